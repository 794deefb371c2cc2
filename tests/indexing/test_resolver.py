"""Named clauses, by example: ranges, sections, items, names of other laws, and what is said where nothing is there."""

from datetime import date

import pytest

from tests.indexing.conftest import NOW


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("商业银形法第三十九条", ["commercial-bank-law#39"]),
        ("What does the Comercial Bank Law Article 39 say?", ["commercial-bank-law#39"]),
        ("商业银行法第三条至第五条、第七条", [f"commercial-bank-law#{n}" for n in (3, 4, 5, 7)]),
        ("Articles 3 to 5 of the Insurance Law", [f"insurance-law#{n}" for n in (3, 4, 5)]),
        ("第三十九条说什么？我问的是商业银行法", ["commercial-bank-law#39"]),
        ("商业银行法 39", ["commercial-bank-law#39"]),
        ("commercial-bank-law#39", ["commercial-bank-law#39"]),
        ("46号文第三部分", ["jinbanfa-2025-46#3.1", "jinbanfa-2025-46#3.2"]),
        ("《商业银行法》第三十九条和《保险法》第五条", ["commercial-bank-law#39", "insurance-law#5"]),
        ("39条商业银行法", ["commercial-bank-law#39"]),
        ("公司法47条和48条", ["company-law#47", "company-law#48"]),
        ("公司法47、48条怎么规定", ["company-law#47", "company-law#48"]),
        ("我想问下公司法47条", ["company-law#47"]),
        ("刑法175之一", ["criminal-law#175-1"]),
        ("arts. 39-41 Commercial Bank Law", [f"commercial-bank-law#{n}" for n in (39, 40, 41)]),
        ("Article 39 of the PRC Commercial Bank Law", ["commercial-bank-law#39"]),
        ("根据46号文二（一）和三·2，银行要做什么", ["jinbanfa-2025-46#2.1", "jinbanfa-2025-46#3.2"]),
        ("小微企业金融服务通知第三部分", ["jinbanfa-2025-46#3.1", "jinbanfa-2025-46#3.2"]),
        ("21号文第十四条说什么", ["jinfa-2025-21#5.14"]),
        ("八部门措施14条", ["jinfa-2025-21#5.14"]),
        ("21号文第（十八）项", ["jinfa-2025-21#7.18"]),
        ("46号文第二条第一项", ["jinbanfa-2025-46#2.1"]),
        ("18号文第一条第（二）项", ["yinbaojianfa-2020-18#1.2"]),
        ("46号文第四部分第2点", ["jinbanfa-2025-46#4.2"]),
        ("46号文第三点第二条", ["jinbanfa-2025-46#3.2"]),
        ("46号文第三部分第2条", ["jinbanfa-2025-46#3.2"]),
        ("section 3.2 of Notice 46", ["jinbanfa-2025-46#3.2"]),
        ("Notice 46, item 3.2", ["jinbanfa-2025-46#3.2"]),
        ("items 2(1), item 3(2) of Notice 46", ["jinbanfa-2025-46#2.1", "jinbanfa-2025-46#3.2"]),
        ("民法典第六百七十五条和六百八十条", ["civil-code#675", "civil-code#680"]),
        ("保险法第16条、17条有什么区别", ["insurance-law#16", "insurance-law#17"]),
        ("商业银行法第39条及46条", ["commercial-bank-law#39", "commercial-bank-law#46"]),
        ("商业银行法第39条至41条、43条", [f"commercial-bank-law#{n}" for n in (39, 40, 41, 43)]),
        ("商业银行法第39条和3条意见", ["commercial-bank-law#39"]),
        ("《商业银行法》（2015年修正）第三十九条", ["commercial-bank-law#39"]),
        ("根据商业银行法，银行的贷款有哪些要求，第三十九条怎么说", ["commercial-bank-law#39"]),
    ],
)
def test_ranges_sections_lists_typos_and_loose_order(resolver, question, found):
    resolution = resolver.resolve(question, NOW)
    assert [str(item.clause.id) for item in resolution.found] == found
    assert resolution.unresolved == ()


def test_an_item_without_its_paragraph_is_found_and_labelled(resolver):
    (found,) = resolver.resolve("商行法第39条第4项", NOW).found
    assert found.label == "第三十九条第一款第（四）项"


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("商业银行法39条1款4项", ["第三十九条第一款第（四）项"]),
        ("Article 39.1.4 of the Commercial Bank Law", ["第三十九条第一款第（四）项"]),
        ("Article 39, item 4, Commercial Bank Law", ["第三十九条第一款第（四）项"]),
        ("Article 39 item 4 of the Commercial Bank Law", ["第三十九条第一款第（四）项"]),
        ("商业银行法三十九条一款四项的内容", ["第三十九条第一款第（四）项"]),
        ("39条1款4项 商业银行法", ["第三十九条第一款第（四）项"]),
        ("商业银行法第39条2款", ["第三十九条第二款"]),
        ("商业银行法第39条1款、2款", ["第三十九条第一款", "第三十九条第二款"]),
        ("商业银行法第39条2项贷款", ["第三十九条"]),
        ("商业银行法第39条的2款产品", ["第三十九条"]),
        ("商业银行法第39条和2项规定", ["第三十九条"]),
    ],
)
def test_a_paragraph_or_item_may_lack_its_ordinal_and_a_count_is_none(resolver, question, labels):
    resolution = resolver.resolve(question, NOW)
    assert [found.label for found in resolution.found] == labels
    assert resolution.unresolved == ()


@pytest.mark.parametrize(
    ("question", "zh", "en"),
    [
        (
            "《商业银行法》第一百二十条",
            "《商业银行法》共95条，没有第一百二十条。",
            "has 95 articles and no Article 120",
        ),
        ("Commercial Bank Law Article 120", "共95条", "no Article 120"),
        ("商业银行法实施细则第三条", "资料中没有商业银行法实施细则", "does not hold"),
        ("银保监办发〔2025〕46号", "资料中没有银保监办发〔2025〕46号", "does not hold"),
        ("commercial-bank-law#120", "共95条", "95 articles"),
        ("第三条", "没有说明", "nothing says of which document"),
        ("民法典第六百七五条说什么", "没有“六百七五”", "no Article 六百七五"),
        ("商业银行法第三十九十条", "没有“三十九十”", "no Article 三十九十"),
        ("21号文第99条", "没有“九十九”", "no item 99"),
        ("金规11号文第三条", "没有“三”", "no item 3"),  # 一（三） is held, and 三 is not
        ("46号文第二条第九项", "没有“二（九）”", "no item 2(9)"),
        ("商业银行法第二款", "没有说明是《商业银行法》哪一条的第二款", "which article"),
        ("商业银行法第10条第9项", "第十条不分项，没有第（九）项", "has no item (9)"),
        ("商业银行法第39条第9项", "第三十九条第一款共4项，没有第（九）项", "has no part (1)(9)"),
        ("商业银行法39条9款", "第三十九条共2款，没有第九款", "has no part (9)"),
        ("商业银行法第41至39条", "第三十九条在第四十一条之前", "comes before Article 41"),
        ("商业银行法第39条第3项至第2项", "第三十九条第一款第（二）项在第三十九条第一款第（三）项之前", "reversed"),
        ("46号文第百百部分", "没有“百百”", "no item 百百"),
    ],
)
def test_the_reason_is_told_in_both_languages(resolver, question, zh, en):
    resolution = resolver.resolve(question, NOW)
    (miss,) = resolution.unresolved
    assert zh in miss.reason_zh
    assert en in miss.reason_en
    assert resolution.found == ()
    assert resolution.documents == ()


@pytest.mark.parametrize(
    "question",
    [
        "民法通则第135条是什么",
        "民法总则第188条",
        "外资企业法第三条",
        "商业银行法和贷款通则第18条",
        "商业银行法和民法总则里的第18条",
        "合同法196条说什么",
        "《合同法》196条",
        "担保法一百条",
        "外汇管理条例10条",
        "外汇管理暂行办法10条",
    ],
)
def test_a_longer_or_other_name_is_never_taken_for_a_law_that_is_held(resolver, question):
    resolution = resolver.resolve(question, NOW)
    assert resolution.found == ()
    assert resolution.unresolved
    assert "civil-code" not in resolver.resolve("根据民法通则，诉讼时效是几年", NOW).documents


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("公司法总则第一条", ["company-law#1"]),
        ("刑法总则第10条", ["criminal-law#10"]),
        ("商业银行法的总则第三条", ["commercial-bank-law#3"]),
        ("民法总则编第10条", ["civil-code#10"]),
        ("民法第十条", ["civil-code#10"]),
        ("有什么办法3条", []),
        ("还款方法3条", []),
        ("合同法3条建议", []),
    ],
)
def test_a_part_of_a_law_is_the_law_and_what_is_no_law_is_not_missed(resolver, question, found):
    resolution = resolver.resolve(question, NOW)
    assert [str(item.clause.id) for item in resolution.found] == found
    assert resolution.unresolved == ()


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("《个人信息保护法》是什么时候施行的", ("personal-information-protection-law",)),
        ("46号文和银保监发[2020]18号有什么关系", ("jinbanfa-2025-46", "yinbaojianfa-2020-18")),
        ("财政部公告2023年第13号", ("mof-sta-2023-13",)),
        ("什么条件才能用公告2023年第16号", ("mof-sta-2023-16",)),
        ("怎么享受公告2023年第16号的政策", ("mof-sta-2023-16",)),
        ("13号公告", ("mof-sta-2023-13",)),
        ("Jin Ban Fa [2025] No. 46", ("jinbanfa-2025-46",)),
        ("信托法禁止什么", ("trust-law",)),
        ("信托法规定了什么", ("trust-law",)),
        ("反洗钱法律有哪些", ()),
        ("人民法院怎么执行", ()),
        ("违反法律、触犯刑律怎么办", ()),
        ("大型商业银行的普惠小微贷款增速目标是什么?", ()),
        ("3号楼第2层有多少银行", ()),
        ("十十号文", ()),
        ("金规〔2024〕十十号", ()),
        ("", ()),
    ],
)
def test_documents_named_without_a_clause(resolver, question, documents):
    resolution = resolver.resolve(question, NOW)
    assert resolution.documents == documents
    assert resolution.found == ()


def test_the_version_of_the_day_is_given(resolver):
    question = "农业法第一百条"
    assert resolver.resolve(question, NOW).found == ()
    assert [str(found.clause.id) for found in resolver.resolve(question, date(2027, 1, 1)).found] == [
        "agriculture-law#100"
    ]


def test_hostile_questions_end_quickly_and_find_nothing(resolver):
    for question in (
        "第" * 100_000,
        "第三条" * 30_000,
        "《" * 5000,
        "\x00\ud800" * 100,
        "〔2025〕" * 9000,
        "商业银行法" * 20_000,
    ):
        resolver.resolve(question, NOW)


def test_a_number_of_several_documents_is_told_apart_by_the_words_beside_it(resolver):
    assert resolver.resolve("续贷那个13号文发给了谁").documents == ("jingui-2024-13",)
    assert not resolver.resolve("13号文发给了谁").documents
    assert resolver.resolve("13号文发给了谁").unresolved
