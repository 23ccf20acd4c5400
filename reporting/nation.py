"""What do the units of the whole country come to? Added up from what its communes handed in, which is stored.

Reading every cell of the country again for a page would take seconds; its communes have handed in the same
sums already. Added to them are the cells of the units above and beside the communes. What is asked in
communes that have not handed in is counted from their forms, so that the coverage is that of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reporting.enums import HANDED_IN
from reporting.inherited import cell_sums
from reporting.models import Round
from reporting.rollup import Coverage
from reporting.summing import (
    UPPER_TREE,
    Looked,
    Scope,
    asked_by_child,
    handed_up,
    report_ids,
    rows_of,
    upper_values,
)
from reporting.sums import Sums
from units.enums import Level
from units.models import Unit
from units.querysets import IN_FORCE

_HANDED_IN = ", ".join(f"'{state}'" for state in HANDED_IN)
_OWN_CELLS = f"""
    WITH RECURSIVE {UPPER_TREE}
    SELECT {{child}} AS child_id, r.id AS report_id, r.unit_id, r.area FROM upper_tree
        CROSS JOIN reporting_report r ON (r.unit_id = upper_tree.unit_id AND r.round_id = %s)
    WHERE upper_tree.level <> '{Level.COMMUNE}'
"""  # noqa: S608
_OUTSTANDING = f"""
    WITH RECURSIVE {UPPER_TREE}, tree(child_id, unit_id) AS (
        SELECT {{child}}, upper_tree.unit_id FROM upper_tree
            CROSS JOIN reporting_report r ON (r.unit_id = upper_tree.unit_id AND r.round_id = %s)
        WHERE upper_tree.level = '{Level.COMMUNE}'
            AND r.state NOT IN ({_HANDED_IN})
        UNION
        SELECT tree.child_id, p.unit_id FROM tree CROSS JOIN units_placement p ON (p.parent_id = tree.unit_id)
        WHERE {IN_FORCE}
    )
    SELECT tree.child_id, r.id AS report_id, r.unit_id, r.area FROM tree CROSS JOIN reporting_report r
        ON (r.unit_id = tree.unit_id AND r.round_id = %s)
"""  # noqa: S608
_ALL_COMMUNES = f"""
    WITH RECURSIVE {UPPER_TREE}
    SELECT {{child}} AS child_id, r.id AS report_id, r.unit_id, r.area FROM upper_tree
        CROSS JOIN reporting_report r ON (r.unit_id = upper_tree.unit_id AND r.round_id = %s)
    WHERE upper_tree.level = '{Level.COMMUNE}'
"""  # noqa: S608
_COMMUNES = f"{_ALL_COMMUNES} AND r.state IN ({_HANDED_IN})"
_HOW_MANY = f"""
    SELECT s.child_id, COUNT(*), SUM(CASE WHEN r.state IN ({_HANDED_IN}) THEN 1 ELSE 0 END)
    FROM ({{scope}}) s CROSS JOIN reporting_report r ON (r.id = s.report_id) GROUP BY s.child_id
"""  # noqa: S608


def from_communes(
    unit: Unit, round_: Round, before: Sequence[Round], looked: Looked, *, by_child: bool = False
) -> dict[int, Sums]:
    """What the communes below the unit handed in last, with the cells above and beside them; told as one, or
    by the unit right below. `asked` counts every form; a commune that has not handed in adds nothing else."""
    return _together(
        cell_sums(_scope(_OWN_CELLS, unit, round_, by_child=by_child), before, looked),
        handed_up(_scope(_COMMUNES, unit, round_, by_child=by_child)),
        asked_by_child(_outstanding(unit, round_, by_child=by_child)),
        how_many=_how_many(unit, round_, by_child=by_child),
    )


def asked_of_communes(unit: Unit, round_: Round, *, by_child: bool = False) -> dict[int, Sums]:
    """What is asked at or below the unit: as the communes handed it in, and in the forms of all others."""
    return _together(
        asked_by_child(_scope(_OWN_CELLS, unit, round_, by_child=by_child)),
        handed_up(_scope(_COMMUNES, unit, round_, by_child=by_child)),
        asked_by_child(_outstanding(unit, round_, by_child=by_child)),
    )


def upper_report_ids(unit: Unit, round_: Round) -> list[int]:
    """The reports of the units above and beside the communes."""
    return report_ids(_scope(_OWN_CELLS, unit, round_, by_child=False))


def commune_report_ids(unit: Unit, round_: Round) -> list[int]:
    """The reports of the communes that have handed in."""
    return report_ids(_scope(_COMMUNES, unit, round_, by_child=False))


def _together(*parts: dict[int, Sums], how_many: Iterable[tuple[int, int, int]] = ()) -> dict[int, Sums]:
    found: dict[int, Sums] = defaultdict(Sums)
    for part in parts:
        for child_id, sums in part.items():
            found[child_id].include(sums)
    for sums in found.values():
        # What was handed up does not say who was asked, so nobody is named for the whole.
        sums.levels = {key.item_id: set() for key in sums}
    for child_id, communes, handed_in in how_many:
        found[child_id].communes = Coverage(handed_in, communes)
    return dict(found)


def _scope(sql: str, unit: Unit, round_: Round, *, by_child: bool) -> Scope:
    return Scope(_told(sql, by_child=by_child), (*upper_values(unit, round_), round_.pk))


def _outstanding(unit: Unit, round_: Round, *, by_child: bool) -> Scope:
    day = round_.data_to
    values = (*upper_values(unit, round_), round_.pk, day, day, round_.pk)
    return Scope(_told(_OUTSTANDING, by_child=by_child), values)


def _how_many(unit: Unit, round_: Round, *, by_child: bool) -> list[tuple[int, int, int]]:
    """By child how many communes have a report in the round, and how many have handed it in."""
    rows = rows_of(_HOW_MANY, _scope(_ALL_COMMUNES, unit, round_, by_child=by_child))
    return [(child_id, communes, int(handed_in)) for child_id, communes, handed_in in rows]


def _told(sql: str, *, by_child: bool) -> str:
    return sql.format(child="upper_tree.child_id" if by_child else "0")
