"""Which cells stand beside a unit in the matrix? Reporting units below it by kind, or its report by round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from reporting.chips import Chip
from reporting.enums import HANDED_IN
from reporting.locks import holding_ids
from reporting.models import Report, Round
from reporting.summaries.due import DueBook
from reporting.summaries.standings import Details, Line, Watch, reports_of
from reporting.totals import PLACES
from reporting.tracking import cell_chip, cell_note
from units.enums import AgencyKind, Level
from units.models import Placement, Unit
from units.summaries.places import Lineage, PlaceName

SCHOOL_KINDS = (AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL)
SCHOOLS = "school"
MANY = {
    Level.VILLAGE: "Các thôn",
    Level.COMMUNE: "Các xã",
    Level.DISTRICT: "Các huyện",
    Level.PROVINCE: "Các tỉnh",
}
"""Levels of which a unit has many: their column counts instead of telling of each."""


@dataclass(frozen=True)
class Cell:
    """One report in words, several as “4 of 9 handed in”, or neither: nothing is owed there."""

    chip: Chip | None = None
    note: str = ""
    address: str = ""
    part: int = 0
    whole: int = 0

    @property
    def words(self) -> str:
        """The same on the page, in a file and read aloud."""
        if self.whole:
            return f"{self.part}/{self.whole}"
        if self.chip is None:
            return "—"
        return f"{self.chip.text} ({self.note})" if self.note else self.chip.text


NOTHING_OWED = Cell()


@dataclass(frozen=True)
class Column:
    key: str
    heading: str


@dataclass(frozen=True)
class Links:
    """Where cells lead. Addresses are put together from their beginnings: a page has thousands of them."""

    round_key: str
    may_review: bool
    asks_figures: bool = True
    review: str = field(init=False)
    rollup: str = field(init=False)
    tracking: str = field(init=False)

    def __post_init__(self) -> None:
        for name in ("review", "rollup", "tracking"):
            address = reverse(f"reporting:{name}", args=[self.round_key, "-"])
            object.__setattr__(self, name, address.removesuffix("-/"))

    def stand_in(self, unit_key: str) -> str:
        """Where a coordinator begins to enter for a unit."""
        return reverse("reporting:stand_in", args=[self.round_key, unit_key])

    def of_report(self, unit_key: str, *, is_place: bool, is_open: bool) -> str:
        """A report that can be checked opens its check; a place's total that is still made, its roll-up.

        Who may not check is led to places only. A text has no totals.
        """
        if self.asks_figures and is_place and (is_open or not self.may_review):
            return f"{self.rollup}{unit_key}/"
        return f"{self.review}{unit_key}/" if self.may_review else ""

    def place(self, unit_key: str) -> str:
        """Theo dõi nộp of a place below."""
        return f"{self.tracking}{unit_key}/"


def own_cell(line: Line, days: Watch, details: Details, links: Links) -> Cell:
    """The report of the unit itself."""
    if line.report is None or line.standing is None or line.due is None:
        return NOTHING_OWED
    said = details.said(
        line.report,
        is_locked=days.is_locked(line.place.unit_id),
        is_place=line.is_place and links.asks_figures,
        due=line.due,
    )
    return Cell(
        cell_chip(line.standing, said),
        cell_note(line.standing, said),
        links.of_report(line.place.key, is_place=line.is_place, is_open=line.report.is_open),
    )


@dataclass(frozen=True)
class Agency:
    """A reporting unit below a row that is told of by itself."""

    unit_id: int
    row_id: int
    key: str
    kind: str
    report: Report


class Below:
    """What the reporting units below some rows have sent; three queries, and their details in three more."""

    def __init__(self, rows: Sequence[Line], round_: Round) -> None:
        self.keys = {line.place.unit_id: line.place.key for line in rows}
        self.row_ids = list(self.keys)
        self.counts = _counts(self.row_ids, round_)
        self.agencies = _agencies(self.row_ids, round_)

    @property
    def reports(self) -> list[Report]:
        return [agency.report for agency in self.agencies]

    def columns(self) -> list[Column]:
        """Kinds of agency in the order of the list of kinds, then the levels that are counted."""
        kinds = {_column_of(agency.kind) for agency in self.agencies}
        levels = {level for _, level in self.counts}
        found = [Column(key, heading) for key, heading in _headings() if key in kinds]
        return found + [Column(level.value, heading) for level, heading in MANY.items() if level in levels]

    def cells(
        self, columns: Sequence[Column], days: Watch, details: Details, links: Links
    ) -> dict[int, list[Cell]]:
        """By row, one cell a column."""
        by_place: dict[tuple[int, str], list[Agency]] = defaultdict(list)
        for agency in self.agencies:
            by_place[agency.row_id, _column_of(agency.kind)].append(agency)
        return {
            row_id: [
                self._counted(row_id, column, links)
                if column.key in MANY
                else self._told(by_place.get((row_id, column.key), []), days, details, links)
                for column in columns
            ]
            for row_id in self.row_ids
        }

    def _counted(self, row_id: int, column: Column, links: Links) -> Cell:
        part, whole = self.counts.get((row_id, column.key), (0, 0))
        return Cell(part=part, whole=whole, address=links.place(self.keys[row_id])) if whole else NOTHING_OWED

    def _told(self, agencies: Sequence[Agency], days: Watch, details: Details, links: Links) -> Cell:
        """One agency of a kind is told of; several, such as schools, are counted."""
        if not agencies:
            return NOTHING_OWED
        if len(agencies) > 1:
            part = sum(agency.report.state in HANDED_IN for agency in agencies)
            address = links.place(self.keys[agencies[0].row_id])
            return Cell(part=part, whole=len(agencies), address=address)
        [agency] = agencies
        inner = (agency.row_id, agency.unit_id)
        standing, due = days.standing(agency.report, Level.AGENCY, agency.kind, *inner)
        said = details.said(agency.report, is_locked=days.is_locked(*inner), is_place=False, due=due)
        return Cell(
            cell_chip(standing, said),
            cell_note(standing, said),
            links.of_report(agency.key, is_place=False, is_open=agency.report.is_open),
        )


def _counts(row_ids: Sequence[int], round_: Round) -> dict[tuple[int, str], tuple[int, int]]:
    """Handed in and asked, by row and level; the database counts."""
    spots = (
        Placement.objects.as_of(round_.data_to)
        .filter(parent__in=row_ids, unit__level__in=list(MANY), unit__reports__round=round_)
        .order_by()
        .values_list("parent_id", "unit__level")
    )
    rows = spots.annotate(part=Count("id", filter=Q(unit__reports__state__in=HANDED_IN)), whole=Count("id"))
    return {(row_id, level): (part, whole) for row_id, level, part, whole in rows}


def _agencies(row_ids: Sequence[int], round_: Round) -> list[Agency]:
    spots = Q(parent__in=row_ids, unit__level=Level.AGENCY)
    placed = (
        Placement.objects.as_of(round_.data_to)
        .filter(spots)
        .order_by("name_sort")
        .values_list("unit_id", "parent_id", "unit__key", "unit__agency_kind")
    )
    reports = {report.unit_id: report for report in reports_of(round_, spots)}
    return [
        Agency(unit_id, parent_id, key, kind, reports[unit_id])
        for unit_id, parent_id, key, kind in placed
        if parent_id is not None and unit_id in reports
    ]


def _column_of(agency_kind: str) -> str:
    return SCHOOLS if agency_kind in SCHOOL_KINDS else agency_kind


def _headings() -> list[tuple[str, str]]:
    """Every column an agency may stand in, once: the kinds of school share one."""
    found: dict[str, str] = {}
    for kind in AgencyKind:
        found.setdefault(_column_of(kind), "Trường học" if kind in SCHOOL_KINDS else str(kind.label))
    return list(found.items())


def by_round(
    rows: Sequence[Line], rounds: Sequence[Round], links: Mapping[int, Links], days: Mapping[int, Watch]
) -> dict[int, list[Cell]]:
    """Theo kỳ: the own report of each row in each of the rounds, as the round's own tree had the unit."""
    units = Unit.objects.in_bulk([line.place.unit_id for line in rows])
    lineage = Lineage(units.values())
    reports = list(Report.objects.filter(round__in=rounds, unit__in=units))
    details = Details.of(reports)
    found: dict[tuple[int, int], Cell] = {}
    closing = {round_.pk: round_.data_to for round_ in rounds}
    for report in reports:
        chain = lineage.chain_on(closing[report.round_id], report.unit_id)
        if chain:
            found[report.unit_id, report.round_id] = _in_round(
                report, chain, days[report.round_id], details, links[report.round_id]
            )
    return {
        unit_id: [found.get((unit_id, round_.pk), NOTHING_OWED) for round_ in rounds] for unit_id in units
    }


def _in_round(
    report: Report, chain: Sequence[PlaceName], days: Watch, details: Details, links: Links
) -> Cell:
    name = chain[-1]
    inner = [place.unit_id for place in chain]
    standing, due = days.standing(report, name.level, name.agency_kind, *inner)
    line = Line(name, report, standing, due)
    is_place = name.level in PLACES
    said = details.said(report, is_locked=days.is_locked(*inner), is_place=is_place, due=due)
    address = links.of_report(name.key, is_place=line.is_place, is_open=report.is_open)
    return Cell(cell_chip(standing, said), cell_note(standing, said), address)


def watches(rounds: Sequence[Round], now: datetime) -> dict[int, Watch]:
    """Days and locks of several rounds; which units stand above is told with each report."""
    books, holding = DueBook.of_rounds(rounds), holding_ids(rounds)
    return {
        round_.pk: Watch([], round_, now, books[round_.pk], holding.get(round_.pk, set()))
        for round_ in rounds
    }
