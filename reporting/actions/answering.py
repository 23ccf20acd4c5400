"""Nhập số liệu: answers are written cell by cell, each with its log row; nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from reporting.actions.refusals import NOT_OWED, NotYours, Refused
from reporting.answers import Answer, Change, Conflict
from reporting.deadlines import calendar_day
from reporting.enums import FigureState, Origin, ReportState
from reporting.locks import lock_on, locked_words
from reporting.models import Figure, FigureChange, Report, ReportEvent
from reporting.permissions import current_stand_in, enters_own, may_enter
from reporting.summaries.cells import answer_of
from units.models import User

ANSWER_COLUMNS = (
    *("state", "value", "answered", "text", "raw", "reason"),
    *("version", "entered_by", "entered_at"),
)
"""What an answer writes into its cell."""


@transaction.atomic
def save_answers(
    *,
    report: Report,
    changes: Sequence[Change],
    by: User,
    at: datetime,
    origin: Origin = Origin.TYPED,
    address: str | None = None,
    moved: bool = False,
) -> list[Conflict]:
    """Write the answers that differ from what stands, each with its log row; all or nothing.

    Who enters for the unit is marked so in every row, with the start that says from what. moved: they come in
    a file, from somebody who moves the data of the place above; the caller has asked whether they may.
    Safe to repeat: an answer that already stands is left alone. A cell that somebody else changed since
    `base_version` is not overwritten but comes back as a conflict. Raises NotYours or Refused.
    """
    report = Report.objects.held(report)
    stand_in = check_open(report, by, at, moved=moved)
    figures = {
        figure.item_id: figure
        for figure in report.figures.select_for_update(of=("self",)).select_related("entered_by")
    }
    if any(
        change.item_id not in figures or change.base_version > figures[change.item_id].version
        for change in changes
    ):
        raise Refused("Phiếu này không có ô đó. Tải lại trang để lấy mẫu hiện tại.")
    written: list[tuple[Figure, Answer]] = []
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
        written.append((figure, change.answer))
    write_answers(written, by=by, at=at, origin=origin, stand_in=stand_in, address=address)
    return conflicts


def write_answers(
    answers: Sequence[tuple[Figure, Answer]],
    *,
    by: User,
    at: datetime,
    origin: Origin,
    stand_in: ReportEvent | None = None,
    address: str | None = None,
) -> None:
    """Put answers into cells, of one report or of many, each with its log row; two statements.

    The caller holds the cells and has asked whether they may be written.
    """
    for figure, answer in answers:
        _put(figure, answer, by, at)
    _rewrite([figure for figure, _ in answers])
    FigureChange.objects.bulk_create(_log_row(figure, origin, stand_in, address) for figure, _ in answers)


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


def _log_row(
    figure: Figure, origin: Origin, stand_in: ReportEvent | None, address: str | None
) -> FigureChange:
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
        address=address,
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


def check_open(report: Report, by: User, at: datetime, *, moved: bool = False) -> ReportEvent | None:
    """May the person write? Returns the start under which they do so for somebody else's unit. moved: who
    may has been asked already, only the report is."""
    today = calendar_day(at)
    if not report.is_open:
        state = ReportState(report.state).label
        raise Refused(f"Báo cáo đang ở trạng thái “{state}” nên chỉ xem được, không sửa được.")
    if not report.is_owed:
        raise Refused(NOT_OWED)
    if not moved and not may_enter(by, report, today):
        raise NotYours("Chỉ người của chính đơn vị mới nhập số liệu vào báo cáo này.")
    lock = lock_on(report)
    if lock is not None:
        raise Refused(locked_words(lock))
    return None if moved or enters_own(by, report, today) else current_stand_in(by, report, today)
