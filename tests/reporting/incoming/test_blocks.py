"""Does a pasted block reach the right cells, or none? By codes, by shape; the rest is said."""

from __future__ import annotations

import pytest

from reporting.incoming.blocks import HEADING, NOTHING, TOO_LARGE, BlockRefused, read_block
from tests.reporting.incoming.forms import CODES, LAYOUT


def placed(text: str, filled: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(entry.code, entry.text) for entry in read_block(text, LAYOUT, filled) if entry.code]


def left(text: str, filled: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    found = read_block(text, LAYOUT, filled)
    return [(entry.place, entry.text, entry.problem) for entry in found if not entry.code]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.1\t0\n4.2\t19", [("tu-vong", "0"), ("thap-coi", "19")]),
        ("4.2\t19\r\n3.1\t0\r\n", [("thap-coi", "19"), ("tu-vong", "0")]),
        ("6.2\t5\t7", [("duoc-giup", "5"), ("hoan-canh", "7")]),
        ("6.2\t\t7", [("hoan-canh", "7")]),
        ("3,1\t0", [("tu-vong", "0")]),
        (" 4.2. \t 19 ", [("thap-coi", "19")]),
        ("tre-de-song\t58\ntu-vong\t0", [("tre-de-song", "58"), ("tu-vong", "0")]),
        ("hoan-canh\t7", [("hoan-canh", "7")]),
        ("3.1 0\n4.2 19 trẻ", [("tu-vong", "0"), ("thap-coi", "19 trẻ")]),
        ('3.1\t"5/804"\n9\tMức độ II', [("tu-vong", "5/804"), ("muc-do", "Mức độ II")]),
        ('4.2\t"1\n9"', [("thap-coi", "1\n9")]),
        ("9\tII", [("muc-do", "II")]),
        ("Mã\tTử số\tMẫu số\n3.1\t0\n6.2\t5\t7", [("tu-vong", "0"), ("duoc-giup", "5"), ("hoan-canh", "7")]),
    ],
)
def test_by_codes_in_any_order(text: str, expected: list[tuple[str, str]]) -> None:
    assert placed(text) == expected


def test_what_codes_cannot_place_is_said() -> None:
    assert left("3.1\t0\t58\n7.7\t4\n\t3") == [
        (
            "dòng 1, cột 3",
            "58",
            "Dòng 3.1 chỉ có một ô nhập; mẫu số, nếu có, lấy từ số liệu nền hoặc dòng khác.",
        ),
        ("dòng 2, cột 1", "7.7", "Phiếu này không có mã “7.7”."),
        ("dòng 2, cột 2", "4", "Phiếu này không có mã “7.7”."),
        ("dòng 3, cột 2", "3", "Dòng này không có mã."),
    ]
    assert left("6.2\t1\t2\t3") == [
        ("dòng 1, cột 4", "3", "Dòng 6.2 chỉ có hai ô nhập: tử số và mẫu số."),
    ]


def test_a_heading_is_dropped_and_an_unknown_code_is_not_taken_for_one() -> None:
    assert left("Mã\tNăm 2024\n3.1\t0") == [
        ("dòng 1, cột 1", "Mã", HEADING),
        ("dòng 1, cột 2", "Năm 2024", HEADING),
    ]
    assert [problem for _, _, problem in left("8.8\t12\n3.1\t0")] == ["Phiếu này không có mã “8.8”."] * 2


def test_one_column_for_every_cell() -> None:
    assert placed("58\n327\n0\n28\n5\n7\nII") == list(
        zip(CODES, ["58", "327", "0", "28", "5", "7", "II"], strict=True)
    )
    assert placed("Số liệu\n58\n327\n0\n28\n5\n7\nII")[0] == ("tre-de-song", "58")
    assert placed("58\t327\t0\t28\t5\t7\tII")[6] == ("muc-do", "II")
    assert placed("58\n\n0\n28\n5\n7\nII") == [
        *zip(CODES[:1], ["58"], strict=True),
        *zip(CODES[2:], ["0", "28", "5", "7", "II"], strict=True),
    ]


def test_one_column_for_the_cells_that_are_still_empty() -> None:
    filled = ("tre-de-song", "tre-duoi-5", "tu-vong", "thap-coi", "muc-do")
    assert placed("5\n7", filled) == [("duoc-giup", "5"), ("hoan-canh", "7")]


def test_two_columns_for_every_line() -> None:
    text = "58\n327\n0\t58\n28\n5\t7\nII"
    assert placed(text) == list(zip(CODES, ["58", "327", "0", "28", "5", "7", "II"], strict=True))
    assert left(text) == [("dòng 3, cột 2", "58", "Mẫu số lấy từ số liệu nền, không nhập ở đây.")]


def test_a_lone_9_is_a_figure_where_not_every_line_begins_with_a_code() -> None:
    """The second line's figure 9 is also the code of a line."""
    text = "58\n9\n0\t58\n9\t1\n5\t7\nII"
    assert placed(text)[:2] == [("tre-de-song", "58"), ("tre-duoi-5", "9")]
    assert placed("9\tII") == [("muc-do", "II")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", NOTHING),
        (" \n\t\t\n", NOTHING),
        ("1\n" * 201, TOO_LARGE),
        ("\t".join("1" * 21), TOO_LARGE),
    ],
)
def test_nothing_and_too_much(text: str, sentence: str) -> None:
    with pytest.raises(BlockRefused) as refused:
        read_block(text, LAYOUT, ())
    assert str(refused.value) == sentence


def test_a_shape_that_fits_nothing_is_not_guessed() -> None:
    with pytest.raises(BlockRefused) as refused:
        read_block("1\n2\n3", LAYOUT, ("tre-de-song",))
    assert str(refused.value) == (
        "Khối dán có 3 dòng, 1 cột; phiếu có 7 ô nhập, 6 ô còn trống, nên không biết đặt số nào vào ô nào. "
        "Thêm mã chỉ tiêu (3.1, 4.2 …) ở cột đầu, hoặc dán đúng số ô, mỗi ô một dòng."
    )


def test_old_codes_are_named_here_too() -> None:
    (entry,) = read_block("3.1\tkh«ng ph¸t sinh", LAYOUT, ())
    assert (entry.code, entry.text) == ("tu-vong", "kh«ng ph¸t sinh")
    assert entry.problem.startswith("Chữ theo bảng mã TCVN3")


def test_a_cell_of_endless_text_is_not_kept() -> None:
    """Whoever looks at the block again would read it again, each time for minutes."""
    (found,) = read_block("4.2\ta" + " " * 100_000 + "b", LAYOUT, [])
    assert (found.code, len(found.text), found.problem) == (
        "thap-coi",
        61,
        "Chữ ở ô này quá dài. Viết ngắn lại.",
    )
