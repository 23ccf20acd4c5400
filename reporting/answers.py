"""What can stand in a cell, how is it said, and is it the same as what stands there? Pure values between what
was typed and what is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from indicators.enums import ItemKind
from indicators.numbers import NumberKind, format_entry, format_money, format_number
from indicators.rates import from_millionths
from indicators.steps import capitalised, step_words
from reporting.enums import FigureState

DASH = "—"


class Control(StrEnum):
    """How a cell is filled in: the kind of its item, and for yes/no whether one unit answers or a place for
    many."""

    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    K_OF_N = "k_of_n"
    LEVEL = "level"
    STATE = "state"
    TEXT = "text"
    RATE = "rate"


CONTROLS = {
    ItemKind.COUNT: Control.NUMBER,
    ItemKind.MONEY: Control.MONEY,
    ItemKind.YES_NO: Control.YES_NO,
    ItemKind.LEVEL: Control.LEVEL,
    ItemKind.STATE: Control.STATE,
    ItemKind.TEXT: Control.TEXT,
    ItemKind.RATE: Control.RATE,
}


def control_for(kind: ItemKind, *, several: bool) -> Control:
    """The control of an item's cell. `several`: a place answers it for all its villages or schools at once.

    Only yes and no are then asked as "how many of how many". A level or a state is always one answer: that of
    the unit whose cell it is, and where a place answers directly, the place's own. There is no "how many at
    level II of how many", because nobody below was asked which.
    """
    return Control.K_OF_N if several and kind == ItemKind.YES_NO else CONTROLS[kind]


@dataclass(frozen=True)
class Answer:
    """One cell's answer. `raw` as typed.

    value: whole and not negative: a number, đồng, 1 or 0 for yes and no (or how many said yes), a level 0 to
    3, a state 0 to 2, millionths of a given rate; None for a text. answered: for yes/no only, of how many.
    text: what was written: the answer itself of a text cell, a word beside a state. reason: why something
    could not be collected, or why only a rate is known.
    """

    state: FigureState
    value: int | None = None
    answered: int | None = None
    text: str = ""
    raw: str = ""
    reason: str = ""

    def says_the_same(self, other: Answer) -> bool:
        """Is it the same answer? A sum typed as =12+15+9 is shown as 36 and comes back as 36: no change."""
        if self.state == other.state == FigureState.ENTERED:
            return replace(self, raw="") == replace(other, raw="")
        return self == other


def shown(control: Control, answer: Answer) -> str:
    """The answer in words, the same on every page: “1.234”, “12.500.000 đồng”, “Có”, “5/6”, “Mức độ II”,
    “Đang thực hiện: đã khởi công”. What could not be read is shown as typed, an empty cell as a dash."""
    if answer.state in (FigureState.NO_CASES, FigureState.NOT_COLLECTED):
        return answer.state.label
    if answer.state == FigureState.UNREAD:
        return answer.raw
    if control == Control.TEXT:
        return answer.text or DASH
    if answer.state == FigureState.EMPTY or answer.value is None:
        return DASH
    match control:
        case Control.MONEY:
            return format_money(answer.value)
        case Control.RATE:
            return in_box(control, answer.value)
        case Control.YES_NO:
            return "Có" if answer.value else "Không"
        case Control.K_OF_N:
            return f"{format_number(answer.value)}/{format_number(answer.answered or 0)}"
        case Control.LEVEL | Control.STATE:
            words = capitalised(step_words(control, answer.value))
            return f"{words}: {answer.text}" if answer.text else words
    return format_number(answer.value)


def shown_with_reason(control: Control, answer: Answer) -> str:
    """As `shown`, and of a rate why nobody counted: “96 (trạm cho)”."""
    words = shown(control, answer)
    is_given = control == Control.RATE and answer.state == FigureState.ENTERED
    return f"{words} ({answer.reason})" if is_given and answer.reason else words


def in_box(control: Control, value: int) -> str:
    """A number as it stands in its own box, where it is read back without a question."""
    if control == Control.RATE:
        return format_entry(from_millionths(value), NumberKind.DECIMAL)
    return format_number(value)


@dataclass(frozen=True)
class Change:
    """A wish to put an answer into a cell, made while looking at `base_version` of it."""

    item_id: int
    base_version: int
    answer: Answer


@dataclass(frozen=True)
class Conflict:
    """Two people changed one cell: nothing was overwritten, both answers stand here."""

    item_id: int
    version: int
    mine: Answer
    theirs: Answer
    their_name: str
    their_at: datetime
