"""Which rows does a table of results have? One component, one row: what was promised and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from indicators.enums import Method, Part, Source
from indicators.models import Component, Target
from indicators.numbers import ResultUnit, format_number, show_stated
from indicators.rates import from_millionths
from indicators.steps import capitalised
from indicators.summaries import result_unit, who_answers
from plans.models import Goal, Plan
from reporting.answers import DASH
from reporting.enums import ReportState
from reporting.models import Figure, Report, Round
from reporting.rollup import Coverage, Result
from reporting.summaries.results import (
    ResultText,
    TargetText,
    Verdict,
    asks_one_answer,
    assessor_for,
    print_result,
    print_target,
    result_of,
    steps_text,
    verdict_on,
)
from reporting.texts import Statement
from reporting.totals import (
    Totals,
    item_total,
    official_totals,
)
from units.enums import Level
from units.models import Unit
from units.summaries.places import PlaceName


class Relation(StrEnum):
    """Whose plan it is, seen from the place of the table."""

    OWN = "own"  # its targets judge this place
    ABOVE = "above"  # its targets are a reference here
    BELOW = "below"  # its measures are added up here, its targets say nothing here


@dataclass(frozen=True)
class Writing:
    """What one unit wrote, or the rate it gave, with its name; no name where it is the table's own place."""

    unit_name: str
    text: str


@dataclass(frozen=True)
class Row:
    """One component: what was promised, what came of it, and of how many units."""

    label: str
    short_name: str
    words: str
    unit_text: str
    better: str
    target: TargetText
    last_year: ResultText
    result: ResultText
    verdict: Verdict
    coverage: str
    is_partial: bool
    source: str
    leads: str
    supports: str
    indicator_number: str
    indicator_name: str
    indicator_words: str
    opens_indicator: bool
    is_restricted: bool
    is_judged: bool
    note: str = ""
    changed: str = ""
    writings: tuple[Writing, ...] = ()
    writings_word: str = "Nội dung"  # or "Tỷ lệ"

    @property
    def has_strip(self) -> bool:
        """Does something stand under it: what changed, what units wrote?"""
        return bool(self.changed or self.writings)

    @property
    def has_own_writing(self) -> bool:
        """Did only the place itself write something?"""
        return len(self.writings) == 1 and not self.writings[0].unit_name

    @property
    def has_few_writings(self) -> bool:
        """Few enough to stand open under the row."""
        return len(self.writings) <= 3


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a goal of the plan, or the measures of the units below."""

    heading: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Context:
    unit: Unit
    round_: Round
    totals: Totals
    last: Totals
    levels: Mapping[int, set[str]]
    fresh: Totals | None
    """What stands below now, where the totals are a snapshot handed up before."""
    texts: Sequence[Statement] = ()
    fresh_texts: Sequence[Statement] = ()
    names: Mapping[int, PlaceName] = field(default_factory=dict)
    """Of the units that wrote something."""


def table_groups(relations: Sequence[tuple[Plan, Relation]], context: Context) -> list[Group]:
    plans = [plan for plan, _ in relations]
    components = list(
        Component.objects.in_year(context.round_.year)
        .filter(indicator__plan__in=plans)
        .select_related(
            "indicator__goal",
            "measure__numerator",
            "measure__denominator",
            "own_numerator",
            "own_denominator",
        )
        .order_by("indicator__position", "position")
    )
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__in=components):
        targets[target.component_id].append(target)
    answering = who_answers({row.indicator_id for row in components}, context.round_.data_to)
    by_plan: dict[int, list[Component]] = defaultdict(list)
    for component in components:
        by_plan[component.indicator.plan_id].append(component)
    seen: set[tuple[object, ...]] = set()
    groups: list[Group] = []
    for plan, relation in relations:
        by_goal: dict[Goal | None, list[Row]] = {}
        for component in by_plan[plan.pk]:
            identity = _identity(component)
            if identity in seen and relation != Relation.OWN:
                continue
            seen.add(identity)
            goal = component.indicator.goal if relation != Relation.BELOW else None
            rows = by_goal.setdefault(goal, [])
            rows.append(_row(component, targets[component.pk], plan, relation, context, answering, rows))
        for goal, rows in by_goal.items():
            groups.append(Group(_heading(goal, plan, relation), rows))
    return groups


def _identity(component: Component) -> tuple[object, ...]:
    denominator = component.denominator
    return (
        component.measure.method,
        component.numerator.pk,
        denominator.pk if denominator else None,
        component.measure.area,
    )


def _heading(goal: Goal | None, plan: Plan, relation: Relation) -> str:
    if goal is None:
        return f"{plan.short_title} – cấp này không giao chỉ tiêu"
    if relation == Relation.ABOVE:
        return f"{goal} – tham khảo {plan.short_title}"
    return str(goal)


def _row(
    component: Component,
    targets: list[Target],
    plan: Plan,
    relation: Relation,
    context: Context,
    answering: Mapping[tuple[int, str], str],
    siblings: Sequence[Row],
) -> Row:
    measure = component.measure
    indicator = component.indicator
    base = measure.base if relation == Relation.BELOW else component.base
    standing_targets = [] if relation == Relation.BELOW else targets
    result = result_of(component, context.totals, base=base)
    last = result_of(component, context.last, base=base)
    assessor = assessor_for(component, standing_targets, context.round_.year, plan.last_year, last)
    judged = relation == Relation.OWN and context.round_.has_verdict
    text, shown = print_result(result, measure, base, assessor if judged else None)
    last_text, _ = print_result(last, measure, base)
    item = component.numerator
    unit = result_unit(measure.method, base)
    verdict = verdict_on(
        result,
        shown,
        assessor,
        applies=_applies(component, context),
        has_verdict=judged,
    )
    if relation == Relation.BELOW:
        # Said once in the heading; thirty chips of the same word hide the figures.
        verdict = replace(verdict, chip=None)
    return Row(
        label=component.label if relation != Relation.BELOW else "",
        short_name=component.short_name if relation != Relation.BELOW else measure.short_name,
        words=component.words,
        unit_text=_unit_text(component, result, unit),
        better=measure.get_better_display(),
        target=print_target(component, assessor.standing, standing_targets),
        last_year=last_text,
        result=text,
        verdict=verdict,
        coverage=_coverage(component, result, context),
        is_partial=result.coverage.asked > 0 and not result.coverage.is_complete,
        source=item.get_source_display(),
        leads=answering.get((indicator.pk, Part.LEAD), "") if relation == Relation.OWN else "",
        supports=answering.get((indicator.pk, Part.SUPPORT), "") if relation == Relation.OWN else "",
        indicator_number=indicator.number,
        indicator_name=indicator.short_name,
        indicator_words=indicator.official_text,
        opens_indicator=not siblings or siblings[-1].indicator_number != indicator.number,
        is_restricted=item.is_restricted,
        is_judged=judged,
        note=component.note,
        changed=_changed_words(component, result, context),
        writings=_writings(component, context),
        writings_word="Tỷ lệ" if measure.method == Method.RATE_GIVEN else "Nội dung",
    )


def _writings(component: Component, context: Context) -> tuple[Writing, ...]:
    """The texts of the component's item, in the order of the units' names, the place's own first."""
    found = []
    for said in _of_item(component, context.texts):
        name = context.names.get(said.unit_id)
        is_own = said.unit_id == context.unit.pk
        text = said.text if said.rate is None else _rate_words(component, said.rate, said.reason)
        words = Writing("" if is_own or name is None else capitalised(name.full_name), text)
        found.append((not is_own, name.sort if name else "", words))
    return tuple(words for _, _, words in sorted(found, key=lambda entry: entry[:2]))


def _rate_words(component: Component, rate: int, reason: str) -> str:
    """“97,5% (bệnh viện chỉ cho tỷ lệ)”: what a unit gave, with all its digits, and why it did not count."""
    given = show_stated(from_millionths(rate), ResultUnit(component.measure.base)).text()
    return f"{given} ({reason})" if reason else given


def _of_item(component: Component, texts: Sequence[Statement]) -> list[Statement]:
    area = component.measure.area
    return [said for said in texts if said.item_id == component.numerator.pk and area in ("", said.area)]


def _unit_text(component: Component, result: Result, unit: ResultUnit | None) -> str:
    """What the result is told in; one answer of yes or no is told in nothing."""
    if asks_one_answer(result, component.measure.method):
        return ""
    return unit.suffix if unit else component.numerator.unit_word


def _coverage(component: Component, result: Result, context: Context) -> str:
    """Coverage in words, called by the units of the item that is less complete."""
    item = component.numerator
    denominator = component.denominator
    if denominator is not None:
        own = item_total(context.totals, item.pk, component.measure.area)
        if result.coverage != Coverage(own.answered, own.asked):
            item = denominator
    return coverage_words(result.coverage, context.levels.get(item.pk, set()), item.source)


def _applies(component: Component, context: Context) -> bool:
    area = component.measure.area
    return not area or item_total(context.totals, component.numerator.pk, area).asked > 0


COVERAGE_NOUNS = {Level.VILLAGE: "thôn", Level.COMMUNE: "xã", Level.DISTRICT: "huyện", Level.PROVINCE: "tỉnh"}


def coverage_words(coverage: Coverage, levels: set[str], source: str) -> str:
    """“8/9 thôn”: source units that answered over those asked, by what they are; "" if none is."""
    if not coverage.asked:
        return ""
    noun = "đơn vị"
    if len(levels) == 1:
        (level,) = levels
        if level == Level.AGENCY:
            noun = "trường" if source == Source.SCHOOL else "đơn vị"
        else:
            noun = COVERAGE_NOUNS.get(Level(level), "đơn vị")
    return f"{format_number(coverage.answered)}/{format_number(coverage.asked)} {noun}"


def levels_asked(unit: Unit, round_: Round) -> dict[int, set[str]]:
    """On which tiers the cells of an item stand: villages, agencies, or direct cells of places."""
    under = Unit.objects.under(unit, day=round_.data_to)
    found: dict[int, set[str]] = defaultdict(set)
    for item_id, level in (
        Figure.objects.counted()
        .filter(report__round=round_, report__unit__in=under.values("pk"))
        .values_list("item_id", "report__unit__level")
        .distinct()
    ):
        found[item_id].add(level)
    return found


def fresh_totals(unit: Unit, round_: Round) -> Totals | None:
    """What the units below say now, for a place that has handed up its snapshot."""
    report = Report.objects.filter(unit=unit, round=round_).first()
    if report is None or report.state not in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        return None
    return official_totals(unit, round_)


def _changed_words(component: Component, handed_up: Result, context: Context) -> str:
    """What changed below since the snapshot, in the counts the result is made of: handed up, and now."""
    if context.fresh is None:
        return ""
    now = result_of(component, context.fresh)
    changes = []
    if now.numerator != handed_up.numerator:
        changes.append(f"{_count(handed_up.numerator)} → {_count(now.numerator)}")
    if now.denominator != handed_up.denominator:
        changes.append(f"mẫu số {_count(handed_up.denominator)} → {_count(now.denominator)}")
    if component.measure.method == Method.RATE_GIVEN and now.value != handed_up.value:
        given = (print_result(result, component.measure, component.base)[0] for result in (handed_up, now))
        changes.append(" → ".join(result.words for result in given))
    if now.steps != handed_up.steps:
        kind = component.measure.method
        before, after = (steps_text(result, kind) if result.steps else DASH for result in (handed_up, now))
        changes.append(f"{before} → {after}")
    different = set(_of_item(component, context.texts)) ^ set(_of_item(component, context.fresh_texts))
    if different:
        what = "tỷ lệ" if component.measure.method == Method.RATE_GIVEN else "nội dung"
        changes.append(f"{what} của {len({said.unit_id for said in different})} đơn vị")
    return f"Đã thay đổi sau khi nộp: {'; '.join(changes)}" if changes else ""


def _count(value: int | None) -> str:
    return DASH if value is None else format_number(value)
