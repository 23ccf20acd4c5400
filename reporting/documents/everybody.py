"""What is left of a report's figures for everybody? No restricted item, no small number, no unit below.

The table itself is made public in one place for every file (`reporting.documents.public`); here goes what
else a report speaks of. Sentences are then made of what is left, so that none can say more.
"""

from __future__ import annotations

from dataclasses import replace

from reporting.documents.public import public_table
from reporting.summaries.annual import AnnualFigures, GoalOfPlan
from reporting.summaries.annual_units import UnitsBelow
from reporting.summaries.annual_wording import Wording
from reporting.summaries.annual_work import TaskDone
from reporting.summaries.annual_years import YearOfPlan
from reporting.summaries.results import ResultText
from reporting.summaries.tables import Table


def public_figures(figures: AnnualFigures) -> AnnualFigures:
    """The same report without what is not for everybody."""
    table = _public(figures.table, over_years=bool(figures.years)) if figures.table is not None else None
    left = {row.component_id for row in table.rows} if table is not None else set()
    return replace(
        figures,
        table=table,
        goals=tuple(goal for goal in (_goal(each, left) for each in figures.goals) if goal.components),
        wordings=tuple(one for one in (_wording(each, left) for each in figures.wordings) if one.components),
        tasks=tuple(_task(task) for task in figures.tasks),
        drawn=(),
        explained=(),
        below=UnitsBelow(),
        settled=(),
        years=tuple(_year(one) for one in figures.years),
        is_public=True,
    )


def _goal(goal: GoalOfPlan, left: set[int]) -> GoalOfPlan:
    return replace(goal, components=tuple(one for one in goal.components if one in left))


def _wording(one: Wording, left: set[int]) -> Wording:
    """Only what the table shows: of anything else nobody can say here that it is not restricted."""
    return replace(one, components=tuple(each for each in one.components if each.component_id in left))


def _task(task: TaskDone) -> TaskDone:
    """How many units, not which."""
    return replace(task, units=("",) * len(task.units), results=())


def _year(one: YearOfPlan) -> YearOfPlan:
    return replace(one, table=_public(one.table, over_years=True)) if one.table is not None else one


def _public(table: Table, *, over_years: bool) -> Table:
    """Beside tables of other years a column of last year would say twice what may be hidden once."""
    found = public_table(table)
    if not over_years:
        return found
    rows = [[replace(row, last_year=ResultText()) for row in group.rows] for group in found.groups]
    groups = [replace(group, rows=kept) for group, kept in zip(found.groups, rows, strict=True)]
    return replace(found, groups=groups)
