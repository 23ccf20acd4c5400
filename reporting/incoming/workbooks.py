"""What does an uploaded Excel file say? Opened without trusting it; every refusal is a sentence.

Order: size, signature, the zip's own list of contents, a look for XML entities, and only then a parser, which
streams and stops at our own limits. Nothing of the file is kept but the texts of the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook

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

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_UNPACKED_PART = 4 * 1024 * 1024
"""Of one XML part, which is what a parser has to hold; a template of 130 cells has 60 kB."""
MOST_PARTS = 200
MOST_RATIO = 200
"""Honest workbooks pack 4 to 20 times; a bomb a thousand times."""
MOST_ROWS, MOST_COLUMNS = 1_000, 30
MOST_META_ROWS = 2_000
LONGEST_CELL = 2_500

_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

TOO_LARGE = "Tệp lớn hơn 5 MB. Mẫu chỉ vài chục kB: bỏ hình ảnh và các trang khác rồi lưu lại."
EMPTY = "Tệp rỗng (0 byte). Mở tệp bằng Excel, lưu lại rồi tải lên."
OLD_EXCEL = (
    "Tệp Excel kiểu cũ (.xls). Mở bằng Excel, chọn Lưu thành (Save As) → Excel Workbook (.xlsx), "
    "rồi tải tệp mới."
)
LOCKED = (
    "Tệp có mật khẩu mở. Mở bằng Excel, chọn Tệp → Thông tin → Bảo vệ sổ làm việc → Mã hóa bằng mật khẩu, "
    "xóa mật khẩu, lưu rồi tải lại."
)
NOT_EXCEL = (
    "Tệp này không phải tệp Excel (.xlsx). Tải mẫu ở bước 1, điền bằng Excel rồi tải chính tệp đó lên."
)
OTHER_OFFICE = (
    "Tệp này không phải sổ Excel thường (.xlsx). Mở bằng Excel, chọn Lưu thành (Save As) → "
    "Excel Workbook (.xlsx), rồi tải tệp mới."
)
MACROS = (
    "Tệp có chứa macro (.xlsm). Chọn Lưu thành (Save As) → Excel Workbook (.xlsx) để bỏ macro, "
    "rồi tải tệp mới."
)
UNSAFE = "Tệp bung ra quá lớn hoặc có cấu trúc bất thường nên không được mở. Tải lại mẫu ở bước 1 rồi điền."
BROKEN = "Tệp hỏng hoặc chưa lưu xong. Mở bằng Excel, lưu lại rồi tải lên; nếu không mở được, tải mẫu mới."
NOT_OURS = (
    "Tệp này không phải mẫu của phần mềm, hoặc trang ẩn của mẫu đã mất. Tải mẫu ở bước 1, "
    "điền vào chính tệp đó rồi tải lên."
)
TOO_LONG = "Chữ ở ô này quá dài. Viết ngắn lại."
TWICE = (
    "Tệp có hai dòng của cùng một số liệu nên không biết lấy dòng nào. Tải mẫu mới và điền, "
    "không chép thêm dòng."
)


class FileRefused(Exception):
    """The file is not read; the text says why and what to do."""


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
    if size > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    _check_outside(file)
    try:
        return _read(file)
    except FileRefused:
        raise
    except Exception as broken:
        # A parser of foreign files may stumble in any way; the person gets one sentence for all of them.
        raise FileRefused(BROKEN) from broken


# --- Before any parser sees it


def _check_outside(file: BinaryIO) -> None:
    file.seek(0)
    start = file.read(8)
    if not start:
        raise FileRefused(EMPTY)
    if start == _OLE2:
        file.seek(0)
        raise FileRefused(LOCKED if _ENCRYPTED in file.read(MOST_BYTES) else OLD_EXCEL)
    if not start.startswith(_ZIP):
        raise FileRefused(NOT_EXCEL)
    file.seek(0)
    try:
        with ZipFile(file) as packed:
            _check_parts(packed)
    except FileRefused:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as broken:
        raise FileRefused(BROKEN) from broken
    except Exception as broken:  # zlib.error and what else a forged stream brings up
        raise FileRefused(BROKEN) from broken
    finally:
        file.seek(0)


def _check_parts(packed: ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(UNSAFE)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or any(_is_bomb(part) for part in parts):
        raise FileRefused(UNSAFE)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(LOCKED)
    if any("vbaProject" in name for name in names):
        raise FileRefused(MACROS)
    if "xl/workbook.xml" not in names:
        is_office = "[Content_Types].xml" in names or "mimetype" in names
        raise FileRefused(OTHER_OFFICE if is_office else NOT_EXCEL)
    for part in parts:
        if not part.filename.startswith("xl/media/"):
            _check_xml(packed, part)


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > MOST_RATIO * max(part.compress_size, 1) and part.file_size > 100_000


def _check_xml(packed: ZipFile, part: ZipInfo) -> None:
    """No document type: that is where entities are declared, and no spreadsheet program writes one."""
    if part.file_size > MOST_UNPACKED_PART:
        raise FileRefused(UNSAFE)
    content = packed.read(part).replace(b"\x00", b"")  # UTF-16 too
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused(UNSAFE)


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
