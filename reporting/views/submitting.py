"""Screens 07 and 08: check, submit, receipt, take back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from childplan.lockout import client_address
from reporting import actions
from reporting.enums import Act, ReportState
from reporting.forms import ReasonForm
from reporting.models import Report
from reporting.permissions import may_act
from reporting.summaries.entry import entry_page
from reporting.summaries.review import event_lines
from reporting.summaries.tables import rollup_table
from reporting.totals import PLACES
from reporting.views.finding import visible_report
from units.requests import SignedInRequest


def check(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    report = visible_report(cast(SignedInRequest, request), round_key, unit_key)
    return _show_check(cast(SignedInRequest, request), report)


def _show_check(
    request: SignedInRequest, report: Report, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    page = entry_page(report, clock.now())
    is_place = report.unit.level in PLACES
    return render(
        request,
        "reporting/check.html",
        {
            "page": page,
            "can_submit": report.is_open and may_act(request.user, Act.SUBMITTED, report, clock.today()),
            "missing": actions.reports_missing_below(report) if is_place else 0,
            "table": (
                rollup_table(unit=report.unit, round_=report.round, official=True, now=clock.now())
                if is_place
                else None
            ),
            "form": form or ReasonForm(),
            "was_refused": status != 200,
        },
        status=status,
    )


@require_POST
def submit(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_check(signed_in, report, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        actions.submit(
            report=report, by=signed_in.user, at=clock.now(), address=client_address(request), reason=reason
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Incomplete:
        return _show_check(signed_in, report, form, status=422)
    except actions.Refused as refusal:
        form.add_error("reason", str(refusal))
        return _show_check(signed_in, report, form, status=422)
    return redirect("reporting:receipt", round_key, unit_key)


def receipt(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Proof that the report went up; the address works for ever and shows what came later."""
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    if report.submitted_at is None:
        return redirect("reporting:check", round_key, unit_key)
    can_recall = (
        may_act(signed_in.user, Act.RECALLED, report, clock.today())
        and report.state == ReportState.SUBMITTED
        and not report.is_being_checked
    )
    return render(
        request,
        "reporting/receipt.html",
        {
            "page": entry_page(report, clock.now()),
            "events": event_lines(report),
            "can_recall": can_recall,
        },
    )


@require_POST
def recall(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    try:
        actions.recall(report=report, by=signed_in.user, at=clock.now(), address=client_address(request))
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:receipt", round_key, unit_key)
    messages.success(request, "Đã rút báo cáo về. Sửa xong, nộp lại.")
    return redirect("reporting:entry", round_key, unit_key)
