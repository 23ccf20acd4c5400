"""What did every unit below a place come to, one line for each number? Lines place by place, none kept.

A line says exactly what the roll-up page of its place says (`table_rows.row_of`), and of a village or an
agency what stands under the row of its place there (`contributors.told_by`); nothing is worked out here. The
queries of one place are as many however large the tree is, and nothing of a place stays in memory after its
lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reporting.models import Round
from reporting.summaries.asked import Asked, asked_of, plans_of
from reporting.summaries.contributors import is_asked, told_by
from reporting.summaries.results import ResultText, TargetText, Verdict
from reporting.summaries.sources import AsReported
from reporting.summaries.table_rows import Context, Group, Row, heading_of, row_of, unit_text
from reporting.totals import PLACES
from units.enums import Area, Level
from units.models import Placement, Unit
from units.summaries.lineage import whole_predecessors
from units.summaries.places import PlaceName, name_of

Sees = Callable[[Collection[int], Round], Collection[int]]
"""Of these places the ones whose sums somebody may see in a round."""


@dataclass(frozen=True)
class FlatPlace:
    """Of which unit in which round a line speaks. `above`: what it stands right below, by name; area: its
    own, or that of the place it belongs to."""

    round_: Round
    official: bool
    key: str
    level: Level
    name: str
    above: str
    area: str

    @property
    def edition(self) -> str:
        return "Chính thức" if self.official else "Tạm tính"


@dataclass(frozen=True)
class FlatLine:
    """One component of one unit; `heading`: the goal of the plan under which it stands on the page."""

    place: FlatPlace
    heading: str
    row: Row


@dataclass(frozen=True)
class Spot:
    """A place that has a page of its own, with what stood over it on the round's closing day."""

    unit: Unit
    name: PlaceName
    above: str
    area: str


@dataclass(frozen=True)
class Part:
    """One round of a flat table: its places from the top down, each with its communes right after it."""

    round_: Round
    spots: Sequence[Spot]


def parts_of(unit: Unit, rounds: Sequence[Round], sees: Sees, today: date) -> list[Part]:
    """Which places have lines in which round, as the tree stood then. A unit that did not stand yet is told
    as the units that went into it whole; a round in which their sums may not be seen has no part."""
    found = []
    for round_ in rounds:
        spots = _spots(unit, round_, today)
        seen = set(sees([spot.unit.pk for spot in spots], round_))
        every = {spot.unit.pk for spot in spots}
        tops = {spot.unit.pk for spot in spots if spot.name.parent_id not in every}
        if tops and tops <= seen:
            found.append(Part(round_, [spot for spot in spots if spot.unit.pk in seen]))
    return found


def flat_lines(part: Part, spot: Spot, *, official: bool, plan: str = "") -> Iterator[FlatLine]:
    """The lines of one place, and of the villages and agencies right below it.

    plan: key of the only plan whose components are told; all if it is empty.
    """
    source = AsReported(spot.unit, part.round_, official=official)
    relations = plans_of(source.unit, source.round_, source.stood)
    chosen = [(each, relation) for each, relation in relations if plan in ("", each.key)]
    found = asked_of(chosen, part.round_.year)
    if not found:
        return
    context = Context(source=source)
    place = place_of(spot, part.round_, official=official)
    rows = [row_of(asked, context) for asked in found]
    for asked, row in zip(found, rows, strict=True):
        yield FlatLine(place, heading_of(asked), row)
    yield from _lines_below(source, place, list(zip(found, rows, strict=True)))


def lines_of(place: FlatPlace, groups: Sequence[Group]) -> Iterator[FlatLine]:
    """The lines of a finished table."""
    return (FlatLine(place, group.heading, row) for group in groups for row in group.rows)


def place_of(spot: Spot, round_: Round, *, official: bool) -> FlatPlace:
    name = spot.name
    return FlatPlace(round_, official, name.key, Level(name.level), name.full_name, spot.above, spot.area)


def _lines_below(
    source: AsReported, place: FlatPlace, found: Sequence[tuple[Asked, Row]]
) -> Iterator[FlatLine]:
    placed = (
        Placement.objects.as_of(source.round_.data_to)
        .filter(parent=source.unit)
        .exclude(unit__level__in=PLACES)
        .select_related("unit")
        .order_by("unit__level", "name_sort")
    )
    spots = list(placed)
    for spot in spots:
        totals = source.of_children.get(spot.unit_id)
        name = name_of(spot)
        below = replace(
            place,
            key=name.key,
            level=Level(name.level),
            name=name.full_name,
            above=place.name,
            area=_area(spot, place.area),
        )
        for asked, row in found:
            if totals is None or not is_asked(asked, totals):
                continue
            told = told_by(asked, source, totals)
            yield FlatLine(
                below,
                heading_of(asked),
                replace(
                    row,
                    result=told.result,
                    numerator=told.numerator,
                    denominator=told.denominator,
                    coverage=told.coverage,
                    is_partial=told.is_partial,
                    unit_text=unit_text(asked, told.exact),
                    # Only a plan of its own would judge it, and villages and agencies issue none.
                    target=TargetText(),
                    verdict=Verdict(),
                    last_year=ResultText(),
                    changed="",
                    writings=(),
                    difference=None,
                    mark="",
                ),
            )


def _spots(unit: Unit, round_: Round, today: date) -> list[Spot]:
    """The places at and below the unit in the round's tree, each followed by what stands below it."""
    day = round_.data_to
    tops = [unit]
    if not Placement.objects.as_of(day).filter(unit=unit).exists():
        tops = list(Unit.objects.filter(pk__in=whole_predecessors(unit, today)))
    under = Unit.objects.down_to_communes(*tops, day=day).filter(level__in=PLACES)
    placed = list(
        Placement.objects.as_of(day)
        .filter(unit__in=under.values("pk"))
        .select_related("unit")
        .order_by("unit__level", "name_sort", "unit_id")
    )
    by_id = {spot.unit_id: spot for spot in placed}
    above = {
        spot.unit_id: spot
        for spot in Placement.objects.as_of(day).filter(unit__in=[spot.parent_id for spot in placed])
    }
    children: dict[int | None, list[Placement]] = defaultdict(list)
    for spot in placed:
        children[spot.parent_id if spot.parent_id in by_id else None].append(spot)

    def walk(parent_id: int | None) -> Iterator[Spot]:
        for spot in children.get(parent_id, []):
            over = above.get(spot.parent_id or 0)
            area = _area(spot, over.area if over is not None else "")
            yield Spot(spot.unit, name_of(spot), over.full_name if over is not None else "", area)
            yield from walk(spot.unit_id)

    return list(walk(None))


def _area(spot: Placement, above: str) -> str:
    """Nông thôn, thành thị: the unit's own, else that of the place above, as reports have it."""
    area = spot.area or above
    return Area(area).label if area in Area.values else area
