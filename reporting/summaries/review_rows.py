"""How does a reviewer read one figure? Beside the years before, with what is odd and what was said to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indicators.numbers import format_money, format_number
from reporting.answers import DASH, Control, in_box
from reporting.summaries.cells import Cell
from reporting.summaries.entry import EntryPage
from reporting.summaries.entry_rows import EntryRow
from reporting.summaries.looking import LookAt
from reporting.summaries.results import ResultText, TargetText, Verdict

BASE_HEADING = "Số liệu nền"
EXPLAINED = "Giải trình: "


@dataclass(frozen=True)
class Delta:
    """This year against last: which way, and in words with the unit (“tăng 9 trẻ”)."""

    code: str  # up, down, same
    words: str

    @property
    def sign(self) -> str:
        return {"up": "▲", "down": "▼"}.get(self.code, "")


@dataclass(frozen=True)
class Remark:
    """Why to look at a figure, and what the unit said to that."""

    words: str
    explained: str = ""
    is_note: bool = False  # stated by the unit; nothing looks odd


@dataclass(frozen=True)
class ReviewRow:
    """One line of the table: a Chỉ tiêu with its cells, or a base figure."""

    anchor: str
    label: str
    code: str
    name: str
    unit_text: str
    is_restricted: bool
    is_check: bool
    year_before: str
    last: str
    last_parts: str
    now: str
    now_parts: str
    writing: Cell | None  # a text, which takes the place of the numbers
    delta: Delta | None
    target: TargetText | None
    verdict: Verdict
    is_reference: bool
    remarks: list[Remark]
    cells: list[Cell]

    @property
    def is_stated(self) -> bool:
        return self.cells[0].is_stated

    @property
    def has_several(self) -> bool:
        """Has it a denominator of its own beside the numerator?"""
        return len(self.cells) > 1


@dataclass(frozen=True)
class ReviewGroup:
    heading: str
    rows: list[ReviewRow] = field(default_factory=list)


def review_groups(form: EntryPage, looks: Sequence[LookAt]) -> list[ReviewGroup]:
    """Every figure of the form, in its order."""
    about = _by_figure(looks)
    groups = [ReviewGroup(BASE_HEADING, [_base_row(cell, about) for cell in form.base_cells])]
    for group in form.groups:
        groups.append(ReviewGroup(group.heading, [_row(row, about) for row in group.rows]))
    return [group for group in groups if group.rows]


def rows_to_look_at(groups: Sequence[ReviewGroup], looks: Sequence[LookAt]) -> list[ReviewRow]:
    """The rows with something to look at, in that order; a row stands once, where its first point puts it."""
    places = {cell.figure_id: row for group in groups for row in group.rows for cell in row.cells}
    found = [places[look.figure_id] for look in looks if look.figure_id in places]
    return list({row.anchor: row for row in found}.values())


def points_off_the_form(form: EntryPage, looks: Sequence[LookAt]) -> list[LookAt]:
    """Points about the whole report, or about a cell that stands on another unit's form."""
    own = {cell.figure_id for cell in form.cells}
    return [look for look in looks if look.figure_id not in own]


def _by_figure(looks: Sequence[LookAt]) -> dict[int, list[LookAt]]:
    found: dict[int, list[LookAt]] = {}
    for look in looks:
        if look.figure_id is not None:
            found.setdefault(look.figure_id, []).append(look)
    return found


def _base_row(cell: Cell, about: Mapping[int, list[LookAt]]) -> ReviewRow:
    return ReviewRow(
        anchor=cell.row_id,
        label="nền",
        code=cell.code,
        name=cell.name,
        unit_text="",
        is_restricted=cell.is_restricted,
        is_check=cell.is_check,
        year_before=cell.year_before,
        last=cell.last_year,
        last_parts="",
        now=cell.shown,
        now_parts="",
        writing=cell if cell.is_text else None,
        delta=delta_of(cell),
        target=None,
        verdict=Verdict(),
        is_reference=False,
        remarks=_remarks([cell], about),
        cells=[cell],
    )


def _row(row: EntryRow, about: Mapping[int, list[LookAt]]) -> ReviewRow:
    cell = row.numerator
    now, parts = _now(row)
    return ReviewRow(
        anchor=cell.row_id,
        label=row.label,
        code=cell.code,
        name=row.short_name,
        unit_text=row.unit_text,
        is_restricted=cell.is_restricted,
        is_check=cell.is_check,
        year_before=_then(row.year_before),
        last=_then(row.last_year),
        last_parts=row.last_year.parts if not row.last_year.is_nothing else "",
        now=now,
        now_parts=parts,
        writing=cell if cell.is_text else None,
        delta=delta_of(cell),
        target=row.target,
        verdict=row.verdict,
        is_reference=row.target_is_reference,
        remarks=_remarks(row.cells, about),
        cells=row.cells,
    )


def _then(result: ResultText) -> str:
    return result.words


def _now(row: EntryRow) -> tuple[str, str]:
    """The result with what it was made of; where there is none, what was counted and who knows the rest."""
    if row.numerator.is_stated or row.numerator.has_words:
        return row.numerator.shown, ""
    if row.result.words != DASH:
        return row.result.words, row.result.parts
    whole = row.denominator.shown if row.denominator is not None else row.denominator_text
    return row.numerator.shown, f"mẫu số: {whole}" if whole not in ("", DASH) else ""


def delta_of(cell: Cell) -> Delta | None:
    """How the answer differs from last year's; None where there is nothing to hold it against."""
    if cell.difference is None or cell.is_text:
        return None
    if cell.difference == 0:
        return Delta("same", "như năm trước")
    code, word = ("up", "tăng") if cell.difference > 0 else ("down", "giảm")
    size = abs(cell.difference)
    match cell.control:
        case Control.YES_NO:
            return Delta(code, f"năm trước: {cell.last_year}")
        case Control.LEVEL | Control.STATE:
            return Delta(code, "cao hơn năm trước" if cell.difference > 0 else "thấp hơn năm trước")
        case Control.MONEY:
            return Delta(code, f"{word} {format_money(size)}")
        case Control.RATE:
            return Delta(code, f"{word} {in_box(cell.control, size)}")
    return Delta(code, f"{word} {format_number(size)} {cell.unit_word}".strip())


def _remarks(cells: Sequence[Cell], about: Mapping[int, list[LookAt]]) -> list[Remark]:
    """What the list of points says of the row; else what the form says of it."""
    found: list[Remark] = []
    for cell in cells:
        looks = about.get(cell.figure_id, [])
        found += [_remark(look.words) for look in looks]
        if not looks and cell.warning:
            found.append(Remark(cell.warning, cell.explained))
        if not looks and cell.has_reason:
            found.append(Remark(cell.reason, is_note=True))
    return found


def _remark(words: str) -> Remark:
    said, _, explained = words.partition(EXPLAINED)
    return Remark(said.strip().removesuffix("."), explained.strip())
