"""What becomes of a unit that is added to a place whose end is already scheduled? What became of its like."""

from __future__ import annotations

from collections.abc import Collection

from units.models import Placement, Reorganisation, Succession, Unit
from units.rearranging_builders import stays_itself


def carry_on(place: Unit, spots: Collection[Placement]) -> None:
    """The spans, just written below the place and ending with it, name the reorganisation that ends it, so
    that cancelling it opens them too; villages and schools go on where the whole of the place goes."""
    ends = Placement.objects.filter(unit=place, ended_by__isnull=False).order_by("-ends_on").first()
    if ends is None or ends.ended_by is None or not spots:
        return
    row: Reorganisation = ends.ended_by
    Placement.objects.filter(pk__in=[spot.pk for spot in spots]).update(ended_by=row)
    whole = Succession.objects.filter(reorganisation=row, predecessor=place, is_whole=True).first()
    if whole is None:
        return
    Placement.objects.bulk_create(
        Placement(
            unit=spot.unit,
            parent_id=whole.successor_id,
            name=spot.name,
            kind=spot.kind,
            starts_on=row.takes_effect_on,
            begun_by=row,
        )
        for spot in spots
        if stays_itself(spot.unit.level, spot.unit.agency_kind)
    )
