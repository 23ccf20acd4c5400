"""What would go if a rehearsal was thrown away, and whose it is to throw away?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from reporting.enums import FigureState, ReportState
from reporting.models import Figure, Notice, Report, Round, RoundOpening
from reporting.querysets import ReportQuerySet
from units.models import Unit
from units.summaries.places import chain_on


@dataclass(frozen=True)
class Rehearsed:
    """Everything below one opening of a rehearsal, counted."""

    reports: int
    handed_in: int
    cells: int
    answers: int
    notices: int

    @property
    def words(self) -> str:
        """“11 báo cáo (3 đã nộp), 45 ô (20 ô đã nhập), 4 thông báo”."""
        return (
            f"{self.reports} báo cáo ({self.handed_in} đã nộp), "
            f"{self.cells} ô ({self.answers} ô đã nhập), {self.notices} thông báo"
        )


def reports_rehearsed(round_: Round, unit: Unit) -> ReportQuerySet:
    """The rehearsal's reports at the unit and below it; where nobody else opened it, every one there is."""
    found: ReportQuerySet = Report.objects.filter(round=round_)
    if not round_.openings.exclude(unit__in=openings_below(round_, unit).values("unit")).exists():
        return found
    below: ReportQuerySet = found.filter(unit__in=Unit.objects.under(unit, day=round_.data_to).values("pk"))
    return below


def openings_below(round_: Round, unit: Unit) -> QuerySet[RoundOpening]:
    """The opening of the unit and of places below it."""
    return round_.openings.filter(unit__in=Unit.objects.under(unit, day=round_.data_to).values("pk"))


def opener_above(round_: Round, unit: Unit) -> str:
    """The place above that has opened the rehearsal too, by name: then it is no longer the unit's alone."""
    chain = chain_on(round_.data_to, unit)[:-1]
    opened = set(
        round_.openings.filter(unit__in=[place.unit_id for place in chain]).values_list("unit_id", flat=True)
    )
    return next((place.full_name for place in chain if place.unit_id in opened), "")


def may_discard(round_: Round, unit: Unit) -> bool:
    """Is it a rehearsal that the unit opened? Who may, the posting says."""
    return round_.is_rehearsal and round_.openings.filter(unit=unit).exists()


def rehearsed(round_: Round, unit: Unit) -> Rehearsed:
    """A fixed number of queries."""
    reports = reports_rehearsed(round_, unit)
    ids = reports.values("pk")
    cells = Figure.objects.filter(report__in=ids)
    return Rehearsed(
        reports=reports.count(),
        handed_in=reports.filter(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED]).count(),
        cells=cells.count(),
        answers=cells.exclude(state=FigureState.EMPTY).count(),
        notices=Notice.objects.filter(report__in=ids).count(),
    )
