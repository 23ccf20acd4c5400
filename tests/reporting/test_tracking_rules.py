"""The pure rules of Theo dõi nộp: standing, words in a cell, counts and the two rates, each by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from childplan.clock import VIET_NAM
from reporting.chips import Chip
from reporting.deadlines import Timeliness, Timing
from reporting.enums import ReportState
from reporting.tracking import (
    Pick,
    Said,
    Standing,
    Tally,
    cell_chip,
    cell_note,
    rate,
    tally,
    was_just_reminded,
)

DRAFT, SUBMITTED, RETURNED, ACCEPTED = ReportState
NO_DAY = Timeliness(Timing.NO_DAY)
FAR = Timeliness(Timing.FAR, 20, date(2024, 12, 5))
IN_3 = Timeliness(Timing.DAYS_LEFT, 3, date(2024, 11, 25))
IN_4 = Timeliness(Timing.DAYS_LEFT, 4, date(2024, 11, 26))
TODAY = Timeliness(Timing.DUE_TODAY, 0, date(2024, 11, 22))
OVER_2 = Timeliness(Timing.OVERDUE, 2, date(2024, 11, 20))
ON_TIME = Timeliness(Timing.ON_TIME, 0, date(2024, 11, 20))
LATE_1 = Timeliness(Timing.LATE, 1, date(2024, 11, 20))

HALF = Said(settled=3, asked=5)


@pytest.mark.parametrize(
    ("standing", "said", "chip"),
    [
        (Standing(ACCEPTED, ON_TIME), Said(accepted_on=date(2024, 11, 14)), Chip("accepted", "Duyệt 14/11")),
        (
            Standing(SUBMITTED, ON_TIME),
            Said(handed_in_on=date(2024, 11, 6)),
            Chip("submitted", "Nộp 06/11"),
        ),
        (
            Standing(SUBMITTED, LATE_1),
            Said(is_being_checked=True, handed_in_on=date(2024, 11, 21)),
            Chip("under_review", "Đang kiểm tra"),
        ),
        (
            Standing(RETURNED, IN_3),
            Said(returned_on=date(2024, 11, 12)),
            Chip("returned", "Trả lại 12/11", is_filled=True),
        ),
        (Standing(DRAFT, OVER_2), HALF, Chip("overdue", "Quá hạn 2 ngày", is_filled=True)),
        (Standing(DRAFT, TODAY), HALF, Chip("due_today", "Hạn hôm nay", is_filled=True)),
        (Standing(DRAFT, IN_3), HALF, Chip("in_progress", "Đang nhập 60%")),
        # Started is never “0%”, and one cell short is never “100%”.
        (Standing(DRAFT, FAR), Said(settled=1, asked=300), Chip("in_progress", "Đang nhập 1%")),
        (Standing(DRAFT, FAR), Said(settled=299, asked=300), Chip("in_progress", "Đang nhập 99%")),
        (Standing(DRAFT, FAR), Said(settled=0, asked=5), Chip("not_started", "Chưa nhập")),
        (Standing(DRAFT, FAR), Said(settled=5, asked=5), Chip("ready_to_submit", "Nhập đủ, chưa nộp")),
        (Standing(DRAFT, NO_DAY), Said(is_place=True), Chip("in_progress", "Đang tổng hợp")),
        (Standing(DRAFT, NO_DAY), Said(), Chip("not_started", "Chưa nộp")),
        (Standing(DRAFT, OVER_2, is_still=True), Said(is_locked=True), Chip("locked", "Đã chốt")),
        (Standing(RETURNED, OVER_2, is_still=True), Said(), Chip("waived", "Chấp nhận thiếu")),
        # What came all the same is said, waived or locked or not.
        (
            Standing(SUBMITTED, LATE_1, is_still=True),
            Said(is_locked=True, handed_in_on=date(2024, 11, 21)),
            Chip("submitted", "Nộp 21/11"),
        ),
    ],
)
def test_words_of_a_cell(standing: Standing, said: Said, chip: Chip) -> None:
    assert cell_chip(standing, said) == chip


@pytest.mark.parametrize(
    ("standing", "said", "note"),
    [
        (Standing(ACCEPTED, LATE_1), Said(), "nộp muộn 1 ngày"),
        (Standing(ACCEPTED, ON_TIME), Said(reminders=3), ""),
        (Standing(DRAFT, OVER_2), Said(reminders=2), "nhắc 2 lần"),
        (Standing(DRAFT, IN_3), Said(day_note="gia hạn đến 25/11/2024"), "gia hạn đến 25/11"),
        (
            Standing(DRAFT, IN_3),
            Said(day_note="gia hạn đến 25/11/2024", reminders=1),
            "gia hạn đến 25/11, nhắc 1 lần",
        ),
        (Standing(DRAFT, IN_3), Said(day_note="do xã ấn định"), ""),
        (Standing(RETURNED, IN_3), Said(), "sửa hết ngày 25/11"),
        (Standing(RETURNED, TODAY), Said(), "hạn sửa hôm nay"),
        (Standing(RETURNED, OVER_2), Said(reminders=1), "quá hạn sửa 2 ngày, nhắc 1 lần"),
        (Standing(DRAFT, OVER_2, is_still=True), Said(reminders=2), ""),
    ],
)
def test_small_words_of_a_cell(standing: Standing, said: Said, note: str) -> None:
    assert cell_note(standing, said) == note


def test_counts() -> None:
    """Nine reports, each counted where a reader would look for it."""
    every = [
        Standing(ACCEPTED, ON_TIME),
        Standing(SUBMITTED, ON_TIME),
        Standing(SUBMITTED, LATE_1),
        Standing(SUBMITTED, NO_DAY, has_day=False),
        Standing(RETURNED, IN_3),
        Standing(RETURNED, OVER_2),
        Standing(DRAFT, OVER_2),
        Standing(DRAFT, IN_4),
        Standing(DRAFT, OVER_2, is_still=True),
    ]
    assert tally(every) == Tally(
        expected=9, handed_in=4, with_day=8, on_time=2, waiting=3, returned=2, overdue=2, chased=3
    )
    assert (tally(every).handed_in_rate, tally(every).on_time_rate) == ("44,4%", "25%")
    picked = {pick: sum(one.belongs(pick) for one in every) for pick in Pick}
    assert picked == {
        Pick.ALL: 9,
        Pick.MISSING: 5,
        Pick.OVERDUE: 2,
        Pick.WAITING: 3,
        Pick.RETURNED: 2,
        Pick.LATE: 1,
    }


def test_who_can_be_reminded() -> None:
    """Overdue, or due within three days; four days are too early, and nobody is waited for under a lock."""
    facts = (OVER_2, TODAY, IN_3, IN_4, FAR, NO_DAY)
    assert [Standing(DRAFT, fact).is_chased for fact in facts] == [True, True, True, False, False, False]
    assert not any(Standing(DRAFT, fact, is_still=True).is_chased for fact in facts)
    assert not Standing(SUBMITTED, LATE_1).is_chased
    assert Standing(RETURNED, IN_3).is_chased


def test_most_urgent_first() -> None:
    over_9 = Timeliness(Timing.OVERDUE, 9, date(2024, 11, 13))
    order = [
        Standing(DRAFT, over_9),
        Standing(RETURNED, OVER_2),
        Standing(DRAFT, TODAY),
        Standing(RETURNED, IN_3),
        Standing(DRAFT, FAR),
        Standing(SUBMITTED, LATE_1),
        Standing(ACCEPTED, ON_TIME),
    ]
    shuffled = [*order[3:], *order[:3]]
    assert sorted(shuffled, key=lambda one: one.urgency) == order


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "—"),
        (0, 15, "0%"),
        (9, 15, "60%"),
        (7, 15, "46,7%"),
        (15, 15, "100%"),
        (2999, 3000, "99,9%"),
        (1, 5000, "0,1%"),
    ],
)
def test_rates_never_hide_the_last_one(part: int, whole: int, said: str) -> None:
    assert rate(part, whole) == said


def test_a_day_of_rest() -> None:
    now = datetime(2024, 11, 22, 9, tzinfo=VIET_NAM)
    assert not was_just_reminded(None, now)
    assert was_just_reminded(now - timedelta(hours=23, minutes=59), now)
    assert not was_just_reminded(now - timedelta(hours=24), now)
