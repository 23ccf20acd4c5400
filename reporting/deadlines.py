"""By when, and how late? Days and moments in, words out. Nothing of it is stored.

Pure: `now` is an aware moment; every day is a calendar day in Asia/Ho_Chi_Minh, whatever zone the server is
in. The rules with examples: `docs/deadlines.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = 7  # from this many days left on, the days are shown as a warning
FURTHEST = timedelta(days=731)  # two years: a day beyond is a slip in the year
DAYS_FOR_CORRECTION = 3  # a returned report gets this many calendar days unless the reviewer names a day


@dataclass(frozen=True)
class Day:
    """One reporting day of a plan as signed: `on` is the day named, too late itself when strict."""

    plan_key: str
    on: date
    is_strict: bool = False

    @property
    def last_day(self) -> date:
        """The last calendar day on which a report is in time."""
        return self.on - timedelta(days=1) if self.is_strict else self.on


@dataclass(frozen=True)
class Due:
    """What one plan asks of one report. Where a plan names several days for it (000: 30/11 and 05/12), the
    earliest warns and the latest decides."""

    plan_key: str
    warns_on: date
    decides_on: date
    note: str = ""
    """What the unit above did to it: “gia hạn đến 25/11/2024”, “do xã ấn định”."""


@dataclass(frozen=True)
class GivenDays:
    """What the unit above said of one report's day: the last day it set, and the last it extended to."""

    by: str = ""  # the level that said so, inside a sentence: “xã”
    set_on: date | None = None
    extended_to: date | None = None


class Timing(StrEnum):
    """Whether a report is in time; the codes are those of the chips."""

    NO_DAY = "no_day"
    FAR = "far"
    DAYS_LEFT = "days_left"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True)
class Timeliness:
    """A report against its day: code, days (left, over, or late), the day itself and the words for it."""

    timing: Timing
    days: int = 0
    on: date | None = None
    is_free: bool = False
    """No day is missing: none is wanted."""

    @property
    def text(self) -> str:
        """The words used on every screen, export and message."""
        match self.timing:
            case Timing.NO_DAY:
                return "Không có hạn" if self.is_free else "Chưa ấn định hạn"
            case Timing.FAR | Timing.DAYS_LEFT:
                return f"Còn {self.days} ngày"
            case Timing.DUE_TODAY:
                return "Hạn hôm nay"
            case Timing.OVERDUE:
                return f"Quá hạn {self.days} ngày"
            case Timing.ON_TIME:
                return "Đúng hạn"
            case Timing.LATE:
                return f"Nộp muộn {self.days} ngày"


def last_moment(day: date) -> datetime:
    """The first moment that is too late is this one plus a second: 23:59:59 of the day in Viet Nam."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=VIET_NAM)


def calendar_day(moment: datetime) -> date:
    """The calendar day in Viet Nam of an aware moment."""
    return moment.astimezone(VIET_NAM).date()


def dues(days: Iterable[Day]) -> list[Due]:
    """One due a plan, earliest deciding day first."""
    by_plan: dict[str, list[date]] = {}
    for day in days:
        by_plan.setdefault(day.plan_key, []).append(day.last_day)
    found = [Due(key, min(named), max(named)) for key, named in by_plan.items()]
    return sorted(found, key=lambda due: (due.decides_on, due.plan_key))


def with_given(found: Sequence[Due], given: GivenDays) -> list[Due]:
    """The plans' days after what the unit above said of them.

    An extension moves every day that comes before it, and leaves later ones alone. A day that was set counts
    only where no plan names one: nobody between can take time from what a plan gives.
    """
    days = list(found)
    if not days and given.set_on is not None:
        days = [Due("", given.set_on, given.set_on, f"do {given.by} ấn định")]
    new = given.extended_to
    if new is None:
        return days
    # A day that a plan no longer names was extended all the same.
    return [_extended(due, new) for due in days or [Due("", new, new, _extended_words(new))]]


def _extended(due: Due, new: date) -> Due:
    if due.warns_on >= new:
        return due
    return Due(due.plan_key, new, max(due.decides_on, new), _extended_words(new))


def _extended_words(new: date) -> str:
    return f"gia hạn đến {new:%d/%m/%Y}"


def timeliness(due: Due | None, first_submitted_at: datetime | None, now: datetime) -> Timeliness:
    """One plan's view of one report. Only the first submission counts: a return keeps the on-time fact."""
    if due is None:
        return Timeliness(Timing.NO_DAY)
    if first_submitted_at is not None:
        late_by = (calendar_day(first_submitted_at) - due.decides_on).days
        if late_by > 0:
            return Timeliness(Timing.LATE, late_by, due.decides_on)
        return Timeliness(Timing.ON_TIME, 0, due.decides_on)
    today = calendar_day(now)
    if today > due.decides_on:
        return Timeliness(Timing.OVERDUE, (today - due.decides_on).days, due.decides_on)
    # Until the warning day has passed it is the one that is counted down to.
    on = due.warns_on if today <= due.warns_on else due.decides_on
    left = (on - today).days
    if left == 0:
        return Timeliness(Timing.DUE_TODAY, 0, on)
    return Timeliness(Timing.DAYS_LEFT if left <= SOON else Timing.FAR, left, on)


def words_to(fact: Timeliness, receiver: str) -> str:
    """“Còn 20 ngày đến hạn nộp huyện (05/12)”: how a place stands to the day on which it hands up itself; ""
    where no day is known."""
    if fact.on is None:
        return ""
    day = f"{fact.on.day:02}/{fact.on.month:02}"
    up = f"nộp {receiver}".strip()
    match fact.timing:
        case Timing.DUE_TODAY:
            return f"Hôm nay là hạn {up} ({day})"
        case Timing.OVERDUE:
            return f"Quá hạn {up} {fact.days} ngày ({day})"
        case Timing.ON_TIME:
            return f"Đã {up} đúng hạn"
        case Timing.LATE:
            return f"Đã {up}, muộn {fact.days} ngày"
        case _:
            return f"{fact.text} đến hạn {up} ({day})"


def most_urgent(every: Sequence[Due], first_submitted_at: datetime | None, now: datetime) -> Timeliness:
    """What home shows: before submission the earliest day still open (or overdue longest); afterwards the
    worst of the facts, so that a report late for one plan never reads as in time."""
    if not every:
        return Timeliness(Timing.NO_DAY)
    facts = [timeliness(due, first_submitted_at, now) for due in every]
    if first_submitted_at is not None:
        return max(facts, key=lambda fact: fact.days)
    overdue = [fact for fact in facts if fact.timing == Timing.OVERDUE]
    if overdue:
        return max(overdue, key=lambda fact: fact.days)
    return min(facts, key=lambda fact: fact.days)


def no_day_to_give(day: date, today: date) -> str:
    """Why nobody can be given this day to hand in or to correct by: a sentence, or "" where it will do."""
    if day < today:
        return f"Ngày {day:%d/%m/%Y} đã qua. Chọn một ngày từ hôm nay trở đi."
    if day > today + FURTHEST:
        return f"Ngày {day:%d/%m/%Y} xa quá. Xem lại năm đã ghi."
    return ""


def correction_day(returned_at: datetime, named: date | None) -> date:
    """The day by which a returned report is put right: the one named, else three calendar days on."""
    return named or calendar_day(returned_at) + timedelta(days=DAYS_FOR_CORRECTION)


WEEKEND = {5: "Thứ Bảy", 6: "Chủ nhật"}
HOLIDAYS = {(1, 1): "Tết Dương lịch", (4, 30): "ngày lễ 30/4", (5, 1): "ngày lễ 1/5", (9, 2): "Quốc khánh"}
"""Days off with a fixed date (Bộ luật Lao động 2019, Điều 112); not those of the moon's calendar."""


def free_day(day: date) -> str:
    """What makes people rest on the day: “Chủ nhật”, “Quốc khánh”; "" on a working day. Moves no deadline."""
    return HOLIDAYS.get((day.month, day.day)) or WEEKEND.get(day.weekday(), "")
