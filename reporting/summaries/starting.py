"""What does a commune still need before its first report? Shown on home until its first round is open.

The order is that of the work: units, their people, the plan, the round. A rehearsal and figures of years
before the portal are no beginning: whoever tries it out or types them still has the first round to open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plans.enums import PlanState
from plans.models import Plan
from reporting.enums import Act, RoundKind
from reporting.models import Report, ReportEvent
from reporting.permissions import is_top
from reporting.summaries.history_years import SAID
from units.enums import Level
from units.models import Placement, Posting, Unit
from units.roles import Verb, may
from units.summaries.people import units_without_people

NEEDED = (Verb.KEEP_UNITS, Verb.KEEP_PEOPLE, Verb.KEEP_PLANS, Verb.RUN_ROUNDS)


@dataclass(frozen=True)
class Step:
    """One thing to do. Without an action it is done, or waits for what stands before it."""

    name: str
    words: str
    is_done: bool = False
    action: str = ""
    address: str = ""


@dataclass(frozen=True)
class Start:
    """The steps of a commune that has not begun."""

    unit_key: str
    steps: list[Step]

    @property
    def next(self) -> Step | None:
        """The one to do now."""
        return next((step for step in self.steps if step.action), None)


def first_steps(postings: Collection[Posting], today: date) -> Start | None:
    """Of the commune acted for, which comes first; None for anybody else, and once a round has asked it. A
    fixed number of queries, one for a commune that has begun."""
    first = next(iter(postings), None)
    if (
        first is None
        or first.unit.level != Level.COMMUNE
        or not all(may(first.role, verb) for verb in NEEDED)
    ):
        return None
    place = first.unit
    if has_begun(place):
        return None
    units = Placement.objects.as_of(today).filter(parent=place).count()
    plan = _plan(place, today)
    return Start(
        place.key,
        [
            _units(place, units),
            _people(units, len(units_without_people(place, today))),
            _plan_step(plan),
            _round(place, plan, today),
        ],
    )


def has_begun(place: Unit) -> bool:
    """Was it ever asked in earnest, by itself or from above?"""
    old_years = ReportEvent.objects.filter(act=Act.OPENED, reason=SAID, report__unit=place)
    return (
        Report.objects.filter(unit=place)
        .exclude(round__kind=RoundKind.REHEARSAL)
        .exclude(pk__in=old_years.values("report_id"))
        .exists()
    )


def _plan(place: Unit, today: date) -> Plan | None:
    """The one that asks this year or later: in force before a draft."""
    found = Plan.objects.filter(issuer=place, collects=True, last_year__gte=today.year).exclude(
        state=PlanState.ENDED
    )
    return min(found, key=lambda plan: (plan.state != PlanState.IN_FORCE, plan.pk), default=None)


def _units(place: Unit, count: int) -> Step:
    name = "Thôn, đơn vị"
    address = reverse("units:unit", args=[place.key])
    if count:
        return Step(name, f"{count} đơn vị.", is_done=True, address=address)
    return Step(
        name, "Dán danh sách thôn, đánh dấu các đơn vị của xã.", action="Thêm đơn vị", address=address
    )


def _people(units: int, without: int) -> Step:
    name = "Người phụ trách"
    if not units:
        return Step(name, "Thêm được khi đã có đơn vị.")
    if without:
        words = f"{without}/{units} đơn vị chưa có người. Dán một danh sách, in phiếu có mã cho từng người."
        return Step(name, words, action="Thêm người", address=reverse("units:people_many"))
    return Step(name, "Đơn vị nào cũng có người.", is_done=True, address=reverse("units:people"))


def _plan_step(plan: Plan | None) -> Step:
    name = "Kế hoạch"
    if plan is None:
        words = "Nhập chỉ tiêu đúng như văn bản, phân công, hạn báo cáo."
        return Step(name, words, action="Lập kế hoạch", address=reverse("indicators:plan_new"))
    address = reverse("indicators:plan", args=[plan.key])
    if plan.state == PlanState.IN_FORCE:
        return Step(name, f"{plan.short_title}: đang áp dụng.", is_done=True, address=address)
    return Step(name, f"{plan.short_title}: bản nháp.", action="Nhập tiếp", address=address)


def _round(place: Unit, plan: Plan | None, today: date) -> Step:
    name = "Kỳ báo cáo đầu tiên"
    if not is_top(place, today, today):
        return Step(name, "Cấp trên trên hệ thống mở kỳ; phiếu của xã hiện ở trang này.")
    if plan is None or plan.state != PlanState.IN_FORCE:
        return Step(name, "Mở được khi kế hoạch đang áp dụng.")
    words = "Trước đó có thể ghi số liệu các năm trước, mở một kỳ chạy thử rồi bỏ."
    return Step(name, words, action="Xem và mở kỳ", address=reverse("reporting:rounds"))
