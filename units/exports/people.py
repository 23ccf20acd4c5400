"""The Excel file to fill in with people: one line for every unit that has nobody yet."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from childplan.sheet_writing import Look, SheetWriter
from units.people_lists import COLUMNS

SPARE_LINES = 60
_WIDTHS = (28, 18, 30, 28, 28)
_HEAD = Look(bold=True, is_boxed=False)
_CELL = Look(is_boxed=False, wraps=False, number_format="@")


def people_file(units: list[tuple[str, str]]) -> BytesIO:
    """`units`: name and usual role, a line each. Every cell is text, so that Excel keeps the zero of 0912."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Người dùng")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    writer = SheetWriter(sheet)
    writer.write(*(writer.text(title, _HEAD) for title in COLUMNS))
    for name, role in units:
        writer.write(*(writer.text(said, _CELL) for said in ("", "", name, role, "")))
    for _ in range(SPARE_LINES):
        writer.write(*(writer.empty(_CELL) for _ in COLUMNS))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file
