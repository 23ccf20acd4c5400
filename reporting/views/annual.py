"""The annual table of a plan: on the page, as Excel and as PDF, each the same table."""

from __future__ import annotations

from io import BytesIO
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from childplan import clock
from plans.models import Plan
from reporting.enums import WITH_FIGURES, ExportFormat, ExportKind
from reporting.exports.pdf import PdfUnavailable
from reporting.jobs.at_once import make_at_once
from reporting.models import Round
from reporting.summaries.difficulties import drawn_into
from reporting.summaries.exports import edition_words, window_of
from reporting.summaries.looks import PROVISIONAL, Look
from reporting.summaries.tables import plan_table
from reporting.views.annual_links import annual_links
from reporting.views.finding import place_with_totals
from reporting.views.handing_out import hand_out, site_of
from units.requests import SignedInRequest, require
from units.roles import Verb


def _found(request: HttpRequest, plan_key: str, round_key: str) -> tuple[Plan, Round, bool]:
    """The plan, the round, and whether the address asks for official figures."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = get_object_or_404(Round, key=round_key, kind__in=WITH_FIGURES)
    plan = get_object_or_404(Plan.objects.signed().collecting().select_related("issuer"), key=plan_key)
    place_with_totals(signed_in, round_, plan.issuer.key)
    return plan, round_, request.GET.get("so") != PROVISIONAL


def annual_table(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponse:
    plan, round_, official = _found(request, plan_key, round_key)
    table = plan_table(plan=plan, round_=round_, official=official, now=clock.now())
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
        }
        | annual_links(request, plan.issuer, round_, plan),
    )


def annual_excel(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponseBase:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    plan, round_, official = _found(request, plan_key, round_key)
    return _file(signed_in, plan, round_, official, ExportFormat.XLSX)


def annual_pdf(request: HttpRequest, plan_key: str, round_key: str) -> HttpResponseBase:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    plan, round_, official = _found(request, plan_key, round_key)
    try:
        return _file(signed_in, plan, round_, official, ExportFormat.PDF)
    except PdfUnavailable as missing:
        said = {"sentence": str(missing), "plan_key": plan_key, "round_key": round_key}
        return render(request, "reporting/pdf_unavailable.html", said, status=503)


def _file(
    request: SignedInRequest, plan: Plan, round_: Round, official: bool, format_: ExportFormat
) -> HttpResponseBase:
    """The table as a file with a code of its own. Raises PdfUnavailable, and then nothing stays behind."""
    page = reverse("reporting:annual_table", args=[plan.key, round_.key])
    export, made = make_at_once(
        kind=ExportKind.RESULTS,
        format=format_,
        unit=plan.issuer,
        round_=round_,
        plan=plan,
        title=f"Biểu kết quả – {plan.short_title} – {round_.name}",
        window=window_of(round_),
        edition=edition_words(official),
        address=f"{page}{Look(official=official).query}",
        by=request.user,
        at=clock.now(),
        options={"official": official, "site": site_of(request)},
    )
    assert isinstance(made.content, BytesIO)
    return hand_out(request, export, made.content, digest=made.digest, file_name=made.file_name)
