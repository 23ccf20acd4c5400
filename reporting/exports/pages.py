"""How do the pages of a PDF become pictures, and what is drawn again when the next one is asked for?

A draft is looked at as pictures of the very PDF that will be signed (docs/adr/0018).
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from threading import Lock

import pypdfium2
from django.core.cache import caches

from reporting.documents.content import Document
from reporting.documents.kept import as_json
from reporting.exports.document_pdf import document_pdf

STORE = "pages"
"""The cache of settings.CACHES that all processes of the machine share."""
MOST_WIDTH = 2000
MOST_HEIGHT = 3000
"""Pixels: 6 MB of memory for one picture in greys."""
GREYS = 16
_ROUNDED = [round(grey * (GREYS - 1) / 255) * 255 // (GREYS - 1) for grey in range(256)]

_PDFIUM = Lock()
"""PDFium is not made for several threads at once."""
_DRAWING = Lock()
"""A browser asks for several pages at once: the first draws, the others wait for what it has drawn."""


class NoSuchPage(LookupError):
    """The document has no page of that number."""


def page_count(pdf: bytes) -> int:
    """How many pages there are."""
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page_picture(pdf: bytes, number: int, width: int) -> bytes:
    """One page (from 1) as PNG in greys, `width` pixels wide.

    Raises NoSuchPage, and ValueError for a width that is no width or too much of one.
    """
    if not 1 <= width <= MOST_WIDTH:
        raise ValueError(f"a picture is 1 to {MOST_WIDTH} pixels wide, not {width}")
    with _PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            raise NoSuchPage(f"page {number} of {len(document)}")
        page = document[number - 1]
        scale = min(width / page.get_width(), MOST_HEIGHT / page.get_height())
        picture = page.render(scale=scale, grayscale=True).to_pil().copy()
    file = BytesIO()
    # What is printed is black on white: sixteen greys take less of a telephone's time and nobody sees it.
    picture.point(_ROUNDED).save(file, "PNG")
    return file.getvalue()


def preview_pdf(document: Document) -> bytes:
    """The document as PDF, drawn once for all its pages, whichever process is asked for the next one.

    Nobody has taken it out yet: its stamp names neither code nor moment, so that the same words are the same
    pages a minute later. Raises PdfUnavailable.
    """
    bare = replace(document, stamp=replace(document.stamp, made_at="", code="", address=""))
    key = _key(bare)
    store = caches[STORE]
    if (kept := store.get(key)) is not None:
        return bytes(kept)
    with _DRAWING:
        if (kept := store.get(key)) is not None:
            return bytes(kept)
        drawn = document_pdf(bare).getvalue()
        # Without room on the disk every page is drawn anew, which is slow and right.
        with suppress(OSError):
            store.set(key, drawn)
        return drawn


def _key(document: Document) -> str:
    said = json.dumps(as_json(document), ensure_ascii=False, sort_keys=True)
    return sha256(said.encode()).hexdigest()
