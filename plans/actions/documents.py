"""The signed document itself: its file as received, and its text, which quotations are held against."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet

from childplan.vietnamese import nfc
from plans.actions.editing import Held, always_note, check_mark, hold, mark_of, why_closed
from plans.enums import PlanState
from plans.kept_files import FileRefused, kind_of, tidy_name
from plans.models import Plan, PlanFile
from units.enums import LogKind
from units.models import User
from units.refusals import Refused

FILE_ADDED_ACT, FILE_REMOVED_ACT = "thêm tệp văn bản", "bỏ tệp văn bản"

MOST_FILES = 10
MOST_TEXT = 1_000_000
"""Characters; the longest of the five plans we know has about 60,000."""


def files_of(plan: Plan) -> QuerySet[PlanFile]:
    """The files of the plan and of its amendments, without what is in them."""
    return plan.files.defer("content").select_related("amendment", "by")


@transaction.atomic
def keep_file(
    *, plan: Plan, name: str, content: bytes, by: User, at: datetime, address: str | None = None
) -> PlanFile:
    """Keep a file with the plan; under an open amendment it is that document's. The same file twice is one.

    A scan says nothing new, so a plan in force takes one at any time. Raises NotYours, Refused, FileRefused.
    """
    held = hold(plan, by, at, address)
    if held.plan.state == PlanState.ENDED:
        raise Refused("Kế hoạch đã hết hiệu lực; không thêm tệp được nữa.")
    name = tidy_name(name)
    kind = kind_of(name, content)
    digest = sha256(content).hexdigest()
    twice: PlanFile | None = held.plan.files.filter(digest=digest).first()
    if twice is not None:
        return twice
    if held.plan.files.count() >= MOST_FILES:
        raise FileRefused(f"Mỗi kế hoạch giữ nhiều nhất {MOST_FILES} tệp. Bỏ bớt một tệp.")
    last = held.plan.files.aggregate(last=Max("number"))["last"] or 0
    kept: PlanFile = held.plan.files.create(
        amendment=held.amendment,
        number=last + 1,
        name=name,
        content_type=kind.content_type,
        size=len(content),
        digest=digest,
        content=content,
        by=by,
        at=at,
    )
    always_note(held, LogKind.PLAN, FILE_ADDED_ACT, "", after=name)
    return kept


@transaction.atomic
def remove_file(*, plan: Plan, number: int, by: User, at: datetime, address: str | None = None) -> bool:
    """Take a file out while the plan may be edited. False where it is gone. Raises NotYours and Refused."""
    held = hold(plan, by, at, address)
    _check_open(held)
    file = held.plan.files.defer("content").filter(number=number).first()
    if file is None:
        return False
    always_note(held, LogKind.PLAN, FILE_REMOVED_ACT, "", before=file.name)
    file.delete()
    return True


def _check_open(held: Held) -> None:
    refusal = why_closed(held.plan, held.amendment)
    if refusal:
        raise Refused(refusal)


def text_mark(plan: Plan) -> str:
    """The mark that the form of the text carries."""
    return mark_of(plan, ["document_text"])


@transaction.atomic
def keep_text(
    *, plan: Plan, text: str, mark: str, by: User, at: datetime, address: str | None = None
) -> bool:
    """Toàn văn; True where it changed. A plan in force takes its first text at any time; another one than
    the one that stands needs the plan open for editing. Raises NotYours, Refused and Overtaken."""
    held = hold(plan, by, at, address)
    text = plain(text)
    if text == plain(held.plan.document_text):
        return False
    if held.plan.document_text or held.plan.state == PlanState.ENDED:
        _check_open(held)
    check_mark(mark, text_mark(held.plan))
    if len(text) > MOST_TEXT:
        raise Refused("Toàn văn nhiều nhất một triệu ký tự. Chỉ dán phần lời của kế hoạch, bỏ phần phụ lục.")
    had = len(held.plan.document_text)
    held.plan.document_text = text
    held.plan.save(update_fields=["document_text"])
    always_note(
        held,
        LogKind.PLAN,
        "sửa toàn văn" if had else "thêm toàn văn",
        "",
        before=f"{had} ký tự" if had else "",
        after=f"{len(text)} ký tự",
    )
    return True


def plain(text: str) -> str:
    """The text as it is kept: composed letters, line ends of one kind, nothing around it."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
