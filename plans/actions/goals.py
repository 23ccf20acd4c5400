"""Mục tiêu of a plan: all of them are saved together, as one page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from plans.actions.editing import Held, check_mark, mark_of, note, open_for_editing
from plans.models import Goal, Plan
from units.enums import LogKind
from units.models import User
from units.refusals import Refused

_ASIDE = 10_000
"""Numbers are unique in a plan: rows that change places step aside first."""


@dataclass(frozen=True)
class GoalWish:
    """One goal as the page says it. `was`: the number it had, None for a new one."""

    was: int | None
    number: int
    name: str
    words: str
    is_removed: bool = False


def goals_mark(plan: Plan) -> str:
    """The mark that the page of goals carries."""
    return mark_of(None, (), [(goal.number, goal.name, goal.words) for goal in plan.goals.order_by("number")])


@transaction.atomic
def save_goals(
    *,
    plan: Plan,
    wishes: Sequence[GoalWish],
    mark: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> bool:
    """Write what differs; True where something did. Raises NotYours, Refused and Overtaken.

    A goal with Chỉ tiêu is not taken out: these are moved or taken out first.
    """
    held = open_for_editing(plan, by, at, address)
    stored = {goal.number: goal for goal in held.plan.goals.all()}
    if not _differs(stored, wishes):
        return False
    check_mark(mark, goals_mark(held.plan))
    kept = [wish for wish in wishes if not wish.is_removed]
    _check(stored, wishes, kept)
    for wish in wishes:
        if wish.is_removed and wish.was is not None:
            _remove(held, stored[wish.was])
    moved = [wish for wish in kept if wish.was is not None]
    for wish in moved:
        if wish.was != wish.number and wish.was is not None:
            Goal.objects.filter(pk=stored[wish.was].pk).update(number=_ASIDE + wish.number)
    for wish in kept:
        _write(held, stored.get(wish.was) if wish.was is not None else None, wish)
    return True


def _differs(stored: dict[int, Goal], wishes: Sequence[GoalWish]) -> bool:
    for wish in wishes:
        if wish.was is None:
            if not wish.is_removed:
                return True
            continue
        goal = stored.get(wish.was)
        if goal is None:
            if not wish.is_removed:
                return True
        elif wish.is_removed or (goal.number, goal.name, goal.words) != (wish.number, wish.name, wish.words):
            return True
    return False


def _check(stored: dict[int, Goal], wishes: Sequence[GoalWish], kept: Sequence[GoalWish]) -> None:
    numbers = [wish.number for wish in kept]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        raise Refused(f"Hai mục tiêu cùng mang số {twice[0]}. Đánh lại số cho một mục tiêu.")
    not_on_page = set(stored) - {wish.was for wish in wishes}
    taken = sorted(not_on_page & set(numbers))
    if taken:
        raise Refused(f"Số {taken[0]} đã có mục tiêu khác. Tải lại trang.")


def _remove(held: Held, goal: Goal) -> None:
    said = _in_words(goal.number, goal.name, goal.words)
    try:
        with transaction.atomic():
            goal.delete()
    except ProtectedError as error:
        raise Refused(
            f"Mục tiêu {goal.number} còn chỉ tiêu. Chuyển các chỉ tiêu đó sang mục tiêu khác rồi xoá."
        ) from error
    note(held, LogKind.PLAN, "xoá mục tiêu", f"Mục tiêu {goal.number}", before=said)


def _write(held: Held, goal: Goal | None, wish: GoalWish) -> None:
    after = _in_words(wish.number, wish.name, wish.words)
    if goal is None:
        Goal.objects.create(plan=held.plan, number=wish.number, name=wish.name, words=wish.words)
        note(held, LogKind.PLAN, "thêm mục tiêu", f"Mục tiêu {wish.number}", after=after)
        return
    before = _in_words(goal.number, goal.name, goal.words)
    if before == after:
        return
    subject = f"Mục tiêu {goal.number}"
    goal.number, goal.name, goal.words = wish.number, wish.name, wish.words
    goal.save(update_fields=["number", "name", "words"])
    note(held, LogKind.PLAN, "sửa mục tiêu", subject, before=before, after=after)


def _in_words(number: int, name: str, words: str) -> str:
    return f"{number}. {name}: {words}"
