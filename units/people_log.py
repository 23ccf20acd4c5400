"""What does the log say of accounts and posts that come from a file? One row for each new or changed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from childplan.vietnamese import short_date
from units.enums import LogKind
from units.log import entry, write_all
from units.models import LogEntry, Posting, Unit, User

FIELDS = (("full_name", "họ và tên"), ("title", "chức danh"))
"""What is said from what to what; a telephone number only that it changed."""


class PeopleLog:
    """Gathers the rows of one loading; `before` are the accounts as they stood."""

    def __init__(self, at: datetime, before: Mapping[str, User]) -> None:
        self.at = at
        self._before = {
            user.username: {"phone": user.phone} | {name: getattr(user, name) for name, _ in FIELDS}
            for user in before.values()
        }
        self._rows: list[tuple[str, LogEntry]] = []
        self._unit_of: dict[str, Unit] = {}

    def accounts(self, wanted: Iterable[User]) -> None:
        """New accounts, and what changes of those that are there. Whose affair it was is said by the post."""
        for user in wanted:
            stood = self._before.get(user.username)
            if stood is None:
                self._note(user, "tạo tài khoản")
                continue
            for name, label in FIELDS:
                if stood[name] != getattr(user, name):
                    self._note(user, f"sửa tài khoản, {label}", stood[name], getattr(user, name))
            if stood["phone"] != user.phone:
                self._note(user, "sửa tài khoản, điện thoại")

    def posting(self, posting: Posting, stood: Posting | None) -> None:
        """A post that is new, or whose last day is another one."""
        user = posting.user
        self._unit_of.setdefault(user.username, posting.unit)
        if stood is None:
            row = self._entry(
                user, "giao vai trò", "", f"{posting.get_role_display()}, {span_words(posting)}"
            )
        elif stood.ends_on != posting.ends_on:
            row = self._entry(
                user,
                f"sửa thời hạn vai trò {posting.get_role_display()}",
                span_words(stood),
                span_words(posting),
            )
        else:
            return
        row.unit = posting.unit
        self._rows.append((user.username, row))

    def write(self) -> None:
        """Everything at once."""
        for username, row in self._rows:
            row.unit = row.unit or self._unit_of.get(username)
        write_all(row for _, row in self._rows)

    def _note(self, user: User, act: str, before: str = "", after: str = "") -> None:
        self._rows.append((user.username, self._entry(user, act, before, after)))

    def _entry(self, user: User, act: str, before: str, after: str) -> LogEntry:
        return entry(LogKind.PERSON, act, at=self.at, subject=subject_of(user), before=before, after=after)


def subject_of(user: User) -> str:
    """“Trần Văn Hùng (hung.thon-1)”: names change and repeat, user names do neither."""
    return f"{user.full_name} ({user.username})"


def span_words(posting: Posting) -> str:
    """“từ 01/07/2024 đến hết 31/12/2024”, “không nêu ngày”."""
    parts = (
        f"từ {short_date(posting.starts_on)}" if posting.starts_on else "",
        f"đến hết {short_date(posting.ends_on)}" if posting.ends_on else "",
    )
    return " ".join(filter(None, parts)) or "không nêu ngày"
