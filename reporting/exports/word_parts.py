"""What are the pieces of a Word file made of? Paragraphs of a named style, rules, frames, sections.

Nothing here floats: no text boxes and no drawings, so that a clerk can change every word where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml

from childplan.sheet_writing import printable
from childplan.vietnamese import nfc
from reporting.exports import word_styles as styles
from reporting.exports.letter_widths import text_width
from reporting.exports.word_styles import TWIPS, Look, twips

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# Margins that Nghị định 30/2020/NĐ-CP allows, in millimetres: 20–25 above and below, 30–35 left, 15–20 right.
TOP, BOTTOM, LEFT = 20, 20, 30
RIGHT, RIGHT_ACROSS = 20, 15
HEAD_FROM_TOP = 8
SHORT_SIDE, LONG_SIDE = 210, 297
RULE_SHARE = 0.4
"""Under the issuer and the title the decree asks for a rule of 1/3 to 1/2 of the words."""

_GLUED = (
    re.compile(
        r"\b([Ss]ố|[Nn]gày|[Tt]háng|[Nn]ăm|[Qq]uý|[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Pp]hụ lục) (?=\d|[IVX]+\b)"
    ),
    re.compile(r"(\d) (?=(?:triệu|tỷ|nghìn|đồng|điểm|%))"),
    re.compile(r"(\bđiểm) (?=%)"),
    re.compile(r"\b([Pp]hụ) (?=lục\b)"),
    re.compile(r"(^-) "),
)
"""What must not be torn apart at the end of a line: a number and the word it belongs to."""
_SYMBOL = re.compile(r"(?<=/)[A-ZĐ0-9]+(?:-[A-ZĐ]+)+")
"""The symbol of a document: 58/KH-UBND. Word would break it behind its hyphen."""
_PIECES = re.compile(r"[\n\u2011]")


def text_room(*, is_landscape: bool) -> int:
    """Between the margins, in twips."""
    return twips(LONG_SIDE - LEFT - RIGHT_ACROSS if is_landscape else SHORT_SIDE - LEFT - RIGHT)


def element(xml: str) -> Any:
    """An element from its text, in which `w:` is Word's own namespace. For fixed texts only."""
    return parse_xml(re.sub(r"^<(w:\w+)", rf"<\1 {_W}", xml, count=1))


# --- Paragraphs


def cleaned(text: str) -> str:
    """Composed, and without signs that XML cannot carry; a tab is a space."""
    return printable(nfc(text)).replace("\t", " ")


def paragraph(look: Look, *texts: str | Any) -> Any:
    """One paragraph of a style. Texts become runs; whatever else is given stands as it is."""
    made = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), look.code)
    properties.append(style)
    made.append(properties)
    for text in texts:
        made.append(run(text) if isinstance(text, str) else text)
    return made


def paragraphs(look: Look, text: str) -> list[Any]:
    """A paragraph for every line: a line broken within a justified paragraph would be torn to full width."""
    return [paragraph(look, line) for line in cleaned(text).splitlines() if line.strip()]


def run(text: str, *, strong: bool = False) -> Any:
    """A piece of text; Word reads no field, no formula and no mark-up in it."""
    made = OxmlElement("w:r")
    if strong:
        made.append(element(f'<w:rPr><w:rStyle w:val="{styles.STRONG}"/></w:rPr>'))
    for piece in _pieces(_unbroken(cleaned(text))):
        made.append(piece)
    return made


def _pieces(text: str) -> Iterator[Any]:
    """Words, and between them line breaks and hyphens at which no line ends."""
    start = 0
    for mark in _PIECES.finditer(text):
        yield from _words(text[start : mark.start()])
        yield OxmlElement("w:br" if mark.group() == "\n" else "w:noBreakHyphen")
        start = mark.end()
    yield from _words(text[start:])


def _words(text: str) -> Iterator[Any]:
    if text:
        made = OxmlElement("w:t")
        made.text = text
        if text != text.strip() or "  " in text:
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        yield made


def _unbroken(text: str) -> str:
    for pattern in _GLUED:
        text = pattern.sub("\\1\u00a0", text)
    return _SYMBOL.sub(lambda symbol: symbol.group().replace("-", "\u2011"), text)


# --- Rules and frames


def rule_under(
    lines: Sequence[str], look: Look, *, room: int, share: float = RULE_SHARE, rule: Look = styles.RULE
) -> Any:
    """Kẻ ngang: a line in the middle of `room` twips, as long as a share of the longest of the lines.

    The upper border of a paragraph as low as a line, between two indents: it moves with the text.
    """
    longest = max((_set_width(line, look) for line in lines), default=0.0)
    return _narrowed(paragraph(rule), min(round(longest * TWIPS), room) * share, room)


def boxed(look: Look, text: str, *, room: int) -> Any:
    """A paragraph in a frame hardly wider than its words, in the middle of `room` twips."""
    return _narrowed(paragraph(look, text), (_set_width(text, look) + look.size) * TWIPS, room)


def _narrowed(made: Any, width: float, room: int) -> Any:
    indent = max(round((room - width) / 2), 0)
    made.pPr.append(element(f'<w:ind w:left="{indent}" w:right="{indent}" w:firstLine="0"/>'))
    return made


def keep_with_next(made: Any) -> None:
    """A paragraph, or the last row of a table, is never the last on its page."""
    row = made if made.tag == qn("w:p") else made.tr_lst[-1]
    for one in row.iter(qn("w:p")):
        one.pPr.insert(1, element("<w:keepNext/>"))


def _set_width(text: str, look: Look) -> float:
    words = cleaned(text)
    return text_width(words.upper() if look.caps else words, look.size, bold=look.bold)


def frame(widths: Sequence[int], rows: Sequence[Sequence[Sequence[Any]]]) -> Any:
    """A table without lines that holds paragraphs side by side; widths in twips. Its rows are not split."""
    made = element(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles.FRAME}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr>{grid(widths)}</w:tbl>'
    )
    for row in rows:
        made_row = element("<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr>")
        for width, content in zip(widths, row, strict=True):
            cell = element(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr></w:tc>')
            cell.extend(content or [paragraph(styles.NORMAL)])  # a cell without a paragraph is no cell
            made_row.append(cell)
        made.append(made_row)
    return made


def grid(widths: Sequence[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


# --- Sections


def section_properties(*, is_landscape: bool, heads: Sequence[tuple[str, str]]) -> Any:
    """Paper and margins of a section that begins a page and counts its pages from 1.

    `heads`: which running heads it has, as kind (“default”, “first”) and relation to their part. Without a
    head for its first page, that page bears no number. What is not named is that of the section before.
    """
    wide, high = (LONG_SIDE, SHORT_SIDE) if is_landscape else (SHORT_SIDE, LONG_SIDE)
    right = RIGHT_ACROSS if is_landscape else RIGHT
    turned = ' w:orient="landscape"' if is_landscape else ""
    named = "".join(f'<w:headerReference w:type="{kind}" r:id="{relation}"/>' for kind, relation in heads)
    return element(
        f'<w:sectPr xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{named}'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turned}/>'
        f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(right)}" w:bottom="{twips(BOTTOM)}" '
        f'w:left="{twips(LEFT)}" w:header="{twips(HEAD_FROM_TOP)}" '
        f'w:footer="{twips(HEAD_FROM_TOP)}" w:gutter="0"/>'
        f'<w:pgNumType w:start="1"/><w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def end_section(content: list[Any], properties: Any) -> None:
    """The marks of a section stand in its last paragraph."""
    end_with_paragraph(content)
    content[-1].pPr.append(properties)


def end_with_paragraph(content: list[Any]) -> None:
    """Word wants a paragraph behind a table: one as low as a line."""
    if content[-1].tag != qn("w:p"):
        content.append(paragraph(styles.SECTION_END))


def running_head(mark: str = "", *, is_landscape: bool = False, has_number: bool = True) -> Any:
    """The number of the page in the middle of the line, which Word counts, and a mark at its right end."""
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    number = [element(field)] if has_number else []
    if not mark:
        return paragraph(styles.PAGE_NUMBER, *number)
    tab = "<w:r><w:tab/></w:r>"
    made = paragraph(styles.MARKED_HEAD, element(tab), *number, element(tab), run(mark, strong=True))
    room = text_room(is_landscape=is_landscape)
    stops = f'<w:tab w:val="center" w:pos="{room // 2}"/><w:tab w:val="right" w:pos="{room}"/>'
    made.pPr.append(element(f"<w:tabs>{stops}</w:tabs>"))
    return made
