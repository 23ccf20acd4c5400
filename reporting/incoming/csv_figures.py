"""How does one cell stand on a line of a CSV file of figures, and what does such a line answer?

Numbers are written without grouping, rates with a comma, yes and no as 1 and 0, steps by their number. A line
is read by the reader of all cells (`reporting.reading`), so nothing gets in that could not be typed.
"""

from __future__ import annotations

from dataclasses import replace

from reporting.answers import Answer, Control, in_box
from reporting.enums import FigureState
from reporting.reading import LONGEST_REMARK, Typed, offered, read_cell, stated_answer
from units.csv_files import Line

FIGURE_COLUMNS = ("unit", "round", "item", "value", "answered", "state", "text", "reason", "version")
OPTIONAL_FIGURE_COLUMNS = ("answered", "state", "text", "reason", "version")
LARGEST = 10**15
NUMBER_SIGNS = "chỉ ghi chữ số, không ghi dấu phân cách hàng nghìn"


def csv_values(control: Control, answer: Answer) -> tuple[str, str, str, str, str]:
    """value, answered, state, text and reason of a line."""
    value = "" if answer.value is None else str(answer.value)
    if control == Control.RATE and answer.value is not None and answer.state == FigureState.ENTERED:
        value = in_box(control, answer.value).replace(".", "")
    answered = "" if answer.answered is None else str(answer.answered)
    text = answer.raw if answer.state == FigureState.UNREAD else answer.text
    return value, answered, answer.state.value, text, answer.reason


def read_answer(control: Control, line: Line) -> Answer:
    """What the line answers in a cell of this control. Raises BadFile with a sentence."""
    value, word = line.text("value"), line.text("state")
    text, reason = line.text("text"), line.text("reason")
    if word and word not in FigureState.values:
        raise line.refused(
            f"“state” là “{word}”; ghi entered, no_cases, not_collected hoặc empty (docs/bulk-data.md)."
        )
    if len(reason) > LONGEST_REMARK:
        raise line.refused(f"“reason” dài quá {LONGEST_REMARK} ký tự; ghi gọn lại.")
    has_answer = bool(value or text)
    if not word and not has_answer:
        raise line.refused("thiếu “value”; không có số thì ghi “state”: no_cases, not_collected hoặc empty.")
    state = FigureState(word or FigureState.ENTERED)
    match state:
        case FigureState.EMPTY:
            if has_answer:
                raise line.refused("“state” là empty mà có giá trị; bỏ một trong hai.")
            return Answer(state, reason=reason)
        case FigureState.UNREAD:
            return Answer(state, raw=text, reason=reason)
        case FigureState.NO_CASES | FigureState.NOT_COLLECTED:
            if state not in offered(control):
                raise line.refused("số liệu này không có câu trả lời “Không phát sinh”; ghi value hoặc text.")
            if value not in ("", "0") or text:
                raise line.refused(f"“state” là {state.value} mà có giá trị; bỏ một trong hai.")
            return stated_answer(state, reason)
    return _entered(control, line, value, text, reason)


def _entered(control: Control, line: Line, value: str, text: str, reason: str) -> Answer:
    answered = line.text("answered")
    if control in (Control.NUMBER, Control.MONEY):
        # Nearly all of a million lines; everything but plain digits goes the long way.
        if value.isascii() and value.isdigit() and len(value) < 16:
            return Answer(FigureState.ENTERED, value=int(value), raw=value)
    elif control == Control.YES_NO:
        if answered not in ("", "1"):
            raise line.refused(f"“answered” là “{answered}”; một đơn vị trả lời thì ghi 1 hoặc để trống.")
        value = {"1": "Có", "0": "Không"}.get(value, value)
    if control == Control.TEXT:
        if value:
            raise line.refused("số liệu này là nội dung bằng lời; ghi ở “text”, để trống “value”.")
        value = text
    elif not value:
        raise line.refused("thiếu “value”.")
    whole = answered if control == Control.K_OF_N else ""
    words = text if control == Control.STATE else ""
    read = read_cell(control, line.text("item"), Typed(value, whole=whole, words=words, reason=reason))
    if read.answer is None:
        raise line.refused(read.message)
    if read.answer.state != FigureState.ENTERED:
        raise line.refused(f"chưa đọc được “{value}”; {NUMBER_SIGNS}.")
    if control == Control.YES_NO:
        return replace(read.answer, raw=line.text("value"))
    return read.answer


def is_same(mine: Answer, stands: Answer) -> bool:
    """Is it the answer that stands? What was typed for it (`raw`) is no part of it, but where it is all."""
    if mine.state == stands.state == FigureState.UNREAD:
        return mine.raw == stands.raw
    return replace(mine, raw="") == replace(stands, raw="")
