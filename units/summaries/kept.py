"""Screen 21: a place with what stands right below it, and one unit with all it was, as a keeper sees them.

A fixed number of queries however many units there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from units.enums import Level
from units.kinds import PLACES, capital, kind_label, kinds_below
from units.models import DirectKind, Placement, Posting, Unit, User
from units.permissions import keeps_below, keeps_unit, kept_units
from units.roles import Verb, roles_that_may
from units.summaries.places import PlaceName, chain_on, kind_word
from units.summaries.spans import current, span_words, spot_mark, spots_below, spots_of


@dataclass(frozen=True)
class UnitRow:
    """One unit right below a place. former: what it was called before."""

    key: str
    name: str
    kind: str
    span: str
    people: list[str]
    former: str
    is_direct: bool
    is_place: bool
    sort: str


@dataclass(frozen=True)
class UnitGroup:
    """Thôn, tổ dân phố · Đơn vị chuyên môn · places below."""

    title: str
    rows: list[UnitRow]


@dataclass(frozen=True)
class KeptPlace:
    """The page of a place."""

    key: str
    name: str
    crumbs: list[PlaceName]
    open_ids: frozenset[int]
    """Of the crumbs those whose page the keeper may open."""
    groups: list[UnitGroup]
    ended: list[UnitRow]
    adds: bool
    """Something may be added below."""
    keeps_itself: bool
    """The place itself may be renamed and ended: kept by whoever keeps the place above."""
    has_direct: bool
    types_itself: str
    """“UBND xã tự nhập”."""

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def without_people(self) -> int:
        return sum(1 for group in self.groups for row in group.rows if not row.people and not row.is_direct)


@dataclass(frozen=True)
class KeptUnit:
    """The page of a village or an agency, and the head of every form about one unit."""

    unit: Unit
    spot: Placement
    name: str
    kind: str
    crumbs: list[PlaceName]
    open_ids: frozenset[int]
    history: list[tuple[str, str]]
    """Names and their days, the latest first."""
    people: list[str]
    is_direct: bool
    keeps_itself: bool
    is_over: bool
    above_key: str
    span: str
    types_itself: str
    mark: str


def types_itself(place: Unit, spot: Placement | None) -> str:
    """“UBND xã tự nhập”."""
    return f"UBND {spot.kind if spot is not None and spot.kind else Level(place.level).label.lower()} tự nhập"


def keepers_on(unit_ids: Iterable[int], today: date) -> dict[int, list[str]]:
    """Who answers for each unit today: people posted to type there, by given name; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    posts = (
        Posting.objects.as_of(today)
        .with_role(*roles_that_may(Verb.ENTER))
        .filter(unit__in=set(unit_ids), user__is_active=True)
        .select_related("user")
        .order_by("user__name_sort", "pk")
    )
    for post in posts:
        if post.user.full_name not in found[post.unit_id]:
            found[post.unit_id].append(post.user.full_name)
    return found


def kept_place(place: Unit, user: User, today: date) -> KeptPlace:
    """Everything that stands, stood or will stand right below the place."""
    own = current(spots_of(place), today)
    below = spots_below(place)
    parent_id = None if place.level == Level.COUNTRY else place.pk
    spots = {unit_id: current(rows, today) for unit_id, rows in below.items()}
    standing = {pk: spot for pk, spot in spots.items() if spot is not None and spot.parent_id == parent_id}
    people = keepers_on(standing, today)
    direct = set(DirectKind.objects.filter(place=place).values_list("kind", flat=True))
    rows: dict[str, list[UnitRow]] = defaultdict(list)
    ended: list[UnitRow] = []
    for pk, spot in standing.items():
        row = _row(spot, below[pk], people, direct)
        if is_over(spot, today):
            ended.append(row)
        else:
            rows[_group(spot.unit)].append(row)
    chain = _chain(place, own, today)
    return KeptPlace(
        key=place.key,
        name=own.full_name if own is not None else place.key,
        crumbs=chain,
        open_ids=open_ids(chain, user, today),
        groups=[
            UnitGroup(title, sorted(rows[title], key=lambda row: row.sort))
            for title in _TITLES
            if rows[title]
        ],
        ended=sorted(ended, key=lambda row: row.sort),
        adds=bool(kinds_below(place.level)) and keeps_below(user, place, today),
        keeps_itself=_keeps_itself(place, own, user, today),
        has_direct=any(not row.is_place for group in rows.values() for row in group),
        types_itself=types_itself(place, own),
    )


_TITLES = ("Thôn, tổ dân phố", "Đơn vị chuyên môn", "Đơn vị hành chính bên dưới")


def _group(unit: Unit) -> str:
    return {Level.VILLAGE: _TITLES[0], Level.AGENCY: _TITLES[1]}.get(Level(unit.level), _TITLES[2])


def is_over(spot: Placement, today: date) -> bool:
    """Its last day is behind us."""
    return spot.ends_on is not None and spot.ends_on < today


def _row(
    spot: Placement, spots: list[Placement], people: Mapping[int, list[str]], direct: set[str]
) -> UnitRow:
    return UnitRow(
        key=spot.unit.key,
        name=capital(spot.full_name),
        kind=kind_words(spot),
        span=span_words(spot),
        people=people.get(spot.unit_id, []),
        former=former_name(spot, spots),
        is_direct=kind_word(spot.unit) in direct,
        is_place=spot.unit.level in PLACES,
        sort=spot.name_sort,
    )


def kind_words(spot: Placement) -> str:
    """“Thôn”, “Trạm Y tế”, “Xã”."""
    if spot.unit.agency_kind:
        return spot.unit.get_agency_kind_display()
    return capital(spot.kind) or Level(spot.unit.level).label


def former_name(spot: Placement, spots: Iterable[Placement]) -> str:
    """What the unit was called before, the latest one only; "" where it was never called otherwise."""
    earlier = [one for one in spots if one.ends_on and spot.starts_on and one.ends_on < spot.starts_on]
    names = [one.full_name for one in sorted(earlier, key=lambda one: one.ends_on or date.min, reverse=True)]
    return next((name for name in names if name != spot.full_name), "")


def kept_unit(unit: Unit, user: User, today: date) -> KeptUnit | None:
    """One unit; None where it never stood anywhere."""
    spots = spots_of(unit)
    spot = current(spots, today)
    if spot is None:
        return None
    chain = _chain(unit, spot, today)
    above = spot.parent
    return KeptUnit(
        unit=unit,
        spot=spot,
        name=capital(spot.full_name),
        kind=kind_words(spot),
        crumbs=chain,
        open_ids=open_ids(chain, user, today),
        history=[(capital(one.full_name), span_words(one)) for one in reversed(spots)],
        people=keepers_on([unit.pk], today).get(unit.pk, []),
        is_direct=above is not None and DirectKind.objects.filter(place=above, kind=kind_word(unit)).exists(),
        keeps_itself=_keeps_itself(unit, spot, user, today),
        is_over=is_over(spot, today),
        above_key=above.key if above is not None else "",
        span=span_words(spot),
        types_itself=_types_itself_above(above, today),
        mark=spot_mark(spot),
    )


def _types_itself_above(place: Unit | None, today: date) -> str:
    return types_itself(place, current(spots_of(place), today)) if place is not None else ""


def _keeps_itself(unit: Unit, spot: Placement | None, user: User, today: date) -> bool:
    return spot is not None and unit.level != Level.COUNTRY and keeps_unit(user, spot.parent_id, today)


def _chain(unit: Unit, spot: Placement | None, today: date) -> list[PlaceName]:
    """Down to the unit; of one that stands nowhere today down to the place where it did or will."""
    chain = chain_on(today, unit)
    if not chain and spot is not None and spot.parent is not None:
        chain = chain_on(today, spot.parent)
    return chain


def open_ids(chain: Iterable[PlaceName], user: User, today: date) -> frozenset[int]:
    """Of the places those that the person keeps."""
    kept = kept_units(user, Verb.KEEP_UNITS, today)
    return frozenset(kept.filter(pk__in=[place.unit_id for place in chain]).values_list("pk", flat=True))


# --- Ai nhập số liệu


@dataclass(frozen=True)
class DirectLine:
    """A kind that units of the place have."""

    kind: str
    label: str
    units: int
    is_direct: bool


def direct_lines(place: Unit, today: date) -> list[DirectLine]:
    """The kinds of the units right below, villages first; two queries. Places answer for themselves."""
    parents = Placement.objects.as_of(today).filter(parent=place).select_related("unit")
    counts: dict[str, int] = defaultdict(int)
    for spot in parents:
        if spot.unit.level not in PLACES:
            counts[kind_word(spot.unit)] += 1
    direct = set(DirectKind.objects.filter(place=place).values_list("kind", flat=True))
    order = [
        Level.VILLAGE.value,
        *(kind.agency_kind for kind in kinds_below(place.level) if kind.agency_kind),
    ]
    return [
        DirectLine(kind, kind_label(kind), counts[kind], kind in direct)
        for kind in sorted(counts, key=lambda kind: order.index(kind) if kind in order else len(order))
    ]
