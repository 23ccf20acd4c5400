"""Chọn số dùng: a place settles which of two sums of the same thing its total uses, and says why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from indicators.models import DataItem
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import Side
from reporting.locks import lock_on, locked_words
from reporting.models import Report, Settlement
from reporting.permissions import settles
from reporting.summaries.differences import Difference, differences_of
from units.models import User
from units.refusals import Overtaken

MOVED = "Số của hai bên vừa thay đổi, hoặc người khác vừa chọn. Xem lại rồi chọn."
NOTHING_TO_CHOOSE = "Hai bên không còn lệch, hoặc chưa đủ câu trả lời để so, nên không phải chọn."
LONGEST = 500


@transaction.atomic
def settle(
    *,
    report: Report,
    item: DataItem,
    uses: Side,
    reason: str,
    seen: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Settlement:
    """The place's total of the item uses the sum of the source, or that of who checks it.

    `report`: the place's own, while it is open: what was handed up is never changed by a choice. `seen`: the
    mark of the page that showed both sums (`Difference.mark`). The choice keeps both; it holds while they
    stay so. Safe to repeat: the same choice once more adds no row. Raises NotYours, Overtaken or Refused.
    """
    report = Report.objects.held(report)
    if not settles(by, report, calendar_day(at)):
        raise NotYours("Chỉ người nhập hoặc nộp báo cáo của chính nơi này chọn số dùng.")
    if not report.is_open:
        raise Refused("Báo cáo đã nộp nên không chọn lại được. Rút báo cáo về, hoặc chờ cấp trên trả lại.")
    lock = lock_on(report)
    if lock is not None:
        raise Refused(locked_words(lock))
    if not reason.strip():
        raise Refused("Ghi lý do chọn số này để cấp trên biết.")
    found = next((each for each in differences_of(report) if each.pair.item_id == item.pk), None)
    if found is None:
        raise Refused(NOTHING_TO_CHOOSE)
    standing = _said_already(found, uses, reason.strip(), by)
    if standing is not None:
        return standing
    if seen != found.mark:
        raise Overtaken(MOVED)
    return Settlement.objects.create(
        report=report,
        item=item,
        source_value=found.pair.source_value,
        check_value=found.pair.check_value,
        uses=uses,
        reason=reason.strip()[:LONGEST],
        at=at,
        by=by,
        address=address,
    )


def _said_already(found: Difference, uses: Side, reason: str, by: User) -> Settlement | None:
    """The choice that stands, if it is this very one: a second click says nothing new."""
    last = found.latest
    if last is None or not found.is_settled:
        return None
    same = (last.uses, last.reason, last.by_id) == (uses.value, reason[:LONGEST], by.pk)
    return last if same else None
