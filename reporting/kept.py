"""What do the cells below a district or a province come to, without reading those that nobody touched?

The sums of a commune may be kept (`KeptSums`). One statement looks whether the forms below each commune are
those its sums were made of, each with the number it had then, takes the kept sums where they are and reads
the cells of all others. So the result is that of the cells, whatever is kept and however old it is: keeping
decides how long a page takes and never what it says (ADR 17).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import randbits
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from reporting.enums import WITH_FIGURES
from reporting.models import FormMark, KeptSums, Round, TreeMark
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

BELOW_NO_COMMUNE = 0
"""The version in the mark of a form that lies below no commune, and so in nobody's kept sums."""

_DEEPEST = 8
"""A unit has one place on a day (`Placement`), so none comes twice and the tree need not look for it; only a
ring that somebody entered by mistake would, and ends here. Below a commune units stand one deep."""
# Of kept sums k: without a walk of the tree, do they hold? Every unit stands where it stood, every form they
# were made of has the number it had, and no form has come since. Asked with the closing day and the round.
_SEALED = """
    k.tree = COALESCE((SELECT MAX(number) FROM reporting_treemark), 0) AND k.day = %s
    AND k.forms = (
        SELECT COUNT(*) FROM reporting_formmark m
        WHERE m.round_id = k.round_id AND m.kept_by = k.version AND m.kept = m.number
    )
    AND (
        SELECT m.kept_by FROM reporting_formmark m WHERE m.round_id = %s
        ORDER BY m.kept_by {unset_first} LIMIT 1
    ) IS NOT NULL
"""
# The first of an index. Asked whether any is unset, PostgreSQL reads all marks of a country where it believes
# that many are, as they were before the first keeping.
_UNSET_FIRST = {"sqlite": "ASC", "postgresql": "DESC"}
# From communes down: what is written before it begins `commune_tree` with them.
_BELOW_COMMUNES = f"""
        UNION ALL
        SELECT t.child_id, t.commune_id, p.unit_id, t.depth + 1
        FROM commune_tree t CROSS JOIN units_placement p ON (p.parent_id = t.unit_id)
        WHERE t.depth < {_DEEPEST} AND {IN_FORCE}
    )
"""  # noqa: S608
_MARKS_BELOW = """
    FROM commune_tree t CROSS JOIN reporting_formmark m ON (m.unit_id = t.unit_id AND m.round_id = %s)
"""
# `sealed` first; only below the other communes the tree is walked and each form looked at (`walked`).
_KEPT_HERE = f"""
    {UPPER_TREE}, sealed(child_id, commune_id, sums) AS MATERIALIZED (
        SELECT u.child_id, u.unit_id, k.sums FROM upper_tree u
            CROSS JOIN reporting_keptsums k ON (k.round_id = %s AND k.unit_id = u.unit_id{{look}})
        WHERE u.level = '{Level.COMMUNE}' AND {_SEALED}
    ), commune_tree(child_id, commune_id, unit_id, depth) AS (
        SELECT u.child_id, u.unit_id, u.unit_id, 0 FROM upper_tree u
        WHERE u.level = '{Level.COMMUNE}' AND u.unit_id NOT IN (SELECT commune_id FROM sealed)
        {_BELOW_COMMUNES}, walked(child_id, commune_id, forms, version) AS MATERIALIZED (
        SELECT t.child_id, t.commune_id, COUNT(*), MIN(m.kept_by) {_MARKS_BELOW}
        GROUP BY t.child_id, t.commune_id
        HAVING SUM(CASE WHEN m.kept = m.number THEN 1 ELSE 0 END) = COUNT(*)
            AND MIN(m.kept_by) = MAX(m.kept_by)
    ), held(child_id, commune_id, sums) AS MATERIALIZED (
        SELECT child_id, commune_id, sums FROM sealed
        UNION ALL
        SELECT w.child_id, w.commune_id, k.sums
        FROM walked w CROSS JOIN reporting_keptsums k ON (k.round_id = %s AND k.unit_id = w.commune_id
            AND k.version = w.version AND k.forms = w.forms{{look}})
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
    parts = _KEPT_HERE.format(
        child=child,
        look="" if look is None else " AND k.look = %s",
        unset_first=_UNSET_FIRST[connection.vendor],
    )
    looks = () if look is None else (look,)
    sealed = (round_.pk, *looks, day, round_.pk)
    values = (*upper_values(unit, round_), *sealed, day, day, round_.pk, round_.pk, *looks, round_.pk)
    return Scope(_TO_READ.format(child=child), values, parts)


def look_of(before: Sequence[Round], looked: Looked) -> str:
    """A digest of what sums rest on beside the forms: last year's rounds, and the items looked at."""
    items = looked_items(before, looked)
    every = "*" if items is None else sorted(items)
    said = f"1|{[one.pk for one in before]}|{sorted(looked.stepped)}|{every}"
    return sha256(said.encode()).hexdigest()


# --- Keeping


_FORMS_BELOW = f"""
    WITH RECURSIVE commune_tree(child_id, commune_id, unit_id, depth) AS (
        SELECT u.id, u.id, u.id, 0 FROM units_unit u WHERE u.id IN ({{communes}})
            AND EXISTS (SELECT 1 FROM reporting_round r WHERE r.id = %s AND r.data_to = %s)
        {_BELOW_COMMUNES}
    SELECT t.commune_id, m.id, m.number, m.kept, m.kept_by {_MARKS_BELOW}
"""  # noqa: S608
_SEALED_SUMS = f"""
    SELECT k.unit_id, k.version FROM reporting_keptsums k
    WHERE k.round_id = %s AND k.unit_id IN ({{communes}}) AND k.look = %s AND {_SEALED}
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


def rounds_to_keep() -> QuerySet[Round]:
    """Every round with figures, the latest first."""
    return Round.objects.filter(kind__in=WITH_FIGURES).order_by("-data_to", "-pk")


def keep_sums(round_: Round, under: Sequence[Unit] = ()) -> Iterator[Kept]:
    """Make the sums of every commune of the round's tree whose kept ones do not hold, or of those at or below
    some places; a hundred at a time.

    The tree's mark is read before the tree, and the marks before the cells: what somebody writes in between
    makes sums that nobody uses, never ones that are wrong. Where somebody opens or discards the round
    meanwhile, the rest is left for the next time.
    """
    new = set() if under else set(_never_kept(round_))
    communes = _communes(round_, under)
    for start in range(0, len(communes), AT_ONCE):
        kept = _keep(communes[start : start + AT_ONCE], round_)
        if kept is None:
            return
        yield kept
    if new:
        _set_beside(round_, new)


def _never_kept(round_: Round) -> QuerySet[FormMark, int]:
    new = FormMark.objects.filter(round=round_, round__data_to=round_.data_to, kept_by=None)
    return new.values_list("pk", flat=True)


def _set_beside(round_: Round, new: set[int]) -> None:
    """Of the forms that were there before the first commune was looked at: those found below none of them."""
    with transaction.atomic():
        still = _never_kept(round_).select_for_update(of=("self",), skip_locked=True)
        beside = new.intersection(still)
        FormMark.objects.filter(pk__in=beside).update(kept_by=BELOW_NO_COMMUNE)


def _communes(round_: Round, under: Sequence[Unit]) -> list[int]:
    """The communes of the round's tree, those of a district one after the other."""
    placed = Placement.objects.as_of(round_.data_to).filter(unit__level=Level.COMMUNE)
    if under:
        down = Unit.objects.down_to_communes(*under, day=round_.data_to)
        placed = placed.filter(unit__in=down.values("pk"))
    return list(placed.order_by("parent_id", "unit_id").values_list("unit_id", flat=True))


def _keep(communes: Collection[int], round_: Round) -> Kept | None:
    """None where the round may change or go at the moment: then nothing was made."""
    before, looked = year_before(round_), looked_at(every=False)
    look = look_of(before, looked)
    tree = TreeMark.objects.aggregate(number=Max("number"))["number"] or 0
    sealed = _sealed(communes, round_, look)
    below = _forms_below(set(communes) - set(sealed), round_)
    held = _held(below, round_, look)
    # The same forms as they were, in a tree that may be another one by now.
    KeptSums.objects.filter(round=round_, version__in=held.values()).update(tree=tree, day=round_.data_to)
    stale = {commune: forms for commune, forms in below.items() if commune not in held}
    if stale:
        sums = sums_by_child(_cells_of(stale, round_), before, looked)
        wide = looked_items(before, looked) or ()
        made = [
            KeptSums(
                round=round_,
                unit_id=commune,
                version=randbits(62),
                forms=len(forms),
                tree=tree,
                day=round_.data_to,
                look=look,
                sums=packed(sums.get(commune, Sums()), wide),
            )
            for commune, forms in sorted(stale.items())
        ]
        # Together: whoever keeps a commune last has marked its forms last.
        with transaction.atomic():
            if not _stays(round_):
                return None
            KeptSums.objects.bulk_create(
                made,
                update_conflicts=True,
                unique_fields=["round", "unit"],
                update_fields=["version", "forms", "tree", "day", "look", "sums"],
            )
            _mark({one.version: stale[one.unit_id] for one in made})
    return Kept(held=len(sealed) + len(held), made=len(stale))


def _stays(round_: Round) -> bool:
    """Is the round there, and will it be until the end of the transaction? No, where somebody opens or
    discards it at the moment: they are not waited for, and forms change with what they do."""
    found = "SELECT 1 FROM reporting_round WHERE id = %s"
    if connection.vendor == "postgresql":
        found += " FOR SHARE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(found, [round_.pk])
        return cursor.fetchone() is not None


_MARK = """
    UPDATE reporting_formmark SET kept_by = seen.column2, kept = seen.column3
    FROM (VALUES {seen}) AS seen WHERE reporting_formmark.id = seen.column1
"""
# A form that somebody is writing at the moment is left as it is: nobody waits for whom they keep waiting.
_NOT_BEING_WRITTEN = """
    AND reporting_formmark.id IN (
        SELECT m.id FROM reporting_formmark m WHERE m.id IN ({ids}) FOR UPDATE SKIP LOCKED
    )
"""


def _mark(versions: Mapping[int, Sequence[Form]]) -> None:
    """Mark the forms with the version of the sums that hold them, and with the number they were seen with."""
    seen = [(form.mark_id, version, form.number) for version, forms in versions.items() for form in forms]
    rows = ", ".join(f"({mark_id}, {version}, {number})" for mark_id, version, number in seen)
    statement = _MARK.format(seen=rows)
    if connection.vendor == "postgresql":
        statement += _NOT_BEING_WRITTEN.format(ids=numbers(mark_id for mark_id, *_ in seen))
    with connection.cursor() as cursor:
        cursor.execute(statement)


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
    look = look_of(before, looked)
    wide = looked_items(before, looked) or ()
    kept = KeptSums.objects.filter(round=round_, unit__in=communes).select_related("unit")
    told = {one.unit_id: one for one in kept}
    sums = sums_by_child(_cells_of(told, round_), before, looked)
    # Asked last: of a commune in which somebody wrote meanwhile the marks are no longer the same.
    held = _held(_forms_below(told, round_), round_, look)
    used = held | _sealed(told, round_, look)
    holding = [commune for commune, version in used.items() if version == told[commune].version]
    return Rechecked(
        held=len(holding),
        wrong=[
            told[commune].unit.key
            for commune in holding
            if commune not in held or told[commune].sums != packed(sums.get(commune, Sums()), wide)
        ],
    )


class Form(NamedTuple):
    """A form at or below a commune: its mark, and whose sums hold it."""

    mark_id: int
    number: int
    kept: int | None
    kept_by: int | None


def _forms_below(communes: Collection[int], round_: Round) -> dict[int, list[Form]]:
    """By commune its forms in the round's tree, of the communes that have any. None where the round has
    another closing day by now: by the old one forms lie where no page looks for them."""
    sql = _FORMS_BELOW.format(communes=numbers(communes))
    day = round_.data_to
    found: dict[int, list[Form]] = defaultdict(list)
    for commune, *form in rows_of(sql, Scope(""), round_.pk, day, day, day, round_.pk):
        found[commune].append(Form(*form))
    return dict(found)


def _held(below: Mapping[int, Collection[Form]], round_: Round, look: str) -> dict[int, int]:
    """By commune the version of the kept sums that hold, as these forms say."""
    kept = KeptSums.objects.filter(round=round_, unit__in=list(below), look=look)
    return {
        commune: version
        for commune, version, forms in kept.values_list("unit_id", "version", "forms")
        if len(below[commune]) == forms
        and all(form.kept_by == version and form.kept == form.number for form in below[commune])
    }


def _sealed(communes: Collection[int], round_: Round, look: str) -> dict[int, int]:
    """By commune the version of the kept sums that hold, as the tree's mark and the marks say."""
    sql = _SEALED_SUMS.format(communes=numbers(communes), unset_first=_UNSET_FIRST[connection.vendor])
    return dict(rows_of(sql, Scope(""), round_.pk, look, round_.data_to, round_.pk))


def _cells_of(communes: Collection[int], round_: Round) -> Scope:
    """The reports at or below each commune, under the commune."""
    day = round_.data_to
    return Scope(_CELLS_OF_COMMUNES.format(communes=numbers(communes)), (day, day, round_.pk))
