"""Which editions did a place hand up, what differs between them, and what has changed below since the last?

An edition is a snapshot and never changes. What is told here is worked out when it is read: results per Chỉ
tiêu from the stored sums of both sides, and for what came after the units and cells that say otherwise now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from childplan.vietnamese import moment, short_date
from reporting.answers import DASH, Answer, shown_with_reason
from reporting.enums import Act, FigureState, ReportState
from reporting.models import Figure, FigureChange, Report, ReportEvent, TotalText
from reporting.permissions import acceptance_is_final
from reporting.rollup import Result
from reporting.summaries.asked import Asked, asked_of, plans_of
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.coverage import format_coverage
from reporting.summaries.recomputed import stored_sums
from reporting.summaries.results import print_result, result_of
from reporting.summaries.timelines import Submission, Timeline, timelines
from reporting.texts import official_texts, snapshot_texts
from reporting.totals import PLACES, Totals, official_totals
from units.summaries.places import PlaceName, children_on

AMENDED = "bản sửa"


@dataclass(frozen=True)
class ResultChange:
    """One Chỉ tiêu that says something else: counts, result and coverage on both sides, in words."""

    label: str
    name: str
    before: str
    after: str
    is_restricted: bool


@dataclass(frozen=True)
class EditionLine:
    """One submission: when, who, why, and what differs from the one before."""

    number: int
    event_id: int
    when: str
    who: str
    reason: str
    asked_for: str  # who had opened it again, when, by which day and why
    is_amended: bool
    is_latest: bool
    accepted: str
    has_before: bool
    changes: list[ResultChange] = field(default_factory=list)

    @property
    def name(self) -> str:
        """“Lần 2 – bản sửa”."""
        return f"Lần {self.number}" + (f" – {AMENDED}" if self.is_amended else "")


@dataclass(frozen=True)
class CellChange:
    """A cell below that says something else than when it went up."""

    name: str
    code: str
    before: str
    after: str
    who: str
    when: str


@dataclass(frozen=True)
class UnitChange:
    """A unit one level below that stands otherwise than in the last edition."""

    unit_key: str
    name: str
    is_place: bool
    words: str
    cells: list[CellChange] = field(default_factory=list)


@dataclass(frozen=True)
class EditionsPage:
    """Every edition of a place's report, and what came after the last one."""

    round_key: str
    unit_key: str
    unit_name: str
    lines: list[EditionLine]
    since: list[ResultChange]
    units: list[UnitChange]
    is_open: bool
    is_accepted: bool
    final_words: str
    waiting: str  # who opened it again, when, by which day and why, while the next edition is waited for
    seen: int

    @property
    def latest(self) -> EditionLine | None:
        return self.lines[0] if self.lines else None

    @property
    def has_changed(self) -> bool:
        return bool(self.since or self.units)


def editions_page(report: Report, unit_name: str) -> EditionsPage:
    """A fixed number of queries, however many editions, units and cells."""
    events = list(report.events.select_related("by").order_by("id"))
    line = timelines([report.pk])[report.pk]
    asked = asked_of(plans_of(report.unit, report.round), report.round.year)
    stored = stored_sums([report.pk])[report.pk]
    texts = _texts(report)
    lines = [
        _line(one, line, events, asked, stored, texts, is_latest=one is line.submissions[-1])
        for one in line.submissions
    ]
    latest = line.submissions[-1] if line.submissions else None
    is_final = report.state == ReportState.ACCEPTED and acceptance_is_final(report)
    return EditionsPage(
        round_key=report.round.key,
        unit_key=report.unit.key,
        unit_name=unit_name,
        lines=lines[::-1],
        since=_since(report, asked, stored.get(latest.number, {})) if latest is not None else [],
        units=_units_since(report, latest) if latest is not None else [],
        is_open=report.is_open,
        is_accepted=report.state == ReportState.ACCEPTED,
        final_words=FINAL if is_final else "",
        waiting=_asked_for([each for each in events if latest and each.pk > latest.event_id])
        if report.is_open
        else "",
        seen=events[-1].pk if events else 0,
    )


FINAL = "Cấp trên đã duyệt báo cáo tổng hợp có số này. Muốn sửa, mở lại báo cáo tổng hợp của cấp trên trước."


def changed_since(report: Report) -> list[ResultChange]:
    """Per Chỉ tiêu what stands below now otherwise than in the last edition; empty where nothing went up."""
    if report.unit.level not in PLACES or not report.round.asks_figures or not report.submissions:
        return []
    asked = asked_of(plans_of(report.unit, report.round), report.round.year)
    stored = stored_sums([report.pk])[report.pk]
    return _since(report, asked, stored.get(report.submissions, {}))


def is_amended(events: Sequence[ReportEvent], submission: Submission) -> bool:
    """Was an edition before it accepted, so that this one corrects what had been settled?"""
    return any(event.act == Act.ACCEPTED for event in events if event.pk < submission.event_id)


# --- Editions


def _line(
    one: Submission,
    line: Timeline,
    events: Sequence[ReportEvent],
    asked: Sequence[Asked],
    stored: Mapping[int, Totals],
    texts: Mapping[int, Mapping[int, frozenset[int]]],
    *,
    is_latest: bool,
) -> EditionLine:
    event = next(each for each in events if each.pk == one.event_id)
    before = line.submissions[one.number - 2] if one.number > 1 else None
    following = line.submissions[one.number] if one.number < len(line.submissions) else None
    between = [each for each in events if (before.event_id if before else 0) < each.pk < one.event_id]
    after = [
        each
        for each in events
        if each.pk > one.event_id and (following is None or each.pk < following.event_id)
    ]
    accepted = next((each for each in after if each.act == Act.ACCEPTED), None)
    return EditionLine(
        number=one.number,
        event_id=one.event_id,
        when=moment(one.at),
        who=event.by.full_name,
        reason=event.reason,
        asked_for=_asked_for(between),
        is_amended=is_amended(events, one),
        is_latest=is_latest,
        accepted=f"{accepted.by.full_name}, {moment(accepted.at)}" if accepted is not None else "",
        has_before=before is not None,
        changes=(
            _changes(
                asked,
                stored.get(before.number, {}),
                stored.get(one.number, {}),
                _different_texts(texts.get(before.number, {}), texts.get(one.number, {})),
            )
            if before is not None
            else []
        ),
    )


def _asked_for(between: Sequence[ReportEvent]) -> str:
    """Why it went up once more: the last return before it, or what was undone."""
    acts = [event for event in between if event.act in (Act.RETURNED, Act.ACCEPTANCE_UNDONE, Act.RECALLED)]
    if not acts:
        return ""
    last = next((event for event in reversed(acts) if event.act == Act.RETURNED), acts[-1])
    day = f", hạn {short_date(last.day)}" if last.day is not None else ""
    reason = f": {last.reason}" if last.reason else ""
    return f"{last.by.full_name} {last.get_act_display()} {moment(last.at)}{day}{reason}"


def _texts(report: Report) -> dict[int, dict[int, frozenset[int]]]:
    """By edition and item the log rows of the words that went up."""
    rows = TotalText.objects.filter(report=report)
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for edition, item_id, change_id in rows.values_list("edition", "change__figure__item_id", "change_id"):
        found[edition][item_id].add(change_id)
    return {
        edition: {item_id: frozenset(ids) for item_id, ids in by_item.items()}
        for edition, by_item in found.items()
    }


def _different_texts(
    one: Mapping[int, frozenset[int]], other: Mapping[int, frozenset[int]]
) -> dict[int, int]:
    """By item how many texts are not in both."""
    return {
        item_id: len(one.get(item_id, frozenset()) ^ other.get(item_id, frozenset()))
        for item_id in {*one, *other}
    }


# --- Results


def _since(report: Report, asked: Sequence[Asked], handed_up: Totals) -> list[ResultChange]:
    now = official_totals(report.unit, report.round)
    said, fresh = set(snapshot_texts(report)), set(official_texts(report.unit, report.round))
    different: dict[int, int] = defaultdict(int)
    for statement in {(each.item_id, each.unit_id) for each in said ^ fresh}:
        different[statement[0]] += 1
    return _changes(asked, handed_up, now, different)


def _changes(
    asked: Sequence[Asked], before: Totals, after: Totals, texts: Mapping[int, int]
) -> list[ResultChange]:
    found = []
    for each in asked:
        was, is_now = (result_of(each.component, totals, base=each.base) for totals in (before, after))
        words = texts.get(each.component.numerator.pk, 0)
        if was == is_now and not words:
            continue
        old, new = _said(each, was), _said(each, is_now)
        found.append(
            ResultChange(
                label=each.label,
                name=each.name,
                before=old,
                after=new if new != old else f"{new}; nội dung của {words} đơn vị thay đổi",
                is_restricted=each.component.numerator.is_restricted,
            )
        )
    return found


def _said(each: Asked, result: Result) -> str:
    """“20/300 = 6,7%, đủ 3/3”."""
    text, _ = print_result(result, each.component.measure, each.base)
    words = f"{text.parts} = {text.words}" if text.parts and not text.is_nothing else text.parts or text.words
    if not result.coverage.asked:
        return words
    return f"{words} (có số {format_coverage(result.coverage)})"


# --- Units and cells


def _units_since(report: Report, latest: Submission) -> list[UnitChange]:
    """One level below, and the place's own cells; a place below tells more on its own page."""
    names = {place.unit_id: place for place in children_on(report.round.data_to, report.unit)}
    reports = {
        child.pk: child
        for child in Report.objects.filter(
            round=report.round_id, unit__in=[*names, report.unit_id]
        ).select_related("unit", "round")
    }
    lines = timelines(reports)
    then: dict[int, Submission | None] = {
        pk: latest if pk == report.pk else lines[pk].accepted_before(latest.event_id) for pk in reports
    }
    leaves = [pk for pk, child in reports.items() if pk == report.pk or child.unit.level not in PLACES]
    cells = _cells_since(leaves, then)
    found = []
    for pk, child in reports.items():
        words = _words(child, then[pk], lines[pk], is_own=pk == report.pk)
        if not words and not cells.get(pk):
            continue
        place = names.get(child.unit_id)
        found.append(
            (pk != report.pk, place.sort if place else "", _unit(child, place, words, cells.get(pk, [])))
        )
    return [unit for _, _, unit in sorted(found, key=lambda entry: entry[:2])]


def _unit(child: Report, place: PlaceName | None, words: str, cells: list[CellChange]) -> UnitChange:
    return UnitChange(
        unit_key=child.unit.key,
        name=place.full_name if place is not None else "số liệu của chính nơi này",
        is_place=place is not None and child.unit.level in PLACES,
        words=words or f"đã sửa {len(cells)} ô",
        cells=cells,
    )


def _words(child: Report, then: Submission | None, line: Timeline, *, is_own: bool) -> str:
    """How the report stands otherwise than when the place went up; "" where it does not."""
    if is_own:
        return ""
    is_accepted = child.state == ReportState.ACCEPTED
    if then is None:
        return "chưa có trong lần nộp này; nay đã duyệt" if is_accepted else ""
    if not is_accepted:
        return f"đã mở lại sau lần nộp này: {ReportState(child.state).label.lower()}"
    if line.submissions[-1].number != then.number:
        return f"nộp lại, đã duyệt: lần {then.number} → lần {line.submissions[-1].number}"
    return ""


def _cells_since(
    report_ids: Collection[int], then: Mapping[int, Submission | None]
) -> dict[int, list[CellChange]]:
    """By report the cells that no longer say what went up; two queries. What had not gone up at all is said
    of the unit and not cell by cell."""
    carried = {pk: one for pk in report_ids if (one := then[pk]) is not None}
    figures = Figure.objects.filter(report__in=list(carried), version__gt=0).select_related(
        "item", "report__unit", "report__round"
    )
    log: dict[int, list[FigureChange]] = defaultdict(list)
    for change in (
        FigureChange.objects.filter(figure__report__in=list(carried)).select_related("by").order_by("id")
    ):
        log[change.figure_id].append(change)
    found: dict[int, list[CellChange]] = defaultdict(list)
    for figure in figures.order_by("item__position", "item__code"):
        at = carried[figure.report_id]
        rows = log[figure.pk]
        before = [row for row in rows if _went_up(row, at)]
        if len(before) == len(rows):
            continue
        control = control_of(figure, figure.report)
        old = answer_of(before[-1]) if before else Answer(FigureState.EMPTY)
        was, now = shown_with_reason(control, old), shown_with_reason(control, answer_of(rows[-1]))
        if was == now:
            continue
        found[figure.report_id].append(
            CellChange(
                name=figure.item.short_name,
                code=figure.item.code,
                before=was or DASH,
                after=now or DASH,
                who=rows[-1].by.full_name,
                when=moment(rows[-1].at),
            )
        )
    return found


def _went_up(row: FigureChange, at: Submission) -> bool:
    return row.pk <= at.last_change_id if at.last_change_id is not None else row.at <= at.at
