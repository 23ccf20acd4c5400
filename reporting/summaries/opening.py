"""Xem trước khi mở kỳ: who will be asked what, by which day, and what is wrong before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from childplan.vietnamese import short_date
from reporting.asking import SCHOOLS, TIERS
from reporting.models import Round
from reporting.summaries.due import DueBook
from reporting.summaries.form_plan import FormPlan, form_plan
from reporting.summaries.round_days import (
    PlanDay,
    PlanWarnings,
    days_near,
    plan_days,
    plan_warnings,
    teachers_day,
)
from reporting.totals import PLACES
from units.enums import AgencyKind, Level
from units.kinds import kind_label
from units.models import Placement, Posting, Unit
from units.roles import Verb, roles_that_may

IN_ORDER = [Level.VILLAGE.value, *AgencyKind.values]
REPORTS_OF = {
    Level.COUNTRY: "Báo cáo cấp trung ương",
    Level.PROVINCE: "Báo cáo cấp tỉnh",
    Level.DISTRICT: "Báo cáo cấp huyện",
    Level.COMMUNE: "Báo cáo cấp xã",
    Level.VILLAGE: "Thôn, tổ dân phố",
}


@dataclass(frozen=True)
class AskedLine:
    """All units of one level and kind."""

    who: str
    units: int
    each: str
    cells: int
    days: str


@dataclass(frozen=True)
class AskedUnit:
    """One unit's form."""

    name: str
    cells: int
    day: str
    has_account: bool


@dataclass(frozen=True)
class AskedPlace:
    """A place with what is asked of it and right below it."""

    name: str
    units: list[AskedUnit]

    @property
    def cells(self) -> int:
        return sum(unit.cells for unit in self.units)


@dataclass(frozen=True)
class OpeningPreview:
    """Everything an opening would write, in words."""

    name: str
    window: str
    mark: str
    units: int
    cells: int
    lines: list[AskedLine]
    places: list[AskedPlace]
    without_account: list[str]
    without_day: list[str]
    days: list[PlanDay]
    warnings: list[PlanWarnings]
    notes: list[str]
    kept: int
    """Units that have a form in this round from before, which an opening leaves as it is."""
    typed_here: list[str]
    """Kinds of unit whose figures the place types itself."""
    is_rehearsal: bool


def window_words(round_: Round) -> str:
    """“15/12/2023 – 14/12/2024”."""
    return f"{short_date(round_.data_from)} – {short_date(round_.data_to)}"


def _with_account(unit: Unit, day: date, today: date) -> set[int]:
    """Units at or below the unit on which somebody is posted today to enter figures; one query."""
    return set(
        Posting.objects.as_of(today)
        .with_role(*roles_that_may(Verb.ENTER))
        .filter(user__is_active=True, unit__in=Unit.objects.under(unit, day=day).values("pk"))
        .values_list("unit_id", flat=True)
    )


def opening_preview(
    plan: FormPlan, unit: Unit, today: date, own_hand: Collection[str] = ()
) -> OpeningPreview:
    """The plan of an opening in words; a fixed number of queries. own_hand: kinds of unit that the unit types
    for itself."""
    round_ = plan.round
    book = DueBook.as_planned(round_)
    with_account = _with_account(unit, round_.data_to, today)
    asked: dict[int, AskedUnit] = {}
    named: dict[int, list[date]] = {}
    for unit_id in plan.new_owing:
        spot = plan.placements[unit_id]
        dues = book.planned(spot.unit.level, spot.unit.agency_kind, _chain(spot, plan))
        named[unit_id] = [due.decides_on for due in dues]
        asked[unit_id] = AskedUnit(
            name=spot.full_name,
            cells=len(plan.cells.get(unit_id, ())),
            day=", ".join(dict.fromkeys(short_date(day) for day in named[unit_id])),
            has_account=unit_id in with_account,
        )
    near = days_near(book, set(plan.placements))
    schools = sum(1 for unit_id in asked if plan.placements[unit_id].unit.agency_kind in SCHOOLS)
    note = teachers_day(book, near, schools)
    return OpeningPreview(
        name=round_.name,
        window=window_words(round_),
        mark=plan.mark,
        units=len(asked),
        cells=plan.cell_count,
        lines=_lines(plan, asked, named),
        places=_places(plan, asked),
        without_account=[_where(unit_id, plan) for unit_id, one in asked.items() if not one.has_account],
        without_day=[]
        if round_.is_rehearsal
        else [_where(unit_id, plan) for unit_id, one in asked.items() if not one.day],
        days=plan_days(book, near),
        warnings=plan_warnings(near, round_.data_to),
        notes=[words for words in (_past_days(named, round_, today), note) if words],
        kept=len(plan.standing),
        typed_here=[kind_label(kind) for kind in IN_ORDER if kind in own_hand],
        is_rehearsal=round_.is_rehearsal,
    )


def _past_days(named: Mapping[int, Collection[date]], round_: Round, today: date) -> str:
    """Whoever opens late should know beforehand that units are overdue at once."""
    past = sorted({day for days in named.values() for day in days if day < today})
    if round_.is_rehearsal or not past:
        return ""
    late = sum(1 for days in named.values() if any(day < today for day in days))
    words = ", ".join(short_date(day) for day in past)
    return f"Hạn {words} đã qua: {late} đơn vị quá hạn ngay khi mở; cần thì gia hạn sau khi mở."


def _chain(spot: Placement, plan: FormPlan) -> list[int]:
    found = [spot.unit_id]
    above = plan.placements.get(spot.parent_id or 0)
    while above is not None and above.unit_id not in found:
        found.append(above.unit_id)
        above = plan.placements.get(above.parent_id or 0)
    return found


def _where(unit_id: int, plan: FormPlan) -> str:
    """“Thôn 1, xã Xuân”; a place stands alone."""
    spot = plan.placements[unit_id]
    above = plan.placements.get(spot.parent_id or 0)
    return (
        f"{spot.full_name}, {above.full_name}" if above and spot.unit.level not in PLACES else spot.full_name
    )


def _lines(plan: FormPlan, asked: dict[int, AskedUnit], named: dict[int, list[date]]) -> list[AskedLine]:
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for unit_id in asked:
        unit = plan.placements[unit_id].unit
        kinds[unit.level, unit.agency_kind].append(unit_id)
    kinds_in_order = ["", *AgencyKind.values]
    order = [Level.VILLAGE, Level.AGENCY, *reversed(TIERS)]
    found = []
    for (level, kind), unit_ids in sorted(
        kinds.items(), key=lambda pair: (order.index(Level(pair[0][0])), kinds_in_order.index(pair[0][1]))
    ):
        counts = [asked[unit_id].cells for unit_id in unit_ids]
        days = [day for unit_id in unit_ids for day in named[unit_id]]
        bare = sum(1 for unit_id in unit_ids if not named[unit_id])
        found.append(
            AskedLine(
                who=AgencyKind(kind).label if kind else REPORTS_OF[Level(level)],
                units=len(unit_ids),
                each=_range(str(min(counts)), str(max(counts))),
                cells=sum(counts),
                days="Không có hạn" if plan.round.is_rehearsal else _days(days, bare, len(unit_ids)),
            )
        )
    return found


def _days(days: Sequence[date], bare: int, units: int) -> str:
    if not days:
        return "Chưa ấn định hạn"
    words = _range(short_date(min(days)), short_date(max(days)))
    return f"{words}; {bare}/{units} chưa ấn định" if bare else words


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _places(plan: FormPlan, asked: dict[int, AskedUnit]) -> list[AskedPlace]:
    """Place by place down the tree, each with its own report first."""
    below: dict[int | None, list[Placement]] = defaultdict(list)
    for spot in sorted(plan.placements.values(), key=lambda spot: (spot.unit.level, spot.name_sort)):
        below[spot.parent_id].append(spot)
    found: list[AskedPlace] = []

    def walk(spot: Placement) -> None:
        units = [asked[spot.unit_id]] if spot.unit_id in asked else []
        places = []
        for child in below[spot.unit_id]:
            if child.unit.level in PLACES:
                places.append(child)
            elif child.unit_id in asked:
                units.append(asked[child.unit_id])
        if units:
            found.append(AskedPlace(spot.full_name, units))
        for place in places:
            walk(place)

    walk(plan.placements[plan.unit_id])
    return found


@dataclass(frozen=True)
class KindChoice:
    """One kind of unit of a commune, and who is to type its figures. `each`: cells of one unit's form."""

    kind: str
    name: str
    units: int
    without_account: int
    each: str
    cells: int
    is_own: bool


@dataclass(frozen=True)
class KindChoices:
    """Every kind of unit there is. `own`: cells that the place types in any case."""

    lines: list[KindChoice]
    own: int

    @property
    def asked(self) -> list[KindChoice]:
        return [line for line in self.lines if line.cells]

    @property
    def unasked(self) -> list[KindChoice]:
        return [line for line in self.lines if not line.cells]


def standing_kinds(place: Unit) -> set[str]:
    """Kinds of its units whose figures the place types itself until somebody says otherwise."""
    return set(place.direct_kinds.values_list("kind", flat=True))


def kind_choices(round_: Round, unit: Unit, own_hand: Collection[str], today: date) -> KindChoices:
    """What each kind of unit of a commune would be asked if its units report; a fixed number of queries."""
    plan = form_plan(round_, unit, own_hand={unit.pk: ()})
    with_account = _with_account(unit, round_.data_to, today)
    kinds: dict[str, list[int]] = defaultdict(list)
    for unit_id, spot in plan.placements.items():
        if spot.parent_id == unit.pk and spot.unit.level not in PLACES:
            kinds[spot.unit.agency_kind or spot.unit.level].append(unit_id)
    lines = []
    for kind in sorted(kinds, key=IN_ORDER.index):
        counts = [len(plan.cells.get(unit_id, ())) for unit_id in kinds[kind]]
        lines.append(
            KindChoice(
                kind=kind,
                name=kind_label(kind),
                units=len(counts),
                without_account=len(set(kinds[kind]) - with_account),
                each=_range(str(min(counts)), str(max(counts))),
                cells=sum(counts),
                is_own=kind in own_hand,
            )
        )
    return KindChoices(lines, len(plan.cells.get(unit.pk, ())))


@dataclass(frozen=True)
class DirectChoice:
    """A place that may type for everything below it."""

    key: str
    name: str
    is_inner: bool  # stands below another choice


def direct_choices(unit: Unit, day: date) -> list[DirectChoice]:
    """Places below the unit that have units of their own, down the tree; one query. A place with nothing
    below it types everything anyway."""
    spots = list(
        Placement.objects.as_of(day)
        .filter(unit__in=Unit.objects.under(unit, day=day).values("pk"))
        .select_related("unit")
        .order_by("name_sort")
    )
    below: dict[int | None, list[Placement]] = defaultdict(list)
    for spot in spots:
        below[spot.parent_id].append(spot)
    return list(_choices(unit.pk, below, is_inner=False))


def _choices(
    unit_id: int, below: dict[int | None, list[Placement]], *, is_inner: bool
) -> Iterable[DirectChoice]:
    for spot in below[unit_id]:
        if spot.unit.level in PLACES and below[spot.unit_id]:
            yield DirectChoice(spot.unit.key, spot.full_name, is_inner)
            yield from _choices(spot.unit_id, below, is_inner=True)
