"""How is one sheet of a workbook written? Styles that are shared, and text that never turns into a formula.

Every Excel file of the product writes its cells through `SheetWriter`; nothing else makes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE

TYPEFACE = "Times New Roman"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MILLIMETRE = 1 / 25.4
"""In inches, in which Excel measures margins."""


def printable(text: str) -> str:
    """The text without signs that XML cannot carry."""
    return _NOT_IN_XML.sub("", text)


def new_workbook(title: str) -> Workbook:
    """One whose sheets are written row by row and take no memory for it."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = printable(title)
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    return workbook


def saved(workbook: Workbook) -> BytesIO:
    """The file, ready to be read from its start."""
    file = BytesIO()
    save_to(workbook, file)
    file.seek(0)
    return file


def save_to(workbook: Workbook, target: BytesIO | Path) -> None:
    """Write the file. The same cells give the same bytes: when it was made stands in it where a reader
    looks, and nowhere else."""
    with _UndatedZip(target, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(workbook, archive).save()


_MADE_AT = re.compile(rb"<dcterms:(created|modified) .*?</dcterms:\1>")


class _UndatedZip(ZipFile):
    """An archive whose parts bear the first day that archives know, and which says nothing of the moment that
    openpyxl takes from the machine's clock."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **more: Any) -> None:
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        if name == ARC_CORE:
            data = _MADE_AT.sub(b"", data)
        super().writestr(self._undated(name), data, *args, **more)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **more: Any) -> None:
        part = self._undated(arcname or filename)
        with Path(filename).open("rb") as source, self.open(part, "w", force_zip64=True) as target:
            while piece := source.read(1 << 16):
                target.write(piece)

    def _undated(self, name: str) -> ZipInfo:
        part = ZipInfo(name)
        part.compress_type = self.compression
        return part


@dataclass(frozen=True)
class Look:
    """How a cell looks. Equal looks share one style of the workbook: styling cell by cell is what is slow."""

    bold: bool = False
    italic: bool = False
    size: int = 11
    fill: str = ""
    horizontal: str = "left"
    vertical: str = "top"
    is_boxed: bool = True
    line: str = "7A8794"
    line_style: str = "thin"
    wraps: bool = True
    number_format: str = "General"
    is_locked: bool = True
    """Counts only on a protected sheet."""


class SheetWriter:
    """Writes rows into one sheet of a workbook."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.row = 0
        self._styles: dict[Look, Any] = {}

    def write(self, *cells: WriteOnlyCell) -> None:
        self.sheet.append(cells)
        self.row += 1

    def text(self, text: str, look: Look) -> WriteOnlyCell:
        """Text stays text: neither a formula nor an error value, and no sign that XML cannot carry."""
        text = printable(text)
        cell = self._styled(text, look)
        cell.data_type = "s"
        if text.startswith(FORMULA_STARTS):
            # Without this mark Excel would read the formula as soon as somebody edits the cell.
            cell.quotePrefix = True
        return cell

    def number(self, number: object, look: Look) -> WriteOnlyCell:
        return self._styled(number, look)

    def empty(self, look: Look) -> WriteOnlyCell:
        return self._styled(None, look)

    def _styled(self, value: object, look: Look) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet, value)
        if look not in self._styles:
            model = WriteOnlyCell(self.sheet)
            model.font = Font(name=TYPEFACE, size=look.size, bold=look.bold, italic=look.italic)
            model.alignment = Alignment(
                horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wraps
            )
            model.number_format = look.number_format
            model.protection = Protection(locked=look.is_locked)
            if look.fill:
                model.fill = PatternFill("solid", start_color=look.fill)
            if look.is_boxed:
                line = Side(style=look.line_style, color=look.line)
                model.border = Border(left=line, right=line, top=line, bottom=line)
            self._styles[look] = model._style
        cell._style = self._styles[look].__copy__()
        return cell
