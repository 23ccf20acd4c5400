"""Số liệu các năm trước: what a place knows of its own past, typed by itself, handed in and accepted at once.

Each act leaves its row as usual, with the reason of the table (`summaries.history_years.SAID`); what may be
typed and why is said there. No plan counts as asked by this: its words can still be put right, and figures
hang on items, not on plans. Odd jumps are not asked about: the figures are those of years that are over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from indicators.enums import Method
from indicators.models import Measure
from reporting.actions.answering import save_answers
from reporting.actions.checking import accept, undo_acceptance
from reporting.actions.handing_in import hand_up, recall
from reporting.actions.opening import KEYS, write_cells
from reporting.actions.refusals import Incomplete, NotYours, Refused
from reporting.actions.steps import check_step, move, remark
from reporting.answers import Answer, Change, Conflict
from reporting.asking import Cell
from reporting.deadlines import calendar_day
from reporting.enums import Act, FigureState, NoticeKind, Origin, ReportState, RoundKind
from reporting.models import Report, ReportEvent, Round, RoundOpening
from reporting.notices import tell_unit
from reporting.permissions import keeps_history
from reporting.summaries.cells import answer_of
from reporting.summaries.history_years import (
    MOST_YEARS,
    NOT_KNOWN,
    SAID,
    Asked,
    OldYear,
    asked_of,
    old_years,
    old_years_of,
    window_of,
)
from reporting.summaries.problems import problems_of
from reporting.totals import official_totals
from units import log
from units.enums import LogKind
from units.models import Placement, Unit, User
from units.refusals import Overtaken

LOOK_BACK = (Method.YEAR_ON_YEAR, Method.LEVEL, Method.STATE)


class Changed(Overtaken):
    """Cells that somebody else changed since they were shown, by item and year; nothing was written."""

    def __init__(self, conflicts: Mapping[tuple[int, int], Conflict]) -> None:
        names = ", ".join(sorted({conflict.their_name for conflict in conflicts.values()}))
        super().__init__(f"{names} vừa sửa {len(conflicts)} ô bạn đang sửa. Chưa ghi gì; xem lại rồi ghi.")
        self.conflicts = conflicts


@dataclass(frozen=True)
class _Hand:
    """Who writes, when, from where and from what. moved: by somebody who moves the data of a place above; the
    caller has asked whether they may, and the unit's people are told."""

    by: User
    at: datetime
    address: str | None
    origin: Origin
    moved: bool


@transaction.atomic
def record_history(
    *,
    unit: Unit,
    answers: Mapping[int, Sequence[Change]],
    by: User,
    at: datetime,
    address: str | None = None,
    origin: Origin = Origin.HISTORY,
    moved: bool = False,
) -> list[int]:
    """Write the answers of old years, by year, and settle every year that changes; all of them or none.

    The first answer of a year opens it for the unit alone; a later one opens its report again, and it goes up
    as its next edition. What is left empty is answered with “chưa thu thập được”. Safe to repeat: a year in
    which everything stands already is left alone. origin, moved: see `_Hand`. Returns the years written.
    Raises NotYours, Refused, Changed or Incomplete.
    """
    today = calendar_day(at)
    hand = _Hand(by, at, address, origin, moved)
    if not moved and not keeps_history(by, unit, today):
        raise NotYours("Số liệu các năm trước do người nhập số liệu của chính đơn vị ghi.")
    asked = asked_of(unit)
    beyond = set(answers) - set(old_years(asked, today, MOST_YEARS))
    if beyond:
        raise Refused(f"Bảng này chỉ nhận {MOST_YEARS} năm gần nhất, không nhận năm {min(beyond)}.")
    conflicts: dict[tuple[int, int], Conflict] = {}
    written = [
        year for year in sorted(answers) if _write_year(unit, year, answers[year], asked, conflicts, hand)
    ]
    if conflicts:
        raise Changed(conflicts)
    _refresh_next(unit, asked, answers, written, hand)
    return written


def _write_year(
    unit: Unit,
    year: int,
    changes: Sequence[Change],
    asked: Asked,
    conflicts: dict[tuple[int, int], Conflict],
    hand: _Hand,
) -> bool:
    found = old_years_of(unit, [year])[year]
    if not _wanted(found, changes):
        return False
    data_from, data_to = window_of(year)
    Round.objects.get_or_create(
        kind=RoundKind.YEAR,
        year=year,
        plan=None,
        defaults={"key": f"{year}-{KEYS[RoundKind.YEAR]}", "data_from": data_from, "data_to": data_to},
    )
    # Held, so that nobody opens the year above or below meanwhile; then looked at once more.
    round_ = Round.objects.select_for_update(no_key=True).get(kind=RoundKind.YEAR, year=year, plan=None)
    found = old_years_of(unit, [year])[year]
    if found.closed:
        raise Refused(found.closed)
    wanted = _wanted(found, changes)
    report = found.report or _open(round_, unit, hand.by, hand.at, hand.address)
    missing = set(asked.items) - set(found.figures)
    cells = [Cell(unit.pk, item_id) for item_id in sorted(missing)]
    # What the place handed up of the year before did not ask for these.
    write_cells({unit.pk: cells}, {unit.pk: report}, added_at=hand.at if found.report is not None else None)
    _set_going(report, hand)
    found_changed = _save(report, wanted, hand)
    if found_changed:
        conflicts.update({(conflict.item_id, year): conflict for conflict in found_changed})
        return False
    _leave_the_rest(report, hand)
    wrong = problems_of(report)
    if wrong:
        raise Incomplete(wrong)
    _settle(report, hand)
    return True


def _wanted(found: OldYear, changes: Sequence[Change]) -> list[Change]:
    """Changes that say something new; leaving empty what nobody has typed yet says nothing."""
    standing = {item_id: answer_of(figure) for item_id, figure in found.figures.items()}
    nothing = Answer(FigureState.EMPTY)
    return [
        change
        for change in changes
        if not change.answer.says_the_same(standing.get(change.item_id, nothing))
        and not (change.answer == NOT_KNOWN and change.base_version == 0)
    ]


def _open(round_: Round, unit: Unit, by: User, at: datetime, address: str | None) -> Report:
    """The unit's own report, as an opening by the unit for itself would write it."""
    RoundOpening.objects.get_or_create(round=round_, unit=unit, defaults={"opened_at": at, "opened_by": by})
    report = Report.objects.create(round=round_, unit=unit, area=_area(unit, round_.data_to))
    # The plans' day of that year was years ago: the figures are as timely as anybody's today.
    ReportEvent.objects.bulk_create(
        [
            remark(report, Act.OPENED, by, at, address, SAID),
            remark(report, Act.EXTENDED, by, at, address, SAID, day=calendar_day(at)),
        ]
    )
    log.write(
        LogKind.ROUND,
        "mở năm cũ",
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=round_.name,
        after="một báo cáo của chính đơn vị",
        reason=SAID,
    )
    return report


def _area(unit: Unit, day: date) -> str:
    """A commune's own area, as an opening notes it."""
    return Placement.objects.as_of(day).filter(unit=unit).values_list("area", flat=True).first() or ""


def _set_going(report: Report, hand: _Hand) -> None:
    """A report that was handed in is the unit's again."""
    if report.state == ReportState.ACCEPTED:
        if hand.moved:
            report.accepted_at = report.accepted_by = None
            move(report, Act.ACCEPTANCE_UNDONE, hand.by, hand.at, hand.address, SAID)
        else:
            undo_acceptance(report=report, by=hand.by, at=hand.at, reason=SAID, address=hand.address)
        report.refresh_from_db()
    if report.state == ReportState.SUBMITTED:
        if hand.moved:
            report.submitted_at = report.submitted_by = None
            move(report, Act.RECALLED, hand.by, hand.at, hand.address, SAID)
        else:
            recall(report=report, by=hand.by, at=hand.at, address=hand.address)
        report.refresh_from_db()


def _save(report: Report, changes: Sequence[Change], hand: _Hand) -> list[Conflict]:
    return save_answers(
        report=report,
        changes=changes,
        by=hand.by,
        at=hand.at,
        origin=hand.origin,
        address=hand.address,
        moved=hand.moved,
    )


def _leave_the_rest(report: Report, hand: _Hand) -> None:
    empty = report.figures.filter(state__in=[FigureState.EMPTY, FigureState.UNREAD])
    _save(report, [Change(figure.item_id, figure.version, NOT_KNOWN) for figure in empty], hand)


def _settle(report: Report, hand: _Hand) -> None:
    """Handed in and accepted by the same person: above the unit nobody was asked that year."""
    held = Report.objects.held(report)
    if not hand.moved:
        check_step(held, Act.SUBMITTED, hand.by, hand.at)
    hand_up(held, official_totals(held.unit, held.round), hand.by, hand.at, hand.address, reason=SAID)
    if not hand.moved:
        accept(report=held, by=hand.by, at=hand.at, address=hand.address)
        return
    held.accepted_at, held.accepted_by = hand.at, hand.by
    move(held, Act.ACCEPTED, hand.by, hand.at, hand.address, SAID)
    tell_unit(held, NoticeKind.IMPORTED, at=hand.at, by=hand.by, text=f"{hand.by.full_name} đưa vào, {SAID}.")


def _refresh_next(
    unit: Unit,
    asked: Asked,
    answers: Mapping[int, Sequence[Change]],
    written: Sequence[int],
    hand: _Hand,
) -> None:
    """What a year handed up may look back on the year before; where that changed, it goes up again."""
    looking = set(
        Measure.objects.filter(method__in=LOOK_BACK, numerator__in=asked.items).values_list(
            "numerator_id", flat=True
        )
    )
    after = {
        year + 1
        for year in written
        if year + 1 not in written and any(change.item_id in looking for change in answers[year])
    }
    for found in old_years_of(unit, sorted(after)).values():
        report = found.report
        if found.closed or report is None or report.state != ReportState.ACCEPTED:
            continue
        _set_going(report, hand)
        _settle(report, hand)
