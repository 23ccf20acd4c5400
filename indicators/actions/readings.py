"""One function per verb on plans: atomic, says who and when, and refuses with a sentence for the screen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from childplan.clock import VIET_NAM
from indicators.enums import Operator
from indicators.models import Target
from indicators.permissions import may_confirm_readings
from units.enums import LogKind
from units.log import write
from units.models import User
from units.refusals import NotYours, Refused


@transaction.atomic
def confirm_reading(*, target: Target, by: User, at: datetime, address: str | None = None) -> bool:
    """The owner's word that a flagged target means what the system reads. The signed words stay as printed.

    True when this call confirmed it; False when it was confirmed before, and then nothing changes. A target
    that cannot be read has no reading to confirm and goes on waiting.
    """
    held = (
        Target.objects.select_for_update(of=("self",))
        .select_related("component__indicator__plan__issuer")
        .get(pk=target.pk)
    )
    if not may_confirm_readings(by, held.component.indicator.plan, at.astimezone(VIET_NAM).date()):
        raise NotYours("Chỉ nơi ban hành kế hoạch xác nhận cách đọc.")
    if not held.flag:
        raise Refused("Mức này đã rõ, không có gì phải xác nhận.")
    if held.operator == Operator.UNREADABLE:
        raise Refused("Chưa có cách đọc nào để xác nhận: chữ trong văn bản hiểu được hai cách.")
    if held.confirmed_at is not None:
        return False
    held.confirmed_by, held.confirmed_at = by, at
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    plan = held.component.indicator.plan
    write(
        LogKind.TARGET,
        "xác nhận cách đọc",
        at=at,
        by=by,
        address=address,
        unit=plan.issuer,
        subject=f"{held.component} – {plan.short_title}",
        before=held.words,
        after=held.reading,
    )
    return True
