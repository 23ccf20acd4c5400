"""Which reports are there, in which state, by which day? Rows for home, lists and the queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from childplan.vietnamese import moment
from reporting.chips import Chip, state_chip, timeliness_chip
from reporting.deadlines import Timing
from reporting.enums import Act, ReportState
from reporting.models import Report, ReportEvent, Round
from reporting.summaries.due import DueBook, due_words
from reporting.totals import PLACES
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries import PlaceName, chain_on, children_on, names_on

ORDER = {
    Timing.OVERDUE: 1,
    Timing.DUE_TODAY: 2,
    Timing.DAYS_LEFT: 3,
    Timing.FAR: 4,
    Timing.NO_DAY: 5,
    Timing.ON_TIME: 6,
    Timing.LATE: 6,
}


@dataclass(frozen=True)
class ReportLine:
    """One report in a list."""

    round_key: str
    unit_key: str
    round_name: str
    unit_name: str
    level: str
    is_place: bool
    state_code: str
    state: Chip
    due: Chip
    due_sentence: str
    is_open: bool
    asked: int
    settled: int
    submitted: str
    submitted_by: str
    submissions: int
    checking_by: str
    quote: str
    rank: tuple[int, int, str]

    @property
    def action(self) -> str:
        """What the button says to the unit that owns it."""
        if self.state_code == ReportState.RETURNED:
            return "Sửa và nộp lại"
        if self.settled == self.asked and self.is_open:
            return "Kiểm tra và nộp"
        return "Nhập số liệu" if self.is_open else "Xem"

    @property
    def route(self) -> str:
        """Where that button leads."""
        if not self.is_open:
            return "reporting:receipt"
        is_full = self.settled == self.asked and self.state_code != ReportState.RETURNED
        return "reporting:check" if is_full else "reporting:entry"

    @property
    def tone(self) -> str:
        """How loud its card is on the home page."""
        if self.state_code == ReportState.RETURNED:
            return "returned"
        if self.due.code == Timing.OVERDUE:
            return "overdue"
        return "due" if self.due.is_filled else ""


def report_lines(
    reports: Iterable[Report],
    names: Mapping[int, PlaceName],
    chains: Mapping[int, Sequence[int]],
    books: Mapping[int, DueBook],
    now: datetime,
) -> list[ReportLine]:
    """Rows for reports that carry `with_progress`, most urgent first; one query, for return reasons."""
    every = list(reports)
    quotes = _return_reasons(every)
    lines = [
        _line(
            report,
            names[report.unit_id],
            chains[report.unit_id],
            books[report.round_id],
            now,
            quotes.get(report.pk, ""),
        )
        for report in every
        if report.unit_id in names
    ]
    return sorted(lines, key=lambda line: line.rank)


def _return_reasons(reports: Sequence[Report]) -> dict[int, str]:
    returned = [report.pk for report in reports if report.state == ReportState.RETURNED]
    if not returned:
        return {}
    # By number, not by moment: the clock of a demonstration goes through the same day again and again.
    events = ReportEvent.objects.filter(report__in=returned, act=Act.RETURNED).order_by("id")
    return {event.report_id: event.reason for event in events}


def _line(
    report: Report,
    name: PlaceName,
    chain: Sequence[int],
    book: DueBook,
    now: datetime,
    quote: str,
) -> ReportLine:
    asked: int = report.asked_count  # type: ignore[attr-defined]
    settled: int = report.settled_count  # type: ignore[attr-defined]
    words = due_words(report, book.for_unit(name.level, name.agency_kind, chain), now)
    fact = words.timeliness
    first = 0 if report.state == ReportState.RETURNED else ORDER[fact.timing]
    days = -fact.days if fact.timing == Timing.OVERDUE else fact.days
    return ReportLine(
        round_key=report.round.key,
        unit_key=name.key,
        round_name=report.round.name,
        unit_name=name.full_name,
        level=name.level,
        is_place=name.level in PLACES,
        state_code=report.state,
        state=state_chip(
            ReportState(report.state),
            settled=settled,
            asked=asked,
            is_being_checked=report.is_being_checked,
        ),
        due=timeliness_chip(fact),
        due_sentence=words.sentence,
        is_open=report.is_open,
        asked=asked,
        settled=settled,
        submitted=moment(report.submitted_at) if report.submitted_at else "",
        submitted_by=report.submitted_by.full_name if report.submitted_by else "",
        submissions=report.submissions,
        checking_by=report.checking_by.full_name if report.checking_by else "",
        quote=quote,
        rank=(first, days, name.sort),
    )


def own_lines(user: User, now: datetime) -> list[ReportLine]:
    """The reports of the person's own units, old and new."""
    reports = list(
        Report.objects.own_of(user, now.date())
        .select_related("round", "unit", "submitted_by", "checking_by")
        .with_progress()
        .order_by("-round__year")
    )
    by_round: dict[Round, list[Report]] = defaultdict(list)
    for report in reports:
        by_round[report.round].append(report)
    books = DueBook.of_rounds(by_round)
    lines: list[ReportLine] = []
    for round_, found in by_round.items():
        # Each round has its own tree: a unit is called and placed as it was then.
        chains = {report.unit_id: chain_on(round_.data_to, report.unit) for report in found}
        names = {unit_id: chain[-1] for unit_id, chain in chains.items() if chain}
        ids = {unit_id: [place.unit_id for place in chain] for unit_id, chain in chains.items()}
        lines += report_lines(found, names, ids, books, now)
    return sorted(lines, key=lambda line: line.rank)


def lines_below(unit: Unit, round_: Round, now: datetime) -> list[ReportLine]:
    """The reports one level down, for who collects and checks them; a fixed number of queries."""
    children = children_on(round_.data_to, unit)
    above = [place.unit_id for place in chain_on(round_.data_to, unit)]
    names = {child.unit_id: child for child in children}
    reports = (
        Report.objects.filter(round=round_, unit__in=names)
        .select_related("round", "unit", "submitted_by", "checking_by")
        .with_progress()
    )
    chains = {unit_id: [*above, unit_id] for unit_id in names}
    return report_lines(reports, names, chains, DueBook.of_rounds([round_]), now)


NAMES_SHOWN = 4


@dataclass(frozen=True)
class KeyFigure:
    """One large number over a few words; an alarm says that somebody is late."""

    value: str
    label: str
    is_alarm: bool = False


@dataclass(frozen=True)
class Desk:
    """What waits on one place's desk in one round."""

    place_name: str
    unit_key: str
    round_key: str
    round_name: str
    waiting: list[ReportLine]
    missing: list[ReportLine]
    accepted: list[ReportLine]
    own: ReportLine | None

    @property
    def expected(self) -> int:
        return len(self.waiting) + len(self.missing) + len(self.accepted)

    @property
    def submitted(self) -> int:
        return len(self.waiting) + len(self.accepted)

    @property
    def waiting_names(self) -> str:
        """“Thôn 4, Trạm Y tế, …”: the first few that wait for a check."""
        names = [line.unit_name for line in self.waiting]
        return ", ".join(names) if len(names) <= NAMES_SHOWN else ", ".join([*names[:NAMES_SHOWN], "…"])

    @property
    def overdue(self) -> int:
        return sum(1 for line in self.missing if line.due.code == Timing.OVERDUE)

    @property
    def figures(self) -> list[KeyFigure]:
        """The desk in four numbers."""
        return [
            KeyFigure(f"{self.submitted}/{self.expected}", "phiếu đã nộp"),
            KeyFigure(str(len(self.waiting)), "chờ kiểm tra"),
            KeyFigure(f"{len(self.accepted)}/{self.expected}", "đã duyệt"),
            KeyFigure(str(self.overdue), "quá hạn", is_alarm=self.overdue > 0),
        ]

    @property
    def sentence(self) -> str:
        """“11/15 phiếu đã nộp, 8 đã duyệt, 2 quá hạn.”"""
        if not self.expected:
            return "Kỳ này chưa giao phiếu nào cho các đơn vị cấp dưới."
        words = [f"{self.submitted}/{self.expected} phiếu đã nộp", f"{len(self.accepted)} đã duyệt"]
        if self.overdue:
            words.append(f"{self.overdue} quá hạn")
        return ", ".join(words) + "."


def desks(user: User, now: datetime) -> list[Desk]:
    """One desk for each place the person collects for, in the latest round that asks this place."""
    places = Unit.objects.filter(
        postings__in=user.postings.as_of(now.date()).with_role(*roles_that_may(Verb.REVIEW)),
        level__in=PLACES,
    ).distinct()
    found = ((unit, latest_round(unit)) for unit in places)
    return [desk(unit, round_, now) for unit, round_ in found if round_ is not None]


def latest_round(*units: Unit) -> Round | None:
    """The newest round that asks one of the units for a report: what others opened is not their round. Where
    no round asks them, the newest that anybody opened."""
    rounds = Round.objects.order_by("-data_to")
    return rounds.filter(reports__unit__in=units).first() or rounds.filter(openings__isnull=False).first()


def desk(unit: Unit, round_: Round, now: datetime) -> Desk:
    """A place's desk: what waits for a check, who is missing, what is accepted, and the own report."""
    lines = lines_below(unit, round_, now)
    own = (
        Report.objects.filter(round=round_, unit=unit)
        .select_related("round", "unit", "submitted_by", "checking_by")
        .with_progress()
    )
    chain = chain_on(round_.data_to, unit)
    ids = [place.unit_id for place in chain]
    names = names_on(round_.data_to, [unit.pk])
    own_line = report_lines(own, names, {unit.pk: ids}, DueBook.of_rounds([round_]), now)
    return Desk(
        place_name=names[unit.pk].full_name if unit.pk in names else str(unit),
        unit_key=unit.key,
        round_key=round_.key,
        round_name=round_.name,
        waiting=[line for line in lines if line.state_code == ReportState.SUBMITTED],
        missing=[line for line in lines if line.is_open],
        accepted=[line for line in lines if line.state_code == ReportState.ACCEPTED],
        own=own_line[0] if own_line else None,
    )
