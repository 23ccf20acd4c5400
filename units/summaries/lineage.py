"""What stood for some units on a day, by the successions on record? Few queries however many units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from units.lineage import Edge, Family, Standing
from units.models import Placement, Succession, Unit


def origins_of(units: Collection[Unit]) -> list[Edge]:
    """Every succession that leads into one of the units, over any number of steps; one query."""
    rows = Succession.objects.filter(successor__in=Unit.objects.origins(*units).values("pk"))
    return [Edge(*row) for row in rows.values_list("predecessor_id", "successor_id", "starts_on", "is_whole")]


def standings_on(day: date, units: Collection[Unit]) -> dict[int, Standing]:
    """By unit id what stood for it on the day (`units.lineage.Family.on`); two queries."""
    edges = origins_of(units)
    family = Family(edges)
    ids = {unit.pk for unit in units} | {edge.predecessor for edge in edges}
    stood = set(Placement.objects.as_of(day).filter(unit__in=ids).values_list("unit_id", flat=True))
    return {unit.pk: family.on(day, unit.pk, stood) for unit in units}


def successors_of(unit_ids: Collection[int]) -> list[Succession]:
    """What became of the units, one step; one query."""
    rows = Succession.objects.filter(predecessor__in=unit_ids).select_related("successor", "predecessor")
    return list(rows.order_by("starts_on", "predecessor_id", "-is_whole", "successor__key"))
