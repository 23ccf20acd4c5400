"""What would a rearrangement do? The tree before it, what stands against it, whose posts go where, and what
apps above have to say. Writes nothing; a fixed number of queries, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Q

from units.consequences import Consequence, of_ending
from units.enums import Level, Role
from units.marks import mark_of
from units.models import Placement, Posting, Unit
from units.rearranging import PLACEHOLDER, Coming, NewUnit, Rearrangement, Stood, Tree, counts
from units.rearranging_below import completed
from units.rearranging_faults import faults
from units.roles import LEVELS

Value = TypeVar("Value")

MOST_IN_A_QUERY = 5_000
"""Keys or numbers of one list in a query: far from what either database refuses."""


# --- The tree before


def tree_before(day: date, keys: Collection[str] | None = None) -> Tree:
    """The units that stand on the day before, and what is written for later.

    keys: only the provinces to which these units belong, and all provinces; None: the whole country. Four
    queries, and one more for every 5,000 units.
    """
    eve = day - timedelta(days=1)
    spots = Placement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=eve))
    if keys is not None:
        under = Unit.objects.under(*_tops(eve, keys), day=eve).values("pk")
        spots = spots.filter(Q(unit__in=under) | Q(parent__in=under) | Q(parent__isnull=True))
    # The units apart from their spans: a database that has not counted its rows yet joins them badly.
    rows = list(spots.values_list(*_SPAN_COLUMNS))
    known = _units_of(None if keys is None else {pk for row in rows for pk in row[-2:] if pk is not None})
    units: list[Stood] = []
    coming: list[Coming] = []
    later: dict[int, date] = {}
    for name, kind, code, area, starts_on, ends_on, ended_by, span_id, unit_id, parent_id in rows:
        key, level, agency_kind = known[unit_id]
        parent = known[parent_id][0] if parent_id is not None else ""
        unit = Stood(
            *(key, level, name, kind, agency_kind, code, area, parent, ends_on, None, unit_id, span_id),
            is_rearranged=ended_by is not None,
        )
        if starts_on is None or starts_on <= eve:
            units.append(unit)
        else:
            coming.append(Coming(unit.full_name, unit.parent, starts_on))
            later[unit_id] = min(starts_on, later.get(unit_id, starts_on))
    if later:
        units = [_with_later(unit, later) for unit in units]
    return Tree(units, coming)


_SPAN_COLUMNS = (
    *("name", "kind", "code", "area", "starts_on", "ends_on", "ended_by_id"),
    *("pk", "unit_id", "parent_id"),
)


def _units_of(ids: Collection[int] | None) -> dict[int, tuple[str, str, str]]:
    """Key, level and kind of agency by number; None: of all."""
    some = (
        [Unit.objects.all()]
        if ids is None
        else [Unit.objects.filter(pk__in=part) for part in in_parts(sorted(ids))]
    )
    return {
        pk: (key, level, agency_kind)
        for units in some
        for pk, key, level, agency_kind in units.values_list("pk", "key", "level", "agency_kind")
    }


def _with_later(unit: Stood, later: Mapping[int, date]) -> Stood:
    return replace(unit, later=later[unit.unit_id]) if unit.unit_id in later else unit


def _tops(eve: date, keys: Collection[str]) -> list[Unit]:
    """The units that stand below nothing above the units of these keys."""
    units = list(Unit.objects.filter(key__in=keys))
    chain = Unit.objects.chain(*units, day=eve)
    on_the_day = Placement.objects.as_of(eve).filter(parent__isnull=True)
    return list(chain.filter(pk__in=on_the_day.values("unit_id")))


def _taken(new: Iterable[NewUnit]) -> set[str]:
    """Keys that a new unit cannot have. A unit that never stood, of a rearrangement that was cancelled, gives
    its key back to one of its own level and kind."""
    wanted = {unit.key: (unit.level, unit.agency_kind) for unit in new if PLACEHOLDER not in unit.key}
    taken: set[str] = set()
    for some in in_parts(sorted(wanted)):
        standing = Placement.objects.filter(unit__key__in=some).values_list("unit__key", flat=True)
        taken |= set(standing)
        known = Unit.objects.filter(key__in=some).values_list("key", "level", "agency_kind")
        taken |= {key for key, level, kind in known if (level, kind) != wanted[key]}
    return taken


def in_parts(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    """Parts small enough for a list in a query."""
    return (values[start : start + MOST_IN_A_QUERY] for start in range(0, len(values), MOST_IN_A_QUERY))


# --- What it does


@dataclass(frozen=True)
class PostFate:
    """A post on a unit that ends. successor: key of the unit on which the same person gets the same role from
    the day on; "" where the post ends without another (“chưa có nơi mới”)."""

    posting: Posting
    unit: str
    successor: str
    successor_name: str


@dataclass(frozen=True)
class Gain:
    """A post that somebody gets on a new unit."""

    user_id: int
    successor: str
    role: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Foreseen:
    """Everything that a preview shows and the act compares.

    rearrangement: completed. tree: what stood before. before, after: units of each level in the tree.
    remarks: what to look at and no fault.
    """

    rearrangement: Rearrangement
    tree: Tree
    faults: list[str]
    remarks: list[str]
    posts: list[PostFate]
    consequences: list[Consequence]
    before: Mapping[Level, int]
    after: Mapping[Level, int]
    mark: str


def foreseen(rearrangement: Rearrangement, tree: Tree | None = None, *, tells: bool = True) -> Foreseen:
    """Complete it, hold it against what stands, and say what it brings. tree: `tree_before`, if at hand.
    tells: whether apps above are asked, which nothing but a page or a dry run needs."""
    tree = tree or tree_before(rearrangement.day, _keys(rearrangement))
    whole = completed(rearrangement, tree)
    tree = tree.with_taken(_taken(whole.new))
    posts = _post_fates(whole, tree)
    shown = [f"{fate.posting.pk} {fate.posting.starts_on} {fate.posting.ends_on}" for fate in posts]
    ended = sorted(tree[end.key].unit_id for end in whole.ends if end.key in tree)
    return Foreseen(
        rearrangement=whole,
        tree=tree,
        faults=faults(whole, tree),
        remarks=_remarks(whole),
        posts=posts,
        consequences=of_ending(ended, whole.day) if tells else [],
        before=counts(tree),
        after=counts(tree, whole),
        mark=mark_of(repr(whole), *shown),
    )


def _keys(rearrangement: Rearrangement) -> set[str]:
    """The standing units that a rearrangement speaks of, and the places it puts something below."""
    above = {unit.parent for unit in rearrangement.placements() if unit.parent}
    return rearrangement.named() | {key for key in above if PLACEHOLDER not in key}


def _remarks(rearrangement: Rearrangement) -> list[str]:
    twins = sum(bool(move.note) and move.note.startswith("trước thuộc ") for move in rearrangement.moves)
    if not twins:
        return []
    return [
        f"{twins} thôn, trường về chung một nơi với đơn vị trùng tên; giữ tên cũ, có ghi chú nơi cũ. "
        "Đổi tên khi có quyết định."
    ]


def _post_fates(rearrangement: Rearrangement, tree: Tree) -> list[PostFate]:
    """Posts of the day or later on units that end; by place and given name."""
    by_id = {tree[end.key].unit_id: end.key for end in rearrangement.ends if end.key in tree}
    wholes = rearrangement.wholes()
    new = {unit.key: unit for unit in rearrangement.new}
    posts: list[Posting] = []
    for ids in in_parts(sorted(by_id)):
        rows = Posting.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=rearrangement.day), unit__in=ids
        )
        posts += rows.select_related("user", "unit").order_by("unit_id", "user__name_sort", "pk")
    found = []
    for post in posts:
        key = by_id[post.unit_id]
        heir = new.get(wholes.get(key, ""))
        if heir is not None and heir.level not in LEVELS[Role(post.role)]:
            heir = None
        name = heir.full_name if heir is not None else ""
        found.append(PostFate(post, tree.name(key), heir.key if heir is not None else "", name))
    return found


def gains(fates: Iterable[PostFate], day: date) -> list[Gain]:
    """The posts on new units, never one twice: who coordinated two communes that merge coordinates one."""
    spans: dict[tuple[int, str, str], list[tuple[date, date]]] = defaultdict(list)
    for fate in fates:
        if fate.successor:
            post = fate.posting
            span = (max(post.starts_on or day, day), post.ends_on or date.max)
            spans[post.user_id, fate.successor, post.role].append(span)
    found: list[Gain] = []
    for (user_id, successor, role), held in spans.items():
        for starts_on, ends_on in _joined(held):
            open_end = None if ends_on == date.max else ends_on
            found.append(Gain(user_id, successor, role, starts_on, open_end))
    return found


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans that share a day as one."""
    joined: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
