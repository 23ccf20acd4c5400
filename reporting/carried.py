"""What counted for a unit in a round, also in one on whose closing day it did not stand yet?

A unit of today gets its past from the units that went into it whole: their totals of the round, added up and
marked ◊. Of a unit that came only in part nobody knows the share: it stands beside with its own totals and is
never added. Nothing is stored; the old units' totals stay what they were (ADR 16, `docs/units.md`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from reporting.enums import HANDED_IN, ReportState, RoundKind
from reporting.inherited import cell_sums
from reporting.models import Report, Round
from reporting.settled import standing_settlements
from reporting.summing import (
    Scope,
    accepted_right_below,
    asked_by_child,
    handed_up,
    looked_at,
    own_reports,
)
from reporting.sums import Sums
from reporting.totals import PLACES, Totals, official_totals, provisional_totals, shifts
from reporting.years import ESTIMATE, FINAL, YEARLY, year_before
from units.enums import Level
from units.lineage import Standing
from units.models import Placement, Unit
from units.querysets import IN_FORCE
from units.summaries.lineage import standings_on_days
from units.summaries.places import PlaceName, name_of

MARK = "◊"
"""Stands behind a figure that is the sum of whole predecessors, on every screen and in every file."""


@dataclass(frozen=True)
class Carried:
    """What counted for a unit in a round.

    standing: the units behind it (`units.lineage.Standing`). totals: of the unit itself, or the sum over its
    whole predecessors; empty where none of them had a report in the round. beside: by unit id the totals of
    those of which only a part came to it, never in `totals`. missing: whole predecessors without a report in
    the round, so that the sum is not the whole territory. names: by unit id, as on the round's closing day.
    """

    round: Round
    standing: Standing
    totals: Totals = field(default_factory=dict)
    beside: Mapping[int, Totals] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    names: Mapping[int, PlaceName] = field(default_factory=dict)

    @property
    def is_carried(self) -> bool:
        """Is the figure a sum of whole predecessors (◊)?"""
        return self.standing.is_carried

    @property
    def is_empty(self) -> bool:
        """Had nobody behind it a report in the round?"""
        return len(self.missing) == len(self.standing.whole)

    @property
    def is_partial(self) -> bool:
        """Are some of the whole predecessors not in the sum?"""
        return bool(self.missing) and not self.is_empty

    def showing(self, unit_ids: Collection[int]) -> Carried:
        """The same for a reader who may see these units' totals: of the others beside only the names. What
        came to a unit in part is not its own affair (`permissions.with_totals_seen`)."""
        return replace(self, beside={one: said for one, said in self.beside.items() if one in unit_ids})

    @property
    def wholes(self) -> list[PlaceName]:
        """The units whose totals were added, in Vietnamese order; none where the unit is itself."""
        return self._named(self.standing.whole) if self.is_carried else []

    @property
    def parts(self) -> list[PlaceName]:
        """The units that stand beside, in Vietnamese order."""
        return self._named(self.standing.beside)

    @property
    def without_report(self) -> list[PlaceName]:
        return self._named(self.missing)

    def _named(self, unit_ids: Collection[int]) -> list[PlaceName]:
        return sorted((self.names[unit] for unit in unit_ids if unit in self.names), key=lambda one: one.sort)


@dataclass(frozen=True)
class Point:
    """A year (or half year) of a unit's series.

    carried: what counted, of the round that counts for each unit behind it. label: "chính thức" where it was
    final for all of them, else "ước thực hiện"; "" for a half year. rounds: every round that went in.
    """

    year: int
    carried: Carried
    label: str
    rounds: tuple[Round, ...]

    @property
    def totals(self) -> Totals:
        return self.carried.totals

    @property
    def is_carried(self) -> bool:
        return self.carried.is_carried


def carried_totals(units: Collection[Unit], round_: Round, *, official: bool) -> dict[int, Carried]:
    """By unit id what counted for it in the round: a unit that stood on the closing day is itself.

    official: the snapshot of a report that stands handed in, else what was accepted one level down;
    otherwise every figure that was typed. A fixed number of queries however many units there are.
    """
    found = carried_in(units, [round_], official=official)
    return {unit_id: carried for (unit_id, _), carried in found.items()}


def carried_in(
    units: Collection[Unit], rounds: Collection[Round], *, official: bool
) -> dict[tuple[int, int], Carried]:
    """The same by unit id and round id for several rounds."""
    view = _View(units, rounds, official=official)
    return {(unit.pk, round_.pk): view.carried(unit.pk, {}, round_) for unit in units for round_ in rounds}


def series(units: Collection[Unit], rounds: Collection[Round], *, official: bool) -> dict[int, list[Point]]:
    """By unit id its points, oldest first, one for every year of the rounds.

    rounds: of one kind, or the year's own and the final ones together: of these the final one counts for
    every unit whose own final report was accepted (`years.round_that_counts`), asked of each whole
    predecessor by itself. A year in which nobody behind the unit had a report has a point with nothing in it.
    """
    view = _View(units, rounds, official=official)
    return {unit.pk: view.points(unit.pk) for unit in units}


class _View:
    """Reports, totals and names of every unit behind the units asked for, in every round: read once."""

    def __init__(self, units: Collection[Unit], rounds: Collection[Round], *, official: bool) -> None:
        self.rounds = sorted(rounds, key=lambda one: (one.year, one.kind != RoundKind.FINAL_YEAR, one.pk))
        self.standings = standings_on_days({one.data_to for one in rounds}, units)
        behind = {
            unit_id
            for by_unit in self.standings.values()
            for standing in by_unit.values()
            for unit_id in (*standing.whole, *standing.beside)
        }
        reports = Report.objects.filter(round__in=self.rounds, unit__in=behind).select_related(
            "round", "unit"
        )
        self.reports = {(report.unit_id, report.round_id): report for report in reports}
        self.totals = counting_totals(list(self.reports.values()), official=official)
        self.spots: dict[int, list[Placement]] = defaultdict(list)
        for spot in Placement.objects.filter(unit__in=behind).select_related("unit"):
            self.spots[spot.unit_id].append(spot)

    def carried(self, unit_id: int, counts: Mapping[int, Round], round_: Round) -> Carried:
        """What counted for the unit; counts: by unit behind it the round that counts, if not this one."""
        standing = self.standings[round_.data_to][unit_id]
        of = {
            one: self.totals.get((one, counts.get(one, round_).pk))
            for one in (*standing.whole, *standing.beside)
        }
        return Carried(
            round=round_,
            standing=standing,
            totals=_sum(totals for one in standing.whole if (totals := of[one]) is not None),
            beside={one: totals for one in standing.beside if (totals := of[one]) is not None},
            missing=tuple(one for one in standing.whole if of[one] is None),
            names={one: name for one in of if (name := self._name(one, round_)) is not None},
        )

    def points(self, unit_id: int) -> list[Point]:
        return [
            self._point(unit_id, year, tuple(rounds))
            for year, rounds in groupby(self.rounds, key=lambda one: one.year)
        ]

    def _point(self, unit_id: int, year: int, rounds: Sequence[Round]) -> Point:
        last = rounds[-1]
        standing = self.standings[last.data_to][unit_id]
        counts = {
            one: found
            for one in (*standing.whole, *standing.beside)
            if (found := self._that_counts(one, rounds)) is not None
        }
        reported = {counts[one] for one in standing.whole if one in counts}
        label = ""
        if last.kind in YEARLY:
            is_final = bool(reported) and all(one.kind == RoundKind.FINAL_YEAR for one in reported)
            label = FINAL if is_final else ESTIMATE
        return Point(year, self.carried(unit_id, counts, last), label, tuple(rounds))

    def _that_counts(self, unit_id: int, rounds: Sequence[Round]) -> Round | None:
        """`years.round_that_counts`, for rounds and reports that are read already."""
        for round_ in rounds:
            report = self.reports.get((unit_id, round_.pk))
            if report is not None and (
                round_.kind != RoundKind.FINAL_YEAR or report.state == ReportState.ACCEPTED
            ):
                return round_
        return None

    def _name(self, unit_id: int, round_: Round) -> PlaceName | None:
        spot = next((spot for spot in self.spots[unit_id] if spot.holds_on(round_.data_to)), None)
        return name_of(spot) if spot is not None else None


def _sum(parts: Iterable[Totals]) -> Sums:
    found = Sums()
    for part in parts:
        found.include(part)
    return found


def counting_totals(reports: Collection[Report], *, official: bool) -> dict[tuple[int, int], Totals]:
    """By unit id and round id the totals that count for the reports given (with round and unit).

    official: the snapshot handed up where the report of a place stands handed in, else what was accepted one
    level down; otherwise every figure at or below it. One query for all snapshots, and a fixed number for
    every round in which something is not handed in.
    """
    handed_in = {
        report.pk: (report.unit_id, report.round_id)
        for report in reports
        if official and report.state in HANDED_IN and report.unit.level in PLACES
    }
    found: dict[tuple[int, int], Totals] = dict.fromkeys(handed_in.values(), Sums())
    if handed_in:
        for report_id, sums in handed_up(_each(list(handed_in))).items():
            found[handed_in[report_id]] = sums
    open_in: dict[Round, list[Unit]] = defaultdict(list)
    for report in reports:
        if report.pk not in handed_in:
            open_in[report.round].append(report.unit)
    for round_, units in open_in.items():
        for unit_id, totals in _standing_now(units, round_, official=official).items():
            found[unit_id, round_.pk] = totals
    return found


def _standing_now(units: Sequence[Unit], round_: Round, *, official: bool) -> dict[int, Totals]:
    """`totals.official_totals` or `totals.provisional_totals` of many units at once."""
    one_by_one = official_totals if official else provisional_totals
    found: dict[int, Totals] = {
        unit.pk: one_by_one(unit, round_) for unit in units if unit.level == Level.COUNTRY
    }
    ids = [unit.pk for unit in units if unit.pk not in found]
    if not ids:
        return found
    below = _below_each(ids, round_)
    own = own_reports(ids, round_, by_unit=True)
    sums: dict[int, Sums] = {unit_id: Sums() for unit_id in ids}

    def include(parts: Mapping[int, Totals]) -> None:
        for unit_id, part in parts.items():
            sums[unit_id].include(part)

    if official:
        cells = own | accepted_right_below(ids, round_, places=False, by_parent=True)
        include(cell_sums(cells, year_before(round_), looked_at(every=True)))
        include(handed_up(accepted_right_below(ids, round_, places=True, by_parent=True)))
    else:
        include(cell_sums(below, year_before(round_), looked_at(every=False)))
    choosing = own if official else below
    include(shifts(standing_settlements(choosing, round_, accepted=official)))
    if official:
        asked = asked_by_child(below)
        for unit_id in ids:
            sums[unit_id].ask(asked.get(unit_id, Sums()))
    return found | sums


_BELOW_EACH = f"""
    WITH RECURSIVE tree(child_id, unit_id) AS (
        SELECT p.unit_id, p.unit_id FROM units_placement p WHERE p.unit_id IN ({{units}}) AND {IN_FORCE}
        UNION
        SELECT tree.child_id, p.unit_id FROM tree CROSS JOIN units_placement p
        WHERE p.parent_id = tree.unit_id AND {IN_FORCE}
    )
    SELECT tree.child_id AS child_id, r.id AS report_id, r.unit_id, r.area
    FROM tree CROSS JOIN reporting_report r WHERE r.unit_id = tree.unit_id AND r.round_id = %s
"""  # noqa: S608


def _each(report_ids: Sequence[int]) -> Scope:
    """The reports of any rounds, each told under its own number."""
    marks = ", ".join(["%s"] * len(report_ids))
    sql = f"""
        SELECT r.id AS child_id, r.id AS report_id, r.unit_id, r.area FROM reporting_report r
        WHERE r.id IN ({marks})
    """  # noqa: S608
    return Scope(sql, tuple(report_ids))


def _below_each(unit_ids: Sequence[int], round_: Round) -> Scope:
    """The reports at or below each of the units, which may stand one below the other."""
    sql = _BELOW_EACH.format(units=", ".join(["%s"] * len(unit_ids)))
    day = round_.data_to
    return Scope(sql, (*unit_ids, day, day, day, day, round_.pk))
