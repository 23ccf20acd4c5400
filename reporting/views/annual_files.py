"""The files of one edition: Word, PDF, its annexes as Excel. Small ones at once, long ones in the queue."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from childplan import clock
from childplan.lockout import client_address
from reporting.actions.exporting import code_address, drop_export, record_export
from reporting.documents.content import Document
from reporting.documents.stamping import digest_of, stamped
from reporting.enums import ExportFormat, ExportKind
from reporting.exports.annual_files import drawn, is_long, named
from reporting.exports.making import CannotMake
from reporting.exports.pdf import PdfUnavailable
from reporting.jobs.starting import start_export
from reporting.models import AnnualReport
from reporting.summaries.report_shelf import edition_name
from reporting.views.annual_finding import read_edition
from reporting.views.annual_reports import PUBLIC, args_of, document_of, unit_name, wants_public
from reporting.views.handing_out import hand_out, site_of
from units.requests import SignedInRequest, require
from units.roles import Verb


@require_GET
def annual_report_word(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponseBase:
    report = _readable(request, round_key, unit_key, plan_key, edition)
    return _file(cast(SignedInRequest, request), report, ExportFormat.DOCX)


@require_GET
def annual_report_pdf(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponseBase:
    report = _readable(request, round_key, unit_key, plan_key, edition)
    return _file(cast(SignedInRequest, request), report, ExportFormat.PDF)


@require_GET
def annual_report_excel(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> HttpResponseBase:
    report = _readable(request, round_key, unit_key, plan_key, edition)
    return _file(cast(SignedInRequest, request), report, ExportFormat.XLSX)


def _readable(
    request: HttpRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> AnnualReport:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    return read_edition(signed_in, round_key, unit_key, plan_key, edition)


def _file(request: SignedInRequest, report: AnnualReport, format_: ExportFormat) -> HttpResponseBase:
    is_public = wants_public(request)
    document = document_of(report, is_public=is_public)
    asked: dict[str, Any] = {
        "kind": ExportKind.ANNUAL,
        "format": format_,
        "unit": report.unit,
        "round_": report.round,
        "plan": report.plan,
        "report": report,
        "title": f"{document.subject}, {edition_name(report.edition).lower()}",
        "window": document.stamp.window,
        "edition": _edition(report, document),
        "is_public": is_public,
        "address": _page(report, is_public=is_public),
        "by": request.user,
        "at": clock.now(),
    }
    if is_long(document):
        try:
            start_export(**asked, options={"site": site_of(request)}, from_address=client_address(request))
        except CannotMake as known:
            messages.error(request, str(known))
        else:
            messages.success(
                request, "Báo cáo dài, đang tạo tệp. Xong thì có thông báo; bạn làm việc khác được."
            )
        return redirect("reporting:exports")
    export = record_export(**asked)
    address = code_address(export.code, site_of(request))
    marked = stamped(document, code=export.code, address=address, made_at=export.asked_at)
    try:
        file = drawn(marked, format_)
    except PdfUnavailable as missing:
        drop_export(export)
        return _no_pdf(request, report, str(missing), is_public=is_public)
    name = named(report, unit_name(report), format_, is_public=is_public)
    return hand_out(request, export, file, digest=digest_of(document), file_name=name)


def _edition(report: AnnualReport, document: Document) -> str:
    return f"Đã phát hành, bản {report.edition}" if report.is_issued else document.stamp.edition


def _page(report: AnnualReport, *, is_public: bool) -> str:
    page = reverse("reporting:annual_report", args=[*args_of(report), report.edition])
    return f"{page}?{PUBLIC}=1" if is_public else page


def _no_pdf(
    request: SignedInRequest, report: AnnualReport, sentence: str, *, is_public: bool
) -> HttpResponse:
    said = {"sentence": sentence, "report": report, "is_public": is_public}
    return render(request, "reporting/annual_pdf_unavailable.html", said, status=503)
