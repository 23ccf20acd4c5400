"""What is wrong with the cells of a form, and with the sums of a place? Rows in, for the pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from indicators.enums import Method
from indicators.models import Component, DataItem, Measure
from indicators.rates import MILLION
from reporting.answers import Control
from reporting.checks import CellFacts, Pair, Problem, Summed, impossible_rates, problems
from reporting.enums import FigureState
from reporting.models import Figure, Report
from reporting.summaries.cells import control_of
from reporting.summaries.repeated import read_once
from reporting.totals import Totals, item_total


def problems_of(report: Report) -> list[Problem]:
    """What is wrong with the cells of the form, in its order."""
    figures = report.figures.select_related("item").order_by("item__position", "item__code")
    cells = facts_on(list(figures), report)
    return problems(cells, [*pairs_on(cells), *nested_on(cells)])


def facts_on(figures: Sequence[Figure], report: Report) -> dict[int, CellFacts]:
    """The cells of the form as the rules of `reporting.checks` see them, by item."""
    cells = {figure.item_id: facts_of(figure, report) for figure in figures}
    rates = frozenset(item_id for item_id, cell in cells.items() if cell.control == Control.RATE)
    most = _most(rates) if rates else {}
    return {item_id: replace(cell, most=most.get(item_id)) for item_id, cell in cells.items()}


@read_once
def _most(rates: frozenset[int]) -> dict[int, int]:
    """All of the whole, for rates that tell a share of it: 100%, in the millionths they are kept in."""
    shares = Measure.objects.filter(numerator__in=rates, method=Method.RATE_GIVEN, is_share=True)
    return {item_id: base * MILLION for item_id, base in shares.values_list("numerator_id", "base")}


def facts_of(figure: Figure, report: Report) -> CellFacts:
    """The cell as the rules of `reporting.checks` see it."""
    return CellFacts(
        item_id=figure.item_id,
        name=figure.item.short_name,
        control=control_of(figure, report),
        state=FigureState(figure.state),
        value=figure.value,
        raw=figure.raw,
        reason=figure.reason,
    )


def pairs_on(item_ids: Iterable[int]) -> list[Pair]:
    """Numerators and their denominators, where both stand on the form."""
    return _pairs(frozenset(item_ids))


@read_once
def _pairs(known: frozenset[int]) -> list[Pair]:
    measures = Measure.objects.filter(numerator__in=known, denominator__in=known)
    variants = Component.objects.filter(own_numerator__in=known, own_denominator__in=known)
    rows = chain(
        measures.values_list("numerator_id", "denominator_id", "is_share"),
        variants.values_list("own_numerator_id", "own_denominator_id", "measure__is_share"),
    )
    return [Pair(*row) for row in sorted(set(rows))]


def nested_on(item_ids: Iterable[int]) -> list[Pair]:
    """Items of the form and what contains them there, over however many steps (`DataItem.contained_in`)."""
    known = set(item_ids)
    outside = _containing()
    found = []
    for item_id in sorted(known):
        step = outside.get(item_id)
        while step is not None:
            if step in known:
                found.append(Pair(item_id, step, is_nested=True))
            step = outside.get(step)
    return found


@read_once
def _containing() -> dict[int, int]:
    return dict(DataItem.objects.filter(contained_in__isnull=False).values_list("pk", "contained_in_id"))


def impossible_totals(totals: Totals) -> list[Problem]:
    """E6 of the sums that a place hands up."""
    shares = Measure.objects.filter(is_share=True, denominator__isnull=False, area="")
    sums = []
    for measure in shares.select_related("numerator", "denominator"):
        assert measure.denominator is not None
        part, whole = (
            item_total(totals, measure.numerator_id),
            item_total(totals, measure.denominator.pk),
        )
        sums.append(
            Summed(
                item_id=measure.numerator_id,
                name=measure.numerator.short_name,
                part=part.value,
                whole_name=measure.denominator.short_name,
                whole=whole.value,
                is_whole_complete=0 < whole.asked == whole.answered,
            )
        )
    return impossible_rates(sums)
