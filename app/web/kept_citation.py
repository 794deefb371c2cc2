"""What has become of the words that an answer cites since it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.answering.answer import Answer, Citation
from app.importing import version_name
from corpus.catalogue import Catalogue, Found, clause_of
from corpus.errors import CorpusError
from corpus.model import ClauseId


@dataclass(frozen=True)
class KeptCitation:
    """`found` is the cited clause, None where it is no longer held; `version` names the one that it stands in, '' for
    that of the day. `since` is what the reader has to be told: gone, changed (its words), replaced (its version),
    standing (its validity); '' where all is as it was."""

    found: Found | None = None
    version: str = ""
    stands: bool = False
    since: str = "gone"


def kept_citation(citation: Citation, catalogue: Catalogue, day: date) -> KeptCitation:
    """The citation as it stands now. An answer is kept longer than the words it quotes: where an import has put others
    in their place, the clause is that of the version that still has them, if there is one."""
    wanted = ClauseId.parse(citation.clause_id)
    try:
        chosen = catalogue.get(wanted.document, day)
        for document in (chosen, *reversed(catalogue.versions(wanted.document))):
            located = document.locate(wanted.path)
            if located and _stands(citation, located[0].text):
                changed = "standing" if document.status_on(day) != citation.validity else ""
                if document is chosen:
                    return KeptCitation(Found(document, *located), "", True, changed)
                return KeptCitation(Found(document, *located), version_name(document), True, "replaced")
        return KeptCitation(clause_of(chosen, wanted.path), "", False, "changed")
    except CorpusError:
        return KeptCitation()


def changes(answer: Answer, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """What has become of each citation of a kept answer that is not as it was, as JSON."""
    day = date.fromisoformat(answer.as_of)
    cited = {(c.clause_id, c.start, c.end): c for statement in answer.statements for c in statement.citations}
    for (clause_id, start, end), citation in cited.items():
        since = kept_citation(citation, catalogue, day).since
        if since:
            yield {"clause_id": clause_id, "start": start, "end": end, "since": since}


def _stands(citation: Citation, text: str) -> bool:
    """Whether the quoted words are in their place in the text of the clause."""
    return text[citation.start : citation.end] == citation.quote
