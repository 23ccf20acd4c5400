"""How does an uploaded file of data wait for the decision, and what ends the wait?

The same lines are judged again when they are brought in, and only if everything they met is as the preview
showed it (its mark).
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.db import transaction

from reporting.enums import BulkKind, IntakeState
from reporting.models import BulkFile
from reporting.moving import KINDS, bring_in
from units.bulk import Tally
from units.csv_streams import read_stream
from units.models import User
from units.refusals import Refused

MOST_LINES = 50_000
"""Of a file that comes by a page; a command reads any."""
SETTLED = "Tệp này đã quyết định rồi; không ghi thêm gì."
NOT_WHOLE = "Có dòng bị từ chối nên không ghi gì. Sửa các dòng đó rồi tải tệp lên lại."


@transaction.atomic
def keep_file(kind: BulkKind, content: bytes, name: str, *, by: User, at: datetime) -> BulkFile:
    """The file waits to be looked at; one that waited before is dropped. Raises BadFile where its first line
    says that it is no such file."""
    for _ in read_stream(BytesIO(content), name, KINDS[kind].columns, KINDS[kind].optional):
        break
    User.objects.select_for_update().get(pk=by.pk)  # two uploads at once come one after the other
    for before in by.bulk_files.filter(state=IntakeState.WAITING):
        _settle(before, IntakeState.DROPPED, at)
    kept: BulkFile = BulkFile.objects.create(kind=kind, content=content, file_name=name[:200], by=by, at=at)
    return kept


@transaction.atomic
def take_file(file: BulkFile, *, seen: str, by: User, at: datetime, address: str | None = None) -> Tally:
    """Đưa vào, whole, as the preview with that mark showed it. Raises Refused, Overtaken or BadFile."""
    held: BulkFile = BulkFile.objects.select_for_update().get(pk=file.pk)
    if held.state != IntakeState.WAITING:
        raise Refused(SETTLED)
    tally = bring_in(
        BulkKind(held.kind),
        BytesIO(held.content),
        held.file_name,
        by=by,
        at=at,
        address=address,
        seen=seen,
        most_lines=MOST_LINES,
    )
    if not tally.is_whole:
        raise Refused(NOT_WHOLE)
    held.told = tally.words
    _settle(held, IntakeState.ACCEPTED, at)
    return tally


@transaction.atomic
def drop_file(file: BulkFile, *, at: datetime) -> None:
    """Bỏ: nothing was written, nothing will be."""
    held: BulkFile = BulkFile.objects.select_for_update().get(pk=file.pk)
    if held.state == IntakeState.WAITING:
        _settle(held, IntakeState.DROPPED, at)


def _settle(file: BulkFile, state: IntakeState, at: datetime) -> None:
    file.state, file.settled_at, file.content = state, at, b""
    file.save(update_fields=["state", "settled_at", "content", "told"])
