"""Nothing leaves the machine, neither from the pages nor from the process; and the process stays lean."""

from pathlib import Path

TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"


def test_no_page_asks_another_host_for_anything(visit, ask, watch):
    for path in ("/zh/", "/en/"):
        page = visit(path)
        ask(page, TARGET).locator("a.cite").first.click()
        page.frame_locator("iframe.panel-page").locator("mark").first.wait_for()
    visit("/source/jinbanfa-2025-46")
    assert watch.remote == []


def test_the_server_process_connects_to_nothing_beyond_this_machine(visit, ask, server):
    ask(visit("/zh/"), TARGET)
    assert server.connections.read_text() == ""


def test_the_server_process_does_not_load_pytorch(visit, ask, server):
    ask(visit("/zh/"), TARGET)
    assert "libtorch" not in Path(f"/proc/{server.pid}/maps").read_text()
