"""Nộp và rút lại: the unit's side of the desk. A place hands up its sums, a snapshot with its edition."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from reporting.actions.checking import waive_all
from reporting.actions.papers import check_has_words
from reporting.actions.refusals import Incomplete, Refused
from reporting.actions.steps import check_step, move
from reporting.deadlines import calendar_day
from reporting.enums import Act, NoticeKind, ReportState
from reporting.models import FigureChange, Report, ReportEvent, Total
from reporting.notices import HANDED_IN_FOR_THEM, tell_above, tell_unit
from reporting.permissions import current_stand_in, enters_own, missing_below, reports_below
from reporting.querysets import ReportQuerySet
from reporting.summaries.comments import standing_return
from reporting.summaries.entry import entry_page
from reporting.summaries.problems import impossible_totals
from reporting.summaries.standing_in import source_words
from reporting.texts import store_texts
from reporting.totals import PLACES, Totals, official_totals
from units.models import User


@transaction.atomic
def submit(
    *, report: Report, by: User, at: datetime, address: str | None = None, reason: str = ""
) -> ReportEvent:
    """Nộp báo cáo. A place's report hands up its totals: a snapshot with its edition.

    A place whose units below have not all been accepted says why it goes up without them; that waives each of
    them with this reason. Raises Incomplete with every cell to put right and every warning to explain. A
    report in words adds nothing up and waits for nobody; it only must not be empty. Who entered for the unit
    hands in for it too, and the event says from what.
    """
    report = Report.objects.held(report)
    check_step(report, Act.SUBMITTED, by, at, reason)
    source = _source_of_stand_in(report, by, at)
    was_returned = report.state == ReportState.RETURNED
    if not report.round.asks_figures:
        check_has_words(report)
    is_place = report.unit.level in PLACES and report.round.asks_figures
    if is_place:
        _hold(reports_below(report))
    page = entry_page(report, at)
    if page.blocking:
        raise Incomplete(page.blocking, page.to_explain)
    totals = _check_below(report, reason) if is_place else {}
    if is_place:
        waive_all(missing_below(report), by=by, at=at, reason=reason, address=address)
    event = hand_up(report, totals, by, at, address, reason=reason, source=source)
    if was_returned:
        tell_above(report, NoticeKind.SUBMITTED, at=at, by=by)
    if source:
        told = f"{by.full_name} nộp thay, nguồn: {source_words(event)}."
        tell_unit(report, NoticeKind.STAND_IN, at=at, by=by, title=HANDED_IN_FOR_THEM, text=told)
    return event


def hand_up(
    report: Report,
    totals: Totals,
    by: User,
    at: datetime,
    address: str | None,
    *,
    reason: str = "",
    source: str = "",
) -> ReportEvent:
    """The report goes up as it stands, with the totals of a place as its next edition; the caller holds it
    and has asked whether it may."""
    report.submissions += 1
    report.submitted_at = at
    report.submitted_by = by
    report.first_submitted_at = report.first_submitted_at or at
    report.correct_by_on = None
    last = FigureChange.objects.filter(figure__report=report).order_by("-id").first()
    event = move(report, Act.SUBMITTED, by, at, address, reason, source=source, last_change=last)
    if report.unit.level in PLACES and report.round.asks_figures:
        _store_totals(report, totals)
    return event


def _check_below(report: Report, reason: str) -> Totals:
    """What the place hands up; it says why it goes up without some of those below it."""
    missing = missing_below(report).count()
    if missing and not reason.strip():
        raise Refused(f"Còn {missing} báo cáo cấp dưới chưa được duyệt. Ghi lý do nộp thiếu, hoặc chờ đủ.")
    totals = official_totals(report.unit, report.round)
    impossible = impossible_totals(totals)
    if impossible:
        raise Incomplete(impossible)
    return totals


def _hold(reports: ReportQuerySet) -> None:
    """Nothing one level down is accepted or opened again between counting who is missing and adding up."""
    list(reports.held_downwards().values_list("pk", flat=True))


def _store_totals(report: Report, totals: Totals) -> None:
    Total.objects.bulk_create(
        Total(
            report=report,
            edition=report.submissions,
            item_id=key.item_id,
            area=key.area,
            **asdict(total),
        )
        for key, total in totals.items()
    )
    store_texts(report)


@transaction.atomic
def recall(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Rút lại: the unit takes its report back while nobody is checking it.

    What was taken back was not handed in, so the day counts again; unless somebody had already decided on
    the report (returned it, or accepted it and undone that): then the fact of its first submission stays.
    A report that had come back is a returned one again, with the day it had for the correction: the day of
    the plans does not count anew, and the comments still stand.
    """
    report = Report.objects.held(report)
    check_step(report, Act.RECALLED, by, at)
    returned = standing_return(report)
    if returned is not None:
        _come_back(report, returned)
        return move(report, Act.RECALLED, by, at, address, target=ReportState.RETURNED)
    if not report.events.filter(act__in=[Act.RETURNED, Act.ACCEPTED]).exists():
        report.first_submitted_at = None
    report.submitted_at = None
    report.submitted_by = None
    return move(report, Act.RECALLED, by, at, address)


def _come_back(report: Report, returned: ReportEvent) -> None:
    """As the return left it: what was handed in before it, and the last day named for the correction."""
    before = report.events.filter(act=Act.SUBMITTED, pk__lt=returned.pk).latest("id")
    named = report.events.filter(act=Act.EXTENDED, pk__gt=returned.pk).order_by("-id").first() or returned
    report.submitted_at = before.at
    report.submitted_by = before.by
    report.correct_by_on = named.day


def _source_of_stand_in(report: Report, by: User, at: datetime) -> str:
    """From what the report is handed in for the unit; "" when the unit does so itself."""
    if enters_own(by, report, calendar_day(at)):
        return ""
    start = current_stand_in(by, report, calendar_day(at))
    return start.stand_in_source if start is not None else ""
