"""What is there to say about a result? The finding in one sentence, and what to know about a small base."""

from __future__ import annotations

from fractions import Fraction

from indicators.enums import Method, Operator, Status
from indicators.numbers import ResultUnit, format_number, format_points, show_result, show_stated
from reporting.charts.bars import SMALL_BASE
from reporting.charts.trend import Footing
from reporting.rollup import Outcome
from reporting.summaries.measure_results import DRAWN, YearResult, unit_of
from reporting.summaries.year_change import COUNTED, is_weak

NOTHING_YET = "Chưa có kỳ nào có số liệu."


def finding(name: str, latest: YearResult | None, before: YearResult | None) -> str:
    """“Tỷ lệ thấp còi năm 2024 là 8,6%, cao hơn chỉ tiêu 3,1 điểm %, tăng 2,9 điểm % so với 2023.”

    `before`: the year before, if it has a result. Differences are taken between displayed numbers.
    """
    if latest is None:
        return NOTHING_YET
    when = f"năm {latest.year}"
    if latest.footing != Footing.FIRM:
        when = f"{when} ({latest.footing.value})"
    if name.endswith("năm"):
        name = f"{name},"  # “hằng năm, năm 2024”
    if latest.number is None:
        return f"{name} {when}: {latest.text.words.lower()}."
    said = [f"{name} {when} là {latest.text.text}", against_target(latest), against_last(latest, before)]
    return f"{', '.join(part for part in said if part)}."


def against_target(one: YearResult) -> str:
    """“cao hơn chỉ tiêu 3,1 điểm %”; a plan from above is only a reference, and the words say whose it is.
    "" where the target is no single number."""
    later = one.standing.later_year
    if one.verdict.distance and later is not None:
        is_there = one.verdict.distance.startswith("đã")
        return f"đã đạt mức của mốc {later}" if is_there else f"{one.verdict.distance} tới mốc {later}"
    bar = one.standing.bar
    if bar is None or bar.value is None or one.number is None or later is not None:
        return ""
    if bar.operator not in DRAWN:
        return ""  # a number of which nobody has said yet which side of it is meant
    whose = "chỉ tiêu"
    if not one.is_judged and one.asked is not None:
        whose = f"mức của {one.asked.plan.short_title}"
    low, high = Fraction(bar.value), Fraction(bar.second_value or bar.value)
    if bar.operator == Operator.BAND and low <= one.number <= high:
        return f"trong khoảng của {whose}"
    goal = high if one.number > high else low
    # By what is printed: “98,0%, cao hơn chỉ tiêu 0 điểm %” says nothing.
    printed, stated = one.number, goal
    if one.shown is not None:
        printed, stated = one.shown.value, show_stated(goal, one.shown.unit).value
    if printed == stated:
        return f"bằng {whose}"
    side = "cao hơn" if printed > stated else "thấp hơn"
    return f"{side} {whose} {_difference(one, goal)}"


def against_last(one: YearResult, before: YearResult | None) -> str:
    """“tăng 2,9 điểm % so với 2023”; "" where the year before has no number on the same base.

    The rules are those of a report (`year_change`): nothing of counts where units are missing in one of the
    two, and of rates that are of some units only, of a small base or of a handful of cases just the number.
    """
    if before is None or one.number is None or before.number is None or one.base != before.base:
        return ""
    method, some = one.component.measure.method, one.is_partial or before.is_partial
    if method == Method.YEAR_ON_YEAR or (method in COUNTED and some):
        return ""
    beside = f"năm {before.year} là {before.text.text}"
    if some:
        return beside
    if one.text.number == before.text.number:
        return f"không đổi so với {before.year}"
    if method not in COUNTED and (is_weak(one.text) or is_weak(before.text)):
        return beside
    assert one.text.number is not None and before.text.number is not None
    way = "tăng" if one.text.number > before.text.number else "giảm"
    if one.shown is not None and before.shown is not None:
        return f"{way} {format_points(one.shown, before.shown)} so với {before.year}"
    return f"{way} {_amount(one, abs(one.number - before.number))} so với {before.year}"


def _difference(one: YearResult, goal: Fraction) -> str:
    assert one.number is not None
    if one.shown is not None:
        return format_points(one.shown, show_stated(goal, one.shown.unit))
    return _amount(one, abs(one.number - goal))


def _amount(one: YearResult, amount: Fraction) -> str:
    """A difference of counts: “12 trẻ em”, “1.000.000 đồng”."""
    return f"{format_number(amount)} {one.component.numerator.unit_word}".rstrip()


def small_base_note(one: YearResult | None) -> str:
    """“Mẫu số nhỏ (16): chênh 1 trường hợp làm kết quả đổi 6,3 điểm %.” for fewer than 30; else ""."""
    if one is None or one.shown is None or one.result.outcome != Outcome.VALUE:
        return ""
    base = one.result.denominator
    unit = unit_of(one.component.measure, one.base)
    if not base or base >= SMALL_BASE or not isinstance(unit, ResultUnit):
        return ""
    change = show_result(Fraction(unit.base, base), unit)
    words = format_points(change, show_stated(0, unit))
    return f"Mẫu số nhỏ ({format_number(base)}): chênh 1 trường hợp làm kết quả đổi {words}."


def status_words(one: YearResult) -> str:
    """The verdict in the words of its chip, for a table that is read aloud."""
    chip = one.verdict.chip
    return chip.text if chip is not None else ""


def is_met(status: Status | None) -> bool:
    return status in (Status.MET, Status.EXCEEDED)
