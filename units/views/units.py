"""Screen 21: units and what a keeper does with them: search, add from a list, rename, end, delete."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from childplan import clock
from childplan.vietnamese import short_date
from units.actions import unit_spans
from units.actions import units as acts
from units.actions.unit_spans import Who, Wording
from units.enums import AgencyKind, Level
from units.forms.units import RENAME, AddForm, EditForm, EndForm
from units.kinds import PLACES, UnitKind, kinds_below
from units.marks import mark_of
from units.models import Unit
from units.permissions import keeps_below, kept_units
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb, roles_that_may
from units.summaries.kept import KeptUnit, direct_lines, kept_place, kept_unit, types_itself
from units.summaries.places import children_on, roots_on, search_on
from units.summaries.spans import current, spot_words, spots_of
from units.summaries.unit_preview import (
    LEAVE_OUT,
    Preview,
    UsualAgency,
    choices_below,
    preview_of,
    usual_agencies,
)
from units.unit_lists import ListRefused, kind_by_code, read_list

FOUND_AT_MOST = 20


def units(request: HttpRequest) -> HttpResponse:
    """A coordinator comes to the own commune at once; who keeps more searches or walks down the tree."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_UNITS)
    today = clock.today()
    posts = signed_in.user.postings.as_of(today).with_role(*roles_that_may(Verb.KEEP_UNITS))
    roots = list(Unit.objects.filter(postings__in=posts).distinct().order_by("pk"))
    words = request.GET.get("tim", "").strip()
    if len(roots) == 1 and roots[0].level == Level.COMMUNE:
        return redirect("units:unit", roots[0].key)
    found = []
    if words:
        kept = kept_units(signed_in.user, Verb.KEEP_UNITS, today)
        found = search_on(today, words, limit=FOUND_AT_MOST, within=kept)
    tops = [
        (unit, roots_on(today) if unit.level == Level.COUNTRY else children_on(today, unit))
        for unit in roots
        if not words
    ]
    said = {
        "words": words,
        "found": found,
        "tops": [
            (unit.key, _name(unit, today), [one for one in below if one.level in PLACES])
            for unit, below in tops
        ],
    }
    return render(request, "units/units.html", said)


def _name(unit: Unit, today: date) -> str:
    spot = current(spots_of(unit), today)
    return spot.full_name if spot is not None else unit.key


# --- One place or unit


def _found(request: HttpRequest, unit_key: str) -> tuple[SignedInRequest, Unit]:
    """The unit, if the person keeps it or the place it stands, stood or will stand below; else 404."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_UNITS)
    unit = get_object_or_404(Unit, key=unit_key)
    today = clock.today()
    spot = current(spots_of(unit), today)
    ids = [unit.pk] if spot is None or spot.parent_id is None else [unit.pk, spot.parent_id]
    if not kept_units(signed_in.user, Verb.KEEP_UNITS, today).filter(pk__in=ids).exists():
        raise Http404("Không có trang này trong phạm vi của bạn.")
    return signed_in, unit


def _place(request: HttpRequest, unit_key: str) -> tuple[SignedInRequest, Unit]:
    """A place below which the person keeps units; else 404."""
    signed_in, unit = _found(request, unit_key)
    if unit.level not in PLACES or not keeps_below(signed_in.user, unit, clock.today()):
        raise Http404("Không có trang này trong phạm vi của bạn.")
    return signed_in, unit


def _kept(request: HttpRequest, unit_key: str) -> tuple[SignedInRequest, Unit, KeptUnit]:
    """A unit that the person may rename and end; 403 for the own place, which is kept from above."""
    signed_in, unit = _found(request, unit_key)
    page = kept_unit(unit, signed_in.user, clock.today())
    if page is None:
        raise Http404("Đơn vị này chưa đứng ở đâu.")
    if not page.keeps_itself:
        raise PermissionDenied("Đơn vị này do người quản lý của cấp trên sửa.")
    return signed_in, unit, page


def _who(request: SignedInRequest) -> Who:
    return Who(**who(request))


def unit(request: HttpRequest, unit_key: str) -> HttpResponse:
    """What stands below a place; of a village or an agency what it is and was."""
    signed_in, found = _found(request, unit_key)
    today = clock.today()
    if found.level not in PLACES:
        page = kept_unit(found, signed_in.user, today)
        if page is None:
            raise Http404("Đơn vị này chưa đứng ở đâu.")
        return render(request, "units/unit.html", {"page": page})
    place = kept_place(found, signed_in.user, today)
    said: dict[str, Any] = {"page": place, "show_ended": "da-ket-thuc" in request.GET}
    if not place.count and place.adds:
        # Nothing there yet: the first thing to do stands on the page itself.
        said |= _add_words(found, today) | {"form": AddForm(level=found.level, usual=_usual(found, today))}
    return render(request, "units/unit_place.html", said)


# --- Adding


def _usual(place: Unit, today: date) -> list[UsualAgency]:
    spot = current(spots_of(place), today)
    return usual_agencies(place, spot.kind if spot is not None else "", today)


def _add_words(place: Unit, today: date) -> dict[str, Any]:
    return {"place_key": place.key, "place_name": _name(place, today), "usual": _usual(place, today)}


@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest, unit_key: str) -> HttpResponse:
    """The list, then what it was read as, then the units. The list itself travels between."""
    signed_in, place = _place(request, unit_key)
    today = clock.today()
    if not kinds_below(place.level):
        raise Http404("Dưới đơn vị này không thêm được.")
    said = _add_words(place, today)
    if request.method != "POST":
        return render(
            request, "units/unit_add.html", said | {"form": AddForm(level=place.level, usual=said["usual"])}
        )
    form = AddForm(request.POST, request.FILES, level=place.level, usual=_offered(said["usual"], request))
    if not form.is_valid() or request.POST.get("viec") == "sua":
        is_back = request.POST.get("viec") == "sua"
        if is_back:
            form = AddForm(initial=_typed(request), level=place.level, usual=said["usual"])
        ticked = request.POST.getlist("usual")
        return render(
            request,
            "units/unit_add.html",
            said | {"form": form, "ticked": ticked},
            status=200 if is_back else 422,
        )
    text, starts_on = form.cleaned_data["list"], form.cleaned_data["starts_on"]
    ticked = form.cleaned_data["usual"]
    try:
        lines = read_list(text, place.level, _ticked(said["usual"], ticked))
    except ListRefused as refusal:
        form.add_error("names", str(refusal))
        return render(request, "units/unit_add.html", said | {"form": form, "ticked": ticked}, status=422)
    if not lines:
        form.add_error("names", "Không đọc được đơn vị nào trong danh sách.")
        return render(request, "units/unit_add.html", said | {"form": form, "ticked": ticked}, status=422)
    mark = mark_of(text, starts_on, *ticked)
    chosen = None
    if request.POST.get("viec") == "them" and request.POST.get("dau") == mark:
        chosen = {name: str(value) for name, value in request.POST.items() if name.startswith("loai-")}
    preview = preview_of(place, lines, starts_on, today, chosen)
    errors: list[dict[str, str]] = []
    if chosen is not None:
        if not preview.asking:
            done = _add(signed_in, place, preview, starts_on)
            if done is not None:
                return done
        errors = [
            {
                "field_id": line.field,
                "message": f"Dòng {line.number}, “{line.said}”: chọn loại, hoặc không thêm.",
            }
            for line in preview.asking
        ]
    said |= {
        "preview": preview,
        "choices": choices_below(place.level),
        "leave_out": LEAVE_OUT,
        "text": text,
        "starts_on": starts_on,
        "ticked": ticked,
        "mark": mark,
        "errors": errors,
    }
    return render(request, "units/unit_preview.html", said, status=422 if errors else 200)


def _offered(usual: list[UsualAgency], request: HttpRequest) -> list[UsualAgency]:
    """Those to tick; of a list that is sent again, what was added in between may be ticked still."""
    ticked = request.POST.getlist("usual")
    return [UsualAgency(one.kind, one.name, "") if one.kind in ticked else one for one in usual]


def _typed(request: HttpRequest) -> dict[str, str]:
    return {"names": request.POST.get("names", ""), "starts_on": request.POST.get("starts_on", "")}


def _ticked(usual: list[UsualAgency], kinds: list[str]) -> list[tuple[str, UnitKind]]:
    return [
        (one.name, UnitKind(Level.AGENCY, agency_kind=AgencyKind(one.kind)))
        for one in usual
        if one.kind in kinds
    ]


def _add(
    request: SignedInRequest, place: Unit, preview: Preview, starts_on: date | None
) -> HttpResponse | None:
    """Write the lines that are new; None where it was refused, which the page then says."""
    wanted = []
    for line in preview.lines:
        kind = kind_by_code(line.choice, place.level) if line.is_new else None
        if kind is not None:
            wanted.append(acts.NewUnit(line.name, kind))
    try:
        added = acts.add_units(
            place=place,
            wanted=wanted,
            starts_on=starts_on,
            **who(request),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if added:
        messages.success(request, f"Đã thêm {len(added)} đơn vị.")
    else:
        messages.info(request, "Không thêm gì: các đơn vị trong danh sách đã có hoặc được bỏ ra.")
    return redirect("units:unit", place.key)


# --- Names


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Sửa, đổi tên; code, area and note of a place."""
    signed_in, found, page = _kept(request, unit_key)
    spot = page.spot
    if request.method != "POST":
        kept = {"name": page.name, "how": "sua", "code": spot.code, "area": spot.area, "note": spot.note}
        return _show_edit(signed_in, page, EditForm(initial=kept, level=found.level))
    form = EditForm(request.POST, level=found.level)
    if not form.is_valid():
        return _show_edit(signed_in, page, form, status=422)
    typed = form.cleaned_data
    said = Wording(
        name=typed["name"],
        code=typed.get("code", spot.code),
        area=typed.get("area", spot.area),
        note=typed.get("note", spot.note),
    )
    seen = request.POST.get("dau", "")
    try:
        if typed["how"] == RENAME:
            fresh = unit_spans.rename(
                unit=found,
                said=said,
                from_day=typed["from_day"],
                reason=typed["reason"],
                seen=seen,
                who=_who(signed_in),
            )
            messages.success(
                request, f"Đã ghi tên mới “{fresh.full_name}” từ ngày {short_date(typed['from_day'])}."
            )
        else:
            changed = unit_spans.correct(unit=found, said=said, seen=seen, who=_who(signed_in))
            messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken:
        stored = kept_unit(found, signed_in.user, clock.today())
        return _show_edit(signed_in, stored or page, form, status=409, is_overtaken=True)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _show_edit(signed_in, page, form, status=422)
    return redirect("units:unit", found.key)


def _show_edit(
    request: SignedInRequest, page: KeptUnit, form: EditForm, status: int = 200, *, is_overtaken: bool = False
) -> HttpResponse:
    said = {"page": page, "form": form, "stored": spot_words(page.spot) if is_overtaken else ""}
    return render(request, "units/unit_edit.html", said, status=status)


# --- Days


@require_http_methods(["GET", "POST"])
def unit_end(request: HttpRequest, unit_key: str) -> HttpResponse:
    """The last day; posted it shows who loses access, and ends when that was looked at."""
    signed_in, found, page = _kept(request, unit_key)
    if page.spot.ends_on is not None and page.is_over:
        messages.info(request, f"{page.name} đã kết thúc.")
        return redirect("units:unit", found.key)
    if request.method != "POST":
        return render(request, "units/unit_end.html", {"page": page, "form": EndForm()})
    form = EndForm(request.POST)
    if not form.is_valid():
        return render(request, "units/unit_end.html", {"page": page, "form": form}, status=422)
    last_day, reason = form.cleaned_data["last_day"], form.cleaned_data["reason"]
    ending = unit_spans.ending_of(page.spot, last_day)
    said: dict[str, Any] = {"page": page, "form": form}
    if ending.against:
        for sentence in ending.against:
            form.add_error("last_day", sentence)
        return render(request, "units/unit_end.html", said, status=422)
    status = 200
    if request.POST.get("viec") == "ghi":
        try:
            unit_spans.end(
                unit=found,
                last_day=last_day,
                reason=reason,
                seen=request.POST.get("da-xem", ""),
                who=_who(signed_in),
            )
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409 if isinstance(refusal, Overtaken) else 422
        else:
            messages.success(request, f"{page.name} còn đến hết ngày {short_date(last_day)}.")
            return redirect("units:unit", page.above_key or found.key)
    return render(request, "units/unit_end.html", said | {"ending": ending}, status=status)


@require_POST
def unit_restore(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Take the last day back."""
    signed_in, found, page = _kept(request, unit_key)
    try:
        unit_spans.restore(unit=found, seen=request.POST.get("dau", ""), who=_who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã khôi phục {page.name}. Người phụ trách phải được giao lại.")
    return redirect("units:unit", found.key)


@require_http_methods(["GET", "POST"])
def unit_delete(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Take away a unit that was added by mistake."""
    signed_in, found, page = _kept(request, unit_key)
    if request.method != "POST":
        return render(request, "units/unit_delete.html", {"page": page})
    try:
        acts.delete_unit(unit=found, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("units:unit", found.key)
    messages.success(request, f"Đã xoá {page.name}.")
    return redirect("units:unit", page.above_key) if page.above_key else redirect("units:units")


# --- Ai nhập số liệu


@require_http_methods(["GET", "POST"])
def unit_direct(request: HttpRequest, unit_key: str) -> HttpResponse:
    """By kind of unit: each reports, or the place types for them."""
    signed_in, place = _place(request, unit_key)
    today = clock.today()
    lines = direct_lines(place, today)
    spot = current(spots_of(place), today)
    said = {
        "place_key": place.key,
        "place_name": _name(place, today),
        "lines": lines,
        "types_itself": types_itself(place, spot),
        "mark": acts.direct_mark(place),
    }
    if request.method != "POST":
        return render(request, "units/unit_direct.html", said)
    try:
        changed = acts.choose_direct(
            place=place,
            among={line.kind for line in lines},
            kinds={line.kind for line in lines if request.POST.get(f"cach-{line.kind}") == "tu-nhap"},
            seen=request.POST.get("dau", ""),
            **who(signed_in),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken as refusal:
        messages.error(request, str(refusal))
        return render(request, "units/unit_direct.html", said, status=409)
    messages.success(request, "Đã lưu. Áp dụng từ kỳ mở tiếp theo." if changed else "Không có gì thay đổi.")
    return redirect("units:unit", place.key)
