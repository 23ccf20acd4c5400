"""What may a role do? One table, readable by a manager. Where a person may do it is said by the posting."""

from enum import StrEnum

from units.enums import Level, Role


class Verb(StrEnum):
    """What somebody can do with the portal."""

    ENTER = "nhập số liệu của đơn vị mình"
    SUBMIT = "nộp báo cáo của đơn vị mình"
    STAND_IN = "nhập thay thôn, đơn vị của xã"
    REVIEW = "kiểm tra báo cáo cấp dưới"
    SEE_TOTALS = "xem tổng hợp"
    EXPORT = "xuất tệp"
    READ_PLANS = "đọc kế hoạch"
    SEE_FIGURES = "xem số liệu"
    CONFIRM_READINGS = "xác nhận cách đọc chỉ tiêu"
    RUN_ROUNDS = "mở kỳ, cập nhật mẫu, chốt và mở khoá"
    READ_LOG = "xem nhật ký"
    KEEP_UNITS = "quản lý thôn, tổ dân phố và đơn vị"
    KEEP_PEOPLE = "quản lý người dùng"
    KEEP_PLANS = "nhập và sửa kế hoạch"
    KEEP_CATALOGUE = "quản lý danh mục số liệu"
    REARRANGE = "sắp xếp đơn vị: sáp nhập, chia tách, đổi tên, chuyển, bỏ cấp"
    MOVE_DATA = "đưa dữ liệu vào và lấy dữ liệu ra theo tệp"
    WRITE_REPORTS = "soạn và phát hành báo cáo năm"


_UNIT_STAFF = frozenset({Verb.ENTER, Verb.SUBMIT, Verb.READ_PLANS, Verb.SEE_FIGURES})
_OFFICERS = _UNIT_STAFF | {
    *(Verb.REVIEW, Verb.SEE_TOTALS, Verb.EXPORT, Verb.CONFIRM_READINGS),
    *(Verb.RUN_ROUNDS, Verb.READ_LOG, Verb.KEEP_PLANS, Verb.WRITE_REPORTS),
}

MAY: dict[Role, frozenset[Verb]] = {
    Role.VILLAGE_HEAD: _UNIT_STAFF,
    Role.UNIT_REPORTER: _UNIT_STAFF,
    Role.COMMUNE_COORDINATOR: _OFFICERS | {Verb.STAND_IN, Verb.KEEP_UNITS, Verb.KEEP_PEOPLE},
    Role.LEADER: frozenset({Verb.SEE_TOTALS, Verb.EXPORT, Verb.READ_PLANS, Verb.SEE_FIGURES}),
    Role.DISTRICT_OFFICER: _OFFICERS,
    Role.PROVINCE_OFFICER: _OFFICERS | {Verb.REARRANGE, Verb.MOVE_DATA},
    # Quản trị keeps the system running and never needs a figure to do so, restricted or not.
    Role.ADMIN: frozenset(
        {
            *(Verb.READ_PLANS, Verb.RUN_ROUNDS, Verb.READ_LOG),
            *(Verb.KEEP_UNITS, Verb.KEEP_PEOPLE, Verb.KEEP_PLANS, Verb.KEEP_CATALOGUE),
            *(Verb.REARRANGE, Verb.MOVE_DATA),
        }
    ),
}

LEVELS: dict[Role, frozenset[Level]] = {
    Role.VILLAGE_HEAD: frozenset({Level.VILLAGE}),
    Role.UNIT_REPORTER: frozenset({Level.AGENCY}),
    Role.COMMUNE_COORDINATOR: frozenset({Level.COMMUNE}),
    Role.LEADER: frozenset({Level.COMMUNE, Level.DISTRICT, Level.PROVINCE}),
    Role.DISTRICT_OFFICER: frozenset({Level.DISTRICT}),
    Role.PROVINCE_OFFICER: frozenset({Level.PROVINCE}),
    Role.ADMIN: frozenset({Level.COUNTRY, Level.PROVINCE}),
}


def may(role: str, verb: Verb) -> bool:
    """Does the role allow the verb? An unknown role allows nothing."""
    return verb in MAY.get(Role(role), frozenset()) if role in Role.values else False


def roles_that_may(verb: Verb) -> list[Role]:
    """Every role that allows the verb, in the order of the table; the 403 page names them."""
    return [role for role, verbs in MAY.items() if verb in verbs]
