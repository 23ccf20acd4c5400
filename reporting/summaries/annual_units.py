"""Which units below a place are in its figures, which are not, and how did each hand in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from childplan.vietnamese import short_date
from reporting.chips import WAIVED
from reporting.enums import HANDED_IN, ReportState
from reporting.models import Report, Round
from reporting.summaries.standings import Line, lines_below, no_longer_owed, watch
from reporting.summaries.timelines import Timeline, timelines
from units.models import Unit

STATES = {
    ReportState.DRAFT: "chưa nộp",
    ReportState.SUBMITTED: "đã nộp, chờ duyệt",
    ReportState.RETURNED: "đã trả lại để sửa",
    ReportState.ACCEPTED: "đã duyệt",
}


@dataclass(frozen=True)
class UnitBelow:
    """One unit one level below. `handed_in`: the day of its first submission; `timing`: đúng hạn, nộp muộn …;
    `is_in`: do the official figures contain it?"""

    name: str
    state: str
    handed_in: str
    timing: str
    is_in: bool
    is_handed_in: bool


@dataclass(frozen=True)
class UnitsBelow:
    """In the order of the tracking page. `gone`: units that owe nothing any more, in words."""

    units: tuple[UnitBelow, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """By name those that the official figures do not contain."""
        return tuple(one.name for one in self.units if not one.is_in)

    @property
    def not_handed_in(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.units if not one.is_handed_in)

    @property
    def handed_in(self) -> int:
        return sum(one.is_handed_in for one in self.units)


def units_below(unit: Unit, round_: Round, now: datetime) -> UnitsBelow:
    """The units that owe a report in the round; a fixed number of queries."""
    _, days = watch(unit, round_, now)
    lines = [line for line in lines_below(unit, round_, days) if line.report is not None]
    own = Report.objects.filter(unit=unit, round=round_, state__in=HANDED_IN).first()
    acts = timelines([line.report.pk for line in lines if line.report] + ([own.pk] if own else []))
    went_up = acts[own.pk].submissions[-1].event_id if own is not None and acts[own.pk].submissions else None
    return UnitsBelow(
        units=tuple(_unit(line, acts, went_up) for line in lines),
        gone=tuple(ending.words for ending in no_longer_owed(unit, round_)),
    )


def _unit(line: Line, acts: dict[int, Timeline], went_up: int | None) -> UnitBelow:
    report = line.report
    assert report is not None
    state = ReportState(report.state)
    is_in = state == ReportState.ACCEPTED
    if went_up is not None:
        # The place's own report went up: what it carried then counts, whatever was opened again since.
        is_in = acts[report.pk].accepted_before(went_up) is not None
    is_handed_in = state in HANDED_IN
    return UnitBelow(
        name=line.place.full_name,
        state=WAIVED.text.lower() if report.is_waived and not is_handed_in else STATES[state],
        handed_in=short_date(report.first_submitted_at) if report.first_submitted_at else "",
        timing=line.due.timeliness.text if line.due is not None else "",
        is_in=is_in,
        is_handed_in=is_handed_in,
    )
