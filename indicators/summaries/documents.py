"""Where in the signed text does each Chỉ tiêu stand? The page “Văn bản”."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from childplan.vietnamese import moment
from indicators.models import Indicator, Target
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.actions.documents import files_of
from plans.kept_files import size_in_words
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
class FileLine:
    """One file as kept: of the plan, or of the document named that amends it."""

    number: int
    name: str
    size: str
    by: str
    amendment: str


@dataclass(frozen=True)
class DocumentPage:
    """The text as received, in pieces, and what the system reads in it; the files."""

    passages: list[Passage]
    indicators: list[ReadIndicator]
    files: list[FileLine]


def file_lines(plan: Plan) -> list[FileLine]:
    """One query."""
    return [
        FileLine(
            number=file.number,
            name=file.name,
            size=size_in_words(file.size),
            by=f"{file.by.full_name}, {moment(file.at)}",
            amendment=str(file.amendment) if file.amendment is not None else "",
        )
        for file in files_of(plan)
    ]


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
        files=file_lines(plan),
        indicators=[
            ReadIndicator(
                indicator.number, indicator.short_name, indicator.number in found, readings[indicator.pk]
            )
            for indicator in indicators
        ],
    )
