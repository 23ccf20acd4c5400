"""Can a clerk go on working in the Word file, and does its page stand as Nghị định 30/2020/NĐ-CP asks?

Read back with python-docx and as bare XML; how it prints is seen in `test_word_pages.py`.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from reporting.documents.content import (
    Annex,
    Cell,
    Column,
    DataTable,
    Document,
    ExportGroup,
    ExportWritings,
    Paragraph,
    Signature,
    Stamp,
)
from reporting.exports.word import word_file
from tests.sample_report import COLUMNS, GROUPS, NOBODY, long_table, sample_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A4 = (210, 297)
RULES = ("KeNgang", "KeNgangDuoiTrichYeu")


def opened(document: Document | None = None) -> Any:
    return docx.Document(word_file(document or sample_document()))


def parts(document: Document | None = None) -> dict[str, bytes]:
    with ZipFile(word_file(document or sample_document())) as file:
        return {name: file.read(name) for name in file.namelist()}


def body(document: Document | None = None) -> Any:
    return etree.fromstring(parts(document)["word/document.xml"])


def millimetres(length: Any) -> float:
    return round(length.mm, 1)


def style_of(paragraph: Any) -> str:
    return str(paragraph.style.name)


def with_style(file: Any, name: str) -> list[str]:
    """The words of every paragraph of a style, wherever it stands; no-break spaces as spaces."""
    return [
        words(paragraph)
        for paragraph in file.element.body.iter(qn("w:p"))
        if paragraph.style == file.styles[name].style_id
    ]


def words(part: Any) -> str:
    signs = {qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}
    text = "".join(
        child.text or "" if child.tag == qn("w:t") else signs.get(child.tag, "") for child in part.iter()
    )
    return text.replace("\u00a0", " ")


def cells_of(table: Any) -> list[list[str]]:
    return [[words(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def annexes_of(file: Any) -> list[Any]:
    return [table for table in file.tables if table.style.name == "Bảng phụ lục"]


def annex(
    columns: tuple[Column, ...] = COLUMNS, groups: tuple[ExportGroup, ...] = GROUPS, **said: Any
) -> Annex:
    return Annex("results", "", "BIỂU", DataTable(columns, groups), **said)


# --- Paper


def test_paper_and_margins_are_those_of_the_decree() -> None:
    upright, *across = opened().sections
    assert (millimetres(upright.page_width), millimetres(upright.page_height)) == A4
    assert upright.orientation == WD_ORIENT.PORTRAIT
    margins = [upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin]
    assert [millimetres(margin) for margin in margins] == [20, 20, 30, 20]
    assert len(across) == 2
    for section in across:
        assert (millimetres(section.page_height), millimetres(section.page_width)) == A4
        assert section.orientation == WD_ORIENT.LANDSCAPE
        margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
        assert [millimetres(margin) for margin in margins] == [20, 20, 30, 15]


def test_a_narrow_annex_stays_upright() -> None:
    _, section = opened(sample_document(annexes=(annex(is_landscape=False),))).sections
    assert section.orientation == WD_ORIENT.PORTRAIT
    assert (millimetres(section.page_width), millimetres(section.page_height)) == A4


def test_pages_are_counted_from_one_in_the_text_and_in_each_annex_and_the_first_bears_no_number() -> None:
    file = opened()
    starts = [
        properties.find(f"{W}pgNumType").get(f"{W}start") for properties in file.element.iter(f"{W}sectPr")
    ]
    assert starts == ["1", "1", "1"]
    first, *others = file.sections
    for section in file.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.is_linked_to_previous  # there is none
        assert millimetres(section.header_distance) == 8  # inside the margin of 20 mm
    assert not first.header.is_linked_to_previous
    assert all(section.header.is_linked_to_previous for section in others)
    (number,) = first.header.paragraphs
    assert style_of(number) == "Số trang"
    (field,) = number._p.iter(f"{W}fldSimple")
    assert field.get(f"{W}instr").strip() == "PAGE"


def test_every_page_of_a_draft_says_so() -> None:
    file = opened(sample_document(is_draft=True, annexes=(annex(), annex(is_landscape=False))))
    upright, across, narrow = file.sections
    assert upright.first_page_header.is_linked_to_previous  # there the box stands below the number
    shown = [upright.header, across.first_page_header, across.header, narrow.first_page_header, narrow.header]
    assert [words(head.paragraphs[0]._p) for head in shown] == [
        *("2DỰ THẢO", "DỰ THẢO", "2DỰ THẢO", "DỰ THẢO", "2DỰ THẢO")
    ]
    ends = [
        [round(stop.position.mm) for stop in head.paragraphs[0].paragraph_format.tab_stops] for head in shown
    ]
    assert ends == [[80, 160], [126, 252], [126, 252], [80, 160], [80, 160]]


# --- Styles


@pytest.mark.parametrize(
    ("name", "size", "is_bold", "is_italic", "is_caps", "place"),
    [
        # Ô số 1 to 4
        ("Quốc hiệu", 12, True, False, True, "center"),
        ("Tiêu ngữ", 13, True, False, False, "center"),
        ("Cơ quan chủ quản", 12, False, False, True, "center"),
        ("Cơ quan ban hành", 12, True, False, True, "center"),
        ("Số và ký hiệu", 13, False, False, False, "center"),
        ("Địa danh và thời gian", 13, False, True, False, "center"),
        # Ô số 5, 9a
        ("Tên loại văn bản", 14, True, False, True, "center"),
        ("Trích yếu", 14, True, False, False, "center"),
        ("Kính gửi", 14, False, False, False, "center"),
        # Ô số 6
        ("Căn cứ", 14, False, True, False, "both"),
        ("Lời văn", 14, False, False, False, "both"),
        ("Heading 1", 14, True, False, True, "both"),
        ("Heading 2", 14, True, False, False, "both"),
        ("Heading 3", 14, False, False, False, "both"),
        # Ô số 7, 9b
        ("Quyền hạn và chức vụ", 14, True, False, True, "center"),
        ("Họ tên người ký", 14, True, False, False, "center"),
        ("Nơi nhận", 12, True, True, False, "left"),
        ("Danh sách nơi nhận", 11, False, False, False, "left"),
        # Phụ lục
        ("Số phụ lục", 14, True, False, False, "center"),
        ("Tên phụ lục", 14, True, False, True, "center"),
        ("Kèm theo văn bản", 13, False, True, False, "center"),
        ("Số trang", 14, False, False, False, "center"),
    ],
)
def test_type_is_that_of_the_sample_column_of_the_decree(
    name: str, size: float, is_bold: bool, is_italic: bool, is_caps: bool, place: str
) -> None:
    style = opened().styles[name]
    assert style.font.size.pt == size
    assert (bool(style.font.bold), bool(style.font.italic), bool(style.font.all_caps)) == (
        is_bold,
        is_italic,
        is_caps,
    )
    assert style.element.pPr.find(f"{W}jc").get(f"{W}val") == place


@pytest.mark.parametrize("name", ["Lời văn", "Gạch đầu dòng", "Căn cứ", "Heading 1", "Heading 2"])
def test_paragraphs_begin_one_centimetre_in_and_stand_six_points_apart(name: str) -> None:
    form = opened().styles[name].paragraph_format
    assert round(form.first_line_indent.cm, 2) == 1.0
    assert form.space_after.pt == 6
    assert 1 <= form.line_spacing <= 1.5


def test_mục_and_khoản_are_words_own_headings_by_their_vietnamese_names() -> None:
    styles = opened().styles
    for name, alias, level in [
        ("Heading 1", "Mục", "0"),
        ("Heading 2", "Khoản", "1"),
        ("Heading 3", "Điểm", "2"),
    ]:
        element = styles[name].element
        assert element.find(f"{W}aliases").get(f"{W}val") == alias
        assert element.pPr.find(f"{W}outlineLvl").get(f"{W}val") == level
        assert styles[name].paragraph_format.keep_with_next


def test_every_paragraph_has_a_named_style_and_no_look_of_its_own() -> None:
    """Whoever wants the text larger changes one style. Only how long a rule is is said at its place."""
    file = opened()
    for paragraph in file.element.body.iter(f"{W}p"):
        assert paragraph.style not in (None, "Normal")
        own = {child.tag.removeprefix(W) for child in paragraph.pPr} - {"pStyle", "sectPr", "keepNext"}
        assert own <= ({"ind"} if paragraph.style in (*RULES, "DuThao") else set())
    looks = {
        child.tag.removeprefix(W) for properties in file.element.body.iter(f"{W}rPr") for child in properties
    }
    assert looks == {"rStyle"}


def test_style_names_have_no_comma_at_which_word_would_cut_them() -> None:
    names = [style.name for style in opened().styles]
    assert not [name for name in names if "," in name or ";" in name]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    codes = [style.style_id for style in opened().styles]
    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and " " not in code for code in codes)


def test_times_new_roman_is_named_for_every_kind_of_letter_and_no_other_typeface() -> None:
    for name, content in parts().items():
        for fonts in etree.fromstring(content).iter(f"{W}rFonts"):
            assert {key.removeprefix(W): value for key, value in fonts.items()} == dict.fromkeys(
                ("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"
            ), name
    styles = etree.fromstring(parts()["word/styles.xml"])
    lettered = [style for style in styles.iter(f"{W}style") if style.get(f"{W}type") == "paragraph"]
    assert all(style.find(f"{W}rPr/{W}rFonts") is not None for style in lettered)
    assert styles.find(f"{W}docDefaults//{W}rFonts") is not None


def test_the_language_is_vietnamese() -> None:
    styles = etree.fromstring(parts()["word/styles.xml"])
    said = {tuple(sorted(language.values())) for language in styles.iter(f"{W}lang")}
    assert said == {("vi-VN", "vi-VN", "vi-VN")}
    kinds = {key.removeprefix(W) for language in styles.iter(f"{W}lang") for key, _ in language.items()}
    assert kinds == {"val", "eastAsia", "bidi"}
    assert b'w:themeFontLang w:val="vi-VN"' in parts()["word/settings.xml"]
    assert opened().core_properties.language == "vi-VN"


# --- Truly editable


def test_nothing_floats_and_nothing_is_a_picture() -> None:
    found = {
        etree.QName(element).localname
        for content in parts().values()
        for element in etree.fromstring(content).iter()
    }
    assert found.isdisjoint(
        {"pict", "drawing", "txbxContent", "object", "framePr", "shape", "AlternateContent"}
    )


def test_a_file_holds_only_our_own_parts() -> None:
    assert sorted(parts()) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/header1.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert b"python-docx" not in b"".join(parts().values())


@pytest.mark.parametrize("changes", [{}, {"is_draft": True, "amends": "Bản 2"}, {"annexes": ()}])
def test_no_empty_paragraph_makes_room(changes: dict[str, object]) -> None:
    """A rule is one, and so is the end of a section behind a table, which cannot stand in a table."""
    for paragraph in body(sample_document(**changes)).iter(f"{W}p"):
        is_rule = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val") in RULES
        ends_section = paragraph.find(f"{W}pPr/{W}sectPr") is not None
        assert words(paragraph).strip() or is_rule or ends_section


ORDERS = {
    "pPr": "pStyle keepNext keepLines widowControl pBdr tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color sz szCs lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan shd vAlign",
    "sectPr": "headerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name aliases basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "settings": (
        "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator"
    ),
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
}
"""Of the marks that we write, in the order of ECMA-376, part 1, chapter 17."""


def test_marks_stand_in_the_order_that_the_format_asks_for() -> None:
    """Word refuses a file in which they do not."""
    document = sample_document(is_draft=True, addressed_to=("Một", "Hai"), amends="Bản 2")
    seen = set()
    for name in ("document", "styles", "settings", *(f"header{number}" for number in range(1, 6))):
        for element in etree.fromstring(parts(document)[f"word/{name}.xml"]).iter():
            holder = etree.QName(element).localname
            if order := ORDERS.get(holder, "").split():
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), etree.tostring(element)
                seen.add(holder)
            if holder == "p":
                assert [etree.QName(child).localname for child in element].index("pPr") == 0
    assert seen == set(ORDERS)


# --- Above and below the text


def head_of(document: Document) -> list[list[list[tuple[str, str]]]]:
    """Rows, cells, and of each paragraph its style and words."""
    return [
        [[(style_of(paragraph), words(paragraph._p)) for paragraph in cell.paragraphs] for cell in row.cells]
        for row in opened(document).tables[0].rows
    ]


def test_issuer_and_nation_stand_side_by_side() -> None:
    assert head_of(sample_document()) == [
        [
            [("Cơ quan ban hành", "ỦY BAN NHÂN DÂN"), ("Cơ quan ban hành", "XÃ AN SƠN"), ("Kẻ ngang", "")],
            [
                ("Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                ("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
                ("Kẻ ngang", ""),
            ],
        ],
        [
            [("Số và ký hiệu", "Số:      /BC-UBND")],
            [("Địa danh và thời gian", "An Sơn, ngày      tháng 12 năm 2024")],
        ],
    ]


def test_a_superior_body_stands_above_the_issuer() -> None:
    heading = replace(
        sample_document().heading,
        superior="UBND XÃ HOẰNG HÓA",
        issuer=("PHÒNG VĂN HÓA - XÃ HỘI",),
        number="15",
    )
    (issuer, _), (number, _) = head_of(sample_document(heading=heading))
    assert issuer == [
        ("Cơ quan chủ quản", "UBND XÃ HOẰNG HÓA"),
        ("Cơ quan ban hành", "PHÒNG VĂN HÓA - XÃ HỘI"),
        ("Kẻ ngang", ""),
    ]
    assert number == [("Số và ký hiệu", "Số: 15/BC-UBND")]


def rule_lengths(document: Document) -> list[float]:
    """In millimetres, in the order in which they stand."""
    file = opened(document)
    rooms = [71, 89, 160]  # the two columns of the head, and the whole line under the title
    rules = [p for p in file.element.body.iter(f"{W}p") if p.style in RULES]
    lengths = []
    for room, rule in zip(rooms, rules, strict=True):
        indent = rule.pPr.find(f"{W}ind")
        assert indent.get(f"{W}left") == indent.get(f"{W}right")
        lengths.append(room - 2 * int(indent.get(f"{W}left")) * 25.4 / 1440)
    return lengths


def test_rules_are_as_long_as_the_decree_asks() -> None:
    """Measured in the typeface: ỦY BAN NHÂN DÂN 39.9 mm, the motto 56.1, the title 114.2."""
    issuer, motto, title = rule_lengths(sample_document())
    assert motto == pytest.approx(56.1, abs=0.3)
    assert 39.9 / 3 <= issuer <= 39.9 / 2
    assert 114.2 / 3 <= title <= 114.2 / 2
    styles = etree.fromstring(parts()["word/styles.xml"])
    for code in RULES:
        rule = styles.find(f".//{W}style[@{W}styleId='{code}']")
        assert rule.find(f"{W}pPr/{W}pBdr/{W}top").get(f"{W}val") == "single"


def test_where_no_issuer_is_known_there_is_no_rule_either() -> None:
    heading = replace(sample_document().heading, superior="", issuer=("",))
    ((issuer, _), _) = head_of(sample_document(heading=heading))
    assert issuer == [("Normal", "")]


def test_the_title_is_apart_from_whatever_follows_it() -> None:
    """An addressee, the reason of an edition, or the text itself where there is neither."""
    form = opened().styles["Kẻ ngang dưới trích yếu"].paragraph_format
    assert form.space_after.pt == 12


def test_no_rule_is_longer_than_half_its_column_however_long_the_words() -> None:
    heading = replace(sample_document().heading, issuer=("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",))
    issuer, _, title = rule_lengths(sample_document(heading=heading, subject="Kết quả thực hiện " * 20))
    assert issuer == pytest.approx(0.4 * 71, abs=0.3)
    assert title == pytest.approx(0.4 * 160, abs=0.3)


def test_one_addressee_stands_on_the_line_several_below_it() -> None:
    one = opened()
    assert with_style(one, "Kính gửi") == [
        "Kính gửi: Ủy ban nhân dân huyện Nam Sách (qua Phòng Lao động - Thương binh và Xã hội)."
    ]
    several = opened(sample_document(addressed_to=("UBND tỉnh", "Sở Y tế", "Sở Nội vụ")))
    assert with_style(several, "Kính gửi") == []
    assert with_style(several, "Kính gửi nhiều nơi") == ["Kính gửi:"]
    assert with_style(several, "Nơi kính gửi") == ["- UBND tỉnh;", "- Sở Y tế;"]
    assert with_style(several, "Nơi kính gửi cuối") == ["- Sở Nội vụ."]
    # The dashes stand below the colon: 25 mm, and 17.4 mm of letters before it.
    form = several.styles["Nơi kính gửi"].paragraph_format
    assert 41 <= form.left_indent.mm + form.first_line_indent.mm <= 44
    nobody = opened(sample_document(addressed_to=()))
    assert not any("Kính gửi" in paragraph.text for paragraph in nobody.paragraphs)


def test_the_text_stands_in_order_and_ends_with_its_sign() -> None:
    document = sample_document(grounds=("Căn cứ Luật Trẻ em", "Căn cứ Kế hoạch số 58/KH-UBND"))
    text = [(style_of(paragraph), words(paragraph._p)) for paragraph in opened(document).paragraphs]
    start = [style for style, _ in text].index("Căn cứ")
    assert text[start : start + 15] == [
        ("Căn cứ", "Căn cứ Luật Trẻ em;"),
        ("Căn cứ", "Căn cứ Kế hoạch số 58/KH-UBND."),
        (
            "Lời văn",
            "Thực hiện Kế hoạch số 58/KH-UBND ngày 15 tháng 4 năm 2024 của Ủy ban nhân dân xã An Sơn, "
            "Ủy ban nhân dân xã báo cáo kết quả như sau:",
        ),
        ("Heading 1", "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        ("Lời văn", "Ủy ban nhân dân xã đã ban hành kế hoạch và phân công các ngành thực hiện."),
        ("Heading 1", "II. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU"),
        (
            "Lời văn",
            "Trong 3 nội dung: 1 đạt, 1 chưa đạt, 1 không phát sinh (chi tiết tại Phụ lục I, II).",
        ),
        ("Heading 2", "1. Chăm sóc sức khỏe, dinh dưỡng"),
        ("Lời văn", "Tỷ lệ thấp còi 8,6% (28/327), cao hơn năm trước 2,9 điểm %."),
        ("Heading 2", "2. Bảo vệ trẻ em"),
        ("Gạch đầu dòng", "- Tai nạn, thương tích: 600,0/10.000."),
        ("Heading 1", "V. ĐỀ XUẤT, KIẾN NGHỊ"),
        ("Lời văn", "Đề nghị huyện hỗ trợ kinh phí 1.234,5 triệu đồng trước ngày 20/11/2025."),
        ("Ghi chú số liệu", "Ghi chú: Số liệu ước thực hiện; chưa gồm thôn Tây./."),
        ("Ngắt phần", ""),
    ]


def test_the_signature_stands_right_of_nơi_nhận_and_never_alone_on_a_page() -> None:
    file = opened()
    closing = file.tables[1]
    (row,) = closing.rows
    recipients, signature = (
        [(style_of(paragraph), words(paragraph._p)) for paragraph in cell.paragraphs] for cell in row.cells
    )
    assert recipients == [
        ("Nơi nhận", "Nơi nhận:"),
        ("Danh sách nơi nhận", "- Như trên;"),
        ("Danh sách nơi nhận", "- TT Đảng ủy, HĐND xã;"),
        ("Danh sách nơi nhận", "- Lưu: VT, VHXH."),
    ]
    assert signature == [
        ("Quyền hạn và chức vụ dòng đầu", "TM. ỦY BAN NHÂN DÂN"),
        ("Quyền hạn và chức vụ", "KT. CHỦ TỊCH"),
        ("Quyền hạn và chức vụ", "PHÓ CHỦ TỊCH"),
        ("Họ tên người ký", "Nguyễn Thị Hường"),
    ]
    assert [round(cell.width.mm) for cell in row.cells] == [80, 80]
    assert row._tr.trPr.find(f"{W}cantSplit") is not None
    (last,) = [p for p in file.paragraphs if p.text.endswith("./.")]
    assert last.paragraph_format.keep_with_next
    # Room for a hand and a seal.
    assert file.styles["Họ tên người ký"].paragraph_format.space_before.mm == pytest.approx(28, abs=0.2)


@pytest.mark.parametrize(
    ("changes", "recipients", "signature"),
    [
        (
            {"recipients": ()},
            [""],
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hường"],
        ),
        (
            {"signature": Signature(("CHỦ TỊCH",))},
            ["Nơi nhận:", "- Như trên;", "- TT Đảng ủy, HĐND xã;", "- Lưu: VT, VHXH."],
            ["CHỦ TỊCH", ""],
        ),
    ],
)
def test_what_is_not_known_yet_leaves_its_place(
    changes: dict[str, object], recipients: list[str], signature: list[str]
) -> None:
    """The name can be typed where it belongs, with room above it to sign."""
    (row,) = opened(sample_document(**changes)).tables[1].rows
    assert [words(paragraph._p) for paragraph in row.cells[0].paragraphs] == recipients
    assert [words(paragraph._p) for paragraph in row.cells[1].paragraphs] == signature
    assert style_of(row.cells[1].paragraphs[-1]) == "Họ tên người ký"


def test_frames_have_no_lines() -> None:
    file = opened()
    for table in file.tables[:2]:
        assert table.style.name == "Khung không kẻ"
        assert not list(table._tbl.iter(f"{W}tblBorders", f"{W}tcBorders"))
    assert not list(file.styles["Khung không kẻ"].element.iter(f"{W}tblBorders"))


def test_a_draft_and_an_amended_edition_say_so() -> None:
    plain = opened()
    assert with_style(plain, "Dự thảo") == with_style(plain, "Bản sửa đổi") == []
    file = opened(sample_document(is_draft=True, amends="Bản 2, thay Bản 1: sửa số liệu thôn Tây"))
    assert with_style(file, "Dự thảo") == ["DỰ THẢO"]
    assert words(file.tables[0].rows[1].cells[0]._tc) == "Số:      /BC-UBNDDỰ THẢO"
    assert with_style(file, "Bản sửa đổi") == ["(Bản 2, thay Bản 1: sửa số liệu thôn Tây)"]
    styles = [style_of(paragraph) for paragraph in file.paragraphs]
    assert styles[:5] == [
        "Tên loại văn bản",
        "Trích yếu",
        "Kẻ ngang dưới trích yếu",
        "Bản sửa đổi",
        "Kính gửi",
    ]


def test_what_belongs_together_is_not_torn_apart() -> None:
    said = (
        "Kế hoạch số 58/KH-UBND ngày 15 tháng 4 năm 2024; Điều 5, Phụ lục II; 1.234,5 triệu đồng; "
        "2,9 điểm %; - giữa câu"
    )
    text = body(sample_document(opening=(Paragraph(said),), sections=(), notes=(), annexes=()))
    (line,) = [p for p in text.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "LoiVan"]
    assert "".join(line.itertext()) == (
        "Kế hoạch số\u00a058/KHUBND ngày\u00a015 tháng\u00a04 năm\u00a02024; "
        "Điều\u00a05, Phụ\u00a0lục\u00a0II; "
        "1.234,5\u00a0triệu đồng; 2,9\u00a0điểm\u00a0%; - giữa câu./."
    )
    assert len(list(line.iter(f"{W}noBreakHyphen"))) == 1
    assert words(line) == f"{said}./."


# --- Annexes


def test_an_annex_begins_with_its_number_its_title_and_its_report() -> None:
    file = opened()
    assert with_style(file, "Số phụ lục") == ["Phụ lục I", "Phụ lục II"]
    assert with_style(file, "Tên phụ lục") == ["BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU", "BIỂU DÀI"]
    belongs = "(Kèm theo Báo cáo số      /BC-UBND ngày      tháng 12 năm 2024 của Ủy ban nhân dân xã An Sơn)"
    assert with_style(file, "Kèm theo văn bản") == [belongs, belongs]
    alone = opened(sample_document(annexes=(annex(),)))
    assert with_style(alone, "Số phụ lục") == ["Phụ lục"]


def test_the_table_of_an_annex_says_what_the_document_says() -> None:
    results, _ = annexes_of(opened())
    assert cells_of(results) == [
        [
            *("Mã", "Chỉ tiêu", "Đơn vị tính", "Năm trước", "Chỉ tiêu giao, mốc"),
            *("Tử số", "Mẫu số", "Kết quả", "Đánh giá", "Đủ số liệu"),
        ],
        ["Mục tiêu 1. Chăm sóc sức khỏe, dinh dưỡng"],
        [
            *("1.1", "Trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi", "%", "5,7%", "< 5,5%"),
            *("28", "327", "8,6%", "Chưa đạt", "8/9 thôn"),
        ],
        ["Mục tiêu 2. Bảo vệ trẻ em"],
        [
            *("2.1", "Trẻ em bị tai nạn, thương tích", "/10.000", "—", "≤ 600/10.000 (2025)"),
            *("1.234", "20.567", "600,0/10.000", "Đạt", "9/9 thôn"),
        ],
        [
            *("2.2", "Trẻ em là nạn nhân của =SUM(A1:A9)", "%", "—", "100%"),
            *("0", "0", "Không phát sinh", "Không phát sinh", "1/1 đơn vị"),
        ],
    ]


def numbers_of(text: str) -> list[str]:
    return re.findall(r"\d[\d.,/]*", text)


def said_by(document: Document) -> Iterator[str]:
    for section in document.sections:
        for part in (section, *section.parts):
            yield from (part.heading, *(paragraph.text for paragraph in part.paragraphs))
    for one in document.annexes:
        for row in one.table.rows:
            yield from (cell.text for cell in row)
        for about in one.writings:
            yield from (text for _, text in about.texts)


def test_every_number_of_the_document_stands_in_the_file() -> None:
    document = sample_document()
    expected = sorted(number.rstrip(".,/") for text in said_by(document) for number in numbers_of(text))
    found = [number.rstrip(".,/") for p in body().iter(f"{W}p") for number in numbers_of(words(p))]
    assert len(expected) > 200
    for number in set(expected):
        assert found.count(number) >= expected.count(number), number


def test_the_head_of_a_table_repeats_and_no_row_is_split() -> None:
    for table in annexes_of(opened()):
        head, *rows = table._tbl.tr_lst
        assert head.trPr.find(f"{W}tblHeader") is not None
        assert all(row.trPr.find(f"{W}tblHeader") is None for row in rows)
        assert all(row.trPr.find(f"{W}cantSplit") is not None for row in (head, *rows))


def test_the_heading_of_a_group_spans_the_table_and_stays_with_its_rows() -> None:
    file = opened()
    results, _ = annexes_of(file)
    row = results._tbl.tr_lst[1]
    (cell,) = row.tc_lst
    assert cell.grid_span == len(COLUMNS)
    assert cell.p_lst[0].style == file.styles["Tên nhóm"].style_id
    assert file.styles["Tên nhóm"].paragraph_format.keep_with_next


@pytest.mark.parametrize(("is_landscape", "room"), [(True, 252), (False, 160)])
def test_every_cell_has_its_width_and_a_table_fills_the_page(is_landscape: bool, room: int) -> None:
    (table,) = annexes_of(opened(sample_document(annexes=(annex(is_landscape=is_landscape),))))
    columns = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
    assert sum(columns) * 25.4 / 1440 == pytest.approx(room, abs=0.1)
    for row in table._tbl.tr_lst:
        widths = [int(cell.tcPr.find(f"{W}tcW").get(f"{W}w")) for cell in row.tc_lst]
        assert widths == (columns if len(widths) > 1 else [sum(columns)])
    assert columns[1] == max(columns)  # the names
    assert columns[0] == min(columns)  # the codes


def test_numbers_stand_right_words_left_and_heads_in_the_middle() -> None:
    results, _ = annexes_of(opened())
    head, _, row, *_ = results._tbl.tr_lst
    assert {cell.p_lst[0].style for cell in head.tc_lst} == {"DauCot"}
    assert [cell.p_lst[0].style for cell in row.tc_lst] == [
        *("OChu", "OChu", "OChu", "OSo", "OChu", "OSo", "OSo", "OSo", "OChu", "OChu")
    ]


def test_a_table_of_many_columns_is_set_smaller() -> None:
    columns = tuple(Column(f"year-{year}", f"Năm {year}", is_number=True) for year in range(2015, 2026))
    row = tuple(Cell(column, f"{number},5%", Decimal(number), 1) for number, column in enumerate(columns))
    file = opened(sample_document(annexes=(annex(columns, (ExportGroup("Mục tiêu", (row,)),)),)))
    (table,) = annexes_of(file)
    used = {p.style for p in table._tbl.iter(f"{W}p")}
    assert used == {"DauCotNho", "TenNhomNho", "OSoNho"}
    assert {file.styles.element.get_by_id(code).rPr.sz_val.pt for code in used} == {9}


def test_missing_figures_are_hatched_and_missed_targets_bold_beside_their_words() -> None:
    results, _ = annexes_of(opened())
    shaded = [cell for cell in results._tbl.iter(f"{W}tc") if cell.tcPr.find(f"{W}shd") is not None]
    assert [words(cell) for cell in shaded] == ["8/9 thôn"]
    shade = shaded[0].tcPr.find(f"{W}shd")
    assert (shade.get(f"{W}val"), shade.get(f"{W}fill")) == ("thinReverseDiagStripe", "FFFFFF")
    bold = [run for run in results._tbl.iter(f"{W}r") if run.style == "ChuDam"]
    assert [words(run) for run in bold] == ["Chưa đạt"]


def test_leads_remarks_and_what_units_wrote_stand_around_the_table() -> None:
    said = (("Thôn Đông", "Đã có câu lạc bộ bơi.\nThêm 34 trẻ."), ("Thôn Tây", ""))
    file = opened(
        sample_document(
            annexes=(
                annex(
                    lead=("Số liệu lấy lúc 09:00.",),
                    remarks=("Dấu — nghĩa là không có.", "Một\nHai"),
                    writings=(ExportWritings("3.1", "Mô hình", said),),
                ),
            )
        )
    )
    text = [(style_of(paragraph), words(paragraph._p)) for paragraph in file.paragraphs]
    assert text[[style for style, _ in text].index("Lời dẫn bảng") :][:9] == [
        ("Lời dẫn bảng", "Số liệu lấy lúc 09:00."),
        ("Ghi chú bảng", "Dấu — nghĩa là không có."),
        ("Ghi chú bảng", "Một"),
        ("Ghi chú bảng", "Hai"),
        ("Nội dung đơn vị viết", "Nội dung các đơn vị viết"),
        ("Tên chỉ tiêu", "3.1. Mô hình"),
        ("Đơn vị viết", "Thôn Đông: Đã có câu lạc bộ bơi."),
        ("Đơn vị viết", "Thêm 34 trẻ."),
        ("Đơn vị viết", "Thôn Tây:"),
    ]


def test_a_table_says_its_title_to_who_cannot_see_it() -> None:
    captions = [caption.get(f"{W}val") for caption in body().iter(f"{W}tblCaption")]
    assert captions == ["BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU", "BIỂU DÀI"]


@pytest.mark.parametrize("rows", [24, 1000])
def test_long_tables_are_whole(rows: int) -> None:
    document = sample_document(annexes=(Annex("long", "", "BIỂU DÀI", long_table(rows)),))
    started = time.process_time()
    file = word_file(document)
    seconds = time.process_time() - started
    (table,) = annexes_of(docx.Document(file))
    assert len(table._tbl.tr_lst) == rows + 2  # the head, and the heading of the group
    assert words(table._tbl.tr_lst[-1]).startswith("2.1Trẻ em bị tai nạn")
    assert seconds < 3  # a copy of a row takes 0.3 ms; asking python-docx for each cell ten times that


# --- What may be missing or hostile


@pytest.mark.parametrize(
    ("changes", "sections", "tables"),
    [
        ({"annexes": ()}, 1, 0),
        ({"annexes": (annex(columns=(), groups=()),)}, 2, 0),
        ({"annexes": (annex(groups=()),)}, 2, 1),
        ({"annexes": (annex(groups=(ExportGroup("", (NOBODY,)),)),)}, 2, 1),
        ({"annexes": (annex(), annex(is_landscape=False))}, 3, 2),
        ({"signature": Signature(())}, 3, 2),
        ({"opening": (), "sections": (), "notes": ()}, 3, 2),
    ],
)
def test_whatever_is_missing_the_file_stands(changes: dict[str, object], sections: int, tables: int) -> None:
    file = opened(sample_document(**changes))
    assert len(file.sections) == sections
    assert len(annexes_of(file)) == tables
    assert file.element.body[-1].tag == f"{W}sectPr"
    for cell in file.element.body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"  # Word repairs, and shows so, a cell without a paragraph
    for table in file.element.body.iter(f"{W}tbl"):
        assert table.getnext().tag == f"{W}p"


def test_a_group_without_a_heading_has_no_row_for_it() -> None:
    file = opened(sample_document(annexes=(annex(groups=(ExportGroup("", GROUPS[0].rows),)),)))
    (table,) = annexes_of(file)
    assert len(table._tbl.tr_lst) == 2


def test_a_document_without_a_stamp_ends_with_its_last_table() -> None:
    stamp = Stamp(unit="", round_name="", window="", edition="", made_at="")
    file = opened(sample_document(stamp=stamp, annexes=(annex(),)))
    assert file.core_properties.created == datetime(1980, 1, 1, tzinfo=UTC)
    assert file.element.body[-2].tag == f"{W}p"  # Word wants one behind a table


HOSTILE = "<w:p/>&amp;\"']]> { PAGE } =SUM(A1) DDEAUTO c:\\cmd \x00\x07\x1b\ufffe\ud800 a\tb"


def test_hostile_text_stands_as_text_and_starts_nothing() -> None:
    row = tuple(Cell(column, HOSTILE) for column in COLUMNS)
    heading = replace(
        sample_document().heading, superior=HOSTILE, issuer=(HOSTILE,), symbol=HOSTILE, place=HOSTILE
    )
    document = sample_document(
        kind=HOSTILE,
        subject=HOSTILE,
        heading=heading,
        addressed_to=(HOSTILE, HOSTILE),
        grounds=(HOSTILE,),
        opening=(Paragraph(HOSTILE),),
        notes=(HOSTILE,),
        recipients=(HOSTILE,),
        signature=Signature((HOSTILE,), HOSTILE),
        amends=HOSTILE,
        annexes=(
            replace(
                annex(groups=(ExportGroup(HOSTILE, (row,)),), lead=(HOSTILE,), remarks=(HOSTILE,)),
                title=HOSTILE,
                writings=(ExportWritings(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),)),),
            ),
        ),
        stamp=replace(sample_document().stamp, unit=HOSTILE, code=HOSTILE),
    )
    file = opened(document)
    clean = "<w:p/>&amp;\"']]> { PAGE } =SUM(A1) DDEAUTO c:\\cmd  a b"
    assert with_style(file, "Trích yếu") == [clean]
    assert with_style(file, "Tên nhóm") == [clean]
    assert cells_of(annexes_of(file)[0])[2] == [clean] * 10
    names = [
        etree.QName(element).localname
        for content in parts(document).values()
        for element in etree.fromstring(content).iter()
    ]
    assert names.count("fldSimple") == 1
    assert not {"instrText", "fldChar", "hyperlink", "altChunk"} & set(names)


def test_text_is_composed() -> None:
    apart = unicodedata.normalize("NFD", "Trẻ em bị xâm hại")
    row = tuple(Cell(column, apart) for column in COLUMNS)
    document = sample_document(subject=apart, annexes=(annex(groups=(ExportGroup(apart, (row,)),)),))
    for content in parts(document).values():
        assert unicodedata.is_normalized("NFC", content.decode())


def test_a_cell_of_several_lines_keeps_them() -> None:
    row = tuple(Cell(column, "Một\nHai") for column in COLUMNS)
    file = opened(sample_document(annexes=(annex(groups=(ExportGroup("", (row,)),)),)))
    assert cells_of(annexes_of(file)[0])[1] == ["Một\nHai"] * 10


# --- What the file says of itself


def test_the_stamp_stands_in_small_print_at_the_very_end() -> None:
    expected = [
        "Xã An Sơn · Năm 2024 · Số liệu từ–đến: 15/12/2023–14/12/2024 · Chính thức, ước thực hiện · Bản 1",
        "Lập lúc: 09:00 05/12/2024 · Mã tệp: K7QM-29XA · Mã nội dung: 1234-5678-9abc-def0",
        "Địa chỉ trang: http://127.0.0.1:8000/t/K7QM-29XA/",
    ]
    for document in (sample_document(), sample_document(annexes=())):
        file = opened(document)
        assert [words(paragraph._p) for paragraph in file.paragraphs[-3:]] == expected
        assert [style_of(paragraph) for paragraph in file.paragraphs[-3:]] == [
            *("Dấu tệp dòng đầu", "Dấu tệp", "Dấu tệp")
        ]
    assert file.styles["Dấu tệp"].font.size.pt == 9


def test_a_public_file_says_so() -> None:
    stamp = replace(sample_document().stamp, is_public=True)
    assert "Bản công khai" not in words(opened().element.body)
    (line,) = with_style(opened(sample_document(stamp=stamp)), "Dấu tệp dòng đầu")
    assert line.endswith(" · Bản 1 · Bản công khai")


def test_a_list_of_files_can_tell_what_it_is() -> None:
    said = opened().core_properties
    assert said.title == "Báo cáo – Kết quả thực hiện Kế hoạch công tác trẻ em năm 2024"
    assert said.subject == "xã An Sơn · Năm 2024 · 15/12/2023–14/12/2024"
    assert said.author == said.last_modified_by == "Ủy ban nhân dân xã An Sơn"
    assert said.comments == "Lập lúc: 09:00 05/12/2024 · Mã tệp: K7QM-29XA · Mã nội dung: 1234-5678-9abc-def0"
    assert said.version == "Bản 1"
    assert said.created == said.modified == datetime(2024, 12, 5, 2, 0, tzinfo=UTC)  # 09:00 in Viet Nam


@pytest.mark.parametrize(
    ("words_of_time", "expected"),
    [
        ("14:45 ngày 15/11/2024", datetime(2024, 11, 15, 7, 45, tzinfo=UTC)),
        ("09:00 05/12/2024", datetime(2024, 12, 5, 2, 0, tzinfo=UTC)),
        ("99:00 31/02/2024", datetime(1980, 1, 1, tzinfo=UTC)),
        ("hôm qua", datetime(1980, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_moment_in_the_file_is_that_of_the_document(words_of_time: str, expected: datetime) -> None:
    document = sample_document(stamp=replace(sample_document().stamp, made_at=words_of_time))
    assert opened(document).core_properties.created == expected


def test_a_very_long_title_is_cut_where_the_format_ends() -> None:
    assert len(opened(sample_document(subject="Kết quả " * 100)).core_properties.title) == 255


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = word_file(sample_document()), word_file(sample_document())
    assert isinstance(first, BytesIO)
    assert first.tell() == 0
    assert first.getvalue() == second.getvalue()
    with ZipFile(first) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    other = sample_document(stamp=replace(sample_document().stamp, made_at="09:01 05/12/2024"))
    assert word_file(other).getvalue() != second.getvalue()
