"""How was every Chỉ tiêu of a plan signed, and how is it read? What each report prints beside its figures.

The document is signed and nobody corrects it: the words stand as they are, and where they cannot be right the
reading and whether its owner has confirmed it stand beside them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from childplan.vietnamese import short_date
from indicators.models import Component, Target
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.models import Plan

NOT_CONFIRMED = "chưa được xác nhận"


@dataclass(frozen=True)
class ReadTarget:
    """One target as it is read: “2025”, “≥ 82%”. `note`: why the words need a reading, and whose word there
    is on it; `is_signed`: it stands in the document."""

    years: str
    text: str
    note: str = ""
    is_signed: bool = True


@dataclass(frozen=True)
class ReadComponent:
    """One measurable part. `words`: its own words of the document."""

    component_id: int
    label: str
    name: str
    words: str
    targets: tuple[ReadTarget, ...]


@dataclass(frozen=True)
class Wording:
    """One Chỉ tiêu, word for word."""

    number: str
    words: str
    components: tuple[ReadComponent, ...]


def wordings_of(plan: Plan, year: int) -> tuple[Wording, ...]:
    """Every Chỉ tiêu that holds in the year, in the order of the document; two queries."""
    components = list(
        Component.objects.in_year(year)
        .filter(indicator__plan=plan)
        .select_related("indicator", "measure", "measure__numerator", "own_numerator")
        .order_by("indicator__position", "position")
    )
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__in=components).order_by("first_year", "id"):
        targets[target.component_id].append(target)
    by_indicator: dict[int, list[Component]] = defaultdict(list)
    for component in components:
        by_indicator[component.indicator_id].append(component)
    return tuple(
        Wording(
            number=parts[0].indicator.number,
            words=parts[0].indicator.official_text,
            components=tuple(_read(part, targets[part.pk]) for part in parts),
        )
        for parts in by_indicator.values()
    )


def _read(component: Component, targets: list[Target]) -> ReadComponent:
    return ReadComponent(
        component_id=component.pk,
        label=component.label,
        name=component.short_name,
        words=component.words,
        targets=tuple(_target(component, one) for one in targets),
    )


def _target(component: Component, target: Target) -> ReadTarget:
    return ReadTarget(
        years=span_words(target.first_year, target.last_year),
        text=target_words(bar_of(target), component),
        note=_note(target),
        is_signed=bool(target.words),
    )


def _note(target: Target) -> str:
    """“Không thể đạt trên 100%: đọc là ít nhất 100%; chưa được xác nhận”."""
    if not target.words:
        return "đơn vị tự đặt, không có trong văn bản"
    flag = target.get_flag_display() if target.flag else ""
    said = ": ".join(part for part in (flag, target.reading) if part)
    if not flag:
        return said
    when = f"đã xác nhận {short_date(target.confirmed_at)}" if target.confirmed_at else NOT_CONFIRMED
    return f"{said.rstrip('.')}; {when}"
