"""One table of settings: bounded, documented, and unknown names refused."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import PREFIX, Settings, load_settings

DOC = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_and_no_other():
    documented = {line.split("`")[1] for line in DOC.read_text("utf-8").splitlines() if line.startswith(f"| `{PREFIX}")}
    assert documented == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_number_is_bounded():
    for name, field in Settings.model_fields.items():
        if field.annotation in (int, float):
            bounds = {type(item).__name__ for item in field.metadata}
            assert bounds & {"Ge", "Gt"}, name
            assert bounds & {"Le", "Lt"}, name


def test_an_unknown_variable_is_refused_with_the_nearest_name():
    with pytest.raises(SettingsError, match=r"POLICYQA_TOPK.*POLICYQA_TOP_K"):
        load_settings({"POLICYQA_TOPK": "3"})


@pytest.mark.parametrize(
    ("name", "value"), [("top_k", 0), ("port", 70000), ("chroma_url", "ftp://x"), ("log_level", "loud")]
)
def test_a_value_out_of_bounds_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=PREFIX + name.upper()):
        load_settings({}, **{name: value})


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("POLICYQA_TOP_K", "7")
    assert load_settings().top_k == 7
