"""What did somebody type? Posted text in; clean answers out, and a sentence wherever there is none.

Nothing is written here and nothing typed is lost: what cannot be read comes back as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict

from indicators.numbers import NumberKind, format_number, read_number
from reporting.actions import Comment
from reporting.answers import Answer, Change, Control
from reporting.checks import Pair
from reporting.enums import CommentKind, FigureState
from reporting.reading import (
    COUNTED,
    LONGEST_REMARK,
    LONGEST_TEXT,
    MOST_CHARACTERS,
    NUMBERS,
    Typed,
    asks,
    can_mean,
    chosen_number,
    offered,
    read_cell,
    stated_answer,
)
from reporting.summaries.cells import AS_BEFORE, STANDING, Cell

THEIRS = "theirs"
LONGEST_KEY = 18
"""Digits of a figure's number in a field's name; the database counts no further."""
CONTRADICTION = "{name}: vừa có số vừa có câu trả lời khác. Xóa một trong hai."
CONTRADICTION_IN_WORDS = "{name}: vừa có câu trả lời vừa chọn “{other}”. Bỏ một trong hai."

CONTRADICTION_WITH_LAST_YEAR = (
    "{name}: vừa trả lời trong ô vừa chọn “Vẫn đúng” cho một câu khác. Trả lời lại trong ô rồi lưu."
)


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


def _typed(posted: QueryDict, cell: Cell) -> Typed:
    """The fields of one cell, as long as a person may have meant them; a text keeps what is too much, so that
    it can be said."""
    most = 4 * LONGEST_TEXT if cell.control == Control.TEXT else MOST_CHARACTERS
    return Typed(
        text=posted.get(f"so-{cell.code}", "").replace("\r\n", "\n").strip()[:most],
        whole=posted.get(f"tren-{cell.code}", "").strip()[:MOST_CHARACTERS],
        words=posted.get(f"chu-{cell.code}", "").replace("\r\n", "\n").strip()[: 4 * LONGEST_REMARK],
        other=posted.get(f"khac-{cell.code}", ""),
        reason=posted.get(f"ly-do-{cell.code}", "").strip()[:LONGEST_REMARK],
    )


def _read_cell(
    posted: QueryDict, cell: Cell, whole: Cell | None, found: EntryInput, filled: dict[int, str]
) -> None:
    typed = _typed(posted, cell)
    version = _version(posted.get(f"phien-ban-{cell.code}", ""))

    def ask_again(message: str) -> None:
        found.asked_again[cell.item_id] = replace(
            cell,
            text=typed.text,
            answered_text=typed.whole,
            words=typed.words,
            reason=typed.reason,
            # What others wrote meanwhile is not shown in its place, so it was not seen.
            version=version,
            message=message,
            message_kind="error",
        )

    if typed.other == THEIRS:
        return
    if f"tranh-{cell.code}" in posted and not typed.other:
        ask_again(f"{cell.name}: chọn một trong hai {'số' if cell.control in COUNTED else 'câu trả lời'}.")
        return
    if cell.control in STANDING and typed.other.startswith(AS_BEFORE):
        confirmed, contradicts = _confirmed(cell, typed)
        if contradicts:
            ask_again(CONTRADICTION_WITH_LAST_YEAR.format(name=cell.name))
            return
        if confirmed is not None:
            found.changes.append(Change(cell.item_id, version, confirmed))
            return
    # Only what the cell offers is heard: a number alone never answers yes or no, nor how many of how many.
    stated = next((state for state in offered(cell.control) if state.value == typed.other), None)
    is_question = cell.control in NUMBERS and typed.other.startswith("so:")
    choice = typed.other.removeprefix("so:")
    if is_question and can_mean(cell.control, typed.text, choice):
        found.changes.append(Change(cell.item_id, version, chosen_number(cell.control, choice, typed)))
        return
    if stated is not None and not (typed.text and stated == cell.state):
        is_new = typed.text != cell.text or typed.words != cell.words
        if is_new and (typed.text or typed.words) and not asks(cell.control, typed.text):
            words = CONTRADICTION if cell.control in COUNTED else CONTRADICTION_IN_WORDS
            ask_again(words.format(name=cell.name, other=stated.label))
            return
        found.changes.append(Change(cell.item_id, version, stated_answer(stated, typed.reason)))
        return
    read = read_cell(cell.control, cell.name, replace(typed, other=""), is_numerator=whole is not None)
    if read.answer is None:
        ask_again(read.message)
        return
    if whole is not None and read.denominator is not None:
        filled[whole.item_id] = format_number(read.denominator)
    found.changes.append(Change(cell.item_id, version, read.answer))


def boxes_as_posted(posted: QueryDict, cell: Cell) -> tuple[str, str]:
    """What the cell's two boxes hold after the post, a confirmed answer of last year among them: where two
    people said different things it is shown, and chosen, like any other."""
    text, whole = posted.get(f"so-{cell.code}", "").strip(), posted.get(f"tren-{cell.code}", "").strip()
    other = posted.get(f"khac-{cell.code}", "")
    if text or whole or not other.startswith(AS_BEFORE):
        return text, whole
    text, _, whole = other.removeprefix(AS_BEFORE)[:MOST_CHARACTERS].partition("/")
    return text, whole


def _confirmed(cell: Cell, typed: Typed) -> tuple[Answer | None, bool]:
    """The answer that is said to stand still, None if it is none; and does the cell's own box say another?"""
    kept = replace(typed, text=typed.other.removeprefix(AS_BEFORE), whole="", other="")
    answer = read_cell(cell.control, cell.name, kept).answer
    if answer is None or answer.state != FigureState.ENTERED:
        return None, False
    if not (typed.text or typed.whole):
        return answer, False
    own = read_cell(cell.control, cell.name, replace(typed, other="")).answer
    return answer, own is None or not own.says_the_same(answer)


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _fill_denominators(
    posted: QueryDict, by_id: Mapping[int, Cell], filled: Mapping[int, str], found: EntryInput
) -> None:
    """“5/804” typed into a numerator also answers the denominator, unless that says something else."""
    for item_id, text in filled.items():
        cell = by_id[item_id]
        version = _version(posted.get(f"phien-ban-{cell.code}", ""))
        typed = posted.get(f"so-{cell.code}", "").strip()
        own = read_number(typed, kind=NumberKind.COUNT)
        value = read_number(text, kind=NumberKind.COUNT).value
        if value is None or own.value == value:
            continue
        if typed:
            message = f"{cell.name} đang là {typed}, ở tử số lại ghi trên {text}. Sửa một trong hai."
            found.asked_again[item_id] = replace(
                cell, text=typed, version=version, message=message, message_kind="error"
            )
            continue
        found.changes = [change for change in found.changes if change.item_id != item_id]
        found.changes.append(
            Change(item_id, version, Answer(FigureState.ENTERED, value=int(value), raw=text))
        )


LONGEST_COMMENT = 1000
COMMENT, COMMENT_KIND, COMMENT_ANSWER = "gop-y-", "loai-gop-y-", "tra-loi-"
NOTHING_SAID = "Ghi lý do chung, hoặc ít nhất một góp ý “Cần sửa” hay “Hỏi lại” ở một ô."


class DecisionForm(forms.Form):
    """Duyệt hoặc trả lại: comments on cells (fields gop-y-FIGURE and loai-gop-y-FIGURE), and what goes with
    them. `seen`: the last event of the page that is decided on; `tab`: the view it was decided from."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tab = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Lý do chung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text="Không bắt buộc khi đã góp ý ở ô. Đơn vị đọc được nội dung này; không ghi tên trẻ em.",
    )
    correct_by = forms.DateField(
        label="Hạn sửa",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Sửa đến hết ngày này vẫn kịp. Ví dụ 27/11/2024; để trống: sau 3 ngày.",
        error_messages={"invalid": "Hạn sửa: ghi ngày/tháng/năm, ví dụ 27/11/2024."},
    )
    use_required_attribute = False

    def comments(self) -> dict[int, Comment]:
        """Comments by figure id; without a kind that we know it is one to be put right."""
        found: dict[int, Comment] = {}
        for figure_id, text in _by_key(self.data, COMMENT, LONGEST_COMMENT).items():
            kind = str(self.data.get(f"{COMMENT_KIND}{figure_id}", ""))
            known = CommentKind(kind) if kind in CommentKind.values else CommentKind.MUST_FIX
            found[figure_id] = Comment(text, known)
        return found


class ReturnForm(DecisionForm):
    """Trả lại: something is to be done about a cell, or about the whole."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        wants = any(comment.kind != CommentKind.NOTE for comment in self.comments().values())
        if not wants and not found.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", NOTHING_SAID)
        return found


def read_comment_answers(posted: QueryDict) -> dict[int, str]:
    """Answers to comments, by comment id: fields tra-loi-COMMENT of the entry page."""
    return _by_key(posted, COMMENT_ANSWER, LONGEST_COMMENT)


def _by_key(posted: Mapping[str, Any], prefix: str, longest: int) -> dict[int, str]:
    """Texts of fields whose names end in a row's number; a number as none of our rows has it is left out."""
    found: dict[int, str] = {}
    for name in posted:
        key = name.removeprefix(prefix)
        if name.startswith(prefix) and key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY:
            text = str(posted.get(name, "")).replace("\r\n", "\n").strip()
            if text:
                found[int(key)] = text[:longest]
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
