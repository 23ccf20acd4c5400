"""The small world after a reform like that of 1 July 2025: communes merged, a town split, districts gone.

Xã Xuân and xã Yên went whole into xã Xuân Yên; of thị trấn Đức one part went there too and the other into
phường Đức. The villages moved, the station and the police were succeeded by the new commune's. Both districts
ended with nothing in their place: communes stand under the province.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.world import World
from units.enums import AgencyKind, Area, Level, Role
from units.models import Placement, Posting, Succession, Unit

DAY = date(2025, 7, 1)
EVE = DAY - timedelta(days=1)
DECISION = "Nghị quyết thử về sắp xếp đơn vị"
OLD = ("huyen-a", "huyen-b", "xa-x", "xa-y", "thi-tran-z", "tram", "cong-an")
VILLAGES = ("thon-1", "thon-2", "thon-3")


def reform(world: World) -> World:
    """Written as a scheduled reorganisation leaves it: spans and successions, nothing else."""
    _new(world, "xa-m", Level.COMMUNE, "tinh", "Xuân Yên", "xã", area=Area.RURAL)
    _new(world, "phuong-n", Level.COMMUNE, "tinh", "Đức", "phường", area=Area.URBAN)
    _new(world, "tram-m", Level.AGENCY, "xa-m", "Trạm Y tế", agency=AgencyKind.HEALTH_STATION)
    _new(world, "cong-an-m", Level.AGENCY, "xa-m", "Công an xã", agency=AgencyKind.POLICE)
    for key in VILLAGES:
        spot = Placement.objects.get(unit=world.units[key])
        Placement.objects.filter(pk=spot.pk).update(ends_on=EVE)
        Placement.objects.create(
            unit=spot.unit, parent=world.units["xa-m"], name=spot.name, kind=spot.kind, starts_on=DAY
        )
    gone = [world.units[key] for key in OLD]
    Placement.objects.filter(unit__in=gone).update(ends_on=EVE)
    Posting.objects.filter(unit__in=gone, ends_on=None).update(ends_on=EVE)
    for old, new, is_whole in (
        ("xa-x", "xa-m", True),
        ("xa-y", "xa-m", True),
        ("thi-tran-z", "xa-m", False),
        ("thi-tran-z", "phuong-n", False),
        ("tram", "tram-m", True),
        ("cong-an", "cong-an-m", True),
    ):
        succeed(world, old, new, is_whole=is_whole)
    for username, unit, role in (
        ("vhxh-m", "xa-m", Role.COMMUNE_COORDINATOR),
        ("lanh-dao-m", "xa-m", Role.LEADER),
        ("y-te-m", "tram-m", Role.UNIT_REPORTER),
        ("vhxh-n", "phuong-n", Role.COMMUNE_COORDINATOR),
    ):
        user = world.person(username, unit, role)
        user.postings.update(starts_on=DAY)
    return world


def succeed(world: World, old: str, new: str, *, is_whole: bool, day: date = DAY) -> Succession:
    row: Succession = Succession.objects.create(
        predecessor=world.units[old],
        successor=world.units[new],
        starts_on=day,
        is_whole=is_whole,
        decision=DECISION,
    )
    return row


def _new(
    world: World,
    key: str,
    level: Level,
    parent: str,
    name: str,
    kind: str = "",
    *,
    agency: str = "",
    area: str = "",
) -> Unit:
    unit = world.unit(key, level, parent, name=name, kind=kind, agency=agency, area=area)
    unit.placements.update(starts_on=DAY)
    return unit
