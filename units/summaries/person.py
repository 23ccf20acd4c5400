"""Screen 23: one person: what the account says, posts past and present, and what the log knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from childplan.vietnamese import moment, short_date
from units.enums import LogKind
from units.keeping import Keeper, not_over
from units.models import LogEntry, User
from units.summaries.people import PostLine, account_state, names_for, post_lines

LOG_SHOWN = 20


@dataclass(frozen=True)
class LogLine:
    """What was done, by whom, when."""

    at: str
    by: str
    act: str
    change: str


@dataclass(frozen=True)
class PersonPage:
    """Everything on the page. `kept_ids`: posts that this keeper may end or hand over; `elsewhere`: where the
    person also holds posts, which is why the account is not theirs to change."""

    user: User
    state: str
    state_code: str
    last_login: str
    code_until: str
    now: list[PostLine]
    past: list[PostLine]
    kept_ids: set[int]
    elsewhere: list[str]
    keeps_account: bool
    log: list[LogLine]


def person_page(user: User, keeper: Keeper, now: datetime) -> PersonPage:
    """The person as this keeper sees them: posts elsewhere are shown while they hold, the past only here."""
    here = keeper.postings().filter(user=user)
    seen = user.postings.filter(Q(pk__in=here.values("pk")) | not_over(now.date()))
    postings = list(seen.select_related("unit").order_by("id"))
    outside = keeper.elsewhere(user)
    names = names_for(keeper, [posting.unit for posting in postings])
    lines = post_lines(postings, names, now.date())
    state, code = account_state(user, postings, now)
    outside_ids = {posting.pk for posting in outside}
    holds = user.code_until is not None and user.code_until >= now
    return PersonPage(
        user=user,
        state=state,
        state_code=code,
        last_login=moment(user.last_login) if user.last_login else "",
        code_until=short_date(user.code_until) if holds and user.code_until else "",
        now=[line for line in lines if not line.is_over],
        past=[line for line in lines if line.is_over],
        kept_ids={
            posting.pk
            for posting in postings
            if posting.pk not in outside_ids and posting.role in keeper.roles_on(posting.unit)
        },
        elsewhere=list(dict.fromkeys(names.of(posting.unit_id) for posting in outside)),
        keeps_account=not outside,
        log=_log_lines(user, keeper),
    )


def _log_lines(user: User, keeper: Keeper) -> list[LogLine]:
    """What the log says of the account, newest first, as far as it happened in the units kept."""
    theirs = Q(subject__endswith=f" ({user.username})") | Q(by=user, subject=user.full_name)
    rows = LogEntry.objects.filter(theirs, kind=LogKind.PERSON).select_related("by")
    if not keeper.keeps_all:
        units = keeper.postings().filter(user=user).values("unit_id")
        rows = rows.filter(Q(unit__in=units) | Q(unit=None))
    return [
        LogLine(
            at=moment(row.at),
            by=row.by.full_name if row.by else "Hệ thống",
            act=row.act,
            change=" → ".join(filter(None, [row.before, row.after])),
        )
        for row in rows.order_by("-id")[:LOG_SHOWN]
    ]
