"""Named clauses: every way to name what exists finds it, no way to name what does not exist finds anything."""

import random
from datetime import date

import opencc
import pytest

from corpus.absence import has_articles
from corpus.catalogue import load_catalogue
from corpus.names import short_title
from corpus.numbering import article_label, chinese_numeral, part_label
from corpus.readers.markdown import RECORD_PATH
from indexing.resolver import Resolver

NOW = date(2026, 11, 24)
_TRADITIONAL = opencc.OpenCC("s2t")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def resolver(catalogue):
    return Resolver(catalogue)


@pytest.fixture(scope="module")
def documents(catalogue):
    return [catalogue.get(key, NOW) for key in catalogue.ids()]


def _document_forms(document):
    """Ways to name a document in Chinese."""
    title, short = document.title, short_title(document.title)
    forms = [title, f"《{title}》", short, f"《{short}》", " ".join(short), _TRADITIONAL.convert(f"《{title}》")]
    forms += [alias for alias in document.aliases if not alias.isascii()]
    if document.number:
        plain = document.number.replace("〔", "[").replace("〕", "]")
        forms += [
            document.number,
            plain,
            plain.replace("[", "（").replace("]", "）"),
            document.number.replace("〔", " ").replace("〕", "年"),
        ]
    return forms


def _english_forms(document):
    return [name for name in (document.title_en, *document.aliases) if name and name.isascii()]


def _article_forms(step):
    number, *after = step.split("-")
    ending = "".join(f"之{chinese_numeral(int(n))}" for n in after)
    chinese = article_label(step)
    return [
        chinese,
        f"第{number}条{ending}",
        f"第 {number} 条{ending}",
        f"{number}条{ending}",
        f"第{number.translate(_FULL_WIDTH)}条{ending}",
        _TRADITIONAL.convert(chinese),
        f"的{chinese}",
        f"里第{number}条{ending}",
    ]


_QUESTIONS = ["{}", "{}怎么规定的？", "请问{}说什么", "根据{}，银行应当怎么做？", "{}的内容", "请解释{}。"]
_ENGLISH = [
    "Article {1} of the {0}",
    "What does Article {1} of {0} say?",
    "{0} Article {1}",
    "{0}, Art. {1}",
    "{0} article {1}?",
]


def _names_of_clauses(documents):
    """(question, clause id, part path or None) for every clause of every document, several ways each."""
    pick = random.Random(46)
    for document in documents:
        for clause in document:
            path = clause.id.path
            if path == RECORD_PATH:
                continue
            articles = has_articles(document) and path[0].replace("-", "").isdigit()
            labels = (
                _article_forms(path[0])
                if articles
                else [clause.label, clause.label.replace("（", "(").replace("）", ")")]
            )
            for _ in range(2):
                name = pick.choice(_document_forms(document)) + pick.choice(labels)
                yield pick.choice(_QUESTIONS).format(name), clause.id, None
            if articles and (forms := _english_forms(document)):
                yield pick.choice(_ENGLISH).format(pick.choice(forms), path[0]), clause.id, None
            if articles and len(clause.parts) > 1:
                part = pick.choice(clause.parts)
                below = pick.choice(
                    [
                        part_label(part.path),
                        "".join(f"第{n}{unit}" for n, unit in zip(part.path, "款项目", strict=False)),
                    ]
                )
                name = pick.choice(_document_forms(document)) + article_label(path[0]) + below
                yield pick.choice(_QUESTIONS).format(name), clause.id, part.path
                if forms:
                    number = path[0] + "".join(f"({step})" for step in part.path)
                    yield pick.choice(_ENGLISH).format(pick.choice(forms), number), clause.id, part.path


def test_every_clause_is_found_from_every_way_to_name_it(resolver, documents):
    names = list(_names_of_clauses(documents))
    assert len(names) >= 5000
    wrong = []
    for question, clause_id, part in names:
        resolution = resolver.resolve(question, NOW)
        found = [(item.clause.id, item.part.path if item.part else None) for item in resolution.found]
        if found != [(clause_id, part)] or resolution.unresolved:
            wrong.append((question, str(clause_id), part, [str(item) for item in found], resolution.unresolved))
    assert wrong[:12] == []
    assert wrong == []


def _names_of_nothing(documents):
    """Questions that name a clause or a document that does not exist."""
    pick = random.Random(18)
    for document in documents:
        forms, english = _document_forms(document), _english_forms(document)
        held = {clause.id.path[0] for clause in document}
        numbers = [int(step) for step in held if step.isdigit()]
        if has_articles(document):
            for number in {max(numbers) + 1, max(numbers) + pick.randint(2, 60), pick.randint(1500, 2000)}:
                yield pick.choice(_QUESTIONS).format(pick.choice(forms) + pick.choice(_article_forms(str(number))))
                yield pick.choice(_ENGLISH).format(pick.choice(english), number)
            yield pick.choice(forms) + article_label(f"{pick.choice(numbers)}-{pick.randint(31, 39)}")
            for clause in pick.sample(document.clauses, 3):
                if clause.id.path[0].isdigit():
                    yield pick.choice(forms) + clause.label + f"第{pick.choice(['九十', '97', '八十八'])}款"
                    yield pick.choice(forms) + clause.label + "第一款第（七十）项"
        short = short_title(document.title)
        if short.endswith(("法", "条例", "办法")):
            for ending in ("实施细则", "实施条例", "司法解释"):
                yield f"《{short}{ending}》第三条"
                yield pick.choice(_QUESTIONS).format(f"{short}{ending}第{pick.randint(1, 30)}条")
        if "〔" in document.number:
            word, year, serial = document.number.replace("〔", "|").replace("〕", "|").replace("号", "").split("|")
            yield f"{word}〔{int(year) - 30}〕{serial}号"
            yield f"{word}〔{year}〕{int(serial) + 1000}号第三条"
            yield f"某{word}〔{year}〕{serial}号"
    for unknown in (
        "存款保险法",
        "社会保险法",
        "劳动合同法",
        "信用保险法",
        "科技创新促进法",
        "《民法通则》",
        "《银行卡管理办法》",
    ):
        for step in ("1", "3", "39", "133-1"):
            yield unknown + article_label(step)


def test_what_does_not_exist_is_never_answered_with_a_neighbour(resolver, documents):
    names = list(_names_of_nothing(documents))
    assert len(names) >= 500
    wrong = []
    for question in names:
        resolution = resolver.resolve(question, NOW)
        told = resolution.unresolved and all(miss.reason_zh and miss.reason_en for miss in resolution.unresolved)
        if resolution.found or not told:
            wrong.append((question, [str(item.clause.id) for item in resolution.found], resolution.unresolved))
    assert wrong == []


def test_a_title_with_one_wrong_character_finds_its_document_or_none(resolver, documents):
    pick = random.Random(1)
    right = total = 0
    for document in documents:
        short = short_title(document.title)
        places = [
            n
            for n, character in enumerate(short)
            if "一" <= character <= "龥" and character not in "一二三四五六七八九十年"
        ]
        if len(short) < 5 or not places:
            continue
        for _ in range(12):
            at = pick.choice(places)
            wrong = pick.choice(
                [
                    short[:at] + pick.choice("形消囗淏嵊髹") + short[at + 1 :],
                    short[:at] + short[at + 1 :],
                    short[:at] + pick.choice("形消囗淏嵊髹") + short[at:],
                ]
            )
            resolution = resolver.resolve(f"《{wrong}》", NOW)
            assert set(resolution.documents) <= {document.id}, wrong
            total += 1
            right += resolution.documents == (document.id,)
    assert total > 300
    assert right / total > 0.9


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
