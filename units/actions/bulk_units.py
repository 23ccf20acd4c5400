"""How do units come in from a file, all or nothing? The checks of `units.loading`, every refused line told.

What the file says of a span of a unit replaces what stood; what it does not mention stays. Nothing is ever
removed, and a unit keeps its level and kind for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from childplan.clock import VIET_NAM
from units import log
from units.actions.bulk_units_standing import faults
from units.bulk import Bringing, Outcome, Told, differing
from units.csv_files import BadFile, Line
from units.enums import Level, LogKind
from units.loading import PLACE_HEADER, check_apart, check_identity, placement_of, unit_of
from units.models import LogEntry, Placement, Unit, User
from units.roles import Verb, roles_that_may

UNIT_COLUMNS = tuple(PLACE_HEADER.split(","))
SPOT_COLUMNS = ("name", "kind", "code", "area", "parent", "ends_on", "note")
AT_ONCE = 500
OUTSIDE = "“{key}” nằm ngoài phạm vi của bạn; chỉ đưa vào đơn vị bên dưới nơi bạn được giao."


@dataclass(frozen=True)
class Reach:
    """Which units somebody may bring in. ids: those they keep, `roots` the ones of the own posts; None where
    nothing is held back (the country's administrator, the server's own command line)."""

    ids: Collection[int] | None = None
    roots: Collection[int] = ()

    def keeps(self, unit_id: int | None) -> bool:
        """Below the own post: such a unit may be changed."""
        return self.ids is None or (unit_id in self.ids and unit_id not in self.roots)

    def holds(self, unit_id: int | None) -> bool:
        """The own place or below it: there units may be added."""
        return self.ids is None or unit_id in self.ids


def reach_of(by: User | None, at: datetime) -> Reach:
    """Everything below the places whose data the person moves, today or later, and what is gone there."""
    if by is None:
        return Reach()
    today = at.astimezone(VIET_NAM).date()
    posts = by.postings.as_of(today).with_role(*roles_that_may(Verb.MOVE_DATA))
    roots = list(Unit.objects.filter(postings__in=posts))
    if any(root.level == Level.COUNTRY for root in roots):
        return Reach()
    ids = set(Unit.objects.reached(*roots, today=today).values_list("pk", flat=True))
    return Reach(ids | _to_come(ids, today), {root.pk for root in roots})


def _to_come(ids: Collection[int], today: date) -> set[int]:
    """Units that will stand below these, tier by tier."""
    found: set[int] = set()
    tier = Placement.objects.filter(starts_on__gt=today)
    parents: Collection[int] = ids
    while parents:
        below: set[int] = set()
        for some in _in_parts(sorted(parents)):
            below.update(tier.filter(parent__in=some).values_list("unit_id", flat=True))
        parents = below - found - set(ids)
        found |= parents
    return found


def import_units(lines: Iterable[Line], bringing: Bringing, *, writes: bool) -> None:
    """Tell every line, and write them all if none is refused; the caller holds the transaction.

    The file is held in memory: it speaks of units, and the country has 110,000. Raises BadFile where it
    cannot be read at all.
    """
    _Import(list(lines), bringing).run(writes=writes)


@dataclass
class _Import:
    lines: Sequence[Line]
    bringing: Bringing
    units: dict[str, Unit] = field(default_factory=dict)
    new_units: dict[str, Unit] = field(default_factory=dict)
    spots: dict[int, Placement] = field(default_factory=dict)
    """By number of the line in the file."""
    why: dict[int, str] = field(default_factory=dict)

    def run(self, *, writes: bool) -> None:
        self.reach = reach_of(self.bringing.by, self.bringing.at)
        self._find_units()
        before = self._stored()
        seen: set[tuple[Hashable, ...]] = set()
        for number, line in enumerate(self.lines):
            try:
                self.spots[number] = self._spot(line, seen)
            except BadFile as bad:
                self.why.setdefault(number, bad.sentence)
        self._check_written_ones(before)
        self._check_spans(before)
        changed = self._tell(before)
        if writes and self.bringing.tally.is_whole:
            self._write(before, changed)

    def _find_units(self) -> None:
        keys = {line.values[column] for line in self.lines for column in ("key", "parent")} - {""}
        for some in _in_parts(sorted(keys)):
            self.units |= {unit.key: unit for unit in Unit.objects.filter(key__in=some)}
        for number, line in enumerate(self.lines):
            try:
                key = line.needed("key")
                if key not in self.units:
                    made = unit_of(line)
                    _check(made, line)
                    self.units[key] = self.new_units[key] = made
                check_identity(line, self.units[key])
            except BadFile as bad:
                self.why[number] = bad.sentence

    def _stored(self) -> dict[tuple[str, date | None], Placement]:
        ids = [unit.pk for unit in self.units.values() if unit.pk]
        found = {}
        for some in _in_parts(ids):
            for spot in Placement.objects.filter(unit__in=some).select_related("unit", "parent"):
                found[spot.unit.key, spot.starts_on] = spot
        return found

    def _spot(self, line: Line, seen: set[tuple[Hashable, ...]]) -> Placement:
        key = line.needed("key")
        if key not in self.units:
            raise line.refused(f"không có đơn vị “{key}”.")  # its own line was refused before
        spot = placement_of(line, self.units, seen)
        _check(spot, line)
        return spot

    def _outside(self, spot: Placement) -> str:
        """Why somebody may not write the span; "" where they may."""
        unit, parent = spot.unit, spot.parent
        if unit.pk is not None and not self.reach.keeps(unit.pk):
            return OUTSIDE.format(key=unit.key)
        if parent is None and self.reach.ids is not None:
            return "thiếu “parent”; đơn vị không thuộc nơi nào chỉ do quản trị cả nước đưa vào."
        if parent is not None and parent.pk is not None and not self.reach.holds(parent.pk):
            return OUTSIDE.format(key=parent.key)
        return ""

    def _check_written_ones(self, before: dict[tuple[str, date | None], Placement]) -> None:
        """What a reorganisation wrote is changed there, where it can be taken back whole; and what stood in
        another's place then is that other's, wherever the unit stands now. A line that changes nothing may
        be anybody's: a file that was taken out has the own place in it. A spreadsheet drops the first noughts
        of codes, which is no wish of anybody's."""
        for number, spot in self.spots.items():
            stood = before.get((spot.unit.key, spot.starts_on))
            if stood is not None and not any(differing(_row(stood), _row(spot))):
                continue
            if outside := self._outside(spot):
                self.why.setdefault(number, outside)
            if stood is None:
                continue
            if stood.parent is not None and not self.reach.holds(stood.parent_id):
                self.why.setdefault(number, OUTSIDE.format(key=stood.parent.key))
            if spot.code and spot.code != stood.code and spot.code == stood.code.lstrip("0"):
                self.why.setdefault(
                    number,
                    f"“code” là “{spot.code}”, đang là “{stood.code}”: Excel đã bỏ số 0 ở đầu; để cột này là "
                    "văn bản rồi lưu lại.",
                )
            if stood.begun_by_id or stood.ended_by_id:
                self.why.setdefault(number, "khoảng này do một lần sắp xếp đơn vị ghi; sửa ở Sắp xếp đơn vị.")

    def _check_spans(self, before: dict[tuple[str, date | None], Placement]) -> None:
        """A unit stands in one place a day: among the lines, and beside what stands already and stays. And
        nothing is left without a place (`bulk_units_standing`)."""
        after: dict[str, dict[date | None, Placement]] = {}
        for (key, starts_on), spot in before.items():
            after.setdefault(key, {})[starts_on] = spot
        last: dict[str, int] = {}
        written: dict[int, Placement] = {}
        for number, spot in self.spots.items():
            after.setdefault(spot.unit.key, {})[spot.starts_on] = spot
            last[spot.unit.key] = number
            stood = before.get((spot.unit.key, spot.starts_on))
            if stood is None or any(differing(_row(stood), _row(spot))):
                written[number] = spot
        for key, number in last.items():
            try:
                check_apart(self.lines[number], after[key].values())
            except BadFile as bad:
                self.why.setdefault(number, bad.sentence)
        for number, sentence in faults(written, before, after):
            self.why.setdefault(number, sentence)

    def _tell(self, before: dict[tuple[str, date | None], Placement]) -> list[tuple[Placement, Placement]]:
        tally = self.bringing.tally
        changed = []
        for number, line in enumerate(self.lines):
            what = " ".join(filter(None, (line.values["key"], line.values["starts_on"])))
            if number in self.why:
                tally.refuse(line, what, self.why[number])
                continue
            spot = self.spots[number]
            stood = before.get((spot.unit.key, spot.starts_on))
            if stood is None:
                tally.tell(Told(line, Outcome.NEW, what, after=spot.full_name))
                continue
            was, will_be = differing(_row(stood), _row(spot))
            if not will_be:
                tally.tell(Told(line, Outcome.EQUAL, what))
                continue
            tally.tell(Told(line, Outcome.CHANGED, what, was, will_be))
            changed.append((stood, spot))
        return changed

    def _write(
        self,
        before: dict[tuple[str, date | None], Placement],
        changed: Sequence[tuple[Placement, Placement]],
    ) -> None:
        Unit.objects.bulk_create(self.new_units.values(), batch_size=AT_ONCE)
        rows: list[LogEntry] = []
        for stood, spot in changed:
            was, will_be = differing(_row(stood), _row(spot))
            rows.append(
                log.entry(
                    LogKind.UNIT,
                    "sửa đơn vị theo tệp",
                    at=self.bringing.at,
                    by=self.bringing.by,
                    address=self.bringing.address,
                    unit=spot.unit,
                    subject=spot.full_name,
                    before=was,
                    after=will_be,
                    reason=self.bringing.file_name,
                )
            )
            spot.pk = stood.pk
            spot.begun_by_id, spot.ended_by_id = stood.begun_by_id, stood.ended_by_id
        # A span becomes shorter before the next one of the same unit takes its days.
        shorter = [spot for stood, spot in changed if _days(spot) <= _days(stood)]
        longer = [spot for stood, spot in changed if _days(spot) > _days(stood)]
        for some in (*_in_parts(shorter), *_in_parts(longer)):
            Placement.objects.bulk_create(
                some,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*SPOT_COLUMNS, "name_folded", "name_sort"],
            )
        new = [spot for spot in self.spots.values() if (spot.unit.key, spot.starts_on) not in before]
        Placement.objects.bulk_create(new, batch_size=AT_ONCE)
        log.write_all(rows)


def _row(spot: Placement) -> dict[str, object]:
    return {name: getattr(spot, name) for name in SPOT_COLUMNS if name != "parent"} | {
        "parent": spot.parent.key if spot.parent else ""
    }


def _days(spot: Placement) -> int:
    return ((spot.ends_on or date.max) - (spot.starts_on or date.min)).days


def _check(row: models.Model, line: Line) -> None:
    """Lengths and signs as the table has them."""
    links = [link.name for link in row._meta.concrete_fields if link.is_relation]
    try:
        row.clean_fields(exclude=[*links, "name_folded", "name_sort", "kind"])
    except ValidationError as error:
        column, complaints = next(iter(error.message_dict.items()))
        raise line.refused(f"“{column}”: {' '.join(complaints)}") from None
    if isinstance(row, Placement) and len(row.kind) > 40:
        raise line.refused("“kind” dài hơn 40 ký tự; hãy viết gọn.")


Part = TypeVar("Part")


def _in_parts(rows: Sequence[Part]) -> Iterator[list[Part]]:
    for start in range(0, len(rows), AT_ONCE):
        yield list(rows[start : start + AT_ONCE])
