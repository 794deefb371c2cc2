"""Where the words alone tell whether a clause answers."""

import pytest

from app.answering.answer import DeclineReason, Status


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What growth target does the 2025 notice set?", "jinbanfa-2025-46#3.1"),
        ("How large is the guarantee leverage cap?", "guowuyuanling-683#15"),
        ("46号文对利率怎么规定？", "jinbanfa-2025-46#3.2"),
        ("46号文对融资成本怎么要求？", "jinbanfa-2025-46#3.2"),
        ("46号文对内部资源有什么规定？", "jinbanfa-2025-46#4.1"),
        ("抵押登记费用谁负担？", "yinbaojianfa-2020-18#3"),
        ("放款时先扣息行吗？", "civil-code#670"),
        ("没有抵押就放不了贷，是吧？", "commercial-bank-law#36"),
        ("出借经营许可证要罚款多少？", "commercial-bank-law#74"),
        ("商业银行出借经营许可证罚多少？", "commercial-bank-law#74"),
        ("担保公司放大倍数最多几倍？", "guowuyuanling-683#15"),
        ("让客户买了基金才批贷，算不算违规？", "yinbaojianfa-2020-18#1.2"),
    ],
)
def test_what_a_sentence_says_in_the_question_s_own_words_is_an_answer(service, question, clause):
    answer = service.ask(question)
    assert (answer.status, answer.statements[0].citations[0].clause_id) == (Status.ANSWERED, clause)


@pytest.mark.parametrize("topic", ["房地产", "贴现", "首贷"])
def test_of_what_a_document_does_not_speak_nothing_is_said_in_general(service, topic):
    assert service.ask(f"46号文对{topic}怎么要求？").status is Status.DECLINED


@pytest.mark.parametrize("question", ["46号文写的联系电话是多少？", "What is the telephone number in Notice 46?"])
def test_a_telephone_number_that_a_document_does_not_give_is_a_detail_that_it_does_not_state(service, question):
    decline = service.ask(question).decline
    assert decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert "电话" in decline.text or "telephone" in decline.text


def test_a_fine_that_the_clause_on_the_act_does_not_set_is_not_taken_from_another_law(service):
    answer = service.ask("强制搭售保险罚多少钱")
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert answer.statements[0].citations[0].clause_id == "yinbaojianfa-2020-18#1.2"
