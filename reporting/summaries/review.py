"""What does somebody need to see to accept or return a report? The unit's form beside what was said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from childplan.vietnamese import moment, short_date
from reporting.enums import Act, FigureState, Origin, ReportState
from reporting.models import FigureChange, Report, ReportEvent
from reporting.summaries.entry import EntryPage, entry_page, with_messages
from reporting.summaries.explaining import WarningLine, mismatches_on
from reporting.summaries.standing_in import source_words


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
    to_look_at: list[LookAt]
    entered_by_checker: str


@dataclass(frozen=True)
class LookAt:
    """A figure that a reviewer looks at first, and why; its place on the page."""

    anchor: str
    name: str
    words: str


def review_page(report: Report, user_id: int, now: datetime) -> ReviewPage:
    """Everything on screen 10; a fixed number of queries."""
    form = entry_page(report, now)
    mismatches = mismatches_on(report, list(report.figures.select_related("item")))
    # What others counted differently stands in the row, unless the row has a warning of its own.
    odd = {line.item_id: line for line in mismatches}
    form = with_messages(
        form,
        {
            cell.item_id: replace(
                cell, warning=odd[cell.item_id].message, explained=odd[cell.item_id].explained
            )
            for cell in form.cells
            if cell.item_id in odd and not cell.warning
        },
    )
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
        to_look_at=_to_look_at(form, mismatches),
        entered_by_checker=_entered_by_checker(report),
    )


def _to_look_at(form: EntryPage, mismatches: list[WarningLine]) -> list[LookAt]:
    """Warnings with what was said to them, what others counted differently, what could not be collected."""
    anchors = {cell.item_id: cell.row_id for cell in form.base_cells}
    for group in form.groups:
        for row in group.rows:
            anchors |= dict.fromkeys((cell.item_id for cell in row.cells), row.numerator.row_id)
    found = [
        LookAt(
            anchors.get(line.item_id, ""),
            line.name,
            f"{line.message}. " + (f"Giải trình: {line.explained}" if line.explained else "Chưa giải trình"),
        )
        for line in [*mismatches, *form.warnings]
    ]
    missing = [
        LookAt(anchors[cell.item_id], cell.name, f"{cell.shown}: {cell.reason}")
        for cell in form.cells
        if cell.state == FigureState.NOT_COLLECTED
    ]
    return found + missing


def _entered_by_checker(report: Report) -> str:
    """Said plainly to whoever decides and to the level above: the same person entered it and checks it."""
    checker = report.checking_by or report.accepted_by
    if checker is None:
        return ""
    entered = FigureChange.objects.filter(figure__report=report, origin=Origin.ON_BEHALF, by=checker).exists()
    return f"{checker.full_name} nhập thay đơn vị và cũng là người kiểm tra báo cáo này." if entered else ""


def event_lines(report: Report) -> list[EventLine]:
    """The history of a report, newest first."""
    events = report.events.select_related("by").order_by("-id")
    return [
        EventLine(
            when=moment(event.at),
            who=event.by.full_name,
            act=event.get_act_display(),
            reason=_reason(event),
        )
        for event in events
    ]


def _reason(event: ReportEvent) -> str:
    """What was said with the act; and from what, where it was done for the unit."""
    if not event.stand_in_source:
        return event.reason
    if event.act == Act.SUBMITTED:
        words = f"nộp thay, nguồn: {source_words(event)}"
        return f"{words}. {event.reason}" if event.reason else words
    return f"nguồn: {source_words(event)}"
