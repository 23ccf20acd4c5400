"""Does the line stand where a hand would draw it, and break where nobody knows?"""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from indicators.numbers import PERCENT
from reporting.charts.drawing import NARROW, PAPER, WIDE
from reporting.charts.trend import Footing, Point, Series, SeriesKind, TargetStep, trend

NS = "{http://www.w3.org/2000/svg}"


def percent(year: int, value: str | None, footing: Footing = Footing.FIRM, *, summed: bool = False) -> Point:
    if value is None:
        return Point(year)
    return Point(year, Fraction(value), f"{value.replace('.', ',')}%", footing, summed)


def draw(*points: Point, targets: tuple[TargetStep, ...] = (), width: int = WIDE) -> Element:
    series = [Series("xã Xuân", points)]
    return fromstring(
        trend(title="T", finding="F", series=series, targets=targets, unit=PERCENT, width=width)
    )


def named(root: Element, tag: str, name: str) -> list[Element]:
    return [part for part in root.iter(f"{NS}{tag}") if name in (part.get("class") or "").split()]


def texts(root: Element, name: str = "") -> list[str]:
    """The words drawn, or those of one kind."""
    return [
        part.text or ""
        for part in root.iter(f"{NS}text")
        if not name or name in (part.get("class") or "").split()
    ]


def test_geometry_worked_out_by_hand() -> None:
    """The plot begins at 20 and is 230 high: 0% at 250, 10% at 20, so 5% at 135; two years share its width
    in halves, their dots stand at a quarter and three quarters of it."""
    root = draw(percent(2023, "5"), percent(2024, "10"))
    dots = named(root, "circle", "point")
    assert [float(dot.get("cy", "")) for dot in dots] == [135, 20]
    ticks = named(root, "line", "tick")
    left, right = float(ticks[0].get("x1", "")), float(ticks[0].get("x2", ""))
    wide = right - left
    assert [float(dot.get("cx", "")) for dot in dots] == [left + wide / 4, left + wide * 3 / 4]
    assert [float(tick.get("y1", "")) for tick in ticks] == [250, 204, 158, 112, 66, 20]


def test_a_year_of_which_some_are_missing_is_marked_and_explained() -> None:
    lacking = Point(2023, Fraction(5), "5,0%", is_partial=True)
    root = draw(lacking, percent(2024, "10"))
    assert "5,0% *" in texts(root)
    assert texts(root, "end") == ["10%"]
    assert texts(root, "legend") == ["* chưa đủ số liệu"]
    first, second = named(root, "circle", "point")
    assert first.get("fill") == PAPER
    assert second.get("fill") != PAPER
    assert texts(draw(percent(2023, "5"), percent(2024, "10")), "legend") == []
    narrow = draw(percent(2023, "5"), Point(2024, Fraction(10), "10,0%", is_partial=True), width=NARROW)
    assert texts(narrow, "end") == ["10,0% *"]
    assert texts(narrow, "legend") == ["* chưa đủ số liệu"]


def test_a_gap_really_breaks_the_line() -> None:
    root = draw(
        *(percent(year, value) for year, value in ((2019, "5"), (2020, "6"), (2021, None), (2022, "7"))),
        *(percent(year, value) for year, value in ((2023, "8"), (2024, None))),
    )
    lines = named(root, "path", "series")
    assert [line.get("d", "").count("L") for line in lines] == [1, 1]
    assert len(named(root, "circle", "point")) == 4
    assert texts(root, "missing") == ["chưa có", "chưa có"]


def test_a_year_alone_is_a_dot_without_a_line() -> None:
    root = draw(percent(2021, "5"), percent(2022, None), percent(2023, "6"))
    assert named(root, "path", "series") == []
    assert len(named(root, "circle", "point")) == 2


def test_zero_is_drawn_and_is_no_gap() -> None:
    root = draw(percent(2022, "5"), percent(2023, "0"), percent(2024, "5"))
    assert named(root, "path", "series")[0].get("d", "").count("L") == 2
    assert texts(root, "missing") == []


def test_values_are_written_beside_their_dots_and_the_last_at_the_end() -> None:
    root = draw(percent(2022, "5"), percent(2023, "6.1"), percent(2024, "8.6"))
    assert texts(root, "end") == ["8,6%"]
    assert {"5%", "6,1%"} <= set(texts(root))


def test_a_line_that_ends_early_says_of_which_year_its_last_value_is() -> None:
    root = draw(percent(2022, "5"), percent(2023, "6.1"), percent(2024, None))
    assert texts(root, "end") == ["6,1% (2023)"]


@pytest.mark.parametrize("footing", [Footing.ESTIMATE, Footing.PROVISIONAL, Footing.INTERPOLATED])
def test_what_is_not_firm_is_hollow_and_said(footing: Footing) -> None:
    root = draw(percent(2023, "5"), percent(2024, "6", footing))
    firm, loose = named(root, "circle", "point")[:2]
    assert (firm.get("fill"), loose.get("fill")) == ("#0B4F8A", "#FFFFFF")
    assert texts(root, "legend") == [str(footing)]


def test_firm_years_need_no_legend() -> None:
    assert texts(draw(percent(2024, "6")), "legend") == []


def test_a_sum_of_predecessors_is_a_diamond_and_said() -> None:
    root = draw(percent(2023, "5", summed=True), percent(2024, "6"))
    assert len(named(root, "path", "summed")) == 2  # the year's, and the one in the legend
    assert texts(root, "legend") == ["cộng từ các đơn vị trước sắp xếp"]


def test_the_target_is_a_step_for_each_span_with_a_riser_between() -> None:
    targets = (TargetStep(2021, 2022, Fraction(8), "< 8%"), TargetStep(2023, 2030, Fraction(4), "< 4%"))
    root = draw(*(percent(year, "10") for year in range(2021, 2025)), targets=targets)
    first, second = named(root, "line", "target")
    # 10% is the top: 8% stands at 250 - 0.8 * 230, 4% at 250 - 0.4 * 230.
    assert [float(line.get("y1", "")) for line in (first, second)] == [66, 158]
    assert first.get("y1") == first.get("y2")
    assert first.get("x2") == second.get("x1")
    (riser,) = named(root, "line", "riser")
    assert (riser.get("x1"), riser.get("y1"), riser.get("y2")) == (first.get("x2"), "66", "158")
    assert "< 4%" in texts(root, "end")
    assert "< 8%" in texts(root)


def test_no_riser_over_years_without_a_target() -> None:
    targets = (TargetStep(2021, 2021, Fraction(8), "a"), TargetStep(2023, 2023, Fraction(4), "b"))
    root = draw(*(percent(year, "10") for year in range(2021, 2025)), targets=targets)
    assert named(root, "line", "riser") == []


def test_a_band_has_two_lines() -> None:
    root = draw(percent(2024, "10"), targets=(TargetStep(2024, 2024, Fraction(2), "giảm 2–3%", Fraction(3)),))
    assert len(named(root, "line", "target")) == 2


def test_without_a_value_the_target_still_stands() -> None:
    root = draw(
        percent(2023, None), percent(2024, None), targets=(TargetStep(2021, 2030, Fraction(5), "< 5%"),)
    )
    assert texts(root, "end") == ["< 5%"]
    assert named(root, "circle", "point") == []


def test_near_100_the_axis_is_cut_and_written() -> None:
    root = draw(
        percent(2023, "96.4"), percent(2024, "97.2"), targets=(TargetStep(2023, 2024, Fraction(98), "≥ 98%"),)
    )
    assert texts(root, "axis-title") == ["trục 90–100%"]
    assert len(named(root, "path", "cut")) == 1


def three(*more: Series, width: int = WIDE) -> Element:
    series = [
        Series("xã Xuân", [percent(2023, "5", summed=True), percent(2024, "6")]),
        Series("xã Cũ (tách)", [percent(2022, "7"), percent(2023, "8")], SeriesKind.BESIDE),
        Series("Huyện An", [percent(2023, "6"), percent(2024, "6")], SeriesKind.REFERENCE),
        *more,
    ]
    return fromstring(trend(title="T", finding="F", series=series, unit=PERCENT, width=width))


def test_a_split_predecessor_is_a_dashed_line_of_its_own_with_its_name() -> None:
    root = three()
    dashes = [line.get("stroke-dasharray") for line in named(root, "path", "series")]
    assert dashes == ["6 4", "6 4", None]  # the own line is drawn last, over the others
    assert texts(root, "end-name") == ["xã Xuân", "xã Cũ (tách)", "Huyện An"]
    assert named(root, "rect", "point")  # a marker of its own


def test_on_a_phone_the_names_stand_under_the_chart() -> None:
    assert texts(three(width=NARROW), "legend")[:3] == ["xã Xuân", "xã Cũ (tách)", "Huyện An"]


def test_a_fourth_line_is_not_drawn_and_not_hidden() -> None:
    root = three(Series("xã Nữa", [percent(2023, "5"), percent(2024, "6")], SeriesKind.BESIDE))
    assert len(named(root, "path", "series")) == 3
    assert "1 đơn vị khác có trong bảng số" in texts(root, "legend")


def test_nothing_to_draw_is_an_empty_text() -> None:
    assert trend(title="T", finding="F", series=[]) == ""


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_ten_years_fit_and_stay_inside(width: int) -> None:
    points = [percent(2015 + index, str(70 + index)) for index in range(10)]
    root = draw(*points, targets=(TargetStep(2021, 2025, Fraction(75), "≥ 75%"),), width=width)
    assert "nan" not in str(root).lower()
    for part in root.iter():
        for side in ("x", "x1", "x2", "cx"):
            assert 0 <= float(part.get(side, 0)) <= width
    assert all(int(part.get("font-size", 13)) >= 12 for part in root.iter(f"{NS}text"))


def test_names_are_escaped() -> None:
    root = fromstring(
        trend(title="<T>", finding="&", series=[Series("<b>", [percent(2024, "5")])], unit=PERCENT)
    )
    assert root.get("aria-label") == "<T>. &"
