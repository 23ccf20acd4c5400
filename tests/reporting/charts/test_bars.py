"""Are units drawn worst first, from zero, and is what is small, missing or incomplete said?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from indicators.numbers import PERCENT
from reporting.charts.bars import Bar, TargetMark, bars, worst_first
from reporting.charts.drawing import NARROW, WIDE
from tests.reporting.charts.test_trend import named, texts


def bar(name: str, value: str | None, base: int | None = 100, **more: Any) -> Bar:
    if value is None:
        return Bar(name, **more)
    return Bar(name, Fraction(value), f"{value.replace('.', ',')}%", base, **more)


def draw(*rows: Bar, target: TargetMark | None = None, lower: bool = True, width: int = WIDE) -> Element:
    return fromstring(
        bars(
            title="T",
            finding="F",
            rows=rows,
            lower_is_better=lower,
            target=target,
            unit=PERCENT,
            width=width,
        )
    )


ROWS = [bar("A", "4"), bar("B", None), bar("C", "9"), bar("D", "0"), bar("E", "4")]


def test_worst_first_where_low_is_good() -> None:
    assert [row.name for row in worst_first(ROWS, lower_is_better=True)] == ["C", "A", "E", "D", "B"]


def test_worst_first_where_high_is_good() -> None:
    assert [row.name for row in worst_first(ROWS, lower_is_better=False)] == ["D", "A", "E", "C", "B"]


def test_the_own_place_stands_on_top_in_ink() -> None:
    rows = [*ROWS, bar("Huyện", "5", is_own=True)]
    assert worst_first(rows, lower_is_better=True)[0].name == "Huyện"
    assert named(draw(*rows), "rect", "value")[0].get("fill") == "#1B2430"


def test_a_bar_begins_at_zero_and_halfway_is_halfway() -> None:
    root = draw(bar("A", "10"), bar("B", "5"))
    ticks = [float(tick.get("x1", "")) for tick in named(root, "line", "tick")]
    whole, half = named(root, "rect", "value")
    assert float(whole.get("x", "")) == float(half.get("x", "")) == ticks[0]
    assert float(whole.get("width", "")) == ticks[-1] - ticks[0]
    assert float(half.get("width", "")) == (ticks[-1] - ticks[0]) / 2


def test_zero_has_no_length_but_a_number() -> None:
    root = draw(bar("A", "10"), bar("B", "0"))
    assert float(named(root, "rect", "value")[1].get("width", "")) == 0
    assert texts(root, "label") == ["10%", "0%"]


def test_a_unit_without_a_number_keeps_its_row_and_has_no_bar() -> None:
    root = draw(bar("A", "10"), bar("B", None), Bar("C", label="không phát sinh"))
    assert texts(root, "name") == ["A", "B", "C"]
    assert texts(root, "missing") == ["chưa có số liệu", "không phát sinh"]
    assert len(named(root, "rect", "value")) == 1


@pytest.mark.parametrize(("base", "is_small"), [(29, True), (30, False), (None, False)])
def test_a_small_base_is_hollow_and_said(base: int | None, is_small: bool) -> None:
    root = draw(bar("A", "10", base))
    (value,) = named(root, "rect", "value")
    assert (value.get("fill") == "#FFFFFF") is is_small
    assert texts(root, "note") == (["mẫu nhỏ"] if is_small else [])


def test_what_is_incomplete_is_hatched_and_said() -> None:
    root = draw(bar("A", "10", is_partial=True, coverage="8/9 thôn"), bar("B", "5"))
    assert len(named(root, "path", "hatch")) == 1
    assert texts(root, "note") == ["chưa đủ: 8/9 thôn"]


def test_the_target_stands_on_every_bar_and_is_named_once() -> None:
    root = draw(bar("A", "10"), bar("B", "4"), bar("C", None), target=TargetMark(Fraction(5), "< 5%"))
    ticks = [float(tick.get("x1", "")) for tick in named(root, "line", "tick")]
    places = {float(line.get("x1", "")) for line in named(root, "line", "target")}
    assert places == {(ticks[0] + ticks[-1]) / 2}
    assert len(named(root, "line", "target")) == 2  # C has nothing to hold against it
    assert texts(root, "target-label") == ["chỉ tiêu < 5%"]


def test_a_band_has_two_marks() -> None:
    root = draw(bar("A", "10"), target=TargetMark(Fraction(2), "giảm 2–3%", Fraction(3)))
    assert len({line.get("x1") for line in named(root, "line", "target")}) == 2


def test_below_zero_a_bar_goes_to_the_left() -> None:
    root = draw(bar("A", "-10"), bar("B", "10"), lower=False)
    left, right = named(root, "rect", "value")
    assert float(left.get("x", "")) + float(left.get("width", "")) == float(right.get("x", ""))


def test_near_100_there_are_dots_on_a_cut_axis_and_no_bars() -> None:
    root = draw(
        bar("A", "97.2"),
        bar("B", "100", 12),
        bar("C", None),
        target=TargetMark(Fraction(98), "≥ 98%"),
        lower=False,
    )
    assert named(root, "rect", "value") == []
    assert [dot.get("fill") for dot in named(root, "circle", "value")] == ["#0B4F8A", "#FFFFFF"]
    assert texts(root, "axis-title") == ["trục 90–100%"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_thirty_units_with_long_names_stay_inside(width: int) -> None:
    rows = [bar(f"thị trấn Bút Sơn thuộc huyện Hoằng Hóa số {n}", str(n), is_partial=True) for n in range(30)]
    root = draw(*rows, width=width, target=TargetMark(Fraction(29), "≤ 29%"))
    for part in root.iter():
        for side in ("x", "x1", "x2"):
            assert 0 <= float(part.get(side, 0)) <= width
    assert len(texts(root, "label")) == 30


def test_no_rows_is_an_empty_text() -> None:
    assert bars(title="T", finding="F", rows=[], lower_is_better=True) == ""
