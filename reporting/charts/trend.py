"""How did a result move over the years? A line with gaps, and the target as steps beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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
    REFERENCE,
    SERIES,
    SMALL,
    THIN,
    WIDE,
    Canvas,
    Svg,
    joined,
    spread,
    text_width,
    wrapped,
)
from reporting.charts.scales import Scale, scale_for

MOST_SERIES = 3
NOT_YET = "chưa có"


class Footing(StrEnum):
    """How firm a year's value is; all but FIRM is drawn hollow, and its word stands under the chart."""

    FIRM = ""
    ESTIMATE = "ước thực hiện"
    PROVISIONAL = "tạm tính"
    INTERPOLATED = "nội suy"


class SeriesKind(StrEnum):
    OWN = "own"
    BESIDE = "beside"  # a split predecessor: shown beside, never part of the own line
    REFERENCE = "reference"  # the result of all together, to compare with


@dataclass(frozen=True)
class Point:
    """One year. `label` is the value as the rest of the page prints it. Without a value the line breaks, and
    the label says why (“không phát sinh”); without a label nobody has told yet.

    `is_summed`: made of the whole predecessors of a unit that did not exist yet (◊). `is_partial`: not of
    all that were asked; hollow, with a * behind its value that is explained under the chart.
    """

    year: int
    value: Fraction | None = None
    label: str = ""
    footing: Footing = Footing.FIRM
    is_summed: bool = False
    is_partial: bool = False

    @property
    def said(self) -> str:
        """The value as it stands beside the line."""
        return f"{self.label} *" if self.is_partial else self.label

    @property
    def is_firm(self) -> bool:
        return self.footing == Footing.FIRM and not self.is_partial


@dataclass(frozen=True)
class Series:
    name: str
    points: Sequence[Point]
    kind: SeriesKind = SeriesKind.OWN

    @property
    def known(self) -> list[tuple[Point, Fraction]]:
        return [(point, point.value) for point in self.points if point.value is not None]


@dataclass(frozen=True)
class TargetStep:
    """What was asked in some years running (both ends count); `second` is the other end of a band.

    `is_broken`: not in force in these years by anybody's signature: drawn between two milestones, or the next
    milestone itself.
    """

    first_year: int
    last_year: int
    value: Fraction
    label: str
    second: Fraction | None = None
    is_broken: bool = False

    @property
    def values(self) -> list[Fraction]:
        return [self.value] if self.second is None else [self.value, self.second]


@dataclass(frozen=True)
class Plot:
    """Where years and values stand on the sheet: each year has a band of the same width."""

    left: Fraction
    right: Fraction
    top: Fraction
    bottom: Fraction
    years: Sequence[int]
    scale: Scale = field(repr=False)

    @property
    def band(self) -> Fraction:
        return (self.right - self.left) / len(self.years)

    def x(self, year: int) -> Fraction:
        """The middle of the year's band."""
        return self.left + self.band * (year - self.years[0]) + self.band / 2

    def y(self, value: Fraction) -> Fraction:
        return self.scale.place(value, self.bottom, self.top)


@dataclass(frozen=True)
class _Label:
    """Words at the right end of a line."""

    y: Fraction
    text: str
    fill: str
    is_bold: bool = False


def trend(
    *,
    title: str,
    finding: str,
    series: Sequence[Series],
    targets: Sequence[TargetStep] = (),
    unit: ResultUnit | None = None,
    width: int = WIDE,
) -> Svg:
    """The chart; an empty text where there is neither a year nor a target to draw.

    At most three series are drawn; a line under the chart says how many stand only in the table.
    """
    drawn = list(series[:MOST_SERIES])
    years = _years(drawn, targets)
    if not years:
        return Svg()
    shown = [step for step in targets if step.last_year >= years[0] and step.first_year <= years[-1]]
    values = [value for one in drawn for _, value in one.known]
    values += [value for step in shown for value in step.values]
    plot = _plot(years, scale_for(values, unit), drawn, shown, width)
    canvas = Canvas()
    lines = _axes(canvas, plot, drawn)
    for step_index, step in enumerate(shown):
        _target(canvas, plot, step, shown[step_index + 1] if step_index + 1 < len(shown) else None)
    for index, one in reversed(list(enumerate(drawn))):
        _line(canvas, plot, one, index)
    for index, one in enumerate(drawn):
        if one.kind == SeriesKind.OWN and width >= WIDE:
            _values(canvas, plot, one, shown, _colour(one, index))
    _ends(canvas, plot, drawn, shown, width)
    foot = int(plot.bottom) + 26 + 14 * lines
    height = _legend(canvas, drawn, len(series) - len(drawn), foot, width)
    return canvas.finished(width, height, title=title, finding=finding, name="chart-trend")


def _years(series: Sequence[Series], targets: Sequence[TargetStep]) -> list[int]:
    said = {point.year for one in series for point in one.points}
    said = said or {year for step in targets for year in (step.first_year, step.last_year)}
    return list(range(min(said), max(said) + 1)) if said else []


def _plot(
    years: list[int], scale: Scale, series: Sequence[Series], targets: Sequence[TargetStep], width: int
) -> Plot:
    left = max(text_width(scale.words(tick), SMALL) for tick in scale.ticks) + 10
    ends = [_end_words(one.known[-1][0], years) for one in series if one.known]
    ends += [step.label for step in targets[-1:]]
    right = max((text_width(label, NORMAL, is_bold=True) for label in ends), default=Fraction(0)) + 14
    if len(series) > 1 and width >= WIDE:
        right = max(right, Fraction(150))
    top = 34 if scale.title else 20
    height = 230 if width >= WIDE else 190
    return Plot(
        left=Fraction(round(left)),
        right=Fraction(round(width - right)),
        top=Fraction(top),
        bottom=Fraction(top + height),
        years=years,
        scale=scale,
    )


def _axes(canvas: Canvas, plot: Plot, series: Sequence[Series]) -> int:
    """The axis, the years, and why a year has no dot; how many lines of words that takes under the years."""
    scale = plot.scale
    for tick in scale.ticks:
        y = plot.y(tick)
        is_base = tick == 0 or (scale.is_cut and tick == scale.low)
        canvas.line(plot.left, y, plot.right, y, stroke=LINE_STRONG if is_base else LINE, name="tick")
        canvas.words(plot.left - 6, y + 4, scale.words(tick), size=SMALL, fill=INK_2, anchor="end")
    if scale.title:
        canvas.words(4, 14, scale.title, size=SMALL, fill=INK_2, name="axis-title")
    if scale.is_cut:
        # The broken foot of the axis: it does not begin at zero.
        x, y = plot.left, plot.bottom
        foot = [(x, y - 14), (x - 4, y - 11), (x + 4, y - 7), (x, y - 4), (x, y)]
        canvas.path(joined(foot), stroke=INK_2, width=THIN, name="cut")
    every = -int(-(text_width("0000", SMALL) + 6) // plot.band)
    known = {point.year for one in series for point, _ in one.known if one.kind == SeriesKind.OWN}
    why = {point.year: point.label for one in series[:1] for point in one.points if point.value is None}
    lines = 0
    for back, year in enumerate(reversed(plot.years)):
        if back % every == 0:
            canvas.words(plot.x(year), plot.bottom + 18, str(year), size=SMALL, fill=INK_2, anchor="middle")
        if year not in known:
            lines = max(lines, _missing(canvas, plot, year, why.get(year) or NOT_YET))
    return lines


def _missing(canvas: Canvas, plot: Plot, year: int, text: str) -> int:
    """Why there is no dot, under the year; a dash where there is no room, and the table tells."""
    lines = wrapped(text, plot.band, SMALL)
    if any(line.endswith("…") for line in lines):
        lines = ["–"]
    for index, line in enumerate(lines):
        y = plot.bottom + 33 + index * 14
        canvas.words(plot.x(year), y, line, size=SMALL, fill=INK_2, anchor="middle", name="missing")
    return len(lines)


def _colour(one: Series, index: int) -> str:
    return REFERENCE if one.kind == SeriesKind.REFERENCE else SERIES[index]


def _line(canvas: Canvas, plot: Plot, one: Series, index: int) -> None:
    colour = _colour(one, index)
    dash = "" if one.kind == SeriesKind.OWN else "6 4"
    for run in _runs(one):
        if len(run) > 1:
            steps = joined((plot.x(point.year), plot.y(value)) for point, value in run)
            canvas.path(steps, stroke=colour, width=2, dash=dash, name="series")
    known = one.known
    for point, value in known:
        is_end = point is known[-1][0]
        _marker(canvas, plot.x(point.year), plot.y(value), point, index, colour, 5 if is_end else 4)


def _runs(one: Series) -> list[list[tuple[Point, Fraction]]]:
    """Years that follow each other without a gap."""
    runs: list[list[tuple[Point, Fraction]]] = []
    for point, value in one.known:
        if runs and runs[-1][-1][0].year == point.year - 1:
            runs[-1].append((point, value))
        else:
            runs.append([(point, value)])
    return runs


def _marker(
    canvas: Canvas, x: Fraction, y: Fraction, point: Point, index: int, colour: str, radius: int
) -> None:
    """◊ for a sum of predecessors; else a shape for each series: dot, box, triangle. Hollow: not firm."""
    fill = colour if point.is_firm else PAPER
    if point.is_summed:
        size = radius + 2
        steps = joined([(x, y - size), (x + size, y), (x, y + size), (x - size, y)]) + "Z"
        canvas.path(steps, stroke=colour, width=2, fill=PAPER, name="point summed")
        if fill == colour:
            canvas.dot(x, y, 2, fill=colour, name="summed-core")
    elif index == 0:
        canvas.dot(x, y, radius, fill=fill, stroke=colour, name="point")
    elif index == 1:
        canvas.box(x - 4, y - 4, 8, 8, fill=fill, stroke=colour, line=2, name="point")
    else:
        steps = joined([(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)]) + "Z"
        canvas.path(steps, stroke=colour, width=2, fill=fill, name="point")


def _target(canvas: Canvas, plot: Plot, step: TargetStep, following: TargetStep | None) -> None:
    """A level piece over the step's years, and a riser where the next one begins at once."""
    left = plot.x(max(step.first_year, plot.years[0])) - plot.band / 2
    right = plot.x(min(step.last_year, plot.years[-1])) + plot.band / 2
    for value in step.values:
        dash = "5 4" if step.is_broken else ""
        canvas.line(left, plot.y(value), right, plot.y(value), stroke=INK, width=2, dash=dash, name="target")
    if following is None:
        return
    if following.first_year == step.last_year + 1:
        for one, other in zip(step.values, following.values, strict=False):
            canvas.line(right, plot.y(one), right, plot.y(other), stroke=INK, width=1, name="riser")
    if following.label != step.label:
        y = plot.y(step.value)
        _on_paper(canvas, left + 4, y - 6, step.label, fill=INK)


def _on_paper(
    canvas: Canvas, x: Fraction, y: Fraction, text: str, *, fill: str, anchor: str = "start"
) -> None:
    """Words on a white ground, so that no line runs through them."""
    wide = text_width(text, SMALL)
    left = x - (wide / 2 if anchor == "middle" else 0)
    canvas.box(left - 1, y - 11, wide + 2, 14, fill=PAPER)
    canvas.words(x, y, text, size=SMALL, fill=fill, anchor=anchor)


def _values(canvas: Canvas, plot: Plot, one: Series, targets: Sequence[TargetStep], colour: str) -> None:
    """Each year's value beside its dot, on the side where no target runs; the last one stands at the end."""
    for point, value in one.known[:-1]:
        if text_width(point.said, SMALL) > plot.band:
            continue  # ten long numbers would run into each other; the table has them all
        y = plot.y(value)
        marks = [
            plot.y(mark)
            for step in targets
            if step.first_year <= point.year <= step.last_year
            for mark in step.values
        ]
        is_free_above = y - 24 > plot.top - 14 and not any(y - 26 < mark < y for mark in marks)
        where = y - 10 if is_free_above else y + 20
        _on_paper(canvas, plot.x(point.year), where, point.said, fill=colour, anchor="middle")


def _end_words(point: Point, years: Sequence[int]) -> str:
    """The last value of a line; one that does not reach the last year says of which year it is."""
    return point.said if point.year == years[-1] else f"{point.said} ({point.year})"


def _ends(
    canvas: Canvas, plot: Plot, series: Sequence[Series], targets: Sequence[TargetStep], width: int
) -> None:
    """The last value of each line, with its name where there are several, and the target's words."""
    labels: list[_Label] = []
    for index, one in enumerate(series):
        if not one.known:
            continue
        point, value = one.known[-1]
        colour = ACT if index == 0 and one.kind == SeriesKind.OWN else _colour(one, index)
        labels.append(_Label(plot.y(value), _end_words(point, plot.years), colour, is_bold=True))
    names = [one.name for one in series if one.known]
    if targets and targets[-1].last_year >= plot.years[-1]:
        labels.append(_Label(plot.y(targets[-1].value), targets[-1].label, INK))
        names.append("chỉ tiêu" if width >= WIDE and len(series) > 1 else "")
    has_names = len(series) > 1 and width >= WIDE
    gap = 32 if has_names else 16
    x = plot.right + 8
    wide = width - x
    heights = spread([label.y + 4 for label in labels], gap, plot.top, plot.bottom + 16)
    for label, y, name in zip(labels, heights, names, strict=True):
        canvas.words(x, y, label.text, fill=label.fill, is_bold=label.is_bold, name="end")
        if has_names and name:
            line = wrapped(name, wide, SMALL, most=1)[0]
            canvas.words(x, y + 14, line, size=SMALL, fill=label.fill, name="end-name")


def _legend(canvas: Canvas, series: Sequence[Series], left_out: int, foot: int, width: int) -> int:
    """Only the signs that were used, each with its words; the height of the whole drawing."""
    x, y = Fraction(4), foot + 20
    points = [(index, one, point) for index, one in enumerate(series) for point, _ in one.known]
    entries: list[tuple[str, int, str]] = []
    if len(series) > 1 and width < WIDE:
        entries += [("series", index, one.name) for index, one in enumerate(series) if one.known]
    loose = [
        footing.value for footing in Footing if footing and any(p.footing == footing for _, _, p in points)
    ]
    if loose:
        entries.append(("hollow", 0, ", ".join(loose)))
    if any(point.is_summed for _, _, point in points):
        entries.append(("summed", 0, "cộng từ các đơn vị trước sắp xếp"))
    if any(point.is_partial for _, _, point in points):
        entries.append(("", 0, "* chưa đủ số liệu"))
    if left_out:
        entries.append(("", 0, f"{left_out} đơn vị khác có trong bảng số"))
    if not entries:
        return foot + 4
    for sign, index, text in entries:
        needed = text_width(text, SMALL) + 38
        if x > 4 and x + needed > width:
            x, y = Fraction(4), y + 20
        middle = Fraction(round(x + 8)), Fraction(round(y - 4))
        if sign == "series":
            one = series[index]
            colour = _colour(one, index)
            dash = "" if one.kind == SeriesKind.OWN else "6 4"
            canvas.line(x, middle[1], x + 16, middle[1], stroke=colour, width=2, dash=dash)
            _marker(canvas, *middle, Point(0), index, colour, 4)
        elif sign:
            footing = Footing.ESTIMATE if sign == "hollow" else Footing.FIRM
            _marker(canvas, *middle, Point(0, footing=footing, is_summed=sign == "summed"), 0, ACT, 4)
        canvas.words(x + (22 if sign else 0), y, text, size=SMALL, fill=INK_2, name="legend")
        x += needed
    return int(y) + 10
