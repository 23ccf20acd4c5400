"""Is a result good enough? Which target stands in a year, and what the result is against it.

Pure: exact fractions in, a status out. The verdict always uses the unrounded value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.enums import Better, Operator, Status

Limit = Decimal | Fraction
"""A signed number has a last digit; one drawn between two milestones need not have one."""

# "Vượt": better than the target by at least 5% of it, for rates below 100% that should be high.
EXCEED_MARGIN = Fraction(105, 100)
WHOLE = Fraction(100)


@dataclass(frozen=True)
class Bar:
    """A target as the rules read it. Values are in the component's base (%, ‰, per N); years inclusive.
    Both years None: it stands in every year of the plan."""

    operator: Operator
    value: Limit | None = None
    second_value: Limit | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Steps:
    """Levels or states of the units that answered: how many stand on each step, lowest first (a higher step
    is the better one). `matched` have last year's step as well, and of these `fell` stand lower now.
    `done_from`: the lowest step that counts as done."""

    counts: Sequence[int]
    matched: int = 0
    fell: int = 0
    done_from: int = 1


@dataclass(frozen=True)
class Standing:
    """The bar that matters in a year: in force, or the next milestone (`later_year`), or none at all.
    `between`: the two milestones between which it was drawn; the document does not say it."""

    bar: Bar | None = None
    later_year: int | None = None
    between: tuple[Bar, Bar] | None = None

    @property
    def is_interpolated(self) -> bool:
        return self.between is not None


@dataclass(frozen=True)
class Assessment:
    """Status and, before a milestone, how far there still is to go (same base as the result; 0 is there)."""

    status: Status
    distance: Fraction | None = None


DRAWN = {
    frozenset({one, other}): drawn
    for one, other, drawn in (
        (Operator.AT_LEAST, Operator.AT_LEAST, Operator.AT_LEAST),
        (Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_LEAST),
        (Operator.MORE_THAN, Operator.MORE_THAN, Operator.MORE_THAN),
        (Operator.AT_MOST, Operator.AT_MOST, Operator.AT_MOST),
        (Operator.AT_MOST, Operator.LESS_THAN, Operator.AT_MOST),
        (Operator.LESS_THAN, Operator.LESS_THAN, Operator.LESS_THAN),
        (Operator.EQUAL, Operator.EQUAL, Operator.EQUAL),
        (Operator.BAND, Operator.BAND, Operator.BAND),
    )
}
"""Between which milestones a line can be drawn, and how it asks: of numbers that decide by themselves. From
“trên 95%” to “từ 100%” reaching the line is enough."""


def standing_in(
    year: int, bars: Sequence[Bar], plan_last_year: int, *, interpolates: bool = False
) -> Standing:
    """Which bar stands in the year.

    Without years it stands always. Before and between milestones the next one is named and nothing is
    invented in between; after the last one it stands to the plan's end. A span stands in each of its years.
    `interpolates`: the owner has yearly bars drawn between two milestones; before the first there are none.
    """
    if year > plan_last_year:
        return Standing()
    dated: list[tuple[int, int, Bar]] = []
    for bar in bars:
        if bar.first_year is None or bar.last_year is None:
            return Standing(bar)
        dated.append((bar.first_year, bar.last_year, bar))
    dated.sort(key=lambda entry: entry[:2])
    before: Bar | None = None
    for first, last, bar in dated:
        if first <= year <= last:
            return Standing(bar)
        if year < first:
            drawn = _drawn(before, bar, year) if interpolates and before is not None else None
            return drawn or Standing(bar, later_year=first)
        before = bar
    return Standing(before)


def _drawn(before: Bar, after: Bar, year: int) -> Standing | None:
    """The bar of a year between two milestones, on the straight line from the last year of the one to the
    first of the other, as an exact fraction. None where the two do not ask in the same way."""
    operator = DRAWN.get(frozenset({before.operator, after.operator}))
    if operator is None:
        return None
    assert before.last_year is not None and after.first_year is not None
    share = Fraction(year - before.last_year, after.first_year - before.last_year)
    value = _on_the_line(before.value, after.value, share)
    second = _on_the_line(before.second_value, after.second_value, share)
    if value is None or (second is None and operator == Operator.BAND):
        return None
    return Standing(Bar(operator, value, second, year, year), between=(before, after))


def _on_the_line(start: Limit | None, end: Limit | None, share: Fraction) -> Fraction | None:
    if start is None or end is None:
        return None
    return Fraction(start) + (Fraction(end) - Fraction(start)) * share


def meets(
    bar: Bar, result: Fraction, previous: Fraction | None, better: Better, *, is_percent: bool
) -> bool | None:
    """Does the unrounded result satisfy the bar? None where it cannot be said.

    `previous` is last year's unrounded result, needed by maintain, rise and fall. A band ("giảm từ 2 đến 3%")
    is met inside it and beyond its better end.
    """
    value = None if bar.value is None else Fraction(bar.value)
    match bar.operator:
        case Operator.AT_LEAST:
            return None if value is None else result >= value
        case Operator.MORE_THAN:
            return None if value is None else result > value
        case Operator.AT_MOST:
            return None if value is None else result <= value
        case Operator.LESS_THAN:
            return None if value is None else result < value
        case Operator.EQUAL:
            return None if value is None else result == value
        case Operator.BAND:
            if value is None or bar.second_value is None:
                return None
            return result >= value if better == Better.HIGHER else result <= Fraction(bar.second_value)
        case Operator.DONE:
            return result >= WHOLE
        case Operator.MAINTAIN:
            return _maintains(value, result, previous, better)
        case Operator.RISE:
            # A rate that is already whole cannot rise; a count of 100 can.
            is_whole = is_percent and result == previous == WHOLE
            return None if previous is None else result > previous or is_whole
        case Operator.FALL:
            # What is already nothing cannot fall.
            return None if previous is None else result < previous or result == previous == 0
    return None


def _maintains(
    value: Fraction | None, result: Fraction, previous: Fraction | None, better: Better
) -> bool | None:
    if value is None and previous is None:
        return None
    marks = [mark for mark in (value, previous) if mark is not None]
    if better == Better.HIGHER:
        return all(result >= mark for mark in marks)
    return all(result <= mark for mark in marks)


def exceeds(bar: Bar, result: Fraction, better: Better, is_percent: bool) -> bool:
    """Vượt: only for rates that should be high and whose target is below 100%."""
    if better != Better.HIGHER or not is_percent or bar.value is None:
        return False
    value = Fraction(bar.value)
    is_a_floor = bar.operator in (Operator.AT_LEAST, Operator.MORE_THAN)
    return is_a_floor and 0 < value < WHOLE and result >= value * EXCEED_MARGIN


def judge(
    standing: Standing,
    result: Fraction,
    *,
    previous: Fraction | None,
    better: Better,
    is_percent: bool,
) -> Assessment:
    """The status of a known result. Callers deal first with no data, no cases and areas that do not apply."""
    bar = standing.bar
    if bar is None or bar.operator == Operator.NARRATIVE:
        return Assessment(Status.NO_TARGET)
    if bar.operator == Operator.UNREADABLE:
        return Assessment(Status.UNREAD)
    satisfied = meets(bar, result, previous, better, is_percent=is_percent)
    if standing.later_year is not None:
        return Assessment(Status.MILESTONE_LATER, distance=_distance(bar, result, satisfied, better))
    if satisfied is None:
        return Assessment(Status.NO_DATA)
    if not satisfied:
        return Assessment(Status.NOT_MET)
    return Assessment(Status.EXCEEDED if exceeds(bar, result, better, is_percent) else Status.MET)


def judge_from_zero(standing: Standing, this_year: int) -> Assessment:
    """Year on year when last year was 0: there is no percentage; it is met if this year is 0 as well."""
    bar = standing.bar
    if bar is None or bar.operator == Operator.NARRATIVE:
        return Assessment(Status.NO_TARGET)
    if bar.operator == Operator.UNREADABLE:
        return Assessment(Status.UNREAD)
    if standing.later_year is not None:
        return Assessment(Status.MILESTONE_LATER)
    return Assessment(Status.MET if this_year == 0 else Status.NOT_MET)


def judge_steps(standing: Standing, steps: Steps) -> Assessment:
    """Levels and states: the bar holds when every unit that answered satisfies it by itself; a mean of levels
    is no level. Maintain holds when no unit with both years fell (and all reach the number, if there is one).

    Bars that steps have no answer to (a band, "tăng", "giảm" without a number) judge nothing.
    """
    bar = standing.bar
    if bar is None or bar.operator in (Operator.NARRATIVE, Operator.BAND, Operator.RISE, Operator.FALL):
        return Assessment(Status.NO_TARGET)
    if bar.operator == Operator.UNREADABLE:
        return Assessment(Status.UNREAD)
    if standing.later_year is not None:
        return Assessment(Status.MILESTONE_LATER)
    satisfied = _steps_satisfy(bar, steps)
    if satisfied is None:
        return Assessment(Status.NO_DATA)
    return Assessment(Status.MET if satisfied else Status.NOT_MET)


def _steps_satisfy(bar: Bar, steps: Steps) -> bool | None:
    taken = [step for step, units in enumerate(steps.counts) if units]
    if not taken:
        return None
    if bar.operator == Operator.DONE:
        return min(taken) >= steps.done_from
    if bar.operator == Operator.MAINTAIN:
        reached = bar.value is None or min(taken) >= bar.value
        if not steps.matched:
            # Without last year only a number that is missed can be said.
            return None if reached else False
        return reached and steps.fell == 0
    each = [meets(bar, Fraction(step), None, Better.HIGHER, is_percent=False) for step in taken]
    return None if None in each else all(each)


def judge_words(standing: Standing) -> Assessment:
    """Texts are read by people: no operator judges them."""
    bar = standing.bar
    if bar is not None and bar.operator == Operator.UNREADABLE:
        return Assessment(Status.UNREAD)
    return Assessment(Status.NO_TARGET)


def _distance(bar: Bar, result: Fraction, satisfied: bool | None, better: Better) -> Fraction | None:
    if satisfied is None or bar.value is None:
        return None
    if satisfied:
        return Fraction(0)
    if bar.operator == Operator.MAINTAIN:
        return None  # held to the number and to last year at once: no single distance
    goal = bar.value
    if bar.operator == Operator.BAND and better == Better.LOWER and bar.second_value is not None:
        goal = bar.second_value
    # Exactly on "dưới 4,5" is not there yet, though nothing is left that could be measured.
    return abs(Fraction(goal) - result) or None
