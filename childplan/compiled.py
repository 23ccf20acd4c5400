"""How is a query asked a thousand times without its SQL being put together a thousand times?

Django compiles a queryset anew each time it is read, which takes longer than most answers do. A
`CompiledQuery` keeps the SQL; what changes from one time to the next stands in it as a `param`. Only SQL is
kept, which follows from the code and the kind of database alone: every answer is read from the database.
For the pages that are opened most; elsewhere a queryset is plainer (ADR 20).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import Expression

Row = TypeVar("Row")
Value = int | str | date
Values = Value | Collection[int]


class Param(Expression):
    """A value that is told when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class IdsParam(Param):
    """Any number of ids, for `__in`. Where there are none, nothing is asked and there are no rows."""

    @property
    def token(self) -> str:
        """What stands for the ids in SQL that is written as text."""
        return f"{{{{{self.name}}}}}"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"({self.token})", []


def param(name: str) -> Any:
    """A place in a queryset for a value that is told later; it may stand wherever the value might."""
    return Param(name)


def ids_param(name: str) -> Any:
    """The same for any number of ids."""
    return IdsParam(name)


class CompiledQuery(Generic[Row]):
    """A queryset that is compiled when it is first asked: `build` makes it, with `param`s in it.

    Rows are what the queryset has: instances with what `select_related` names, tuples or values. Nothing is
    prefetched. Asked with the values by name, as the database has them (an id, not an object). None is
    refused: what Django reads as “is null” would be “equals null” here, which nothing does.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._known: dict[str, _Compiled[Row]] = {}

    def __call__(self, **values: Values) -> list[Row]:
        if any(not isinstance(value, Value) and not value for value in values.values()):
            if None in values.values():
                raise TypeError("A compiled query takes no None: ask another query.")
            return []
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        compiled = self._known.get(vendor)
        if compiled is None:
            compiled = self._known[vendor] = _Compiled(self._build())
        return compiled.ask(values)


_IDS = re.compile(r"\{\{(\w+)\}\}")


class _Compiled(Generic[Row]):
    """The SQL for one kind of database, and how its rows are read."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._values = self._compiler.as_sql()
        columns = self._compiler.select[: self._compiler.col_count]
        converters = self._compiler.get_converters([expression for expression, *_ in columns])
        self._compiler.get_converters = lambda _: converters
        # A connection belongs to one thread; this is kept for all of them.
        self._compiler.connection = None

    def ask(self, values: dict[str, Values]) -> list[Row]:
        def ids(found: re.Match[str]) -> str:
            asked = values[found[1]]
            assert not isinstance(asked, Value)
            # What was never saved has no id, and is in no list.
            return ", ".join(str(int(one)) for one in asked if one is not None) or "NULL"

        told: list[Any] = [
            values[value.name] if isinstance(value, Param) else value for value in self._values
        ]
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(_IDS.sub(ids, self._sql), told)
            rows = cursor.fetchall()
        # The queryset reads its rows itself: it is handed a compiler that has asked already.
        compiler, query, queryset = _twin(self._compiler), _twin(self._queryset.query), _twin(self._queryset)
        compiler.connection = connection
        compiler.execute_sql = lambda *_, **__: [rows]
        query.get_compiler = lambda *_, **__: compiler
        queryset._query = query
        return list(queryset._iterable_class(queryset))


def _twin(one: Any) -> Any:
    """Another of the same, without asking what it holds: to copy a queryset would be to read it."""
    twin = object.__new__(type(one))
    twin.__dict__.update(one.__dict__)
    return twin
