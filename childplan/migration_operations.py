"""How does a migration say the same thing to SQLite and to PostgreSQL when their SQL differs?"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class RunSQLPerVendor(Operation):
    """Run the statements written for the database in use; refuses a database nobody wrote them for."""

    reversible = True

    def __init__(
        self,
        *,
        sqlite: Sequence[str],
        postgresql: Sequence[str],
        reverse_sqlite: Sequence[str],
        reverse_postgresql: Sequence[str],
    ) -> None:
        self.sqlite = sqlite
        self.postgresql = postgresql
        self.reverse_sqlite = reverse_sqlite
        self.reverse_postgresql = reverse_postgresql

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that models know of changes."""

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, Sequence[str]]) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            # One statement at a time, uninterpreted: a trigger's body holds semicolons and percent signs.
            schema_editor.execute(statement, params=None)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, {"sqlite": self.sqlite, "postgresql": self.postgresql})

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, {"sqlite": self.reverse_sqlite, "postgresql": self.reverse_postgresql})

    def describe(self) -> str:
        return "SQL for each database"


def append_only(table: str, *, removable_if: str = "", changeable_if: str = "") -> RunSQLPerVendor:
    """Rows of the table can be added and never changed or removed (the log of figures and acts).

    removable_if, changeable_if: SQL conditions on OLD (and NEW) under which a row may be after all; they are
    written so that they are never NULL.
    """
    conditions = {"update": changeable_if, "delete": removable_if}
    sqlite = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        + (f"WHEN NOT ({condition}) " if condition else "")
        + f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
        for verb, condition in conditions.items()
    ]
    allowed = "".join(
        f"IF TG_OP = '{verb.upper()}' THEN IF {condition} THEN RETURN {row}; END IF; END IF; "
        for (verb, condition), row in zip(conditions.items(), ("NEW", "OLD"), strict=True)
        if condition
    )
    postgresql = [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {allowed}RAISE EXCEPTION '{table} is append only' "
        f"USING ERRCODE = 'integrity_constraint_violation'; "
        f"END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]
    return RunSQLPerVendor(
        sqlite=sqlite,
        postgresql=postgresql,
        reverse_sqlite=[f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete"],
        reverse_postgresql=[
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"DROP FUNCTION {table}_append_only()",
        ],
    )


def let_go(kept: RunSQLPerVendor) -> RunSQLPerVendor:
    """Take the triggers of an operation away: SQLite writes a table anew to change it, and its triggers would
    be gone with the old one, and a rule that changes is laid down anew."""
    return RunSQLPerVendor(
        sqlite=kept.reverse_sqlite,
        postgresql=kept.reverse_postgresql,
        reverse_sqlite=kept.sqlite,
        reverse_postgresql=kept.postgresql,
    )


def spans_never_overlap(table: str, owner: str) -> RunSQLPerVendor:
    """Spans (starts_on to ends_on, both days included, an open end is null) of one owner never share a day.

    PostgreSQL holds it with an exclusion constraint; the owner's id stands as a range of one so that no
    extension is needed. SQLite has one writer at a time, so a trigger sees every other row.
    """
    clash = (
        f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.{owner} = NEW.{owner} AND other.id <> NEW.id "
        f"AND COALESCE(other.starts_on, '0001-01-01') <= COALESCE(NEW.ends_on, '9999-12-31') "
        f"AND COALESCE(NEW.starts_on, '0001-01-01') <= COALESCE(other.ends_on, '9999-12-31'))"
    )
    # NEW.id is not given yet before an insert on SQLite, so the insert is judged after the row stands.
    sqlite = [
        f"CREATE TRIGGER {table}_spans_{verb} AFTER {verb} ON {table} WHEN {clash} "
        f"BEGIN SELECT RAISE(ABORT, '{table} spans overlap'); END"
        for verb in ("insert", "update")
    ]
    return RunSQLPerVendor(
        sqlite=sqlite,
        postgresql=[
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_spans_never_overlap EXCLUDE USING gist "
            f"(int8range({owner}, {owner}, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&)"
        ],
        reverse_sqlite=[f"DROP TRIGGER {table}_spans_{verb}" for verb in ("insert", "update")],
        reverse_postgresql=[f"ALTER TABLE {table} DROP CONSTRAINT {table}_spans_never_overlap"],
    )
