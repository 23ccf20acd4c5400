"""Do sums come first and one division last, and does every kind of nothing stay what it is?

The province of `docs/rollup.md` is read from the document: its cells go in, its results must come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Method
from indicators.numbers import round_half_up
from reporting.models import Figure
from reporting.rollup import NOTHING, Coverage, ItemTotal, Outcome, Result, combine, weaker
from reporting.totals import official_totals
from tests.world import World, fill_2023, whole_year

# --- Cells


def number(value: int, previous: int | None = None) -> ItemTotal:
    """One cell with a number, and last year's where there was one."""
    cell = ItemTotal(value=value, asked=1, answered=1)
    return cell if previous is None else both_years(cell, previous)


def yes_of(yes: int, answered: int) -> ItemTotal:
    """One yes/no cell: 1 of 1, or k of n where a place answers directly."""
    return ItemTotal(value=yes, yes_answered=answered, asked=1, answered=1)


def both_years(cell: ItemTotal, previous: int) -> ItemTotal:
    return replace(cell, matched_units=1, matched_value=cell.value, matched_previous=previous)


def add(cells: Sequence[ItemTotal]) -> ItemTotal:
    return sum(cells, start=NOTHING)


NOT_REPORTED = ItemTotal(asked=1)
ZERO = number(0)
NO_CASES = ItemTotal(asked=1, answered=1, no_cases=1)
NOT_COLLECTED = ItemTotal(asked=1, not_collected=1)
FOUR_KINDS = (NOT_REPORTED, ZERO, NO_CASES, NOT_COLLECTED)


def ratio(numerator: ItemTotal, denominator: ItemTotal, base: int = 100) -> Result:
    return combine(Method.RATIO, numerator, denominator, base)


def share(cell: ItemTotal) -> Result:
    return combine(Method.SHARE_YES, cell, NOTHING, 100)


def reduction(cell: ItemTotal) -> Result:
    return combine(Method.YEAR_ON_YEAR, cell, NOTHING, 100)


# --- The province of the document

PAGE = (settings.BASE_DIR / "docs" / "rollup.md").read_text("utf-8")


def table(first_head: str) -> dict[str, dict[str, str]]:
    """The page's table whose first head is this, by the first cell of each row and then by head."""
    lines = PAGE.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first_head} |"))
    rows: list[list[str]] = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    heads, _, *body = rows
    return {row[0]: dict(zip(heads, row, strict=True)) for row in body}


CELLS = table("Report")
RESULTS = table("Measure")
COVERAGE = table("Coverage")
XUAN = ("Thôn 1", "Thôn 2", "Thôn 3", "Trạm Y tế", "xã Xuân")
REPORTS_UNDER = {
    "xã Xuân": XUAN,
    "xã Yên": ("xã Yên",),
    "huyện An": (*XUAN, "xã Yên"),
    "huyện Bình": ("thị trấn Đức",),
    "tỉnh Thử": (*XUAN, "xã Yên", "thị trấn Đức"),
}
RURAL = {"xã Xuân", "xã Yên"}
URBAN = {"thị trấn Đức"}


def cell(report: str, head: str) -> ItemTotal:
    text = CELLS[report][head]
    if text == "–":
        return NOTHING
    if "/" in text:
        yes, answered = text.split("/")
        return yes_of(int(yes), int(answered))
    return number(int(text))


def marriages(report: str) -> ItemTotal:
    before = CELLS[report]["Marriages 2023"]
    this_year = cell(report, "Marriages 2024")
    return this_year if before in ("–", "none") else both_years(this_year, int(before))


def of(place: str, head: str, within: set[str] | None = None) -> ItemTotal:
    """The total of a place, over all its reports or over those of one area."""
    return add([cell(report, head) for report in REPORTS_UNDER[place] if within is None or report in within])


def worked(place: str) -> dict[str, Result]:
    children, special = of(place, "Children"), of(place, "Special")
    return {
        "Special of children, %": ratio(special, children),
        "Helped of special, %": ratio(of(place, "Helped"), special),
        "Injured of children, per 10,000": ratio(of(place, "Injured"), children, 10_000),
        "Villages with a playground, %": share(of(place, "Playground")),
        "Fewer child marriages, %": reduction(add([marriages(report) for report in REPORTS_UNDER[place]])),
        "Overweight, rural, %": ratio(of(place, "Overweight", RURAL), of(place, "Weighed", RURAL)),
        "Overweight, urban, %": ratio(of(place, "Overweight", URBAN), of(place, "Weighed", URBAN)),
    }


def as_on_the_page(measure: str, result: Result) -> str:
    if result.outcome == Outcome.NO_DATA:
        return "no data"
    if measure.startswith("Fewer"):
        parts = f"{result.denominator}→{result.numerator}"
    else:
        parts = f"{result.numerator}/{result.denominator}"
    if result.outcome == Outcome.FROM_ZERO:
        return parts
    assert result.value is not None
    return f"{parts} = {float(round_half_up(result.value, 1)):g}"


@pytest.mark.parametrize("place", REPORTS_UNDER)
@pytest.mark.parametrize("measure", RESULTS)
def test_the_worked_province_comes_out(place: str, measure: str) -> None:
    assert as_on_the_page(measure, worked(place)[measure]) == RESULTS[measure][place]


@pytest.mark.parametrize("place", REPORTS_UNDER)
@pytest.mark.parametrize("words", COVERAGE)
def test_the_worked_coverage_comes_out(place: str, words: str) -> None:
    result = next(found for measure, found in worked(place).items() if measure.startswith(words))
    assert f"{result.coverage.answered}/{result.coverage.asked}" == COVERAGE[words][place]


def test_the_page_itself_is_right() -> None:
    """The figures that matter most, once more by hand, so that page and code cannot err together."""
    province = worked("tỉnh Thử")
    assert (len(RESULTS), len(COVERAGE), len(CELLS)) == (7, 3, 7)
    assert province["Helped of special, %"].value == Fraction(4700, 51)
    assert province["Villages with a playground, %"].value == Fraction(700, 9)
    assert province["Fewer child marriages, %"].value == 50
    assert worked("huyện An")["Helped of special, %"].value == 92
    assert worked("xã Yên")["Fewer child marriages, %"].outcome == Outcome.FROM_ZERO


HEADS = {
    "Children": "tre-em",
    "Special": "hoan-canh",
    "Helped": "duoc-giup",
    "Injured": "bi-thuong",
    "Playground": "san-choi",
    "Marriages 2024": "tao-hon",
    "Weighed": "can-do",
    "Overweight": "beo-phi",
}
UNIT_KEYS = {
    "Thôn 1": "thon-1",
    "Thôn 2": "thon-2",
    "Thôn 3": "thon-3",
    "Trạm Y tế": "tram",
    "xã Xuân": "xa-x",
    "xã Yên": "xa-y",
    "thị trấn Đức": "thi-tran-z",
}


@pytest.mark.django_db
def test_the_page_prints_the_world_of_the_tests(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    for report, unit in UNIT_KEYS.items():
        stored = {
            figure.item.code: figure
            for figure in Figure.objects.counted()
            .filter(report=world.report(unit))
            .exclude(item__code="xam-hai")
            .select_related("item")
        }
        printed = {HEADS[head] for head in HEADS if CELLS[report][head] != "–"}
        assert printed == set(stored)
        for head, code in HEADS.items():
            if code in stored:
                figure = stored[code]
                text = f"{figure.value}/{figure.answered}" if code == "san-choi" else str(figure.value)
                assert CELLS[report][head] == text


@pytest.mark.django_db
def test_the_database_adds_what_the_page_adds(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    totals = official_totals(world.units["tinh"], world.rounds[2024])
    for head, code in HEADS.items():
        stored = add([total for key, total in totals.items() if key.item_id == world.items[code].pk])
        assert stored.value == of("tỉnh Thử", head).value
        assert (stored.answered, stored.asked) == (
            of("tỉnh Thử", head).answered,
            of("tỉnh Thử", head).asked,
        )
        if code == "tao-hon":
            assert reduction(stored) == worked("tỉnh Thử")["Fewer child marriages, %"]


# --- Outcomes, by hand

YES_NO_CASES = [
    # cell, outcome, value, numerator, denominator
    (yes_of(1, 1), Outcome.VALUE, Fraction(100), 1, 1),
    (yes_of(0, 1), Outcome.VALUE, Fraction(0), 0, 1),
    (yes_of(3, 4), Outcome.VALUE, Fraction(75), 3, 4),
    (add([yes_of(1, 1), yes_of(0, 1), NOT_REPORTED]), Outcome.VALUE, Fraction(50), 1, 2),
    (add([yes_of(2, 2), yes_of(0, 4)]), Outcome.VALUE, Fraction(100, 3), 2, 6),
    (NOT_REPORTED, Outcome.NO_DATA, None, None, None),
    (NOT_COLLECTED, Outcome.NO_DATA, None, None, None),
    (NO_CASES, Outcome.NO_CASES, None, None, None),
    (add([NO_CASES, NOT_REPORTED]), Outcome.NO_CASES, None, None, None),
    (add([NO_CASES, yes_of(0, 1)]), Outcome.VALUE, Fraction(0), 0, 1),
]


@pytest.mark.parametrize("method", [Method.SHARE_YES, Method.YES_NO])
@pytest.mark.parametrize(("cell", "outcome", "value", "numerator", "denominator"), YES_NO_CASES)
def test_yes_over_answered(
    method: Method,
    cell: ItemTotal,
    outcome: Outcome,
    value: Fraction | None,
    numerator: int | None,
    denominator: int | None,
) -> None:
    result = combine(method, cell, NOTHING, 1)
    assert (result.outcome, result.value) == (outcome, value)
    assert (result.numerator, result.denominator) == (numerator, denominator)


RATIO_CASES = [
    # numerator, denominator, base, outcome, value
    (number(57), number(58), 100, Outcome.VALUE, Fraction(5700, 58)),
    (number(6), number(804), 10_000, Outcome.VALUE, Fraction(60_000, 804)),
    (number(5), number(1_000), 804, Outcome.VALUE, Fraction(402, 100)),
    (ZERO, number(58), 1_000, Outcome.VALUE, Fraction(0)),
    (NO_CASES, number(58), 100, Outcome.VALUE, Fraction(0)),
    (ZERO, NO_CASES, 100, Outcome.NO_CASES, None),
    (NO_CASES, NO_CASES, 100, Outcome.NO_CASES, None),
    (ZERO, ZERO, 100, Outcome.NO_DATA, None),
    (add([ZERO, ZERO]), add([ZERO, NO_CASES]), 100, Outcome.NO_DATA, None),
    (number(2), NO_CASES, 100, Outcome.CASES_WITHOUT_BASE, None),
    (number(2), ZERO, 100, Outcome.CASES_WITHOUT_BASE, None),
    (NOT_REPORTED, number(58), 100, Outcome.NO_DATA, None),
    (number(57), NOT_REPORTED, 100, Outcome.NO_DATA, None),
    (NOT_COLLECTED, number(58), 100, Outcome.NO_DATA, None),
    (ZERO, NOT_COLLECTED, 100, Outcome.NO_DATA, None),
    (NOT_REPORTED, NO_CASES, 100, Outcome.NO_DATA, None),
    (NOTHING, NOTHING, 100, Outcome.NO_DATA, None),
]


@pytest.mark.parametrize(("numerator", "denominator", "base", "outcome", "value"), RATIO_CASES)
def test_ratio(
    numerator: ItemTotal, denominator: ItemTotal, base: int, outcome: Outcome, value: Fraction | None
) -> None:
    result = ratio(numerator, denominator, base)
    assert (result.outcome, result.value) == (outcome, value)
    assert result.numerator == (numerator.value if numerator.answered else None)
    assert result.denominator == (denominator.value if denominator.answered else None)


YEAR_ON_YEAR_CASES = [
    # cells, outcome, value, this year, last year, coverage
    ([number(3, 4)], Outcome.VALUE, Fraction(25), 3, 4, Coverage(1, 1)),
    ([number(4, 4)], Outcome.VALUE, Fraction(0), 4, 4, Coverage(1, 1)),
    ([number(5, 4)], Outcome.VALUE, Fraction(-25), 5, 4, Coverage(1, 1)),
    ([number(0, 4)], Outcome.VALUE, Fraction(100), 0, 4, Coverage(1, 1)),
    ([number(97, 100), number(1, 0)], Outcome.VALUE, Fraction(2), 98, 100, Coverage(2, 2)),
    # The second unit has no last year: its 9 counts on neither side.
    ([number(3, 4), number(9)], Outcome.VALUE, Fraction(25), 3, 4, Coverage(1, 2)),
    ([number(3, 4), NOT_REPORTED], Outcome.VALUE, Fraction(25), 3, 4, Coverage(1, 2)),
    ([number(3, 4), NOT_COLLECTED], Outcome.VALUE, Fraction(25), 3, 4, Coverage(1, 2)),
    # "Không phát sinh" this year against 4 last year is a full reduction.
    ([both_years(NO_CASES, 4)], Outcome.VALUE, Fraction(100), 0, 4, Coverage(1, 1)),
    ([number(0, 0)], Outcome.FROM_ZERO, None, 0, 0, Coverage(1, 1)),
    ([number(2, 0)], Outcome.FROM_ZERO, None, 2, 0, Coverage(1, 1)),
    ([number(2, 0), number(7)], Outcome.FROM_ZERO, None, 2, 0, Coverage(1, 2)),
    ([number(7)], Outcome.NO_DATA, None, None, None, Coverage(0, 1)),
    ([NOT_REPORTED], Outcome.NO_DATA, None, None, None, Coverage(0, 1)),
]


@pytest.mark.parametrize(
    ("cells", "outcome", "value", "this_year", "last_year", "coverage"), YEAR_ON_YEAR_CASES
)
def test_year_on_year(
    cells: list[ItemTotal],
    outcome: Outcome,
    value: Fraction | None,
    this_year: int | None,
    last_year: int | None,
    coverage: Coverage,
) -> None:
    result = reduction(add(cells))
    assert (result.outcome, result.value) == (outcome, value)
    assert (result.numerator, result.denominator) == (this_year, last_year)
    assert result.coverage == coverage


@pytest.mark.parametrize("method", [Method.COUNT, Method.MONEY])
def test_counts_and_money_add(method: Method) -> None:
    result = combine(method, add([number(3), number(4), NOT_REPORTED]), NOTHING, 1)
    assert (result.outcome, result.value, result.numerator) == (Outcome.VALUE, Fraction(7), 7)
    assert result.coverage == Coverage(2, 3)
    assert combine(method, ZERO, NOTHING, 1).value == 0
    assert combine(method, NOT_REPORTED, NOTHING, 1).outcome == Outcome.NO_DATA
    assert combine(method, NOT_COLLECTED, NOTHING, 1).outcome == Outcome.NO_DATA


@pytest.mark.parametrize("method", [Method.LEVEL, Method.STATE, Method.TEXT])
def test_levels_states_and_texts_are_never_added(method: Method) -> None:
    result = combine(method, add([number(2), number(3), NOT_REPORTED]), NOTHING, 1)
    outcome = Outcome.LISTED if method == Method.TEXT else Outcome.STEPS
    assert (result.outcome, result.value, result.numerator) == (outcome, None, None)
    assert result.coverage == Coverage(2, 3)


def at_step(step: int, previous: int | None = None) -> ItemTotal:
    """One unit's level; with last year's, matched."""
    fell = int(previous is not None and step < previous)
    return ItemTotal(
        value=step,
        asked=1,
        answered=1,
        matched_units=int(previous is not None),
        fell=fell,
        **{f"step_{step}": 1},
    )


@pytest.mark.parametrize("method", [Method.LEVEL, Method.STATE])
def test_levels_and_states_are_counted_by_step(method: Method) -> None:
    units = [at_step(2, 2), at_step(0), at_step(2, 1), at_step(1, 2), NOT_REPORTED, NOT_COLLECTED]
    result = combine(method, add(units), NOTHING, 1)
    assert (result.outcome, result.steps) == (Outcome.STEPS, (1, 1, 2, 0))
    assert (result.matched, result.fell) == (3, 1)
    assert result.coverage == Coverage(4, 6)
    # Whichever way the units are grouped on the way up.
    grouped = add([add(units[:2]), add([add(units[2:3]), add(units[3:])])])
    assert combine(method, grouped, NOTHING, 1) == result


# --- Four kinds of nothing


@pytest.mark.parametrize("method", [method for method in Method if method != Method.RATIO])
def test_four_kinds_of_nothing_give_four_results(method: Method) -> None:
    zero, no_cases = ZERO, NO_CASES
    if method in (Method.SHARE_YES, Method.YES_NO):
        zero = yes_of(0, 1)
    if method == Method.YEAR_ON_YEAR:
        zero, no_cases = number(0, 4), both_years(NO_CASES, 4)
    cells = [NOT_REPORTED, zero, no_cases, NOT_COLLECTED]
    results = [combine(method, cell, NOTHING, 100) for cell in cells]
    assert all(one != other for one, other in combinations(results, 2))


def test_four_kinds_of_nothing_in_either_part_of_a_ratio() -> None:
    below = [ratio(number(0), cell) for cell in FOUR_KINDS]
    above = [ratio(cell, number(58)) for cell in FOUR_KINDS]
    for results in (below, above):
        assert all(one != other for one, other in combinations(results, 2))


@pytest.mark.parametrize("others", [[], [number(4)], [number(4), NO_CASES, NOT_REPORTED, NOT_COLLECTED]])
def test_four_kinds_of_nothing_stay_apart_among_other_units(others: list[ItemTotal]) -> None:
    totals = [add([*others, kind]) for kind in FOUR_KINDS]
    assert all(one != other for one, other in combinations(totals, 2))
    for method in (Method.COUNT, Method.RATIO):
        results = [combine(method, total, number(58), 100) for total in totals]
        assert all(one != other for one, other in combinations(results, 2))


def test_nothing_of_nothing_is_not_complete() -> None:
    assert not Coverage(0, 0).is_complete
    assert not Coverage(8, 9).is_complete
    assert Coverage(9, 9).is_complete
    assert Coverage(1, 1).is_complete
    assert Coverage(0, 0).share == 0
    assert Coverage(8, 9).share == Fraction(8, 9)


@pytest.mark.parametrize(
    ("one", "other", "weak"),
    [
        (Coverage(8, 9), Coverage(9, 9), Coverage(8, 9)),
        (Coverage(9, 9), Coverage(8, 9), Coverage(8, 9)),
        (Coverage(1, 1), Coverage(190, 196), Coverage(190, 196)),
        (Coverage(1, 2), Coverage(3, 9), Coverage(3, 9)),
        (Coverage(1, 1), Coverage(0, 0), Coverage(0, 0)),
    ],
)
def test_a_ratio_is_as_complete_as_its_weaker_part(one: Coverage, other: Coverage, weak: Coverage) -> None:
    assert weaker(one, other) == weak
    numerator = ItemTotal(value=1, asked=one.asked, answered=one.answered)
    denominator = ItemTotal(value=5, asked=other.asked, answered=other.answered)
    assert ratio(numerator, denominator).coverage == weak


# --- No mean of rates

PAIR_OF_COUNTS = st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_a_mean_of_rates_is_another_number() -> None:
    communes = [(16, 20), (30, 30), (1, 1)]
    total = ratio(add([number(part) for part, _ in communes]), add([number(whole) for _, whole in communes]))
    assert total.value == Fraction(4700, 51)
    assert sum(Fraction(100 * part, whole) for part, whole in communes) / 3 == Fraction(280, 3)


@given(st.lists(PAIR_OF_COUNTS, min_size=1, max_size=12), st.sampled_from([100, 804, 1_000, 10_000, 100_000]))
def test_a_result_is_the_sum_of_parts_over_the_sum_of_wholes(pairs: list[tuple[int, int]], base: int) -> None:
    parts, wholes = [part for part, _ in pairs], [whole for _, whole in pairs]
    result = ratio(add([number(part) for part in parts]), add([number(whole) for whole in wholes]), base)
    assert result.value is not None
    assert result.value * sum(wholes) == base * sum(parts)
    rates = [Fraction(base * part, whole) for part, whole in pairs]
    if len(set(wholes)) == 1:
        # Only where every unit is of the same size do the two happen to be one.
        assert result.value == sum(rates) / len(rates)
    assert min(rates) <= result.value <= max(rates)


@given(PAIR_OF_COUNTS, PAIR_OF_COUNTS)
def test_a_mean_of_two_rates_never_appears(one: tuple[int, int], other: tuple[int, int]) -> None:
    rates = [Fraction(100 * part, whole) for part, whole in (one, other)]
    result = ratio(number(one[0]) + number(other[0]), number(one[1]) + number(other[1]))
    is_mean = result.value == sum(rates) / 2
    assert is_mean == (one[1] == other[1] or rates[0] == rates[1])


# --- Regrouping


def cells_of_an_item() -> st.SearchStrategy[ItemTotal]:
    value, previous = st.integers(0, 10_000), st.none() | st.integers(0, 10_000)
    return st.one_of(
        st.sampled_from(FOUR_KINDS),
        st.builds(number, value, previous),
        st.builds(yes_of, st.just(1), st.integers(1, 9)),
        st.builds(both_years, st.just(NO_CASES), st.integers(0, 10)),
    )


Cells = tuple[ItemTotal, ItemTotal]
ITEM_CELLS = cells_of_an_item()
WORLDS = st.lists(st.tuples(ITEM_CELLS, ITEM_CELLS), min_size=1, max_size=30)


def totals_of(cells: Sequence[Cells]) -> Cells:
    return add([numerator for numerator, _ in cells]), add([denominator for _, denominator in cells])


def results_of(totals: Cells) -> list[Result]:
    return [combine(method, *totals, 100) for method in Method]


def grouped(data: st.DataObject, cells: list[Cells], tiers: int) -> Cells:
    """Totals made tier by tier, with any number of places on each and any unit in any place."""
    for _ in range(tiers):
        places: dict[int, list[Cells]] = {}
        for cell in data.draw(st.permutations(cells)):
            places.setdefault(data.draw(st.integers(0, 4)), []).append(cell)
        cells = [totals_of(inside) for inside in places.values()]
    return totals_of(cells)


@given(WORLDS, st.integers(1, 4), st.data())
def test_regrouping_units_never_changes_a_total(cells: list[Cells], tiers: int, data: st.DataObject) -> None:
    """Any tiers, any places in them, any order: the same sums, and from them the same results."""
    straight = totals_of(cells)
    by_tiers = grouped(data, cells, tiers)
    assert by_tiers == straight
    assert results_of(by_tiers) == results_of(straight)


@given(WORLDS, st.data())
def test_two_groupings_of_the_same_units_agree(cells: list[Cells], data: st.DataObject) -> None:
    assert grouped(data, cells, 3) == grouped(data, cells, 2)


@given(WORLDS)
def test_a_place_that_has_nothing_changes_nothing(cells: list[Cells]) -> None:
    assert totals_of([*cells, (NOTHING, NOTHING)]) == totals_of(cells)


@given(WORLDS)
def test_nothing_is_never_counted_as_an_answer(cells: list[Cells]) -> None:
    """Units that have not answered change what is asked, and neither the value nor what answered."""
    before, after = totals_of(cells), totals_of([*cells, (NOT_REPORTED, NOT_COLLECTED)])
    # A given rate of one unit is no result any more once a second is asked.
    for method in set(Method) - {Method.RATE_GIVEN}:
        one, other = combine(method, *before, 100), combine(method, *after, 100)
        assert (one.outcome, one.value, one.numerator, one.denominator) == (
            other.outcome,
            other.value,
            other.numerator,
            other.denominator,
        )
        assert not other.coverage.is_complete


@given(st.lists(st.sampled_from(FOUR_KINDS), min_size=1, max_size=20))
def test_kinds_of_nothing_are_counted_one_by_one(kinds: list[ItemTotal]) -> None:
    total = add(kinds)
    assert total.asked == len(kinds)
    assert total.answered == kinds.count(ZERO) + kinds.count(NO_CASES)
    assert total.no_cases == kinds.count(NO_CASES)
    assert total.not_collected == kinds.count(NOT_COLLECTED)
    assert total.value == 0
