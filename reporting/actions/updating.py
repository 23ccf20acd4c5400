"""Cập nhật mẫu: a later change of plan, catalogue or units enters a round that is open. Only ever adds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from reporting.actions.opening import write_cells, write_forms
from reporting.actions.refusals import NotYours, Refused
from reporting.actions.steps import remark
from reporting.deadlines import calendar_day
from reporting.enums import Act, NoticeKind
from reporting.models import Report, ReportEvent, Round
from reporting.notices import tell_units
from reporting.permissions import runs_rounds_of
from reporting.summaries.form_plan import FormUpdate, form_update, hold_plans, plans_asking
from units import log
from units.enums import LogKind
from units.models import Unit, User


@transaction.atomic
def update_forms(
    *, round_: Round, unit: Unit, by: User, at: datetime, seen: str = "", address: str | None = None
) -> FormUpdate:
    """Empty cells for forms not yet accepted, and forms for new units, below the unit that opened the round.

    No cell is ever taken away, filled or not; what is accepted or locked is left alone. A plan that has come
    into force since is one that was asked for from now on (`Plan.asked_at`). Safe to repeat: with nothing new
    nothing is written. `seen`: the mark of the preview. Raises NotYours or Refused.
    """
    if not runs_rounds_of(by, unit, calendar_day(at)):
        raise NotYours("Chỉ người được giao mở kỳ ở chính đơn vị này mới cập nhật được mẫu.")
    if not round_.openings.filter(unit=unit).exists():
        raise Refused("Mẫu do đơn vị đã mở kỳ cập nhật cho mọi đơn vị bên dưới.")
    if not round_.asks_figures:
        raise Refused("Kỳ này hỏi bằng văn bản, không có ô số liệu.")
    # Nothing is accepted or handed in between looking and writing.
    below = Unit.objects.under(unit, day=round_.data_to).values("pk")
    held = Report.objects.filter(round=round_, unit__in=below).held_downwards()
    list(held.values_list("pk", flat=True))
    hold_plans(round_, unit)
    found = form_update(round_, unit)
    if not round_.is_rehearsal:
        plans_asking(round_, unit).filter(asked_at=None).update(asked_at=at)
    if seen and seen != found.mark:
        raise Refused("Kế hoạch, đơn vị hoặc báo cáo đã thay đổi từ khi bạn xem trước. Xem lại rồi cập nhật.")
    if not found.touched:
        return found
    written = write_forms(round_, found.new_units, found.plan.areas, by, at, address)
    for report in written:
        report.round = round_
        report.unit = found.plan.placements[report.unit_id].unit
    reports = {**found.reports, **{report.unit_id: report for report in written}}
    write_cells(found.added, reports, added_at=at)
    texts = {
        unit_id: f"Thêm {len(found.added[unit_id])} ô phải nhập."
        for unit_id in found.touched
        if unit_id in found.reports
    }
    ReportEvent.objects.bulk_create(
        remark(
            found.reports[unit_id],
            Act.FORM_UPDATED,
            by,
            at,
            address,
            f"thêm {len(found.added[unit_id])} ô",
        )
        for unit_id in texts
    )
    texts |= dict.fromkeys(found.new_units, "Đơn vị có phiếu mới trong kỳ này.")
    tell_units(reports, texts, NoticeKind.FORM, at=at, by=by)
    log.write(
        LogKind.ROUND,
        "cập nhật mẫu",
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=round_.name,
        before=f"{len(found.reports)} báo cáo",
        after=(
            f"{len(reports)} báo cáo; thêm {found.cell_count} ô vào {len(found.touched)} phiếu, "
            f"trong đó {len(found.new_units)} phiếu mới"
        ),
    )
    return found
