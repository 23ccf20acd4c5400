"""How do the databases notice that the sums over a form may have changed? By triggers that raise its mark.

What a sum over a form can see: its cells, its area and level, and last year's accepted cells of its unit,
which lie in the forms of the year before. So a change to a cell raises the mark of its own form and of the
unit's forms of the next year, if there are any; whether a report is accepted matters only to the next year.
A change raises the marks in its own transaction: who sees the one sees the other (ADR 17).

Which forms lie below a place follows from placements, and from the closing day and the levels of units by
which they are read: a change of one raises the mark of the whole tree.

SQLite drops the triggers of a table that a migration writes anew (`reporting_figure`, `reporting_report`,
`reporting_round`, `units_unit`): such a migration puts `let_go(marks_of_forms())` before and
`marks_of_forms()` after; of `units_placement`, `reporting_round` and `units_unit` the same with
`mark_of_the_tree()`.
`tests/reporting/test_marks.py` fails when one is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from childplan.migration_operations import RunSQLPerVendor

# The forms that a change to report r can be seen from: its own, and those of the unit that look back on it.
_SEEN_FROM = """
    reporting_report r JOIN reporting_round o ON o.id = r.round_id
    JOIN reporting_formmark m ON m.unit_id = r.unit_id
    JOIN reporting_round seen ON seen.id = m.round_id AND (seen.id = o.id OR seen.year = o.year + 1)
"""
_MOVED = "OLD.unit_id <> NEW.unit_id OR OLD.round_id <> NEW.round_id OR OLD.area <> NEW.area"
_JUDGED = "(OLD.state = 'accepted') <> (NEW.state = 'accepted')"
_YEAR = "OLD.year <> NEW.year OR OLD.kind <> NEW.kind"
_LEVEL = "OLD.level <> NEW.level"
_RAISE = "UPDATE reporting_formmark SET number = number + 1"
_OF_BOTH_UNITS = f"{_RAISE} WHERE unit_id IN (OLD.unit_id, NEW.unit_id)"
_OF_NEXT_YEAR = f"""
    {_RAISE} WHERE unit_id = NEW.unit_id AND round_id IN (
        SELECT seen.id FROM reporting_round o JOIN reporting_round seen ON seen.year = o.year + 1
        WHERE o.id = NEW.round_id
    )
"""  # noqa: S608

# --- SQLite: one writer at a time, so a row after the other


def _sqlite(name: str, when: str, *statements: str) -> tuple[str, str]:
    return f"CREATE TRIGGER {name} {when} BEGIN {'; '.join(statements)}; END", f"DROP TRIGGER {name}"


def _of_cell(*rows: str) -> str:
    reports = ", ".join(f"{row}.report_id" for row in rows)
    return f"{_RAISE} WHERE id IN (SELECT m.id FROM {_SEEN_FROM} WHERE r.id IN ({reports}))"  # noqa: S608


# Not "ON CONFLICT": a statement that ignores conflicts would take that over into its triggers.
_ADD_MARK = """
    INSERT INTO reporting_formmark (unit_id, round_id, number)
    SELECT NEW.unit_id, NEW.round_id, 0 WHERE NOT EXISTS (
        SELECT 1 FROM reporting_formmark m WHERE m.unit_id = NEW.unit_id AND m.round_id = NEW.round_id)
"""
_OWN = "unit_id = {row}.unit_id AND round_id = {row}.round_id"
_CHANGED_CELL = "AFTER UPDATE OF report_id, item_id, is_check, state, value, answered ON reporting_figure"
_SQLITE = (
    _sqlite("form_mark_cell_added", "AFTER INSERT ON reporting_figure", _of_cell("NEW")),
    _sqlite("form_mark_cell_changed", _CHANGED_CELL, _of_cell("OLD", "NEW")),
    _sqlite("form_mark_cell_removed", "AFTER DELETE ON reporting_figure", _of_cell("OLD")),
    _sqlite(
        "form_mark_report_added",
        "AFTER INSERT ON reporting_report",
        _ADD_MARK,
        f"{_RAISE} WHERE {_OWN.format(row='NEW')}",
    ),
    _sqlite(
        "form_mark_report_removed",
        "AFTER DELETE ON reporting_report",
        f"{_RAISE} WHERE {_OWN.format(row='OLD')}",
    ),
    _sqlite(
        "form_mark_report_moved",
        f"AFTER UPDATE OF unit_id, round_id, area ON reporting_report WHEN {_MOVED}",
        _ADD_MARK,
        _OF_BOTH_UNITS,
    ),
    _sqlite(
        "form_mark_report_judged",
        f"AFTER UPDATE OF state ON reporting_report WHEN {_JUDGED}",
        _OF_NEXT_YEAR,
    ),
    _sqlite("form_mark_year", f"AFTER UPDATE OF year, kind ON reporting_round WHEN {_YEAR}", _RAISE),
    _sqlite(
        "form_mark_level",
        f"AFTER UPDATE OF level ON units_unit WHEN {_LEVEL}",
        f"{_RAISE} WHERE unit_id = NEW.id",
    ),
)

# --- PostgreSQL: what a statement writes for every unit at once is marked at once

# Held in one order, so that two statements that write many forms wait for each other and never in a ring.
_HELD = """
    {raise_} WHERE id IN (
        SELECT held.id FROM (
            SELECT mark.id FROM reporting_formmark mark WHERE mark.id IN (
                SELECT m.id FROM {seen_from} WHERE r.id IN ({reports})
            ) ORDER BY mark.id FOR UPDATE
        ) held
    )
"""


def _postgresql(name: str, when: str, *statements: str) -> tuple[str, str, str, str]:
    """The function and its trigger, and how both go away."""
    table = when.split(" ON ")[1].split()[0]
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {'; '.join(statements)}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
        f"DROP TRIGGER {name} ON {table}",
        f"DROP FUNCTION {name}()",
    )


def _of_cells(*tables: str) -> str:
    reports = " UNION ".join(f"SELECT report_id FROM {table}" for table in tables)  # noqa: S608
    return _HELD.format(raise_=_RAISE, seen_from=_SEEN_FROM, reports=reports)


_EACH = "FOR EACH STATEMENT"
_NEW, _OLD = "NEW TABLE AS written", "OLD TABLE AS gone"
_ADD_MARKS = """
    INSERT INTO reporting_formmark AS mark (unit_id, round_id, number) SELECT {columns}, 1 {rows}
    ON CONFLICT (unit_id, round_id) DO UPDATE SET number = mark.number + 1
"""
_POSTGRESQL = (
    _postgresql(
        "form_mark_cell_added",
        f"AFTER INSERT ON reporting_figure REFERENCING {_NEW} {_EACH}",
        _of_cells("written"),
    ),
    _postgresql(
        "form_mark_cell_changed",
        f"AFTER UPDATE ON reporting_figure REFERENCING {_OLD} {_NEW} {_EACH}",
        _of_cells("gone", "written"),
    ),
    _postgresql(
        "form_mark_cell_removed",
        f"AFTER DELETE ON reporting_figure REFERENCING {_OLD} {_EACH}",
        _of_cells("gone"),
    ),
    _postgresql(
        "form_mark_report_added",
        f"AFTER INSERT ON reporting_report REFERENCING {_NEW} {_EACH}",
        _ADD_MARKS.format(columns="unit_id, round_id", rows="FROM written ORDER BY unit_id, round_id"),
    ),
    _postgresql(
        "form_mark_report_removed",
        f"AFTER DELETE ON reporting_report REFERENCING {_OLD} {_EACH}",
        f"{_RAISE} WHERE (unit_id, round_id) IN (SELECT unit_id, round_id FROM gone)",  # noqa: S608
    ),
    _postgresql(
        "form_mark_report_moved",
        f"AFTER UPDATE OF unit_id, round_id, area ON reporting_report FOR EACH ROW WHEN ({_MOVED})",
        _ADD_MARKS.format(columns="NEW.unit_id, NEW.round_id", rows=""),
        _OF_BOTH_UNITS,
    ),
    _postgresql(
        "form_mark_report_judged",
        f"AFTER UPDATE OF state ON reporting_report FOR EACH ROW WHEN ({_JUDGED})",
        _OF_NEXT_YEAR,
    ),
    _postgresql(
        "form_mark_year",
        f"AFTER UPDATE OF year, kind ON reporting_round FOR EACH ROW WHEN ({_YEAR})",
        _RAISE,
    ),
    _postgresql(
        "form_mark_level",
        f"AFTER UPDATE OF level ON units_unit FOR EACH ROW WHEN ({_LEVEL})",
        f"{_RAISE} WHERE unit_id = NEW.id",
    ),
)

# --- The tree: one number for all of it. Units are moved rarely and by few, who may wait for each other.

_PLACED = "unit_id, parent_id, starts_on, ends_on"
# The row is there from the first change on, also in a database that was emptied.
_RAISE_TREE = (
    "INSERT INTO reporting_treemark (id, number) "
    "SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM reporting_treemark)",
    "UPDATE reporting_treemark SET number = number + 1",
)
_RAISE_TREE_POSTGRESQL = (f"{_RAISE_TREE[0]} ON CONFLICT DO NOTHING", _RAISE_TREE[1])
_MOVES = (("added", "INSERT"), ("changed", f"UPDATE OF {_PLACED}"), ("removed", "DELETE"))
# On which day it is looked at and which units are communes: both may change and come back, and forms that
# were looked at in between lie elsewhere then.
_READ_ANEW = (
    (
        "tree_mark_day",
        "AFTER UPDATE OF data_to ON reporting_round FOR EACH ROW WHEN (OLD.data_to <> NEW.data_to)",
    ),
    ("tree_mark_level", f"AFTER UPDATE OF level ON units_unit FOR EACH ROW WHEN ({_LEVEL})"),
)
_TREE_SQLITE = (
    *(
        _sqlite(f"tree_mark_{name}", f"AFTER {when} ON units_placement", *_RAISE_TREE)
        for name, when in _MOVES
    ),
    *(_sqlite(name, when, *_RAISE_TREE) for name, when in _READ_ANEW),
)
_TREE_POSTGRESQL = (
    # Before any row is held: who waits for the tree holds no placement that its holder may come to.
    *(
        _postgresql(f"tree_mark_{name}", f"BEFORE {when} ON units_placement {_EACH}", *_RAISE_TREE_POSTGRESQL)
        for name, when in _MOVES
    ),
    *(_postgresql(name, when, *_RAISE_TREE_POSTGRESQL) for name, when in _READ_ANEW),
)
TRIGGERS = tuple(made.split()[2] for made, _ in (*_SQLITE, *_TREE_SQLITE))
"""What they are called, on both databases."""


def marks_of_forms() -> RunSQLPerVendor:
    """The triggers that raise the marks of forms, laid down."""
    return _laid_down(_SQLITE, _POSTGRESQL)


def mark_of_the_tree() -> RunSQLPerVendor:
    """The triggers that raise the mark of the tree, laid down."""
    return _laid_down(_TREE_SQLITE, _TREE_POSTGRESQL)


def _laid_down(
    sqlite: Sequence[tuple[str, str]], postgresql: Sequence[tuple[str, str, str, str]]
) -> RunSQLPerVendor:
    return RunSQLPerVendor(
        sqlite=[made for made, _ in sqlite],
        postgresql=[statement for function, trigger, _, _ in postgresql for statement in (function, trigger)],
        reverse_sqlite=[gone for _, gone in sqlite],
        reverse_postgresql=[
            statement for _, _, trigger, function in postgresql for statement in (trigger, function)
        ],
    )
