"""Kỳ báo cáo, the list: which rounds concern a person's places, by which days, and how far are they?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from childplan.vietnamese import short_date
from plans.enums import DutyKind
from plans.models import Plan
from reporting.chips import LOCKED, Chip
from reporting.deadlines import Day
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Report, ReportEvent, Round, RoundLock, RoundOpening
from reporting.permissions import keeps_history, top_of
from reporting.summaries.due import DueBook
from reporting.summaries.history_years import SAID
from reporting.summaries.opening import window_words
from units.enums import Level
from units.models import Placement, Posting, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import PlaceName, chain_on

LEVELS = (Level.VILLAGE, Level.AGENCY, Level.COMMUNE, Level.DISTRICT)
OLD = Chip("accepted", "Số liệu cũ")
OPEN, SOON = Chip("ongoing", "Đang mở"), Chip("milestone_later", "Sắp mở")
REHEARSED = Chip("ongoing", "Chạy thử")


@dataclass(frozen=True)
class RoundLine:
    """One round as a place sees it. `days`: one text for each of LEVELS; `is_open`: has it a page here? Not
    where it asked something only further down."""

    key: str
    name: str
    window: str
    days: list[str]
    state: Chip
    progress: str
    is_open: bool


@dataclass(frozen=True)
class SoonLine:
    """A round of this year that nobody has opened yet."""

    kind: str
    year: int
    name: str


@dataclass(frozen=True)
class PlaceRounds:
    """The rounds of one place. `opens`: is it the top unit, whose people open rounds? `opener`: who does."""

    unit_key: str
    name: str
    opens: bool
    opener: str
    opener_people: list[str]
    lines: list[RoundLine]
    soon: list[SoonLine]
    keeps_history: bool = False  # may the person type the place's figures of the years before?
    has_districts: bool = True  # is there a district on its line, today or in one of the rounds?


def places_of(user: User, today: date) -> list[Unit]:
    """Units on which the person holds a post that runs rounds."""
    posted = user.postings.as_of(today).with_role(*roles_that_may(Verb.RUN_ROUNDS))
    return list(Unit.objects.filter(postings__in=posted).distinct().order_by("pk"))


def rounds_of(user: User, today: date) -> list[PlaceRounds]:
    """Every round that asks something of the person's places; a fixed number of queries a place."""
    return [
        replace(_place(unit, today), keeps_history=keeps_history(user, unit, today))
        for unit in places_of(user, today)
    ]


def opener_people(top_id: int, today: date) -> list[str]:
    """Who opens rounds at the top unit, by name."""
    postings = Posting.objects.as_of(today).with_role(*roles_that_may(Verb.RUN_ROUNDS))
    found = postings.filter(unit=top_id, user__is_active=True).select_related("user")
    return list(dict.fromkeys(posting.user.full_name for posting in found.order_by("user__name_sort")))


def _place(unit: Unit, today: date) -> PlaceRounds:
    chain = chain_on(today, unit)
    top_id = top_of([place.unit_id for place in chain], today)
    top: PlaceName | None = next((place for place in chain if place.unit_id == top_id), None)
    under = Unit.objects.under(unit, day=today)
    # Each asked by itself: joined, every report of a round would stand beside every unit that opened it.
    asked = Report.objects.filter(round=OuterRef("pk"), unit=unit)
    opened = RoundOpening.objects.filter(round=OuterRef("pk"), unit__in=under.values("pk"))
    rounds = sorted(
        Round.objects.filter(Exists(asked) | Exists(opened)).order_by("-data_to", "kind", "key"),
        key=lambda round_: not round_.is_rehearsal,
    )
    # What is being tried out stands on top: it is there to be looked at, and then to go.
    under_ids = set(under.values_list("pk", flat=True))
    books = DueBook.of_rounds(rounds, [])
    near = {place.unit_id for place in chain} | under_ids
    given = _given_by_level(rounds, under)
    own = set(Report.objects.filter(round__in=rounds, unit=unit).values_list("round_id", flat=True))
    old = _old_years(unit, rounds, under, own)
    shut, progress = _states(unit, rounds, {place.unit_id for place in chain})
    lines = [
        RoundLine(
            key=round_.key,
            name=round_.name,
            window=window_words(round_),
            days=_days(books[round_.pk], near, given.get(round_.pk, {})),
            state=_state(round_, shut, old),
            progress=progress.get(round_.pk, ""),
            is_open=round_.pk in own or round_.pk in progress,
        )
        for round_ in rounds
    ]
    is_top = top is not None and top.unit_id == unit.pk
    return PlaceRounds(
        unit_key=unit.key,
        name=chain[-1].full_name if chain else unit.key,
        opens=is_top,
        opener=top.full_name if top is not None else "",
        opener_people=opener_people(top.unit_id, today) if top is not None and not is_top else [],
        has_districts=_has_districts(unit, chain, rounds, today),
        lines=lines,
        soon=_soon(top.unit_id, [place.unit_id for place in chain], under, today) if top else [],
    )


def _has_districts(unit: Unit, chain: Sequence[PlaceName], rounds: Sequence[Round], today: date) -> bool:
    """Without districts nobody is told of their days; one query."""
    if any(place.level == Level.DISTRICT for place in chain):
        return True
    below = Unit.objects.reached(unit, today=today).filter(level=Level.DISTRICT)
    here = Placement.objects.as_of(today).filter(unit__in=below.values("pk"))
    reported = Report.objects.filter(round__in=rounds, unit__in=below.values("pk"))
    return below.filter(
        Exists(here.filter(unit=OuterRef("pk"))) | Exists(reported.filter(unit=OuterRef("pk")))
    ).exists()


def _state(round_: Round, shut: Collection[int], old: Collection[int]) -> Chip:
    if round_.pk in shut:
        return LOCKED
    if round_.is_rehearsal:
        return REHEARSED
    return OLD if round_.pk in old else OPEN


def _old_years(
    unit: Unit, rounds: Collection[Round], under: QuerySet[Unit], own: Collection[int]
) -> set[int]:
    """Rounds that hold nothing but what places typed of their own past (`summaries.history_years`). own: the
    rounds in which the place has a report itself."""
    typed = set(
        ReportEvent.objects.filter(
            report__round__in=rounds, report__unit__in=under.values("pk"), act=Act.OPENED, reason=SAID
        ).values_list("report__round_id", "report__unit_id")
    )
    opened = set(
        RoundOpening.objects.filter(round__in=rounds, unit__in=under.values("pk")).values_list(
            "round_id", "unit_id"
        )
    )
    asked = {round_id for round_id, _ in (opened | {(round_id, unit.pk) for round_id in own}) - typed}
    return {round_id for round_id, _ in typed} - asked


def _soon(top_id: int, chain: Sequence[int], under: QuerySet[Unit], today: date) -> list[SoonLine]:
    """This year's rounds that somebody's plan asks for and the top unit has not opened."""
    near = Q(issuer__in=chain) | Q(issuer__in=under.values("pk"))
    plans = Plan.objects.in_year(today.year).collecting().filter(near)
    duties = list(plans.values_list("deadlines__duty", flat=True).distinct())
    opened = set(
        RoundOpening.objects.filter(unit=top_id, round__year=today.year).values_list("round__kind", flat=True)
    )
    found = []
    if duties and RoundKind.YEAR not in opened:
        found.append(SoonLine(RoundKind.YEAR, today.year, f"Năm {today.year}"))
    if DutyKind.SIX_MONTHS in duties and RoundKind.SIX_MONTHS not in opened:
        found.append(SoonLine(RoundKind.SIX_MONTHS, today.year, f"6 tháng năm {today.year}"))
    return found


def _days(book: DueBook, near: Collection[int], given: Mapping[str, tuple[date, date]]) -> list[str]:
    """For each level the day, or the first and the last where plans name several."""
    found = []
    for level in LEVELS:
        days = [
            Day(deadline.plan.key, book.day_of(deadline), deadline.is_strict).last_day
            for deadline in book.deadlines
            if deadline.plan.issuer_id in near and deadline.reporter_level == level
        ]
        days.extend(given.get(level, ()))
        first, last = (short_date(min(days)), short_date(max(days))) if days else ("", "")
        found.append(first if first == last else f"{first} – {last}")
    return found


def _given_by_level(
    rounds: Collection[Round], under: QuerySet[Unit]
) -> dict[int, dict[str, tuple[date, date]]]:
    """First and last day that units above set below, by round id and level; of several that one report was
    given the last counts. One query."""
    given = ReportEvent.objects.filter(
        report__round__in=rounds, act=Act.DAY_SET, report__unit__in=under.values("pk")
    )
    last = given.order_by().values("report").annotate(last=Max("id")).values("last")
    rows = (
        ReportEvent.objects.filter(pk__in=last)
        .order_by()
        .values_list("report__round_id", "report__unit__level")
        .annotate(Min("day"), Max("day"))
    )
    found: dict[int, dict[str, tuple[date, date]]] = defaultdict(dict)
    for round_id, level, first, last in rows:
        found[round_id][level] = (first, last)
    return found


def _states(unit: Unit, rounds: Collection[Round], chain: Collection[int]) -> tuple[set[int], dict[int, str]]:
    """Rounds in which the place, or everything one level below it, is locked; and how many below are in."""
    locked = set(RoundLock.objects.filter(round__in=rounds, ended_at=None).values_list("round_id", "unit_id"))
    closing = F("round__data_to")
    rows = Report.objects.filter(
        Q(unit__placements__starts_on__isnull=True) | Q(unit__placements__starts_on__lte=closing),
        Q(unit__placements__ends_on__isnull=True) | Q(unit__placements__ends_on__gte=closing),
        round__in=rounds,
        unit__placements__parent=unit,
    ).values_list("round_id", "unit_id", "state")
    below: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for round_id, unit_id, state in rows:
        below[round_id].append((unit_id, state))
    shut = {round_id for round_id, unit_id in locked if unit_id in chain}
    shut |= {
        round_id
        for round_id, units in below.items()
        if all((round_id, unit_id) in locked for unit_id, _ in units)
    }
    words = {}
    for round_id, units in below.items():
        accepted = sum(1 for _, state in units if state == ReportState.ACCEPTED)
        words[round_id] = f"{accepted}/{len(units)} cấp dưới đã duyệt"
    return shut, words
