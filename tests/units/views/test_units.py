"""Screen 21 as a coordinator and an administrator use it: from an empty commune to its units and on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from childplan import sheet_files
from tests.world import World
from units.enums import Level, LogKind, Role
from units.models import DirectKind, LogEntry, Placement, Posting, Unit

SignIn = Callable[[World, str], Client]
NAMES = "Thôn Đức Sơn\nThôn 2\nTrường Mầm non Hoa Mai\nĐồng Tâm"


def address(name: str, key: str = "xa-y") -> str:
    return reverse(f"units:{name}", args=[key])


def text_of(client: Client, url: str, said: dict[str, object] | None = None, status: int = 200) -> str:
    answer = client.post(url, said, follow=True) if said is not None else client.get(url, follow=True)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def words(page: str) -> str:
    """What is read, without tags and doubled spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def names_below(world: World, place: str = "xa-y") -> list[str]:
    spots = Placement.objects.filter(parent=world.units[place]).order_by("id")
    return [spot.full_name for spot in spots]


def confirm(client: Client, page: str, **choices: str) -> dict[str, object]:
    """What the preview's form sends."""
    return {
        "names": hidden(page, "names"),
        "starts_on": hidden(page, "starts_on"),
        "usual": re.findall(r'name="usual" value="([^"]+)"', page),
        "dau": hidden(page, "dau"),
        "viec": "them",
    } | {f"loai-{number.removeprefix('line_')}": kind for number, kind in choices.items()}


def file_of(*rows: list[object], name: str = "thon.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


# --- Finding the page


def test_a_coordinator_comes_to_the_own_commune_at_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    answer = client.get(reverse("units:units"))
    assert answer["Location"] == address("unit", "xa-x")
    assert '<a class="menu-item" href="/don-vi/">Đơn vị</a>' in client.get(reverse("home")).content.decode()
    page = words(text_of(client, address("unit", "xa-x")))
    assert "Đơn vị của xã Xuân" in page
    for said in ("Thôn, tổ dân phố (3)", "Đơn vị chuyên môn (2)", "Truong-Thon-1", "Tự báo cáo"):
        assert said in page
    assert "Yên" not in page


def test_who_keeps_no_units_has_no_entry(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "huyen-a").get(reverse("home")).content.decode()
    assert "/don-vi/" not in page


def test_an_administrator_searches_the_own_province_without_marks(world: World, sign_in: SignIn) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.unit("xa-khac", Level.COMMUNE, "tinh-khac", name="Yên", kind="xã")
    client = sign_in(world, "quan-tri")
    page = text_of(client, reverse("units:units"))
    assert "Tỉnh Thử" in page
    assert "Huyện An" in page
    page = text_of(client, reverse("units:units") + "?tim=xa+yen")
    assert "Xã Yên, huyện An, tỉnh Thử" in page
    assert "tỉnh Khác" not in page
    assert "Không có nơi nào tên “dong nai”" in text_of(client, reverse("units:units") + "?tim=dong+nai")


def test_an_administrator_of_the_country_sees_every_province(world: World, sign_in: SignIn) -> None:
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.person("ca-nuoc", "viet-nam", Role.ADMIN)
    client = sign_in(world, "ca-nuoc")
    page = text_of(client, reverse("units:units"))
    assert "Tỉnh Thử" in page
    assert "Tỉnh Khác" in page
    assert "Tỉnh Khác" in text_of(client, address("unit", "viet-nam"))
    assert "Sửa, đổi tên" in text_of(client, address("unit", "tinh-khac"))


# --- Adding


def test_an_empty_commune_is_filled_in_two_clicks(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit"))
    assert "Chưa có đơn vị nào" in page
    assert "Công an xã" in page  # the form stands on the page itself
    page = text_of(
        client,
        address("unit_add"),
        {"names": NAMES, "usual": ["health_station", "police", "mass_organisation"], "viec": "xem"},
    )
    assert "7 dòng: 6 đơn vị mới , 1 dòng phải chọn loại . Chưa ghi gì." in words(page)
    assert names_below(world) == []
    page = text_of(client, address("unit_add"), confirm(client, page, line_7="thon"))
    assert "Đã thêm 7 đơn vị." in page
    assert names_below(world) == [
        "Trạm Y tế",
        "Công an xã",
        "Mặt trận, đoàn thể",
        "Thôn Đức Sơn",
        "Thôn 2",
        "Trường Mầm non Hoa Mai",
        "Thôn Đồng Tâm",
    ]
    assert LogEntry.objects.filter(kind=LogKind.UNIT, unit=world.units["xa-y"]).count() == 7


def test_a_second_click_adds_nothing_twice(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    typed = {"names": "Thôn 1\nThôn 2", "usual": ["police"], "viec": "xem"}
    sent = confirm(client, text_of(client, address("unit_add"), typed))
    assert "Đã thêm 3 đơn vị." in text_of(client, address("unit_add"), sent)
    assert "Không thêm gì" in text_of(client, address("unit_add"), sent)
    assert names_below(world) == ["Công an xã", "Thôn 1", "Thôn 2"]


def test_what_nobody_chose_is_asked_again_and_nothing_is_written(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit_add"), {"names": NAMES, "viec": "xem"})
    answer = text_of(client, address("unit_add"), confirm(client, page), status=422)
    assert "Dòng 4, “Đồng Tâm”: chọn loại, hoặc không thêm." in answer
    assert 'href="#loai-4"' in answer
    assert names_below(world) == []


def test_a_kind_is_corrected_in_place_and_a_line_left_out(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit_add"), {"names": NAMES, "viec": "xem"})
    sent = confirm(client, page, line_1="to-dan-pho", line_2="khong", line_4="finance")
    text_of(client, address("unit_add"), sent)
    assert names_below(world) == ["Tổ dân phố Đức Sơn", "Trường Mầm non Hoa Mai", "Đồng Tâm"]
    assert Unit.objects.get(key="xa-y-dong-tam").agency_kind == "finance"


def test_what_stands_already_or_twice_is_passed_over_and_said(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    page = words(
        text_of(
            client,
            address("unit_add", "xa-x"),
            {"names": "thon 01\nThôn 4\nThôn 4\nTrạm y tế xã Xuân", "viec": "xem"},
        )
    )
    assert "Đã có, bỏ qua." in page
    assert "Trùng dòng 2, bỏ qua." in page
    assert "Đã có Trạm Y tế. Chọn loại nếu vẫn thêm." in page
    assert "4 dòng: 1 đơn vị mới , 2 dòng bỏ qua" in page


def test_a_name_of_no_known_kind_that_stands_is_passed_over(world: World, sign_in: SignIn) -> None:
    world.unit("vhxh", Level.AGENCY, "xa-y", name="Văn hóa - Xã hội", agency="culture")
    page = text_of(sign_in(world, "vhxh-y"), address("unit_add"), {"names": "văn hóa xã hội", "viec": "xem"})
    assert "Đã có, bỏ qua." in page
    assert "1 dòng: 0 đơn vị mới , 1 dòng bỏ qua" in words(page)
    assert "Thêm đơn vị</button>" not in page


def test_below_a_place_that_is_gone_nothing_is_added(world: World, sign_in: SignIn) -> None:
    Placement.objects.filter(unit=world.units["xa-y"]).update(ends_on=date(2024, 11, 14))
    client = sign_in(world, "quan-tri")
    page = text_of(client, address("unit", "xa-y"))
    assert "đến hết 14/11/2024" in text_of(client, address("unit", "huyen-a") + "?da-ket-thuc")
    assert "Xem trước" not in page
    assert client.get(address("unit_add", "xa-y")).status_code == 404
    assert client.get(address("unit_direct", "xa-y")).status_code == 404


def test_a_choice_that_makes_two_lines_one_adds_one(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit_add"), {"names": "Thôn Đức Sơn\nĐức Sơn\nLạ", "viec": "xem"})
    page = text_of(client, address("unit_add"), confirm(client, page, line_2="thon"), status=422)
    assert "Trùng dòng 1, bỏ qua." in page
    assert "3 dòng: 1 đơn vị mới , 1 dòng phải chọn loại , 1 dòng bỏ qua" in words(page)


def test_a_mark_of_another_list_shows_the_preview_again(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit_add"), {"names": "Thôn 1", "viec": "xem"})
    sent = confirm(client, page) | {"names": "Thôn 1\nThôn 2"}
    assert "Thêm 2 đơn vị" in words(text_of(client, address("unit_add"), sent))
    assert names_below(world) == []


def test_the_list_can_be_put_right_and_keeps_its_day(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(
        client,
        address("unit_add"),
        {"names": "Thôn 1\tx", "usual": "police", "starts_on": "1/7/2024", "viec": "xem"},
    )
    assert "có từ ngày 01/07/2024" in words(page)
    back = text_of(client, address("unit_add"), confirm(client, page) | {"viec": "sua"})
    assert "Thôn 1\tx</textarea>" in back
    assert 'value="01/07/2024"' in back
    assert re.search(r'value="police"\s+checked', back)
    text_of(client, address("unit_add"), confirm(client, page))
    assert set(Placement.objects.filter(parent=world.units["xa-y"]).values_list("starts_on", flat=True)) == {
        date(2024, 7, 1)
    }


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "Chưa có đơn vị nào: đánh dấu, dán danh sách hoặc chọn tệp."),
        ({"names": "\n \n"}, "Chưa có đơn vị nào"),
        ({"names": "STT\tTên thôn\nTổng\t"}, "Không đọc được đơn vị nào trong danh sách."),
        ({"names": "Thôn 1", "starts_on": "32/1/2024"}, "Ghi ngày/tháng/năm, ví dụ 31/12/2024."),
        ({"names": "x" * 60_001}, "Danh sách quá dài"),
        ({"names": "\n".join(f"Thôn {n}" for n in range(301))}, "Danh sách có hơn 300 dòng"),
    ],
)
def test_what_cannot_be_read_is_said(
    world: World, sign_in: SignIn, said: dict[str, object], refusal: str
) -> None:
    page = text_of(sign_in(world, "vhxh-y"), address("unit_add"), said | {"viec": "xem"}, status=422)
    assert refusal in page
    assert 'class="error-summary"' in page


def test_a_sheet_is_read_like_a_pasted_list(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    rows: list[list[object]] = [
        ["UBND XÃ YÊN"],
        [],
        ["STT", "Tên thôn", "Số hộ"],
        [1, "Đức Sơn", 120],
        [2, "Thôn  An\nBình", 80.5],
        [None, "Tổng cộng", 200],
    ]
    page = text_of(client, address("unit_add"), {"names": "Tổ 1", "file": file_of(*rows), "viec": "xem"})
    assert "Thêm 3 đơn vị" in words(page)
    text_of(client, address("unit_add"), confirm(client, page))
    assert names_below(world) == ["Tổ 1", "Thôn Đức Sơn", "Thôn An Bình"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "Tệp rỗng (0 byte)"),
        (b"Thon 1\nThon 2", "không phải tệp Excel (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Tệp Excel kiểu cũ (.xls)"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(
    world: World, sign_in: SignIn, content: bytes, refusal: str
) -> None:
    file = SimpleUploadedFile("thon.xlsx", content)
    page = text_of(sign_in(world, "vhxh-y"), address("unit_add"), {"file": file, "viec": "xem"}, status=422)
    assert refusal in page


def test_an_empty_sheet_and_one_too_long(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(world, "vhxh-y")
    page = text_of(client, address("unit_add"), {"file": file_of(), "viec": "xem"}, status=422)
    assert "Trang đầu của tệp không có chữ nào." in page
    monkeypatch.setattr(sheet_files, "MOST_LINES", 2)
    rows: list[list[object]] = [[f"Thôn {number}"] for number in range(3)]
    page = text_of(client, address("unit_add"), {"file": file_of(*rows), "viec": "xem"}, status=422)
    assert "hơn 1.000 dòng" in page


def test_a_long_list_asks_no_more_than_a_short_one(world: World, sign_in: SignIn) -> None:
    """Reading and adding: the same number of statements for 3 and for 30 lines."""
    client = sign_in(world, "vhxh-y")
    counts = []
    for number in (3, 30):
        names = "\n".join(f"Thôn {number}.{line}" for line in range(number))
        with CaptureQueriesContext(connection) as seen:
            page = client.post(address("unit_add"), {"names": names, "viec": "xem"}).content.decode()
            sent = confirm(client, page)
            assert client.post(address("unit_add"), sent).status_code == 302
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Placement.objects.filter(parent=world.units["xa-y"]).count() == 33


def test_an_administrator_adds_communes_below_a_district(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "quan-tri")
    typed = {"names": "xã Mới\nPhường 5\nPhòng Y tế", "viec": "xem"}
    page = text_of(client, address("unit_add", "huyen-b"), typed)
    assert "Đơn vị xã nào cũng có" not in page
    text_of(client, address("unit_add", "huyen-b"), confirm(client, page))
    assert names_below(world, "huyen-b") == ["thị trấn Đức", "xã Mới", "Phường 5", "Phòng Y tế"]
    assert Unit.objects.get(key="huyen-b-moi").level == "commune"


# --- One unit


def test_a_unit_that_only_begins_later_has_its_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    typed = {"names": "Thôn Sau", "starts_on": "01/01/2025", "viec": "xem"}
    text_of(client, address("unit_add"), confirm(client, text_of(client, address("unit_add"), typed)))
    assert "từ 01/01/2025" in text_of(client, address("unit"))
    assert "từ 01/01/2025" in text_of(client, address("unit", "xa-y-thon-sau"))
    assert sign_in(world, "vhxh-x").get(address("unit", "xa-y-thon-sau")).status_code == 404


def test_a_name_is_put_right_and_changed_from_a_day(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    url = address("unit_edit", "thon-1")
    page = text_of(client, url)
    sent = {"name": "Thôn Một", "how": "sua", "dau": hidden(page, "dau")}
    assert "Đã lưu." in text_of(client, url, sent)
    sent = {"name": "Thôn Mới", "how": "doi", "dau": hidden(text_of(client, url), "dau")}
    assert "Ghi ngày tên mới bắt đầu" in text_of(client, url, sent, status=422)
    page = text_of(client, url, sent | {"from_day": "01/07/2024", "reason": "NQ 12"})
    assert "Đã ghi tên mới “Thôn Mới” từ ngày 01/07/2024." in page
    assert "Thôn Một: đến hết 30/06/2024" in words(page)
    assert "tên cũ: Thôn Một" in words(text_of(client, address("unit", "xa-x")))


def test_two_who_edit_see_both_versions(world: World, sign_in: SignIn) -> None:
    url = address("unit_edit", "thon-1")
    first = sign_in(world, "vhxh-x")
    mark = hidden(text_of(first, url), "dau")
    text_of(sign_in(world, "quan-tri"), url, {"name": "Thôn A", "how": "sua", "dau": mark})
    page = text_of(first, url, {"name": "Thôn B", "how": "sua", "dau": mark}, status=409)
    assert "Đang lưu: Thôn A." in words(page)
    assert 'value="Thôn B"' in page
    text_of(first, url, {"name": "Thôn B", "how": "sua", "dau": hidden(page, "dau")})
    assert "Thôn B" in names_below(world, "xa-x")


def test_a_name_that_is_taken_or_none_is_refused(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    url = address("unit_edit", "thon-1")
    mark = hidden(text_of(client, url), "dau")
    page = text_of(client, url, {"name": "thôn 2", "how": "sua", "dau": mark}, status=422)
    assert "Ở đây đã có “Thôn 2”. Chọn tên khác." in page
    page = text_of(client, url, {"name": " - ", "how": "sua", "dau": mark}, status=422)
    assert "Ghi tên đơn vị." in page


def test_a_coordinator_keeps_the_commune_itself_from_nobody(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    for name in ("unit_edit", "unit_end", "unit_delete"):
        assert client.get(address(name, "xa-x")).status_code == 403
    assert "Sửa, đổi tên" not in text_of(client, address("unit", "xa-x"))
    page = text_of(sign_in(world, "quan-tri"), address("unit_edit", "xa-x"))
    assert 'name="code"' in page
    assert 'name="area"' in page


def test_ending_names_who_loses_access_and_is_taken_back(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    url = address("unit_end", "thon-1")
    assert "Ghi lý do kết thúc." in text_of(client, url, {"last_day": "14/12/2024"}, status=422)
    page = text_of(client, url, {"last_day": "13/12/2024", "reason": "x"}, status=422)
    assert "chọn ngày cuối từ 14/12/2024 trở đi" in page
    typed = {"last_day": "14/12/2024", "reason": "sáp nhập"}
    page = text_of(client, url, typed)
    assert "Truong-Thon-1, trưởng thôn" in words(page)
    assert Posting.objects.get(unit=world.units["thon-1"]).ends_on is None
    page = text_of(client, url, typed | {"viec": "ghi", "da-xem": hidden(page, "da-xem")})
    assert "Thôn 1 còn đến hết ngày 14/12/2024." in page
    assert "đến hết 14/12/2024" in words(page)
    assert Posting.objects.get(unit=world.units["thon-1"]).ends_on == date(2024, 12, 14)
    mark = hidden(text_of(client, address("unit", "thon-1")), "dau")
    assert "Đã khôi phục Thôn 1." in text_of(client, address("unit_restore", "thon-1"), {"dau": mark})
    assert Placement.objects.get(unit=world.units["thon-1"]).ends_on is None


def test_an_ending_not_looked_at_is_shown_again(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    typed = {"last_day": "14/12/2024", "reason": "x", "viec": "ghi", "da-xem": "khac"}
    page = text_of(client, address("unit_end", "thon-1"), typed, status=409)
    assert "Người khác vừa sửa đơn vị này" in page
    assert Placement.objects.get(unit=world.units["thon-1"]).ends_on is None


def test_what_ended_stands_behind_a_link(world: World, sign_in: SignIn) -> None:
    unit = world.unit("thon-cu", Level.VILLAGE, "xa-x", name="Thôn Cũ", kind="thôn")
    Placement.objects.filter(unit=unit).update(ends_on=date(2023, 12, 31))
    client = sign_in(world, "vhxh-x")
    page = text_of(client, address("unit", "xa-x"))
    assert "Đã kết thúc (1)" in page
    assert "Thôn Cũ" not in page
    page = text_of(client, address("unit", "xa-x") + "?da-ket-thuc")
    assert "Thôn Cũ" in page
    page = text_of(client, address("unit", "thon-cu"))
    assert "Khôi phục" in page
    assert "đến hết 31/12/2023" in words(page)
    assert client.get(address("unit_end", "thon-cu")).status_code == 302


def test_what_was_added_by_mistake_is_deleted(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    world.unit("nham", Level.VILLAGE, "xa-x", name="Thôn Nhầm", kind="thôn")
    assert "Xoá Thôn Nhầm" in text_of(client, address("unit_delete", "nham"))
    assert "Đã xoá Thôn Nhầm." in text_of(client, address("unit_delete", "nham"), {})
    assert not Unit.objects.filter(key="nham").exists()
    page = text_of(client, address("unit_delete", "thon-1"), {})
    assert "Thôn 1 đã có người, phiếu hoặc đơn vị bên dưới nên không xoá được." in page


# --- Ai nhập


def test_who_types_is_chosen_by_kind(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    url = address("unit_direct", "xa-x")
    page = text_of(client, url)
    assert "UBND xã tự nhập" in page
    mark = hidden(page, "dau")
    sent = {"cach-village": "tu-nhap", "cach-police": "don-vi", "cach-finance": "tu-nhap", "dau": mark}
    assert "Áp dụng từ kỳ mở tiếp theo." in text_of(client, url, sent)
    kinds = DirectKind.objects.filter(place=world.units["xa-x"]).values_list("kind", flat=True)
    assert list(kinds) == ["village"]  # no agency of finance stands there: nothing to choose
    assert "UBND xã tự nhập" in text_of(client, address("unit", "xa-x"))
    assert "UBND xã tự nhập" in text_of(client, address("unit", "thon-1"))
    assert "Người khác vừa đổi cách nhập" in text_of(client, url, sent, status=409)


def test_a_place_without_units_has_nothing_to_choose(world: World, sign_in: SignIn) -> None:
    page = text_of(sign_in(world, "vhxh-y"), address("unit_direct"))
    assert "Chưa có thôn hay đơn vị nào ở đây" in page


# --- Neighbours


@pytest.mark.parametrize(
    "name",
    ["unit", "unit_add", "unit_edit", "unit_end", "unit_delete", "unit_direct", "unit_restore"],
)
def test_neighbours_find_nothing_of_each_other(world: World, sign_in: SignIn, name: str) -> None:
    keys = ["thon-1", "tram", "xa-x"] if name not in ("unit_add", "unit_direct") else ["xa-x"]
    neighbour = sign_in(world, "vhxh-y")
    for key in keys:
        sent = {"names": "Thôn 9", "viec": "xem", "name": "Thôn 9", "how": "sua"}
        if name != "unit_restore":
            assert neighbour.get(address(name, key)).status_code == 404
        if name != "unit":
            assert neighbour.post(address(name, key), sent).status_code == 404
    assert not Placement.objects.filter(name="Thôn 9").exists()


def test_below_a_village_nothing_is_added(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert client.get(address("unit_add", "thon-1")).status_code == 404
    assert client.get(address("unit_direct", "thon-1")).status_code == 404
