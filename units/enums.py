"""Which kinds of unit, area and role exist? The fixed words of the app, with their Vietnamese labels."""

from django.db import models


class Level(models.TextChoices):
    """Cấp. The tiers of a chain are read from placements, never from this list's order."""

    COUNTRY = "country", "Cả nước"
    PROVINCE = "province", "Tỉnh"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã"
    VILLAGE = "village", "Thôn"
    AGENCY = "agency", "Đơn vị chuyên môn"


class AgencyKind(models.TextChoices):
    """Loại đơn vị chuyên môn. Kinds of different tiers are different kinds: a Phòng Y tế is no Trạm Y tế."""

    HEALTH_STATION = "health_station", "Trạm Y tế"
    POLICE = "police", "Công an xã"
    KINDERGARTEN = "kindergarten", "Trường Mầm non"
    PRIMARY_SCHOOL = "primary_school", "Trường Tiểu học"
    LOWER_SECONDARY_SCHOOL = "lower_secondary_school", "Trường THCS"
    JUSTICE = "justice", "Tư pháp - Hộ tịch"
    CULTURE = "culture", "Văn hóa - Thể thao"
    FINANCE = "finance", "Tài chính - Kế toán"
    OFFICE = "office", "Văn phòng - Thống kê"
    MASS_ORGANISATION = "mass_organisation", "Mặt trận, đoàn thể"

    LABOUR_DIVISION = "labour_division", "Phòng LĐTBXH"
    EDUCATION_DIVISION = "education_division", "Phòng Giáo dục và Đào tạo"
    HEALTH_DIVISION = "health_division", "Phòng Y tế"
    CULTURE_DIVISION = "culture_division", "Phòng Văn hóa và Thông tin"
    JUSTICE_DIVISION = "justice_division", "Phòng Tư pháp"
    DISTRICT_POLICE = "district_police", "Công an huyện"
    FINANCE_DIVISION = "finance_division", "Phòng Tài chính - Kế hoạch"
    MEDIA_CENTRE = "media_centre", "Trung tâm VH-TT&TT"

    LABOUR_DEPARTMENT = "labour_department", "Sở LĐTBXH"
    HEALTH_DEPARTMENT = "health_department", "Sở Y tế"
    EDUCATION_DEPARTMENT = "education_department", "Sở Giáo dục và Đào tạo"
    JUSTICE_DEPARTMENT = "justice_department", "Sở Tư pháp"
    CULTURE_DEPARTMENT = "culture_department", "Sở Văn hóa và Thể thao"


class Area(models.TextChoices):
    """Khu vực of a commune; villages and agencies take their commune's."""

    RURAL = "rural", "Nông thôn"
    URBAN = "urban", "Thành thị"


class Role(models.TextChoices):
    """Vai trò. What a role may do is the table in `units.roles`."""

    VILLAGE_HEAD = "village_head", "Trưởng thôn"
    UNIT_REPORTER = "unit_reporter", "Đầu mối đơn vị"
    COMMUNE_COORDINATOR = "commune_coordinator", "Công chức Văn hóa - Xã hội"
    LEADER = "leader", "Lãnh đạo UBND"
    DISTRICT_OFFICER = "district_officer", "Phòng LĐTBXH huyện"
    PROVINCE_OFFICER = "province_officer", "Sở LĐTBXH tỉnh"
    ADMIN = "admin", "Quản trị"


class LogKind(models.TextChoices):
    """Loại việc in the log, apart from figures and reports, which have logs of their own."""

    PLAN = "plan", "Kế hoạch"
    TARGET = "target", "Chỉ tiêu"
    ASSIGNMENT = "assignment", "Phân công"
    ROUND = "round", "Kỳ báo cáo"
    PERSON = "person", "Tài khoản, vai trò"
    UNIT = "unit", "Đơn vị"
    IMPORT = "import", "Đưa dữ liệu vào"
    EXPORT = "export", "Xuất tệp"


class ReorganisationKind(models.TextChoices):
    """Loại sắp xếp: what one decision does to units on a day."""

    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    RENAME = "rename", "Đổi tên"
    MOVE = "move", "Chuyển cấp trên"
    ABOLISH = "abolish", "Bỏ cấp"
    FILES = "files", "Sắp xếp theo tệp"
