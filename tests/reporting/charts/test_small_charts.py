"""Bullet, sparkline, small multiples, stack of verdicts: the same honesty in little room."""

from __future__ import annotations

from fractions import Fraction

from defusedxml.ElementTree import fromstring

from indicators.numbers import PERCENT
from reporting.charts.bars import Bar, TargetMark
from reporting.charts.bullet import bullet
from reporting.charts.drawing import SMALL, text_width
from reporting.charts.small_multiples import Panel, small_multiples
from reporting.charts.sparkline import sparkline
from reporting.charts.status_stack import Part, status_stack
from tests.reporting.charts.test_trend import named, texts


def test_a_bullet_says_what_its_signs_mean() -> None:
    root = fromstring(
        bullet(
            title="T",
            finding="F",
            value=Fraction("8.6"),
            label="8,6%",
            target=TargetMark(Fraction("5"), "< 5%"),
            last=Fraction("5.7"),
            last_label="5,7%",
            lower_is_better=True,
            unit=PERCENT,
        )
    )
    (track,) = named(root, "rect", "track")
    (target,) = named(root, "line", "target")
    # 10% is the end of the track: 5% stands in its middle.
    middle = float(track.get("x", "")) + float(track.get("width", "")) / 2
    assert float(target.get("x1", "")) == middle
    assert texts(root) == ["8,6%", "chỉ tiêu < 5%", "○ năm trước 5,7%", "càng thấp càng tốt"]


def test_a_bullet_near_100_is_a_dot_on_a_cut_axis() -> None:
    root = fromstring(
        bullet(
            title="T",
            finding="F",
            value=Fraction("97.2"),
            label="97,2%",
            target=TargetMark(Fraction(98), "≥ 98%"),
            unit=PERCENT,
        )
    )
    assert named(root, "rect", "track") == []
    assert "trục 90–100%" in texts(root)


def test_a_bullet_without_a_value_is_an_empty_text() -> None:
    assert bullet(title="T", finding="F", value=None, label="—") == ""


def test_a_sparkline_breaks_and_ends_in_a_dot() -> None:
    root = fromstring(
        sparkline(
            title="T", values=[Fraction(10), Fraction(5), None, Fraction(5)], target=Fraction(5), unit=PERCENT
        )
    )
    (line,) = named(root, "path", "series")
    # Four years on 86 px between the edges, 14 px high: 10% on top, 5% in the middle.
    assert line.get("d") == "M5 5L33.67 12"
    (end,) = named(root, "circle", "end")
    assert (end.get("cx"), end.get("cy")) == ("91", "12")
    assert named(root, "line", "target")[0].get("y1") == "12"
    assert (root.get("width"), root.get("height")) == ("96", "24")


def test_a_year_between_two_gaps_is_a_small_dot() -> None:
    root = fromstring(
        sparkline(
            title="T", values=[Fraction(10), None, Fraction(5), None, Fraction(5), Fraction(6)], unit=PERCENT
        )
    )
    assert len(named(root, "circle", "alone")) == 2


def test_a_sparkline_of_one_year_is_its_end() -> None:
    root = fromstring(sparkline(title="T", values=[Fraction(10)], unit=PERCENT))
    assert named(root, "circle", "end")[0].get("cx") == "91"


def test_a_sparkline_without_a_value_is_an_empty_text() -> None:
    assert sparkline(title="T", values=[None, None]) == ""


ORDER = [("x", "xã Xuân"), ("y", "xã Yên"), ("z", "thị trấn Đức")]


def panels() -> list[Panel]:
    return [
        Panel(
            "Một",
            "F",
            {
                "x": Bar("", Fraction(2), "2,0%", 100),
                "y": Bar("", Fraction(10), "10,0%", 20),
                "z": Bar("", label="không phát sinh"),
            },
            TargetMark(Fraction(5), "< 5%"),
            PERCENT,
        ),
        Panel("Hai", "F", {"y": Bar("", Fraction(50), "50,0%", 100, is_partial=True)}, None, PERCENT),
    ]


def test_small_multiples_keep_one_order_in_all() -> None:
    first, second = (fromstring(drawing) for drawing in small_multiples(panels(), ORDER))
    assert texts(first, "name") == texts(second, "name") == ["xã Xuân", "xã Yên", "thị trấn Đức"]


def test_small_multiples_say_who_has_no_number_and_why() -> None:
    first, second = (fromstring(drawing) for drawing in small_multiples(panels(), ORDER))
    assert texts(first, "missing") == ["không phát sinh"]
    assert texts(second, "missing") == ["không phải báo cáo", "không phải báo cáo"]


def test_small_multiples_mark_small_and_incomplete_numbers() -> None:
    first, second = (fromstring(drawing) for drawing in small_multiples(panels(), ORDER))
    assert texts(first, "label") == ["2,0%", "10,0% *"]
    assert texts(second, "label") == ["50,0% *"]
    assert len(named(second, "path", "hatch")) == 1


def test_small_multiples_have_room_for_the_longest_name_and_for_the_mark() -> None:
    order = [("a", "thành phố Hồ Chí Minh"), ("b", "thị trấn Nông trường Mộc Châu")]
    panel = Panel("T", "F", {"a": Bar("", Fraction("16.7"), "16,7‰", 20)})
    root = fromstring(small_multiples([panel], order)[0])
    # Names never take half of the drawing, so a very long one is still cut.
    assert [one.text for one in named(root, "text", "name")] == [
        "thành phố Hồ Chí Minh",
        "thị trấn Nông trường…",
    ]
    (label,) = named(root, "text", "label")
    assert label.text == "16,7‰ *"
    starts, whole = float(label.get("x", "")), float(root.get("viewBox", "").split()[2])
    assert starts + float(text_width("16,7‰ *", SMALL, is_bold=True)) <= whole


def test_a_stack_divides_its_width_by_the_counts() -> None:
    parts = [Part("met", "Đạt", 3), Part("not_met", "Chưa đạt", 1), Part("no_data", "Chưa có số liệu", 0)]
    root = fromstring(status_stack(title="T", finding="F", parts=parts, width=408))
    pieces = [piece for piece in named(root, "rect", "part") if piece.get("height") == "26"]
    assert [float(piece.get("width", "")) for piece in pieces] == [298, 98]  # of 400, with a gap around each
    assert texts(root, "count") == ["3", "1"]
    assert texts(root, "legend") == ["3 đạt", "1 chưa đạt"]


def test_a_piece_too_narrow_for_its_number_has_it_in_the_legend() -> None:
    root = fromstring(
        status_stack(title="T", finding="F", parts=[Part("met", "Đạt", 200), Part("no_data", "Thiếu", 1)])
    )
    assert texts(root, "count") == ["200"]
    assert "1 thiếu" in texts(root, "legend")


def test_nothing_to_count_is_an_empty_text() -> None:
    assert status_stack(title="T", finding="F", parts=[Part("met", "Đạt", 0)]) == ""
