"""Is a drawing well-formed, safe and honest about what it cannot say?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from defusedxml.ElementTree import fromstring
from django.template import Context, Template

from reporting.charts.drawing import Canvas, Svg, at, hatching, spread, text_width, wrapped

NS = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (Fraction(25, 2), "12.5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(-1, 1000), "0"),
        (Fraction(-5, 2), "-2.5"),
    ],
)
def test_a_place_is_written_short_and_with_a_point(value: Fraction, text: str) -> None:
    assert at(value) == text


def drawn(text: str = "xã A & B <1>") -> Svg:
    canvas = Canvas()
    canvas.words(4, 10, text)
    canvas.line(0, 0, 5, 5)
    return canvas.finished(100, 50, title=f"Tên {text}", finding='nói "rõ"\x0b')


def test_words_are_escaped_and_the_drawing_parses() -> None:
    root = fromstring(drawn())
    assert root.get("role") == "img"
    assert root.get("viewBox") == "0 0 100 50"
    assert root.find(f"{NS}title").text == "Tên xã A & B <1>"  # type: ignore[union-attr]
    assert root.find(f"{NS}desc").text == 'nói "rõ"'  # type: ignore[union-attr]
    assert root.find(f"{NS}text").text == "xã A & B <1>"  # type: ignore[union-attr]


def test_a_template_prints_a_drawing_as_it_stands_and_nothing_else() -> None:
    said = Template("{{ chart }}{{ words }}").render(Context({"chart": drawn("a"), "words": "<b>"}))
    assert said.startswith("<svg ")
    assert said.endswith("</svg>&lt;b&gt;")


def test_no_style_and_no_script_in_a_drawing() -> None:
    assert "style=" not in drawn("style")
    assert "<script" not in drawn("<script>")


def test_hatching_stays_inside_its_box() -> None:
    path = hatching(10, 20, 30, 12)
    places = [
        tuple(float(number) for number in step.split(" "))
        for stroke in path.split("M")[1:]
        for step in stroke.split("L")
    ]
    assert len(places) >= 8
    assert all(10 <= x <= 40 and 20 <= y <= 32 for x, y in places)


def test_hatching_of_a_narrow_box_still_shows() -> None:
    assert hatching(0, 0, 2, 12)


def test_labels_are_pushed_apart_in_their_order() -> None:
    assert spread([50, 52, 100], 16, 0, 200) == [50, 66, 100]


def test_labels_at_the_end_are_pushed_back_inside() -> None:
    assert spread([95, 90], 16, 0, 100) == [100, 84]


def test_a_long_name_takes_two_lines_and_says_where_it_was_cut() -> None:
    lines = wrapped("thị trấn Bút Sơn thuộc huyện Hoằng Hóa trước đây", 120, 12)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 12) <= 120 for line in lines)


def test_a_short_name_stays_whole() -> None:
    assert wrapped("xã Xuân", 120, 12) == ["xã Xuân"]
