"""Screens 05, 06 and the paste page: figures that come as a file or a block, looked at before they count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import BinaryIO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from childplan import clock
from childplan.sheet_files import FileRefused
from reporting import actions, intakes
from reporting.enums import Origin, ReportState
from reporting.exports.form_template import marked_template, template_file, template_of
from reporting.incoming.blocks import BlockRefused, read_block
from reporting.incoming.workbooks import read_template
from reporting.locks import lock_on, locked_words
from reporting.models import Intake, Report
from reporting.permissions import may_enter
from reporting.summaries.intakes import Form, form_of, intake_lines, intake_page
from reporting.views.finding import visible_report
from reporting.views.saving import wants_json
from units.requests import SignedInRequest, who

NO_FILE = "Chưa chọn tệp. Bấm “Chọn tệp”, chọn tệp mẫu đã điền rồi bấm “Tải tệp lên”."
MOST_TICKS = 1_000


def _for_own_report(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hands the view the report it is about: 404 outside the scope, 403 for who only sees it. A report that
    is not open takes no figures; its own page says so."""

    @wraps(view)
    def found(request: HttpRequest, round_key: str, unit_key: str, **more: int) -> HttpResponseBase:
        signed_in = cast(SignedInRequest, request)
        report = visible_report(signed_in, round_key, unit_key)
        if not report.round.asks_figures:
            return redirect("reporting:paper", round_key, unit_key)
        if report.is_open:
            if not may_enter(signed_in.user, report, clock.today()):
                raise PermissionDenied("Chỉ người của chính đơn vị mới đưa số liệu vào báo cáo này.")
            lock = lock_on(report)
            if lock is None:
                return view(signed_in, report, **more)
            closed = locked_words(lock)
        else:
            state = ReportState(report.state).label
            closed = f"Báo cáo đang ở trạng thái “{state}” nên không nhận số liệu."
        if wants_json(request):
            return JsonResponse({"message": closed}, status=409)
        messages.warning(request, closed)
        return redirect("reporting:entry", round_key, unit_key)

    return found


# --- Screen 05: the template out, the file in


@_for_own_report
def excel(request: SignedInRequest, report: Report) -> HttpResponse:
    """Shows both halves of the way; on POST reads the file and goes on to what it would change."""
    form = form_of(report, clock.now())
    if request.method != "POST":
        return _show_excel(request, report, form)
    file = request.FILES.get("tep")
    try:
        if not isinstance(file, UploadedFile) or file.name is None:
            raise FileRefused(NO_FILE)
        template = read_template(cast(BinaryIO, file), file.size or 0)
        intakes.check_template(template, report, form.layout, form.versions)
    except FileRefused as refusal:
        return _show_excel(request, report, form, str(refusal))
    kept = intakes.keep(
        report=report,
        origin=Origin.EXCEL,
        found=template.found,
        versions=template.versions,
        by=request.user,
        at=clock.now(),
        file_name=file.name,
    )
    return redirect("reporting:intake", report.round.key, report.unit.key, kept.number)


def _show_excel(request: HttpRequest, report: Report, form: Form, refusal: str = "") -> HttpResponse:
    said = {"page": form.page, "lines": intake_lines(report), "refusal": refusal}
    return render(request, "reporting/excel.html", said, status=422 if refusal else 200)


@require_GET
@_for_own_report
def excel_template(request: SignedInRequest, report: Report) -> HttpResponseBase:
    file = template_file(template_of(form_of(report, clock.now())))
    return FileResponse(file, as_attachment=True, filename=f"mau-{report.round.key}-{report.unit.key}.xlsx")


# --- Pasting


@_for_own_report
def paste(request: SignedInRequest, report: Report) -> HttpResponse:
    """A box for a block from Excel. The entry page's script posts here too, and hears where to go."""
    form = form_of(report, clock.now())
    if request.method != "POST":
        return _show_paste(request, form)
    text = request.POST.get("text", "")
    try:
        found = read_block(text, form.layout, form.filled)
    except BlockRefused as refusal:
        if wants_json(request):
            return JsonResponse({"message": str(refusal)}, status=422)
        return _show_paste(request, form, text, str(refusal))
    kept = intakes.keep(
        report=report,
        origin=Origin.PASTED,
        found=found,
        versions=form.versions,
        by=request.user,
        at=clock.now(),
    )
    address = reverse("reporting:intake", args=[report.round.key, report.unit.key, kept.number])
    return JsonResponse({"address": address}) if wants_json(request) else redirect(address)


def _show_paste(request: HttpRequest, form: Form, text: str = "", refusal: str = "") -> HttpResponse:
    said = {"page": form.page, "lines": form.layout.lines, "text": text, "refusal": refusal}
    return render(request, "reporting/paste.html", said, status=422 if refusal else 200)


# --- Screen 06: what it would change


ALL = "tat-ca"


@require_GET
@_for_own_report
def intake(request: SignedInRequest, report: Report, number: int) -> HttpResponse:
    """The preview; after the decision the same address says what became of it."""
    kept = _intake(report, number)
    form = form_of(report, clock.now(), kept.versions)
    shown = intake_page(kept, form, with_all=request.GET.get("xem") == ALL)
    return render(request, "reporting/intake.html", {"page": form.page, "intake": shown})


def _intake(report: Report, number: int) -> Intake:
    rows = report.intakes.select_related("by", "settled_by", "report__round", "report__unit")
    found: Intake = get_object_or_404(rows, number=number)
    return found


@require_GET
@_for_own_report
def marked_file(request: SignedInRequest, report: Report, number: int) -> HttpResponseBase:
    kept = _intake(report, number)
    form = form_of(report, clock.now(), kept.versions)
    file = template_file(marked_template(form, kept))
    name = f"can-sua-{report.round.key}-{report.unit.key}-{number}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_POST
@_for_own_report
def accept_intake(request: SignedInRequest, report: Report, number: int) -> HttpResponse:
    def take(kept: Intake) -> str:
        taken = intakes.accept(
            intake=kept,
            ticked=_ticked(request),
            all_changes=ALL in request.POST,
            **who(request),
        ).taken
        return f"Đã nhận {len(taken)} ô."

    return _act(request, report, number, take)


def _ticked(request: HttpRequest) -> Mapping[str, int]:
    """Cells by code with the version that was shown."""
    found = {}
    for value in request.POST.getlist("nhan")[:MOST_TICKS]:
        code, _, version = value.rpartition(":")
        if code and version.isascii() and version.isdigit() and len(version) < 9:
            found[code] = int(version)
    return found


@require_POST
@_for_own_report
def drop_intake(request: SignedInRequest, report: Report, number: int) -> HttpResponse:
    def drop(kept: Intake) -> str:
        intakes.drop(intake=kept, by=request.user, at=clock.now())
        return "Đã bỏ, không ghi ô nào."

    return _act(request, report, number, drop)


@require_POST
@_for_own_report
def undo_intake(request: SignedInRequest, report: Report, number: int) -> HttpResponse:
    def undo(kept: Intake) -> str:
        undone, left = intakes.undo(intake=kept, **who(request))
        said = f"Đã hoàn tác {len(undone)} ô, số cũ trở lại."
        if not left:
            return said
        names = dict(kept.report.figures.values_list("item__code", "item__short_name"))
        kept_names = "; ".join(names[code] for code in left)
        return f"{said} Để nguyên {len(left)} ô đã có người sửa sau đó: {kept_names}."

    return _act(request, report, number, undo)


def _act(
    request: SignedInRequest, report: Report, number: int, verb: Callable[[Intake], str]
) -> HttpResponse:
    """Do one verb with an intake and come back to its page with a sentence."""
    try:
        messages.success(request, verb(_intake(report, number)))
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except intakes.Settled as refusal:
        messages.info(request, str(refusal))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reporting:intake", report.round.key, report.unit.key, number)
