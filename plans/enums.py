"""Which kinds of plan, duty and reporter does a plan document know?"""

from django.db import models


class PlanKind(models.TextChoices):
    """Loại văn bản; its symbol (KH, CTr) is part of the number as signed."""

    PLAN = "ke_hoach", "Kế hoạch"
    PROGRAMME = "chuong_trinh", "Chương trình hành động"


class PlanState(models.TextChoices):
    """Hiệu lực of a plan."""

    DRAFT = "draft", "Nháp"
    IN_FORCE = "in_force", "Đang áp dụng"
    ENDED = "ended", "Hết hiệu lực"


class DutyKind(models.TextChoices):
    """What has to be told by the day of a deadline (chế độ báo cáo)."""

    SIX_MONTHS = "six_months", "Báo cáo 6 tháng"
    YEAR = "year", "Báo cáo năm"
    MID_TERM = "mid_term", "Sơ kết giữa kỳ"
    FINAL = "final", "Tổng kết"
    ACTION_PLAN = "action_plan", "Kế hoạch thực hiện của đơn vị"
