"""Questions and options that cannot be taken: one line that names the fault and the next step, and nothing changes."""

import pytest

from tests.commands import TARGET, refusal

QUESTIONS = {
    "empty": ("", "the question is empty: ask in words"),
    "blank": (" \n\t　", "the question is empty: ask in words"),
    "only punctuation": ("？？！……", "ask in words"),
    "only emoji": ("😀🙏🏽👨‍👩‍👧", "ask in words"),
    "only control characters": ("\x01\x07\x1b\x7f\u200b\u202e", "ask in words"),
    "100,000 characters": ("贷" * 100_000, "100000 characters, the limit is 8000: shorten it"),
    "NUL": ("续贷\x00条件", "binary data: send plain text in UTF-8"),
}


@pytest.mark.parametrize("fault", QUESTIONS)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_cannot_be_taken_is_named(command, fault, indexed):
    question, says = QUESTIONS[fault]
    before = indexed.digest()
    assert says in refusal(indexed.call(command, "--", question))
    assert indexed.digest() == before


@pytest.mark.parametrize("held", [b"\xff\xfe\x00P\x00K", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xd0\xf8\xb4\xfb", b""])
def test_a_file_that_is_no_text_is_refused_as_a_question(held, indexed):
    says = refusal(indexed.call("ask", "-", input=held))
    assert "send plain text in UTF-8" in says or "ask in words" in says


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--as-of", "soon", "not a date: 'soon' (write it as 2026-11-24)"),
        ("--as-of", "2025-02-30", "not a date: '2025-02-30'"),
        ("--as-of", "2025年1月1日", "not a date"),
        ("--institution", "火星银行", "unknown institution type: '火星银行' (use one of: policy_bank,"),
        ("--document", "jinbanfa-2025-64", "near ones: jinbanfa-2025-46"),
        ("--document", "x", "no document has the id 'x' (see `policyqa show`)"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_option_that_means_nothing_is_named(command, option, value, says, indexed):
    assert says in refusal(indexed.call(command, "续贷", option, value))


def test_control_characters_and_emoji_around_a_question_do_not_change_its_answer(indexed):
    plain = indexed.call("ask", TARGET)
    odd = indexed.call("ask", f"\u200b\x07{TARGET[:6]}\u200d{TARGET[6:]}😀\x08")
    assert plain.exit_code == odd.exit_code == 0
    assert plain.stdout == odd.stdout


def test_the_longest_question_that_settings_allow_is_answered(indexed):
    question = (TARGET.rstrip("？") * 5000)[:100_000]
    asked = indexed.call("ask", "-", input=question.encode(), POLICYQA_MAX_QUESTION_CHARS="100000")
    assert asked.exit_code == 0
