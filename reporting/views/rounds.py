"""Screen 18: rounds and their days. Open, update forms, give days, lock and unlock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from childplan import clock
from childplan.lockout import client_address
from childplan.vietnamese import short_date
from reporting import actions
from reporting.chips import LOCKED
from reporting.models import Report, Round, RoundLock
from reporting.permissions import gives_days, runs_rounds_at, runs_rounds_of
from reporting.round_forms import (
    DayForm,
    DiscardForm,
    ExtensionForm,
    LockForm,
    UnlockForm,
)
from reporting.summaries.form_plan import form_update
from reporting.summaries.form_update import update_page
from reporting.summaries.rehearsal import may_discard, opener_above, rehearsed
from reporting.summaries.round_page import RoundPage, UnitLine, round_page
from reporting.summaries.rounds import SOON, rounds_of
from reporting.totals import PLACES
from reporting.views.finding import not_here
from units.models import Unit
from units.requests import SignedInRequest, Who, require, who
from units.roles import Verb

NO_UNIT = "Chọn ít nhất một đơn vị."


def rounds(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    said = {"places": rounds_of(signed_in.user, clock.today()), "soon": SOON}
    return render(request, "reporting/rounds.html", said)


# --- One round at one place


def _at(
    request: HttpRequest, round_key: str, unit_key: str
) -> tuple[SignedInRequest, Round, Unit, RoundPage]:
    """The round at the place, if the person runs rounds there or above it; else 404."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    round_ = get_object_or_404(Round, key=round_key)
    unit = get_object_or_404(Unit, key=unit_key, level__in=PLACES)
    if not runs_rounds_at(signed_in.user, unit, round_, clock.today()):
        not_here()
    page = round_page(round_, unit, clock.now())
    if page.own is None and not page.lines:
        not_here()
    return signed_in, round_, unit, page


def round_at(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in, round_, unit, page = _at(request, round_key, unit_key)
    today = clock.today()
    above = Report.objects.filter(round=round_, unit__in=[place.unit_id for place in page.crumbs])
    # Above the unit that opened the round there are names and no pages (ADR 12).
    asked = set(above.values_list("unit_id", flat=True))
    mine = {
        place.unit_id
        for place in page.crumbs
        if place.unit_id in asked and runs_rounds_at(signed_in.user, Unit(pk=place.unit_id), round_, today)
    }
    is_mine = runs_rounds_of(signed_in.user, unit, today)
    said = {
        "page": page,
        "gives_days": gives_days(signed_in.user, unit, round_, today),
        "updates": page.asks_figures and round_.openings.filter(unit=unit).exists() and is_mine,
        "discards": is_mine and may_discard(round_, unit),
        "open_crumbs": mine,
        "locked": LOCKED,
    }
    return render(request, "reporting/round.html", said)


@require_http_methods(["GET", "POST"])
def round_update(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Cập nhật mẫu: looked at, then written."""
    signed_in, round_, unit, page = _at(request, round_key, unit_key)
    if not runs_rounds_of(signed_in.user, unit, clock.today()):
        raise PermissionDenied("Mẫu do người được giao mở kỳ ở đơn vị đã mở kỳ cập nhật.")
    if not round_.openings.filter(unit=unit).exists() or not page.asks_figures:
        messages.info(request, "Mẫu của kỳ này do đơn vị đã mở kỳ cập nhật cho mọi đơn vị bên dưới.")
        return redirect("reporting:round", round_key, unit_key)
    if request.method == "POST":
        try:
            found = actions.update_forms(
                round_=round_,
                unit=unit,
                by=signed_in.user,
                at=clock.now(),
                seen=request.POST.get("da-xem", "") or "-",
                address=client_address(request),
            )
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reporting:round_update", round_key, unit_key)
        messages.success(
            request, f"Đã cập nhật mẫu: thêm {found.cell_count} ô vào {len(found.touched)} phiếu."
        )
        return redirect("reporting:round", round_key, unit_key)
    said = {"page": page, "update": update_page(form_update(round_, unit))}
    return render(request, "reporting/round_update.html", said)


# --- Days and locks: some units, a field or two, one button


@dataclass(frozen=True)
class Step:
    """One act on units of the list. `among`: those it can be done to; `ticked`: those it is mostly for."""

    name: str
    route: str
    form: type[forms.Form]
    among: Callable[[RoundPage], list[UnitLine]]
    ticked: Callable[[UnitLine], bool]
    button: str
    nobody: str
    gives_days: bool = False


SET = Step(
    "Ấn định hạn nộp",
    "reporting:round_days",
    DayForm,
    lambda page: page.to_set,
    lambda line: line.is_waiting and not line.days,
    "Ấn định hạn",
    "Kế hoạch đã nêu hạn cho mọi đơn vị ở đây, hoặc kỳ đã chốt. Muốn lùi hạn, dùng “Gia hạn”.",
    gives_days=True,
)
EXTEND = Step(
    "Gia hạn",
    "reporting:round_extend",
    ExtensionForm,
    lambda page: page.to_extend,
    lambda line: line.due.code == "overdue",
    "Gia hạn",
    "Không đơn vị nào gia hạn được: đã nộp, chưa có hạn, hoặc kỳ đã chốt.",
    gives_days=True,
)
LOCK = Step(
    "Chốt kỳ",
    "reporting:round_lock",
    LockForm,
    lambda page: page.to_lock,
    lambda line: True,
    "Chốt",
    "Mọi đơn vị ở đây đều đã chốt.",
)
UNLOCK = Step(
    "Mở khoá",
    "reporting:round_unlock",
    UnlockForm,
    lambda page: page.to_unlock,
    lambda line: False,
    "Mở khoá",
    "Không đơn vị nào ở đây đang chốt.",
)


@require_http_methods(["GET", "POST"])
def round_discard(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Bỏ kỳ chạy thử: what would go, then all of it at once."""
    signed_in, round_, unit, page = _at(request, round_key, unit_key)
    if not may_discard(round_, unit) or not runs_rounds_of(signed_in.user, unit, clock.today()):
        raise PermissionDenied("Chỉ người được giao mở kỳ ở chính đơn vị đã mở mới bỏ được kỳ chạy thử.")
    form = DiscardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            gone = actions.discard_rehearsal(
                round_=round_,
                unit=unit,
                **who(signed_in),
            )
        except actions.NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã bỏ kỳ {page.name.lower()}: {gone.words}.")
            return redirect("reporting:rounds")
    said = {
        "page": page,
        "form": form,
        "rehearsed": rehearsed(round_, unit),
        "above": opener_above(round_, unit),
    }
    return render(request, "reporting/round_discard.html", said, status=422 if form.errors else 200)


def _step(
    request: HttpRequest,
    round_key: str,
    unit_key: str,
    step: Step,
    act: Callable[[Who, Round, list[UnitLine], dict[str, Any]], str],
) -> HttpResponse:
    signed_in, round_, unit, page = _at(request, round_key, unit_key)
    if step.gives_days and not gives_days(signed_in.user, unit, round_, clock.today()):
        raise PermissionDenied("Hạn nộp do người kiểm tra của đơn vị cấp trên trực tiếp ấn định và gia hạn.")
    lines = step.among(page)
    if request.method != "POST":
        asked = set(request.GET.getlist("dv"))
        ticked = {line.key for line in lines if (line.key in asked if asked else step.ticked(line))}
        return _show_step(signed_in, page, step, lines, ticked, step.form())
    ticked = set(request.POST.getlist("dv"))
    chosen = [line for line in lines if line.key in ticked]
    form = step.form(request.POST)
    if not form.is_valid() or not chosen:
        if not chosen:
            form.add_error(None, NO_UNIT)
        return _show_step(signed_in, page, step, lines, ticked, form, status=422)
    try:
        done = act(who(signed_in), round_, chosen, form.cleaned_data)
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_step(signed_in, page, step, lines, ticked, form, status=422)
    messages.success(request, done)
    return redirect("reporting:round", round_key, unit_key)


def _show_step(
    request: SignedInRequest,
    page: RoundPage,
    step: Step,
    lines: list[UnitLine],
    ticked: set[str],
    form: forms.Form,
    status: int = 200,
) -> HttpResponse:
    said = {"page": page, "step": step, "lines": lines, "ticked": ticked, "form": form}
    return render(request, "reporting/round_step.html", said, status=status)


def _units(lines: list[UnitLine]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=[line.unit_id for line in lines]).order_by("pk"))


@require_http_methods(["GET", "POST"])
def round_days(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(by: Who, round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        count = actions.set_day(round_=round_, units=_units(lines), day=typed["day"], **by)
        return f"Đã ấn định hạn nộp {short_date(typed['day'])} cho {count} đơn vị."

    return _step(request, round_key, unit_key, SET, act)


@require_http_methods(["GET", "POST"])
def round_extend(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(by: Who, round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        count = actions.extend(
            round_=round_, units=_units(lines), day=typed["day"], reason=typed["reason"], **by
        )
        return f"Đã gia hạn đến {short_date(typed['day'])} cho {count} đơn vị."

    return _step(request, round_key, unit_key, EXTEND, act)


@require_http_methods(["GET", "POST"])
def round_lock(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(by: Who, round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        locks = actions.lock(round_=round_, units=_units(lines), reason=typed["reason"], **by)
        return f"Đã chốt {len(locks)} đơn vị và mọi đơn vị bên dưới."

    return _step(request, round_key, unit_key, LOCK, act)


@require_http_methods(["GET", "POST"])
def round_unlock(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(by: Who, round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        found = RoundLock.objects.filter(pk__in=[line.lock_id for line in lines])
        opened = actions.unlock(round_locks=list(found), reason=typed["reason"], **by)
        return f"Đã mở khoá {len(opened)} đơn vị."

    return _step(request, round_key, unit_key, UNLOCK, act)
