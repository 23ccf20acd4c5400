"""Nhập thay: whoever collects in a commune starts and stops entering for one of its units.

The start says from what the figures are taken; every cell and the handing-in carry it
(`actions.save_answers`, `actions.submit`). Refusals are those of `reporting.actions`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from reporting.actions import NotYours, Refused
from reporting.actions.steps import remark
from reporting.deadlines import calendar_day
from reporting.enums import Act, NoticeKind, StandInSource
from reporting.locks import lock_on, locked_words
from reporting.models import Report, ReportEvent
from reporting.notices import tell_unit
from reporting.permissions import current_stand_in, may_stand_in
from reporting.summaries.standing_in import source_words
from units.models import User


@transaction.atomic
def start(
    *,
    report: Report,
    by: User,
    at: datetime,
    source: StandInSource,
    note: str = "",
    address: str | None = None,
) -> ReportEvent:
    """Begin to enter for the unit, from this source; another source begins anew.

    Safe to repeat: the same source and note under which the person already enters write nothing. Raises
    NotYours, or Refused where the note that names another source is missing.
    """
    report = Report.objects.held(report)
    if not may_stand_in(by, report, calendar_day(at)):
        raise NotYours("Chỉ công chức Văn hóa - Xã hội của xã nhập thay được, khi báo cáo chưa nộp.")
    lock = lock_on(report)
    if lock is not None:
        raise Refused(locked_words(lock))
    note = note.strip()
    if source == StandInSource.OTHER and not note:
        raise Refused("Ghi rõ nguồn số liệu, ví dụ: sổ của thôn.")
    current = current_stand_in(by, report, calendar_day(at))
    if current is not None and (current.stand_in_source, current.reason) == (source, note):
        return current
    event = remark(report, Act.STAND_IN_STARTED, by, at, address, note, source=source)
    event.save(force_insert=True)
    words = f"{by.full_name} nhập thay, nguồn: {source_words(event)}. Xem và sửa được như thường."
    tell_unit(report, NoticeKind.STAND_IN, at=at, by=by, text=words)
    return event


@transaction.atomic
def stop(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent | None:
    """Thôi nhập thay; nothing is written where the person does not enter for the unit."""
    report = Report.objects.held(report)
    current = current_stand_in(by, report, calendar_day(at))
    if current is None:
        return None
    event = remark(report, Act.STAND_IN_ENDED, by, at, address, source=current.stand_in_source)
    event.save(force_insert=True)
    return event
