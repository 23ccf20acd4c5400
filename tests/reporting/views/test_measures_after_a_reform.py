"""Whose old years does a page about a Chỉ tiêu tell after a reform? Those that the reader may see, no others.

Xã Xuân (20 of 300 children in special circumstances) and xã Yên (30 of 200) went whole into xã Xuân Yên: 50
of 500, 10,0%. Thị trấn Đức (1 of 100, 1,0%) was split between xã Xuân Yên and phường Đức.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from tests.reform import DAY, reform, succeed
from tests.world import World, at, whole_year
from units.enums import Area, Level, Role
from units.models import Placement

SignIn = Callable[[World, str], Client]
AFTER = at(15, year=2025)


def said(client: Client, address: str) -> str:
    """Every word of the page, those in drawings too."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1])
    return " ".join(markup.unescape(bare).split())


@pytest.fixture
def reformed(world: World, moment: Callable[[datetime], None]) -> World:
    whole_year(world)
    reform(world)
    moment(AFTER)
    return world


def test_of_a_split_unit_its_heirs_read_the_name_and_no_number(reformed: World, sign_in: SignIn) -> None:
    for person in ("vhxh-m", "lanh-dao-m", "vhxh-n"):
        words = said(sign_in(reformed, person), "/chi-tieu/HCDB/")
        assert "thị trấn Đức" in words, person
        assert "1,0%" not in words, person
    assert "10,0%" in said(sign_in(reformed, "vhxh-m"), "/chi-tieu/HCDB/")


def test_who_saw_the_split_unit_then_reads_its_number(reformed: World, sign_in: SignIn) -> None:
    for unit in ("xa-m", "phuong-n"):
        assert "1,0%" in said(sign_in(reformed, "tinh"), f"/chi-tieu/HCDB/?dv={unit}")


def test_until_the_day_the_new_unit_has_no_past_for_its_people(
    world: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    """Posted before the day of the reform: the old communes are still others'."""
    whole_year(world)
    reform(world)
    world.people["vhxh-m"].postings.update(starts_on=date(2025, 6, 1))
    moment(at(15, month=6, year=2025))
    client = sign_in(world, "vhxh-m")
    for address in ("/chi-tieu/", "/chi-tieu/HCDB/", "/chi-tieu/HCDB/?dv=xa-m"):
        answer = client.get(address)
        assert answer.status_code in (200, 404), address
        for number in ("10,0%", "6,7%", "15,0%", "1,0%", "50/500"):
            assert number not in answer.content.decode(), (address, number)
    moment(at(1, month=7, year=2025))
    assert "10,0%" in said(sign_in(world, "vhxh-m"), "/chi-tieu/HCDB/")


def test_a_province_reads_no_years_of_a_commune_that_was_anothers(
    world: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    """Xã Yên moved, the same unit, to another province; its 2024 is the old province's affair, as its
    roll-up of 2024 is."""
    whole_year(world)
    world.unit("tinh-2", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.person("so-2", "tinh-2", Role.PROVINCE_OFFICER)
    spot = Placement.objects.get(unit=world.units["xa-y"])
    Placement.objects.filter(pk=spot.pk).update(ends_on=date(2025, 6, 30))
    Placement.objects.create(
        unit=spot.unit, parent=world.units["tinh-2"], name="Yên", kind="xã", area=Area.RURAL, starts_on=DAY
    )
    moment(AFTER)
    client = sign_in(world, "so-2")
    assert client.get("/tong-hop/2024-nam/xa-y/").status_code == 404
    for address in ("/chi-tieu/?dv=xa-y", "/chi-tieu/HCDB/?dv=xa-y"):
        assert "15,0%" not in said(client, address), address
    assert "15,0%" in said(sign_in(world, "vhxh-y"), "/chi-tieu/HCDB/")


def test_nor_of_a_sum_with_one_of_another_province_in_it(reformed: World, sign_in: SignIn) -> None:
    """A third commune of another province went whole into xã Xuân Yên as well: the sum is nobody's to read
    who does not see all of it, but for the people of the new commune."""
    world = reformed
    world.unit("tinh-2", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.unit("xa-k", Level.COMMUNE, "tinh-2", name="Khác", kind="xã", area=Area.RURAL)
    succeed(world, "xa-k", "xa-m", is_whole=True)
    Placement.objects.filter(unit=world.units["xa-k"]).update(ends_on=date(2025, 6, 30))
    tinh = sign_in(world, "tinh")
    assert tinh.get("/tong-hop/2024-nam/xa-m/").status_code == 404
    assert "10,0%" not in said(tinh, "/chi-tieu/HCDB/?dv=xa-m")
    assert "10,0%" in said(sign_in(world, "vhxh-m"), "/chi-tieu/HCDB/")
