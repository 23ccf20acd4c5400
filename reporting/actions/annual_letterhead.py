"""Thể thức văn bản of a unit: what its reports begin with. What is written already keeps its own copy."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from reporting.actions.annual import NOT_YOURS, OLD_PAGE
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.letterheads import LetterheadWords, as_fields
from reporting.models import Letterhead
from reporting.permissions import keeps_letterhead_of
from units.enums import LogKind
from units.log import write
from units.models import Unit, User

KEPT = ("superior", "issuer", "symbol", "place", "addressed_to", "recipients", "signature", "signer")


class LetterheadOvertaken(Refused):
    """Somebody saved another one since the page was shown; `theirs` stands."""

    def __init__(self, theirs: Letterhead) -> None:
        super().__init__(
            f"{theirs.changed_by.full_name} đã lưu thể thức khác trước bạn. Xem lại rồi lưu lần nữa."
        )
        self.theirs = theirs


@transaction.atomic
def save_letterhead(
    *,
    unit: Unit,
    words: LetterheadWords,
    base_version: int,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Letterhead:
    """Keep what stands around the unit's reports from now on. `base_version`: the one that the page showed, 0
    for none. Safe to repeat. Raises LetterheadOvertaken."""
    if not keeps_letterhead_of(by, unit, calendar_day(at)):
        raise NotYours(NOT_YOURS)
    fields = {name: as_fields(words)[name] for name in KEPT}
    rows = Letterhead.objects.select_for_update(of=("self",), no_key=True).select_related("changed_by")
    standing = rows.filter(unit=unit).first()
    before = {name: getattr(standing, name) for name in KEPT} if standing is not None else {}
    if standing is not None and fields == before:
        return standing
    version = standing.version if standing is not None else 0
    if base_version > version:
        raise Refused(OLD_PAGE)
    if standing is not None and base_version < version:
        raise LetterheadOvertaken(standing)
    saved = standing or Letterhead(unit=unit, version=0)
    for name, value in fields.items():
        setattr(saved, name, value)
    saved.version, saved.changed_by, saved.changed_at = version + 1, by, at
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:  # somebody kept the first one in the same moment
        raise LetterheadOvertaken(rows.get(unit=unit)) from None
    write(
        LogKind.PLAN,
        "sửa thể thức báo cáo của đơn vị",
        at=at,
        by=by,
        address=address,
        unit=unit,
        before=_said(before),
        after=_said(fields),
    )
    return saved


def _said(fields: dict[str, str]) -> str:
    return "; ".join(" / ".join(text.splitlines()) for text in fields.values() if text)
