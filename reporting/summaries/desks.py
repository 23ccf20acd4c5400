"""What waits on the desk of a place that collects from others?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reporting.deadlines import Timing
from reporting.enums import ReportState
from reporting.models import Round
from reporting.summaries.lists import ReportLine, latest_round, lines_at
from reporting.totals import PLACES
from units.enums import Level
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries import names_on

NAMES_SHOWN = 4


@dataclass(frozen=True)
class KeyFigure:
    """One large number over a few words; an alarm says that somebody is late."""

    value: str
    label: str
    is_alarm: bool = False


@dataclass(frozen=True)
class Desk:
    """What waits on one place's desk in one round."""

    place_name: str
    unit_key: str
    round_key: str
    round_name: str
    waiting: list[ReportLine]
    missing: list[ReportLine]
    accepted: list[ReportLine]
    own: ReportLine | None
    may_stand_in: bool = False  # may the person enter for the units below?

    @property
    def expected(self) -> int:
        return len(self.waiting) + len(self.missing) + len(self.accepted)

    @property
    def submitted(self) -> int:
        return len(self.waiting) + len(self.accepted)

    @property
    def waiting_names(self) -> str:
        """“Thôn 4, Trạm Y tế, …”: the first few that wait for a check."""
        names = [line.unit_name for line in self.waiting]
        return ", ".join(names) if len(names) <= NAMES_SHOWN else ", ".join([*names[:NAMES_SHOWN], "…"])

    @property
    def overdue(self) -> int:
        return sum(1 for line in self.missing if line.due.code == Timing.OVERDUE)

    @property
    def figures(self) -> list[KeyFigure]:
        """The desk in four numbers."""
        return [
            KeyFigure(f"{self.submitted}/{self.expected}", "phiếu đã nộp"),
            KeyFigure(str(len(self.waiting)), "chờ kiểm tra"),
            KeyFigure(f"{len(self.accepted)}/{self.expected}", "đã duyệt"),
            KeyFigure(str(self.overdue), "quá hạn", is_alarm=self.overdue > 0),
        ]

    @property
    def sentence(self) -> str:
        """“11/15 phiếu đã nộp, 8 đã duyệt, 2 quá hạn.”"""
        if not self.expected:
            return "Kỳ này chưa giao phiếu nào cho các đơn vị cấp dưới."
        words = [f"{self.submitted}/{self.expected} phiếu đã nộp", f"{len(self.accepted)} đã duyệt"]
        if self.overdue:
            words.append(f"{self.overdue} quá hạn")
        return ", ".join(words) + "."


def desks(user: User, now: datetime) -> list[Desk]:
    """One desk for each place the person collects for, in the latest round that asks this place."""
    places = Unit.objects.filter(
        postings__in=user.postings.as_of(now.date()).with_role(*roles_that_may(Verb.REVIEW)),
        level__in=PLACES,
    ).distinct()
    found = ((unit, latest_round(unit)) for unit in places)
    stand_in = set(
        user.postings.as_of(now.date())
        .with_role(*roles_that_may(Verb.STAND_IN))
        .filter(unit__level=Level.COMMUNE)
        .values_list("unit_id", flat=True)
    )
    return [
        replace(desk(unit, round_, now), may_stand_in=unit.pk in stand_in)
        for unit, round_ in found
        if round_ is not None
    ]


def desk(unit: Unit, round_: Round, now: datetime) -> Desk:
    """A place's desk: what waits for a check, who is missing, what is accepted, and the own report."""
    own, lines = lines_at(unit, round_, now)
    name = names_on(round_.data_to, [unit.pk]).get(unit.pk)
    return Desk(
        place_name=name.full_name if name else str(unit),
        unit_key=unit.key,
        round_key=round_.key,
        round_name=round_.name,
        waiting=[line for line in lines if line.state_code == ReportState.SUBMITTED],
        missing=[line for line in lines if line.is_open],
        accepted=[line for line in lines if line.state_code == ReportState.ACCEPTED],
        own=own,
    )
