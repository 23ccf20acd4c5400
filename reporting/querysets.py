"""Which reports and figures? Filters in the user's words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from reporting.enums import FigureState, ReportState
from units.enums import Level
from units.models import Placement, Posting, Unit, User
from units.querysets import STOOD
from units.roles import Verb, roles_that_may

if TYPE_CHECKING:
    from reporting.models import Report, Round

ANSWERED = (FigureState.ENTERED, FigureState.NO_CASES)
SETTLED = (*ANSWERED, FigureState.NOT_COLLECTED)


_REPORTS_UNDER = f"""
    WITH RECURSIVE line(unit_id) AS (
        SELECT u.id FROM units_unit u WHERE u.id IN ({{roots}})
        UNION
        SELECT s.predecessor_id FROM line JOIN units_succession s ON s.successor_id = line.unit_id
            AND s.is_whole AND s.starts_on <= %s
    ), tree(day, unit_id) AS (
        SELECT r.data_to, p.unit_id FROM reporting_round r JOIN units_placement p
            ON p.unit_id IN (SELECT unit_id FROM line) AND {STOOD.format(day="r.data_to")} {{only}}
        UNION
        SELECT tree.day, p.unit_id FROM tree JOIN units_placement p
            ON p.parent_id = tree.unit_id AND {STOOD.format(day="tree.day")}
    )
    SELECT report.id FROM reporting_report report
        JOIN reporting_round r ON r.id = report.round_id
        JOIN tree ON tree.unit_id = report.unit_id AND tree.day = r.data_to
"""


def _has_report(round_: Any, unit: str) -> Exists:
    """Does the unit of that column owe a report in the round? In a round with figures every place above an
    asked unit does, up to the one that opened it."""
    reports = apps.get_model("reporting", "Report").objects
    return Exists(reports.filter(round=round_, unit=OuterRef(unit)))


def _stood() -> QuerySet[Any]:
    """Of reports: where the unit stood on the round's closing day."""
    return Placement.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=OuterRef("round__data_to")),
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("round__data_to")),
        unit=OuterRef("unit"),
    )


def was_manned(unit: str) -> Exists:
    """Was anybody ever posted on the unit of that column to check reports?"""
    return Exists(
        Posting.objects.with_role(*roles_that_may(Verb.REVIEW)).filter(unit=OuterRef(unit)).order_by()
    )


def goes_up(round_: Round) -> Exists:
    """Of placements: does a report in the round go to the unit above, or is the unit the top one (ADR 12)?

    Figures go to a place that owes a report itself. Words go to whoever was ever there to check them: a plan
    names who owes such a report, and that need not be anybody above.
    """
    return _has_report(round_, "parent") if round_.asks_figures else was_manned("parent")


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, today: date, round_: Round) -> Self:
        """The round's reports a person may see: those of the units under a posting held today whose role
        sees figures, in the round's own tree (as it stands on its closing day). A unit stands there for what
        went into it whole; a report of a unit gone by that day is no part of the round (`not_owed`)."""
        roots = list(
            Unit.objects.filter(
                postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_FIGURES))
            )
        )
        return self.filter(
            round=round_,
            unit__in=Unit.objects.under(*roots, day=round_.data_to, today=today).values("pk"),
        )

    def not_owed_seen_by(self, user: User, today: date, round_: Round) -> Self:
        """Of the round's reports that nobody owes any more the ones a person may see: those of units reached
        from a posting held today whose role sees figures."""
        roots = list(
            Unit.objects.filter(
                postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_FIGURES))
            )
        )
        reached = Unit.objects.reached(*roots, today=today)
        return self.not_owed().filter(round=round_, unit__in=reached.values("pk"))

    def not_owed(self) -> Self:
        """Không phải nộp: reports of units that were gone by the round's closing day (`Report.is_owed`)."""
        return self.filter(~Exists(_stood()))

    def owed(self) -> Self:
        """All others: reports of units that stood on the round's closing day."""
        return self.filter(Exists(_stood()))

    def under(self, roots: Sequence[Unit], round_: Round | None = None, *, today: date | None = None) -> Self:
        """The reports of the units and of all below them, of one round or of every round, each as the tree
        stood on the round's own closing day: one statement however many rounds there are. today: a unit
        stands for what had gone into it whole by then as well."""
        if not roots:
            return self.none()
        only = "AND r.id = %s" if round_ is not None else ""
        sql = _REPORTS_UNDER.format(roots=", ".join(["%s"] * len(roots)), only=only)
        values = [
            *(unit.pk for unit in roots),
            today or date.min,
            *([round_.pk] if round_ is not None else []),
        ]
        return self.filter(pk__in=RawSQL(sql, values))

    def own_of(self, user: User, today: date) -> Self:
        """Reports of the units on which the person holds a reporting post today, in every round; of units
        gone for which these act, whatever is not accepted."""
        posted = list(
            Unit.objects.filter(
                postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.ENTER))
            )
        )
        acted_for = Unit.objects.acted_for(*posted, today=today)
        return self.filter(
            Q(unit__in=posted) | (Q(unit__in=acted_for.values("pk")) & ~Q(state=ReportState.ACCEPTED))
        )

    def held(self, report: Report) -> Report:
        """The report as it stands now, held until the end of the transaction: acts on it come one after the
        other."""
        found: Report = (
            self.select_for_update(of=("self",), no_key=True)
            .select_related("round", "unit")
            .get(pk=report.pk)
        )
        return found

    def held_downwards(self) -> Self:
        """Held until the end of the transaction, in the one order that every act keeps: from the top of the
        tree down, then by number. Two acts on many reports then never wait for each other."""
        tiers = [Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE]
        tier = Case(
            *(When(unit__level=level, then=Value(place)) for place, level in enumerate(tiers)),
            default=Value(len(tiers)),
        )
        return self.select_for_update(of=("self",), no_key=True).order_by(tier, "pk")

    def right_below(self, place_ids: Collection[int]) -> Self:
        """Reports of the units right below the places, each round by its own tree, if they go up to them (a
        unit that opened a round for itself answers to nobody above); adds `place_id`."""
        return self.filter(
            Q(unit__placements__starts_on__isnull=True)
            | Q(unit__placements__starts_on__lte=F("round__data_to")),
            Q(unit__placements__ends_on__isnull=True) | Q(unit__placements__ends_on__gte=F("round__data_to")),
            Q(round__plan__isnull=False) | _has_report(OuterRef("round"), "unit__placements__parent"),
            unit__placements__parent__in=place_ids,
        ).annotate(place_id=F("unit__placements__parent_id"))

    def of_top_units(self) -> Self:
        """Reports of the top units on the system in the round's tree: they check their own (ADR 12)."""
        above = _stood()
        asked = above.filter(_has_report(OuterRef(OuterRef("round")), "parent"))
        manned = above.filter(was_manned("parent"))
        return self.filter(
            (Q(round__plan__isnull=True) & ~Exists(asked)) | (Q(round__plan__isnull=False) & ~Exists(manned)),
            Exists(above),
        )

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


class NoticeQuerySet(models.QuerySet[Any]):
    def still_addressed(self, today: date) -> Self:
        """Notices whose person holds a post today on the unit they came through: with the post they go."""
        held = Posting.objects.as_of(today).filter(user=OuterRef("user"), unit=OuterRef("unit"))
        return self.filter(Exists(held))

    def unread(self) -> Self:
        return self.filter(read_at=None)
