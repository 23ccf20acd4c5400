"""Tệp xuất: every file that was taken out, by whom and of what, and the making of those that take long."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plans.models import Plan
from reporting.enums import ExportFormat, ExportKind, ExportState
from reporting.models.annual import AnnualReport
from reporting.models.rounds import Round
from units.models import Unit, User

AT_ONCE = "ngay"
"""Mark in `Export.claim` of a file that is drawn while somebody waits for the answer."""


class Export(models.Model):
    """Tệp xuất. Its `code` stands in the file and leads back to `address`, the page it was made from.

    `edition` says in words which figures they are (“Chính thức”, “Tạm tính”, “Đã phát hành, bản 2”), `digest`
    is over what a reader sees, so two files with one digest say the same. A file that is handed out at once
    leaves its row and no content; one made in the background is kept for thirty days for whoever asked, and
    the row stays after.

    While it is made, `claim` names the run that makes it and `beat_at` is its last sign of life by the
    machine's clock: a run that fell silent is taken over, and what it still does counts for nothing.
    """

    code = models.CharField("mã tệp", max_length=12, unique=True)
    kind = models.CharField("nội dung", max_length=10, choices=ExportKind)
    format = models.CharField("định dạng", max_length=5, choices=ExportFormat)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="exports",
        verbose_name="đơn vị",
        null=True,
        blank=True,
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.SET_NULL,  # a rehearsal is thrown away with all that was asked in it
        related_name="exports",
        verbose_name="kỳ",
        null=True,
        blank=True,
    )
    plan = models.ForeignKey(
        Plan,
        on_delete=models.PROTECT,
        related_name="exports",
        verbose_name="kế hoạch",
        null=True,
        blank=True,
    )
    report = models.ForeignKey(
        AnnualReport,
        on_delete=models.PROTECT,
        related_name="exports",
        verbose_name="báo cáo năm",
        null=True,
        blank=True,
    )
    options = models.JSONField("lựa chọn", default=dict)
    title = models.CharField("tên", max_length=300)
    window = models.CharField("số liệu từ–đến", max_length=60, blank=True)
    edition = models.CharField("loại số liệu", max_length=80, blank=True)
    is_public = models.BooleanField("bản công khai", default=False)
    address = models.CharField("trang của số liệu", max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports", verbose_name="người xuất")
    asked_at = models.DateTimeField("yêu cầu lúc")
    state = models.CharField("trạng thái", max_length=10, choices=ExportState, default=ExportState.WAITING)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    counted_in = models.CharField("đếm theo", max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    claim = models.CharField("lượt chạy", max_length=36, blank=True)
    beat_at = models.DateTimeField("còn chạy lúc", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    failure = models.CharField("vì sao lỗi", max_length=500, blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("cỡ tệp (byte)", default=0)
    digest = models.CharField("dấu của nội dung", max_length=64, blank=True)
    content = models.BinaryField("nội dung tệp", null=True, blank=True)

    class Meta:
        verbose_name = "tệp xuất"
        verbose_name_plural = "tệp xuất"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="export_kind_known", condition=Q(kind__in=ExportKind.values)),
            models.CheckConstraint(name="export_format_known", condition=Q(format__in=ExportFormat.values)),
            models.CheckConstraint(name="export_state_known", condition=Q(state__in=ExportState.values)),
            models.CheckConstraint(
                name="export_running_is_claimed", condition=~Q(state=ExportState.RUNNING) | ~Q(claim="")
            ),
            models.CheckConstraint(
                name="export_failed_says_why", condition=~Q(state=ExportState.FAILED) | ~Q(failure="")
            ),
            models.CheckConstraint(
                name="export_done_has_a_digest", condition=~Q(state=ExportState.DONE) | ~Q(digest="")
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-id"], name="export_of_person"),
            models.Index(
                fields=["state", "beat_at"],
                name="export_under_way",
                condition=Q(state__in=[ExportState.WAITING, ExportState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return self.code
