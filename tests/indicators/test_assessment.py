"""Is a result judged as the signed words say? Every operator below, on and above its mark; years; margins."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from indicators.assessment import (
    Assessment,
    Bar,
    Standing,
    Steps,
    exceeds,
    judge,
    judge_from_zero,
    judge_steps,
    judge_words,
    meets,
    standing_in,
)
from indicators.enums import Better, Operator, Status

HIGH, LOW = Better.HIGHER, Better.LOWER
MET, EXCEEDED, NOT_MET = Status.MET, Status.EXCEEDED, Status.NOT_MET


def bar(operator: Operator, value: str | None = None, second: str | None = None) -> Bar:
    return Bar(operator, Decimal(value) if value else None, Decimal(second) if second else None)


def verdict(
    target: Bar,
    result: str,
    *,
    better: Better = HIGH,
    previous: str | None = None,
    is_percent: bool = True,
    later_year: int | None = None,
) -> Assessment:
    """Results are written as exact decimals or fractions: "97.96", "280/3"."""
    return judge(
        Standing(target, later_year),
        Fraction(result),
        previous=None if previous is None else Fraction(previous),
        better=better,
        is_percent=is_percent,
    )


# --- Operators

COMPARISONS = [
    # operator, value, better, result, status
    (Operator.AT_LEAST, "98", HIGH, "98", MET),
    (Operator.AT_LEAST, "98", HIGH, "98.04", MET),
    (Operator.AT_LEAST, "98", HIGH, "97.96", NOT_MET),
    (Operator.AT_LEAST, "98", HIGH, "97.99999999", NOT_MET),
    (Operator.AT_LEAST, "100", HIGH, "100", MET),
    (Operator.AT_LEAST, "100", HIGH, "99.99", NOT_MET),
    (Operator.MORE_THAN, "97.5", HIGH, "97.5", NOT_MET),
    (Operator.MORE_THAN, "97.5", HIGH, "97.50000001", MET),
    (Operator.MORE_THAN, "97.5", HIGH, "97.4", NOT_MET),
    (Operator.AT_MOST, "17", LOW, "17", MET),
    (Operator.AT_MOST, "17", LOW, "16.9", MET),
    (Operator.AT_MOST, "17", LOW, "17.00000001", NOT_MET),
    (Operator.AT_MOST, "0", LOW, "0", MET),
    (Operator.AT_MOST, "0", LOW, "1/804", NOT_MET),
    (Operator.LESS_THAN, "4.5", LOW, "4.5", NOT_MET),
    (Operator.LESS_THAN, "4.5", LOW, "4.49999999", MET),
    (Operator.LESS_THAN, "4.5", LOW, "4.6", NOT_MET),
    (Operator.LESS_THAN, "0.4", LOW, "0", MET),
    (Operator.EQUAL, "5", LOW, "5", MET),
    (Operator.EQUAL, "5", LOW, "4.99", NOT_MET),
    (Operator.EQUAL, "5", LOW, "5.01", NOT_MET),
    # 2/3 of 100 is above 66.66 and below 66.67, however it would be rounded.
    (Operator.AT_LEAST, "66.66", HIGH, "200/3", MET),
    (Operator.AT_LEAST, "66.67", HIGH, "200/3", NOT_MET),
]


@pytest.mark.parametrize(("operator", "value", "better", "result", "status"), COMPARISONS)
def test_comparisons(operator: Operator, value: str, better: Better, result: str, status: Status) -> None:
    assert verdict(bar(operator, value), result, better=better) == Assessment(status)


BANDS = [
    # "giảm từ 2 đến 3%": the reduction should be high, so its lower end is the mark.
    (HIGH, "1.99", NOT_MET),
    (HIGH, "2", MET),
    (HIGH, "2.5", MET),
    (HIGH, "3", MET),
    (HIGH, "3.01", MET),
    (HIGH, "50", MET),
    (HIGH, "-10", NOT_MET),
    # A rate that should be low: its upper end is the mark.
    (LOW, "3.01", NOT_MET),
    (LOW, "3", MET),
    (LOW, "2", MET),
    (LOW, "1.5", MET),
    (LOW, "0", MET),
]


@pytest.mark.parametrize(("better", "result", "status"), BANDS)
def test_beyond_the_better_end_of_a_band_is_met(better: Better, result: str, status: Status) -> None:
    assert verdict(bar(Operator.BAND, "2", "3"), result, better=better).status == status


AGAINST_LAST_YEAR = [
    # operator, value, better, last year, this year, status
    (Operator.MAINTAIN, None, HIGH, "90", "90", MET),
    (Operator.MAINTAIN, None, HIGH, "90", "95", MET),
    (Operator.MAINTAIN, None, HIGH, "90", "89.99", NOT_MET),
    (Operator.MAINTAIN, None, HIGH, None, "95", Status.NO_DATA),
    (Operator.MAINTAIN, None, LOW, "5", "5", MET),
    (Operator.MAINTAIN, None, LOW, "5", "4", MET),
    (Operator.MAINTAIN, None, LOW, "5", "5.01", NOT_MET),
    (Operator.MAINTAIN, "95", HIGH, "90", "95", MET),
    (Operator.MAINTAIN, "95", HIGH, "90", "94.9", NOT_MET),
    (Operator.MAINTAIN, "95", HIGH, "97", "96", NOT_MET),
    (Operator.MAINTAIN, "95", HIGH, "97", "97", MET),
    (Operator.MAINTAIN, "95", HIGH, None, "95", MET),
    (Operator.MAINTAIN, "95", HIGH, None, "94.9", NOT_MET),
    (Operator.MAINTAIN, "5", LOW, "3", "4", NOT_MET),
    (Operator.MAINTAIN, "5", LOW, "6", "5", MET),
    (Operator.MAINTAIN, "5", LOW, "6", "5.5", NOT_MET),
    (Operator.RISE, None, HIGH, "60", "60.01", MET),
    (Operator.RISE, None, HIGH, "60", "60", NOT_MET),
    (Operator.RISE, None, HIGH, "60", "59.99", NOT_MET),
    (Operator.RISE, None, HIGH, None, "60", Status.NO_DATA),
    (Operator.RISE, None, HIGH, "100", "100", MET),
    (Operator.RISE, None, HIGH, "100", "99.9", NOT_MET),
    (Operator.RISE, None, HIGH, "0", "0", NOT_MET),
    (Operator.FALL, None, LOW, "4", "3.99", MET),
    (Operator.FALL, None, LOW, "4", "4", NOT_MET),
    (Operator.FALL, None, LOW, "4", "5", NOT_MET),
    (Operator.FALL, None, LOW, None, "4", Status.NO_DATA),
    (Operator.FALL, None, LOW, "0", "0", MET),
    (Operator.FALL, None, LOW, "0", "1", NOT_MET),
    (Operator.FALL, None, LOW, "100", "100", NOT_MET),
]


@pytest.mark.parametrize(("operator", "value", "better", "previous", "result", "status"), AGAINST_LAST_YEAR)
def test_against_last_year(
    operator: Operator, value: str | None, better: Better, previous: str | None, result: str, status: Status
) -> None:
    found = verdict(bar(operator, value), result, better=better, previous=previous)
    assert found == Assessment(status)


def test_only_a_rate_is_whole_at_a_hundred() -> None:
    """A rate of 100% cannot rise any more; a hundred clubs can become a hundred and one."""
    rise = bar(Operator.RISE)
    assert verdict(rise, "100", previous="100", is_percent=True).status == MET
    assert verdict(rise, "100", previous="100", is_percent=False).status == NOT_MET


@pytest.mark.parametrize(("result", "status"), [("100", MET), ("99.9", NOT_MET), ("0", NOT_MET)])
def test_done_is_all_of_them(result: str, status: Status) -> None:
    assert verdict(bar(Operator.DONE), result).status == status


@pytest.mark.parametrize("later_year", [None, 2025])
def test_what_cannot_be_judged(later_year: int | None) -> None:
    assert verdict(bar(Operator.NARRATIVE), "5", later_year=later_year) == Assessment(Status.NO_TARGET)
    assert verdict(bar(Operator.UNREADABLE), "5", later_year=later_year) == Assessment(Status.UNREAD)
    assert verdict(bar(Operator.UNREADABLE, "1"), "5", later_year=later_year) == Assessment(Status.UNREAD)


def test_no_bar_is_no_target() -> None:
    found = judge(Standing(), Fraction(5), previous=None, better=HIGH, is_percent=True)
    assert found == Assessment(Status.NO_TARGET)


@pytest.mark.parametrize("better", Better)
@pytest.mark.parametrize("operator", Operator)
def test_a_bar_that_needs_a_number_and_has_none_says_nothing(operator: Operator, better: Better) -> None:
    """Neither met nor failed; "done" alone needs no number and no last year."""
    known = meets(bar(operator), Fraction(40), None, better, is_percent=True)
    assert known is (False if operator == Operator.DONE else None)


def test_half_a_band_says_nothing() -> None:
    for half in (bar(Operator.BAND, "2"), bar(Operator.BAND, None, "3")):
        assert meets(half, Fraction(2), None, HIGH, is_percent=True) is None


# --- Better than asked

EXCEEDING = [
    # operator, value, better, is_percent, result, status
    (Operator.AT_LEAST, "70", HIGH, True, "78", EXCEEDED),
    (Operator.AT_LEAST, "70", HIGH, True, "73.5", EXCEEDED),
    (Operator.AT_LEAST, "70", HIGH, True, "73.49", MET),
    (Operator.AT_LEAST, "70", HIGH, True, "70", MET),
    (Operator.AT_LEAST, "70", HIGH, True, "69.99", NOT_MET),
    (Operator.MORE_THAN, "80", HIGH, True, "84", EXCEEDED),
    (Operator.MORE_THAN, "80", HIGH, True, "83.99", MET),
    # 105% of 98 is above 100: nobody can exceed it.
    (Operator.AT_LEAST, "98", HIGH, True, "100", MET),
    (Operator.MORE_THAN, "95", HIGH, True, "100", EXCEEDED),
    (Operator.AT_LEAST, "100", HIGH, True, "100", MET),
    (Operator.AT_LEAST, "100", HIGH, True, "105", MET),
    (Operator.AT_LEAST, "0", HIGH, True, "50", MET),
    (Operator.AT_LEAST, "0.5", HIGH, True, "0.525", EXCEEDED),
    # No deaths against "dưới 0,4‰" is good, not better than good.
    (Operator.LESS_THAN, "0.4", LOW, False, "0", MET),
    (Operator.LESS_THAN, "4.5", LOW, True, "0", MET),
    (Operator.AT_MOST, "17", LOW, True, "1", MET),
    (Operator.AT_LEAST, "70", LOW, True, "78", MET),
    (Operator.AT_LEAST, "70", HIGH, False, "78", MET),
    (Operator.EQUAL, "70", HIGH, True, "70", MET),
    (Operator.MAINTAIN, "70", HIGH, True, "99", MET),
    (Operator.DONE, None, HIGH, True, "100", MET),
]


@pytest.mark.parametrize(("operator", "value", "better", "is_percent", "result", "status"), EXCEEDING)
def test_exceeded(
    operator: Operator, value: str | None, better: Better, is_percent: bool, result: str, status: Status
) -> None:
    assert verdict(bar(operator, value), result, better=better, is_percent=is_percent).status == status


def test_a_band_is_never_exceeded() -> None:
    assert verdict(bar(Operator.BAND, "2", "3"), "50").status == MET


# --- Years


def dated(first: int, last: int | None = None, value: str = "50") -> Bar:
    return Bar(Operator.AT_LEAST, Decimal(value), None, first, last or first)


ALWAYS = Bar(Operator.AT_LEAST, Decimal(100))
IN_2025, IN_2030 = dated(2025, value="82"), dated(2030, value="86")
SPAN = dated(2025, 2030, value="2")

STANDING = [
    # year, bars, the plan's last year, what stands
    (2021, [ALWAYS], 2025, Standing(ALWAYS)),
    (2025, [ALWAYS], 2025, Standing(ALWAYS)),
    (2026, [ALWAYS], 2025, Standing()),
    (2021, [IN_2025, IN_2030], 2030, Standing(IN_2025, 2025)),
    (2024, [IN_2025, IN_2030], 2030, Standing(IN_2025, 2025)),
    (2025, [IN_2025, IN_2030], 2030, Standing(IN_2025)),
    (2026, [IN_2025, IN_2030], 2030, Standing(IN_2030, 2030)),
    (2029, [IN_2025, IN_2030], 2030, Standing(IN_2030, 2030)),
    (2030, [IN_2025, IN_2030], 2030, Standing(IN_2030)),
    (2031, [IN_2025, IN_2030], 2030, Standing()),
    (2024, [IN_2030, IN_2025], 2030, Standing(IN_2025, 2025)),
    (2027, [IN_2030, IN_2025], 2030, Standing(IN_2030, 2030)),
    # Only 2025 in a plan to 2030: afterwards it stands to the end.
    (2026, [IN_2025], 2030, Standing(IN_2025)),
    (2030, [IN_2025], 2030, Standing(IN_2025)),
    # Only 2030.
    (2025, [IN_2030], 2030, Standing(IN_2030, 2030)),
    (2024, [SPAN], 2030, Standing(SPAN, 2025)),
    (2025, [SPAN], 2030, Standing(SPAN)),
    (2027, [SPAN], 2030, Standing(SPAN)),
    (2030, [SPAN], 2030, Standing(SPAN)),
    (2024, [], 2030, Standing()),
]


@pytest.mark.parametrize(("year", "bars", "plan_last_year", "standing"), STANDING)
def test_which_bar_stands(year: int, bars: list[Bar], plan_last_year: int, standing: Standing) -> None:
    assert standing_in(year, bars, plan_last_year) == standing


def test_nothing_is_invented_between_milestones() -> None:
    """82 in 2025 and 86 in 2030: no year has 83, 84 or 85."""
    values = {
        standing.bar.value
        for year in range(2021, 2031)
        if (standing := standing_in(year, [IN_2025, IN_2030], 2030)).bar is not None
    }
    assert values == {Decimal(82), Decimal(86)}


DISTANCES = [
    # bar, better, result, distance
    (bar(Operator.AT_LEAST, "98"), HIGH, "96.7", Fraction(13, 10)),
    (bar(Operator.AT_LEAST, "98"), HIGH, "98", Fraction(0)),
    (bar(Operator.AT_LEAST, "98"), HIGH, "99", Fraction(0)),
    (bar(Operator.LESS_THAN, "4.5"), LOW, "6", Fraction(3, 2)),
    (bar(Operator.LESS_THAN, "4.5"), LOW, "4.4", Fraction(0)),
    # On a strict mark: not there, and nothing left to measure. 0 would say that it was reached.
    (bar(Operator.LESS_THAN, "4.5"), LOW, "4.5", None),
    (bar(Operator.MORE_THAN, "95"), HIGH, "95", None),
    (bar(Operator.BAND, "2", "3"), HIGH, "1.5", Fraction(1, 2)),
    (bar(Operator.BAND, "2", "3"), LOW, "4.5", Fraction(3, 2)),
    (bar(Operator.MAINTAIN), HIGH, "90", None),
    (bar(Operator.MAINTAIN, "80"), HIGH, "79", None),
    (bar(Operator.DONE), HIGH, "50", None),
]


@pytest.mark.parametrize(("target", "better", "result", "distance"), DISTANCES)
def test_before_a_milestone_there_is_a_distance_and_no_verdict(
    target: Bar, better: Better, result: str, distance: Fraction | None
) -> None:
    found = verdict(target, result, better=better, later_year=2025)
    assert found == Assessment(Status.MILESTONE_LATER, distance)


# --- Last year 0


@pytest.mark.parametrize(("this_year", "status"), [(0, MET), (1, NOT_MET), (7, NOT_MET)])
def test_from_zero_is_good_when_it_stays_zero(this_year: int, status: Status) -> None:
    band = Standing(bar(Operator.BAND, "2", "3"))
    assert judge_from_zero(band, this_year) == Assessment(status)


def test_from_zero_asks_first_whether_there_is_anything_to_judge() -> None:
    assert judge_from_zero(Standing(), 0) == Assessment(Status.NO_TARGET)
    assert judge_from_zero(Standing(bar(Operator.NARRATIVE)), 0) == Assessment(Status.NO_TARGET)
    assert judge_from_zero(Standing(bar(Operator.UNREADABLE, "1")), 0) == Assessment(Status.UNREAD)
    later = Standing(bar(Operator.BAND, "2", "3"), 2025)
    assert judge_from_zero(later, 0) == Assessment(Status.MILESTONE_LATER)


# --- What holds for every number

NUMBERS = st.fractions(0, 200, max_denominator=10_000)
MARKS = st.decimals(0, 120, places=2)


@given(MARKS, NUMBERS)
def test_strict_and_plain_differ_only_on_the_mark(mark: Decimal, result: Fraction) -> None:
    def holds(operator: Operator) -> bool | None:
        return meets(Bar(operator, mark), result, None, HIGH, is_percent=True)

    on_the_mark = result == Fraction(mark)
    assert (holds(Operator.AT_LEAST) != holds(Operator.MORE_THAN)) == on_the_mark
    assert (holds(Operator.AT_MOST) != holds(Operator.LESS_THAN)) == on_the_mark
    assert holds(Operator.AT_LEAST) != holds(Operator.LESS_THAN)
    assert holds(Operator.AT_MOST) != holds(Operator.MORE_THAN)
    assert holds(Operator.EQUAL) == on_the_mark


@given(MARKS, NUMBERS, st.sampled_from(list(Better)), st.booleans(), st.sampled_from(list(Operator)))
def test_exceeded_is_always_met_as_well(
    mark: Decimal, result: Fraction, better: Better, is_percent: bool, operator: Operator
) -> None:
    target = Bar(operator, mark, mark + 1)
    if exceeds(target, result, better, is_percent):
        assert meets(target, result, None, better, is_percent=is_percent)
        assert better == HIGH and is_percent and mark < 100


@given(MARKS, NUMBERS, NUMBERS, st.sampled_from([Operator.AT_LEAST, Operator.MORE_THAN, Operator.BAND]))
def test_more_of_what_should_be_high_is_never_worse(
    mark: Decimal, one: Fraction, other: Fraction, operator: Operator
) -> None:
    target = Bar(operator, mark, mark + 1)
    order = [NOT_MET, MET, EXCEEDED]
    low, high = sorted([one, other])
    found = [
        judge(Standing(target), result, previous=None, better=HIGH, is_percent=True).status
        for result in (low, high)
    ]
    assert order.index(found[0]) <= order.index(found[1])


# --- The page


def test_the_page_names_every_status_and_operator() -> None:
    page = (settings.BASE_DIR / "docs" / "domain.md").read_text("utf-8")
    for status in Status:
        assert f"`{status.value}`" in page, status
        assert status.label in page, status
    for operator in Operator:
        assert f"`{operator.value}`" in page, operator


# --- Levels, states and words


STEPS = [
    # operator, value, units on each step, status
    (Operator.AT_LEAST, "2", (0, 0, 1, 8), MET),
    (Operator.AT_LEAST, "3", (0, 0, 1, 8), NOT_MET),
    # One commune at I: the mean of the nine is above II, and no level.
    (Operator.AT_LEAST, "2", (0, 1, 0, 8), NOT_MET),
    (Operator.AT_LEAST, "1", (1, 0, 0, 8), NOT_MET),
    (Operator.MORE_THAN, "2", (0, 0, 0, 8), MET),
    (Operator.MORE_THAN, "2", (0, 0, 1, 8), NOT_MET),
    (Operator.AT_MOST, "1", (2, 3, 0, 0), MET),
    (Operator.LESS_THAN, "1", (2, 3, 0, 0), NOT_MET),
    (Operator.EQUAL, "3", (0, 0, 0, 2), MET),
    (Operator.EQUAL, "3", (0, 0, 1, 2), NOT_MET),
    (Operator.DONE, None, (0, 1, 3, 0), MET),
    (Operator.DONE, None, (1, 1, 3, 0), NOT_MET),
    (Operator.NARRATIVE, None, (0, 1, 3, 0), Status.NO_TARGET),
    (Operator.RISE, None, (0, 1, 3, 0), Status.NO_TARGET),
    (Operator.FALL, None, (0, 1, 3, 0), Status.NO_TARGET),
    (Operator.BAND, "1", (0, 1, 3, 0), Status.NO_TARGET),
    (Operator.UNREADABLE, None, (0, 1, 3, 0), Status.UNREAD),
    # Nobody answered: nothing is met by the lack of units.
    (Operator.AT_LEAST, "1", (0, 0, 0, 0), Status.NO_DATA),
    (Operator.DONE, None, (0, 0, 0, 0), Status.NO_DATA),
]


@pytest.mark.parametrize(("operator", "value", "counts", "status"), STEPS)
def test_every_unit_reaches_the_step_by_itself(
    operator: Operator, value: str | None, counts: tuple[int, ...], status: Status
) -> None:
    assert judge_steps(Standing(bar(operator, value)), Steps(counts)).status == status


def test_a_state_is_done_when_it_is_complete() -> None:
    done = Standing(bar(Operator.DONE))
    assert judge_steps(done, Steps((0, 0, 4), done_from=2)).status == MET
    assert judge_steps(done, Steps((0, 1, 3), done_from=2)).status == NOT_MET


@pytest.mark.parametrize(
    ("value", "counts", "matched", "fell", "status"),
    [
        (None, (0, 0, 1, 8), 9, 0, MET),
        # The lowest level is where it was, but one commune went from III to II.
        (None, (0, 0, 2, 7), 9, 1, NOT_MET),
        (None, (0, 0, 1, 8), 0, 0, Status.NO_DATA),
        ("2", (0, 0, 1, 8), 9, 0, MET),
        ("3", (0, 0, 1, 8), 9, 0, NOT_MET),
        ("2", (0, 0, 1, 8), 0, 0, Status.NO_DATA),
        ("3", (0, 0, 1, 8), 0, 0, NOT_MET),
        (None, (0, 0, 0, 0), 0, 0, Status.NO_DATA),
    ],
)
def test_maintained_when_no_unit_fell(
    value: str | None, counts: tuple[int, ...], matched: int, fell: int, status: Status
) -> None:
    steps = Steps(counts, matched=matched, fell=fell)
    assert judge_steps(Standing(bar(Operator.MAINTAIN, value)), steps).status == status


def test_levels_before_a_milestone_have_no_distance() -> None:
    found = judge_steps(Standing(bar(Operator.AT_LEAST, "3"), later_year=2030), Steps((0, 0, 1, 8)))
    assert found == Assessment(Status.MILESTONE_LATER, distance=None)
    assert judge_steps(Standing(), Steps((0, 0, 1, 8))).status == Status.NO_TARGET


def test_words_are_not_judged() -> None:
    for operator in (Operator.NARRATIVE, Operator.DONE, Operator.AT_LEAST):
        assert judge_words(Standing(bar(operator, "1"))).status == Status.NO_TARGET
    assert judge_words(Standing(bar(Operator.UNREADABLE))).status == Status.UNREAD
    assert judge_words(Standing()).status == Status.NO_TARGET
