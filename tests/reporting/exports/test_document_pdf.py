"""Is the PDF of a report the page that a leader signs: words, places, sizes, tags, nothing broken?"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reporting.documents.content import Annex, Cell, DataTable, Document, ExportGroup, Paragraph, Section
from reporting.exports import document_words
from reporting.exports.document_pdf import document_pdf
from reporting.exports.pdf import PdfUnavailable
from reporting.exports.word import word_file
from tests.reporting.exports.printed import Page, pages
from tests.sample_report import COLUMNS, INJURED, NAME, NOBODY, WATER, sample_document

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

TIMES_LIKE = ("Liberation-Serif", "Tinos", "TeX-Gyre-Termes")
LONG_TEXT = tuple(
    Paragraph(f"Đoạn {number}: " + "Ủy ban nhân dân xã chỉ đạo các ngành thực hiện kế hoạch. " * 8)
    for number in range(1, 25)
)


def draw(document: Document) -> bytes:
    return document_pdf(document).getvalue()


def printed(**changes: object) -> tuple[Page, ...]:
    return pages(draw(sample_document(**changes)))


def squeezed(text: str) -> str:
    """Without white space: where a line is broken is not what is tested."""
    return re.sub(r"\s", "", text)


def whole(found: tuple[Page, ...]) -> str:
    return "".join(page.text for page in found)


def annex(*groups: ExportGroup, **changes: Any) -> Annex:
    table = DataTable(COLUMNS, groups)
    return replace(Annex("one", "", "BIỂU SỐ LIỆU", table), **changes)


def named(row: tuple[Cell, ...], name: str) -> tuple[Cell, ...]:
    return tuple(replace(cell, text=name) if cell.column == NAME else cell for cell in row)


@pytest.fixture(scope="module")
def file() -> bytes:
    return draw(sample_document())


@pytest.fixture(scope="module")
def sample(file: bytes) -> tuple[Page, ...]:
    return pages(file)


@pytest.fixture(scope="module")
def reader(file: bytes) -> PdfReader:
    return PdfReader(BytesIO(file))


# --- The same words as everywhere


def test_every_text_of_the_document_stands_in_it(sample: tuple[Page, ...]) -> None:
    text = whole(sample)
    document = sample_document()
    for block in document_words.blocks(document):
        assert squeezed(block.text) in text
    for drawn in document.annexes:
        assert squeezed(document_words.annex_heading(drawn) + drawn.title) in text
        for group in drawn.table.groups:
            assert squeezed(group.heading) in text
        for row in drawn.table.rows:
            assert squeezed("".join(cell.text for cell in row)) in text
    for line in document_words.stamp_lines(document.stamp):
        assert squeezed(line) in text


def test_numbers_dates_and_names_are_those_of_the_document(sample: tuple[Page, ...]) -> None:
    text = whole(sample)
    for expected in (
        "kinh phí 1.234,5 triệu đồng trước ngày 20/11/2025.",
        "Kính gửi: Ủy ban nhân dân huyện Nam Sách (qua Phòng Lao động - Thương binh và Xã hội).",
        "chưa gồm thôn Tây./.",
        "- Như trên; - TT Đảng ủy, HĐND xã; - Lưu: VT, VHXH.",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Thị Hường",
        "2.1 Trẻ em bị tai nạn, thương tích /10.000 — ≤ 600/10.000 (2025) 1.234 20.567 600,0/10.000 Đạt 9/9",
        "2.2 Trẻ em là nạn nhân của =SUM(A1:A9) % — 100% 0 0 Không phát sinh Không phát sinh 1/1 đơn vị",
        "Dấu — nghĩa là không có (số liệu, chỉ tiêu, ghi chú); không phải số 0.",
        "3.1. Mô hình phòng ngừa Thôn Đông: Đã có câu lạc bộ bơi cho 34 trẻ.",
        "(Kèm theo Báo cáo số /BC-UBND ngày tháng 12 năm 2024 của Ủy ban nhân dân xã An Sơn)",
        "Mã tệp: K7QM-29XA · Mã nội dung: 1234-5678-9abc-def0",
        "Địa chỉ trang: http://127.0.0.1:8000/t/K7QM-29XA/",
    ):
        assert squeezed(expected) in text, expected
    assert "2.024" not in text
    assert text.count("./.") == 1


def test_the_stamp_is_the_last_word(sample: tuple[Page, ...]) -> None:
    (address,) = sample[-1].phrase("http://127.0.0.1:8000/t/K7QM-29XA/")
    assert max(word.top for word in sample[-1].words) == pytest.approx(address.top, abs=1)
    assert address.size == 9


def test_a_report_without_annexes_ends_with_its_stamp_too() -> None:
    (only,) = printed(annexes=())
    (address,) = only.phrase("http://127.0.0.1:8000/t/K7QM-29XA/")
    assert address.top > only.phrase("Nguyễn Thị Hường")[0].bottom


def test_the_same_document_is_the_same_file(file: bytes) -> None:
    assert draw(sample_document()) == file


def test_what_is_not_composed_is_printed_composed(file: bytes) -> None:
    def loose(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    document = sample_document()
    assert draw(replace(document, subject=loose(document.subject), kind=loose(document.kind))) == file


# --- The page of Nghị định 30/2020/NĐ-CP


def test_the_report_is_upright_and_its_tables_across(sample: tuple[Page, ...]) -> None:
    sizes = [(round(page.width), round(page.height)) for page in sample]
    assert sizes == [(210, 297), (297, 210), (297, 210), (297, 210)]


def test_an_annex_may_be_upright() -> None:
    first, second = sample_document().annexes
    found = printed(annexes=(first, replace(second, is_landscape=False), replace(first, number="III")))
    assert [width for width, _ in groupby(round(page.width) for page in found)] == [210, 297, 210, 297]


def test_margins_are_those_of_the_decree() -> None:
    found = printed(opening=LONG_TEXT)
    assert len(found) > 5
    for page in found:
        right = 190 if page.width < 250 else 282
        number = [word for word in page.words if word.bottom < 20]
        body = [word for word in page.words if word not in number]
        assert min(word.left for word in body) >= 29.8
        assert max(word.right for word in body) <= right + 0.2
        assert max(word.bottom for word in body) <= page.height - 20
        assert len(number) <= 1
    full = [word for word in found[1].words if word.bottom > 20]
    assert min(word.left for word in full) == pytest.approx(30, abs=0.6)
    assert max(word.right for word in full) == pytest.approx(190, abs=0.6)
    assert min(word.top for word in full) == pytest.approx(21, abs=1.5)


def test_pages_are_numbered_in_the_middle_of_the_top_margin_each_annex_anew() -> None:
    found = printed(opening=LONG_TEXT)
    numbers = []
    for page in found:
        above = [word for word in page.words if word.bottom < 20]
        numbers.append(above[0].text if above else "")
        if above:
            left, right = 30, page.width - (20 if page.width < 250 else 15)
            assert above[0].middle == pytest.approx((left + right) / 2, abs=0.5)
            assert (above[0].size, above[0].typeface) == (14, "Liberation-Serif")
    upright = [number for number, page in zip(numbers, found, strict=True) if page.width < 250]
    assert upright == ["", *(str(number) for number in range(2, len(upright) + 1))]
    assert len(upright) >= 4
    assert numbers[len(upright) :] == ["", "", "2"]


@pytest.mark.parametrize(
    ("phrase", "size", "style"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "-Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 13, "-Bold"),
        ("UBND XÃ HOẰNG HÓA", 12, ""),
        ("PHÒNG VĂN HÓA - XÃ HỘI", 12, "-Bold"),
        ("Số: /BC-UBND", 13, ""),
        ("Hoằng Hóa, ngày 05 tháng 12 năm 2026", 13, "-Italic"),
        ("BÁO CÁO", 14, "-Bold"),
        ("Kết quả thực hiện", 14, "-Bold"),
        ("Kính gửi:", 14, ""),
        ("Căn cứ Luật Trẻ", 14, "-Italic"),
        ("Thực hiện Kế hoạch số", 14, ""),
        ("I. CÔNG TÁC CHỈ ĐẠO,", 14, "-Bold"),
        ("1. Chăm sóc sức khỏe,", 14, "-Bold"),
        ("TM. ỦY BAN NHÂN DÂN", 14, "-Bold"),
        ("Nguyễn Thị Hường", 14, "-Bold"),
        ("Nơi nhận:", 12, "-Bold-Italic"),
        ("Lưu: VT, VHXH.", 11, ""),
    ],
)
def test_sizes_and_styles_are_those_of_the_decree(
    department: Page, phrase: str, size: float, style: str
) -> None:
    for word in department.phrase(phrase):
        assert (word.size, word.typeface) == (size, f"Liberation-Serif{style}")


@pytest.fixture(scope="module")
def department() -> Page:
    heading = replace(
        sample_document().heading,
        superior="UBND XÃ HOẰNG HÓA",
        issuer=("PHÒNG VĂN HÓA - XÃ HỘI",),
        place="Hoằng Hóa",
        dated="ngày 05 tháng 12 năm 2026",
    )
    return printed(heading=heading, grounds=("Căn cứ Luật Trẻ em",), notes=())[0]


def test_annexes_are_headed_as_the_decree_says(sample: tuple[Page, ...]) -> None:
    for phrase, style in (("Phụ lục I", "-Bold"), ("BIỂU KẾT QUẢ", "-Bold"), ("(Kèm theo Báo", "-Italic")):
        for word in sample[1].phrase(phrase):
            assert 13 <= word.size <= 14
            assert word.typeface == f"Liberation-Serif{style}"
    heading = sample[1].phrase("Phụ lục I")
    assert (heading[0].left + heading[-1].right) / 2 == pytest.approx((30 + 282) / 2, abs=0.5)


def test_issuer_left_nation_right_number_and_place_on_one_line(department: Page) -> None:
    nation = department.phrase("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = department.phrase("Độc lập - Tự do - Hạnh phúc")
    issuer = department.phrase("PHÒNG VĂN HÓA - XÃ HỘI")
    number, place = department.phrase("Số: /BC-UBND"), department.phrase("Hoằng Hóa, ngày 05")
    assert nation[1].bottom == pytest.approx(department.phrase("UBND XÃ HOẰNG")[0].bottom, abs=0.5)
    assert nation[0].bottom == pytest.approx(nation[-1].bottom, abs=1)  # on one line
    assert issuer[-1].right < nation[0].left
    middle = (nation[0].left + nation[-1].right) / 2
    assert (motto[0].left + motto[-1].right) / 2 == pytest.approx(middle, abs=0.5)
    assert number[0].bottom == pytest.approx(place[1].bottom, abs=1)
    assert (number[0].left + number[1].right) / 2 == pytest.approx(
        (issuer[0].left + issuer[-1].right) / 2, abs=0.5
    )


def test_the_clerk_has_room_for_number_and_day(sample: tuple[Page, ...]) -> None:
    number = sample[0].phrase("Số: /BC-UBND")
    assert number[1].left - number[0].right > 6
    day = sample[0].phrase("ngày tháng 12")
    assert day[1].left - day[0].right > 6


def test_rules_stand_under_motto_issuer_and_title(sample: tuple[Page, ...]) -> None:
    page = sample[0]
    shares = {}
    for phrase in (
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "Kết quả thực hiện Kế hoạch công tác trẻ em năm 2024",
    ):
        words = page.phrase(phrase)
        left, right = words[0].left, words[-1].right
        middle = (left + right) / 2
        below = [
            rule
            for rule in page.rules
            if rule.bottom > words[0].bottom - 0.5
            and rule.bottom - words[0].bottom < 9
            and abs((rule.left + rule.right) / 2 - middle) < 0.6
        ]
        assert len(below) == 1, phrase
        shares[phrase[:3]] = below[0].width / (right - left)
    assert shares["Độc"] == pytest.approx(1, abs=0.02)
    assert 1 / 3 <= shares["ỦY "] <= 1 / 2
    assert 1 / 3 <= shares["Kết"] <= 1 / 2


def test_text_is_justified_with_a_first_line_of_one_centimetre() -> None:
    page = printed(opening=LONG_TEXT)[1]
    body = [word for word in page.words if word.bottom > 20]
    starts = [word for word in body if word.text == "Đoạn"]
    assert len(starts) >= 3
    for word in starts:
        assert word.left == pytest.approx(40, abs=0.4)
    lines: dict[int, list[float]] = {}
    for word in body:
        lines.setdefault(round(word.bottom), []).append(word.right)
    full = sum(1 for rights in lines.values() if abs(max(rights) - 190) < 0.6)
    assert full >= len(starts) * 3


def test_paragraphs_stand_apart(sample: tuple[Page, ...]) -> None:
    """Six points at least, besides the height of a line of 14 points."""
    page = sample[0]
    above, below = page.phrase("Tỷ lệ thấp còi")[0], page.phrase("2. Bảo vệ")[1]
    assert (below.bottom - above.bottom) * 72 / 25.4 >= 14 + 6


def test_signature_stands_right_and_recipients_left_on_its_line(sample: tuple[Page, ...]) -> None:
    page = sample[0]
    power, name = page.phrase("TM. ỦY BAN NHÂN DÂN"), page.phrase("Nguyễn Thị Hường")
    follow = page.phrase("Nơi nhận:")
    assert follow[0].left == pytest.approx(30, abs=0.5)
    assert follow[0].bottom == pytest.approx(power[1].bottom, abs=1.5)
    for line in (power, name):
        assert (line[0].left + line[-1].right) / 2 == pytest.approx(150, abs=0.7)
    office = page.phrase("PHÓ CHỦ TỊCH")
    assert name[0].top - office[0].bottom > 25  # room for a signature and a seal


@pytest.mark.parametrize("paragraphs", range(8, 11))
def test_a_signature_is_never_alone_on_a_page(paragraphs: int) -> None:
    found = printed(opening=LONG_TEXT[:paragraphs], annexes=(), sections=(), notes=())
    page = next(page for page in found if page.has("Nơi nhận:"))
    assert page.has("PHÓ CHỦ TỊCH")
    assert page.has("Nguyễn Thị Hường")
    text = [word for word in page.words if word.bottom > 20 and word.bottom < page.phrase("Nơi nhận:")[0].top]
    assert len(text) >= 5


@pytest.mark.parametrize("paragraphs", [5, 6])
def test_a_heading_is_never_last_on_a_page(paragraphs: int) -> None:
    sections = tuple(
        Section(f"s{number}", f"{number}.", f"MỤC{number}", LONG_TEXT[number : number + 1])
        for number in range(1, 20)
    )
    for page in printed(opening=LONG_TEXT[:paragraphs], sections=sections, annexes=()):
        for number in range(1, 20):
            if f"MỤC{number}" in (word.text for word in page.words):
                assert page.has(f"Đoạn {number + 1}:")


def test_several_addressees_are_a_list_behind_their_word() -> None:
    page = printed(addressed_to=("Ủy ban nhân dân tỉnh Thanh Hóa", "Sở Y tế tỉnh Thanh Hóa"))[0]
    to, first = page.phrase("Kính gửi:"), page.phrase("- Ủy ban nhân dân tỉnh Thanh Hóa;")
    second = page.phrase("- Sở Y tế tỉnh Thanh Hóa.")
    assert first[0].left == pytest.approx(second[0].left, abs=0.1)
    assert first[1].bottom == pytest.approx(to[1].bottom, abs=1.5)
    assert 0 < first[0].left - to[1].right < 5


# --- Drafts, later editions, everybody's version


def test_a_draft_says_so_on_every_page() -> None:
    found = printed(is_draft=True, opening=LONG_TEXT)
    assert len(found) > 5
    for page in found:
        assert page.has("DỰ THẢO")
    below = found[0].phrase("DỰ THẢO")
    assert below[0].top > found[0].phrase("Số:")[0].bottom
    for page in found[1:]:
        assert page.phrase("DỰ THẢO")[1].right > page.width - 21
        assert page.phrase("DỰ THẢO")[1].bottom < 20


def test_a_final_report_is_no_draft(sample: tuple[Page, ...]) -> None:
    assert not any(page.has("DỰ THẢO") for page in sample)


def test_an_amended_edition_says_so_under_its_title() -> None:
    page = printed(amends="Bản 2, thay Bản 1 ngày 05/12/2024: sửa số liệu thôn Tây")[0]
    words = page.phrase("(Bản 2, thay Bản 1 ngày 05/12/2024: sửa số liệu thôn Tây)")
    assert page.phrase("Kết quả thực hiện")[0].bottom < words[0].top < page.phrase("Kính gửi:")[0].top
    assert {word.typeface for word in words} == {"Liberation-Serif-Italic"}


def test_the_version_for_everybody_says_so() -> None:
    stamp = replace(sample_document().stamp, is_public=True)
    assert "Bảncôngkhai" in whole(printed(stamp=stamp))
    assert "Bảncôngkhai" not in whole(printed())


# --- Tables


def test_the_head_stands_on_every_page_of_a_long_table(sample: tuple[Page, ...]) -> None:
    assert not sample[3].has("Phụ lục")
    for page in sample[1:]:
        assert page.has("Đủ số liệu")
        assert page.has("Chỉ tiêu giao, mốc")
        assert page.text.count("Đánhgiá") == 1
    assert sample[2].text.count("600,0/10.000") + sample[3].text.count("600,0/10.000") == 12


def test_rows_are_never_broken() -> None:
    rows = tuple(
        named(
            WATER,
            f"Đầu{number} " + "Trẻ em có hoàn cảnh đặc biệt được chăm sóc, trợ giúp. " * 9 + f"Cuối{number}",
        )
        for number in range(1, 19)
    )
    found = printed(annexes=(annex(ExportGroup("Mục tiêu 1", rows)),))
    assert len(found) >= 3
    for number in range(1, 19):
        begun = [page for page in found if page.has(f"Đầu{number}")]
        ended = [page for page in found if page.has(f"Cuối{number}")]
        assert begun == ended
        assert len(begun) == 1


@pytest.mark.parametrize("before", range(19, 24))
def test_a_group_never_begins_at_the_foot_of_a_page(before: int) -> None:
    second = (named(INJURED, "Dòngđầucủanhóm"), INJURED)
    groups = (ExportGroup("Mục tiêu 1", (NOBODY,) * before), ExportGroup("Nhómthứhai", second))
    found = printed(annexes=(annex(*groups),))
    begun = [page for page in found if page.has("Nhómthứhai")]
    assert len(begun) == 1
    assert begun[0].has("Dòngđầucủanhóm")


def test_rows_without_a_group_have_no_empty_one() -> None:
    page = printed(annexes=(annex(ExportGroup("", (WATER, INJURED))),))[1]
    assert squeezed("Đủ số liệu 1.1 Trẻ em dưới 5 tuổi") in page.text


def test_numbers_are_not_broken_and_stand_right(sample: tuple[Page, ...]) -> None:
    page = sample[1]
    for number in ("1.234", "20.567", "600,0/10.000"):
        assert page.has(number)
    rights = {round(page.phrase(number)[0].right, 1) for number in ("20.567", "327")}
    assert max(rights) - min(rights) < 0.3


def test_incomplete_figures_are_hatched_and_nothing_is_told_by_colour(file: bytes) -> None:
    with pypdfium2.PdfDocument(file) as document:
        coloured = document[1].render(scale=3).to_pil().convert("RGB")
    assert all(len(set(colour)) == 1 for _, colour in coloured.getcolors(1 << 24))
    (partial, complete) = (pages(file)[1].phrase(text)[0] for text in ("8/9", "9/9"))

    def greys(word: Any) -> int:
        """Different greys right of the words, where the cell is empty."""
        scale = 3 * 72 / 25.4
        box = (word.right + 8, word.top, word.right + 11, word.bottom)
        return len(coloured.crop(tuple(round(side * scale) for side in box)).getcolors(1 << 16))

    assert greys(partial) > 1
    assert greys(complete) == 1


# --- Letters, tags, safety


def test_only_typefaces_as_wide_as_times_new_roman_are_in_it_and_embedded(reader: PdfReader) -> None:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].partition("+")[2] for font in fonts}
    assert names
    assert all(name.startswith(TIMES_LIKE) for name in names), names
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_vietnamese_letter_is_drawn_in_that_typeface() -> None:
    letters = "".join(
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy"
        for tone in "\u0300\u0309\u0303\u0301\u0323"
    )
    signs = f"ĐđĂăÂâÊêÔôƠơƯư {letters} ‰ ≥ ≤ – — − · “ ”"
    drawn = draw(sample_document(opening=(Paragraph(signs),), subject=signs, grounds=(signs,), annexes=()))
    found = pages(drawn)
    assert whole(found).count(squeezed(signs)) == 3
    assert {word.typeface.removeprefix("Liberation-Serif") for page in found for word in page.words} <= {
        "",
        "-Bold",
        "-Italic",
        "-Bold-Italic",
    }


def parts(part: Any) -> list[DictionaryObject]:
    """Every marked part below one, in reading order."""
    found = []
    kids = part.get("/K", []) if isinstance(part, DictionaryObject) else []
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object()
        if isinstance(child, DictionaryObject) and "/S" in child:
            found += [child, *parts(child)]
    return found


def test_title_and_language_are_said_to_readers(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Báo cáo – Kết quả thực hiện Kế hoạch công tác trẻ em năm 2024"
    assert reader.metadata.author == "Xã An Sơn"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_the_structure_says_what_is_a_heading_a_paragraph_and_a_table(reader: PdfReader) -> None:
    marked = parts(reader.trailer["/Root"]["/StructTreeRoot"])
    kinds = [part["/S"] for part in marked]
    assert kinds[0] == "/Document"
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3 + 2  # the Mục of the text and the annexes
    assert kinds.count("/H3") == 2 + 1  # the khoản, and what units wrote
    assert kinds.count("/P") > 20
    # A table that goes on is marked on each of its pages, heads included.
    assert kinds.count("/Table") == kinds.count("/THead") == 3
    assert set(kinds) <= {
        *("/Document", "/Div", "/Sect", "/NonStruct", "/Span", "/Link"),
        *("/H1", "/H2", "/H3", "/H4", "/P", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"),
    }


def test_heads_say_whether_they_head_a_column_or_a_row(reader: PdfReader) -> None:
    marked = parts(reader.trailer["/Root"]["/StructTreeRoot"])
    scopes = [part["/A"]["/Scope"] for part in marked if part["/S"] == "/TH"]
    assert scopes.count("/Column") == 3 * len(COLUMNS)
    assert scopes.count("/Row") == 3 + 24
    for part in marked:
        if part["/S"] == "/TD" and "/ColSpan" not in part["/A"]:
            assert part["/A"]["/Headers"]


def test_head_and_signature_are_no_tables() -> None:
    file = PdfReader(document_pdf(sample_document(annexes=())))
    kinds = {part["/S"] for part in parts(file.trailer["/Root"]["/StructTreeRoot"])}
    assert not kinds & {"/Table", "/TR", "/TD", "/TH"}


def test_what_stands_in_margins_is_not_read_aloud() -> None:
    """Every marked piece of a page hangs somewhere in the structure; page numbers and “DỰ THẢO” are none."""
    file = PdfReader(document_pdf(sample_document(is_draft=True, opening=LONG_TEXT[:12])))
    told: dict[int, set[int]] = {}
    for part in parts(file.trailer["/Root"]["/StructTreeRoot"]):
        numbers = {int(kid) for kid in part["/K"] if isinstance(kid, int)}
        if numbers:
            told.setdefault(part["/Pg"].indirect_reference.idnum, set()).update(numbers)
    for number, page in enumerate(file.pages):
        drawing = page.get_contents().get_data()
        marked = {int(found) for found in re.findall(rb"/MCID (\d+)", drawing)}
        assert marked == told[page.indirect_reference.idnum]
        assert number == 0 or re.search(rb"/Artifact\s+BMC", drawing)


def test_the_outline_leads_to_sections_and_annexes(reader: PdfReader) -> None:
    titles = [entry.title for entry in reader.outline[1] if not isinstance(entry, list)]
    assert [title[:12] for title in titles] == [
        "I. CÔNG TÁC ",
        "II. KẾT QUẢ ",
        "V. ĐỀ XUẤT, ",
        "Phụ lục\u00a0I BI",
        "Phụ lục\u00a0II B",
    ]


def test_text_from_people_is_never_markup() -> None:
    text = '<script>alert(1)</script> & "An Sơn" {{ a }} {% now %} &lt;b&gt; <img src="file:///etc/x">'
    document = sample_document(
        subject=text,
        grounds=(text,),
        opening=(Paragraph(text),),
        sections=(Section("a", "I.", text, (Paragraph(text),)),),
        notes=(text,),
        amends=text,
        recipients=(text, text),
        annexes=(annex(ExportGroup(text, (named(WATER, text),)), title=text, lead=(text,), remarks=(text,)),),
    )
    assert whole(pages(draw(document))).count(squeezed(text)) == 14


def test_a_word_without_end_stays_on_the_paper() -> None:
    word = "Trẻem" * 60
    document = sample_document(
        subject=word,
        opening=(Paragraph(word),),
        recipients=(word,),
        annexes=(annex(ExportGroup(word, (named(WATER, word),)), title=word),),
    )
    for page in pages(draw(document)):
        right = 190 if page.width < 250 else 282
        assert max(found.right for found in page.words) <= right + 0.5


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("weasyprint.urls.URLFetcher.fetch", lambda _, url, headers=None: asked.append(url))
    draw(sample_document())
    assert asked == []


def test_an_empty_report_is_a_file_too() -> None:
    found = printed(
        subject="", addressed_to=(), opening=(), sections=(), notes=(), recipients=(), annexes=(annex(),)
    )
    assert len(found) == 2
    assert found[1].has("BIỂU SỐ LIỆU")


def test_a_machine_without_pango_gets_a_sentence_and_still_the_word_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "weasyprint.py"
    broken.write_text("raise OSError(\"cannot load library 'libgobject-2.0-0'\")\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    with pytest.raises(
        PdfUnavailable, match=r"^Máy chủ chưa tạo được tệp PDF .* cần cài các gói Debian libpango"
    ):
        document_pdf(sample_document())
    assert word_file(sample_document()).read(2) == b"PK"
