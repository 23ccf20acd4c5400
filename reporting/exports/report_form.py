"""How does a unit's report become a sheet to sign? A4 upright, every row, and a place for two signatures."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from childplan.vietnamese import moment
from reporting.exports.pdf import draw
from reporting.summaries.entry import EntryPage

TEMPLATE = "exports/report_form.html"
STYLE_SHEET = "css/print-form.css"


def report_form_file(page: EntryPage, *, printed_at: datetime, printed_by: str) -> BytesIO:
    """The form as it stands, handed in or not, as a PDF. Raises PdfUnavailable."""
    stamp = f"In lúc {moment(printed_at)} – {printed_by}"
    if page.submitted:
        stamp = f"{page.receipt_code} · {stamp}"
    return draw(TEMPLATE, {"page": page, "stamp": stamp}, STYLE_SHEET)
