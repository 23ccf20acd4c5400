"""What does a pasted table of old years say? Rows of figures under years: text in, a value for each cell out.

Three ways: a line of years on top and names before the figures; names before as many figures as the table has
years; or the figures alone, in exactly the table's shape. Names are the code of a line (3.1), the code of a
figure or its name, with or without diacritics. Nothing is placed by guessing.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
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
    heading = _heading(rows[0], names)
    if heading:
        columns = {column: year for column, year in heading.items() if year in years}
        values, left = _named(rows[1:], 1, columns, min(heading), names)
        left = [
            Left(_place(0, column), rows[0][column], f"Bảng này không có năm {year}.")
            for column, year in heading.items()
            if year not in years
        ] + left
    elif any(names.knows(cell) for row in rows for cell in row):
        first = max(map(len, rows)) - len(years)
        if first < 1:
            raise BlockRefused(
                f"Bảng có {len(years)} năm ({years[0]}–{years[-1]}) nhưng khối dán thiếu cột. "
                "Thêm dòng đầu ghi các năm, hoặc chép đủ các cột năm."
            )
        columns = {first + index: year for index, year in enumerate(years)}
        values, left = _named(rows, 0, columns, first, names)
    else:
        values, left = _by_shape(rows, figures, years), []
    return _once(values, left)


def _rows(text: str) -> list[list[str]]:
    try:
        read = list(csv.reader(StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as broken:
        raise BlockRefused(UNREADABLE) from broken
    rows = [row for row in ([cell.strip() for cell in cells] for cells in read) if any(row)]
    if not rows:
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

    def code(self, cells: Sequence[str], used: Counter[str]) -> tuple[str, str]:
        """The figure that the first cells of a line name, or a sentence why they name none.

        A line with two figures has its code twice: the first time it is the numerator, then the denominator.
        """
        for text in cells:
            codes = self.by_name.get(folded(text), set())
            if len(codes) == 1:
                return next(iter(codes)), ""
            if codes:
                return "", f"Có {len(codes)} số liệu tên “{text}”. Ghi mã ở cột đầu."
        for text in cells:
            label = self.label(text)
            codes_of_line = self.by_label.get(label)
            if codes_of_line:
                used[label] += 1
                if used[label] <= len(codes_of_line):
                    return codes_of_line[used[label] - 1], ""
                return "", f"Mã {label} chỉ có {len(codes_of_line)} dòng số."
        shown = " ".join(filter(None, cells))[:60]
        return "", f"Bảng này không có “{shown}”." if shown else "Dòng này không có tên hoặc mã."


def _named(
    rows: Sequence[Sequence[str]], start: int, columns: dict[int, int], first: int, names: _Names
) -> tuple[list[Value], list[Left]]:
    values: list[Value] = []
    left: list[Left] = []
    used: Counter[str] = Counter()
    for number, row in enumerate(rows, start=start):
        found = [(column, row[column]) for column in columns if column < len(row) and row[column]]
        if not found and not any(names.knows(cell) for cell in row[:first]):
            continue  # a heading between the lines
        code, why = names.code(row[:first], used)
        for column, text in found:
            if why or len(text) > LONGEST:
                left.append(Left(_place(number, column), text[:60], why or "Dài quá, không phải một số."))
            else:
                values.append(Value(_place(number, column), code, columns[column], text))
    return values, left


def _by_shape(rows: Sequence[Sequence[str]], figures: Sequence[Named], years: Sequence[int]) -> list[Value]:
    widest = max(map(len, rows))
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
