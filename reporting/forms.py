"""What did somebody type? Posted text in; clean answers out, and a sentence wherever there is none.

Nothing is written here and nothing typed is lost: what cannot be read comes back as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django import forms
from django.http import QueryDict

from indicators.numbers import NumberKind, Outcome, format_number, read_number
from reporting.answers import Answer, Change
from reporting.checks import Pair
from reporting.enums import FigureState
from reporting.summaries.cells import NO, YES, Cell, plain_choices

THEIRS = "theirs"
MOST_CHARACTERS = 200
MOST_UNITS = 1_000_000
"""More units than the country has; a slipped finger on the zero key says more."""
LONGEST_KEY = 18
"""Digits of a figure's number in a field's name; the database counts no further."""
CONTRADICTION = "{name}: vừa có số vừa có câu trả lời khác. Xóa một trong hai."


@dataclass
class EntryInput:
    """What a posted entry form says: answers to write, and cells that need another look (shown as typed)."""

    changes: list[Change] = field(default_factory=list)
    asked_again: dict[int, Cell] = field(default_factory=dict)


def read_entry(posted: QueryDict, cells: Sequence[Cell], pairs: Sequence[Pair]) -> EntryInput:
    """Read every cell of the form that was posted; a cell that was not posted is left alone."""
    denominators = {pair.numerator_id: pair.denominator_id for pair in pairs}
    by_id = {cell.item_id: cell for cell in cells}
    found = EntryInput()
    filled: dict[int, str] = {}
    for cell in cells:
        if f"phien-ban-{cell.code}" not in posted:
            continue
        whole = by_id.get(denominators.get(cell.item_id, 0))
        _read_cell(posted, cell, whole, found, filled)
    _fill_denominators(posted, by_id, filled, found)
    return found


def _read_cell(
    posted: QueryDict, cell: Cell, whole: Cell | None, found: EntryInput, filled: dict[int, str]
) -> None:
    typed = posted.get(f"so-{cell.code}", "").strip()[:MOST_CHARACTERS]
    other = posted.get(f"khac-{cell.code}", "")
    version = _version(posted.get(f"phien-ban-{cell.code}", ""))
    reason = posted.get(f"ly-do-{cell.code}", "").strip()[:300]
    shown = replace(cell, text=typed, reason=reason)
    if other == THEIRS:
        return
    if f"tranh-{cell.code}" in posted and not other:
        found.asked_again[cell.item_id] = replace(
            shown, message=f"{cell.name}: chọn một trong hai số.", message_kind="error"
        )
        return
    # Only what the cell offers is heard: a number alone never answers yes or no, nor how many of how many.
    offered = {choice.value for choice in plain_choices(cell.state, cell.control)}
    if cell.control == "number" and other.startswith("so:") and typed and typed == cell.text:
        answer: Answer | None = _number_answer(other.removeprefix("so:"), typed)
    elif other in offered and not (typed and other == cell.state):
        if typed and typed != cell.text:
            message = CONTRADICTION.format(name=cell.name)
            found.asked_again[cell.item_id] = replace(shown, message=message, message_kind="error")
            return
        answer = _stated(FigureState(other), reason)
    elif cell.control == "yes_no":
        answer = _yes_no(typed)
    elif cell.control == "k_of_n":
        answer = _k_of_n(posted, cell, typed, shown, found)
    else:
        answer = _number(cell, typed, whole, filled)
    if answer is not None:
        found.changes.append(Change(cell.item_id, version, answer))


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _stated(state: FigureState, reason: str) -> Answer:
    if state == FigureState.NO_CASES:
        return Answer(state, value=0)
    return Answer(state, reason=reason)


def _number_answer(text: str, typed: str) -> Answer:
    reading = read_number(text, kind=NumberKind.COUNT)
    if reading.outcome == Outcome.NUMBER and reading.value is not None:
        return Answer(FigureState.ENTERED, value=int(reading.value), raw=typed)
    return Answer(FigureState.UNREAD, raw=typed)


def _yes_no(typed: str) -> Answer | None:
    if typed in (YES, NO):
        return Answer(FigureState.ENTERED, value=int(typed == YES), answered=1, raw=typed)
    return Answer(FigureState.EMPTY) if not typed else None


def _k_of_n(posted: QueryDict, cell: Cell, typed: str, shown: Cell, found: EntryInput) -> Answer | None:
    typed_whole = posted.get(f"tren-{cell.code}", "").strip()[:MOST_CHARACTERS]
    if not typed and not typed_whole:
        return Answer(FigureState.EMPTY)
    part = read_number(typed, kind=NumberKind.COUNT)
    whole = read_number(typed_whole, kind=NumberKind.COUNT)
    if part.value is None or whole.value is None:
        message = f"{cell.name}: nhập cả hai số, ví dụ 5 trên 6."
    elif part.value > whole.value:
        message = (
            f"{cell.name}: số có ({format_number(part.value)}) không được lớn hơn "
            f"số đã trả lời ({format_number(whole.value)})."
        )
    elif whole.value > MOST_UNITS:
        message = f"{cell.name}: số đã trả lời ({format_number(whole.value)}) quá lớn. Sửa lại."
    elif whole.value == 0:
        message = f"{cell.name}: chưa có đơn vị nào trả lời. Chọn “Không phát sinh” nếu không có đơn vị."
    else:
        return Answer(
            FigureState.ENTERED,
            value=int(part.value),
            answered=int(whole.value),
            raw=f"{typed}/{typed_whole}"[:MOST_CHARACTERS],
        )
    found.asked_again[cell.item_id] = replace(
        shown, answered_text=typed_whole, message=message, message_kind="error"
    )
    return None


def _number(cell: Cell, typed: str, whole: Cell | None, filled: dict[int, str]) -> Answer:
    reading = read_number(typed, kind=NumberKind.COUNT, numerator=whole is not None)
    if reading.outcome == Outcome.BLANK:
        return Answer(FigureState.EMPTY)
    if reading.outcome == Outcome.NUMBER and reading.value is not None:
        if whole is not None and reading.denominator is not None:
            filled[whole.item_id] = format_number(reading.denominator)
        return Answer(FigureState.ENTERED, value=int(reading.value), raw=typed)
    return Answer(FigureState.UNREAD, raw=typed)


def _fill_denominators(
    posted: QueryDict, by_id: Mapping[int, Cell], filled: Mapping[int, str], found: EntryInput
) -> None:
    """“5/804” typed into a numerator also answers the denominator, unless that says something else."""
    for item_id, text in filled.items():
        cell = by_id[item_id]
        typed = posted.get(f"so-{cell.code}", "").strip()
        own = read_number(typed, kind=NumberKind.COUNT)
        value = read_number(text, kind=NumberKind.COUNT).value
        if value is None or own.value == value:
            continue
        if typed:
            message = f"{cell.name} đang là {typed}, ở tử số lại ghi trên {text}. Sửa một trong hai."
            found.asked_again[item_id] = replace(cell, text=typed, message=message, message_kind="error")
            continue
        found.changes = [change for change in found.changes if change.item_id != item_id]
        version = _version(posted.get(f"phien-ban-{cell.code}", ""))
        found.changes.append(
            Change(item_id, version, Answer(FigureState.ENTERED, value=int(value), raw=text))
        )


class ReturnForm(forms.Form):
    """Trả lại: why, by which day; comments on cells are read beside it."""

    reason = forms.CharField(
        label="Lý do trả lại",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Ghi lý do trả lại để đơn vị biết phải sửa gì."},
        help_text="Đơn vị đọc được nội dung này. Không ghi tên trẻ em.",
    )
    correct_by = forms.DateField(
        label="Hạn sửa",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Ví dụ 27/11/2024. Để trống: sau 3 ngày.",
        error_messages={"invalid": "Hạn sửa: ghi ngày/tháng/năm, ví dụ 27/11/2024."},
    )
    use_required_attribute = False

    def comments(self) -> dict[int, str]:
        """Comments by figure id: fields gop-y-FIGURE."""
        found: dict[int, str] = {}
        for name in self.data:
            figure_id = name.removeprefix("gop-y-")
            is_key = figure_id.isascii() and figure_id.isdigit() and len(figure_id) <= LONGEST_KEY
            if name.startswith("gop-y-") and is_key:
                text = str(self.data.get(name, "")).strip()
                if text:
                    found[int(figure_id)] = text[:1000]
        return found


class ReasonForm(forms.Form):
    """A reason where an act asks for one, and none where it does not."""

    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    use_required_attribute = False
