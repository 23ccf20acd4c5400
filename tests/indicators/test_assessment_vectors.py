"""Results judged and written exactly as the browser's scripts must judge and write them."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from indicators import assessment
from indicators.assessment import Bar, Standing, judge
from indicators.enums import Better, Operator, Status
from indicators.numbers import PERCENT, ResultUnit, show_result

VECTORS = json.loads(
    Path(assessment.__file__).with_name("assessment_vectors.json").read_text(encoding="utf-8")
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=[str(number) for number in range(len(VECTORS))])
def test_vectors(vector: dict[str, Any]) -> None:
    unit = ResultUnit(vector["base"])
    previous = Fraction(vector["previous"]) if "previous" in vector else None
    bar = _bar(vector)
    standing = Standing(bar, later_year=2030 if vector.get("later") else None) if bar else Standing()

    def verdict(value: Fraction) -> Status:
        return judge(
            standing,
            value,
            previous=previous,
            better=Better(vector.get("better", "higher")),
            is_percent=unit == PERCENT,
        ).status

    result = Fraction(vector["result"])
    shown = show_result(result, unit, decimals=1, verdict=verdict).text(column=True)
    assert (verdict(result), shown) == (vector["status"], vector["shows"])


def test_every_operator_is_there() -> None:
    assert {vector["operator"] for vector in VECTORS if "operator" in vector} == {*Operator.values}


def _bar(vector: dict[str, Any]) -> Bar | None:
    if "operator" not in vector:
        return None
    value, second = vector.get("value"), vector.get("second")
    return Bar(
        Operator(vector["operator"]),
        None if value is None else Decimal(value),
        None if second is None else Decimal(second),
    )
