"""What does an uploaded Excel file say? Opened without trusting it; every refusal is a sentence.

What is looked at before a parser sees the file is `childplan.sheet_files`; the parser streams and stops at
our own limits. Nothing of the file is kept but the texts of the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import load_workbook

from childplan.sheet_files import LONGEST_CELL, FileRefused, Refusals, check_file
from childplan.vietnamese import nfc, short_date
from reporting.incoming.legacy_text import legacy_code, legacy_remark
from reporting.incoming.template_format import (
    FIRST,
    FIRST_CODE,
    FORMAT,
    META,
    META_CELL,
    META_DIGEST,
    META_ROUND,
    META_UNIT,
    SECOND,
    SECOND_CODE,
    SHEET,
)

MOST_ROWS, MOST_COLUMNS = 1_000, 30
MOST_META_ROWS = 2_000

_SAID = Refusals(
    too_large="Tệp lớn hơn 5 MB. Mẫu chỉ vài chục kB: bỏ hình ảnh và các trang khác rồi lưu lại.",
    not_excel=(
        "Tệp này không phải tệp Excel (.xlsx). Tải mẫu ở bước 1, điền bằng Excel rồi tải chính tệp đó lên."
    ),
    unsafe=(
        "Tệp bung ra quá lớn hoặc có cấu trúc bất thường nên không được mở. Tải lại mẫu ở bước 1 rồi điền."
    ),
    broken=(
        "Tệp hỏng hoặc chưa lưu xong. Mở bằng Excel, lưu lại rồi tải lên; nếu không mở được, tải mẫu mới."
    ),
)
TOO_LARGE, EMPTY, OLD_EXCEL, LOCKED = _SAID.too_large, _SAID.empty, _SAID.old_excel, _SAID.locked
NOT_EXCEL, OTHER_OFFICE, MACROS = _SAID.not_excel, _SAID.other_office, _SAID.macros
UNSAFE, BROKEN = _SAID.unsafe, _SAID.broken
NOT_OURS = (
    "Tệp này không phải mẫu của phần mềm, hoặc trang ẩn của mẫu đã mất. Tải mẫu ở bước 1, "
    "điền vào chính tệp đó rồi tải lên."
)
TOO_LONG = "Chữ ở ô này quá dài. Viết ngắn lại."
TWICE = (
    "Tệp có hai dòng của cùng một số liệu nên không biết lấy dòng nào. Tải mẫu mới và điền, "
    "không chép thêm dòng."
)


@dataclass(frozen=True)
class Found:
    """One cell that holds something. place: as Excel names it; code: of the cell of the form, empty when it
    lies outside of what is to be filled in; problem: why it cannot even be read."""

    place: str
    code: str
    text: str
    problem: str = ""


@dataclass
class FilledTemplate:
    """A template as it came back. versions: of each cell when the file was made."""

    round_key: str = ""
    unit_key: str = ""
    digest: str = ""
    versions: dict[str, int] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)


def read_template(file: BinaryIO, size: int) -> FilledTemplate:
    """Everything that stands in the cells to fill in, and beside them. Raises FileRefused.

    An empty cell is not there: it changes nothing. A formula counts with the value that Excel stored for it.
    """
    check_file(file, size, _SAID)
    try:
        return _read(file)
    except FileRefused:
        raise
    except Exception as broken:
        # A parser of foreign files may stumble in any way; the person gets one sentence for all of them.
        raise FileRefused(BROKEN) from broken


# --- The workbook


def _read(file: BinaryIO) -> FilledTemplate:
    values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        if META not in values.sheetnames or SHEET not in values.sheetnames:
            raise FileRefused(NOT_OURS)
        template = _meta(_rows(values[META], MOST_META_ROWS))
        file.seek(0)
        formulas = _formulas(file)
        template.found = _found(values[SHEET], formulas, set(template.versions))
    finally:
        values.close()
    return template


def _rows(sheet: Any, most_rows: int = MOST_ROWS) -> Iterator[tuple[Any, ...]]:
    """Rows of cells within our limits; what size the sheet itself claims is not believed."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=most_rows, max_col=MOST_COLUMNS)
    return rows


def _meta(rows: Iterable[tuple[Any, ...]]) -> FilledTemplate:
    lines = [[_plain(cell.value) for cell in row[:3]] + ["", "", ""] for row in rows]
    if not lines or lines[0][0] != FORMAT:
        raise FileRefused(NOT_OURS)
    template = FilledTemplate()
    for key, first, second, *_ in lines[1:]:
        if key == META_ROUND:
            template.round_key = first
        elif key == META_UNIT:
            template.unit_key = first
        elif key == META_DIGEST:
            template.digest = first
        elif key == META_CELL:
            if not (second.isascii() and second.isdigit() and len(second) < 9):
                raise FileRefused(NOT_OURS)
            template.versions[first] = int(second)
    return template


def _plain(value: object) -> str:
    return "" if value is None else str(value)[:LONGEST_CELL]


def _formulas(file: BinaryIO) -> set[str]:
    """Places of cells that hold a formula: of those without a stored value nobody knows what they say."""
    workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        return {
            cell.coordinate
            for row in _rows(workbook[SHEET])
            for cell in row
            if cell.data_type == "f" and cell.value is not None
        }
    finally:
        workbook.close()


def _found(sheet: Any, formulas: set[str], known: set[str]) -> list[Found]:
    found: list[Found] = []
    seen: set[str] = set()
    for row in _rows(sheet):
        cells = {cell.column: cell for cell in row if getattr(cell, "column", None)}
        codes = {
            FIRST: _code(cells, FIRST_CODE, known),
            SECOND: _code(cells, SECOND_CODE, known),
        }
        for code in filter(None, codes.values()):
            if code in seen:
                raise FileRefused(TWICE)
            seen.add(code)
        is_line = any(codes.values())
        for column, cell in cells.items():
            code = codes.get(column, "")
            if not (code or _is_beside(column, cell, is_line, bool(seen))):
                continue
            entry = _entry(cell, code, cell.coordinate in formulas)
            if entry is not None:
                found.append(entry)
    return found


def _is_beside(column: int, cell: Any, is_line: bool, is_below_head: bool) -> bool:
    """Did somebody write where nothing is asked? Left of the boxes stands what we wrote ourselves, and in a
    line without a denominator of its own we wrote words, never a number."""
    if column > SECOND_CODE:
        return True
    if column not in (FIRST, SECOND):
        return False
    return isinstance(cell.value, int | float) if is_line else is_below_head


def _code(cells: dict[int, Any], column: int, known: set[str]) -> str:
    code = _plain(cells[column].value) if column in cells else ""
    return code if code in known else ""


def _entry(cell: Any, code: str, is_formula: bool) -> Found | None:
    place = cell.coordinate
    if cell.value is None:
        if not is_formula:
            return None
        return Found(
            place,
            code,
            "(công thức)",
            NO_RESULT,
        )
    text, problem = _said(cell)
    if not text.strip():
        return None
    if len(text) > LONGEST_CELL:
        return Found(place, code, f"{text[:60]}…", TOO_LONG)
    return Found(place, code, text, problem)


def _said(cell: Any) -> tuple[str, str]:
    """What a cell says as text, and what is wrong with saying it that way."""
    value = cell.value
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), _TRUE_OR_FALSE
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime | date):
        return short_date(value.date() if isinstance(value, datetime) else value), _A_DATE
    if isinstance(value, time | timedelta):
        return str(value), _A_DATE
    text = nfc(str(value))
    if cell.data_type == "e":
        return text, f"Công thức ở ô này báo lỗi {text}. Sửa công thức hoặc ghi thẳng số."
    code = legacy_code(text, _typeface(cell))
    return text, legacy_remark(code) if code else ""


NO_RESULT = (
    "Công thức ở ô này chưa có kết quả trong tệp. Mở bằng Excel, bấm Lưu rồi tải lại, hoặc ghi thẳng số."
)
_TRUE_OR_FALSE = "Ô này là giá trị đúng/sai của Excel (TRUE, FALSE). Ghi số hoặc chữ."
_A_DATE = (
    "Ô này là ngày tháng: Excel đổi cách viết như 5/6 thành ngày. Định dạng ô là Văn bản (Text) rồi ghi lại, "
    "hoặc ghi số."
)


def _typeface(cell: Any) -> str:
    font = getattr(cell, "font", None)
    return str(getattr(font, "name", "") or "")


def number_text(value: int | float) -> tuple[str, str]:
    """A number as it would be typed here: 97.0 is "97", 97.46153846 is "97,46153846". Excel stores sums with
    noise behind the fifteenth digit and never shows it; those digits are no part of the figure."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number) > Decimal(10) ** 30:
        return str(value), "Ô này không phải là số đếm được."
    return f"{number:f}".rstrip("0").rstrip(".").replace(".", ",") if number % 1 else f"{number:.0f}", ""
