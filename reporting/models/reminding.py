"""Đôn đốc và thông báo: who was reminded of what, and what happened to somebody's work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reporting.enums import NoticeKind
from reporting.models.reports import Report
from reporting.querysets import NoticeQuerySet
from units.models import Unit, User


class Reminder(models.Model):
    """Lần nhắc: one report was reminded of one day. Append only, by a trigger.

    `step`: days after `due_on` (negative before it) at which the ladder asked for it; null when somebody
    reminded by hand, and then `by` says who. Neither the ladder nor a day is ever used twice.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="reminders", verbose_name="báo cáo"
    )
    due_on = models.DateField("hạn được nhắc", null=True, blank=True)
    step = models.SmallIntegerField("bậc nhắc", null=True, blank=True)
    on = models.DateField("nhắc ngày")
    at = models.DateTimeField("nhắc lúc")
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="reminders_sent",
        verbose_name="người đôn đốc",
        null=True,
        blank=True,
    )
    text = models.CharField("lời nhắc", max_length=1000, blank=True)

    class Meta:
        verbose_name = "lần nhắc"
        verbose_name_plural = "lần nhắc"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="reminder_step_once", fields=["report", "due_on", "step"], condition=Q(by__isnull=True)
            ),
            models.UniqueConstraint(
                name="reminder_once_a_day", fields=["report", "on"], condition=Q(by__isnull=True)
            ),
            models.CheckConstraint(
                name="reminder_by_ladder_or_by_hand",
                condition=Q(by__isnull=True, step__isnull=False, due_on__isnull=False)
                | Q(by__isnull=False, step__isnull=True),
            ),
        ]
        # The log tells of reminders by hand only.
        indexes = [
            models.Index(fields=["at"], name="reminder_by_moment", condition=Q(by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.on}"


class Notice(models.Model):
    """Thông báo to one person, addressed through a unit they hold a post on: with the post the notice goes.

    It never carries a figure, so nothing restricted can stand in it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices", verbose_name="người")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="notices", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=20, choices=NoticeKind)
    report = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        related_name="notices",
        verbose_name="báo cáo",
        null=True,
        blank=True,
    )
    title = models.CharField("việc", max_length=300)
    text = models.CharField("nội dung", max_length=1000, blank=True)
    address = models.CharField("mở ra trang", max_length=300, blank=True)
    at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="notice_kind_known", condition=Q(kind__in=NoticeKind.values))
        ]
        indexes = [
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """Thư nhắc việc: one a person and day, whatever there is to tell; the row stands before the letter goes,
    so a second run never sends it again, and one that did not go out says why and is tried again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests", verbose_name="người")
    on = models.DateField("ngày")
    address = models.EmailField("gửi tới")
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    made_at = models.DateTimeField("soạn lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    failure = models.CharField("vì sao chưa gửi được", max_length=300, blank=True)

    class Meta:
        verbose_name = "thư nhắc việc"
        verbose_name_plural = "thư nhắc việc"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="digest_once_a_day", fields=["user", "on"])]
        indexes = [models.Index(fields=["on"], name="digest_unsent", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
