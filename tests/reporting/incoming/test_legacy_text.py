"""Are the old Vietnamese codes named, and is nothing else taken for them?"""

import pytest

from reporting.incoming.legacy_text import TCVN3, VNI, legacy_code, legacy_remark


@pytest.mark.parametrize(
    "text",
    [
        *("kh«ng ph¸t sinh", "TrÎ em", "Tæng sè trÎ", "ch­a thu thËp ®­îc", "®· lµm xong"),
        *("§ang x©y dùng", "Møc ®é II"),
    ],
)
def test_tcvn3_is_seen_by_its_signs(text: str) -> None:
    assert legacy_code(text) == TCVN3


@pytest.mark.parametrize(
    "text",
    [
        *("khoâng phaùt sinh", "chöa thu thaäp ñöôïc", "Möùc ñoä II", "Coù", "treû em", "ñaõ xong"),
        *("hoaøn thaønh", "ñang xaây döïng"),
    ],
)
def test_vni_is_seen_by_its_marks(text: str) -> None:
    assert legacy_code(text) == VNI


@pytest.mark.parametrize(
    "text",
    [
        *("Không phát sinh", "Chưa thu thập được: chưa có sổ", "57 trẻ", "Mức độ II", "5/6", "12", "x", ""),
        *("đã khởi công, xong 60% – tháng 11", "m² đất", "A·B «x»", "12.5°C ± 3", "100 µg", "Có", "Cà"),
        "toà nhà, hoà bình, quý, thuỷ, khoẻ, Huế, giáo viên, hoãn, oán, uốn, khuấy, tuần, quê, giữa",
        "đèo, ào ạt, oái oăm, ngoằn ngoèo, điều, ướt, ượt, ời, xoá mù chữ, huỷ, biên, nhiều, yêu, duy trì",
        "Ủy ban nhân dân xã Ưu Đãi; khoản, khoá, toán, loài, loại, đoàn",
        *("résumé", "São Paulo"),
    ],
)
def test_unicode_is_left_alone(text: str) -> None:
    assert legacy_code(text) == ""


def test_the_typeface_decides_where_the_signs_do_not() -> None:
    assert legacy_code("Cã", ".VnTime") == TCVN3
    assert legacy_code("Cã", ".VnArialH") == TCVN3
    assert legacy_code("Coù", "VNI-Helve") == VNI
    assert legacy_code("57", ".VnTime") == ""
    assert legacy_code("Đã xong", ".VnTime") == ""
    assert legacy_code("Không phát sinh", ".VnTime") == ""
    assert legacy_code("Không", "VNI-Times") == ""


def test_the_remark_says_what_to_do() -> None:
    assert legacy_remark(TCVN3) == (
        "Chữ theo bảng mã TCVN3 (phông .VnTime). Chuyển sang Unicode, phông Times New Roman, rồi đưa vào lại."
    )
