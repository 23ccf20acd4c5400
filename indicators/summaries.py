"""What does a plan document say? Facts, numbered Chỉ tiêu with targets, who answers, by when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from childplan.vietnamese import short_date
from indicators.assessment import Bar
from indicators.enums import Method, Operator, Part
from indicators.models import Component, Indicator, Responsibility, Target
from indicators.numbers import ResultUnit, format_number, show_stated
from plans.enums import PlanState
from plans.models import Deadline, Plan
from units.enums import Level
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries import PlaceName, names_on

OPERATOR_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
    Operator.EQUAL: "=",
}
OPERATOR_WORDS = {
    Operator.MAINTAIN: "duy trì",
    Operator.RISE: "tăng",
    Operator.FALL: "giảm",
    Operator.DONE: "có",
    Operator.NARRATIVE: "mô tả",
    Operator.UNREADABLE: "chưa rõ cách đọc",
}


def result_unit(method: str, base: int) -> ResultUnit | None:
    """What stands behind a result: %, ‰, /10.000; nothing for counts and money."""
    if method == Method.RATIO:
        return ResultUnit(base)
    if method in (Method.SHARE_YES, Method.YES_NO, Method.YEAR_ON_YEAR):
        return ResultUnit(100)
    return None


def bar_of(target: Target) -> Bar:
    """The target as the pure rules read it."""
    return Bar(
        operator=Operator(target.operator),
        value=target.value,
        second_value=target.second_value,
        first_year=target.first_year,
        last_year=target.last_year,
    )


def target_words(bar: Bar, component: Component) -> str:
    """“≥ 98%”, “< 4/4.000”, “giảm 2–3%”, “duy trì”, “tăng”. Sign and number never part at a line end."""
    unit = result_unit(component.measure.method, component.base)
    value = bar.value
    if value is None or bar.operator == Operator.UNREADABLE:
        return OPERATOR_WORDS.get(bar.operator, "")
    stated = format_number(value) if unit is None else show_stated(value, unit).text()
    if bar.operator in OPERATOR_SIGNS:
        return f"{OPERATOR_SIGNS[bar.operator]}\u00a0{stated}"
    if bar.operator == Operator.BAND and bar.second_value is not None:
        upper = (
            format_number(bar.second_value) if unit is None else show_stated(bar.second_value, unit).text()
        )
        reduction = "giảm " if component.measure.method == Method.YEAR_ON_YEAR else ""
        return f"{reduction}{format_number(value)}–{upper}"
    return f"{OPERATOR_WORDS[bar.operator]} {stated}"


@dataclass(frozen=True)
class TargetLine:
    """One target of a component."""

    years: str
    text: str
    words: str
    reading: str
    flag: str
    is_confirmed: bool


@dataclass(frozen=True)
class ComponentLine:
    label: str
    short_name: str
    words: str
    measure: str
    definition: str
    source: str
    is_restricted: bool
    targets: list[TargetLine]
    note: str


@dataclass(frozen=True)
class IndicatorLine:
    number: str
    short_name: str
    words: str
    leads: str
    supports: str
    components: list[ComponentLine]


@dataclass(frozen=True)
class GoalGroup:
    heading: str
    words: str
    indicators: list[IndicatorLine]


@dataclass(frozen=True)
class DeadlineLine:
    duty: str
    reporter: str
    day: str
    receiver: str
    words: str
    note: str


@dataclass(frozen=True)
class TaskGroup:
    """What the document tells one kind of unit to do, word for word."""

    unit_words: str
    tasks: list[str]


@dataclass(frozen=True)
class PlanPage:
    """Screen 16: the plan as signed and as read."""

    key: str
    kind: str
    title: str
    short_title: str
    issuer: str
    number: str
    signed: str
    years: str
    state: str
    above: str
    collects: bool
    notes: list[str]
    goals: list[GoalGroup]
    deadlines: list[DeadlineLine]
    tasks: list[TaskGroup]
    document: str
    indicator_count: int
    component_count: int
    open_readings: int


@dataclass(frozen=True)
class PlanLine:
    """One plan in the list."""

    key: str
    title: str
    issuer: str
    number: str
    years: str
    state: str
    indicator_count: int


def plans_for(user: User, today: date) -> list[PlanLine]:
    """Plans of the person's units, of those above them and of those below."""
    plans = list(visible_plans(user, today).select_related("issuer").order_by("first_year", "key"))
    names = names_on(today, [plan.issuer_id for plan in plans])
    counts: dict[int, int] = defaultdict(int)
    for plan_id in Indicator.objects.filter(plan__in=plans).values_list("plan_id", flat=True):
        counts[plan_id] += 1
    return [
        PlanLine(
            key=plan.key,
            title=plan.full_title,
            issuer=_issuer(plan, names),
            number=plan.number,
            years=plan.years,
            state=_state(plan, today),
            indicator_count=counts[plan.pk],
        )
        for plan in plans
    ]


def visible_plans(user: User, today: date) -> QuerySet[Plan]:
    """The plans a person may read: a plan binds those below its issuer and is answered for to those above."""
    units = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.READ_PLANS))
        )
    )
    near = Unit.objects.under(*units, day=today) | Unit.objects.chain(*units, day=today)
    return Plan.objects.filter(issuer__in=near.values("pk"))


def _state(plan: Plan, today: date) -> str:
    """Hiệu lực in words; a plan whose last year has passed is over though nobody ended it."""
    if plan.state == PlanState.IN_FORCE and plan.last_year < today.year:
        return "Đã hết giai đoạn"
    return plan.get_state_display()


def _issuer(plan: Plan, names: dict[int, PlaceName]) -> str:
    place = names.get(plan.issuer_id)
    return f"UBND {place.full_name}" if place else ""


def plan_page(plan: Plan, today: date) -> PlanPage:
    """The whole plan; a fixed number of queries."""
    indicators = list(Indicator.objects.filter(plan=plan).select_related("goal").order_by("position"))
    components: dict[int, list[Component]] = defaultdict(list)
    rows = Component.objects.filter(indicator__plan=plan).select_related(
        "measure__numerator", "measure__denominator", "own_numerator", "own_denominator"
    )
    for component in rows.order_by("indicator__position", "position"):
        components[component.indicator_id].append(component)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__indicator__plan=plan):
        targets[target.component_id].append(target)
    answering = who_answers({indicator.pk for indicator in indicators}, today)
    names = names_on(today, [plan.issuer_id])
    goals: dict[int, GoalGroup] = {}
    for indicator in indicators:
        goal = indicator.goal
        group = goals.setdefault(goal.pk, GoalGroup(str(goal), goal.words, []))
        group.indicators.append(
            IndicatorLine(
                number=indicator.number,
                short_name=indicator.short_name,
                words=indicator.official_text,
                leads=answering.get((indicator.pk, Part.LEAD), ""),
                supports=answering.get((indicator.pk, Part.SUPPORT), ""),
                components=[
                    _component(component, targets[component.pk]) for component in components[indicator.pk]
                ],
            )
        )
    every = [target for found in targets.values() for target in found]
    return PlanPage(
        key=plan.key,
        kind=plan.get_kind_display(),
        title=plan.full_title,
        short_title=plan.short_title,
        issuer=_issuer(plan, names),
        number=plan.number,
        signed=short_date(plan.signed_on) if plan.signed_on else plan.date_words,
        years=plan.years,
        state=_state(plan, today),
        above=plan.above_words,
        collects=plan.collects,
        notes=list(plan.notes),
        goals=list(goals.values()),
        deadlines=[_deadline(deadline) for deadline in plan.deadlines.all()],
        tasks=_tasks(plan),
        document=plan.document_text,
        indicator_count=len(indicators),
        component_count=sum(len(found) for found in components.values()),
        open_readings=sum(1 for target in every if target.flag and target.confirmed_at is None),
    )


def who_answers(indicator_ids: set[int], day: date) -> dict[tuple[int, str], str]:
    """Chủ trì and phối hợp by name, for each Chỉ tiêu and part; two queries."""
    rows = list(Responsibility.objects.filter(indicator__in=indicator_ids).order_by("id"))
    names = names_on(day, [row.unit_id for row in rows])
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.unit_id in names:
            found[row.indicator_id, row.part].append(called(names[row.unit_id]))
    return {key: ", ".join(every) for key, every in found.items()}


def called(place: PlaceName) -> str:
    """How a responsible unit is called; a place answers through its officer for children."""
    return place.full_name if place.level == Level.AGENCY else f"UBND {place.full_name}"


def _component(component: Component, targets: list[Target]) -> ComponentLine:
    return ComponentLine(
        label=component.label,
        short_name=component.short_name,
        words=component.words,
        measure=component.measure.code,
        definition=component.measure.definition,
        source=component.numerator.get_source_display(),
        is_restricted=component.numerator.is_restricted,
        targets=[
            TargetLine(
                years=_years(target),
                text=target_words(bar_of(target), component),
                words=target.words,
                reading=target.reading,
                flag=target.get_flag_display() if target.flag else "",
                is_confirmed=target.confirmed_at is not None,
            )
            for target in targets
        ],
        note=component.note,
    )


def _tasks(plan: Plan) -> list[TaskGroup]:
    """In the order of the document; one query."""
    groups: list[TaskGroup] = []
    for task in plan.tasks.all():
        if not groups or groups[-1].unit_words != task.unit_words:
            groups.append(TaskGroup(task.unit_words, []))
        groups[-1].tasks.append(task.words)
    return groups


def _years(target: Target) -> str:
    if target.first_year is None:
        return "các năm"
    if target.first_year == target.last_year:
        return str(target.first_year)
    return f"{target.first_year}–{target.last_year}"


def _deadline(deadline: Deadline) -> DeadlineLine:
    day = "không nêu ngày"
    if deadline.day is not None and deadline.month is not None:
        day = f"{deadline.day:02d}/{deadline.month:02d}"
        day = f"{day}/{deadline.year}" if deadline.year else f"{day} hằng năm"
    reporter = deadline.get_reporter_kind_display() or deadline.get_reporter_level_display()
    return DeadlineLine(
        duty=deadline.get_duty_display(),
        reporter=reporter,
        day=day,
        receiver=deadline.receiver_words,
        words=deadline.words,
        note=deadline.note,
    )
