"""Find the annual report that the address names: 404 outside the scope, 403 for the wrong role or post."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from childplan import clock
from plans.models import Plan
from reporting.actions.annual import NOT_YOURS
from reporting.enums import AnnualState
from reporting.models import AnnualReport, Round
from reporting.permissions import may_read_annual, may_see_totals, writes_reports_of
from reporting.summaries.report_shelf import REPORTED
from reporting.totals import PLACES
from reporting.views.finding import not_here
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb


@dataclass(frozen=True)
class Place:
    """Of what the report is: a unit, its plan and a round."""

    unit: Unit
    plan: Plan
    round: Round

    @property
    def args(self) -> list[str]:
        """As they stand in every address."""
        return [self.round.key, self.unit.key, self.plan.key]


def _place(round_key: str, unit_key: str, plan_key: str) -> Place:
    round_ = get_object_or_404(Round, key=round_key, kind__in=REPORTED)
    plan = get_object_or_404(Plan.objects.signed().select_related("issuer"), key=plan_key)
    return Place(get_object_or_404(Unit, key=unit_key, level__in=PLACES), plan, round_)


def place_written_by(request: SignedInRequest, round_key: str, unit_key: str, plan_key: str) -> Place:
    """For whoever writes the unit's reports. Whoever only sees its totals is told who does."""
    require(request, Verb.WRITE_REPORTS)
    place = _place(round_key, unit_key, plan_key)
    if not writes_reports_of(request.user, place.unit, place.round, clock.today()):
        if may_see_totals(request.user, place.unit, place.round, clock.today()):
            raise PermissionDenied(NOT_YOURS)
        not_here()
    return place


def draft_of(request: SignedInRequest, round_key: str, unit_key: str, plan_key: str) -> AnnualReport | None:
    """The open draft, for whoever writes it; None where there is none."""
    place = place_written_by(request, round_key, unit_key, plan_key)
    drafts = _editions(place).filter(state=AnnualState.DRAFT)
    return drafts.first()


def read_edition(
    request: SignedInRequest, round_key: str, unit_key: str, plan_key: str, edition: int
) -> AnnualReport:
    """One edition, if the person may read it; else 404."""
    require(request, Verb.SEE_TOTALS)
    place = _place(round_key, unit_key, plan_key)
    report: AnnualReport = get_object_or_404(_editions(place), edition=edition)
    if not may_read_annual(request.user, report, clock.today()):
        not_here()
    return report


def _editions(place: Place) -> QuerySet[AnnualReport]:
    people = ("unit", "plan", "plan__issuer", "round", "saved_by", "issued_by")
    return AnnualReport.objects.filter(unit=place.unit, plan=place.plan, round=place.round).select_related(
        *people
    )
