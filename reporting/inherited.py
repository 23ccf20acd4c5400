"""What do cells come to, with last year as it stands for the units of this year? Also for a new unit.

A unit that did not stand last year has as its value of then the sum of its whole predecessors' accepted
values: only if all of them have one, and only if no part of another unit came to it as well. Levels and
states have no sum, so there the one whole predecessor speaks, if there is just one (ADR 16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from childplan.compiled import CompiledQuery, param
from reporting.enums import FigureState, ReportState
from reporting.kept import MADE_OF_COMMUNES, below_with_kept, look_of
from reporting.models import Figure, Round
from reporting.querysets import ANSWERED
from reporting.rollup import NOTHING, ItemTotal
from reporting.summing import Looked, Scope, below, below_by_child, rows_of, sums_by_child
from reporting.sums import Key, Sums
from units.models import Succession, Unit
from units.summaries.lineage import standings_on

_NEW = """
    SELECT s.child_id, r.id, r.unit_id, r.area
    FROM ({scope}) s CROSS JOIN reporting_report r ON (r.id = s.report_id)
    WHERE r.unit_id IN (SELECT successor_id FROM units_succession WHERE is_whole AND starts_on > %s)
"""


@dataclass(frozen=True)
class _New:
    """A report of a unit that did not stand last year, and the units that stood for it."""

    child_id: int
    report_id: int
    area: str
    whole: tuple[int, ...]


def cell_sums(scope: Scope, before: Sequence[Round], looked: Looked) -> dict[int, Sums]:
    """By child the sums of the counted cells in the scope, both years of new units among them."""
    found = defaultdict(Sums, sums_by_child(scope, before, looked))
    for child_id, inherited in inherited_sums(scope, before, looked).items():
        found[child_id].include(inherited)
    return dict(found)


def cell_sums_below(
    unit: Unit, round_: Round, before: Sequence[Round], looked: Looked, *, by_child: bool = False
) -> dict[int, Sums]:
    """The same of every cell at or below a place, told as one or by the unit right below; of a district or a
    province with the sums of its communes that are kept and hold."""
    every = below_by_child(unit, round_) if by_child else below(unit, round_)
    to_read = every
    if unit.level in MADE_OF_COMMUNES:
        to_read = below_with_kept(unit, round_, look=look_of(before, looked), by_child=by_child)
    found = defaultdict(Sums, sums_by_child(to_read, before, looked))
    for child_id, inherited in inherited_sums(every, before, looked).items():
        found[child_id].include(inherited)
    return dict(found)


_ANY_SINCE = CompiledQuery(
    lambda: (
        Succession.objects.filter(is_whole=True, starts_on__gt=param("day"))
        .order_by()
        .values_list("pk", flat=True)[:1]
    )
)


def inherited_sums(scope: Scope, before: Sequence[Round], looked: Looked) -> dict[int, dict[Key, ItemTotal]]:
    """By child the matched sums of the units in the scope that stand for whole predecessors.

    One query where no unit began since last year's closing day; else six, however many units there are.
    """
    if not before or (looked.items is not None and not looked.items):
        return {}
    last_day = max(round_.data_to for round_ in before)
    if not _ANY_SINCE(day=last_day):
        return {}
    new = _new_units(scope, before)
    then = _accepted_then({unit for one in new.values() for unit in one.whole}, before, looked)
    cells = Figure.objects.counted().filter(report__in=list(new), state__in=ANSWERED, value__isnull=False)
    if looked.items is not None:
        cells = cells.filter(item__in=looked.items)
    found: dict[int, dict[Key, ItemTotal]] = defaultdict(dict)
    for report_id, item_id, state, value in cells.values_list("report_id", "item_id", "state", "value"):
        one = new[report_id]
        said = [then.get((unit, item_id)) for unit in one.whole]
        is_stepped = item_id in looked.stepped
        if None in said or (is_stepped and len(said) > 1):
            continue
        last = sum(answer for answer in said if answer is not None)
        key = Key(item_id, one.area)
        found[one.child_id][key] = found[one.child_id].get(key, NOTHING) + ItemTotal(
            matched_units=1,
            matched_value=value,
            matched_previous=last,
            fell=int(is_stepped and state == FigureState.ENTERED and value < last),
        )
    return found


def _new_units(scope: Scope, before: Sequence[Round]) -> dict[int, _New]:
    """By report id the units of the scope that are a sum of wholes and of nothing else."""
    last_day = max(round_.data_to for round_ in before)
    rows = rows_of(_NEW, scope, last_day)
    standings = standings_on(last_day, [Unit(pk=unit_id) for unit_id in {row[2] for row in rows}])
    return {
        report_id: _New(child_id, report_id, area, standings[unit_id].whole)
        for child_id, report_id, unit_id, area in rows
        if standings[unit_id].is_carried and not standings[unit_id].beside
    }


def _accepted_then(
    units: Collection[int], before: Sequence[Round], looked: Looked
) -> Mapping[tuple[int, int], int | None]:
    """By unit and item the accepted answer of last year, the final one first; None where it is no number."""
    cells = Figure.objects.counted().filter(
        report__unit__in=units, report__round__in=before, report__state=ReportState.ACCEPTED
    )
    if looked.items is not None:
        cells = cells.filter(item__in=looked.items)
    order = {round_.pk: place for place, round_ in enumerate(before)}
    rows = cells.values_list("report__round_id", "report__unit_id", "item_id", "state", "value")
    found: dict[tuple[int, int], int | None] = {}
    for _, unit_id, item_id, state, value in sorted(rows, key=lambda row: order[row[0]]):
        found.setdefault((unit_id, item_id), value if state in ANSWERED else None)
    return found
