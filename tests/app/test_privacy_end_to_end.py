"""Personal numbers typed into a question leave no trace on the disk of a real server, and the asker is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from tests.server_process import serving

RESIDENT, PHONE, CARD = "11010519491231002X", "13912345678", "6222021234567890128"
QUESTION = f"客户身份证号{RESIDENT}，手机{PHONE}，卡号{CARD}，她的普惠型小微企业贷款利率按哪些要素确定？"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("privacy")
    (folder / "documents").mkdir()
    (folder / "data").mkdir()
    shutil.copy("corpus/documents/jinbanfa-2025-46.md", folder / "documents")
    yield from serving(
        folder / "data",
        POLICYQA_DOCUMENTS=str(folder / "documents"),
        POLICYQA_LAWS="false",
        POLICYQA_LOG_LEVEL="info",
    )


def _traces(folder: Path) -> list[str]:
    return [
        f"{path.name}: {number}"
        for path in folder.rglob("*")
        if path.is_file()
        for number in (RESIDENT, PHONE, CARD)
        if number.encode() in path.read_bytes()
    ]


def test_no_personal_number_reaches_the_disk_and_the_asker_is_told(server):
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        answer = client.post("/v1/answers", json={"question": QUESTION}).json()
        client.post("/v1/answers", json={"question": "那保险公司呢？", "history": [QUESTION]})
        told = client.post("/v1/feedback", json={"answer": answer["id"], "verdict": "down", "comment": f"电话{PHONE}"})
        client.get("/zh/", params={"q": QUESTION})
    assert told.is_success
    assert answer["status"] == "answered"
    assert answer["cautions"][0]["code"] == "masked"
    assert "身份证号" in answer["cautions"][0]["text"]
    assert not [number for number in (RESIDENT, PHONE, CARD) if number in str(answer)]
    assert (server.data / "records.sqlite").exists()
    assert _traces(server.data) == []


def test_without_personal_numbers_nothing_is_said_of_them(server):
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        answer = client.post("/v1/answers", json={"question": "小微企业贷款能不能续贷？"}).json()
    assert "masked" not in [caution["code"] for caution in answer["cautions"]]
