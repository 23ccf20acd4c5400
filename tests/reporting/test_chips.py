"""Is every state, day and verdict said in one word, and loud only when somebody has to act?"""

from __future__ import annotations

from datetime import date

import pytest

from indicators.enums import Status
from reporting.chips import Chip, state_chip, status_chip, timeliness_chip
from reporting.deadlines import Timeliness, Timing
from reporting.enums import ReportState

STATES = [
    # state, settled, asked, being checked, comments, chip
    (ReportState.DRAFT, 0, 14, False, 0, Chip("not_started", "Chưa nhập")),
    (ReportState.DRAFT, 1, 14, False, 0, Chip("in_progress", "Đang nhập 1/14 ô")),
    (ReportState.DRAFT, 13, 14, False, 0, Chip("in_progress", "Đang nhập 13/14 ô")),
    (ReportState.DRAFT, 14, 14, False, 0, Chip("ready_to_submit", "Đã nhập đủ – chưa nộp", True)),
    # A place without cells of its own is gathering what comes from below.
    (ReportState.DRAFT, 0, 0, False, 0, Chip("in_progress", "Đang tổng hợp")),
    (ReportState.SUBMITTED, 14, 14, False, 0, Chip("submitted", "Đã nộp – chờ kiểm tra")),
    (ReportState.SUBMITTED, 14, 14, True, 0, Chip("under_review", "Đang kiểm tra")),
    (ReportState.RETURNED, 14, 14, False, 0, Chip("returned", "Bị trả lại", True)),
    (ReportState.RETURNED, 13, 14, False, 2, Chip("returned", "Bị trả lại (2 góp ý)", True)),
    (ReportState.ACCEPTED, 14, 14, False, 0, Chip("accepted", "Đã duyệt")),
    # Comments belong to a return alone.
    (ReportState.ACCEPTED, 14, 14, False, 2, Chip("accepted", "Đã duyệt")),
]


@pytest.mark.parametrize(("state", "settled", "asked", "checked", "comments", "chip"), STATES)
def test_state(
    state: ReportState, settled: int, asked: int, checked: bool, comments: int, chip: Chip
) -> None:
    found = state_chip(state, settled=settled, asked=asked, is_being_checked=checked, comments=comments)
    assert found == chip


def test_nobody_checks_and_nobody_commented_unless_said() -> None:
    assert state_chip(ReportState.SUBMITTED, settled=1, asked=1).code == "submitted"
    assert state_chip(ReportState.RETURNED, settled=1, asked=1).text == "Bị trả lại"
    assert not Chip("accepted", "Đã duyệt").is_filled


DAYS = [
    (Timeliness(Timing.NO_DAY), Chip("no_day", "Chưa ấn định hạn")),
    (Timeliness(Timing.FAR, 12, date(2024, 11, 20)), Chip("far", "Còn 12 ngày")),
    (Timeliness(Timing.DAYS_LEFT, 5, date(2024, 11, 20)), Chip("days_left", "Còn 5 ngày", True)),
    (Timeliness(Timing.DUE_TODAY, 0, date(2024, 11, 20)), Chip("due_today", "Hạn hôm nay", True)),
    (Timeliness(Timing.OVERDUE, 10, date(2024, 11, 5)), Chip("overdue", "Quá hạn 10 ngày", True)),
    # Sent: a fact, no longer an alarm.
    (Timeliness(Timing.ON_TIME, 0, date(2024, 11, 20)), Chip("on_time", "Đúng hạn")),
    (Timeliness(Timing.LATE, 2, date(2024, 11, 20)), Chip("late", "Nộp muộn 2 ngày")),
]


@pytest.mark.parametrize(("timeliness", "chip"), DAYS)
def test_timeliness(timeliness: Timeliness, chip: Chip) -> None:
    assert timeliness_chip(timeliness) == chip


def test_every_timing_is_in_the_table() -> None:
    assert {timeliness.timing for timeliness, _ in DAYS} == set(Timing)


VERDICTS = [
    # status, said of a complete total, said of one with units missing
    (Status.MET, "Đạt", "Đạt · tổng hợp chưa đủ"),
    (Status.EXCEEDED, "Vượt", "Vượt · tổng hợp chưa đủ"),
    (Status.NOT_MET, "Chưa đạt", "Chưa đạt · tổng hợp chưa đủ"),
    (Status.MILESTONE_LATER, "Chưa đến mốc", "Chưa đến mốc · tổng hợp chưa đủ"),
    # Three of nine villages saying that there was nothing is not nine.
    (Status.NO_CASES, "Không phát sinh", "Không phát sinh · tổng hợp chưa đủ"),
    (Status.NOT_APPLICABLE, "Không áp dụng", "Không áp dụng"),
    (Status.NO_DATA, "Chưa có số liệu", "Chưa có số liệu"),
    (Status.NO_TARGET, "Không giao chỉ tiêu", "Không giao chỉ tiêu"),
    (Status.UNREAD, "Chờ xác nhận cách đọc", "Chờ xác nhận cách đọc"),
]


@pytest.mark.parametrize(("status", "complete", "partial"), VERDICTS)
def test_status(status: Status, complete: str, partial: str) -> None:
    assert status_chip(status) == Chip(status.value, complete, True)
    assert status_chip(status, is_partial=True) == Chip(status.value, partial, True)


def test_every_status_is_in_the_table() -> None:
    assert {status for status, _, _ in VERDICTS} == set(Status)
