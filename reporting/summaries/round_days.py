"""Which days do the plans name for a round, in whose words, and what is wrong about them?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from childplan.vietnamese import short_date
from indicators.summaries.deadlines import contradictions_among, reporter_words
from plans.models import Deadline
from reporting.asking import SCHOOLS
from reporting.deadlines import Day, free_day
from reporting.summaries.due import DueBook
from units.summaries.places import Lineage, names_on


@dataclass(frozen=True)
class PlanDay:
    """One reporting day of a plan in the round's year, with the words that were signed."""

    plan: str
    plan_key: str
    who: str
    day: str
    words: str
    remark: str
    """What else the day is: a Sunday, a holiday."""


@dataclass(frozen=True)
class PlanWarnings:
    """What contradicts itself in one plan's days, or against the plans above it."""

    plan: str
    plan_key: str
    sentences: list[str]


def days_near(book: DueBook, issuers: Collection[int]) -> list[Deadline]:
    """Deadlines of the plans of these issuers."""
    return [deadline for deadline in book.deadlines if deadline.plan.issuer_id in issuers]


def plan_days(book: DueBook, deadlines: Iterable[Deadline]) -> list[PlanDay]:
    """Earliest first; no query."""
    lines = []
    for deadline in deadlines:
        last = _last_day(book, deadline)
        line = PlanDay(
            plan=deadline.plan.short_title,
            plan_key=deadline.plan.key,
            who=reporter_words(deadline),
            day=short_date(last),
            words=deadline.words,
            remark=free_day(last),
        )
        lines.append((last, line.plan_key, deadline.position, line))
    return [line for *_, line in sorted(lines, key=lambda row: row[:3])]


def _last_day(book: DueBook, deadline: Deadline) -> date:
    return Day(deadline.plan.key, book.day_of(deadline), deadline.is_strict).last_day


def teachers_day(book: DueBook, deadlines: Iterable[Deadline], schools: int) -> str:
    """“20/11 là Ngày Nhà giáo Việt Nam …” where a school has to report on that very day."""
    days = {
        _last_day(book, deadline)
        for deadline in deadlines
        if deadline.reporter_level == "agency" and deadline.reporter_kind in ("", *SCHOOLS)
    }
    if not schools or not any((day.month, day.day) == (11, 20) for day in days):
        return ""
    return (
        f"20/11 là Ngày Nhà giáo Việt Nam, cũng là hạn của {schools} trường. "
        "Nhắc các trường nộp trước ngày này."
    )


def plan_warnings(deadlines: Iterable[Deadline], day: date) -> list[PlanWarnings]:
    """The contradictions among these plans; two queries."""
    rows = list(deadlines)
    issuers = {row.plan.issuer for row in rows}
    lineage = Lineage(issuers)
    chains = {
        issuer.pk: [place.unit_id for place in reversed(lineage.chain_on(day, issuer.pk)[:-1])]
        for issuer in issuers
    }
    names = {unit_id: place.full_name for unit_id, place in names_on(day, chains).items()}
    for issuer in issuers:
        names.setdefault(issuer.pk, issuer.key)
    return [
        PlanWarnings(plan.short_title, plan.key, sentences)
        for plan, sentences in contradictions_among(rows, chains, names)
    ]
