"""What does a report that a leader signs speak of? Every figure and word of it, as plain values.

Nothing here refers to a row of the database: a draft keeps these values as they were taken
(`AnnualReport.tables`), and its sentences and annexes are made from them and from nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from childplan.vietnamese import long_date, short_date
from indicators.models import Component
from plans.models import Plan
from reporting.carried import MARK
from reporting.letterheads import authority
from reporting.models import Report, Round
from reporting.summaries.annual_sources import OfTheRound
from reporting.summaries.annual_units import UnitsBelow, units_below
from reporting.summaries.annual_wording import Wording, wordings_of
from reporting.summaries.annual_work import (
    Drawn,
    Explained,
    TaskDone,
    drawn_difficulties,
    explained_figures,
    tasks_done,
)
from reporting.summaries.annual_years import YearOfPlan, years_of_plan
from reporting.summaries.asked import Relation
from reporting.summaries.differences import differences_of
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import Table, plan_table_from
from reporting.years import label_of
from units.enums import Level
from units.models import Unit
from units.summaries.lineage import names_then, whole_predecessors
from units.summaries.places import PlaceName, chain_on


@dataclass(frozen=True)
class PlanWords:
    """The plan as the text cites it. `cited`: “Kế hoạch số 58/KH-UBND ngày 15 tháng 4 năm 2024 về …”, with
    its issuer where that is somebody else; `title`: “Kế hoạch triển khai …”; `is_own`: the writer's own."""

    cited: str
    title: str
    issuer: str
    first_year: int
    last_year: int
    is_own: bool


@dataclass(frozen=True)
class GoalOfPlan:
    """One goal and the components under it, by id, in the order of the plan."""

    number: int
    name: str
    components: tuple[int, ...]


@dataclass(frozen=True)
class Settled:
    """A difference between two sources that the place settled, in words."""

    name: str
    words: str
    is_restricted: bool


@dataclass(frozen=True)
class AnnualFigures:
    """Everything. `year`, `first_year`: the years the report speaks of. `table`: of its round, or of the last
    of its years that has one. `years`: of a report over years, each of them. `summed_from`: the old units
    whose sums last year's are (◊), by name. `is_public`: only what everybody may read is left."""

    unit: str
    authority: str
    level: str
    plan: PlanWords
    round_kind: str
    round_name: str
    first_year: int
    year: int
    window: str
    closes_on: str
    table_year: int
    table_label: str
    is_official: bool
    table: Table | None
    goals: tuple[GoalOfPlan, ...]
    wordings: tuple[Wording, ...]
    tasks: tuple[TaskDone, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    explained: tuple[Explained, ...] = ()
    below: UnitsBelow = field(default_factory=UnitsBelow)
    settled: tuple[Settled, ...] = ()
    years: tuple[YearOfPlan, ...] = ()
    summed_from: tuple[str, ...] = ()
    is_public: bool = False

    @property
    def rows(self) -> list[Row]:
        return self.table.rows if self.table is not None else []

    @property
    def is_estimate(self) -> bool:
        return self.table is not None and self.table.is_estimate


def annual_figures(*, unit: Unit, plan: Plan, round_: Round, official: bool, now: datetime) -> AnnualFigures:
    """A number of queries that no unit, row or task adds to; a report over years asks some for every year."""
    day = round_.data_to
    chain = chain_on(day, unit)
    names = names_then(day, [unit.pk, plan.issuer_id])
    name = names[unit.pk].full_name if unit.pk in names else unit.key
    relation = _relation(unit, plan, round_, chain)
    years: tuple[YearOfPlan, ...] = ()
    summed_from: list[PlaceName] = []
    if round_.asks_figures:
        source = OfTheRound(unit, round_, official=official)
        table: Table | None = plan_table_from(source, plan=plan, relation=relation, now=now)
        summed_from, label = source.summed_from, label_of(round_)
        table = _marked(table) if summed_from and table is not None else table
    else:
        years = years_of_plan(unit=unit, plan=plan, relation=relation, round_=round_, now=now)
        told = [one for one in years if one.table is not None]
        table, label = (told[-1].table, told[-1].label) if told else (None, "")
    first, last = _years(round_)
    return AnnualFigures(
        unit=name,
        authority=authority(unit.level, name),
        level=unit.level,
        plan=_plan_words(plan, names.get(plan.issuer_id), is_own=plan.issuer_id == unit.pk),
        round_kind=round_.kind,
        round_name=round_.name,
        first_year=first,
        year=last,
        window=f"{short_date(round_.data_from)}–{short_date(day)}",
        closes_on=short_date(day),
        table_year=table.year if table is not None else last,
        table_label=label,
        is_official=official,
        table=table,
        goals=_goals(plan, table),
        wordings=wordings_of(plan, last),
        tasks=tasks_done(unit, plan, round_),
        drawn=drawn_difficulties(unit, plan, round_),
        explained=explained_figures(unit, round_, _items(table)),
        below=units_below(unit, round_, now),
        settled=_settled(unit, round_, table),
        years=years,
        summed_from=tuple(one.full_name for one in summed_from),
    )


def _relation(unit: Unit, plan: Plan, round_: Round, chain: Sequence[PlaceName]) -> Relation:
    """Only its own plan judges a place; that of a unit that went into it whole, or of one above, does not."""
    if plan.issuer_id == unit.pk:
        return Relation.OWN
    is_of_old = plan.issuer_id in whole_predecessors(unit, round_.data_to if chain else None)
    return Relation.BEFORE if is_of_old else Relation.ABOVE


def _years(round_: Round) -> tuple[int, int]:
    if round_.asks_figures:
        return round_.year, round_.year
    return round_.data_from.year, round_.data_to.year


def _plan_words(plan: Plan, issuer: PlaceName | None, *, is_own: bool) -> PlanWords:
    by = f" của {authority(issuer.level, issuer.full_name)}" if issuer is not None and not is_own else ""
    cited = f"{plan.full_title}{by}"
    if plan.number:
        title = lower_first(plan.title)
        about = title if title.startswith(("vì ", "về ")) else f"về {title}"
        when = f" {long_date(plan.signed_on)}" if plan.signed_on else ""
        cited = f"{plan.get_kind_display()} số {plan.number}{when}{by} {about}"
    return PlanWords(
        cited=cited,
        title=plan.full_title,
        issuer=authority(issuer.level, issuer.full_name) if issuer is not None else "",
        first_year=plan.first_year,
        last_year=plan.last_year,
        is_own=is_own,
    )


def _goals(plan: Plan, table: Table | None) -> tuple[GoalOfPlan, ...]:
    """One query; goals without a component that the table shows are left out."""
    rows = Component.objects.filter(indicator__plan=plan).values_list(
        "pk", "indicator__goal__number", "indicator__goal__name"
    )
    goal_of = {pk: (number, name) for pk, number, name in rows}
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in table.rows if table is not None else ():
        found[goal_of[row.component_id]].append(row.component_id)
    return tuple(
        GoalOfPlan(number, name, tuple(components)) for (number, name), components in sorted(found.items())
    )


def _items(table: Table | None) -> set[int]:
    """What the table's results are made of, by id."""
    rows = table.rows if table is not None else []
    return {one.item_id for row in rows for one in (row.numerator_item, row.denominator_item) if one}


def _settled(unit: Unit, round_: Round, table: Table | None) -> tuple[Settled, ...]:
    """What the table's results rest on; only a commune has units that count the same thing apart."""
    if unit.level != Level.COMMUNE or not round_.asks_figures:
        return ()
    report = Report.objects.filter(unit=unit, round=round_).select_related("unit", "round").first()
    if report is None:
        return ()
    told = _items(table)
    return tuple(
        Settled(each.pair.name, f"{each.message}; {lower_first(each.chosen)}", each.pair.is_restricted)
        for each in differences_of(report)
        if each.is_settled and each.pair.item_id in told
    )


def lower_first(text: str) -> str:
    """Inside a sentence: “Dùng số …” → “dùng số …”; “HIV” stays what it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _marked(table: Table) -> Table:
    """Last year's results behind which old units stand carry their mark (◊)."""
    return replace(
        table,
        groups=[replace(group, rows=[_marked_row(row) for row in group.rows]) for group in table.groups],
    )


def _marked_row(row: Row) -> Row:
    last = row.last_year
    return row if last.is_nothing else replace(row, last_year=replace(last, text=f"{last.text} {MARK}"))
