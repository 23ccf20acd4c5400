"""What is a year's value? The final figure where that report was accepted, else the estimate of the year.

Every plan's yearly day falls before the data year closes on 14/12 (Nghị định 09/2019/NĐ-CP), so a year has
two rounds: the year's own, ước thực hiện, and the one that makes its figures final (chính thức). The rule is
kept here and nowhere else: last year's columns, warnings and sums over two years all ask this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, Subquery, Value, When

from childplan.compiled import CompiledQuery, ids_param, param
from reporting.enums import ReportState, RoundKind
from reporting.models import Figure, Report, Round
from reporting.querysets import ANSWERED
from units.models import Unit

YEARLY = (RoundKind.YEAR, RoundKind.FINAL_YEAR)
ESTIMATE, FINAL = "ước thực hiện", "chính thức"


def alike(kind: str) -> tuple[RoundKind, ...]:
    """Kinds of rounds whose figures speak of the same span of a year; none for a round without figures."""
    if kind in (*YEARLY, RoundKind.REHEARSAL):
        return YEARLY  # a rehearsal looks back on real years; no year looks back on a rehearsal
    return (RoundKind.SIX_MONTHS,) if kind == RoundKind.SIX_MONTHS else ()


@cache
def _rounds_of(kinds: tuple[RoundKind, ...]) -> CompiledQuery[Round]:
    return CompiledQuery(lambda: Round.objects.filter(kind__in=kinds, year=param("year")))


def year_before(round_: Round) -> tuple[Round, ...]:
    """The rounds in which last year's value may stand, chính thức before ước thực hiện; one query."""
    kinds = alike(round_.kind)
    return first_things_first(_rounds_of(kinds)(year=round_.year - 1)) if kinds else ()


def first_things_first(rounds: Iterable[Round]) -> tuple[Round, ...]:
    """Chính thức goes before ước thực hiện."""
    return tuple(sorted(rounds, key=lambda round_: round_.kind != RoundKind.FINAL_YEAR))


def label_of(round_: Round | None) -> str:
    """“ước thực hiện” or “chính thức” for the figures of a whole year; "" for any other round."""
    if round_ is None or round_.kind not in YEARLY:
        return ""
    return FINAL if round_.kind == RoundKind.FINAL_YEAR else ESTIMATE


def last_accepted_value(before: Sequence[Round]) -> Subquery:
    """Last year's accepted value of the same unit and item, for a queryset of figures.

    A draft of then compares nothing. Where the final report was accepted its answer counts, also one that is
    no number (chưa thu thập được): then there is nothing to compare with.
    """
    cells = Figure.objects.counted().filter(
        report__unit=OuterRef("report__unit"),
        report__round__in=before,
        report__state=ReportState.ACCEPTED,
        item=OuterRef("item"),
    )
    if len(before) < 2:
        return Subquery(cells.filter(state__in=ANSWERED).values("value")[:1])
    said = Case(When(state__in=ANSWERED, then=F("value")), default=None, output_field=BigIntegerField())
    first = Case(When(report__round=before[0], then=Value(0)), default=Value(1))
    return Subquery(cells.order_by(first).annotate(said=said).values("said")[:1])


@dataclass(frozen=True)
class LastYear:
    """What a unit answered last year, by item. `is_accepted`: did anybody check it? `label`: as what."""

    figures: dict[int, Figure] = field(default_factory=dict)
    is_accepted: bool = False
    label: str = ""


def last_year_of(report: Report, before: Sequence[Round]) -> LastYear:
    """The unit's own answers of last year: those of the final report if it was accepted, else of the year's
    own, whatever became of that; one query for the report and one for its figures."""
    return answers_of(report.unit_id, before)


def answers_of(unit_id: int, rounds: Sequence[Round]) -> LastYear:
    """The same of any unit, in the rounds of one year."""
    standing = standing_report(unit_id, rounds)
    if standing is None:
        return LastYear()
    figures = Figure.objects.filter(report=standing, state__in=ANSWERED).select_related("item")
    return LastYear(
        figures={figure.item_id: figure for figure in figures},
        is_accepted=standing.state == ReportState.ACCEPTED,
        label=label_of(standing.round),
    )


def standing_report(unit_id: int, rounds: Sequence[Round]) -> Report | None:
    """Of the unit's reports in the rounds of one year the one that counts: the final one only if accepted."""
    reports = Report.objects.filter(unit=unit_id, round__in=rounds).filter(
        ~Q(round__kind=RoundKind.FINAL_YEAR) | Q(state=ReportState.ACCEPTED)
    )
    by_round = {report.round_id: report for report in reports.select_related("round")}
    return next((by_round[round_.pk] for round_ in rounds if round_.pk in by_round), None)


def accepted_years(unit_id: int, kind: str, first: int, last: int) -> dict[int, dict[int, int]]:
    """The unit's accepted values of the years given (both ends count), by year and item; one query."""
    rows = Figure.objects.filter(
        report__unit=unit_id,
        report__state=ReportState.ACCEPTED,
        report__round__kind__in=alike(kind),
        report__round__year__range=(first, last),
    ).values_list("report__round__year", "report__round__kind", "item_id", "state", "value")
    found: dict[int, dict[int, int]] = {}
    # The final answers come last and stay, also where they take a number back.
    for year, _, item_id, state, value in sorted(rows, key=lambda row: row[1] == RoundKind.FINAL_YEAR):
        values = found.setdefault(year, {})
        values.pop(item_id, None)
        if state in ANSWERED and value is not None:
            values[item_id] = value
    return {year: values for year, values in sorted(found.items()) if values}


_STATES = CompiledQuery(
    lambda: Report.objects.filter(round__in=ids_param("rounds"), unit=param("unit")).values_list(
        "round_id", "state"
    )
)


def round_that_counts(unit: Unit, rounds: Sequence[Round]) -> Round | None:
    """Of which round the totals of a place are those of the year: the final one where the place's own final
    report was accepted; one query, and none where no round was opened.

    A place without a report in the round has no totals of that year: what a unit below typed of its own old
    years is that unit's alone.
    """
    if not rounds:
        return None
    states = dict(_STATES(rounds=[round_.pk for round_ in rounds], unit=unit.pk))
    for round_ in rounds:
        state = states.get(round_.pk)
        if state is not None and (round_.kind != RoundKind.FINAL_YEAR or state == ReportState.ACCEPTED):
            return round_
    return None
