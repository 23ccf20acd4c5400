"""Who may what? The table of roles once more, by hand, as a manager would say it."""

from __future__ import annotations

import pytest

from units.enums import Level, Role
from units.roles import LEVELS, MAY, Verb, may, roles_that_may

HEAD, REPORTER, COORDINATOR = Role.VILLAGE_HEAD, Role.UNIT_REPORTER, Role.COMMUNE_COORDINATOR
LEADER, DISTRICT, PROVINCE, ADMIN = Role.LEADER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.ADMIN
OFFICERS = {COORDINATOR, DISTRICT, PROVINCE}

WHO_MAY = {
    # People who report type and send, each for the unit on which they are posted.
    Verb.ENTER: {HEAD, REPORTER, *OFFICERS},
    Verb.SUBMIT: {HEAD, REPORTER, *OFFICERS},
    # Who collects from villages and agencies also types what they bring on paper.
    Verb.STAND_IN: {COORDINATOR},
    # Only officers stand above other reports.
    Verb.REVIEW: OFFICERS,
    # Totals and files are for who collects, and for leaders, who read and sign.
    Verb.SEE_TOTALS: {*OFFICERS, LEADER},
    Verb.EXPORT: {*OFFICERS, LEADER},
    Verb.READ_PLANS: set(Role),
    # Quản trị sees that something changed, never the figure.
    Verb.SEE_FIGURES: set(Role) - {ADMIN},
    # The officer of the place that signed says what its words mean; leaders sign, they do not read for it.
    Verb.CONFIRM_READINGS: OFFICERS,
    # Who collects also sets the calendar below; Quản trị keeps it running.
    Verb.RUN_ROUNDS: {*OFFICERS, ADMIN},
    Verb.READ_LOG: {*OFFICERS, ADMIN},
    # A commune's villages, posts and people are its coordinator's to keep; everybody else's are Quản trị's.
    Verb.KEEP_UNITS: {COORDINATOR, ADMIN},
    Verb.KEEP_PEOPLE: {COORDINATOR, ADMIN},
    # Who signs as the place's officer enters its plan.
    Verb.KEEP_PLANS: {*OFFICERS, ADMIN},
    # What all places count alike is one person's to order.
    Verb.KEEP_CATALOGUE: {ADMIN},
    # Decrees on units reach the province first. Files of figures are for who sees them.
    Verb.REARRANGE: {PROVINCE, ADMIN},
    Verb.MOVE_DATA: {PROVINCE, ADMIN},
    # Leaders sign what their officers wrote.
    Verb.WRITE_REPORTS: OFFICERS,
}

CASES = [(role, verb, role in roles) for verb, roles in WHO_MAY.items() for role in Role]


@pytest.mark.parametrize(("role", "verb", "allowed"), CASES)
def test_who_may_what(role: Role, verb: Verb, allowed: bool) -> None:
    assert may(role, verb) is allowed
    assert may(role.value, verb) is allowed
    assert (role in roles_that_may(verb)) is allowed


def test_the_table_is_whole() -> None:
    assert set(WHO_MAY) == set(Verb)
    assert set(MAY) == set(LEVELS) == set(Role)
    assert len(CASES) == 18 * 7


@pytest.mark.parametrize("role", ["", "superuser", "VILLAGE_HEAD", "Trưởng thôn"])
@pytest.mark.parametrize("verb", Verb)
def test_an_unknown_role_may_nothing(role: str, verb: Verb) -> None:
    assert may(role, verb) is False


def test_a_leader_reads_and_never_writes() -> None:
    assert MAY[LEADER].isdisjoint({Verb.ENTER, Verb.SUBMIT, Verb.REVIEW})


def test_the_403_page_names_roles_in_the_order_of_the_table() -> None:
    assert roles_that_may(Verb.REVIEW) == [COORDINATOR, DISTRICT, PROVINCE]
    assert roles_that_may(Verb.SEE_TOTALS) == [COORDINATOR, LEADER, DISTRICT, PROVINCE]


@pytest.mark.parametrize(
    ("role", "levels"),
    [
        (HEAD, {Level.VILLAGE}),
        (REPORTER, {Level.AGENCY}),
        (COORDINATOR, {Level.COMMUNE}),
        (LEADER, {Level.COMMUNE, Level.DISTRICT, Level.PROVINCE}),
        (DISTRICT, {Level.DISTRICT}),
        (PROVINCE, {Level.PROVINCE}),
        (ADMIN, {Level.COUNTRY, Level.PROVINCE}),
    ],
)
def test_on_which_tier_a_role_stands(role: Role, levels: set[Level]) -> None:
    assert LEVELS[role] == levels
