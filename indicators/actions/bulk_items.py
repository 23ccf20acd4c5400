"""How do data items come in from a file, all or nothing? The checks of the catalogue's own file, by line.

A file may hold some of the items: what it does not mention stays. Nothing is removed and nothing merged;
merging is an act of its own (`reporting.actions.merging`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.catalogue_files import ITEM_HEADER, ItemRow, check_whole, read_item
from indicators.enums import ItemKind, Nature, Source, Window
from indicators.load_report import LoadReport, put
from indicators.models import DataItem
from indicators.source_files import Section
from units.bulk import Bringing, Outcome, Told, differing
from units.csv_files import BadFile, Line
from units.models import Unit

ITEM_COLUMNS = (*ITEM_HEADER.split(","), "owner")
OPTIONAL_ITEM_COLUMNS = ("owner",)
InUse = Callable[[Collection[int]], set[int]]


def import_items(lines: Iterable[Line], bringing: Bringing, in_use: InUse, *, writes: bool) -> None:
    """Tell every line, and write them all if none is refused; the caller holds the transaction.

    in_use: of some items those that figures were written for. Raises BadFile where the file cannot be read.
    """
    _Import(list(lines), bringing, in_use).run(writes=writes)


@dataclass
class _Import:
    lines: Sequence[Line]
    bringing: Bringing
    in_use: InUse
    rows: dict[int, ItemRow] = field(default_factory=dict)
    owners: dict[int, Unit | None] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)

    def run(self, *, writes: bool) -> None:
        self.stored = {item.code: item for item in DataItem.objects.select_related("contained_in", "owner")}
        keys = {line.values["owner"] for line in self.lines} - {""}
        self.units = {unit.key: unit for unit in Unit.objects.filter(key__in=keys)}
        self.used = self.in_use({item.pk for item in self.stored.values()})
        seen: set[str] = set()
        for number, line in enumerate(self.lines):
            try:
                self._read(number, line, seen)
            except BadFile as bad:
                self.why[number] = bad.sentence
        self._check_wholes()
        self._tell()
        if writes and self.bringing.tally.is_whole:
            self._write()

    def _read(self, number: int, line: Line, seen: set[str]) -> None:
        values = {name: text for name, text in line.values.items() if name != "owner"}
        row = read_item(Section(line.file, f"dòng {line.number}", values))
        if row.code in seen:
            raise line.refused(f"mã “{row.code}” đã có ở dòng trên; mỗi mã chỉ một dòng.")
        seen.add(row.code)
        key = line.values["owner"]
        if key and key not in self.units:
            raise line.refused(f"không có đơn vị “{key}”; sửa owner, để trống nếu thuộc danh mục chung.")
        self.rows[number], self.owners[number] = row, self.units.get(key)
        stored = self.stored.get(row.code)
        if stored is None:
            return
        if stored.merged_into_id is not None:
            raise line.refused(f"“{row.code}” đã gộp vào số liệu khác nên không sửa nữa; bỏ dòng này.")
        if (stored.owner.key if stored.owner else "") != key:
            raise line.refused("owner khác với số liệu đang có; nơi đặt ra không đổi được.")
        # What a number means stays as it is once there are figures.
        names = ("kind", "unit_word") if stored.kind == ItemKind.RATE else ("kind",)
        fixed = [name for name in names if getattr(stored, name) != getattr(row, name)]
        if fixed and stored.pk in self.used:
            raise line.refused(
                f"đã có số của “{row.code}” nên không đổi được {', '.join(fixed)}; dùng mã khác cho số khác."
            )

    def _check_wholes(self) -> None:
        """What contains an item may stand in the file or in the catalogue already."""
        known = {code: _as_row(item) for code, item in self.stored.items()}
        known |= {row.code: row for row in self.rows.values()}
        for number, row in self.rows.items():
            line = self.lines[number]
            try:
                check_whole(Section(line.file, f"dòng {line.number}", line.values), row, known)
            except BadFile as bad:
                self.why.setdefault(number, bad.sentence)

    def _tell(self) -> None:
        tally = self.bringing.tally
        for number, line in enumerate(self.lines):
            what = line.values["code"]
            if number in self.why:
                tally.refuse(line, what, self.why[number])
                continue
            stored = self.stored.get(what)
            if stored is None:
                tally.tell(Told(line, Outcome.NEW, what, after=self.rows[number].name))
                continue
            was, will_be = differing(_words(_as_row(stored)), _words(self.rows[number]))
            outcome = Outcome.CHANGED if will_be else Outcome.EQUAL
            tally.tell(Told(line, outcome, what, was, will_be))

    def _write(self) -> None:
        report = LoadReport(at=self.bringing.at)
        position = max((item.position for item in self.stored.values()), default=0)
        items = dict(self.stored)
        for number in self._wholes_first():
            row = self.rows[number]
            stored = items.get(row.code)
            if stored is None:
                position += 1
            values: dict[str, Any] = vars(row) | {
                "check_source": row.check_source or "",
                "position": stored.position if stored else position,
                "owner_id": owner.pk if (owner := self.owners[number]) else None,
            }
            whole = values.pop("contained_in")
            values["contained_in_id"] = items[whole].pk if whole else None
            items[row.code] = put(
                report, DataItem, stored, file=self.bringing.file_name, name=row.code, values=values
            )
        for entry in report.log:
            entry.by, entry.address = self.bringing.by, self.bringing.address
        report.write_log()

    def _wholes_first(self) -> list[int]:
        """The lines, each after the one of what contains its item."""
        by_code = {row.code: number for number, row in self.rows.items()}

        def depth(number: int) -> int:
            whole = by_code.get(self.rows[number].contained_in)
            return 0 if whole is None else 1 + depth(whole)

        return sorted(self.rows, key=lambda number: (depth(number), number))


def _as_row(item: DataItem) -> ItemRow:
    """A stored item as its line of a file would say it."""
    return ItemRow(
        code=item.code,
        name=item.name,
        short_name=item.short_name,
        kind=ItemKind(item.kind),
        unit_word=item.unit_word,
        source=Source(item.source),
        check_source=Source(item.check_source) if item.check_source else None,
        nature=Nature(item.nature),
        window=Window(item.window),
        window_day=item.window_day,
        is_base=item.is_base,
        is_restricted=item.is_restricted,
        suppress_public=item.suppress_public,
        stands_until_changed=item.stands_until_changed,
        contained_in=item.contained_in.code if item.contained_in else "",
        warn_percent=item.warn_percent,
        note=item.note,
    )


def _words(row: ItemRow) -> dict[str, object]:
    return dict(vars(row))


def item_values(item: DataItem) -> list[object]:
    """A stored item in the columns of the file."""
    row = vars(_as_row(item))
    flags = {"is_base", "restricted", "suppress_public", "stands_until_changed"}
    names = {"restricted": "is_restricted"}
    found = {name: row[names.get(name, name)] for name in ITEM_COLUMNS if name != "owner"}
    found |= {name: int(bool(found[name])) for name in flags}
    return [*found.values(), item.owner.key if item.owner else ""]
