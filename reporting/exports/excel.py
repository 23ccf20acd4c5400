"""How does a table become an Excel file? Real numbers, filters, and text that never turns into a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from indicators.enums import Status
from reporting.exports.tables import (
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
    Cell,
    ExportTable,
)

SHEET = "Biểu kết quả"
TYPEFACE = "Times New Roman"
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

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MILLIMETRE = 1 / 25.4  # inches, in which Excel measures margins


@dataclass(frozen=True)
class _Look:
    """How a cell looks. Equal looks share one style of the workbook: styling cell by cell is what is slow."""

    bold: bool = False
    size: int = 11
    fill: str = ""
    horizontal: str = "left"
    is_boxed: bool = True
    wraps: bool = True
    number_format: str = "General"


class _Sheet:
    """Writes rows into one sheet of a workbook."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.row = 0
        self._styles: dict[_Look, Any] = {}

    def write(self, *cells: WriteOnlyCell) -> None:
        self.sheet.append(cells)
        self.row += 1

    def text(self, text: str, look: _Look) -> WriteOnlyCell:
        """Text stays text: neither a formula nor an error value, and no sign that XML cannot carry."""
        text = _NOT_IN_XML.sub("", text)
        cell = self._styled(text, look)
        cell.data_type = "s"
        if text.startswith(FORMULA_STARTS):
            # Without this mark Excel would read the formula as soon as somebody edits the cell.
            cell.quotePrefix = True
        return cell

    def number(self, cell: Cell, look: _Look) -> WriteOnlyCell:
        return self._styled(cell.number, look)

    def empty(self, look: _Look) -> WriteOnlyCell:
        return self._styled(None, look)

    def _styled(self, value: object, look: _Look) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet, value)
        if look not in self._styles:
            model = WriteOnlyCell(self.sheet)
            model.font = Font(name=TYPEFACE, size=look.size, bold=look.bold)
            model.alignment = Alignment(horizontal=look.horizontal, vertical="top", wrap_text=look.wraps)
            model.number_format = look.number_format
            if look.fill:
                model.fill = PatternFill("solid", start_color=look.fill)
            if look.is_boxed:
                line = Side(style="thin", color="7A8794")
                model.border = Border(left=line, right=line, top=line, bottom=line)
            self._styles[look] = model._style
        cell._style = self._styles[look].__copy__()
        return cell


PLAIN = _Look(is_boxed=False, wraps=False)
TITLE = _Look(is_boxed=False, wraps=False, bold=True, size=14)
COLUMN_HEAD = _Look(bold=True, fill=HEAD, horizontal="center")
GROUP = _Look(bold=True, is_boxed=False, wraps=False)


def excel_file(table: ExportTable) -> BytesIO:
    """The table as an .xlsx file, ready to be read from its start.

    Facts on top, then the head, which stays in view and repeats on paper, then a flat list without merged
    cells, then the remarks. Numbers are what the row shows (98, never 0.98), their unit has its own column.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = _NOT_IN_XML.sub("", table.document_title)
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    sheet = workbook.create_sheet(SHEET)
    opening = _opening(table)
    head_row = len(opening) + 1
    row_count = sum(1 + len(group.rows) for group in table.groups)
    _set_up(sheet, table, head_row=head_row, last_row=head_row + row_count)
    writer = _Sheet(sheet)
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
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def _opening(table: ExportTable) -> list[tuple[str, _Look]]:
    """Few lines, because they stay in view together with the head of the columns."""
    lines = [(table.title, TITLE)]
    lines += [("   ·   ".join(map(str, facts)), PLAIN) for facts in table.fact_lines]
    if table.finding:
        lines.append((table.finding, PLAIN))
    return lines


def _cell(writer: _Sheet, cell: Cell) -> WriteOnlyCell:
    horizontal = "right" if cell.column.is_number else "left"
    if cell.number is None or _digits(cell) > MOST_DIGITS:
        return writer.text(cell.text, _Look(fill=FILLS.get(cell.tone, ""), horizontal=horizontal))
    return writer.number(cell, _Look(horizontal=horizontal, number_format=_number_format(cell)))


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
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Margins and the page number on top, not on the first page: Nghị định 30/2020/NĐ-CP, Phụ lục I.
    sheet.page_margins = PageMargins(
        left=30 * _MILLIMETRE, right=15 * _MILLIMETRE, top=20 * _MILLIMETRE, bottom=20 * _MILLIMETRE
    )
    sheet.HeaderFooter.differentFirst = True
    sheet.HeaderFooter.oddHeader.center.text = "&P"
