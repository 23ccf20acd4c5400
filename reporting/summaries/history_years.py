"""Which figures of which old years can a place type for itself, and what stands there?

An old year of the table is an ordinary year round, opened by the place for itself alone, with one report: its
own. So trends, warnings and last year's columns find it where they look anyway (`reporting.years`), and
nothing in the roll-up is new. What a year already has from elsewhere is never touched.

A commune under a district with people may do so too, though it does not open rounds (ADR 12): what it knows
of its own past is its own. Nobody above owes a report in such a year, so it goes up to nobody and enters no
sum above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indicators.enums import ItemKind, Source
from indicators.models import Component, DataItem
from plans.enums import PlanState
from plans.models import Plan
from reporting.answers import Answer
from reporting.asking import TIERS, place_level
from reporting.enums import Act, FigureState, ReportState, RoundKind
from reporting.locks import lock_on, locked_words
from reporting.models import Figure, Report, ReportEvent, Round
from reporting.years import YEARLY
from units.enums import Level
from units.models import Unit
from units.summaries.places import chain_on, names_on

SAID = "số liệu các năm trước"
"""The reason that every act of the table carries. A report that was opened with it came from the table."""
NOT_KNOWN = Answer(FigureState.NOT_COLLECTED, reason="Không có số liệu năm này")
"""What a cell left empty says: there is no figure, and nobody is asked for one."""
YEARS, MOST_YEARS = 3, 5
NOT_IN_TABLE = (ItemKind.TEXT, ItemKind.RATE)
"""Words show no trend; a rate that nobody counted cannot be added to anything, now or later."""


def is_from_table(report: Report) -> bool:
    """Did the report come from the table? Nobody asks then why a year that is over was as it was."""
    return bool(report.events.filter(act=Act.OPENED, reason=SAID).exists())


@dataclass(frozen=True)
class Line:
    """One figure of the table. label: of the component it first stands in, "" for a base figure."""

    item: DataItem
    label: str = ""
    is_denominator: bool = False


@dataclass(frozen=True)
class Asked:
    """What the plans of a place need: lines by heading, each figure once, base figures first."""

    plans: Sequence[Plan]
    components: Sequence[Component]
    groups: Sequence[tuple[str, Sequence[Line]]]
    left_out: Sequence[str]
    """Names of figures that the table does not take."""

    @property
    def lines(self) -> list[Line]:
        return [line for _, lines in self.groups for line in lines]

    @property
    def items(self) -> dict[int, DataItem]:
        return {line.item.pk: line.item for line in self.lines}

    @property
    def wholes(self) -> dict[int, int]:
        """The denominator of each numerator, where it has only one."""
        found: dict[int, set[int]] = defaultdict(set)
        for component in self.components:
            if component.denominator is not None:
                found[component.numerator.pk].add(component.denominator.pk)
        return {part: next(iter(wholes)) for part, wholes in found.items() if len(wholes) == 1}


def asked_of(unit: Unit) -> Asked:
    """What the plans in force that the place issued need, down to its own tier; two queries.

    The place answers for everything below it, so items of every tier below are its own here.
    """
    plans = list(
        Plan.objects.collecting().filter(state=PlanState.IN_FORCE, issuer=unit).order_by("first_year", "key")
    )
    components = list(
        Component.objects.filter(indicator__plan__in=plans, last_year__isnull=True)
        .select_related("indicator__plan", "measure__numerator", "measure__denominator")
        .select_related("own_numerator", "own_denominator")
        .order_by("indicator__plan__first_year", "indicator__plan__key", "indicator__position", "position")
    )
    base: list[Line] = []
    by_indicator: dict[str, list[Line]] = {}
    left_out: list[str] = []
    seen: set[int] = set()
    for component in components:
        plan = component.indicator.plan
        heading = str(component.indicator) + (f" – {plan.short_title}" if len(plans) > 1 else "")
        for item in (component.numerator, component.denominator):
            if item is None or item.pk in seen or not _answers_for(unit, item):
                continue
            seen.add(item.pk)
            if item.kind in NOT_IN_TABLE:
                left_out.append(item.short_name)
            elif item.is_base:
                base.append(Line(item))
            else:
                line = Line(item, component.label, is_denominator=item == component.denominator)
                by_indicator.setdefault(heading, []).append(line)
    base.sort(key=lambda line: (line.item.position, line.item.code))
    groups = [("Số liệu nền", base)] if base else []
    return Asked(plans, components, [*groups, *by_indicator.items()], left_out)


def _answers_for(unit: Unit, item: DataItem) -> bool:
    return Level(unit.level) in TIERS[: TIERS.index(place_level(Source(item.source))) + 1]


def old_years(asked: Asked, today: date, how_many: int = YEARS) -> list[int]:
    """The last years that are over, oldest first. Where every plan begins later, this year is one of them
    once its data year has closed (14/12); before that its figures are still to come."""
    first = min((plan.first_year for plan in asked.plans), default=today.year)
    is_over = first > today.year and today > window_of(today.year)[1]
    last = today.year if is_over else today.year - 1
    return list(range(last - how_many + 1, last + 1))


def window_of(year: int) -> tuple[date, date]:
    """The data year of Nghị định 09/2019/NĐ-CP, closed on 14/12."""
    return date(year - 1, 12, 15), date(year, 12, 14)


@dataclass(frozen=True)
class OldYear:
    """One year of the table. closed: why nothing can be typed, or "". report: the unit's own, if any;
    figures: its cells by item, where the report came from the table."""

    year: int
    round: Round | None = None
    report: Report | None = None
    is_from_table: bool = False
    closed: str = ""
    figures: Mapping[int, Figure] = field(default_factory=dict)


def old_years_of(unit: Unit, years: Sequence[int]) -> dict[int, OldYear]:
    """Every year with what stands in it and whether it can be typed; a fixed number of queries a year."""
    rounds = Round.objects.filter(kind__in=YEARLY, year__in=years)
    by_year: dict[int, dict[str, Round]] = defaultdict(dict)
    for round_ in rounds:
        by_year[round_.year][round_.kind] = round_
    reports = {
        report.round_id: report
        for report in Report.objects.filter(unit=unit, round__in=rounds).select_related("round", "unit")
    }
    from_table = set(
        ReportEvent.objects.filter(report__in=reports.values(), act=Act.OPENED, reason=SAID).values_list(
            "report_id", flat=True
        )
    )
    figures: dict[int, dict[int, Figure]] = defaultdict(dict)
    cells = Figure.objects.filter(report__in=from_table).select_related("item", "entered_by")
    own = {report.pk: report for report in reports.values()}
    for figure in cells:
        figure.report = own[figure.report_id]
        figures[figure.report_id][figure.item_id] = figure
    return {year: _old_year(unit, year, by_year[year], reports, from_table, figures) for year in years}


def _old_year(
    unit: Unit,
    year: int,
    rounds: Mapping[str, Round],
    reports: Mapping[int, Report],
    from_table: set[int],
    figures: Mapping[int, Mapping[int, Figure]],
) -> OldYear:
    final, round_ = rounds.get(RoundKind.FINAL_YEAR), rounds.get(RoundKind.YEAR)
    final_report = reports.get(final.pk) if final is not None else None
    report = reports.get(round_.pk) if round_ is not None else None
    if final_report is not None or (report is not None and report.pk not in from_table):
        return OldYear(
            year,
            round_ if report is not None else final,
            report or final_report,
            closed=f"Năm {year} đã có báo cáo, ở đây chỉ xem.",
        )
    day = round_.data_to if round_ is not None else window_of(year)[1]
    return OldYear(
        year,
        round_,
        report,
        is_from_table=report is not None,
        closed=_why_not(unit, year, round_, report, day),
        figures=figures.get(report.pk, {}) if report is not None else {},
    )


def _why_not(unit: Unit, year: int, round_: Round | None, report: Report | None, day: date) -> str:
    """Why the place cannot type the year for itself, or ""."""
    chain = chain_on(day, unit)
    if not chain:
        return f"Năm {year} đơn vị chưa có trên hệ thống."
    if round_ is None:
        return ""
    above = {place.unit_id: place.full_name for place in chain[:-1]}
    asked = Report.objects.filter(round=round_, unit__in=above).values_list("unit_id", flat=True).first()
    if asked is not None:
        return f"Năm {year} do {above[asked]} mở kỳ; số của năm này sửa ở báo cáo của năm đó."
    below = Unit.objects.under(unit, day=day).exclude(pk=unit.pk)
    reported = Report.objects.filter(round=round_, unit__in=below.values("pk"))
    names = names_on(day, reported.order_by("unit_id").values_list("unit_id", flat=True)[:3])
    if names:
        said = ", ".join(place.full_name for place in names.values())
        return f"Năm {year} đã có số của nơi bên dưới ({said}); tổng của năm này cộng từ đó."
    if report is not None:
        lock = lock_on(report)
        if lock is not None:
            return locked_words(lock)
        if report.state == ReportState.SUBMITTED and report.is_being_checked:
            return f"Báo cáo năm {year} đang được kiểm tra."
    return ""
