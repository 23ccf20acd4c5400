"""Can anybody learn a small number of a marked item from what is printed for everybody?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Method, Status
from reporting.documents.public import EXPLAINED, FEW, HIDDEN, IS_PUBLIC, public_table
from reporting.documents.tables import DENOMINATOR, LAST_YEAR, NUMERATOR, REMARK, RESULT, STATUS, export_table
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText, TargetText, Verdict
from reporting.summaries.table_rows import Group, Row, RowItem, Writing
from reporting.summaries.tables import Opened
from tests.reporting.exports import by_hand

CHILDREN = RowItem(1, suppresses_public=False, is_restricted=False)
BIRTHS = RowItem(2, suppresses_public=False, is_restricted=False)
INJURED = RowItem(3, suppresses_public=False, is_restricted=False)
DIED_OF_IT = RowItem(4, suppresses_public=True, is_restricted=False, whole_id=3)
UNDER_FIVE = RowItem(5, suppresses_public=True, is_restricted=False)
UNDER_ONE = RowItem(6, suppresses_public=True, is_restricted=False, whole_id=5)
NEWBORN = RowItem(7, suppresses_public=True, is_restricted=False, whole_id=6)
WEDDINGS = RowItem(8, suppresses_public=True, is_restricted=False)
ABUSED = RowItem(9, suppresses_public=True, is_restricted=True)


def ratio(
    above: RowItem, below: RowItem, now: tuple[int, int], last: tuple[int, int] | None = None, **more: Any
) -> Row:
    """A rate over its whole, this year and last, judged as reached."""
    (numerator, denominator), area = now, more.pop("area", "")
    return by_hand.row(
        str(above.item_id),
        f"Nội dung {above.item_id}{area}",
        result=rate(*now),
        numerator=str(numerator),
        denominator=str(denominator),
        last_year=rate(*last) if last else ResultText(),
        target=TargetText(text="≤\u00a01%"),
        verdict=by_hand.verdict(Status.MET, "Đạt", "còn 0,1 điểm %"),
        numerator_item=above,
        denominator_item=below,
        method=Method.RATIO,
        area=area,
        **more,
    )


def rate(numerator: int, denominator: int) -> ResultText:
    if not denominator:
        outcome = Outcome.NO_DATA if numerator else Outcome.NO_CASES
        return ResultText(outcome=outcome, numerator=numerator, denominator=0)
    told = by_hand.rate(f"{numerator}:{denominator}", "1", 1, numerator, denominator)
    return replace(told, parts=f"{numerator}/{denominator}", exact=None)


def counted(item: RowItem, now: int, last: int | None = None, **more: Any) -> Row:
    return by_hand.row(
        "n",
        f"Số {item.item_id}",
        result=number(now),
        numerator=str(now),
        last_year=number(last) if last is not None else ResultText(),
        numerator_item=item,
        method=Method.COUNT,
        **more,
    )


def number(value: int) -> ResultText:
    return ResultText(text=str(value), number=Decimal(value), outcome=Outcome.VALUE, numerator=value)


def falling(item: RowItem, now: int, before: int) -> Row:
    return by_hand.row(
        "y",
        f"Mức giảm {item.item_id}",
        result=rate(now, before),
        numerator=str(now),
        denominator=str(before),
        numerator_item=item,
        method=Method.YEAR_ON_YEAR,
    )


def public(*rows: Row, **changes: Any) -> list[Row]:
    return public_table(by_hand.table([Group("Mục tiêu 1", list(rows))], **changes)).rows


def told(row: Row) -> list[str]:
    """Numerator, denominator, result, last year, verdict."""
    chip = row.verdict.chip
    return [
        row.numerator,
        row.denominator,
        row.result.text,
        row.last_year.text,
        chip.text if chip else "",
    ]


# --- One row


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ratio(DIED_OF_IT, CHILDREN, (3, 900)), [FEW, "900", HIDDEN, "—", ""]),
        (ratio(DIED_OF_IT, CHILDREN, (1, 900)), [FEW, "900", HIDDEN, "—", ""]),
        (ratio(DIED_OF_IT, CHILDREN, (4, 900)), [FEW, "900", HIDDEN, "—", ""]),
        (ratio(DIED_OF_IT, CHILDREN, (5, 900)), ["5", "900", "5:900", "—", "Đạt"]),
        (ratio(DIED_OF_IT, CHILDREN, (0, 900)), ["0", "900", "0:900", "—", "Đạt"]),
        (ratio(INJURED, CHILDREN, (3, 900)), ["3", "900", "3:900", "—", "Đạt"]),
        # Last year's rate alone would give last year's number, whose whole was printed then.
        (ratio(DIED_OF_IT, CHILDREN, (9, 900), (2, 880)), ["9", "900", "9:900", HIDDEN, "Đạt"]),
        (ratio(DIED_OF_IT, CHILDREN, (2, 900), (9, 880)), [FEW, "900", HIDDEN, "9:880", ""]),
        # “Đạt” against “giảm” would say on which side of this year's rate last year's hidden number lies.
        (ratio(DIED_OF_IT, CHILDREN, (9, 900), (2, 880), looks_back=True), ["9", "900", "9:900", HIDDEN, ""]),
        (
            ratio(DIED_OF_IT, CHILDREN, (9, 900), (0, 880), looks_back=True),
            ["9", "900", "9:900", "0:880", "Đạt"],
        ),
        # One of one, or none of one: "<5" for both.
        (ratio(NEWBORN, BIRTHS, (1, 1)), [FEW, "1", HIDDEN, "—", ""]),
        (ratio(NEWBORN, BIRTHS, (0, 1)), [FEW, "1", HIDDEN, "—", ""]),
        (ratio(NEWBORN, BIRTHS, (0, 5)), ["0", "5", "0:5", "—", "Đạt"]),
        (ratio(NEWBORN, BIRTHS, (0, 0)), ["0", "0", "—", "—", "Đạt"]),
        (ratio(NEWBORN, BIRTHS, (2, 0)), [FEW, "0", "—", "—", ""]),
        # A part of what is hidden is hidden with it.
        (ratio(INJURED, UNDER_FIVE, (3, 4)), [FEW, FEW, HIDDEN, "—", ""]),
        (ratio(INJURED, UNDER_FIVE, (0, 4)), ["0", FEW, HIDDEN, "—", ""]),
        (counted(WEDDINGS, 3, 7), [FEW, "—", FEW, "7", ""]),
        (counted(WEDDINGS, 7, 3), ["7", "—", "7", FEW, ""]),
        (counted(WEDDINGS, 0, 0), ["0", "—", "0", "0", ""]),
        (falling(WEDDINGS, 2, 9), [FEW, "9", HIDDEN, "—", ""]),
        (falling(WEDDINGS, 9, 2), ["9", FEW, HIDDEN, "—", ""]),
        (falling(WEDDINGS, 9, 12), ["9", "12", "9:12", "—", ""]),
        # Of an item that nobody speaks of, and of a rate without counts, nothing is known to be harmless.
        (replace(ratio(INJURED, CHILDREN, (3, 900)), numerator_item=None), [FEW, "900", HIDDEN, "—", ""]),
    ],
)
def test_a_small_number_of_a_marked_item(row: Row, expected: list[str]) -> None:
    (shown,) = public(row)
    assert told(shown) == expected
    assert shown.is_withheld == bool({FEW, HIDDEN} & set(expected[:3]))


@pytest.mark.parametrize("method", [Method.RATE_GIVEN, Method.LEVEL, Method.STATE, Method.TEXT])
def test_a_result_without_a_count_is_left_out_of_marked_items_only(method: Method) -> None:
    said = ResultText(text="12,5%", number=Decimal("12.5"), outcome=Outcome.VALUE)
    marked = by_hand.row("1", "Một", result=said, numerator_item=WEDDINGS, method=method)
    open_ = by_hand.row("2", "Hai", result=said, numerator_item=CHILDREN, method=method)
    assert [row.result.text for row in public(marked, open_)] == [HIDDEN, "12,5%"]
    assert public(marked)[0].result.number is None


def test_restricted_rows_are_out_and_headings_without_rows_too() -> None:
    table = by_hand.table(
        [
            Group("Một", [ratio(ABUSED, CHILDREN, (0, 900))]),
            Group("Hai", [ratio(CHILDREN, ABUSED, (900, 900)), ratio(INJURED, CHILDREN, (3, 900))]),
            Group("Ba", [by_hand.RESTRICTED]),
        ]
    )
    found = public_table(table)
    assert [(group.heading, len(group.rows)) for group in found.groups] == [("Hai", 1)]


def test_nothing_that_units_said_is_public() -> None:
    row = ratio(
        INJURED,
        CHILDREN,
        (300, 900),
        changed="Đã thay đổi sau khi nộp: 300 → 301",
        writings=(Writing("Thôn 1", "Cháu Nguyễn Văn A …"),),
    )
    table = by_hand.table(
        [Group("Một", [row])],
        remarks=["Số liệu ước thực hiện.", "Tồn tại, vướng mắc:", "Thôn 1: thiếu kinh phí"],
        standing_remarks=("Số liệu ước thực hiện.",),
        opened=Opened(1, []),
    )
    found = public_table(table)
    assert found.remarks == ["Số liệu ước thực hiện.", IS_PUBLIC]
    assert (found.rows[0].changed, found.rows[0].writings, found.opened) == ("", (), None)
    assert found.is_public
    assert "Thôn" not in str([cell.text for cells in export_table(found, "x").table.rows for cell in cells])


def test_the_finding_counts_the_verdicts_that_are_printed() -> None:
    """Counted over all rows it would say how the hidden ones were judged."""
    rows = [
        ratio(INJURED, CHILDREN, (300, 900)),
        replace(ratio(DIED_OF_IT, CHILDREN, (3, 900)), verdict=by_hand.verdict(Status.NOT_MET, "Chưa đạt")),
        ratio(ABUSED, CHILDREN, (1, 900)),
    ]
    found = public_table(by_hand.table([Group("Một", rows)], finding="Trong 3 nội dung: 2 đạt, 1 chưa đạt."))
    assert found.finding == "Trong 1 nội dung: 1 đạt."
    assert found.remarks == [IS_PUBLIC, EXPLAINED]


def test_a_file_says_it_in_every_cell() -> None:
    table = by_hand.table([Group("Một", [ratio(DIED_OF_IT, CHILDREN, (3, 1234), (2, 1200))])])
    (cells,) = export_table(public_table(table), by_hand.ADDRESS).table.rows
    by_column = {cell.column: cell for cell in cells}
    texts = {
        column: by_column[column].text
        for column in (NUMERATOR, DENOMINATOR, RESULT, LAST_YEAR, STATUS, REMARK)
    }
    assert list(texts.values()) == [FEW, "1.234", HIDDEN, HIDDEN, "—", "—"]
    assert [cell.number for cell in cells if cell.number is not None] == [1234]
    assert public(*table.rows)[0].result.parts == "<5/1234"


# --- Two numbers that tell a third


def test_of_rural_and_urban_none_is_printed_where_one_is_small() -> None:
    """20 in all and 17 in towns leave 3 in the country."""
    rows = public(
        ratio(UNDER_FIVE, BIRTHS, (20, 900)),
        ratio(UNDER_FIVE, BIRTHS, (3, 500), area="rural"),
        ratio(UNDER_FIVE, BIRTHS, (17, 400), area="urban"),
    )
    assert [row.numerator for row in rows] == [HIDDEN, FEW, HIDDEN]
    assert [row.result.text for row in rows] == [HIDDEN] * 3


def test_of_rural_and_urban_all_is_printed_where_none_is_small() -> None:
    rows = public(
        ratio(UNDER_FIVE, BIRTHS, (30, 900)),
        ratio(UNDER_FIVE, BIRTHS, (13, 500), area="rural"),
        ratio(UNDER_FIVE, BIRTHS, (17, 400), area="urban"),
    )
    assert [row.numerator for row in rows] == ["30", "13", "17"]


def test_what_no_area_has_is_a_number_too() -> None:
    """33 in all, 13 and 17 in areas: 3 in places without one."""
    rows = public(
        ratio(UNDER_FIVE, BIRTHS, (33, 900)),
        ratio(UNDER_FIVE, BIRTHS, (13, 500), area="rural"),
        ratio(UNDER_FIVE, BIRTHS, (17, 400), area="urban"),
    )
    assert [row.numerator for row in rows] == [HIDDEN] * 3


def test_the_smaller_of_two_that_lie_close_is_hidden() -> None:
    """20 under five and 18 under one: 2 between one and five."""
    rows = public(
        ratio(UNDER_FIVE, BIRTHS, (20, 900)),
        ratio(UNDER_ONE, BIRTHS, (18, 900)),
        ratio(NEWBORN, BIRTHS, (12, 900)),
    )
    assert [row.numerator for row in rows] == ["20", HIDDEN, "12"]
    assert [row.result.text for row in rows] == ["20:900", HIDDEN, "12:900"]


def test_equal_numbers_and_nothing_tell_nothing() -> None:
    rows = public(
        ratio(UNDER_FIVE, BIRTHS, (9, 900)),
        ratio(UNDER_ONE, BIRTHS, (9, 900)),
        ratio(NEWBORN, BIRTHS, (0, 900)),
    )
    assert [row.numerator for row in rows] == ["9", "9", "0"]


def test_both_go_where_the_smaller_could_be_only_one_number() -> None:
    """From 5 up and below 6 is 5."""
    rows = public(ratio(UNDER_FIVE, BIRTHS, (6, 900)), ratio(UNDER_ONE, BIRTHS, (5, 900)))
    assert [row.numerator for row in rows] == [HIDDEN, HIDDEN]


def test_units_with_both_years_are_part_of_all() -> None:
    """12 marriages, 10 of them where there was a figure last year: 2 elsewhere."""
    rows = public(counted(WEDDINGS, 12, 30), falling(WEDDINGS, 10, 28))
    assert [told(row)[:4] for row in rows] == [
        [HIDDEN, "—", HIDDEN, HIDDEN],
        [HIDDEN, HIDDEN, HIDDEN, "—"],
    ]


def test_the_same_number_in_another_plan_is_hidden_there_too() -> None:
    rows = public(
        ratio(NEWBORN, BIRTHS, (3, 900)),
        replace(ratio(NEWBORN, CHILDREN, (3, 5000)), method=Method.RATIO),
        counted(NEWBORN, 3),
    )
    assert [row.numerator for row in rows] == [FEW, FEW, FEW]
    assert all(row.result.number is None for row in rows)


def test_a_part_of_few_is_told_as_few_wherever_the_whole_stands() -> None:
    """Of one injured child nobody may read whether it died."""
    for died in (0, 1):
        rows = public(ratio(INJURED, CHILDREN, (1, 900)), ratio(DIED_OF_IT, CHILDREN, (died, 900)))
        assert [row.numerator for row in rows] == ["1", FEW]


def test_other_items_are_not_touched() -> None:
    rows = public(
        ratio(INJURED, CHILDREN, (7, 900)), ratio(DIED_OF_IT, CHILDREN, (3, 900)), counted(WEDDINGS, 8, 6)
    )
    assert [row.numerator for row in rows] == ["7", FEW, "8"]


# --- What a reader can work out, tried against every table that could have been printed like this


@dataclass(frozen=True)
class Truth:
    """Births; deaths under five, of these under one, of these newborn; of those under five the rural ones;
    last year's under five."""

    births: int = 900
    five: int = 0
    one: int = 0
    newborn: int = 0
    rural: int = 0
    last: int = 500

    @property
    def secrets(self) -> dict[str, int]:
        return {
            "five": self.five,
            "one": self.one,
            "newborn": self.newborn,
            "rural": self.rural,
            "urban": self.five - self.rural,
            "last": self.last,
        }


FIVE, ONE, NEW, RURAL, URBAN, FALL, PARTS = "five", "one", "newborn", "rural", "urban", "fall", "count"
"""The rows that a table may have."""
TELLS = {FIVE: {"five", "last"}, FALL: {"five", "last"}, PARTS: {"five", "last"}}


def rows_of(truth: Truth, rows: Sequence[str]) -> list[Row]:
    made = {
        FIVE: lambda: against_last(
            ratio(UNDER_FIVE, BIRTHS, (truth.five, truth.births), (truth.last, 500), looks_back=True), truth
        ),
        ONE: lambda: judged(ratio(UNDER_ONE, BIRTHS, (truth.one, truth.births))),
        NEW: lambda: judged(ratio(NEWBORN, BIRTHS, (truth.newborn, truth.births))),
        RURAL: lambda: judged(ratio(UNDER_FIVE, CHILDREN, (truth.rural, 400), area="rural")),
        URBAN: lambda: judged(ratio(UNDER_FIVE, CHILDREN, (truth.five - truth.rural, 300), area="urban")),
        FALL: lambda: falling(UNDER_FIVE, truth.five, truth.last),
        PARTS: lambda: counted(UNDER_FIVE, truth.five, truth.last),
    }
    return [made[name]() for name in rows]


def judged(row: Row) -> Row:
    """Reached with two at most: a verdict that would tell 2 from 3."""
    assert row.result.numerator is not None
    return replace(row, verdict=verdict_if(row.result.numerator <= 2))


def against_last(row: Row, truth: Truth) -> Row:
    return replace(row, verdict=verdict_if(truth.five <= truth.last))


def verdict_if(is_met: bool) -> Verdict:
    return by_hand.verdict(Status.MET, "Đạt") if is_met else by_hand.verdict(Status.NOT_MET, "Chưa đạt")


def printed(truth: Truth, rows: Sequence[str]) -> tuple[object, ...]:
    found = public_table(by_hand.table([Group("Một", rows_of(truth, rows))]))
    return (found.finding, *((*told(row), row.result.parts, row.verdict.distance) for row in found.rows))


def nested(most: int) -> Iterator[tuple[int, int, int]]:
    return (
        (five, one, newborn)
        for five in range(most + 1)
        for one in range(five + 1)
        for newborn in range(one + 1)
    )


DEATHS = [Truth(births, *deaths) for births in (1, 2, 4, 5, 900) for deaths in nested(10)]
AREAS = [Truth(five=five, rural=rural) for five in range(16) for rural in range(five + 1)]
YEARS = [Truth(five=five, last=last) for five in range(12) for last in range(12)]
EVERYTHING = [
    replace(truth, rural=rural)
    for truth in (Truth(900, *deaths) for deaths in nested(8))
    for rural in range(truth.five + 1)
]


@pytest.mark.parametrize(
    ("truths", "rows"),
    [
        (DEATHS, [FIVE]),
        (DEATHS, [NEW, FIVE]),
        (DEATHS, [FIVE, ONE, NEW]),
        (AREAS, [FIVE, RURAL]),
        (AREAS, [RURAL, URBAN]),
        (AREAS, [FIVE, RURAL, URBAN]),
        (YEARS, [FIVE]),
        (YEARS, [FIVE, FALL]),
        (YEARS, [PARTS, FALL]),
        (EVERYTHING, [FIVE, ONE, NEW, RURAL, URBAN]),
    ],
)
def test_whoever_knows_the_rules_learns_no_small_number(truths: list[Truth], rows: list[str]) -> None:
    """Who reads the table and knows how it is made has more than one number to choose from wherever a number
    from 1 to 4 stands behind it."""
    looking_alike: dict[tuple[object, ...], list[Truth]] = defaultdict(list)
    for truth in truths:
        looking_alike[printed(truth, rows)].append(truth)
    asked = set().union(*(TELLS.get(row, {row}) for row in rows))
    for seen, alike in looking_alike.items():
        for name in asked:
            possible = {truth.secrets[name] for truth in alike}
            assert possible - {1, 2, 3, 4} or len(possible) > 1, (seen, name, possible)


@given(
    five=st.integers(0, 60),
    parts=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    births=st.integers(0, 5000),
    last=st.integers(0, 60),
    rows=st.sets(st.sampled_from([FIVE, ONE, NEW, RURAL, URBAN, FALL, PARTS])).map(sorted),
)
def test_no_two_printed_numbers_leave_a_small_one(
    five: int, parts: tuple[float, float, float], births: int, last: int, rows: list[str]
) -> None:
    one = round(five * parts[0])
    truth = Truth(births, five, one, round(one * parts[1]), round(five * parts[2]), last)
    found = public(*rows_of(truth, rows))
    cells = [row for row in found if row.result.numerator is not None]
    for row in cells:
        assert row.result.numerator not in range(1, 5)
    over_births = [row for row in cells if row.denominator_item == BIRTHS]
    of_one_item = [row for row in cells if row.numerator_item == UNDER_FIVE]
    for together in (over_births, of_one_item):
        for more, less in permutations(together, 2):
            assert more.result.numerator is not None
            assert less.result.numerator is not None
            are_of_two_areas = {more.area, less.area} == {"rural", "urban"}
            assert more.result.numerator - less.result.numerator not in range(1, 5) or are_of_two_areas
    for row in found:
        if FEW in (row.numerator, row.denominator) or HIDDEN in (row.numerator, row.denominator):
            assert (row.result.number, row.result.exact, row.verdict) == (None, None, Verdict())
            assert row.result.text in (FEW, HIDDEN, "—")
        for told_, value in ((row.result, truth.five), (row.last_year, truth.last)):
            if row.numerator_item == UNDER_FIVE and not row.area and 1 <= value <= 4:
                assert told_.is_nothing or (told_.number, told_.numerator, told_.exact) == (None, None, None)
