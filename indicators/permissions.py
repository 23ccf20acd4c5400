"""May this person give the word that a flagged reading of a plan waits for?"""

from __future__ import annotations

from datetime import date

from plans.models import Plan
from units.models import User
from units.roles import Verb, roles_that_may


def may_confirm_readings(user: User, plan: Plan, today: date) -> bool:
    """Only the officer of the unit that issued the plan: nobody else can say what its words mean."""
    posts = user.postings.as_of(today).with_role(*roles_that_may(Verb.CONFIRM_READINGS))
    return bool(posts.filter(unit=plan.issuer_id).exists())
