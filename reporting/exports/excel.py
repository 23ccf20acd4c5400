"""How does a table become an Excel file? Real numbers, filters, and text that never turns into a formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from childplan.sheet_writing import MILLIMETRE, Look, SheetWriter, printable
from indicators.enums import Status
from reporting.answers import DASH
from reporting.documents.content import Cell
from reporting.documents.tables import (
    CODE,
    COVERAGE,
    DENOMINATOR,
    LAST_YEAR,
    LEADS,
    NAME,
    NUMERATOR,
    REMARK,
    RESULT,
    STATUS,
    TARGET,
    UNIT,
    ExportTable,
)

SHEET = "Biểu kết quả"
TEXTS_SHEET = "Nội dung"
TEXT_HEADS = ("Đơn vị", "Nội dung")
WIDTHS = {
    CODE: 7,
    NAME: 42,
    UNIT: 12,
    LAST_YEAR: 12,
    TARGET: 20,
    NUMERATOR: 12,
    DENOMINATOR: 12,
    RESULT: 14,
    STATUS: 24,
    COVERAGE: 13,
    LEADS: 26,
    REMARK: 30,
}
"""In characters, as Excel measures columns."""

MOST_DIGITS = 15
"""Excel keeps no more significant digits; a longer number stays text, so that no digit is lost."""

GOOD, BAD, MISSING, HEAD = "E3F4EA", "FCE8E8", "FFE9B0", "E9EEF3"
FILLS = {
    Status.MET.value: GOOD,
    Status.EXCEEDED.value: GOOD,
    Status.NOT_MET.value: BAD,
    "partial": MISSING,
}
"""Light fills beside the word; other statuses have none."""

PLAIN = Look(is_boxed=False, wraps=False)
TITLE = Look(is_boxed=False, wraps=False, bold=True, size=14)
COLUMN_HEAD = Look(bold=True, fill=HEAD, horizontal="center")
GROUP = Look(bold=True, is_boxed=False, wraps=False)


def excel_file(table: ExportTable) -> BytesIO:
    """The table as an .xlsx file, ready to be read from its start.

    Facts on top, then the head, which stays in view and repeats on paper, then a flat list without merged
    cells, then the remarks. Numbers are what the row shows (98, never 0.98), their unit has its own column.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = printable(table.document_title)
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    sheet = workbook.create_sheet(SHEET)
    opening = _opening(table)
    head_row = len(opening) + 1
    row_count = sum(1 + len(group.rows) for group in table.groups)
    _set_up(sheet, table, head_row=head_row, last_row=head_row + row_count)
    writer = SheetWriter(sheet)
    for text, look in opening:
        writer.write(writer.text(text, look))
    writer.write(*(writer.text(column.heading, COLUMN_HEAD) for column in table.columns))
    for group in table.groups:
        writer.write(writer.text(group.heading, GROUP), *(writer.empty(GROUP) for _ in table.columns[1:]))
        for row in group.rows:
            writer.write(*(_cell(writer, cell) for cell in row))
    writer.write(writer.empty(PLAIN))
    for remark in table.remarks:
        writer.write(writer.text(remark, PLAIN))
    if table.writings:
        _write_texts(workbook, table)
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def _write_texts(workbook: Workbook, table: ExportTable) -> None:
    """What units wrote, on a sheet of its own with room for sentences: one row a unit."""
    sheet = workbook.create_sheet(TEXTS_SHEET)
    count = sum(len(about.texts) for about in table.writings)
    for letter, width in zip("ABCD", (7, 42, 30, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{1 + count}"
    sheet.print_title_rows = "1:1"
    set_up_paper(sheet)
    writer = SheetWriter(sheet)
    writer.write(*(writer.text(head, COLUMN_HEAD) for head in (CODE.heading, NAME.heading, *TEXT_HEADS)))
    for about in table.writings:
        for unit_name, text in about.texts:
            cells = (about.code or DASH, about.name, unit_name, text)
            writer.write(*(writer.text(cell, Look()) for cell in cells))


def _opening(table: ExportTable) -> list[tuple[str, Look]]:
    """Few lines, because they stay in view together with the head of the columns."""
    lines = [(table.title, TITLE)]
    lines += [("   ·   ".join(map(str, facts)), PLAIN) for facts in table.fact_lines]
    if table.finding:
        lines.append((table.finding, PLAIN))
    return lines


def _cell(writer: SheetWriter, cell: Cell) -> WriteOnlyCell:
    horizontal = "right" if cell.column.is_number else "left"
    if cell.number is None or _digits(cell) > MOST_DIGITS:
        return writer.text(cell.text, Look(fill=FILLS.get(cell.tone, ""), horizontal=horizontal))
    return writer.number(cell.number, Look(horizontal=horizontal, number_format=_number_format(cell)))


def _digits(cell: Cell) -> int:
    assert cell.number is not None
    return len(f"{abs(cell.number):.{cell.decimals}f}".replace(".", "").lstrip("0"))


def _number_format(cell: Cell) -> str:
    """The code Excel stores; on a Vietnamese machine #,##0.0 shows 1.234,5."""
    digits = f"#,##0.{'0' * cell.decimals}" if cell.decimals else "#,##0"
    return f'"≈"{digits}' if cell.text.startswith("≈") else digits


def _set_up(sheet: Any, table: ExportTable, *, head_row: int, last_row: int) -> None:
    """Everything a write-only sheet wants to know before its first row."""
    last_column = get_column_letter(len(table.columns))
    for position, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = WIDTHS[column]
    sheet.freeze_panes = f"C{head_row + 1}"
    sheet.auto_filter.ref = f"A{head_row}:{last_column}{last_row}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    # Without an area, a long line of facts that runs over its neighbours widens the printed page.
    sheet.print_area = f"A1:{last_column}{last_row + 1 + len(table.remarks)}"
    set_up_paper(sheet)


def set_up_paper(sheet: Any) -> None:
    """A4 on its side, as wide as the table, with the page number on top."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Margins and the page number on top, not on the first page: Nghị định 30/2020/NĐ-CP, Phụ lục I.
    sheet.page_margins = PageMargins(
        left=30 * MILLIMETRE, right=15 * MILLIMETRE, top=20 * MILLIMETRE, bottom=20 * MILLIMETRE
    )
    sheet.HeaderFooter.differentFirst = True
    sheet.HeaderFooter.oddHeader.center.text = "&P"
