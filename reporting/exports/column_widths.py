"""How wide is each column of a printed table? As wide as its words need; long texts share what is left.

Columns are fixed before the rows are drawn. A table that measures itself gives half a page to one sentence
and breaks the numbers beside it.
"""

from __future__ import annotations

import re

from reporting.documents.content import DataTable
from reporting.exports.letter_widths import text_width

SIZE = 10.0
"""Points; a table set smaller has the same shares."""
ACROSS = 714.0
"""Points between the margins of A4 landscape (252 mm)."""
UPRIGHT = 453.0
"""The same of A4 portrait (160 mm)."""
PADDING = 8.0
"""Points: both sides of a cell and its rules."""
LONGEST_WORD = 75.0
"""Points that a word may ask for; what is longer is broken."""
ENOUGH = 300.0
"""A text of so many points stands in few lines; a longer one says nothing more about the room it needs."""


def column_shares(table: DataTable, room: float = ACROSS) -> tuple[float, ...]:
    """The share of each column of `room` (points), in their order; together 1.

    A column gets the room of its longest word first, so that no number and no heading is broken. What is left
    goes to columns with longer cells: by their longest where all of these fit, else by what is usual in them,
    so that one long text does not take the room of many short ones.
    """
    rows = tuple(table.rows)
    least: list[float] = []
    most: list[float] = []
    usual: list[float] = []
    for position, column in enumerate(table.columns):
        texts = {row[position].text for row in rows}
        widths = [min(text_width(text, SIZE), ENOUGH) + PADDING for text in texts] or [0.0]
        least.append(PADDING + max(_longest_word(column.heading, bold=True), *map(_longest_word, texts), 0.0))
        most.append(max(0.0, max(widths) - least[-1]))
        usual.append(max(0.0, (max(widths) + sum(widths) / len(widths)) / 2 - least[-1]))
    left = max(room - sum(least), 0.0)
    wishes = most if sum(most) <= left else usual
    more = left / sum(wishes) if any(wishes) else 0.0
    shared = [low + wish * more for low, wish in zip(least, wishes, strict=True)]
    return tuple(width / sum(shared) for width in shared)


def _longest_word(text: str, bold: bool = False) -> float:
    """Points. A number is one word, whatever stands between its digits."""
    words = re.split(r"[ \n]", text)
    return max(min(text_width(word, SIZE, bold=bold), LONGEST_WORD) for word in words)
