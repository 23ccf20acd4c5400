"""Báo cáo năm: the list, one edition as it is read and printed, beginning one, and amending an issued one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from childplan import clock
from reporting.actions import NotYours, Refused
from reporting.actions.annual import begin_amended, begin_report
from reporting.annual_forms import AmendForm
from reporting.documents.assembling import assemble, assemble_public
from reporting.documents.content import Document
from reporting.documents.stamping import digest_of
from reporting.exports.pages import NoSuchPage, page_count, page_picture, preview_pdf
from reporting.exports.pdf import PdfUnavailable
from reporting.models import AnnualReport
from reporting.permissions import writes_reports_of
from reporting.summaries.report_shelf import (
    ReportOffer,
    Shelf,
    edition_line,
    edition_name,
    editions_of,
    issued_below,
    shelves,
)
from reporting.views.annual_finding import place_written_by, read_edition
from reporting.views.finding import not_here
from units.permissions import may_anywhere
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import chain_then

PUBLIC = "cong-khai"
"""`?cong-khai=1`: the version for everybody."""
READABLE, LARGE = 900, 1500
"""Widths of a page in pixels: in the column beside the words, and alone in its window."""


def annual_reports(request: HttpRequest) -> HttpResponse:
    """The reports of the person's own units, by round."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    found = shelves(signed_in.user, clock.today())
    said = {
        "shelves": found,
        "first": _first_to_write(found),
        "can_export": may_anywhere(signed_in.user, Verb.EXPORT, clock.today()),
    }
    return render(request, "reporting/annual_reports.html", said)


def _first_to_write(found: list[Shelf]) -> ReportOffer | None:
    """The one line whose button is filled: the latest draft, else the latest that nobody has begun."""
    offers = [offer for shelf in found if shelf.can_write for offer in shelf.offers]
    drafts = (offer for offer in offers if offer.draft is not None)
    return next(drafts, next((offer for offer in offers if not offer.editions), None))


@require_POST
def annual_begin(request: HttpRequest, round_key: str, unit_key: str, plan_key: str) -> HttpResponse:
    """Soạn báo cáo: the draft that is there, else a new one."""
    signed_in = cast(SignedInRequest, request)
    place = place_written_by(signed_in, round_key, unit_key, plan_key)
    try:
        report = begin_report(unit=place.unit, plan=place.plan, round_=place.round, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:annual_reports")
    if report.is_issued:
        return redirect("reporting:annual_report", *place.args, report.edition)
    return redirect("reporting:annual_builder", *place.args)


# --- One edition


@dataclass(frozen=True)
class Preview:
    """The pages beside the words. `sentence`: why there are none here; then the document is read as text."""

    address: str
    """Of the pictures, without the page."""
    query: str
    number: int
    count: int
    sentence: str = ""

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.count else 0


def args_of(report: AnnualReport) -> list[str]:
    """What stands in the address of every page of the report."""
    return [report.round.key, report.unit.key, report.plan.key]


def wants_public(request: HttpRequest) -> bool:
    return request.GET.get(PUBLIC) == "1"


def document_of(report: AnnualReport, *, is_public: bool) -> Document:
    now = clock.now()
    return assemble_public(report, now=now) if is_public else assemble(report, now=now)


def preview_of(request: HttpRequest, report: AnnualReport, document: Document) -> Preview:
    """The page asked for (`?trang=3`), or the nearest there is."""
    asked = request.GET.get("trang", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    public = f"&{PUBLIC}=1" if wants_public(request) else ""
    address = reverse("reporting:annual_pages", args=[*args_of(report), report.edition])
    query = f"?v={digest_of(document)}{public}"
    try:
        count = page_count(preview_pdf(document))
    except PdfUnavailable as missing:
        return Preview(address, query, 1, 0, str(missing))
    return Preview(address, query, max(1, min(number, count)), count)


def unit_name(report: AnnualReport) -> str:
    """As the unit was called on the closing day."""
    chain = chain_then(report.round.data_to, report.unit)
    return chain[-1].full_name if chain else report.unit.key


def annual_report(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponse:
    """The edition as its reader has it: what it is, its pages, its files, and the other editions."""
    signed_in = cast(SignedInRequest, request)
    report = read_edition(signed_in, round_key, unit_key, plan_key, edition)
    document = document_of(report, is_public=wants_public(request))
    writes = writes_reports_of(signed_in.user, report.unit, report.round, clock.today())
    lines = [
        edition_line(row)
        for row in editions_of(report.unit, report.plan, report.round)
        if row.is_issued or row.pk == report.pk or writes
    ]
    return render(
        request,
        "reporting/annual_report.html",
        {
            "report": report,
            "unit_name": unit_name(report),
            "document": document,
            "preview": preview_of(request, report, document),
            "is_public": wants_public(request),
            "this": edition_line(report),
            "editions": lines,
            "latest_issued": next((line for line in lines if line.is_issued), None),
            "draft": next((line for line in lines if not line.is_issued), None),
            "writes": writes,
            "can_export": may_anywhere(signed_in.user, Verb.EXPORT, clock.today()),
            "below": issued_below(report.unit, report.round),
        },
    )


@require_GET
def annual_pages(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponse:
    """How many pages are there? For the script, which then shows one of them."""
    report = read_edition(cast(SignedInRequest, request), round_key, unit_key, plan_key, edition)
    document = document_of(report, is_public=wants_public(request))
    try:
        said = {"pages": page_count(preview_pdf(document)), "mark": digest_of(document)}
    except PdfUnavailable as missing:
        return JsonResponse({"message": str(missing)}, status=503)
    response = JsonResponse(said)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def annual_page(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int, number: int
) -> HttpResponse:
    """One page as a picture; `?rong=lon` for a window of its own."""
    report = read_edition(cast(SignedInRequest, request), round_key, unit_key, plan_key, edition)
    document = document_of(report, is_public=wants_public(request))
    width = LARGE if request.GET.get("rong") == "lon" else READABLE
    try:
        picture = page_picture(preview_pdf(document), number, width)
    except PdfUnavailable as missing:
        return HttpResponse(str(missing), status=503, content_type="text/plain; charset=utf-8")
    except NoSuchPage:
        not_here()
    response = HttpResponse(picture, content_type="image/png")
    # A commune shares its computers, and the page may hold what only some may see.
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def annual_amend(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponse:
    """Lập bản sửa đổi: says why, then the next edition is a draft that begins with the words of this one."""
    signed_in = cast(SignedInRequest, request)
    place_written_by(signed_in, round_key, unit_key, plan_key)
    report = read_edition(signed_in, round_key, unit_key, plan_key, edition)
    if not report.is_issued:
        return redirect("reporting:annual_builder", round_key, unit_key, plan_key)
    form = AmendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            begin_amended(report=report, reason=form.cleaned_data["reason"], **who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reporting:annual_builder", round_key, unit_key, plan_key)
    said = {
        "report": report,
        "unit_name": unit_name(report),
        "this": edition_line(report),
        "next_name": edition_name(report.edition + 1),
        "form": form,
    }
    return render(request, "reporting/annual_amend.html", said, status=422 if form.errors else 200)
