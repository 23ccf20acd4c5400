"""What stands against a rearrangement? Sentences that say what is wrong and what to do; none where it holds.

A line of a file says where it stands before its sentence. Held against the tree of the last day before and
what is written for later (`rearranging.Tree`), after `rearranging_below.completed`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from childplan.vietnamese import short_date
from units.enums import AgencyKind, Area, Level
from units.kinds import PLACES, capital, kinds_below
from units.rearranging import Move, NewUnit, Rearrangement, Tree, fits, full_name, same
from units.unit_lists import LONGEST_NAME


def faults(rearrangement: Rearrangement, tree: Tree) -> list[str]:
    """Every reason why it cannot be, each once, in the order of its parts."""
    if not rearrangement.decision.strip():
        return ["Thiếu văn bản căn cứ; ghi số và ngày của nghị quyết hoặc quyết định."]
    if not (rearrangement.new or rearrangement.moves or rearrangement.ends):
        return ["Không có đơn vị nào thay đổi so với ngày trước đó; xem lại ngày và nội dung."]
    checks = _Faults(rearrangement, tree)
    found = [
        *checks.who_changes(),
        *checks.who_is_new(),
        *checks.who_becomes_what(),
        *checks.who_is_left(),
        *checks.where_they_stand(),
        *checks.what_they_are_called(),
    ]
    return list(dict.fromkeys(found))


def _at(said_at: str, sentence: str) -> str:
    return f"{said_at}: {sentence[:1].lower()}{sentence[1:]}" if said_at else sentence


class _Faults:
    def __init__(self, rearrangement: Rearrangement, tree: Tree) -> None:
        self.said, self.tree = rearrangement, tree
        self.new = {unit.key: unit for unit in rearrangement.new}
        self.moved = {move.key: move for move in rearrangement.moves}
        self.ended = {end.key for end in rearrangement.ends}
        self.day = short_date(rearrangement.day)

    def _name(self, key: str) -> str:
        return capital(self.new[key].full_name if key in self.new else self.tree.name(key))

    # --- The units that stand

    def who_changes(self) -> Iterator[str]:
        """Each stands on the day before, is named once, and nothing is written for it from the day on."""
        said = [(move.key, move.said_at) for move in self.said.moves]
        said += [(end.key, end.said_at) for end in self.said.ends]
        times = Counter(key for key, _ in said)
        explicit = {end.key for end in self.said.ends}
        for key, at in said:
            if key not in self.tree:
                yield _at(
                    at,
                    f"Không có đơn vị “{key}” vào ngày {short_date(self.said.eve)}; xem lại mã hoặc ngày.",
                )
                continue
            if times[key] > 1:
                yield _at(at, f"{self._name(key)} được ghi hai lần; chỉ để một lần.")
            unit = self.tree[key]
            if unit.later is not None:
                yield _at(
                    at,
                    f"{self._name(key)} đã ghi thay đổi từ ngày {short_date(unit.later)}; huỷ thay đổi ấy "
                    "trước, hoặc chọn ngày sau đó.",
                )
            elif unit.until is not None and (
                key in explicit or unit.is_rearranged or unit.until <= self.said.eve
            ):
                # Re-placed, it would end by nobody's decision: whoever cancels the other could not open it.
                yield _at(
                    at,
                    f"{self._name(key)} đã có ngày cuối là {short_date(unit.until)}; khôi phục đơn vị, hoặc "
                    "huỷ sắp xếp đã lên lịch, trước.",
                )

    # --- The units that are new

    def who_is_new(self) -> Iterator[str]:
        times = Counter(unit.key for unit in self.said.new)
        for unit in self.said.new:
            if times[unit.key] > 1:
                yield _at(unit.said_at, f"Mã “{unit.key}” được ghi hai lần; chỉ để một dòng.")
            if unit.key in self.tree.taken or unit.key in self.tree:
                yield _at(
                    unit.said_at,
                    f"Mã “{unit.key}” đã là của một đơn vị khác; đơn vị có địa bàn mới cần mã mới.",
                )
            if unit.level not in Level.values or unit.level == Level.COUNTRY:
                yield _at(unit.said_at, f"Không tạo được đơn vị cấp “{unit.level}”.")
            elif (unit.level == Level.AGENCY) != (unit.agency_kind in AgencyKind.values):
                yield _at(unit.said_at, f"{self._name(unit.key)}: loại đơn vị chỉ có ở đơn vị chuyên môn.")

    # --- Heirs

    def who_becomes_what(self) -> Iterator[str]:
        """Whole or in parts, from ended units to new ones; and whole to whole alone is the same unit."""
        shares: dict[str, list[bool]] = defaultdict(list)
        origins: dict[str, list[str]] = defaultdict(list)
        pairs = Counter((heir.predecessor, heir.successor) for heir in self.said.heirs)
        for heir in self.said.heirs:
            shares[heir.predecessor].append(heir.is_whole)
            origins[heir.successor].append(heir.predecessor)
        for heir in self.said.heirs:
            old, new, at = heir.predecessor, heir.successor, heir.said_at
            if old not in self.ended:
                yield _at(at, f"{self._name(old)} có đơn vị kế thừa nhưng không kết thúc; xem lại.")
            if new not in self.new:
                yield _at(
                    at, f"Đơn vị kế thừa “{new}” không phải đơn vị mới của lần sắp xếp này; xem lại mã."
                )
                continue
            if pairs[old, new] > 1:
                yield _at(at, f"{self._name(old)} → {self._name(new)} được ghi hai lần; chỉ để một lần.")
            elif heir.is_whole and len(shares[old]) > 1:
                yield _at(
                    at,
                    f"{self._name(old)} đã vào toàn bộ một đơn vị thì không vào đơn vị khác; "
                    "ghi là một phần.",
                )
            elif not heir.is_whole and len(shares[old]) == 1:
                yield _at(
                    at,
                    f"{self._name(old)} chỉ có một phần có nơi; ghi đủ các đơn vị nhận, hoặc ghi là toàn bộ.",
                )
            elif heir.is_whole and len(origins[new]) == 1 and self._is_the_same(old, new):
                yield _at(
                    at,
                    f"{self._name(old)} chỉ thành một mình {self._name(new)}: đó vẫn là một đơn vị; "
                    "đổi tên hoặc chuyển, giữ mã cũ.",
                )

    def _is_the_same(self, old: str, new: str) -> bool:
        """An agency may get one heir alone: the place that it counts for became another one."""
        unit = self.new[new]
        return old in self.tree and self.tree[old].level == unit.level != Level.AGENCY

    # --- What is left behind

    def who_is_left(self) -> Iterator[str]:
        """Whatever stood below an ended unit has a place, and nothing begins below it later."""
        cared = self.ended | self.moved.keys()
        parts = self.said.parts()
        for end in self.said.ends:
            for child in self.tree.below(end.key):
                if child.key in cared:
                    continue
                where = f"{self._name(child.key)} ({self.tree.name(end.key)})"
                if end.key in parts:
                    yield _at(
                        end.said_at,
                        f"{where} chưa có nơi mới; chọn một trong: "
                        f"{', '.join(self._name(key) for key in parts[end.key])}.",
                    )
                else:
                    yield _at(end.said_at, f"{where} chưa có nơi mới; chuyển hoặc kết thúc đơn vị này trước.")
        for coming in self.tree.coming:
            if coming.parent in self.ended and coming.starts_on >= self.said.day:
                yield (
                    f"{capital(coming.name)} đã được ghi từ ngày {short_date(coming.starts_on)} ở "
                    f"{self.tree.name(coming.parent)}, nơi sẽ không còn; huỷ đơn vị ấy trước."
                )

    # --- Places

    def where_they_stand(self) -> Iterator[str]:
        for unit in self.said.placements():
            said = unit.said_at
            level, agency_kind = self._what(unit)
            if not level:
                continue
            if not unit.parent:
                if level not in (Level.PROVINCE, Level.COUNTRY):
                    yield _at(
                        said, f"{capital(unit.full_name)} chưa có đơn vị cấp trên; ghi đơn vị cấp trên."
                    )
                continue
            above = self._level_after(unit.parent)
            if above is None:
                gone = unit.parent in self.ended
                why = f"không còn từ ngày {self.day}" if gone else "không có"
                yield _at(
                    said,
                    f"{capital(unit.full_name)}: đơn vị cấp trên “{self._name(unit.parent)}” {why}; "
                    "chọn nơi khác.",
                )
                continue
            if not fits(level, agency_kind, above):
                yield _at(
                    said,
                    f"{capital(unit.full_name)} không đặt được dưới {self._name(unit.parent)}: "
                    "cấp không hợp; chọn nơi khác.",
                )
            until = self.tree[unit.parent].until if unit.parent in self.tree else None
            if until is not None:
                yield _at(
                    said,
                    f"{self._name(unit.parent)} chỉ còn đến hết ngày {short_date(until)}; chọn nơi khác.",
                )
            if self._is_in_a_ring(unit.key):
                yield _at(said, f"{capital(unit.full_name)} thành cấp trên của chính mình; chọn nơi khác.")

    def _what(self, unit: NewUnit | Move) -> tuple[str, str]:
        if isinstance(unit, NewUnit):
            return unit.level, unit.agency_kind
        stood = self.tree.units.get(unit.key)
        return (stood.level, stood.agency_kind) if stood else ("", "")

    def _level_after(self, key: str) -> str | None:
        """The level of a unit that stands from the day on."""
        if key in self.new:
            return self.new[key].level
        return self.tree[key].level if key in self.tree and key not in self.ended else None

    def _parent_after(self, key: str) -> str:
        if key in self.new:
            return self.new[key].parent
        if key in self.moved:
            return self.moved[key].parent
        return self.tree[key].parent if key in self.tree else ""

    def _is_in_a_ring(self, key: str) -> bool:
        seen: set[str] = set()
        above = self._parent_after(key)
        while above and above not in seen:
            if above == key:
                return True
            seen.add(above)
            above = self._parent_after(above)
        return False

    # --- Words

    def what_they_are_called(self) -> Iterator[str]:
        """Words that fit the columns, kinds of the table, and a name that nobody else has at the place.

        Villages that only come along may meet one of their name: both keep it until somebody decides.
        """
        taken = self._names_that_stay()
        for unit in self.said.placements():
            stood = self.tree.units.get(unit.key)
            if isinstance(unit, Move) and stood is None:
                continue
            yield from (_at(unit.said_at, sentence) for sentence in self._words(unit))
            level, _ = self._what(unit)
            if unit.kind and level in (*PLACES, Level.VILLAGE) and (stood is None or stood.kind != unit.kind):
                above = Level.COUNTRY if not unit.parent else (self._level_after(unit.parent) or "")
                words = [one.word for one in kinds_below(above) if one.level == level] if above else []
                if words and unit.kind not in words:
                    yield _at(unit.said_at, f"Loại “{unit.kind}” không có; chọn: {', '.join(words)}.")
            if (
                stood is not None
                and stood.full_name == unit.full_name
                and (stood.parent in self.ended or stood.parent == unit.parent)
            ):
                continue
            others = taken[unit.parent, _name_key(level, unit.full_name)] - {unit.key}
            if others:
                yield _at(
                    unit.said_at,
                    f"Tên “{unit.full_name}” đã có ở {self._name(unit.parent) if unit.parent else 'đó'}; "
                    "chọn tên khác.",
                )

    def _names_that_stay(self) -> dict[tuple[str, str], set[str]]:
        """By place and name the units that stand there from the day on."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key, unit in self.tree.units.items():
            if key not in self.ended and key not in self.moved:
                found[unit.parent, _name_key(unit.level, full_name(unit.name, unit.kind))].add(key)
        for one in self.said.placements():
            found[one.parent, _name_key(self._what(one)[0], one.full_name)].add(one.key)
        return found

    def _words(self, unit: NewUnit | Move) -> Iterator[str]:
        if not unit.name.strip():
            yield f"Thiếu tên của đơn vị “{unit.key}”; ghi tên."
        elif len(unit.name) > LONGEST_NAME:
            yield f"Tên “{unit.name[:40]}…” dài quá {LONGEST_NAME} ký tự; ghi ngắn hơn."
        for column, longest in (("kind", 40), ("code", 10), ("note", 300)):
            if len(getattr(unit, column)) > longest:
                label = {"kind": "Loại", "code": "Mã", "note": "Ghi chú"}[column]
                yield f"{label} của {unit.full_name} dài quá {longest} ký tự; ghi ngắn hơn."
        if unit.area and unit.area not in Area.values:
            yield f"Khu vực “{unit.area}” không có; chọn: {', '.join(Area.values)}."


def _name_key(level: str, name: str) -> str:
    """Places may differ by marks alone (Hưng and Hùng side by side); villages and agencies may not."""
    return name.casefold() if level in PLACES else same(name)
