"""Does a person hold a post today that allows something, and over which units?"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from units.enums import Level
from units.models import Placement, Unit, User
from units.querysets import UnitQuerySet
from units.roles import Verb, roles_that_may


def may_anywhere(user: User, verb: Verb, today: date) -> bool:
    """Some posting held today allows the verb. Never says where: that is the scope of the page."""
    return user.postings.as_of(today).with_role(*roles_that_may(verb)).exists()


def holds(user: User, verb: Verb, today: date, unit_id: int) -> bool:
    """Does a post held today on the very unit allow the verb?"""
    return user.postings.as_of(today).with_role(*roles_that_may(verb)).filter(unit_id=unit_id).exists()


def kept_units(user: User, verb: Verb, today: date) -> UnitQuerySet:
    """The units over which posts held today carry the verb: those of the posts and all below them today.

    A post on the whole country carries it everywhere, also over units that stand nowhere today: no unit is
    the country's child. Who keeps a commune keeps the villages and agencies that ended there as well, so that
    an end set by mistake can be taken back; one that moved, or will stand elsewhere, is the new place's.
    """
    roots = list(
        Unit.objects.filter(postings__in=user.postings.as_of(today).with_role(*roles_that_may(verb)))
    )
    if any(root.level == Level.COUNTRY for root in roots):
        return Unit.objects.all()
    if not roots:
        return Unit.objects.none()
    under = Unit.objects.under(*roots, day=today)
    here = Placement.objects.filter(parent__in=under.values("pk"), ends_on__lt=today)
    gone = Q(level__in=[Level.VILLAGE, Level.AGENCY], pk__in=here.values("unit")) & ~Q(
        pk__in=Placement.objects.exclude(ends_on__lt=today).values("unit")
    )
    return Unit.objects.filter(Q(pk__in=under.values("pk")) | gone)


def keeps_below(user: User, place: Unit, today: date) -> bool:
    """May the person add units below the place, rename and end them?"""
    return kept_units(user, Verb.KEEP_UNITS, today).filter(pk=place.pk).exists()


def keeps_unit(user: User, parent_id: int | None, today: date) -> bool:
    """May the person rename, end or delete a unit that stands below this one?

    Whoever keeps a place keeps what is below it, never the place itself; what stands below nothing (a
    province) belongs to the whole country.
    """
    if parent_id is not None:
        return kept_units(user, Verb.KEEP_UNITS, today).filter(pk=parent_id).exists()
    posts = user.postings.as_of(today).with_role(*roles_that_may(Verb.KEEP_UNITS))
    return posts.filter(unit__level=Level.COUNTRY).exists()
