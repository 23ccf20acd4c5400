"""Whom may somebody keep, and which posts may they give? Inside the own units only, and never upwards."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from units.enums import Level, Role
from units.models import Posting, Unit, User
from units.permissions import kept_units
from units.querysets import PostingQuerySet, UnitQuerySet
from units.roles import LEVELS, Verb, roles_that_may

_OF_LEVEL = {
    Level.VILLAGE: Role.VILLAGE_HEAD,
    Level.AGENCY: Role.UNIT_REPORTER,
    Level.COMMUNE: Role.COMMUNE_COORDINATOR,
    Level.DISTRICT: Role.DISTRICT_OFFICER,
    Level.PROVINCE: Role.PROVINCE_OFFICER,
    Level.COUNTRY: Role.ADMIN,
}


def usual_role(unit: Unit) -> Role:
    """The role that is proposed for somebody on the unit."""
    return _OF_LEVEL[Level(unit.level)]


def not_over(day: date) -> Q:
    """Posts that hold on the day or begin later."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


class Keeper:
    """What somebody who keeps people keeps today; one query, and those that are asked for."""

    def __init__(self, user: User, today: date) -> None:
        self.user, self.today = user, today
        self.roots: list[Unit] = list(
            Unit.objects.filter(
                postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.KEEP_PEOPLE))
            ).distinct()
        )
        self.keeps_all = any(root.level == Level.COUNTRY for root in self.roots)
        self.units: UnitQuerySet = kept_units(user, Verb.KEEP_PEOPLE, today)

    def people(self) -> QuerySet[User]:
        """Everybody who holds, held or will hold a post there; of the whole country everybody."""
        if self.keeps_all:
            return User.objects.all()
        return User.objects.filter(pk__in=self.postings().values("user_id"))

    def postings(self) -> PostingQuerySet:
        """Every post on the units kept, of any time."""
        if self.keeps_all:
            return Posting.objects.all()
        return Posting.objects.filter(unit__in=self.units.values("pk"))

    def keeps(self, unit: Unit) -> bool:
        """Is it one of the units, and a place on the day?"""
        return self.keeps_all or self.units.filter(pk=unit.pk).exists()

    def roles_on(self, unit: Unit) -> list[Role]:
        """The roles that this keeper gives on a unit of theirs, the usual one first. Quản trị is given only
        by whoever is Quản trị of the whole country."""
        fitting = [role for role, levels in LEVELS.items() if unit.level in levels]
        given = [role for role in fitting if role != Role.ADMIN or self.keeps_all]
        return sorted(given, key=lambda role: role != usual_role(unit))

    def gives(self, role: str, unit: Unit) -> bool:
        """May this keeper give or end the role on the unit?"""
        return role in self.roles_on(unit) and self.keeps(unit)

    def elsewhere(self, user: User) -> list[Posting]:
        """The person's posts of today and later that lie outside: while there are any, the account is not
        this keeper's. Who keeps a part of somebody's posts must not get at the rest by a new password."""
        if self.keeps_all:
            return []
        theirs = user.postings.filter(not_over(self.today)).exclude(unit__in=self.units.values("pk"))
        # What a reorganisation to come made of posts kept here is no other keeper's before its day.
        carried = user.postings.filter(ended_by__isnull=False, unit__in=self.units.values("pk"))
        theirs = theirs.exclude(starts_on__gt=self.today, begun_by__in=carried.values("ended_by"))
        return list(theirs.select_related("unit").order_by("id"))

    def keeps_account(self, user: User) -> bool:
        """May this keeper change, stop and reset the account?"""
        return self.people().filter(pk=user.pk).exists() and not self.elsewhere(user)
