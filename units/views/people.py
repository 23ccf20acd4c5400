"""Screen 23: who has an account here; create one, change it, let somebody in again."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from childplan import clock
from childplan.vietnamese import short_date
from units.actions.people import (
    NewPerson,
    Wish,
    change_person,
    create_people,
    mark_of_person,
    reopen_account,
    reset_password,
    stop_account,
)
from units.forms.people import AboutForm, PersonForm
from units.keeping import Keeper
from units.models import Unit, User
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.people import (
    PAGE_SIZE,
    filter_choices,
    found_people,
    own_place,
    people_lines,
    search_units,
    unit_choices,
    units_without_people,
)
from units.summaries.person import person_page
from units.summaries.places import chain_on, long_name, name_from

MARK = "da-xem"


def keeper_of(request: HttpRequest) -> tuple[SignedInRequest, Keeper]:
    """403 unless the person keeps people somewhere today."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_PEOPLE)
    return signed_in, Keeper(signed_in.user, clock.today())


def kept_unit(keeper: Keeper, key: str) -> Unit:
    """The unit, if it is kept; else 404."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None or not keeper.keeps(unit):
        raise Http404("Không có đơn vị này trong phạm vi của bạn.")
    return unit


def unit_name(keeper: Keeper, unit: Unit) -> str:
    """As seen from the keeper's own places."""
    return name_from(chain_on(keeper.today, unit), [root.pk for root in keeper.roots])


def kept_person(keeper: Keeper, username: str) -> User:
    """The person, if anything of theirs is kept; else 404."""
    return get_object_or_404(keeper.people(), username=username)


def people(request: HttpRequest) -> HttpResponse:
    """The list, and on top of it the units that have nobody."""
    _, keeper = keeper_of(request)
    key, words = request.GET.get("don-vi", ""), request.GET.get("tim", "").strip()[:100]
    place = kept_unit(keeper, key) if key else None
    page = Paginator(found_people(keeper, words, place), PAGE_SIZE).get_page(request.GET.get("trang"))
    asked = {name: text for name, text in (("tim", words), ("don-vi", key)) if text}
    lacking_in = place or own_place(keeper)
    said = {
        "page": page,
        "lines": people_lines(list(page), keeper, clock.now()),
        "words": words,
        "place": place,
        "place_name": unit_name(keeper, place) if place is not None else "",
        "choices": filter_choices(keeper),
        "query": urlencode(asked),
        "without": units_without_people(lacking_in, keeper.today) if lacking_in is not None else [],
        "lacking_in": lacking_in,
    }
    return render(request, "units/people.html", said)


@never_cache
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """First the unit, then the person; afterwards the slip with the code, shown this once."""
    signed_in, keeper = keeper_of(request)
    key = request.GET.get("don-vi", "")
    if not key:
        return choose_unit(request, keeper, "Thêm người dùng")
    unit = kept_unit(keeper, key)
    roles = keeper.roles_on(unit)
    if not roles:
        raise Http404("Không có vai trò nào giao được ở đơn vị này.")
    if request.method != "POST":
        form = PersonForm(roles=roles, initial={"role": roles[0].value, "starts_on": keeper.today})
        return _show_new(request, form, unit, keeper)
    form = PersonForm(request.POST, roles=roles)
    if form.is_valid():
        wish = Wish(form.about(), form.post(unit), form.cleaned_data["username"])
        try:
            made = create_people([wish], **who(signed_in))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return slips(request, made, keeper)
    return _show_new(request, form, unit, keeper, status=422)


def _show_new(
    request: HttpRequest, form: PersonForm, unit: Unit, keeper: Keeper, status: int = 200
) -> HttpResponse:
    said = {"form": form, "unit_name": unit_name(keeper, unit), "unit": unit}
    return render(request, "units/person_new.html", said, status=status)


def choose_unit(request: HttpRequest, keeper: Keeper, title: str, person: User | None = None) -> HttpResponse:
    """On which unit? The own commune's at once; of a larger place somebody types a part of the name."""
    words, inside = request.GET.get("tim", "").strip()[:100], request.GET.get("o", "")
    place = kept_unit(keeper, inside) if inside else own_place(keeper)
    choices = unit_choices(place, keeper.today) if place is not None and not words else []
    if inside and len(choices) == 1:
        # A place that was found and has nothing below it yet: nothing is left to choose.
        return redirect(f"{request.path}?don-vi={choices[0].key}")
    said = {
        "title": title,
        "person": person,
        "words": words,
        "place": place,
        "choices": choices,
        "found": search_units(keeper, words) if words else [],
        "may_search": own_place(keeper) is None,
    }
    return render(request, "units/person_unit.html", said)


def slips(request: HttpRequest, made: list[NewPerson], keeper: Keeper) -> HttpResponse:
    """The codes travel in this answer only; nobody sees them a second time."""
    lines = [
        {
            "user": one.user,
            "unit_name": long_name(chain_on(max(one.post.starts_on, keeper.today), one.post.unit)),
            "role": one.post.role.label,
            "code": one.code,
            "until": short_date(one.user.code_until) if one.user.code_until else "",
            "starts_on": short_date(one.post.starts_on) if one.post.starts_on > keeper.today else "",
        }
        for one in made
    ]
    said = {"slips": lines, "address": request.build_absolute_uri(reverse("home"))}
    return render(request, "units/person_slips.html", said)


# --- One person


@never_cache
def person(request: HttpRequest, username: str) -> HttpResponse:
    _, keeper = keeper_of(request)
    return show_person(request, kept_person(keeper, username), keeper)


def show_person(request: HttpRequest, user: User, keeper: Keeper, status: int = 200) -> HttpResponse:
    said = {
        "page": person_page(user, keeper, clock.now()),
        "mark": mark_of_person(user),
        "is_own": user.pk == keeper.user.pk,
    }
    return render(request, "units/person.html", said, status=status)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, username: str) -> HttpResponse:
    """Họ tên, chức danh, điện thoại; what somebody else changed meanwhile is shown and not overwritten."""
    signed_in, keeper = keeper_of(request)
    user = kept_person(keeper, username)
    _refuse_others(keeper, user)
    stands = {"full_name": user.full_name, "title": user.title, "phone": user.phone}
    if request.method != "POST":
        said = {"form": AboutForm(initial=stands), "person": user, "mark": mark_of_person(user)}
        return render(request, "units/person_edit.html", said)
    form = AboutForm(request.POST)
    overtaken: dict[str, str] = {}
    if form.is_valid():
        try:
            changed = change_person(
                user=user,
                about=form.about(),
                shown=request.POST.get(MARK, ""),
                **who(signed_in),
            )
        except Overtaken as refusal:
            form.add_error(None, f"{refusal} Bấm Lưu lần nữa để dùng bản của bạn.")
            overtaken = stands
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        else:
            messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
            return redirect("units:person", user.username)
    said = {"form": form, "person": user, "mark": request.POST.get(MARK, ""), "stands": overtaken}
    if overtaken:
        said["mark"] = mark_of_person(user)
    return render(request, "units/person_edit.html", said, status=422)


@never_cache
@require_POST
def person_code(request: HttpRequest, username: str) -> HttpResponse:
    """Đặt lại mật khẩu: the code in large, to be read out; shown this once."""
    signed_in, keeper = keeper_of(request)
    user = kept_person(keeper, username)
    _refuse_others(keeper, user)
    try:
        code = reset_password(
            user=user,
            shown=request.POST.get(MARK, ""),
            **who(signed_in),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("units:person", user.username)
    user.refresh_from_db()
    said = {
        "person": user,
        "code": code,
        "until": short_date(user.code_until) if user.code_until else "",
        "address": request.build_absolute_uri(reverse("home")),
    }
    return render(request, "units/person_code.html", said)


@require_POST
def person_stop(request: HttpRequest, username: str) -> HttpResponse:
    """Ngừng tài khoản, or mở lại."""
    signed_in, keeper = keeper_of(request)
    user = kept_person(keeper, username)
    _refuse_others(keeper, user)
    is_stopping = request.POST.get("viec") != "mo"
    act, done = (
        (
            stop_account,
            f"Đã ngừng tài khoản của {user.full_name}: không vào được nữa; số liệu, nhật ký giữ nguyên.",
        )
        if is_stopping
        else (reopen_account, f"Đã mở lại tài khoản của {user.full_name}. Đặt lại mật khẩu nếu cần.")
    )
    try:
        act(
            user=user,
            shown=request.POST.get(MARK, ""),
            **who(signed_in),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("units:person", user.username)


def _refuse_others(keeper: Keeper, user: User) -> None:
    """403 with a sentence where the person also holds posts elsewhere."""
    if not keeper.keeps_account(user):
        raise PermissionDenied(
            f"{user.full_name} còn phân công ở nơi khác; tài khoản và mật khẩu do Quản trị giữ."
        )
