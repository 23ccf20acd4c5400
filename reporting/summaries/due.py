"""By which days is a unit's report due, in each plan's eyes? One query for a whole round."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from childplan.vietnamese import short_date, weekday_date
from plans.enums import DutyKind, PlanState
from plans.models import Deadline
from reporting.deadlines import SOON, Day, Due, Timeliness, Timing, dues, most_urgent
from reporting.enums import ReportState, RoundKind
from reporting.models import Report, Round
from reporting.summaries.repeated import read_once

DUTIES = {RoundKind.YEAR: DutyKind.YEAR, RoundKind.SIX_MONTHS: DutyKind.SIX_MONTHS}


@dataclass(frozen=True)
class DueBook:
    """The reporting days of one round: load once, then ask for any unit."""

    year: int
    deadlines: list[Deadline]

    @classmethod
    def of(cls, round_: Round) -> DueBook:
        return cls.of_rounds([round_])[round_.pk]

    @classmethod
    def of_rounds(cls, rounds: Iterable[Round]) -> dict[int, DueBook]:
        """The books of several rounds by round id; one query."""
        every = _with_a_day()
        return {
            round_.pk: cls(
                round_.year,
                [
                    deadline
                    for deadline in every
                    if deadline.duty == DUTIES.get(RoundKind(round_.kind))
                    and deadline.plan.first_year <= round_.year <= deadline.plan.last_year
                ],
            )
            for round_ in rounds
        }

    def for_unit(self, level: str, agency_kind: str, chain_ids: Collection[int]) -> list[Due]:
        """What every plan issued by the unit or above it asks of a unit of this level and kind."""
        return dues(
            Day(deadline.plan.key, self._day(deadline), deadline.is_strict)
            for deadline in self.deadlines
            if deadline.plan.issuer_id in chain_ids
            and deadline.reporter_level == level
            and deadline.reporter_kind in ("", agency_kind)
        )

    def _day(self, deadline: Deadline) -> date:
        assert deadline.day is not None and deadline.month is not None
        year = deadline.year or self.year
        # 29/02 every year: in a year without it, the last day of the month.
        last = monthrange(year, deadline.month)[1]
        return date(year, deadline.month, min(deadline.day, last))


@read_once
def _with_a_day() -> list[Deadline]:
    return list(
        Deadline.objects.filter(
            duty__in=DUTIES.values(),
            day__isnull=False,
            plan__collects=True,
            plan__state=PlanState.IN_FORCE,
        ).select_related("plan")
    )


@dataclass(frozen=True)
class DueWords:
    """How a report stands to its day: the fact, and the sentence beside it."""

    timeliness: Timeliness
    sentence: str


def due_words(report: Report, found: list[Due], now: datetime) -> DueWords:
    """“Hạn nộp: hết ngày Thứ Tư 20/11/2024”; a returned report counts down to its correction day."""
    if report.state == ReportState.RETURNED and report.correct_by_on is not None:
        correction = most_urgent([Due("", report.correct_by_on, report.correct_by_on)], None, now)
        return DueWords(correction, f"Hạn sửa: hết ngày {weekday_date(report.correct_by_on)}")
    first = report.first_submitted_at if report.state != ReportState.DRAFT else None
    fact = most_urgent(found, first, now)
    if fact.timing == Timing.NO_DAY or fact.on is None:
        return DueWords(fact, "Chưa ấn định hạn nộp")
    near = fact.timing in (Timing.DAYS_LEFT, Timing.DUE_TODAY) or fact.days <= SOON
    day = weekday_date(fact.on) if near else short_date(fact.on)
    return DueWords(fact, f"Hạn nộp: hết ngày {day}")
