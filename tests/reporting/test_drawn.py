"""Is an icon or a chip that is drawn once the same as one that is drawn anew?"""

from __future__ import annotations

from django.template import Context, Template
from django.template.loader import render_to_string

from reporting.chips import LOCKED, Chip
from reporting.templatetags.drawn import chip, icon


def test_an_icon_is_its_template_part() -> None:
    assert icon("met") == render_to_string("parts/icon.html", {"name": "met"})
    assert icon("met") != icon("not_met")
    assert icon("met") is icon("met")


def test_a_chip_is_its_template_part() -> None:
    page = Template("{% load drawn %}{% chip shown %}").render(Context({"shown": LOCKED}))
    assert page == render_to_string("parts/status_chip.html", {"chip": LOCKED})
    assert "Đã chốt" in page
    assert "chip-locked" in page


def test_chips_that_differ_are_drawn_apart() -> None:
    assert "chip-filled" in chip(Chip("late", "Quá hạn", is_filled=True))
    assert "chip-filled" not in chip(Chip("late", "Quá hạn"))


def test_words_in_a_chip_are_escaped() -> None:
    assert "&lt;b&gt;" in chip(Chip("late", "<b>"))
