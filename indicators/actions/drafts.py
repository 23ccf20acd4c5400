"""Taking a draft away again: nobody was asked by it, so nothing depends on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from indicators.actions.own_measures import drop_unused
from indicators.models import Component
from plans.actions.editing import always_note, hold
from plans.enums import PlanState
from plans.models import Plan
from units.enums import LogKind
from units.models import User
from units.refusals import Refused


@transaction.atomic
def delete_draft(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> None:
    """Xoá bản nháp with all its parts and files, and what was thought of for it alone; the log keeps that it
    was there. Raises NotYours; Refused for what is no draft and where something else points at it."""
    held = hold(plan, by, at, address)
    if held.plan.state != PlanState.DRAFT:
        raise Refused("Chỉ xoá được bản nháp. Kế hoạch đã áp dụng thì chấm dứt bằng văn bản.")
    always_note(
        held,
        LogKind.PLAN,
        "xoá bản nháp",
        "",
        before=f"{held.plan.full_title}, {held.plan.years}, {held.plan.indicators.count()} chỉ tiêu",
    )
    used = set(Component.objects.filter(indicator__plan=held.plan).values_list("measure_id", flat=True))
    try:
        with transaction.atomic():
            # Goals are held by their Chỉ tiêu, so these go first.
            held.plan.indicators.all().delete()
            held.plan.delete()
    except ProtectedError as error:
        raise Refused(_in_use(error)) from error
    drop_unused(used, held.plan.issuer)


def _in_use(error: ProtectedError) -> str:
    """What points at the draft, in the words of its kind."""
    kinds = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    return f"Không xoá được: đã có {', '.join(kinds)} gắn với bản nháp này."
