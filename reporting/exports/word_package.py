"""Which parts does a Word file of ours have, and what does it say of itself? Only ours, the same each time.

python-docx begins from a file with styles, typefaces and a picture of its maker; they are taken out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.parser import parse_xml

from childplan.clock import VIET_NAM
from reporting.exports.word_styles import LANGUAGE, styles_xml

NEEDED = {RELATION.OFFICE_DOCUMENT, RELATION.CORE_PROPERTIES, RELATION.STYLES, RELATION.SETTINGS}
FIRST_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""The first day that a ZIP archive knows."""
LONGEST_PROPERTY = 255
_MOMENT = re.compile(r"(\d{1,2}):(\d{2})\D+(\d{1,2})/(\d{1,2})/(\d{4})")

SETTINGS = f"""\
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:zoom w:percent="100"/>
  <w:defaultTabStop w:val="567"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>
    <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
    <w:compatSetting w:name="overrideTableStyleFontSizeAndJustification"
      w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
  </w:compat>
  <w:themeFontLang w:val="{LANGUAGE}"/>
  <w:decimalSymbol w:val=","/>
  <w:listSeparator w:val=";"/>
</w:settings>"""


def empty_document() -> Any:
    """A document of python-docx with our styles and settings, and nothing in it, not even a section."""
    document = docx.Document()
    for owner in (document.part.package, document.part):
        for code in [code for code, relation in owner.rels.items() if relation.reltype not in NEEDED]:
            del owner.rels[code]
    _replace(document.styles.element, styles_xml())
    _replace(document.settings.element, SETTINGS)
    _empty(document.element.body)
    return document


def _replace(root: Any, xml: str) -> None:
    _empty(root)
    root.extend(parse_xml(xml))


def _empty(root: Any) -> None:
    for child in list(root):
        root.remove(child)


def add_head(document: Any, content: Any) -> str:
    """A running head with one paragraph; returns the relation by which sections name it."""
    part, relation = document.part.add_header_part()
    _empty(part.element)
    part.element.append(content)
    return str(relation)


def describe(
    document: Any, *, title: str, subject: str, author: str, comments: str, version: str, made_at: str
) -> None:
    """What a list of files and a search show. `made_at` is the moment in words; never the clock's own."""
    properties = document.core_properties
    properties.title = title[:LONGEST_PROPERTY]
    properties.subject = subject[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = author[:LONGEST_PROPERTY]
    properties.comments = comments[:LONGEST_PROPERTY]
    properties.version = version[:LONGEST_PROPERTY]
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = moment_of(made_at)


def moment_of(words: str) -> datetime:
    """“09:00 05/12/2024” or “09:00 ngày 05/12/2024” of Viet Nam, in UTC; else the first day there is."""
    found = _MOMENT.search(words)
    if not found:
        return FIRST_DAY
    hour, minute, day, month, year = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=VIET_NAM).astimezone(UTC)
    except ValueError:
        return FIRST_DAY


def as_bytes(document: Any) -> BytesIO:
    """The file, ready to be read from its start; no clock goes into it."""
    written, file = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = ZipInfo(entry.filename, FIRST_DAY.timetuple()[:6])
            fixed.compress_type = ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    file.seek(0)
    return file
