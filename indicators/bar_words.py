"""How is a bar said in a sentence? “từ 98% trở lên”, “dưới 4,5%”, “nhiều nhất 5 trên 804”.

Pure. The reader of signed words and the sentence that tells how the report judges both speak through it, so
that a target is not told in two ways. In tables it stands as a sign: `indicators.summaries.wording`.
"""

from __future__ import annotations

from indicators.assessment import Bar, Limit
from indicators.enums import Operator
from indicators.numbers import Number, ResultUnit, format_number, format_stated, show_stated


def stated_words(value: Number, unit: ResultUnit | None) -> str:
    """“98%”, “0,4‰”, “5 trên 804”; of a count the number alone."""
    if unit is None:
        return format_stated(value)
    if unit.suffix in "%‰":
        return show_stated(value, unit).text()
    return f"{format_stated(value)} trên {format_number(unit.base)}"


def bar_words(bar: Bar, unit: ResultUnit | None) -> str:
    """What must be reached, for the operators that hold a number; for all others, and without one, “”."""
    if bar.value is None:
        return ""
    if bar.operator == Operator.BAND:
        if bar.second_value is None:
            return ""
        return f"từ {_lower_end(bar.value, unit)} đến {stated_words(bar.second_value, unit)}"
    return limit_words(bar.operator, stated_words(bar.value, unit))


def limit_words(operator: Operator, stated: str) -> str:
    """“từ 98% trở lên” for a number already in words (“mức độ II” too); “” where no number decides."""
    match operator:
        case Operator.AT_LEAST:
            return f"từ {stated} trở lên"
        case Operator.MORE_THAN:
            return f"trên {stated}"
        case Operator.AT_MOST:
            return f"nhiều nhất {stated}"
        case Operator.LESS_THAN:
            return f"dưới {stated}"
        case Operator.EQUAL:
            return f"đúng {stated}"
    return ""


def _lower_end(value: Limit, unit: ResultUnit | None) -> str:
    """On a base that is no sign the base is said once, at the end: “từ 2 đến 3 trên 804”."""
    return format_stated(value) if unit is not None and unit.suffix not in "%‰" else stated_words(value, unit)
