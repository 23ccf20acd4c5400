"""Ấn định hạn, gia hạn: whoever checks a unit's report says by which day it comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from childplan.vietnamese import short_date
from reporting.actions.refusals import NotYours, Refused
from reporting.actions.steps import remark
from reporting.deadlines import Due, calendar_day, no_day_to_give
from reporting.enums import Act, NoticeKind
from reporting.locks import locked_ids
from reporting.models import Report, ReportEvent, Round
from reporting.notices import names, tell_units
from reporting.permissions import gives_days
from reporting.querysets import goes_up
from reporting.summaries.due import DueBook
from units import log
from units.enums import LogKind
from units.models import Placement, Unit, User
from units.summaries.places import Lineage

NOBODY = "Chưa chọn đơn vị nào."


@transaction.atomic
def set_day(
    *,
    round_: Round,
    units: Collection[Unit],
    day: date,
    by: User,
    at: datetime,
    address: str | None = None,
) -> int:
    """Ấn định hạn nộp: one day for units to which no plan gives one; all or nothing.

    The last day counts, until it was extended; then only another extension moves it, and until the report was
    handed in: in time or late is a fact that stays. Returns how many were written: where the day stands
    already nothing is. Raises NotYours or Refused.
    """
    reports, found = _held(round_, units, by, at)
    called = names(round_, [report.unit for report in reports])
    _check_can_be_given(day, at)
    planned = [called[report.unit_id] for report in reports if any(due.plan_key for due in found[report.pk])]
    if planned:
        raise Refused(f"Kế hoạch đã nêu hạn cho {_listed(planned)}; muốn lùi hạn thì gia hạn.")
    moved = [
        called[report.unit_id]
        for report in reports
        if any(due.note.startswith("gia hạn") and due.decides_on != day for due in found[report.pk])
    ]
    if moved:
        raise Refused(f"Hạn của {_listed(moved)} đã được gia hạn; muốn đổi thì gia hạn tiếp.")
    changed = [report for report in reports if [due.decides_on for due in found[report.pk]] != [day]]
    settled = [called[report.unit_id] for report in changed if report.first_submitted_at and found[report.pk]]
    if settled:
        raise Refused(f"{_first_up(_listed(settled))} đã nộp, hạn không đổi nữa.")
    after = f"hết ngày {short_date(day)}"
    moves = [_Move(report, _words(found[report.pk]), after) for report in changed]
    _note(round_, called, Act.DAY_SET, day, moves, "", by, at, address)
    return len(changed)


@transaction.atomic
def extend(
    *,
    round_: Round,
    units: Collection[Unit],
    day: date,
    reason: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> int:
    """Gia hạn: a later day than the present one, for a reason; all or nothing.

    Not for a report that is in, unless it was returned: then it is the day for its correction that moves, and
    whether it first came in time stays what it was. Returns how many were written. Raises NotYours or
    Refused.
    """
    if not reason.strip():
        raise Refused("Ghi lý do gia hạn.")
    reports, found = _held(round_, units, by, at)
    called = names(round_, [report.unit for report in reports])
    _check_can_be_given(day, at)
    for report in reports:
        name = called[report.unit_id]
        if not report.is_open:
            raise Refused(f"{_first_up(name)} đã nộp nên không cần gia hạn.")
        present = report.correct_by_on or present_day(found[report.pk])
        if present is None:
            raise Refused(f"{_first_up(name)} chưa có hạn nộp. Ấn định hạn trước.")
        if day <= present:
            what = "Hạn sửa" if report.correct_by_on else "Hạn"
            raise Refused(f"{what} của {name} đang là hết ngày {short_date(present)}; chọn một ngày sau đó.")
    after = f"hết ngày {short_date(day)}"
    moves, returned = [], []
    for report in reports:
        if report.correct_by_on is None:
            moves.append(_Move(report, _words(found[report.pk]), after))
            continue
        before = f"sửa hết ngày {short_date(report.correct_by_on)}"
        moves.append(_Move(report, before, f"sửa {after}", is_correction=True))
        report.correct_by_on = day
        returned.append(report)
    Report.objects.bulk_update(returned, ["correct_by_on"], batch_size=500)
    _note(round_, called, Act.EXTENDED, day, moves, reason.strip(), by, at, address)
    return len(reports)


@dataclass(frozen=True)
class _Move:
    """A report whose day is another now: the words of before and after."""

    report: Report
    before: str
    after: str
    is_correction: bool = False


def _check_can_be_given(day: date, at: datetime) -> None:
    why_not = no_day_to_give(day, calendar_day(at))
    if why_not:
        raise Refused(why_not)


def present_day(found: Collection[Due]) -> date | None:
    """The day an extension has to come after: of several plans' the one that falls first."""
    return min((due.decides_on for due in found), default=None)


def _held(
    round_: Round, units: Collection[Unit], by: User, at: datetime
) -> tuple[list[Report], Mapping[int, list[Due]]]:
    """The units' reports, held, and the days that stand for them; the person checks every one of them."""
    if not units:
        raise Refused(NOBODY)
    held = Report.objects.filter(round=round_, unit__in=units).held_downwards()
    reports = list(held.select_related("round", "unit"))
    if len(reports) < len({unit.pk for unit in units}):
        raise Refused("Có đơn vị không phải nộp báo cáo trong kỳ này. Tải lại trang.")
    if round_.is_rehearsal:
        raise Refused("Kỳ chạy thử không có hạn nộp.")
    spots = Placement.objects.as_of(round_.data_to).filter(unit__in=units).select_related("parent", "unit")
    above = set(spots.filter(goes_up(round_)).values_list("unit_id", flat=True))
    today = calendar_day(at)
    # The top unit on the system gives itself a day.
    for place in {spot.parent if spot.unit_id in above and spot.parent else spot.unit for spot in spots}:
        if not gives_days(by, place, round_, today):
            raise NotYours("Hạn nộp do đơn vị cấp trên trực tiếp ấn định và gia hạn.")
    shut = locked_ids([round_]).get(round_.pk, set())
    if any(report.unit_id in shut for report in reports):
        raise Refused("Kỳ báo cáo đã chốt ở đơn vị được chọn. Mở khoá trước khi đổi hạn.")
    book = DueBook.of(round_, units)
    lineage = Lineage(report.unit for report in reports)
    return reports, {report.pk: _dues(report, round_, book, lineage) for report in reports}


def _dues(report: Report, round_: Round, book: DueBook, lineage: Lineage) -> list[Due]:
    chain = lineage.chain_on(round_.data_to, report.unit_id)
    return book.for_unit(
        chain[-1].level, chain[-1].agency_kind, [place.unit_id for place in chain], report.unit_id
    )


def _note(
    round_: Round,
    called: Mapping[int, str],
    act: Act,
    day: date,
    moves: Collection[_Move],
    reason: str,
    by: User,
    at: datetime,
    address: str | None,
) -> None:
    """Events, rows of the log and notices, in a fixed number of statements however many units."""
    ReportEvent.objects.bulk_create(
        (remark(move.report, act, by, at, address, reason, day=day) for move in moves),
        batch_size=1000,
    )
    log.write_all(
        log.entry(
            LogKind.ROUND,
            act.label,
            at=at,
            by=by,
            address=address,
            unit=move.report.unit,
            subject=f"{round_.name}, {called[move.report.unit_id]}",
            before=move.before,
            after=move.after,
            reason=reason,
        )
        for move in moves
    )
    texts = {
        move.report.unit_id: (
            f"Hạn {'sửa' if move.is_correction else 'nộp'} mới: hết ngày {short_date(day)}. {reason}"
        )
        for move in moves
    }
    tell_units({move.report.unit_id: move.report for move in moves}, texts, NoticeKind.DAYS, at=at, by=by)


def _words(found: Collection[Due]) -> str:
    days = dict.fromkeys(short_date(due.decides_on) for due in found)
    return f"hết ngày {', '.join(days)}" if days else "chưa ấn định"


def _listed(called: list[str]) -> str:
    shown = ", ".join(called[:3])
    return f"{shown} và {len(called) - 3} đơn vị khác" if len(called) > 3 else shown


def _first_up(name: str) -> str:
    return name[:1].upper() + name[1:]
