"""What the pages on which a plan is changed share: whose plan it is, and how an act ends on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from childplan import clock
from indicators.summaries.plans import PlanHead, plan_head, visible_plans
from plans.actions.editing import NOT_KEPT, why_closed
from plans.kept_files import FileRefused
from plans.models import Plan
from plans.permissions import may_keep
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, require
from units.roles import Verb


def readable(request: HttpRequest, plan_key: str) -> tuple[SignedInRequest, Plan]:
    """The plan, for a person whose role reads plans (403) and within whose scope it lies (404)."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.READ_PLANS)
    visible = visible_plans(signed_in.user, clock.today()).select_related("issuer")
    return signed_in, get_object_or_404(visible, key=plan_key)


def kept(request: HttpRequest, plan_key: str) -> tuple[SignedInRequest, Plan]:
    """The plan, for its keepers: 404 out of sight, 403 for other roles and for keepers of other places."""
    signed_in, plan = readable(request, plan_key)
    require(signed_in, Verb.KEEP_PLANS)
    if not may_keep(signed_in.user, plan, clock.today()):
        raise PermissionDenied(NOT_KEPT)
    return signed_in, plan


def act(request: SignedInRequest, plan: Plan, do: Callable[[], str], route: str = "plan") -> HttpResponse:
    """Do an act that has no form; say what it did, or why not, on the page of the plan named."""
    try:
        done = do()
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (Refused, FileRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect(f"indicators:{route}", plan.key)


@dataclass(frozen=True)
class Difference:
    """One field of which two people have different versions."""

    label: str
    stands: str
    typed: str


@dataclass
class FormPage:
    """A page with one form on a plan. `save` writes and says what was done; `stored` draws the form anew
    from what stands, for its mark and for comparing when somebody else was there first."""

    heading: str
    submit: str
    stored: Callable[[], forms.Form]
    back: str
    lead: str = ""
    remove: str = ""
    remove_hint: str = ""
    needs_open: bool = True
    template: str = "indicators/plan_form.html"
    more: dict[str, Any] = field(default_factory=dict)


def show_form(
    request: SignedInRequest,
    plan: Plan,
    page: FormPage,
    form: forms.Form,
    *,
    status: int = 200,
    theirs: Sequence[Difference] = (),
) -> HttpResponse:
    head = plan_head(plan, request.user, clock.today())
    said = {
        "head": head,
        "page": page,
        "form": form,
        "theirs": theirs,
        "here": "",
        "closed": _closed(plan, head) if page.needs_open else "",
    }
    return render(request, page.template, said | page.more, status=status)


def _closed(plan: Plan, head: PlanHead) -> str:
    """Why the form would not be taken, said before anybody fills it in."""
    if head.is_open:
        return ""
    return why_closed(plan, plan.amendments.filter(closed_at=None).first())


def save_form(
    request: SignedInRequest,
    plan: Plan,
    page: FormPage,
    form: forms.Form,
    save: Callable[[], str],
) -> HttpResponse:
    """Check the form, do the act, and go back; or the page again with what is wrong.

    Somebody else was there first: nothing was written, the page shows both versions, and saving again is
    then done knowingly.
    """
    if not form.is_valid():
        return show_form(request, plan, page, form, status=422)
    try:
        done = save()
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken as refusal:
        form.add_error(None, str(refusal))
        stored = page.stored()
        remark(form, stored.initial.get("mark", ""))
        theirs = _differences(form, stored)
        return show_form(request, plan, page, form, status=422, theirs=theirs)
    except (Refused, FileRefused) as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, plan, page, form, status=422)
    if done:
        messages.success(request, done)
    return redirect(page.back)


def remark(form: forms.Form, mark: str) -> None:
    """Give the posted form the mark of what stands now: whoever sends it again has seen both versions."""
    posted = cast(QueryDict, form.data).copy()
    posted["mark"] = mark
    form.data = posted


def _differences(form: forms.Form, stored: forms.Form) -> list[Difference]:
    """Field by field, in words: a choice by its label, several joined."""
    found = []
    for name, asked in form.fields.items():
        if name == "mark" or isinstance(asked, forms.FileField):
            continue
        typed = _words(asked, form[name].value())
        stands = _words(asked, stored.get_initial_for_field(stored.fields[name], name))
        if typed != stands:
            found.append(Difference(str(asked.label), stands or "trống", typed or "trống"))
    return found


def _words(asked: forms.Field, value: Any) -> str:
    if isinstance(asked, forms.BooleanField):
        return "có" if value in (True, "on", "true", "True") else "không"
    if isinstance(asked, forms.MultipleChoiceField):
        return ", ".join(_label(asked, str(one)) for one in value or [])
    if isinstance(asked, forms.ChoiceField):
        return _label(asked, str(value or ""))
    shown = asked.prepare_value(value)
    return str(asked.widget.format_value(shown) or "") if shown not in (None, "") else ""


def _label(asked: forms.ChoiceField, value: str) -> str:
    for key, label in cast(Iterable[tuple[Any, Any]], asked.choices):
        if isinstance(label, list | tuple):
            for inner, words in label:
                if str(inner) == value:
                    return str(words)
        elif str(key) == value:
            return str(label)
    return value


def address(route: str, plan: Plan, *parts: object) -> str:
    return reverse(f"indicators:{route}", args=[plan.key, *parts])
