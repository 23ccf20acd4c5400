"""Which units can somebody choose from who rearranges what stands below a place?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from units.enums import Level
from units.kinds import PLACES, capital
from units.models import Placement, Unit


def groups_below(place: Unit, level: str, day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The units of the level at any depth below the place on the day, by the place right above them; keys
    with names, both in Vietnamese order. Two queries."""
    spots = Placement.objects.as_of(day).filter(unit__level=level).select_related("unit")
    if place.level != Level.COUNTRY:
        spots = spots.filter(unit__in=Unit.objects.under(place, day=day).values("pk"))
    found: dict[int | None, list[Placement]] = defaultdict(list)
    for spot in spots.exclude(unit=place).order_by("name_sort"):
        found[spot.parent_id].append(spot)
    above = Placement.objects.as_of(day).filter(unit__in=[pk for pk in found if pk is not None])
    heads = {spot.unit_id: spot for spot in above}
    order = sorted(found, key=lambda pk: heads[pk].name_sort if pk in heads else "")
    return [
        (
            capital(heads[pk].full_name) if pk in heads else "Cả nước",
            [(spot.unit.key, capital(spot.full_name)) for spot in found[pk]],
        )
        for pk in order
    ]


def places_for(place: Unit, level: str, day: date) -> list[tuple[str, str]]:
    """Places at or below the place below which units of the level may stand; one query."""
    tiers = [one.value for one in PLACES]
    if level == Level.VILLAGE:
        higher = [Level.COMMUNE.value]
    else:
        higher = tiers[1 : tiers.index(level)] if level in tiers else []
    spots = Placement.objects.as_of(day).filter(unit__level__in=higher).select_related("unit")
    if place.level != Level.COUNTRY:
        spots = spots.filter(unit__in=Unit.objects.under(place, day=day).values("pk"))
    in_order = sorted(spots, key=lambda spot: (tiers.index(spot.unit.level), spot.name_sort))
    return [(spot.unit.key, capital(spot.full_name)) for spot in in_order]


def levels_below(place: Unit, day: date) -> list[Level]:
    """Levels of the units that stand at some depth below the place on the day, the highest first; agencies
    are rearranged with their places. One query."""
    spots = Placement.objects.as_of(day)
    if place.level != Level.COUNTRY:
        spots = spots.filter(unit__in=Unit.objects.under(place, day=day).values("pk")).exclude(unit=place)
    standing = set(spots.values_list("unit__level", flat=True).distinct())
    return [level for level in Level if level in standing and level not in (Level.COUNTRY, Level.AGENCY)]
