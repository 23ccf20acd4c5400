"""Is every printed column wide enough for its words, and does a long text take no more than is left?"""

from __future__ import annotations

import pytest

from reporting.documents.content import Cell, Column, DataTable, ExportGroup
from reporting.exports.column_widths import ACROSS, PADDING, UPRIGHT, column_shares
from reporting.exports.letter_widths import text_width
from tests.sample_report import long_table

CODE, NAME, VALUE = Column("code", "Mã"), Column("name", "Chỉ tiêu"), Column("value", "Kết quả", True)


def table(*rows: tuple[str, str, str]) -> DataTable:
    columns = (CODE, NAME, VALUE)
    cells = (tuple(Cell(column, text) for column, text in zip(columns, row, strict=True)) for row in rows)
    return DataTable(columns, (ExportGroup("", tuple(cells)),))


@pytest.mark.parametrize("room", [ACROSS, UPRIGHT])
def test_shares_are_the_whole_width(room: float) -> None:
    shares = column_shares(long_table(), room)
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0


@pytest.mark.parametrize("room", [ACROSS, UPRIGHT])
def test_no_number_and_no_heading_is_broken(room: float) -> None:
    shares = column_shares(long_table(), room)
    for position, (column, share) in enumerate(zip(long_table().columns, shares, strict=True)):
        words = [word for row in long_table().rows for word in row[position].text.split()]
        needed = max(
            *(text_width(word, 10) for word in words),
            *(text_width(word, 10, bold=True) for word in column.heading.split()),
        )
        assert share * room >= needed + PADDING - 0.01, column.key


def test_short_cells_stay_on_their_line_where_there_is_room() -> None:
    shares = column_shares(table(("1.1", "Trẻ em dưới 5 tuổi suy dinh dưỡng", "Không phát sinh")))
    assert shares[2] * ACROSS >= text_width("Không phát sinh", 10) + PADDING


def test_a_very_long_text_leaves_the_others_their_words() -> None:
    shares = column_shares(table(("1.1", "Trẻ em có hoàn cảnh đặc biệt " * 40, "1.234.567,5")), UPRIGHT)
    assert shares[2] * UPRIGHT >= text_width("1.234.567,5", 10) + PADDING
    assert shares[1] > 0.6


def test_a_word_without_end_takes_no_more_than_a_long_one() -> None:
    shares = column_shares(table(("1.1", "Trẻ em " * 20, "x" * 4000)))
    assert shares[2] < 0.5


def test_a_table_without_rows_goes_by_its_headings() -> None:
    shares = column_shares(DataTable((CODE, NAME, VALUE), ()))
    assert sum(shares) == pytest.approx(1)
    assert shares[0] < shares[1]
