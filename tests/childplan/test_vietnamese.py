"""Is Vietnamese text cleaned, searched, sorted and dated as people here expect, on whatever database?"""

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from childplan.vietnamese import (
    FoldedField,
    NormaliseTextMiddleware,
    SortKeyField,
    clock_time,
    folded,
    given_name_sort_key,
    long_date,
    moment,
    nfc,
    short_date,
    sort_key,
    weekday_date,
)

TAN_YEN = "Tân Yên"
TAN_YEN_APART = "Ta\u0302n Ye\u0302n"


# --- Text


def test_letters_typed_apart_become_one() -> None:
    assert TAN_YEN_APART != TAN_YEN
    assert nfc(TAN_YEN_APART) == TAN_YEN
    assert nfc("e\u0302\u0301") == "ế"
    assert nfc("e\u0323\u0302") == nfc("e\u0302\u0323") == "ệ"


def test_control_characters_go_and_lines_stay() -> None:
    assert nfc("Tân\x00 Yên\x08\x7f\x85\ud800") == TAN_YEN
    assert nfc("một\r\n\thai\nba") == "một\r\n\thai\nba"


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert unicodedata.is_normalized("NFC", nfc(text))
    nfc(text).encode()


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        (TAN_YEN, "tan yen"),
        (TAN_YEN_APART, "tan yen"),
        ("  HUYỆN \u00a0 TÂN\nYÊN ", "huyen tan yen"),
        ("Đà Đương", "da duong"),
        ("0,4‰ Thôn 10 ½", "0,4‰ thon 10 ½"),
        ("Hóa", "hoa"),
        ("Hoá", "hoa"),
        ("Thuỷ, Thủy", "thuy, thuy"),
        ("Ăn Ân Ơn Ưu Êm Ôm", "an an on uu em om"),
        ("Tân\u200b Yên\u00ad", "tan yen"),
        ("", ""),
    ],
)
def test_folded(text: str, found_as: str) -> None:
    assert folded(text) == found_as


def test_every_vietnamese_letter_folds_to_a_plain_one() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = [nfc(vowel + tone) for vowel in vowels for tone in tones] + ["đ"]
    assert all(len(letter) == 1 for letter in letters)
    assert {folded(letter) for letter in letters} == set("aeiouyd")
    assert {folded(letter.upper()) for letter in letters} == set("aeiouyd")


@given(st.text())
def test_folding_twice_changes_nothing_and_composition_does_not_matter(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFD", nfc(text))) == once


# --- Order


def in_order(texts: list[str], key: Callable[[str], str] = sort_key) -> list[str]:
    shuffled = random.Random(7).sample(texts, len(texts))  # noqa: S311
    return sorted(shuffled, key=key)


@pytest.mark.parametrize(
    "texts",
    [
        ["An", "Án", "Ạn", "Ăm", "Ăn", "Âm", "Ân", "Da", "Dương", "Đà", "Đương", "E", "Ê", "Gà", "Ha"],
        list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
        ["ba", "bà", "bả", "bã", "bá", "bạ", "bác"],
        ["Thôn 1", "Thôn 2", "Thôn 2a", "Thôn 3", "Thôn 10", "Thôn 11", "Thôn 100", "Thôn Đức Sơn"],
        ["An", "An Bình", "An Sơn", "Anh"],
        ["Hòa Bình", "Hoa Lư", "Hoằng Đức", "Hô", "Hơ"],
        ["xã Hương Hữu", "xã Hương Lộc", "Xã Hương Phú", "XÃ HƯƠNG SƠN", "xã Hương Xuân", "xã Thượng Long"],
        ["Dân", "Dần", "Dẫn", "Đan", "Đàn", "Đán", "Đạn"],
        ["Việt Lập", "Việt Ngọc", "中", "文"],
    ],
)
def test_order(texts: list[str]) -> None:
    assert in_order(texts) == texts


def test_tones_count_only_between_equal_letters() -> None:
    # The second syllables decide although the first ones differ in tone.
    assert in_order(["Bà Nam", "Ba Sơn", "Bạ An"]) == ["Bạ An", "Bà Nam", "Ba Sơn"]
    assert in_order(["Bà An", "Ba Ân", "Ba An"]) == ["Ba An", "Bà An", "Ba Ân"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THÔN 1", "thôn 1"),
        ("Thôn 01", "Thôn 1"),
        ("Hòa", "Hoà"),
        ("Văn hóa-xã hội", "Văn hóa - Xã hội"),
        (TAN_YEN_APART, f"  {TAN_YEN} "),
        ("Tân\u200bYên", "TânYên"),
    ],
)
def test_equal_in_order(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text())
def test_a_key_is_digits_only(text: str) -> None:
    assert re.fullmatch("[0-9]+", sort_key(text))
    assert re.fullmatch("[0-9]+", given_name_sort_key(text))


@given(st.text(), st.text())
def test_keys_differ_when_the_search_forms_do(one: str, other: str) -> None:
    words = [re.findall(r"[a-z]+", folded(text)) for text in (one, other)]
    if words[0] != words[1]:
        assert sort_key(" ".join(words[0])) != sort_key(" ".join(words[1]))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_size(one: int, other: int) -> None:
    assert (sort_key(f"Thôn {one}") < sort_key(f"Thôn {other}")) == (one < other)


def test_people_sort_by_given_name() -> None:
    people = [
        "Lê Thị Ánh",
        "Trần Thị Ánh",
        "Vũ Văn Bình",
        "Nguyễn Dũng",
        "Phạm Văn Đức",
        "Lê Thị Hoa",
        "Lê Văn Hoa",
        "Nguyễn Thị Hòa",
        "Hùng",
    ]
    assert in_order(people, given_name_sort_key) == people
    assert given_name_sort_key("") < given_name_sort_key("An")


# --- Computed columns


def test_a_computed_field_says_itself_in_a_migration() -> None:
    found = FoldedField("tìm kiếm", source="name", max_length=140)
    ordered = SortKeyField(source="full_name", max_length=300, maker=given_name_sort_key)
    text, imports = MigrationWriter.serialize(found)
    assert text.startswith("childplan.vietnamese.FoldedField(")
    assert "source='name'" in text
    assert "import childplan.vietnamese" in imports
    assert "maker=childplan.vietnamese.given_name_sort_key" in MigrationWriter.serialize(ordered)[0]
    for field in (found, ordered):
        copy = field.clone()
        assert copy.deconstruct() == field.deconstruct()
        assert not copy.editable


def test_a_long_text_fills_the_column_and_no_more() -> None:
    with isolate_apps("units"):

        class Place(models.Model):
            name = models.TextField(null=True)  # noqa: DJ001
            name_sort = SortKeyField(source="name", max_length=50)

            class Meta:
                app_label = "units"

            def __str__(self) -> str:
                return str(self.name)

        place = Place(name="Thôn " * 60)
        field = Place._meta.get_field("name_sort")
        assert field.pre_save(place, add=True) == place.name_sort == sort_key("Thôn " * 60)[:50]
        assert field.pre_save(Place(name=None), add=True) == sort_key("")


@pytest.mark.django_db(transaction=True)
def test_saving_one_row_or_many_fills_the_columns() -> None:
    with isolate_apps("units"):

        class Place(models.Model):
            name = models.CharField(max_length=100)
            name_folded = FoldedField(source="name", max_length=100)
            name_sort = SortKeyField(source="name")

            class Meta:
                app_label = "units"
                db_table = "test_vietnamese_place"

            def __str__(self) -> str:
                return self.name

        with connection.schema_editor() as editor:
            editor.create_model(Place)
        try:
            places = Place._default_manager
            first = places.create(name="Đương")
            assert first.name_folded == "duong"
            names = ["Thôn 10", "Dương", TAN_YEN, "Thôn 2", "Án", "Ân"]
            places.bulk_create([Place(name=name) for name in names])
            assert list(places.order_by("name_sort").values_list("name", flat=True)) == [
                "Án",
                "Ân",
                "Dương",
                "Đương",
                TAN_YEN,
                "Thôn 2",
                "Thôn 10",
            ]
            assert places.get(name_folded__contains=folded("tân Yen")).name == TAN_YEN
            first.name = "Ốc"
            first.save()
            assert places.get(name_folded="oc").name_sort == sort_key("Ốc")
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(Place)


# --- What comes in


def received(request: HttpRequest, look: Callable[[HttpRequest], Any]) -> Any:
    """What a view sees of the request behind the middleware."""
    seen: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(look(request))
        return HttpResponse()

    assert NormaliseTextMiddleware(view)(request).status_code == 200
    return seen[0]


def test_query_and_form_are_composed() -> None:
    request = RequestFactory().post(
        f"/?tim={TAN_YEN_APART}&tim=hai", {TAN_YEN_APART: [TAN_YEN_APART, "x\x00y"], TAN_YEN: "z", "rong": ""}
    )
    get, post = received(request, lambda request: (request.GET, request.POST))
    assert get.getlist("tim") == [TAN_YEN, "hai"]
    assert dict(post.lists()) == {TAN_YEN: [TAN_YEN, "xy", "z"], "rong": [""]}
    for values in (get, post):
        with pytest.raises(AttributeError, match="immutable"):
            values["tim"] = "ba"


def test_an_ordinary_form_is_composed() -> None:
    request = RequestFactory().post(
        "/", "ten=Ta%CC%82n+Ye%CC%82n", content_type="application/x-www-form-urlencoded"
    )
    assert received(request, lambda request: request.POST.dict()) == {"ten": TAN_YEN}


def test_names_of_uploaded_files_are_composed() -> None:
    upload = SimpleUploadedFile(f"{TAN_YEN_APART}.xlsx", b"PK")
    request = RequestFactory().post("/", {"tep": upload})
    name, content = received(
        request, lambda request: (request.FILES["tep"].name, request.FILES["tep"].read())
    )
    assert (name, content) == (f"{TAN_YEN}.xlsx", b"PK")


def test_the_body_is_not_read_before_the_view_asks() -> None:
    request = RequestFactory().post("/", {"ten": TAN_YEN_APART})

    def look(request: Any) -> tuple[bool, str]:
        untouched = not hasattr(request, "_post") and not request._read_started
        request.upload_handlers = list(request.upload_handlers)  # refused once the body has been read
        return untouched, request.POST["ten"]

    assert received(request, look) == (True, TAN_YEN)


def test_a_json_body_is_left_to_its_view() -> None:
    body = f'{{"ten": "{TAN_YEN_APART}"}}'.encode()
    request = RequestFactory().post("/", body, content_type="application/json")
    posted, read = received(request, lambda request: (request.POST, request.read()))
    assert (posted, read) == (QueryDict(), body)


def test_a_request_without_a_body() -> None:
    assert received(RequestFactory().get("/"), lambda request: (request.GET, request.POST)) == (
        QueryDict(),
        QueryDict(),
    )


# --- Dates in words

LATE_IN_LONDON = datetime(2024, 11, 14, 17, 45, tzinfo=UTC)  # already 00:45 on the 15th in Viet Nam


def test_days() -> None:
    assert short_date(date(2024, 11, 20)) == "20/11/2024"
    assert short_date(date(2024, 2, 5)) == "05/02/2024"
    assert short_date(LATE_IN_LONDON) == "15/11/2024"
    assert weekday_date(date(2024, 11, 20)) == "Thứ Tư 20/11/2024"
    assert weekday_date(LATE_IN_LONDON) == "Thứ Sáu 15/11/2024"


def test_the_week() -> None:
    week = [weekday_date(date(2024, 11, day)).rsplit(" ", 1)[0] for day in range(18, 25)]
    assert week == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 12, 5), "ngày 05 tháng 12 năm 2024"),
        (date(2024, 11, 20), "ngày 20 tháng 11 năm 2024"),
        (date(2026, 6, 5), "ngày 05 tháng 6 năm 2026"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 2, 9), "ngày 09 tháng 02 năm 2024"),
        (date(2024, 3, 10), "ngày 10 tháng 3 năm 2024"),
        (date(2024, 10, 10), "ngày 10 tháng 10 năm 2024"),
    ],
)
def test_long_date_puts_zeros_where_the_decree_does(day: date, words: str) -> None:
    assert long_date(day) == words


def test_moments_are_told_in_viet_nam() -> None:
    assert clock_time(datetime(2024, 11, 15, 7, 32, tzinfo=UTC)) == "14:32"
    assert clock_time(LATE_IN_LONDON) == "00:45"
    assert moment(datetime(2024, 11, 15, 7, 45, tzinfo=UTC)) == "14:45 ngày 15/11/2024"
    assert moment(LATE_IN_LONDON) == "00:45 ngày 15/11/2024"
    assert long_date(LATE_IN_LONDON) == "ngày 15 tháng 11 năm 2024"


@pytest.mark.parametrize("tell", [clock_time, moment, short_date, weekday_date, long_date])
def test_a_moment_without_zone_is_not_guessed(tell: Callable[[datetime], str]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        tell(datetime(2024, 11, 15, 7, 45))  # noqa: DTZ001
