"""Báo cáo năm: begun, filled with figures, issued, and begun again as an amended edition.

A draft holds the figures as they were taken; new ones are taken by whoever has looked at what they change.
An issued edition is never written again; the database refuses it as well (migration 0010).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from plans.models import Plan
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.documents.assembling import assemble_to_issue, public_to_issue, tables_now
from reporting.documents.changes import FigureChanged, changes_between
from reporting.documents.kept import as_json
from reporting.documents.sections import default_switches, kind_of
from reporting.documents.stamping import content_digest
from reporting.enums import HANDED_IN, AnnualState, ReportState
from reporting.letterheads import LetterheadWords
from reporting.letterheads import as_json as words_as_json
from reporting.models import AnnualReport, AnnualText, Report, Round
from reporting.permissions import writes_reports_of
from reporting.summaries.annual_letterheads import letterhead_of
from reporting.summaries.report_shelf import edition_name, plans_reported_on
from reporting.totals import PLACES
from units.enums import LogKind
from units.log import write
from units.models import Placement, Unit, User

MOST_REASON = 500
ISSUED_STANDS = "Báo cáo đã phát hành, giữ nguyên như đã ký. Cần sửa thì lập bản sửa đổi."
NOT_YOURS = "Báo cáo năm do người được giao soạn ở chính đơn vị viết và phát hành."
NOTHING_ACCEPTED = (
    "Chưa có báo cáo nào được duyệt nên chưa có số chính thức để phát hành. Duyệt báo cáo cấp dưới, hoặc "
    "chọn dùng số tạm tính ở trang Số liệu."
)
LOOK_FIRST = "Số liệu đã thay đổi sau khi soạn. Xem số cũ, số mới rồi mới phát hành."
CHANGED_AGAIN = "Số liệu vừa thay đổi thêm sau khi bạn mở trang. Xem lại rồi cập nhật."
WORDS_CHANGED = "Nội dung vừa thay đổi sau khi bạn mở trang. Xem lại rồi phát hành."
OLD_PAGE = "Trang này cũ hơn báo cáo. Tải lại trang."


class SettingsOvertaken(Refused):
    """Somebody saved other head fields or switches since the page was shown; `report` as it stands."""

    def __init__(self, report: AnnualReport) -> None:
        super().__init__(
            f"{report.saved_by.full_name} đã lưu phần đầu, cuối văn bản hoặc các phần khác trước bạn. "
            "Xem lại rồi lưu lần nữa."
        )
        self.report = report


@dataclass(frozen=True)
class Offer:
    """What taking the figures again would change. `seen`: the sign of having looked at exactly this."""

    tables: dict[str, Any]
    changes: Sequence[FigureChanged]
    is_official: bool
    seen: str


@transaction.atomic
def begin_report(
    *, unit: Unit, plan: Plan, round_: Round, by: User, at: datetime, address: str | None = None
) -> AnnualReport:
    """The unit's report on the plan for the round: the one that is there, a draft before an issued one, else
    a new draft with the unit's letterhead and the figures of this moment. Safe to repeat.

    Raises NotYours, or Refused for a round or a plan on which the unit does not report.
    """
    _check_writer(by, unit, round_, at)
    standing = _latest(unit, plan, round_)
    if standing is not None:
        return standing
    kind = kind_of(round_.kind)
    if kind is None or unit.level not in PLACES or plan not in plans_reported_on(unit, round_):
        raise Refused("Đơn vị không lập báo cáo theo kế hoạch này trong kỳ này.")
    report = AnnualReport(
        unit=unit,
        plan=plan,
        round=round_,
        letterhead=words_as_json(letterhead_of(unit, _day_of_names(unit, round_, at))),
        switches=default_switches(kind),
        taken_at=at,
        begun_by=by,
        begun_at=at,
        saved_by=by,
        saved_at=at,
    )
    report.tables = tables_now(report, now=at)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:  # somebody begun it in the same moment: theirs is the one
        other = _latest(unit, plan, round_)
        if other is None:
            raise
        return other
    _log(report, "bắt đầu soạn báo cáo năm", by, at, address)
    return report


@transaction.atomic
def save_settings(
    *,
    report: AnnualReport,
    letterhead: LetterheadWords,
    switches: dict[str, bool],
    base_version: int,
    by: User,
    at: datetime,
) -> AnnualReport:
    """What stands around the text, and which parts there are. `base_version`: the one that the writer's page
    showed. Raises SettingsOvertaken where somebody else saved something different since."""
    report = held_draft(report, by, at)
    words = words_as_json(letterhead)
    if words == report.letterhead and switches == report.switches:
        return report
    if base_version > report.version:
        raise Refused(OLD_PAGE)
    if base_version < report.version:
        raise SettingsOvertaken(report)
    report.letterhead, report.switches = words, switches
    report.version += 1
    touch(report, by, at, "letterhead", "switches", "version")
    return report


def offer_of(report: AnnualReport, *, official: bool, now: datetime) -> Offer:
    """The figures as they stand now, and what differs from those in the draft."""
    tables = tables_now(_with_edition(report, official), now=now)
    changes = changes_between(report.tables, tables)
    said = [[one.where, one.what, one.old, one.new] for one in changes]
    whole = json.dumps([official, report.is_official, said], ensure_ascii=False)
    return Offer(tables, changes, official, sha256(whole.encode()).hexdigest()[:16])


@transaction.atomic
def refresh_figures(
    *, report: AnnualReport, official: bool, seen: str, by: User, at: datetime
) -> Sequence[FigureChanged]:
    """Take the figures as they stand; what changed thereby. `seen`: the sign that came with what was looked
    at. Raises Refused where they have changed once more since."""
    report = held_draft(report, by, at)
    offer = offer_of(report, official=official, now=at)
    if not offer.changes and official == report.is_official:
        return []
    if offer.seen != seen:
        raise Refused(CHANGED_AGAIN)
    report.tables, report.is_official, report.taken_at = offer.tables, official, at
    report.version += 1
    touch(report, by, at, "tables", "is_official", "taken_at", "version")
    return offer.changes


@dataclass(frozen=True)
class ToIssue:
    """What would be issued. `seen`: the sign of having looked at exactly these words, at those of them that
    go to everybody, and at these changes."""

    offer: Offer
    refusals: Sequence[str]
    seen: str


def to_issue(report: AnnualReport, *, now: datetime) -> ToIssue:
    """What stands in the way of issuing, and what a person has to have looked at."""
    offer = offer_of(report, official=report.is_official, now=now)
    whole = content_digest(assemble_to_issue(report, now=now))
    public = content_digest(public_to_issue(report, now=now))
    digest = sha256(f"{whole} {public}".encode()).hexdigest()
    refusals = [NOTHING_ACCEPTED] if report.is_official and not _anything_accepted(report) else []
    return ToIssue(offer, refusals, f"{digest[:16]}-{offer.seen}")


@transaction.atomic
def issue(
    *, report: AnnualReport, seen: str, by: User, at: datetime, address: str | None = None
) -> AnnualReport:
    """Freeze the report as it is read and printed, for its readers and for the public. Safe to repeat.

    `seen`: the sign that came with the page on which it was looked at. Raises Refused where no figure is
    official yet, or figures or words have changed since.
    """
    report = held(report, by, at)
    if report.is_issued:
        return report
    found = to_issue(report, now=at)
    if found.refusals:
        raise Refused(found.refusals[0])
    if seen != found.seen:
        looked_at = seen.rpartition("-")[2] == found.offer.seen
        raise Refused(WORDS_CHANGED if looked_at or not found.offer.changes else LOOK_FIRST)
    document = assemble_to_issue(report, now=at)
    report.content = as_json(document)
    report.public_content = as_json(public_to_issue(report, now=at))
    report.digest = content_digest(document)
    report.state, report.issued_by, report.issued_at = AnnualState.ISSUED, by, at
    touch(report, by, at, *("content", "public_content", "digest", "state"), *("issued_by", "issued_at"))
    _log(report, f"phát hành báo cáo năm, {edition_name(report.edition).lower()}", by, at, address)
    return report


@transaction.atomic
def begin_amended(
    *, report: AnnualReport, reason: str, by: User, at: datetime, address: str | None = None
) -> AnnualReport:
    """The next edition, begun from the words and figures of the issued one; where it is begun already, that
    one. Raises Refused without a reason, or where a later edition is out."""
    _check_writer(by, report.unit, report.round, at)
    # Holding the issued row makes two who begin at once come one after the other.
    report = AnnualReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    latest = _latest(report.unit, report.plan, report.round)
    assert latest is not None
    if not latest.is_issued:
        return latest
    if latest.pk != report.pk:
        raise Refused(f"Đã có {edition_name(latest.edition).lower()}; sửa tiếp từ bản ấy.")
    reason = reason.strip()
    if not reason:
        raise Refused("Ghi vì sao phải sửa đổi: bản sửa đổi nêu lý do này.")
    if len(reason) > MOST_REASON:
        raise Refused(f"Lý do nhiều nhất {MOST_REASON} ký tự.")
    amended = AnnualReport.objects.create(
        unit=report.unit,
        plan=report.plan,
        round=report.round,
        edition=report.edition + 1,
        amended_because=reason,
        is_official=report.is_official,
        letterhead=report.letterhead,
        switches=report.switches,
        tables=report.tables,
        taken_at=report.taken_at,
        begun_by=by,
        begun_at=at,
        saved_by=by,
        saved_at=at,
    )
    AnnualText.objects.bulk_create(
        AnnualText(
            report=amended,
            section=text.section,
            version=1,
            text=text.text,
            is_generated=text.is_generated,
            is_public=text.is_public,
            by=text.by,
            at=text.at,
        )
        for text in last_texts(report).values()
    )
    _log(amended, "bắt đầu soạn bản sửa đổi của báo cáo năm", by, at, address, reason=reason)
    return amended


def last_texts(report: AnnualReport) -> dict[str, AnnualText]:
    """By section the version that counts."""
    rows = report.texts.select_related("by").order_by("section", "version")
    return {row.section: row for row in rows}


# --- Held while they are changed


def held(report: AnnualReport, by: User, at: datetime) -> AnnualReport:
    """The report as it stands, held until the end of the transaction. Raises NotYours."""
    found = (
        AnnualReport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "plan", "round", "saved_by")
        .get(pk=report.pk)
    )
    _check_writer(by, found.unit, found.round, at)
    return found


def held_draft(report: AnnualReport, by: User, at: datetime) -> AnnualReport:
    """The same, if it may still be written. Raises Refused where it is issued."""
    found = held(report, by, at)
    if found.is_issued:
        raise Refused(ISSUED_STANDS)
    return found


def touch(report: AnnualReport, by: User, at: datetime, *fields: str) -> None:
    """Write the fields, with who saved last and when."""
    report.saved_by, report.saved_at = by, max(at, report.begun_at)
    report.save(update_fields=[*fields, "saved_by", "saved_at"])


def _check_writer(by: User, unit: Unit, round_: Round, at: datetime) -> None:
    if not writes_reports_of(by, unit, round_, calendar_day(at)):
        raise NotYours(NOT_YOURS)


def _latest(unit: Unit, plan: Plan, round_: Round) -> AnnualReport | None:
    found = AnnualReport.objects.filter(unit=unit, plan=plan, round=round_)
    return found.select_related("unit", "plan", "round").order_by("-edition").first()


def _with_edition(report: AnnualReport, official: bool) -> AnnualReport:
    """The same report as it would be with the other kind of figures; never saved."""
    if official == report.is_official:
        return report
    return AnnualReport(
        pk=report.pk, unit=report.unit, plan=report.plan, round=report.round, is_official=official
    )


def _day_of_names(unit: Unit, round_: Round, at: datetime) -> date:
    """A unit signs under its name of today; one that is gone under the one it had on the closing day."""
    today = calendar_day(at)
    stands = Placement.objects.as_of(today).filter(unit=unit).exists()
    return today if stands else round_.data_to


def _anything_accepted(report: AnnualReport) -> bool:
    """Is there one official figure: the unit's own report handed in, or one right below accepted, in the
    round, or in a year that a sơ kết or tổng kết speaks of?"""
    round_ = report.round
    rounds = (
        Round.objects.filter(pk=round_.pk)
        if round_.asks_figures
        else Round.objects.filter(plan=None, year__gte=round_.data_from.year, year__lte=round_.data_to.year)
    )
    for one in rounds:
        below = Placement.objects.as_of(one.data_to).filter(parent=report.unit_id)
        own = Report.objects.filter(round=one, unit=report.unit_id, state__in=HANDED_IN)
        accepted = Report.objects.filter(
            round=one, unit__in=below.values("unit_id"), state=ReportState.ACCEPTED
        )
        if own.exists() or accepted.exists():
            return True
    return False


def _log(
    report: AnnualReport, act: str, by: User, at: datetime, address: str | None, reason: str = ""
) -> None:
    write(
        LogKind.PLAN,
        act,
        at=at,
        by=by,
        address=address,
        unit=report.unit,
        subject=f"{report.plan.short_title}, {report.round.name.lower()}",
        reason=reason,
    )
