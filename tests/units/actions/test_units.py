"""Adding units and taking them away, and whose figures a place types itself: all or nothing, by the right
people, with a row in the log."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.world import NOW, World
from units.actions import units as acts
from units.actions.units import NewUnit, add_units, choose_direct, delete_unit, direct_mark, free_keys
from units.enums import AgencyKind, Level, LogKind, Role
from units.kinds import UnitKind
from units.models import DirectKind, LogEntry, Placement, Unit
from units.refusals import NotYours, Overtaken, Refused

VILLAGE = UnitKind(Level.VILLAGE, "thôn")
NURSERY = UnitKind(Level.AGENCY, agency_kind=AgencyKind.KINDERGARTEN)


def add(
    world: World, *names: str, place: str = "xa-y", by: str = "vhxh-y", starts_on: date | None = None
) -> list[str]:
    wanted = [NewUnit(name, VILLAGE if name.startswith("Thôn") else NURSERY) for name in names]
    units = add_units(
        place=world.units[place], wanted=wanted, starts_on=starts_on, by=world.people[by], at=NOW
    )
    return [unit.key for unit in units]


def unit_log() -> list[tuple[str, str, str, str]]:
    rows = LogEntry.objects.filter(kind=LogKind.UNIT).order_by("id")
    return [(row.act, row.subject, row.before, row.after) for row in rows]


def test_units_stand_below_the_place_from_always(world: World) -> None:
    assert add(world, "Thôn Đức Sơn", "Trường Mầm non Hoa Mai") == [
        "xa-y-thon-duc-son",
        "xa-y-truong-mam-non-hoa-mai",
    ]
    village = Placement.objects.get(unit__key="xa-y-thon-duc-son")
    assert (village.unit.level, village.unit.agency_kind) == ("village", "")
    assert (village.parent, village.name, village.kind) == (world.units["xa-y"], "Thôn Đức Sơn", "thôn")
    assert (village.starts_on, village.ends_on, village.name_folded) == (None, None, "thon duc son")
    nursery = Placement.objects.get(unit__key="xa-y-truong-mam-non-hoa-mai")
    assert (nursery.unit.level, nursery.unit.agency_kind, nursery.full_name) == (
        "agency",
        "kindergarten",
        "Trường Mầm non Hoa Mai",
    )
    assert unit_log() == [
        ("thêm đơn vị", "Thôn Đức Sơn", "", "Thôn: Thôn Đức Sơn"),
        ("thêm đơn vị", "Trường Mầm non Hoa Mai", "", "Trường Mầm non: Trường Mầm non Hoa Mai"),
    ]
    row = LogEntry.objects.filter(kind=LogKind.UNIT)[0]
    assert (row.unit, row.by, row.at) == (world.units["xa-y"], world.people["vhxh-y"], NOW)


def test_the_same_list_again_adds_nothing(world: World) -> None:
    add(world, "Thôn 1", "Thôn 2")
    assert add(world, "Thôn 1", "Thôn 02", "Thôn 3", "Thôn 3") == ["xa-y-thon-3"]
    assert Placement.objects.filter(parent=world.units["xa-y"]).count() == 3
    assert len(unit_log()) == 3


def test_a_first_day_is_kept_and_lets_a_name_of_the_past_come_back(world: World) -> None:
    add(world, "Thôn 1")
    Placement.objects.filter(unit__key="xa-y-thon-1").update(ends_on=date(2024, 6, 30))
    assert add(world, "Thôn 1") == []  # from always: it was there once
    assert add(world, "Thôn 1", starts_on=date(2024, 6, 30)) == []
    assert add(world, "Thôn 1", starts_on=date(2024, 7, 1)) == ["xa-y-thon-1-2"]
    assert Placement.objects.get(unit__key="xa-y-thon-1-2").starts_on == date(2024, 7, 1)
    assert unit_log()[-1][3] == "Thôn: Thôn 1; từ 01/07/2024"


def test_a_neighbour_an_officer_and_a_village_add_nothing(world: World) -> None:
    for person in ("vhxh-y", "huyen-a", "tinh", "truong-thon-1", "vhxh-cu", "nguoi-ngoai", "lanh-dao-x"):
        with pytest.raises(NotYours):
            add(world, "Thôn 9", place="xa-x", by=person)
    assert not Placement.objects.filter(name="Thôn 9").exists()
    assert add(world, "Thôn 9", place="xa-x", by="quan-tri") == ["xa-x-thon-9"]


def test_one_that_cannot_be_added_keeps_all_out(world: World) -> None:
    before = Unit.objects.count()
    with pytest.raises(Refused, match="từ 1 đến 120 ký tự"):
        add(world, "Thôn 1", "Thôn " + "a" * 116)
    with pytest.raises(Refused, match="Không thêm được loại “Thôn” ở đây"):
        add(world, "Thôn 1", place="huyen-a", by="quan-tri")
    assert Unit.objects.count() == before
    assert unit_log() == []


def test_something_that_breaks_half_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Unit.objects.count()

    def broken(rows: object) -> None:
        raise IntegrityError("no room in the log")

    monkeypatch.setattr(acts, "write_all", broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        add(world, "Thôn 1", "Thôn 2")
    assert Unit.objects.count() == before


def test_keys_are_free_short_and_of_the_place(world: World) -> None:
    place = world.units["xa-y"]
    assert free_keys(place, ["Thôn Đức", "Thôn Đúc", "Thôn Đục", "…"]) == [
        "xa-y-thon-duc",
        "xa-y-thon-duc-2",
        "xa-y-thon-duc-3",
        "xa-y-don-vi",
    ]
    long = Unit(key="k" * 80)
    [key] = free_keys(long, ["Thôn " + "b" * 100])
    assert len(key) <= 75
    assert key.startswith("k" * 50 + "-thon-b")


def test_a_province_of_the_whole_country_stands_below_nothing(world: World) -> None:
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    world.person("quan-tri-ca-nuoc", "viet-nam", Role.ADMIN)
    [made] = add_units(
        place=world.units["viet-nam"],
        wanted=[NewUnit("Mới", UnitKind(Level.PROVINCE, "tỉnh"))],
        starts_on=None,
        by=world.people["quan-tri-ca-nuoc"],
        at=NOW,
    )
    assert (made.key, made.level) == ("viet-nam-moi", "province")
    assert Placement.objects.get(unit=made).parent is None


# --- Taking away


def test_a_unit_added_by_mistake_is_taken_away(world: World) -> None:
    add(world, "Thôn Nhầm")
    unit = Unit.objects.get(key="xa-y-thon-nham")
    with pytest.raises(NotYours):
        delete_unit(unit=unit, by=world.people["vhxh-x"], at=NOW)
    delete_unit(unit=unit, by=world.people["vhxh-y"], at=NOW)
    assert not Unit.objects.filter(key="xa-y-thon-nham").exists()
    assert unit_log()[-1] == ("xoá đơn vị thêm nhầm", "Thôn Nhầm", "Thôn Nhầm", "")
    assert LogEntry.objects.latest("id").unit == world.units["xa-y"]


def test_what_something_points_at_stays(world: World) -> None:
    with pytest.raises(Refused, match="Thôn 1 đã có người, phiếu hoặc đơn vị bên dưới"):
        delete_unit(unit=world.units["thon-1"], by=world.people["vhxh-x"], at=NOW)
    assert Placement.objects.filter(unit=world.units["thon-1"]).exists()
    with pytest.raises(Refused, match="Xã Xuân đã có"):
        delete_unit(unit=world.units["xa-x"], by=world.people["quan-tri"], at=NOW)


def test_a_coordinator_never_takes_the_own_commune_away(world: World) -> None:
    with pytest.raises(NotYours):
        delete_unit(unit=world.units["xa-y"], by=world.people["vhxh-y"], at=NOW)


# --- Ai nhập số liệu


def choose(world: World, *kinds: str, among: tuple[str, ...] = ("village", "police"), **more: str) -> bool:
    place = world.units[more.get("place", "xa-x")]
    return choose_direct(
        place=place,
        among=among,
        kinds=kinds,
        seen=more.get("seen", direct_mark(place)),
        by=world.people[more.get("by", "vhxh-x")],
        at=NOW,
    )


def direct_kinds(world: World, place: str = "xa-x") -> set[str]:
    return set(DirectKind.objects.filter(place=world.units[place]).values_list("kind", flat=True))


def test_kinds_are_chosen_and_given_back(world: World) -> None:
    assert choose(world, "village", "police")
    assert direct_kinds(world) == {"village", "police"}
    assert not choose(world, "village", "police")
    assert choose(world, "police")
    assert direct_kinds(world) == {"police"}
    assert unit_log() == [
        ("chọn ai nhập số liệu", "xã Xuân", "từng đơn vị báo cáo", "tự nhập: Thôn, tổ dân phố, Công an xã"),
        ("chọn ai nhập số liệu", "xã Xuân", "tự nhập: Thôn, tổ dân phố, Công an xã", "tự nhập: Công an xã"),
    ]


def test_a_kind_that_was_not_on_the_page_stays(world: World) -> None:
    DirectKind.objects.create(place=world.units["xa-x"], kind="finance")
    choose(world, "village", "culture")
    assert direct_kinds(world) == {"finance", "village"}


def test_two_who_choose_at_once_do_not_overwrite_each_other(world: World) -> None:
    seen = direct_mark(world.units["xa-x"])
    choose(world, "village")
    with pytest.raises(Overtaken):
        choose(world, "police", seen=seen)
    assert direct_kinds(world) == {"village"}


def test_a_neighbour_chooses_nothing(world: World) -> None:
    with pytest.raises(NotYours):
        choose(world, "village", by="vhxh-y")
    assert direct_kinds(world) == set()
