"""What does a list of units say, as it was typed, pasted from Excel or read from a file?

One line is one unit; columns are divided by a tab. Nothing is looked up here: what stands already below the
place is the business of `units.summaries.unit_preview`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from childplan.vietnamese import folded
from units.enums import Level
from units.kinds import NO_MARKS, UnitKind, capital, kind_called, kinds_below, recognised, tidy, written

MOST_UNITS = 300
LONGEST_NAME = 120

TOO_LONG = f"Tên dài quá {LONGEST_NAME} ký tự."
NO_NAME = "Cột tên để trống, bỏ qua."
NOT_A_NAME = "Không có chữ nào là tên."
EMPTY_LIST = "Chưa có đơn vị nào: đánh dấu, dán danh sách hoặc chọn tệp."
TOO_MANY = f"Danh sách có hơn {MOST_UNITS} dòng. Chia thành nhiều lần."


class ListRefused(Exception):
    """The list as a whole is not read; the text says why."""


@dataclass(frozen=True)
class ReadLine:
    """One unit as it was understood. said: as it was written; kind: None where the words do not say it;
    twin: the number of an earlier line that says the same; problem: why it cannot be added at all."""

    number: int
    said: str
    name: str
    kind: UnitKind | None
    doubt: str = ""
    twin: int = 0
    problem: str = ""

    def name_as(self, kind: UnitKind) -> str:
        """The name, were it of that kind: somebody chose it in place of what was read."""
        if kind == self.kind:
            return self.name
        if self.doubt == NO_MARKS or self.kind is None:
            return kind.named(_proper(tidy(self.said), kind))
        return kind.named(self.kind.bare(self.name) if kind.word else self.name)


def read_list(text: str, level: Level | str, ticked: Sequence[tuple[str, UnitKind]] = ()) -> list[ReadLine]:
    """Every line with something on it, but for titles and the head of a table, after those that were ticked.

    A blank line divides: what follows may have a head of its own. Raises ListRefused.
    """
    found: list[ReadLine] = []
    seen: dict[str, int] = {}

    def add(line: ReadLine) -> None:
        if len(found) >= MOST_UNITS:
            raise ListRefused(TOO_MANY)
        key = same_name(line.name)
        found.append(replace(line, twin=seen.get(key, 0)))
        seen.setdefault(key, line.number)

    for name, kind in ticked:
        add(ReadLine(len(found) + 1, name, name, kind))
    columns = _Columns()
    for block in re.split(r"\n[ \t]*\n", "\n".join(text.splitlines())):
        rows = [[cell.strip() for cell in line.split("\t")] for line in block.split("\n")]
        rows = [row for row in rows if any(row)]
        head, body = _columns(rows, level)
        columns = head if head.name is not None or body != rows else columns
        for row in body:
            # A name by itself is one, whatever table stood above it.
            of_row = columns if head.name is not None or len([cell for cell in row if cell]) > 1 else head
            for name, named_kind in _names(row, of_row, level):
                add(_line(len(found) + 1, name, named_kind or of_row.kind_of_all, level))
    return found


def same_name(name: str) -> str:
    """Two names with the same key are one unit: marks, capitals, signs and leading zeros make no difference.

    “Thôn 01”, “thôn 1” and “Thon số 1”; “Trạm Y tế” and “Trạm y tế”.
    """
    words = re.findall(r"[a-z]+|[0-9]+", folded(name))
    words = [word.lstrip("0") or "0" if word.isdigit() else word for word in words]
    return " ".join(
        word
        for spot, word in enumerate(words)
        if not (word == "so" and words[spot + 1 : spot + 2] and words[spot + 1].isdigit())
    )


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Lines of a sheet as Excel would have pasted them."""
    return "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)


# --- Columns


@dataclass(frozen=True)
class _Columns:
    """name, kind: columns that a head named; None where there is no head. kind_of_all: what the head says of
    every line: “Tên thôn”."""

    name: int | None = None
    kind: int | None = None
    kind_of_all: UnitKind | None = None


_HEAD_NAME = re.compile(
    r"(?:ho va )?ten\b|don vi$|co quan$|danh sach$|thon(?: (?:ban|xom|to dan pho))*$|to dan pho$"
)
_HEAD_KIND = re.compile(r"(?:phan )?loai\b|loai hinh")
_HEAD_OTHER = re.compile(r"(?:stt|tt|so tt|so thu tu|ghi chu|so ho|so khau|dan so|dien thoai|truong thon)\b")
_SUMS = frozenset({"tong", "tong so", "tong cong", "cong"})
_MOST_TITLES = 8


def _columns(rows: Sequence[Sequence[str]], level: Level | str) -> tuple[_Columns, Sequence[Sequence[str]]]:
    """What the head names, and the lines below it. What stands above the head is the title of the table."""
    for spot, row in enumerate(rows[: min(_MOST_TITLES, len(rows) - 1)]):
        words = [_plain(cell) for cell in row]
        names = [column for column, word in enumerate(words) if _HEAD_NAME.match(word)]
        others = [word for word in words if _HEAD_OTHER.match(word) or _HEAD_KIND.match(word)]
        if not names or (len([word for word in words if word]) > len(names) and not others):
            continue
        if spot and any(recognised(cell, level).kind for above in rows[:spot] for cell in above if cell):
            break
        kinds = [column for column, word in enumerate(words) if _HEAD_KIND.match(word)]
        said = re.sub(r"^(?:tên|danh sách)\s+", "", tidy(row[names[0]]).casefold())
        of_all = kind_called(said, level)
        return _Columns(names[0], kinds[0] if kinds else None, of_all), rows[spot + 1 :]
    if rows and _is_title(rows[0], level):
        return _Columns(), rows[1:]
    return _Columns(), rows


def _is_title(row: Sequence[str], level: Level | str) -> bool:
    filled = [_plain(cell) for cell in row if cell]
    return len(filled) == 1 and filled[0].startswith("danh sach ")


def _plain(cell: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", folded(cell)))


def _names(row: Sequence[str], columns: _Columns, level: Level | str) -> list[tuple[str, UnitKind | None]]:
    """The name, or the names, on one line, with the kind that a column of its own gives."""
    if columns.name is not None:
        name = row[columns.name] if columns.name < len(row) else ""
        if any(_plain(cell) in _SUMS for cell in row):
            return []
        if not name:
            # Nothing is left out without a word.
            return [("\t".join(cell for cell in row if cell), None)]
        cell = row[columns.kind] if columns.kind is not None and columns.kind < len(row) else ""
        return [(name, kind_called(cell, level) if cell else None)]
    cells = [cell for cell in row if cell]
    if _plain(cells[0]) in _SUMS:
        return []
    if len(cells) > 1 and re.fullmatch(r"\d{1,3}\.?", cells[0]):
        cells = cells[1:]  # the number of the line
    if len(cells) == 1:
        return [(name, None) for name in _divided(cells[0], level)]
    first, second = kind_called(cells[0], level), kind_called(cells[1], level)
    if first is not None and first.word and second is None:
        return [(cells[1], first)]
    return [(cells[0], second)]


def _divided(cell: str, level: Level | str) -> list[str]:
    """“Thôn 1; Thôn 2, Thôn 3” is three units if each part names its kind, else one.

    “Mặt trận, đoàn thể” is one: no list names the same agency twice.
    """
    parts = [part for part in re.split(r"[;,]", cell) if part.strip()]
    if len(parts) > MOST_UNITS:
        return [cell]
    kinds = [recognised(part, level).kind for part in parts]
    agencies = [kind.agency_kind for kind in kinds if kind is not None and kind.agency_kind]
    if len(parts) > 1 and all(kinds) and len(set(agencies)) == len(agencies):
        return parts
    return [cell]


def _proper(name: str, kind: UnitKind) -> str:
    """A village or a place with capitals where names have them; an agency as it was read."""
    return written(name, like=name) if kind.word else capital(name)


def _line(number: int, said: str, kind: UnitKind | None, level: Level | str) -> ReadLine:
    if "\t" in said:
        words = said.replace("\t", " · ")
        return ReadLine(number, words[:200], words[:200], None, problem=NO_NAME)
    read = recognised(said, level)
    doubt = read.doubt
    if kind is not None and (read.kind is None or doubt == NO_MARKS):
        name = kind.named(_proper(tidy(said), kind))
        doubt = "" if doubt == NO_MARKS else doubt
    else:
        kind, name = read.kind, read.name
    problem = ""
    if not any(sign.isalnum() for sign in name):
        problem = NOT_A_NAME
    elif len(name) > LONGEST_NAME:
        problem = TOO_LONG
    return ReadLine(
        number, said if len(said) <= 200 else f"{said[:200]}…", name[:200], kind, doubt, problem=problem
    )


def kind_by_code(code: str, level: Level | str) -> UnitKind | None:
    """The kind that a form names, if it may stand below a place of the level."""
    return next((kind for kind in kinds_below(level) if kind.code == code), None)
