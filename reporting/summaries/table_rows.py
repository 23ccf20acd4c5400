"""Which rows does a table of results have? One component, one row: what was promised and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from indicators.enums import HELD_AGAINST_LAST, Better, Method, Part, Source
from indicators.models import Component, DataItem
from indicators.numbers import ResultUnit, format_number, show_stated
from indicators.rates import from_millionths
from indicators.steps import capitalised
from indicators.summaries import result_unit
from plans.models import Goal
from reporting.answers import DASH
from reporting.rollup import Result
from reporting.summaries.asked import Asked, Relation
from reporting.summaries.contributors import part_words
from reporting.summaries.coverage import coverage_of, format_coverage
from reporting.summaries.differences import Difference
from reporting.summaries.looks import anchor_of
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
from reporting.summaries.sources import AsReported
from reporting.texts import Statement
from reporting.totals import item_total
from units.summaries.places import PlaceName


@dataclass(frozen=True)
class Writing:
    """What one unit wrote, or the rate it gave, with its name; no name where it is the table's own place."""

    unit_name: str
    text: str


@dataclass(frozen=True)
class RowItem:
    """What a file for everybody has to know of an item that a row is made of. whole_id: the item that
    contains it in full."""

    item_id: int
    suppresses_public: bool
    is_restricted: bool
    whole_id: int | None = None


@dataclass(frozen=True)
class Row:
    """One component: what was promised, what came of it, and of how many units. `numerator`, `denominator`:
    the two sums in words, each for its own column. `base_source`: who types the denominator, if others do.

    What a file for everybody goes by (`documents.public`): the items, the method, the area, and whether the
    target is held against last year; `is_withheld`: its result was left out there.
    """

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
    mark: str = ""  # ◊ where it is a sum of old units
    component_id: int = 0
    measure_code: str = ""
    numerator: str = DASH
    denominator: str = DASH
    base_source: str = ""
    difference: Difference | None = None
    difference_code: str = ""  # the item whose two sources say different things
    numerator_item: RowItem | None = None
    denominator_item: RowItem | None = None
    method: str = ""
    area: str = ""
    looks_back: bool = False
    is_withheld: bool = False
    not_collected: int = 0  # cells behind it that said “chưa thu thập được”

    @property
    def anchor(self) -> str:
        """Where on its page the row stands."""
        return anchor_of(self.component_id)

    @property
    def has_strip(self) -> bool:
        """Does something stand under it: what changed, what units wrote?"""
        return bool(self.changed or self.writings or self.difference)

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
    """What every row of a table is made of. `answering`: who answers for a Chỉ tiêu, by its number and part;
    `names`: of the units that wrote something; `differences`: by item what two kinds of unit counted
    apart."""

    source: AsReported
    answering: Mapping[tuple[int, str], str] = field(default_factory=dict)
    names: Mapping[int, PlaceName] = field(default_factory=dict)
    differences: Mapping[int, Difference] = field(default_factory=dict)


def table_groups(found: Sequence[Asked], context: Context) -> list[Group]:
    """The rows in their order, under the goals of their plans."""
    by_heading: dict[tuple[int, Goal | None], list[Row]] = {}
    groups: list[Group] = []
    for asked in found:
        key = (asked.plan.pk, _goal(asked))
        if key not in by_heading:
            by_heading[key] = []
            groups.append(Group(heading_of(asked), by_heading[key]))
        by_heading[key].append(row_of(asked, context, by_heading[key]))
    return groups


def _goal(asked: Asked) -> Goal | None:
    return asked.component.indicator.goal if asked.relation != Relation.BELOW else None


def heading_of(asked: Asked) -> str:
    """Under which heading a component stands in the table of a place."""
    goal, plan, relation = _goal(asked), asked.plan, asked.relation
    if goal is None:
        return f"{plan.short_title} – cấp này không giao chỉ tiêu"
    if relation == Relation.ABOVE:
        return f"{goal} – tham khảo {plan.short_title}"
    if relation == Relation.BEFORE:
        return f"{goal} – chỉ tiêu của đơn vị cũ, chỉ tham khảo: {plan.short_title}"
    return str(goal)


def row_of(asked: Asked, context: Context, siblings: Sequence[Row] = ()) -> Row:
    """One component as a finished row; `siblings`: the rows before it under the same heading."""
    component, source, relation = asked.component, context.source, asked.relation
    measure, indicator = component.measure, component.indicator
    result = result_of(component, source.totals, base=asked.base)
    last = result_of(component, source.last, base=asked.base)
    assessor = assessor_for(component, asked.standing_targets, source.round_.year, asked.plan, last)
    judged = relation == Relation.OWN and source.round_.has_verdict and source.judges
    text, shown = print_result(result, measure, asked.base, assessor if judged else None)
    last_text, _ = print_result(last, measure, asked.base)
    item = component.numerator
    verdict = verdict_on(
        result,
        shown,
        assessor,
        applies=_applies(component, source),
        has_verdict=judged,
    )
    if relation == Relation.BELOW:
        # Said once in the heading; thirty chips of the same word hide the figures.
        verdict = replace(verdict, chip=None)
    numerator, denominator = part_words(result, measure.method)
    differing = _differing(component, context)
    return Row(
        mark=source.mark if not text.is_nothing else "",
        component_id=component.pk,
        measure_code=measure.code,
        label=asked.label,
        short_name=asked.name,
        words=component.words,
        unit_text=unit_text(asked, result),
        better=Better(measure.better).label,
        target=print_target(component, assessor.standing, asked.standing_targets),
        last_year=last_text,
        result=text,
        numerator=numerator,
        denominator=denominator,
        difference=context.differences[differing.pk] if differing is not None else None,
        difference_code=differing.code if differing is not None else "",
        verdict=verdict,
        coverage=coverage_of(component, result, source.totals, source.levels),
        is_partial=result.coverage.asked > 0 and not result.coverage.is_complete,
        source=Source(item.source).label,
        base_source=_base_source(component),
        leads=context.answering.get((indicator.pk, Part.LEAD), "") if relation == Relation.OWN else "",
        supports=context.answering.get((indicator.pk, Part.SUPPORT), "") if relation == Relation.OWN else "",
        indicator_number=indicator.number,
        indicator_name=indicator.short_name,
        indicator_words=indicator.official_text,
        opens_indicator=not siblings or siblings[-1].indicator_number != indicator.number,
        is_restricted=item.is_restricted,
        is_judged=judged,
        note=component.note,
        changed=_changed_words(component, result, source),
        writings=_writings(component, context),
        writings_word="Tỷ lệ" if measure.method == Method.RATE_GIVEN else "Nội dung",
        numerator_item=_item(item),
        denominator_item=_item(component.denominator) if component.denominator is not None else None,
        method=measure.method,
        not_collected=result.not_collected,
        area=measure.area,
        looks_back=any(target.operator in HELD_AGAINST_LAST for target in asked.standing_targets),
    )


def _item(item: DataItem) -> RowItem:
    return RowItem(item.pk, item.suppress_public, item.is_restricted, item.contained_in_id)


def _differing(component: Component, context: Context) -> DataItem | None:
    """Which of the two items two kinds of unit counted and did not agree on, if any."""
    items = (component.numerator, component.denominator)
    return next((item for item in items if item is not None and item.pk in context.differences), None)


def _base_source(component: Component) -> str:
    """Who types the denominator, where it is somebody else than who types the numerator."""
    whole = component.denominator
    return Source(whole.source).label if whole and whole.source != component.numerator.source else ""


def _writings(component: Component, context: Context) -> tuple[Writing, ...]:
    """The texts of the component's item, in the order of the units' names, the place's own first."""
    found = []
    for said in _of_item(component, context.source.texts):
        name = context.names.get(said.unit_id)
        is_own = said.unit_id == context.source.unit.pk
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


def unit_text(asked: Asked, result: Result) -> str:
    """What the result is told in; one answer of yes or no is told in nothing."""
    method = asked.component.measure.method
    if asks_one_answer(result, method):
        return ""
    unit = result_unit(method, asked.base)
    return unit.suffix if unit else asked.component.numerator.unit_word


def _applies(component: Component, source: AsReported) -> bool:
    area = component.measure.area
    return not area or item_total(source.totals, component.numerator.pk, area).asked > 0


def _changed_words(component: Component, handed_up: Result, source: AsReported) -> str:
    """What changed below since the snapshot, in the counts the result is made of: handed up, and now; where
    these are what they were, in what they mean or in how complete they are."""
    if source.fresh is None:
        return ""
    now = result_of(component, source.fresh)
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
    different = set(_of_item(component, source.texts)) ^ set(_of_item(component, source.fresh_texts))
    if different:
        what = "tỷ lệ" if component.measure.method == Method.RATE_GIVEN else "nội dung"
        changes.append(f"{what} của {len({said.unit_id for said in different})} đơn vị")
    if not changes and now.outcome != handed_up.outcome:
        said = (print_result(result, component.measure, component.base)[0] for result in (handed_up, now))
        changes.append(" → ".join(result.words for result in said))
    elif not changes and now.coverage != handed_up.coverage:
        before, after = (format_coverage(result.coverage) for result in (handed_up, now))
        changes.append(f"đủ số liệu {before} → {after}")
    return f"Đã thay đổi sau khi nộp: {'; '.join(changes)}" if changes else ""


def _count(value: int | None) -> str:
    return DASH if value is None else format_number(value)
