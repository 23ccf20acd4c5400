"""Số liệu: the cells of a form, every value they had, how they came in and how they were explained."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators.models import DataItem
from reporting.enums import ExplainedBy, FigureState, IntakeState, Origin
from reporting.models.reports import Report
from reporting.querysets import FigureQuerySet
from units.models import User


class Figure(models.Model):
    """Ô số liệu: one per report and item, written when the round opens, so the form is what was asked.

    `value` is a whole number; for yes/no it is how many answered yes, and `answered` how many answered.
    `raw` is what was typed, kept also when it cannot be read. A check cell is compared and never added.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="figures", verbose_name="báo cáo"
    )
    item = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="figures", verbose_name="số liệu"
    )
    is_check = models.BooleanField("ô đối chiếu", default=False)
    state = models.CharField("câu trả lời", max_length=15, choices=FigureState, default=FigureState.EMPTY)
    value = models.BigIntegerField("giá trị", null=True, blank=True)
    answered = models.PositiveIntegerField("số đơn vị đã trả lời", null=True, blank=True)
    text = models.TextField("nội dung", blank=True)
    raw = models.CharField("đã gõ", max_length=200, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)
    added_at = models.DateTimeField(
        "thêm vào mẫu lúc",
        null=True,
        blank=True,
        editable=False,
        help_text="by “Cập nhật mẫu”; null for what was asked when the form was written",
    )
    entered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="entered_figures",
        null=True,
        blank=True,
        verbose_name="người nhập",
    )
    entered_at = models.DateTimeField("nhập lúc", null=True, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "ô số liệu"
        verbose_name_plural = "ô số liệu"
        constraints = [
            models.UniqueConstraint(name="figure_once", fields=["report", "item"]),
            models.CheckConstraint(
                name="figure_answer_has_its_value",
                # A check that comes out as NULL passes, so every branch says that its value is there.
                condition=Q(state=FigureState.ENTERED, value__isnull=False, value__gte=0)
                | (Q(state=FigureState.ENTERED, value__isnull=True) & ~Q(text=""))
                | Q(state=FigureState.NO_CASES, value__isnull=False, value=0)
                | Q(
                    state__in=[FigureState.EMPTY, FigureState.NOT_COLLECTED, FigureState.UNREAD],
                    value__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="figure_yes_within_answered",
                condition=Q(answered__isnull=True) | Q(value__isnull=False, value__lte=F("answered")),
            ),
            models.CheckConstraint(
                name="figure_unread_has_text", condition=~Q(state=FigureState.UNREAD) | ~Q(raw="")
            ),
            models.CheckConstraint(
                name="figure_entered_by_and_at",
                condition=Q(entered_by__isnull=True, entered_at__isnull=True)
                | Q(entered_by__isnull=False, entered_at__isnull=False),
            ),
        ]
        # Sums run over the answered cells of an item; the form opens by report (the unique index).
        indexes = [models.Index(fields=["item", "state"], name="figure_sums")]

    def __str__(self) -> str:
        return f"{self.report_id} – {self.item_id}: {self.value}"


class FigureChange(models.Model):
    """Nhật ký ô: every value a cell ever had. Append only, by a trigger on both databases."""

    figure = models.ForeignKey(
        Figure, on_delete=models.PROTECT, related_name="changes", verbose_name="ô số liệu"
    )
    version = models.PositiveIntegerField("phiên bản")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="figure_changes", verbose_name="người"
    )
    origin = models.CharField("nguồn", max_length=15, choices=Origin)
    # Read from the cell's side only, so the long table carries no index for it.
    stand_in = models.ForeignKey(
        "ReportEvent",
        on_delete=models.PROTECT,
        related_name="entered_changes",
        verbose_name="lần nhập thay",
        null=True,
        blank=True,
        db_index=False,
    )
    state = models.CharField("câu trả lời", max_length=15, choices=FigureState)
    value = models.BigIntegerField("giá trị", null=True, blank=True)
    answered = models.PositiveIntegerField("số đơn vị đã trả lời", null=True, blank=True)
    text = models.TextField("nội dung", blank=True)
    raw = models.CharField("đã gõ", max_length=200, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    address = models.GenericIPAddressField("từ máy", null=True, blank=True)

    class Meta:
        verbose_name = "thay đổi của ô"
        verbose_name_plural = "thay đổi của ô"
        constraints = [
            models.UniqueConstraint(name="figure_change_once", fields=["figure", "version"]),
            models.CheckConstraint(name="figure_change_origin_known", condition=Q(origin__in=Origin.values)),
            models.CheckConstraint(
                name="figure_change_on_behalf_says_from_what",
                condition=Q(origin=Origin.ON_BEHALF, stand_in__isnull=False)
                | (~Q(origin=Origin.ON_BEHALF) & Q(stand_in__isnull=True)),
            ),
        ]
        # The log is read newest first.
        indexes = [models.Index(fields=["at"], name="figure_change_by_moment")]

    def __str__(self) -> str:
        return f"{self.figure_id} v{self.version}"


class Explanation(models.Model):
    """Giải trình: why a figure is as odd as a warning says. It answers the warning's very words, so a new
    value asks again only if these change; of several the last counts. Append only, by a trigger.

    `reasons` are values of ExplainedBy with a comma before, between and after, so that one can be looked
    for. What two kinds of unit count differently is explained by the place above, on the source's cell.
    """

    figure = models.ForeignKey(
        Figure, on_delete=models.PROTECT, related_name="explanations", verbose_name="ô số liệu"
    )
    code = models.CharField("mã cảnh báo", max_length=4)
    said = models.CharField("cảnh báo", max_length=300)
    reasons = models.CharField("lý do", max_length=100)
    text = models.CharField("nói rõ", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="explanations", verbose_name="người")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "giải trình"
        verbose_name_plural = "giải trình"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="explanation_has_a_reason", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="explanation_other_says_more",
                condition=~Q(reasons__contains=f",{ExplainedBy.OTHER.value},") | ~Q(text=""),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="explanation_by_moment")]

    def __str__(self) -> str:
        return f"{self.figure_id} {self.code}"

    @property
    def words(self) -> str:
        """“Thay đổi dân số; Khác: …”"""
        chosen = [reason.label for reason in ExplainedBy if f",{reason.value}," in self.reasons]
        return "; ".join(chosen) + (f": {self.text}" if self.text else "")

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(filter(None, self.reasons.split(",")))


class Intake(models.Model):
    """Lần đưa số vào: an uploaded file or a pasted block as it was read, before and after it was taken over.

    `cells` are the texts found, each with its place and its cell (see `reporting.incoming.workbooks.Found`);
    what they would change is worked out anew whenever it is looked at. `versions` are those of the cells when
    the values were taken from the report, `taken` the cells written with the version each then had.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="intakes", verbose_name="báo cáo"
    )
    number = models.PositiveIntegerField("lần")
    origin = models.CharField("nguồn", max_length=15, choices=Origin)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    digest = models.CharField("dấu của nội dung", max_length=64)
    cells = models.JSONField("các ô đọc được", default=list)
    versions = models.JSONField("phiên bản các ô", default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="intakes", verbose_name="người")
    at = models.DateTimeField("lúc")
    state = models.CharField("trạng thái", max_length=10, choices=IntakeState, default=IntakeState.WAITING)
    taken = models.JSONField("các ô đã ghi", default=dict)
    settled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="settled_intakes",
        null=True,
        blank=True,
        verbose_name="người quyết định",
    )
    settled_at = models.DateTimeField("quyết định lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần đưa số vào"
        verbose_name_plural = "lần đưa số vào"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="intake_once", fields=["report", "number"]),
            models.CheckConstraint(
                name="intake_origin_known", condition=Q(origin__in=[Origin.EXCEL, Origin.PASTED])
            ),
            models.CheckConstraint(name="intake_state_known", condition=Q(state__in=IntakeState.values)),
            models.CheckConstraint(
                name="intake_settled_by_and_at",
                condition=Q(state=IntakeState.WAITING, settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(state=IntakeState.WAITING) & Q(settled_by__isnull=False, settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["settled_at"], name="intake_by_moment", condition=Q(settled_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} lần {self.number}"
