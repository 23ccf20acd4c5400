"""Screen 23: many people at once, from Excel: paste or file, look, create, print the slips."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from childplan.sheet_files import FileRefused, sheet_lines
from units.actions.people import About, Post, Wish, create_people
from units.exports.people import people_file
from units.forms.people import ManyForm
from units.keeping import Keeper, usual_role
from units.marks import mark_of
from units.models import Unit
from units.people_lists import ListRefused, read_people
from units.refusals import Refused
from units.requests import who
from units.summaries.people import own_place, search_units, units_without_people
from units.summaries.people_preview import PreviewLine, preview
from units.unit_lists import as_text
from units.views.people import MARK, keeper_of, kept_unit, slips, unit_name


@never_cache
@require_http_methods(["GET", "POST"])
def people_many(request: HttpRequest) -> HttpResponse:
    """The form; posted it shows who would be created; confirmed it creates all of them or nobody."""
    signed_in, keeper = keeper_of(request)
    place = _place(request, keeper)
    if place is None:
        return _choose_place(request, keeper)
    if request.method != "POST":
        return _show_form(request, ManyForm(), place, keeper)
    form = ManyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, form, place, keeper, status=422)
    try:
        text = _text_of(form)
        place_name = unit_name(keeper, place)
        lines = preview(read_people(text), place, place_name, keeper)
    except (FileRefused, ListRefused) as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
        return _show_form(request, form, place, keeper, status=422)
    mark = _mark(lines)
    refusal_words = ""
    if request.POST.get("viec") == "tao" and not any(line.problem for line in lines):
        if request.POST.get(MARK) == mark:
            try:
                made = create_people(
                    [_wish(line, keeper) for line in lines],
                    **who(signed_in),
                )
            except Refused as refused:
                refusal_words = str(refused)
            else:
                return slips(request, made, keeper)
        else:
            refusal_words = "Danh sách người dùng vừa thay đổi. Chưa tạo gì; xem lại rồi bấm tạo."
    elif request.POST.get("viec") == "tao":
        refusal_words = "Chưa tạo gì: còn dòng phải sửa, hoặc đã tạo trước đó rồi."
    said = {
        "place": place,
        "place_name": place_name,
        "lines": lines,
        "wrong": [line for line in lines if line.problem],
        "text": text,
        "mark": mark,
        "refusal": refusal_words,
    }
    return render(request, "units/people_preview.html", said, status=422 if refusal_words else 200)


def people_template(request: HttpRequest) -> HttpResponseBase:
    """The file to fill in, with the units that have nobody."""
    _, keeper = keeper_of(request)
    place = _place(request, keeper)
    units: list[tuple[str, str]] = []
    if place is not None:
        without = units_without_people(place, keeper.today)
        rows = Unit.objects.in_bulk([unit.key for unit in without], field_name="key")
        units = [(unit.name, usual_role(rows[unit.key]).label) for unit in without]
    return FileResponse(people_file(units), as_attachment=True, filename="nguoi-dung.xlsx")


def _place(request: HttpRequest, keeper: Keeper) -> Unit | None:
    key = request.GET.get("o", "")
    return kept_unit(keeper, key) if key else own_place(keeper)


def _choose_place(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    words = request.GET.get("tim", "").strip()[:100]
    said = {
        "title": "Thêm nhiều người từ Excel",
        "words": words,
        "found": search_units(keeper, words) if words else [],
        "may_search": True,
    }
    return render(request, "units/person_unit.html", said)


def _show_form(
    request: HttpRequest, form: ManyForm, place: Unit, keeper: Keeper, status: int = 200
) -> HttpResponse:
    said = {
        "form": form,
        "place": place,
        "place_name": unit_name(keeper, place),
        "without": units_without_people(place, keeper.today),
    }
    return render(request, "units/people_many.html", said, status=status)


def _text_of(form: ManyForm) -> str:
    """What was pasted, or the lines of the file as if they had been. Raises FileRefused."""
    file = form.cleaned_data["file"]
    if file:
        return as_text(sheet_lines(file, file.size))
    text: str = form.cleaned_data["text"]
    return text


def _mark(lines: list[PreviewLine]) -> str:
    return mark_of(
        *((line.name, line.phone, line.title, line.unit_name, line.role, line.username) for line in lines)
    )


def _wish(line: PreviewLine, keeper: Keeper) -> Wish:
    assert line.unit is not None and line.role is not None  # a line without problems has both
    about = About(line.name, line.title, line.phone)
    return Wish(about, Post(line.unit, line.role, keeper.today), line.username)
