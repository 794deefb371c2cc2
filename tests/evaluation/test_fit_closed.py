"""Figures of the models for given passages."""

from __future__ import annotations

import numpy as np
import pytest

from app.answering.model import load_closed_models
from evaluation.closed_cases import Case
from evaluation.fit_closed import cited, controls, held_out, measured, trees


def _case(gold: tuple[bool, ...], group: str = "g", wanted: int | None = None) -> Case:
    rows = tuple({"lexical": float(right), "fused": float(not right), "noise": float(len(group))} for right in gold)
    return Case(f"?{group}", rows, gold, group, sum(gold) if wanted is None else wanted)


def test_a_passage_that_was_not_given_counts_as_missed():
    assert cited(np.array([0.9, 0.1]), _case((True, False), wanted=2), 1.0, 0.5) == (1.0, 0.5, 2 / 3)


def test_a_declined_question_has_found_nothing():
    assert cited(np.array([0.4, 0.1]), _case((True, False)), 1.0, 0.5) == (0.0, 0.0, 0.0)


def test_controls_count_what_was_given_and_what_was_wanted():
    found = controls([_case((True, False), wanted=2), _case((True, True))], np.array([1.0, 3.0]))
    assert found["bm25_top1"] == [1.0, 0.5]
    assert found["everything"] == [0.875, 0.875]


def test_every_case_is_judged_by_a_model_that_did_not_see_its_group():
    cases = [_case((place % 2 == 0, place % 3 == 0), f"g{place}") for place in range(12)]
    seen: list[int] = []

    def fit(rows, labels):
        seen.append(len(rows))
        return trees(rows, labels)

    held = held_out(cases, cases[::-1], fit)
    assert [case.group for case, _ in held] == [case.group for case in cases[::-1]]
    assert sum(24 - count for count in seen) == 24


def test_shares_weigh_the_questions_that_have_an_answer():
    held = [(_case((True,), "a"), np.array([0.9])), (_case((False,), "b", 1), np.array([0.9]))]
    noise = [(_case((False,), "c", 0), np.array([0.1]))]
    figures = measured([*held, *noise], 1.0, 0.5, np.array([3.0, 1.0]))
    assert figures["precision"][0] == pytest.approx(0.75)
    assert figures["noise_declined"] == [1.0, 1.0, 1.0]


def test_the_shipped_models_read_what_the_form_has():
    models = load_closed_models()
    assert not [name for name in models["en"].relevance.features if name.startswith("use") or "e5_sentence" in name]
    assert not [name for name in models["zh_provisions"].relevance.features if "e5_sentence" in name]
    assert {"e5_sentence", "read"} <= set(models["zh_reports"].relevance.features)
    assert not [name for name in ("en", "zh_provisions") if "read" in models[name].relevance.features]
