"""What becomes of each line of a file that brings data in? New, changed, as it stood, or refused, with why.

A file goes in whole or not at all: one refused line and nothing is written (`docs/bulk-data.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from units.csv_files import Line
from units.models import User
from units.refusals import Overtaken

MOST_SHOWN = 200
"""Refused lines, and changed ones, that a page lists; the file of refused lines has all of them."""


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    EQUAL = "equal"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Outcome.NEW: "mới",
    Outcome.CHANGED: "thay đổi",
    Outcome.EQUAL: "như cũ",
    Outcome.REFUSED: "bị từ chối",
}


@dataclass(frozen=True)
class Told:
    """One line of the file and what became of it.

    what: the thing it speaks of, by its keys. before, after: of what changed, in the file's own words. why: a
    sentence for a refused line. sign: what else of the thing was looked at, so that a change of it in between
    is seen (the version of a cell).
    """

    line: Line
    outcome: Outcome
    what: str
    before: str = ""
    after: str = ""
    why: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Count:
    """How many lines came out so, as a page says it."""

    label: str
    number: str
    is_bad: bool


@dataclass
class Tally:
    """Counts of a file, the first lines that are worth a look, and the mark of everything that was told.

    also: gets every line as well (the report of a command, the file of refused lines).
    """

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    refused: list[Told] = field(default_factory=list)
    changed: list[Told] = field(default_factory=list)
    also: Callable[[Told], None] | None = None

    def __post_init__(self) -> None:
        self._mark = sha256()

    def tell(self, told: Told) -> None:
        self.counts[told.outcome] += 1
        signs = (str(told.line.number), told.outcome, told.what, told.before, told.after, told.sign, told.why)
        self._mark.update("\x1f".join(signs).encode("utf-8", "surrogatepass") + b"\n")
        kept = {Outcome.REFUSED: self.refused, Outcome.CHANGED: self.changed}.get(told.outcome)
        if kept is not None and len(kept) < MOST_SHOWN:
            kept.append(told)
        if self.also is not None:
            self.also(told)

    def refuse(self, line: Line, what: str, why: str) -> None:
        self.tell(Told(line, Outcome.REFUSED, what, why=why))

    @property
    def mark(self) -> str:
        """The same for the same file before the same rows, and for no other."""
        return self._mark.hexdigest()[:16]

    @property
    def is_whole(self) -> bool:
        """Was no line refused?"""
        return not self.counts[Outcome.REFUSED]

    @property
    def hides_refused(self) -> bool:
        """Are there more refused lines than are kept to be listed?"""
        return self.counts[Outcome.REFUSED] > len(self.refused)

    @property
    def hides_changed(self) -> bool:
        return self.counts[Outcome.CHANGED] > len(self.changed)

    @property
    def writes(self) -> int:
        """How many lines write something."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.CHANGED]

    @property
    def writes_words(self) -> str:
        return grouped(self.writes)

    @property
    def shown(self) -> list[Count]:
        return [
            Count(each.label, grouped(count), each == Outcome.REFUSED and bool(count))
            for each, count in self.counts.items()
        ]

    @property
    def words(self) -> str:
        """“12 mới, 3 thay đổi, 1.085 như cũ, 0 bị từ chối”."""
        return ", ".join(f"{grouped(self.counts[outcome])} {outcome.label}" for outcome in Outcome)


@dataclass(frozen=True)
class Bringing:
    """Who brings a file in, when, and how. by: nobody where it comes from the server's own command line;
    such a file is not held to anybody's units."""

    by: User | None
    at: datetime
    tally: Tally
    file_name: str = ""
    address: str | None = None

    def check_mark(self, seen: str) -> None:
        """Raises Overtaken where the rows are no longer those that a preview showed."""
        if seen and seen != self.tally.mark:
            raise Overtaken(
                "Dữ liệu đã thay đổi từ khi bạn xem trước nên chưa ghi gì. Xem lại bảng rồi đưa vào."
            )


def grouped(number: int) -> str:
    """1234567 is “1.234.567”; numbers of figures are written by `indicators.numbers`."""
    return f"{number:,}".replace(",", ".")


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, str]:
    """The columns that differ, as they were and as they are to be: “ends_on 2024-12-31; note …”."""
    names = [name for name in after if _word(before.get(name)) != _word(after[name])]
    return (
        "; ".join(f"{name} {_word(before.get(name)) or '—'}" for name in names),
        "; ".join(f"{name} {_word(after[name]) or '—'}" for name in names),
    )


def _word(value: object) -> str:
    return "" if value is None else str(value)
