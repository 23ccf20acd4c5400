"""Chế độ báo cáo: the reporting days of a plan, one row at a time, in the words that were signed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from plans.actions.editing import Held, check_mark, mark_of, note, open_for_editing
from plans.enums import DutyKind
from plans.models import Deadline, Plan
from units.enums import AgencyKind, Level, LogKind
from units.models import User
from units.refusals import Overtaken


@dataclass(frozen=True)
class DeadlineWish:
    """One reporting day as the form says it. Day and month stand together or not at all."""

    duty: DutyKind
    reporter_level: Level
    reporter_kind: str
    receiver_words: str
    day: int | None
    month: int | None
    year: int | None
    is_strict: bool
    words: str
    note: str


_FIELDS = tuple(field.name for field in fields(DeadlineWish))


def deadline_mark(row: Deadline | None) -> str:
    """The mark that the form of one day carries."""
    return mark_of(row, _FIELDS)


@transaction.atomic
def save_deadline(
    *,
    plan: Plan,
    position: int | None,
    wish: DeadlineWish,
    mark: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Deadline:
    """Write one day; `position` None: a new one, last. Raises NotYours, Refused and Overtaken.

    The same new day sent twice is one row.
    """
    held = open_for_editing(plan, by, at, address)
    if position is None:
        return _add(held, wish)
    row: Deadline | None = held.plan.deadlines.filter(position=position).first()
    if row is None:
        raise Overtaken("Hạn này vừa được xoá. Chưa ghi gì.")
    if all(getattr(row, name) == getattr(wish, name) for name in _FIELDS):
        return row
    check_mark(mark, deadline_mark(row))
    before = _in_words(row)
    for name in _FIELDS:
        setattr(row, name, getattr(wish, name))
    row.save(update_fields=list(_FIELDS))
    note(held, LogKind.PLAN, "sửa hạn báo cáo", row.get_duty_display(), before, _in_words(row))
    return row


def _add(held: Held, wish: DeadlineWish) -> Deadline:
    values = {name: getattr(wish, name) for name in _FIELDS}
    twin: Deadline | None = held.plan.deadlines.filter(**values).first()
    if twin is not None:
        return twin
    last = held.plan.deadlines.aggregate(last=Max("position"))["last"] or 0
    row: Deadline = held.plan.deadlines.create(position=last + 1, **values)
    note(held, LogKind.PLAN, "thêm hạn báo cáo", row.get_duty_display(), after=_in_words(row))
    return row


@transaction.atomic
def remove_deadline(
    *, plan: Plan, position: int, mark: str, by: User, at: datetime, address: str | None = None
) -> bool:
    """Take one day out; False where it is gone already. Raises NotYours, Refused and Overtaken."""
    held = open_for_editing(plan, by, at, address)
    row: Deadline | None = held.plan.deadlines.filter(position=position).first()
    if row is None:
        return False
    check_mark(mark, deadline_mark(row))
    note(held, LogKind.PLAN, "xoá hạn báo cáo", row.get_duty_display(), before=_in_words(row))
    row.delete()
    return True


def _in_words(row: Deadline) -> str:
    """“Cấp xã: ngày 05/12 hằng năm, gửi UBND huyện: “trước ngày 05/12””."""
    who = AgencyKind(row.reporter_kind).label if row.reporter_kind else Level(row.reporter_level).label
    day = "không nêu ngày"
    if row.day is not None and row.month is not None:
        day = f"{row.day:02d}/{row.month:02d}" + (f"/{row.year}" if row.year else " hằng năm")
    strict = ", không tính ngày nêu" if row.is_strict else ""
    receiver = f", gửi {row.receiver_words}" if row.receiver_words else ""
    said = f" ({row.note})" if row.note else ""
    return f"{who}: {day}{strict}{receiver}: “{row.words}”{said}"
