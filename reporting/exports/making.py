"""What does whoever draws a file in the background get and give? A place to tell how far it is; a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from reporting.models import Export


@dataclass(frozen=True)
class MadeFile:
    """A finished file. A path is one that nobody else needs: it is removed when it has been read.

    digest: over what a reader sees. rows: “120 dòng”, for the log.
    """

    content: BytesIO | Path
    file_name: str
    digest: str
    rows: str = ""


class Progress(Protocol):
    """Told how far a file has come."""

    def step(self, done: int, total: int, counted_in: str = "xã") -> None:
        """So much of so much is done, really. Raises Cancelled: let it pass, nobody wants the file."""


class NoProgress:
    """For a file that is drawn while somebody waits for the answer."""

    def step(self, done: int, total: int, counted_in: str = "xã") -> None:
        """Nobody looks."""


class Cancelled(Exception):
    """Whoever asked no longer wants the file, or another run makes it by now."""


SCRATCH = "childplan-file-"
"""What every file on the disk is called that is only half a file yet: a killed process leaves it, and by this
name it is found (`jobs.housekeeping`)."""


class CannotMake(Exception):
    """The file cannot be made; the text is a sentence for whoever asked, with what to do."""


Maker = Callable[[Export, Progress], MadeFile]
