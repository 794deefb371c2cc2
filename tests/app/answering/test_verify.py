from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.answer import Verdict
from app.answering.verify import Cited, Fault, Source, check_statement, cite, find_quote, supports
from corpus.errors import CorpusError
from corpus.model import Validity
from tests.app.answering import clauses as own

TODAY = date(2026, 11, 24)


def test_a_citation_quotes_the_clause_word_for_word():
    law = own.law(own.RATIOS)
    clause = law.clauses[0]
    start = clause.text.index("资本充足率")
    citation = cite(law, clause, start, start + 12, TODAY)
    assert citation.quote == clause.text[citation.start : citation.end] == "资本充足率不得低于百分之"
    assert (citation.verdict, citation.text_status, citation.validity) == (Verdict.EXACT, "compiled", "in_force")
    assert citation.clause_id == "test-bank-law#1"


def test_the_label_goes_down_to_the_item_that_holds_the_span():
    law = own.law(own.RATIOS, own.FORM)
    ratios, form = law.clauses
    item = ratios.text.index("资本充足率")
    assert cite(law, ratios, item, item + 5, TODAY).label == "第一条第一款第（一）项"
    assert cite(law, ratios, ratios.text.index("测试银行应当每"), len(ratios.text), TODAY).label == "第一条第二款"
    assert cite(law, ratios, 0, len(ratios.text), TODAY).label == "第一条"
    assert cite(law, form, 0, 6, TODAY).label == "第二条"


def test_a_repealed_article_is_never_cited_silently():
    repealed = own.law(own.FORM, validity=Validity(effective=date(2000, 1, 1), repealed=date(2020, 1, 1)))
    citation = cite(repealed, repealed.clauses[0], 0, 6, TODAY)
    assert (citation.verdict, citation.validity) == (Verdict.NOT_IN_FORCE, "repealed")
    assert cite(repealed, repealed.clauses[0], 0, 6, date(2019, 1, 1)).verdict is Verdict.EXACT


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 4), (0, 10_000), (5, 2)])
def test_a_span_without_words_is_refused(start, end):
    law = own.law(own.FORM)
    with pytest.raises(CorpusError, match="no words"):
        cite(law, law.clauses[0], start, end, TODAY)


def test_a_clause_of_another_document_is_refused():
    law, other = own.law(own.FORM), own.law(own.FORM, own.FINE)
    with pytest.raises(CorpusError, match="not a clause"):
        cite(law, other.clauses[1], 0, 4, TODAY)


def test_a_quote_is_exact_normalised_or_not_the_quote():
    text = "单户授信1000万元（含）以下的，利率不得高于同类产品。"
    assert find_quote("利率不得高于同类产品", text).verdict is Verdict.EXACT
    normalised = find_quote("单户授信１０００万元(含)以下的,利率 不得高于同类产品", text)
    assert normalised.verdict is Verdict.NORMALISED
    assert text[normalised.start : normalised.end] == text[:-1]
    for wrong, difference in [
        ("单户授信2000万元（含）以下的", "2000 → 1000"),
        ("利率可以高于同类产品", "可以 → 不得"),
    ]:
        found = find_quote(wrong, text)
        assert (found.verdict, found.difference) == (Verdict.MISMATCH, difference)
    assert find_quote("完全无关的一句话", text).verdict is Verdict.NOT_FOUND
    assert find_quote("  ", text).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("10万元", "不超过110万元"),
        ("十日内", "三十日内"),
        ("百分之十", "不得超过百分之十五"),
        ("5%", "不得超过1.5%"),
        ("15%", "不得超过1.5%"),
        ("1.5%", "不得超过15%"),
    ],
)
def test_a_figure_is_not_found_inside_another(quote, text):
    assert find_quote(quote, text).verdict in (Verdict.MISMATCH, Verdict.NOT_FOUND)


@given(
    st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["贷款余额不得超过{}万元的", "within {} days of"])
)
@settings(max_examples=200, deadline=None)
def test_a_quote_with_another_number_is_never_found(one, other, form):
    verdict = find_quote(form.format(one), "甲方：" + form.format(other) + "。").verdict
    assert (verdict is Verdict.EXACT) == (one == other)
    assert one == other or verdict in (Verdict.MISMATCH, Verdict.NOT_FOUND)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_every_found_span_holds_the_quote(data):
    text = own.RATIOS
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = find_quote(text[start:end], text)
    if found.verdict in (Verdict.EXACT, Verdict.NORMALISED):
        assert text[found.start : found.end].strip() == text[start:end].strip()


RIGHT = [
    ("资本充足率不低于8%", own.RATIOS),
    ("流动性比例应当不低于25%", own.RATIOS),
    ("对同一借款人的贷款余额最高不超过资本余额的10%", own.RATIOS),
    ("银行不得向关系人发放信用贷款", own.RELATED),
    ("未经批准，任何单位不得吸收公众存款", own.DEPOSITS),
    ("农商行力争总体达到该目标", own.GROWTH),
    ("借款合同应采用书面形式，自然人之间另有约定的除外", own.FORM),
    ("违法所得不足50万元的，处50万元—200万元罚款", own.FINE),
    ("保险人应当在达成协议后10日内履行赔偿义务", own.PAYMENT),
]
WRONG = [
    ("资本充足率不得低于25%", own.RATIOS, Fault.QUANTITY),
    ("资本充足率不得高于8%", own.RATIOS, Fault.QUANTITY),
    ("可以向关系人发放信用贷款", own.RELATED, Fault.MODALITY),
    ("银行向关系人发放信用贷款", own.RELATED, Fault.MODALITY),
    ("任何单位和个人不得吸收公众存款", own.DEPOSITS, Fault.CONDITION),
    ("大型商业银行必须各自达到小微贷款增速不低于各项贷款增速的目标", own.GROWTH, Fault.MODALITY),
    ("大型商业银行力争各自达到小微贷款增速低于各项贷款增速的目标", own.GROWTH, Fault.COMPARISON),
    ("外资银行力争各自达到小微贷款增速不低于各项贷款增速的目标", own.GROWTH, Fault.ADDRESSEE),
    ("借款合同应当采用书面形式", own.FORM, Fault.CONDITION),
    ("违法所得不足50万元的，处50万元以上200万元以上罚款", own.FINE, Fault.QUANTITY),
    ("保险人应当在达成协议后10个工作日内履行赔偿义务", own.PAYMENT, Fault.QUANTITY),
    ("投保人应当在30日内申请复核", own.PAYMENT, Fault.MODALITY),
    ("《另一部银行法》规定，资本充足率不低于8%", own.RATIOS, Fault.DOCUMENT),
]


@pytest.mark.parametrize(("statement", "evidence"), RIGHT)
def test_a_statement_that_keeps_the_meaning_is_supported(statement, evidence):
    assert supports(statement, evidence).reasons == ()


@pytest.mark.parametrize(("statement", "evidence", "fault"), WRONG)
def test_a_statement_that_turns_one_meaning_round_is_refused(statement, evidence, fault):
    support = supports(statement, evidence)
    assert not support.ok
    assert fault in {reason.fault for reason in support.reasons}


@pytest.mark.parametrize(
    ("evidence", "same", "turned"),
    [
        ("上述人员离职后半年内，不得转让其股份。", "离职后半年内不得转让股份", "离职前半年内不得转让股份"),
        ("购买股份的，应当事先经监督管理机构批准。", "购买股份应当事前经批准", "购买股份应当事后经批准"),
        ("修改内容应当至少在实施前七日予以公示。", "修改内容至少在实施前7日公示", "修改内容至少在实施后7日公示"),
        ("客户资料在业务关系结束后，应当保存十年。", "业务关系结束以后保存10年", "业务关系结束之前保存10年"),
        ("本法自2000年7月1日起施行。", "本法自2000年7月1日起生效", "本法自2000年7月1日起停止施行"),
        ("Report within 30 days after it ends.", "within 30 days after it ends", "within 30 days before it ends"),
        ("商业银行取得批准后方可开业。", "取得批准后方可开业", "取得批准前方可开业"),
    ],
)
def test_before_is_not_after_and_in_force_is_not_repealed(evidence, same, turned):
    assert supports(same, evidence).ok
    assert Fault.COMPARISON in {reason.fault for reason in supports(turned, evidence).reasons}


def test_before_at_other_words_turns_nothing_round():
    evidence = "贷款发放前应当调查，贷款发放后应当检查。"
    assert supports("贷款发放后应当检查", evidence).ok
    assert not supports("贷款发放前应当检查", evidence).ok


def test_figures_and_force_are_compared_across_languages():
    evidence = "各银行力争贷款增速不低于5%，并在30日内报告，单户不超过2000万元。"
    assert supports(
        "Banks strive for growth of at least 5%, report within 30 days, at most 20 million yuan each", evidence
    ).ok
    assert not supports("Banks must reach growth of at least 5%", evidence).ok
    assert not supports("Banks strive for growth of at least 15%", evidence).ok
    assert not supports("Banks strive to report within 30 working days", evidence).ok


def test_a_statement_may_name_its_own_source_and_no_other():
    law = own.law(own.RATIOS)
    clause = law.clauses[0]
    start = clause.text.index("资本充足率")
    cited = [Cited(law, clause, start, clause.text.index("；"))]
    for text, ok in [
        ("《测试银行法》第一条规定，资本充足率不低于8%", True),
        ("《测试银行法实施细则》第一条规定，资本充足率不低于8%", False),
        ("《测试银行法》第二条规定，资本充足率不低于8%", False),
        ("根据测试银行法，资本充足率不低于8%", True),
        ("按照我国测试银行法的规定，资本充足率不低于8%", True),
        ("另一部银行法规定，资本充足率不低于8%", False),
        ("根据征信业管理条例，资本充足率不低于8%", False),
        ("按照民法典的规定，资本充足率不低于8%", False),
        ("测发〔2020〕7号规定，资本充足率不低于8%", True),
        ("测发〔2021〕7号规定，资本充足率不低于8%", False),
        ("根据测发〔2020〕7号，资本充足率不低于8%", True),
        ("国办发〔2020〕7号规定，资本充足率不低于8%", False),
    ]:
        checked = check_statement(text, cited, as_of=TODAY)
        assert checked.support.ok is ok, text
        assert checked.citations[0].quote == "资本充足率不得低于百分之八"


def test_a_statement_may_name_the_part_that_holds_the_span_and_no_other():
    law = own.law(own.RATIOS)
    clause = law.clauses[0]
    start = clause.text.index("资本充足率")
    cited = [Cited(law, clause, start, clause.text.index("；"))]
    for label, ok in [
        ("第一款", True),
        ("第一款第（一）项", True),
        ("第一款第一项", True),
        ("第二款", False),
        ("第（二）项", False),
    ]:
        text = f"《测试银行法》第一条{label}规定，资本充足率不低于8%"
        assert check_statement(text, cited, as_of=TODAY).support.ok is ok, label


def test_a_part_of_a_notice_is_compared_like_an_article():
    source = Source(names=frozenset({"通知"}), articles=frozenset({"3"}))
    assert supports("第三部分要求，银行不得收费", "银行不得收费。", source=source).ok
    assert not supports("第二部分要求，银行不得收费", "银行不得收费。", source=source).ok


def test_the_label_of_a_clause_is_no_figure():
    source = Source(labels=("三·1",))
    assert supports("根据三·1，银行不得收费", "银行不得收费。", source=source).ok
    assert not supports("根据三·2，银行不得收费", "银行不得收费。", source=source).ok


@pytest.mark.parametrize(
    ("statement", "evidence", "ok"),
    [
        ("应当设有二十五所学校", "应当设有二十五所学校。", True),
        ("应当设有三十五所学校", "应当设有二十五所学校。", False),
        ("对其减半处罚", "对其处罚。", False),
        ("银行统一管理，第三方不得收费", "银行统一管理，第三方不得收费。", True),
    ],
)
def test_a_numeral_that_is_read_as_no_figure_has_to_stand_in_the_evidence(statement, evidence, ok):
    assert supports(statement, evidence).ok is ok


@pytest.mark.parametrize(
    ("said", "ok"), [("50万", True), ("50万以上200万以下", True), ("五百万", False), ("500", False)]
)
def test_an_amount_may_leave_its_yuan_unsaid(said, ok):
    evidence = "处五十万元罚款。" if said[-1] != "下" else own.FINE
    assert supports(f"处{said}罚款", evidence).ok is ok


def test_the_short_label_of_a_clause_after_the_name_of_its_source_is_no_figure():
    source = Source(numbers=frozenset({"2020/7"}), labels=("测发〔2020〕7号", "7号文", "三·1"))
    for name in ("7号文三·1规定，", "根据测发〔2020〕7号三·1，"):
        assert supports(f"{name}资本充足率不低于8%", own.RATIOS, source=source).reasons == ()
    assert not supports("资本充足率不低于8%，三·1", own.RATIOS, source=source).ok


def test_nothing_cited_supports_nothing_and_a_cut_figure_does_not_either():
    law = own.law(own.PAYMENT.replace("十日", "三十日", 1))
    text = law.clauses[0].text
    assert not check_statement("保险人应当赔偿", [], as_of=TODAY).support.ok
    cut = Cited(law, law.clauses[0], text.index("十日内"), text.index("。"))
    assert not check_statement("十日内，履行赔偿义务", [cut], as_of=TODAY).support.ok


FORMS = [
    ("贷款余额不得超过资本余额的{}%", "贷款余额不得超过资本余额的{}%。"),
    ("应在{}日内书面答复申请人", "银行应当在{}日内书面答复申请人。"),
    ("banks must reply within {} working days", "Banks must reply within {} working days of the application."),
    ("Banks must reply within {} working days", "银行应当在{}个工作日内答复。"),
]


@given(st.integers(2, 9_999), st.integers(2, 9_999), st.sampled_from(FORMS))
@settings(max_examples=300, deadline=None)
def test_a_statement_with_another_number_is_never_supported(one, other, form):
    assert supports(form[0].format(one), form[1].format(other)).ok is (one == other)


FORCES = {
    "应当": "must",
    "可以": "may",
    "不得": "not",
    "力争": "strive",
    "鼓励": "encouraged",
    "必须": "must",
    "禁止": "not",
}


@given(
    st.sampled_from(sorted(FORCES)),
    st.sampled_from(sorted(FORCES)),
    st.sampled_from(["{}向小微企业发放信用贷款", "商业银行{}按月报告"]),
)
def test_one_force_supports_another_only_where_they_mean_the_same(said, stated, form):
    assert supports(form.format(said), form.format(stated) + "。").ok is (FORCES[said] == FORCES[stated])


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_checked(statement, evidence):
    support = supports(statement, evidence)
    assert support.ok is (support.reasons == ())
    assert 0 <= support.coverage <= 1


_RETAIL = (
    "零售业：从业人员不足300人，或者营业收入不足20000万元的，为中小微企业。\n"
    "零售业中型企业：从业人员达到50人及以上，且营业收入达到500万元及以上。\n"
    "零售业小型企业：从业人员达到10人及以上，且营业收入达到100万元及以上。\n"
    "零售业微型企业：从业人员不足10人，或者营业收入不足100万元，满足其一即为微型企业。"
)


@pytest.mark.parametrize(
    ("statement", "ok"),
    [
        ("属于中型企业：从业人员 60人 ≥ 50人；营业收入 800万元 ≥ 500万元。", True),
        ("属于中型企业：从业人员 60人 ≥ 40人；营业收入 800万元 ≥ 500万元。", False),
        ("属于中型企业：从业人员 60人 ≥ 50人；营业收入 700万元 ≥ 500万元。", False),
        ("属于中型企业：从业人员 60人 ≥ 50人；营业收入 800万元 ≥ 600万元。", False),
    ],
)
def test_the_legs_of_a_size_are_held_against_the_line_of_the_table_that_states_them(statement, ok):
    assert supports(statement, _RETAIL, given="一家零售超市60个员工，营收800万，还能按小型企业报吗").ok is ok


_LIMITS = "对小型企业贷款额度不超过500万元，对微型企业贷款额度不超过100万元。"
_SHARES = "首付比例：首套房不低于20%，二套房不低于30%。"


@pytest.mark.parametrize(
    ("statement", "evidence", "ok"),
    [
        ("对微型企业贷款额度不超过100万元", _LIMITS, True),
        ("小型企业的贷款额度最高500万元", _LIMITS, True),
        ("微型企业贷款额度不超过100万元，小型企业不超过500万元", _LIMITS, True),
        ("对微型企业贷款额度不超过500万元", _LIMITS, False),
        ("小型企业贷款额度上限为100万元", _LIMITS, False),
        ("二套房首付比例不低于30%", _SHARES, True),
        ("二套房首付比例不低于20%", _SHARES, False),
        ("一审期限为三个月", "一审期限为六个月，二审期限为三个月。", False),
        ("应当5日内受理、20日内审批", "应当在申请后5日内受理，受理后20日内审批。", True),
    ],
)
def test_a_figure_of_one_thing_is_not_said_of_another_that_differs_by_a_word(statement, evidence, ok):
    assert supports(statement, evidence).ok is ok
