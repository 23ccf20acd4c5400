"""Screen 18: rounds and their days. Open, update forms, give days, lock and unlock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
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
from reporting.actions.opening import kinds_to_open, new_round, year_round
from reporting.chips import LOCKED
from reporting.enums import RoundKind
from reporting.models import Round, RoundLock
from reporting.permissions import gives_days, is_top, runs_rounds_at, runs_rounds_of
from reporting.round_forms import (
    CLOSED_14_12,
    DayForm,
    ExtensionForm,
    LockForm,
    RoundForm,
    UnlockForm,
    window_of,
)
from reporting.summaries.form_plan import direct_places, form_plan, form_update
from reporting.summaries.form_update import update_page
from reporting.summaries.opening import direct_choices, opening_preview
from reporting.summaries.round_page import RoundPage, UnitLine, round_page
from reporting.summaries.rounds import SOON, opener_people, places_of, rounds_of
from reporting.totals import PLACES
from reporting.views.finding import not_here
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb
from units.summaries.places import chain_on, names_on

NO_UNIT = "Chọn ít nhất một đơn vị."


def rounds(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    said = {"places": rounds_of(signed_in.user, clock.today()), "soon": SOON}
    return render(request, "reporting/rounds.html", said)


# --- Opening


@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest) -> HttpResponse:
    """The form; posted it shows what would be written, and writes it when that was looked at."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    today = clock.today()
    tops = {unit.key: unit for unit in places_of(signed_in.user, today) if is_top(unit, today, today)}
    if not tops:
        if request.method == "POST":
            raise PermissionDenied("Kỳ báo cáo do đơn vị cao nhất trên hệ thống mở.")
        return render(request, "reporting/round_open.html", {"openers": _openers(signed_in)})
    names = names_on(today, [unit.pk for unit in tops.values()])
    units = [(key, names[unit.pk].full_name) for key, unit in tops.items()]
    if request.method != "POST":
        chosen = request.GET.get("don-vi", "")
        first = tops.get(chosen) or next(iter(tops.values()))
        said = {
            "unit": first.key,
            "kind": request.GET.get("loai", RoundKind.YEAR),
            "year": request.GET.get("nam", "") or str(_year_to_open(first, today)),
            "window": CLOSED_14_12,
        }
        form = RoundForm(initial=said, units=units, kinds=kinds_to_open())
        return _show_form(signed_in, form, first, None)
    form = RoundForm(request.POST, units=units, kinds=kinds_to_open())
    unit = tops.get(request.POST.get("unit", "")) or next(iter(tops.values()))
    direct = request.POST.getlist("truc-tiep")
    if not form.is_valid():
        return _show_form(signed_in, form, unit, direct, status=422)
    return _preview_or_open(signed_in, form, unit, direct)


def _year_to_open(unit: Unit, today: date) -> int:
    """This year, or the next one where this year's round is open already."""
    this_year = year_round(today.year)
    is_open = this_year is not None and this_year.openings.filter(unit=unit).exists()
    return today.year + is_open


def _openers(request: SignedInRequest) -> list[tuple[str, list[str]]]:
    """Who opens rounds above the person's places."""
    today = clock.today()
    found: dict[int, tuple[str, list[str]]] = {}
    for unit in places_of(request.user, today):
        for top in chain_on(today, unit)[:1]:
            found[top.unit_id] = (top.full_name, opener_people(top.unit_id, today))
    return list(found.values())


def _show_form(
    request: SignedInRequest, form: RoundForm, unit: Unit, direct: list[str] | None, status: int = 200
) -> HttpResponse:
    """direct: what was ticked; None ticks what the last round opened here had."""
    if direct is None:
        last = Round.objects.filter(openings__unit=unit).order_by("-data_to", "-pk").first()
        direct = [place.key for place in direct_places(last, unit)] if last is not None else []
    said = {"form": form, "choices": direct_choices(unit, clock.today()), "direct": direct}
    return render(request, "reporting/round_open.html", said, status=status)


def _preview_or_open(
    request: SignedInRequest, form: RoundForm, unit: Unit, direct: list[str]
) -> HttpResponse:
    kind, year = RoundKind(form.cleaned_data["kind"]), form.cleaned_data["year"]
    stored = Round.objects.filter(kind=kind, year=year, plan=None, openings__isnull=False).first()
    if stored is not None and stored.openings.filter(unit=unit).exists():
        messages.info(request, f"Kỳ {stored.name.lower()} đã mở từ trước.")
        return redirect("reporting:round", stored.key, unit.key)
    chosen = window_of(kind, year, form.cleaned_data["window"])
    # What makes a year's figures final speaks of the same days as they did.
    like = stored or (year_round(year) if kind == RoundKind.FINAL_YEAR else None)
    window = (like.data_from, like.data_to) if like is not None else chosen
    round_ = stored or new_round(kind, year, *window)
    below = Unit.objects.under(unit, day=round_.data_to).exclude(pk=unit.pk)
    places = list(below.filter(key__in=direct, level__in=PLACES))
    if request.POST.get("viec") == "mo":
        try:
            opened = actions.start_round(
                kind=kind,
                year=year,
                data_from=window[0],
                data_to=window[1],
                unit=unit,
                by=request.user,
                at=clock.now(),
                direct=places,
                seen=request.POST.get("da-xem", "") or "-",
                address=client_address(request),
            )
        except actions.NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"Đã mở kỳ {opened.name.lower()}. Các đơn vị thấy phiếu ngay ở trang đầu."
            )
            return redirect("reporting:round", opened.key, unit.key)
    plan = form_plan(round_, unit, direct=places)
    said = {
        "form": form,
        "unit_name": names_on(round_.data_to, [unit.pk])[unit.pk].full_name,
        "page": opening_preview(plan, unit, clock.today()),
        "direct": [place.key for place in places],
        "is_shared": window != chosen,
    }
    return render(request, "reporting/round_preview.html", said)


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
    mine = {
        place.unit_id
        for place in page.crumbs
        if runs_rounds_at(signed_in.user, Unit(pk=place.unit_id), round_, today)
    }
    said = {
        "page": page,
        "gives_days": gives_days(signed_in.user, unit, today),
        "updates": page.asks_figures
        and round_.openings.filter(unit=unit).exists()
        and runs_rounds_of(signed_in.user, unit, today),
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


def _step(
    request: HttpRequest,
    round_key: str,
    unit_key: str,
    step: Step,
    act: Callable[[dict[str, Any], Round, list[UnitLine], dict[str, Any]], str],
) -> HttpResponse:
    signed_in, round_, unit, page = _at(request, round_key, unit_key)
    if step.gives_days and not gives_days(signed_in.user, unit, clock.today()):
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
    who = {"by": signed_in.user, "at": clock.now(), "address": client_address(request)}
    try:
        done = act(who, round_, chosen, form.cleaned_data)
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
    def act(who: dict[str, Any], round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        count = actions.set_day(round_=round_, units=_units(lines), day=typed["day"], **who)
        return f"Đã ấn định hạn nộp {short_date(typed['day'])} cho {count} đơn vị."

    return _step(request, round_key, unit_key, SET, act)


@require_http_methods(["GET", "POST"])
def round_extend(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(who: dict[str, Any], round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        count = actions.extend(
            round_=round_, units=_units(lines), day=typed["day"], reason=typed["reason"], **who
        )
        return f"Đã gia hạn đến {short_date(typed['day'])} cho {count} đơn vị."

    return _step(request, round_key, unit_key, EXTEND, act)


@require_http_methods(["GET", "POST"])
def round_lock(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(who: dict[str, Any], round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        locks = actions.lock(round_=round_, units=_units(lines), reason=typed["reason"], **who)
        return f"Đã chốt {len(locks)} đơn vị và mọi đơn vị bên dưới."

    return _step(request, round_key, unit_key, LOCK, act)


@require_http_methods(["GET", "POST"])
def round_unlock(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    def act(who: dict[str, Any], round_: Round, lines: list[UnitLine], typed: dict[str, Any]) -> str:
        found = RoundLock.objects.filter(pk__in=[line.lock_id for line in lines])
        opened = actions.unlock(round_locks=list(found), reason=typed["reason"], **who)
        return f"Đã mở khoá {len(opened)} đơn vị."

    return _step(request, round_key, unit_key, UNLOCK, act)
