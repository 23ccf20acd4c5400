"""What does a measure mean, who counts it, where is it written? Under the ministry's own headings."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.enums import Method, Nature, Window
from indicators.models import Component, DataItem, Measure
from indicators.numbers import format_number
from indicators.summaries import span_words
from plans.models import Plan
from reporting.summaries.measure_plans import PlansAt
from units.enums import Area


@dataclass(frozen=True)
class Fact:
    """One heading with its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Quotation:
    """What a plan says word for word, and since when."""

    plan: Plan
    label: str
    words: str
    years: str


def short_method(component: Component) -> str:
    """How it is made, for a column: “số trẻ thấp còi / số trẻ được đo”."""
    measure = component.measure
    numerator, denominator = component.numerator, component.denominator
    if measure.method == Method.RATIO and denominator is not None:
        return f"{numerator.short_name} / {_lower(denominator.short_name)}"
    if measure.method == Method.SHARE_YES:
        return f"Đơn vị trả lời có: {_lower(numerator.short_name)}"
    if measure.method == Method.YEAR_ON_YEAR:
        return f"Mức giảm so với năm trước: {_lower(numerator.short_name)}"
    return numerator.short_name


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def facts_of(measure: Measure, component: Component | None, *, leads: str) -> list[Fact]:
    """The headings in the order of the ministry's circular on statistics (Thông tư 13/2021/TT-BLĐTBXH)."""
    shown = component or Component(measure=measure)
    items = [item for item in (shown.numerator, shown.denominator) if item is not None]
    return [
        Fact("Khái niệm, phương pháp tính", _concept(measure, shown)),
        Fact("Phân tổ chủ yếu", (_breakdown(measure),)),
        Fact("Kỳ công bố", tuple(dict.fromkeys(_period(item) for item in items))),
        Fact("Nguồn số liệu", tuple(dict.fromkeys(_source(item) for item in items))),
        Fact(
            "Cơ quan chịu trách nhiệm thu thập, tổng hợp",
            (f"Chủ trì: {leads}" if leads else "Chưa giao đơn vị chủ trì",),
        ),
    ]


def _concept(measure: Measure, component: Component) -> tuple[str, ...]:
    lines = [measure.definition or measure.get_method_display()]
    if measure.method == Method.RATIO and component.denominator is not None:
        lines.append(
            f"Tử số: {_lower(component.numerator.name)}. Mẫu số: {_lower(component.denominator.name)}."
        )
        lines.append(f"Tính trên {format_number(component.base)}, {measure.get_better_display()}.")
    if component.note:
        lines.append(component.note)
    return tuple(lines)


def _breakdown(measure: Measure) -> str:
    area = f"; chỉ khu vực {Area(measure.area).label.lower()}" if measure.area else ""
    return f"Đơn vị hành chính{area}"


def _period(item: DataItem) -> str:
    nature = Nature(item.nature).label.lower()
    if item.window == Window.DAY and item.window_day:
        return f"Năm; {nature}, ngày {item.window_day.replace('-', '/')}"
    if item.window == Window.SCHOOL_YEAR:
        return "Năm; năm học kết thúc trong kỳ"
    return f"Năm; {nature}"


def _source(item: DataItem) -> str:
    check = f", đối chiếu với {item.get_check_source_display()}" if item.check_source else ""
    return f"{item.get_source_display()}: {_lower(item.name)}{check}"


def quotations_of(plans: PlansAt, measure: Measure, year: int) -> list[Quotation]:
    """The sentence of each plan in force that asks for the measure, nearest first."""
    found = []
    for asked in plans.asked:
        component = asked.component
        if component.measure_id != measure.pk or not asked.plan.holds_in(year):
            continue
        if component.last_year is not None and year > component.last_year:
            continue
        found.append(
            Quotation(
                plan=asked.plan,
                label=component.label,
                words=component.words or component.indicator.official_text,
                years=span_words(asked.plan.first_year, asked.plan.last_year),
            )
        )
    return found
