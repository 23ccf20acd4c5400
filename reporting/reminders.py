"""Nhắc tự động: who hears today that a report has not come? Run by the clock, as often as anybody likes.

Each report is told of one day once at each step of the ladder and never twice on a day; what a run told
another one leaves alone, also when both run at the same time. Only who must act hears of it: people posted to
enter the unit's figures, and after a week those who check it one level up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import transaction

from childplan.clock import VIET_NAM
from reporting.deadlines import calendar_day
from reporting.enums import NoticeKind
from reporting.ladder import TELLS_ABOVE_FROM, is_quiet
from reporting.letters import Posted, post_letters
from reporting.messages import lowered
from reporting.models import Notice, Reminder, Report, Round
from reporting.notices import LONGEST, address_of, address_of_overdue
from reporting.summaries.reminding import OPEN, Owed, owed_today, rounds_with_open_reports
from units.models import Posting
from units.roles import Verb, may
from units.summaries.lineage import actors_for

TOGETHER = 500
"""About so many reports are told in one transaction; what belongs to one unit above always goes together."""


@dataclass(frozen=True)
class Outcome:
    """What one run did."""

    is_quiet: bool = False
    reports: int = 0
    notices: int = 0
    above: int = 0
    letters: Posted = field(default_factory=Posted)

    @property
    def text(self) -> str:
        """One line for whoever runs the command, and for the system's journal."""
        if self.is_quiet:
            return "Ngoài giờ nhắc (07:00 đến 20:00): chưa nhắc ai."
        told = f"{self.notices} thông báo cho đơn vị, {self.above} thông báo cho cấp trên"
        return f"Đã nhắc {self.reports} báo cáo: {told}; {self.letters.text}."


def remind(at: datetime) -> Outcome:
    """Tell everybody who is due to be told at this moment; nothing in the quiet hours, 20:00 to 07:00.

    Safe to repeat and to run twice at once.
    """
    if is_quiet(at.astimezone(VIET_NAM).time()):
        return Outcome(is_quiet=True)
    reports = notices = above = 0
    for owed in owed_today(rounds_with_open_reports(), at):
        for batch in _batches(owed):
            told = _tell(batch, at)
            reports, notices, above = reports + told.reports, notices + told.notices, above + told.above
    return Outcome(False, reports, notices, above, post_letters(at))


def _batches(owed: Sequence[Owed]) -> Iterator[list[Owed]]:
    batch: list[Owed] = []
    for _, siblings in groupby(owed, key=lambda one: one.above_id):
        batch += siblings
        if len(batch) >= TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _tell(owed: Sequence[Owed], at: datetime) -> Outcome:
    """Write the reminders of one batch, and the notices they lead to."""
    today = calendar_day(at)
    still = _held([one.report.pk for one in owed], at)
    due = [one for one in owed if one.report.pk in still]
    Reminder.objects.bulk_create(
        Reminder(report=one.report, due_on=one.due_on, step=one.step, on=today, at=at, text=one.title)
        for one in due
    )
    over = [one for one in due if one.tells_above and one.above_id is not None]
    people = _people(due, over, at)
    notices = [notice for one in due for notice in _to_unit(one, people, at)]
    above = [
        notice
        for (round_, above_id), late in _by_place(over).items()
        for notice in _to_above(round_, above_id, late, people, at)
    ]
    Notice.objects.bulk_create([*notices, *above])
    return Outcome(reports=len(due), notices=len(notices), above=len(above))


def _held(report_ids: Sequence[int], at: datetime) -> set[int]:
    """Of these, the reports still open that nobody was reminded of today, held until they are told.

    A report that somebody is working on at this very moment is left for the next run: waiting for it while
    holding others could stop both.
    """
    reports = Report.objects.filter(pk__in=report_ids, state__in=OPEN, waived_at=None)
    held = set(reports.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    told = Reminder.objects.filter(report__in=held, on=calendar_day(at)).values_list("report_id", flat=True)
    return held - set(told)


People = Mapping[tuple[int, Verb], list[tuple[int, int]]]
"""Ids of users by unit and what they may do there, each once, with the unit through which they are told."""


def _people(due: Sequence[Owed], over: Sequence[Owed], at: datetime) -> People:
    """Of the units that owe and those above them; of one that is gone, the people of the unit that acts for
    it. Both of one round or of several, whose units are called by their numbers."""
    wanted = {one.unit_id for one in due} | {one.above_id for one in over if one.above_id}
    today = calendar_day(at)
    acting: dict[int, int] = {}
    for day in {one.report.round.data_to for one in due}:
        acting |= actors_for(wanted, day, today)
    rows = (
        Posting.objects.as_of(today)
        .filter(unit__in=set(acting.values()), user__is_active=True)
        .order_by("user_id")
        .values_list("unit_id", "role", "user_id")
    )
    there: dict[tuple[int, Verb], list[int]] = defaultdict(list)
    for unit_id, role, user_id in rows:
        for verb in (Verb.ENTER, Verb.REVIEW):
            if may(role, verb) and user_id not in there[unit_id, verb]:
                there[unit_id, verb].append(user_id)
    return {
        (unit_id, verb): [(user_id, actor) for user_id in there[actor, verb]]
        for unit_id, actor in acting.items()
        for verb in (Verb.ENTER, Verb.REVIEW)
    }


def _by_place(over: Sequence[Owed]) -> dict[tuple[Round, int], list[Owed]]:
    found: dict[tuple[Round, int], list[Owed]] = defaultdict(list)
    for one in over:
        assert one.above_id is not None
        found[one.report.round, one.above_id].append(one)
    return found


def _to_unit(one: Owed, people: People, at: datetime) -> Iterator[Notice]:
    for user_id, through in people.get((one.unit_id, Verb.ENTER), ()):
        yield Notice(
            user_id=user_id,
            unit_id=through,
            kind=NoticeKind.REMINDER,
            report=one.report,
            title=one.title[:300],
            text=one.text,
            address=address_of(one.report),
            at=at,
        )


def _to_above(
    round_: Round, above_id: int, late: Sequence[Owed], people: People, at: datetime
) -> Iterator[Notice]:
    """One a person, however many units are late."""
    report = f"báo cáo {lowered(round_.name)}"
    for user_id, through in people.get((above_id, Verb.REVIEW), ()):
        yield Notice(
            user_id=user_id,
            unit_id=through,
            kind=NoticeKind.ESCALATION,
            title=f"{len(late)} đơn vị quá hạn {report} từ {TELLS_ABOVE_FROM} ngày trở lên",
            text=_listed(late),
            address=address_of_overdue(round_, late[0].above_key),
            at=at,
        )


def _listed(late: Sequence[Owed]) -> str:
    """“Thôn 1 (quá hạn 8 ngày), Thôn 2 (quá hạn 8 ngày) và 12 đơn vị khác.”"""
    names = [f"{one.unit_name} ({lowered(one.chased.fact.text)})" for one in late]
    kept = len(names)
    while len(words := _sentence(names, kept)) > LONGEST:
        kept -= 1
    return words


def _sentence(names: Sequence[str], kept: int) -> str:
    rest = len(names) - kept
    words = ", ".join(names[:kept])
    return f"{words} và {rest} đơn vị khác." if rest else f"{words}."
