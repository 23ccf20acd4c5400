"""What do the cells of some reports come to? Sums made by the database in one pass over the cells.

One statement reads every cell once and adds up by item, area, level and answer; the parts of a total follow
from these few rows. A second one looks only at the items of which more is asked: levels and states by step,
and both years where a measure compares them. The reports are named in SQL: no list of ids goes to and fro.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from childplan.compiled import CompiledQuery
from indicators.enums import ItemKind, Method
from indicators.models import DataItem
from indicators.steps import MOST_STEPS
from reporting.enums import FigureState, ReportState
from reporting.models import Report, Round
from reporting.querysets import ANSWERED
from reporting.rollup import ItemTotal
from reporting.sums import AREAS, LEVELS, PARTS, Key, Sums, unpacked
from units.enums import Level
from units.models import Unit
from units.querysets import IN_FORCE

STEPPED = (ItemKind.LEVEL, ItemKind.STATE)


@dataclass(frozen=True)
class Scope:
    """Whose cells: SQL that gives child_id and report_id with the report's unit_id and area, and its values.
    `child_id` is the unit under which a sum is told, 0 where it is told as one.

    parts: statements that the SQL is made from, “name AS (…), ”; of these `kept_here` gives child_id and sums
    of what does not have to be added up any more (`reporting.kept`). Such a scope is for `sums_by_child` and
    `asked_by_child`.
    """

    sql: str
    values: tuple[Any, ...] = ()
    parts: str = "kept_here(child_id, sums) AS (SELECT 0, '' WHERE FALSE), "

    def __or__(self, other: Scope) -> Scope:
        """Both; no report may be in the two of them. For scopes of which nothing is kept."""
        return Scope(
            f"SELECT child_id, report_id, unit_id, area FROM ({self.sql}) one"  # noqa: S608
            f" UNION ALL SELECT child_id, report_id, unit_id, area FROM ({other.sql}) other",
            (*self.values, *other.values),
        )


PLACES = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
_PLACES = ", ".join(f"'{level}'" for level in PLACES)
# UNION (not UNION ALL) also ends a ring that somebody entered by mistake.
_BELOW = f"""
    WITH RECURSIVE tree(unit_id) AS (
        SELECT p.unit_id FROM units_placement p WHERE p.unit_id = %s AND {IN_FORCE}
        UNION
        SELECT p.unit_id FROM tree CROSS JOIN units_placement p ON (p.parent_id = tree.unit_id)
        WHERE {IN_FORCE}
    )
    SELECT 0 AS child_id, r.id AS report_id, r.unit_id, r.area
    FROM tree CROSS JOIN reporting_report r ON (r.unit_id = tree.unit_id AND r.round_id = %s)
"""  # noqa: S608
# The same with the child under which a unit stands; the place itself is its own child and has no others.
_BELOW_BY_CHILD = f"""
    WITH RECURSIVE tree(child_id, unit_id) AS (
        SELECT p.unit_id, p.unit_id FROM units_placement p
        WHERE (p.unit_id = %s OR p.parent_id = %s) AND {IN_FORCE}
        UNION
        SELECT tree.child_id, p.unit_id FROM tree CROSS JOIN units_placement p ON (p.parent_id = tree.unit_id)
        WHERE tree.child_id <> %s AND {IN_FORCE}
    )
    SELECT tree.child_id AS child_id, r.id AS report_id, r.unit_id, r.area
    FROM tree CROSS JOIN reporting_report r ON (r.unit_id = tree.unit_id AND r.round_id = %s)
"""  # noqa: S608


def below(unit: Unit, round_: Round) -> Scope:
    """The reports at or below the unit in the round's tree."""
    day = round_.data_to
    return Scope(_BELOW, (unit.pk, day, day, day, day, round_.pk))


def below_by_child(unit: Unit, round_: Round) -> Scope:
    """The same, each under the unit right below that it belongs to; the unit's own report under itself."""
    day = round_.data_to
    return Scope(_BELOW_BY_CHILD, (unit.pk, unit.pk, day, day, unit.pk, day, day, round_.pk))


# Down to the communes, each with the unit right below the place that it belongs to.
UPPER_TREE = f"""
    upper_tree(child_id, unit_id, level) AS (
        SELECT p.unit_id, p.unit_id, u.level
        FROM units_placement p CROSS JOIN units_unit u ON (u.id = p.unit_id)
        WHERE (p.unit_id = %s OR p.parent_id = %s) AND {IN_FORCE}
        UNION
        SELECT upper_tree.child_id, p.unit_id, u.level
        FROM upper_tree CROSS JOIN units_placement p ON (p.parent_id = upper_tree.unit_id)
            CROSS JOIN units_unit u ON (u.id = p.unit_id)
        WHERE upper_tree.level <> '{Level.COMMUNE}' AND upper_tree.child_id <> %s AND {IN_FORCE}
    )
"""  # noqa: S608


def upper_values(unit: Unit, round_: Round) -> tuple[object, ...]:
    """What `UPPER_TREE` is asked with."""
    day = round_.data_to
    return (unit.pk, unit.pk, day, day, unit.pk, day, day)


_RIGHT_BELOW = f"""
    SELECT {{child}} AS child_id, r.id AS report_id, r.unit_id, r.area
    FROM units_placement p CROSS JOIN units_unit u ON (u.id = p.unit_id)
        CROSS JOIN reporting_report r ON (r.unit_id = p.unit_id AND r.round_id = %s)
    WHERE p.parent_id IN ({{parents}}) AND {IN_FORCE} AND u.level {{kind}} IN ({_PLACES})
        AND r.state = '{ReportState.ACCEPTED}'
"""  # noqa: S608


def accepted_right_below(
    units: Collection[int], round_: Round, *, places: bool, by_parent: bool = False
) -> Scope:
    """The accepted reports right below the units in the round's tree: those of places, or all the others."""
    sql = _RIGHT_BELOW.format(
        child="p.parent_id" if by_parent else "0",
        parents=numbers(units),
        kind="" if places else "NOT",
    )
    return Scope(sql, (round_.pk, round_.data_to, round_.data_to))


def own_reports(units: Collection[int], round_: Round, *, by_unit: bool = False) -> Scope:
    """The units' own reports in the round."""
    child = "r.unit_id" if by_unit else "0"
    sql = f"""
        SELECT {child} AS child_id, r.id AS report_id, r.unit_id, r.area FROM reporting_report r
        WHERE r.round_id = %s AND r.unit_id IN ({numbers(units)})
    """  # noqa: S608
    return Scope(sql, (round_.pk,))


def numbers(ids: Iterable[int]) -> str:
    """Numbers of our own tables, so they may stand in the statement itself; NULL is in no list."""
    return ", ".join(str(int(one)) for one in sorted(ids)) or "NULL"


_ONE = "SELECT 0 AS child_id, r.id AS report_id, r.unit_id, r.area FROM reporting_report r WHERE r.id = %s"


def of_report(report: Report) -> Scope:
    """One report alone."""
    return Scope(_ONE, (report.pk,))


def of_reports(reports: QuerySet[Report]) -> Scope:
    """The reports of a queryset, told as one."""
    compiler = (
        reports.order_by()
        .values_list("pk", "unit_id", "area")
        .query.get_compiler(connection=connection, elide_empty=False)
    )
    sql, values = compiler.as_sql()
    named = f"WITH found(report_id, unit_id, area) AS ({sql}) SELECT 0 AS child_id, found.* FROM found"  # noqa: S608
    return Scope(named, tuple(values))


@dataclass(frozen=True)
class Looked:
    """Items of which more than a sum is asked. `stepped`: levels and states. `matched`: those whose two years
    are compared; None for every item."""

    stepped: frozenset[int]
    matched: frozenset[int] | None

    @property
    def items(self) -> frozenset[int] | None:
        return None if self.matched is None else self.stepped | self.matched


_LOOKED_AT = CompiledQuery(
    lambda: (
        DataItem.objects.filter(
            Q(kind__in=STEPPED)
            | Q(numerator_of__method=Method.YEAR_ON_YEAR)
            | Q(own_numerator_of__measure__method=Method.YEAR_ON_YEAR)
        )
        .order_by()
        .values_list("pk", "kind")
        .distinct()
    )
)


def looked_at(*, every: bool) -> Looked:
    """Which items those are by the catalogue of today; one query.

    every: for sums that are stored, and may be read by a measure that nobody has thought of yet, both years
    of every item are added up.
    """
    stepped: set[int] = set()
    matched: set[int] = set()
    for item_id, kind in _LOOKED_AT():
        (stepped if kind in STEPPED else matched).add(item_id)
    return Looked(frozenset(stepped), None if every else frozenset(stepped | matched))


# A database groups by one whole number in half the time it needs for three words, so what a sum is told by
# travels as one: child, item, area, level and answer, each with room for all there can be.
# Nearly every cell is entered: asked first, it is the only comparison.
_STATES = tuple(sorted(FigureState.values, key=lambda state: state != FigureState.ENTERED))
_STATE, _LEVEL, _AREA, _ITEM = 8, 8, 4, 2**24


def _number(column: str, words: Sequence[str]) -> str:
    """The place of a column's word in the list, in SQL."""
    cases = " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(words))
    return f"CASE {column} {cases} END"


_TOLD_BY_ITEM = _AREA * _LEVEL * _STATE
_SOURCE = f"""
    SELECT s.report_id, s.child_id * CAST({_ITEM * _TOLD_BY_ITEM} AS bigint)
        + ({_number("s.area", AREAS)}) * {_LEVEL * _STATE}
        + ({_number("u.level", LEVELS)}) * {_STATE} AS told
"""
_FROM_SCOPE = "FROM ({scope}) s CROSS JOIN units_unit u ON (u.id = s.unit_id)"
_SUMMED = f"""
    SELECT source.told + f.item_id * {_TOLD_BY_ITEM} + {_number("f.state", _STATES)} AS told,
        COUNT(*) AS cells, SUM(f.value) AS value, SUM(f.answered) AS yes
    FROM source CROSS JOIN reporting_figure f ON (f.report_id = source.report_id AND NOT f.is_check)
    GROUP BY 1
"""  # noqa: S608
_CELLS = f"""
    WITH RECURSIVE {{parts}}source AS MATERIALIZED ({_SOURCE} {_FROM_SCOPE}), summed AS ({_SUMMED})
    SELECT told, cells, value, yes, NULL FROM summed
    UNION ALL
    SELECT child_id, NULL, NULL, NULL, sums FROM kept_here
"""  # noqa: S608
_ASKED = f"""
    WITH RECURSIVE {{parts}}source AS MATERIALIZED ({_SOURCE} {_FROM_SCOPE}), counted(told, cells) AS (
        SELECT source.told + f.item_id * {_TOLD_BY_ITEM}, COUNT(*)
        FROM source CROSS JOIN reporting_figure f ON (f.report_id = source.report_id AND NOT f.is_check)
        GROUP BY 1
    )
    SELECT told, cells, NULL FROM counted
    UNION ALL
    SELECT child_id, NULL, sums FROM kept_here
"""  # noqa: S608


class _Told(NamedTuple):
    """By what a sum is told."""

    child_id: int
    item_id: int
    area: str
    level: str
    state: str

    @classmethod
    def of(cls, number: int) -> _Told:
        number, state = divmod(int(number), _STATE)
        number, level = divmod(number, _LEVEL)
        number, area = divmod(number, _AREA)
        child_id, item_id = divmod(number, _ITEM)
        return cls(child_id, item_id, AREAS[area], LEVELS[level], _STATES[state])


# The same, and beside it what is looked at more closely: of the items that somebody was asked for, at the
# units of the level that was asked. Last year's accepted reports are found once for each report, their cells
# by the unique index.
_CELLS_AND_LOOKED = f"""
    WITH RECURSIVE {{parts}}source AS MATERIALIZED (
        {_SOURCE}, s.child_id, s.area, {_number("u.level", LEVELS)} AS level{{last_reports}}
        {_FROM_SCOPE}{{join_reports}}
    ), summed AS MATERIALIZED ({_SUMMED}), wanted AS MATERIALIZED (
        SELECT DISTINCT level, item_id FROM (
            SELECT told / {_STATE} %% {_LEVEL} AS level, told / {_TOLD_BY_ITEM} %% {_ITEM} AS item_id
            FROM summed
        ) asked WHERE {{is_looked_at}}
    ), cells AS (
        SELECT source.child_id, f.item_id, source.area, f.value, {{last_value}} AS last_value,
            CASE WHEN {{is_stepped}} AND f.state = '{{entered}}' THEN f.value END AS step
        FROM source CROSS JOIN wanted ON (wanted.level = source.level)
            CROSS JOIN reporting_figure f ON (f.report_id = source.report_id AND f.item_id = wanted.item_id)
            {{join_cells}}
        WHERE NOT f.is_check AND f.state IN ({{answered}})
    )
    SELECT told, NULL, NULL, NULL, cells, value, yes, NULL, NULL, NULL FROM summed
    UNION ALL
    SELECT child_id, item_id, area, step, COUNT(*), COUNT(last_value),
        SUM(CASE WHEN last_value IS NOT NULL THEN value END), SUM(last_value),
        SUM(CASE WHEN step < last_value THEN 1 ELSE 0 END), NULL
    FROM cells WHERE step IS NOT NULL OR last_value IS NOT NULL
    GROUP BY child_id, item_id, area, step
    UNION ALL
    SELECT child_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sums FROM kept_here
"""  # noqa: S608
_HANDED_UP = f"""
    SELECT s.child_id * CAST({_ITEM * _AREA} AS bigint) + t.item_id * {_AREA} + {_number("t.area", AREAS)},
        {", ".join(f"SUM(t.{part})" for part in PARTS)}
    FROM ({{scope}}) s CROSS JOIN reporting_report r ON (r.id = s.report_id)
        CROSS JOIN reporting_total t ON (t.report_id = r.id AND t.edition = r.submissions)
    GROUP BY 1
"""  # noqa: S608


def sums_by_child(scope: Scope, before: Sequence[Round], looked: Looked) -> dict[int, Sums]:
    """By child the sums of the counted cells in the scope; one statement.

    `before`: last year's rounds (`years.year_before`), for the sums over units that have both years: last
    year's value is the final one where that report was accepted.
    """
    found: dict[int, Sums] = defaultdict(Sums)
    kept: list[tuple[int, str]] = []
    items = looked_items(before, looked)
    if items is not None and not items:
        for number, cells, value, yes, sums in rows_of(_CELLS, scope):
            if sums is not None:
                kept.append((number, sums))
            else:
                _note(found, number, cells, value, yes)
    else:
        sql = _looked_sql(before, looked, items)
        for number, item_id, area, step, cells, *parts, sums in rows_of(
            sql, scope, *(one.pk for one in before)
        ):
            if sums is not None:
                kept.append((number, sums))
            elif item_id is None:
                _note(found, number, cells, parts[0], parts[1])
            else:
                found[number].include({Key(item_id, area): _looked_part(step, cells, *parts)})
    for child_id, part in unpacked(kept):
        found[child_id].include(part)
    return dict(found)


def looked_items(before: Sequence[Round], looked: Looked) -> frozenset[int] | None:
    """The items that `sums_by_child` looks at more closely; None for every item."""
    return looked.items if before else looked.stepped


def _note(found: Mapping[int, Sums], number: int, cells: int, value: Any, yes: Any) -> None:
    told = _Told.of(number)
    answers = _answers(told.state, cells, int(value or 0), int(yes or 0))
    found[told.child_id].note(Key(told.item_id, told.area), told.level, answers)


def handed_up(scope: Scope) -> dict[int, Sums]:
    """By child the sums of the latest snapshots of the reports in the scope; one statement."""
    found: dict[int, Sums] = defaultdict(Sums)
    for number, *parts in rows_of(_HANDED_UP, scope):
        told = _Told.of(number * _LEVEL * _STATE)
        found[told.child_id][Key(told.item_id, told.area)] = ItemTotal(*(int(part) for part in parts))
    return dict(found)


def one_of(by_child: Mapping[int, Sums]) -> Sums:
    """The sums of a scope that is told as one."""
    return by_child.get(0, Sums())


def asked_by_child(scope: Scope) -> dict[int, Sums]:
    """By child how many cells are asked, and of units of which levels; nothing else. One statement."""
    found: dict[int, Sums] = defaultdict(Sums)
    kept: list[tuple[int, str]] = []
    for number, cells, sums in rows_of(_ASKED, scope):
        if sums is not None:
            kept.append((number, sums))
            continue
        told = _Told.of(number)
        found[told.child_id].note(Key(told.item_id, told.area), told.level, ItemTotal(asked=cells))
    for child_id, part in unpacked(kept):
        found[child_id].include(part.only_asked())
    return dict(found)


def _answers(state: str, cells: int, value: int, yes: int) -> ItemTotal:
    """So many cells that say the same."""
    if state not in ANSWERED:
        return ItemTotal(asked=cells, not_collected=cells * (state == FigureState.NOT_COLLECTED))
    return ItemTotal(
        value=value,
        yes_answered=yes,
        asked=cells,
        answered=cells,
        no_cases=cells * (state == FigureState.NO_CASES),
    )


def _looked_part(step: int | None, cells: int, matched: Any, now: Any, last: Any, fell: Any) -> ItemTotal:
    """Cells on one step, or on none, and those of them that have both years."""
    part = ItemTotal(
        matched_units=int(matched),
        matched_value=int(now or 0),
        matched_previous=int(last or 0),
        fell=int(fell or 0),
    )
    return replace(part, **{f"step_{step}": cells}) if step is not None and step < MOST_STEPS else part


def _looked_sql(before: Sequence[Round], looked: Looked, items: Collection[int] | None) -> str:
    """`items`: the only ones that are looked at, or None for every item.

    Where the final report of last year was accepted its answer counts, also one that is no number (chưa thu
    thập được): then there is nothing to compare with. A draft of then compares nothing.
    """
    answered = ", ".join(f"'{state}'" for state in ANSWERED)
    last_value = "NULL"
    for place in reversed(range(len(before))):
        said = f"CASE WHEN c{place}.state IN ({answered}) THEN c{place}.value END"
        last_value = f"CASE WHEN c{place}.id IS NOT NULL THEN {said} ELSE {last_value} END"
    return _CELLS_AND_LOOKED.format(
        scope="{scope}",
        parts="{parts}",
        entered=FigureState.ENTERED,
        answered=answered,
        last_value=f"CAST({last_value} AS bigint)",
        is_stepped=f"f.item_id IN ({numbers(looked.stepped)})",
        is_looked_at="TRUE" if items is None else f"item_id IN ({numbers(items)})",
        last_reports="".join(f", r{place}.id AS last_{place}" for place in range(len(before))),
        join_reports="".join(
            f" LEFT JOIN reporting_report r{place} ON (r{place}.unit_id = s.unit_id"
            f" AND r{place}.round_id = %s AND r{place}.state = '{ReportState.ACCEPTED}')"
            for place in range(len(before))
        ),
        join_cells="".join(
            f" LEFT JOIN reporting_figure c{place} ON (c{place}.report_id = source.last_{place}"
            f" AND c{place}.item_id = f.item_id AND NOT c{place}.is_check)"
            for place in range(len(before))
        ),
    )


def rows_of(sql: str, scope: Scope, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement over a scope.

    “CROSS JOIN table t ON (…)” says: for each row so far look this up. SQLite keeps to that order by itself.
    PostgreSQL cannot know how many units are below one, takes every place for a province and reads the cells
    of a whole nation for a commune; a lateral look-up tells it what is meant.
    """
    statement = sql.format(scope=scope.sql, parts=scope.parts)
    if connection.vendor == "postgresql":
        statement = _with_look_ups(statement)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*scope.values, *values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def report_ids(scope: Scope) -> list[int]:
    """The reports of a scope, for what cannot be asked in one statement with it."""
    return [report_id for (report_id,) in rows_of("SELECT s.report_id FROM ({scope}) s", scope)]


_LOOK_UP = re.compile(r"(CROSS|LEFT) JOIN (\w+)( \w+)?\s+ON \(([^()]*)\)")


@lru_cache(maxsize=32)
def _with_look_ups(statement: str) -> str:
    return _LOOK_UP.sub(_lateral, statement)


def _lateral(found: re.Match[str]) -> str:
    kind, table, alias, condition = found.groups()
    name = alias or table
    ending = " ON TRUE" if kind == "LEFT" else ""
    return (
        f"{kind} JOIN LATERAL (SELECT * FROM {table}{alias or ''} WHERE {condition} OFFSET 0) {name}{ending}"  # noqa: S608
    )
