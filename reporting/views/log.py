"""Screen 24: who changed what, when, from where, and the same as a file."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from childplan import clock
from childplan.vietnamese import moment
from reporting.actions.exporting import record_export
from reporting.enums import ExportFormat, ExportKind
from reporting.exports.log import MOST_ROWS, log_file
from reporting.file_names import file_name
from reporting.jobs.makers import code_line
from reporting.log_forms import LogFilterForm
from reporting.summaries.log import LogFilters, every_line, log_page, rounds_in_log
from reporting.summaries.log_rows import Place, Topic
from reporting.views.handing_out import hand_out, site_of
from units.acting import acted_posting, postings_today
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb, may

AFTER = "sau"


def log(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_LOG)
    form = _form(signed_in)
    if not form.is_valid():
        return render(request, "reporting/log.html", {"form": form}, status=422)
    after = Place.from_key(request.GET.get(AFTER, ""))
    page = log_page(signed_in.user, form.filters(), clock.today(), after)
    query = _query(form)
    said = {
        "form": form,
        "page": page,
        "query": query,
        "next": f"?{urlencode({**query, AFTER: page.next_key})}" if page.next_key else "",
        "file_query": f"?{urlencode(query)}" if query else "",
        "is_first": after is None,
        "most_rows": MOST_ROWS,
    }
    return render(request, "reporting/log.html", said)


def log_excel(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a file; that somebody took them away is itself in the log."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_LOG)
    form = _form(signed_in)
    if not form.is_valid():
        return render(request, "reporting/log.html", {"form": form}, status=422)
    filters = form.filters()
    now = clock.now()
    page, query = reverse("reporting:log"), _query(form)
    export = record_export(
        kind=ExportKind.LOG,
        format=ExportFormat.XLSX,
        unit=_acting_unit(signed_in),
        title=f"Nhật ký – {_said(filters)}",
        address=f"{page}?{urlencode(query)}" if query else page,
        by=signed_in.user,
        at=now,
        options={"site": site_of(request)},
    )
    lines = every_line(signed_in.user, filters, now.date(), MOST_ROWS + 1)
    made = f"Lập lúc {moment(now)} – {signed_in.user.full_name}"
    file, count, digest = log_file(lines, [f"Lọc: {_said(filters)}", made, code_line(export)])
    name = file_name("Nhat-ky", export.format, period=f"{now:%Y-%m-%d}")
    return hand_out(request, export, file, digest=digest, file_name=name, rows=f"{count} dòng")


def _form(request: SignedInRequest) -> LogFilterForm:
    return LogFilterForm(request.GET, rounds=rounds_in_log(request.user, clock.today()))


def _query(form: LogFilterForm) -> dict[str, str]:
    """What was asked for, as the next page's address says it."""
    asked = {name: form.data.get(name, "").strip() for name in form.fields}
    return {name: text for name, text in asked.items() if text}


def _said(filters: LogFilters) -> str:
    words = filters.words
    return words.replace(f": {filters.topic}", f": {Topic(filters.topic).label}") if filters.topic else words


def _acting_unit(request: SignedInRequest) -> Unit | None:
    postings = postings_today(request.user, clock.today(), acted_posting(request))
    return next((posting.unit for posting in postings if may(posting.role, Verb.READ_LOG)), None)
