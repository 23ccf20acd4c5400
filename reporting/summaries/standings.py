"""How does each report below a place stand to its day? What is needed to say so is loaded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from reporting.deadlines import Due, calendar_day, with_given
from reporting.enums import Act, ReportState
from reporting.locks import holding_ids
from reporting.models import Figure, Reminder, Report, ReportEvent, Round
from reporting.querysets import SETTLED
from reporting.summaries.due import NO_DAYS, DueBook, DueWords, due_words
from reporting.totals import PLACES
from reporting.tracking import Said, Standing
from units.models import Placement, Posting, Unit
from units.roles import Verb, roles_that_may
from units.summaries.lineage import Ending, endings_of
from units.summaries.places import PlaceName, chain_on, children_on

REPORT_FIELDS = (
    *("id", "round_id", "unit_id", "state", "first_submitted_at", "submitted_at", "accepted_at"),
    *("checking_since", "correct_by_on", "waived_at"),
)


@dataclass(frozen=True)
class Line:
    """One unit one level down; without a report it owes nothing in this round and counts nowhere."""

    place: PlaceName
    report: Report | None = None
    standing: Standing | None = None
    due: DueWords | None = None

    @property
    def is_place(self) -> bool:
        return self.place.level in PLACES


class Watch:
    """The days and locks of one round, asked for any report below a place."""

    def __init__(
        self, chain_ids: Iterable[int], round_: Round, now: datetime, book: DueBook, holding: set[int]
    ) -> None:
        self.round = round_
        self.now = now
        self._above = set(chain_ids)
        self._book = book
        self._issuers = {deadline.plan.issuer_id for deadline in book.deadlines}
        self._holding = holding
        self._planned: dict[tuple[frozenset[int], str, str], list[Due]] = {}

    def is_locked(self, *inner_ids: int) -> bool:
        """`inner_ids`: the units from right below the place down to the report's own."""
        return not self._holding.isdisjoint(self._above | set(inner_ids))

    def standing(
        self, report: Report, level: str, agency_kind: str, *inner_ids: int
    ) -> tuple[Standing, DueWords]:
        """The report against its day, and that day in words."""
        report.round = self.round  # one row for all of them
        days = self._dues(report.unit_id, level, agency_kind, inner_ids)
        words = due_words(report, days, self.now)
        is_still = report.is_waived or self.is_locked(*inner_ids)
        fact = words.timeliness
        return Standing(ReportState(report.state), fact, has_day=bool(days), is_still=is_still), words

    def _dues(self, unit_id: int, level: str, agency_kind: str, inner_ids: Sequence[int]) -> list[Due]:
        # Thousands of units share the days of those above; few name days of their own.
        own = frozenset(self._issuers.intersection(inner_ids))
        key = (own, level, agency_kind)
        if key not in self._planned:
            self._planned[key] = self._book.planned(level, agency_kind, self._above | own)
        return with_given(self._planned[key], self._book.given.get(unit_id, NO_DAYS))


def watch(place: Unit, round_: Round, now: datetime) -> tuple[list[PlaceName], Watch]:
    """The place's chain, topmost first, and the days and locks of what is below it; four queries."""
    chain = chain_on(round_.data_to, place)
    holding = holding_ids([round_]).get(round_.pk, set())
    return chain, Watch([above.unit_id for above in chain], round_, now, DueBook.of(round_), holding)


def lines_below(place: Unit, round_: Round, days: Watch) -> list[Line]:
    """The units one level down in Vietnamese order, places first; two queries however many they are."""
    children = sorted(children_on(round_.data_to, place), key=lambda child: child.level not in PLACES)
    reports = {report.unit_id: report for report in reports_of(round_, Q(parent=place))}
    found = []
    for child in children:
        report = reports.get(child.unit_id)
        if report is None:
            found.append(Line(child))
            continue
        standing, due = days.standing(report, child.level, child.agency_kind, child.unit_id)
        found.append(Line(child, report, standing, due))
    return found


def no_longer_owed(place: Unit, round_: Round) -> list[Ending]:
    """What stood at or below the place, had a form in the round and was gone by the closing day: it owes
    nothing and counts nowhere. By name; two queries, more only where there are such."""
    acted_for = Unit.objects.acted_for(place, today=round_.data_to)
    below = Placement.objects.filter(
        Q(parent__in=acted_for.values("pk")) | Q(unit__in=acted_for.values("pk")), ends_on__lt=round_.data_to
    )
    gone = Report.objects.not_owed().filter(round=round_, unit__in=below.values("unit"))
    ids = set(gone.values_list("unit_id", flat=True))
    endings = endings_of(ids, round_.data_to) if ids else {}
    return sorted(endings.values(), key=lambda one: (one.name, one.unit_id))


def reports_of(round_: Round, spots: Q) -> list[Report]:
    """The round's reports of the units placed so on its closing day; one query, without their texts."""
    units = Placement.objects.as_of(round_.data_to).filter(spots).values("unit_id")
    return list(Report.objects.filter(round=round_, unit__in=units).only(*REPORT_FIELDS))


@dataclass(frozen=True)
class Reminded:
    """How often a report was reminded, and when last."""

    times: int
    last_at: datetime


@dataclass(frozen=True)
class Details:
    """What cells say besides the standing, by report id; three queries for all the reports of a page."""

    progress: Mapping[int, tuple[int, int]]
    returned_on: Mapping[int, date]
    reminders: Mapping[int, Reminded]

    @classmethod
    def of(cls, reports: Sequence[Report]) -> Details:
        open_ids = [report.pk for report in reports if report.is_open]
        returned = [report.pk for report in reports if report.state == ReportState.RETURNED]
        drafts = [report.pk for report in reports if report.state == ReportState.DRAFT]
        cells = Figure.objects.filter(report__in=drafts).values_list("report_id")
        returns = ReportEvent.objects.filter(report__in=returned, act=Act.RETURNED).values_list("report_id")
        return cls(
            progress={
                report_id: (settled, asked)
                for report_id, settled, asked in cells.annotate(
                    settled=Count("id", filter=Q(state__in=SETTLED)), asked=Count("id")
                )
            },
            returned_on={
                report_id: calendar_day(at) for report_id, at in returns.annotate(last=Max("at")).order_by()
            },
            reminders=reminded(open_ids),
        )

    def said(self, report: Report, *, is_locked: bool, is_place: bool, due: DueWords) -> Said:
        settled, asked = self.progress.get(report.pk, (0, 0))
        times = self.reminders[report.pk].times if report.pk in self.reminders else 0
        return Said(
            is_being_checked=report.is_being_checked,
            is_locked=is_locked,
            handed_in_on=calendar_day(report.submitted_at) if report.submitted_at else None,
            accepted_on=calendar_day(report.accepted_at) if report.accepted_at else None,
            returned_on=self.returned_on.get(report.pk),
            settled=settled,
            asked=asked,
            is_place=is_place,
            day_note=due.note,
            reminders=times,
        )


def reminded(report_ids: Sequence[int]) -> dict[int, Reminded]:
    """By report id; one query."""
    rows = Reminder.objects.filter(report__in=report_ids).order_by().values_list("report_id")
    counted = rows.annotate(times=Count("id"), last=Max("at"))
    return {report_id: Reminded(times, last) for report_id, times, last in counted}


@dataclass(frozen=True)
class Contact:
    """Somebody who enters a unit's figures, and where to reach them."""

    full_name: str
    phone: str

    @property
    def words(self) -> str:
        return f"{self.full_name} {self.phone}" if self.phone else self.full_name


def contacts_of(unit_ids: Iterable[int], today: date) -> dict[int, list[Contact]]:
    """Who enters the figures of these units today, by unit id; one query."""
    postings = (
        Posting.objects.as_of(today)
        .with_role(*roles_that_may(Verb.ENTER))
        .filter(unit__in=list(unit_ids))
        .select_related("user")
        .order_by("user__name_sort", "user_id")
    )
    found: dict[int, list[Contact]] = {}
    for posting in postings:
        contact = Contact(posting.user.full_name, posting.user.phone)
        if contact not in found.setdefault(posting.unit_id, []):
            found[posting.unit_id].append(contact)
    return found
