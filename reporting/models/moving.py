"""Tệp đưa vào: a file that somebody uploaded and has not yet decided on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reporting.enums import BulkKind, IntakeState
from units.models import User


class BulkFile(models.Model):
    """Tệp đưa vào: kept between the look at it and the decision, so that both are about the same lines.

    Its content is thrown away with the decision, and only whoever brought it ever reads it: it may hold what
    not everybody may see. What it did stands in the log. A person has one waiting file at most.
    """

    kind = models.CharField("loại dữ liệu", max_length=15, choices=BulkKind)
    file_name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField("nội dung", default=bytes, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bulk_files", verbose_name="người")
    at = models.DateTimeField("lúc")
    state = models.CharField("trạng thái", max_length=10, choices=IntakeState, default=IntakeState.WAITING)
    settled_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    told = models.CharField("kết quả", max_length=200, blank=True)

    class Meta:
        verbose_name = "tệp đưa vào"
        verbose_name_plural = "tệp đưa vào"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="bulk_file_kind_known", condition=Q(kind__in=BulkKind.values)),
            models.CheckConstraint(
                name="bulk_file_state_known",
                condition=Q(state__in=[IntakeState.WAITING, IntakeState.ACCEPTED, IntakeState.DROPPED]),
            ),
            models.UniqueConstraint(
                name="bulk_file_waits_once", fields=["by"], condition=Q(state=IntakeState.WAITING)
            ),
            models.CheckConstraint(
                name="bulk_file_settled_at",
                condition=Q(state=IntakeState.WAITING, settled_at__isnull=True)
                | (~Q(state=IntakeState.WAITING) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
