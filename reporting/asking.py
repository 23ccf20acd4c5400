"""Who is asked for what? From plans and the tree of a day to the cells of every form.

Pure: the whole world of one opening in, a set of cells out. `open_round` writes them down, and from then on
the rows are the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.enums import Source
from units.enums import AgencyKind, Level

SCHOOLS = frozenset({AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL})

_DISTRICT_KINDS = frozenset(
    {
        Source.LABOUR_DIVISION,
        Source.EDUCATION_DIVISION,
        Source.HEALTH_DIVISION,
        Source.CULTURE_DIVISION,
        Source.JUSTICE_DIVISION,
        Source.DISTRICT_POLICE,
    }
)
_PROVINCE_KINDS = frozenset(
    {
        Source.LABOUR_DEPARTMENT,
        Source.HEALTH_DEPARTMENT,
        Source.EDUCATION_DEPARTMENT,
        Source.JUSTICE_DEPARTMENT,
    }
)


def place_level(source: Source) -> Level:
    """The tier of the place whose units (or whose own report) give the source's figures."""
    if source in (Source.PROVINCE, *_PROVINCE_KINDS):
        return Level.PROVINCE
    if source in (Source.DISTRICT, *_DISTRICT_KINDS):
        return Level.DISTRICT
    return Level.COMMUNE


def gives(source: Source, level: Level, agency_kind: str) -> bool:
    """Is a unit of this level and kind one that types items of the source?"""
    if level != Level.AGENCY:
        return level.value == source.value
    if source == Source.SCHOOL:
        return agency_kind in SCHOOLS
    return agency_kind == source


@dataclass(frozen=True)
class Member:
    """One unit of the tree on the round's closing day."""

    unit_id: int
    parent_id: int | None
    level: Level
    agency_kind: str = ""

    @property
    def kind(self) -> str:
        """The kind of agency; of a place its level."""
        return self.agency_kind or self.level.value


@dataclass(frozen=True)
class Wanted:
    """A plan of `issuer_id` needs an item. `check_source` is asked too, for comparison only."""

    issuer_id: int
    item_id: int
    source: Source
    check_source: Source | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of one form. A direct cell stands on the place's own report in the place of its units."""

    unit_id: int
    item_id: int
    is_check: bool = False


TIERS = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
"""Tiers of places from the top down: which sources a place that types for everything below it speaks for."""


def cells_asked(
    members: Iterable[Member],
    wanted: Iterable[Wanted],
    direct: Collection[int] = (),
    direct_kinds: Mapping[int, Collection[str]] | None = None,
) -> set[Cell]:
    """Every cell of every form: the union of what the plans need, each item once a unit.

    For each place of the source's tier at or below the issuer: if the place itself is the source, its own
    report has the cell; else every unit of the source kind that exists there has one; and where none exists
    the place's own report has one direct cell. A check source is asked only where its units exist.

    direct: places that type for everything below them. Such a place has one direct cell for every item whose
    source is of its own tier or a lower one, whatever units stand below it, and none of these is asked for
    anything. What a plan issued below it needs is not asked there: the place cannot answer for a part of
    itself. Of two direct places one above the other, the upper one types.

    direct_kinds: by place the kinds of unit (`Member.kind`) whose figures the place types itself though such
    units stand there. An item that several kinds give (schools) is direct only where all that are there are:
    one item of one place is never asked both ways.
    """
    own_hand = direct_kinds or {}
    tree = _Tree(members, frozenset(direct))
    counted: set[Cell] = set()
    checks: set[Cell] = set()
    for want in wanted:
        level = place_level(want.source)
        for place in tree.answering(want.issuer_id, level):
            if place.unit_id in tree.direct:
                counted.add(Cell(place.unit_id, want.item_id))
                continue
            below = tree.below[place.unit_id]
            givers = (
                [place]
                if gives(want.source, place.level, place.agency_kind)
                else [unit for unit in below if gives(want.source, unit.level, unit.agency_kind)]
            )
            by_place = own_hand.get(place.unit_id, ())
            if all(unit.kind in by_place for unit in givers):
                givers = []
            counted.update(Cell(unit.unit_id, want.item_id) for unit in givers or [place])
            if want.check_source is not None:
                checks.update(
                    Cell(unit.unit_id, want.item_id, is_check=True)
                    for unit in below
                    if gives(want.check_source, unit.level, unit.agency_kind) and unit.kind not in by_place
                )
    taken = {(cell.unit_id, cell.item_id) for cell in counted}
    return counted | {cell for cell in checks if (cell.unit_id, cell.item_id) not in taken}


class _Tree:
    """The members, and for an issuer and a tier the places that answer for it; each worked out once."""

    def __init__(self, members: Iterable[Member], direct: frozenset[int]) -> None:
        self.direct = direct
        self.below: Mapping[int | None, list[Member]] = defaultdict(list)
        self._by_id: dict[int, Member] = {}
        for member in members:
            self.below[member.parent_id].append(member)
            self._by_id[member.unit_id] = member
        self._found: dict[tuple[int, Level], list[Member]] = {}

    def answering(self, issuer_id: int, level: Level) -> Sequence[Member]:
        """Places of the tier at or below the issuer, and direct places that speak for such places."""
        key = (issuer_id, level)
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(self, issuer_id: int, level: Level) -> list[Member]:
        issuer = self._by_id.get(issuer_id)
        if issuer is None or self._is_below_direct(issuer):
            return []
        found, waiting = [], [issuer]
        while waiting:
            member = waiting.pop()
            if member.unit_id in self.direct:
                # The issuer itself may be direct; a tier above the place is nothing that it knows.
                if member.level in TIERS[: TIERS.index(level) + 1]:
                    found.append(member)
                continue
            if member.level == level:
                found.append(member)
            waiting.extend(self.below[member.unit_id])
        return found

    def _is_below_direct(self, member: Member) -> bool:
        above: Member | None = member
        while above is not None and above.parent_id is not None:
            if above.parent_id in self.direct:
                return True
            above = self._by_id.get(above.parent_id)
        return False


def reporting_units(members: Iterable[Member], cells: Iterable[Cell]) -> set[int]:
    """Units that owe a report: those with a cell, and every place above them, which consolidates. What
    stands above the tree given has not opened the round and owes nothing."""
    parents = {member.unit_id: member.parent_id for member in members}
    owing: set[int] = set()
    for cell in cells:
        unit_id: int | None = cell.unit_id
        while unit_id is not None and unit_id in parents and unit_id not in owing:
            owing.add(unit_id)
            unit_id = parents.get(unit_id)
    return owing
