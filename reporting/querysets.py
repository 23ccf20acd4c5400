"""Which reports and figures? Filters in the user's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from reporting.enums import FigureState, ReportState
from units.models import Unit, User
from units.roles import Verb, roles_that_may

if TYPE_CHECKING:
    from reporting.models import Report, Round

ANSWERED = (FigureState.ENTERED, FigureState.NO_CASES)
SETTLED = (*ANSWERED, FigureState.NOT_COLLECTED)


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, today: date, round_: Round) -> Self:
        """The round's reports a person may see: those of the units under a posting held today whose role
        sees figures, in the round's own tree (as it stands on its closing day)."""
        roots = list(
            Unit.objects.filter(
                postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_FIGURES))
            )
        )
        return self.filter(
            round=round_,
            unit__in=Unit.objects.under(*roots, day=round_.data_to).values("pk"),
        )

    def own_of(self, user: User, today: date) -> Self:
        """Reports of the units on which the person holds a reporting post today, in every round."""
        return self.filter(
            unit__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.ENTER)).values("unit_id")
        )

    def held(self, report: Report) -> Report:
        """The report as it stands now, held until the end of the transaction: acts on it come one after the
        other."""
        found: Report = self.select_for_update(of=("self",)).select_related("round", "unit").get(pk=report.pk)
        return found

    def awaiting_review(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def with_progress(self) -> Self:
        """Adds `asked_count` and `settled_count`: cells of the form, and those with an answer."""
        return self.annotate(
            asked_count=Count("figures"),
            settled_count=Count("figures", filter=Q(figures__state__in=SETTLED)),
            unread_count=Count("figures", filter=Q(figures__state=FigureState.UNREAD)),
        )


class FigureQuerySet(models.QuerySet[Any]):
    def counted(self) -> Self:
        """Cells that enter sums: a check source is compared, never added."""
        return self.filter(is_check=False)
