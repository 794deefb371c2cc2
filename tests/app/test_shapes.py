"""The shape that each kind of question gets, over the whole shipped corpus."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason, Status
from tests.app.asking import said


def test_a_figure_of_another_document_is_put_where_it_belongs(service):
    first = said(service, "46号文规定FTP优惠50BP，对吗？")[0]
    assert first.startswith("不对，金办发〔2025〕46号没有写“50BP”")
    assert (
        service.ask("46号文规定FTP优惠50BP，对吗？").statements[0].citations[0].clause_id.startswith("jinfa-2025-21#")
    )


def test_a_figure_that_no_clause_states_is_not_confirmed(service):
    assert said(service, "小微企业贷款增速目标是20%对不对？")[0].startswith("所引条款没有写“20%”。")


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("对同一借款人的贷款余额可以到资本余额的15%吗？", "15%超出条文所写的“不得超过百分之十”。"),
        ("资本充足率7%可以吗？", "7%低于条文所写的“不得低于百分之八”。"),
    ],
)
def test_a_figure_of_the_case_is_held_against_the_one_that_the_clause_allows(service, question, lead):
    assert said(service, question)[0].startswith(lead)


def test_a_figure_beyond_one_of_two_bounds_that_either_satisfies_is_not_called_beyond(service):
    answer = service.ask("信息传输业的公司有1500人，收入有150000万元，还在中小微范围里头吗？")
    assert "或者营业收入不足100000万元" in answer.statements[0].text
    assert "超出条文" not in answer.statements[0].text


def test_a_figure_within_the_bound_is_not_called_beyond_it(service):
    assert "超出" not in said(service, "对同一借款人的贷款余额可以到资本余额的8%吗？")[0]


@pytest.mark.parametrize(
    "question",
    [
        "融资担保责任余额可以是净资产的9倍吗？",
        "流动性比例可以是30%吗？",
        "租赁期限可以约定15年吗",
        "商业银行对同一借款人贷款占资本净额8%可以吗",
        "Can the guarantee liability balance be 9 times its net assets?",
    ],
)
def test_a_figure_that_the_clause_allows_is_not_refused(service, question):
    assert not said(service, question)[0].startswith(("不可以", "No"))


def test_an_english_lead_stands_apart_from_the_words_it_leads(service):
    lead = "12% is beyond “不得超过百分之十”, which the clause states. "
    assert said(service, "Can a commercial bank lend 12% of its capital to one borrower?")[0].startswith(lead)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("46号文的主送对象有哪些？", "主送单位仅有以下几类："),
        ("46号文适用于保险公司吗", "点名包括保险公司。主送单位仅有以下几类："),
        ("Whom is Notice 46 addressed to?", "It is addressed only to the following: "),
        ("Does Notice 46 apply to insurance companies?", "Yes, insurers are named. It is addressed only to "),
    ],
)
def test_the_addressees_are_given_as_the_whole_list(service, question, first):
    statement = service.ask(question).statements[0]
    assert statement.text.startswith(first)
    assert all(
        any(name in text for name in names)
        for text in (statement.text, statement.citations[0].quote)
        for names in (("金融监管局", "NFRA bureaus"), ("直销银行", "direct banks"), ("保险公司", "insurers"))
    )


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("房地产开发企业营收500万元，资产总额3000万元，是小型企业吗", "小型企业的数值"),
        ("房地产开发企业营收900万元，资产4000万元，是微型吗", "微型企业的数值"),
    ],
)
def test_a_firm_below_the_lowest_floor_of_the_table_is_told_what_is_missing(service, question, named):
    answer = service.ask(question)
    assert (answer.status, answer.decline.reason) == (Status.DECLINED, DeclineReason.DETAIL_NOT_STATED)
    assert named in answer.decline.text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("零售企业员工55人，营收3千5百万，是中型吗", "是的。按零售业的划型标准属于中型企业"),
        ("零售企业股东5人，员工30人，营收800万，什么规模", "按零售业的划型标准属于小型企业"),
        ("零售企业营收8000000人民币，员工20人，什么规模", "按零售业的划型标准属于小型企业"),
        ("员工人数在10到30人之间，营收3000万的零售企业是什么型", "按零售业的划型标准属于小型企业"),
        ("What size is a firm in the software industry with 120 staff and revenue of 15 million yuan?", "By the size"),
    ],
)
def test_a_size_is_read_off_the_figures_that_decide_it(service, question, lead):
    assert said(service, question)[0].startswith(lead)


@pytest.mark.parametrize(
    "question",
    [
        "餐饮企业，员工30人，想申请贷款500万元，属于小型企业吗？",
        "工业企业员工350人，纳税2500万元，是中型企业吗",
        "制造业小微企业，员工50人，营收500万元，可以免抵押吗？",
        "批发企业员工不足20人，营收5000万以上，是小型吗",
        "批发企业营收5000万元以下，员工30人，是中型吗",
        "批发企业有15-30名员工，营收约4000-6000万，属于什么型",
        "建筑材料零售店，员工12人，营收150万元，资产200万元，是什么规模",
        "批发零售企业，员工12人，营收150万元，是什么规模",
        "工业企业员工20人左右，营收500万元，是什么规模",
        "有两家零售企业，一家8人，一家营收600万，各是什么规模",
    ],
)
def test_no_size_is_read_off_figures_that_leave_it_open(service, question):
    assert not any("划型标准属于" in text for text in said(service, question))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("软件园物业公司80人，营收600万元，属于什么规模", "物业管理"),
        ("工业设计公司，50人，营收600万，什么规模", "工业设计公司"),
    ],
)
def test_a_firm_whose_industry_is_not_held_is_told_so(service, question, named):
    answer = service.ask(question)
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert f"{named}的划型标准" in answer.decline.text


def test_a_follow_up_on_size_supposes_another_industry_or_figure(service):
    first = service.ask("餐饮企业员工30人，营收800万元，是小型吗")
    assert "零售业" in service.ask("那零售业呢", history=[first]).statements[0].text
    assert "微型" in service.ask("要是只有8个人呢", history=[first]).statements[0].text
    assert "90万 < 100万元" in service.ask("营收变成90万呢", history=[first]).statements[0].text.replace(
        "90万元", "90万"
    )


def test_the_same_can_be_had_in_the_other_language(service):
    first = service.ask("餐饮企业员工30人，营收800万元，是小型吗")
    english = service.ask("那英文怎么说", history=[first])
    assert english.language == "en"
    assert "small enterprise: staff 30 ≥ 10" in english.statements[0].text


def test_the_sentence_with_the_figure_asked_for_comes_first(service):
    assert "五年内缴足" in said(service, "刚设立的有限公司，注册资本要几年缴足")[0]


def test_a_telephone_number_that_no_clause_states_is_not_stated(service):
    declined = service.ask("中小企业被拖欠账款，投诉的热线和网址是多少").decline
    assert declined is not None
    assert "没有规定所问的电话或网址" in declined.text


def test_a_definition_begins_with_the_sentence_that_defines(service):
    first = said(service, "什么是关系人？")[0]
    assert first.startswith("前款所称关系人是指：")
    assert "近亲属" in first


def test_what_two_documents_say_of_a_thing_is_compared_not_their_names(service):
    answer = service.ask("八部门23条里融资协调机制要偏向的领域，跟46号文说的是同一拨吗")
    assert [s.citations[0].clause_id for s in answer.statements[:2]] == ["jinfa-2025-21#1", "jinbanfa-2025-46#2.2"]
    assert not any("倾斜" in text for text in said(service, answer.question)[2:])  # no words around the list


def test_each_of_two_questions_after_a_shared_topic_is_answered(service):
    answer = service.ask("互联网助贷这摊，总行自己内部要弄啥、跟平台签协议归谁批")
    cited = [citation.clause_id for statement in answer.statements for citation in statement.citations]
    assert "jingui-2025-9#3" in cited
    assert "jingui-2025-9#4" in cited


def test_what_a_notice_requires_of_one_kind_of_institution_is_what_it_says_of_it_by_name(service):
    answer = service.ask("46号文对保险公司有什么要求？")
    assert len(answer.statements) >= 3
    assert all("保险公司" in statement.text for statement in answer.statements)
    assert {c.clause_id.split(".")[0] for s in answer.statements for c in s.citations} == {"jinbanfa-2025-46#5"}


def test_a_figure_asked_for_in_plain_words_and_not_stated_is_said_to_be_missing(service):
    answer = service.ask("普惠小微贷款不良容忍度是多少？")
    assert answer.status is Status.DECLINED
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert answer.decline.text.endswith("没有规定所问的不良容忍度数值。")
    assert answer.statements[0].citations[0].clause_id == "jingui-2024-11#1.4"


def test_the_industry_is_called_as_the_table_calls_it(service):
    lead = "不是，不属于微型企业。按住宿业和餐饮业的划型标准属于小型企业"
    assert said(service, "餐饮业25人、营业收入280万元是微型企业吗？")[0].startswith(lead)
    assert "micro" in said(service, "Is a manufacturing firm with 25 staff and 2.8 million yuan revenue micro?")[0]


def test_an_exception_stays_with_its_rule(service):
    assert "自然人之间借款另有约定的除外" in said(service, "借款合同必须书面吗？")[0]


def test_two_questions_joined_by_a_comma_are_answered_one_by_one_and_the_missing_one_is_named(service):
    answer = service.ask("续贷的条件是什么，利率可以上浮吗？")
    assert answer.status is Status.PARTIAL
    assert answer.statements[0].citations[0].clause_id.startswith("jingui-2024-13#")
    assert answer.decline.text.startswith("资料没有回答的部分：“利率可以上浮吗？”")


def test_a_missing_part_is_named_in_its_own_words(service):
    answer = service.ask("融资担保公司担保责任余额上限是多少，违反了罚多少，谁来罚？")
    assert answer.status is Status.PARTIAL
    assert answer.decline.text.startswith("资料没有回答的部分：“违反了罚多少？”、“谁来罚？”")


def test_both_of_two_figures_are_given(service):
    text = "".join(said(service, "资本充足率最低多少？流动性比例呢？"))
    assert "百分之八" in text
    assert "百分之二十五" in text


def test_a_sentence_that_leads_in_a_list_is_never_quoted_without_it(service):
    assert "（四）" in said(service, "个人信息跨境提供要满足什么条件？")[0]


def test_a_list_inside_a_sentence_is_quoted_with_all_its_conditions(service):
    whole = next(line for line in said(service, "续贷的贷款可以归为正常类吗?") if "同时具备下列情形" in line)
    assert "原贷款正常；" in whole
    assert whole.endswith("符合贷款发放标准等。")


def test_what_follows_in_graver_cases_is_quoted_with_the_rule(service):
    lines = said(service, "银行从业人员泄露商业秘密要承担刑事责任吗?")
    assert any("给予纪律处分；构成犯罪的，依法追究刑事责任" in line for line in lines)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("物业公司有90个人，一年营收4000万，算小型还是中型", "物业管理"),
        ("Is an equipment leasing company with 80 staff and 50 million yuan of assets small or medium?", "leasing"),
    ],
)
def test_an_industry_whose_figures_are_not_held_is_not_answered_with_another(service, question, named):
    answer = service.ask(question)
    assert answer.status is Status.DECLINED
    assert named in answer.decline.text
    assert {c.clause_id for s in answer.statements for c in s.citations} == {"gongxinbulianqiye-2011-300#rule"}


@pytest.mark.parametrize(
    ("question", "rule", "punishment"),
    [
        ("卖可以改来电号码的设备违不违法，被查到罚多少", "anti-telecom-fraud-law#14", "anti-telecom-fraud-law#42"),
        (
            "抽奖促销头奖能不能设八万，违规的罚款是几万",
            "anti-unfair-competition-law#11",
            "anti-unfair-competition-law#27",
        ),
    ],
)
def test_a_rule_and_the_punishment_of_its_breach_asked_for_in_one_breath_are_both_cited(
    service, question, rule, punishment
):
    answer = service.ask(question)
    cited = [citation.clause_id for statement in answer.statements for citation in statement.citations]
    assert {rule, punishment} <= set(cited)
    assert answer.status is Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("房地产开发微型企业的资产标准是多少？", "微型企业的数值"),
        ("房地产开发小型企业的营业收入标准是多少？", "小型企业的数值"),
        ("How much revenue makes a micro real-estate developer?", "figures of a micro enterprise"),
    ],
)
def test_a_size_class_whose_figures_are_not_held_is_said_to_be_missing(service, question, named):
    answer = service.ask(question)
    assert (answer.status, answer.decline.reason) == (Status.DECLINED, DeclineReason.DETAIL_NOT_STATED)
    assert named in answer.decline.text


def test_a_size_class_that_the_table_holds_is_answered(service):
    assert "1000万元" in said(service, "房地产开发中型企业的标准")[0]
    assert service.ask("零售业微型企业的标准").status is Status.ANSWERED


def test_a_target_that_is_no_number_answers_what_the_target_is(service):
    answer = service.ask("大型银行的增速目标是多少?")
    assert answer.status is Status.ANSWERED
    assert "力争各自达到" in answer.statements[0].text


@pytest.mark.parametrize("question", ["公司可以收购本公司股份吗？", "Can a company buy back its own shares?"])
def test_an_exception_that_opens_a_list_comes_with_it(service, question):
    first = service.ask(question).statements[0]
    assert first.text.startswith(("不可以，条文写明的例外除外。", "No, save for the exceptions"))
    assert all("（六）" in text for text in (first.text, first.citations[0].quote))


def test_an_english_summary_stands_apart_from_the_quote(service):
    assert "” In short: " in said(service, "Can interest be deducted in advance?")[0]


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("资本充足率不低于10%对吧", "条文写的是“不得低于百分之八”，不是“不低于10%”。"),
        ("大型企业向中小企业付款期限是30日，是吧", "条文写的是“60日内”，不是“30日”。"),
        ("资本充足率不低于8%对吧", "商业银行贷款"),
    ],
)
def test_a_figure_that_the_clause_states_of_something_else_is_not_confirmed(service, question, lead):
    assert said(service, question)[0].startswith(lead)


def test_what_a_sentence_allows_beyond_its_first_figure_is_told_with_it(service):
    assert "不得超过60日" in said(service, "机关向中小企业付款可以约定90天吗")[0]


def test_a_figure_put_to_a_document_that_does_not_state_it_is_not_held_against_another(service):
    answer = service.ask("Notice 46 caps interest at 5%, right?")
    assert answer.statements == ()
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert answer.decline.text.endswith("states no “5%”.")
    renewals = service.ask("46号文要求续贷30天内办结，对吧")
    assert renewals.statements[0].citations[0].clause_id == "jinbanfa-2025-46#4.3"


def test_a_law_that_states_another_figure_is_held_against_the_one_put_to_it(service):
    lead = "条文写的是“不得超过二十年”，不是“不得超过30年”。租赁期限不得超过二十年"
    assert said(service, "民法典规定租赁期限不得超过30年，对吧")[0].startswith(lead)


def test_addressees_that_are_compared_are_named_whole(service):
    assert said(service, "比较46号文和26号文的主送单位")[0].endswith("各保险公司。")


def test_how_large_is_a_question_of_its_own(service):
    first, second = said(service, "尽职免责适用多大额度，多久办结")
    assert "1000万元" in first
    assert "1年内办结" in second


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can a bank charge a prepayment fee to a small business?", "early repayment"),
        ("Is there a prepayment fee for small firms?", "early repayment"),
    ],
)
def test_of_sentences_that_share_a_word_the_one_that_says_the_rest_comes_first(service, question, words):
    """Three sentences of the clause are on fees, one of them of small firms too; one alone is on prepayment."""
    assert words in said(service, question)[0]
