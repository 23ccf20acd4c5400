"""What would each value that came in do to the form? Every one of them ends in exactly one of five ways.

Pure: what was found and what stands in, one verdict for every value found out. Values are read by
`reporting.reading`, as if they had been typed; what cannot be read is an error here and never stored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from childplan.vietnamese import folded
from indicators.numbers import format_number
from reporting.answers import Answer, Control, shown
from reporting.enums import FigureState
from reporting.incoming.layout import Asked, Layout
from reporting.incoming.workbooks import Found
from reporting.reading import Read, Typed, read_cell, stated_answer, trouble


class Kind(StrEnum):
    """How a value that came in ends."""

    NEW = "new"  # into an empty cell
    CHANGED = "changed"  # over another answer
    SAME = "same"  # what stands there already
    ERROR = "error"  # cannot be read: nothing is written
    SKIPPED = "skipped"  # for no cell, or older than what stands there


@dataclass(frozen=True)
class Standing:
    """What is in a cell now, since when and by whom. earlier: its answers by version, as far as asked for."""

    answer: Answer
    version: int
    by: str = ""
    at: datetime | None = None
    earlier: Mapping[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One value found, and what it would do. answer: for NEW and CHANGED. remark: why, or what to do.
    is_conflict: somebody changed the cell after the file was made, and it says something else again."""

    found: Found
    kind: Kind
    asked: Asked | None = None
    answer: Answer | None = None
    remark: str = ""
    is_conflict: bool = False

    @property
    def can_be_taken(self) -> bool:
        return self.kind in (Kind.NEW, Kind.CHANGED)


def judge(
    found: Sequence[Found],
    layout: Layout,
    standing: Mapping[str, Standing],
    versions: Mapping[str, int],
    since: str = "tải mẫu",
) -> list[Judged]:
    """A verdict for each value found, in their order; a denominator given with its numerator ("5/804") comes
    right behind it as a value of its own.

    standing: by code, every cell of the form. versions: of each cell when the values were taken from it; a
    cell changed since then is never overwritten without being shown; `since` is how that moment is called.
    """
    asked = {cell.code: cell for cell in layout.cells()}
    times = Counter(entry.code for entry in found if entry.code)
    given = {entry.code for entry in found if entry.code}
    judged: list[Judged] = []
    for entry in found:
        cell = asked.get(entry.code)
        if cell is None:
            judged.append(Judged(entry, Kind.SKIPPED, remark=entry.problem or "Ngoài các ô nhập của phiếu."))
            continue
        if entry.problem:
            judged.append(Judged(entry, Kind.ERROR, cell, remark=entry.problem))
            continue
        if times[entry.code] > 1:
            judged.append(
                Judged(entry, Kind.ERROR, cell, remark=f"{cell.name}: có nhiều giá trị. Chỉ để một.")
            )
            continue
        whole = asked.get(layout.pairs.get(cell.code, ""))
        read = read_incoming(cell, entry.text, is_numerator=whole is not None)
        one = _judge_one(entry, cell, read, standing[cell.code], versions.get(cell.code, 0), since)
        second = _denominator(entry, read, whole)
        if second is None or whole is None or one.kind == Kind.ERROR:
            judged.append(one)
            continue
        if whole.code in given:
            judged.append(_beside(one, second, whole, found))
            continue
        given.add(whole.code)
        of_whole = read_incoming(whole, second.text)
        judged += [
            one,
            _judge_one(second, whole, of_whole, standing[whole.code], versions.get(whole.code, 0), since),
        ]
    return judged


_REASON = re.compile(r"[:–—-]")


def read_incoming(cell: Asked, text: str, *, is_numerator: bool = False) -> Read:
    """Read a text as if it had been typed; "chưa thu thập được: chưa có sổ" gives the reason with it, and so
    does "97,5: chỉ có tỷ lệ" where a rate is asked."""
    start, *rest = _REASON.split(text, maxsplit=1)
    if rest and folded(start.strip()) == folded(FigureState.NOT_COLLECTED.label):
        return Read(stated_answer(FigureState.NOT_COLLECTED, rest[0]))
    if cell.control == Control.RATE:
        rate, _, reason = text.partition(":")
        return read_cell(cell.control, cell.name, Typed(rate, reason=reason))
    return read_cell(cell.control, cell.name, Typed(text), is_numerator=is_numerator)


def written(cell: Asked, answer: Answer) -> str:
    """The answer as text that `read_incoming` reads back as the same; empty for an empty cell."""
    if answer.state == FigureState.EMPTY:
        return ""
    if answer.state == FigureState.NOT_COLLECTED and answer.reason:
        return f"{answer.state.label}: {answer.reason}"
    if cell.control == Control.RATE and answer.reason:
        return f"{shown(cell.control, answer)}: {answer.reason}"
    return shown(cell.control, answer)


def _judge_one(entry: Found, cell: Asked, read: Read, now: Standing, version: int, since: str) -> Judged:
    answer = _with_reason(cell, read.answer, now.answer)
    if answer is None or answer.state == FigureState.EMPTY:
        message = read.message or f"{cell.name}: chưa đọc được “{entry.text}”."
        return Judged(entry, Kind.ERROR, cell, remark=message)
    if answer.state == FigureState.UNREAD:
        return Judged(entry, Kind.ERROR, cell, remark=_unread(cell, answer.raw))
    if _same(answer, now.answer):
        return Judged(entry, Kind.SAME, cell)
    remark = _understood(cell, entry.text, answer)
    if now.version != version:
        earlier = now.earlier.get(version, Answer(FigureState.EMPTY) if version == 0 else None)
        if earlier is not None and _same(answer, earlier):
            return Judged(
                entry, Kind.SKIPPED, cell, remark=f"{_changed_by(now, since)}; số đưa vào là số cũ."
            )
        if earlier is None or not _same(now.answer, earlier):
            return Judged(
                entry,
                Kind.CHANGED,
                cell,
                answer,
                f"{_changed_by(now, since)}. Chọn số đúng.",
                is_conflict=True,
            )
    kind = Kind.NEW if now.answer.state == FigureState.EMPTY else Kind.CHANGED
    return Judged(entry, kind, cell, answer, remark)


def _with_reason(cell: Asked, answer: Answer | None, now: Answer) -> Answer | None:
    """A new rate that comes alone keeps the reason that stands beside the old one."""
    if cell.control != Control.RATE or answer is None or answer.reason:
        return answer
    return replace(answer, reason=now.reason) if answer.state == FigureState.ENTERED else answer


def _unread(cell: Asked, raw: str) -> str:
    """A question cannot be answered inside a file, so it says what to write instead."""
    found = trouble(cell.control, cell.name, raw)
    if found.choices:
        return f"{found.message} Ghi rõ lại hoặc nhập tay."
    return found.message


def _same(answer: Answer, other: Answer) -> bool:
    """Does it say what stands there? How it was typed makes no difference, nor that a reason is not
    repeated."""
    if answer.state == other.state == FigureState.NOT_COLLECTED and not answer.reason:
        return True
    return replace(answer, raw="") == replace(other, raw="")


def _understood(cell: Asked, text: str, answer: Answer) -> str:
    """What a text was taken to mean, where the two look different."""
    said = written(cell, answer)
    if re.sub(r"[\s.]", "", folded(said)) == re.sub(r"[\s.]", "", folded(text)):
        return ""
    return f"Hiểu là {said}"


def _changed_by(now: Standing, since: str) -> str:
    if not now.by or now.at is None:
        return f"Ô đã đổi sau khi {since}"
    return f"{now.by} đã sửa ô này sau khi {since}"


def _denominator(entry: Found, read: Read, whole: Asked | None) -> Found | None:
    if read.denominator is None or whole is None:
        return None
    return Found(entry.place, whole.code, str(read.denominator))


def _beside(one: Judged, second: Found, whole: Asked, found: Sequence[Found]) -> Judged:
    """ "5/804" beside a denominator that is given too: both must say the same."""
    texts = [entry.text for entry in found if entry.code == whole.code]
    own = [read_incoming(whole, text).answer for text in texts]
    if all(answer is not None and str(answer.value) == second.text for answer in own):
        return one
    remark = (
        f"{one.asked.name if one.asked else ''}: ghi trên {format_number(int(second.text))} nhưng "
        f"{whole.name[:1].lower()}{whole.name[1:]} lại ghi {', '.join(texts)}. Sửa một trong hai."
    )
    return replace(one, kind=Kind.ERROR, answer=None, remark=remark, is_conflict=False)
