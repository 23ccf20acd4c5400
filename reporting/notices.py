"""Who is told of what happened to their work? Written with the act, in the same transaction.

A notice goes to people through the unit they hold a post on today, never to whoever did the act, and carries
words only: no figure ever stands in one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Subquery
from django.urls import reverse

from reporting.deadlines import calendar_day
from reporting.enums import Act, NoticeKind
from reporting.models import Notice, Report, ReportEvent, ReviewComment, Round
from reporting.permissions import unit_above
from reporting.tracking import Pick
from units.models import Posting, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.lineage import actors_for
from units.summaries.places import names_on

LONGEST = 1000
TITLES = {
    NoticeKind.RETURNED: "Báo cáo {round} của {unit} bị trả lại",
    NoticeKind.ACCEPTED: "Báo cáo {round} của {unit} đã được duyệt",
    NoticeKind.REOPENED: "Báo cáo {round} của {unit} được mở lại, chờ kiểm tra",
    NoticeKind.SUBMITTED: "{unit} đã nộp lại báo cáo {round}",
    NoticeKind.STAND_IN: "Báo cáo {round} của {unit} đang được nhập thay",
    NoticeKind.WAIVED: "Cấp trên tổng hợp {round} không chờ báo cáo của {unit}",
    NoticeKind.DAYS: "Hạn nộp báo cáo {round} của {unit} thay đổi",
    NoticeKind.LOCK: "Báo cáo {round} của {unit}: chốt, mở khoá",
    NoticeKind.FORM: "Mẫu báo cáo {round} của {unit} có ô mới",
    NoticeKind.IMPORTED: "Số liệu {round} của {unit} vừa được đưa vào từ tệp",
}
HANDED_IN_FOR_THEM = "Báo cáo {round} của {unit} đã được nộp thay"
REOPENED_BELOW = "Báo cáo {round} của {unit} được mở lại sau khi {place} đã tổng hợp và nộp"


def tell_unit(
    report: Report, kind: NoticeKind, *, at: datetime, by: User | None, text: str = "", title: str = ""
) -> None:
    """Tell everybody posted to enter the figures of the report's unit, or of the one that acts for it."""
    _tell(report, report.unit_id, Verb.ENTER, kind, at, by, text, title)


def tell_units(
    reports: Mapping[int, Report],
    texts: Mapping[int, str],
    kind: NoticeKind,
    *,
    at: datetime,
    by: User,
    title: str = "",
) -> None:
    """Tell the people of many units of one round at once, each unit its own text; both by unit id. A
    fixed number of queries, however many."""
    told = [reports[unit_id] for unit_id in sorted(texts)]
    if not told:
        return
    acting = actors_for(list(texts), told[0].round.data_to, calendar_day(at))
    called = names(told[0].round, [report.unit for report in told])
    postings = Posting.objects.as_of(calendar_day(at)).with_role(*roles_that_may(Verb.ENTER))
    pairs = postings.filter(unit__in=set(acting.values()), user__is_active=True).exclude(user=by)
    people: dict[int, list[int]] = {}
    for unit_id, user_id in pairs.order_by("user_id").values_list("unit_id", "user_id").distinct():
        people.setdefault(unit_id, []).append(user_id)
    Notice.objects.bulk_create(
        (
            Notice(
                user_id=user_id,
                unit_id=acting[report.unit_id],
                kind=kind,
                report=report,
                title=_title(
                    (title or TITLES[kind]).format(
                        round=_lower(report.round), unit=called.get(report.unit_id, report.unit.key)
                    )
                ),
                text=texts[report.unit_id].strip()[:LONGEST],
                address=address_of(report),
                at=at,
            )
            for report in told
            for user_id in people.get(acting.get(report.unit_id, 0), ())
        ),
        batch_size=1000,
    )


def tell_above(
    report: Report, kind: NoticeKind, *, at: datetime, by: User | None, text: str = "", title: str = ""
) -> None:
    """Tell everybody who checks the report for the unit above, or for the one that acts for that."""
    above = unit_above(report)
    if above is not None:
        _tell(report, above, Verb.REVIEW, kind, at, by, text, title)


def tell_of_reopening(
    report: Report, carried_by: Iterable[Report], *, at: datetime, by: User, text: str
) -> None:
    """Tell everybody above whose sums, or the sums handed to them, still hold what was opened again.

    carried_by: reports above that went up with this one in them. One notice a person, with the way to the
    sums of the lowest place concerned.
    """
    told: set[int] = set()
    for place in carried_by:
        for above in filter(None, (place.unit_id, unit_above(place))):
            unit_id, checking = _people_acting(place, above, Verb.REVIEW, at, by)
            people = [person for person in checking if person not in told]
            told.update(people)
            put(
                people,
                unit_id=unit_id,
                kind=NoticeKind.REOPENED,
                title=REOPENED_BELOW.format(
                    round=_lower(report.round), unit=_name(report), place=_name(place)
                ),
                text=text,
                address=reverse("reporting:rollup", args=[place.round.key, place.unit.key]),
                at=at,
                report=report,
            )


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
    unit_id, people = _people_acting(report, unit_id, verb, at, by)
    if not people:
        return
    words = title or TITLES[kind]
    put(
        people,
        unit_id=unit_id,
        kind=kind,
        title=words.format(round=_lower(report.round), unit=_name(report)),
        text=text,
        address=_address(report, kind),
        at=at,
        report=report,
    )


def _people_acting(
    report: Report, unit_id: int, verb: Verb, at: datetime, but: User | None
) -> tuple[int, list[int]]:
    """People of a unit of the report's round, and the unit through which they are told: where nobody sits
    there, it may be gone, and whoever acts for it today is told."""
    people = people_of(unit_id, verb, at, but=but)
    if people:
        return unit_id, people
    actor = actors_for([unit_id], report.round.data_to, calendar_day(at)).get(unit_id, unit_id)
    return actor, people_of(actor, verb, at, but=but) if actor != unit_id else []


def _address(report: Report, kind: NoticeKind) -> str:
    if kind == NoticeKind.SUBMITTED:
        return reverse("reporting:review", args=[report.round.key, report.unit.key])
    cell = _first_commented(report) if kind == NoticeKind.RETURNED else ""
    return f"{address_of(report)}#so-{cell}" if cell else address_of(report)


def address_of(report: Report) -> str:
    """Where the unit goes on with its report: the form while it is open, else the receipt."""
    route = "reporting:entry" if report.is_open else "reporting:receipt"
    return reverse(route, args=[report.round.key, report.unit.key])


def address_of_overdue(round_: Round, place_key: str) -> str:
    """Where the level above sees who is late."""
    return f"{reverse('reporting:tracking', args=[round_.key, place_key])}?loc={Pick.OVERDUE}"


def _first_commented(report: Report) -> str:
    """The code of the first cell that the last return speaks of, in the order of the form; one query."""
    last = ReportEvent.objects.filter(report=report, act=Act.RETURNED).order_by("-id").values("pk")[:1]
    comments = ReviewComment.objects.filter(event=Subquery(last))
    ordered = comments.order_by("figure__item__position", "figure__item__code")
    return ordered.values_list("figure__item__code", flat=True).first() or ""


def people_of(unit_id: int, verb: Verb, at: datetime, *, but: User | None = None) -> list[int]:
    """Users posted on the unit today whose role allows the verb."""
    postings = Posting.objects.as_of(calendar_day(at)).with_role(*roles_that_may(verb))
    found = postings.filter(unit=unit_id, user__is_active=True).values_list("user_id", flat=True).distinct()
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
            title=_title(title),
            text=text.strip()[:LONGEST],
            address=address,
            at=at,
        )
        for user_id in people
    )


def _title(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"[:300]


def _lower(round_: Round) -> str:
    return round_.name[:1].lower() + round_.name[1:]


def _name(report: Report) -> str:
    return names(report.round, [report.unit]).get(report.unit_id, report.unit.key)


def names(round_: Round, units: Iterable[Unit]) -> dict[int, str]:
    """Names by unit id as the round knew them; one query."""
    found = names_on(round_.data_to, [unit.pk for unit in units])
    return {unit_id: place.full_name for unit_id, place in found.items()}
