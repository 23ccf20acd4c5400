"""What does one cell look like and ask? Every control, answer and sentence of a form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from childplan.vietnamese import moment
from indicators.enums import ItemKind, Source
from indicators.numbers import NumberKind, format_entry, format_number
from indicators.steps import LEVELS, STATES
from reporting.answers import DASH, Answer, Control, control_for, in_box, shown
from reporting.asking import place_level
from reporting.checks import Problem
from reporting.enums import FigureState
from reporting.models import Figure, FigureChange, Report
from reporting.querysets import ANSWERED
from reporting.reading import COUNTED, LONGEST_REMARK, LONGEST_TEXT, NUMBERS, offered, trouble
from reporting.totals import PLACES

if TYPE_CHECKING:
    from reporting.summaries.comments import CommentLine

YES, NO = "co", "khong"
LEVEL_SIGNS = ("Chưa đạt", "I", "II", "III")
"""Short, for four buttons side by side; "Mức độ" is read out with them."""
STATE_SIGNS = ("Chưa", "Đang", "Hoàn thành")
AS_BEFORE = "nhu-truoc:"
"""What khac-CODE says before last year's answer when somebody confirms that it stands."""
STANDING = (Control.YES_NO, Control.K_OF_N, Control.LEVEL, Control.STATE)
"""Controls whose answer may be confirmed with one press. A number, an amount or a sentence is given anew."""


@dataclass(frozen=True)
class Choice:
    """One answer a cell offers besides a number."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Recalled:
    """Last year's answer, asked about in an empty cell. `sent`: what the cell's boxes would hold.
    `unit_name`: who gave it, where another unit stood in this one's place."""

    words: str
    sent: str
    year: int
    unit_name: str = ""

    @property
    def question(self) -> str:
        """“Năm 2023: Có. Vẫn như vậy?”, “Năm 2024, xã Xuân: Có. Vẫn như vậy?”"""
        name = f", {self.unit_name}" if self.unit_name else ""
        return f"Năm {self.year}{name}: {self.words}. Vẫn như vậy?"

    @property
    def beside(self) -> str:
        """For a table that has no other word of last year: “Có (năm 2024, xã Xuân)”."""
        name = f", {self.unit_name}" if self.unit_name else ""
        return f"{self.words} (năm {self.year}{name})"

    @property
    def choice(self) -> Choice:
        return Choice(f"{AS_BEFORE}{self.sent}", "Vẫn đúng")


@dataclass(frozen=True)
class Cell:
    """One cell ready to draw.

    Field names in the form: so-CODE (box, radio or text), tren-CODE (the n of k of n), chu-CODE (the words
    beside a state), khac-CODE (another answer), ly-do-CODE (reason), phien-ban-CODE (version), tranh-CODE (a
    conflict was shown).
    """

    item_id: int
    figure_id: int
    code: str
    name: str
    unit_word: str
    control: Control
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
    comment_kind: str = ""  # of a comment that is being written
    comment_line: CommentLine | None = None  # the one that was sent, with what became of it
    entered: str = ""
    warning: str = ""  # what looks odd beside last year
    explained: str = ""  # what somebody said to that
    words: str = ""  # beside a state
    shown: str = DASH  # the answer as text, for pages that are only read; its reason stands beside it
    changed: str = ""  # of a final form: what the year said, and what is said now
    difference: int | None = None  # against last year, where both are numbers
    year_before: str = DASH  # the year before last, where it was asked for
    recalled: Recalled | None = None  # what it may be confirmed to be still

    @property
    def is_number(self) -> bool:
        """Has it one box for a number?"""
        return self.control in NUMBERS

    @property
    def reader(self) -> str:
        """As what the page's script reads its box; "" where only the server does (12,5 triệu)."""
        return {Control.NUMBER: "count", Control.RATE: "decimal"}.get(self.control, "")

    @property
    def is_counted(self) -> bool:
        """Does it count something, so that the answer is written in digits?"""
        return self.control in COUNTED

    @property
    def options(self) -> tuple[Choice, ...]:
        """The radios of a choice; what was typed decides which is chosen."""
        return _options(self.control, self.text)

    @property
    def is_choice(self) -> bool:
        """Is it answered by choosing one of a few?"""
        return bool(self.options)

    @property
    def is_text(self) -> bool:
        return self.control == Control.TEXT

    @property
    def has_words(self) -> bool:
        """Is there room for a few words beside the choice?"""
        return self.control == Control.STATE

    @property
    def is_rate(self) -> bool:
        """Does it take a rate, with the reason why nobody counted?"""
        return self.control == Control.RATE

    @property
    def has_reason(self) -> bool:
        """Does it say why there is no number, or a rate only?"""
        is_given = self.is_rate and self.state == FigureState.ENTERED
        return bool(self.reason) and (self.is_stated or is_given)

    @property
    def has_last_words(self) -> bool:
        """Did somebody write sentences here last year?"""
        return self.is_text and self.last_year not in (DASH, FigureState.NOT_COLLECTED.label)

    @property
    def longest(self) -> int:
        """How many characters its words may have."""
        return LONGEST_TEXT if self.is_text else LONGEST_REMARK

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
        if self.comment and not (self.comment_line and self.comment_line.is_settled):
            return "commented"
        if self.warning and not self.explained:
            return "warning"
        if self.is_stated:
            return "stated"
        if self.warning:
            return "explained"
        return "saved" if self.state == FigureState.ENTERED else "empty"

    @property
    def strip_id(self) -> str:
        """The words under its row, for what is read out with the box."""
        return f"loi-nhan-{self.code}" if self.has_strip else ""

    @property
    def row_id(self) -> str:
        """The cell's row on a page that is only read."""
        return f"dong-{self.code}"

    @property
    def anchor(self) -> str:
        """Where the warning on it is explained, on screen 07."""
        return f"giai-trinh-{self.figure_id}"

    @property
    def has_strip(self) -> bool:
        """Does something stand under its row on the entry page: a message, a comment, a question?"""
        return bool(
            self.message
            or self.comment
            or self.is_stated
            or self.warning
            or self.changed
            or self.recalled is not None
        )

    @property
    def has_remark(self) -> bool:
        """Does something stand under its row on a read-only page: a reason, a comment?"""
        return bool(self.comment or self.warning or self.has_reason or self.changed)

    @property
    def is_stated(self) -> bool:
        """Is it answered in words instead of a number?"""
        return self.state in (FigureState.NO_CASES, FigureState.NOT_COLLECTED)


def control_of(figure: Figure, report: Report) -> Control:
    """Which control a cell has. A place that answers for its villages, its schools or for the places below it
    says how many of how many."""
    level, source = report.unit.level, Source(figure.item.source)
    for_many = source in (Source.VILLAGE, Source.SCHOOL) or place_level(source) != level
    return control_for(ItemKind(figure.item.kind), several=level in PLACES and for_many)


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
        last_year=shown(control, answer_of(last)) if last is not None else DASH,
        is_check=figure.is_check,
        is_restricted=figure.item.is_restricted,
        comment=comment,
        entered=_entered(figure),
        words=figure.text if control == Control.STATE else "",
        shown=shown(control, answer_of(figure)),
        difference=_difference(figure, last),
    )
    return ask_about(cell) if figure.state == FigureState.UNREAD else cell


def recalled_from(last: Figure, control: Control, year: int, unit_name: str = "") -> Recalled | None:
    """The question about last year's answer; None where it cannot be this cell's answer as it stands. The
    words beside a state were about last year and are not asked about."""
    if control not in STANDING or last.state != FigureState.ENTERED or last.value is None:
        return None
    if control == Control.K_OF_N and not last.answered:
        return None
    text, answered = _texts(last, control)
    return Recalled(
        words=shown(control, replace(answer_of(last), text="")),
        sent=f"{text}/{answered}" if control == Control.K_OF_N else text,
        year=year,
        unit_name=unit_name,
    )


def _difference(figure: Figure, last: Figure | None) -> int | None:
    if last is None or last.state not in ANSWERED or figure.state not in ANSWERED:
        return None
    if last.value is None or figure.value is None:
        return None
    return figure.value - last.value


def marked(cell: Cell, problem: Problem | None) -> Cell:
    """A wrong answer says so beside it at once; an empty cell only when the report is to go up."""
    if problem is None or cell.message or cell.state == FigureState.EMPTY:
        return cell
    if problem.code == "E8":
        # A base of 0 has one answer to offer: nobody was there to count.
        nobody = Choice(FigureState.NO_CASES.value, FigureState.NO_CASES.label)
        return replace(cell, message=problem.message, message_kind="question", choices=(nobody,))
    return replace(cell, message=problem.message, message_kind="error")


def plain_choices(state: str, control: Control) -> tuple[Choice, ...]:
    """The answers that are not what the cell asks for."""
    return tuple(Choice(answer.value, answer.label, answer == state) for answer in offered(control))


def ask_about(cell: Cell) -> Cell:
    """An unclear or wrong text with the question or the sentence that goes with it."""
    found = trouble(cell.control, cell.name, cell.text)
    if not found.choices:
        return replace(cell, message=found.message, message_kind="error")
    choices = tuple(
        Choice(
            choice.answer.value if choice.value is None else f"so:{_sent(cell.control, choice.value)}",
            choice.label,
        )
        for choice in found.choices
        if choice.answer.value != "retype"
    )
    return replace(cell, message=found.message, message_kind="question", choices=choices)


def _sent(control: Control, value: Decimal) -> str:
    """The number of a choice, written so that the cell's own reader reads it; "1.234" would ask again."""
    return format_entry(value, NumberKind.DECIMAL) if control == Control.RATE else str(value)


def answer_of(row: Figure | FigureChange) -> Answer:
    """What stands in the cell, or stood there at a version."""
    return Answer(
        state=FigureState(row.state),
        value=row.value,
        answered=row.answered,
        text=row.text,
        raw=row.raw,
        reason=row.reason,
    )


def _options(control: Control, text: str) -> tuple[Choice, ...]:
    """The radios of a choice, the best last; their values are read by `reporting.reading`."""
    match control:
        case Control.YES_NO:
            pairs = [(YES, "Có"), (NO, "Không")]
        case Control.LEVEL:
            pairs = [(str(step), LEVEL_SIGNS[step]) for step in range(len(LEVELS))]
        case Control.STATE:
            pairs = [(str(step), STATE_SIGNS[step]) for step in range(len(STATES))]
        case _:
            return ()
    return tuple(Choice(value, label, value == text) for value, label in pairs)


def _texts(figure: Figure, control: Control) -> tuple[str, str]:
    """What stands in the boxes of the cell: as typed if it could not be read."""
    if figure.state == FigureState.UNREAD:
        return figure.raw, ""
    if figure.state != FigureState.ENTERED:
        return "", ""
    if control == Control.TEXT:
        return figure.text, ""
    if figure.value is None:
        return "", ""
    match control:
        case Control.YES_NO:
            return (YES if figure.value else NO), ""
        case Control.LEVEL | Control.STATE:
            return str(figure.value), ""
        case Control.K_OF_N:
            return format_number(figure.value), format_number(figure.answered or 0)
    return in_box(control, figure.value), ""


def _entered(figure: Figure) -> str:
    if figure.entered_by is None or figure.entered_at is None:
        return ""
    return f"{figure.entered_by.full_name}, {moment(figure.entered_at)}"
