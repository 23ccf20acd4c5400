"""What a reminder says: to one unit, to a group, before the day, on it and after it."""

from __future__ import annotations

from datetime import date

import pytest

from reporting.deadlines import Timeliness, Timing
from reporting.messages import (
    LONGEST_TYPED,
    Chased,
    day_words,
    filled,
    group_text,
    reminder_template,
    reminder_text,
    reminder_title,
)

OVERDUE = Timeliness(Timing.OVERDUE, 2, date(2024, 11, 20))
HERE = "https://treem.example.vn/bao-cao/2024-nam/thon-4/nhap/"


def test_text_for_one_unit() -> None:
    assert reminder_text("Năm 2024", Chased("thôn 4", OVERDUE, HERE)) == (
        f"Thôn 4 chưa nộp báo cáo năm 2024, quá hạn 2 ngày (hạn hết ngày 20/11/2024). Nhập và nộp tại: {HERE}"
    )
    assert len(reminder_template("Năm 2024")) < LONGEST_TYPED


def test_a_typed_text_has_its_places_filled() -> None:
    text = filled("Kính gửi [đơn vị], [hạn]. [đường dẫn] [khác]", Chased("Thôn 4", OVERDUE, "/x/"))
    assert text == "Kính gửi Thôn 4, quá hạn 2 ngày (hạn hết ngày 20/11/2024). /x/ [khác]"


@pytest.mark.parametrize(
    ("fact", "is_returned", "said"),
    [
        (
            Timeliness(Timing.DAYS_LEFT, 3, date(2024, 11, 20)),
            False,
            "còn 3 ngày (hạn hết ngày Thứ Tư 20/11/2024)",
        ),
        (
            Timeliness(Timing.DUE_TODAY, 0, date(2024, 11, 20)),
            False,
            "hạn là hết hôm nay, Thứ Tư 20/11/2024",
        ),
        (OVERDUE, True, "quá hạn 2 ngày (hạn sửa hết ngày 20/11/2024)"),
        (Timeliness(Timing.NO_DAY), False, "chưa ấn định hạn"),
    ],
)
def test_day(fact: Timeliness, is_returned: bool, said: str) -> None:
    assert day_words(Chased("thôn 4", fact, HERE, is_returned)) == said


def test_title() -> None:
    assert reminder_title("Năm 2024", Chased("thôn 4", OVERDUE, HERE)) == (
        "Nhắc nộp báo cáo năm 2024 của thôn 4: quá hạn 2 ngày"
    )
    assert reminder_title("Năm 2024", Chased("thôn 4", OVERDUE, HERE, is_returned=True)) == (
        "Nhắc sửa và nộp lại báo cáo năm 2024 của thôn 4: quá hạn 2 ngày"
    )


def test_text_for_a_group() -> None:
    late = [Chased("Thôn 4", OVERDUE, "-"), Chased("Trạm Y tế", OVERDUE, "-")]
    assert group_text("xã Xuân", "Năm 2024", late, "https://treem.example.vn/") == (
        "Xã Xuân: chưa có báo cáo năm 2024 của 2 đơn vị:\n"
        "- Thôn 4: quá hạn 2 ngày (hạn hết ngày 20/11/2024)\n"
        "- Trạm Y tế: quá hạn 2 ngày (hạn hết ngày 20/11/2024)\n"
        "Nhập và nộp tại: https://treem.example.vn/"
    )
