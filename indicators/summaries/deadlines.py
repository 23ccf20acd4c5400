"""By when is a plan told, and where do its days contradict each other? The page “Hạn báo cáo”."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from childplan.vietnamese import short_date
from indicators.summaries.plans import issuer_names, plans_up_the_chain, visible_plans
from plans.contradictions import Contradiction, Due, with_plan_above, within_plan
from plans.enums import DutyKind
from plans.models import Deadline, Plan
from units.enums import Level
from units.models import Placement, Unit, User
from units.summaries.lineage import actors_for, endings_of
from units.summaries.places import chain_on, names_on

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
    position: int
    duty: str
    reporter: str
    day: str
    receiver: str
    words: str
    note: str
    receiver_now: str = ""  # to whom it goes since the level that is named ended; the words stay as signed
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
    district = [line for line in lines.values() if _DISTRICT.search(line.receiver)]
    if district:
        now = _instead_of_the_district(plan.issuer, today)
        for line in district:
            line.receiver_now = now
    among = visible_plans(user, today)
    above = plans_up_the_chain(plan, among, today)
    days_above: dict[int, list[Deadline]] = defaultdict(list)
    for row in Deadline.objects.filter(plan__in=above).order_by("plan", "position"):
        days_above[row.plan_id].append(row)
    found = _found(plan, rows, above, days_above, issuer_names(above, today))
    for contradiction in found:
        for position in contradiction.positions:
            lines[position].warnings.append(contradiction.beside)
    return DeadlinePage(
        lines=list(lines.values()),
        warnings=list(dict.fromkeys(contradiction.sentence for contradiction in found)),
        not_compared=_not_compared(plan, above, user, today),
    )


_DISTRICT = re.compile(r"huyện|phòng lao động|phòng lđ", re.IGNORECASE)
"""Words of a receiver that sits at a district."""


def _instead_of_the_district(issuer: Unit, today: date) -> str:
    """“Cấp huyện không còn từ 01/07/2025; nay gửi UBND tỉnh Thử.” where every district that the issuer was,
    stood under or had below it is gone; else "". Two queries, seven where all are gone."""
    above = Unit.objects.ever_above(issuer).filter(level=Level.DISTRICT)
    below = Placement.objects.filter(parent=issuer, unit__level=Level.DISTRICT)
    districts = set(above.values_list("pk", flat=True)) | set(below.values_list("unit_id", flat=True))
    endings = endings_of(districts, today)
    if not districts or len(endings) < len(districts):
        return ""
    acting = set(actors_for(districts, today, today).values())
    places = sorted(names_on(today, acting).values(), key=lambda place: place.sort)
    day = short_date(max(ending.on for ending in endings.values()))
    if not places:
        return f"Cấp huyện không còn từ {day}."
    return (
        f"Cấp huyện không còn từ {day}; nay gửi {', '.join(f'UBND {place.full_name}' for place in places)}."
    )


def _found(
    plan: Plan,
    rows: Iterable[Deadline],
    above: Iterable[Plan],
    days_above: Mapping[int, Iterable[Deadline]],
    names: Mapping[int, str],
) -> list[Contradiction]:
    """What is wrong in the plan itself, then against each plan above it, the nearest first."""
    level = Level(plan.issuer.level)
    days = _dues(rows)
    found = within_plan(days, level)
    for other in above:
        found += with_plan_above(
            days,
            level,
            _dues(days_above[other.pk]),
            Level(other.issuer.level),
            f"kế hoạch {other.years} của {names[other.issuer_id]}",
        )
    return found


def contradictions_among(
    rows: Iterable[Deadline], chains: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> list[tuple[Plan, list[str]]]:
    """Plans whose days cannot all be kept, each with a sentence for everything that is wrong; no query.

    rows: the days of plans that hold in a common year, with plan and issuer. chains: by issuer id the units
    above it, the nearest first. names: by issuer id.
    """
    days: dict[int, list[Deadline]] = defaultdict(list)
    plans: dict[int, Plan] = {}
    for row in rows:
        days[row.plan_id].append(row)
        plans[row.plan_id] = row.plan
    by_issuer: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans.values():
        by_issuer[plan.issuer_id].append(plan)
    found = []
    for plan in plans.values():
        above = [other for unit_id in chains.get(plan.issuer_id, ()) for other in by_issuer[unit_id]]
        sentences = [one.sentence for one in _found(plan, days[plan.pk], above, days, names)]
        if sentences:
            found.append((plan, list(dict.fromkeys(sentences))))
    return found


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
            who=reporter_words(row),
            receiver=row.receiver_words,
            month=row.month,
            day=row.day,
            year=row.year,
        )
        for row in rows
        if row.day is not None and row.month is not None
    ]


def reporter_words(deadline: Deadline) -> str:
    """Who reports by the day: a kind of unit, or a level."""
    return deadline.get_reporter_kind_display() or LEVEL_WORDS[Level(deadline.reporter_level)]


def _line(deadline: Deadline) -> DeadlineLine:
    day = "không nêu ngày"
    if deadline.day is not None and deadline.month is not None:
        day = f"{deadline.day:02d}/{deadline.month:02d}"
        day = f"{day}/{deadline.year}" if deadline.year else f"{day} hằng năm"
    return DeadlineLine(
        position=deadline.position,
        duty=deadline.get_duty_display(),
        reporter=reporter_words(deadline),
        day=day,
        receiver=deadline.receiver_words,
        words=deadline.words,
        note=deadline.note,
    )
