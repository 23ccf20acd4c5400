"""May somebody enter into a report for the unit that owes it, and is that what they are doing just now?

Pure: roles, tier and state in, yes or no out. A village head without a phone brings a sheet of paper;
whoever collects in the commune types it, says from what, and the unit is told. What was entered so is marked
for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from reporting.enums import Act, ReportState
from units.enums import Level, Role
from units.roles import Verb, may

OPEN = (ReportState.DRAFT, ReportState.RETURNED)
UNITS = (Level.VILLAGE, Level.AGENCY)


def stand_in_is_open(
    roles_above: Collection[Role], level_above: Level, level: Level, state: ReportState
) -> bool:
    """May a person who holds these roles on the unit directly above start entering for the unit?

    Only in a commune, for its villages and agencies: a place answers for itself, and an agency of a district
    or a province is an office with people of its own.
    """
    return (
        level_above == Level.COMMUNE
        and level in UNITS
        and state in OPEN
        and any(may(role, Verb.STAND_IN) for role in roles_above)
    )


@dataclass(frozen=True)
class Step:
    """One event of a report, as far as it opens or closes a sitting. `on`: its calendar day."""

    act: Act
    person_id: int
    on: date


def sits_in(steps: Sequence[Step], person_id: int, today: date) -> bool:
    """Is the person entering for the unit just now?

    From the start until they stop, until the report is handed in by whomever, and at the latest until the end
    of the day: tomorrow's figures have a source of their own.
    """
    for step in reversed(steps):
        if step.act in (Act.SUBMITTED, Act.RETURNED):
            return False
        if step.person_id == person_id and step.act == Act.STAND_IN_ENDED:
            return False
        if step.person_id == person_id and step.act == Act.STAND_IN_STARTED:
            return step.on == today
    return False
