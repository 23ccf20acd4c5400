"""At which step is a report reminded? Days worked out by hand, and what must hold over any run of days."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.ladder import SCHOOLS, Sent, day_of, is_quiet, step_for, tells_above
from units.enums import AgencyKind

DUE = date(2024, 11, 20)  # a Wednesday
SCHOOL = AgencyKind.PRIMARY_SCHOOL


def day(number: int, month: int = 11) -> date:
    return date(2024, month, number)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (day(5), None),
        (day(6), -14),
        (day(13), -7),
        (day(17), -3),
        (day(19), -1),
        (day(20), 0),
        (day(21), 1),
        (day(23), 3),
        (day(27), 7),
        (day(4, 12), 14),
        (day(11, 12), 21),
        (date(2025, 1, 1), 42),
    ],
)
def test_the_steps_of_the_20th(today: date, expected: int | None) -> None:
    assert step_for(DUE, today) == expected


def test_run_every_day_each_step_comes_on_its_day_and_nothing_between() -> None:
    assert run_on(DUE, [day(1) + timedelta(days=number) for number in range(50)]) == {
        day(6): -14,
        day(13): -7,
        day(17): -3,
        day(19): -1,
        day(20): 0,
        day(21): 1,
        day(23): 3,
        day(27): 7,
        day(4, 12): 14,
        day(11, 12): 21,
        day(18, 12): 28,
    }


def test_after_two_days_without_a_run_only_the_latest_missed_step_is_caught_up_once() -> None:
    # Down on 19 and 20/11: the eve and the day itself. On the 21st the step of the 21st, and no other.
    assert run_on(DUE, [day(17), day(18), day(21), day(22)]) == {day(17): -3, day(21): 1}
    # Down from the 13th to the 15th: a week before comes on the 16th.
    assert run_on(DUE, [day(12), day(16), day(17)]) == {day(12): -14, day(16): -7, day(17): -3}


def test_a_week_that_was_missed_is_caught_up_and_the_weeks_stay_where_they_are() -> None:
    assert run_on(DUE, [day(30), day(3, 12), day(4, 12), day(10, 12), day(11, 12)]) == {
        day(30): 7,
        day(4, 12): 14,
        day(11, 12): 21,
    }


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (DUE, {day(6): -14, day(13): -7, day(17): -3, day(18): 0, day(21): 1}),
        # Due the day after: the eve comes on the 18th, the day itself stays.
        (day(21), {day(7): -14, day(14): -7, day(18): -1, day(21): 0, day(22): 1}),
        (day(22), {day(8): -14, day(15): -7, day(18): -3, day(21): -1, day(22): 0}),
        # What is over is told when it is over, on a holiday too.
        (day(18), {day(4): -14, day(11): -7, day(15): -3, day(17): -1, day(18): 0, day(19): 1, day(21): 3}),
    ],
)
def test_a_school_hears_nothing_of_its_day_on_the_eve_and_day_of_its_teachers(
    due_on: date, expected: dict[date, int]
) -> None:
    assert run_on(due_on, [day(1) + timedelta(days=number) for number in range(22)], kind=SCHOOL) == expected


def test_every_kind_of_school_and_nobody_else_keeps_the_holiday() -> None:
    assert {kind for kind in AgencyKind if day_of(0, DUE, kind) == day(18)} == SCHOOLS
    assert {kind.label for kind in SCHOOLS} == {"Trường Mầm non", "Trường Tiểu học", "Trường THCS"}
    assert day_of(0, DUE) == DUE


def test_a_new_day_begins_a_ladder_of_its_own_after_the_unit_was_told_of_it() -> None:
    """Extended on the 19th to the 25th: the week before (18th) is not owed, three days before (22nd) is."""
    sent = [Sent(DUE, -3, day(17))]
    assert step_for(day(25), day(20), sent, since=day(19)) is None
    assert step_for(day(25), day(21), sent, since=day(19)) is None
    assert step_for(day(25), day(22), sent, since=day(19)) == -3
    # Without that word the unit would hear of the new day at the next run.
    assert step_for(day(25), day(20), sent) == -7


def test_a_day_moved_back_to_where_it_was_repeats_nothing() -> None:
    sent = [Sent(DUE, -3, day(17)), Sent(day(25), -3, day(22))]
    assert step_for(DUE, day(18), sent) is None
    assert step_for(DUE, day(21), sent) == 1


def test_somebody_reminded_by_hand_today_is_left_alone_until_tomorrow() -> None:
    by_hand = Sent(DUE, None, day(20))
    assert step_for(DUE, day(20), [by_hand]) is None
    assert step_for(DUE, day(21), [by_hand]) == 1
    # Without a day of its own either.
    assert step_for(DUE, day(20), [Sent(None, None, day(20))]) is None


@pytest.mark.parametrize(("step", "expected"), [(-14, False), (0, False), (3, False), (7, True), (28, True)])
def test_the_level_above_hears_of_it_after_a_week(step: int, expected: bool) -> None:
    assert tells_above(step) is expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (time(6, 59, 59), True),
        (time(7), False),
        (time(19, 59, 59), False),
        (time(20), True),
        (time(0), True),
    ],
)
def test_nobody_is_reminded_at_night(clock: time, expected: bool) -> None:
    assert is_quiet(clock) is expected


def run_on(due_on: date, days: list[date], kind: str = "", until: date | None = None) -> dict[date, int]:
    """What a ladder run on these days sends; nothing from the day of submission on."""
    sent: list[Sent] = []
    for today in days:
        if until is not None and today >= until:
            break
        step = step_for(due_on, today, sent, kind)
        if step is not None:
            sent.append(Sent(due_on, step, today))
    return {one.on: one.step for one in sent if one.step is not None}


KINDS = st.sampled_from(["", *AgencyKind.values])
RUNS = st.lists(st.integers(min_value=-30, max_value=60), max_size=60).map(sorted)


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), RUNS, KINDS)
def test_over_any_days_of_running_each_step_comes_at_most_once_and_they_only_go_up(
    due_on: date, offsets: list[int], kind: str
) -> None:
    """Twice a day, not for weeks, every day: it makes no difference."""
    sent = run_on(due_on, [due_on + timedelta(days=offset) for offset in offsets], kind)
    steps = list(sent.values())
    assert steps == sorted(set(steps))
    for on, step in sent.items():
        assert day_of(step, due_on, kind) <= on
        if kind in SCHOOLS:
            assert (
                step > 0 or (on.month, on.day) not in ((11, 19), (11, 20)) or on > day_of(step, due_on, kind)
            )


@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), RUNS, KINDS)
def test_whoever_was_down_is_as_far_as_whoever_never_was(due_on: date, offsets: list[int], kind: str) -> None:
    """On the last day of running, the highest step sent is the same as with a run on every day."""
    days = [due_on + timedelta(days=offset) for offset in offsets]
    if not days:
        return
    daily = [days[0] + timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)]
    sent, all_sent = run_on(due_on, days, kind), run_on(due_on, daily, kind)
    assert max(sent.values(), default=None) == max(all_sent.values(), default=None)
    assert len(sent) <= len(all_sent)


@given(RUNS, st.integers(min_value=-30, max_value=60))
def test_nothing_after_submission(offsets: list[int], submitted: int) -> None:
    days = [DUE + timedelta(days=offset) for offset in offsets]
    end = DUE + timedelta(days=submitted)
    assert all(on < end for on in run_on(DUE, days, until=end))
