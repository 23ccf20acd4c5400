"""How is a file asked for that takes long, cancelled, tried again and made anew? Row and queue go
together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction

from childplan import clock
from reporting.actions.exporting import About, new_export
from reporting.enums import ExportFormat, ExportKind, ExportState
from reporting.exports.making import CannotMake
from reporting.jobs import claims
from reporting.jobs.tasks import run_export
from reporting.models import Export
from reporting.models.exporting import AT_ONCE
from units.models import User

MOST_UNDER_WAY = 20
"""Files of one person that wait or are made at one time: the queue is everybody's."""


@transaction.atomic
def start_export(
    *,
    by: User,
    at: datetime,
    options: Mapping[str, Any] | None = None,
    from_address: str | None = None,
    **about: Unpack[About],
) -> Export:
    """The row, waiting, and its place in the queue; a worker makes the file and tells `by`.

    options: what the maker needs, as JSON, with “site”, scheme and host for the addresses in the file. The
    caller has checked that the person may have it; it is checked again when it is made and when it is
    fetched. Raises CannotMake where the person has too many under way.
    """
    _check_room(by)
    export = new_export(
        about,
        by=by,
        asked_at=at,
        options={**(options or {}), "machine": from_address or ""},
        state=ExportState.WAITING,
    )
    run_export.enqueue(export.pk)
    return export


def cancel(export: Export, *, at: datetime) -> bool:
    """Huỷ, waiting or running; False where it was over already."""
    return claims.cancel(export, at)


@transaction.atomic
def retry(export: Export) -> bool:
    """Thử lại what failed or was cancelled; False where it is neither, as after a second click. Raises
    CannotMake as `start_export` does."""
    _check_room(export.by)
    if not claims.wait_again(export, ExportState.FAILED, ExportState.CANCELLED):
        return False
    run_export.enqueue(export.pk)
    return True


@transaction.atomic
def make_again(export: Export) -> Export | None:
    """Tạo lại a file whose content is no longer kept: with the figures of now, so under a code of its own.
    The old code and digest stand on paper. None where it is kept still, or went out while somebody waited.
    Raises CannotMake as `start_export` does."""
    gone = Export.objects.filter(pk=export.pk, state=ExportState.DONE, content=None).exclude(claim=AT_ONCE)
    if not gone.exists():
        return None
    return start_export(
        kind=ExportKind(export.kind),
        format=ExportFormat(export.format),
        unit=export.unit,
        round_=export.round,
        plan=export.plan,
        report=export.report,
        title=export.title,
        window=export.window,
        edition=export.edition,
        is_public=export.is_public,
        address=export.address,
        by=export.by,
        at=clock.now(),
        options=export.options,
        from_address=export.options.get("machine"),
    )


def _check_room(by: User) -> None:
    under_way = Export.objects.filter(by=by, state__in=[ExportState.WAITING, ExportState.RUNNING])
    count = under_way.exclude(claim=AT_ONCE).count()
    if count >= MOST_UNDER_WAY:
        raise CannotMake(f"Bạn có {count} tệp đang chờ hoặc đang tạo. Đợi xong, hoặc huỷ bớt, rồi xuất tiếp.")
