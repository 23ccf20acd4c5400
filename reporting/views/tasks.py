"""Nhiệm vụ: a unit's tasks of its plans in a round, and the state of all units at a place."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from childplan import clock
from childplan.vietnamese import clock_time
from reporting.actions import NotYours, Refused
from reporting.actions.task_results import record_tasks
from reporting.enums import TaskState
from reporting.models import Round, TaskResult
from reporting.permissions import acts_for
from reporting.summaries.tasks import TaskPage, TaskRow, task_page, task_summary
from reporting.task_forms import read_tasks
from reporting.views.finding import not_here, place_with_totals
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb, roles_that_may


def tasks(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Shows the tasks; on POST saves all of them at once."""
    signed_in = cast(SignedInRequest, request)
    round_ = get_object_or_404(Round, key=round_key)
    unit = _visible_unit(signed_in, round_, unit_key)
    page = task_page(unit, round_)
    if request.method != "POST":
        return _show(signed_in, unit, round_, page)
    wishes, again = read_tasks(request.POST, page)
    try:
        conflicts = record_tasks(unit=unit, round_=round_, wishes=wishes, by=signed_in.user, at=clock.now())
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, f"{refusal} Những gì vừa ghi chưa được lưu.")
        return redirect("reporting:tasks", round_key, unit_key)
    if not again and not conflicts:
        messages.success(request, f"Đã lưu lúc {clock_time(clock.now())}.")
        return redirect("reporting:tasks", round_key, unit_key)
    typed = {wish.task_id: wish for wish in wishes}
    for task_id, theirs in conflicts.items():
        row = next(row for row in page.rows if row.task_id == task_id)
        wish = typed[task_id]
        again[task_id] = replace(
            row, state=wish.state, result=wish.words, seen=theirs.pk, message=_both(row, theirs)
        )
    return _show(signed_in, unit, round_, _with(task_page(unit, round_), again), status=422)


def _both(row: TaskRow, theirs: TaskResult) -> str:
    said = TaskState(theirs.state).label + (f" – {theirs.words}" if theirs.words else "")
    return (
        f"Nhiệm vụ {row.number}: {theirs.by.full_name} vừa ghi “{said}” lúc {clock_time(theirs.at)}; "
        "dưới đây là của bạn. Bấm Lưu lần nữa để dùng của bạn."
    )


def _with(page: TaskPage, again: dict[int, TaskRow]) -> TaskPage:
    groups = [
        replace(group, rows=[again.get(row.task_id, row) for row in group.rows]) for group in page.groups
    ]
    return replace(page, groups=groups)


def _show(
    request: SignedInRequest, unit: Unit, round_: Round, page: TaskPage, status: int = 200
) -> HttpResponse:
    said = {
        "page": page,
        "can_write": acts_for(request.user, Verb.ENTER, unit.pk, round_.data_to, clock.today()),
        "errors": [
            {"field_id": row.field_id, "message": row.message, "is_here": True}
            for row in page.rows
            if row.message
        ],
    }
    return render(request, "reporting/tasks.html", said, status=status)


def _visible_unit(request: SignedInRequest, round_: Round, unit_key: str) -> Unit:
    """The unit, with a report in the round or without, under a posting whose role sees figures; else 404."""
    roots = list(
        Unit.objects.filter(
            postings__in=request.user.postings.as_of(clock.today()).with_role(
                *roles_that_may(Verb.SEE_FIGURES)
            )
        )
    )
    today = clock.today()
    unit = Unit.objects.under(*roots, day=round_.data_to, today=today).filter(key=unit_key).first()
    if unit is None:
        not_here()
    return unit


def summary(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = get_object_or_404(Round, key=round_key)
    unit = place_with_totals(signed_in, round_, unit_key)
    return render(request, "reporting/task_summary.html", {"page": task_summary(unit, round_)})
