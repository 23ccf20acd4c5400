"""Who and where: places, agencies, people and the posts they hold, each with its dates."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from childplan.vietnamese import FoldedField, SortKeyField, given_name_sort_key
from units.enums import AgencyKind, Area, Level, LogKind, ReorganisationKind, Role
from units.querysets import PlacementQuerySet, PostingQuerySet, UnitQuerySet


class Unit(models.Model):
    """Đơn vị. One identity for ever; what it was called and where it belonged is in its placements."""

    key = models.SlugField("mã riêng", max_length=80, unique=True)
    level = models.CharField("cấp", max_length=20, choices=Level)
    agency_kind = models.CharField("loại đơn vị", max_length=30, choices=AgencyKind, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        constraints = [
            models.CheckConstraint(
                name="unit_agency_has_kind",
                condition=(Q(level=Level.AGENCY) & ~Q(agency_kind=""))
                | (~Q(level=Level.AGENCY) & Q(agency_kind="")),
            ),
            models.CheckConstraint(name="unit_level_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return self.key


class Span(models.Model):
    """A span of days, both ends included; an open end is null."""

    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Does it hold on the day? The database's answer to the same question is `as_of`."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


def _span_is_forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
    )


class Reorganisation(models.Model):
    """Sắp xếp đơn vị: one decision that changes units from a day on.

    It is written when it is scheduled: spans that begin and end on that day name it, so nothing has to happen
    on the day itself, and until then it can be cancelled, which takes away what it began and opens again what
    it ended. `ended_before`: what the rows themselves do not tell then: by number of a span the last day it
    had before ("placements", "postings"), and posts that would have begun on a unit that is gone ("removed").
    """

    kind = models.CharField("loại sắp xếp", max_length=10, choices=ReorganisationKind)
    place = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="reorganisations",
        verbose_name="nơi sắp xếp",
        help_text="the nearest unit above everything that changes; whoever keeps it may cancel",
    )
    decision = models.CharField("văn bản căn cứ", max_length=300)
    takes_effect_on = models.DateField("có hiệu lực từ ngày")
    summary = models.CharField("nội dung", max_length=500)
    ended_before = models.JSONField("ngày cuối trước đó", default=dict, blank=True)
    scheduled_at = models.DateTimeField("lên lịch lúc")
    scheduled_by = models.ForeignKey(
        "units.User",
        on_delete=models.PROTECT,
        related_name="scheduled_reorganisations",
        verbose_name="người lên lịch",
        null=True,
        blank=True,
    )
    cancelled_at = models.DateTimeField("huỷ lúc", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        "units.User",
        on_delete=models.PROTECT,
        related_name="cancelled_reorganisations",
        verbose_name="người huỷ",
        null=True,
        blank=True,
    )
    cancel_reason = models.CharField("lý do huỷ", max_length=500, blank=True)

    class Meta:
        verbose_name = "sắp xếp đơn vị"
        verbose_name_plural = "sắp xếp đơn vị"
        ordering = ["-takes_effect_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="reorganisation_kind_known", condition=Q(kind__in=ReorganisationKind.values)
            ),
            models.CheckConstraint(name="reorganisation_rests_on_a_decision", condition=~Q(decision="")),
            models.CheckConstraint(
                name="reorganisation_cancelled_by_and_why",
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.decision}"


class Written(models.Model):
    """A span that a reorganisation began or ended."""

    begun_by = models.ForeignKey(
        Reorganisation,
        on_delete=models.PROTECT,
        related_name="begun_%(class)ss",
        verbose_name="bắt đầu theo",
        null=True,
        blank=True,
        editable=False,
    )
    ended_by = models.ForeignKey(
        Reorganisation,
        on_delete=models.PROTECT,
        related_name="ended_%(class)ss",
        verbose_name="kết thúc theo",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        abstract = True


class Succession(models.Model):
    """Kế thừa: what became of a unit on a day, whole or in part, and the decision it rests on.

    `starts_on` is the first day of the successor. A whole predecessor hands its years on to the successor's
    sums, a part never does: nobody knows the share (`units.lineage`). Units that only got another name, kind
    or place stay themselves and have no row here.
    """

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="origins", verbose_name="đơn vị mới"
    )
    starts_on = models.DateField("từ ngày")
    is_whole = models.BooleanField("toàn bộ")
    decision = models.CharField("văn bản căn cứ", max_length=300)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    reorganisation = models.ForeignKey(
        Reorganisation,
        on_delete=models.PROTECT,
        related_name="successions",
        verbose_name="theo sắp xếp",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(
                name="succession_is_of_two_units", condition=~Q(predecessor=F("successor"))
            ),
            # Whole means all of it: what went whole to one unit went to no other.
            models.UniqueConstraint(
                name="succession_whole_once", fields=["predecessor"], condition=Q(is_whole=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Placement(Span, Written):
    """Tên, loại, mã và nơi thuộc về of a unit over a span of days (both ends included, null is open).

    Spans of one unit never share a day: the database refuses it (migration 0001). A code is no key: almost
    every commune code of 2025 had been another commune's before.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements", verbose_name="đơn vị")
    parent = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="placements_below",
        verbose_name="đơn vị cấp trên",
        null=True,
        blank=True,
    )
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=40, help_text="xã, phường, thị trấn, huyện, thôn …")
    code = models.CharField("mã hành chính", max_length=10, blank=True)
    area = models.CharField("khu vực", max_length=10, choices=Area, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    name_folded = FoldedField(source="name", max_length=140)
    name_sort = SortKeyField(source="name", max_length=300)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi thuộc về"
        verbose_name_plural = "nơi thuộc về"
        constraints = [
            _span_is_forward("placement_span_is_forward"),
            models.CheckConstraint(
                name="placement_not_under_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
            ),
            models.CheckConstraint(
                name="placement_area_known", condition=Q(area="") | Q(area__in=Area.values)
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "name_sort"], name="placement_children"),
            models.Index(fields=["name_folded"], name="placement_search"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """“xã Ngọc Vân”, “Thôn 1”, “Trạm Y tế”: the kind stands before the name unless the name has it."""
        if not self.kind or self.name.casefold().startswith(self.kind.casefold()):
            return self.name
        return f"{self.kind} {self.name}"


class DirectKind(models.Model):
    """UBND xã tự nhập: what units of this kind are the source of is typed in the place's own report.

    Says nothing of rounds that are open: what is asked of whom is fixed when a round opens. `kind` is the
    level "village" or a kind of agency.
    """

    place = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="direct_kinds", verbose_name="nơi tự nhập"
    )
    kind = models.CharField("loại đơn vị", max_length=30)

    class Meta:
        verbose_name = "loại đơn vị nơi trên tự nhập"
        verbose_name_plural = "loại đơn vị nơi trên tự nhập"
        constraints = [
            models.UniqueConstraint(name="direct_kind_once", fields=["place", "kind"]),
            models.CheckConstraint(
                name="direct_kind_known", condition=Q(kind__in=[Level.VILLAGE.value, *AgencyKind.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} – {self.kind}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Người dùng. What the person may do is said by postings, never by the account."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    title = models.CharField("chức danh", max_length=120, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    wants_mail = models.BooleanField("nhận thư nhắc việc", default=True)
    is_active = models.BooleanField("đang dùng", default=True)
    must_choose_password = models.BooleanField("phải tự đặt mật khẩu", default=False)
    code_hash = models.CharField("dấu của mã một lần", max_length=128, blank=True, editable=False)
    code_until = models.DateTimeField("mã một lần dùng được đến", null=True, blank=True)
    name_folded = FoldedField(source="full_name", max_length=140)
    name_sort = SortKeyField(source="full_name", max_length=300, maker=given_name_sort_key)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints = [
            models.CheckConstraint(
                name="user_code_has_an_end",
                condition=Q(code_hash="", code_until__isnull=True)
                | (~Q(code_hash="") & Q(code_until__isnull=False, must_choose_password=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Posting(Span, Written):
    """Phân công: a user holds a role on a unit over a span of days (both ends included, null is open)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings", verbose_name="người")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=30, choices=Role)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        constraints = [
            _span_is_forward("posting_span_is_forward"),
            models.CheckConstraint(name="posting_role_known", condition=Q(role__in=Role.values)),
            models.UniqueConstraint(name="posting_once", fields=["user", "unit", "role", "starts_on"]),
            models.UniqueConstraint(
                name="posting_once_without_a_start",
                fields=["user", "unit", "role"],
                condition=Q(starts_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="posting_of_unit")]

    def __str__(self) -> str:
        return f"{self.user_id} – {self.get_role_display()} – {self.unit_id}"


class LogEntry(models.Model):
    """Nhật ký: who changed a target, an assignment, a right, an account or a round, from what to what.

    Figures and reports have logs of their own, row by row. `unit` is the one whose affair it was: who sees
    that unit sees the entry. A value that not everybody may see is never written here, only that it changed.
    Append only, by a trigger.
    """

    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="log_entries",
        verbose_name="người",
        null=True,
        blank=True,
    )
    address = models.GenericIPAddressField("từ máy", null=True, blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="log_entries",
        verbose_name="đơn vị",
        null=True,
        blank=True,
    )
    kind = models.CharField("loại việc", max_length=20, choices=LogKind)
    act = models.CharField("việc", max_length=120)
    subject = models.CharField("đối tượng", max_length=300, blank=True)
    before = models.TextField("trước", blank=True)
    after = models.TextField("sau", blank=True)
    reason = models.CharField("lý do", max_length=2000, blank=True)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="log_kind_known", condition=Q(kind__in=LogKind.values)),
            models.CheckConstraint(name="log_says_what", condition=~Q(act="")),
        ]
        indexes = [models.Index(fields=["at"], name="log_by_moment")]

    def __str__(self) -> str:
        return f"{self.act}: {self.subject}"
