"""Screen 16: a keeper enters a Chỉ tiêu from the signed document, changes it, or takes it out of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from childplan import clock
from indicators.actions.indicators import (
    add_indicator,
    change_indicator,
    indicator_lines,
    is_fixed,
    mark_of_indicator,
    remove_indicator,
)
from indicators.forms.indicator_checks import Checked, Problem, check, reading_of
from indicators.forms.indicator_page import edit_page
from indicators.forms.proposals import offer, propose, propose_component, read_again
from indicators.forms.typed_indicators import (
    MOST_COMPONENTS,
    MOST_TARGETS,
    OWN,
    TypedComponent,
    TypedIndicator,
    TypedTarget,
    typed_from,
    typed_of,
)
from indicators.models import Indicator
from indicators.summaries.indicator_editing import (
    Ground,
    ground_for,
    search_items,
    stored_indicator,
    with_measures,
)
from indicators.views.keeping import kept
from plans.actions.editing import why_closed
from plans.models import Amendment, Plan
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, who

KEEP, KEEP_AND_NEXT = "ghi", "ghi-them"


def indicator_new(request: HttpRequest, plan_key: str) -> HttpResponse:
    """An empty page, then one with proposals, then the Chỉ tiêu is kept."""
    signed_in, plan, amendment = _kept(request, plan_key)
    ground = ground_for(plan, amendment, clock.today())
    if request.method != "POST":
        typed = _next_one(plan, ground, request.GET.get("muc-tieu", ""))
        return _show(signed_in, plan, typed, ground, None)
    typed = typed_from(request.POST)
    return _act(signed_in, plan, typed, ground, None)


def indicator_edit(request: HttpRequest, plan_key: str, number: str) -> HttpResponse:
    """The same page with what is stored."""
    signed_in, plan, amendment = _kept(request, plan_key)
    ground, stored = _with_stored(plan, amendment, number)
    if request.method != "POST":
        typed = typed_of(stored, mark_of_indicator(stored), ground.from_year)
        return _show(signed_in, plan, typed, ground, stored)
    typed = typed_from(request.POST)
    return _act(signed_in, plan, typed, ground, stored)


def indicator_remove(request: HttpRequest, plan_key: str, number: str) -> HttpResponse:
    """Asks first, says what goes with it, then takes it out."""
    signed_in, plan, amendment = _kept(request, plan_key)
    ground, stored = _with_stored(plan, amendment, number)
    if request.method == "POST":
        try:
            remove_indicator(indicator=stored, shown=request.POST.get("mark", ""), **who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "Thôi áp dụng" if is_fixed(plan) else "Đã xóa"
            messages.success(request, f"{said} chỉ tiêu {number}.")
            return redirect("indicators:plan", plan_key)
    shown = {
        "plan": plan,
        "indicator": stored,
        "components": list(stored.components.all()),
        "mark": mark_of_indicator(stored),
        "is_fixed": is_fixed(plan),
        "from_year": ground.from_year,
    }
    return render(request, "indicators/indicator_remove.html", shown)


# --- Who may, and what is there


def _kept(request: HttpRequest, plan_key: str) -> tuple[SignedInRequest, Plan, Amendment | None]:
    signed_in, plan = kept(request, plan_key)
    return signed_in, plan, plan.amendments.filter(closed_at=None).first()


def _with_stored(plan: Plan, amendment: Amendment | None, number: str) -> tuple[Ground, Indicator]:
    stored = stored_indicator(plan, number)
    if stored is None:
        raise Http404
    ground = ground_for(plan, amendment, clock.today())
    if ground.is_fixed:
        ground.fixed.update({component.pk: component for component in stored.components.all()})
    return ground, stored


def _next_one(plan: Plan, ground: Ground, goal: str) -> TypedIndicator:
    """Mục tiêu as last time, the next number."""
    numbers = list(plan.indicators.order_by("position").values_list("goal_id", "number"))
    known = {str(each.pk) for each in ground.goals}
    if goal not in known:
        goal = str(numbers[-1][0]) if numbers else next((str(each.pk) for each in ground.goals), "")
    whole = [int(number) for _, number in numbers if number.isdecimal()]
    return TypedIndicator(goal=goal, number=str(max(whole, default=0) + 1))


# --- What a button does


def _act(
    request: SignedInRequest, plan: Plan, typed: TypedIndicator, ground: Ground, stored: Indicator | None
) -> HttpResponse:
    verb, _, argument = request.POST.get("viec", "").partition(":")
    place = int(argument) if argument.isdecimal() and len(argument) < 4 else -1
    _read_choices(typed, ground)
    if verb in (KEEP, KEEP_AND_NEXT):
        return _keep(request, plan, typed, ground, stored, is_next=verb == KEEP_AND_NEXT)
    if verb == "doc" and not ground.fixed:
        propose(typed, ground)
        if not typed.components:
            return _show(request, plan, typed, ground, stored, check(typed, ground), status=422)
    elif verb == "them-noi-dung" and len(typed.components) < MOST_COMPONENTS:
        typed.components.append(TypedComponent())
    elif 0 <= place < len(typed.components):
        _change_component(verb, place, typed, ground)
    _search(typed, ground)
    return _show(request, plan, typed, ground, stored)


def _change_component(verb: str, place: int, typed: TypedIndicator, ground: Ground) -> None:
    component = typed.components[place]
    if verb == "bo-noi-dung":
        del typed.components[place]
    elif verb == "len" and place:
        typed.components.insert(place - 1, typed.components.pop(place))
    elif verb == "them-moc" and len(component.targets) < MOST_TARGETS:
        component.targets.append(TypedTarget())
    elif verb == "doc-lai":
        if component.measure or component.offered:
            read_again(component, typed, ground)
        else:
            typed.components[place] = propose_component(component.words, typed, ground)


def _read_choices(typed: TypedIndicator, ground: Ground) -> None:
    """Every measure and item that the page named, in one query each."""
    codes = [code for each in typed.components for code in (each.measure, *each.offered.split())]
    items = [code for each in typed.components for code in (each.own.below, *each.own.below_offered.split())]
    with_measures(
        ground, [code for code in codes if code and code != OWN], [one for one in items if one != OWN]
    )


def _search(typed: TypedIndicator, ground: Ground) -> None:
    """What was typed into a box of search is looked for whichever button was pressed."""
    for component in typed.components:
        if component.search or not (component.offered or component.id):
            offer(component, ground)
            component.search = ""
        own = component.own
        if own.below_search:
            found = search_items(ground, own.below_search)
            ground.items.update({item.code: item for item in found})
            codes = [*([own.below] if own.below in ground.items else []), *(item.code for item in found)]
            own.below_offered = " ".join(dict.fromkeys(codes))
            own.below_search = ""


def _keep(
    request: SignedInRequest,
    plan: Plan,
    typed: TypedIndicator,
    ground: Ground,
    stored: Indicator | None,
    *,
    is_next: bool,
) -> HttpResponse:
    checked = check(typed, ground)
    if checked.wish is None:
        return _show(request, plan, typed, ground, stored, checked, status=422)
    try:
        if stored is None:
            done = add_indicator(plan=plan, wish=checked.wish, **who(request))
        else:
            done = change_indicator(indicator=stored, wish=checked.wish, shown=typed.mark, **who(request))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken as refusal:
        return _show_both(request, plan, typed, ground, stored, str(refusal))
    except Refused as refusal:
        checked.problems.append(Problem("number", str(refusal)))
        return _show(request, plan, typed, ground, stored, checked, status=422)
    messages.success(request, f"Đã ghi chỉ tiêu {done.number}.")
    if is_next:
        address = reverse("indicators:indicator_new", args=[plan.key])
        return redirect(f"{address}?muc-tieu={done.goal_id}")
    return redirect(f"{reverse('indicators:plan', args=[plan.key])}#chi-tieu-{done.number}")


# --- The page


def _show_both(
    request: SignedInRequest,
    plan: Plan,
    typed: TypedIndicator,
    ground: Ground,
    before: Indicator | None,
    refusal: str,
) -> HttpResponse:
    """Somebody else was there first: their version is told above, the own one stays in the form."""
    stored = stored_indicator(plan, before.number) if before is not None else None
    theirs: list[str] = []
    if stored is not None:
        typed.mark = mark_of_indicator(stored)
        theirs = indicator_lines(stored)
        ids = {str(component.pk) for component in stored.components.all()}
        for component in typed.components:
            component.id = component.id if component.id in ids else ""
        if ground.is_fixed:
            ground.fixed.clear()
            ground.fixed.update({component.pk: component for component in stored.components.all()})
    return _show(request, plan, typed, ground, stored, theirs=theirs, refusal=refusal, status=409)


def _show(
    request: SignedInRequest,
    plan: Plan,
    typed: TypedIndicator,
    ground: Ground,
    stored: Indicator | None,
    checked: Checked | None = None,
    *,
    theirs: list[str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    amendment = plan.amendments.filter(closed_at=None).first()
    closed = why_closed(plan, amendment)
    _read_choices(typed, ground)
    _follow(typed, ground)
    page = edit_page(
        typed, ground, checked or check(typed, ground), stored, with_problems=checked is not None
    )
    shown = {
        "plan": plan,
        "stored": stored,
        "closed": closed,
        "theirs": theirs or [],
        "refusal": refusal,
        "amendment": amendment,
        "page": page,
        "is_new": stored is None,
        "is_reading": stored is None and not typed.components,
    }
    return render(request, "indicators/indicator_edit.html", shown, status=status)


def _follow(typed: TypedIndicator, ground: Ground) -> None:
    """A free row for one target more; readings that nobody wrote follow what is asked now."""
    checked = check(typed, ground)
    if checked.wish is not None:
        for component, wish, measured in zip(
            typed.components, checked.wish.components, checked.measured, strict=True
        ):
            rows = [target for target in component.targets if not target.is_blank]
            for target, kept in zip(rows, wish.targets, strict=True):
                if target.reading == target.read_as:
                    target.reading = target.read_as = reading_of(target, kept, measured)
                    target.read_for = target.demand
    for component in typed.components:
        if len(component.targets) < MOST_TARGETS and not (
            component.targets and component.targets[-1].is_blank
        ):
            component.targets.append(TypedTarget())
