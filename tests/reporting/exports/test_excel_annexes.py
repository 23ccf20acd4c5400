"""Do the annexes of a report work as an Excel file: a sheet each, real numbers, and what the file is?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.documents.content import Annex, Cell, Column, DataTable, Document, ExportGroup
from reporting.exports.excel import annexes_file
from tests.sample_report import sample_document

HEAD = 3
"""The row of the heads: title and facts stand above."""


def workbook_of(document: Document) -> Workbook:
    return load_workbook(annexes_file(document))


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


@pytest.fixture(scope="module")
def sample() -> Workbook:
    return workbook_of(sample_document())


def test_each_annex_has_a_sheet_and_the_file_says_what_it_is(sample: Workbook) -> None:
    assert sample.sheetnames == ["Phụ lục I", "Nội dung I", "Phụ lục II", "Về tệp này"]
    assert sample["Phụ lục I"]["A1"].value == "BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU"
    assert sample["Phụ lục I"]["A2"].value == (
        "Đơn vị: xã An Sơn   ·   Kỳ báo cáo: Năm 2024   ·   Số liệu từ–đến: 15/12/2023–14/12/2024"
        "   ·   Loại số liệu: Chính thức, ước thực hiện   ·   Bản: Bản 1"
    )
    about = {row[0].value: row[1].value for row in sample["Về tệp này"].iter_rows(min_row=2)}
    assert about == {
        "Văn bản": "Kết quả thực hiện Kế hoạch công tác trẻ em năm 2024",
        "Đơn vị": "xã An Sơn",
        "Kỳ báo cáo": "Năm 2024",
        "Số liệu từ–đến": "15/12/2023–14/12/2024",
        "Loại số liệu": "Chính thức, ước thực hiện",
        "Bản": "Bản 1",
        "Lập lúc": "09:00 05/12/2024",
        "Mã tệp": "K7QM-29XA",
        "Tra mã tệp": "http://127.0.0.1:8000/t/K7QM-29XA/",
        "Mã nội dung": "1234-5678-9abc-def0",
        "Ghi chú": "Số liệu ước thực hiện; chưa gồm thôn Tây.",
    }


def test_numbers_are_numbers_and_a_dash_is_no_zero(sample: Workbook) -> None:
    sheet = sample["Phụ lục I"]
    assert values(sheet, HEAD)[:3] == ["Mã", "Chỉ tiêu", "Đơn vị tính"]
    assert values(sheet, HEAD + 1)[0] == "Mục tiêu 1. Chăm sóc sức khỏe, dinh dưỡng"
    assert values(sheet, HEAD + 2)[3:] == [5.7, "< 5,5%", 28, 327, 8.6, "Chưa đạt", "8/9 thôn"]
    assert values(sheet, HEAD + 4)[3:8] == ["—", "≤ 600/10.000 (2025)", 1234, 20567, 600]
    assert sheet.cell(HEAD + 4, 8).number_format == "#,##0.0"
    assert values(sheet, HEAD + 5)[5:8] == [0, 0, "Không phát sinh"]
    assert sheet.cell(HEAD + 2, 9).fill.start_color.rgb == "00FCE8E8"


def test_no_text_becomes_a_formula() -> None:
    with ZipFile(annexes_file(sample_document(subject="=1+1"))) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 4
        assert all("<f>" not in parts.read(name).decode() for name in sheets)
        assert "=SUM(A1:A9)" in parts.read(sheets[0]).decode()


def test_every_list_is_ready_for_work_and_paper(sample: Workbook) -> None:
    sheet = sample["Phụ lục II"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C4", "A3:J28")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$3:$3", "landscape")
    assert sheet.page_setup.fitToWidth == 1
    assert list(sheet.merged_cells) == []


def test_a_column_nobody_knows_has_room_for_what_stands_in_it() -> None:
    name, amount = Column("unit-name", "Đơn vị"), Column("y2024", "2024", is_number=True)
    rows = ((Cell(name, "Thị trấn Cao Thượng"), Cell(amount, "1,5%", Decimal("1.5"), 1)),)
    annex = Annex(
        "years", "", "BIỂU THEO NĂM", DataTable((name, amount), (ExportGroup("", rows),)), is_landscape=False
    )
    sheet = workbook_of(sample_document(annexes=(annex,)))["Phụ lục"]
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [21, 8]
    assert values(sheet, HEAD + 1) == ["Thị trấn Cao Thượng", 1.5]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:B4")
    assert sheet.page_setup.orientation == "portrait"


def test_drafts_public_versions_and_amendments_say_so() -> None:
    document = sample_document(is_draft=True, amends="Thay bản 1: sửa số trẻ em.")
    document = replace(document, stamp=replace(document.stamp, is_public=True))
    workbook = workbook_of(document)
    assert workbook["Phụ lục I"]["A2"].value.startswith("DỰ THẢO   ·   BẢN CÔNG KHAI   ·   Đơn vị")
    about = {row[0].value: row[1].value for row in workbook["Về tệp này"].iter_rows(min_row=2)}
    assert (about["Tình trạng"], about["Người xem"]) == ("Dự thảo", "Bản công khai")
    assert about["Sửa đổi"] == "Thay bản 1: sửa số trẻ em."


def test_a_report_without_annexes_is_a_file_too() -> None:
    assert workbook_of(sample_document(annexes=())).sheetnames == ["Về tệp này"]


def test_the_same_document_is_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it is drawn: parts of an archive bear no moment, and neither does the workbook."""
    first = annexes_file(sample_document()).getvalue()
    monkeypatch.setattr("time.time", lambda: 4102444800.0)
    assert annexes_file(sample_document()).getvalue() == first
    with ZipFile(annexes_file(sample_document())) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"created" not in parts.read("docProps/core.xml")
