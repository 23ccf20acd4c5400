"""What was a person told, newest day first, and how much of it is unread?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count

from childplan.compiled import CompiledQuery, param
from childplan.vietnamese import clock_time, weekday_date
from reporting.deadlines import calendar_day
from reporting.models import Notice
from units.models import User

ON_A_PAGE = 50


@dataclass(frozen=True)
class NoticeLine:
    """One notice in the list."""

    number: int
    time: str
    title: str
    text: str
    is_unread: bool


@dataclass(frozen=True)
class NoticeDay:
    """The notices of one calendar day; `name` is “Hôm nay”, “Hôm qua” or the day itself."""

    name: str
    lines: list[NoticeLine]


@dataclass(frozen=True)
class NoticeList:
    """One page of the list. `unread`: of all pages."""

    days: list[NoticeDay]
    unread: int
    page: Page[Notice]


def notice_list(user: User, today: date, page: str) -> NoticeList:
    """The notices that came through units on which the person holds a post today; three queries."""
    every = Notice.objects.still_addressed(today).filter(user=user).order_by("-at", "-id")
    shown = Paginator(every, ON_A_PAGE).get_page(page)
    return NoticeList(_days(shown.object_list, today), unread_count(user, today), shown)


_UNREAD = CompiledQuery(
    lambda: (
        Notice.objects.still_addressed(param("today"))
        .unread()
        .filter(user=param("user"))
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )
)


def unread_count(user: User, today: date) -> int:
    """For the strip of every page; one query on the index of what is unread."""
    return sum(_UNREAD(today=today, user=user.pk))


def _days(notices: Iterable[Notice], today: date) -> list[NoticeDay]:
    found: dict[date, list[NoticeLine]] = {}
    for notice in notices:
        line = NoticeLine(
            number=notice.pk,
            time=clock_time(notice.at),
            title=notice.title,
            text=notice.text,
            is_unread=notice.read_at is None,
        )
        found.setdefault(calendar_day(notice.at), []).append(line)
    return [NoticeDay(_day_words(day, today), lines) for day, lines in found.items()]


def _day_words(day: date, today: date) -> str:
    near = {0: "Hôm nay, ", 1: "Hôm qua, "}
    return near.get((today - day).days, "") + weekday_date(day)
