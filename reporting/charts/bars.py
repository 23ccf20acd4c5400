"""How do units stand beside each other? One bar for each, worst first, against the same target.

A bar always begins at zero; where all values lie near 100% there are dots on a cut axis instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.numbers import ResultUnit
from reporting.charts.drawing import (
    ACT,
    INK,
    INK_2,
    LINE,
    LINE_STRONG,
    NORMAL,
    PAPER,
    SMALL,
    THIN,
    WIDE,
    Canvas,
    Svg,
    hatching,
    joined,
    text_width,
    wrapped,
)
from reporting.charts.scales import Scale, scale_for

SMALL_BASE = 30
"""Fewer than this many in the denominator: the bar is hollow and says “mẫu nhỏ”."""
NO_DATA = "chưa có số liệu"


@dataclass(frozen=True)
class Bar:
    """One unit. `label` is the value as the page prints it; without a value, why there is none.

    `base`: the denominator, None for what has none. `coverage` is written where it is not complete (“8/9
    thôn”). `is_own`: the place all are part of, or the reader's own; it is drawn in ink.
    """

    name: str
    value: Fraction | None = None
    label: str = NO_DATA
    base: int | None = None
    is_own: bool = False
    is_partial: bool = False
    coverage: str = ""

    @property
    def is_small(self) -> bool:
        return self.base is not None and self.base < SMALL_BASE

    @property
    def notes(self) -> str:
        """What the reader must know about the number: small base, not complete."""
        said = ["mẫu nhỏ"] if self.is_small else []
        if self.is_partial:
            said.append(f"chưa đủ: {self.coverage}" if self.coverage else "chưa đủ")
        return ", ".join(said)


@dataclass(frozen=True)
class TargetMark:
    """The target over all bars; `second` is the other end of a band."""

    value: Fraction
    label: str
    second: Fraction | None = None

    @property
    def values(self) -> list[Fraction]:
        return [self.value] if self.second is None else [self.value, self.second]


def worst_first(rows: Sequence[Bar], *, lower_is_better: bool) -> list[Bar]:
    """The own place on top, then from the worst to the best; equal ones and those without a number keep the
    order they came in, the latter at the end."""
    own = [row for row in rows if row.is_own]
    others = [row for row in rows if not row.is_own]
    known = [row for row in others if row.value is not None]
    known.sort(key=lambda row: row.value or 0, reverse=lower_is_better)
    return [*own, *known, *(row for row in others if row.value is None)]


@dataclass(frozen=True)
class _Lanes:
    """Where rows stand. Wide: name, bar, value and notes side by side. Narrow: name and value over the bar,
    notes under it."""

    left: int
    right: int
    top: int
    row: int
    width: int
    is_wide: bool

    def bar_y(self, index: int) -> int:
        """The upper edge of the row's bar."""
        return self.top + index * self.row + (7 if self.is_wide else 22)


THICK = 14
ROW, NARROW_ROW, NARROW_ROW_WITH_NOTES = 28, 44, 58


def bars(
    *,
    title: str,
    finding: str,
    rows: Sequence[Bar],
    lower_is_better: bool,
    target: TargetMark | None = None,
    unit: ResultUnit | None = None,
    width: int = WIDE,
) -> Svg:
    """The chart; an empty text for no rows."""
    if not rows:
        return Svg()
    ordered = worst_first(rows, lower_is_better=lower_is_better)
    marks = target.values if target is not None else []
    scale = scale_for([*(row.value for row in rows if row.value is not None), *marks], unit)
    lanes = _lanes(ordered, scale, width, has_target=target is not None)
    canvas = Canvas()
    bottom = lanes.top + lanes.row * len(ordered)
    _axis(canvas, scale, lanes, bottom)
    for index, row in enumerate(ordered):
        _row(canvas, scale, lanes, index, row)
    if target is not None:
        _target(canvas, scale, lanes, ordered, target)
    return canvas.finished(width, bottom + 24, title=title, finding=finding, name="chart-bars")


def _lanes(rows: Sequence[Bar], scale: Scale, width: int, *, has_target: bool) -> _Lanes:
    is_wide = width >= WIDE
    top = 10 + (18 if scale.title else 0) + (26 if has_target else 0)
    if not is_wide:
        has_notes = any(row.value is not None and row.notes for row in rows)
        return _Lanes(4, width - 14, top, NARROW_ROW_WITH_NOTES if has_notes else NARROW_ROW, width, False)
    longest = max(text_width(row.name, NORMAL, is_bold=row.is_own) for row in rows)
    said = max(_said_width(row) for row in rows)
    return _Lanes(min(round(longest) + 12, 210), width - min(round(said) + 18, 270), top, ROW, width, True)


def _said_width(row: Bar) -> Fraction:
    """How wide the value and its notes are."""
    if row.value is None:
        return Fraction(0)
    notes = text_width(row.notes, SMALL) + 8 if row.notes else 0
    return text_width(row.label, NORMAL, is_bold=True) + notes


def _axis(canvas: Canvas, scale: Scale, lanes: _Lanes, bottom: int) -> None:
    last_right = Fraction(0)
    for tick in scale.ticks:
        x = scale.place(tick, lanes.left, lanes.right)
        is_base = tick == 0
        canvas.line(x, lanes.top, x, bottom, stroke=LINE_STRONG if is_base else LINE, name="tick")
        wide = text_width(scale.words(tick), SMALL)
        start = max(x - wide / 2, Fraction(0))
        if start >= last_right:
            canvas.words(start, bottom + 16, scale.words(tick), size=SMALL, fill=INK_2)
            last_right = start + wide + 8
    if scale.title:
        canvas.words(4, 14, scale.title, size=SMALL, fill=INK_2, name="axis-title")
    if scale.is_cut:
        x = Fraction(lanes.left)
        foot = [(x, bottom), (x + 4, bottom), (x + 7, bottom - 4), (x + 11, bottom + 4), (x + 14, bottom)]
        canvas.path(joined([*foot, (lanes.right, bottom)]), stroke=INK_2, width=THIN, name="cut")


def _row(canvas: Canvas, scale: Scale, lanes: _Lanes, index: int, row: Bar) -> None:
    y = lanes.bar_y(index)
    colour = INK if row.is_own else ACT
    _name(canvas, lanes, y, row)
    if row.value is None:
        canvas.words(lanes.left + 6, y + 11, row.label, size=SMALL, fill=INK_2, name="missing")
        return
    end = scale.place(row.value, lanes.left, lanes.right)
    if scale.is_cut:
        fill = PAPER if row.is_small or row.is_partial else colour
        canvas.dot(end, y + Fraction(THICK, 2), 6, fill=fill, stroke=colour, name="value")
    else:
        _bar(canvas, scale, lanes, y, row, end, colour)
    if lanes.is_wide:
        x = lanes.right + 14
        canvas.words(x, y + 12, row.label, is_bold=True, fill=colour, name="label")
        after = x + text_width(row.label, NORMAL, is_bold=True) + 8
        for line in wrapped(row.notes, lanes.width - after, SMALL, most=1):
            canvas.words(after, y + 12, line, size=SMALL, fill=INK_2, name="note")
        return
    canvas.words(lanes.width - 4, y - 6, row.label, is_bold=True, fill=colour, anchor="end", name="label")
    if row.notes:
        canvas.words(lanes.left, y + THICK + 14, row.notes, size=SMALL, fill=INK_2, name="note")


def _name(canvas: Canvas, lanes: _Lanes, y: int, row: Bar) -> None:
    if not lanes.is_wide:
        said = text_width(row.label, NORMAL, is_bold=True) if row.value is not None else 0
        line = wrapped(row.name, lanes.width - said - 20, NORMAL, most=1)[0]
        canvas.words(lanes.left, y - 6, line, is_bold=row.is_own, name="name")
        return
    room = lanes.left - 10
    size = NORMAL if text_width(row.name, NORMAL, is_bold=row.is_own) <= room else SMALL
    lines = wrapped(row.name, room, size)
    first = y + 12 - (len(lines) - 1) * 6
    for number, line in enumerate(lines):
        canvas.words(
            lanes.left - 8,
            first + number * 13,
            line,
            size=size,
            anchor="end",
            is_bold=row.is_own,
            name="name",
        )


def _bar(canvas: Canvas, scale: Scale, lanes: _Lanes, y: int, row: Bar, end: Fraction, colour: str) -> None:
    zero = scale.place(Fraction(0), lanes.left, lanes.right)
    left, long = min(zero, end), abs(end - zero)
    if row.is_small:
        canvas.box(left, y + 1, long, THICK - 2, fill=PAPER, stroke=colour, line=2, name="value small")
    elif row.is_partial:
        canvas.box(left, y + 1, long, THICK - 2, fill=PAPER, stroke=colour, line=1, name="value partial")
    else:
        canvas.box(left, y, long, THICK, fill=colour, name="value")
    if row.is_partial and long > 0:
        lines = hatching(left, y + 1, long, THICK - 2, gap=5)
        canvas.path(lines, stroke=colour, width=THIN, name="hatch")


def _target(canvas: Canvas, scale: Scale, lanes: _Lanes, rows: Sequence[Bar], target: TargetMark) -> None:
    for value in target.values:
        x = scale.place(value, lanes.left, lanes.right)
        for index, row in enumerate(rows):
            if row.value is None:
                continue  # nothing there to hold against it; the line would run through the words
            y = lanes.bar_y(index)
            canvas.line(x, y - 4, x, y + THICK + 4, stroke=INK, width=2, name="target")
        canvas.line(x, lanes.top - 8, x, lanes.top, stroke=INK, width=2, name="target-head")
    x = scale.place(target.value, lanes.left, lanes.right)
    text = f"chỉ tiêu {target.label}"
    wide = text_width(text, SMALL)
    start = min(max(x - wide / 2, Fraction(4)), lanes.width - wide - 4)
    canvas.words(start, lanes.top - 13, text, size=SMALL, name="target-label")
