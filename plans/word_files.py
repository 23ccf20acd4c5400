"""What does a Word file (.docx) say? Its paragraphs as plain text, nothing of its looks.

Bytes in, text out. Only the main part is read, never more of it than a plan can be long, and by a parser that
refuses documents built as attacks.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from childplan.vietnamese import nfc
from plans.kept_files import FileRefused

MOST_XML = 30 * 1024 * 1024
"""Of the main part when unpacked: a plan of 200 pages takes about a tenth."""
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_BROKEN = (BadZipFile, KeyError, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, zlib.error)
UNREADABLE = "Chưa lấy được chữ trong tệp Word này. Mở tệp, chép toàn văn rồi dán vào ô bên dưới."


def text_of(content: bytes) -> str:
    """The words of the document, one paragraph a line. Raises FileRefused where there is no reading it."""
    try:
        with ZipFile(BytesIO(content)) as file, file.open(_MAIN) as part:
            xml = part.read(MOST_XML + 1)
    except _BROKEN as error:
        raise FileRefused(UNREADABLE) from error
    if len(xml) > MOST_XML:
        raise FileRefused(UNREADABLE)
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException) as error:
        raise FileRefused(UNREADABLE) from error
    lines = [_words(paragraph) for paragraph in root.iter(f"{_W}p")]
    return nfc("\n".join(lines)).strip()


def _words(paragraph: Element) -> str:
    """The runs of one paragraph; text that a reviewer struck out (`w:delText`) is not among them."""
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
    return "".join(parts).rstrip()
