"""Which exports lost their run, which files are old enough to go, and which finished tasks nobody needs?"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from childplan import clock
from reporting.enums import ExportState
from reporting.exports import making
from reporting.jobs import claims
from reporting.jobs.tasks import run_export
from reporting.kept import keep_sums, rounds_to_keep
from reporting.models import Export
from reporting.models.exporting import AT_ONCE

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long the content of a file is kept; its row stays for ever."""
TASKS_KEPT = timedelta(days=7)
NEVER_DRAWN = timedelta(hours=1)
SCRATCH = Path(tempfile.gettempdir())
"""Where half files lie while they are made."""
LEFT_FOR = timedelta(days=1)


def sweep() -> int:
    """Whatever lost its run stands in the queue again; how many.

    A worker that was killed leaves its task marked as running for ever and its export claimed: the claim
    tells, by its last sign of life. Whoever was killed between taking the task and claiming the export leaves
    one that waits and stands in no queue.
    """
    with transaction.atomic():
        lost = claims.take_from_the_silent(clock.now())
        for export_id in {*lost, *_forgotten()}:
            run_export.enqueue(export_id)
            logger.warning("export %s lost its run and stands in the queue again", export_id)
            Export.objects.filter(pk=export_id).update(beat_at=clock.machine_now())
    return len(lost)


def _forgotten() -> set[int]:
    """Exports that have waited for a while and stand in no queue."""
    before = clock.machine_now() - claims.SILENT_AFTER
    waiting = set(
        Export.objects.filter(state=ExportState.WAITING, beat_at__lt=before).values_list("pk", flat=True)
    )
    if not waiting:
        return set()
    queued = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=run_export.module_path
    ).values_list("args_kwargs", flat=True)
    return waiting - {export_id for said in queued for export_id in said["args"]}


def keep(is_wanted: Callable[[], bool]) -> bool:
    """The sums of communes that changed are made anew, those of the latest rounds first (`reporting.kept`).

    Asked after every hundred communes: False, and not finished, where the process is wanted for something
    else. What was made until then stays. Pages are right without it, so a fault in it is logged and stops
    nobody's file.
    """
    try:
        return all(not is_wanted() for round_ in rounds_to_keep() for _ in keep_sums(round_))
    except Exception:
        logger.exception("sums were not kept; pages read the cells until the next time")
        return True


def forget_old() -> int:
    """The content of files finished more than thirty days ago goes; how many. Their rows stay."""
    old = Export.objects.filter(state=ExportState.DONE, finished_at__lt=clock.now() - KEPT)
    return old.exclude(content=None).update(content=None)


def tidy() -> None:
    """What can wait for an hour: old files, what a killed process left, finished tasks, rows of files that
    were never drawn."""
    gone = forget_old()
    if gone:
        logger.info("the content of %s files older than %s days was removed", gone, KEPT.days)
    _clear_scratch()
    Export.objects.filter(
        state=ExportState.RUNNING, claim=AT_ONCE, beat_at__lt=clock.machine_now() - NEVER_DRAWN
    ).delete()
    old = clock.machine_now() - TASKS_KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    # Of a worker that was killed: nobody will ever finish them, and their exports went on without them.
    DBTaskResult.objects.running().filter(started_at__lt=old).delete()


def _clear_scratch() -> None:
    """Half files that nobody has written to for a day: whoever made them was killed."""
    before = time.time() - LEFT_FOR.total_seconds()
    for path in SCRATCH.glob(f"{making.SCRATCH}*"):
        # Another worker may be as quick, and what belongs to another account stays.
        with suppress(OSError):
            if path.stat().st_mtime >= before:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
