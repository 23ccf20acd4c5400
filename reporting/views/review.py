"""Screens 09 and 10: the queue, and checking one report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from childplan.lockout import client_address
from reporting import actions
from reporting.enums import Act
from reporting.forms import ReasonForm, ReturnForm
from reporting.models import Report
from reporting.permissions import acceptance_is_final, may_act, may_stand_in
from reporting.summaries.desks import desks
from reporting.summaries.entry import with_comments
from reporting.summaries.review import review_page
from reporting.views.finding import visible_report
from units.requests import SignedInRequest, require
from units.roles import Verb
from units.summaries import names_on


def review_queue(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    return render(request, "reporting/review_queue.html", {"desks": desks(signed_in.user, clock.now())})


def review(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    report = visible_report(signed_in, round_key, unit_key)
    return _show(signed_in, report, ReturnForm())


def _show(request: SignedInRequest, report: Report, form: ReturnForm, status: int = 200) -> HttpResponse:
    mine = may_act(request.user, Act.ACCEPTED, report, clock.today())
    page = review_page(report, request.user.pk, clock.now())
    if form.is_bound:
        page = replace(page, form=with_comments(page.form, form.comments()))
    return render(
        request,
        "reporting/review.html",
        {
            "page": page,
            "form": form,
            "can_decide": mine,
            "can_stand_in": may_stand_in(request.user, report, clock.today()),
            "can_undo": mine and not acceptance_is_final(report),
        },
        status=status,
    )


def _act(
    request: HttpRequest, round_key: str, unit_key: str, action: Callable[..., Any], done: str, **said: Any
) -> Report | None:
    """Do one act and say so, by the unit's name: the page that follows may be another unit's. A refusal
    becomes a message. Returns the report when it was done."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    report = visible_report(signed_in, round_key, unit_key)
    try:
        action(report=report, by=signed_in.user, at=clock.now(), address=client_address(request), **said)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        names = names_on(report.round.data_to, [report.unit_id])
        name = names[report.unit_id].full_name if names else str(report.unit)
        messages.success(request, done.format(unit=name))
    return report


@require_POST
def start_check(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    _act(request, round_key, unit_key, actions.start_check, "")
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
    """Accept, then on to the next report that waits."""
    if _act(request, round_key, unit_key, actions.accept, "Đã duyệt {unit}.") is None:
        return redirect("reporting:review", round_key, unit_key)
    for desk in desks(cast(SignedInRequest, request).user, clock.now()):
        for line in desk.waiting:
            if not line.checking_by:
                return redirect("reporting:review", line.round_key, line.unit_key)
    return redirect("reporting:review_queue")


@require_POST
def send_back(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        signed_in = cast(SignedInRequest, request)
        require(signed_in, Verb.REVIEW)
        return _show(signed_in, visible_report(signed_in, round_key, unit_key), form, status=422)
    done = _act(
        request,
        round_key,
        unit_key,
        actions.send_back,
        "Đã trả lại {unit}, đơn vị thấy lý do ngay ở trang đầu.",
        reason=form.cleaned_data["reason"],
        comments={key: actions.Comment(text) for key, text in form.comments().items()},
        correct_by=form.cleaned_data["correct_by"],
    )
    if done is None:
        # Refused: what was typed stays, under the sentence that says why.
        signed_in = cast(SignedInRequest, request)
        return _show(signed_in, visible_report(signed_in, round_key, unit_key), form, status=422)
    return redirect("reporting:review_queue")


@require_POST
def undo_acceptance(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    _act(request, round_key, unit_key, actions.undo_acceptance, "Đã bỏ duyệt {unit}.", reason=reason)
    return redirect("reporting:review", round_key, unit_key)
