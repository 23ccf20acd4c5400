"""Báo cáo năm: the document that a leader signs, from its draft to the edition that stands for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from plans.models import Plan
from reporting.enums import AnnualState
from reporting.models.rounds import Round
from units.models import Unit, User


class Letterhead(models.Model):
    """Thể thức văn bản of a unit: what stands around its reports (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    A unit without a row uses what follows from its name and level (`reporting.letterheads`). Several lines
    are kept as they are typed, one a line. A report takes a copy when it is begun, so that a change here
    never reaches what is already written.
    """

    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="letterhead", verbose_name="đơn vị"
    )
    superior = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    issuer = models.TextField("cơ quan ban hành", max_length=400)
    symbol = models.CharField("ký hiệu", max_length=40)
    place = models.CharField("địa danh", max_length=100)
    addressed_to = models.TextField("kính gửi", max_length=1000, blank=True)
    recipients = models.TextField("nơi nhận", max_length=2000, blank=True)
    signature = models.TextField("quyền hạn, chức vụ của người ký", max_length=400)
    signer = models.CharField("họ tên người ký", max_length=100, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="letterheads_changed", verbose_name="người sửa"
    )
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "thể thức văn bản"
        verbose_name_plural = "thể thức văn bản"

    def __str__(self) -> str:
        return str(self.unit)


class AnnualReport(models.Model):
    """Báo cáo năm, 6 tháng, sơ kết, tổng kết of one unit on one plan: one row an edition.

    While it is a draft, `letterhead` and `switches` (which sections and annexes it has) are those chosen on
    the page and `tables` are the figures as they stood at `taken_at`: what has changed since is offered,
    never put in silently. Issuing writes `content`, the whole document as it is read and printed, and from
    then on a trigger lets nobody change the row; a later correction is the next edition and says why.
    `public_content` is the same document for everybody, without restricted items and small numbers.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="annual_reports", verbose_name="đơn vị"
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="annual_reports", verbose_name="kế hoạch"
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="annual_reports", verbose_name="kỳ"
    )
    edition = models.PositiveSmallIntegerField("bản", default=1)
    amended_because = models.CharField("lý do sửa đổi", max_length=500, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=AnnualState, default=AnnualState.DRAFT)
    is_official = models.BooleanField("dùng số đã duyệt", default=True)
    letterhead = models.JSONField("thể thức", default=dict)
    switches = models.JSONField("các phần", default=dict)
    tables = models.JSONField("số liệu khi soạn", default=dict)
    taken_at = models.DateTimeField("lấy số liệu lúc")
    version = models.PositiveIntegerField("phiên bản", default=1)
    begun_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="annual_reports_begun", verbose_name="người soạn"
    )
    begun_at = models.DateTimeField("bắt đầu soạn lúc")
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="annual_reports_saved", verbose_name="người lưu"
    )
    saved_at = models.DateTimeField("lưu lúc")
    issued_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="annual_reports_issued",
        null=True,
        blank=True,
        verbose_name="người phát hành",
    )
    issued_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    content = models.JSONField("nội dung đã phát hành", null=True, blank=True)
    public_content = models.JSONField("nội dung bản công khai", null=True, blank=True)
    digest = models.CharField("dấu của nội dung", max_length=64, blank=True)

    class Meta:
        verbose_name = "báo cáo năm"
        verbose_name_plural = "báo cáo năm"
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                name="annual_report_edition_once", fields=["unit", "plan", "round", "edition"]
            ),
            models.UniqueConstraint(
                name="annual_report_one_draft",
                fields=["unit", "plan", "round"],
                condition=Q(state=AnnualState.DRAFT),
            ),
            models.CheckConstraint(
                name="annual_report_state_known", condition=Q(state__in=AnnualState.values)
            ),
            models.CheckConstraint(
                name="annual_report_amended_says_why",
                condition=Q(edition=1, amended_because="") | (Q(edition__gt=1) & ~Q(amended_because="")),
            ),
            models.CheckConstraint(
                name="annual_report_issued_is_whole",
                condition=Q(
                    state=AnnualState.DRAFT,
                    issued_by__isnull=True,
                    issued_at__isnull=True,
                    content__isnull=True,
                    public_content__isnull=True,
                    digest="",
                )
                | (
                    Q(
                        state=AnnualState.ISSUED,
                        issued_by__isnull=False,
                        issued_at__isnull=False,
                        content__isnull=False,
                        public_content__isnull=False,
                    )
                    & ~Q(digest="")
                ),
            ),
            models.CheckConstraint(
                name="annual_report_saved_after_begun", condition=Q(saved_at__gte=F("begun_at"))
            ),
        ]
        indexes = [models.Index(fields=["round", "unit"], name="annual_report_of_round")]

    def __str__(self) -> str:
        return f"{self.unit_id} – {self.round_id} – bản {self.edition}"

    @property
    def is_issued(self) -> bool:
        return self.state == AnnualState.ISSUED


class AnnualText(models.Model):
    """Lời văn of one section as somebody wrote it; every version stays, the last counts. Append only.

    A section without a row says what follows from the figures. An empty `text` is a choice too: nothing.
    `is_generated`: the writer went back to the sentences that follow from the figures. `is_public`: may the
    words stand in the public version? Somebody has read them for that; generated words need no reading.
    """

    report = models.ForeignKey(
        AnnualReport, on_delete=models.PROTECT, related_name="texts", verbose_name="báo cáo năm"
    )
    section = models.CharField("phần", max_length=40)
    version = models.PositiveIntegerField("phiên bản")
    text = models.TextField("lời văn", blank=True)
    is_generated = models.BooleanField("theo gợi ý", default=False)
    is_public = models.BooleanField("được đưa vào bản công khai", default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="annual_texts", verbose_name="người")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lời văn báo cáo năm"
        verbose_name_plural = "lời văn báo cáo năm"
        ordering = ["section", "version"]
        constraints = [
            models.UniqueConstraint(name="annual_text_once", fields=["report", "section", "version"]),
            models.CheckConstraint(
                name="annual_text_generated_is_empty", condition=Q(is_generated=False) | Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section} v{self.version}"
