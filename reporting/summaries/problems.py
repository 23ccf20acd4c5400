"""What blocks a report from going up? The cells of its form, handed to the pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from indicators.enums import ItemKind
from indicators.models import Component, Measure
from reporting.checks import CellFacts, Pair, Problem, problems
from reporting.enums import FigureState
from reporting.models import Figure, Report


def problems_of(report: Report) -> list[Problem]:
    """What blocks the report from going up, in the order of its form."""
    figures = report.figures.select_related("item").order_by("item__position", "item__code")
    cells = {figure.item_id: facts_of(figure) for figure in figures}
    return problems(cells, pairs_on(cells))


def facts_of(figure: Figure) -> CellFacts:
    """The cell as the rules of `reporting.checks` see it."""
    return CellFacts(
        item_id=figure.item_id,
        name=figure.item.short_name,
        kind=ItemKind(figure.item.kind),
        state=FigureState(figure.state),
        value=figure.value,
        raw=figure.raw,
        reason=figure.reason,
    )


def pairs_on(item_ids: Iterable[int]) -> list[Pair]:
    """Numerators and their denominators, where both stand on the form."""
    known = set(item_ids)
    measures = Measure.objects.filter(numerator__in=known, denominator__in=known)
    variants = Component.objects.filter(own_numerator__in=known, own_denominator__in=known)
    rows = chain(
        measures.values_list("numerator_id", "denominator_id", "is_share"),
        variants.values_list("own_numerator_id", "own_denominator_id", "measure__is_share"),
    )
    return [Pair(*row) for row in sorted(set(rows))]
