"""One function per verb: atomic, says who and when, checks permission and state, writes its event.

`at` is an aware moment (the view asks the clock); refusals are `Refused` with a sentence for the screen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from indicators.enums import Source
from indicators.models import Component, DataItem
from plans.enums import DutyKind
from plans.models import Plan
from reporting.answers import Answer, Change, Conflict
from reporting.asking import Cell, Member, Wanted, cells_asked, reporting_units
from reporting.checks import Problem
from reporting.deadlines import calendar_day, correction_day
from reporting.enums import Act, FigureState, Origin, ReportState, RoundKind
from reporting.models import (
    Figure,
    FigureChange,
    Report,
    ReportEvent,
    ReviewComment,
    Round,
    RoundOpening,
    Total,
)
from reporting.permissions import (
    acceptance_is_final,
    current_stand_in,
    enters_own,
    may_act,
    may_enter,
    unit_above,
)
from reporting.summaries.cells import answer_of
from reporting.summaries.entry import entry_page
from reporting.summaries.explaining import WarningLine
from reporting.summaries.problems import impossible_totals
from reporting.texts import store_texts
from reporting.totals import PLACES, Totals, official_totals
from reporting.transitions import TRANSITIONS, refusal
from units.enums import Level
from units.models import Placement, Unit, User

ANSWER_COLUMNS = (
    *("state", "value", "answered", "text", "raw", "reason"),
    *("version", "entered_by", "entered_at"),
)
"""What an answer writes into its cell."""


class Refused(Exception):
    """The act is not open to this person or from this state; the message says what to do instead."""


class NotYours(Refused):
    """The person's posting or role does not carry the act."""


class Incomplete(Refused):
    """The form has cells to put right first, or (`to_explain`, among the problems) to explain."""

    def __init__(self, wrong: Sequence[Problem], to_explain: Sequence[WarningLine] = ()) -> None:
        super().__init__(f"Có {len(wrong)} chỗ cần sửa trước khi nộp.")
        self.problems = wrong
        self.to_explain = to_explain


# --- Opening a round


@transaction.atomic
def open_round(
    *,
    round_: Round,
    unit: Unit,
    by: User,
    at: datetime,
    direct: Collection[Unit] = (),
    also: Collection[Plan] = (),
) -> int:
    """Write every form below a top unit: one report per unit that owes one, one empty cell per item asked.

    A year round asks what every collecting plan of the year needs; a six-month round only what plans with a
    six-month duty need.
    direct: places that type for everything below them in this round (`asking.cells_asked`); they stand below
    the unit on the round's closing day, or ValueError is raised. also: plans of other years whose items are
    asked as well, so that the first year of a plan has a year before it to be compared with.

    What is asked is fixed by this. Safe to repeat: what is there stays, and nothing is added to a round that
    this unit has opened before. Returns how many reports were written.
    """
    _, is_new = RoundOpening.objects.get_or_create(
        round=round_, unit=unit, defaults={"opened_at": at, "opened_by": by}
    )
    if not is_new:
        return 0
    placements = list(
        Placement.objects.as_of(round_.data_to)
        .filter(unit__in=Unit.objects.under(unit, day=round_.data_to).values("pk"))
        .select_related("unit")
    )
    members = [
        Member(spot.unit_id, spot.parent_id, Level(spot.unit.level), spot.unit.agency_kind)
        for spot in placements
    ]
    cells = cells_asked(members, _wanted(round_, members, also), _direct_ids(direct, members))
    areas = _areas(placements)
    reports = Report.objects.bulk_create(
        Report(round=round_, unit_id=unit_id, area=areas.get(unit_id, ""))
        for unit_id in sorted(reporting_units(members, cells))
    )
    by_unit = {report.unit_id: report for report in reports}
    ordered = sorted(cells, key=lambda cell: (cell.unit_id, cell.item_id))
    Figure.objects.bulk_create(_figures(ordered, by_unit), batch_size=2000)
    ReportEvent.objects.bulk_create(
        ReportEvent(
            report=report,
            act=Act.OPENED,
            at=at,
            by=by,
            from_state=ReportState.DRAFT,
            to_state=ReportState.DRAFT,
        )
        for report in reports
    )
    return len(reports)


def _direct_ids(direct: Collection[Unit], members: Sequence[Member]) -> set[int]:
    places = {member.unit_id for member in members if member.level in PLACES}
    found = {unit.pk for unit in direct}
    if not found <= places:
        strangers = sorted(unit.key for unit in direct if unit.pk not in places)
        raise ValueError(f"No places of the opening unit's tree: {', '.join(strangers)}")
    return found


def _figures(cells: Sequence[Cell], by_unit: Mapping[int, Report]) -> list[Figure]:
    return [
        Figure(report=by_unit[cell.unit_id], item_id=cell.item_id, is_check=cell.is_check) for cell in cells
    ]


def _wanted(round_: Round, members: Sequence[Member], also: Collection[Plan]) -> list[Wanted]:
    """Every item that a collecting plan issued inside the tree needs in this round."""
    plans = Plan.objects.in_year(round_.year).collecting()
    if round_.kind == RoundKind.SIX_MONTHS:
        plans = plans.filter(deadlines__duty=DutyKind.SIX_MONTHS)
    components = Component.objects.filter(
        Q(indicator__plan__in=plans.values("pk")) | Q(indicator__plan__in=also),
        indicator__plan__issuer__in=[member.unit_id for member in members],
    ).select_related(
        "indicator__plan",
        "measure__numerator",
        "measure__denominator",
        "own_numerator",
        "own_denominator",
    )
    wanted: dict[tuple[int, int], Wanted] = {}
    for component in components:
        issuer_id = component.indicator.plan.issuer_id
        for item in (component.numerator, component.denominator):
            if item is not None:
                wanted[issuer_id, item.pk] = _want(issuer_id, item)
    return list(wanted.values())


def _want(issuer_id: int, item: DataItem) -> Wanted:
    return Wanted(
        issuer_id=issuer_id,
        item_id=item.pk,
        source=Source(item.source),
        check_source=Source(item.check_source) if item.check_source else None,
    )


def _areas(placements: Sequence[Placement]) -> dict[int, str]:
    """A commune's own area; its villages and agencies take it."""
    own = {spot.unit_id: spot.area for spot in placements}
    return {spot.unit_id: spot.area or own.get(spot.parent_id or 0, "") for spot in placements}


# --- Writing figures


@transaction.atomic
def save_answers(
    *,
    report: Report,
    changes: Sequence[Change],
    by: User,
    at: datetime,
    origin: Origin = Origin.TYPED,
) -> list[Conflict]:
    """Write the answers that differ from what stands, each with its log row; all or nothing.

    Who enters for the unit is marked so in every row, with the start that says from what.
    Safe to repeat: an answer that already stands is left alone. A cell that somebody else changed since
    `base_version` is not overwritten but comes back as a conflict. Raises NotYours or Refused.
    """
    report = Report.objects.held(report)
    stand_in = _check_open(report, by, at)
    figures = {
        figure.item_id: figure
        for figure in report.figures.select_for_update(of=("self",)).select_related("entered_by")
    }
    if any(
        change.item_id not in figures or change.base_version > figures[change.item_id].version
        for change in changes
    ):
        raise Refused("Phiếu này không có ô đó. Tải lại trang để lấy mẫu hiện tại.")
    written: list[Figure] = []
    conflicts: list[Conflict] = []
    stale = [change for change in changes if change.base_version != figures[change.item_id].version]
    seen = _answers_at(stale, figures)
    for change in changes:
        figure = figures[change.item_id]
        if change.answer.says_the_same(answer_of(figure)):
            continue
        if change.base_version != figure.version:
            # The page was older than the cell. Untouched by this person: keep the newer one.
            shown = seen.get(change.item_id)
            if shown is None or not change.answer.says_the_same(shown):
                conflicts.append(_conflict(change, figure))
            continue
        _put(figure, change.answer, by, at)
        written.append(figure)
    _rewrite(written)
    FigureChange.objects.bulk_create(_log_row(figure, origin, stand_in) for figure in written)
    return conflicts


def _put(figure: Figure, answer: Answer, by: User, at: datetime) -> None:
    figure.state = answer.state
    figure.value = answer.value
    figure.answered = answer.answered
    figure.text = answer.text
    figure.raw = answer.raw
    figure.reason = answer.reason
    figure.version += 1
    figure.entered_by = by
    figure.entered_at = at


def _rewrite(figures: Sequence[Figure]) -> None:
    """Write the cells back, all in one statement.

    As an insert that gives way to the row that is there: the rows are held, so every one of them is, and the
    database reads a form of 40 cells many times faster than 40 cases of an update.
    """
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["id"], update_fields=ANSWER_COLUMNS
    )


def _log_row(figure: Figure, origin: Origin, stand_in: ReportEvent | None) -> FigureChange:
    assert figure.entered_at is not None and figure.entered_by is not None
    return FigureChange(
        figure=figure,
        version=figure.version,
        at=figure.entered_at,
        by=figure.entered_by,
        origin=origin if stand_in is None else Origin.ON_BEHALF,
        stand_in=stand_in,
        state=figure.state,
        value=figure.value,
        answered=figure.answered,
        text=figure.text,
        raw=figure.raw,
        reason=figure.reason,
    )


def _answers_at(changes: Sequence[Change], figures: Mapping[int, Figure]) -> dict[int, Answer]:
    """What each stale page showed: the cell's answer at the version it was made from."""
    versions = {figures[change.item_id].pk: change for change in changes}
    found = {change.item_id: Answer(FigureState.EMPTY) for change in changes if change.base_version == 0}
    for row in FigureChange.objects.filter(figure__in=versions):
        change = versions[row.figure_id]
        if row.version == change.base_version:
            found[change.item_id] = answer_of(row)
    return found


def _conflict(change: Change, figure: Figure) -> Conflict:
    assert figure.entered_by is not None and figure.entered_at is not None
    return Conflict(
        item_id=change.item_id,
        version=figure.version,
        mine=change.answer,
        theirs=answer_of(figure),
        their_name=figure.entered_by.full_name,
        their_at=figure.entered_at,
    )


def _check_open(report: Report, by: User, at: datetime) -> ReportEvent | None:
    """May the person write? Returns the start under which they do so for somebody else's unit."""
    today = calendar_day(at)
    if not report.is_open:
        state = ReportState(report.state).label
        raise Refused(f"Báo cáo đang ở trạng thái “{state}” nên chỉ xem được, không sửa được.")
    if not may_enter(by, report, today):
        raise NotYours("Chỉ người của chính đơn vị mới nhập số liệu vào báo cáo này.")
    return None if enters_own(by, report, today) else current_stand_in(by, report, today)


# --- The life of a report


@transaction.atomic
def submit(
    *, report: Report, by: User, at: datetime, address: str | None = None, reason: str = ""
) -> ReportEvent:
    """Nộp báo cáo. A place's report hands up its totals: a snapshot with its edition.

    A place whose units below have not all been accepted must say why it goes up without them. Raises
    Incomplete with every cell to put right and every warning to explain. Who entered for the unit hands in
    for it too, and the event says from what.
    """
    report = Report.objects.held(report)
    _check_step(report, Act.SUBMITTED, by, at, reason)
    source = _source_of_stand_in(report, by, at)
    is_place = report.unit.level in PLACES
    if is_place:
        _hold_below(report)
    page = entry_page(report, at)
    if page.blocking:
        raise Incomplete(page.blocking, page.to_explain)
    totals = _check_below(report, reason) if is_place else {}
    report.submissions += 1
    report.submitted_at = at
    report.submitted_by = by
    report.first_submitted_at = report.first_submitted_at or at
    report.correct_by_on = None
    event = _move(report, Act.SUBMITTED, by, at, address, reason, source=source)
    if is_place:
        _store_totals(report, totals)
    return event


def _check_below(report: Report, reason: str) -> Totals:
    """What the place hands up; it says why it goes up without some of those below it."""
    missing = reports_missing_below(report)
    if missing and not reason.strip():
        raise Refused(f"Còn {missing} báo cáo cấp dưới chưa được duyệt. Ghi lý do nộp thiếu, hoặc chờ đủ.")
    totals = official_totals(report.unit, report.round)
    impossible = impossible_totals(totals)
    if impossible:
        raise Incomplete(impossible)
    return totals


def _below(report: Report) -> QuerySet[Report]:
    """The reports one level down."""
    children = Placement.objects.as_of(report.round.data_to).filter(parent=report.unit_id)
    return Report.objects.filter(round=report.round_id, unit__in=children.values("unit_id"))


def _hold_below(report: Report) -> None:
    """Nothing one level down is accepted or opened again between counting who is missing and adding up.

    Rows are always held from the top of the tree downwards, so two acts never wait for each other.
    """
    list(_below(report).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def reports_missing_below(report: Report) -> int:
    """How many reports one level down are not accepted yet."""
    return _below(report).exclude(state=ReportState.ACCEPTED).count()


def _store_totals(report: Report, totals: Totals) -> None:
    Total.objects.bulk_create(
        Total(
            report=report,
            edition=report.submissions,
            item_id=key.item_id,
            area=key.area,
            **asdict(total),
        )
        for key, total in totals.items()
    )
    store_texts(report)


@transaction.atomic
def recall(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Rút lại: the unit takes its report back while nobody is checking it.

    What was taken back was not handed in, so the day counts again; unless somebody had already decided on
    the report (returned it, or accepted it and undone that): then the fact of its first submission stays.
    """
    report = Report.objects.held(report)
    _check_step(report, Act.RECALLED, by, at)
    if not report.events.filter(act__in=[Act.RETURNED, Act.ACCEPTED]).exists():
        report.first_submitted_at = None
    report.submitted_at = None
    report.submitted_by = None
    return _move(report, Act.RECALLED, by, at, address)


@transaction.atomic
def start_check(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Nhận kiểm tra: freezes the report and says who is reading it."""
    report = Report.objects.held(report)
    _check_step(report, Act.CHECK_STARTED, by, at)
    report.checking_by = by
    report.checking_since = at
    return _move(report, Act.CHECK_STARTED, by, at, address)


@transaction.atomic
def release_check(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Thôi kiểm tra without a decision."""
    report = Report.objects.held(report)
    _check_step(report, Act.CHECK_RELEASED, by, at)
    _stop_checking(report)
    return _move(report, Act.CHECK_RELEASED, by, at, address)


@transaction.atomic
def accept(*, report: Report, by: User, at: datetime, address: str | None = None) -> ReportEvent:
    """Duyệt: from now on the report counts in the official totals one level up."""
    report = Report.objects.held(report)
    _check_step(report, Act.ACCEPTED, by, at)
    _check_is_mine(report, by)
    _stop_checking(report)
    report.accepted_at = at
    report.accepted_by = by
    return _move(report, Act.ACCEPTED, by, at, address)


@transaction.atomic
def send_back(
    *,
    report: Report,
    by: User,
    at: datetime,
    reason: str,
    comments: Mapping[int, str] | None = None,
    correct_by: date | None = None,
    address: str | None = None,
) -> ReportEvent:
    """Trả lại with a reason for the whole, comments by figure id, and a day for the correction."""
    report = Report.objects.held(report)
    _check_step(report, Act.RETURNED, by, at, reason)
    _check_is_mine(report, by)
    day = correction_day(at, correct_by)
    if day < calendar_day(at):
        raise Refused("Ngày sửa xong đã qua. Chọn một ngày từ hôm nay trở đi.")
    _stop_checking(report)
    report.correct_by_on = day
    event = _move(report, Act.RETURNED, by, at, address, reason)
    own = set(report.figures.values_list("pk", flat=True))
    ReviewComment.objects.bulk_create(
        ReviewComment(event=event, figure_id=figure_id, text=text.strip())
        for figure_id, text in (comments or {}).items()
        if figure_id in own and text.strip()
    )
    return event


@transaction.atomic
def undo_acceptance(
    *, report: Report, by: User, at: datetime, reason: str, address: str | None = None
) -> ReportEvent:
    """Bỏ duyệt: back to waiting, with a reason, until the level above has accepted its own report."""
    _hold_above(report)
    report = Report.objects.held(report)
    _check_step(report, Act.ACCEPTANCE_UNDONE, by, at, reason)
    if acceptance_is_final(report):
        raise Refused("Cấp trên đã duyệt báo cáo tổng hợp nên chỉ cấp trên mới mở lại được.")
    report.accepted_at = None
    report.accepted_by = None
    return _move(report, Act.ACCEPTANCE_UNDONE, by, at, address, reason)


def _hold_above(report: Report) -> None:
    """The report one level up is not accepted while this one is opened again."""
    above = Report.objects.filter(round=report.round_id, unit=unit_above(report))
    list(above.select_for_update(of=("self",)).values_list("pk", flat=True))


def _check_step(report: Report, act: Act, by: User, at: datetime, reason: str = "") -> None:
    if not may_act(by, act, report, calendar_day(at)):
        raise NotYours(f"Vai trò của bạn không {act.label} được ở báo cáo này.")
    sentence = refusal(act, ReportState(report.state), report.is_being_checked, reason)
    if sentence:
        raise Refused(sentence)


def _source_of_stand_in(report: Report, by: User, at: datetime) -> str:
    """From what the report is handed in for the unit; "" when the unit does so itself."""
    if enters_own(by, report, calendar_day(at)):
        return ""
    start = current_stand_in(by, report, calendar_day(at))
    return start.stand_in_source if start is not None else ""


def _check_is_mine(report: Report, by: User) -> None:
    if report.checking_by_id != by.pk:
        assert report.checking_by is not None
        raise Refused(f"{report.checking_by.full_name} đang kiểm tra báo cáo này.")


def _stop_checking(report: Report) -> None:
    report.checking_by = None
    report.checking_since = None


def _move(
    report: Report,
    act: Act,
    by: User,
    at: datetime,
    address: str | None,
    reason: str = "",
    source: str = "",
) -> ReportEvent:
    before = ReportState(report.state)
    report.state = TRANSITIONS[act].target
    report.save()
    return ReportEvent.objects.create(
        report=report,
        act=act,
        at=at,
        by=by,
        address=address,
        from_state=before,
        to_state=report.state,
        reason=reason.strip(),
        stand_in_source=source,
    )
