"""An import is killed (SIGKILL) at random points; every document must be as it was or as it shall be.

The long form: `python -m tests.corpus.imports.test_kills 200`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.catalogue import Catalogue
from corpus.importing.storage import stored_documents
from corpus.imports import Review, review, store

KILLS = 30
TEXT = "某省第{n}号办法\n省规〔2024〕{n}号\n第一条　版本{v}。\n第二条　{long}\n某省金融管理局\n2024年5月20日\n"


def reviewed(folder: Path, version: int, known: Catalogue) -> Review:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(1, 6):
        text = TEXT.format(n=n, v=version, long=f"内容{version}" * 400 + "。")
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return review([folder], catalogue=known)


def versions(data: Path) -> list[str]:
    held = stored_documents(data)
    for document in held:
        first, second = document.clauses
        assert first.text[2:-1] in second.text, "a document mixes two versions"
    return [document.clauses[0].text for document in held]


def kill_imports(tmp_path: Path, kills: int) -> int:
    """Kills as many imports and checks after each; returns how many were still at work when they were killed."""
    known = Catalogue([])
    both = [reviewed(tmp_path / str(version), version, known) for version in (1, 2)]
    data = tmp_path / "data"
    began = time.perf_counter()
    store(both[0], data)
    whole = time.perf_counter() - began
    chance = random.Random(7)
    killed = 0
    for turn in range(kills):
        child = os.fork()
        if child == 0:
            store(both[turn % 2], data)
            os._exit(0)
        time.sleep(chance.uniform(0, 1.2 * whole))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        found = versions(data)
        assert len(found) == 5, "no document is lost"
        assert set(found) <= {"版本1。", "版本2。"}
    store(both[1], data)
    assert versions(data) == ["版本2。"] * 5
    assert not list(data.rglob("*.unfinished"))
    return killed


def test_a_kill_at_any_point_leaves_whole_documents(tmp_path: Path) -> None:
    assert kill_imports(tmp_path, KILLS) > 0


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(kill_imports(Path(folder), int(sys.argv[1])), "imports were killed at work; no document lost or mixed")
