"""Whose doings may a person read in the log, and with the values or without?

What a report's log shows follows the round's own tree, as the report itself does; everything else follows the
tree of today. Quản trị reads that something changed and never a value (`units.roles`: a role that reads the
log without seeing figures).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from reporting.models import Report, Round
from units.enums import Level
from units.models import Placement, Unit, User
from units.roles import Verb, may

MOST_LISTED = 2_000
"""So many reports are named to the database one by one, which then starts from them; of more it starts from
the moments."""


@dataclass(frozen=True)
class LogScope:
    """The units from which down a person reads the log: with figures, and without."""

    with_values: list[Unit] = field(default_factory=list)
    without_values: list[Unit] = field(default_factory=list)
    today: date = date.min

    @property
    def roots(self) -> list[Unit]:
        return [*self.with_values, *self.without_values]

    @property
    def is_system_wide(self) -> bool:
        """Does the person read what belongs to no unit, such as the catalogue?"""
        return bool(self.without_values)

    def units(self) -> QuerySet[Unit]:
        """The units as the tree stands today, and those gone for which any of them acts."""
        return Unit.objects.reached(*self.roots, today=self.today)

    def reports(self, round_: Round | None = None) -> QuerySet[Report]:
        """The reports of every round, or of one."""
        return self._under(self.roots, round_)

    def reports_with_values(self, report_ids: set[int]) -> set[int]:
        """Of these reports within the scope, the ones whose figures the person sees."""
        if not self.without_values:
            return report_ids
        if not self.with_values:
            return set()
        return set(self._under(self.with_values, None).filter(pk__in=report_ids).values_list("pk", flat=True))

    def units_with_values(self, unit_ids: set[int]) -> set[int]:
        """Of these units within the scope, the ones whose own words the person reads."""
        if not self.without_values:
            return unit_ids
        found = Unit.objects.reached(*self.with_values, today=self.today).filter(pk__in=unit_ids)
        return set(found.values_list("pk", flat=True))

    def _under(self, roots: list[Unit], round_: Round | None) -> QuerySet[Report]:
        every: QuerySet[Report] = Report.objects.all()
        if any(unit.level == Level.COUNTRY for unit in roots):
            return every.filter(round=round_) if round_ is not None else every
        # What was typed into a form that nobody owes any more is in the log as long as anything.
        stays = Placement.objects.filter(ends_on=None).values("unit")
        gone = Unit.objects.reached(*roots, today=self.today).exclude(pk__in=stays)
        closed = Report.objects.not_owed().filter(unit__in=gone.values("pk"))
        closed = closed.filter(round=round_) if round_ is not None else closed
        under = Report.objects.under(roots, round_, today=self.today)
        return every.filter(Q(pk__in=under.values("pk")) | Q(pk__in=closed.values("pk")))


def log_scope(user: User, today: date) -> LogScope:
    """From the postings held today."""
    with_values: dict[int, Unit] = {}
    without: dict[int, Unit] = {}
    for posting in user.postings.as_of(today).select_related("unit").order_by("id"):
        if may(posting.role, Verb.READ_LOG):
            found = with_values if may(posting.role, Verb.SEE_FIGURES) else without
            found[posting.unit_id] = posting.unit
    return LogScope(list(with_values.values()), list(without.values()), today)
