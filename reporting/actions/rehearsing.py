"""Bỏ kỳ chạy thử: whatever was tried out goes again, and one row of the log says how much it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.models import (
    CommentAnswer,
    Explanation,
    Figure,
    FigureChange,
    Intake,
    Notice,
    Reminder,
    Report,
    ReportEvent,
    ReviewComment,
    Round,
    RoundLock,
    RoundOpening,
    Settlement,
    TaskResult,
    Total,
    TotalText,
)
from reporting.permissions import runs_rounds_of
from reporting.summaries.rehearsal import (
    Rehearsed,
    opener_above,
    openings_below,
    rehearsed,
    reports_rehearsed,
)
from units import log
from units.enums import LogKind
from units.models import Unit, User


@transaction.atomic
def discard_rehearsal(
    *, round_: Round, unit: Unit, by: User, at: datetime, address: str | None = None
) -> Rehearsed:
    """Remove everything of a rehearsal at the unit that opened it and below: reports and figures, their logs,
    decisions, comments, sums, notices, files that came in, locks, results of tasks, openings. What others
    rehearse in the same year stays; the round goes with the last of them.

    The database lets go of no log of any other round (migration 0008). Raises NotYours or Refused.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not round_.is_rehearsal:
        raise Refused("Chỉ kỳ chạy thử mới bỏ được.")
    if not runs_rounds_of(by, unit, calendar_day(at)):
        raise NotYours("Chỉ người được giao mở kỳ ở chính đơn vị đã mở mới bỏ được kỳ chạy thử.")
    if not round_.openings.filter(unit=unit).exists():
        raise Refused("Kỳ chạy thử do đơn vị đã mở bỏ.")
    above = opener_above(round_, unit)
    if above:
        raise Refused(f"Nay {above} cũng chạy thử kỳ này cho mọi đơn vị bên dưới; {above} bỏ.")
    # Whoever is entering or handing in at this moment is done before it goes.
    reports = [report.pk for report in reports_rehearsed(round_, unit).held_downwards()]
    found = rehearsed(round_, unit)
    units = list(Unit.objects.under(unit, day=round_.data_to).values_list("pk", flat=True))
    openings = list(openings_below(round_, unit).values_list("pk", flat=True))
    for start in range(0, len(reports), TOGETHER):
        _remove(reports[start : start + TOGETHER])
    _gone(TaskResult.objects.filter(round=round_, unit__in=units))
    _gone(RoundLock.objects.filter(round=round_, unit__in=units))
    _gone(RoundOpening.objects.filter(pk__in=openings))
    name = round_.name
    if not round_.openings.exists():
        _gone(TaskResult.objects.filter(round=round_))
        _gone(RoundLock.objects.filter(round=round_))
        round_.delete()
    log.write(
        LogKind.ROUND,
        "bỏ kỳ chạy thử",
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=name,
        before=found.words,
    )
    return found


TOGETHER = 500
"""Reports whose rows go with one statement a table."""


def _remove(report_ids: list[int]) -> None:
    """Children before their parents: each log finds its report through what still stands."""
    _gone(TotalText.objects.filter(report__in=report_ids))
    _gone(Total.objects.filter(report__in=report_ids))
    _gone(Settlement.objects.filter(report__in=report_ids))
    _gone(CommentAnswer.objects.filter(comment__event__report__in=report_ids))
    _gone(ReviewComment.objects.filter(event__report__in=report_ids))
    _gone(Explanation.objects.filter(figure__report__in=report_ids))
    _gone(Notice.objects.filter(report__in=report_ids))
    _gone(Reminder.objects.filter(report__in=report_ids))
    # An act knows the last change before it, and a change the act under which it was typed.
    _gone(FigureChange.objects.filter(figure__report__in=report_ids))
    _gone(Intake.objects.filter(report__in=report_ids))
    _gone(ReportEvent.objects.filter(report__in=report_ids))
    _gone(Figure.objects.filter(report__in=report_ids))
    _gone(Report.objects.filter(pk__in=report_ids))


def _gone(rows: QuerySet[Any]) -> None:
    """Every foreign key here is protected against `delete()`, for every other round; the database still holds
    each of them at the end of the transaction."""
    rows._raw_delete(rows.db)
