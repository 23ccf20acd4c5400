"""Chốt kỳ, mở khoá: a unit closes a round for what stands below it, and opens it again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from reporting.actions.refusals import NotYours, Refused
from reporting.actions.steps import remark
from reporting.deadlines import calendar_day
from reporting.enums import Act, NoticeKind
from reporting.models import Report, ReportEvent, Round, RoundLock
from reporting.notices import names, tell_units
from reporting.permissions import runs_rounds_at
from reporting.querysets import goes_up
from units import log
from units.enums import LogKind
from units.models import Placement, Unit, User

OPEN, SHUT = "đang mở", "đã chốt"
SOME_ARE_OPEN = "Có đơn vị đã được mở khoá. Tải lại trang rồi chọn lại."


@transaction.atomic
def lock(
    *,
    round_: Round,
    units: Collection[Unit],
    reason: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> list[RoundLock]:
    """Chốt: from these units down nobody enters, hands in, takes back, returns or opens again.

    By somebody who runs rounds strictly above each of them. A unit that is locked itself already is left as
    it is; one that stands still under a lock further up may be locked besides. Raises NotYours or Refused.
    """
    if not reason.strip():
        raise Refused("Ghi lý do chốt để đơn vị biết.")
    if not units:
        raise Refused("Chưa chọn đơn vị nào.")
    _check_above(round_, units, by, at)
    ids = sorted({unit.pk for unit in units})
    # Held from the round down, so that two people never lock the same unit twice, and that what somebody is
    # entering or handing in at this moment is done before the lock stands: afterwards nothing comes in.
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    below = Unit.objects.under(*units, day=round_.data_to)
    held = Report.objects.filter(round=round_, unit__in=below.values("pk")).held_downwards()
    list(held.values_list("pk", flat=True))
    standing = set(
        RoundLock.objects.filter(round=round_, unit__in=ids, ended_at=None).values_list("unit_id", flat=True)
    )
    written = RoundLock.objects.bulk_create(
        RoundLock(round=round_, unit_id=unit_id, reason=reason.strip(), locked_at=at, locked_by=by)
        for unit_id in ids
        if unit_id not in standing
    )
    if not written:
        raise Refused("Các đơn vị đã chọn đều đã chốt rồi.")
    shut = [unit for unit in units if unit.pk not in standing]
    _note(round_, shut, Act.LOCKED, (OPEN, SHUT), reason, by, at, address)
    return written


@transaction.atomic
def unlock(
    *,
    round_locks: Collection[RoundLock],
    reason: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> list[RoundLock]:
    """Mở khoá for a reason, locks of one round, all or nothing; a lock on a unit above or below stays what it
    is. Raises NotYours or Refused."""
    if not reason.strip():
        raise Refused("Ghi lý do mở khoá.")
    held = list(
        RoundLock.objects.filter(pk__in=[one.pk for one in round_locks])
        .select_for_update(of=("self",), no_key=True)
        .select_related("round", "unit")
        .order_by("pk")
    )
    if not held:
        raise Refused("Chưa chọn đơn vị nào.")
    round_ = held[0].round
    assert all(one.round_id == round_.pk for one in held)
    units = [one.unit for one in held]
    _check_above(round_, units, by, at)
    if any(one.ended_at is not None for one in held):
        raise Refused("Đơn vị này đã được mở khoá." if len(held) == 1 else SOME_ARE_OPEN)
    for one in held:
        one.ended_at, one.ended_by, one.end_reason = at, by, reason.strip()
    RoundLock.objects.bulk_update(held, ["ended_at", "ended_by", "end_reason"], batch_size=500)
    _note(round_, units, Act.UNLOCKED, (SHUT, OPEN), reason, by, at, address)
    return held


def _check_above(round_: Round, units: Collection[Unit], by: User, at: datetime) -> None:
    """Nobody locks or opens their own place: it is closed from above."""
    spots = Placement.objects.as_of(round_.data_to).filter(unit__in=units).filter(goes_up(round_))
    spots = spots.select_related("parent")
    above = {spot.unit_id: spot.parent for spot in spots}
    today = calendar_day(at)
    for unit in units:
        if above.get(unit.pk) is None:
            raise NotYours("Đơn vị cao nhất trên hệ thống không có cấp trên để chốt.")
    for place in {place for place in above.values() if place is not None}:
        if not runs_rounds_at(by, place, round_, today):
            raise NotYours("Kỳ báo cáo của một đơn vị do cấp trên của đơn vị đó chốt và mở khoá.")


def _note(
    round_: Round,
    units: Collection[Unit],
    act: Act,
    states: tuple[str, str],
    reason: str,
    by: User,
    at: datetime,
    address: str | None,
) -> None:
    """Events, rows of the log and notices, in a fixed number of statements however many units."""
    called = names(round_, units)
    reports = Report.objects.filter(round=round_, unit__in=units).select_related("round", "unit")
    by_unit = {report.unit_id: report for report in reports}
    log.write_all(
        log.entry(
            LogKind.ROUND,
            act.label,
            at=at,
            by=by,
            address=address,
            unit=unit,
            subject=f"{round_.name}, {called.get(unit.pk, unit.key)}",
            before=states[0],
            after=states[1],
            reason=reason,
        )
        for unit in units
    )
    ReportEvent.objects.bulk_create(
        (remark(report, act, by, at, address, reason) for report in by_unit.values()),
        batch_size=1000,
    )
    done = "đã chốt, chỉ xem được" if act == Act.LOCKED else "được mở khoá"
    tell_units(
        by_unit,
        dict.fromkeys(by_unit, reason),
        NoticeKind.LOCK,
        at=at,
        by=by,
        title=f"{{unit}}: báo cáo {{round}} {done}",
    )
