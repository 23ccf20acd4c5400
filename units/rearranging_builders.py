"""How does a wish of a person become a rearrangement? One function for each kind of the wizard.

A merger of one unit into one is none: nothing but its words change, so it is re-placed. Each builder raises
Refused with a sentence; what stands against the result in the tree says `rearranging_faults.faults`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from units.enums import AgencyKind, Level, ReorganisationKind
from units.kinds import PLACES, capital
from units.rearranging import PLACEHOLDER, End, Heir, Move, NewUnit, Rearrangement, Stood, Tree, Wanted
from units.refusals import Refused

LONGEST_SUMMARY = 500


def merge(tree: Tree, *, day: date, decision: str, units: Sequence[str], into: Wanted) -> Rearrangement:
    """Sáp nhập: the units end and one new unit has all of each."""
    old = _standing(tree, units)
    if len(old) < 2:
        raise Refused("Sáp nhập cần ít nhất hai đơn vị; một đơn vị thì chọn Đổi tên hoặc Chuyển cấp trên.")
    if len({(unit.level, unit.agency_kind) for unit in old}) > 1:
        raise Refused("Chỉ sáp nhập các đơn vị cùng cấp và cùng loại; bỏ bớt đơn vị khác cấp.")
    new = _new(1, old, into)
    return Rearrangement(
        ReorganisationKind.MERGE,
        day,
        decision,
        _line(f"Sáp nhập {_names(old)} thành {new.full_name}"),
        new=(new,),
        ends=tuple(End(unit.key) for unit in old),
        heirs=tuple(Heir(unit.key, new.key, is_whole=True) for unit in old),
    )


def split(
    tree: Tree,
    *,
    day: date,
    decision: str,
    unit: str,
    into: Sequence[Wanted],
    below: Mapping[str, int],
) -> Rearrangement:
    """Chia tách: the unit ends and each new one has a part of it.

    below: of each unit right below the place of the new one in `into`, counted from 0, to which it goes
    (`to_assign` says which must have one).
    """
    (old,) = _standing(tree, [unit])
    if len(into) < 2:
        raise Refused("Chia tách cần ít nhất hai đơn vị mới; ghi thêm một đơn vị.")
    new = [_new(number, [old], wanted) for number, wanted in enumerate(into, start=1)]
    children = {child.key: child for child in tree.below(unit)}
    if not set(below) <= set(children) or not set(below.values()) <= set(range(len(new))):
        raise Refused("Có đơn vị bên dưới không còn ở đây; xem lại nơi mới của từng đơn vị.")
    return Rearrangement(
        ReorganisationKind.SPLIT,
        day,
        decision,
        _line(f"Chia {old.full_name} thành {', '.join(one.full_name for one in new)}"),
        new=tuple(new),
        moves=tuple(placed(children[key], parent=new[number].key) for key, number in sorted(below.items())),
        ends=(End(old.key),),
        heirs=tuple(Heir(old.key, one.key, is_whole=False) for one in new),
    )


def to_assign(tree: Tree, unit: str) -> tuple[list[Stood], list[Stood]]:
    """Of what stands right below a unit that is split: what must be given a place, and what may be.

    An agency that every commune has one of ends otherwise, and each new commune gets its own.
    """
    below = sorted(tree.below(unit), key=lambda child: (child.level, child.agency_kind, child.key))
    must = [child for child in below if goes_along(child)]
    return must, [child for child in below if not goes_along(child)]


def rename(
    tree: Tree,
    *,
    day: date,
    decision: str,
    unit: str,
    name: str,
    kind: str,
    code: str | None = None,
    area: str | None = None,
) -> Rearrangement:
    """Đổi tên, đổi loại, đổi mã: the same unit in other words. code, area: None stays as it is."""
    (old,) = _standing(tree, [unit])
    new = placed(old, name=name, kind=kind, code=code, area=area)
    if _words(new) == _words(old):
        raise Refused("Tên, loại, mã và khu vực mới giống đang dùng; sửa ít nhất một thứ.")
    said = f"Đổi tên {old.full_name} thành {new.full_name}"
    if new.full_name == old.full_name:
        said = f"Đổi mã hoặc khu vực của {old.full_name}"
    return Rearrangement(ReorganisationKind.RENAME, day, decision, _line(said), moves=(new,))


def move(tree: Tree, *, day: date, decision: str, units: Sequence[str], parent: str) -> Rearrangement:
    """Chuyển cấp trên: the same units, with everything below them, below another place."""
    old = _standing(tree, units)
    if not old:
        raise Refused("Chọn ít nhất một đơn vị để chuyển.")
    above = _standing(tree, [parent])[0]
    stay = [unit for unit in old if unit.parent == parent]
    if stay:
        raise Refused(f"{capital(stay[0].full_name)} đã thuộc {above.full_name}; chọn nơi khác.")
    return Rearrangement(
        ReorganisationKind.MOVE,
        day,
        decision,
        _line(f"Chuyển {_names(old)} về {above.full_name}"),
        moves=tuple(placed(unit, parent=parent) for unit in old),
    )


def abolish(tree: Tree, *, day: date, decision: str, level: str, place: str) -> Rearrangement:
    """Bỏ cấp: every unit of the level below the place ends with its agencies; the places below them go to
    the place above."""
    (above,) = _standing(tree, [place])
    if level not in (Level.DISTRICT, Level.COMMUNE):
        raise Refused("Chỉ bỏ được cấp huyện hoặc cấp xã.")
    gone = sorted((unit for unit in tree.under(place) if unit.level == level), key=lambda unit: unit.key)
    if not gone:
        raise Refused(f"Dưới {above.full_name} không có đơn vị nào của cấp này.")
    word = Level(level).label.lower()
    return Rearrangement(
        ReorganisationKind.ABOLISH,
        day,
        decision,
        _line(f"Bỏ cấp {word} ở {above.full_name}: {len(gone)} đơn vị"),
        ends=tuple(End(unit.key) for unit in gone),
    )


def goes_along(unit: Stood) -> bool:
    """Does it stay the same unit when its place becomes another one?"""
    return stays_itself(unit.level, unit.agency_kind)


def stays_itself(level: str, agency_kind: str) -> bool:
    """Villages, schools and places do; other agencies are the place's own, one of each, and end with it."""
    return level == Level.VILLAGE or level in PLACES or agency_kind in SCHOOLS


SCHOOLS = frozenset({AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL})


def placed(
    unit: Stood,
    *,
    name: str | None = None,
    kind: str | None = None,
    code: str | None = None,
    area: str | None = None,
    parent: str | None = None,
    note: str = "",
    said_at: str = "",
) -> Move:
    """The unit re-placed; what is not given stays."""
    return Move(
        unit.key,
        unit.name if name is None else name,
        unit.kind if kind is None else kind,
        unit.code if code is None else code,
        unit.area if area is None else area,
        unit.parent if parent is None else parent,
        note,
        said_at,
    )


def _standing(tree: Tree, keys: Sequence[str]) -> list[Stood]:
    lost = [key for key in keys if key not in tree]
    if lost:
        raise Refused(f"Không có đơn vị “{lost[0]}” vào ngày trước ngày sắp xếp; chọn lại đơn vị hoặc ngày.")
    if len(set(keys)) < len(keys):
        raise Refused("Một đơn vị được chọn hai lần; bỏ một lần.")
    return [tree[key] for key in keys]


def _new(number: int, old: Sequence[Stood], wanted: Wanted) -> NewUnit:
    parents = {unit.parent for unit in old}
    if wanted.parent is None and len(parents) > 1:
        raise Refused("Các đơn vị thuộc nhiều nơi khác nhau; chọn nơi mà đơn vị mới thuộc về.")
    return NewUnit(
        f"{PLACEHOLDER}{number}",
        old[0].level,
        wanted.name,
        wanted.kind,
        old[0].agency_kind,
        wanted.code,
        wanted.area,
        next(iter(parents)) if wanted.parent is None else wanted.parent,
        wanted.note,
    )


def _words(unit: Stood | Move) -> tuple[str, ...]:
    return (unit.name, unit.kind, unit.code, unit.area)


def _names(units: Sequence[Stood]) -> str:
    return ", ".join(unit.full_name for unit in units)


def _line(words: str) -> str:
    return words if len(words) <= LONGEST_SUMMARY else f"{words[: LONGEST_SUMMARY - 1]}…"
