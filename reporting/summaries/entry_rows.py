"""Which rows does a form have? Components of the nearest plan with what this unit says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction

from django.db.models import Q

from indicators.assessment import Limit
from indicators.enums import Better, Status
from indicators.models import Component, Target
from indicators.numbers import ResultUnit, ShownResult, format_number
from indicators.summaries import result_unit
from plans.models import Plan
from reporting.answers import DASH, Control
from reporting.enums import FigureState
from reporting.models import Figure, Report
from reporting.querysets import ANSWERED
from reporting.rollup import ItemTotal, Outcome, Result
from reporting.summaries.cells import Cell
from reporting.summaries.explaining import Verdicts
from reporting.summaries.repeated import read_once
from reporting.summaries.results import (
    Assessor,
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.totals import STEPPED, Key, Totals
from units.enums import Level
from units.models import Placement

PARTS = {Control.K_OF_N: "số đơn vị trả lời có", Control.RATE: "tỷ lệ"}
"""What a cell that is no numerator holds, for readers who do not see the columns."""
USUAL_DECIMALS = 1
"""Of a result where its row says nothing else; the default of `formatResult` in static/js/numbers.js."""


@dataclass(frozen=True)
class RowFacts:
    """What the page's script needs to work out a row's result before the server does; codes, and numbers as
    exact text ("97.5", "1/3"). Only for ratios of two cells of the form."""

    label: str
    numerator: str
    denominator: str
    base: int
    decimals: int
    higher: bool
    bar: dict[str, str | None] | None
    later: bool
    previous: str | None
    judged: bool

    @property
    def told(self) -> dict[str, object]:
        """For the script; what is nothing or usual is left out, there are many rows."""
        bar = {name: said for name, said in (self.bar or {}).items() if said is not None}
        decimals = None if self.decimals == USUAL_DECIMALS else self.decimals
        facts = asdict(self) | {"bar": bar or None, "decimals": decimals}
        return {name: said for name, said in facts.items() if said is not None and said is not False}


@dataclass(frozen=True)
class EntryRow:
    """One component on the form of a unit."""

    label: str
    short_name: str
    words: str
    unit_text: str
    better: str
    target: TargetText
    target_is_reference: bool
    last_year: ResultText
    numerator: Cell
    denominator: Cell | None  # a cell of this row; base figures stand on top
    denominator_text: str  # "58" of a base figure, or who gives it
    denominator_code: str  # the cell it comes from, "" when it is not on this form
    result: ResultText
    verdict: Verdict
    denominator_from: str = ""  # "nền", or the row it is typed in: "dòng 8.1"
    last_status: Status | None = None  # of last year's result, where a target judged it
    item_ids: tuple[int, ...] = ()  # what its result is made of
    facts: RowFacts | None = None
    year_before: ResultText = field(
        default_factory=ResultText
    )  # the year before last, where it was asked for

    @property
    def cells(self) -> list[Cell]:
        return [cell for cell in (self.numerator, self.denominator) if cell is not None]

    @property
    def pairs(self) -> bool:
        """Is its denominator on this form too, so that "5/804" can be typed into the numerator?"""
        return self.facts is not None

    @property
    def part(self) -> str:
        """What its own cell is to the result, for readers who do not see the columns."""
        return PARTS.get(self.numerator.control, "số liệu")

    @property
    def has_denominator_words(self) -> bool:
        return self.denominator_text not in ("", DASH)

    @property
    def has_strip(self) -> bool:
        return any(cell.has_strip for cell in self.cells)

    @property
    def has_remark(self) -> bool:
        return any(cell.has_remark for cell in self.cells)


@dataclass(frozen=True)
class EntryGroup:
    heading: str
    rows: list[EntryRow] = field(default_factory=list)


def entry_groups(
    report: Report,
    figures: Sequence[Figure],
    cells: Mapping[int, Cell],
    last: Mapping[int, Figure],
    plans: Sequence[Plan],
    chain_ids: Sequence[int],
    older: Mapping[int, Figure],
) -> tuple[list[EntryGroup], list[int]]:
    """Rows under the goals of the nearest plan, and the items that stand on top as Số liệu nền."""
    components = _components(tuple(plans), frozenset(cells), report.area, report.round.year)
    rows_of = {component.numerator.pk: component.label for component in components}
    base_ids = [
        figure.item_id
        for figure in figures
        if figure.item_id not in rows_of
        and (figure.item.is_base or not _is_denominator_of(figure.item_id, components))
    ]
    for figure in figures:
        figure.report = report
    now_totals = _with_years(_own_totals(figures), last)
    last_totals, older_totals = (_totals_then(rows, report) for rows in (last, older))
    targets = _targets(tuple(component.pk for component in components))
    judging = _judging_issuers(report, chain_ids)
    groups: dict[str, EntryGroup] = {}
    # A figure has one box. The row that is about it has it, wherever it stands.
    placed: set[int] = {*base_ids, *rows_of}
    for component in components:
        heading = str(component.indicator.goal)
        group = groups.setdefault(heading, EntryGroup(heading))
        row = _row(report, component, targets[component.pk], cells, now_totals, last_totals, judging, placed)
        if older:
            row = replace(row, year_before=_result_then(component, older_totals)[1])
        if row.denominator_code and component.denominator is not None:
            row = replace(row, denominator_from=_typed_in(rows_of.get(component.denominator.pk)))
        group.rows.append(row)
        placed.update(cell.item_id for cell in row.cells)
    # Nothing that is asked is ever left off the page.
    base_ids += [figure.item_id for figure in figures if figure.item_id not in placed]
    return list(groups.values()), base_ids


def verdicts_of(groups: Sequence[EntryGroup], *, has_last: bool) -> dict[int, Verdicts]:
    """Met last year and now, by the item of the numerator; last year only where its figures were accepted."""
    return {
        row.numerator.item_id: Verdicts(
            was_met=_is_met(row.last_status) if has_last else None, is_met=_is_met(row.verdict.status)
        )
        for group in groups
        for row in group.rows
    }


def _is_met(status: Status | None) -> bool | None:
    if status in (Status.MET, Status.EXCEEDED):
        return True
    return False if status == Status.NOT_MET else None


def _totals_then(rows: Mapping[int, Figure], report: Report) -> dict[Key, ItemTotal]:
    """What the unit answered in another year, in the area it has now."""
    figures = list(rows.values())
    for figure in figures:
        figure.report = report
    return _own_totals(figures)


def _result_then(component: Component, totals: Totals) -> tuple[Result, ResultText, ShownResult | None]:
    """The result of another year. Where somebody else gives the denominator, what this unit counted is still
    worth a look."""
    result = result_of(component, totals)
    text, shown = print_result(result, component.measure, component.base)
    if result.outcome == Outcome.NO_DATA and result.numerator is not None:
        text = replace(text, text=format_number(result.numerator))
    return result, text, shown


def _own_totals(figures: Sequence[Figure]) -> dict[Key, ItemTotal]:
    """The form's own figures as totals of one unit, check cells included: they are this unit's answers."""
    return {
        Key(figure.item_id, figure.report.area): ItemTotal(
            value=figure.value or 0,
            yes_answered=figure.answered or 0,
            asked=1,
            answered=1 if figure.state in ANSWERED else 0,
            no_cases=1 if figure.state == FigureState.NO_CASES else 0,
            **_step(figure),
        )
        for figure in figures
    }


def _step(figure: Figure) -> dict[str, int]:
    """On which step a level or a state stands."""
    if figure.item.kind not in STEPPED or figure.state != FigureState.ENTERED or figure.value is None:
        return {}
    return {f"step_{figure.value}": 1}


def _with_years(totals: Totals, last: Mapping[int, Figure]) -> dict[Key, ItemTotal]:
    found = {}
    for key, total in totals.items():
        before = last.get(key.item_id)
        if before is not None and before.value is not None and total.answered:
            total = replace(
                total,
                matched_units=1,
                matched_value=total.value,
                matched_previous=before.value,
                fell=1 if any(total.steps) and total.value < before.value else 0,
            )
        found[key] = total
    return found


def _typed_in(label: str | None) -> str:
    return f"dòng {label}" if label else "nền"


@read_once
def _components(plans: Sequence[Plan], cells: Collection[int], area: str, year: int) -> list[Component]:
    """Components of the year and of the unit's area whose numerator is on the form (`cells` by item), each
    numerator once, the nearest plan's first."""
    rank = {plan.pk: order for order, plan in enumerate(plans)}
    found = list(
        # A village's form has ten figures where its plans measure seventy: the rest stays in the database.
        Component.objects.in_year(year)
        .filter(
            Q(own_numerator__in=cells) | Q(own_numerator=None, measure__numerator__in=cells),
            indicator__plan__in=plans,
        )
        .select_related(
            "indicator__goal",
            "indicator__plan",
            "measure__numerator",
            "measure__denominator",
            "own_numerator",
            "own_denominator",
        )
        .order_by("indicator__position", "position")
    )
    found.sort(key=lambda component: rank[component.indicator.plan_id])
    chosen: list[Component] = []
    seen: set[int] = set()
    for component in found:
        item_id = component.numerator.pk
        is_of_area = component.measure.area in ("", area)
        if is_of_area and item_id in cells and item_id not in seen:
            seen.add(item_id)
            chosen.append(component)
    return chosen


@read_once
def _targets(component_ids: Sequence[int]) -> dict[int, list[Target]]:
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(component__in=component_ids):
        targets[target.component_id].append(target)
    return targets


def _is_denominator_of(item_id: int, components: Sequence[Component]) -> bool:
    return any(
        component.denominator is not None and component.denominator.pk == item_id for component in components
    )


def _judging_issuers(report: Report, chain_ids: Sequence[int]) -> frozenset[int]:
    """Whose plans judge what stands on this form. A target judges its issuer's own total: the unit's own
    plan, and its place's plan when the unit is the only one of its kind there: its result is the place's."""
    issuers = {report.unit_id}
    if report.unit.level == Level.AGENCY and len(chain_ids) > 1:
        place = chain_ids[-2]
        alike = Placement.objects.as_of(report.round.data_to).filter(
            parent=place, unit__agency_kind=report.unit.agency_kind
        )
        if alike.count() == 1:
            issuers.add(place)
    return frozenset(issuers)


def _row(
    report: Report,
    component: Component,
    targets: list[Target],
    cells: Mapping[int, Cell],
    now_totals: Totals,
    last_totals: Totals,
    judging: frozenset[int],
    placed: set[int],
) -> EntryRow:
    measure, plan = component.measure, component.indicator.plan
    denominator = component.denominator
    whole = cells.get(denominator.pk) if denominator is not None else None
    own_cell = whole if whole is not None and whole.item_id not in placed else None
    last, last_text, last_shown = _result_then(component, last_totals)
    result = result_of(component, now_totals)
    assessor = assessor_for(component, targets, report.round.year, plan, last)
    is_complete = denominator is None or whole is not None
    judged = plan.issuer_id in judging and is_complete and report.round.has_verdict
    text, shown = print_result(result, measure, component.base, assessor if judged else None)
    unit = result_unit(measure.method, component.base)
    verdict = verdict_on(result, shown, assessor, applies=True, has_verdict=True) if judged else Verdict()
    numerator = cells[component.numerator.pk]
    if numerator.message or (whole is not None and whole.message):
        # Of figures that contradict each other nothing is worked out.
        text, verdict = ResultText(), Verdict()
    return EntryRow(
        label=component.label,
        short_name=component.short_name,
        words=component.words,
        unit_text=_unit_text(component, numerator, unit),
        better=measure.get_better_display(),
        target=print_target(component, assessor.standing, targets),
        target_is_reference=not judged,
        last_year=last_text,
        numerator=numerator,
        denominator=own_cell,
        denominator_text=_denominator_words(component, whole, own_cell),
        denominator_code=whole.code if whole is not None and own_cell is None else "",
        result=text,
        verdict=verdict,
        last_status=_last_status(component, targets, report.round.year - 1, last, last_shown)
        if judged
        else None,
        item_ids=tuple(item.pk for item in (component.numerator, denominator) if item is not None),
        facts=_facts(component, numerator, whole, assessor, judged=judged) if whole is not None else None,
    )


def _facts(
    component: Component, numerator: Cell, whole: Cell, assessor: Assessor, *, judged: bool
) -> RowFacts:
    bar = assessor.standing.bar
    return RowFacts(
        label=component.label,
        numerator=numerator.code,
        denominator=whole.code,
        base=component.base,
        decimals=component.measure.decimals,
        higher=assessor.better == Better.HIGHER,
        bar=None
        if bar is None
        else {
            "operator": bar.operator.value,
            "value": _plain(bar.value),
            "second": _plain(bar.second_value),
        },
        later=assessor.standing.later_year is not None,
        previous=None if assessor.previous is None else str(assessor.previous),
        judged=judged,
    )


def _plain(value: Limit | None) -> str | None:
    """“90”, “9.5”, “277/3”: as the script reads it, without the zeros that the database keeps."""
    if value is None or isinstance(value, Fraction):
        return None if value is None else str(value)
    return f"{value.normalize():f}"


def _unit_text(component: Component, numerator: Cell, unit: ResultUnit | None) -> str:
    """What the result is told in; one answer of yes or no is told in nothing."""
    if numerator.control == Control.YES_NO:
        return ""
    return unit.suffix if unit else component.numerator.unit_word


def _last_status(
    component: Component, targets: list[Target], year: int, last: Result, shown: ShownResult | None
) -> Status | None:
    """How last year's result stood against the target of its own year; of a change it is not known."""
    assessor = assessor_for(component, targets, year, component.indicator.plan, None)
    return verdict_on(last, shown, assessor, applies=True, has_verdict=True).status


def _denominator_words(component: Component, whole: Cell | None, own_cell: Cell | None) -> str:
    if component.denominator is None or own_cell is not None:
        return ""
    if whole is not None:
        return DASH if whole.state == FigureState.UNREAD else whole.shown
    return f"{component.denominator.get_source_display()} nhập"
