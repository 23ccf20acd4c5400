"""What is there to know about one Chỉ tiêu at one place? Screen 15: years, units below, meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from childplan.vietnamese import moment
from indicators.enums import Better, Part
from indicators.models import Measure
from indicators.numbers import ResultUnit, format_number
from indicators.steps import capitalised
from indicators.summaries import who_answers
from plans.models import Plan
from reporting.answers import DASH
from reporting.charts.bars import NO_DATA, Bar, TargetMark
from reporting.charts.trend import Point, Series, SeriesKind, TargetStep
from reporting.chips import Chip
from reporting.rollup import Outcome
from reporting.summaries.asked import Asked, Relation
from reporting.summaries.contributors import Contributor, contributors
from reporting.summaries.looks import Look
from reporting.summaries.measure_facts import Fact, Quotation, facts_of, quotations_of
from reporting.summaries.measure_plans import PlansAt
from reporting.summaries.measure_results import (
    YearResult,
    component_of,
    latest_with_result,
    standing_at,
    target_mark,
    target_steps,
    unit_of,
    year_results,
)
from reporting.summaries.measure_words import NOTHING_YET, finding, small_base_note
from reporting.summaries.measure_years import PlaceYear, Sees, years_of
from reporting.summaries.results import TargetText, print_result, print_target, result_of
from units.enums import Level, LogKind
from units.models import LogEntry, Unit
from units.summaries.places import PlaceName

MOST_CHANGES = 10
NOUNS = {
    Level.COUNTRY: "tỉnh",
    Level.PROVINCE: "huyện, xã",
    Level.DISTRICT: "xã",
    Level.COMMUNE: "thôn, đơn vị",
}


@dataclass(frozen=True)
class YearRow:
    """One year in the table under the trend. `made_of`: whole predecessors behind a sum (◊)."""

    year: int
    numerator: str
    denominator: str
    result: str
    target: TargetText
    chip: Chip | None
    coverage: str
    is_partial: bool
    words: str
    made_of: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    """Units of which only a part came here: name and their own result, "" where none may be told."""


@dataclass(frozen=True)
class Change:
    """One row of the log about the target."""

    at: str
    by: str
    act: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class TrendParts:
    series: Sequence[Series]
    targets: Sequence[TargetStep]
    unit: ResultUnit | None


@dataclass(frozen=True)
class BarParts:
    rows: Sequence[Bar]
    target: TargetMark | None
    unit: ResultUnit | None
    lower_is_better: bool


@dataclass(frozen=True)
class MeasurePage:
    """Everything the page says. `lacking`: of how many units the result is, where some are missing (“8/9
    thôn”). `trend`, `bars`: None where there is no number to draw."""

    code: str
    name: str
    label: str
    unit: Unit
    place: str
    finding: str
    year: int
    chip: Chip | None
    lacking: str
    target: TargetText
    is_reference: bool
    unit_text: str
    better: str
    is_restricted: bool
    small_note: str
    rows: list[YearRow]
    units: list[Contributor]
    units_noun: str
    units_round_key: str
    units_query: str
    trend: TrendParts | None
    bars: BarParts | None
    facts: list[Fact]
    quotations: list[Quotation]
    changes: list[Change]
    plan: Plan | None = None
    component_id: int = 0
    """Whose sum can be followed in the newest round; 0 where there is none."""

    @property
    def has_results(self) -> bool:
        return self.finding != NOTHING_YET

    @property
    def has_beside(self) -> bool:
        return any(row.beside for row in self.rows)


def measure_page(
    *, unit: Unit, measure: Measure, chain: Sequence[PlaceName], today: date, day: date, sees: Sees
) -> MeasurePage:
    """The page of a measure at a place; `chain`: the place and all above it, topmost first, as they stood on
    `day`; `sees`: whose sums the reader may see. A fixed number of queries however many units stand below."""
    plans = PlansAt.of([place.unit_id for place in chain], measure)
    years = years_of(unit, today.year, sees)
    results = year_results(measure, plans, years)
    latest = latest_with_result(results)
    year = latest.year if latest is not None else (years[-1].year if years else today.year)
    asked = plans.of_measure(measure, year) or plans.nearest(measure, year)
    before = next((one for one in results if one.year == year - 1), None)
    rows = _contributors(measure, asked, years)
    at_latest = latest or (results[-1] if results else None)
    component = asked.component if asked is not None else None
    name = component.short_name if component is not None else measure.short_name
    base = component.base if component is not None else measure.base
    shown_unit = unit_of(measure, base)
    answering = who_answers({component.indicator_id}, day) if component is not None else {}
    place = capitalised(chain[-1].full_name) if chain else ""
    return MeasurePage(
        code=measure.code,
        name=name,
        label=component.label if component is not None else "",
        unit=unit,
        place=place,
        finding=finding(name, latest, before),
        year=year,
        chip=latest.verdict.chip if latest is not None else None,
        lacking=latest.coverage if latest is not None and latest.is_partial else "",
        target=_target_now(at_latest, plans, measure, year),
        is_reference=asked is not None and asked.relation != Relation.OWN,
        unit_text=shown_unit.suffix if shown_unit is not None else measure.numerator.unit_word,
        better=measure.get_better_display(),
        is_restricted=_is_restricted(measure, asked),
        small_note=small_base_note(latest),
        rows=[_row(one) for one in reversed(results)],
        units=rows,
        units_noun=NOUNS.get(Level(unit.level), "đơn vị"),
        units_round_key=years[-1].round_.key if years else "",
        units_query=Look(official=_is_official(years)).query,
        component_id=component.pk if component is not None and rows else 0,
        trend=_trend(measure, plans, results, base, place, year),
        bars=_bars(measure, asked, rows, at_latest, place, shown_unit),
        facts=facts_of(
            measure,
            component,
            leads=answering.get((component.indicator_id, Part.LEAD), "") if component is not None else "",
        ),
        quotations=quotations_of(plans, measure, year),
        changes=_changes(asked),
        plan=asked.plan if asked is not None else None,
    )


def _is_official(years: Sequence[PlaceYear]) -> bool:
    """Are the figures of the newest year those that were handed in or accepted?"""
    source = years[-1].source if years else None
    return source is None or source.official


def _is_restricted(measure: Measure, asked: Asked | None) -> bool:
    component = asked.component if asked is not None else None
    items = [measure.numerator, measure.denominator]
    if component is not None:
        items += [component.numerator, component.denominator]
    return any(item.is_restricted for item in items if item is not None)


def _target_now(at: YearResult | None, plans: PlansAt, measure: Measure, year: int) -> TargetText:
    """The target of the year, also where nobody has reported anything yet."""
    if at is not None and at.year == year:
        return at.target
    asked = plans.of_measure(measure, year)
    if asked is None:
        return TargetText()
    return print_target(asked.component, standing_at(asked, year), asked.targets)


def _row(one: YearResult) -> YearRow:
    year = one.place_year
    measure = one.component.measure
    beside = []
    for name, totals in year.beside:
        words = ""
        if totals:
            words = print_result(result_of(one.component, totals, base=one.base), measure, one.base)[0].words
        beside.append((name.full_name, words))
    return YearRow(
        year=one.year,
        numerator=_count(one.result.numerator),
        denominator=_count(one.result.denominator),
        result=one.text.words,
        target=one.target,
        chip=one.verdict.chip,
        coverage=one.coverage,
        is_partial=one.is_partial,
        words=year.words,
        made_of=", ".join(place.full_name for place in year.carried.wholes),
        beside=tuple(beside),
    )


def _count(value: int | None) -> str:
    return DASH if value is None else format_number(value)


def _trend(
    measure: Measure, plans: PlansAt, results: Sequence[YearResult], base: int, place: str, year: int
) -> TrendParts | None:
    """The place's own line, and one beside it for each unit of which only a part came here."""
    told = [one for one in results if one.base == base]
    years = [one.year for one in results] or [year]
    targets = target_steps(measure, plans, years, base)
    if not any(one.number is not None for one in told) and not targets:
        return None
    points = [one.point for one in told]
    own = Series(place, points or [Point(year)])
    return TrendParts([own, *_beside(told)], targets, unit_of(measure, base))


def _beside(results: Sequence[YearResult]) -> list[Series]:
    points: dict[str, list[Point]] = {}
    for one in results:
        for name, totals in one.place_year.beside:
            if not totals:
                continue
            result = result_of(one.component, totals, base=one.base)
            text, _ = print_result(result, one.component.measure, one.base)
            value = result.value if text.number is not None else None
            points.setdefault(name.full_name, []).append(
                Point(one.year, value, text.words if value is not None else "", one.footing)
            )
    return [Series(f"{name} (tách)", found, SeriesKind.BESIDE) for name, found in points.items()]


def _contributors(measure: Measure, asked: Asked | None, years: Sequence[PlaceYear]) -> list[Contributor]:
    """The units one level below in the newest year, where the place itself reports in it."""
    source = years[-1].source if years else None
    if source is None:
        return []
    if asked is None:
        asked = Asked(component_of(measure, None), Plan(last_year=years[-1].year), Relation.ABOVE)
    return [row for row in contributors(asked, source) if not row.is_own]


def _bars(
    measure: Measure,
    asked: Asked | None,
    rows: Sequence[Contributor],
    own: YearResult | None,
    place: str,
    unit: ResultUnit | None,
) -> BarParts | None:
    """A bar for each unit; None for a single unit, or where nobody has a number."""
    found = [bar_of_unit(row) for row in rows]
    if len(found) < 2 or all(bar.value is None for bar in found):
        return None
    if own is not None and own.number is not None:
        found.append(
            Bar(
                place,
                own.number,
                own.text.text,
                own.result.denominator,
                is_own=True,
                is_partial=own.is_partial,
                coverage=own.coverage,
            )
        )
    return BarParts(
        rows=found,
        target=target_mark(asked, own.year) if own is not None else None,
        unit=unit,
        lower_is_better=measure.better == Better.LOWER,
    )


def bar_of_unit(row: Contributor) -> Bar:
    """A unit's row as a bar: without a number, why."""
    value = row.exact.value if row.result.number is not None else None
    if value is None:
        said = row.why if row.exact.outcome == Outcome.NO_DATA else row.result.words
        return Bar(row.name, None, (said[:1].lower() + said[1:]) or NO_DATA)
    return Bar(
        row.name,
        value,
        row.result.text,
        row.exact.denominator,
        is_partial=row.is_partial,
        coverage=row.coverage if row.counts else "chưa duyệt",
    )


def _changes(asked: Asked | None) -> list[Change]:
    """The newest rows of the log about the Chỉ tiêu, as acts on it call it; one query."""
    if asked is None:
        return []
    plan = asked.plan
    subjects = [f"{name} – {plan.short_title}" for name in (asked.component.indicator, asked.component)]
    rows = LogEntry.objects.filter(kind=LogKind.TARGET, unit=plan.issuer, subject__in=subjects)
    return [
        Change(
            at=moment(row.at),
            by=row.by.full_name if row.by is not None else "",
            act=row.act,
            before=row.before,
            after=row.after,
            reason=row.reason,
        )
        for row in rows.select_related("by")[:MOST_CHANGES]
    ]
