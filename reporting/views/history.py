"""Số liệu các năm trước: one table typed or pasted, so that the first report already shows trends."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from childplan import clock
from reporting.actions.history import Changed, record_history
from reporting.actions.refusals import Incomplete, NotYours, Refused
from reporting.incoming.blocks import BlockRefused
from reporting.incoming.old_years import read_years
from reporting.permissions import keeps_history
from reporting.summaries.history import (
    Input,
    Table,
    beside_theirs,
    closed_words,
    field_of,
    history_page,
    history_table,
    named_figures,
    preview_lines,
    read_pasted,
    read_typed,
    takeable,
    unchanged,
    version_field,
)
from reporting.summaries.history_years import MOST_YEARS, YEARS
from reporting.totals import PLACES
from reporting.views.finding import not_here
from units.models import Unit
from units.permissions import kept_units
from units.requests import SignedInRequest, require, who
from units.roles import Verb

LONGEST_BLOCK = 100_000
LONGEST_TEXT = 200
ANOTHER = "Số liệu đã thay đổi từ khi bạn xem trước. Xem lại rồi ghi."


@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, unit_key: str) -> HttpResponse:
    """The table; posted it is written (`ghi`), or a block is shown beside what stands (`xem`) and then
    written (`nhan`)."""
    signed_in, unit = _place(request, unit_key)
    table = history_table(unit, clock.today(), _how_many(signed_in))
    step = request.POST.get("viec", "") if request.method == "POST" else ""
    if step == "ghi":
        return _write_typed(signed_in, table)
    if step in ("xem", "nhan"):
        return _pasted(signed_in, table, is_written=step == "nhan")
    return _show(signed_in, table)


def _place(request: HttpRequest, unit_key: str) -> tuple[SignedInRequest, Unit]:
    """The place, for who enters its figures and runs its rounds; 403 for those above it, else 404."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    today = clock.today()
    unit = get_object_or_404(Unit, key=unit_key, level__in=PLACES)
    if not keeps_history(signed_in.user, unit, today):
        if kept_units(signed_in.user, Verb.RUN_ROUNDS, today).filter(pk=unit.pk).exists():
            raise PermissionDenied("Số liệu các năm trước do người nhập số liệu của chính đơn vị ghi.")
        not_here()
    return signed_in, unit


def _how_many(request: HttpRequest) -> int:
    said = request.GET.get("so-nam", "")
    return int(said) if said in {str(number) for number in range(1, MOST_YEARS + 1)} else YEARS


def _address(table: Table) -> str:
    address = reverse("reporting:history", args=[table.unit.key])
    return address if len(table.years) == YEARS else f"{address}?so-nam={len(table.years)}"


def _show(
    request: SignedInRequest,
    table: Table,
    read: Input | None = None,
    *,
    block: str = "",
    refusal: str = "",
    overtaken: str = "",
    status: int = 200,
) -> HttpResponse:
    said = {
        "page": history_page(table, clock.today(), read),
        "choices": range(1, MOST_YEARS + 1),
        "pasted": block,
        "refusal": refusal,
        "overtaken": overtaken,
    }
    return render(request, "reporting/history.html", said, status=status)


def _write_typed(request: SignedInRequest, table: Table) -> HttpResponse:
    texts: dict[tuple[int, int], str] = {}
    versions: dict[tuple[int, int], int] = {}
    for item_id, item in table.asked.items.items():
        for year in table.open_years:
            text = request.POST.get(field_of(item.code, year))
            if text is not None:
                texts[item_id, year] = text.strip()[:LONGEST_TEXT]
                versions[item_id, year] = _number(request.POST.get(version_field(item.code, year), ""))
    read = read_typed(table, texts, versions)
    if read.messages:
        return _show(request, table, read, status=422)
    return _write(request, table, read)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _write(request: SignedInRequest, table: Table, read: Input) -> HttpResponse:
    try:
        written = record_history(
            unit=table.unit,
            answers=read.changes,
            **who(request),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Changed as refusal:
        # The versions are those of now: whoever writes again has seen what stands.
        fresh = history_table(table.unit, clock.today(), len(table.years))
        theirs = beside_theirs(read, fresh, refusal.conflicts)
        return _show(request, fresh, theirs, overtaken=str(refusal), status=409)
    except Incomplete as refusal:
        return _show(request, table, read, overtaken=refusal.problems[0].message, status=422)
    except Refused as refusal:
        return _show(request, table, read, overtaken=str(refusal), status=409)
    if written:
        years = ", ".join(map(str, written))
        messages.success(request, f"Đã ghi số liệu năm {years}. Kết quả từng năm xem dưới bảng.")
    else:
        messages.info(request, "Không có gì thay đổi.")
    return redirect(_address(table))


def _pasted(request: SignedInRequest, table: Table, *, is_written: bool) -> HttpResponse:
    block = request.POST.get("khoi", "")[:LONGEST_BLOCK]
    try:
        values, left = read_years(block, named_figures(table.asked), list(table.years))
    except BlockRefused as refusal:
        return _show(request, table, block=block, refusal=str(refusal), status=422)
    found, closed = read_pasted(table, values)
    read = takeable(found)
    if is_written:
        if request.POST.get("da-xem", "") == read.mark:
            return _write(request, table, read)
        messages.error(request, ANOTHER)
    said = {
        "page": history_page(table, clock.today()),
        "lines": preview_lines(table, found),
        "left": left,
        "closed": closed_words(table, closed),
        "unread": len(left) + len(closed) + len(found.messages),
        "wrong": list(found.messages.values()),
        "same": unchanged(found),
        "pasted": block,
        "mark": read.mark,
        "address": _address(table),
    }
    return render(request, "reporting/history_preview.html", said)
