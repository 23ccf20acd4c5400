"""How is a row of the log said? Who, when, from where, what; and never a value to whoever may not see it.

A restricted item shows in the log that it changed, to everybody; the value stands on the cell's own page,
for those inside its circle. Whoever reads the log without seeing figures (Quản trị) gets no value at all, and
none of the words that units and checkers wrote about figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from childplan.vietnamese import clock_time, short_date
from indicators.models import Component, DataItem
from indicators.numbers import format_number
from indicators.steps import capitalised
from plans.models import Plan
from reporting.answers import Answer, shown_with_reason
from reporting.deadlines import calendar_day
from reporting.enums import Act, FigureState, IntakeState, Origin, Side
from reporting.models import (
    CommentAnswer,
    Difficulty,
    DifficultyAnswer,
    Explanation,
    FigureChange,
    Intake,
    Paper,
    PaperFile,
    Reminder,
    Report,
    ReportEvent,
    ReviewComment,
    Round,
    Settlement,
    TaskResult,
)
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.log_rows import DAY_ACTS, TAKEN_OUT, Found, reach
from reporting.summaries.log_scope import LogScope
from reporting.summaries.standing_in import source_words
from units.models import LogEntry
from units.summaries.places import Lineage, PlaceName, name_from

SYSTEM = "Hệ thống"
HIDDEN = "đã đổi giá trị (hạn chế xem)"
UNSEEN = "đã đổi giá trị"


@dataclass(frozen=True)
class LogLine:
    """One row of the log as it is read: on the page and in the file."""

    at: datetime
    who: str
    unit: str
    round_name: str
    what: str
    before: str = ""
    after: str = ""
    said: str = ""
    origin: str = ""
    machine: str = ""
    address: str = ""
    """The page behind it, where the person may open that."""

    @property
    def when(self) -> str:
        """“14:32 15/11/2024”."""
        return f"{clock_time(self.at)} {short_date(self.at)}"

    @property
    def act(self) -> str:
        """What happened, as a line of its own."""
        return capitalised(self.what)

    @property
    def how(self) -> str:
        """“nguồn: nhập tay · từ máy 10.0.0.3”."""
        parts = (f"nguồn: {self.origin}" if self.origin else "", self.machine and f"từ máy {self.machine}")
        return " · ".join(filter(None, parts))


def log_lines(found: Sequence[Found], scope: LogScope) -> list[LogLine]:
    """The rows in their order; a fixed number of queries."""
    teller = _Teller(found, scope)
    return [teller.line(one) for one in found]


@dataclass(frozen=True)
class _Use:
    """Where a figure stands in a plan."""

    first_year: int
    last_year: int
    names: Mapping[int, str]


class _Teller:
    """What the rows of one page need besides themselves, fetched once for all of them."""

    def __init__(self, found: Sequence[Found], scope: LogScope) -> None:
        reports = {report.pk: report for one in found if (report := report_of(one.row)) is not None}
        units = {unit.pk: unit for one in found if (unit := _unit_of(one.row)) is not None}
        self.lineage = Lineage(units.values())
        self.roots = {unit.pk for unit in scope.roots}
        self.seen_reports = scope.reports_with_values(set(reports))
        self.seen_units = scope.units_with_values(
            {_unit_of(one.row).pk for one in found if isinstance(one.row, Difficulty | TaskResult)}
            | {one.row.difficulty.unit_id for one in found if isinstance(one.row, DifficultyAnswer)}
        )
        self.earlier = _earlier([one.row for one in found if isinstance(one.row, FigureChange)])
        self.earlier_tasks = _earlier_tasks([one.row for one in found if isinstance(one.row, TaskResult)])
        chains = {
            place.unit_id
            for report in reports.values()
            for place in self.lineage.chain_then(report.round.data_to, report.unit_id)
        }
        self.uses = _uses(chains)

    def line(self, found: Found) -> LogLine:
        row = found.row
        unit, day = _unit_of(row), calendar_day(found.place.at)
        round_: Round | None = _round_of(row)
        by = reach(row, found.source.by)
        line = LogLine(
            at=found.place.at,
            who=by.full_name if by is not None else SYSTEM,
            unit=self._unit_name(unit.pk, round_.data_to if round_ else day) if unit is not None else "",
            round_name=round_.name if round_ else "",
            what="",
        )
        is_taken_out = found.source.at == TAKEN_OUT
        return self.file_taken_out(line, row) if is_taken_out else TELLERS[type(row)](self, line, row)

    def _unit_name(self, unit_id: int, day: date) -> str:
        return name_from(self.lineage.chain_then(day, unit_id), self.roots)

    def may_read(self, report: Report) -> bool:
        """Does the person see the report's figures and what was said of them?"""
        return report.pk in self.seen_reports

    def cell_name(self, report: Report, item: DataItem) -> str:
        """“4.2 tử số · Số trẻ em bị tai nạn”: by the nearest plan that asks for it."""
        if item.is_base:
            return item.short_name
        chain: list[PlaceName] = self.lineage.chain_then(report.round.data_to, report.unit_id)
        for place in reversed(chain):
            for use in self.uses.get(place.unit_id, ()):
                if use.first_year <= report.round.year <= use.last_year and item.pk in use.names:
                    return f"{use.names[item.pk]} · {item.short_name}"
        return item.short_name

    # --- One kind of row each

    def change(self, line: LogLine, row: FigureChange) -> LogLine:
        figure, report = row.figure, row.figure.report
        name = self.cell_name(report, figure.item)
        origin = Origin(row.origin).label
        if row.stand_in is not None:
            origin = f"{origin} – {source_words(row.stand_in)}"
        line = replace(line, origin=origin, machine=row.address or "")
        if not self.may_read(report):
            return replace(line, what=f"{name}: {UNSEEN}")
        line = replace(line, address=_cell_page(report, figure.item))
        if figure.item.is_restricted:
            return replace(line, what=f"{name}: {HIDDEN}")
        control = control_of(figure, report)
        earlier = self.earlier.get((row.figure_id, row.version - 1), Answer(FigureState.EMPTY))
        verb = "nhập" if earlier.state == FigureState.EMPTY else "sửa"
        return replace(
            line,
            what=f"{verb} {name}",
            before=shown_with_reason(control, earlier),
            after=shown_with_reason(control, answer_of(row)),
            said=_why(answer_of(row)),
        )

    def event(self, line: LogLine, row: ReportEvent) -> LogLine:
        act = Act(row.act)
        what = act.label
        if row.day is not None:
            words = {Act.RETURNED: "hạn sửa hết ngày", Act.EXTENDED: "đến hết ngày"}
            what = f"{what}, {words.get(act, 'hết ngày')} {short_date(row.day)}"
        origin, said = "", row.reason
        if row.stand_in_source:
            origin = source_words(row)
            said = "" if act == Act.STAND_IN_STARTED else row.reason
        is_open = self.may_read(row.report)
        return replace(
            line,
            what=what,
            origin=origin if is_open else "",
            said=said if is_open or act in DAY_ACTS else "",
            machine=row.address or "",
            address=_report_page(row.report) if is_open else "",
        )

    def _about_cell(
        self, line: LogLine, verb: str, report: Report, item: DataItem, words: Callable[[], str]
    ) -> LogLine:
        """What somebody wrote on a figure: the words go where its value goes."""
        line = replace(line, what=f"{verb} {self.cell_name(report, item)}")
        if not self.may_read(report):
            return line
        said = "hạn chế xem" if item.is_restricted else words()
        return replace(line, said=said, address=_cell_page(report, item))

    def comment(self, line: LogLine, row: ReviewComment) -> LogLine:
        verb = f"góp ý ({row.get_kind_display().lower()})"
        return self._about_cell(line, verb, row.event.report, row.figure.item, lambda: row.text)

    def answer(self, line: LogLine, row: CommentAnswer) -> LogLine:
        comment = row.comment
        return self._about_cell(
            line, "trả lời góp ý", comment.event.report, comment.figure.item, lambda: row.text
        )

    def explanation(self, line: LogLine, row: Explanation) -> LogLine:
        figure = row.figure
        return self._about_cell(
            line, "giải trình", figure.report, figure.item, lambda: f"{row.said}. {row.words}"
        )

    def settlement(self, line: LogLine, row: Settlement) -> LogLine:
        """Which of two sums a place uses; both stand in the row, where they may be seen."""
        name = self.cell_name(row.report, row.item)
        line = replace(line, what=f"chọn số dùng khi lệch: {name}", machine=row.address or "")
        if not self.may_read(row.report):
            return line
        page = reverse("reporting:settle", args=[row.report.round.key, row.report.unit.key, row.item.code])
        line = replace(line, address=page)
        if row.item.is_restricted:
            return replace(line, said="hạn chế xem")
        sums = (
            f"{row.item.get_source_display()} ghi {format_number(row.source_value)}, "
            f"đối chiếu {format_number(row.check_value)}"
        )
        used = row.check_value if row.uses == Side.CHECK else row.source_value
        return replace(line, before=sums, after=f"dùng {format_number(used)}", said=row.reason)

    def intake(self, line: LogLine, row: Intake) -> LogLine:
        count, is_open = len(row.taken), self.may_read(row.report)
        source = "tệp Excel" if row.origin == Origin.EXCEL else "bảng dán"
        if row.file_name and is_open:
            source = f"tệp {row.file_name}"
        what = {
            IntakeState.ACCEPTED.value: f"nhận {count} ô từ {source}",
            IntakeState.UNDONE.value: f"hoàn tác {count} ô nhận từ {source}",
        }.get(row.state, f"bỏ {source}, không nhận ô nào")
        return replace(line, what=what, address=_report_page(row.report) if is_open else "")

    def paper(self, line: LogLine, row: Paper) -> LogLine:
        is_open = self.may_read(row.report)
        address = _report_page(row.report) if is_open else ""
        return replace(line, what=f"ghi nội dung báo cáo, bản {row.version}", address=address)

    def paper_file(self, line: LogLine, row: PaperFile) -> LogLine:
        return self._about_file(line, "kèm tệp", row)

    def file_taken_out(self, line: LogLine, row: PaperFile) -> LogLine:
        return self._about_file(line, "bỏ tệp", row)

    def _about_file(self, line: LogLine, verb: str, row: PaperFile) -> LogLine:
        is_open = self.may_read(row.report)
        name = f"“{row.name}”" if is_open else str(row.number)
        address = _report_page(row.report) if is_open else ""
        return replace(line, what=f"{verb} {name}", address=address)

    def reminder(self, line: LogLine, row: Reminder) -> LogLine:
        day = f", hạn {short_date(row.due_on)}" if row.due_on else ""
        is_open = self.may_read(row.report)
        return replace(line, what=f"đôn đốc{day}", said=row.text if is_open else "")

    def task(self, line: LogLine, row: TaskResult) -> LogLine:
        is_open = row.unit_id in self.seen_units
        earlier = self.earlier_tasks.get(row.pk)
        return replace(
            line,
            what=f"nhiệm vụ {row.task.position}, {row.task.plan.short_title}",
            before=earlier or "—",
            after=row.get_state_display(),
            said=row.words if is_open else "",
            address=reverse("reporting:tasks", args=[row.round.key, row.unit.key]) if is_open else "",
        )

    def difficulty(self, line: LogLine, row: Difficulty) -> LogLine:
        is_open = row.unit_id in self.seen_units
        return replace(
            line,
            what=f"báo vướng mắc số {row.number}",
            said=row.text if is_open else "",
            address=_difficulty_page(row) if is_open else "",
        )

    def difficulty_answer(self, line: LogLine, row: DifficultyAnswer) -> LogLine:
        difficulty = row.difficulty
        is_open = difficulty.unit_id in self.seen_units
        settled = ", đã giải quyết" if row.settles else ""
        return replace(
            line,
            what=f"trả lời vướng mắc số {difficulty.number}{settled}",
            said=row.text if is_open else "",
            address=_difficulty_page(difficulty) if is_open else "",
        )

    def entry(self, line: LogLine, row: LogEntry) -> LogLine:
        return replace(
            line,
            what=f"{row.act}: {row.subject}" if row.subject else row.act,
            before=row.before,
            after=row.after,
            said=row.reason,
            machine=row.address or "",
        )


TELLERS: dict[type[Any], Callable[[_Teller, LogLine, Any], LogLine]] = {
    FigureChange: _Teller.change,
    ReportEvent: _Teller.event,
    ReviewComment: _Teller.comment,
    CommentAnswer: _Teller.answer,
    Explanation: _Teller.explanation,
    Settlement: _Teller.settlement,
    Intake: _Teller.intake,
    Paper: _Teller.paper,
    PaperFile: _Teller.paper_file,
    Reminder: _Teller.reminder,
    TaskResult: _Teller.task,
    Difficulty: _Teller.difficulty,
    DifficultyAnswer: _Teller.difficulty_answer,
    LogEntry: _Teller.entry,
}


def report_of(row: Any) -> Report | None:
    """The report a row belongs to, if it belongs to one."""
    found: Report | None
    match row:
        case FigureChange() | Explanation():
            found = row.figure.report
        case ReviewComment():
            found = row.event.report
        case CommentAnswer():
            found = row.comment.event.report
        case _:
            found = getattr(row, "report", None)
    return found


def _unit_of(row: Any) -> Any:
    report = report_of(row)
    return report.unit if report is not None else row.unit


def _round_of(row: Any) -> Round | None:
    report = report_of(row)
    return report.round if report is not None else getattr(row, "round", None)


def _why(answer: Answer) -> str:
    return answer.reason if answer.state == FigureState.NOT_COLLECTED else ""


def _cell_page(report: Report, item: DataItem) -> str:
    return reverse("reporting:cell", args=[report.round.key, report.unit.key, item.code])


def _report_page(report: Report) -> str:
    return reverse("reporting:check", args=[report.round.key, report.unit.key])


def _difficulty_page(row: Difficulty) -> str:
    return reverse("reporting:difficulty", args=[row.unit.key, row.number])


def _earlier(changes: Iterable[FigureChange]) -> dict[tuple[int, int], Answer]:
    """What stood in the cells before, by figure and version; one query, which may bring a few rows more."""
    before = {(row.figure_id, row.version - 1) for row in changes}
    rows = FigureChange.objects.filter(
        figure__in={figure_id for figure_id, _ in before}, version__in={version for _, version in before}
    )
    return {key: answer_of(row) for row in rows if (key := (row.figure_id, row.version)) in before}


def _earlier_tasks(results: Sequence[TaskResult]) -> dict[int, str]:
    """The state each result replaced, by the result's number; one query."""
    if not results:
        return {}
    same = {(row.task_id, row.unit_id, row.round_id) for row in results}
    tasks, units, rounds = (set(part) for part in zip(*same, strict=True))
    rows = TaskResult.objects.filter(task__in=tasks, unit__in=units, round__in=rounds).order_by("id")
    last: dict[tuple[int, int, int], str] = {}
    found: dict[int, str] = {}
    for row in rows:
        key = (row.task_id, row.unit_id, row.round_id)
        if key in last:
            found[row.pk] = last[key]
        last[key] = row.get_state_display()
    return found


def _uses(issuer_ids: set[int]) -> dict[int, list[_Use]]:
    """By issuer: which items the issuer's plans use, and as what; one query."""
    components = (
        Component.objects.filter(
            indicator__plan__in=Plan.objects.signed().collecting().values("pk"),
            indicator__plan__issuer__in=issuer_ids,
        )
        .select_related("indicator__plan", "measure")
        .order_by("indicator__plan__first_year", "indicator__plan_id", "indicator__position", "position")
    )
    by_plan: dict[int, tuple[Any, dict[int, str]]] = {}
    for component in components:
        plan = component.indicator.plan
        _, names = by_plan.setdefault(plan.pk, (plan, {}))
        top = component.own_numerator_id or component.measure.numerator_id
        bottom = component.own_denominator_id or component.measure.denominator_id
        names.setdefault(top, f"{component.label} tử số" if bottom else component.label)
        if bottom:
            names.setdefault(bottom, f"{component.label} mẫu số")
    found: dict[int, list[_Use]] = {}
    for plan, names in by_plan.values():
        found.setdefault(plan.issuer_id, []).append(_Use(plan.first_year, plan.last_year, names))
    return found
