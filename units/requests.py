"""Who is asking, from where, and does the role have this page at all?"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from childplan import clock
from childplan.lockout import client_address
from units.acting import may_today
from units.models import User
from units.roles import Verb, roles_that_may


class SignedInRequest(HttpRequest):
    """A request behind the sign-in: the user is always a person."""

    user: User


class WrongRole(PermissionDenied):
    """The person's role lacks the page; the message names the roles that have it."""

    def __init__(self, verb: Verb) -> None:
        roles = ", ".join(role.label for role in roles_that_may(verb))
        super().__init__(f"Việc “{verb.value}” dành cho: {roles}.")


def require(request: SignedInRequest, verb: Verb) -> None:
    """403 unless some posting held today allows the verb."""
    if not may_today(request, request.user, verb, clock.today()):
        raise WrongRole(verb)


class Who(TypedDict):
    """Who acts, when and from where: what every act asks for, given as `**who(request)`."""

    by: User
    at: datetime
    address: str | None


def who(request: SignedInRequest) -> Who:
    return Who(by=request.user, at=clock.now(), address=client_address(request))
