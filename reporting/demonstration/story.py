"""How far had each report come on the demonstration's day? The story of 2020 to 2024 as tables.

Years past are told to their end: every report was accepted, from the villages up to the provinces. 2024
stands at the morning of 15/11/2024, five days before most reports are due, ten after Hoằng Đức's and five
after An Sơn's, and shows every state that a report can be in. Nothing happens after 14/11/2024, so that no
act lies ahead of the clock at any hour of the day after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from reporting.demonstration.figures import COMMUNES_IN_2020, Period
from reporting.enums import StandInSource

HUE, BAC_GIANG, THANH_HOA, LANG_SON = "thua-thien-hue", "bac-giang", "thanh-hoa", "lang-son"
"""The top units of the system, whose officers open the rounds."""


@dataclass(frozen=True)
class Chapter:
    """One round: who opened it on which day, and with what.

    direct: places that typed for everything below them. also: plans of other years whose items were asked.
    """

    period: Period
    opened_on: Mapping[str, date]
    direct: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The round's own key; part of its addresses."""
        return f"{self.period.year}-6-thang" if self.period.is_half else f"{self.period.year}-nam"


class Stage(Enum):
    """How far a report has come."""

    UNTOUCHED = auto()
    STARTED = auto()  # some cells
    FILLED = auto()  # every cell, not handed in
    SUBMITTED = auto()
    RECALLED_AND_SUBMITTED = auto()  # taken back once, put right, handed in again
    CHECKING = auto()
    CHECK_RELEASED = auto()  # somebody began to check and let it be
    RETURNED = auto()
    ACCEPTED = auto()
    CORRECTED_AND_ACCEPTED = auto()  # returned once
    ACCEPTANCE_UNDONE = auto()  # waits for a check again


@dataclass(frozen=True)
class Course:
    """One report's way: its stage, and the day the unit filled it (and first handed it in, if it did).

    filled: how many per cent of its cells. reviewer: who checks it, if not the usual person. from_what: what
    the coordinator of the commune entered the cells from, for a unit that did not do so itself.
    """

    stage: Stage
    on: date | None = None
    filled: int = 100
    reviewer: str = ""
    from_what: StandInSource | None = None


UNTOUCHED = Course(Stage.UNTOUCHED)


@dataclass(frozen=True)
class Slip:
    """A figure typed wrong first: seen by the unit itself, or by the reviewer, who says so in the reason of
    the return and in a comment on the cell."""

    item: str
    typed: int
    reason: str = ""
    comment: str = ""


def _october(day: int) -> date:
    return date(2024, 10, day)


def _november(day: int) -> date:
    return date(2024, 11, day)


CHAPTERS = (
    # Plan 003 is of 2020 alone; the districts of then typed for their communes.
    Chapter(Period(2020), {HUE: date(2020, 10, 15)}, direct=frozenset(COMMUNES_IN_2020)),
    Chapter(
        Period(2021),
        {HUE: date(2021, 10, 15), BAC_GIANG: date(2021, 10, 15), THANH_HOA: date(2021, 10, 1)},
    ),
    Chapter(
        Period(2022),
        {HUE: date(2022, 10, 14), BAC_GIANG: date(2022, 10, 14), THANH_HOA: date(2022, 10, 3)},
    ),
    # Plan 001 is of 2024 alone and wants several rates to rise: An Sơn was asked for its items a year before.
    Chapter(
        Period(2023),
        {
            HUE: date(2023, 10, 16),
            BAC_GIANG: date(2023, 10, 16),
            THANH_HOA: date(2023, 10, 2),
            LANG_SON: date(2023, 10, 2),
        },
        also=("001",),
    ),
    Chapter(Period(2024, is_half=True), {LANG_SON: date(2024, 4, 15)}),
    Chapter(
        Period(2024),
        {
            HUE: date(2024, 10, 15),
            BAC_GIANG: date(2024, 10, 15),
            THANH_HOA: date(2024, 10, 1),
            LANG_SON: date(2024, 10, 1),
        },
    ),
)
THIS_YEAR = CHAPTERS[-1]
HALF_YEAR = CHAPTERS[-2]

LEFT_YESTERDAY = "vhxh.cu.namdong"
"""The coordinator whose posting ended on 14/11/2024; her name stays in the log."""

COURSES_2024: dict[str, Course] = {
    # The commune of plan 000. Thôn 1 is left to whoever tries the product.
    "nd-xa-thon-2": Course(Stage.STARTED, _november(13), filled=70),
    "nd-xa-thon-3": Course(Stage.FILLED, _november(14)),
    "nd-xa-thon-4": Course(Stage.RECALLED_AND_SUBMITTED, _november(13)),
    "nd-xa-thon-5": Course(Stage.CHECKING, _november(13)),
    "nd-xa-thon-6": Course(Stage.RETURNED, _november(12)),
    "nd-xa-thon-7": Course(Stage.ACCEPTED, _november(8)),
    "nd-xa-thon-8": Course(Stage.CORRECTED_AND_ACCEPTED, _november(7), reviewer=LEFT_YESTERDAY),
    "nd-xa-thon-9": Course(Stage.ACCEPTED, _november(11), reviewer=LEFT_YESTERDAY),
    "nd-xa-tram-y-te": Course(Stage.SUBMITTED, _november(14)),
    "nd-xa-cong-an": Course(Stage.FILLED, _november(13)),
    "nd-xa-truong-mam-non": Course(Stage.CHECK_RELEASED, _november(12)),
    "nd-xa-truong-tieu-hoc": Course(Stage.ACCEPTED, _november(8)),
    "nd-xa-truong-thcs": Course(Stage.STARTED, _november(12), filled=50, from_what=StandInSource.PHONE),
    "nd-xa-tu-phap-ho-tich": Course(Stage.ACCEPTANCE_UNDONE, _november(8)),
    "nd-xa-van-hoa-the-thao": Course(Stage.ACCEPTED, _november(7)),
    "nam-dong-xa-chua-ro-ten": Course(Stage.STARTED, _november(14), filled=50),
    # Xã Ngọc Vân: nearly ready to go up.
    "ngoc-van-thon-1": Course(Stage.ACCEPTED, _november(5)),
    "ngoc-van-thon-2": Course(Stage.ACCEPTED, _november(5)),
    "ngoc-van-thon-3": Course(Stage.ACCEPTED, _november(6)),
    "ngoc-van-thon-4": Course(Stage.CORRECTED_AND_ACCEPTED, _november(6)),
    "ngoc-van-thon-5": Course(Stage.SUBMITTED, _november(13)),
    "ngoc-van-thon-6": Course(Stage.ACCEPTED, _november(7)),
    "ngoc-van-tram-y-te": Course(Stage.ACCEPTED, _november(8)),
    "ngoc-van-cong-an": Course(Stage.SUBMITTED, _november(12)),
    "ngoc-van-truong-mam-non": Course(Stage.ACCEPTED, _november(6)),
    "ngoc-van-truong-tieu-hoc": Course(Stage.ACCEPTED, _november(7)),
    "ngoc-van-truong-thcs": Course(Stage.ACCEPTED, _november(7)),
    "ngoc-van-tu-phap-ho-tich": Course(Stage.ACCEPTED, _november(11)),
    "ngoc-van-van-hoa-the-thao": Course(Stage.FILLED, _november(13)),
    "ngoc-van": Course(Stage.STARTED, _november(14), filled=50),
    # The communes of Tân Yên that type for the whole place. Lan Giới, Đại Hóa and Song Vân have not begun.
    "cao-thuong": Course(Stage.ACCEPTED, _november(4)),
    "nha-nam": Course(Stage.ACCEPTED, _november(5)),
    "viet-lap": Course(Stage.ACCEPTED, _november(6)),
    "ngoc-thien": Course(Stage.ACCEPTED, _november(6)),
    "lam-cot": Course(Stage.ACCEPTED, _november(8)),
    "que-nham": Course(Stage.CORRECTED_AND_ACCEPTED, _november(5)),
    "hop-duc": Course(Stage.SUBMITTED, _november(11)),
    "lien-chung": Course(Stage.SUBMITTED, _november(12)),
    "tan-trung": Course(Stage.SUBMITTED, _november(13)),
    "an-duong": Course(Stage.SUBMITTED, _november(14)),
    "ngoc-chau": Course(Stage.RECALLED_AND_SUBMITTED, _november(12)),
    "cao-xa": Course(Stage.CHECKING, _november(12)),
    "phuc-hoa": Course(Stage.RETURNED, _november(11)),
    "ngoc-ly": Course(Stage.FILLED, _november(13)),
    "viet-ngoc": Course(Stage.FILLED, _november(14)),
    "quang-tien": Course(Stage.STARTED, _november(14), filled=85),
    "phuc-son": Course(Stage.STARTED, _november(13), filled=55),
    "lien-son": Course(Stage.STARTED, _november(12), filled=20),
    # Xã Hoằng Đức: its own report was due on 05/11.
    "hoang-duc-thon-1": Course(Stage.ACCEPTED, _october(22)),
    "hoang-duc-thon-2": Course(Stage.ACCEPTED, _october(23)),
    "hoang-duc-thon-3": Course(Stage.RETURNED, _october(28)),
    "hoang-duc-thon-4": Course(Stage.STARTED, _october(30), filled=55),
    "hoang-duc-thon-5": Course(Stage.RECALLED_AND_SUBMITTED, _november(6)),
    "hoang-duc-tram-y-te": Course(Stage.STARTED, _november(12), filled=60),
    "hoang-duc-cong-an": Course(Stage.ACCEPTED, _october(25)),
    "hoang-duc-truong-mam-non": Course(Stage.ACCEPTANCE_UNDONE, _october(24)),
    "hoang-duc-truong-tieu-hoc": Course(Stage.CHECKING, _november(7)),
    "hoang-duc-truong-thcs": Course(Stage.CORRECTED_AND_ACCEPTED, _october(29)),
    "hoang-duc-tu-phap-ho-tich": Course(Stage.FILLED, _november(8)),
    "hoang-duc": Course(Stage.STARTED, _november(11), filled=30),
    # Xã An Sơn: its own report was due on 10/11.
    "an-son-thon-1": Course(Stage.ACCEPTED, _october(24)),
    "an-son-thon-2": Course(Stage.CORRECTED_AND_ACCEPTED, _october(25)),
    "an-son-thon-3": Course(Stage.CHECKING, _november(11)),
    "an-son-thon-4": Course(Stage.ACCEPTED, _october(30)),
    "an-son-truong-mam-non": Course(Stage.ACCEPTED, _october(29)),
    "an-son-truong-tieu-hoc": Course(Stage.CHECK_RELEASED, _november(6)),
    "an-son-truong-thcs": Course(Stage.RETURNED, _november(11)),
    "an-son": Course(Stage.STARTED, _november(13), filled=60),
}

# The six months of 2024: Lạng Sơn has not begun to check what Văn Quan handed up.
COURSES_OF_THE_HALF_YEAR: dict[str, Course] = {
    **{
        f"an-son-thon-{number}": Course(Stage.ACCEPTED, day)
        for number, day in enumerate(
            (date(2024, 4, 23), date(2024, 4, 24), date(2024, 4, 24), date(2024, 4, 26), date(2024, 5, 2)), 1
        )
    },
    "an-son-truong-mam-non": Course(Stage.ACCEPTED, date(2024, 4, 25)),
    "an-son-truong-tieu-hoc": Course(Stage.ACCEPTED, date(2024, 4, 26)),
    "an-son-truong-thcs": Course(Stage.ACCEPTED, date(2024, 5, 3)),
    "an-son": Course(Stage.ACCEPTED, date(2024, 5, 9)),
    "van-quan": Course(Stage.SUBMITTED, date(2024, 6, 12)),
}

COURSES = {THIS_YEAR.key: COURSES_2024, HALF_YEAR.key: COURSES_OF_THE_HALF_YEAR}
"""Reports of chapters that are not told to their end; who is not named here has not begun."""

# Years past, where a report came after its day.
LATE: dict[int, dict[str, date]] = {
    2020: {"a-luoi": date(2020, 12, 2)},
    2021: {"nd-xa-thon-2": date(2021, 11, 23), "song-van": date(2021, 11, 24)},
    2022: {"lan-gioi": date(2022, 11, 22), "hoang-duc": date(2022, 11, 8)},
    2023: {
        "nd-xa-thon-4": date(2023, 11, 22),
        "nd-xa-cong-an": date(2023, 11, 24),
        "lan-gioi": date(2023, 11, 23),
        "lien-son": date(2023, 11, 27),
    },
}

# Years past, the days of the places that wait for those below them.
SUBMITTED: dict[int, dict[str, date]] = {
    2020: {HUE: date(2020, 12, 4)},
    2021: {
        "nam-dong-xa-chua-ro-ten": date(2021, 12, 3),
        "ngoc-van": date(2021, 11, 18),
        "hoang-duc": date(2021, 11, 4),
        "nam-dong": date(2021, 12, 8),
        "tan-yen": date(2021, 12, 8),
        "hoang-hoa": date(2021, 12, 7),
        HUE: date(2021, 12, 14),
        BAC_GIANG: date(2021, 12, 14),
        THANH_HOA: date(2021, 12, 13),
    },
    2022: {
        "nam-dong-xa-chua-ro-ten": date(2022, 12, 2),
        "ngoc-van": date(2022, 11, 17),
        "nam-dong": date(2022, 12, 8),
        "tan-yen": date(2022, 12, 8),
        "hoang-hoa": date(2022, 12, 7),
        HUE: date(2022, 12, 14),
        BAC_GIANG: date(2022, 12, 14),
        THANH_HOA: date(2022, 12, 13),
    },
    2023: {
        "nam-dong-xa-chua-ro-ten": date(2023, 12, 4),
        "ngoc-van": date(2023, 11, 17),
        "hoang-duc": date(2023, 11, 3),
        "an-son": date(2023, 11, 9),
        "nam-dong": date(2023, 12, 8),
        "tan-yen": date(2023, 12, 8),
        "hoang-hoa": date(2023, 12, 6),
        "van-quan": date(2023, 12, 6),
        HUE: date(2023, 12, 14),
        BAC_GIANG: date(2023, 12, 14),
        THANH_HOA: date(2023, 12, 13),
        LANG_SON: date(2023, 12, 13),
    },
}

# Years past, the days between which everybody else handed in: month and day, by how the key begins.
SEASONS: tuple[tuple[str, tuple[int, int], tuple[int, int]], ...] = (
    ("hoang-duc-", (10, 10), (10, 24)),
    ("an-son-", (10, 10), (10, 27)),
    ("ngoc-van-", (11, 6), (11, 15)),
    ("", (11, 6), (11, 20)),
)

SLIPS: dict[tuple[str, str], Slip] = {
    ("nd-xa-thon-4", "2024-nam"): Slip("tre-bi-tai-nan-thuong-tich", 0),
    ("ngoc-chau", "2024-nam"): Slip("tre-em", 1902),
    ("nd-xa-thon-6", "2024-nam"): Slip(
        "nguoi-5-17",
        7,
        "Số người từ 5 đến 17 tuổi chỉ ghi 7, trong khi thôn có 86 trẻ em. Đề nghị thôn xem lại ô này.",
        "Năm trước thôn ghi 70 người. Có thể gõ thiếu một chữ số.",
    ),
    ("nd-xa-thon-8", "2024-nam"): Slip(
        "tre-em",
        28,
        "Tổng số trẻ em giảm quá nhiều so với năm trước. Đề nghị thôn đối chiếu với sổ theo dõi.",
        "Năm trước là 82. Có thể gõ đảo hai chữ số.",
    ),
    ("ngoc-van-thon-4", "2024-nam"): Slip(
        "tre-em",
        383,
        "Tổng số trẻ em tăng bất thường. Đề nghị thôn kiểm tra lại.",
        "Năm trước là 340.",
    ),
    ("que-nham", "2024-nam"): Slip(
        "tre-gap-thien-tai-duoc-cuu-tro",
        17,
        "Số trẻ em được cứu trợ thấp hơn nhiều so với số gặp thiên tai sau bão số 3. Đề nghị xã rà soát.",
        "Theo danh sách cứu trợ của huyện, số này phải trên 150.",
    ),
    ("phuc-hoa", "2024-nam"): Slip(
        "hoc-sinh-tieu-hoc-dau-nam",
        58,
        "Số học sinh tiểu học đầu năm chỉ bằng một phần mười năm trước. Đề nghị xã sửa trước khi nộp lại.",
        "Đối chiếu với số của trường tiểu học đầu năm học.",
    ),
    ("hoang-duc-thon-3", "2024-nam"): Slip(
        "nguoi-5-17",
        16,
        "Số người từ 5 đến 17 tuổi chỉ ghi 16. Đề nghị thôn đếm lại theo sổ hộ gia đình.",
        "Thôn có 194 trẻ em, không thể chỉ có 16 người từ 5 đến 17 tuổi.",
    ),
    ("hoang-duc-thon-5", "2024-nam"): Slip("tre-em", 148),
    ("hoang-duc-truong-thcs", "2024-nam"): Slip(
        "hoc-sinh-thcs-dau-nam",
        31,
        "Số học sinh đầu năm chỉ bằng một lớp. Đề nghị nhà trường ghi số của cả trường.",
        "Năm trước trường ghi 302 học sinh.",
    ),
    ("an-son-thon-2", "2024-nam"): Slip(
        "tre-em",
        516,
        "Tổng số trẻ em gấp ba lần năm trước. Đề nghị thôn xem lại.",
        "Năm trước là 158. Có thể gõ đảo chữ số của 156.",
    ),
    ("an-son-truong-thcs", "2024-nam"): Slip(
        "nguoi-10-18-tham-gia-cau-lac-bo",
        0,
        "Trường có câu lạc bộ quyền trẻ em nhưng ghi 0. Đề nghị ghi số học sinh tham gia.",
        "Sáu tháng đầu năm trường đã có học sinh tham gia câu lạc bộ.",
    ),
    ("an-son", "2024-6-thang"): Slip(
        "tien-van-dong-quy",
        5_400_000,
        "Số tiền vận động khác với phiếu thu của Quỹ Bảo trợ trẻ em huyện. Đề nghị xã đối chiếu.",
        "Phiếu thu của Quỹ ghi 4.500.000 đồng. Có thể gõ đảo hai chữ số.",
    ),
}

REOPENED: dict[tuple[str, str], date] = {("an-son", "2024-6-thang"): date(2024, 6, 18)}
"""Accepted with the slip still in it, and opened again only after the level above had handed up its sum: that
sum stays what it was, and the page of the level above says what has changed since."""

# Cells that nobody could answer, with the reason the unit gave.
NOT_COLLECTED: dict[tuple[str, str, str], str] = {
    ("nd-xa-thon-9", "2024-nam", "lao-dong-tre-em"): "Nhiều gia đình theo mùa vụ, chưa rà soát xong.",
    ("lam-cot", "2024-nam", "tre-tu-11-tham-gia"): "Trường chưa gửi danh sách tham gia mô hình.",
    ("an-son-thon-4", "2024-nam", "ho-dat-ngoi-nha-an-toan"): "Chưa chấm xong tiêu chí Ngôi nhà an toàn.",
    ("hoang-duc-thon-5", "2023-nam", "tre-tu-11"): "Sổ theo dõi của thôn chưa tách độ tuổi này.",
    ("lam-cot", "2023-nam", "cuoc-tao-hon"): "Chưa đối chiếu xong với sổ đăng ký kết hôn.",
    ("ngoc-ly", "2023-nam", "tre-den-8-duoc-tiep-can"): "Chưa có sổ theo dõi dịch vụ cho trẻ đến 8 tuổi.",
}

# Cells where what was typed is no number yet.
UNREAD: dict[tuple[str, str, str], str] = {
    ("nd-xa-thon-2", "2024-nam", "nguoi-5-17"): "khoảng 70",
}

EXPLANATION = "Đã đối chiếu lại với sổ theo dõi, số liệu đúng."
SETTLED_BY = "Sổ của nguồn ghi từng ca, thôn chỉ nắm ca ở nhà."
"""What a unit answers where the form asks why a figure is so different from last year's."""

UNDONE_REASONS: dict[tuple[str, str], str] = {
    ("nd-xa-tu-phap-ho-tich", "2024-nam"): "Duyệt nhầm khi chưa đối chiếu với sổ hộ tịch.",
    (
        "hoang-duc-truong-mam-non",
        "2024-nam",
    ): "Duyệt khi chưa đối chiếu số trẻ 5 tuổi với sổ điều tra phổ cập.",
    ("an-son", "2024-6-thang"): "Số tiền vận động không khớp với phiếu thu của Quỹ Bảo trợ trẻ em huyện.",
}

# What was written where a text is asked.
TEXTS: dict[tuple[str, str, str], str] = {
    ("an-son", "2023-nam", "danh-gia-to-chuc-thuc-hien"): (
        "Ban điều hành họp mỗi quý một lần. Cộng tác viên ở các thôn còn kiêm nhiệm nhiều việc."
    ),
    ("an-son", "2023-nam", "danh-gia-quan-ly-nha-nuoc"): (
        "Đã lồng ghép nội dung trẻ em vào nghị quyết của HĐND xã. Kinh phí riêng cho trẻ em còn ít."
    ),
    ("an-son", "2024-6-thang", "danh-gia-to-chuc-thuc-hien"): (
        "Đã kiện toàn nhóm thường trực; tổ chức một buổi truyền thông phòng, chống đuối nước."
    ),
    ("an-son", "2024-6-thang", "danh-gia-quan-ly-nha-nuoc"): (
        "Đã ban hành kế hoạch năm và phân công từng bộ phận. Chưa kiểm tra việc thực hiện ở các thôn."
    ),
    ("an-son", "2024-nam", "danh-gia-to-chuc-thuc-hien"): (
        "Ban điều hành họp đủ bốn quý. Tháng hành động có 590 em tham gia; hai thôn còn thiếu điểm vui chơi."
    ),
    ("an-son", "2024-nam", "danh-gia-quan-ly-nha-nuoc"): (
        "Đã kiểm tra năm thôn, hướng dẫn cập nhật cơ sở dữ liệu trẻ em. Cần thêm tập huấn cho cộng tác viên."
    ),
}
