"""What does a unit see when it enters, checks or prints its report? One finished page object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from childplan.vietnamese import clock_time, moment
from indicators.enums import ItemKind, Source
from indicators.models import Component, Target
from indicators.numbers import NumberKind, Outcome, format_number, read_number
from indicators.summaries import result_unit
from plans.models import Plan
from reporting.checks import Problem, problems
from reporting.chips import Chip, state_chip, timeliness_chip
from reporting.enums import Act, FigureState, ReportState
from reporting.models import Figure, Report, ReportEvent, ReviewComment, Round
from reporting.querysets import ANSWERED, SETTLED
from reporting.rollup import ItemTotal
from reporting.summaries.due import DueBook, due_words
from reporting.summaries.problems import facts_of, pairs_on
from reporting.summaries.results import (
    DASH,
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.totals import PLACES, Key, Totals, previous_round
from units.enums import Level
from units.models import Placement
from units.summaries import PlaceName, chain_on, long_name

YES, NO = "co", "khong"


@dataclass(frozen=True)
class Choice:
    """One answer a cell offers besides a number."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell ready to draw. `control` is number, yes_no (two radios) or k_of_n (two numbers).

    Field names in the form: so-CODE (text), tren-CODE (the n of k of n), khac-CODE (another answer),
    ly-do-CODE (reason), phien-ban-CODE (version), tranh-CODE (a conflict was shown).
    """

    item_id: int
    figure_id: int
    code: str
    name: str
    unit_word: str
    control: str
    state: str
    text: str
    answered_text: str
    reason: str
    version: int
    choices: tuple[Choice, ...]
    last_year: str
    is_check: bool = False
    is_restricted: bool = False
    message: str = ""
    message_kind: str = ""  # error, question, conflict
    comment: str = ""
    entered: str = ""

    @property
    def field_id(self) -> str:
        """The cell's place on the entry page, for links to it."""
        return f"so-{self.code}"

    @property
    def asks(self) -> bool:
        """Does it wait for a choice between answers?"""
        return self.message_kind in ("question", "conflict")

    @property
    def offers_other(self) -> bool:
        """Are the answers besides a number offered behind a link? If one is given or asked for they stand open."""
        return not (self.asks or self.is_stated)

    @property
    def look(self) -> str:
        """How its box looks; the words for it stand beside the box."""
        if self.asks:
            return "ambiguous"
        if self.message:
            return "error"
        if self.comment:
            return "commented"
        if self.is_stated:
            return "stated"
        return "saved" if self.state == FigureState.ENTERED else "empty"

    @property
    def strip_id(self) -> str:
        """The words under its row, for what is read out with the box."""
        return f"loi-nhan-{self.code}" if self.has_strip else ""

    @property
    def has_strip(self) -> bool:
        """Does something stand under its row on the entry page: a message, a comment, a stated answer?"""
        return bool(self.message or self.comment or self.is_stated)

    @property
    def has_remark(self) -> bool:
        """Does something stand under its row on a read-only page: why there is no number, a comment?"""
        return bool(self.comment or (self.is_stated and self.reason))

    @property
    def is_stated(self) -> bool:
        """Is it answered in words instead of a number?"""
        return self.state in (FigureState.NO_CASES, FigureState.NOT_COLLECTED)

    @property
    def shown(self) -> str:
        """The answer in words for read-only pages; the reason stands beside it."""
        if self.is_stated:
            return FigureState(self.state).label
        if self.state == FigureState.EMPTY:
            return DASH
        if self.control == "yes_no" and self.state == FigureState.ENTERED:
            return "Có" if self.text == YES else "Không"
        if self.control == "k_of_n" and self.state == FigureState.ENTERED:
            return f"{self.text}/{self.answered_text}"
        return self.text


@dataclass(frozen=True)
class EntryRow:
    """One component on the form of a unit."""

    label: str
    short_name: str
    words: str
    unit_text: str
    better: str
    target: TargetText
    target_is_reference: bool
    last_year: ResultText
    numerator: Cell
    denominator: Cell | None  # a cell of this row; base figures stand on top
    denominator_text: str  # "58" of a base figure, or who gives it
    denominator_code: str  # the cell it comes from, "" when it is not on this form
    result: ResultText
    verdict: Verdict
    denominator_from: str = ""  # "nền", or the row it is typed in: "dòng 8.1"

    @property
    def cells(self) -> list[Cell]:
        return [cell for cell in (self.numerator, self.denominator) if cell is not None]

    @property
    def has_denominator_words(self) -> bool:
        return self.denominator_text not in ("", DASH)

    @property
    def has_strip(self) -> bool:
        return any(cell.has_strip for cell in self.cells)

    @property
    def has_remark(self) -> bool:
        return any(cell.has_remark for cell in self.cells)


@dataclass(frozen=True)
class EntryGroup:
    heading: str
    rows: list[EntryRow] = field(default_factory=list)


@dataclass(frozen=True)
class Fix:
    """One line of an error summary: where to go, and what to do there."""

    field_id: str
    message: str


@dataclass(frozen=True)
class EntryPage:
    """The whole form of one report."""

    round_key: str
    unit_key: str
    unit_name: str
    long_name: str
    round_name: str
    plans: str
    is_estimate: bool
    is_open: bool
    is_place: bool
    state: Chip
    due: Chip
    due_sentence: str
    base_cells: list[Cell]
    groups: list[EntryGroup]
    asked: int
    settled: int
    saved: str
    problems: list[Problem]
    return_reason: str
    receiver: str
    submitted: str
    submitted_by: str
    receipt_code: str

    @property
    def cells(self) -> list[Cell]:
        """Every cell in the order of the page."""
        return [
            *self.base_cells,
            *(cell for group in self.groups for row in group.rows for cell in row.cells),
        ]

    @property
    def unread(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.message]

    @property
    def marked(self) -> list[Fix]:
        """What the page already says beside its cells, as lines of a summary."""
        return [Fix(cell.field_id, cell.message) for cell in self.unread]

    @property
    def fixes(self) -> list[Fix]:
        """Everything that blocks the report from going up, empty cells included."""
        fields = {cell.item_id: cell.field_id for cell in self.cells}
        return [Fix(fields[problem.item_id], problem.message) for problem in self.problems]

    @property
    def commented(self) -> list[Cell]:
        """Cells that the reviewer wants looked at."""
        return [cell for cell in self.cells if cell.comment]

    @property
    def is_judged(self) -> bool:
        """Does any target judge this form's results, so that there is something to put into that column?"""
        return any(not row.target_is_reference for group in self.groups for row in group.rows)

    @property
    def columns(self) -> int:
        """How many columns the table of rows has, for headings and messages that span it."""
        return 8 if self.is_judged else 7

    @property
    def percent(self) -> int:
        return 100 * self.settled // self.asked if self.asked else 100

    @property
    def progress_step(self) -> int:
        """The bar's width in steps of five per cent (a class, because style attributes are not allowed)."""
        return self.percent // 5 * 5


def with_messages(page: EntryPage, messages: Mapping[int, Cell]) -> EntryPage:
    """The page with some cells replaced: what was typed stays where it was typed."""

    def swapped(cell: Cell | None) -> Cell | None:
        return messages.get(cell.item_id, cell) if cell is not None else None

    groups = [
        EntryGroup(
            group.heading,
            [
                replace(
                    row,
                    numerator=messages.get(row.numerator.item_id, row.numerator),
                    denominator=swapped(row.denominator),
                )
                for row in group.rows
            ],
        )
        for group in page.groups
    ]
    base = [messages.get(cell.item_id, cell) for cell in page.base_cells]
    return replace(page, groups=groups, base_cells=base)


def with_comments(page: EntryPage, comments: Mapping[int, str]) -> EntryPage:
    """The page with comments on its figures (by figure id): a reviewer's words come back as typed."""
    cells = {
        cell.item_id: replace(cell, comment=comments[cell.figure_id])
        for cell in page.cells
        if cell.figure_id in comments
    }
    return with_messages(page, cells)


def entry_page(report: Report, now: datetime) -> EntryPage:
    """The form of a report with last year, targets and what was said of it; a fixed number of queries."""
    round_ = report.round
    chain = chain_on(round_.data_to, report.unit)
    chain_ids = [place.unit_id for place in chain]
    figures = list(
        report.figures.select_related("item", "entered_by").order_by("item__position", "item__code")
    )
    before = previous_round(round_)
    last = _last_year(report, before)
    comments, reason = _last_return(report)
    facts = {figure.item_id: facts_of(figure) for figure in figures}
    found = problems(facts, pairs_on(facts)) if report.is_open else []
    wrong = {problem.item_id: problem for problem in found}
    cells = {
        figure.item_id: _marked(
            _cell(figure, report, last.get(figure.item_id), comments.get(figure.pk, "")),
            wrong.get(figure.item_id),
        )
        for figure in figures
    }
    plans = list(Plan.objects.in_year(round_.year).collecting().filter(issuer__in=chain_ids))
    plans.sort(key=lambda plan: (-chain_ids.index(plan.issuer_id), plan.key))
    groups, base_ids = _groups(report, figures, cells, last, plans, chain_ids)
    settled = sum(1 for figure in figures if figure.state in SETTLED)
    due = due_words(
        report, DueBook.of(round_).for_unit(report.unit.level, report.unit.agency_kind, chain_ids), now
    )
    changed = [figure.entered_at for figure in figures if figure.entered_at is not None]
    return EntryPage(
        round_key=round_.key,
        unit_key=report.unit.key,
        unit_name=chain[-1].full_name,
        long_name=long_name(chain),
        round_name=round_.name,
        plans="; ".join(plan.short_title for plan in plans),
        is_estimate=round_.is_estimate,
        is_open=report.is_open,
        is_place=report.unit.level in PLACES,
        state=state_chip(
            ReportState(report.state),
            settled=settled,
            asked=len(figures),
            is_being_checked=report.is_being_checked,
            comments=len(comments),
        ),
        due=timeliness_chip(due.timeliness),
        due_sentence=due.sentence,
        base_cells=[cells[item_id] for item_id in base_ids],
        groups=groups,
        asked=len(figures),
        settled=settled,
        saved=clock_time(max(changed)) if changed else "",
        problems=found,
        return_reason=reason if report.state == ReportState.RETURNED else "",
        receiver=_receiver(chain),
        submitted=moment(report.submitted_at) if report.submitted_at else "",
        submitted_by=report.submitted_by.full_name if report.submitted_by else "",
        receipt_code=receipt_code(report),
    )


def receipt_code(report: Report) -> str:
    """The code on a receipt: round, unit and how often it has gone up."""
    return f"BC-{report.round.key}-{report.unit.key}-{report.submissions:02d}".upper()


def _receiver(chain: Sequence[PlaceName]) -> str:
    return f"UBND {chain[-2].full_name}" if len(chain) > 1 else ""


def _last_year(report: Report, before: Round | None) -> dict[int, Figure]:
    if before is None:
        return {}
    rows = Figure.objects.filter(report__round=before, report__unit=report.unit_id, state__in=ANSWERED)
    return {figure.item_id: figure for figure in rows}


def _last_return(report: Report) -> tuple[dict[int, str], str]:
    """Comments by figure and the reason of the last return, while they still wait for an answer."""
    if report.state != ReportState.RETURNED:
        return {}, ""
    event = ReportEvent.objects.filter(report=report, act=Act.RETURNED).order_by("-at", "-id").first()
    if event is None:
        return {}, ""
    comments = ReviewComment.objects.filter(event=event)
    return {comment.figure_id: comment.text for comment in comments}, event.reason


def control_of(figure: Figure, report: Report) -> str:
    """Which control a cell has. A place answering for its villages or schools says how many of how many."""
    if figure.item.kind != ItemKind.YES_NO:
        return "number"
    several = report.unit.level in PLACES and figure.item.source in (Source.VILLAGE, Source.SCHOOL)
    return "k_of_n" if several else "yes_no"


def _cell(figure: Figure, report: Report, last: Figure | None, comment: str) -> Cell:
    control = control_of(figure, report)
    text, answered = _texts(figure, control)
    cell = Cell(
        item_id=figure.item_id,
        figure_id=figure.pk,
        code=figure.item.code,
        name=figure.item.short_name,
        unit_word=figure.item.unit_word,
        control=control,
        state=figure.state,
        text=text,
        answered_text=answered,
        reason=figure.reason,
        version=figure.version,
        choices=plain_choices(figure.state, control),
        last_year=_last_words(last, control),
        is_check=figure.is_check,
        is_restricted=figure.item.is_restricted,
        comment=comment,
        entered=_entered(figure),
    )
    return ask_about(cell) if figure.state == FigureState.UNREAD else cell


def _marked(cell: Cell, problem: Problem | None) -> Cell:
    """A wrong answer says so beside it at once; an empty cell only when the report is to go up."""
    if problem is None or cell.message or cell.state == FigureState.EMPTY:
        return cell
    if problem.code == "E8":
        # A base of 0 has one answer to offer: nobody was there to count.
        nobody = Choice(FigureState.NO_CASES.value, FigureState.NO_CASES.label)
        return replace(cell, message=problem.message, message_kind="question", choices=(nobody,))
    return replace(cell, message=problem.message, message_kind="error")


def plain_choices(state: str, control: str) -> tuple[Choice, ...]:
    """The answers that are no number."""
    offered = (
        [FigureState.NOT_COLLECTED]
        if control == "yes_no"
        else [
            FigureState.NO_CASES,
            FigureState.NOT_COLLECTED,
        ]
    )
    return tuple(Choice(answer.value, answer.label, answer == state) for answer in offered)


def ask_about(cell: Cell) -> Cell:
    """An unclear or wrong text with the question or the sentence that goes with it."""
    reading = read_number(cell.text, kind=NumberKind.COUNT)
    if reading.outcome == Outcome.QUESTION:
        choices = tuple(
            Choice(
                choice.answer.value if choice.value is None else f"so:{choice.value}",
                choice.label,
            )
            for choice in reading.choices
            if choice.answer.value != "retype"
        )
        return replace(cell, message=reading.message(cell.name), message_kind="question", choices=choices)
    message = reading.message(cell.name) or f"{cell.name}: chưa đọc được “{cell.text}”"
    return replace(cell, message=message, message_kind="error")


def _texts(figure: Figure, control: str) -> tuple[str, str]:
    if figure.state == FigureState.UNREAD:
        return figure.raw, ""
    if figure.state != FigureState.ENTERED or figure.value is None:
        return "", ""
    if control == "yes_no":
        return (YES if figure.value else NO), ""
    if control == "k_of_n":
        return format_number(figure.value), format_number(figure.answered or 0)
    return format_number(figure.value), ""


def _last_words(figure: Figure | None, control: str) -> str:
    if figure is None or figure.value is None:
        return "—"
    if figure.state == FigureState.NO_CASES:
        return FigureState.NO_CASES.label
    if control == "yes_no":
        return "Có" if figure.value else "Không"
    if control == "k_of_n":
        return f"{format_number(figure.value)}/{format_number(figure.answered or 0)}"
    return format_number(figure.value)


def _entered(figure: Figure) -> str:
    if figure.entered_by is None or figure.entered_at is None:
        return ""
    return f"{figure.entered_by.full_name}, {moment(figure.entered_at)}"


def _own_totals(figures: Sequence[Figure]) -> dict[Key, ItemTotal]:
    """The form's own figures as totals of one unit, check cells included: they are this unit's answers."""
    return {
        Key(figure.item_id, figure.report.area): ItemTotal(
            value=figure.value or 0,
            yes_answered=figure.answered or 0,
            asked=1,
            answered=1 if figure.state in ANSWERED else 0,
            no_cases=1 if figure.state == FigureState.NO_CASES else 0,
        )
        for figure in figures
    }


def _with_years(totals: Totals, last: Mapping[int, Figure]) -> dict[Key, ItemTotal]:
    found = {}
    for key, total in totals.items():
        before = last.get(key.item_id)
        if before is not None and before.value is not None and total.answered:
            total = replace(total, matched_units=1, matched_value=total.value, matched_previous=before.value)
        found[key] = total
    return found


def _groups(
    report: Report,
    figures: Sequence[Figure],
    cells: Mapping[int, Cell],
    last: Mapping[int, Figure],
    plans: Sequence[Plan],
    chain_ids: Sequence[int],
) -> tuple[list[EntryGroup], list[int]]:
    """Rows under the goals of the nearest plan, and the items that stand on top as Số liệu nền."""
    components = _components(plans, cells, report.area)
    rows_of = {component.numerator.pk: component.label for component in components}
    base_ids = [
        figure.item_id
        for figure in figures
        if figure.item_id not in rows_of
        and (figure.item.is_base or not _is_denominator_of(figure.item_id, components))
    ]
    for figure in figures:
        figure.report = report
    now_totals = _with_years(_own_totals(figures), last)
    last_rows = list(last.values())
    for figure in last_rows:
        figure.report = report
    last_totals = _own_totals(last_rows)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__in=components):
        targets[target.component_id].append(target)
    judging = _judging_issuers(report, chain_ids)
    groups: dict[str, EntryGroup] = {}
    placed: set[int] = set(base_ids)
    for component in components:
        heading = str(component.indicator.goal)
        group = groups.setdefault(heading, EntryGroup(heading))
        row = _row(report, component, targets[component.pk], cells, now_totals, last_totals, judging, placed)
        if row.denominator_code and component.denominator is not None:
            row = replace(row, denominator_from=_typed_in(rows_of.get(component.denominator.pk)))
        group.rows.append(row)
        placed.update(cell.item_id for cell in row.cells)
    # Nothing that is asked is ever left off the page.
    base_ids += [figure.item_id for figure in figures if figure.item_id not in placed]
    return list(groups.values()), base_ids


def _typed_in(label: str | None) -> str:
    return f"dòng {label}" if label else "nền"


def _components(plans: Sequence[Plan], cells: Mapping[int, Cell], area: str) -> list[Component]:
    """Components of the unit's area whose numerator is on the form, each numerator once, the nearest plan's
    first."""
    rank = {plan.pk: order for order, plan in enumerate(plans)}
    found = list(
        Component.objects.filter(indicator__plan__in=plans)
        .select_related(
            "indicator__goal",
            "indicator__plan",
            "measure__numerator",
            "measure__denominator",
            "own_numerator",
            "own_denominator",
        )
        .order_by("indicator__position", "position")
    )
    found.sort(key=lambda component: rank[component.indicator.plan_id])
    chosen: list[Component] = []
    seen: set[int] = set()
    for component in found:
        item_id = component.numerator.pk
        is_of_area = component.measure.area in ("", area)
        if is_of_area and item_id in cells and item_id not in seen:
            seen.add(item_id)
            chosen.append(component)
    return chosen


def _is_denominator_of(item_id: int, components: Sequence[Component]) -> bool:
    return any(
        component.denominator is not None and component.denominator.pk == item_id for component in components
    )


def _judging_issuers(report: Report, chain_ids: Sequence[int]) -> frozenset[int]:
    """Whose plans judge what stands on this form. A target judges its issuer's own total: the unit's own plan,
    and its place's plan when the unit is the only one of its kind there, so that its result is the place's."""
    issuers = {report.unit_id}
    if report.unit.level == Level.AGENCY and len(chain_ids) > 1:
        place = chain_ids[-2]
        alike = Placement.objects.as_of(report.round.data_to).filter(
            parent=place, unit__agency_kind=report.unit.agency_kind
        )
        if alike.count() == 1:
            issuers.add(place)
    return frozenset(issuers)


def _row(
    report: Report,
    component: Component,
    targets: list[Target],
    cells: Mapping[int, Cell],
    now_totals: Totals,
    last_totals: Totals,
    judging: frozenset[int],
    placed: set[int],
) -> EntryRow:
    measure, plan = component.measure, component.indicator.plan
    denominator = component.denominator
    whole = cells.get(denominator.pk) if denominator is not None else None
    own_cell = whole if whole is not None and whole.item_id not in placed else None
    last = result_of(component, last_totals)
    result = result_of(component, now_totals)
    assessor = assessor_for(component, targets, report.round.year, plan.last_year, last)
    is_complete = denominator is None or whole is not None
    judged = plan.issuer_id in judging and is_complete and report.round.has_verdict
    text, shown = print_result(result, measure, component.base, assessor if judged else None)
    last_text, _ = print_result(last, measure, component.base)
    unit = result_unit(measure.method, component.base)
    verdict = verdict_on(result, shown, assessor, applies=True, has_verdict=True) if judged else Verdict()
    numerator = cells[component.numerator.pk]
    if numerator.message or (whole is not None and whole.message):
        # Of figures that contradict each other nothing is worked out.
        text, verdict = ResultText(), Verdict()
    return EntryRow(
        label=component.label,
        short_name=component.short_name,
        words=component.words,
        unit_text=unit.suffix if unit else component.numerator.unit_word,
        better=measure.get_better_display(),
        target=print_target(component, assessor.standing, targets),
        target_is_reference=not judged,
        last_year=last_text,
        numerator=numerator,
        denominator=own_cell,
        denominator_text=_denominator_words(component, whole, own_cell),
        denominator_code=whole.code if whole is not None and own_cell is None else "",
        result=text,
        verdict=verdict,
    )


def _denominator_words(component: Component, whole: Cell | None, own_cell: Cell | None) -> str:
    if component.denominator is None or own_cell is not None:
        return ""
    if whole is not None:
        return whole.shown
    return f"{component.denominator.get_source_display()} nhập"
