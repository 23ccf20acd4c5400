"""From which state may a report go where? The whole table by hand: every act × state × check × reason."""

from __future__ import annotations

from itertools import product

import pytest

from reporting.enums import Act, Actor, ReportState
from reporting.transitions import TRANSITIONS, refusal

STATES = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)
CHECKED, UNCHECKED = True, False

NOT_FROM_HERE = "nên không"
TAKE_IT_FIRST = "Bấm “Nhận kiểm tra” trước khi quyết định."
BEING_READ = "Báo cáo đang được kiểm tra nên không rút lại được. Liên hệ người kiểm tra để được trả lại."
TAKEN = "Báo cáo đang được kiểm tra."
SAY_WHY = "Ghi lý do để đơn vị biết phải làm gì."
AWAITED = "Báo cáo này đang được chờ."
WAIVED = "Báo cáo này đã được chấp nhận thiếu."
OPEN = ""

# For each act: what is said from each state while nobody checks and while somebody does. WHY stands for: open
# with a reason, and SAY_WHY without one. Only a submitted report can be under a check at all.
WHY = "why"
TABLE: dict[Act, dict[tuple[ReportState, bool], str]] = {
    Act.SUBMITTED: {
        (ReportState.DRAFT, UNCHECKED): OPEN,
        (ReportState.RETURNED, UNCHECKED): OPEN,
        (ReportState.SUBMITTED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, CHECKED): NOT_FROM_HERE,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.RECALLED: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): OPEN,
        (ReportState.SUBMITTED, CHECKED): BEING_READ,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.CHECK_STARTED: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): OPEN,
        (ReportState.SUBMITTED, CHECKED): TAKEN,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.CHECK_RELEASED: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): TAKE_IT_FIRST,
        (ReportState.SUBMITTED, CHECKED): OPEN,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.ACCEPTED: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): TAKE_IT_FIRST,
        (ReportState.SUBMITTED, CHECKED): OPEN,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.RETURNED: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): TAKE_IT_FIRST,
        (ReportState.SUBMITTED, CHECKED): WHY,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.ACCEPTANCE_UNDONE: {
        (ReportState.DRAFT, UNCHECKED): NOT_FROM_HERE,
        (ReportState.RETURNED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, UNCHECKED): NOT_FROM_HERE,
        (ReportState.SUBMITTED, CHECKED): NOT_FROM_HERE,
        (ReportState.ACCEPTED, UNCHECKED): WHY,
    },
    # Not waived yet; of a report that is, see below.
    Act.WAIVED: {
        (ReportState.DRAFT, UNCHECKED): WHY,
        (ReportState.RETURNED, UNCHECKED): WHY,
        (ReportState.SUBMITTED, UNCHECKED): WHY,
        (ReportState.SUBMITTED, CHECKED): WHY,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
    Act.WAIVER_ENDED: {
        (ReportState.DRAFT, UNCHECKED): AWAITED,
        (ReportState.RETURNED, UNCHECKED): AWAITED,
        (ReportState.SUBMITTED, UNCHECKED): AWAITED,
        (ReportState.SUBMITTED, CHECKED): AWAITED,
        (ReportState.ACCEPTED, UNCHECKED): NOT_FROM_HERE,
    },
}

CASES = [
    (act, state, checking, reason, expected)
    for act, rows in TABLE.items()
    for (state, checking), expected in rows.items()
    for reason in ("", "   ", "Thôn 3 ghi nhầm cột")
]


@pytest.mark.parametrize(("act", "state", "checking", "reason", "expected"), CASES)
def test_what_is_said(act: Act, state: ReportState, checking: bool, reason: str, expected: str) -> None:
    said = refusal(act, state, checking, reason)
    if expected == WHY:
        assert said == (OPEN if reason.strip() else SAY_WHY)
    elif expected == NOT_FROM_HERE:
        assert said == f"Báo cáo đang ở trạng thái “{state.label}” nên không {act.label} được. Tải lại trang."
    else:
        assert said == expected


def test_the_table_is_whole() -> None:
    """Every act that moves a report, from every state; a check exists on submitted reports alone. Opening it
    and entering for somebody else leave it where it is."""
    unmoved = {
        *(Act.OPENED, Act.STAND_IN_STARTED, Act.STAND_IN_ENDED, Act.FORM_UPDATED),
        *(Act.DAY_SET, Act.EXTENDED, Act.LOCKED, Act.UNLOCKED),
    }
    assert set(TABLE) == set(TRANSITIONS) == set(Act) - unmoved
    everything = {
        (state, checking)
        for state, checking in product(STATES, (UNCHECKED, CHECKED))
        if state == ReportState.SUBMITTED or checking is UNCHECKED
    }
    assert set(STATES) == set(ReportState)
    assert all(set(rows) == everything for rows in TABLE.values())
    assert len(CASES) == 9 * 5 * 3


@pytest.mark.parametrize(
    ("act", "target", "actor"),
    [
        (Act.SUBMITTED, ReportState.SUBMITTED, Actor.UNIT),
        (Act.RECALLED, ReportState.DRAFT, Actor.UNIT),
        (Act.CHECK_STARTED, ReportState.SUBMITTED, Actor.ABOVE),
        (Act.CHECK_RELEASED, ReportState.SUBMITTED, Actor.ABOVE),
        (Act.ACCEPTED, ReportState.ACCEPTED, Actor.ABOVE),
        (Act.RETURNED, ReportState.RETURNED, Actor.ABOVE),
        (Act.ACCEPTANCE_UNDONE, ReportState.SUBMITTED, Actor.ABOVE),
        (Act.WAIVED, None, Actor.ABOVE),
        (Act.WAIVER_ENDED, None, Actor.ABOVE),
    ],
)
def test_where_it_leads_and_by_whose_hand(act: Act, target: ReportState | None, actor: Actor) -> None:
    assert (TRANSITIONS[act].target, TRANSITIONS[act].actor) == (target, actor)


@pytest.mark.parametrize("state", [state for state in STATES if state != ReportState.ACCEPTED])
def test_a_waiver_is_given_once_and_ended_once(state: ReportState) -> None:
    assert refusal(Act.WAIVED, state, UNCHECKED, "mất điện", is_waived=True) == WAIVED
    assert refusal(Act.WAIVER_ENDED, state, UNCHECKED, "", is_waived=True) == OPEN


def test_a_lock_stops_the_unit_and_whatever_hands_it_something_to_do() -> None:
    stopped = {act for act, step in TRANSITIONS.items() if step.stops_at_lock}
    assert stopped == {Act.SUBMITTED, Act.RECALLED, Act.RETURNED, Act.ACCEPTANCE_UNDONE}


def test_a_unit_never_moves_a_report_that_is_being_read_or_accepted() -> None:
    acts = [act for act, step in TRANSITIONS.items() if step.actor == Actor.UNIT]
    assert sorted(acts) == ["recalled", "submitted"]
    for act in acts:
        assert refusal(act, ReportState.SUBMITTED, CHECKED, "lý do")
        assert refusal(act, ReportState.ACCEPTED, UNCHECKED, "lý do")


def test_a_reason_never_opens_what_the_state_closes() -> None:
    for act, state in product(TRANSITIONS, STATES):
        if state not in TRANSITIONS[act].sources:
            assert refusal(act, state, UNCHECKED, "lý do") == refusal(act, state, UNCHECKED, "") != ""
