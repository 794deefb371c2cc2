from dataclasses import replace

from indexing.passages import WINDOW, clause_digest, language_of, lexical_text, passages, short_title
from tests.indexing.conftest import BILLS, NOTICE, chinese


def test_a_bilingual_clause_has_a_view_in_each_language_under_its_own_heading():
    zh, en = passages(NOTICE, NOTICE.clauses[0])
    assert (zh.view, en.view) == ("zh", "en")
    assert zh.text == "做好小店贷款服务的通知 贷款增速目标\n大型商业银行力争全年小店贷款余额增速高于各项贷款平均增速。"
    assert en.text.startswith("Notice on Loans for Small Shops Growth target for loans\nLarge commercial banks")
    assert "银行" not in en.text


def test_titles_lose_the_country_and_the_issuer():
    assert short_title(BILLS, "zh") == "汇票办法"
    assert short_title(NOTICE, "zh") == "做好小店贷款服务的通知"
    assert short_title(BILLS, "en") == BILLS.title


def test_a_long_clause_gives_windows_that_hold_every_sentence():
    sentences = [f"第{number}种情形下,银行应当在三个工作日以内书面告知客户并说明理由。" for number in range(80)]
    found = passages(BILLS, chinese("bill-law", "9", "".join(sentences)))
    assert [passage.view for passage in found] == ["zh", *(f"zh.{number}" for number in range(1, len(found)))]
    assert len(found) > 3
    assert all(len(passage.text) <= WINDOW["zh"] + len("汇票办法\n") + 80 for passage in found)
    assert all(any(sentence in passage.text for passage in found) for sentence in sentences)


def test_a_sentence_longer_than_a_window_is_cut_and_not_lost():
    text = "甲" * (2 * WINDOW["zh"]) + "乙"
    assert sum(passage.text.count("甲") for passage in passages(BILLS, chinese("bill-law", "9", text))) == len(text) - 1


def test_the_digest_changes_with_whatever_is_indexed_and_with_nothing_else():
    clause = NOTICE.clauses[0]
    digest = clause_digest(NOTICE, clause)
    assert clause_digest(NOTICE, replace(clause, heading="目标")) != digest
    assert clause_digest(replace(NOTICE, title="另一通知"), clause) != digest
    assert clause_digest(NOTICE, replace(clause, label="壹", order=9)) == digest


def test_lexical_text_holds_both_languages_and_their_headings():
    text = lexical_text(NOTICE, NOTICE.clauses[1])
    assert all(part in text for part in ("保险保障", "Insurance", "理赔", "claims"))


def test_language_is_told_by_its_characters():
    assert language_of("大型银行的目标") == "zh"
    assert language_of("What does 46号文 say about the growth target of large banks?") == "en"
    assert language_of("") == "en"
