"""Góp ý and what the unit answers to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from reporting.enums import CommentKind
from reporting.models.figures import Figure
from reporting.models.reports import ReportEvent
from units.models import User


class ReviewComment(models.Model):
    """Góp ý on a cell, sent with the decision. Cần sửa and hỏi lại want an answer or another value before the
    report comes back; ghi nhận wants nothing. Append only, by a trigger."""

    event = models.ForeignKey(
        ReportEvent, on_delete=models.PROTECT, related_name="comments", verbose_name="lần quyết định"
    )
    figure = models.ForeignKey(
        Figure, on_delete=models.PROTECT, related_name="comments", verbose_name="ô số liệu"
    )
    kind = models.CharField("loại", max_length=10, choices=CommentKind, default=CommentKind.MUST_FIX)
    text = models.TextField("nội dung")

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý"
        constraints = [
            models.UniqueConstraint(name="comment_once", fields=["event", "figure"]),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="comment_kind_known", condition=Q(kind__in=CommentKind.values)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CommentAnswer(models.Model):
    """Trả lời a comment: what the unit says to it; of several the last counts. Append only, by a trigger."""

    comment = models.ForeignKey(
        ReviewComment, on_delete=models.PROTECT, related_name="answers", verbose_name="góp ý"
    )
    text = models.TextField("nội dung")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="comment_answers", verbose_name="người"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "trả lời góp ý"
        verbose_name_plural = "trả lời góp ý"
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="answer_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["at"], name="answer_by_moment")]

    def __str__(self) -> str:
        return self.text[:60]
