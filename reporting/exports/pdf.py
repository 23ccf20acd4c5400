"""How does a table become a PDF? An annex in A4 landscape, in a typeface as wide as Times New Roman."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from childplan.vietnamese import nfc
from reporting.documents.tables import ExportTable

STYLE_SHEET = "css/print-annex.css"
TEMPLATE = "exports/annual_table.html"
VARIANT = "pdf/ua-1"
"""Tagged, so that the table can be read aloud: heads, rows and language are marked."""

PRINTED = 4
"""The flag of an annotation that is printed (PDF 1.7, table 165)."""

TYPEFACES = ("Liberation-Serif", "Tinos", "TeX-Gyre-Termes")
"""As wide as Times New Roman letter by letter; written as in a PDF."""
LETTERS = "AaĂăÂâBbCcDdĐđEeÊêGgHhIiKkLlMmNnOoÔôƠơPpQqRrSsTtUuƯưVvXxYy0123456789%‰≥≤<>=≈–—−→·“”"
TONES = "\u0300\u0309\u0303\u0301\u0323"

NO_LIBRARIES = (
    "Máy chủ chưa tạo được tệp PDF vì thiếu thư viện; người quản trị cần cài các gói Debian "
    "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 và fonts-liberation2."
)
NO_TYPEFACE = (
    "Máy chủ chưa tạo được tệp PDF vì thiếu phông chữ kiểu Times có đủ chữ Việt; người quản trị cần cài "
    "gói Debian fonts-liberation2."
)


class PdfUnavailable(Exception):
    """This machine cannot draw a PDF; the text is one sentence that says what to install."""


def pdf_file(table: ExportTable) -> BytesIO:
    """The table as a PDF, ready to be read from its start.

    Raises PdfUnavailable where Pango is missing, or a typeface like Times New Roman with all our letters.
    """
    return draw(TEMPLATE, {"table": table}, STYLE_SHEET)


def draw(template: str, said: dict[str, Any], style_sheet: str, more_rules: str = "") -> BytesIO:
    """A template with its style sheet as a PDF, ready to be read from its start.

    `more_rules`: what the style sheet cannot know, such as measured widths. Raises PdfUnavailable.
    """
    weasyprint = _weasyprint()
    _require_typeface(weasyprint)
    page = nfc(render_to_string(template, said))
    return _drawn(weasyprint, page, finisher=_complete_marks, style_sheet=style_sheet, more_rules=more_rules)


def _weasyprint() -> ModuleType:
    # Imported here and not on top: where Pango is missing the import itself fails (OSError), and then only
    # the PDF has to fail, not the whole product.
    try:
        return import_module("weasyprint")
    except OSError as missing:
        raise PdfUnavailable(NO_LIBRARIES) from missing


@cache
def _require_typeface(weasyprint: ModuleType) -> None:
    """Draw every letter once and see which typefaces were taken; a success is remembered.

    Older Liberation fonts (Debian's fonts-liberation) lack most Vietnamese letters, which then come from
    another typeface in the middle of a word. The name of an installed font therefore proves nothing.
    """
    used: set[str] = set()

    def collect(_: Any, pdf: Any) -> None:
        for part in pdf.objects:
            if isinstance(part, dict) and "BaseFont" in part:
                used.add(_typeface(part["BaseFont"]))

    page = f"<html lang=vi><title>.</title><p>{_alphabet()}<p><b>{_alphabet()}</b>"
    _drawn(weasyprint, page, finisher=collect)
    if not used or not all(name.startswith(TYPEFACES) for name in used):
        raise PdfUnavailable(NO_TYPEFACE)


def _alphabet() -> str:
    """Letters, signs, and every vowel with every tone, composed as in our texts."""
    vowels = "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy"
    return LETTERS + nfc("".join(vowel + tone for vowel in vowels for tone in TONES))


def _typeface(base_font: bytes) -> str:
    """The name behind the mark of a subset: b"/ABCDEF+Liberation-Serif-Bold" → "Liberation-Serif-Bold"."""
    return base_font.decode().rpartition("+")[2].removeprefix("/")


def _style(sheet: str) -> str:
    found = finders.find(sheet)
    assert isinstance(found, str), f"{sheet} is part of the product"
    return Path(found).read_text("utf-8")


def _drawn(
    weasyprint: ModuleType,
    page: str,
    finisher: Callable[[Any, Any], None],
    style_sheet: str = STYLE_SHEET,
    more_rules: str = "",
) -> BytesIO:
    file = BytesIO()
    # Page and style sheet are handed over complete, so no address is ever opened, whatever a text contains.
    nowhere = weasyprint.urls.URLFetcher(allowed_protocols=())
    sheet = weasyprint.CSS(string=_style(style_sheet) + more_rules, url_fetcher=nowhere)
    document = weasyprint.HTML(string=page, url_fetcher=nowhere)
    document.write_pdf(file, stylesheets=[sheet], pdf_variant=VARIANT, finisher=finisher)
    file.seek(0)
    return file


def _complete_marks(_: Any, pdf: Any) -> None:
    """Add what PDF/UA asks for and WeasyPrint leaves out.

    Of every head cell, whether it heads a column or a row: only data cells are linked to their heads, and
    the head above the names, which are heads of rows themselves, would stand for nothing. Of every link, that
    it is there on paper too.
    """

    def parent(part: Any) -> Any:
        return _object(pdf, part["P"])

    for part in pdf.objects:
        if not isinstance(part, dict):
            continue
        if part.get("S") == "/TH":
            part["A"]["Scope"] = "/Column" if parent(parent(part))["S"] == "/THead" else "/Row"
        elif part.get("Subtype") == "/Link":
            part["F"] = PRINTED
    _unmark_margins(pdf)


def _unmark_margins(pdf: Any) -> None:
    """Page numbers and what else stands in margins is no part of the text, and is not read aloud with it.

    WeasyPrint marks it as content that hangs nowhere in the structure; it becomes an artifact of its page.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    told = set(_below(pdf, root))
    contents = _object(pdf, root["ParentTree"])["Nums"]
    for page_number, page in enumerate(pdf.page_references):
        elements = contents[contents.index(page_number) + 1]
        lost = {number for number, element in enumerate(elements) if element not in told}
        drawing = _object(pdf, _object(pdf, page)["Contents"]).stream
        for place, operand in enumerate(drawing):
            if isinstance(operand, dict) and operand.get("MCID") in lost:
                drawing[place - 1 : place + 2] = ["/Artifact", b"", b"BMC"]
        for number in lost:
            elements[number] = "null"


def _below(pdf: Any, part: Any) -> Iterator[bytes]:
    """References of all that hangs below a part of the structure."""
    for kid in part.get("K", ()):
        if isinstance(kid, bytes):
            yield kid
            yield from _below(pdf, _object(pdf, kid))


def _object(pdf: Any, reference: bytes) -> Any:
    """What a reference names: b"12 0 R" is the twelfth."""
    return pdf.objects[int(reference.split()[0])]
