"""What every unit one level down puts into a sum: worked out by hand in the province of `docs/rollup.md`."""

from __future__ import annotations

import pytest

from indicators.enums import Operator, Status
from indicators.models import Component, Target
from reporting import actions
from reporting.enums import FigureState
from reporting.summaries.contributors import Contributor
from reporting.summaries.sources import AsReported
from reporting.summaries.tables import table_from
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import (
    NOW,
    World,
    at,
    build_plan,
    build_round,
    fill_2023,
    fill_places,
    fill_villages,
    send_up,
    whole_year,
)


def opened(world: World, unit: str, label: str, *, official: bool = True) -> list[Contributor]:
    source = AsReported(world.units[unit], world.rounds[2024], official=official)
    table = table_from(source, now=NOW, opened=world.components[label].pk)
    assert table.opened is not None
    return table.opened.children


def figures(rows: list[Contributor]) -> list[tuple[str, str, str, str, str]]:
    return [(row.name, row.numerator, row.denominator, row.result.text, row.coverage) for row in rows]


def test_a_ratio_of_a_province_by_district_and_down_to_the_villages(world: World) -> None:
    whole_year(world)
    # 46/50 = 92% and 1/1 = 100%: their mean would be 96%, the province has 47/51 = 92,2%.
    assert figures(opened(world, "tinh", "1.2")) == [
        ("Huyện An", "46", "50", "92,0%", "4/4 đơn vị"),
        ("Huyện Bình", "1", "1", "100%", "1/1 xã"),
    ]
    # 16/20 = 80% and 30/30 = 100%: the mean 90% is nowhere, the district has 92%.
    assert figures(opened(world, "huyen-a", "1.2")) == [
        ("Xã Xuân", "16", "20", "80,0%", "3/3 thôn"),
        ("Xã Yên", "30", "30", "100%", "1/1 xã"),
    ]
    assert figures(opened(world, "xa-x", "1.2")) == [
        ("Thôn 1", "9", "10", "90,0%", "1/1 thôn"),
        ("Thôn 2", "4", "4", "100%", "1/1 thôn"),
        ("Thôn 3", "3", "6", "50,0%", "1/1 thôn"),
    ]


def test_a_unit_asked_for_only_one_part_says_that_part(world: World) -> None:
    """Injured children come from the station, all children from the villages."""
    whole_year(world)
    rows = opened(world, "xa-x", "2")
    assert figures(rows) == [
        ("Trạm Y tế", "3", "—", "—", "1/1 đơn vị"),
        ("Thôn 1", "—", "100", "—", "1/1 thôn"),
        ("Thôn 2", "—", "80", "—", "1/1 thôn"),
        ("Thôn 3", "—", "120", "—", "1/1 thôn"),
    ]
    assert [(row.numerator_code, row.denominator_code) for row in rows] == [
        ("bi-thuong", ""),
        ("", "tre-em"),
        ("", "tre-em"),
        ("", "tre-em"),
    ]


def test_cells_of_the_place_itself_stand_with_its_name(world: World) -> None:
    whole_year(world)
    (row,) = opened(world, "xa-y", "1.1")
    assert (row.name, row.is_own, row.cell_code, row.numerator) == ("Xã Yên tự nhập", True, "hoan-canh", "30")


def test_only_the_rural_communes_are_behind_a_rural_result(world: World) -> None:
    whole_year(world)
    # 5/90 over X and Y; the town Z is in district B, which was asked nothing rural.
    assert figures(opened(world, "tinh", "6.1")) == [("Huyện An", "5", "90", "5,6%", "2/2 xã")]


def test_both_years_of_the_units_that_have_both(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    rows = opened(world, "tinh", "5")
    # District A: 4 → 2 over X and Y. Z counted 1 and has no accepted last year: it puts in nothing.
    assert [(row.name, row.numerator, row.denominator, row.result.text, row.coverage) for row in rows] == [
        ("Huyện An", "2", "4", "50,0%", "2/2 xã"),
        ("Huyện Bình", "—", "—", "—", "0/1 xã"),
    ]


def test_what_is_not_accepted_is_named_and_not_counted(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1", "tram", "cong-an")
    world.hand_in("thon-2", "truong-thon-2")
    actions.waive(report=world.report("thon-3"), by=world.people["vhxh-x"], at=NOW, reason="đi vắng cả tháng")
    rows = opened(world, "xa-x", "1.1")
    assert [(row.name, row.counts, row.numerator, row.coverage, row.why) for row in rows] == [
        ("Thôn 1", True, "10", "1/1 thôn", ""),
        ("Thôn 2", False, "4", "0/1 thôn", "Đã nộp, chưa duyệt"),
        ("Thôn 3", False, "6", "0/1 thôn", "Chấp nhận thiếu: đi vắng cả tháng"),
    ]
    assert [row.is_missing for row in rows] == [False, True, True]
    # Provisionally everybody counts who wrote something.
    assert [row.counts for row in opened(world, "xa-x", "1.1", official=False)] == [True, True, True]


@pytest.mark.parametrize(
    ("said", "numerator", "coverage", "why"),
    [
        (None, "—", "0/1 thôn", "Chưa nhập"),
        (0, "0", "1/1 thôn", ""),
        (FigureState.NO_CASES, "0", "1/1 thôn", "Không phát sinh"),
        (FigureState.NOT_COLLECTED, "—", "0/1 thôn", "Chưa thu thập được: chưa có sổ"),
    ],
)
def test_four_answers_stay_four(
    world: World, said: int | FigureState | None, numerator: str, coverage: str, why: str
) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    if said is not None:
        world.enter("thon-1", "truong-thon-1", hoan_canh=said)
    row = opened(world, "xa-x", "1.1", official=False)[0]
    assert (row.numerator, row.denominator, row.coverage, row.why) == (numerator, "100", coverage, why)


def test_a_place_says_how_many_of_its_cells_are_no_number(world: World) -> None:
    fill_villages(world)
    world.enter("thon-1", "truong-thon-1", hoan_canh=FigureState.NOT_COLLECTED)
    world.enter("thon-2", "truong-thon-2", hoan_canh=FigureState.NO_CASES, duoc_giup=FigureState.NO_CASES)
    row = opened(world, "huyen-a", "1.1", official=False)[0]
    # Of X only village 3 counted any: 6 of 300 children, and one village is missing.
    assert (row.name, row.numerator, row.denominator, row.coverage, row.is_partial) == (
        "Xã Xuân",
        "6",
        "300",
        "2/3 thôn",
        True,
    )
    assert row.why == "1 ô không phát sinh; 1 ô chưa thu thập được"


def test_a_units_own_plan_judges_it_and_the_one_above_does_not(world: World) -> None:
    whole_year(world)
    assert [row.verdict.chip for row in opened(world, "huyen-a", "1.1")] == [None, None]
    named = world.components["1.1"]
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    world.components["1.1"] = named
    rows = opened(world, "huyen-a", "1.1")
    # X: 20/300 = 6,7% against its own < 10%; Y has no plan.
    assert [(row.name, row.target.text, row.verdict.status) for row in rows] == [
        ("Xã Xuân", "<\u00a010%", Status.MET),
        ("Xã Yên", "—", None),
    ]


@pytest.mark.parametrize(("then", "status"), [(3, Status.MET), (1, Status.NOT_MET)])
def test_a_target_that_looks_back_is_held_against_last_year(world: World, then: int, status: Status) -> None:
    """X promised that its rural overweight does not grow: 2/50 = 4% now; 3/50 = 6% or 1/50 = 2% then."""
    build_round(world, 2023)
    when = at(15, year=2023)
    world.enter("xa-x", "vhxh-x", 2023, when, can_do=50, beo_phi=then)
    leave_the_rest(world, "xa-x", 2023)
    world.hand_in("xa-x", "vhxh-x", 2023, when, reason="các thôn chưa có sổ")
    world.take("xa-x", "huyen-a", 2023, when)
    named = world.components["6.1"]
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    own = Target.objects.filter(component__indicator__plan__key="ke-hoach-x", component__label="6.1")
    own.update(operator=Operator.MAINTAIN, value=None)
    fill_places(world)
    world.components["6.1"] = named
    (x, _) = opened(world, "huyen-a", "6.1", official=False)
    assert (x.name, x.result.text, x.verdict.status) == ("Xã Xuân", "4,0%", status)


def test_texts_and_steps_have_no_parts(db: None) -> None:
    world = build_kinds()
    say(world, "xa-x", tien_quy=12_500_000, muc_do=2)
    say(world, "xa-y", tien_quy=3_000_000, muc_do=3)
    kinds = Component.objects.filter(indicator__plan=world.plan)
    world.components |= {component.label: component for component in kinds}
    money = opened(world, "huyen-a", "11", official=False)
    assert [(row.name, row.numerator, row.denominator) for row in money] == [
        ("Xã Xuân", "12.500.000 đồng", "—"),
        ("Xã Yên", "3.000.000 đồng", "—"),
    ]
    levels = opened(world, "huyen-a", "12", official=False)
    assert [(row.numerator, row.result.text) for row in levels] == [("—", "Mức độ II"), ("—", "Mức độ III")]


def test_handed_in_reports_say_who_when_and_for_which_time(world: World) -> None:
    whole_year(world)
    (a, b) = opened(world, "tinh", "1.1")
    assert a.sent == "Huyen-A, 09:00 ngày 16/11/2024"
    assert (a.state.code if a.state else "", b.is_place) == ("accepted", True)


def test_a_row_that_another_plan_names_is_opened_under_its_own_number(world: World) -> None:
    """The link from the province names the province's component; the commune's page shows its own plan's."""
    whole_year(world)
    named = world.components["1.1"].pk
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    table = table_from(
        AsReported(world.units["xa-x"], world.rounds[2024], official=True), now=NOW, opened=named
    )
    assert table.opened is not None
    row = next(row for row in table.rows if row.component_id == table.opened.component_id)
    assert (row.label, row.component_id) != ("1.1", named)
    assert row.label == "1.1"
    assert len(table.opened.children) == 3


@pytest.mark.parametrize("component_id", [0, 10**9])
def test_a_row_that_is_none_opens_nothing(world: World, component_id: int) -> None:
    source = AsReported(world.units["tinh"], world.rounds[2024], official=True)
    assert table_from(source, now=NOW, opened=component_id).opened is None
