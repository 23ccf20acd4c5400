"""Can the PDF be printed, read and trusted: every row, right letters, heads on each page, no look outside?"""

import re
import sys
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_noto_sans
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reporting.documents.tables import export_table
from reporting.exports import pdf
from reporting.exports.pdf import PdfUnavailable, pdf_file
from reporting.summaries.table_rows import Group
from reporting.summaries.tables import Table
from tests.reporting.exports import by_hand

pytestmark = [pytest.mark.pdf, pytest.mark.slow]


def read(table: Table) -> PdfReader:
    return PdfReader(pdf_file(export_table(table, by_hand.ADDRESS)))


def lines(reader: PdfReader, page: int) -> list[str]:
    return reader.pages[page].extract_text().splitlines()


def squeezed(text: str) -> str:
    """Without white space: where a cell breaks its lines is not what is tested."""
    return re.sub(r"\s", "", text)


def whole_text(reader: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in reader.pages))


def base_fonts(reader: PdfReader) -> set[str]:
    return {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }


@pytest.fixture(scope="module")
def mixed() -> PdfReader:
    return read(by_hand.MIXED)


def test_every_cell_of_the_table_stands_in_the_pdf(mixed: PdfReader) -> None:
    text = whole_text(mixed)
    for group in export_table(by_hand.MIXED, by_hand.ADDRESS).groups:
        assert squeezed(group.heading) in text
        for row in group.rows:
            assert squeezed("".join(cell.text for cell in row)) in text


def test_figures_are_those_of_the_page(mixed: PdfReader) -> None:
    text = whole_text(mixed)
    for row in by_hand.MIXED.rows:
        assert squeezed(f"{row.short_name}{row.unit_text}{row.last_year.text}") in text
    for expected in ("48|49|97,96%", "1|1.234|8,1/10.000", "1.234.567.890|—|1.234.567.890đồng", "0|0|—"):
        assert expected.replace("|", "") in text


def test_facts_finding_and_remarks_stand_on_it(mixed: PdfReader) -> None:
    text = whole_text(mixed)
    for expected in (
        "BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU",
        "Kế hoạch: Chương trình hành động vì trẻ em huyện Tân Yên giai đoạn 2021 - 2030",
        "Đơn vị: Huyện Tân Yên",
        "Kỳ báo cáo: Năm 2024",
        "Số liệu từ–đến: 15/12/2023–14/12/2024",
        "Loại số liệu: Chính thức, ước thực hiện",
        "Lập lúc: 14:45 ngày 15/11/2024",
        "Địa chỉ trang: http://127.0.0.1:8000/ke-hoach/004/bieu-nam/nam-2024/",
        "2/4 nội dung đạt chỉ tiêu, 1 chưa đạt, 1 không phát sinh.",
        "1 nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu.",
    ):
        assert squeezed(expected) in text


def test_only_typefaces_as_wide_as_times_new_roman_are_in_it(mixed: PdfReader) -> None:
    names = {name.partition("+")[2] for name in base_fonts(mixed)}
    assert names
    assert all(name.startswith(("Liberation-Serif", "Tinos", "TeX-Gyre-Termes")) for name in names), names


def test_every_vietnamese_letter_and_sign_is_drawn_in_that_typeface() -> None:
    vowels = "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy"
    letters = "".join(
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in vowels
        for tone in "\u0300\u0309\u0303\u0301\u0323"
    )
    signs = f"{vowels}Đđ {letters} ‰ ≥ ≤ – — − · → ≈ “ ”"
    reader = read(by_hand.table([Group(signs, [by_hand.PARTIAL])], finding=signs))
    assert whole_text(reader).count(squeezed(signs)) == 2
    names = {name.partition("+")[2] for name in base_fonts(reader)}
    assert all(name.startswith(("Liberation-Serif", "Tinos", "TeX-Gyre-Termes")) for name in names), names


def test_typefaces_are_embedded(mixed: PdfReader) -> None:
    for font in mixed.pages[0]["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_head_stands_on_every_page_of_a_long_table() -> None:
    reader = read(by_hand.long_table(9, 12, 14))
    assert len(reader.pages) == 3
    for page in range(3):
        text = squeezed("".join(lines(reader, page)))
        assert text.count(squeezed("Chỉ tiêu giao, mốc")) == 1
        assert text.count(squeezed("Đơn vị chủ trì")) == 1
    text = whole_text(reader)
    for number, size in ((1, 9), (2, 12), (3, 14)):
        for position in range(1, size + 1):
            assert text.count(f"Nộidungđosố{number}.{position}:trẻemdưới5tuổiđượcchămsóc") == 1


def test_pages_are_a4_across_numbered_from_the_second() -> None:
    reader = read(by_hand.long_table(35))
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == (297, 210)
    tops = [topmost(reader, page) for page in range(3)]
    assert tops == ["BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU", "2", "3"]


def topmost(reader: PdfReader, page: int) -> str:
    """The text nearest to the upper edge."""
    found: dict[float, str] = {}

    def visit(text: str, matrix: list[float], text_matrix: list[float], *_: Any) -> None:
        if text.strip():
            height = matrix[1] * text_matrix[4] + matrix[3] * text_matrix[5] + matrix[5]
            found[height] = found.get(height, "") + text.strip("\n")

    reader.pages[page].extract_text(visitor_text=visit)
    return found[max(found)].strip()


def test_every_page_carries_the_code_of_the_content() -> None:
    table = by_hand.long_table(35)
    code = export_table(table, by_hand.ADDRESS).digest
    reader = read(table)
    for page in range(len(reader.pages)):
        assert f"Lập lúc 14:45 ngày 15/11/2024 · Mã nội dung {code}" in lines(reader, page)


@pytest.mark.parametrize("before", range(7, 15))
def test_a_group_never_begins_at_the_foot_of_a_page(before: int) -> None:
    reader = read(by_hand.long_table(before, 3))
    for page in range(len(reader.pages)):
        text = squeezed("".join(lines(reader, page)))
        if "Nhómthứ2củabiểu" in text:
            assert "Nộidungđosố2.1:" in text


def test_rows_are_never_split() -> None:
    long_name = "Trẻ em có hoàn cảnh đặc biệt được chăm sóc, trợ giúp tại cộng đồng và cơ sở. " * 4
    rows = [
        by_hand.row(f"1.{position}", f"Đầu{position} {long_name}Cuối{position}") for position in range(1, 16)
    ]
    reader = read(by_hand.table([Group("Mục tiêu 1", rows)]))
    assert len(reader.pages) > 1
    for page in range(len(reader.pages)):
        text = squeezed("".join(lines(reader, page)))
        for position in range(1, 16):
            assert text.count(f"Đầu{position}Trẻ") == text.count(f"Cuối{position}%")


def test_title_and_language_are_said_to_readers(mixed: PdfReader) -> None:
    assert mixed.metadata is not None
    assert mixed.metadata.title == "Huyện Tân Yên – Năm 2024"
    assert mixed.trailer["/Root"]["/Lang"] == "vi"
    assert mixed.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in mixed.trailer["/Root"]["/Metadata"].get_data()


def cells(part: Any, wanted: str) -> list[DictionaryObject]:
    """The marked parts of one kind below a part of the structure, in reading order."""
    found = []
    kids = part.get("/K", []) if isinstance(part, DictionaryObject) else []
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object()
        if isinstance(child, DictionaryObject):
            if child.get("/S") == wanted:
                found.append(child)
            found += cells(child, wanted)
    return found


def test_heads_say_whether_they_head_a_column_or_a_row() -> None:
    reader = read(by_hand.long_table(3, 2))
    heads = cells(reader.trailer["/Root"]["/StructTreeRoot"], "/TH")
    scopes = [head["/A"]["/Scope"] for head in heads]
    assert scopes == ["/Column"] * 12 + ["/Row"] * 5


def test_sentences_stand_behind_the_table() -> None:
    table = by_hand.table([Group("Mục tiêu 1", [by_hand.LEVELS, by_hand.WORDS])])
    text = whole_text(read(table))
    for part in (
        "Mức độ II: 1, mức độ III: 8",
        "Nội dung các đơn vị viết",
        "8. Tổ chức thực hiện công tác trẻ em",
        "Huyện Tân Yên: Huyện đã chỉ đạo kịp thời.",
        "Xã An Sơn: Đã kiện toàn Ban điều hành.",
    ):
        assert squeezed(part) in text
    assert text.index(squeezed("2 đơn vị đã viết")) < text.index(squeezed("Huyện đã chỉ đạo"))


def test_text_from_people_is_never_markup() -> None:
    name = '<b>Xã</b> & "An Sơn" <img src="file:///etc/passwd">'
    reader = read(by_hand.table([Group(name, [replace(by_hand.PARTIAL, leads=name)])], place=name))
    assert whole_text(reader).count(squeezed(name)) == 3


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("weasyprint.urls.URLFetcher.fetch", lambda _, url, headers=None: asked.append(url))
    read(by_hand.MIXED)
    assert asked == []


@pytest.mark.parametrize("address", ["file", "data:text/css,@page{size:A6}", "http://127.0.0.1:9/a.css"])
def test_an_address_in_a_page_is_refused(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No text can bring one in; if a template ever did, it would change nothing: the page stays A4."""
    sheet = tmp_path / "small.css"
    sheet.write_text("@page { size: A6 }", "utf-8")
    address = sheet.as_uri() if address == "file" else address
    page = f'<html lang="vi"><title>x</title><link rel="stylesheet" href="{address}"><p>Trẻ em'
    file = pdf._drawn(pdf._weasyprint(), page, finisher=lambda *_: None)
    assert round(float(PdfReader(file).pages[0].mediabox.width) / 72 * 25.4) == 297
    assert "disallowed protocol" in caplog.text


def test_a_machine_without_pango_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "weasyprint.py"
    broken.write_text("raise OSError(\"cannot load library 'libgobject-2.0-0'\")\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    with pytest.raises(PdfUnavailable) as refused:
        pdf_file(export_table(by_hand.MIXED, by_hand.ADDRESS))
    sentence = str(refused.value)
    assert sentence == (
        "Máy chủ chưa tạo được tệp PDF vì thiếu thư viện; người quản trị cần cài các gói Debian "
        "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 và fonts-liberation2."
    )


def test_a_machine_without_the_typeface_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A font configuration that knows one other typeface only; it has every letter, but not the measures."""
    noto_sans = Path(fontpkg_noto_sans.__file__).parent
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{noto_sans}</dir>'
        f"<cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        "utf-8",
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))
    pdf._require_typeface.cache_clear()
    try:
        with pytest.raises(
            PdfUnavailable, match=r"^Máy chủ .*thiếu phông chữ kiểu Times.*fonts-liberation2\.$"
        ):
            pdf_file(export_table(by_hand.MIXED, by_hand.ADDRESS))
    finally:
        pdf._require_typeface.cache_clear()


def test_a_table_without_rows_is_a_file_too() -> None:
    text = whole_text(read(by_hand.table([], finding="")))
    assert "Biểuchưacónộidungnào." in text


def test_the_file_is_ready_to_be_read() -> None:
    file = pdf_file(export_table(by_hand.MIXED, by_hand.ADDRESS))
    assert isinstance(file, BytesIO)
    assert file.read(5) == b"%PDF-"
