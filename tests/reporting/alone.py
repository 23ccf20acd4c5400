"""A commune alone on the system: its district and province are units as everywhere; nobody sits there."""

from __future__ import annotations

from datetime import date

from reporting import actions
from reporting.enums import RoundKind
from reporting.models import Round
from tests.world import NOW, World, build_catalogue, build_people, build_places, build_plan, fill_villages
from units.models import Posting

WINDOW = {"data_from": date(2023, 12, 15), "data_to": date(2024, 12, 14)}


def build_alone() -> World:
    """The places and people of `tests.world`, the commune's own plan, and nobody above the communes."""
    world = World()
    build_places(world)
    build_people(world)
    Posting.objects.filter(unit__level__in=["province", "district"]).delete()
    build_catalogue(world)
    build_plan(world, issuer="xa-x", key="ke-hoach-xa")
    return world


def open_alone(
    world: World, kind: RoundKind = RoundKind.YEAR, *, unit: str = "xa-x", by: str = "vhxh-x"
) -> Round:
    """The commune opens the round of 2024 for itself."""
    round_ = actions.start_round(
        kind=kind, year=2024, unit=world.units[unit], by=world.people[by], at=NOW, **WINDOW
    )
    world.rounds[2024] = round_
    return round_


def units_done(world: World) -> None:
    """Every unit of X has entered, handed in and been accepted."""
    fill_villages(world)
    for unit, who in (
        *((f"thon-{number}", f"truong-thon-{number}") for number in (1, 2, 3)),
        ("tram", "y-te"),
        ("cong-an", "cong-an"),
    ):
        world.hand_in(unit, who)
        world.take(unit, "vhxh-x")


def commune_done(world: World) -> None:
    """X enters its own three figures, hands in and accepts its own report."""
    units_done(world)
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    world.hand_in("xa-x", "vhxh-x")
    world.take("xa-x", "vhxh-x")
