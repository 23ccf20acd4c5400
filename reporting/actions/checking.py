"""Kiểm tra: the reviewer's side of the desk. Taken, accepted, returned, opened again, gone up without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from reporting.actions.refusals import Refused
from reporting.actions.steps import check_step, move
from reporting.deadlines import calendar_day, correction_day, no_day_to_give
from reporting.enums import Act, CommentKind, FigureState, NoticeKind, ReportState
from reporting.messages import see_comments
from reporting.models import Report, ReportEvent, ReviewComment
from reporting.notices import tell_of_reopening, tell_unit
from reporting.permissions import acceptance_is_final, missing_below, unit_above
from reporting.summaries.consequences import gone_up_with
from reporting.totals import PLACES
from units.models import User

UNDO_WITHIN = timedelta(minutes=2)
"""How long “Hoàn tác” needs no reason of whoever has just accepted."""
UNDONE_AT_ONCE = "Hoàn tác ngay sau khi duyệt"


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
def take_over(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Tiếp nhận kiểm tra: what a colleague was reading is read by this person from now on; two events."""
    report = Report.objects.held(report)
    check_step(report, Act.CHECK_RELEASED, by, at)
    if report.checking_by_id == by.pk:
        raise Refused("Bạn đang kiểm tra báo cáo này.")
    _stop_checking(report)
    move(report, Act.CHECK_RELEASED, by, at, address)
    return _start(report, by, at, address)


@transaction.atomic
def accept(
    *,
    report: Report,
    by: User,
    at: datetime,
    address: str | None = None,
    seen: int | None = None,
    comments: Mapping[int, Comment] | None = None,
) -> ReportEvent:
    """Duyệt: from now on the report counts in the official totals one level up.

    Comments by figure id may take note of something; one that wants an answer is no part of an acceptance,
    and refuses it.

    A report that nobody has taken is taken by this. `seen`: the last event that the reader's page showed; if
    anything happened since, nothing is accepted unread. A place is accepted only when everything one level
    below it was accepted or waived, over however many levels (ADR 10).
    """
    report = Report.objects.held(report)
    _check_as_seen(report, seen)
    said = _own_comments(report, comments)
    wanting = _wanting(said)
    if wanting:
        raise Refused(
            f"Có {wanting} góp ý cần sửa hoặc hỏi lại. "
            "Trả lại kèm góp ý, hoặc đổi thành “Ghi nhận” rồi duyệt."
        )
    _take(report, Act.ACCEPTED, by, at, address)
    check_step(report, Act.ACCEPTED, by, at)
    _check_is_mine(report, by)
    _check_whole(report)
    _stop_checking(report)
    _end_waiver(report)
    report.accepted_at = at
    report.accepted_by = by
    event = move(report, Act.ACCEPTED, by, at, address)
    _write_comments(event, said)
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
    title: str = "",
) -> ReportEvent:
    """Trả lại with a day for the correction, and with a reason: for the whole, or in comments by figure id.

    A comment that only takes note is no reason to return a report. Comments on cells of other reports, or
    without words, are left out. `title`: of the notice, where it says more than that.
    """
    report = Report.objects.held(report)
    _check_as_seen(report, seen)
    said = _own_comments(report, comments)
    wanting = _wanting(said)
    if not reason.strip() and wanting:
        reason = see_comments(wanting)
    _take(report, Act.RETURNED, by, at, address)
    check_step(report, Act.RETURNED, by, at, reason)
    _check_is_mine(report, by)
    day = correction_day(at, correct_by)
    why_not = no_day_to_give(day, calendar_day(at))
    if why_not:
        raise Refused(f"Hạn sửa: {why_not[:1].lower()}{why_not[1:]}")
    _stop_checking(report)
    report.correct_by_on = day
    event = move(report, Act.RETURNED, by, at, address, reason, day=day)
    _write_comments(event, said)
    tell_unit(report, NoticeKind.RETURNED, at=at, by=by, text=reason, title=title)
    return event


def _own_comments(report: Report, comments: Mapping[int, Comment] | None) -> dict[int, Comment]:
    """Those with words on cells of this report."""
    if not comments:
        return {}
    own = set(report.figures.filter(pk__in=comments).values_list("pk", flat=True))
    return {
        figure_id: comment
        for figure_id, comment in comments.items()
        if figure_id in own and comment.text.strip()
    }


def _wanting(comments: Mapping[int, Comment]) -> int:
    """How many want an answer or another figure of the unit."""
    return sum(1 for comment in comments.values() if comment.kind != CommentKind.NOTE)


def _write_comments(event: ReportEvent, comments: Mapping[int, Comment]) -> None:
    ReviewComment.objects.bulk_create(
        ReviewComment(event=event, figure_id=figure_id, kind=comment.kind, text=comment.text.strip())
        for figure_id, comment in comments.items()
    )


@transaction.atomic
def undo_acceptance(
    *,
    report: Report,
    by: User,
    at: datetime,
    reason: str,
    address: str | None = None,
    tells_unit: bool = True,
) -> ReportEvent:
    """Bỏ duyệt: back to waiting, with a reason, until the level above has accepted its own report.

    What went up above with this report in it stays as it was handed up, and the people there are told.
    tells_unit: not where the next act of the same click tells the unit more.
    """
    _hold_above(report)
    return _undo(Report.objects.held(report), by, at, reason, address, tells_unit=tells_unit)


@transaction.atomic
def undo_at_once(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Hoàn tác: whoever has just accepted (`UNDO_WITHIN`) takes it back without a word.

    The report then waits and nobody holds it, as the one click found it: nothing stays behind that somebody
    would have to let go.
    """
    _hold_above(report)
    report = Report.objects.held(report)
    check_step(report, Act.ACCEPTANCE_UNDONE, by, at, UNDONE_AT_ONCE)
    assert report.accepted_at is not None
    if report.accepted_by_id != by.pk or not report.accepted_at <= at <= report.accepted_at + UNDO_WITHIN:
        raise Refused("Chỉ người vừa duyệt hoàn tác được, trong 2 phút. Bây giờ: bỏ duyệt kèm lý do.")
    return _undo(report, by, at, UNDONE_AT_ONCE, address)


def _undo(
    report: Report, by: User, at: datetime, reason: str, address: str | None, *, tells_unit: bool = True
) -> ReportEvent:
    check_step(report, Act.ACCEPTANCE_UNDONE, by, at, reason)
    if acceptance_is_final(report):
        raise Refused("Cấp trên đã duyệt báo cáo tổng hợp nên chỉ cấp trên mới mở lại được.")
    changed = [each.report for each in gone_up_with(report)]
    report.accepted_at = None
    report.accepted_by = None
    event = move(report, Act.ACCEPTANCE_UNDONE, by, at, address, reason)
    if tells_unit:
        tell_unit(report, NoticeKind.REOPENED, at=at, by=by, text=reason)
    tell_of_reopening(report, changed, at=at, by=by, text=reason)
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
    """Thôi chấp nhận thiếu: the level above waits for the report again, unless its own was accepted without
    it: what is accepted never stands over a report that is neither accepted nor waived."""
    _hold_above(report)
    report = Report.objects.held(report)
    check_step(report, Act.WAIVER_ENDED, by, at)
    if acceptance_is_final(report):
        raise Refused(
            "Cấp trên đã duyệt báo cáo tổng hợp không có báo cáo này. "
            "Vẫn nhận và duyệt khi đơn vị nộp; muốn chờ lại, bỏ duyệt báo cáo tổng hợp trước."
        )
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
    """The report one level up is not accepted while this one is opened again, or waited for again."""
    above = Report.objects.filter(round=report.round_id, unit=unit_above(report))
    list(above.held_downwards().values_list("pk", flat=True))


def _check_is_mine(report: Report, by: User) -> None:
    if report.checking_by_id != by.pk:
        assert report.checking_by is not None
        raise Refused(f"{report.checking_by.full_name} đang kiểm tra báo cáo này.")


def _stop_checking(report: Report) -> None:
    report.checking_by = None
    report.checking_since = None
