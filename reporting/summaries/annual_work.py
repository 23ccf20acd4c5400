"""What was done apart from figures: the tasks of the plan, and the difficulties drawn into the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from plans.models import Plan, Task
from reporting.enums import ExplainedBy, RoundKind, TaskState
from reporting.models import Difficulty, Explanation, Round, TaskResult
from reporting.summaries.tasks import last_results
from units.models import Placement, Unit
from units.summaries.places import PlaceName, children_on, names_on

NAMED_RESULTS = 5
"""Of a task that more units have than these their results are counted, and told on the screen only."""


@dataclass(frozen=True)
class TaskDone:
    """One task over the units that have it: at the place itself or one level below. `results`: unit and
    words; `units`: by name, empty where the plan names somebody that is no unit here."""

    position: int
    words: str
    given_to: str
    units: tuple[str, ...]
    done: int
    ongoing: int
    not_started: int
    unsaid: int
    results: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        return len(self.units)


@dataclass(frozen=True)
class Drawn:
    """A difficulty that the unit drew into its report: whose, what, and what is asked for."""

    unit: str
    text: str
    proposal: str = ""


def tasks_done(unit: Unit, plan: Plan, round_: Round) -> tuple[TaskDone, ...]:
    """The tasks of the plan that concern the unit, in their order; six queries, however many there are."""
    day = round_.data_to
    names = names_on(day, [unit.pk]) | {one.unit_id: one for one in children_on(day, unit)}
    pairs: dict[int, list[int]] = {}
    for task_id, unit_id in Task.units.through.objects.filter(task__plan=plan).values_list(
        "task_id", "unit_id"
    ):
        pairs.setdefault(task_id, []).append(unit_id)
    said = _latest(names, round_)
    found = []
    for task in Task.objects.filter(plan=plan).order_by("position"):
        given = pairs.get(task.pk, [])
        here = [names[one] for one in given if one in names]
        # Of a plan from above only what was given to somebody here; of its own also what nobody here has.
        if here or (plan.issuer_id == unit.pk and not given):
            found.append(_task(task, here, said))
    return tuple(found)


def _latest(unit_ids: Collection[int], round_: Round) -> dict[tuple[int, int], TaskResult]:
    """By unit and task what was said last: in the round, of the final figures also in the year before it was
    final, of a report over years in any round of them."""
    rounds = Q(pk=round_.pk)
    if round_.kind == RoundKind.FINAL_YEAR:
        rounds |= Q(kind=RoundKind.YEAR, year=round_.year)
    if not round_.asks_figures:
        same = Q(data_to__range=(round_.data_from, round_.data_to)) & ~Q(kind=RoundKind.REHEARSAL)
        rounds |= same & (Q(plan=None) | Q(plan=round_.plan_id))
    found: dict[tuple[int, int], TaskResult] = {}
    results = last_results(unit_ids, list(Round.objects.filter(rounds).values_list("pk", flat=True)))
    for (unit_id, _, task_id), result in sorted(results.items(), key=lambda pair: pair[1].pk):
        found[unit_id, task_id] = result
    return found


def _task(task: Task, units: list[PlaceName], said: dict[tuple[int, int], TaskResult]) -> TaskDone:
    units = sorted(units, key=lambda one: one.sort)
    results = {one: said.get((one.unit_id, task.pk)) for one in units}
    states = Counter(result.state if result is not None else "" for result in results.values())
    words = [(one.full_name, result.words) for one, result in results.items() if result and result.words]
    return TaskDone(
        position=task.position,
        words=task.words,
        given_to=task.unit_words,
        units=tuple(one.full_name for one in units),
        done=states[TaskState.DONE],
        ongoing=states[TaskState.ONGOING],
        not_started=states[TaskState.NOT_STARTED],
        unsaid=states[""],
        results=tuple(words) if len(units) <= NAMED_RESULTS else (),
    )


@dataclass(frozen=True)
class Explained:
    """Why a figure is as it is, in the words of the unit that typed it."""

    item_id: int
    unit: str
    words: str


def explained_figures(unit: Unit, round_: Round, item_ids: Collection[int]) -> tuple[Explained, ...]:
    """What the unit and those directly below it explained of these items in the round, the last word on each
    cell, by unit; three queries."""
    if not item_ids:
        return ()
    day = round_.data_to
    names = names_on(day, [unit.pk]) | {one.unit_id: one for one in children_on(day, unit)}
    rows = Explanation.objects.filter(
        figure__report__round=round_, figure__report__unit__in=list(names), figure__item__in=list(item_ids)
    ).select_related("figure__report")
    last = {row.figure_id: row for row in rows.order_by("id")}
    found = [(names[row.figure.report.unit_id], row) for row in last.values()]
    found.sort(key=lambda pair: (pair[0].sort, pair[1].figure.item_id))
    return tuple(Explained(row.figure.item_id, name.full_name, _why(row)) for name, row in found)


def _why(row: Explanation) -> str:
    """“Khác” alone says nothing before the words that go with it."""
    is_other_only = row.reasons.strip(",") == ExplainedBy.OTHER
    return row.text if is_other_only else row.words


def drawn_difficulties(unit: Unit, plan: Plan, round_: Round) -> tuple[Drawn, ...]:
    """What the unit drew into its reports of the years: of units directly below it, and about no other plan
    of the same issuer; two queries."""
    if round_.kind == RoundKind.SIX_MONTHS:
        return ()
    years = (round_.year, round_.year)
    if not round_.asks_figures:
        years = (round_.data_from.year, round_.data_to.year)
    below = Placement.objects.as_of(round_.data_to).filter(parent=unit)
    rows = list(
        Difficulty.objects.filter(report_year__range=years, unit__in=below.values("unit_id"))
        .exclude(Q(indicator__plan__issuer=plan.issuer_id) & ~Q(indicator__plan=plan))
        .order_by("id")
    )
    names = names_on(round_.data_to, [row.unit_id for row in rows])
    return tuple(Drawn(names[row.unit_id].full_name, row.text, row.proposal) for row in rows)
