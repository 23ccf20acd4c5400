"""What each unit below puts in: worked out by hand, adding up to the place's own totals in every case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import actions
from reporting.enums import FigureState, ReportState
from reporting.models import Figure, Report
from reporting.rollup import Coverage, ItemTotal
from reporting.totals import (
    add_all,
    from_communes_words,
    item_total,
    official_totals,
    provisional_totals,
    snapshot_of,
)
from reporting.totals_below import ChildTotals, together, totals_of_children
from tests.world import NOW, SENDERS, World, fill_2023, fill_places, fill_villages, send_up, whole_year
from units.enums import Area, Level
from units.models import Placement


def below(world: World, unit: str, *, official: bool) -> dict[str, ChildTotals]:
    keys = {one.pk: key for key, one in world.units.items()}
    found = totals_of_children(world.units[unit], world.rounds[2024], official=official)
    return {keys[unit_id]: child for unit_id, child in found.items()}


def values(world: World, unit: str, item: str, *, official: bool) -> dict[str, int]:
    children = below(world, unit, official=official)
    return {key: item_total(child, world.items[item].pk).value for key, child in children.items()}


def adds_up(world: World, unit: str) -> None:
    place, round_ = world.units[unit], world.rounds[2024]
    official = together(totals_of_children(place, round_, official=True))
    provisional = together(totals_of_children(place, round_, official=False))
    assert plain(official) == plain(official_totals(place, round_))
    assert plain(provisional) == plain(provisional_totals(place, round_))


def plain(totals: dict) -> dict:
    """Without items of which nothing is known, not even that they were asked."""
    return {key: total for key, total in totals.items() if total != ItemTotal()}


def test_a_commune_is_its_villages_its_agencies_and_its_own_cells(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    assert values(world, "xa-x", "tre-em", official=False) == {
        "thon-1": 100,
        "thon-2": 80,
        "thon-3": 120,
        "tram": 0,
        "cong-an": 0,
        "xa-x": 0,
    }
    assert values(world, "xa-x", "can-do", official=False)["xa-x"] == 50
    # The station's 3 count; what the villages counted beside it is compared and never added.
    assert values(world, "xa-x", "bi-thuong", official=False) == {
        "thon-1": 0,
        "thon-2": 0,
        "thon-3": 0,
        "tram": 3,
        "cong-an": 0,
        "xa-x": 0,
    }
    adds_up(world, "xa-x")


def test_officially_a_village_shows_its_cells_and_counts_once_accepted(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1")
    world.hand_in("thon-2", "truong-thon-2")
    children = below(world, "xa-x", official=True)
    said = {key: (child.counts, child.state) for key, child in children.items()}
    assert said == {
        "thon-1": (True, ReportState.ACCEPTED),
        "thon-2": (False, ReportState.SUBMITTED),
        **dict.fromkeys(("thon-3", "tram", "cong-an"), (False, ReportState.DRAFT)),
        "xa-x": (True, ReportState.DRAFT),
    }
    assert (children["thon-1"].edition, children["thon-1"].submitted_at) == (1, NOW.replace(day=16))
    assert (children["thon-3"].edition, children["thon-3"].submitted_at) == (0, None)
    assert item_total(children["thon-2"], world.items["tre-em"].pk).value == 80
    whole = item_total(together_of(world, "xa-x"), world.items["tre-em"].pk)
    # Only the first counts, but three are asked.
    assert (whole.value, whole.answered, whole.asked) == (100, 1, 3)
    adds_up(world, "xa-x")


def together_of(world: World, unit: str) -> dict:
    return together(totals_of_children(world.units[unit], world.rounds[2024], official=True))


def test_officially_a_place_shows_what_it_handed_up(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    actions.undo_acceptance(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="số cũ")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.enter("thon-1", "truong-thon-1", tre_em=110)
    children = below(world, "huyen-a", official=True)
    x = children["xa-x"]
    assert (x.is_snapshot, x.counts, x.state, x.edition) == (True, False, ReportState.SUBMITTED, 1)
    assert plain(x) == plain(snapshot_of(world.report("xa-x")))
    assert item_total(x, world.items["tre-em"].pk).value == 300
    # Y has typed 200 and not handed in: officially its own cells, and they do not count above.
    assert item_total(children["xa-y"], world.items["tre-em"].pk).value == 200
    assert (children["xa-y"].is_snapshot, children["xa-y"].counts) == (False, False)
    assert values(world, "huyen-a", "tre-em", official=False)["xa-x"] == 310
    adds_up(world, "huyen-a")


def test_officially_an_open_place_shows_what_it_accepted(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "xa-y")
    children = below(world, "huyen-a", official=True)
    found = item_total(children["xa-x"], world.items["tre-em"].pk)
    # Two of X's three villages are accepted.
    assert (found.value, found.answered, found.asked) == (180, 2, 3)
    assert item_total(children["xa-x"], world.items["can-do"].pk).value == 50
    province = below(world, "tinh", official=True)
    # District A has accepted Y's snapshot (200) and nothing of X's; it has not handed in itself.
    assert item_total(province["huyen-a"], world.items["tre-em"].pk).value == 200
    assert not province["huyen-a"].counts
    assert together_of(world, "tinh")[key(world, "tre-em")].value == 0
    for unit in ("xa-x", "xa-y", "huyen-a", "huyen-b", "tinh"):
        adds_up(world, unit)


def key(world: World, item: str) -> tuple[int, str]:
    (found,) = [one for one in together_of(world, "tinh") if one.item_id == world.items[item].pk][:1]
    return found


@pytest.mark.parametrize("official", [True, False])
def test_a_whole_year_on_every_tier(world: World, official: bool) -> None:
    fill_2023(world)
    whole_year(world)
    assert values(world, "tinh", "tre-em", official=official) == {"huyen-a": 500, "huyen-b": 100, "tinh": 0}
    assert values(world, "huyen-a", "hoan-canh", official=official) == {"xa-x": 20, "xa-y": 30, "huyen-a": 0}
    marriages = {
        name: item_total(child, world.items["tao-hon"].pk)
        for name, child in below(world, "tinh", official=official).items()
    }
    # X 4 → 2 and Y 0 → 0 have both years; Z in district B has not.
    assert [(one.matched_units, one.matched_value, one.matched_previous) for one in marriages.values()] == [
        (2, 2, 4),
        (0, 0, 0),
        (0, 0, 0),
    ]
    for unit in ("xa-x", "huyen-a", "huyen-b", "tinh"):
        adds_up(world, unit)


def test_each_child_says_who_was_asked(world: World) -> None:
    whole_year(world)
    for official in (True, False):
        child = below(world, "huyen-a", official=official)["xa-x"]
        assert child.levels[world.items["tre-em"].pk] == {Level.VILLAGE}
        assert child.levels[world.items["bi-thuong"].pk] == {Level.AGENCY}
        assert child.levels[world.items["tao-hon"].pk] == {Level.COMMUNE}


def test_a_unit_that_was_moved_stands_where_it_stood_on_the_closing_day(world: World) -> None:
    whole_year(world)
    spot = Placement.objects.get(unit=world.units["thi-tran-z"])
    Placement.objects.filter(pk=spot.pk).update(ends_on=date(2024, 12, 31))
    Placement.objects.create(
        unit=spot.unit, parent=world.units["huyen-a"], name="Đức", kind="xã", starts_on=date(2025, 1, 1)
    )
    assert values(world, "huyen-b", "tre-em", official=False) == {"thi-tran-z": 100, "huyen-b": 0}
    assert set(values(world, "huyen-a", "tre-em", official=False)) == {"xa-x", "xa-y", "huyen-a"}


def test_a_child_that_owes_nothing_is_there_with_nothing(world: World) -> None:
    world.unit("thon-moi", Level.VILLAGE, "xa-x")
    for official in (True, False):
        child = below(world, "xa-x", official=official)["thon-moi"]
        assert (dict(child), child.state) == ({}, None)
        assert child.counts is not official


# --- A country


@pytest.fixture
def country(world: World) -> World:
    """The small province under a country, beside one whose only commune has three children."""
    nation = world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    Placement.objects.filter(unit=world.units["tinh"]).update(parent=nation)
    world.unit("tinh-hai", Level.PROVINCE, "viet-nam")
    commune = world.unit("xa-hai", Level.COMMUNE, "tinh-hai", area=Area.RURAL)
    world.unit("thon-hai", Level.VILLAGE, "xa-hai")
    round_ = world.rounds[2024]
    for unit in ("viet-nam", "tinh-hai", "xa-hai", "thon-hai"):
        Report.objects.create(round=round_, unit=world.units[unit], area=Area.RURAL)
    Figure.objects.create(
        report=world.report("thon-hai"),
        item=world.items["tre-em"],
        state=FigureState.ENTERED,
        value=3,
    )
    assert commune.level == Level.COMMUNE
    return world


def up_to_the_districts(world: World) -> None:
    """All of the small province accepted, but for its own report: nobody of the country is on the system."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *(unit for unit in SENDERS if unit != "tinh"))


def test_a_country_is_what_its_communes_handed_in(country: World) -> None:
    up_to_the_districts(country)
    nation, round_ = country.units["viet-nam"], country.rounds[2024]
    found = provisional_totals(nation, round_)
    children = item_total(found, country.items["tre-em"].pk)
    # 600 handed in; the village of the other province has typed 3, and its commune has not handed in.
    assert (children.value, children.answered, children.asked) == (600, 5, 6)
    assert found.communes == Coverage(3, 4)
    assert from_communes_words(found) == "Cộng từ số của 3/4 xã đã nộp"
    assert from_communes_words(provisional_totals(country.units["tinh"], round_)) == ""
    rows = below(country, "viet-nam", official=False)
    assert item_total(rows["tinh"], country.items["tre-em"].pk).value == 600
    assert item_total(rows["tinh-hai"], country.items["tre-em"].pk) == ItemTotal(asked=1)
    assert (rows["tinh"].communes, rows["tinh-hai"].communes) == (Coverage(3, 3), Coverage(0, 1))
    adds_up(country, "viet-nam")


def test_a_commune_that_takes_its_report_back_is_out_of_the_country(country: World) -> None:
    up_to_the_districts(country)
    before = provisional_totals(country.units["viet-nam"], country.rounds[2024])
    Report.objects.filter(pk=country.report("xa-y").pk).update(
        state=ReportState.DRAFT, accepted_at=None, accepted_by=None
    )
    now = provisional_totals(country.units["viet-nam"], country.rounds[2024])
    item = country.items["tre-em"].pk
    assert item_total(before, item).value - item_total(now, item).value == 200
    assert item_total(now, item).asked == item_total(before, item).asked
    assert now.communes == Coverage(2, 4)
    assert item_total(now, country.items["tao-hon"].pk).asked == 3
    adds_up(country, "viet-nam")


def test_a_country_reads_no_cell_of_a_commune_that_handed_in(country: World) -> None:
    up_to_the_districts(country)
    item = country.items["tre-em"].pk
    Figure.objects.filter(report__unit__level=Level.VILLAGE, item=item, value__gt=3).update(value=9999)
    found = provisional_totals(country.units["viet-nam"], country.rounds[2024])
    assert item_total(found, item).value == 600


# --- How often is the database asked?


def lengthen(world: World, villages: int) -> None:
    """Commune X with so many more villages, each with a report and a cell; some accepted."""
    round_ = world.rounds[2024]
    for number in range(villages):
        unit = world.unit(f"them-{number}", Level.VILLAGE, "xa-x")
        report = Report.objects.create(round=round_, unit=unit, area=Area.RURAL)
        Figure.objects.create(report=report, item=world.items["tre-em"], state=FigureState.ENTERED, value=1)


@pytest.mark.parametrize("more", [1, 3, 30])
@pytest.mark.parametrize(("official", "statements", "above"), [(True, 9, 9), (False, 7, 7)])
def test_same_statements_for_more_children(
    world: World,
    more: int,
    official: bool,
    statements: int,
    above: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    fill_2023(world)
    whole_year(world)
    lengthen(world, more)
    with django_assert_num_queries(statements):
        totals_of_children(world.units["xa-x"], world.rounds[2024], official=official)
    with CaptureQueriesContext(connection) as asked:
        totals_of_children(world.units["tinh"], world.rounds[2024], official=official)
    assert len(asked) == above  # of the districts nothing is read but what they handed up


def test_regrouped_in_any_way_it_is_the_same(world: World) -> None:
    whole_year(world)
    districts = below(world, "tinh", official=False)
    communes = [*below(world, "huyen-a", official=False).values()]
    communes += below(world, "huyen-b", official=False).values()
    assert plain(add_all(communes)) == plain(add_all(districts.values()))
