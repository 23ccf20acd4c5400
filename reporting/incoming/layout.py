"""What does a form ask, cell by cell and line by line? Shared by the template and by everything read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reporting.answers import Control


@dataclass(frozen=True)
class Asked:
    """One cell to fill in. code: of its data item; unit_word: what it counts in."""

    code: str
    name: str
    control: Control
    unit_word: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the form: a base figure (no label), or a component with its cells.

    whole: how the denominator is called where it is no cell of this line ("nền", "dòng 8.1"); empty when the
    line has none.
    """

    name: str
    first: Asked
    label: str = ""
    second: Asked | None = None
    whole: str = ""

    @property
    def cells(self) -> list[Asked]:
        return [cell for cell in (self.first, self.second) if cell is not None]


@dataclass(frozen=True)
class Layout:
    """The form of one report. pairs: numerator code → denominator code, wherever the latter is asked."""

    lines: Sequence[Line]
    pairs: dict[str, str]

    def cells(self) -> Iterator[Asked]:
        """Every cell once, in the order of the page."""
        for line in self.lines:
            yield from line.cells

    @property
    def digest(self) -> str:
        """What the form asks, as one short text: a template whose digest differs is of an older form."""
        return digest_of((cell.code, cell.control) for cell in self.cells())


def digest_of(cells: Iterable[tuple[str, str]]) -> str:
    asked = "\n".join(f"{code} {control}" for code, control in sorted(cells))
    return sha256(asked.encode()).hexdigest()[:16]
