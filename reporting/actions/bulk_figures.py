"""How do figures come in from a file, all or nothing, a million of them? Into cells that were asked and are
open, each with its log row, as if typed; old years become rounds of one place (ADR 13).

Lines are read, judged and written some thousand at a time, so memory does not grow with the file. What is
refused is told with a sentence, and one such line means that nothing is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import QuerySet

from childplan.vietnamese import moment
from indicators.models import DataItem
from reporting.actions.answering import write_answers
from reporting.actions.bulk_old_years import OldLine, OldYears
from reporting.actions.opening import KEYS
from reporting.answers import Answer, shown
from reporting.deadlines import calendar_day
from reporting.enums import WITH_FIGURES, Act, FigureState, NoticeKind, Origin, ReportState, RoundKind
from reporting.incoming.csv_figures import is_same, read_answer
from reporting.locks import holding_ids, locked_ids
from reporting.models import Figure, Report, ReportEvent, Round
from reporting.notices import tell_units
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.history_years import SAID, window_of
from units.bulk import Bringing, Outcome, Told
from units.csv_files import BadFile, Line
from units.models import Placement, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import names_on

AT_ONCE = 2_000
"""Lines judged and written together: some megabytes."""
MOVERS = [role for role in roles_that_may(Verb.MOVE_DATA) if role in roles_that_may(Verb.SEE_TOTALS)]
"""Who moves data and may see it: Quản trị moves units and never reads a figure."""
_OLD_ROUND = re.compile(rf"((?:19|20)\d\d)-{KEYS[RoundKind.YEAR]}")


def places_moved(user: User, today: date) -> QuerySet[Unit]:
    """The places whose figures the person takes out and brings in: those of the own posts."""
    return Unit.objects.filter(postings__in=user.postings.as_of(today).with_role(*MOVERS)).distinct()


def import_figures(lines: Iterable[Line], bringing: Bringing, *, writes: bool) -> None:
    """Tell every line, and write as long as none is refused; the caller holds the transaction and takes all
    of it back otherwise.

    Who brings them in moves the data of a place above the units, or enters the unit's own figures. Raises
    BadFile where the file cannot be read.
    """
    bringing_in = _Import(bringing, writes)
    every = iter(lines)
    while some := list(islice(every, AT_ONCE)):
        bringing_in.take(some)
    bringing_in.finish()


@dataclass
class _Cells:
    """What the database knows of some lines."""

    units: Mapping[str, Unit]
    reports: Mapping[tuple[int, int], Report]
    """By round and unit."""
    figures: Mapping[tuple[int, int], Figure]
    """By report and item."""
    from_table: set[int]
    """Reports that are old years of one place."""
    above: Mapping[int, str]
    """By report: who can open it again, where it was handed in."""


@dataclass
class _Import:
    bringing: Bringing
    writes: bool
    seen: bytearray = field(default_factory=bytearray)
    """One bit a cell: had it a line before?"""
    touched: dict[int, Counter[Outcome]] = field(default_factory=dict)
    """By report: how many cells were new, how many changed."""

    def __post_init__(self) -> None:
        assert self.bringing.by is not None
        self.by: User = self.bringing.by
        self.today = calendar_day(self.bringing.at)
        self.rounds = {round_.key: round_ for round_ in Round.objects.filter(kind__in=WITH_FIGURES)}
        self.items = {
            item.code: item for item in DataItem.objects.select_related("merged_into").order_by("code")
        }
        posts = self.by.postings.as_of(self.today)
        self.places = list(places_moved(self.by, self.today))
        enters = posts.with_role(*roles_that_may(Verb.ENTER))
        self.own = set(enters.values_list("unit_id", flat=True))
        self.reached: dict[date, set[int]] = {}
        self.locked = self._locked()
        self.old_years = OldYears(self.bringing, set(self.own))

    def _locked(self) -> dict[int, set[int]]:
        holding = holding_ids(self.rounds.values())
        return locked_ids(round_ for round_ in self.rounds.values() if round_.pk in holding)

    def _reaches(self, unit_id: int, day: date) -> bool:
        if day not in self.reached:
            under = Unit.objects.under(*self.places, day=day, today=self.today)
            own = Placement.objects.as_of(day).filter(unit__in=self.own).values_list("unit_id", flat=True)
            self.reached[day] = {*under.values_list("pk", flat=True), *own}
        return unit_id in self.reached[day]

    # --- Some lines

    def take(self, lines: Sequence[Line]) -> None:
        cells = self._look_up(lines)
        writing: list[tuple[Figure, Answer]] = []
        for line in lines:
            what = " · ".join((line.values["unit"], line.values["round"], line.values["item"]))
            try:
                told = self._judge(line, what, cells, writing)
            except BadFile as bad:
                told = Told(line, Outcome.REFUSED, what, why=bad.sentence)
            if told is not None:
                self.bringing.tally.tell(told)
        if writing and self.writes and self.bringing.tally.is_whole:
            write_answers(
                writing,
                by=self.by,
                at=self.bringing.at,
                origin=Origin.IMPORTED,
                address=self.bringing.address,
            )

    def _look_up(self, lines: Sequence[Line]) -> _Cells:
        keys = {line.values["unit"] for line in lines}
        units = {unit.key: unit for unit in Unit.objects.filter(key__in=keys)}
        rounds = {
            round_.pk: round_
            for key in {line.values["round"] for line in lines}
            if (round_ := self.rounds.get(key))
        }
        items = {
            item.pk for code in {line.values["item"] for line in lines} if (item := self.items.get(code))
        }
        by_id = {unit.pk: unit for unit in units.values()}
        found = Report.objects.filter(round__in=rounds, unit__in=by_id)
        reports = list(found.held_downwards() if self.writes else found)
        for report in reports:
            report.round, report.unit = rounds[report.round_id], by_id[report.unit_id]
        of_id = {report.pk: report for report in reports}
        cells = Figure.objects.filter(report__in=of_id, item__in=items).select_related("entered_by")
        if self.writes:
            cells = cells.select_for_update(of=("self",), no_key=True).order_by("pk")
        figures = {(figure.report_id, figure.item_id): figure for figure in cells}
        item_of = {item.pk: item for item in self.items.values()}
        for figure in figures.values():
            figure.report, figure.item = of_id[figure.report_id], item_of[figure.item_id]
        return _Cells(
            units=units,
            reports={(report.round_id, report.unit_id): report for report in reports},
            figures=figures,
            from_table=self._from_table(reports),
            above=_openers([report for report in reports if not report.is_open]),
        )

    def _from_table(self, reports: Sequence[Report]) -> set[int]:
        old = [
            report.pk
            for report in reports
            if report.round.kind == RoundKind.YEAR and report.round.year <= self.today.year
        ]
        opened = ReportEvent.objects.filter(report__in=old, act=Act.OPENED, reason=SAID)
        return set(opened.values_list("report_id", flat=True))

    # --- One line

    def _judge(
        self, line: Line, what: str, cells: _Cells, writing: list[tuple[Figure, Answer]]
    ) -> Told | None:
        """What becomes of the line; None where it is of an old year and waits for the others of its year."""
        unit, item = self._unit(line, cells), self._item(line)
        round_ = self.rounds.get(line.needed("round"))
        report = cells.reports.get((round_.pk, unit.pk)) if round_ is not None else None
        day = round_.data_to if round_ is not None else self._day_of_old(line)
        if not self._reaches(unit.pk, day):
            raise line.refused(f"không có đơn vị “{unit.key}” trong phạm vi của bạn vào ngày {day:%d/%m/%Y}.")
        if report is None or report.pk in cells.from_table:
            self._keep_for_later(line, what, unit, item, round_)
            return None
        figure = cells.figures.get((report.pk, item.pk))
        if figure is None:
            raise line.refused(f"phiếu của “{unit.key}” kỳ này không hỏi “{item.code}”; bỏ dòng này.")
        if self._was_seen(figure.pk):
            raise line.refused("ô này đã có ở dòng trên; chỉ để một dòng.")
        control = control_of(figure, report)
        answer, stands = read_answer(control, line), answer_of(figure)
        sign = str(figure.version)
        if is_same(answer, stands):
            return Told(line, Outcome.EQUAL, what, sign=sign)
        self._check_open(line, figure, report, cells)
        if answer.state == FigureState.UNREAD:
            raise line.refused(f"“{answer.raw}” là chữ chưa đọc được; ghi số đúng.")
        is_new = stands.state == FigureState.EMPTY
        outcome = Outcome.NEW if is_new else Outcome.CHANGED
        self.touched.setdefault(report.pk, Counter())[outcome] += 1
        told = Told(
            line, outcome, what, "" if is_new else shown(control, stands), shown(control, answer), sign=sign
        )
        writing.append((figure, answer))
        return told

    def _unit(self, line: Line, cells: _Cells) -> Unit:
        unit = cells.units.get(line.needed("unit"))
        if unit is None:
            raise line.refused(f"không có đơn vị mã “{line.text('unit')}”; sửa “unit”.")
        return unit

    def _item(self, line: Line) -> DataItem:
        item: DataItem | None = self.items.get(line.needed("item"))
        if item is None:
            raise line.refused(f"không có số liệu mã “{line.text('item')}”; sửa “item”.")
        if item.merged_into is not None:
            raise line.refused(f"“{item.code}” đã gộp vào “{item.merged_into.code}”; dùng mã đó.")
        return item

    def _day_of_old(self, line: Line) -> date:
        found = _OLD_ROUND.fullmatch(line.text("round"))
        if found is None or int(found[1]) > self.today.year:
            raise line.refused(
                f"không có kỳ mã “{line.text('round')}”; ghi mã kỳ như trong tệp lấy ra, ví dụ 2024-nam."
            )
        return window_of(int(found[1]))[1]

    def _keep_for_later(
        self, line: Line, what: str, unit: Unit, item: DataItem, round_: Round | None
    ) -> None:
        if round_ is not None and (round_.kind != RoundKind.YEAR or round_.year > self.today.year):
            raise line.refused(f"kỳ “{round_.key}” chưa mở cho “{unit.key}”; mở kỳ hoặc cập nhật mẫu trước.")
        year = round_.year if round_ is not None else int(line.text("round")[:4])
        control = control_of(Figure(item=item), Report(unit=unit))
        self.old_years.keep(unit, year, OldLine(line, what, item, control, read_answer(control, line)))

    def _was_seen(self, number: int) -> bool:
        byte, bit = number >> 3, 1 << (number & 7)
        if byte >= len(self.seen):
            self.seen.extend(bytes(byte + 4096 - len(self.seen)))
        was = bool(self.seen[byte] & bit)
        self.seen[byte] |= bit
        return was

    def _check_open(self, line: Line, figure: Figure, report: Report, cells: _Cells) -> None:
        if not report.is_open:
            state = ReportState(report.state)
            undo = "bỏ duyệt rồi trả lại" if state == ReportState.ACCEPTED else "trả lại"
            raise line.refused(
                f"báo cáo của “{report.unit.key}” đang là “{state.label}”; {cells.above[report.pk]} {undo} "
                "thì mới đưa số khác vào được."
            )
        if report.unit_id in self.locked.get(report.round_id, ()):
            raise line.refused(f"kỳ báo cáo của “{report.unit.key}” đã chốt; mở khoá trước.")
        word = line.text("version")
        if word and not (word.isascii() and word.isdigit()):
            raise line.refused(f"“version” là “{word}”; để trống hoặc giữ như trong tệp lấy ra.")
        if word and word.lstrip("0") != (str(figure.version) if figure.version else ""):
            who = figure.entered_by.full_name if figure.entered_by else "có người"
            when = f" lúc {moment(figure.entered_at)}" if figure.entered_at else ""
            raise line.refused(
                f"ô này đã đổi sau khi lấy tệp ra: {who}{when}; lấy tệp mới rồi sửa trên tệp đó."
            )

    # --- The end

    def finish(self) -> None:
        self.old_years.settle()
        if self.writes and self.bringing.tally.is_whole:
            self._tell_the_units()

    def _tell_the_units(self) -> None:
        """The people of every unit whose cells were written, except of the own one."""
        for some in _in_parts(sorted(self.touched)):
            reports = Report.objects.filter(pk__in=some).select_related("round", "unit")
            by_round: dict[int, dict[int, Report]] = {}
            for report in reports:
                by_round.setdefault(report.round_id, {})[report.unit_id] = report
            for found in by_round.values():
                texts = {unit_id: self._words(self.touched[report.pk]) for unit_id, report in found.items()}
                tell_units(found, texts, NoticeKind.IMPORTED, at=self.bringing.at, by=self.by)

    def _words(self, counts: Counter[Outcome]) -> str:
        said = [f"{counts[each]} ô {each.label}" for each in (Outcome.NEW, Outcome.CHANGED) if counts[each]]
        return f"{self.by.full_name} đưa vào: {', '.join(said)}. Xem lại trước khi nộp."


def _openers(reports: Sequence[Report]) -> dict[int, str]:
    """By report, who sends it back: the unit above in the round's tree that has a report too, else itself."""
    found: dict[int, str] = {}
    by_round: dict[Round, list[Report]] = {}
    for report in reports:
        by_round.setdefault(report.round, []).append(report)
    for round_, group in by_round.items():
        spots = Placement.objects.as_of(round_.data_to).filter(unit__in=[report.unit_id for report in group])
        parents = dict(spots.values_list("unit_id", "parent_id"))
        asked = set(
            Report.objects.filter(round=round_, unit__in=set(parents.values()) - {None}).values_list(
                "unit_id", flat=True
            )
        )
        names = names_on(round_.data_to, {*asked, *(report.unit_id for report in group)})
        for report in group:
            parent = parents.get(report.unit_id)
            above = parent if parent is not None and parent in asked else report.unit_id
            name = names.get(above)
            found[report.pk] = name.full_name if name else "đơn vị cấp trên"
    return found


def _in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
