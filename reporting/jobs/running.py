"""What happens when a run takes an export? It is made once, or it says in a sentence why not."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse

from childplan import clock
from reporting.actions.exporting import log_export
from reporting.enums import ExportKind, NoticeKind
from reporting.exports.making import Cancelled, CannotMake, MadeFile, Maker
from reporting.exports.pdf import PdfUnavailable
from reporting.jobs import claims
from reporting.jobs.makers import MAKERS
from reporting.jobs.progress import ClaimProgress, Stopped, heartbeat
from reporting.jobs.rights import may_have
from reporting.models import Export
from reporting.notices import put
from units.models import Posting, Unit
from units.roles import Verb, roles_that_may

logger = logging.getLogger(__name__)

WITH = ("unit", "round", "plan__issuer", "by", "report__unit", "report__round", "report__plan")
"""Rows that makers read beside the export."""

NO_LONGER_YOURS = "Bạn không còn quyền xem số liệu này, nên tệp không được tạo."
UNKNOWN = "Máy chủ gặp lỗi khi tạo tệp (mã lỗi {code}). Thử lại; vẫn lỗi thì báo người quản trị mã này."
DONE_TITLE = "Tệp đã tạo xong: {title}"
FAILED_TITLE = "Chưa tạo được tệp: {title}"
DONE_TEXT = "Tải xuống ở trang Xuất tệp; tệp giữ 30 ngày."
FAILED_TEXT = "Mở trang Xuất tệp để xem lý do và thử lại."


def run(export_id: int, makers: dict[ExportKind, Maker] | None = None) -> None:
    """Make the file of a waiting export. Does nothing where another run has it, or nobody wants it.

    Raises Stopped, after giving the export back, where the process is asked to end. Where the database stops
    answering nothing can be written: the export stays claimed and is taken up again when it has fallen
    silent.
    """
    token = claims.claim(export_id)
    if not token:
        return
    export = Export.objects.defer("content").select_related(*WITH).get(pk=export_id)
    progress = ClaimProgress(export_id, token)
    try:
        with heartbeat(progress):
            if not may_have(export.by, export, clock.today()):
                raise CannotMake(NO_LONGER_YOURS)
            made = (makers or MAKERS)[ExportKind(export.kind)](export, progress)
            _finish(export, token, made)
    except Stopped:
        claims.give_back(export_id, token)
        raise
    except Cancelled:
        logger.info("export %s: cancelled", export.code)
    except (CannotMake, PdfUnavailable) as known:
        _fail(export, token, str(known))
    except (OperationalError, InterfaceError):
        logger.exception("export %s: the database did not answer; it is taken up again", export.code)
    except Exception:
        code = uuid4().hex[:8]
        logger.exception("export %s failed, code %s", export.code, code)
        _fail(export, token, UNKNOWN.format(code=code))


def _finish(export: Export, token: str, made: MadeFile) -> None:
    """The file is kept, the log and the notice are written: all of it once, or nothing."""
    now = clock.now()
    content = _read(made.content)
    with transaction.atomic():
        is_mine = claims.finish(
            export.pk, token, content=content, digest=made.digest, file_name=made.file_name, at=now
        )
        if not is_mine:
            raise Cancelled
        machine = export.options.get("machine")
        log_export(export, at=now, from_address=machine or None, rows=made.rows)
        _tell(export, DONE_TITLE, DONE_TEXT)


def _fail(export: Export, token: str, sentence: str) -> None:
    with transaction.atomic():
        if claims.fail(export.pk, token, sentence, clock.now()):
            _tell(export, FAILED_TITLE, FAILED_TEXT)


def _read(content: BytesIO | Path) -> bytes:
    if isinstance(content, BytesIO):
        return content.getvalue()
    try:
        return content.read_bytes()
    finally:
        content.unlink()


def _tell(export: Export, title: str, text: str) -> None:
    """A notice to whoever asked, through a post held today; no figure stands in it."""
    unit_id = _told_through(export)
    if unit_id is None:
        return
    put(
        [export.by_id],
        unit_id=unit_id,
        kind=NoticeKind.EXPORTED,
        title=title.format(title=export.title),
        text=text,
        address=f"{reverse('reporting:exports')}#tep-{export.code}",
        at=clock.now(),
    )


def _told_through(export: Export) -> int | None:
    """The unit of a post that lets the person take files out: its own one first, else one above it."""
    wanted = roles_that_may(Verb.EXPORT) + roles_that_may(Verb.READ_LOG)
    held = Posting.objects.as_of(clock.today()).with_role(*wanted).filter(user=export.by_id)
    unit_ids = list(held.order_by("id").values_list("unit_id", flat=True))
    if export.unit is not None and unit_ids:
        chain = list(Unit.objects.chain(export.unit, day=clock.today()).values_list("pk", flat=True))
        near = [unit_id for unit_id in (export.unit_id, *chain) if unit_id in unit_ids]
        return near[0] if near else unit_ids[0]
    return unit_ids[0] if unit_ids else None
