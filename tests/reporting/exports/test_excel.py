"""Can an official work with the Excel file: real numbers, filters, paper, and no text that runs?"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.documents.tables import ExportTable, export_table
from reporting.exports.excel import excel_file
from reporting.summaries.table_rows import Group, Row, Writing
from reporting.summaries.tables import Table
from tests.reporting.exports import by_hand

HEAD = 6
"""The row of the heads: title, plan, unit and round, making, finding stand above."""


def sheet_of(table: Table) -> Worksheet:
    workbook = load_workbook(excel_file(export_table(table, by_hand.ADDRESS)))
    assert workbook.sheetnames == ["Biểu kết quả"]
    return workbook.active


def sheet_with(*rows: Row) -> Worksheet:
    return sheet_of(by_hand.table([Group("Mục tiêu 1", list(rows))]))


def values(sheet: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


@pytest.fixture(scope="module")
def mixed() -> Worksheet:
    return sheet_of(by_hand.MIXED)


def test_facts_stand_on_top_and_remarks_at_the_bottom(mixed: Worksheet) -> None:
    first_column = [mixed.cell(row, 1).value for row in range(1, mixed.max_row + 1)]
    assert first_column[0] == "Biểu kết quả thực hiện chỉ tiêu"
    assert first_column[1].startswith("Kế hoạch: Chương trình hành động")
    assert "Kỳ báo cáo: Năm 2024   ·   Số liệu từ–đến: 15/12/2023–14/12/2024" in first_column[2]
    assert first_column[3].endswith("Địa chỉ trang: http://127.0.0.1:8000/ke-hoach/004/bieu-nam/nam-2024/")
    assert first_column[4] == "2/4 nội dung đạt chỉ tiêu, 1 chưa đạt, 1 không phát sinh."
    assert first_column[5] == "Mã"
    assert first_column[-2:] == [
        "1 nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu.",
        "Dấu — nghĩa là không có (số liệu, chỉ tiêu, ghi chú); không phải số 0.",
    ]


def test_rows_hold_real_numbers_and_words(mixed: Worksheet) -> None:
    assert values(mixed, HEAD + 1)[0] == "Mục tiêu 1. Phát triển toàn diện, chăm sóc sức khỏe, dinh dưỡng"
    assert values(mixed, HEAD + 1)[1:] == [None] * 11
    assert values(mixed, HEAD + 2) == [
        "1.1",
        "Trẻ em dưới 5 tuổi được đăng ký khai sinh",
        "%",
        96.5,
        "≥\u00a098%",
        48,
        49,
        97.96,
        "Chưa đạt · tổng hợp chưa đủ",
        "8/9 thôn",
        "Phòng Tư pháp",
        "còn 0,04 điểm %",
    ]
    assert values(mixed, HEAD + 5)[5:9] == [0, 0, "—", "Không phát sinh"]
    assert values(mixed, HEAD + 7)[2:8] == ["đồng", "—", "—", 1234567890, "—", 1234567890]
    assert values(mixed, HEAD + 8)[7] == "3 (năm trước 0)"


def test_every_number_is_the_number_of_the_row(mixed: Worksheet) -> None:
    """What the page shows as text and Excel as a number is the same figure, with the same decimals."""
    by_name = {mixed.cell(row, 2).value: row for row in range(HEAD + 1, mixed.max_row + 1)}
    for row in by_hand.MIXED.rows:
        line = mixed[by_name[row.short_name]]
        for place, number, decimals in (
            (3, row.last_year.number, row.last_year.decimals),
            (5, row.result.numerator, 0),
            (6, row.result.denominator, 0),
            (7, row.result.number, row.result.decimals),
        ):
            if number is None:
                assert isinstance(line[place].value, str)
                continue
            assert Decimal(str(line[place].value)) == number
            digits = line[place].number_format.partition(".")[2]
            assert digits == "0" * decimals


@pytest.mark.parametrize(
    ("row", "place", "expected"),
    [
        (by_hand.PARTIAL, 3, "#,##0.0"),
        (by_hand.PARTIAL, 7, "#,##0.00"),
        (by_hand.PARTIAL, 5, "#,##0"),
        (by_hand.MONEY, 7, "#,##0"),
        (by_hand.APPROXIMATE, 7, '"≈"#,##0.000000'),
    ],
)
def test_numbers_are_grouped_by_the_readers_own_excel(row: Row, place: int, expected: str) -> None:
    assert sheet_with(row)[HEAD + 2][place].number_format == expected


def test_a_number_longer_than_excel_can_hold_stays_text() -> None:
    long = replace(by_hand.MONEY.result, text="1.234.567.890.123.457 đồng", number=Decimal(1234567890123457))
    longest = replace(by_hand.MONEY.result, text="123.456.789.012.345 đồng", number=Decimal(123456789012345))
    sheet = sheet_with(replace(by_hand.MONEY, result=long), replace(by_hand.MONEY, result=longest))
    assert sheet[HEAD + 2][7].value == "1.234.567.890.123.457 đồng"
    assert sheet[HEAD + 3][7].value == 123456789012345


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://xau.example","Bấm")',
        "+84 912 345 678",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "=",
        "#N/A",
        "#REF!",
        "1E5",
        "0123",
        "TRUE",
    ],
)
def test_text_never_becomes_a_formula_an_error_or_a_number(text: str) -> None:
    table = by_hand.table(
        [Group(text, [replace(by_hand.PARTIAL, short_name=text, leads=text)])],
        place=text,
        finding=text,
        remarks=[text],
    )
    file = excel_file(export_table(table, by_hand.ADDRESS))
    sheet = load_workbook(file).active
    with ZipFile(file) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    for place in ((HEAD - 1, 1), (HEAD + 1, 1), (HEAD + 2, 2), (HEAD + 2, 11), (HEAD + 4, 1)):
        cell = sheet.cell(*place)
        assert cell.value == text
        assert cell.data_type == "s"
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_ordinary_text_is_not_marked_as_quoted(mixed: Worksheet) -> None:
    assert not mixed[HEAD + 2][1].quotePrefix


def with_name(name: str) -> ExportTable:
    table = by_hand.table([Group("Mục tiêu 1", [by_hand.PARTIAL])], title=name, place=name)
    return replace(export_table(table, by_hand.ADDRESS), title=name, document_title=name)


def test_signs_that_xml_cannot_carry_are_left_out() -> None:
    name = "Xã\x00 Tân\x0b\x1f Trung\ufffe\uffff \ud800"
    workbook = load_workbook(excel_file(with_name(name)))
    assert workbook.active["A1"].value == "Xã Tân Trung "
    assert workbook.properties.title == "Xã Tân Trung "


def test_the_file_says_whose_it_is_in_which_language() -> None:
    properties = load_workbook(excel_file(export_table(by_hand.MIXED, by_hand.ADDRESS))).properties
    assert properties.title == "Huyện Tân Yên – Năm 2024"
    assert properties.language == "vi"


def test_the_head_stays_and_the_list_can_be_filtered(mixed: Worksheet) -> None:
    assert mixed.freeze_panes == "C7"
    assert mixed.auto_filter.ref == "A6:L17"
    assert values(mixed, 17)[1] == "Trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế"
    assert list(mixed.merged_cells) == []


def test_paper_is_a4_across_with_the_head_on_every_page(mixed: Worksheet) -> None:
    assert mixed.page_setup.orientation == "landscape"
    assert mixed.page_setup.paperSize == 9
    assert (mixed.page_setup.fitToWidth, mixed.page_setup.fitToHeight) == (1, 0)
    assert mixed.sheet_properties.pageSetUpPr.fitToPage
    assert mixed.print_title_rows == "$6:$6"
    assert mixed.print_area == "'Biểu kết quả'!$A$1:$L$20"
    assert mixed.oddHeader.center.text == "&P"
    assert mixed.HeaderFooter.differentFirst
    assert round(mixed.page_margins.left * 25.4) == 30


def test_words_wrap_in_columns_that_are_wide_enough(mixed: Worksheet) -> None:
    assert mixed.column_dimensions["B"].width == 42
    assert mixed[HEAD + 2][1].alignment.wrap_text
    assert mixed[HEAD + 2][7].alignment.horizontal == "right"
    assert mixed[HEAD + 2][1].font.name == "Times New Roman"
    assert mixed[HEAD + 1][0].font.bold


def test_a_fill_stands_beside_the_word_and_never_alone(mixed: Worksheet) -> None:
    def fill(row: int, place: int) -> str:
        cell = mixed[row][place]
        return cell.fill.start_color.rgb[2:] if cell.fill.fill_type else ""

    assert (mixed[HEAD + 2][8].value, fill(HEAD + 2, 8)) == ("Chưa đạt · tổng hợp chưa đủ", "FCE8E8")
    assert (mixed[HEAD + 2][9].value, fill(HEAD + 2, 9)) == ("8/9 thôn", "FFE9B0")
    assert (mixed[HEAD + 6][8].value, fill(HEAD + 6, 8)) == ("Đạt", "E3F4EA")
    assert (mixed[HEAD + 3][8].value, fill(HEAD + 3, 8)) == ("Chưa đến mốc", "")
    assert (mixed[HEAD + 3][9].value, fill(HEAD + 3, 9)) == ("9/9 thôn", "")


def test_equal_looks_share_one_style() -> None:
    file = excel_file(export_table(by_hand.long_table(200), by_hand.ADDRESS))
    with ZipFile(file) as parts:
        styles = parts.read("xl/styles.xml").decode()
    count = re.search(r'<cellXfs[^>]* count="(\d+)"', styles) or re.search(r"<cellXfs>(.*)</cellXfs>", styles)
    assert count is not None
    assert styles.count("<xf ") < 20


def test_a_table_without_rows_is_a_file_too() -> None:
    sheet = sheet_of(by_hand.table([], finding="", remarks=[]))
    assert values(sheet, 5)[:2] == ["Mã", "Chỉ tiêu"]
    assert sheet["A7"].value == "Biểu chưa có nội dung nào."
    assert sheet.auto_filter.ref == "A5:L5"


def test_sentences_have_a_sheet_of_their_own() -> None:
    table = by_hand.table([Group("Mục tiêu 1", [by_hand.LEVELS, by_hand.WORDS])])
    workbook = load_workbook(excel_file(export_table(table, by_hand.ADDRESS)))
    assert workbook.sheetnames == ["Biểu kết quả", "Nội dung"]
    sheet = workbook["Nội dung"]
    name = "Tổ chức thực hiện công tác trẻ em"
    assert [values(sheet, row) for row in range(1, sheet.max_row + 1)] == [
        ["Mã", "Chỉ tiêu", "Đơn vị", "Nội dung"],
        ["8", name, "Huyện Tân Yên", "Huyện đã chỉ đạo kịp thời."],
        ["8", name, "Xã An Sơn", "Đã kiện toàn Ban điều hành.\n=Năm tới bố trí kinh phí."],
    ]
    assert sheet.auto_filter.ref == "A1:D3"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["D3"].alignment.wrap_text
    assert sheet["D3"].data_type == "s"


def test_a_sentence_never_becomes_a_formula() -> None:
    row = replace(by_hand.WORDS, writings=(Writing("=1+1", "=HYPERLINK(1)"),))
    table = by_hand.table([Group("Mục tiêu 1", [row])])
    sheet = load_workbook(excel_file(export_table(table, by_hand.ADDRESS)))["Nội dung"]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in sheet[2][2:]] == [
        ("=1+1", "s", True),
        ("=HYPERLINK(1)", "s", True),
    ]
