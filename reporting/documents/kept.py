"""How is an issued document kept, so that it reads the same years later?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting.documents.content import Document
from reporting.documents.plain import from_plain, to_plain

FORMAT = 1
"""Counts up when a document can no longer be read by what is written here; then the old reader stays beside
the new one, because an issued document is never rewritten."""


class UnknownFormat(ValueError):
    """Kept by a later version of the product."""


def as_json(document: Document) -> dict[str, Any]:
    """Everything it says, as plain JSON."""
    return {"format": FORMAT, "document": to_plain(document)}


def from_json(kept: Mapping[str, Any]) -> Document:
    """The document as it was. Raises UnknownFormat for one of a later format."""
    if kept.get("format") != FORMAT:
        raise UnknownFormat(f"format {kept.get('format')!r} of a document is not known here")
    return from_plain(Document, kept["document"])
