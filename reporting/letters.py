"""Thư nhắc việc: one letter a person and day, with everything that waits for them, each with its link.

The row stands before the letter goes, so no run sends it again; one that did not go says why and is written
anew by the next run of the day, from what still waits then. No letter carries a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse

from childplan.clock import VIET_NAM
from childplan.vietnamese import short_date
from reporting.deadlines import calendar_day
from reporting.enums import NoticeKind, ReportState
from reporting.models import Digest, Notice

IN_LETTERS = (NoticeKind.REMINDER, NoticeKind.ESCALATION)
OPEN = (ReportState.DRAFT, ReportState.RETURNED)
SUBJECT, FAILURE = 200, 300
PERMANENT = 500
"""Answers of a mail server from here on will be the same the next time."""
ON_ONE_CONNECTION = 50
"""Letters, after which a new one is made: many servers hang up on whoever sends more."""


@dataclass(frozen=True)
class Posted:
    """What became of the letters of one run."""

    sent: int = 0
    waiting: int = 0
    has_server: bool = True

    @property
    def text(self) -> str:
        if not self.has_server:
            return "chưa có máy chủ thư (CHILDPLAN_MAIL_SERVER) nên chỉ nhắc trong phần mềm"
        if self.waiting:
            return (
                f"{self.sent} thư đã gửi, {self.waiting} thư chưa gửi được, lần chạy sau trong ngày gửi lại"
            )
        return f"{self.sent} thư đã gửi"


def post_letters(at: datetime) -> Posted:
    """Write and send the letters of the day to those who have an address, want them and had none today."""
    if not settings.WRITES_LETTERS:
        return Posted(has_server=False)
    letters = {user_id: _letter(notices, at) for user_id, notices in _waiting(at).items()}
    Digest.objects.bulk_create(letters.values(), batch_size=500, ignore_conflicts=True)
    unsent = dict(Digest.objects.filter(on=calendar_day(at), sent_at=None).values_list("user_id", "pk"))
    return _send([(unsent[user_id], letter) for user_id, letter in letters.items() if user_id in unsent], at)


def _waiting(at: datetime) -> dict[int, list[Notice]]:
    """Today's reminders by person, without those whose report has come or is not waited for."""
    today = calendar_day(at)
    had_one = Digest.objects.filter(user=OuterRef("user"), on=today, sent_at__isnull=False)
    notices = (
        Notice.objects.still_addressed(today)
        .filter(
            Q(report=None) | Q(report__state__in=OPEN, report__waived_at=None),
            ~Exists(had_one),
            at__range=[datetime.combine(today, moment, VIET_NAM) for moment in (time.min, time.max)],
            kind__in=IN_LETTERS,
            user__is_active=True,
            user__wants_mail=True,
        )
        .exclude(user__email="")
        .select_related("user")
        .order_by("user_id", "kind", "id")
    )
    found: dict[int, list[Notice]] = defaultdict(list)
    for notice in notices:
        found[notice.user_id].append(notice)
    return found


def _letter(notices: Sequence[Notice], at: datetime) -> Digest:
    user = notices[0].user
    body = render_to_string(
        "mail/digest.txt",
        {
            "name": user.full_name,
            "to_do": [notice for notice in notices if notice.kind == NoticeKind.REMINDER],
            "below": [notice for notice in notices if notice.kind == NoticeKind.ESCALATION],
            "base": settings.BASE_URL,
            "account": settings.BASE_URL + reverse("units:account"),
        },
    )
    day = calendar_day(at)
    subject = (
        notices[0].title if len(notices) == 1 else f"Nhắc việc ngày {short_date(day)}: {len(notices)} việc"
    )
    # A header is one line, whatever a unit is called.
    subject = " ".join(subject.split())[:SUBJECT]
    return Digest(user=user, on=day, address=user.email, subject=subject, body=body, made_at=at)


def _send(letters: Sequence[tuple[int, Digest]], at: datetime) -> Posted:
    """Hand the letters over one by one. A server that is down costs one attempt, not one a letter; a letter
    that it will not have, today or ever, holds up nobody else's."""
    sent = failed = 0
    connection = get_connection()
    for place, (digest_id, letter) in enumerate(letters):
        if not _claim(digest_id, letter, at):
            continue
        try:
            connection.open()  # does nothing while it is open
            EmailMessage(letter.subject, letter.body, to=[letter.address], connection=connection).send()
        except SMTPRecipientsRefused as problem:
            failed += _give_back([digest_id], f"Máy chủ thư không nhận địa chỉ này: {problem}")
        except ValueError as problem:  # what no letter can be made of
            failed += _give_back([digest_id], f"Không soạn được thư: {problem}")
        except (SMTPException, OSError) as problem:
            if isinstance(problem, SMTPDataError) and problem.smtp_code >= PERMANENT:
                failed += _give_back([digest_id], f"Máy chủ thư không nhận thư này: {problem}")
                continue
            rest = [pk for pk, _ in letters[place + 1 :]]
            failed += _give_back([digest_id], f"Không gửi được qua máy chủ thư: {problem}", rest)
            break
        else:
            sent += 1
            if sent % ON_ONE_CONNECTION == 0:
                _close(connection)
    _close(connection)
    return Posted(sent, failed)


def _close(connection: BaseEmailBackend) -> None:
    with suppress(SMTPException, OSError):
        connection.close()


def _claim(digest_id: int, letter: Digest, at: datetime) -> bool:
    """Is the letter this run's to send? Whoever changes the row has it, and keeps it if they are killed then:
    a letter that may have gone is not sent again."""
    return bool(
        Digest.objects.filter(pk=digest_id, sent_at=None).update(
            sent_at=at, failure="", address=letter.address, subject=letter.subject, body=letter.body
        )
    )


def _give_back(mine: Sequence[int], why: str, rest: Sequence[int] = ()) -> int:
    """The letters did not go: the row says why. Returns how many wait for the next run."""
    failure = " ".join(why.split())[:FAILURE]
    given = Digest.objects.filter(pk__in=mine).update(sent_at=None, failure=failure)
    for start in range(0, len(rest), 500):
        some = Digest.objects.filter(pk__in=rest[start : start + 500], sent_at=None)
        given += some.update(failure=failure)
    return given
