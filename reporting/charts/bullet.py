"""How far is one result from its target? A bar in a track, or a dot on a cut axis near 100%."""

from __future__ import annotations

from fractions import Fraction

from indicators.numbers import ResultUnit
from reporting.charts.bars import TargetMark
from reporting.charts.drawing import (
    ACT,
    BAND,
    INK,
    INK_2,
    LINE_STRONG,
    NARROW,
    PAPER,
    SMALL,
    THIN,
    Canvas,
    Svg,
    joined,
    text_width,
)
from reporting.charts.scales import Scale, scale_for

MIDDLE = 16
"""The height of the track's middle."""


def bullet(
    *,
    title: str,
    finding: str,
    value: Fraction | None,
    label: str,
    target: TargetMark | None = None,
    last: Fraction | None = None,
    last_label: str = "",
    lower_is_better: bool = False,
    unit: ResultUnit | None = None,
    width: int = NARROW,
) -> Svg:
    """The bar is blue whatever the verdict: the chip beside it says that. An empty text without a value."""
    if value is None:
        return Svg()
    marks = [value, *(target.values if target is not None else []), *([last] if last is not None else [])]
    scale = scale_for(marks, unit)
    canvas = Canvas()
    left, right = 4, width - 12
    x = scale.place(value, left, right)
    if scale.is_cut:
        foot = [(left, MIDDLE), (left + 4, MIDDLE), (left + 7, MIDDLE - 4), (left + 11, MIDDLE + 4)]
        canvas.path(
            joined([*foot, (left + 14, MIDDLE), (right, MIDDLE)]), stroke=LINE_STRONG, width=THIN, name="cut"
        )
        canvas.dot(x, MIDDLE, 6, fill=ACT, name="value")
    else:
        zero = scale.place(Fraction(0), left, right)
        canvas.box(left, MIDDLE - 8, right - left, 16, fill=BAND, name="track")
        canvas.box(min(zero, x), MIDDLE - 4, abs(x - zero), 8, fill=ACT, name="value")
    if last is not None:
        canvas.dot(scale.place(last, left, right), MIDDLE, 5, fill=PAPER, stroke=INK_2, name="last")
    for mark in target.values if target is not None else []:
        at_target = scale.place(mark, left, right)
        canvas.line(at_target, MIDDLE - 10, at_target, MIDDLE + 10, stroke=INK, width=3, name="target")
    height = _words(canvas, scale, target, last_label, label, lower_is_better=lower_is_better, width=width)
    return canvas.finished(width, height, title=title, finding=finding, name="chart-bullet")


def _words(
    canvas: Canvas,
    scale: Scale,
    target: TargetMark | None,
    last_label: str,
    label: str,
    *,
    lower_is_better: bool,
    width: int,
) -> int:
    """What each sign means, in lines under the track; the height of the drawing."""
    said = [label]
    if target is not None:
        said.append(f"chỉ tiêu {target.label}")
    if last_label:
        said.append(f"○ năm trước {last_label}")
    if lower_is_better:
        said.append("càng thấp càng tốt")
    if scale.title:
        said.append(scale.title)
    x, y = Fraction(4), MIDDLE + 26
    for index, text in enumerate(said):
        wide = text_width(text, SMALL, is_bold=index == 0)
        if x > 4 and x + wide > width - 4:
            x, y = Fraction(4), y + 18
        canvas.words(x, y, text, size=SMALL, fill=INK_2 if index else ACT, is_bold=index == 0)
        x += wide + 14
    return y + 8
