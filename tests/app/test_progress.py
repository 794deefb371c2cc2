import io

from rich.console import Console

from app import progress


def test_a_long_stage_says_how_much_time_is_left_where_nothing_can_be_drawn(monkeypatch):
    clock = iter([0.0, 10.0, 61.0, 62.0, 130.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    out = io.StringIO()
    report = progress.bar(Console(file=out, force_terminal=False))
    for done in (0, 100, 610, 620, 1300):
        report("embedding (e5)", done, 1300)
    assert out.getvalue().splitlines() == ["embedding (e5): 1300", "embedding (e5): 610 of 1300, about 1 min left"]
