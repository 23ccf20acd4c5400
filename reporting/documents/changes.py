"""What says something else now than when the figures of a draft were taken? Offered, never put in silently.

Told in the words that a reader of the report sees: result, verdict, coverage, last year, target; who has
handed in; tasks and what was drawn in. Days that only pass (còn 3 ngày) are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from indicators.steps import capitalised
from reporting.answers import DASH
from reporting.documents.annexes import annex_of, task_state
from reporting.documents.assembling import figures_from
from reporting.documents.narrative import generated_texts, kind, notes_of, subject_of
from reporting.documents.sections import parts_of_kind
from reporting.models import AnnualReport
from reporting.summaries.annual import AnnualFigures
from reporting.summaries.annual_units import UnitBelow
from reporting.summaries.annual_wording import Wording
from reporting.summaries.annual_work import TaskDone
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import Table


@dataclass(frozen=True)
class FigureChanged:
    """One thing that differs: where (“3.1 Suy dinh dưỡng thể thấp còi”, “Thôn 3”), what of it, both sides."""

    where: str
    what: str
    old: str
    new: str
    is_restricted: bool = False


def changes_between(taken: Mapping[str, Any], now: Mapping[str, Any]) -> list[FigureChanged]:
    """In the order of the report; both as `AnnualReport.tables` keeps them. Empty where all says the same."""
    old, new = figures_from(taken), figures_from(now)
    found = [
        *_of_tables(old.table, new.table, ""),
        *_of_years(old, new),
        *_of_words(old.wordings, new.wordings),
        *_of_units(old, new),
        *_of_tasks(old, new),
        *_of_drawn(old, new),
        *_of_explained(old, new),
        *_of_settled(old, new),
    ]
    if not found and _read(old) != _read(new):
        found.append(FigureChanged("Báo cáo", "Tên gọi, cách ghi khác", "như khi soạn", "có thay đổi"))
    return found


def _read(figures: AnnualFigures) -> list[str]:
    """All that a reader of the report would see, without how much time is left."""
    units = tuple(replace(one, timing="") for one in figures.below.units)
    figures = replace(figures, below=replace(figures.below, units=units))
    parts = parts_of_kind(kind(figures), year=figures.year, last_year=figures.plan.last_year)
    lines = [subject_of(figures), *generated_texts(figures).values(), *notes_of(figures)]
    for part in parts:
        annex = annex_of(part, figures) if part.is_annex else None
        if annex is not None:
            lines += [*annex.lead, *annex.remarks, *(group.heading for group in annex.table.groups)]
            lines += [cell.text for row in annex.table.rows for cell in row]
    return lines


def offers(report: AnnualReport, now: Mapping[str, Any]) -> dict[str, str]:
    """By code of a section the sentences that follow from the figures of now, where they are others than
    those that follow from the ones taken."""
    taken = generated_texts(figures_from(report.tables))
    fresh = generated_texts(figures_from(now))
    return {code: text for code, text in fresh.items() if text != taken.get(code, "")}


def _of_tables(old: Table | None, new: Table | None, year: str) -> Iterator[FigureChanged]:
    before = {row.component_id: row for row in old.rows} if old is not None else {}
    after = {row.component_id: row for row in new.rows} if new is not None else {}
    for component_id in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(component_id), after.get(component_id)
        told = is_now or was
        assert told is not None
        where = f"{told.label} {capitalised(told.short_name)}{year}".strip()
        if was is None or is_now is None:
            one, other = ("chưa có", "mới thêm") if was is None else ("có", "không còn")
            yield FigureChanged(where, "Nội dung đo", one, other, told.is_restricted)
            continue
        facts, fresh = _facts(was), _facts(is_now)
        for what, said in facts.items():
            if said != fresh[what]:
                yield FigureChanged(where, what, said, fresh[what], told.is_restricted)


def _facts(row: Row) -> dict[str, str]:
    """What a reader sees of a row."""
    result = row.result
    words = f"{result.words} ({result.parts})" if result.parts else result.words
    return {
        "Kết quả": words,
        "Đánh giá": row.verdict.chip.text if row.verdict.chip is not None else DASH,
        "Đủ số liệu": row.coverage or DASH,
        "Năm trước": row.last_year.words,
        "Chỉ tiêu giao": " ".join(part for part in (row.target.text, row.target.milestone) if part),
        "Cách đọc chỉ tiêu": "chờ xác nhận" if row.target.needs_confirmation else "đã rõ",
        "Nội dung đơn vị viết": "; ".join(f"{said.unit_name} {said.text}".strip() for said in row.writings)
        or DASH,
        "Thay đổi sau khi nộp": row.changed or DASH,
    }


def _of_years(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    """Of a report over years its last year's table is told above already."""
    before = {one.year: one for one in old.years}
    for one in new.years[:-1]:
        was = before.get(one.year)
        yield from _of_tables(was.table if was is not None else None, one.table, f", năm {one.year}")
    for one in new.years:
        was = before.get(one.year)
        if was is not None and was.label != one.label:
            yield FigureChanged(f"Năm {one.year}", "Loại số liệu", was.label or DASH, one.label or DASH)


def _of_words(old: tuple[Wording, ...], new: tuple[Wording, ...]) -> Iterator[FigureChanged]:
    """The plan was amended, or a reading was confirmed."""
    before, after = {one.number: one for one in old}, {one.number: one for one in new}
    for number in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(number), after.get(number)
        where = f"Chỉ tiêu {number}"
        if was is None or is_now is None or was.words != is_now.words:
            yield FigureChanged(
                where, "Nguyên văn", was.words if was else DASH, is_now.words if is_now else DASH
            )
        elif _readings(was) != _readings(is_now):
            yield FigureChanged(where, "Cách đọc", _readings(was), _readings(is_now))


def _readings(one: Wording) -> str:
    """The notes on its targets; what is asked stands in the table."""
    said = (
        f"{component.label} ({target.years}): {target.note}"
        for component in one.components
        for target in component.targets
        if target.note
    )
    return "; ".join(said) or DASH


def _of_units(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    before = {one.name: one for one in old.below.units}
    after = {one.name: one for one in new.below.units}
    for name in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(name), after.get(name)
        one, other = _unit_words(was), _unit_words(is_now)
        if one != other:
            yield FigureChanged(capitalised(name), "Nộp báo cáo", one, other)


def _unit_words(unit: UnitBelow | None) -> str:
    if unit is None:
        return DASH
    return f"{unit.state}, {'có' if unit.is_in else 'chưa có'} trong số liệu"


def _of_tasks(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    before, after = {one.position: one for one in old.tasks}, {one.position: one for one in new.tasks}
    for position in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(position), after.get(position)
        where, before_words, words = f"Nhiệm vụ {position}", _task_words(was), _task_words(is_now)
        if was is not None and is_now is not None and was.words != is_now.words:
            yield FigureChanged(where, "Nguyên văn", was.words, is_now.words)
        if before_words != words:
            yield FigureChanged(where, "Nhiệm vụ", before_words, words)


def _task_words(task: TaskDone | None) -> str:
    if task is None:
        return DASH
    return "; ".join([task_state(task), *(f"{unit}: {words}" for unit, words in task.results)])


def _of_drawn(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    for one in new.drawn:
        if one not in old.drawn:
            yield FigureChanged(capitalised(one.unit), "Vướng mắc đưa vào báo cáo", DASH, one.text)
    for one in old.drawn:
        if one not in new.drawn:
            yield FigureChanged(capitalised(one.unit), "Vướng mắc đưa vào báo cáo", one.text, DASH)


def _of_explained(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    for one in new.explained:
        if one not in old.explained:
            yield FigureChanged(capitalised(one.unit), "Giải trình", DASH, one.words)
    for one in old.explained:
        if one not in new.explained:
            yield FigureChanged(capitalised(one.unit), "Giải trình", one.words, DASH)


def _of_settled(old: AnnualFigures, new: AnnualFigures) -> Iterator[FigureChanged]:
    before = {one.name: one for one in old.settled}
    after = {one.name: one for one in new.settled}
    for name in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(name), after.get(name)
        if was != is_now:
            told = is_now or was
            assert told is not None
            yield FigureChanged(
                capitalised(name),
                "Chọn số khi hai nguồn lệch nhau",
                was.words if was else DASH,
                is_now.words if is_now else DASH,
                told.is_restricted,
            )
