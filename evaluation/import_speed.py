"""Time, memory and boundaries of reading files, against markitdown followed by the obvious regular expression.

    python -m evaluation.import_speed --baseline PYTHON   # an interpreter that has markitdown[docx,pdf]

Each file is read in a process of its own on both sides; seconds are of processor time, for reading and splitting,
without starting up (the recogniser's models are loaded within it).
A boundary counts where the article's number and its whole words are right, spaces and width folded.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from corpus.model import Clause, Document
from corpus.numbering import article_label
from corpus.readers.files import read_file
from corpus.splitter import split
from evaluation.rendering import as_docx, as_html, as_pdf, as_scan, as_text
from evaluation.roundtrip import whole_laws

# The obvious way: a line that begins with 第N条 opens an article, everything up to the next one is its text.
BASELINE = """
import json, re, sys, time
from markitdown import MarkItDown
reader = MarkItDown()
began = time.process_time()
text = reader.convert(sys.argv[1]).text_content
pieces = re.split(r"(?m)^[\\s*#　]*(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?)", text)
found = list(zip(pieces[1::2], pieces[2::2]))
seconds = time.process_time() - began
memory = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"seconds": seconds, "mb": memory, "articles": found}))
"""
_MARKUP = re.compile(r"[\s*#]")


def read_one(path: Path) -> dict[str, Any]:
    """What this package makes of a file, with seconds of processor time and peak memory in MB."""
    began = time.process_time()
    clauses = split(read_file(path), "x").clauses
    seconds = time.process_time() - began
    articles = [(clause.label, clause.text) for clause in clauses if clause.id.path[-1][0].isdigit()]
    highest = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    memory = int(highest[1]) / 1024 if highest else 0.0
    return {"seconds": seconds, "mb": memory, "articles": articles}


def _files(folder: Path, laws: list[Document]) -> dict[str, tuple[Path, list[tuple[str, str]]]]:
    """Name: (file, the articles that it holds)."""
    law = next(law for law in laws if law.id == "insurance-law")
    long = _many(laws, 200)
    short = next(law for law in laws if law.id == "commercial-bank-law")
    made: dict[str, tuple[str, Callable[[], bytes], Document]] = {
        "docx, 185 articles": ("a.docx", lambda: as_docx(law), law),
        "html, 185 articles": ("a.html", lambda: as_html(law), law),
        "text, 185 articles": ("a.txt", lambda: as_text(law, "utf-8"), law),
        "pdf, 200 pages": ("b.pdf", lambda: as_pdf(long), long),
        "pdf, two columns": ("c.pdf", lambda: as_pdf(law, columns=2), law),
        "scan, 1 page": ("d.pdf", lambda: as_scan(short, pages=1), short),
    }
    found = {}
    for name, (file, render, document) in made.items():
        (folder / file).write_bytes(render())
        articles = [(c.label, c.text) for c in document if c.id.path[0][0].isdigit()]
        found[name] = (folder / file, articles[:6] if "scan" in name else articles)
    return found


def _many(laws: list[Document], pages: int) -> Document:
    """One long document with one run of articles: those of many laws, renumbered, of about so many pages."""
    clauses = [clause for law in laws for clause in law if clause.id.path[0].isdigit()]
    kept: list[Clause] = []
    lines = 0
    for clause in clauses:
        lines += sum(1 + len(line) // 36 for line in clause.text.split("\n"))
        if lines > pages * 33:
            break
        step = str(len(kept) + 1)
        kept.append(
            replace(
                clause, id=replace(clause.id, document="long", path=(step,)), label=article_label(step), headings=()
            )
        )
    return Document("long", "某省法规汇编办法", tuple(kept), laws[0].validity, laws[0].text_status)


def _score(expected: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]], whole: bool) -> float:
    """F1 of articles whose number and words are right; of a page cut short, recall of those it holds."""
    wanted = {(number, _fold(text)) for number, text in expected}
    got = {(number, _fold(text)) for number, text in found}
    right = len(wanted & got)
    if not whole:
        return right / len(wanted)
    return 2 * right / (len(wanted) + len(got)) if wanted or got else 0.0


def _fold(text: str) -> str:
    return _MARKUP.sub("", unicodedata.normalize("NFKC", text))


def _run(command: list[str]) -> dict[str, Any] | None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own two commands
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 and done.stdout else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baseline", help="interpreter that has markitdown[docx,pdf]; without it only ours is run")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        sys.stdout.write(json.dumps(read_one(arguments.one), ensure_ascii=False) + "\n")
        return
    table = Table("file", "ours: s", "MB", "F1", "markitdown + regex: s", "MB", "F1")
    with TemporaryDirectory() as folder:
        for name, (path, expected) in _files(Path(folder), whole_laws(60)).items():
            row = [name]
            ours = [sys.executable, "-m", "evaluation.import_speed", "--one", str(path)]
            theirs = [arguments.baseline, "-c", BASELINE, str(path)] if arguments.baseline else None
            for command in (ours, theirs):
                held = _run(command) if command else None
                if held is None:
                    row += ["–", "–", "–"]
                    continue
                score = _score(expected, held["articles"], "scan" not in name)
                row += [f"{held['seconds']:.1f}", f"{held['mb']:.0f}", f"{score:.3f}"]
            table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
