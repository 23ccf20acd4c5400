"""To whom may a post be handed over? People of the same place who have an account in use."""

from __future__ import annotations

from units.keeping import Keeper, not_over
from units.models import Placement, Posting, Unit, User

MOST_LISTED = 300


def possible_successors(posting: Posting, keeper: Keeper) -> list[User]:
    """Those with a post of today or later on the unit, beside it or above it, as far as they are kept; by
    given name."""
    above = Placement.objects.as_of(keeper.today).filter(unit=posting.unit, parent__isnull=False)
    tops = list(Unit.objects.filter(pk__in=above.values("parent_id"))) or [posting.unit]
    posts = Posting.objects.filter(
        not_over(keeper.today), unit__in=Unit.objects.under(*tops, day=keeper.today).values("pk")
    )
    people = keeper.people().filter(pk__in=posts.values("user_id"), is_active=True)
    return list(people.exclude(pk=posting.user_id).order_by("name_sort", "pk")[:MOST_LISTED])
