"""Questions that clauses answer: whole, for the text as it is, none of the questions that measure, and of use."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from corpus.catalogue import load_catalogue
from evaluation.datasets import FRESH, load_questions
from evaluation.linked_questions import SETS, load
from indexing.clause_questions import load_clause_questions, questions_for
from indexing.embeddings.cache import EmbeddingCache
from indexing.fusion import standardised, with_questions
from indexing.question_space import CHANNEL, load_space
from tests.indexing.conftest import DOCUMENTS

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def shipped():
    rows = [(document, clause) for document in load_catalogue().documents for clause in document.clauses]
    return list(zip(rows, questions_for(rows), strict=True))


def test_every_clause_of_the_shipped_corpus_has_questions_in_both_languages(shipped):
    lacking = [
        str(clause.id)
        for (_, clause), questions in shipped
        if len({any("\u3400" <= letter <= "\u9fff" for letter in text) for text in questions}) < 2
    ]
    assert not lacking, f"write questions for the new text of {lacking[:5]} (indexing/clause_questions)"


def plain(text: str) -> str:
    """A question without spaces, signs and capitals."""
    return re.sub(r"[\W_]+", "", text.lower())


def measuring() -> list[str]:
    """Every question that measures something."""
    found = [one.question for one in (*load_questions(), *load_questions(FRESH))]
    found += [question for file in SETS for question, _ in load(file)]
    for name in ("check", "fresh", "final"):
        found += [one["ask"] for one in yaml.safe_load((HERE / f"cross_lingual_{name}.yaml").read_text("utf-8"))]
    return found


def test_no_question_that_measures_is_among_them(shipped):
    known = {plain(text) for _, questions in shipped for text in questions}
    assert len(known) > 19_000
    assert not [text for text in measuring() if plain(text) in known]


def test_a_text_that_changed_has_none_until_they_are_written_anew(shipped):
    (document, clause), questions = next(one for one in shipped if one[1])
    changed = replace(clause, text=clause.text + "。")
    assert questions_for([(document, clause), (document, changed)]) == [questions, ()]


def test_the_nearest_question_of_each_clause_counts(shipped, embedders):
    some = [row for row, _ in shipped[:40]] + [(DOCUMENTS[0], DOCUMENTS[0].clauses[0])]
    space = load_space(embedders)
    found = load_clause_questions(some, space, EmbeddingCache(None))
    assert found is not None
    for place in (0, 17, 39):
        for question in shipped[place][1]:
            scores = found.near(space.query(question)).scores
            assert scores[place] > 0.99
            assert np.isnan(scores[40])
    assert load_clause_questions(some[40:], space, EmbeddingCache(None)) is None


def test_a_clause_without_questions_keeps_its_place_and_one_filtered_out_stays_out():
    fused = np.array([2.0, 1.0, 0.0, -1.0, -np.inf], np.float32)
    spoken = np.array([np.nan, 0.9, np.nan, 0.5, -np.inf], np.float32)
    out = with_questions(fused, {CHANNEL: spoken})
    own = standardised(fused)
    assert out[[0, 2]] == pytest.approx(own[[0, 2]])
    assert out[1] > own[1]
    assert out[3] < own[2]
    assert out[4] == -np.inf
    assert with_questions(fused, {"e5": spoken}) is fused
