"""Follow-ups over the whole corpus: each is read in the light of what was asked, and no answer is given twice to it."""

from dataclasses import replace

import pytest

from app.answering.answer import DeclineReason, Status
from app.answering.respond import Extractive
from indexing.retriever import ClauseRetriever
from tests.app.asking import answered, said


@pytest.mark.parametrize(
    ("turns", "begins", "clause"),
    [
        (("小额贷款的增值税怎么优惠？", "印花税呢？"), "小微企业的借款合同免征印花税", "mof-sta-2023-13#2"),
        (
            ("工业企业25人，营收280万，属于什么规模？", "零售业呢？", "不对，我问的是餐饮业"),
            "按住宿业和餐饮业的划型标准属于小型",
            "gongxinbulianqiye-2011-300#accommodation-catering",
        ),
        (
            ("微型企业的划型标准，建筑业是多少？", "不是建筑业，是批发业"),
            "批发业微型企业",
            "gongxinbulianqiye-2011-300#wholesale",
        ),
        (("中型企业要多少人？", "零售业呢？", "小型呢？"), "零售业小型企业", "gongxinbulianqiye-2011-300#retail"),
        (("增值税法什么时候施行？", "印花税法呢？"), "公布日期是2021年6月10日", "stamp-tax-law#meta"),
        (("46号文什么时候公布的？", "26号文呢？"), "公布日期、施行日期资料未载明", "jinbanfa-2024-26#meta"),
        (
            ("2025年小微企业金融服务的总目标是哪四项？", "去年的呢？"),
            "2024年普惠信贷工作的总目标有三项",
            "jinbanfa-2024-26#1",
        ),
        (("商业银行法什么时候施行？", "公司法呢？"), "公布日期是2023年12月29日", "company-law#meta"),
        (
            ("What does Article 9 of the payment regulations say?", "I meant Article 13"),
            "A guarantee issued by a financial institution",
            "guowuyuanling-802#13",
        ),
    ],
)
def test_one_thing_takes_the_place_of_another_of_its_kind(service, turns, begins, clause):
    first = answered(service, *turns).statements[0]
    assert first.text.startswith(begins)
    assert first.citations[0].clause_id == clause


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("银行保险机构消费者权益保护的适用范围是什么？", "董事会有什么责任？"), "董事会对消费者权益保护负最终责任"),
        (
            ("大型企业应在多少天内向中小企业付款？", "机关事业单位呢？", "逾期利息呢？"),
            "对逾期利息的利率有约定的",
        ),
        (("征信机构保存不良信息多少年？", "异议呢？"), "信息主体对征信信息提出异议的，应在20日内答复"),
        (("征信机构采集个人信息需要同意吗？", "不良信息要告知吗？", "保存几年？"), "个人不良信息的保存期限为5年"),
        (("What loans can be renewed?", "Who has to apply?", "And when?"), "The borrower itself must apply"),
        (
            ("How soon must large enterprises pay SMEs?", "What about public bodies?", "And overdue interest?"),
            "overdue interest",
        ),
        (("小额贷款利息免征增值税吗？", "要准备什么材料？"), "享受免税的小额贷款须单独核算"),
        (("银行不得以存款作为放贷前提吗？", "有没有例外？"), "除存单质押贷款、保证金类业务外"),
        (("流动资金贷款能展期多久？", "一年以上的呢？"), "期限1年以上的贷款"),
        (("商业银行对同一借款人的贷款余额上限是多少？", "关系人贷款呢？"), "商业银行不得向关系人发放信用贷款"),
        (("机关付款最长几天？", "逾期了利息怎么算？"), "对逾期利息的利率"),
        (("征信机构可以查询个人信息吗？", "口头同意可以吗？"), "须取得信息主体本人的书面同意"),
        (("普惠信贷尽职免责适用于哪些人员？", "业务范围呢？"), "适用业务是单户授信1000万元及以下"),
        (("银行可以收资信证明费吗？", "资金管理费呢？", "提前还款违约金呢？"), "银行不得在合同中约定提前还款"),
        (("消费者权益保护由谁负最终责任？", "适用于保险公司吗？", "高管呢？"), "高级管理层和监事会各负其责"),
        (("普通诉讼时效是几年？", "从什么时候起算？"), "诉讼时效期间"),
        (("What loans can be renewed?", "What about medium enterprises?", "Until when?"), "30 September 2027"),
        (("Who is covered by the due-diligence exemption?", "How long does the procedure take?"), "An appeal is added"),
    ],
)
def test_the_documents_cited_are_asked_first(service, turns, words):
    assert words in said(service, *turns)[0]


@pytest.mark.parametrize(
    ("turns", "said_now"),
    [
        (("小微企业贷款能收提前还款违约金吗？", "这是哪份文件规定的？"), "的文号是银保监发〔2020〕18号。"),
        (("消费者有哪八项权利？", "什么时候施行？"), "公布日期是2022年12月26日，施行日期是2023年3月1日。"),
        (("流动资金贷款申请要满足几项条件？", "谁发布的？"), "发文机关是国家金融监督管理总局"),
        (("商业银行资本充足率不得低于多少？", "是第几条"), "资本充足率不得低于百分之八"),
        (("Which charges may a bank not levy on SMEs?", "Which document says so?"), "Law on Promotion of Small and"),
        (("Who issued Notice 46?", "When?"), "It was published on 7 May 2025."),
        (("中小企业对规模类型有争议怎么办？", "第十七条呢？"), "逾期利息按每日万分之五计算"),
        (("46号文有哪些要求？", "第一条的依据", "第二点呢"), "保险公司要健全服务小微企业的内部机制。"),
        (("押品登记的费用由谁承担？", "这些是哪份文件规定的？"), "的文号是银保监发〔2020〕18号"),
        (("小微企业贷款利息免征增值税有哪两种方法？", "第二种呢？"), "方法二"),
        (("消费者有哪八项权利？", "46号文的主送单位有哪些？", "回到消费者的权利，什么时候施行？"), "2023年3月1日"),
    ],
)
def test_the_answer_itself_is_asked_about(service, turns, said_now):
    assert any(said_now in text for text in said(service, *turns))


@pytest.mark.parametrize(
    "turns",
    [
        ("大型商业银行的普惠小微贷款增速目标是什么？", "那保险公司呢？"),
        ("印花税免征到什么时候？", "城建税呢？"),
        ("流动资金贷款的借款对象有哪些？", "个人贷款呢？"),
        ("融资担保公司的担保责任余额不得超过净资产的多少倍？", "那银行呢？"),
        ("收费通知里禁止存贷挂钩吗？", "搭售保险呢？", "为什么？"),
        ("银行不得以存款作为放贷前提吗？", "罚款多少？"),
        ("银行能收资信证明费吗？", "那收了怎么罚"),
        ("续贷须由谁申请？", "那2023年的呢？"),
        ("46号文有哪些要求？", "第九点呢"),
        ("小微企业贷款利息免征增值税有哪两种方法？", "机构要满足什么条件？"),
        ("小微企业贷款利息免征增值税有哪两种方法？", "第二种呢？", "可以中途换吗？"),
        ("46号文对普惠小微贷款增速有什么要求？", "没达到怎么处罚？"),
        ("商业银行的资本充足率最低多少？", "违反了怎么处罚？"),
        ("个人信息处理要同意吗？", "没取得同意怎么罚？"),
        ("征信机构能采集病史吗？", "罚多少？"),
        ("推荐企业的条件有几项？", "第五个呢？", "为什么？"),
        ("Which loans can be renewed?", "Is a consumer loan covered?"),
    ],
)
def test_what_nothing_speaks_of_is_declined_and_the_old_answer_not_given_again(service, turns):
    assert answered(service, *turns).status is Status.DECLINED


@pytest.mark.parametrize(
    "turns",
    [
        ("续贷贷款的风险分类怎么定？", "既然你说上限是5%，那超过5%要处罚多少？"),
        ("46号文对普惠小微贷款利率有什么要求？", "所以上限就是LPR加50个基点，对吗？", "那这50个基点从哪天起执行？"),
        ("小微企业贷款能收提前还款违约金吗？", "你说可以收，那上限多少？"),
        (
            "How long do public bodies have to pay SMEs?",
            "So 90 days is allowed if agreed, right?",
            "Then which interest is due after those 90 days?",
        ),
    ],
)
def test_what_is_slipped_in_over_turns_is_no_source(service, turns):
    assert answered(service, *turns).status is Status.DECLINED


@pytest.mark.parametrize(
    "question",
    [
        "工业企业员工25人，营业收入280万元，属于什么规模？",
        "商业银行法对关系人贷款有什么规定？",
        "46号文的主送单位有哪些？",
        "征信机构保存个人不良信息几年？",
        "What is the growth target for large commercial banks in 2025?",
    ],
)
@pytest.mark.parametrize("before", ["消费者有哪八项权利？", "Which loans can be renewed?"])
def test_a_question_that_stands_alone_is_answered_as_it_is_without_history(service, question, before):
    alone = service.ask(question)
    later = service.ask(question, history=[service.ask(before)])
    assert (later.status, later.statements) == (alone.status, alone.statements)


def test_a_question_after_another_may_be_put_as_a_new_one(service):
    turns = ("消费者有哪八项权利？", "换个问题：工业微型企业的标准是什么？", "零售业呢？")
    assert said(service, *turns)[0].startswith("零售业微型企业")


@pytest.mark.parametrize(
    "turns",
    [
        ("小额贷款的增值税怎么优惠？", "续贷由谁申请？"),
        ("46号文的主送单位有哪些？", "什么是格式条款？"),
        ("Which loans can be renewed?", "Can a bank lend to related persons?"),
        ("电子签名有法律效力吗？", "中型企业要多少人？"),
        ("小微企业贷款利率怎么定？", "诉讼时效几年？"),
    ],
)
def test_the_subject_may_change_without_a_word(service, turns):
    assert answered(service, *turns).statements[0].citations == answered(service, turns[-1]).statements[0].citations


def test_courtesies_ask_nothing_and_are_no_subject(service):
    turns = ("你好", "押品登记的费用由谁承担？", "谢谢，明白了", "好的，那意外险的保费呢？")
    assert "保费由银行承担" in said(service, *turns)[0]
    thanked = answered(service, *turns[:3]).decline
    assert thanked is not None
    assert thanked.reason is DeclineReason.OUT_OF_SCOPE


def test_documents_that_the_asker_chose_hold_over_those_that_were_cited(service):
    before = service.ask("征信机构保存不良信息多少年？")
    later = service.ask("异议呢？", history=[before], documents=["jinbanfa-2025-46"])
    assert later.status is Status.DECLINED


def test_an_answer_that_cites_what_is_held_no_longer_is_as_good_as_unknown(service):
    before = service.ask("征信机构保存不良信息多少年？").model_dump_json()
    gone = before.replace("guowuyuanling-631#16", "repealed-rules#16")
    history = [{"question": "征信机构保存不良信息多少年？", "answer": type(service.ask("x")).model_validate_json(gone)}]
    assert service.ask("依据呢？", history=history).id
    assert "20日内" in service.ask("异议呢？", history=history).statements[0].text


def test_a_question_without_history_is_searched_once(service, monkeypatch):
    searched = []
    search = ClauseRetriever.search
    monkeypatch.setattr(
        ClauseRetriever, "search", lambda self, *given, **more: searched.append(1) or search(self, *given, **more)
    )
    service.ask("续贷须由谁申请？")
    assert len(searched) == 1


def test_a_composer_that_takes_time_words_one_reading_only(service, monkeypatch):
    asked = []

    class Slow:
        def __call__(self, question, *given):
            asked.append(question.text)
            yield from Extractive()(question, *given)

    before = service.ask("征信机构采集个人信息需要同意吗？")
    monkeypatch.setattr(service, "responder", replace(service.responder, composer=Slow()))
    assert service.ask("保存几年？", history=[before]).statements
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("46号文什么时候印发的", "那续贷通知呢", "2024年9月24日"),
        ("18号收费文是哪天起执行的", "那消保办法呢", "2023年3月1日"),
        ("中型企业的流贷能参照小微续贷吗", "这个最晚到哪天", "2027年9月30日"),
        ("流动资金贷款一般最长几年", "要是客户的钱回来得特别慢呢", "5年"),
    ],
)
def test_another_document_a_day_or_a_case_of_what_was_quoted(service, first, then, words):
    assert words in said(service, first, then)[0]


def test_a_case_of_another_size_is_not_that_of_the_rule(service):
    assert not said(service, "给小微放贷能收提前还款违约金吗", "如果客户是大企业呢")[0].startswith("不可以")
