"""References: to the document that the words name, to their home, or nowhere with a reason. Never to a wrong one."""

import pytest

from corpus.catalogue import load_catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from corpus.numbering import split_parts
from corpus.reference import Home
from corpus.references import defined_names, find_references


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def find(catalogue):
    def found(text, clause_id=None):
        home = None
        if clause_id:
            place = catalogue.clause(clause_id)
            home = Home(place.document, place.clause)
        for reference in (references := find_references(text, names=catalogue.table, home=home)):
            assert text[reference.start : reference.end] == reference.surface
            assert (reference.document == "") == (reference.reason is not None)
        return [_short(reference) for reference in references]

    return found


def _short(reference):
    path = ".".join(reference.path) + (f"–{'.'.join(reference.until)}" if reference.until else "")
    return f"{reference.document or '?'}#{path}" if path else reference.document or "?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《商业银行法》第三十九条第一款第（四）项", ["commercial-bank-law#39.1.4"]),
        ("《中华人民共和国商业银行法》第39条", ["commercial-bank-law#39"]),
        ("依照《商业银行法》第三条至第五条、第七条", ["commercial-bank-law#3–5", "commercial-bank-law#7"]),
        ("《商业银行法》第三条和《证券法》第七条", ["commercial-bank-law#3", "securities-law#7"]),
        ("公司法第一百条的第二款", ["company-law#100.2"]),
        ("依照刑法第一百三十三条之一追究", ["criminal-law#133-1"]),
        ("第三条第（四）项", ["?#3..4"]),
        ("商業銀行法第三十九條", ["commercial-bank-law#39"]),
        ("根据银保监发〔2020〕18号和金办发[2025]46号", ["yinbaojianfa-2020-18", "jinbanfa-2025-46"]),
        ("2020年18号文、46号文", ["yinbaojianfa-2020-18", "jinbanfa-2025-46"]),
        ("46号文二（一）规定", ["jinbanfa-2025-46#2.1"]),
        ("《关于某事的通知》（银保监发〔2020〕18号）", ["yinbaojianfa-2020-18"]),
        ("《证券法》规定了信息披露，该法第三条另有规定", ["securities-law", "securities-law#3"]),
        ("按照《公司法》（以下简称《甲法》）办理，《甲法》第五条", ["company-law", "company-law#5"]),
        ("《商业银行法》第三十九条一款、三款", ["commercial-bank-law#39.1", "commercial-bank-law#39.3"]),
        ("依照《保险法》第三条、五条至七条", ["insurance-law#3", "insurance-law#5–7"]),
        ("《商业银行法》第三条\n四、五条意见", ["commercial-bank-law#3"]),
        ("《商业银行法》第三十九条第一款、第三款", ["commercial-bank-law#39.1", "commercial-bank-law#39.3"]),
        ("《保险法》第三条第（一）、（三）至（五）项", ["insurance-law#3..1", "insurance-law#3..3–3..5"]),
        ("本办法第三条", ["?#3"]),
        ("前款规定", ["?#"]),
    ],
)
def test_references_of_a_text_without_a_home(find, text, expected):
    assert [item.rstrip("#") for item in find(text)] == [item.rstrip("#") for item in expected]


@pytest.mark.parametrize(
    "text",
    [
        "《商业银行法实施细则》第三条",
        "商业银行法实施细则第三条",
        "社会保险法第三条",  # not the 保险法
        "《银行业金融机构管理办法》第三条",
        "合同法第七十三条",
        "有关法律第三条",
        "银保监办发〔2025〕46号",
        "《证券法》（银保监发〔2020〕18号）",  # title and number disagree
        "Article 3 of the Banking Secrecy Act",
        "Article 39 of the Commercial Bank Law Implementing Rules",
    ],
)
@pytest.mark.parametrize("home", [None, "commercial-bank-law#39"])
def test_what_is_not_in_the_material_is_never_taken_for_something_that_is(find, text, home):
    assert {item.split("#")[0] for item in find(text, home)} == {"?"}


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        (
            "第四十条、本法第四十一条第二款",
            "commercial-bank-law#39",
            ["commercial-bank-law#40", "commercial-bank-law#41.2"],
        ),
        ("本条第二款和前条", "commercial-bank-law#39", ["commercial-bank-law#39.2", "commercial-bank-law#38"]),
        ("前两条", "commercial-bank-law#39", ["commercial-bank-law#37–38"]),
        ("本法所称商业银行", "commercial-bank-law#39", ["commercial-bank-law"]),
        ("本办法第三条", "commercial-bank-law#39", ["?#3"]),  # a law never calls itself 本办法
        ("前条", "commercial-bank-law#1", ["?#"]),
        ("本通知二（一）", "jinbanfa-2025-46#3.1", ["jinbanfa-2025-46#2.1"]),
        ("依照本法第三百八十九条", "criminal-law-amendment-12#7", ["criminal-law#389"]),
        ("目前款项已付，本条例外，第三产业", "commercial-bank-law#39", []),
        ("该方案应当公布，该法院可以裁定", "enterprise-bankruptcy-law#115", []),
        ("该法第三条", "commercial-bank-law#39", ["?#3"]),
        (
            "Articles 40 and 41(2) of this Law",
            "commercial-bank-law#39",
            ["commercial-bank-law#40", "commercial-bank-law#41.2"],
        ),
        ("see Article 40", "commercial-bank-law#39", ["commercial-bank-law#40"]),
    ],
)
def test_a_bare_number_and_this_law_mean_the_home(find, text, home, expected):
    assert [item.rstrip("#") for item in find(text, home)] == [item.rstrip("#") for item in expected]


def _law(*texts):
    clauses = tuple(
        Clause(ClauseId("a-1", (str(n),)), f"第{n}条", text, n, parts=split_parts(text))
        for n, text in enumerate(texts, 1)
    )
    return Document("a-1", "甲法", clauses, Validity(), TextStatus.RESTATED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。\n乙。\n依照前款办理。", ["2"]),
        ("甲。\n乙。\n依照前两款办理。", ["1–2"]),
        ("甲：\n（一）乙；\n（二）丙。\n有前款第（二）项行为的。", ["1.2"]),
        ("甲：\n（一）乙；\n（二）前项规定的；\n（三）丙。", ["1.1"]),
        ("甲：\n（一）乙；\n（二）丙；\n（三）前两项规定的。", ["1.1–1.2"]),
        ("甲：\n（一）乙；\n（二）丙。\n属于第（二）项的。", [".2"]),
        ("甲：\n（一）乙；\n（二）依照第（一）项。", ["1.1"]),
        ("甲。\n本款所称乙。", ["2"]),
    ],
)
def test_the_paragraph_before_and_the_item_before_are_counted_from_where_the_words_stand(catalogue, text, expected):
    law = _law("略。", text)
    found = find_references(text, names=catalogue.table, home=Home(law, law.clauses[1]))
    assert [_short(reference) for reference in found] == [f"a-1#2.{path}".replace("–", "–2.") for path in expected]


def test_a_bare_item_goes_with_the_article_named_before_it_where_its_own_has_none(find):
    text = "经营本法第一百二十条第一款第（一）项业务的；经营第（四）项至第（八）项业务的。"
    assert find(text, "securities-law#121") == ["securities-law#120.1.1", "securities-law#120.1.4–120.1.8"]
    text = "行使本法第一百二十条第一款规定的职权，但是第三项除外。"
    assert find(text, "securities-law#121") == ["securities-law#120.1", "securities-law#120.1.3"]


def test_what_an_amendment_quotes_is_not_read_as_its_own(find):
    text = "在刑法第一百六十六条中增加一款作为第二款：实施前款行为的，依照前款的规定处罚。"
    assert find(text, "criminal-law-amendment-12#2") == ["criminal-law#166", "criminal-law#166.2", "?", "?"]


def test_a_bare_name_counts_where_it_is_applied_and_only_then(find):
    assert find("对违反票据法规定的票据予以承兑", "criminal-law#189") == ["negotiable-instruments-law"]
    assert find("依照反洗钱法律、存款保险法和有关规定办理，违反法律规定", "criminal-law#189") == []


def test_a_bare_name_behind_a_verb_or_beside_this_law(find):
    assert find("证明裁决有商业银行法第三十九条的情形", "criminal-law#189") == ["commercial-bank-law#39"]
    assert find("依照本法和商业银行法的有关规定", "criminal-law#189") == ["criminal-law", "commercial-bank-law"]
    assert find("国有保险法第三条", "criminal-law#189") == ["?#3"]


def test_short_names_are_defined_for_the_rest_of_the_document(catalogue):
    text = "根据《中华人民共和国商业银行法》（以下简称“商行”）制定。"
    assert defined_names(text, names=catalogue.table) == {"商行": "commercial-bank-law"}
    law = _law(text, "依照商行第三条办理。")
    home = Home(law, law.clauses[1], {"商行": "commercial-bank-law"})
    found = find_references(law.clauses[1].text, names=catalogue.table, home=home)
    assert [_short(reference) for reference in found] == ["commercial-bank-law#3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Article 36(1)(4) of the Commercial Bank Law", ["commercial-bank-law#36.1.4"]),
        ("under Articles 3 to 5 and 7 of the Insurance Law", ["insurance-law#3–5", "insurance-law#7"]),
        ("Art. 36", ["?#36"]),
        ("Commercial Bank Law, Article 36", ["commercial-bank-law#36"]),
        ("PIPL Art. 13, paragraph 2, item 3", ["personal-information-protection-law#13.2.3"]),
        ("paragraph 2 of Article 39 of the Commercial Bank Law", ["commercial-bank-law#39.2"]),
        ("Article 133-1 of the Criminal Law", ["criminal-law#133-1"]),
        ("Article 39, item 4 of the Commercial Bank Law", ["commercial-bank-law#39..4"]),
        ("Article 39.1.4 of the Commercial Bank Law", ["commercial-bank-law#39.1.4"]),
        ("Notice 46, item 2(1)", ["jinbanfa-2025-46#2.1"]),
        ("the articles of association", []),
    ],
)
def test_english_references(find, text, expected):
    assert find(text) == expected


def test_unresolved_references_say_why_in_both_languages(catalogue):
    (reference,) = find_references("《商业银行法实施细则》第三条", names=catalogue.table)
    zh, en = reference.reason
    assert "资料中没有《商业银行法实施细则》" in zh
    assert "does not hold" in en
