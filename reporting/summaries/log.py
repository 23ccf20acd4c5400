"""Screen 24, the log: which rows does a person get for a filter, page by page or all for a file?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from childplan.clock import VIET_NAM
from childplan.vietnamese import folded, nfc
from indicators.models import Component, DataItem
from indicators.summaries.plans import visible_plans
from reporting.models import Round
from reporting.summaries.log_rows import Place, Wanted, every_row, log_rows
from reporting.summaries.log_scope import MOST_LISTED, LogScope, log_scope
from reporting.summaries.log_words import LogLine, log_lines
from units.models import Placement, Unit, User

PAGE = 50
SLICE = 1_000
MOST_UNITS = 200
_NUMBER = re.compile(r"(?:chi tieu )?(\d+(?:\.\d+)*)")


@dataclass(frozen=True)
class LogFilters:
    """What was asked for; empty where nothing was."""

    person: str = ""
    unit: str = ""
    round: Round | None = None
    figure: str = ""
    topic: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        """For the head of the file and for the log itself."""
        parts = (
            ("người", self.person),
            ("đơn vị", self.unit),
            ("kỳ", self.round.name if self.round else ""),
            ("chỉ tiêu, số liệu", self.figure),
            ("loại việc", self.topic),
            ("từ ngày", f"{self.since:%d/%m/%Y}" if self.since else ""),
            ("đến hết ngày", f"{self.until:%d/%m/%Y}" if self.until else ""),
        )
        return "; ".join(f"{label}: {text}" for label, text in parts if text) or "không lọc"


@dataclass(frozen=True)
class LogPage:
    """Fifty rows and where the next page starts."""

    lines: list[LogLine]
    next_key: str


def log_page(user: User, filters: LogFilters, today: date, after: Place | None = None) -> LogPage:
    """One page, newest first; a fixed number of queries."""
    scope = log_scope(user, today)
    found = log_rows(_wanted(user, scope, filters), after, PAGE + 1)
    shown = found[:PAGE]
    return LogPage(log_lines(shown, scope), shown[-1].place.key if len(found) > PAGE else "")


def every_line(user: User, filters: LogFilters, today: date, most: int) -> Iterator[LogLine]:
    """Every row for a file, at most so many, fetched by the thousand so that memory stays small."""
    scope = log_scope(user, today)
    rows = islice(every_row(_wanted(user, scope, filters), SLICE), most)
    while found := list(islice(rows, SLICE)):
        yield from log_lines(found, scope)


def count_lines(user: User, filters: LogFilters, today: date, most: int) -> int:
    """How many rows `every_line` would bring, without saying any of them."""
    scope = log_scope(user, today)
    return sum(1 for _ in islice(every_row(_wanted(user, scope, filters), SLICE), most))


def rounds_in_log(user: User, today: date) -> list[Round]:
    """The rounds of which the person reads the log, newest first."""
    reports = log_scope(user, today).reports()
    there = Exists(reports.filter(round=OuterRef("pk")))
    return list(Round.objects.filter(there).select_related("plan").order_by("-data_to", "kind", "id"))


def _wanted(user: User, scope: LogScope, filters: LogFilters) -> Wanted:
    units = scope.units()
    reports = scope.reports(filters.round)
    if filters.unit:
        below = _units_named(filters.unit, units, scope.today).values("pk")
        units = units.filter(pk__in=below)
        reports = reports.filter(unit__in=below)
    listed = list(reports.values_list("pk", flat=True)[: MOST_LISTED + 1])
    return Wanted(
        reports=listed if len(listed) <= MOST_LISTED else reports,
        units=units,
        is_system_wide=scope.is_system_wide,
        is_of_units=bool(filters.unit),
        people=_people_named(filters.person) if filters.person else None,
        round=filters.round,
        topic=filters.topic,
        items=_items_named(filters.figure, user, scope.today) if filters.figure else None,
        words=filters.figure,
        since=_begin(filters.since) if filters.since else None,
        until=_begin(filters.until + timedelta(days=1)) if filters.until else None,
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), VIET_NAM)


def _people_named(text: str) -> QuerySet[User]:
    words = folded(text)
    return User.objects.filter(Q(name_folded__contains=words) | Q(username=nfc(text).strip().lower()))


def _units_named(text: str, units: QuerySet[Unit], today: date) -> QuerySet[Unit]:
    """The units meant by the words and everything below them, within the scope."""
    spots = (
        Placement.objects.as_of(today)
        .matching(text)
        .filter(unit__in=units.values("pk"))
        .select_related("unit")[:MOST_UNITS]
    )
    meant = [spot.unit for spot in spots]
    return Unit.objects.under(*meant, day=today)


def _items_named(text: str, user: User, today: date) -> frozenset[int]:
    """Items by a part of their name, by code, or by the number of the Chỉ tiêu they stand under."""
    words = folded(text)
    number = _NUMBER.fullmatch(words)
    if number is None:
        return frozenset(
            item_id
            for item_id, code, name, short_name in DataItem.objects.values_list(
                "pk", "code", "name", "short_name"
            )
            if words in folded(name) or words in folded(short_name) or words == code
        )
    label = number.group(1)
    components = Component.objects.filter(
        Q(label=label) | Q(label__startswith=f"{label}.") | Q(indicator__number=label),
        indicator__plan__in=visible_plans(user, today),
    ).values_list(
        *("own_numerator_id", "measure__numerator_id"),
        *("own_denominator_id", "measure__denominator_id"),
    )
    found: set[int] = set()
    for own_top, top, own_bottom, bottom in components:
        found.add(own_top or top)
        if own_bottom or bottom:
            found.add(own_bottom or bottom)
    bases = DataItem.objects.filter(pk__in=found, is_base=True).values_list("pk", flat=True)
    return frozenset(found - set(bases))
