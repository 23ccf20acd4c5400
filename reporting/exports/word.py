"""How does a document become a Word file? The page of Nghị định 30/2020/NĐ-CP, which a clerk can change.

What the lines say is decided in `document_words`, as for PDF; where they stand is decided here, how they look
in `word_styles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reporting.documents.content import Annex, Document
from reporting.exports import document_words as words
from reporting.exports import word_styles as styles
from reporting.exports.word_package import add_head, as_bytes, describe, empty_document
from reporting.exports.word_parts import (
    boxed,
    cleaned,
    end_section,
    end_with_paragraph,
    frame,
    keep_with_next,
    paragraph,
    paragraphs,
    rule_under,
    run,
    running_head,
    section_properties,
    text_room,
)
from reporting.exports.word_styles import Look, twips
from reporting.exports.word_tables import data_table

ISSUER_WIDTH, SIGNATURE_SHARE = twips(71), 0.5
HEADINGS = (styles.SECTION, styles.PART, styles.SUBPART)
"""Of the levels 1, 2 and all below."""


def word_file(document: Document) -> BytesIO:
    """The document as .docx, ready to be read from its start. The same document gives the same bytes."""
    file = empty_document()
    content = [*_head(document), *_title(document), *_text(document), _close(document)]
    heads = [("default", add_head(file, running_head(words.DRAFT if document.is_draft else "")))]
    properties = section_properties(is_landscape=False, heads=heads)
    for annex in document.annexes:
        end_section(content, properties)
        content += _annex(annex, document)
        heads = _heads_of_annex(file, annex) if document.is_draft else []
        properties = section_properties(is_landscape=annex.is_landscape, heads=heads)
    if stamp := _stamp(document):
        keep_with_next(content[-1])
        content += stamp
    end_with_paragraph(content)
    file.element.body.extend([*content, properties])
    _describe(file, document)
    return as_bytes(file)


def _heads_of_annex(file: Any, annex: Annex) -> list[tuple[str, str]]:
    """Of a draft every page says so; the first one of all does below its number."""
    across = annex.is_landscape
    return [
        ("default", add_head(file, running_head(words.DRAFT, is_landscape=across))),
        ("first", add_head(file, running_head(words.DRAFT, is_landscape=across, has_number=False))),
    ]


def _head(document: Document) -> Iterator[Any]:
    """Ô số 1 to 4, side by side as offices lay them: a table without lines."""
    heading = document.heading
    widths = (ISSUER_WIDTH, text_room(is_landscape=False) - ISSUER_WIDTH)
    issuer = [paragraph(styles.ISSUER, line) for line in heading.issuer if line.strip()]
    if heading.superior.strip():
        issuer.insert(0, paragraph(styles.SUPERIOR, heading.superior))
    if issuer:
        issuer.append(rule_under(heading.issuer, styles.ISSUER, room=widths[0]))
    nation = [
        paragraph(styles.NATION, words.NATION),
        paragraph(styles.MOTTO, words.MOTTO),
        rule_under([words.MOTTO], styles.MOTTO, room=widths[1], share=1),
    ]
    number = [paragraph(styles.NUMBER, words.number_line(heading))]
    if document.is_draft:
        number.append(boxed(styles.DRAFT, words.DRAFT, room=widths[0]))
    place = [paragraph(styles.PLACE, words.dated_line(heading))]
    yield frame(widths, [[issuer, nation], [number, place]])


def _title(document: Document) -> Iterator[Any]:
    """Ô số 5a and 9a: what it is, what about, and to whom."""
    yield paragraph(styles.KIND, document.kind)
    yield paragraph(styles.SUBJECT, document.subject)
    room = text_room(is_landscape=False)
    yield rule_under([document.subject], styles.SUBJECT, room=room, rule=styles.TITLE_RULE)
    if document.amends:
        yield paragraph(styles.AMENDS, f"({document.amends})")
    addressed = words.addressees(document)
    if len(addressed) == 1:
        yield paragraph(styles.TO, f"{words.ADDRESSED_TO} {addressed[0]}")
    elif addressed:
        yield paragraph(styles.TO_SEVERAL, words.ADDRESSED_TO)
        yield from (paragraph(styles.TO_LINE, line) for line in addressed[:-1])
        yield paragraph(styles.TO_LAST_LINE, addressed[-1])


def _text(document: Document) -> list[Any]:
    """Ô số 6; its last paragraph stays with the signature, which never stands alone on a page."""
    text = [paragraph(styles.GROUND, line) for line in words.ended(document.grounds)]
    text += [paragraph(_look(block), block.text) for block in words.blocks(document)]
    keep_with_next(text[-1])
    return text


def _look(block: words.Block) -> Look:
    if block.level != words.PARAGRAPH:
        return HEADINGS[min(block.level, len(HEADINGS)) - 1]
    if block.is_note:
        return styles.NOTE
    return styles.ITEM if block.text.startswith(words.DASH_IN_FRONT) else styles.BODY


def _close(document: Document) -> Any:
    """Ô số 7 and 9b: Nơi nhận on the left, the signature on the right half with room for it and the seal."""
    room = text_room(is_landscape=False)
    widths = (room - round(room * SIGNATURE_SHARE), round(room * SIGNATURE_SHARE))
    recipients = [paragraph(styles.RECIPIENT, line) for line in words.listed(document.recipients)]
    if recipients:
        recipients.insert(0, paragraph(styles.RECIPIENTS, words.RECIPIENTS))
    positions = [line for line in document.signature.lines if line.strip()]
    looks = [styles.FIRST_POSITION, *[styles.POSITION] * len(positions)]
    signature = [paragraph(look, line) for look, line in zip(looks, positions, strict=False)]
    signature.append(paragraph(styles.SIGNER, document.signature.name))
    return frame(widths, [[recipients, signature]])


def _annex(annex: Annex, document: Document) -> Iterator[Any]:
    """A Phụ lục, which begins on a page of its own."""
    yield paragraph(styles.ANNEX_NUMBER, words.annex_heading(annex))
    yield paragraph(styles.ANNEX_TITLE, annex.title)
    yield paragraph(styles.ATTACHED, words.attached_line(document))
    for lead in annex.lead:
        yield from paragraphs(styles.LEAD, lead)
    if annex.table.columns:
        yield data_table(annex.table, is_landscape=annex.is_landscape, title=annex.title)
    for remark in annex.remarks:
        yield from paragraphs(styles.REMARK, remark)
    if annex.writings:
        yield paragraph(styles.WRITINGS, words.WRITINGS)
    for about in annex.writings:
        yield paragraph(styles.WRITINGS_ABOUT, f"{about.code}. {about.name}" if about.code else about.name)
        for unit, text in about.texts:
            first, *others = text.splitlines() or [""]
            yield paragraph(styles.WRITING, run(f"{unit}:", strong=True), f" {first}".rstrip())
            for line in others:
                yield from paragraphs(styles.WRITING, line)


def _stamp(document: Document) -> list[Any]:
    """Dấu tệp, at the very end, in one piece."""
    lines = words.stamp_lines(document.stamp)
    looks = [styles.FIRST_STAMP, *[styles.STAMP] * len(lines)]
    stamp = [paragraph(look, line) for look, line in zip(looks, lines, strict=False)]
    for line in stamp[:-1]:
        keep_with_next(line)
    return stamp


def _describe(file: Any, document: Document) -> None:
    stamp = document.stamp
    coded = [line for line in words.stamp_lines(stamp) if stamp.digest and stamp.digest in line]
    describe(
        file,
        title=cleaned(f"{document.kind.capitalize()} – {document.subject}"),
        subject=cleaned(" · ".join(filter(None, (stamp.unit, stamp.round_name, stamp.window)))),
        author=cleaned(words.issuer_in_a_sentence(document)),
        comments=cleaned(" · ".join(coded)),
        version=cleaned(stamp.version),
        made_at=stamp.made_at,
    )
