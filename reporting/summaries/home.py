"""What waits for a person today? Own reports first, then the desk of each place collected for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from childplan.vietnamese import short_date
from reporting.models import AnnualReport
from reporting.summaries.coming import Coming, next_day
from reporting.summaries.desks import Desk, Desks, OlderRound, desks
from reporting.summaries.difficulties import waiting_count
from reporting.summaries.lists import ReportLine, latest_round, own_lines
from reporting.summaries.report_shelf import latest_issued
from reporting.summaries.starting import Start, first_steps
from units.acting import postings_today
from units.models import Placement, Posting, User
from units.roles import Verb, may, roles_that_may
from units.summaries.places import Lineage, name_with_place, names_on


@dataclass(frozen=True)
class PlaceLink:
    """A place whose totals the person may read."""

    name: str
    unit_key: str
    round_key: str
    round_name: str
    report: AnnualReport | None = None
    """The annual report that was signed last."""


@dataclass(frozen=True)
class OtherUnit:
    """Another unit that the person may act for, where something is still to be done."""

    posting_id: int
    name: str
    count: int


@dataclass(frozen=True)
class Contact:
    """Somebody who checks for the unit above, and the number that reaches them."""

    name: str
    title: str
    phone: str

    @property
    def number(self) -> str:
        """The same for a tel: link, digits and a plus only."""
        return "".join(sign for sign in self.phone if sign.isdecimal() or sign == "+")


@dataclass(frozen=True)
class Home:
    """Screen 02 for any role; empty parts are left out.

    `still`: locked before they were handed in. `not_owed`: of units gone by the closing day. `manages`: runs
    rounds without a desk (Quản trị). `difficulties`: how many of the units right below wait for an answer. Of
    somebody with several units the page holds the work of the one acted for; `other_units` says what waits in
    the others. `start`: what a commune still needs before its first round.
    """

    greeting: str
    to_do: list[ReportLine]
    still: list[ReportLine]
    not_owed: list[ReportLine]
    done: list[ReportLine]
    desks: list[Desk]
    older: list[OlderRound]
    places: list[PlaceLink]
    contacts: list[Contact]
    coming: Coming | None
    role_note: str
    manages: bool
    difficulties: int
    other_units: list[OtherUnit]
    start: Start | None = None

    @property
    def is_empty(self) -> bool:
        """Is there nothing at all to do?"""
        works = any(desk.primary for desk in self.desks) or self.older
        return not (self.to_do or works or self.places or self.manages or self.difficulties or self.start)

    @property
    def primary(self) -> str:
        """Where the one filled button of the page stands: on the first own report, on the first desk (by its
        key) where somebody waits for this person, on the first older round, on the first desk with anything
        else to do, or on the first place to read. A commune that begins has it on its next step."""
        if self.start is not None and self.start.next is not None:
            return "start"
        if self.to_do:
            return "to_do"
        urgent = next((desk.unit_key for desk in self.desks if desk.is_waited_for), "")
        other = next((desk.unit_key for desk in self.desks if desk.primary), "")
        return urgent or ("older" if self.older else "") or other or ("places" if self.places else "")


def home_page(user: User, now: datetime, acted: int | None = None) -> Home:
    """Everything on the home page; a fixed number of queries. `acted`: the post chosen to act for."""
    today = now.date()
    postings = postings_today(user, today, acted)
    start = first_steps(postings, today)
    own = own_lines(user, now)
    if start is not None:
        # What it typed of years before is no work and no round that anybody takes part in.
        own = [line for line in own if line.is_open or line.unit_key != start.unit_key]
    found = desks(user, own, now)
    on_desks = {line.report_id for line in [*_own(found.current), *_own(found.older)]}
    elsewhere = {posting.unit.key for posting in postings if posting.unit_id != postings[0].unit_id}
    everywhere = [line for line in own if line.report_id not in on_desks]
    lines = [line for line in everywhere if line.unit_key not in elsewhere]
    current = [desk for desk in found.current if desk.unit_key not in elsewhere]
    older = [round_ for round_ in found.older if round_.unit_key not in elsewhere]
    to_do = [line for line in lines if line.can_enter]
    waiting = waiting_count(user, today)
    is_quiet = not (to_do or any(desk.primary for desk in current) or older or waiting or start)
    here = [posting for posting in postings if posting.unit.key not in elsewhere]
    return Home(
        greeting=user.full_name,
        to_do=to_do,
        still=[line for line in lines if line.is_open and line.is_locked and not line.not_owed],
        not_owed=[line for line in lines if line.not_owed],
        done=[line for line in lines if not line.is_open and not line.not_owed],
        desks=current,
        older=older,
        places=_places(postings) if not current and start is None else [],
        contacts=_contacts(postings, now),
        coming=next_day(_reporting_units(here), own, now) if is_quiet else None,
        role_note=_role_note(user, [posting.role for posting in postings], today),
        manages=_manages([posting.role for posting in postings]),
        difficulties=waiting,
        other_units=_other_units(postings, elsewhere, everywhere, found, today),
        start=start,
    )


def _other_units(
    postings: Collection[Posting],
    elsewhere: Collection[str],
    lines: Collection[ReportLine],
    found: Desks,
    today: date,
) -> list[OtherUnit]:
    """What waits in the units that are not acted for; one query more for whoever has several."""
    counts = Counter(line.unit_key for line in lines if line.can_enter)
    counts.update(desk.unit_key for desk in found.current if desk.primary)
    counts.update(round_.unit_key for round_ in found.older)
    first = {posting.unit.key: posting for posting in reversed(list(postings))}
    busy = [first[key] for key in first if key in elsewhere and counts[key]]
    if not busy:
        return []
    lineage = Lineage(posting.unit for posting in busy)
    return [
        OtherUnit(
            posting.pk, name_with_place(lineage.chain_on(today, posting.unit_id)), counts[posting.unit.key]
        )
        for posting in sorted(busy, key=lambda posting: posting.pk)
    ]


def _own(places: Collection[Desk] | Collection[OlderRound]) -> list[ReportLine]:
    return [place.own for place in places if place.own is not None]


def _reporting_units(postings: Collection[Posting]) -> list[int]:
    return [posting.unit_id for posting in postings if may(posting.role, Verb.ENTER)]


def _places(postings: Collection[Posting]) -> list[PlaceLink]:
    """Places whose totals a reader (a leader) opens from home."""
    units = [posting.unit for posting in postings if may(posting.role, Verb.SEE_TOTALS)]
    round_ = latest_round(*units) if units else None
    if round_ is None:
        return []
    names = names_on(round_.data_to, [unit.pk for unit in units])
    signed = latest_issued(names)
    return [
        PlaceLink(name.full_name, name.key, round_.key, round_.name, signed.get(unit_id))
        for unit_id, name in names.items()
    ]


def _contacts(postings: Collection[Posting], now: datetime) -> list[Contact]:
    """Who checks today for the units right above those the person reports for, if a phone reaches them; one
    query."""
    own = Placement.objects.as_of(now.date()).filter(unit__in=_reporting_units(postings))
    people = (
        Posting.objects.as_of(now.date())
        .with_role(*roles_that_may(Verb.REVIEW))
        .filter(unit__in=own.values("parent_id"))
        .exclude(user__phone="")
        .select_related("user")
        .order_by("user__name_sort")
    )
    every = [Contact(one.user.full_name, one.user.title, one.user.phone) for one in people]
    return list(dict.fromkeys(every))


def _manages(roles: list[str]) -> bool:
    return any(may(role, Verb.RUN_ROUNDS) for role in roles) and not any(
        may(role, Verb.REVIEW) for role in roles
    )


def _role_note(user: User, roles: list[str], today: date) -> str:
    if not roles:
        coming = user.postings.filter(starts_on__gt=today).order_by("starts_on").first()
        if coming is not None:
            return f"Phân công của bạn bắt đầu từ {short_date(coming.starts_on)}."
        return "Bạn chưa có phân công nào đang hiệu lực. Liên hệ công chức Văn hóa - Xã hội của xã."
    if not any(may(role, Verb.SEE_FIGURES) for role in roles):
        return "Vai trò Quản trị không xem số liệu."
    return ""
