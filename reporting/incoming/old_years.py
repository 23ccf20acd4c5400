"""What does a pasted table of old years say? Rows of figures under years: text in, a value for each cell out.

Three ways: a line of years on top and names before the figures; names before as many figures as the table has
years; or the figures alone, in exactly the table's shape. Names are the code of a line (3.1), the code of a
figure or its name, with or without diacritics. Nothing is placed by guessing.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from childplan.vietnamese import folded
from reporting.incoming.blocks import NOTHING, UNREADABLE, BlockRefused

MOST_ROWS, MOST_COLUMNS, LONGEST = 400, 20, 200
TOO_LARGE = f"Bảng dán lớn quá: nhiều nhất {MOST_ROWS} dòng, {MOST_COLUMNS} cột. Dán từng phần."


@dataclass(frozen=True)
class Named:
    """One figure of the table and what it may be called. labels: the codes of lines it stands in."""

    code: str
    names: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """One text of the block and the cell it is for."""

    place: str
    code: str
    year: int
    text: str


@dataclass(frozen=True)
class Left:
    """One text of the block that is for no cell, and why."""

    place: str
    text: str
    why: str


def read_years(text: str, figures: Sequence[Named], years: Sequence[int]) -> tuple[list[Value], list[Left]]:
    """Every value of the block with its cell, and what could not be placed; an empty cell is not there.

    figures: in the order of the table; years: its columns, from left to right. Raises BlockRefused when the
    block fits none of the three ways.
    """
    rows = _rows(text)
    names = _Names(figures)
    top = next(number for number, row in enumerate(rows) if any(row))
    heading = _heading(rows[top], names)
    first = max(map(len, rows)) - len(years)  # columns before the figures, if no line of years says so
    if heading:
        columns = {column: year for column, year in heading.items() if year in years}
        values, left = _named(rows, top + 1, columns, min(heading), names)
        left = [
            Left(_place(top, column), rows[top][column], f"Bảng này không có năm {year}.")
            for column, year in heading.items()
            if year not in years
        ] + left
    elif any(names.knows(cell) for row in rows for cell in row[: max(first, 0)]):
        columns = {first + index: year for index, year in enumerate(years)}
        values, left = _named(rows, top, columns, first, names)
    elif any(names.named(row[:1])[0] for row in rows):
        raise BlockRefused(
            f"Bảng có {len(years)} năm ({years[0]}–{years[-1]}) nhưng khối dán thiếu cột. "
            "Thêm dòng đầu ghi các năm, hoặc chép đủ các cột năm."
        )
    else:
        values, left = _by_shape(rows, figures, years), []
    return _once(values, left)


def _rows(text: str) -> list[list[str]]:
    try:
        read = list(csv.reader(StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as broken:
        raise BlockRefused(UNREADABLE) from broken
    rows = [[cell.strip() for cell in cells] for cells in read]
    if not any(any(row) for row in rows):
        raise BlockRefused(NOTHING)
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise BlockRefused(TOO_LARGE)
    return rows


def _place(row: int, column: int) -> str:
    return f"dòng {row + 1}, cột {column + 1}"


_YEAR = re.compile(r"(?:nam\s*)?((?:19|20)\d\d)")


def _year(text: str) -> int | None:
    found = _YEAR.fullmatch(folded(text))
    return int(found[1]) if found else None


def _heading(row: Sequence[str], names: _Names) -> dict[int, int]:
    """Which column is which year, if the first line says so and says nothing else."""
    years = {column: year for column, text in enumerate(row) if (year := _year(text)) is not None}
    if not years or any(names.knows(text) for text in row[: min(years)]):
        return {}
    others = [text for column, text in enumerate(row) if column > min(years) and column not in years and text]
    is_heading = len(set(years.values())) == len(years) and not others
    return years if is_heading else {}


class _Names:
    """The figures by everything they may be called."""

    def __init__(self, figures: Sequence[Named]) -> None:
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.by_label: dict[str, list[str]] = defaultdict(list)
        for figure in figures:
            for name in (figure.code, *figure.names):
                self.by_name[folded(name)].add(figure.code)
            for label in figure.labels:
                self.by_label[label].append(figure.code)

    def knows(self, text: str) -> bool:
        return bool(text) and (folded(text) in self.by_name or self.label(text) in self.by_label)

    def label(self, text: str) -> str:
        """Excel with Vietnamese settings shows the number 3.1 as "3,1"."""
        plain = folded(text).removeprefix("chi tieu ").removeprefix("ct ")
        return plain.replace(",", ".").rstrip(".")

    def named(self, cells: Sequence[str]) -> tuple[str, str]:
        """The figure that the first cells of a line name; "" and a sentence where several are called so."""
        for text in cells:
            codes = self.by_name.get(folded(text), set()) if text else set()
            if len(codes) == 1:
                return next(iter(codes)), ""
            if codes:
                return "", f"Có {len(codes)} số liệu tên “{text}”. Ghi mã ở cột đầu."
        return "", ""

    def labelled(self, cells: Sequence[str]) -> str:
        """The code of a line that stands in the first cells, or "". A lone "3" beside words is as likely the
        number of the row."""
        is_alone = sum(map(bool, cells)) == 1
        labels = [label for text in cells if (label := self.label(text)) in self.by_label]
        return next((label for label in labels if is_alone or "." in label), "")


def _named(
    rows: Sequence[Sequence[str]], start: int, columns: dict[int, int], first: int, names: _Names
) -> tuple[list[Value], list[Left]]:
    """Lines that begin with a name or a code; `columns`: which column is which year."""
    values: list[Value] = []
    left: list[Left] = []
    filled = {
        number: [(column, row[column]) for column in columns if column < len(row) and row[column]]
        for number, row in enumerate(rows)
        if number >= start
    }
    by_line = _by_line(rows, filled, first, names)
    for number, found in filled.items():
        code, why = names.named(rows[number][:first])
        if not code and not why:
            code, why = by_line.get(number, ("", ""))
        if not code and not why:
            shown = " ".join(filter(None, rows[number][:first]))[:60]
            why = f"Bảng này không có “{shown}”." if shown else "Dòng này không có tên hoặc mã."
        for column, text in found:
            if why or len(text) > LONGEST:
                left.append(Left(_place(number, column), text[:60], why or "Dài quá, không phải một số."))
            else:
                values.append(Value(_place(number, column), code, columns[column], text))
    return values, left


def _by_line(
    rows: Sequence[Sequence[str]],
    filled: Mapping[int, Sequence[tuple[int, str]]],
    first: int,
    names: _Names,
) -> dict[int, tuple[str, str]]:
    """Which figure each line with the code of a line means. A line of the table with two figures stands twice
    in the block, numerator before denominator; where it stands as often neither with its headings nor without
    them, nobody can tell which is which."""
    standing: dict[str, list[int]] = defaultdict(list)
    for number in filled:
        label = names.labelled(rows[number][:first])
        if label and not names.named(rows[number][:first])[0]:
            standing[label].append(number)
    found: dict[int, tuple[str, str]] = {}
    for label, numbers in standing.items():
        codes = names.by_label[label]
        with_figures = [number for number in numbers if filled[number]]
        if len(codes) == 1:
            found |= dict.fromkeys(numbers, (codes[0], ""))
            continue
        exact = next((each for each in (numbers, with_figures) if len(each) == len(codes)), None)
        if exact is not None:
            found |= {number: (code, "") for number, code in zip(exact, codes, strict=True)}
        else:
            why = f"Mã {label} có {len(codes)} số liệu, không rõ dòng nào là số nào. Ghi tên ở cột đầu."
            found |= dict.fromkeys(numbers, ("", why))
    return found


def _by_shape(rows: Sequence[Sequence[str]], figures: Sequence[Named], years: Sequence[int]) -> list[Value]:
    widest = max(map(len, rows))
    rows = list(rows)
    # Excel ends a block with a line of its own; an empty line within it is a figure that nobody knows.
    while len(rows) > len(figures) and not any(rows[-1]):
        rows.pop()
    if len(rows) != len(figures) or widest != len(years):
        raise BlockRefused(
            f"Khối dán có {len(rows)} dòng, {widest} cột; bảng có {len(figures)} dòng, {len(years)} năm. "
            "Thêm mã hoặc tên ở cột đầu, hoặc dán đúng số dòng, số cột."
        )
    return [
        Value(_place(number, column), figures[number].code, years[column], text[:LONGEST])
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    ]


def _once(values: Sequence[Value], left: Sequence[Left]) -> tuple[list[Value], list[Left]]:
    """Of two values for one cell none is taken."""
    times = Counter((value.code, value.year) for value in values)
    twice = [
        Left(value.place, value.text, f"Năm {value.year} của dòng này có nhiều giá trị. Chỉ để một.")
        for value in values
        if times[value.code, value.year] > 1
    ]
    return [value for value in values if times[value.code, value.year] == 1], [*left, *twice]
