"""What stood below a place on a day, what was it called then, and what became of it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from childplan.vietnamese import short_date
from units.enums import Level
from units.kinds import capital
from units.models import Placement, Unit
from units.summaries.spans import span_words, spots_of


@dataclass(frozen=True)
class TreePage:
    """A place on a day and what stood right below it. stands: did it stand then? became, came: what it went
    into and what went into it, with days."""

    key: str
    name: str
    stands: bool
    span: str
    code: str
    former: list[tuple[str, str]]
    became: list[tuple[str, str, str]]
    came: list[tuple[str, str, str]]
    groups: list[tuple[str, list[tuple[str, str, str]]]]


def tree_page(place: Unit, day: date) -> TreePage:
    """Five queries whatever stands below it. A group is a title and rows of key, name and code."""
    spots = spots_of(place)
    spot = next((one for one in spots if one.holds_on(day)), None)
    shown = spot or (spots[-1] if spots else None)
    parent = None if place.level == Level.COUNTRY else place
    below = Placement.objects.as_of(day).filter(parent=parent).exclude(unit=place).select_related("unit")
    rows: dict[str, list[Placement]] = defaultdict(list)
    if spot is not None or place.level == Level.COUNTRY:
        for one in below.order_by("name_sort"):
            rows[_TITLES.get(Level(one.unit.level), "Đơn vị hành chính bên dưới")].append(one)
    became = place.successions.select_related("successor").order_by("starts_on", "successor_id")
    came = place.origins.select_related("predecessor").order_by("starts_on", "predecessor_id")
    names = _latest_names([one.successor_id for one in became] + [one.predecessor_id for one in came])
    return TreePage(
        key=place.key,
        name=capital(shown.full_name) if shown is not None else place.key,
        stands=spot is not None,
        span=span_words(shown) if shown is not None else "",
        code=shown.code if shown is not None else "",
        former=[(capital(one.full_name), span_words(one)) for one in reversed(spots)],
        became=[_kin(one.successor, one.is_whole, one.starts_on, names) for one in became],
        came=[_kin(one.predecessor, one.is_whole, one.starts_on, names) for one in came],
        groups=[
            (title, [(one.unit.key, capital(one.full_name), one.code) for one in rows[title]])
            for title in ("Đơn vị hành chính bên dưới", "Thôn, tổ dân phố", "Đơn vị chuyên môn")
            if rows[title]
        ],
    )


_TITLES = {Level.VILLAGE: "Thôn, tổ dân phố", Level.AGENCY: "Đơn vị chuyên môn"}


def _kin(unit: Unit, is_whole: bool, day: date, names: dict[int, str]) -> tuple[str, str, str]:
    share = "toàn bộ" if is_whole else "một phần"
    return unit.key, capital(names.get(unit.pk, unit.key)), f"{share}, từ {short_date(day)}"


def _latest_names(unit_ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    spots = Placement.objects.filter(unit__in=set(unit_ids))
    for spot in spots.order_by(F("starts_on").asc(nulls_first=True)):
        found[spot.unit_id] = spot.full_name
    return found
