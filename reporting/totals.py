"""What do the figures below a place add up to? Sums made by the database, handed to the pure rules.

Every function takes a fixed number of queries however many units and items there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from indicators.enums import ItemKind
from indicators.steps import MOST_STEPS
from reporting.enums import FigureState, ReportState
from reporting.models import Figure, Report, Round, Total
from reporting.querysets import ANSWERED, FigureQuerySet
from reporting.rollup import NOTHING, ItemTotal
from reporting.years import last_accepted_value, year_before
from units.enums import Level
from units.models import Placement, Unit

PLACES = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


class Key(NamedTuple):
    """Sums are kept apart by area so that a measure of rural or urban places can pick its own."""

    item_id: int
    area: str


Totals = Mapping[Key, ItemTotal]
STEPPED = (ItemKind.LEVEL, ItemKind.STATE)
PARTS = tuple(part.name for part in fields(ItemTotal))  # the columns of Total have the same names


def item_total(totals: Totals, item_id: int, area: str = "") -> ItemTotal:
    """An item's total over all areas, or over one."""
    found = NOTHING
    for key, total in totals.items():
        if key.item_id == item_id and (not area or key.area == area):
            found = found + total
    return found


def sum_figures(figures: FigureQuerySet, before: Sequence[Round]) -> dict[Key, ItemTotal]:
    """Sums of the counted cells of the figures given, by item and area; one query.

    `before`: last year's rounds (`years.year_before`), for the sums over units that have both years: last
    year's value is the final one where that report was accepted.
    """
    answered = Q(state__in=ANSWERED)
    matched = answered & Q(last_value__isnull=False)
    stepped = Q(item__kind__in=STEPPED, state=FigureState.ENTERED)
    rows = (
        figures.counted()
        .annotate(last_value=last_accepted_value(before))
        .values("item_id", "report__area")
        .annotate(
            total=Coalesce(Sum("value", filter=answered), 0),
            yes_answered=Coalesce(Sum("answered", filter=answered), 0),
            asked=Count("id"),
            answered_cells=Count("id", filter=answered),
            no_cases=Count("id", filter=Q(state=FigureState.NO_CASES)),
            not_collected=Count("id", filter=Q(state=FigureState.NOT_COLLECTED)),
            matched_units=Count("id", filter=matched),
            matched_value=Coalesce(Sum("value", filter=matched), 0),
            matched_previous=Coalesce(
                Sum(Case(When(matched, then=F("last_value")), default=Value(0), output_field=IntegerField())),
                0,
            ),
            **{f"step_{step}": Count("id", filter=stepped & Q(value=step)) for step in range(MOST_STEPS)},
            fell=Count("id", filter=matched & stepped & Q(value__lt=F("last_value"))),
        )
    )
    return {
        Key(row["item_id"], row["report__area"]): ItemTotal(
            value=int(row["total"]),
            yes_answered=int(row["yes_answered"]),
            asked=row["asked"],
            answered=row["answered_cells"],
            no_cases=row["no_cases"],
            not_collected=row["not_collected"],
            matched_units=row["matched_units"],
            matched_value=int(row["matched_value"]),
            matched_previous=int(row["matched_previous"]),
            step_0=row["step_0"],
            step_1=row["step_1"],
            step_2=row["step_2"],
            step_3=row["step_3"],
            fell=row["fell"],
        )
        for row in rows
    }


def add_all(parts: Iterable[Totals]) -> dict[Key, ItemTotal]:
    """Key by key; the same total however the parts were grouped."""
    found: dict[Key, ItemTotal] = defaultdict(lambda: NOTHING)
    for part in parts:
        for key, total in part.items():
            found[key] = found[key] + total
    return dict(found)


def provisional_totals(unit: Unit, round_: Round) -> dict[Key, ItemTotal]:
    """Tạm tính: every figure entered at or below the unit, whatever state its report is in."""
    under = Unit.objects.under(unit, day=round_.data_to)
    figures = Figure.objects.filter(report__round=round_, report__unit__in=under.values("pk"))
    return sum_figures(figures, year_before(round_))


def official_totals(unit: Unit, round_: Round) -> dict[Key, ItemTotal]:
    """Chính thức: the unit's own cells and what it accepted one level down.

    An accepted place hands up the snapshot it submitted, an accepted village or agency its cells. Every cell
    asked below counts in coverage, whether or not its report has come this far.
    """
    children = Placement.objects.as_of(round_.data_to).filter(parent=unit).values("unit_id")
    accepted = Report.objects.filter(round=round_, unit__in=children, state=ReportState.ACCEPTED)
    own = Report.objects.filter(round=round_, unit=unit).values("pk")
    # A union of two short lists: said with "or", the database reads every figure of the country.
    cells = own.union(accepted.exclude(unit__level__in=PLACES).values("pk"))
    summed = add_all(
        [
            sum_figures(Figure.objects.filter(report__in=cells), year_before(round_)),
            _handed_up(accepted.filter(unit__level__in=PLACES)),
        ]
    )
    return _asked_everywhere(summed, unit, round_)


def _handed_up(reports: QuerySet[Report]) -> dict[Key, ItemTotal]:
    """Sums of the latest snapshots of the reports given; one query."""
    rows = (
        Total.objects.filter(report__in=reports.values("pk"), edition=F("report__submissions"))
        .values("item_id", "area")
        .annotate(**{f"sum_{part}": Sum(part) for part in PARTS})
    )
    return {
        Key(row["item_id"], row["area"]): ItemTotal(*(int(row[f"sum_{part}"]) for part in PARTS))
        for row in rows.values("item_id", "area", *(f"sum_{part}" for part in PARTS))
    }


def _asked_everywhere(summed: Totals, unit: Unit, round_: Round) -> dict[Key, ItemTotal]:
    """The sums with `asked` counted over every form below, not only over those accepted."""
    under = Unit.objects.under(unit, day=round_.data_to)
    rows = (
        Figure.objects.counted()
        .filter(report__round=round_, report__unit__in=under.values("pk"))
        .values("item_id", "report__area")
        .annotate(asked=Count("id"))
    )
    asked = {Key(row["item_id"], row["report__area"]): row["asked"] for row in rows}
    found = dict.fromkeys(asked, NOTHING) | dict(summed)
    return {key: replace(total, asked=asked.get(key, total.asked)) for key, total in found.items()}


def snapshot_of(report: Report) -> dict[Key, ItemTotal]:
    """What a submitted consolidated report handed up with its latest submission; empty before the first."""
    return _handed_up(Report.objects.filter(pk=report.pk))
