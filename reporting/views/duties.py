"""Mở kỳ theo kế hoạch: sơ kết, tổng kết and the units' own plans, looked at before they are opened."""

from __future__ import annotations

import re
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from childplan import clock
from plans.models import Plan
from reporting import actions
from reporting.actions.duties import duties_of, duty_round, units_named
from reporting.enums import RoundKind
from reporting.summaries.duties import KINDS, DutyPreview, duties_in_reach, duty_preview, plans_in_reach
from reporting.views.finding import not_here
from units.requests import SignedInRequest, require, who
from units.roles import Verb

YEAR = re.compile("(?:19|20|21)[0-9]{2}")


@require_GET
def duty_rounds(request: HttpRequest) -> HttpResponse:
    """The duties of the plans in reach; with plan, kind and year in the address also whom it would ask."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    preview = _preview(*_wanted(signed_in, request.GET)) if "ke-hoach" in request.GET else None
    places = duties_in_reach(signed_in.user, clock.today())
    return render(request, "reporting/duty_rounds.html", {"places": places, "preview": preview})


@require_POST
def open_duty_round(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    plan, kind, year = _wanted(signed_in, request.POST)
    try:
        opened = actions.open_duty_round(
            plan=plan,
            kind=kind,
            year=year,
            **who(signed_in),
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:duty_rounds")
    if opened.reports:
        messages.success(request, f"Đã mở {opened.round.name}: {opened.reports} đơn vị có báo cáo phải nộp.")
    else:
        messages.warning(request, f"{opened.round.name} đã mở từ trước; không có gì thay đổi.")
    return redirect("reporting:duty_rounds")


def _wanted(request: SignedInRequest, said: QueryDict) -> tuple[Plan, RoundKind, int]:
    """What the address or the form names; 404 for a plan out of reach and for what is no duty at all."""
    key, kind, year = said.get("ke-hoach"), said.get("loai"), said.get("nam", "")
    plan = next((plan for plan in plans_in_reach(request.user, clock.today()) if plan.key == key), None)
    if plan is None or kind not in KINDS or not YEAR.fullmatch(year):
        not_here()
    return plan, RoundKind(kind), int(year)


def _preview(plan: Plan, kind: RoundKind, year: int) -> DutyPreview:
    duties = duties_of(plan, kind, year)
    round_ = duty_round(plan, kind, year)
    return duty_preview(plan, round_, duties, units_named(plan.issuer, duties, round_.data_to))
