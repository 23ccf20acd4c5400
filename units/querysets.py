"""Which units, placements and postings hold on a day? Filters in the user's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.expressions import RawSQL

from childplan.compiled import IdsParam, Param
from childplan.vietnamese import folded
from units.enums import Level, Role

if TYPE_CHECKING:
    from units.models import Unit


# How people write the kind before the name, folded; longer ones first where one begins like another.
_KINDS: dict[str, tuple[str, ...]] = {
    "thi tran": ("thị trấn",),
    "thi xa": ("thị xã",),
    "thanh pho": ("thành phố",),
    "phuong": ("phường",),
    "huyen": ("huyện",),
    "tinh": ("tỉnh",),
    "quan": ("quận",),
    "thon": ("thôn",),
    "xa": ("xã",),
    "tp": ("thành phố",),
    "tt": ("thị trấn",),
    "tx": ("thị xã",),
}

Row = TypeVar("Row", bound=models.Model)


class SpanQuerySet(models.QuerySet[Row]):
    """Rows that hold over a span of days, both ends included; an open end is null."""

    def as_of(self, day: date) -> Self:
        """Rows that hold on the day."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


# The tree on a day: one statement however deep it is and however many units it has. UNION (not UNION ALL)
# also ends a ring that somebody entered by mistake.
STOOD = "(p.starts_on IS NULL OR p.starts_on <= {day}) AND (p.ends_on IS NULL OR p.ends_on >= {day})"
"""Of placements p: did they hold on the day? Both ends count. For every statement that is written as text."""
IN_FORCE = STOOD.format(day="%s")
"""The same with the day given as a value, twice."""
_UNDER = f"""
    WITH RECURSIVE tree(unit_id) AS (
        SELECT p.unit_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {IN_FORCE}
        UNION
        SELECT p.unit_id FROM units_placement p JOIN tree ON p.parent_id = tree.unit_id WHERE {IN_FORCE}
    ) SELECT unit_id FROM tree
"""
# Without the villages and agencies of communes, which are nine tenths of a tree.
_DOWN_TO_COMMUNES = f"""
    WITH RECURSIVE tree(unit_id) AS (
        SELECT p.unit_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {IN_FORCE}
        UNION
        SELECT p.unit_id FROM tree
        JOIN units_unit above ON above.id = tree.unit_id AND above.level <> '{Level.COMMUNE}'
        JOIN units_placement p ON p.parent_id = tree.unit_id WHERE {IN_FORCE}
    ) SELECT unit_id FROM tree
"""
_CHAIN = f"""
    WITH RECURSIVE chain(unit_id, parent_id) AS (
        SELECT p.unit_id, p.parent_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {IN_FORCE}
        UNION
        SELECT p.unit_id, p.parent_id FROM units_placement p JOIN chain ON p.unit_id = chain.parent_id
        WHERE {IN_FORCE}
    ) SELECT unit_id FROM chain
"""


# The same, where a unit of today stands for every unit that went into it whole (`units.lineage`).
_HEIRS_UNDER = f"""
    WITH RECURSIVE line(unit_id) AS (
        SELECT u.id FROM units_unit u WHERE u.id IN ({{roots}})
        UNION
        SELECT s.predecessor_id FROM units_succession s JOIN line ON s.successor_id = line.unit_id
        WHERE s.is_whole AND s.starts_on <= %s
    ), tree(unit_id) AS (
        SELECT p.unit_id FROM units_placement p JOIN line ON p.unit_id = line.unit_id WHERE {IN_FORCE}
        UNION
        SELECT p.unit_id FROM units_placement p JOIN tree ON p.parent_id = tree.unit_id WHERE {IN_FORCE}
    ) SELECT unit_id FROM tree
"""
_CHAIN_HEIRS = f"""
    WITH RECURSIVE chain(unit_id, parent_id) AS (
        SELECT p.unit_id, p.parent_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {IN_FORCE}
        UNION
        SELECT p.unit_id, p.parent_id FROM units_placement p JOIN chain ON p.unit_id = chain.parent_id
        WHERE {IN_FORCE}
    ), line(unit_id) AS (
        SELECT unit_id FROM chain
        UNION
        SELECT s.successor_id FROM units_succession s JOIN line ON s.predecessor_id = line.unit_id
        WHERE s.is_whole AND s.starts_on <= %s
    ) SELECT unit_id FROM line
"""

# Who acts for what is gone: whoever it went into whole, and for what ended or was split the unit above it.
# One step in one join, so that both databases take it: 0 whole predecessors of a unit, 1 what ended below.
_GONE = """
    (p.ends_on < %s
        AND NOT EXISTS (SELECT 1 FROM units_placement later WHERE later.unit_id = p.unit_id
            AND (later.ends_on IS NULL OR later.ends_on > p.ends_on))
        AND NOT EXISTS (SELECT 1 FROM units_succession whole WHERE whole.predecessor_id = p.unit_id
            AND whole.is_whole AND whole.starts_on <= %s))
"""
_BEHIND = """
    WITH RECURSIVE line(unit_id) AS (
        SELECT u.id FROM units_unit u WHERE u.id IN ({roots})
        UNION
        SELECT COALESCE(s.predecessor_id, p.unit_id) FROM line
        CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1) steps
        LEFT JOIN units_succession s ON steps.step = 0 AND s.successor_id = line.unit_id
            AND s.is_whole AND s.starts_on <= %s
        LEFT JOIN units_placement p ON steps.step = 1 AND p.parent_id = line.unit_id AND {below}
        WHERE COALESCE(s.predecessor_id, p.unit_id) IS NOT NULL
    ) SELECT unit_id FROM line
"""
_ACTED_FOR = _BEHIND.replace("{below}", _GONE)
_REACHED = _BEHIND.replace("{below}", f"(({IN_FORCE}) OR {_GONE})")

_ORIGINS = """
    WITH RECURSIVE line(unit_id) AS (
        SELECT u.id FROM units_unit u WHERE u.id IN ({roots})
        UNION
        SELECT s.predecessor_id FROM units_succession s JOIN line ON s.successor_id = line.unit_id
    ) SELECT unit_id FROM line
"""
_EVER_ABOVE = """
    WITH RECURSIVE line(unit_id) AS (
        SELECT p.unit_id FROM units_placement p WHERE p.unit_id IN ({roots})
        UNION
        SELECT p.parent_id FROM units_placement p JOIN line ON p.unit_id = line.unit_id
        WHERE p.parent_id IS NOT NULL
    ) SELECT unit_id FROM line
"""


def _tree(sql: str, roots: list[Any], *days: date | Param) -> RawSQL:
    marks = ", ".join(root.token if isinstance(root, IdsParam) else "%s" for root in roots)
    values = [root for root in roots if not isinstance(root, IdsParam)]
    return RawSQL(sql.format(roots=marks), [*values, *days])


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, *roots: Unit, day: date, today: date | None = None) -> Self:
        """The units themselves and all below them, as the tree stood on the day.

        today: a unit stands for everything as well that had gone into it whole by then, so that who is
        posted on a new commune reaches the years of the old ones.
        """
        if not roots:
            return self.none()
        ids = [unit.pk for unit in roots]
        if today is None:
            return self.filter(id__in=_tree(_UNDER, ids, day, day, day, day))
        return self.filter(id__in=_tree(_HEIRS_UNDER, ids, today, day, day, day, day))

    def down_to_communes(self, *roots: Unit, day: date) -> Self:
        """The units themselves and those below them on the day, without what stands below a commune: for
        whatever only places have."""
        if not roots:
            return self.none()
        ids = [unit.pk for unit in roots]
        return self.filter(id__in=_tree(_DOWN_TO_COMMUNES, ids, day, day, day, day))

    def chain(self, *units: Unit, day: date, today: date | None = None) -> Self:
        """The units themselves and all above them, as the tree stood on the day.

        today: and the units into which any of them had gone whole by then.
        """
        if not units:
            return self.none()
        ids = [unit.pk for unit in units]
        if today is None:
            return self.filter(id__in=_tree(_CHAIN, ids, day, day, day, day))
        return self.filter(id__in=_tree(_CHAIN_HEIRS, ids, day, day, day, day, today))

    def acted_for(self, *units: Unit, today: date) -> Self:
        """The units themselves and those gone for which they act today: what had gone into them whole, and of
        what had ended below them in parts or with nothing in its place the unit above (product section “Who
        may see and do what”, `docs/units.md`)."""
        if not units:
            return self.none()
        ids = [unit.pk for unit in units]
        return self.filter(id__in=_tree(_ACTED_FOR, ids, today, today, today))

    def reached(self, *units: Unit, today: date) -> Self:
        """Everything below the units today, and everything gone that any of it acts for."""
        if not units:
            return self.none()
        ids = [unit.pk for unit in units]
        return self.filter(id__in=_tree(_REACHED, ids, today, today, today, today, today))

    def origins(self, *units: Unit) -> Self:
        """The units themselves and all that ever went into them, whole or in part, over any number of
        steps."""
        if not units:
            return self.none()
        return self.filter(id__in=_tree(_ORIGINS, [unit.pk for unit in units]))

    def ever_above(self, *units: Unit) -> Self:
        """The units themselves and all that ever stood above them, on any day."""
        if not units:
            return self.none()
        return self.filter(id__in=_tree(_EVER_ABOVE, [unit.pk for unit in units]))


class PlacementQuerySet(SpanQuerySet[Any]):
    def named(self, words: str) -> Self:
        """Places whose folded name contains the words; the caller folds them (`vietnamese.folded`)."""
        return self.filter(name_folded__contains=words)

    def matching(self, text: str) -> Self:
        """Places a person may mean, likeliest first: the whole name, then its beginning, then a part of it.

        Among equals the larger place comes first: huyện Hoằng Hóa before xã Hoàng Hoa. Typed with or without
        diacritics, kind in front or not: "hoang hoa", "huyện Hoằng Hóa", "tp hue".
        """
        words = folded(text)
        if not words:
            return self.none()
        bare, kind = words, Q()
        for opening, kinds in _KINDS.items():
            if words.startswith(f"{opening} "):
                bare, kind = words.removeprefix(opening).strip(), Q(kind__in=kinds)
                break
        nearness = Case(
            When(Q(name_folded=words) | Q(kind, name_folded=bare), then=0),
            When(Q(name_folded__startswith=words) | Q(kind, name_folded__startswith=bare), then=1),
            default=2,
        )
        found = self.filter(Q(name_folded__contains=words) | Q(kind, name_folded__contains=bare))
        tier = Case(*(When(unit__level=level, then=rank) for rank, level in enumerate(Level)))
        return found.order_by(nearness, tier, "name_sort", "code", "id")


class PostingQuerySet(SpanQuerySet[Any]):
    def with_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)
