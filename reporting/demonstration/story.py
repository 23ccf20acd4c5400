"""How far had each report come on the demonstration's day? The story of 2023 and 2024 as tables.

2023 is told to its end: every report was accepted, from the villages up to the provinces. 2024 stands at the
morning of 15/11/2024, five days before most reports are due, and shows every state that a report can be in.
Nothing happens after 14/11/2024, so that no act lies ahead of the clock at any hour of the day after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

FIRST_YEAR, THIS_YEAR = 2023, 2024

# The top units of the system, whose officers open the rounds, and the days they did so.
OPENED_ON = {FIRST_YEAR: date(2023, 10, 16), THIS_YEAR: date(2024, 10, 15)}
TOPS = ("thua-thien-hue", "bac-giang")


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

    filled: how many per cent of its cells. reviewer: who checks it, if not the usual person.
    """

    stage: Stage
    on: date | None = None
    filled: int = 100
    reviewer: str = ""


UNTOUCHED = Course(Stage.UNTOUCHED)


@dataclass(frozen=True)
class Slip:
    """A figure typed wrong first: seen by the unit itself, or by the reviewer, who says so in the reason of
    the return and in a comment on the cell."""

    item: str
    typed: int
    reason: str = ""
    comment: str = ""


def _november(day: int) -> date:
    return date(THIS_YEAR, 11, day)


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
    "nd-xa-truong-thcs": Course(Stage.STARTED, _november(12), filled=50),
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
}

# 2023, where a report came after its day (20/11 for villages, agencies and the communes of Tân Yên).
LATE_2023: dict[str, date] = {
    "nd-xa-thon-4": date(2023, 11, 22),
    "nd-xa-cong-an": date(2023, 11, 24),
    "lan-gioi": date(2023, 11, 23),
    "lien-son": date(2023, 11, 27),
}

# 2023, the days of the places that wait for those below them.
SUBMITTED_2023: dict[str, date] = {
    "nam-dong-xa-chua-ro-ten": date(2023, 12, 4),
    "ngoc-van": date(2023, 11, 17),
    "nam-dong": date(2023, 12, 8),
    "tan-yen": date(2023, 12, 8),
    "thua-thien-hue": date(2023, 12, 14),
    "bac-giang": date(2023, 12, 14),
}

SLIPS: dict[tuple[str, int], Slip] = {
    ("nd-xa-thon-4", 2024): Slip("tre-bi-tai-nan-thuong-tich", 0),
    ("ngoc-chau", 2024): Slip("tre-em", 1902),
    ("nd-xa-thon-6", 2024): Slip(
        "nguoi-5-17",
        7,
        "Số người từ 5 đến 17 tuổi chỉ ghi 7, trong khi thôn có 86 trẻ em. Đề nghị thôn xem lại ô này.",
        "Năm trước thôn ghi 70 người. Có thể gõ thiếu một chữ số.",
    ),
    ("nd-xa-thon-8", 2024): Slip(
        "tre-em",
        28,
        "Tổng số trẻ em giảm quá nhiều so với năm trước. Đề nghị thôn đối chiếu với sổ theo dõi.",
        "Năm trước là 82. Có thể gõ đảo hai chữ số.",
    ),
    ("ngoc-van-thon-4", 2024): Slip(
        "tre-em",
        383,
        "Tổng số trẻ em tăng bất thường. Đề nghị thôn kiểm tra lại.",
        "Năm trước là 340.",
    ),
    ("que-nham", 2024): Slip(
        "tre-gap-thien-tai-duoc-cuu-tro",
        17,
        "Số trẻ em được cứu trợ thấp hơn nhiều so với số gặp thiên tai sau bão số 3. Đề nghị xã rà soát.",
        "Theo danh sách cứu trợ của huyện, số này phải trên 150.",
    ),
    ("phuc-hoa", 2024): Slip(
        "hoc-sinh-tieu-hoc-dau-nam",
        58,
        "Số học sinh tiểu học đầu năm chỉ bằng một phần mười năm trước. Đề nghị xã sửa trước khi nộp lại.",
        "Đối chiếu với số của trường tiểu học đầu năm học.",
    ),
}

# Cells that nobody could answer, with the reason the unit gave.
NOT_COLLECTED: dict[tuple[str, int, str], str] = {
    ("nd-xa-thon-9", 2024, "lao-dong-tre-em"): "Nhiều gia đình theo mùa vụ, chưa rà soát xong.",
    ("lam-cot", 2024, "tre-tu-11-tham-gia"): "Trường chưa gửi danh sách tham gia mô hình.",
    ("ngoc-ly", 2023, "tre-den-8-duoc-tiep-can"): "Chưa có sổ theo dõi dịch vụ cho trẻ đến 8 tuổi.",
}

# Cells where what was typed is no number yet.
UNREAD: dict[tuple[str, int, str], str] = {
    ("nd-xa-thon-2", 2024, "nguoi-5-17"): "khoảng 70",
}

UNDONE_REASON = "Duyệt nhầm khi chưa đối chiếu với sổ hộ tịch."
