"""Who comes in with a one-time code? It is typed where the password is, and counts as a try like one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from childplan import clock
from units.codes import matches
from units.models import User

EXPIRED = "one_time_code_expired"
"""Set on the request when the code was right and its last day is past."""


class OneTimeCode(ModelBackend):
    """Asked after Django's own, which knows passwords: a code is tried where no password fits.

    Every failure hashes once, also for a name nobody has, so that the time tells a stranger nothing.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        if not matches(user, password) or not self.user_can_authenticate(user):
            return None
        if user.code_until is None or clock.now() > user.code_until:
            if request is not None:
                setattr(request, EXPIRED, True)
            return None
        return user
