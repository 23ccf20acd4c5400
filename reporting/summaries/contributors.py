"""Who is behind a sum? The units one level below a place, what each puts in and whether that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from childplan.vietnamese import moment
from indicators.enums import HELD_AGAINST_LAST, Method
from indicators.models import Component
from indicators.numbers import format_money, format_number
from indicators.steps import capitalised
from reporting.answers import DASH
from reporting.chips import Chip, state_chip
from reporting.enums import FigureState, ReportState
from reporting.models import Figure, Report
from reporting.rollup import NOTHING, Coverage, ItemTotal, Result
from reporting.summaries.asked import Asked, own_of
from reporting.summaries.coverage import coverage_of
from reporting.summaries.results import (
    ResultText,
    TargetText,
    Verdict,
    assessor_for,
    print_result,
    print_target,
    result_of,
    verdict_on,
)
from reporting.summaries.sources import AsReported
from reporting.totals import PLACES, Totals, item_total
from reporting.totals_below import ChildTotals
from units.summaries.places import PlaceName


@dataclass(frozen=True)
class Contributor:
    """One unit one level below, or the place's own cells (`is_own`).

    numerator_code, denominator_code: the cells that the unit itself typed, to be opened; "" for a place,
    whose own page shows its units. counts: is it in the sum? why: why not, or what its answer is. sent: who
    handed its report in, when and for which time.
    """

    unit_id: int
    unit_key: str
    name: str
    sort: str
    is_place: bool
    is_own: bool
    exact: Result
    result: ResultText
    numerator: str
    denominator: str
    numerator_code: str
    denominator_code: str
    coverage: str
    is_partial: bool
    target: TargetText
    verdict: Verdict
    state: Chip | None
    sent: str
    counts: bool
    why: str
    mark: str = ""  # ◊ where it is a sum of old units

    @property
    def is_missing(self) -> bool:
        """Is there nothing of it in the sum although it was asked?"""
        return not self.exact.coverage.answered

    @property
    def cell_code(self) -> str:
        """The cell behind its name: what is counted, or where it is asked only over how many, that."""
        return self.numerator_code or self.denominator_code


@dataclass(frozen=True)
class Told:
    """What one unit says of a component: its result before and after rounding, its two sums, how complete."""

    exact: Result
    result: ResultText
    numerator: str
    denominator: str
    coverage: str
    is_partial: bool


def told_by(asked: Asked, source: AsReported, totals: ChildTotals) -> Told:
    """One unit right below the place of the source, held against no target; no query of its own."""
    component = asked.component
    method = component.measure.method
    result = _own_coverage(result_of(component, totals, base=asked.base), component, totals)
    text = print_result(result, component.measure, asked.base)[0]
    if not totals.counts:
        # What it says so far is shown and is in no sum, so nothing of what it was asked is there yet.
        result = replace(result, coverage=Coverage(0, result.coverage.asked))
    numerator, denominator = part_words(result, method)
    return Told(
        exact=result,
        result=text,
        numerator=numerator,
        denominator=denominator,
        coverage=coverage_of(component, result, totals, totals.levels or source.levels),
        is_partial=result.coverage.asked > 0 and not result.coverage.is_complete,
    )


def contributors(asked: Asked, source: AsReported, *, by_own_targets: bool = True) -> list[Contributor]:
    """The units that were asked for the component, in Vietnamese order, the place's own cells last; a fixed
    number of queries.

    by_own_targets: hold each against the target of its own plan, where it has one.
    """
    sums = source.of_children
    places = {place.unit_id: place for place in source.children if is_asked(asked, sums.get(place.unit_id))}
    own_id = source.unit.pk
    if is_asked(asked, sums.get(own_id)):
        places[own_id] = source.chain[-1]
    reports = _reports(source, list(places))
    cells = _cells(asked, source, [unit_id for unit_id, place in places.items() if _types(place, own_id)])
    # A sum of old units is not what the unit itself came to, so no target of its judges it.
    itself = places.keys() - {own_id} - source.notes.keys()
    judged_by = own_of(itself, asked, source.round_.year) if by_own_targets else {}
    last: Mapping[int, Totals] = {}
    if any(_looks_back(each) for each in judged_by.values()):
        last = source.of_children_last
    return [
        _contributor(
            asked,
            source,
            place,
            sums[unit_id],
            reports.get(unit_id),
            cells.get(unit_id, {}),
            judged_by.get(unit_id),
            last.get(unit_id),
        )
        for unit_id, place in places.items()
    ]


def _types(place: PlaceName, own_id: int) -> bool:
    return place.unit_id == own_id or place.level not in PLACES


def is_asked(asked: Asked, totals: Totals | None) -> bool:
    """Is anything behind these sums asked for the component?"""
    return totals is not None and any(total.asked for total in _parts(asked.component, totals))


def _parts(component: Component, totals: Totals) -> tuple[ItemTotal, ItemTotal]:
    """The totals of the two items, over the area of the component."""
    area = component.measure.area
    denominator = component.denominator
    return (
        item_total(totals, component.numerator.pk, area),
        item_total(totals, denominator.pk, area) if denominator is not None else NOTHING,
    )


def _looks_back(asked: Asked) -> bool:
    return any(target.operator in HELD_AGAINST_LAST for target in asked.targets)


def _reports(source: AsReported, unit_ids: list[int]) -> dict[int, Report]:
    reports = Report.objects.filter(round=source.round_, unit__in=unit_ids)
    found = reports.select_related("submitted_by", "waived_by").with_progress()
    return {report.unit_id: report for report in found}


def _cells(asked: Asked, source: AsReported, unit_ids: list[int]) -> dict[int, dict[int, Figure]]:
    """The cells of the two items that the units typed themselves, by unit and item."""
    component = asked.component
    items = [component.numerator.pk]
    if component.denominator is not None:
        items.append(component.denominator.pk)
    found: dict[int, dict[int, Figure]] = {}
    for cell in (
        Figure.objects.counted()
        .filter(report__round=source.round_, report__unit__in=unit_ids, item__in=items)
        .select_related("item", "report", "entered_by")
    ):
        found.setdefault(cell.report.unit_id, {})[cell.item_id] = cell
    return found


def _contributor(
    asked: Asked,
    source: AsReported,
    place: PlaceName,
    totals: ChildTotals,
    report: Report | None,
    cells: Mapping[int, Figure],
    own: Asked | None,
    last: Totals | None,
) -> Contributor:
    component = asked.component
    is_own, name = place.unit_id == source.unit.pk, capitalised(place.full_name)
    told = told_by(asked, source, totals)
    verdict, target, text = Verdict(), TargetText(), told.result
    if own is not None:
        verdict, target, text = _judged(asked, own, source, totals, text, last)
    return Contributor(
        unit_id=place.unit_id,
        unit_key=place.key,
        name=source.own_name(name) if is_own else name,
        sort=place.sort,
        is_place=place.level in PLACES and not is_own,
        is_own=is_own,
        exact=told.exact,
        result=text,
        numerator=told.numerator,
        denominator=told.denominator,
        numerator_code=_code(cells, component.numerator.pk),
        denominator_code=_code(cells, component.denominator.pk) if component.denominator is not None else "",
        coverage=told.coverage,
        is_partial=told.is_partial,
        target=target,
        verdict=verdict,
        state=_state(report),
        sent=sent_words(report),
        counts=totals.counts,
        mark=source.mark_of(place.unit_id),
        why=source.notes.get(place.unit_id) or _why(report, told.exact, cells, counts=totals.counts),
    )


def _own_coverage(result: Result, component: Component, totals: Totals) -> Result:
    """A unit that is asked for only one of the two is as complete as in that one."""
    numerator, denominator = _parts(component, totals)
    if component.denominator is None or (numerator.asked and denominator.asked):
        return result
    one = numerator if numerator.asked else denominator
    return replace(result, coverage=Coverage(one.answered, one.asked))


def _judged(
    asked: Asked, own: Asked, source: AsReported, totals: Totals, text: ResultText, last: Totals | None
) -> tuple[Verdict, TargetText, ResultText]:
    """Held against the target of the unit's own plan, on that plan's own base."""
    component = own.component
    measure = component.measure
    result = result_of(component, totals, base=own.base)
    previous = result_of(component, last, base=own.base) if last else None
    assessor = assessor_for(component, own.targets, source.round_.year, own.plan, previous)
    judged = source.round_.has_verdict
    printed, shown = print_result(result, measure, own.base, assessor if judged else None)
    verdict = verdict_on(result, shown, assessor, applies=True, has_verdict=judged)
    target = print_target(component, assessor.standing, own.targets)
    return verdict, target, printed if own.base == asked.base else text


def part_words(result: Result, method: str) -> tuple[str, str]:
    """Numerator and denominator as they stand in their columns; of a year on year this year's and last
    year's matched sums."""
    if method == Method.MONEY and result.numerator is not None:
        return format_money(result.numerator), DASH
    return tuple(  # type: ignore[return-value]
        DASH if part is None else format_number(part) for part in (result.numerator, result.denominator)
    )


def _code(cells: Mapping[int, Figure], item_id: int) -> str:
    cell = cells.get(item_id)
    return cell.item.code if cell is not None else ""


def _state(report: Report | None) -> Chip | None:
    if report is None:
        return None
    return state_chip(
        ReportState(report.state),
        settled=report.settled_count,  # type: ignore[attr-defined]
        asked=report.asked_count,  # type: ignore[attr-defined]
        is_being_checked=report.is_being_checked,
    )


def sent_words(report: Report | None) -> str:
    """“Lê Thị Hoa, 14:32 16/11/2024, lần 2”; "" for a report that was never handed in."""
    if report is None or report.submitted_by is None or report.submitted_at is None:
        return ""
    times = f", lần {report.submissions}" if report.submissions > 1 else ""
    return f"{report.submitted_by.full_name}, {moment(report.submitted_at)}{times}"


def _why(report: Report | None, result: Result, cells: Mapping[int, Figure], *, counts: bool) -> str:
    """Why a unit is not in the sum, or what its answer is where it is no number."""
    if not counts:
        return _not_accepted(report)
    said = [
        f"{_CELL_WORDS[FigureState(cell.state)]}{_because(cell)}" for cell in cells.values() if _says(cell)
    ]
    if cells:
        return capitalised("; ".join(dict.fromkeys(said)))
    parts = []
    if result.no_cases:
        parts.append(f"{format_number(result.no_cases)} ô không phát sinh")
    if result.not_collected:
        parts.append(f"{format_number(result.not_collected)} ô chưa thu thập được")
    return "; ".join(parts)


_CELL_WORDS = {
    FigureState.EMPTY: "chưa nhập",
    FigureState.NO_CASES: "không phát sinh",
    FigureState.NOT_COLLECTED: "chưa thu thập được",
    FigureState.UNREAD: "chưa đọc được",
}


def _says(cell: Figure) -> bool:
    return cell.state in _CELL_WORDS


def _because(cell: Figure) -> str:
    return f": {cell.reason}" if cell.state == FigureState.NOT_COLLECTED and cell.reason else ""


def _not_accepted(report: Report | None) -> str:
    if report is None:
        return "Không có báo cáo trong kỳ"
    if report.is_waived:
        return f"Chấp nhận thiếu: {report.waived_reason}"
    if report.state == ReportState.SUBMITTED:
        return "Đã nộp, chưa duyệt"
    return "Bị trả lại" if report.state == ReportState.RETURNED else "Chưa nộp"
