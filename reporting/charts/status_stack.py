"""How many of each verdict? One bar in as many pieces, with the counts written; no pie and no gauge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.numbers import format_number
from reporting.charts.drawing import (
    BAND,
    INK,
    INK_2,
    NORMAL,
    PAPER,
    SMALL,
    WIDE,
    Canvas,
    Svg,
    hatching,
    text_width,
)

THICK = 26
OK, DARK_OK, BAD = "#0B6B3A", "#06401F", "#A61B1B"
FILLS = {
    "met": OK,
    "exceeded": DARK_OK,
    "not_met": PAPER,
    "milestone_later": BAND,
    "no_cases": BAND,
    "no_data": PAPER,
    "unread": BAND,
}
HATCHED = ("no_data",)
"""What is not known is hatched; what is missed is white with a thick edge: without colour they stay apart."""


@dataclass(frozen=True)
class Part:
    """`code` of a status, its word, and how many there are."""

    code: str
    words: str
    count: int


def status_stack(*, title: str, finding: str, parts: Sequence[Part], width: int = WIDE) -> Svg:
    """The bar with a legend that repeats every count; an empty text where there is nothing to count."""
    shown = [part for part in parts if part.count > 0]
    whole = sum(part.count for part in shown)
    if not whole:
        return Svg()
    canvas = Canvas()
    x = Fraction(4)
    for part in shown:
        wide = Fraction(width - 8) * part.count / whole
        _piece(canvas, x, 4, wide, part)
        count = format_number(part.count)
        if text_width(count, NORMAL, is_bold=True) + 8 <= wide:
            is_dark = FILLS.get(part.code) in (OK, DARK_OK)
            canvas.words(
                x + wide / 2,
                22,
                count,
                fill=PAPER if is_dark else INK,
                anchor="middle",
                is_bold=True,
                name="count",
            )
        x += wide
    height = _legend(canvas, shown, width)
    return canvas.finished(width, height, title=title, finding=finding, name="chart-stack")


def _piece(canvas: Canvas, x: Fraction, y: int, wide: Fraction, part: Part, *, high: int = THICK) -> None:
    edge = BAD if part.code == "not_met" else INK_2
    thick = 2 if part.code == "not_met" else 1
    gap = min(Fraction(1), wide / 4)
    fill = FILLS.get(part.code, BAND)
    canvas.box(x + gap, y, wide - 2 * gap, high, fill=fill, stroke=edge, line=thick, name=f"part {part.code}")
    if part.code in HATCHED:
        canvas.path(hatching(x + gap, y, wide - 2 * gap, high), stroke=edge, width=1, name="hatch")


def _legend(canvas: Canvas, parts: Sequence[Part], width: int) -> int:
    x, y = Fraction(4), 4 + THICK + 22
    for part in parts:
        text = f"{format_number(part.count)} {part.words.lower()}"
        wide = text_width(text, SMALL) + 20
        if x > 4 and x + wide > width - 4:
            x, y = Fraction(4), y + 20
        _piece(canvas, Fraction(round(x)), y - 10, Fraction(14), part, high=11)
        canvas.words(x + 20, y, text, size=SMALL, fill=INK_2, name="legend")
        x += wide + 16
    return y + 10
