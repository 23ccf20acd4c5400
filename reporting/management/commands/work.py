"""Make the files that were asked for in the background, one after the other, and keep sums while there are
none: `manage.py work`.

Any number of them may run, on any machine that reaches the database. SIGTERM and Ctrl+C end it politely: a
file that is being made goes back to the queue at its next step (docs/exports.md).
"""

from __future__ import annotations

import logging
import os
import signal
import tempfile
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from reporting.exports import making
from reporting.jobs import housekeeping
from reporting.jobs.progress import stopping
from reporting.jobs.tasks import QUEUE

logger = logging.getLogger(__name__)

LOOKS_EVERY = 1.0
"""Seconds between two looks into an empty queue."""
SWEEPS_EVERY = 20.0
TIDIES_EVERY = 60 * 60.0
KEEPS_EVERY = 10 * 60.0
AFTER_TROUBLE = 5.0
"""Seconds to wait where the database does not answer."""


class Command(BaseCommand):
    help = (
        "Tạo các tệp đang chờ ở trang Xuất tệp, cộng sẵn số liệu các xã lúc rảnh; chạy mãi đến khi được yêu "
        "cầu dừng."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="tạo hết những tệp đang chờ rồi dừng")
        parser.add_argument(
            "--parent", type=int, metavar="PID", help="dừng khi tiến trình này (đã mở lệnh này) không còn"
        )

    def handle(self, *, once: bool, parent: int | None, **options: Any) -> None:
        # All that is written on the way, by libraries too, lies in one folder that a killed worker is cleared
        # up after.
        with tempfile.TemporaryDirectory(prefix=making.SCRATCH) as folder:
            before, tempfile.tempdir = tempfile.tempdir, folder
            try:
                self._work(folder, once=once, parent=parent)
            finally:
                tempfile.tempdir = before

    def _work(self, folder: str, *, once: bool, parent: int | None) -> None:
        stopping.clear()
        self._worker = _worker()
        self._listen()
        swept = tidied = kept = None
        while not stopping.is_set() and (parent is None or os.getppid() == parent):
            try:
                now = time.monotonic()
                if swept is None or now - swept >= SWEEPS_EVERY:
                    housekeeping.sweep()
                    swept = now
                if tidied is None or now - tidied >= TIDIES_EVERY:
                    os.utime(folder)  # still somebody's
                    housekeeping.tidy()
                    tidied = now
                # A look without a lock: an empty queue keeps nobody from writing.
                if _is_waiting():
                    self._worker.run()
                elif once:
                    return
                elif kept is None or now - kept >= KEEPS_EVERY:
                    if housekeeping.keep(lambda: stopping.is_set() or _is_waiting()):
                        kept = now
                else:
                    stopping.wait(LOOKS_EVERY)
                close_old_connections()
            except DatabaseError:
                logger.exception("the database did not answer; trying again in %s seconds", AFTER_TROUBLE)
                connection.close()
                if once:
                    raise
                stopping.wait(AFTER_TROUBLE)

    def _listen(self) -> None:
        def stop(_signal: int, _frame: FrameType | None) -> None:
            stopping.set()
            self._worker.running = False

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)


def _is_waiting() -> bool:
    return DBTaskResult.objects.ready().filter(queue_name=QUEUE).exists()


def _worker() -> Worker:
    """The library's worker, until the queue is empty: the loop around it looks after what it does not."""
    return Worker(
        queue_names=[QUEUE],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{os.getpid()}-{uuid4().hex[:12]}",
        excluded_queue_names=[],
    )
