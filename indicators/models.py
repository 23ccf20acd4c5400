"""What is counted: raw figures, the measures made of them, and each plan's numbered Chỉ tiêu with targets."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators.enums import (
    Better,
    Flag,
    ItemKind,
    Method,
    Nature,
    Operator,
    Part,
    Source,
    Window,
)
from indicators.querysets import ComponentQuerySet, OfferedQuerySet
from plans.models import Goal, Plan
from units.enums import Area
from units.models import Unit, User


class DataItem(models.Model):
    """Số liệu: one raw figure that somebody types. Exactly one source types it; a check source is compared.

    Every value is a whole number (a count of children, đồng, units answering yes, a level, millionths of a
    rate that was given), so sums are exact on every database; see
    `docs/adr/0003-figures-are-whole-numbers.md`. One with an `owner` was thought of by a place and stands
    beside the catalogue; one that was merged keeps its row, has no figures and is offered no more.
    `contained_in` is what contains it in full (under 1 in under
    5), so it is never more. Empty thresholds are the ones of `docs/checks.md`.
    """

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọn", max_length=60)
    kind = models.CharField("loại", max_length=10, choices=ItemKind)
    unit_word = models.CharField("đơn vị tính", max_length=30, blank=True)
    source = models.CharField("nguồn", max_length=30, choices=Source)
    check_source = models.CharField("nguồn đối chiếu", max_length=30, choices=Source, blank=True)
    nature = models.CharField("tính chất", max_length=10, choices=Nature)
    window = models.CharField("khoảng thời gian", max_length=12, choices=Window)
    window_day = models.CharField("ngày nhất định", max_length=5, blank=True, help_text="ngày-tháng: 31-12")
    is_base = models.BooleanField("số liệu nền", default=False)
    is_restricted = models.BooleanField("hạn chế xem", default=False)
    suppress_public = models.BooleanField("ẩn số nhỏ khi công khai", default=False)
    stands_until_changed = models.BooleanField("giữ đến khi thay đổi", default=False)
    contained_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="contains",
        verbose_name="nằm trong số liệu",
        null=True,
        blank=True,
    )
    warn_percent = models.PositiveSmallIntegerField("hỏi khi đổi từ (%)", null=True, blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)
    note = models.TextField("ghi chú", blank=True)
    owner = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="own_items",
        verbose_name="nơi đặt ra",
        null=True,
        blank=True,
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name="đã gộp vào",
        null=True,
        blank=True,
    )

    objects = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(name="item_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="item_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(name="item_check_is_another", condition=~Q(check_source=F("source"))),
            models.CheckConstraint(
                name="item_restricted_is_suppressed",
                condition=Q(is_restricted=False) | Q(suppress_public=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """Chỉ tiêu thành phần chuẩn: how a result is made of items. The same measure stands under different
    Chỉ tiêu numbers in different plans; plans are matched by it, never by number."""

    code = models.CharField("mã", max_length=30, unique=True)
    goal = models.PositiveSmallIntegerField("nhóm mục tiêu")
    name = models.CharField("tên", max_length=250)
    short_name = models.CharField("tên gọn", max_length=60)
    method = models.CharField("cách tính", max_length=15, choices=Method)
    numerator = models.ForeignKey(
        DataItem, on_delete=models.PROTECT, related_name="numerator_of", verbose_name="tử số"
    )
    denominator = models.ForeignKey(
        DataItem,
        on_delete=models.PROTECT,
        related_name="denominator_of",
        verbose_name="mẫu số",
        null=True,
        blank=True,
    )
    base = models.PositiveIntegerField("tính trên", default=100)
    is_share = models.BooleanField("tử số là một phần của mẫu số", default=False)
    better = models.CharField("chiều tốt", max_length=10, choices=Better)
    area = models.CharField("khu vực", max_length=10, choices=Area, blank=True)
    decimals = models.PositiveSmallIntegerField("số chữ số thập phân", default=1)
    tt13 = models.CharField("mã Thông tư 13/2021", max_length=20, blank=True)
    definition = models.TextField("cách tính bằng lời", blank=True)
    warn_percent = models.PositiveSmallIntegerField("hỏi khi đổi từ (%)", null=True, blank=True)
    warn_cases = models.PositiveSmallIntegerField("hỏi khi đổi từ (trường hợp)", null=True, blank=True)
    warn_few_cases = models.PositiveSmallIntegerField(
        "hỏi khi đổi từ (trường hợp, số nhỏ)", null=True, blank=True
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    note = models.TextField("ghi chú", blank=True)
    owner = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="own_measures",
        verbose_name="nơi đặt ra",
        null=True,
        blank=True,
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name="đã gộp vào",
        null=True,
        blank=True,
    )

    objects = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu chuẩn"
        verbose_name_plural = "chỉ tiêu chuẩn"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="measure_ratio_has_denominator",
                condition=(Q(method=Method.RATIO) & Q(denominator__isnull=False))
                | (~Q(method=Method.RATIO) & Q(denominator__isnull=True)),
            ),
            models.CheckConstraint(name="measure_base_positive", condition=Q(base__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_name}"


class Indicator(models.Model):
    """Chỉ tiêu n of a plan, word for word."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="indicators", verbose_name="kế hoạch"
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, related_name="indicators", verbose_name="mục tiêu"
    )
    number = models.CharField("số chỉ tiêu", max_length=10)
    short_name = models.CharField("tên gọn", max_length=60)
    official_text = models.TextField("nguyên văn")
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(name="indicator_once", fields=["plan", "number"])]

    def __str__(self) -> str:
        return f"Chỉ tiêu {self.number}. {self.short_name}"


class Component(models.Model):
    """Nội dung đo (3.1, 3.2 …): the measurable leaf of a Chỉ tiêu. One measure, the plan's own words.

    Where the plan defines the measure differently it names its own items: a variant, never added to others.
    One that an amending document dropped says until which year it held, and is read in those years as before.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="components", verbose_name="chỉ tiêu"
    )
    label = models.CharField("ký hiệu", max_length=10)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="components", verbose_name="cách đo"
    )
    short_name = models.CharField("tên gọn", max_length=60)
    words = models.TextField("nguyên văn")
    own_base = models.PositiveIntegerField("tính trên (riêng của kế hoạch)", null=True, blank=True)
    own_numerator = models.ForeignKey(
        DataItem,
        on_delete=models.PROTECT,
        related_name="own_numerator_of",
        null=True,
        blank=True,
        verbose_name="tử số riêng",
    )
    own_denominator = models.ForeignKey(
        DataItem,
        on_delete=models.PROTECT,
        related_name="own_denominator_of",
        null=True,
        blank=True,
        verbose_name="mẫu số riêng",
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    note = models.TextField("cách hiểu", blank=True)
    last_year = models.PositiveSmallIntegerField("áp dụng đến hết năm", null=True, blank=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung đo"
        verbose_name_plural = "nội dung đo"
        ordering = ["indicator", "position"]
        constraints = [
            models.UniqueConstraint(name="component_once", fields=["indicator", "label"]),
            models.CheckConstraint(
                name="component_base_positive", condition=Q(own_base__isnull=True) | Q(own_base__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.short_name}"

    @property
    def base(self) -> int:
        """What the result is counted on: 100 (%), 1.000 (‰), 10.000, 804 …"""
        return self.own_base or self.measure.base

    @property
    def numerator(self) -> DataItem:
        return self.own_numerator or self.measure.numerator

    @property
    def denominator(self) -> DataItem | None:
        return self.own_denominator or self.measure.denominator

    @property
    def is_variant(self) -> bool:
        """Does the plan count something else under the measure's name? Then it joins no other plan's sum."""
        return self.own_numerator_id is not None or self.own_denominator_id is not None


class Target(models.Model):
    """Chỉ tiêu năm, mốc: what the component's result is held against in a year or span of years.

    No years: it stands in every year of the plan. The words are as signed; `reading` is ours; a flag asks the
    owner to confirm it. Without words it is the owner's own and was never signed. Values are in the
    component's base (%, ‰, per 804 children …).
    """

    component = models.ForeignKey(
        Component, on_delete=models.CASCADE, related_name="targets", verbose_name="nội dung đo"
    )
    first_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)
    operator = models.CharField("dấu so sánh", max_length=12, choices=Operator)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=6, null=True, blank=True)
    second_value = models.DecimalField("giá trị trên", max_digits=18, decimal_places=6, null=True, blank=True)
    words = models.TextField("nguyên văn")
    reading = models.TextField("cách đọc của hệ thống", blank=True)
    flag = models.CharField("cần xem lại", max_length=30, choices=Flag, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="confirmed_targets",
        null=True,
        blank=True,
        verbose_name="người xác nhận",
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    class Meta:
        verbose_name = "mốc chỉ tiêu"
        verbose_name_plural = "mốc chỉ tiêu"
        ordering = ["component", F("first_year").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(name="target_once", fields=["component", "first_year", "last_year"]),
            models.UniqueConstraint(
                name="target_once_for_every_year",
                fields=["component"],
                condition=Q(first_year__isnull=True),
            ),
            models.CheckConstraint(
                name="target_years_in_pairs",
                condition=Q(first_year__isnull=True, last_year__isnull=True)
                | Q(first_year__isnull=False, last_year__isnull=False, last_year__gte=F("first_year")),
            ),
            models.CheckConstraint(
                name="target_operator_has_its_values",
                condition=Q(
                    operator__in=[
                        Operator.AT_LEAST,
                        Operator.MORE_THAN,
                        Operator.AT_MOST,
                        Operator.LESS_THAN,
                        Operator.EQUAL,
                    ],
                    value__isnull=False,
                    second_value__isnull=True,
                )
                | Q(
                    operator=Operator.BAND,
                    value__isnull=False,
                    second_value__isnull=False,
                    second_value__gte=F("value"),
                )
                | Q(
                    operator__in=[
                        Operator.MAINTAIN,
                        Operator.RISE,
                        Operator.FALL,
                        Operator.DONE,
                        Operator.NARRATIVE,
                        Operator.UNREADABLE,
                    ],
                    second_value__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="target_unread_is_flagged", condition=~Q(operator=Operator.UNREADABLE) | ~Q(flag="")
            ),
            models.CheckConstraint(
                name="target_confirmed_by_and_at",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component_id}: {self.operator} {self.value}"

    @property
    def is_own(self) -> bool:
        """Did the owner set it beside the document, for a year between two milestones? It quotes no words."""
        return not self.words


class Responsibility(models.Model):
    """Chủ trì, phối hợp: who answers for a Chỉ tiêu, sees it and comments. It never says who types."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="responsibilities", verbose_name="chỉ tiêu"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="responsibilities", verbose_name="đơn vị"
    )
    part = models.CharField("vai trò", max_length=10, choices=Part)
    words = models.TextField("nguyên văn", blank=True)

    class Meta:
        verbose_name = "phân công chỉ tiêu"
        verbose_name_plural = "phân công chỉ tiêu"
        constraints = [
            models.UniqueConstraint(name="responsibility_once", fields=["indicator", "unit"]),
            models.CheckConstraint(name="responsibility_part_known", condition=Q(part__in=Part.values)),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.unit_id}: {self.get_part_display()}"
