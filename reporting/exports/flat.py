"""How does the flat table become a file? Line after line into a file on disk, whatever its length.

Excel or CSV with the same lines; nothing is kept but the line that is being written, so a province of 100,000
lines takes no more memory than a commune.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from childplan import clock
from childplan.sheet_writing import Look, SheetWriter, new_workbook, save_to
from childplan.vietnamese import moment, nfc, short_date
from reporting.actions.exporting import code_address
from reporting.documents.content import Cell
from reporting.documents.digests import RowDigest
from reporting.documents.flat import COLUMNS, EXPLAINED, UNIT_NAME, YEAR, line_cells, place_cells
from reporting.documents.public import EXPLAINED as PUBLIC_EXPLAINED
from reporting.documents.public import IS_PUBLIC, public_table
from reporting.enums import ExportFormat
from reporting.exports.excel import COLUMN_HEAD, set_up_paper, value_cell, write_about
from reporting.exports.making import SCRATCH, CannotMake, MadeFile, NoProgress, Progress
from reporting.file_names import file_name
from reporting.models import Export, Round
from reporting.permissions import with_totals_seen
from reporting.summaries.flat import FlatLine, FlatPlace, Part, flat_lines, lines_of, parts_of, place_of
from reporting.summaries.sources import AsReported
from reporting.summaries.tables import table_from
from units.csv_streams import shielded
from units.enums import Level

TITLE = "Bảng dữ liệu phẳng"
WHAT = "Bang-phang"
MOST_ROWS = 1_000_000
"""Lines of one sheet; Excel has room for 1,048,576 rows."""
MOST_KNOWN = 2_000
"""Cells that are kept to be written again."""
WIDTHS = {
    "round": 12,
    "year": 7,
    "edition": 11,
    "level": 10,
    "unit-key": 16,
    "unit-name": 24,
    "above": 24,
    "area": 12,
    "goal": 36,
    "code": 7,
    "name": 42,
    "measure": 13,
    "unit": 12,
    "numerator": 12,
    "denominator": 12,
    "result": 12,
    "result-words": 18,
    "target": 20,
    "status": 20,
    "coverage": 13,
    "restricted": 9,
}
"""In characters, as Excel measures columns."""
FROM, TO, FILE_CODE = "Số liệu từ ngày", "Số liệu đến ngày", "Mã tệp"
"""Columns that only a CSV file has, which has no place of its own for what it is."""
NOBODY_SEES = (
    "Không có số liệu nào trong phạm vi của bạn ở các kỳ đã chọn. Chọn đơn vị hoặc kỳ khác rồi xuất lại."
)
LINE = Look(is_boxed=False, wraps=False)


@dataclass(frozen=True)
class Wish:
    """What is asked for, found again."""

    parts: list[Part]
    official: bool
    plan: str
    is_public: bool

    @property
    def total(self) -> int:
        """How many places there are to go through."""
        return sum(len(part.spots) for part in self.parts)

    @property
    def counted_in(self) -> str:
        """What these are called."""
        levels = {spot.name.level for part in self.parts for spot in part.spots}
        return "xã" if levels == {Level.COMMUNE} else "đơn vị"


def write_flat(export: Export, progress: Progress) -> MadeFile:
    """The flat table of `export.unit` and everything below it, in the rounds of `export.options`.

    options: site, rounds (keys), official, plan (key, or empty). What somebody may not see of a round has no
    lines; the public version has those of the unit itself alone. Raises CannotMake, and lets Cancelled pass:
    then nothing stays on disk.
    """
    wish = _wish(export)
    format_ = ExportFormat(export.format)
    path = _new_path(f".{format_.value}")
    try:
        lines = _counted(wish, progress, export)
        write = _write_csv if format_ == ExportFormat.CSV else _write_excel
        digest, count = write(path, export, wish, lines)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    name = file_name(
        WHAT,
        format_.value,
        period=wish.parts[0].round_.name if len(wish.parts) == 1 else "",
        place=wish.parts[0].spots[0].name.full_name,
        is_public=export.is_public,
    )
    return MadeFile(path, name, digest, f"{count} dòng")


def lines_for(export: Export) -> Iterator[FlatLine]:
    """The lines of the file, without a file."""
    return _counted(_wish(export), NoProgress(), export)


def _wish(export: Export) -> Wish:
    today, asked = clock.today(), export.options

    def sees(unit_ids: Collection[int], round_: Round) -> Collection[int]:
        return with_totals_seen(export.by, unit_ids, round_, today)

    if export.unit is None:
        raise CannotMake(NOBODY_SEES)
    keys = [str(key) for key in asked.get("rounds", [])]
    by_key = {round_.key: round_ for round_ in Round.objects.filter(key__in=keys)}
    rounds = [by_key[key] for key in keys if key in by_key and by_key[key].asks_figures]
    parts = parts_of(export.unit, rounds, sees, today)
    if export.is_public:
        # What units below came to is theirs to make public.
        parts = [Part(part.round_, part.spots[:1]) for part in parts if part.spots[0].unit == export.unit]
    if not parts:
        raise CannotMake(NOBODY_SEES)
    return Wish(parts, bool(asked.get("official", True)), str(asked.get("plan") or ""), export.is_public)


def _counted(wish: Wish, progress: Progress, export: Export) -> Iterator[FlatLine]:
    """The lines, telling after each place how many are done."""
    done = 0
    progress.step(0, wish.total, wish.counted_in)
    for part in wish.parts:
        for spot in part.spots:
            if wish.is_public:
                source = AsReported(spot.unit, part.round_, official=wish.official)
                table = public_table(table_from(source, now=export.asked_at))
                yield from lines_of(place_of(spot, part.round_, official=wish.official), table.groups)
            else:
                yield from flat_lines(part, spot, official=wish.official, plan=wish.plan)
            done += 1
            progress.step(done, wish.total, wish.counted_in)


# --- Excel


def _write_excel(path: Path, export: Export, wish: Wish, lines: Iterator[FlatLine]) -> tuple[str, int]:
    digest, count = _new_digest(), 0
    with _workbook(export) as workbook:
        sheet = _Sheet(workbook, number=1)
        for line in lines:
            if sheet.count == MOST_ROWS:
                sheet.finish()
                sheet = _Sheet(workbook, number=len(workbook.worksheets) + 1)
            digest.add(sheet.write(line))
            count += 1
        sheet.finish()
        write_about(workbook, _about(export, wish, digest.text))
        save_to(workbook, path)
    return digest.text, count


@contextmanager
def _workbook(export: Export) -> Iterator[Workbook]:
    """A workbook whose unfinished sheets leave nothing on disk."""
    workbook = new_workbook(export.title)
    try:
        yield workbook
    except BaseException:
        for sheet in workbook.worksheets:
            with suppress(Exception):
                sheet.close()
            with suppress(Exception):
                sheet._writer.cleanup()
        raise


class _Sheet:
    """One sheet of lines. Cells that repeat from line to line are made once."""

    def __init__(self, workbook: Workbook, number: int) -> None:
        self.sheet: Any = workbook.create_sheet(TITLE if number == 1 else f"{TITLE} ({number})")
        for position, column in enumerate(COLUMNS, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = WIDTHS[column.key]
        # Which unit a line speaks of stays in view.
        self.sheet.freeze_panes = f"{get_column_letter(COLUMNS.index(UNIT_NAME) + 2)}2"
        self.sheet.print_title_rows = "1:1"
        set_up_paper(self.sheet)
        self.writer = SheetWriter(self.sheet)
        self.writer.write(*(self.writer.text(column.heading, COLUMN_HEAD) for column in COLUMNS))
        self.count = 0
        self._place: FlatPlace | None = None
        self._of_place: tuple[list[WriteOnlyCell], list[str]] = ([], [])
        self._known: dict[tuple[str, str, bool], WriteOnlyCell] = {}

    def write(self, line: FlatLine) -> list[str]:
        """One line; gives its texts back."""
        if line.place is not self._place:
            cells = place_cells(line.place)
            self._place = line.place
            self._of_place = ([self._cell(cell) for cell in cells], [cell.text for cell in cells])
        cells = line_cells(line)
        self.writer.write(*self._of_place[0], *map(self._cell, cells))
        self.count += 1
        return [*self._of_place[1], *(cell.text for cell in cells)]

    def _cell(self, cell: Cell) -> WriteOnlyCell:
        if cell.column == YEAR:
            return self.writer.number(cell.number, LINE)
        if cell.number is not None:
            return value_cell(self.writer, cell, LINE)
        # Names, targets and verdicts are the same few in a hundred thousand lines.
        key = (cell.text, cell.tone, cell.column.is_number)
        if key not in self._known:
            if len(self._known) == MOST_KNOWN:
                self._known.clear()
            made = value_cell(self.writer, cell, LINE) if cell.text else self.writer.empty(LINE)
            self._known[key] = made
        return self._known[key]

    def finish(self) -> None:
        """The filter over all lines is known only with the last one; it is written after it."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{1 + self.count}"


def _about(export: Export, wish: Wish, digest: str) -> Iterator[tuple[str, str]]:
    windows = [f"{part.round_.name}: {_window(part.round_)}" for part in wish.parts]
    rehearsed = any(part.round_.is_rehearsal for part in wish.parts)
    yield "Nội dung", f"{'CHẠY THỬ – ' if rehearsed else ''}{export.title}"
    yield "Đơn vị", wish.parts[0].spots[0].name.full_name
    yield "Số liệu từ–đến", "; ".join(windows)
    yield "Loại số liệu", "Chính thức" if wish.official else "Tạm tính"
    if any(part.round_.is_estimate for part in wish.parts):
        yield "", "Số liệu năm và 6 tháng là ước thực hiện (Nghị định 09/2019/NĐ-CP)."
    if export.is_public:
        yield "Người xem", f"{IS_PUBLIC} {PUBLIC_EXPLAINED}"
    yield "Lập lúc", moment(clock.now())
    yield FILE_CODE, export.code
    yield "Tra mã tệp", code_address(export.code, str(export.options.get("site", "")))
    yield "Mã nội dung", digest
    yield from ((f"Cột {column.heading}", text) for column, text in EXPLAINED.items())


def _window(round_: Round) -> str:
    return f"{short_date(round_.data_from)}–{short_date(round_.data_to)}"


# --- CSV


def _write_csv(path: Path, export: Export, wish: Wish, lines: Iterator[FlatLine]) -> tuple[str, int]:
    """For programs: numbers with a point, days as 2024-12-14; no text that a spreadsheet takes for a
    formula."""
    digest, count = _new_digest(), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*(column.heading for column in COLUMNS), FROM, TO, FILE_CODE])
        for line in lines:
            cells = (*place_cells(line.place), *line_cells(line))
            round_ = line.place.round_
            writer.writerow(
                [*map(_plain, cells), round_.data_from.isoformat(), round_.data_to.isoformat(), export.code]
            )
            digest.add(cell.text for cell in cells)
            count += 1
    return digest.text, count


def _plain(cell: Cell) -> str:
    return shielded(cell.text) if cell.number is None else f"{cell.number:.{cell.decimals}f}"


# --- Both


def _new_digest() -> RowDigest:
    digest = RowDigest()
    digest.add([nfc(column.heading) for column in COLUMNS])
    return digest


def _new_path(suffix: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=SCRATCH, suffix=suffix)
    os.close(handle)
    return Path(name)
