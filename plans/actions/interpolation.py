"""Drawing yearly targets between two milestones: the owner switches it on or off, and the log says so.

The document names no target there. Like every change of a plan in force it holds from the first year of the
amending document on; the years before stay judged as they were (ADR 0014).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.actions.editing import Held, note, open_for_editing
from plans.models import Plan
from units.enums import LogKind
from units.models import User
from units.refusals import Refused

NOTHING_BETWEEN = "chưa đến mốc"


@transaction.atomic
def switch_interpolation(
    *, plan: Plan, is_on: bool, by: User, at: datetime, address: str | None = None
) -> bool:
    """On or off from the first year that may be changed. False where it stands so already. Raises NotYours
    and Refused."""
    held = open_for_editing(plan, by, at, address)
    stored = held.plan
    if stored.interpolates == is_on:
        return False
    before = _in_words(stored)
    if is_on:
        _switch_on(held)
    else:
        _switch_off(held)
    stored.save(update_fields=["interpolated_from", "interpolated_until"])
    note(held, LogKind.PLAN, "đổi mức giữa hai mốc", "", before, _in_words(stored))
    return True


def _switch_on(held: Held) -> None:
    plan = held.plan
    until = plan.interpolated_until
    if plan.interpolated_from is None or held.from_year <= plan.interpolated_from:
        plan.interpolated_from = held.from_year
    elif until is not None and held.from_year > until + 1:
        # One span is kept: years in between that were judged without it would be lost.
        raise Refused(
            f"Đã nội suy đến hết năm {until}, sau đó thôi. Muốn đặt lại mức từng năm từ năm "
            f"{held.from_year} thì ghi mức của từng năm."
        )
    plan.interpolated_until = None


def _switch_off(held: Held) -> None:
    plan = held.plan
    assert plan.interpolated_from is not None
    if held.is_draft or held.from_year <= plan.interpolated_from:
        plan.interpolated_from = None
    else:
        plan.interpolated_until = held.from_year - 1


def _in_words(plan: Plan) -> str:
    if plan.interpolated_from is None:
        return NOTHING_BETWEEN
    until = f" đến hết năm {plan.interpolated_until}" if plan.interpolated_until is not None else ""
    return f"nội suy từ năm {plan.interpolated_from}{until}"
