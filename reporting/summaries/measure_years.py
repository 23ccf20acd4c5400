"""What did a place reach year by year? Its totals of each year, and how firm they are.

A year is told by the report that counts (`reporting.years`): chính thức where the final one was accepted,
else ước thực hiện; tạm tính while the place's own report is not accepted. Of the newest year, while its
report is not even handed in, every figure that was entered counts. Years before the place began are the sums
of its whole predecessors (`reporting.carried`). Who reads it reads no year whose sums they could not see in
that year's roll-up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from reporting.carried import Carried, Point, series
from reporting.charts.trend import Footing
from reporting.enums import HANDED_IN, ReportState, RoundKind
from reporting.models import Report, Round
from reporting.summaries.sources import AsReported
from reporting.totals import Totals
from reporting.years import FINAL, YEARLY
from units.models import Unit
from units.summaries.places import PlaceName

MOST_YEARS = 10
Sees = Callable[[Collection[int], Collection[date]], Mapping[date, Collection[int]]]
"""By day the ones of some units whose sums the reader may see (`permissions.totals_seen_on_days`)."""


@dataclass(frozen=True)
class PlaceYear:
    """One year of a place. `words`: “chính thức”, “ước thực hiện”, “tạm tính”; "" where nobody had a report.
    `source`: where the newest year's sums and those of the units below come from."""

    year: int
    round_: Round
    totals: Totals
    footing: Footing
    words: str
    carried: Carried
    source: AsReported | None = None

    @property
    def is_summed(self) -> bool:
        return self.carried.is_carried

    @cached_property
    def beside(self) -> list[tuple[PlaceName, Totals]]:
        """Units of which only a part came to the place, with their own totals; empty where they had none, or
        where these are not the reader's affair."""
        return [(name, self.carried.beside.get(name.unit_id, {})) for name in self.carried.parts]


def years_of(unit: Unit, last_year: int, sees: Sees) -> list[PlaceYear]:
    """The place's last ten years, oldest first, as far as anybody behind it had a report and the reader may
    see the sums of all that is added up in it."""
    behind = Unit.objects.origins(unit)
    rounds = list(
        Round.objects.filter(
            kind__in=YEARLY,
            year__range=(last_year - MOST_YEARS + 1, last_year),
            reports__unit__in=behind.values("pk"),
        ).distinct()
    )
    if not rounds:
        return []
    states = dict(Report.objects.filter(unit=unit, round__in=rounds).values_list("round_id", "state"))
    points = _seen(series([unit], rounds, official=True)[unit.pk], sees)
    return [_year(unit, point, states, is_newest=point is points[-1]) for point in points]


def _seen(points: Sequence[Point], sees: Sees) -> list[Point]:
    standings = [point.carried.standing for point in points]
    behind = {one for standing in standings for one in (*standing.whole, *standing.beside)}
    by_day = sees(behind, {point.carried.round.data_to for point in points})
    found = []
    for point in points:
        seen = set(by_day[point.carried.round.data_to])
        if seen.issuperset(point.carried.standing.whole):
            found.append(replace(point, carried=point.carried.showing(seen)))
    return found


def _year(unit: Unit, point: Point, states: Mapping[int, str], *, is_newest: bool) -> PlaceYear:
    round_ = _counting(point.rounds, states)
    state = states.get(round_.pk)
    if state is None:
        # Its predecessors' year, or one in which it owed nothing.
        footing = _firm(point.label) if not point.carried.is_empty else Footing.FIRM
        words = "" if point.carried.is_empty else point.label
        return PlaceYear(point.year, round_, point.totals, footing, words, point.carried)
    source = None
    totals = point.totals
    if is_newest:
        source = AsReported(unit, round_, official=state in HANDED_IN)
        totals = source.totals
    footing = _firm(point.label) if state == ReportState.ACCEPTED else Footing.PROVISIONAL
    words = point.label if state == ReportState.ACCEPTED else Footing.PROVISIONAL.value
    return PlaceYear(point.year, round_, totals, footing, words, point.carried, source)


def _counting(rounds: Sequence[Round], states: Mapping[int, str]) -> Round:
    """Of the rounds of a year the one that counts for the place itself (`years.round_that_counts`)."""
    for round_ in rounds:
        state = states.get(round_.pk)
        if state is not None and (round_.kind != RoundKind.FINAL_YEAR or state == ReportState.ACCEPTED):
            return round_
    return rounds[-1]


def _firm(label: str) -> Footing:
    return Footing.FIRM if label in ("", FINAL) else Footing.ESTIMATE
