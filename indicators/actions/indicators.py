"""A keeper enters, amends and removes a Chỉ tiêu: words, components and targets in one act with its log row.

In a draft everything may change. A plan in force is changed only under a named document: numbers, measures,
bases and items stay; what the document drops holds until the year before it (`indicators.amended_targets`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max, ProtectedError

from indicators.actions.own_measures import OwnMeasure, create_own_measure, drop_unused
from indicators.amended_targets import TargetsRefused, TargetWish, amended
from indicators.enums import Flag, Method, Operator
from indicators.models import Component, Indicator, Measure, Target
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.actions.editing import Held, always_note, check_mark, mark_of, note, open_for_editing
from plans.enums import PlanState
from plans.models import Goal, Plan
from units.enums import LogKind
from units.models import User
from units.refusals import Refused


@dataclass(frozen=True, slots=True)
class ComponentWish:
    """One measured part. `component_id`: the stored one it is; none for a new one.

    `measure_id` or `own` says how it is measured; neither matters where the measure is fixed already.
    """

    component_id: int | None
    short_name: str
    words: str
    measure_id: int | None = None
    own: OwnMeasure | None = None
    base: int | None = None
    note: str = ""
    targets: tuple[TargetWish, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalWish:
    """A Mục tiêu written together with its first Chỉ tiêu."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class IndicatorWish:
    """A whole Chỉ tiêu. `goal`: the id of one, or the plan's first. `position`: its place among all, from 1;
    None keeps it, or puts a new one last. `revived`: ids of components ended by this very document."""

    goal: int | GoalWish
    number: str
    short_name: str
    words: str
    components: tuple[ComponentWish, ...]
    position: int | None = None
    revived: frozenset[int] = frozenset()


@transaction.atomic
def add_indicator(
    *, plan: Plan, wish: IndicatorWish, by: User, at: datetime, address: str | None = None
) -> Indicator:
    """Raises NotYours, Refused."""
    held = open_for_editing(plan, by, at, address)
    _refuse_taken_number(held.plan, wish.number, 0)
    goal = _goal(held, wish.goal)
    last = held.plan.indicators.aggregate(last=Max("position"))["last"] or 0
    indicator: Indicator = Indicator.objects.create(
        plan=held.plan,
        goal=goal,
        number=wish.number,
        short_name=wish.short_name,
        official_text=wish.words,
        position=last + 1,
    )
    _keep_components(held, indicator, wish)
    if wish.position is not None:
        _place(indicator, wish.position)
    note(held, LogKind.TARGET, "thêm chỉ tiêu", str(indicator), "", "\n".join(indicator_lines(indicator)))
    return indicator


@transaction.atomic
def change_indicator(
    *,
    indicator: Indicator,
    wish: IndicatorWish,
    shown: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Indicator:
    """`shown`: the mark of what the page was drawn from. Raises NotYours, Refused, Overtaken."""
    held = open_for_editing(indicator.plan, by, at, address)
    stored = _stored(held, indicator)
    check_mark(shown, mark_of_indicator(stored))
    before = indicator_lines(stored)
    number = stored.number if is_fixed(held.plan) else wish.number
    _refuse_taken_number(held.plan, number, stored.pk)
    stored.goal = _goal(held, wish.goal)
    stored.number, stored.short_name, stored.official_text = number, wish.short_name, wish.words
    stored.save(update_fields=["goal", "number", "short_name", "official_text"])
    used = set(Component.objects.filter(indicator=stored).values_list("measure_id", flat=True))
    _keep_components(held, stored, wish)
    if not is_fixed(held.plan):
        drop_unused(used, held.plan.issuer)
    if wish.position is not None:
        _place(stored, wish.position)
    after = indicator_lines(stored)
    if before != after:
        note(
            held,
            LogKind.TARGET,
            "sửa chỉ tiêu",
            str(stored),
            "\n".join(line for line in before if line not in after),
            "\n".join(line for line in after if line not in before),
        )
    return stored


@transaction.atomic
def remove_indicator(
    *, indicator: Indicator, shown: str, by: User, at: datetime, address: str | None = None
) -> None:
    """Delete it from a draft; of a plan in force end all its components instead.

    Raises NotYours, Refused, Overtaken.
    """
    held = open_for_editing(indicator.plan, by, at, address)
    stored = _stored(held, indicator)
    check_mark(shown, mark_of_indicator(stored))
    name, before = str(stored), "\n".join(indicator_lines(stored))
    if is_fixed(held.plan):
        _end(held, stored.components.in_year(held.from_year))
        until = f"Áp dụng đến hết năm {held.from_year - 1}."
        note(held, LogKind.TARGET, "thôi áp dụng chỉ tiêu", name, before, until)
        return
    used = set(stored.components.values_list("measure_id", flat=True))
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        raise Refused("Có vướng mắc hoặc tài liệu dẫn chỉ tiêu này nên không xóa được.") from None
    drop_unused(used, held.plan.issuer)
    note(held, LogKind.TARGET, "xóa chỉ tiêu", name, before, "")


def is_fixed(plan: Plan) -> bool:
    """Is it in force, so that only a document amends it? Then numbers, measures, bases and items stay."""
    return plan.state != PlanState.DRAFT


def mark_of_indicator(indicator: Indicator) -> str:
    """The mark of the Chỉ tiêu with all its components and targets; reads them anew."""
    components = list(
        Component.objects.filter(indicator=indicator)
        .order_by("pk")
        .values_list(
            *("pk", "label", "measure_id", "short_name", "words", "own_base", "note", "position"),
            *("own_numerator_id", "own_denominator_id", "last_year"),
        )
    )
    targets = list(
        Target.objects.filter(component__indicator=indicator)
        .order_by("component_id", "first_year", "last_year", "pk")
        .values_list(
            *("component_id", "first_year", "last_year", "operator", "value", "second_value"),
            *("words", "reading", "flag", "confirmed_at"),
        )
    )
    return mark_of(
        indicator, ["goal_id", "number", "short_name", "official_text", "position"], components, targets
    )


def wish_of(target: Target) -> TargetWish:
    """A stored target as the rules of amending read it."""
    return TargetWish(
        target.first_year,
        target.last_year,
        Operator(target.operator),
        target.value,
        target.second_value,
        target.words,
        target.reading,
        Flag(target.flag) if target.flag else None,
    )


def _stored(held: Held, indicator: Indicator) -> Indicator:
    """The row under the plan's lock. Raises Refused where somebody removed it meanwhile."""
    stored: Indicator | None = Indicator.objects.filter(pk=indicator.pk, plan=held.plan).first()
    if stored is None:
        raise Refused("Chỉ tiêu này vừa bị xóa. Mở lại kế hoạch để xem.")
    return stored


def _refuse_taken_number(plan: Plan, number: str, own_id: int) -> None:
    if plan.indicators.filter(number=number).exclude(pk=own_id).exists():
        raise Refused(f"Kế hoạch đã có chỉ tiêu số {number}; đổi số khác.")


def _goal(held: Held, wish: int | GoalWish) -> Goal:
    if isinstance(wish, GoalWish):
        last = held.plan.goals.aggregate(last=Max("number"))["last"] or 0
        goal: Goal = Goal.objects.create(
            plan=held.plan, number=last + 1, name=wish.name, words=wish.words or wish.name
        )
        note(held, LogKind.PLAN, "thêm mục tiêu", str(goal), "", goal.words)
        return goal
    found: Goal | None = held.plan.goals.filter(pk=wish).first()
    if found is None:
        raise Refused("Mục tiêu đã chọn vừa bị xóa; chọn mục tiêu khác.")
    return found


def _place(indicator: Indicator, position: int) -> None:
    """Move it among the plan's Chỉ tiêu; all are numbered anew from 1."""
    others = list(
        Indicator.objects.filter(plan=indicator.plan_id).exclude(pk=indicator.pk).order_by("position", "pk")
    )
    others.insert(max(position - 1, 0), indicator)
    for place, each in enumerate(others, start=1):
        if each.position != place:
            Indicator.objects.filter(pk=each.pk).update(position=place)
    indicator.refresh_from_db(fields=["position"])


# --- Components


def _keep_components(held: Held, indicator: Indicator, wish: IndicatorWish) -> None:
    stored = {component.pk: component for component in indicator.components.all()}
    staying = {each.component_id for each in wish.components if each.component_id is not None}
    if not staying <= set(stored):
        raise Refused("Có nội dung vừa bị xóa. Mở lại trang này để xem.")
    gone = [component for pk, component in stored.items() if pk not in staying]
    if is_fixed(held.plan):
        _end(held, [one for one in gone if one.last_year is None or one.last_year >= held.from_year])
        _revive(held, gone, wish.revived)
        labels = _labels_beside(indicator.number, stored, wish.components)
    else:
        Component.objects.filter(pk__in=[component.pk for component in gone]).delete()
        labels = _labels(indicator.number, len(wish.components))
        # Labels may change places; none may be there twice even for a moment.
        for component in stored.values():
            Component.objects.filter(pk=component.pk).update(label=f"~{component.position}")
    for place, (label, each) in enumerate(zip(labels, wish.components, strict=True), start=1):
        component = stored.get(each.component_id or 0)
        _keep_component(held, indicator, component, each, label, place)


def _labels(number: str, count: int) -> list[str]:
    """“3” for a single part, “3.1”, “3.2” for several."""
    return [number] if count == 1 else [f"{number}.{place}" for place in range(1, count + 1)]


def _labels_beside(number: str, stored: dict[int, Component], wishes: Sequence[ComponentWish]) -> list[str]:
    """Labels that people know stay; a new part gets the next one that was never used."""
    taken = {component.label for component in stored.values()}
    labels: list[str] = []
    for wish in wishes:
        if wish.component_id is not None:
            labels.append(stored[wish.component_id].label)
            continue
        place = len(taken) + 1
        while f"{number}.{place}" in taken:
            place += 1
        labels.append(f"{number}.{place}" if taken or len(wishes) > 1 else number)
        taken.add(labels[-1])
    return labels


def _revive(held: Held, ended: Iterable[Component], revived: frozenset[int]) -> None:
    """What this very document dropped before, by mistake, holds again."""
    for component in ended:
        if component.pk in revived and component.last_year == held.from_year - 1:
            component.last_year = None
            component.save(update_fields=["last_year"])


def _end(held: Held, components: Iterable[Component]) -> None:
    for component in components:
        component.last_year = held.from_year - 1
        component.save(update_fields=["last_year"])


def _keep_component(
    held: Held,
    indicator: Indicator,
    component: Component | None,
    wish: ComponentWish,
    label: str,
    place: int,
) -> None:
    row = component or Component(indicator=indicator)
    if component is None or not is_fixed(held.plan):
        measure = _measure(held, indicator, wish)
        if component is not None and row.measure_id != measure.pk:
            row.own_numerator = row.own_denominator = None
        row.measure = measure
        row.own_base = wish.base if measure.method == Method.RATIO and wish.base != measure.base else None
    row.label, row.position = label, place
    row.short_name, row.words, row.note = wish.short_name, wish.words, wish.note
    row.save()
    _keep_targets(held, row, wish.targets)


def _measure(held: Held, indicator: Indicator, wish: ComponentWish) -> Measure:
    if wish.own is not None:
        own = create_own_measure(wish.own, held.plan.issuer, indicator.goal.number)
        always_note(held, LogKind.TARGET, "đặt số liệu riêng", str(own), "", own.definition)
        return own
    found: Measure | None = Measure.objects.offered().filter(pk=wish.measure_id).first()
    if found is None:
        raise Refused("Cách đo đã chọn vừa được gộp vào cách đo khác; chọn lại.")
    return found


# --- Targets


def _keep_targets(held: Held, component: Component, wished: Sequence[TargetWish]) -> None:
    """Rows with the same years are changed in place; a reading that is no longer the same is unconfirmed."""
    stored = {(target.first_year, target.last_year): target for target in component.targets.all()}
    wishes = list(wished)
    if is_fixed(held.plan):
        before = [wish_of(target) for target in stored.values()]
        years = range(held.plan.first_year, held.plan.last_year + 1)
        try:
            wishes = amended(before, wished, held.from_year, years)
        except TargetsRefused as refusal:
            raise Refused(f"Nội dung {component.label}: {refusal}") from None
    left = {wish.span for wish in wishes}
    for span, target in stored.items():
        if span not in left:
            target.delete()
    for wish in wishes:
        old = _of_before(stored.values(), wish, held.from_year) if is_fixed(held.plan) else None
        _keep_target(component, stored.get(wish.span), wish, old)


def _of_before(stored: Iterable[Target], wish: TargetWish, from_year: int) -> Target | None:
    """The target that the wish is in the years before the document: same words and demand, other years."""
    if wish.last_year != from_year - 1:
        return None
    for target in stored:
        was = wish_of(target)
        says_the_same = was.asks_the_same(replace(wish, first_year=was.first_year, last_year=was.last_year))
        if says_the_same and was.flag == wish.flag and was.first_year in (None, wish.first_year):
            return target
    return None


def _keep_target(component: Component, stored: Target | None, wish: TargetWish, old: Target | None) -> None:
    """`old`: the one whose years the document cut; what its owner confirmed of it stays confirmed."""
    if stored is not None and wish_of(stored) == wish:
        return
    row = stored or Target(component=component, first_year=wish.first_year, last_year=wish.last_year)
    row.operator, row.value, row.second_value = wish.operator, wish.value, wish.second_value
    row.words, row.reading, row.flag = wish.words, wish.reading, wish.flag or ""
    row.confirmed_by = row.confirmed_at = None
    if stored is None and old is not None:
        row.confirmed_by, row.confirmed_at = old.confirmed_by, old.confirmed_at
    row.save()


# --- In words, for the log


def indicator_lines(indicator: Indicator) -> list[str]:
    """What the Chỉ tiêu says, line by line; the log keeps the lines that differ."""
    lines = [
        f"{indicator.number}. {indicator.short_name} ({indicator.goal})",
        f"Nguyên văn: {indicator.official_text}",
        f"Đứng thứ {indicator.position} trong kế hoạch",
    ]
    components = indicator.components.select_related("measure").order_by("position", "pk")
    for component in components.prefetch_related("targets"):
        until = f", áp dụng đến hết năm {component.last_year}" if component.last_year else ""
        base = f", trên {component.own_base}" if component.own_base else ""
        head = f"{component} [{component.measure.code}{base}{until}]"
        lines.append(f"{head}: {component.words}")
        if component.note:
            lines.append(f"{component.label}, cách hiểu: {component.note}")
        for target in component.targets.all():
            flag = f" ({target.get_flag_display()})" if target.flag else ""
            years = span_words(target.first_year, target.last_year)
            name = f"{component.label}, {years}"
            lines.append(f"{name}: {target_words(bar_of(target), component)}{flag}")
            lines += [f"{name}, nguyên văn: {target.words}"] if target.words else []
            lines += [f"{name}, cách đọc: {target.reading}"] if target.reading else []
    return lines
