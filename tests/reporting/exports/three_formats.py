"""What is held against what, when page, Excel, Word and PDF are to say the same; two files of tests use it.

The page is what a browser gets; each file is made by whoever makes it for a person and read by the library of
its format. One table object stands behind all of them, and here nobody takes that on trust.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from childplan import clock
from plans.models import Plan
from reporting import actions
from reporting.actions.annual import begin_report
from reporting.documents.assembling import assemble, assemble_public
from reporting.documents.content import Document
from reporting.documents.public import FEW, HIDDEN, public_table
from reporting.documents.sections import ANNEX_RESULTS
from reporting.documents.tables import export_table
from reporting.exports.document_pdf import document_pdf
from reporting.exports.excel import annexes_file
from reporting.exports.word import word_file
from reporting.models import AnnualReport, Round
from reporting.summaries.tables import Table, plan_table
from tests.reporting.exports.read_back import (
    DASH,
    HEADS,
    excel_rows,
    named,
    page_rows,
    pdf_text,
    shown,
    spaced,
    squeezed,
    with_unit,
    word_rows,
)
from units.models import User


@dataclass(frozen=True)
class Files:
    """Everything that is made of one plan's year, as bytes; `table`: what the page was made of."""

    table: Table
    page: list[dict[str, str]]
    excel: bytes
    pdf: bytes
    report: Document
    public: Document


def made(client: Client, plan: Plan, round_: Round, person: User, *, official: bool) -> Files:
    """As the person gets them."""
    query = "" if official else "?so=tam-tinh"

    def got(route: str) -> bytes:
        answer = client.get(reverse(f"reporting:{route}", args=[plan.key, round_.key]) + query)
        assert answer.status_code == 200, route
        return b"".join(answer) if answer.streaming else answer.content

    report = begin_report(unit=plan.issuer, plan=plan, round_=round_, by=person, at=clock.now())
    if not official:
        offer = actions.annual.offer_of(report, official=False, now=clock.now())
        actions.annual.refresh_figures(
            report=report, official=False, seen=offer.seen, by=person, at=clock.now()
        )
        report = AnnualReport.objects.get(pk=report.pk)
    return Files(
        table=plan_table(plan=plan, round_=round_, official=official, now=clock.now()),
        page=page_rows(got("annual_table").decode()),
        excel=got("annual_excel"),
        pdf=got("annual_pdf"),
        report=assemble(report, now=clock.now()),
        public=assemble_public(report, now=clock.now()),
    )


# --- What is held against what


def check_excel_is_the_page(found: Files) -> None:
    """Real numbers that show, with the row's unit, what the page shows; a dash is a dash, never 0."""
    lines = excel_rows(found.excel, "Biểu kết quả")
    assert len(lines) == len(found.page) > 0
    for page, cells in zip(found.page, lines, strict=True):
        row = named([shown(cell) for cell in cells])
        assert page["name"].startswith(row["Chỉ tiêu"])
        assert page.get("code", DASH) == row["Mã"]
        assert page["Năm trước"] in with_unit(row["Năm trước"], row["Đơn vị tính"])
        parts = page["Tử số/mẫu số"]
        if parts != DASH:
            assert parts == f"{row['Tử số']}/{row['Mẫu số']}"
        # “Không phát sinh” stands in the verdict of the page; where that is silent a file says it here.
        said = {DASH, "Không phát sinh"} if page["Kết quả"] == DASH else {page["Kết quả"]}
        assert said & set(with_unit(row["Kết quả"], row["Đơn vị tính"]))
        target = row["Chỉ tiêu giao, mốc"].replace("\u00a0", " ").replace("(", "").replace(")", "")
        assert page.get("Chỉ tiêu giao", DASH) == target
        assert page.get("Đánh giá", DASH) in (row["Đánh giá"], "Để tham khảo")
        assert page["Đủ số liệu"] == row["Đủ số liệu"]
        for head, cell in zip(HEADS, cells, strict=True):
            if head in ("Tử số", "Mẫu số"):
                assert isinstance(cell.value, int) or cell.value == DASH


def check_formats_agree(document: Document, table: Table) -> None:
    """Excel, Word and PDF of a report: the rows of the page's table, cell by cell."""
    expected = [[spaced(cell.text) for cell in cells] for cells in export_table(table, "").table.rows]
    assert expected
    word = word_rows(word_file(document).getvalue())
    assert word == expected
    pdf = pdf_text(document_pdf(document).getvalue())
    for cells in expected:
        assert squeezed("".join(cells)) in pdf
    (annex,) = [annex for annex in document.annexes if annex.code == ANNEX_RESULTS]
    lines = excel_rows(annexes_file(document).getvalue(), f"Phụ lục {annex.number}".strip())
    assert len(lines) == len(expected)
    for line, texts in zip(lines, expected, strict=True):
        row = named([shown(cell) for cell in line])
        for head, text in named(texts).items():
            assert text in map(spaced, with_unit(row[head], row["Đơn vị tính"]))


def check_pdf_of_the_table(found: Files) -> None:
    pdf = pdf_text(found.pdf)
    for cells in export_table(found.table, "").table.rows:
        assert squeezed("".join(cell.text for cell in cells)) in pdf


def check_public(found: Files) -> None:
    """The three formats again; what is restricted or small is in none of them."""
    public = public_table(found.table)
    check_formats_agree(found.public, public)
    whole = squeezed(str(found.public))
    for row in found.table.rows:
        if row.is_restricted:
            assert squeezed(row.short_name) not in whole
    hidden = [row for row in public.rows if row.is_withheld]
    for row in hidden:
        assert (row.result.number, row.verdict.chip) == (None, None)
        assert row.result.text in (FEW, HIDDEN, DASH)


CHECKS: Sequence[Callable[[Files], None]] = (
    check_excel_is_the_page,
    check_pdf_of_the_table,
    lambda found: check_formats_agree(found.report, found.table),
    check_public,
)
NAMES = ("the page and Excel", "the PDF of the page", "the three formats of the report", "the public version")
