"""Questions that nobody means: each gets an answer, a decline or a refusal, never a crash."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.answer import DeclineReason, Status
from app.errors import QuestionError
from app.service import PolicyQA
from app.settings import load_settings

PIECES = """
第 条 款 项 章 编 之一 一 二十 百 千 万 亿 零 〇 两 0 1 99999999999999999999 1e400 1.2.3 12,34 -5 3.14159 % ‰ BP
个百分点 万元 年 月 日 2025年 2025年13月40日 99999年 20250230 《 》 〔2025〕 号 46 银发 金办发
金办发〔2025〕46号 二（一） 商业银行法 《民法典》 中小企业促进法 贷款 续贷 利率 不得 可以 应当 是多少 什么条件
谁 ？ ? 。 ， 、 ( （一） ） ) [ ] { } \\ / * + ^ $ | article Article of the Commercial Bank Law section
paragraph (1) what is how much 1,000,000 million percent 10% days 😀 é ß İ ǅ ﬁ Ⅷ ① ½ ² ٣ ੧ ㊿ ㍿ 𠮷 前款 本法
该办法 以下简称 AND ： “ ” …… —— 110101199003078888 6222020000000000000 13800138000
""".split()
ODD = {
    "a number of 400 digits": "9" * 400,
    "an article of 400 digits": f"中小企业促进法第{'9' * 400}条",
    "an article of 20 digits": "金办发〔2025〕46号第99999999999999999999项",
    "an item with dots in it": "what does item 1.2.3 of the notice say about 3.4.5 percent?",
    "a range without end": "第1条到第99999999条",
    "digits of another script": "金办发〔2025〕46号٣（੧）",
    "numerals that are none": "亿万千百十亿万千百十条",
    "only brackets and marks": "《《《（（（〔〔〔？",
    "combining marks": "续" + "\u0301" * 200 + "贷",
    "the same word without end": "续贷" * 2000,
    "a law inside a law": "《" * 200 + "商业银行法" + "》" * 200,
}


@pytest.fixture(scope="module")
def opened(indexed) -> PolicyQA:
    return PolicyQA.open(load_settings({}, data=indexed.data, documents=indexed.documents, laws=False))


def taken(service: PolicyQA, question: str, as_of: date | None = None) -> None:
    """Asks, and holds what every reply promises."""
    try:
        answer = service.ask(question, as_of=as_of)
    except QuestionError:
        return
    declined = answer.status is Status.DECLINED
    beside = declined and answer.decline is not None and answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert answer.statements or declined
    assert beside or declined == (not answer.statements)  # the clause that lacks the detail is shown with the decline
    for statement in answer.statements:
        for cited in statement.citations:
            text = service.catalogue.clause(cited.clause_id, as_of).clause.text
            assert text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize("name", ODD)
def test_an_odd_question_is_taken_or_refused(name, opened):
    taken(opened, ODD[name])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25), st.sampled_from(["", " ", "\n"]))
def test_any_mixture_of_the_words_of_the_field_is_taken_or_refused(opened, pieces, between):
    taken(opened, between.join(pieces))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused(opened, text):
    taken(opened, text)


@pytest.mark.parametrize("day", [date.min, date(1949, 10, 1), date.max], ids=str)
def test_any_day_is_a_day(day, opened):
    taken(opened, "大型商业银行的普惠小微贷款增速目标是什么？", as_of=day)
