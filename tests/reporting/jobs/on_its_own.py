"""A worker as a process of its own, whose maker of roll-ups takes as long as a test says.

    python -m tests.reporting.jobs.on_its_own fill
    python -m tests.reporting.jobs.on_its_own work STEPS SECONDS_A_STEP SILENT_AFTER
    python -m tests.reporting.jobs.on_its_own tell

The database is the one of the environment. Everything but the maker and the patience is the product's own:
`manage.py work` with its claim, its signs of life and its sweep.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from io import BytesIO
from typing import Any

import django


def fill() -> None:
    from tests.reporting.jobs.making_files import ask
    from tests.world import build_world

    ask(build_world())


def work(steps: int, seconds: float, silent_after: float) -> None:
    from django.core.management import call_command

    from reporting.enums import ExportKind
    from reporting.exports.making import MadeFile, Progress
    from reporting.jobs import claims, progress
    from reporting.jobs.makers import MAKERS
    from reporting.management.commands import work as command
    from reporting.models import Export

    def slow(export: Export, told: Progress) -> MadeFile:
        for done in range(steps):
            told.step(done, steps)
            time.sleep(seconds)
        told.step(steps, steps)
        return MadeFile(BytesIO(f"{steps} bước".encode()), "cham.xlsx", "dấu")

    MAKERS[ExportKind.ROLLUP] = slow
    claims.SILENT_AFTER = timedelta(seconds=silent_after)
    progress.AT_MOST_EVERY, progress.BEAT_EVERY, command.SWEEPS_EVERY = 0.0, 0.2, 0.2
    call_command("work")


def tell() -> None:
    from django_tasks_db.models import DBTaskResult

    from reporting.models import Export, Notice
    from units.enums import LogKind
    from units.models import LogEntry

    export = Export.objects.get()
    said: dict[str, Any] = {
        "state": export.state,
        "done": export.done,
        "attempts": export.attempts,
        "content": bytes(export.content).decode() if export.content is not None else "",
        "notices": Notice.objects.filter(kind="exported").count(),
        "logged": LogEntry.objects.filter(kind=LogKind.EXPORT).count(),
        "tasks": sorted(DBTaskResult.objects.values_list("status", flat=True)),
    }
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["fill"]:
            fill()
        case ["work", steps, seconds, silent]:
            work(int(steps), float(seconds), float(silent))
        case ["tell"]:
            tell()
