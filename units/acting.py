"""For which of the own units does somebody act just now? Rights never depend on it: a link always works."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from units.models import Posting, User

SESSION_KEY = "phan-cong"


def acted_posting(request: HttpRequest) -> int | None:
    """The id of the post that was chosen in this session, whether or not it is still held."""
    chosen = request.session.get(SESSION_KEY)
    return chosen if isinstance(chosen, int) else None


def postings_today(user: User, today: date, acted: int | None = None) -> list[Posting]:
    """The posts held on the day, with their units: the one acted for first, then as they were given."""
    held = list(user.postings.as_of(today).select_related("unit").order_by("id"))
    return sorted(held, key=lambda posting: posting.pk != acted)
