"""How is a rearrangement read from CSV files? As units stand from the day, and what became of the old ones.

`units.csv` (columns as `fixtures/units`): every unit that is new or stands otherwise from the day; a key that
stands already is the same unit re-placed. `successions.csv`: who has all or a part of whom. `ends.csv`: what
ends without an heir. `moves.csv`: where villages, schools and agencies go whose place was divided.
`kinds*.csv`: units that get another kind on later days, each day and decision a rearrangement of its own.
Only units.csv must be there. What stood below a merged unit is completed (`rearranging_below`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from childplan.vietnamese import short_date
from units.csv_files import BadFile, Line, lines_of
from units.enums import AgencyKind, Area, Level, ReorganisationKind
from units.rearranging import End, Heir, Move, NewUnit, Rearrangement, Tree
from units.rearranging_builders import placed

UNITS = "units.csv"
HEADERS = {
    UNITS: "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note",
    "successions.csv": "predecessor,successor,on,share,decision,note",
    "ends.csv": "key,last_day,note",
    "moves.csv": "key,parent",
}
KINDS_HEADER = "key,kind,name,area,starts_on,decision"
REFORM_DECISION = (
    "Nghị quyết 202/2025/QH15, 203/2025/QH15 và các nghị quyết ngày 16/06/2025 của Ủy ban Thường vụ Quốc hội"
)
"""What the reform of 1 July 2025 rests on as a whole; each succession names its own resolution."""
SHARES = {"whole": True, "part": False}

Row = TypeVar("Row")


class BadFiles(BadFile):
    """Files cannot be used: every line that is wrong, in a sentence with file and line."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class Files:
    """A set of files, each line read for itself. Days of all lines are one."""

    units: tuple[Line, ...]
    heirs: tuple[Line, ...]
    ends: tuple[Line, ...]
    moves: tuple[Line, ...]
    kinds: tuple[Line, ...]
    day: date

    @property
    def keys(self) -> set[str]:
        """Of every unit that the files speak of."""
        columns = ((self.units, "key"), (self.units, "parent"), (self.heirs, "predecessor"))
        more = ((self.ends, "key"), (self.moves, "key"), (self.moves, "parent"))
        return {line.text(column) for lines, column in (*columns, *more) for line in lines} - {""}


def folder_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder that belong to a rearrangement, by name. Raises BadFiles."""
    if not folder.is_dir():
        raise BadFiles((f"Không có thư mục “{folder}”; hãy kiểm tra lại tên.",))
    names = [*HEADERS, *(path.name for path in sorted(folder.glob("kinds*.csv")))]
    try:
        return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    except OSError:
        raise BadFiles((f"Không đọc được thư mục {folder.name}; hãy kiểm tra quyền đọc.",)) from None


def read_files(contents: Mapping[str, bytes]) -> Files:
    """From names and contents, uploaded or read from a folder. Raises BadFiles."""
    unknown = sorted(name for name in contents if name not in HEADERS and not _is_of_kinds(name))
    if unknown:
        raise BadFiles((f"Không dùng tệp {unknown[0]}; chỉ nhận {', '.join(HEADERS)}.",))
    if UNITS not in contents:
        raise BadFiles((f"Thiếu tệp {UNITS}; hãy thêm vào.",))
    read: dict[str, tuple[Line, ...]] = {}
    wrong: list[str] = []
    for name, content in contents.items():
        try:
            read[name] = tuple(lines_of(name, content, HEADERS.get(name, KINDS_HEADER)))
        except BadFile as problem:
            wrong.append(str(problem))
    units, heirs = read.get(UNITS, ()), read.get("successions.csv", ())
    ends, moves = read.get("ends.csv", ()), read.get("moves.csv", ())
    kinds = tuple(line for name, lines in read.items() if _is_of_kinds(name) for line in lines)
    days = [
        *_days(units, lambda line: line.day("starts_on"), wrong),
        *_days(heirs, lambda line: line.day("on"), wrong),
        *_days(ends, lambda line: line.day("last_day") + timedelta(days=1), wrong),
    ]
    if not wrong and not days:
        wrong.append(f"Tệp {UNITS} không có dòng nào; hãy ghi ít nhất một đơn vị.")
    first = days[0][1] if days else date.min
    wrong += [
        str(line.refused(f"ngày khác {short_date(first)} của dòng đầu; một lần sắp xếp chỉ có một ngày."))
        for line, day in days
        if day != first
    ]
    if wrong:
        raise BadFiles(wrong)
    return Files(units, heirs, ends, moves, kinds, first)


def _is_of_kinds(name: str) -> bool:
    return name.startswith("kinds") and name.endswith(".csv")


def _days(lines: Iterable[Line], day_of: Callable[[Line], date], wrong: list[str]) -> list[tuple[Line, date]]:
    return _each(lines, lambda line: (line, day_of(line)), wrong)


def _each(lines: Iterable[Line], read: Callable[[Line], Row], wrong: list[str]) -> list[Row]:
    """What each line says; sentences on those that say nothing go to `wrong`."""
    found = []
    for line in lines:
        try:
            found.append(read(line))
        except BadFile as problem:
            wrong.append(str(problem))
    return found


# --- What they say


def rearrangement_of(files: Files, tree: Tree, decision: str) -> Rearrangement:
    """Held against the tree: what stands is re-placed, unless nothing of it changes; the rest is new. Raises
    BadFiles."""
    wrong: list[str] = []
    placed = _each(files.units, lambda line: _unit(line, tree), wrong)
    heirs = _each(files.heirs, _heir, wrong)
    ended: dict[str, str] = {}
    for heir in heirs:
        ended.setdefault(heir.predecessor, heir.said_at)
    ends = [End(key, said_at=said_at) for key, said_at in ended.items()]
    ends += _each(files.ends, lambda line: End(line.needed("key"), said_at=_where(line)), wrong)
    moves = _each(files.moves, lambda line: _move(line, tree), wrong)
    if wrong:
        raise BadFiles(wrong)
    gone = {end.key for end in ends}
    return Rearrangement(
        ReorganisationKind.FILES,
        files.day,
        decision.strip(),
        f"Sắp xếp theo tệp: {len(files.units)} đơn vị, {len(heirs)} dòng kế thừa, "
        f"{len(files.ends)} đơn vị kết thúc, {len(moves)} dòng chuyển",
        new=tuple(unit for unit in placed if isinstance(unit, NewUnit)),
        moves=(*(one for one in placed if isinstance(one, Move) and _changes(one, tree, gone)), *moves),
        ends=tuple(ends),
        heirs=tuple(heirs),
    )


def _unit(line: Line, tree: Tree) -> NewUnit | Move:
    key, level = line.needed("key"), line.needed("level")
    line.choice("level", Level)
    agency_kind = line.choice("agency_kind", AgencyKind)
    if line.text("ends_on"):
        raise line.refused("ends_on phải để trống; đơn vị không còn thì ghi ở ends.csv.")
    words = {
        **{column: line.text(column) for column in ("kind", "code", "parent", "note")},
        "name": line.needed("name"),
        "area": line.choice("area", Area),
        "said_at": _where(line),
    }
    if key not in tree:
        return NewUnit(key=key, level=level, agency_kind=agency_kind, **words)
    stood = tree[key]
    if (stood.level, stood.agency_kind) != (level, agency_kind):
        raise line.refused(
            f"đơn vị “{key}” đã có cấp “{stood.level}” và loại “{stood.agency_kind}”, không đổi được; "
            "đơn vị khác thì dùng mã riêng khác."
        )
    return Move(key=key, **words)


def _changes(move: Move, tree: Tree, gone: Collection[str]) -> bool:
    """Does the unit stand otherwise than before? A line that only repeats what stands is no new span."""
    stood = tree[move.key]
    now = (move.name, move.kind, move.code, move.area, move.parent)
    return now != (stood.name, stood.kind, stood.code, stood.area, stood.parent) or move.key in gone


def _heir(line: Line) -> Heir:
    share = line.needed("share")
    if share not in SHARES:
        raise line.refused(f"“share” là “{share}”, không có trong: {', '.join(SHARES)}.")
    return Heir(
        line.needed("predecessor"),
        line.needed("successor"),
        SHARES[share],
        line.text("decision"),
        line.text("note"),
        _where(line),
    )


def _move(line: Line, tree: Tree) -> Move:
    key = line.needed("key")
    if key not in tree:
        raise line.refused(f"không có đơn vị “{key}” vào ngày trước ngày sắp xếp; hãy sửa mã.")
    return placed(tree[key], parent=line.needed("parent"), said_at=_where(line))


# --- Other kinds from later days on


@dataclass(frozen=True)
class Kinds:
    """Units that get another kind, area or name on one day by one decision."""

    day: date
    decision: str
    lines: tuple[Line, ...]

    @property
    def keys(self) -> set[str]:
        return {line.text("key") for line in self.lines}


def kinds_of(files: Files) -> list[Kinds]:
    """By day and decision, the first day first. Raises BadFiles."""
    wrong: list[str] = []
    read = _each(files.kinds, lambda line: (line.day("starts_on"), line.needed("decision"), line), wrong)
    early = [line for day, _, line in read if day <= files.day]
    wrong += [str(line.refused("starts_on phải sau ngày sắp xếp; hãy sửa ngày.")) for line in early]
    if wrong:
        raise BadFiles(wrong)
    groups: dict[tuple[date, str], list[Line]] = defaultdict(list)
    for day, decision, line in read:
        groups[day, decision].append(line)
    return [Kinds(day, decision, tuple(lines)) for (day, decision), lines in sorted(groups.items())]


def kinds_rearrangement(kinds: Kinds, tree: Tree) -> Rearrangement:
    """The same units under another kind; code and place stay. Raises BadFiles."""
    wrong: list[str] = []
    moves = _each(kinds.lines, lambda line: _of_another_kind(line, tree), wrong)
    if wrong:
        raise BadFiles(wrong)
    return Rearrangement(
        ReorganisationKind.FILES,
        kinds.day,
        kinds.decision,
        f"Đổi loại theo tệp: {len(moves)} đơn vị",
        moves=tuple(moves),
    )


def _of_another_kind(line: Line, tree: Tree) -> Move:
    key = line.needed("key")
    if key not in tree:
        raise line.refused(f"không có đơn vị “{key}” vào ngày trước ngày đổi loại; hãy sửa mã.")
    stood = tree[key]
    return placed(
        stood,
        name=line.text("name") or stood.name,
        kind=line.needed("kind"),
        area=line.choice("area", Area),
        said_at=_where(line),
    )


def _where(line: Line) -> str:
    return f"Tệp {line.file}, dòng {line.number}"
