"""Screen 16: the plans a person may read, one of them in five parts, and the word on a flagged reading."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from childplan import clock
from indicators.actions.readings import confirm_reading as confirm
from indicators.models import Target
from indicators.summaries.against import against_page
from indicators.summaries.assignments import assignment_page
from indicators.summaries.deadlines import deadline_page
from indicators.summaries.documents import document_page
from indicators.summaries.plan_keeping import keeping_of
from indicators.summaries.plans import plan_head, plans_for
from indicators.summaries.targets import span_key, target_page
from indicators.views.keeping import readable
from plans.models import Plan
from plans.permissions import issuers_kept_by, may_keep
from units.refusals import NotYours, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb


def plan_list(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_PLANS)
    today = clock.today()
    said = {
        "plans": plans_for(signed_in.user, today),
        "may_enter": issuers_kept_by(signed_in.user, today).exists(),
    }
    return render(request, "indicators/plan_list.html", said)


def plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, found = readable(request, plan_key)
    page = target_page(found, signed_in.user, clock.today())
    keeping = keeping_of(found, clock.today()) if may_keep(signed_in.user, found, clock.today()) else None
    return _show(signed_in, found, "indicators/plan.html", page, keeping=keeping)


def plan_assignments(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, found = readable(request, plan_key)
    page = assignment_page(found, clock.today())
    return _show(signed_in, found, "indicators/plan_assignments.html", page)


def plan_deadlines(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, found = readable(request, plan_key)
    page = deadline_page(found, signed_in.user, clock.today())
    return _show(signed_in, found, "indicators/plan_deadlines.html", page)


def plan_document(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, found = readable(request, plan_key)
    return _show(signed_in, found, "indicators/plan_document.html", document_page(found))


def plan_against_above(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, found = readable(request, plan_key)
    page = against_page(found, signed_in.user, clock.today())
    return _show(signed_in, found, "indicators/plan_against_above.html", page)


@require_POST
def confirm_reading(request: HttpRequest, plan_key: str, number: str, label: str, span: str) -> HttpResponse:
    """The owner says that a flagged target is read rightly; pressing twice is once."""
    signed_in, found = readable(request, plan_key)
    require(signed_in, Verb.CONFIRM_READINGS)
    target = _target(found, number, label, span)
    try:
        is_new = confirm(target=target, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "Đã xác nhận cách đọc" if is_new else "Cách đọc này đã được xác nhận từ trước:"
        messages.success(request, f"{said} nội dung {label}. Chữ đã ký vẫn in nguyên như văn bản.")
    return redirect(f"{reverse('indicators:plan', args=[plan_key])}#cach-doc-{label}-{span}")


def _target(found: Plan, number: str, label: str, span: str) -> Target:
    targets = Target.objects.filter(
        component__indicator__plan=found, component__indicator__number=number, component__label=label
    )
    for target in targets:
        if span_key(target) == span:
            return target
    raise Http404


def _show(request: SignedInRequest, found: Plan, template: str, page: Any, **more: Any) -> HttpResponse:
    head = plan_head(found, request.user, clock.today())
    here = request.resolver_match.view_name if request.resolver_match else ""
    return render(request, template, {"head": head, "page": page, "here": here} | more)
