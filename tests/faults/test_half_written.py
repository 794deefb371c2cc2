"""An index that was half written, cut or mixed up: refused with what mends it, mended by that, and never opened."""

import json
import shutil

import pytest

from tests.commands import TARGET, TARGET_CLAUSE, refusal


def live(home):
    folder = home.data / "index"
    return folder / json.loads((folder / "current").read_text())["current"]


def answers(home) -> bool:
    asked = home.call("ask", TARGET, "--json")
    return asked.exit_code == 0 and TARGET_CLAUSE in asked.stdout


@pytest.mark.parametrize("part", ["manifest.json", "clauses.json", "digests.npy", "starts.npy", "vectors/e5.npy"])
@pytest.mark.parametrize("kept", [0, 0.5, None], ids=["emptied", "cut in half", "gone"])
def test_a_cut_part_is_refused_with_what_mends_it(part, kept, home):
    file = live(home) / part
    held = file.read_bytes()
    file.unlink()
    if kept is not None:
        file.write_bytes(held[: int(len(held) * kept)])
    said = refusal(home.call("ask", TARGET))
    assert str(live(home)) in said
    assert said.endswith("run `policyqa index`")


def test_vectors_that_were_blanked_are_refused(home):
    """What a disk gives back after a crash may have the right size and hold nothing."""
    file = live(home) / "vectors" / "use.npy"
    held = file.read_bytes()
    file.write_bytes(held[:128] + bytes(len(held) - 128))
    assert "use.npy holds vectors that are not of unit length; run `policyqa index`" in refusal(
        home.call("ask", TARGET)
    )


@pytest.mark.parametrize("damage", ["gone", "no database"])
def test_a_damaged_store_of_record_is_not_taken_over_into_the_next_index(damage, home):
    store = live(home) / "chroma"
    if damage == "gone":
        shutil.rmtree(store)
    else:
        (store / "chroma.sqlite3").write_bytes(b"no database" * 500)
    file = home.documents / "jingui-2024-11.md"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: 修订", 1), "utf-8")
    assert home.call("index").exit_code == 0
    assert answers(home)


def test_what_is_said_mends_it(home):
    (live(home) / "clauses.json").write_text("{")
    refusal(home.call("ask", TARGET))
    assert home.call("index").exit_code == 0
    assert answers(home)


@pytest.mark.parametrize("pointer", ["", "{", "null", '{"current": "gone"}', '{"current": 7}', "\x00"])
def test_a_broken_pointer_is_refused_and_mended(pointer, home):
    (home.data / "index" / "current").write_text(pointer)
    said = refusal(home.call("ask", TARGET))
    assert str(home.data / "index") in said
    assert said.endswith("run `policyqa index`")
    if pointer == "{":
        assert home.call("index").exit_code == 0
        assert answers(home)


def test_what_an_interrupted_build_left_is_passed_over_and_swept_away(home):
    left = home.data / "index" / "20200101T000000000000-0badc0de.partial"
    shutil.copytree(live(home), left)
    (left / "manifest.json").unlink()
    (home.data / "index" / "current.unfinished").write_text('{"curr')
    assert answers(home)
    assert home.call("index", "--rebuild").exit_code == 0
    assert not left.exists()
    assert answers(home)


def test_a_changed_document_is_refused_until_it_is_indexed_and_never_half_known(home):
    file = home.documents / "jingui-2024-11.md"
    was = file.read_text("utf-8")
    file.write_text(was.replace("title: ", "title: 修订", 1), "utf-8")
    assert "the documents have changed since the index" in refusal(home.call("ask", TARGET))
    file.write_text(was, "utf-8")
    assert answers(home)


def test_another_embedder_is_never_asked_with_the_old_vectors(home):
    manifest = live(home) / "manifest.json"
    held = json.loads(manifest.read_text())
    held["models"]["e5"]["fingerprint"] = "another-model"
    manifest.write_text(json.dumps(held))
    said = refusal(home.call("ask", TARGET))
    assert "another-model" in said
    assert said.endswith("run `policyqa index`")


def test_without_any_index_the_first_question_builds_one(home):
    shutil.rmtree(home.data / "index")
    asked = home.call("ask", TARGET, "--json")
    assert asked.exit_code == 0
    assert TARGET_CLAUSE in json.loads(asked.stdout)["statements"][0]["citations"][0]["clause_id"]
    assert "storing" in asked.stderr
