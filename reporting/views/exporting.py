"""Screen 20: files asked for and their making, and the page behind the code that stands in a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from childplan import clock
from childplan.lockout import client_address
from reporting.actions.exporting import finish_export, read_code
from reporting.documents.tables import export_table
from reporting.enums import ExportKind, ExportState
from reporting.export_forms import BY_WORD, KINDS, About, ExportForm
from reporting.exports.making import CannotMake
from reporting.exports.pdf import PdfUnavailable
from reporting.jobs.asking import asked_of, offered
from reporting.jobs.at_once import LINES_AT_ONCE, is_small, lines_to_read, make_at_once
from reporting.jobs.rights import may_have, may_look_up
from reporting.jobs.running import WITH
from reporting.jobs.starting import cancel, make_again, retry, start_export
from reporting.jobs.tables import table_of
from reporting.models import Export
from reporting.summaries.exports import facts_of, files_of
from reporting.views.finding import not_here
from reporting.views.handing_out import file_answer, site_of
from units.requests import SignedInRequest, require
from units.roles import Verb
from units.summaries.places import name_with_place_on

KIND = "noi-dung"
TYPED = "ma"


def _taker(request: HttpRequest) -> SignedInRequest:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.EXPORT)
    return signed_in


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponseBase:
    """The form of one kind, and the own files; on POST the file, or its place in the queue."""
    signed_in = _taker(request)
    about = BY_WORD.get(request.GET.get(KIND, ""), KINDS[0])
    choices = offered(about, signed_in.user, clock.today(), request.GET.get("noi", ""))
    if request.method != "POST":
        initial = {name: request.GET[name] for name in about.fields if name in request.GET}
        return _show(signed_in, about, ExportForm(about=about, offered=choices, initial=initial))
    form = ExportForm(request.POST, about=about, offered=choices)
    if not form.is_valid():
        return _show(signed_in, about, form, status=422)
    return _ask(signed_in, about, form)


def _ask(request: SignedInRequest, about: About, form: ExportForm) -> HttpResponseBase:
    now = clock.now()
    asked = asked_of(about, form.cleaned_data, request.user, now)
    if asked is None:
        form.add_error(None, "Không có quyền xem số liệu này, hoặc kỳ này không có ở đơn vị đã chọn.")
        return _show(request, about, form, status=422)
    values = asked.values | {"options": {**asked.options, "site": site_of(request)}}
    format_ = asked.values["format"]
    if is_small(about.kind, format_, unit=asked.unit, rounds=asked.rounds, by=request.user, today=now.date()):
        try:
            export, made = make_at_once(**values)
        except (CannotMake, PdfUnavailable) as known:
            form.add_error(None, str(known))
            return _show(request, about, form, status=422)
        content = made.content if isinstance(made.content, BytesIO) else _read(made.content)
        finish_export(
            export,
            digest=made.digest,
            file_name=made.file_name,
            size=content.getbuffer().nbytes,
            from_address=client_address(request),
            rows=made.rows,
        )
        return file_answer(content, export)
    try:
        start_export(**values, from_address=client_address(request))
    except CannotMake as known:
        form.add_error(None, str(known))
        return _show(request, about, form, status=422)
    messages.success(request, "Đang tạo tệp. Xong thì có thông báo; bạn làm việc khác được.")
    return redirect(f"{reverse('reporting:exports')}?{KIND}={about.word}")


def _read(path: Any) -> BytesIO:
    content = BytesIO(path.read_bytes())
    path.unlink()
    return content


def _show(request: SignedInRequest, about: About, form: ExportForm, status: int = 200) -> HttpResponse:
    said = {
        "kinds": KINDS,
        "about": about,
        "form": form,
        "files": files_of(request.user, request.GET.get("trang", "")),
        "typed": request.GET.get(TYPED, ""),
    }
    return render(request, "reporting/exports.html", said, status=status)


@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The list alone: what a page that is open asks for while something is being made."""
    signed_in = _taker(request)
    said = {"files": files_of(signed_in.user, request.GET.get("trang", ""))}
    return render(request, "reporting/export_list.html", said)


# --- One file


def _own(request: HttpRequest, code: str) -> tuple[SignedInRequest, Export]:
    """Only whoever asked for it, and only as long as the person could ask for it again; else 404."""
    signed_in = _taker(request)
    mine = Export.objects.select_related(*WITH)
    export = get_object_or_404(mine, code=code, by=signed_in.user)
    if not may_have(signed_in.user, export, clock.today()):
        not_here()
    return signed_in, export


@require_GET
def export_file(request: HttpRequest, code: str) -> HttpResponseBase:
    _, export = _own(request, code)
    if export.state != ExportState.DONE or export.content is None:
        messages.info(request, "Tệp này chưa có hoặc không còn giữ.")
        return redirect("reporting:exports")
    return file_answer(BytesIO(bytes(export.content)), export)


@require_POST
def export_cancel(request: HttpRequest, code: str) -> HttpResponse:
    _, export = _own(request, code)
    if not cancel(export, at=clock.now()):
        messages.info(request, "Tệp này vừa xong hoặc đã dừng.")
    return redirect("reporting:exports")


@require_POST
def export_retry(request: HttpRequest, code: str) -> HttpResponse:
    _, export = _own(request, code)
    try:
        if not retry(export):
            messages.info(request, "Tệp này đang được tạo hoặc đã xong.")
    except CannotMake as known:
        messages.error(request, str(known))
    return redirect("reporting:exports")


@require_POST
def export_again(request: HttpRequest, code: str) -> HttpResponse:
    _, export = _own(request, code)
    try:
        if make_again(export) is not None:
            messages.success(request, "Đang tạo lại tệp với số liệu hiện có, dưới mã mới.")
        else:
            messages.info(request, "Tệp này đang được tạo hoặc còn giữ.")
    except CannotMake as known:
        messages.error(request, str(known))
    return redirect("reporting:exports")


# --- Behind a code


@require_GET
def find_code(request: HttpRequest) -> HttpResponse:
    """Tra mã: what was typed from paper, however it was typed."""
    _taker(request)
    typed = request.GET.get(TYPED, "")
    code = read_code(typed)
    if not code:
        messages.error(request, f"“{typed[:20]}” không phải mã tệp. Mã có 8 chữ và số, ví dụ K7QM-29XA.")
        return redirect("reporting:exports")
    return redirect("reporting:file_code", code)


@require_GET
def file_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the file with this code is, for whoever may see what it was made of; else 404."""
    signed_in = cast(SignedInRequest, request)
    known = read_code(code)
    if known and known != code:
        return redirect("reporting:file_code", known)
    every = Export.objects.select_related(*WITH).defer("content")
    export = get_object_or_404(every, code=known)
    if not may_look_up(signed_in.user, export, clock.today()):
        not_here()
    day = export.round.data_to if export.round is not None else clock.today()
    name = name_with_place_on(day, export.unit) if export.unit is not None else ""
    said = {"file": facts_of(export, name), "compared": _compared(export)}
    return render(request, "reporting/file_code.html", said)


def _compared(export: Export) -> str:
    """“same” or “changed” of a table that is quickly drawn again; "" where nobody can say at once."""
    is_table = export.kind in (ExportKind.RESULTS, ExportKind.ROLLUP)
    if not is_table or export.state != ExportState.DONE or export.round is None:
        return ""
    now = clock.now()
    lines = lines_to_read(
        ExportKind(export.kind), unit=export.unit, rounds=[export.round], by=export.by, today=now.date()
    )
    if lines > LINES_AT_ONCE:
        return ""
    table = table_of(export, now)
    if table is None:
        return ""
    return "same" if export_table(table, "").digest == export.digest else "changed"
