"""How a target is written: “≥ 98%”, “giảm 2–3%”, “2026–2030”."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.assessment import Bar
from indicators.enums import Method, Operator
from indicators.models import Component, Measure
from indicators.summaries.wording import result_unit, span_words, target_words


@pytest.mark.parametrize(
    ("bar", "base", "words"),
    [
        (Bar(Operator.AT_LEAST, Decimal("98.000000")), 100, "≥ 98%"),
        (Bar(Operator.LESS_THAN, Decimal("0.4")), 1000, "< 0,4‰"),
        (Bar(Operator.AT_MOST, Decimal("5")), 804, "≤ 5/804"),
        (Bar(Operator.MORE_THAN, Decimal("99.6")), 100, "> 99,6%"),
        (Bar(Operator.MAINTAIN), 100, "duy trì"),
        (Bar(Operator.MAINTAIN, Decimal("100")), 100, "duy trì 100%"),
        (Bar(Operator.RISE), 100, "tăng"),
        (Bar(Operator.UNREADABLE, Decimal("1")), 100, "chưa rõ cách đọc"),
    ],
)
def test_a_target_in_words(bar: Bar, base: int, words: str) -> None:
    component = Component(measure=Measure(method=Method.RATIO, base=base))
    assert target_words(bar, component).replace("\u00a0", " ") == words


def test_a_band_of_a_reduction_says_so() -> None:
    bar = Bar(Operator.BAND, Decimal("2"), Decimal("3"))
    reduction = Component(measure=Measure(method=Method.YEAR_ON_YEAR, base=100))
    assert target_words(bar, reduction) == "giảm 2–3%"
    assert target_words(bar, Component(measure=Measure(method=Method.RATIO, base=100))) == "2–3%"


def test_counts_and_money_have_no_unit_behind_the_number() -> None:
    assert result_unit(Method.COUNT, 100) is None
    assert result_unit(Method.MONEY, 100) is None
    bar = Bar(Operator.AT_MOST, Decimal("1200"))
    count = Component(measure=Measure(method=Method.COUNT, base=100))
    assert target_words(bar, count).replace("\u00a0", " ") == "≤ 1.200"


def test_years_in_words() -> None:
    assert span_words(None, None) == "mọi năm"
    assert span_words(2025, 2025) == "2025"
    assert span_words(2026, 2030) == "2026–2030"
