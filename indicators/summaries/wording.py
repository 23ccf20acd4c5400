"""How is a target written on a screen? “≥ 98%”, “< 4/4.000”, “giảm 2–3%”, “duy trì”."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.assessment import Bar, Limit, Standing, standing_in
from indicators.enums import Method, Operator
from indicators.models import Component, Target
from indicators.numbers import ResultUnit, format_stated, show_stated
from indicators.steps import STEPS, step_words
from plans.models import Plan

OPERATOR_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
    Operator.EQUAL: "=",
}
OPERATOR_WORDS = {
    Operator.MAINTAIN: "duy trì",
    Operator.RISE: "tăng",
    Operator.FALL: "giảm",
    Operator.DONE: "có",
    Operator.NARRATIVE: "mô tả",
    Operator.UNREADABLE: "chưa rõ cách đọc",
}

INTERPOLATED = "nội suy"


def result_unit(method: str, base: int) -> ResultUnit | None:
    """What stands behind a result: %, ‰, /10.000; nothing for counts and money."""
    if method in (Method.RATIO, Method.RATE_GIVEN):
        return ResultUnit(base)
    if method in (Method.SHARE_YES, Method.YES_NO, Method.YEAR_ON_YEAR):
        return ResultUnit(100)
    return None


def bar_of(target: Target) -> Bar:
    """The target as the pure rules read it."""
    return Bar(
        operator=Operator(target.operator),
        value=target.value,
        second_value=target.second_value,
        first_year=target.first_year,
        last_year=target.last_year,
    )


def standing_for(component: Component, targets: Iterable[Target], year: int, plan: Plan) -> Standing:
    """Which of the component's targets stands in the year, drawn between two milestones where the owner wants
    that. Of levels and states nothing is drawn: between two steps there is none."""
    return standing_in(
        year,
        [bar_of(target) for target in targets],
        plan.last_year,
        interpolates=plan.interpolates_in(year) and component.measure.method not in STEPS,
    )


def standing_target_words(standing: Standing, component: Component) -> str:
    """“≥ 98%”, and “≥ 92,5% (nội suy)” where no document says it; “” where no target stands."""
    if standing.bar is None:
        return ""
    words = target_words(standing.bar, component)
    return f"{words} ({INTERPOLATED})" if standing.is_interpolated else words


def target_words(bar: Bar, component: Component) -> str:
    """“≥ 98%”, “< 4/4.000”, “giảm 2–3%”, “duy trì”, “tăng”. Sign and number never part at a line end."""
    unit = result_unit(component.measure.method, component.base)
    value = bar.value
    if value is None or bar.operator == Operator.UNREADABLE:
        return OPERATOR_WORDS.get(bar.operator, "")
    stated = _value_words(value, component.measure.method, unit)
    if bar.operator in OPERATOR_SIGNS:
        return f"{OPERATOR_SIGNS[bar.operator]}\u00a0{stated}"
    if bar.operator == Operator.BAND and bar.second_value is not None:
        upper = (
            format_stated(bar.second_value) if unit is None else show_stated(bar.second_value, unit).text()
        )
        reduction = "giảm " if component.measure.method == Method.YEAR_ON_YEAR else ""
        return f"{reduction}{format_stated(value)}–{upper}"
    return f"{OPERATOR_WORDS[bar.operator]} {stated}"


def _value_words(value: Limit, method: str, unit: ResultUnit | None) -> str:
    """The number as the document gives it; of a level or a state the word: “mức độ II”, never 2."""
    if method in STEPS and value in range(len(STEPS[method])):
        return step_words(method, int(value))
    return format_stated(value) if unit is None else show_stated(value, unit).text()


def span_words(first_year: int | None, last_year: int | None) -> str:
    """“2025”, “2026–2030”, or “mọi năm” for a target whose words name none."""
    if first_year is None:
        return "mọi năm"
    return str(first_year) if first_year == last_year else f"{first_year}–{last_year}"
