"""Do the units of the whole country answer at once? `python -m benchmarks.units` prints ratios, not seconds.

Every time is divided by the time of a floor measured in the same run on the same data, so that machines of
any speed can be compared. Exit code 1 when a ratio is above its limit, at least twice what was measured.
The database is a throw-away one of Django's tests: SQLite in memory, or on the server of DATABASE_URL.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import django
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from tools.speech import say

DAY = date(2024, 11, 1)


@dataclass(frozen=True)
class Comparison:
    """One thing done our way, and the least any program must do for it."""

    name: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    limit: float
    rounds: int = 9


def seconds(action: Callable[[], object], rounds: int) -> float:
    """The median over the rounds."""
    found: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def sql(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def comparisons() -> list[Comparison]:
    from units.loading import load_country
    from units.models import Placement, Unit
    from units.summaries import children_on, roots_on, search_on

    folder = settings.BASE_DIR / "fixtures" / "units"
    load_country(folder)
    sql_rows = sql("SELECT key, level FROM units_unit")
    columns = "parent_id, name, kind, code, area, starts_on, ends_on, note, name_folded, name_sort"
    spots = sql(f"SELECT {columns} FROM units_placement")  # noqa: S608
    province = Unit.objects.get(key="thanh-hoa")
    total = Placement.objects.count()

    def load_again_from_nothing() -> None:
        """As `load_units` on an empty database; what stood before comes back afterwards."""
        with transaction.atomic():
            Placement.objects.all().delete()
            Unit.objects.all().delete()
            assert load_country(folder).added == total + len(sql_rows)
            transaction.set_rollback(True)

    def insert_rows() -> None:
        """The same rows by the driver alone, nothing read, computed or checked but by the database."""
        with transaction.atomic(), connection.cursor() as cursor:
            Placement.objects.all().delete()
            Unit.objects.all().delete()
            cursor.executemany(
                "INSERT INTO units_unit (key, level, agency_kind) VALUES (%s, %s, '')", sql_rows
            )
            first = sql("SELECT min(id) FROM units_unit")[0][0]
            assert isinstance(first, int)
            cursor.executemany(
                f"INSERT INTO units_placement (unit_id, {columns}) "  # noqa: S608
                "VALUES (%s, NULL, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                # Any unit will do as long as each gets one span only: the others have nowhere to go.
                [(first + number, *spot[1:]) for number, spot in enumerate(spots[: len(sql_rows)])],
            )
            transaction.set_rollback(True)

    def read_all_names() -> None:
        sql("SELECT id, name_folded FROM units_placement")

    everything = "một lần đọc mọi tên"
    return [
        Comparison("nạp cả nước / ghi cùng số dòng", load_again_from_nothing, insert_rows, 6, rounds=3),
        Comparison(f"tìm “hoang hoa” / {everything}", lambda: search_on(DAY, "hoang hoa"), read_all_names, 6),
        Comparison(f"tìm “an” / {everything}", lambda: search_on(DAY, "an"), read_all_names, 9),
        Comparison(
            f"cả cây một tỉnh / {everything}",
            lambda: list(Unit.objects.under(province, day=DAY)),
            read_all_names,
            4,
        ),
        Comparison(
            f"các huyện của tỉnh / {everything}", lambda: children_on(DAY, province), read_all_names, 1
        ),
        Comparison(f"các tỉnh / {everything}", lambda: roots_on(DAY), read_all_names, 2),
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    before = setup_databases(verbosity=0, interactive=False)
    try:
        say(f"{'':44}{'của ta':>10}{'mức sàn':>10}{'tỷ lệ':>8}{'tối đa':>8}")
        slow = 0
        for each in comparisons():
            floor, ours = seconds(each.floor, each.rounds), seconds(each.ours, each.rounds)
            ratio = ours / floor
            slow += ratio > each.limit
            mark = "  CHẬM" if ratio > each.limit else ""
            times = f"{ours * 1000:>8.1f}ms{floor * 1000:>8.1f}ms"
            say(f"{each.name:44}{times}{ratio:>8.1f}{each.limit:>8.0f}{mark}")
    finally:
        teardown_databases(before, verbosity=0)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
