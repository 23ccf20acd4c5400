"""How does what became of units come in from a file? A record of the past, and nothing more.

A row says which unit went into which, whole or in part, from which day, by which decision. It begins no span
and ends none: units that stand go on standing. Rearranging units is an act of its own
(`units.actions.rearranging`), which writes such rows itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from childplan.clock import VIET_NAM
from units.actions.bulk_units import OUTSIDE, Reach
from units.bulk import Bringing, Outcome, Told, differing
from units.csv_files import BadFile, Line
from units.models import Placement, Succession, Unit

SUCCESSION_COLUMNS = ("predecessor", "successor", "on", "share", "decision", "note")
WHOLE, PART = "whole", "part"
LONGEST = 300
AT_ONCE = 1_000


def import_successions(lines: Iterable[Line], bringing: Bringing, reach: Reach, *, writes: bool) -> None:
    """Tell every line, and write them all if none is refused; the caller holds the transaction.

    reach: the units of which somebody may say what became. Raises BadFile where the file cannot be read.
    """
    _Import(list(lines), bringing, reach).run(writes=writes)


@dataclass
class _Import:
    lines: Sequence[Line]
    bringing: Bringing
    reach: Reach
    rows: dict[int, Succession] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)

    def run(self, *, writes: bool) -> None:
        keys = {line.values[column] for line in self.lines for column in SUCCESSION_COLUMNS[:2]}
        self.units = {unit.key: unit for unit in _units(sorted(keys))}
        self.spans = _spans(self.units.values())
        self.stored = {
            (row.predecessor_id, row.successor_id): row
            for row in Succession.objects.select_related("predecessor", "successor")
        }
        for number, line in enumerate(self.lines):
            try:
                self.rows[number] = self._row(line)
            except BadFile as bad:
                self.why[number] = bad.sentence
        self._check_reach()
        self._check_once_and_whole()
        self._check_ended()
        self._check_scheduled()
        self._check_ring()
        changed = self._tell()
        if writes and self.bringing.tally.is_whole:
            self._write(changed)

    def _row(self, line: Line) -> Succession:
        predecessor, successor = self._unit(line, "predecessor"), self._unit(line, "successor")
        if predecessor == successor:
            raise line.refused("đơn vị cũ và đơn vị mới là một; đơn vị chỉ đổi tên thì không ghi ở đây.")
        share = line.needed("share")
        if share not in (WHOLE, PART):
            raise line.refused(f"“share” là “{share}”; ghi whole (toàn bộ) hoặc part (một phần).")
        for column in ("decision", "note"):
            if len(line.text(column)) > LONGEST:
                raise line.refused(f"“{column}” dài hơn {LONGEST} ký tự; hãy viết gọn.")
        day = self._day(line)
        if not any(span.holds_on(day) for span in self.spans[successor.pk]):
            raise line.refused(f"“{successor.key}” không có trên hệ thống vào ngày {day}; sửa “on”.")
        if not any(span.starts_on is None or span.starts_on < day for span in self.spans[predecessor.pk]):
            raise line.refused(f"“{predecessor.key}” chưa có trước ngày {day}; sửa “on”.")
        return Succession(
            predecessor=predecessor,
            successor=successor,
            starts_on=day,
            is_whole=share == WHOLE,
            decision=line.needed("decision"),
            note=line.text("note"),
        )

    def _unit(self, line: Line, column: str) -> Unit:
        key = line.needed(column)
        unit = self.units.get(key)
        if unit is None:
            raise line.refused(f"không có đơn vị “{key}”; hãy sửa mã hoặc đưa đơn vị vào trước.")
        return unit

    def _day(self, line: Line) -> date:
        word = line.needed("on")
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise line.refused(f"“on” là “{word}”; viết ngày dạng 2025-07-01.") from None

    def _check_once_and_whole(self) -> None:
        """A pair of units once; and what went whole to one unit went to no other."""
        seen: set[tuple[int, int]] = set()
        for number, row in self.rows.items():
            pair = (row.predecessor_id, row.successor_id)
            if pair in seen:
                self.why.setdefault(number, "trùng với một dòng ở trên; hãy bỏ một dòng.")
            seen.add(pair)
        into: dict[int, list[Succession]] = defaultdict(list)
        for pair, row in self.stored.items():
            if pair not in seen:
                into[row.predecessor_id].append(row)
        for row in self.rows.values():
            into[row.predecessor_id].append(row)
        for number, row in self.rows.items():
            others = into[row.predecessor_id]
            if len({other.successor_id for other in others}) > 1 and any(each.is_whole for each in others):
                self.why.setdefault(
                    number,
                    f"“{row.predecessor.key}” vào toàn bộ một đơn vị thì không vào đơn vị nào khác; "
                    "sửa share, hoặc bỏ dòng kia.",
                )

    def _writes(self, row: Succession) -> bool:
        """Is it new, or other than what stands?"""
        stood = self.stored.get((row.predecessor_id, row.successor_id))
        return stood is None or _values(stood) != _values(row)

    def _check_reach(self) -> None:
        """Both ends lie within reach, unless the line changes nothing: what a place takes out names units of
        others."""
        for number, row in self.rows.items():
            for unit in (row.predecessor, row.successor):
                if not self.reach.holds(unit.pk) and self._writes(row):
                    self.why.setdefault(number, OUTSIDE.format(key=unit.key))

    def _check_scheduled(self) -> None:
        """What a decision to come makes has its rows from there alone: else it could not be cancelled."""
        today = self.bringing.at.astimezone(VIET_NAM).date()
        for number, row in self.rows.items():
            spans = self.spans[row.successor_id]
            is_to_come = all(span.begun_by_id and span.starts_on and span.starts_on > today for span in spans)
            if is_to_come and self._writes(row):
                self.why.setdefault(
                    number,
                    f"“{row.successor.key}” là đơn vị mới của một lần sắp xếp đã lên lịch; huỷ rồi lên lịch "
                    "lại ở Sắp xếp đơn vị.",
                )

    def _check_ended(self) -> None:
        """What went whole into another unit stands no more: its years would be counted twice on a later map,
        in its own row and in the other's."""
        for number, row in self.rows.items():
            if not row.is_whole or not self._writes(row):
                continue
            if any(
                span.ends_on is None or span.ends_on >= row.starts_on
                for span in self.spans[row.predecessor_id]
            ):
                self.why.setdefault(
                    number,
                    f"“{row.predecessor.key}” còn đứng từ ngày {row.starts_on}; ghi ngày cuối của đơn vị "
                    "trước, hoặc share là part.",
                )

    def _check_ring(self) -> None:
        """A unit never goes into what went into it, over any number of steps."""
        into: dict[int, set[int]] = defaultdict(set)
        for predecessor_id, successor_id in self.stored:
            into[predecessor_id].add(successor_id)
        for row in self.rows.values():
            into[row.predecessor_id].add(row.successor_id)
        for number, row in self.rows.items():
            seen: set[int] = set()
            ahead = {row.successor_id}
            while ahead:
                seen |= ahead
                ahead = {one for each in ahead for one in into[each]} - seen
            if row.predecessor_id in seen:
                self.why.setdefault(
                    number, "hai đơn vị kế thừa lẫn nhau thành vòng; đơn vị mới phải là đơn vị sau."
                )

    def _tell(self) -> list[tuple[Succession, Succession]]:
        tally = self.bringing.tally
        changed = []
        for number, line in enumerate(self.lines):
            what = f"{line.values['predecessor']} → {line.values['successor']}"
            row = self.rows.get(number)
            stood = self.stored.get((row.predecessor_id, row.successor_id)) if row is not None else None
            was, will_be = differing(_values(stood), _values(row)) if stood and row else ("", "")
            if will_be and stood and stood.reorganisation_id:
                self.why.setdefault(number, "dòng này do một lần sắp xếp đơn vị ghi; sửa ở Sắp xếp đơn vị.")
            if number in self.why:
                tally.refuse(line, what, self.why[number])
            elif stood is None:
                tally.tell(Told(line, Outcome.NEW, what))
            elif not will_be:
                tally.tell(Told(line, Outcome.EQUAL, what))
            else:
                tally.tell(Told(line, Outcome.CHANGED, what, was, will_be))
                assert row is not None
                changed.append((stood, row))
        return changed

    def _write(self, changed: Sequence[tuple[Succession, Succession]]) -> None:
        for stood, row in changed:
            row.pk = stood.pk
        Succession.objects.bulk_create(
            [row for _, row in changed],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["starts_on", "is_whole", "decision", "note"],
        )
        pairs = self.stored.keys()
        new = [row for row in self.rows.values() if (row.predecessor_id, row.successor_id) not in pairs]
        Succession.objects.bulk_create(new, batch_size=AT_ONCE)


def _values(row: Succession) -> dict[str, object]:
    return {
        "on": row.starts_on,
        "share": WHOLE if row.is_whole else PART,
        "decision": row.decision,
        "note": row.note,
    }


def _units(keys: Sequence[str]) -> Iterable[Unit]:
    for start in range(0, len(keys), AT_ONCE):
        yield from Unit.objects.filter(key__in=keys[start : start + AT_ONCE])


def _spans(units: Iterable[Unit]) -> dict[int, list[Placement]]:
    ids = [unit.pk for unit in units]
    found: dict[int, list[Placement]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        some = Placement.objects.filter(unit__in=ids[start : start + AT_ONCE])
        for span in some.only("unit_id", "starts_on", "ends_on", "begun_by_id"):
            found[span.unit_id].append(span)
    return found
