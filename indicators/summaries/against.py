"""Does the plan ask more or less than the plan above it? The page “So với cấp trên”.

Components are matched by measure, never by number. A variant (its own items) counts something else and is not
compared; both targets are shown as signed, and on the measure's own base where their bases differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from indicators.assessment import Bar, Standing
from indicators.comparison import compare, is_common, limit_of, pairs
from indicators.enums import Better, Comparison, Method, Source
from indicators.models import Component, Target
from indicators.numbers import ResultUnit, format_result
from indicators.summaries.plans import issuer_names, plan_above, visible_plans
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.models import Plan
from units.enums import Level
from units.models import User

_RATES = frozenset({Method.RATIO, Method.SHARE_YES, Method.YEAR_ON_YEAR, Method.RATE_GIVEN})
_ON_A_BASE = (Method.RATIO, Method.RATE_GIVEN)


_MANY_IN_A_COMMUNE = frozenset(
    {
        Source.VILLAGE,
        Source.SCHOOL,
        Source.KINDERGARTEN,
        Source.PRIMARY_SCHOOL,
        Source.LOWER_SECONDARY_SCHOOL,
    }
)


@dataclass(frozen=True)
class Asked:
    """A target as signed; `common`: the same on the measure's base, where it is signed on another."""

    text: str
    common: str
    years: str


@dataclass(frozen=True)
class YearLine:
    years: str
    own: Asked
    above: Asked
    verdict: str
    words: str


@dataclass(frozen=True)
class ComparedLine:
    """One component with the Chỉ tiêu above of the same measure; no `lines`: nothing above asks for it."""

    label: str
    short_name: str
    above_label: str
    lines: list[YearLine]
    is_unconfirmed: bool


@dataclass(frozen=True)
class LeftOut:
    label: str
    short_name: str
    targets: list[str]


@dataclass(frozen=True)
class AgainstPage:
    """`weaker`: labels that ask less than above in some year; `alone`: asked here and not above."""

    above_key: str
    above_title: str
    above_issuer: str
    above_years: str
    above_collects: bool
    is_cited: bool
    shares_years: bool
    lines: list[ComparedLine]
    alone: list[ComparedLine]
    left_out: list[LeftOut]
    counts: list[tuple[str, str, int]]
    weaker: list[str]


def against_page(plan: Plan, user: User, today: date) -> AgainstPage | None:
    """The plan against the one above; None where there is none on the system. A fixed number of queries."""
    above = plan_above(plan, visible_plans(user, today), today)
    if above is None:
        return None
    own, theirs = _components(plan), _components(above)
    by_measure: dict[int, list[Component]] = defaultdict(list)
    for component in theirs:
        by_measure[component.measure_id].append(component)
    lines = [_compared(component, by_measure[component.measure_id], plan, above) for component in own]
    matched = [line for line in lines if line.lines]
    measures = {component.measure_id for component in own}
    return AgainstPage(
        above_key=above.key,
        above_title=above.short_title,
        above_issuer=issuer_names([above], today)[above.issuer_id],
        above_years=above.years,
        above_collects=above.collects,
        is_cited=above.pk == plan.above_id,
        shares_years=bool(set(_years(plan)) & set(_years(above))),
        lines=matched,
        alone=[line for line in lines if not line.lines],
        left_out=[_left_out(component) for component in theirs if component.measure_id not in measures],
        counts=_counts(matched),
        weaker=[
            line.label for line in matched if any(year.verdict == Comparison.LOWER for year in line.lines)
        ],
    )


def _components(plan: Plan) -> list[Component]:
    """In the order of the document, with their targets; two queries."""
    return list(
        Component.objects.filter(indicator__plan=plan)
        .select_related("measure__numerator")
        .prefetch_related("targets")
        .order_by("indicator__position", "position")
    )


def _years(plan: Plan) -> range:
    return range(plan.first_year, plan.last_year + 1)


def _compared(own: Component, theirs: Sequence[Component], plan: Plan, above: Plan) -> ComparedLine:
    """A variant above is used only when there is nothing else of the measure."""
    if not theirs:
        return ComparedLine(own.label, own.short_name, "", [], is_unconfirmed=False)
    other = min(theirs, key=lambda component: component.is_variant)
    bars, bars_above = _bars(own), _bars(other)
    return ComparedLine(
        label=own.label,
        short_name=own.short_name,
        above_label=other.label,
        lines=[
            _year_line(own, other, pair.year, pair.own, pair.above, refused)
            for pair in pairs(bars, _years(plan), bars_above, _years(above))
            for refused in [
                _refusal(own, other, plan)
                or (None if is_common(pair, _years(plan), _years(above)) else Comparison.OTHER_YEAR)
            ]
        ],
        is_unconfirmed=any(target.flag and target.confirmed_at is None for target in _signed(own)),
    )


def _bars(component: Component) -> list[Bar]:
    return [bar_of(target) for target in _signed(component)]


def _signed(component: Component) -> list[Target]:
    """What the document says; yearly targets that the owner set have no words of it."""
    return [target for target in component.targets.all() if target.words]


def _refusal(own: Component, other: Component, plan: Plan) -> Comparison | None:
    """Why the two cannot be held together whatever they ask."""
    if own.is_variant or other.is_variant:
        return Comparison.OTHER_POPULATION
    measure = own.measure
    if measure.method == Method.SHARE_YES and _answers_once(measure.numerator.source, plan.issuer.level):
        return Comparison.ONE_PLACE
    if measure.method not in _RATES:
        return Comparison.NO_RATE
    return None


def _answers_once(source: str, level: str) -> bool:
    """Is there one answer for the whole place? A commune's office answers yes or no for it; villages and
    schools, and everything below a district, are many."""
    return source == level or (level == Level.COMMUNE and source not in _MANY_IN_A_COMMUNE)


def _year_line(
    own: Component,
    other: Component,
    year: int | None,
    standing: Standing,
    above: Standing,
    refused: Comparison | None,
) -> YearLine:
    better = Better(own.measure.better)
    verdict = refused
    if standing.bar is None or above.bar is None:
        verdict = verdict or Comparison.NO_NUMBER
    elif verdict is None:
        verdict = compare(standing.bar, _base(own), above.bar, _base(other), better)
    bases_differ = own.measure.method in _ON_A_BASE and own.base != other.base
    assert verdict is not None
    return YearLine(
        years=_shared_years(year, verdict),
        own=_asked(standing, own, better, bases_differ),
        above=_asked(above, other, better, bases_differ),
        verdict=verdict,
        words=verdict.label,
    )


def _shared_years(year: int | None, verdict: Comparison) -> str:
    """The year in which both stand; none where the two speak of different years."""
    if verdict == Comparison.OTHER_YEAR:
        return ""
    return str(year) if year else "mọi năm"


def _base(component: Component) -> int:
    """Yes-shares and reductions are percentages; only other rates have a base of their own."""
    return component.base if component.measure.method in _ON_A_BASE else 100


def _asked(standing: Standing, component: Component, better: Better, bases_differ: bool) -> Asked:
    bar = standing.bar
    if bar is None:
        return Asked("", "", "")
    is_foreign = bases_differ and component.base != component.measure.base
    limit = limit_of(bar, component.base, better) if is_foreign else None
    return Asked(
        text=target_words(bar, component),
        common=_on_base(limit.value, component.measure.base) if limit else "",
        years=span_words(bar.first_year, bar.last_year),
    )


def _on_base(value: Fraction, base: int) -> str:
    """“= 100/100.000”, “≈ 621,9/100.000”: the sign says whether anything was rounded away."""
    exact = value * base
    sign = "=" if (exact * 10).denominator == 1 else "≈"
    return f"{sign}\u00a0{format_result(exact, ResultUnit(base))}"


def _left_out(component: Component) -> LeftOut:
    return LeftOut(
        component.label,
        component.short_name,
        [
            f"{span_words(target.first_year, target.last_year)}: {target_words(bar_of(target), component)}"
            for target in _signed(component)
        ],
    )


def _counts(lines: Sequence[ComparedLine]) -> list[tuple[str, str, int]]:
    """How often each verdict fell, counted by component: the least that is asked in any year decides."""
    order = {verdict: rank for rank, verdict in enumerate(Comparison)}
    order[Comparison.HIGHER], order[Comparison.SAME] = order[Comparison.SAME], order[Comparison.HIGHER]
    worst = [
        min((Comparison(year.verdict) for year in line.lines), key=lambda verdict: order[verdict])
        for line in lines
    ]
    found = Counter(worst)
    return [(verdict.value, verdict.label, found[verdict]) for verdict in Comparison if found[verdict]]
