from itertools import pairwise

import numpy as np
import pytest

from indexing.features import NAMES, _overlap
from indexing.lexical import LexicalIndex
from indexing.tokens import units

TEXTS = [
    "银行不得收取贷款承诺费。银行不得收取资金管理费。",
    "小型微型企业贷款利率由借贷双方自主协商。",
    "",
    "A bank shall not charge a commitment fee; a bank shall not charge a management fee.",
    "第三十九条 商业银行贷款，应当遵守下列资产负债比例管理的规定",
]
QUESTIONS = ["银行不得收取什么费", "贷款贷款利率", "May a bank charge a commitment fee?", "zyx 未知", "？"]
OVERLAP = NAMES.index("unit_coverage")


def _by_hand(question: str, text: str, lexical: LexicalIndex) -> dict[str, float]:
    """The same features, worked out unit by unit."""
    asked, held = units(question), units(text)
    idf = {name: float(lexical.idf[place]) for name, place in lexical.vocabulary.items()}
    rarest = max(float(lexical.idf.max()), 1.0)
    distinct = {unit for unit in asked if unit}
    total = sum(idf[unit] for unit in distinct if unit in idf) + (rarest if distinct - idf.keys() else 0.0)
    run: dict[tuple[int, int], int] = {}
    worth: dict[tuple[int, int], float] = {}
    for k, unit in enumerate(asked):
        for p, other in enumerate(held):
            if unit and unit == other and unit in idf:
                run[k, p] = run.get((k - 1, p - 1), 0) + 1
                worth[k, p] = worth.get((k - 1, p - 1), 0.0) + idf[unit]
    known = max(sum(unit in idf for unit in asked if unit), 1)
    touching = {(a, b) for a, b in pairwise(asked) if a and b}
    pairs = {f"{a}{b}" if "\u3400" <= a <= "\u9fff" else f"{a} {b}" for a, b in touching} & idf.keys()
    spoken = {f"{a}{b}" if "\u3400" <= a <= "\u9fff" else f"{a} {b}" for a, b in pairwise(held) if a and b}
    return {
        "unit_coverage": sum(idf[unit] for unit in distinct & set(held) if unit in idf) / (total or 1.0),
        "pair_coverage": sum(idf[one] for one in pairs & spoken) / max(sum(idf[one] for one in pairs), 1e-9),
        "longest_run": max(run.values(), default=0) / known,
        "longest_run_idf": max(worth.values(), default=0.0) / (total or 1.0),
        "runs": len({k for (k, _), length in run.items() if length >= 3}) / known,
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_shared_words_pairs_and_runs_are_those_counted_by_hand(question):
    lexical = LexicalIndex.build(TEXTS)
    rows = np.array([4, 0, 3, 2, 1])
    found = dict(zip(NAMES[OVERLAP:], _overlap(question, rows, lexical), strict=False))
    for place, row in enumerate(rows):
        for name, value in _by_hand(question, TEXTS[row], lexical).items():
            assert found[name][place] == pytest.approx(value, abs=1e-5), (name, TEXTS[row])


def test_a_run_does_not_go_on_in_the_next_clause():
    lexical = LexicalIndex.build(["借款人", "应当还款"])
    found = dict(zip(NAMES[OVERLAP:], _overlap("借款人应当还款", np.array([0, 1]), lexical), strict=False))
    assert found["longest_run"].tolist() == pytest.approx([3 / 7, 4 / 7])
