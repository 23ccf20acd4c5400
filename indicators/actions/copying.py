"""Starting a plan from another one: what comes along, what does not, and what has to be said of both.

Nothing is left out in silence: every sentence about it stands among the notes of the new plan until its
keeper takes it off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from indicators.models import Component, DataItem, Indicator, Measure, Responsibility, Target
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.actions.editing import always_note, open_for_editing
from plans.models import Goal, Plan, Task
from units.enums import AgencyKind, Level, LogKind
from units.models import Unit, User
from units.refusals import Refused
from units.summaries.places import kind_word, units_below_by_kind

_RANKS = {Level.VILLAGE: 0, Level.AGENCY: 0, Level.COMMUNE: 1, Level.DISTRICT: 2, Level.PROVINCE: 3}
_COUNTRY = 4


@dataclass
class _Copying:
    """A source on its way into a draft; `said` gathers the sentences for its keeper."""

    source: Plan
    plan: Plan
    left_targets: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def is_within(self, first: int | None, last: int | None) -> bool:
        """Does it name no year, or only years of the new plan?"""
        if first is None or last is None:
            return True
        return self.plan.first_year <= first and last <= self.plan.last_year


@transaction.atomic
def copy_plan(*, source: Plan, plan: Plan, by: User, at: datetime, address: str | None = None) -> list[str]:
    """Fill an empty draft from a plan that the person may read; the notes that were written on it.

    Goals, Chỉ tiêu and components come word for word. Of the targets those come that name no year or only
    years of the new plan; each other one is named. What the source's own owner set beside the document stays
    there, the switch for drawing yearly targets between two milestones too, and a reading that was confirmed
    there waits for the new owner's word again. Units are matched by kind: the issuer by the issuer, others by
    units of their kind directly below the new one.
    Raises NotYours and Refused.
    """
    held = open_for_editing(plan, by, at, address)
    if not held.is_draft or held.plan.goals.exists():
        raise Refused("Chỉ chép vào bản nháp còn trống.")
    copying = _Copying(source=source, plan=held.plan)
    indicators = _copy_indicators(copying, _copy_goals(copying))
    units = _unit_map(copying)
    _copy_responsibilities(copying, indicators, units)
    _copy_tasks(copying, units)
    _copy_deadlines(copying)
    _leave_interpolation(copying)
    notes = [*held.plan.notes, _where_from(source), *_notes(copying)]
    held.plan.notes = notes
    held.plan.save(update_fields=["notes"])
    always_note(held, LogKind.PLAN, "chép từ kế hoạch khác", "", after=source.short_title)
    return notes


def _where_from(source: Plan) -> str:
    if not source.document_text:
        return (
            f"Chép từ {source.short_title}: lời của kế hoạch đó là tóm tắt, không phải nguyên văn. Thay từng "
            "câu bằng câu trong văn bản đã ký."
        )
    return f"Chép từ {source.short_title}: đối chiếu từng câu với văn bản đã ký."


def _notes(copying: _Copying) -> list[str]:
    left = copying.left_targets
    if not left:
        return copying.said
    return [
        f"Không chép {len(left)} mốc nằm ngoài giai đoạn {copying.plan.years}: {'; '.join(left)}.",
        *copying.said,
    ]


# --- Goals, Chỉ tiêu, components and targets


def _copy_goals(copying: _Copying) -> dict[int, Goal]:
    return {
        goal.pk: Goal.objects.create(plan=copying.plan, number=goal.number, name=goal.name, words=goal.words)
        for goal in copying.source.goals.order_by("number")
    }


def _copy_indicators(copying: _Copying, goals: Mapping[int, Goal]) -> dict[int, Indicator]:
    components: dict[int, list[Component]] = defaultdict(list)
    rows = Component.objects.filter(indicator__plan=copying.source).select_related(
        "measure__merged_into", "own_numerator__merged_into", "own_denominator__merged_into"
    )
    for component in rows.prefetch_related("targets").order_by("position"):
        components[component.indicator_id].append(component)
    copied = {}
    for indicator in copying.source.indicators.order_by("position"):
        standing = [one for one in components[indicator.pk] if _still_holds(copying, one)]
        if components[indicator.pk] and not standing:
            copying.said.append(
                f"Không chép chỉ tiêu {indicator.number}: đã thôi áp dụng trước {copying.plan.years}."
            )
            continue
        copied[indicator.pk] = Indicator.objects.create(
            plan=copying.plan,
            goal=goals[indicator.goal_id],
            number=indicator.number,
            short_name=indicator.short_name,
            official_text=indicator.official_text,
            position=indicator.position,
        )
        for component in standing:
            _copy_component(copying, component, copied[indicator.pk])
    return copied


def _still_holds(copying: _Copying, component: Component) -> bool:
    """An amending document may have dropped it."""
    if component.last_year is None or component.last_year >= copying.source.last_year:
        return True
    copying.said.append(
        f"Không chép nội dung {component.label} ({component.short_name}): thôi áp dụng từ năm "
        f"{component.last_year + 1}."
    )
    return False


def _copy_component(copying: _Copying, component: Component, indicator: Indicator) -> None:
    numerator, denominator = _offered_item(component.own_numerator), _offered_item(component.own_denominator)
    copy = Component.objects.create(
        indicator=indicator,
        label=component.label,
        measure=_offered_measure(component.measure),
        short_name=component.short_name,
        words=component.words,
        own_base=component.own_base,
        own_numerator=numerator,
        own_denominator=denominator,
        position=component.position,
        note=component.note,
    )
    for target in component.targets.all():
        _copy_target(copying, target, component, copy)


def _offered_measure(measure: Measure) -> Measure:
    """The one that it was merged into, where it was: nothing new is built on what is offered no more."""
    while measure.merged_into is not None:
        measure = measure.merged_into
    return measure


def _offered_item(item: DataItem | None) -> DataItem | None:
    while item is not None and item.merged_into is not None:
        item = item.merged_into
    return item


def _copy_target(copying: _Copying, target: Target, component: Component, copy: Component) -> None:
    shown = target_words(bar_of(target), component).replace("\u00a0", " ")
    name = f"{component.label} {span_words(target.first_year, target.last_year)} ({shown})"
    if not copying.is_within(target.first_year, target.last_year):
        copying.left_targets.append(name)
        return
    if target.is_own:
        copying.said.append(f"Không chép mức tự đặt {name}: không có trong văn bản của kế hoạch đó.")
        return
    Target.objects.create(
        component=copy,
        first_year=target.first_year,
        last_year=target.last_year,
        operator=target.operator,
        value=target.value,
        second_value=target.second_value,
        words=target.words,
        reading=target.reading,
        flag=target.flag,
    )


def _leave_interpolation(copying: _Copying) -> None:
    """The switch is its owner's, as the targets set by hand are; whoever copies decides for themselves."""
    if copying.source.interpolates:
        copying.said.append(
            "Không chép nội suy: kế hoạch đó nội suy mức từng năm giữa hai mốc, văn bản không có. "
            "Muốn vậy thì bật ở trang kế hoạch."
        )


# --- Who answers, who does what, and by when


@dataclass(frozen=True)
class _UnitMap:
    """Whom a unit of the source means here."""

    source_issuer_id: int
    issuer: Unit
    below: Mapping[str, list[Unit]]

    def units_for(self, unit: Unit) -> list[Unit]:
        if unit.pk == self.source_issuer_id:
            return [self.issuer]
        return self.below.get(kind_word(unit), [])


def _unit_map(copying: _Copying) -> _UnitMap:
    plan = copying.plan
    below = units_below_by_kind(plan.issuer, date(plan.first_year, 1, 1), date(plan.last_year, 12, 31))
    return _UnitMap(source_issuer_id=copying.source.issuer_id, issuer=plan.issuer, below=below)


def _copy_responsibilities(copying: _Copying, indicators: Mapping[int, Indicator], units: _UnitMap) -> None:
    rows = (
        Responsibility.objects.filter(indicator__in=indicators)
        .select_related("unit")
        .order_by("indicator__position", "id")
    )
    given: set[tuple[int, int]] = set()
    missing: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        indicator = indicators[row.indicator_id]
        found = units.units_for(row.unit)
        if not found and indicator.number not in missing[kind_word(row.unit)]:
            missing[kind_word(row.unit)].append(indicator.number)
        for unit in found:
            if (indicator.pk, unit.pk) not in given:
                given.add((indicator.pk, unit.pk))
                Responsibility.objects.create(indicator=indicator, unit=unit, part=row.part, words=row.words)
    for word, numbers in missing.items():
        if numbers:
            copying.said.append(
                f"Chưa giao chỉ tiêu {', '.join(numbers)} cho {_word(word)}: nơi ban hành chưa có "
                "đơn vị loại này."
            )


def _copy_tasks(copying: _Copying, units: _UnitMap) -> None:
    missing: set[str] = set()
    for row in copying.source.tasks.prefetch_related("units").order_by("position"):
        task: Task = copying.plan.tasks.create(
            position=row.position, unit_words=row.unit_words, words=row.words
        )
        meant = list(row.units.all())
        found = {unit for one in meant for unit in units.units_for(one)}
        task.units.set(found)
        if meant and not found:
            missing.add(row.unit_words)
    if missing:
        copying.said.append(f"Nhiệm vụ chưa gắn đơn vị nào: {', '.join(sorted(missing))}.")


def _copy_deadlines(copying: _Copying) -> None:
    """A day that happens once comes only with its year; a day of a level above the new issuer is not its."""
    rank = _rank(copying.plan.issuer.level)
    for row in copying.source.deadlines.order_by("position"):
        name = f"{row.get_duty_display().lower()} “{row.words}”"
        if not copying.is_within(row.year, row.year):
            copying.said.append(f"Không chép hạn {name}: năm {row.year} ngoài giai đoạn.")
            continue
        if _rank(row.reporter_level) > rank:
            copying.said.append(f"Không chép hạn {name}: là hạn của cấp trên nơi ban hành.")
            continue
        copying.plan.deadlines.create(
            position=row.position,
            duty=row.duty,
            reporter_level=row.reporter_level,
            reporter_kind=row.reporter_kind,
            receiver_words=row.receiver_words,
            day=row.day,
            month=row.month,
            year=row.year,
            is_strict=row.is_strict,
            words=row.words,
            note=row.note,
        )


def _rank(level: str) -> int:
    return _RANKS.get(Level(level), _COUNTRY)


def _word(word: str) -> str:
    return str((AgencyKind if word in AgencyKind.values else Level)(word).label)
