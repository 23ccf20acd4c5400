"""What do the cells below a district or a province come to, without reading those that nobody touched?

The sums of a commune may be kept (`KeptSums`). One statement walks the tree, compares the marks of the forms
below each commune with those under which its sums were kept, takes the kept sums where every mark is the same
and reads the cells of all others. So the result is that of the cells, whatever is kept and however old it is:
keeping decides how long a page takes and never what it says (ADR 17).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection

from reporting.models import KeptSums, Round
from reporting.summing import (
    UPPER_TREE,
    Looked,
    Scope,
    looked_at,
    looked_items,
    numbers,
    rows_of,
    sums_by_child,
    upper_values,
)
from reporting.sums import Sums, packed
from reporting.years import year_before
from units.enums import Level
from units.models import Placement, Unit
from units.querysets import IN_FORCE

MADE_OF_COMMUNES = (Level.PROVINCE, Level.DISTRICT)
"""Places below which communes have their sums kept. A commune's own are read from its few cells."""
AT_ONCE = 100
"""Communes whose sums are made in one go: a province's."""

# “5:12 6:3”, a form after the other in one order.
_MARKS = {
    "sqlite": ("group_concat(unit_id || ':' || number, ' ')", "ORDER BY t.commune_id, m.unit_id"),
    "postgresql": ("string_agg(unit_id || ':' || number, ' ' ORDER BY unit_id)", ""),
}
_DEEPEST = 8
"""A unit has one place on a day (`Placement`), so none comes twice and the tree need not look for it; only a
ring that somebody entered by mistake would, and ends here. Below a commune units stand one deep."""
# From communes down: `commune_tree` begins with them, `marked` has the marks of all that stands below each.
_BELOW_COMMUNES = f"""
        UNION ALL
        SELECT t.child_id, t.commune_id, p.unit_id, t.depth + 1
        FROM commune_tree t CROSS JOIN units_placement p ON (p.parent_id = t.unit_id)
        WHERE t.depth < {_DEEPEST} AND {IN_FORCE}
    ), marked(child_id, commune_id, marks) AS MATERIALIZED (
        SELECT child_id, commune_id, {{marks}} FROM (
            SELECT t.child_id, t.commune_id, m.unit_id, m.number
            FROM commune_tree t
                CROSS JOIN reporting_formmark m ON (m.unit_id = t.unit_id AND m.round_id = %s)
            {{order}}
        ) one GROUP BY child_id, commune_id
    )
"""  # noqa: S608
_KEPT_HERE = f"""
    {UPPER_TREE}, commune_tree(child_id, commune_id, unit_id, depth) AS (
        SELECT u.child_id, u.unit_id, u.unit_id, 0 FROM upper_tree u WHERE u.level = '{Level.COMMUNE}'
        {_BELOW_COMMUNES}, held(child_id, commune_id, sums) AS MATERIALIZED (
        SELECT marked.child_id, marked.commune_id, k.sums
        FROM marked CROSS JOIN reporting_keptsums k
            ON (k.round_id = %s AND k.unit_id = marked.commune_id AND k.marks = marked.marks{{look}})
    ), kept_here(child_id, sums) AS (SELECT {{child}}, sums FROM held),
"""  # noqa: S608
_TO_READ = f"""
    SELECT {{child}} AS child_id, r.id AS report_id, r.unit_id, r.area FROM (
        SELECT u.child_id, u.unit_id FROM upper_tree u WHERE u.level <> '{Level.COMMUNE}'
        UNION
        SELECT t.child_id, t.unit_id FROM commune_tree t
        WHERE t.commune_id NOT IN (SELECT commune_id FROM held)
    ) open CROSS JOIN reporting_report r ON (r.unit_id = open.unit_id AND r.round_id = %s)
"""  # noqa: S608


def below_with_kept(unit: Unit, round_: Round, *, look: str | None, by_child: bool = False) -> Scope:
    """The reports at or below a district or a province in the round's tree, for `sums_by_child` and
    `asked_by_child`: those of communes whose kept sums hold need not be read.

    look: `look_of` what is to be added up; None where only what is asked counts, which no look changes.
    """
    child = "child_id" if by_child else "0"
    day = round_.data_to
    marks, order = _MARKS[connection.vendor]
    parts = _KEPT_HERE.format(
        child=child, marks=marks, order=order, look="" if look is None else " AND k.look = %s"
    )
    looks = () if look is None else (look,)
    values = (*upper_values(unit, round_), day, day, round_.pk, round_.pk, *looks, round_.pk)
    return Scope(_TO_READ.format(child=child), values, parts)


def look_of(before: Sequence[Round], looked: Looked) -> str:
    """A digest of what sums rest on beside the forms: last year's rounds, and the items looked at."""
    items = looked_items(before, looked)
    every = "*" if items is None else sorted(items)
    said = f"1|{[one.pk for one in before]}|{sorted(looked.stepped)}|{every}"
    return sha256(said.encode()).hexdigest()


# --- Keeping


_MARKED = f"""
    WITH RECURSIVE commune_tree(child_id, commune_id, unit_id, depth) AS (
        SELECT u.id, u.id, u.id, 0 FROM units_unit u WHERE u.id IN ({{communes}})
        {_BELOW_COMMUNES}
    SELECT marked.commune_id, marked.marks, k.marks = marked.marks AND k.look = %s
    FROM marked LEFT JOIN reporting_keptsums k
        ON (k.round_id = %s AND k.unit_id = marked.commune_id)
"""  # noqa: S608
_CELLS_OF_COMMUNES = f"""
    WITH RECURSIVE tree(child_id, unit_id) AS (
        SELECT u.id, u.id FROM units_unit u WHERE u.id IN ({{communes}})
        UNION
        SELECT tree.child_id, p.unit_id FROM tree CROSS JOIN units_placement p ON (p.parent_id = tree.unit_id)
        WHERE {IN_FORCE}
    )
    SELECT tree.child_id, r.id AS report_id, r.unit_id, r.area
    FROM tree CROSS JOIN reporting_report r ON (r.unit_id = tree.unit_id AND r.round_id = %s)
"""  # noqa: S608


@dataclass(frozen=True)
class Kept:
    """What keeping came to. held: communes whose sums held; made: those whose sums were made anew."""

    held: int
    made: int


def keep_sums(round_: Round, under: Sequence[Unit] = ()) -> Iterator[Kept]:
    """Make the sums of every commune of the round's tree whose kept ones do not hold, or of those at or below
    some places; a hundred at a time.

    The marks are read before the cells: what somebody writes in between makes sums that nobody uses, never
    ones that are wrong.
    """
    communes = _communes(round_, under)
    for start in range(0, len(communes), AT_ONCE):
        yield _keep(communes[start : start + AT_ONCE], round_)


def _communes(round_: Round, under: Sequence[Unit]) -> list[int]:
    """The communes of the round's tree, those of a district one after the other."""
    placed = Placement.objects.as_of(round_.data_to).filter(unit__level=Level.COMMUNE)
    if under:
        down = Unit.objects.down_to_communes(*under, day=round_.data_to)
        placed = placed.filter(unit__in=down.values("pk"))
    return list(placed.order_by("parent_id", "unit_id").values_list("unit_id", flat=True))


def _keep(communes: Collection[int], round_: Round) -> Kept:
    before, looked = year_before(round_), looked_at(every=False)
    look = look_of(before, looked)
    marked = _marked(communes, round_, look)
    stale = {commune: marks for commune, marks, holds in marked if not holds}
    if stale:
        sums = sums_by_child(_cells_of(stale, round_), before, looked)
        wide = looked_items(before, looked) or ()
        KeptSums.objects.bulk_create(
            (
                KeptSums(
                    round=round_,
                    unit_id=commune,
                    marks=marks,
                    look=look,
                    sums=packed(sums.get(commune, Sums()), wide),
                )
                for commune, marks in sorted(stale.items())
            ),
            update_conflicts=True,
            unique_fields=["round", "unit"],
            update_fields=["marks", "look", "sums"],
        )
    return Kept(held=len(marked) - len(stale), made=len(stale))


@dataclass(frozen=True)
class Rechecked:
    """Kept sums that were made anew to be checked: how many hold, and the keys of the communes whose sums
    hold by their marks and are not what their cells come to."""

    held: int
    wrong: list[str]


def recheck_kept(round_: Round, under: Sequence[Unit] = ()) -> Iterator[Rechecked]:
    """Are the kept sums that a page would use what the cells come to? A hundred communes at a time."""
    communes = _communes(round_, under)
    for start in range(0, len(communes), AT_ONCE):
        yield _recheck(communes[start : start + AT_ONCE], round_)


def _recheck(communes: Collection[int], round_: Round) -> Rechecked:
    before, looked = year_before(round_), looked_at(every=False)
    wide = looked_items(before, looked) or ()
    kept = KeptSums.objects.filter(round=round_, unit__in=communes).select_related("unit")
    told = {one.unit_id: one for one in kept}
    sums = sums_by_child(_cells_of(told, round_), before, looked)
    # Asked last: of a commune in which somebody wrote meanwhile the marks are no longer the same.
    marked = _marked(told, round_, look_of(before, looked))
    holding = [commune for commune, marks, holds in marked if holds and marks == told[commune].marks]
    return Rechecked(
        held=len(holding),
        wrong=[
            told[commune].unit.key
            for commune in holding
            if told[commune].sums != packed(sums.get(commune, Sums()), wide)
        ],
    )


def _marked(communes: Collection[int], round_: Round, look: str) -> list[tuple[int, str, bool | None]]:
    """Of the communes with forms: the marks below them, and whether their kept sums hold."""
    marks, order = _MARKS[connection.vendor]
    sql = _MARKED.format(communes=numbers(communes), marks=marks, order=order)
    day = round_.data_to
    return [
        (commune, marks, bool(holds))
        for commune, marks, holds in rows_of(sql, Scope(""), day, day, round_.pk, look, round_.pk)
    ]


def _cells_of(communes: Collection[int], round_: Round) -> Scope:
    """The reports at or below each commune, under the commune."""
    day = round_.data_to
    return Scope(_CELLS_OF_COMMUNES.format(communes=numbers(communes)), (day, day, round_.pk))
