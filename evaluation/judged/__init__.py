"""200 stored answers with two readings' verdicts each, and how far the scorers agree with them.

`answers.jsonl`: answers of one development run, drawn by the hash of the question's id. Words of clauses are not kept:
a citation is its span, and a statement holds `{n.m}` where it says line m of its citation n; both are filled from the
corpus. `verdicts.jsonl`: the first reading saw question and answer, the second, in another order, the gold as well.
docs/measurements.md tells what the agreement was before anything was mended. The scorers of today judge the stored
answers by the gold of today.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from app.answering.answer import Answer
from evaluation.clauses import Clauses
from evaluation.datasets import load_questions
from evaluation.review import Agreement, ReviewStore, agreements, fingerprint
from evaluation.run import Result, Run, judge, run_record
from evaluation.systems.system import Reply

FOLDER = Path(__file__).parent


def shipped_agreement(clauses: Clauses) -> tuple[Agreement, ...]:
    """Agreement of the two readings, and of each with the scorers, on the stored answers. Answers whose clauses have
    changed since are left out: the verdict was on other words."""
    reviews = ReviewStore(FOLDER / "verdicts.jsonl").all()
    judged = {review.answer for review in reviews}
    results = [r for r in stored_results(clauses) if r.answer is not None and fingerprint(r.answer) in judged]
    run = Run(record=run_record("stored answers", "dev", questions=len(results)), results=tuple(results))
    return tuple(pair for pair in agreements(reviews, run))


def stored_results(clauses: Clauses) -> list[Result]:
    """The stored answers as the scorers see them now."""
    questions = {question.id: question for question in load_questions()}
    lines = (FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    answers = (unpacked(json.loads(line), clauses) for line in lines)
    return [judge(questions[a.id], Reply(a), clauses) for a in answers if a is not None and a.id in questions]


def packed(answer: Answer) -> dict[str, Any]:
    """An answer without the words of clauses."""
    row = answer.model_dump(mode="json", exclude={"timings_ms", "confidence"})
    for statement in row["statements"]:
        for place, citation in enumerate(statement["citations"]):
            for number, words in enumerate(_lines(citation.pop("quote"))):
                statement["text"] = statement["text"].replace(words, f"{{{place}.{number}}}")
    return row


def unpacked(row: dict[str, Any], clauses: Clauses) -> Answer | None:
    """The answer with the words of the corpus; None where a clause is gone."""
    for statement in row["statements"]:
        for place, citation in enumerate(statement["citations"]):
            found = clauses.current(citation["clause_id"], date.fromisoformat(row["as_of"]))
            if found is None:
                return None
            citation["quote"] = found[1].text[citation["start"] : citation["end"]]
            for number, words in enumerate(_lines(citation["quote"])):
                statement["text"] = statement["text"].replace(f"{{{place}.{number}}}", words)
    return Answer.model_validate(row)


def _lines(quote: str) -> list[str]:
    """The lines of a quote without the mark at their end, which a statement may set otherwise."""
    return [line.strip().rstrip("；;，,。.：: ") for line in quote.split("\n") if line.strip()]
