"""What do the figures have to say in each section of a signed report, before anybody has touched it?

Sentences about results, tasks and what units told; nothing is judged that a target does not judge, no cause
is guessed. Where the figures say nothing the section is empty and waits for its writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from indicators.enums import Status
from indicators.steps import capitalised
from reporting.documents.sections import (
    ACHIEVED,
    CAUSES,
    DIRECTION,
    NEXT,
    OPENING,
    OVER_YEARS,
    PROPOSALS,
    RESULTS,
    SHORTCOMINGS,
    ReportKind,
    goal_code,
    kind_of,
)
from reporting.documents.sentences import (
    is_unsaid,
    line_of,
    line_of_unsaid,
    names_of,
    said_of,
    with_target,
    year_words,
)
from reporting.enums import RoundKind
from reporting.rollup import Outcome
from reporting.summaries.annual import AnnualFigures, GoalOfPlan, lower_first
from reporting.summaries.annual_work import TaskDone
from reporting.summaries.annual_years import YearOfPlan
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import finding_of
from reporting.summaries.year_change import change_of, has_small_base

REACHED = (Status.MET, Status.EXCEEDED)
UNJUDGED = (None, Status.NO_TARGET, Status.NOT_APPLICABLE)
MANY_UNSAID = 3
"""From so many contents of a goal without any figure on they stand in one line: nobody reads a page of the
same three words."""
MOST_CHANGES = 3
"""So many changes against last year are named, the largest first."""
MOST_EXPLAINED = 5
MOST_NAMED = 12
"""Of more contents than these a list says how many there are; their names stand under II."""


def generated_texts(figures: AnnualFigures) -> dict[str, str]:
    """By code of a section its sentences, a paragraph a line."""
    goals = {goal_code(goal.number): _goal(figures, goal) for goal in figures.goals}
    texts: dict[str, list[str]] = {
        OPENING: [opening_of(figures)],
        DIRECTION: _direction(figures),
        RESULTS: _results(figures),
        **goals,
        ACHIEVED: _achieved(figures),
        SHORTCOMINGS: _shortcomings(figures),
        CAUSES: _causes(figures),
        NEXT: _next(figures),
        PROPOSALS: [f"- {_sentence(one.proposal)} ({one.unit})." for one in figures.drawn if one.proposal],
    }
    return {code: "\n".join(line for line in lines if line) for code, lines in texts.items()}


# --- Words for when


def kind(figures: AnnualFigures) -> ReportKind:
    found = kind_of(figures.round_kind)
    assert found is not None, "no report is written of such a round"
    return found


def period_words(figures: AnnualFigures) -> str:
    """“năm 2024”, “6 tháng đầu năm 2024”, “giai đoạn 2021–2022”."""
    if kind(figures) == ReportKind.SIX_MONTHS:
        return f"6 tháng đầu năm {figures.year}"
    if kind(figures) in OVER_YEARS:
        return _span(figures)
    return f"năm {figures.year}"


def _span(figures: AnnualFigures) -> str:
    years = f"{figures.first_year}–{figures.year}"
    return f"giai đoạn {years}" if figures.first_year != figures.year else f"năm {figures.year}"


def then_words(figures: AnnualFigures) -> str:
    """The time a year before that of the table."""
    half = "6 tháng đầu " if figures.round_kind == RoundKind.SIX_MONTHS else ""
    return f"{half}năm {figures.table_year - 1}"


def when_words(figures: AnnualFigures) -> str:
    return "trong 6 tháng đầu năm" if figures.round_kind == RoundKind.SIX_MONTHS else "trong năm"


def years_in_number(figures: AnnualFigures) -> str:
    """“02 năm”: how plans call a review."""
    return f"{figures.year - figures.first_year + 1:02} năm"


def subject_of(figures: AnnualFigures) -> str:
    """Trích yếu, where the writer has put none."""
    title = figures.plan.title
    match kind(figures):
        case ReportKind.SIX_MONTHS:
            return f"Kết quả 6 tháng đầu năm {figures.year} thực hiện {title}"
        case ReportKind.MID_TERM:
            return f"Sơ kết {years_in_number(figures)} ({_years(figures)}) thực hiện {title}"
        case ReportKind.FINAL:
            return f"Tổng kết {years_in_number(figures)} ({_years(figures)}) thực hiện {title}"
    year = f"năm {figures.year}"
    words = f"Kết quả thực hiện {title}"
    words = words if year in title else f"{words} {year}"
    return f"{words} (số liệu chính thức)" if figures.round_kind == RoundKind.FINAL_YEAR else words


def _years(figures: AnnualFigures) -> str:
    one = figures.first_year == figures.year
    return str(figures.year) if one else f"{figures.first_year}–{figures.year}"


def opening_of(figures: AnnualFigures) -> str:
    """“Thực hiện Kế hoạch số …, Ủy ban nhân dân xã An Sơn báo cáo kết quả năm 2024 như sau:”."""
    reported = f"{figures.authority} báo cáo kết quả {period_words(figures)} như sau:"
    return f"Thực hiện {figures.plan.cited}, {reported}"


# --- I


def _direction(figures: AnnualFigures) -> list[str]:
    lines = [_tasks_sentence(figures.tasks)]
    by_unit: dict[str, list[str]] = {}
    for task in figures.tasks:
        for unit, words in task.results:
            by_unit.setdefault(unit, []).append(_sentence(words))
    if not figures.is_public:
        lines += [f"- {capitalised(unit)}: {'; '.join(words)}." for unit, words in by_unit.items()]
        lines.append(_handed_in(figures))
    return lines


def _tasks_sentence(tasks: Sequence[TaskDone]) -> str:
    """“Trong 12 nhiệm vụ giao cho các đơn vị: 5 đã làm xong, 4 đang làm, 3 chưa có báo cáo.”"""
    given = [task for task in tasks if task.total]
    if not given:
        return ""
    counts = {
        "đã làm xong": sum(_is_done(task) for task in given),
        "đang làm": sum(_is_ongoing(task) for task in given),
        "chưa làm": sum(_is_not_started(task) for task in given),
        "chưa có báo cáo": sum(_is_unsaid(task) for task in given),
    }
    if counts["chưa có báo cáo"] == len(given):
        return f"Có {len(given)} nhiệm vụ giao cho các đơn vị; chưa có báo cáo kết quả."
    words = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    return f"Trong {len(given)} nhiệm vụ giao cho các đơn vị: {words}."


def _is_done(task: TaskDone) -> bool:
    return task.done == task.total


def _is_unsaid(task: TaskDone) -> bool:
    return task.unsaid == task.total


def _is_not_started(task: TaskDone) -> bool:
    return not _is_unsaid(task) and task.not_started + task.unsaid == task.total


def _is_ongoing(task: TaskDone) -> bool:
    return not (_is_done(task) or _is_unsaid(task) or _is_not_started(task))


def _handed_in(figures: AnnualFigures) -> str:
    below = figures.below
    if not below.units:
        return ""
    if not below.not_handed_in:
        return f"Tất cả {len(below.units)} đơn vị đã nộp báo cáo."
    return f"{below.handed_in}/{len(below.units)} đơn vị đã nộp báo cáo; {_not_handed_in(figures)}."


def _not_handed_in(figures: AnnualFigures) -> str:
    """“chưa nộp: Thôn 1, Thôn 3”; who was sent back to correct is named with them."""
    below = figures.below
    is_any_back = any(one.handed_in and not one.is_handed_in for one in below.units)
    lead = "chưa nộp hoặc đang sửa" if is_any_back else "chưa nộp"
    return f"{lead}: {', '.join(below.not_handed_in)}"


# --- II


def _results(figures: AnnualFigures) -> list[str]:
    if figures.table is None:
        return [f"Chưa có số liệu {period_words(figures)}."]
    rows = figures.rows
    if kind(figures) in OVER_YEARS:
        lines = [f"Đến năm {figures.table_year}: {lower_first(_finding(rows))}" if _finding(rows) else ""]
        return [*lines, _growth(figures)]
    if figures.round_kind == RoundKind.SIX_MONTHS:
        return [
            f"Có {len(rows)} nội dung. Chỉ tiêu giao cho cả năm, nên kết quả 6 tháng để theo dõi, "
            "chưa đánh giá đạt hay chưa đạt."
        ]
    if not any(row.is_judged for row in rows):
        return [
            f"Có {len(rows)} nội dung. Chỉ tiêu dưới đây là của {figures.plan.issuer}, ghi để tham "
            "khảo; kết quả không đánh giá đạt hay chưa đạt."
        ]
    return [f"{_finding(rows).removesuffix('.')}{_without(figures)}."]


def _without(figures: AnnualFigures) -> str:
    """“ (chưa gồm Thôn 1, Trạm Y tế)”: whose reports the official figures do not contain; of very many how
    many, for all of them stand in the notes."""
    missing = figures.below.missing
    if not missing or not figures.is_official or figures.is_public:
        return ""
    if len(missing) > MOST_NAMED:
        return f" (chưa gồm {len(missing)}/{len(figures.below.units)} đơn vị)"
    return f" (chưa gồm {', '.join(missing)})"


def _finding(rows: Sequence[Row]) -> str:
    return finding_of(rows)


def _growth(figures: AnnualFigures) -> str:
    """“Số nội dung đạt hoặc vượt: năm 2021 18/31, năm 2022 20/31 …”: counted over the verdicts."""
    parts = []
    for one in figures.years:
        judged = _judged_rows(one.table.rows) if one.table is not None else []
        reached = sum(row.verdict.status in REACHED for row in judged)
        parts.append(
            f"năm {one.year}: {reached}/{len(judged)}" if judged else f"năm {one.year}: chưa đánh giá"
        )
    return f"Số nội dung đạt hoặc vượt chỉ tiêu qua các năm – {'; '.join(parts)}." if len(parts) > 1 else ""


def _goal(figures: AnnualFigures, goal: GoalOfPlan) -> list[str]:
    wanted = set(goal.components)
    rows = [row for row in figures.rows if row.component_id in wanted]
    lead = finding_of(rows) if len(rows) > 1 and len(figures.goals) > 1 else ""
    if figures.years:
        return [lead, *(_line_over_years(figures, row) for row in rows)]
    then, when = then_words(figures), when_words(figures)
    unsaid = [row for row in rows if is_unsaid(row)]
    together = unsaid if len(unsaid) >= MANY_UNSAID else []
    lines = [line_of(row, then=then, when=when) for row in rows if row not in together]
    return [lead, *lines, line_of_unsaid(together) if together else ""]


def _line_over_years(figures: AnnualFigures, row: Row) -> str:
    """“- 3.1. …: năm 2021: 13,5% (32/237); năm 2022: 12,9% (30/233); chỉ tiêu dưới 10%: chưa đạt.”"""
    by_year = [
        (one, next((each for each in one.table.rows if each.component_id == row.component_id), None))
        for one in figures.years
        if one.table is not None
    ]
    told = [f"năm {one.year}: {year_words(each)}" for one, each in by_year[:-1]]
    told.append(f"năm {figures.table_year}: {said_of(row, then='', when='')}")
    return f"- {row.label}. {capitalised(row.short_name)}: {'; '.join(told)}"


# --- III


def _judged_rows(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.is_judged and row.verdict.status not in UNJUDGED]


def _with_status(figures: AnnualFigures, *statuses: Status) -> list[Row]:
    return [row for row in _judged_rows(figures.rows) if row.verdict.status in statuses]


def _achieved(figures: AnnualFigures) -> list[str]:
    judged = _judged_rows(figures.rows)
    reached = _with_status(figures, *REACHED)
    lines = []
    if reached:
        lines.append(f"- {len(reached)}/{len(judged)} nội dung đạt hoặc vượt chỉ tiêu.")
    lines += [
        _listed("Vượt chỉ tiêu", [with_target(row) for row in _with_status(figures, Status.EXCEEDED)]),
        _early(figures),
        _changes(figures, better=True),
    ]
    return [*lines, _done(figures.tasks)]


def _early(figures: AnnualFigures) -> str:
    """Milestones of later years whose mark is reached already."""
    rows = [
        row
        for row in _with_status(figures, Status.MILESTONE_LATER)
        if row.verdict.distance.startswith("đã đạt")
    ]
    if not rows:
        return ""
    return _named(f"{len(rows)} nội dung đã đạt mức của mốc những năm sau", rows)


def _changes(figures: AnnualFigures, *, better: bool) -> str:
    """The largest changes of results that can be held against last year's, in points."""
    then, rows = _compared(figures)
    ranked = []
    for row in rows:
        change = change_of(row, then)
        if change.is_better is better and change.size is not None:
            ranked.append((-change.size, row.label, row))
    words = [
        f"{lower_first(row.short_name)} từ {row.last_year.text} {_to(row)} {row.result.text}"
        for *_, row in sorted(ranked, key=lambda each: each[:2])[:MOST_CHANGES]
    ]
    lead = "Tiến bộ nhiều nhất so với" if better else "Kém hơn"
    return _listed(f"{lead} {then}", words)


def _compared(figures: AnnualFigures) -> tuple[str, list[Row]]:
    """The rows with what they are held against: last year, or over years the first of them that has a
    result."""
    told = [one for one in figures.years if one.table is not None]
    if len(told) < 2 or told[0].table is None:
        return then_words(figures), [] if figures.years else figures.rows
    first = {row.component_id: row.result for row in told[0].table.rows}
    rows = [
        replace(row, last_year=first[row.component_id]) for row in figures.rows if row.component_id in first
    ]
    return f"năm {told[0].year}", rows


def _to(row: Row) -> str:
    assert row.result.number is not None and row.last_year.number is not None
    return "lên" if row.result.number > row.last_year.number else "xuống"


def _done(tasks: Sequence[TaskDone]) -> str:
    given = [task for task in tasks if task.total]
    done = [task for task in given if _is_done(task)]
    return f"- Hoàn thành {len(done)}/{len(given)} nhiệm vụ được giao." if done else ""


def _shortcomings(figures: AnnualFigures) -> list[str]:
    not_met = _with_status(figures, Status.NOT_MET)
    without = [row for row in figures.rows if _lacks_data(row)]
    lines = [
        _listed(f"{len(not_met)} nội dung chưa đạt chỉ tiêu", [with_target(row) for row in not_met]),
        _changes(figures, better=False),
        _named(f"{len(without)} nội dung chưa có số liệu", without) if without else "",
    ]
    if not figures.is_public:
        if figures.below.not_handed_in:
            lines.append(f"- Đơn vị {_not_handed_in(figures)}.")
        lines += [f"- {capitalised(one.unit)} nêu vướng mắc: {_sentence(one.text)}." for one in figures.drawn]
    return lines


def _lacks_data(row: Row) -> bool:
    return (
        row.result.is_nothing
        and row.result.outcome != Outcome.NO_CASES
        and row.verdict.status != Status.NOT_APPLICABLE
        and not row.is_withheld
    )


def _causes(figures: AnnualFigures) -> list[str]:
    """What units explained of the figures behind contents that were not reached, in their words; nothing
    else is known of causes."""
    lines = []
    for row in _with_status(figures, Status.NOT_MET):
        items = {one.item_id for one in (row.numerator_item, row.denominator_item) if one is not None}
        said = [one for one in figures.explained if one.item_id in items]
        words = [f"{one.unit}: {lower_first(_sentence(one.words))}" for one in said[:MOST_EXPLAINED]]
        if len(said) > MOST_EXPLAINED:
            words.append(f"và {len(said) - MOST_EXPLAINED} giải trình khác")
        lines.append(_listed(f"{capitalised(row.short_name)}, theo giải trình", words))
    return lines


# --- IV


def _next(figures: AnnualFigures) -> list[str]:
    not_met = _with_status(figures, Status.NOT_MET)
    without = [row for row in figures.rows if _lacks_data(row)]
    left = [task for task in figures.tasks if task.total and not _is_done(task)]
    lines = [
        _named(f"Tập trung thực hiện {_many(not_met)}nội dung chưa đạt", not_met) if not_met else "",
        *_milestones(figures),
        _named(f"Thu thập đủ số liệu của {len(without)} nội dung chưa có số liệu", without)
        if without
        else "",
    ]
    if left:
        lines.append(f"- Hoàn thành {len(left)} nhiệm vụ còn lại.")
    return lines


def _many(rows: Sequence[Row]) -> str:
    return f"{len(rows)} " if len(rows) > 1 else ""


def _milestones(figures: AnnualFigures) -> list[str]:
    """By year the marks that are still ahead."""
    ahead: dict[str, list[Row]] = {}
    for row in _with_status(figures, Status.MILESTONE_LATER):
        if not row.verdict.distance.startswith("đã đạt"):
            ahead.setdefault(row.target.milestone.removeprefix("mốc "), []).append(row)
    return [
        _listed(f"Phấn đấu đạt {len(rows)} mốc năm {year}", [_ahead(row) for row in rows])
        if len(rows) <= MOST_NAMED
        else f"- Phấn đấu đạt {len(rows)} mốc năm {year} còn lại (mức và kết quả tại mục II)."
        for year, rows in sorted(ahead.items())
    ]


def _ahead(row: Row) -> str:
    return with_target(row).replace(f"chỉ tiêu đến năm {row.target.milestone.removeprefix('mốc ')} ", "mốc ")


# --- Lists


def _sentence(words: str) -> str:
    """One line without a full stop, as somebody wrote it."""
    return " ".join(words.split()).rstrip(" .;")


def _listed(lead: str, words: Sequence[str]) -> str:
    return f"- {lead}: {'; '.join(words)}." if words else ""


def _named(lead: str, rows: Sequence[Row]) -> str:
    return f"- {lead}: {names_of(rows)}." if len(rows) <= MOST_NAMED else f"- {lead}."


# --- Notes


def notes_of(figures: AnnualFigures) -> tuple[str, ...]:
    """What a reader of the figures has to know, at the end of the text."""
    notes = []
    if figures.is_estimate:
        notes.append(
            f"Số liệu {_table_period(figures)} là số ước thực hiện: kỳ số liệu tính đến hết ngày "
            f"{_closes(figures)} (Nghị định 09/2019/NĐ-CP)."
        )
    if not figures.is_official:
        notes.append("Số liệu tạm tính, gồm cả số chưa nộp hoặc chưa được duyệt.")
    if figures.summed_from:
        notes.append(
            f"◊ Số {then_words(figures)} là tổng của {', '.join(figures.summed_from)} "
            "trước khi sắp xếp đơn vị."
        )
    notes += _notes_on_years(figures)
    notes.append(_small_bases(figures))
    if not figures.is_public:
        notes += _notes_inside(figures)
    return tuple(note for note in notes if note)


def _small_bases(figures: AnnualFigures) -> str:
    """Where one case more or less is several points."""
    labels = [row.label for row in figures.rows if has_small_base(row.result)]
    if not labels:
        return ""
    return f"Nội dung {', '.join(labels)} tính trên mẫu số dưới 30, nên đọc cùng số đếm."


def _table_period(figures: AnnualFigures) -> str:
    is_half = figures.round_kind == RoundKind.SIX_MONTHS
    return f"{'6 tháng đầu ' if is_half else ''}năm {figures.table_year}"


def _closes(figures: AnnualFigures) -> str:
    assert figures.table is not None
    return figures.table.window.partition("–")[2]


def _notes_on_years(figures: AnnualFigures) -> list[str]:
    notes = []
    for one in figures.years:
        if one.table is None:
            notes.append(f"Năm {one.year} không có báo cáo.")
        if one.summed_from:
            notes.append(_carried_note(one))
    return notes


def _carried_note(one: YearOfPlan) -> str:
    """Whose sum a year before the unit is, who is not in it, and what came in part."""
    said = [f"◊ Số năm {one.year} là tổng của {', '.join(one.summed_from)} trước khi sắp xếp đơn vị"]
    if one.missing:
        said.append(f"chưa gồm {', '.join(one.missing)}")
    if one.parts:
        said.append(f"một phần của {', '.join(one.parts)} cũng vào đây, không cộng")
    return f"{'; '.join(said)}."


def _notes_inside(figures: AnnualFigures) -> list[str]:
    missing = figures.below.missing
    notes = []
    if missing and figures.is_official and not figures.years:
        notes.append(f"Số liệu chưa gồm {', '.join(missing)} (báo cáo chưa được duyệt).")
    return notes + [f"{capitalised(one.name)}: {one.words}." for one in figures.settled]
