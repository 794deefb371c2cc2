"""Round trip: laws rendered to every kind of file, read back, split, and compared with what was rendered.

`python -m evaluation.roundtrip` runs it whole (30 laws; of a scan three pages a law) and prints a table; the pass marks
are 100 % for docx, HTML, text, Markdown and OFD, 99.5 % for digital PDF, 99 % of articles and 98 % of characters for
scans. An article counts only where number and words are equal, after spaces and width are folded; of a scan, where
its words are nine tenths the same.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import time
import unicodedata
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from corpus.model import Document
from corpus.readers.files import read_content
from corpus.readers.markdown import read_markdown
from corpus.readers.statutes import read_statutes
from corpus.splitter import split
from evaluation.rendering import RENDERINGS, as_scan, traditional

LAWS = 30
SCANNED_PAGES = 3
MARKS = {"pdf": (0.995, 0.995), "pdf, two columns": (0.995, 0.995), "scan": (0.99, 0.98)}  # articles, characters
_NEAR = 0.9


@dataclass(frozen=True)
class Tally:
    """What came back of one kind of file. `characters` are compared by alignment; `seconds` are for reading."""

    kind: str
    laws: int = 0
    articles: int = 0
    equal: int = 0
    extra: int = 0
    characters: int = 0
    wrong_characters: int = 0
    pages: int = 0
    seconds: float = 0.0

    @property
    def article_share(self) -> float:
        return self.equal / self.articles if self.articles else 0.0

    @property
    def character_share(self) -> float:
        return 1 - self.wrong_characters / self.characters if self.characters else 0.0

    @property
    def passed(self) -> bool:
        articles, characters = MARKS.get(self.kind, (1.0, 1.0))
        return self.article_share >= articles and self.character_share >= characters

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = asdict(self), asdict(other)
        return Tally(**{key: value if key == "kind" else value + theirs[key] for key, value in mine.items()})


def whole_laws(count: int) -> list[Document]:
    """The first `count` laws of the package that are in articles and whose source glues no heading to an article."""
    chosen = []
    for law in read_statutes():
        articles = [clause for clause in law if clause.id.path[0][0].isdigit()]
        glued = any(re.search(r"\n第[一二三四五六七八九十]+(?:分?编|章|节)\s", clause.text) for clause in articles)
        if len(articles) >= 20 and articles[0].label == "第一条" and not glued:
            chosen.append(law)
    return chosen[:count]


def round_trip(law: Document, kind: str, pages: int | None = None) -> Tally:
    """Renders one law, reads it back and counts. With `pages` a scan is cut short and only the articles that it holds
    whole are compared."""
    suffix, render = RENDERINGS[kind]
    law = traditional(law) if "big5" in kind else law
    scan = kind == "scan"
    data = (partial(as_scan, pages=pages) if scan else render)(law)
    began = time.perf_counter()
    found, page_count = _read(data, law, suffix)
    seconds = time.perf_counter() - began
    expected = {c.id.path: _folded(c.text) for c in law if c.id.path[0][0].isdigit()}
    if scan and pages is not None:
        last = max((number for number, path in enumerate(expected) if path in found), default=0)
        expected = dict(list(expected.items())[:last])
        found = {path: text for path, text in found.items() if path in expected}
    wrong = {path: _distance(text, found.get(path, "")) for path, text in expected.items()}
    return Tally(
        kind,
        laws=1,
        articles=len(expected),
        equal=sum(w <= (1 - _NEAR) * len(expected[path]) if scan else w == 0 for path, w in wrong.items()),
        extra=len(set(found) - set(expected)),
        characters=sum(map(len, expected.values())),
        wrong_characters=sum(wrong.values()),
        pages=page_count,
        seconds=seconds,
    )


def _read(data: bytes, law: Document, suffix: str) -> tuple[dict[tuple[str, ...], str], int]:
    if suffix == "md":
        with TemporaryDirectory() as folder:
            path = Path(folder) / "law.md"
            path.write_bytes(data)
            clauses = read_markdown(path).clauses
        return {c.id.path: _folded(c.text) for c in clauses if c.id.path[0][0].isdigit()}, 0
    original = read_content(data, f"{law.id}.{suffix}")
    found = split(original, law.id).clauses
    return {c.id.path: _folded(c.text) for c in found if c.id.path[0][0].isdigit()}, original.pages


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _distance(expected: str, found: str) -> int:
    """Characters that are missing, added or different, by alignment (an upper bound of the edit distance)."""
    if expected == found:
        return 0
    blocks = difflib.SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return max(len(expected), len(found)) - sum(block.size for block in blocks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=int, default=LAWS)
    parser.add_argument("--kinds", nargs="*", default=list(RENDERINGS), choices=list(RENDERINGS))
    parser.add_argument("--pages", type=int, default=SCANNED_PAGES, help="pages of a scan per law")
    parser.add_argument("--json", type=Path, help="also write the tallies there")
    arguments = parser.parse_args()
    laws = whole_laws(arguments.laws)
    console = Console()
    table = Table("kind", "laws", "articles", "equal", "characters equal", "extra", "pages", "s", "passed")
    tallies = []
    for kind in arguments.kinds:
        with console.status(f"{kind}: {len(laws)} laws"):
            tally = sum((round_trip(law, kind, arguments.pages) for law in laws), Tally(kind))
        tallies.append(tally)
        table.add_row(
            kind,
            str(tally.laws),
            str(tally.articles),
            f"{tally.article_share:.2%}",
            f"{tally.character_share:.3%}",
            str(tally.extra),
            str(tally.pages),
            f"{tally.seconds:.1f}",
            "yes" if tally.passed else "NO",
        )
    console.print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(tally) for tally in tallies], ensure_ascii=False, indent=1))
    sys.exit(0 if all(tally.passed for tally in tallies) else 1)


if __name__ == "__main__":
    main()
