"""Is an uploaded file read safely and rightly? Every refusal with its own words, every cell with its text."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from time import monotonic
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from reporting.incoming import workbooks
from reporting.incoming.template_format import META, SHEET
from reporting.incoming.workbooks import FileRefused, FilledTemplate, Found, number_text, read_template
from tests.reporting.incoming.files import SHEET_PART, boxes, edited, filled, template, with_part
from tests.world import World


def read(file: BytesIO) -> FilledTemplate:
    return read_template(file, len(file.getvalue()))


def refusal(file: BytesIO) -> str:
    started = monotonic()
    with pytest.raises(FileRefused) as refused:
        read(file)
    assert monotonic() - started < 5
    return str(refused.value)


def found_in(world: World, **values: object) -> dict[str, Found]:
    return {entry.code: entry for entry in read(filled(world, "xa-y", **values)).found}


# --- What a cell says


def test_an_untouched_template_says_what_stands_there(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=1234, san_choi=(3, 4))
    back = read(template(world, "xa-y"))
    assert (back.round_key, back.unit_key) == ("2024-nam", "xa-y")
    assert {entry.code: entry.text for entry in back.found} == {"tre-em": "1234", "san-choi": "3/4"}
    assert back.versions["tre-em"] == 1
    assert back.versions["hoan-canh"] == 0
    assert len(back.versions) == 9


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (97, "97"),
        (97.0, "97"),
        (0, "0"),
        (97.46153846, "97,46153846"),
        (36.00000000000001, "36"),
        (0.1 + 0.2, "0,3"),
        (-3, "-3"),
        (1e15, "1000000000000000"),
        (12500000, "12500000"),
        ("57 trẻ ", "57 trẻ "),
        ("ba trăm", "ba trăm"),
        ("1.234", "1.234"),
        ("e\u0302\u0301", "ế"),
    ],
)
def test_values_become_what_a_person_would_have_typed(world: World, value: object, text: str) -> None:
    entry = found_in(world, tre_em=value)["tre-em"]
    assert (entry.text, entry.problem) == (text, "")


@pytest.mark.parametrize(
    ("value", "text", "words"),
    [
        (date(2024, 6, 5), "05/06/2024", "Ô này là ngày tháng"),
        (datetime(2024, 6, 5, 7, 30), "05/06/2024", "Ô này là ngày tháng"),  # noqa: DTZ001 as Excel gives it
        (time(7, 30), "07:30:00", "Ô này là ngày tháng"),
        (True, "TRUE", "giá trị đúng/sai"),
        ("#DIV/0!", "#DIV/0!", "báo lỗi #DIV/0!"),
        ("x" * 3000, "x" * 60 + "…", "quá dài"),
    ],
)
def test_what_is_no_text_and_no_number_says_so(world: World, value: object, text: str, words: str) -> None:
    entry = found_in(world, tre_em=value)["tre-em"]
    assert entry.text == text
    assert words in entry.problem


def test_numbers_that_are_none() -> None:
    for value in (float("nan"), float("inf"), 1e300):
        assert number_text(value)[1] == "Ô này không phải là số đếm được."


def test_a_formula_counts_with_its_stored_value(world: World) -> None:
    place = b'<c r="G7"'
    file = filled(world, "xa-y", tre_em="=10+5")

    def with_value(sheet: bytes) -> bytes:
        assert place in sheet
        assert b"<f>10+5</f><v></v>" in sheet or b"<f>10+5</f><v/>" in sheet or b"<f>10+5</f><v />" in sheet
        for empty in (b"<v></v>", b"<v/>", b"<v />"):
            sheet = sheet.replace(b"<f>10+5</f>" + empty, b"<f>10+5</f><v>15</v>")
        return sheet

    (without,) = read(file).found
    assert (without.code, without.text) == ("tre-em", "(công thức)")
    assert without.problem == workbooks.NO_RESULT
    (entry,) = read(with_part(file, SHEET_PART, with_value)).found
    assert (entry.code, entry.text, entry.problem) == ("tre-em", "15", "")


def test_old_codes_are_named_by_sign_or_by_typeface(world: World) -> None:
    def write(workbook: Workbook) -> None:
        cells = boxes(workbook.active)
        cells["tre-em"].value = "kh«ng ph¸t sinh"
        cells["hoan-canh"].value = "khoâng phaùt sinh"
        cells["duoc-giup"].value = "Cã"
        cells["duoc-giup"].font = Font(name=".VnTime")
        cells["bi-thuong"].value = 12
        cells["bi-thuong"].font = Font(name=".VnTime")
        cells["tao-hon"].value = "Không phát sinh"
        cells["tao-hon"].font = Font(name=".VnTime")

    found = {entry.code: entry for entry in read(edited(template(world, "xa-y"), write)).found}
    assert found["tre-em"].problem.startswith("Chữ theo bảng mã TCVN3 (phông .VnTime). Chuyển sang Unicode")
    assert found["hoan-canh"].problem.startswith("Chữ theo bảng mã VNI (phông VNI-Times)")
    assert found["duoc-giup"].problem.startswith("Chữ theo bảng mã TCVN3")
    assert found["bi-thuong"].problem == ""
    assert found["tao-hon"].problem == ""


def test_what_stands_beside_the_boxes_is_found_too(world: World) -> None:
    def write(workbook: Workbook) -> None:
        sheet = workbook.active
        row = boxes(sheet)["hoan-canh"].row
        sheet.cell(row, 8).value = 5  # over "số liệu nền"
        sheet.cell(sheet.max_row + 2, 7).value = "tổng 12"
        sheet.cell(row, 15).value = "hỏi lại"

    found = read(edited(template(world, "xa-y"), write)).found
    assert [(entry.code, entry.text) for entry in found] == [("", "5"), ("", "hỏi lại"), ("", "tổng 12")]


def test_a_line_is_known_by_its_code_not_by_its_place(world: World) -> None:
    def write(workbook: Workbook) -> None:
        sheet = workbook.active
        boxes(sheet)["tao-hon"].value = 4
        sheet.insert_rows(6, 2)

    (entry,) = read(edited(template(world, "xa-y"), write)).found
    assert (entry.code, entry.text) == ("tao-hon", "4")


# --- What is not read


def test_too_large_is_said_before_anything_is_opened() -> None:
    with pytest.raises(FileRefused, match="lớn hơn 5 MB"):
        read_template(BytesIO(b""), 5 * 1024 * 1024 + 1)


OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", workbooks.EMPTY),
        (OLE2 + b"\x00" * 2000 + "Workbook".encode("utf-16-le"), workbooks.OLD_EXCEL),
        (OLE2 + b"\x00" * 2000 + "EncryptedPackage".encode("utf-16-le"), workbooks.LOCKED),
        (b"<html><table><tr><td>1</td></tr></table></html>", workbooks.NOT_EXCEL),
        (b"a;b\n1;2", workbooks.NOT_EXCEL),
        (b"PK\x03\x04 broken", workbooks.BROKEN),
    ],
)
def test_other_files_are_named(content: bytes, sentence: str) -> None:
    assert refusal(BytesIO(content)) == sentence


def package(*parts: str) -> BytesIO:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for part in parts:
            packed.writestr(part, "<x/>")
    return file


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["[Content_Types].xml", "word/document.xml"], workbooks.OTHER_OFFICE),
        (["[Content_Types].xml", "xl/workbook.bin"], workbooks.OTHER_OFFICE),
        (["mimetype", "content.xml"], workbooks.OTHER_OFFICE),
        (["readme.txt"], workbooks.NOT_EXCEL),
        (["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], workbooks.MACROS),
        (["[Content_Types].xml", "xl/workbook.xml"], workbooks.BROKEN),
    ],
)
def test_other_packages_are_named(parts: list[str], sentence: str) -> None:
    assert refusal(package(*parts)) == sentence


def test_some_other_workbook_is_not_ours(world: World) -> None:
    workbook = Workbook()
    workbook.active["A1"] = 5
    file = BytesIO()
    workbook.save(file)
    assert refusal(file) == workbooks.NOT_OURS
    without_meta = edited(template(world, "xa-y"), lambda kept: kept.remove(kept[META]))
    assert refusal(without_meta) == workbooks.NOT_OURS
    renamed = edited(template(world, "xa-y"), lambda kept: setattr(kept[SHEET], "title", "Trang 1"))
    assert refusal(renamed) == workbooks.NOT_OURS

    def forge(kept: Workbook) -> None:
        kept[META]["C5"] = "-1"

    assert refusal(edited(template(world, "xa-y"), forge)) == workbooks.NOT_OURS


def test_two_lines_of_one_figure_are_refused(world: World) -> None:
    def write(workbook: Workbook) -> None:
        sheet = workbook.active
        last = sheet.max_row
        sheet.cell(last + 1, 10).value = "tre-em"
        sheet.cell(last + 1, 7).value = 7

    assert refusal(edited(template(world, "xa-y"), write)) == workbooks.TWICE


def test_a_package_with_a_password_on_its_parts(world: World) -> None:
    content = bytearray(template(world, "xa-y").getvalue())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    assert refusal(BytesIO(bytes(content))) == workbooks.LOCKED


# --- Attacks


def sheet_of(rows: bytes, start: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>'
        + start
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + rows
        + b"</worksheet>"
    )


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(world: World) -> None:
    rows = (
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    started = monotonic()
    back = read(with_part(template(world, "xa-y"), SHEET_PART, sheet_of(rows)))
    assert monotonic() - started < 2
    assert back.found == []


@pytest.mark.parametrize("megabytes", [3, 30])
def test_a_zip_bomb_is_not_unpacked(world: World, megabytes: int) -> None:
    """The smaller one is within every size and gives itself away by how far it was packed."""
    start = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    rows = start + b"a" * (megabytes * 2**20) + b"</t></is></c></row></sheetData>"
    assert refusal(with_part(template(world, "xa-y"), SHEET_PART, sheet_of(rows))) == workbooks.UNSAFE


def test_a_part_that_is_large_and_honest_is_too_much_all_the_same(world: World) -> None:
    file = template(world, "xa-y")
    with ZipFile(file, "a", ZIP_STORED) as packed:
        packed.writestr("xl/extra.xml", b"<a/>" * (1024 * 1024 + 1))
    assert refusal(file) == workbooks.UNSAFE


def test_a_great_many_parts(world: World) -> None:
    file = template(world, "xa-y")
    with ZipFile(file, "a", ZIP_DEFLATED) as packed:
        for number in range(250):
            packed.writestr(f"xl/part{number}.xml", "<a/>")
    assert refusal(file) == workbooks.UNSAFE


def test_two_parts_of_one_name(world: World) -> None:
    file = template(world, "xa-y")
    with ZipFile(file, "a", ZIP_DEFLATED) as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr(SHEET_PART, "<a/>")
    assert refusal(file) == workbooks.UNSAFE


@pytest.mark.parametrize(
    "start",
    [
        b'<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY i "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_entities_are_refused_before_a_parser_sees_them(world: World, start: bytes, code: str) -> None:
    rows = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData>'
    content = sheet_of(rows, start).decode()
    if code == "utf-16":
        content = content.replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    for part in (SHEET_PART, "xl/sharedStrings.xml", "xl/styles.xml"):
        assert refusal(with_part(template(world, "xa-y"), part, content.encode(code))) == workbooks.UNSAFE


def test_a_file_cut_short(world: World) -> None:
    content = template(world, "xa-y").getvalue()
    for length in (10, 100, len(content) // 2, len(content) - 30):
        assert refusal(BytesIO(content[:length])) == workbooks.BROKEN


def test_a_part_that_is_no_xml(world: World) -> None:
    for part in (SHEET_PART, "xl/workbook.xml", "xl/styles.xml"):
        assert refusal(with_part(template(world, "xa-y"), part, b"<worksheet><row")) == workbooks.BROKEN
