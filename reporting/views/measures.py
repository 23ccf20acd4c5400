"""Screens 14 and 15 and the comparison: which Chỉ tiêu there are, what is known of one, how units compare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from childplan import clock
from indicators.models import Measure
from reporting.charts.bars import bars
from reporting.charts.drawing import NARROW, WIDE, Svg
from reporting.charts.small_multiples import small_multiples
from reporting.charts.sparkline import sparkline
from reporting.charts.status_stack import status_stack
from reporting.charts.trend import trend
from reporting.enums import WITH_FIGURES
from reporting.models import Round
from reporting.permissions import totals_seen_on, totals_seen_on_days
from reporting.summaries.comparison import Comparison, comparison, panels_of
from reporting.summaries.looks import PROVISIONAL
from reporting.summaries.measure_list import ListRow, MeasureList, Standing, Wanted, measure_list
from reporting.summaries.measure_page import MeasurePage, measure_page
from reporting.summaries.measure_years import Sees
from reporting.summaries.places import rollup_head
from reporting.summaries.sources import AsReported
from reporting.totals import PLACES
from reporting.views.finding import not_here, place_with_totals
from units.acting import acted_posting, postings_today
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb, may
from units.summaries.places import PlaceName, chain_on
from units.summaries.spans import current

DRAWINGS = "bieu-do"
"""The word in an address that asks for drawings instead of the matrix."""


@dataclass(frozen=True)
class Drawn:
    """A drawing for the desk and paper, and one for the phone."""

    wide: Svg
    narrow: Svg


@dataclass(frozen=True)
class Standpoint:
    """The place a page speaks of, how it was placed, and as far up as the person may look. `is_own`: the
    person's own place, which the address need not name."""

    unit: Unit
    chain: list[PlaceName]
    day: date
    seen: set[int]
    is_own: bool

    @property
    def query(self) -> str:
        return "" if self.is_own else f"?dv={self.unit.key}"


def _standpoint(request: SignedInRequest) -> Standpoint:
    """The place the address names, or the person's own; 404 outside the person's scope."""
    today = clock.today()
    held = postings_today(request.user, today, acted_posting(request))
    own = next((posting.unit for posting in held if may(posting.role, Verb.SEE_TOTALS)), None)
    key = request.GET.get("dv", "")
    unit = get_object_or_404(Unit, key=key, level__in=PLACES) if key else own
    if unit is None:
        not_here()
    spot = current(unit.placements.all(), today)
    # A place that is gone is looked at as it was on its last day, one to come as it will be on its first.
    day = today
    if spot is not None and not spot.holds_on(today):
        is_gone = spot.ends_on is not None and spot.ends_on < today
        day = (spot.ends_on if is_gone else spot.starts_on) or today
    chain = chain_on(day, unit)
    seen = totals_seen_on(request.user, [unit.pk, *(place.unit_id for place in chain)], day, today)
    if unit.pk not in seen:
        not_here()
    return Standpoint(unit, chain, day, seen, is_own=unit == own)


def _sees(request: SignedInRequest) -> Sees:
    """Of some units the ones whose sums the person may see, by day; asked once for a page."""
    return lambda unit_ids, days: totals_seen_on_days(request.user, unit_ids, days, clock.today())


def list_of_measures(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    here = _standpoint(signed_in)
    wanted = _wanted(request)
    page = measure_list(
        unit=here.unit,
        chain=here.chain,
        wanted=wanted,
        today=clock.today(),
        day=here.day,
        sees=_sees(signed_in),
    )
    return render(
        request,
        "reporting/measure_list.html",
        {
            "page": page,
            "here": here,
            "wanted": wanted,
            "standings": [(one.value, one.label) for one in Standing],
            "groups": [(group.heading, [(row, _spark(row)) for row in group.rows]) for group in page.groups],
            "stack": _stack(page),
        },
    )


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    standing = asked.get("loc", "")
    return Wanted(
        words=asked.get("tim", "").strip()[:100],
        standing=Standing(standing) if standing in list(Standing) else Standing.EVERY,
        lead=asked.get("chu-tri", "").strip()[:300],
    )


def _spark(row: ListRow) -> Svg:
    return sparkline(
        title=f"{row.name} qua các năm",
        values=row.values,
        target=row.mark.value if row.mark is not None else None,
        unit=row.unit,
    )


def _stack(page: MeasureList) -> Drawn | None:
    said = ", ".join(f"{part.count} {part.words.lower()}" for part in page.parts if part.count)
    if not said:
        return None
    title = f"Đánh giá các chỉ tiêu của {page.place}"
    drawings = (
        status_stack(title=title, finding=said, parts=page.parts, width=width) for width in (WIDE, NARROW)
    )
    return Drawn(*drawings)


def measure(request: HttpRequest, code: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    here = _standpoint(signed_in)
    found = get_object_or_404(
        Measure.objects.select_related("numerator", "denominator", "merged_into", "owner"), code=code
    )
    if found.owner is not None and not _is_near(here, found.owner):
        not_here()
    if found.merged_into is not None:
        return redirect(f"{request.path.replace(code, found.merged_into.code)}{here.query}")
    page = measure_page(
        unit=here.unit,
        measure=found,
        chain=here.chain,
        today=clock.today(),
        day=here.day,
        sees=_sees(signed_in),
    )
    shown = {"page": page, "here": here, "trend": _trend(page), "bars": _bars(page)}
    return render(request, "reporting/measure.html", shown)


def _is_near(here: Standpoint, owner: Unit) -> bool:
    """Did the place, one above it or one below it think of the measure? Others are nobody's business."""
    if owner.pk in {place.unit_id for place in here.chain}:
        return True
    return bool(Unit.objects.under(here.unit, day=here.day).filter(pk=owner.pk).exists())


def _trend(page: MeasurePage) -> Drawn | None:
    if page.trend is None:
        return None
    parts: dict[str, Any] = {
        "title": f"{page.name} của {page.place} qua các năm",
        "finding": page.finding,
        "series": page.trend.series,
        "targets": page.trend.targets,
        "unit": page.trend.unit,
    }
    return Drawn(trend(**parts, width=WIDE), trend(**parts, width=NARROW))


def _bars(page: MeasurePage) -> Drawn | None:
    if page.bars is None:
        return None
    parts: dict[str, Any] = {
        "title": f"{page.name} theo {page.units_noun}",
        "finding": f"Xếp từ kém nhất; {page.better}.",
        "rows": page.bars.rows,
        "target": page.bars.target,
        "unit": page.bars.unit,
        "lower_is_better": page.bars.lower_is_better,
    }
    return Drawn(bars(**parts, width=WIDE), bars(**parts, width=NARROW))


def compare(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = get_object_or_404(Round, key=round_key, kind__in=WITH_FIGURES)
    unit = place_with_totals(signed_in, round_, unit_key)
    is_official = request.GET.get("so") != PROVISIONAL
    page = comparison(AsReported(unit, round_, official=is_official))
    is_drawn = request.GET.get("xem") == DRAWINGS
    return render(
        request,
        "reporting/comparison.html",
        {
            "page": page,
            "head": rollup_head(unit, round_, signed_in.user, clock.now()),
            "is_drawn": is_drawn,
            "panels": _panels(page) if is_drawn else [],
            "query": _query(official=is_official, drawn=is_drawn),
            "matrix_query": _query(official=is_official, drawn=False) or "?",
            "drawings_query": _query(official=is_official, drawn=True),
            "official_query": _query(official=True, drawn=is_drawn) or "?",
            "provisional_query": _query(official=False, drawn=is_drawn),
        },
    )


def _query(*, official: bool, drawn: bool) -> str:
    said = [
        part for part, holds in ((f"so={PROVISIONAL}", not official), (f"xem={DRAWINGS}", drawn)) if holds
    ]
    return f"?{'&'.join(said)}" if said else ""


def _panels(page: Comparison) -> list[tuple[Any, Svg]]:
    found = panels_of(page)
    drawings = small_multiples([panel for _, panel in found], page.order)
    return [(row, drawing) for (row, _), drawing in zip(found, drawings, strict=True)]
