"""Does the table of a file say what the row of the page says, and nothing else?"""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.enums import Status
from reporting.documents.content import Cell
from reporting.documents.tables import COLUMNS, ExportTable, export_table
from reporting.summaries.results import Verdict
from reporting.summaries.table_rows import Group, Row, Writing
from tests.reporting.exports import by_hand

HEADINGS = [
    "Mã",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Năm trước",
    "Chỉ tiêu giao, mốc",
    "Tử số",
    "Mẫu số",
    "Kết quả",
    "Đánh giá",
    "Đủ số liệu",
    "Đơn vị chủ trì",
    "Ghi chú",
]


def exported(*rows: Row) -> ExportTable:
    return export_table(by_hand.table([Group("Mục tiêu 1. Bảo vệ trẻ em", list(rows))]), by_hand.ADDRESS)


def texts(row: Row) -> list[str]:
    return [cell.text for cell in exported(row).groups[0].rows[0]]


def cell(row: Row, heading: str) -> Cell:
    return exported(row).groups[0].rows[0][HEADINGS.index(heading)]


def test_columns_stand_in_the_order_of_the_form() -> None:
    assert [column.heading for column in COLUMNS] == HEADINGS
    assert all(
        [cell.column for cell in row] == list(COLUMNS)
        for group in export_table(by_hand.MIXED, by_hand.ADDRESS).groups
        for row in group.rows
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            by_hand.PARTIAL,
            "1.1|Trẻ em dưới 5 tuổi được đăng ký khai sinh|%|96,5%|≥\u00a098%|48|49|97,96%"
            "|Chưa đạt · tổng hợp chưa đủ|8/9 thôn|Phòng Tư pháp|còn 0,04 điểm %",
        ),
        (
            by_hand.MILESTONE,
            "1.2|Trẻ đến 8 tuổi được chăm sóc phát triển toàn diện|%|—|≥\u00a090% (mốc\u00a02030)|4|5|80%"
            "|Chưa đến mốc|9/9 thôn|Phòng Lao động - Thương binh và Xã hội, Phòng Giáo dục và Đào tạo"
            "|còn 10 điểm %; Chờ xác nhận cách đọc chỉ tiêu",
        ),
        (
            by_hand.NO_CASES,
            "2|Trẻ em gặp thiên tai được cứu trợ kịp thời|%|—|=\u00a0100%|0|0|—|Không phát sinh|9/9 thôn|—|—",
        ),
        (
            by_hand.RESTRICTED,
            "3|Trẻ em bị xâm hại|/10.000|0/10.000|≤\u00a01/10.000|1|1.234|8,1/10.000|Đạt|1/1 đơn vị"
            "|Công an huyện|Hạn chế xem; Đã thay đổi sau khi nộp: 1 → 2",
        ),
        (
            by_hand.MONEY,
            "4|Kinh phí cho công tác trẻ em|đồng|—|—|1.234.567.890|—|1.234.567.890 đồng|—|1/1 huyện|—|—",
        ),
        (by_hand.NOTHING, "—|Trẻ em dưới 6 tuổi có thẻ bảo hiểm y tế|%|—|—|—|—|—|—|—|—|—"),
    ],
)
def test_a_row_is_written_as_on_the_page(row: Row, expected: str) -> None:
    assert texts(row) == expected.split("|")


def test_a_number_comes_with_the_decimals_it_is_shown_with() -> None:
    result = cell(by_hand.PARTIAL, "Kết quả")
    assert (result.number, result.decimals) == (Decimal("97.96"), 2)
    assert cell(by_hand.PARTIAL, "Năm trước").number == Decimal("96.5")
    assert cell(by_hand.PARTIAL, "Mẫu số").number == 49


def test_zero_is_a_number_and_a_dash_is_none() -> None:
    assert cell(by_hand.RESTRICTED, "Năm trước").number == 0
    assert cell(by_hand.NO_CASES, "Tử số").number == 0
    assert cell(by_hand.NO_CASES, "Kết quả").number is None
    assert cell(by_hand.FROM_ZERO, "Kết quả").number is None
    assert cell(by_hand.NOTHING, "Tử số").number is None


def test_no_cases_is_said_where_no_verdict_says_it() -> None:
    no_cases = by_hand.NO_CASES.result
    reference = replace(by_hand.NO_CASES, verdict=Verdict(), last_year=no_cases, is_judged=False)
    assert cell(reference, "Năm trước").text == "Không phát sinh"
    assert cell(reference, "Kết quả").text == "Không phát sinh"
    assert cell(reference, "Đánh giá").text == "—"
    no_target = by_hand.verdict(Status.NO_TARGET, "Không giao chỉ tiêu")
    assert cell(replace(by_hand.NO_CASES, verdict=no_target), "Kết quả").text == "Không phát sinh"


def test_facts_say_what_the_figures_are() -> None:
    table = export_table(by_hand.MIXED, by_hand.ADDRESS)
    assert [[str(fact) for fact in line] for line in table.fact_lines] == [
        ["Kế hoạch: Chương trình hành động vì trẻ em huyện Tân Yên giai đoạn 2021 - 2030"],
        [
            "Đơn vị: Huyện Tân Yên",
            "Kỳ báo cáo: Năm 2024",
            "Số liệu từ–đến: 15/12/2023–14/12/2024",
            "Loại số liệu: Chính thức, ước thực hiện",
        ],
        [
            "Lập lúc: 14:45 ngày 15/11/2024",
            f"Mã nội dung: {table.digest}",
            "Địa chỉ trang: http://127.0.0.1:8000/ke-hoach/004/bieu-nam/nam-2024/",
        ],
    ]
    assert table.document_title == "Huyện Tân Yên – Năm 2024"


def test_provisional_figures_say_so() -> None:
    table = replace(by_hand.MIXED, edition="Tạm tính", is_official=False, is_estimate=False)
    assert str(export_table(table, "").fact_lines[1][3]) == "Loại số liệu: Tạm tính"


def test_a_table_without_a_plan_has_no_line_for_it() -> None:
    table = export_table(replace(by_hand.MIXED, plan_title=""), by_hand.ADDRESS)
    assert table.fact_lines[0][0].label == "Đơn vị"


def test_a_table_without_rows_says_so() -> None:
    assert export_table(by_hand.table([]), by_hand.ADDRESS).remarks[0] == "Biểu chưa có nội dung nào."
    assert "Biểu chưa có nội dung nào." not in exported(by_hand.PARTIAL).remarks


def test_the_code_stands_for_the_content_and_not_for_the_printing() -> None:
    first = export_table(by_hand.MIXED, by_hand.ADDRESS)
    later = replace(by_hand.MIXED, made_at="09:00 ngày 16/11/2024")
    assert export_table(later, "https://tre-em.example/").digest == first.digest


def test_anybody_can_work_the_code_out_again() -> None:
    """SHA-256 of the texts of a table without rows, as a JSON list, taken with sha256sum."""
    table = export_table(by_hand.table([], finding="", remarks=[]), by_hand.ADDRESS)
    assert table.digest == "4411-9a4b-c3db-f8d4"


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Huyện Nam Đông"},
        {"round_name": "Chính thức năm 2024"},
        {"edition": "Tạm tính"},
        {"window": "15/12/2023–15/11/2024"},
        {"finding": ""},
        {"remarks": []},
        {"groups": by_hand.MIXED.groups[:-1]},
        {"groups": [*by_hand.MIXED.groups[:-1], Group("Theo kế hoạch khác", by_hand.MIXED.groups[-1].rows)]},
    ],
)
def test_another_content_has_another_code(changes: dict[str, object]) -> None:
    first = export_table(by_hand.MIXED, by_hand.ADDRESS)
    assert export_table(replace(by_hand.MIXED, **changes), by_hand.ADDRESS).digest != first.digest  # type: ignore[arg-type]


def test_one_changed_figure_changes_the_code() -> None:
    changed = replace(by_hand.PARTIAL, result=by_hand.rate("98%", "98", 1, 49, 50))
    assert exported(changed).digest != exported(by_hand.PARTIAL).digest


def test_text_comes_composed_and_without_control_characters() -> None:
    decomposed = "Tre\u0309 em\x00 bi\u0323 xa\u0302m ha\u0323i\x1b"
    row = replace(by_hand.PARTIAL, short_name=decomposed, leads="\x07")
    assert texts(row)[1] == "Trẻ em bị xâm hại"
    assert texts(row)[10] == "—"


def test_levels_are_words_and_never_a_number() -> None:
    result = cell(by_hand.LEVELS, "Kết quả")
    assert (result.text, result.number) == ("Mức độ II: 1, mức độ III: 8", None)
    assert (cell(by_hand.LEVELS, "Tử số").text, cell(by_hand.LEVELS, "Mẫu số").text) == ("—", "—")


def test_sentences_stand_behind_the_table_with_the_units_names() -> None:
    """The place's own words carry its name, which on the page stands in the heading."""
    table = exported(by_hand.LEVELS, by_hand.WORDS)
    (about,) = table.writings
    assert (about.code, about.name) == ("8", "Tổ chức thực hiện công tác trẻ em")
    assert about.texts == (
        ("Huyện Tân Yên", "Huyện đã chỉ đạo kịp thời."),
        ("Xã An Sơn", "Đã kiện toàn Ban điều hành.\n=Năm tới bố trí kinh phí."),
    )
    assert cell(by_hand.WORDS, "Ghi chú").text == "Xem “Nội dung các đơn vị viết”"
    assert cell(by_hand.LEVELS, "Ghi chú").text == "—"


def test_other_sentences_have_another_code() -> None:
    other = replace(by_hand.WORDS, writings=(Writing("Xã An Sơn", "Khác."), by_hand.WORDS.writings[1]))
    assert exported(by_hand.WORDS).digest != exported(other).digest
