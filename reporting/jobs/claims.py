"""Whose is the making of a file at this moment? Every step is one conditional UPDATE, so two never both win.

A run holds an export by a claim: a token of its own, written when it starts. Whatever it writes later it
writes only where its claim still stands. The machine's clock says when it was last alive, because the
product's may stand still at a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from childplan import clock
from reporting.enums import ExportState
from reporting.models import Export
from reporting.models.exporting import AT_ONCE

SILENT_AFTER = timedelta(seconds=60)
"""A run that gave no sign of life for so long is dead; it gives one every ten seconds."""
MOST_ATTEMPTS = 3
GAVE_UP = (
    f"Máy chủ dừng giữa chừng {MOST_ATTEMPTS} lần khi tạo tệp này. Chọn phạm vi hẹp hơn rồi thử lại; vẫn lỗi "
    "thì báo người quản trị."
)


def waiting(now: datetime) -> dict[str, object]:
    """The columns of an export that waits for a run."""
    return {"state": ExportState.WAITING, "claim": "", "beat_at": now, "done": 0, "total": 0}


def claim(export_id: int) -> str:
    """Take a waiting export; its token, or "" where it is not waiting any more."""
    token = str(uuid4())
    taken = Export.objects.filter(pk=export_id, state=ExportState.WAITING).update(
        state=ExportState.RUNNING,
        claim=token,
        beat_at=clock.machine_now(),
        attempts=F("attempts") + 1,
        done=0,
        total=0,
    )
    return token if taken else ""


def held(export_id: int, token: str) -> QuerySet[Export]:
    """The export, as long as the claim stands."""
    return Export.objects.filter(pk=export_id, state=ExportState.RUNNING, claim=token)


def beat(export_id: int, token: str) -> bool:
    """A sign of life; False where the claim is lost."""
    return bool(held(export_id, token).update(beat_at=clock.machine_now()))


def note_progress(export_id: int, token: str, *, done: int, total: int, counted_in: str) -> bool:
    """How far it is, and a sign of life; False where the claim is lost."""
    return bool(
        held(export_id, token).update(
            done=done, total=total, counted_in=counted_in[:20], beat_at=clock.machine_now()
        )
    )


def finish(export_id: int, token: str, *, content: bytes, digest: str, file_name: str, at: datetime) -> bool:
    """The file is made, and kept; False where the claim is lost: then nothing is written."""
    return bool(
        held(export_id, token).update(
            state=ExportState.DONE,
            content=content,
            size=len(content),
            digest=digest,
            file_name=file_name[:200],
            finished_at=at,
            failure="",
            done=F("total"),
        )
    )


def fail(export_id: int, token: str, sentence: str, at: datetime) -> bool:
    """It cannot be made, and the sentence says why; False where the claim is lost."""
    return bool(
        held(export_id, token).update(state=ExportState.FAILED, failure=sentence[:500], finished_at=at)
    )


def give_back(export_id: int, token: str) -> bool:
    """The run stops before it is done, politely: the export waits again, and this attempt does not count."""
    return bool(held(export_id, token).update(**waiting(clock.machine_now()), attempts=F("attempts") - 1))


def cancel(export: Export, at: datetime) -> bool:
    """Nobody wants it any more, waiting or running; the run that makes it stops at its next step."""
    under_way = Export.objects.filter(
        pk=export.pk, state__in=[ExportState.WAITING, ExportState.RUNNING]
    ).exclude(claim=AT_ONCE)
    return bool(under_way.update(state=ExportState.CANCELLED, claim="", finished_at=at))


def wait_again(export: Export, *states: ExportState) -> bool:
    """From one of these states back to waiting, from the beginning; False where it is in none of them, or
    went out while somebody waited: the code of such a file is in somebody's hand.
    """
    again = Export.objects.filter(pk=export.pk, state__in=states).exclude(claim=AT_ONCE)
    return bool(
        again.update(
            **waiting(clock.machine_now()),
            attempts=0,
            failure="",
            finished_at=None,
            digest="",
            file_name="",
            size=0,
        )
    )


@transaction.atomic
def take_from_the_silent(at: datetime) -> list[int]:
    """Exports whose run fell silent wait again, or fail where that happened too often; their ids.

    Only where the very claim and the very sign of life that were read still stand: a run that spoke up in
    between keeps its export.
    """
    before = clock.machine_now() - SILENT_AFTER
    found: list[int] = []
    silent = Export.objects.filter(state=ExportState.RUNNING, beat_at__lt=before).exclude(claim=AT_ONCE)
    for export_id, token, beat_at, attempts in silent.values_list("pk", "claim", "beat_at", "attempts"):
        still = held(export_id, token).filter(beat_at=beat_at)
        if attempts >= MOST_ATTEMPTS:
            still.update(state=ExportState.FAILED, failure=GAVE_UP, finished_at=at)
        elif still.update(**waiting(clock.machine_now())):
            found.append(export_id)
    return found
