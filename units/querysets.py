"""Which units, placements and postings hold on a day? Filters in the user's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from units.enums import Role

if TYPE_CHECKING:
    from units.models import Unit


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
_IN_FORCE = (
    "(p.starts_on IS NULL OR p.starts_on <= %s) AND (p.ends_on IS NULL OR p.ends_on >= %s)"  # both days count
)
_UNDER = f"""
    WITH RECURSIVE tree(unit_id) AS (
        SELECT p.unit_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {_IN_FORCE}
        UNION
        SELECT p.unit_id FROM units_placement p JOIN tree ON p.parent_id = tree.unit_id WHERE {_IN_FORCE}
    ) SELECT unit_id FROM tree
"""
_CHAIN = f"""
    WITH RECURSIVE chain(unit_id, parent_id) AS (
        SELECT p.unit_id, p.parent_id FROM units_placement p WHERE p.unit_id IN ({{roots}}) AND {_IN_FORCE}
        UNION
        SELECT p.unit_id, p.parent_id FROM units_placement p JOIN chain ON p.unit_id = chain.parent_id
        WHERE {_IN_FORCE}
    ) SELECT unit_id FROM chain
"""


def _tree(sql: str, roots: list[int], day: date) -> RawSQL:
    marks = ", ".join(["%s"] * len(roots))
    return RawSQL(sql.format(roots=marks), [*roots, day, day, day, day])


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, *roots: Unit, day: date) -> Self:
        """The units themselves and all below them, as the tree stood on the day."""
        if not roots:
            return self.none()
        return self.filter(id__in=_tree(_UNDER, [unit.pk for unit in roots], day))

    def chain(self, *units: Unit, day: date) -> Self:
        """The units themselves and all above them, as the tree stood on the day."""
        if not units:
            return self.none()
        return self.filter(id__in=_tree(_CHAIN, [unit.pk for unit in units], day))


class PlacementQuerySet(SpanQuerySet[Any]):
    def named(self, words: str) -> Self:
        """Places whose folded name contains the words; the caller folds them (`vietnamese.folded`)."""
        return self.filter(name_folded__contains=words)


class PostingQuerySet(SpanQuerySet[Any]):
    def with_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)
