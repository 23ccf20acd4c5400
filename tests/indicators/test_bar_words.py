"""Is a bar said as people say it, on every base?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.assessment import Bar
from indicators.bar_words import bar_words, stated_words
from indicators.enums import Operator
from indicators.numbers import PERCENT, ResultUnit

PER_804 = ResultUnit(804)


@pytest.mark.parametrize(
    ("bar", "unit", "words"),
    [
        (Bar(Operator.AT_LEAST, Decimal("98.000000")), PERCENT, "từ 98% trở lên"),
        (Bar(Operator.MORE_THAN, Decimal("99.5")), PERCENT, "trên 99,5%"),
        (Bar(Operator.AT_MOST, Decimal("0.71")), ResultUnit(1_000), "nhiều nhất 0,71‰"),
        (Bar(Operator.LESS_THAN, Decimal(1)), PER_804, "dưới 1 trên 804"),
        (Bar(Operator.EQUAL, Decimal(5)), PERCENT, "đúng 5%"),
        (Bar(Operator.AT_LEAST, Decimal(1200)), None, "từ 1.200 trở lên"),
        (Bar(Operator.BAND, Decimal(2), Decimal(3)), PERCENT, "từ 2% đến 3%"),
        (Bar(Operator.BAND, Decimal(2), Decimal(3)), PER_804, "từ 2 đến 3 trên 804"),
        (Bar(Operator.MAINTAIN), PERCENT, ""),
        (Bar(Operator.MAINTAIN, Decimal(98)), PERCENT, ""),
        (Bar(Operator.RISE), PERCENT, ""),
    ],
)
def test_a_bar_in_words(bar: Bar, unit: ResultUnit | None, words: str):
    assert bar_words(bar, unit) == words


def test_the_number_alone():
    assert stated_words(Decimal("0.35"), ResultUnit(10_000)) == "0,35 trên 10.000"
    assert stated_words(4_000, None) == "4.000"
