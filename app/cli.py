"""The commands: one function each, no logic. Data goes to standard output, everything said to people about the run
to standard error; a failure is one line and exit code 1 (2 for a wrong call)."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

app = typer.Typer(
    name="policyqa",
    help="Answers questions about small-business finance regulations with the clause that says so, word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)

AsOf = Annotated[str | None, typer.Option("--as-of", help="answer as the law stood on this day, e.g. 2026-11-24")]
Institution = Annotated[str | None, typer.Option(help="the asker's kind of institution, e.g. large_bank or 农商行")]
Documents = Annotated[list[str] | None, typer.Option("--document", help="only this document id (repeatable)")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


@contextmanager
def _reported() -> Iterator[None]:
    """Turns the project's own errors into one line and exit code 1."""
    from app.errors import PolicyQAError
    from corpus.errors import CorpusError
    from indexing.errors import IndexingError

    try:
        yield
    except (PolicyQAError, CorpusError, IndexingError, OSError) as error:
        _err.print(f"policyqa: {' '.join(str(error).split())}", markup=False)
        raise typer.Exit(1) from error


def _service(build: bool = True) -> Any:
    from app.progress import bar
    from app.service import PolicyQA
    from app.settings import load_settings

    return PolicyQA.open(load_settings(), bar(_err), build=build)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on")] = None,
) -> None:
    """Serve the chat and the API."""
    with _reported():
        from app.progress import bar
        from app.settings import load_settings
        from app.web.server import serve as serve_app

        serve_app(load_settings(host=host, port=port), bar(_err))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="the question; '-' reads it from standard input")] = None,
    batch: Annotated[Path | None, typer.Option(help='JSON Lines with "id" and "question" (and "as_of", …)')] = None,
    as_of: AsOf = None,
    institution: Institution = None,
    document: Documents = None,
    as_json: Json = False,
) -> None:
    """Answer a question, or a file of questions, with cited clauses."""
    from app.batch import answers
    from app.render import render_answer

    with _reported():
        if (question is None) == (batch is None):
            _err.print("policyqa: give one question or --batch FILE (policyqa ask --help)")
            raise typer.Exit(2)
        service = _service()
        options = {"as_of": as_of, "institution": institution, "documents": document}
        if batch is not None:
            failed = 0
            for line in answers(service, batch, options, _err):
                failed += "error" in line
                _print_json(line)
            if failed:
                _err.print(f"policyqa: {failed} lines could not be answered; each says why in its error field")
                raise typer.Exit(1)
            return
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if question == "-" else str(question)
        answer = service.ask(text, **options)
        if as_json:
            sys.stdout.write(answer.model_dump_json() + "\n")
        else:
            render_answer(answer, service.catalogue, _out)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="words to look for")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="how many clauses")] = 10,
    as_of: AsOf = None,
    institution: Institution = None,
    document: Documents = None,
    as_json: Json = False,
) -> None:
    """List the clauses nearest to some words."""
    from app.render import hit_json, render_hits

    with _reported():
        hits = _service().search(query, limit, as_of=as_of, institution=institution, documents=document)
        if as_json:
            _print_json([hit_json(hit) for hit in hits])
        else:
            render_hits(hits, _out)


@app.command()
def show(
    clause_id: Annotated[str, typer.Argument(help="e.g. commercial-bank-law#39 or jinbanfa-2025-46#3.1")],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Print a clause with its text."""
    from app.render import clause_json, render_clause
    from app.service import open_catalogue, read_date
    from app.settings import load_settings

    with _reported():
        found = open_catalogue(load_settings()).clause(clause_id, read_date(as_of))
        if as_json:
            _print_json(clause_json(found, read_date(as_of)))
        else:
            render_clause(found, read_date(as_of), _out)


@app.command()
def index(
    as_json: Json = False,
    rebuild: Annotated[bool, typer.Option(help="build even where the index is up to date")] = False,
) -> None:
    """Build the index beside the live one, verify it and swap it in."""
    from app.progress import bar
    from app.service import build_index
    from app.settings import load_settings

    with _reported():
        report = build_index(load_settings(), bar(_err), rebuild=rebuild)
        if as_json:
            _print_json(report)
        else:
            _out.print(report["text"], markup=False)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check the installation, the corpus and the index; say how to mend what is wrong."""
    from app.doctor import examine
    from app.render import render_checks

    with _reported():
        checks = examine(dict(os.environ))
        if as_json:
            _print_json([check.as_json() for check in checks])
        else:
            render_checks(checks, _out)
        if any(check.severity == "error" for check in checks):
            raise typer.Exit(1)


def main() -> None:
    """Entry point of the `policyqa` command.

    The evaluation stands above the app and drives it, so it is found by name: nothing here may import it.
    """
    app.add_typer(importlib.import_module("evaluation.cli").app, name="eval")
    app()
