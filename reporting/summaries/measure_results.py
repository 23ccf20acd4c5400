"""How does one measure read at a place in each year? Result, target, verdict and how firm it all is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.assessment import Limit, Standing
from indicators.enums import Operator, Status
from indicators.models import Component, Measure
from indicators.numbers import ResultUnit, ShownResult
from indicators.summaries import result_unit, standing_for, standing_target_words, target_words
from plans.models import Plan
from reporting.charts.bars import TargetMark
from reporting.charts.trend import Footing, Point, TargetStep
from reporting.rollup import Outcome, Result
from reporting.summaries.asked import Asked, Relation
from reporting.summaries.coverage import coverage_of, coverage_words
from reporting.summaries.measure_plans import PlansAt
from reporting.summaries.measure_years import PlaceYear
from reporting.summaries.results import (
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.totals import item_total

DRAWN = frozenset(
    {
        *(Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN),
        *(Operator.EQUAL, Operator.BAND, Operator.MAINTAIN),
    }
)
"""Targets that are a number a line can be drawn at."""


@dataclass(frozen=True)
class YearResult:
    """One measure in one year. `asked`: by which plan; `is_judged`: that plan is the place's own."""

    year: int
    place_year: PlaceYear
    component: Component
    base: int
    asked: Asked | None
    result: Result
    text: ResultText
    shown: ShownResult | None
    standing: Standing
    target: TargetText
    verdict: Verdict
    coverage: str

    @property
    def is_judged(self) -> bool:
        return self.asked is not None and self.asked.relation == Relation.OWN

    @property
    def has_result(self) -> bool:
        return self.result.outcome not in (Outcome.NO_DATA, Outcome.CASES_WITHOUT_BASE)

    @property
    def number(self) -> Fraction | None:
        """The unrounded value, where it is a number that can be drawn."""
        return self.result.value if self.text.number is not None else None

    @property
    def footing(self) -> Footing:
        return self.place_year.footing

    @property
    def is_partial(self) -> bool:
        return self.result.coverage.asked > 0 and not self.result.coverage.is_complete

    @property
    def point(self) -> Point:
        """The year on the trend."""
        label = self.text.words if self.has_result else ""
        return Point(
            self.year,
            self.number,
            label,
            self.footing,
            is_summed=self.place_year.is_summed,
            is_partial=self.is_partial,
        )


def component_of(measure: Measure, asked: Asked | None) -> Component:
    """As its plan has it; where no plan asks, as the catalogue has it."""
    if asked is not None:
        return asked.component
    return Component(measure=measure, label="", short_name=measure.short_name, words="")


def year_results(measure: Measure, plans: PlansAt, years: Sequence[PlaceYear]) -> list[YearResult]:
    """The measure in every year of the place, each year's target against the result of the year before."""
    found: list[YearResult] = []
    for place_year in years:
        previous = found[-1].result if found and found[-1].year == place_year.year - 1 else None
        found.append(_year_result(measure, plans, place_year, previous))
    return found


def _year_result(
    measure: Measure, plans: PlansAt, place_year: PlaceYear, previous: Result | None
) -> YearResult:
    year = place_year.year
    asked = plans.of_measure(measure, year)
    component = component_of(measure, asked or plans.nearest(measure, year))
    base = component.base
    result = result_of(component, place_year.totals, base=base)
    targets = asked.targets if asked is not None else []
    judged = asked is not None and asked.relation == Relation.OWN
    plan = asked.plan if asked is not None else Plan(last_year=year)
    assessor = assessor_for(component, targets, year, plan, previous)
    text, shown = print_result(result, measure, base, assessor if judged else None)
    area = measure.area
    applies = not area or item_total(place_year.totals, component.numerator.pk, area).asked > 0
    return YearResult(
        year=year,
        place_year=place_year,
        component=component,
        base=base,
        asked=asked,
        result=result,
        text=text,
        shown=shown,
        standing=assessor.standing,
        target=print_target(component, assessor.standing, targets),
        verdict=verdict_on(result, shown, assessor, applies=applies, has_verdict=judged),
        coverage=_coverage(component, result, place_year),
    )


def _coverage(component: Component, result: Result, place_year: PlaceYear) -> str:
    """“8/9 thôn” in the newest year, as the roll-up says it; of older years only how many units."""
    if place_year.source is None:
        return coverage_words(result.coverage, set(), component.numerator.source)
    return coverage_of(component, result, place_year.totals, place_year.source.levels)


def unit_of(measure: Measure, base: int) -> ResultUnit | None:
    return result_unit(measure.method, base)


def latest_with_result(results: Sequence[YearResult]) -> YearResult | None:
    return next((one for one in reversed(results) if one.has_result), None)


def standing_at(asked: Asked, year: int) -> Standing:
    return standing_for(asked.component, asked.targets, year, asked.plan)


def _values(standing: Standing) -> tuple[Fraction, Fraction | None] | None:
    bar = standing.bar
    if bar is None or bar.value is None or bar.operator not in DRAWN:
        return None
    return _exact(bar.value), None if bar.second_value is None else _exact(bar.second_value)


def _exact(value: Limit) -> Fraction:
    return Fraction(value)


def target_steps(measure: Measure, plans: PlansAt, years: Sequence[int], base: int) -> list[TargetStep]:
    """The targets of the years as steps; of a milestone still ahead a broken line in the last year."""
    steps: list[TargetStep] = []
    for year in years:
        asked = plans.of_measure(measure, year)
        if asked is None or asked.base != base:
            continue
        standing = standing_at(asked, year)
        values = _values(standing)
        if values is None or (standing.later_year is not None and year != years[-1]):
            continue
        words = standing_target_words(standing, asked.component)
        if standing.later_year is not None:
            words = f"{words}, mốc {standing.later_year}"
        is_broken = standing.is_interpolated or standing.later_year is not None
        last = steps[-1] if steps else None
        if last is not None and last.last_year == year - 1 and (last.value, last.second) == values:
            steps[-1] = TargetStep(last.first_year, year, *_as_step(values, words, is_broken=is_broken))
        else:
            steps.append(TargetStep(year, year, *_as_step(values, words, is_broken=is_broken)))
    return steps


def _as_step(
    values: tuple[Fraction, Fraction | None], words: str, *, is_broken: bool
) -> tuple[Fraction, str, Fraction | None, bool]:
    return values[0], words, values[1], is_broken


def target_mark(asked: Asked | None, year: int) -> TargetMark | None:
    """The target over the bars of the units below; None where it is no number."""
    if asked is None:
        return None
    standing = standing_at(asked, year)
    values = _values(standing)
    if values is None or standing.bar is None:
        return None
    words = target_words(standing.bar, asked.component)
    if standing.later_year is not None:
        words = f"{words} (mốc {standing.later_year})"
    return TargetMark(values[0], words, values[1])


def status_of(result: YearResult | None) -> Status | None:
    return result.verdict.status if result is not None else None
