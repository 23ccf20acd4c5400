"""Who is told of what happened to their work? Written with the act, in the same transaction.

A notice goes to people through the unit they hold a post on today, never to whoever did the act, and carries
words only: no figure ever stands in one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse

from reporting.deadlines import calendar_day
from reporting.enums import NoticeKind
from reporting.models import Notice, Report, Round
from reporting.permissions import unit_above
from units.models import Posting, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries import names_on

LONGEST = 1000
TITLES = {
    NoticeKind.RETURNED: "Báo cáo {round} của {unit} bị trả lại",
    NoticeKind.ACCEPTED: "Báo cáo {round} của {unit} đã được duyệt",
    NoticeKind.REOPENED: "Báo cáo {round} của {unit} được mở lại, chờ kiểm tra",
    NoticeKind.SUBMITTED: "{unit} đã nộp lại báo cáo {round}",
    NoticeKind.WAIVED: "Cấp trên tổng hợp {round} không chờ báo cáo của {unit}",
    NoticeKind.DAYS: "Hạn nộp báo cáo {round} của {unit} thay đổi",
    NoticeKind.LOCK: "Báo cáo {round} của {unit}: chốt, mở khoá",
    NoticeKind.FORM: "Mẫu báo cáo {round} của {unit} có ô mới",
}
ROUTES = {NoticeKind.RETURNED: "reporting:entry", NoticeKind.SUBMITTED: "reporting:review"}


def tell_unit(
    report: Report, kind: NoticeKind, *, at: datetime, by: User | None, text: str = "", title: str = ""
) -> None:
    """Tell everybody posted on the report's unit to enter its figures."""
    _tell(report, report.unit_id, Verb.ENTER, kind, at, by, text, title)


def tell_above(
    report: Report, kind: NoticeKind, *, at: datetime, by: User | None, text: str = "", title: str = ""
) -> None:
    """Tell everybody who checks the report for the unit above."""
    above = unit_above(report)
    if above is not None:
        _tell(report, above, Verb.REVIEW, kind, at, by, text, title)


def _tell(
    report: Report,
    unit_id: int,
    verb: Verb,
    kind: NoticeKind,
    at: datetime,
    by: User | None,
    text: str,
    title: str,
) -> None:
    people = people_of(unit_id, verb, at, but=by)
    if not people:
        return
    words = title or TITLES[kind]
    address = reverse(ROUTES.get(kind, "reporting:check"), args=[report.round.key, report.unit.key])
    put(
        people,
        unit_id=unit_id,
        kind=kind,
        title=words.format(round=_lower(report.round), unit=_name(report)),
        text=text,
        address=address,
        at=at,
        report=report,
    )


def people_of(unit_id: int, verb: Verb, at: datetime, *, but: User | None = None) -> list[int]:
    """Users posted on the unit today whose role allows the verb."""
    postings = Posting.objects.as_of(calendar_day(at)).with_role(*roles_that_may(verb))
    found = postings.filter(unit=unit_id).values_list("user_id", flat=True).distinct()
    return [user_id for user_id in found.order_by("user_id") if but is None or user_id != but.pk]


def put(
    people: Collection[int],
    *,
    unit_id: int,
    kind: NoticeKind,
    title: str,
    at: datetime,
    text: str = "",
    address: str = "",
    report: Report | None = None,
) -> None:
    """One notice to each of the people."""
    Notice.objects.bulk_create(
        Notice(
            user_id=user_id,
            unit_id=unit_id,
            kind=kind,
            report=report,
            title=title[:300],
            text=text.strip()[:LONGEST],
            address=address,
            at=at,
        )
        for user_id in people
    )


def _lower(round_: Round) -> str:
    return round_.name[:1].lower() + round_.name[1:]


def _name(report: Report) -> str:
    return names(report.round, [report.unit]).get(report.unit_id, report.unit.key)


def names(round_: Round, units: Iterable[Unit]) -> dict[int, str]:
    """Names by unit id as the round knew them; one query."""
    found = names_on(round_.data_to, [unit.pk for unit in units])
    return {unit_id: place.full_name for unit_id, place in found.items()}
