"""Which document a file is: a known one by its number or title, else an id made of its number or title."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import lazy_pinyin

from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.names import short_title
from corpus.splitting.record import Record, simplified

_LONGEST = 60


def identify(record: Record, catalogue: Catalogue) -> tuple[str, str]:
    """(document id, why): by number, by title, or new. Raises CorpusError where there is neither number nor title."""
    if record.number and (known := catalogue.by_number(record.number)):
        return known.id, f"known by its number {record.number}"
    titles = catalogue.named(record.title) if record.title else []
    if len(titles) == 1 and not _another_number(catalogue, titles[0], record.number):
        return titles[0], "known by its title"
    name = record.number or short_title(record.title)
    if not name:
        raise CorpusError("neither number nor title was recognised; give --id, or --number and --title")
    return slug(name), "new, named by its number" if record.number else "new, named by its title"


def _another_number(catalogue: Catalogue, document_id: str, number: str) -> bool:
    """Whether the document of the same title bears a number of its own: two notices of one title are two documents."""
    held = catalogue.get(document_id).number
    return bool(held and number and held != number)


def slug(text: str) -> str:
    """A document id in letters, digits and '-': 青金办发〔2023〕17号 is qingjinbanfa-2023-17."""
    plain = re.sub(r"年?第(?=\d)|号", " ", unicodedata.normalize("NFKC", simplified(text)))
    runs = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+|\d+", plain)
    words = ["".join(lazy_pinyin(run)) if "\u4e00" <= run[0] <= "\u9fff" else run.lower() for run in runs]
    joined = "-".join(re.sub(r"[^a-z0-9]", "", word) for word in words)
    return re.sub(r"-+", "-", joined)[:_LONGEST].strip("-") or "document"
