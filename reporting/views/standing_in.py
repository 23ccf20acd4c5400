"""Nhập thay: start and stop entering for a unit of the commune."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from childplan.lockout import client_address
from reporting import standing_in
from reporting.actions import NotYours, Refused
from reporting.enums import StandInSource
from reporting.models import Report
from reporting.permissions import may_stand_in
from reporting.stand_in_forms import StandInForm
from reporting.views.finding import visible_report
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import names_on


def stand_in(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Asks from what the figures are taken."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.STAND_IN)
    return _show(signed_in, visible_report(signed_in, round_key, unit_key), StandInForm())


def _show(request: SignedInRequest, report: Report, form: StandInForm) -> HttpResponse:
    said = {
        "form": form,
        "report": report,
        "unit_name": names_on(report.round.data_to, [report.unit_id])[report.unit_id].full_name,
        "is_open": may_stand_in(request.user, report, clock.today()),
    }
    return render(request, "reporting/stand_in.html", said, status=422 if form.errors else 200)


@require_POST
def start(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Once the source is said, on to the form."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.STAND_IN)
    report = visible_report(signed_in, round_key, unit_key)
    form = StandInForm(request.POST)
    if not form.is_valid():
        return _show(signed_in, report, form)
    try:
        standing_in.start(
            report=report,
            by=signed_in.user,
            at=clock.now(),
            source=StandInSource(form.cleaned_data["source"]),
            note=form.cleaned_data["note"],
            address=client_address(request),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        form.add_error("note", str(refusal))
        return _show(signed_in, report, form)
    return redirect("reporting:entry", round_key, unit_key)


@require_POST
def stop(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.STAND_IN)
    report = visible_report(signed_in, round_key, unit_key)
    standing_in.stop(report=report, **who(signed_in))
    messages.success(request, "Đã thôi nhập thay. Những gì đã nhập vẫn giữ nguyên, đơn vị xem và sửa được.")
    return redirect("reporting:review", round_key, unit_key)
