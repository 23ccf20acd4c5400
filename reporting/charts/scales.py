"""Where does a value stand on an axis, and which numbers are written beside it?

Exact fractions in and out; a place is rounded only when it is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from indicators.numbers import PERCENT, ResultUnit, format_number

ZERO, ONE = Fraction(0), Fraction(1)
NEAR_WHOLE = Fraction(85)
"""Values and target from here to 100% stand on a cut axis: from zero nobody sees 97,2 against 98."""


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` with a number at every `step`. `is_cut`: it does not begin at zero."""

    low: Fraction
    high: Fraction
    step: Fraction
    unit: ResultUnit | None = None
    is_cut: bool = False

    @property
    def ticks(self) -> list[Fraction]:
        count = (self.high - self.low) / self.step
        return [self.low + self.step * index for index in range(int(count) + 1)]

    def share(self, value: Fraction) -> Fraction:
        """How far along the axis the value stands: 0 at its beginning, 1 at its end."""
        return (value - self.low) / (self.high - self.low)

    def place(self, value: Fraction, start: Fraction | int, end: Fraction | int) -> Fraction:
        """The value's place between the two ends of the axis on the sheet."""
        return start + self.share(value) * (Fraction(end) - start)

    def words(self, value: Fraction) -> str:
        """The number at a tick: “10%”, “2.000”, “1,5 tỷ”."""
        if self.unit is not None and self.unit.suffix in "%‰":
            return f"{format_number(value)}{self.unit.suffix}"
        for size, word in ((10**9, "tỷ"), (10**6, "triệu")):
            if self.unit is None and self.high >= size:
                return f"{format_number(value / size)} {word}" if value else "0"
        return format_number(value)

    @property
    def title(self) -> str:
        """What is written over the axis: “trên 10.000”, “trục 90–100%”; "" where the numbers say it all."""
        if self.is_cut:
            return f"trục {format_number(self.low)}–{format_number(self.high)}%"
        if self.unit is not None and self.unit.suffix not in "%‰":
            return f"trên {format_number(self.unit.base)}"
        return ""


def scale_for(values: Iterable[Fraction], unit: ResultUnit | None = None, *, most: int = 5) -> Scale:
    """From zero to a round number at or beyond the largest value, in at most `most` steps of 1, 2 or 5 times
    a power of ten; below zero where there are values below zero.

    Counts of whole things get whole steps. Percentages that all lie near 100 stand on a cut axis.
    """
    found = list(values)
    if unit == PERCENT and found and all(NEAR_WHOLE <= value <= 100 for value in found):
        low = Fraction(90) if min(found) >= 90 else NEAR_WHOLE
        return Scale(low, Fraction(100), Fraction(2 if low == 90 else 5), unit, is_cut=True)
    top, bottom = max([*found, ZERO]), min([*found, ZERO])
    if top == bottom:
        top = Fraction(100) if unit == PERCENT else ONE
    step = round_step((top - bottom) / most)
    if unit is None and all(value.denominator == 1 for value in found):
        step = max(step, ONE)
    while _steps(top, step) + _steps(-bottom, step) > most:
        step = round_step(step + step / 100)
    return Scale(-_steps(-bottom, step) * step, _steps(top, step) * step, step, unit)


def _steps(length: Fraction, step: Fraction) -> int:
    return -int(-length // step)


def round_step(size: Fraction) -> Fraction:
    """The smallest of 1, 2, 5 times a power of ten that is at least `size` (above zero)."""
    power = Fraction(1)
    while power > size:
        power /= 10
    while power * 10 < size:
        power *= 10
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= size)
