"""By which days is a unit's report due, in each plan's eyes? A query or two for any number of rounds."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from childplan.compiled import CompiledQuery, ids_param
from childplan.vietnamese import short_date, weekday_date
from plans.enums import DutyKind, PlanState
from plans.models import Deadline
from reporting.deadlines import SOON, Day, Due, GivenDays, Timeliness, Timing, dues, most_urgent, with_given
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Report, ReportEvent, Round
from reporting.querysets import was_manned
from reporting.summaries.repeated import read_once
from units.enums import Level
from units.models import Placement, Unit

DUTIES = {
    RoundKind.YEAR: DutyKind.YEAR,
    RoundKind.SIX_MONTHS: DutyKind.SIX_MONTHS,
    RoundKind.MID_TERM: DutyKind.MID_TERM,
    RoundKind.FINAL: DutyKind.FINAL,
    RoundKind.ACTION_PLAN: DutyKind.ACTION_PLAN,
}
"""Which duty of a plan a round collects. No plan names a day for the final figures of a year."""

NO_DAYS = GivenDays()
FREE = Timeliness(Timing.NO_DAY, is_free=True)
"""Of a rehearsal: nothing is late, and nobody has forgotten to name a day."""
LEVEL_WORDS = {
    Level.COUNTRY: "trung ương",
    Level.PROVINCE: "tỉnh",
    Level.DISTRICT: "huyện",
    Level.COMMUNE: "xã",
}
"""A level inside a sentence: “do xã ấn định”."""


@dataclass(frozen=True)
class DueBook:
    """The reporting days of one round: load once, then ask for any unit."""

    year: int
    deadlines: list[Deadline]
    given: dict[int, GivenDays] = field(default_factory=dict)
    """What units above set or extended, by the id of the unit below."""

    @classmethod
    def of(cls, round_: Round, units: Collection[Unit] | None = None) -> DueBook:
        return cls.of_rounds([round_], units)[round_.pk]

    @classmethod
    def as_planned(cls, round_: Round) -> DueBook:
        """The days that plans name for a round, which need not be stored yet; one query."""
        return cls(round_.year, [deadline for deadline in _with_a_day() if _concerns(deadline, round_)])

    @classmethod
    def of_rounds(cls, rounds: Iterable[Round], units: Collection[Unit] | None = None) -> dict[int, DueBook]:
        """The books of several rounds by round id; two queries, three where a unit above gave days.

        units: the only ones that will be asked for, where these are few; else every unit of the rounds.
        """
        wanted = {round_.pk: round_ for round_ in rounds}
        every = _with_a_day()
        given = _given_days(wanted, units)
        return {
            round_id: cls(
                round_.year,
                [deadline for deadline in every if _concerns(deadline, round_)],
                given.get(round_id, {}),
            )
            for round_id, round_ in wanted.items()
        }

    def for_unit(self, level: str, agency_kind: str, chain_ids: Collection[int], unit_id: int) -> list[Due]:
        """What every plan issued by the unit or above it asks of a unit of this level and kind, with the days
        that the unit above it set or extended."""
        return with_given(
            self.planned(level, agency_kind, chain_ids),
            self.given.get(unit_id, NO_DAYS),
        )

    def planned(self, level: str, agency_kind: str, chain_ids: Collection[int]) -> list[Due]:
        """The same as the plans have it."""
        return dues(
            Day(deadline.plan.key, self.day_of(deadline), deadline.is_strict)
            for issuer_id in chain_ids
            for deadline in self._by_issuer.get(issuer_id, ())
            if deadline.reporter_level == level and deadline.reporter_kind in ("", agency_kind)
        )

    @cached_property
    def _by_issuer(self) -> dict[int, list[Deadline]]:
        found: dict[int, list[Deadline]] = {}
        for deadline in self.deadlines:
            found.setdefault(deadline.plan.issuer_id, []).append(deadline)
        return found

    def day_of(self, deadline: Deadline) -> date:
        """The day a deadline names, in the round's year."""
        assert deadline.day is not None and deadline.month is not None
        year = deadline.year or self.year
        # 29/02 every year: in a year without it, the last day of the month.
        last = monthrange(year, deadline.month)[1]
        return date(year, deadline.month, min(deadline.day, last))


_WITH_A_DAY = CompiledQuery(
    lambda: (
        Deadline.objects.filter(
            duty__in=DUTIES.values(),
            day__isnull=False,
        )
        .exclude(plan__state=PlanState.DRAFT)
        .select_related("plan__issuer")
    )
)


@read_once
def _with_a_day() -> list[Deadline]:
    return _WITH_A_DAY()


def _concerns(deadline: Deadline, round_: Round) -> bool:
    """A round with figures is held to every plan in force that collects in its year; a round of one plan to
    that plan alone. A duty that happens once binds only in the year it names."""
    if deadline.duty != DUTIES.get(RoundKind(round_.kind)) or deadline.year not in (None, round_.year):
        return False
    plan = deadline.plan
    if round_.plan_id is not None:
        return plan.pk == round_.plan_id
    return plan.collects and plan.holds_in(round_.year)


def _days_given(**only: Any) -> QuerySet[ReportEvent]:
    """What units above did to days. What was extended after a return is the day for the correction, which the
    report carries itself."""
    given = ReportEvent.objects.filter(act__in=[Act.DAY_SET, Act.EXTENDED], **only)
    return given.exclude(act=Act.EXTENDED, from_state=ReportState.RETURNED).order_by("id")


_GIVEN_DAY = ("report_id", "report__round_id", "report__unit_id", "report__unit__level", "act", "day")
_GIVEN_DAYS = CompiledQuery(
    lambda: _days_given(report__round__in=ids_param("rounds")).values_list(*_GIVEN_DAY)
)
_GIVEN_DAYS_OF_UNITS = CompiledQuery(
    lambda: _days_given(
        report__round__in=ids_param("rounds"), report__unit__in=ids_param("units")
    ).values_list(*_GIVEN_DAY)
)


def _given_days(
    rounds: Mapping[int, Round], units: Collection[Unit] | None
) -> dict[int, dict[int, GivenDays]]:
    """By round id and unit id. Who sets a day is always the unit right above; the top unit sets its own."""
    if units is None:
        rows = _GIVEN_DAYS(rounds=rounds)
        events = _days_given(report__round__in=list(rounds))
    else:
        rows = _GIVEN_DAYS_OF_UNITS(rounds=rounds, units=[unit.pk for unit in units])
        events = _days_given(report__round__in=list(rounds), report__unit__in=units)
    above = _levels_above(events) if rows else {}
    found: dict[int, dict[int, GivenDays]] = {}
    for report_id, round_id, unit_id, level, act, day in rows:
        days = found.setdefault(round_id, {})
        before = days.get(unit_id, GivenDays(LEVEL_WORDS[Level(above[report_id] or level)]))
        days[unit_id] = (
            replace(before, set_on=day) if act == Act.DAY_SET else replace(before, extended_to=day)
        )
    return found


def _levels_above(events: QuerySet[ReportEvent]) -> dict[int, str | None]:
    """By report of these events the level of the unit right above its unit in the round's tree, if the report
    goes up there; one query, with no list of ids however many days were given."""
    closing = OuterRef("round__data_to")
    spots = Placement.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=closing),
        Q(ends_on__isnull=True) | Q(ends_on__gte=closing),
        unit=OuterRef("unit"),
    )
    asked = Report.objects.filter(round=OuterRef(OuterRef("round")), unit=OuterRef("parent"))
    level = Case(
        When(
            round__plan__isnull=True,
            then=Subquery(spots.filter(Exists(asked)).values("parent__level")[:1]),
        ),
        default=Subquery(spots.filter(was_manned("parent")).values("parent__level")[:1]),
    )
    reports = Report.objects.filter(pk__in=events.order_by().values("report")).annotate(above=level)
    return dict(reports.values_list("pk", "above"))


@dataclass(frozen=True)
class DueWords:
    """How a report stands to its day: the fact, the sentence beside it, and what the unit above did to the
    day (“gia hạn đến 25/11/2024”, “do xã ấn định”), which the sentence says too."""

    timeliness: Timeliness
    sentence: str
    note: str = ""


def due_words(report: Report, found: list[Due], now: datetime) -> DueWords:
    """“Hạn nộp: hết ngày Thứ Tư 20/11/2024”; a returned report counts down to its correction day."""
    if report.state == ReportState.RETURNED and report.correct_by_on and not report.round.is_rehearsal:
        correction = most_urgent([Due("", report.correct_by_on, report.correct_by_on)], None, now)
        return DueWords(correction, f"Hạn sửa: hết ngày {weekday_date(report.correct_by_on)}")
    if report.round.is_rehearsal:
        return DueWords(FREE, "Kỳ chạy thử, không có hạn")
    first = report.first_submitted_at if report.state != ReportState.DRAFT else None
    fact = most_urgent(found, first, now)
    if fact.timing == Timing.NO_DAY or fact.on is None:
        return DueWords(fact, "Chưa ấn định hạn nộp")
    near = fact.timing in (Timing.DAYS_LEFT, Timing.DUE_TODAY) or fact.days <= SOON
    day = weekday_date(fact.on) if near else short_date(fact.on)
    note = next((due.note for due in found if due.note and fact.on in (due.warns_on, due.decides_on)), "")
    if note.startswith("gia hạn"):
        return DueWords(fact, f"Hạn nộp: gia hạn đến hết ngày {day}", note)
    sentence = f"Hạn nộp: hết ngày {day}"
    return DueWords(fact, f"{sentence}, {note}" if note else sentence, note)
