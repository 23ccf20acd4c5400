"""The whole demonstration, loaded once for all tests of a file that ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from reporting import inherited, totals, totals_below
from reporting.demonstration.loading import Counts, load
from reporting.models import Round
from reporting.sums import Sums
from tests.reporting.kept_or_read import keep, same_asked, same_below
from units.models import Unit


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counts]:
    """In a transaction that is rolled back after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(settings.BASE_DIR / "fixtures")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def kept_sums_are_those_of_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test of this folder reads below a district or a province is held against the cells, and then
    the sums are kept: after whatever it writes next the same has to hold. Not while it counts queries."""

    def checked(
        plain: Callable[..., dict[int, Sums]], same: Callable[..., dict[int, Sums]]
    ) -> Callable[..., dict[int, Sums]]:
        def read(unit: Unit, round_: Round, *more: Any, **named: Any) -> dict[int, Sums]:
            if connection.force_debug_cursor:
                return plain(unit, round_, *more, **named)
            found = same(unit, round_, *more, **named)
            keep(round_)
            return found

        return read

    below = checked(inherited.cell_sums_below, same_below)
    asked = checked(totals.asked_below_by_child, same_asked)
    for module in (totals, totals_below):
        monkeypatch.setattr(module, "cell_sums_below", below)
        monkeypatch.setattr(module, "asked_below_by_child", asked)
