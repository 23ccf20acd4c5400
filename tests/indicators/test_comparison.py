"""Does a plan ask more or less than the one above? Every base and sign, with verdicts found by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.assessment import Bar
from indicators.comparison import Limit, compare, is_common, limit_of, pairs
from indicators.enums import Better, Comparison, Operator

HIGHER, LOWER, SAME = Comparison.HIGHER, Comparison.LOWER, Comparison.SAME
AT_LEAST, MORE, AT_MOST, LESS = Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN


def bar(operator: Operator, value: str | None = None, second: str | None = None, *years: int) -> Bar:
    first, last = (years[0], years[-1]) if years else (None, None)
    return Bar(operator, Decimal(value) if value else None, Decimal(second) if second else None, first, last)


LESS_IS_BETTER = [
    # what, own, own base, above, above base, verdict
    ("004 CT4.1 2025", bar(LESS, "10"), 100, bar(LESS, "9"), 100, LOWER),
    ("004 CT4.1 2030", bar(LESS, "8"), 100, bar(LESS, "6"), 100, LOWER),
    ("000 CT3.2", bar(LESS, "8"), 100, bar(LESS, "9"), 100, HIGHER),
    ("000 CT9.1: 5/804 is 621.9", bar(AT_MOST, "5"), 804, bar(AT_MOST, "550"), 100_000, LOWER),
    ("000 CT9.2: 1/804 is 124.4", bar(LESS, "1"), 804, bar(AT_MOST, "16"), 100_000, LOWER),
    ("002 CT11.1: 1/10.000 is 10", bar(AT_MOST, "1"), 10_000, bar(AT_MOST, "550"), 100_000, HIGHER),
    ("004 CT11.1: 4/4.000 is 100", bar(LESS, "4"), 4_000, bar(AT_MOST, "550"), 100_000, HIGHER),
    ("004 CT11.2: 3/4.000 is 75", bar(AT_MOST, "3"), 4_000, bar(AT_MOST, "16"), 100_000, LOWER),
    ("16/100.000 on another base", bar(AT_MOST, "4"), 25_000, bar(AT_MOST, "16"), 100_000, SAME),
    ("dưới 9 asks more than xuống 9", bar(LESS, "9"), 100, bar(AT_MOST, "9"), 100, HIGHER),
    ("xuống 9 asks less than dưới 9", bar(AT_MOST, "9"), 100, bar(LESS, "9"), 100, LOWER),
    ("keep at 5", bar(Operator.MAINTAIN, "5"), 100, bar(AT_MOST, "5"), 100, SAME),
    ("a band up to 3", bar(Operator.BAND, "2", "3"), 100, bar(AT_MOST, "3"), 100, SAME),
]
MORE_IS_BETTER = [
    ("000 CT4", bar(MORE, "95"), 100, bar(AT_LEAST, "97"), 100, LOWER),
    ("000 CT13.1: 99 is less than 99.1", bar(MORE, "99"), 100, bar(AT_LEAST, "99.1"), 100, LOWER),
    ("004 CT1", bar(AT_LEAST, "82"), 100, bar(AT_LEAST, "65"), 100, HIGHER),
    ("000 CT16.1", bar(AT_LEAST, "80"), 100, bar(AT_LEAST, "80"), 100, SAME),
    ("trên 80 asks more than đạt 80", bar(MORE, "80"), 100, bar(AT_LEAST, "80"), 100, HIGHER),
    ("done is all", bar(Operator.DONE), 100, bar(AT_LEAST, "100"), 100, SAME),
    ("004 CT13", bar(Operator.BAND, "2", "3"), 100, bar(Operator.BAND, "2", "3"), 100, SAME),
    ("a band from 1", bar(Operator.BAND, "1", "3"), 100, bar(Operator.BAND, "2", "3"), 100, LOWER),
    ("equal", bar(Operator.EQUAL, "50"), 100, bar(AT_LEAST, "45"), 100, HIGHER),
]


@pytest.mark.parametrize(
    ("own", "own_base", "above", "above_base", "verdict", "better"),
    [
        *[pytest.param(*row[1:], Better.LOWER, id=row[0]) for row in LESS_IS_BETTER],
        *[pytest.param(*row[1:], Better.HIGHER, id=row[0]) for row in MORE_IS_BETTER],
    ],
)
def test_verdict(own: Bar, own_base: int, above: Bar, above_base: int, verdict: Comparison, better: Better):
    assert compare(own, own_base, above, above_base, better) == verdict
    turned = {HIGHER: LOWER, LOWER: HIGHER, SAME: SAME}[verdict]
    assert compare(above, above_base, own, own_base, better) == turned


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        (bar(Operator.FALL), Comparison.NO_NUMBER),
        (bar(Operator.MAINTAIN), Comparison.NO_NUMBER),
        (bar(Operator.NARRATIVE, "5"), Comparison.NO_NUMBER),
        (bar(Operator.UNREADABLE, "1"), Comparison.UNREAD),
    ],
)
def test_what_has_no_number_or_cannot_be_read_is_not_compared(own: Bar, verdict: Comparison):
    other = bar(AT_LEAST, "5")
    assert compare(own, 100, other, 100, Better.HIGHER) == verdict
    assert compare(other, 100, own, 100, Better.HIGHER) == verdict


def test_a_limit_is_an_exact_fraction():
    assert limit_of(bar(AT_MOST, "5"), 804, Better.LOWER) == Limit(Fraction(5, 804), is_open=False)
    assert limit_of(bar(MORE, "95"), 100, Better.HIGHER) == Limit(Fraction(95, 100), is_open=True)


@given(
    st.decimals(0, 1000, places=3), st.decimals(0, 1000, places=3), st.sampled_from([100, 804, 4000, 10_000])
)
def test_another_base_never_changes_the_verdict(one: Decimal, other: Decimal, base: int):
    own, above = Bar(AT_MOST, one), Bar(AT_MOST, other)
    assert compare(own, base, above, base, Better.LOWER) == compare(own, 100, above, 100, Better.LOWER)


PLAN = range(2021, 2031)


def years(own: list[Bar], own_years: range, above: list[Bar], above_years: range) -> list[int | None]:
    return [pair.year for pair in pairs(own, own_years, above, above_years)]


MILESTONES = [bar(LESS, "9", None, 2025), bar(LESS, "6", None, 2030)]


def test_both_milestones_are_compared():
    own = [bar(LESS, "10", None, 2025), bar(LESS, "8", None, 2030)]
    found = pairs(own, PLAN, MILESTONES, PLAN)
    assert [(pair.year, pair.own.bar.value, pair.above.bar.value) for pair in found] == [
        (2025, Decimal(10), Decimal(9)),
        (2030, Decimal(8), Decimal(6)),
    ]


def test_a_target_of_every_year_meets_the_milestones_inside_its_plan():
    assert years([bar(LESS, "8")], range(2021, 2026), MILESTONES, PLAN) == [2025]


def test_a_span_is_not_held_against_what_stands_only_later():
    own = [bar(AT_LEAST, "100", None, 2025), bar(AT_LEAST, "100", None, 2026, 2030)]
    assert years(own, PLAN, MILESTONES, PLAN) == [2025, 2030]


def test_the_last_milestone_stands_to_the_end():
    assert years([bar(LESS, "9", None, 2025)], PLAN, MILESTONES, PLAN) == [2025, 2030]


def test_targets_of_every_year_are_one_pair():
    assert years([bar(AT_LEAST, "100")], range(2021, 2026), [bar(AT_LEAST, "100")], PLAN) == [None]


@pytest.mark.parametrize(
    ("own", "own_years"),
    [
        ([bar(LESS, "8", None, 2024)], range(2024, 2025)),  # the milestone above is later
        ([bar(LESS, "8")], range(2024, 2025)),
        ([bar(LESS, "7.2", None, 2020)], range(2020, 2021)),  # no year in common at all
    ],
)
def test_without_a_common_year_both_are_shown_and_not_compared(own: list[Bar], own_years: range):
    (pair,) = pairs(own, own_years, MILESTONES, PLAN)
    assert pair.own.bar == own[0]
    assert pair.above.bar == MILESTONES[0]
    assert not is_common(pair, own_years, PLAN)


def test_a_common_year_is_common():
    (pair,) = pairs([bar(LESS, "8")], range(2021, 2026), MILESTONES, PLAN)
    assert is_common(pair, range(2021, 2026), PLAN)
