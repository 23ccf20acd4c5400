"""A document of 2024 amends a plan of 2021–2025: what stands in which year, and how is each judged?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.amended_targets import TargetsRefused, TargetWish, amended
from indicators.assessment import Assessment, Bar, judge, standing_in
from indicators.enums import Better, Operator, Status

YEARS = range(2021, 2026)


def at_least(value: int, first: int | None = None, last: int | None = None, **more: str) -> TargetWish:
    return TargetWish(first, last, Operator.AT_LEAST, Decimal(value), **more)


def rows(targets: list[TargetWish]) -> list[tuple[int | None, int | None, int]]:
    return sorted((each.first_year, each.last_year, int(each.value or 0)) for each in targets)


def judged(targets: list[TargetWish], year: int, result: int) -> Status:
    bars = [
        Bar(each.operator, each.value, each.second_value, each.first_year, each.last_year) for each in targets
    ]
    said: Assessment = judge(
        standing_in(year, bars, 2025),
        Fraction(result),
        previous=None,
        better=Better.HIGHER,
        is_percent=True,
    )
    return said.status


def test_a_target_of_every_year_is_cut_in_two() -> None:
    after = amended([at_least(90)], [at_least(95)], 2024, YEARS)
    assert rows(after) == [(2021, 2023, 90), (2024, 2025, 95)]
    assert [judged(after, year, 92) for year in YEARS] == [
        *(Status.MET, Status.MET, Status.MET),
        *(Status.NOT_MET, Status.NOT_MET),
    ]


def test_what_is_not_changed_stays_one_row() -> None:
    after = amended([at_least(90)], [at_least(90)], 2024, YEARS)
    assert [(each.span, each.value) for each in after] == [((None, None), Decimal(90))]


def test_another_reading_of_the_same_demand_cuts_nothing() -> None:
    after = amended([at_least(90, reading="cũ")], [at_least(90, reading="mới")], 2024, YEARS)
    assert [(each.span, each.reading) for each in after] == [((None, None), "mới")]


def test_other_signed_words_cut_the_row() -> None:
    after = amended([at_least(90, words="đạt 90%")], [at_least(90, words="từ 90%")], 2024, YEARS)
    assert [(each.span, each.words) for each in sorted(after, key=lambda each: each.first_year or 0)] == [
        ((2021, 2023), "đạt 90%"),
        ((2024, 2025), "từ 90%"),
    ]


def test_the_reading_follows_the_years() -> None:
    old = at_least(90, reading="Từ 90% trở lên, mọi năm của kế hoạch.")
    new = at_least(95, reading="Từ 95% trở lên, mọi năm của kế hoạch.")
    assert [each.reading for each in amended([old], [new], 2025, YEARS)] == [
        "Từ 90% trở lên mỗi năm từ 2021 đến 2024.",
        "Từ 95% trở lên vào năm 2025.",
    ]


def test_a_span_across_the_year_is_cut_where_the_new_begins() -> None:
    after = amended([at_least(90, 2022, 2025)], [at_least(95, 2022, 2025)], 2024, YEARS)
    assert rows(after) == [(2022, 2023, 90), (2024, 2025, 95)]


def test_a_milestone_ahead_is_replaced_whole() -> None:
    after = amended([at_least(90, 2025, 2025)], [at_least(95, 2025, 2025)], 2024, YEARS)
    assert rows(after) == [(2025, 2025, 95)]
    assert judged(after, 2023, 92) == Status.MILESTONE_LATER
    assert judged(after, 2025, 92) == Status.NOT_MET


def test_a_milestone_behind_goes_on_standing_until_the_new_begins() -> None:
    """90% by 2022 judged 2023 too; a new 95% from 2025 on must not turn 2023 into "Chưa đến mốc"."""
    after = amended([at_least(90, 2022, 2022)], [at_least(95, 2025, 2025)], 2024, YEARS)
    assert rows(after) == [(2022, 2023, 90), (2025, 2025, 95)]
    assert judged(after, 2021, 92) == Status.MILESTONE_LATER
    assert judged(after, 2023, 92) == Status.MET
    assert judged(after, 2024, 92) == Status.MILESTONE_LATER
    assert judged(after, 2025, 92) == Status.NOT_MET


def test_between_two_milestones_it_was_waiting_and_waits_still() -> None:
    before = [at_least(90, 2022, 2022), at_least(95, 2025, 2025)]
    after = amended(before, [at_least(97, 2025, 2025)], 2024, YEARS)
    assert rows(after) == [(2022, 2022, 90), (2025, 2025, 97)]
    assert judged(after, 2023, 92) == Status.MILESTONE_LATER


def test_a_new_target_never_reaches_back() -> None:
    assert rows(amended([], [at_least(95)], 2024, YEARS)) == [(2024, 2025, 95)]
    with pytest.raises(TargetsRefused, match="áp dụng từ năm 2024; mức của các năm trước giữ nguyên"):
        amended([], [at_least(95, 2023, 2025)], 2024, YEARS)


def test_a_past_target_is_not_changed() -> None:
    with pytest.raises(TargetsRefused, match="các năm trước giữ nguyên"):
        amended([at_least(90, 2022, 2022)], [at_least(80, 2022, 2022)], 2024, YEARS)


def test_nothing_at_all_from_then_on_is_refused() -> None:
    with pytest.raises(TargetsRefused, match="từ năm 2024 không còn mức nào"):
        amended([at_least(90)], [], 2024, YEARS)
    with pytest.raises(TargetsRefused, match="không còn mức nào"):
        amended([at_least(90, 2022, 2022), at_least(95, 2025, 2025)], [], 2024, YEARS)


def test_a_document_of_the_first_year_replaces_all() -> None:
    assert rows(amended([at_least(90, 2021, 2021)], [at_least(95, 2022, 2022)], 2021, YEARS)) == [
        (2022, 2022, 95)
    ]
