"""Which files did somebody take out or ask for, and how far is each? And what is behind a code?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from childplan.vietnamese import moment, short_date
from indicators.numbers import format_number
from reporting.deadlines import calendar_day
from reporting.enums import ExportFormat, ExportKind, ExportState
from reporting.models import Export, Round
from reporting.models.exporting import AT_ONCE
from units.models import Unit, User
from units.summaries.places import names_on

ON_A_PAGE = 20
KEPT_DAYS = 30
KILOBYTE, MEGABYTE = 1_000, 1_000_000


@dataclass(frozen=True)
class FileLine:
    """One file in the list of whoever asked for it."""

    code: str
    title: str
    about: str
    asked: str
    state: str
    words: str
    note: str
    percent: int | None = None
    can_fetch: bool = False
    can_cancel: bool = False
    can_retry: bool = False
    can_make_again: bool = False

    @property
    def is_under_way(self) -> bool:
        return self.can_cancel


@dataclass(frozen=True)
class FileList:
    """One page of the files of a person, newest first."""

    lines: list[FileLine]
    page: Page[Any]

    @property
    def is_moving(self) -> bool:
        """Is anything waiting or being made? Then the page looks again."""
        return any(line.is_under_way for line in self.lines)


def files_of(user: User, page: str) -> FileList:
    """Two queries; the content of no file is read."""
    drawn_now = Q(state=ExportState.RUNNING, claim=AT_ONCE)
    every = (
        Export.objects.filter(by=user)
        .exclude(drawn_now)
        .annotate(is_kept=Q(content__isnull=False))
        .defer("content", "options")
        .order_by("-id")
    )
    shown = Paginator(every, ON_A_PAGE).get_page(page)
    return FileList([_line(export) for export in shown.object_list], shown)


def called(unit: Unit, day: date) -> str:
    """“xã Xuân”, as the unit was called on the day; its key where it did not stand then. One query."""
    found = names_on(day, [unit.pk]).get(unit.pk)
    return found.full_name if found is not None else unit.key


def window_of(round_: Round) -> str:
    """“15/12/2023–14/12/2024”: the days that the figures of the round speak of."""
    return f"{short_date(round_.data_from)}–{short_date(round_.data_to)}"


def edition_words(official: bool) -> str:
    """Which figures of a table, as its page says it."""
    return "Chính thức" if official else "Tạm tính"


def size_words(size: int) -> str:
    """“1,2 MB”, “38 kB”, “512 byte”."""
    if size >= MEGABYTE:
        return f"{format_number(Decimal(size) / MEGABYTE, 1)} MB"
    if size >= KILOBYTE:
        return f"{size // KILOBYTE} kB"
    return f"{size} byte"


def _line(export: Export) -> FileLine:
    state, at_once = ExportState(export.state), export.claim == AT_ONCE
    is_kept = bool(getattr(export, "is_kept", False))
    format_ = ExportFormat(export.format).label
    about = [format_, export.edition, "bản công khai" if export.is_public else "", f"mã {export.code}"]
    is_gone = state == ExportState.DONE and not is_kept and not at_once
    return FileLine(
        code=export.code,
        title=export.title,
        about=" · ".join(filter(None, about)),
        asked=moment(export.asked_at),
        state=state,
        words=_words(export, state, at_once=at_once, is_gone=is_gone),
        note=_note(export, is_kept=is_kept),
        percent=_percent(export) if state == ExportState.RUNNING else None,
        can_fetch=state == ExportState.DONE and is_kept,
        can_cancel=state in (ExportState.WAITING, ExportState.RUNNING),
        can_retry=state in (ExportState.FAILED, ExportState.CANCELLED) and not at_once,
        can_make_again=is_gone,
    )


def _percent(export: Export) -> int:
    """Never 100 before it is done."""
    return min(100 * export.done // export.total, 99) if export.total else 0


def _words(export: Export, state: ExportState, *, at_once: bool, is_gone: bool) -> str:
    match state:
        case ExportState.RUNNING if export.total:
            counted = f"{format_number(export.done)}/{format_number(export.total)} {export.counted_in}"
            return f"Đang tạo {_percent(export)}% ({counted})"
        case ExportState.RUNNING:
            return "Đang tạo"
        case ExportState.WAITING if export.attempts:
            return "Chờ tạo lại: lần trước máy chủ dừng giữa chừng"
        case ExportState.WAITING:
            return "Chờ tạo"
        case ExportState.DONE if is_gone:
            return f"Hết hạn giữ {KEPT_DAYS} ngày"
        case ExportState.DONE:
            said = "Đã tải xuống" if at_once else "Xong"
            return f"{said} – {size_words(export.size)}" if export.size else said
    return state.label


def _note(export: Export, *, is_kept: bool) -> str:
    if export.state == ExportState.FAILED:
        return export.failure
    if is_kept and export.finished_at is not None:
        until = calendar_day(export.finished_at) + timedelta(days=KEPT_DAYS)
        return f"Giữ đến {short_date(until)}"
    return ""


# --- Behind a code


@dataclass(frozen=True)
class FileFacts:
    """What a file says of itself, to whoever has it on paper and typed its code."""

    code: str
    title: str
    facts: list[tuple[str, str]]
    address: str
    digest: str


def facts_of(export: Export, unit_name: str) -> FileFacts:
    """No query: the row and what stands beside it."""
    made = f"{moment(export.finished_at or export.asked_at)} – {export.by.full_name}"
    said = [
        ("Nội dung", ExportKind(export.kind).label),
        ("Đơn vị", unit_name),
        ("Kỳ", export.round.name if export.round is not None else ""),
        ("Số liệu từ–đến", export.window),
        ("Loại số liệu", export.edition),
        ("Bản công khai", "Phải" if export.is_public else ""),
        ("Định dạng", ExportFormat(export.format).label),
        ("Tên tệp", export.file_name),
        ("Tạo lúc", made if export.state == ExportState.DONE else ""),
        ("Trạng thái", ExportState(export.state).label if export.state != ExportState.DONE else ""),
        ("Mã nội dung", export.digest),
    ]
    return FileFacts(
        export.code,
        export.title,
        [(name, text) for name, text in said if text],
        export.address,
        export.digest,
    )
