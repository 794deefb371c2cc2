"""`policyqa` over two of the shipped documents, as a process of its own or inside the tests' process."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from app.cli import app

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("policyqa")
SHIPPED = ROOT / "corpus" / "documents"
NAMES = ("jinbanfa-2025-46", "jingui-2024-11")
TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"
TARGET_CLAUSE = "jinbanfa-2025-46#3.1"


@dataclass(frozen=True)
class Home:
    """A folder of documents and a data folder, which may hold an index of them."""

    documents: Path
    data: Path

    @classmethod
    def make(cls, folder: Path) -> Home:
        home = cls(folder / "documents", folder / "data")
        home.documents.mkdir()
        for name in NAMES:
            shutil.copy(SHIPPED / f"{name}.md", home.documents)
        return home

    def copy(self, folder: Path) -> Home:
        """Another home with the same documents and index."""
        shutil.copytree(self.documents, folder / "documents")
        shutil.copytree(self.data, folder / "data")
        return Home(folder / "documents", folder / "data")

    @property
    def settings(self) -> dict[str, str]:
        return {"POLICYQA_DOCUMENTS": str(self.documents), "POLICYQA_LAWS": "false", "POLICYQA_DATA": str(self.data)}

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, **self.settings, **more}

    def call(self, *arguments: str, input: bytes | None = None, **more: str) -> Result:
        """The command in this process."""
        return CliRunner().invoke(app, list(arguments), input=input, env={**self.settings, **more})

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """The command as a process of its own."""
        environment = self.environment(**more)
        pipe = subprocess.PIPE
        return subprocess.Popen([COMMAND, *arguments], env=environment, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT)

    def digest(self) -> dict[str, str]:
        """Every file of the data folder and what it holds."""
        files = (path for path in sorted(self.data.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.data)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def refusal(result: Result) -> str:
    """The one line that a failed command says. Fails the test where it is no such line."""
    assert result.exit_code == 1, (result.exit_code, result.stdout, result.stderr, result.exception)
    lines = result.stderr.splitlines()
    spoken = [line for line in lines if line.startswith("policyqa: ")]
    assert len(spoken) == 1, lines
    assert spoken[0] == lines[-1], "the reason comes last"
    assert result.stdout == ""
    return spoken[0].removeprefix("policyqa: ")
