"""How is a time told so that machines of any speed can be compared? As a ratio, never in seconds.

Every time is divided by the time of a floor measured in the same run on the same data: the least any program
must do for it. A ratio above its limit (at least twice what was measured) makes the exit code 1.
The database is a throw-away one of Django's tests: SQLite in memory, or on the server of DATABASE_URL.

What is measured is processor time: that of this process and, with PostgreSQL on the same machine, that of the
server's process behind our connection. Other work on the machine makes it longer, but not by its own length.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tools.speech import say


@dataclass(frozen=True)
class Comparison:
    """One thing done our way, and the least any program must do for it."""

    name: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    limit: float
    rounds: int = 9
    prepare: Callable[[], object] | None = None
    """What is done once before the first turn, and is not measured."""


def spent() -> float:
    """Seconds of a processor that were spent so far for us: here, and by the server for our connection."""
    if connection.vendor != "postgresql":
        return time.process_time()
    server = _server_time()
    # Of a server elsewhere nobody knows; then the clock has to do.
    return time.perf_counter() if server is None else time.process_time() + server


def _server_time() -> float | None:
    """Of the server's process behind our connection, if it runs here."""
    pid = connection.connection.info.backend_pid if connection.connection is not None else 0
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return None


def seconds(action: Callable[[], object], rounds: int) -> float:
    """The median over the rounds."""
    found: list[float] = []
    for _ in range(rounds):
        start = spent()
        action()
        found.append(spent() - start)
    return statistics.median(found)


def side_by_side(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The medians of both, taken in turns: what else the machine does then weighs on both alike."""
    turns = [(seconds(one, 1), seconds(other, 1)) for _ in range(rounds)]
    return statistics.median(turn[0] for turn in turns), statistics.median(turn[1] for turn in turns)


def sql(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def sql_done(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def run(comparisons: Callable[[], list[Comparison]], *, on_disk: bool = False) -> int:
    """Fill a throw-away database, measure, print a line each; returns the exit code.

    on_disk: SQLite writes into a file that is gone afterwards, for what memory is too small for.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="childplan-bench-") as folder:
        if on_disk and connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        return _measure(comparisons)


def _measure(comparisons: Callable[[], list[Comparison]]) -> int:
    before = setup_databases(verbosity=0, interactive=False)
    try:
        if connection.vendor == "postgresql":
            # What workers of the server do in parallel would be counted nowhere.
            sql_done("SET max_parallel_workers_per_gather = 0")
        say(f"{'':44}{'của ta':>10}{'mức sàn':>10}{'tỷ lệ':>8}{'tối đa':>8}")
        slow = 0
        for each in comparisons():
            if each.prepare is not None:
                each.prepare()
            floor, ours = side_by_side(each.floor, each.ours, each.rounds)
            ratio = ours / floor
            slow += ratio > each.limit
            mark = "  CHẬM" if ratio > each.limit else ""
            times = f"{ours * 1000:>8.1f}ms{floor * 1000:>8.1f}ms"
            say(f"{each.name:44}{times}{ratio:>8.2f}{each.limit:>8.1f}{mark}")
    finally:
        teardown_databases(before, verbosity=0)
    return 1 if slow else 0
