"""What does a report in words say, and what was asked? Text, files, the texts before; three queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from childplan.vietnamese import moment
from plans.enums import DutyKind
from plans.kept_files import size_in_words
from plans.models import Deadline
from reporting.models import Paper, PaperFile, Report

MOST_EARLIER = 10


@dataclass(frozen=True)
class FileLine:
    """One file that goes with the report."""

    number: int
    name: str
    size: str
    by: str  # “Lê Thị Hoa, 14:32 15/11/2024”


@dataclass(frozen=True)
class TextVersion:
    """The report in words as somebody left it."""

    version: int
    text: str
    by: str


@dataclass(frozen=True)
class PaperView:
    """Text and files of one report. `version` 0: nobody has written anything yet."""

    text: str
    version: int
    by: str
    files: Sequence[FileLine]
    earlier: Sequence[TextVersion]  # the latest first
    asked: Sequence[str]  # in the signed words of the plan

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.files)


def paper_view(report: Report) -> PaperView:
    texts = [
        TextVersion(paper.version, paper.text, _who(paper))
        for paper in report.papers.select_related("by").order_by("-version")[: MOST_EARLIER + 1]
    ]
    files = report.files.filter(removed_at=None).select_related("by").defer("content").order_by("number")
    last = texts[0] if texts else TextVersion(0, "", "")
    return PaperView(
        text=last.text,
        version=last.version,
        by=last.by,
        files=[FileLine(file.number, file.name, size_in_words(file.size), _who(file)) for file in files],
        earlier=[text for text in texts[1:] if text.text],
        asked=_asked(report),
    )


def _asked(report: Report) -> list[str]:
    """What the plan says of this duty to units of this kind, each sentence once."""
    named = Deadline.objects.filter(
        plan=report.round.plan_id,
        duty=DutyKind(report.round.kind),
        reporter_level=report.unit.level,
        reporter_kind__in=["", report.unit.agency_kind],
    ).exclude(year__lt=report.round.year)
    words = named.exclude(year__gt=report.round.year).order_by("position").values_list("words", flat=True)
    return list(dict.fromkeys(words))


def _who(row: Paper | PaperFile) -> str:
    return f"{row.by.full_name}, {moment(row.at)}"
