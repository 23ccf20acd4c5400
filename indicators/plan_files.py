"""What does the file of a signed plan say: its goals, Chỉ tiêu, targets, who answers, by when it is told?

Every quotation must stand in the signed document beside the file. A file that says `document = ""` has none:
its words are a summary of ours, quote nothing, and ask nobody for figures. `fixtures/plans/README.md`
explains the keys. Reading rules of targets: `docs/domain.md`.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from indicators.enums import Flag, Operator, Part
from indicators.source_files import NAME_LENGTH, FileProblem, Section, read_text
from plans.enums import DutyKind, PlanKind
from plans.quotations import one_line
from units.enums import AgencyKind, Level

SELF = "self"
"""In a plan file: the place that issued the plan, whose officer coordinates it."""

_ONE_VALUE = frozenset(
    {Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN, Operator.EQUAL}
)
_LEAP_YEAR = 2024  # a yearly day may be 29/02


@dataclass(frozen=True)
class GoalRow:
    number: int
    name: str
    words: str


@dataclass(frozen=True)
class TargetRow:
    """One target; no years: it stands in every year. Values in the component's base."""

    first_year: int | None
    last_year: int | None
    operator: Operator
    value: Decimal | None
    second_value: Decimal | None
    words: str
    reading: str
    flag: Flag | None


@dataclass(frozen=True)
class ComponentRow:
    """A measurable leaf; item codes only where the plan counts something of its own."""

    label: str
    measure: str
    short_name: str
    words: str
    base: int | None
    numerator: str
    denominator: str
    note: str
    targets: tuple[TargetRow, ...]


@dataclass(frozen=True)
class IndicatorRow:
    number: str
    goal: int
    short_name: str
    words: str
    components: tuple[ComponentRow, ...]


@dataclass(frozen=True)
class ResponsibilityRow:
    """`unit` is `self`, a kind of agency or a level directly below the issuer."""

    unit: str
    number: str
    part: Part
    words: str


@dataclass(frozen=True)
class TaskRow:
    """One bullet. `units` are words as in a responsibility: every unit that the heading means, maybe none."""

    unit_words: str
    units: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class DeadlineRow:
    duty: DutyKind
    reporter_level: Level
    reporter_kind: AgencyKind | None
    receiver_words: str
    day: int | None
    month: int | None
    year: int | None
    is_strict: bool
    words: str
    note: str


@dataclass(frozen=True)
class PlanFile:
    """A whole plan as its file says it; `document_text` is the signed document, or nothing.

    `above` is the key of the plan above that the document cites, where that plan is on the system too.
    """

    file: str
    key: str
    issuer: str
    kind: PlanKind
    title: str
    short_title: str
    number: str
    signed_on: date | None
    date_words: str
    first_year: int
    last_year: int
    collects: bool
    above: str
    above_words: str
    notes: tuple[str, ...]
    document_text: str
    goals: tuple[GoalRow, ...]
    indicators: tuple[IndicatorRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    tasks: tuple[TaskRow, ...]
    deadlines: tuple[DeadlineRow, ...]


class _Quotations:
    """Holds every quotation of one file against its document; without one there is nothing to hold to."""

    def __init__(self, document_text: str) -> None:
        self._document = one_line(document_text)

    def title(self, section: Section) -> str:
        """The title; a heading that is printed in capitals may be written as in a sentence."""
        return self._checked(section, "title", section.text("title"), with_capitals=False)

    def words(self, section: Section, key: str = "words") -> str:
        """A quotation that must be there."""
        return self._checked(section, key, section.text(key))

    def maybe_words(self, section: Section, key: str = "words", *, longest: int | None = None) -> str:
        return self._checked(section, key, section.maybe_text(key, longest=longest))

    def parts(self, section: Section, key: str = "words") -> tuple[str, ...]:
        """A list of quotations."""
        return tuple(self._checked(section, key, words) for words in section.texts(key))

    def _checked(self, section: Section, key: str, words: str, *, with_capitals: bool = True) -> str:
        document, quoted = self._document, one_line(words)
        if not with_capitals:
            document, quoted = document.casefold(), quoted.casefold()
        if self._document and quoted not in document:
            raise section.problem(
                f"“{key}” không có nguyên văn trong văn bản: “{words[:80]}”.",
                "chép lại đúng từng chữ của văn bản, cả lỗi chữ; văn bản không được sửa.",
            )
        return words


def read_plan(path: Path) -> PlanFile:
    """The plan file and the document beside it, if it names one. Raises FileProblem."""
    try:
        values = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(
            file=path.name,
            place="cả tệp",
            problem=f"tệp không đúng cú pháp TOML ({error}).",
            remedy="sửa tại dòng và cột được nêu; thường là thiếu dấu ngoặc kép.",
        ) from None
    plan = Section(path.name, "phần đầu", values)
    document_text = _read_document(path.parent, plan)
    row = _read_head(plan, _Quotations(document_text), document_text)
    plan.close()
    return row


def _read_document(folder: Path, plan: Section) -> str:
    """The whole text; nothing where the file says that there is no document."""
    if "document" not in plan.values:
        raise plan.problem("thiếu “document”.", 'điền tên tệp văn bản, hoặc document = "" nếu không có.')
    name = plan.maybe_text("document")
    if not name:
        if plan.flag("collects"):
            raise plan.problem(
                "thu thập số liệu mà không có văn bản.", "điền document, hoặc đặt collects = false."
            )
        return ""
    text = read_text(folder / name)
    if not one_line(text):
        raise plan.problem(f"văn bản {name} trống.", "đặt lại toàn văn vào tệp đó.")
    return text


def _read_head(plan: Section, quotations: _Quotations, document_text: str) -> PlanFile:
    first_year, last_year = plan.number("first_year"), plan.number("last_year")
    if first_year > last_year:
        raise plan.problem("first_year lớn hơn last_year.", "đổi lại hai năm.")
    goals = tuple(_read_goal(entry, quotations) for entry in plan.sections("goals", "mục tiêu", "number"))
    indicators = tuple(
        _read_indicator(entry, quotations, {goal.number for goal in goals}, range(first_year, last_year + 1))
        for entry in plan.sections("indicators", "chỉ tiêu", "number")
    )
    numbers = [indicator.number for indicator in indicators]
    _refuse_twice(plan, [str(goal.number) for goal in goals], "mục tiêu")
    _refuse_twice(plan, numbers, "chỉ tiêu")
    responsibilities = tuple(
        row
        for entry in plan.sections("responsibilities", "phân công", "unit")
        for row in _read_responsibilities(entry, quotations, set(numbers))
    )
    _refuse_twice(plan, [f"{row.unit} – {row.number}" for row in responsibilities], "phân công")
    return PlanFile(
        file=plan.file,
        key=plan.text("key", longest=40),
        issuer=plan.text("issuer"),
        kind=plan.choice("kind", PlanKind),
        title=quotations.title(plan),
        short_title=plan.text("short_title", longest=NAME_LENGTH),
        number=quotations.maybe_words(plan, "number", longest=60),
        signed_on=plan.maybe_day("signed_on"),
        date_words=quotations.maybe_words(plan, "date_words", longest=120),
        first_year=first_year,
        last_year=last_year,
        collects=plan.flag("collects"),
        above=plan.maybe_text("above", longest=40),
        above_words=quotations.maybe_words(plan, "above_words"),
        notes=plan.texts("notes"),
        document_text=document_text,
        goals=goals,
        indicators=indicators,
        responsibilities=responsibilities,
        tasks=tuple(
            row
            for entry in plan.sections("tasks", "nhiệm vụ", "unit_words")
            for row in _read_tasks(entry, quotations)
        ),
        deadlines=tuple(
            _read_deadline(entry, quotations) for entry in plan.sections("deadlines", "hạn báo cáo", "")
        ),
    )


def _refuse_twice(section: Section, names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise section.problem(f"{what} {name} có hai lần.", "giữ một, bỏ hoặc đổi số cái còn lại.")
        seen.add(name)


def _read_goal(goal: Section, quotations: _Quotations) -> GoalRow:
    row = GoalRow(goal.number("number"), goal.text("name", longest=120), quotations.words(goal))
    goal.close()
    return row


def _read_indicator(
    indicator: Section, quotations: _Quotations, goals: set[int], years: range
) -> IndicatorRow:
    row = IndicatorRow(
        number=indicator.text("number", longest=10),
        goal=indicator.number("goal"),
        short_name=indicator.text("short_name", longest=NAME_LENGTH),
        words=quotations.words(indicator),
        components=tuple(
            _read_component(entry, quotations, years)
            for entry in indicator.sections("components", "nội dung", "label")
        ),
    )
    if row.goal not in goals:
        raise indicator.problem(f"không có mục tiêu {row.goal}.", "sửa goal hoặc thêm [[goals]].")
    if not row.components:
        raise indicator.problem("chưa có nội dung đo.", "thêm ít nhất một [[indicators.components]].")
    _refuse_twice(indicator, [component.label for component in row.components], "nội dung")
    indicator.close()
    return row


def _read_component(component: Section, quotations: _Quotations, years: range) -> ComponentRow:
    words = quotations.words(component)
    base = component.maybe_number("base")
    if base == 0:
        raise component.problem("base là 0.", "bỏ base hoặc điền số lớn hơn 0.")
    row = ComponentRow(
        label=component.text("label", longest=10),
        measure=component.text("measure"),
        short_name=component.text("short_name", longest=NAME_LENGTH),
        words=words,
        base=base,
        numerator=component.maybe_text("numerator"),
        denominator=component.maybe_text("denominator"),
        note=component.maybe_text("note"),
        targets=tuple(
            _read_target(
                Section(entry.file, f"{component.place}, {entry.place}", entry.values),
                quotations,
                words,
                years,
            )
            for entry in component.sections("targets", "mốc", "first_year")
        ),
    )
    spans = [f"{target.first_year}–{target.last_year}" for target in row.targets]
    _refuse_twice(component, spans, "mốc")
    component.close()
    return row


def _read_target(target: Section, quotations: _Quotations, words: str, years: range) -> TargetRow:
    first_year, last_year = target.maybe_number("first_year"), target.maybe_number("last_year")
    row = TargetRow(
        first_year=first_year,
        last_year=last_year,
        operator=target.choice("operator", Operator),
        value=target.maybe_decimal("value"),
        second_value=target.maybe_decimal("second_value"),
        words=quotations.maybe_words(target) or words,
        reading=target.text("reading"),
        flag=target.maybe_choice("flag", Flag),
    )
    if (first_year is None) != (last_year is None):
        raise target.problem("chỉ có một trong hai năm.", "điền cả first_year và last_year, hoặc bỏ cả hai.")
    if first_year is not None and last_year is not None and not _forward_within(first_year, last_year, years):
        raise target.problem("năm không nằm trong kế hoạch.", f"chọn năm từ {years[0]} đến {years[-1]}.")
    _check_values(target, row)
    target.close()
    return row


def _forward_within(first_year: int, last_year: int, years: range) -> bool:
    return first_year <= last_year and first_year in years and last_year in years


def _check_values(target: Section, row: TargetRow) -> None:
    """The same that the database holds about operators and their values, said as a sentence."""
    if row.operator in _ONE_VALUE and (row.value is None or row.second_value is not None):
        raise target.problem(f"“{row.operator}” cần đúng một giá trị.", "điền value, bỏ second_value.")
    if row.operator == Operator.BAND:
        if row.value is None or row.second_value is None or row.second_value < row.value:
            raise target.problem(
                "khoảng cần hai giá trị.", "điền value và second_value, số sau không nhỏ hơn."
            )
    elif row.second_value is not None:
        raise target.problem("có second_value mà không phải khoảng.", "bỏ second_value.")
    if row.operator == Operator.UNREADABLE and row.flag is None:
        raise target.problem("chưa rõ cách đọc mà không nói vì sao.", "điền flag.")


def _read_responsibilities(
    entry: Section, quotations: _Quotations, numbers: set[str]
) -> list[ResponsibilityRow]:
    unit = entry.text("unit")
    _refuse_unknown_unit(entry, unit)
    words = quotations.words(entry)
    rows = [
        ResponsibilityRow(unit, number, part, words)
        for part in (Part.LEAD, Part.SUPPORT)
        for number in entry.texts(part.value)
    ]
    for row in rows:
        if row.number not in numbers:
            raise entry.problem(f"không có chỉ tiêu {row.number}.", "sửa số chỉ tiêu trong lead, support.")
    entry.close()
    return rows


def _refuse_unknown_unit(entry: Section, unit: str) -> None:
    known = [SELF, *AgencyKind.values, *(level.value for level in Level if level != Level.AGENCY)]
    if unit not in known:
        raise entry.problem(f"không có loại đơn vị “{unit}”.", f"chọn một trong: {', '.join(known)}.")


def _read_tasks(entry: Section, quotations: _Quotations) -> list[TaskRow]:
    """One row for each bullet under the heading."""
    unit_words = quotations.words(entry, "unit_words")
    units = entry.texts("units")
    for unit in units:
        _refuse_unknown_unit(entry, unit)
    _refuse_twice(entry, units, "đơn vị")
    bullets = quotations.parts(entry)
    if not bullets or not all(bullets):
        raise entry.problem("chưa có việc nào, hoặc có việc để trống.", 'viết words = ["…", "…"].')
    entry.close()
    return [TaskRow(unit_words, units, words) for words in bullets]


def _read_deadline(entry: Section, quotations: _Quotations) -> DeadlineRow:
    level, kind = _reporter(entry)
    row = DeadlineRow(
        duty=entry.choice("kind", DutyKind),
        reporter_level=level,
        reporter_kind=kind,
        receiver_words=quotations.maybe_words(entry, "receiver_words", longest=200),
        day=entry.maybe_number("day"),
        month=entry.maybe_number("month"),
        year=entry.maybe_number("year"),
        is_strict=entry.flag("strict", default=False),
        words=quotations.words(entry),
        note=entry.maybe_text("note"),
    )
    if (row.day is None) != (row.month is None):
        raise entry.problem("chỉ có ngày hoặc chỉ có tháng.", "điền cả day và month, hoặc bỏ cả hai.")
    if row.day is not None and row.month is not None and not _is_day(row.day, row.month, row.year):
        raise entry.problem(f"không có ngày {row.day}/{row.month}.", "sửa day và month.")
    entry.close()
    return row


def _is_day(day: int, month: int, year: int | None) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or _LEAP_YEAR, month)[1]


def _reporter(entry: Section) -> tuple[Level, AgencyKind | None]:
    """Who reports: a level, or one kind of agency. `agency` alone is every agency below the issuer."""
    word = entry.text("reporter")
    if word in AgencyKind.values:
        return Level.AGENCY, AgencyKind(word)
    return entry.choice("reporter", Level), None
