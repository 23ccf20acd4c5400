"""Which annual reports has a unit, and which may it begin? The list of “Báo cáo năm”; few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from childplan.compiled import CompiledQuery, param
from childplan.vietnamese import moment
from plans.models import Plan
from reporting.chips import Chip
from reporting.enums import AnnualState, RoundKind
from reporting.models import AnnualReport, Report, Round
from reporting.totals import PLACES
from units.models import Placement, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import Lineage

YEARLY = (RoundKind.YEAR, RoundKind.FINAL_YEAR, RoundKind.SIX_MONTHS)
SPANNING = (RoundKind.MID_TERM, RoundKind.FINAL)
"""Sơ kết, tổng kết: rounds of one plan that speak of several years."""
REPORTED = (*YEARLY, *SPANNING)

NOT_BEGUN = Chip("not_started", "Chưa soạn")
DRAFT = Chip("in_progress", "Đang soạn")
ISSUED = Chip("accepted", "Đã phát hành")
YEARS_SHOWN = 2
"""Rounds of so many latest years stand open; what lies further back, and was never written, is folded."""

_HEAVY = ("content", "public_content", "tables")


@dataclass(frozen=True)
class EditionLine:
    """One edition: “Bản 2 (sửa đổi)”, and who did what with it last."""

    number: int
    name: str
    chip: Chip
    said: str
    reason: str = ""
    digest: str = ""

    @property
    def is_issued(self) -> bool:
        return self.chip is ISSUED


@dataclass(frozen=True)
class ReportOffer:
    """A report that is there, or may be begun. `editions`: the latest first; `draft` and `issued` the latest
    of each kind."""

    plan_key: str
    plan_title: str
    round_key: str
    round_name: str
    year: int
    editions: Sequence[EditionLine]

    @property
    def draft(self) -> EditionLine | None:
        return next((one for one in self.editions if not one.is_issued), None)

    @property
    def issued(self) -> EditionLine | None:
        return next((one for one in self.editions if one.is_issued), None)

    @property
    def latest(self) -> EditionLine | None:
        """What a reader of the unit opens: the issued one, else the draft."""
        return self.issued or self.draft

    @property
    def chip(self) -> Chip:
        latest = self.latest
        return latest.chip if latest is not None else NOT_BEGUN


@dataclass(frozen=True)
class Shelf:
    """One unit's reports. `older`: rounds long past of which nothing was written."""

    unit_key: str
    name: str
    can_write: bool
    offers: Sequence[ReportOffer]
    older: Sequence[ReportOffer]


def edition_name(number: int) -> str:
    """“Bản 1”, “Bản 2 (sửa đổi)”."""
    return f"Bản {number}" if number == 1 else f"Bản {number} (sửa đổi)"


def edition_line(report: AnnualReport) -> EditionLine:
    """Of a row with its people."""
    if report.is_issued:
        assert report.issued_by is not None and report.issued_at is not None
        said, chip = f"{report.issued_by.full_name} phát hành {moment(report.issued_at)}", ISSUED
    else:
        said, chip = f"{report.saved_by.full_name} lưu {moment(report.saved_at)}", DRAFT
    return EditionLine(
        report.edition,
        edition_name(report.edition),
        chip,
        said,
        report.amended_because,
        _in_fours(report.digest[:16]),
    )


def _in_fours(digits: str) -> str:
    """As it stands in the files."""
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def editions_of(unit: Unit, plan: Plan, round_: Round) -> QuerySet[AnnualReport]:
    """Every edition with its people and without what it says, the latest first."""
    people = ("saved_by", "issued_by")
    found = AnnualReport.objects.filter(unit=unit, plan=plan, round=round_)
    return found.select_related(*people).defer(*_HEAVY).order_by("-edition")


def shelves(user: User, today: date) -> list[Shelf]:
    """Of every place on which the person holds a post that reads totals. A fixed number of queries."""
    reads = user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_TOTALS))
    writes = user.postings.as_of(today).with_role(*roles_that_may(Verb.WRITE_REPORTS))
    units = list(Unit.objects.filter(postings__in=reads, level__in=PLACES).distinct().order_by("pk"))
    writers = set(writes.values_list("unit_id", flat=True))
    book = _Book(units)
    found = []
    for unit in units:
        place = book.lineage.chain_then(today, unit.pk)
        can_write = unit.pk in writers
        offers = [one for one in book.offers(unit) if can_write or one.editions]
        newest = max((one.year for one in offers), default=0)
        near = [one for one in offers if one.editions or one.year > newest - YEARS_SHOWN]
        found.append(
            Shelf(
                unit_key=unit.key,
                name=place[-1].full_name if place else unit.key,
                can_write=can_write,
                offers=near,
                older=[one for one in offers if one not in near],
            )
        )
    return found


def plans_reported_on(unit: Unit, round_: Round) -> list[Plan]:
    """The plans on which the unit reports in the round: its own; of a unit without any, those of the places
    above it that ask it. Of a sơ kết or tổng kết the one plan it is about."""
    book = _Book([unit])
    return [plan for plan, one in book.pairs(unit) if one.pk == round_.pk]


class _Book:
    """Rounds, plans and editions of some units."""

    def __init__(self, units: Collection[Unit]) -> None:
        self.lineage = Lineage(units)
        ids = [unit.pk for unit in units]
        own = Plan.objects.signed().filter(issuer__in=ids)
        owed = Report.objects.filter(unit__in=ids, round__kind__in=REPORTED)
        self.owed = set(owed.values_list("unit_id", "round_id"))
        rounds = Q(pk__in={round_id for _, round_id in self.owed}) | Q(kind__in=SPANNING, plan__in=own)
        self.rounds = list(Round.objects.filter(rounds).order_by("-year", "kind", "pk"))
        above = Unit.objects.ever_above(*units)
        found = Plan.objects.signed().collecting().filter(issuer__in=above.values("pk"))
        self.plans: dict[int, list[Plan]] = defaultdict(list)
        for plan in found.order_by("first_year", "key"):
            self.plans[plan.issuer_id].append(plan)
        people = ("saved_by", "issued_by")
        self.editions: dict[tuple[int, int, int], list[EditionLine]] = defaultdict(list)
        self.known: dict[tuple[int, int, int], tuple[Plan, Round]] = {}
        written = AnnualReport.objects.filter(unit__in=ids).select_related(*people, "plan", "round")
        for report in written.defer(*_HEAVY).order_by("-edition"):
            place = (report.unit_id, report.round_id, report.plan_id)
            self.editions[place].append(edition_line(report))
            self.known[place] = (report.plan, report.round)

    def pairs(self, unit: Unit) -> Iterable[tuple[Plan, Round]]:
        """Which plan in which round, the latest round first."""
        for round_ in self.rounds:
            if round_.kind in SPANNING:
                own = [plan for plan in self.plans[unit.pk] if plan.pk == round_.plan_id]
                owes = (unit.pk, round_.pk) in self.owed
                yield from ((plan, round_) for plan in (own or self._about(round_) if owes or own else []))
            elif (unit.pk, round_.pk) in self.owed:
                yield from ((plan, round_) for plan in self._in_year(unit, round_))

    def _about(self, round_: Round) -> list[Plan]:
        every = (plan for plans in self.plans.values() for plan in plans)
        return [plan for plan in every if plan.pk == round_.plan_id]

    def _in_year(self, unit: Unit, round_: Round) -> list[Plan]:
        chain = self.lineage.chain_on(round_.data_to, unit.pk)
        tiers = [
            [plan for plan in self.plans[place.unit_id] if plan.holds_in(round_.year)] for place in chain
        ]
        return (tiers[-1] if tiers else []) or [plan for tier in tiers for plan in tier]

    def offers(self, unit: Unit) -> list[ReportOffer]:
        """What may be begun and what is there, the latest round first."""
        found = {(unit.pk, round_.pk, plan.pk): (plan, round_) for plan, round_ in self.pairs(unit)}
        found |= {place: both for place, both in self.known.items() if place[0] == unit.pk}
        rows = sorted(found.items(), key=lambda row: (-row[1][1].year, row[1][1].kind, row[0][1], row[0][2]))
        return [
            ReportOffer(
                plan_key=plan.key,
                plan_title=plan.short_title,
                round_key=round_.key,
                round_name=round_.name,
                year=round_.year,
                editions=self.editions[place],
            )
            for place, (plan, round_) in rows
        ]


def issued_below(unit: Unit, round_: Round) -> list[tuple[str, AnnualReport]]:
    """The latest issued edition of every place right below, with its name; three queries."""
    spots = Placement.objects.as_of(round_.data_to).filter(parent=unit, unit__level__in=PLACES)
    names = {spot.unit_id: spot.full_name for spot in spots.order_by("name_sort")}
    issued = AnnualReport.objects.filter(unit__in=names, round=round_, state=AnnualState.ISSUED)
    latest: dict[tuple[int, int], AnnualReport] = {}
    for report in issued.select_related("unit", "plan", "round").defer(*_HEAVY).order_by("edition"):
        latest[report.unit_id, report.plan_id] = report
    order = list(names)
    rows = sorted(latest.values(), key=lambda report: (order.index(report.unit_id), report.plan_id))
    return [(names[report.unit_id], report) for report in rows]


@dataclass(frozen=True)
class ReportLink:
    """The way from another page to a report. `edition` 0: begin it, or go on with it, in the list."""

    label: str
    round_key: str
    unit_key: str
    plan_key: str
    edition: int


_WRITTEN_AT = CompiledQuery(
    lambda: (
        AnnualReport.objects.filter(unit=param("unit"), round=param("round"))
        .select_related("plan")
        .defer(*_HEAVY)
        .order_by("plan_id", "edition")
    )
)


def links_at(unit: Unit, round_: Round, *, plan: Plan | None = None, reads_drafts: bool) -> list[ReportLink]:
    """Of every plan on which the unit wrote in the round the edition that a reader opens: the latest issued
    one, else, in the unit itself, the draft. One query."""
    found = _WRITTEN_AT(unit=unit.pk, round=round_.pk)
    latest: dict[int, AnnualReport] = {}
    for report in found:
        if plan is not None and report.plan_id != plan.pk:
            continue
        before = latest.get(report.plan_id)
        if report.is_issued or (reads_drafts and before is None):
            latest[report.plan_id] = report
    return [
        ReportLink(
            f"Báo cáo năm – {report.plan.short_title}" if len(latest) > 1 else "Báo cáo năm",
            *(round_.key, unit.key, report.plan.key),
            report.edition,
        )
        for report in latest.values()
    ]


def latest_issued(unit_ids: Collection[int]) -> dict[int, AnnualReport]:
    """By unit the report that was signed last: of the latest round, its latest edition. One query."""
    issued = AnnualReport.objects.filter(unit__in=unit_ids, state=AnnualState.ISSUED)
    rows = issued.select_related("unit", "plan", "round").defer(*_HEAVY)
    return {row.unit_id: row for row in rows.order_by("round__data_to", "edition", "pk")}
