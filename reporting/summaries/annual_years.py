"""What did a plan come to year by year? The tables of the years that a review in the middle or at the end of
a plan speaks of (sơ kết, tổng kết)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from plans.models import Plan
from reporting.carried import series
from reporting.models import Round
from reporting.summaries.annual_sources import OfAYear
from reporting.summaries.asked import Relation
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import Table, plan_table_from
from reporting.years import YEARLY
from units.models import Unit


@dataclass(frozen=True)
class YearOfPlan:
    """One year: its table, and as what its figures stand (chính thức, ước thực hiện). No table: nobody behind
    the unit had a report. `summed_from`: the old units whose sums they are (◊); `missing`: those of them that
    had no report; `parts`: units of which a part came to it, whose figures are not in the sum."""

    year: int
    table: Table | None = None
    label: str = ""
    summed_from: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def years_of_plan(
    *, unit: Unit, plan: Plan, relation: Relation, round_: Round, now: datetime
) -> tuple[YearOfPlan, ...]:
    """The years of the round's window that the plan holds for, oldest first, also those without a report; a
    fixed number of queries a year."""
    first = max(round_.data_from.year, plan.first_year)
    last = min(round_.data_to.year, plan.last_year)
    # The year before the first is what its rising and falling targets are held against.
    rounds = list(Round.objects.filter(kind__in=YEARLY, year__range=(first - 1, last)))
    told = series([unit], rounds, official=True)[unit.pk] if rounds else []
    points = {point.year: point for point in told}
    found = []
    for year in range(first, last + 1):
        point = points.get(year)
        if point is None or point.carried.is_empty:
            found.append(YearOfPlan(year))
            continue
        before = points.get(year - 1)
        source = OfAYear(unit, point, before)
        found.append(
            YearOfPlan(
                year=year,
                table=_slim(plan_table_from(source, plan=plan, relation=relation, now=now)),
                label=point.label,
                summed_from=tuple(one.full_name for one in point.carried.wholes),
                missing=tuple(one.full_name for one in point.carried.without_report),
                parts=tuple(one.full_name for one in point.carried.parts),
            )
        )
    return tuple(found)


def _slim(table: Table) -> Table:
    """Without the words of the document, which stand once in the report."""
    return replace(
        table,
        groups=[replace(group, rows=[_slim_row(row) for row in group.rows]) for group in table.groups],
    )


def _slim_row(row: Row) -> Row:
    return replace(row, words="", indicator_words="", note="", writings=())
