"""Báo cáo: what one unit owes in one round, and every act on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from reporting.enums import Act, ReportState, StandInSource
from reporting.models.rounds import Round
from reporting.querysets import ReportQuerySet
from units.enums import Area
from units.models import Unit, User


class Report(models.Model):
    """Phiếu, báo cáo của đơn vị: one per unit and round, serving every plan at once.

    A place's own report also carries up what it accepted below: its totals are stored when it is submitted.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports", verbose_name="đơn vị")
    area = models.CharField("khu vực", max_length=10, choices=Area, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=ReportState, default=ReportState.DRAFT)
    submissions = models.PositiveSmallIntegerField("số lần nộp", default=0)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="submitted_reports",
        null=True,
        blank=True,
        verbose_name="người nộp",
    )
    checking_since = models.DateTimeField("kiểm tra từ lúc", null=True, blank=True)
    checking_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="reports_being_checked",
        null=True,
        blank=True,
        verbose_name="người kiểm tra",
    )
    accepted_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="accepted_reports",
        null=True,
        blank=True,
        verbose_name="người duyệt",
    )
    correct_by_on = models.DateField("sửa xong trước hết ngày", null=True, blank=True)
    waived_at = models.DateTimeField("chấp nhận thiếu lúc", null=True, blank=True)
    waived_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="waived_reports",
        null=True,
        blank=True,
        verbose_name="người chấp nhận thiếu",
    )
    waived_reason = models.CharField("lý do chấp nhận thiếu", max_length=2000, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints = [
            models.UniqueConstraint(name="report_once", fields=["round", "unit"]),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(
                name="report_submitted_by_and_at",
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, first_submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_handed_in_has_submission",
                condition=Q(state__in=[ReportState.DRAFT]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_checking_by_and_since",
                condition=Q(checking_since__isnull=True, checking_by__isnull=True)
                | Q(
                    checking_since__isnull=False,
                    checking_by__isnull=False,
                    state=ReportState.SUBMITTED,
                ),
            ),
            models.CheckConstraint(
                name="report_accepted_by_and_at",
                condition=(
                    Q(state=ReportState.ACCEPTED, accepted_at__isnull=False, accepted_by__isnull=False)
                    | (~Q(state=ReportState.ACCEPTED) & Q(accepted_at__isnull=True, accepted_by__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="report_returned_has_a_day",
                condition=Q(state=ReportState.RETURNED, correct_by_on__isnull=False)
                | (~Q(state=ReportState.RETURNED) & Q(correct_by_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="report_waived_by_at_and_why",
                condition=Q(waived_at__isnull=True, waived_by__isnull=True, waived_reason="")
                | (
                    Q(waived_at__isnull=False, waived_by__isnull=False)
                    & ~Q(waived_reason="")
                    & ~Q(state=ReportState.ACCEPTED)
                ),
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"

    @property
    def is_open(self) -> bool:
        """Can its cells be written?"""
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @cached_property
    def is_owed(self) -> bool:
        """Phải nộp? The year is told by the units that stand on the round's closing day: one that was gone by
        then owes nothing, whatever was typed (`docs/units.md`). Follows from the tree and is never stored;
        one query, the first time."""
        return self.unit.placements.as_of(self.round.data_to).exists()

    @property
    def is_being_checked(self) -> bool:
        return self.checking_since is not None

    @property
    def is_waived(self) -> bool:
        """Chấp nhận thiếu: the level above goes up without it, and has said why. It is still owed."""
        return self.waived_at is not None


class ReportEvent(models.Model):
    """Việc đã làm: every act on a report, who, when, from where. Append only, by a trigger.

    An act done for the unit by somebody else (nhập thay) carries from what it was taken; a start says more
    in its reason. `day`: the day named with the act (by which to correct, the new day of an extension, the
    day the unit above set); of several days set or extended the last counts. `last_change`: the last log row
    of the report's cells when it was handed in, so that what changed after can be told by number.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="events", verbose_name="báo cáo"
    )
    act = models.CharField("việc", max_length=20, choices=Act)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_events", verbose_name="người")
    address = models.GenericIPAddressField("từ máy", null=True, blank=True)
    from_state = models.CharField("từ trạng thái", max_length=12, choices=ReportState)
    to_state = models.CharField("sang trạng thái", max_length=12, choices=ReportState)
    reason = models.TextField("lý do", blank=True)
    stand_in_source = models.CharField("nguồn nhập thay", max_length=10, choices=StandInSource, blank=True)
    day = models.DateField("ngày nêu trong việc", null=True, blank=True)
    last_change = models.ForeignKey(
        "FigureChange",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="thay đổi cuối cùng khi nộp",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        verbose_name = "việc đã làm"
        verbose_name_plural = "việc đã làm"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="event_act_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="event_reason_where_asked",
                condition=~Q(
                    act__in=[
                        *(Act.RETURNED, Act.ACCEPTANCE_UNDONE, Act.WAIVED),
                        *(Act.EXTENDED, Act.LOCKED, Act.UNLOCKED),
                    ]
                )
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="event_day_is_named",
                condition=~Q(act__in=[Act.DAY_SET, Act.EXTENDED]) | Q(day__isnull=False),
            ),
            models.CheckConstraint(
                name="event_stand_in_says_from_what",
                condition=~Q(act=Act.STAND_IN_STARTED) | ~Q(stand_in_source=""),
            ),
            models.CheckConstraint(
                name="event_stand_in_source_known",
                condition=Q(stand_in_source="") | Q(stand_in_source__in=StandInSource.values),
            ),
            models.CheckConstraint(
                name="event_other_source_is_named",
                condition=~Q(act=Act.STAND_IN_STARTED, stand_in_source=StandInSource.OTHER) | ~Q(reason=""),
            ),
        ]
        indexes = [
            # Few events name a day; a list of reports asks for exactly these.
            models.Index(
                fields=["report"],
                name="event_days_given",
                condition=Q(act__in=[Act.DAY_SET, Act.EXTENDED]),
            ),
            models.Index(fields=["at"], name="event_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_act_display()}"
