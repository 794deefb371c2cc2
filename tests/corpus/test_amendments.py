from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.catalogue import Catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity, ValidityStatus

DAY = date(2025, 5, 7)


def document(
    key: str,
    *texts: str,
    status: TextStatus = TextStatus.OFFICIAL,
    number: str = "",
    title: str = "",
    **validity: object,
) -> Document:
    clauses = tuple(
        Clause(ClauseId(key, (str(n),)), f"第{n}条", text, n, text_status=status) for n, text in enumerate(texts, 1)
    )
    return Document(key, title or key, clauses, Validity(**validity), status, number=number)  # type: ignore[arg-type]


def test_an_official_text_sets_the_restatement_aside_even_when_it_is_dated_earlier() -> None:
    restated = document("a", "转述", status=TextStatus.RESTATED, number="甲〔2025〕1号", published=DAY)
    official = document("a", "原文", number="甲〔2025〕1号", published=date(2025, 4, 30))
    catalogue = Catalogue([restated, official])
    assert [catalogue.get("a", day).text_status for day in (DAY, date(2026, 1, 1))] == [TextStatus.OFFICIAL] * 2
    held = next(v for v in catalogue.versions("a") if v.text_status is TextStatus.RESTATED)
    assert held.validity.status_on(DAY) is ValidityStatus.SUPERSEDED
    assert "官方原文已经导入" in held.caution
    assert catalogue.get("a").caution == ""


def test_before_the_official_text_begins_the_restatement_still_answers() -> None:
    restated = document("a", "转述", status=TextStatus.RESTATED, number="甲〔2025〕1号", published=DAY)
    official = document("a", "原文", number="甲〔2025〕1号", published=DAY, effective=date(2025, 7, 1))
    catalogue = Catalogue([restated, official])
    assert catalogue.get("a", DAY).text_status is TextStatus.RESTATED
    assert catalogue.get("a", date(2025, 7, 1)).text_status is TextStatus.OFFICIAL


def test_an_earlier_text_of_a_law_does_not_set_aside_the_restatement_of_a_later_one() -> None:
    restated = document("a", "转述", status=TextStatus.RESTATED, published=DAY, version=DAY)
    official = document("a", "原文", published=date(2010, 1, 1), version=date(2010, 1, 1))
    assert Catalogue([restated, official]).get("a", DAY).text_status is TextStatus.RESTATED


def test_an_amending_decision_marks_the_articles_it_changes_and_no_other() -> None:
    target = document("m", "一", "二", "三", title="某某办法", published=date(2020, 1, 1))
    decision = document(
        "d",
        "将第二条修改为：“第三条不变。”",
        "本决定自公布之日起施行，第一条照旧。",
        title="关于修改《某某办法》的决定",
        published=DAY,
        amends=("某某办法",),
    )
    held = Catalogue([target, decision]).get("m")
    assert [clause.amended_on for clause in held.clauses[:3]] == [None, DAY, None]
    assert held.validity.amended_by == ("d",)
    assert "（第1条）修改" in held.clauses[1].caution


def test_a_version_made_after_the_decision_is_not_marked() -> None:
    decision = document("d", "删去第一条。", published=DAY, amends=("某某办法",), title="决定")
    later = document("m", "一", title="某某办法", published=date(2020, 1, 1), version=DAY)
    catalogue = Catalogue([decision, later])
    assert catalogue.get("m").clauses[0].amended_on is None
    earlier = replace(later, validity=replace(later.validity, version=None))
    assert Catalogue([decision, earlier]).get("m").clauses[0].amended_on == DAY
