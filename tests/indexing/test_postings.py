import random

import numpy as np
import pytest

from indexing.errors import IndexStorageError
from indexing.lexical import LexicalIndex
from indexing.postings import Entries, Postings, patched

WORDS = "贷款 保险 理赔 续贷 利率 期限 抵押 bank claim deposit loan".split()


def _texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 12))) + f" {number}" for number in range(count)]


def _changes() -> dict[str, list[int | str]]:
    """New rows of an index of eighty: a number is the old row that a clause is, a text is new."""
    rows: list[int | str] = list(range(80))
    return {
        "one changed": [*rows[:7], "全新的条文", *rows[8:]],
        "one removed": [*rows[:7], *rows[8:]],
        "the last removed": rows[:79],
        "some added": ["第一条 green", *rows[:40], "新增 贷款 贷款", "新增", *rows[40:], "end"],
        "one again, as another version has it": [*rows[:30], 12, *rows[30:]],
        "one moved": [*rows[:10], *rows[11:60], 10, *rows[60:]],
        "half changed": [*(f"新 {number} loan" for number in range(40)), *rows[40:]],
        "all removed but one": [5],
    }


@pytest.mark.parametrize("change", _changes())
def test_a_changed_index_is_the_one_built_anew(tmp_path, change):
    texts = _texts(80, 1)
    LexicalIndex.build(texts).save(tmp_path)
    rows = _changes()[change]
    updated = LexicalIndex.build(
        [None if isinstance(row, int) else row for row in rows],
        LexicalIndex.load(tmp_path),
        [row if isinstance(row, int) else -1 for row in rows],
    )
    anew = LexicalIndex.build([texts[row] if isinstance(row, int) else row for row in rows])
    for token in anew.vocabulary:
        (old_rows, old_weights), (new_rows, new_weights) = updated.postings(token), anew.postings(token)
        assert np.array_equal(old_rows, new_rows), token
        assert np.array_equal(old_weights, new_weights), token
    names = [list(index.vocabulary) for index in (updated, anew)]
    for row in range(len(rows)):
        old, new = (
            [held[unit] if unit >= 0 else "" for unit in index.units_of(row)]
            for index, held in zip((updated, anew), names, strict=True)
        )
        assert old == new
    updated.save(tmp_path / "again")
    assert np.array_equal(LexicalIndex.load(tmp_path / "again").scores("贷款 loan"), updated.scores("贷款 loan"))


def test_an_entry_that_should_be_there_and_is_not_is_said():
    held = Postings(np.array([0, 2]), np.array([0, 2], np.int32), np.array([1, 1], np.uint16))
    nothing = Entries(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint16))
    gone = Entries(np.array([1], np.int32), np.zeros(1, np.int32), np.ones(1, np.uint16))
    with pytest.raises(IndexStorageError, match="policyqa index"):
        patched(held, gone, np.array([0, -1, 1], np.int32), nothing, 1)


def test_a_token_counts_as_often_as_it_can_be_written_down():
    often, once = LexicalIndex.build(["贷 " * 70_000, "贷"]).scores("贷")
    assert often > 0
    assert once > 0
