"""Which choices between a source and its check source still hold? One that holds decides a place's total.

A place settles a difference between two sums (`reporting.models.Settlement`). It holds while both are what
they were then; the latest choice for a report and item is the only one that can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, Sum

from reporting.enums import ReportState, Side
from reporting.models import Figure, Round, Settlement
from reporting.querysets import ANSWERED
from reporting.rollup import ItemTotal
from reporting.summing import Scope, rows_of
from reporting.sums import Key

# From the few choices to their reports: the other way round every report of a nation is looked at.
_ANY = """
    SELECT 1 FROM reporting_settlement t CROSS JOIN reporting_report r ON (r.id = t.report_id)
    WHERE r.round_id = %s LIMIT 1
"""
_LATEST = """
    SELECT t.id, s.child_id FROM ({scope}) s CROSS JOIN reporting_settlement t ON (t.report_id = s.report_id)
    WHERE NOT EXISTS (
        SELECT 1 FROM reporting_settlement newer
        WHERE newer.report_id = t.report_id AND newer.item_id = t.item_id AND newer.id > t.id
    )
"""


@dataclass(frozen=True)
class Settled:
    """A choice that holds. `child_id`: the unit under which the scope tells its place."""

    settlement: Settlement
    child_id: int

    @property
    def key(self) -> Key:
        """Villages and agencies report in the area of the place they belong to."""
        return Key(self.settlement.item_id, self.settlement.report.area)

    @property
    def shift(self) -> ItemTotal:
        """What the choice adds to the source's sum; the coverage stays the source's."""
        if self.settlement.uses != Side.CHECK:
            return ItemTotal()
        return ItemTotal(value=self.settlement.check_value - self.settlement.source_value)


def standing_settlements(places: Scope, round_: Round, *, accepted: bool) -> list[Settled]:
    """The choices of the places' reports in the scope that hold, whichever side they use; oldest first.

    accepted: both sums are those over accepted reports, as an official total has them; else over every cell.
    One query where nothing was settled in the round, else four.
    """
    if not rows_of(_ANY, Scope(""), round_.pk):
        return []
    children = dict(rows_of(_LATEST, places))
    latest = Settlement.objects.filter(pk__in=children).select_related("report", "by").order_by("id")
    sums = _both_sums({one.report.unit_id for one in latest}, round_, accepted=accepted)
    return [
        Settled(one, children[one.pk])
        for one in latest
        if sums.get((one.report.unit_id, one.item_id)) == (one.source_value, one.check_value)
    ]


def _both_sums(
    place_ids: Collection[int], round_: Round, *, accepted: bool
) -> dict[tuple[int, int], tuple[int, int]]:
    """By place and item what the sources and what the checks right below it say."""
    day = round_.data_to
    cells = Figure.objects.filter(
        Q(report__unit__placements__starts_on__isnull=True) | Q(report__unit__placements__starts_on__lte=day),
        Q(report__unit__placements__ends_on__isnull=True) | Q(report__unit__placements__ends_on__gte=day),
        report__unit__placements__parent__in=place_ids,
        report__round=round_,
        state__in=ANSWERED,
    ).exclude(item__check_source="")
    if accepted:
        cells = cells.filter(report__state=ReportState.ACCEPTED)
    rows = cells.values_list("report__unit__placements__parent_id", "item_id", "is_check").annotate(
        total=Sum("value")
    )
    sides: dict[tuple[int, int], dict[bool, int]] = defaultdict(dict)
    for place_id, item_id, is_check, total in rows:
        sides[place_id, item_id][is_check] = int(total or 0)
    return {key: (said[False], said[True]) for key, said in sides.items() if False in said and True in said}
