"""Kiểm tra: the reviewer's side of the desk. Taken, accepted, returned, opened again, gone up without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from reporting.actions.refusals import Refused
from reporting.actions.steps import check_step, move
from reporting.deadlines import calendar_day, correction_day
from reporting.enums import Act, CommentKind, FigureState, NoticeKind, ReportState
from reporting.models import Report, ReportEvent, ReviewComment
from reporting.notices import tell_unit
from reporting.permissions import acceptance_is_final, missing_below, unit_above
from reporting.totals import PLACES
from units.models import User


@dataclass(frozen=True)
class Comment:
    """What a reviewer says to one cell."""

    text: str
    kind: CommentKind = CommentKind.MUST_FIX


@transaction.atomic
def start_check(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Nhận kiểm tra: freezes the report and says who is reading it."""
    return _start(Report.objects.held(report), by, at, address)


def _start(report: Report, by: User, at: datetime, address: str | None) -> ReportEvent:
    check_step(report, Act.CHECK_STARTED, by, at)
    report.checking_by = by
    report.checking_since = at
    return move(report, Act.CHECK_STARTED, by, at, address)


@transaction.atomic
def release_check(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Thôi kiểm tra without a decision; also a colleague's, whose reader has gone home."""
    report = Report.objects.held(report)
    check_step(report, Act.CHECK_RELEASED, by, at)
    _stop_checking(report)
    return move(report, Act.CHECK_RELEASED, by, at, address)


@transaction.atomic
def accept(
    *, report: Report, by: User, at: datetime, address: str | None = None, seen: int | None = None
) -> ReportEvent:
    """Duyệt: from now on the report counts in the official totals one level up.

    A report that nobody has taken is taken by this. `seen`: the last event that the reader's page showed; if
    anything happened since, nothing is accepted unread. A place is accepted only when everything one level
    below it was accepted or waived (ux: bottom-up over however many levels).
    """
    report = Report.objects.held(report)
    _check_as_seen(report, seen)
    _take(report, Act.ACCEPTED, by, at, address)
    check_step(report, Act.ACCEPTED, by, at)
    _check_is_mine(report, by)
    _check_whole(report)
    _stop_checking(report)
    _end_waiver(report)
    report.accepted_at = at
    report.accepted_by = by
    event = move(report, Act.ACCEPTED, by, at, address)
    tell_unit(report, NoticeKind.ACCEPTED, at=at, by=by)
    return event


def _check_as_seen(report: Report, seen: int | None) -> None:
    if seen is None:
        return
    last = report.events.order_by("-id").values_list("pk", flat=True).first()
    if last != seen:
        raise Refused("Báo cáo đã có việc mới từ khi bạn mở trang. Xem lại rồi hãy quyết định.")


def _take(report: Report, act: Act, by: User, at: datetime, address: str | None) -> None:
    """Deciding takes a report that nobody is reading."""
    if report.state == ReportState.SUBMITTED and not report.is_being_checked:
        check_step(report, Act.CHECK_STARTED, by, at)
        _start(report, by, at, address)


def _check_whole(report: Report) -> None:
    """Nothing is accepted over cells that were never answered or over those below who still owe."""
    empty = report.figures.filter(state__in=[FigureState.EMPTY, FigureState.UNREAD]).count()
    if empty:
        raise Refused(f"Mẫu có {empty} ô chưa có câu trả lời. Trả lại để đơn vị nhập.")
    missing = missing_below(report).count() if report.unit.level in PLACES else 0
    if missing:
        raise Refused(
            f"Chưa duyệt được: còn {missing} báo cáo bên dưới chưa duyệt và chưa có lý do chấp nhận thiếu."
        )


@transaction.atomic
def send_back(
    *,
    report: Report,
    by: User,
    at: datetime,
    reason: str = "",
    comments: Mapping[int, Comment] | None = None,
    correct_by: date | None = None,
    address: str | None = None,
    seen: int | None = None,
) -> ReportEvent:
    """Trả lại with a day for the correction, and with a reason: for the whole, or in comments by figure id.

    A comment that only takes note is no reason to return a report. Comments on cells of other reports, or
    without words, are left out.
    """
    report = Report.objects.held(report)
    _check_as_seen(report, seen)
    own = set(report.figures.values_list("pk", flat=True))
    said = {
        figure_id: comment
        for figure_id, comment in (comments or {}).items()
        if figure_id in own and comment.text.strip()
    }
    wanting = sum(1 for comment in said.values() if comment.kind != CommentKind.NOTE)
    if not reason.strip() and wanting:
        reason = f"Xem {wanting} góp ý ở ô số liệu."
    _take(report, Act.RETURNED, by, at, address)
    check_step(report, Act.RETURNED, by, at, reason)
    _check_is_mine(report, by)
    day = correction_day(at, correct_by)
    if day < calendar_day(at):
        raise Refused("Ngày sửa xong đã qua. Chọn một ngày từ hôm nay trở đi.")
    _stop_checking(report)
    report.correct_by_on = day
    event = move(report, Act.RETURNED, by, at, address, reason, day=day)
    ReviewComment.objects.bulk_create(
        ReviewComment(event=event, figure_id=figure_id, kind=comment.kind, text=comment.text.strip())
        for figure_id, comment in said.items()
    )
    tell_unit(report, NoticeKind.RETURNED, at=at, by=by, text=reason)
    return event


@transaction.atomic
def undo_acceptance(
    *, report: Report, by: User, at: datetime, reason: str, address: str | None = None
) -> ReportEvent:
    """Bỏ duyệt: back to waiting, with a reason, until the level above has accepted its own report."""
    _hold_above(report)
    report = Report.objects.held(report)
    check_step(report, Act.ACCEPTANCE_UNDONE, by, at, reason)
    if acceptance_is_final(report):
        raise Refused("Cấp trên đã duyệt báo cáo tổng hợp nên chỉ cấp trên mới mở lại được.")
    report.accepted_at = None
    report.accepted_by = None
    event = move(report, Act.ACCEPTANCE_UNDONE, by, at, address, reason)
    tell_unit(report, NoticeKind.REOPENED, at=at, by=by, text=reason)
    return event


@transaction.atomic
def waive(*, report: Report, by: User, at: datetime, reason: str, address: str | None = None) -> ReportEvent:
    """Chấp nhận thiếu: the level above goes up without the report, for a reason. It stays owed, counts as
    missing in every coverage, and can still come in and be accepted."""
    report = Report.objects.held(report)
    check_step(report, Act.WAIVED, by, at, reason)
    if unit_above(report) is None:
        raise Refused("Báo cáo của đơn vị cao nhất không có ai để chấp nhận thiếu.")
    return _waive(report, by, at, reason, address)


@transaction.atomic
def end_waiver(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Thôi chấp nhận thiếu: the level above waits for the report again."""
    report = Report.objects.held(report)
    check_step(report, Act.WAIVER_ENDED, by, at)
    _end_waiver(report)
    return move(report, Act.WAIVER_ENDED, by, at, address)


def waive_all(
    reports: QuerySet[Report], *, by: User, at: datetime, reason: str, address: str | None = None
) -> None:
    """Every report of the list is waived for one reason; the caller holds them and has asked who may."""
    for report in reports.select_related("round", "unit").order_by("pk"):
        _waive(report, by, at, reason, address)


def _waive(report: Report, by: User, at: datetime, reason: str, address: str | None) -> ReportEvent:
    report.waived_at = at
    report.waived_by = by
    report.waived_reason = reason.strip()
    event = move(report, Act.WAIVED, by, at, address, reason)
    tell_unit(report, NoticeKind.WAIVED, at=at, by=by, text=reason)
    return event


def _end_waiver(report: Report) -> None:
    report.waived_at = None
    report.waived_by = None
    report.waived_reason = ""


def _hold_above(report: Report) -> None:
    """The report one level up is not accepted while this one is opened again."""
    above = Report.objects.filter(round=report.round_id, unit=unit_above(report))
    list(above.select_for_update(of=("self",)).values_list("pk", flat=True))


def _check_is_mine(report: Report, by: User) -> None:
    if report.checking_by_id != by.pk:
        assert report.checking_by is not None
        raise Refused(f"{report.checking_by.full_name} đang kiểm tra báo cáo này.")


def _stop_checking(report: Report) -> None:
    report.checking_by = None
    report.checking_since = None
