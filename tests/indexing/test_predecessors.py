"""Documents that are not held are known by what replaced them, where their own validity is asked about."""

from __future__ import annotations

import pytest

from corpus.catalogue import load_catalogue
from indexing.predecessors import Predecessors


@pytest.fixture(scope="module")
def predecessors() -> Predecessors:
    return Predecessors(load_catalogue())


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("《民法通则》失效了吗", "civil-code"),
        ("国务院令第728号被什么取代", "guowuyuanling-802"),
        ("Is State Council Order 728 still in force?", "guowuyuanling-802"),
    ],
)
def test_what_is_replaced_leads_to_what_replaces_it(predecessors, question, document):
    assert predecessors.asked(question).ids == (document,)


@pytest.mark.parametrize(
    "question",
    [
        "按合同法签订的合同还有效吗",  # of a contract, not of the law
        "劳动合同法还有效吗",  # another law
        "2024年第1号令还有效吗",  # another year's
        "增值税法还有效吗",
        "728号令规定几天付款",
    ],
)
def test_other_questions_lead_to_none(predecessors, question):
    assert predecessors.asked(question) is None


def test_only_rules_that_are_not_held_are_unheld(predecessors):
    assert predecessors.unheld("请问营业税暂行条例现在还有效吗") == "营业税暂行条例"
    assert predecessors.unheld("商业银行法还有效吗") == ""
    assert predecessors.unheld("以前的担保办法还有效吗") == ""
    assert predecessors.unheld("银行保险机构消保办法还有效吗") == ""  # short for one that is held
    assert predecessors.unheld("营业税暂行条例适用于谁") == ""  # not of its validity
