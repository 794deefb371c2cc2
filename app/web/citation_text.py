"""A citation as legal writing gives it: 《题名》（文号）第…条 in Chinese; label, title (number) in English."""

from __future__ import annotations

from app.web.strings import say
from corpus.model import Clause, Document, Part, TextStatus
from corpus.numbering import english_label


def name_of(document: Document, language: str) -> str:
    """《题名》（文号）, or in English the title (the Chinese one where there is no English) and the number."""
    if language == "zh":
        return f"《{document.title}》" + (f"（{document.number}）" if document.number else "")
    title = document.title_en or document.title
    return f"{title} ({document.number})" if document.number else title


def citation_text(document: Document, clause: Clause, quote: str, language: str, part: Part | None = None) -> str:
    """What "copy with citation" puts on the clipboard. Restated words are never given as the document's own:
    they stand without quotation marks and say what they are."""
    place = clause.label + (part.label if part else "")
    restated = clause.text_status is TextStatus.RESTATED
    if language == "zh":
        named = name_of(document, "zh") + place
        return say("copy.restated" if restated else "copy.verbatim", "zh", name=named, quote=quote)
    named = f"{english_label(place)}, {name_of(document, 'en')}"
    return say("copy.restated" if restated else "copy.verbatim", "en", name=named, quote=quote)
