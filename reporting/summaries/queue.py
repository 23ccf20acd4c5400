"""Which reports wait for this person's check, in which order, and what is next after one of them?

Over every round and every place the person checks for: waiting longer than five days first, then most to look
at, then oldest; rehearsals after everything else. Home, the queue, "next" and "previous" all follow this one
order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from childplan.compiled import CompiledQuery, ids_param
from reporting.deadlines import calendar_day
from reporting.enums import ReportState
from reporting.models import Report, ReportEvent
from reporting.summaries.lists import ReportLine, lines_of, with_people
from reporting.summaries.looking import look_at
from reporting.totals import PLACES
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.lineage import names_then

WAITS_LONG = 5
"""A report that waits for more days than this comes first, whatever is in it."""


@dataclass(frozen=True)
class QueueLine:
    """One report that waits. `to_look_at`: points; `hindrance`: why it cannot be accepted unopened, "" where
    only the points say so; `seen`: the last act on it, for a decision taken from this page."""

    line: ReportLine
    place_id: int
    to_look_at: int
    waited: int
    seen: int
    is_mine: bool
    hindrance: str
    rank: tuple[bool, bool, int, datetime, str]

    @property
    def waits_long(self) -> bool:
        return self.waited > WAITS_LONG

    @property
    def is_waiting(self) -> bool:
        return self.line.state_code == ReportState.SUBMITTED

    @property
    def is_taken(self) -> bool:
        """Is somebody else reading it?"""
        return bool(self.line.checking_by) and not self.is_mine

    @property
    def is_plain(self) -> bool:
        """Nothing to look at: it may be accepted together with others."""
        return not (self.to_look_at or self.hindrance or self.is_taken)

    @property
    def ticket(self) -> str:
        """What a form sends back of it."""
        return f"{self.line.report_id}-{self.seen}"


@dataclass(frozen=True)
class QueueGroup:
    """What waits at one place in one round."""

    place_name: str
    unit_key: str
    round_key: str
    round_name: str
    lines: list[QueueLine]


@dataclass(frozen=True)
class Queue:
    """Screen 09."""

    groups: list[QueueGroup]

    @property
    def lines(self) -> list[QueueLine]:
        return [line for group in self.groups for line in group.lines]

    @property
    def first(self) -> QueueLine | None:
        """Where to begin: the first that nobody else is reading."""
        return next((line for line in self.lines if not line.is_taken), None)

    @property
    def plain(self) -> list[QueueLine]:
        return [line for line in self.lines if line.is_plain]


@dataclass(frozen=True)
class Around:
    """A report in the queue: `number` of `count` (0 where it waits no more), its neighbours, and what to read
    after it: round the end, leaving out what somebody else is reading."""

    number: int
    count: int
    previous: ReportLine | None
    next: ReportLine | None
    next_to_read: ReportLine | None


def checked_places(user: User, today: date) -> list[int]:
    """The places for which the person checks what comes up, by id: those of the posts and those gone for
    which these act; two queries."""
    postings = user.postings.as_of(today).with_role(*roles_that_may(Verb.REVIEW))
    held = list(Unit.objects.filter(postings__in=postings, level__in=PLACES).distinct())
    acted_for = Unit.objects.acted_for(*held, today=today).filter(level__in=PLACES)
    return list(acted_for.order_by("pk").values_list("pk", flat=True))


_WAITING_BELOW = CompiledQuery(
    lambda: (
        Report.objects.awaiting_review()
        .right_below(ids_param("places"))
        .order_by()
        .values("state")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )
)
_WAITING_THERE = CompiledQuery(
    lambda: Report.objects.awaiting_review().filter(unit__in=ids_param("places")).values_list("pk", flat=True)
)


def waiting_at(place_ids: Collection[int]) -> int:
    """How many reports wait there; two queries, three where a place waits itself."""
    # On every page; that a place itself waits, and is the top one besides, is rare.
    own = _WAITING_THERE(places=place_ids)
    below: int = sum(_WAITING_BELOW(places=place_ids))
    if own:
        below += Report.objects.filter(pk__in=own).of_top_units().count()
    return below


def queue(user: User, now: datetime) -> Queue:
    """Everything that waits for the person; a fixed number of queries."""
    lines = _ordered(user, now)
    groups: dict[tuple[int, int], list[QueueLine]] = defaultdict(list)
    for line in lines:
        groups[line.place_id, line.line.round_id].append(line)
    names = names_then(now.date(), {place_id for place_id, _ in groups})
    return Queue(
        [
            QueueGroup(
                place_name=names[place_id].full_name if place_id in names else "",
                unit_key=names[place_id].key if place_id in names else "",
                round_key=found[0].line.round_key,
                round_name=found[0].line.round_name,
                lines=found,
            )
            for (place_id, _), found in groups.items()
        ]
    )


def around(user: User, now: datetime, report: Report) -> Around:
    """Where the report stands in the person's queue. One that was decided on keeps its place, so that the
    next one is what came after it."""
    lines = _ordered(user, now, report)
    ids = [line.line.report_id for line in lines]
    place = ids.index(report.pk) if report.pk in ids else -1
    before, after = lines[: max(place, 0)], lines[place + 1 :]
    waiting = [line for line in lines if line.is_waiting]
    return Around(
        number=sum(1 for line in before if line.is_waiting) + 1 if report.pk in _ids(waiting) else 0,
        count=len(waiting),
        previous=_first(before[::-1]),
        next=_first(after),
        next_to_read=_first([line for line in [*after, *before] if not line.is_taken]),
    )


def next_waiting(user: User, now: datetime, after: Report | None = None) -> ReportLine | None:
    """What to check next: after this report, or from the top."""
    return around(user, now, after).next_to_read if after is not None else _next(queue(user, now))


def _next(found: Queue) -> ReportLine | None:
    return found.first.line if found.first is not None else None


def _ids(lines: Sequence[QueueLine]) -> set[int]:
    return {line.line.report_id for line in lines}


def _first(lines: Sequence[QueueLine]) -> ReportLine | None:
    return next((line.line for line in lines if line.is_waiting), None)


# --- Loading


def waiting_reports(place_ids: Collection[int]) -> dict[int, tuple[int, Report]]:
    """Reports that wait at the places, each with its place, by report id; two queries."""
    waiting = Report.objects.awaiting_review()
    return _placed(with_people(waiting.right_below(place_ids))) | _placed(
        with_people(waiting.filter(unit__in=place_ids).of_top_units())
    )


def _placed(reports: Sequence[Report]) -> dict[int, tuple[int, Report]]:
    return {report.pk: (getattr(report, "place_id", report.unit_id), report) for report in reports}


def _ordered(user: User, now: datetime, also: Report | None = None) -> list[QueueLine]:
    """The whole queue, with one report more that may wait no longer: it keeps its place."""
    places = checked_places(user, now.date())
    found = waiting_reports(places)
    if also is not None and also.pk not in found:
        one = Report.objects.filter(pk=also.pk)
        found |= _placed(with_people(one.right_below(places)))
    lines = {line.report_id: line for line in lines_of([report for _, report in found.values()], now)}
    return ordered(found, lines, user, now)


def ordered(
    found: Mapping[int, tuple[int, Report]], lines: Mapping[int, ReportLine], user: User, now: datetime
) -> list[QueueLine]:
    """The reports in the order of the queue, place and round by place and round: the group with the most
    urgent report first. Two queries and those of `looking`."""
    reports = {report_id: report for report_id, (_, report) in found.items() if report_id in lines}
    points = look_at(list(reports.values()), reader=user)
    seen = dict(
        ReportEvent.objects.filter(report__in=reports)
        .order_by()
        .values_list("report_id")
        .annotate(last=Max("id"))
    )
    missing = _missing(reports.values())
    every = []
    for report_id, report in reports.items():
        line = lines[report_id]
        waited = (now.date() - calendar_day(report.submitted_at)).days if report.submitted_at else 0
        number = len(points[report_id])
        every.append(
            QueueLine(
                line=line,
                place_id=found[report_id][0],
                to_look_at=number,
                waited=waited,
                seen=seen.get(report_id, 0),
                is_mine=report.checking_by_id == user.pk,
                hindrance=_hindrance(line, missing.get((report.round_id, report.unit_id), 0)),
                rank=(
                    report.round.is_rehearsal,
                    waited <= WAITS_LONG,
                    -number,
                    report.submitted_at or now,
                    line.unit_name,
                ),
            )
        )
    return _grouped(every)


def _grouped(every: Sequence[QueueLine]) -> list[QueueLine]:
    groups: dict[tuple[int, int], list[QueueLine]] = defaultdict(list)
    for line in sorted(every, key=lambda line: line.rank):
        groups[line.place_id, line.line.round_id].append(line)
    return [line for group in groups.values() for line in group]


def _hindrance(line: ReportLine, missing: int) -> str:
    if not line.asks_figures:
        return "Văn bản cần đọc"
    if missing:
        return f"Còn {missing} báo cáo bên dưới chưa duyệt"
    if line.settled < line.asked:
        return f"Còn {line.asked - line.settled} ô chưa có câu trả lời"
    return ""


def _missing(reports: Collection[Report]) -> dict[tuple[int, int], int]:
    """Reports neither accepted nor waived below places that wait, by round and place; one query."""
    places = {report.unit_id for report in reports if report.unit.level in PLACES}
    rows = (
        Report.objects.right_below(places)
        .filter(round__in={report.round_id for report in reports}, waived_at=None)
        .exclude(state=ReportState.ACCEPTED)
        .values_list("round_id", "place_id")
        .annotate(number=Count("id"))
    )
    return {(round_id, place_id): number for round_id, place_id, number in rows}
