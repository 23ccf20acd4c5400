"""How will the report judge a target, told before anything is entered?

“Đạt khi kết quả từ 90% trở lên; từ 94,5% trở lên là Vượt.” Every sentence says what `indicators.assessment`
does, and asks it which bar stands in a year; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from indicators.assessment import EXCEED_MARGIN, WHOLE, Bar, Standing, exceeds, standing_in
from indicators.bar_words import bar_words, limit_words, stated_words
from indicators.enums import Better, Method, Operator
from indicators.models import Measure
from indicators.numbers import PERCENT, ResultUnit
from indicators.steps import DONE_FROM, STEPS, step_words
from indicators.summaries.wording import INTERPOLATED, result_unit


@dataclass(frozen=True)
class Measured:
    """What is measured, as far as judging asks. `is_share`: the numerator is a part of the denominator, so
    no result is above the whole and nobody is promised a "Vượt" that cannot be."""

    method: str
    base: int
    better: Better
    is_share: bool = False

    @property
    def unit(self) -> ResultUnit | None:
        return result_unit(self.method, self.base)


def measured_by(measure: Measure, own_base: int | None = None) -> Measured:
    """What a component measures; `own_base`: where the plan counts on another base (5/804)."""
    return Measured(measure.method, own_base or measure.base, Better(measure.better), measure.is_share)


@dataclass(frozen=True)
class JudgedYears:
    """One sentence and the years it is for, both ends included."""

    first_year: int
    last_year: int
    words: str

    @property
    def years(self) -> str:
        """“Năm 2025”, “Từ năm 2026 đến năm 2030”."""
        if self.first_year == self.last_year:
            return f"Năm {self.first_year}"
        return f"Từ năm {self.first_year} đến năm {self.last_year}"


def judged_years(
    bars: Sequence[Bar], measured: Measured, years: range, interpolated: Container[int] = ()
) -> list[JudgedYears]:
    """Every year of the plan with its sentence; years that are judged alike stand together.

    `interpolated`: the years in which the owner has targets drawn between two milestones.
    """
    drawn = interpolated if measured.method not in STEPS else ()
    standings = [(year, standing_in(year, bars, years[-1], interpolates=year in drawn)) for year in years]
    return [
        JudgedYears(same[0][0], same[-1][0], standing_words(standing, measured))
        for standing, group in groupby(standings, key=lambda entry: entry[1])
        if (same := list(group))
    ]


def judging_words(bars: Sequence[Bar], measured: Measured, years: range) -> str:
    """All of it in a line: “Đạt khi kết quả dưới 4,5%.”, “Năm 2024: chưa đến mốc năm 2025. Năm 2025: …”."""
    judged = judged_years(bars, measured, years)
    if len(judged) == 1:
        return f"{judged[0].words}."
    return " ".join(f"{each.years}: {_small(each.words)}." for each in judged)


def standing_words(standing: Standing, measured: Measured) -> str:
    """The sentence for one year, without its full stop."""
    bar = standing.bar
    if bar is None:
        return "Không giao chỉ tiêu"
    if bar.operator == Operator.UNREADABLE:
        return "Chưa đánh giá: chờ xác nhận cách đọc"
    if not _is_judged(bar, measured):
        return "Không tự đánh giá: đọc nội dung"
    if standing.later_year is not None:
        return f"Chưa đến mốc năm {standing.later_year}"
    if measured.method in STEPS:
        return _step_words(bar, measured.method)
    words = _result_words(bar, measured)
    return f"{words} ({INTERPOLATED})" if standing.is_interpolated else words


def _is_judged(bar: Bar, measured: Measured) -> bool:
    if bar.operator == Operator.NARRATIVE or measured.method == Method.TEXT:
        return False
    # Units on steps have no sum that could rise, fall or lie between two marks.
    no_steps = (Operator.BAND, Operator.RISE, Operator.FALL)
    return not (measured.method in STEPS and bar.operator in no_steps)


def _result_words(bar: Bar, measured: Measured) -> str:
    unit = measured.unit
    is_reduction = measured.method == Method.YEAR_ON_YEAR
    subject = "mức giảm so với năm trước" if is_reduction else "kết quả"
    step = "mức giảm " if is_reduction else ""
    higher = measured.better == Better.HIGHER
    worse = "thấp" if higher else "cao"
    match bar.operator:
        case Operator.DONE:
            whole = limit_words(Operator.AT_LEAST, stated_words(WHOLE, unit))
            words = "Đạt khi có" if measured.method == Method.YES_NO else f"Đạt khi {subject} {whole}"
        case Operator.MAINTAIN:
            floor = Operator.AT_LEAST if higher else Operator.AT_MOST
            number = "" if bar.value is None else limit_words(floor, stated_words(bar.value, unit))
            words = f"Đạt khi {subject} {number} và không" if number else f"Đạt khi {step}không"
            words = f"{words} {worse} hơn năm trước"
        case Operator.RISE:
            full = "; năm trước đã 100% thì đạt khi vẫn 100%" if unit == PERCENT else ""
            words = f"Đạt khi {step}cao hơn năm trước{full}"
        case Operator.FALL:
            words = f"Đạt khi {step}thấp hơn năm trước; năm trước đã là 0 thì đạt khi vẫn là 0"
        case Operator.BAND:
            words = f"Đạt khi {subject} {_band(bar, unit, higher=higher)}"
        case Operator.AT_MOST if bar.value == 0 and not is_reduction:
            words = "Đạt khi không có trường hợp nào"
        case _:
            words = f"Đạt khi {subject} {bar_words(bar, unit)}{_exceeding(bar, measured)}"
    # From nothing there is no percentage to judge by.
    nothing = "năm trước không có trường hợp nào thì đạt khi năm nay cũng không có"
    return f"{words}; {nothing}" if is_reduction else words


def _band(bar: Bar, unit: ResultUnit | None, *, higher: bool) -> str:
    """Inside it or beyond its better end: one limit decides."""
    value = bar.value if higher else bar.second_value
    end = "" if value is None else stated_words(value, unit)
    limit = limit_words(Operator.AT_LEAST if higher else Operator.AT_MOST, end)
    return f"{limit} (văn bản ghi {bar_words(bar, unit)})"


def _exceeding(bar: Bar, measured: Measured) -> str:
    """From where on a result is "Vượt", where one can be."""
    if bar.value is None:
        return ""
    mark = Fraction(bar.value) * EXCEED_MARGIN
    is_part = measured.is_share or measured.method in (Method.SHARE_YES, Method.YES_NO)
    if not exceeds(bar, mark, measured.better, measured.unit == PERCENT) or (is_part and mark > WHOLE):
        return ""
    return f"; từ {stated_words(mark, measured.unit)} trở lên là Vượt"


def _step_words(bar: Bar, method: str) -> str:
    """Levels and states: every unit that answered must be there by itself."""
    if bar.operator == Operator.DONE:
        return f"Đạt khi mọi đơn vị {_from_step(method, DONE_FROM[method])}"
    number = ""
    if bar.value is not None and bar.value in range(len(STEPS[method])):
        number = limit_words(bar.operator, step_words(method, int(bar.value)))
    if bar.operator == Operator.MAINTAIN:
        floor = "" if bar.value is None else f"mọi đơn vị {_from_step(method, int(bar.value))} và "
        return f"Đạt khi {floor}không đơn vị nào thấp hơn năm trước"
    return f"Đạt khi mọi đơn vị {number}"


def _from_step(method: str, step: int) -> str:
    if step == len(STEPS[method]) - 1:
        return step_words(method, step)
    return limit_words(Operator.AT_LEAST, step_words(method, step))


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
