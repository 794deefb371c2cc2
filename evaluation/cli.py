"""`policyqa eval` and what goes with it: one function each, no logic.

The commands of the app find this by its name when they start; the app imports nothing of the evaluation.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.reporting import Json, err, print_json, reported, say

app = typer.Typer(
    name="eval",
    help="Score the answers: gold questions, intervals, controls, a report, a gate.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_out = Console(highlight=False)

RunFolder = Annotated[Path, typer.Argument(help="a folder written by `policyqa eval --report`")]


def _service() -> Any:
    from app.progress import bar
    from app.service import PolicyQA
    from app.settings import load_settings

    return PolicyQA.open(load_settings(), bar(err), build=True)


def _clauses() -> Any:
    from app.service import open_catalogue
    from app.settings import load_settings
    from evaluation.clauses import Clauses

    return Clauses.of(open_catalogue(load_settings()).documents)


@app.callback()
def evaluate(
    context: typer.Context,
    split: Annotated[str | None, typer.Option(help="dev (the default), test or all; test is for the end")] = None,
    file: Annotated[list[Path] | None, typer.Option(help="this question file instead of the shipped ones")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="only questions of this kind (repeatable)")] = None,
    fast: Annotated[bool, typer.Option(help="a stratified sample of about 160 questions")] = False,
    controls: Annotated[bool, typer.Option(help="run the trivial answerers beside it")] = True,
    baselines: Annotated[bool, typer.Option(help="also the plain llama-index starter and the law package")] = False,
    system: Annotated[
        str, typer.Option(help="score another system: an OpenAI-compatible http://host/v1, or module:function")
    ] = "",
    model: Annotated[str, typer.Option(help="the model to name to an http system")] = "default",
    gate: Annotated[Path | None, typer.Option(help="exit 1 when a figure falls below this file's floors")] = None,
    report: Annotated[Path | None, typer.Option(help="write report.html and the results here")] = None,
    compare_with: Annotated[
        Path | None, typer.Option("--compare", "--against", help="compare with a run stored here")
    ] = None,
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
    from evaluation.report import as_record, card, comparison_card, comparison_record

    with reported():
        if split not in (None, "dev", "test", "all"):
            say(f"not a split: {split!r}; say --split dev, test or all")
            raise typer.Exit(2)
        plan = Plan(
            split=split,
            files=tuple(file or ()),
            kinds=frozenset(kind or ()),
            fast=fast,
            controls=controls,
            baselines=baselines,
            system=system,
            model=model,
            gate=gate,
            report=report,
            against=compare_with,
            folder=load_settings().data,
            seed=seed,
        )
        examine(plan)
        done = carry_out(_service(), plan, bar(err))
        if as_json:
            told = {**as_record(done.run, done.others), "breaches": [str(breach) for breach in done.breaches]}
            print_json(told | {"comparison": comparison_record(done.comparison)} if done.comparison else told)
        else:
            _out.print(card(done.run, done.others))
            if done.comparison is not None:
                _out.print(comparison_card(done.comparison, brief=True))
        if done.page is not None:
            err.print(f"report: {done.page}", markup=False)
        for breach in done.breaches:
            err.print(f"gate: {breach}", markup=False)
        if not done.passed:
            say("the gate is closed; --report DIR shows every failure, `policyqa eval compare OLD NEW` what changed")
            raise typer.Exit(1)


def train_ranker(
    pairs: Annotated[Path, typer.Argument(help='JSON Lines: {"question": …, "clauses": [ids], "as_of"?, …}')],
    as_json: Json = False,
) -> None:
    """Train the ranker further on your own approved question-clause pairs; kept only where it gains."""
    from app.progress import bar
    from app.settings import load_settings
    from evaluation import bank_ranker

    with reported():
        settings = load_settings()
        done = bank_ranker.train_on_pairs(pairs, settings, bar(err))
        sys.stdout.write((bank_ranker.as_json(done) if as_json else bank_ranker.as_text(done, settings)) + "\n")


@app.command()
def check(
    file: Annotated[list[Path] | None, typer.Argument(help="question files; the shipped ones when none")] = None,
    as_json: Json = False,
) -> None:
    """Check question files against the schema and the corpus, without asking anything."""
    from evaluation.datasets import check_clauses, load_questions

    with reported():
        questions = load_questions(file or None)
        missing = check_clauses(questions, _clauses())
        if as_json:
            print_json({"questions": len(questions), "missing_clauses": missing})
        for line in missing:
            err.print(f"policyqa: {line}", markup=False)
        if missing:
            raise typer.Exit(1)
        if not as_json:
            _out.print(f"{len(questions)} questions, all well formed; every gold clause is in the corpus")


@app.command()
def compare(first: RunFolder, second: RunFolder, as_json: Json = False) -> None:
    """Compare two stored runs: differences, p, and every question that changed."""
    from evaluation.compare import compare as compared
    from evaluation.report import comparison_card, comparison_record
    from evaluation.run import load_run

    with reported():
        found = compared(load_run(first), load_run(second))
        if as_json:
            print_json(comparison_record(found))
        else:
            _out.print(comparison_card(found))


@app.command()
def export(
    run: RunFolder,
    target: Annotated[Path, typer.Argument(help="the file to write")],
    form: Annotated[str, typer.Option("--format", help="ragas, deepeval, langsmith or phoenix")] = "ragas",
    as_json: Json = False,
) -> None:
    """Write a stored run in another tool's format."""
    from evaluation.exchange import export as write
    from evaluation.run import load_run

    with reported():
        rows = write(load_run(run), _clauses(), form, target)
        if as_json:
            print_json({"rows": rows, "file": str(target), "format": form})
        else:
            _out.print(f"{rows} rows in {target}", markup=False)


@app.command("import")
def draft(
    source: Annotated[Path, typer.Argument(help="a file of another tool")],
    target: Annotated[Path, typer.Argument(help="the question file of drafts to write")],
    author: Annotated[str, typer.Option(help="who answers for the drafts")],
    form: Annotated[str, typer.Option("--format", help="ragas, deepeval, langsmith or phoenix")] = "ragas",
    as_json: Json = False,
) -> None:
    """Turn another tool's rows into draft questions for approval."""
    from evaluation.exchange import drafts

    with reported():
        text, count = drafts(source, form, _clauses(), author=author)
        target.write_text(text, encoding="utf-8")
        if as_json:
            print_json({"drafts": count, "file": str(target), "format": form})
        else:
            _out.print(f"{count} drafts in {target}; check each, then: policyqa eval check {target}", markup=False)


@app.command()
def review(
    run: RunFolder,
    reviewer: Annotated[str, typer.Option(help="your name, stored with each verdict")],
    limit: Annotated[int, typer.Option(min=0, help="how many answers to judge; 0 only shows agreement")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="ask nothing, print verdicts and agreement as JSON")] = False,
) -> None:
    """Judge stored answers one by one; then show how far reviewers and scorers agree (Cohen's kappa)."""
    from app.settings import load_settings
    from evaluation.report import agreement_card, answer_card
    from evaluation.review import REVIEWS, Judgement, ReviewStore, agreements
    from evaluation.run import load_run

    keys = {"r": Judgement.RIGHT, "w": Judgement.WRONG, "u": Judgement.UNSURE}
    with reported():
        stored = load_run(run)
        store = ReviewStore(load_settings().data / REVIEWS)
        if as_json:
            found = [asdict(pair) for pair in agreements(store.all(), stored)]
            waiting = len(store.waiting(stored, reviewer))
            reviews = [review.model_dump(mode="json") for review in store.all()]
            print_json({"waiting": waiting, "agreement": found, "reviews": reviews})
            return
        for result in store.waiting(stored, reviewer)[:limit]:
            _out.print(answer_card(result))
            key = typer.prompt("[r]ight, [w]rong, [u]nsure, [q]uit").strip().lower()[:1]
            if key not in keys:
                break
            store.add(result, reviewer, keys[key], typer.prompt("note", default="", show_default=False))
        _out.print(agreement_card(agreements(store.all(), stored)))


def calibrate(
    questions: Annotated[list[Path], typer.Option(help="question files of your own (docs/evaluation.md)")],
    risk: Annotated[float, typer.Option(min=0.001, max=0.5, help="share of wrong answers that is accepted")] = 0.05,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help="with which the risk is kept")] = 0.95,
    per: Annotated[str, typer.Option(help="a share of `answers` given, or of `questions` asked")] = "answers",
    then: Annotated[str, typer.Option(help="below it, `decline`, or answer with a `caution`")] = "decline",
    as_json: Json = False,
) -> None:
    """Find from which confidence on to answer, or to answer without a caution, on questions of your own, and keep it in
    the data folder."""
    from app.errors import QuestionError
    from evaluation.datasets import load_questions
    from evaluation.own_questions import calibrate as carry_out
    from evaluation.own_questions import keep

    with reported():
        if per not in ("answers", "questions"):
            raise QuestionError(f"--per is answers or questions, not {per!r}")
        if then not in ("decline", "caution"):
            raise QuestionError(f"--then is decline or caution, not {then!r}")
        service = _service()
        found = carry_out(
            service,
            load_questions(questions),
            risk,
            confidence,
            "answers" if per == "answers" else "questions",
            "decline" if then == "decline" else "caution",
        )
        path = keep(found, service.settings.data)
        if as_json:
            print_json(found.as_json())
        else:
            _out.print(found.text(path), markup=False)
        if path is None:
            raise typer.Exit(1)


@app.command()
def faults(
    run: RunFolder,
    gate: Annotated[Path | None, typer.Option(help="the gate file; the shipped one when none")] = None,
    as_json: Json = False,
) -> None:
    """Plant thirty faults in a stored run: does every one move its measure, and does the gate close?"""
    from app.progress import bar
    from evaluation.gate import GATE, read_gate
    from evaluation.mutation import LEAST_CAUGHT, plant_all
    from evaluation.report import planted_card
    from evaluation.run import load_run

    with reported():
        report = bar(err)
        rows = plant_all(
            load_run(run), read_gate(gate or GATE), _clauses(), lambda done, total: report("planting", done, total)
        )
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            _out.print(planted_card(rows))
        missed = [row.fault for row in rows if not row.caught]
        if len(rows) - len(missed) < LEAST_CAUGHT:
            say(f"the gate misses {len(missed)} of {len(rows)}; set its floors anew with `policyqa eval floors {run}`")
            raise typer.Exit(1)


@app.command()
def floors(
    run: RunFolder,
    target: Annotated[Path | None, typer.Option("--to", help="write the gate file here instead of printing it")] = None,
    as_json: Json = False,
) -> None:
    """Set a gate on a stored run: floors that a run which is no worse passes and a clearly worse one does not."""
    from evaluation.gate import as_toml, calibrate
    from evaluation.run import load_run

    with reported():
        stored = load_run(run)
        found = calibrate(stored)
        record = stored.record
        text = as_toml(
            found,
            f"Floors of `policyqa eval --gate`, set by `policyqa eval floors` on a run of {record.system} of"
            f" {record.created[:10]}\n({record.questions} {record.split} questions, revision {record.revision},"
            f" index {record.index}).\nA floor is broken when the whole 95 % interval lies below it; `must` compares"
            " the value itself. Where less is better it is a ceiling.\nRaise the floors when the figures rise;"
            " lower one only with a reason written here.",
        )
        if as_json:
            print_json([floor.model_dump(exclude_defaults=True) for floor in found])
        elif target is not None:
            target.write_text(text, encoding="utf-8")
            _out.print(f"{len(found)} floors in {target}", markup=False)
        else:
            sys.stdout.write(text)


@app.command()
def judge(
    run: RunFolder,
    url: Annotated[str, typer.Option(help="base of an OpenAI-compatible API, e.g. http://127.0.0.1:8000/v1")],
    model: Annotated[str, typer.Option(help="the model to ask")] = "default",
    evaluator: Annotated[str, typer.Option(help="faithfulness, relevancy or correctness")] = "faithfulness",
    limit: Annotated[int, typer.Option(min=1, help="how many answers, evenly spread")] = 50,
    as_json: Json = False,
) -> None:
    """Let a language model judge stored answers (llama-index evaluators). An opinion: never part of figures or gate."""
    from app.progress import bar
    from evaluation.llm_judge import judge as carry_out
    from evaluation.run import load_run

    with reported():
        report = bar(err)
        opinion = carry_out(
            load_run(run), _clauses(), url, model, evaluator, limit, lambda done, total: report("judging", done, total)
        )
        if as_json:
            print_json(opinion.as_json())
        else:
            _out.print(opinion.text(), markup=False)


@app.command()
def retrieval(
    beir: Annotated[Path, typer.Option(help="a folder in BEIR format: corpus.jsonl, queries.jsonl, qrels/")],
    split: Annotated[str | None, typer.Option(help="which qrels: test, else dev, else train when not said")] = None,
    channels: Annotated[
        list[str] | None,
        typer.Option("--channels", "--channel", help="only these channels, e.g. lexical,e5 (repeatable)"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="ask only so many questions, evenly spread")] = None,
    as_json: Json = False,
) -> None:
    """Score the search that `ask` uses on a public benchmark."""
    from app.progress import bar
    from app.settings import load_settings
    from evaluation.beir import run_beir
    from evaluation.errors import EvaluationError

    with reported():
        if not beir.is_dir():
            raise EvaluationError(f"{beir}: no such folder; give one with corpus.jsonl, queries.jsonl and qrels/")
        settings = load_settings()
        names = [name.strip() for given in channels or () for name in given.split(",") if name.strip()] or None
        found = run_beir(
            beir,
            names,
            limit,
            data=settings.data,
            split=split,
            embedding=settings.embedding,
            cross_encoder=settings.cross_encoder,
            progress=bar(err),
        )
        if as_json:
            print_json(found.to_json())
        else:
            _out.print(found.render(), markup=False, soft_wrap=True)
