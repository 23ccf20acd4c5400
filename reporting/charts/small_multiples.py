"""Which unit stands out, and in what? One small chart for each Chỉ tiêu, the units in one order in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from indicators.numbers import ResultUnit
from reporting.charts.bars import NO_DATA, Bar, TargetMark
from reporting.charts.drawing import (
    ACT,
    INK,
    INK_2,
    LINE_STRONG,
    NARROW,
    PAPER,
    SMALL,
    THIN,
    Canvas,
    Svg,
    hatching,
    text_width,
    wrapped,
)
from reporting.charts.scales import Scale, scale_for

ROW, THICK = 20, 10
LEAST_NAMES, MOST_NAMES = 104, 142
"""How wide the column of names is: as wide as the longest asks, and never half of the drawing."""


@dataclass(frozen=True)
class Panel:
    """One Chỉ tiêu: a bar by unit key. A unit that is not there was not asked."""

    title: str
    finding: str
    bars: Mapping[str, Bar]
    target: TargetMark | None = None
    unit: ResultUnit | None = None
    lower_is_better: bool = False
    url: str = field(default="", compare=False)


def small_multiples(
    panels: Sequence[Panel], order: Sequence[tuple[str, str]], *, width: int = NARROW
) -> list[Svg]:
    """A drawing for each panel, in their order; `order` has each unit's key and name, the same in all."""
    return [_panel(panel, order, width) for panel in panels]


def _panel(panel: Panel, order: Sequence[tuple[str, str]], width: int) -> Svg:
    marks = panel.target.values if panel.target is not None else []
    values = [bar.value for bar in panel.bars.values() if bar.value is not None]
    scale = scale_for([*values, *marks], panel.unit)
    said = [
        text_width(_said(bar), SMALL, is_bold=True) for bar in panel.bars.values() if bar.value is not None
    ]
    names = max((text_width(name, SMALL) for _, name in order), default=Fraction(0))
    left = min(max(round(names) + 9, LEAST_NAMES), MOST_NAMES)
    right = width - min(round(max(said, default=0)) + 18, 110)
    top = 20
    canvas = Canvas()
    bottom = top + ROW * len(order)
    if scale.is_cut:
        canvas.line(left, top, left, bottom, stroke=LINE_STRONG, dash="2 3", name="cut")
    else:
        zero = scale.place(Fraction(0), left, right)
        canvas.line(zero, top, zero, bottom, stroke=LINE_STRONG, name="zero")
    for index, (key, name) in enumerate(order):
        _row(canvas, scale, (left, right), top + index * ROW, name, panel.bars.get(key))
    _head(canvas, scale, (left, right), (top, bottom), panel.target, width)
    return canvas.finished(width, bottom + 4, title=panel.title, finding=panel.finding, name="chart-panel")


def _row(canvas: Canvas, scale: Scale, ends: tuple[int, int], top: int, name: str, bar: Bar | None) -> None:
    left, right = ends
    is_own = bar is not None and bar.is_own
    line = wrapped(name, left - 8, SMALL, most=1)[0]
    canvas.words(left - 6, top + 14, line, size=SMALL, anchor="end", is_bold=is_own, name="name")
    if bar is None or bar.value is None:
        text = "không phải báo cáo" if bar is None else bar.label or NO_DATA
        canvas.words(left + 5, top + 14, text, size=SMALL, fill=INK_2, name="missing")
        return
    colour = INK if is_own else ACT
    end = scale.place(bar.value, left, right)
    y = top + 5
    is_loose = _is_loose(bar)
    if scale.is_cut:
        canvas.dot(end, y + 5, 4, fill=PAPER if is_loose else colour, stroke=colour, name="value")
    else:
        zero = scale.place(Fraction(0), left, right)
        x, wide = min(zero, end), abs(end - zero)
        if is_loose:
            canvas.box(x, y + 1, wide, THICK - 2, fill=PAPER, stroke=colour, line=THIN, name="value loose")
        else:
            canvas.box(x, y, wide, THICK, fill=colour, name="value")
        if bar.is_partial and wide > 0:
            canvas.path(hatching(x, y + 1, wide, THICK - 2, gap=5), stroke=colour, width=THIN, name="hatch")
    canvas.words(right + 10, top + 14, _said(bar), size=SMALL, is_bold=True, fill=colour, name="label")


def _is_loose(bar: Bar) -> bool:
    return bar.is_small or bar.is_partial


def _said(bar: Bar) -> str:
    """“16,7‰ *” for one of few or of not all."""
    return f"{bar.label} *" if _is_loose(bar) else bar.label


def _head(
    canvas: Canvas,
    scale: Scale,
    ends: tuple[int, int],
    rows: tuple[int, int],
    target: TargetMark | None,
    width: int,
) -> None:
    top, bottom = rows
    if scale.title:
        canvas.words(4, 13, scale.title, size=SMALL, fill=INK_2, name="axis-title")
    if target is None:
        return
    for value in target.values:
        x = scale.place(value, *ends)
        canvas.line(x, top - 2, x, bottom, stroke=INK, width=THIN, name="target")
    x = scale.place(target.value, *ends)
    wide = text_width(target.label, SMALL)
    start = min(max(x - wide / 2, Fraction(4)), width - wide - 4)
    canvas.words(start, 13, target.label, size=SMALL, name="target-label")
