"""Which kinds of figure, measure, target and verdict are there?"""

from django.db import models

from units.enums import AgencyKind, Level


class ItemKind(models.TextChoices):
    """Loại số liệu: what one cell holds."""

    COUNT = "count", "Số lượng"
    MONEY = "money", "Số tiền"
    YES_NO = "yes_no", "Có hoặc không"
    STATE = "state", "Tình trạng thực hiện"
    LEVEL = "level", "Mức độ"
    TEXT = "text", "Nội dung"
    RATE = "rate", "Tỷ lệ cho sẵn"


class Source(models.TextChoices):
    """Nguồn: who types an item. A kind of agency, the villages, or the place itself at a named level."""

    VILLAGE = Level.VILLAGE.value, "Thôn"
    COMMUNE = Level.COMMUNE.value, "UBND xã"
    DISTRICT = Level.DISTRICT.value, "UBND huyện"
    PROVINCE = Level.PROVINCE.value, "UBND tỉnh"
    SCHOOL = "school", "Trường học"
    HEALTH_STATION = AgencyKind.HEALTH_STATION.value, AgencyKind.HEALTH_STATION.label
    POLICE = AgencyKind.POLICE.value, AgencyKind.POLICE.label
    KINDERGARTEN = AgencyKind.KINDERGARTEN.value, AgencyKind.KINDERGARTEN.label
    PRIMARY_SCHOOL = AgencyKind.PRIMARY_SCHOOL.value, AgencyKind.PRIMARY_SCHOOL.label
    LOWER_SECONDARY_SCHOOL = (
        AgencyKind.LOWER_SECONDARY_SCHOOL.value,
        AgencyKind.LOWER_SECONDARY_SCHOOL.label,
    )
    JUSTICE = AgencyKind.JUSTICE.value, AgencyKind.JUSTICE.label
    CULTURE = AgencyKind.CULTURE.value, AgencyKind.CULTURE.label
    FINANCE = AgencyKind.FINANCE.value, AgencyKind.FINANCE.label
    OFFICE = AgencyKind.OFFICE.value, AgencyKind.OFFICE.label
    MASS_ORGANISATION = AgencyKind.MASS_ORGANISATION.value, AgencyKind.MASS_ORGANISATION.label
    LABOUR_DIVISION = AgencyKind.LABOUR_DIVISION.value, AgencyKind.LABOUR_DIVISION.label
    EDUCATION_DIVISION = AgencyKind.EDUCATION_DIVISION.value, AgencyKind.EDUCATION_DIVISION.label
    HEALTH_DIVISION = AgencyKind.HEALTH_DIVISION.value, AgencyKind.HEALTH_DIVISION.label
    CULTURE_DIVISION = AgencyKind.CULTURE_DIVISION.value, AgencyKind.CULTURE_DIVISION.label
    JUSTICE_DIVISION = AgencyKind.JUSTICE_DIVISION.value, AgencyKind.JUSTICE_DIVISION.label
    DISTRICT_POLICE = AgencyKind.DISTRICT_POLICE.value, AgencyKind.DISTRICT_POLICE.label
    LABOUR_DEPARTMENT = AgencyKind.LABOUR_DEPARTMENT.value, AgencyKind.LABOUR_DEPARTMENT.label
    HEALTH_DEPARTMENT = AgencyKind.HEALTH_DEPARTMENT.value, AgencyKind.HEALTH_DEPARTMENT.label
    EDUCATION_DEPARTMENT = AgencyKind.EDUCATION_DEPARTMENT.value, AgencyKind.EDUCATION_DEPARTMENT.label
    JUSTICE_DEPARTMENT = AgencyKind.JUSTICE_DEPARTMENT.value, AgencyKind.JUSTICE_DEPARTMENT.label


class Nature(models.TextChoices):
    """Thời điểm hay cả kỳ."""

    FLOW = "flow", "Phát sinh trong kỳ"
    STOCK = "stock", "Có tại thời điểm"


class Window(models.TextChoices):
    """Khoảng thời gian the figure speaks of."""

    ROUND = "round", "Kỳ báo cáo"
    SCHOOL_YEAR = "school_year", "Năm học kết thúc trong kỳ"
    DAY = "day", "Một ngày nhất định"


class Method(models.TextChoices):
    """Cách tính of a measure from its items."""

    RATIO = "ratio", "Tử số chia mẫu số"
    SHARE_YES = "share_yes", "Số đơn vị trả lời có trên số đơn vị đã trả lời"
    COUNT = "count", "Đếm"
    MONEY = "money", "Số tiền"
    YES_NO = "yes_no", "Có hoặc không"
    LEVEL = "level", "Mức độ"
    STATE = "state", "Tình trạng thực hiện"
    TEXT = "text", "Nội dung"
    YEAR_ON_YEAR = "year_on_year", "Mức giảm so với năm trước"
    RATE_GIVEN = "rate_given", "Tỷ lệ cho sẵn, không có số đếm"


class Better(models.TextChoices):
    HIGHER = "higher", "càng cao càng tốt"
    LOWER = "lower", "càng thấp càng tốt"


class Operator(models.TextChoices):
    """Dấu so sánh of a target."""

    AT_LEAST = "gte", "≥"
    MORE_THAN = "gt", ">"
    AT_MOST = "lte", "≤"
    LESS_THAN = "lt", "<"
    EQUAL = "eq", "="
    BAND = "band", "trong khoảng hoặc tốt hơn"
    MAINTAIN = "maintain", "duy trì"
    RISE = "rise", "tăng"
    FALL = "fall", "giảm"
    DONE = "done", "hoàn thành"
    NARRATIVE = "narrative", "mô tả"
    UNREADABLE = "unreadable", "chưa rõ cách đọc"


HELD_AGAINST_LAST = (Operator.MAINTAIN, Operator.RISE, Operator.FALL)
"""Targets that a result is held against last year's by."""


class Status(models.TextChoices):
    """Đánh giá of a component against its target (product rules: `docs/domain.md`)."""

    MET = "met", "Đạt"
    EXCEEDED = "exceeded", "Vượt"
    NOT_MET = "not_met", "Chưa đạt"
    MILESTONE_LATER = "milestone_later", "Chưa đến mốc"
    NO_CASES = "no_cases", "Không phát sinh"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng"
    NO_DATA = "no_data", "Chưa có số liệu"
    NO_TARGET = "no_target", "Không giao chỉ tiêu"
    UNREAD = "unread", "Chờ xác nhận cách đọc"


class Comparison(models.TextChoices):
    """So với kế hoạch cấp trên: what is asked here against what the plan above asks of the same measure."""

    LOWER = "lower", "Thấp hơn cấp trên"
    HIGHER = "higher", "Cao hơn cấp trên"
    SAME = "same", "Như cấp trên"
    OTHER_POPULATION = "other_population", "Không so được (đối tượng khác)"
    ONE_PLACE = "one_place", "Không so được (một nơi chỉ có hoặc không)"
    OTHER_YEAR = "other_year", "Không so được (khác năm)"
    NO_NUMBER = "no_number", "Không so được (không có con số)"
    NO_RATE = "no_rate", "Không so được (không phải tỷ lệ)"
    UNREAD = "unread", "Không so được (chưa rõ cách đọc)"


class Flag(models.TextChoices):
    """Why a signed target needs its owner's word before it is read our way."""

    IMPOSSIBLE_OVER_100 = "impossible_over_100", "Không thể đạt trên 100%"
    AMBIGUOUS_POPULATION = "ambiguous_population", "Chưa rõ đối tượng"
    AMBIGUOUS_DIRECTION = "ambiguous_direction", "Chưa rõ tăng hay giảm"
    AMBIGUOUS_TO_OR_BY = "ambiguous_to_or_by", "Chưa rõ giảm còn hay giảm bớt"
    LOCAL_BASE = "base_is_local_population", "Mẫu số là số trẻ em của địa phương khi ký"
    IMPLAUSIBLE = "implausible", "Con số bất thường"
    INCONSISTENT = "inconsistent", "Mâu thuẫn với chỉ tiêu khác"
    WEAKER_THAN_ABOVE = "weaker_than_above", "Thấp hơn kế hoạch cấp trên"
    NO_NUMBER = "no_number", "Không nêu con số"
    SPACING = "spacing", "Khoảng trắng trong con số"
    SCOPE = "scope", "Phạm vi không khớp"


class Part(models.TextChoices):
    """Chủ trì or phối hợp: who answers for a Chỉ tiêu. It never says who types."""

    LEAD = "lead", "Chủ trì"
    SUPPORT = "support", "Phối hợp"
