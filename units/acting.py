"""For which of the own units does somebody act just now? Rights never depend on it: a link always works."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from childplan.compiled import CompiledQuery, param
from units.models import Posting, User
from units.roles import Verb, may

SESSION_KEY = "phan-cong"
_HELD = "postings_held"
_READ_ONLY = ("GET", "HEAD")


def acted_posting(request: HttpRequest) -> int | None:
    """The id of the post that was chosen in this session, whether or not it is still held."""
    chosen = request.session.get(SESSION_KEY)
    return chosen if isinstance(chosen, int) else None


_HELD_ON = CompiledQuery(
    lambda: (
        Posting.objects.as_of(param("day")).filter(user=param("user")).select_related("unit").order_by("id")
    )
)


def postings_today(user: User, today: date, acted: int | None = None) -> list[Posting]:
    """The posts held on the day, with their units: the one acted for first, then as they were given."""
    held = _HELD_ON(user=user.pk, day=today)
    for posting in held:
        posting.user = user
    return sorted(held, key=lambda posting: posting.pk != acted)


def postings_of(request: HttpRequest, user: User, today: date) -> list[Posting]:
    """The posts of whoever asks, the one acted for first. A page that is only read asks for them once,
    however many parts of it look at them."""
    if request.method not in _READ_ONLY:
        return postings_today(user, today, acted_posting(request))
    held: dict[date, list[Posting]] = request.__dict__.setdefault(_HELD, {})
    if today not in held:
        held[today] = postings_today(user, today, acted_posting(request))
    return held[today]


def may_today(request: HttpRequest, user: User, verb: Verb, today: date) -> bool:
    """Does some post of whoever asks allow the verb? As `permissions.may_anywhere`."""
    return any(may(posting.role, verb) for posting in postings_of(request, user, today))
