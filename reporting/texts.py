"""Which words stand below a place? Texts are never combined: they are listed with the unit that wrote them.
So are rates that were given without counts.

The three lists go the way of the sums in `reporting.totals`: what is entered, what was accepted, what was
handed up. Every function takes a query or a few. What is read is always a row of the log, so a list handed up
stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from childplan.compiled import CompiledQuery
from indicators.enums import ItemKind
from indicators.models import DataItem
from reporting.enums import FigureState
from reporting.models import FigureChange, Report, Round, TotalText
from reporting.nation import commune_report_ids, upper_report_ids
from reporting.summing import accepted_right_below, own_reports, report_ids
from units.enums import Level
from units.models import Unit

WORDED = (ItemKind.TEXT, ItemKind.STATE)
"""Kinds of items whose cells hold words, or may; a given rate is listed with its reason."""


@dataclass(frozen=True)
class Statement:
    """What one unit wrote for an item: its text, or the rate it gave (in millionths) and why only that."""

    item_id: int
    area: str
    unit_id: int
    text: str
    rate: int | None = None
    reason: str = ""


def provisional_texts(unit: Unit, round_: Round) -> list[Statement]:
    """Everything written at or below the unit, whatever state its report is in; of the country, as its sums,
    what the communes handed in and what was written above and beside them."""
    if unit.level == Level.COUNTRY:
        handed_up = _handed_up(Report.objects.filter(pk__in=commune_report_ids(unit, round_)))
        written = _standing(Q(figure__report__in=upper_report_ids(unit, round_)))
        return _statements(written, FigureChange.objects.filter(pk__in=handed_up))
    kinds = dict(_MAY_HOLD_WORDS())
    if not kinds:
        return []  # as in most years: then nothing else is put together
    under = Unit.objects.under(unit, day=round_.data_to)
    reports = Report.objects.filter(round=round_, unit__in=under.values("pk"))
    return _statements(_standing(Q(figure__report__in=reports.values("pk")), kinds))


def official_texts(unit: Unit, round_: Round) -> list[Statement]:
    """What the unit's own cells say and what it accepted one level down."""
    return _statements(*_official(unit, round_))


def snapshot_texts(report: Report) -> list[Statement]:
    """What the report handed up with its latest submission; empty before the first."""
    return _statements(FigureChange.objects.filter(pk__in=_handed_up(Report.objects.filter(pk=report.pk))))


def store_texts(report: Report) -> None:
    """Keep what the report hands up with this submission, beside its totals."""
    changes = [
        pk for part in _official(report.unit, report.round) for pk in part.values_list("pk", flat=True)
    ]
    TotalText.objects.bulk_create(
        TotalText(report=report, edition=report.submissions, change_id=change_id) for change_id in changes
    )


def _official(unit: Unit, round_: Round) -> tuple[QuerySet[FigureChange], QuerySet[FigureChange]]:
    """What is read in cells, and what was handed up. Said with "or", the database reads the whole log."""
    own = own_reports([unit.pk], round_)
    cells = report_ids(own | accepted_right_below([unit.pk], round_, places=False))
    places = report_ids(accepted_right_below([unit.pk], round_, places=True))
    handed_up = _handed_up(Report.objects.filter(pk__in=places))
    return _standing(Q(figure__report__in=cells)), FigureChange.objects.filter(pk__in=handed_up)


_MAY_HOLD_WORDS = CompiledQuery(
    lambda: DataItem.objects.filter(kind__in=(*WORDED, ItemKind.RATE)).values_list("pk", "kind")
)


def _standing(where: Q, kinds: Mapping[int, str] | None = None) -> QuerySet[FigureChange]:
    """The log rows that tell what stands in the counted cells now; one query, and none more where the
    catalogue asks for no words.

    The few items that may hold words are named: by their kind, every cell below a province is looked at.
    """
    if kinds is None:
        kinds = dict(_MAY_HOLD_WORDS())
    if not kinds:
        return FigureChange.objects.none()
    rates = [item_id for item_id, kind in kinds.items() if kind == ItemKind.RATE]
    return FigureChange.objects.filter(
        where,
        ~Q(text="") | Q(figure__item__in=rates),
        figure__item__in=list(kinds),
        version=F("figure__version"),
        state=FigureState.ENTERED,
        figure__is_check=False,
    )


def _handed_up(reports: QuerySet[Report]) -> QuerySet[TotalText, int]:
    latest = TotalText.objects.filter(report__in=reports.values("pk"), edition=F("report__submissions"))
    return latest.values_list("change_id", flat=True)


def _statements(*parts: QuerySet[FigureChange]) -> list[Statement]:
    """In the order of units and items."""
    found = [said for part in parts for said in _statements_of(part)]
    return sorted(found, key=lambda said: (said.unit_id, said.item_id))


def _statements_of(rows: QuerySet[FigureChange]) -> list[Statement]:
    if rows.query.is_empty():
        return []  # nothing asks for words: no statement need be put together to find none
    return [
        Statement(item_id, area, unit_id, text, value, reason)
        if kind == ItemKind.RATE
        else Statement(item_id, area, unit_id, text)
        for item_id, area, unit_id, text, kind, value, reason in rows.values_list(
            "figure__item_id",
            "figure__report__area",
            "figure__report__unit_id",
            "text",
            "figure__item__kind",
            "value",
            "reason",
        )
    ]
