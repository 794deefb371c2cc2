"""Starting the server: what fails says so in one line."""

from __future__ import annotations

import pytest

from tests.commands import Home
from tests.server_process import free_port


@pytest.mark.parametrize("fault", ["---\nid: x\n---\n", "# no front matter\n"])
def test_a_first_start_over_documents_that_cannot_be_read_says_which(tmp_path, fault):
    home = Home.make(tmp_path)
    (home.documents / "wrong.md").write_text(fault, "utf-8")
    started = home.start("serve", "--port", str(free_port()))
    _, said = started.communicate(timeout=120)
    assert started.returncode == 1
    assert b"Traceback" not in said
    assert b"wrong.md" in said.splitlines()[-1]
