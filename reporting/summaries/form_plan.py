"""Which form would every unit below a top unit get? What an opening writes down, and what its preview shows.

One plan object serves the preview, the opening and “Cập nhật mẫu”: whoever looks at it before sees what is
written after. Who is asked for what is decided by `reporting.asking`; here its facts are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import Q, QuerySet

from indicators.enums import Source
from indicators.models import Component, DataItem
from plans.enums import DutyKind
from plans.models import Deadline, Plan
from reporting.asking import Cell, Member, Wanted, cells_asked, gives, reporting_units
from reporting.enums import ReportState, RoundKind
from reporting.locks import locked_ids
from reporting.models import Figure, Report, Round
from reporting.totals import PLACES
from units.enums import Level
from units.models import DirectKind, Placement, Unit


@dataclass(frozen=True)
class FormPlan:
    """Every form below one top unit. `cells`: what each form asks; a place that only adds up has none."""

    round: Round
    unit_id: int
    placements: Mapping[int, Placement]
    cells: Mapping[int, list[Cell]]
    owing: list[int]
    """Units that owe a report, by number."""
    standing: frozenset[int] = frozenset()
    """Units that have a form in this round already."""
    kept: frozenset[int] = frozenset()
    """Units whose form an opening leaves as it is: a place below has opened the round for itself and for
    everything below it. Only “Cập nhật mẫu” adds to them, because only it looks at what they answer."""

    @property
    def new_owing(self) -> list[int]:
        """Units that an opening writes a report for."""
        return [unit_id for unit_id in self.owing if unit_id not in self.kept]

    @property
    def new_cells(self) -> dict[int, list[Cell]]:
        return {unit_id: cells for unit_id, cells in self.cells.items() if unit_id not in self.kept}

    @property
    def cell_count(self) -> int:
        """Cells that an opening writes."""
        return sum(len(cells) for cells in self.new_cells.values())

    @property
    def areas(self) -> dict[int, str]:
        """A commune's own area; its villages and agencies take it."""
        own = {unit_id: spot.area for unit_id, spot in self.placements.items()}
        return {
            unit_id: spot.area or own.get(spot.parent_id or 0, "")
            for unit_id, spot in self.placements.items()
        }

    @property
    def mark(self) -> str:
        """The same for the same forms and the same window, and for no others: what was looked at is what is
        written."""
        said = [
            f"{self.unit_id} {self.round.kind} {self.round.year} {self.round.data_from} {self.round.data_to}",
            *(str(unit_id) for unit_id in self.new_owing),
            *(f"{cell.unit_id}-{cell.item_id}-{cell.is_check}" for cell in _in_order(self.new_cells)),
        ]
        return sha256("\n".join(said).encode()).hexdigest()[:32]


def _in_order(cells: Mapping[int, Sequence[Cell]]) -> list[Cell]:
    return [cell for unit_id in sorted(cells) for cell in cells[unit_id]]


def form_plan(
    round_: Round,
    unit: Unit,
    *,
    direct: Collection[Unit] = (),
    also: Collection[Plan] = (),
    own_hand: Mapping[int, Collection[str]] | None = None,
) -> FormPlan:
    """What opening the round (which need not be stored yet) would write for everything below the unit.

    direct: places that type for everything below them (`asking.cells_asked`); they stand below the unit on
    the round's closing day, or ValueError is raised. also: plans of other years whose items are asked too.
    What a place types for some kinds of its units is its standing choice (`units.models.DirectKind`);
    own_hand: by place what it is going to be, where somebody is just choosing.
    The final round of a year asks what its year round asked, and takes none of these. Six queries.
    """
    placements = {
        spot.unit_id: spot
        for spot in Placement.objects.as_of(round_.data_to)
        .filter(unit__in=Unit.objects.under(unit, day=round_.data_to).values("pk"))
        .select_related("unit")
    }
    standing, kept = _standing(round_, unit, placements)
    if round_.kind == RoundKind.FINAL_YEAR:
        return replace(_as_the_year_asked(round_, unit, placements), standing=standing, kept=kept)
    members = [
        Member(spot.unit_id, spot.parent_id, Level(spot.unit.level), spot.unit.agency_kind)
        for spot in placements.values()
    ]
    kinds = _direct_kinds(placements) | dict(own_hand or {})
    asked = cells_asked(members, _wanted(round_, unit, also), _direct_ids(direct, members), kinds)
    cells: dict[int, list[Cell]] = defaultdict(list)
    for cell in sorted(asked, key=lambda cell: (cell.unit_id, cell.item_id)):
        cells[cell.unit_id].append(cell)
    owing = sorted(reporting_units(members, asked))
    return FormPlan(round_, unit.pk, placements, cells, owing, standing, kept)


def _standing(
    round_: Round, unit: Unit, placements: Mapping[int, Placement]
) -> tuple[frozenset[int], frozenset[int]]:
    """Units with a form in the round; these and all at or below a place that opened it for itself. Two
    queries."""
    if round_._state.adding:
        return frozenset(), frozenset()
    here = list(placements)
    standing = Report.objects.filter(round=round_, unit__in=here).values_list("unit_id", flat=True)
    openings = round_.openings.filter(unit__in=here).exclude(unit=unit)
    opened = set(openings.values_list("unit_id", flat=True))

    def is_below(unit_id: int) -> bool:
        seen, place_id = set(), unit_id
        while place_id in placements and place_id not in seen:
            if place_id in opened:
                return True
            seen.add(place_id)
            place_id = placements[place_id].parent_id or 0
        return False

    forms = frozenset(standing)
    return forms, forms | {unit_id for unit_id in placements if opened and is_below(unit_id)}


def _as_the_year_asked(round_: Round, unit: Unit, placements: Mapping[int, Placement]) -> FormPlan:
    """The forms written for the year round, of units that still exist on the final round's closing day."""
    under = Unit.objects.under(unit, day=round_.data_to)
    owing = Report.objects.filter(
        round__kind=RoundKind.YEAR, round__year=round_.year, unit__in=under.values("pk")
    )
    cells: dict[int, list[Cell]] = defaultdict(list)
    rows = Figure.objects.filter(report__in=owing.values("pk")).order_by("report__unit_id", "item_id")
    for unit_id, item_id, is_check in rows.values_list("report__unit_id", "item_id", "is_check"):
        cells[unit_id].append(Cell(unit_id, item_id, is_check))
    return FormPlan(round_, unit.pk, placements, cells, sorted(owing.values_list("unit_id", flat=True)))


def _direct_kinds(placements: Mapping[int, Placement]) -> dict[int, Collection[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for place_id, kind in DirectKind.objects.filter(place__in=list(placements)).values_list(
        "place_id", "kind"
    ):
        found[place_id].add(kind)
    return dict(found)


def _direct_ids(direct: Collection[Unit], members: Sequence[Member]) -> set[int]:
    places = {member.unit_id for member in members if member.level in PLACES}
    found = {unit.pk for unit in direct}
    if not found <= places:
        strangers = sorted(unit.key for unit in direct if unit.pk not in places)
        raise ValueError(f"No places of the opening unit's tree: {', '.join(strangers)}")
    return found


def plans_asking(round_: Round, unit: Unit, also: Collection[Plan] = ()) -> QuerySet[Plan]:
    """Plans that ask for figures in the round at the unit and below it: those that collect in its year, in a
    half year only those with a half-year's duty; and the plans of other years that are asked as well."""
    below = Unit.objects.under(unit, day=round_.data_to).values("pk")
    plans = Plan.objects.in_year(round_.year).collecting()
    if round_.kind == RoundKind.SIX_MONTHS:
        plans = plans.filter(pk__in=Deadline.objects.filter(duty=DutyKind.SIX_MONTHS).values("plan"))
    asking: QuerySet[Plan] = Plan.objects.filter(
        Q(pk__in=plans.values("pk")) | Q(pk__in=[plan.pk for plan in also]), issuer__in=below
    )
    return asking


def hold_plans(round_: Round, unit: Unit, also: Collection[Plan] = ()) -> None:
    """Held until the end of the transaction, before anybody reads what they ask: no plan goes back to a draft
    or is amended between looking and writing. Call inside a transaction."""
    asking = plans_asking(round_, unit, also).order_by("pk")
    list(asking.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _wanted(round_: Round, unit: Unit, also: Collection[Plan]) -> list[Wanted]:
    """Every item that a collecting plan issued inside the tree needs in this round."""
    components = (
        Component.objects.in_year(round_.year)
        .filter(indicator__plan__in=plans_asking(round_, unit, also).values("pk"))
        .select_related("indicator__plan", "measure__numerator", "measure__denominator")
        .select_related("own_numerator", "own_denominator")
    )
    wanted: dict[tuple[int, int], Wanted] = {}
    for component in components:
        issuer_id = component.indicator.plan.issuer_id
        for item in (component.numerator, component.denominator):
            if item is not None:
                wanted[issuer_id, item.pk] = _want(issuer_id, item)
    return list(wanted.values())


def _want(issuer_id: int, item: DataItem) -> Wanted:
    return Wanted(
        issuer_id=issuer_id,
        item_id=item.pk,
        source=Source(item.source),
        check_source=Source(item.check_source) if item.check_source else None,
    )


# --- Cập nhật mẫu


@dataclass(frozen=True)
class FormUpdate:
    """What would be added to a round that is open, and what stays as it is. Nothing is ever taken away."""

    plan: FormPlan
    reports: Mapping[int, Report]
    """The forms there are, by unit id."""
    new_units: list[int]
    added: Mapping[int, list[Cell]]
    """Empty cells for forms there are and for new ones, by unit id."""
    no_longer: Mapping[int, list[int]]
    """Items that nobody asks any more, by unit id; their cells stay."""
    accepted: list[int]
    """Units whose form would get cells, were it not accepted."""
    locked: list[int]
    """The same for a lock."""
    held_above: list[int]
    """New units below a place that was accepted without them: its sums are settled."""
    typed_elsewhere: int
    """Cells that are not added because a place above answers for them in this round, or units below do."""

    @property
    def touched(self) -> list[int]:
        """Units that get something, by number."""
        return sorted({*self.new_units, *(unit_id for unit_id, cells in self.added.items() if cells)})

    @property
    def cell_count(self) -> int:
        return sum(len(cells) for cells in self.added.values())

    @property
    def mark(self) -> str:
        said = [str(self.new_units), *(f"{cell.unit_id}-{cell.item_id}" for cell in _in_order(self.added))]
        return sha256("\n".join(said).encode()).hexdigest()[:32]


def form_update(round_: Round, unit: Unit) -> FormUpdate:
    """Today's plans, catalogue and units held against the forms of an open round; a fixed number of queries.

    By units or direct is settled when a round opens and never mixed: a place that types an item for what is
    below it goes on doing so, and units that were asked stay the ones that are asked.
    """
    under = Unit.objects.under(unit, day=round_.data_to).values("pk")
    reports = {
        report.unit_id: report
        for report in Report.objects.filter(round=round_, unit__in=under).select_related("unit", "round")
    }
    standing: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = Figure.objects.filter(report__round=round_, report__unit__in=under)
    for unit_id, item_id, is_check in rows.values_list("report__unit_id", "item_id", "is_check"):
        standing[unit_id][item_id] = is_check
    plan = form_plan(round_, unit, direct=direct_places(round_, unit))
    return _compared(plan, reports, standing)


def direct_places(round_: Round, unit: Unit) -> list[Unit]:
    """Places that type for everything below them in this round; three queries. The rows say so: such a place
    has cells of other sources than itself, and nothing below it owes a report."""
    below = Unit.objects.under(unit, day=round_.data_to).values("pk")
    reports = Report.objects.filter(round=round_, unit__in=below, unit__level__in=PLACES)
    over = set(
        Placement.objects.as_of(round_.data_to)
        .filter(unit__reports__round=round_)
        .values_list("parent_id", flat=True)
    )
    places = {report.unit_id: report.unit for report in reports.select_related("unit")}
    rows = Figure.objects.filter(report__round=round_, report__unit__in=set(places) - over)
    found = {
        unit_id
        for unit_id, source in rows.values_list("report__unit_id", "item__source").distinct()
        if not gives(Source(source), Level(places[unit_id].level), "")
    }
    return [places[unit_id] for unit_id in sorted(found)]


def _compared(
    plan: FormPlan, reports: Mapping[int, Report], standing: Mapping[int, Mapping[int, bool]]
) -> FormUpdate:
    above = {unit_id: _above(unit_id, plan) for unit_id in plan.placements}
    counted = {
        unit_id: {item_id for item_id, is_check in items.items() if not is_check}
        for unit_id, items in standing.items()
    }
    below: dict[int, set[int]] = defaultdict(set)
    for unit_id, items in counted.items():
        for place_id in above.get(unit_id, ()):
            below[place_id] |= items

    def is_answered(cell: Cell) -> bool:
        """Somewhere on the line of the unit the item has an answer already."""
        places = above[cell.unit_id]
        return cell.item_id in below[cell.unit_id] or any(
            cell.item_id in counted.get(place_id, ()) for place_id in places
        )

    missing = {
        unit_id: [cell for cell in cells if cell.item_id not in standing.get(unit_id, {})]
        for unit_id, cells in plan.cells.items()
    }
    fresh = {
        unit_id: free
        for unit_id, cells in missing.items()
        if (free := [cell for cell in cells if not is_answered(cell)])
    }
    shut = locked_ids([plan.round]).get(plan.round.pk, set())
    settled = {unit_id for unit_id, report in reports.items() if report.state == ReportState.ACCEPTED}
    accepted = sorted(unit_id for unit_id in fresh if unit_id in settled)
    locked = sorted(unit_id for unit_id in fresh if unit_id in shut and unit_id not in settled)
    held_above = sorted(
        unit_id
        for unit_id in fresh
        if unit_id not in reports and unit_id not in shut and settled.intersection(above[unit_id])
    )
    added = {
        unit_id: cells for unit_id, cells in fresh.items() if unit_id not in {*accepted, *locked, *held_above}
    }
    owing = {*added, *(place_id for unit_id in added for place_id in above[unit_id])}
    return FormUpdate(
        plan=plan,
        reports=reports,
        new_units=sorted(owing - set(reports)),
        added=added,
        no_longer=_no_longer(plan, standing),
        accepted=accepted,
        locked=locked,
        held_above=held_above,
        typed_elsewhere=sum(map(len, missing.values())) - sum(map(len, fresh.values())),
    )


def _above(unit_id: int, plan: FormPlan) -> list[int]:
    """Places above the unit up to the top of the plan, the nearest first."""
    found: list[int] = []
    place_id = plan.placements[unit_id].parent_id
    while place_id is not None and place_id in plan.placements and place_id not in found:
        found.append(place_id)
        place_id = plan.placements[place_id].parent_id
    return found


def _no_longer(plan: FormPlan, standing: Mapping[int, Mapping[int, bool]]) -> dict[int, list[int]]:
    found = {}
    for unit_id, items in standing.items():
        asked = {cell.item_id for cell in plan.cells.get(unit_id, ())}
        if gone := sorted(set(items) - asked):
            found[unit_id] = gone
    return found
