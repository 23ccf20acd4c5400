"""What looks odd beside last year, and what does not? Each warning with forms that raise it and that do not,
worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reporting.answers import Control
from reporting.checks import CellFacts
from reporting.enums import FigureState
from reporting.warning_rules import WARNINGS, Compared, FormFacts, Leaf, Thresholds, warnings

STUNTED, UNDER_5, DIED, BIRTHS, FULL, UNDER_1 = 1, 2, 3, 4, 5, 6
NAMES = {
    STUNTED: "Trẻ dưới 5 tuổi thấp còi",
    UNDER_5: "Trẻ dưới 5 tuổi",
    DIED: "Tử vong sơ sinh",
    BIRTHS: "Trẻ đẻ sống",
    FULL: "Trẻ dưới 1 tuổi tiêm đủ",
    UNDER_1: "Trẻ dưới 1 tuổi",
}
STUNTING = Leaf(STUNTED, UNDER_5, unit_word="trẻ em")
DEATHS = Leaf(DIED, BIRTHS, unit_word="trẻ", limits=Thresholds(cases=2, few_cases=2))
VACCINATED = Leaf(FULL, UNDER_1, higher_is_better=True, unit_word="trẻ em")
NO_DENOMINATOR = Leaf(STUNTED, unit_word="cuộc")


def cell(item_id: int, value: int | None) -> CellFacts:
    state = FigureState.ENTERED if value is not None else FigureState.EMPTY
    name = NAMES.get(item_id, f"Ô {item_id}")
    return CellFacts(item_id, name, Control.NUMBER, state, value)


def form(
    now: Mapping[int, int | None],
    last: Mapping[int, int],
    *leaves: Leaf,
    older: tuple[Mapping[int, int], ...] = (),
    **more: object,
) -> FormFacts:
    """2024 beside 2023 (`last`) and the years before it (`older`, the newest first)."""
    past = {2023 - back: values for back, values in enumerate((last, *older))}
    return FormFacts(
        year=2024,
        cells={item_id: cell(item_id, value) for item_id, value in now.items()},
        leaves=leaves,
        past={year: values for year, values in past.items() if values},
        **more,  # type: ignore[arg-type]
    )


def said(facts: FormFacts) -> list[tuple[int, str, str]]:
    return [(found.item_id, found.code, found.message) for found in warnings(facts)]


def codes(facts: FormFacts) -> list[str]:
    return [found.code for found in warnings(facts)]


# stunted and measured this year, the same last year, what is said
CHANGES = [
    # 8,6% after 5,7%: nine more, half as many again
    ((28, 327), (19, 331), "Tăng 9 trẻ so với năm 2023 (19 → 28)"),
    ((19, 331), (28, 327), "Giảm 9 trẻ so với năm 2023 (28 → 19)"),
    # exactly a fifth more, five cases: 10% after 8,33…% is a fifth
    ((30, 300), (25, 300), "Tăng 5 trẻ so với năm 2023 (25 → 30)"),
    # a fifth more but four cases
    ((24, 300), (20, 300), None),
    # five cases but less than a fifth: 10% after 8,4%
    ((31, 300), (26, 300), None),
    ((1030, 9000), (1000, 9000), None),
    # fewer than five cases in one of the years: three are enough, two are not
    ((4, 331), (1, 331), "Tăng 3 trẻ so với năm 2023 (1 → 4)"),
    ((7, 331), (4, 331), "Tăng 3 trẻ so với năm 2023 (4 → 7)"),
    ((3, 331), (1, 331), None),
    ((8, 331), (5, 331), None),
    # a small whole: three cases are enough
    ((17, 28), (20, 28), None),  # 15% fewer is not yet a fifth
    ((10, 28), (13, 28), "Giảm 3 trẻ so với năm 2023 (13 → 10)"),
    ((11, 28), (13, 28), None),
    # 30 is no small whole
    ((10, 30), (13, 30), None),
    # what a moved whole explains is no change
    ((7, 7), (4, 4), None),
    ((13, 14), (8, 8), None),
    ((4, 60), (10, 100), None),  # of 60, last year's rate makes 6: two fewer, though a third less
    # last year 0: every rate is steep after it, so the cases decide (three and more are W3's business)
    ((2, 331), (0, 331), None),
    # over nothing only the cases can be compared
    ((4, 0), (1, 331), "Tăng 3 trẻ so với năm 2023 (1 → 4)"),
]


@pytest.mark.parametrize(("now", "last", "words"), CHANGES)
def test_w1_change(now: tuple[int, int], last: tuple[int, int], words: str | None) -> None:
    facts = form(
        dict(zip((STUNTED, UNDER_5), now, strict=True)),
        dict(zip((STUNTED, UNDER_5), last, strict=True)),
        STUNTING,
    )
    assert said(facts) == ([(STUNTED, "W1", words)] if words else [])


def test_w1_one_case_of_58_is_no_change() -> None:
    """0‰ of 61 births, then 17,2‰ of 58: one child, and no percentage makes it more."""
    assert said(form({DIED: 1, BIRTHS: 58}, {DIED: 0, BIRTHS: 61}, DEATHS)) == []
    assert said(form({DIED: 2, BIRTHS: 58}, {DIED: 1, BIRTHS: 61}, DEATHS)) == []


def test_w1_sharper_where_the_measure_says_so() -> None:
    now, last = {DIED: 3, BIRTHS: 58}, {DIED: 1, BIRTHS: 61}
    assert said(form(now, last, DEATHS)) == [(DIED, "W1", "Tăng 2 trẻ so với năm 2023 (1 → 3)")]
    assert said(form(now, last, Leaf(DIED, BIRTHS))) == []


def test_w1_a_count_without_a_whole() -> None:
    assert said(form({STUNTED: 12}, {STUNTED: 7}, NO_DENOMINATOR)) == [
        (STUNTED, "W1", "Tăng 5 cuộc so với năm 2023 (7 → 12)")
    ]
    assert said(form({STUNTED: 11}, {STUNTED: 7}, NO_DENOMINATOR)) == []
    big = form({STUNTED: 59_000_000}, {STUNTED: 50_000_000}, Leaf(STUNTED, unit_word="đồng"))
    assert said(big) == []
    twice = form({STUNTED: 100_000_000}, {STUNTED: 50_000_000}, Leaf(STUNTED, unit_word="đồng"))
    assert said(twice) == [(STUNTED, "W1", "Tăng 50.000.000 đồng so với năm 2023 (50.000.000 → 100.000.000)")]


def test_nothing_is_said_without_last_year_or_this_year() -> None:
    assert said(form({STUNTED: 28, UNDER_5: 327}, {}, STUNTING)) == []
    assert said(form({STUNTED: None, UNDER_5: 327}, {STUNTED: 19, UNDER_5: 331}, STUNTING)) == []
    # Two years ago is not last year.
    assert said(form({STUNTED: 28, UNDER_5: 327}, {}, STUNTING, older=({STUNTED: 19, UNDER_5: 331},))) == []


BASES = [
    (262, 331, "Trẻ dưới 5 tuổi giảm từ 331 xuống 262"),
    (331, 262, "Trẻ dưới 5 tuổi tăng từ 262 lên 331"),
    (115, 100, "Trẻ dưới 5 tuổi tăng từ 100 lên 115"),
    (85, 100, "Trẻ dưới 5 tuổi giảm từ 100 xuống 85"),
    (114, 100, None),
    (86, 100, None),
    (9, 6, None),  # half as many again, and three children
    (11, 6, "Trẻ dưới 5 tuổi tăng từ 6 lên 11"),
    (0, 4, None),
    (0, 40, "Trẻ dưới 5 tuổi giảm từ 40 xuống 0"),
    (40, 0, None),  # nothing to be a percentage of
]


@pytest.mark.parametrize(("now", "last", "words"), BASES)
def test_w2_base(now: int, last: int, words: str | None) -> None:
    facts = form({UNDER_5: now}, {UNDER_5: last}, bases={UNDER_5: 15})
    assert said(facts) == ([(UNDER_5, "W2", words)] if words else [])


def test_w2_takes_the_items_own_percentage() -> None:
    assert codes(form({UNDER_5: 125}, {UNDER_5: 100}, bases={UNDER_5: 30})) == []
    assert codes(form({UNDER_5: 130}, {UNDER_5: 100}, bases={UNDER_5: 30})) == ["W2"]


def test_a_base_is_asked_about_as_a_base() -> None:
    """Also where some measure counts it: 31 after 25 is nearly a quarter more, and this base may grow so."""
    facts = form({UNDER_5: 31}, {UNDER_5: 25}, Leaf(UNDER_5), bases={UNDER_5: 30})
    assert codes(facts) == []
    assert codes(form({UNDER_5: 31}, {UNDER_5: 25}, Leaf(UNDER_5))) == ["W1"]


def test_w3_gone() -> None:
    facts = form({STUNTED: 0, UNDER_5: 327}, {STUNTED: 6, UNDER_5: 331}, STUNTING)
    assert said(facts) == [(STUNTED, "W3", "Năm 2023 có 6 trẻ, năm nay 0. Đúng không?")]
    # Two cases come and go.
    assert said(form({STUNTED: 0, UNDER_5: 327}, {STUNTED: 2, UNDER_5: 331}, STUNTING)) == []


def test_w3_new() -> None:
    facts = form({STUNTED: 3, UNDER_5: 327}, {STUNTED: 0, UNDER_5: 331}, STUNTING)
    assert said(facts) == [(STUNTED, "W3", "Năm 2023 không có, năm nay có 3 trẻ. Đúng không?")]


def test_w3_never_before_means_every_known_year() -> None:
    """It was 0 two years ago as well, so a 0 is nothing new; W1 still says that it fell by six."""
    facts = form({STUNTED: 0, UNDER_5: 327}, {STUNTED: 6, UNDER_5: 331}, STUNTING, older=({STUNTED: 0},))
    assert codes(facts) == ["W1"]
    facts = form({STUNTED: 4, UNDER_5: 327}, {STUNTED: 0, UNDER_5: 331}, STUNTING, older=({STUNTED: 5},))
    assert codes(facts) == ["W1"]


def test_w3_speaks_of_harm_only() -> None:
    facts = form({FULL: 0, UNDER_1: 58}, {FULL: 6, UNDER_1: 61}, VACCINATED)
    assert said(facts) == [(FULL, "W1", "Giảm 6 trẻ so với năm 2023 (6 → 0)")]


def test_w3_sharper_for_deaths() -> None:
    assert codes(form({DIED: 2, BIRTHS: 58}, {DIED: 0, BIRTHS: 61}, DEATHS)) == ["W3"]
    assert codes(form({DIED: 1, BIRTHS: 58}, {DIED: 0, BIRTHS: 61}, DEATHS)) == []


SAME = {10: 5, 11: 58, 12: 327, 13: 19, 14: 61, 15: 0}
SAME_LEAVES = tuple(Leaf(item_id) for item_id in SAME)


def test_w4_everything_the_same() -> None:
    assert said(form(SAME, SAME, *SAME_LEAVES)) == [
        (10, "W4", "Cả 6 số giống hệt năm 2023. Kiểm tra lại nguồn")
    ]


def test_w4_one_figure_that_differs_is_enough() -> None:
    assert codes(form(SAME | {13: 20}, SAME, *SAME_LEAVES)) == []
    assert codes(form(SAME | {15: 1}, SAME, *SAME_LEAVES)) == []


def test_w4_four_figures_and_zeros_are_too_few() -> None:
    few = SAME | {14: 0}
    assert codes(form(few, few, *SAME_LEAVES)) == []


def test_w4_counts_what_is_counted() -> None:
    """A yes is a yes again, and says nothing of where the figures come from."""
    leaves = (*SAME_LEAVES[:4], Leaf(14, is_counted=False), SAME_LEAVES[5])
    assert codes(form(SAME, SAME, *leaves)) == []


def met(was: bool | None, is_: bool | None) -> Leaf:
    return Leaf(FULL, UNDER_1, higher_is_better=True, unit_word="trẻ em", was_met=was, is_met=is_)


def test_w5_no_longer_met() -> None:
    now, last = {FULL: 55, UNDER_1: 58}, {FULL: 58, UNDER_1: 58}
    words = "Năm 2023 đạt chỉ tiêu, năm nay chưa đạt"
    assert said(form(now, last, met(True, False))) == [(FULL, "W5", words)]
    for was, is_ in ((True, True), (False, False), (False, True), (None, False), (True, None)):
        assert codes(form(now, last, met(was, is_))) == []


def test_w5_not_for_one_or_two_cases() -> None:
    assert codes(form({FULL: 56, UNDER_1: 58}, {FULL: 58, UNDER_1: 58}, met(True, False))) == []


def test_w5_a_yes_that_became_a_no() -> None:
    leaf = Leaf(STUNTED, is_counted=False, was_met=True, is_met=False)
    assert codes(form({STUNTED: 0}, {STUNTED: 1}, leaf)) == ["W5"]


def test_w6_two_counts_of_one_thing() -> None:
    pair = Compared(STUNTED, "Trẻ bị nạn", "Trạm Y tế", 4, "Các thôn", 6)
    assert said(form({}, {}, compared=[pair])) == [(STUNTED, "W6", "Các thôn cộng lại 6, Trạm Y tế ghi 4")]
    same = Compared(STUNTED, "Trẻ bị nạn", "Trạm Y tế", 6, "Các thôn", 6)
    assert said(form({}, {}, compared=[same])) == []


def test_w7_a_year_below_its_half() -> None:
    assert said(form({STUNTED: 3}, {}, half={STUNTED: 5}, flows={STUNTED})) == [
        (STUNTED, "W7", "Cả năm 3, ít hơn 6 tháng đầu năm (5)")
    ]
    assert codes(form({STUNTED: 5}, {}, half={STUNTED: 5}, flows={STUNTED})) == []
    # What stands at a moment may fall.
    assert codes(form({STUNTED: 3}, {}, half={STUNTED: 5})) == []
    assert codes(form({STUNTED: None}, {}, half={STUNTED: 5}, flows={STUNTED})) == []


def of_1000(*parts: int) -> list[dict[int, int]]:
    return [{FULL: part, UNDER_1: 1000} for part in parts]


def test_w8_better_than_ever() -> None:
    """90, 91, 92, 91%: the usual change is 1 point, the best year 92; more than 95 is unusual."""
    last, *older = of_1000(910, 920, 910, 900)
    assert said(form({FULL: 951, UNDER_1: 1000}, last, VACCINATED, older=tuple(older))) == [
        (FULL, "W8", "Tốt bất thường so với 4 năm qua")
    ]
    assert codes(form({FULL: 950, UNDER_1: 1000}, last, VACCINATED, older=tuple(older))) == []
    # Worse than ever is no matter for this rule.
    assert codes(form({FULL: 800, UNDER_1: 1000}, last, VACCINATED, older=tuple(older))) == []


def test_w8_lower_is_better_too() -> None:
    last, *older = [{STUNTED: part, UNDER_5: 1000} for part in (100, 99, 100)]
    assert codes(form({STUNTED: 95, UNDER_5: 1000}, last, STUNTING, older=tuple(older))) == ["W8"]
    assert codes(form({STUNTED: 96, UNDER_5: 1000}, last, STUNTING, older=tuple(older))) == []


def test_w8_needs_three_years() -> None:
    last, *older = of_1000(910, 920)
    assert codes(form({FULL: 990, UNDER_1: 1000}, last, VACCINATED, older=tuple(older))) == []


def test_w8_needs_cases_too() -> None:
    """58, 58, 58 of 60 and then 60: never better, and two children."""
    years = [{FULL: 56, UNDER_1: 60}] * 3
    facts = form({FULL: 60, UNDER_1: 60}, years[0], VACCINATED, older=tuple(years[1:]))
    assert codes(facts) == []


def test_one_warning_a_cell_in_the_order_of_the_table_and_of_the_form() -> None:
    now = {FULL: 20, UNDER_1: 100, STUNTED: 0, UNDER_5: 327}
    last = {FULL: 58, UNDER_1: 61, STUNTED: 6, UNDER_5: 331}
    facts = form(now, last, STUNTING, met(True, False), bases={UNDER_1: 15, UNDER_5: 15})
    assert [(found.item_id, found.code) for found in warnings(facts)] == [
        (FULL, "W1"),
        (UNDER_1, "W2"),
        (STUNTED, "W3"),
    ]


def test_every_code_once() -> None:
    assert sorted(WARNINGS) == ["W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"]
