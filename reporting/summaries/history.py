"""Số liệu các năm trước, the page: a table of figures by year, what was typed into it, what it comes to.

Texts typed or pasted are read here and nothing is written: the same reading serves the page, its preview and
what is written after (`reporting.actions.history`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from indicators.enums import ItemKind
from indicators.models import Component, DataItem
from indicators.numbers import format_money, format_number
from indicators.steps import counted_words
from reporting.answers import DASH, Answer, Change, Conflict, Control, shown
from reporting.checks import CellFacts, problems
from reporting.enums import FigureState, ReportState
from reporting.incoming.old_years import Named, Value
from reporting.models import Figure, Report
from reporting.reading import Typed, read_cell, trouble
from reporting.rollup import ItemTotal
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.history_years import (
    NOT_KNOWN,
    Asked,
    OldYear,
    asked_of,
    old_years,
    old_years_of,
)
from reporting.summaries.problems import facts_of, nested_on, pairs_on
from reporting.summaries.results import print_result, result_of
from reporting.summaries.tables import totals_of
from reporting.totals import Totals, item_total, sum_reports
from reporting.years import year_before
from units.models import Unit
from units.summaries.places import names_on


@dataclass(frozen=True)
class Box:
    """One figure of one year. field: its name in the form, "" where it is only read."""

    year: int
    text: str
    version: int = 0
    field: str = ""
    message: str = ""


@dataclass(frozen=True)
class Row:
    """One figure over the years."""

    code: str
    label: str
    name: str
    part: str
    unit_word: str
    is_restricted: bool
    boxes: Sequence[Box]


@dataclass(frozen=True)
class Group:
    heading: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Column:
    """One year. closed: why nothing can be typed; round_key: where its report is, if there is one."""

    year: int
    closed: str
    round_key: str
    is_from_table: bool


@dataclass(frozen=True)
class ResultLine:
    """What the figures of a component come to, year by year: “12/400 = 3%”."""

    label: str
    name: str
    texts: Sequence[Box]


@dataclass(frozen=True)
class Table:
    """What stands, before anything is drawn: the place's figures and their years."""

    unit: Unit
    asked: Asked
    years: Sequence[int]
    standing: Mapping[int, OldYear]
    totals: Mapping[int, Totals]

    @property
    def open_years(self) -> list[int]:
        return [year for year in self.years if not self.standing[year].closed]

    @property
    def versions(self) -> dict[tuple[int, int], int]:
        """By item and year, of every cell there is."""
        return {
            (item_id, year): figure.version
            for year, found in self.standing.items()
            for item_id, figure in found.figures.items()
        }

    def answer(self, item_id: int, year: int) -> Answer:
        figure = self.standing[year].figures.get(item_id)
        return answer_of(figure) if figure is not None else Answer(FigureState.EMPTY)

    def figure(self, item: DataItem, answer: Answer) -> Figure:
        """A cell as it would stand, never stored: what the rules look at."""
        return Figure(
            report=Report(unit=self.unit),
            item=item,
            state=answer.state,
            value=answer.value,
            answered=answer.answered,
            text=answer.text,
            raw=answer.raw,
            reason=answer.reason,
        )


@dataclass(frozen=True)
class HistoryPage:
    unit_key: str
    unit_name: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    results: Sequence[ResultLine]
    left_out: Sequence[str]
    how_many: int
    is_asked: bool
    errors: Sequence[Fix]

    @property
    def is_open(self) -> bool:
        return any(not column.closed for column in self.columns)

    @property
    def closed(self) -> list[Column]:
        return [column for column in self.columns if column.closed]

    @property
    def width(self) -> int:
        return 1 + len(self.columns)


@dataclass(frozen=True)
class Fix:
    """One line of the error summary."""

    field_id: str
    message: str


@dataclass(frozen=True)
class Input:
    """What was typed or pasted: answers to write by year, and sentences beside what cannot be written, by
    item and year. typed: every text as it came."""

    changes: Mapping[int, Sequence[Change]]
    messages: Mapping[tuple[int, int], str] = field(default_factory=dict)
    typed: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The same for the same answers over the same cells: what was looked at is what is written."""
        said = [
            f"{year}-{change.item_id}-{change.base_version}-{change.answer}"
            for year in sorted(self.changes)
            for change in self.changes[year]
        ]
        return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def history_table(unit: Unit, today: date, how_many: int) -> Table:
    """Everything that stands; a fixed number of queries a year, however many figures there are."""
    asked = asked_of(unit)
    years = old_years(asked, today, how_many)
    standing = old_years_of(unit, years)
    return Table(unit, asked, years, standing, {year: _totals(unit, standing[year]) for year in years})


def _totals(unit: Unit, found: OldYear) -> Totals:
    """What the year comes to. Of a year from the table the report's own cells, held against the year before
    as it stands now; of any other what the report handed up, or what stands there so far."""
    report = found.report
    if report is None or found.round is None:
        return {}
    if found.is_from_table:
        return sum_reports(Report.objects.filter(pk=report.pk), year_before(found.round))
    return totals_of(unit, report.round, official=report.state == ReportState.ACCEPTED)


# --- What was typed


def field_of(code: str, year: int) -> str:
    return f"so-{code}-{year}"


def version_field(code: str, year: int) -> str:
    return f"phien-ban-{code}-{year}"


def read_typed(
    table: Table, texts: Mapping[tuple[int, int], str], versions: Mapping[tuple[int, int], int]
) -> Input:
    """Read the boxes that were posted, by item and year; an emptied box means that nothing is known.

    versions: of the cells as the page showed them.
    """
    return _read(table, {key: text for key, text in texts.items() if key[1] in table.open_years}, versions)


def beside_theirs(read: Input, table: Table, conflicts: Mapping[tuple[int, int], Conflict]) -> Input:
    """What was typed over cells that somebody else changed, each with what stands there now; cells that were
    only shown take what stands."""
    items = table.asked.items
    messages = {
        key: f"{items[key[0]].short_name} năm {key[1]}: {conflict.their_name} vừa ghi "
        f"{in_table(table, items[key[0]], conflict.theirs) or 'chưa có số liệu'}. "
        "Giữ số bạn gõ hoặc sửa lại, rồi ghi."
        for key, conflict in conflicts.items()
    }
    mine = {(change.item_id, year) for year, found in read.changes.items() for change in found}
    stale = {
        (change.item_id, year)
        for year, found in read.changes.items()
        for change in found
        if change.base_version != table.versions.get((change.item_id, year), 0)
    }
    typed = {
        key: text
        for key, text in read.typed.items()
        if key in conflicts or (key in mine and key not in stale)
    }
    return replace(read, messages=messages, typed=typed)


def read_pasted(table: Table, values: Sequence[Value]) -> tuple[Input, list[Value]]:
    """Read a block that was placed already; what is for a year that cannot be typed is left."""
    ids = {item.code: item_id for item_id, item in table.asked.items.items()}
    open_years = set(table.open_years)
    left = [value for value in values if value.year not in open_years]
    texts = {(ids[value.code], value.year): value.text for value in values if value.year in open_years}
    return _read(table, texts, table.versions), left


def closed_words(table: Table, values: Sequence[Value]) -> list[str]:
    """Years of the block that cannot be typed: a sentence each."""
    times = Counter(value.year for value in values)
    return [f"{table.standing[year].closed} Bỏ {times[year]} số." for year in sorted(times)]


def _read(
    table: Table, texts: Mapping[tuple[int, int], str], versions: Mapping[tuple[int, int], int]
) -> Input:
    items = table.asked.items
    wholes = table.asked.wholes
    answers: dict[tuple[int, int], Answer] = {}
    messages: dict[tuple[int, int], str] = {}
    given: dict[tuple[int, int], int] = {}
    for (item_id, year), text in texts.items():
        item = items[item_id]
        empty = table.figure(item, Answer(FigureState.EMPTY))
        control = control_of(empty, empty.report)
        whole_id = wholes.get(item_id)
        name = f"{item.short_name} năm {year}"
        read = read_cell(control, name, Typed(text), is_numerator=whole_id is not None)
        if read.answer is None:
            messages[item_id, year] = read.message
            continue
        if read.answer.state == FigureState.UNREAD:
            found = trouble(control, name, text.strip())
            messages[item_id, year] = f"{found.message} Ghi rõ lại." if found.choices else found.message
            continue
        is_nothing = read.answer.state in (FigureState.EMPTY, FigureState.NOT_COLLECTED)
        answers[item_id, year] = NOT_KNOWN if is_nothing else read.answer
        if read.denominator is not None and whole_id in items:
            given[whole_id, year] = read.denominator
    _denominators(table, answers, given, messages)
    changes = _changes(table, answers, versions)
    _check(table, answers, messages)
    return Input(changes, messages, texts)


def _denominators(
    table: Table,
    answers: dict[tuple[int, int], Answer],
    given: Mapping[tuple[int, int], int],
    messages: dict[tuple[int, int], str],
) -> None:
    """“12/400” in a numerator also answers the denominator, unless that says something else."""
    for key, value in given.items():
        own = answers.get(key, table.answer(*key))
        if own.state in (FigureState.EMPTY, FigureState.NOT_COLLECTED):
            answers[key] = Answer(FigureState.ENTERED, value=value, raw=format_number(value))
        elif own.value != value:
            name = table.asked.items[key[0]].short_name
            messages[key] = (
                f"{name} năm {key[1]} là {format_number(own.value or 0)}, ở tử số lại ghi trên "
                f"{format_number(value)}. Sửa một trong hai."
            )


def _changes(
    table: Table, answers: Mapping[tuple[int, int], Answer], versions: Mapping[tuple[int, int], int]
) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    for (item_id, year), answer in sorted(answers.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        now = table.answer(item_id, year)
        shown_version = versions.get((item_id, year), 0)
        if answer == NOT_KNOWN and shown_version == 0:
            continue  # nobody ever typed anything there
        # Against what the page showed, not what stands: a cell that somebody changed since is a conflict,
        # and only the cell knows what it was then.
        is_same = answer.says_the_same(now) or (
            answer == NOT_KNOWN and now.state == FigureState.NOT_COLLECTED
        )
        if shown_version != _version(table, item_id, year) or not is_same:
            found.setdefault(year, []).append(Change(item_id, shown_version, answer))
    return found


def _version(table: Table, item_id: int, year: int) -> int:
    return table.versions.get((item_id, year), 0)


def _check(
    table: Table, answers: Mapping[tuple[int, int], Answer], messages: dict[tuple[int, int], str]
) -> None:
    """The rules of every form, over each year as it would stand; what is left empty is no mistake here."""
    items = table.asked.items
    pairs = [*pairs_on(items), *nested_on(items)]
    for year in sorted({year for _, year in answers}):
        cells: dict[int, CellFacts] = {}
        for item_id, item in items.items():
            answer = answers.get((item_id, year), table.answer(item_id, year))
            answer = NOT_KNOWN if answer.state == FigureState.EMPTY else answer
            figure = table.figure(item, answer)
            cells[item_id] = facts_of(figure, figure.report)
        for problem in problems(cells, pairs):
            words = problem.message
            if problem.code == "E8":
                name = cells[problem.item_id].name
                words = f"{name} bằng 0: nếu không có trường hợp nào, ghi “Không phát sinh”"
            messages.setdefault((problem.item_id, year), f"Năm {year}: {words[:1].lower()}{words[1:]}")


# --- The page


def history_page(table: Table, today: date, read: Input | None = None) -> HistoryPage:
    """The page as it stands, or with what was typed and the sentences beside it."""
    messages = read.messages if read is not None else {}
    groups = [
        Group(heading, [_row(line.item, line.label, line.is_denominator, table, read) for line in lines])
        for heading, lines in table.asked.groups
    ]
    names = names_on(today, [table.unit.pk])
    items = table.asked.items
    return HistoryPage(
        unit_key=table.unit.key,
        unit_name=names[table.unit.pk].full_name if names else str(table.unit),
        columns=[_column(table.standing[year]) for year in table.years],
        groups=groups,
        results=_results(table),
        left_out=table.asked.left_out,
        how_many=len(table.years),
        is_asked=bool(items),
        errors=[
            Fix(field_of(items[item_id].code, year), message) for (item_id, year), message in messages.items()
        ],
    )


def _column(found: OldYear) -> Column:
    has_report = found.report is not None and found.round is not None
    key = found.report.round.key if has_report and found.report is not None else ""
    return Column(found.year, found.closed, key, found.is_from_table)


def _row(item: DataItem, label: str, is_denominator: bool, table: Table, read: Input | None) -> Row:
    return Row(
        code=item.code,
        label=label,
        name=item.short_name,
        part="mẫu số" if is_denominator else "",
        unit_word=_wish(item, table) or item.unit_word,
        is_restricted=item.is_restricted,
        boxes=[_box(item, year, table, read) for year in table.years],
    )


WISHES = {
    Control.YES_NO: "Có hoặc Không",
    Control.K_OF_N: "số có trên số đã trả lời, ví dụ 5/6",
    Control.LEVEL: "Mức độ I, II, III hoặc Chưa đạt",
    Control.STATE: "Chưa thực hiện, Đang thực hiện, Hoàn thành",
}


def _wish(item: DataItem, table: Table) -> str:
    """What to write where no number is asked."""
    figure = table.figure(item, Answer(FigureState.EMPTY))
    return WISHES.get(control_of(figure, figure.report), "")


def _box(item: DataItem, year: int, table: Table, read: Input | None) -> Box:
    found = table.standing[year]
    if found.closed:
        return Box(year, _sum_words(item, item_total(table.totals[year], item.pk)))
    key = (item.pk, year)
    text = in_table(table, item, table.answer(*key))
    return Box(
        year=year,
        text=text if read is None else read.typed.get(key, text),
        version=_version(table, item.pk, year),
        field=field_of(item.code, year),
        message=read.messages.get(key, "") if read is not None else "",
    )


def in_table(table: Table, item: DataItem, answer: Answer) -> str:
    """The answer as it stands in its box, where it reads back as the same; nothing where nothing is known."""
    if answer.state not in (FigureState.ENTERED, FigureState.NO_CASES):
        return ""
    figure = table.figure(item, answer)
    return shown(control_of(figure, figure.report), answer)


def _sum_words(item: DataItem, total: ItemTotal) -> str:
    """An item of a year that was reported: the sum over the place."""
    if not total.answered:
        return DASH
    if total.no_cases == total.answered:
        return FigureState.NO_CASES.label
    if item.kind == ItemKind.MONEY:
        return format_money(total.value)
    if item.kind == ItemKind.YES_NO and total.asked == total.yes_answered == 1:
        return "Có" if total.value else "Không"
    if item.kind == ItemKind.YES_NO:
        return f"{format_number(total.value)}/{format_number(total.yes_answered)}"
    if item.kind in (ItemKind.LEVEL, ItemKind.STATE):
        return counted_words(item.kind, total.steps)
    return format_number(total.value)


def _results(table: Table) -> list[ResultLine]:
    """Components with a result in any of the years."""
    found = []
    for component in table.asked.components:
        if component.numerator.kind in (ItemKind.TEXT, ItemKind.RATE):
            continue
        texts = [Box(year, _result(component, table.totals[year])) for year in table.years]
        if any(each.text for each in texts):
            found.append(ResultLine(component.label, component.short_name, texts))
    return found


def _result(component: Component, totals: Totals) -> str:
    result = result_of(component, totals)
    text, _ = print_result(result, component.measure, component.base)
    if text.is_nothing:
        return "" if text.words == DASH else text.words
    return f"{text.parts} = {text.text}" if text.parts else text.text


# --- The preview of a block


@dataclass(frozen=True)
class PreviewLine:
    """One cell that the block would change."""

    year: int
    label: str
    name: str
    before: str
    after: str


def preview_lines(table: Table, read: Input) -> list[PreviewLine]:
    """Old and new, in the order of the table."""
    labels = {line.item.pk: line.label for line in table.asked.lines}
    items = table.asked.items
    changes = {(change.item_id, year): change for year, found in read.changes.items() for change in found}
    return [
        PreviewLine(
            year,
            labels[item_id],
            items[item_id].short_name,
            in_table(table, items[item_id], table.answer(item_id, year)) or DASH,
            in_table(table, items[item_id], changes[item_id, year].answer) or "chưa có số liệu",
        )
        for item_id in labels
        for year in table.years
        if (item_id, year) in changes and (item_id, year) not in read.messages
    ]


def unchanged(read: Input) -> int:
    """How many values of the block stand there already."""
    changed = {(change.item_id, year) for year, found in read.changes.items() for change in found}
    return len(set(read.typed) - changed - set(read.messages))


def takeable(read: Input) -> Input:
    """Without what has a sentence beside it."""
    changes = {
        year: [change for change in found if (change.item_id, year) not in read.messages]
        for year, found in read.changes.items()
    }
    return replace(read, changes={year: found for year, found in changes.items() if found})


def named_figures(asked: Asked) -> list[Named]:
    """The figures of the table as a pasted block may call them."""
    plans = {component.indicator.plan_id for component in asked.components}
    labels: dict[int, list[str]] = {}
    if len(plans) == 1:
        for component in asked.components:
            for item in (component.numerator, component.denominator):
                if item is not None and not item.is_base:
                    labels.setdefault(item.pk, []).append(component.label)
    return [
        Named(
            line.item.code,
            (line.item.name, line.item.short_name),
            # A figure that another line uses too goes by the line in which it stands first.
            (line.label,) if line.label and line.label in labels.get(line.item.pk, []) else (),
        )
        for line in asked.lines
    ]
