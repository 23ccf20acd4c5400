"""Screen 22: units merge, split, change names and places, levels go: said, previewed, scheduled, cancelled.

Nothing is kept between the steps: what was typed travels in the form, and what was previewed is known by its
mark, so that nobody schedules what they did not see.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from childplan import clock
from units.actions.cancelling import against_cancelling, cancel
from units.actions.rearranging import check_right, schedule
from units.enums import Level, ReorganisationKind
from units.forms.rearranging import FORMS, CancelForm, SplitForm
from units.kinds import capital
from units.models import Unit
from units.permissions import kept_units
from units.rearranging import Rearrangement, Tree, full_name
from units.rearranging_builders import to_assign
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb, roles_that_may
from units.summaries.places import search_on
from units.summaries.rearranging import foreseen, tree_before
from units.summaries.rearranging_choices import groups_below, levels_below, places_for
from units.summaries.rearranging_trees import goers_of, trees_of
from units.summaries.reorganisations import lines_of, reorganisations_seen, state_of, written_by
from units.summaries.spans import current, spots_of

KINDS = {
    "sap-nhap": ReorganisationKind.MERGE,
    "chia-tach": ReorganisationKind.SPLIT,
    "doi-ten": ReorganisationKind.RENAME,
    "chuyen": ReorganisationKind.MOVE,
    "bo-cap": ReorganisationKind.ABOLISH,
}
"""By the word in the address."""
EXPLAINED = {
    "sap-nhap": "Nhiều đơn vị thành một đơn vị mới; thôn, trường chuyển theo.",
    "chia-tach": "Một đơn vị thành nhiều đơn vị mới; chọn nơi mới cho từng thôn, trường.",
    "doi-ten": "Vẫn đơn vị ấy, tên, loại hoặc mã khác từ một ngày.",
    "chuyen": "Vẫn các đơn vị ấy, về nơi khác cùng mọi thứ bên dưới.",
    "bo-cap": "Mọi đơn vị của một cấp thôi tồn tại; cấp dưới về thẳng nơi trên.",
}
SEARCHED = 20
NOT_SEEN = "-"
"""The mark of no preview: who sends none has not looked."""
PLACE_FIELD = "noi-"
"""Before the key of a unit that a split gives a new place."""


def reorganisations(request: HttpRequest) -> HttpResponse:
    """What is scheduled and what was done, and the way to a new one."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REARRANGE)
    today = clock.today()
    rows = list(reorganisations_seen(signed_in.user, today).order_by("-takes_effect_on", "-pk")[:200])
    return render(request, "units/reorganisations.html", {"lines": lines_of(rows, today)})


# --- 1: what, and where


@require_safe
def reorganise_new(request: HttpRequest) -> HttpResponse:
    """Where, then what: a place is searched for where the person rearranges more than one."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REARRANGE)
    today = clock.today()
    kept = kept_units(signed_in.user, Verb.REARRANGE, today)
    posts = signed_in.user.postings.as_of(today).with_role(*roles_that_may(Verb.REARRANGE))
    roots = list(Unit.objects.filter(postings__in=posts).distinct().order_by("pk"))
    words = request.GET.get("tim", "").strip()
    key = request.GET.get("o", "")
    if not key and not words and len(roots) == 1:
        key = roots[0].key
    if not key:
        found = search_on(today, words, limit=SEARCHED, within=kept) if words else []
        said = {"words": words, "found": found, "roots": [(one.key, _name(one)) for one in roots]}
        return render(request, "units/reorganise_place.html", said)
    place = _place(signed_in, key)
    levels = levels_below(place, today)
    return render(
        request,
        "units/reorganise_kind.html",
        {
            "place_key": place.key,
            "place": _name(place),
            "kinds": [(word, kind.label, EXPLAINED[word]) for word, kind in KINDS.items()],
            "levels": [(level.value, level.label) for level in levels],
            "has_search": len(roots) > 1 or roots[0].level in (Level.COUNTRY, Level.PROVINCE),
        },
    )


def _place(request: SignedInRequest, key: str) -> Unit:
    """A place below which the person rearranges; else 404."""
    kept = kept_units(request.user, Verb.REARRANGE, clock.today())
    return get_object_or_404(kept.exclude(level__in=[Level.VILLAGE, Level.AGENCY]), key=key)


def _name(unit: Unit) -> str:
    spot = current(spots_of(unit), clock.today())
    return spot.full_name if spot is not None else unit.key


# --- 2 and 3: which units, and what it does


@require_http_methods(["GET", "POST"])
def reorganise(request: HttpRequest, kind: str) -> HttpResponse:
    """The units and the decision; then what it would do; then it is scheduled."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REARRANGE)
    if kind not in KINDS:
        raise Http404("Không có loại sắp xếp này.")
    place = _place(signed_in, request.GET.get("o", ""))
    today = clock.today()
    level = request.GET.get("cap", "")
    if level not in levels_below(place, today):
        return redirect(f"{reverse('units:reorganise_new')}?o={place.key}")
    options: dict[str, Any] = {
        "level": level,
        "groups": groups_below(place, level, today),
        "above": places_for(place, level, today),
    }
    if KINDS[kind] == ReorganisationKind.ABOLISH:
        options["place"] = place.key
    asked = FORMS[KINDS[kind]]
    said = {
        "kind": kind,
        "kind_name": KINDS[kind].label,
        "explained": EXPLAINED[kind],
        "level": Level(level).label.lower(),
        "place_key": place.key,
        "place": _name(place),
        "here": f"{request.path}?o={place.key}&cap={level}",
    }
    if request.method != "POST":
        return render(request, "units/reorganise.html", said | {"form": asked(**options)})
    form = asked(request.POST, **options)
    if not form.is_valid() or request.POST.get("viec") == "sua":
        status = 200 if request.POST.get("viec") == "sua" else 422
        return render(request, "units/reorganise.html", said | {"form": form}, status=status)
    tree = tree_before(form.cleaned_data["day"], _keys(form.cleaned_data, place))
    try:
        if isinstance(form, SplitForm):
            assigned, page = _assigned(request.POST, form, tree)
            if assigned is None:
                return render(request, "units/reorganise_split.html", said | page, status=page["status"])
            rearrangement = form.split(tree, assigned)
        else:
            rearrangement = form.rearrangement(tree)
        return _preview(signed_in, said, rearrangement, tree)
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return render(request, "units/reorganise.html", said | {"form": form}, status=422)


def _keys(typed: dict[str, Any], place: Unit) -> set[str]:
    named = {*typed.get("units", ()), typed.get("unit", ""), typed.get("parent", ""), place.key}
    return {key for key in named if key}


def _assigned(data: QueryDict, form: SplitForm, tree: Tree) -> tuple[dict[str, int] | None, dict[str, Any]]:
    """Of each unit below the split one the number of its new place; or the page that asks for it."""
    key = form.cleaned_data["unit"]
    must, free = to_assign(tree, key) if key in tree else ([], [])
    into = [full_name(wanted.name, wanted.kind) for wanted in form.wanted(tree)]
    chosen = {unit.key: data.get(f"{PLACE_FIELD}{unit.key}", "") for unit in (*must, *free)}
    open_ones = [unit for unit in must if not _is_number(chosen[unit.key], len(into))]
    if must and open_ones:
        is_first = data.get("viec") != "xep" and not any(chosen.values())
        rows = [
            {
                "key": unit.key,
                "field": f"{PLACE_FIELD}{unit.key}",
                "name": unit.full_name,
                "chosen": chosen[unit.key],
                "is_open": unit in open_ones and not is_first,
            }
            for unit in must
        ]
        errors = [
            {"field_id": f"id_{PLACE_FIELD}{unit.key}", "message": f"Chọn nơi mới của {unit.full_name}."}
            for unit in open_ones
            if not is_first
        ]
        return None, {
            "form": form,
            "rows": rows,
            "into": [(str(number), capital(name)) for number, name in enumerate(into)],
            "errors": errors,
            "hidden": _hidden(data),
            "ends": len(free),
            "status": 200 if is_first else 422,
        }
    return {unit_key: int(value) for unit_key, value in chosen.items() if _is_number(value, len(into))}, {}


def _is_number(value: str, below: int) -> bool:
    # Python reads no number of thousands of digits.
    return len(value) < 4 and value.isdecimal() and int(value) < below


def _hidden(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, to travel on."""
    left_out = {"csrfmiddlewaretoken", "viec", "da-xem"}
    return [(name, value) for name in data if name not in left_out for value in data.getlist(name)]


def _preview(
    request: SignedInRequest, said: dict[str, Any], rearrangement: Rearrangement, tree: Tree
) -> HttpResponse:
    """What it would do; asked to, it is scheduled, if nothing has changed since it was looked at."""
    told = foreseen(rearrangement, tree)
    check_right(told, request.user, clock.today())
    status = 422 if told.faults else 200
    if request.POST.get("viec") == "ghi" and not told.faults:
        try:
            row = schedule(
                rearrangement=rearrangement, seen=request.POST.get("da-xem") or NOT_SEEN, **who(request)
            )
        except Overtaken as refusal:
            messages.error(request, str(refusal))
            status = 409
        else:
            messages.success(request, f"Đã lên lịch: {row.summary}.")
            return redirect("units:reorganisation", row.pk)
    goers = goers_of(told)
    page = said | {
        "told": told,
        "summary": rearrangement.summary,
        "decision": rearrangement.decision,
        "day": rearrangement.day,
        "is_past": rearrangement.day <= clock.today(),
        "trees": trees_of(told),
        "going": [one for one in goers if one.to],
        "ending": [one for one in goers if not one.to],
        "hidden": _hidden(request.POST),
    }
    return render(request, "units/reorganise_preview.html", page, status=status)


# --- 4: scheduled, and cancelled until the day


@require_http_methods(["GET", "POST"])
def reorganisation(request: HttpRequest, number: int) -> HttpResponse:
    """What it wrote; until its day it can be cancelled here."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REARRANGE)
    today = clock.today()
    row = get_object_or_404(
        reorganisations_seen(signed_in.user, today).select_related("scheduled_by", "cancelled_by"), pk=number
    )
    form = CancelForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                cancel(reorganisation=row, reason=form.cleaned_data["reason"], **who(signed_in))
            except NotYours as refusal:
                raise PermissionDenied(str(refusal)) from refusal
            except Refused as refusal:
                form.add_error("reason", str(refusal))
            else:
                messages.success(request, "Đã huỷ; đơn vị và người phụ trách trở lại như trước.")
                return redirect("units:reorganisation", row.pk)
    page = {
        "row": row,
        "state": state_of(row, today),
        "written": written_by(row),
        "form": form,
        "against": against_cancelling(row, today),
    }
    return render(request, "units/reorganisation.html", page, status=status)
