"""Screen 16: the plans a person may read, and one of them."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from childplan import clock
from indicators.summaries import plan_page, plans_for, visible_plans
from units.requests import SignedInRequest, require
from units.roles import Verb


def plan_list(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_PLANS)
    return render(request, "indicators/plan_list.html", {"plans": plans_for(signed_in.user, clock.today())})


def plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_PLANS)
    found = get_object_or_404(visible_plans(signed_in.user, clock.today()), key=plan_key)
    return render(request, "indicators/plan.html", {"page": plan_page(found, clock.today())})
