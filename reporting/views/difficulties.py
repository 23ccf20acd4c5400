"""Vướng mắc: the list, one of them, reporting one, answering, and the annual report."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from reporting.actions import NotYours, Refused
from reporting.actions.difficulties import answer_difficulty, draw, report_difficulty, side_of
from reporting.difficulty_forms import AnswerForm, DifficultyForm, DrawForm
from reporting.models import Difficulty
from reporting.summaries.difficulties import (
    difficulty_list,
    difficulty_page,
    indicators_for,
    quoted,
    reporting_units,
    unit_name,
    visible_difficulties,
)
from units.permissions import may_anywhere
from units.requests import SignedInRequest, require, who
from units.roles import Verb

SETTLED = "da-giai-quyet"


def difficulties(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_FIGURES)
    settled = request.GET.get("xem") == SETTLED
    page = difficulty_list(signed_in.user, clock.today(), settled=settled, after=request.GET.get("sau", ""))
    said = {
        "page": page,
        "settled": settled,
        "can_report": bool(reporting_units(signed_in.user, clock.today())),
        "is_first": not request.GET.get("sau"),
    }
    return render(request, "reporting/difficulties.html", said)


def new_difficulty(request: HttpRequest) -> HttpResponse:
    """Shows the form, filled with the words of one from below if the address names it; on POST keeps it."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.ENTER)
    today = clock.today()
    units = reporting_units(signed_in.user, today)
    if not units:
        raise PermissionDenied("Đơn vị cao nhất trên hệ thống không có cấp trên để báo vướng mắc.")
    indicators = indicators_for(signed_in.user, [unit for unit, _ in units], today)
    if request.method != "POST":
        form = DifficultyForm(units=units, indicators=indicators, initial=_quoted(signed_in))
        return render(request, "reporting/difficulty_new.html", {"form": form, "unit_name": units[0][1]})
    form = DifficultyForm(request.POST, units=units, indicators=indicators)
    if not form.is_valid():
        said = {"form": form, "unit_name": units[0][1]}
        return render(request, "reporting/difficulty_new.html", said, status=422)
    kept = report_difficulty(
        unit=form.chosen_unit(),
        by=signed_in.user,
        at=clock.now(),
        text=form.cleaned_data["text"],
        proposal=form.cleaned_data["proposal"],
        indicator=form.cleaned_data["indicator"],
    )
    messages.success(request, f"Đã gửi vướng mắc số {kept.number} lên cấp trên.")
    return redirect("reporting:difficulty", kept.unit.key, kept.number)


def _quoted(request: SignedInRequest) -> dict[str, object]:
    """The words of the difficulty from below that is passed on (`?tu=thon-1/2`)."""
    unit_key, _, number = request.GET.get("tu", "").partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return {}
    row = (
        visible_difficulties(request.user, clock.today())
        .filter(unit__key=unit_key, number=int(number))
        .select_related("unit")
        .first()
    )
    if row is None:
        return {}
    return {"text": quoted(row, unit_name(row.unit, clock.today())), "indicator": row.indicator_id}


def difficulty(request: HttpRequest, unit_key: str, number: int) -> HttpResponse:
    """Shows it; on POST adds an answer."""
    signed_in = cast(SignedInRequest, request)
    row = _visible(signed_in, unit_key, number)
    side = side_of(signed_in.user, row, clock.today())
    is_above = side is not None and side.pk != row.unit_id
    if request.method != "POST":
        return _show(signed_in, row, AnswerForm(is_above=is_above))
    form = AnswerForm(request.POST, is_above=is_above)
    if side is None:
        raise PermissionDenied("Chỉ đơn vị có vướng mắc và đơn vị cấp trên trực tiếp mới trả lời ở đây.")
    if not form.is_valid():
        return _show(signed_in, row, form, status=422)
    try:
        answer_difficulty(
            difficulty=row,
            by=signed_in.user,
            at=clock.now(),
            text=form.cleaned_data["text"],
            settles=form.cleaned_data.get("settles", False),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã gửi trả lời.")
    return redirect("reporting:difficulty", unit_key, number)


def _show(request: SignedInRequest, row: Difficulty, form: AnswerForm, status: int = 200) -> HttpResponse:
    today = clock.today()
    side = side_of(request.user, row, today)
    is_above = side is not None and side.pk != row.unit_id
    said = {
        "page": difficulty_page(row, today),
        "form": form,
        "can_answer": side is not None,
        "is_above": is_above,
        "years": [today.year, today.year - 1],
        "can_pass_on": is_above and any(unit == side for unit, _ in reporting_units(request.user, today)),
    }
    return render(request, "reporting/difficulty.html", said, status=status)


@require_POST
def draw_difficulty(request: HttpRequest, unit_key: str, number: int) -> HttpResponse:
    """Into the annual report of a year, or out of it again."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    row = _visible(signed_in, unit_key, number)
    form = DrawForm(request.POST, this_year=clock.today().year)
    if not form.is_valid():
        messages.error(request, "Chọn năm của báo cáo.")
        return redirect("reporting:difficulty", unit_key, number)
    year = form.cleaned_data["year"]
    try:
        draw(difficulty=row, year=year, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    done = f"Đã đưa vào báo cáo năm {year}." if year else "Đã rút khỏi báo cáo năm."
    messages.success(request, done)
    return redirect("reporting:difficulty", unit_key, number)


def _visible(request: SignedInRequest, unit_key: str, number: int) -> Difficulty:
    """404 outside the scope; 403 for a role that reads no figures at all."""
    if not may_anywhere(request.user, Verb.SEE_FIGURES, clock.today()):
        require(request, Verb.SEE_FIGURES)
    rows = visible_difficulties(request.user, clock.today()).select_related(
        "unit", "by", "drawn_by", "indicator__plan"
    )
    found: Difficulty = get_object_or_404(rows, unit__key=unit_key, number=number)
    return found
