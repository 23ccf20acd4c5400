"""How does a rearrangement look, before and after, side by side?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from units.enums import Level
from units.kinds import PLACES, capital
from units.rearranging import Move, NewUnit, Stood, Tree
from units.summaries.rearranging import Foreseen

MOST_DRAWN = 60
"""Of each side of a preview; the country has ten thousand."""


@dataclass(frozen=True)
class Node:
    """A unit of a preview. below: what stands under it, counted; note: what it becomes, or what it is of."""

    name: str
    note: str = ""
    below: str = ""


@dataclass(frozen=True)
class Trees:
    """Before and after; `more_*`: how many further units are not drawn."""

    before: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)
    more_before: int = 0
    more_after: int = 0


def trees_of(told: Foreseen) -> Trees:
    """What ends or is re-placed, and what stands instead. Villages and agencies that come along with their
    place are counted below it, not drawn."""
    said, tree = told.rearrangement, told.tree
    new = {unit.key: unit.full_name for unit in said.new}
    moved = {move.key: move for move in said.moves}
    ended = {end.key for end in said.ends}

    def name(key: str) -> str:
        return new.get(key) or (moved[key].full_name if key in moved else tree.name(key))

    wholes, parts = said.wholes(), said.parts()
    before = [
        Node(capital(unit.full_name), _fate(unit, wholes, parts, moved, name), _below(tree, unit))
        for unit in _drawn(tree, ended, moved)
    ]
    origins: dict[str, list[str]] = defaultdict(list)
    for heir in said.heirs:
        share = "toàn bộ" if heir.is_whole else "một phần"
        origins[heir.successor].append(f"{share} {tree.name(heir.predecessor)}")
    children: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in said.new:
        children[unit.parent][unit.level] += 1
    for one in said.moves:
        children[one.parent][tree[one.key].level if one.key in tree else ""] += 1
    after = [
        Node(capital(unit.full_name), ", ".join(origins[unit.key]), _counted(children[unit.key]))
        for unit in said.new
        if unit.level != Level.AGENCY
    ]
    after += [
        Node(capital(one.full_name), _moved_note(one, tree, name), "")
        for one in said.moves
        if _is_drawn(one, tree, ended)
    ]
    return Trees(
        before[:MOST_DRAWN],
        after[:MOST_DRAWN],
        max(0, len(before) - MOST_DRAWN),
        max(0, len(after) - MOST_DRAWN),
    )


def _drawn(tree: Tree, ended: set[str], moved: dict[str, Move]) -> list[Stood]:
    keys = [key for key in ended if key in tree and tree[key].level != Level.AGENCY]
    keys += [key for key, one in moved.items() if key in tree and _is_drawn(one, tree, ended)]
    return sorted((tree[key] for key in keys), key=lambda unit: (unit.level, unit.full_name, unit.key))


def _is_drawn(one: Move | NewUnit, tree: Tree, ended: set[str]) -> bool:
    """A village or a school that goes along with its place is counted there."""
    if one.key not in tree:
        return True
    stood = tree[one.key]
    return stood.level in PLACES or stood.parent not in ended


def _fate(
    unit: Stood,
    wholes: dict[str, str],
    parts: dict[str, list[str]],
    moved: dict[str, Move],
    name: Callable[[str], str],
) -> str:
    if unit.key in wholes:
        return f"vào {name(wholes[unit.key])}"
    if unit.key in parts:
        return f"chia vào {', '.join(name(key) for key in parts[unit.key])}"
    if unit.key in moved:
        return "" if moved[unit.key].parent == unit.parent else f"về {name(moved[unit.key].parent)}"
    return "không còn"


def _moved_note(one: Move, tree: Tree, name: Callable[[str], str]) -> str:
    if one.key in tree and tree[one.key].parent != one.parent:
        return f"thuộc {name(one.parent)}"
    return f"trước là {tree.name(one.key)}" if tree.name(one.key) != one.full_name else ""


def _below(tree: Tree, unit: Stood) -> str:
    return _counted(Counter(child.level for child in tree.below(unit.key)))


_WORDS = {
    Level.DISTRICT: "huyện",
    Level.COMMUNE: "xã",
    Level.VILLAGE: "thôn",
    Level.AGENCY: "đơn vị chuyên môn",
}


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[level]} {word}" for level, word in _WORDS.items() if counts[level])


@dataclass(frozen=True)
class Goer:
    """Somebody with a post on a unit that ends. to: where the post goes on; "" where it just ends."""

    name: str
    role: str
    unit: str
    to: str


def goers_of(told: Foreseen) -> list[Goer]:
    """Everybody whose post is concerned; an agency is told with its place, of which there are many."""
    tree = told.tree
    new = {unit.key: unit for unit in told.rearrangement.new}
    found = []
    for fate in told.posts:
        stood = next(
            (tree[end.key] for end in told.rearrangement.ends if end.key == fate.posting.unit.key), None
        )
        heir = new.get(fate.successor)
        to = fate.successor_name
        unit = fate.unit
        if stood is not None and stood.level == Level.AGENCY:
            unit = f"{unit}, {tree.name(stood.parent)}"
            place = new.get(heir.parent) if heir is not None else None
            to = f"{to}, {place.full_name}" if place is not None else to
        role = fate.posting.get_role_display()
        found.append(Goer(fate.posting.user.full_name, f"{role[:1].lower()}{role[1:]}", unit, to))
    return found
