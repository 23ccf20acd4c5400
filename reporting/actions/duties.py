"""Mở kỳ theo kế hoạch: sơ kết, tổng kết, and the units' own plans, of one plan each and without figures.

Who owes such a report is said by the plan's own Chế độ báo cáo (`plans.models.Deadline`), word for word, and
by nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from childplan.vietnamese import short_date
from plans.enums import DutyKind, PlanState
from plans.models import Deadline, Plan
from reporting.actions.opening import write_forms
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import RoundKind
from reporting.models import Report, Round, RoundOpening
from reporting.permissions import runs_rounds_at
from units import log
from units.enums import LogKind
from units.models import Placement, Unit, User

KEYS = {
    RoundKind.ACTION_PLAN: "ke-hoach-don-vi",
    RoundKind.MID_TERM: "so-ket",
    RoundKind.FINAL: "tong-ket",
}
"""What a round of a plan is called in an address: 000-ke-hoach-don-vi-2021."""


@dataclass(frozen=True)
class OpenedDuty:
    """The round, and how many reports this opening wrote."""

    round: Round
    reports: int


@transaction.atomic
def open_duty_round(
    *,
    plan: Plan,
    kind: RoundKind,
    year: int,
    by: User,
    at: datetime,
    address: str | None = None,
) -> OpenedDuty:
    """Write one empty report for every unit that the plan names for this duty; of nobody else is any asked.

    The round speaks of the years from the plan's first to `year`, and the units are those of its last day.
    Safe to repeat: a round that was opened stays as it is. Raises NotYours for who does not run rounds on the
    plan's issuer or above, Refused where the plan asks nobody for it in that year.
    """
    # Held, so that nobody takes it back to a draft meanwhile.
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("issuer").get(pk=plan.pk)
    round_ = Round.objects.filter(plan=plan, kind=kind, year=year).first() or duty_round(plan, kind, year)
    if not runs_rounds_at(by, plan.issuer, round_, calendar_day(at)):
        raise NotYours("Chỉ người mở kỳ ở đơn vị ban hành kế hoạch, hoặc ở cấp trên, mới mở được kỳ này.")
    if plan.state == PlanState.DRAFT:
        raise Refused("Kế hoạch còn là bản nháp. Đưa vào áp dụng rồi mở kỳ.")
    if not plan.holds_in(year):
        raise Refused(f"Kế hoạch chỉ nói đến các năm {plan.first_year}–{plan.last_year}.")
    named = duties_of(plan, kind, year)
    if not named:
        raise Refused(f"Kế hoạch không giao “{kind.label.lower()}” năm {year} cho đơn vị nào.")
    owing = units_named(plan.issuer, named, round_.data_to)
    if not owing:
        raise Refused("Đến ngày cuối của kỳ không có đơn vị nào thuộc diện kế hoạch nêu.")
    round_, _ = Round.objects.get_or_create(
        plan=plan,
        kind=kind,
        year=year,
        defaults={"key": round_.key, "data_from": round_.data_from, "data_to": round_.data_to},
    )
    _, is_new = RoundOpening.objects.get_or_create(
        round=round_, unit=plan.issuer, defaults={"opened_at": at, "opened_by": by}
    )
    if not is_new:
        return OpenedDuty(round_, 0)
    reports = write_forms(round_, owing, {}, by, at, address)
    Plan.objects.filter(pk=plan.pk, asked_at=None).update(asked_at=at)
    _log(round_, plan, reports, by, at, address)
    return OpenedDuty(round_, len(reports))


def duty_round(plan: Plan, kind: RoundKind, year: int) -> Round:
    """The round as it would be stored."""
    return Round(
        key=f"{plan.key[:39]}-{KEYS[kind]}-{year}",
        kind=kind,
        plan=plan,
        year=year,
        data_from=date(plan.first_year, 1, 1),
        data_to=date(year, 12, 31),
    )


def duties_of(plan: Plan, kind: RoundKind, year: int) -> list[Deadline]:
    """The plan's words on this duty: those that name the year, or none. The two kinds share their values."""
    rows = plan.deadlines.filter(duty=DutyKind(kind.value)).order_by("position")
    return [deadline for deadline in rows if deadline.year in (None, year)]


def units_named(issuer: Unit, named: Collection[Deadline], day: date) -> list[int]:
    """Units at or below the issuer, on the day, whose level and kind one of the duties names; one query."""
    wanted = {(deadline.reporter_level, deadline.reporter_kind) for deadline in named}
    spots = (
        Placement.objects.as_of(day)
        .filter(
            unit__in=Unit.objects.under(issuer, day=day).values("pk"),
            unit__level__in={level for level, _ in wanted},
        )
        .order_by("unit_id")
        .values_list("unit_id", "unit__level", "unit__agency_kind")
    )
    return list(_matching(spots, wanted))


def _matching(spots: Iterable[tuple[int, str, str]], wanted: Collection[tuple[str, str]]) -> Iterable[int]:
    for unit_id, level, kind in spots:
        # "Các ngành" without a kind are all agencies.
        if (level, kind) in wanted or (level, "") in wanted:
            yield unit_id


def _log(
    round_: Round, plan: Plan, reports: Collection[Report], by: User, at: datetime, address: str | None
) -> None:
    log.write(
        LogKind.ROUND,
        "mở kỳ báo cáo",
        at=at,
        by=by,
        address=address,
        unit=plan.issuer,
        subject=f"{round_.name} – {plan.short_title}",
        after=(
            f"nói về {short_date(round_.data_from)} đến hết {short_date(round_.data_to)}; "
            f"{len(reports)} báo cáo bằng lời"
        ),
    )
