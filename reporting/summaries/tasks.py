"""Which tasks of the plans does a unit have in a round, and how far has it come with each?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max, QuerySet
from django.urls import reverse

from childplan.vietnamese import moment
from plans.models import Plan, Task
from reporting.enums import RoundKind, TaskState
from reporting.models import Round, TaskResult
from reporting.summaries.lists import latest_round
from reporting.totals import PLACES
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import chain_on, children_on, long_name, names_on


def tasks_of(unit_ids: Collection[int], round_: Round) -> QuerySet[Task]:
    """The tasks that the plans in force in the round's year give to any of the units; a round of one plan
    asks for that plan's only."""
    plans = Plan.objects.in_year(round_.year)
    if round_.plan_id is not None:
        plans = plans.filter(pk=round_.plan_id)
    return Task.objects.filter(units__in=list(unit_ids), plan__in=plans).distinct()


def last_results(
    unit_ids: Collection[int], round_ids: Collection[int]
) -> dict[tuple[int, int, int], TaskResult]:
    """The result that counts, by unit, round and task; one query."""
    rows = TaskResult.objects.filter(unit__in=list(unit_ids), round__in=list(round_ids))
    last = rows.values("unit", "round", "task").annotate(last=Max("id")).values("last")
    return {
        (row.unit_id, row.round_id, row.task_id): row
        for row in TaskResult.objects.filter(pk__in=last).select_related("by")
    }


@dataclass(frozen=True)
class TaskRow:
    """One task with its state in this round. `message`: what keeps it from being saved."""

    task_id: int
    number: int
    words: str
    state: str = ""
    state_words: str = ""
    result: str = ""
    seen: int = 0
    told: str = ""
    before: str = ""
    message: str = ""

    @property
    def field_id(self) -> str:
        return f"tinh-hinh-{self.task_id}"

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [(state.value, state.label, state == self.state) for state in TaskState]


@dataclass(frozen=True)
class TaskGroup:
    """The tasks of one plan, under the heading they have in it."""

    plan_key: str
    plan: str
    unit_words: str
    rows: list[TaskRow]


@dataclass(frozen=True)
class TaskPage:
    """The unit's tasks in a round."""

    unit_key: str
    unit_name: str
    round_key: str
    round_name: str
    groups: list[TaskGroup]

    @property
    def rows(self) -> list[TaskRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def done(self) -> int:
        return sum(row.state == TaskState.DONE for row in self.rows)


def task_page(unit: Unit, round_: Round) -> TaskPage:
    """Every task with what was said of it in this round and in the one of its kind before; a fixed number of
    queries."""
    chain = chain_on(round_.data_to, unit)
    tasks = (
        tasks_of([unit.pk], round_).select_related("plan").order_by("plan__first_year", "plan_id", "position")
    )
    earlier = (
        Round.objects.filter(
            # A rehearsal looks back on real years, as its figures do.
            kind=RoundKind.YEAR if round_.is_rehearsal else round_.kind,
            plan=round_.plan,
            data_to__lt=round_.data_to,
        )
        .order_by("-data_to")
        .first()
    )
    rounds = [round_.pk, *([earlier.pk] if earlier else [])]
    results = last_results([unit.pk], rounds)
    groups: dict[tuple[int, str], TaskGroup] = {}
    for task in tasks:
        group = groups.setdefault(
            (task.plan_id, task.unit_words),
            TaskGroup(task.plan.key, task.plan.short_title, task.unit_words, []),
        )
        before = results.get((unit.pk, earlier.pk, task.pk)) if earlier else None
        now = results.get((unit.pk, round_.pk, task.pk))
        group.rows.append(_row(task, now, f"{earlier.name}: {_said(before)}" if earlier and before else ""))
    return TaskPage(
        unit_key=unit.key,
        unit_name=long_name(chain) if chain else unit.key,
        round_key=round_.key,
        round_name=round_.name,
        groups=list(groups.values()),
    )


def _row(task: Task, result: TaskResult | None, before: str) -> TaskRow:
    if result is None:
        return TaskRow(task.pk, task.position, task.words, before=before)
    return TaskRow(
        task.pk,
        task.position,
        task.words,
        state=result.state,
        state_words=result.get_state_display(),
        result=result.words,
        seen=result.pk,
        told=f"{result.by.full_name}, {moment(result.at)}",
        before=before,
    )


def _said(result: TaskResult) -> str:
    label = TaskState(result.state).label
    return f"{label} – {result.words}" if result.words else label


@dataclass(frozen=True)
class TasksLine:
    """“Nhiệm vụ: 3/4 xong”, and the page behind it; what other pages say of a unit's tasks."""

    done: int
    total: int
    address: str
    round_name: str = ""
    """Said where the page around it speaks of no round."""


def tasks_lines(unit_ids: Collection[int], round_: Round) -> dict[int, TasksLine]:
    """By unit, those without a task left out; two queries, and one for the keys."""
    given = _given(unit_ids, round_)
    results = last_results(list(given), [round_.pk])
    keys = dict(Unit.objects.filter(pk__in=given).values_list("pk", "key"))
    return {
        unit_id: TasksLine(
            done=sum(_state(results, unit_id, round_, task_id) == TaskState.DONE for task_id in tasks),
            total=len(tasks),
            address=reverse("reporting:tasks", args=[round_.key, keys[unit_id]]),
        )
        for unit_id, tasks in given.items()
    }


def own_tasks(user: User, today: date) -> list[TasksLine]:
    """Of the units the person enters for, in their latest round: also of units that owe no report."""
    units = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.ENTER))
        ).distinct()
    )
    round_ = latest_round(*units)
    if round_ is None:
        return []
    lines = tasks_lines([unit.pk for unit in units], round_)
    return [replace(line, round_name=round_.name) for line in lines.values()]


def _given(unit_ids: Collection[int], round_: Round) -> dict[int, list[int]]:
    """Tasks by unit; one query."""
    pairs = Task.units.through.objects.filter(
        unit__in=list(unit_ids), task__in=tasks_of(unit_ids, round_).values("pk")
    ).order_by("task_id")
    found: dict[int, list[int]] = {}
    for unit_id, task_id in pairs.values_list("unit_id", "task_id"):
        found.setdefault(unit_id, []).append(task_id)
    return found


def _state(results: dict[tuple[int, int, int], TaskResult], unit_id: int, round_: Round, task_id: int) -> str:
    result = results.get((unit_id, round_.pk, task_id))
    return result.state if result else ""


@dataclass(frozen=True)
class UnitTasks:
    """One unit in the summary: how many tasks stand where."""

    unit_key: str
    name: str
    is_place: bool
    total: int
    done: int
    ongoing: int
    not_started: int
    unsaid: int


@dataclass(frozen=True)
class TaskSummary:
    """Nhiệm vụ của các đơn vị at a place in a round."""

    unit_key: str
    unit_name: str
    round_key: str
    round_name: str
    rounds: list[Round]
    units: list[UnitTasks]

    @property
    def total(self) -> int:
        return sum(unit.total for unit in self.units)

    @property
    def done(self) -> int:
        return sum(unit.done for unit in self.units)


def task_summary(place: Unit, round_: Round) -> TaskSummary:
    """The place itself and the units directly below it that have tasks; a fixed number of queries."""
    day = round_.data_to
    own = names_on(day, [place.pk])
    names = own | {child.unit_id: child for child in children_on(day, place)}
    given = _given(names, round_)
    results = last_results(list(given), [round_.pk])
    units = []
    for unit_id, name in names.items():
        if unit_id not in given:
            continue
        states = Counter(_state(results, unit_id, round_, task_id) for task_id in given[unit_id])
        units.append(
            UnitTasks(
                unit_key=name.key,
                name=name.full_name,
                is_place=unit_id != place.pk and name.level in PLACES,
                total=len(given[unit_id]),
                done=states[TaskState.DONE],
                ongoing=states[TaskState.ONGOING],
                not_started=states[TaskState.NOT_STARTED],
                unsaid=states[""],
            )
        )
    return TaskSummary(
        unit_key=place.key,
        unit_name=own[place.pk].full_name if place.pk in own else place.key,
        round_key=round_.key,
        round_name=round_.name,
        rounds=list(Round.objects.filter(reports__unit=place).distinct()),
        units=units,
    )
