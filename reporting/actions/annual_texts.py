"""Lời văn of a draft, section by section: a version is added and none is ever changed or lost."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from childplan.vietnamese import nfc
from indicators.numbers import format_number
from reporting.actions.annual import OLD_PAGE, held_draft, touch
from reporting.actions.papers import plain
from reporting.actions.refusals import Refused
from reporting.documents.assembling import PartState, parts_of
from reporting.models import AnnualReport, AnnualText
from units.models import User

MOST_TEXT = 20_000


class TextOvertaken(Refused):
    """Somebody saved other words for the section since this one was begun: neither is lost, a person decides.
    `theirs` is the one that stands."""

    def __init__(self, theirs: AnnualText, standing: str) -> None:
        super().__init__(f"{theirs.by.full_name} đã lưu lời khác cho phần này. Lời của bạn chưa được lưu.")
        self.theirs = theirs
        self.standing = standing


class SuggestionChanged(Refused):
    """Words were put into a suggestion that says something else by now, because new figures were taken."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu đã được cập nhật sau khi bạn mở trang nên gợi ý của phần này đã đổi. "
            "Xem gợi ý mới rồi lưu lần nữa."
        )


def suggestion_mark(text: str) -> str:
    """By which a page says which suggestion it showed, so that nobody's words are told from somebody's."""
    return sha256(nfc(plain(text)).encode()).hexdigest()[:16]


@transaction.atomic
def save_text(
    *,
    report: AnnualReport,
    section: str,
    text: str,
    base_version: int,
    is_public: bool,
    by: User,
    at: datetime,
    suggested: str = "",
) -> AnnualText | None:
    """Write the words of a section as a new version, unless they say what stands; the version that stands
    then, None where the section still says what follows from the figures.

    `base_version`: the one that the writer's page showed, 0 for none. `is_public`: may they stand in the
    public version? `suggested`: the `suggestion_mark` of what that page suggested; sent back as it was, it is
    nobody's words, whatever the figures have come to since. Raises TextOvertaken where other words stand that
    the writer has not seen, SuggestionChanged where it is a suggestion.
    """
    report = held_draft(report, by, at)
    part = _part(report, section)
    text = nfc(plain(text))
    if len(text) > MOST_TEXT:
        raise Refused(
            f"Mỗi phần nhiều nhất {format_number(MOST_TEXT)} ký tự; phần này có {format_number(len(text))}."
        )
    last = _last(report, section)
    suggests = suggestion_mark(part.generated)
    says_generated = suggestion_mark(text) in (suggests, suggested)
    if says_generated and (last is None or last.is_generated):
        return last
    is_public = is_public and not says_generated
    stands = last is not None and not last.is_generated
    if last is not None and stands and (text, is_public) == (last.text, last.is_public):
        return last
    _check_seen(last, base_version, part.text)
    if not stands and suggested not in ("", suggests):
        raise SuggestionChanged
    return _add(report, section, last, "" if says_generated else text, is_public, says_generated, by, at)


@transaction.atomic
def back_to_generated(
    *, report: AnnualReport, section: str, base_version: int, by: User, at: datetime
) -> AnnualText | None:
    """Lấy lại gợi ý: the section says again what follows from the figures; the words written stay among the
    versions. Safe to repeat. Raises TextOvertaken."""
    report = held_draft(report, by, at)
    part = _part(report, section)
    last = _last(report, section)
    if last is None or last.is_generated:
        return last
    if last.by_id != by.pk:  # what one wrote oneself a moment ago is no surprise
        _check_seen(last, base_version, part.text)
    return _add(report, section, last, "", False, True, by, at)


def _part(report: AnnualReport, section: str) -> PartState:
    found = next((part for part in parts_of(report) if part.code == section and part.has_text), None)
    if found is None:
        raise Refused("Báo cáo không có phần đó. Tải lại trang.")
    return found


def _last(report: AnnualReport, section: str) -> AnnualText | None:
    rows = AnnualText.objects.filter(report=report, section=section).select_related("by")
    return rows.order_by("-version").first()


def _check_seen(last: AnnualText | None, base_version: int, standing: str) -> None:
    version = last.version if last is not None else 0
    if base_version > version:
        raise Refused(OLD_PAGE)
    if last is not None and base_version < version:
        raise TextOvertaken(last, standing)


def _add(
    report: AnnualReport,
    section: str,
    last: AnnualText | None,
    text: str,
    is_public: bool,
    is_generated: bool,
    by: User,
    at: datetime,
) -> AnnualText:
    written = AnnualText.objects.create(
        report=report,
        section=section,
        version=last.version + 1 if last is not None else 1,
        text=text,
        is_public=is_public,
        is_generated=is_generated,
        by=by,
        at=at,
    )
    touch(report, by, at)
    return written
