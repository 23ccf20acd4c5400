"""Who has sent, who is late, who is waited for? One report's standing, its words in a cell, and the rates.

Everything follows from the stored state and from dates; nothing is set by a click.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from indicators.numbers import format_number, round_half_up
from reporting.chips import LOCKED, WAIVED, Chip
from reporting.deadlines import Timeliness, Timing
from reporting.enums import HANDED_IN, ReportState

CHASED_DAYS = 3
"""A unit may be reminded by hand from this many days before its day."""

REST = timedelta(hours=24)


class Pick(StrEnum):
    """Which rows a page shows; the values stand in addresses."""

    ALL = ""
    MISSING = "chua-nop"
    OVERDUE = "qua-han"
    WAITING = "cho-kiem-tra"
    RETURNED = "bi-tra-lai"
    LATE = "nop-muon"

    @property
    def label(self) -> str:
        return PICK_WORDS[self]


PICK_WORDS = {
    Pick.ALL: "Tất cả",
    Pick.MISSING: "Chưa nộp",
    Pick.OVERDUE: "Quá hạn",
    Pick.WAITING: "Chờ kiểm tra",
    Pick.RETURNED: "Bị trả lại",
    Pick.LATE: "Nộp muộn",
}


@dataclass(frozen=True)
class Standing:
    """One report against its day. `fact` is that of the correction where the report was returned; `has_day`
    tells whether a day was ever named for the report itself.

    Still: locked, or waived (chấp nhận thiếu): nobody is waited for, so nobody is reminded; it stays owed.
    """

    state: ReportState
    fact: Timeliness
    has_day: bool = field(default=True, kw_only=True)
    is_still: bool = field(default=False, kw_only=True)

    @property
    def is_handed_in(self) -> bool:
        """Đã nộp: with the level above, accepted or not. What was returned is back with the unit."""
        return self.state in HANDED_IN

    @property
    def is_on_time(self) -> bool:
        """Handed in, and the first time in time."""
        return self.is_handed_in and self.fact.timing == Timing.ON_TIME

    @property
    def is_late(self) -> bool:
        return self.is_handed_in and self.fact.timing == Timing.LATE

    @property
    def is_awaited(self) -> bool:
        return not self.is_handed_in and not self.is_still

    @property
    def is_overdue(self) -> bool:
        return self.is_awaited and self.fact.timing == Timing.OVERDUE

    @property
    def is_chased(self) -> bool:
        """Overdue, or due within three days."""
        near = self.fact.timing in (Timing.DUE_TODAY, Timing.DAYS_LEFT) and self.fact.days <= CHASED_DAYS
        return self.is_overdue or (self.is_awaited and near)

    def belongs(self, pick: Pick) -> bool:
        """Does a page with this choice show it?"""
        match pick:
            case Pick.ALL:
                return True
            case Pick.MISSING:
                return not self.is_handed_in
            case Pick.OVERDUE:
                return self.is_overdue
            case Pick.WAITING:
                return self.state == ReportState.SUBMITTED
            case Pick.RETURNED:
                return self.state == ReportState.RETURNED
            case Pick.LATE:
                return self.is_late

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts most urgent first: overdue longest, due soonest, returned, awaited, to be checked, done."""
        timing, days = self.fact.timing, self.fact.days
        if self.is_overdue:
            return (0, -days)
        if self.is_awaited and timing in (Timing.DUE_TODAY, Timing.DAYS_LEFT):
            return (1, days)
        if self.is_awaited:
            return (2 if self.state == ReportState.RETURNED else 3, days)
        return (4 if self.state == ReportState.SUBMITTED else 5, 0)


@dataclass(frozen=True)
class Tally:
    """The standings of the reports one level down, counted."""

    expected: int = 0
    handed_in: int = 0
    with_day: int = 0
    on_time: int = 0
    waiting: int = 0
    returned: int = 0
    overdue: int = 0
    chased: int = 0

    @property
    def handed_in_rate(self) -> str:
        """Tỷ lệ nộp: đã nộp / phải nộp."""
        return rate(self.handed_in, self.expected)

    @property
    def on_time_rate(self) -> str:
        """Tỷ lệ đúng hạn: nộp đúng hạn / phải nộp, over those with a day: without one nothing is late."""
        return rate(self.on_time, self.with_day)


def tally(standings: Iterable[Standing]) -> Tally:
    every = list(standings)
    return Tally(
        expected=len(every),
        handed_in=sum(one.is_handed_in for one in every),
        with_day=sum(one.has_day for one in every),
        on_time=sum(one.is_on_time for one in every),
        waiting=sum(one.belongs(Pick.WAITING) for one in every),
        returned=sum(one.belongs(Pick.RETURNED) for one in every),
        overdue=sum(one.is_overdue for one in every),
        chased=sum(one.is_chased for one in every),
    )


def rate(part: int, whole: int) -> str:
    """“60%”, “46,7%”; never 100% while one is missing, never 0% once one has come, and “—” of nothing."""
    if not whole:
        return "—"
    tenths = int(round_half_up(Fraction(part * 1000, whole), 0))
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{format_number(Fraction(tenths, 10))}%"


@dataclass(frozen=True)
class Said:
    """What else a cell says of one report, beside its standing."""

    is_being_checked: bool = False
    is_locked: bool = False
    handed_in_on: date | None = None
    accepted_on: date | None = None
    returned_on: date | None = None
    settled: int = 0
    asked: int = 0
    is_place: bool = False  # adds up what is below; nothing is added up of texts
    day_note: str = ""  # “gia hạn đến 25/11/2024”
    reminders: int = 0


def cell_chip(standing: Standing, said: Said) -> Chip:
    """Icon and one to three words with a day. Filled only where somebody has to act now: quá hạn, bị trả lại,
    hạn hôm nay."""
    if standing.state == ReportState.ACCEPTED:
        return Chip("accepted", f"Duyệt {day_month(said.accepted_on)}")
    if standing.state == ReportState.SUBMITTED:
        if said.is_being_checked:
            return Chip("under_review", "Đang kiểm tra")
        return Chip("submitted", f"Nộp {day_month(said.handed_in_on)}")
    if standing.is_still:
        return LOCKED if said.is_locked else WAIVED
    if standing.state == ReportState.RETURNED:
        return Chip("returned", f"Trả lại {day_month(said.returned_on)}".rstrip(), is_filled=True)
    if standing.fact.timing in (Timing.OVERDUE, Timing.DUE_TODAY):
        return Chip(standing.fact.timing.value, standing.fact.text, is_filled=True)
    if not said.asked:
        return Chip("in_progress", "Đang tổng hợp") if said.is_place else Chip("not_started", "Chưa nộp")
    if not said.settled:
        return Chip("not_started", "Chưa nhập")
    if said.settled == said.asked:
        return Chip("ready_to_submit", "Nhập đủ, chưa nộp")
    return Chip("in_progress", f"Đang nhập {max(said.settled * 100 // said.asked, 1)}%")


def cell_note(standing: Standing, said: Said) -> str:
    """The small words under the chip: “nộp muộn 2 ngày”, “gia hạn đến 25/11”, “nhắc 2 lần”."""
    notes = []
    if standing.is_late:
        notes.append(f"nộp muộn {standing.fact.days} ngày")
    if standing.is_awaited:
        if standing.state == ReportState.RETURNED and standing.fact.on is not None:
            notes.append(_correction(standing.fact))
        elif said.day_note.startswith("gia hạn"):
            notes.append(said.day_note.rsplit("/", 1)[0])  # the year goes without saying
        if said.reminders:
            notes.append(f"nhắc {said.reminders} lần")
    return ", ".join(notes)


def _correction(fact: Timeliness) -> str:
    if fact.timing == Timing.OVERDUE:
        return f"quá hạn sửa {fact.days} ngày"
    return "hạn sửa hôm nay" if fact.timing == Timing.DUE_TODAY else f"sửa hết ngày {day_month(fact.on)}"


def day_month(day: date | None) -> str:
    """14/11: the year is the round's."""
    return f"{day.day:02}/{day.month:02}" if day else ""


def was_just_reminded(last_at: datetime | None, now: datetime) -> bool:
    """A unit is left alone for 24 hours after a reminder, whoever reminded it and however."""
    return last_at is not None and now - last_at < REST
