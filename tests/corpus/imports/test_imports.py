from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from corpus.importing.naming import slug
from corpus.importing.storage import original_of
from corpus.imports import Overrides, State, review, store
from corpus.model import ClauseId, TextStatus, ValidityStatus

FIXTURES = Path(__file__).parents[2] / "fixtures"
NOTICE = FIXTURES / "notice-46-form.txt"
MEASURE = """青山省典当行管理办法
青金规〔2024〕3号
第一条　为了规范典当行，制定本办法。
第二条　典当期限最长不得超过六个月。
第三条　本办法自2024年7月1日起施行。《典当行管理规定》（青金规〔2010〕9号）同时废止。
青山省金融管理局
2024年5月20日
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue(laws=False)


def loaded(data: Path) -> Catalogue:
    return load_catalogue(laws=False, imported=data / "documents")


def written(folder: Path, text: str, name: str = "办法.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def stored(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "documents").rglob("*") if path.is_file()}


def test_the_official_text_of_a_known_number_replaces_the_restated_one(tmp_path: Path, shipped: Catalogue) -> None:
    reviewed = review([NOTICE], catalogue=shipped)
    (file,) = reviewed.files
    assert file.state is State.REPLACES_RESTATED
    assert file.document
    assert file.document.id == "jinbanfa-2025-46"
    store(reviewed, tmp_path)
    after = loaded(tmp_path)
    official = after.get("jinbanfa-2025-46")
    assert official.text_status is TextStatus.OFFICIAL
    assert [c.label for c in official.clauses if c.id.path[0] == "3"] == ["三（三）", "三（四）"]
    restated = after.versions("jinbanfa-2025-46")[0]
    assert restated.text_status is TextStatus.RESTATED, "yesterday's version is still readable"
    assert restated.validity.status_on(date(2026, 1, 1)) is ValidityStatus.SUPERSEDED
    assert after.get("jinbanfa-2024-26").validity.superseded_by == ("jinbanfa-2025-46",)


def test_ids_that_change_are_told(shipped: Catalogue) -> None:
    (file,) = review([NOTICE], catalogue=shipped).files
    assert file.draft
    changed = dict(file.draft.changed_ids)
    assert changed["jinbanfa-2025-46#3.1"] == "jinbanfa-2025-46#3.3"
    assert changed["jinbanfa-2025-46#6.4"] == ""
    assert "jinbanfa-2025-46#2.1" not in changed


def test_what_was_known_of_a_clause_goes_on_as_its_gloss_and_addressees(shipped: Catalogue) -> None:
    (file,) = review([NOTICE], catalogue=shipped).files
    assert file.document
    clause = file.document.clause(("3", "3"))
    assert clause
    assert "strive to grow no more slowly" in clause.gloss.en
    assert "regulator" in clause.addressees
    assert "strive" not in clause.text


def test_the_same_file_again_does_nothing(tmp_path: Path, shipped: Catalogue) -> None:
    store(review([NOTICE], catalogue=shipped), tmp_path)
    before = stored(tmp_path), (tmp_path / "imports.jsonl").read_text()
    again = review([NOTICE], catalogue=loaded(tmp_path))
    assert [file.state for file in again.files] == [State.UNCHANGED]
    (result,) = store(again, tmp_path)
    assert result.path is None
    assert (stored(tmp_path), (tmp_path / "imports.jsonl").read_text()) == before


def test_a_review_writes_nothing(tmp_path: Path, shipped: Catalogue) -> None:
    review([written(tmp_path, MEASURE)], catalogue=shipped)
    assert [path.name for path in tmp_path.iterdir()] == ["办法.txt"]


def test_a_new_document_is_recognised_whole(tmp_path: Path, shipped: Catalogue) -> None:
    (file,) = review([written(tmp_path, MEASURE)], catalogue=shipped).files
    document = file.document
    assert document
    assert file.state is State.NEW
    assert (document.id, document.number, document.issuer) == (
        "qingjingui-2024-3",
        "青金规〔2024〕3号",
        "青山省金融管理局",
    )
    assert (document.validity.published, document.validity.effective) == (date(2024, 5, 20), date(2024, 7, 1))
    assert document.validity.supersedes == ("青金规〔2010〕9号",)
    assert document.kind == "departmental_rule"


def test_a_corrected_file_takes_the_place_and_the_former_stays_aside(tmp_path: Path, shipped: Catalogue) -> None:
    store(review([written(tmp_path, MEASURE)], catalogue=shipped), tmp_path / "data")
    corrected = written(tmp_path, MEASURE.replace("六个月", "三个月"))
    again = review([corrected], catalogue=loaded(tmp_path / "data"))
    assert [file.state for file in again.files] == [State.CORRECTS]
    store(again, tmp_path / "data")
    after = loaded(tmp_path / "data")
    assert "三个月" in after.clause(ClauseId("qingjingui-2024-3", ("2",))).clause.text
    assert len(after.versions("qingjingui-2024-3")) == 1
    (kept,) = (tmp_path / "data" / "documents" / "replaced").iterdir()
    assert "六个月" in kept.read_text(encoding="utf-8")


def test_a_later_version_is_chosen_from_its_day_on(tmp_path: Path, shipped: Catalogue) -> None:
    data = tmp_path / "data"
    store(review([written(tmp_path, MEASURE)], catalogue=shipped), data)
    later = (
        MEASURE.replace("六个月", "三个月")
        .replace("2024年5月20日", "2025年9月1日")
        .replace("2024年7月1日", "2026年1月1日")
    )
    reviewed = review([written(tmp_path, later)], catalogue=loaded(data))
    assert [file.state for file in reviewed.files] == [State.NEW_VERSION]
    store(reviewed, data)
    after = loaded(data)
    clause = ClauseId("qingjingui-2024-3", ("2",))
    assert "六个月" in after.clause(clause, date(2025, 12, 31)).clause.text
    assert "三个月" in after.clause(clause, date(2026, 1, 1)).clause.text


def test_overrides_go_before_what_was_recognised(tmp_path: Path, shipped: Catalogue) -> None:
    given = Overrides(
        id="my-rule", issuer="某局", published=date(2020, 1, 1), effective=date(2020, 2, 1), audience=("micro_lender",)
    )
    (file,) = review([written(tmp_path, MEASURE)], given, catalogue=shipped).files
    assert file.document
    assert (file.document.id, file.document.issuer) == ("my-rule", "某局")
    assert file.document.validity.effective == date(2020, 2, 1)
    assert file.document.addressees == {"micro_lender"}


@pytest.mark.parametrize(
    ("text", "overrides", "says"),
    [
        ("第一条　甲。\n第二条　乙。\n", {"title": "某办法"}, "--published"),
        (MEASURE, {"audience": ("martians",)}, "--audience"),
        (MEASURE, {"effective": date(2001, 1, 1)}, "before published"),
        ("   \n", {}, "no text"),
    ],
)
def test_what_is_not_valid_says_what_to_give(
    tmp_path: Path, shipped: Catalogue, text: str, overrides: dict[str, object], says: str
) -> None:
    reviewed = review([written(tmp_path, text)], Overrides(**overrides), catalogue=shipped)  # type: ignore[arg-type]
    assert not reviewed.valid
    assert says in reviewed.files[0].errors[0]
    with pytest.raises(CorpusError, match="nothing was imported"):
        store(reviewed, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_bad_file_keeps_the_whole_batch_out(tmp_path: Path, shipped: Catalogue) -> None:
    written(tmp_path, MEASURE, "a.txt")
    (tmp_path / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    reviewed = review([tmp_path], catalogue=shipped)
    assert [file.state for file in reviewed.files] == [State.NEW, State.INVALID]
    with pytest.raises(CorpusError, match=r"b\.doc.*save it as"):
        store(reviewed, tmp_path / "data")


def test_one_document_twice_in_a_batch_is_told_apart(tmp_path: Path, shipped: Catalogue) -> None:
    written(tmp_path, MEASURE, "a.txt")
    written(tmp_path, MEASURE, "b.txt")
    written(tmp_path, MEASURE.replace("六", "五"), "c.txt")
    states = [file.state for file in review([tmp_path], catalogue=shipped).files]
    assert states == [State.NEW, State.UNCHANGED, State.INVALID]


def test_an_amending_decision_marks_the_measure(tmp_path: Path, shipped: Catalogue) -> None:
    decision = (
        "青山省金融管理局关于修改《青山省典当行管理办法》的决定\n青金规〔2025〕8号\n"
        "一、将第二条修改为：“典当期限最长不得超过一年。”\n二、本决定自2025年12月1日起施行。\n青山省金融管理局\n2025年11月1日\n"
    )
    data = tmp_path / "data"
    store(review([written(tmp_path, MEASURE)], catalogue=shipped), data)
    store(review([written(tmp_path, decision, "决定.txt")], catalogue=loaded(data)), data)
    held = loaded(data).get("qingjingui-2024-3")
    assert held.validity.amended_by == ("qingjingui-2025-8",)
    changed = held.clause(("2",))
    assert changed
    assert changed.amended_on == date(2025, 12, 1)


def test_the_original_and_its_text_are_kept_for_the_source_view(tmp_path: Path, shipped: Catalogue) -> None:
    store(review([NOTICE], catalogue=shipped), tmp_path)
    document = loaded(tmp_path).get("jinbanfa-2025-46")
    original = original_of(document, tmp_path)
    assert original
    assert original.path.read_bytes() == NOTICE.read_bytes()
    clause = document.clause(("2", "1"))
    assert clause
    (place,) = clause.places
    assert original.text[place.start : place.end] == clause.text


def test_a_document_in_the_corpus_format_is_taken_as_it_is(tmp_path: Path, shipped: Catalogue) -> None:
    store(review([written(tmp_path, MEASURE)], catalogue=shipped), tmp_path / "data")
    (exported,) = (tmp_path / "data" / "documents").glob("*.md")
    reviewed = review([exported], catalogue=shipped)
    assert [file.state for file in reviewed.files] == [State.NEW]
    taken = reviewed.files[0].document
    assert taken
    assert taken.clauses == loaded(tmp_path / "data").get("qingjingui-2024-3").clauses[:-1]


def test_the_review_reads_well_and_serialises(shipped: Catalogue) -> None:
    reviewed = review([NOTICE], catalogue=shipped)
    told = reviewed.render()
    assert "三（三）" in told
    assert "jinbanfa-2025-46#3.1 becomes jinbanfa-2025-46#3.3" in told
    (file,) = json.loads(json.dumps(reviewed.to_json()))["files"]
    assert (file["state"], file["counts"]["clauses"]) == ("replaces_restated", 8)
    assert file["record"]["number"] == {"value": "金办发〔2025〕46号", "found_in": "金办发〔2025〕46号"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("青金办发〔2023〕17号", "qingjinbanfa-2023-17"),
        ("国务院令第802号", "guowuyuanling-802"),
        ("国家金融监督管理总局令2024年第2号", "guojiajinrongjianduguanlizongjuling-2024-2"),
        ("Rural Credit Law", "rural-credit-law"),
        ("電子錢包規則", "dianziqianbaoguize"),
    ],
)
def test_an_unknown_document_is_named_after_its_number_or_title(text: str, found: str) -> None:
    assert slug(text) == found


def test_the_review_shows_the_lines_that_are_in_no_clause(tmp_path: Path, shipped: Catalogue) -> None:
    path = written(tmp_path, MEASURE + "抄送：省财政厅、省统计局。\n打印的合同应当留存。\n抄送：各市分局。\n")
    reviewed = review([path], catalogue=shipped)
    assert "! 1 行未收入条款 / lines that are in no clause: 抄送：各市分局。" in reviewed.render()
    assert any("抄送：各市分局。" in warning for warning in reviewed.to_json()["files"][0]["warnings"])
    assert reviewed.files[0].document
    assert "打印的合同应当留存。" in reviewed.files[0].document.clauses[-1].text
