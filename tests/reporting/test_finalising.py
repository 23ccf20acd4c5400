"""Does the final round ask what the year asked, and come with what the year said? Does it then say more?"""

from __future__ import annotations

from datetime import date

import pytest

from reporting import actions
from reporting.answers import Answer
from reporting.enums import Act, ExplainedBy, FigureState, Origin, ReportState, RoundKind
from reporting.explaining import Given, explain
from reporting.models import Explanation, Figure, FigureChange, Report, Round
from reporting.summaries.cells import answer_of
from reporting.summaries.entry import EntryPage, entry_page
from reporting.summaries.form_plan import form_plan
from reporting.totals import item_total, official_totals, provisional_totals
from tests.finalising import final_of, open_final
from tests.world import CHECKERS, NOW, SENDERS, World, at, build_round, fill_places, fill_villages, send_up
from units.models import Placement

FINAL = final_of(2024)
OPENED = at(20, month=12)
LATER = at(21, month=12)


def forms(round_: Round) -> set[tuple[str, str, bool]]:
    """Unit, item, is it a check: what a round asks of everybody."""
    rows = Figure.objects.filter(report__round=round_)
    return set(rows.values_list("report__unit__key", "item__code", "is_check"))


def page_of(world: World, unit: str) -> EntryPage:
    return entry_page(world.report(unit, FINAL), LATER)


def marks(world: World, unit: str) -> dict[str, str]:
    return {cell.code: cell.changed for cell in page_of(world, unit).changed}


# --- What is asked


def test_it_asks_each_unit_what_the_year_asked(world: World) -> None:
    round_ = open_final(world)
    assert forms(round_) == forms(world.rounds[2024])
    # Three villages with 5 cells; station and police 1 each; X 3 of its own; Y and Z direct with all 9.
    assert len(forms(round_)) == 3 * 5 + 2 + 3 + 9 + 9
    # Places that only add up owe their report too.
    assert set(Report.objects.filter(round=round_).values_list("unit__key", flat=True)) == set(SENDERS)
    events = Report.objects.filter(round=round_).values_list("events__act", "events__by__username")
    assert set(events) == {(Act.OPENED, "tinh")}


def test_what_plans_ask_by_now_is_not_asked_for_the_year_that_is_over(world: World) -> None:
    """The catalogue may have changed since: the year's own forms are what is made final."""
    Figure.objects.filter(report=world.report("tram"), item=world.items["bi-thuong"]).delete()
    round_ = open_final(world)
    assert ("tram", "bi-thuong", False) not in forms(round_)
    assert ("thon-1", "bi-thuong", True) in forms(round_)


def test_a_unit_that_is_gone_by_its_closing_day_is_not_asked(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=date(2024, 12, 1))
    round_ = open_final(world)
    assert {unit for unit, _, _ in forms(round_)} == {
        *("thon-1", "thon-2", "tram", "cong-an", "xa-x", "xa-y", "thi-tran-z")
    }


def test_the_preview_shows_what_is_written(world: World) -> None:
    round_ = Round(
        kind=RoundKind.FINAL_YEAR, year=2024, data_from=date(2023, 12, 15), data_to=date(2024, 12, 14)
    )
    plan = form_plan(round_, world.units["tinh"])
    assert (len(plan.owing), plan.cell_count) == (11, 38)


def test_a_year_that_was_never_opened_has_nothing_to_make_final(world: World) -> None:
    with pytest.raises(actions.Refused, match="Năm 2022 chưa mở kỳ năm"):
        actions.start_round(
            kind=RoundKind.FINAL_YEAR,
            year=2022,
            data_from=date(2021, 12, 15),
            data_to=date(2022, 12, 14),
            unit=world.units["tinh"],
            by=world.people["tinh"],
            at=NOW,
        )
    assert not Round.objects.filter(year=2022).exists()


def test_opened_twice_it_is_opened_once(world: World) -> None:
    fill_villages(world)
    round_ = open_final(world)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=101)
    again = actions.open_round(
        round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=at(22, month=12)
    )
    assert again == 0
    assert world.figure("thon-1", "tre-em", FINAL).value == 101
    assert Report.objects.filter(round=round_).count() == 11


# --- What it comes with


def test_the_years_answers_stand_in_it(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.enter("thon-2", "truong-thon-2", hoan_canh=FigureState.NOT_COLLECTED)
    open_final(world)
    figures = Figure.objects.filter(report__round=world.rounds[FINAL])
    of_year = {
        (row.report.unit_id, row.item_id): row
        for row in Figure.objects.filter(report__round=world.rounds[2024]).select_related("report")
    }
    for figure in figures.select_related("report"):
        assert answer_of(figure) == answer_of(of_year[figure.report.unit_id, figure.item_id])
        assert (figure.version, figure.entered_by, figure.entered_at) == (1, world.people["tinh"], OPENED)
    helped = world.figure("thon-2", "hoan-canh", FINAL)
    assert (helped.state, helped.reason) == (FigureState.NOT_COLLECTED, "chưa có sổ")
    assert answer_of(world.figure("xa-y", "san-choi", FINAL)) == Answer(
        FigureState.ENTERED, value=3, answered=4, raw="3"
    )
    # Every cell has the row of the log that says where it came from.
    rows = FigureChange.objects.filter(figure__in=figures)
    assert set(rows.values_list("version", "origin", "by__username", "at")) == {
        (1, Origin.PREFILLED, "tinh", OPENED)
    }
    assert rows.count() == figures.count() == 38


def test_what_the_year_left_open_is_asked_empty(world: World) -> None:
    """Village 1 answered one cell and left an unreadable word in another; the rest nobody touched."""
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    Figure.objects.filter(report=world.report("thon-1"), item__code="hoan-canh").update(
        state=FigureState.UNREAD, raw="vài em", version=1
    )
    open_final(world)
    rows = Figure.objects.filter(report__round=world.rounds[FINAL]).exclude(state=FigureState.EMPTY)
    assert [(row.report.unit.key, row.item.code, row.value) for row in rows] == [("thon-1", "tre-em", 100)]
    empty = world.figure("thon-1", "hoan-canh", FINAL)
    assert (empty.version, empty.raw, empty.entered_by) == (0, "", None)
    assert page_of(world, "thon-1").settled == 1


def test_the_year_stays_as_it_is(world: World) -> None:
    fill_villages(world)
    before = list(Figure.objects.order_by("pk").values())
    open_final(world)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=150)
    assert list(Figure.objects.filter(report__round=world.rounds[2024]).order_by("pk").values()) == before


# --- Check and hand in


def test_a_unit_that_changes_nothing_checks_and_hands_in(world: World) -> None:
    fill_villages(world)
    open_final(world)
    page = page_of(world, "thon-1")
    assert (page.blocking, page.settled, page.asked, page.changed) == ([], 5, 5, [])
    assert (page.is_final, page.is_estimate) == (True, False)
    report = world.hand_in("thon-1", "truong-thon-1", FINAL, LATER)
    assert (report.state, report.submissions) == (ReportState.SUBMITTED, 1)
    assert world.report("thon-1").state == ReportState.DRAFT


def test_what_was_explained_stays_explained_until_the_figure_moves(world: World) -> None:
    """2023: 10 in special circumstances; 2024: 4, explained."""
    build_round(world, 2023)
    year = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **year)
    send_up(world, "thon-1", year=2023)
    world.enter("thon-1", "truong-thon-1", **(year | {"hoan_canh": 4, "duoc_giup": 4}))
    (line,) = entry_page(world.report("thon-1"), NOW).warnings
    given = Given(line.figure_id, line.code, line.message, (ExplainedBy.FULLER,))
    explain(report=world.report("thon-1"), given=[given], by=world.people["truong-thon-1"], at=NOW)
    open_final(world)
    (again,) = page_of(world, "thon-1").warnings
    assert (again.message, again.explained) == (line.message, "Rà soát đầy đủ hơn")
    copied = Explanation.objects.get(figure__report__round=world.rounds[FINAL])
    assert (copied.by, copied.at) == (world.people["truong-thon-1"], NOW)
    # One case fewer is another warning.
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, hoan_canh=3, duoc_giup=3)
    assert [line.message for line in page_of(world, "thon-1").to_explain] == [
        "Giảm 7 so với năm 2023 (10 → 3)"
    ]


# --- What changed


def test_what_changed_since_is_marked(world: World) -> None:
    fill_villages(world)
    open_final(world)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=102, duoc_giup=FigureState.NOT_COLLECTED)
    assert marks(world, "thon-1") == {
        "tre-em": "năm: 100 → chính thức: 102",
        "duoc-giup": "năm: 9 → chính thức: chưa thu thập được (chưa có sổ)",
    }
    assert page_of(world, "thon-1").changed[0].has_strip
    assert marks(world, "thon-2") == {}


def test_put_back_it_is_no_change(world: World) -> None:
    fill_villages(world)
    open_final(world)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=102)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=100)
    assert world.figure("thon-1", "tre-em", FINAL).version == 3
    assert marks(world, "thon-1") == {}


def test_what_the_year_left_open_and_has_an_answer_now_is_marked(world: World) -> None:
    open_final(world)
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, san_choi=(1, 1))
    assert marks(world, "thon-1") == {"san-choi": "năm: chưa nhập → chính thức: Có"}


def test_in_the_year_itself_nothing_is_marked(world: World) -> None:
    fill_villages(world)
    page = entry_page(world.report("thon-1"), NOW)
    assert (page.changed, page.is_final, page.is_estimate) == ([], False, True)


# --- The roll-up of a final round is one like any other


def test_final_figures_roll_up_from_the_village_to_the_province(world: World) -> None:
    """2024: 300 children in X (100, 80, 120). Village 1 has two more at the year's end, and Y one injured
    less (5 → 4); everything else stands."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *SENDERS)
    round_ = open_final(world)
    province = world.units["tinh"]
    assert item_total(provisional_totals(province, round_), world.items["tre-em"].pk).value == 600
    world.enter("thon-1", "truong-thon-1", FINAL, LATER, tre_em=102)
    world.enter("xa-y", "vhxh-y", FINAL, LATER, bi_thuong=4)
    assert item_total(official_totals(province, round_), world.items["tre-em"].pk).value == 0
    for unit in SENDERS:
        world.hand_in(unit, SENDERS[unit], FINAL, LATER)
        world.take(unit, CHECKERS[unit], FINAL, LATER)
    final, year = official_totals(province, round_), official_totals(province, world.rounds[2024])
    assert (item_total(final, world.items["tre-em"].pk).value, item_total(final, injured(world)).value) == (
        *(102 + 80 + 120 + 200 + 100, 3 + 4 + 0),
    )
    assert (item_total(year, world.items["tre-em"].pk).value, item_total(year, injured(world)).value) == (
        *(600, 8),
    )
    # Coverage counts the units asked: five cells that count children.
    assert item_total(final, world.items["tre-em"].pk).asked == 5


def injured(world: World) -> int:
    return world.items["bi-thuong"].pk
