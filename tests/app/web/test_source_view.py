"""The source page's view: no word lost, the cited ones marked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.citation_text import citation_text
from app.web.source_view import Span, source_view
from corpus.model import Clause, ClauseId, Document, LanguageSpan, TextStatus, Validity, ValidityStatus

DAY = date(2026, 11, 24)


def _document(text: str, status: TextStatus = TextStatus.RESTATED, **fields) -> Document:
    clause = Clause(ClauseId("made-notice", ("3", "1")), "三（一）", text, 0, text_status=status, **fields)
    return Document(
        id="made-notice",
        title="关于试行的通知",
        number="试发〔2025〕1号",
        title_en="Notice on the trial",
        clauses=(clause,),
        validity=Validity(published=date(2025, 5, 7)),
        text_status=status,
    )


@given(st.text(alphabet="银行应当\n（一） ab", min_size=1).filter(str.strip), st.data())
def test_marking_keeps_every_character_and_marks_exactly_the_span(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    view = source_view(_document(text), "zh", DAY, (Span(("3", "1"), start, end),))
    pieces = [piece for paragraph in view.clauses[0].paragraphs for piece in paragraph.pieces]
    blank_free = "".join(line for line in text.split("\n") if line.strip())
    assert "".join(piece.text for piece in pieces) == blank_free
    marked = "".join(piece.text for piece in pieces if piece.marked)
    assert marked.replace(" ", "") == text[start:end].replace("\n", "").replace(" ", "")


def test_a_clause_in_two_languages_tells_them_apart():
    text = "银行应当报告。\n\nBanks must report."
    spans = (LanguageSpan("zh", 0, 7), LanguageSpan("en", 9, len(text)))
    paragraphs = source_view(_document(text, languages=spans), "zh", DAY).clauses[0].paragraphs
    assert [(p.pieces[0].text, p.language) for p in paragraphs] == [
        ("银行应当报告。", "zh"),
        ("Banks must report.", "en"),
    ]


def test_validity_is_that_of_the_asked_day():
    view = source_view(_document("银行应当报告。"), "zh", date(2025, 1, 1))
    assert view.validity is ValidityStatus.NOT_YET_IN_FORCE
    assert view.validity_text == "尚未生效"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_copied_restated_words_say_that_they_are_not_official_and_stand_without_quotation_marks(language):
    document = _document("银行应当报告。")
    text = citation_text(document, document.clauses[0], "银行应当报告。", language)
    assert ("非官方原文" if language == "zh" else "not the official wording") in text
    assert "“" not in text


def test_copied_official_words_follow_the_chinese_legal_form():
    document = _document("银行应当报告。", TextStatus.COMPILED)
    copied = citation_text(document, document.clauses[0], "银行应当报告。", "zh")
    assert copied == "《关于试行的通知》（试发〔2025〕1号）三（一）：“银行应当报告。”"
    english = citation_text(document, document.clauses[0], "银行应当报告。", "en")
    assert english == "“银行应当报告。” (三（一）, Notice on the trial (试发〔2025〕1号))"
