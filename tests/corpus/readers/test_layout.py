from __future__ import annotations

from corpus.readers.layout import Page, Run, lines_of
from corpus.readers.lines import join_lines

EM = 10.0


def run(text: str, x: float, y: float, em: float = EM) -> Run:
    return Run(text, x, x + len(text) * em, y, y + em, em)


def page(number: int, *runs: Run) -> Page:
    return Page(number, 600, 800, runs)


def full(char: str, x: float, y: float, count: int = 40) -> Run:
    return run(char * count, x, y)


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = [
        page(n, run("某某文本汇编", 100, 20), full("甲", 100, 100 + n), full("乙", 100, 400), run(f"— {n} —", 280, 770))
        for n in (1, 2, 3)
    ]
    assert [line.text[0] for line in lines_of(pages)] == ["甲", "乙"] * 3


def test_a_first_line_that_only_one_page_has_is_kept() -> None:
    pages = [page(n, run(f"题目{'甲乙丙'[n]}", 250, 40), full("正", 100, 200)) for n in range(3)]
    assert len(lines_of(pages)) == 6


def test_two_columns_are_read_one_after_the_other_below_a_title_across_both() -> None:
    rows = [r for y in range(100, 220, 20) for r in (full("左", 50, y, 22), full("右", 310, y, 22))]
    lines = lines_of([page(1, full("题", 50, 60, 48), *rows)])
    assert "".join(line.text[0] for line in lines) == "题" + "左" * 6 + "右" * 6


def test_a_single_column_with_short_last_lines_is_not_two() -> None:
    rows = [full("文", 50, y, 48 if y % 40 else 12) for y in range(100, 400, 20)]
    assert {line.column for line in lines_of([page(1, *rows)])} == {0}


def test_a_paragraph_goes_on_over_the_page_and_keeps_both_places() -> None:
    first = page(1, run("第一条", 120, 700), full("甲", 160, 700, 36), full("乙", 100, 720, 42))
    second = page(2, full("丙", 100, 100, 10), run("第二条", 120, 120), full("丁", 160, 120, 5))
    paragraphs = join_lines(lines_of([first, second]))
    assert [p.text[:3] for p in paragraphs] == ["第一条", "第二条"]
    assert [place.page for place in paragraphs[0].places] == [1, 1, 2]
    text = paragraphs[0].text
    assert [text[p.start : p.end][-1] for p in paragraphs[0].places] == ["甲", "乙", "丙"]
    assert paragraphs[0].places[2].box == (100.0, 100.0, 200.0, 110.0)


def test_a_line_that_is_full_by_chance_does_not_swallow_the_next_article() -> None:
    lines = lines_of(
        [page(1, run("第一条", 100, 100), full("甲", 140, 100, 36), run("。", 490, 100), run("第二条 乙。", 100, 120))]
    )
    assert len(join_lines(lines)) == 2
