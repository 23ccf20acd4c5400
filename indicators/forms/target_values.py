"""Which number is meant in the box of a target: “98”, “98,5”, “0,71‰”, “5/804”, “mức độ II”?

What stands behind the number says on how many it is counted; the component is asked whether that agrees.
"""

from __future__ import annotations

from decimal import Decimal

from childplan.vietnamese import folded
from indicators.enums import Method
from indicators.numbers import NumberKind, Outcome, read_number
from indicators.steps import STEPS

LARGEST = Decimal(10) ** 12
SMALLEST = Decimal(10) ** -6


class NoValue(ValueError):
    """The box cannot be read; the message names it."""


def read_value(text: str, method: str, name: str) -> tuple[Decimal, int | None]:
    """The value, and the base that was written with it (100 for %, 1.000 for ‰, 804 for “5/804”).

    `name` begins the sentence of a refusal. Raises NoValue.
    """
    if method in STEPS:
        return _step(text, method, name), None
    reading = read_number(text, kind=NumberKind.DECIMAL, numerator=True)
    if reading.outcome != Outcome.NUMBER or reading.value is None:
        raise NoValue(reading.message(name) or f"{name} phải là một con số, ví dụ: 98 hoặc 98,5.")
    value = reading.value
    if value >= LARGEST or value % SMALLEST:
        raise NoValue(f"{name} có nhiều nhất 12 chữ số, và 6 chữ số sau dấu phẩy.")
    base = _written_base(text, reading.denominator)
    if base is not None and method in (Method.COUNT, Method.MONEY):
        raise NoValue(f"{name} là số đếm, không phải tỷ lệ.")
    if method in (Method.COUNT, Method.MONEY) and value % 1:
        raise NoValue(f"{name} phải là số nguyên.")
    return value, base


def _written_base(text: str, denominator: Decimal | None) -> int | None:
    if denominator is not None:
        if denominator < 1 or denominator > 100_000_000:
            raise NoValue("Số đứng sau dấu gạch chéo phải từ 1 đến 100.000.000.")
        return int(denominator)
    if text.rstrip().endswith("‰"):
        return 1_000
    return 100 if text.rstrip().endswith("%") else None


def _step(text: str, method: str, name: str) -> Decimal:
    """“mức độ II”, “II” or 2; “hoàn thành” of a state."""
    said = folded(text)
    steps = [folded(step) for step in STEPS[method]]
    short = [step.removeprefix("muc do ") for step in steps]
    for words in (steps, short, [str(number) for number in range(len(steps))]):
        if said in words:
            return Decimal(words.index(said))
    raise NoValue(f"{name} phải là một trong: {', '.join(STEPS[method])}.")
