"""Theo dõi nộp in the browser: the page, its Excel with the same words, and chasing without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reporting.models import Export, Notice, Reminder
from tests.world import World, at, fill_villages
from units.enums import LogKind
from units.models import LogEntry

FRIDAY = at(22)
SignIn = Callable[[World, str], Client]


@pytest.fixture
def busy(world: World) -> World:
    """In X, village 1 in time, villages 2 and 3 not at all; the station, without a day, has sent."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.hand_in("tram", "y-te")
    return world


@pytest.fixture
def friday(moment: Callable[[datetime], None]) -> Callable[[], None]:
    """Two days after the villages' day."""
    return lambda: moment(FRIDAY)


def open_page(client: Client, unit: str, query: str = "", route: str = "tracking") -> str:
    response = client.get(reverse(f"reporting:{route}", args=["2024-nam", unit]) + query)
    assert response.status_code == 200
    return response.content.decode()


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def rows_of(html: str) -> list[list[str]]:
    """The words of every row, without those that a phone shows in place of the cells."""
    body = html[html.index("</thead>") : html.index("</table>")]
    found = []
    for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", body, re.S):
        cells = re.findall(r"<(t[hd])([^>]*)>(.*?)</\1>", row, re.S)
        found.append([plain(inner) for _, said, inner in cells if "by-status" not in said])
    return found


def test_home_leads_to_the_own_place(busy: World, sign_in: SignIn) -> None:
    for person, unit in (("vhxh-x", "xa-x"), ("huyen-a", "huyen-a"), ("lanh-dao-x", "xa-x")):
        response = sign_in(busy, person).get(reverse("reporting:tracking_home"))
        assert response["Location"] == f"/theo-doi/2024-nam/{unit}/"


def test_district_page(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    client = sign_in(busy, "huyen-a")
    friday()
    html = open_page(client, "huyen-a")
    assert rows_of(html) == [
        ["Xã Xuân", "Nộp 15/11", "Nhập đủ, chưa nộp", "1/3", "Chưa nhập"],
        ["Xã Yên", "—", "—", "—", "Chưa nhập"],
    ]
    assert '<progress value="1" max="3"' in html
    # Nobody is late one level down, so no button of the page is filled.
    assert "btn-primary" not in html
    # Every outline is drawn once and pointed at.
    drawn = set(re.findall(r'<g id="hinh-([a-z_]+)">', html))
    assert drawn == set(re.findall(r'href="#hinh-([a-z_]+)"', html))


def test_commune_page(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    client = sign_in(busy, "vhxh-x")
    friday()
    html = open_page(client, "xa-x")
    assert "Đôn đốc 2 đơn vị quá hạn" in html
    assert html.count("btn-primary") == 1
    shown = {row[0].split(" Truong")[0]: row[1:] for row in rows_of(html)}
    assert shown["Thôn 2"][0] == "Quá hạn 2 ngày"
    assert shown["Thôn 2"][1] == "Quá hạn 2 ngày Hết ngày Thứ Tư 20/11/2024"
    assert shown["Thôn 1"][:3] == ["Nộp 15/11", "Đúng hạn", "09:00 ngày 15/11/2024"]
    assert open_page(client, "xa-x", "?loc=qua-han").count('<tr role="row">') == 3  # with the head
    # What the address does not know changes nothing.
    assert rows_of(open_page(client, "xa-x", "?loc=x&sap=y&trang=-1")) == rows_of(html)
    assert "Không có đơn vị nào như vậy" in open_page(client, "xa-x", "?loc=nop-muon")


def test_a_leader_reads_and_does_nothing(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    client = sign_in(busy, "lanh-dao-x")
    friday()
    html = open_page(client, "xa-x")
    assert "Quá hạn 2 ngày" in html
    assert "Đôn đốc" not in html
    assert "/kiem-tra/" not in html


def test_from_above_one_may_look_and_not_chase(
    busy: World, sign_in: SignIn, friday: Callable[[], None]
) -> None:
    client = sign_in(busy, "huyen-a")
    friday()
    assert "Đôn đốc" not in open_page(client, "xa-x")
    assert client.get(reverse("reporting:chase", args=["2024-nam", "xa-x"])).status_code == 403


def test_empty(busy: World, sign_in: SignIn) -> None:
    html = open_page(sign_in(busy, "vhxh-y"), "xa-y")
    assert "Kỳ này chưa giao cho đơn vị nào" in html


def read_back(response: Any) -> Any:
    return load_workbook(BytesIO(b"".join(response.streaming_content))).active


@pytest.mark.parametrize(
    ("person", "unit", "query"),
    [
        ("huyen-a", "huyen-a", ""),
        ("huyen-a", "huyen-a", "?xem=ky"),
        ("tinh", "tinh", ""),
        ("vhxh-x", "xa-x", "?xem=ky&loc=chua-nop"),
    ],
)
def test_excel_says_what_the_page_says(
    busy: World, sign_in: SignIn, friday: Callable[[], None], person: str, unit: str, query: str
) -> None:
    client = sign_in(busy, person)
    friday()
    html = open_page(client, unit, query)
    sheet = read_back(client.get(reverse("reporting:tracking_excel", args=["2024-nam", unit]) + query))
    lines = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    page = rows_of(html)
    assert lines[-len(page) :] == page
    head = re.findall(r"<th[^>]*>(.*?)</th>", html[html.index("<thead") : html.index("</thead>")], re.S)
    assert lines[-len(page) - 1] == [plain(said) for said in head]


def test_who_took_the_list_away_is_in_the_log(
    busy: World, sign_in: SignIn, friday: Callable[[], None]
) -> None:
    client = sign_in(busy, "huyen-a")
    friday()
    client.get(reverse("reporting:tracking_excel", args=["2024-nam", "xa-x"]) + "?loc=qua-han")
    row = LogEntry.objects.get(kind=LogKind.EXPORT)
    assert (row.act, row.by, row.unit, row.at) == (
        "xuất theo dõi nộp ra Excel",
        busy.people["huyen-a"],
        busy.units["xa-x"],
        FRIDAY,
    )
    assert row.subject == "xã Xuân – Năm 2024, quá hạn"
    assert row.after == f"mã tệp {Export.objects.get().code}, 2 dòng"
    assert row.address == "127.0.0.1"


def test_excel_of_a_commune(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    client = sign_in(busy, "vhxh-x")
    friday()
    sheet = read_back(client.get(reverse("reporting:tracking_excel", args=["2024-nam", "xa-x"])))
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Theo dõi nộp báo cáo – Năm 2024"
    assert rows[1][0].startswith(
        "Đơn vị: xã Xuân   ·   Số liệu từ–đến: 15/12/2023–14/12/2024   ·   Lập lúc: "
    )
    export = Export.objects.get()
    assert rows[2][0] == (
        f"Mã tệp: {export.code}   ·   Mã nội dung: {export.digest}   ·   "
        f"Địa chỉ trang: http://testserver/t/{export.code}/"
    )
    assert rows[3][0] == (
        "2/5 đơn vị đã nộp (40%)   ·   1/3 nộp đúng hạn (33,3%)   ·   2 chờ kiểm tra   ·   0 bị trả lại"
        "   ·   2 quá hạn"
    )
    head = next(number for number, row in enumerate(rows, start=1) if row[0] == "Đơn vị")
    assert rows[head - 1] == ("Đơn vị", "Trạng thái", "Hạn nộp", "Nộp lúc", "Nhắc", "Cần làm", "Liên hệ")
    assert rows[head] == (
        "Thôn 2",
        "Quá hạn 2 ngày",
        "Quá hạn 2 ngày, hết ngày Thứ Tư 20/11/2024",
        "—",
        "—",
        "Đôn đốc, Nhập thay",
        "Truong-Thon-2",
    )
    # The words stand beside the fill, the head stays in view, repeats on paper and filters.
    assert sheet.cell(head + 1, 2).fill.start_color.rgb == "00FCE8E8"
    assert sheet.cell(head + 3, 2).fill.fill_type is None
    assert sheet.freeze_panes == f"B{head + 1}"
    assert sheet.auto_filter.ref == f"A{head}:G{head + 5}"
    assert sheet.print_title_rows == f"${head}:${head}"


def test_chase_page(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    client = sign_in(busy, "vhxh-x")
    friday()
    html = open_page(client, "xa-x", route="chase")
    boxes = re.findall(r"<input class=\"form-check-input\"(.*?)>", html, re.S)
    assert [(re.findall(r'value="([^"]+)"', box)[0], "checked" in box) for box in boxes] == [
        ("thon-2", True),
        ("thon-3", True),
    ]
    assert ">[đơn vị] chưa nộp báo cáo năm 2024, [hạn].</textarea>" in html
    group = re.search(r'<textarea id="tin-chung"[^>]*>(.*?)</textarea>', html, re.S)
    assert group is not None
    assert group[1] == (
        "Xã Xuân: chưa có báo cáo năm 2024 của 2 đơn vị:\n"
        "- Thôn 2: quá hạn 2 ngày (hạn hết ngày 20/11/2024)\n"
        "- Thôn 3: quá hạn 2 ngày (hạn hết ngày 20/11/2024)\n"
        "Nhập và nộp tại: http://testserver/"
    )


def test_due_soon_is_ticked_only_where_nobody_is_late(
    busy: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    client = sign_in(busy, "vhxh-x")
    moment(at(17))
    html = open_page(client, "xa-x", route="chase")
    assert html.count("checked>") == 2
    assert "tin-chung" not in html
    assert "Nhắc 2 đơn vị sắp đến hạn" in open_page(client, "xa-x")
    moment(at(16))
    assert "Không có đơn vị nào quá hạn" in open_page(client, "xa-x", route="chase")


def test_sending(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    """One reminder for every overdue unit; repeated within 24 hours, none."""
    client = sign_in(busy, "vhxh-x")
    friday()
    address = reverse("reporting:chase", args=["2024-nam", "xa-x"])
    said = {"units": ["thon-2", "thon-3"], "text": "[đơn vị]: [hạn]. [đường dẫn]"}
    html = client.post(address, said, follow=True).content.decode()
    assert "Đã nhắc 2 đơn vị: Thôn 2, Thôn 3." in html
    assert "1 lần, lần cuối 09:00 ngày 22/11/2024" in html
    assert Reminder.objects.count() == 2
    assert Notice.objects.get(user=busy.people["truong-thon-2"], kind="reminder").text == (
        "Thôn 2: quá hạn 2 ngày (hạn hết ngày 20/11/2024). http://testserver/bao-cao/2024-nam/thon-2/nhap/"
    )
    again = client.post(address, said, follow=True).content.decode()
    assert "Không nhắc lại vì mới nhắc chưa đủ 24 giờ: Thôn 2, Thôn 3." in again
    assert Reminder.objects.count() == 2
    # The page says so, and offers nothing to tick.
    page = open_page(client, "xa-x", route="chase")
    assert "nhắc lại được từ 09:00 ngày 23/11/2024" in page
    assert "checked" not in page


def test_what_came_in_meanwhile_is_not_reminded(
    busy: World, sign_in: SignIn, friday: Callable[[], None]
) -> None:
    client = sign_in(busy, "vhxh-x")
    friday()
    busy.hand_in("thon-2", "truong-thon-2", when=FRIDAY)
    address = reverse("reporting:chase", args=["2024-nam", "xa-x"])
    html = client.post(address, {"units": ["thon-2"], "text": "Nộp đi"}, follow=True).content.decode()
    assert "Không nhắc vì không còn phải chờ: Thôn 2." in html
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"text": "Nộp báo cáo"}, "Chọn ít nhất một đơn vị để nhắc."),
        ({"units": ["thon-2"], "text": " "}, "Ghi lời nhắc."),
        ({"units": ["xa-y"], "text": "Nộp báo cáo"}, "Có đơn vị không còn trong danh sách."),
    ],
)
def test_refused_with_what_was_typed(
    busy: World, sign_in: SignIn, friday: Callable[[], None], said: dict[str, object], complaint: str
) -> None:
    client = sign_in(busy, "vhxh-x")
    friday()
    response = client.post(reverse("reporting:chase", args=["2024-nam", "xa-x"]), said)
    assert response.status_code == 422
    html = response.content.decode()
    assert complaint in html
    assert str(said["text"]) in html
    assert not Reminder.objects.exists()


def test_reminders_are_counted_in_the_cell(busy: World, sign_in: SignIn, friday: Callable[[], None]) -> None:
    for day in (20, 21):
        Reminder.objects.create(
            report=busy.report("cong-an"), on=at(day).date(), at=at(day), by=busy.people["vhxh-x"]
        )
    client = sign_in(busy, "huyen-a")
    friday()
    [row, _] = rows_of(open_page(client, "huyen-a"))
    assert row[2] == "Nhập đủ, chưa nộp nhắc 2 lần"
