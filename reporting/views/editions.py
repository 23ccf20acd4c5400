"""Các lần nộp: every edition of a consolidated report, what changed since, and asking for an amended one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from reporting import actions
from reporting.amendment_forms import AmendmentForm
from reporting.enums import WITH_FIGURES, Act, ReportState
from reporting.locks import lock_on
from reporting.models import Report, Round
from reporting.permissions import may_act
from reporting.summaries.editions import editions_page
from reporting.summaries.places import rollup_head
from reporting.views.finding import place_with_totals
from units.requests import SignedInRequest, require, who
from units.roles import Verb


def editions(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    return _show(signed_in, _report(signed_in, round_key, unit_key), AmendmentForm())


def _report(request: SignedInRequest, round_key: str, unit_key: str) -> Report:
    """The place's own report; 404 where the person may not see its totals, or nothing was asked of it."""
    round_ = get_object_or_404(Round, key=round_key, kind__in=WITH_FIGURES)
    unit = place_with_totals(request, round_, unit_key)
    report: Report = get_object_or_404(
        Report.objects.select_related("round", "unit"), round=round_, unit=unit
    )
    return report


def _show(request: SignedInRequest, report: Report, form: AmendmentForm, status: int = 200) -> HttpResponse:
    head = rollup_head(report.unit, report.round, request.user, clock.now())
    page = editions_page(report, head.crumbs[-1].name)
    can_ask = (
        may_act(request.user, Act.ACCEPTANCE_UNDONE, report, clock.today())
        and report.state == ReportState.ACCEPTED
        and not page.final_words
        and lock_on(report) is None
    )
    said = {
        "page": page,
        "head": head,
        "form": form,
        "can_ask": can_ask,
        "can_return": page.has_changed
        and report.state == ReportState.SUBMITTED
        and may_act(request.user, Act.RETURNED, report, clock.today()),
    }
    return render(request, "reporting/editions.html", said, status=status)


@require_POST
def ask_amendment(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Đề nghị nộp bản sửa, from the page that shows what has changed."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    report = _report(signed_in, round_key, unit_key)
    form = AmendmentForm(request.POST)
    if not may_act(signed_in.user, Act.ACCEPTANCE_UNDONE, report, clock.today()):
        raise PermissionDenied("Chỉ đơn vị cấp trên trực tiếp đề nghị nộp bản sửa.")
    if not form.is_valid():
        return _show(signed_in, report, form, status=422)
    try:
        actions.ask_for_amendment(
            report=report,
            reason=form.cleaned_data["reason"],
            correct_by=form.cleaned_data["correct_by"],
            seen=form.cleaned_data["seen"] or 0,  # none: the page was not looked at
            **who(signed_in),
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(signed_in, _report(signed_in, round_key, unit_key), form, status=422)
    messages.success(request, "Đã đề nghị nộp bản sửa; đơn vị được báo.")
    return redirect("reporting:editions", round_key, unit_key)
