"""Văn bản: what a report without figures consists of (sơ kết, tổng kết, the unit's own plan)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reporting.models.reports import Report
from units.models import User


class Paper(models.Model):
    """Nội dung báo cáo in words; every version stays, the last counts. Append only, by a trigger."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="papers", verbose_name="báo cáo"
    )
    version = models.PositiveIntegerField("phiên bản")
    text = models.TextField("nội dung", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="papers", verbose_name="người")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "nội dung báo cáo"
        verbose_name_plural = "nội dung báo cáo"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(name="paper_once", fields=["report", "version"])]
        indexes = [models.Index(fields=["at"], name="paper_by_moment")]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.version}"


class PaperFile(models.Model):
    """Tệp kèm theo, kept in the database with the report it belongs to (ADR 0009).

    A file that was taken out stays with who did so; it is no longer handed out as part of the report.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files", verbose_name="báo cáo")
    number = models.PositiveIntegerField("số thứ tự")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("cỡ tệp (byte)")
    digest = models.CharField("dấu của nội dung", max_length=64)
    content = models.BinaryField("nội dung")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="paper_files", verbose_name="người")
    at = models.DateTimeField("lúc")
    removed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="removed_files",
        verbose_name="người bỏ tệp",
        null=True,
        blank=True,
    )
    removed_at = models.DateTimeField("bỏ tệp lúc", null=True, blank=True)

    class Meta:
        verbose_name = "tệp kèm theo"
        verbose_name_plural = "tệp kèm theo"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="paper_file_once", fields=["report", "number"]),
            models.CheckConstraint(
                name="paper_file_removed_by_and_at",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="paper_file_by_moment")]

    def __str__(self) -> str:
        return self.name
