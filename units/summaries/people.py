"""Screen 23: who has an account in the units kept, with which posts, and who has nobody yet?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from childplan.vietnamese import folded, moment, short_date
from units.enums import Level
from units.keeping import Keeper, not_over
from units.models import Placement, Posting, Unit, User
from units.phones import plain, written_plainly
from units.roles import Verb, roles_that_may
from units.summaries.places import Lineage, PlaceName, children_on, name_from, names_on, search_on

PAGE_SIZE = 50
IN_USE, STOPPED, ENDED, LATER = "Đang dùng", "Đã ngừng", "Đã hết hạn", "Chưa bắt đầu"
NEVER_IN, WAITING, CODE_OVER = "Chưa đăng nhập", "Chờ đặt mật khẩu", "Mã một lần đã hết hạn"


@dataclass(frozen=True)
class PostLine:
    """One post. `days`: “từ 01/07/2024”; nothing is said of a post without days."""

    posting_id: int
    unit_key: str
    unit_name: str
    role: str
    days: str
    is_over: bool
    is_later: bool


@dataclass(frozen=True)
class PersonLine:
    """One account in the list; `state_code` is the look of the state."""

    username: str
    full_name: str
    title: str
    phone: str
    posts: list[PostLine]
    last_login: str
    state: str
    state_code: str

    @property
    def is_quiet(self) -> bool:
        """Is nothing to be done with it any more?"""
        return self.state in (STOPPED, ENDED)


@dataclass(frozen=True)
class UnitWithout:
    """A unit that reports and has nobody today or later."""

    key: str
    name: str


def span_in_words(posting: Posting) -> str:
    """“từ 01/07/2024 đến hết 31/12/2024”; "" without days."""
    parts = (
        f"từ\u00a0{short_date(posting.starts_on)}" if posting.starts_on else "",
        f"đến hết\u00a0{short_date(posting.ends_on)}" if posting.ends_on else "",
    )
    return " ".join(filter(None, parts))


def account_state(user: User, postings: Iterable[Posting], now: datetime) -> tuple[str, str]:
    """What the state of the account is, in words, and its look."""
    today = now.date()
    open_ones = [posting for posting in postings if posting.ends_on is None or posting.ends_on >= today]
    if not user.is_active:
        return STOPPED, "locked"
    if not open_ones:
        return ENDED, "no_data"
    if user.must_choose_password:
        if user.code_until is not None and user.code_until < now:
            return CODE_OVER, "days_left"
        return (WAITING, "days_left") if user.last_login else (NEVER_IN, "not_started")
    if user.last_login is None:
        return NEVER_IN, "not_started"
    if all(posting.starts_on is not None and posting.starts_on > today for posting in open_ones):
        return LATER, "milestone_later"
    return IN_USE, "done"


# --- The list


def found_people(keeper: Keeper, words: str, place: Unit | None) -> QuerySet[User]:
    """The people in scope whom the words may mean, by name, user name, number or unit; by given name."""
    people = keeper.people()
    if place is not None:
        posts = Posting.objects.filter(
            Q(unit=place) | Q(unit__in=Unit.objects.under(place, day=keeper.today).values("pk"))
        )
        people = people.filter(pk__in=posts.values("user_id"))
    wanted = folded(words)
    if wanted:
        spots = Placement.objects.as_of(keeper.today).named(wanted).values("unit_id")
        fits = Q(name_folded__contains=wanted) | Q(username__contains=wanted)
        fits |= Q(pk__in=keeper.postings().filter(unit__in=spots).values("user_id"))
        if re.fullmatch(r"[0-9 .+-]{4,}", wanted):
            number = plain(wanted) or re.sub(r"[^0-9]", "", wanted)
            people = people.annotate(written=written_plainly())
            fits |= Q(written__contains=number)
        people = people.filter(fits)
    return people.order_by("name_sort", "pk")


def people_lines(people: Sequence[User], keeper: Keeper, now: datetime) -> list[PersonLine]:
    """Rows for one page of accounts, each with the posts in scope; three queries however many there are."""
    by_user: dict[int, list[Posting]] = defaultdict(list)
    for posting in keeper.postings().filter(user__in=people).select_related("unit").order_by("id"):
        by_user[posting.user_id].append(posting)
    names = names_for(keeper, [posting.unit for held in by_user.values() for posting in held])
    lines = []
    for user in people:
        held = by_user[user.pk]
        state, code = account_state(user, held, now)
        lines.append(
            PersonLine(
                username=user.username,
                full_name=user.full_name,
                title=user.title,
                phone=user.phone,
                posts=post_lines(held, names, now.date()),
                last_login=moment(user.last_login) if user.last_login else "",
                state=state,
                state_code=code,
            )
        )
    return lines


class UnitNames:
    """What units are called, seen from the places of whoever asks; one query. A unit that is gone is called
    as it was at its end."""

    def __init__(self, units: Iterable[Unit], today: date, root_ids: Collection[int] = ()) -> None:
        self._roots, self._today = root_ids, today
        wanted = list({unit.pk: unit for unit in units}.values())
        self._lineage = Lineage(wanted)

    def of(self, unit_id: int, last_day: date | None = None) -> str:
        day = min(last_day or self._today, self._today)
        chain = self._lineage.chain_on(day, unit_id) or self._lineage.last_chain(unit_id)
        return name_from(chain, self._roots)


def names_for(keeper: Keeper, units: Iterable[Unit]) -> UnitNames:
    """As seen from the keeper's places."""
    return UnitNames(units, keeper.today, [root.pk for root in keeper.roots])


def own_posts(user: User, today: date) -> list[PostLine]:
    """The person's own posts, of any time."""
    held = list(user.postings.select_related("unit").order_by("id"))
    return post_lines(held, UnitNames([posting.unit for posting in held], today), today)


def post_lines(postings: Iterable[Posting], names: UnitNames, today: date) -> list[PostLine]:
    """Posts in words: those of today first, then those to come, then those that are over."""
    lines = [
        PostLine(
            posting_id=posting.pk,
            unit_key=posting.unit.key,
            unit_name=names.of(posting.unit_id, posting.ends_on),
            role=posting.get_role_display(),
            days=span_in_words(posting),
            is_over=posting.ends_on is not None and posting.ends_on < today,
            is_later=posting.starts_on is not None and posting.starts_on > today,
        )
        for posting in postings
    ]
    return sorted(lines, key=lambda line: (line.is_over, line.is_later))


# --- Units


def reporting_units(place: Unit, today: date) -> list[PlaceName]:
    """The place itself and the units right below it, in Vietnamese order; two queries."""
    own = names_on(today, [place.pk])
    return [*own.values(), *children_on(today, place)]


def units_without_people(place: Unit, today: date) -> list[UnitWithout]:
    """Of these the ones where nobody reports today or later; four queries. What the place types itself for
    its units needs nobody there."""
    units = reporting_units(place, today)
    manned = set(
        Posting.objects.filter(not_over(today), user__is_active=True)
        .with_role(*roles_that_may(Verb.ENTER))
        .filter(unit__in=[unit.unit_id for unit in units])
        .values_list("unit_id", flat=True)
    )
    typed_above = set(place.direct_kinds.values_list("kind", flat=True))
    return [
        UnitWithout(unit.key, unit.full_name)
        for unit in units
        if unit.unit_id not in manned
        and (unit.unit_id == place.pk or (unit.agency_kind or unit.level) not in typed_above)
    ]


@dataclass(frozen=True)
class UnitChoice:
    """A unit to give somebody a post on."""

    key: str
    name: str
    people: str
    is_inner: bool
    """Stands it below another one of the list?"""


def unit_choices(place: Unit, today: date) -> list[UnitChoice]:
    """A place and the units right below it, each with who is there today."""
    units = reporting_units(place, today)
    people: dict[int, list[str]] = defaultdict(list)
    held = Posting.objects.as_of(today).filter(
        unit__in=[unit.unit_id for unit in units], user__is_active=True
    )
    for posting in held.select_related("user").order_by("user__name_sort"):
        people[posting.unit_id].append(posting.user.full_name)
    return [
        UnitChoice(
            unit.key,
            unit.full_name,
            ", ".join(dict.fromkeys(people[unit.unit_id])),
            is_inner=unit.unit_id != place.pk,
        )
        for unit in units
    ]


def search_units(keeper: Keeper, words: str) -> list[UnitChoice]:
    """Places of the keeper that the words may mean, likeliest first."""
    found = search_on(keeper.today, words, within=keeper.units)
    return [UnitChoice(one.place.key, one.long_name, "", is_inner=False) for one in found]


def own_place(keeper: Keeper) -> Unit | None:
    """The one commune that is kept, if it is one."""
    if len(keeper.roots) == 1 and keeper.roots[0].level == Level.COMMUNE:
        return keeper.roots[0]
    return None


def filter_choices(keeper: Keeper) -> list[tuple[str, str]]:
    """Units of the own commune to filter by; nothing for whoever keeps more."""
    place = own_place(keeper)
    if place is None:
        return []
    return [(unit.key, unit.full_name) for unit in reporting_units(place, keeper.today)]
