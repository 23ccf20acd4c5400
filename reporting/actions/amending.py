"""Đề nghị nộp bản sửa: the level above opens an accepted consolidated report again; it goes up anew."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from reporting.actions.checking import send_back, undo_acceptance
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import Act, ReportState
from reporting.models import Report, ReportEvent
from reporting.permissions import may_act
from reporting.totals import PLACES
from units.models import User

ASKED = "Cấp trên đề nghị {unit} nộp bản sửa báo cáo {round}"


@transaction.atomic
def ask_for_amendment(
    *,
    report: Report,
    by: User,
    at: datetime,
    reason: str,
    correct_by: date | None = None,
    seen: int | None = None,
    address: str | None = None,
) -> ReportEvent:
    """The acceptance is undone and the report returned in one act, by the table of `reporting.transitions`:
    three events of one moment, one notice. What was handed up stays as its edition; the next submission is a
    new one, marked “bản sửa”.

    Whoever accepted may ask, for a reason, until the level above has accepted its own report; the top unit
    asks itself. `seen`: the last event that the page showed. Raises NotYours or Refused.
    """
    report = Report.objects.select_related("round", "unit").get(pk=report.pk)
    if report.unit.level not in PLACES or not report.round.asks_figures:
        raise Refused("Chỉ báo cáo tổng hợp có bản sửa; báo cáo khác thì bỏ duyệt rồi trả lại.")
    if not may_act(by, Act.ACCEPTANCE_UNDONE, report, calendar_day(at)):
        raise NotYours("Chỉ đơn vị đã duyệt báo cáo này đề nghị nộp bản sửa.")
    if report.state != ReportState.ACCEPTED:
        raise Refused(
            "Báo cáo chưa duyệt nên không cần đề nghị bản sửa: trả lại ở trang kiểm tra, hoặc chờ đơn vị nộp."
        )
    if not reason.strip():
        raise Refused("Ghi lý do để đơn vị biết phải sửa gì.")
    last = report.events.order_by("-id").values_list("pk", flat=True).first()
    if seen is not None and last != seen:
        raise Refused("Báo cáo đã có việc mới từ khi bạn mở trang. Xem lại rồi đề nghị.")
    undo_acceptance(report=report, by=by, at=at, reason=reason, address=address, tells_unit=False)
    return send_back(
        report=report, by=by, at=at, reason=reason, correct_by=correct_by, address=address, title=ASKED
    )
