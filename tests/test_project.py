"""What holds the project together: make targets, pins, links between pages."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_make_target_is_listed_with_what_it_does():
    phony = set(re.search(r"\.PHONY: ((?:.*\\\n)*.*)", MAKEFILE)[1].replace("\\\n", " ").split())
    # Under `make test` the inner make would announce its folder: that is no target.
    helped = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = {line.split()[0] for line in helped.splitlines() if len(line.split()) > 1}
    assert listed == phony


def test_every_module_that_make_runs_exists():
    modules = re.findall(r"python -m ([\w.]+)", MAKEFILE)
    assert len(modules) > 5
    assert [module for module in modules if importlib.util.find_spec(module) is None] == []


def test_ci_runs_what_a_person_runs():
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    planned = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for step in ("ruff check .", "ruff format --check .", "/mypy", "lint-imports", "-m pytest"):
        assert step in planned


def test_every_direct_dependency_is_pinned_and_locked_at_the_same_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
    for wanted in direct:
        (pin,) = wanted.specifier
        assert pin.operator == "=="
        assert locked[canonicalize_name(wanted.name)] == pin.version, wanted.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
