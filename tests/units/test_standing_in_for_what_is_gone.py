"""Who acts for a unit that is gone, and what is reached from a unit of today?"""

from __future__ import annotations

from datetime import date

from tests.reform import DAY, EVE, reform, succeed
from tests.world import World
from units.enums import Level
from units.models import Placement, Unit
from units.summaries.lineage import actors_for, endings_of, standings_on_days

AFTER = date(2025, 11, 15)


def keys(found: object) -> set[str]:
    return {unit.key for unit in found}  # type: ignore[attr-defined]


def test_a_unit_acts_for_what_went_into_it_whole(world: World) -> None:
    reform(world)
    found = keys(Unit.objects.acted_for(world.units["xa-m"], today=AFTER))
    assert found == {"xa-m", "xa-x", "xa-y"}
    assert keys(Unit.objects.acted_for(world.units["xa-m"], today=EVE)) == {"xa-m"}
    assert keys(Unit.objects.acted_for(world.units["phuong-n"], today=AFTER)) == {"phuong-n"}
    assert keys(Unit.objects.acted_for(world.units["tram-m"], today=AFTER)) == {"tram-m", "tram"}


def test_the_unit_above_acts_for_a_level_that_ended_and_for_a_split_unit(world: World) -> None:
    reform(world)
    found = keys(Unit.objects.acted_for(world.units["tinh"], today=AFTER))
    assert found == {"tinh", "huyen-a", "huyen-b", "thi-tran-z"}
    assert keys(Unit.objects.acted_for(world.units["tinh"], today=EVE)) == {"tinh"}


def test_what_is_reached(world: World) -> None:
    before = keys(Unit.objects.reached(world.units["huyen-a"], today=EVE))
    assert before == {"huyen-a", "xa-x", "xa-y", "thon-1", "thon-2", "thon-3", "tram", "cong-an"}
    reform(world)
    assert keys(Unit.objects.reached(world.units["tinh"], today=AFTER)) == set(world.units)
    found = keys(Unit.objects.reached(world.units["xa-m"], today=AFTER))
    assert found == {
        *("xa-m", "xa-x", "xa-y", "thon-1", "thon-2", "thon-3"),
        *("tram-m", "cong-an-m", "tram", "cong-an"),
    }
    assert keys(Unit.objects.reached(world.units["phuong-n"], today=AFTER)) == {"phuong-n"}


def test_who_acts_for_whom(world: World) -> None:
    reform(world)

    def acting(today: date) -> dict[str, str]:
        names = {unit.pk: key for key, unit in world.units.items()}
        found = actors_for(list(names), date(2024, 12, 14), today)
        return {names[unit_id]: names[actor] for unit_id, actor in found.items()}

    assert acting(EVE) == {key: key for key in world.units}
    changed = {
        "xa-x": "xa-m",
        "xa-y": "xa-m",
        "huyen-a": "tinh",
        "huyen-b": "tinh",
        "thi-tran-z": "tinh",
        "tram": "tram-m",
        "cong-an": "cong-an-m",
    }
    assert acting(AFTER) == {key: key for key in world.units} | changed


def test_a_successor_that_ended_in_its_turn(world: World) -> None:
    reform(world)
    later = world.unit("xa-q", Level.COMMUNE, "tinh", name="Quang", kind="xã")
    later.placements.update(starts_on=date(2025, 9, 1))
    Placement.objects.filter(unit=world.units["xa-m"]).update(ends_on=date(2025, 8, 31))
    succeed(world, "xa-m", "xa-q", is_whole=True, day=date(2025, 9, 1))
    assert actors_for([world.units["xa-x"].pk], EVE, AFTER) == {world.units["xa-x"].pk: later.pk}
    assert "xa-x" in keys(Unit.objects.acted_for(later, today=AFTER))
    days = [date(2024, 12, 14), date(2025, 8, 1), AFTER]
    standings = standings_on_days(days, [later])
    x, y, m = (world.units[key].pk for key in ("xa-x", "xa-y", "xa-m"))
    assert standings[days[0]][later.pk].whole == tuple(sorted((x, y)))
    assert standings[days[1]][later.pk].whole == (m,)
    assert standings[days[2]][later.pk].is_itself


def test_what_became_of_units(world: World) -> None:
    reform(world)
    of = {key: world.units[key].pk for key in ("xa-x", "thi-tran-z", "huyen-a", "thon-1", "xa-m")}
    assert endings_of(list(of.values()), EVE) == {}
    found = endings_of(list(of.values()), AFTER)
    assert set(found) == {of["xa-x"], of["thi-tran-z"], of["huyen-a"]}
    assert found[of["xa-x"]].on == DAY
    assert found[of["xa-x"]].words == "Đơn vị không còn từ 01/07/2025; đã vào xã Xuân Yên"
    assert (
        found[of["thi-tran-z"]].words == "Đơn vị không còn từ 01/07/2025; đã chia vào phường Đức, xã Xuân Yên"
    )
    assert found[of["huyen-a"]].words == "Đơn vị không còn từ 01/07/2025"
