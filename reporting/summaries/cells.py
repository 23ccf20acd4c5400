"""What does one cell look like and ask? Every control, answer and sentence of a form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from childplan.vietnamese import moment
from indicators.enums import ItemKind, Source
from indicators.numbers import NumberKind, Outcome, format_number, read_number
from reporting.checks import Problem
from reporting.enums import FigureState
from reporting.models import Figure, Report
from reporting.summaries.results import (
    DASH,
)
from reporting.totals import PLACES

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
        """Are the other answers offered behind a link? One that is given or asked for stands open."""
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


def control_of(figure: Figure, report: Report) -> str:
    """Which control a cell has. A place answering for its villages or schools says how many of how many."""
    if figure.item.kind != ItemKind.YES_NO:
        return "number"
    several = report.unit.level in PLACES and figure.item.source in (Source.VILLAGE, Source.SCHOOL)
    return "k_of_n" if several else "yes_no"


def cell_of(figure: Figure, report: Report, last: Figure | None, comment: str) -> Cell:
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


def marked(cell: Cell, problem: Problem | None) -> Cell:
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
