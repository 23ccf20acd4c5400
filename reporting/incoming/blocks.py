"""What does a pasted block say, and for which cells? Tab-separated text in, texts for cells out.

Two ways only: codes in the first column ("3.1", or the code of a data item), in any order; or one value for
each cell of the form, in its order. Whatever cannot be placed is said, and nothing is placed by guessing.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from childplan.sheet_files import LONGEST_CELL
from childplan.vietnamese import folded
from reporting.incoming.layout import Asked, Layout, Line
from reporting.incoming.legacy_text import legacy_code, legacy_remark
from reporting.incoming.workbooks import TOO_LONG, Found

MOST_ROWS, MOST_COLUMNS = 200, 20

NOTHING = "Chưa có gì để đọc. Trong Excel, bôi đen các ô cần chép, bấm Ctrl+C, rồi dán vào ô bên dưới."
TOO_LARGE = f"Khối dán lớn quá: nhiều nhất {MOST_ROWS} dòng, {MOST_COLUMNS} cột. Dán từng phần."
HEADING = "Dòng tiêu đề."
UNREADABLE = "Không đọc được khối dán này. Chép lại từ Excel rồi dán."


class BlockRefused(Exception):
    """Nothing of the block can be placed; the text says why and what to do."""


def read_block(text: str, layout: Layout, filled: Iterable[str]) -> list[Found]:
    """Every value of the block with the cell it is for. filled: codes of cells that have an answer already.

    An empty cell is not there. Raises BlockRefused when the block fits neither way.
    """
    rows = _rows(text)
    if not any(any(cell for cell in row) for row in rows):
        raise BlockRefused(NOTHING)
    if len(rows) > MOST_ROWS or max(len(row) for row in rows) > MOST_COLUMNS:
        raise BlockRefused(TOO_LARGE)
    named = _Names(layout)
    rows = [named.split_words(row) for row in rows]
    if named.lead(rows):
        return _by_code(rows, named)
    return _by_shape(rows, layout, set(filled))


def _rows(text: str) -> list[list[str]]:
    """Rows of cells as Excel puts them on the clipboard; empty lines at the end and cells on the right go."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as broken:
        raise BlockRefused(UNREADABLE) from broken
    stripped = [[cell.strip() for cell in row] for row in rows]
    for row in stripped:
        while len(row) > 1 and not row[-1]:
            row.pop()
    while stripped and not any(stripped[-1]):
        stripped.pop()
    return [row or [""] for row in stripped]


def _place(row: int, column: int) -> str:
    return f"dòng {row + 1}, cột {column + 1}"


def _found(row: int, column: int, code: str, text: str, problem: str = "") -> Found:
    if len(text) > LONGEST_CELL:
        return Found(_place(row, column), code, f"{text[:60]}…", TOO_LONG)
    legacy = legacy_code(text)
    return Found(_place(row, column), code, text, problem or (legacy_remark(legacy) if legacy else ""))


# --- By codes in the first column


class _Names:
    """The lines and cells of a form by what may stand in the first column."""

    def __init__(self, layout: Layout) -> None:
        self.labels: dict[str, list[Line]] = defaultdict(list)
        self.codes: dict[str, Asked] = {}
        for line in layout.lines:
            if line.label:
                self.labels[line.label].append(line)
            for asked in line.cells:
                self.codes[asked.code] = asked

    def knows(self, text: str) -> bool:
        return self._label(text) in self.labels or text in self.codes

    def lead(self, rows: Sequence[Sequence[str]]) -> bool:
        """Does the first column hold codes? A lone "3" may be a figure as well as the code of a line: then
        every line, the heading aside, has to have a code of its own."""
        known = [row[0] for row in rows if self.knows(row[0]) and len(row) > 1]
        if any("." in self._label(text) or text in self.codes for text in known):
            return True
        lines = rows[1:] if _is_heading(rows[0]) else rows
        return bool(known) and len(known) == len(set(known)) == len(lines)

    def _label(self, text: str) -> str:
        """Excel with Vietnamese settings shows the number 3.1 as "3,1"."""
        return text.replace(",", ".").rstrip(".")

    def split_words(self, row: list[str]) -> list[str]:
        """ "3.1 14", written by hand without a tab, as two cells."""
        if len(row) > 1:
            return row
        first, _, rest = row[0].partition(" ")
        return [first, rest.strip()] if rest.strip() and self.knows(first) else row

    def cells(self, text: str) -> tuple[list[Asked], str]:
        """The cells a first column means, or a sentence why it means none."""
        if text in self.codes:
            return [self.codes[text]], ""
        lines = self.labels.get(self._label(text), [])
        if not lines:
            return [], f"Phiếu này không có mã “{text}”." if text else "Dòng này không có mã."
        if len(lines) > 1:
            return [], f"Mã {text} có ở {len(lines)} kế hoạch, không rõ là dòng nào. Nhập tay dòng này."
        return lines[0].cells, ""


def _by_code(rows: Sequence[Sequence[str]], named: _Names) -> list[Found]:
    found: list[Found] = []
    for number, row in enumerate(rows):
        cells, problem = named.cells(row[0])
        if not cells:
            if number == 0 and _is_heading(row):
                problem = HEADING
            found += [_found(number, column, "", text, problem) for column, text in enumerate(row) if text]
            continue
        for column, text in enumerate(row[1:], start=1):
            if not text:
                continue
            if column <= len(cells):
                found.append(_found(number, column, cells[column - 1].code, text))
            else:
                found.append(_found(number, column, "", text, _surplus(row[0], len(cells))))
    return found


def _surplus(label: str, boxes: int) -> str:
    if boxes == 1:
        return f"Dòng {label} chỉ có một ô nhập; mẫu số, nếu có, lấy từ số liệu nền hoặc dòng khác."
    return f"Dòng {label} chỉ có hai ô nhập: tử số và mẫu số."


def _is_heading(row: Sequence[str]) -> bool:
    """Words without any figure; "Mã", "Chỉ tiêu", "Tử số", "Năm 2024" beside them."""
    return all(not _is_value(text) for text in row if text)


_ANSWERS = {"co", "khong", "khong phat sinh", "hoan thanh", "dang thuc hien", "chua thuc hien", "chua dat"}


def _is_value(text: str) -> bool:
    plain = folded(text)
    if plain.startswith("nam ") and plain[4:].isdigit():
        return False
    return (
        any(sign.isdigit() for sign in plain)
        or plain.startswith(("muc do", "chua thu thap"))
        or plain in _ANSWERS
    )


# --- By shape


def _by_shape(rows: Sequence[Sequence[str]], layout: Layout, filled: set[str]) -> list[Found]:
    heading: list[Found] = []
    first = 0
    if len(rows) > 1 and _is_heading(rows[0]) and any(rows[0]):
        heading = [
            _found(0, column, "", text, "Dòng tiêu đề, bỏ qua.")
            for column, text in enumerate(rows[0])
            if text
        ]
        first = 1
    for start, dropped in ((0, []), (first, heading)):
        targets = _targets(rows[start:], layout, filled)
        if targets is not None:
            return dropped + _placed(rows, start, targets, layout)
    raise BlockRefused(_no_place(rows[first:], layout, filled))


def _targets(
    rows: Sequence[Sequence[str]], layout: Layout, filled: set[str]
) -> list[list[Asked | None]] | None:
    """For each row of the block, the cell of each of its columns; None when the shape fits nothing."""
    every = list(layout.cells())
    if max(len(row) for row in rows) == 1:
        for cells in (every, [asked for asked in every if asked.code not in filled]):
            if len(cells) == len(rows):
                return [[asked] for asked in cells]
    if max(len(row) for row in rows) <= 2 and len(rows) == len(layout.lines):
        return [[line.first, line.second] for line in layout.lines]
    if len(rows) == 1 and len(rows[0]) == len(every):
        return [list(every)]
    return None


def _placed(
    rows: Sequence[Sequence[str]], start: int, targets: Sequence[Sequence[Asked | None]], layout: Layout
) -> list[Found]:
    found = []
    wholes: Mapping[str, str] = {line.first.code: line.whole for line in layout.lines}
    for number, (row, cells) in enumerate(zip(rows[start:], targets, strict=True), start=start):
        for column, text in enumerate(row):
            if not text:
                continue
            asked = cells[column] if column < len(cells) else None
            if asked is not None:
                found.append(_found(number, column, asked.code, text))
            else:
                first = cells[0]
                whole = wholes.get(first.code, "") if first is not None else ""
                said = f"Mẫu số lấy từ {whole}, không nhập ở đây." if whole else "Dòng này không có mẫu số."
                found.append(_found(number, column, "", text, said))
    return found


def _no_place(rows: Sequence[Sequence[str]], layout: Layout, filled: set[str]) -> str:
    every = list(layout.cells())
    empty = sum(1 for asked in every if asked.code not in filled)
    columns = max(len(row) for row in rows)
    return (
        f"Khối dán có {len(rows)} dòng, {columns} cột; phiếu có {len(every)} ô nhập, {empty} ô còn trống, "
        "nên không biết đặt số nào vào ô nào. Thêm mã chỉ tiêu (3.1, 4.2 …) ở cột đầu, hoặc dán đúng số ô, "
        "mỗi ô một dòng."
    )
