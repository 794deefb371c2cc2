"""The catalogue: looking up, the version of a day, supersession both ways, record cards, refusals that help."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.catalogue import Catalogue, UnknownClauseError, UnknownDocumentError, load_catalogue
from corpus.errors import CorpusError
from corpus.model import Clause, ClauseId, Document, Gloss, TextStatus, Validity, ValidityStatus
from corpus.readers.markdown import read_markdown, write_markdown

TODAY = date(2026, 11, 24)


def document(key="a-1", text="甲。", status=TextStatus.RESTATED, **fields):
    validity = Validity(**{name: fields.pop(name) for name in list(fields) if name in Validity.__dataclass_fields__})
    clause = Clause(ClauseId(key, ("1",)), "一", text, 0, text_status=status)
    return Document(key, fields.pop("title", key), (clause,), validity, status, **fields)


@pytest.fixture(scope="module")
def shipped():
    return load_catalogue()


def test_everything_loads_and_every_clause_is_found_by_id_and_by_key(shipped):
    assert len(shipped.documents) > 45
    for held, clause in shipped.clauses():
        assert shipped.by_key(held.key(clause)) == (held, clause)
        day = held.validity.effective or held.validity.published or TODAY
        assert shipped.clause(clause.id, day).clause == clause


def test_no_name_of_the_shipped_corpus_means_two_documents(shipped):
    assert shipped.ambiguous_names == {}


def test_links_between_shipped_documents_name_documents_or_numbers_both_ways(shipped):
    notice, former = shipped.get("jinbanfa-2025-46"), shipped.get("jinbanfa-2024-26")
    assert former.id in notice.validity.supersedes
    assert notice.id in former.validity.superseded_by
    assert former.validity.superseded_on == notice.validity.published


def test_the_version_of_a_day_is_chosen(shipped):
    assert shipped.get("agriculture-law", TODAY).version == "2012-12-28"
    assert shipped.get("agriculture-law", date(2027, 1, 1)).version == "2026-08-28"
    assert shipped.get("agriculture-law", date(2000, 1, 1)).version == "2012-12-28", "before all: the earliest"
    assert [law.version for law in shipped.versions("agriculture-law")] == ["2012-12-28", "2026-08-28"]
    new = shipped.versions("agriculture-law")[1]
    assert not shipped.is_chosen(new, TODAY)
    assert shipped.is_chosen(new, date(2027, 1, 1))


def test_an_official_text_takes_the_place_of_the_restated_one_of_the_same_day():
    day = date(2025, 5, 7)
    restated = document(published=day)
    official = document(text="乙。", status=TextStatus.OFFICIAL, published=day)
    catalogue = Catalogue([official, restated])
    assert catalogue.get("a-1").text_status is TextStatus.OFFICIAL
    assert [version.text_status for version in catalogue.versions("a-1")] == ["restated", "official"]
    keys = {held.key(clause) for held, clause in catalogue.clauses()}
    assert len(keys) == 4


def test_an_older_version_is_amended_when_the_next_begins():
    old, new = document(published=date(2020, 1, 1)), document(published=date(2024, 1, 1), effective=date(2024, 7, 1))
    catalogue = Catalogue([new, old])
    assert catalogue.get("a-1", date(2024, 3, 1)).validity.amended_on == date(2024, 7, 1)
    assert catalogue.versions("a-1")[0].validity.status_on(date(2024, 7, 1)) is ValidityStatus.AMENDED


@pytest.mark.parametrize("name", ["a-1", "甲发〔2020〕1号", "甲发[2020]1号", "甲通知"])
def test_supersession_by_id_number_or_title_ends_the_other_document(name):
    old = document("a-1", title="甲通知", number="甲发〔2020〕1号", published=date(2020, 1, 1))
    new = document("b-1", published=date(2024, 1, 1), effective=date(2024, 2, 1), supersedes=(name,))
    catalogue = Catalogue([old, new])
    held = catalogue.get("a-1").validity
    assert (held.superseded_by, held.superseded_on) == (("b-1",), date(2024, 2, 1))
    assert catalogue.get("b-1").validity.supersedes == ("a-1",)
    assert held.status_on(date(2024, 1, 31)) is ValidityStatus.IN_FORCE
    assert held.status_on(date(2024, 2, 1)) is ValidityStatus.SUPERSEDED


def test_superseded_by_alone_links_back_and_a_stated_day_stays():
    old = document("a-1", published=date(2020, 1, 1), superseded_by=("b-1",), superseded_on=date(2023, 1, 1))
    new = document("b-1", published=date(2024, 1, 1))
    catalogue = Catalogue([old, new])
    assert catalogue.get("b-1").validity.supersedes == ("a-1",)
    assert catalogue.get("a-1").validity.superseded_on == date(2023, 1, 1)


def test_a_number_that_the_catalogue_lacks_stays_as_it_is_told():
    catalogue = Catalogue([document(published=date(2024, 1, 1), supersedes=("国务院令第728号",))])
    assert catalogue.get("a-1").validity.supersedes == ("国务院令第728号",)


def test_the_record_card_tells_number_dates_issuer_and_supersession_in_both_languages(shipped):
    card = shipped.clause("jinbanfa-2025-46#meta").clause
    zh, en = (card.text[slice(*card.in_language(tongue))] for tongue in ("zh", "en"))
    for fact in (
        "金办发〔2025〕46号",
        "2025年5月7日",
        "国家金融监督管理总局办公厅",
        "施行日期资料未载明",
        "转述",
        "保险公司",
    ):
        assert fact in zh
    for fact in (
        "金办发〔2025〕46号",
        "7 May 2025",
        "does not state an effective date",
        "restatement",
        "insurer",
        "2024",
    ):
        assert fact in en
    assert card.text_status is TextStatus.RESTATED
    law = shipped.clause("commercial-bank-law#meta").clause.text
    assert "共95条" in law
    assert "95 articles" in law


def test_an_assumed_begin_is_never_told_as_a_fact(shipped):
    text = shipped.clause("banking-supervision-law#meta").clause.text
    assert "施行日期资料未载明" in text
    assert "may apply from a later day" in text
    assert "took or takes effect on" not in text


def test_record_cards_do_not_depend_on_the_day(shipped):
    assert load_catalogue().fingerprint == shipped.fingerprint


def test_the_fingerprint_changes_with_any_text_or_metadata():
    base = document(published=date(2024, 1, 1))
    prints = {
        Catalogue([changed]).fingerprint
        for changed in (base, replace(base, caution="x"), document(published=date(2024, 1, 2)), document(text="乙。"))
    }
    assert len(prints) == 4
    two = [document("a-1"), document("b-1")]
    assert Catalogue(two).fingerprint == Catalogue(two[::-1]).fingerprint


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("中华人民共和国商业银行法", "commercial-bank-law"),
        ("《商业银行法》", "commercial-bank-law"),
        ("商業銀行法", "commercial-bank-law"),
        (" 商 行 法 ", "commercial-bank-law"),
        ("commercial bank law", "commercial-bank-law"),
        ("Anti-Money Laundering Law", "anti-money-laundering-law"),
        ("ＡＭＬ　law", "anti-money-laundering-law"),
        ("银保监发〔2020〕18号", "yinbaojianfa-2020-18"),
        ("银保监发[2020]18号", "yinbaojianfa-2020-18"),
        ("銀保監發（2020）18號", "yinbaojianfa-2020-18"),
        ("银保监发【2020】第18号", "yinbaojianfa-2020-18"),
        ("2020年18号文", "yinbaojianfa-2020-18"),
        ("46号文", "jinbanfa-2025-46"),
        ("国务院令802号", "guowuyuanling-802"),
        ("融资担保公司监管条例", "guowuyuanling-683"),
    ],
)
def test_a_document_is_named_in_any_spelling(shipped, typed, key):
    assert shipped.named(typed) == [key]


@pytest.mark.parametrize(
    "typed",
    [
        "商业银行法实施细则",
        "银保监办发〔2025〕46号",
        "财税〔2025〕46号",
        "沪金规〔2024〕11号",
        "2019年46号文",
        "国务院令第1号",
        "3号楼",
        "",
    ],
)
def test_what_names_no_document_names_none(shipped, typed):
    assert shipped.named(typed) == []
    assert shipped.by_number(typed) is None


def test_by_number_gives_the_document_of_today(shipped):
    assert shipped.by_number("金办发[2025]46号").id == "jinbanfa-2025-46"


def test_a_wrong_id_is_answered_with_near_ones(shipped):
    with pytest.raises(UnknownDocumentError, match="commercial-bank-law"):
        shipped.get("comercial-bank-law")
    assert shipped.near("商业银行") == ["commercial-bank-law"]


@pytest.mark.parametrize(
    ("clause_id", "zh", "en"),
    [
        ("commercial-bank-law#120", "《商业银行法》共95条，没有第一百二十条。", "has 95 articles and no Article 120."),
        ("commercial-bank-law#39.5", "第三十九条共2款，没有第五款。", "has no part (5)."),
        ("commercial-bank-law#3.1.20", "第三条第一款共14项，没有第（二十）项。", "has no part (1)(20)."),
        ("commercial-bank-law#4.1.1", "第四条第一款不分项，没有第（一）项。", "has no part (1)(1)."),
        ("criminal-law#133-9", "没有第一百三十三条之九。", "no Article 133-9."),
        ("jinbanfa-2025-46#3.9", "没有“三（九）”；资料只收录了转述的部分内容", "check the official text"),
    ],
)
def test_a_clause_that_is_not_there_says_what_is(shipped, clause_id, zh, en):
    with pytest.raises(UnknownClauseError) as error:
        shipped.clause(clause_id)
    assert zh in error.value.zh
    assert en in error.value.en


def test_a_part_is_found_with_its_span_and_label(shipped):
    found = shipped.clause("commercial-bank-law#39.1.4")
    assert found.label == "第三十九条第一款第（四）项"
    assert found.clause.text[slice(*found.span)].startswith("（四）")


def test_the_same_version_twice_is_refused_by_name():
    with pytest.raises(CorpusError, match=r"a-1: two restated documents of version 2024-01-01"):
        Catalogue([document(published=date(2024, 1, 1)), document(published=date(2024, 1, 1))])


def test_an_unknown_addressee_is_refused():
    with pytest.raises(CorpusError, match="unknown institution type: 'nobody'"):
        Catalogue([document(addressees=frozenset({"nobody"}))])


def test_imported_documents_join_and_their_versions_are_kept(tmp_path):
    held = read_markdown(_notice(tmp_path / "shipped"))
    imported = tmp_path / "imported"
    imported.mkdir()
    newer = replace(held, validity=replace(held.validity, version=date(2025, 6, 1)))
    (imported / "new.md").write_text(write_markdown(newer), encoding="utf-8")
    catalogue = load_catalogue(tmp_path / "shipped", laws=False, imported=imported)
    assert [version.version for version in catalogue.versions(held.id)] == ["2025-05-07", "2025-06-01"]


def _notice(folder):
    folder.mkdir()
    path = folder / "a-1.md"
    path.write_text(write_markdown(document(published=date(2025, 5, 7))), encoding="utf-8")
    return path


def test_glosses_join_their_clauses_and_a_faulty_one_is_named(tmp_path):
    folder = _notice(tmp_path / "shipped").parent
    (folder / "glosses.yaml").write_text("a-1#1: {zh: 摘要, en: a summary}\n", encoding="utf-8")
    assert load_catalogue(folder, laws=False).clause("a-1#1").clause.gloss == Gloss("摘要", "a summary")
    (folder / "glosses.yaml").write_text("a-1#1: {fr: x}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"glosses\.yaml"):
        load_catalogue(folder, laws=False)
    (folder / "glosses.yaml").write_text("a-1#7: {zh: x}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="a-1#7"):
        load_catalogue(folder, laws=False)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CorpusError, match="none is not a folder"):
        load_catalogue(tmp_path / "none")


def test_an_amendment_is_told_once_on_the_card_of_the_law(shipped):
    card = shipped.clause("criminal-law#meta").clause.text
    assert card.count("刑法修正案（十二）") == 1
    assert shipped.clause("criminal-law#390", TODAY).clause.amended_by == ("criminal-law-amendment-12",)


def test_a_day_from_which_nobody_has_checked_is_told(shipped):
    card = shipped.clause("mof-sta-2023-13#meta").clause.text
    assert "2026年1月1日以后是否继续适用没有核实" in card
    assert "has not been checked" in card
