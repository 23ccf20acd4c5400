"""How does a result differ from last year's, in words that a reader with a calculator comes to as well?

The only place where two results of a report are taken from each other: between the displayed numbers, exact,
rounded nowhere again (`indicators.numbers.format_points`). Never a percentage of a percentage, and never one
from 0: counts say from how many to how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from indicators.enums import Better, Method
from indicators.numbers import PER_THOUSAND, PERCENT, ShownResult, format_number, format_points
from reporting.charts.bars import SMALL_BASE
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText
from reporting.summaries.table_rows import Row

POINTS = {unit.suffix: unit for unit in (PERCENT, PER_THOUSAND)}
"""Results that differ by points; of others (6,9/804) last year's stands beside and the reader compares."""
COUNTED = (Method.COUNT, Method.MONEY)
HANDFUL = 5
"""Of fewer cases the number says more than a rate (one death among 51 births is 19,6‰)."""


@dataclass(frozen=True)
class YearChange:
    """`words`: “giảm 1,1 điểm % so với năm 2023 (12,5%)”. `is_better`: None where nothing changed or where
    the two cannot be held against each other; `size`: in points of per cent, by which changes are ranked."""

    words: str = ""
    is_better: bool | None = None
    size: Fraction | None = None


NOTHING_TO_SAY = YearChange()


def change_of(row: Row, then: str) -> YearChange:
    """`then`: “năm 2023”. Of a sum from which units are missing, of a small base (under 30) and of a handful
    of cases (under 5) last year's value is only put beside: a difference would be that of the units, or of
    one child."""
    last, now = row.last_year, row.result
    if last.outcome != Outcome.VALUE or now.outcome != Outcome.VALUE or row.method == Method.YEAR_ON_YEAR:
        return NOTHING_TO_SAY
    if last.number is None or now.number is None:
        return _of_answers(last, now, then)
    beside = YearChange(f"{then}: {_with_parts(last)}")
    if row.is_partial:
        return NOTHING_TO_SAY if row.method in COUNTED else beside
    if row.method in COUNTED:
        return _of_counts(row, then)
    if now.number == last.number:
        return YearChange(f"không đổi so với {then}")
    unit = POINTS.get(row.unit_text)
    if unit is None or is_weak(last) or is_weak(now):
        return beside
    one, other = (
        ShownResult(Fraction(each.number), each.decimals, unit)
        for each in (now, last)
        if each.number is not None
    )
    words = f"{_way(row)} {format_points(one, other)} so với {then} ({last.text})"
    size = abs(one.value - other.value) if unit == PERCENT else None
    return YearChange(words, _is_better(row), size)


def _of_answers(last: ResultText, now: ResultText, then: str) -> YearChange:
    """Yes or no, said by one unit."""
    if last.text == now.text:
        return NOTHING_TO_SAY
    return YearChange(f"{then}: {last.text.lower()}", now.text == "Có")


def _of_counts(row: Row, then: str) -> YearChange:
    last, now = row.last_year, row.result
    assert last.number is not None and now.number is not None
    if last.number == now.number:
        return YearChange(f"không đổi so với {then}")
    unit = f" {row.unit_text}" if row.unit_text else ""
    amount = format_number(abs(Fraction(now.number) - Fraction(last.number)))
    words = f"{_way(row)} {amount}{unit} so với {then} ({format_number(last.number)}{_mark(last)})"
    return YearChange(words, _is_better(row))


def _way(row: Row) -> str:
    assert row.result.number is not None and row.last_year.number is not None
    return "tăng" if row.result.number > row.last_year.number else "giảm"


def _is_better(row: Row) -> bool:
    return (_way(row) == "tăng") == (row.better == Better.HIGHER.label)


def is_weak(one: ResultText) -> bool:
    """Is it a rate of a handful of cases or over few? Then its change from a year to the next says little."""
    is_handful = one.numerator is not None and one.numerator < HANDFUL
    return is_handful or has_small_base(one)


def has_small_base(one: ResultText) -> bool:
    """Is it a rate over fewer than 30? Then one case more or less is several points."""
    return one.number is not None and one.denominator is not None and 0 < one.denominator < SMALL_BASE


def _with_parts(one: ResultText) -> str:
    return f"{one.text} ({one.parts})" if one.parts else one.text


def _mark(one: ResultText) -> str:
    """◊ where last year's is a sum of old units."""
    return " ◊" if one.text.endswith("◊") else ""
