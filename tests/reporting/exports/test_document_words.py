"""Are the lines of a report written out as the decree asks, whatever signs people typed?"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from reporting.documents.content import Paragraph, Section, Stamp
from reporting.exports import document_words as words
from tests.sample_report import sample_document

DOCUMENT = sample_document()
ROOM = "\u00a0" * 6


def test_the_clerk_finds_room_for_the_number() -> None:
    assert words.number_line(DOCUMENT.heading) == f"Số:{ROOM}/BC-UBND"
    assert words.number_line(replace(DOCUMENT.heading, number=" 15 ")) == "Số:\u00a015/BC-UBND"


def test_the_clerk_finds_room_for_the_day() -> None:
    assert words.dated_line(DOCUMENT.heading) == f"An Sơn, ngày{ROOM}tháng 12 năm 2024"


def test_the_date_stands_alone_where_no_place_is_known() -> None:
    heading = replace(DOCUMENT.heading, place="", dated="ngày 05 tháng 12 năm 2024")
    assert words.dated_line(heading) == "ngày 05 tháng 12 năm 2024"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ((), ()),
        (("Như trên",), ("Như trên.",)),
        (("Như trên;", "Lưu: VT."), ("Như trên;", "Lưu: VT.")),
        (("- Như trên", "– Như trên", " Lưu: VT, VHXH,"), ("Như trên;", "Như trên;", "Lưu: VT, VHXH.")),
        (("", " ; ", "Lưu: VT"), ("Lưu: VT.",)),
    ],
)
def test_a_list_ends_its_lines(typed: tuple[str, ...], printed: tuple[str, ...]) -> None:
    assert words.ended(typed) == printed
    assert words.listed(typed) == tuple(f"-\u00a0{line}" for line in printed)


def test_one_addressee_stands_on_the_line_and_several_in_a_list() -> None:
    one = sample_document(addressed_to=("Ủy ban nhân dân huyện Nam Sách",))
    assert words.addressees(one) == ("Ủy ban nhân dân huyện Nam Sách.",)
    two = sample_document(addressed_to=("Ủy ban nhân dân huyện", "Phòng Y tế"))
    assert words.addressees(two) == ("-\u00a0Ủy ban nhân dân huyện;", "-\u00a0Phòng Y tế.")
    assert words.addressees(sample_document(addressed_to=())) == ()


def test_the_text_stands_in_its_order() -> None:
    found = [(block.level, block.text[:24]) for block in words.blocks(DOCUMENT)]
    assert found == [
        (0, "Thực hiện Kế hoạch số 58"),
        (1, "I. CÔNG TÁC CHỈ ĐẠO, TRI"),
        (0, "Ủy ban nhân dân xã đã ba"),
        (1, "II. KẾT QUẢ THỰC HIỆN CÁ"),
        (0, "Trong 3 nội dung: 1 đạt,"),
        (2, "1. Chăm sóc sức khỏe, di"),
        (0, "Tỷ lệ thấp còi 8,6% (28/"),
        (2, "2. Bảo vệ trẻ em"),
        (0, "-\u00a0Tai nạn, thương tích: "),
        (1, "V. ĐỀ XUẤT, KIẾN NGHỊ"),
        (0, "Đề nghị huyện hỗ trợ kin"),
        (0, "Ghi chú: Số liệu ước thự"),
    ]


def test_generated_sentences_and_notes_are_known() -> None:
    blocks = words.blocks(DOCUMENT)
    assert [block.text[:9] for block in blocks if block.is_generated] == ["Trong 3 n", "Tỷ lệ thấ"]
    assert [block.text for block in blocks if block.is_note] == [
        "Ghi chú: Số liệu ước thực hiện; chưa gồm thôn Tây./."
    ]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Đề nghị hỗ trợ", "Đề nghị hỗ trợ./."),
        ("Đề nghị hỗ trợ.", "Đề nghị hỗ trợ./."),
        ("Đề nghị hỗ trợ./.", "Đề nghị hỗ trợ./."),
        ("Đề nghị hỗ trợ; ", "Đề nghị hỗ trợ./."),
        ("Cả năm 1.234,5 triệu đồng.", "Cả năm 1.234,5 triệu đồng./."),
    ],
)
def test_the_text_ends_with_its_sign_once(written: str, printed: str) -> None:
    document = sample_document(
        notes=(), sections=(Section("proposals", "V.", "ĐỀ XUẤT", (Paragraph(written),)),)
    )
    assert words.blocks(document)[-1].text == printed


def test_a_text_that_ends_with_a_heading_or_has_no_word_gets_a_line_for_its_end() -> None:
    bare = sample_document(notes=(), sections=(Section("proposals", "V.", "ĐỀ XUẤT"),))
    assert [block.text for block in words.blocks(bare)][-2:] == ["V. ĐỀ XUẤT", "./."]
    assert [block.text for block in words.blocks(replace(bare, opening=(), sections=()))] == ["./."]


def test_each_line_is_a_paragraph_and_empty_ones_are_none() -> None:
    document = sample_document(opening=(Paragraph("Một\n\n  - Hai \n–  Ba"),), sections=(), notes=())
    assert [block.text for block in words.blocks(document)] == ["Một", "-\u00a0Hai", "-\u00a0Ba./."]


def test_several_notes_are_a_list() -> None:
    document = sample_document(notes=("Số liệu ước thực hiện.", "Chưa gồm thôn Tây"), sections=())
    assert [block.text for block in words.blocks(document)][-3:] == [
        "Ghi chú:",
        "-\u00a0Số liệu ước thực hiện;",
        "-\u00a0Chưa gồm thôn Tây./.",
    ]


def test_parts_of_parts_keep_their_level() -> None:
    deep = Section("a", "I.", "A", parts=(Section("b", "1.", "B", parts=(Section("c", "a)", "C"),)),))
    levels = [
        (block.level, block.text) for block in words.blocks(sample_document(sections=(deep,), notes=()))
    ]
    assert levels[1:] == [(1, "I. A"), (2, "1. B"), (3, "a) C"), (0, "./.")]


def test_an_annex_has_a_number_only_beside_others() -> None:
    first, second = DOCUMENT.annexes
    assert [words.annex_heading(annex) for annex in (first, second, replace(first, number=""))] == [
        "Phụ lục\u00a0I",
        "Phụ lục\u00a0II",
        "Phụ lục",
    ]


@pytest.mark.parametrize(
    ("issuer", "unit", "said"),
    [
        (("ỦY BAN NHÂN DÂN", "XÃ AN SƠN"), "xã An Sơn", "Ủy ban nhân dân xã An Sơn"),
        (("UBND XÃ AN SƠN",), "xã An Sơn", "UBND xã An Sơn"),
        (("PHÒNG VĂN HÓA - XÃ HỘI",), "xã An Sơn", "PHÒNG VĂN HÓA - XÃ HỘI"),
        (("XÃ AN SƠN",), "xã An Sơn", "XÃ AN SƠN"),
        (("SỞ Y TẾ",), "", "SỞ Y TẾ"),
    ],
)
def test_the_issuer_reads_as_in_a_sentence(issuer: tuple[str, ...], unit: str, said: str) -> None:
    document = replace(
        DOCUMENT,
        heading=replace(DOCUMENT.heading, issuer=issuer),
        stamp=replace(DOCUMENT.stamp, unit=unit),
    )
    assert words.issuer_in_a_sentence(document) == said


def test_an_annex_says_what_it_belongs_to() -> None:
    assert words.attached_line(DOCUMENT) == (
        f"(Kèm theo Báo cáo số{ROOM}/BC-UBND ngày{ROOM}tháng 12 năm 2024 của Ủy ban nhân dân xã An Sơn)"
    )


def test_the_stamp_says_whose_figures_when_and_where() -> None:
    assert words.stamp_lines(replace(DOCUMENT.stamp, is_public=True)) == (
        "Xã An Sơn · Năm 2024 · Số liệu từ–đến: 15/12/2023–14/12/2024 · Chính thức, ước thực hiện · Bản 1"
        " · Bản công khai",
        "Lập lúc: 09:00 05/12/2024 · Mã tệp: K7QM-29XA · Mã nội dung: 1234-5678-9abc-def0",
        "Địa chỉ trang: http://127.0.0.1:8000/t/K7QM-29XA/",
    )


def test_a_stamp_leaves_out_what_is_not_known() -> None:
    assert words.stamp_lines(Stamp("", "", "", "", "")) == ()
    assert words.stamp_lines(Stamp("xã An Sơn", "Năm 2024", "", "", "")) == ("Xã An Sơn · Năm 2024",)


def test_every_line_is_composed() -> None:
    loose = unicodedata.normalize("NFD", "Ủy ban nhân dân huyện")
    document = sample_document(
        addressed_to=(loose,), notes=(loose,), recipients=(loose, loose), opening=(Paragraph(loose),)
    )
    lines = [
        *words.addressees(document),
        *words.listed(document.recipients),
        *(block.text for block in words.blocks(document)),
    ]
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)
