"""One evaluation: the system, its controls and baselines on the same questions, the gate, and the written report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from evaluation.clauses import Clauses
from evaluation.compare import Comparison, compare
from evaluation.datasets import QUESTIONS, Question, check_clauses, load_questions, shipped_files
from evaluation.errors import EvaluationError, QuestionFileError
from evaluation.gate import Breach, breaches, read_gate
from evaluation.judged import shipped_agreement
from evaluation.page import Compared, write_page
from evaluation.review import REVIEWS, ReviewStore, agreements
from evaluation.run import Run, load_run, run_eval, run_system
from evaluation.subset import stratified
from evaluation.systems.called import CalledSystem
from evaluation.systems.controls import controls
from evaluation.systems.over_http import HttpSystem, SystemUnreachableError
from evaluation.systems.reading import ChatReader
from evaluation.systems.remembered import RememberedSearch
from evaluation.systems.system import System

if TYPE_CHECKING:
    from app.service import PolicyQA

#: Where questions that people approved lie in the data folder; read with the shipped ones.
APPROVED = "questions"
#: Called with (what, done, total), like every progress report of the project.
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Plan:
    """What to evaluate. `files` are question files instead of the shipped ones. `split` is 'dev', 'test' or 'all';
    by default dev of the shipped questions (the test split is touched only when it is asked for) and of those that
    were approved here, and all of `files`. `system` is an address or `module:function` instead of ours.

    `fast` takes the stratified sample of `make test`; `baselines` adds the plain llama-index starter and the law
    package's own search, which are slow the first time. `folder` is where the baselines keep their indexes.
    """

    split: str | None = None
    files: tuple[Path, ...] = ()
    kinds: frozenset[str] = frozenset()
    fast: bool = False
    controls: bool = True
    baselines: bool = False
    system: str = ""
    model: str = "default"
    gate: Path | None = None
    report: Path | None = None
    against: Path | None = None
    folder: Path = Path("data")
    seed: int = 0


@dataclass(frozen=True)
class Evaluation:
    """`others` are controls and baselines; `passed` is False when the gate is closed."""

    run: Run
    others: tuple[Run, ...] = ()
    breaches: tuple[Breach, ...] = ()
    comparison: Comparison | None = None
    page: Path | None = None

    @property
    def passed(self) -> bool:
        return not self.breaches


def evaluate(service: PolicyQA, plan: Plan, progress: Report | None = None) -> Evaluation:
    """Carry out a plan. Raises EvaluationError (QuestionFileError, GateFileError, RunFileError) saying what to mend."""
    floors = read_gate(plan.gate) if plan.gate else ()
    earlier = load_run(plan.against) if plan.against else None
    questions = choose(plan)
    service = cast("PolicyQA", RememberedSearch(service))
    clauses = Clauses.of(service.catalogue.documents)
    missing = check_clauses(questions, clauses)
    if missing:
        raise QuestionFileError("\n".join(missing))
    run = _main_run(service, plan, questions, clauses, progress)
    others = tuple(
        run_system(system, questions, clauses, index=run.record.index, seed=plan.seed, progress=_for(progress, system))
        for system in _others(service, plan, progress)
    )
    broken = tuple(breaches(run, floors))
    comparison = compare(earlier, run) if earlier is not None else None
    page = None
    if plan.report is not None:
        run.save(plan.report)
        for other in others:
            other.save(plan.report / "others" / other.record.system)
        compared = Compared(str(plan.against), comparison) if comparison is not None else None
        page = write_page(
            run,
            plan.report,
            clauses,
            others=others,
            compared=compared,
            breaches=broken,
            agreement=(
                ("200 stored answers", shipped_agreement(clauses)),
                ("answers of this run", agreements(ReviewStore(plan.folder / REVIEWS).all(), run)),
            ),
        )
    return Evaluation(run, others, broken, comparison, page)


def examine(plan: Plan) -> None:
    """Read everything that a plan names, so that a mistake is told before the index is opened. Raises
    EvaluationError."""
    if plan.gate:
        read_gate(plan.gate)
    if plan.against:
        load_run(plan.against)
    if plan.system and ":" not in plan.system:
        raise EvaluationError(f"no system is called {plan.system!r}; say http://host/v1 or module:function")
    choose(plan)


def choose(plan: Plan) -> tuple[Question, ...]:
    """The questions of a plan, in file order. Raises EvaluationError when there are none."""
    shipped = not plan.files or any(path.resolve().parent == QUESTIONS for path in plan.files)
    split = plan.split or ("dev" if shipped else "all")
    approved = sorted((plan.folder / APPROVED).glob("*.yaml"))
    files = plan.files or (*shipped_files(), *approved)
    questions: Sequence[Question] = load_questions(files, split=None if split == "all" else split)
    if plan.kinds:
        questions = tuple(question for question in questions if question.kind.value in plan.kinds)
    if plan.fast:
        questions = stratified(questions)
    if not questions:
        raise EvaluationError("no question is left: choose another split, kind or file")
    return tuple(questions)


def _main_run(
    service: PolicyQA, plan: Plan, questions: Sequence[Question], clauses: Clauses, progress: Report | None
) -> Run:
    if not plan.system:
        return run_eval(service, questions, seed=plan.seed, progress=_for(progress))
    system = other_system(plan, ChatReader(service, clauses))
    if isinstance(system, HttpSystem):
        system.reply(questions[0])  # one that is not there at all is told at once
    return run_system(
        system, questions, clauses, seed=plan.seed, progress=_for(progress, system), failures=(SystemUnreachableError,)
    )


def other_system(plan: Plan, reader: ChatReader) -> HttpSystem | CalledSystem:
    """The system that a plan names: an address or a Python callable. Raises EvaluationError."""
    if "://" in plan.system or ":" not in plan.system:
        return HttpSystem(plan.system, reader, plan.model)
    return CalledSystem.load(plan.system, reader)


def _others(service: PolicyQA, plan: Plan, progress: Report | None) -> tuple[System, ...]:
    systems: list[System] = list(controls(service, seed=plan.seed)) if plan.controls else []
    if plan.baselines:
        # Imported here: both bring libraries that the product itself does not need.
        from evaluation.systems.law_package import LawPackageSearch
        from evaluation.systems.llama_starter import LlamaStarter

        systems += [
            LlamaStarter.open(service, plan.folder / "baselines", progress),
            LawPackageSearch.open(service, plan.folder / "baselines"),
        ]
    return tuple(systems)


def _for(progress: Report | None, system: System | None = None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    name = system.name if system is not None else "policyqa"
    return lambda done, total: progress(f"asking {name}", done, total)
