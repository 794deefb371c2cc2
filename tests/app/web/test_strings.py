"""Every word of the interface in both languages, and none that is not there."""

import re
from pathlib import Path
from string import Formatter

import pytest

from app.answering.answer import DeclineReason
from app.web.strings import LANGUAGES, preferred, say, table
from corpus.model import Evidence, Modality, TextStatus, ValidityStatus
from evaluation.measures import BY_NAME
from evaluation.scorers.outcome import Outcome

WEB = Path("app/web")
_USED = re.compile(r"""(?:say|words|said)\(\s*["']([a-z_]+(?:\.[A-Za-z_]+)+)["']""")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_string_is_in_both_languages_and_takes_the_same_values():
    for key, texts in table().items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() for text in texts.values()), key
        assert _fields(texts["zh"]) == _fields(texts["en"]), key


def test_chinese_strings_are_chinese_and_english_ones_are_not():
    for key, texts in table().items():
        words = re.sub(r"\{.*?\}|[“”（）()：]", "", texts["zh"])
        assert not words.strip() or re.search(r"[\u4e00-\u9fff]", words), key
        assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), key


def test_every_key_that_pages_and_code_use_is_in_the_table():
    used = set()
    for file in [*WEB.rglob("*.py"), *WEB.rglob("*.html")]:
        used |= {(key, file.name) for key in _USED.findall(file.read_text("utf-8"))}
    assert len(used) > 40
    assert not [(key, name) for key, name in used if key not in table()]


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("validity", ValidityStatus),
        ("text_status", TextStatus),
        ("evidence", Evidence),
        ("modality", Modality),
        ("chat.decline", DeclineReason),
        ("measure", BY_NAME),
        ("outcome", Outcome),
    ],
)
def test_every_value_of_the_model_has_words(prefix, names):
    for name in names:
        assert say(f"{prefix}.{name}", "zh")
        assert say(f"{prefix}.{name}", "en")


@pytest.mark.parametrize(
    ("lang", "cookie", "accept", "expected"),
    [
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.1", "en"),
        (None, None, "fr,de;q=0.9", "zh"),
        (None, None, "fr,en;q=broken,en;q=0.2", "en"),
        (None, "en", "zh-CN", "en"),
        ("zh", "en", "en", "zh"),
        ("xx", None, None, "zh"),
        (None, None, None, "zh"),
    ],
)
def test_the_interface_speaks_the_asked_then_the_remembered_then_the_browsers_language(lang, cookie, accept, expected):
    assert preferred(lang, cookie, accept) == expected
