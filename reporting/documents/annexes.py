"""Which tables stand behind the text of a signed report? Results, years, tasks, units, signed words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from childplan.vietnamese import nfc
from indicators.enums import Status
from indicators.steps import capitalised
from reporting.answers import DASH
from reporting.documents.content import Annex, Cell, Column, DataTable, ExportGroup
from reporting.documents.public import FEW
from reporting.documents.sections import (
    ANNEX_RESULTS,
    ANNEX_TASKS,
    ANNEX_UNITS,
    ANNEX_WORDING,
    ANNEX_YEARS,
    Part,
)
from reporting.documents.tables import CODE, NAME, UNIT, export_table
from reporting.summaries.annual import AnnualFigures
from reporting.summaries.annual_units import UnitBelow
from reporting.summaries.annual_wording import ReadComponent, Wording
from reporting.summaries.annual_work import TaskDone
from reporting.summaries.annual_years import YearOfPlan
from reporting.summaries.results import Verdict
from reporting.summaries.table_rows import Row

NUMBER = Column("number", "STT", is_number=True)
TASK = Column("task", "Nhiệm vụ (nguyên văn)")
GIVEN_TO = Column("given-to", "Đơn vị được giao")
STATE = Column("state", "Tình hình")
RESULT_WORDS = Column("result-words", "Kết quả")
TASK_COLUMNS = (NUMBER, TASK, GIVEN_TO, STATE, RESULT_WORDS)

PLACE = Column("place", "Đơn vị")
REPORT_STATE = Column("report-state", "Tình trạng")
HANDED_IN = Column("handed-in", "Nộp lần đầu")
TIMING = Column("timing", "So với hạn")
IS_IN = Column("is-in", "Có trong số liệu")
UNIT_COLUMNS = (NUMBER, PLACE, REPORT_STATE, HANDED_IN, TIMING, IS_IN)

CONTENT = Column("content", "Nội dung đo")
OWN_WORDS = Column("own-words", "Nguyên văn của nội dung")
YEARS = Column("years", "Năm")
READ_AS = Column("read-as", "Đọc là")
NOTE = Column("note", "Ghi chú về cách đọc")
WORDING_COLUMNS = (CODE, CONTENT, OWN_WORDS, YEARS, READ_AS, NOTE)

WIDE_YEARS = 5
"""Of more years than these only the results stand in columns; the target is that of the last."""
FINAL_TARGET = Column("target", "Chỉ tiêu, đánh giá năm cuối")


def annex_of(part: Part, figures: AnnualFigures) -> Annex | None:
    """The annex without its number; None where there is nothing to put in it."""
    makers = {
        ANNEX_RESULTS: _results,
        ANNEX_YEARS: _years,
        ANNEX_TASKS: _tasks,
        ANNEX_UNITS: _units,
        ANNEX_WORDING: _wording,
    }
    return makers[part.code](part, figures)


def _results(part: Part, figures: AnnualFigures) -> Annex | None:
    """The table of the page, as every other format has it."""
    if figures.table is None or figures.table.is_empty:
        return None
    table = export_table(figures.table, address="")
    return Annex(
        code=part.code,
        number="",
        title=part.heading,
        table=table.table,
        lead=(_which_figures(figures),),
        remarks=tuple(table.remarks),
        writings=table.writings,
    )


def _which_figures(figures: AnnualFigures) -> str:
    assert figures.table is not None
    edition = figures.table.edition
    label = f", {figures.table_label}" if figures.table_label else ""
    return f"Số liệu từ–đến: {figures.table.window}. Loại số liệu: {edition.lower()}{label}."


# --- Years


def _years(part: Part, figures: AnnualFigures) -> Annex | None:
    told = [one for one in figures.years if one.table is not None]
    if not told:
        return None
    table = DataTable(tuple(_year_columns(told)), tuple(_year_groups(told, figures)))
    return Annex(part.code, "", part.heading, table, lead=(_labels(told),), remarks=(YEAR_DASH,))


YEAR_DASH = f"Dấu {DASH} nghĩa là không có số liệu hoặc chưa giao chỉ tiêu trong năm đó; không phải số 0."


def _labels(years: Iterable[YearOfPlan]) -> str:
    """“Năm 2021, 2022: số chính thức; năm 2024: số ước thực hiện.”"""
    by_label: dict[str, list[str]] = {}
    for one in years:
        by_label.setdefault(one.label, []).append(str(one.year))
    return capitalised(
        "; ".join(f"năm {', '.join(found)}: số {label}" for label, found in by_label.items()) + "."
    )


def _result_column(year: int) -> Column:
    return Column(f"result-{year}", f"Năm {year}", is_number=True)


def _verdict_column(year: int) -> Column:
    return Column(f"verdict-{year}", f"Chỉ tiêu, đánh giá {year}")


def _year_columns(years: Sequence[YearOfPlan]) -> Iterator[Column]:
    yield from (CODE, NAME, UNIT)
    for one in years:
        yield _result_column(one.year)
        if len(years) <= WIDE_YEARS:
            yield _verdict_column(one.year)
    if len(years) > WIDE_YEARS:
        yield FINAL_TARGET


def _year_groups(years: Sequence[YearOfPlan], figures: AnnualFigures) -> Iterator[ExportGroup]:
    rows = [
        {row.component_id: row for row in (one.table.rows if one.table is not None else [])} for one in years
    ]
    seen: set[int] = set()
    for one in reversed(years):
        # Newest first: what a later document dropped stands behind what still holds.
        for group in one.table.groups if one.table is not None else []:
            fresh = [row for row in group.rows if row.component_id not in seen]
            seen |= {row.component_id for row in fresh}
            if fresh:
                lines = tuple(tuple(_year_cells(row, years, rows)) for row in fresh)
                yield ExportGroup(nfc(group.heading), lines)


def _year_cells(row: Row, years: Sequence[YearOfPlan], rows: Sequence[dict[int, Row]]) -> Iterator[Cell]:
    yield _words(CODE, row.label)
    yield _words(NAME, row.short_name)
    yield _words(UNIT, row.unit_text)
    for one, by_id in zip(years, rows, strict=True):
        found = by_id.get(row.component_id)
        column = _result_column(one.year)
        yield _result_cell(column, found) if found is not None else Cell(column)
        if len(years) <= WIDE_YEARS:
            yield _verdict_cell(_verdict_column(one.year), found)
    if len(years) > WIDE_YEARS:
        yield _verdict_cell(FINAL_TARGET, rows[-1].get(row.component_id))


def _result_cell(column: Column, row: Row) -> Cell:
    mark = f" {row.mark}" if row.mark else ""
    tone = "partial" if row.is_partial else ""
    text = row.result.words
    if row.is_withheld:  # a count that is no secret would be read as the rate that is one
        text = FEW if row.numerator == FEW else row.result.text
    return Cell(column, nfc(f"{text}{mark}"), row.result.number, row.result.decimals, tone)


def _verdict_cell(column: Column, row: Row | None) -> Cell:
    if row is None:
        return Cell(column)
    target = " ".join(part for part in (row.target.text, _milestone(row)) if part and part != DASH)
    said = "; ".join(part for part in (target, _chip_text(row.verdict)) if part)
    return Cell(column, nfc(said) or DASH, tone=row.verdict.chip.code if row.verdict.chip else "")


def _milestone(row: Row) -> str:
    return f"({row.target.milestone})" if row.target.milestone else ""


def _chip_text(verdict: Verdict) -> str:
    """Not twice: “không phát sinh” is the result already."""
    if verdict.chip is None or verdict.status in (Status.NO_CASES, Status.NO_TARGET):
        return ""
    return verdict.chip.text


# --- Tasks and units


def _tasks(part: Part, figures: AnnualFigures) -> Annex | None:
    if not figures.tasks:
        return None
    rows = tuple(_task_cells(place, task) for place, task in enumerate(figures.tasks, start=1))
    return Annex(part.code, "", part.heading, DataTable(TASK_COLUMNS, (ExportGroup("", rows),)))


def _task_cells(place: int, task: TaskDone) -> tuple[Cell, ...]:
    return (
        Cell(NUMBER, str(place), place),
        _words(TASK, task.words),
        _words(GIVEN_TO, _given_to(task)),
        _words(STATE, task_state(task)),
        _words(RESULT_WORDS, "; ".join(f"{unit}: {words}" for unit, words in task.results)),
    )


MOST_UNITS = 6


def _given_to(task: TaskDone) -> str:
    """The units by name; of many, and for everybody, how many there are, under the words of the document."""
    if not task.units or task.units == ("",):
        return task.given_to
    if len(task.units) > MOST_UNITS or not all(task.units):
        return f"{task.given_to} ({len(task.units)} đơn vị)"
    return ", ".join(task.units)


def task_state(task: TaskDone) -> str:
    """“Đã làm xong” of one unit, “xong 15/22, đang làm 5, chưa báo cáo 2” of several."""
    if not task.total:
        return "chưa gắn với đơn vị nào trên hệ thống"
    counts = (
        ("đã làm xong", task.done),
        ("đang làm", task.ongoing),
        ("chưa làm", task.not_started),
        ("chưa báo cáo", task.unsaid),
    )
    if task.total == 1:
        return capitalised(next(words for words, count in counts if count))
    return capitalised(", ".join(f"{words} {count}/{task.total}" for words, count in counts if count))


def _units(part: Part, figures: AnnualFigures) -> Annex | None:
    if not figures.below.units:
        return None
    rows = tuple(
        _unit_cells(place, one, with_figures=not figures.years)
        for place, one in enumerate(figures.below.units, start=1)
    )
    columns = UNIT_COLUMNS if not figures.years else UNIT_COLUMNS[:-1]
    table = DataTable(columns, (ExportGroup("", rows),))
    return Annex(part.code, "", part.heading, table, remarks=figures.below.gone, is_landscape=False)


def _unit_cells(place: int, one: UnitBelow, *, with_figures: bool) -> tuple[Cell, ...]:
    cells = (
        Cell(NUMBER, str(place), place),
        _words(PLACE, capitalised(one.name)),
        _words(REPORT_STATE, capitalised(one.state)),
        _words(HANDED_IN, one.handed_in),
        _words(TIMING, one.timing),
    )
    return (*cells, _words(IS_IN, "Có" if one.is_in else "Chưa")) if with_figures else cells


# --- The signed words


def _wording(part: Part, figures: AnnualFigures) -> Annex | None:
    if not figures.wordings:
        return None
    groups = tuple(_wording_group(one) for one in figures.wordings)
    return Annex(part.code, "", part.heading, DataTable(WORDING_COLUMNS, groups), lead=(_source(figures),))


def _source(figures: AnnualFigures) -> str:
    words = f"Chỉ tiêu ghi nguyên văn theo {figures.plan.cited}"
    return f"{words}. Cách đọc là của hệ thống, không sửa văn bản."


def _wording_group(one: Wording) -> ExportGroup:
    rows = tuple(cells for component in one.components for cells in _component_lines(component))
    return ExportGroup(nfc(f"Chỉ tiêu {one.number}. {one.words}"), rows)


def _component_lines(component: ReadComponent) -> Iterator[tuple[Cell, ...]]:
    head = (
        _words(CODE, component.label),
        _words(CONTENT, component.name),
        _words(OWN_WORDS, component.words),
    )
    if not component.targets:
        yield (*head, Cell(YEARS), Cell(READ_AS), Cell(NOTE))
    for place, target in enumerate(component.targets):
        first = head if place == 0 else tuple(Cell(cell.column, "") for cell in head)
        yield (
            *first,
            _words(YEARS, target.years),
            _words(READ_AS, target.text),
            _words(NOTE, target.note),
        )


def _words(column: Column, text: str) -> Cell:
    return Cell(column, nfc(text) or DASH)
