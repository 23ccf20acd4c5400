"""Danh mục số liệu: what there is to be counted, who thought of it and who uses it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from childplan import clock
from indicators.summaries.catalogue import ALL, ITEMS, MEASURES, OWN, catalogue_page
from units.requests import SignedInRequest, require
from units.roles import Verb

LONGEST = 100


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every figure, or every measure (`?xem=chi-tieu`); only the places' own ones (`?cua=rieng`)."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_CATALOGUE)
    page = catalogue_page(
        clock.today(),
        shown=MEASURES if request.GET.get("xem") == MEASURES else ITEMS,
        asked=request.GET.get("tim", "").strip()[:LONGEST],
        whose=OWN if request.GET.get("cua") == OWN else ALL,
        number=request.GET.get("trang", ""),
    )
    return render(request, "indicators/catalogue.html", {"page": page})
