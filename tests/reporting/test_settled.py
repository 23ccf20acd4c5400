"""A place uses the check's sum instead of the source's: at every level above, while both stay the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from reporting.enums import Side
from reporting.models import Settlement
from reporting.rollup import ItemTotal
from reporting.totals import item_total, official_totals, provisional_totals, settled_at, snapshot_of
from reporting.totals_below import together, totals_of_children
from tests.world import NOW, World, build_round, fill_places, fill_villages, send_up

BELOW_X = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")


def injured(world: World, unit: str, *, official: bool = False) -> ItemTotal:
    find = official_totals if official else provisional_totals
    return item_total(find(world.units[unit], world.rounds[2024]), world.items["bi-thuong"].pk)


def settle(world: World, uses: Side, source: int = 3, check: int = 5, unit: str = "xa-x") -> Settlement:
    return Settlement.objects.create(
        report=world.report(unit),
        item=world.items["bi-thuong"],
        source_value=source,
        check_value=check,
        uses=uses,
        reason="trạm thiếu hai ca ở thôn 3",
        at=NOW,
        by=world.people["vhxh-x"],
    )


@pytest.fixture
def world(world: World) -> World:
    """The station of X says 3, its villages 1 + 0 + 4; Y says 5 and Z 0 for themselves."""
    fill_villages(world)
    fill_places(world)
    world.enter("thon-3", "truong-thon-3", bi_thuong=4)
    return world


def test_without_a_choice_the_source_counts(world: World) -> None:
    assert injured(world, "xa-x").value == 3
    settle(world, Side.SOURCE)
    assert injured(world, "xa-x").value == 3


def test_provisionally_it_holds_at_every_level_above(world: World) -> None:
    before = {unit: injured(world, unit) for unit in ("xa-x", "huyen-a", "huyen-b", "tinh")}
    settle(world, Side.CHECK)
    now = {unit: injured(world, unit) for unit in before}
    assert {unit: total.value for unit, total in now.items()} == {
        "xa-x": 5,
        "huyen-a": 10,
        "huyen-b": 0,
        "tinh": 10,
    }
    # Who was asked and who answered stays what it was: the one station.
    assert (now["xa-x"].asked, now["xa-x"].answered) == (1, 1)
    assert (now["tinh"].asked, now["tinh"].answered) == (before["tinh"].asked, before["tinh"].answered)


def test_officially_it_holds_once_both_sides_are_accepted_and_is_handed_up(world: World) -> None:
    settle(world, Side.CHECK)
    assert injured(world, "xa-x", official=True).value == 0
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    # The third village is not accepted yet, so officially the villages say 1 and nothing was settled on that.
    assert injured(world, "xa-x", official=True).value == 3
    send_up(world, "thon-3")
    assert injured(world, "xa-x", official=True).value == 5
    send_up(world, "xa-x", "xa-y")
    assert item_total(snapshot_of(world.report("xa-x")), world.items["bi-thuong"].pk).value == 5
    assert injured(world, "huyen-a", official=True).value == 10
    send_up(world, "huyen-a")
    assert injured(world, "tinh", official=True).value == 10


@pytest.mark.parametrize(("who", "unit"), [("truong-thon-3", "thon-3"), ("y-te", "tram")])
def test_it_is_open_again_when_one_of_the_two_changes(world: World, who: str, unit: str) -> None:
    settle(world, Side.CHECK)
    world.enter(unit, who, bi_thuong=2)
    assert injured(world, "xa-x").value == (2 if unit == "tram" else 3)
    assert injured(world, "tinh").value == injured(world, "xa-x").value + 5
    world.enter(unit, who, bi_thuong=3 if unit == "tram" else 4)
    assert injured(world, "xa-x").value == 5


def test_of_several_choices_the_last_one_counts(world: World) -> None:
    settle(world, Side.CHECK)
    latest = settle(world, Side.SOURCE)
    assert injured(world, "xa-x").value == 3
    (standing,) = settled_at(world.units["xa-x"], world.rounds[2024], official=False)
    assert (standing.settlement, standing.shift) == (latest, ItemTotal())


def test_a_last_choice_that_no_longer_holds_does_not_bring_back_the_one_before(world: World) -> None:
    settle(world, Side.CHECK)
    settle(world, Side.CHECK, source=3, check=9)
    assert injured(world, "xa-x").value == 3
    assert settled_at(world.units["xa-x"], world.rounds[2024], official=False) == []


@pytest.mark.parametrize("official", [True, False])
def test_the_rows_of_a_ledger_hold_it_too(world: World, official: bool) -> None:
    settle(world, Side.CHECK)
    send_up(world, *BELOW_X)
    item, round_ = world.items["bi-thuong"].pk, world.rounds[2024]
    x, district, province = (world.units[key] for key in ("xa-x", "huyen-a", "tinh"))
    rows = totals_of_children(x, round_, official=official)
    # No unit below says anything else than it did; the choice stands beside, with the commune itself.
    assert item_total(rows[world.units["tram"].pk], item).value == 3
    assert [one.shift.value for one in rows[x.pk].settled] == [2]
    assert item_total(together(rows), item).value == 5
    above = totals_of_children(district, round_, official=official)
    assert item_total(above[x.pk], item).value == 5
    assert above[district.pk].settled == ()
    if not official:
        top = totals_of_children(province, round_, official=False)
        assert item_total(top[district.pk], item).value == 10


def test_nothing_is_settled_in_another_round(world: World) -> None:
    settle(world, Side.CHECK)
    build_round(world, 2025)
    assert provisional_totals(world.units["xa-x"], world.rounds[2025]) != {}
    assert item_total(
        provisional_totals(world.units["xa-x"], world.rounds[2025]), world.items["bi-thuong"].pk
    ) == ItemTotal(asked=1)


@pytest.mark.parametrize("settled", [1, 2])
def test_three_more_statements_however_much_is_settled(
    world: World, settled: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(4):
        provisional_totals(world.units["tinh"], world.rounds[2024])
    for unit in ("xa-x", "xa-y")[:settled]:
        settle(world, Side.CHECK, unit=unit)
    with django_assert_num_queries(7):
        provisional_totals(world.units["tinh"], world.rounds[2024])
