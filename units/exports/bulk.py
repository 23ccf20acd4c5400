"""Units and what became of them as lines of a CSV file, one at a time: what comes out goes back in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When

from units.actions.bulk_successions import PART, SUCCESSION_COLUMNS, WHOLE
from units.actions.bulk_units import UNIT_COLUMNS
from units.enums import Level
from units.models import Placement, Succession, Unit

AT_ONCE = 2_000


def unit_rows(units: QuerySet[Unit] | None = None, day: date | None = None) -> Iterator[list[object]]:
    """Every span of the units (all, if not given), higher tiers first; of a day only what held then."""
    spots = Placement.objects.all() if day is None else Placement.objects.as_of(day)
    if units is not None:
        spots = spots.filter(unit__in=units.values("pk"))
    tier = Case(*(When(unit__level=level, then=Value(place)) for place, level in enumerate(Level)))
    columns = ("unit__key", "unit__level", "unit__agency_kind", "name", "kind", "code", "area", "parent__key")
    assert len(columns) + 3 == len(UNIT_COLUMNS)
    rows = spots.order_by(tier, "unit__key", F("starts_on").asc(nulls_first=True)).values_list(
        *columns, "starts_on", "ends_on", "note"
    )
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield list(row)


def succession_rows(units: QuerySet[Unit] | None = None) -> Iterator[list[object]]:
    """What became of the units, or what they came from; all there is, if none are given."""
    found = Succession.objects.order_by("starts_on", "predecessor__key", "successor__key")
    if units is not None:
        ids = units.values("pk")
        found = found.filter(Q(predecessor__in=ids) | Q(successor__in=ids))
    columns = ("predecessor__key", "successor__key", "starts_on", "is_whole", "decision", "note")
    assert len(columns) == len(SUCCESSION_COLUMNS)
    for row in found.values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield [*row[:3], WHOLE if row[3] else PART, *row[4:]]
