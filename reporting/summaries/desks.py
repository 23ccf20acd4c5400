"""What waits on the desk of a place that collects from others, in the round it works on and in older ones?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q

from reporting.deadlines import words_to
from reporting.enums import ReportState
from reporting.models import Report, Round
from reporting.summaries.lists import ReportLine, lines_of, with_people
from reporting.summaries.queue import QueueLine, checked_places, ordered, waiting_reports
from reporting.tracking import Tally, tally
from units.enums import Level
from units.models import User
from units.roles import Verb, roles_that_may
from units.summaries.lineage import names_then
from units.summaries.places import PlaceName, names_on

NAMES_SHOWN = 3
LINES_SHOWN = 15
"""Of a long list the most urgent; the whole of it is on the page that follows the round."""


@dataclass(frozen=True)
class KeyFigure:
    """One large number over a few words; an alarm says that somebody is late."""

    value: str
    label: str
    is_alarm: bool = False


@dataclass(frozen=True)
class Desk:
    """What waits on one place's desk in the round it works on. `queue`: what waits, in its order."""

    place_name: str
    unit_key: str
    level: str
    round_key: str
    round_name: str
    queue: list[QueueLine]
    missing: list[ReportLine]
    accepted: list[ReportLine]
    own: ReportLine | None
    may_stand_in: bool = False  # may the person enter for the units below?

    @property
    def waiting(self) -> list[ReportLine]:
        return [line.line for line in self.queue]

    @property
    def below(self) -> list[ReportLine]:
        """Every report one level down; a top unit's own waits there too, and is not one of them."""
        return [line for line in [*self.waiting, *self.missing, *self.accepted] if not self._is_own(line)]

    def _is_own(self, line: ReportLine) -> bool:
        return line.unit_key == self.unit_key

    @property
    def tally(self) -> Tally:
        return tally(line.standing for line in self.below)

    @property
    def expected(self) -> int:
        return len(self.below)

    @property
    def lacking(self) -> list[ReportLine]:
        """What the place's own report waits for: neither accepted nor waived."""
        return [line for line in [*self.missing, *self.waiting] if not (line.is_waived or self._is_own(line))]

    @property
    def lacking_words(self) -> str:
        """“Còn 4 phiếu chưa duyệt: Thôn 4, Trạm Y tế, …”"""
        count = len(self.lacking)
        return f"Còn {count} phiếu chưa duyệt: {_names(self.lacking)}" if count else ""

    @property
    def waiting_names(self) -> str:
        """“Thôn 4, Trạm Y tế, …”: the first few that wait for a check."""
        return _names(self.waiting)

    @property
    def to_look_at(self) -> int:
        return sum(line.to_look_at for line in self.queue)

    @property
    def first(self) -> ReportLine | None:
        """The report to begin with."""
        return next((line.line for line in self.queue if not line.is_taken), None)

    @property
    def is_commune(self) -> bool:
        return self.level == Level.COMMUNE

    @property
    def shown_missing(self) -> list[ReportLine]:
        return self.missing[:LINES_SHOWN]

    @property
    def shown_waiting(self) -> list[ReportLine]:
        return self.waiting[:LINES_SHOWN]

    @property
    def unshown(self) -> int:
        """Lines left out of the two lists."""
        every = len(self.missing) + len(self.waiting)
        return every - len(self.shown_missing) - len(self.shown_waiting)

    @property
    def figures(self) -> list[KeyFigure]:
        """The desk of a district or a province in five numbers, counted as the tracking page counts."""
        found = self.tally
        return [
            KeyFigure(f"{found.handed_in}/{found.expected}", "đã nộp"),
            KeyFigure(str(found.on_time), "đúng hạn"),
            KeyFigure(str(found.waiting), "chờ kiểm tra"),
            KeyFigure(str(found.returned), "bị trả lại"),
            KeyFigure(str(found.overdue), "quá hạn", is_alarm=found.overdue > 0),
        ]

    @property
    def sentence(self) -> str:
        """“Còn 20 ngày đến hạn nộp huyện (05/12). 11/15 phiếu đã nộp, 8 đã duyệt, 2 quá hạn.”"""
        return " ".join(filter(None, [self._own_sentence(), self._below_sentence()]))

    def _own_sentence(self) -> str:
        if self.own is None:
            return ""
        if self.own.is_locked:
            return "Kỳ này đã chốt."
        if self.own.state_code == ReportState.RETURNED:
            return f"Báo cáo của đơn vị bị trả lại. {self.own.due_sentence}."
        words = words_to(self.own.fact, self.own.receiver)
        return f"{words}." if words else ""

    def _below_sentence(self) -> str:
        if not self.expected:
            return "Kỳ này chưa giao phiếu nào cho các đơn vị cấp dưới."
        found = self.tally
        words = [
            f"{found.handed_in}/{found.expected} phiếu đã nộp",
            f"{found.handed_in - found.waiting} đã duyệt",
        ]
        if found.overdue:
            words.append(f"{found.overdue} quá hạn")
        return ", ".join(words) + "."

    @property
    def _is_returned(self) -> bool:
        own = self.own
        return own is not None and own.can_enter and own.state_code == ReportState.RETURNED

    @property
    def is_waited_for(self) -> bool:
        """Does the level above wait for a correction, or somebody below for a check?"""
        return self._is_returned or self.first is not None

    @property
    def primary(self) -> str:
        """Where the page's filled button stands: on the own report (own), on the queue (review), on chasing
        those who are missing (chase), or nowhere, when nothing is left to do."""
        own = self.own if self.own is not None and self.own.can_enter else None
        if self._is_returned:
            return "own"
        if self.first is not None:
            return "review"
        if own is not None and (not self.lacking or own.settled < own.asked):
            return "own"
        return "chase" if any(line.can_enter for line in self.missing) else ""


@dataclass(frozen=True)
class OlderRound:
    """A round beside the one a place works on, in which something is still to be done."""

    place_name: str
    unit_key: str
    round_key: str
    round_name: str
    waiting: int
    lacking: int
    own: ReportLine | None

    @property
    def words(self) -> str:
        """“2 báo cáo chờ kiểm tra; báo cáo của đơn vị chưa nộp, còn 3 phiếu chưa duyệt”."""
        parts = [f"{self.waiting} báo cáo chờ kiểm tra"] if self.waiting else []
        if self.own is not None and self.own.can_enter:
            lacking = f", còn {self.lacking} phiếu chưa duyệt" if self.lacking else ""
            parts.append(f"báo cáo của đơn vị chưa nộp{lacking}")
        words = "; ".join(parts)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Desks:
    """Everything on the person's desks."""

    current: list[Desk]
    older: list[OlderRound]


@dataclass(frozen=True)
class _Count:
    """The reports right below a place in one round, counted."""

    waiting: int = 0
    lacking: int = 0


Spot = tuple[int, int]
"""A place and a round, by their ids."""


def desks(user: User, own_lines: Sequence[ReportLine], now: datetime) -> Desks:
    """One desk for each place the person checks for, in the newest round with figures that asks it or anybody
    below it; and every other round in which something waits there, or its own report is still open.

    `own_lines`: the person's own reports (`lists.own_lines`). A fixed number of queries.
    """
    places = checked_places(user, now.date())
    own = _to_whom([line for line in own_lines if line.unit_id in places])
    counts = _counts(places)
    rounds = Round.objects.in_bulk({round_id for _, round_id in (*own, *counts)})
    standing = names_on(now.date(), places)
    current = _current(list(standing), {*own, *counts}, rounds)
    waiting = waiting_reports(places)
    others = _others(current.items(), waiting)
    lines = {line.report_id: line for line in lines_of(_reports(waiting, others), now)}
    lines |= _progress_below(lines.values())
    queue: dict[Spot, list[QueueLine]] = defaultdict(list)
    for queued in ordered(waiting, lines, user, now):
        queue[queued.place_id, queued.line.round_id].append(queued)
    # A place that is gone has no round it works on: what is left of it stands among the older ones.
    names = standing | names_then(now.date(), set(places) - set(standing))
    stand_in = _may_stand_in(user, now)
    found = [
        replace(
            _desk(names[place_id], rounds[round_id], queue[place_id, round_id], place_others, lines),
            own=own.get((place_id, round_id)),
            may_stand_in=place_id in stand_in,
        )
        for place_id, round_id in current.items()
        if place_id in names
        for place_others in [others.get((place_id, round_id), [])]
    ]
    return Desks(found, _older(names, rounds, current, counts, queue, own))


def _to_whom(lines: Sequence[ReportLine]) -> dict[Spot, ReportLine]:
    """The places' own reports; of a top unit on the system nobody receives it (ADR 12). One query."""
    tops = Report.objects.filter(pk__in=[line.report_id for line in lines]).of_top_units()
    top_ids = set(tops.values_list("pk", flat=True))
    return {
        (line.unit_id, line.round_id): replace(line, receiver="") if line.report_id in top_ids else line
        for line in lines
    }


def _counts(places: Collection[int]) -> dict[Spot, _Count]:
    """How many wait and how many are neither accepted nor waived, in every round; one query."""
    rows = (
        Report.objects.right_below(places)
        .values_list("place_id", "round_id")
        .annotate(
            waiting=Count("id", filter=Q(state=ReportState.SUBMITTED)),
            lacking=Count("id", filter=~Q(state=ReportState.ACCEPTED) & Q(waived_at=None)),
        )
    )
    return {(place_id, round_id): _Count(waiting, lacking) for place_id, round_id, waiting, lacking in rows}


def _current(places: Sequence[int], spots: Iterable[Spot], rounds: Mapping[int, Round]) -> dict[int, int]:
    """The newest round with figures of each place, by place id; a rehearsal only where there is no other."""
    found: dict[int, int] = {}
    for place_id, round_id in sorted(spots, key=lambda spot: _age(rounds[spot[1]])):
        if rounds[round_id].asks_figures:
            found[place_id] = round_id
    return {place_id: found[place_id] for place_id in places if place_id in found}


def _age(round_: Round) -> tuple[bool, date, int]:
    """Later rounds have more of it; a rehearsal has less than any other."""
    return not round_.is_rehearsal, round_.data_to, round_.pk


def _others(current: Iterable[Spot], waiting: Mapping[int, tuple[int, Report]]) -> dict[Spot, list[Report]]:
    """The reports below the places in these rounds that do not wait; one query."""
    spots = set(current)
    reports = with_people(
        Report.objects.right_below({place_id for place_id, _ in spots}).filter(
            round__in={round_id for _, round_id in spots}
        )
    )
    found: dict[Spot, list[Report]] = defaultdict(list)
    for report in reports:
        spot = (report.place_id, report.round_id)  # type: ignore[attr-defined]
        if spot in spots and report.pk not in waiting:
            found[spot].append(report)
    return found


def _reports(
    waiting: Mapping[int, tuple[int, Report]], others: Mapping[Spot, Sequence[Report]]
) -> list[Report]:
    return [report for _, report in waiting.values()] + [
        report for reports in others.values() for report in reports
    ]


def _progress_below(lines: Iterable[ReportLine]) -> dict[int, ReportLine]:
    """The lines of places with how far those below them have come, by report id; one query."""
    places = {(line.unit_id, line.round_id): line for line in lines if line.is_place}
    rows = (
        Report.objects.right_below({unit_id for unit_id, _ in places})
        .filter(round__in={round_id for _, round_id in places})
        .values_list("place_id", "round_id")
        .annotate(
            handed_in=Count("id", filter=Q(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])),
            expected=Count("id"),
        )
    )
    return {
        places[place_id, round_id].report_id: replace(
            places[place_id, round_id], below=f"{handed_in}/{expected} phiếu cấp dưới đã nộp"
        )
        for place_id, round_id, handed_in, expected in rows
        if (place_id, round_id) in places
    }


def _may_stand_in(user: User, now: datetime) -> set[int]:
    postings = user.postings.as_of(now.date()).with_role(*roles_that_may(Verb.STAND_IN))
    return set(postings.filter(unit__level=Level.COMMUNE).values_list("unit_id", flat=True))


def _desk(
    name: PlaceName,
    round_: Round,
    queue: list[QueueLine],
    others: Sequence[Report],
    lines: Mapping[int, ReportLine],
) -> Desk:
    found = sorted((lines[report.pk] for report in others if report.pk in lines), key=lambda line: line.rank)
    return Desk(
        place_name=name.full_name,
        unit_key=name.key,
        level=name.level,
        round_key=round_.key,
        round_name=round_.name,
        queue=queue,
        missing=[line for line in found if line.is_open],
        accepted=[line for line in found if line.state_code == ReportState.ACCEPTED],
        own=None,
    )


def _older(
    names: Mapping[int, PlaceName],
    rounds: Mapping[int, Round],
    current: Mapping[int, int],
    counts: Mapping[Spot, _Count],
    queue: Mapping[Spot, Sequence[QueueLine]],
    own: Mapping[Spot, ReportLine],
) -> list[OlderRound]:
    found = []
    for place_id, round_id in {*counts, *own}:
        spot = (place_id, round_id)
        line, waiting = own.get(spot), len(queue.get(spot, ()))
        if current.get(place_id) == round_id or not (waiting or (line is not None and line.can_enter)):
            continue
        older = OlderRound(
            place_name=names[place_id].full_name,
            unit_key=names[place_id].key,
            round_key=rounds[round_id].key,
            round_name=rounds[round_id].name,
            waiting=waiting,
            lacking=counts.get(spot, _Count()).lacking,
            own=line,
        )
        found.append((line.rank if line is not None else (9, 0, 0, ""), -waiting, round_id, older))
    return [older for _, _, _, older in sorted(found, key=lambda row: row[:3])]


def _names(lines: Sequence[ReportLine]) -> str:
    names = [line.unit_name for line in lines]
    return ", ".join(names) if len(names) <= NAMES_SHOWN else ", ".join([*names[:NAMES_SHOWN], "…"])
