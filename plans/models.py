"""What was promised, who does what for it and by when it is told: plans, goals, tasks, reporting days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plans.enums import DutyKind, PlanKind, PlanState
from plans.querysets import PlanQuerySet
from units.enums import AgencyKind, Level
from units.models import Unit, User


class Plan(models.Model):
    """Kế hoạch, Chương trình hành động: a signed document with numbered Chỉ tiêu for a span of years.

    The document is signed; nothing here corrects it. What is missing in it stays blank, and `notes` says so.
    A plan without `document_text` quotes nothing: its words are a summary of ours (the national programme).

    A draft is seen by its keepers only and asks nobody. `asked_at` is set by the first round that asks for
    its figures or texts: until then a plan in force may go back to a draft, from then on only a named
    document amends it. A plan that ended early says until when it held, and is read in those years as before.

    Between two milestones nothing is asked, unless the owner switched on interpolation: from which year on,
    and until when if it was switched off again, so that no year that was judged is judged anew.
    """

    key = models.SlugField("mã riêng", max_length=40, unique=True)
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="plans", verbose_name="đơn vị ban hành"
    )
    kind = models.CharField("loại văn bản", max_length=20, choices=PlanKind)
    title = models.TextField("tên văn bản")
    short_title = models.CharField("tên gọn", max_length=90)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    date_words = models.CharField("ngày ký như trong văn bản", max_length=120, blank=True)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    above = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="plans_below",
        null=True,
        blank=True,
        verbose_name="kế hoạch cấp trên",
    )
    above_words = models.TextField("văn bản cấp trên được viện dẫn", blank=True)
    state = models.CharField("hiệu lực", max_length=20, choices=PlanState, default=PlanState.IN_FORCE)
    held_until = models.PositiveSmallIntegerField("thực tế áp dụng đến hết năm", null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name="thay cho kế hoạch",
    )
    asked_at = models.DateTimeField("có phiếu hỏi theo kế hoạch từ lúc", null=True, blank=True)
    collects = models.BooleanField("thu thập số liệu", default=True)
    interpolated_from = models.PositiveSmallIntegerField("nội suy giữa hai mốc từ năm", null=True, blank=True)
    interpolated_until = models.PositiveSmallIntegerField(
        "nội suy giữa hai mốc đến hết năm", null=True, blank=True
    )
    document_text = models.TextField("toàn văn", blank=True)
    notes = models.JSONField("ghi chú khi đọc văn bản", default=list, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.CheckConstraint(name="plan_years_forward", condition=Q(last_year__gte=F("first_year"))),
            models.CheckConstraint(name="plan_state_known", condition=Q(state__in=PlanState.values)),
            models.CheckConstraint(
                name="plan_ended_says_until_when",
                condition=Q(held_until__isnull=True)
                | Q(state=PlanState.ENDED, held_until__lte=F("last_year")),
            ),
            models.CheckConstraint(
                name="plan_draft_was_never_asked",
                condition=~Q(state=PlanState.DRAFT) | Q(asked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="plan_not_instead_of_itself", condition=Q(replaces__isnull=True) | ~Q(replaces=F("id"))
            ),
            models.CheckConstraint(
                name="plan_not_above_itself", condition=Q(above__isnull=True) | ~Q(above=F("id"))
            ),
            models.CheckConstraint(
                name="plan_interpolation_forward",
                condition=Q(interpolated_until__isnull=True)
                | Q(interpolated_from__isnull=False, interpolated_until__gte=F("interpolated_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def full_title(self) -> str:
        """Loại văn bản and trích yếu in one line: “Chương trình hành động vì trẻ em huyện Tân Yên …”."""
        return f"{self.get_kind_display()} {self.title[:1].lower()}{self.title[1:]}"

    def holds_in(self, year: int) -> bool:
        """Is or was it in force in the year? The database's answer to the same question is `in_year`."""
        is_held = self.state == PlanState.IN_FORCE or (
            self.state == PlanState.ENDED and self.held_until is not None and year <= self.held_until
        )
        return is_held and self.first_year <= year <= self.last_year

    @property
    def interpolates(self) -> bool:
        """Is interpolation switched on, for the years to come at least?"""
        return self.interpolated_from is not None and self.interpolated_until is None

    def interpolates_in(self, year: int) -> bool:
        """Are yearly targets drawn between two milestones in the year?"""
        first, last = self.interpolated_from, self.interpolated_until
        return first is not None and first <= year and (last is None or year <= last)

    @property
    def years(self) -> str:
        """Giai đoạn: “2021–2025”, or one year alone."""
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"


class Amendment(models.Model):
    """Sửa đổi, bổ sung: the signed document by which a plan in force is changed. One at a time is open.

    Every change made under it names it in the log. What it changes holds from `from_year` on; what was judged
    before stays judged by the words of before.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="amendments", verbose_name="kế hoạch"
    )
    number = models.CharField("số, ký hiệu", max_length=60)
    signed_on = models.DateField("ngày ký")
    title = models.CharField("trích yếu", max_length=500)
    from_year = models.PositiveSmallIntegerField("áp dụng từ năm")
    opened_at = models.DateTimeField("bắt đầu sửa lúc")
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="opened_amendments", verbose_name="người sửa"
    )
    closed_at = models.DateTimeField("sửa xong lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="closed_amendments",
        null=True,
        blank=True,
        verbose_name="người kết thúc",
    )

    class Meta:
        verbose_name = "văn bản sửa đổi"
        verbose_name_plural = "văn bản sửa đổi"
        ordering = ["plan", "signed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="amendment_one_open", fields=["plan"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="amendment_names_its_document", condition=~Q(number="") & ~Q(title="")
            ),
            models.CheckConstraint(
                name="amendment_closed_by_and_at",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ngày {self.signed_on:%d/%m/%Y}"


class PlanFile(models.Model):
    """Tệp văn bản: the signed document as a file, of the plan or of one that amends it (ADR 0009)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="files", verbose_name="kế hoạch")
    amendment = models.ForeignKey(
        Amendment,
        on_delete=models.CASCADE,
        related_name="files",
        null=True,
        blank=True,
        verbose_name="văn bản sửa đổi",
    )
    number = models.PositiveIntegerField("số thứ tự")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveIntegerField("cỡ tệp (byte)")
    digest = models.CharField("dấu của nội dung", max_length=64)
    content = models.BinaryField("nội dung")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plan_files", verbose_name="người")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "tệp văn bản kế hoạch"
        verbose_name_plural = "tệp văn bản kế hoạch"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(name="plan_file_once", fields=["plan", "number"])]

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """Mục tiêu: a group of Chỉ tiêu under one heading of the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals", verbose_name="kế hoạch")
    number = models.PositiveSmallIntegerField("số thứ tự")
    name = models.CharField("tên gọn", max_length=120)
    words = models.TextField("nguyên văn")

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(name="goal_once", fields=["plan", "number"])]

    def __str__(self) -> str:
        return f"Mục tiêu {self.number}. {self.name}"


class Task(models.Model):
    """Nhiệm vụ, việc giao cho từng đơn vị: one bullet of the section that says who does what, word for word.

    `unit_words` is the heading it stands under ("Trạm y tế", "Hiệu trưởng các nhà trường"); one heading can
    mean several units, and none while the system has no such unit. A task never says who types a figure.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks", verbose_name="kế hoạch")
    position = models.PositiveSmallIntegerField("thứ tự")
    unit_words = models.CharField("đơn vị như trong văn bản", max_length=300)
    units = models.ManyToManyField(Unit, related_name="tasks", blank=True, verbose_name="đơn vị được giao")
    words = models.TextField("nguyên văn")

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(name="task_once", fields=["plan", "position"]),
            models.CheckConstraint(name="task_position_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="task_has_words", condition=~Q(words="") & ~Q(unit_words="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_words[:40]}: {self.words[:60]}"


class Deadline(models.Model):
    """Chế độ báo cáo: who tells what to whom by which day, in the words that were signed.

    Day and month may be missing ("báo cáo sơ kết giữa kỳ" names none); a year stands only where the duty
    happens once. `is_strict` reads "trước ngày 20/11" as the 19th; otherwise the day itself is still in time.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="deadlines", verbose_name="kế hoạch"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    duty = models.CharField("loại báo cáo", max_length=20, choices=DutyKind)
    reporter_level = models.CharField("cấp báo cáo", max_length=20, choices=Level)
    reporter_kind = models.CharField("loại đơn vị báo cáo", max_length=30, choices=AgencyKind, blank=True)
    receiver_words = models.CharField("nơi nhận báo cáo", max_length=200, blank=True)
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True)
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    is_strict = models.BooleanField("không tính ngày nêu trong văn bản", default=False)
    words = models.TextField("nguyên văn")
    note = models.TextField("cách hiểu", blank=True)

    class Meta:
        verbose_name = "hạn báo cáo"
        verbose_name_plural = "hạn báo cáo"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(name="deadline_once", fields=["plan", "position"]),
            models.CheckConstraint(
                name="deadline_day_with_month",
                condition=Q(day__isnull=True, month__isnull=True)
                | Q(day__isnull=False, month__isnull=False, day__range=(1, 31), month__range=(1, 12)),
            ),
            models.CheckConstraint(
                name="deadline_kind_only_of_agencies",
                condition=Q(reporter_kind="") | Q(reporter_level=Level.AGENCY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.words[:60]}"
