"""How does an act on a report come about? Asked of the person and the table, then written with its event."""

from __future__ import annotations

from datetime import date, datetime

from reporting.actions.refusals import NOT_OWED, NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import Act, ReportState
from reporting.locks import lock_on, locked_words
from reporting.models import FigureChange, Report, ReportEvent
from reporting.permissions import may_act
from reporting.transitions import TRANSITIONS, refusal
from units.models import User


def check_step(report: Report, act: Act, by: User, at: datetime, reason: str = "") -> None:
    """The act is open to the person, from this state, outside a lock; or NotYours or Refused is raised."""
    if not may_act(by, act, report, calendar_day(at)):
        raise NotYours(f"Vai trò của bạn không {act.label} được ở báo cáo này.")
    if not report.is_owed:
        raise Refused(NOT_OWED)
    sentence = refusal(
        act, ReportState(report.state), report.is_being_checked, reason, is_waived=report.is_waived
    )
    if sentence:
        raise Refused(sentence)
    lock = lock_on(report) if TRANSITIONS[act].stops_at_lock else None
    if lock is not None:
        raise Refused(locked_words(lock))


def remark(
    report: Report,
    act: Act,
    by: User,
    at: datetime,
    address: str | None,
    reason: str = "",
    *,
    source: str = "",
    day: date | None = None,
) -> ReportEvent:
    """The event, not yet written, of an act that leaves the report where it is."""
    return ReportEvent(
        report=report,
        act=act,
        at=at,
        by=by,
        address=address,
        from_state=report.state,
        to_state=report.state,
        reason=reason.strip(),
        stand_in_source=source,
        day=day,
    )


def move(
    report: Report,
    act: Act,
    by: User,
    at: datetime,
    address: str | None,
    reason: str = "",
    *,
    source: str = "",
    day: date | None = None,
    last_change: FigureChange | None = None,
    target: ReportState | None = None,
) -> ReportEvent:
    """Write the report as the act leaves it, and the event that says who, when and from where.

    `target`: where the act leads, if not where the table says.
    """
    before = ReportState(report.state)
    report.state = target or TRANSITIONS[act].target or before
    report.save()
    return ReportEvent.objects.create(
        report=report,
        act=act,
        at=at,
        by=by,
        address=address,
        from_state=before,
        to_state=report.state,
        reason=reason.strip(),
        stand_in_source=source,
        day=day,
        last_change=last_change,
    )
