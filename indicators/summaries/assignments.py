"""Who answers for which Chỉ tiêu, and who was told to do what? The page “Phân công”."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from childplan.compiled import CompiledQuery, ids_param
from indicators.enums import Part
from indicators.models import Indicator, Responsibility
from indicators.summaries.plans import day_of
from plans.models import Plan, Task
from units.enums import Level
from units.summaries.places import PlaceName, names_on


@dataclass(frozen=True)
class GridRow:
    """One Chỉ tiêu: what each unit of the head row is to it, “” where nothing."""

    number: str
    short_name: str
    parts: list[str]


@dataclass
class UnitPart:
    """One unit: the Chỉ tiêu that it leads and those that it supports."""

    name: str
    key: str = ""
    leads: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TaskGroup:
    """What the document tells one kind of unit to do, word for word, and who that is on the system.

    `position`: of the first of its tasks, for its address.
    """

    unit_words: str
    tasks: list[str]
    units: list[UnitPart]
    position: int

    @property
    def answering(self) -> list[UnitPart]:
        """Those of its units that answer for some Chỉ tiêu."""
        return [unit for unit in self.units if unit.leads or unit.supports]

    @property
    def told_only(self) -> list[str]:
        """The names of the others."""
        return [unit.name for unit in self.units if not (unit.leads or unit.supports)]


@dataclass(frozen=True)
class AssignmentPage:
    """`others` answer for Chỉ tiêu though no task names them."""

    units: list[str]
    rows: list[GridRow]
    groups: list[TaskGroup]
    others: list[UnitPart]

    @property
    def assigns_numbers(self) -> bool:
        """Some documents hand out tasks and no Chỉ tiêu (001, 003)."""
        return bool(self.units)


def assignment_page(plan: Plan, today: date) -> AssignmentPage:
    """The grid of units and Chỉ tiêu, and the tasks of each; a fixed number of queries."""
    indicators = list(Indicator.objects.filter(plan=plan).order_by("position"))
    rows = list(Responsibility.objects.filter(indicator__plan=plan).order_by("indicator__position", "id"))
    tasks = list(plan.tasks.prefetch_related("units"))
    told = {unit.pk for task in tasks for unit in task.units.all()}
    names = names_on(day_of(plan, today), {row.unit_id for row in rows} | told)
    rows = [row for row in rows if row.unit_id in names]
    answering = {
        unit_id: UnitPart(called(names[unit_id]), names[unit_id].key)
        for unit_id in _in_order(rows, plan.issuer_id)
    }
    numbers = {indicator.pk: indicator.number for indicator in indicators}
    parts: dict[tuple[int, int], str] = {}
    for row in rows:
        unit = answering[row.unit_id]
        (unit.leads if row.part == Part.LEAD else unit.supports).append(numbers[row.indicator_id])
        parts[row.indicator_id, row.unit_id] = row.get_part_display()
    groups = _groups(tasks, names, answering)
    told_of = {unit.name for group in groups for unit in group.units}
    return AssignmentPage(
        units=[unit.name for unit in answering.values()],
        rows=[
            GridRow(
                indicator.number,
                indicator.short_name,
                [parts.get((indicator.pk, unit_id), "") for unit_id in answering],
            )
            for indicator in indicators
        ],
        groups=groups,
        others=[unit for unit in answering.values() if unit.name not in told_of],
    )


def _in_order(rows: Iterable[Responsibility], issuer_id: int) -> list[int]:
    """The issuer first, then units as the Chỉ tiêu come upon them."""
    found = dict.fromkeys(row.unit_id for row in rows)
    return sorted(found, key=lambda unit_id: unit_id != issuer_id)


def _groups(
    tasks: Iterable[Task], names: dict[int, PlaceName], answering: dict[int, UnitPart]
) -> list[TaskGroup]:
    """In the order of the document."""
    words: dict[str, list[str]] = defaultdict(list)
    units: dict[str, dict[int, UnitPart]] = defaultdict(dict)
    first: dict[str, int] = {}
    for task in tasks:
        words[task.unit_words].append(task.words)
        first.setdefault(task.unit_words, task.position)
        for unit in task.units.all():
            if unit.pk in names:
                units[task.unit_words][unit.pk] = answering.get(unit.pk) or UnitPart(called(names[unit.pk]))
    return [
        TaskGroup(heading, every, list(units[heading].values()), first[heading])
        for heading, every in words.items()
    ]


_ANSWERING = CompiledQuery(
    lambda: Responsibility.objects.filter(indicator__in=ids_param("indicators")).order_by("id")
)


def who_answers(indicator_ids: set[int], day: date) -> dict[tuple[int, str], str]:
    """Chủ trì and phối hợp by name, for each Chỉ tiêu and part; two queries."""
    rows = _ANSWERING(indicators=indicator_ids)
    names = names_on(day, [row.unit_id for row in rows])
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.unit_id in names:
            found[row.indicator_id, row.part].append(called(names[row.unit_id]))
    return {key: ", ".join(every) for key, every in found.items()}


def called(place: PlaceName) -> str:
    """How a responsible unit is called. A place answers through its officer for children; a village has no
    UBND."""
    is_place = place.level not in (Level.AGENCY, Level.VILLAGE)
    return f"UBND {place.full_name}" if is_place else place.full_name
