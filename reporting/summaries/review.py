"""What does somebody need to see to accept or return a report? The unit's form beside what was said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from childplan.vietnamese import moment, short_date
from reporting.enums import ReportState
from reporting.models import Report
from reporting.summaries.entry import EntryPage, entry_page


@dataclass(frozen=True)
class EventLine:
    """One act in the history of a report."""

    when: str
    who: str
    act: str
    reason: str


@dataclass(frozen=True)
class ReviewPage:
    """The report as handed in, with its history and who is checking it."""

    form: EntryPage
    events: list[EventLine]
    checking_by: str
    checking_since: str
    is_mine: bool
    is_submitted: bool
    is_accepted: bool
    accepted: str
    submissions: int
    correct_by: str


def review_page(report: Report, user_id: int, now: datetime) -> ReviewPage:
    """Everything on screen 10; a fixed number of queries."""
    form = entry_page(report, now)
    return ReviewPage(
        form=form,
        events=event_lines(report),
        checking_by=report.checking_by.full_name if report.checking_by else "",
        checking_since=moment(report.checking_since) if report.checking_since else "",
        is_mine=report.checking_by_id == user_id,
        is_submitted=report.state == ReportState.SUBMITTED,
        is_accepted=report.state == ReportState.ACCEPTED,
        accepted=(
            f"{report.accepted_by.full_name}, {moment(report.accepted_at)}"
            if report.accepted_by and report.accepted_at
            else ""
        ),
        submissions=report.submissions,
        correct_by=short_date(report.correct_by_on) if report.correct_by_on else "",
    )


def event_lines(report: Report) -> list[EventLine]:
    """The history of a report, newest first."""
    events = report.events.select_related("by").order_by("-id")
    return [
        EventLine(
            when=moment(event.at),
            who=event.by.full_name,
            act=event.get_act_display(),
            reason=event.reason,
        )
        for event in events
    ]
