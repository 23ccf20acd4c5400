"""How do figures of years that nobody opened come in from a file? Year by year, as the table of old years
writes them (`reporting.actions.history`, ADR 13); nothing here writes by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from indicators.models import DataItem
from reporting.actions.history import record_history
from reporting.actions.refusals import Incomplete, Refused
from reporting.answers import Answer, Change, Control, shown
from reporting.deadlines import calendar_day
from reporting.enums import FigureState, Origin
from reporting.incoming.csv_figures import is_same
from reporting.summaries.cells import answer_of
from reporting.summaries.history_years import (
    MOST_YEARS,
    NOT_IN_TABLE,
    NOT_KNOWN,
    Asked,
    OldYear,
    asked_of,
    old_years,
    old_years_of,
)
from units.bulk import Bringing, Outcome, Told
from units.csv_files import Line
from units.models import Unit

MOST_LINES = 200_000
"""A year of a place is written at once, so its lines wait for each other in memory."""


@dataclass(frozen=True)
class OldLine:
    """One line of an old year, read but not yet held against what stands."""

    line: Line
    what: str
    item: DataItem
    control: Control
    answer: Answer


@dataclass
class OldYears:
    """The lines of old years by place, told and written when the whole file has been read.

    own: units whose own people bring the file, so that nobody moves anything for them.
    """

    bringing: Bringing
    own: set[int]
    kept: dict[int, dict[int, list[OldLine]]] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    count: int = 0

    def keep(self, unit: Unit, year: int, line: OldLine) -> None:
        self.count += 1
        if self.count > MOST_LINES:
            raise line.line.refused(
                f"một tệp nhận nhiều nhất {MOST_LINES} dòng của các năm chưa mở kỳ; chia tệp theo đơn vị."
            )
        self.units[unit.pk] = unit
        self.kept.setdefault(unit.pk, {}).setdefault(year, []).append(line)

    def settle(self) -> None:
        """Tell every line, and write what is new of each place; a dry run writes too, and its caller takes
        everything back: only so are the checks the very same."""
        for unit_id, years in self.kept.items():
            self._place(self.units[unit_id], years)

    def _place(self, unit: Unit, years: dict[int, list[OldLine]]) -> None:
        asked = asked_of(unit)
        taken = old_years(asked, calendar_day(self.bringing.at), MOST_YEARS)
        found = old_years_of(unit, sorted(years))
        why: dict[int, str] = {}
        changes: dict[int, list[Change]] = defaultdict(list)
        outcomes: dict[int, Told] = {}
        for year, lines in sorted(years.items()):
            seen: set[int] = set()
            for one in lines:
                number = one.line.number
                refusal = _refusal(unit, one, asked, found[year], year in taken, taken)
                if one.item.pk in seen:
                    refusal = "ô này đã có ở dòng trên; chỉ để một dòng."
                seen.add(one.item.pk)
                told, change = _told(one, found[year])
                if refusal and told.outcome != Outcome.EQUAL:
                    why[number] = refusal
                elif change is not None:
                    changes[year].append(change)
                outcomes[number] = told
        every = [one for _, lines in sorted(years.items()) for one in lines]
        if changes and not why:
            why = self._write(unit, changes, every)
        for one in every:
            told = outcomes[one.line.number]
            if one.line.number in why:
                told = Told(one.line, Outcome.REFUSED, one.what, why=why[one.line.number])
            self.bringing.tally.tell(told)

    def _write(
        self, unit: Unit, changes: dict[int, list[Change]], lines: Sequence[OldLine]
    ) -> dict[int, str]:
        """Nothing, or by number of the line why the table of old years does not take it."""
        assert self.bringing.by is not None
        try:
            with transaction.atomic():
                record_history(
                    unit=unit,
                    answers=changes,
                    by=self.bringing.by,
                    at=self.bringing.at,
                    address=self.bringing.address,
                    origin=Origin.IMPORTED,
                    moved=unit.pk not in self.own,
                )
        except Incomplete as wrong:
            sentences = {problem.item_id: problem.message for problem in wrong.problems}
            found = {one.line.number: sentences[one.item.pk] for one in lines if one.item.pk in sentences}
            return found or {lines[0].line.number: "; ".join(sentences.values())}
        except Refused as refusal:
            return {lines[0].line.number: str(refusal)}
        return {}


def _refusal(
    unit: Unit, one: OldLine, asked: Asked, found: OldYear, is_taken: bool, taken: Sequence[int]
) -> str:
    if found.closed:
        return found.closed
    if not asked.plans:
        return f"“{unit.key}” chưa có kế hoạch đang áp dụng nên chưa biết năm cũ cần số nào."
    if not is_taken:
        return f"chỉ nhận các năm {taken[0]}–{taken[-1]} khi kỳ chưa mở."
    if one.item.kind in NOT_IN_TABLE:
        return f"“{one.item.code}” là nội dung bằng lời hoặc tỷ lệ cho sẵn, năm cũ không nhận."
    if one.item.pk not in asked.items:
        return f"kế hoạch của “{unit.key}” không cần “{one.item.code}”; bỏ dòng này."
    if one.answer.state == FigureState.UNREAD:
        return f"“{one.answer.raw}” là chữ chưa đọc được; ghi số đúng."
    return ""


def _told(one: OldLine, found: OldYear) -> tuple[Told, Change | None]:
    """An empty cell of an old year says that nobody knows the figure."""
    answer = NOT_KNOWN if one.answer.state == FigureState.EMPTY else one.answer
    figure = found.figures.get(one.item.pk)
    if figure is None:
        if answer == NOT_KNOWN:
            return Told(one.line, Outcome.EQUAL, one.what), None
        told = Told(one.line, Outcome.NEW, one.what, after=shown(one.control, answer))
        return told, Change(one.item.pk, 0, answer)
    stands = answer_of(figure)
    sign = str(figure.version)
    if is_same(answer, stands):
        return Told(one.line, Outcome.EQUAL, one.what, sign=sign), None
    told = Told(
        one.line,
        Outcome.CHANGED,
        one.what,
        shown(one.control, stands),
        shown(one.control, answer),
        sign=sign,
    )
    return told, Change(one.item.pk, figure.version, answer)
