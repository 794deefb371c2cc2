"""A disk that is full or may not be written: one line, and what was there before still answers.

The disks are real mounts (a tmpfs of a few MB, a read-only bind mount); where mounting is not allowed these tests are
skipped and those with a file in place of the folder and with a limit on file size remain.
"""

import json
import resource
import shutil
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from app.errors import RecordsError
from app.records.database import open_database
from tests.commands import COMMAND, ROOT, TARGET, TARGET_CLAUSE, Home, refusal
from tests.server_process import free_port, serving

MOUNT = shutil.which("mount")


@contextmanager
def mounted(folder: Path, *options: str):
    folder.mkdir(exist_ok=True)
    if MOUNT is None or subprocess.run([MOUNT, *options, str(folder)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def full(indexed, tmp_path):
    """A home whose data folder is a disk of 4 MB with an index, and hardly any room left."""
    home = Home(indexed.documents, tmp_path / "full")
    with mounted(home.data, "-t", "tmpfs", "-o", "size=4m", "tmpfs"):
        shutil.copytree(indexed.data, home.data, dirs_exist_ok=True)
        yield home


@pytest.fixture
def read_only(home, tmp_path):
    """A home whose data folder holds an index and may not be written, not even by root."""
    with mounted(tmp_path / "read-only", "--bind", str(home.data)) as folder:
        subprocess.run([MOUNT, "-o", "remount,ro,bind", str(folder)], check=True)
        yield Home(home.documents, folder)


def fill(folder: Path) -> None:
    """Takes the last byte of the disk."""
    with (folder / "filling").open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def run(home: Home, *arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments], env=home.environment(), cwd=ROOT, capture_output=True, text=True, **more
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    spoken = [line for line in done.stderr.splitlines() if line.startswith("policyqa: ")]
    assert spoken == done.stderr.splitlines()[-1:], done.stderr
    return spoken[0]


def answers(home: Home) -> bool:
    asked = home.call("ask", TARGET, "--json")
    return asked.exit_code == 0 and TARGET_CLAUSE in asked.stdout


def test_a_build_on_a_full_disk_is_one_line_and_the_live_index_answers(full):
    before = full.digest()
    said = one_line(run(full, "index", "--rebuild"))
    assert f"cannot write the index in {full.data / 'index'}" in said
    assert "make room" in said
    assert said.endswith("run `policyqa index` again")
    after = full.digest()
    assert {file: after.get(file) for file in before} == before
    assert answers(full)


def test_a_server_on_a_full_disk_says_so_before_it_serves(full):
    fill(full.data)
    said = one_line(run(full, "serve", "--port", str(free_port()), timeout=300))
    assert f"cannot use the records {full.data / 'records.sqlite'}: " in said
    assert said.endswith("make room, allow writing there or set POLICYQA_DATA")


def test_a_server_whose_disk_fills_up_goes_on_answering_and_says_what_is_not_recorded(full, tmp_path):
    with closing(serving(full.data, tmp_path, **full.settings)) as running:
        server = next(running)
        ask = {"url": f"{server.url}/v1/answers", "json": {"question": TARGET}, "trust_env": False, "timeout": 60}
        recorded = httpx.post(**ask).json()
        assert recorded["status"] == "answered"
        fill(full.data)
        answer = httpx.post(**ask).json()
        assert answer["status"] == "answered"
        feedback = {"answer": recorded["id"], "verdict": "up"}
        refused = httpx.post(f"{server.url}/v1/feedback", json=feedback, trust_env=False)
        assert refused.status_code == 503
        assert refused.json()["error"]["code"] == "records_unavailable"
        assert f"the answer {answer['id']} was given and not recorded: " in server.log.read_text()


def test_a_folder_that_may_not_be_written_is_named_and_still_answers(read_only):
    before = read_only.digest()
    said = refusal(read_only.call("index", "--rebuild"))
    assert str(read_only.data) in said
    assert "allow writing there, or choose another folder with POLICYQA_DATA" in said
    checks = {check["name"]: check for check in json.loads(read_only.call("doctor", "--json").stdout)}
    assert checks["data folder"]["severity"] == "error"
    assert "POLICYQA_DATA" in checks["data folder"]["remedy"]
    assert answers(read_only)
    assert read_only.digest() == before


def test_records_that_may_not_be_written_are_named(read_only):
    with pytest.raises(RecordsError, match=r"records\.sqlite: .*; make room, allow writing there or set POLICYQA_DATA"):
        open_database(f"sqlite:///{read_only.data / 'records.sqlite'}")


def test_a_file_in_place_of_the_data_folder_is_named(indexed, tmp_path):
    (tmp_path / "data").write_text("not a folder")
    home = Home(indexed.documents, tmp_path / "data")
    for command in (("index",), ("ask", TARGET)):
        said = refusal(home.call(*command))
        assert str(home.data) in said
        assert "again" in said
    assert home.data.read_text() == "not a folder"


def test_a_limit_on_file_size_is_one_line_and_the_live_index_answers(home):
    before = home.digest()
    limit = (4096, resource.RLIM_INFINITY)
    done = run(home, "index", "--rebuild", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert "run `policyqa index` again" in one_line(done)
    after = home.digest()
    assert {file: after.get(file) for file in before} == before
    assert answers(home)
