"""Is an Excel file from outside safe to open, and which lines does its first sheet hold?

Order: size, signature, the zip's own list of contents, a look for XML entities, and only then a parser, which
streams and stops at our own limits. Every refusal is a sentence. Nothing of the file is kept but texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook

from childplan.vietnamese import nfc, short_date

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_UNPACKED_PART = 4 * 1024 * 1024
"""Of one XML part, which is what a parser has to hold; a template of 130 cells has 60 kB."""
MOST_PARTS = 200
MOST_RATIO = 200
"""Honest workbooks pack 4 to 20 times; a bomb a thousand times."""
MOST_LINES, MOST_COLUMNS = 1_000, 30
LONGEST_CELL = 2_500
MOST_TEXT = 1_000_000
"""Of all cells together: one long text may stand in thousands of cells and be stored once."""

_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class FileRefused(Exception):
    """The file is not read; the text says why and what to do."""


@dataclass(frozen=True)
class Refusals:
    """What is said of a file that is not opened; a page that hands out a template names it."""

    too_large: str = "Tệp lớn hơn 5 MB. Bỏ hình ảnh và các trang khác rồi lưu lại."
    empty: str = "Tệp rỗng (0 byte). Mở tệp bằng Excel, lưu lại rồi tải lên."
    old_excel: str = (
        "Tệp Excel kiểu cũ (.xls). Mở bằng Excel, chọn Lưu thành (Save As) → Excel Workbook (.xlsx), "
        "rồi tải tệp mới."
    )
    locked: str = (
        "Tệp có mật khẩu mở. Mở bằng Excel, chọn Tệp → Thông tin → Bảo vệ sổ làm việc → "
        "Mã hóa bằng mật khẩu, xóa mật khẩu, lưu rồi tải lại."
    )
    not_excel: str = "Tệp này không phải tệp Excel (.xlsx). Chọn tệp .xlsx, hoặc chép các dòng rồi dán vào ô."
    other_office: str = (
        "Tệp này không phải sổ Excel thường (.xlsx). Mở bằng Excel, chọn Lưu thành (Save As) → "
        "Excel Workbook (.xlsx), rồi tải tệp mới."
    )
    macros: str = (
        "Tệp có chứa macro (.xlsm). Chọn Lưu thành (Save As) → Excel Workbook (.xlsx) để bỏ macro, "
        "rồi tải tệp mới."
    )
    unsafe: str = (
        "Tệp bung ra quá lớn hoặc có cấu trúc bất thường nên không được mở. "
        "Chép các dòng cần dùng sang một sổ Excel mới rồi tải lên."
    )
    broken: str = "Tệp hỏng hoặc chưa lưu xong. Mở bằng Excel, lưu lại rồi tải lên."
    too_many: str = "Trang đầu của tệp có hơn 1.000 dòng. Chỉ để lại các dòng cần đưa vào."


PLAIN = Refusals()


def check_file(file: BinaryIO, size: int, said: Refusals = PLAIN) -> None:
    """Everything that is looked at before any parser sees the file; stands at its beginning afterwards.

    Raises FileRefused with one of the sentences.
    """
    if size > MOST_BYTES:
        raise FileRefused(said.too_large)
    file.seek(0)
    start = file.read(8)
    if not start:
        raise FileRefused(said.empty)
    if start == _OLE2:
        file.seek(0)
        raise FileRefused(said.locked if _ENCRYPTED in file.read(MOST_BYTES) else said.old_excel)
    if not start.startswith(_ZIP):
        raise FileRefused(said.not_excel)
    file.seek(0)
    try:
        with ZipFile(file) as packed:
            _check_parts(packed, said)
    except FileRefused:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as broken:
        raise FileRefused(said.broken) from broken
    except Exception as broken:  # zlib.error and what else a forged stream brings up
        raise FileRefused(said.broken) from broken
    finally:
        file.seek(0)


def _check_parts(packed: ZipFile, said: Refusals) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(said.unsafe)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names) or any(_is_bomb(part) for part in parts):
        raise FileRefused(said.unsafe)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(said.locked)
    if any("vbaProject" in name for name in names):
        raise FileRefused(said.macros)
    if "xl/workbook.xml" not in names:
        is_office = "[Content_Types].xml" in names or "mimetype" in names
        raise FileRefused(said.other_office if is_office else said.not_excel)
    for part in parts:
        if not part.filename.startswith("xl/media/"):
            _check_xml(packed, part, said)


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > MOST_RATIO * max(part.compress_size, 1) and part.file_size > 100_000


def _check_xml(packed: ZipFile, part: ZipInfo, said: Refusals) -> None:
    """No document type: that is where entities are declared, and no spreadsheet program writes one."""
    if part.file_size > MOST_UNPACKED_PART:
        raise FileRefused(said.unsafe)
    content = packed.read(part).replace(b"\x00", b"")  # UTF-16 too
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused(said.unsafe)


# --- The lines of the first sheet


def sheet_lines(file: BinaryIO, size: int, *, keep_empty: bool = False) -> list[list[str]]:
    """Lines of the first sheet as texts, from left to right, as if they had been pasted. Raises FileRefused.

    Empty lines are left out, unless the caller counts lines as Excel does; so are empty cells on the right. A
    formula counts with the value that Excel stored for it. Numbers are written as they would be typed here:
    97.0 is "97", 97.5 is "97,5", and 0.98 shown as a percentage is "98%".
    """
    check_file(file, size)
    try:
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            return list(_lines(workbook.worksheets[0], keep_empty=keep_empty))
        finally:
            workbook.close()
    except FileRefused:
        raise
    except Exception as broken:
        # A parser of foreign files may stumble in any way; the person gets one sentence for all of them.
        raise FileRefused(PLAIN.broken) from broken


def _lines(sheet: Any, *, keep_empty: bool) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what size the sheet itself claims is not believed
    found = empty = length = 0
    for row in sheet.iter_rows(max_row=5 * MOST_LINES, max_col=MOST_COLUMNS):
        cells = [_shown(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        found += 1
        if found > MOST_LINES:
            raise FileRefused(PLAIN.too_many)
        length += sum(map(len, cells))
        if length > MOST_TEXT:
            raise FileRefused(PLAIN.unsafe)
        if keep_empty:
            yield from ([] for _ in range(empty))
        empty = 0
        yield cells


def _shown(cell: Any) -> str:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and "%" in (cell.number_format or ""):
        return f"{number_words(value * 100)}%"
    return _text(value)


def _text(value: object) -> str:
    """One cell on one line: what stood on two lines of a cell stands on one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return short_date(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, int | float):
        return number_words(value)
    return " ".join(nfc(str(value)).split())[:LONGEST_CELL]


def number_words(value: int | float) -> str:
    """Excel stores sums with noise behind the fifteenth digit and never shows it."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite() or not number % 1:
        return f"{number:.0f}" if number.is_finite() else str(value)
    return f"{number:f}".rstrip("0").rstrip(".").replace(".", ",")
