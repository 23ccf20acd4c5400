"""Is a Chỉ tiêu cut where people cut it, and never anywhere but in its own words?"""

from __future__ import annotations

import tomllib

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from indicators.signed_parts import split_parts

NEEDS_A_PERSON = {
    ("001", "3"): "a list of four events behind one verb, only commas between them",
    ("003", "V.4.a"): "people left the last words of the sentence out",
}


def test_113_signed_sentences_are_cut_as_people_cut_them_but_for_the_listed():
    missed, count = set(), 0
    for path in sorted((settings.BASE_DIR / "fixtures" / "plans").glob("*.toml")):
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
        for indicator in plan["indicators"]:
            # Three measures of one and the same clause are one part.
            wanted = tuple(dict.fromkeys(component["words"] for component in indicator["components"]))
            count += 1
            if split_parts(indicator["words"]) != wanted:
                missed.add((plan["key"], indicator["number"]))
    assert missed == set(NEEDS_A_PERSON)
    assert count == 113


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "Giảm A dưới 1; giảm B dưới 1; giảm C dưới 1",
            ["Giảm A dưới 1", "giảm B dưới 1", "giảm C dưới 1"],
        ),
        (
            "100% thôn đăng ký xây dựng và duy trì trên 100% thôn đạt chuẩn",
            ["100% thôn đăng ký xây dựng", "duy trì trên 100% thôn đạt chuẩn"],
        ),
        ("đạt 98% vào năm 2025 và 100% vào năm 2030", ["đạt 98% vào năm 2025 và 100% vào năm 2030"]),
        ("đạt từ 55% trở lên vào năm 2025 và từ 60% trở lên vào năm 2030.", None),
        (
            "Giảm tỷ lệ A xuống dưới 1%, trong đó trên 95% trẻ em được trợ giúp",
            ["Giảm tỷ lệ A xuống dưới 1%", "trong đó trên 95% trẻ em được trợ giúp"],
        ),
        ("đạt 100%, trong đó đặc biệt quan tâm trẻ em khuyết tật", None),
        (
            "Tỷ lệ A phù hợp đạt 80% (riêng trẻ em dưới 5 tuổi đạt 50%)",
            ["Tỷ lệ A phù hợp đạt 80%", "(riêng trẻ em dưới 5 tuổi đạt 50%)"],
        ),
        ("100% trẻ em được trợ giúp dưới các hình thức như: tiền; khám bệnh; học bổng", None),
        ("Tham gia câu lạc bộ “Quyền trẻ em”; “Thủ lĩnh của sự thay đổi”", None),
        (
            "Phấn đấu 70% trẻ em biết bơi. + Tăng tỷ lệ học bơi",
            ["Phấn đấu 70% trẻ em biết bơi", "Tăng tỷ lệ học bơi"],
        ),
        ("Khám cho 1.000 trẻ em tại TT. y tế xã", None),
        ("Duy trì và đảm bảo 100% trẻ em có thẻ", None),
        (
            "dưới 5% đối với nông thôn và dưới 10% đối với thành thị",
            ["dưới 5% đối với nông thôn", "dưới 10% đối với thành thị"],
        ),
        ("Trên 50% xã xây dựng và thành lập Quỹ bảo trợ trẻ em", None),
    ],
)
def test_cuts_by_hand(sentence: str, parts: list[str] | None):
    assert list(split_parts(sentence)) == (parts or [sentence.rstrip(".")])


def test_nothing_gives_nothing():
    assert split_parts("") == ()
    assert split_parts(" ;. ") == ()
    assert split_parts("\x1f") == ()  # white space of no keyboard


@given(st.text(alphabet="Aađi;.,+()%‰ 0159:“”-\n", max_size=60) | st.text(max_size=40))
def test_every_part_is_a_piece_of_the_sentence_in_order(sentence: str):
    place = 0
    for part in split_parts(sentence):
        found = sentence.find(part, place)
        assert part.strip() and found >= place
        place = found + len(part)
