"""What does a plan promise? Its Chỉ tiêu as signed, their targets by year and how each is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from childplan.vietnamese import moment
from indicators.assessment import standing_in
from indicators.enums import Operator, Part
from indicators.models import Component, Indicator, Target
from indicators.permissions import may_confirm_readings
from indicators.steps import STEPS
from indicators.summaries.assignments import who_answers
from indicators.summaries.plans import day_of
from indicators.summaries.wording import (
    INTERPOLATED,
    bar_of,
    span_words,
    standing_for,
    target_words,
)
from plans.models import Plan
from units.models import User


@dataclass(frozen=True)
class YearColumn:
    """`is_own`: no signed target ends in the year; the owner set what stands there. `is_drawn`: nobody set
    anything for these years; the owner has it drawn between two milestones."""

    head: str
    is_own: bool = False
    is_drawn: bool = False


@dataclass(frozen=True)
class YearCell:
    """The target under one or more columns of years; text “” where none stands there.

    `years` are the target's own; `note` says them where they are not simply those of the column. `is_own`:
    the owner set it, the document does not say it. `drawn`: years of a column of several and what was drawn
    for each between two milestones.
    """

    years: str
    text: str
    columns: int
    note: str = ""
    is_own: bool = False
    drawn: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class FlagLine:
    """Words that need their owner's: as signed, as read, and who has confirmed the reading."""

    label: str
    years: str
    span: str
    kind: str
    words: str
    reading: str
    confirmed: str
    is_readable: bool


@dataclass(frozen=True)
class ComponentLine:
    label: str
    short_name: str
    measure: str
    definition: str
    source: str
    is_restricted: bool
    cells: list[YearCell]
    readings: list[str]
    flags: list[FlagLine]
    note: str


@dataclass(frozen=True)
class IndicatorLine:
    number: str
    short_name: str
    words: str
    leads: str
    supports: str
    components: list[ComponentLine]


@dataclass(frozen=True)
class GoalGroup:
    heading: str
    words: str
    indicators: list[IndicatorLine]


@dataclass(frozen=True)
class TargetPage:
    """`years`: the heads of the columns; `may_confirm`: is the reader the one whose word is asked for?
    `interpolates`: is interpolation on for the years to come; `can_interpolate`: is there anything to draw?
    """

    years: list[YearColumn]
    goals: list[GoalGroup]
    flags: list[tuple[str, FlagLine]]
    may_confirm: bool
    has_numbers: bool
    interpolates: bool = False
    can_interpolate: bool = False

    @property
    def has_own_years(self) -> bool:
        return any(year.is_own for year in self.years)

    @property
    def has_drawn_years(self) -> bool:
        return any(year.is_drawn for year in self.years)

    @property
    def is_wide(self) -> bool:
        """Are there more columns of years than the document names?"""
        return self.has_own_years or self.has_drawn_years

    @property
    def column_count(self) -> int:
        return len(self.years) + 4


def target_page(plan: Plan, user: User, today: date) -> TargetPage:
    """Every Chỉ tiêu of the plan; a fixed number of queries."""
    indicators = list(Indicator.objects.filter(plan=plan).select_related("goal").order_by("position"))
    components: dict[int, list[Component]] = defaultdict(list)
    rows = Component.objects.filter(indicator__plan=plan).select_related(
        "measure__numerator", "measure__denominator", "own_numerator", "own_denominator"
    )
    for component in rows.order_by("indicator__position", "position"):
        components[component.indicator_id].append(component)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__indicator__plan=plan).select_related("confirmed_by"):
        targets[target.component_id].append(target)
    every_target = [target for found in targets.values() for target in found]
    ends = _ends(every_target)
    rows_of = [(component, targets[component.pk]) for row in components.values() for component in row]
    columns = _columns(ends, _drawn_years(plan, rows_of))
    signed = _ends(target for target in every_target if target.words)
    answering = who_answers({indicator.pk for indicator in indicators}, day_of(plan, today))
    goals: dict[int, GoalGroup] = {}
    for indicator in indicators:
        goal = indicator.goal
        goals.setdefault(goal.pk, GoalGroup(str(goal), goal.words, [])).indicators.append(
            IndicatorLine(
                number=indicator.number,
                short_name=indicator.short_name,
                words=indicator.official_text,
                leads=answering.get((indicator.pk, Part.LEAD), ""),
                supports=answering.get((indicator.pk, Part.SUPPORT), ""),
                components=[
                    _component(component, targets[component.pk], columns, plan)
                    for component in components[indicator.pk]
                ],
            )
        )
    every = [line for group in goals.values() for line in group.indicators]
    return TargetPage(
        years=[
            YearColumn(
                span_words(years[0], years[-1]),
                is_own=years[0] in ends and years[0] not in signed,
                is_drawn=years[0] not in ends,
            )
            for years in columns
        ]
        or [YearColumn("Mọi năm")],
        goals=list(goals.values()),
        flags=[
            (line.number, flag) for line in every for component in line.components for flag in component.flags
        ],
        may_confirm=may_confirm_readings(user, plan, today),
        has_numbers=any(line.leads or line.supports for line in every),
        interpolates=plan.interpolates,
        can_interpolate=_could_be_drawn(plan, rows_of),
    )


def span_key(target: Target) -> str:
    """The target's part of an address: “2025”, “2026-2030”, “moi-nam”."""
    if target.first_year is None:
        return "moi-nam"
    if target.first_year == target.last_year:
        return str(target.first_year)
    return f"{target.first_year}-{target.last_year}"


def _ends(targets: Iterable[Target]) -> list[int]:
    """The years that some target ends in: every target stands in one of them."""
    return sorted({target.last_year for target in targets if target.last_year is not None})


def _columns(ends: Sequence[int], drawn: Iterable[int]) -> list[list[int]]:
    """A column for each year in which a target ends; drawn years that follow each other share one."""
    columns: list[list[int]] = []
    for year in sorted({*ends, *drawn}):
        if year not in ends and columns and columns[-1][-1] == year - 1 not in ends:
            columns[-1].append(year)
        else:
            columns.append([year])
    return columns


def _drawn_years(plan: Plan, rows: Sequence[tuple[Component, list[Target]]]) -> list[int]:
    """The years in which a target is drawn between two milestones, for some component."""
    return [
        year
        for year in range(plan.first_year, plan.last_year + 1)
        if plan.interpolates_in(year)
        and any(standing_for(component, of_it, year, plan).is_interpolated for component, of_it in rows)
    ]


def _could_be_drawn(plan: Plan, rows: Sequence[tuple[Component, list[Target]]]) -> bool:
    """Has some component two milestones that leave years between them?"""
    return any(
        standing_in(
            year, [bar_of(target) for target in of_it], plan.last_year, interpolates=True
        ).is_interpolated
        for component, of_it in rows
        if component.measure.method not in STEPS
        for year in range(plan.first_year, plan.last_year + 1)
    )


def _component(
    component: Component, targets: Sequence[Target], columns: Sequence[Sequence[int]], plan: Plan
) -> ComponentLine:
    return ComponentLine(
        label=component.label,
        short_name=component.short_name,
        measure=component.measure.code,
        definition=component.measure.definition,
        source=component.numerator.get_source_display(),
        is_restricted=component.numerator.is_restricted,
        cells=_cells(component, targets, columns, plan),
        readings=list(
            dict.fromkeys(target.reading for target in targets if target.words and not target.flag)
        ),
        flags=[_flag(component, target) for target in targets if target.flag],
        note=_note(component),
    )


def _note(component: Component) -> str:
    if component.last_year is None:
        return component.note
    return f"Áp dụng đến hết năm {component.last_year}. {component.note}".strip()


def _cells(
    component: Component, targets: Sequence[Target], columns: Sequence[Sequence[int]], plan: Plan
) -> list[YearCell]:
    """One cell for each run of columns under which the same target stands."""
    cells: list[YearCell] = []
    held = [_standing(targets, years[-1]) for years in columns] or [_standing(targets, None)]
    for index, target in enumerate(held):
        if target is not None and index and held[index - 1] is target:
            cells[-1] = YearCell(cells[-1].years, cells[-1].text, cells[-1].columns + 1, cells[-1].years)
        elif target is None:
            cells.append(_between(component, targets, columns[index] if columns else (), plan))
        else:
            words = span_words(target.first_year, target.last_year)
            note = words if columns and words != span_words(columns[index][0], columns[index][-1]) else ""
            text = target_words(bar_of(target), component)
            cells.append(YearCell(words, text, 1, note, is_own=not target.words))
    return cells


def _between(component: Component, targets: Sequence[Target], years: Sequence[int], plan: Plan) -> YearCell:
    """Years for which nobody set anything: empty, or drawn between two milestones."""
    if not years:
        return YearCell("mọi năm", "", 1)
    drawn = tuple(
        (year, target_words(standing.bar, component))
        for year in years
        for standing in [standing_for(component, targets, year, plan)]
        if standing.is_interpolated and standing.bar is not None
    )
    span = span_words(years[0], years[-1])
    if len(years) == 1 and drawn:
        return YearCell(span, drawn[0][1], 1, note=INTERPOLATED)
    return YearCell(span, "", 1, drawn=drawn)


def _standing(targets: Sequence[Target], year: int | None) -> Target | None:
    for target in targets:
        if target.first_year is None or target.last_year is None:
            return target
        if year is not None and target.first_year <= year <= target.last_year:
            return target
    return None


def _flag(component: Component, target: Target) -> FlagLine:
    confirmed = ""
    if target.confirmed_at is not None and target.confirmed_by is not None:
        who = ", ".join(filter(None, (target.confirmed_by.full_name, target.confirmed_by.title)))
        confirmed = f"{who}, {moment(target.confirmed_at)}"
    return FlagLine(
        label=component.label,
        years=span_words(target.first_year, target.last_year),
        span=span_key(target),
        kind=target.get_flag_display(),
        words=target.words,
        reading=target.reading,
        confirmed=confirmed,
        is_readable=target.operator != Operator.UNREADABLE,
    )
