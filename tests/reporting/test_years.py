"""Is a year's value the final one where it was accepted, and the estimate where not? Child marriages of 2023.

The year: X 4 and Y 0, accepted; Z 9, never sent. The final round: X found 6, accepted; Y found 5 and sent it,
nobody accepted it. 2024, in the year round: X 2, Y 0, Z 1.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction

import pytest

from reporting import actions
from reporting.enums import ExplainedBy, FigureState, RoundKind
from reporting.explaining import Given, explain
from reporting.models import Report, Round
from reporting.summaries.cell_details import cell_details
from reporting.summaries.entry import EntryPage, entry_page
from reporting.summaries.looking import LookKind, look_at
from reporting.summaries.results import result_of
from reporting.summaries.tables import rollup_table, totals_of
from reporting.totals import item_total, provisional_totals, sum_reports
from reporting.years import accepted_years, alike, last_year_of, round_that_counts, year_before
from tests.finalising import final_of, open_final
from tests.world import NOW, World, at, fill_2023, fill_places

FINAL = final_of(2023)
WHEN = at(20, month=12, year=2023)


@pytest.fixture
def world(world: World) -> World:
    fill_2023(world)
    open_final(world, 2023)
    fill_places(world)
    return world


def make_final(world: World, unit: str, marriages: int | FigureState, *, accepted: bool) -> None:
    who = f"vhxh-{unit[-1]}"
    world.enter(unit, who, FINAL, WHEN, tao_hon=marriages)
    leave_the_rest(world, unit, who)
    world.hand_in(unit, who, FINAL, WHEN, reason="các thôn chưa có sổ")
    if accepted:
        world.take(unit, f"huyen-{'b' if unit == 'thi-tran-z' else 'a'}", FINAL, WHEN)


def leave_the_rest(world: World, unit: str, who: str) -> None:
    empty = world.report(unit, FINAL).figures.filter(state=FigureState.EMPTY)
    codes = [code.replace("-", "_") for code in empty.values_list("item__code", flat=True)]
    world.enter(unit, who, FINAL, WHEN, **dict.fromkeys(codes, FigureState.NOT_COLLECTED))


def both_years(world: World, unit: str) -> tuple[int, int, int]:
    """Of child marriages below a place: units with both years, this year's sum, last year's."""
    totals = provisional_totals(world.units[unit], world.rounds[2024])
    found = item_total(totals, world.items["tao-hon"].pk)
    return found.matched_units, found.matched_value, found.matched_previous


def last_year(world: World, unit: str) -> tuple[str, str]:
    page: EntryPage = entry_page(world.report(unit), NOW)
    row = next(row for group in page.groups for row in group.rows if row.label == "5")
    return row.numerator.last_year, page.last_label


# --- Which round


def test_which_rounds_speak_of_the_same_span() -> None:
    assert alike(RoundKind.YEAR) == alike(RoundKind.FINAL_YEAR) == (RoundKind.YEAR, RoundKind.FINAL_YEAR)
    assert alike(RoundKind.SIX_MONTHS) == (RoundKind.SIX_MONTHS,)
    assert alike(RoundKind.MID_TERM) == alike(RoundKind.ACTION_PLAN) == ()


def test_the_year_before_a_year_is_its_final_round_then_its_own(world: World) -> None:
    final, year = world.rounds[FINAL], world.rounds[2023]
    assert year_before(world.rounds[2024]) == (final, year)
    assert year_before(open_final(world)) == (final, year)
    assert year_before(final) == year_before(year) == ()


def test_six_months_are_held_against_six_months(world: World) -> None:
    half = Round(kind=RoundKind.SIX_MONTHS, year=2024)
    assert year_before(half) == ()


# --- Sums over two years


def test_until_a_final_figure_is_accepted_the_estimate_stands(world: World) -> None:
    """X 2 beside 4, Y 0 beside 0; Z's 9 was never accepted."""
    assert both_years(world, "tinh") == (2, 2, 4)
    make_final(world, "xa-x", 6, accepted=False)
    assert both_years(world, "tinh") == (2, 2, 4)


def test_an_accepted_final_figure_takes_the_place_of_the_estimate(world: World) -> None:
    make_final(world, "xa-x", 6, accepted=True)
    make_final(world, "xa-y", 5, accepted=False)
    assert both_years(world, "tinh") == (2, 2, 6 + 0)
    assert both_years(world, "xa-x") == (1, 2, 6)
    # (6 − 2) / 6, where the estimates would give (4 − 2) / 4.
    totals = provisional_totals(world.units["tinh"], world.rounds[2024])
    assert result_of(world.components["5"], totals).value == Fraction(400, 6)


def test_a_final_figure_counts_also_where_the_year_was_never_accepted(world: World) -> None:
    make_final(world, "thi-tran-z", 9, accepted=True)
    assert both_years(world, "tinh") == (3, 3, 13)
    assert both_years(world, "huyen-b") == (1, 1, 9)


def test_a_final_answer_that_is_no_number_takes_the_estimate_back(world: World) -> None:
    """Y's 0 was a guess: in the end nobody could say. There is nothing left to compare with."""
    make_final(world, "xa-y", FigureState.NOT_COLLECTED, accepted=True)
    assert both_years(world, "tinh") == (1, 2, 4)
    assert both_years(world, "xa-y") == (0, 0, 0)


def test_an_acceptance_that_is_undone_brings_the_estimate_back(world: World) -> None:
    make_final(world, "xa-x", 6, accepted=True)
    actions.undo_acceptance(
        report=world.report("xa-x", FINAL), by=world.people["huyen-a"], at=NOW, reason="đếm lại"
    )
    assert both_years(world, "tinh") == (2, 2, 4)


def test_the_final_round_of_the_next_year_compares_with_the_same_value(world: World) -> None:
    make_final(world, "xa-x", 6, accepted=True)
    final_2024 = open_final(world)
    totals = provisional_totals(world.units["tinh"], final_2024)
    found = item_total(totals, world.items["tao-hon"].pk)
    assert (found.matched_units, found.matched_value, found.matched_previous) == (2, 2, 6)


# --- The column Năm trước, and its name


def test_the_form_shows_last_years_value_and_says_which(world: World) -> None:
    assert last_year(world, "xa-x") == ("4", "ước thực hiện")
    make_final(world, "xa-x", 6, accepted=True)
    make_final(world, "xa-y", 5, accepted=False)
    assert last_year(world, "xa-x") == ("6", "chính thức")
    assert last_year(world, "xa-y") == ("0", "ước thực hiện")


def test_without_a_year_before_nothing_is_called_anything(world: World) -> None:
    page = entry_page(world.report("xa-x", 2023), at(15, year=2023))
    assert page.last_label == ""
    assert last_year_of(world.report("xa-x", 2023), ()).figures == {}


def test_warnings_look_back_at_the_same_value(world: World) -> None:
    """9 after 4 are five more, and worth a word; after a final 6 three more, and not."""
    world.enter("xa-x", "vhxh-x", tao_hon=9)
    assert warned(world) == ["Tăng 5 so với năm 2023 (4 → 9)"]
    make_final(world, "xa-x", 6, accepted=True)
    assert warned(world) == []
    world.enter("xa-x", "vhxh-x", tao_hon=12)
    assert warned(world) == ["Tăng 6 so với năm 2023 (6 → 12)"]


def warned(world: World) -> list[str]:
    lines = entry_page(world.report("xa-x"), NOW).warnings
    return [line.message for line in lines if line.code == "W1"]


def test_years_back_hold_final_values_where_there_are_any(world: World) -> None:
    unit, item = world.units["xa-x"].pk, world.items["tao-hon"].pk
    assert accepted_years(unit, RoundKind.YEAR, 2019, 2023) == {2023: {item: 4}}
    make_final(world, "xa-x", 6, accepted=True)
    assert accepted_years(unit, RoundKind.YEAR, 2019, 2023) == {2023: {item: 6}}
    assert accepted_years(unit, RoundKind.YEAR, 2019, 2022) == {}
    assert accepted_years(unit, RoundKind.SIX_MONTHS, 2019, 2023) == {}
    assert accepted_years(unit, RoundKind.FINAL, 2019, 2023) == {}


def test_years_back_lose_what_was_taken_back(world: World) -> None:
    make_final(world, "xa-y", FigureState.NOT_COLLECTED, accepted=True)
    assert accepted_years(world.units["xa-y"].pk, RoundKind.YEAR, 2019, 2023) == {}


# --- Totals of a place


def test_a_place_has_final_totals_once_its_own_final_report_is_accepted(world: World) -> None:
    """District A goes up with X's 6 and without Y's 5; until the province accepts, the year's 4 + 0 stand."""
    make_final(world, "xa-x", 6, accepted=True)
    make_final(world, "xa-y", 5, accepted=False)
    year, final = world.rounds[2023], world.rounds[FINAL]
    district = world.units["huyen-a"]
    world.hand_in("huyen-a", "huyen-a", 2023, WHEN)
    world.take("huyen-a", "tinh", 2023, WHEN)
    world.hand_in("huyen-a", "huyen-a", FINAL, WHEN, reason="xã Yên chưa duyệt")
    before = year_before(world.rounds[2024])
    assert round_that_counts(district, before) == year
    assert label_in_table(world) == "ước thực hiện"
    world.take("huyen-a", "tinh", FINAL, WHEN)
    assert round_that_counts(district, before) == final
    assert label_in_table(world) == "chính thức"
    assert marriages_of(world, year) == 4 + 0
    assert marriages_of(world, final) == 6


def label_in_table(world: World) -> str:
    table = rollup_table(unit=world.units["huyen-a"], round_=world.rounds[2024], official=False, now=NOW)
    return table.last_label


def marriages_of(world: World, round_: Round) -> int:
    """District A's own total, as it handed it up."""
    totals = totals_of(world.units["huyen-a"], round_, official=True)
    return item_total(totals, world.items["tao-hon"].pk).value


def test_a_final_table_says_so(world: World) -> None:
    table = rollup_table(unit=world.units["tinh"], round_=world.rounds[FINAL], official=True, now=NOW)
    assert (table.is_estimate, table.last_label) == (False, "")
    assert not any("ước thực hiện" in remark for remark in table.remarks)
    estimate = rollup_table(unit=world.units["tinh"], round_=world.rounds[2023], official=True, now=NOW)
    assert any("ước thực hiện" in remark for remark in estimate.remarks)


def test_a_few_statements_sum_both_years_whichever_counts(
    world: World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    reports = Report.objects.filter(round=world.rounds[2024])
    before = year_before(world.rounds[2024])
    # What is compared, the cells with both years, and whether any unit is new.
    with django_assert_num_queries(3):
        sum_reports(reports, before)


def test_a_cell_shows_both_figures_of_a_year_by_their_names(world: World) -> None:
    make_final(world, "xa-x", 6, accepted=True)
    details = cell_details(world.report("xa-x"), world.figure("xa-x", "tao-hon"))
    assert [(year.round_name, year.answer) for year in details.years] == [
        ("Năm 2024 (ước thực hiện)", "2"),
        ("Chính thức năm 2023", "6"),
        ("Năm 2023 (ước thực hiện)", "4"),
    ]


def test_a_reviewer_is_pointed_at_what_moves_the_total_against_that_value(world: World) -> None:
    """12 after a final 6: six cases more, where beside the estimate they would be eight."""
    make_final(world, "xa-x", 6, accepted=True)
    world.enter("xa-x", "vhxh-x", tao_hon=12)
    (line,) = entry_page(world.report("xa-x"), NOW).warnings
    given = Given(line.figure_id, line.code, line.message, (ExplainedBy.FULLER,))
    explain(report=world.report("xa-x"), given=[given], by=world.people["vhxh-x"], at=NOW)
    report = world.report("xa-x")
    (point,) = [point for point in look_at([report])[report.pk] if point.kind == LookKind.WARNING]
    assert (point.words, point.effect) == (
        *("Tăng 6 so với năm 2023 (6 → 12). Giải trình: Rà soát đầy đủ hơn", 6),
    )
