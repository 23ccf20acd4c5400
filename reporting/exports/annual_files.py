"""Which drawer makes which file of an annual report, and how is the file called?"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from reporting.documents.content import Document
from reporting.enums import ExportFormat
from reporting.exports.document_pdf import document_pdf
from reporting.exports.excel import annexes_file
from reporting.exports.word import word_file
from reporting.file_names import file_name
from reporting.models import AnnualReport

MANY_CELLS = 6_000
"""Of a file with more cells nobody waits for the answer: it is made in the background."""


def drawn(document: Document, format_: str) -> BytesIO:
    """The document in the format asked for; of Excel its annexes. Raises PdfUnavailable."""
    if format_ == ExportFormat.PDF:
        return document_pdf(document)
    if format_ == ExportFormat.XLSX:
        return annexes_file(document)
    # The Word file of a draft is what is laid before the leader to sign: nothing on it says “Dự thảo” that
    # somebody would have to take away first. Pages and PDF of a draft say so.
    return word_file(replace(document, is_draft=False))


def named(report: AnnualReport, place: str, format_: str, *, is_public: bool) -> str:
    """“BC-nam-2024_xa-Hoang-Duc_v2.docx”."""
    return file_name(
        "BC" if format_ != ExportFormat.XLSX else "BC-phu-luc",
        format_,
        period=report.round.name,
        place=place,
        version=report.edition,
        is_public=is_public,
    )


def is_long(document: Document) -> bool:
    """Would somebody who asked for it have to wait?"""
    cells = sum(len(annex.table.columns) * sum(1 for _ in annex.table.rows) for annex in document.annexes)
    return cells > MANY_CELLS
