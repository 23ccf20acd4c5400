"""Does a plan ask more, less or the same of a measure as the plan above it?

Pure: targets as the rules read them in, a verdict out. "Thấp hơn" always means that less is asked: a lower
floor where more is better, a higher ceiling where less is better. Bases differ from plan to plan (5/804,
3/4.000, 16/100.000), so everything is held together per one, in exact fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.assessment import WHOLE, Bar, Standing, standing_in
from indicators.enums import Better, Comparison, Operator


@dataclass(frozen=True)
class Limit:
    """What must be reached, per one; `is_open`: the number itself is not enough ("dưới 9%", "trên 95%")."""

    value: Fraction
    is_open: bool


@dataclass(frozen=True)
class Pair:
    """Both targets of one year; no year: both stand in every year, or there is none in common."""

    year: int | None
    own: Standing
    above: Standing


def limit_of(bar: Bar, base: int, better: Better) -> Limit | None:
    """The end of the target that decides, or None where the words name no number."""
    if bar.operator == Operator.DONE:
        return Limit(WHOLE / base, is_open=False)
    end = bar.second_value if bar.operator == Operator.BAND and better == Better.LOWER else bar.value
    if end is None or bar.operator in (Operator.NARRATIVE, Operator.UNREADABLE):
        return None
    return Limit(Fraction(end) / base, bar.operator in (Operator.MORE_THAN, Operator.LESS_THAN))


def compare(own: Bar, own_base: int, above: Bar, above_base: int, better: Better) -> Comparison:
    """Two targets of one measure that stand in the same year. Bases: 100 for %, 1.000 for ‰, 804 …"""
    if Operator.UNREADABLE in (own.operator, above.operator):
        return Comparison.UNREAD
    ours, theirs = limit_of(own, own_base, better), limit_of(above, above_base, better)
    if ours is None or theirs is None:
        return Comparison.NO_NUMBER
    asks_more = ours.value - theirs.value if better == Better.HIGHER else theirs.value - ours.value
    # With the same number, “dưới 9%” asks more than “xuống 9%”.
    rank = (asks_more > 0) - (asks_more < 0) or ours.is_open - theirs.is_open
    return {1: Comparison.HIGHER, 0: Comparison.SAME, -1: Comparison.LOWER}[rank]


def pairs(own: Sequence[Bar], own_years: range, above: Sequence[Bar], above_years: range) -> list[Pair]:
    """The years in which both plans have a target that stands, one pair each.

    Only years that somebody named are looked at, and nothing is filled in before a milestone. Where there is
    no such year, one pair with the nearest targets and no common standing is given, so that both are shown.
    """
    common = range(max(own_years[0], above_years[0]), min(own_years[-1], above_years[-1]) + 1)
    named = {bar.first_year for bar in (*own, *above) if bar.first_year is not None}
    marks = sorted(year for year in named if year in common)
    last = own_years[-1]
    found = [_pair(year, own, last, above, above_years[-1]) for year in marks]
    standing = [pair for pair in found if pair.own.later_year is None and pair.above.later_year is None]
    if standing:
        return standing
    if common and not named:
        pair = _pair(common[-1], own, last, above, above_years[-1])
        return [Pair(None, pair.own, pair.above)]
    return found[:1] or [
        Pair(None, standing_in(own_years[0], own, last), standing_in(above_years[0], above, above_years[-1]))
    ]


def is_common(pair: Pair, own_years: range, above_years: range) -> bool:
    """Do both targets of the pair stand in the same year of both plans?"""
    shares_years = max(own_years[0], above_years[0]) <= min(own_years[-1], above_years[-1])
    return shares_years and pair.own.later_year is None and pair.above.later_year is None


def _pair(year: int, own: Sequence[Bar], own_last: int, above: Sequence[Bar], above_last: int) -> Pair:
    return Pair(year, standing_in(year, own, own_last), standing_in(year, above, above_last))
