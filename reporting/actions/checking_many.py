"""Duyệt nhiều phiếu: reports with nothing to look at, each accepted by itself, the refused ones by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reporting.actions.checking import accept
from reporting.actions.refusals import Refused
from reporting.deadlines import calendar_day
from reporting.enums import ReportState
from reporting.models import Report
from reporting.summaries.looking import LookAt, look_at
from reporting.summaries.queue import checked_places
from units.models import User


@dataclass(frozen=True)
class Outcome:
    """What came of it: reports accepted, and those that were not, each with the sentence that says why."""

    accepted: list[Report]
    refused: list[tuple[Report, str]]


def accept_many(*, seen: Mapping[int, int], by: User, at: datetime, address: str | None = None) -> Outcome:
    """Accept each report on its own: one refusal stops no other.

    `seen`: report ids with the last event that the page showed. Only reports right below the person's places
    are spoken of; others are passed over as if they did not exist. What has something to look at is opened
    first, even if that came up after the page was shown. Safe to repeat: what the person has accepted already
    counts as done.
    """
    places = checked_places(by, calendar_day(at))
    mine = Report.objects.filter(pk__in=list(seen))
    below = mine.right_below(places).select_related("round", "unit")
    own = mine.filter(unit__in=places).of_top_units().select_related("round", "unit")
    reports = {report.pk: report for report in [*below, *own]}
    points = look_at(list(reports.values()), reader=by)
    outcome = Outcome([], [])
    for report_id, last in seen.items():
        if report_id not in reports:
            continue
        report = reports[report_id]
        refusal = _accept(report, points[report_id], last, by, at, address)
        if refusal:
            outcome.refused.append((report, refusal))
        else:
            outcome.accepted.append(report)
    return outcome


def _accept(
    report: Report, points: list[LookAt], seen: int, by: User, at: datetime, address: str | None
) -> str:
    """Why it was not accepted; "" when it was."""
    if report.state == ReportState.ACCEPTED and report.accepted_by_id == by.pk:
        return ""
    if not report.round.asks_figures:
        return "Văn bản phải mở ra đọc trước khi duyệt."
    if points:
        return f"Có {len(points)} điểm cần xem. Mở phiếu ra xem trước khi duyệt."
    try:
        accept(report=report, by=by, at=at, address=address, seen=seen)
    except Refused as refused:
        return str(refused)
    return ""
