"""How is one chapter of the story told? As people would have done it: rounds opened, cells saved, reports
handed in, checked and decided, all through `reporting.actions`, so that every log and snapshot is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from childplan.clock import VIET_NAM
from indicators.enums import ItemKind, Source
from indicators.models import DataItem
from plans.models import Plan
from reporting import actions, standing_in
from reporting.answers import Answer, Change
from reporting.demonstration.figures import NOTHING_TO_COUNT, Commune, Period, SourceUnit, Typed
from reporting.demonstration.story import (
    COURSES,
    EXPLANATION,
    LATE,
    NOT_COLLECTED,
    REOPENED,
    SEASONS,
    SETTLED_BY,
    SLIPS,
    SUBMITTED,
    TEXTS,
    UNDONE_REASONS,
    UNREAD,
    UNTOUCHED,
    Chapter,
    Course,
    Slip,
    Stage,
)
from reporting.enums import ExplainedBy, FigureState, Origin, RoundKind, Side
from reporting.explaining import Given, explain
from reporting.models import Figure, Report, Round
from reporting.summaries.differences import differences_of
from reporting.summaries.explaining import WarningLine
from units.enums import Level, Role
from units.models import Placement, Posting, Unit, User
from units.roles import Verb, may


def tell(chapter: Chapter, typed: Typed) -> None:
    """Open the round and bring every report as far as its course says."""
    round_ = Round.objects.create(key=chapter.key, **_window(chapter.period))
    world = World(chapter, round_, typed)
    also = list(Plan.objects.filter(key__in=chapter.also))
    for top in Unit.objects.filter(key__in=chapter.opened_on):
        opened_at = _at(chapter.opened_on[top.key], 8, top.key)
        officer = world.acting(top.pk, Verb.REVIEW, opened_at.date())
        actions.open_round(
            round_=round_,
            unit=top,
            by=officer,
            at=opened_at,
            direct=world.direct_below(top),
            also=also,
        )
    reports = round_.reports.select_related("unit", "round").prefetch_related("figures__item").order_by("pk")
    # From the bottom up: a place hands up only what it accepted.
    ways = []
    for report in sorted(reports, key=lambda report: world.depth(report.unit_id), reverse=True):
        course = _course(report.unit.key, chapter)
        if course.on is not None:
            ways.append(Way(world, report, course, course.on))
            ways[-1].go()
    for way in ways:
        way.go_again()


def _window(period: Period) -> dict[str, Any]:
    """The data year closes on 14/12, its first half on 14/6 (Nghị định 09/2019/NĐ-CP)."""
    return {
        "kind": RoundKind.SIX_MONTHS if period.is_half else RoundKind.YEAR,
        "year": period.year,
        "data_from": date(period.year - 1, 12, 15),
        "data_to": date(period.year, 6 if period.is_half else 12, 14),
    }


def _course(key: str, chapter: Chapter) -> Course:
    if chapter.key in COURSES:
        return COURSES[chapter.key].get(key, UNTOUCHED)
    year = chapter.period.year
    return Course(Stage.ACCEPTED, LATE[year].get(key) or SUBMITTED[year].get(key) or _day_in_time(key, year))


def _day_in_time(key: str, year: int) -> date:
    """Some weekday of the season in which units whose key begins like this hand in."""
    first, last = next((first, last) for opening, first, last in SEASONS if key.startswith(opening))
    start, end = date(year, *first), date(year, *last)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    weekdays = [day for day in days if day.weekday() < 5]
    return weekdays[_chance(key) % len(weekdays)]


class World:
    """Who stands where on the round's closing day, who acts for whom, and what each unit would count."""

    def __init__(self, chapter: Chapter, round_: Round, typed: Typed) -> None:
        self.chapter = chapter
        self._typed = typed
        self._spots = {
            spot.unit_id: spot for spot in Placement.objects.as_of(round_.data_to).select_related("unit")
        }
        self._communes: dict[int, Commune] = {}
        self._postings: dict[int, list[Posting]] = {}
        for posting in Posting.objects.select_related("user").order_by("user__username"):
            self._postings.setdefault(posting.unit_id, []).append(posting)

    def parent(self, unit_id: int) -> int | None:
        parent_id: int | None = self._spots[unit_id].parent_id
        return parent_id

    def depth(self, unit_id: int) -> int:
        parent_id = self.parent(unit_id)
        return 0 if parent_id is None else 1 + self.depth(parent_id)

    def direct_below(self, top: Unit) -> list[Unit]:
        """Places of the chapter that type for everything below them, in this tree."""
        units = (spot.unit for spot in self._spots.values())
        return [unit for unit in units if unit.key in self.chapter.direct and self.parent(unit.pk) == top.pk]

    def acting(self, unit_id: int, verb: Verb, day: date, username: str = "") -> User:
        """The person named, or else one whose posting on the unit allows it that day."""
        able = {
            posting.user.username: posting.user
            for posting in self._postings[unit_id]
            if posting.holds_on(day) and may(Role(posting.role), verb)
        }
        return able[username or max(able)]

    def answer(self, report: Report, figure: Figure) -> Answer:
        """What the unit answers in the cell, sooner or later."""
        code, kind = figure.item.code, figure.item.kind
        cell = (report.unit.key, self.chapter.key, code)
        if cell in NOT_COLLECTED:
            return Answer(FigureState.NOT_COLLECTED, reason=NOT_COLLECTED[cell])
        if cell in UNREAD:
            return Answer(FigureState.UNREAD, raw=UNREAD[cell])
        if kind == ItemKind.TEXT:
            return Answer(FigureState.ENTERED, text=TEXTS[cell])
        if kind in (ItemKind.LEVEL, ItemKind.MONEY):
            return Answer(FigureState.ENTERED, value=self._typed[report.unit.key, code, self.chapter.period])
        source = Source(figure.item.source)
        parent_id = self.parent(report.unit_id)
        types_for_all = report.unit.level == Level.COMMUNE or report.unit.key in self.chapter.direct
        if types_for_all or parent_id is None:
            invented = self._commune(report.unit_id).direct(code, source)
        else:
            invented = self._commune(parent_id).of_unit(_source_unit(report.unit), code, source)
        if not invented.value and code in NOTHING_TO_COUNT:
            return Answer(FigureState.NO_CASES, value=0)
        return Answer(FigureState.ENTERED, value=invented.value, answered=invented.answered)

    def _commune(self, unit_id: int) -> Commune:
        if unit_id not in self._communes:
            below = [spot.unit for spot in self._spots.values() if spot.parent_id == unit_id]
            units = [_source_unit(unit) for unit in sorted(below, key=lambda unit: unit.pk)]
            self._communes[unit_id] = Commune(
                self._spots[unit_id].unit.key, self.chapter.period, self._typed, units
            )
        return self._communes[unit_id]


class Way:
    """The acts of one report, each later than the one before."""

    def __init__(self, world: World, report: Report, course: Course, day: date) -> None:
        self.world = world
        self.report = report
        self.course = course
        self.day = day
        self._here = (report.unit.key, world.chapter.key)
        self.slip: Slip | None = SLIPS.get(self._here)
        self._above = world.parent(report.unit_id) or report.unit_id
        self._versions: dict[int, int] = {}

    def go(self) -> None:
        steps = {
            Stage.STARTED: (self.enter,),
            Stage.FILLED: (self.enter,),
            Stage.SUBMITTED: (self.enter, self.submit),
            Stage.RECALLED_AND_SUBMITTED: (self.enter, self.submit, self.take_back, self.correct),
            Stage.CHECKING: (self.enter, self.submit, self.start_check),
            Stage.CHECK_RELEASED: (self.enter, self.submit, self.start_check, self.release_check),
            Stage.RETURNED: (self.enter, self.submit, self.start_check, self.send_back),
            Stage.ACCEPTED: (self.enter, self.submit, self.start_check, self.accept),
            Stage.CORRECTED_AND_ACCEPTED: (
                *(self.enter, self.submit, self.start_check, self.send_back),
                *(self.correct, self.start_check, self.accept),
            ),
            Stage.ACCEPTANCE_UNDONE: (self.enter, self.submit, self.start_check, self.accept, self.undo),
        }
        for step in steps[self.course.stage]:
            step()

    def go_again(self) -> None:
        """What happened after everybody above had handed up."""
        if self._here in REOPENED:
            self.day = REOPENED[self._here]
            steps = (self.undo, self.start_check, self.send_back, self.correct, self.start_check, self.accept)
            for step in steps:
                step()

    # --- The unit's side

    def enter(self) -> None:
        """The first so many per cent of the cells, in the order of the form."""
        figures = sorted(self.report.figures.all(), key=lambda figure: figure.item.position)
        filled = figures[: -(-len(figures) * self.course.filled // 100)]
        answers = {figure.item_id: self.world.answer(self.report, figure) for figure in filled}
        if self.slip is not None:
            answers[self._slipped.item_id] = Answer(FigureState.ENTERED, value=self.slip.typed)
        if self.course.from_what is not None:
            standing_in.start(
                report=self.report,
                by=self._writer,
                at=self._at(7, "stand in"),
                source=self.course.from_what,
            )
        self._save(answers, self._at(8, "enter"))

    def submit(self) -> None:
        try:
            self._hand_in()
        except actions.Incomplete as refusal:
            self.explain(refusal.to_explain)
            settle_all(self.report, self._clerk, self._at(14, "settle"))
            self._hand_in()

    def _hand_in(self) -> None:
        actions.submit(report=self.report, by=self._clerk, at=self._at(15, "submit"))

    def explain(self, lines: Sequence[WarningLine]) -> None:
        """What looks odd beside last year is what the books say."""
        given = [
            Given(line.figure_id, line.code, line.message, (ExplainedBy.OTHER,), EXPLANATION)
            for line in lines
        ]
        explain(report=self.report, given=given, by=self._clerk, at=self._at(14, "explain"))

    def take_back(self) -> None:
        actions.recall(report=self.report, by=self._clerk, at=self._at(16, "recall"))

    def correct(self) -> None:
        """Put the slip right and hand in again, on the next working day."""
        self.day = _next_working_day(self.day)
        right = self.world.answer(self.report, self._slipped)
        self._save({self._slipped.item_id: right}, self._at(9, "correct"))
        self.submit()

    # --- The reviewer's side

    def start_check(self) -> None:
        self.day = _next_working_day(self.day)
        actions.start_check(report=self.report, by=self._reviewer, at=self._at(8, "check"))

    def release_check(self) -> None:
        actions.release_check(report=self.report, by=self._reviewer, at=self._at(11, "release"))

    def accept(self) -> None:
        actions.accept(report=self.report, by=self._reviewer, at=self._at(10, "accept"))

    def send_back(self) -> None:
        assert self.slip is not None
        actions.send_back(
            report=self.report,
            by=self._reviewer,
            at=self._at(10, "return"),
            reason=self.slip.reason,
            comments={self._slipped.pk: actions.Comment(self.slip.comment)},
        )

    def undo(self) -> None:
        self.day = _next_working_day(self.day)
        actions.undo_acceptance(
            report=self.report, by=self._reviewer, at=self._at(9, "undo"), reason=UNDONE_REASONS[self._here]
        )

    # --- Who, when, where

    @property
    def _clerk(self) -> User:
        return self.world.acting(self.report.unit_id, Verb.SUBMIT, self.day)

    @property
    def _writer(self) -> User:
        """Who types: the unit's own, or whoever collects in the commune."""
        if self.course.from_what is None:
            return self._clerk
        return self.world.acting(self._above, Verb.STAND_IN, self.day)

    @property
    def _reviewer(self) -> User:
        return self.world.acting(self._above, Verb.REVIEW, self.day, self.course.reviewer)

    @property
    def _slipped(self) -> Figure:
        assert self.slip is not None
        code = self.slip.item
        found: Figure = next(figure for figure in self.report.figures.all() if figure.item.code == code)
        return found

    def _at(self, hour: int, act: str) -> datetime:
        return _at(self.day, hour, f"{self.report.unit.key} {act}")

    def _save(self, answers: Mapping[int, Answer], at: datetime) -> None:
        changes = [
            Change(item_id, self._versions.get(item_id, 0), answer) for item_id, answer in answers.items()
        ]
        conflicts = actions.save_answers(
            report=self.report, changes=changes, by=self._writer, at=at, origin=Origin.DEMONSTRATION
        )
        assert not conflicts, conflicts
        for item_id in answers:
            self._versions[item_id] = self._versions.get(item_id, 0) + 1


def _source_unit(unit: Unit) -> SourceUnit:
    return SourceUnit(unit.key, unit.agency_kind or unit.level)


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def _at(day: date, hour: int, name: str) -> datetime:
    """A moment within the hour that only the day and the name decide."""
    return datetime.combine(day, time(hour, _chance(f"{day} {name}") % 60), VIET_NAM)


def _chance(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=4).digest())


def settle_all(report: Report, by: User, at: datetime) -> None:
    """Where two kinds of unit of the place counted apart, the source's own book counts."""
    for difference in differences_of(report):
        if not difference.is_settled:
            actions.settle(
                report=report,
                item=DataItem.objects.get(pk=difference.pair.item_id),
                uses=Side.SOURCE,
                reason=SETTLED_BY,
                seen=difference.mark,
                by=by,
                at=at,
            )
