"""Screen 23: the posts of a person: one more, another last day or role, and handing over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from childplan.vietnamese import short_date
from units.actions.people import Post, Wish
from units.actions.postings import (
    change_role,
    end_post,
    give_post,
    hand_over,
    mark_of_posting,
    withdraw_post,
)
from units.enums import Role
from units.forms.people import HandOverForm, PostForm, PostingForm
from units.keeping import Keeper
from units.models import Posting, Unit, User
from units.refusals import NotYours, Refused
from units.requests import SignedInRequest, who
from units.summaries.people import span_in_words
from units.summaries.successors import possible_successors
from units.views.people import MARK, choose_unit, keeper_of, kept_person, kept_unit, slips, unit_name


@require_http_methods(["GET", "POST"])
def posting_new(request: HttpRequest, username: str) -> HttpResponse:
    """One more post: first the unit, then role and days."""
    signed_in, keeper = keeper_of(request)
    user = kept_person(keeper, username)
    key = request.GET.get("don-vi", "")
    if not key:
        return choose_unit(request, keeper, f"Thêm phân công cho {user.full_name}", user)
    unit = kept_unit(keeper, key)
    roles = keeper.roles_on(unit)
    if not roles:
        raise Http404("Không có vai trò nào giao được ở đơn vị này.")
    if request.method != "POST":
        form = PostForm(roles=roles, initial={"role": roles[0].value, "starts_on": keeper.today})
        return _show_new(request, form, user, unit, keeper)
    form = PostForm(request.POST, roles=roles)
    if form.is_valid():
        try:
            give_post(
                user=user,
                post=form.post(unit),
                **who(signed_in),
            )
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã giao phân công.")
            return redirect("units:person", user.username)
    return _show_new(request, form, user, unit, keeper, status=422)


def _show_new(
    request: HttpRequest, form: PostForm, user: User, unit: Unit, keeper: Keeper, status: int = 200
) -> HttpResponse:
    said = {"form": form, "person": user, "unit_name": unit_name(keeper, unit)}
    return render(request, "units/posting_new.html", said, status=status)


def _kept_posting(
    request: HttpRequest, username: str, posting_id: int
) -> tuple[SignedInRequest, Keeper, Posting]:
    """The post, if it is one that this keeper gives and ends; else 404."""
    signed_in, keeper = keeper_of(request)
    user = kept_person(keeper, username)
    posting = get_object_or_404(user.postings.select_related("unit", "user"), pk=posting_id)
    if not keeper.gives(posting.role, posting.unit):
        raise Http404("Không có phân công này trong phạm vi của bạn.")
    return signed_in, keeper, posting


@require_http_methods(["GET", "POST"])
def posting(request: HttpRequest, username: str, posting_id: int) -> HttpResponse:
    """Another last day, another role from a day on; or taken back before it begins."""
    signed_in, keeper, held = _kept_posting(request, username, posting_id)
    roles = keeper.roles_on(held.unit)
    stands = {"role": held.role, "ends_on": held.ends_on}
    if request.method != "POST":
        form = PostingForm(initial=stands, roles=roles)
        return _show(request, form, held, keeper, mark_of_posting(held))
    form = PostingForm(request.POST, initial=stands, roles=roles)
    is_withdrawn = request.POST.get("viec") == "bo"
    if is_withdrawn or form.is_valid():
        said: dict[str, Any] = {
            "posting": held,
            "shown": request.POST.get(MARK, ""),
            **who(signed_in),
        }
        try:
            done = _withdraw(said) if is_withdrawn else _change(said, form, held)
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            if is_withdrawn:
                messages.error(request, str(refusal))
                return redirect("units:person", held.user.username)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("units:person", held.user.username)
    return _show(request, form, held, keeper, request.POST.get(MARK, ""), status=422)


def _withdraw(said: dict[str, Any]) -> str:
    withdraw_post(**said)
    return "Đã bỏ phân công chưa bắt đầu."


def _change(said: dict[str, Any], form: PostingForm, held: Posting) -> str:
    role, last_day = form.chosen_role(), form.cleaned_data["ends_on"]
    if role != held.role:
        first_day = form.cleaned_data["first_day"]
        change_role(**said, role=role, first_day=first_day, last_day=last_day)
        return f"Đã đổi vai trò thành {role.label} từ {short_date(first_day)}."
    if not end_post(**said, last_day=last_day):
        return "Không có gì thay đổi."
    return f"Phân công có hiệu lực đến hết {short_date(last_day)}." if last_day else "Đã bỏ ngày kết thúc."


def _show(
    request: HttpRequest, form: PostingForm, held: Posting, keeper: Keeper, mark: str, status: int = 200
) -> HttpResponse:
    said = _about(held, keeper) | {
        "form": form,
        "mark": mark,
        "is_later": held.starts_on is not None and held.starts_on > keeper.today,
    }
    return render(request, "units/posting.html", said, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def posting_hand_over(request: HttpRequest, username: str, posting_id: int) -> HttpResponse:
    """Bàn giao: who takes over, from which day; somebody new gets a slip with a code, shown this once."""
    signed_in, keeper, held = _kept_posting(request, username, posting_id)
    people = possible_successors(held, keeper)
    if request.method != "POST":
        form = HandOverForm(people=people, initial={"first_day": keeper.today})
        return _show_hand_over(request, form, held, keeper, mark_of_posting(held))
    form = HandOverForm(request.POST, people=people)
    if form.is_valid():
        chosen = next((one for one in people if str(one.pk) == form.cleaned_data["to"]), None)
        post = Post(held.unit, Role(held.role), form.first())
        try:
            done = hand_over(
                posting=held,
                to=chosen or Wish(form.about(), post, form.cleaned_data["username"]),
                first_day=form.first(),
                shown=request.POST.get(MARK, ""),
                **who(signed_in),
            )
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if done.person is not None:
                return slips(request, [done.person], keeper)
            words = f"Đã bàn giao cho {done.posting.user.full_name} từ {short_date(form.first())}."
            messages.success(request, words)
            # Whoever handed the own post over keeps nothing here any more.
            still = Keeper(signed_in.user, keeper.today).keeps(held.unit)
            return redirect("units:person", held.user.username) if still else redirect("home")
    return _show_hand_over(request, form, held, keeper, request.POST.get(MARK, ""), status=422)


def _show_hand_over(
    request: HttpRequest, form: HandOverForm, held: Posting, keeper: Keeper, mark: str, status: int = 200
) -> HttpResponse:
    said = _about(held, keeper) | {"form": form, "mark": mark}
    return render(request, "units/posting_hand_over.html", said, status=status)


def _about(held: Posting, keeper: Keeper) -> dict[str, Any]:
    return {
        "person": held.user,
        "posting": held,
        "unit_name": unit_name(keeper, held.unit),
        "days": span_in_words(held),
    }
