"""What is a pasted sentence about, once its demand is taken away?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from indicators.forms.proposals import short_name_of
from tests.keyed_plans import opened
from tests.world import World


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("100% trẻ em gặp thiên tai được cứu trợ.", "Trẻ em gặp thiên tai được cứu trợ"),
        (
            "Ít nhất 80% hộ gia đình có trẻ em bố trí góc học tập.",
            "Hộ gia đình có trẻ em bố trí góc học tập",
        ),
        ("Phấn đấu trên 98,5% số trẻ em dưới 5 tuổi khai sinh", "Trẻ em dưới 5 tuổi khai sinh"),
        ("Duy trì 100% các trường học có nước sạch", "Trường học có nước sạch"),
        ("Từ 95% trở lên trẻ em 5 tuổi đi học mẫu giáo", "Trẻ em 5 tuổi đi học mẫu giáo"),
        # The demand alone is no name, and a number that is no share belongs to the name.
        ("100% thôn", "100% thôn"),
        ("5 mô hình câu lạc bộ trẻ em", "5 mô hình câu lạc bộ trẻ em"),
    ],
)
def test_a_demand_at_the_beginning_is_no_part_of_the_name(sentence: str, name: str) -> None:
    assert short_name_of(sentence).rstrip(".") == name


def test_another_sentence_gets_another_name_unless_somebody_wrote_one(
    country: World, sign_in: Callable[[World, str], Client]
) -> None:
    page = opened(sign_in(country, "vhxh-x")).press("doc", words="100% bản làng có sân chơi lớn cho trẻ")
    assert page.fields["short_name"] == "Bản làng có sân chơi lớn cho trẻ"
    page = page.press("doc", words="Ít nhất 80% hộ gia đình trồng một cây xanh mới")
    assert page.fields["short_name"] == "Hộ gia đình trồng một cây xanh mới"
    page = page.press("doc", short_name="Trồng cây", words="Ít nhất 90% hộ gia đình trồng một cây xanh mới")
    assert page.fields["short_name"] == "Trồng cây"


def test_what_no_measure_fits_is_proposed_as_the_places_own(
    country: World, sign_in: Callable[[World, str], Client]
) -> None:
    """The words name the rate and which way is better; who types it is the person's to say."""
    page = opened(sign_in(country, "vhxh-x")).press("doc", words="Tỷ lệ hộ chăn nuôi gần lớp học dưới 5‰")
    own = {name: page.fields[f"c0-own-{name}"] for name in ("method", "item", "base", "better", "source")}
    assert own == {
        "method": "ratio",
        "item": "Số hộ chăn nuôi gần lớp học",
        "base": "1000",
        "better": "lower",
        "source": "",
    }
