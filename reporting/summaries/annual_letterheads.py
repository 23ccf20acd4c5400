"""What stands around a unit's reports: what it keeps for them, or what follows from its name and place."""

from __future__ import annotations

from datetime import date

from reporting.letterheads import LetterheadWords, Writer, default_words, from_fields
from reporting.models import Letterhead
from units.enums import AgencyKind, Level
from units.models import Placement, Unit

MINISTRIES = ("Bộ Lao động - Thương binh và Xã hội", "Bộ Y tế")
MOVED_ON = date(2025, 3, 1)
"""Children's affairs went from one ministry to the other (Nghị định 42/2025/NĐ-CP)."""
THROUGH = {
    Level.DISTRICT: (AgencyKind.LABOUR_DIVISION,),
    Level.PROVINCE: (AgencyKind.LABOUR_DEPARTMENT, AgencyKind.HEALTH_DEPARTMENT),
}
"""Which office of the place above a report goes through; of two that stand the first."""


def letterhead_of(unit: Unit, day: date) -> LetterheadWords:
    """The unit's own, else the default; at most four queries."""
    row = Letterhead.objects.filter(unit=unit).first()
    return from_fields(row) if row is not None else default_letterhead(unit, day)


def default_letterhead(unit: Unit, day: date) -> LetterheadWords:
    """What follows from the unit's name and level on the day, or from those it had last."""
    spots = Placement.objects.filter(unit=unit).order_by("starts_on", "id")
    standing = [spot for spot in spots if spot.holds_on(day)] or list(spots)
    if not standing:
        return default_words(Writer(unit.key, unit.key, "", unit.level, unit.agency_kind))
    spot = standing[-1]
    above = (
        Placement.objects.as_of(day).filter(unit=spot.parent_id).select_related("unit").first()
        if spot.parent_id is not None
        else None
    )
    return default_words(
        Writer(
            full_name=spot.full_name,
            name=_bare(spot),
            kind=spot.kind,
            level=unit.level,
            agency_kind=unit.agency_kind,
            above=above.full_name if above is not None else "",
            above_name=_bare(above) if above is not None else "",
            above_level=above.unit.level if above is not None else "",
            through=_through(unit, above, day) if above is not None else "",
        )
    )


def _bare(spot: Placement) -> str:
    """The name without the kind before it."""
    return spot.name[len(spot.kind) :].strip() if spot.full_name == spot.name and spot.kind else spot.name


def _through(unit: Unit, above: Placement, day: date) -> str:
    """A place reports to the place above by way of the office that has children's affairs there."""
    if unit.level == Level.AGENCY:
        return ""
    if above.unit.level == Level.COUNTRY:
        return MINISTRIES[day >= MOVED_ON]
    kinds = THROUGH.get(Level(above.unit.level), ())
    offices = {
        spot.unit.agency_kind: spot.name
        for spot in Placement.objects.as_of(day)
        .filter(parent=above.unit_id, unit__agency_kind__in=kinds)
        .select_related("unit")
    }
    return next((offices[kind] for kind in kinds if kind in offices), "")
