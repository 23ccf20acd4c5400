"""How does a unit's report become a sheet to sign? A4 upright, every row, and a place for two signatures."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.template.loader import render_to_string
from django.utils.html import strip_tags

from childplan.vietnamese import moment, nfc
from reporting.documents.digests import digest_of_texts
from reporting.exports.pdf import draw
from reporting.summaries.entry import EntryPage

TEMPLATE = "exports/report_form.html"
STYLE_SHEET = "css/print-form.css"


def report_form_file(
    page: EntryPage,
    *,
    printed_at: datetime,
    printed_by: str,
    window: str = "",
    code: str = "",
    address: str = "",
) -> BytesIO:
    """The form as it stands, handed in or not, as a PDF. Raises PdfUnavailable.

    window: the days its figures are about, “15/12/2023–14/12/2024”. code: the mark of this very file, which
    `address` leads back from; both stand in the foot of every page.
    """
    said = {
        "page": page,
        "window": window,
        "stamp": _printed(page, printed_at, printed_by),
        "mark": _mark(report_form_digest(page, window=window), code, address),
    }
    return draw(TEMPLATE, said, STYLE_SHEET)


def report_form_digest(page: EntryPage, *, window: str = "") -> str:
    """Two sheets with the same one say the same, whenever and by whomever they were printed."""
    words = strip_tags(render_to_string(TEMPLATE, {"page": page, "window": window})).split()
    return digest_of_texts([nfc(word) for word in words])


def _printed(page: EntryPage, printed_at: datetime, printed_by: str) -> str:
    """“BC-2024-NAM-X-01 · In lúc 14:40 ngày 15/11/2024 – Lê Thị Hoa”; no receipt before one exists."""
    stamp = f"In lúc {moment(printed_at)} – {printed_by}"
    return f"{page.receipt_code} · {stamp}" if page.submitted else stamp


def _mark(digest: str, code: str, address: str) -> str:
    """“Mã tệp K7QM-29XA · Mã nội dung 1f0c-… · https://…”: which file this is, what it says, where to ask."""
    return " · ".join(
        [*([f"Mã tệp {code}"] if code else []), f"Mã nội dung {digest}", *([address] if address else [])]
    )
