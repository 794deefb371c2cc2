"""Each check finds its fault and names what mends it."""

import json

import pytest

from app.doctor import examine


@pytest.fixture
def check(home, monkeypatch):
    """check(name, **settings) -> that finding for the home."""

    def look(name: str, **settings: str):
        for key, value in {**home.settings, **settings}.items():
            monkeypatch.setenv(key, value)
        return {found.name: found for found in examine({**home.settings, **settings})}[name]

    return look


def test_a_healthy_home_is_well(check):
    for name in ("python", "packages", "settings", "data folder", "index"):
        assert check(name).severity == "ok", name
        assert check(name).remedy == ""


def test_restated_documents_are_a_warning_that_says_how_to_replace_them(check):
    corpus = check("corpus")
    assert corpus.severity == "warning"
    assert corpus.found.endswith("2 documents are restated")
    assert "policyqa import" in corpus.remedy


def test_a_wrong_setting_is_named_and_what_needs_settings_is_left_out(home):
    found = examine({**home.settings, "POLICYQA_COLOUR": "red"})
    assert [check.name for check in found] == ["python", "packages", "settings"]
    assert found[-1].severity == "error"
    assert "POLICYQA_COLOUR" in found[-1].found


def test_a_faulty_document_is_an_error_with_its_place(check, home):
    (home.documents / "made.md").write_text("no front matter")
    corpus = check("corpus")
    assert corpus.severity == "error"
    assert corpus.found.startswith(f"{home.documents / 'made.md'}, line 1: ")


@pytest.mark.parametrize("fault", ["missing", "stale", "broken"])
def test_an_index_that_cannot_be_used_is_an_error_mended_by_index(fault, check, home):
    pointer = home.data / "index" / "current"
    if fault == "missing":
        pointer.unlink()
    elif fault == "broken":
        (home.data / "index" / json.loads(pointer.read_text())["current"] / "starts.npy").unlink()
    else:
        document = home.documents / "jingui-2024-11.md"
        document.write_text(document.read_text("utf-8").replace("title: ", "title: 新", 1), "utf-8")
    index = check("index")
    assert index.severity == "error"
    assert index.remedy == "policyqa index"


def test_little_room_is_told_before_it_runs_out(check, monkeypatch):
    monkeypatch.setattr("app.doctor._LEAST_FREE", 2**80)
    data = check("data folder")
    assert data.severity == "error"
    assert "MB free" in data.found
    assert "POLICYQA_DATA" in data.remedy


def test_looking_changes_nothing(home, check):
    before = home.digest()
    check("index")
    assert home.digest() == before
