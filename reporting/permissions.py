"""May this person do this to this report today? Where: the posting and the round's chain. What: the role."""

from __future__ import annotations

from datetime import date

from reporting.enums import Act, Actor, ReportState
from reporting.models import Report, Round
from reporting.transitions import TRANSITIONS
from units.models import Placement, Unit, User
from units.roles import Verb, roles_that_may


def _holds(user: User, verb: Verb, today: date, unit_id: int) -> bool:
    return user.postings.as_of(today).with_role(*roles_that_may(verb)).filter(unit_id=unit_id).exists()


def may_enter(user: User, report: Report, today: date) -> bool:
    """Write cells: somebody posted on the very unit, while the report is open."""
    return report.is_open and _holds(user, Verb.ENTER, today, report.unit_id)


def unit_above(report: Report) -> int | None:
    """The unit directly above in the round's chain; None for the top unit on the system."""
    return (
        Placement.objects.as_of(report.round.data_to)
        .filter(unit_id=report.unit_id)
        .values_list("parent_id", flat=True)
        .first()
    )


def may_act(user: User, act: Act, report: Report, today: date) -> bool:
    """Is the person on the side of the desk that the act belongs to? The state is the table's business.

    The top unit on the system checks and accepts its own report.
    """
    if TRANSITIONS[act].actor == Actor.UNIT:
        return _holds(user, Verb.SUBMIT, today, report.unit_id)
    return _holds(user, Verb.REVIEW, today, unit_above(report) or report.unit_id)


def acceptance_is_final(report: Report) -> bool:
    """Has the level above already accepted its own report? Then only that level can open this one again."""
    above = unit_above(report)
    return (
        above is not None
        and Report.objects.filter(
            round_id=report.round_id, unit_id=above, state=ReportState.ACCEPTED
        ).exists()
    )


def may_see_totals(user: User, unit: Unit, round_: Round, today: date) -> bool:
    """See sums of a place: a posting that sees totals on the place or above it in the round's chain.

    Nobody sees a total of a unit above their own.
    """
    chain = Unit.objects.chain(unit, day=round_.data_to)
    return (
        user.postings.as_of(today)
        .with_role(*roles_that_may(Verb.SEE_TOTALS))
        .filter(unit__in=chain.values("pk"))
        .exists()
    )
