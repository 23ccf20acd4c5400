"""Which plans hold, and for whom? Filters in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from plans.enums import PlanState

if TYPE_CHECKING:
    pass


class PlanQuerySet(models.QuerySet[Any]):
    def in_year(self, year: int) -> Self:
        """Plans in force whose span of years holds the year."""
        return self.filter(state=PlanState.IN_FORCE, first_year__lte=year, last_year__gte=year)

    def collecting(self) -> Self:
        """Plans that ask for figures; the others stand as reference lines."""
        return self.filter(collects=True)
