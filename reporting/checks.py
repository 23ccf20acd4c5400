"""What is still wrong with a form? The rules that block submitting, and never block saving.

Pure: cells in, sentences out. Each rule is one function over the whole form; a maintainer adds one by writing
it, naming its code and adding it to RULES. The codes are those shown to support staff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.numbers import format_number
from indicators.rates import from_millionths
from reporting.answers import Control, in_box
from reporting.enums import FigureState
from reporting.reading import trouble


@dataclass(frozen=True)
class CellFacts:
    """One cell as the rules see it. `name` is how a sentence calls it. most: what it can never be above."""

    item_id: int
    name: str
    control: Control
    state: FigureState
    value: int | None = None
    raw: str = ""
    reason: str = ""
    most: int | None = None

    @property
    def inside(self) -> str:
        """The name inside a sentence: small initial, unless the word is an abbreviation (HIV)."""
        return self.name if self.name[1:2].isupper() else self.name[:1].lower() + self.name[1:]


@dataclass(frozen=True)
class Pair:
    """A numerator and its denominator, both on this form. A share counts some of the very things that the
    denominator counts; a rate (deaths over live births) does not, and may be more than it. Nested: no
    result is made of the two, but the one contains the other (under 1 in under 5)."""

    numerator_id: int
    denominator_id: int
    is_share: bool = True
    is_nested: bool = False


@dataclass(frozen=True)
class Problem:
    """Something to put right: where, which rule, and what to do."""

    item_id: int
    code: str
    message: str


WISHES = {
    Control.YES_NO: "Trả lời",
    Control.LEVEL: "Chọn mức độ ở",
    Control.STATE: "Chọn tình trạng ở",
    Control.TEXT: "Viết",
}
"""What to do with an empty cell that is not a number's."""

Cells = Mapping[int, CellFacts]
Rule = Callable[[Cells, Sequence[Pair]], Iterable[Problem]]


def problems(cells: Cells, pairs: Sequence[Pair]) -> list[Problem]:
    """Every problem, in the order of the cells; at most one a cell, the first that applies."""
    found: dict[int, Problem] = {}
    for rule in RULES:
        for problem in rule(cells, pairs):
            found.setdefault(problem.item_id, problem)
    return [found[item_id] for item_id in cells if item_id in found]


def unread(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E1, E2, E8: what was typed is no answer, or waits for an answer to a question."""
    for cell in cells.values():
        if cell.state != FigureState.UNREAD:
            continue
        found = trouble(cell.control, cell.name, cell.raw)
        yield Problem(cell.item_id, found.code, found.message)


def part_above_whole(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E3, E4: a part is never more than its whole, and nothing is counted over nothing."""
    for pair in pairs:
        part, whole = cells[pair.numerator_id], cells[pair.denominator_id]
        if not pair.is_share or pair.is_nested:
            continue
        if part.value is None or whole.value is None or part.value <= whole.value:
            continue
        if whole.value == 0:
            yield Problem(
                part.item_id,
                "E4",
                f"Có {format_number(part.value)} ở ô {part.name} nhưng {whole.inside} bằng 0. "
                "Sửa một trong hai số.",
            )
        else:
            yield Problem(
                part.item_id,
                "E3",
                f"{part.name} ({format_number(part.value)}) không được lớn hơn {whole.inside} "
                f"({format_number(whole.value)})",
            )


def inside_above_outside(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E5: what contains an item is never less than it: those under 1 are among those under 5."""
    for pair in pairs:
        inner, outer = cells[pair.numerator_id], cells[pair.denominator_id]
        if not pair.is_nested or inner.value is None or outer.value is None or inner.value <= outer.value:
            continue
        yield Problem(
            inner.item_id,
            "E5",
            f"{inner.name} ({format_number(inner.value)}) không được lớn hơn {outer.inside} "
            f"({format_number(outer.value)})",
        )


def base_of_nothing(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E8: a denominator of 0 says "nobody to count" only when somebody says so."""
    for pair in pairs:
        whole = cells[pair.denominator_id]
        if pair.is_nested:
            continue
        if whole.state == FigureState.ENTERED and whole.value == 0:
            yield Problem(
                whole.item_id,
                "E8",
                f"{whole.name} bằng 0: năm nay không có trường hợp nào? Nếu đúng, chọn “Không phát sinh”.",
            )


def empty(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E7: every cell asked has one of the four answers when the report goes up."""
    for cell in cells.values():
        if cell.state == FigureState.EMPTY:
            wish = WISHES.get(cell.control, "Nhập")
            yield Problem(
                cell.item_id, "E7", f"{wish} “{cell.name}” hoặc chọn “Chưa thu thập được” và ghi lý do"
            )


def not_collected_without_reason(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E9: "chưa thu thập được" is an answer when it says why."""
    for cell in cells.values():
        if cell.state == FigureState.NOT_COLLECTED and not cell.reason.strip():
            yield Problem(cell.item_id, "E9", f"Ghi lý do chưa thu thập được {cell.inside}")


def share_above_all(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E6: a rate that was given tells how many of the whole, so it is never above all of it."""
    for cell in cells.values():
        if cell.most is not None and cell.value is not None and cell.value > cell.most:
            most = format_number(from_millionths(cell.most))
            yield Problem(
                cell.item_id,
                "E6",
                f"{cell.name} ({in_box(cell.control, cell.value)}) không thể lớn hơn {most}",
            )


def rate_without_reason(cells: Cells, pairs: Sequence[Pair]) -> Iterable[Problem]:
    """E9: a rate without its counts is an answer when it says why they are not known."""
    for cell in cells.values():
        if cell.control == Control.RATE and cell.state == FigureState.ENTERED and not cell.reason.strip():
            yield Problem(cell.item_id, "E9", f"Ghi lý do không có số đếm của “{cell.name}”")


RULES: tuple[Rule, ...] = (
    unread,
    part_above_whole,
    inside_above_outside,
    share_above_all,
    base_of_nothing,
    not_collected_without_reason,
    rate_without_reason,
    empty,
)


@dataclass(frozen=True)
class Summed:
    """A share as a place hands it up: the sums of a part and of its whole, and whether the whole is there in
    full."""

    item_id: int
    name: str
    part: int
    whole_name: str
    whole: int
    is_whole_complete: bool


def impossible_rates(sums: Iterable[Summed]) -> list[Problem]:
    """E6: a share above 100%. Each form was right by itself, but part and whole came from different units."""
    return [
        Problem(
            share.item_id,
            "E6",
            f"Tỷ lệ không thể lớn hơn 100%: cả địa bàn có {format_number(share.part)} ở “{share.name}”, "
            f"{share.whole_name} chỉ có {format_number(share.whole)}. Trả lại báo cáo có số sai.",
        )
        for share in sums
        if share.is_whole_complete and share.part > share.whole
    ]
