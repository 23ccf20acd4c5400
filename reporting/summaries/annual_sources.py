"""Where do the figures of a signed report come from? Sums as they were reported, with what is older than the
unit taken from the units that went into it whole (`reporting.carried`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from reporting.carried import MARK, Point, series
from reporting.enums import RoundKind
from reporting.models import Round
from reporting.summaries.mapped import levels_below
from reporting.summaries.sources import AsReported
from reporting.texts import Statement
from reporting.totals import Totals
from reporting.years import FINAL
from units.models import Unit
from units.summaries.places import PlaceName


class OfTheRound(AsReported):
    """The round itself. Last year of a unit that did not stand then is the sum of all its whole predecessors;
    where one of them had no report, or where a part of another unit came to it as well, it has none."""

    @cached_property
    def old(self) -> Point | None:
        """Last year as a sum of old units, where it is one."""
        if self.before is not None or not self._years_before:
            return None
        point = series([self.unit], self._years_before, official=True)[self.unit.pk][-1]
        carried = point.carried
        is_whole = carried.is_carried and not carried.missing and not carried.parts
        return point if is_whole else None

    @cached_property
    def last(self) -> Totals:
        return self.old.totals if self.old is not None else super().last

    @property
    def last_label(self) -> str:
        return self.old.label if self.old is not None else super().last_label

    @property
    def summed_from(self) -> list[PlaceName]:
        """The old units whose sums last year's are; empty where the place stood itself."""
        return self.old.carried.wholes if self.old is not None else []


class OfAYear(AsReported):
    """One year of a series: the final figures where they were accepted, else the estimate, asked of every
    unit behind the place by itself."""

    def __init__(self, unit: Unit, point: Point, before: Point | None) -> None:
        super().__init__(unit, _round_of(point), official=True)
        self.point = point
        self.mark = MARK if point.is_carried else ""
        self.judges = not point.is_carried
        self._point_before = before

    @property
    def handed_in(self) -> None:
        """What counts is in the point already."""

    @property
    def totals(self) -> Totals:
        return self.point.totals

    @property
    def last(self) -> Totals:
        before = self._point_before
        return before.totals if before is not None and before.year == self.round_.year - 1 else {}

    @property
    def last_label(self) -> str:
        return self._point_before.label if self.last and self._point_before is not None else ""

    @cached_property
    def levels(self) -> Mapping[int, set[str]]:
        return levels_below(self.point.carried.standing.whole, self.round_)

    @property
    def texts(self) -> list[Statement]:
        """Of years gone by only the figures are told."""
        return []


def _round_of(point: Point) -> Round:
    """The round of the year that counts for the unit: a final one only where its own report was accepted,
    which is what the label says."""
    is_final = point.label == FINAL
    wanted = [one for one in point.rounds if (one.kind == RoundKind.FINAL_YEAR) == is_final]
    return wanted[0] if wanted else point.rounds[-1]
