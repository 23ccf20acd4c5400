"""What would an uploaded file or a pasted block change, and what became of earlier ones? Page objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from childplan.vietnamese import clock_time, moment, short_date
from reporting.answers import Answer, shown
from reporting.enums import FigureState, IntakeState, Origin
from reporting.incoming.blocks import HEADING
from reporting.incoming.judging import Judged, Kind, Standing, judge
from reporting.incoming.layout import Asked, Layout, Line
from reporting.incoming.workbooks import Found
from reporting.models import Figure, FigureChange, Intake, Report
from reporting.summaries.cells import Cell, answer_of
from reporting.summaries.entry import EntryPage, entry_page

KIND_WORDS = {
    Kind.NEW: "Mới",
    Kind.CHANGED: "Thay đổi",
    Kind.SAME: "Giữ nguyên",
    Kind.ERROR: "Lỗi",
    Kind.SKIPPED: "Bỏ qua",
}
COUNT_WORDS = {
    Kind.NEW: "ô mới",
    Kind.CHANGED: "ô thay đổi",
    Kind.ERROR: "ô lỗi",
    Kind.SAME: "ô giữ nguyên",
    Kind.SKIPPED: "ô bỏ qua",
}
MOST_LINES = 10
"""How many earlier files are listed; older ones matter to nobody who fills in the form."""


@dataclass(frozen=True)
class Form:
    """A report as everything that comes in is held against: its page, what it asks, what stands in it."""

    page: EntryPage
    layout: Layout
    standing: Mapping[str, Standing]

    @property
    def versions(self) -> dict[str, int]:
        return {code: now.version for code, now in self.standing.items()}

    @property
    def item_ids(self) -> dict[str, int]:
        return {cell.code: cell.item_id for cell in self.page.cells}

    @property
    def filled(self) -> list[str]:
        """Codes of cells that are not empty."""
        return [code for code, now in self.standing.items() if now.answer.state != FigureState.EMPTY]


def form_of(report: Report, now: datetime, versions: Mapping[str, int] | None = None) -> Form:
    """The form with what stands in it; `versions`: also what stood there at these."""
    page = entry_page(report, now)
    figures = list(report.figures.select_related("item", "entered_by"))
    earlier = _earlier(figures, versions or {})
    standing = {
        figure.item.code: Standing(
            answer=answer_of(figure),
            version=figure.version,
            by=figure.entered_by.full_name if figure.entered_by else "",
            at=figure.entered_at,
            earlier=earlier.get(figure.pk, {}),
        )
        for figure in figures
    }
    return Form(page, form_layout(page), standing)


def form_layout(page: EntryPage) -> Layout:
    """What the page asks, line by line in its order."""
    lines = [Line(name=cell.name, first=_asked(cell)) for cell in page.base_cells]
    pairs: dict[str, str] = {}
    for group in page.groups:
        for row in group.rows:
            second = _asked(row.denominator) if row.denominator is not None else None
            whole = row.denominator.code if row.denominator is not None else row.denominator_code
            if whole:
                pairs[row.numerator.code] = whole
            lines.append(
                Line(
                    label=row.label,
                    name=row.short_name,
                    first=_asked(row.numerator),
                    second=second,
                    whole=_whole_words(row.denominator_from, row.denominator_text) if second is None else "",
                )
            )
    return Layout(lines, pairs)


def _whole_words(typed_in: str, shown_text: str) -> str:
    if typed_in:
        return "số liệu nền" if typed_in == "nền" else typed_in
    return shown_text if shown_text.endswith("nhập") else ""


def _asked(cell: Cell) -> Asked:
    return Asked(cell.code, cell.name, cell.control, cell.unit_word)


def _earlier(figures: Sequence[Figure], versions: Mapping[str, int]) -> dict[int, dict[int, Answer]]:
    """What stood in cells that changed since, by figure and version."""
    stale = {
        figure.pk: versions[figure.item.code]
        for figure in figures
        if versions.get(figure.item.code, figure.version) != figure.version
    }
    found: dict[int, dict[int, Answer]] = {}
    if not stale:
        return found
    for row in FigureChange.objects.filter(figure__in=stale, version__in=set(stale.values())):
        found.setdefault(row.figure_id, {})[row.version] = answer_of(row)
    return found


# --- One file or block


def verdicts(intake: Intake, form: Form) -> list[Judged]:
    """What each value would do now."""
    found = [Found(**cell) for cell in intake.cells]
    return judge(found, form.layout, form.standing, intake.versions, _since(intake))


def _since(intake: Intake) -> str:
    """What was done when the values were taken from the form."""
    return "dán" if intake.origin == Origin.PASTED else "tải mẫu"


@dataclass(frozen=True)
class PreviewRow:
    """One value of the file beside what stands in its cell."""

    place: str
    name: str
    now: str
    incoming: str
    kind: str
    word: str
    remark: str
    field: str = ""  # what a tick sends: the cell and the version of it that is shown
    field_id: str = ""
    can_be_taken: bool = False
    is_ticked: bool = False
    is_conflict: bool = False
    both: str = ""  # of a conflict: who said what when
    is_shown: bool = True

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "")


ICONS = {
    Kind.NEW.value: "done",
    Kind.CHANGED.value: "warning",
    Kind.ERROR.value: "error",
    Kind.SKIPPED.value: "no_target",
    "taken": "done",
}


@dataclass(frozen=True)
class IntakePage:
    """Screen 06: everything that came in, and what may be done with it."""

    number: int
    title: str
    source: str
    read_at: str
    who: str
    is_pasted: bool
    since: str
    state: str
    state_words: str
    settled: str
    rows: list[PreviewRow]
    counts: list[tuple[int, str]]
    to_look_at: int
    is_filtered: bool
    valid: int
    """New and changed ones that nobody changed in between."""
    changed: int
    has_errors: bool
    taken: int

    @property
    def is_waiting(self) -> bool:
        return self.state == IntakeState.WAITING

    @property
    def can_be_undone(self) -> bool:
        return self.state == IntakeState.ACCEPTED and self.taken > 0

    @property
    def has_choices(self) -> bool:
        """Is there anything to take over?"""
        return any(row.can_be_taken for row in self.rows)

    @property
    def conflicts(self) -> int:
        return sum(row.is_conflict for row in self.rows)


def intake_page(intake: Intake, form: Form, *, with_all: bool) -> IntakePage:
    """The preview. with_all: also rows that need no look (new and clear, or as they were)."""
    judged = verdicts(intake, form)
    is_waiting = intake.state == IntakeState.WAITING
    needs_look = [one for one in judged if _needs_look(one)]
    is_filtered = is_waiting and bool(needs_look) and not with_all
    labels = {cell.code: line.label for line in form.layout.lines for cell in line.cells}
    # Conflicts first: of these somebody has to choose one.
    ordered = sorted(judged, key=lambda one: not one.is_conflict)
    rows = [_row(one, form, labels, is_shown=not is_filtered or _needs_look(one)) for one in ordered]
    if not is_waiting:
        pairs = zip(rows, ordered, strict=True)
        rows = [_after(row, one, intake) for row, one in pairs if one.asked is not None]
    counts = [(sum(one.kind == kind for one in judged), words) for kind, words in COUNT_WORDS.items()]
    taking = [one for one in judged if one.can_be_taken and not one.is_conflict]
    is_pasted = intake.origin == Origin.PASTED
    return IntakePage(
        number=intake.number,
        title="Khối dán từ Excel" if is_pasted else f"Tệp {intake.file_name}",
        source="khối dán" if is_pasted else "tệp",
        read_at=clock_time(intake.at),
        who=intake.by.full_name,
        is_pasted=is_pasted,
        since=_since(intake),
        state=intake.state,
        state_words=IntakeState(intake.state).label,
        settled=_settled(intake),
        rows=rows,
        counts=[(count, words) for count, words in counts if count] if is_waiting else [],
        to_look_at=len(needs_look),
        is_filtered=is_filtered,
        valid=len(taking),
        changed=sum(one.kind == Kind.CHANGED for one in taking),
        has_errors=any(one.kind == Kind.ERROR for one in judged),
        taken=len(intake.taken),
    )


def _settled(intake: Intake) -> str:
    if intake.settled_by is None or intake.settled_at is None:
        return ""
    return f"{intake.settled_by.full_name}, {moment(intake.settled_at)}"


def _needs_look(one: Judged) -> bool:
    """Something to decide, to put right or to know; that a heading was left out is none of these."""
    if one.remark == HEADING:
        return False
    return one.kind in (Kind.CHANGED, Kind.ERROR, Kind.SKIPPED) or (one.kind == Kind.NEW and bool(one.remark))


def _row(one: Judged, form: Form, labels: Mapping[str, str], *, is_shown: bool) -> PreviewRow:
    asked = one.asked
    if asked is None:
        return PreviewRow(
            place=one.found.place,
            name="",
            now="",
            incoming=one.found.text,
            kind=one.kind.value,
            word=KIND_WORDS[one.kind],
            remark=one.remark,
            is_shown=is_shown,
        )
    now = form.standing[asked.code]
    is_empty = now.answer.state == FigureState.EMPTY
    standing = "(trống)" if is_empty else shown(asked.control, now.answer)
    return PreviewRow(
        place=one.found.place,
        name=f"{labels[asked.code]} {asked.name}".strip(),
        now=standing,
        incoming=one.found.text,
        kind=one.kind.value,
        word="Khác nhau" if one.is_conflict else KIND_WORDS[one.kind],
        remark=one.remark,
        field=f"{asked.code}:{now.version}" if one.can_be_taken else "",
        field_id=f"nhan-{asked.code}",
        can_be_taken=one.can_be_taken,
        is_ticked=one.kind == Kind.NEW,
        is_conflict=one.is_conflict,
        both=_both(now) if one.is_conflict else "",
        is_shown=is_shown,
    )


def _after(row: PreviewRow, one: Judged, intake: Intake) -> PreviewRow:
    """After the decision the table says what became of each value; what stands in the cell is as of now."""
    plain = replace(row, can_be_taken=False, is_conflict=False, is_shown=True, both="")
    if one.asked is not None and one.asked.code in intake.taken:
        kind = "taken" if intake.state == IntakeState.ACCEPTED else Kind.SKIPPED.value
        return replace(plain, kind=kind, word=IntakeState(intake.state).label, remark="")
    if one.kind in (Kind.NEW, Kind.CHANGED):
        return replace(plain, kind=Kind.SKIPPED.value, word="Không nhận", remark="")
    return plain


def _both(now: Standing) -> str:
    if now.at is None:
        return ""
    return f"{now.by}, {moment(now.at)}"


# --- Earlier ones


@dataclass(frozen=True)
class IntakeLine:
    """One earlier file or block of a report."""

    number: int
    name: str
    who: str
    when: str
    words: str
    state: str
    taken: int


def intake_lines(report: Report) -> list[IntakeLine]:
    """The latest ones, newest first."""
    rows = report.intakes.select_related("by").order_by("-number")[:MOST_LINES]
    return [
        IntakeLine(
            number=row.number,
            name=row.file_name or "Dán từ Excel",
            who=row.by.full_name,
            when=f"{clock_time(row.at)} {short_date(row.at)}",
            words=_line_words(row),
            state=row.state,
            taken=len(row.taken),
        )
        for row in rows
    ]


def _line_words(intake: Intake) -> str:
    state = IntakeState(intake.state).label
    if intake.state == IntakeState.ACCEPTED:
        return f"{state} {len(intake.taken)} ô"
    return f"{state} · {len(intake.cells)} ô có nội dung"
