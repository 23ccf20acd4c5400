"""By when is a plan told, and where do its days contradict each other? The page “Hạn báo cáo”."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from indicators.summaries.plans import issuer_names, plans_up_the_chain, visible_plans
from plans.contradictions import Due, with_plan_above, within_plan
from plans.enums import DutyKind
from plans.models import Deadline, Plan
from units.enums import Level
from units.models import User
from units.summaries import chain_on

LEVEL_WORDS = {
    Level.VILLAGE: "Thôn",
    Level.COMMUNE: "Cấp xã",
    Level.DISTRICT: "Cấp huyện",
    Level.PROVINCE: "Cấp tỉnh",
    Level.COUNTRY: "Cấp trung ương",
    Level.AGENCY: "Các đơn vị chuyên môn",
}


@dataclass
class DeadlineLine:
    duty: str
    reporter: str
    day: str
    receiver: str
    words: str
    note: str
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DeadlinePage:
    """`not_compared`: plans above that hold in other years, so their days meet none of these."""

    lines: list[DeadlineLine]
    warnings: list[str]
    not_compared: list[str]


def deadline_page(plan: Plan, user: User, today: date) -> DeadlinePage:
    """Every reporting day of the plan with what is wrong about it; a fixed number of queries."""
    rows = list(plan.deadlines.all())
    lines = {row.position: _line(row) for row in rows}
    level = Level(plan.issuer.level)
    found = within_plan(_dues(rows), level)
    among = visible_plans(user, today)
    above = plans_up_the_chain(plan, among, today)
    names = issuer_names(above, today)
    days_above: dict[int, list[Deadline]] = defaultdict(list)
    for row in Deadline.objects.filter(plan__in=above).order_by("plan", "position"):
        days_above[row.plan_id].append(row)
    for other in above:
        found += with_plan_above(
            _dues(rows),
            level,
            _dues(days_above[other.pk]),
            Level(other.issuer.level),
            f"kế hoạch {other.years} của {names[other.issuer_id]}",
        )
    for contradiction in found:
        for position in contradiction.positions:
            lines[position].warnings.append(contradiction.beside)
    return DeadlinePage(
        lines=list(lines.values()),
        warnings=list(dict.fromkeys(contradiction.sentence for contradiction in found)),
        not_compared=_not_compared(plan, above, user, today),
    )


def _not_compared(plan: Plan, above: Iterable[Plan], user: User, today: date) -> list[str]:
    """Plans of the units above whose years are others: a day of 2020 cannot be missed in 2024."""
    units = [place.unit_id for place in chain_on(today, plan.issuer)[:-1]]
    others = (
        visible_plans(user, today)
        .filter(issuer__in=units)
        .exclude(pk__in=[other.pk for other in above])
        .exclude(deadlines=None)
        .order_by("first_year", "key")
    )
    return [f"{other.short_title} ({other.years})" for other in others]


def _dues(rows: Iterable[Deadline]) -> list[Due]:
    """The rows that name a day."""
    return [
        Due(
            position=row.position,
            duty=DutyKind(row.duty),
            level=Level(row.reporter_level),
            who=_reporter(row),
            receiver=row.receiver_words,
            month=row.month,
            day=row.day,
            year=row.year,
        )
        for row in rows
        if row.day is not None and row.month is not None
    ]


def _reporter(deadline: Deadline) -> str:
    return deadline.get_reporter_kind_display() or LEVEL_WORDS[Level(deadline.reporter_level)]


def _line(deadline: Deadline) -> DeadlineLine:
    day = "không nêu ngày"
    if deadline.day is not None and deadline.month is not None:
        day = f"{deadline.day:02d}/{deadline.month:02d}"
        day = f"{day}/{deadline.year}" if deadline.year else f"{day} hằng năm"
    return DeadlineLine(
        duty=deadline.get_duty_display(),
        reporter=_reporter(deadline),
        day=day,
        receiver=deadline.receiver_words,
        words=deadline.words,
        note=deadline.note,
    )
