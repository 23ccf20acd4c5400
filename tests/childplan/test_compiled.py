"""Does a query that is compiled once answer what its queryset would, each time it is asked?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from childplan.compiled import CompiledQuery, ids_param, param
from tests.world import World
from units.models import Placement, Unit

DAY = date(2024, 11, 15)
CHILDREN = CompiledQuery(
    lambda: (
        Placement.objects.as_of(param("day"))
        .filter(parent=param("parent"))
        .select_related("unit")
        .order_by("name_sort")
    )
)
KEYS = CompiledQuery(
    lambda: Unit.objects.filter(pk__in=ids_param("units")).order_by("key").values_list("key", flat=True)
)


@pytest.mark.django_db
def test_it_finds_what_the_queryset_finds(world: World) -> None:
    for parent in Unit.objects.all():
        for day in (DAY, date(1900, 1, 1)):
            said = Placement.objects.as_of(day).filter(parent=parent).order_by("name_sort")
            assert CHILDREN(day=day, parent=parent.pk) == list(said)


@pytest.mark.django_db
def test_related_rows_come_along(world: World) -> None:
    parent = Placement.objects.filter(parent__isnull=False).first()
    assert parent is not None and parent.parent_id is not None
    with CaptureQueriesContext(connection) as asked:
        assert all(spot.unit.key for spot in CHILDREN(day=DAY, parent=parent.parent_id))
    assert len(asked) == 1


@pytest.mark.django_db
def test_any_number_of_ids(world: World) -> None:
    units = list(Unit.objects.order_by("key"))
    for some in (units, units[:1], units[1:3]):
        assert KEYS(units=[unit.pk for unit in some]) == [unit.key for unit in some]
    assert KEYS(units=[units[0].pk, None]) == [units[0].key]  # type: ignore[list-item]


@pytest.mark.django_db
def test_without_ids_nothing_is_asked(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert KEYS(units=[]) == KEYS(units=set()) == []
    assert len(asked) == 0


@pytest.mark.django_db
def test_what_is_written_meanwhile_is_in_the_next_answer(world: World) -> None:
    count = CompiledQuery(
        lambda: Unit.objects.filter(key=param("key")).values("key").annotate(n=Count("pk")).values_list("n")
    )
    assert count(key="moi") == []
    unit = Unit.objects.create(key="moi", level="village")
    assert count(key="moi") == [(1,)]
    unit.delete()
    assert count(key="moi") == []


@pytest.mark.django_db
def test_a_value_is_a_value_and_no_words_of_the_statement(world: World) -> None:
    named = CompiledQuery(lambda: Unit.objects.filter(key=param("key")))
    assert named(key="' OR 1=1 --") == named(key="{{units}}") == named(key="%s") == []


@pytest.mark.django_db
def test_none_is_refused_before_it_is_read_as_nothing(world: World) -> None:
    with pytest.raises(TypeError):
        CHILDREN(day=DAY, parent=None)  # type: ignore[arg-type]
