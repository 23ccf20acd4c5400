"""One round at one place: which units are asked below it, by which day, who said so, and what is locked?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from childplan.vietnamese import moment, short_date
from reporting.chips import Chip, quiet, state_chip, timeliness_chip
from reporting.deadlines import Due
from reporting.enums import ReportState
from reporting.locks import locked_words
from reporting.models import Report, Round, RoundLock
from reporting.permissions import unit_above
from reporting.summaries.due import DueBook, due_words
from reporting.summaries.opening import window_words
from reporting.summaries.round_days import PlanDay, PlanWarnings, days_near, plan_days, plan_warnings
from reporting.totals import PLACES
from units.models import Unit
from units.summaries.places import PlaceName, chain_on, children_on


@dataclass(frozen=True)
class UnitDay:
    """One day of a unit's report, and who named it."""

    day: str
    said_by: str


@dataclass(frozen=True)
class UnitLine:
    """One unit that owes a report in the round."""

    unit_id: int
    key: str
    name: str
    is_place: bool
    state: Chip
    due: Chip
    days: list[UnitDay]
    lock: str
    """When and why it is locked itself; "" where it is not."""
    lock_id: int
    is_accepted: bool
    is_waiting: bool  # for its own unit: not handed in, or returned
    can_be_set: bool
    can_be_extended: bool
    correct_by: str  # the day of the correction, while it is returned


@dataclass(frozen=True)
class RoundPage:
    """The round at a place. `own`: the place's own report; only a top unit sets a day for itself."""

    key: str
    name: str
    unit_key: str
    unit_name: str
    is_top: bool
    crumbs: list[PlaceName]
    window: str
    opened: str
    asks_figures: bool
    is_rehearsal: bool
    own: UnitLine | None
    lines: list[UnitLine]
    locked: str
    days: list[PlanDay]
    warnings: list[PlanWarnings]

    @property
    def is_received(self) -> bool:
        """Do the reports below go up to this place? Not those of a round that a place below opened for
        itself (ADR 12): of that one the place only sees how it is run."""
        return self.own is not None or not self.asks_figures

    @property
    def to_set(self) -> list[UnitLine]:
        """Units to which this place may give a day."""
        return [line for line in self.rows if line.can_be_set] if self.is_received else []

    @property
    def to_extend(self) -> list[UnitLine]:
        return [line for line in self.rows if line.can_be_extended] if self.is_received else []

    @property
    def without_day(self) -> list[UnitLine]:
        """Units that have yet to hand in, and nobody has said by when."""
        return [line for line in self.to_set if line.is_waiting and not line.days]

    @property
    def to_lock(self) -> list[UnitLine]:
        return [line for line in self.lines if not line.lock_id] if self.is_received else []

    @property
    def to_unlock(self) -> list[UnitLine]:
        return [line for line in self.lines if line.lock_id] if self.is_received else []

    @property
    def open_below(self) -> int:
        """Reports one level down that would be locked without having been accepted."""
        return sum(1 for line in self.to_lock if not line.is_accepted)

    @property
    def rows(self) -> list[UnitLine]:
        return [*([self.own] if self.is_top and self.own is not None else []), *self.lines]


def round_page(round_: Round, unit: Unit, now: datetime) -> RoundPage:
    """The place, its own report and those one level down; a fixed number of queries."""
    chain = chain_on(round_.data_to, unit)
    children = {child.unit_id: child for child in children_on(round_.data_to, unit)}
    reports = list(
        Report.objects.filter(round=round_, unit__in=[unit.pk, *children])
        .select_related("unit", "round")
        .with_progress()
    )
    locks = {
        lock.unit_id: lock
        for lock in RoundLock.objects.filter(
            round=round_, ended_at=None, unit__in=[*children, *(place.unit_id for place in chain)]
        ).select_related("unit", "locked_by")
    }
    above = next((locks[place.unit_id] for place in chain if place.unit_id in locks), None)
    book = DueBook.of(round_, [report.unit for report in reports])
    titles = {deadline.plan.key: deadline.plan.short_title for deadline in book.deadlines}
    lines: dict[int, UnitLine] = {}
    for report in reports:
        place = chain[-1] if report.unit_id == unit.pk else children[report.unit_id]
        line_of = [spot.unit_id for spot in chain]
        if report.unit_id != unit.pk:
            line_of.append(report.unit_id)
        dues = book.for_unit(place.level, place.agency_kind, line_of, report.unit_id)
        lines[report.unit_id] = _line(report, place, dues, titles, locks.get(report.unit_id), above, now)
    near = {place.unit_id for place in chain} | set(
        Unit.objects.under(unit, day=round_.data_to).values_list("pk", flat=True)
    )
    deadlines = days_near(book, near)
    opening = (
        round_.openings.filter(unit__in=[place.unit_id for place in chain])
        .select_related("opened_by")
        .first()
    )
    return RoundPage(
        key=round_.key,
        name=round_.name,
        unit_key=unit.key,
        unit_name=chain[-1].full_name,
        is_top=any(report.unit_id == unit.pk and unit_above(report) is None for report in reports),
        crumbs=chain[:-1],
        window=window_words(round_),
        opened=f"{moment(opening.opened_at)}, {opening.opened_by.full_name}" if opening else "",
        asks_figures=round_.asks_figures,
        is_rehearsal=round_.is_rehearsal,
        own=lines.get(unit.pk),
        lines=[lines[unit_id] for unit_id in children if unit_id in lines],
        locked=locked_words(above) if above is not None else "",
        days=plan_days(book, deadlines),
        warnings=plan_warnings(deadlines, round_.data_to),
    )


def _line(
    report: Report,
    place: PlaceName,
    dues: Sequence[Due],
    titles: dict[str, str],
    lock: RoundLock | None,
    above: RoundLock | None,
    now: datetime,
) -> UnitLine:
    is_shut = lock is not None or above is not None
    state = ReportState(report.state)
    said = state_chip(
        state,
        settled=report.settled_count,  # type: ignore[attr-defined]
        asked=report.asked_count,  # type: ignore[attr-defined]
        is_being_checked=report.is_being_checked,
        is_paper=not report.round.asks_figures,
    )
    due = timeliness_chip(due_words(report, list(dues), now).timeliness)
    return UnitLine(
        unit_id=report.unit_id,
        key=place.key,
        name=place.full_name,
        is_place=place.level in PLACES,
        # Under a lock nobody is called to anything.
        state=quiet(said) if is_shut else said,
        due=quiet(due) if is_shut else due,
        days=[_day(due, titles) for due in dues],
        lock=f"{moment(lock.locked_at)}, {lock.locked_by.full_name}: {lock.reason}" if lock else "",
        lock_id=lock.pk if lock is not None else 0,
        is_accepted=state == ReportState.ACCEPTED,
        is_waiting=report.is_open,
        can_be_set=not (is_shut or report.round.is_rehearsal)
        and all(not due.plan_key and not due.note.startswith("gia hạn") for due in dues)
        and not (dues and report.first_submitted_at),
        correct_by=short_date(report.correct_by_on)
        if report.correct_by_on and report.state == ReportState.RETURNED and not report.round.is_rehearsal
        else "",
        can_be_extended=not (is_shut or report.round.is_rehearsal)
        and report.is_open
        and bool(dues or report.correct_by_on),
    )


def _day(due: Due, titles: dict[str, str]) -> UnitDay:
    """“25/11/2024” and “Chương trình tỉnh Thử, gia hạn đến 25/11/2024”."""
    said = [titles.get(due.plan_key, ""), due.note]
    return UnitDay(_days(due.warns_on, due.decides_on), ", ".join(part for part in said if part))


def _days(first: date, last: date) -> str:
    return short_date(last) if first == last else f"{short_date(first)} (nhắc), {short_date(last)}"
