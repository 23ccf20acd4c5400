"""What should a consolidated report have handed up? Added up once more, cell by cell, from its sources then.

Nothing here asks the database for a sum: rows come out, and Python adds. So a slip in the statements that
make the totals (`reporting.totals`), or a stored total that somebody touched, shows up as a difference. The
rules are those of `docs/rollup.md`; how the past is told, `docs/checking-totals.md`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from indicators.enums import ItemKind
from reporting.enums import HANDED_IN, FigureState, Side
from reporting.models import Figure, FigureChange, Report, Round, Settlement, Total
from reporting.rollup import NOTHING, ItemTotal
from reporting.summaries.timelines import AT_ONCE, Submission, Timeline, timelines
from reporting.totals import PARTS, PLACES, Key
from reporting.years import year_before
from units.enums import Level
from units.models import Placement, Succession, Unit
from units.summaries.lineage import standings_on

Sums = dict[Key, ItemTotal]
COUNTS = (FigureState.ENTERED, FigureState.NO_CASES)
STEPPED = (ItemKind.LEVEL, ItemKind.STATE)


# --- The tree as it was known


class _Span(NamedTuple):
    unit_id: int
    begun_at: datetime | None  # written by a rearrangement scheduled then
    ended_at: datetime | None  # no longer in force on the closing day since one scheduled then


class Tree:
    """Which unit stood under which on a round's closing day, as it was known at a moment.

    A rearrangement that was scheduled after a report went up changes the day's tree, and not what that report
    was made of. Other corrections of placements carry no moment; they are taken as they stand now.
    """

    def __init__(self, round_: Round) -> None:
        day = round_.data_to
        self._below: dict[int, list[_Span]] = defaultdict(list)
        rows = Placement.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day) | Q(ended_by__isnull=False),
            parent__isnull=False,
        ).values_list("unit_id", "parent_id", "ends_on", "begun_by__scheduled_at", "ended_by__scheduled_at")
        for unit_id, parent_id, ends_on, begun_at, ended_at in rows.iterator(chunk_size=2000):
            is_over = ends_on is not None and ends_on < day
            self._below[parent_id].append(_Span(unit_id, begun_at, ended_at if is_over else None))

    def children(self, unit_id: int, at: datetime) -> set[int]:
        """One level below."""
        return {
            span.unit_id
            for span in self._below.get(unit_id, ())
            if (span.begun_at is None or span.begun_at <= at)
            and (span.ended_at is None or span.ended_at > at)
        }

    def under(self, unit_id: int, at: datetime) -> set[int]:
        """The unit itself and everything below it."""
        found = {unit_id}
        edge = [unit_id]
        while edge:
            edge = [child for one in edge for child in self.children(one, at) if child not in found]
            found.update(edge)
        return found


# --- What cells said at a moment


@dataclass(frozen=True)
class _Cell:
    """One cell with every value it had. `area` is that of its report."""

    report_id: int
    unit_id: int
    item_id: int
    kind: str
    area: str
    is_check: bool
    added_at: datetime | None
    numbers: list[int] = field(default_factory=list)
    said: list[tuple[datetime, str, int | None, int | None]] = field(default_factory=list)

    def at(self, submission: Submission) -> tuple[str, int | None, int | None]:
        """State, value and answered as they went up."""
        last = submission.last_change_id
        if last is not None:
            place = bisect_right(self.numbers, last)
        else:  # handed in without any log row, or before their numbers were kept
            place = sum(1 for said in self.said if said[0] <= submission.at)
        return self.said[place - 1][1:] if place else (FigureState.EMPTY, None, None)


def _cells_of(report_ids: Collection[int]) -> dict[int, _Cell]:
    """By figure id, with their log."""
    cells: dict[int, _Cell] = {}
    for some in _portions(report_ids):
        rows = Figure.objects.filter(report__in=some).values_list(
            *("id", "report_id", "report__unit_id", "item_id", "item__kind", "report__area"),
            *("is_check", "added_at"),
        )
        for figure_id, *columns in rows.iterator(chunk_size=2000):
            cells[figure_id] = _Cell(*columns)
        log = FigureChange.objects.filter(figure__report__in=some).order_by("id")
        for change_id, figure_id, *columns in log.values_list(
            "id", "figure_id", "at", "state", "value", "answered"
        ).iterator(chunk_size=2000):
            cells[figure_id].numbers.append(change_id)
            cells[figure_id].said.append(tuple(columns))
    return cells


def _portions(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


# --- One place's report


@dataclass(frozen=True)
class Edition:
    """One edition of a report: what it should say, and what it says."""

    submission: Submission
    recomputed: Sums
    stored: Sums


class _Known(NamedTuple):
    unit_id: int
    level: str
    area: str


class Recount:
    """A place's report with everything its editions were made of, read once for all of them."""

    def __init__(self, report: Report, tree: Tree, editions: Collection[int] | None = None) -> None:
        self.report, self.tree = report, tree
        own = timelines([report.pk])[report.pk]
        self.wanted = [one for one in own.submissions if editions is None or one.number in editions]
        children = {
            unit_id for submission in self.wanted for unit_id in tree.children(report.unit_id, submission.at)
        }
        self.below = _reports(report.round_id, children)
        self.lines = {report.pk: own, **timelines(self.below)}
        leaves = [pk for pk, known in self.below.items() if known.level not in PLACES]
        self.cells = list(_cells_of([report.pk, *leaves]).values())
        self.before = _LastYear(report.round, {cell.unit_id for cell in self.cells})
        self.handed_up = stored_sums([pk for pk, known in self.below.items() if known.level in PLACES])
        self.stored = stored_sums([report.pk])[report.pk] if self.wanted else {}
        self.choices = list(Settlement.objects.filter(report=report).order_by("id"))

    def editions(self) -> Iterator[Edition]:
        asked = self._asked() if self.wanted else {}
        for submission in self.wanted:
            sums = self._sums(submission)
            everywhere = asked[submission.number]
            found = dict.fromkeys(everywhere, NOTHING) | sums
            yield Edition(
                submission,
                {key: replace(total, asked=everywhere.get(key, total.asked)) for key, total in found.items()},
                self.stored.get(submission.number, {}),
            )

    def _sums(self, submission: Submission) -> Sums:
        """What the place's own cells said, and what it had accepted one level down."""
        at = {self.report.pk: submission}
        children = self.tree.children(self.report.unit_id, submission.at)
        found: Sums = defaultdict(lambda: NOTHING)
        for report_id, known in self.below.items():
            counted = self.lines[report_id].accepted_before(submission.event_id)
            if counted is None or known.unit_id not in children:
                continue
            if known.level not in PLACES:
                at[report_id] = counted
                continue
            for key, total in self.handed_up[report_id].get(counted.number, {}).items():
                found[key] = found[key] + total
        sides: dict[tuple[int, bool], list[int]] = defaultdict(list)
        for cell in self.cells:
            counted = at.get(cell.report_id)
            if counted is None or not self.lines[cell.report_id].had_cell(cell.added_at, counted):
                continue
            if cell.report_id != self.report.pk:
                state, value, _ = cell.at(counted)
                if state in COUNTS:
                    sides[cell.item_id, cell.is_check].append(value or 0)
            if not cell.is_check:
                key = Key(cell.item_id, cell.area)
                found[key] = found[key] + self._told(cell, counted, submission)
        self._settle(found, sides, submission)
        return dict(found)

    def _told(self, cell: _Cell, counted: Submission, submission: Submission) -> ItemTotal:
        """One cell as a part of a sum."""
        state, value, answered = cell.at(counted)
        if state not in COUNTS:
            return ItemTotal(asked=1, not_collected=int(state == FigureState.NOT_COLLECTED))
        total = ItemTotal(
            value=value or 0,
            yes_answered=answered or 0,
            asked=1,
            answered=1,
            no_cases=int(state == FigureState.NO_CASES),
        )
        is_step = cell.kind in STEPPED and state == FigureState.ENTERED
        if is_step and value is not None and 0 <= value <= 3:
            total = replace(total, **{f"step_{value}": 1})
        last = self.before.value(cell, submission)
        if last is None:
            return total
        return replace(
            total,
            matched_units=1,
            matched_value=value or 0,
            matched_previous=last,
            fell=int(is_step and value is not None and value < last),
        )

    def _settle(
        self, found: Sums, sides: Mapping[tuple[int, bool], list[int]], submission: Submission
    ) -> None:
        """The place's last choice for an item counts where both sums were those it was made between."""
        latest = {choice.item_id: choice for choice in self.choices if choice.at <= submission.at}
        for item_id, choice in latest.items():
            if (item_id, False) not in sides or (item_id, True) not in sides:
                continue
            sums = (sum(sides[item_id, False]), sum(sides[item_id, True]))
            if choice.uses == Side.CHECK and sums == (choice.source_value, choice.check_value):
                key = Key(item_id, self.report.area)
                found[key] = found[key] + ItemTotal(value=choice.check_value - choice.source_value)

    def _asked(self) -> dict[int, dict[Key, int]]:
        """Every cell asked at or below the place, by edition; a cell is read once for all of them."""
        under = {one.number: self.tree.under(self.report.unit_id, one.at) for one in self.wanted}
        found: dict[int, dict[Key, int]] = {one.number: defaultdict(int) for one in self.wanted}
        if self.report.unit.level == Level.COUNTRY:
            self._take_communes(under, found)
        for units in _portions(set().union(*under.values())):
            known = _reports(self.report.round_id, units)
            lines = timelines(known)
            rows = Figure.objects.filter(report__in=list(known), is_check=False)
            for report_id, item_id, added_at in rows.values_list("report_id", "item_id", "added_at").iterator(
                chunk_size=2000
            ):
                report = known[report_id]
                for one in self.wanted:
                    if report.unit_id in under[one.number] and lines[report_id].had_cell(added_at, one):
                        found[one.number][Key(item_id, report.area)] += 1
        return found

    def _take_communes(self, under: dict[int, set[int]], found: Mapping[int, dict[Key, int]]) -> None:
        """Of the country: a commune that stood handed in says itself what was asked below it
        (`reporting.nation`), so its cells are not read. Changes `under` and `found`."""
        units = set().union(*under.values())
        communes = {
            pk: known.unit_id
            for some in _portions(units)
            for pk, known in _reports(self.report.round_id, some).items()
            if known.level == Level.COMMUNE
        }
        for some in _portions(communes):
            lines, stored = timelines(some), stored_sums(some)
            for one in self.wanted:
                for report_id in some:
                    if lines[report_id].state_before(one.event_id) not in HANDED_IN:
                        continue
                    edition = sum(1 for each in lines[report_id].submissions if each.event_id < one.event_id)
                    for key, total in stored[report_id].get(edition, {}).items():
                        found[one.number][key] += total.asked
                    under[one.number] -= self.tree.under(communes[report_id], one.at)


def _reports(round_id: int, unit_ids: Iterable[int]) -> dict[int, _Known]:
    rows = Report.objects.filter(round=round_id, unit__in=list(unit_ids))
    return {
        pk: _Known(unit_id, level, area)
        for pk, unit_id, level, area in rows.values_list("pk", "unit_id", "unit__level", "area")
    }


def stored_sums(report_ids: Collection[int]) -> dict[int, dict[int, Sums]]:
    """What reports handed up, by report and edition."""
    found: dict[int, dict[int, Sums]] = {report_id: defaultdict(dict) for report_id in report_ids}
    for some in _portions(report_ids):
        rows = Total.objects.filter(report__in=some)
        for report_id, edition, item_id, area, *parts in rows.values_list(
            "report_id", "edition", "item_id", "area", *PARTS
        ).iterator(chunk_size=2000):
            found[report_id][edition][Key(item_id, area)] = ItemTotal(*parts)
    return found


class _Carried(NamedTuple):
    """What stood for a new unit last year, since when that is on record."""

    whole: tuple[int, ...]
    known_at: datetime | None


def _carried(rounds: Sequence[Round], unit_ids: Collection[int]) -> dict[int, _Carried]:
    """The units that are a sum of whole predecessors of last year, and of nothing else."""
    if not rounds:
        return {}
    day = max(round_.data_to for round_ in rounds)
    known: dict[int, datetime | None] = {}
    for some in _portions(unit_ids):
        rows = Succession.objects.filter(successor__in=some, is_whole=True, starts_on__gt=day)
        for unit_id, at in rows.values_list("successor_id", "reorganisation__scheduled_at"):
            earlier = known.get(unit_id)
            known[unit_id] = max(filter(None, (earlier, at)), default=None)
    standings = standings_on(day, [Unit(pk=unit_id) for unit_id in known])
    return {
        unit_id: _Carried(standing.whole, known[unit_id])
        for unit_id, standing in standings.items()
        if standing.is_carried and not standing.beside
    }


class _LastYear:
    """What units had said of the year before, as far as it stood accepted at a moment."""

    def __init__(self, round_: Round, unit_ids: Collection[int]) -> None:
        rounds: Sequence[Round] = year_before(round_)
        self.carried = _carried(rounds, unit_ids)
        self.reports: dict[int, list[int]] = defaultdict(list)  # by unit, chính thức first
        ids: list[int] = []
        wholes = {unit for carried in self.carried.values() for unit in carried.whole}
        for before in rounds:
            for some in _portions({*unit_ids, *wholes}):
                for report_id, known in _reports(before.pk, some).items():
                    self.reports[known.unit_id].append(report_id)
                    ids.append(report_id)
        self.lines: dict[int, Timeline] = timelines(ids)
        self.cells = {
            (cell.report_id, cell.item_id): cell for cell in _cells_of(ids).values() if not cell.is_check
        }

    def value(self, cell: _Cell, submission: Submission) -> int | None:
        """Of a unit that did not stand then, the sum of its whole predecessors where each has one; a level or
        a state only of a single one."""
        carried = self.carried.get(cell.unit_id)
        if carried is None or (carried.known_at is not None and carried.known_at > submission.at):
            return self._own(cell.unit_id, cell.item_id, submission)
        said = [self._own(unit_id, cell.item_id, submission) for unit_id in carried.whole]
        known = [value for value in said if value is not None]
        if len(known) < len(said) or (cell.kind in STEPPED and len(said) > 1):
            return None
        return sum(known)

    def _own(self, unit_id: int, item_id: int, submission: Submission) -> int | None:
        """Of the first report that stood accepted then and has the cell; also an answer that is no number
        counts, and leaves nothing to compare with."""
        for report_id in self.reports.get(unit_id, ()):
            counted = self.lines[report_id].accepted_before(submission.event_id)
            then = self.cells.get((report_id, item_id))
            if counted is None or then is None:
                continue
            state, value, _ = then.at(counted)
            return value if state in COUNTS else None
        return None
