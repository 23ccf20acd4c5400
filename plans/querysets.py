"""Which plans hold, and for whom? Filters in the user's words."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from plans.enums import PlanState


class PlanQuerySet(models.QuerySet[Any]):
    def in_year(self, year: int) -> Self:
        """Plans whose span of years holds the year: those in force, and in the years in which they held those
        that ended."""
        return self.filter(
            Q(state=PlanState.IN_FORCE) | Q(state=PlanState.ENDED, held_until__gte=year),
            first_year__lte=year,
            last_year__gte=year,
        )

    def collecting(self) -> Self:
        """Plans that ask for figures; the others stand as reference lines."""
        return self.filter(collects=True)

    def signed(self) -> Self:
        """Plans that are or were in force: a draft is nobody's but its keepers'."""
        return self.exclude(state=PlanState.DRAFT)
