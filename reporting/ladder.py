"""Which reminder is due today? One table, and the one question asked of it.

Pure: days in, a step out. Steps are days after the day that decides (negative before it). The table with
examples: `docs/reminders.md`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from units.enums import AgencyKind

STEPS = (-14, -7, -3, -1, 0, 1, 3, 7)
"""Once each; after the last one again every week: 14, 21, 28 …"""
WEEK = 7
TELLS_ABOVE_FROM = 7
"""From this step on, a week over, the people one level up are told too."""

SCHOOLS = frozenset({AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL})
TEACHERS_DAY = (11, 20)
SCHOOLS_LAST = 18
"""A school hears nothing on 19 and 20 November, eve and day of Ngày Nhà giáo: it was told on the 18th."""

DAY_BEGINS, DAY_ENDS = time(7), time(20)
"""Nobody is reminded outside these hours of Viet Nam."""


@dataclass(frozen=True)
class Sent:
    """A reminder that went out. No step, and perhaps no day: somebody reminded by hand."""

    due_on: date | None
    step: int | None
    on: date


def step_for(
    due_on: date, today: date, sent: Collection[Sent] = (), kind: str = "", since: date | None = None
) -> int | None:
    """The step at which a report due on this day is reminded today, or None.

    After days without a run only the latest step that was missed is caught up. Never two on one day, whoever
    reminded; never a step that is not later than one already sent for the same day. since: the day on which
    the unit was told of this very day in another way (an extension, a return): steps up to it are not owed.
    """
    if any(one.on == today for one in sent):
        return None
    step = _latest(due_on, today, kind)
    if step is None or (since is not None and day_of(step, due_on, kind) <= since):
        return None
    last = max((one.step for one in sent if one.due_on == due_on and one.step is not None), default=None)
    return step if last is None or step > last else None


def tells_above(step: int) -> bool:
    """Is the level above told at this step too?"""
    return step >= TELLS_ABOVE_FROM


def day_of(step: int, due_on: date, kind: str = "") -> date:
    """The day on which the step of a report falls; a school's first ones keep clear of 19 and 20/11."""
    day = due_on + timedelta(days=step)
    holiday = date(day.year, *TEACHERS_DAY)
    is_shut = holiday - timedelta(days=1) <= day <= holiday
    return day.replace(day=SCHOOLS_LAST) if kind in SCHOOLS and step <= 0 and is_shut else day


def is_quiet(clock: time) -> bool:
    """Is it too late in the evening, or too early in the morning, to remind anybody?"""
    return not DAY_BEGINS <= clock < DAY_ENDS


def _latest(due_on: date, today: date, kind: str) -> int | None:
    """The latest step whose day has come; weekly ones beyond the table are worked out."""
    over = (today - due_on).days
    if over >= STEPS[-1]:
        return over - (over - STEPS[-1]) % WEEK
    return max((step for step in STEPS if day_of(step, due_on, kind) <= today), default=None)
