from __future__ import annotations

import pytest

from app.answering.verify import Fault, supports

TERM = "本办法自2025年7月1日起施行，有效期至2027年12月31日。"
ANY_OF = "申请人具备下列条件之一的，可以申请贷款：（一）有固定收入；（二）有抵押物。"
ALL_OF = "申请贷款应当同时具备下列条件：（一）有固定收入；（二）有抵押物。"
RATE = "贷款利率可以高于基准利率。"


@pytest.mark.parametrize(
    ("evidence", "same", "turned"),
    [
        (TERM, "These measures take effect on 1 July 2025", "These measures are repealed as of 1 July 2025"),
        (TERM, "These measures are in force from 1 July 2025", "These measures expire on 1 July 2025"),
        (
            ANY_OF,
            "Applicants may apply if they meet one of the following: fixed income; collateral",
            "Applicants may apply if they meet all of the following: fixed income; collateral",
        ),
        (ALL_OF, "Applicants must have both fixed income and collateral", "Applicants must have either"),
        (RATE, "Rates may be higher than the benchmark", "Rates may be lower than the benchmark"),
        ("Banks should raise the limit.", "银行应提高限额", "银行应降低限额"),
    ],
)
def test_a_direction_is_not_turned_round_on_the_way_to_another_language(evidence, same, turned):
    assert supports(same, evidence).reasons == ()
    assert Fault.COMPARISON in {reason.fault for reason in supports(turned, evidence).reasons}


def test_a_rendering_that_says_both_directions_may_use_other_words():
    assert supports("银行应增加信贷，降低成本", "Banks should lend more and reduce costs.").reasons == ()


def test_no_entity_or_individual_may_forbids():
    assert supports("No entity or individual may take deposits", "任何单位和个人不得吸收存款。").reasons == ()
