"""Đôn đốc by hand: whoever collects reminds the units whose reports have not come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import NoticeKind, ReportState
from reporting.locks import holding_ids
from reporting.messages import LONGEST_TYPED, Chased, filled, reminder_title
from reporting.models import Notice, Reminder, Report, Round
from reporting.notices import LONGEST, address_of
from reporting.querysets import goes_up
from reporting.summaries.due import DueBook
from reporting.summaries.standings import Watch, reminded
from reporting.tracking import was_just_reminded
from units.models import Placement, Posting, User
from units.roles import Verb, roles_that_may
from units.summaries.lineage import actors_for
from units.summaries.places import Lineage, PlaceName


@dataclass(frozen=True)
class Told:
    """Names of the units that were reminded, and of those that were not: a moment ago they were (recent), or
    nobody waits for their report any more (settled: handed in, waived or locked)."""

    sent: list[str] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)


@transaction.atomic
def remind_by_hand(*, reports: Collection[Report], by: User, at: datetime, text: str, site: str = "") -> Told:
    """Write one Reminder a report, and a notice to everybody who enters the unit's figures.

    reports: of one round. text: with the places of `reporting.messages` still open. site: the beginning of
    the addresses put into it. A report handed in meanwhile is never reminded, nor one that was reminded
    within 24 hours. Raises NotYours unless the person checks every report for the unit right above; Refused
    without a text. A fixed number of queries however many reports.
    """
    if not text.strip() or len(text) > LONGEST_TYPED:
        raise Refused(f"Ghi lời nhắc, nhiều nhất {LONGEST_TYPED} chữ.")
    held = list(
        Report.objects.filter(pk__in=[report.pk for report in reports])
        .held_downwards()
        .select_related("round", "unit")
    )
    if not held:
        return Told()
    round_ = held[0].round
    assert all(report.round_id == round_.pk for report in held)
    lineage = Lineage(report.unit for report in held)
    chains = {report.pk: lineage.chain_on(round_.data_to, report.unit_id) for report in held}
    if round_.is_rehearsal:
        raise Refused("Kỳ chạy thử không nhắc ai.")
    _check_is_theirs(round_, chains.values(), by, at)
    watch = Watch([], round_, at, DueBook.of(round_), holding_ids([round_]).get(round_.pk, set()))
    last = reminded([report.pk for report in held])
    told, due = Told(), []
    for report in held:
        chain = chains[report.pk]
        name = chain[-1]
        standing, _ = watch.standing(
            report, name.level, name.agency_kind, *(place.unit_id for place in chain)
        )
        if not standing.is_awaited:
            told.settled.append(name.full_name)
        elif report.pk in last and was_just_reminded(last[report.pk].last_at, at):
            told.recent.append(name.full_name)
        else:
            told.sent.append(name.full_name)
            is_returned = report.state == ReportState.RETURNED
            chased = Chased(name.full_name, standing.fact, f"{site}{address_of(report)}", is_returned)
            due.append((report, chased))
    _write(due, round_, by, at, text)
    return told


def _check_is_theirs(round_: Round, chains: Collection[Sequence[PlaceName]], by: User, at: datetime) -> None:
    held = by.postings.as_of(calendar_day(at)).with_role(*roles_that_may(Verb.REVIEW))
    mine = set(held.values_list("unit_id", flat=True))
    today = calendar_day(at)
    places = {chain[-1].unit_id for chain in chains if chain}
    spots = Placement.objects.as_of(round_.data_to).filter(unit__in=places).filter(goes_up(round_))
    above = dict(spots.values_list("unit_id", "parent_id"))
    # The top unit on the system checks its own report.
    checked_by = {place_id: above.get(place_id, place_id) for place_id in places}
    acting = actors_for(set(checked_by.values()), round_.data_to, today)
    if not all(chain and acting.get(checked_by[chain[-1].unit_id]) in mine for chain in chains):
        raise NotYours("Chỉ đơn vị cấp trên trực tiếp đôn đốc được.")


def _write(due: Sequence[tuple[Report, Chased]], round_: Round, by: User, at: datetime, text: str) -> None:
    today = calendar_day(at)
    words = {report.pk: filled(text, chased)[:LONGEST] for report, chased in due}
    Reminder.objects.bulk_create(
        Reminder(report=report, due_on=chased.fact.on, on=today, at=at, by=by, text=words[report.pk])
        for report, chased in due
    )
    people = _people([report.unit_id for report, _ in due], round_, by, at)
    Notice.objects.bulk_create(
        Notice(
            user_id=user_id,
            unit_id=actor,
            kind=NoticeKind.REMINDER,
            report=report,
            title=reminder_title(round_.name, chased)[:300],
            text=words[report.pk],
            address=address_of(report),
            at=at,
        )
        for report, chased in due
        for user_id, actor in people.get(report.unit_id, ())
    )


def _people(
    unit_ids: Sequence[int], round_: Round, by: User, at: datetime
) -> dict[int, list[tuple[int, int]]]:
    """Who enters the figures of these units today, by unit id, each once and never who reminds, and the unit
    through which; of a unit that is gone whoever acts for it."""
    acting = actors_for(unit_ids, round_.data_to, calendar_day(at))
    postings = Posting.objects.as_of(calendar_day(at)).with_role(*roles_that_may(Verb.ENTER))
    rows = postings.filter(unit__in=set(acting.values()), user__is_active=True).exclude(user=by)
    there: dict[int, list[int]] = {}
    for unit_id, user_id in rows.order_by("user_id").values_list("unit_id", "user_id").distinct():
        there.setdefault(unit_id, []).append(user_id)
    return {
        unit_id: [(user_id, actor) for user_id in there.get(actor, ())] for unit_id, actor in acting.items()
    }
