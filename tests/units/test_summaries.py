"""What was a unit called on a day, and what stood above it? The same answer from one query as from many."""

from datetime import date

import pytest

from tests.world import TODAY, World
from units.enums import AgencyKind, Level
from units.models import Placement, Unit
from units.summaries.places import Lineage, chain_on, children_on, long_name, roots_on

BEFORE, AFTER = date(2023, 12, 31), date(2024, 1, 1)


@pytest.fixture
def moved(world: World) -> World:
    """Village 1 was called Xóm Cũ and belonged to Y until the last day of 2023."""
    now = Placement.objects.get(unit=world.units["thon-1"])
    now.starts_on = AFTER
    now.save()
    Placement.objects.create(
        unit=world.units["thon-1"], parent=world.units["xa-y"], name="Xóm Cũ", ends_on=BEFORE
    )
    return world


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (BEFORE, ["tỉnh Thử", "huyện An", "xã Yên", "Xóm Cũ"]),
        (AFTER, ["tỉnh Thử", "huyện An", "xã Xuân", "Thôn 1"]),
    ],
)
def test_the_chain_of_a_day(moved: World, day: date, names: list[str]) -> None:
    village = moved.units["thon-1"]
    assert [place.full_name for place in chain_on(day, village)] == names
    assert [place.full_name for place in Lineage([village]).chain_on(day, village.pk)] == names


def test_down_to_communes_goes_no_further(world: World) -> None:
    world.unit("phong", Level.AGENCY, "huyen-a", agency=AgencyKind.JUSTICE)

    def keys(*roots: str) -> set[str]:
        found = Unit.objects.down_to_communes(*(world.units[root] for root in roots), day=TODAY)
        return set(found.values_list("key", flat=True))

    assert keys("huyen-a") == {"huyen-a", "xa-x", "xa-y", "phong"}
    assert keys("xa-x", "huyen-b") == {"xa-x", "huyen-b", "thi-tran-z"}
    assert keys() == set()


def test_a_unit_that_was_nowhere_has_no_chain(moved: World) -> None:
    village = moved.units["thon-1"]
    Placement.objects.filter(unit=village, ends_on=BEFORE).update(starts_on=date(2020, 1, 1))
    assert chain_on(date(2019, 1, 1), village) == []
    assert Lineage([village]).chain_on(date(2019, 1, 1), village.pk) == []
    assert Lineage([]).chain_on(AFTER, village.pk) == []


def test_children_in_vietnamese_order(moved: World) -> None:
    names = [place.full_name for place in children_on(AFTER, moved.units["xa-x"])]
    assert names == ["Công an xã", "Trạm Y tế", "Thôn 1", "Thôn 2", "Thôn 3"]
    assert [place.full_name for place in children_on(BEFORE, moved.units["xa-y"])] == ["Xóm Cũ"]


def test_a_long_name_runs_outwards(moved: World) -> None:
    assert long_name(chain_on(AFTER, moved.units["thon-1"])) == "Thôn 1, xã Xuân, huyện An"
    assert long_name(chain_on(AFTER, moved.units["tinh"])) == "tỉnh Thử"


def test_the_country_is_not_one_of_its_provinces(world: World) -> None:
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    assert [place.key for place in roots_on(TODAY)] == ["tinh"]
