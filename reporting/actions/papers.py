"""Nội dung của báo cáo không có số liệu: the text in its versions and the files with it, one verb each.

Nothing is lost: a text is only ever added to, a file taken out stays with who did so.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet

from indicators.numbers import format_number
from plans.kept_files import FileRefused, kind_of, tidy_name
from reporting.actions.answering import check_open
from reporting.actions.refusals import Refused
from reporting.models import Paper, PaperFile, Report
from units.models import User

MOST_TEXT = 20_000  # characters of the report itself
MOST_FILES = 5
NOTHING = "Báo cáo chưa có nội dung. Viết vào khung Nội dung hoặc kèm một tệp rồi nộp."


class Empty(Refused):
    """There is neither a word nor a file in the report."""

    def __init__(self) -> None:
        super().__init__(NOTHING)


class Overtaken(Refused):
    """Somebody saved another text since this one was begun: neither is lost, a person decides. `theirs` is
    the one that stands."""

    def __init__(self, theirs: Paper) -> None:
        super().__init__(f"{theirs.by.full_name} đã lưu một bản khác. Bản của bạn chưa được lưu.")
        self.theirs = theirs


@transaction.atomic
def save_paper(*, report: Report, text: str, base_version: int, by: User, at: datetime) -> Paper | None:
    """Write the text as a new version, unless it says what stands; the version that stands then, if any.

    `base_version`: the one that the writer's page showed, 0 for none. Raises Overtaken where another stands
    that the writer has not seen; NotYours or Refused where the report takes no words.
    """
    report = _held(report)
    check_open(report, by, at)
    text = plain(text)
    if len(text) > MOST_TEXT:
        raise Refused(
            f"Nội dung nhiều nhất {format_number(MOST_TEXT)} ký tự; bản này có {format_number(len(text))}. "
            "Chuyển phần dài thành tệp kèm theo."
        )
    last = report.papers.select_related("by").order_by("-version").first()
    version = last.version if last is not None else 0
    if text == (last.text if last is not None else ""):
        return last
    if base_version > version:
        raise Refused("Trang này cũ hơn báo cáo. Tải lại trang.")
    if last is not None and base_version < version:
        raise Overtaken(last)
    return Paper.objects.create(report=report, version=version + 1, text=text, by=by, at=at)


def plain(text: str) -> str:
    """The text as it is kept: line ends of one kind, nothing around it, nothing that a database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


@transaction.atomic
def attach_file(*, report: Report, name: str, content: bytes, by: User, at: datetime) -> PaperFile:
    """Keep a file with the report. The same file sent twice is one file. Raises FileRefused for what does not
    go with a report, NotYours or Refused where the report takes none."""
    report = _held(report)
    check_open(report, by, at)
    name = tidy_name(name)
    kind = kind_of(name, content)
    digest = sha256(content).hexdigest()
    standing = files_of(report)
    twice = standing.filter(digest=digest, name=name).first()
    if twice is not None:
        return twice
    if standing.count() >= MOST_FILES:
        raise FileRefused(f"Chưa nhận tệp “{name}”: mỗi báo cáo nhiều nhất {MOST_FILES} tệp. Bỏ bớt một tệp.")
    number = report.files.aggregate(last=Max("number"))["last"] or 0
    return PaperFile.objects.create(
        report=report,
        number=number + 1,
        name=name,
        content_type=kind.content_type,
        size=len(content),
        digest=digest,
        content=content,
        by=by,
        at=at,
    )


@transaction.atomic
def remove_file(*, report: Report, number: int, by: User, at: datetime) -> PaperFile:
    """Take a file out of the report; it stays in the database with who took it out. Safe to repeat."""
    report = _held(report)
    check_open(report, by, at)
    file = report.files.defer("content").filter(number=number).first()
    if file is None:
        raise Refused("Báo cáo không có tệp đó. Tải lại trang.")
    if file.removed_at is None:
        file.removed_at = at
        file.removed_by = by
        file.save(update_fields=["removed_at", "removed_by"])
    return file


def check_has_words(report: Report) -> None:
    """Nothing goes up empty. Raises Empty, which says what to do."""
    last = report.papers.order_by("-version").first()
    if not (last is not None and last.text) and not files_of(report).exists():
        raise Empty


def files_of(report: Report) -> QuerySet[PaperFile]:
    """The files that go with the report, without what is in them."""
    return report.files.filter(removed_at=None).defer("content")


def _held(report: Report) -> Report:
    report = Report.objects.held(report)
    if report.round.asks_figures:
        raise Refused("Báo cáo này gồm số liệu, không có khung nội dung.")
    return report
