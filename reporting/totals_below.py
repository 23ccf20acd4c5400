"""What does each unit right below a place put into its totals? The rows of a ledger, made in the database.

The same few statements however many units there are: the tree below the place carries with it under which
unit right below everything stands. The rows that count, the place's own cells and its choices between two
sources add up to its totals (`together`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from reporting.enums import HANDED_IN, ReportState
from reporting.inherited import cell_sums, cell_sums_below
from reporting.models import Report, Round
from reporting.nation import asked_of_communes, from_communes
from reporting.rollup import NOTHING
from reporting.settled import Settled, standing_settlements
from reporting.summing import (
    PLACES,
    accepted_right_below,
    below_by_child,
    handed_up,
    looked_at,
    own_reports,
)
from reporting.sums import Sums
from reporting.totals import asked_below_by_child, shifts
from reporting.years import year_before
from units.enums import Level
from units.models import Placement, Unit


class ChildTotals(Sums):
    """What one unit puts in: a village or an agency its cells, a place what its own page shows.

    counts: is it in the place's total? Officially only what was accepted. state, edition, submitted_at: of
    its report, the number of the last submission; None, 0 and None without a report in the round.
    is_snapshot: are these the sums that it handed up? settled: for the place itself, the choices between two
    sources that its total rests on, which are in no unit's row; else none.
    """

    def __init__(self, report: Report | None = None, *, counts: bool) -> None:
        super().__init__()
        self.counts = counts
        self.state: ReportState | None = ReportState(report.state) if report is not None else None
        self.edition: int = report.submissions if report is not None else 0
        self.submitted_at: datetime | None = report.submitted_at if report is not None else None
        self.is_snapshot = False
        self.settled: tuple[Settled, ...] = ()


def totals_of_children(unit: Unit, round_: Round, *, official: bool) -> dict[int, ChildTotals]:
    """By unit id the totals of the units right below in the round's tree, and the unit's own cells under its
    own id.

    Provisional: every figure at or below each. Official: of a place the snapshot of a report that stands
    handed in, else what it has accepted; of a village or an agency its cells, checked or not. `asked` counts
    every form below as it is now.
    """
    placed = Placement.objects.as_of(round_.data_to).filter(parent=unit).select_related("unit")
    children = {spot.unit_id: spot.unit for spot in placed} | {unit.pk: unit}
    reports = {
        report.unit_id: report for report in Report.objects.filter(round=round_, unit__in=list(children))
    }
    found = {
        child_id: ChildTotals(
            reports.get(child_id),
            counts=not official
            or child_id == unit.pk
            or (child_id in reports and reports[child_id].state == ReportState.ACCEPTED),
        )
        for child_id in children
    }
    if official:
        handed_in = {
            child_id
            for child_id, report in reports.items()
            if report.state in HANDED_IN and child_id != unit.pk and children[child_id].level in PLACES
        }
        _fill_official(found, unit, round_, children, handed_in)
    elif unit.level == Level.COUNTRY:
        sums = from_communes(unit, round_, year_before(round_), looked_at(every=False), by_child=True)
        _fill(found, sums)
    else:
        before, looked = year_before(round_), looked_at(every=False)
        _fill(found, cell_sums_below(unit, round_, before, looked, by_child=True))
        _settle(found, unit, standing_settlements(below_by_child(unit, round_), round_, accepted=False))
    return found


def together(children: Mapping[int, ChildTotals]) -> Sums:
    """The place's totals from its rows; what units that do not count yet are asked is asked all the same."""
    found = Sums()
    for child in children.values():
        asked = {key: replace(NOTHING, asked=total.asked) for key, total in child.items()}
        found.include(child if child.counts else asked)
        for part in shifts(child.settled).values():
            found.include(part)
    return found


def _fill_official(
    found: dict[int, ChildTotals],
    unit: Unit,
    round_: Round,
    children: Mapping[int, Unit],
    handed_in: Collection[int],
) -> None:
    places = {child_id for child_id, child in children.items() if child.level in PLACES}
    still_open = places - set(handed_in) - {unit.pk}
    cells = own_reports(set(children) - set(handed_in), round_, by_unit=True)
    cells |= accepted_right_below(still_open, round_, places=False, by_parent=True)
    _fill(found, cell_sums(cells, year_before(round_), looked_at(every=True)))
    stored = own_reports(handed_in, round_, by_unit=True)
    stored |= accepted_right_below(still_open, round_, places=True, by_parent=True)
    _fill(found, handed_up(stored))
    choosing = own_reports(still_open | {unit.pk}, round_, by_unit=True)
    _settle(found, unit, standing_settlements(choosing, round_, accepted=True))
    if unit.level == Level.COUNTRY:
        asked = asked_of_communes(unit, round_, by_child=True)
    else:
        asked = asked_below_by_child(unit, round_, by_child=True)
    for child_id, child in found.items():
        child.is_snapshot = child_id in handed_in
        child.ask(asked.get(child_id, Sums()))


def _fill(found: Mapping[int, ChildTotals], sums: Mapping[int, Sums]) -> None:
    for child_id, part in sums.items():
        if child_id in found:
            found[child_id].include(part)
            found[child_id].communes = part.communes


def _settle(found: Mapping[int, ChildTotals], unit: Unit, settled: Collection[Settled]) -> None:
    """Choices of a place below change its row; the unit's own stand beside the rows."""
    below = [one for one in settled if one.settlement.report.unit_id != unit.pk]
    for child_id, part in shifts(below).items():
        found[child_id].include(part)
    found[unit.pk].settled = tuple(one for one in settled if one.settlement.report.unit_id == unit.pk)
