"""How is a statement asked a thousand times without being put together a thousand times?

Django makes the words of a queryset anew each time it is read, which takes longer than most answers. A
`Question` keeps them: what changes from one time to the next stands in it as `Given`. Only words are kept,
which follow from the code and the kind of database alone; every answer is read from the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.expressions import Expression

Row = TypeVar("Row")
Answer = int | str | date | Collection[int]


class Given(Expression):
    """A value that is told when the statement is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class GivenIds(Given):
    """Any number of ids, for `__in`. Where there are none, nothing is asked and there are no rows."""

    @property
    def token(self) -> str:
        """What stands for the ids in a statement that is written as text."""
        return f"{{{{{self.name}}}}}"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"({self.token})", []


def given(name: str) -> Any:
    """A place in a queryset for a value that is told later; it may stand wherever the value might."""
    return Given(name)


def given_ids(name: str) -> Any:
    """The same for any number of ids."""
    return GivenIds(name)


class Question(Generic[Row]):
    """A queryset that is put together when it is first asked: `build` makes it, with `Given` in it.

    Rows are what the queryset has: instances with what `select_related` names, tuples or values. Nothing is
    prefetched. Asked with the values by name; a `Given` is told its database value (an id, not an object).
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._known: dict[str, _Words[Row]] = {}

    def __call__(self, **given: Answer) -> list[Row]:
        if any(not isinstance(value, int | str | date) and not value for value in given.values()):
            return []
        words = self._known.get(connection.vendor)
        if words is None:
            words = self._known[connection.vendor] = _Words(self._build())
        return words.ask(given)


_IDS = re.compile(r"\{\{(\w+)\}\}")


class _Words(Generic[Row]):
    """A statement as one kind of database has it, and how its rows are read."""

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self._queryset = queryset
        self._compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._values = self._compiler.as_sql()
        columns = self._compiler.select[: self._compiler.col_count]
        converters = self._compiler.get_converters([expression for expression, *_ in columns])
        self._compiler.get_converters = lambda _: converters

    def ask(self, given: dict[str, Answer]) -> list[Row]:
        def ids(found: re.Match[str]) -> str:
            asked = given[found[1]]
            assert not isinstance(asked, int | str | date)
            # What was never saved has no id, and is in no list.
            return ", ".join(str(int(one)) for one in asked if one is not None) or "NULL"

        values: list[Any] = [
            given[value.name] if isinstance(value, Given) else value for value in self._values
        ]
        with connection.cursor() as cursor:
            cursor.execute(_IDS.sub(ids, self._sql), values)
            rows = cursor.fetchall()
        # The queryset reads its rows itself: it is handed a compiler that has asked already.
        compiler, query, queryset = _twin(self._compiler), _twin(self._queryset.query), _twin(self._queryset)
        compiler.execute_sql = lambda *_, **__: [rows]
        query.get_compiler = lambda *_, **__: compiler
        queryset._query = query
        return list(queryset._iterable_class(queryset))


def _twin(one: Any) -> Any:
    """Another of the same, without asking what it holds: to copy a queryset would be to read it."""
    twin = object.__new__(type(one))
    twin.__dict__.update(one.__dict__)
    return twin
