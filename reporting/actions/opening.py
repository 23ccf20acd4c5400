"""Mở kỳ: who is asked for what is written down, form by form, and fixed by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from childplan.vietnamese import short_date
from plans.models import Plan
from reporting.actions.finalising import fill_from_year
from reporting.actions.refusals import NotYours, Refused
from reporting.actions.steps import remark
from reporting.asking import Cell
from reporting.deadlines import calendar_day
from reporting.enums import Act, RoundKind
from reporting.models import Figure, Report, ReportEvent, Round, RoundOpening
from reporting.permissions import is_top, runs_rounds_of
from reporting.summaries.form_plan import FormPlan, form_plan, hold_plans, plans_asking
from units import log
from units.actions.units import choose_direct, direct_mark
from units.enums import LogKind
from units.models import Unit, User

Opened = Callable[[Round, Sequence[Report], User, datetime], None]

ON_OPENING: dict[RoundKind, Opened] = {RoundKind.FINAL_YEAR: fill_from_year}
"""What a kind of round does with its new, empty forms in the same transaction (round, reports, who, when).
A kind of round with figures that needs such a step is offered for opening once it stands here."""

KEYS = {
    RoundKind.YEAR: "nam",
    RoundKind.SIX_MONTHS: "6-thang",
    RoundKind.FINAL_YEAR: "chinh-thuc",
    RoundKind.REHEARSAL: "chay-thu",
}


def kinds_to_open() -> list[RoundKind]:
    """Kinds of rounds with figures that can be opened from the screen."""
    final = [RoundKind.FINAL_YEAR] if RoundKind.FINAL_YEAR in ON_OPENING else []
    return [RoundKind.YEAR, RoundKind.SIX_MONTHS, *final, RoundKind.REHEARSAL]


@transaction.atomic
def start_round(
    *,
    kind: RoundKind,
    year: int,
    data_from: date,
    data_to: date,
    unit: Unit,
    by: User,
    at: datetime,
    direct: Collection[Unit] = (),
    own_hand: Mapping[str, bool] | None = None,
    seen: str = "",
    address: str | None = None,
) -> Round:
    """Mở kỳ from the screen, for everything below a top unit of the system.

    The data window is the one that whoever opened the round first chose: figures of one round are never of
    two windows. own_hand: by kind of unit whether the unit types its figures itself from now on
    (`units.models.DirectKind`). `seen`: the mark of the forms on the preview; if plans or units changed
    since, nothing is written unseen. Raises NotYours or Refused.
    """
    # Whatever is refused below takes this row with it.
    round_, _ = Round.objects.select_for_update(no_key=True).get_or_create(
        kind=kind,
        year=year,
        plan=None,
        defaults={"key": f"{year}-{KEYS[kind]}", "data_from": data_from, "data_to": data_to},
    )
    if not round_.openings.exists():
        round_.data_from, round_.data_to = data_from, data_to
    if not runs_rounds_of(by, unit, calendar_day(at)):
        raise NotYours("Chỉ người được giao mở kỳ ở chính đơn vị này mới mở được kỳ báo cáo.")
    if not is_top(unit, round_.data_to, calendar_day(at)):
        raise Refused("Kỳ báo cáo do đơn vị cao nhất trên hệ thống mở cho mọi đơn vị bên dưới.")
    if (round_.data_from, round_.data_to) != (data_from, data_to):
        raise Refused(
            f"Kỳ này đã có nơi mở với số liệu từ {short_date(round_.data_from)} đến hết "
            f"{short_date(round_.data_to)}; thời gian số liệu dùng chung, không đổi được."
        )
    of_the_year = year_round(year) if kind == RoundKind.FINAL_YEAR else None
    if of_the_year is not None and (of_the_year.data_from, of_the_year.data_to) != (data_from, data_to):
        raise Refused("Số chính thức có cùng thời gian số liệu với kỳ năm.")
    if own_hand:
        own = [kind for kind, is_own in own_hand.items() if is_own]
        seen_kinds = direct_mark(unit)  # what they lead to was looked at: `seen`
        choose_direct(
            place=unit, among=set(own_hand), kinds=own, seen=seen_kinds, by=by, at=at, address=address
        )
    hold_plans(round_, unit)
    plan = form_plan(round_, unit, direct=direct)
    if not plan.owing:
        raise Refused(
            f"Năm {year} chưa mở kỳ năm nên chưa có gì để chốt chính thức. Mở kỳ năm {year} trước."
            if kind == RoundKind.FINAL_YEAR
            else "Chưa kế hoạch nào đang áp dụng hỏi số liệu trong kỳ này, nên không có gì để mở."
        )
    if seen and seen != plan.mark:
        raise Refused("Kế hoạch hoặc đơn vị đã thay đổi từ khi bạn xem trước. Xem lại rồi mở.")
    round_.save()
    if not open_round(round_=round_, unit=unit, by=by, at=at, plan=plan, address=address):
        raise Refused("Kỳ này đã mở rồi.")
    return round_


def year_round(year: int) -> Round | None:
    """The round whose figures a final round of the year makes final."""
    return Round.objects.filter(kind=RoundKind.YEAR, year=year).first()


def new_round(kind: RoundKind, year: int, data_from: date, data_to: date) -> Round:
    """A round as it would be stored."""
    return Round(key=f"{year}-{KEYS[kind]}", kind=kind, year=year, data_from=data_from, data_to=data_to)


@transaction.atomic
def open_round(
    *,
    round_: Round,
    unit: Unit,
    by: User,
    at: datetime,
    direct: Collection[Unit] = (),
    also: Collection[Plan] = (),
    plan: FormPlan | None = None,
    address: str | None = None,
) -> int:
    """Write every form below a top unit: one report per unit that owes one, one empty cell per item asked.

    A year round asks what every collecting plan of the year needs; a six-month round only what plans with a
    six-month duty need; the final round of a year what its year round asked, with the answers given there.
    direct: places that type for everything below them in this round (`asking.cells_asked`); they stand below
    the unit on the round's closing day, or ValueError is raised. also: plans of other years whose items are
    asked as well, so that the first year of a plan has a year before it to be compared with. plan: the forms,
    where they were worked out already.

    What is asked is fixed by this. Safe to repeat: what is there stays, and nothing is added to a round that
    this unit has opened before, nor below a place that opened it for itself (`FormPlan.kept`). Returns how
    many reports were written.
    """
    _, is_new = RoundOpening.objects.get_or_create(
        round=round_, unit=unit, defaults={"opened_at": at, "opened_by": by}
    )
    if not is_new:
        return 0
    hold_plans(round_, unit, also)
    plan = plan or form_plan(round_, unit, direct=direct, also=also)
    reports = write_forms(round_, plan.new_owing, plan.areas, by, at, address)
    write_cells(plan.new_cells, {report.unit_id: report for report in reports})
    if not round_.is_rehearsal:
        plans_asking(round_, unit, also).filter(asked_at=None).update(asked_at=at)
    then = ON_OPENING.get(RoundKind(round_.kind))
    if then is not None:
        then(round_, reports, by, at)
    log.write(
        LogKind.ROUND,
        "mở kỳ báo cáo",
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=round_.name,
        after=(
            f"số liệu từ {short_date(round_.data_from)} đến hết {short_date(round_.data_to)}; "
            f"{len(reports)} báo cáo, {plan.cell_count} ô"
        ),
    )
    return len(reports)


def write_forms(
    round_: Round,
    unit_ids: Iterable[int],
    areas: Mapping[int, str],
    by: User,
    at: datetime,
    address: str | None = None,
) -> list[Report]:
    """An empty report for each of the units, with its first event."""
    reports = Report.objects.bulk_create(
        Report(round=round_, unit_id=unit_id, area=areas.get(unit_id, "")) for unit_id in unit_ids
    )
    ReportEvent.objects.bulk_create(remark(report, Act.OPENED, by, at, address) for report in reports)
    return reports


def write_cells(
    cells: Mapping[int, Sequence[Cell]], reports: Mapping[int, Report], *, added_at: datetime | None = None
) -> None:
    """Empty cells by unit id, into the units' reports; `added_at`: into forms that were written before."""
    Figure.objects.bulk_create(
        (
            Figure(report=reports[unit_id], item_id=cell.item_id, is_check=cell.is_check, added_at=added_at)
            for unit_id in sorted(cells)
            for cell in cells[unit_id]
        ),
        batch_size=2000,
    )
