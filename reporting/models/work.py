"""Vướng mắc và nhiệm vụ: what hinders a unit, and how far the tasks of its plans have come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from indicators.models import Indicator
from plans.models import Task
from reporting.enums import TaskState
from reporting.models.rounds import Round
from units.models import Unit, User


class Difficulty(models.Model):
    """Vướng mắc: what a unit cannot solve alone, told to the unit above on any day; the plans ask for it.

    The unit above may draw it into the annual report of a year.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="difficulties", verbose_name="đơn vị"
    )
    number = models.PositiveIntegerField("số thứ tự")
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        related_name="difficulties",
        verbose_name="chỉ tiêu liên quan",
        null=True,
        blank=True,
    )
    text = models.TextField("nội dung")
    proposal = models.TextField("đề nghị", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="difficulties", verbose_name="người")
    at = models.DateTimeField("lúc")
    report_year = models.PositiveSmallIntegerField("đưa vào báo cáo năm", null=True, blank=True)
    drawn_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="drawn_difficulties",
        verbose_name="người đưa vào báo cáo",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "vướng mắc"
        verbose_name_plural = "vướng mắc"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="difficulty_once", fields=["unit", "number"]),
            models.CheckConstraint(name="difficulty_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="difficulty_drawn_by_somebody",
                condition=Q(report_year__isnull=True, drawn_by__isnull=True)
                | Q(report_year__isnull=False, drawn_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="difficulty_by_moment")]

    def __str__(self) -> str:
        return self.text[:60]


class DifficultyAnswer(models.Model):
    """Trả lời vướng mắc, by the unit above or the unit itself; all stay. Append only, by a trigger."""

    difficulty = models.ForeignKey(
        Difficulty, on_delete=models.PROTECT, related_name="answers", verbose_name="vướng mắc"
    )
    text = models.TextField("nội dung")
    settles = models.BooleanField("đã giải quyết", default=False)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="difficulty_answers",
        verbose_name="đơn vị trả lời",
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="difficulty_answers", verbose_name="người"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "trả lời vướng mắc"
        verbose_name_plural = "trả lời vướng mắc"
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="difficulty_answer_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["at"], name="difficulty_answer_by_moment")]

    def __str__(self) -> str:
        return self.text[:60]


class TaskResult(models.Model):
    """Kết quả thực hiện nhiệm vụ: how far one unit has come with one task in one round, in a few words; of
    several the last counts. Append only, by a trigger."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="results", verbose_name="nhiệm vụ")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="task_results", verbose_name="đơn vị"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="task_results", verbose_name="kỳ")
    state = models.CharField("tình hình", max_length=12, choices=TaskState)
    words = models.CharField("kết quả", max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="task_results", verbose_name="người")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "kết quả nhiệm vụ"
        verbose_name_plural = "kết quả nhiệm vụ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="task_result_state_known", condition=Q(state__in=TaskState.values))
        ]
        indexes = [
            models.Index(fields=["round", "unit"], name="task_results_of_unit"),
            models.Index(fields=["at"], name="task_result_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} – {self.unit_id}: {self.state}"
