"""Kỳ: which figures or texts are asked for when, who opened it, and what is locked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plans.models import Plan
from reporting.enums import WITH_FIGURES, RoundKind
from units.models import Unit, User


class Round(models.Model):
    """Kỳ báo cáo. Its closing day, the last of the data window, says which units and which chain report.

    A round that asks for figures is shared by all plans; sơ kết, tổng kết and the units' own plans are of one
    plan each, ask for a text and its files, and their window is the years they speak of.
    """

    key = models.SlugField("mã riêng", max_length=60, unique=True)
    kind = models.CharField("loại kỳ", max_length=12, choices=RoundKind)
    plan = models.ForeignKey(
        Plan,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name="kế hoạch",
        null=True,
        blank=True,
    )
    year = models.PositiveSmallIntegerField("năm")
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("số liệu đến hết ngày")

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="round_once", fields=["kind", "year"], condition=Q(plan__isnull=True)
            ),
            models.UniqueConstraint(
                name="round_of_plan_once", fields=["kind", "plan", "year"], condition=Q(plan__isnull=False)
            ),
            models.CheckConstraint(
                name="round_without_figures_is_of_a_plan",
                condition=Q(kind__in=WITH_FIGURES, plan__isnull=True)
                | (~Q(kind__in=WITH_FIGURES) & Q(plan__isnull=False)),
            ),
            models.CheckConstraint(name="round_kind_known", condition=Q(kind__in=RoundKind.values)),
            models.CheckConstraint(name="round_window_forward", condition=Q(data_to__gt=F("data_from"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """“Năm 2024”, “6 tháng năm 2024”, “Sơ kết giữa kỳ 2021–2022”."""
        if self.kind == RoundKind.YEAR:
            return f"Năm {self.year}"
        if self.kind == RoundKind.SIX_MONTHS:
            return f"6 tháng năm {self.year}"
        if self.kind == RoundKind.FINAL_YEAR:
            return f"Chính thức năm {self.year}"
        if self.kind == RoundKind.REHEARSAL:
            return f"Chạy thử năm {self.year}"
        first = self.data_from.year
        years = str(self.data_to.year) if first == self.data_to.year else f"{first}–{self.data_to.year}"
        return f"{RoundKind(self.kind).label} {years}"

    @property
    def asks_figures(self) -> bool:
        """Cells to fill in, or a text and files?"""
        return self.kind in WITH_FIGURES

    @property
    def is_estimate(self) -> bool:
        """Are its figures ước thực hiện? Every plan's yearly deadline falls before the data year closes on
        14/12 (Nghị định 09/2019/NĐ-CP), so what the year round collects is an estimate."""
        return self.kind in (RoundKind.YEAR, RoundKind.SIX_MONTHS, RoundKind.REHEARSAL)

    @property
    def is_rehearsal(self) -> bool:
        """Only to try the way out: nothing of it counts anywhere else, and it can be thrown away."""
        return self.kind == RoundKind.REHEARSAL

    @property
    def stamp(self) -> str:
        """What every file of its figures begins with; "" for a round that counts."""
        return "CHẠY THỬ" if self.is_rehearsal else ""

    @property
    def has_verdict(self) -> bool:
        """Six-month results stand beside the year's target without being judged."""
        return self.kind != RoundKind.SIX_MONTHS


class RoundOpening(models.Model):
    """Mở kỳ: a top unit of the system opened the round for everything below it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="openings", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="openings", verbose_name="đơn vị")
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="round_openings", verbose_name="người mở"
    )

    class Meta:
        verbose_name = "mở kỳ báo cáo"
        verbose_name_plural = "mở kỳ báo cáo"
        constraints = [models.UniqueConstraint(name="round_opened_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"


class RoundLock(models.Model):
    """Chốt kỳ: from this unit down nobody enters, hands in, takes back or opens again.

    A unit locks what is below it; a lock that was ended (mở khoá) stays with both reasons.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="locks", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="locks", verbose_name="đơn vị")
    reason = models.CharField("lý do chốt", max_length=500)
    locked_at = models.DateTimeField("chốt lúc")
    locked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="round_locks", verbose_name="người chốt"
    )
    end_reason = models.CharField("lý do mở khoá", max_length=500, blank=True)
    ended_at = models.DateTimeField("mở khoá lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="ended_locks",
        verbose_name="người mở khoá",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "chốt kỳ báo cáo"
        verbose_name_plural = "chốt kỳ báo cáo"
        constraints = [
            models.UniqueConstraint(
                name="lock_once_at_a_time", fields=["round", "unit"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="lock_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lock_ended_by_at_and_why",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"
