"""Do the units of the whole country answer at once? Loading, search and the tree, against plain SQL.

`./run bench units`, or `python -m benchmarks.units`.
"""

import sys
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from benchmarks.ratios import Comparison, run, sql

DAY = date(2024, 11, 1)


def comparisons() -> list[Comparison]:
    from units.loading import load_country
    from units.models import Placement, Unit
    from units.summaries.places import children_on, roots_on, search_on

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


if __name__ == "__main__":
    sys.exit(run(comparisons))
