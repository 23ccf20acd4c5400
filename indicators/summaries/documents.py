"""Where in the signed text does each Chỉ tiêu stand? The page “Văn bản”."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from indicators.models import Indicator, Target
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.models import Plan
from plans.quotations import Document, Passage


@dataclass(frozen=True)
class Reading:
    """One target beside its sentence."""

    label: str
    years: str
    text: str
    flag: str


@dataclass(frozen=True)
class ReadIndicator:
    number: str
    short_name: str
    is_found: bool
    readings: list[Reading]


@dataclass(frozen=True)
class DocumentPage:
    """The text as received, in pieces, and what the system reads in it."""

    passages: list[Passage]
    indicators: list[ReadIndicator]


def document_page(plan: Plan) -> DocumentPage:
    """A fixed number of queries."""
    indicators = list(Indicator.objects.filter(plan=plan).order_by("position"))
    passages = Document(plan.document_text).passages(
        (indicator.number, indicator.official_text) for indicator in indicators
    )
    found = {name for passage in passages for name in passage.names}
    readings: dict[int, list[Reading]] = defaultdict(list)
    signed = Target.objects.filter(component__indicator__plan=plan).exclude(words="")
    targets = signed.select_related("component__measure")
    for target in targets.order_by("component__position", "first_year", "id"):
        component = target.component
        readings[component.indicator_id].append(
            Reading(
                label=component.label,
                years=span_words(target.first_year, target.last_year),
                text=target_words(bar_of(target), component),
                flag=target.get_flag_display() if target.flag else "",
            )
        )
    return DocumentPage(
        passages=passages,
        indicators=[
            ReadIndicator(
                indicator.number, indicator.short_name, indicator.number in found, readings[indicator.pk]
            )
            for indicator in indicators
        ],
    )
