"""Số đã nộp lên: what a submitted consolidated report handed up, edition by edition."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators.models import DataItem
from reporting.models.figures import FigureChange
from reporting.models.reports import Report
from units.enums import Area


class Total(models.Model):
    """Số đã nộp lên: the sum of one item as a submitted consolidated report handed it up. A snapshot: a new
    submission is a new edition, and no edition is ever changed (append only, by a trigger).

    Sums of counts over the units that answered; coverage counts the cells asked, the ones that answered and
    the ones that could not collect; the matched sums hold the units that have both this year and last. Levels
    and states are counted by step, and so are the matched ones that fell (see `reporting.rollup.ItemTotal`).
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="totals", verbose_name="báo cáo"
    )
    edition = models.PositiveSmallIntegerField("lần nộp")
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="totals", verbose_name="số liệu"
    )
    area = models.CharField("khu vực", max_length=10, choices=Area, blank=True)
    value = models.BigIntegerField("tổng")
    yes_answered = models.BigIntegerField("số đơn vị đã trả lời có hoặc không")
    asked = models.PositiveIntegerField("số ô phải có")
    answered = models.PositiveIntegerField("số ô đã có")
    no_cases = models.PositiveIntegerField("số ô không phát sinh")
    not_collected = models.PositiveIntegerField("số ô chưa thu thập được")
    matched_units = models.PositiveIntegerField("số ô có đủ hai năm")
    matched_value = models.BigIntegerField("tổng năm nay của các ô có đủ hai năm")
    matched_previous = models.BigIntegerField("tổng năm trước của các ô có đủ hai năm")
    step_0 = models.PositiveIntegerField("số ô ở bậc 0", default=0)
    step_1 = models.PositiveIntegerField("số ô ở bậc 1", default=0)
    step_2 = models.PositiveIntegerField("số ô ở bậc 2", default=0)
    step_3 = models.PositiveIntegerField("số ô ở bậc 3", default=0)
    fell = models.PositiveIntegerField("số ô thấp hơn năm trước", default=0)

    class Meta:
        verbose_name = "số đã nộp lên"
        verbose_name_plural = "số đã nộp lên"
        constraints = [
            models.UniqueConstraint(name="total_once", fields=["report", "edition", "item", "area"]),
            models.CheckConstraint(
                name="total_answers_within_asked", condition=Q(asked__gte=F("answered") + F("not_collected"))
            ),
            models.CheckConstraint(
                name="total_no_cases_within_answered", condition=Q(no_cases__lte=F("answered"))
            ),
            models.CheckConstraint(
                name="total_steps_within_answered",
                condition=Q(answered__gte=F("step_0") + F("step_1") + F("step_2") + F("step_3")),
            ),
            models.CheckConstraint(
                name="total_fell_within_matched", condition=Q(fell__lte=F("matched_units"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} lần {self.edition}: {self.item_id} = {self.value}"


class TotalText(models.Model):
    """Nội dung đã nộp lên: one text that a submitted consolidated report handed up, as it read then.

    It names the log row of the cell, which never changes, so nothing is copied and a later word in the cell
    does not reach what was handed up. Editions are those of `Total`; append only, by a trigger.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="total_texts", verbose_name="báo cáo"
    )
    edition = models.PositiveSmallIntegerField("lần nộp")
    change = models.ForeignKey(
        FigureChange, on_delete=models.PROTECT, related_name="total_texts", verbose_name="nội dung"
    )

    class Meta:
        verbose_name = "nội dung đã nộp lên"
        verbose_name_plural = "nội dung đã nộp lên"
        constraints = [
            models.UniqueConstraint(name="total_text_once", fields=["report", "edition", "change"])
        ]

    def __str__(self) -> str:
        return f"{self.report_id} lần {self.edition}: {self.change_id}"
