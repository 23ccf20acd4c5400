"""Nhiệm vụ: what the document tells one kind of unit to do, saved heading by heading.

Units answer task by task whether it was done, so a task keeps its row when its words are mended; one that was
answered is never taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Max, ProtectedError

from plans.actions.editing import Held, check_mark, mark_of, note, open_for_editing
from plans.models import Plan, Task
from units.enums import LogKind
from units.models import Unit, User
from units.refusals import Refused

_ASIDE = 10_000
_ALIKE = 0.5
MOST_TASKS = 500


def tasks_under(plan: Plan, unit_words: str) -> list[Task]:
    """The tasks under one heading, in the order of the document, with their units."""
    return list(plan.tasks.filter(unit_words=unit_words).prefetch_related("units").order_by("position"))


def tasks_mark(tasks: Iterable[Task]) -> str:
    """The mark that the form of one heading carries."""
    return mark_of(
        None,
        (),
        [
            (task.position, task.unit_words, task.words, sorted(unit.key for unit in task.units.all()))
            for task in tasks
        ],
    )


def one_task_a_line(tasks: Iterable[Task]) -> str:
    """How the form shows them, an empty line between two; a task that runs over several lines in the document
    stands on one."""
    return "\n\n".join(_line(task.words) for task in tasks)


def _line(words: str) -> str:
    return " ".join(words.split())


@transaction.atomic
def save_tasks(
    *,
    plan: Plan,
    heading: str | None,
    unit_words: str,
    lines: Sequence[str],
    units: Sequence[Unit],
    mark: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> bool:
    """Everything under one heading; True where something changed. No lines: the heading goes.

    `heading`: as it stood, None for a new one, which then comes last. Raises NotYours, Refused, Overtaken.
    """
    held = open_for_editing(plan, by, at, address)
    stored = tasks_under(held.plan, heading) if heading is not None else []
    lines = [line for line in map(_line, lines) if line]
    if heading is None and not lines:
        raise Refused("Ghi ít nhất một việc, mỗi dòng một việc.")
    if not _differs(stored, unit_words, lines, units) and bool(stored) == bool(lines):
        return False
    check_mark(mark, tasks_mark(stored))
    others = held.plan.tasks.exclude(pk__in=[task.pk for task in stored])
    if unit_words != heading and others.filter(unit_words=unit_words).exists():
        raise Refused(f"Đã có mục “{unit_words}”. Thêm việc vào mục đó.")
    if others.count() + len(lines) > MOST_TASKS:
        raise Refused(f"Một kế hoạch nhiều nhất {MOST_TASKS} việc.")
    was = [_line(task.words) for task in stored]
    before = _in_words(heading or "", stored, lines)
    kept = _matched(stored, lines)
    tasks = _write(held, kept, unit_words, lines)
    for task in tasks:
        task.units.set(units)
    act = "thêm nhiệm vụ" if not stored else "sửa nhiệm vụ" if tasks else "xoá nhiệm vụ"
    after = _in_words(unit_words, tasks_under(held.plan, unit_words), was) if tasks else ""
    note(held, LogKind.ASSIGNMENT, act, unit_words, before if stored else "", after)
    return True


def _differs(stored: Sequence[Task], unit_words: str, lines: Sequence[str], units: Sequence[Unit]) -> bool:
    wanted = {unit.pk for unit in units}
    return [_line(task.words) for task in stored] != list(lines) or any(
        task.unit_words != unit_words or {unit.pk for unit in task.units.all()} != wanted for task in stored
    )


def _matched(stored: Sequence[Task], lines: Sequence[str]) -> list[Task | None]:
    """For each line the task that it is, None for a new one; tasks without a line are taken out.

    A line that says the same is the same task wherever it stands; of the rest a line is the task that it
    says most alike, if it is alike at all: results stay with the work that they speak of.
    """
    kept: list[Task | None] = [None] * len(lines)
    left = list(stored)
    for place, line in enumerate(lines):
        same = next((task for task in left if _line(task.words) == line), None)
        if same is not None:
            kept[place] = same
            left.remove(same)
    pairs = [
        (_likeness(_line(task.words), line), place, task)
        for place, line in enumerate(lines)
        if kept[place] is None
        for task in left
    ]
    for likeness, place, task in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if likeness >= _ALIKE and kept[place] is None and task in left:
            kept[place] = task
            left.remove(task)
    for task in left:
        _remove(task)
    return kept


def _likeness(one: str, other: str) -> float:
    """From 0 to 1, by words."""
    matcher = SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE <= matcher.quick_ratio() else 0


def _remove(task: Task) -> None:
    try:
        with transaction.atomic():
            task.delete()
    except ProtectedError as error:
        raise Refused(
            f"Đã có đơn vị trả lời việc “{_line(task.words)[:80]}”; không xoá được. Sửa lại lời của việc "
            "nếu cần, các việc khác vẫn thêm bớt được."
        ) from error


def _write(held: Held, kept: Sequence[Task | None], unit_words: str, lines: Sequence[str]) -> list[Task]:
    """The rows of the heading, in one run that begins where it began; what comes after moves on."""
    known = [task for task in kept if task is not None]
    last = held.plan.tasks.aggregate(last=Max("position"))["last"] or 0
    start = min((task.position for task in known), default=last + 1)
    kept_ids = [task.pk for task in known]
    others = list(held.plan.tasks.exclude(pk__in=kept_ids).order_by("position"))
    written: list[Task] = []
    for task in known:
        Task.objects.filter(pk=task.pk).update(position=_ASIDE + task.position)
    before = [task for task in others if task.position < start]
    after = [task for task in others if task.position >= start]
    first_after = len(before) + len(lines) + 1
    _renumber(after, first_after)
    _renumber(before, 1)
    for place, (row, line) in enumerate(zip(kept, lines, strict=True), start=len(before) + 1):
        task = row or Task(plan=held.plan)
        if row is None or _line(row.words) != line:
            task.words = line
        task.unit_words, task.position = unit_words, place
        task.save()
        written.append(task)
    return written


def _renumber(tasks: Sequence[Task], first: int) -> None:
    """Give the tasks their places, those that move out of the way first."""
    moving = [(task, place) for place, task in enumerate(tasks, start=first) if task.position != place]
    for task, place in moving:
        Task.objects.filter(pk=task.pk).update(position=2 * _ASIDE + place)
    for task, place in moving:
        Task.objects.filter(pk=task.pk).update(position=place)


def _in_words(unit_words: str, tasks: Sequence[Task], others: Sequence[str]) -> str:
    """The heading with those of its tasks that `others`, the lines of before or after, do not say: a long
    list would be cut before the one that changed. All of them where only order or units did."""
    units = sorted({unit.key for task in tasks for unit in task.units.all()})
    lines = [_line(task.words) for task in tasks]
    is_other = set(lines) != set(others)
    told = [line for line in lines if line not in others] if is_other and others else lines
    bullets = "; ".join(told) or "các việc khác giữ nguyên"
    return f"{unit_words} ({', '.join(units) or 'chưa gắn đơn vị'}): {bullets}" if tasks else ""
