"""Which Chỉ tiêu hold at a place, and how do they stand? Screen 14: searched, filtered, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from childplan.vietnamese import folded
from indicators.enums import Part, Status
from indicators.numbers import ResultUnit
from indicators.summaries import who_answers
from plans.models import Goal, Plan
from reporting.charts.bars import TargetMark
from reporting.charts.status_stack import Part as StackPart
from reporting.summaries.asked import Asked, Relation
from reporting.summaries.measure_facts import short_method
from reporting.summaries.measure_plans import PlansAt
from reporting.summaries.measure_results import (
    YearResult,
    latest_with_result,
    standing_at,
    target_mark,
    unit_of,
    year_results,
)
from reporting.summaries.measure_words import is_met
from reporting.summaries.measure_years import PlaceYear, Sees, years_of
from reporting.summaries.results import TargetText, print_target
from units.models import Unit
from units.summaries.places import PlaceName


class Standing(StrEnum):
    """Which rows are asked for; the words stand in the address."""

    EVERY = ""
    MET = "dat"
    NOT_MET = "chua-dat"
    NO_DATA = "chua-co-so-lieu"

    @property
    def label(self) -> str:
        return {
            Standing.EVERY: "Mọi đánh giá",
            Standing.MET: "Đạt, vượt",
            Standing.NOT_MET: "Chưa đạt",
            Standing.NO_DATA: "Chưa có số liệu",
        }[self]

    def holds(self, row: ListRow) -> bool:
        if self == Standing.MET:
            return is_met(row.status)
        if self == Standing.NOT_MET:
            return row.status == Status.NOT_MET
        return self == Standing.EVERY or row.latest is None


@dataclass(frozen=True)
class Wanted:
    """What the form of the page asks for: words anywhere in a row, a standing, a unit that leads."""

    words: str = ""
    standing: Standing = Standing.EVERY
    lead: str = ""

    @property
    def is_all(self) -> bool:
        return not (self.words or self.standing or self.lead)


@dataclass(frozen=True)
class ListRow:
    """One Chỉ tiêu. `latest`: the newest year with a result; `values`: of each year, for the sparkline."""

    code: str
    label: str
    name: str
    words: str
    method: str
    leads: str
    target: TargetText
    latest: YearResult | None
    is_reference: bool
    is_restricted: bool
    values: Sequence[Fraction | None]
    mark: TargetMark | None
    unit: ResultUnit | None

    @property
    def status(self) -> Status | None:
        return self.latest.verdict.status if self.latest is not None else Status.NO_DATA

    def matches(self, words: str) -> bool:
        """Do all the words stand somewhere in it, with or without diacritics?"""
        text = folded(f"{self.label} {self.code} {self.name} {self.words} {self.method} {self.leads}")
        return all(word in text for word in folded(words).split())


@dataclass(frozen=True)
class ListGroup:
    heading: str
    rows: list[ListRow] = field(default_factory=list)


@dataclass(frozen=True)
class MeasureList:
    """The groups that are left of `whole` rows. `parts`: how many rows have which verdict, of all of them."""

    place: str
    year: int
    groups: list[ListGroup]
    whole: int
    leads: list[str]
    parts: list[StackPart]

    @property
    def shown(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def measure_list(
    *, unit: Unit, chain: Sequence[PlaceName], wanted: Wanted, today: date, day: date, sees: Sees
) -> MeasureList:
    """The Chỉ tiêu of the plans that hold at the place, under the goals of each plan, the own one first; a
    fixed number of queries. `chain`: the place and all above it, as they stood on `day`; `sees`: whose
    sums the reader may see."""
    plans = PlansAt.of([place.unit_id for place in chain])
    years = years_of(unit, today.year, sees)
    year = years[-1].year if years else today.year
    found = plans.in_year(year)
    answering = who_answers({asked.component.indicator_id for asked in found}, day)
    groups: dict[tuple[Plan, Goal | None], ListGroup] = {}
    rows: list[ListRow] = []
    for asked in found:
        indicator = asked.component.indicator
        leads = answering.get((indicator.pk, Part.LEAD), "")
        row = _row(asked, plans, years, leads, year)
        rows.append(row)
        if _is_wanted(row, wanted):
            key = (asked.plan, indicator.goal)
            groups.setdefault(key, ListGroup(_heading(*key, asked.relation))).rows.append(row)
    return MeasureList(
        place=chain[-1].full_name if chain else "",
        year=year,
        groups=list(groups.values()),
        whole=len(rows),
        leads=sorted({row.leads for row in rows if row.leads}),
        parts=_parts(rows),
    )


def _is_wanted(row: ListRow, wanted: Wanted) -> bool:
    return (
        row.matches(wanted.words)
        and wanted.standing.holds(row)
        and (not wanted.lead or row.leads == wanted.lead)
    )


def _heading(plan: Plan, goal: Goal | None, relation: Relation) -> str:
    words = str(goal) if goal is not None else plan.short_title
    return words if relation == Relation.OWN else f"{words} – {plan.short_title}"


def _row(asked: Asked, plans: PlansAt, years: Sequence[PlaceYear], leads: str, year: int) -> ListRow:
    component = asked.component
    measure = component.measure
    results = year_results(measure, plans, years)
    items = [item for item in (component.numerator, component.denominator) if item is not None]
    return ListRow(
        code=measure.code,
        label=component.label,
        name=component.short_name,
        words=f"{component.words} {component.indicator.official_text} {component.indicator.short_name}",
        method=short_method(component),
        leads=leads,
        target=print_target(component, standing_at(asked, year), asked.targets),
        latest=latest_with_result(results),
        is_reference=asked.relation != Relation.OWN,
        is_restricted=any(item.is_restricted for item in items),
        values=[one.number if one.base == component.base else None for one in results],
        mark=target_mark(asked, year),
        unit=unit_of(measure, component.base),
    )


COUNTED = (
    Status.EXCEEDED,
    Status.MET,
    Status.NOT_MET,
    Status.MILESTONE_LATER,
    Status.NO_CASES,
    Status.UNREAD,
    Status.NO_DATA,
)


def _parts(rows: Sequence[ListRow]) -> list[StackPart]:
    """Verdicts over the own plan's rows only: what a plan above asks judges nothing here."""
    judged = [row.status for row in rows if not row.is_reference]
    return [StackPart(status.value, status.label, judged.count(status)) for status in COUNTED]
