"""What was reported then, on the map of a later day: whose sums are a place's rows, and which stand beside?

Two sources of sums like `sources.AsReported`, so that every table is made of them unchanged. A unit that did
not stand yet is the sum of the units that went into it whole (`Carried`); a place that stood has for its rows
the units that stand below it on the day of the map, each carried back (`OnMap`). What was split belongs to no
row: it stands in one of its own and is counted only where the whole of it lay in the place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from childplan.vietnamese import short_date
from indicators.steps import capitalised
from reporting.carried import MARK, Carried, carried_totals, series
from reporting.enums import ReportState
from reporting.inherited import cell_sums
from reporting.models import Figure, Report, Round
from reporting.summaries.sources import AsReported
from reporting.summing import asked_by_child, looked_at, of_reports, one_of
from reporting.texts import Statement
from reporting.totals import PLACES, Totals
from reporting.totals_below import ChildTotals, together
from reporting.years import year_before
from units.enums import Level
from units.models import Placement, Unit
from units.summaries.lineage import Ending, endings_of
from units.summaries.places import PlaceName, chain_then, children_on, names_on

OLD = {Level.COMMUNE: "xã cũ", Level.DISTRICT: "huyện cũ", Level.PROVINCE: "tỉnh cũ"}
Sees = Callable[[Collection[int]], set[int]]


@dataclass
class Rows:
    """The rows of a place: who, what each puts in, and by unit id what is said of it."""

    places: list[PlaceName] = field(default_factory=list)
    totals: dict[int, ChildTotals] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    carried: set[int] = field(default_factory=set)


MOST_NAMED = 8
"""Units by name in a remark; each stands in its own row too."""


def joined(names: Sequence[str]) -> str:
    """“xã Xuân, xã Yên”."""
    return ", ".join(names)


def some_of(places: Sequence[PlaceName]) -> str:
    """“xã Xuân, xã Yên và 12 đơn vị khác”: of a province hundreds may be meant."""
    names = [place.full_name for place in places]
    if len(names) <= MOST_NAMED + 1:
        return joined(names)
    return f"{joined(names[:MOST_NAMED])} và {len(names) - MOST_NAMED} đơn vị khác"


class Mapped(AsReported):
    """What both have in common. day: of the map. sees: of some units the ones whose sums of the round the
    reader may see; of the others stands no number here."""

    judges = False

    def __init__(
        self, unit: Unit, round_: Round, *, official: bool, day: date, sees: Sees | None = None
    ) -> None:
        super().__init__(unit, round_, official=official)
        self.day = day
        self._sees = sees

    @cached_property
    def chain(self) -> list[PlaceName]:
        """The place and all above it on the day of the map."""
        return chain_then(self.day, self.unit)

    @property
    def handed_in(self) -> None:
        """No one report is behind the sums."""

    @property
    def of_children_last(self) -> Mapping[int, ChildTotals]:
        """Nothing here is held against last year: a unit's target is of its own years."""
        return {}

    @property
    def children(self) -> list[PlaceName]:
        return self._rows.places

    @property
    def of_children(self) -> Mapping[int, ChildTotals]:
        return self._rows.totals

    @property
    def notes(self) -> Mapping[int, str]:
        return self._rows.notes

    def mark_of(self, unit_id: int) -> str:
        return MARK if unit_id in self._rows.carried else ""

    @cached_property
    def _rows(self) -> Rows:
        raise NotImplementedError


class CarriedBack(Mapped):
    """A unit of a later day in a round before it: its rows are the units that went into it whole."""

    mark = MARK

    @cached_property
    def carried(self) -> Carried:
        """What counted for it."""
        return carried_totals([self.unit], self.round_, official=self.official)[self.unit.pk]

    @property
    def totals(self) -> Totals:
        return self.carried.totals

    @cached_property
    def before(self) -> Round | None:
        return self._years_before[-1] if self.last else None

    @property
    def last(self) -> Totals:
        return self._last[0]

    @property
    def last_label(self) -> str:
        return self._last[1] if self.last else ""

    @cached_property
    def _last(self) -> tuple[Totals, str]:
        rounds = self._years_before
        points = series([self.unit], rounds, official=True)[self.unit.pk] if rounds else []
        return (points[0].totals, points[0].label) if points else ({}, "")

    @cached_property
    def levels(self) -> Mapping[int, set[str]]:
        return levels_below(self.carried.standing.whole, self.round_)

    @cached_property
    def texts(self) -> list[Statement]:
        wholes = Unit.objects.filter(pk__in=self.carried.standing.whole)
        return [
            said for unit in wholes for said in AsReported(unit, self.round_, official=self.official).texts
        ]

    @property
    def lead(self) -> str:
        """“◊ Số của 2 xã cũ cộng lại”."""
        noun = OLD.get(Level(self.unit.level), "đơn vị cũ")
        return f"{MARK} Số của {len(self.carried.wholes)} {noun} cộng lại"

    @property
    def remarks(self) -> list[str]:
        """Whose sum it is, who is not in it, and what stands beside."""
        carried, found = self.carried, []
        if carried.wholes:
            found.append(f"{self.lead}: {joined([one.full_name for one in carried.wholes])}.")
        if carried.missing:
            names = joined([one.full_name for one in carried.without_report])
            found.append(f"Chưa đủ: không có báo cáo của {names} trong kỳ này.")
        if carried.parts:
            names = joined([one.full_name for one in carried.parts])
            found.append(f"Một phần của {names} cũng vào đây; số đó đứng riêng, không cộng.")
        return found

    @cached_property
    def _rows(self) -> Rows:
        carried, rows = self.carried, Rows()
        behind = [*carried.standing.whole, *carried.standing.beside]
        reports = _reports(behind, self.round_)
        each = carried_totals(
            list(Unit.objects.filter(pk__in=carried.standing.whole)), self.round_, official=self.official
        )
        for place in carried.wholes:
            rows.places.append(place)
            totals = each[place.unit_id].totals
            rows.totals[place.unit_id] = _row(totals, reports.get(place.unit_id), counts=True)
        seen = self._sees(carried.standing.beside) if self._sees is not None else set(carried.beside)
        endings = endings_of(carried.standing.beside, self.day)
        for place in carried.parts:
            totals = carried.beside.get(place.unit_id, {})
            if place.unit_id not in seen or not totals:
                continue
            rows.places.append(place)
            rows.totals[place.unit_id] = _row(totals, reports.get(place.unit_id), counts=False)
            rows.notes[place.unit_id] = f"{split_words(endings.get(place.unit_id))}; không cộng vào đây"
        rows.totals[self.unit.pk] = ChildTotals(counts=True)
        return rows


class OnMap(Mapped):
    """A place that stood in the round, with the units below it as they stand on a later day.

    A row counts where the report of every unit behind it was accepted, and that of every place through which
    it went up to this one then, or provisionally always. The place's sum is that of the rows that count: what
    lay in the place then and was split is one of them, and so is what no unit of the map stands for (the
    cells of the place itself and of a level that ended).
    """

    @cached_property
    def totals(self) -> Totals:
        return together(self.of_children)

    @cached_property
    def levels(self) -> Mapping[int, set[str]]:
        return levels_below([self.unit.pk], self.round_)

    @property
    def remarks(self) -> list[str]:
        found = [f"Trên bản đồ ngày {short_date(self.day)}; {MARK} là số của các đơn vị cũ cộng lại."]
        if self.hidden:
            names = joined([place.full_name for place in self.hidden])
            found.append(f"Không hiện {names}: có đơn vị cũ ngoài phạm vi của bạn.")
        if self._uncounted:
            found.append(f"Tổng chưa có {some_of(self._uncounted)}.")
        waiting = [place for place in self._waiting if place.unit_id in self._reports_waiting]
        if waiting:
            found.append(f"Báo cáo chưa được duyệt: {some_of(waiting)}.")
        return found

    @cached_property
    def _reports_waiting(self) -> Mapping[int, Report]:
        """Of these the ones that were asked for a report at all; nobody misses the others."""
        return _reports([place.unit_id for place in self._waiting], self.round_)

    @cached_property
    def _waiting(self) -> list[PlaceName]:
        """Officially the places between this one and the units of its rows, as they stood then, whose report
        was not accepted: what they had accepted themselves had not come up to here."""
        if not self.official:
            return []
        day = self.round_.data_to
        told = Unit.objects.down_to_communes(*(Unit(pk=unit_id) for unit_id in self._told), day=day)
        accepted = Report.objects.filter(round=self.round_, state=ReportState.ACCEPTED)
        between = Unit.objects.down_to_communes(self.unit, day=day).filter(level__in=PLACES)
        between = between.exclude(pk=self.unit.pk).exclude(pk__in=told.values("pk"))
        ids = between.exclude(pk__in=accepted.values("unit")).values_list("pk", flat=True)
        return sorted(names_on(day, ids).values(), key=lambda one: one.sort)

    @cached_property
    def _held_up(self) -> set[int]:
        """Units behind the rows that stood below such a place."""
        return set(self._below_waiting.filter(pk__in=self._behind).values_list("pk", flat=True))

    @property
    def _below_waiting(self) -> QuerySet[Unit]:
        return Unit.objects.under(
            *(Unit(pk=place.unit_id) for place in self._waiting), day=self.round_.data_to
        )

    @cached_property
    def _uncounted(self) -> list[PlaceName]:
        """Units that were asked for something and are not in the sum."""
        return [
            place
            for place in self.children
            if not self.of_children[place.unit_id].counts
            and any(total.asked for total in self.of_children[place.unit_id].values())
        ]

    def own_name(self, place: str) -> str:
        """Its own cells, and those of what stood below it then and is nowhere on the map."""
        return f"{place}: số khác lúc đó"

    @cached_property
    def _here(self) -> list[PlaceName]:
        return children_on(self.day, self.unit)

    @cached_property
    def _below(self) -> dict[int, Carried]:
        """What counted for the units below on the day of the map, by unit id."""
        units = Unit.objects.filter(pk__in=[place.unit_id for place in self._here])
        return carried_totals(list(units), self.round_, official=self.official)

    @cached_property
    def _behind(self) -> set[int]:
        return {
            one
            for carried in self._below.values()
            for one in (*carried.standing.whole, *carried.standing.beside)
        }

    @cached_property
    def _reports_behind(self) -> Mapping[int, Report]:
        return _reports(self._behind, self.round_)

    @cached_property
    def _told(self) -> set[int]:
        """The units whose sums stand in a row, or in none because the reader may not see it. Where one had no
        report, what is below it has no row either."""
        hidden = {place.unit_id for place in self.hidden}
        unseen = {one for unit_id in hidden for one in self._below[unit_id].standing.whole}
        return {one for one in self._behind if one in self._reports_behind or one in unseen}

    @cached_property
    def _seen(self) -> set[int]:
        return self._sees(self._behind) if self._sees is not None else self._behind

    @cached_property
    def hidden(self) -> list[PlaceName]:
        """Units below with something behind them that the reader may not see: they have no row."""
        return [
            place
            for place in self._here
            if not self._seen.issuperset(self._below[place.unit_id].standing.whole)
        ]

    @cached_property
    def _rows(self) -> Rows:
        rows, reports = Rows(), self._reports_behind
        hidden = {place.unit_id for place in self.hidden}
        parts: dict[int, tuple[PlaceName, Totals]] = {}
        for place in self._here:
            carried = self._below[place.unit_id]
            parts |= {one.unit_id: (one, carried.beside.get(one.unit_id, {})) for one in carried.parts}
            if place.unit_id in hidden or not carried.standing.whole:
                continue
            behind = [reports.get(one) for one in carried.standing.whole]
            accepted = all(_is_accepted(report) for report in behind)
            accepted = accepted and self._held_up.isdisjoint(carried.standing.whole)
            own = behind[0] if carried.standing.is_itself else None
            rows.places.append(place)
            rows.totals[place.unit_id] = _row(carried.totals, own, counts=not self.official or accepted)
            if carried.is_carried:
                rows.carried.add(place.unit_id)
                rows.notes[place.unit_id] = _carried_words(carried, reports, official=self.official)
        self._set_apart(rows, parts, reports)
        rows.totals[self.unit.pk] = self._rest()
        return rows

    def _set_apart(
        self,
        rows: Rows,
        parts: Mapping[int, tuple[PlaceName, Totals]],
        reports: Mapping[int, Report],
    ) -> None:
        """What was split has a row of its own, and is in the sum if it lay in the place then."""
        under = Unit.objects.under(self.unit, day=self.round_.data_to).filter(pk__in=parts)
        inside = set(under.values_list("pk", flat=True))
        endings = endings_of(list(parts), self.day)
        for unit_id, (place, totals) in sorted(parts.items(), key=lambda part: part[1][0].sort):
            if unit_id not in self._seen or not totals or unit_id in rows.totals:
                continue  # one that gave a part away and stands on has its row
            report = reports.get(unit_id)
            accepted = _is_accepted(report) and unit_id not in self._held_up
            counts = unit_id in inside and (not self.official or accepted)
            rest = "có trong tổng, không thuộc riêng đơn vị nào" if counts else "không cộng vào đây"
            rows.places.append(place)
            rows.totals[unit_id] = _row(totals, report, counts=counts)
            rows.notes[unit_id] = f"{split_words(endings.get(unit_id))}; {rest}"

    def _rest(self) -> ChildTotals:
        """The cells of the place itself and of whatever stood below it for which no row stands."""
        day = self.round_.data_to
        told = Unit.objects.under(*(Unit(pk=unit_id) for unit_id in self._told), day=day)
        under = Unit.objects.under(self.unit, day=day)
        every = Report.objects.filter(round=self.round_, unit__in=under.values("pk"))
        every = every.exclude(unit__in=told.values("pk"))
        reports = every
        if self.official:
            reports = every.filter(Q(unit=self.unit) | Q(state=ReportState.ACCEPTED))
            reports = reports.exclude(unit__in=self._below_waiting.values("pk"))
        found = ChildTotals(counts=True)
        cells = cell_sums(of_reports(reports), year_before(self.round_), looked_at(every=self.official))
        for part in cells.values():
            found.include(part)
        if self.official:
            found.ask(one_of(asked_by_child(of_reports(every))))
        return found


def _reports(unit_ids: Collection[int], round_: Round) -> dict[int, Report]:
    reports = Report.objects.filter(round=round_, unit__in=unit_ids)
    return {report.unit_id: report for report in reports}


def _is_accepted(report: Report | None) -> bool:
    return report is not None and report.state == ReportState.ACCEPTED


def _row(totals: Totals, report: Report | None, *, counts: bool) -> ChildTotals:
    found = ChildTotals(report, counts=counts)
    found.include(totals)
    return found


def _carried_words(carried: Carried, reports: Mapping[int, Report], *, official: bool) -> str:
    """“◊ xã Xuân, xã Yên”, and who is missing or not accepted."""
    words = f"{MARK} {joined([one.full_name for one in carried.wholes])}"
    if carried.missing:
        return f"{words}; không có báo cáo của {joined([one.full_name for one in carried.without_report])}"
    waiting = [one.full_name for one in carried.wholes if not _is_accepted(reports.get(one.unit_id))]
    return f"{words}; chưa duyệt: {joined(waiting)}" if official and waiting else words


def split_words(ending: Ending | None) -> str:
    """“Đã chia vào phường Đức, xã Xuân Yên”."""
    words = ending.into_words if ending is not None and ending.into else "đã chia"
    return capitalised(words)


def levels_below(unit_ids: Collection[int], round_: Round) -> dict[int, set[str]]:
    """On which tiers the cells of an item stand below some units; one query."""
    under = Unit.objects.under(*(Unit(pk=unit_id) for unit_id in unit_ids), day=round_.data_to)
    cells = Figure.objects.counted().filter(report__round=round_, report__unit__in=under.values("pk"))
    found: dict[int, set[str]] = {}
    for item_id, level in cells.values_list("item_id", "report__unit__level").distinct():
        found.setdefault(item_id, set()).add(level)
    return found


def differs(unit: Unit, round_: Round, day: date) -> bool:
    """Do other units stand below the place on the later day than on the round's closing day? Two queries."""
    if round_.data_to >= day or unit.level == Level.COMMUNE:
        return False

    def below(on: date) -> set[int]:
        return set(Placement.objects.as_of(on).filter(parent=unit).values_list("unit_id", flat=True))

    now = below(day)
    return bool(now) and now != below(round_.data_to)


@dataclass(frozen=True)
class Way:
    """The name of a unit, and its key where the reader may go there."""

    name: str
    unit_key: str = ""


@dataclass(frozen=True)
class MapHead:
    """What a roll-up says of its map. on_map: the units of a later day are its rows; can_switch: these would
    be others than those of the round. is_carried: the place did not stand yet; lead, old: whose sum it is.
    ended, new: what became of the unit."""

    remarks: list[str] = field(default_factory=list)
    is_carried: bool = False
    can_switch: bool = False
    on_map: bool = False
    lead: str = ""
    old: list[Way] = field(default_factory=list)
    ended: str = ""
    new: list[Way] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.remarks or self.can_switch or self.ended)


def map_head(source: AsReported, today: date, *, may_follow: Callable[[int], bool]) -> MapHead:
    """At most eight queries, three where nothing was rearranged. may_follow: may the reader open the page of
    the unit in this round?"""
    if isinstance(source, CarriedBack):
        # Whoever sees the sum may see each of those that it is of.
        wholes = [Way(one.full_name, one.key) for one in source.carried.wholes]
        return MapHead(
            remarks=source.remarks[1:] if wholes else source.remarks,
            is_carried=True,
            lead=source.lead if wholes else "",
            old=wholes,
        )
    on_map = isinstance(source, OnMap)
    ending = endings_of([source.unit.pk], today).get(source.unit.pk)
    return MapHead(
        remarks=source.remarks,
        can_switch=on_map or differs(source.unit, source.round_, today),
        on_map=on_map,
        ended=ending.words if ending is not None else "",
        new=[
            Way(one.full_name, one.key if may_follow(one.unit_id) else "")
            for one in (ending.into if ending is not None else ())
        ],
    )
