"""Mở kỳ: who is asked for what is written down, form by form, and fixed by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from indicators.enums import Source
from indicators.models import Component, DataItem
from plans.enums import DutyKind
from plans.models import Plan
from reporting.asking import Cell, Member, Wanted, cells_asked, reporting_units
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Figure, Report, ReportEvent, Round, RoundOpening
from reporting.totals import PLACES
from units.enums import Level
from units.models import Placement, Unit, User


@transaction.atomic
def open_round(
    *,
    round_: Round,
    unit: Unit,
    by: User,
    at: datetime,
    direct: Collection[Unit] = (),
    also: Collection[Plan] = (),
) -> int:
    """Write every form below a top unit: one report per unit that owes one, one empty cell per item asked.

    A year round asks what every collecting plan of the year needs; a six-month round only what plans with a
    six-month duty need.
    direct: places that type for everything below them in this round (`asking.cells_asked`); they stand below
    the unit on the round's closing day, or ValueError is raised. also: plans of other years whose items are
    asked as well, so that the first year of a plan has a year before it to be compared with.

    What is asked is fixed by this. Safe to repeat: what is there stays, and nothing is added to a round that
    this unit has opened before. Returns how many reports were written.
    """
    _, is_new = RoundOpening.objects.get_or_create(
        round=round_, unit=unit, defaults={"opened_at": at, "opened_by": by}
    )
    if not is_new:
        return 0
    placements = list(
        Placement.objects.as_of(round_.data_to)
        .filter(unit__in=Unit.objects.under(unit, day=round_.data_to).values("pk"))
        .select_related("unit")
    )
    members = [
        Member(spot.unit_id, spot.parent_id, Level(spot.unit.level), spot.unit.agency_kind)
        for spot in placements
    ]
    cells = cells_asked(members, _wanted(round_, members, also), _direct_ids(direct, members))
    areas = _areas(placements)
    reports = Report.objects.bulk_create(
        Report(round=round_, unit_id=unit_id, area=areas.get(unit_id, ""))
        for unit_id in sorted(reporting_units(members, cells))
    )
    by_unit = {report.unit_id: report for report in reports}
    ordered = sorted(cells, key=lambda cell: (cell.unit_id, cell.item_id))
    Figure.objects.bulk_create(_figures(ordered, by_unit), batch_size=2000)
    ReportEvent.objects.bulk_create(
        ReportEvent(
            report=report,
            act=Act.OPENED,
            at=at,
            by=by,
            from_state=ReportState.DRAFT,
            to_state=ReportState.DRAFT,
        )
        for report in reports
    )
    return len(reports)


def _direct_ids(direct: Collection[Unit], members: Sequence[Member]) -> set[int]:
    places = {member.unit_id for member in members if member.level in PLACES}
    found = {unit.pk for unit in direct}
    if not found <= places:
        strangers = sorted(unit.key for unit in direct if unit.pk not in places)
        raise ValueError(f"No places of the opening unit's tree: {', '.join(strangers)}")
    return found


def _figures(cells: Sequence[Cell], by_unit: Mapping[int, Report]) -> list[Figure]:
    return [
        Figure(report=by_unit[cell.unit_id], item_id=cell.item_id, is_check=cell.is_check) for cell in cells
    ]


def _wanted(round_: Round, members: Sequence[Member], also: Collection[Plan]) -> list[Wanted]:
    """Every item that a collecting plan issued inside the tree needs in this round."""
    plans = Plan.objects.in_year(round_.year).collecting()
    if round_.kind == RoundKind.SIX_MONTHS:
        plans = plans.filter(deadlines__duty=DutyKind.SIX_MONTHS)
    components = Component.objects.filter(
        Q(indicator__plan__in=plans.values("pk")) | Q(indicator__plan__in=also),
        indicator__plan__issuer__in=[member.unit_id for member in members],
    ).select_related(
        "indicator__plan",
        "measure__numerator",
        "measure__denominator",
        "own_numerator",
        "own_denominator",
    )
    wanted: dict[tuple[int, int], Wanted] = {}
    for component in components:
        issuer_id = component.indicator.plan.issuer_id
        for item in (component.numerator, component.denominator):
            if item is not None:
                wanted[issuer_id, item.pk] = _want(issuer_id, item)
    return list(wanted.values())


def _want(issuer_id: int, item: DataItem) -> Wanted:
    return Wanted(
        issuer_id=issuer_id,
        item_id=item.pk,
        source=Source(item.source),
        check_source=Source(item.check_source) if item.check_source else None,
    )


def _areas(placements: Sequence[Placement]) -> dict[int, str]:
    """A commune's own area; its villages and agencies take it."""
    own = {spot.unit_id: spot.area for spot in placements}
    return {spot.unit_id: spot.area or own.get(spot.parent_id or 0, "") for spot in placements}
