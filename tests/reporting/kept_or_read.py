"""Are sums below a district or a province, read as the product reads them, what the cells come to?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reporting import inherited, totals
from reporting.inherited import cell_sums
from reporting.kept import keep_sums
from reporting.models import Round
from reporting.summing import Looked, Scope, asked_by_child, below, below_by_child, looked_at
from reporting.sums import Sums
from reporting.years import year_before
from units.enums import Level
from units.models import Unit

_below, _asked = inherited.cell_sums_below, totals.asked_below_by_child


def same_below(
    unit: Unit, round_: Round, before: Sequence[Round], looked: Looked, *, by_child: bool = False
) -> dict[int, Sums]:
    """`inherited.cell_sums_below`, held against every cell."""
    found = _below(unit, round_, before, looked, by_child=by_child)
    _hold_against(found, cell_sums(_every(unit, round_, by_child=by_child), before, looked))
    return found


def same_asked(unit: Unit, round_: Round, *, by_child: bool = False) -> dict[int, Sums]:
    """`totals.asked_below_by_child`, held against every cell."""
    found = _asked(unit, round_, by_child=by_child)
    if unit.level != Level.COUNTRY:
        _hold_against(found, asked_by_child(_every(unit, round_, by_child=by_child)))
    return found


def all_the_same(round_: Round) -> None:
    """Below every district and province, told as one and by child, with last year and without."""
    before, looked = year_before(round_), looked_at(every=False)
    for unit in Unit.objects.filter(level__in=(Level.PROVINCE, Level.DISTRICT)):
        for by_child in (False, True):
            same_below(unit, round_, before, looked, by_child=by_child)
            same_asked(unit, round_, by_child=by_child)


def keep(round_: Round) -> tuple[int, int]:
    """Keep the sums of every commune; how many held, and how many were made."""
    parts = list(keep_sums(round_))
    return sum(part.held for part in parts), sum(part.made for part in parts)


def _every(unit: Unit, round_: Round, *, by_child: bool) -> Scope:
    return below_by_child(unit, round_) if by_child else below(unit, round_)


def _hold_against(found: Mapping[int, Sums], cells: Mapping[int, Sums]) -> None:
    assert found == cells
    assert {child_id: sums.levels for child_id, sums in found.items()} == {
        child_id: sums.levels for child_id, sums in cells.items()
    }
