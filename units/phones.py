"""Is it the same telephone number, however it was written? “0912 345 678”, “0912.345.678”, “+84912345678”."""

from __future__ import annotations

import re

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

from units.models import User

PHONE = re.compile(r"\+?[0-9][0-9 .-]{6,22}[0-9]", re.ASCII)
_BETWEEN = (" ", ".", "-", "\u00a0")


def plain(phone: str) -> str:
    """Digits only, the country's number as the leading zero; "" for what is no number."""
    text = phone.strip()
    if not PHONE.fullmatch(text):
        return ""
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits.startswith("84") and (text.startswith("+") or len(digits) == 11):
        return f"0{digits[2:]}"
    return digits


def written_plainly() -> Combinable:
    """The number of an account without what stands between its digits, for a query."""
    written: Combinable = F("phone")
    for sign in _BETWEEN:
        written = Replace(written, Value(sign), Value(""))
    return written


def username_of(typed: str) -> str:
    """Who signs in: the user name itself, or the one account in use that has this number. What belongs to
    nobody, or to several, comes back as it was typed."""
    name = typed.strip()
    number = plain(name)
    if not number or User.objects.filter(username=name).exists():
        return name
    abroad = number.removeprefix("0")
    found = (
        User.objects.annotate(written=written_plainly())
        .filter(written__in=[number, f"84{abroad}", f"+84{abroad}"], is_active=True)
        .values_list("username", flat=True)[:2]
    )
    names = list(found)
    return names[0] if len(names) == 1 else name
