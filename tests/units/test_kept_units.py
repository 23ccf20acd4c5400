"""Over which units does a post carry the keeping of units and people?"""

from __future__ import annotations

from datetime import date

from tests.world import TODAY, World
from units.enums import Level, Role
from units.models import Placement
from units.permissions import holds, kept_units
from units.roles import Verb

COMMUNE_X = {"xa-x", "thon-1", "thon-2", "thon-3", "tram", "cong-an"}


def keys(world: World, username: str, verb: Verb = Verb.KEEP_UNITS) -> set[str]:
    return set(kept_units(world.people[username], verb, TODAY).values_list("key", flat=True))


def test_a_coordinator_keeps_the_own_commune_and_no_other(world: World) -> None:
    assert keys(world, "vhxh-x") == COMMUNE_X
    assert keys(world, "vhxh-y") == {"xa-y"}


def test_officers_above_keep_no_units(world: World) -> None:
    assert keys(world, "huyen-a") == set()
    assert keys(world, "tinh") == set()
    assert keys(world, "truong-thon-1") == set()


def test_a_post_that_ended_keeps_nothing(world: World) -> None:
    assert keys(world, "vhxh-cu") == set()
    assert keys(world, "nguoi-ngoai") == set()


def test_an_administrator_of_a_province_keeps_that_province(world: World) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.unit("xa-khac", Level.COMMUNE, "tinh-khac", name="Lạ", kind="xã")
    found = keys(world, "quan-tri")
    assert found >= COMMUNE_X
    assert "huyen-b" in found
    assert not {"tinh-khac", "xa-khac"} & found


def test_an_administrator_of_the_country_keeps_everything(world: World) -> None:
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    world.unit("xa-lac", Level.COMMUNE, name="Lạc", kind="xã")  # stands under nothing
    world.person("quan-tri-ca-nuoc", "viet-nam", Role.ADMIN)
    assert keys(world, "quan-tri-ca-nuoc", Verb.KEEP_PEOPLE) == set(world.units)


def test_a_village_that_ended_is_still_kept_by_its_commune(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=date(2024, 11, 14))
    assert keys(world, "vhxh-x") == COMMUNE_X
    assert keys(world, "vhxh-y") == {"xa-y"}


def test_a_village_that_moved_is_kept_by_the_new_commune_alone(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=date(2024, 6, 30))
    Placement.objects.create(
        unit=world.units["thon-3"], parent=world.units["xa-y"], name="Thôn 3", starts_on=date(2024, 7, 1)
    )
    assert keys(world, "vhxh-x") == COMMUNE_X - {"thon-3"}
    assert keys(world, "vhxh-y") == {"xa-y", "thon-3"}


def test_to_hold_is_of_the_very_unit(world: World) -> None:
    coordinator = world.people["vhxh-x"]
    assert holds(coordinator, Verb.KEEP_PLANS, TODAY, world.units["xa-x"].pk)
    assert not holds(coordinator, Verb.KEEP_PLANS, TODAY, world.units["thon-1"].pk)
    assert not holds(coordinator, Verb.KEEP_CATALOGUE, TODAY, world.units["xa-x"].pk)
