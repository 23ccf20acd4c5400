"""How far has a run come, is it still its own, and is somebody asking it to stop?"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

from reporting.exports.making import Cancelled
from reporting.jobs import claims

logger = logging.getLogger(__name__)

AT_MOST_EVERY = 0.5
"""Seconds between two writings of the progress; a page asks every two."""
BEAT_EVERY = 10.0
"""Seconds between two signs of life of a run that is busy with one long step."""

stopping = Event()
"""Set when the process is asked to end: the run gives its export back at its next step."""


class Stopped(Exception):
    """The process ends; the export goes back to those that wait."""


class ClaimProgress:
    """The progress of one run, written where its claim still stands."""

    def __init__(self, export_id: int, token: str, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self.export_id, self.token = export_id, token
        self.lost = Event()
        self._elapsed = elapsed
        self._written_at: float | None = None

    def step(self, done: int, total: int, counted_in: str = "xã") -> None:
        """So much of so much is done. Raises Cancelled where the claim is gone, Stopped where the process
        ends.

        Written at most twice a second, the first and the last step always.
        """
        if stopping.is_set():
            raise Stopped
        if self.lost.is_set():
            raise Cancelled
        now = self._elapsed()
        is_due = self._written_at is None or now - self._written_at >= AT_MOST_EVERY
        if not is_due and done < total:
            return
        self._written_at = now
        if not claims.note_progress(
            self.export_id, self.token, done=min(done, total), total=total, counted_in=counted_in
        ):
            self.lost.set()
            raise Cancelled


@contextmanager
def heartbeat(progress: ClaimProgress, every: float | None = None) -> Iterator[None]:
    """Signs of life from a thread of their own, so that a long step, such as the drawing of a PDF, is no
    death.

    The thread has a connection of its own. A database that does not answer is asked again at the next beat.
    """
    over = Event()

    def live() -> None:
        try:
            while not over.wait(BEAT_EVERY if every is None else every):
                try:
                    if not claims.beat(progress.export_id, progress.token):
                        progress.lost.set()
                        return
                except DatabaseError:
                    logger.warning("no sign of life of export %s could be written", progress.export_id)
        finally:
            connection.close()

    thread = Thread(target=live, name=f"beat-{progress.export_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
