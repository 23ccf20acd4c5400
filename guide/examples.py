"""What does a cell make of what is typed? The product's own reader answers, whenever it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.numbers import NumberKind, Outcome, Reading, format_entry, read_number
from reporting.reading import read_money

TYPED = ("212", "1.234", "1 234", "12 trẻ", "=12+15+9", "1,234", "97,5", "-", "-3", "khoảng 20")
"""What people type into a cell for a whole number, right, unclear and wrong."""
ITEM = "Tổng số trẻ em"
MONEY_TYPED = ("4.500.000", "4500000 đ", "4,5 triệu", "1 tỷ", "12.500 nghìn", "4,5", "khoảng 5 triệu")
"""The same for a cell for an amount of money in đồng."""
MONEY_ITEM = "Số tiền vận động"


@dataclass(frozen=True)
class Example:
    """`outcome`: hiểu là, hỏi lại or báo lỗi; `answer`: the number as the cell shows it, or the words."""

    typed: str
    outcome: str
    answer: str
    choices: tuple[str, ...] = ()


def examples() -> list[Example]:
    """One line for each thing typed into a cell for a whole number."""
    return [_example(typed, read_number(typed, kind=NumberKind.COUNT), ITEM) for typed in TYPED]


def money_examples() -> list[Example]:
    """One line for each thing typed into a cell for an amount of money."""
    return [_example(typed, read_money(typed), MONEY_ITEM) for typed in MONEY_TYPED]


def _example(typed: str, reading: Reading, item: str) -> Example:
    if reading.outcome == Outcome.NUMBER and reading.value is not None:
        return Example(typed, "hiểu là", format_entry(reading.value, NumberKind.COUNT))
    if reading.outcome == Outcome.QUESTION:
        labels = tuple(choice.label for choice in reading.choices if choice.answer.value != "retype")
        return Example(typed, "hỏi lại", reading.message(item), labels)
    return Example(typed, "báo lỗi", reading.message(item))
