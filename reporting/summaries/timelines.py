"""How did a report stand at a moment? Its acts in their order, told by number and not by the clock.

Acts on reports that hang together wait for each other (`ReportQuerySet.held_downwards`), so the numbers of
their events tell which came first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from childplan.vietnamese import moment
from reporting.enums import Act, ReportState
from reporting.models import ReportEvent

AT_ONCE = 500


@dataclass(frozen=True)
class Submission:
    """One handing-in: the edition it made, and up to which log row the cells went up with it."""

    number: int
    event_id: int
    at: datetime
    last_change_id: int | None

    @property
    def when(self) -> str:
        return moment(self.at)


@dataclass
class Timeline:
    """The acts of one report that moved it, oldest first."""

    submissions: list[Submission] = field(default_factory=list)
    opened_id: int = 0
    _ids: list[int] = field(default_factory=list)
    _states: list[str] = field(default_factory=list)
    _updates: list[tuple[datetime, int]] = field(default_factory=list)

    def add(self, event_id: int, act: str, state: str, at: datetime, last_change_id: int | None) -> None:
        if act == Act.OPENED and not self.opened_id:
            self.opened_id = event_id
        if act == Act.FORM_UPDATED:
            self._updates.append((at, event_id))
        if act == Act.SUBMITTED:
            self.submissions.append(Submission(len(self.submissions) + 1, event_id, at, last_change_id))
        self._ids.append(event_id)
        self._states.append(state)

    def state_before(self, event_id: int) -> str:
        """The state in which an act found the report; "" where there was none yet."""
        place = bisect_left(self._ids, event_id)
        return self._states[place - 1] if place else ""

    def accepted_before(self, event_id: int) -> Submission | None:
        """The submission that counted then, if the report stood accepted."""
        if self.state_before(event_id) != ReportState.ACCEPTED:
            return None
        earlier = [one for one in self.submissions if one.event_id < event_id]
        return earlier[-1] if earlier else None

    def had_cell(self, added_at: datetime | None, submission: Submission) -> bool:
        """Was a cell on the form at that moment? `added_at`: by “Cập nhật mẫu”, None where the form began
        with it. The act that added it says so by its number, where there is one."""
        if added_at is None:
            return self.opened_id < submission.event_id
        number = next((event_id for at, event_id in self._updates if at == added_at), 0)
        return number < submission.event_id if number else added_at <= submission.at


def timelines(report_ids: Collection[int]) -> dict[int, Timeline]:
    """By report id; one query for every so many reports."""
    found: dict[int, Timeline] = defaultdict(Timeline)
    ids = sorted(report_ids)
    for start in range(0, len(ids), AT_ONCE):
        rows = ReportEvent.objects.filter(report__in=ids[start : start + AT_ONCE]).order_by("id")
        for report_id, event_id, act, state, at, last in rows.values_list(
            "report_id", "id", "act", "to_state", "at", "last_change_id"
        ).iterator(chunk_size=2000):
            found[report_id].add(event_id, act, state, at, last)
    return found
