"""What is a drawing made of? Lines, boxes, dots and words as SVG, the same on a screen and on paper.

Everything is said with presentation attributes: neither a page under a strict content policy nor a PDF needs
a style sheet to draw it. No pattern, gradient or marker is referred to by name, so that several drawings in
one page, or a hidden one, never take each other's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

Place = int | Fraction

INK = "#1B2430"
INK_2 = "#47525F"
ACT = "#0B4F8A"
LINE = "#C9D0D8"
LINE_STRONG = "#7A8794"
BAND = "#E9EEF3"
PAPER = "#FFFFFF"
REFERENCE = "#5F6B78"
SERIES = (ACT, "#B5520B", "#0F766E")
"""Told apart by their markers as well; nothing is told by colour alone."""

FONT = "Noto Sans, Segoe UI, Roboto, Arial, sans-serif"
WIDE, NARROW = 720, 312
"""How wide a drawing is on a desk and on paper, and on a phone. A page holds both, so that no letter is ever
scaled down."""
SMALL, NORMAL = 12, 13
"""Text sizes; nothing is smaller than 12 px."""

THIN = Fraction(3, 2)
"""A line between a hairline and the 2 px of a series."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NARROW = frozenset(" .,:;'|!()[]/ijlftrIí ì ị ĩ ỉ-")
_WIDE = frozenset("mwMW%‰—@")


class Svg(str):
    """A finished drawing. Templates print it as it stands: every word in it is escaped already."""

    def __html__(self) -> str:
        return self


def at(value: Place) -> str:
    """A place on the sheet, to a hundredth of a pixel: "12", "12.5"."""
    hundredths = round(Fraction(value) * 100)
    whole, part = divmod(abs(hundredths), 100)
    text = f"{whole}.{part:02}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text


def text_width(text: str, size: int = NORMAL, *, is_bold: bool = False) -> Fraction:
    """About how wide a text is drawn, rather too wide than too narrow: there is no font to ask here."""
    shares = (33 if sign in _NARROW else 90 if sign in _WIDE else 60 for sign in text)
    return Fraction(sum(shares) * size * (106 if is_bold else 100), 10_000)


def wrapped(text: str, width: Place, size: int = NORMAL, *, most: int = 2) -> list[str]:
    """The text in lines no wider than `width`; what does not fit in `most` lines ends in “…”."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{' '.join(lines[most - 1 :])}"]
    return [_cut(line, width, size) for line in lines]


def _cut(line: str, width: Place, size: int) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def hatching(x: Place, y: Place, width: Place, height: Place, *, gap: int = 6) -> str:
    """The path of slanting lines that fill a box: what is marked with it was not complete."""
    left, top, wide, high = (Fraction(part) for part in (x, y, width, height))
    steps = []
    start = -high + Fraction(gap, 2)
    while start < wide:
        # From the lower edge up to the right, kept inside the box.
        first, last = max(start, Fraction(0)), min(start + high, wide)
        if last > first:
            steps.append(
                f"M{at(left + first)} {at(top + high - (first - start))}"
                f"L{at(left + last)} {at(top + high - (last - start))}"
            )
        start += gap
    return "".join(steps)


def _attribute(name: str, value: object) -> str:
    return f' {name.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'


def _clean(text: str) -> str:
    return html.escape(_NOT_XML.sub("", text))


class Canvas:
    """A sheet that is drawn on from back to front."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def _add(self, tag: str, **attributes: object) -> None:
        said = "".join(_attribute(name, value) for name, value in attributes.items() if value != "")
        self._parts.append(f"<{tag}{said}/>")

    def line(
        self,
        x1: Place,
        y1: Place,
        x2: Place,
        y2: Place,
        *,
        stroke: str = LINE,
        width: Place = 1,
        dash: str = "",
        name: str = "",
    ) -> None:
        self._add(
            "line",
            class_=name,
            x1=at(x1),
            y1=at(y1),
            x2=at(x2),
            y2=at(y2),
            stroke=stroke,
            stroke_width=at(width),
            stroke_dasharray=dash,
        )

    def box(
        self,
        x: Place,
        y: Place,
        width: Place,
        height: Place,
        *,
        fill: str,
        stroke: str = "",
        line: Place = 1,
        name: str = "",
    ) -> None:
        self._add(
            "rect",
            class_=name,
            x=at(x),
            y=at(y),
            width=at(width),
            height=at(height),
            fill=fill,
            stroke=stroke,
            stroke_width=at(line) if stroke else "",
        )

    def dot(
        self,
        x: Place,
        y: Place,
        radius: Place,
        *,
        fill: str,
        stroke: str = "",
        line: Place = 2,
        name: str = "",
    ) -> None:
        self._add(
            "circle",
            class_=name,
            cx=at(x),
            cy=at(y),
            r=at(radius),
            fill=fill,
            stroke=stroke,
            stroke_width=at(line) if stroke else "",
        )

    def path(
        self,
        steps: str,
        *,
        stroke: str = "",
        width: Place = 1,
        fill: str = "none",
        dash: str = "",
        name: str = "",
    ) -> None:
        self._add(
            "path",
            class_=name,
            d=steps,
            fill=fill,
            stroke=stroke,
            stroke_width=at(width) if stroke else "",
            stroke_dasharray=dash,
            stroke_linejoin="round" if stroke else "",
        )

    def words(
        self,
        x: Place,
        y: Place,
        text: str,
        *,
        size: int = NORMAL,
        fill: str = INK,
        anchor: str = "start",
        is_bold: bool = False,
        name: str = "",
    ) -> None:
        """A line of text; `y` is its base line."""
        attributes = {
            "class": name,
            "x": at(x),
            "y": at(y),
            "font_size": size,
            "fill": fill,
            "text_anchor": "" if anchor == "start" else anchor,
            "font_weight": "600" if is_bold else "",
        }
        said = "".join(_attribute(key, value) for key, value in attributes.items() if value != "")
        self._parts.append(f"<text{said}>{_clean(text)}</text>")

    def finished(self, width: Place, height: Place, *, title: str, finding: str = "", name: str = "") -> Svg:
        """The drawing. `title` says what it is of, `finding` what it shows to who cannot see it."""
        said = f"<desc>{_clean(finding)}</desc>" if finding else ""
        return Svg(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart{f" {name}" if name else ""}" role="img"'
            f' aria-label="{_clean(f"{title}. {finding}" if finding else title)}"'
            f' viewBox="0 0 {at(width)} {at(height)}" width="{at(width)}" height="{at(height)}"'
            f' font-family="{FONT}" font-size="{NORMAL}">'
            f"<title>{_clean(title)}</title>{said}{''.join(self._parts)}</svg>"
        )


def spread(wanted: Sequence[Place], gap: Place, low: Place, high: Place) -> list[Fraction]:
    """Heights for labels that want to stand at the heights given: none nearer than `gap` to another, all
    between `low` and `high` as far as there is room; the order stays."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    found = [Fraction(0)] * len(wanted)
    lowest = Fraction(low)
    for index in order:
        found[index] = max(Fraction(wanted[index]), lowest)
        lowest = found[index] + gap
    highest = Fraction(high)
    for index in reversed(order):
        found[index] = min(found[index], highest)
        highest = found[index] - gap
    return found


def joined(points: Iterable[tuple[Place, Place]]) -> str:
    """A path through the points."""
    return "".join(f"{'L' if index else 'M'}{at(x)} {at(y)}" for index, (x, y) in enumerate(points))
