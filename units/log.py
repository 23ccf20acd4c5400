"""How does an act get into the log? Written with the act, in the same transaction; never changed again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from units.enums import LogKind
from units.models import LogEntry, Unit, User

LONGEST_ACT, LONGEST_SUBJECT, LONGEST_REASON = 120, 300, 2_000
LONGEST_WORDS = 2_000
"""Of what stood before and after: a whole document that was replaced is not kept twice."""


def entry(
    kind: LogKind,
    act: str,
    *,
    at: datetime,
    by: User | None = None,
    address: str | None = None,
    unit: Unit | None = None,
    subject: str = "",
    before: str = "",
    after: str = "",
    reason: str = "",
) -> LogEntry:
    """One row, not yet written. `unit`: whose affair it was; none for what belongs to the whole system."""
    return LogEntry(
        kind=kind,
        act=_short(act, LONGEST_ACT),
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=_short(subject, LONGEST_SUBJECT),
        before=_short(before, LONGEST_WORDS),
        after=_short(after, LONGEST_WORDS),
        reason=_short(reason.strip(), LONGEST_REASON),
    )


def write(
    kind: LogKind,
    act: str,
    *,
    at: datetime,
    by: User | None = None,
    address: str | None = None,
    unit: Unit | None = None,
    subject: str = "",
    before: str = "",
    after: str = "",
    reason: str = "",
) -> LogEntry:
    """Write one row."""
    row = entry(
        kind,
        act,
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
    row.save(force_insert=True)
    return row


def write_all(rows: Iterable[LogEntry]) -> None:
    """Write many rows at once, for what is loaded from files."""
    LogEntry.objects.bulk_create(rows, batch_size=1_000)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
