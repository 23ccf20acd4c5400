"""How does a document become a PDF? The page of Nghị định 30/2020/NĐ-CP, tagged and fit to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from indicators.steps import capitalised
from reporting.documents.content import Annex, Document
from reporting.exports import document_words as words
from reporting.exports.column_widths import ACROSS, UPRIGHT, column_shares
from reporting.exports.pdf import draw

TEMPLATE = "exports/document.html"
STYLE_SHEET = "css/print-document.css"
MANY_COLUMNS = 11
"""From here on the rows of a table are set smaller."""


@dataclass(frozen=True)
class _DrawnAnnex:
    """An annex with what only a page needs to know: which column names its rows, and how wide each is."""

    position: int
    annex: Annex

    @property
    def label(self) -> str:
        return words.annex_heading(self.annex)

    @property
    def is_dense(self) -> bool:
        return len(self.annex.table.columns) >= MANY_COLUMNS

    @property
    def named_by(self) -> str:
        """The key of the column that says what a row is about: “name”, or the first with words in it."""
        columns = self.annex.table.columns
        keys = [column.key for column in columns if not column.is_number and column.key != "code"]
        return "name" if "name" in keys else keys[0] if keys else ""

    @property
    def widths(self) -> Iterator[str]:
        """Rules for the style sheet, one a column."""
        shares = column_shares(self.annex.table, ACROSS if self.annex.is_landscape else UPRIGHT)
        for column, share in enumerate(shares, 1):
            yield f".table-{self.position} thead th:nth-child({column}) {{ width: {share:.2%}; }}"


def document_pdf(document: Document) -> BytesIO:
    """The document as PDF/UA-1 on A4, ready to be read from its start.

    The same document gives the same bytes, whenever and wherever it is drawn with the same libraries. Raises
    PdfUnavailable where Pango is missing, or a typeface like Times New Roman with all our letters.
    """
    annexes = [_DrawnAnnex(position, annex) for position, annex in enumerate(document.annexes, 1)]
    widths = "\n".join(width for annex in annexes for width in annex.widths)
    said = {
        "document": document,
        "title": f"{document.kind.capitalize()} – {document.subject}",
        "author": capitalised(document.stamp.unit),
        "words": words,
        "number_line": words.number_line(document.heading),
        "dated_line": words.dated_line(document.heading),
        "addressees": words.addressees(document),
        "grounds": words.ended(document.grounds),
        "blocks": words.blocks(document),
        "recipients": words.listed(document.recipients),
        "annexes": annexes,
        "attached": words.attached_line(document),
        # The address comes apart, because it is a link.
        "stamp": [
            line.partition(document.stamp.address or "\n") for line in words.stamp_lines(document.stamp)
        ],
    }
    return draw(TEMPLATE, said, STYLE_SHEET, more_rules=widths)
