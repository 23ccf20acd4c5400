"""Which reports are there, in which state, by which day? Rows for home, lists and the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from childplan.compiled import CompiledQuery, ids_param, param
from childplan.vietnamese import moment
from reporting.chips import LOCKED, NOT_OWED, WAIVED, Chip, quiet, state_chip, timeliness_chip
from reporting.deadlines import Timeliness, Timing
from reporting.enums import WITH_FIGURES, Act, CommentKind, ReportState, RoundKind
from reporting.locks import holding_ids
from reporting.messages import see_comments
from reporting.models import Report, ReportEvent, ReviewComment, Round
from reporting.querysets import ReportQuerySet
from reporting.summaries.due import FREE, LEVEL_WORDS, DueBook, DueWords, due_words
from reporting.summaries.standing_in import told_about
from reporting.totals import PLACES
from reporting.tracking import Standing
from units.enums import Level
from units.models import Unit, User
from units.summaries.lineage import endings_of
from units.summaries.places import Lineage, PlaceName, chain_on, children_on

ORDER = {
    Timing.OVERDUE: 1,
    Timing.DUE_TODAY: 2,
    Timing.DAYS_LEFT: 3,
    Timing.FAR: 4,
    Timing.NO_DAY: 5,
    Timing.ON_TIME: 6,
    Timing.LATE: 6,
}
AFTER_ALL = 9


@dataclass(frozen=True)
class ReportLine:
    """One report in a list. `receiver`: the level that checks it, inside a sentence (“huyện”), or ""."""

    report_id: int
    unit_id: int
    round_id: int
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
    fact: Timeliness
    standing: Standing
    receiver: str
    asks_figures: bool
    is_open: bool
    is_locked: bool
    is_waived: bool
    asked: int
    settled: int
    submitted: str
    submitted_by: str
    submissions: int
    checking_by: str
    quote: str
    to_cell: str  # where the first comment waits: the end of the address of the entry page
    told: list[str]  # who entered for the unit: a sentence each
    rank: tuple[int, int, int, str]
    below: str = ""  # how far the units below a place have come
    not_owed: str = ""  # why the unit owes it no more: it was gone by the round's closing day

    @property
    def chips(self) -> list[Chip]:
        """The state, and what else holds: đã chốt, chấp nhận thiếu, không phải nộp."""
        more = [(self.is_locked, LOCKED), (self.is_waived, WAIVED), (bool(self.not_owed), NOT_OWED)]
        return [self.state, *(chip for holds, chip in more if holds)]

    @property
    def can_enter(self) -> bool:
        """Has the unit something to do about it now?"""
        return self.is_open and not self.is_locked and not self.not_owed

    @property
    def action(self) -> str:
        """What the button says to the unit that owns it."""
        if self.is_locked or self.not_owed:
            return "Xem"
        if self.state_code == ReportState.RETURNED:
            return "Sửa và nộp lại"
        if not self.asks_figures:
            return "Soạn báo cáo" if self.is_open else "Xem"
        if self.settled == self.asked and self.is_open:
            return "Kiểm tra và nộp"
        return "Nhập số liệu" if self.is_open else "Xem"

    @property
    def route(self) -> str:
        """Where that button leads."""
        if not self.is_open:
            return "reporting:receipt"
        if not self.asks_figures:
            return "reporting:paper"
        if self.is_locked or self.not_owed:
            return "reporting:entry"
        is_full = self.settled == self.asked and self.state_code != ReportState.RETURNED
        return "reporting:check" if is_full else "reporting:entry"

    @property
    def tone(self) -> str:
        """How loud its card is on the home page."""
        if not self.can_enter:
            return ""
        if self.state_code == ReportState.RETURNED:
            return "returned"
        if self.due.code == Timing.OVERDUE:
            return "overdue"
        return "due" if self.due.is_filled else ""


def report_lines(
    reports: Iterable[Report],
    chain_of: Callable[[Report], Sequence[PlaceName]],
    books: Mapping[int, DueBook],
    now: datetime,
    not_owed: Mapping[int, str] | None = None,
) -> list[ReportLine]:
    """Rows for reports that carry `with_progress`, most urgent first, then newest; at most five queries, for
    locks, for what was said with returns and for what was entered for the units.

    `chain_of` gives the report's unit and all above it as the round's own tree had them, topmost first.
    not_owed: by report id why nobody owes it any more.
    """
    every = list(reports)
    returns = _last_returns(every)
    told = told_about([report.pk for report in every])
    holding = holding_ids({report.round for report in every})
    placed = [(report, chain) for report in every if (chain := chain_of(report))]
    lines = [
        _line(
            report,
            chain,
            books[report.round_id],
            now,
            returns.get(report.pk, NO_RETURN),
            told.get(report.pk, []),
            is_locked=not holding.get(report.round_id, set()).isdisjoint(place.unit_id for place in chain),
            not_owed=(not_owed or {}).get(report.pk, ""),
        )
        for report, chain in placed
    ]
    return sorted(lines, key=lambda line: line.rank)


@dataclass(frozen=True)
class Said:
    """What a return said: its reason, or else the first of its comments; how many comments there are, and
    where the first of them stands."""

    reason: str = ""
    to_cell: str = ""
    comments: int = 0


NO_RETURN = Said()


def _last_returns(reports: Sequence[Report]) -> dict[int, Said]:
    returned = [report.pk for report in reports if report.state == ReportState.RETURNED]
    if not returned:
        return {}
    # By number, not by moment: the clock of a demonstration goes through the same day again and again.
    events = ReportEvent.objects.filter(report__in=returned, act=Act.RETURNED).order_by("id")
    last = {event.report_id: event for event in events}
    comments = ReviewComment.objects.filter(event__in=last.values()).select_related("figure__item")
    first: dict[int, str] = {}
    wanted: dict[int, str] = {}
    number: Counter[int] = Counter()
    wanting: Counter[int] = Counter()
    for comment in comments.order_by("figure__item__position", "figure__item__code"):
        number[comment.event_id] += 1
        first.setdefault(comment.event_id, f"#so-{comment.figure.item.code}")
        if comment.kind != CommentKind.NOTE:
            wanting[comment.event_id] += 1
            wanted.setdefault(comment.event_id, f"{comment.figure.item.short_name}: {comment.text}")

    def words(event: ReportEvent) -> str:
        is_told_in_comments = event.reason == see_comments(wanting[event.pk])
        return wanted.get(event.pk, event.reason) if is_told_in_comments else event.reason

    return {
        report_id: Said(words(event), first.get(event.pk, ""), number[event.pk])
        for report_id, event in last.items()
    }


def _line(
    report: Report,
    chain: Sequence[PlaceName],
    book: DueBook,
    now: datetime,
    said: Said,
    told: list[str],
    *,
    is_locked: bool,
    not_owed: str,
) -> ReportLine:
    name = chain[-1]
    chain_ids = [place.unit_id for place in chain]
    asked: int = report.asked_count  # type: ignore[attr-defined]
    settled: int = report.settled_count  # type: ignore[attr-defined]
    days_named = book.for_unit(name.level, name.agency_kind, chain_ids, name.unit_id)
    words = DueWords(FREE, f"{not_owed}.") if not_owed else due_words(report, days_named, now)
    fact = words.timeliness
    first = 0 if report.state == ReportState.RETURNED else ORDER[fact.timing]
    # What is only tried out never stands before anything real.
    first = AFTER_ALL if report.round.is_rehearsal else first
    days = -fact.days if fact.timing == Timing.OVERDUE else fact.days
    state = state_chip(
        ReportState(report.state),
        settled=settled,
        asked=asked,
        is_being_checked=report.is_being_checked,
        comments=said.comments,
        is_paper=not report.round.asks_figures,
    )
    due = timeliness_chip(fact)
    return ReportLine(
        report_id=report.pk,
        unit_id=name.unit_id,
        round_id=report.round_id,
        round_key=report.round.key,
        unit_key=name.key,
        round_name=report.round.name,
        unit_name=name.full_name,
        level=name.level,
        is_place=name.level in PLACES,
        state_code=report.state,
        # Filled chips wait for somebody to act; of what stands still nobody can.
        state=quiet(state) if is_locked or not_owed else state,
        due=quiet(due) if is_locked else due,
        due_sentence=words.sentence,
        fact=fact,
        standing=Standing(
            ReportState(report.state),
            fact,
            has_day=bool(days_named),
            is_still=report.is_waived or is_locked or bool(not_owed),
        ),
        receiver=LEVEL_WORDS.get(Level(chain[-2].level), "") if len(chain) > 1 else "",
        asks_figures=report.round.asks_figures,
        is_open=report.is_open,
        is_locked=is_locked,
        is_waived=report.is_waived,
        asked=asked,
        settled=settled,
        submitted=moment(report.submitted_at) if report.submitted_at else "",
        submitted_by=report.submitted_by.full_name if report.submitted_by else "",
        submissions=report.submissions,
        checking_by=report.checking_by.full_name if report.checking_by else "",
        quote=said.reason,
        to_cell=said.to_cell,
        told=told,
        rank=(first, days, -report.round.data_to.toordinal(), name.sort),
        not_owed=not_owed,
    )


def own_lines(user: User, now: datetime) -> list[ReportLine]:
    """The reports of the person's own units, old and new; a fixed number of queries."""
    return lines_of(with_people(Report.objects.own_of(user, now.date())), now)


def lines_of(reports: Sequence[Report], now: datetime) -> list[ReportLine]:
    """Rows for reports (`with_people`) of any rounds and places; a fixed number of queries."""
    units = {report.unit for report in reports}
    lineage = Lineage(units)
    return report_lines(
        reports,
        # Each round has its own tree: a unit is called and placed as it was then.
        lambda report: lineage.chain_then(report.round.data_to, report.unit_id),
        DueBook.of_rounds({report.round for report in reports}, units),
        now,
        _not_owed(reports, lineage),
    )


def _not_owed(reports: Sequence[Report], lineage: Lineage) -> dict[int, str]:
    """Of units gone by the round's closing day: what became of them, by report id; three queries, none where
    every unit stood."""
    gone = [report for report in reports if not lineage.chain_on(report.round.data_to, report.unit_id)]
    if not gone:
        return {}
    last_day = max(report.round.data_to for report in gone)
    endings = endings_of({report.unit_id for report in gone}, last_day)
    return {report.pk: endings[report.unit_id].words for report in gone if report.unit_id in endings}


_REPORTS_AT = CompiledQuery(
    lambda: (
        Report.objects.filter(round=param("round"), unit__in=ids_param("units"))
        .select_related("submitted_by", "checking_by")
        .with_progress()
    )
)


def lines_at(
    unit: Unit, round_: Round, now: datetime, *, stood: Sequence[PlaceName] | None = None
) -> tuple[ReportLine | None, list[ReportLine]]:
    """A place's own report, if it owes one, and those one level down; a fixed number of queries. `stood`: the
    place and all above it on the closing day, where somebody has asked for them already."""
    above = chain_on(round_.data_to, unit) if stood is None else stood
    children = {child.unit_id: child for child in children_on(round_.data_to, unit)}
    reports = _REPORTS_AT(round=round_.pk, units=[unit.pk, *children])
    for report in reports:
        report.round = round_
    lines = report_lines(
        reports,
        lambda report: above if report.unit_id == unit.pk else [*above, children[report.unit_id]],
        DueBook.of_rounds([round_], [Unit(pk=unit_id) for unit_id in (unit.pk, *children)]),
        now,
    )
    own = next((line for line in lines if line.unit_key == unit.key), None)
    return own, [line for line in lines if line is not own]


def with_people(reports: ReportQuerySet) -> list[Report]:
    """The reports with their people and their progress; one query."""
    people = reports.select_related("round", "unit", "submitted_by", "checking_by")
    return list(people.with_progress())


def latest_round(*units: Unit) -> Round | None:
    """The newest round with figures that asks one of the units for a report: what others opened is not their
    round. Where no round asks them, the newest that anybody opened. A rehearsal only where a unit has no
    other round."""
    rounds = Round.objects.filter(kind__in=WITH_FIGURES).order_by("-data_to", "-pk")
    real, asked = rounds.exclude(kind=RoundKind.REHEARSAL), rounds.filter(reports__unit__in=units)
    return (
        real.filter(reports__unit__in=units).first()
        or asked.first()
        or real.filter(openings__isnull=False).first()
    )
