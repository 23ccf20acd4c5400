"""What is a rearrangement of units, as plain data, and what stood before it?

Sáp nhập, chia tách, đổi tên, chuyển, bỏ cấp: units of a new territory are new, units that keep all of theirs
are re-placed, units end, and what ended has heirs, whole or in parts (docs/adr/0016). Built by
`rearranging_builders` or read by `rearrangement_files`, completed by `rearranging_below`, held against what
stands by `rearranging_faults`, previewed by `summaries.rearranging`, written by `actions.rearranging`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from units.enums import Level, ReorganisationKind
from units.kinds import kinds_below
from units.unit_lists import same_name

PLACEHOLDER = "+"
"""A key with this sign in it is none yet: the unit gets a free one when it is written."""


def full_name(name: str, kind: str) -> str:
    """“xã Ngọc Vân”, “Thôn 1”: as `Placement.full_name`."""
    return name if not kind or name.casefold().startswith(kind.casefold()) else f"{kind} {name}"


same = lru_cache(maxsize=20_000)(same_name)
"""`unit_lists.same_name`; of a hundred thousand villages most are called like another."""


@cache
def fits(level: str, agency_kind: str, above: str) -> bool:
    """May a unit of the level, or an agency of the kind, stand right below a place of the level `above`?"""
    return any((kind.level, kind.agency_kind) == (level, agency_kind) for kind in kinds_below(above))


# --- What a rearrangement says


@dataclass(frozen=True)
class Wanted:
    """A new unit as a person describes it: name and kind as stored (`units.kinds.renamed`), and the key of
    the unit it belongs to; none: where the units that it is made of belong."""

    name: str
    kind: str = ""
    code: str = ""
    area: str = ""
    parent: str | None = None
    note: str = ""


@dataclass(frozen=True)
class NewUnit:
    """A unit that stands from the day. parent: a key, "" below nothing. said_at: file and line, if any."""

    key: str
    level: str
    name: str
    kind: str = ""
    agency_kind: str = ""
    code: str = ""
    area: str = ""
    parent: str = ""
    note: str = ""
    said_at: str = field(default="", compare=False, repr=False)

    @property
    def full_name(self) -> str:
        return full_name(self.name, self.kind)


@dataclass(frozen=True)
class Move:
    """A standing unit as it stands from the day: the same unit with another name, kind, code or parent."""

    key: str
    name: str
    kind: str = ""
    code: str = ""
    area: str = ""
    parent: str = ""
    note: str = ""
    said_at: str = field(default="", compare=False, repr=False)

    @property
    def full_name(self) -> str:
        return full_name(self.name, self.kind)


@dataclass(frozen=True)
class End:
    """A unit whose last day is the one before."""

    key: str
    said_at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Heir:
    """What became of an ended unit. decision: "" is that of the rearrangement."""

    predecessor: str
    successor: str
    is_whole: bool
    decision: str = ""
    note: str = ""
    said_at: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Rearrangement:
    """One decision, from one day on. summary: one line for lists and the log."""

    kind: ReorganisationKind
    day: date
    decision: str
    summary: str
    new: tuple[NewUnit, ...] = ()
    moves: tuple[Move, ...] = ()
    ends: tuple[End, ...] = ()
    heirs: tuple[Heir, ...] = ()

    @property
    def eve(self) -> date:
        """The last day of what ends."""
        return self.day - timedelta(days=1)

    def wholes(self) -> dict[str, str]:
        """Of each ended unit the one that has all of it."""
        return {heir.predecessor: heir.successor for heir in self.heirs if heir.is_whole}

    def parts(self) -> dict[str, list[str]]:
        """Of each ended unit those that have a part of it."""
        found: dict[str, list[str]] = defaultdict(list)
        for heir in self.heirs:
            if not heir.is_whole:
                found[heir.predecessor].append(heir.successor)
        return dict(found)

    def placements(self) -> list[NewUnit | Move]:
        """Everything that gets a place from the day on."""
        return [*self.new, *self.moves]

    def named(self) -> set[str]:
        """The standing units it speaks of itself."""
        return {end.key for end in self.ends} | {move.key for move in self.moves}

    def plus(
        self,
        *,
        new: Iterable[NewUnit] = (),
        moves: Iterable[Move] = (),
        ends: Iterable[End] = (),
        heirs: Iterable[Heir] = (),
    ) -> Rearrangement:
        return replace(
            self,
            new=(*self.new, *new),
            moves=(*self.moves, *moves),
            ends=(*self.ends, *ends),
            heirs=(*self.heirs, *heirs),
        )


# --- What stood before


@dataclass(frozen=True)
class Stood:
    """A unit on the last day before. until: its last day, where it has one; is_rearranged: another
    rearrangement gave it that day; later: the first day of what is written for it after that day. unit_id,
    span_id: its rows."""

    key: str
    level: str
    name: str
    kind: str = ""
    agency_kind: str = ""
    code: str = ""
    area: str = ""
    parent: str = ""
    until: date | None = None
    later: date | None = None
    unit_id: int = 0
    span_id: int = 0
    is_rearranged: bool = False

    @property
    def full_name(self) -> str:
        return full_name(self.name, self.kind)


@dataclass(frozen=True)
class Coming:
    """A unit of which something begins on the day or later below a place."""

    name: str
    parent: str
    starts_on: date


class Tree:
    """Some units on the last day before, what is already written for later, and which keys are taken."""

    def __init__(
        self, units: Iterable[Stood], coming: Iterable[Coming] = (), taken: Collection[str] = ()
    ) -> None:
        self.units: Mapping[str, Stood] = {unit.key: unit for unit in units}
        self.coming = tuple(coming)
        self.taken = frozenset(taken)
        below: dict[str, list[Stood]] = defaultdict(list)
        for unit in self.units.values():
            below[unit.parent].append(unit)
        self._below = below

    def with_taken(self, taken: Collection[str]) -> Tree:
        """The same units, and keys that are another's though it is not among them."""
        tree = copy(self)
        tree.taken = frozenset(taken)
        return tree

    def __contains__(self, key: str) -> bool:
        return key in self.units

    def __getitem__(self, key: str) -> Stood:
        return self.units[key]

    def below(self, key: str) -> Sequence[Stood]:
        """Right below the unit; of "" what stands below nothing."""
        return self._below.get(key, [])

    def under(self, key: str) -> Iterator[Stood]:
        """Everything below the unit, over any number of steps, and not itself."""
        waiting = list(self.below(key))
        seen = {key}
        while waiting:
            unit = waiting.pop()
            if unit.key not in seen:
                seen.add(unit.key)
                yield unit
                waiting += self.below(unit.key)

    def chain(self, key: str) -> list[str]:
        """The unit and all above it, itself first."""
        found: list[str] = []
        while key and key in self.units and key not in found:
            found.append(key)
            key = self.units[key].parent
        return found

    def name(self, key: str) -> str:
        """“xã An Sơn”, or the key where nothing of that key stood."""
        return self.units[key].full_name if key in self.units else key


def counts(tree: Tree, rearrangement: Rearrangement | None = None) -> dict[Level, int]:
    """How many units of each level stand: on the last day before, or from the day on."""
    ended = {end.key for end in rearrangement.ends} if rearrangement else set()
    found = Counter(unit.level for key, unit in tree.units.items() if key not in ended)
    if rearrangement:
        found.update(unit.level for unit in rearrangement.new)
    return {level: found[level] for level in Level}


def common_place(tree: Tree, rearrangement: Rearrangement) -> str:
    """The key of the nearest unit above everything that changes, then and after; "" where there is none."""
    chains: list[list[str]] = []
    for key in rearrangement.named():
        if key in tree:
            chains.append(tree.chain(tree[key].parent))
    for unit in rearrangement.placements():
        if not unit.parent or unit.parent in tree:
            chains.append(tree.chain(unit.parent))
    shared = set(chains[0]).intersection(*chains) if chains else set()
    return next((key for key in chains[0] if key in shared), "") if chains else ""
