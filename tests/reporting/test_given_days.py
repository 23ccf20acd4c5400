"""What becomes of the plans' days when the unit above sets or extends, and which days people rest on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.deadlines import Due, GivenDays, free_day, with_given

NOV_20 = Due("a", date(2024, 11, 20), date(2024, 11, 20))
TWO_DAYS = Due("000", date(2024, 11, 30), date(2024, 12, 5))


@pytest.mark.parametrize(
    ("found", "days", "then"),
    [
        ([NOV_20], GivenDays("xã"), [(date(2024, 11, 20), date(2024, 11, 20), "")]),
        ([], GivenDays("xã"), []),
        (
            [],
            GivenDays("huyện", set_on=date(2024, 11, 18)),
            [(date(2024, 11, 18), date(2024, 11, 18), "do huyện ấn định")],
        ),
        (
            [NOV_20],
            GivenDays("xã", set_on=date(2024, 11, 25)),
            [(date(2024, 11, 20), date(2024, 11, 20), "")],
        ),
        # The earlier of two days of one plan moves; the one that decides only when it comes first too.
        (
            [TWO_DAYS],
            GivenDays("xã", extended_to=date(2024, 12, 2)),
            [(date(2024, 12, 2), date(2024, 12, 5), "gia hạn đến 02/12/2024")],
        ),
        (
            [TWO_DAYS],
            GivenDays("xã", extended_to=date(2024, 12, 9)),
            [(date(2024, 12, 9), date(2024, 12, 9), "gia hạn đến 09/12/2024")],
        ),
        (
            [TWO_DAYS],
            GivenDays("xã", extended_to=date(2024, 11, 30)),
            [(*(TWO_DAYS.warns_on, TWO_DAYS.decides_on), "")],
        ),
        (
            [],
            GivenDays("xã", set_on=date(2024, 11, 18), extended_to=date(2024, 11, 22)),
            [(date(2024, 11, 22), date(2024, 11, 22), "gia hạn đến 22/11/2024")],
        ),
        # The plan's deadline was taken out after the extension: what was promised stands.
        (
            [],
            GivenDays("xã", extended_to=date(2024, 11, 22)),
            [(date(2024, 11, 22), date(2024, 11, 22), "gia hạn đến 22/11/2024")],
        ),
    ],
)
def test_days_after_what_the_unit_above_said(
    found: list[Due], days: GivenDays, then: list[tuple[date, date, str]]
) -> None:
    assert [(due.warns_on, due.decides_on, due.note) for due in with_given(found, days)] == then


DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=4), st.none() | DAYS, st.none() | DAYS)
def test_nothing_said_ever_takes_time_away(
    pairs: list[tuple[date, date]], set_on: date | None, extended_to: date | None
) -> None:
    found = [Due(str(index), min(pair), max(pair)) for index, pair in enumerate(pairs)]
    after = with_given(found, GivenDays("xã", set_on, extended_to))
    for before, now in zip(found, after, strict=False):
        assert now.warns_on >= before.warns_on
        assert now.decides_on >= before.decides_on
    if extended_to is not None:
        assert all(due.warns_on >= extended_to for due in after)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 11, 20), ""),
        (date(2024, 11, 30), "Thứ Bảy"),
        (date(2024, 12, 1), "Chủ nhật"),
        (date(2024, 9, 2), "Quốc khánh"),
        (date(2026, 5, 1), "ngày lễ 1/5"),
        (date(2023, 1, 1), "Tết Dương lịch"),
    ],
)
def test_days_on_which_people_rest(day: date, words: str) -> None:
    assert free_day(day) == words
