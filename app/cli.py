"""The commands: one function each, no logic. Data goes to standard output, everything else to standard error
(app/reporting.py)."""

from __future__ import annotations

import importlib
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli_documents import register as register_documents
from app.cli_operations import register as register_operations
from app.reporting import Json, err, out, print_json, reported, say

app = typer.Typer(
    name="policyqa",
    help="Answers questions about small-business finance regulations with the clause that says so, word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsOf = Annotated[str | None, typer.Option("--as-of", help="answer as the law stood on this day, e.g. 2026-11-24")]
Institution = Annotated[str | None, typer.Option(help="the asker's kind of institution, e.g. large_bank or 农商行")]
Documents = Annotated[list[str] | None, typer.Option("--document", help="only this document id (repeatable)")]


def _service() -> Any:
    """Where nothing was ever indexed the index is built first; one that is stale or broken is refused with what
    mends it, since building it may take long and is not what was asked for."""
    from app.progress import bar, working
    from app.service import PolicyQA, has_index
    from app.settings import load_settings

    settings = load_settings()
    if not has_index(settings):
        return PolicyQA.open(settings, bar(err), build=True)
    with working(err, "opening the index"):
        return PolicyQA.open(settings)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on")] = None,
) -> None:
    """Serve the chat and the API."""
    with reported():
        from app.progress import bar
        from app.settings import load_settings
        from app.web.server import serve as serve_app

        serve_app(load_settings(host=host, port=port), bar(err))


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
    with reported():
        from app.batch import answers
        from app.progress import working
        from app.render import render_answer

        if (question is None) == (batch is None):
            say("give one question or --batch FILE (policyqa ask --help)")
            raise typer.Exit(2)
        service = _service()
        options = {"as_of": as_of, "institution": institution, "documents": document}
        if batch is not None:
            failed = 0
            for line in answers(service, batch, options, err):
                failed += "error" in line
                print_json(line)
            if failed:
                say(f"{failed} lines could not be answered; each says why in its error field")
                raise typer.Exit(1)
            return
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if question == "-" else str(question)
        with working(err, "answering"):
            answer = service.ask(text, **options)
        if as_json:
            sys.stdout.write(answer.model_dump_json() + "\n")
        else:
            render_answer(answer, service.catalogue, out)


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
    with reported():
        from app.progress import working
        from app.render import hit_json, render_hits

        service = _service()
        with working(err, "searching"):
            hits = service.search(query, limit, as_of=as_of, institution=institution, documents=document)
        if as_json:
            print_json([hit_json(hit) for hit in hits])
        else:
            render_hits(hits, out)


@app.command()
def show(
    clause_id: Annotated[str | None, typer.Argument(help="e.g. commercial-bank-law#39 or jinbanfa-2025-46#3.1")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Print a clause with its text; without an id, list the documents."""
    with reported():
        from app.render import clause_json, document_json, render_clause, render_documents
        from app.service import open_catalogue, read_date
        from app.settings import load_settings

        catalogue, day = open_catalogue(load_settings()), read_date(as_of)
        if clause_id is None:
            documents = [catalogue.get(key, day) for key in catalogue.ids()]
            if as_json:
                print_json([document_json(document, day) for document in documents])
            else:
                render_documents(documents, day, out)
            return
        found = catalogue.clause(clause_id, day)
        if as_json:
            print_json(clause_json(found, day))
        else:
            render_clause(found, day, out)


@app.command()
def index(
    as_json: Json = False,
    rebuild: Annotated[bool, typer.Option(help="build even where the index is up to date")] = False,
) -> None:
    """Build the index beside the live one, verify it and swap it in."""
    with reported():
        from app.progress import bar
        from app.service import build_index
        from app.settings import load_settings

        report = build_index(load_settings(), bar(err), rebuild=rebuild)
        if as_json:
            print_json(report)
        else:
            out.print(report["text"], markup=False)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check the installation, the corpus and the index; say how to mend what is wrong."""
    with reported():
        from app.doctor import examine
        from app.progress import working
        from app.render import render_checks

        with working(err, "examining"):
            checks = examine(dict(os.environ))
        if as_json:
            print_json([check.as_json() for check in checks])
        else:
            render_checks(checks, out)
        if any(check.severity == "error" for check in checks):
            raise typer.Exit(1)


register_documents(app)
register_operations(app)


def main() -> None:
    """Entry point of the `policyqa` command.

    The evaluation stands above the app and drives it, so it is found by name: nothing here may import it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8 still shows the rest
    evaluation = importlib.import_module("evaluation.cli")
    app.add_typer(evaluation.app, name="eval")
    app.command("train-ranker")(evaluation.train_ranker)
    app.command()(evaluation.calibrate)
    app()
