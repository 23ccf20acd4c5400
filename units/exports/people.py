"""The Excel file to fill in with people: one line for every unit that has nobody yet."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from units.people_lists import COLUMNS

SPARE_LINES = 60
_WIDTHS = (28, 18, 30, 28, 28)


def people_file(units: list[tuple[str, str]]) -> BytesIO:
    """`units`: name and usual role, a line each. Every cell is text, so that Excel keeps the zero of 0912."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Người dùng"
    sheet.append(list(COLUMNS))
    for cell, width in zip(sheet[1], _WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = width
    for name, role in units:
        sheet.append(["", "", name, role, ""])
    for row in range(2, len(units) + SPARE_LINES + 2):
        for column in range(1, len(COLUMNS) + 1):
            sheet.cell(row=row, column=column).number_format = "@"
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file
