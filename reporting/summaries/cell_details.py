"""What is there to know of one cell? Signed words, how it is counted, earlier years, comments, log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from childplan.vietnamese import moment
from indicators.enums import ItemKind
from indicators.models import Component
from indicators.steps import capitalised
from plans.models import Plan
from reporting.answers import Answer, Control, shown, shown_with_reason
from reporting.enums import FigureState, Origin, ReportState
from reporting.models import Figure, FigureChange, Report, ReviewComment, Round
from reporting.summaries.cells import answer_of, control_of
from reporting.years import ESTIMATE, alike, label_of
from units.summaries.places import chain_then

MOST_YEARS = 5
MOST_CHANGES = 50


@dataclass(frozen=True)
class Use:
    """Where the figure is used: a Chỉ tiêu of a plan in its signed words, and how the result is made."""

    plan: str
    plan_key: str
    label: str
    short_name: str
    words: str
    definition: str
    part: str  # tử số, mẫu số
    quotes: bool  # are the words those of a document, or a summary of ours?


@dataclass(frozen=True)
class Year:
    """The cell in an earlier round, or in this one."""

    round_name: str
    answer: str
    state: str


@dataclass(frozen=True)
class LogLine:
    """One change: who, when, how, what it was before and after."""

    at: str
    by: str
    origin: str
    before: str
    after: str
    typed: str


@dataclass(frozen=True)
class CellDetails:
    """One cell with everything behind it. `place`: its unit and all above it, “Thôn 1, xã Xuân, huyện An”."""

    code: str
    name: str
    unit_name: str
    place: str
    round_name: str
    round_key: str
    unit_key: str
    source: str
    when: str
    note: str
    is_restricted: bool
    is_check: bool
    answer: str
    uses: list[Use]
    years: list[Year]
    comments: list[LogLine]
    log: list[LogLine]


def cell_details(report: Report, figure: Figure) -> CellDetails:
    """Everything behind one cell of a report; a fixed number of queries. `figure` with its item."""
    item = figure.item
    control = control_of(figure, report)
    chain = chain_then(report.round.data_to, report.unit)
    return CellDetails(
        code=item.code,
        name=item.name,
        unit_name=chain[-1].full_name,
        place=capitalised(", ".join(place.full_name for place in reversed(chain))),
        round_name=report.round.name,
        round_key=report.round.key,
        unit_key=report.unit.key,
        source=item.get_source_display(),
        when=_when(figure),
        note=item.note,
        is_restricted=item.is_restricted,
        is_check=figure.is_check,
        answer=shown_with_reason(control, answer_of(figure)),
        uses=_uses(report, figure, [place.unit_id for place in chain]),
        years=_years(report, figure, control),
        comments=_comments(figure),
        log=_log(figure, control),
    )


def _when(figure: Figure) -> str:
    item = figure.item
    window = item.get_window_display().lower()
    if item.window_day:
        window = f"ngày {item.window_day.replace('-', '/')}"
    return f"{item.get_nature_display()}; {window}"


def _uses(report: Report, figure: Figure, chain_ids: Sequence[int]) -> list[Use]:
    """The components that the figure goes into, the nearest plan's first."""
    plans = Plan.objects.in_year(report.round.year).collecting().filter(issuer__in=chain_ids)
    components = (
        Component.objects.in_year(report.round.year)
        .filter(indicator__plan__in=plans)
        .select_related(
            "indicator__plan",
            "measure__numerator",
            "measure__denominator",
            "own_numerator",
            "own_denominator",
        )
        .order_by("indicator__position", "position")
    )
    found = []
    for component in components:
        if figure.item_id == component.numerator.pk:
            found.append((component, "tử số" if component.denominator is not None else "số liệu"))
        elif component.denominator is not None and figure.item_id == component.denominator.pk:
            found.append((component, "mẫu số"))
    found.sort(key=lambda each: -chain_ids.index(each[0].indicator.plan.issuer_id))
    return [_use(component, part) for component, part in found]


def _use(component: Component, part: str) -> Use:
    plan = component.indicator.plan
    return Use(
        plan=plan.short_title,
        plan_key=plan.key,
        label=component.label,
        short_name=component.short_name,
        words=component.words,
        definition=component.measure.definition,
        part=part,
        quotes=bool(plan.document_text),
    )


def _years(report: Report, figure: Figure, control: Control) -> list[Year]:
    """The same cell of the same unit in other years, the latest first; of a year its final figure and its
    estimate, each by its name."""
    rows = (
        Figure.objects.filter(
            item=figure.item_id,
            report__unit=report.unit_id,
            report__round__kind__in=alike(report.round.kind),
            report__round__year__range=(report.round.year - MOST_YEARS, report.round.year),
        )
        .select_related("report__round")
        .order_by("-report__round__year", "report__round__kind")  # "final_year" before "year"
    )
    return [
        Year(
            round_name=_named(row.report.round),
            answer=shown(control, answer_of(row)),
            state=ReportState(row.report.state).label,
        )
        for row in rows
    ]


def _named(round_: Round) -> str:
    """“Năm 2023 (ước thực hiện)”, “Chính thức năm 2023”."""
    label = label_of(round_)
    return f"{round_.name} ({label})" if label == ESTIMATE else round_.name


def _comments(figure: Figure) -> list[LogLine]:
    """What was said of the cell, the latest first, each with the answers it got."""
    rows = (
        ReviewComment.objects.filter(figure=figure)
        .select_related("event__by")
        .prefetch_related("answers__by")
        .order_by("-event_id")
    )
    found = []
    for row in rows:
        kind = f"góp ý, {row.get_kind_display().lower()}"
        found.append(LogLine(moment(row.event.at), row.event.by.full_name, kind, "", row.text, ""))
        found += [
            LogLine(moment(answer.at), answer.by.full_name, "trả lời góp ý", "", answer.text, "")
            for answer in row.answers.all()
        ]
    return found


def _log(figure: Figure, control: Control) -> list[LogLine]:
    """Every value the cell had, the latest first."""
    rows = list(
        FigureChange.objects.filter(figure=figure)
        .select_related("by")
        .order_by("-version")[: MOST_CHANGES + 1]
    )
    said = [shown_with_reason(control, answer_of(row)) for row in rows]
    before = [*said[1:], shown(control, Answer(FigureState.EMPTY))]
    return [
        LogLine(
            at=moment(row.at),
            by=row.by.full_name,
            origin=Origin(row.origin).label,
            before=earlier,
            after=now,
            typed=row.raw if figure.item.kind != ItemKind.TEXT and row.raw.startswith("=") else "",
        )
        for row, now, earlier in zip(rows[:MOST_CHANGES], said, before, strict=False)
    ]
