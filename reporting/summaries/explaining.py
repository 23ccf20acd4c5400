"""Which figures of a form want an explanation, and what was explained?

The rules are pure (`reporting.warning_rules`); here they get last year's accepted figures, the measures with
their thresholds, and the explanations given. A fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Min, Q, Sum

from childplan.vietnamese import moment
from indicators.enums import Better, ItemKind, Method, Nature, Source
from indicators.models import Component, Measure
from reporting.checks import CellFacts, Problem
from reporting.enums import ReportState, RoundKind
from reporting.models import Explanation, Figure, Report
from reporting.querysets import ANSWERED
from reporting.summaries.history_years import is_from_table
from reporting.summaries.repeated import read_once
from reporting.warning_rules import (
    BASE_PERCENT,
    DEFAULTS,
    Compared,
    FormFacts,
    Leaf,
    Thresholds,
    Warned,
    warnings,
)
from reporting.years import YEARLY, accepted_years
from units.enums import Level

COUNTED = (ItemKind.COUNT, ItemKind.MONEY)
YEARS_BACK = 5


@dataclass(frozen=True)
class WarningLine:
    """One warning on one cell, with the explanation given to its very words, if any."""

    figure_id: int
    item_id: int
    code: str
    name: str
    message: str
    wish: str
    explained: str = ""
    explained_by: str = ""
    chosen: frozenset[str] = frozenset()
    text: str = ""
    names_itself: bool = False  # does the sentence begin with the name?
    refusal: str = ""  # why what was just typed is no explanation

    @property
    def field_id(self) -> str:
        """Its place on the page where it is explained."""
        return f"giai-trinh-{self.figure_id}"

    @property
    def is_explained(self) -> bool:
        return bool(self.explained)

    @property
    def problem(self) -> Problem:
        """E9: what keeps the report from going up until it is explained."""
        return Problem(self.item_id, "E9", self.wish)


@dataclass(frozen=True)
class Verdicts:
    """Was the target met last year, and is it now? None where it did not judge this unit."""

    was_met: bool | None = None
    is_met: bool | None = None


def warning_lines(
    report: Report,
    figures: Sequence[Figure],
    cells: Mapping[int, CellFacts],
    verdicts: Mapping[int, Verdicts],
    wrong: Collection[int],
    below: Sequence[tuple[Compared, int]] = (),
) -> list[WarningLine]:
    """Every warning of the form, in its order; a cell that is wrong is put right first, and warns later.

    A commune's form also asks about what its units counted differently from each other (`below`), as long as
    some have not answered: a difference between whole sums is settled (`summaries.differences`).
    """
    compared = [(pair, figure_id) for pair, figure_id in below if not pair.is_whole]
    facts = _form_facts(report, figures, cells, verdicts)
    facts = replace(facts, compared=[pair for pair, _ in compared])
    own = {figure.item_id: figure.pk for figure in figures}
    sources = {pair.item_id: figure_id for pair, figure_id in compared}
    names = {item_id: cell.inside for item_id, cell in cells.items()}
    names |= {pair.item_id: pair.name for pair, _ in compared}
    found = [warned for warned in warnings(facts) if warned.item_id not in wrong]
    if found and report.state == ReportState.ACCEPTED and is_from_table(report):
        return []
    # What two kinds of unit counted differently stands on the cell of the source, in its own report.
    places = {warned: (sources if warned.code == "W6" else own)[warned.item_id] for warned in found}
    given = _explanations(places.values())
    return [_line(warned, places[warned], names[warned.item_id], given) for warned in found]


def _line(
    warned: Warned, figure_id: int, name: str, given: Mapping[tuple[int, str, str], Explanation]
) -> WarningLine:
    line = WarningLine(
        figure_id=figure_id,
        item_id=warned.item_id,
        code=warned.code,
        name=name,
        message=warned.message,
        wish=(
            f"Giải trình: {warned.message}"
            if _names_itself(warned.message, name)
            else f"Giải trình {warned.about} của “{name}”: {warned.message}"
        ),
        names_itself=_names_itself(warned.message, name),
    )
    explanation = given.get((figure_id, warned.code, warned.message))
    if explanation is None:
        return line
    return replace(
        line,
        explained=explanation.words,
        explained_by=f"{explanation.by.full_name}, {moment(explanation.at)}",
        chosen=explanation.chosen,
        text=explanation.text,
    )


def _names_itself(message: str, name: str) -> bool:
    return message.casefold().startswith(name.casefold())


def _explanations(figure_ids: Collection[int]) -> dict[tuple[int, str, str], Explanation]:
    """The last one for each warning's very words."""
    rows = Explanation.objects.filter(figure__in=list(figure_ids)).select_related("by").order_by("id")
    return {(row.figure_id, row.code, row.said): row for row in rows}


# --- What the rules need to know


def _form_facts(
    report: Report,
    figures: Sequence[Figure],
    cells: Mapping[int, CellFacts],
    verdicts: Mapping[int, Verdicts],
) -> FormFacts:
    # A check cell is compared with its source, and with nothing else.
    counted = {figure.item_id: figure.item for figure in figures if not figure.is_check}
    past, half = _accepted(report)
    return FormFacts(
        year=report.round.year,
        cells=cells,
        leaves=[
            replace(
                leaf,
                unit_word=counted[leaf.numerator_id].unit_word,
                is_counted=leaf.is_counted and counted[leaf.numerator_id].kind in COUNTED,
                was_met=verdicts.get(leaf.numerator_id, Verdicts()).was_met,
                is_met=verdicts.get(leaf.numerator_id, Verdicts()).is_met,
            )
            for leaf in _leaves(frozenset(counted))
        ],
        past=past,
        half=half,
        bases={
            item_id: item.warn_percent or BASE_PERCENT for item_id, item in counted.items() if item.is_base
        },
        flows=[
            item_id
            for item_id, item in counted.items()
            if item.nature == Nature.FLOW and item.kind in COUNTED
        ],
    )


@read_once
def _leaves(item_ids: Collection[int]) -> list[Leaf]:
    """What the form's figures are parts of: measures, and components that name their own figures."""
    measures = Measure.objects.filter(numerator__in=item_ids)
    variants = Component.objects.filter(own_numerator__in=item_ids).select_related("measure")
    found = [_leaf(measure, measure.numerator_id, measure.denominator_id, item_ids) for measure in measures]
    found += [
        _leaf(
            component.measure,
            component.own_numerator_id,
            component.own_denominator_id or component.measure.denominator_id,
            item_ids,
        )
        for component in variants
        if component.own_numerator_id is not None
    ]
    return list(dict.fromkeys(found))


def _leaf(measure: Measure, numerator_id: int, denominator_id: int | None, on_form: Collection[int]) -> Leaf:
    # Of a fall from year to year the count itself is better the lower it is.
    higher = measure.better == Better.HIGHER and measure.method != Method.YEAR_ON_YEAR
    return Leaf(
        numerator_id=numerator_id,
        denominator_id=denominator_id if denominator_id in on_form else None,
        higher_is_better=higher,
        is_counted=measure.method in (Method.RATIO, Method.COUNT, Method.MONEY, Method.YEAR_ON_YEAR),
        limits=Thresholds(
            percent=measure.warn_percent or DEFAULTS.percent,
            cases=measure.warn_cases or DEFAULTS.cases,
            few_cases=measure.warn_few_cases or DEFAULTS.few_cases,
        ),
    )


def _accepted(report: Report) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """The unit's accepted figures of earlier years (`reporting.years`), and of this year's six months."""
    round_ = report.round
    past = accepted_years(report.unit_id, round_.kind, round_.year - YEARS_BACK, round_.year - 1)
    if round_.kind not in YEARLY:
        return past, {}
    half = accepted_years(report.unit_id, RoundKind.SIX_MONTHS, round_.year, round_.year)
    return past, half.get(round_.year, {})


def compared_below(report: Report) -> list[tuple[Compared, int]]:
    """What two kinds of unit of a commune counted, on the commune's own report; one query."""
    if report.unit.level != Level.COMMUNE:
        return []
    found = compared_at([report.unit_id], [report.round_id])
    return found.get((report.round_id, report.unit_id), [])


def compared_at(
    place_ids: Collection[int], round_ids: Collection[int]
) -> dict[tuple[int, int], list[tuple[Compared, int]]]:
    """Items that two kinds of unit of one place counted, with the source's cell to explain it on, by round
    and place.

    Only where both have answered in full, or where the others already counted more; one query.
    """
    answered = Q(state__in=ANSWERED)
    rows = (
        Figure.objects.filter(
            # The place above, as the round's own tree has it.
            Q(report__unit__placements__starts_on__isnull=True)
            | Q(report__unit__placements__starts_on__lte=F("report__round__data_to")),
            Q(report__unit__placements__ends_on__isnull=True)
            | Q(report__unit__placements__ends_on__gte=F("report__round__data_to")),
            report__unit__placements__parent__in=list(place_ids),
            report__round__in=list(round_ids),
        )
        .exclude(item__check_source="")
        .values(
            *("report__round_id", "report__unit__placements__parent_id"),
            *("item_id", "item__short_name", "item__source", "item__check_source", "is_check"),
            *("item__code", "item__is_restricted"),
        )
        .annotate(
            asked=Count("id"),
            answers=Count("id", filter=answered),
            total=Sum("value", filter=answered),
            first=Min("id"),
        )
        .order_by("item_id")
    )
    sides: dict[tuple[int, int, int], dict[bool, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        round_id, place_id = row["report__round_id"], row["report__unit__placements__parent_id"]
        sides[round_id, place_id, row["item_id"]][row["is_check"]] = row
    found: dict[tuple[int, int], list[tuple[Compared, int]]] = defaultdict(list)
    for (round_id, place_id, item_id), side in sides.items():
        source, check = side.get(False), side.get(True)
        if source is None or check is None or source["answers"] < source["asked"]:
            continue
        value, other = source["total"] or 0, check["total"] or 0
        is_whole = check["answers"] == check["asked"]
        if is_whole or other > value:
            pair = Compared(
                item_id=item_id,
                name=source["item__short_name"],
                source_word=Source(source["item__source"]).label,
                source_value=value,
                check_word=f"Các {Source(source['item__check_source']).label.lower()}",
                check_value=other,
                is_whole=is_whole,
                code=source["item__code"],
                is_restricted=source["item__is_restricted"],
            )
            found[round_id, place_id].append((pair, source["first"]))
    return dict(found)
