"""How do the units of a place stand beside each other in everything? The matrix of units and Chỉ tiêu.

A target judges its issuer's own total. A unit below is judged only by a target of its own plan; a number
without a sign is one that nobody has promised there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.enums import HELD_AGAINST_LAST, Better, Status
from indicators.models import Component
from indicators.numbers import ResultUnit
from plans.models import Plan
from reporting.charts.bars import NO_DATA, Bar, TargetMark
from reporting.charts.small_multiples import Panel
from reporting.chips import Chip, status_chip
from reporting.rollup import Outcome, Result
from reporting.summaries.asked import Asked, Identity, Relation, asked_of, identity_of, plans_of, targets_of
from reporting.summaries.coverage import coverage_of
from reporting.summaries.measure_results import standing_at, target_mark, unit_of
from reporting.summaries.results import (
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.summaries.sources import AsReported
from reporting.totals import PLACES, Totals, item_total
from reporting.totals_below import ChildTotals
from units.summaries.places import PlaceName

NOT_ASKED = Chip(Status.NOT_APPLICABLE.value, "Không phải báo cáo")


@dataclass(frozen=True)
class Cell:
    """One unit in one Chỉ tiêu. `chip`: the sign before the value and its words; None where nothing judges.
    `is_asked`: was it asked at all? `counts`: is it in the sum of the place?"""

    unit_key: str
    text: str = ""
    chip: Chip | None = None
    is_partial: bool = False
    is_asked: bool = False
    counts: bool = True
    bar: Bar | None = None

    @property
    def pieces(self) -> tuple[str, str]:
        """“5,9/” and “4.000”: between the two a narrow column may end its line; "" for what has no base."""
        before, stroke, base = self.text.partition("/")
        return f"{before}{stroke}", base


@dataclass(frozen=True)
class CompareRow:
    """One Chỉ tiêu over all units, the place itself first."""

    code: str
    label: str
    name: str
    unit_text: str
    is_restricted: bool
    target_text: TargetText
    target: TargetMark | None
    lower_is_better: bool
    unit: ResultUnit | None
    own: Cell
    cells: list[Cell]

    @property
    def is_drawn(self) -> bool:
        """Is there a number of two units to hold against each other?"""
        return sum(1 for cell in self.cells if cell.bar is not None and cell.bar.value is not None) > 1


@dataclass(frozen=True)
class CompareGroup:
    heading: str
    rows: list[CompareRow] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """`units`: the places one level below, in Vietnamese order, the same in every row and drawing."""

    place: str
    round_name: str
    year: int
    is_official: bool
    units: list[PlaceName]
    groups: list[CompareGroup]
    are_places: bool = False  # has each a page of its own?

    @property
    def rows(self) -> list[CompareRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The signs that occur, with their words, in the order of the statuses."""
        used = {
            cell.chip.code
            for row in self.rows
            for cell in (row.own, *row.cells)
            if cell.chip and cell.is_asked
        }
        return [(status.value, status.label) for status in Status if status.value in used]

    @property
    def some_not_counted(self) -> bool:
        return any(cell.text and not cell.counts for row in self.rows for cell in row.cells)

    @property
    def order(self) -> list[tuple[str, str]]:
        return [(unit.key, unit.full_name) for unit in self.units]


def comparison(source: AsReported) -> Comparison:
    """Every Chỉ tiêu of the plans at the place over the units below; a fixed number of queries."""
    places = [child for child in source.children if child.level in PLACES]
    # Of a commune the villages stand beside each other; its agencies each count something else.
    units = places or [child for child in source.children if not child.agency_kind]
    year = source.round_.year
    found = [
        asked
        for asked in asked_of(plans_of(source.unit, source.round_), year)
        if asked.relation != Relation.BELOW
    ]
    judging = _own_targets([unit.unit_id for unit in units], found, year)
    looks_back = any(_looks_back(asked) for asked in judging.values())
    last = source.of_children_last if looks_back else {}
    groups: dict[str, CompareGroup] = {}
    for asked in found:
        row = _row(asked, source, units, judging, last)
        if not any(cell.is_asked for cell in row.cells):
            continue  # counted by the place itself: nothing stands beside each other
        heading = _heading(asked)
        groups.setdefault(heading, CompareGroup(heading)).rows.append(row)
    return Comparison(
        place=source.chain[-1].full_name if source.chain else "",
        round_name=source.round_.name,
        year=year,
        is_official=source.official,
        units=units,
        groups=list(groups.values()),
        are_places=bool(places),
    )


def _looks_back(asked: Asked) -> bool:
    return any(target.operator in HELD_AGAINST_LAST for target in asked.targets)


def _heading(asked: Asked) -> str:
    words = str(asked.component.indicator.goal)
    return words if asked.relation == Relation.OWN else f"{words} – {asked.plan.short_title}"


def _own_targets(
    unit_ids: Collection[int], found: Sequence[Asked], year: int
) -> dict[tuple[int, Identity], Asked]:
    """By unit and sum what the unit's own plan asks, for all Chỉ tiêu at once; three queries."""
    plans = Plan.objects.in_year(year).collecting().filter(issuer__in=unit_ids)
    by_id = {plan.pk: plan for plan in plans}
    components = list(
        Component.objects.in_year(year)
        .filter(indicator__plan__in=by_id, measure__method__in={a.component.measure.method for a in found})
        .select_related(
            *("indicator", "measure__numerator", "measure__denominator"),
            *("own_numerator", "own_denominator"),
        )
        .order_by("indicator__position", "position")
    )
    wanted = {asked.identity for asked in found}
    same = [component for component in components if identity_of(component) in wanted]
    targets = targets_of(same)
    own: dict[tuple[int, Identity], Asked] = {}
    for component in same:
        plan = by_id[component.indicator.plan_id]
        own.setdefault(
            (plan.issuer_id, identity_of(component)),
            Asked(component, plan, Relation.OWN, targets[component.pk]),
        )
    return own


def _row(
    asked: Asked,
    source: AsReported,
    units: Sequence[PlaceName],
    judging: Mapping[tuple[int, Identity], Asked],
    last: Mapping[int, Totals],
) -> CompareRow:
    component = asked.component
    measure = component.measure
    of_children = source.of_children
    own = asked if asked.relation == Relation.OWN else None
    unit = unit_of(measure, asked.base)
    return CompareRow(
        code=measure.code,
        label=asked.label,
        name=asked.name,
        unit_text=unit.suffix if unit is not None else component.numerator.unit_word,
        is_restricted=component.numerator.is_restricted,
        target_text=print_target(component, standing_at(asked, source.round_.year), asked.standing_targets),
        target=target_mark(asked, source.round_.year),
        lower_is_better=measure.better == Better.LOWER,
        unit=unit,
        own=_cell(asked, own, source, source.unit.key, source.totals, source.last),
        cells=[
            _cell(
                asked,
                judging.get((place.unit_id, asked.identity)),
                source,
                place.key,
                of_children.get(place.unit_id, {}),
                last.get(place.unit_id, {}),
            )
            for place in units
        ],
    )


def _cell(
    asked: Asked,
    judge: Asked | None,
    source: AsReported,
    unit_key: str,
    totals: Totals,
    last: Totals,
) -> Cell:
    """`judge`: the unit's own plan, whose base and target decide; the value is shown on the row's base."""
    component = asked.component
    counts = totals.counts if isinstance(totals, ChildTotals) else True
    if not _is_asked(component, totals):
        return Cell(unit_key, text="–", chip=NOT_ASKED)
    result = result_of(component, totals, base=asked.base)
    text, _ = print_result(result, component.measure, asked.base)
    verdict = Verdict()
    if judge is not None:
        verdict, judged_text = _judged(judge, source, totals, last)
        text = judged_text if judge.base == asked.base else text
    chip = verdict.chip or _without_verdict(result)
    is_partial = result.coverage.asked > 0 and not result.coverage.is_complete
    return Cell(
        unit_key=unit_key,
        text=_short(result, text),
        chip=chip,
        is_partial=is_partial,
        is_asked=True,
        counts=counts,
        bar=_bar(
            result, text, coverage_of(component, result, totals, {}), is_partial=is_partial or not counts
        ),
    )


def _is_asked(component: Component, totals: Totals) -> bool:
    """Was it asked for everything a result is made of? A village that only counts its children for the
    station's numerator has no result of its own to be compared."""
    area = component.measure.area
    items = [item for item in (component.numerator, component.denominator) if item is not None]
    return all(item_total(totals, item.pk, area).asked for item in items)


def _judged(judge: Asked, source: AsReported, totals: Totals, last: Totals) -> tuple[Verdict, ResultText]:
    """The verdict by the unit's own plan, and the value with as many digits as the verdict needs."""
    component = judge.component
    result = result_of(component, totals, base=judge.base)
    previous = result_of(component, last, base=judge.base) if last else None
    assessor = assessor_for(component, judge.targets, source.round_.year, judge.plan, previous)
    judges = source.round_.has_verdict
    text, shown = print_result(result, component.measure, judge.base, assessor if judges else None)
    return verdict_on(result, shown, assessor, applies=True, has_verdict=judges), text


def _without_verdict(result: Result) -> Chip | None:
    if result.outcome == Outcome.NO_CASES:
        return status_chip(Status.NO_CASES)
    if result.outcome in (Outcome.NO_DATA, Outcome.CASES_WITHOUT_BASE):
        return status_chip(Status.NO_DATA)
    return None


def _short(result: Result, text: ResultText) -> str:
    """The value as short as a cell of a matrix asks for."""
    if result.outcome == Outcome.STEPS:
        return text.text if result.coverage.asked == 1 else "theo mức"
    if result.outcome in (Outcome.LISTED, Outcome.APART):
        return "có nội dung"
    return "" if text.is_nothing else text.text


def _bar(result: Result, text: ResultText, coverage: str, *, is_partial: bool) -> Bar:
    if text.number is None or result.value is None:
        return Bar("", None, "không phát sinh" if result.outcome == Outcome.NO_CASES else NO_DATA)
    return Bar("", result.value, text.text, result.denominator, is_partial=is_partial, coverage=coverage)


def panels_of(page: Comparison) -> list[tuple[CompareRow, Panel]]:
    """What is drawn as small multiples: every row with numbers of at least two units."""
    return [(row, _panel(page, row)) for row in page.rows if row.is_drawn]


def _panel(page: Comparison, row: CompareRow) -> Panel:
    bars = {cell.unit_key: cell.bar for cell in row.cells if cell.is_asked and cell.bar is not None}
    known = [bar for bar in bars.values() if bar.value is not None]
    worst = sorted(known, key=lambda bar: bar.value or 0, reverse=row.lower_is_better)[0]
    key = next(key for key, bar in bars.items() if bar is worst)
    name = dict(page.order)[key]
    return Panel(
        title=f"{row.label} {row.name}".strip(),
        finding=f"{len(known)}/{len(page.units)} đơn vị có số liệu; kém nhất là {name}: {worst.label}.",
        bars=bars,
        target=row.target,
        unit=row.unit,
        lower_is_better=row.lower_is_better,
    )
