"""Which items of a draft's figures may everybody read by the catalogue of today?

A draft keeps its figures as they were taken, with what was restricted then. What somebody has marked since
must not go out because of that, so a version for everybody asks again; what was closed then stays closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indicators.models import DataItem
from reporting.summaries.annual import AnnualFigures
from reporting.summaries.table_rows import Row, RowItem
from reporting.summaries.tables import Table

Marks = dict[int, tuple[bool, bool, int | None]]


def with_marks_of_today(figures: AnnualFigures) -> AnnualFigures:
    """The same figures; an item that is gone counts as restricted. One query."""
    tables = [one for one in (figures.table, *(year.table for year in figures.years)) if one is not None]
    ids = {item.item_id for table in tables for row in table.rows for item in _items(row)}
    rows = DataItem.objects.filter(pk__in=ids)
    marks: Marks = {
        pk: (suppresses, restricted, whole_id)
        for pk, suppresses, restricted, whole_id in rows.values_list(
            "pk", "suppress_public", "is_restricted", "contained_in_id"
        )
    }
    return replace(
        figures,
        table=_table(figures.table, marks) if figures.table is not None else None,
        years=tuple(
            replace(year, table=_table(year.table, marks)) if year.table is not None else year
            for year in figures.years
        ),
    )


def _items(row: Row) -> Iterator[RowItem]:
    yield from (item for item in (row.numerator_item, row.denominator_item) if item is not None)


def _table(table: Table, marks: Marks) -> Table:
    groups = [replace(group, rows=[_row(row, marks) for row in group.rows]) for group in table.groups]
    return replace(table, groups=groups)


def _row(row: Row, marks: Marks) -> Row:
    return replace(
        row,
        numerator_item=_item(row.numerator_item, marks),
        denominator_item=_item(row.denominator_item, marks),
    )


def _item(item: RowItem | None, marks: Marks) -> RowItem | None:
    if item is None:
        return None
    suppresses, restricted, whole_id = marks.get(item.item_id, (True, True, None))
    return replace(
        item,
        suppresses_public=item.suppresses_public or suppresses,
        is_restricted=item.is_restricted or restricted,
        whole_id=whole_id if whole_id is not None else item.whole_id,
    )
