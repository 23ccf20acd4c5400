"""How does a file get its row and its code before it is drawn, and how is it told that it went out?

The code stands in the file (“K7QM-29XA”), so the row comes first; what is known only of the finished file,
its digest, name and size, comes with the end. A file that could not be drawn leaves no row.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.urls import reverse

from childplan import clock
from plans.models import Plan
from reporting.enums import ExportFormat, ExportKind, ExportState
from reporting.models import AnnualReport, Export, Round
from reporting.models.exporting import AT_ONCE
from units.enums import LogKind
from units.log import write
from units.models import Unit, User

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's letters: no I, L, O (taken for 1 and 0) and no U. Thirty-two, so eight of them are 40 bits."""
CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_LENGTH = 8
TRIES = 5


def new_code() -> str:
    """A code nobody can guess: “K7QM-29XA”."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def read_code(typed: str) -> str:
    """The code as it is kept, however it was typed from paper; "" where it can be none."""
    letters = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(CONFUSED)
    if len(letters) != CODE_LENGTH or set(letters) - set(ALPHABET):
        return ""
    return f"{letters[:4]}-{letters[4:]}"


def code_address(code: str, site: str) -> str:
    """Where the code leads: site is scheme and host, as “https://treem.example.vn”."""
    return f"{site}{reverse('reporting:file_code', args=[code])}"


class About(TypedDict):
    """What a file is of. `address`: path of the page on this server, with its query. `window`: the days of
    the figures, `edition`: which figures, both in words."""

    kind: ExportKind
    format: ExportFormat
    title: str
    address: str
    unit: NotRequired[Unit | None]
    round_: NotRequired[Round | None]
    plan: NotRequired[Plan | None]
    report: NotRequired[AnnualReport | None]
    window: NotRequired[str]
    edition: NotRequired[str]
    is_public: NotRequired[bool]


def record_export(
    *, by: User, at: datetime, options: Mapping[str, Any] | None = None, **about: Unpack[About]
) -> Export:
    """The row of a file that is drawn while somebody waits, with its code; `finish_export` follows."""
    return new_export(
        about,
        by=by,
        asked_at=at,
        options=dict(options or {}),
        state=ExportState.RUNNING,
        claim=AT_ONCE,
        attempts=1,
    )


def new_export(about: About, **asked: Any) -> Export:
    """A row with a fresh code. Two codes alike among 2^40 will hardly happen; then another one is drawn."""
    values = asked | {
        "kind": about["kind"],
        "format": about["format"],
        "unit": about.get("unit"),
        "round": about.get("round_"),
        "plan": about.get("plan"),
        "report": about.get("report"),
        "title": about["title"][:300],
        "window": about.get("window", "")[:60],
        "edition": about.get("edition", "")[:80],
        "is_public": about.get("is_public", False),
        "address": about["address"][:300],
        "beat_at": clock.machine_now(),
    }
    for tried in range(TRIES):
        try:
            with transaction.atomic():
                made: Export = Export.objects.create(code=new_code(), **values)
                return made
        except IntegrityError:
            if tried == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def finish_export(
    export: Export,
    *,
    digest: str,
    file_name: str,
    size: int = 0,
    at: datetime | None = None,
    from_address: str | None = None,
    rows: str = "",
) -> None:
    """The file is drawn and goes out now: its row is done, and the log says who took it away.

    size: bytes; 0 of what is sent line by line. from_address: of the machine that asked. rows: “120 dòng”.
    """
    export.digest, export.file_name, export.size = digest, file_name[:200], size
    export.state, export.finished_at = ExportState.DONE, at or export.asked_at
    with transaction.atomic():
        export.save(update_fields=["digest", "file_name", "size", "state", "finished_at"])
        log_export(export, at=export.finished_at, from_address=from_address, rows=rows)


def end_stream(export: Export, *, digest: str, file_name: str) -> None:
    """A file that is sent line by line is through; without a digest it broke off. The log has it already."""
    done = ExportState.DONE if digest else ExportState.CANCELLED
    Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, claim=AT_ONCE).update(
        state=done, digest=digest, file_name=file_name[:200], finished_at=export.asked_at
    )


def drop_export(export: Export) -> None:
    """It could not be drawn: nothing went out, nothing stays. Only of a file that is drawn at once."""
    Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, claim=AT_ONCE).delete()


def log_export(export: Export, *, at: datetime, from_address: str | None, rows: str = "") -> None:
    """Who took a file away, and when, is itself in the log; the code says which file it was."""
    kind, format_ = ExportKind(export.kind), ExportFormat(export.format)
    said = [
        export.title.removeprefix(f"{kind.label} – "),
        export.edition.lower(),
        "bản công khai" if export.is_public else "",
    ]
    write(
        LogKind.EXPORT,
        f"xuất {kind.label[:1].lower()}{kind.label[1:]} ra {format_.label}",
        at=at,
        by=export.by,
        address=from_address,
        unit=export.unit,
        subject=", ".join(filter(None, said)),
        after=", ".join(filter(None, (f"mã tệp {export.code}", rows))),
    )
