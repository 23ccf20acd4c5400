"""Screens 03 and 04: the unit's reports, and entering figures."""

from __future__ import annotations

from dataclasses import replace
from textwrap import shorten
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import json_script

from childplan import clock
from childplan.vietnamese import clock_time
from indicators.enums import Status
from reporting import actions
from reporting.answers import Answer, Conflict, Control, in_box, shown
from reporting.chips import status_chip
from reporting.enums import FigureState
from reporting.forms import THEIRS, EntryInput, boxes_as_posted, read_comment_answers, read_entry
from reporting.models import Report
from reporting.permissions import current_stand_in, may_enter
from reporting.summaries.cells import Cell, Choice
from reporting.summaries.entry import EntryPage, entry_page, form_cells, only_commented, with_messages
from reporting.summaries.lists import own_lines
from reporting.summaries.old_forms import old_forms
from reporting.summaries.problems import pairs_on
from reporting.summaries.tasks import own_tasks, tasks_lines
from reporting.views.finding import visible_report
from reporting.views.saving import refused, saved, wants_json
from units.requests import SignedInRequest, require, who
from units.roles import Verb

ONLY_COMMENTED = "gop-y"
"""?xem= of the entry page: nothing but the rows that the reviewer commented on."""


def report_list(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.ENTER)
    said = {
        "lines": own_lines(signed_in.user, clock.now()),
        "tasks": own_tasks(signed_in.user, clock.today()),
    }
    return render(request, "reporting/report_list.html", said)


def entry(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Shows the form; on POST saves what can be read and comes back to what cannot. Answers to comments are
    fields of the form too, so that nothing typed is left behind by whichever button.

    The button pressed says where to go: `save` and `answer` stay, `check` goes on to screen 07.
    """
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    if not report.round.asks_figures:
        return redirect("reporting:paper", round_key, unit_key)
    if request.method != "POST":
        page = entry_page(report, clock.now())
        can_write = not page.locked and may_enter(signed_in.user, report, clock.today())
        return _show(signed_in, report, page, can_write)
    cells = form_cells(report)
    read = read_entry(request.POST, cells, pairs_on([cell.item_id for cell in cells]))
    if wants_json(request):
        posted = {cell.item_id for cell in cells if f"phien-ban-{cell.code}" in request.POST}
        return _save_cells(signed_in, report, read, posted)
    return _save(signed_in, report, read)


def _save_cells(request: SignedInRequest, report: Report, read: EntryInput, posted: set[int]) -> HttpResponse:
    """The page's script saves some cells and hears their rows afresh."""
    try:
        conflicts = actions.save_answers(
            report=report,
            changes=read.changes,
            **who(request),
        )
    except (actions.NotYours, actions.Refused) as refusal:
        return refused(f"{refusal} Những gì vừa gõ chưa được lưu.")
    fresh = entry_page(report, clock.now())
    again = _asked_again(read, conflicts, fresh, request)
    changed = {change.item_id for change in read.changes}
    return saved(request, with_messages(fresh, again), posted | changed, _as_sent(read, fresh))


def _save(request: SignedInRequest, report: Report, read: EntryInput) -> HttpResponse:
    try:
        conflicts = actions.save_answers(
            report=report,
            changes=read.changes,
            **who(request),
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, f"{refusal} Những gì vừa gõ chưa được lưu.")
        return redirect("reporting:entry", report.round.key, report.unit.key)
    answered = _answer_comments(request, report)
    if not read.asked_again and not conflicts:
        if request.POST.get("action") == "check":
            return redirect("reporting:check", report.round.key, report.unit.key)
        page = entry_page(report, clock.now())
        _say_saved(request, page, answered)
        return redirect(_on_from(request, report, page))
    fresh = entry_page(report, clock.now())
    again = _asked_again(read, conflicts, fresh, request)
    return _show(request, report, with_messages(fresh, again), can_write=True, status=422)


def _answer_comments(request: SignedInRequest, report: Report) -> int:
    """How many answers were written; a page from before another return loses no figure over its answers."""
    try:
        return actions.answer_comments(
            report=report, answers=read_comment_answers(request.POST), by=request.user, at=clock.now()
        )
    except actions.Refused as refusal:
        messages.error(request, f"{refusal} Trả lời góp ý chưa được ghi; số liệu thì đã lưu.")
        return 0


def _on_from(request: SignedInRequest, report: Report, page: EntryPage) -> str:
    """Back to the view that was open; after an answer, on to the next comment that waits for one."""
    address = reverse("reporting:entry", args=[report.round.key, report.unit.key])
    if request.GET.get("xem") == ONLY_COMMENTED:
        address += f"?xem={ONLY_COMMENTED}"
    waiting = page.to_answer if request.POST.get("action") == "answer" else []
    return address + (f"#{waiting[0][0].field_id}" if waiting else "")


def _say_saved(request: SignedInRequest, page: EntryPage, answered: int) -> None:
    saved = f"Đã lưu lúc {clock_time(clock.now())}."
    if answered:
        saved = f"Đã ghi {answered} trả lời góp ý. {saved}"
    if page.unread:
        messages.warning(request, f"{saved} Còn {len(page.unread)} ô phải sửa, đánh dấu ngay ở ô.")
    else:
        messages.success(request, saved)


def _asked_again(
    read: EntryInput, conflicts: list[Conflict], page: EntryPage, request: SignedInRequest
) -> dict[int, Cell]:
    cells = {cell.item_id: cell for cell in page.cells}
    as_sent = _as_sent(read, page)
    again = {
        item_id: replace(
            cells[item_id],
            text=typed.text,
            answered_text=typed.answered_text,
            words=typed.words,
            reason=typed.reason,
            version=cells[item_id].version if item_id in as_sent else typed.version,
            message=typed.message,
            message_kind=typed.message_kind,
        )
        for item_id, typed in read.asked_again.items()
    }
    for conflict in conflicts:
        again[conflict.item_id] = _both_values(cells[conflict.item_id], conflict, request)
    return again


def _as_sent(read: EntryInput, page: EntryPage) -> set[int]:
    """Items whose cells now say what was sent: who sent it knows what stands there."""
    cells = {cell.item_id: cell for cell in page.cells}
    return {
        item_id
        for item_id, answer in ((change.item_id, change.answer) for change in read.changes)
        if (cells[item_id].state, cells[item_id].shown, cells[item_id].reason)
        == (answer.state, shown(cells[item_id].control, answer), answer.reason)
    }


def _both_values(cell: Cell, conflict: Conflict, request: SignedInRequest) -> Cell:
    """Nothing is overwritten silently: both values, both people, and a choice."""
    mine, theirs = _said(conflict.mine, cell.control), _said(conflict.theirs, cell.control)
    is_own = conflict.their_name == request.user.full_name
    who = "trên máy khác hoặc trang khác, bạn" if is_own else conflict.their_name
    mine_value: int | str | None = conflict.mine.value
    if cell.control == Control.RATE and conflict.mine.value is not None:
        mine_value = in_box(cell.control, conflict.mine.value)
    choice = f"so:{mine_value}" if conflict.mine.state == FigureState.ENTERED else conflict.mine.state
    text, answered_text = boxes_as_posted(request.POST, cell)
    return replace(
        cell,
        text=text,
        answered_text=answered_text,
        words=request.POST.get(f"chu-{cell.code}", "").strip(),
        reason=request.POST.get(f"ly-do-{cell.code}", "").strip(),
        version=conflict.version,
        message=(
            f"{cell.name}: {who} đã nhập {theirs} lúc {clock_time(conflict.their_at)}, "
            f"ở đây bạn nhập {mine}. Chọn một."
        ),
        message_kind="conflict",
        choices=(Choice(choice, f"Dùng {mine} của tôi"), Choice(THEIRS, f"Dùng {theirs}")),
    )


def _said(answer: Answer, control: Control) -> str:
    """The answer inside a sentence and on a button; of a text only its beginning."""
    if answer.state != FigureState.ENTERED:
        return answer.raw or answer.state.label.lower()
    words = shown(control, answer)
    if control == Control.RATE and answer.reason:
        return f"{words} ({shorten(answer.reason, 60, placeholder='…')})"
    return f"“{shorten(words, 60, placeholder='…')}”" if answer.text else words


class Packed(DjangoJSONEncoder):
    """Without the space between the parts: a form has many rows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"separators": (",", ":")}))


def _row_facts(page: EntryPage) -> list[dict[str, object]]:
    return [row.facts.told for group in page.groups for row in group.rows if row.facts]


def _show(
    request: SignedInRequest, report: Report, page: EntryPage, can_write: bool, status: int = 200
) -> HttpResponse:
    can_filter = can_write and bool(page.commented)
    is_filtered = can_filter and status == 200 and request.GET.get("xem") == ONLY_COMMENTED
    if is_filtered:
        page = only_commented(page)
    said = {
        "page": page,
        "can_write": can_write,
        "can_filter": can_filter,
        "is_filtered": is_filtered,
        "stand_in": current_stand_in(request.user, report, clock.today()),
        "was_refused": status != 200,
        "old": old_forms(report) if can_write else None,
        "tasks": tasks_lines([report.unit_id], report.round).get(report.unit_id),
        "row_facts": json_script(_row_facts(page), "entry-rows", encoder=Packed),
        "chips": {status.value: status_chip(status, is_partial=False) for status in Status},
        "queue": f"cho-luu:{request.user.pk}:{request.path}",
        "sign_in": f"{reverse('units:login')}?next={request.path}",
    }
    return render(request, "reporting/entry.html", said, status=status)
