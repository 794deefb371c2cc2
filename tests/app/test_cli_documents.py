"""Withdrawing an import and making an embed key from the command line."""

from __future__ import annotations

import json

import yaml

from app.web.embed.keys import KeyRing
from tests import official
from tests.commands import refusal

VERSION = "jinbanfa-2025-46@2025-05-07:official"


def test_an_import_is_withdrawn_when_confirmed_and_what_stood_before_answers(home, tmp_path):
    assert home.call("import", str(official.write(tmp_path, "notice.txt"))).exit_code == 0
    asked = home.call("withdraw", VERSION, input=b"n\n")
    assert asked.exit_code == 1
    assert "jinbanfa-2025-46@2025-05-07:restated" in asked.stdout
    assert json.loads(home.call("withdraw", VERSION, "--dry-run", "--json").stdout)["withdrawn"] is False
    assert json.loads(home.call("show", "jinbanfa-2025-46#3.4", "--json").stdout)["text_status"] == "official"
    done = json.loads(home.call("withdraw", VERSION, "--yes", "--json").stdout)
    assert done["withdrawn"] is True
    assert json.loads(home.call("show", "jinbanfa-2025-46#3.1", "--json").stdout)["text_status"] == "restated"
    answer = json.loads(home.call("ask", "大型商业银行的普惠小微贷款增速目标是什么？", "--json").stdout)
    assert answer["statements"][0]["citations"][0]["text_status"] == "restated"


def test_what_is_not_an_import_is_refused(home):
    assert "not imported" in refusal(home.call("withdraw", "jinbanfa-2025-46", "--yes"))
    assert "no such version" in refusal(home.call("withdraw", "jinbanfa-2025-46@1999-01-01", "--yes"))


def test_an_embed_key_is_printed_once_and_stored_hashed(home):
    made = json.loads(home.call("embed-key", "intranet", "--origin", "https://a.example", "--json").stdout)
    file = home.data / "embed-keys.yaml"
    assert made["key"] not in file.read_text("utf-8")
    assert KeyRing(file).named(made["key"]) == "intranet"
    second = home.call("embed-key", "branch", "--origin", "https://b.example", "--document", "jingui-2024-11")
    assert second.exit_code == 0
    assert 'data-key="pk_' in second.stdout
    keys = KeyRing(file).keys()
    assert keys["intranet"].origins == ("https://a.example",)
    assert keys["branch"].documents == ("jingui-2024-11",)


def test_comments_of_the_settings_file_stay(home):
    file = home.data / "embed-keys.yaml"
    home.call("embed-key", "one", "--origin", "https://a.example")
    file.write_text("# ours\n" + file.read_text("utf-8").rstrip("\n"), "utf-8")  # no line break at the end
    home.call("embed-key", "two", "--origin", "https://b.example")
    assert file.read_text("utf-8").startswith("# ours\n")
    assert set(yaml.safe_load(file.read_text("utf-8"))["keys"]) == {"one", "two"}


def test_a_key_that_would_be_wrong_is_not_stored(home):
    file = home.data / "embed-keys.yaml"
    home.call("embed-key", "one", "--origin", "https://a.example")
    before = file.read_bytes()
    assert "already" in refusal(home.call("embed-key", "one", "--origin", "https://b.example"))
    assert "not an origin" in refusal(home.call("embed-key", "two", "--origin", "https://b.example/path"))
    assert "no document" in refusal(home.call("embed-key", "two", "--origin", "https://b.example", "--document", "nil"))
    assert "name" in refusal(home.call("embed-key", "two words", "--origin", "https://b.example"))
    assert file.read_bytes() == before
