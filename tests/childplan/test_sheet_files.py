"""Is a sheet from outside opened without trusting it, and read as if its cells had been pasted?

What a file is refused for before a parser sees it is tested file by file in
`tests/reporting/incoming/test_workbooks.py`; here are the lines, and that the same check stands before them.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from childplan import sheet_files
from childplan.sheet_files import PLAIN, FileRefused, number_words, sheet_lines


def book_of(*rows: list[object]) -> BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Trang sau").append(["không đọc"])
    content = BytesIO()
    book.save(content)
    return content


def lines_of(*rows: list[object]) -> list[list[str]]:
    file = book_of(*rows)
    return sheet_lines(file, len(file.getvalue()))


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        sheet_lines(BytesIO(content), len(content))
    return str(refused.value)


def test_lines_are_texts_without_empty_ones() -> None:
    assert lines_of(
        ["STT", "Tên", None, "Ngày"],
        [],
        [1, "Thôn  A\n B", None, date(2024, 7, 1), None],
        [2.5, " ", True, datetime(2024, 7, 1, 8)],  # noqa: DTZ001 as Excel gives it
        [None, None],
    ) == [
        ["STT", "Tên", "", "Ngày"],
        ["1", "Thôn A B", "", "01/07/2024"],
        ["2,5", "", "TRUE", "01/07/2024"],
    ]


def test_only_the_first_sheet_counts() -> None:
    assert lines_of() == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(97, "97"), (97.0, "97"), (0.1 + 0.2, "0,3"), (1e15, "1000000000000000"), (float("inf"), "inf")],
)
def test_numbers_as_they_would_be_typed(value: float, text: str) -> None:
    assert number_words(value) == text


def test_a_sheet_ends_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "MOST_LINES", 3)
    assert len(lines_of(["a"], ["b"], ["c"])) == 3
    with pytest.raises(FileRefused, match=r"hơn 1\.000 dòng"):
        lines_of(["a"], ["b"], ["c"], ["d"])


def zipped(*names: str, content: str = "<x/>") -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return packed.getvalue()


def test_files_that_are_none_are_refused_before_anything_reads_them() -> None:
    assert refusal(b"") == PLAIN.empty
    assert refusal(b"Thon 1") == PLAIN.not_excel
    assert refusal(b"PK\x03\x04 broken") == PLAIN.broken
    assert refusal(zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")) == PLAIN.macros
    assert refusal(zipped("[Content_Types].xml", "word/document.xml")) == PLAIN.other_office
    assert refusal(zipped("xl/workbook.xml", content="<!DOCTYPE x>")) == PLAIN.unsafe
    assert refusal(zipped("xl/workbook.xml", content="<" + "a" * 200_000)) == PLAIN.unsafe
    assert refusal(zipped("[Content_Types].xml", "xl/workbook.xml")) == PLAIN.broken
    with pytest.raises(FileRefused, match="lớn hơn 5 MB"):
        sheet_lines(BytesIO(b"PK"), 5 * 1024 * 1024 + 1)
