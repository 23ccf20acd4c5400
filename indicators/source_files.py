"""How does a file that people write (catalogue, plan) say where it is wrong and what to do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import TextChoices

from childplan.vietnamese import nfc
from units.csv_files import BadFile

Choice = TypeVar("Choice", bound=TextChoices)

NAME_LENGTH = 60
"""Short names must fit a table's first column and a telephone: characters."""


class FileProblem(BadFile):
    """A file cannot be loaded: which one, at which place, what is wrong and what to do about it."""

    def __init__(self, *, file: str, place: str, problem: str, remedy: str) -> None:
        self.file, self.place, self.problem, self.remedy = file, place, problem, remedy
        super().__init__(str(self), f"{problem} Việc cần làm: {remedy}")

    def __str__(self) -> str:
        return f"Tệp {self.file}, {self.place}: {self.problem} Việc cần làm: {self.remedy}"


def read_text(path: Path) -> str:
    """The file's text, composed (NFC), with or without a byte order mark."""
    try:
        return nfc(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise FileProblem(
            file=path.name,
            place="cả tệp",
            problem=f"không mở được tệp trong thư mục {path.parent.name}.",
            remedy="kiểm tra tên tệp và đặt tệp vào đúng thư mục.",
        ) from None
    except UnicodeDecodeError:
        raise FileProblem(
            file=path.name,
            place="cả tệp",
            problem="chữ trong tệp không phải là UTF-8.",
            remedy="mở bằng trình soạn thảo và lưu lại với bảng mã UTF-8.",
        ) from None


@dataclass
class Section:
    """One row or table of a file, read value by value; `close` refuses keys that nobody asked for."""

    file: str
    place: str
    values: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._asked: set[str] = set()

    def problem(self, problem: str, remedy: str) -> FileProblem:
        return FileProblem(file=self.file, place=self.place, problem=problem, remedy=remedy)

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        value = self.values.get(key)
        return None if value == "" else value

    def text(self, key: str, *, longest: int | None = None) -> str:
        """Text that must be there."""
        value = self.maybe_text(key, longest=longest)
        if not value:
            raise self.problem(f"thiếu “{key}”.", f"điền “{key}”.")
        return value

    def maybe_text(self, key: str, *, longest: int | None = None) -> str:
        value = self._get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.problem(f"“{key}” phải là chữ.", f"đặt giá trị của “{key}” trong dấu ngoặc kép.")
        if longest is not None and len(value) > longest:
            raise self.problem(f"“{key}” dài {len(value)} ký tự.", f"rút gọn còn {longest} ký tự.")
        return value.strip()

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One of the known words; the sentence lists them."""
        value = self.maybe_choice(key, choices)
        if value is None:
            raise self.problem(f"thiếu “{key}”.", f"chọn một trong: {', '.join(choices.values)}.")
        return value

    def maybe_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        value = self.maybe_text(key)
        if not value:
            return None
        if value not in choices.values:
            raise self.problem(
                f"“{key}” là “{value}”, hệ thống không biết.", f"chọn một trong: {', '.join(choices.values)}."
            )
        return choices(value)

    def number(self, key: str) -> int:
        value = self.maybe_number(key)
        if value is None:
            raise self.problem(f"thiếu “{key}”.", f"điền một số nguyên vào “{key}”.")
        return value

    def maybe_number(self, key: str) -> int | None:
        """A whole number from 0, written as a number (TOML) or as digits (CSV)."""
        value = self._get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.problem(f"“{key}” là “{value}”.", f"điền một số nguyên vào “{key}”.")
        return value

    def maybe_decimal(self, key: str) -> Decimal | None:
        """A number as signed, in quotation marks with a point: "0.01". Never a float."""
        value = self.maybe_text(key)
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number.is_signed():
            raise self.problem(
                f"“{key}” là “{value}”.", f'điền số với dấu chấm thập phân, ví dụ {key} = "0.01".'
            )
        return number

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false (TOML), 1 or 0 (CSV)."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if value in (True, "1"):
            return True
        if value in (False, "0"):
            return False
        raise self.problem(
            f"“{key}” là “{value}”.", "điền 1 (có) hoặc 0 (không); trong tệp TOML: true hoặc false."
        )

    def maybe_day(self, key: str) -> date | None:
        """A day as TOML writes it: 2021-08-20 without quotation marks."""
        value = self._get(key)
        if value is None:
            return None
        if type(value) is not date:  # a datetime is a date too, and a moment was not signed
            raise self.problem(
                f"“{key}” không phải là ngày.", f"viết {key} = 2021-08-20, không có ngoặc kép."
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.problem(f"“{key}” phải là danh sách chữ.", f'viết {key} = ["…", "…"].')
        return tuple(value)

    def sections(self, key: str, name: str, label: str) -> list[Section]:
        """The tables under the key; each is called by its `label` value, or by its order without one."""
        value = self._get(key) or []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.problem(f"“{key}” phải là các bảng.", f"mở từng bảng bằng [[{key}]].")
        return [
            Section(self.file, f"{name} {entry.get(label) or position}", entry)
            for position, entry in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Refuse what nobody asked for: a misspelt key would otherwise be lost without a word."""
        unknown = sorted(set(self.values) - self._asked)
        if unknown:
            raise self.problem(f"không hiểu “{unknown[0]}”.", "sửa lại tên mục hoặc bỏ mục đó.")
