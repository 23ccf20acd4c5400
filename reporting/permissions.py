"""May this person do this to this report today? Where: the posting and the round's chain. What: the role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from django.db.models import QuerySet

from childplan.compiled import CompiledQuery, param
from reporting.deadlines import calendar_day
from reporting.enums import Act, Actor, ReportState
from reporting.models import AnnualReport, Report, ReportEvent, Round
from reporting.querysets import ReportQuerySet, goes_up
from reporting.stand_ins import Step, sits_in, stand_in_is_open
from reporting.transitions import TRANSITIONS
from units.enums import Level, Role
from units.models import Placement, Posting, Unit, User
from units.permissions import holds
from units.roles import Verb, may, roles_that_may
from units.summaries.lineage import actors_for, standings_on, whole_predecessors_of
from units.summaries.places import chain_on

OPENERS = [role for role in roles_that_may(Verb.RUN_ROUNDS) if may(role, Verb.REVIEW)]
"""Roles that make a place one that reports go up to: they open rounds and check what comes in."""


def acts_for(user: User, verb: Verb, unit_id: int, day: date, today: date) -> bool:
    """Does a post held today on the unit allow the verb; or, where the unit is gone, one on the unit that
    acts for it: what it went into whole, else the unit above it on the day (`units.summaries.lineage`)?"""
    if holds(user, verb, today, unit_id):
        return True
    actor = actors_for([unit_id], day, today).get(unit_id)
    return actor is not None and actor != unit_id and holds(user, verb, today, actor)


@cache
def _held_above(verb: Verb) -> CompiledQuery[int]:
    chain = Unit.objects.chain(Unit(pk=param("unit")), day=param("closing"), today=param("today"))
    postings = Posting.objects.as_of(param("today")).with_role(*roles_that_may(verb))
    held = postings.filter(user=param("user"), unit__in=chain.values("pk"))
    return CompiledQuery(lambda: held.order_by().values_list("pk", flat=True)[:1])


def _holds_above(user: User, verb: Verb, unit: Unit, round_: Round, today: date) -> bool:
    """The same on the unit, on one above it in the round's chain, or on what one of these went into whole."""
    return bool(_held_above(verb)(user=user.pk, unit=unit.pk, closing=round_.data_to, today=today))


def enters_own(user: User, report: Report, today: date) -> bool:
    """Is the person posted to enter its figures on the very unit, or on the one that acts for it?"""
    return acts_for(user, Verb.ENTER, report.unit_id, report.round.data_to, today)


def may_enter(user: User, report: Report, today: date) -> bool:
    """Write cells while the report is open: somebody posted on the very unit, or who enters for it now."""
    return (
        report.is_open
        and (enters_own(user, report, today) or current_stand_in(user, report, today) is not None)
        and report.is_owed
    )


def settles(user: User, report: Report, today: date) -> bool:
    """Choose which of two sums the place uses: who enters its figures, or hands in its report, there."""
    return enters_own(user, report, today) or holds(user, Verb.SUBMIT, today, report.unit_id)


def may_stand_in(user: User, report: Report, today: date) -> bool:
    """Start entering for the unit: the coordinator of the commune right above it (`reporting.stand_ins`)."""
    above = _place_above(report)
    if above is None or enters_own(user, report, today):
        return False
    collects = {above.pk, *actors_for([above.pk], report.round.data_to, today).values()}
    held = user.postings.as_of(today).filter(unit__in=collects).values_list("role", flat=True)
    return stand_in_is_open(
        [Role(role) for role in held],
        Level(above.level),
        Level(report.unit.level),
        ReportState(report.state),
    )


def current_stand_in(user: User, report: Report, today: date) -> ReportEvent | None:
    """The start under which the person enters for the unit just now; None where they do not."""
    steps = list(
        report.events.filter(
            act__in=[Act.STAND_IN_STARTED, Act.STAND_IN_ENDED, Act.SUBMITTED, Act.RETURNED]
        ).order_by("id")
    )
    started = [step for step in steps if step.act == Act.STAND_IN_STARTED and step.by_id == user.pk]
    if not started:
        return None
    facts = [Step(Act(step.act), step.by_id, calendar_day(step.at)) for step in steps]
    sits = sits_in(facts, user.pk, today) and may_stand_in(user, report, today)
    return started[-1] if sits else None


def _place_above(report: Report) -> Unit | None:
    unit_id = unit_above(report)
    return Unit.objects.filter(pk=unit_id).first() if unit_id is not None else None


def unit_above(report: Report) -> int | None:
    """The unit directly above in the round's chain; None for the top unit on the system (ADR 12): above it
    nobody was asked in this round. Words go up to whoever was ever there to check them."""
    spots = Placement.objects.as_of(report.round.data_to).filter(unit_id=report.unit_id)
    found: int | None = spots.filter(goes_up(report.round)).values_list("parent_id", flat=True).first()
    return found


def checks_there(unit_ids: Iterable[int]) -> set[int]:
    """Of these units the ones where anybody was ever posted to check: the others are names (ADR 12)."""
    postings = Posting.objects.with_role(*roles_that_may(Verb.REVIEW)).filter(unit__in=set(unit_ids))
    return set(postings.values_list("unit_id", flat=True))


def may_act(user: User, act: Act, report: Report, today: date) -> bool:
    """Is the person on the side of the desk that the act belongs to? The state is the table's business.

    The top unit on the system checks and accepts its own report.
    """
    day = report.round.data_to
    if TRANSITIONS[act].actor == Actor.UNIT:
        # Whoever entered for the unit hands in for it too; taking back is the unit's own.
        return acts_for(user, Verb.SUBMIT, report.unit_id, day, today) or (
            act == Act.SUBMITTED and current_stand_in(user, report, today) is not None
        )
    return acts_for(user, Verb.REVIEW, unit_above(report) or report.unit_id, day, today)


def acceptance_is_final(report: Report) -> bool:
    """Has the level above already accepted its own report? Then only that level can open this one again."""
    above = unit_above(report) if report.round.asks_figures else None
    return (
        above is not None
        and Report.objects.filter(
            round_id=report.round_id, unit_id=above, state=ReportState.ACCEPTED
        ).exists()
    )


def reports_below(report: Report) -> ReportQuerySet:
    """The reports one level down in the round's tree."""
    children = Placement.objects.as_of(report.round.data_to).filter(parent=report.unit_id)
    found: ReportQuerySet = Report.objects.filter(round=report.round_id, unit__in=children.values("unit_id"))
    return found


def missing_below(report: Report) -> QuerySet[Report]:
    """Of these, the ones neither accepted nor waived: the place cannot go up without a word about them.

    Words are not added up: a review or a plan of its own goes up whatever stands below.
    """
    if not report.round.asks_figures:
        return Report.objects.none()
    return reports_below(report).exclude(state=ReportState.ACCEPTED).filter(waived_at=None)


def may_see_totals(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """See sums of a place: a posting that sees totals on the place, above it in the round's chain, or on what
    one of these went into whole.

    Nobody sees a total of a unit above their own.
    """
    return _holds_above(user, Verb.SEE_TOTALS, unit, round_, today)


def with_totals_seen(user: User, unit_ids: Iterable[int], round_: Round, today: date) -> set[int]:
    """Of these units the ones whose sums the person may see in the round; two queries."""
    return totals_seen_on(user, unit_ids, round_.data_to, today)


def totals_seen_on(user: User, unit_ids: Iterable[int], day: date, today: date) -> set[int]:
    """The same as the tree stood on a day; for pages that speak of many years at once."""
    under = with_totals_seen_on(user, day, today)
    return set(under.filter(pk__in=set(unit_ids)).values_list("pk", flat=True))


def with_totals_seen_on(user: User, day: date, today: date) -> QuerySet[Unit]:
    """Every unit whose sums the person may see, as the tree stood on a day; one query beside its own."""
    roots = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_TOTALS))
        )
    )
    found: QuerySet[Unit] = Unit.objects.under(*roots, day=day, today=today)
    return found


def totals_seen_on_days(
    user: User, unit_ids: Collection[int], days: Collection[date], today: date
) -> dict[date, set[int]]:
    """The same for some units on several days, each as the tree stood then; four queries for any number."""
    held = user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_TOTALS))
    roots = list(Unit.objects.filter(postings__in=held))
    line = {root.pk for root in roots} | whole_predecessors_of(roots, today)
    above = Unit.objects.ever_above(*(Unit(pk=unit_id) for unit_id in unit_ids))
    spots: Mapping[int, list[Placement]] = defaultdict(list)
    for spot in Placement.objects.filter(unit__in=above.values("pk")):
        spots[spot.unit_id].append(spot)

    def is_seen(unit_id: int | None, day: date) -> bool:
        walked: set[int] = set()
        while unit_id is not None and unit_id not in walked:
            walked.add(unit_id)
            spot = next((one for one in spots.get(unit_id, ()) if one.holds_on(day)), None)
            if spot is None:
                return False
            if unit_id in line:
                return True
            unit_id = spot.parent_id
        return False

    return {day: {unit_id for unit_id in unit_ids if is_seen(unit_id, day)} for day in days}


def may_see_carried(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """See what counted for a unit in a round in which it did not stand yet: whoever may see the sums of every
    unit that went into it whole. Of one made of parts alone there is no sum: the page names what stands
    beside, to whoever may see the unit's sums today."""
    standing = standings_on(round_.data_to, [unit])[unit.pk]
    if standing.is_itself:
        return may_see_totals(user, unit, round_, today)
    if standing.whole:
        return with_totals_seen(user, standing.whole, round_, today) == set(standing.whole)
    chain = Unit.objects.chain(unit, day=today)
    held = user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_TOTALS))
    return bool(standing.beside) and held.filter(unit__in=chain.values("pk")).exists()


def runs_rounds_of(user: User, unit: Unit, today: date) -> bool:
    """Mở kỳ, cập nhật mẫu: a post on the very unit whose role runs rounds."""
    return holds(user, Verb.RUN_ROUNDS, today, unit.pk)


def is_top(unit: Unit, day: date, today: date) -> bool:
    """Is it the top unit on the system, on the tree of the day? Only such a unit opens rounds.

    Above it there may be a district and a province; as long as nobody is posted there to open rounds and to
    check what comes up, they are names (ADR 12).
    """
    return top_of([place.unit_id for place in chain_on(day, unit)], today) == unit.pk


def top_of(chain: Sequence[int], today: date) -> int | None:
    """Of a chain of places, topmost first, the first one where somebody is posted today who opens rounds and
    checks reports; None where nobody is. Quản trị alone makes no place a top: nobody there reads a figure."""
    manned = set(
        Posting.objects.as_of(today)
        .with_role(*OPENERS)
        .filter(unit__in=chain, user__is_active=True)
        .values_list("unit_id", flat=True)
    )
    return next((unit_id for unit_id in chain if unit_id in manned), None)


def runs_rounds_at(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """See how a place's round is run, and lock what stands below it: a post that runs rounds on the place or
    above it in the round's chain."""
    return _holds_above(user, Verb.RUN_ROUNDS, unit, round_, today)


def gives_days(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """Ấn định hạn, gia hạn for what stands one level below the unit: whoever checks there."""
    return acts_for(user, Verb.REVIEW, unit.pk, round_.data_to, today)


def keeps_history(user: User, unit: Unit, today: date) -> bool:
    """Type what the unit knows of the years before: who enters its figures and runs its rounds."""
    return all(holds(user, verb, today, unit.pk) for verb in (Verb.ENTER, Verb.RUN_ROUNDS))


def writes_reports_of(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """Soạn, phát hành báo cáo năm of a unit: a post that writes reports on the very unit, or on the one that
    acts for it."""
    return acts_for(user, Verb.WRITE_REPORTS, unit.pk, round_.data_to, today)


def keeps_letterhead_of(user: User, unit: Unit, today: date) -> bool:
    """Say what stands around the unit's reports: whoever writes them there today."""
    return acts_for(user, Verb.WRITE_REPORTS, unit.pk, today, today)


def may_read_annual(user: User, report: AnnualReport, today: date) -> bool:
    """Read one edition. An issued one is read by whoever may see the unit's totals in the round; a draft only
    in the unit itself, by those who write it and those who sign it."""
    if report.is_issued:
        return may_see_totals(user, report.unit, report.round, today)
    return acts_for(user, Verb.SEE_TOTALS, report.unit_id, report.round.data_to, today)
