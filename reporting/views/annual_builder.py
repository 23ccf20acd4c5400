"""Screen 19: writing the annual report section by section, beside its pages; its figures; issuing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from childplan import clock
from childplan.vietnamese import clock_time, moment
from reporting.actions import NotYours, Refused
from reporting.actions.annual import (
    SettingsOvertaken,
    issue,
    offer_of,
    refresh_figures,
    save_settings,
    to_issue,
)
from reporting.actions.annual_texts import (
    MOST_TEXT,
    TextOvertaken,
    back_to_generated,
    save_text,
    suggestion_mark,
)
from reporting.annual_forms import HeadForm
from reporting.documents.assembling import PartState, parts_of
from reporting.documents.changes import offers
from reporting.documents.stamping import digest_of
from reporting.letterheads import from_json
from reporting.models import AnnualReport, AnnualText
from reporting.summaries.entry import Fix
from reporting.summaries.looks import PROVISIONAL
from reporting.summaries.report_shelf import edition_line
from reporting.views.annual_finding import draft_of
from reporting.views.annual_reports import args_of, document_of, preview_of, unit_name, wants_public
from units.permissions import may_anywhere
from units.requests import SignedInRequest, who
from units.roles import Verb

TEXT, SWITCH, SETTINGS = "phan-", "bat-", "ban"
"""Names of fields: `phan-direction` and its `…-ban` (version), `…-cong-khai` and `…-goi-y` (the mark of what
the page suggests); `bat-direction`; the version of head fields and switches."""
VERSION, IS_PUBLIC, SUGGESTED = "-ban", "-cong-khai", "-goi-y"
SUGGEST = "goi-y-"


@dataclass(frozen=True)
class Box:
    """One part of the report on the page: how it stands, or what was typed and not taken."""

    part: PartState
    text: str
    version: int
    is_public: bool
    message: str = ""
    theirs: AnnualText | None = None
    standing: str = ""
    """Of two people's words those that stand."""

    @property
    def heading(self) -> str:
        """As it is read on a screen: a document writes the headings of its sections in capitals."""
        return _heading(self.part)

    @property
    def state(self) -> str:
        return state_words(self.part)

    @property
    def suggested(self) -> str:
        """What the page suggests, told by its mark."""
        return suggestion_mark(self.part.generated)

    @property
    def is_open(self) -> bool:
        return bool(self.message)

    @property
    def rows(self) -> int:
        """Lines of the box, by the length of its text."""
        return max(3, min(14, sum(1 + len(line) // 70 for line in self.text.splitlines())))


@dataclass
class Saved:
    """What became of one sending. What was not taken stays as it was typed."""

    fixes: list[Fix] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    form: HeadForm | None = None
    settings_version: int | None = None


def annual_builder(request: HttpRequest, round_key: str, unit_key: str, plan_key: str) -> HttpResponse:
    """Shows the draft; on POST saves all that can be taken, and says what was not."""
    signed_in = cast(SignedInRequest, request)
    report = draft_of(signed_in, round_key, unit_key, plan_key)
    if report is None:
        return redirect("reporting:annual_reports")
    if request.method != "POST":
        return _show(signed_in, report)
    saved = _save(signed_in, report)
    if saved.fixes or saved.form is not None:
        return _show(signed_in, report, saved)
    messages.success(request, f"Đã lưu lúc {clock_time(clock.now())}.")
    return redirect("reporting:annual_builder", round_key, unit_key, plan_key)


@require_POST
def annual_save(request: HttpRequest, round_key: str, unit_key: str, plan_key: str) -> JsonResponse:
    """For the script: the fields of one section, or those around the text, as soon as they are left."""
    signed_in = cast(SignedInRequest, request)
    report = draft_of(signed_in, round_key, unit_key, plan_key)
    if report is None:
        return JsonResponse({"message": "Bản soạn này không còn. Tải lại trang."}, status=409)
    saved = _save(signed_in, report)
    if saved.fixes or saved.form is not None:
        said = [fix.message for fix in saved.fixes] + _messages_of(saved.form)
        return JsonResponse({"message": " ".join(said)}, status=409)
    report = cast(AnnualReport, draft_of(signed_in, round_key, unit_key, plan_key))
    parts = {
        part.code: {
            "version": part.version,
            "number": part.number,
            "on": part.is_on,
            "state": state_words(part),
            "touched": part.is_touched,
            "text": part.text,
        }
        for part in parts_of(report)
    }
    mark = digest_of(document_of(report, is_public=wants_public(request)))
    said_when = f"Đã lưu lúc {clock_time(clock.now())}"
    return JsonResponse({"saved": said_when, "parts": parts, "settings": report.version, "mark": mark})


def _heading(part: PartState) -> str:
    return part.heading.capitalize() if part.heading.isupper() else part.heading


def state_words(part: PartState) -> str:
    """“Gợi ý từ số liệu” until somebody touched it, then who did and when."""
    if not part.is_touched:
        return "Gợi ý từ số liệu" if part.text else "Chưa viết"
    when = f", {moment(part.at)}" if part.at is not None else ""
    return f"{part.by} viết{when}"


def _messages_of(form: HeadForm | None) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors] if form is not None else []


def _number(text: str) -> int:
    """A version as the page wrote it; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _save(request: SignedInRequest, report: AnnualReport) -> Saved:
    """Every part for itself: one that is not taken holds up no other."""
    posted, saved = request.POST, Saved()
    suggested = (
        posted.get("viec", "").removeprefix(SUGGEST) if posted.get("viec", "").startswith(SUGGEST) else ""
    )
    by, at = request.user, clock.now()
    try:
        for part in parts_of(report):
            name = f"{TEXT}{part.code}"
            if not part.has_text or (name not in posted and part.code != suggested):
                continue
            base = _number(posted.get(f"{name}{VERSION}", ""))
            try:
                if part.code == suggested:
                    back_to_generated(report=report, section=part.code, base_version=base, by=by, at=at)
                else:
                    save_text(
                        report=report,
                        section=part.code,
                        text=posted[name],
                        base_version=base,
                        is_public=f"{name}{IS_PUBLIC}" in posted,
                        by=by,
                        at=at,
                        suggested=posted.get(f"{name}{SUGGESTED}", ""),
                    )
            except NotYours:
                raise
            except Refused as refusal:
                saved.refused[part.code] = refusal
                saved.fixes.append(Fix(name, f"{_heading(part)}: {refusal}", is_here=True))
        if SETTINGS in posted:
            _save_settings(request, report, saved)
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return saved


def _save_settings(request: SignedInRequest, report: AnnualReport, saved: Saved) -> None:
    form = HeadForm(request.POST, words=from_json(report.letterhead))
    base = _number(request.POST[SETTINGS])
    if not form.is_valid():
        saved.form, saved.settings_version = form, base
        return
    switches = {
        part.code: f"{SWITCH}{part.code}" in request.POST for part in parts_of(report) if part.can_switch
    }
    try:
        save_settings(
            report=report,
            letterhead=form.words(),
            switches=report.switches | switches,
            base_version=base,
            by=request.user,
            at=clock.now(),
        )
    except SettingsOvertaken as refusal:
        form.add_error(None, str(refusal))
        saved.form, saved.settings_version = form, refusal.report.version
    except NotYours:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        saved.form, saved.settings_version = form, base


def _boxes(request: SignedInRequest, report: AnnualReport, saved: Saved | None) -> list[Box]:
    return [_box(request, part, saved) for part in parts_of(report)]


def _box(request: SignedInRequest, part: PartState, saved: Saved | None) -> Box:
    refusal = saved.refused.get(part.code) if saved is not None else None
    if refusal is None:
        # Words that somebody has yet to write, nobody has read for the public.
        return Box(part, part.text, part.version, part.is_touched and part.is_public)
    name = f"{TEXT}{part.code}"
    theirs = refusal.theirs if isinstance(refusal, TextOvertaken) else None
    return Box(
        part=part,
        text=request.POST.get(name, part.text),
        # Having seen theirs, the writer may save over it.
        version=theirs.version if theirs is not None else _number(request.POST.get(f"{name}{VERSION}", "")),
        is_public=f"{name}{IS_PUBLIC}" in request.POST,
        message=str(refusal),
        theirs=theirs,
        standing=refusal.standing if isinstance(refusal, TextOvertaken) else "",
    )


def _show(request: SignedInRequest, report: AnnualReport, saved: Saved | None = None) -> HttpResponse:
    # As it stands after what was taken of a sending.
    report.refresh_from_db(fields=["letterhead", "switches", "version", "saved_at", "saved_by"])
    document = document_of(report, is_public=wants_public(request))
    offer = offer_of(report, official=report.is_official, now=clock.now())
    form = saved.form if saved is not None and saved.form is not None else None
    return render(
        request,
        "reporting/annual_builder.html",
        {
            "report": report,
            "unit_name": unit_name(report),
            "this": edition_line(report),
            "boxes": _boxes(request, report, saved),
            "head": form or HeadForm(words=from_json(report.letterhead)),
            "head_is_open": form is not None,
            "version": saved.settings_version
            if saved is not None and saved.settings_version is not None
            else report.version,
            "changed": len(offer.changes),
            "document": document,
            "preview": preview_of(request, report, document),
            "is_public": wants_public(request),
            "fixes": saved.fixes if saved is not None else [],
            "form": form,
            "most_text": MOST_TEXT,
            "kept": f"bao-cao-nam:{request.user.pk}:{report.pk}",
            "can_export": may_anywhere(request.user, Verb.EXPORT, clock.today()),
        },
        status=422 if saved is not None else 200,
    )


# --- Its figures


@require_http_methods(["GET", "POST"])
def annual_figures(request: HttpRequest, round_key: str, unit_key: str, plan_key: str) -> HttpResponse:
    """What taking the figures again would change, official or provisional; on POST takes them."""
    signed_in = cast(SignedInRequest, request)
    report = draft_of(signed_in, round_key, unit_key, plan_key)
    if report is None:
        return redirect("reporting:annual_reports")
    asked = request.POST if request.method == "POST" else request.GET
    official = asked["so"] != PROVISIONAL if "so" in asked else report.is_official
    if request.method == "POST":
        try:
            changes = refresh_figures(
                report=report,
                official=official,
                seen=request.POST.get("da-xem", ""),
                by=signed_in.user,
                at=clock.now(),
            )
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"{request.path}?so={'chinh-thuc' if official else PROVISIONAL}")
        messages.success(request, f"Đã cập nhật: {len(changes)} số thay đổi. Lời bạn viết giữ nguyên.")
        return redirect("reporting:annual_builder", round_key, unit_key, plan_key)
    offer = offer_of(report, official=official, now=clock.now())
    words = offers(report, offer.tables)
    parts = [part for part in parts_of(report) if part.is_touched and part.code in words]
    said = {
        "report": report,
        "unit_name": unit_name(report),
        "offer": offer,
        "words": [(_heading(part), words[part.code]) for part in parts],
        "is_switch": official != report.is_official,
    }
    return render(request, "reporting/annual_figures.html", said)


# --- Issuing it


@require_http_methods(["GET", "POST"])
def annual_issue(request: HttpRequest, round_key: str, unit_key: str, plan_key: str) -> HttpResponse:
    """Phát hành: looked at, then frozen for ever."""
    signed_in = cast(SignedInRequest, request)
    report = draft_of(signed_in, round_key, unit_key, plan_key)
    if report is None:
        return redirect("reporting:annual_reports")
    if request.method == "POST":
        try:
            issued = issue(report=report, seen=request.POST.get("da-xem", ""), **who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:annual_issue", round_key, unit_key, plan_key)
        messages.success(request, "Đã phát hành. Bản này giữ nguyên từ nay.")
        return redirect("reporting:annual_report", *args_of(issued), issued.edition)
    document = document_of(report, is_public=False)
    said = {
        "report": report,
        "unit_name": unit_name(report),
        "this": edition_line(report),
        "found": to_issue(report, now=clock.now()),
        "untouched": [
            f"{part.number} {_heading(part)}".strip()
            for part in parts_of(report)
            if part.is_on and part.has_text and not part.is_touched and part.text
        ],
        "document": document,
        "preview": preview_of(request, report, document),
    }
    return render(request, "reporting/annual_issue.html", said)
