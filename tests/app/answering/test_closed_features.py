from __future__ import annotations

import numpy as np
import pytest

from app.answering.closed_features import are_provisions, features, fused_scores, sentences, states_asked
from app.answering.question import read

TITLE = "第95届颁奖典礼2023年3月12日在剧院举行，最佳影片有七个奖项。"
OTHER = "第96届颁奖典礼上，另一部影片获得最佳影片等大奖。"


def _rows(question: str, *texts: str) -> list[dict[str, float]]:
    flat = {name: np.zeros(len(texts), np.float32) for name in ("lexical", "background", "e5", "use", "alike")}
    return features(read(question), texts, flat)


def test_another_number_of_the_same_kind_speaks_against_a_passage():
    right, wrong = _rows("第95届最佳影片是哪部?", TITLE, OTHER)
    assert (right["numbers_same"], right["numbers_other"]) == (1.0, 0.0)
    assert (wrong["numbers_same"], wrong["numbers_other"]) == (0.0, 1.0)


def test_the_year_of_the_sentence_that_speaks_of_it_is_compared_with_the_year_asked_for():
    texts = (
        "2021年10月动工。大桥于次年通车。",
        "大桥2023年通车。2022年另有三座隧道完工。",
        "大桥通车了。",
        "2022年，工期过半。大桥当年通车。",
    )
    assert [row["year"] for row in _rows("2022年通车的大桥是哪座?", *texts)] == [0.0, 0.0, 0.5, 1.0]
    assert [row["year"] for row in _rows("哪座大桥通车了?", *texts)] == [1.0] * 4


def test_words_that_every_passage_has_tell_none_from_another():
    bridge = "大桥2018年正式通车运营。", "大桥2009年开工建设。"
    right, wrong = _rows("大桥什么时候通车?", *bridge)
    assert right["own_words"] > 2 * wrong["own_words"]
    assert wrong["own_words_gap"] < 0 == right["own_words_gap"]


def test_what_no_passage_speaks_of_counts_against_all():
    rows = _rows("大桥的设计师是谁?", "大桥全长55公里。", "大桥由隧道和人工岛组成。")
    assert all(row["unspoken"] > 0.3 for row in rows)


@pytest.mark.parametrize(
    ("question", "sentence", "stated"),
    [
        ("大桥什么时候通车?", "大桥于2018年10月24日通车。", True),
        ("大桥什么时候通车?", "大桥通车后车流量大增。", False),
        ("大桥哪一年开工?", "工程2009年动工。", True),
        ("拿了多少枚金牌?", "共获得201枚金牌。", True),
        ("拿了多少枚金牌?", "2023年9月在杭州举行。", False),
        ("全长多少公里?", "耗资55亿元。", False),
        ("收购花了多少钱?", "总额约440亿美元。", True),
        ("大桥造价多少?", "工期四十个月,比计划早了两个月。", False),
        ("大桥造价多少?", "全长三公里。", False),
        ("大桥造价多少?", "耗资55亿元。", True),
        ("影片票房达多少?", "上映30天。", False),
        ("市场占有率是多少?", "占到三成以上。", True),
        ("市场占有率是多少?", "售出300台。", False),
        ("景区面积多少?", "占地1200亩。", True),
        ("问天舱有多长?", "2022年7月24日发射。", False),
        ("When did the bridge open?", "It opened on 24 October 2018.", True),
        ("谁设计了大桥?", "大桥很长。", True),
    ],
)
def test_a_detail_asked_for_is_seen_in_the_sentence(question, sentence, stated):
    assert states_asked(question, sentence) is stated


def test_articles_of_law_are_told_from_news():
    assert are_provisions(["第十条 当事人应当订立合同。", "商业银行不得发放信用贷款。", "新闻一则。"])
    assert not are_provisions(["大桥通车。", "影片上映。"])


def test_sentences_keep_their_signs_and_nothing_is_lost():
    assert sentences("大桥通车。全长多少？55公里") == ("大桥通车。", "全长多少？", "55公里")
    assert "".join(sentences("大桥通车。全长55公里。")) == "大桥通车。全长55公里。"


def test_equal_scores_fuse_to_nothing():
    flat = np.ones(3, np.float32)
    assert fused_scores({"background": flat, "e5": flat, "use": flat}).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("For the purposes of Rule 3.11.4(a), a firm must calculate its holdings.", 1.0),
        ("Subject to (2), the Rulebook applies to every Relevant Person.", 1.0),
        ("A firm must keep: (1) its records; and (2) its accounts in part.", 0.0),
        ("违反本法第四十条第一款的规定转让房地产的，责令缴纳出让金。", 1.0),
        ("前款规定的期限为三十日。", 1.0),
        ("商业银行应当公平定价。", 0.0),
    ],
)
def test_a_passage_that_sends_its_reader_to_another_is_told(text, refers):
    assert _rows("?", text)[0]["refers"] == refers


def test_beyond_a_length_a_longer_passage_counts_no_longer():
    rows = _rows("?", "a" * 100, "a" * 700, "a" * 1500)
    assert rows[0]["length"] < rows[1]["length"] == rows[2]["length"]
