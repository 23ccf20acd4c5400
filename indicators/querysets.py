"""Which components hold, and what may be chosen for a plan? Filters in the user's words."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q


class ComponentQuerySet(models.QuerySet[Any]):
    def in_year(self, year: int) -> Self:
        """Components that hold in the year: an amending document may have dropped some."""
        return self.filter(Q(last_year__isnull=True) | Q(last_year__gte=year))


class OfferedQuerySet(models.QuerySet[Any]):
    """Items and measures: the catalogue's, and what places thought of beside it."""

    def offered(self) -> Self:
        """What may be chosen: all that was not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def of_catalogue(self) -> Self:
        """What the catalogue holds."""
        return self.filter(owner__isnull=True)
