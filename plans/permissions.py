"""May this person enter and amend a plan, or see one that is still a draft?"""

from __future__ import annotations

from datetime import date

from plans.models import Plan
from units.models import Unit, User
from units.permissions import holds
from units.querysets import UnitQuerySet
from units.roles import Verb, roles_that_may


def may_keep(user: User, plan: Plan, today: date) -> bool:
    """Only who keeps the plans of the very unit that issued it: nobody rewrites another place's promise."""
    return holds(user, Verb.KEEP_PLANS, today, plan.issuer_id)


def issuers_kept_by(user: User, today: date) -> UnitQuerySet:
    """The units whose plans the person enters."""
    posts = user.postings.as_of(today).with_role(*roles_that_may(Verb.KEEP_PLANS))
    return Unit.objects.filter(postings__in=posts).distinct()
