"""Rules asked for as they stood before they were changed."""

import pytest

from app.answering.editions import asks_earlier_edition
from app.answering.question import read


@pytest.mark.parametrize(
    "text",
    [
        "按当时的担保法，没写担保方式算哪种",
        "2019年没报税，按旧税收征管法罚多少",
        "公司法修订前监事会最少几人",
        "What did the accounting law say on this before the 2024 amendment?",
        "Under the law as it stood in 2020, how long were records kept?",
        "the wording of the insurance law back then",
    ],
)
def test_an_earlier_edition_is_asked_for(text):
    assert asks_earlier_edition(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "按民法典没写担保方式算哪种",
        "与原暂行办法相比有什么变化",
        "以前欠的税还要交吗",
        "旧贷款到期前要签新合同吗",
        "原来的借款人能要求续贷吗",
        "老办法什么时候废止",
        "Must the original contract be kept?",
        "What must be done before the law applies?",
    ],
)
def test_no_earlier_edition_is_asked_for(text):
    assert not asks_earlier_edition(read(text))


def test_an_edition_asked_for_beside_two_kinds_is_no_comparison():
    assert asks_earlier_edition(read("按那时候的担保法，没写方式算连带还是一般"))
    assert asks_earlier_edition(read("Did the law, as worded then, allow it?"))


def test_the_law_in_force_in_a_year_past_is_an_earlier_edition():
    assert asks_earlier_edition(read("Under the accounting law in force in 2021, who was fined?"))
    assert not asks_earlier_edition(read("Under the accounting law in force since 2024, who is fined?"))
