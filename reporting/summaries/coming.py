"""When is the next report due that nobody has been asked for yet?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from childplan.vietnamese import short_date
from reporting.enums import RoundKind
from reporting.models import Round
from reporting.summaries.due import DueBook
from reporting.summaries.lists import ReportLine
from reporting.summaries.repeated import reading_once
from units.models import Unit
from units.summaries.places import Lineage

KINDS = (RoundKind.SIX_MONTHS, RoundKind.YEAR)


@dataclass(frozen=True)
class Coming:
    """A round to come, as the plans have it."""

    round_name: str
    on: date

    @property
    def words(self) -> str:
        """“Báo cáo 6 tháng năm 2025, hạn nộp hết ngày 15/05/2025”."""
        name = self.round_name[:1].lower() + self.round_name[1:]
        return f"Báo cáo {name}, hạn nộp hết ngày {short_date(self.on)}"


def next_day(unit_ids: Collection[int], lines: Iterable[ReportLine], now: datetime) -> Coming | None:
    """The first day after today on which a plan in force wants a report of one of the units that has not been
    asked for; None where no plan names one. Four queries."""
    today = now.date()
    asked = {line.round_name for line in lines}
    units = list(Unit.objects.filter(pk__in=unit_ids))
    lineage = Lineage(units)
    found: list[Coming] = []
    with reading_once():
        for year in (today.year, today.year + 1):
            for kind in KINDS:
                round_ = Round(kind=kind, year=year)
                if round_.name not in asked:
                    found += [Coming(round_.name, day) for day in _days(round_, units, lineage, today)]
    return min(found, key=lambda coming: coming.on, default=None)


def _days(round_: Round, units: Iterable[Unit], lineage: Lineage, today: date) -> list[date]:
    book = DueBook.of(round_, [])
    found = []
    for unit in units:
        chain = [place.unit_id for place in lineage.chain_on(today, unit.pk)]
        found += [due.decides_on for due in book.planned(unit.level, unit.agency_kind, chain)]
    return [day for day in found if day > today]
