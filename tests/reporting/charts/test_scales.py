"""Do axes begin at zero, end on a round number and say when they are cut?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.numbers import PERCENT, ResultUnit
from reporting.charts.scales import round_step, scale_for

PERMILLE, PER_TEN_THOUSAND = ResultUnit(1_000), ResultUnit(10_000)


@pytest.mark.parametrize(
    ("values", "unit", "high", "step"),
    [
        (["8.6", "5.5"], PERCENT, 10, 2),
        (["12.1"], PERCENT, 15, 5),
        (["10"], PERCENT, 10, 2),
        (["60", "100"], PERCENT, 100, 20),
        (["0.4"], PERMILLE, "0.4", "0.1"),
        (["103.3"], PER_TEN_THOUSAND, 150, 50),
        (["3"], None, 3, 1),  # whole things have whole steps
        (["1"], None, 1, 1),
        (["347"], None, 400, 100),
    ],
)
def test_from_zero_to_a_round_number(
    values: list[str], unit: ResultUnit | None, high: str | int, step: str | int
) -> None:
    scale = scale_for([Fraction(value) for value in values], unit)
    assert (scale.low, scale.high, scale.step) == (0, Fraction(high), Fraction(step))
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == Fraction(high)


def test_nothing_known_still_has_an_axis() -> None:
    assert scale_for([], PERCENT).high == 100
    assert scale_for([Fraction(0)], PER_TEN_THOUSAND).high == 1


@pytest.mark.parametrize(
    ("values", "low", "words"),
    [
        (["97.2", "98"], 90, "trục 90–100%"),
        (["90", "100"], 90, "trục 90–100%"),
        (["89.9", "98"], 85, "trục 85–100%"),
    ],
)
def test_near_100_the_axis_is_cut_and_says_so(values: list[str], low: int, words: str) -> None:
    scale = scale_for([Fraction(value) for value in values], PERCENT)
    assert (scale.low, scale.high, scale.is_cut, scale.title) == (low, 100, True, words)


@pytest.mark.parametrize(
    ("values", "unit"),
    [(["84.9", "98"], PERCENT), (["97", "104"], PERCENT), (["97", "98"], None), (["97"], PER_TEN_THOUSAND)],
)
def test_elsewhere_it_is_not(values: list[str], unit: ResultUnit | None) -> None:
    scale = scale_for([Fraction(value) for value in values], unit)
    assert (scale.low, scale.is_cut) == (0, False)


def test_a_rise_where_a_reduction_was_asked_lies_below_zero() -> None:
    scale = scale_for([Fraction("-12.5"), Fraction(30), Fraction(3)], PERCENT)
    assert (scale.low, scale.high, scale.step) == (-20, 30, 10)
    assert scale.words(Fraction(-20)) == "−20%"


def test_a_value_halfway_is_drawn_halfway() -> None:
    scale = scale_for([Fraction(10)], PERCENT)
    assert scale.place(Fraction(5), 250, 20) == 135
    assert scale.place(Fraction(0), 250, 20) == 250
    assert scale.place(Fraction(10), 250, 20) == 20


def test_exact_fractions_stay_exact() -> None:
    assert scale_for([Fraction(10)], PERCENT).share(Fraction(1, 3)) == Fraction(1, 30)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("500000000", None, "500 triệu"),
        ("1500000000", None, "1,5 tỷ"),
        ("2000", None, "2.000"),
        ("20", PERCENT, "20%"),
        ("0.2", PERMILLE, "0,2‰"),
        ("50", PER_TEN_THOUSAND, "50"),
    ],
)
def test_numbers_at_the_ticks(value: str, unit: ResultUnit | None, words: str) -> None:
    assert scale_for([Fraction(value)], unit).words(Fraction(value)) == words


def test_what_is_not_a_percentage_says_per_how_many() -> None:
    assert scale_for([Fraction(3)], PER_TEN_THOUSAND).title == "trên 10.000"
    assert scale_for([Fraction(3)], PERCENT).title == ""


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**9))
def test_a_step_is_round_and_no_smaller_than_asked(size: Fraction) -> None:
    step = round_step(size)
    assert size <= step < size * Fraction(5, 2) + Fraction(1, 10**9)
    digits = str(float(step)).replace(".", "").replace("0", "").split("e")[0]
    assert digits in ("1", "2", "5")


@given(st.lists(st.fractions(min_value=-(10**6), max_value=10**6), min_size=1, max_size=8))
def test_every_value_lies_on_the_axis(values: list[Fraction]) -> None:
    scale = scale_for(values, PERCENT)
    assert all(0 <= scale.share(value) <= 1 for value in values)
    assert 2 <= len(scale.ticks) <= 9
