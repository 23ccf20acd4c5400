"""Is a table of Chỉ tiêu read as its owner meant it, however it was kept? Odd files; values by hand."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from childplan.sheet_files import sheet_lines
from indicators.enums import Flag, Operator
from indicators.plan_tables import (
    MOST_INDICATORS,
    PlanTable,
    TableRefused,
    TargetCells,
    as_text,
    decoded,
    read_flag,
    read_operator,
    read_table,
    rows_of_text,
    with_signs_apart,
)

HEADS = "Số chỉ tiêu\tNguyên văn"


def table(text: str) -> PlanTable:
    return read_table(rows_of_text(text))


def workbook_rows(
    *rows: list[Any], merged: tuple[str, ...] = (), percent: tuple[str, ...] = ()
) -> list[list[str]]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for span in merged:
        sheet.merge_cells(span)
    for cell in percent:
        sheet[cell].number_format = "0.0%"
    file = BytesIO()
    book.save(file)
    return sheet_lines(file, len(file.getvalue()), keep_empty=True)


# --- Where the columns are


def test_two_columns_are_enough():
    found = table(f"{HEADS}\n1\tTrên 98% trẻ em …\n2\tDuy trì 100% …").indicators
    assert [(one.number, one.words, one.row) for one in found] == [
        ("1", "Trên 98% trẻ em …", 2),
        ("2", "Duy trì 100% …", 3),
    ]
    assert all(one.components == [] for one in found)


def test_heads_in_any_order_and_others_named():
    found = table("Ghi chú\tNguyên văn\tGiá trị\tSố chỉ tiêu\tDấu\nmật\tcâu\t98\t3\t≥")
    assert found.ignored == ["Ghi chú"]
    (one,) = found.indicators
    assert (one.number, one.words) == ("3", "câu")
    (target,) = one.components[0].targets
    assert (target.operator, target.value, target.row) == ("≥", "98", 2)


def test_a_table_as_plans_have_it():
    """STT, Chỉ tiêu, a unit, and years as heads; titles above, a Mục tiêu over the whole width."""
    text = (
        "PHỤ LỤC\t\t\t\t\n\t\t\t\t\nSTT\tChỉ tiêu\tĐơn vị tính\tNăm 2025\tĐến năm 2030\n"
        "I\tMục tiêu 1. Chăm sóc\t\t\t\n1\tTỷ lệ tiêm chủng\t%\t98\t>99\nII\tBảo vệ trẻ em\t\t\t\n"
        "2\tTỷ suất tử vong\t‰\t0,71\t-"
    )
    first, second = table(text).indicators
    assert (first.number, first.goal, first.words) == ("1", "I. Mục tiêu 1. Chăm sóc", "Tỷ lệ tiêm chủng")
    assert [(each.first, each.last, each.value, each.unit) for each in first.components[0].targets] == [
        ("2025", "2025", "98", "%"),
        ("2030", "2030", ">99", "%"),
    ]
    assert second.goal == "II. Bảo vệ trẻ em"
    assert [each.value for each in second.components[0].targets] == ["0,71"]


def test_years_in_a_line_of_their_own_below_the_head():
    found = table("TT\tChỉ tiêu\tMốc\t\n\t\t2025\t2026-2030\n1\tcâu\t90\t95")
    assert [(each.first, each.last) for each in found.indicators[0].components[0].targets] == [
        ("2025", "2025"),
        ("2026", "2030"),
    ]
    assert found.ignored == []


def test_a_list_without_a_head_is_a_number_and_a_sentence():
    assert [one.number for one in table("1\tTrên 98% trẻ em\n2\tDưới 5% trẻ em").indicators] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "chưa có dòng nào"),
        ("\n\n", "chưa có dòng nào"),
        (HEADS, "chưa có chỉ tiêu nào"),
        ("Tên\tTuổi\nAn\t7", "Không thấy hàng tên cột"),
        (
            "\n".join([HEADS, *(f"{number}\tcâu" for number in range(MOST_INDICATORS + 1))]),
            "hơn 100 chỉ tiêu",
        ),
    ],
)
def test_what_is_no_table_is_refused(text: str, said: str):
    with pytest.raises(TableRefused, match=said):
        table(text)


# --- Files


def test_merged_cells_and_blank_lines():
    """A Chỉ tiêu over three lines: below a merged cell Excel stores nothing. Lines count as in Excel."""
    rows = workbook_rows(
        ["Mục tiêu", "Số chỉ tiêu", "Nguyên văn", "Nội dung", "Từ năm", "Giá trị"],
        ["Bảo vệ", 3, "câu", "3.1", 2025, 98],
        [None, None, None, None, 2030, 99.5],
        [],
        [None, None, None, 3.2, 2025, 0.981],
        [None, 4, "câu khác", None, None, None],
        merged=("A2:A6", "B2:B5", "C2:C5"),
        percent=("F5",),
    )
    first, second = read_table(rows).indicators
    assert (first.number, first.goal, second.number, second.goal, second.row) == (
        "3",
        "Bảo vệ",
        "4",
        "Bảo vệ",
        6,
    )
    assert [
        (part.label, [(each.first, each.value, each.row) for each in part.targets])
        for part in first.components
    ] == [
        ("3.1", [("2025", "98", 2), ("2030", "99,5", 3)]),
        ("3.2", [("2025", "98,1%", 5)]),
    ]
    assert second.components == []


def test_the_stored_value_of_a_formula_counts_and_its_text_never():
    rows = workbook_rows(["Số chỉ tiêu", "Nguyên văn"], [1, '=HYPERLINK("http://x","câu")'])
    # Written without Excel the formula has no stored value: the cell is empty, and the number stands alone.
    assert read_table(rows).indicators[0].words == ""


def test_text_out_and_in_is_the_same_table():
    rows = [["Số chỉ tiêu", "Nguyên văn", "Dấu"], [], ["1", 'chữ "trong ngoặc"\nhai dòng', "="], ["2", "x"]]
    again = rows_of_text(as_text(rows))
    assert again == [
        ["Số chỉ tiêu", "Nguyên văn", "Dấu"],
        [],
        ["1", 'chữ "trong ngoặc" hai dòng', "="],
        ["2", "x", ""],
    ]
    assert as_text(again) == as_text(rows)


@pytest.mark.parametrize("sign", ["\t", ";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_excel_and_others_save_it(sign: str, encoding: str):
    line = sign.join(['"3"', '"Trên 98%; không quá 2, trở lên"'])
    content = f"{sign.join(HEADS.split(chr(9)))}\r\n{line}\r\n".encode(encoding)
    (one,) = table(decoded(content)).indicators
    assert (one.number, one.words) == ("3", "Trên 98%; không quá 2, trở lên")


@pytest.mark.parametrize(
    "content", ["Số chỉ tiêu;Nguyên văn".encode("utf-16-le"), b"S\xf4 ch\xdd", b"a\x00b"]
)
def test_a_file_of_text_in_another_code_is_refused(content: bytes):
    with pytest.raises(TableRefused):
        decoded(content)


def test_decomposed_letters_are_composed():
    text = unicodedata.normalize("NFD", f"{HEADS}\n1\tTỷ lệ trẻ em được tiêm chủng")
    (one,) = table(text).indicators
    assert one.words == unicodedata.normalize("NFC", "Tỷ lệ trẻ em được tiêm chủng")


def test_quotation_marks_of_the_words_do_not_swallow_lines():
    found = table(f'{HEADS}\n1\t"Mẹ và bé: giảm tử vong\n2\t"Trẻ em an toàn" trên 90%').indicators
    assert [one.words for one in found] == ['"Mẹ và bé: giảm tử vong', '"Trẻ em an toàn" trên 90%']


def test_paragraphs_of_a_cell_of_word_come_together():
    text = (
        "TT\tChỉ tiêu\tChủ trì\n1\tGiảm tử vong\n+ dưới 1 tuổi\tTrạm Y tế\n"
        "Mục tiêu 2. Bảo vệ\n2\tcâu\tCông an\nxã"
    )
    first, second = table(text).indicators
    assert (first.words, first.leads) == ("Giảm tử vong + dưới 1 tuổi", ["Trạm Y tế"])
    assert (second.goal, second.leads) == ("Mục tiêu 2. Bảo vệ", ["Công an xã"])


# --- Lines


def test_numbers_however_written():
    text = "\n".join(
        f"{cell}\tcâu {place}" for place, cell in enumerate(["Chỉ tiêu số 3.", "4.", "5,1", "V.4.a"])
    )
    assert [one.number for one in table(f"{HEADS}\n{text}").indicators] == ["3", "4", "5.1", "V.4.a"]


def test_lines_of_one_number_need_not_stand_together():
    text = f"{HEADS}\tNội dung\n1\tmột\t1.1\n2\thai\t\n1\t\t1.2"
    first, _ = table(text).indicators
    assert [part.label for part in first.components] == ["1.1", "1.2"]


def test_lines_that_cannot_be_placed_say_what_to_do():
    found = table(f"{HEADS}\tDấu\n\t\t≥\n\tcâu không số\t\n1\tcâu\t\n1\tcâu khác\t")
    assert [(each.row, each.message.split(".")[0]) for each in found.problems] == [
        (2, "đứng trước mọi chỉ tiêu"),
        (3, "có chữ ở cột “Nguyên văn” mà chưa có số chỉ tiêu"),
    ]
    (one,) = found.indicators
    assert [str(each) for each in one.problems] == [
        "Dòng 5: chỉ tiêu 1 có hai “Nguyên văn” khác nhau. Giữ một, để trống ô ở dòng sau."
    ]


def test_a_part_described_in_two_ways_is_a_problem():
    found = table(f"{HEADS}\tNội dung\tMã cách đo\n1\tcâu\t1.1\tA\n1\t\t1.1\tB")
    assert [each.row for each in found.indicators[0].problems] == [3]


def test_no_target_is_said():
    (one,) = table(f"{HEADS}\tDấu\n1\tcâu\tKhông giao").indicators
    (part,) = one.components
    assert part.has_none and part.says_targets and part.targets == []


def test_units_of_several_lines_come_together():
    (one,) = table(
        f"{HEADS}\tChủ trì\tPhối hợp\n1\tcâu\tCông an; Trạm Y tế\t\n1\t\tCông an\tVăn hóa"
    ).indicators
    assert (one.leads, one.supports) == (["Công an", "Trạm Y tế"], ["Văn hóa"])


# --- Cells


@pytest.mark.parametrize(
    ("cell", "operator"),
    [
        *[(operator.label, operator) for operator in Operator],
        *[(operator.value, operator) for operator in Operator],
        (">=", Operator.AT_LEAST),
        ("từ … trở lên", Operator.AT_LEAST),
        ("Trên", Operator.MORE_THAN),
        ("không quá", Operator.AT_MOST),
        ("DUY TRÌ", Operator.MAINTAIN),
        ("lớn", None),
        ("", None),
    ],
)
def test_signs(cell: str, operator: Operator | None):
    assert read_operator(cell) == operator


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        ("≥ 98%", "", ("≥", "98%", "")),
        (">=98", "%", (">=", "98%", "")),
        ("90 - 95%", "", ("band", "90", "95%")),
        ("từ 2 đến 3", "%", ("band", "2%", "3%")),
        ("98", "%", ("", "98%", "")),
        ("0,71‰", "‰", ("", "0,71‰", "")),
        ("98", "trẻ em", ("", "98", "")),
        ("x", "", ("x", "", "")),
        ("duy trì", "", ("duy trì", "", "")),
        ("trên 98%", "", ("", "trên 98%", "")),
    ],
)
def test_sign_and_number_in_one_cell(value: str, unit: str, read: tuple[str, str, str]):
    cells = with_signs_apart(TargetCells(2, value=value, unit=unit))
    assert (cells.operator, cells.value, cells.second) == read


@pytest.mark.parametrize("flag", list(Flag))
def test_flags_by_their_words_or_code(flag: Flag):
    assert read_flag(flag.label) == read_flag(flag.label.upper()) == read_flag(flag.value) == flag
    assert read_flag("gì đó") is None
