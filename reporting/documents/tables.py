"""Which rows and columns does a file carry? Said once, for every format that is not a screen.

Nothing is computed here: every text and number comes from the finished table of the page, so that page, Excel
and PDF cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from childplan.vietnamese import nfc
from indicators.enums import Status
from indicators.numbers import format_number
from indicators.steps import capitalised
from reporting.answers import DASH
from reporting.documents.content import Cell, Column, DataTable, ExportGroup, ExportWritings
from reporting.documents.digests import digest_of_texts
from reporting.summaries.results import ResultText, TargetText
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import Table

RESTRICTED = "Hạn chế xem"
WRITINGS = "Nội dung các đơn vị viết"
"""Heading of the texts, which stand behind the table: no column is wide enough for sentences."""
SEE_WRITINGS = f"Xem “{WRITINGS}”"
UNCONFIRMED = "Chờ xác nhận cách đọc chỉ tiêu"
NO_ROWS = "Biểu chưa có nội dung nào."
DASH_EXPLAINED = f"Dấu {DASH} nghĩa là không có (số liệu, chỉ tiêu, ghi chú); không phải số 0."


CODE = Column("code", "Mã")
NAME = Column("name", "Chỉ tiêu")
UNIT = Column("unit", "Đơn vị tính")
LAST_YEAR = Column("last-year", "Năm trước", is_number=True)
TARGET = Column("target", "Chỉ tiêu giao, mốc")
NUMERATOR = Column("numerator", "Tử số", is_number=True)
DENOMINATOR = Column("denominator", "Mẫu số", is_number=True)
RESULT = Column("result", "Kết quả", is_number=True)
STATUS = Column("status", "Đánh giá")
COVERAGE = Column("coverage", "Đủ số liệu")
LEADS = Column("leads", "Đơn vị chủ trì")
REMARK = Column("remark", "Ghi chú")
COLUMNS = (
    CODE,
    NAME,
    UNIT,
    LAST_YEAR,
    TARGET,
    NUMERATOR,
    DENOMINATOR,
    RESULT,
    STATUS,
    COVERAGE,
    LEADS,
    REMARK,
)


@dataclass(frozen=True)
class Fact:
    """One statement about the whole table: "Kỳ báo cáo: Năm 2024"."""

    label: str
    text: str
    is_address: bool = False

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


@dataclass(frozen=True)
class ExportTable:
    """A table ready to be drawn as a file."""

    document_title: str  # unit and round: what a reader's window and a list of files show
    title: str
    fact_lines: tuple[tuple[Fact, ...], ...]
    finding: str
    columns: tuple[Column, ...]
    groups: tuple[ExportGroup, ...]
    remarks: tuple[str, ...]
    made_at: str
    digest: str  # two files with the same one say the same, whichever format they have and whenever made
    writings: tuple[ExportWritings, ...] = ()
    writings_heading: str = WRITINGS

    @property
    def table(self) -> DataTable:
        """Its columns and rows alone, as an annex carries them."""
        return DataTable(self.columns, self.groups)


def export_table(table: Table, address: str, code: str = "") -> ExportTable:
    """The table of a page, with every text in NFC and free of control characters.

    `address` is the page a reader goes back to; of a file with a `code`, the page that the code leads to.
    """
    made_at = nfc(table.made_at)
    title = nfc(table.title)
    finding = nfc(table.finding)
    about = _about(table)
    groups = tuple(
        ExportGroup(nfc(group.heading), tuple(row_cells(row) for row in group.rows)) for group in table.groups
    )
    writings = tuple(_writings(row, table.place) for row in table.rows if row.writings)
    remarks = tuple(nfc(remark) for remark in _remarks(table))
    digest = digest_of_texts(
        [title, *_fact_texts(about), finding, *_texts(groups), *_written(writings), *remarks]
    )
    making = (
        Fact("Lập lúc", made_at),
        *([Fact("Mã tệp", code)] if code else []),
        Fact("Mã nội dung", digest),
        Fact("Địa chỉ trang", nfc(address), is_address=True),
    )
    return ExportTable(
        document_title=nfc(f"{table.place} – {table.round_name}"),
        title=title,
        fact_lines=(*about, making),
        finding=finding,
        columns=COLUMNS,
        groups=groups,
        remarks=remarks,
        made_at=made_at,
        digest=digest,
        writings=writings,
    )


def _about(table: Table) -> tuple[tuple[Fact, ...], ...]:
    kind = f"{table.edition}, ước thực hiện" if table.is_estimate else table.edition
    lines = (
        [Fact("Kế hoạch", nfc(table.plan_title))] if table.plan_title else [],
        [
            Fact("Đơn vị", nfc(table.place)),
            Fact("Kỳ báo cáo", nfc(table.round_name)),
            Fact("Số liệu từ–đến", nfc(table.window)),
            Fact("Loại số liệu", nfc(kind)),
        ],
    )
    return tuple(tuple(line) for line in lines if line)


def _remarks(table: Table) -> Iterator[str]:
    if table.is_empty:
        yield NO_ROWS
    yield from table.remarks
    yield DASH_EXPLAINED


def row_cells(row: Row) -> tuple[Cell, ...]:
    """The cells of one component, in the order of COLUMNS."""
    chip = row.verdict.chip
    # "Không phát sinh" is said once: by the verdict, or, where that is silent, by the result.
    is_said = row.verdict.status == Status.NO_CASES
    return (
        _words(CODE, row.label),
        _words(NAME, row.short_name),
        _words(UNIT, row.unit_text),
        _result(LAST_YEAR, row.last_year, row.last_year.words),
        _words(TARGET, _target(row.target)),
        _count(NUMERATOR, row.result.numerator, row.numerator),
        _count(DENOMINATOR, row.result.denominator, row.denominator),
        _result(RESULT, row.result, row.result.text if is_said else row.result.words),
        _words(STATUS, chip.text if chip else "", tone=chip.code if chip else ""),
        _words(COVERAGE, row.coverage, tone="partial" if row.is_partial else ""),
        _words(LEADS, row.leads),
        _words(REMARK, "; ".join(_row_remarks(row))),
    )


def _writings(row: Row, place: str) -> ExportWritings:
    texts = tuple((nfc(said.unit_name or capitalised(place)), nfc(said.text)) for said in row.writings)
    return ExportWritings(nfc(row.label), nfc(row.short_name), texts)


def _words(column: Column, text: str, tone: str = "") -> Cell:
    return Cell(column, nfc(text) or DASH, tone=tone)


def _result(column: Column, result: ResultText, text: str) -> Cell:
    return Cell(column, nfc(text), number=result.number, decimals=result.decimals)


def _count(column: Column, value: int | None, words: str) -> Cell:
    """A sum; what the row says in words where it has none, or must not tell it."""
    return _words(column, words) if value is None else Cell(column, format_number(value), number=value)


def _target(target: TargetText) -> str:
    if not target.milestone:
        return target.text
    together = target.milestone.replace(" ", "\u00a0")
    return f"{target.text} ({together})"


def _row_remarks(row: Row) -> Iterator[str]:
    if row.is_restricted:
        yield RESTRICTED
    if row.verdict.distance:
        yield row.verdict.distance
    if row.target.needs_confirmation:
        yield UNCONFIRMED
    if row.changed:
        yield row.changed
    if row.writings:
        yield SEE_WRITINGS


def _fact_texts(lines: tuple[tuple[Fact, ...], ...]) -> Iterator[str]:
    for line in lines:
        yield from map(str, line)


def _texts(groups: tuple[ExportGroup, ...]) -> Iterator[str]:
    for group in groups:
        yield group.heading
        for row in group.rows:
            yield from (cell.text for cell in row)


def _written(writings: tuple[ExportWritings, ...]) -> Iterator[str]:
    for about in writings:
        yield from (about.code, about.name)
        for said in about.texts:
            yield from said
