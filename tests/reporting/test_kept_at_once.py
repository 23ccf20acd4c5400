"""Two write and keep at the same time: may the page ever show what neither of them wrote?

PostgreSQL lets both write at once. SQLite has one writer, so there the second one comes after the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from time import monotonic

import pytest
from django.db import connection, transaction

from indicators.enums import ItemKind, Nature, Source, Window
from indicators.models import DataItem
from reporting.enums import FigureState, RoundKind
from reporting.models import Figure, KeptSums, Report, Round
from reporting.totals import item_total, provisional_totals
from tests.reporting.kept_or_read import all_the_same, keep
from units.enums import Level
from units.models import Placement, Unit

SECONDS = 20


class Small:
    """A province with one commune of two villages, each asked for one item."""

    def __init__(self) -> None:
        self.province = self.unit("tinh", Level.PROVINCE, None)
        commune = self.unit("xa", Level.COMMUNE, self.unit("huyen", Level.DISTRICT, self.province))
        self.round = Round.objects.create(
            key="2024-nam",
            kind=RoundKind.YEAR,
            year=2024,
            data_from=date(2023, 12, 15),
            data_to=date(2024, 12, 14),
        )
        self.item = DataItem.objects.create(
            code="tre-em",
            name="Số trẻ em",
            short_name="Trẻ em",
            kind=ItemKind.COUNT,
            source=Source.VILLAGE,
            nature=Nature.FLOW,
            window=Window.ROUND,
            position=1,
        )
        self.cells = {}
        for key in ("thon-1", "thon-2"):
            report = Report.objects.create(round=self.round, unit=self.unit(key, Level.VILLAGE, commune))
            self.cells[key] = Figure.objects.create(report=report, item=self.item).pk

    def unit(self, key: str, level: Level, parent: Unit | None) -> Unit:
        unit = Unit.objects.create(key=key, level=level)
        Placement.objects.create(unit=unit, parent=parent, name=key)
        return unit

    def write(self, village: str, value: int) -> None:
        Figure.objects.filter(pk=self.cells[village]).update(state=FigureState.ENTERED, value=value)

    def children(self) -> int:
        return item_total(provisional_totals(self.province, self.round), self.item.pk).value


@pytest.fixture(autouse=True)
def kept_sums_are_those_of_the_cells() -> None:
    """Here each test says itself when sums are kept."""


@pytest.fixture
def small(transactional_db: None) -> Small:
    return Small()


class Other(Thread):
    """Somebody else at work, on a connection of their own."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._failed: list[BaseException] = []

    def run(self) -> None:
        try:
            self._work()
        except BaseException as wrong:
            self._failed.append(wrong)
        finally:
            connection.close()

    def finish(self) -> None:
        self.join(SECONDS)
        assert not self.is_alive(), "waits for us"
        assert not self._failed, self._failed


def beside(work: Callable[[], object]) -> None:
    """Somebody else does it and is done before we go on."""
    if connection.vendor == "sqlite":
        work()
        return
    other = Other(work)
    other.start()
    other.finish()


def test_two_write_in_one_commune_and_neither_waits(small: Small) -> None:
    small.write("thon-1", 1)
    keep(small.round)
    with transaction.atomic():
        small.write("thon-1", 10)
        beside(lambda: small.write("thon-2", 5))
        beside(lambda: keep(small.round))
        beside(lambda: all_the_same(small.round))
    all_the_same(small.round)
    assert small.children() == 15
    keep(small.round)
    all_the_same(small.round)


def test_what_is_kept_before_the_other_has_finished_is_not_used_after(small: Small) -> None:
    small.write("thon-1", 1)
    with transaction.atomic():
        small.write("thon-1", 10)
        beside(lambda: keep(small.round))
        # Whoever writes sees what they wrote, whatever another has kept meanwhile.
        assert small.children() == 10
        beside(lambda: all_the_same(small.round))
    assert small.children() == 10
    all_the_same(small.round)


def test_what_one_keeps_of_its_own_writing_goes_with_it(small: Small) -> None:
    small.write("thon-1", 1)
    keep(small.round)
    with transaction.atomic():
        small.write("thon-1", 10)
        keep(small.round)
        assert small.children() == 10
        if connection.vendor == "postgresql":
            beside(lambda: all_the_same(small.round))
        transaction.set_rollback(True)
    assert small.children() == 1
    # The next one to write gets the number that was taken back; nothing was kept under it.
    small.write("thon-1", 4)
    all_the_same(small.round)
    assert small.children() == 4
    assert KeptSums.objects.count() == 1


def test_two_keep_at_once(small: Small) -> None:
    small.write("thon-1", 1)
    with transaction.atomic():
        small.write("thon-2", 2)
        beside(lambda: keep(small.round))
    beside(lambda: keep(small.round))
    keep(small.round)
    all_the_same(small.round)
    assert small.children() == 3


def test_a_round_that_is_discarded_while_its_sums_are_made_keeps_none(small: Small) -> None:
    small.write("thon-1", 1)

    def discard() -> None:
        Figure.objects.all().delete()
        Report.objects.all().delete()
        Round.objects.all().delete()

    still_to_do = [discard]

    def discard_before_the_sums(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if "reporting_figure" in sql and still_to_do:
            beside(still_to_do.pop())
        return execute(sql, *rest)

    with connection.execute_wrapper(discard_before_the_sums):
        assert keep(small.round) == (0, 0)
    assert not KeptSums.objects.exists()


def test_a_new_form_stays_new_while_somebody_holds_the_round(small: Small) -> None:
    """Nothing is kept meanwhile, so nothing says that the form lies below no commune."""
    village = small.unit("thon-3", Level.VILLAGE, Unit.objects.get(key="xa"))
    small.write("thon-1", 1)
    keep(small.round)
    report = Report.objects.create(round=small.round, unit=village)
    Figure.objects.create(report=report, item=small.item, state=FigureState.ENTERED, value=5)
    with transaction.atomic():
        Round.objects.select_for_update(no_key=True).get(pk=small.round.pk)
        beside(lambda: keep(small.round))
    assert small.children() == 6
    keep(small.round)
    assert small.children() == 6


def test_who_moves_units_one_after_the_other_never_waits_for_who_waits_for_them(small: Small) -> None:
    """As where a list of units is brought in while somebody renames one that stands further down in it."""
    spots = {key: Placement.objects.get(unit__key=key).pk for key in ("thon-1", "thon-2")}

    def end(village: str, day: date) -> None:
        Placement.objects.filter(pk=spots[village]).update(ends_on=day)

    with transaction.atomic():
        end("thon-1", date(2030, 1, 1))
        with waiting_for_us(lambda: end("thon-2", date(2031, 1, 1))) as finish:
            end("thon-2", date(2030, 1, 1))
            transaction.on_commit(finish)
    days = (
        Placement.objects.filter(pk__in=spots.values())
        .order_by("unit__key")
        .values_list("ends_on", flat=True)
    )
    assert list(days) == [date(2030, 1, 1), date(2031, 1, 1)]


@contextmanager
def waiting_for_us(work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Somebody else begins it and is at a lock of ours when we go on. Gives what waits for them to be
    done."""
    if connection.vendor == "sqlite":
        yield lambda: beside(work)
        return
    other = Other(work)
    other.start()
    until = monotonic() + SECONDS
    while not _somebody_waits():
        assert other.is_alive() and monotonic() < until, "does not wait for us"
    yield other.finish


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
