"""A keeper brings a whole table of Chỉ tiêu into a plan: everything of it, or nothing.

Each Chỉ tiêu goes through the same acts as one entered by hand, so what may not be done there may not be done
here. Beside their rows the log gets one that says what was brought in and from where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from indicators.actions.assigning import Duty, assign
from indicators.actions.indicators import GoalWish, IndicatorWish, add_indicator, change_indicator
from indicators.models import Indicator
from plans.actions.editing import always_note, open_for_editing
from plans.models import Plan
from units.enums import LogKind
from units.models import Unit, User
from units.refusals import NotYours, Overtaken, Refused


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One Chỉ tiêu of the table. `indicator`: the stored one that it changes; `shown`: its mark."""

    wish: IndicatorWish
    indicator: Indicator | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """What a unit is named for in the table beside what it has already: numbers of Chỉ tiêu."""

    unit: Unit
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Numbers of the Chỉ tiêu that are new and of those that changed; `duties`: units that got something."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    duties: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.duties)

    @property
    def words(self) -> str:
        """“thêm 2 chỉ tiêu (3, 4); sửa 1 chỉ tiêu (1)”."""
        parts = (
            f"thêm {len(self.added)} chỉ tiêu ({', '.join(self.added)})" if self.added else "",
            f"sửa {len(self.changed)} chỉ tiêu ({', '.join(self.changed)})" if self.changed else "",
            f"giao thêm cho {self.duties} đơn vị" if self.duties else "",
        )
        return "; ".join(filter(None, parts))


@transaction.atomic
def import_table(
    *,
    plan: Plan,
    entries: Sequence[TableEntry],
    duties: Sequence[DutyEntry] = (),
    source: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Written:
    """Write the entries in their order. `source`: “tệp ke-hoach.xlsx”, “bảng đã dán”.

    Raises NotYours; Refused and Overtaken, which name the Chỉ tiêu, and then nothing was written.
    """
    held = open_for_editing(plan, by, at, address)
    goals: dict[GoalWish, int] = {}
    added: list[str] = []
    changed: list[str] = []
    for entry in entries:
        wish = entry.wish
        if isinstance(wish.goal, GoalWish) and wish.goal in goals:
            wish = replace(wish, goal=goals[wish.goal])
        try:
            if entry.indicator is None:
                kept = add_indicator(plan=held.plan, wish=wish, by=by, at=at, address=address)
                added.append(kept.number)
            else:
                kept = change_indicator(
                    indicator=entry.indicator, wish=wish, shown=entry.shown, by=by, at=at, address=address
                )
                changed.append(kept.number)
        except NotYours:
            raise
        except Overtaken as refusal:
            raise Overtaken(f"Chỉ tiêu {wish.number}: {refusal}") from refusal
        except Refused as refusal:
            raise Refused(f"Chỉ tiêu {wish.number}: {refusal}") from refusal
        if isinstance(wish.goal, GoalWish):
            goals[wish.goal] = kept.goal_id
    given = 0
    for duty in duties:
        told = Duty(duty.leads, duty.supports, "", "")
        given += assign(
            plan=held.plan, units=[duty.unit], duty=told, mark=None, by=by, at=at, address=address
        )
    written = Written(tuple(added), tuple(changed), given)
    if not written.is_nothing:
        always_note(held, LogKind.IMPORT, f"đưa vào từ {source}", "", "", written.words)
    return written
