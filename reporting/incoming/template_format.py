"""Where does what stand in our Excel template? One place for what writes it and for what reads it.

One sheet to fill in, one hidden sheet that says which report and which state of it the file was made from.
Every line carries the codes of its cells in hidden columns, so that a line is known by what it is and not by
where it stands, should somebody take the protection off and move lines about.
"""

SHEET = "Nhập số liệu"
META = "_meta"
FORMAT = "childplan-phieu-1"
"""First word of the hidden sheet; a file without it is not ours."""

LABEL, NAME, CELL_NAMES, UNIT, TARGET, LAST_YEAR, FIRST, SECOND = range(1, 9)
REMARK, FIRST_CODE, SECOND_CODE = range(9, 12)
"""Columns, counted from 1: A to H are seen and printed, I only in a marked file, J and K hidden."""

HEADINGS = {
    LABEL: "Mã",
    NAME: "Chỉ tiêu, số liệu",
    CELL_NAMES: "Số phải ghi",
    UNIT: "Đơn vị tính",
    TARGET: "Chỉ tiêu giao",
    LAST_YEAR: "Năm trước",
    FIRST: "Số liệu, tử số",
    SECOND: "Mẫu số",
    REMARK: "Cần sửa",
}

META_ROUND, META_UNIT, META_DIGEST, META_CELL = "ky", "don-vi", "dau", "o"
"""First words of the lines of the hidden sheet; a META_CELL line has a code and the version of its cell."""
