"""How is a state, a day or a verdict said on a screen? One vocabulary: a code (icon and colour) and words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators.enums import Status
from reporting.deadlines import Timeliness, Timing
from reporting.enums import ReportState


@dataclass(frozen=True)
class Chip:
    """`code` picks icon and colour, `text` carries the meaning; filled ones wait for somebody to act."""

    code: str
    text: str
    is_filled: bool = False


LOCKED = Chip("locked", "Đã chốt")
WAIVED = Chip("waived", "Chấp nhận thiếu")
NOT_OWED = Chip("not_applicable", "Không phải nộp")


def quiet(chip: Chip) -> Chip:
    """The same said without calling anybody: nothing can be done about it now."""
    return replace(chip, is_filled=False)


def state_chip(
    state: ReportState,
    *,
    settled: int,
    asked: int,
    is_being_checked: bool = False,
    comments: int = 0,
    is_paper: bool = False,
) -> Chip:
    """The state of a report in words. Entered is never called done: not sent has a loud state of its own.
    Of a text (`is_paper`) nobody can say how much of it is written."""
    if state == ReportState.SUBMITTED:
        return Chip("under_review", "Đang kiểm tra") if is_being_checked else Chip("submitted", state.label)
    if state == ReportState.ACCEPTED:
        return Chip("accepted", state.label)
    if state == ReportState.RETURNED:
        words = f"{state.label} ({comments} góp ý)" if comments else state.label
        return Chip("returned", words, is_filled=True)
    if is_paper:
        return Chip("not_started", "Chưa nộp")
    if not asked:
        return Chip("in_progress", "Đang tổng hợp")
    if settled == asked:
        return Chip("ready_to_submit", "Đã nhập đủ – chưa nộp", is_filled=True)
    if settled == 0:
        return Chip("not_started", "Chưa nhập")
    return Chip("in_progress", f"Đang nhập {settled}/{asked} ô")


def timeliness_chip(timeliness: Timeliness) -> Chip:
    """Days left, over or late; filled while something can still be done about it."""
    loud = timeliness.timing in (Timing.DAYS_LEFT, Timing.DUE_TODAY, Timing.OVERDUE)
    return Chip(timeliness.timing.value, timeliness.text, is_filled=loud)


TARGET_IN_WORDS = Chip(Status.NO_TARGET.value, "Chỉ tiêu bằng lời")
"""Something was asked, but nothing that a figure could be held against."""


RATES_APART = Chip(Status.NO_TARGET.value, "Không cộng được")
"""Several units gave a rate each; the target speaks of all of them together."""


def status_chip(status: Status, *, is_partial: bool = False) -> Chip:
    """The verdict on a result; a total with units missing always says so."""
    judged = (Status.MET, Status.EXCEEDED, Status.NOT_MET, Status.MILESTONE_LATER, Status.NO_CASES)
    if is_partial and status in judged:
        return Chip(status.value, f"{status.label} · tổng hợp chưa đủ", is_filled=True)
    return Chip(status.value, status.label, is_filled=True)
