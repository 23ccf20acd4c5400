"""Which columns does the flat table have, and what stands in them? `docs/flat-table.md` explains each.

One line for each unit, round and component, ready to be filtered and pivoted: no headings between lines, no
merged cells, numbers or nothing where numbers belong. What the page says in words has a column beside.
"""

from __future__ import annotations

from dataclasses import replace

from childplan.vietnamese import nfc
from reporting.answers import DASH
from reporting.documents.content import Cell, Column
from reporting.documents.tables import (
    CODE,
    COVERAGE,
    DENOMINATOR,
    NAME,
    NUMERATOR,
    RESULT,
    STATUS,
    TARGET,
    UNIT,
    row_cells,
)
from reporting.summaries.flat import FlatLine, FlatPlace

ROUND = Column("round", "Kỳ báo cáo")
YEAR = Column("year", "Năm", is_number=True)
EDITION = Column("edition", "Loại số liệu")
LEVEL = Column("level", "Cấp")
UNIT_KEY = Column("unit-key", "Mã đơn vị")
UNIT_NAME = Column("unit-name", "Đơn vị")
ABOVE = Column("above", "Thuộc")
AREA = Column("area", "Khu vực")
GOAL = Column("goal", "Mục tiêu")
MEASURE = Column("measure", "Mã cách đo")
RESULT_WORDS = Column("result-words", "Kết quả bằng chữ")
RESTRICTED = Column("restricted", "Hạn chế xem")
COLUMNS = (
    *(ROUND, YEAR, EDITION, LEVEL, UNIT_KEY, UNIT_NAME, ABOVE, AREA),
    *(GOAL, CODE, NAME, MEASURE, UNIT, NUMERATOR, DENOMINATOR, RESULT, RESULT_WORDS),
    *(TARGET, STATUS, COVERAGE, RESTRICTED),
)
EXPLAINED = {
    ROUND: "Kỳ báo cáo của số liệu",
    YEAR: "Năm của kỳ",
    EDITION: "Chính thức: số đã được cấp trên duyệt. Tạm tính: gồm cả số chưa nộp hoặc chưa được duyệt",
    LEVEL: "Tỉnh, Huyện, Xã, Thôn hoặc Đơn vị chuyên môn (trạm y tế, trường học, công an…)",
    UNIT_KEY: "Mã không đổi của đơn vị trong phần mềm",
    UNIT_NAME: "Tên đơn vị vào ngày cuối của kỳ",
    ABOVE: "Đơn vị ngay trên, vào ngày cuối của kỳ",
    AREA: "Nông thôn hoặc Thành thị; trống nếu không phân loại",
    GOAL: "Mục tiêu của kế hoạch, như trên trang Tổng hợp; “tham khảo” là chỉ tiêu của cấp trên",
    CODE: "Mã chỉ tiêu trong kế hoạch",
    NAME: "Tên gọn của chỉ tiêu",
    MEASURE: "Mã cách đo; cùng mã là cùng một cách tính, dù ở kế hoạch nào",
    UNIT: "Đơn vị tính của Kết quả",
    NUMERATOR: "Tử số; trống là chưa có số, không phải 0",
    DENOMINATOR: "Mẫu số; với mức giảm hằng năm là số năm trước",
    RESULT: "Kết quả bằng số, theo Đơn vị tính (98 là 98%); trống nếu kết quả không phải là số",
    RESULT_WORDS: "Kết quả như trên trang Tổng hợp",
    TARGET: "Chỉ tiêu giao và mốc; của cấp trên thì chỉ để tham khảo",
    STATUS: "Đánh giá so với chỉ tiêu của chính đơn vị",
    COVERAGE: "Số đơn vị nguồn đã trả lời trên số đơn vị được hỏi; 0 khi số của đơn vị chưa được duyệt",
    RESTRICTED: "“có”: số liệu hạn chế xem, không chuyển cho người ngoài tuyến báo cáo",
}
"""What each column says; stands in every file, and in `docs/flat-table.md`."""


def place_cells(place: FlatPlace) -> tuple[Cell, ...]:
    """The first cells of all lines of a unit in a round."""
    return (
        Cell(ROUND, nfc(place.round_.name)),
        Cell(YEAR, str(place.round_.year), number=place.round_.year),
        Cell(EDITION, place.edition),
        Cell(LEVEL, place.level.label),
        Cell(UNIT_KEY, place.key),
        Cell(UNIT_NAME, nfc(place.name)),
        Cell(ABOVE, nfc(place.above)),
        Cell(AREA, place.area),
    )


def line_cells(line: FlatLine) -> tuple[Cell, ...]:
    """The other cells of a line, in their order: what a file of the page's table says of the same row, and
    empty where that has a dash."""
    said = {cell.column: cell for cell in row_cells(line.row)}
    result = said[RESULT]
    mark = f" {line.row.mark}" if line.row.mark else ""
    return (
        Cell(GOAL, nfc(line.heading)),
        *(_bare(said[column]) for column in (CODE, NAME)),
        Cell(MEASURE, line.row.measure_code),
        *(_bare(said[column]) for column in (UNIT, NUMERATOR, DENOMINATOR)),
        result if result.number is not None else Cell(RESULT, ""),
        Cell(RESULT_WORDS, f"{result.text}{mark}"),
        *(_bare(said[column]) for column in (TARGET, STATUS, COVERAGE)),
        Cell(RESTRICTED, "có" if line.row.is_restricted else ""),
    )


def _bare(cell: Cell) -> Cell:
    return replace(cell, text="") if cell.text == DASH else cell
