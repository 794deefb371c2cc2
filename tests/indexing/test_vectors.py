import numpy as np
import pytest

from indexing import vectors
from indexing.sketch import Basis
from indexing.vectors import VectorIndex


def _unit(rng, rows):
    matrix = rng.normal(size=(rows, 24))
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(params=["exact", "sketched"])
def stored(request, tmp_path, monkeypatch):
    """A hundred clauses, every third of two windows, saved and opened again."""
    monkeypatch.setattr(vectors, "_GATHERED", 8)
    if request.param == "sketched":
        monkeypatch.setattr(vectors, "SKETCHED", 50)
    starts = np.cumsum([0, *(2 if clause % 3 == 0 else 1 for clause in range(100))])
    VectorIndex(_unit(np.random.default_rng(0), int(starts[-1])), starts).save(tmp_path / "e5.npy")
    return VectorIndex.load(tmp_path / "e5.npy", starts)


def _change(index, rows, fresh):
    """Clauses `rows` of the index, -1 for a new one of one window, and the matrix that should come of it."""
    sizes = [int(index.starts[row + 1] - index.starts[row]) if row >= 0 else 1 for row in rows]
    starts = np.cumsum([0, *sizes])
    new = iter(fresh)
    wanted = [np.stack([next(new)]) if row < 0 else index.matrix[index.rows([row])] for row in rows]
    return index.changed(starts, np.array(rows), fresh), np.concatenate(wanted)


def _same(index, wanted):
    assert np.array_equal(index.matrix, wanted)
    anew = VectorIndex(wanted, index.starts)
    queries = _unit(np.random.default_rng(9), 3)
    some = np.arange(0, len(index.starts) - 1, 2)
    assert np.allclose(index.scores(queries), anew.scores(queries), atol=1e-6)
    assert np.allclose(index.scores_at(queries, some), anew.scores(queries)[:, some], atol=1e-6)
    order, exact = index.sketched(queries), anew.scores(queries)
    assert all(np.corrcoef(one, other)[0, 1] > 0.99 for one, other in zip(order, exact, strict=True))


def test_a_change_shares_the_base_and_leaves_the_stored_index_as_it_was(stored, tmp_path):
    before, bytes_before = stored.matrix.copy(), (tmp_path / "e5.npy").read_bytes()
    rng = np.random.default_rng(1)
    first, wanted = _change(stored, [*range(10), -1, *range(11, 100)], _unit(rng, 1))
    (tmp_path / "second").mkdir()
    first.save(tmp_path / "second" / "e5.npy")
    opened = VectorIndex.load(tmp_path / "second" / "e5.npy", first.starts)
    _same(opened, wanted)
    assert (tmp_path / "second" / "e5.npy").samefile(tmp_path / "e5.npy")
    # A change of the changed one: the new vector goes, another comes, one clause is met twice, one is gone.
    second, wanted = _change(opened, [*range(10), -1, *range(11, 50), 20, *range(51, 99)], _unit(rng, 1))
    (tmp_path / "third").mkdir()
    second.save(tmp_path / "third" / "e5.npy")
    for path in [*tmp_path.glob("e5.*"), *(tmp_path / "second").iterdir()]:
        path.unlink()
    _same(VectorIndex.load(tmp_path / "third" / "e5.npy", second.starts), wanted)
    assert np.array_equal(stored.matrix, before)
    assert (tmp_path / "third" / "e5.npy").read_bytes() == bytes_before


@pytest.mark.parametrize("rows", [[*range(80), *[-1] * 20], list(range(40)), [-1]])
def test_a_base_of_which_much_is_new_or_unused_is_written_anew(stored, tmp_path, rows):
    fresh = _unit(np.random.default_rng(2), sum(row < 0 for row in rows))
    changed, wanted = _change(stored, rows, fresh)
    (tmp_path / "next").mkdir()
    changed.save(tmp_path / "next" / "e5.npy")
    assert not (tmp_path / "next" / "e5.npy").samefile(tmp_path / "e5.npy")
    assert not (tmp_path / "next" / "e5.places.npy").exists()
    assert np.array_equal(VectorIndex.load(tmp_path / "next" / "e5.npy", changed.starts).matrix, wanted)


def test_a_base_is_copied_where_names_cannot_be_shared(stored, tmp_path, monkeypatch):
    def refused(*_):
        raise OSError("no links here")

    monkeypatch.setattr(vectors.Path, "hardlink_to", refused)
    changed, wanted = _change(stored, [*range(10), -1, *range(11, 100)], _unit(np.random.default_rng(1), 1))
    (tmp_path / "next").mkdir()
    changed.save(tmp_path / "next" / "e5.npy")
    assert not (tmp_path / "next" / "e5.npy").samefile(tmp_path / "e5.npy")
    _same(VectorIndex.load(tmp_path / "next" / "e5.npy", changed.starts), wanted)


@pytest.mark.parametrize("stored", ["sketched"], indirect=True)
@pytest.mark.parametrize("part", ["e5.places.npy", "e5.more.npy", "e5.basis.npy", "e5.sketch.npy"])
def test_a_part_cut_short_is_refused(stored, tmp_path, part):
    changed, _ = _change(stored, [*range(10), -1, *range(11, 100)], _unit(np.random.default_rng(1), 1))
    (tmp_path / "next").mkdir()
    changed.save(tmp_path / "next" / "e5.npy")
    damaged = tmp_path / "next" / part
    data = damaged.read_bytes()
    damaged.unlink()
    damaged.write_bytes(data[: len(data) // 2])
    with pytest.raises((OSError, ValueError)):
        VectorIndex.load(tmp_path / "next" / "e5.npy", changed.starts)


def test_codes_order_vectors_as_cosines_do():
    rng = np.random.default_rng(3)
    matrix = _unit(rng, 3000) + np.float32(2)  # far from the origin, as encoders put all their texts
    basis, queries = Basis.of(matrix), _unit(rng, 5)
    near, exact = basis.nearness(queries, basis.codes(matrix)), queries @ matrix.T
    for one, other in zip(near, exact, strict=True):
        assert set(np.argsort(-other)[:10]) <= set(np.argsort(-one)[:30])
    assert basis.nearness(queries, basis.codes(matrix[:0])).shape == (5, 0)
