"""Screens 07 and 08: check, submit, receipt, take back."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from childplan import clock
from reporting import actions, explaining
from reporting.actions.exporting import code_address, drop_export, record_export
from reporting.enums import Act, ExplainedBy, ExportFormat, ExportKind, ReportState
from reporting.explanation_forms import read_explanations
from reporting.exports.pdf import PdfUnavailable
from reporting.exports.report_form import report_form_digest, report_form_file
from reporting.file_names import file_name
from reporting.forms import ReasonForm
from reporting.models import Report
from reporting.permissions import current_stand_in, may_act, may_enter, unit_above
from reporting.summaries.entry import EntryPage, Fix, entry_page
from reporting.summaries.exports import window_of
from reporting.summaries.missing import missing_under
from reporting.summaries.problems import impossible_totals
from reporting.summaries.review import event_lines
from reporting.summaries.tables import rollup_table
from reporting.totals import PLACES, official_totals
from reporting.views.finding import visible_report
from reporting.views.handing_out import hand_out, site_of
from units.requests import SignedInRequest, who

FORM_EDITIONS = {
    ReportState.DRAFT: "Chưa nộp",
    ReportState.RETURNED: "Chưa nộp lại",
    ReportState.SUBMITTED: "Đã nộp, chưa duyệt",
    ReportState.ACCEPTED: "Đã duyệt",
}
"""Which figures a printed form holds, by the state of its report."""


def check(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    report = visible_report(cast(SignedInRequest, request), round_key, unit_key)
    return _show_check(cast(SignedInRequest, request), report)


def _show_check(
    request: SignedInRequest,
    report: Report,
    form: ReasonForm | None = None,
    status: int = 200,
    unclear: explaining.Unclear | None = None,
) -> HttpResponse:
    page = _as_typed(request, entry_page(report, clock.now()), unclear)
    is_place = report.unit.level in PLACES and report.round.asks_figures and report.is_owed
    impossible = impossible_totals(official_totals(report.unit, report.round)) if is_place else []
    return render(
        request,
        "reporting/check.html",
        {
            "page": page,
            "can_submit": report.is_open
            and not page.locked
            and may_act(request.user, Act.SUBMITTED, report, clock.today()),
            "missing": missing_under(report) if is_place else None,
            "table": (
                rollup_table(unit=report.unit, round_=report.round, official=True, now=clock.now())
                if is_place
                else None
            ),
            "fixes": [
                *page.fixes,
                *(Fix("", problem.message) for problem in impossible),
                *([Fix("van-ban", actions.NOTHING)] if page.paper and page.paper.is_empty else []),
            ],
            "can_explain": not page.locked and may_enter(request.user, report, clock.today()),
            "reasons": ExplainedBy,
            "stand_in": current_stand_in(request.user, report, clock.today()),
            "form": form or ReasonForm(),
            "was_refused": status != 200,
        },
        status=status,
    )


def _as_typed(request: SignedInRequest, page: EntryPage, unclear: explaining.Unclear | None) -> EntryPage:
    """After a refusal, reasons chosen and words written stay where they were."""
    if unclear is None:
        return page
    typed = {given.figure_id: given for given in read_explanations(request.POST, page.warnings)}
    lines = [
        replace(
            line,
            chosen=frozenset(typed[line.figure_id].reasons),
            text=typed[line.figure_id].text,
            refusal=str(unclear) if line.figure_id == unclear.figure_id else "",
        )
        if line.figure_id in typed
        else line
        for line in page.warnings
    ]
    return replace(page, warnings=lines)


@require_POST
def explain(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Giải trình: every warning for which a reason was chosen; the rest of the form waits."""
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    try:
        written = _explain(signed_in, report)
    except explaining.Unclear as refusal:
        return _show_check(signed_in, report, status=422, unclear=refusal)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:check", round_key, unit_key)
    if written:
        messages.success(request, "Đã ghi giải trình.")
    return redirect("reporting:check", round_key, unit_key)


def _explain(request: SignedInRequest, report: Report) -> int:
    given = read_explanations(request.POST, entry_page(report, clock.now()).warnings)
    return explaining.explain(report=report, given=given, by=request.user, at=clock.now())


@require_POST
def submit(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_check(signed_in, report, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        # Reasons chosen on the same page are written first, so that choosing and handing in is two clicks.
        if may_act(signed_in.user, Act.SUBMITTED, report, clock.today()) and report.is_open:
            _explain(signed_in, report)
        actions.submit(report=report, **who(signed_in), reason=reason)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (actions.Incomplete, actions.Empty):
        return _show_check(signed_in, report, form, status=422)
    except explaining.Unclear as refusal:
        return _show_check(signed_in, report, form, status=422, unclear=refusal)
    except actions.Refused as refusal:
        # Only a place that adds up has the box for a reason on its page.
        form.add_error("reason" if report.round.asks_figures else None, str(refusal))
        return _show_check(signed_in, report, form, status=422)
    return redirect("reporting:receipt", round_key, unit_key)


def receipt(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Proof that the report went up; the address works for ever and shows what came later."""
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    if report.submitted_at is None:
        return redirect("reporting:check", round_key, unit_key)
    page = entry_page(report, clock.now())
    can_recall = (
        not page.locked
        and may_act(signed_in.user, Act.RECALLED, report, clock.today())
        and report.state == ReportState.SUBMITTED
        and not report.is_being_checked
    )
    return render(
        request,
        "reporting/receipt.html",
        {
            "page": page,
            "events": event_lines(report),
            "can_recall": can_recall,
            "next_step": _next_step(report),
        },
    )


def _next_step(report: Report) -> str:
    """What happens now, in a sentence; a report that came back says so itself."""
    if report.state == ReportState.ACCEPTED:
        goes_up = report.round.asks_figures and unit_above(report) is not None
        gone_up = " Số liệu đã vào tổng hợp của cấp trên." if goes_up else ""
        return f"Không phải làm gì thêm.{gone_up}"
    if report.state != ReportState.SUBMITTED:
        return ""
    if report.is_being_checked:
        return "Đang được kiểm tra; kết quả báo ở trang Việc cần làm."
    return "Chờ kiểm tra; rút lại được đến khi có người nhận kiểm tra."


def form_pdf(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponseBase:
    """In phiếu: the form as a sheet to sign, handed in or not."""
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    if not report.round.asks_figures:
        return redirect("reporting:receipt", round_key, unit_key)
    now = clock.now()
    page, window, site = entry_page(report, now), window_of(report.round), site_of(request)
    export = record_export(
        kind=ExportKind.FORM,
        format=ExportFormat.PDF,
        unit=report.unit,
        round_=report.round,
        title=f"Phiếu báo cáo – {page.unit_name} – {report.round.name}",
        window=window,
        edition=FORM_EDITIONS[ReportState(report.state)],
        address=reverse("reporting:receipt", args=[round_key, unit_key]),
        by=signed_in.user,
        at=now,
        options={"site": site},
    )
    try:
        content = report_form_file(
            page,
            window=window,
            printed_at=now,
            printed_by=signed_in.user.full_name,
            code=export.code,
            address=code_address(export.code, site),
        )
    except PdfUnavailable as missing:
        drop_export(export)
        said = {"sentence": str(missing), "report": report}
        return render(request, "reporting/form_pdf_unavailable.html", said, status=503)
    name = file_name("Phieu", export.format, period=report.round.name, place=page.unit_name)
    digest = report_form_digest(page, window=window)
    return hand_out(request, export, content, digest=digest, file_name=name)


@require_POST
def recall(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    try:
        actions.recall(report=report, **who(signed_in))
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:receipt", round_key, unit_key)
    messages.success(request, "Đã rút báo cáo về. Sửa xong, nộp lại.")
    return redirect("reporting:entry", round_key, unit_key)
