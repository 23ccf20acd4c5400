"""What of a table may everybody see?

Neither restricted rows nor small numbers of marked items, nor what would tell them.

Closed by default: what is not known to be harmless is left out. The rules, with their reasons and an example
each, are in `docs/public.md`. Nothing is asked of the database; a row says of what items it is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from indicators.enums import Method
from reporting.answers import DASH
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText, Verdict
from reporting.summaries.table_rows import Group, Row, RowItem
from reporting.summaries.tables import Table, finding_of, partial_remark

FEW = "<5"
"""Instead of 1, 2, 3 and 4; and instead of 0 where the whole is so small that "<5" would name the number."""
HIDDEN = "ẩn"
"""Instead of what would tell one of those: its rate, or a number it could be worked out from."""
SMALL = range(1, 5)
LEAST_SHOWN = 5
TOO_NARROW = LEAST_SHOWN + len(SMALL)
"""Below it a number from 5 up that lies 1 to 4 under a printed one has fewer than four values to choose
from."""

IS_PUBLIC = "Bản công khai: không có nội dung hạn chế xem."
EXPLAINED = (
    f"“{FEW}”: số nhỏ không công khai. “{HIDDEN}”: tỷ lệ, hoặc số mà từ đó tính ra được số nhỏ; "
    "dòng như vậy không ghi đánh giá."
)
OPAQUE = (Method.RATE_GIVEN, Method.LEVEL, Method.STATE, Method.TEXT)
"""Without a count nobody can say that the number behind it is large enough."""


@dataclass(frozen=True)
class _Key:
    """Which number: of an item in a year (0: the table's, -1: the one before), over one area or all; matched:
    only over units that have both years."""

    item_id: int
    year: int
    area: str
    matched: bool = False


@dataclass(frozen=True)
class _Side:
    """A row's result of one year: what its two numbers are. `whole`: the denominator as it is printed."""

    numerator: _Key | None
    denominator: _Key | None
    values: tuple[int | None, int | None]
    is_opaque: bool

    @property
    def known(self) -> Iterator[tuple[_Key, int]]:
        """Its numbers."""
        for key, value in zip((self.numerator, self.denominator), self.values, strict=True):
            if key is not None and value is not None:
                yield key, value


def public_table(table: Table) -> Table:
    """The table of a place's own totals as everybody may read it.

    What units wrote, what changed since, and the rows of units are always left out; so are remarks that the
    table does not make itself. The finding counts the verdicts that are still there.
    """
    kept = [
        Group(group.heading, [row for row in group.rows if not _is_restricted(row)]) for group in table.groups
    ]
    kept = [group for group in kept if group.rows]
    marks = _Marks([row for group in kept for row in group.rows])
    groups = [Group(group.heading, [marks.public_row(row) for row in group.rows]) for group in kept]
    rows = [row for group in groups for row in group.rows]
    some_hidden = any(row.is_withheld or row.last_year.text in (FEW, HIDDEN) for row in rows)
    said = [IS_PUBLIC, *([EXPLAINED] if some_hidden else [])]
    return replace(
        table,
        groups=groups,
        finding=finding_of(rows),
        remarks=[*table.standing_remarks, *partial_remark(rows), *said],
        opened=None,
        is_public=True,
    )


def _is_restricted(row: Row) -> bool:
    items = (row.numerator_item, row.denominator_item)
    return row.is_restricted or any(item is not None and item.is_restricted for item in items)


class _Marks:
    """What is printed instead of which number, over all rows of one table."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._fresh = count(-1, -1)
        self.rows = list(rows)
        self._items = {id(row): self._items_of(row) for row in self.rows}
        self.marked = _marked(self._items.values())
        self.sides = {(id(row), year): self._side(row, year) for row in self.rows for year in (0, -1)}
        self.values = dict(pair for side in self.sides.values() for pair in side.known)
        self.families = _families(self._items.values())
        self.told: dict[_Key, str] = {}
        self._hide()

    def public_row(self, row: Row) -> Row:
        """The row as it is printed."""
        now, last = self.sides[id(row), 0], self.sides[id(row), -1]
        plain = replace(row, changed="", writings=(), difference=None, difference_code="")
        if self._is_withheld(now):
            result, numerator, denominator = self._withheld(row, row.result, now)
            plain = replace(
                plain,
                result=result,
                numerator=numerator or row.numerator,
                denominator=denominator or row.denominator,
                verdict=Verdict(),
                is_judged=False,
                is_withheld=True,
            )
        if self._is_withheld(last):
            last_year, _, _ = self._withheld(row, row.last_year, last)
            # "Đạt" against "duy trì" would say how this year's number lies to the hidden one.
            if row.looks_back:
                plain = replace(plain, verdict=Verdict(), is_judged=False)
            plain = replace(plain, last_year=last_year)
        return plain

    def _is_withheld(self, side: _Side) -> bool:
        return side.is_opaque or any(key in self.told for key, _ in side.known)

    def _withheld(self, row: Row, result: ResultText, side: _Side) -> tuple[ResultText, str, str]:
        """The result without what tells a hidden number, and what its two columns say; "" as before."""
        numerator = self.told.get(side.numerator, "") if side.numerator is not None else ""
        denominator = self.told.get(side.denominator, "") if side.denominator is not None else ""
        parts = result.parts
        if parts:
            above, _, below = parts.partition("/")
            parts = f"{numerator or above}/{denominator or below}"
        text = DASH if result.is_nothing and result.outcome != Outcome.NO_CASES else HIDDEN
        is_count = row.method == Method.COUNT and not side.is_opaque
        return (
            ResultText(
                text=numerator if is_count and numerator else text,
                parts=parts,
                outcome=Outcome.NO_DATA,
                numerator=None if numerator else result.numerator,
                denominator=None if denominator else result.denominator,
            ),
            numerator,
            denominator,
        )

    # --- Which numbers

    def _items_of(self, row: Row) -> tuple[RowItem, RowItem | None]:
        """Its items; one of which nothing is known counts as marked."""
        numerator = row.numerator_item or self._unknown()
        denominator = row.denominator_item
        if denominator is None and (not row.method or row.method == Method.RATIO):
            denominator = self._unknown()
        return numerator, denominator

    def _unknown(self) -> RowItem:
        return RowItem(next(self._fresh), suppresses_public=True, is_restricted=False)

    def _side(self, row: Row, year: int) -> _Side:
        result = row.last_year if year else row.result
        above, below = self._items[id(row)]
        matched = row.method == Method.YEAR_ON_YEAR
        numerator = _Key(above.item_id, year, row.area, matched)
        if matched:
            denominator: _Key | None = _Key(above.item_id, year - 1, row.area, matched)
        else:
            denominator = _Key(below.item_id, year, row.area) if below is not None else None
        is_blank = result.is_nothing and result.outcome != Outcome.NO_CASES
        has_count = result.numerator is not None
        opaque = row.method in OPAQUE or (not has_count and not is_blank)
        return _Side(
            numerator=numerator if has_count else None,
            denominator=denominator if result.denominator is not None else None,
            values=(result.numerator, result.denominator),
            is_opaque=opaque and not is_blank and above.item_id in self.marked,
        )

    # --- What is hidden

    def _hide(self) -> None:
        self._hide_small()
        self._hide_zero_of_few()
        before = -1
        while before != len(self.told):
            before = len(self.told)
            self._hide_parts()
            self._hide_near()

    def _hide_small(self) -> None:
        for key, value in self._marked_values():
            if value in SMALL:
                self.told[key] = FEW

    def _hide_zero_of_few(self) -> None:
        """“<5” of two is one or two: where the whole is as small as that, 0 is told the same way."""
        few = {
            (item.item_id, key.year)
            for above, below in self._items.values()
            for item in (above, below)
            if item is not None
            for key, value in self.values.items()
            if value in SMALL and key not in self.told and key.item_id == item.whole_id
        }
        for side in self.sides.values():
            # Of yes and no the whole is how many answered, which is no item.
            is_printed = side.denominator is None or side.denominator not in self.told
            if side.numerator is not None and side.values[1] in SMALL and is_printed:
                few.add((side.numerator.item_id, side.numerator.year))
        for key, value in self._marked_values():
            if value == 0 and (key.item_id, key.year) in few:
                self.told[key] = FEW

    def _hide_parts(self) -> None:
        """Rural and urban make the whole; the units with both years are part of all. What is hidden of an
        item that is told in several ways would follow from the others, so all of its family goes."""
        told: dict[tuple[int, int], dict[_Key, int]] = defaultdict(dict)
        for key, value in self._marked_values():
            told[key.item_id, key.year][key] = value
        for (item_id, year), parts in told.items():
            if len(parts) > 1 and (any(self.told.get(key) for key in parts) or _leaves_few(parts)):
                self._hide_family(item_id, year)

    def _hide_family(self, item_id: int, year: int) -> None:
        family = self.families[item_id]
        for key, value in self._marked_values():
            if value >= LEAST_SHOWN and key.year == year and self.families[key.item_id] == family:
                self.told.setdefault(key, HIDDEN)

    def _hide_near(self) -> None:
        """Deaths under five less deaths under one are a small number too: of two of a family that lie 1 to 4
        apart the smaller is hidden, and the larger as well where it would leave too few to choose from."""
        shown = sorted(
            ((value, key) for key, value in self._marked_values() if key not in self.told and value),
            key=lambda pair: -pair[0],
        )
        for spot, (more, larger) in enumerate(shown):
            for less, smaller in shown[spot + 1 :]:
                if larger in self.told or not self._belong(larger, smaller) or more - less not in SMALL:
                    continue
                self.told[smaller] = HIDDEN
                if more < TOO_NARROW:
                    self.told[larger] = HIDDEN

    def _belong(self, one: _Key, other: _Key) -> bool:
        """May one be part of the other? Rural and urban of the same are not."""
        apart = one.item_id == other.item_id and one.area and other.area and one.area != other.area
        return (
            one.year == other.year
            and self.families[one.item_id] == self.families[other.item_id]
            and not apart
        )

    def _marked_values(self) -> Iterator[tuple[_Key, int]]:
        return ((key, value) for key, value in self.values.items() if key.item_id in self.marked)


def _leaves_few(parts: Mapping[_Key, int]) -> bool:
    """Is what no area has 1 to 4 of the whole?"""
    whole = next((value for key, value in parts.items() if not key.area and not key.matched), None)
    areas = [value for key, value in parts.items() if key.area and not key.matched]
    return whole is not None and bool(areas) and whole - sum(areas) in SMALL


def _marked(pairs: Iterable[tuple[RowItem, RowItem | None]]) -> set[int]:
    """The items whose small numbers are hidden: the marked ones, and what is a part of such a one, because a
    part is never more than its whole."""
    pairs = list(pairs)
    items = [item for pair in pairs for item in pair if item is not None]
    found = {item.item_id for item in items if item.suppresses_public}
    before = -1
    while before != len(found):
        before = len(found)
        found |= {item.item_id for item in items if item.whole_id in found}
        found |= {above.item_id for above, below in pairs if below is not None and below.item_id in found}
    return found


def _families(pairs: Iterable[tuple[RowItem, RowItem | None]]) -> Mapping[int, int]:
    """By item the number of its family: items of which one contains the other, or that are told over the same
    whole."""
    family: dict[int, int] = {}

    def join(one: int, other: int) -> None:
        kept, gone = family.setdefault(one, one), family.setdefault(other, other)
        for item_id, known in family.items():
            if known == gone:
                family[item_id] = kept

    over: dict[int, int] = {}
    for above, below in pairs:
        join(above.item_id, above.item_id)
        for item in (above, below):
            if item is not None and item.whole_id is not None:
                join(item.item_id, item.whole_id)
        if below is not None:
            join(below.item_id, below.item_id)
            join(over.setdefault(below.item_id, above.item_id), above.item_id)
    return family
