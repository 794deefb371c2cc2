"""`policyqa eval` and what goes with it: one function each, no logic.

The commands of the app find this by its name when they start; the app imports nothing of the evaluation.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.reporting import err, reported, say

app = typer.Typer(
    name="eval",
    help="Score the answers: gold questions, intervals, controls, a report, a gate.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(highlight=False)

RunFolder = Annotated[Path, typer.Argument(help="a folder written by `policyqa eval --report`")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def _service() -> Any:
    from app.progress import bar
    from app.service import PolicyQA
    from app.settings import load_settings

    return PolicyQA.open(load_settings(), bar(err), build=True)


@app.callback()
def evaluate(
    context: typer.Context,
    split: Annotated[str | None, typer.Option(help="dev (the default), test or all; test is for the end")] = None,
    file: Annotated[list[Path] | None, typer.Option(help="this question file instead of the shipped ones")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="only questions of this kind (repeatable)")] = None,
    fast: Annotated[bool, typer.Option(help="a stratified sample of about 160 questions")] = False,
    controls: Annotated[bool, typer.Option(help="run the trivial answerers beside it")] = True,
    baselines: Annotated[bool, typer.Option(help="also the plain llama-index starter and the law package")] = False,
    system: Annotated[str, typer.Option(help="score this OpenAI-compatible API instead, e.g. http://host/v1")] = "",
    gate: Annotated[Path | None, typer.Option(help="exit 1 when a figure falls below this file's floors")] = None,
    report: Annotated[Path | None, typer.Option(help="write report.html and the results here")] = None,
    against: Annotated[Path | None, typer.Option(help="compare with a run stored here")] = None,
    seed: Annotated[int, typer.Option(help="of the intervals and the random control")] = 0,
    as_json: Json = False,
) -> None:
    """Ask the gold questions and score the answers."""
    if context.invoked_subcommand is not None:
        return
    from app.progress import bar
    from app.settings import load_settings
    from evaluation.evaluate import Plan, examine
    from evaluation.evaluate import evaluate as carry_out
    from evaluation.report import as_record, card

    with reported():
        if split not in (None, "dev", "test", "all"):
            say(f"not a split: {split!r} (say dev, test or all)")
            raise typer.Exit(2)
        plan = Plan(
            split=split,
            files=tuple(file or ()),
            kinds=frozenset(kind or ()),
            fast=fast,
            controls=controls,
            baselines=baselines,
            system_url=system,
            gate=gate,
            report=report,
            against=against,
            folder=load_settings().data,
            seed=seed,
        )
        examine(plan)
        done = carry_out(_service(), plan, bar(err))
        if as_json:
            sys.stdout.write(json.dumps(as_record(done.run, done.others), ensure_ascii=False) + "\n")
        else:
            _out.print(card(done.run, done.others))
        if done.page is not None:
            err.print(f"report: {done.page}", markup=False)
        for breach in done.breaches:
            err.print(f"gate: {breach}", markup=False)
        if not done.passed:
            raise typer.Exit(1)


@app.command()
def check(
    file: Annotated[list[Path] | None, typer.Argument(help="question files; the shipped ones when none")] = None,
) -> None:
    """Check question files against the schema and the corpus, without asking anything."""
    from app.service import open_catalogue
    from app.settings import load_settings
    from evaluation.clauses import Clauses
    from evaluation.datasets import check_clauses, load_questions

    with reported():
        questions = load_questions(file or None)
        missing = check_clauses(questions, Clauses.of(open_catalogue(load_settings()).documents))
        for line in missing:
            err.print(line, markup=False)
        if missing:
            raise typer.Exit(1)
        _out.print(f"{len(questions)} questions, all well formed; every gold clause is in the corpus")


@app.command()
def compare(first: RunFolder, second: RunFolder) -> None:
    """Compare two stored runs: differences, p, and every question that changed."""
    from evaluation.compare import compare as compared
    from evaluation.report import comparison_card
    from evaluation.run import load_run

    with reported():
        _out.print(comparison_card(compared(load_run(first), load_run(second))))


@app.command()
def export(
    run: RunFolder,
    target: Annotated[Path, typer.Argument(help="the file to write")],
    form: Annotated[str, typer.Option("--format", help="ragas, deepeval, langsmith or phoenix")] = "ragas",
) -> None:
    """Write a stored run in another tool's format."""
    from app.service import open_catalogue
    from app.settings import load_settings
    from evaluation.clauses import Clauses
    from evaluation.exchange import export as write
    from evaluation.run import load_run

    with reported():
        clauses = Clauses.of(open_catalogue(load_settings()).documents)
        _out.print(f"{write(load_run(run), clauses, form, target)} rows in {target}", markup=False)


@app.command("import")
def draft(
    source: Annotated[Path, typer.Argument(help="a file of another tool")],
    target: Annotated[Path, typer.Argument(help="the question file of drafts to write")],
    author: Annotated[str, typer.Option(help="who answers for the drafts")],
    form: Annotated[str, typer.Option("--format", help="ragas, deepeval, langsmith or phoenix")] = "ragas",
) -> None:
    """Turn another tool's rows into draft questions for approval."""
    from app.service import open_catalogue
    from app.settings import load_settings
    from evaluation.clauses import Clauses
    from evaluation.exchange import drafts

    with reported():
        clauses = Clauses.of(open_catalogue(load_settings()).documents)
        target.write_text(drafts(source, form, clauses, author=author), encoding="utf-8")
        _out.print(f"drafts in {target}; check each, then: policyqa eval check {target}", markup=False)


@app.command()
def review(
    run: RunFolder,
    reviewer: Annotated[str, typer.Option(help="your name, stored with each verdict")],
    limit: Annotated[int, typer.Option(min=0, help="how many answers to judge; 0 only shows agreement")] = 20,
) -> None:
    """Judge stored answers one by one; then show how far reviewers and scorers agree (Cohen's kappa)."""
    from app.settings import load_settings
    from evaluation.report import agreement_card, answer_card
    from evaluation.review import Judgement, ReviewStore, agreements
    from evaluation.run import load_run

    keys = {"r": Judgement.RIGHT, "w": Judgement.WRONG, "u": Judgement.UNSURE}
    with reported():
        stored = load_run(run)
        store = ReviewStore(load_settings().data / "reviews.jsonl")
        for result in store.waiting(stored, reviewer)[:limit]:
            _out.print(answer_card(result))
            key = typer.prompt("[r]ight, [w]rong, [u]nsure, [q]uit").strip().lower()[:1]
            if key not in keys:
                break
            store.add(result, reviewer, keys[key], typer.prompt("note", default="", show_default=False))
        _out.print(agreement_card(agreements(store.all(), stored)))
