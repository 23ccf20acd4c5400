"""The final round of a year in the small world; it stands under its own number beside the years."""

from __future__ import annotations

from datetime import date

from reporting import actions
from reporting.enums import RoundKind
from reporting.models import Round
from tests.world import World, at


def final_of(year: int) -> int:
    """The number under which the final round of a year stands in `World.rounds`."""
    return -year


def open_final(world: World, year: int = 2024) -> Round:
    """Opened by the province on 20/12, after the data year closed on 14/12."""
    round_ = Round.objects.create(
        key=f"{year}-chinh-thuc",
        kind=RoundKind.FINAL_YEAR,
        year=year,
        data_from=date(year - 1, 12, 15),
        data_to=date(year, 12, 14),
    )
    world.rounds[final_of(year)] = round_
    actions.open_round(
        round_=round_,
        unit=world.units["tinh"],
        by=world.people["tinh"],
        at=at(20, month=12, year=year),
    )
    return round_
