"""The gate on the real assistant, on the sample of `policyqa eval --fast`."""

from pathlib import Path

import pytest

from app.service import PolicyQA
from app.settings import load_settings
from evaluation.evaluate import Plan, evaluate
from evaluation.gate import GATE


@pytest.mark.slow
def test_the_assistant_passes_the_gate_on_the_sample(tmp_path: Path):
    service = PolicyQA.open(load_settings({}, data=tmp_path / "data"), build=True)
    done = evaluate(
        service, Plan(fast=True, controls=False, gate=GATE, report=tmp_path / "report", folder=tmp_path / "data")
    )
    assert [str(breach) for breach in done.breaches] == []
    assert done.run.record.index
    assert done.page is not None
    assert done.page.stat().st_size > 10_000
