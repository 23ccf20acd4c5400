"""What does the entry page's script hear after it posted some cells? Their rows, drawn afresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from reporting.summaries.entry import EntryPage


def wants_json(request: HttpRequest) -> bool:
    """Did the page's script ask? A browser that sends a form asks for a page."""
    return request.headers.get("Accept") == "application/json"


def saved(
    request: HttpRequest, page: EntryPage, touched: Iterable[int], as_sent: Collection[int]
) -> HttpResponse:
    """Everything that the answers to these items may have changed: their cells and versions, the rows they
    stand in (as numerator or denominator), the words below them, how far the form is.

    as_sent: items that stand as they were sent. Of any other the page may show something older, and then its
    next answer has to come with the older version, so that two people never overwrite each other.
    """
    items = set(touched)
    rows = [row for group in page.groups for row in group.rows if items & set(row.item_ids)]
    base = [cell for cell in page.base_cells if cell.item_id in items]
    shown = {"page": page, "rows": rows, "base_cells": base}
    return JsonResponse(
        {
            "saved": page.saved,
            "cells": [
                {"code": cell.code, "version": cell.version}
                | ({"stands": True} if cell.item_id in as_sent else {})
                for cell in [*base, *(cell for row in rows for cell in row.cells)]
            ],
            "html": render_to_string("reporting/entry_saved.html", shown, request),
        }
    )


def refused(message: str) -> HttpResponse:
    """The form takes no more answers; the script says why and stops sending."""
    return JsonResponse({"message": message}, status=409)
