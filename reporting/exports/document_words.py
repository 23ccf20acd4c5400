"""How is a document written out, line by line? The same words and order in Word and in PDF.

Drawers decide about type and room only: which sign ends a line, where “./.” stands and what the stamp says is
decided here. Forms of the lines: Nghị định 30/2020/NĐ-CP, Phụ lục I and Phụ lục III, mẫu 1.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from childplan.vietnamese import nfc
from indicators.steps import capitalised
from reporting.documents.content import Annex, Document, Heading, Paragraph, Section, Stamp

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
ADDRESSED_TO = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
NOTE = "Ghi chú:"
END = "./."
PUBLIC = "Bản công khai"
WRITINGS = "Nội dung các đơn vị viết"

NO_BREAK = "\u00a0"
ROOM_FOR_NUMBER = NO_BREAK * 6
"""The clerk writes the number after signing (Nghị định 30/2020/NĐ-CP, Điều 15, khoản 2)."""
DASH_IN_FRONT = f"-{NO_BREAK}"
"""A dash never stands alone at the end of a line, nor far from its words in a justified one."""
CLOSING = " .;,:"
PARAGRAPH = 0
"""The level of a block that is no heading."""

_LIST = re.compile(r"^[-–]\s+")
_GAP = re.compile(r" {2,}")


@dataclass(frozen=True)
class Block:
    """One paragraph. `level`: 0 is running text, 1 a Mục (I.), 2 a khoản (1.), 3 and more what is below."""

    text: str
    level: int = PARAGRAPH
    is_generated: bool = False
    is_note: bool = False


# --- Above and below the text


def number_line(heading: Heading) -> str:
    """“Số: 15/BC-UBND”; with room for the number while there is none."""
    return nfc(f"Số:{_number(heading)}")


def _number(heading: Heading) -> str:
    number = heading.number.strip()
    return f"{NO_BREAK + number if number else ROOM_FOR_NUMBER}/{heading.symbol}"


def dated_line(heading: Heading) -> str:
    """“An Sơn, ngày      tháng 12 năm 2024”; room that is left for a day stays."""
    return nfc(", ".join(filter(None, (heading.place, _kept_room(heading.dated)))))


def _kept_room(text: str) -> str:
    return _GAP.sub(lambda gap: NO_BREAK * len(gap[0]), text)


def ended(texts: Sequence[str]) -> tuple[str, ...]:
    """Lines of a list: each ends with “;”, the last with “.”, whatever sign they came with."""
    bare = [_LIST.sub("", nfc(text).strip()).rstrip(CLOSING) for text in texts]
    bare = [text for text in bare if text]
    return (*(f"{text};" for text in bare[:-1]), *(f"{text}." for text in bare[-1:]))


def listed(texts: Sequence[str]) -> tuple[str, ...]:
    """The same with a dash in front: “- Như trên;”."""
    return tuple(DASH_IN_FRONT + text for text in ended(texts))


def addressees(document: Document) -> tuple[str, ...]:
    """What stands behind “Kính gửi:”: one addressee on its line, several as a list."""
    lines = ended(document.addressed_to)
    return lines if len(lines) == 1 else listed(document.addressed_to)


# --- The text


def blocks(document: Document) -> tuple[Block, ...]:
    """The whole text between the grounds and “Nơi nhận” in reading order; its last words are “./.”."""
    found = [*_paragraphs(document.opening)]
    for section in document.sections:
        found += _section(section, 1)
    found += _notes(document.notes)
    if not found or found[-1].level != PARAGRAPH:
        return (*found, Block(END))
    last = found.pop()
    return (*found, replace(last, text=last.text.removesuffix(END).rstrip(CLOSING) + END))


def _section(section: Section, level: int) -> Iterator[Block]:
    heading = nfc(f"{section.number} {section.heading}").strip()
    if heading:
        yield Block(heading, level)
    yield from _paragraphs(section.paragraphs)
    for part in section.parts:
        yield from _section(part, level + 1)


def _paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[Block]:
    """Each line of a text is a paragraph of its own; empty ones are none."""
    for paragraph in paragraphs:
        for line in nfc(paragraph.text).splitlines():
            if line.strip():
                yield Block(_LIST.sub(DASH_IN_FRONT, line.strip()), is_generated=paragraph.is_generated)


def _notes(notes: Sequence[str]) -> Iterator[Block]:
    """“Ghi chú: …” for one note, and a list below “Ghi chú:” for several."""
    if len(notes) == 1:
        yield Block(nfc(f"{NOTE} {notes[0].strip()}"), is_note=True)
    elif notes:
        yield Block(NOTE, is_note=True)
        yield from (Block(line, is_note=True) for line in listed(notes))


# --- Annexes


def annex_heading(annex: Annex) -> str:
    """“Phụ lục II”, and “Phụ lục” where there is one only."""
    return f"Phụ lục{NO_BREAK}{annex.number}" if annex.number else "Phụ lục"


def attached_line(document: Document) -> str:
    """“(Kèm theo Báo cáo số      /BC-UBND ngày      tháng 12 năm 2024 của Ủy ban nhân dân xã An Sơn)”."""
    heading = document.heading
    kind = document.kind.capitalize()
    dated = _kept_room(heading.dated)
    return nfc(f"(Kèm theo {kind} số{_number(heading)} {dated} của {issuer_in_a_sentence(document)})")


def issuer_in_a_sentence(document: Document) -> str:
    """“ỦY BAN NHÂN DÂN XÃ AN SƠN” → “Ủy ban nhân dân xã An Sơn”.

    Only what stands before the unit's own name can be written small by rule; of another body the capitals
    stay, for nobody can tell a name from a word in them. One word alone (“UBND”) is an abbreviation.
    """
    capitals = nfc(" ".join(line.strip() for line in document.heading.issuer if line.strip()))
    unit = nfc(document.stamp.unit).strip()
    before = capitals.removesuffix(unit.upper()).strip()
    if not unit or not before or before == capitals:
        return capitals
    return f"{before if len(before.split()) == 1 else before.capitalize()} {unit}"


# --- What the file says of itself


def stamp_lines(stamp: Stamp) -> tuple[str, ...]:
    """In small print at its end: whose figures and which, when it was made, and how to find it again.

    What is empty is left out.
    """
    about = (
        capitalised(stamp.unit),
        stamp.round_name,
        _fact("Số liệu từ–đến", stamp.window),
        stamp.edition,
        stamp.version,
        PUBLIC if stamp.is_public else "",
    )
    making = (
        _fact("Lập lúc", stamp.made_at),
        _fact("Mã tệp", stamp.code),
        _fact("Mã nội dung", stamp.digest),
    )
    lines = (
        *(" · ".join(filter(None, facts)) for facts in (about, making)),
        _fact("Địa chỉ trang", stamp.address),
    )
    return tuple(nfc(line) for line in lines if line)


def _fact(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""
