"""How is a large CSV file read and written line by line, so that memory does not grow with it?

UTF-8, with the mark that Excel puts in front or without. Columns are separated by commas, or by semicolons:
Excel writes these where a comma is the decimal sign, as in Viet Nam. Columns may stand in any order.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO, TextIOWrapper
from typing import IO, BinaryIO

from childplan.sheet_writing import FORMULA_STARTS
from childplan.vietnamese import nfc
from units.csv_files import BadFile, Line

LONGEST_LINE = 100_000
"""Characters; a cell has some sentences at most."""
WHY, NUMBER = "refused_because", "line"
"""Columns that the product's own file of refused rows has besides; they are not read back."""
_SHIELD = "'"


def read_stream(
    file: BinaryIO, name: str, columns: Sequence[str], optional: Collection[str] = ()
) -> Iterator[Line]:
    """The lines of the file, composed (NFC) and trimmed, without empty ones; values by column.

    optional: columns that may be left out; their cells are empty then. Raises BadFile, at the first line or
    on the way, where it is no such file at all.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from _lines(text, name, columns, optional)
    except UnicodeDecodeError:
        raise BadFile(
            f"Tệp {name} không phải UTF-8. Trong Excel: Lưu thành → CSV UTF-8 (.csv), rồi thử lại."
        ) from None
    finally:
        text.detach()


def _lines(text: IO[str], name: str, columns: Sequence[str], optional: Collection[str]) -> Iterator[Line]:
    first = text.readline(LONGEST_LINE)
    if "\x00" in first or len(first) >= LONGEST_LINE:
        raise BadFile(f"Tệp {name} không phải tệp CSV. Trong Excel: Lưu thành → CSV UTF-8 (.csv).")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    head = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    _check_head(head, name, columns, optional)
    wanted = [(place, column) for place, column in enumerate(head) if column not in (WHY, NUMBER)]
    empty = dict.fromkeys((column for column in optional if column not in head), "")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 2
    try:
        for cells in reader:
            begins, number = number, reader.line_num + 2
            if not any(cells) or is_remark(cells):
                continue
            if len(cells) != len(head):
                cells = _filled_up(cells, head)
            values = {column: unshielded(nfc(cells[place]).strip()) for place, column in wanted}
            line = Line(name, begins, values | empty)
            if len(cells) != len(head):
                raise line.refused(
                    f"có {len(cells)} ô, cần {len(head)}; ô có “{delimiter}” phải đặt trong ngoặc kép."
                )
            yield line
    except csv.Error:
        raise BadFile(f"Tệp {name}, dòng {number}: dấu ngoặc kép không khớp.") from None


def _filled_up(cells: list[str], head: Sequence[str]) -> list[str]:
    """Excel leaves out empty cells at the end of a line, and adds some where others were wider."""
    cells = [*cells, *[""] * (len(head) - len(cells))]
    while len(cells) > len(head) and not cells[-1]:
        cells.pop()
    return cells


def _check_head(head: Sequence[str], name: str, columns: Sequence[str], optional: Collection[str]) -> None:
    known = {*columns, *optional, WHY, NUMBER}
    said = ", ".join(columns)
    missing = [column for column in columns if column not in head and column not in optional]
    if missing:
        raise BadFile(f"Tệp {name}, dòng 1: thiếu cột {', '.join(missing)}. Dòng đầu phải ghi: {said}.")
    unknown = [column or "(trống)" for column in head if column not in known]
    if unknown:
        raise BadFile(f"Tệp {name}, dòng 1: không hiểu cột {', '.join(unknown)}. Các cột là: {said}.")
    if len(set(head)) < len(head):
        raise BadFile(f"Tệp {name}, dòng 1: có cột ghi hai lần. Các cột là: {said}.")


# --- Writing

REMARK = "# "
"""What a line begins with that is about the file: under the data, so that the heads stay the first line."""


def is_remark(cells: Sequence[str]) -> bool:
    """Is the line about the file and no data? Excel may have filled it up with empty cells."""
    return bool(cells) and cells[0].startswith(REMARK) and not any(cells[1:])


def remark_lines(remarks: Iterable[str]) -> str:
    """Remarks as lines that `read_stream` passes over."""
    held = StringIO()
    csv.writer(held, lineterminator="\r\n").writerows([f"{REMARK}{remark}"] for remark in remarks)
    return held.getvalue()


def shielded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: with an apostrophe before such a beginning.

    What begins with an apostrophe gets one more, so that reading gives back exactly what was written.
    """
    return f"{_SHIELD}{text}" if text.startswith((*FORMULA_STARTS, _SHIELD)) else text


def unshielded(text: str) -> str:
    """What `shielded` was given."""
    is_shielded = text.startswith(_SHIELD) and text[1:].startswith((*FORMULA_STARTS, _SHIELD))
    return text[1:] if is_shielded else text


def written(columns: Sequence[str], rows: Iterable[Sequence[object]], *, at_once: int = 500) -> Iterator[str]:
    """A CSV file in pieces of some hundred lines, with the mark by which Excel knows UTF-8."""
    held = StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    held.write("\ufeff")
    writer.writerow(columns)
    for count, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if count % at_once == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return shielded(value) if isinstance(value, str) else str(value)


def refused_row(line: int, values: Mapping[str, str], columns: Sequence[str], why: str) -> list[object]:
    """A refused line as it was given, with its number in front and the reason behind."""
    return [line, *(values.get(column, "") for column in columns), why]
