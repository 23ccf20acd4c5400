"""How does the table of an annex stand in a Word file? A real table: its head repeats, its rows stay whole.

A thousand rows are copies of one prototype; asking python-docx for every cell takes five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import qn

from reporting.documents.content import Cell, Column, DataTable
from reporting.exports import word_styles as styles
from reporting.exports.column_widths import ACROSS, UPRIGHT, column_shares
from reporting.exports.word_parts import cleaned, element, grid, paragraph, run, text_room
from reporting.exports.word_styles import Look

MANY_COLUMNS = 11
"""From here on the rows of a table are set smaller."""

HATCHED = '<w:shd w:val="thinReverseDiagStripe" w:color="BFBFBF" w:fill="FFFFFF"/>'
"""Figures that are still missing; the word beside it says it too."""
_LOUD = "not_met"


def data_table(table: DataTable, *, is_landscape: bool, title: str) -> Any:
    """The whole table, as wide as the page; `title` is what a reader who cannot see it is told."""
    is_dense = len(table.columns) >= MANY_COLUMNS
    widths = _widths(table, is_landscape=is_landscape)
    made = element(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles.TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(cleaned(title))}/></w:tblPr>{grid(widths)}</w:tbl>"
    )
    made.append(_head(table.columns, widths, is_dense=is_dense))
    group_row = _spanning_row(len(widths), sum(widths))
    group_look = styles.DENSE_GROUP if is_dense else styles.GROUP
    prototype = _row(widths, [_look(column, is_dense=is_dense) for column in table.columns])
    for group in table.groups:
        if group.heading.strip():
            row = deepcopy(group_row)
            row[-1].append(paragraph(group_look, group.heading))
            made.append(row)
        for cells in group.rows:
            made.append(_filled(deepcopy(prototype), cells))
    return made


def _widths(table: DataTable, *, is_landscape: bool) -> list[int]:
    """In twips, together exactly the room between the margins."""
    room = text_room(is_landscape=is_landscape)
    widths = [int(room * share) for share in column_shares(table, ACROSS if is_landscape else UPRIGHT)]
    widths[-1] += room - sum(widths)
    return widths


def _look(column: Column, *, is_dense: bool) -> Look:
    if is_dense:
        return styles.DENSE_NUMBERS if column.is_number else styles.DENSE_WORDS
    return styles.NUMBERS if column.is_number else styles.WORDS


def _head(columns: Sequence[Column], widths: Sequence[int], *, is_dense: bool) -> Any:
    look = styles.DENSE_COLUMN_HEAD if is_dense else styles.COLUMN_HEAD
    row = _row(widths, [look] * len(widths))
    row.trPr.append(element("<w:tblHeader/>"))
    for cell, column in zip(row.tc_lst, columns, strict=True):
        _write(cell, column.heading)
    return row


def _row(widths: Sequence[int], looks: Sequence[Look]) -> Any:
    """A row with room for words in every cell."""
    row = element("<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr>")
    for width, look in zip(widths, looks, strict=True):
        cell = element(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr></w:tc>')
        cell.append(paragraph(look, element('<w:r><w:t xml:space="preserve"/></w:r>')))
        row.append(cell)
    return row


def _spanning_row(columns: int, width: int) -> Any:
    """Without its paragraph: the heading of a group has a style that keeps it with the row below."""
    return element(
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{columns}"/></w:tcPr></w:tc></w:tr>'
    )


def _filled(row: Any, cells: Sequence[Cell]) -> Any:
    for place, cell in zip(row.iterchildren(qn("w:tc")), cells, strict=True):
        if cell.tone == "partial":
            place[0].append(element(HATCHED))
        _write(place, cell.text, strong=cell.tone == _LOUD)
    return row


def _write(place: Any, text: str, *, strong: bool = False) -> None:
    """Words into a cell made by `_row`. Most are one line, and a thousand rows have ten thousand of them."""
    words = place[1]
    if strong or "\n" in text:
        words.remove(words[1])
        words.append(run(text, strong=strong))
    else:
        words[1][0].text = cleaned(text)
