"""The annual table of a plan: on the page, as Excel and as PDF, each the same table."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from childplan import clock
from childplan.lockout import client_address
from indicators.steps import capitalised
from plans.models import Plan
from reporting.documents.tables import export_table
from reporting.enums import WITH_FIGURES
from reporting.exports.excel import excel_file
from reporting.exports.pdf import PdfUnavailable, pdf_file
from reporting.models import Round
from reporting.summaries.difficulties import TROUBLES, drawn_into
from reporting.summaries.looks import PROVISIONAL
from reporting.summaries.tables import Table, plan_table
from reporting.views.finding import place_with_totals
from units.enums import LogKind
from units.log import write
from units.requests import SignedInRequest, require
from units.roles import Verb


def _annual(request: HttpRequest, plan_key: str, round_key: str) -> tuple[Plan, Round, Table]:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = get_object_or_404(Round, key=round_key, kind__in=WITH_FIGURES)
    plan = get_object_or_404(Plan.objects.signed().collecting().select_related("issuer"), key=plan_key)
    place_with_totals(signed_in, round_, plan.issuer.key)
    official = request.GET.get("so") != PROVISIONAL
    return plan, round_, plan_table(plan=plan, round_=round_, official=official, now=clock.now())


def annual_table(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponse:
    plan, round_, table = _annual(request, plan_key, round_key)
    rounds = Round.objects.filter(
        kind__in=WITH_FIGURES,
        reports__unit=plan.issuer_id,
        year__gte=plan.first_year,
        year__lte=plan.last_year,
    ).distinct()
    return render(
        request,
        "reporting/annual_table.html",
        {
            "plan": plan,
            "round": round_,
            "table": table,
            "rounds": rounds,
            "troubles": drawn_into(plan, round_),
        },
    )


def annual_excel(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponseBase:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    plan, round_, table = _annual(request, plan_key, round_key)
    file = excel_file(
        export_table(_with_troubles(table, plan, round_), _address(request, plan_key, round_key))
    )
    _log_export(signed_in, plan, round_, table, "Excel")
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"bieu-{round_.key}_ke-hoach-{plan_key}.xlsx",
    )


def annual_pdf(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponseBase:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    plan, round_, table = _annual(request, plan_key, round_key)
    try:
        content = pdf_file(
            export_table(_with_troubles(table, plan, round_), _address(request, plan_key, round_key))
        )
    except PdfUnavailable as missing:
        said = {"sentence": str(missing), "plan_key": plan_key, "round_key": round_key}
        return render(request, "reporting/pdf_unavailable.html", said, status=503)
    _log_export(signed_in, plan, round_, table, "PDF")
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"bieu-{round_.key}_ke-hoach-{plan_key}.pdf",
        content_type="application/pdf",
    )


def _with_troubles(table: Table, plan: Plan, round_: Round) -> Table:
    """The table with what stands under it on the page: difficulties drawn into the report."""
    troubles = drawn_into(plan, round_)
    if not troubles:
        return table
    lines = [f"{capitalised(unit)}: {text}" for unit, text in troubles]
    return replace(table, remarks=[*table.remarks, f"{TROUBLES}:", *lines])


def _log_export(request: SignedInRequest, plan: Plan, round_: Round, table: Table, kind: str) -> None:
    """Who took a table away, and when, is itself in the log."""
    write(
        LogKind.EXPORT,
        f"xuất biểu năm ra {kind}",
        at=clock.now(),
        by=request.user,
        address=client_address(request),
        unit=plan.issuer,
        subject=f"{plan.short_title}, {round_.name.lower()}, {table.edition.lower()}",
    )


def _address(request: HttpRequest, plan_key: str, round_key: str) -> str:
    """The page a file leads back to: the same edition of the same table."""
    page = reverse("reporting:annual_table", args=[plan_key, round_key])
    edition = f"?so={PROVISIONAL}" if request.GET.get("so") == PROVISIONAL else ""
    return request.build_absolute_uri(f"{page}{edition}")
