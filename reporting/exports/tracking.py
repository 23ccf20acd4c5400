"""Theo dõi nộp as an Excel file: the rows and words of the page, with light fills beside the words."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from childplan.sheet_writing import Look, SheetWriter, printable
from reporting.chips import Chip
from reporting.documents.digests import RowDigest
from reporting.exports.excel import COLUMN_HEAD, PLAIN, TITLE, set_up_paper
from reporting.summaries.exports import window_of
from reporting.summaries.tracking_page import LIST_HEADS, Tracking, TrackingRow

SHEET = "Theo dõi nộp"
FILLS = {"overdue": "FCE8E8", "due_today": "FFE9B0", "returned": "F3EAF8"}
"""The codes that are filled on the page too: somebody has to act now."""
NAME_WIDTH, CELL_WIDTH, LIST_WIDTHS = 30, 20, (26, 34, 24, 34, 22, 40)
"""In characters, as Excel measures columns."""


def tracking_file(page: Tracking, address: str, code: str = "") -> BytesIO:
    """The table as an .xlsx file, ready to be read from its start. `address` leads back from it.

    Facts, then a head that stays in view and repeats on paper, then a flat list without merged cells.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = printable(f"{SHEET} – {page.place_name} – {page.round_.name}")
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    sheet = workbook.create_sheet(SHEET)
    making = (
        f"Mã tệp: {code}   ·   Mã nội dung: {tracking_digest(page)}   ·   Địa chỉ trang: {address}"
        if code
        else f"Địa chỉ trang: {address}"
    )
    opening = list(_opening(page, making))
    heads = [page.row_heading, *_heads(page)]
    _set_up(sheet, page, head_row=len(opening) + 1, columns=len(heads))
    writer = SheetWriter(sheet)
    for position, line in enumerate(opening):
        writer.write(writer.text(line, TITLE if position == 0 else PLAIN))
    writer.write(*(writer.text(head, COLUMN_HEAD) for head in heads))
    for row in page.rows:
        writer.write(*_cells(writer, page, row))
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def tracking_digest(page: Tracking) -> str:
    """Over what a reader sees, without when the file was made."""
    digest = RowDigest()
    digest.add([_title(page), page.place_name, *page.remarks])
    digest.add([page.row_heading, *_heads(page)])
    for row in page.rows:
        digest.add(_words(page, row))
    return digest.text


def _title(page: Tracking) -> str:
    stamp = f"{page.round_.stamp} – " if page.round_.stamp else ""
    return f"{stamp}Theo dõi nộp báo cáo – {page.round_.name}"


def _opening(page: Tracking, making: str) -> Iterator[str]:
    yield _title(page)
    facts = (
        ("Đơn vị", page.place_name),
        ("Số liệu từ–đến", window_of(page.round_)),
        ("Lập lúc", page.made_at),
    )
    yield "   ·   ".join(f"{name}: {text}" for name, text in facts)
    yield making
    yield "   ·   ".join(f"{figure.value} {figure.label}" for figure in page.figures)
    yield from page.remarks


def _heads(page: Tracking) -> list[str]:
    if page.is_detailed:
        return list(LIST_HEADS)
    heads = [column.heading for column in page.columns]
    return heads if page.choice.is_by_round else [*heads, page.own_heading]


def _words(page: Tracking, row: TrackingRow) -> list[str]:
    if page.is_detailed:
        return [row.name, row.own.words, *row.detail_words]
    cells = row.cells if page.choice.is_by_round else [*row.cells, row.own]
    return [row.name, *(cell.words for cell in cells)]


def _cells(writer: SheetWriter, page: Tracking, row: TrackingRow) -> Iterator[WriteOnlyCell]:
    yield writer.text(row.name, Look())
    if page.is_detailed:
        yield writer.text(row.own.words, _look(row.own.chip))
        yield from (writer.text(words, Look()) for words in row.detail_words)
        return
    cells = row.cells if page.choice.is_by_round else [*row.cells, row.own]
    for cell in cells:
        yield writer.text(cell.words, _look(cell.chip))


def _look(chip: Chip | None) -> Look:
    return Look(fill=FILLS.get(chip.code, "") if chip is not None and chip.is_filled else "")


def _set_up(sheet: Any, page: Tracking, *, head_row: int, columns: int) -> None:
    last, last_row = get_column_letter(columns), head_row + len(page.rows)
    widths = LIST_WIDTHS if page.is_detailed else (CELL_WIDTH,) * (columns - 1)
    for position, width in enumerate((NAME_WIDTH, *widths), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = f"B{head_row + 1}"
    sheet.auto_filter.ref = f"A{head_row}:{last}{last_row}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    set_up_paper(sheet)
