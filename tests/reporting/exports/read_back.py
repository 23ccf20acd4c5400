"""What stands in the rows of a page, an Excel file, a Word file and a PDF? The same shape from each.

Nothing here knows how the rows were made: a page is read as a browser does, a file by the library of its
format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
from openpyxl import load_workbook
from pypdf import PdfReader

DASH = "—"
HEADS = (
    *("Mã", "Chỉ tiêu", "Đơn vị tính", "Năm trước", "Chỉ tiêu giao, mốc", "Tử số", "Mẫu số", "Kết quả"),
    *("Đánh giá", "Đủ số liệu", "Đơn vị chủ trì", "Ghi chú"),
)
Row = dict[str, str]


# --- The page


@dataclass
class _Cell:
    head: str
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


class _Page(HTMLParser):
    """Rows of the results table: cells by `data-label`, without what only screen readers are told."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.cells: list[_Cell] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag in ("br", "img", "path", "use", "circle", "input", "link", "meta", "line", "rect"):
            return
        self.open.append((tag, said.get("class", "")))
        if not self._within("table", "results"):
            return
        if tag == "tr":
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            head = said.get("data-label") or said.get("class", "").split(" ")[0]
            self.cells.append(_Cell(head))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stands in it."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in {opened for opened, _ in self.open}:
            return
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag == "tr" and self.cells:
            found = {cell.head: cell.words for cell in self.cells}
            if "Kết quả" in found:
                self.rows.append(found)
            self.cells = None

    def handle_data(self, data: str) -> None:
        hidden = {"visually-hidden", "second-line"}
        if self.cells and not any(hidden & set(classes.split()) for _, classes in self.open):
            self.cells[-1].text.append(data)

    def _within(self, tag: str, name: str) -> bool:
        return any(opened == tag and name in classes.split() for opened, classes in self.open)


def page_rows(html: str) -> list[dict[str, str]]:
    """The rows of the page, in its order: code, name, “Năm trước”, “Tử số/mẫu số”, “Kết quả” …"""
    page = _Page()
    page.feed(html)
    return page.rows


# --- Files


def excel_rows(file: bytes, sheet: str) -> list[list[Any]]:
    """The cells of the rows below the head, without headings of groups."""
    lines = list(load_workbook(BytesIO(file))[sheet].iter_rows())
    top = next(place for place, line in enumerate(lines) if line[0].value == "Mã")
    found = []
    for line in lines[top + 1 :]:
        if line[0].value is None:
            break
        if line[1].value is not None:
            found.append(list(line))
    return found


def shown(cell: Any) -> str:
    """What a Vietnamese Excel shows in the cell."""
    if not isinstance(cell.value, int | float):
        return "" if cell.value is None else str(cell.value)
    code = cell.number_format
    decimals = len(code.partition(".")[2])
    mark = "≈" if code.startswith('"≈"') else ""
    assert code.removeprefix('"≈"').partition(".")[0] == "#,##0"
    digits = f"{Decimal(str(cell.value)):,.{decimals}f}"
    return mark + digits.translate(str.maketrans(",.", ".,"))


def word_rows(file: bytes) -> list[list[str]]:
    """The rows of the table that begins with “Mã”, “Chỉ tiêu”, without headings of groups."""
    for table in docx.Document(BytesIO(file)).tables:
        heads = [cell.text for cell in table.rows[0].cells]
        if heads[:2] == ["Mã", "Chỉ tiêu"]:
            lines = ([spaced(cell.text) for cell in row.cells] for row in table.rows[1:])
            # A heading is one cell over all columns, told once for each of them.
            return [line for line in lines if len(set(line)) > 1]
    raise LookupError("no such table")


def pdf_text(file: bytes) -> str:
    """All its text without white space: where a line is broken is not what is read."""
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages))


def spaced(text: str) -> str:
    """With ordinary spaces: where a line may not be broken is not what is read."""
    return text.replace("\u00a0", " ")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def named(cells: Sequence[str]) -> Row:
    return dict(zip(HEADS, cells, strict=True))


def with_unit(number: str, unit: str) -> Iterator[str]:
    """How a page may print a number that Excel keeps apart from its unit. Nobody and everybody have no
    decimals there (0%, 100%); in a column of numbers they have as many as the others."""
    bare = re.sub(r"^(0|100),0+$", r"\1", number)
    for digits in (number, bare):
        yield digits
        for gap in ("", " ", "\u00a0"):
            yield f"{digits}{gap}{unit}"
