"""What do files cost beyond the libraries that draw them? PDF, Word and Excel, in time and in memory.

Each file is drawn in a process of its own, and so is its floor: the same library with the same content and
nothing else. PDF: WeasyPrint on the same page and style sheet; Excel: a bare write-only workbook of the same
cells; Word: python-docx with the same paragraphs and cells. At a commune's report, a province's, and a flat
table of more than 100,000 lines of a made-up province (`benchmarks.rollup`), which is read from the database
while it is written. Time is processor time without the start of the process, memory the most that the process
ever held. `./run bench export`, or `python -m benchmarks.export`.
"""

import argparse
import io
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.ratios import Comparison, run
from tools.speech import say

if TYPE_CHECKING:
    from reporting.documents.content import Annex, Document
    from reporting.models import Export, Round
    from units.models import Unit

DATABASE = "BENCH_DATABASE"
TURNS = 3


@dataclass(frozen=True)
class Pair:
    """A file and its floor: what two processes do with one input each, and how often one may cost the other,
    in time and in memory."""

    name: str
    ours: str
    floor: str
    inputs: tuple[Path, Path]
    most_time: float
    most_memory: float
    turns: int = TURNS


# --- What a process does


def draw_pdf(path: Path) -> Callable[[], object]:
    from reporting.exports.document_pdf import document_pdf

    document = pickle.loads(path.read_bytes())  # noqa: S301
    return lambda: document_pdf(document)


def bare_pdf(path: Path) -> Callable[[], object]:
    import weasyprint

    page, sheets = pickle.loads(path.read_bytes())  # noqa: S301
    return lambda: weasyprint.HTML(string=page).write_pdf(
        io.BytesIO(), stylesheets=[weasyprint.CSS(string=sheet) for sheet in sheets]
    )


def draw_word(path: Path) -> Callable[[], object]:
    from reporting.exports.word import word_file

    document = pickle.loads(path.read_bytes())  # noqa: S301
    return lambda: word_file(document)


def bare_word(path: Path) -> Callable[[], object]:
    import docx

    paragraphs, tables = pickle.loads(path.read_bytes())  # noqa: S301

    def write() -> None:
        file = docx.Document()
        for text in paragraphs:
            file.add_paragraph(text)
        for rows in tables:
            table = file.add_table(len(rows), len(rows[0]))
            for line, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(line.cells, texts, strict=True):
                    cell.text = text
        file.save(io.BytesIO())

    return write


def draw_excel(path: Path) -> Callable[[], object]:
    from reporting.exports.excel import annexes_file

    document = pickle.loads(path.read_bytes())  # noqa: S301
    return lambda: annexes_file(document)


def bare_excel(path: Path) -> Callable[[], object]:
    import openpyxl

    def write() -> None:
        workbook = openpyxl.Workbook(write_only=True)
        with path.open("rb") as file:
            sheet = workbook.create_sheet()
            for row in unpickled(file):
                sheet.append(row)
        with tempfile.TemporaryFile() as target:
            workbook.save(target)

    return write


def draw_flat(path: Path) -> Callable[[], object]:
    from django.urls import get_resolver

    from reporting.exports.flat import write_flat
    from reporting.exports.making import NoProgress

    unit, rounds = pickle.loads(path.read_bytes())  # noqa: S301
    export = flat_of(unit, rounds)
    assert get_resolver().url_patterns

    def write() -> None:
        made = write_flat(export, NoProgress())
        assert isinstance(made.content, Path)
        made.content.unlink()

    return write


DOES: dict[str, Callable[[Path], Callable[[], object]]] = {
    each.__name__: each
    for each in (draw_pdf, bare_pdf, draw_word, bare_word, draw_excel, bare_excel, draw_flat)
}


def unpickled(file: Any) -> Iterator[Any]:
    while True:
        try:
            yield pickle.load(file)  # noqa: S301
        except EOFError:
            return


def child(task: str, path: Path) -> None:
    """Do it once and print what it took."""
    if not task.startswith("bare"):
        import django
        from django.db import connection

        django.setup()
        if DATABASE in os.environ:
            connection.settings_dict["NAME"] = os.environ[DATABASE]
    action = DOES[task](path)
    before = time.process_time()
    action()
    spent = time.process_time() - before
    sys.stdout.write(json.dumps({"seconds": spent, "kilobytes": most_memory()}))


def most_memory() -> int:
    """Kilobytes: the most this program held. What the process was before it became this program is not in
    it, as it is in what `getrusage` says."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise LookupError("VmHWM")


# --- What is drawn


def comparisons() -> list[Comparison]:
    """Measures by itself, because every turn is a process; nothing is left for `ratios`."""
    from django.db import connection

    from benchmarks.rollup import build

    os.environ[DATABASE] = str(connection.settings_dict["NAME"])
    with tempfile.TemporaryDirectory(prefix="childplan-bench-") as name:
        folder = Path(name)
        nation = build(1)
        pairs = [
            *documents("xã", report_of(nation.commune, nation.round_), folder / "xa"),
            *documents("tỉnh", report_of(nation.province, nation.round_), folder / "tinh"),
            flat(nation.province, nation.round_, folder),
        ]
        say(f"\n{'':34}{'của ta':>21}{'mức sàn':>21}{'tỷ lệ (tối đa)':>30}")
        slow = [measure(pair) for pair in pairs]
    Failed.found = any(slow)
    return []


class Failed:
    """Whether something cost more than its limit."""

    found = False


def report_of(unit: "Unit", round_: "Round") -> "Document":
    """The report of a place with its table of results and one of the units right below, or of a province's
    communes."""
    from childplan import clock
    from reporting.documents.content import Annex
    from reporting.documents.tables import export_table
    from reporting.summaries.tables import rollup_table
    from tests.sample_report import sample_document

    table = rollup_table(unit=unit, round_=round_, official=False, now=clock.now())
    results = Annex("results", "I", "BIỂU KẾT QUẢ", export_table(table, "").table)
    return sample_document(annexes=(results, units_annex(unit, round_)))


def units_annex(unit: "Unit", round_: "Round") -> "Annex":
    from indicators.numbers import format_number
    from reporting.documents.content import Annex, Cell, Column, DataTable, ExportGroup
    from units.enums import Level
    from units.models import Placement, Unit

    below = Unit.objects.under(unit, day=round_.data_to)
    if unit.level != Level.COMMUNE:
        below = below.filter(level=Level.COMMUNE)
    name = Column("name", "Đơn vị")
    state = Column("state", "Tình trạng")
    numbers = [Column(f"n{number}", f"Chỉ tiêu {number}", is_number=True) for number in range(1, 11)]
    rows = tuple(
        (
            Cell(name, spot.full_name),
            Cell(state, "Đã duyệt"),
            *(Cell(each, format_number(spot.pk), number=spot.pk) for each in numbers),
        )
        for spot in Placement.objects.as_of(round_.data_to).filter(unit__in=below.values("pk"))
    )
    return Annex(
        "units", "II", "BIỂU THEO ĐƠN VỊ", DataTable((name, state, *numbers), (ExportGroup("", rows),))
    )


def documents(name: str, document: "Document", folder: Path) -> list[Pair]:
    folder.mkdir()
    whole, page = folder / "document", folder / "page"
    words, cells = folder / "words", folder / "cells"
    whole.write_bytes(pickle.dumps(document))
    page.write_bytes(pickle.dumps(page_of(document)))
    tables = [texts(annex) for annex in document.annexes]
    words.write_bytes(pickle.dumps((list(paragraphs(document)), tables)))
    with cells.open("wb") as file:
        for annex in document.annexes:
            keep(file, values(annex))
    return [
        Pair(f"{name}: PDF", "draw_pdf", "bare_pdf", (whole, page), 3.2, 2.6),
        Pair(f"{name}: Word", "draw_word", "bare_word", (whole, words), 1.2, 2.7),
        Pair(f"{name}: Excel", "draw_excel", "bare_excel", (whole, cells), 5.5, 2.7),
    ]


def page_of(document: "Document") -> tuple[str, list[str]]:
    """The page and the style sheets that WeasyPrint is given for the document."""
    import weasyprint

    from reporting.exports.document_pdf import document_pdf

    pages: list[str] = []
    sheets: list[str] = []
    plain_page, plain_sheet = weasyprint.HTML, weasyprint.CSS

    def page(*, string: str, **more: Any) -> Any:
        pages.append(string)
        return plain_page(string=string, **more)

    def sheet(*, string: str, **more: Any) -> Any:
        sheets.append(string)
        return plain_sheet(string=string, **more)

    weasyprint.HTML, weasyprint.CSS = page, sheet
    try:
        document_pdf(document)
    finally:
        weasyprint.HTML, weasyprint.CSS = plain_page, plain_sheet
    return pages[-1], sheets


def paragraphs(document: "Document") -> Iterator[str]:
    from reporting.documents.content import Section

    def below(section: Section) -> Iterator[str]:
        yield section.heading
        yield from (paragraph.text for paragraph in section.paragraphs)
        for part in section.parts:
            yield from below(part)

    yield from (document.kind, document.subject, *document.heading.issuer, *document.addressed_to)
    yield from (paragraph.text for paragraph in document.opening)
    for section in document.sections:
        yield from below(section)
    yield from (*document.notes, *document.recipients, *document.signature.lines)


def texts(annex: "Annex") -> list[list[str]]:
    heads = [column.heading for column in annex.table.columns]
    return [heads, *([cell.text for cell in row] for row in annex.table.rows)]


def values(annex: "Annex") -> Iterator[list[object]]:
    yield [column.heading for column in annex.table.columns]
    for row in annex.table.rows:
        yield [cell.text if cell.number is None else cell.number for cell in row]


def keep(file: Any, rows: Iterable[list[object]]) -> int:
    """Write them one after the other; how many there are."""
    count = 0
    for row in rows:
        pickle.dump(row, file)
        count += 1
    return count


# --- The flat table


def flat_of(unit: "Unit", rounds: list[str]) -> "Export":
    """As it is asked for by an officer of the place; the row itself is not written."""
    from childplan import clock
    from reporting.enums import ExportFormat, ExportKind
    from reporting.models import Export
    from units.enums import Role
    from units.models import Posting, User

    by, is_new = User.objects.get_or_create(username=f"xuat-{unit.pk}", defaults={"full_name": "Cán bộ"})
    if is_new:
        Posting.objects.create(user=by, unit=unit, role=Role.PROVINCE_OFFICER)
    return Export(
        code="K7QM-29XA",
        kind=ExportKind.FLAT,
        format=ExportFormat.XLSX,
        unit=unit,
        options={"site": "https://treem.example.vn", "rounds": rounds, "official": False},
        title="Bảng dữ liệu phẳng",
        by=by,
        asked_at=clock.now(),
    )


def flat(unit: "Unit", round_: "Round", folder: Path) -> Pair:
    from reporting.documents.flat import COLUMNS, line_cells, place_cells
    from reporting.exports.flat import lines_for
    from reporting.models import Round

    # Last year has few figures here: a province of the real catalogue needs this year twice for its lines.
    rounds = [*Round.objects.order_by("year").values_list("key", flat=True), round_.key]
    asked, cells = folder / "asked", folder / "cells"
    asked.write_bytes(pickle.dumps((unit, rounds)))
    with cells.open("wb") as file:
        keep(file, [[column.heading for column in COLUMNS]])
        count = keep(
            file,
            (
                [
                    cell.number if cell.number is not None else cell.text or None
                    for cell in (*place_cells(line.place), *line_cells(line))
                ]
                for line in lines_for(flat_of(unit, rounds))
            ),
        )
    say(f"bảng phẳng của tỉnh: {count} dòng")
    assert count >= 100_000
    return Pair(f"tỉnh: {count} dòng Excel", "draw_flat", "bare_excel", (asked, cells), 9, 3.8, turns=1)


# --- Measuring


def measure(pair: Pair) -> bool:
    """Print a line; is it dearer than it may be?"""
    ours = best(pair.ours, pair.inputs[0], pair.turns)
    floor = best(pair.floor, pair.inputs[1], pair.turns)
    slower, larger = ours[0] / floor[0], ours[1] / floor[1]
    is_dear = slower > pair.most_time or larger > pair.most_memory
    said = [f"{seconds:>9.2f}s {megabytes:>7.0f} MB  " for seconds, megabytes in (ours, floor)]
    ratios = f"{slower:>6.2f} ({pair.most_time:g}) {larger:>6.2f} ({pair.most_memory:g})"
    say(f"{pair.name:34}{''.join(said)}{ratios}{'  CHẬM' if is_dear else ''}")
    return is_dear


def best(task: str, path: Path, turns: int) -> tuple[float, float]:
    """The least time and memory over the turns: seconds, megabytes."""
    found = []
    for _ in range(turns):
        command = [sys.executable, "-m", "benchmarks.export", "--child", task, str(path)]
        told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603
        found.append((told["seconds"], told["kilobytes"] / 1024))
    return min(seconds for seconds, _ in found), min(size for _, size in found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./run bench export")
    parser.add_argument("--child", nargs=2)
    asked = parser.parse_args().child
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    if asked:
        child(asked[0], Path(asked[1]))
        sys.exit(0)
    code = run(comparisons, on_disk=True)
    sys.exit(code or int(Failed.found))
