"""How do figures of many units become one result? Sums first, one division, never a mean of rates.

Pure: whole numbers in, exact fractions out. The rules are those of `docs/rollup.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from fractions import Fraction
from operator import add, attrgetter

from indicators.enums import Method
from indicators.rates import from_millionths


@dataclass(frozen=True)
class ItemTotal:
    """What is known of one data item over a set of source units. Adding two sets adds every part, so any
    regrouping of the same cells gives the same total.

    value: sum over the cells that answered (whole units: children, đồng, units answering yes).
    yes_answered: for yes/no, how many units answered; else 0.
    asked, answered, no_cases, not_collected: cells on the form; with an answer that counts; of these, the
    ones that said "không phát sinh"; the ones that said "chưa thu thập được" (which is no answer).
    matched_*: only cells that have a value both this year and last: how many, this year's sum, last year's.
    step_0 to step_3: for levels and states, how many cells were answered with this step; else 0. Of levels
    and states `value` is a sum that says nothing, and of given rates where more than one cell answered.
    fell: of the matched ones, how many stand lower now.
    """

    value: int = 0
    yes_answered: int = 0
    asked: int = 0
    answered: int = 0
    no_cases: int = 0
    not_collected: int = 0
    matched_units: int = 0
    matched_value: int = 0
    matched_previous: int = 0
    step_0: int = 0
    step_1: int = 0
    step_2: int = 0
    step_3: int = 0
    fell: int = 0

    @property
    def steps(self) -> tuple[int, ...]:
        """How many cells stand on each step, lowest first."""
        return (self.step_0, self.step_1, self.step_2, self.step_3)

    def __add__(self, other: ItemTotal) -> ItemTotal:
        if other is NOTHING:
            return self
        if self is NOTHING:
            return other
        return ItemTotal(*map(add, _PARTS(self), _PARTS(other)))


_PARTS = attrgetter(*(part.name for part in fields(ItemTotal)))
NOTHING = ItemTotal()


@dataclass(frozen=True)
class Coverage:
    """Đủ số liệu: how many of the source cells asked have answered ("8/9 thôn")."""

    answered: int
    asked: int

    @property
    def is_complete(self) -> bool:
        return self.asked > 0 and self.answered == self.asked

    @property
    def share(self) -> Fraction:
        return Fraction(self.answered, self.asked) if self.asked else Fraction(0)


class Outcome(StrEnum):
    """What came of combining the figures."""

    VALUE = "value"
    NO_CASES = "no_cases"  # every unit that answered confirmed that there was nothing to count
    NO_DATA = "no_data"
    CASES_WITHOUT_BASE = "cases_without_base"  # something counted over nothing: an error to be put right
    FROM_ZERO = "from_zero"  # last year 0: no percentage; good if this year is 0 as well
    STEPS = "steps"  # levels and states: counted by step
    LISTED = "listed"  # texts: put beside each other
    APART = "apart"  # rates given by several units: put beside each other, never added


@dataclass(frozen=True)
class Result:
    """The unrounded result of a measure over a set of units, with what it was made of.

    value is in the measure's base (98 means 98%, 4.3 per 1,000 with base 1000); numerator and denominator
    are the sums; for year on year they are this year's and last year's matched sums. no_cases and
    not_collected count the cells behind it, of both items, that said so: a 0 made of "không phát sinh" and a
    gap made of "chưa thu thập được" stay what they were. For levels and states: steps, how many units stand
    on each, lowest first; matched and fell, how many have last year's as well, and how many of these fell.
    """

    outcome: Outcome
    coverage: Coverage
    value: Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    no_cases: int = 0
    not_collected: int = 0
    steps: tuple[int, ...] = ()
    matched: int = 0
    fell: int = 0


def combine(method: Method, numerator: ItemTotal, denominator: ItemTotal, base: int) -> Result:
    """The result of a measure from its items' totals.

    `denominator` is ignored by methods without one. `base` is a positive whole number (100 for %).
    Sources: rules 1 to 6 of roll-up arithmetic, `docs/rollup.md`.
    """
    parts = numerator + denominator if method == Method.RATIO else numerator
    return replace(
        _divided(method, numerator, denominator, base),
        no_cases=parts.no_cases,
        not_collected=parts.not_collected,
    )


def _divided(method: Method, numerator: ItemTotal, denominator: ItemTotal, base: int) -> Result:
    if method == Method.RATIO:
        return _ratio(numerator, denominator, base)
    if method in (Method.SHARE_YES, Method.YES_NO):
        return _share_yes(numerator)
    if method == Method.YEAR_ON_YEAR:
        return _reduction(numerator)
    coverage = Coverage(numerator.answered, numerator.asked)
    if method == Method.RATE_GIVEN:
        return _given(numerator, coverage)
    if method in (Method.COUNT, Method.MONEY):
        if not numerator.answered:
            return Result(Outcome.NO_DATA, coverage)
        return Result(Outcome.VALUE, coverage, Fraction(numerator.value), numerator.value)
    return _counted(numerator, coverage, is_text=method == Method.TEXT)


def _counted(item: ItemTotal, coverage: Coverage, *, is_text: bool) -> Result:
    """Levels and states by step, texts as so many: neither has a sum or a mean."""
    if not item.answered:
        return Result(Outcome.NO_DATA, coverage)
    if item.no_cases == item.answered:
        return Result(Outcome.NO_CASES, coverage)
    if is_text:
        return Result(Outcome.LISTED, coverage)
    return Result(Outcome.STEPS, coverage, steps=item.steps, matched=item.matched_units, fell=item.fell)


def _given(item: ItemTotal, coverage: Coverage) -> Result:
    """The rate of the one unit that is asked. Of several units each has its own: without the counts behind
    them there is no sum, and a mean would be wrong."""
    if not item.answered:
        return Result(Outcome.NO_DATA, coverage)
    if item.no_cases == item.answered:
        return Result(Outcome.NO_CASES, coverage)
    if item.asked > 1:
        return Result(Outcome.APART, coverage)
    return Result(Outcome.VALUE, coverage, Fraction(from_millionths(item.value)))


def _ratio(numerator: ItemTotal, denominator: ItemTotal, base: int) -> Result:
    coverage = weaker(
        Coverage(numerator.answered, numerator.asked), Coverage(denominator.answered, denominator.asked)
    )
    if not numerator.answered or not denominator.answered:
        return Result(
            Outcome.NO_DATA,
            coverage,
            numerator=numerator.value if numerator.answered else None,
            denominator=denominator.value if denominator.answered else None,
        )
    if denominator.value:
        value = Fraction(numerator.value * base, denominator.value)
        return Result(Outcome.VALUE, coverage, value, numerator.value, denominator.value)
    if numerator.value:
        outcome = Outcome.CASES_WITHOUT_BASE
    # A typed 0 is a figure; only the stated answer "không phát sinh" says that nothing was there to count.
    elif denominator.no_cases == denominator.answered:
        outcome = Outcome.NO_CASES
    else:
        outcome = Outcome.NO_DATA
    return Result(outcome, coverage, numerator=numerator.value, denominator=denominator.value)


def _share_yes(item: ItemTotal) -> Result:
    coverage = Coverage(item.answered, item.asked)
    if not item.yes_answered:
        # A commune without a school says "không phát sinh" for the schools it has not got.
        nobody = item.no_cases and item.no_cases == item.answered
        return Result(Outcome.NO_CASES if nobody else Outcome.NO_DATA, coverage)
    value = Fraction(item.value * 100, item.yes_answered)
    return Result(Outcome.VALUE, coverage, value, item.value, item.yes_answered)


def _reduction(item: ItemTotal) -> Result:
    """Mức giảm in % from the sums over units that have both years; coverage counts those units."""
    coverage = Coverage(item.matched_units, item.asked)
    if not item.matched_units:
        return Result(Outcome.NO_DATA, coverage)
    now, before = item.matched_value, item.matched_previous
    if not before:
        return Result(Outcome.FROM_ZERO, coverage, numerator=now, denominator=before)
    return Result(Outcome.VALUE, coverage, Fraction((before - now) * 100, before), now, before)


def weaker(one: Coverage, other: Coverage) -> Coverage:
    """The coverage with the smaller share; a ratio is as complete as its less complete part."""
    return other if other.share < one.share else one
