"""What does somebody need to see to accept or return a report? What is odd, what changed, then all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from childplan.vietnamese import moment, short_date
from reporting.answers import DASH
from reporting.enums import Act, Origin, ReportState
from reporting.models import FigureChange, Report, ReportEvent
from reporting.permissions import acceptance_is_final, unit_above
from reporting.summaries.cells import Cell
from reporting.summaries.consequences import GoneUp, gone_up_with
from reporting.summaries.editions import changed_since
from reporting.summaries.entry import EntryPage, entry_page, with_messages
from reporting.summaries.looking import LookAt, look_at
from reporting.summaries.resubmitted import ChangedCell, SinceLast, since_last
from reporting.summaries.review_rows import (
    ReviewGroup,
    ReviewRow,
    points_off_the_form,
    review_groups,
    rows_to_look_at,
)
from reporting.summaries.standing_in import source_words
from units.models import User
from units.summaries.places import chain_on

TO_LOOK_AT, CHANGED, EVERYTHING, HISTORY = "can-xem", "da-sua", "tat-ca", "lich-su"


@dataclass(frozen=True)
class EventLine:
    """One act in the history of a report."""

    when: str
    who: str
    act: str
    reason: str


@dataclass(frozen=True)
class Tab:
    """One view of the report: `?xem=` in the address."""

    key: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Typed:
    """A comment that was typed and not yet sent."""

    text: str
    kind: str


@dataclass(frozen=True)
class ReviewPage:
    """The report as handed in, with its history and who is checking it."""

    form: EntryPage
    tab: str
    tabs: list[Tab]
    groups: list[ReviewGroup]
    rows_to_look_at: list[ReviewGroup]  # one group without a heading, or none
    points: list[LookAt]
    changed: list[ChangedCell]
    is_after_return: bool
    events: list[EventLine]
    seen: int  # the last event shown: a decision holds for this and nothing later
    year_before: str
    last_year: str
    has_year_before: bool
    checking_by: str
    checking_since: str
    is_mine: bool
    is_submitted: bool
    is_accepted: bool
    accepted: str
    final_words: str
    gone_up: list[GoneUp]
    recalled: str
    waived: str
    waived_reason: str
    submissions: int
    correct_by: str
    entered_by_checker: str
    is_amended: bool = False  # handed in once more after it had been accepted
    changed_below: int = 0  # so many Chỉ tiêu of a place say otherwise now than what it handed up

    @property
    def is_taken(self) -> bool:
        return bool(self.checking_by)

    @property
    def is_decidable(self) -> bool:
        """Does it wait for a decision that nobody else is about to take?"""
        return self.is_submitted and (self.is_mine or not self.is_taken)


def review_page(
    report: Report,
    user: User,
    now: datetime,
    *,
    tab: str = "",
    typed: Mapping[int, Typed] | None = None,
) -> ReviewPage:
    """Everything on screen 10; a fixed number of queries.

    tab: what the reader asked for; without it, what changed after a return, else what to look at.
    typed: comments by figure id that come back after a refusal; the page shows the view with all of them.
    """
    form = _with_typed(entry_page(report, now, with_year_before=True), typed or {})
    looks = look_at([report], reader=user)[report.pk]
    since = since_last(report, form)
    groups = review_groups(form, looks)
    rows = rows_to_look_at(groups, looks)
    chosen = _chosen(tab, report, since)
    if typed and not set(typed) <= _figures_on(chosen, rows, since):
        chosen = EVERYTHING
    events = list(report.events.select_related("by").order_by("-id"))
    return ReviewPage(
        form=form,
        tab=chosen,
        tabs=_tabs(chosen, len(looks), since, form),
        groups=groups,
        rows_to_look_at=[ReviewGroup("", rows)] if rows else [],
        points=points_off_the_form(form, looks),
        changed=since.cells if since else [],
        is_after_return=bool(since and since.is_after_return),
        events=[_event_line(event) for event in events],
        seen=events[0].pk if events else 0,
        year_before=f"Năm {report.round.year - 2}",
        last_year=f"Năm {report.round.year - 1}",
        has_year_before=any(row.year_before != DASH for group in groups for row in group.rows),
        checking_by=report.checking_by.full_name if report.checking_by else "",
        checking_since=moment(report.checking_since) if report.checking_since else "",
        is_mine=report.checking_by_id == user.pk,
        is_submitted=report.state == ReportState.SUBMITTED,
        is_accepted=report.state == ReportState.ACCEPTED,
        accepted=_who_and_when(report.accepted_by, report.accepted_at),
        final_words=_final_words(report),
        gone_up=gone_up_with(report) if report.state == ReportState.ACCEPTED else [],
        recalled=_recalled(report, events),
        waived=_who_and_when(report.waived_by, report.waived_at),
        waived_reason=report.waived_reason,
        submissions=report.submissions,
        correct_by=short_date(report.correct_by_on) if report.correct_by_on else "",
        entered_by_checker=_entered_by_checker(report),
        is_amended=_is_amended(report, events),
        changed_below=len(changed_since(report)) if not report.is_open else 0,
    )


def _chosen(tab: str, report: Report, since: SinceLast | None) -> str:
    if tab in (TO_LOOK_AT, EVERYTHING, HISTORY) or (tab == CHANGED and since is not None):
        return tab
    if report.state != ReportState.SUBMITTED:
        return EVERYTHING
    return CHANGED if since is not None and since.is_after_return else TO_LOOK_AT


def _figures_on(tab: str, rows: Sequence[ReviewRow], since: SinceLast | None) -> set[int]:
    """Figures that can be commented on in a view."""
    if tab == TO_LOOK_AT:
        return {cell.figure_id for row in rows for cell in row.cells}
    if tab == CHANGED and since is not None:
        return {each.cell.figure_id for each in since.cells}
    return set()


def _tabs(chosen: str, looks: int, since: SinceLast | None, form: EntryPage) -> list[Tab]:
    every = [(TO_LOOK_AT, f"Cần xem ({looks})")]
    if since is not None:
        # What was asked for stands first once it came back; after a recall it is one view among others.
        place = 0 if since.is_after_return else 1
        every.insert(place, (CHANGED, f"Ô đã sửa từ lần trước ({len(since.cells)})"))
    every += [(EVERYTHING, f"Tất cả ({len(form.cells)})"), (HISTORY, "Lịch sử")]
    return [Tab(key, label, key == chosen) for key, label in every]


def _with_typed(form: EntryPage, typed: Mapping[int, Typed]) -> EntryPage:
    """The form with what a reviewer typed; comments sent earlier stand in the view of what changed."""

    def fresh(cell: Cell) -> Cell:
        said = typed.get(cell.figure_id, Typed("", ""))
        return replace(cell, comment=said.text, comment_kind=said.kind)

    return with_messages(form, {cell.item_id: fresh(cell) for cell in form.cells})


def _who_and_when(user: User | None, at: datetime | None) -> str:
    return f"{user.full_name}, {moment(at)}" if user is not None and at is not None else ""


def _final_words(report: Report) -> str:
    """Why an acceptance can no longer be undone here, and who opens it; "" while it can."""
    if report.state != ReportState.ACCEPTED or not acceptance_is_final(report):
        return ""
    chain = chain_on(report.round.data_to, report.unit)
    place = chain[-2].full_name
    above = Report.objects.select_related("round").get(round=report.round_id, unit=chain[-2].unit_id)
    opener = chain[-3].full_name if unit_above(above) is not None else place
    return (
        f"Báo cáo tổng hợp của {place} đã được duyệt nên ở đây không bỏ duyệt được nữa. "
        f"Muốn mở lại, đề nghị {opener} bỏ duyệt báo cáo của {place} trước."
    )


def _recalled(report: Report, events: Sequence[ReportEvent]) -> str:
    """Said to a reviewer whose report went back into the unit's hands."""
    moves = [event for event in events if event.act in (Act.SUBMITTED, Act.RECALLED, Act.RETURNED)]
    if not report.is_open or not moves or moves[0].act != Act.RECALLED:
        return ""
    return f"Đơn vị đã rút báo cáo về lúc {moment(moves[0].at)} ({moves[0].by.full_name})."


def _is_amended(report: Report, events: Sequence[ReportEvent]) -> bool:
    """Of the edition that stands: was an earlier one accepted? `events`: newest first."""
    last = next((place for place, event in enumerate(events) if event.act == Act.SUBMITTED), None)
    return last is not None and any(event.act == Act.ACCEPTED for event in events[last:])


def _entered_by_checker(report: Report) -> str:
    """Said plainly to whoever decides and to the level above: the same person entered it and checks it."""
    checker = report.checking_by or report.accepted_by
    if checker is None:
        return ""
    entered = FigureChange.objects.filter(figure__report=report, origin=Origin.ON_BEHALF, by=checker).exists()
    return f"{checker.full_name} nhập thay đơn vị và cũng là người kiểm tra báo cáo này." if entered else ""


def event_lines(report: Report) -> list[EventLine]:
    """The history of a report, newest first."""
    return [_event_line(event) for event in report.events.select_related("by").order_by("-id")]


def _event_line(event: ReportEvent) -> EventLine:
    return EventLine(
        when=moment(event.at),
        who=event.by.full_name,
        act=event.get_act_display(),
        reason=_reason(event),
    )


def _reason(event: ReportEvent) -> str:
    """What was said with the act; and from what, where it was done for the unit."""
    if not event.stand_in_source:
        return event.reason
    if event.act == Act.SUBMITTED:
        words = f"nộp thay, nguồn: {source_words(event)}"
        return f"{words}. {event.reason}" if event.reason else words
    return f"nguồn: {source_words(event)}"
