"""Segments: sentences and items that can be quoted by themselves."""

from app.answering.segments import opening, segments
from corpus.model import Clause, ClauseId, Document, LanguageSpan, TextStatus, Validity


def _document(text, languages=()):
    clause = Clause(ClauseId("a", ("1",)), "第一条", text, 0, languages=languages)
    return Document("a", "甲办法", (clause,), Validity(), TextStatus.RESTATED)


def test_items_know_the_sentence_that_introduces_them():
    document = _document(
        "贷款应当遵守下列规定：\n（一）比例不低于百分之八；\n（二）余额不高于百分之十。\n具体办法另行规定。"
    )
    found = segments(document, document.clauses[0], "zh")
    assert [segment.text for segment in found] == [
        "贷款应当遵守下列规定：",
        "（一）比例不低于百分之八；",
        "（二）余额不高于百分之十。",
        "具体办法另行规定。",
    ]
    assert [segment.lead_text for segment in found] == ["", "贷款应当遵守下列规定：", "贷款应当遵守下列规定：", ""]


def test_a_list_is_introduced_by_the_whole_sentence_and_an_item_may_run_over_semicolons():
    text = "有下列情形之一，责令改正；情节严重的，处罚款：\n（一）甲；甲之二；\n（二）乙。"
    document = _document(text)
    found = segments(document, document.clauses[0], "zh")
    items = [segment for segment in found if segment.is_item]
    assert [segment.lead_text for segment in items] == ["有下列情形之一，责令改正；情节严重的，处罚款："] * 2
    assert [opening(segment, found) for segment in found] == [items[0].lead, items[0].lead, None, None, None]


def test_a_bilingual_clause_is_read_in_the_language_asked():
    text = "银行应当合理定价。\n\nBanks must price reasonably. The rate is 3.5 percent."
    at = text.index("Banks")
    document = _document(text, (LanguageSpan("zh", 0, 9), LanguageSpan("en", at, len(text))))
    assert [s.text for s in segments(document, document.clauses[0], "zh")] == ["银行应当合理定价。"]
    assert [s.text for s in segments(document, document.clauses[0], "en")] == [
        "Banks must price reasonably.",
        "The rate is 3.5 percent.",
    ]


def test_every_segment_is_a_span_of_the_clause():
    document = _document("一是甲；二是乙！\n（三）丙，见第三条。丁")
    clause = document.clauses[0]
    for segment in segments(document, clause, "zh"):
        assert clause.text[segment.start : segment.end] == segment.text == segment.text.strip()


def test_an_abbreviation_before_a_number_ends_no_sentence():
    document = _document(
        "It rests on Guofa [2023] No. 15, Art. 3 and serves small firms, e.g. Shops. It is No. It ends."
    )
    found = segments(document, document.clauses[0], "en")
    assert [segment.text for segment in found] == [
        "It rests on Guofa [2023] No. 15, Art. 3 and serves small firms, e.g. Shops.",
        "It is No.",
        "It ends.",
    ]
