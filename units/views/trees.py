"""Screen 21, for any day: what a place was called, what stood below it, what became of it."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from childplan import clock
from units.forms.days import DayForm
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb
from units.summaries.places import chain_on
from units.summaries.tree_pages import tree_page


@require_safe
def unit_tree(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Names and places are no secret to anybody who is signed in and reads plans."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_PLANS)
    unit = get_object_or_404(Unit, key=unit_key)
    asked = "ngay" in request.GET
    form = DayForm(request.GET if asked else {"ngay": f"{clock.today():%d/%m/%Y}"})
    is_valid = form.is_valid()
    day = form.cleaned_data["ngay"] if is_valid else clock.today()
    page = tree_page(unit, day)
    if not page.former and not page.groups:
        raise Http404("Đơn vị này chưa đứng ở đâu.")
    said = {"page": page, "day": day, "form": form, "crumbs": chain_on(day, unit)}
    return render(request, "units/unit_tree.html", said, status=200 if is_valid else 422)
