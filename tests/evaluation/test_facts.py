import pytest
from pydantic import ValidationError

from evaluation.datasets import KeyFact
from evaluation.scorers.facts import contradicts, score, states
from evaluation.systems.system import Reply
from tests.evaluation.corpus import answered, cite, clauses, declined, question

AMOUNT = KeyFact(number=1000, unit="万元")


@pytest.mark.parametrize(
    "text",
    ["单户授信1,000万元及以下", "不超过一千万元", "credit of 10 million yuan or less", "10000000元", "１０００万元"],
)
def test_the_same_amount_in_other_words_is_stated(text: str):
    assert states(AMOUNT, text)


@pytest.mark.parametrize(
    ("number", "unit", "right", "wrong"),
    [
        (1_000_000, "元", "罚款一百万元", "第1项"),
        (12_345_678, "元", "注册资本12,345,678元", "12345700元"),
        (1234.567, "万元", "12345670元", "1234.57万元"),
        (0.00005, "%", "费率为0.00005%", "共5项"),
    ],
)
def test_every_digit_of_a_figure_counts(number: float, unit: str, right: str, wrong: str):
    fact = KeyFact(number=number, unit=unit)
    assert states(fact, right)
    assert not states(fact, wrong)


@pytest.mark.parametrize("fact", [{"term": "保量 | "}, {"term": ""}, {"term": " | | "}])
def test_a_term_that_any_answer_states_is_refused(fact: dict[str, str]):
    with pytest.raises(ValidationError, match="empty form"):
        KeyFact.model_validate(fact)


@pytest.mark.parametrize("fact", [(-5, "%"), (5, "%-10%")])
def test_a_figure_that_would_be_read_as_another_is_refused(fact: tuple[float, str]):
    with pytest.raises(ValidationError, match="not one figure"):
        KeyFact(number=fact[0], unit=fact[1])


def test_a_bound_is_the_figure_that_it_names():
    assert states(KeyFact(number=1000, unit="万元以下"), "单户授信1000万元以下")
    assert states(KeyFact(number=8, unit="%以上"), "不低于8%")


@pytest.mark.parametrize(
    ("number", "unit", "gold", "right", "wrong"),
    [
        (25, "%", "不低于25%。", "至少25%", "不超过25%"),
        (25, "%", "at least 25%", "不得低于百分之二十五", "up to 25%"),
        (1000, "万元", "单户1000万元以下。", "不超过1000万元", "1000万元以上"),
        (3, "年", "超过3年的", "长于三年", "三年以上"),
        (30, "日", "三十日前申请。", "届满三十日前", "届满三十日后"),
    ],
)
def test_a_bound_turned_round_is_not_stated_and_contradicts(
    number: float, unit: str, gold: str, right: str, wrong: str
):
    fact = KeyFact(number=number, unit=unit)
    assert states(fact, right, gold)
    assert not states(fact, wrong, gold)
    assert contradicts(fact, wrong)
    assert states(fact, wrong, fact.written)


@pytest.mark.parametrize(
    ("number", "unit", "gold", "text"),
    [
        (3, "年", "不超过3年", "the term should not, as a rule, exceed 3 years"),
        (5, "万元", "不得超过五万元", "不得有下列情形：（一）谎称有奖；（三）最高奖的金额超过五万元。"),
    ],
)
def test_a_bound_under_a_denial_is_left_open(number: float, unit: str, gold: str, text: str):
    assert states(KeyFact(number=number, unit=unit), text, gold)


@pytest.mark.parametrize("text", ["1000元", "2000万元", "1000万美元", "1000户", "10 million borrowers"])
def test_another_value_or_unit_is_not_the_amount(text: str):
    assert not states(AMOUNT, text)


def test_a_percentage_is_not_a_percentage_point():
    assert states(KeyFact(number=8, unit="%"), "不得低于百分之八")
    assert not states(KeyFact(number=8, unit="%"), "提高8个百分点")
    assert states(KeyFact(number=50, unit="基点"), "不低于50BP")


@pytest.mark.parametrize("text", ["2027年9月30日前到期", "before 30 September 2027", "至2027-09-30"])
def test_a_date_in_any_form_is_stated(text: str):
    assert states(KeyFact(date="2027-09-30"), text)


def test_best_effort_is_not_an_obligation():
    fact = KeyFact(modality="strive")
    assert states(fact, "增速力争不低于各项贷款增速")
    assert states(fact, "banks strive to reach it")
    assert not states(fact, "增速必须不低于各项贷款增速")
    assert contradicts(fact, "增速必须不低于各项贷款增速")


def test_a_term_is_stated_by_any_of_its_forms():
    fact = KeyFact(term="保量 | keep volume")
    assert states(fact, "strive to Keep  Volume")
    assert not states(fact, "提质")


def test_an_addressee_goes_by_any_of_its_names():
    assert states(KeyFact(addressee="large_bank"), "国有大行各自达到")
    assert not states(KeyFact(addressee="insurer"), "各政策性银行")


def test_a_different_figure_in_its_place_contradicts_and_silence_does_not():
    gold = question(facts=({"number": 1000, "unit": "万元"},))

    def scored(text: str) -> tuple[float | None, float | None]:
        scores = score(gold, Reply(answered(cite("loan-law#1", "可以申请展期"), text=text)), clauses())
        return scores["fact_recall"], scores["fact_contradicted"]

    assert scored("上限是1000万元") == (1.0, 0.0)
    assert scored("上限是2000万元") == (0.0, 1.0)
    assert scored("上限没有写") == (0.0, 0.0)


def test_a_declined_answer_states_nothing_and_contradicts_nothing():
    gold = question(facts=({"number": 1000, "unit": "万元"},))
    scores = score(gold, Reply(declined()), clauses())
    assert (scores["fact_recall"], scores["fact_contradicted"], scores["facts_right"]) == (0.0, 0.0, 0.0)
    assert score(question(), Reply(declined()), clauses())["fact_recall"] is None


def verdict(text: str, says: str | None) -> float | None:
    citation = cite("loan-law#1", "可以申请展期")
    return score(question(says=says), Reply(answered(citation, text=text)), clauses())["verdict_wrong"]


def test_an_answer_that_begins_with_the_wrong_yes_or_no_is_caught():
    assert verdict("不可以。借款人可以申请展期。", "yes") == 1.0
    assert verdict("可以。借款人可以申请展期。", "yes") == 0.0
    assert verdict("No. A borrower may apply.", "yes") == 1.0
    assert verdict("Yes, insurers are named.", "yes") == 0.0


def test_no_verdict_is_scored_where_there_is_none():
    assert verdict("借款人可以申请展期。", "yes") is None
    assert verdict("可以。借款人可以申请展期。", None) is None
    assert score(question(says="yes"), Reply(declined()), clauses())["verdict_wrong"] is None


@pytest.mark.parametrize(
    "text",
    [
        "No later than 30 days after the loan falls due.",
        "No more than 8 %.",
        "不能清偿到期债务的，债权人可以申请破产。",
    ],
)
def test_a_rule_that_begins_like_a_no_is_no_verdict(text: str):
    assert verdict(text, "yes") is None
    assert verdict(text, "no") is None


@pytest.mark.parametrize("text", ["不得。", "不对，条款没有写。", "没有，主送对象里不含村镇银行。", "无需。", "不会，"])
def test_a_no_in_other_words_is_a_no(text: str):
    assert (verdict(text, "yes"), verdict(text, "no")) == (1.0, 0.0)


@pytest.mark.parametrize(
    "text", ["可以的。", "必须，条文有要求。", "会。", "算，住宿餐饮属于消费领域。", "可以：见第一条。"]
)
def test_a_yes_in_other_words_is_a_yes(text: str):
    assert (verdict(text, "yes"), verdict(text, "no")) == (0.0, 1.0)


def test_words_of_the_clause_are_no_verdict_of_the_answer():
    citation = cite("loan-law#1", "不能展期", text="不能展期")
    assert score(question(says="yes"), Reply(answered(citation)), clauses())["verdict_wrong"] is None
