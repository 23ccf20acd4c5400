"""Can a unit fill in its form from Excel, by file and by block, and nobody else? Through the pages."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from childplan import sheet_files
from reporting import standing_in
from reporting.enums import FigureState, IntakeState, Origin, StandInSource
from reporting.incoming import workbooks
from reporting.incoming.template_format import SHEET
from reporting.models import FigureChange, Intake
from tests.reporting.incoming.files import boxes, edited, filled
from tests.world import NOW, World, at, build_round, fill_places

SignIn = Callable[[World, str], Client]
OF_Y = ["2024-nam", "xa-y"]


def address(route: str, number: int | None = None, unit: list[str] = OF_Y) -> str:
    return reverse(f"reporting:{route}", args=unit if number is None else [*unit, number])


def upload(client: Client, file: BytesIO | bytes, name: str = "MauBC.xlsx", unit: list[str] = OF_Y) -> Any:
    content = file if isinstance(file, bytes) else file.getvalue()
    return client.post(address("excel", unit=unit), {"tep": SimpleUploadedFile(name, content)})


def paste(client: Client, text: str, **headers: str) -> Any:
    return client.post(address("paste"), {"text": text}, headers=headers or None)


def values(world: World, *items: str) -> list[int | None]:
    return [world.figure("xa-y", item).value for item in items]


# --- Screen 05


def test_the_page_says_what_the_template_holds(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "vhxh-y").get(address("excel")).content.decode()
    assert "Mẫu gồm 9 ô, số năm trước, chỉ tiêu" in page
    assert address("excel_template") in page
    assert 'enctype="multipart/form-data"' in page


def test_the_template_comes_under_a_plain_name(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world, "vhxh-y").get(address("excel_template"))
    assert answer["Content-Disposition"] == 'attachment; filename="mau-2024-nam-xa-y.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert len(boxes(load_workbook(BytesIO(b"".join(answer)))[SHEET])) == 9


def test_a_file_goes_to_its_preview_and_writes_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    answer = upload(client, filled(world, "xa-y", tre_em=210))
    assert answer.status_code == 302
    assert answer["Location"] == address("intake", 1)
    assert values(world, "tre-em") == [None]
    intake = Intake.objects.get()
    assert (intake.origin, intake.file_name, intake.by.username) == (Origin.EXCEL, "MauBC.xlsx", "vhxh-y")


def test_the_same_file_twice_is_one_preview(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    file = filled(world, "xa-y", tre_em=210)
    assert upload(client, file)["Location"] == upload(client, file)["Location"]
    assert Intake.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Lưu thành (Save As) → Excel Workbook (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "Tệp có mật khẩu mở"),
        (b"", "Tệp rỗng (0 byte)"),
        (b"x" * 300, "không phải tệp Excel (.xlsx)"),
        (b"x" * (5 * 1024 * 1024 + 1), "Tệp lớn hơn 5 MB"),
    ],
)
def test_a_refused_file_says_what_to_do(world: World, sign_in: SignIn, content: bytes, sentence: str) -> None:
    answer = upload(sign_in(world, "vhxh-y"), content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Lỗi:" in page.split("</title>")[0]
    assert 'aria-invalid="true"' in page
    assert Intake.objects.count() == 0


def test_no_file_at_all(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world, "vhxh-y").post(address("excel"), {"tep": "abc"})
    assert answer.status_code == 422
    assert "Chưa chọn tệp" in answer.content.decode()


def test_another_units_and_another_rounds_template(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    other = upload(client, filled(world, "xa-x", tao_hon=2))
    assert "mẫu của đơn vị khác" in other.content.decode()
    build_round(world, 2023)
    last_year = ["2023-nam", "xa-y"]
    answer = upload(client, filled(world, "xa-y", tre_em=2), unit=last_year)
    assert (answer.status_code, Intake.objects.count()) == (422, 0)
    assert "mẫu của kỳ báo cáo khác" in answer.content.decode()


def test_the_template_of_an_older_form(world: World, sign_in: SignIn) -> None:
    file = filled(world, "xa-y", tre_em=2)
    world.figure("xa-y", "tao-hon").delete()
    answer = upload(sign_in(world, "vhxh-y"), file)
    assert "bản cũ của phiếu" in answer.content.decode()
    assert Intake.objects.count() == 0


def test_an_untouched_empty_template_has_nothing_to_take(world: World, sign_in: SignIn) -> None:
    answer = upload(sign_in(world, "vhxh-y"), filled(world, "xa-y"))
    assert "không có gì để nhận" in answer.content.decode()


# --- Screen 06


def test_counts_rows_and_reasons(world: World, sign_in: SignIn) -> None:
    """Four new, two changed, one equal, one that is no number: counted, named by cell, written."""
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", tre_em=200, hoan_canh=30, tao_hon=1)
    said = {"tre_em": 210, "hoan_canh": 31, "duoc_giup": 30, "bi_thuong": 0, "xam_hai": 0}
    file = filled(world, "xa-y", **said, san_choi="3/4", can_do="ba trăm")
    place = boxes(load_workbook(file)[SHEET])["can-do"].coordinate
    page = client.get(upload(client, file)["Location"]).content.decode()
    for words in ("4 ô mới", "2 ô thay đổi", "1 ô lỗi", "1 ô giữ nguyên", "Cần xem (3)", "Nhận 6 ô hợp lệ"):
        assert words in page, words
    assert place in page
    assert "Số trẻ em dưới 5 tuổi được cân đo phải là số, ví dụ 57" in page
    # Rows that need no look are left out of sight, not out of the form.
    assert 'type="hidden" name="nhan" value="duoc-giup:0"' in page
    answer = client.post(address("accept_intake", 1), {"tat-ca": "1"}, follow=True)
    assert "Đã nhận 6 ô." in answer.content.decode()
    assert values(
        world, "tre-em", "hoan-canh", "duoc-giup", "bi-thuong", "xam-hai", "san-choi", "can-do"
    ) == [
        210,
        31,
        30,
        0,
        0,
        3,
        None,
    ]
    assert set(FigureChange.objects.exclude(origin="typed").values_list("origin", flat=True)) == {"excel"}
    assert "Hoàn tác 6 ô" in answer.content.decode()


def test_ticks_decide_and_a_second_click_does_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", tre_em=200, hoan_canh=30)
    upload(client, filled(world, "xa-y", tre_em=210, hoan_canh=31, duoc_giup=30))
    ticked = {"nhan": ["duoc-giup:0", "tre-em:1"]}
    client.post(address("accept_intake", 1), ticked)
    again = client.post(address("accept_intake", 1), ticked, follow=True)
    assert "đã nhận rồi" in again.content.decode()
    assert values(world, "tre-em", "hoan-canh", "duoc-giup") == [210, 30, 30]
    assert world.figure("xa-y", "tre-em").version == 2


@pytest.mark.parametrize(
    "tick", ["tre-em", "tre-em:", "tre-em:x", "tre-em:99", ":1", "khong-co:0", "tre-em:٣"]
)
def test_forged_ticks_write_nothing(world: World, sign_in: SignIn, tick: str) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em=210))
    answer = client.post(address("accept_intake", 1), {"nhan": tick}, follow=True)
    assert answer.status_code == 200
    assert values(world, "tre-em") == [None]


def test_a_conflict_stands_first_with_both_values_and_the_name(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    file = filled(world, "xa-y", tre_em=212, hoan_canh=30)
    world.enter("xa-y", "vhxh-y", tre_em=215)
    page = client.get(upload(client, file)["Location"])
    row = page.context["intake"].rows[0]
    assert (row.now, row.incoming, row.is_ticked) == ("215", "212", False)
    assert "Vhxh-Y, 09:00 ngày 15/11/2024" in page.content.decode()
    assert "Có ô đã được người khác sửa sau khi tải mẫu" in page.content.decode()
    client.post(address("accept_intake", 1), {"nhan": ["hoan-canh:0"]})
    assert values(world, "tre-em", "hoan-canh") == [215, 30]


def test_a_cell_that_moves_while_the_preview_is_open(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em=212, hoan_canh=30))
    world.enter("xa-y", "vhxh-y", tre_em=215)
    ticked = {"nhan": ["tre-em:0", "hoan-canh:0"]}
    answer = client.post(address("accept_intake", 1), ticked, follow=True)
    assert "chưa ghi gì" in answer.content.decode()
    assert values(world, "tre-em", "hoan-canh") == [215, None]


def test_dropping_and_undoing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em=212, hoan_canh=30))
    client.post(address("accept_intake", 1), {"tat-ca": "1"})
    world.enter("xa-y", "vhxh-y", hoan_canh=31)
    undone = client.post(address("undo_intake", 1), follow=True).content.decode()
    assert "Đã hoàn tác 1 ô, số cũ trở lại. Để nguyên 1 ô đã có người sửa sau đó" in undone
    assert "Số trẻ em có hoàn cảnh đặc biệt" in undone
    assert values(world, "tre-em", "hoan-canh") == [None, 31]
    upload(client, filled(world, "xa-y", tre_em=5))
    dropped = client.post(address("drop_intake", 2), follow=True).content.decode()
    assert "Đã bỏ, không ghi ô nào." in dropped
    assert Intake.objects.get(number=2).state == IntakeState.DROPPED
    lines = client.get(address("excel")).content.decode()
    assert "Đã hoàn tác" in lines
    assert "Đã bỏ" in lines


def test_the_marked_file(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em="ba trăm"))
    answer = client.get(address("marked_file", 1))
    assert answer["Content-Disposition"] == 'attachment; filename="can-sua-2024-nam-xa-y-1.xlsx"'
    marked = BytesIO(b"".join(answer))
    sheet = load_workbook(marked)[SHEET]
    cell = boxes(sheet)["tre-em"]
    assert (cell.value, sheet.cell(cell.row, 9).value) == (
        "ba trăm",
        "Số tổng số trẻ em phải là số, ví dụ 57",
    )

    def put_right(workbook: Any) -> None:
        boxes(workbook[SHEET])["tre-em"].value = 300

    upload(client, edited(marked, put_right))
    client.post(address("accept_intake", 2), {"nhan": ["tre-em:0"]})
    assert values(world, "tre-em") == [300]


# --- Pasting


def test_a_block_by_codes_and_back_again(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    answer = paste(client, "1.1\t30\ntre-em\t200\n6.1\t3\t40")
    assert answer["Location"] == address("intake", 1)
    page = client.get(answer["Location"]).content.decode()
    assert "4 ô mới" in page
    client.post(address("accept_intake", 1), {"tat-ca": "1"})
    assert values(world, "hoan-canh", "tre-em", "beo-phi", "can-do") == [30, 200, 3, 40]
    client.post(address("undo_intake", 1))
    assert values(world, "hoan-canh", "tre-em", "beo-phi", "can-do") == [None] * 4
    assert world.figure("xa-y", "tre-em").state == FigureState.EMPTY


def test_over_data_only_what_is_new_is_ticked(world: World, sign_in: SignIn) -> None:
    """Two cells differ, one is empty, one value is text: closing changes nothing; a tick takes one more."""
    world.enter("xa-y", "vhxh-y", tre_em=200, hoan_canh=30)
    client = sign_in(world, "vhxh-y")
    page = client.get(paste(client, "tre-em\t210\n1.1\t31\n1.2\t29\n5\tba")["Location"])
    body = page.content.decode()
    assert [words in body for words in ("1 ô mới", "2 ô thay đổi", "1 ô lỗi")] == [True] * 3
    assert [row.field for row in page.context["intake"].rows if row.is_ticked] == ["duoc-giup:0"]
    assert values(world, "tre-em", "hoan-canh", "duoc-giup") == [200, 30, None]
    client.post(address("accept_intake", 1), {"nhan": ["duoc-giup:0", "tre-em:1"]})
    assert values(world, "tre-em", "hoan-canh", "duoc-giup") == [210, 30, 29]
    assert set(FigureChange.objects.filter(value__in=[210, 29]).values_list("origin", flat=True)) == {
        "pasted"
    }


def test_the_script_hears_where_to_go(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    answer = paste(client, "1.1\t30", Accept="application/json")
    assert (answer.status_code, answer.json()) == (200, {"address": address("intake", 1)})
    refused = paste(client, "1\n2", Accept="application/json")
    assert refused.status_code == 422
    assert refused.json()["message"].startswith("Khối dán có 2 dòng, 1 cột; phiếu có 9 ô nhập")


def test_a_block_that_fits_nothing_comes_back_as_it_was(world: World, sign_in: SignIn) -> None:
    answer = paste(sign_in(world, "vhxh-y"), "1\n2 <b>")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1\n2 &lt;b&gt;</textarea>" in page
    assert "không biết đặt số nào vào ô nào" in page


# --- Who, and when


def test_a_report_that_is_handed_in_takes_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em=212))
    fill_places(world)
    world.hand_in("xa-y", "vhxh-y")
    for route in ("excel", "excel_template", "paste"):
        answer = client.get(address(route))
        assert (answer.status_code, answer["Location"]) == (302, address("entry"))
    for answer in (
        client.get(address("intake", 1)),
        client.post(address("accept_intake", 1), {"nhan": ["tre-em:0"]}),
        client.post(address("undo_intake", 1)),
        upload(client, b"PK"),
        paste(client, "1.1\t3"),
    ):
        assert (answer.status_code, answer["Location"]) == (302, address("entry"))
    assert paste(client, "1.1\t3", Accept="application/json").status_code == 409
    assert values(world, "tre-em") == [200]


def test_another_reports_intake_is_not_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em=212))
    other = sign_in(world, "vhxh-x")
    assert other.get(address("intake", 1)).status_code == 404
    assert other.get(address("intake", 1, ["2024-nam", "xa-x"])).status_code == 404
    assert client.get(address("intake", 2)).status_code == 404


def test_whoever_enters_for_a_unit_may_bring_its_file(world: World, sign_in: SignIn) -> None:
    village = ["2024-nam", "thon-1"]
    client = sign_in(world, "vhxh-x")
    assert client.get(address("excel", unit=village)).status_code == 403
    standing_in.start(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, source=StandInSource.PAPER
    )
    upload(client, filled(world, "thon-1", tre_em=90), unit=village)
    client.post(address("accept_intake", 1, village), {"nhan": ["tre-em:0"]})
    assert world.figure("thon-1", "tre-em").value == 90
    (change,) = FigureChange.objects.all()
    assert change.origin == Origin.ON_BEHALF
    client.post(address("undo_intake", 1, village))
    assert world.figure("thon-1", "tre-em").value is None


def test_text_of_a_file_is_only_text_on_the_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    upload(client, filled(world, "xa-y", tre_em="<script>alert(1)</script>"), name="<b>.xlsx")
    page = client.get(address("intake", 1)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>.xlsx" not in page


def test_the_preview_costs_the_same_for_one_cell_and_for_seven(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", tre_em=200)
    one = filled(world, "xa-y", hoan_canh=1)
    said = dict.fromkeys(
        ["hoan_canh", "duoc_giup", "bi_thuong", "xam_hai", "tao_hon", "can_do", "beo_phi"], 3
    )
    seven = filled(world, "xa-y", tre_em=201, **said)
    world.enter("xa-y", "vhxh-y", when=at(15, 10), tre_em=202)
    counts = []
    for number, file in enumerate((one, seven), start=1):
        upload(client, file)
        client.get(address("intake", number))
        with CaptureQueriesContext(connection) as seen:
            client.get(address("intake", number))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_sizes_are_looked_at_before_the_file_is_opened(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a parser saw the file")

    monkeypatch.setattr(workbooks, "load_workbook", opened)
    monkeypatch.setattr(sheet_files, "ZipFile", opened)
    answer = upload(sign_in(world, "vhxh-y"), b"PK\x03\x04" + b"x" * (5 * 1024 * 1024))
    assert "Tệp lớn hơn 5 MB" in answer.content.decode()
