"""Gộp số liệu riêng, nối chỉ tiêu riêng: choose into what, look at what that changes, do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from childplan import clock
from indicators.models import DataItem, Measure
from indicators.summaries.catalogue import ITEMS, MEASURES, item_words, measure_words
from reporting.actions.merging import clash_words, merge_item, tie_measure
from reporting.actions.refusals import NotYours, Refused
from reporting.summaries.merging import (
    Merging,
    Tying,
    item_choices,
    measure_choices,
    merging,
    tying,
)
from units.permissions import kept_units
from units.requests import SignedInRequest, require, who
from units.roles import Verb

LONGEST = 100


@require_http_methods(["GET", "POST"])
def merge_own_item(request: HttpRequest, code: str) -> HttpResponse:
    """Of an own item: what it can be merged into (`?tim=`), what that changes (`?vao=`); posted it is
    done."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_CATALOGUE)
    item = get_object_or_404(
        DataItem.objects.offered().select_related("owner"), code=code, owner__in=_kept(signed_in)
    )
    into = DataItem.objects.offered().filter(code=_target(signed_in)).exclude(pk=item.pk).first()
    if request.method == "POST" and into is not None:
        try:
            found = merge_item(item=item, into=into, **_who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                f"Đã gộp “{item.short_name}” vào “{into.short_name}”: {found.moved} ô số liệu.",
            )
            return redirect(f"{reverse('indicators:catalogue')}?cua=rieng")
    asked = request.GET.get("tim", "").strip()[:LONGEST]
    said = {
        "is_item": True,
        "tab": ITEMS,
        "code": item.code,
        "name": item.name,
        "told": item_words(item),
        "asked": asked,
        "choices": [(row.code, row.name, item_words(row), row.owner_id) for row in item_choices(item, asked)],
    }
    if into is None:
        return render(request, "reporting/merge.html", said)
    preview = merging(item, into, clock.today())
    return render(request, "reporting/merge.html", said | _previewed(into, preview, [preview]))


@require_http_methods(["GET", "POST"])
def tie_own_measure(request: HttpRequest, code: str) -> HttpResponse:
    """Of an own measure: which canonical one it is (`?tim=`), what tying changes (`?vao=`); posted it is
    done."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_CATALOGUE)
    rows = Measure.objects.offered().select_related("owner", "numerator", "denominator")
    measure = get_object_or_404(rows, code=code, owner__in=_kept(signed_in))
    into = rows.filter(code=_target(signed_in)).exclude(pk=measure.pk).first()
    if request.method == "POST" and into is not None:
        try:
            found = tie_measure(measure=measure, into=into, **_who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                f"Đã nối “{measure.short_name}” vào “{into.short_name}”: {found.components} nội dung đo.",
            )
            return redirect(f"{reverse('indicators:catalogue')}?xem={MEASURES}&cua=rieng")
    asked = request.GET.get("tim", "").strip()[:LONGEST]
    said = {
        "is_item": False,
        "tab": MEASURES,
        "code": measure.code,
        "name": measure.name,
        "told": measure_words(measure),
        "asked": asked,
        "choices": [
            (row.code, row.name, measure_words(row), None) for row in measure_choices(measure, asked)
        ],
    }
    if into is None:
        return render(request, "reporting/merge.html", said)
    preview = tying(measure, into, clock.today())
    return render(request, "reporting/merge.html", said | _previewed(into, preview, preview.merges))


def _kept(request: SignedInRequest) -> object:
    return kept_units(request.user, Verb.KEEP_CATALOGUE, clock.today()).values("pk")


def _target(request: HttpRequest) -> str:
    return (request.POST if request.method == "POST" else request.GET).get("vao", "")[:LONGEST]


def _who(request: SignedInRequest) -> dict[str, Any]:
    return {**who(request), "seen": request.POST.get("da-xem", "") or "-"}


def _previewed(
    into: DataItem | Measure, preview: Merging | Tying, merges: Sequence[Merging]
) -> dict[str, object]:
    parts = list(merges)
    differences = [*preview.differences, *(each for part in parts for each in part.differences)]
    return {
        "into": into,
        "into_told": item_words(into) if isinstance(into, DataItem) else measure_words(into),
        "preview": preview,
        "merges": parts,
        "differences": list(dict.fromkeys(differences)),
        "clashes": [clash_words(clash) for part in parts for clash in part.clashes],
    }
