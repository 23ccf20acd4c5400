"""What does a reviewer look at first in each report? For one report or three hundred, in as many queries.

What is at stake orders it: cases that the figure moves the level's total by, the biggest first.

- A warning: what the cell has more or less than last year (W7: less than the six months).
- A mismatch: what the two kinds of unit counted apart from each other, with what the place chose.
- A first value: all of it, for nothing of it was in an earlier total.
- Chưa thu thập được: what the unit had last year, for that is missing now.

Only counts and yes/no are told in cases; money, rates, levels and words come after them, in the order of the
form, and so does whatever moves the total by nothing. What is missing altogether (nộp thiếu) and what the
reader entered themselves (nhập thay) have no size: they come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from indicators.enums import ItemKind
from reporting.answers import shown
from reporting.enums import FigureState, Origin, ReportState, RoundKind
from reporting.models import Explanation, Figure, FigureChange, Report
from reporting.querysets import ANSWERED
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.differences import Choices, Difference, choices_at
from reporting.summaries.explaining import compared_at
from reporting.totals import PLACES
from reporting.warning_rules import Compared, FormFacts, warnings
from reporting.years import alike
from units.enums import Level
from units.models import Placement, User

IN_CASES = (ItemKind.COUNT, ItemKind.YES_NO)


class LookKind(StrEnum):
    """Why a reviewer looks; in the order in which equals stand."""

    MISSING_BELOW = "missing_below"
    ON_BEHALF = "on_behalf"
    MISMATCH = "mismatch"
    WARNING = "warning"
    FIRST_VALUE = "first_value"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True)
class LookAt:
    """One point to look at: a cell (or the whole report: no figure, no item), why, and how much it moves.

    `effect` in cases of the total. A mismatch below a commune names the source's cell, on another form.
    """

    figure_id: int | None
    item_id: int | None
    name: str
    words: str
    kind: LookKind
    effect: int = 0
    position: int = 0


def look_at(reports: Sequence[Report], *, reader: User | None = None) -> dict[int, list[LookAt]]:
    """What to look at in each report, by report id, biggest effect first; every report has its list.

    The reports carry their round and unit. With a `reader`, what that person entered for the unit is one more
    point: whoever decides about it alone should at least look. A fixed number of queries.
    """
    ids = [report.pk for report in reports]
    found: dict[int, list[LookAt]] = {report_id: [] for report_id in ids}
    spans: dict[tuple[RoundKind, ...], list[int]] = defaultdict(list)
    for report in reports:
        spans[alike(report.round.kind)].append(report.pk)
    parts = [_in_cells(of_span, kinds) for kinds, of_span in spans.items() if kinds]
    parts += [_mismatches(reports), _missing_below(reports)]
    if reader is not None:
        parts.append(_entered_by(reader, ids))
    for part in parts:
        for report_id, points in part.items():
            found[report_id] += points
    return {report_id: sorted(points, key=_rank) for report_id, points in found.items()}


WHOLE = (LookKind.MISSING_BELOW, LookKind.ON_BEHALF)


def _rank(point: LookAt) -> tuple[bool, int, int, int]:
    return point.kind not in WHOLE, -point.effect, list(LookKind).index(point.kind), point.position


# --- Cells


def _in_cells(report_ids: Collection[int], kinds: Sequence[RoundKind]) -> dict[int, list[LookAt]]:
    """Explained warnings, first values, and what could not be collected; two queries. `kinds`: of the rounds
    that speak of the same span of a year as the reports' own."""
    explained = _explanations(report_ids)
    figures = (
        Figure.objects.counted()
        .filter(report__in=report_ids)
        .annotate(
            before=Subquery(
                _accepted_before(kinds).order_by("-report__round__year", _final_first()).values("value")[:1]
            ),
            half=Subquery(_half().values("value")[:1]),
            is_first=_is_first(kinds),
        )
        .filter(Q(pk__in=explained) | Q(state=FigureState.NOT_COLLECTED) | Q(is_first=True))
        .select_related("item", "report__unit")
    )
    found: dict[int, list[LookAt]] = defaultdict(list)
    for figure in figures:
        found[figure.report_id] += _points(figure, explained.get(figure.pk, {}))
    return found


def _accepted_before(kinds: Sequence[RoundKind]) -> QuerySet[Figure]:
    """What the unit answered in accepted reports of earlier years to the same item."""
    return Figure.objects.filter(
        report__unit=OuterRef("report__unit"),
        report__state=ReportState.ACCEPTED,
        report__round__kind__in=kinds,
        report__round__year__lt=OuterRef("report__round__year"),
        item=OuterRef("item"),
        state__in=ANSWERED,
    )


def _final_first() -> Case:
    """Of one year the final figure goes before the estimate (`reporting.years`)."""
    return Case(When(report__round__kind=RoundKind.FINAL_YEAR, then=Value(0)), default=Value(1))


def _half() -> QuerySet[Figure]:
    return Figure.objects.filter(
        report__unit=OuterRef("report__unit"),
        report__state=ReportState.ACCEPTED,
        report__round__kind=RoundKind.SIX_MONTHS,
        report__round__year=OuterRef("report__round__year"),
        item=OuterRef("item"),
        state__in=ANSWERED,
    )


def _is_first(kinds: Sequence[RoundKind]) -> Q:
    """A number of a unit that reported before, but never this. A unit's first year is new throughout, and
    says nothing; neither does a first 0, which changes no total."""
    reported = Report.objects.filter(
        unit=OuterRef("report__unit"),
        state=ReportState.ACCEPTED,
        round__kind__in=kinds,
        round__year__lt=OuterRef("report__round__year"),
    )
    return (
        Q(Exists(reported)) & ~Q(Exists(_accepted_before(kinds))) & Q(state=FigureState.ENTERED, value__gt=0)
    )


def _explanations(report_ids: Collection[int]) -> dict[int, dict[str, Explanation]]:
    """The last explanation of each warning by figure and code, unless the cell has changed since: every
    warning is explained before a report goes up, so these are its warnings."""
    given = (
        # A cell that came filled in from the year came with what was said of it then.
        Explanation.objects.filter(
            Q(at__gte=F("figure__entered_at")) | Q(figure__version=1), figure__report__in=report_ids
        )
        .exclude(code="W6")  # said by the place above, about two forms
        .order_by("id")
    )
    found: dict[int, dict[str, Explanation]] = defaultdict(dict)
    for row in given:
        found[row.figure_id][row.code] = row
    return found


def _points(figure: Figure, explained: Mapping[str, Explanation]) -> list[LookAt]:
    """One figure's points: its warnings, else that it is a first value or none."""
    before: int | None = figure.before  # type: ignore[attr-defined]
    half: int | None = figure.half  # type: ignore[attr-defined]
    if explained:
        return [
            _point(
                figure,
                LookKind.WARNING,
                f"{row.said}. Giải trình: {row.words}",
                _difference(figure.value, half if code == "W7" else before),
            )
            for code, row in explained.items()
        ]
    if figure.state == FigureState.NOT_COLLECTED:
        words = FigureState.NOT_COLLECTED.label + (f": {figure.reason}" if figure.reason else "")
        return [_point(figure, LookKind.NOT_COLLECTED, words, before or 0)]
    said = shown(control_of(figure, figure.report), answer_of(figure))
    words = f"{said}, lần đầu có số: các kỳ trước đã duyệt chưa có"
    return [_point(figure, LookKind.FIRST_VALUE, words, figure.value or 0)]


def _difference(value: int | None, before: int | None) -> int:
    return abs(value - before) if value is not None and before is not None else 0


def _point(figure: Figure, kind: LookKind, words: str, effect: int) -> LookAt:
    return LookAt(
        figure_id=figure.pk,
        item_id=figure.item_id,
        name=figure.item.short_name,
        words=words,
        kind=kind,
        effect=effect if figure.item.kind in IN_CASES else 0,
        position=figure.item.position,
    )


# --- Two kinds of unit of one place


def _mismatches(reports: Sequence[Report]) -> dict[int, list[LookAt]]:
    """What the units of a commune counted differently: on the commune's own report, and on the report of the
    agency that is the source; five queries."""
    agencies = [report for report in reports if report.unit.level == Level.AGENCY]
    communes = [report for report in reports if report.unit.level == Level.COMMUNE]
    parents = _parents(agencies)
    places = {report.unit_id for report in communes} | set(parents.values())
    rounds = {report.round_id for report in (*agencies, *communes)}
    compared = compared_at(places, rounds)
    choices = choices_at(places, rounds)
    said = _said_to([figure_id for pairs in compared.values() for _, figure_id in pairs])
    own = _source_cells(agencies)
    found: dict[int, list[LookAt]] = {}
    for report in communes:
        pairs = compared.get((report.round_id, report.unit_id), [])
        at = (report.round_id, report.unit_id)
        found[report.pk] = _apart(pairs, said, {}, choices.get(at, {}))
    for report in agencies:
        if report.pk in parents:
            at = (report.round_id, parents[report.pk])
            cells = own.get(report.pk, {})
            pairs = [pair for pair in compared.get(at, []) if pair[0].item_id in cells]
            found[report.pk] = _apart(pairs, said, cells, choices.get(at, {}))
    return found


def _apart(
    pairs: Sequence[tuple[Compared, int]],
    said: Mapping[tuple[int, str], str],
    cells: Mapping[int, int],
    choices: Choices,
) -> list[LookAt]:
    """The pairs that differ. `said`: explanations by cell and very words. `cells`: the report's own cells by
    item, where it has them. `choices`: which sum the place uses, by item."""
    sources = {pair.item_id: (pair, figure_id) for pair, figure_id in pairs}
    found = []
    for warned in warnings(FormFacts(0, {}, compared=[pair for pair, _ in pairs])):
        pair, figure_id = sources[warned.item_id]
        words = (
            Difference(0, pair, choices.get(pair.item_id)).chosen or "Chưa chọn số dùng"
            if pair.is_whole
            else _explained(said.get((figure_id, warned.message)))
        )
        found.append(
            LookAt(
                figure_id=cells.get(warned.item_id, figure_id),
                item_id=warned.item_id,
                name=pair.name,
                words=f"{warned.message}. {words}",
                kind=LookKind.MISMATCH,
                effect=abs(pair.source_value - pair.check_value),
            )
        )
    return found


def _explained(words: str | None) -> str:
    return f"Giải trình: {words}" if words else "Chưa giải trình"


def _parents(reports: Sequence[Report]) -> dict[int, int]:
    """The place above each unit in its round's tree, by report id; one query."""
    spots: dict[int, list[Placement]] = defaultdict(list)
    for spot in Placement.objects.filter(unit__in={report.unit_id for report in reports}):
        spots[spot.unit_id].append(spot)
    return {
        report.pk: spot.parent_id
        for report in reports
        for spot in spots[report.unit_id]
        if spot.holds_on(report.round.data_to) and spot.parent_id is not None
    }


def _source_cells(reports: Sequence[Report]) -> dict[int, dict[int, int]]:
    """Figure ids of cells that somebody else checks, by report and item; one query."""
    rows = (
        Figure.objects.counted()
        .filter(report__in=[report.pk for report in reports])
        .exclude(item__check_source="")
        .values_list("report_id", "item_id", "id")
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for report_id, item_id, figure_id in rows:
        found[report_id][item_id] = figure_id
    return found


def _said_to(figure_ids: Collection[int]) -> dict[tuple[int, str], str]:
    rows = Explanation.objects.filter(figure__in=figure_ids, code="W6").order_by("id")
    return {(row.figure_id, row.said): row.words for row in rows}


# --- The whole report


def _missing_below(reports: Sequence[Report]) -> dict[int, list[LookAt]]:
    """A place that went up without some of those below it (nộp thiếu); one query."""
    places = {
        (report.round_id, report.unit_id): report.pk for report in reports if report.unit.level in PLACES
    }
    rows = (
        Report.objects.filter(
            Q(unit__placements__starts_on__isnull=True)
            | Q(unit__placements__starts_on__lte=F("round__data_to")),
            Q(unit__placements__ends_on__isnull=True) | Q(unit__placements__ends_on__gte=F("round__data_to")),
            unit__placements__parent__in={unit_id for _, unit_id in places},
            round__in={round_id for round_id, _ in places},
            waived_at__isnull=False,
        )
        .values_list("round_id", "unit__placements__parent_id")
        .annotate(missing=Count("id"))
    )
    return {
        places[round_id, place_id]: [
            LookAt(None, None, "cả báo cáo", f"nộp thiếu {missing} phiếu cấp dưới", LookKind.MISSING_BELOW)
        ]
        for round_id, place_id, missing in rows
        if (round_id, place_id) in places
    }


def _entered_by(reader: User, report_ids: Collection[int]) -> dict[int, list[LookAt]]:
    """What the reader entered for the unit (nhập thay); one query."""
    rows = (
        FigureChange.objects.filter(figure__report__in=report_ids, origin=Origin.ON_BEHALF, by=reader)
        .values_list("figure__report_id")
        .annotate(cells=Count("figure", distinct=True))
    )
    return {
        report_id: [LookAt(None, None, "nhập thay", f"chính bạn nhập {cells} ô", LookKind.ON_BEHALF)]
        for report_id, cells in rows
    }
