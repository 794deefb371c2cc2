"""A draft's references, each with the right verdict."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answering.answer import Verdict
from app.checking.draft import check_draft
from corpus.catalogue import load_catalogue
from tests.app.checking.seeded import seeds

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def _verdicts(text, catalogue):
    return [(finding.verdict, finding.basis) for finding in check_draft(text, catalogue, DAY).findings]


@pytest.mark.parametrize(
    ("text", "verdict", "basis"),
    [
        (
            "《商业银行法》第三十九条规定：“对同一借款人的贷款余额与商业银行资本余额的比例不得超过百分之十”。",
            Verdict.EXACT,
            "words",
        ),
        (
            "《商业银行法》第三十九条规定：“对同一借款人的贷款余额与商业银行资本余额的比例不得超过百分之二十”。",
            Verdict.MISMATCH,
            "words",
        ),
        ("依据《商业银行法》第二百条执行。", Verdict.NOT_FOUND, "reference"),
        ("《商业银行法实施细则》第三条另有规定。", Verdict.NOT_FOUND, "reference"),
        ("依据《商业银行法》第三十九条执行。", Verdict.EXACT, "reference"),
        ("金办发〔2024〕26号二（一）提出了要求。", Verdict.NOT_IN_FORCE, "reference"),
        ("本办法第三条所称客户。", Verdict.UNCHECKED, "reference"),
    ],
)
def test_a_reference_gets_its_verdict(catalogue, text, verdict, basis):
    assert _verdicts(text, catalogue) == [(verdict, basis)]


def test_a_reversed_range_is_said_to_be_reversed_and_no_step_is_invented(catalogue):
    notes = [
        check_draft(text, catalogue, DAY).findings[0].note[0]
        for text in ("依据《商业银行法》第四十一条至第三十九条执行。", "依据《商业银行法》第七条第（九）项执行。")
    ]
    assert notes == [
        "《商业银行法》的第三十九条在第四十一条之前，范围的前后颠倒了。",
        "《商业银行法》第七条不分项，没有第（九）项。",
    ]


def test_words_of_another_article_are_said_to_stand_there(catalogue):
    quote = catalogue.clause("commercial-bank-law#36").clause.text.split("。")[0] + "。"
    found = check_draft(f"《商业银行法》第三十五条规定：“{quote}”", catalogue, DAY).findings
    assert [f.verdict for f in found] == [Verdict.MISMATCH]
    assert "第三十六条" in found[0].note[0]


def test_each_quotation_goes_with_its_own_reference(catalogue):
    quotes = [catalogue.clause(f"commercial-bank-law#{n}").clause.text.split("。")[0] for n in (35, 36)]
    text = f"“{quotes[0]}”（《商业银行法》第三十五条），“{quotes[1]}”（《商业银行法》第三十六条）。"
    assert _verdicts(text, catalogue) == [(Verdict.EXACT, "words")] * 2
    ahead = f"《商业银行法》第三十五条规定“{quotes[0]}”，第三十六条规定“{quotes[1]}”。"
    assert _verdicts(ahead, catalogue) == [(Verdict.EXACT, "words")] * 2


def test_a_demand_without_a_source_is_listed(catalogue):
    checked = check_draft("我行贷款余额不得超过500万元。天气很好。", catalogue, DAY)
    assert [checked.text[s.start : s.end] for s in checked.uncited] == ["我行贷款余额不得超过500万元。"]


def test_quotation_marks_inside_a_title_are_no_quotation(catalogue):
    assert _verdicts('《关于"加强金融服务"的管理办法》第三条规定。', catalogue) == [(Verdict.NOT_FOUND, "reference")]


_PIECES = (
    *("《商业银行法》", "《", "》", "第三十九条", "第三十九条第一款", "至第四十条", "二（一）", "本法"),
    *("“", "”", '"', "（", "）", "。", "：", "\n", "规定", "不得超过百分之十", "金办发〔2024〕26号", "字" * 7),
    *("Article 39", " of the Commercial Bank Law"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_checker_and_every_finding_lies_in_it(catalogue, text):
    for finding in check_draft(text, catalogue, DAY).findings:
        reference = finding.reference
        assert text[reference.start : reference.end] == reference.surface
        assert finding.said.strip() in text


def test_an_empty_text_and_a_text_without_references_give_nothing(catalogue):
    assert check_draft("", catalogue, DAY).findings == ()
    assert check_draft("没有引用。", catalogue, DAY).findings == ()


def test_of_a_seeded_draft_wrong_references_are_flagged_and_right_ones_left_alone(catalogue):
    seeded = seeds(catalogue, right=60, wrong=60)
    missed = Counter()
    for seed in seeded:
        if not {verdict for verdict, _ in _verdicts(seed.text, catalogue)} <= seed.verdicts:
            missed[seed.kind] += 1
    wrong_kinds = {"figure", "force", "article", "beyond", "no such law", "figure in own words"}
    assert sum(missed[kind] for kind in wrong_kinds) <= 1, missed
    assert sum(count for kind, count in missed.items() if kind not in wrong_kinds) == 0, missed
