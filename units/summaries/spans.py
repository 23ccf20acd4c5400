"""Where does a unit stand now, where did it and where will it, and what was shown of that to somebody?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from childplan.vietnamese import short_date
from units.marks import mark_of
from units.models import Placement, Span, Unit


def spot_mark(spot: Placement) -> str:
    """Of everything that a form of the unit shows."""
    return mark_of(
        *(spot.pk, spot.parent_id, spot.name, spot.kind, spot.code, spot.area, spot.note),
        *(spot.starts_on, spot.ends_on),
    )


def current(spots: Iterable[Placement], today: date) -> Placement | None:
    """The span of today; else the next one to come; else the last one that was."""
    in_order = sorted(spots, key=lambda spot: spot.starts_on or date.min)
    now = next((spot for spot in in_order if spot.holds_on(today)), None)
    if now is not None:
        return now
    coming = next((spot for spot in in_order if spot.starts_on and spot.starts_on > today), None)
    return coming or (in_order[-1] if in_order else None)


def last_day_of(unit: Unit) -> date | None:
    """The day with which the unit ceases to stand anywhere; none where no end is known. One query."""
    ends = list(Placement.objects.filter(unit=unit).values_list("ends_on", flat=True))
    return max((day for day in ends if day is not None), default=None) if None not in ends else None


def spots_of(unit: Unit) -> list[Placement]:
    """All spans of a unit, the first one first; one query."""
    spots = Placement.objects.filter(unit=unit).select_related("unit", "parent")
    return sorted(spots, key=lambda spot: spot.starts_on or date.min)


def spots_below(place: Unit) -> dict[int, list[Placement]]:
    """All spans of every unit that ever stood right below the place, by unit; one query. Below the country
    stands what stands below nothing."""
    above = None if place.level == "country" else place
    units = Placement.objects.filter(parent=above).values("unit_id")
    found: dict[int, list[Placement]] = defaultdict(list)
    for spot in Placement.objects.filter(unit__in=units).exclude(unit=place).select_related("unit"):
        found[spot.unit_id].append(spot)
    return found


def span_words(span: Span) -> str:
    """“từ 01/01/2024 đến hết 31/12/2024”; "" where both ends are open."""
    words = []
    if span.starts_on is not None:
        words.append(f"từ {short_date(span.starts_on)}")
    if span.ends_on is not None:
        words.append(f"đến hết {short_date(span.ends_on)}")
    return " ".join(words)


def spot_words(spot: Placement) -> str:
    """For the log: “Thôn Đức Sơn; mã 01234; nông thôn; từ 01/01/2024”."""
    said = [
        spot.full_name,
        f"mã {spot.code}" if spot.code else "",
        spot.get_area_display().lower() if spot.area else "",
        f"ghi chú: {spot.note}" if spot.note else "",
        span_words(spot),
    ]
    return "; ".join(filter(None, said))
