"""Screen 10: checking one report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from childplan import clock
from reporting import actions
from reporting.enums import Act, CommentKind
from reporting.forms import DecisionForm, ReasonForm, ReturnForm
from reporting.models import Report
from reporting.permissions import may_act, may_stand_in
from reporting.summaries.queue import around, next_waiting
from reporting.summaries.review import Typed, review_page
from reporting.views.finding import visible_report
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import names_on

ABOUT_A_PAPER = "Bắt buộc khi trả lại. Đơn vị đọc được nội dung này; không ghi tên trẻ em."
"""A report in words has no cells to comment on."""


def review(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in, report = _asked(request, round_key, unit_key)
    return _show(signed_in, report, DecisionForm(), tab=request.GET.get("xem", ""))


def _asked(request: HttpRequest, round_key: str, unit_key: str) -> tuple[SignedInRequest, Report]:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    return signed_in, visible_report(signed_in, round_key, unit_key)


def _show(
    request: SignedInRequest, report: Report, form: DecisionForm, *, tab: str = "", status: int = 200
) -> HttpResponse:
    """The page; with a bound form, what was refused, with everything typed where it was."""
    typed = form.comments() if form.is_bound else {}
    page = review_page(
        report,
        request.user,
        clock.now(),
        tab=str(form.data.get("tab", "")) if form.is_bound else tab,
        typed={figure_id: Typed(said.text, said.kind) for figure_id, said in typed.items()},
    )
    if page.form.paper:
        form.fields["reason"].help_text = ABOUT_A_PAPER
    is_mine = may_act(request.user, Act.ACCEPTED, report, clock.today())
    can_decide = is_mine and page.is_decidable
    said = {
        "page": page,
        "form": form,
        "kinds": CommentKind.choices,
        "columns": 7 + page.has_year_before + page.form.is_judged + can_decide,
        "can_act": is_mine,
        "can_decide": can_decide,
        "can_stand_in": may_stand_in(request.user, report, clock.today()),
        "queue": around(request.user, clock.now(), report) if is_mine and page.is_submitted else None,
    }
    return render(request, "reporting/review.html", said, status=status)


def _act(
    request: HttpRequest, round_key: str, unit_key: str, action: Callable[..., Any], done: str, **said: Any
) -> Report | None:
    """Do one act and say so, by the unit's name: the page that follows may be another unit's. A refusal
    becomes a message. Returns the report when it was done."""
    signed_in, report = _asked(request, round_key, unit_key)
    try:
        _do(signed_in, report, action, **said)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done.format(unit=_name(report)))
    return report


def _do(request: SignedInRequest, report: Report, action: Callable[..., Any], **said: Any) -> None:
    try:
        action(report=report, **who(request), **said)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _name(report: Report) -> str:
    names = names_on(report.round.data_to, [report.unit_id])
    return names[report.unit_id].full_name if names else str(report.unit)


@require_POST
def start_check(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    _act(request, round_key, unit_key, actions.start_check, "")
    return redirect("reporting:review", round_key, unit_key)


@require_POST
def take_over(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    _act(request, round_key, unit_key, actions.take_over, "Từ bây giờ bạn kiểm tra báo cáo của {unit}.")
    return redirect("reporting:review", round_key, unit_key)


@require_POST
def release_check(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    _act(
        request,
        round_key,
        unit_key,
        actions.release_check,
        "Đã thôi kiểm tra {unit}, báo cáo chờ người khác.",
    )
    return redirect("reporting:review_queue")


@require_POST
def accept(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Accept, then on to the next report that waits, with the way back."""
    signed_in, report = _asked(request, round_key, unit_key)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show(signed_in, report, form, status=422)
    try:
        _do(
            signed_in,
            report,
            actions.accept,
            seen=form.cleaned_data["seen"],
            comments=form.comments(),
        )
    except actions.Refused as refusal:
        return _refuse(signed_in, report, form, refusal)
    messages.success(
        request,
        f"Đã duyệt {_name(report)}.",
        extra_tags=reverse("reporting:undo_accept", args=[round_key, unit_key]),
    )
    line = next_waiting(signed_in.user, clock.now(), after=report)
    if line is not None:
        return redirect("reporting:review", line.round_key, line.unit_key)
    return redirect("reporting:review_queue")


@require_POST
def send_back(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in, report = _asked(request, round_key, unit_key)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _show(signed_in, report, form, status=422)
    try:
        _do(
            signed_in,
            report,
            actions.send_back,
            reason=form.cleaned_data["reason"],
            comments=form.comments(),
            correct_by=form.cleaned_data["correct_by"],
            seen=form.cleaned_data["seen"],
        )
    except actions.Refused as refusal:
        return _refuse(signed_in, report, form, refusal)
    messages.success(request, f"Đã trả lại {_name(report)}, đơn vị thấy góp ý ngay ở trang đầu.")
    return redirect("reporting:review_queue")


def _refuse(
    request: SignedInRequest, report: Report, form: DecisionForm, refusal: actions.Refused
) -> HttpResponse:
    """Nothing was decided: the page as it stands now, with what was typed, and the sentence that says why."""
    form.add_error(None, str(refusal))
    fresh = visible_report(request, report.round.key, report.unit.key)
    return _show(request, fresh, form, status=422)


@require_POST
def undo_acceptance(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if not reason.strip():
        _asked(request, round_key, unit_key)
        messages.error(request, "Ghi lý do bỏ duyệt để đơn vị và cấp trên biết vì sao.")
        return redirect("reporting:review", round_key, unit_key)
    _act(request, round_key, unit_key, actions.undo_acceptance, "Đã bỏ duyệt {unit}.", reason=reason)
    return redirect("reporting:review", round_key, unit_key)


@require_POST
def undo_accept(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Hoàn tác: the same person, right after accepting, without a reason."""
    _act(
        request,
        round_key,
        unit_key,
        actions.undo_at_once,
        "Đã hoàn tác: báo cáo của {unit} chờ kiểm tra như trước.",
    )
    return redirect("reporting:review", round_key, unit_key)


@require_POST
def waive(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = "Đã chấp nhận thiếu báo cáo của {unit}; vẫn nhận khi đơn vị nộp."
    _act(request, round_key, unit_key, actions.waive, done, reason=reason)
    return redirect("reporting:review", round_key, unit_key)


@require_POST
def end_waiver(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    _act(request, round_key, unit_key, actions.end_waiver, "Lại chờ báo cáo của {unit}.")
    return redirect("reporting:review", round_key, unit_key)
