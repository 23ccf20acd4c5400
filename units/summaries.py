"""What were units called on a day, and what stood above them? Few queries, plain values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from units.models import Placement, Unit


@dataclass(frozen=True)
class PlaceName:
    """One unit as it was placed on a day."""

    unit_id: int
    key: str
    level: str
    agency_kind: str
    full_name: str
    parent_id: int | None
    sort: str
    note: str = ""


def _name(spot: Placement) -> PlaceName:
    return PlaceName(
        unit_id=spot.unit_id,
        key=spot.unit.key,
        level=spot.unit.level,
        agency_kind=spot.unit.agency_kind,
        full_name=spot.full_name,
        parent_id=spot.parent_id,
        sort=spot.name_sort,
        note=spot.note,
    )


def names_on(day: date, unit_ids: Iterable[int]) -> dict[int, PlaceName]:
    """Names by unit id on the day; one query. A unit without a placement that day is left out."""
    spots = Placement.objects.as_of(day).filter(unit__in=set(unit_ids)).select_related("unit")
    return {spot.unit_id: _name(spot) for spot in spots}


def chain_on(day: date, unit: Unit) -> list[PlaceName]:
    """The unit and all above it on the day, topmost first; one query."""
    spots = (
        Placement.objects.as_of(day)
        .filter(unit__in=Unit.objects.chain(unit, day=day).values("pk"))
        .select_related("unit")
    )
    by_id = {spot.unit_id: _name(spot) for spot in spots}
    found: list[PlaceName] = []
    place = by_id.get(unit.pk)
    while place is not None and place not in found:
        found.insert(0, place)
        place = by_id.get(place.parent_id) if place.parent_id else None
    return found


def children_on(day: date, unit: Unit) -> list[PlaceName]:
    """The units directly below on the day, in Vietnamese order; one query."""
    spots = (
        Placement.objects.as_of(day)
        .filter(parent=unit)
        .select_related("unit")
        .order_by("unit__level", "name_sort")
    )
    return [_name(spot) for spot in spots]


def long_name(chain: list[PlaceName]) -> str:
    """“Thôn 1, xã Ngọc Vân, huyện Tân Yên”: from the unit outwards, without the topmost."""
    inner = [place.full_name for place in chain[1:]] or [place.full_name for place in chain]
    return ", ".join(reversed(inner))
