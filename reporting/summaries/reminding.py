"""Which reports are reminded of their day today, at which step? A whole country in a few queries a round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from reporting.deadlines import Due, Timeliness, calendar_day
from reporting.enums import Act, ReportState, RoundKind
from reporting.ladder import Sent, step_for, tells_above
from reporting.locks import holding_ids
from reporting.messages import Chased, reminder_title
from reporting.models import Reminder, Report, ReportEvent, Round
from reporting.querysets import goes_up
from reporting.summaries.due import DueBook, due_words
from units.models import Placement

OPEN = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True)
class Owed:
    """One report at a step of the ladder."""

    report: Report
    due_on: date
    step: int
    unit_id: int
    unit_name: str
    above_id: int | None
    above_key: str
    chased: Chased
    text: str  # the day in words: “Hạn nộp: hết ngày Thứ Tư 20/11/2024.”

    @property
    def tells_above(self) -> bool:
        return tells_above(self.step)

    @property
    def title(self) -> str:
        return reminder_title(self.report.round.name, self.chased)


def rounds_with_open_reports() -> list[Round]:
    """Rounds in which somebody still owes; one query. Of a rehearsal nobody is reminded."""
    still = Report.objects.filter(state__in=OPEN, waived_at=None).exclude(round__kind=RoundKind.REHEARSAL)
    return list(Round.objects.filter(pk__in=still.values("round")).order_by("data_to", "pk"))


def owed_today(rounds: Iterable[Round], at: datetime) -> Iterator[list[Owed]]:
    """One list a round: every open report that the ladder reminds on this day, by the unit above it.

    A report that is waived or locked is owed and nobody chases it; one without a day is never reminded.
    """
    every = list(rounds)
    books, locks = DueBook.of_rounds(every), holding_ids(every)
    for round_ in every:
        found = _owed_in(round_, books[round_.pk], locks.get(round_.pk, set()), at)
        yield sorted(found, key=lambda one: (one.above_id or 0, one.report.pk))


def _owed_in(round_: Round, book: DueBook, locks: set[int], at: datetime) -> Iterator[Owed]:
    tree = _Tree(round_)
    sent, told = _sent(round_), _told_otherwise(round_)
    today = calendar_day(at)
    for report in Report.objects.filter(round=round_, state__in=OPEN, waived_at=None).select_related("unit"):
        unit = report.unit
        chain = tree.chain(unit.pk)
        if unit.pk not in tree.spots or locks & chain:
            continue
        report.round = round_  # one row for all of them
        found = book.for_unit(unit.level, unit.agency_kind, chain, unit.pk)
        words = due_words(report, found, at)
        fact = words.timeliness
        if fact.on is None:
            continue
        since = _since(report, fact, found, told)
        step = step_for(fact.on, today, sent.get(report.pk, ()), unit.agency_kind, since)
        if step is not None:
            is_returned = report.state == ReportState.RETURNED
            name = tree.name(unit.pk)
            chased = Chased(name, fact, address="", is_returned=is_returned)
            above = tree.reader_above(unit.pk)
            key = tree.keys.get(above, "") if above is not None else ""
            yield Owed(report, fact.on, step, unit.pk, name, above, key, chased, f"{words.sentence}.")


class _Tree:
    """Where every unit stood on the round's closing day, and whose report goes up; two queries."""

    def __init__(self, round_: Round) -> None:
        rows = Placement.objects.as_of(round_.data_to).values_list(
            "unit_id", "parent_id", "kind", "name", "unit__key"
        )
        self.spots: dict[int, tuple[int | None, str, str]] = {}
        self.keys: dict[int, str] = {}
        self._up = set(
            Placement.objects.as_of(round_.data_to)
            .filter(unit__reports__round=round_)
            .filter(goes_up(round_))
            .values_list("unit_id", flat=True)
        )
        for unit_id, parent_id, kind, name, key in rows:
            self.spots[unit_id] = (parent_id, kind, name)
            self.keys[unit_id] = key

    def above(self, unit_id: int) -> int | None:
        spot = self.spots.get(unit_id)
        return spot[0] if spot else None

    def reader_above(self, unit_id: int) -> int | None:
        """The unit that the report goes up to; None for the top unit on the system (ADR 12)."""
        return self.above(unit_id) if unit_id in self._up else None

    def chain(self, unit_id: int) -> set[int]:
        found: set[int] = set()
        here: int | None = unit_id
        while here is not None and here not in found:
            found.add(here)
            here = self.above(here)
        return found

    def name(self, unit_id: int) -> str:
        _, kind, name = self.spots[unit_id]
        return Placement(kind=kind, name=name).full_name


def _sent(round_: Round) -> dict[int, list[Sent]]:
    """What went out for each open report: for each of its days the last step and the last time; one query."""
    rows = (
        Reminder.objects.filter(report__round=round_, report__state__in=OPEN)
        .values_list("report_id", "due_on")
        .annotate(step=Max("step"), last=Max("on"))
        .order_by()
    )
    found: dict[int, list[Sent]] = defaultdict(list)
    for report_id, due_on, step, on in rows:
        found[report_id].append(Sent(due_on, step, on))
    return found


def _told_otherwise(round_: Round) -> dict[int, date]:
    """When a unit was last told of its day by an act: set, extended, or named with the return; one query."""
    named = Q(act__in=[Act.DAY_SET, Act.EXTENDED]) | Q(act=Act.RETURNED, report__state=ReportState.RETURNED)
    rows = (
        ReportEvent.objects.filter(named, report__round=round_, report__state__in=OPEN)
        .values_list("report_id")
        .annotate(last=Max("at"))
        .order_by()
    )
    return {report_id: calendar_day(at) for report_id, at in rows}


def _since(report: Report, fact: Timeliness, found: Iterable[Due], told: Mapping[int, date]) -> date | None:
    """Up to which day no step of this day is owed: the unit was told of it then, or reminded of the earlier
    of two days that one plan names."""
    days = [told[report.pk]] if report.pk in told else []
    if report.state != ReportState.RETURNED:
        days += [due.warns_on for due in found if due.decides_on == fact.on and due.warns_on < due.decides_on]
    return max(days, default=None)
