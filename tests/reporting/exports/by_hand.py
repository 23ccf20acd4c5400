"""Tables written by hand for the tests of files: every text and number stands here, none is computed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from indicators.enums import Status
from reporting.chips import Chip
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText, TargetText, Verdict
from reporting.summaries.table_rows import Group, Row, Writing
from reporting.summaries.tables import Table

ADDRESS = "http://127.0.0.1:8000/ke-hoach/004/bieu-nam/nam-2024/"


def row(label: str, short_name: str, **changes: Any) -> Row:
    """A row without target, figure and verdict; `changes` say what it has."""
    plain: dict[str, Any] = {
        "words": "",
        "unit_text": "%",
        "better": "càng cao càng tốt",
        "target": TargetText(),
        "last_year": ResultText(),
        "result": ResultText(),
        "verdict": Verdict(),
        "coverage": "",
        "is_partial": False,
        "source": "Thôn",
        "leads": "",
        "supports": "",
        "indicator_number": label.split(".")[0],
        "indicator_name": short_name,
        "indicator_words": "",
        "opens_indicator": True,
        "is_restricted": False,
        "is_judged": True,
    }
    return Row(label=label, short_name=short_name, **plain | changes)


def rate(text: str, number: str, decimals: int, numerator: int, denominator: int) -> ResultText:
    return ResultText(
        text=text,
        number=Decimal(number),
        decimals=decimals,
        outcome=Outcome.VALUE,
        numerator=numerator,
        denominator=denominator,
    )


def verdict(status: Status, text: str, distance: str = "") -> Verdict:
    return Verdict(status, Chip(status.value, text, is_filled=True), distance)


def table(groups: list[Group], **changes: Any) -> Table:
    plain: dict[str, Any] = {
        "title": "Biểu kết quả thực hiện chỉ tiêu",
        "plan_title": "Chương trình hành động vì trẻ em huyện Tân Yên giai đoạn 2021 - 2030",
        "place": "Huyện Tân Yên",
        "round_name": "Năm 2024",
        "year": 2024,
        "window": "15/12/2023–14/12/2024",
        "edition": "Chính thức",
        "is_official": True,
        "is_estimate": True,
        "made_at": "14:45 ngày 15/11/2024",
        "finding": "2/4 nội dung đạt chỉ tiêu, 1 chưa đạt, 1 không phát sinh.",
        "remarks": ["1 nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu."],
    }
    return Table(groups=groups, **plain | changes)


PARTIAL = row(
    "1.1",
    "Trẻ em dưới 5 tuổi được đăng ký khai sinh",
    last_year=rate("96,5%", "96.5", 1, 965, 1000),
    target=TargetText(text="≥\u00a098%"),
    result=rate("97,96%", "97.96", 2, 48, 49),
    verdict=verdict(Status.NOT_MET, "Chưa đạt · tổng hợp chưa đủ", "còn 0,04 điểm %"),
    coverage="8/9 thôn",
    is_partial=True,
    leads="Phòng Tư pháp",
)
MILESTONE = row(
    "1.2",
    "Trẻ đến 8 tuổi được chăm sóc phát triển toàn diện",
    target=TargetText(text="≥\u00a090%", milestone="mốc 2030", needs_confirmation=True),
    result=rate("80%", "80", 1, 4, 5),
    verdict=verdict(Status.MILESTONE_LATER, "Chưa đến mốc", "còn 10 điểm %"),
    coverage="9/9 thôn",
    leads="Phòng Lao động - Thương binh và Xã hội, Phòng Giáo dục và Đào tạo",
)
NO_CASES = row(
    "2",
    "Trẻ em gặp thiên tai được cứu trợ kịp thời",
    target=TargetText(text="=\u00a0100%"),
    result=ResultText(outcome=Outcome.NO_CASES, numerator=0, denominator=0),
    verdict=verdict(Status.NO_CASES, "Không phát sinh"),
    coverage="9/9 thôn",
)
RESTRICTED = row(
    "3",
    "Trẻ em bị xâm hại",
    unit_text="/10.000",
    last_year=rate("0/10.000", "0", 1, 0, 1234),
    target=TargetText(text="≤\u00a01/10.000"),
    result=rate("8,1/10.000", "8.1", 1, 1, 1234),
    verdict=verdict(Status.MET, "Đạt"),
    coverage="1/1 đơn vị",
    is_restricted=True,
    leads="Công an huyện",
    changed="Đã thay đổi sau khi nộp: 1 → 2",
)
MONEY = row(
    "4",
    "Kinh phí cho công tác trẻ em",
    unit_text="đồng",
    result=ResultText(
        text="1.234.567.890 đồng", number=Decimal(1234567890), outcome=Outcome.VALUE, numerator=1234567890
    ),
    coverage="1/1 huyện",
)
FROM_ZERO = row(
    "5",
    "Mức giảm số cuộc tảo hôn hằng năm",
    target=TargetText(text="giảm 2–3%"),
    result=ResultText(text="3 (năm trước 0)", outcome=Outcome.FROM_ZERO, numerator=3, denominator=0),
    verdict=verdict(Status.NOT_MET, "Chưa đạt"),
    coverage="9/9 thôn",
)
APPROXIMATE = row(
    "6",
    "Trẻ em dưới 1 tuổi tiêm đủ vắc xin",
    unit_text="‰",
    result=rate("≈999,999999‰", "999.999999", 6, 999999999999, 1000000000000),
    verdict=verdict(Status.EXCEEDED, "Vượt"),
    coverage="9/9 thôn",
)
NOTHING = row("", "Trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế")

LEVELS = row(
    "7",
    "Phổ cập giáo dục tiểu học",
    unit_text="",
    target=TargetText(text="≥\u00a0mức độ III"),
    result=ResultText(text="Mức độ II: 1, mức độ III: 8", outcome=Outcome.STEPS),
    verdict=verdict(Status.NOT_MET, "Chưa đạt"),
    coverage="9/9 huyện",
)
WORDS = row(
    "8",
    "Tổ chức thực hiện công tác trẻ em",
    unit_text="",
    target=TargetText(text="mô tả"),
    result=ResultText(text="2 đơn vị đã viết", outcome=Outcome.LISTED),
    verdict=verdict(Status.NO_TARGET, "Chỉ tiêu bằng lời"),
    coverage="2/2 xã",
    writings=(
        Writing("", "Huyện đã chỉ đạo kịp thời."),
        Writing("Xã An Sơn", "Đã kiện toàn Ban điều hành.\n=Năm tới bố trí kinh phí."),
    ),
)

MIXED = table(
    [
        Group("Mục tiêu 1. Phát triển toàn diện, chăm sóc sức khỏe, dinh dưỡng", [PARTIAL, MILESTONE]),
        Group("Mục tiêu 2. Bảo vệ trẻ em", [NO_CASES, RESTRICTED, MONEY, FROM_ZERO]),
        Group("Theo Kế hoạch bảo vệ, chăm sóc trẻ em 2021–2025", [APPROXIMATE, NOTHING]),
    ]
)


def long_table(*sizes: int) -> Table:
    """One group for each size, with as many rows of two lines."""
    groups = []
    for number, size in enumerate(sizes, start=1):
        rows = [
            row(
                f"{number}.{position}",
                f"Nội dung đo số {number}.{position}: trẻ em dưới 5 tuổi được chăm sóc",
                result=rate("97,5%", "97.5", 1, 39, 40),
                verdict=verdict(Status.MET, "Đạt"),
                coverage="9/9 thôn",
            )
            for position in range(1, size + 1)
        ]
        groups.append(Group(f"Mục tiêu {number}. Nhóm thứ {number} của biểu", rows))
    return table(groups)
