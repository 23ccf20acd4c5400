"""Mã một lần: how does somebody who has no password yet, or forgot it, come in?

The code is shown once to whoever gives it, read out by phone or printed on a slip, and kept only as a hash.
It opens the door until the person has chosen an own password, or until its last day; the password of before
no longer does, and sessions that were open end.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password

from units.models import User

DIGITS = 8
"""Ten to the eighth codes, five tries a minute (`AXES_FAILURE_LIMIT`): two centuries for half of them."""
DAYS_BY_PHONE, DAYS_ON_PAPER = 2, 30


@dataclass(frozen=True)
class Code:
    """A code that nobody has yet. Hashing is slow on purpose: whoever needs many makes them before a
    transaction begins, so that nobody else waits for it."""

    digits: str = field(repr=False)
    hash: str


def new_code() -> Code:
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return Code(digits, make_password(digits))


def give_code(user: User, *, at: datetime, days: int, code: Code | None = None) -> str:
    """A new code, “4821 0973”; any earlier one is void. The caller holds the row and writes the log."""
    code = code or new_code()
    user.code_hash, user.code_until = code.hash, at + timedelta(days=days)
    user.must_choose_password = True
    user.set_unusable_password()
    user.save(update_fields=["code_hash", "code_until", "must_choose_password", "password"])
    return in_groups(code.digits)


def in_groups(code: str) -> str:
    """As it is read out: four digits and four digits."""
    return f"{code[:4]} {code[4:]}"


def opens(user: User, typed: str, at: datetime) -> bool:
    """Is this the person's code, and does it still hold? Spaces, points and dashes between digits are no
    matter."""
    return user.code_until is not None and at <= user.code_until and matches(user, typed)


def matches(user: User, typed: str) -> bool:
    """Is this the person's code, whether or not it still holds? Whoever has it may be told that it ended.

    Always hashes once, so that the time does not tell who has a code.
    """
    digits = "".join(sign for sign in typed if sign not in " .-\u00a0")
    if not user.code_hash or len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        make_password(typed)
        return False
    return check_password(digits, user.code_hash)


def choose_password(user: User, password: str) -> None:
    """The person's own password; the code opens nothing any more. The caller holds the row and writes the
    log."""
    user.set_password(password)
    user.code_hash, user.code_until, user.must_choose_password = "", None, False
    user.save(update_fields=["password", "code_hash", "code_until", "must_choose_password"])
