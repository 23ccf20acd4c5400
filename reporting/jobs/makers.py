"""Who makes which file? One line a kind; a maker draws and tells how far it is, and writes nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from childplan import clock
from childplan.vietnamese import moment
from reporting.actions.exporting import code_address
from reporting.documents.tables import ExportTable, export_table
from reporting.enums import ExportFormat, ExportKind
from reporting.exports.excel import excel_file
from reporting.exports.flat import write_flat
from reporting.exports.log import MOST_ROWS, log_file
from reporting.exports.making import CannotMake, MadeFile, Maker, Progress
from reporting.exports.pdf import pdf_file
from reporting.exports.tracking import tracking_digest, tracking_file
from reporting.file_names import file_name
from reporting.jobs.annual import make_annual
from reporting.jobs.tables import table_of, tracking_for
from reporting.models import Export
from reporting.summaries.exports import called
from reporting.summaries.log import LogFilters, count_lines, every_line
from reporting.summaries.log_words import LogLine
from reporting.summaries.tracking_page import Choice
from reporting.tracking import Pick

STEPS = "bước"
ROUND_GONE = "Kỳ báo cáo của tệp này không còn. Chọn kỳ khác rồi xuất lại."
NAMES = {
    ExportKind.RESULTS: "Bieu",
    ExportKind.ROLLUP: "Bieu-tong-hop",
    ExportKind.TRACKING: "Theo-doi-nop",
    ExportKind.LOG: "Nhat-ky",
    ExportKind.FORM: "Phieu",
}
"""What a file's name begins with, by its kind."""


def site(export: Export) -> str:
    """Scheme and host of the addresses in the file."""
    return str(export.options.get("site", ""))


def place_of(export: Export) -> str:
    """The unit's name in its round: what the file's name says."""
    if export.unit is None:
        return ""
    return called(export.unit, export.round.data_to if export.round is not None else clock.today())


def named(export: Export) -> str:
    """The name of the file of this export."""
    what = NAMES[ExportKind(export.kind)]
    return file_name(
        f"{what}-{export.plan.key}" if export.plan is not None else what,
        export.format,
        period=export.round.name if export.round is not None else "",
        place=place_of(export),
        is_public=export.is_public,
    )


def drawn(table: ExportTable, format_: str) -> BytesIO:
    """The table in the format asked for. Raises PdfUnavailable."""
    return pdf_file(table) if format_ == ExportFormat.PDF else excel_file(table)


def make_table(export: Export, progress: Progress) -> MadeFile:
    """Biểu kết quả theo kế hoạch, biểu tổng hợp."""
    progress.step(0, 2, STEPS)
    table = table_of(export, clock.now())
    if table is None:
        raise CannotMake(ROUND_GONE)
    progress.step(1, 2, STEPS)
    said = export_table(table, code_address(export.code, site(export)), export.code)
    file = drawn(said, export.format)
    progress.step(2, 2, STEPS)
    return MadeFile(file, named(export), said.digest)


def make_tracking(export: Export, progress: Progress) -> MadeFile:
    """Ma trận nộp: every row, not only one page of them."""
    if export.round is None or export.unit is None:
        raise CannotMake(ROUND_GONE)
    progress.step(0, 2, STEPS)
    asked = export.options
    pick = Pick(asked["loc"]) if asked.get("loc") in set(Pick) else Pick.ALL
    choice = Choice(pick=pick, is_by_name=asked.get("sap") == "ten", is_by_round=asked.get("xem") == "ky")
    page = tracking_for(export.by, export.unit, export.round, choice.whole(), clock.now())
    progress.step(1, 2, STEPS)
    file = tracking_file(page, code_address(export.code, site(export)), export.code)
    progress.step(2, 2, STEPS)
    return MadeFile(file, named(export), tracking_digest(page), f"{len(page.rows)} dòng")


def make_log(export: Export, progress: Progress) -> MadeFile:
    """Nhật ký: every line that the person may read today, newest first, a hundred thousand at most."""
    now = clock.now()
    total = count_lines(export.by, LogFilters(), now.date(), MOST_ROWS)
    progress.step(0, total, "dòng")
    facts = [f"Lập lúc {moment(now)} – {export.by.full_name}"]
    lines = every_line(export.by, LogFilters(), now.date(), MOST_ROWS + 1)
    file, count, digest = log_file(_counted(lines, total, progress), [*facts, code_line(export)])
    progress.step(count, count, "dòng")
    return MadeFile(file, named(export), digest, f"{count} dòng")


def _counted(lines: Iterable[LogLine], total: int, progress: Progress) -> Iterator[LogLine]:
    """The lines, telling of every thousandth; there may be more by now than there were when it was asked."""
    for count, line in enumerate(lines, start=1):
        if count % 1_000 == 0:
            progress.step(count, max(total, count + 1), "dòng")
        yield line


def code_line(export: Export) -> str:
    """“Mã tệp: K7QM-29XA · https://…/t/K7QM-29XA/”: what leads back from paper."""
    return f"Mã tệp: {export.code}   ·   Địa chỉ trang: {code_address(export.code, site(export))}"


MAKERS: dict[ExportKind, Maker] = {
    ExportKind.RESULTS: make_table,
    ExportKind.ROLLUP: make_table,
    ExportKind.FLAT: write_flat,
    ExportKind.TRACKING: make_tracking,
    ExportKind.ANNUAL: make_annual,
    ExportKind.LOG: make_log,
}
