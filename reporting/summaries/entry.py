"""What does a unit see when it enters, checks or prints its report? One finished page object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.urls import reverse

from childplan.vietnamese import clock_time, moment
from plans.models import Plan
from reporting.answers import shown
from reporting.checks import Problem, problems
from reporting.chips import LOCKED, NOT_OWED, Chip, quiet, state_chip, timeliness_chip
from reporting.deadlines import calendar_day
from reporting.enums import ReportState, RoundKind
from reporting.locks import lock_on, locked_words
from reporting.models import Figure, Report, Round
from reporting.permissions import unit_above
from reporting.querysets import SETTLED
from reporting.summaries.cells import Cell, answer_of, cell_of, marked
from reporting.summaries.comments import CommentLine, comments_of, standing_return, wish
from reporting.summaries.differences import Difference, differences
from reporting.summaries.due import DueBook, due_words
from reporting.summaries.entry_rows import EntryGroup, entry_groups, verdicts_of
from reporting.summaries.explaining import WarningLine, compared_below, warning_lines
from reporting.summaries.finalised import changed_since_year
from reporting.summaries.papers import PaperView, paper_view
from reporting.summaries.problems import facts_on, nested_on, pairs_on
from reporting.summaries.recalled import recalled_answers
from reporting.summaries.repeated import read_once
from reporting.summaries.standing_in import entered_for_unit
from reporting.totals import PLACES
from reporting.years import alike, first_things_first, last_year_of, year_before
from units.models import Posting, Unit
from units.roles import Verb, roles_that_may
from units.summaries.lineage import Ending, endings_of
from units.summaries.places import PlaceName, chain_then, long_name


@dataclass(frozen=True)
class Fix:
    """One line of an error summary: where to go, and what to do there."""

    field_id: str
    message: str
    is_here: bool = False  # on the page that lists it, not on the entry page
    address: str = ""  # a page of its own, where it is put right


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
    stamp: str  # “CHẠY THỬ” of a rehearsal, else ""
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
    locked: str = ""  # why nobody writes here: who closed the round, when and why; or what became of the unit
    not_owed: bool = False  # the unit was gone by the closing day
    is_final: bool = False  # came filled in from the year; what differs is marked
    last_label: str = ""  # as what last year's figures stand there: ước thực hiện, chính thức
    paper: PaperView | None = None  # of a round that asks for words and files instead of figures
    differences: list[Difference] = field(default_factory=list)  # what its units counted apart

    @property
    def locked_title(self) -> str:
        return NOT_OWED.text if self.not_owed else f"{LOCKED.text}, chỉ xem"

    @property
    def asks_figures(self) -> bool:
        return self.paper is None

    @property
    def changed(self) -> list[Cell]:
        """Cells of a final form that no longer say what the year said."""
        return [cell for cell in self.cells if cell.changed]

    @property
    def to_explain(self) -> list[WarningLine]:
        """Warnings that nobody has explained yet."""
        return [line for line in self.warnings if not line.is_explained]

    @property
    def blocking(self) -> list[Problem]:
        """Everything that keeps the form from going up: what is wrong with it, what nobody explained, what
        the reviewer asked and nobody answered, and what nobody settled."""
        answers = [wish(cell.name, line) for cell, line in self.to_answer]
        return [
            *self.problems,
            *(line.problem for line in self.to_explain),
            *answers,
            *(difference.problem for difference in self.to_settle),
        ]

    @property
    def to_settle(self) -> list[Difference]:
        """Differences between two sums of which nobody has chosen one."""
        return [difference for difference in self.differences if not difference.is_settled]

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
        wrong += [Fix(cell.field_id, wish(cell.name, line).message) for cell, line in self.to_answer]
        open_ = [
            Fix(
                "",
                difference.wish,
                address=reverse(
                    "reporting:settle", args=[self.round_key, self.unit_key, difference.pair.code]
                ),
            )
            for difference in self.to_settle
        ]
        return wrong + open_ + [Fix(line.field_id, line.wish, is_here=True) for line in self.to_explain]

    @property
    def commented(self) -> list[Cell]:
        """Cells that the reviewer wants looked at."""
        return [cell for cell in self.cells if cell.comment]

    @property
    def to_answer(self) -> list[tuple[Cell, CommentLine]]:
        """Comments that want a word or another figure before the report comes back."""
        return [
            (cell, cell.comment_line)
            for cell in self.cells
            if cell.comment_line is not None and not cell.comment_line.is_settled
        ]

    @property
    def first_commented(self) -> Cell | None:
        """Where to begin: the first comment that waits, or else the first of all."""
        return next((cell for cell, _ in self.to_answer), next(iter(self.commented), None))

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


def only_commented(page: EntryPage) -> EntryPage:
    """The page with nothing but the rows that the reviewer commented on, and the base figures under them."""
    groups = [
        EntryGroup(group.heading, [row for row in group.rows if any(cell.comment for cell in row.cells)])
        for group in page.groups
    ]
    under = {row.denominator_code for group in groups for row in group.rows}
    base = [cell for cell in page.base_cells if cell.comment or cell.code in under]
    return replace(page, groups=[group for group in groups if group.rows], base_cells=base)


def form_cells(report: Report) -> list[Cell]:
    """The cells of a form as they stand, to read against what is posted; one query. Without last year,
    comments and verdicts, which a reader of fields has no use for."""
    figures = report.figures.select_related("item", "entered_by").order_by("item__position", "item__code")
    return [cell_of(figure, report, None, "") for figure in figures]


def entry_page(report: Report, now: datetime, *, with_year_before: bool = False) -> EntryPage:
    """The form of a report with last year, targets and what was said of it; a fixed number of queries.

    with_year_before: the rows also tell the year before last, for whoever compares.
    """
    round_ = report.round
    chain = _chain(round_.data_to, report.unit)
    chain_ids = [place.unit_id for place in chain]
    figures = list(
        report.figures.select_related("item", "entered_by").order_by("item__position", "item__code")
    )
    last_year = last_year_of(report, _before(round_))
    last = last_year.figures
    older = last_year_of(report, _two_years_before(round_)).figures if with_year_before else {}
    comments, reason = _last_return(report)
    facts = facts_on(figures, report)
    found = problems(facts, [*pairs_on(facts), *nested_on(facts)]) if report.is_open else []
    wrong = {problem.item_id: problem for problem in found}
    other = changed_since_year(report, figures)
    recalled = recalled_answers(report, figures, last_year)
    cells = {
        figure.item_id: marked(
            _beside(
                replace(
                    cell_of(figure, report, last.get(figure.item_id), ""),
                    changed=other.get(figure.item_id, ""),
                    recalled=recalled.get(figure.item_id),
                ),
                comments.get(figure.pk),
                older.get(figure.item_id),
            ),
            wrong.get(figure.item_id),
        )
        for figure in figures
    }
    plans = [round_.plan] if round_.plan is not None else _plans_of(round_.year, tuple(chain_ids))
    groups, base_ids = entry_groups(report, figures, cells, last, plans, chain_ids, older)
    verdicts = verdicts_of(groups, has_last=last_year.is_accepted)
    stood_in, told = entered_for_unit(report)
    below = compared_below(report)
    lines = warning_lines(report, figures, facts, verdicts, wrong, below)
    settled = sum(1 for figure in figures if figure.state in SETTLED)
    lock = lock_on(report)
    book = DueBook.of(round_, [report.unit])
    days = book.for_unit(report.unit.level, report.unit.agency_kind, chain_ids, report.unit_id)
    due = due_words(report, days, now)
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
    above = unit_above(report)
    ending = None if report.is_owed else endings_of([report.unit_id], round_.data_to).get(report.unit_id)
    changed = [figure.entered_at for figure in figures if figure.entered_at is not None]
    page = EntryPage(
        round_key=round_.key,
        unit_key=report.unit.key,
        unit_name=chain[-1].full_name,
        long_name=long_name(chain),
        round_name=round_.name,
        plans="; ".join(plan.short_title for plan in plans),
        is_estimate=round_.is_estimate,
        stamp=round_.stamp,
        is_final=round_.kind == RoundKind.FINAL_YEAR,
        last_label=last_year.label,
        paper=None if round_.asks_figures else paper_view(report),
        is_open=report.is_open,
        is_place=report.unit.level in PLACES,
        state=state_chip(
            ReportState(report.state),
            settled=settled,
            asked=len(figures),
            is_being_checked=report.is_being_checked,
            is_paper=not round_.asks_figures,
            comments=sum(1 for line in comments.values() if line.wants_answer),
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
        receiver=_receiver(chain, above),
        receiver_people=_receiver_people(above, calendar_day(now)),
        submitted=moment(report.submitted_at) if report.submitted_at else "",
        submitted_by=report.submitted_by.full_name if report.submitted_by else "",
        receipt_code=receipt_code(report),
        warnings=lines,
        told=told,
        locked=locked_words(lock) if lock is not None else "",
        differences=differences([report], {report.pk: below}).get(report.pk, []),
    )
    return with_messages(page, said) if ending is None else _closed(page, ending)


def _closed(page: EntryPage, ending: Ending) -> EntryPage:
    """Of a unit gone by the closing day: to be read, never to be handed in."""
    return replace(
        page,
        locked=f"{ending.words}. Những gì đã nhập vẫn giữ nguyên ở đây.",
        not_owed=True,
        state=quiet(page.state),
        due=NOT_OWED,
        due_sentence=NOT_OWED.text,
        problems=[],
        warnings=[],
        differences=[],
    )


@read_once
def _chain(day: date, unit: Unit) -> list[PlaceName]:
    return chain_then(day, unit)


@read_once
def _before(round_: Round) -> tuple[Round, ...]:
    return year_before(round_)


@read_once
def _two_years_before(round_: Round) -> tuple[Round, ...]:
    return first_things_first(Round.objects.filter(kind__in=alike(round_.kind), year=round_.year - 2))


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


def _receiver(chain: Sequence[PlaceName], above: int | None) -> str:
    return f"UBND {chain[-2].full_name}" if above is not None and len(chain) > 1 else ""


def _receiver_people(above: int | None, today: date) -> str:
    """“Nguyễn Thị Lan, Lê Thị Hoa”: who checks for the place above today."""
    if above is None:
        return ""
    postings = Posting.objects.as_of(today).with_role(*roles_that_may(Verb.REVIEW))
    names = postings.filter(unit=above).order_by("user__name_sort")
    return ", ".join(dict.fromkeys(names.values_list("user__full_name", flat=True)))


def _last_return(report: Report) -> tuple[dict[int, CommentLine], str]:
    """Comments by figure and the reason of the last return, while they still wait for an answer."""
    event = standing_return(report) if report.is_open and report.submissions else None
    return (comments_of(event), event.reason) if event is not None else ({}, "")


def _beside(cell: Cell, line: CommentLine | None, older: Figure | None) -> Cell:
    """The cell with what the reviewer said of it, and what the unit said two years ago."""
    if line is not None:
        cell = replace(cell, comment=line.text, comment_line=line)
    return replace(cell, year_before=shown(cell.control, answer_of(older))) if older is not None else cell
