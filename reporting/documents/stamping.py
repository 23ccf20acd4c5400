"""By which code, moment and digest is a file of a document known again?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from childplan.vietnamese import moment
from reporting.documents.content import Document, Paragraph, Section
from reporting.documents.plain import to_plain


def content_digest(document: Document) -> str:
    """64 hexadecimal digits over everything the document says, without when, where and under which code its
    file was made and without the marks of what nobody has touched: the same digest, the same words."""
    said = to_plain(_read_only(document))
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of(document: Document) -> str:
    """The first sixteen of them in fours: short enough to read out over the telephone."""
    digits = content_digest(document)[:16]
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def stamped(document: Document, *, code: str, address: str, made_at: datetime) -> Document:
    """The document with where its file leads back to, when it was made and its digest."""
    stamp = replace(
        document.stamp, code=code, address=address, made_at=moment(made_at), digest=digest_of(document)
    )
    return replace(document, stamp=stamp)


def settled(document: Document) -> Document:
    """Without the marks of generated sentences: as it is issued, somebody answers for all of them."""
    return replace(
        document,
        opening=_settled(document.opening),
        sections=tuple(map(_settled_section, document.sections)),
    )


def _read_only(document: Document) -> Document:
    stamp = replace(document.stamp, made_at="", code="", address="", digest="")
    return replace(settled(document), stamp=stamp)


def _settled(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(each.text) for each in paragraphs)


def _settled_section(section: Section) -> Section:
    return replace(
        section,
        paragraphs=_settled(section.paragraphs),
        parts=tuple(map(_settled_section, section.parts)),
    )
