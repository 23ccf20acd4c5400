"""Up or down? A line of a few years in a table's cell; the number always stands beside it as text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from indicators.numbers import ResultUnit
from reporting.charts.drawing import ACT, INK_2, THIN, Canvas, Svg, joined
from reporting.charts.scales import scale_for

WIDTH, HEIGHT, EDGE = 96, 24, 5


def sparkline(
    *,
    title: str,
    values: Sequence[Fraction | None],
    target: Fraction | None = None,
    unit: ResultUnit | None = None,
) -> Svg:
    """One value for each year in a row, None where there is none: there the line breaks. An empty text
    where no year has a value.

    The scale is the one the large chart of the same years has; two Chỉ tiêu never share one.
    """
    known = [value for value in values if value is not None]
    if not known:
        return Svg()
    scale = scale_for([*known, *([target] if target is not None else [])], unit)
    canvas = Canvas()

    def y(value: Fraction) -> Fraction:
        return scale.place(value, HEIGHT - EDGE, EDGE)

    if target is not None:
        canvas.line(0, y(target), WIDTH, y(target), stroke=INK_2, dash="3 2", name="target")
    step = Fraction(WIDTH - 2 * EDGE, max(len(values) - 1, 1))
    run: list[tuple[Fraction, Fraction]] = []
    last: tuple[Fraction, Fraction] | None = None
    for index, value in enumerate([*values, None]):
        if value is not None:
            # A single year stands at the end, where the newest one is looked for.
            last = (EDGE + step * index if len(values) > 1 else Fraction(WIDTH - EDGE), y(value))
            run.append(last)
            continue
        if len(run) > 1:
            canvas.path(joined(run), stroke=ACT, width=THIN, name="series")
        elif run:
            canvas.dot(*run[0], THIN, fill=ACT, name="alone")
        run = []
    assert last is not None
    canvas.dot(*last, 3, fill=ACT, name="end")
    return canvas.finished(WIDTH, HEIGHT, title=title, name="chart-sparkline")
