"""Who may enter for whom, and how long? Every role, tier and state."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from reporting.enums import Act, ReportState
from reporting.stand_ins import Step, sits_in, stand_in_is_open
from units.enums import Level, Role

OPEN_STATES = {ReportState.DRAFT, ReportState.RETURNED}


@pytest.mark.parametrize(("role", "above", "level", "state"), list(product(Role, Level, Level, ReportState)))
def test_only_the_coordinator_of_the_commune(
    role: Role, above: Level, level: Level, state: ReportState
) -> None:
    expected = (
        role == Role.COMMUNE_COORDINATOR
        and above == Level.COMMUNE
        and level in (Level.VILLAGE, Level.AGENCY)
        and state in OPEN_STATES
    )
    assert stand_in_is_open([role], above, level, state) is expected


def test_one_of_several_roles_is_enough_and_none_is_not() -> None:
    both = [Role.LEADER, Role.COMMUNE_COORDINATOR]
    assert stand_in_is_open(both, Level.COMMUNE, Level.VILLAGE, ReportState.DRAFT) is True
    assert stand_in_is_open([], Level.COMMUNE, Level.VILLAGE, ReportState.DRAFT) is False


TODAY, YESTERDAY = date(2024, 11, 15), date(2024, 11, 14)
LAN, HOA = 1, 2
START, STOP = Act.STAND_IN_STARTED, Act.STAND_IN_ENDED

SITTINGS: list[tuple[list[tuple[Act, int, date]], bool]] = [
    ([], False),
    ([(START, LAN, TODAY)], True),
    ([(START, LAN, YESTERDAY)], False),
    ([(START, HOA, TODAY)], False),
    ([(START, LAN, TODAY), (STOP, LAN, TODAY)], False),
    ([(START, LAN, TODAY), (STOP, HOA, TODAY)], True),
    ([(START, LAN, TODAY), (STOP, LAN, TODAY), (START, LAN, TODAY)], True),
    ([(START, LAN, YESTERDAY), (START, LAN, TODAY)], True),
    ([(START, LAN, TODAY), (Act.SUBMITTED, LAN, TODAY)], False),
    ([(START, LAN, TODAY), (Act.SUBMITTED, HOA, TODAY), (Act.RECALLED, HOA, TODAY)], False),
    ([(Act.SUBMITTED, HOA, TODAY), (Act.RETURNED, LAN, TODAY), (START, LAN, TODAY)], True),
]


@pytest.mark.parametrize(("steps", "sits"), SITTINGS)
def test_how_long_a_sitting_lasts(steps: list[tuple[Act, int, date]], sits: bool) -> None:
    assert sits_in([Step(*step) for step in steps], LAN, TODAY) is sits
