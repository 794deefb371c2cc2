"""Stopped, killed and simultaneous runs: the live index is the old one or the new one, never something between."""

import signal
import subprocess
import time

import pytest

from tests.commands import TARGET, TARGET_CLAUSE


def answers(home) -> bool:
    asked = home.call("ask", TARGET, "--json")
    return asked.exit_code == 0 and TARGET_CLAUSE in asked.stdout


def wait_for(process: subprocess.Popen, sight, seconds: float = 120) -> None:
    """Until `sight()` is true while the process is at work."""
    for _ in range(int(seconds * 200)):
        if sight():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    pytest.fail("the build was never seen at work")


@pytest.fixture
def heeds_interrupts():
    """A run started in the background ignores SIGINT, and so would every process that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda stop: stop.name)
def test_a_build_stopped_at_work_leaves_the_live_index(stop, home):
    index = home.data / "index"
    before = home.digest()
    build = home.start("index", "--rebuild")
    wait_for(build, lambda: list(index.glob("*.partial/lexical")))
    build.send_signal(stop)
    _, said = build.communicate(timeout=120)
    assert build.returncode == {signal.SIGINT: 130}.get(stop, -stop)
    assert b"Traceback" not in said
    if stop is signal.SIGINT:
        assert b"policyqa: stopped; everything written before stays as it was" in said
        assert not list(index.glob("*.partial"))
    after = home.digest()
    assert {file: after.get(file) for file in before} == before
    assert answers(home)
    assert home.call("index", "--rebuild").exit_code == 0, "the next build is not in the way of what was left"
    assert not list(index.glob("*.partial"))


def test_of_two_builds_at_once_one_builds_and_one_says_to_wait(home):
    builds = [home.start("index", "--rebuild") for _ in range(2)]
    said = [build.communicate(timeout=300)[1].decode() for build in builds]
    codes = [build.returncode for build in builds]
    assert 0 in codes, said
    for code, words in zip(codes, said, strict=True):
        assert code == 0 or f"another build is at work in {home.data / 'index'}; wait for it" in words.splitlines()[-1]
    assert answers(home)


def test_questions_are_answered_while_another_process_builds(home):
    build = home.start("index", "--rebuild")
    asked = []
    while build.poll() is None:
        asked.append(answers(home))
    assert build.wait() == 0, build.communicate()
    build.communicate()
    assert asked
    assert all(asked)
