"""How does one Chỉ tiêu stand over the units of a place? One row for each unit below, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from indicators.enums import Better
from reporting.rollup import Outcome
from reporting.summaries.asked import Asked, Relation, asked_of, named_in
from reporting.summaries.contributors import Contributor, contributors
from reporting.summaries.looks import Look, Order
from reporting.summaries.settled_lines import SettledLine, settled_lines
from reporting.summaries.sources import AsReported
from reporting.summaries.table_rows import Context, Row, row_of


@dataclass(frozen=True)
class Choice:
    """A Chỉ tiêu that can be chosen."""

    component_id: int
    label: str
    name: str


@dataclass(frozen=True)
class Column:
    """A column that can be sorted by. `query`: the same page in that order."""

    query: str
    is_sorted: bool
    direction: str  # for aria-sort

    @property
    def aria_sort(self) -> str:
        return self.direction if self.is_sorted else "none"


@dataclass(frozen=True)
class ByUnit:
    """`choices` under the headings of their plans. `total`: the place's own row; None while nothing can be
    chosen. `settled`: the place's choices between two sources, which are in no unit's row."""

    choices: list[tuple[str, list[Choice]]]
    chosen: int = 0
    total: Row | None = None
    rows: list[Contributor] = field(default_factory=list)
    by_name: Column | None = None
    by_result: Column | None = None
    settled: list[SettledLine] = field(default_factory=list)
    is_reference: bool = False
    is_mapped: bool = False

    @property
    def has_targets(self) -> bool:
        """Has the place or any unit below it a target?"""
        return (self.total is not None and self.total.target.is_set) or any(
            row.target.is_set for row in self.rows
        )

    @property
    def columns_after_parts(self) -> int:
        return 3 + 2 * self.has_targets

    @property
    def not_counted_words(self) -> str:
        if self.is_mapped:
            return "Dòng in nghiêng không cộng vào tổng: chưa được duyệt, hoặc chỉ một phần về đơn vị này."
        return "Dòng in nghiêng chưa được duyệt nên chưa cộng vào số chính thức."

    @property
    def some_not_counted(self) -> bool:
        return any(not row.counts for row in self.rows)


def by_unit(source: AsReported, look: Look) -> ByUnit:
    """The units below a place for the component that the address names, or for the place's first one; a
    fixed number of queries."""
    found = asked_of(source.relations, source.round_.year)
    if not found:
        return ByUnit(choices=[])
    chosen = named_in(look.opened, found, source.round_.year) if look.opened is not None else None
    asked = chosen or found[0]
    rows = contributors(asked, source)
    better = Better(asked.component.measure.better)
    total = row_of(asked, Context(source=source))
    here = look.but(opened=asked.component.pk)
    is_higher = better == Better.HIGHER
    return ByUnit(
        choices=_choices(found),
        chosen=asked.component.pk,
        total=total,
        rows=worst_first(rows, higher_is_better=is_higher) if look.order == Order.WORST else rows,
        by_name=Column(here.but(order=Order.NAME).query, look.order == Order.NAME, "ascending"),
        by_result=Column(
            here.but(order=Order.WORST).query,
            look.order == Order.WORST,
            "ascending" if is_higher else "descending",
        ),
        settled=settled_lines(asked, source),
        is_reference=asked.relation in (Relation.ABOVE, Relation.BEFORE),
        is_mapped=not source.judges,
    )


def _choices(found: Sequence[Asked]) -> list[tuple[str, list[Choice]]]:
    groups: dict[str, list[Choice]] = {}
    for asked in found:
        choices = groups.setdefault(asked.plan.short_title, [])
        choices.append(Choice(asked.component.pk, asked.label, asked.name))
    return list(groups.items())


def worst_first(rows: Sequence[Contributor], *, higher_is_better: bool) -> list[Contributor]:
    """By the unrounded result, the worst at the top; those without a result after them, by name."""

    def rank(row: Contributor) -> tuple[bool, Fraction, str]:
        value = row.exact.value if row.exact.outcome == Outcome.VALUE else None
        if value is None:
            return (True, Fraction(0), row.sort)
        return (False, value if higher_is_better else -value, row.sort)

    return sorted(rows, key=rank)
