"""What does a cell make of what is typed? The product's own reader answers, whenever it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.numbers import NumberKind, Outcome, format_entry, read_number

TYPED = ("212", "1.234", "1 234", "12 trẻ", "=12+15+9", "1,234", "97,5", "-", "-3", "khoảng 20")
"""What people type into a cell for a whole number, right, unclear and wrong."""
ITEM = "Tổng số trẻ em"


@dataclass(frozen=True)
class Example:
    """`outcome`: số, hỏi lại or báo lỗi; `answer`: the number as the cell shows it, or the words."""

    typed: str
    outcome: str
    answer: str
    choices: tuple[str, ...] = ()


def examples() -> list[Example]:
    """One line for each thing typed into a cell for a whole number."""
    return [_example(typed) for typed in TYPED]


def _example(typed: str) -> Example:
    reading = read_number(typed, kind=NumberKind.COUNT)
    if reading.outcome == Outcome.NUMBER and reading.value is not None:
        return Example(typed, "hiểu là", format_entry(reading.value, NumberKind.COUNT))
    if reading.outcome == Outcome.QUESTION:
        labels = tuple(choice.label for choice in reading.choices if choice.answer.value != "retype")
        return Example(typed, "hỏi lại", reading.message(ITEM), labels)
    return Example(typed, "báo lỗi", reading.message(ITEM))
