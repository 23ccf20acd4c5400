"""Are lengths those of the typeface? Expected widths were read from a typeface with the same measures."""

import pytest

from reporting.exports.letter_widths import text_width


@pytest.mark.parametrize(
    ("text", "is_bold", "thousandths"),
    [
        ("A", False, 722),
        ("Ấ", False, 722),  # a hat and a tone make nothing wider
        ("ơ", False, 529),
        ("ợ", False, 529),  # the horn is a letter of its own, its tone is not
        ("Ử", False, 776),
        ("đ", False, 500),
        ("0,5", False, 1250),
        ("—", False, 1000),
        ("Ử", True, 796),
        ("ợ", True, 554),
        ("a\u00a0b", True, 1306),
        ("漢", True, 722),  # no letter of ours
        ("", True, 0),
    ],
)
def test_a_letter_is_as_wide_as_in_the_typeface(text: str, is_bold: bool, thousandths: int) -> None:
    assert text_width(text, 1000, bold=is_bold) == thousandths


def test_a_line_grows_with_its_size() -> None:
    """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM is 88.3 mm long in 12 points bold."""
    line = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert text_width(line, 12, bold=True) / 72 * 25.4 == pytest.approx(88.3, abs=0.05)
    assert text_width(line, 24, bold=True) == pytest.approx(2 * text_width(line, 12, bold=True))
