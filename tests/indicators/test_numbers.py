"""Is a typed number read, and a number written, the way people here do it? Vectors, tables, properties."""

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import numbers
from indicators.numbers import (
    PER_HUNDRED_THOUSAND,
    PER_TEN_THOUSAND,
    PER_THOUSAND,
    PERCENT,
    Answer,
    NumberKind,
    Outcome,
    Reading,
    ResultUnit,
    format_entry,
    format_money,
    format_number,
    format_points,
    format_result,
    in_words,
    read_number,
    round_half_up,
    show_result,
    show_stated,
)

VECTORS = json.loads(Path(numbers.__file__).with_name("number_vectors.json").read_text("utf-8"))["vectors"]
CASES = [
    pytest.param(
        vector["typed"],
        kind,
        vector.get("numerator", False),
        vector.get("both") or vector[kind.value],
        id=f"{number}-{kind.value}",
    )
    for number, vector in enumerate(VECTORS)
    for kind in NumberKind
]


def as_vector(reading: Reading, kind: NumberKind) -> dict[str, Any]:
    """A reading in the words of the vector file; what is empty is left out."""
    if reading.outcome is Outcome.BLANK:
        return {"blank": True}
    told: dict[str, Any] = {}
    if reading.value is not None:
        told |= {"number": str(reading.value), "shows": format_entry(reading.value, kind)}
    if reading.outcome is Outcome.QUESTION:
        told["question"] = reading.question
        told["choices"] = [
            [choice.answer.value, None if choice.value is None else str(choice.value), choice.label]
            for choice in reading.choices
        ]
    if reading.outcome is Outcome.ERROR:
        assert reading.error is not None
        told |= {"error": reading.error.value, "message": reading.message("Số trẻ")}
    if reading.denominator is not None:
        told["denominator"] = str(reading.denominator)
    return told | {
        name: text for name, text in (("note", reading.note), ("formula", reading.formula)) if text
    }


@pytest.mark.parametrize(("typed", "kind", "numerator", "expected"), CASES)
def test_vectors(typed: str, kind: NumberKind, numerator: bool, expected: dict[str, Any]) -> None:
    assert as_vector(read_number(typed, kind=kind, numerator=numerator), kind) == expected


def test_vectors_cover_both_kinds_and_every_outcome() -> None:
    seen = {(kind, key) for _, kind, _, expected in (case.values for case in CASES) for key in expected}
    for kind in NumberKind:
        assert {
            (kind, key) for key in ("blank", "number", "question", "error", "denominator", "formula")
        } <= seen


def test_message_names_the_thing() -> None:
    wrong = read_number("abc", kind=NumberKind.COUNT)
    unclear = read_number("1,234", kind=NumberKind.COUNT)
    assert wrong.message("Số trẻ tiêm đủ") == "Số trẻ tiêm đủ phải là số, ví dụ 57"
    assert unclear.message("Số trẻ tiêm đủ") == "Số trẻ tiêm đủ: Ý bạn là 1.234?"
    assert read_number("57", kind=NumberKind.COUNT).message("Số trẻ tiêm đủ") == ""
    assert read_number("", kind=NumberKind.COUNT).message("Số trẻ tiêm đủ") == ""


def test_an_unclear_or_wrong_text_carries_no_value() -> None:
    for typed in ("-", "1,234", "-3", "abc", "5/804"):
        assert read_number(typed, kind=NumberKind.COUNT).value is None


kinds = st.sampled_from(NumberKind)
number_like = st.text(alphabet="0123456789., \u00a0\u202f+-–−=/%‰０９trẻemcavụ", max_size=70)


@given(st.one_of(st.text(), number_like), kinds, st.booleans())
def test_reading_never_raises_and_stays_in_its_kind(typed: str, kind: NumberKind, numerator: bool) -> None:
    reading = read_number(typed, kind=kind, numerator=numerator)
    offered = [choice.value for choice in reading.choices if choice.answer is Answer.NUMBER]
    assert (reading.outcome is Outcome.NUMBER) == (reading.value is not None)
    assert (reading.outcome is Outcome.ERROR) == (reading.error is not None)
    assert (reading.outcome is Outcome.QUESTION) == bool(reading.choices)
    for value in (reading.value, reading.denominator, *offered):
        if value is not None:
            assert 0 <= value <= numbers.MAX_VALUE
            assert kind is NumberKind.DECIMAL or value == int(value)
    if reading.denominator is not None:
        assert numerator
    assert bool(reading.message("Số trẻ")) == (reading.outcome in (Outcome.ERROR, Outcome.QUESTION))


@given(st.integers(0, numbers.MAX_VALUE))
def test_a_written_count_is_read_back(number: int) -> None:
    assert read_number(format_number(number), kind=NumberKind.COUNT).value == number
    assert read_number(format_money(number), kind=NumberKind.COUNT).value == number
    assert read_number(str(number), kind=NumberKind.COUNT).value == number


@given(
    st.decimals(0, numbers.MAX_VALUE, allow_nan=False, allow_infinity=False, places=6),
    st.integers(min_value=6, max_value=numbers.MAX_DECIMALS),
)
def test_a_written_decimal_is_read_back(number: Decimal, decimals: int) -> None:
    assert read_number(format_number(number, decimals), kind=NumberKind.DECIMAL).value == number
    assert read_number(format_entry(number, NumberKind.DECIMAL), kind=NumberKind.DECIMAL).value == number


@given(st.integers(1000, 999_999))
def test_a_decimal_cell_shows_a_thousand_without_asking_again(number: int) -> None:
    assert read_number(format_number(number), kind=NumberKind.DECIMAL).outcome is Outcome.QUESTION
    assert (
        read_number(format_entry(Decimal(number), NumberKind.DECIMAL), kind=NumberKind.DECIMAL).value
        == number
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (111, "một trăm mười một"),
        (1000, "một nghìn"),
        (1001, "một nghìn không trăm linh một"),
        (1010, "một nghìn không trăm mười"),
        (1234, "một nghìn hai trăm ba mươi tư"),
        (21_000, "hai mươi mốt nghìn"),
        (105_015, "một trăm linh năm nghìn không trăm mười lăm"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
    ],
)
def test_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_in_words_reads_no_further(number: int) -> None:
    with pytest.raises(ValueError, match=r"999\.999"):
        in_words(number)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234, None, "1.234"),
        (1_234_567, None, "1.234.567"),
        (-3, None, "−3"),
        (1234, 1, "1.234,0"),
        (Decimal("1234.5"), None, "1.234,5"),
        (Decimal("97.50"), None, "97,5"),
        (Decimal("97.50"), 2, "97,50"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("0.05"), 1, "0,1"),
        (Decimal("0.15"), 1, "0,2"),
        (Decimal("0.25"), 1, "0,3"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("99.95"), 1, "100,0"),
        (Fraction(1, 8), None, "0,125"),
        (Fraction(1, 3), None, "0,3"),
        (Fraction(2, 3), 4, "0,6667"),
        (Fraction(10**20 + 1, 10), 1, "10.000.000.000.000.000.000,1"),
    ],
)
def test_format_number(value: int | Decimal | Fraction, decimals: int | None, text: str) -> None:
    assert format_number(value, decimals) == text


@pytest.mark.parametrize("value", [97.5, True, "97,5", None])
def test_only_exact_numbers_are_written(value: Any) -> None:
    with pytest.raises(TypeError, match="int, Decimal or Fraction"):
        format_number(value)


@given(st.fractions(), st.integers(0, 8))
def test_rounding_is_never_off_by_more_than_half(value: Fraction, decimals: int) -> None:
    rounded = round_half_up(value, decimals)
    assert abs(rounded - value) <= Fraction(1, 2 * 10**decimals)
    assert round_half_up(-value, decimals) == -rounded
    assert round_half_up(rounded, decimals) == rounded


def test_format_money() -> None:
    assert format_money(1_234_567) == "1.234.567 đồng"
    assert format_money(0) == "0 đồng"
    assert format_money(Decimal("1500.5")) == "1.501 đồng"


PERCENT, PER_THOUSAND = PERCENT, PER_THOUSAND


@pytest.mark.parametrize(
    ("result", "unit", "text", "in_column"),
    [
        (Fraction(98), PERCENT, "98%", "98,0%"),
        (Fraction(0), PERCENT, "0%", "0%"),
        (Fraction(100), PERCENT, "100%", "100%"),
        # Not quite all and not quite nothing keep their decimal.
        (Fraction(9997, 100), PERCENT, "100,0%", "100,0%"),
        (Fraction(4, 100), PERCENT, "0,0%", "0,0%"),
        (Fraction(9796, 100), PERCENT, "98,0%", "98,0%"),
        (Fraction(62, 7), PERCENT, "8,9%", "8,9%"),
        (Fraction(2, 5), PER_THOUSAND, "0,4‰", "0,4‰"),
        (Fraction(100), PER_THOUSAND, "100‰", "100,0‰"),
        (Fraction(0), PER_THOUSAND, "0‰", "0‰"),
        (Fraction(746, 10), PER_TEN_THOUSAND, "74,6/10.000", "74,6/10.000"),
        (Fraction(600), PER_HUNDRED_THOUSAND, "600/100.000", "600,0/100.000"),
        (Fraction(12345), PERCENT, "12.345%", "12.345,0%"),
    ],
)
def test_format_result(result: Fraction, unit: ResultUnit, text: str, in_column: str) -> None:
    assert format_result(result, unit) == text
    assert format_result(result, unit, column=True) == in_column


def test_format_result_with_other_decimals() -> None:
    assert format_result(Fraction(2, 3), PERCENT, decimals=2) == "0,67%"
    assert format_result(Fraction(2, 3), PERCENT, decimals=0) == "1%"
    assert format_result(Fraction(5), PERCENT, decimals=2) == "5%"


def test_unit_of_a_base() -> None:
    assert [ResultUnit(base).suffix for base in (100, 1000, 10_000, 100_000)] == [
        "%",
        "‰",
        "/10.000",
        "/100.000",
    ]


Verdict = Callable[[Fraction], object]


def at_least(target: Fraction) -> Verdict:
    return lambda value: value >= target


def less_than(target: Fraction) -> Verdict:
    return lambda value: value < target


@pytest.mark.parametrize(
    ("result", "verdict", "text"),
    [
        ("97.96", at_least(Fraction(98)), "97,96%"),
        ("97.94", at_least(Fraction(98)), "97,9%"),
        ("98", at_least(Fraction(98)), "98%"),
        ("98.04", at_least(Fraction(98)), "98,0%"),
        ("97.996", at_least(Fraction(98)), "97,996%"),
        ("99.95", less_than(Fraction(100)), "99,95%"),
        ("4.46", less_than(Fraction(9, 2)), "4,46%"),
        ("4.44", less_than(Fraction(9, 2)), "4,4%"),
        # 4.5 itself is not below 4.5, and its rounding says so.
        ("4.5", less_than(Fraction(9, 2)), "4,5%"),
        # Rounding down across the line: 5.52 is above "at most 5.5".
        ("5.52", lambda value: value <= Fraction(11, 2), "5,52%"),
        ("97.999999", at_least(Fraction(98)), "97,999999%"),
        ("97.99999999", at_least(Fraction(98)), "≈97,999999%"),
        ("98.00000001", lambda value: value > 98, "≈98,000001%"),
        ("98.00000001", lambda value: value == 98, "≈98,000001%"),
    ],
)
def test_digits_until_the_status_is_not_contradicted(result: str, verdict: Verdict, text: str) -> None:
    assert format_result(Fraction(result), PERCENT, verdict=verdict) == text


def test_a_result_whose_digits_never_end() -> None:
    just_below = Fraction(98) - Fraction(1, 3 * 10**7)
    assert format_result(just_below, PERCENT, verdict=at_least(Fraction(98))) == "≈97,999999%"
    assert format_result(Fraction(200, 3), PERCENT, verdict=at_least(Fraction(667, 10))) == "66,67%"


def test_a_verdict_no_rounding_can_follow_is_marked() -> None:
    result = Fraction(1, 3)
    assert format_result(result, PERCENT, verdict=lambda value: value == result) == "≈0,3%"


@given(
    st.fractions(0, 200, max_denominator=10**9),
    st.decimals(0, 200, places=2).map(Fraction),
    st.sampled_from([PERCENT, PER_THOUSAND]),
    st.integers(0, 4),
)
def test_what_is_shown_never_contradicts_the_status(
    result: Fraction, target: Fraction, unit: ResultUnit, decimals: int
) -> None:
    for verdict in (
        at_least(target),
        less_than(target),
        lambda value: value > target,
        lambda value: value <= target,
        lambda value: value == target,
        lambda value: (value >= target, value > target * Fraction(105, 100)),
    ):
        shown = show_result(result, unit, decimals=decimals, verdict=verdict)
        assert verdict(shown.value) == verdict(result)
        assert abs(shown.value - result) <= Fraction(1, 2 * 10**decimals)
        assert shown.is_approximate or shown.value == round_half_up(result, shown.decimals)


@given(st.decimals(1, 200, places=1).map(Fraction), st.integers(1, 49_999))
def test_no_more_digits_than_needed(target: Fraction, millionths: int) -> None:
    result, verdict = target - Fraction(millionths, 10**6), at_least(target)
    shown = show_result(result, PERCENT, verdict=verdict)
    assert 1 < shown.decimals <= 6
    assert not shown.is_approximate
    assert round_half_up(result, shown.decimals - 1) >= target


def test_a_difference_is_taken_between_the_displayed_numbers() -> None:
    # 8,649 − 5,551 = 3,098, but a reader sees 8,6 and 5,6.
    one, other = show_result(Fraction("8.649"), PERCENT), show_result(Fraction("5.551"), PERCENT)
    assert (one.text(), other.text()) == ("8,6%", "5,6%")
    assert format_points(one, other) == "3 điểm %"
    assert format_points(show_stated(Decimal("5.5"), PERCENT), one) == "3,1 điểm %"


def test_a_difference_says_what_it_is_per() -> None:
    thousand = [show_result(Fraction(value), PER_THOUSAND) for value in ("2.5", "0.4")]
    ten_thousand = [show_result(Fraction(value), PER_TEN_THOUSAND) for value in ("74.6", "70")]
    assert format_points(*thousand) == "2,1 điểm ‰"
    assert format_points(*ten_thousand) == "4,6/10.000"
    with pytest.raises(ValueError, match="different bases"):
        format_points(thousand[0], ten_thousand[0])


def test_a_stated_number_keeps_its_digits() -> None:
    assert show_stated(Decimal("99.95"), PERCENT).text() == "99,95%"
    assert show_stated(Decimal("98.00"), PERCENT).text() == "98%"
    assert show_stated(Decimal("0.40"), PER_THOUSAND).text() == "0,4‰"
