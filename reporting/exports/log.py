"""How does the log become an Excel file? Row by row, so that a large one needs little memory: the rows go to
the disk as they come, and only the packed file, a few megabytes at most, stands in memory."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from childplan.clock import VIET_NAM
from childplan.sheet_writing import Look, SheetWriter
from reporting.documents.digests import RowDigest
from reporting.summaries.log_words import LogLine

SHEET = "Nhật ký"
MOST_ROWS = 100_000
TOO_MANY = (
    f"Tệp dừng ở {MOST_ROWS:,} dòng mới nhất. Lọc hẹp hơn (theo kỳ, đơn vị hoặc ngày) để lấy các dòng cũ hơn."
).replace(",", ".", 1)
WIDTHS = {
    "Lúc": 17,
    "Người": 24,
    "Đơn vị": 34,
    "Kỳ": 18,
    "Việc": 52,
    "Trước": 18,
    "Sau": 18,
    "Lời ghi, lý do": 52,
    "Nguồn": 24,
    "Từ máy": 16,
}
"""Headings, with widths in characters as Excel measures columns."""

PLAIN = Look(is_boxed=False, wraps=False)
TITLE = Look(is_boxed=False, wraps=False, bold=True, size=14)
HEAD = Look(bold=True, fill="E9EEF3", horizontal="center")
TEXT = Look(wraps=False, is_boxed=False)
MOMENT = Look(wraps=False, is_boxed=False, number_format="hh:mm dd/mm/yyyy")


def log_file(lines: Iterable[LogLine], facts: list[str]) -> tuple[BytesIO, int, str]:
    """The file, ready to be read from its start, how many rows it has, and the digest of these.

    The digest stands under the last row: only there it is known.

    `lines` may bring one more than fits: then the last row says that there are more.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = SHEET
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    sheet: Any = workbook.create_sheet(SHEET)
    head_row = len(facts) + 2
    for position, width in enumerate(WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation = "landscape"
    writer = SheetWriter(sheet)
    writer.write(writer.text(SHEET, TITLE))
    for fact in facts:
        writer.write(writer.text(fact, PLAIN))
    writer.write(*(writer.text(heading, HEAD) for heading in WIDTHS))
    count = 0
    digest = RowDigest()
    for line in lines:
        if count == MOST_ROWS:
            writer.write(writer.text(TOO_MANY, PLAIN))
            break
        digest.add(_write(writer, line))
        count += 1
    writer.write(writer.text(f"Mã nội dung: {digest.text}", PLAIN))
    # Known only now; the head of a streamed sheet is written first and its filter last.
    sheet.auto_filter.ref = f"A{head_row}:{get_column_letter(len(WIDTHS))}{head_row + count}"
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file, count, digest.text


def _write(writer: SheetWriter, line: LogLine) -> tuple[str, ...]:
    moment = line.at.astimezone(VIET_NAM).replace(tzinfo=None, microsecond=0)
    texts = (
        *(line.who, line.unit, line.round_name, line.act, line.before, line.after),
        *(line.said, line.origin, line.machine),
    )
    writer.write(writer.number(moment, MOMENT), *(writer.text(text, TEXT) for text in texts))
    return (moment.isoformat(), *texts)
