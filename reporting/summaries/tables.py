"""What did a place reach against its plan? One table object for the page, the Excel file and the PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from childplan.vietnamese import moment, short_date
from indicators.enums import Part, Source, Status
from indicators.models import Component, Responsibility, Target
from indicators.numbers import format_number
from indicators.summaries import called, result_unit
from plans.models import Goal, Plan
from reporting.enums import ReportState
from reporting.models import Figure, Report, Round
from reporting.rollup import Coverage, Result
from reporting.summaries.results import (
    DASH,
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.totals import (
    Totals,
    item_total,
    official_totals,
    previous_round,
    provisional_totals,
    snapshot_of,
)
from units.enums import Level
from units.models import Unit
from units.summaries import PlaceName, chain_on, names_on

PROVISIONAL = "tam-tinh"
"""The word in an address that asks for provisional figures."""


class Relation(StrEnum):
    """Whose plan it is, seen from the place of the table."""

    OWN = "own"  # its targets judge this place
    ABOVE = "above"  # its targets are a reference here
    BELOW = "below"  # its measures are added up here, its targets say nothing here


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


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a goal of the plan, or the measures of the units below."""

    heading: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A finished table with everything its head and foot say."""

    title: str
    plan_title: str
    place: str
    round_name: str
    year: int
    window: str
    edition: str  # "Chính thức" or "Tạm tính"
    is_official: bool
    is_estimate: bool
    made_at: str
    groups: list[Group]
    finding: str
    remarks: list[str]

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def has_leads(self) -> bool:
        """Does the plan of the table say who answers for its Chỉ tiêu?"""
        return any(row.leads for row in self.rows)

    @property
    def columns(self) -> int:
        """How many columns the page draws."""
        return 9 if self.has_leads else 8

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def query(self) -> str:
        """What an address adds to come to the same edition elsewhere."""
        return "" if self.is_official else f"?so={PROVISIONAL}"


def plan_table(*, plan: Plan, round_: Round, official: bool, now: datetime) -> Table:
    """The annual table of a plan: its issuer's own totals against its targets."""
    return _table(
        unit=plan.issuer,
        round_=round_,
        official=official,
        now=now,
        relations=[(plan, Relation.OWN)],
        title="Biểu kết quả thực hiện chỉ tiêu",
    )


def rollup_table(*, unit: Unit, round_: Round, official: bool, now: datetime) -> Table:
    """Everything that is counted at or below a place: its own plan's components, then those of the plans
    above it for reference, then the measures that only plans below it use."""
    return _table(
        unit=unit,
        round_=round_,
        official=official,
        now=now,
        relations=_relations(unit, round_),
        title="Tổng hợp",
    )


def _relations(unit: Unit, round_: Round) -> list[tuple[Plan, Relation]]:
    day = round_.data_to
    plans = Plan.objects.in_year(round_.year).collecting().select_related("issuer")
    chain = [place.unit_id for place in chain_on(day, unit)]
    above = plans.filter(issuer__in=chain)
    below = plans.filter(issuer__in=Unit.objects.under(unit, day=day).values("pk")).exclude(issuer=unit)
    nearest_first = sorted(above, key=lambda plan: (-chain.index(plan.issuer_id), plan.key))
    return [
        (plan, Relation.OWN if plan.issuer_id == unit.pk else Relation.ABOVE) for plan in nearest_first
    ] + [(plan, Relation.BELOW) for plan in below.order_by("key")]


def totals_of(unit: Unit, round_: Round, *, official: bool) -> Totals:
    """The totals a table is made of: the snapshot handed up if there is one, else what stands now."""
    if not official:
        return provisional_totals(unit, round_)
    report = Report.objects.filter(unit=unit, round=round_).first()
    if report is not None and report.state in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        return snapshot_of(report)
    return official_totals(unit, round_)


def _table(
    *,
    unit: Unit,
    round_: Round,
    official: bool,
    now: datetime,
    relations: Sequence[tuple[Plan, Relation]],
    title: str,
) -> Table:
    before = previous_round(round_)
    now_totals = totals_of(unit, round_, official=official)
    last_totals = totals_of(unit, before, official=True) if before is not None else {}
    day = round_.data_to
    context = _Context(
        unit=unit,
        round_=round_,
        totals=now_totals,
        last=last_totals,
        base_of_last=before,
        levels=_levels_asked(unit, round_),
        fresh=_fresh_totals(unit, round_) if official else None,
    )
    groups = _groups(relations, context)
    chain = chain_on(day, unit)
    plan = relations[0][0] if relations and relations[0][1] == Relation.OWN else None
    rows = [row for group in groups for row in group.rows]
    return Table(
        title=title,
        plan_title=plan.full_title if plan else "",
        place=chain[-1].full_name if chain else str(unit),
        round_name=round_.name,
        year=round_.year,
        window=f"{short_date(round_.data_from)}–{short_date(round_.data_to)}",
        edition="Chính thức" if official else "Tạm tính",
        is_official=official,
        is_estimate=round_.is_estimate,
        made_at=moment(now),
        groups=groups,
        finding=_finding(rows),
        remarks=_remarks(round_, official, rows),
    )


@dataclass(frozen=True)
class _Context:
    unit: Unit
    round_: Round
    totals: Totals
    last: Totals
    base_of_last: Round | None
    levels: Mapping[int, set[str]]
    fresh: Totals | None
    """What stands below now, where the totals are a snapshot handed up before."""


def _groups(relations: Sequence[tuple[Plan, Relation]], context: _Context) -> list[Group]:
    plans = [plan for plan, _ in relations]
    components = list(
        Component.objects.filter(indicator__plan__in=plans)
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
    parts = _responsible(components, context.round_.data_to)
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
            rows.append(_row(component, targets[component.pk], plan, relation, context, parts, rows))
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
    context: _Context,
    parts: Mapping[int, Mapping[str, str]],
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
    answers = parts.get(indicator.pk, {})
    return Row(
        label=component.label if relation != Relation.BELOW else "",
        short_name=component.short_name if relation != Relation.BELOW else measure.short_name,
        words=component.words,
        unit_text=unit.suffix if unit else component.numerator.unit_word,
        better=measure.get_better_display(),
        target=print_target(component, assessor.standing, standing_targets),
        last_year=last_text,
        result=text,
        verdict=verdict,
        coverage=_coverage(component, result, context),
        is_partial=result.coverage.asked > 0 and not result.coverage.is_complete,
        source=item.get_source_display(),
        leads=answers.get(Part.LEAD, "") if relation == Relation.OWN else "",
        supports=answers.get(Part.SUPPORT, "") if relation == Relation.OWN else "",
        indicator_number=indicator.number,
        indicator_name=indicator.short_name,
        indicator_words=indicator.official_text,
        opens_indicator=not siblings or siblings[-1].indicator_number != indicator.number,
        is_restricted=item.is_restricted,
        is_judged=judged,
        note=component.note,
        changed=_changed_words(component, result, context),
    )


def _coverage(component: Component, result: Result, context: _Context) -> str:
    """Coverage in words, called by the units of the item that is less complete."""
    item = component.numerator
    denominator = component.denominator
    if denominator is not None:
        own = item_total(context.totals, item.pk, component.measure.area)
        if result.coverage != Coverage(own.answered, own.asked):
            item = denominator
    return coverage_words(result.coverage, context.levels.get(item.pk, set()), item.source)


def _applies(component: Component, context: _Context) -> bool:
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


def _levels_asked(unit: Unit, round_: Round) -> dict[int, set[str]]:
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


def _fresh_totals(unit: Unit, round_: Round) -> Totals | None:
    """What the units below say now, for a place that has handed up its snapshot."""
    report = Report.objects.filter(unit=unit, round=round_).first()
    if report is None or report.state not in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        return None
    return official_totals(unit, round_)


def _changed_words(component: Component, handed_up: Result, context: _Context) -> str:
    """What changed below since the snapshot, in the counts the result is made of: handed up, and now."""
    if context.fresh is None:
        return ""
    now = result_of(component, context.fresh)
    changes = []
    if now.numerator != handed_up.numerator:
        changes.append(f"{_count(handed_up.numerator)} → {_count(now.numerator)}")
    if now.denominator != handed_up.denominator:
        changes.append(f"mẫu số {_count(handed_up.denominator)} → {_count(now.denominator)}")
    return f"Đã thay đổi sau khi nộp: {'; '.join(changes)}" if changes else ""


def _count(value: int | None) -> str:
    return DASH if value is None else format_number(value)


def _responsible(components: Iterable[Component], day: date) -> dict[int, dict[str, str]]:
    rows = list(
        Responsibility.objects.filter(
            indicator__in={component.indicator_id for component in components}
        ).order_by("id")
    )
    names: dict[int, PlaceName] = names_on(day, [row.unit_id for row in rows])
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        place = names.get(row.unit_id)
        if place is not None:
            found[row.indicator_id][row.part].append(called(place))
    return {
        indicator_id: {part: ", ".join(called) for part, called in by_part.items()}
        for indicator_id, by_part in found.items()
    }


def _finding(rows: Sequence[Row]) -> str:
    """“Trong 31 nội dung: 18 đạt, 4 chưa đạt …”: counted over the verdicts, nothing else."""
    judged = [
        row.verdict.status
        for row in rows
        if row.is_judged and row.verdict.status not in (Status.NO_TARGET, Status.NOT_APPLICABLE)
    ]
    if not judged:
        return ""
    words = [f"{judged.count(status)} {status.label.lower()}" for status in COUNTED if status in judged]
    return f"Trong {len(judged)} nội dung: {', '.join(words)}."


COUNTED = (
    Status.MET,
    Status.EXCEEDED,
    Status.NOT_MET,
    Status.MILESTONE_LATER,
    Status.NO_CASES,
    Status.NO_DATA,
    Status.UNREAD,
)


def _remarks(round_: Round, official: bool, rows: Sequence[Row]) -> list[str]:
    remarks = []
    if round_.is_estimate:
        remarks.append(
            f"Số liệu ước thực hiện: kỳ số liệu kết thúc ngày {short_date(round_.data_to)} "
            "(Nghị định 09/2019/NĐ-CP)."
        )
    if not official:
        remarks.append("Tạm tính: gồm cả số liệu chưa nộp hoặc chưa được duyệt.")
    partial = sum(1 for row in rows if row.is_partial)
    if partial:
        remarks.append(f"{partial} nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu.")
    return remarks
