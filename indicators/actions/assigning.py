"""Chủ trì, phối hợp: which Chỉ tiêu a unit answers for, written as documents write it, unit by unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from indicators.enums import Part
from indicators.models import Indicator, Responsibility
from plans.actions.editing import Held, check_mark, mark_of, note, open_for_editing
from plans.models import Plan
from units.enums import LogKind
from units.models import Unit, User
from units.refusals import Refused

_BETWEEN = re.compile(r"[\s,;.]+")
_NO_NUMBERS = frozenset({"từ", "và", "chỉ", "tiêu", "số", "các", "ct"})
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|đến)\s*(\d{1,3})")


@dataclass(frozen=True)
class Numbers:
    """Chỉ tiêu numbers read from a line: those of the plan in its order, and words that are none."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]


def read_numbers(text: str, numbers: Sequence[str]) -> Numbers:
    """“3, 4 và 5”, “chỉ tiêu số 3; 7-9”. `numbers`: those of the plan, in its order."""
    asked: list[str] = []

    def spread(found: re.Match[str]) -> str:
        first, last = int(found[1]), int(found[2])
        asked.extend(str(number) for number in range(first, last + 1)) if first <= last else asked.append(
            found[0]
        )
        return " "

    left = _RANGE.sub(spread, text)
    asked += [word for word in _BETWEEN.split(left) if word and word.casefold() not in _NO_NUMBERS]
    by_fold = {number.casefold(): number for number in numbers}
    known = {by_fold[word.casefold()] for word in asked if word.casefold() in by_fold}
    unknown = dict.fromkeys(word for word in asked if word.casefold() not in by_fold)
    return Numbers(tuple(number for number in numbers if number in known), tuple(unknown))


@dataclass(frozen=True)
class Duty:
    """What one unit is to a plan: numbers and signed words of each part, as the form shows them."""

    leads: tuple[str, ...]
    supports: tuple[str, ...]
    lead_words: str
    support_words: str


def duty_of(plan: Plan, unit: Unit) -> Duty:
    """As stored; two queries at most."""
    rows = _rows(plan, unit)
    return Duty(
        leads=_numbers(rows, Part.LEAD),
        supports=_numbers(rows, Part.SUPPORT),
        lead_words=_words(rows, Part.LEAD),
        support_words=_words(rows, Part.SUPPORT),
    )


def _rows(plan: Plan, unit: Unit) -> list[Responsibility]:
    found = Responsibility.objects.filter(indicator__plan=plan, unit=unit).select_related("indicator")
    return list(found.order_by("indicator__position"))


def _numbers(rows: Iterable[Responsibility], part: Part) -> tuple[str, ...]:
    return tuple(row.indicator.number for row in rows if row.part == part)


def _words(rows: Iterable[Responsibility], part: Part) -> str:
    return "\n".join(dict.fromkeys(row.words for row in rows if row.part == part and row.words))


def duty_mark(duty: Duty) -> str:
    """The mark that the form of one unit carries."""
    return mark_of(None, (), duty)


@transaction.atomic
def assign(
    *,
    plan: Plan,
    units: Sequence[Unit],
    duty: Duty,
    mark: str | None,
    by: User,
    at: datetime,
    address: str | None = None,
) -> int:
    """Make the duty that of each unit; for how many something changed. An empty duty takes all away.

    `mark`: of the one unit whose form it was; None for units that are named for the first time, whose duty is
    then added to what they have. Raises NotYours, Refused and Overtaken.
    """
    held = open_for_editing(plan, by, at, address)
    both = sorted(set(duty.leads) & set(duty.supports))
    if both:
        raise Refused(f"Chỉ tiêu {', '.join(both)} không thể vừa chủ trì vừa phối hợp. Bỏ ở một trong hai ô.")
    indicators = {one.number: one for one in held.plan.indicators.all()}
    unknown = sorted({*duty.leads, *duty.supports} - set(indicators))
    if unknown:
        raise Refused(f"Kế hoạch không còn chỉ tiêu {', '.join(unknown)}. Tải lại trang.")
    return sum(_assign_one(held, unit, duty, mark, indicators) for unit in units)


def _assign_one(
    held: Held, unit: Unit, duty: Duty, mark: str | None, indicators: dict[str, Indicator]
) -> bool:
    stands = duty_of(held.plan, unit)
    if duty == stands:
        return False
    if mark is not None:
        check_mark(mark, duty_mark(stands))
    rows = {row.indicator.number: row for row in _rows(held.plan, unit)}
    wanted = dict.fromkeys(duty.leads, Part.LEAD) | dict.fromkeys(duty.supports, Part.SUPPORT)
    if mark is not None:
        for number in rows.keys() - wanted.keys():
            rows[number].delete()
    for number, part in wanted.items():
        is_lead = part == Part.LEAD
        typed = duty.lead_words if is_lead else duty.support_words
        shown = stands.lead_words if is_lead else stands.support_words
        _write(indicators[number], unit, part, rows.get(number), typed, typed == shown)
    after = duty_of(held.plan, unit)
    note(held, LogKind.ASSIGNMENT, "sửa phân công", unit.key, _in_words(stands), _in_words(after))
    return after != stands


def _write(
    indicator: Indicator,
    unit: Unit,
    part: Part,
    row: Responsibility | None,
    typed: str,
    words_stand: bool,
) -> None:
    """Rows of one part may quote different sentences; where nobody touched the box each keeps its own."""
    if row is None:
        Responsibility.objects.create(
            indicator=indicator,
            unit=unit,
            part=part,
            words=typed.partition("\n")[0] if words_stand else typed,
        )
        return
    words = row.words if words_stand and row.part == part else typed
    if (row.part, row.words) != (part, words):
        row.part, row.words = part, words
        row.save(update_fields=["part", "words"])


def _in_words(duty: Duty) -> str:
    parts = (
        f"chủ trì {', '.join(duty.leads)}" if duty.leads else "",
        f"phối hợp {', '.join(duty.supports)}" if duty.supports else "",
        duty.lead_words,
        duty.support_words,
    )
    return "; ".join(filter(None, parts)) or "không được giao chỉ tiêu nào"
