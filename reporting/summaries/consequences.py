"""Which reports above have gone up with this one in it, so that opening it again changes what they said?"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from childplan.vietnamese import moment
from reporting.chips import Chip, state_chip
from reporting.enums import Act, ReportState
from reporting.models import Report, ReportEvent
from units.summaries.places import chain_on

STANDING = (ReportState.SUBMITTED, ReportState.ACCEPTED)
"""States in which what was handed up still stands: a report that was taken back or returned adds up anew."""


@dataclass(frozen=True)
class GoneUp:
    """A report above that carries this one up: which edition of it, and when it went up."""

    report: Report
    unit_name: str
    state: Chip
    edition: int
    when: str


def gone_up_with(report: Report) -> list[GoneUp]:
    """The reports above that stand handed in with this one among what they added up, the nearest first.

    A report adds up what is accepted one level below when it is handed in, so each level is asked whether the
    one below it stood accepted at that moment, and whether that one then carried this report. A fixed number
    of queries.
    """
    chain = list(reversed(chain_on(report.round.data_to, report.unit)))[1:]
    above = {
        found.unit_id: found
        for found in Report.objects.filter(
            round=report.round_id, unit__in=[place.unit_id for place in chain]
        ).select_related("round", "unit")
    }
    line = [report, *(above[place.unit_id] for place in chain if place.unit_id in above)]
    history = _history(line)
    names = {place.unit_id: place.full_name for place in chain}
    found = []
    for level, each in enumerate(line[1:], start=1):
        handed_in = history[each.pk].handed_in
        if each.state in STANDING and handed_in and _carries(line, history, level, handed_in[-1].pk):
            found.append(
                GoneUp(
                    report=each,
                    unit_name=names[each.unit_id],
                    state=state_chip(
                        ReportState(each.state), settled=0, asked=0, is_being_checked=each.is_being_checked
                    ),
                    edition=each.submissions,
                    when=moment(handed_in[-1].at),
                )
            )
    return found


@dataclass(frozen=True)
class _History:
    """Submissions and decisions of one report, in their order."""

    handed_in: list[ReportEvent]
    decided: list[ReportEvent]

    def was_accepted_before(self, event_id: int) -> bool:
        before = self.decided[: bisect_left([event.pk for event in self.decided], event_id)]
        return bool(before) and before[-1].act == Act.ACCEPTED

    def handed_in_before(self, event_id: int) -> int:
        """The submission that counted at a moment; 0 for none."""
        return max((event.pk for event in self.handed_in if event.pk < event_id), default=0)


def _history(reports: Sequence[Report]) -> Mapping[int, _History]:
    found: dict[int, _History] = defaultdict(lambda: _History([], []))
    events = ReportEvent.objects.filter(
        report__in=reports, act__in=[Act.SUBMITTED, Act.ACCEPTED, Act.ACCEPTANCE_UNDONE]
    )
    for event in events.order_by("id"):
        part = found[event.report_id]
        (part.handed_in if event.act == Act.SUBMITTED else part.decided).append(event)
    return found


def _carries(line: Sequence[Report], history: Mapping[int, _History], level: int, event_id: int) -> bool:
    """Was the first report of the line in what the one at this level handed in then?"""
    below = history[line[level - 1].pk]
    if not below.was_accepted_before(event_id):
        return False
    return level == 1 or _carries(line, history, level - 1, below.handed_in_before(event_id))
