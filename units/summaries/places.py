"""What were units called on a day, and what stood above them? Few queries, plain values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from childplan.compiled import CompiledQuery, ids_param, param
from units.enums import Level
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


def name_of(spot: Placement) -> PlaceName:
    """The unit as this placement has it; reads its unit."""
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


_DAY = param("day")
_NAMES_ON = CompiledQuery(
    lambda: Placement.objects.as_of(_DAY).filter(unit__in=ids_param("units")).select_related("unit")
)


def names_on(day: date, unit_ids: Iterable[int]) -> dict[int, PlaceName]:
    """Names by unit id on the day; one query. A unit without a placement that day is left out."""
    return {spot.unit_id: name_of(spot) for spot in _NAMES_ON(day=day, units=set(unit_ids))}


_CHAIN_ON = CompiledQuery(
    lambda: (
        Placement.objects.as_of(_DAY)
        .filter(unit__in=Unit.objects.chain(Unit(pk=param("unit")), day=_DAY).values("pk"))
        .select_related("unit")
    )
)


def chain_on(day: date, unit: Unit) -> list[PlaceName]:
    """The unit and all above it on the day, topmost first; one query."""
    by_id = {spot.unit_id: name_of(spot) for spot in _CHAIN_ON(day=day, unit=unit.pk)}
    found: list[PlaceName] = []
    place = by_id.get(unit.pk)
    while place is not None and place not in found:
        found.insert(0, place)
        place = by_id.get(place.parent_id) if place.parent_id else None
    return found


def chain_then(day: date, unit: Unit) -> list[PlaceName]:
    """The same; of a unit that was gone by the day, where it stood last: three queries for such a one."""
    found = chain_on(day, unit)
    if found:
        return found
    last = Placement.objects.filter(unit=unit, ends_on__isnull=False).order_by("-ends_on").first()
    return chain_on(last.ends_on, unit) if last is not None and last.ends_on is not None else []


def units_below_by_kind(place: Unit, first: date, last: date) -> dict[str, list[Unit]]:
    """Units that stood directly below the place on some day of the span, by their word: a kind of agency or a
    level. Keys in order; a word that no unit has is not there. One query."""
    below = Placement.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=last),
        Q(ends_on__isnull=True) | Q(ends_on__gte=first),
        parent=place,
    )
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(pk__in=below.values("unit_id")).order_by("key"):
        found[kind_word(unit)].append(unit)
    return dict(found)


def kind_word(unit: Unit) -> str:
    """What a document means by a unit: its kind of agency, or its level."""
    return unit.agency_kind if unit.level == Level.AGENCY else unit.level


class Lineage:
    """Where some units stood on any day: one query, then as many questions as there are rounds."""

    def __init__(self, units: Iterable[Unit]) -> None:
        above = Unit.objects.ever_above(*units)
        self._spots: dict[int, list[Placement]] = defaultdict(list)
        for spot in Placement.objects.filter(unit__in=above.values("pk")).select_related("unit"):
            self._spots[spot.unit_id].append(spot)

    def chain_on(self, day: date, unit_id: int) -> list[PlaceName]:
        """The unit and all above it on the day, topmost first; empty when it was nowhere."""
        found: list[PlaceName] = []
        place_id: int | None = unit_id
        while place_id is not None and place_id not in {place.unit_id for place in found}:
            spot = next((spot for spot in self._spots[place_id] if spot.holds_on(day)), None)
            if spot is None:
                break
            found.insert(0, name_of(spot))
            place_id = spot.parent_id
        return found

    def chain_then(self, day: date, unit_id: int) -> list[PlaceName]:
        """The same; of a unit that was gone by the day, where it stood last."""
        return self.chain_on(day, unit_id) or self.last_chain(unit_id)

    def last_chain(self, unit_id: int) -> list[PlaceName]:
        """Where it stood on its last day, for one that stands nowhere any more."""
        ends = [spot.ends_on for spot in self._spots[unit_id] if spot.ends_on is not None]
        return self.chain_on(max(ends), unit_id) if ends else []


_CHILDREN_ON = CompiledQuery(
    lambda: (
        Placement.objects.as_of(_DAY)
        .filter(parent=param("unit"))
        .select_related("unit")
        .order_by("unit__level", "name_sort")
    )
)


def children_on(day: date, unit: Unit) -> list[PlaceName]:
    """The units directly below on the day, in Vietnamese order; one query."""
    return [name_of(spot) for spot in _CHILDREN_ON(day=day, unit=unit.pk)]


def roots_on(day: date) -> list[PlaceName]:
    """The units with nothing above them on the day but the country (provinces), in Vietnamese order; one
    query."""
    tops = Placement.objects.as_of(day).filter(parent=None).exclude(unit__level=Level.COUNTRY)
    return [name_of(spot) for spot in tops.select_related("unit").order_by("name_sort")]


@dataclass(frozen=True)
class FoundPlace:
    """A place a search came upon, with all above it: names of communes repeat across the country."""

    place: PlaceName
    long_name: str
    """“xã An Sơn, huyện Văn Quan, tỉnh Lạng Sơn”."""


def search_on(
    day: date, text: str, *, limit: int = 20, within: QuerySet[Unit] | None = None
) -> list[FoundPlace]:
    """Provinces, districts, communes and villages of the day that the text may mean, likeliest first;
    `within` some units only, so that namesakes elsewhere do not fill the list.

    Two queries, whatever is found. Agencies are left out: their names say nothing about where they are.
    """
    spots = Placement.objects.as_of(day).matching(text).exclude(unit__level=Level.AGENCY)
    if within is not None:
        spots = spots.filter(unit__in=within.values("pk"))
    found = list(spots.select_related("unit")[:limit])
    chain = Unit.objects.chain(*(spot.unit for spot in found), day=day)
    above = Placement.objects.as_of(day).filter(unit__in=chain.values("pk")).select_related("unit")
    by_id = {spot.unit_id: name_of(spot) for spot in above}
    return [FoundPlace(name_of(spot), ", ".join(_outwards(name_of(spot), by_id))) for spot in found]


def _outwards(place: PlaceName, above: Mapping[int, PlaceName]) -> Iterator[str]:
    seen: set[int] = set()
    current: PlaceName | None = place
    while current is not None and current.unit_id not in seen:  # a ring entered by mistake ends
        seen.add(current.unit_id)
        yield current.full_name
        current = above.get(current.parent_id) if current.parent_id else None


def name_from(chain: list[PlaceName], root_ids: Collection[int]) -> str:
    """As seen from the reader's own place: “Thôn 1” in its commune, “Thôn 1, xã Ngọc Vân” in its district,
    the place itself by its name alone. From elsewhere the whole name; "" for a unit that is nowhere."""
    own = next((spot for spot, place in enumerate(chain) if place.unit_id in root_ids), None)
    if own is None:
        return long_name(chain) if chain else ""
    return ", ".join(place.full_name for place in reversed(chain[own + 1 :] or chain[own : own + 1]))


def long_name(chain: list[PlaceName]) -> str:
    """“Thôn 1, xã Ngọc Vân, huyện Tân Yên”: from the unit outwards, without the topmost."""
    inner = [place.full_name for place in chain[1:]] or [place.full_name for place in chain]
    return ", ".join(reversed(inner))


_WITH_PLACE = (Level.VILLAGE, Level.AGENCY)


def name_with_place(chain: list[PlaceName]) -> str:
    """“Thôn 1, xã Ngọc Vân” for a village or an agency, a place by its name alone; "" for what is nowhere."""
    if not chain:
        return ""
    unit = chain[-1]
    if unit.level in _WITH_PLACE and len(chain) > 1:
        return f"{unit.full_name}, {chain[-2].full_name}"
    return unit.full_name


def name_with_place_on(day: date, unit: Unit) -> str:
    """The same of a unit on the day; one query."""
    if unit.level in _WITH_PLACE:
        return name_with_place(chain_on(day, unit))
    place = names_on(day, [unit.pk]).get(unit.pk)
    return place.full_name if place is not None else ""
