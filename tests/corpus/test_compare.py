from __future__ import annotations

from pathlib import Path

import pytest

from corpus.compare import Comparison, compare, word_edits
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from corpus.readers.markdown import read_markdown

SHIPPED = Path(__file__).parents[2] / "corpus" / "documents"
TEXTS = (
    "商业银行应当按季度向金融管理部门报送报表，报表内容必须真实完整。",
    "小额贷款公司不得吸收公众存款，不得通过互联网跨区域发放贷款。",
    "融资担保公司应当按规定提取未到期责任准备金和赔偿准备金。",
    "典当期限由双方约定，最长不得超过六个月，续当一次不超过六个月。",
    "违反规定的，由金融管理部门责令改正，并处十万元以下罚款。",
)


def document(*texts: str, paths: tuple[str, ...] = ()) -> Document:
    clauses = tuple(
        Clause(ClauseId("d", (path,)), f"第{path}条", text, n, text_status=TextStatus.OFFICIAL)
        for n, (path, text) in enumerate(zip(paths or map(str, range(1, 99)), texts, strict=False))
    )
    return Document("d", "某办法", clauses, Validity(), TextStatus.OFFICIAL)


def kinds(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [
        (c.before.id.path[0] if c.before else "", c.after.id.path[0] if c.after else "", "+".join(sorted(c.kinds)))
        for c in comparison.changes
    ]


def test_equal_documents_have_no_change() -> None:
    assert compare(document(*TEXTS), document(*TEXTS)).counts() == {
        "moved": 0,
        "renumbered": 0,
        "reworded": 0,
        "added": 0,
        "dropped": 0,
        "unchanged": 5,
    }


def test_a_new_clause_renumbers_those_after_it() -> None:
    added = document(TEXTS[0], "保险公司应当在十日内赔付保险金。", *TEXTS[1:3])
    assert kinds(compare(document(*TEXTS[:3]), added)) == [
        ("1", "1", ""),
        ("", "2", "added"),
        ("2", "3", "renumbered"),
        ("3", "4", "renumbered"),
    ]


def test_a_dropped_clause_stands_where_its_neighbour_went() -> None:
    assert kinds(compare(document(*TEXTS[:3]), document(TEXTS[0], TEXTS[2]))) == [
        ("1", "1", ""),
        ("2", "", "dropped"),
        ("3", "2", "renumbered"),
    ]


def test_a_clause_out_of_order_is_moved_and_its_neighbours_are_not() -> None:
    found = compare(document(*TEXTS), document(TEXTS[4], *TEXTS[:4]))
    assert [(c.before.label, c.after.label) for c in found.of("moved") if c.before and c.after] == [("第5条", "第1条")]


def test_a_reworded_clause_shows_the_words_and_numbers_whole() -> None:
    new = TEXTS[4].replace("十万元", "20万元").replace("责令改正", "责令限期改正")
    (change,) = compare(document(*TEXTS), document(*TEXTS[:4], new)).of("reworded")
    assert [(e.before, e.after) for e in change.edits if e.op != "equal"] == [("", "限期"), ("十", "20")]
    assert "".join(e.before for e in change.edits) == TEXTS[4]
    assert "".join(e.after for e in change.edits) == new


def test_a_number_is_never_cut_apart() -> None:
    edits = list(word_edits("不高于2000万元", "不高于1000万元"))
    assert [(e.before, e.after) for e in edits if e.op != "equal"] == [("2000", "1000")]


@pytest.fixture(scope="module")
def notices() -> Comparison:
    return compare(read_markdown(SHIPPED / "jinbanfa-2024-26.md"), read_markdown(SHIPPED / "jinbanfa-2025-46.md"))


def words(comparison: Comparison, path: str) -> str:
    change = next(c for c in comparison.changes if c.after and ".".join(c.after.id.path) == path)
    return "".join(f"+{e.after}+" if e.op in ("insert", "replace") else e.after for e in change.edits)


def test_2025_adds_insurers_to_the_addressees(notices: Comparison) -> None:
    ((before, after),) = [(a, b) for name, a, b in notices.record if name == "addressees"]
    assert set(after.split("、")) - set(before.split("、")) == {"保险公司"}


def test_2025_adds_raising_quality_to_the_slogan(notices: Comparison) -> None:
    assert "+、提质+" in words(notices, "1")


def test_the_growth_target_is_the_same_and_the_carve_out_grows_to_institutions(notices: Comparison) -> None:
    (change,) = [c for c in notices.changes if c.after and c.after.id.path == ("3", "1")]
    assert change.before
    assert change.before.id.path == ("2", "1")
    assert change.kinds == {"renumbered", "reworded"}
    said = words(notices, "3.1")
    assert "普惠型小微企业贷款增速力争不低于各项贷款增速。" in said
    assert "地区+和机构+" in said
    assert "+地方+法人银行" in said


def test_agricultural_loans_are_gone_and_insurance_is_new(notices: Comparison) -> None:
    assert ["涉农贷款" in c.before.label + c.before.heading for c in notices.of("dropped") if c.before] == [True]
    added = {".".join(c.after.id.path) for c in notices.of("added") if c.after}
    assert {"5.1", "5.2"} <= added


def test_the_parent_policy_is_named_in_2024_only(notices: Comparison) -> None:
    (preamble,) = [c for c in notices.changes if c.after and c.after.id.path == ("0",)]
    assert "国发〔2023〕15号" in "".join(e.before for e in preamble.edits)
    assert "国发" not in "".join(e.after for e in preamble.edits)


def test_the_comparison_is_readable_and_serialises(notices: Comparison) -> None:
    assert "地区{+和机构+}" in notices.render()
    held = notices.to_json()
    assert held["counts"] == notices.counts()
    assert held["changes"][0]["before"]["clause_id"] == "jinbanfa-2024-26#0"


def test_a_chinese_number_is_never_cut_apart() -> None:
    edits = list(word_edits("不得超过百分之十；", "不得超过百分之十五"))
    assert [(edit.before, edit.after) for edit in edits if edit.op != "equal"] == [("百分之十；", "百分之十五")]
