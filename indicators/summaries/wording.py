"""How is a target written on a screen? “≥ 98%”, “< 4/4.000”, “giảm 2–3%”, “duy trì”."""

from __future__ import annotations

from decimal import Decimal

from indicators.assessment import Bar
from indicators.enums import Method, Operator
from indicators.models import Component, Target
from indicators.numbers import ResultUnit, format_number, show_stated
from indicators.steps import STEPS, step_words

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
            format_number(bar.second_value) if unit is None else show_stated(bar.second_value, unit).text()
        )
        reduction = "giảm " if component.measure.method == Method.YEAR_ON_YEAR else ""
        return f"{reduction}{format_number(value)}–{upper}"
    return f"{OPERATOR_WORDS[bar.operator]} {stated}"


def _value_words(value: Decimal, method: str, unit: ResultUnit | None) -> str:
    """The number as the document gives it; of a level or a state the word: “mức độ II”, never 2."""
    if method in STEPS and value in range(len(STEPS[method])):
        return step_words(method, int(value))
    return format_number(value) if unit is None else show_stated(value, unit).text()


def span_words(first_year: int | None, last_year: int | None) -> str:
    """“2025”, “2026–2030”, or “mọi năm” for a target whose words name none."""
    if first_year is None:
        return "mọi năm"
    return str(first_year) if first_year == last_year else f"{first_year}–{last_year}"
