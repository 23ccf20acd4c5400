"""Who is asked for what? From plans and the tree of a day to the cells of every form.

Pure: the whole world of one opening in, a set of cells out. `open_round` writes them down, and from then on
the rows are the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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


def cells_asked(members: Iterable[Member], wanted: Iterable[Wanted]) -> set[Cell]:
    """Every cell of every form: the union of what the plans need, each item once a unit.

    For each place of the source's tier at or below the issuer: if the place itself is the source, its own
    report has the cell; else every unit of the source kind that exists there has one; and where none exists
    the place's own report has one direct cell. A check source is asked only where its units exist.
    """
    everyone = list(members)
    below: dict[int | None, list[Member]] = defaultdict(list)
    for member in everyone:
        below[member.parent_id].append(member)
    by_id = {member.unit_id: member for member in everyone}

    def places_of(issuer_id: int, level: Level) -> list[Member]:
        found, waiting = [], [by_id[issuer_id]] if issuer_id in by_id else []
        while waiting:
            member = waiting.pop()
            if member.level == level:
                found.append(member)
            waiting.extend(below[member.unit_id])
        return found

    counted: set[Cell] = set()
    checks: set[Cell] = set()
    places: dict[tuple[int, Level], list[Member]] = {}
    for want in wanted:
        level = place_level(want.source)
        key = (want.issuer_id, level)
        if key not in places:
            places[key] = places_of(*key)
        for place in places[key]:
            givers = (
                [place]
                if gives(want.source, place.level, place.agency_kind)
                else [
                    unit for unit in below[place.unit_id] if gives(want.source, unit.level, unit.agency_kind)
                ]
            )
            counted.update(Cell(unit.unit_id, want.item_id) for unit in givers or [place])
            if want.check_source is not None:
                checks.update(
                    Cell(unit.unit_id, want.item_id, is_check=True)
                    for unit in below[place.unit_id]
                    if gives(want.check_source, unit.level, unit.agency_kind)
                )
    taken = {(cell.unit_id, cell.item_id) for cell in counted}
    return counted | {cell for cell in checks if (cell.unit_id, cell.item_id) not in taken}


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
