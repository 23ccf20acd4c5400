"""Đôn đốc: whom can this place remind now, with which words, and whom to call?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from childplan.vietnamese import moment
from reporting.chips import Chip, timeliness_chip
from reporting.enums import ReportState
from reporting.messages import Chased, group_text, notice_template, reminder_text
from reporting.models import Round
from reporting.summaries.standings import Contact, Line, contacts_of, lines_below, reminded, watch
from reporting.tracking import REST, was_just_reminded
from units.models import Unit


@dataclass(frozen=True)
class ChaseLine:
    """One report that is overdue or due within three days. `rests_until`: it was reminded a moment ago."""

    report_id: int
    unit_key: str
    name: str
    chip: Chip
    due_sentence: str
    is_overdue: bool
    is_returned: bool
    reminded: str
    rests_until: str
    contacts: list[Contact]
    text: str  # to be copied for this unit alone


@dataclass(frozen=True)
class ChasePage:
    place_name: str
    place_key: str
    round_: Round
    lines: list[ChaseLine]
    template: str
    group_text: str  # all that are overdue together; empty where nobody is

    @property
    def can_send(self) -> bool:
        return any(not line.rests_until for line in self.lines)


def chase_page(*, place: Unit, round_: Round, now: datetime, site: str) -> ChasePage:
    """Whoever is one level down and chased, overdue longest first; a fixed number of queries.

    site: the beginning of every address, “https://treem.example.vn”, for texts that leave the product.
    """
    chain, days = watch(place, round_, now)
    chased = [line for line in lines_below(place, round_, days) if line.standing and line.standing.is_chased]
    chased.sort(key=lambda line: line.standing.urgency if line.standing else (9, 0))
    people = contacts_of([line.place.unit_id for line in chased], now.date())
    reminders = reminded([line.report.pk for line in chased if line.report])
    lines = []
    late = []
    for line in chased:
        assert line.report is not None and line.standing is not None and line.due is not None
        said = _chased(line, site, round_)
        last = reminders.get(line.report.pk)
        rests = last is not None and was_just_reminded(last.last_at, now)
        if line.standing.is_overdue:
            late.append(said)
        lines.append(
            ChaseLine(
                report_id=line.report.pk,
                unit_key=line.place.key,
                name=line.place.full_name,
                chip=timeliness_chip(line.standing.fact),
                due_sentence=line.due.sentence,
                is_overdue=line.standing.is_overdue,
                is_returned=line.report.state == ReportState.RETURNED,
                reminded=f"đã nhắc {last.times} lần, lần cuối {moment(last.last_at)}" if last else "",
                rests_until=moment(last.last_at + REST) if last and rests else "",
                contacts=people.get(line.place.unit_id, []),
                text=reminder_text(round_.name, said),
            )
        )
    name = chain[-1].full_name if chain else str(place)
    return ChasePage(
        place_name=name,
        place_key=place.key,
        round_=round_,
        lines=lines,
        template=notice_template(round_.name),
        group_text=group_text(name, round_.name, late, f"{site}/") if late else "",
    )


def _chased(line: Line, site: str, round_: Round) -> Chased:
    assert line.report is not None and line.standing is not None
    return Chased(
        unit_name=line.place.full_name,
        fact=line.standing.fact,
        address=f"{site}{entry_address(round_.key, line.place.key)}",
        is_returned=line.report.state == ReportState.RETURNED,
    )


def entry_address(round_key: str, unit_key: str) -> str:
    """Where a unit goes on with its open report."""
    return reverse("reporting:entry", args=[round_key, unit_key])
