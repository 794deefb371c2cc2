"""A language model's opinion of stored answers, through llama-index's own evaluators.

Off unless asked for, and kept apart: it changes no score, no report and no gate. What it is worth is told with it, as
its agreement with the scorers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from llama_index.core.evaluation import BaseEvaluator, CorrectnessEvaluator, FaithfulnessEvaluator, RelevancyEvaluator
from llama_index.core.llms import LLM
from llama_index.llms.openai_like import OpenAILike
from openai import OpenAIError

from evaluation.clauses import Clauses
from evaluation.errors import EvaluationError
from evaluation.exchange import Case, case_of
from evaluation.review import kappa
from evaluation.run import Result, Run
from evaluation.scorers.outcome import Outcome

EVALUATORS: dict[str, Callable[[LLM], BaseEvaluator]] = {
    "faithfulness": lambda llm: FaithfulnessEvaluator(llm=llm),
    "relevancy": lambda llm: RelevancyEvaluator(llm=llm),
    "correctness": lambda llm: CorrectnessEvaluator(llm=llm),
}


class JudgeError(EvaluationError):
    """The judge cannot be asked; the text says why."""


@dataclass(frozen=True)
class Opinion:
    """`verdicts` are (question id, what the model thinks or None where it gave no verdict, what the scorers think)."""

    evaluator: str
    model: str
    verdicts: tuple[tuple[str, bool | None, bool], ...]

    @property
    def judged(self) -> list[tuple[bool, bool]]:
        return [(model, scorers) for _, model, scorers in self.verdicts if model is not None]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        pairs = self.judged
        return {
            "evaluator": self.evaluator,
            "model": self.model,
            "asked": len(self.verdicts),
            "judged": len(pairs),
            "passing": sum(model for model, _ in pairs),
            "agree_with_scorers": sum(model == scorers for model, scorers in pairs),
            "kappa": kappa(pairs),
            "verdicts": [{"id": name, "passing": model, "scorers": said} for name, model, said in self.verdicts],
        }

    def text(self) -> str:
        """One line a person reads."""
        told = self.as_json()
        beyond = "not defined" if told["kappa"] is None else f"{told['kappa']:.2f}"
        return (
            f"{self.model}, {self.evaluator}: {told['passing']} of {told['judged']} pass ({told['asked']} asked); alike"
            f" with the scorers in {told['agree_with_scorers']}, kappa {beyond}. An opinion of a model, no figure."
        )


def judge(
    run: Run,
    clauses: Clauses,
    url: str,
    model: str,
    evaluator: str,
    limit: int,
    progress: Callable[[int, int], None] | None = None,
) -> Opinion:
    """Ask the model behind `url` about up to `limit` answers, evenly spread. Raises JudgeError."""
    if evaluator not in EVALUATORS:
        raise JudgeError(f"no evaluator is called {evaluator!r}; say {', '.join(EVALUATORS)}")
    llm = OpenAILike(
        model=model,
        api_base=url,
        api_key=os.environ.get("OPENAI_API_KEY", "none"),
        is_chat_model=True,
        temperature=0.0,
        max_retries=0,
        timeout=120.0,
    )
    asked = EVALUATORS[evaluator](llm)
    given = [result for result in run.results if result.answer is not None and result.answer.statements]
    chosen = _spread(given, limit)
    verdicts = []
    for done, result in enumerate(chosen, start=1):
        try:
            verdicts.append((result.question.id, _verdict(asked, case_of(result, clauses)), _scorers(result)))
        except OpenAIError as error:
            raise JudgeError(f"{url}: {error}; is an OpenAI-compatible API running there, with this model?") from error
        if progress is not None:
            progress(done, len(chosen))
    return Opinion(evaluator, model, tuple(verdicts))


def _verdict(evaluator: BaseEvaluator, case: Case) -> bool | None:
    try:
        result = evaluator.evaluate(
            query=case.question, response=case.answer, contexts=list(case.found), reference=case.reference
        )
    except ValueError:  # the model answered in another form than the evaluator asked for
        return None
    return result.passing


def _spread(results: Sequence[Result], limit: int) -> list[Result]:
    if len(results) <= limit:
        return list(results)
    return [results[round(place)] for place in np.linspace(0, len(results) - 1, limit)]


def _scorers(result: Result) -> bool:
    return result.outcome is Outcome.RIGHT
