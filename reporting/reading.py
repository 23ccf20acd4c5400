"""What does a text mean in a cell of this kind? The one reader of cells: forms, pasted blocks, Excel files.

Plain text in, an answer or a sentence out; nothing is written and nothing is guessed. Numbers are read by
`indicators.numbers`, everything else by its words, with or without diacritics: "Có", "mức độ II",
"hoàn thành", "5/6", "không phát sinh". Whatever `reporting.answers.shown` writes is read back as the same
answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from childplan.vietnamese import folded
from indicators.numbers import Answer as Meaning
from indicators.numbers import (
    Choice,
    ErrorCode,
    NumberKind,
    Outcome,
    Reading,
    format_money,
    format_number,
    read_number,
)
from indicators.rates import DECIMALS, LARGEST, to_millionths
from indicators.steps import LEVELS, STATES
from reporting.answers import Answer, Control
from reporting.enums import FigureState

MOST_CHARACTERS = 200
"""Of what is typed where a number or a choice is asked."""
LONGEST_TEXT = 2000
"""Of a text cell: some sentences. Longer writing belongs into the report's own words."""
LONGEST_REMARK = 300
"""Of the words beside a state, and of a reason."""
MOST_UNITS = 1_000_000
"""More units than the country has; a slipped finger on the zero key says more."""
NO_NAMES = "Không ghi tên trẻ em."

NUMBERS = (Control.NUMBER, Control.MONEY, Control.RATE)
COUNTED = (*NUMBERS, Control.K_OF_N)
"""Controls that count something, so that there can be nothing to count."""


@dataclass(frozen=True)
class Typed:
    """What was typed for one cell. text: the box, the radio chosen, or a whole pasted cell; whole: the second
    box of "how many of how many"; words: beside a state; other: an answer that is no number, by its code;
    reason: why something could not be collected, or why only a rate is known."""

    text: str = ""
    whole: str = ""
    words: str = ""
    other: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Read:
    """What it means: an answer to write, or a sentence that says what to put right (then nothing is written).
    denominator: "5/804" in a numerator answers its denominator too."""

    answer: Answer | None = None
    message: str = ""
    denominator: int | None = None


@dataclass(frozen=True)
class Trouble:
    """Why a stored text is no answer: the code and sentence, and the ways it can be meant."""

    code: str
    message: str
    choices: tuple[Choice, ...] = ()


def offered(control: Control) -> tuple[FigureState, ...]:
    """The answers a cell takes that are not what it asks for. "Không phát sinh" only where something is
    counted: a place has a level, a state or a playground or has it not."""
    if control in COUNTED:
        return (FigureState.NO_CASES, FigureState.NOT_COLLECTED)
    return (FigureState.NOT_COLLECTED,)


def read_cell(control: Control, name: str, typed: Typed, *, is_numerator: bool = False) -> Read:
    """Read one cell called `name`; `is_numerator`: there is a denominator, which "5/804" answers too.

    Text where a number is wanted that is none comes back as an UNREAD answer, to be kept and asked about;
    where a choice is wanted it comes back as a sentence.
    """
    text = typed.text.strip()
    stated = _stated(typed.other, control) or _stated_in_words(text, control)
    if stated is not None:
        return Read(stated_answer(stated, typed.reason))
    if control == Control.TEXT:
        return _text(name, text)
    text = text[:MOST_CHARACTERS]
    if control == Control.K_OF_N:
        return _k_of_n(name, text, typed.whole.strip()[:MOST_CHARACTERS])
    if control == Control.RATE:
        return _rate(text, typed.reason)
    if control in NUMBERS:
        return _number(control, text, is_numerator=is_numerator)
    return _choice(control, name, text, typed.words)


def stated_answer(state: FigureState, reason: str = "") -> Answer:
    """ "Không phát sinh" counts as 0; "chưa thu thập được" says why."""
    if state == FigureState.NO_CASES:
        return Answer(state, value=0)
    return Answer(state, reason=_one_line(reason)[:LONGEST_REMARK])


def chosen_number(control: Control, choice: str, typed: Typed) -> Answer:
    """The answer to a question about what was typed: the number chosen, with the text it came from."""
    if control == Control.RATE:
        answer = _rate(choice, typed.reason).answer
        return replace(answer or _UNREAD, raw=typed.text)
    reading = read_number(choice, kind=NumberKind.COUNT)
    if reading.outcome == Outcome.NUMBER and reading.value is not None:
        return Answer(FigureState.ENTERED, value=int(reading.value), raw=typed.text)
    return Answer(FigureState.UNREAD, raw=typed.text)


def can_mean(control: Control, text: str, choice: str) -> bool:
    """Is the number chosen one of those that the text can mean? A choice comes from a page; what it answers
    need not have been saved before."""
    reading = _reading(control, text)
    kind = NumberKind.DECIMAL if control == Control.RATE else NumberKind.COUNT
    chosen = read_number(choice, kind=kind).value
    return chosen is not None and chosen in (reading.value, *(each.value for each in reading.choices))


def asks(control: Control, text: str) -> bool:
    """Does the text need a question, such as a dash, so that another answer beside it settles it?"""
    return control in NUMBERS and _reading(control, text).outcome == Outcome.QUESTION


def trouble(control: Control, name: str, raw: str) -> Trouble:
    """What to say about a text that is kept as typed: E1 and E2 for what is wrong, E8 for a question."""
    if control in NUMBERS:
        reading = _reading(control, raw)
        code = reading.error.value if reading.error else "E8"
        message = reading.message(name) or f"Chọn cách hiểu “{raw}” ở ô {name}."
        return Trouble(code, message, reading.choices)
    found = read_cell(control, name, Typed(raw))
    return Trouble("E1" if found.message else "E8", found.message or f"Chọn lại câu trả lời ở ô {name}.")


# --- Answers in words


_STATED = {
    "khong phat sinh": FigureState.NO_CASES,
    "chua thu thap duoc": FigureState.NOT_COLLECTED,
    "khong thu thap duoc": FigureState.NOT_COLLECTED,
}


def _stated(code: str, control: Control) -> FigureState | None:
    return next((state for state in offered(control) if state.value == code), None)


def _stated_in_words(text: str, control: Control) -> FigureState | None:
    state = _STATED.get(_plain(text))
    return state if state in offered(control) else None


def _plain(text: str) -> str:
    """For comparing words: no diacritics, no capitals, no full stop at the end."""
    return folded(text[:MOST_CHARACTERS]).strip(" .")


# --- Numbers

_UNREAD = Answer(FigureState.UNREAD)


def _number(control: Control, text: str, *, is_numerator: bool) -> Read:
    reading = _reading(control, text, is_numerator=is_numerator)
    if reading.outcome == Outcome.BLANK:
        return Read(Answer(FigureState.EMPTY))
    if reading.outcome != Outcome.NUMBER or reading.value is None:
        return Read(Answer(FigureState.UNREAD, raw=text))
    whole = None if reading.denominator is None else int(reading.denominator)
    return Read(Answer(FigureState.ENTERED, value=int(reading.value), raw=text), denominator=whole)


def _reading(control: Control, text: str, *, is_numerator: bool = False) -> Reading:
    if control == Control.MONEY:
        return read_money(text)
    if control == Control.RATE:
        return read_rate(text)
    return read_number(text, kind=NumberKind.COUNT, numerator=is_numerator)


def read_rate(text: str) -> Reading:
    """A rate that is told and not counted: "97,5", "0,71 ‰"; no more digits than are kept."""
    reading = read_number(text, kind=NumberKind.DECIMAL)
    if reading.value is None:
        return reading
    try:
        to_millionths(reading.value)
    except ValueError:
        return Reading(Outcome.ERROR, error=ErrorCode.NOT_A_NUMBER, complaint=_RATE_LIMITS)
    return reading


_RATE_LIMITS = (
    f"phải từ 0 đến {format_number(LARGEST)}, nhiều nhất {DECIMALS} chữ số sau dấu phẩy, ví dụ 97,5"
)


def _rate(text: str, reason: str) -> Read:
    """The reason stands beside the box and is kept whatever the number is, so that none is typed twice."""
    reason = _one_line(reason)[:LONGEST_REMARK]
    reading = read_rate(text)
    if reading.outcome == Outcome.BLANK:
        return Read(Answer(FigureState.EMPTY, reason=reason))
    if reading.outcome != Outcome.NUMBER or reading.value is None:
        return Read(replace(_UNREAD, raw=text, reason=reason))
    value = to_millionths(reading.value)
    return Read(Answer(FigureState.ENTERED, value=value, raw=text, reason=reason))


_SCALES = {
    "nghin": 1_000,
    "ngan": 1_000,
    "trieu": 1_000_000,
    "tr": 1_000_000,
    "ty": 1_000_000_000,
    "ti": 1_000_000_000,
}
_SCALED = re.compile(
    r"(?P<number>.*[0-9])\s*(?P<scale>[^\W\d_]+)(?:\s+đồng|\s+đ)?\s*", re.IGNORECASE | re.DOTALL
)
_DONG = re.compile(r"(?<=[0-9])\s*(?:đ|vnđ|vnd)\.?\s*$", re.IGNORECASE)
_MONEY_EXAMPLE = "phải là số tiền bằng đồng, ví dụ 12.500.000 hoặc 12,5 triệu"


def read_money(text: str) -> Reading:
    """An amount in whole đồng: "12.500.000", "12.500.000 đ", "12,5 triệu", "1 tỷ đồng"."""
    found = _SCALED.fullmatch(text)
    scale = _SCALES.get(folded(found["scale"])) if found else None
    if found is None or scale is None:
        return _about_money(read_number(_DONG.sub("", text), kind=NumberKind.COUNT))
    reading = read_number(found["number"], kind=NumberKind.DECIMAL)
    if reading.choices and reading.choices[0].value is not None:
        amounts = [choice.value * scale for choice in reading.choices if choice.value is not None]
        words = [format_money(amount) for amount in amounts]
        choices = tuple(
            Choice(Meaning.NUMBER, said, amount) for said, amount in zip(words, amounts, strict=True)
        )
        return replace(reading, question=f"Ý bạn là {' hay '.join(words)}?", choices=choices)
    if reading.value is None:
        return _about_money(reading)
    amount = reading.value * scale
    return _about_money(read_number(_digits(amount), kind=NumberKind.COUNT))


def _digits(amount: Decimal) -> str:
    """Without grouping and, where it is whole, without a comma."""
    return format_number(amount).replace(".", "")


def _about_money(reading: Reading) -> Reading:
    if reading.outcome == Outcome.ERROR and reading.complaint.startswith("phải là số, ví dụ"):
        return replace(reading, complaint=_MONEY_EXAMPLE)
    return reading


def _k_of_n(name: str, text: str, typed_whole: str) -> Read:
    if not typed_whole and "/" in text:
        text, _, typed_whole = text.partition("/")
    if not text and not typed_whole:
        return Read(Answer(FigureState.EMPTY))
    part = read_number(text, kind=NumberKind.COUNT)
    whole = read_number(typed_whole, kind=NumberKind.COUNT)
    if part.value is None or whole.value is None:
        return Read(message=f"{name}: nhập cả hai số, ví dụ 5 trên 6.")
    if part.value > whole.value:
        return Read(
            message=f"{name}: số có ({format_number(part.value)}) không được lớn hơn "
            f"số đã trả lời ({format_number(whole.value)})."
        )
    if whole.value > MOST_UNITS:
        return Read(message=f"{name}: số đã trả lời ({format_number(whole.value)}) quá lớn. Sửa lại.")
    if whole.value == 0:
        return Read(
            message=f"{name}: chưa có đơn vị nào trả lời. Chọn “Không phát sinh” nếu không có đơn vị."
        )
    raw = f"{text}/{typed_whole}"[:MOST_CHARACTERS]
    return Read(Answer(FigureState.ENTERED, value=int(part.value), answered=int(whole.value), raw=raw))


# --- Choices


_YES_NO = {"co": 1, "khong": 0, "ko": 0}
_STATE_WORDS = {
    **{folded(words): step for step, words in enumerate(STATES)},
    **{str(step): step for step in range(len(STATES))},
    "chua": 0,
    "dang": 1,
    "da hoan thanh": 2,
    "xong": 2,
}
_LEVEL_WORDS = {
    **{folded(words): step for step, words in enumerate(LEVELS)},
    "0": 0,
    "chua duoc cong nhan": 0,
    **{f"{lead}{sign}": step for step in (1, 2, 3) for lead in ("", "muc do ", "muc ", "do ")
       for sign in ("i" * step, str(step))},
}  # fmt: skip
_WANTED = {
    Control.YES_NO: "trả lời Có hoặc Không",
    Control.LEVEL: "chọn Mức độ I, II, III hoặc Chưa đạt",
    Control.STATE: "chọn Chưa thực hiện, Đang thực hiện hoặc Hoàn thành",
}


def _choice(control: Control, name: str, text: str, words: str) -> Read:
    """Yes or no, a level, a state; "đang thực hiện: đã khởi công" gives the words beside the state too."""
    if control == Control.STATE and not words.strip() and ":" in text:
        text, _, words = text.partition(":")
    words = _one_line(words)
    if not text.strip():
        return Read(message=_words_alone(name)) if words and control == Control.STATE else _EMPTY
    known = {Control.YES_NO: _YES_NO, Control.LEVEL: _LEVEL_WORDS, Control.STATE: _STATE_WORDS}[control]
    value = known.get(_plain(text))
    if value is None:
        return Read(message=f"{name}: chưa đọc được “{text}”, {_WANTED[control]}.")
    if control != Control.STATE:
        answered = 1 if control == Control.YES_NO else None
        return Read(Answer(FigureState.ENTERED, value=value, answered=answered, raw=text))
    if len(words) > LONGEST_REMARK:
        return Read(message=_too_long(name, words, LONGEST_REMARK))
    return Read(Answer(FigureState.ENTERED, value=value, text=words, raw=text))


_EMPTY = Read(Answer(FigureState.EMPTY))


def _words_alone(name: str) -> str:
    return f"{name}: có ghi nội dung nhưng chưa chọn tình trạng; {_WANTED[Control.STATE]}."


# --- Texts


def _text(name: str, text: str) -> Read:
    text = _tidy(text)
    if not text:
        return _EMPTY
    if len(text) > LONGEST_TEXT:
        return Read(message=_too_long(name, text, LONGEST_TEXT))
    return Read(Answer(FigureState.ENTERED, text=text))


def _one_line(text: str) -> str:
    """A remark stands in a box of one line; what the box would change is changed before it is kept."""
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Browsers send line breaks as two characters; the limit counts what a person sees."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _too_long(name: str, text: str, most: int) -> str:
    return f"{name}: dài {format_number(len(text))} ký tự, nhiều nhất {format_number(most)}. Viết ngắn lại."
