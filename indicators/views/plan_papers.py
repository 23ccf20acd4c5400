"""Screen 16, Văn bản, for keepers: the signed document as a file and as text; for readers, the file."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from childplan import clock
from indicators.forms.plans import DocumentForm, TextForm
from indicators.summaries.documents import file_lines
from indicators.summaries.plan_keeping import quotes_sentence, words_not_found
from indicators.summaries.plans import plan_head
from indicators.views.keeping import act, kept, readable, remark
from plans.actions.documents import keep_file, keep_text, remove_file, text_mark
from plans.actions.editing import why_closed
from plans.kept_files import ACCEPT, KINDS_IN_WORDS, FileRefused, check_size
from plans.models import Plan, PlanFile
from plans.word_files import text_of
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, who


@require_http_methods(["GET", "POST"])
def plan_paper(request: HttpRequest, plan_key: str) -> HttpResponse:
    """One page, two forms: `viec` says which one was sent."""
    signed_in, plan = kept(request, plan_key)
    if request.method != "POST":
        return _show(signed_in, plan, _file_form(plan), _text_form(plan))
    if request.POST.get("viec") == "tep":
        return _take_file(signed_in, plan)
    return _take_text(signed_in, plan)


def _file_form(plan: Plan) -> DocumentForm:
    return DocumentForm(initial={"takes_text": not plan.document_text})


def _text_form(plan: Plan) -> TextForm:
    return TextForm(initial={"text": plan.document_text, "mark": text_mark(plan)})


def _take_file(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, plan, form, _text_form(plan), status=422)
    file = form.cleaned_data["file"]
    name = file.name or ""
    try:
        check_size(name, file.size or 0)
        content = file.read()
        kept_file = keep_file(plan=plan, name=name, content=content, **who(request))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (FileRefused, Refused) as refusal:
        form.add_error("file", str(refusal))
        return _show(request, plan, form, _text_form(plan), status=422)
    messages.success(request, f"Đã nhận tệp “{kept_file.name}”.")
    if form.cleaned_data["takes_text"] and name.lower().endswith(".docx"):
        _take_words(request, plan, content)
    return redirect("indicators:plan_document", plan.key)


def _take_words(request: SignedInRequest, plan: Plan, content: bytes) -> None:
    """The words of the file as the text of the plan; the file stays whatever becomes of them."""
    try:
        text = text_of(content)
        if not text:
            messages.warning(request, "Tệp Word này không có chữ. Dán toàn văn vào ô bên dưới nếu cần.")
            return
        changed = keep_text(plan=plan, text=text, mark=text_mark(plan), **who(request))
    except (FileRefused, Refused) as refusal:
        messages.warning(request, str(refusal))
        return
    if changed:
        messages.success(request, "Đã lấy toàn văn từ tệp Word.")
        _tell_of_quotes(request, plan)


def _tell_of_quotes(request: SignedInRequest, plan: Plan) -> None:
    plan.refresh_from_db(fields=["document_text"])
    absent = words_not_found(plan) if plan.document_text else []
    if absent:
        messages.warning(request, quotes_sentence(absent))


def _take_text(request: SignedInRequest, plan: Plan) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, _file_form(plan), form, status=422)
    try:
        changed = keep_text(
            plan=plan, text=form.cleaned_data["text"], mark=form.cleaned_data["mark"], **who(request)
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken as refusal:
        form.add_error("text", str(refusal))
        plan.refresh_from_db(fields=["document_text"])
        remark(form, text_mark(plan))
        return _show(request, plan, _file_form(plan), form, status=422, theirs=plan.document_text)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _show(request, plan, _file_form(plan), form, status=422)
    messages.success(request, "Đã lưu toàn văn." if changed else "Không có gì thay đổi.")
    if changed:
        _tell_of_quotes(request, plan)
    return redirect("indicators:plan_document", plan.key)


def _show(
    request: SignedInRequest,
    plan: Plan,
    file_form: DocumentForm,
    text_form: TextForm,
    status: int = 200,
    theirs: str = "",
) -> HttpResponse:
    head = plan_head(plan, request.user, clock.today())
    closed = "" if head.is_open else why_closed(plan, plan.amendments.filter(closed_at=None).first())
    said = {
        "head": head,
        "here": "",
        "form": file_form if file_form.is_bound else text_form,
        "file_form": file_form,
        "text_form": text_form,
        "files": file_lines(plan),
        "accept": ACCEPT,
        "kinds": KINDS_IN_WORDS,
        "theirs": theirs,
        # A text that is missing may be added at any time; another one only while the plan is open.
        "closed": closed if plan.document_text else "",
        "is_closed": bool(closed),
    }
    return render(request, "indicators/plan_paper.html", said, status=status)


@require_GET
def plan_file(request: HttpRequest, plan_key: str, number: int) -> FileResponse:
    """One file of the plan, for who may read the plan; always as a download, as what it was on arrival."""
    _, plan = readable(request, plan_key)
    file = get_object_or_404(PlanFile, plan=plan, number=number)
    response = FileResponse(
        BytesIO(bytes(file.content)), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def plan_file_remove(request: HttpRequest, plan_key: str, number: int) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        is_gone = remove_file(plan=plan, number=number, **who(signed_in))
        return "Đã bỏ tệp." if is_gone else "Tệp này đã được bỏ từ trước."

    return act(signed_in, plan, do, "plan_paper")
