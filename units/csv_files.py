"""How is a CSV file of places or people read, and how does it say where it is wrong?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import TextChoices

from childplan.vietnamese import nfc


class BadFile(Exception):
    """A file cannot be loaded; the text says where, what is wrong and what to do.

    `sentence`: the same without the file and the line, where one line is to blame; else "".
    """

    def __init__(self, text: str, sentence: str = "") -> None:
        super().__init__(text)
        self.sentence = sentence


@dataclass(frozen=True)
class Line:
    """One line of a file, read value by value. Every reading raises BadFile with the line's number."""

    file: str
    number: int
    values: dict[str, str]

    def refused(self, sentence: str) -> BadFile:
        return BadFile(f"Tệp {self.file}, dòng {self.number}: {sentence}", sentence)

    def text(self, column: str) -> str:
        """What the cell holds, perhaps nothing."""
        return self.values[column]

    def needed(self, column: str) -> str:
        if not self.values[column]:
            raise self.refused(f"thiếu “{column}”; hãy điền vào.")
        return self.values[column]

    def choice(self, column: str, choices: type[TextChoices]) -> str:
        """One of the known words, or nothing."""
        word = self.values[column]
        if word and word not in choices.values:
            raise self.refused(f"“{column}” là “{word}”, không có trong: {', '.join(choices.values)}.")
        return word

    def span(self) -> tuple[date | None, date | None]:
        """`starts_on` and `ends_on`, both included; an empty cell is an open end."""
        starts_on, ends_on = self._day("starts_on"), self._day("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise self.refused("ends_on trước starts_on; hãy sửa một trong hai ngày.")
        return starts_on, ends_on

    def day(self, column: str) -> date:
        """A day that must be there."""
        self.needed(column)
        found = self._day(column)
        assert found is not None
        return found

    def _day(self, column: str) -> date | None:
        word = self.values[column]
        try:
            return date.fromisoformat(word) if word else None
        except ValueError:
            raise self.refused(f"“{column}” là “{word}”; viết ngày dạng 2024-11-15.") from None


def read_lines(path: Path, header: str) -> Iterator[Line]:
    """The lines of a file with exactly these columns, composed (NFC) and trimmed, without empty ones."""
    try:
        content = path.read_bytes()
    except OSError:
        raise BadFile(f"Không mở được tệp {path.name}; hãy kiểm tra tên và quyền đọc.") from None
    return lines_of(path.name, content, header)


def lines_of(name: str, content: bytes, header: str) -> Iterator[Line]:
    """The same of a file that was handed over."""
    try:
        text = nfc(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFile(f"Tệp {name} không phải UTF-8; hãy lưu lại với bảng mã UTF-8.") from None
    columns = header.split(",")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, []) != columns:
            raise BadFile(f"Tệp {name}, dòng 1: các cột phải là {header}.")
        for cells in filter(None, reader):
            if cells[0].startswith("# ") and not any(cells[1:]):
                continue  # about the file, under its data (`units.csv_streams.remark_lines`)
            values = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
            line = Line(name, reader.line_num, values)
            if len(cells) != len(columns):
                raise line.refused(
                    f"có {len(cells)} ô, cần {len(columns)}; ô có dấu phẩy phải đặt trong ngoặc kép."
                )
            yield line
    except csv.Error:
        raise BadFile(f"Tệp {name}, dòng {reader.line_num}: dấu ngoặc kép không khớp.") from None
