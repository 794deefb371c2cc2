"""Markdown documents: every field arrives, every fault is named by file and line, writing reads back equal."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.model import (
    Clause,
    ClauseId,
    Document,
    Evidence,
    Gloss,
    LanguageSpan,
    Modality,
    Place,
    TextStatus,
    Thresholds,
    Validity,
)
from corpus.numbering import split_parts
from corpus.readers.markdown import read_markdown, write_markdown

GOOD = """---
id: testfa-2025-1
number: 测试发〔2025〕1号
title: 关于测试的通知
title_en: Notice on testing
aliases: [1号文]
issuer: 测试局
kind: notice
published: 2025-05-07
effective: null
supersedes: [testfa-2024-1]
addressees: [regulator, banking_institution]
text_status: restated
sources: [S1]
caution: 请核对
caution_en: check it
---
# 二 甲 | First

## 二（一） 乙 | Second {#2.1}
- addressees: insurer
- modality: must
- evidence: A
- check: 核对 | compare
- not_stated: 上限, 期限 | a cap, a term
- thresholds: {"max": 10}

第一段：
（一）甲；
（二）乙。

### English
One:
(a) two.

## 二（二） 丙 {#2.2}

只有中文。
"""


@pytest.fixture
def write(tmp_path):
    def written(text: str) -> Path:
        path = tmp_path / "document.md"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_every_field_arrives(write):
    document = read_markdown(write(GOOD))
    assert (document.number, document.title_en, *document.aliases) == (
        "测试发〔2025〕1号",
        "Notice on testing",
        "1号文",
    )
    assert document.validity == Validity(published=date(2025, 5, 7), supersedes=("testfa-2024-1",))
    first, second = document.clauses
    assert (first.id, first.label, first.heading, first.heading_en) == (
        ClauseId("testfa-2025-1", ("2", "1")),
        "二（一）",
        "乙",
        "Second",
    )
    assert (first.headings, first.headings_en) == (("二 甲",), ("First",))
    assert (first.addressees, first.modality, first.evidence) == ({"insurer"}, Modality.MUST, Evidence.A)
    assert (first.to_check, first.to_check_en) == ("核对", "compare")
    assert (first.not_stated, first.not_stated_en) == (("上限", "期限"), ("a cap", "a term"))
    assert first.thresholds is not None
    assert first.thresholds.values == {"max": 10}
    assert first.text == "第一段：\n（一）甲；\n（二）乙。\n\nOne:\n(a) two."
    assert [first.text[slice(*first.in_language(tongue))] for tongue in ("zh", "en")] == first.text.split("\n\n")
    assert [part.path for part in first.parts] == [("1",), ("1", "1"), ("1", "2")]
    assert second.addressees == document.addressees, "a clause that names nobody speaks to the document's addressees"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("---\nid", "id", 1, "begin the file with a line '---'"),
        ("caution_en: check it\n---", "caution_en: check it\n", 1, "not closed"),
        ("title: 关于测试的通知\n", "title: [\n", 6, "not YAML"),
        ("id: testfa-2025-1\n", "", 2, "'id' is missing"),
        ("issuer: 测试局", "isuer: 测试局", 7, "unknown key 'isuer'"),
        ("kind: notice", "kind: letter", 8, "kind"),
        ("published: 2025-05-07", "published: 2025-13-07", 9, "published"),
        ("[1号文]", "[46]", 6, "aliases"),
        ("[regulator, ", "[regulater, ", 12, "unknown institution type: 'regulater'"),
        ("- addressees: insurer", "- addressees: insuer", 21, "unknown institution type: 'insuer'"),
        ("- modality: must", "- modality: shall", 22, "'shall' is not a valid Modality"),
        ("- modality: must", "- addressees: sme", 22, "given twice"),
        ("- evidence: A", "- proof: A", 23, "unknown key 'proof'"),
        ('{"max": 10}', "{max: 10}", 26, "not JSON"),
        (" {#2.1}", "", 20, "no id"),
        ("{#2.2}", "{#2.1}", 36, "taken by line 20"),
        ("{#2.2}", "{#1.9}", 36, "overlapping numbering"),
        ("{#2.2}", "{#meta}", 36, "made from the front matter"),
        ("{#2.2}", "{#2.B}", 36, "not a clause path"),
        ("## 二（二）", "## 二（一）", 36, "also the label of line 20"),
        ("只有中文。\n", "\n", 36, "has no text"),
        ("只有中文。", "### 附件", 38, "no heading here"),
        ("# 二 甲", "甲\n# 二 甲", 18, "before the first clause"),
        ("effective: null", "effective: 2025-06-01\nrepealed: 2025-01-01", 11, "before the document begins"),
        ("id: testfa-2025-1", "id: Test_1", 2, "not a document id"),
    ],
)
def test_a_fault_is_named_by_file_line_and_remedy(write, old, new, line, says):
    assert old in GOOD
    path = write(GOOD.replace(old, new, 1))
    with pytest.raises(CorpusError) as error:
        read_markdown(path)
    assert f"{path}, line {line}: " in str(error.value)
    assert says in str(error.value)


def test_a_file_without_clauses_or_in_another_encoding_is_refused(write):
    with pytest.raises(CorpusError, match="no clause follows"):
        read_markdown(write(GOOD.split("# 二")[0]))
    path = write("")
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(CorpusError, match="save the file as UTF-8"):
        read_markdown(path)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(write):
    plain = read_markdown(write(GOOD))
    path = write("")
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_markdown(path) == plain


def test_an_introduction_keeps_no_part_under_the_name_of_a_clause(write):
    text = GOOD.replace("## 二（一）", "## 二 总述 {#2}\n\n如下。\n\n## 二（一）", 1)
    document = read_markdown(write(text))
    assert document.clauses[0].parts == ()
    assert document.locate(("2", "1")) == (document.clauses[1], None)


line = st.text(st.sampled_from("甲乙丙。：（一）1.#-\\a b"), min_size=1, max_size=12).filter(lambda t: t.strip())
body = st.lists(line, min_size=1, max_size=4).map("\n".join)


@st.composite
def documents(draw):
    clauses = []
    for n in range(draw(st.integers(1, 4))):
        zh, en = draw(st.sampled_from([(True, False), (True, True), (False, True)]))
        texts = [draw(body) for wanted in (zh, en) if wanted]
        text = "\n\n".join(texts)
        spans = [LanguageSpan("zh", 0, len(texts[0]))] if zh else []
        if en:
            spans.append(LanguageSpan("en", len(text) - len(texts[-1]), len(text)))
        clauses.append(
            Clause(
                id=ClauseId("a-1", (str(n + 1), "2")),
                label=draw(st.sampled_from(["一", "第三条", "Article 3", ""])) + f"x{n}",
                text=text,
                order=n,
                languages=tuple(spans),
                heading=draw(st.sampled_from(["", "甲乙", "a | b", "{#x}"])),
                heading_en=draw(st.sampled_from(["", "One"])),
                headings=("第一章 总则", "第一节 甲")[: draw(st.integers(0, 2))],
                parts=split_parts(texts[0]) if zh else split_parts(text, language="en"),
                addressees=draw(st.sampled_from([frozenset(), frozenset({"sme"})])),
                modality=draw(st.sampled_from(Modality)),
                evidence=draw(st.sampled_from([None, Evidence.B])),
                gloss=draw(st.sampled_from([Gloss(), Gloss("甲", "one")])),
                places=draw(st.sampled_from([(), (Place(1, (0.5, 1.0, 2.0, 3.25)), Place(start=3, end=4))])),
                not_stated=draw(st.sampled_from([(), ("上限", "期限")])),
                thresholds=draw(st.sampled_from([None, Thresholds('{"a": [1, 2]}')])),
            )
        )
    return Document(
        id="a-1",
        title="甲",
        clauses=tuple(clauses),
        validity=Validity(published=date(2025, 1, 1), amended_on=draw(st.sampled_from([None, date(2026, 1, 1)]))),
        text_status=TextStatus.RESTATED,
        addressees=draw(st.sampled_from([frozenset(), frozenset({"sme"})])),
        aliases=draw(st.sampled_from([(), ("甲法", "1: 2", "46")])),
    )


@given(document=documents())
def test_a_written_document_reads_back_equal(document, tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "a.md"
    path.write_text(write_markdown(document), encoding="utf-8")
    assert read_markdown(path) == document


@pytest.mark.parametrize("path", sorted(Path("corpus/documents").glob("*.md")), ids=lambda path: path.stem)
def test_the_shipped_documents_are_valid_and_round_trip(path, write):
    document = read_markdown(path)
    assert document.id == path.stem
    assert read_markdown(write(write_markdown(document))) == document
