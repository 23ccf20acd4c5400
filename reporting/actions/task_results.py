"""Nhiệm vụ: how far a unit has come with the tasks of its plans in a round; nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import TaskState
from reporting.locks import lock_over, locked_words
from reporting.models import Round, TaskResult
from reporting.permissions import acts_for
from reporting.summaries.tasks import last_results, tasks_of
from units.models import Unit, User
from units.roles import Verb

LONGEST_WORDS = 1_000


@dataclass(frozen=True)
class TaskWish:
    """What somebody wants to stand for one task. `seen`: the number of the result their page showed, 0 where
    it showed none."""

    task_id: int
    seen: int
    state: TaskState
    words: str = ""


@transaction.atomic
def record_tasks(
    *, unit: Unit, round_: Round, wishes: Sequence[TaskWish], by: User, at: datetime
) -> dict[int, TaskResult]:
    """Write what differs from what stands; safe to repeat.

    Returns, by task, what others wrote since the page was shown: those are left as they are. Raises NotYours
    or Refused.
    """
    if not acts_for(by, Verb.ENTER, unit.pk, round_.data_to, calendar_day(at)):
        raise NotYours("Chỉ người của chính đơn vị mới ghi kết quả nhiệm vụ.")
    lock = lock_over(unit, round_)
    if lock is not None:
        raise Refused(locked_words(lock))
    # Two pages of one unit come one after the other.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    own = set(tasks_of([unit.pk], round_).values_list("pk", flat=True))
    if any(wish.task_id not in own for wish in wishes):
        raise Refused("Kế hoạch không còn nhiệm vụ đó. Tải lại trang.")
    standing = last_results([unit.pk], [round_.pk])
    conflicts: dict[int, TaskResult] = {}
    for wish in wishes:
        last = standing.get((unit.pk, round_.pk, wish.task_id))
        words = wish.words.strip()[:LONGEST_WORDS]
        if last is not None and (last.state, last.words) == (wish.state, words):
            continue
        if last is not None and last.pk != wish.seen:
            conflicts[wish.task_id] = last
            continue
        TaskResult.objects.create(
            task_id=wish.task_id, unit=unit, round=round_, state=wish.state, words=words, by=by, at=at
        )
    return conflicts
