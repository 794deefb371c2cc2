"""Institution types and what they are called."""

import pytest

from corpus.addressees import GROUP_NAMES, INSTITUTIONS, UNTYPED

NAMED = [*INSTITUTIONS.values(), *GROUP_NAMES.values(), *UNTYPED]


@pytest.mark.parametrize("names", NAMED, ids=lambda names: names[1])
def test_the_english_plural_is_among_the_names(names):
    _, en, others = names
    plural = f"{en.removesuffix('y')}ies" if en.endswith("y") else f"{en}s"
    assert any(name in plural for name in (en, *others))


def test_no_two_institutions_share_a_name():
    called = [name for zh, en, others in NAMED for name in (zh, en, *others)]
    assert len(called) == len(set(called))
