"""What does a unit see when it enters, checks or prints its report? One finished page object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from childplan.vietnamese import clock_time, moment
from plans.models import Plan
from reporting.checks import Problem, problems
from reporting.chips import Chip, state_chip, timeliness_chip
from reporting.deadlines import calendar_day
from reporting.enums import Act, ReportState
from reporting.models import Figure, Report, ReportEvent, ReviewComment, Round
from reporting.querysets import ANSWERED, SETTLED
from reporting.summaries.cells import Cell, cell_of, marked
from reporting.summaries.due import DueBook, due_words
from reporting.summaries.entry_rows import EntryGroup, entry_groups, verdicts_of
from reporting.summaries.explaining import WarningLine, warning_lines
from reporting.summaries.problems import facts_on, nested_on, pairs_on
from reporting.summaries.repeated import read_once
from reporting.summaries.standing_in import entered_for_unit
from reporting.totals import PLACES, previous_round
from units.models import Posting, Unit
from units.roles import Verb, roles_that_may
from units.summaries import PlaceName, chain_on, long_name


@dataclass(frozen=True)
class Fix:
    """One line of an error summary: where to go, and what to do there."""

    field_id: str
    message: str
    is_here: bool = False  # on the page that lists it, not on the entry page


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
    receiver_people: str  # whoever checks there today
    submitted: str
    submitted_by: str
    receipt_code: str
    warnings: list[WarningLine]
    told: list[str]  # who entered for the unit: a sentence each

    @property
    def to_explain(self) -> list[WarningLine]:
        """Warnings that nobody has explained yet."""
        return [line for line in self.warnings if not line.is_explained]

    @property
    def blocking(self) -> list[Problem]:
        """Everything that keeps the form from going up: what is wrong with it, and what nobody explained."""
        return [*self.problems, *(line.problem for line in self.to_explain)]

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
        wrong = [Fix(fields[problem.item_id], problem.message) for problem in self.problems]
        return wrong + [Fix(line.field_id, line.wish, is_here=True) for line in self.to_explain]

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


def form_cells(report: Report) -> list[Cell]:
    """The cells of a form as they stand, to read against what is posted; one query. Without last year,
    comments and verdicts, which a reader of fields has no use for."""
    figures = report.figures.select_related("item", "entered_by").order_by("item__position", "item__code")
    return [cell_of(figure, report, None, "") for figure in figures]


def entry_page(report: Report, now: datetime) -> EntryPage:
    """The form of a report with last year, targets and what was said of it; a fixed number of queries."""
    round_ = report.round
    chain = _chain(round_.data_to, report.unit)
    chain_ids = [place.unit_id for place in chain]
    figures = list(
        report.figures.select_related("item", "entered_by").order_by("item__position", "item__code")
    )
    before = _before(round_)
    last = _last_year(report, before)
    comments, reason = _last_return(report)
    facts = facts_on(figures, report)
    found = problems(facts, [*pairs_on(facts), *nested_on(facts)]) if report.is_open else []
    wrong = {problem.item_id: problem for problem in found}
    cells = {
        figure.item_id: marked(
            cell_of(figure, report, last.get(figure.item_id), comments.get(figure.pk, "")),
            wrong.get(figure.item_id),
        )
        for figure in figures
    }
    plans = _plans_of(round_.year, tuple(chain_ids))
    groups, base_ids = entry_groups(report, figures, cells, last, plans, chain_ids)
    verdicts = verdicts_of(groups, has_last=_is_accepted(report, before))
    stood_in, told = entered_for_unit(report)
    lines = warning_lines(report, figures, facts, verdicts, wrong)
    settled = sum(1 for figure in figures if figure.state in SETTLED)
    due = due_words(
        report, DueBook.of(round_).for_unit(report.unit.level, report.unit.agency_kind, chain_ids), now
    )
    about = {line.item_id: line for line in lines if line.figure_id in {figure.pk for figure in figures}}
    said = {
        item_id: replace(
            cell,
            warning=about[item_id].message if item_id in about else "",
            explained=about[item_id].explained if item_id in about else "",
            entered=_with_source(cell, stood_in),
        )
        for item_id, cell in cells.items()
        if item_id in about or (cell.figure_id, cell.version) in stood_in
    }
    changed = [figure.entered_at for figure in figures if figure.entered_at is not None]
    page = EntryPage(
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
        receiver_people=_receiver_people(chain, calendar_day(now)),
        submitted=moment(report.submitted_at) if report.submitted_at else "",
        submitted_by=report.submitted_by.full_name if report.submitted_by else "",
        receipt_code=receipt_code(report),
        warnings=lines,
        told=told,
    )
    return with_messages(page, said)


@read_once
def _chain(day: date, unit: Unit) -> list[PlaceName]:
    return chain_on(day, unit)


@read_once
def _before(round_: Round) -> Round | None:
    return previous_round(round_)


@read_once
def _plans_of(year: int, chain_ids: Sequence[int]) -> list[Plan]:
    """Collecting plans of the year issued in the chain, the nearest first."""
    plans = list(Plan.objects.in_year(year).collecting().filter(issuer__in=chain_ids))
    return sorted(plans, key=lambda plan: (-chain_ids.index(plan.issuer_id), plan.key))


def _with_source(cell: Cell, stood_in: Mapping[tuple[int, int], str]) -> str:
    """Who entered it and when, and from what if not for their own unit."""
    source = stood_in.get((cell.figure_id, cell.version))
    return f"{cell.entered}, nhập thay từ {source}" if source else cell.entered


def receipt_code(report: Report) -> str:
    """The code on a receipt: round, unit and how often it has gone up."""
    return f"BC-{report.round.key}-{report.unit.key}-{report.submissions:02d}".upper()


def _receiver(chain: Sequence[PlaceName]) -> str:
    return f"UBND {chain[-2].full_name}" if len(chain) > 1 else ""


def _receiver_people(chain: Sequence[PlaceName], today: date) -> str:
    """“Nguyễn Thị Lan, Lê Thị Hoa”: who checks for the place above today."""
    if len(chain) < 2:
        return ""
    postings = Posting.objects.as_of(today).with_role(*roles_that_may(Verb.REVIEW))
    names = postings.filter(unit=chain[-2].unit_id).order_by("user__name_sort")
    return ", ".join(dict.fromkeys(names.values_list("user__full_name", flat=True)))


def _is_accepted(report: Report, before: Round | None) -> bool:
    """Was last year's report of the unit accepted? A draft of then judges nothing."""
    return (
        before is not None
        and Report.objects.filter(round=before, unit=report.unit_id, state=ReportState.ACCEPTED).exists()
    )


def _last_year(report: Report, before: Round | None) -> dict[int, Figure]:
    if before is None:
        return {}
    rows = Figure.objects.filter(
        report__round=before, report__unit=report.unit_id, state__in=ANSWERED
    ).select_related("item")
    return {figure.item_id: figure for figure in rows}


def _last_return(report: Report) -> tuple[dict[int, str], str]:
    """Comments by figure and the reason of the last return, while they still wait for an answer."""
    if report.state != ReportState.RETURNED:
        return {}, ""
    event = ReportEvent.objects.filter(report=report, act=Act.RETURNED).order_by("-id").first()
    if event is None:
        return {}, ""
    comments = ReviewComment.objects.filter(event=event)
    return {comment.figure_id: comment.text for comment in comments}, event.reason
