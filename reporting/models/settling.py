"""Chọn số dùng: where two kinds of unit counted the same thing apart, which sum a place uses and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from indicators.models import DataItem
from reporting.enums import Side
from reporting.models.reports import Report
from units.models import User


class Settlement(models.Model):
    """Chọn số: the place above both settles a difference between an item's source and its check source.

    Both sums are kept as they were looked at. It holds while they stay so; when one of them changes the
    difference is open again, and the next choice is a row of its own: append only, by a trigger. Where the
    check's sum is used, the place's total of the item is that sum instead of the source's
    (`reporting.totals`); the cells themselves stay what their units wrote.
    """

    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        related_name="settlements",
        verbose_name="báo cáo",
        help_text="the place's own report",
    )
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="settlements", verbose_name="số liệu"
    )
    source_value = models.BigIntegerField("nguồn ghi")
    check_value = models.BigIntegerField("đối chiếu ghi")
    uses = models.CharField("số dùng", max_length=10, choices=Side)
    reason = models.CharField("lý do", max_length=500)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="settlements", verbose_name="người chọn"
    )
    address = models.GenericIPAddressField("từ máy", null=True, blank=True)

    class Meta:
        verbose_name = "chọn số dùng"
        verbose_name_plural = "chọn số dùng"
        constraints = [
            models.CheckConstraint(name="settlement_side_known", condition=Q(uses__in=Side.values)),
            models.CheckConstraint(name="settlement_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="settlement_is_of_a_difference",
                condition=~Q(source_value=models.F("check_value")),
            ),
        ]
        indexes = [
            models.Index(fields=["report", "item", "id"], name="settlement_latest"),
            models.Index(fields=["at"], name="settlement_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} – {self.item_id}: {self.uses}"
