"""What happened: rounds, reports, figures with every earlier value, acts, and the totals handed up."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators.models import DataItem
from reporting.enums import (
    Act,
    ExplainedBy,
    FigureState,
    IntakeState,
    Origin,
    ReportState,
    RoundKind,
    StandInSource,
)
from reporting.querysets import FigureQuerySet, ReportQuerySet
from units.enums import Area
from units.models import Unit, User


class Round(models.Model):
    """Kỳ báo cáo, shared by all plans. Its closing day, the last of the data window, says which units and
    which chain report."""

    key = models.SlugField("mã riêng", max_length=30, unique=True)
    kind = models.CharField("loại kỳ", max_length=12, choices=RoundKind)
    year = models.PositiveSmallIntegerField("năm")
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("số liệu đến hết ngày")

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(name="round_once", fields=["kind", "year"]),
            models.CheckConstraint(name="round_kind_known", condition=Q(kind__in=RoundKind.values)),
            models.CheckConstraint(name="round_window_forward", condition=Q(data_to__gt=F("data_from"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """“Năm 2024”, “6 tháng năm 2024”."""
        if self.kind == RoundKind.YEAR:
            return f"Năm {self.year}"
        if self.kind == RoundKind.SIX_MONTHS:
            return f"6 tháng năm {self.year}"
        return f"Chính thức năm {self.year}"

    @property
    def is_estimate(self) -> bool:
        """Are its figures ước thực hiện? Every plan's yearly deadline falls before the data year closes on
        14/12 (Nghị định 09/2019/NĐ-CP), so what the year round collects is an estimate."""
        return self.kind != RoundKind.FINAL_YEAR

    @property
    def has_verdict(self) -> bool:
        """Six-month results stand beside the year's target without being judged."""
        return self.kind != RoundKind.SIX_MONTHS


class RoundOpening(models.Model):
    """Mở kỳ: a top unit of the system opened the round for everything below it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="openings", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="openings", verbose_name="đơn vị")
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="round_openings", verbose_name="người mở"
    )

    class Meta:
        verbose_name = "mở kỳ báo cáo"
        verbose_name_plural = "mở kỳ báo cáo"
        constraints = [models.UniqueConstraint(name="round_opened_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"


class Report(models.Model):
    """Phiếu, báo cáo của đơn vị: one per unit and round, serving every plan at once.

    A place's own report also carries up what it accepted below: its totals are stored when it is submitted.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports", verbose_name="kỳ")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports", verbose_name="đơn vị")
    area = models.CharField("khu vực", max_length=10, choices=Area, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=ReportState, default=ReportState.DRAFT)
    submissions = models.PositiveSmallIntegerField("số lần nộp", default=0)
    first_submitted_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="submitted_reports",
        null=True,
        blank=True,
        verbose_name="người nộp",
    )
    checking_since = models.DateTimeField("kiểm tra từ lúc", null=True, blank=True)
    checking_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="reports_being_checked",
        null=True,
        blank=True,
        verbose_name="người kiểm tra",
    )
    accepted_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="accepted_reports",
        null=True,
        blank=True,
        verbose_name="người duyệt",
    )
    correct_by_on = models.DateField("sửa xong trước hết ngày", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints = [
            models.UniqueConstraint(name="report_once", fields=["round", "unit"]),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(
                name="report_submitted_by_and_at",
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, first_submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_handed_in_has_submission",
                condition=Q(state__in=[ReportState.DRAFT]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_checking_by_and_since",
                condition=Q(checking_since__isnull=True, checking_by__isnull=True)
                | Q(
                    checking_since__isnull=False,
                    checking_by__isnull=False,
                    state=ReportState.SUBMITTED,
                ),
            ),
            models.CheckConstraint(
                name="report_accepted_by_and_at",
                condition=(
                    Q(state=ReportState.ACCEPTED, accepted_at__isnull=False, accepted_by__isnull=False)
                    | (~Q(state=ReportState.ACCEPTED) & Q(accepted_at__isnull=True, accepted_by__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="report_returned_has_a_day",
                condition=Q(state=ReportState.RETURNED, correct_by_on__isnull=False)
                | (~Q(state=ReportState.RETURNED) & Q(correct_by_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"

    @property
    def is_open(self) -> bool:
        """Can its cells be written?"""
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def is_being_checked(self) -> bool:
        return self.checking_since is not None


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

    def __str__(self) -> str:
        return f"{self.figure_id} v{self.version}"


class ReportEvent(models.Model):
    """Việc đã làm: every act on a report, who, when, from where. Append only, by a trigger.

    An act done for the unit by somebody else (nhập thay) carries from what it was taken; a start says more
    in its reason.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="events", verbose_name="báo cáo"
    )
    act = models.CharField("việc", max_length=20, choices=Act)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_events", verbose_name="người")
    address = models.GenericIPAddressField("từ máy", null=True, blank=True)
    from_state = models.CharField("từ trạng thái", max_length=12, choices=ReportState)
    to_state = models.CharField("sang trạng thái", max_length=12, choices=ReportState)
    reason = models.TextField("lý do", blank=True)
    stand_in_source = models.CharField("nguồn nhập thay", max_length=10, choices=StandInSource, blank=True)

    class Meta:
        verbose_name = "việc đã làm"
        verbose_name_plural = "việc đã làm"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="event_act_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(
                name="event_return_has_reason",
                condition=~Q(act__in=[Act.RETURNED, Act.ACCEPTANCE_UNDONE]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="event_stand_in_says_from_what",
                condition=~Q(act=Act.STAND_IN_STARTED) | ~Q(stand_in_source=""),
            ),
            models.CheckConstraint(
                name="event_stand_in_source_known",
                condition=Q(stand_in_source="") | Q(stand_in_source__in=StandInSource.values),
            ),
            models.CheckConstraint(
                name="event_other_source_is_named",
                condition=~Q(act=Act.STAND_IN_STARTED, stand_in_source=StandInSource.OTHER) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_act_display()}"


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


class ReviewComment(models.Model):
    """Góp ý on a cell, sent with a return."""

    event = models.ForeignKey(
        ReportEvent, on_delete=models.PROTECT, related_name="comments", verbose_name="lần trả lại"
    )
    figure = models.ForeignKey(
        Figure, on_delete=models.PROTECT, related_name="comments", verbose_name="ô số liệu"
    )
    text = models.TextField("nội dung")

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý"
        constraints = [
            models.UniqueConstraint(name="comment_once", fields=["event", "figure"]),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


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

    def __str__(self) -> str:
        return f"{self.report_id} lần {self.number}"
