"""What stood for some units on a day, by the successions on record? Few queries however many units."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F

from childplan.compiled import CompiledQuery, ids_param
from childplan.vietnamese import short_date
from units.lineage import Edge, Family, Standing
from units.models import Placement, Succession, Unit
from units.summaries.places import PlaceName, name_of, names_on

_ORIGINS_OF = CompiledQuery(
    lambda: Succession.objects.filter(
        successor__in=Unit.objects.origins(Unit(pk=ids_param("units"))).values("pk")
    ).values_list("predecessor_id", "successor_id", "starts_on", "is_whole")
)


def origins_of(units: Collection[Unit]) -> list[Edge]:
    """Every succession that leads into one of the units, over any number of steps; one query."""
    return [Edge(*row) for row in _ORIGINS_OF(units=[unit.pk for unit in units])]


def standings_on(day: date, units: Collection[Unit]) -> dict[int, Standing]:
    """By unit id what stood for it on the day (`units.lineage.Family.on`); two queries."""
    return standings_on_days([day], units)[day]


def standings_on_days(days: Collection[date], units: Collection[Unit]) -> dict[date, dict[int, Standing]]:
    """The same on several days; two queries however many there are."""
    edges = origins_of(units)
    family = Family(edges)
    ids = {unit.pk for unit in units} | {edge.predecessor for edge in edges}
    spans = list(Placement.objects.filter(unit__in=ids).only("unit_id", "starts_on", "ends_on"))
    found = {}
    for day in days:
        stood = {span.unit_id for span in spans if span.holds_on(day)}
        found[day] = {unit.pk: family.on(day, unit.pk, stood) for unit in units}
    return found


def whole_predecessors(unit: Unit, day: date | None, origins: Collection[Edge] | None = None) -> list[int]:
    """The units that had gone into it whole by the day (None: ever), over any number of steps; one query.
    `origins`: `origins_of` the unit, where somebody has asked for them already."""
    known = origins_of([unit]) if origins is None else origins
    edges = [edge for edge in known if edge.is_whole and (day is None or edge.starts_on <= day)]
    line = {unit.pk}
    for _ in edges:
        line |= {edge.predecessor for edge in edges if edge.successor in line}
    return sorted(line - {unit.pk})


def whole_predecessors_of(units: Collection[Unit], day: date) -> set[int]:
    """What had gone whole by the day into any of the units, over any number of steps; one query."""
    edges = [edge for edge in origins_of(units) if edge.is_whole and edge.starts_on <= day]
    found: set[int] = set()
    edge_of = {unit.pk for unit in units}
    while edge_of:
        edge_of = {edge.predecessor for edge in edges if edge.successor in edge_of} - found
        found |= edge_of
    return found


def successors_of(unit_ids: Collection[int]) -> list[Succession]:
    """What became of the units, one step; one query."""
    rows = Succession.objects.filter(predecessor__in=unit_ids).select_related("successor", "predecessor")
    return list(rows.order_by("starts_on", "predecessor_id", "-is_whole", "successor__key"))


MOST_STEPS = 20
"""A line of successions entered by mistake as a ring ends here."""


def actors_for(unit_ids: Collection[int], day: date, today: date) -> dict[int, int]:
    """Who acts today for units as they stood on the day, by id: the unit itself, if it stands; else what it
    went into whole; for a level that ended or a split unit the unit above it.

    Left out where nobody is left. One query where all of them stand, else three a step.
    """
    found: dict[int, int] = {}
    waiting = {unit_id: unit_id for unit_id in unit_ids}
    for _ in range(MOST_STEPS):
        gone = _gone(set(waiting.values()), today)
        found |= {unit_id: here for unit_id, here in waiting.items() if here not in gone}
        if not gone:
            break
        heirs = dict(
            Succession.objects.filter(predecessor__in=gone, is_whole=True, starts_on__lte=today).values_list(
                "predecessor_id", "successor_id"
            )
        )
        onwards = _above(gone - set(heirs), day) | heirs
        waiting = {unit_id: onwards[here] for unit_id, here in waiting.items() if here in onwards}
    return found


def _gone(unit_ids: Collection[int], today: date) -> set[int]:
    """Of these units the ones that stood before, and never again from today on; one query."""
    lasting = Placement.objects.filter(unit__in=unit_ids).exclude(ends_on__lt=today)
    return set(unit_ids) - set(lasting.values_list("unit_id", flat=True))


def _above(unit_ids: Collection[int], day: date) -> dict[int, int]:
    """The unit above each on the day, or above which it stood last; one query."""
    found: dict[int, int] = {}
    spots = Placement.objects.filter(unit__in=unit_ids, parent__isnull=False).order_by("ends_on", "id")
    for spot in sorted(spots, key=lambda spot: spot.holds_on(day)):
        assert spot.parent_id is not None
        found[spot.unit_id] = spot.parent_id
    return found


@dataclass(frozen=True)
class Ending:
    """What became of a unit: the first day on which it stood no more, what it was called last, and the units
    it went into; `is_whole`: all of it into one."""

    unit_id: int
    name: str
    on: date
    into: tuple[PlaceName, ...] = ()
    is_whole: bool = False

    @property
    def words(self) -> str:
        """“Đơn vị không còn từ 01/07/2025; đã vào xã Xuân Yên”."""
        gone = f"Đơn vị không còn từ {short_date(self.on)}"
        return f"{gone}; {self.into_words}" if self.into else gone

    @property
    def into_words(self) -> str:
        """“đã vào xã Xuân Yên”, “đã chia vào xã Xuân Yên, phường Đức”, or "" where nothing took its place."""
        if not self.into:
            return ""
        names = ", ".join(place.full_name for place in self.into)
        return f"{'đã vào' if self.is_whole else 'đã chia vào'} {names}"


_EVERY_SPOT = CompiledQuery(
    lambda: (
        Placement.objects.filter(unit__in=ids_param("units"))
        .select_related("unit")
        .order_by("starts_on", "id")
    )
)


def endings_of(unit_ids: Collection[int], day: date) -> dict[int, Ending]:
    """Of these units the ones that stood no more on the day, by id; one query where all of them stand, else
    four."""
    last: dict[int, Placement] = {}
    for spot in _EVERY_SPOT(units=unit_ids):
        held = last.get(spot.unit_id)
        if held is None or _later(spot, held):
            last[spot.unit_id] = spot
    gone = {
        unit_id: spot for unit_id, spot in last.items() if spot.ends_on is not None and spot.ends_on < day
    }
    if not gone:
        return {}
    into: dict[int, list[Succession]] = {}
    for row in successors_of(list(gone)):
        into.setdefault(row.predecessor_id, []).append(row)
    names = first_names(row.successor_id for rows in into.values() for row in rows)
    return {
        unit_id: Ending(
            unit_id,
            spot.full_name,
            spot.ends_on + timedelta(days=1),
            tuple(names[row.successor_id] for row in into.get(unit_id, ()) if row.successor_id in names),
            any(row.is_whole for row in into.get(unit_id, ())),
        )
        for unit_id, spot in gone.items()
        if spot.ends_on is not None
    }


def names_then(day: date, unit_ids: Collection[int]) -> dict[int, PlaceName]:
    """What units are called on the day, or were called last, by id; one query, two where some are gone."""
    found = names_on(day, unit_ids)
    gone = set(unit_ids) - set(found)
    if gone:
        spots = Placement.objects.filter(unit__in=gone, ends_on__lt=day).select_related("unit")
        found |= {spot.unit_id: name_of(spot) for spot in spots.order_by("ends_on")}
    return found


def _later(one: Placement, other: Placement) -> bool:
    """Does the first span end after the second?"""
    if one.ends_on is None or other.ends_on is None:
        return one.ends_on is None
    return one.ends_on > other.ends_on


def first_names(unit_ids: Iterable[int]) -> dict[int, PlaceName]:
    """What units were called first, by id; one query."""
    spots = Placement.objects.filter(unit__in=set(unit_ids)).select_related("unit")
    found: dict[int, PlaceName] = {}
    for spot in spots.order_by(F("starts_on").asc(nulls_first=True), "id"):
        found.setdefault(spot.unit_id, name_of(spot))
    return found
