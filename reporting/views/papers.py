"""Nội dung báo cáo: writing a report that asks for words and files, and handing its files out."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from childplan import clock
from childplan.vietnamese import clock_time
from plans.kept_files import ACCEPT, KINDS_IN_WORDS, FileRefused, check_size
from reporting import actions
from reporting.actions.papers import MOST_FILES, MOST_TEXT
from reporting.models import Paper, PaperFile, Report
from reporting.permissions import current_stand_in, may_enter
from reporting.summaries.entry import Fix, entry_page
from reporting.views.finding import visible_report
from units.requests import SignedInRequest

TEXT, FILES = "van-ban", "tep"
"""The boxes of the page, and their places on it."""


@dataclass
class Saved:
    """What became of one sending: a text that was not taken stays as it was typed."""

    typed: str = ""
    version: int | None = None
    theirs: Paper | None = None  # of two people's texts the one that stands
    fixes: list[Fix] = field(default_factory=list)


def paper(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Shows the text and its files; on POST saves all that can be taken, and says what was not.

    The button pressed says where to go: `save` stays, `check` goes on to screen 07, `bo-3` takes file 3 out.
    """
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    if report.round.asks_figures:
        return redirect("reporting:entry", round_key, unit_key)
    if request.method != "POST":
        return _show(signed_in, report)
    try:
        saved = _save(signed_in, report)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if saved.fixes:
        return _show(signed_in, report, saved)
    if request.POST.get("action") == "check":
        return redirect("reporting:check", round_key, unit_key)
    messages.success(request, f"Đã lưu lúc {clock_time(clock.now())}.")
    return redirect("reporting:paper", round_key, unit_key)


def _save(request: SignedInRequest, report: Report) -> Saved:
    """The text, then the file to take out, then the files that came along: each for itself, because a browser
    sends chosen files only once."""
    posted = request.POST
    saved = Saved()
    base = _number(posted.get("phien-ban", ""))
    try:
        actions.save_paper(
            report=report,
            text=posted.get(TEXT, ""),
            base_version=base,
            by=request.user,
            at=clock.now(),
        )
    except actions.Overtaken as refusal:
        saved.theirs = refusal.theirs
        saved.typed, saved.version = posted.get(TEXT, ""), refusal.theirs.version
        saved.fixes.append(Fix(TEXT, str(refusal), is_here=True))
    except actions.NotYours:
        raise
    except actions.Refused as refusal:
        saved.typed, saved.version = posted.get(TEXT, ""), base
        saved.fixes.append(Fix(TEXT, str(refusal), is_here=True))
    saved.fixes += _change_files(request, report)
    return saved


def _number(text: str) -> int:
    """A version or a file's number as the page wrote it; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _change_files(request: SignedInRequest, report: Report) -> list[Fix]:
    said: list[str] = []
    action = request.POST.get("action", "")
    if action.startswith("bo-"):
        number = _number(action.removeprefix("bo-"))
        try:
            actions.remove_file(report=report, number=number, by=request.user, at=clock.now())
        except actions.Refused as refusal:
            said.append(str(refusal))
    for file in request.FILES.getlist(FILES):
        name = file.name or ""
        try:
            check_size(name, file.size or 0)
            actions.attach_file(
                report=report, name=name, content=file.read(), by=request.user, at=clock.now()
            )
        except (FileRefused, actions.Refused) as refusal:
            said.append(str(refusal))
    # Of a report that takes nothing any more the same sentence comes for every file.
    return [Fix(FILES, sentence, is_here=True) for sentence in dict.fromkeys(said)]


def _show(request: SignedInRequest, report: Report, saved: Saved | None = None) -> HttpResponse:
    page = entry_page(report, clock.now())
    assert page.paper is not None
    typed = saved if saved is not None and saved.version is not None else None
    return render(
        request,
        "reporting/paper.html",
        {
            "page": page,
            "can_write": may_enter(request.user, report, clock.today()) and not page.locked,
            "stand_in": current_stand_in(request.user, report, clock.today()),
            "text": typed.typed if typed is not None else page.paper.text,
            "version": typed.version if typed is not None else page.paper.version,
            "theirs": saved.theirs if saved is not None else None,
            "is_unsaved": typed is not None,
            "fixes": saved.fixes if saved is not None else [],
            "was_refused": saved is not None,
            "accept": ACCEPT,
            "kinds": KINDS_IN_WORDS,
            "most_files": MOST_FILES,
            "most_text": MOST_TEXT,
            "kept": f"noi-dung:{request.user.pk}:{request.path}",
        },
        status=422 if saved is not None else 200,
    )


@require_GET
def paper_file(request: HttpRequest, round_key: str, unit_key: str, number: int) -> FileResponse:
    """One file of the report, for who may see the report; always as a download, as what it was on arrival."""
    report = visible_report(cast(SignedInRequest, request), round_key, unit_key)
    file = get_object_or_404(PaperFile, report=report, number=number, removed_at=None)
    response = FileResponse(
        BytesIO(bytes(file.content)),
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
