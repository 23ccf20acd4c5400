"""How does a table become an Excel file? Real numbers, filters, and text that never turns into a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from childplan.sheet_writing import MILLIMETRE, Look, SheetWriter, new_workbook, saved
from indicators.enums import Status
from reporting.answers import DASH
from reporting.documents.content import Annex, Cell, DataTable, Document, ExportWritings, Stamp
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
ANNEX = "Phụ lục"
ABOUT = "Về tệp này"
NOTE = "Ghi chú"
BETWEEN = "   ·   "
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
NARROWEST, NUMBERS_WIDEST, WIDEST = 8, 18, 44
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

BOXED = Look()
PLAIN = Look(is_boxed=False, wraps=False)
TITLE = Look(is_boxed=False, wraps=False, bold=True, size=14)
COLUMN_HEAD = Look(bold=True, fill=HEAD, horizontal="center")
GROUP = Look(bold=True, is_boxed=False, wraps=False)
LABEL = Look(bold=True, is_boxed=False)
SAID = Look(is_boxed=False)


def excel_file(table: ExportTable) -> BytesIO:
    """The table as an .xlsx file, ready to be read from its start.

    Facts on top, then the head, which stays in view and repeats on paper, then a flat list without merged
    cells, then the remarks. Numbers are what the row shows (98, never 0.98), their unit has its own column.
    """
    workbook = new_workbook(table.document_title)
    _write_list(workbook, SHEET, _opening(table), table.table, table.remarks)
    _write_texts(workbook, TEXTS_SHEET, table.writings)
    return saved(workbook)


def annexes_file(document: Document) -> BytesIO:
    """The annexes of a report as an .xlsx file: a sheet each, then one about the file.

    Each stands by itself: whoever sends one sheet on sends unit, period and kind of figures with it.
    """
    workbook = new_workbook(f"{document.subject} – {document.stamp.unit}")
    for annex in document.annexes:
        name = f"{ANNEX} {annex.number}".strip()
        opening = [(annex.title, TITLE), *((line, PLAIN) for line in _about_annex(document, annex))]
        _write_list(workbook, name, opening, annex.table, annex.remarks, is_landscape=annex.is_landscape)
        _write_texts(workbook, f"{TEXTS_SHEET} {annex.number}".strip(), annex.writings)
    write_about(workbook, [*_about(document), *((NOTE, note) for note in document.notes)])
    return saved(workbook)


def write_about(workbook: Workbook, facts: Iterable[tuple[str, str]]) -> None:
    """What the file is, on a sheet of its own: a label and what it says in each row; what is empty is not
    said."""
    sheet = workbook.create_sheet(ABOUT)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    set_up_paper(sheet)
    writer = SheetWriter(sheet)
    writer.write(writer.text(ABOUT, TITLE))
    for label, text in facts:
        if text:
            writer.write(writer.text(label, LABEL), writer.text(text, SAID))


def stamp_facts(stamp: Stamp) -> list[tuple[str, str]]:
    """Dấu tệp as labels and texts."""
    return [
        ("Đơn vị", stamp.unit),
        ("Kỳ báo cáo", stamp.round_name),
        ("Số liệu từ–đến", stamp.window),
        ("Loại số liệu", stamp.edition),
        ("Bản", stamp.version),
        ("Người xem", "Bản công khai" if stamp.is_public else ""),
        ("Lập lúc", stamp.made_at),
        ("Mã tệp", stamp.code),
        ("Tra mã tệp", stamp.address),
        ("Mã nội dung", stamp.digest),
    ]


def _about(document: Document) -> list[tuple[str, str]]:
    return [
        ("Văn bản", document.subject),
        ("Tình trạng", "Dự thảo" if document.is_draft else ""),
        ("Sửa đổi", document.amends),
        *stamp_facts(document.stamp),
    ]


def _about_annex(document: Document, annex: Annex) -> Iterator[str]:
    """Few lines, as `_opening`."""
    stamp = document.stamp
    said = [
        "DỰ THẢO" if document.is_draft else "",
        "BẢN CÔNG KHAI" if stamp.is_public else "",
        *(f"{label}: {text}" for label, text in stamp_facts(stamp)[:5] if text),
    ]
    yield BETWEEN.join(filter(None, said))
    yield from annex.lead


def _write_list(
    workbook: Workbook,
    name: str,
    opening: Sequence[tuple[str, Look]],
    table: DataTable,
    remarks: Sequence[str],
    *,
    is_landscape: bool = True,
) -> None:
    """A sheet: lines of text, the head, the list, the remarks."""
    sheet = workbook.create_sheet(name)
    head_row = len(opening) + 1
    row_count = sum(bool(group.heading) + len(group.rows) for group in table.groups)
    _set_up(sheet, table, head_row=head_row, last_row=head_row + row_count, remark_count=len(remarks))
    set_up_paper(sheet, is_landscape=is_landscape)
    writer = SheetWriter(sheet)
    for text, look in opening:
        writer.write(writer.text(text, look))
    writer.write(*(writer.text(column.heading, COLUMN_HEAD) for column in table.columns))
    for group in table.groups:
        if group.heading:
            writer.write(writer.text(group.heading, GROUP), *(writer.empty(GROUP) for _ in table.columns[1:]))
        for row in group.rows:
            writer.write(*(value_cell(writer, cell) for cell in row))
    writer.write(writer.empty(PLAIN))
    for remark in remarks:
        writer.write(writer.text(remark, PLAIN))


def _write_texts(workbook: Workbook, name: str, writings: Sequence[ExportWritings]) -> None:
    """What units wrote, on a sheet of its own with room for sentences: one row a unit."""
    if not writings:
        return
    sheet = workbook.create_sheet(name)
    count = sum(len(about.texts) for about in writings)
    for letter, width in zip("ABCD", (7, 42, 30, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{1 + count}"
    sheet.print_title_rows = "1:1"
    set_up_paper(sheet)
    writer = SheetWriter(sheet)
    writer.write(*(writer.text(head, COLUMN_HEAD) for head in (CODE.heading, NAME.heading, *TEXT_HEADS)))
    for about in writings:
        for unit_name, text in about.texts:
            cells = (about.code or DASH, about.name, unit_name, text)
            writer.write(*(writer.text(cell, Look()) for cell in cells))


def _opening(table: ExportTable) -> list[tuple[str, Look]]:
    """Few lines, because they stay in view together with the head of the columns."""
    lines = [(table.title, TITLE)]
    lines += [(BETWEEN.join(map(str, facts)), PLAIN) for facts in table.fact_lines]
    if table.finding:
        lines.append((table.finding, PLAIN))
    return lines


def value_cell(writer: SheetWriter, cell: Cell, look: Look = BOXED) -> WriteOnlyCell:
    """A real number with its decimals, or the words of the page."""
    horizontal = "right" if cell.column.is_number else "left"
    if cell.number is None or _digits(cell) > MOST_DIGITS:
        return writer.text(cell.text, _look(look, horizontal, fill=FILLS.get(cell.tone, "")))
    return writer.number(cell.number, _look(look, horizontal, number_format=_number_format(cell)))


@lru_cache(maxsize=256)
def _look(look: Look, horizontal: str, *, fill: str = "", number_format: str = "General") -> Look:
    """Made once: a long table asks for the same few a million times."""
    return replace(look, horizontal=horizontal, fill=fill, number_format=number_format)


def _digits(cell: Cell) -> int:
    assert cell.number is not None
    return len(f"{abs(cell.number):.{cell.decimals}f}".replace(".", "").lstrip("0"))


def _number_format(cell: Cell) -> str:
    """The code Excel stores; on a Vietnamese machine #,##0.0 shows 1.234,5."""
    digits = f"#,##0.{'0' * cell.decimals}" if cell.decimals else "#,##0"
    return f'"≈"{digits}' if cell.text.startswith("≈") else digits


def _set_up(sheet: Any, table: DataTable, *, head_row: int, last_row: int, remark_count: int) -> None:
    """Everything a write-only sheet wants to know before its first row."""
    last_column = get_column_letter(len(table.columns))
    for position in range(len(table.columns)):
        sheet.column_dimensions[get_column_letter(position + 1)].width = _width(table, position)
    # What names a row stays in view when somebody goes right: its number and name, or its name alone.
    names = 2 if table.columns[0].key == CODE.key and len(table.columns) > 2 else 1
    sheet.freeze_panes = f"{get_column_letter(names + 1)}{head_row + 1}"
    sheet.auto_filter.ref = f"A{head_row}:{last_column}{last_row}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    # Without an area, a long line of facts that runs over its neighbours widens the printed page.
    sheet.print_area = f"A1:{last_column}{last_row + 1 + remark_count}"


def _width(table: DataTable, position: int) -> float:
    """Of a column that is known by name what suits it; else room for its longest line, within bounds."""
    column = table.columns[position]
    if column in WIDTHS:
        return WIDTHS[column]
    texts = [column.heading, *(row[position].text for row in table.rows)]
    longest = max(len(line) for text in texts for line in (text.splitlines() or [""]))
    return min(max(longest + 2, NARROWEST), NUMBERS_WIDEST if column.is_number else WIDEST)


def set_up_paper(sheet: Any, *, is_landscape: bool = True) -> None:
    """A4 as wide as the table, on its side unless told otherwise, with the page number on top."""
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
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
