"""The page behind one cell: signed words, definition, earlier years, comments and its own log."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from reporting.models import Figure
from reporting.summaries.cell_details import cell_details
from reporting.views.finding import visible_report
from units.requests import SignedInRequest


def cell(request: HttpRequest, round_key: str, unit_key: str, item_code: str) -> HttpResponse:
    """Who sees the report sees its cells' logs; the entry page's script shows the page in a drawer."""
    report = visible_report(cast(SignedInRequest, request), round_key, unit_key)
    figure = get_object_or_404(Figure.objects.select_related("item"), report=report, item__code=item_code)
    return render(request, "reporting/cell_details.html", {"cell": cell_details(report, figure)})
