"""Mutated files through every reader: each is read or refused, none crashes, hangs or writes a file.

The long form, each file in a process of its own with a limit of 10 seconds of processor time:
`python -m tests.corpus.readers.test_mutations 10000`.
"""

from __future__ import annotations

import io
import os
import random
import resource
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw

from corpus.errors import CorpusError
from corpus.readers.files import read_content
from corpus.splitter import split
from evaluation.rendering import as_docx, as_html, as_ofd, as_pdf, as_text
from evaluation.roundtrip import whole_laws

LIMIT_S = 10
PIECES = (b"\x00", b"\xff\xfe", b"<", b"]]>", b"&x;", "第一条".encode(), b"9" * 12, b"-1", b"%PDF", b"PK\x03\x04", b'"')


def seeds() -> dict[str, bytes]:
    (law,) = whole_laws(1)
    small = law.__class__(law.id, law.title, law.clauses[:12], law.validity, law.text_status)
    picture = Image.new("L", (160, 60), 255)
    ImageDraw.Draw(picture).text((10, 20), "Article 1", fill=0)
    png, scan = io.BytesIO(), io.BytesIO()
    picture.save(png, "PNG")
    picture.save(scan, "PDF")
    return {
        "a.docx": as_docx(small),
        "a.pdf": as_pdf(small),
        "two.pdf": as_pdf(small, columns=2),
        "a.ofd": as_ofd(small),
        "a.html": as_html(small),
        "a.txt": as_text(small, "gb18030"),
        "utf.txt": as_text(small, "utf-8"),
        "a.png": png.getvalue(),
        "scan.pdf": scan.getvalue(),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, cut, doubled or replaced; of an archive half the time inside a member."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _inside(data, chance)
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        if not held:
            break
        at = chance.randrange(len(held))
        length = min(len(held) - at, chance.choice((1, 1, 4, 64, 1024)))
        match chance.randrange(5):
            case 0:
                held[at] = chance.randrange(256)
            case 1:
                del held[at : at + length]
            case 2:
                held[at:at] = held[at : at + length] * chance.choice((1, 2, 30))
            case 3:
                held[at : at + length] = chance.choice(PIECES)
            case _:
                held = held[: at + 1] if chance.random() < 0.2 else held
    return bytes(held)


def _inside(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = chance.choice([name for name in names if name.endswith(".xml")])
        for name in names:
            content = source.read(name)
            target.writestr(name, mutated(content, chance) if name == chosen else content)
    return out.getvalue()


def files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    originals = sorted(seeds().items())
    slow = {"a.png", "scan.pdf"}  # recognition costs a second a file
    for number in range(count):
        name, data = originals[number % len(originals)]
        if name in slow and number % 5:
            name, data = originals[0]
        yield name, mutated(data, chance)


def read(name: str, data: bytes) -> str:
    try:
        split(read_content(data, name), "x")
    except CorpusError as error:
        return "refused" if str(error) else "silent"
    return "read"


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    outcomes = Counter(read(name, data) for name, data in files(90, seed))
    assert set(outcomes) == {"read", "refused"}


def in_a_process(name: str, data: bytes) -> str:
    """read, refused, crash, hang (by processor time) or wrote. The recogniser is loaded there: its threads do not
    survive a fork."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.addaudithook(_no_writing)
        code = 9
        try:
            code = {"read": 0, "refused": 1}.get(read(name, data), 2)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hang" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else "crash"
    return {0: "read", 1: "refused", 3: "wrote"}.get(os.WEXITSTATUS(status), "crash")


def _no_writing(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os._exit(3)


def main(count: int) -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    for number, (name, data) in enumerate(files(count, 1)):
        outcome = in_a_process(name, data)
        outcomes[name, outcome] += 1
        if outcome in ("crash", "hang", "wrote"):
            print(f"{number} {name}: {outcome}", flush=True)
    for (name, outcome), times in sorted(outcomes.items()):
        print(f"{name:10} {outcome:8} {times}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
