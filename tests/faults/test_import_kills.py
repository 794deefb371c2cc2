"""An import is killed (SIGKILL) at random points, index update and all: the corpus is as it was or as it shall be, and
an index that fits it answers.

The long form: `python -m tests.faults.test_import_kills 200`. Every step runs in a process forked from one that never
opens an index or a model: what is killed has its own memory, and no lock of a thread that the fork left behind. That is
why the test starts a process of its own.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from app.importing import import_reviewed, review_files
from app.service import PolicyQA, open_catalogue
from app.settings import Settings, load_settings
from corpus.importing.draft import Overrides
from tests.commands import SHIPPED

KILLS = 4
FILES = 5
TEXT = (
    "某省第{n}号办法\n省规〔2024〕{n}号\n第一条　第{n}号办法的版本是第{v}版。\n第二条　{long}\n"
    "某省金融管理局\n2024年5月20日\n"
)


@dataclass(frozen=True)
class Bank:
    """One shipped document, and files in two editions to import over one another."""

    settings: Settings
    editions: tuple[Path, Path]

    @classmethod
    def make(cls, folder: Path) -> Bank:
        (folder / "documents").mkdir()
        shutil.copy(SHIPPED / "jingui-2024-11.md", folder / "documents")
        for edition in (1, 2):
            (folder / str(edition)).mkdir()
            for n in range(1, FILES + 1):
                text = TEXT.format(n=n, v=edition, long=f"内容{edition}" * 400 + "。")
                (folder / str(edition) / f"{n}.txt").write_text(text, "utf-8")
        settings = load_settings({}, data=folder / "data", documents=folder / "documents", laws=False)
        return cls(settings, (folder / "1", folder / "2"))

    def bring(self, edition: int) -> None:
        import_reviewed(self.settings, review_files(self.settings, [self.editions[edition]], Overrides()), None)

    def check(self) -> int:
        """The edition that is there, 0 or 1. Raises where documents are lost or mixed, or no index answers."""
        catalogue = open_catalogue(self.settings)
        found = {catalogue.get(f"shenggui-2024-{n}").clauses[0].text for n in range(1, FILES + 1)}
        (edition,) = {text[-3] for text in found}
        service = PolicyQA.open(self.settings)
        answer = service.ask("省规〔2024〕1号第一条讲什么？")
        assert f"第{edition}版" in answer.statements[0].text, answer
        return int(edition) - 1


def forked(work: Callable[[], object]) -> int:
    """The process that does the work; its exit code is 1 where that fails, else 10 more than what it returns."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            result = work()
            code = 10 + (result if isinstance(result, int) else 0)
        finally:
            if code == 1:
                traceback.print_exc()
            os._exit(code)
    return child


def done(child: int) -> int:
    """The exit code; negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed(child: int, after: float) -> float | None:
    """Kills the process after so many seconds; how long it took where it had finished before."""
    began = time.perf_counter()
    while (spent := time.perf_counter() - began) < after:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.waitstatus_to_exitcode(status) == 10, "the import failed by itself"
            return spent
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return None if done(child) == -signal.SIGKILL else after


def kill_imports(folder: Path, kills: int, told: Callable[[str], object] = str) -> Counter[str]:
    """Kills as many imports and looks after each."""
    bank = Bank.make(folder)
    assert done(forked(lambda: bank.bring(0))) == 10
    began = time.perf_counter()
    assert done(forked(lambda: bank.bring(1))) == 10
    whole = time.perf_counter() - began
    chance = random.Random(7)
    counts: Counter[str] = Counter()
    held = 1
    for _ in range(kills):
        took = killed(forked(lambda edition=1 - held: bank.bring(edition)), chance.uniform(0, whole))
        counts["killed at work" if took is None else "finished before"] += 1
        whole = whole if took is None else (whole + took) / 2  # the machine may be shared
        code = done(forked(bank.check))
        assert code in (10, 11), f"after a kill: {code}"
        counts["as it was" if code - 10 == held else "as it shall be"] += 1
        held = code - 10
        told(f"{sum(counts.values()) // 2} kills: {dict(counts)}")
    assert done(forked(lambda: bank.bring(1 - held))) == 10, "importing again finishes"
    assert done(forked(bank.check)) == 11 - held
    assert not list((bank.settings.data / "documents").glob("*.unfinished"))
    assert not list((bank.settings.data / "documents").glob("*.json"))
    return counts


def test_a_kill_at_any_point_leaves_the_corpus_and_an_index_of_it_as_they_were_or_shall_be() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", __name__, str(KILLS)], capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert f"{KILLS} kills:" in ran.stdout
    assert "killed at work" in ran.stdout


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        kill_imports(Path(made), int(sys.argv[1]), partial(print, flush=True))
