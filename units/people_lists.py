"""What does a list of people say, as it was pasted from Excel or read from a file?

One line is one person; columns are divided by a tab and named by a head, or stand in the order of the
template. Nothing is looked up here: which unit is meant is the business of `units.summaries.people_preview`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from childplan.vietnamese import folded, tidied

MOST_PEOPLE = 120
"""Hashing the code of each takes a tenth of a second and more; nobody should wait for minutes."""
MOST_TYPED = 60_000
COLUMNS = ("Họ và tên", "Điện thoại", "Đơn vị", "Vai trò", "Chức danh")
TOO_MANY = f"Danh sách có hơn {MOST_PEOPLE} người. Chia thành nhiều lần."
TOO_LONG = "Danh sách quá dài. Chỉ để lại các cột cần dùng, hoặc chia thành nhiều lần."
NOBODY = "Chưa dòng nào có họ và tên."
NO_HEAD = "Không thấy dòng tiêu đề có “Họ và tên” và “Đơn vị”. Tải tệp mẫu và điền vào đó."

_HEADS = {
    "name": re.compile(r"(?:ho va ten|ho ten|ten|ho va ten nguoi dung)"),
    "phone": re.compile(r"(?:so )?(?:dien thoai|dt|sdt|di dong)(?: di dong)?"),
    "unit": re.compile(r"(?:ten )?don vi(?: cong tac)?|thon(?: to dan pho)?|noi cong tac"),
    "role": re.compile(r"vai tro"),
    "title": re.compile(r"chuc (?:danh|vu)"),
}
_IN_ORDER = {"name": 0, "phone": 1, "unit": 2, "role": 3, "title": 4}
_MOST_TITLES = 8


class ListRefused(Exception):
    """The list as a whole is not read; the text says why."""


@dataclass(frozen=True)
class SaidPerson:
    """One line as it was written. `number`: which line it is, the head not counted."""

    number: int
    name: str
    phone: str
    unit: str
    role: str
    title: str


def read_people(text: str) -> list[SaidPerson]:
    """Every line on which somebody is named. Raises ListRefused.

    A line with a unit and nobody is left out: the template has one for every unit, to be filled in or not.
    """
    if len(text) > MOST_TYPED:
        raise ListRefused(TOO_LONG)
    rows = [[tidied(cell) for cell in line.split("\t")] for line in text.splitlines()]
    rows = [row for row in rows if any(row)]
    columns, body = _columns(rows)
    found = []
    for number, row in enumerate(body, start=1):
        said = {
            name: row[spot] if spot is not None and spot < len(row) else "" for name, spot in columns.items()
        }
        if said["name"] or said["phone"] or said["title"]:
            found.append(SaidPerson(number, **said))
    if not found:
        raise ListRefused(NOBODY)
    if len(found) > MOST_PEOPLE:
        raise ListRefused(TOO_MANY)
    return found


def is_name(text: str) -> bool:
    """Can somebody be called so?"""
    return any(sign.isalpha() for sign in text)


def mended_phone(phone: str) -> str:
    """Excel takes 0912345678 for a number and drops the zero."""
    return f"0{phone}" if re.fullmatch(r"[1-9][0-9]{8}", phone) else phone


def _columns(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int | None], Sequence[Sequence[str]]]:
    """Where each column stands, and the lines below the head."""
    for spot, row in enumerate(rows[:_MOST_TITLES]):
        words = [" ".join(re.findall(r"[a-z0-9]+", folded(cell))) for cell in row]
        found: dict[str, int | None] = {
            name: next((column for column, word in enumerate(words) if pattern.fullmatch(word)), None)
            for name, pattern in _HEADS.items()
        }
        if found["name"] is not None and found["unit"] is not None:
            return found, rows[spot + 1 :]
    if rows and max(len(row) for row in rows) < 3:
        raise ListRefused(NO_HEAD)
    return dict(_IN_ORDER), rows
