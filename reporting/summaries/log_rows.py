"""Which rows of which tables make up the log, and how are they read newest first without counting?

Every table is asked for its own next rows, filtered, ordered and limited by the database along the index of
its moments; only these few are put in order here. A page goes on from the last row of the one before (its
moment, table and number), so rows that come in meanwhile move nothing.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextChoices

from reporting.enums import Act, IntakeState
from reporting.models import (
    CommentAnswer,
    Difficulty,
    DifficultyAnswer,
    Explanation,
    FigureChange,
    Intake,
    Paper,
    PaperFile,
    Reminder,
    Report,
    ReportEvent,
    ReviewComment,
    Round,
    Settlement,
    TaskResult,
)
from units.enums import LogKind
from units.models import LogEntry, Unit, User


class Topic(TextChoices):
    """Loại việc, as the filter offers it; the values stand in addresses."""

    FIGURES = "so-lieu", "Số liệu"
    ACTS = "bao-cao", "Nộp, kiểm tra, duyệt, trả lại"
    COMMENTS = "gop-y", "Góp ý, trả lời"
    EXPLANATIONS = "giai-trinh", "Giải trình"
    SETTLEMENTS = "chon-so", "Chọn số dùng khi lệch"
    INTAKES = "dua-vao", "Đưa số vào từ tệp, bảng dán"
    REMINDERS = "don-doc", "Đôn đốc"
    ROUNDS = "ky", "Kỳ báo cáo, hạn, chốt"
    PAPERS = "van-ban", "Nội dung và tệp báo cáo"
    TASKS = "nhiem-vu", "Nhiệm vụ"
    DIFFICULTIES = "vuong-mac", "Vướng mắc"
    PLANS = "ke-hoach", "Kế hoạch, chỉ tiêu, phân công"
    PEOPLE = "tai-khoan", "Tài khoản, vai trò, đơn vị"
    EXPORTS = "xuat-tep", "Xuất tệp"


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DAY_ACTS = [Act.OPENED, Act.DAY_SET, Act.EXTENDED, Act.LOCKED, Act.UNLOCKED, Act.FORM_UPDATED]
"""Acts on a report that come from running the round."""

ENTRY_KINDS: dict[str, list[LogKind]] = {
    Topic.ROUNDS: [LogKind.ROUND],
    Topic.INTAKES: [LogKind.IMPORT],
    Topic.PLANS: [LogKind.PLAN, LogKind.TARGET, LogKind.ASSIGNMENT],
    Topic.PEOPLE: [LogKind.PERSON, LogKind.UNIT],
    Topic.EXPORTS: [LogKind.EXPORT],
}


@dataclass(frozen=True)
class Source:
    """One table of the log; paths lead from its rows. `rank` puts rows of one moment in order: of what came
    in one act the decision stands above its comments. `unread`: columns that may be large and are not
    told."""

    rank: int
    model: type[Any]
    topics: tuple[Topic, ...]
    at: str = "at"
    by: str = "by"
    report: str = ""
    item: str = ""
    unit: str = ""
    round: str = ""
    where: Q = field(default_factory=Q)
    related: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


_REPORT = ("report__round", "report__unit")
TAKEN_OUT = "removed_at"
"""A file is told of twice: when it came, and when somebody took it out."""
SOURCES = (
    Source(
        1,
        FigureChange,
        (Topic.FIGURES,),
        report="figure__report",
        item="figure__item",
        related=("figure__item", "figure__report__round", "figure__report__unit", "stand_in"),
    ),
    Source(
        2,
        ReviewComment,
        (Topic.COMMENTS,),
        at="event__at",
        by="event__by",
        report="event__report",
        item="figure__item",
        related=("event__report__round", "event__report__unit", "figure__item"),
    ),
    Source(
        3,
        CommentAnswer,
        (Topic.COMMENTS,),
        report="comment__event__report",
        item="comment__figure__item",
        related=(
            *("comment__event__report__round", "comment__event__report__unit"),
            "comment__figure__item",
        ),
    ),
    Source(
        4,
        Explanation,
        (Topic.EXPLANATIONS,),
        report="figure__report",
        item="figure__item",
        related=("figure__item", "figure__report__round", "figure__report__unit"),
    ),
    Source(15, Settlement, (Topic.SETTLEMENTS,), report="report", item="item", related=("item", *_REPORT)),
    Source(
        5,
        Intake,
        (Topic.INTAKES,),
        at="settled_at",
        by="settled_by",
        report="report",
        where=~Q(state=IntakeState.WAITING),
        related=_REPORT,
        unread=("cells", "versions"),
    ),
    Source(6, Paper, (Topic.PAPERS,), report="report", related=_REPORT, unread=("text",)),
    Source(7, PaperFile, (Topic.PAPERS,), report="report", related=_REPORT, unread=("content",)),
    Source(
        8, TaskResult, (Topic.TASKS,), unit="unit", round="round", related=("round", "unit", "task__plan")
    ),
    Source(9, Difficulty, (Topic.DIFFICULTIES,), unit="unit", related=("unit", "indicator__plan")),
    Source(
        10,
        DifficultyAnswer,
        (Topic.DIFFICULTIES,),
        unit="difficulty__unit",
        related=("difficulty__unit", "unit"),
    ),
    Source(
        11,
        Reminder,
        (Topic.REMINDERS,),
        report="report",
        where=Q(by__isnull=False),
        related=_REPORT,
    ),
    Source(
        14,
        PaperFile,
        (Topic.PAPERS,),
        at=TAKEN_OUT,
        by="removed_by",
        report="report",
        where=Q(removed_at__isnull=False),
        related=_REPORT,
        unread=("content",),
    ),
    Source(12, ReportEvent, (Topic.ACTS, Topic.ROUNDS), report="report", related=_REPORT),
    Source(13, LogEntry, tuple(Topic(topic) for topic in ENTRY_KINDS), unit="unit", related=("unit",)),
)


@dataclass(frozen=True)
class Place:
    """Where a page ended: the next one starts right behind it."""

    at: datetime
    rank: int
    pk: int

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.rank}-{self.pk}"

    @classmethod
    def from_key(cls, key: str) -> Place | None:
        """None for what is no place; a link that was cut short starts at the beginning."""
        found = re.fullmatch(r"(\d{1,16})-(\d{1,2})-(\d{1,18})", key, re.ASCII)
        if found is None:
            return None
        moment, rank, pk = map(int, found.groups())
        return cls(EPOCH + timedelta(microseconds=moment), rank, pk)


@dataclass(frozen=True)
class Found:
    """One row of the log, still as the database gave it."""

    place: Place
    source: Source
    row: Any


@dataclass(frozen=True)
class Wanted:
    """What the person may see and asked for. None is no filter.

    reports: numbers of reports, or a statement that yields them. items, words: the figure asked for, by its
    items, and as typed (for what names it in words only).
    """

    reports: Collection[int] | QuerySet[Report]
    units: QuerySet[Unit]
    is_system_wide: bool = False
    people: QuerySet[User] | None = None
    is_of_units: bool = False
    round: Round | None = None
    topic: str = ""
    items: frozenset[int] | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included


def log_rows(wanted: Wanted, after: Place | None, limit: int) -> list[Found]:
    """The next rows, newest first; one statement a table."""
    slices = [_slice(source, wanted, after, limit) for source in SOURCES if _is_asked(source, wanted)]
    merged: Iterator[Found] = heapq.merge(*slices, key=_order, reverse=True)
    return [found for found, _ in zip(merged, range(limit), strict=False)]


def every_row(wanted: Wanted, batch: int) -> Iterator[Found]:
    """All rows, newest first, each read once; of every table no more than a batch stands in memory."""
    streams = (_stream(source, wanted, batch) for source in SOURCES if _is_asked(source, wanted))
    return heapq.merge(*streams, key=_order, reverse=True)


def _stream(source: Source, wanted: Wanted, batch: int) -> Iterator[Found]:
    after: Place | None = None
    while True:
        rows = _slice(source, wanted, after, batch)
        yield from rows
        if len(rows) < batch:
            return
        after = rows[-1].place


def _order(found: Found) -> tuple[datetime, int, int]:
    return (found.place.at, found.place.rank, found.place.pk)


def _is_asked(source: Source, wanted: Wanted) -> bool:
    """Can the table have a row that the filters let through?"""
    if wanted.topic and wanted.topic not in source.topics:
        return False
    names_figures = bool(source.item) or source.model is LogEntry
    return names_figures or wanted.items is None


def _slice(source: Source, wanted: Wanted, after: Place | None, limit: int) -> list[Found]:
    rows = source.model.objects.filter(source.where, _asked(source, wanted), _within(source, wanted))
    at = source.at
    if after is not None:
        rows = rows.filter(_behind(source, after))
    if wanted.since is not None:
        rows = rows.filter(**{f"{at}__gte": wanted.since})
    if wanted.until is not None:
        rows = rows.filter(**{f"{at}__lt": wanted.until})
    rows = rows.select_related(source.by, *source.related).defer(*source.unread)
    rows = rows.order_by(f"-{at}", "-pk")[:limit]
    return [Found(Place(reach(row, at), source.rank, row.pk), source, row) for row in rows]


def _behind(source: Source, after: Place) -> Q:
    """Older than the place; at its very moment only what the order puts behind it."""
    at = source.at
    if source.rank > after.rank:
        return Q(**{f"{at}__lt": after.at})
    if source.rank < after.rank:
        return Q(**{f"{at}__lte": after.at})
    return Q(**{f"{at}__lte": after.at}) & ~Q(**{at: after.at, "pk__gte": after.pk})


def _within(source: Source, wanted: Wanted) -> Q:
    """The person's scope, narrowed by the unit and the round asked for."""
    if source.report:
        return Q(**{f"{source.report}__in": wanted.reports})
    inside = Q(**{f"{source.unit}__in": wanted.units.values("pk")})
    if source.model is LogEntry and wanted.is_system_wide and not wanted.is_of_units:
        inside |= Q(unit__isnull=True)
    if wanted.round is None:
        return inside
    if source.round:
        return inside & Q(**{source.round: wanted.round})
    if source.model is LogEntry:
        return inside & Q(kind=LogKind.ROUND, subject__startswith=wanted.round.name)
    return Q(pk__in=[])


def _asked(source: Source, wanted: Wanted) -> Q:
    asked = Q()
    if wanted.people is not None:
        asked &= Q(**{f"{source.by}__in": wanted.people})
    if wanted.items is not None and source.item:
        asked &= Q(**{f"{source.item}__in": wanted.items})
    if source.model is LogEntry:
        if wanted.words:
            asked &= Q(subject__icontains=wanted.words)
        if wanted.topic:
            asked &= Q(kind__in=ENTRY_KINDS[wanted.topic])
    if source.model is ReportEvent and wanted.topic:
        asked &= Q(act__in=DAY_ACTS) if wanted.topic == Topic.ROUNDS else ~Q(act__in=DAY_ACTS)
    return asked


def reach(row: Any, path: str) -> Any:
    """What a path of a source leads to."""
    for name in path.split("__"):
        row = getattr(row, name)
    return row
