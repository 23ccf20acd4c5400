"""Which reports below a place are not accepted, and which of them is it to go up without?"""

from __future__ import annotations

from dataclasses import dataclass

from childplan.vietnamese import moment
from reporting.chips import Chip, state_chip
from reporting.enums import ReportState
from reporting.models import Report
from reporting.permissions import reports_below
from reporting.querysets import ReportQuerySet
from units.summaries.places import names_on


@dataclass(frozen=True)
class MissingReport:
    """One report that its place has not accepted. `waived`: who said when that it is not waited for."""

    round_key: str
    unit_key: str
    unit_name: str
    state: Chip
    waived: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Missing:
    """`waited_for`: a word is needed about each of them before the place goes up."""

    waited_for: list[MissingReport]
    waived: list[MissingReport]


def missing_under(report: Report) -> Missing:
    """By name and state; two queries."""
    below: ReportQuerySet = Report.objects.filter(pk__in=reports_below(report).values("pk"))
    found = below.exclude(state=ReportState.ACCEPTED).select_related("round", "unit", "waived_by")
    reports = list(found.with_progress())
    names = names_on(report.round.data_to, [each.unit_id for each in reports])
    reports.sort(key=lambda each: names[each.unit_id].sort if each.unit_id in names else "")
    lines = [(each.is_waived, _line(each, names[each.unit_id].full_name)) for each in reports]
    return Missing(
        waited_for=[line for is_waived, line in lines if not is_waived],
        waived=[line for is_waived, line in lines if is_waived],
    )


def _line(report: Report, name: str) -> MissingReport:
    by = report.waived_by
    return MissingReport(
        round_key=report.round.key,
        unit_key=report.unit.key,
        unit_name=name,
        state=state_chip(
            ReportState(report.state),
            settled=report.settled_count,  # type: ignore[attr-defined]
            asked=report.asked_count,  # type: ignore[attr-defined]
            is_being_checked=report.is_being_checked,
            is_paper=not report.round.asks_figures,
        ),
        waived=f"{by.full_name}, {moment(report.waived_at)}" if by and report.waived_at else "",
        reason=report.waived_reason,
    )
