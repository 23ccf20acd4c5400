"""Which reorganisations are scheduled, which were done, and what did one of them write?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from childplan.vietnamese import short_date
from units.enums import Level
from units.kinds import capital
from units.models import Placement, Reorganisation, User
from units.permissions import kept_units
from units.roles import Verb
from units.summaries.rearranging_trees import MOST_DRAWN


@dataclass(frozen=True)
class Line:
    """One reorganisation in the list. state: what the days say."""

    pk: int
    summary: str
    kind: str
    decision: str
    day: str
    state: str
    is_open: bool


def reorganisations_seen(user: User, today: date) -> QuerySet[Reorganisation]:
    """Those of the places that the person rearranges, the latest day first."""
    kept = kept_units(user, Verb.REARRANGE, today)
    return Reorganisation.objects.filter(place__in=kept.values("pk")).order_by("-takes_effect_on", "-pk")


def lines_of(rows: Iterable[Reorganisation], today: date) -> list[Line]:
    return [
        Line(
            row.pk,
            row.summary,
            row.get_kind_display(),
            row.decision,
            short_date(row.takes_effect_on),
            state_of(row, today),
            is_open=row.cancelled_at is None and row.takes_effect_on > today,
        )
        for row in rows
    ]


def state_of(row: Reorganisation, today: date) -> str:
    """“Đã huỷ”, “Đã có hiệu lực”, “Còn 12 ngày”."""
    if row.cancelled_at is not None:
        return "Đã huỷ"
    days = (row.takes_effect_on - today).days
    return f"Còn {days} ngày" if days > 0 else "Đã có hiệu lực"


@dataclass(frozen=True)
class Written:
    """What a reorganisation wrote, for its own page. lines: an old unit and what became of it."""

    became: list[tuple[str, str]]
    placed: list[tuple[str, str]]
    posts: int
    more: int


def written_by(row: Reorganisation) -> Written:
    """Successions and spans that name it; at most so many as a page bears. Six queries."""
    successions = row.successions.select_related("predecessor", "successor").order_by(
        "predecessor__level", "predecessor_id", "-is_whole", "successor_id"
    )
    shown = list(successions.exclude(predecessor__level=Level.AGENCY)[:MOST_DRAWN])
    spans = (
        Placement.objects.filter(begun_by=row, unit__in=row.ended_placements.values("unit_id"))
        .select_related("unit", "parent")
        .order_by("unit__level", "name_sort")
    )
    spans = spans.exclude(unit__level=Level.AGENCY)
    drawn = list(spans[:MOST_DRAWN])
    ids = {one.predecessor_id for one in shown} | {one.successor_id for one in shown}
    ids |= {spot.parent_id for spot in drawn if spot.parent_id is not None}
    names: dict[int, str] = {}
    for spot in Placement.objects.filter(unit__in=ids).order_by(F("starts_on").asc(nulls_first=True)):
        names[spot.unit_id] = spot.full_name
    became: dict[int, list[str]] = defaultdict(list)
    for one in shown:
        share = "" if one.is_whole else "một phần "
        became[one.predecessor_id].append(f"{share}{names.get(one.successor_id, one.successor.key)}")
    more = successions.exclude(predecessor__level=Level.AGENCY).count() + spans.count()
    return Written(
        became=[(capital(names.get(old, "")), ", ".join(new)) for old, new in became.items()],
        placed=[(capital(spot.full_name), names.get(spot.parent_id or 0, "")) for spot in drawn],
        posts=row.begun_postings.count(),
        more=max(0, more - len(shown) - len(drawn)),
    )
