"""Screen 18: a round is opened in three steps – which one, who types, and a look at all of it first.

Nothing is kept between the steps: whatever was chosen travels along in the page, back and forth.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from childplan import clock
from indicators.summaries.plans import visible_plans
from plans.enums import PlanState
from plans.models import Plan
from reporting import actions
from reporting.actions.opening import kinds_to_open, new_round, year_round
from reporting.enums import RoundKind
from reporting.models import Round
from reporting.permissions import is_top, top_of
from reporting.round_forms import CLOSED_14_12, RoundForm, how_of, is_how, kinds_typed, window_of
from reporting.summaries.form_plan import direct_places, form_plan
from reporting.summaries.opening import direct_choices, kind_choices, opening_preview, standing_kinds
from reporting.summaries.rounds import opener_people, places_of
from reporting.totals import PLACES
from units.enums import Level
from units.models import Unit
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import chain_on, names_on

WHICH, WHO, LOOK = "1", "2", "3"
STEP_OF = {"ai-nhap": WHO, "xem": LOOK, "mo": LOOK}
"""The step a button leads to."""


@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest) -> HttpResponse:
    """One address for the three steps; only the last one's button writes anything."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.RUN_ROUNDS)
    today = clock.today()
    tops = {unit.key: unit for unit in places_of(signed_in.user, today) if is_top(unit, today, today)}
    if not tops:
        if request.method == "POST":
            raise PermissionDenied("Kỳ báo cáo do đơn vị cao nhất trên hệ thống mở.")
        return render(request, "reporting/round_open.html", {"none": True, "openers": _openers(signed_in)})
    said = request.POST if request.method == "POST" else request.GET
    plan = visible_plans(signed_in.user, today).filter(key=said.get("ke-hoach", "")).first()
    names = names_on(today, [unit.pk for unit in tops.values()])
    units = [(key, names[unit.pk].full_name) for key, unit in tops.items()]
    step = STEP_OF.get(said.get("viec", ""), said.get("buoc", WHICH))
    if step not in (WHO, LOOK):
        form = RoundForm(initial=_initial(said, tops, plan, today), units=units, kinds=kinds_to_open())
        return _show_which(signed_in, form, plan, said)
    form = RoundForm(said, units=units, kinds=kinds_to_open())
    if not form.is_valid():
        return _show_which(signed_in, form, plan, said, status=422)
    wish = _wish(form, tops, plan, said)
    if wish.stored is not None and wish.stored.openings.filter(unit=wish.unit).exists():
        messages.info(request, f"Kỳ {wish.stored.name.lower()} đã mở từ trước.")
        return redirect("reporting:round", wish.stored.key, wish.unit.key)
    if step == WHO:
        return _show_who(signed_in, wish)
    if request.method == "POST" and said.get("viec") == "mo":
        opened = _open(signed_in, wish)
        if opened is not None:
            return redirect("reporting:round", opened.key, wish.unit.key)
    return _show_look(signed_in, wish)


@dataclass(frozen=True)
class Wish:
    """What was chosen so far: the round, the top unit, and who types below it."""

    unit: Unit
    kind: RoundKind
    year: int
    window_key: str
    stored: Round | None
    round: Round
    direct: list[str]
    """Keys of the places that type for everything below them."""
    own_hand: dict[str, bool]
    """By kind of unit: does the place type it itself? Only kinds that somebody chose for."""
    was_asked: bool
    """Was step 2 gone through?"""
    plan_key: str

    @property
    def is_shared(self) -> bool:
        """Was the window chosen by somebody else already, and otherwise?"""
        return window_of(self.kind, self.year, self.window_key) != self.window

    @property
    def window(self) -> tuple[date, date]:
        return self.round.data_from, self.round.data_to

    @property
    def chooses_kinds(self) -> bool:
        return self.unit.level == Level.COMMUNE and self.kind != RoundKind.FINAL_YEAR

    @property
    def kinds(self) -> set[str]:
        """Kinds of its units that the place types itself: as chosen, and where nothing was, as it stood."""
        standing = standing_kinds(self.unit)
        return (standing - set(self.own_hand)) | {kind for kind, is_own in self.own_hand.items() if is_own}


def _wish(form: RoundForm, tops: Mapping[str, Unit], plan: Plan | None, said: QueryDict) -> Wish:
    typed = form.cleaned_data
    kind, year = RoundKind(typed["kind"]), typed["year"]
    stored = Round.objects.filter(kind=kind, year=year, plan=None, openings__isnull=False).first()
    # What makes a year's figures final speaks of the same days as they did.
    like = stored or (year_round(year) if kind == RoundKind.FINAL_YEAR else None)
    window = (like.data_from, like.data_to) if like is not None else window_of(kind, year, typed["window"])
    return Wish(
        unit=tops[typed["unit"]],
        kind=kind,
        year=year,
        window_key=typed["window"],
        stored=stored,
        round=stored or new_round(kind, year, *window),
        direct=said.getlist("truc-tiep"),
        own_hand=kinds_typed(said),
        was_asked="da-chon" in said,
        plan_key=plan.key if plan is not None else "",
    )


# --- Step 1


def _initial(said: QueryDict, tops: Mapping[str, Unit], plan: Plan | None, today: date) -> dict[str, str]:
    """What the page was left with, else what its address names, else what is likely."""
    chosen = said.get("unit") or said.get("don-vi") or ""
    of_plan = next((unit for unit in tops.values() if plan is not None and unit.pk == plan.issuer_id), None)
    first = tops.get(chosen) or of_plan or next(iter(tops.values()))
    return {
        "unit": first.key,
        "kind": said.get("kind") or said.get("loai") or RoundKind.YEAR,
        "year": said.get("year") or said.get("nam") or str(_year_to_open(first, plan, today)),
        "window": said.get("window") or CLOSED_14_12,
    }


def _year_to_open(unit: Unit, plan: Plan | None, today: date) -> int:
    """This year, or the next one where this year's round is open already; never before a plan begins or after
    it ends."""
    this_year = year_round(today.year)
    is_open = this_year is not None and this_year.openings.filter(unit=unit).exists()
    year = today.year + is_open
    return min(max(year, plan.first_year), plan.last_year) if plan is not None else year


def _openers(request: SignedInRequest) -> list[tuple[str, list[str]]]:
    """Who opens rounds above the person's places."""
    today = clock.today()
    found: dict[int, tuple[str, list[str]]] = {}
    for unit in places_of(request.user, today):
        chain = chain_on(today, unit)
        top_id = top_of([place.unit_id for place in chain], today)
        for top in chain:
            if top.unit_id == top_id:
                found[top.unit_id] = (top.full_name, opener_people(top.unit_id, today))
    return list(found.values())


def _show_which(
    request: SignedInRequest, form: RoundForm, plan: Plan | None, typed: QueryDict, status: int = 200
) -> HttpResponse:
    said = {
        "form": form,
        "plan": plan,
        "is_asking": plan is not None and plan.collects and plan.state == PlanState.IN_FORCE,
        "carried": _later(typed),
    }
    return render(request, "reporting/round_open.html", said, status=status)


def _later(typed: QueryDict) -> list[tuple[str, str]]:
    """What was chosen on the second page already, so that going back loses nothing."""
    names = [name for name in typed if name in ("truc-tiep", "ke-hoach", "da-chon") or is_how(name)]
    return [(name, value) for name in names for value in typed.getlist(name)]


# --- Step 2


def _show_who(request: SignedInRequest, wish: Wish) -> HttpResponse:
    said: dict[str, object] = {
        "wish": wish,
        "name": wish.round.name,
        "unit_name": _name(wish),
        "carried": _carried(wish, with_who=False),
        "back": _address(wish, WHICH, with_who=wish.was_asked),
    }
    if wish.chooses_kinds:
        said["kinds"] = kind_choices(wish.round, wish.unit, wish.kinds, clock.today())
    elif wish.kind != RoundKind.FINAL_YEAR:
        said["choices"] = direct_choices(wish.unit, wish.round.data_to)
        said["direct"] = wish.direct if wish.was_asked else _direct_before(wish.unit)
    return render(request, "reporting/round_who.html", said)


def _direct_before(unit: Unit) -> list[str]:
    """Ticked in the last round that was opened here."""
    last = Round.objects.filter(openings__unit=unit).order_by("-data_to", "-pk").first()
    return [place.key for place in direct_places(last, unit)] if last is not None else []


# --- Step 3


def _direct_units(wish: Wish) -> list[Unit]:
    below = Unit.objects.under(wish.unit, day=wish.round.data_to).exclude(pk=wish.unit.pk)
    return list(below.filter(key__in=wish.direct, level__in=PLACES))


def _open(request: SignedInRequest, wish: Wish) -> Round | None:
    """The round, now open; None where something stood in the way, which the page then says."""
    try:
        opened = actions.start_round(
            kind=wish.kind,
            year=wish.year,
            data_from=wish.window[0],
            data_to=wish.window[1],
            unit=wish.unit,
            direct=_direct_units(wish),
            own_hand=wish.own_hand if wish.chooses_kinds else None,
            seen=request.POST.get("da-xem", "") or "-",
            **who(request),
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, f"Đã mở kỳ {opened.name.lower()}. Các đơn vị thấy phiếu ngay ở trang đầu.")
    return opened


def _show_look(request: SignedInRequest, wish: Wish) -> HttpResponse:
    direct = _direct_units(wish)
    own_hand: Mapping[int, Collection[str]] = {wish.unit.pk: wish.kinds} if wish.chooses_kinds else {}
    plan = form_plan(wish.round, wish.unit, direct=direct, own_hand=own_hand)
    said = {
        "wish": wish,
        "unit_name": _name(wish),
        "page": opening_preview(plan, wish.unit, clock.today(), wish.kinds if wish.chooses_kinds else ()),
        "carried": _carried(wish, with_who=True),
        "back": _address(wish, WHO, with_who=True),
        "start": _address(wish, WHICH, with_who=True),
        "is_shared": wish.is_shared,
    }
    return render(request, "reporting/round_preview.html", said)


# --- Travelling along


def _name(wish: Wish) -> str:
    return names_on(wish.round.data_to, [wish.unit.pk])[wish.unit.pk].full_name


def _carried(wish: Wish, *, with_who: bool) -> list[tuple[str, str]]:
    """Everything that was chosen, as names and values of a form; with_who: what step 2 asked too."""
    pairs = [
        ("unit", wish.unit.key),
        ("kind", wish.kind.value),
        ("year", str(wish.year)),
        ("window", wish.window_key),
    ]
    if wish.plan_key:
        pairs.append(("ke-hoach", wish.plan_key))
    if with_who:
        pairs += [("truc-tiep", key) for key in wish.direct]
        pairs += [how_of(kind, is_own) for kind, is_own in wish.own_hand.items()]
        pairs.append(("da-chon", "1"))
    return pairs


def _address(wish: Wish, step: str, *, with_who: bool) -> str:
    return (
        f"{reverse('reporting:round_open')}?{urlencode([('buoc', step), *_carried(wish, with_who=with_who)])}"
    )
