"""Annual reports in the small world: X reports on the province's plan, for it has none of its own."""

from __future__ import annotations

from datetime import datetime

from reporting.actions.annual import begin_report, issue, to_issue
from reporting.models import AnnualReport
from tests.world import World, at, fill_places, fill_villages, send_up

BEGUN = at(17)
ISSUED = at(18)


def send_villages(world: World) -> None:
    """X and its units have answered everything; all but village 3 are accepted in X."""
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")


def begun(
    world: World, unit: str = "xa-x", by: str = "vhxh-x", year: int = 2024, when: datetime = BEGUN
) -> AnnualReport:
    """The draft of a unit's report on the province's plan."""
    return begin_report(
        unit=world.units[unit], plan=world.plan, round_=world.rounds[year], by=world.people[by], at=when
    )


def issued(world: World, report: AnnualReport, by: str = "vhxh-x", when: datetime = ISSUED) -> AnnualReport:
    """Issued as it stands, by somebody who has looked at it."""
    seen = to_issue(report, now=when).seen
    return issue(report=report, seen=seen, by=world.people[by], at=when)
