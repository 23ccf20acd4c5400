"""What stands on screen 11, in which order, with which links? Plain values; page and file show the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reporting.chips import Chip
from reporting.models import Round
from reporting.summaries.desks import KeyFigure
from reporting.summaries.standings import Contact
from reporting.summaries.tracking_cells import Cell, Column
from reporting.tracking import Pick, Tally

LIST_HEADS = ("Trạng thái", "Hạn nộp", "Nộp lúc", "Nhắc", "Cần làm", "Liên hệ")
"""Columns of the list of a commune, beside the unit's name."""


@dataclass(frozen=True)
class Choice:
    """What a reader chose to see: which rows, in which order, with which columns, and which page of them."""

    pick: Pick = Pick.ALL
    is_by_name: bool = False
    is_by_round: bool = False
    page: int | None = 1  # None: every row, as in a file

    def whole(self) -> Choice:
        return replace(self, page=None)

    def query(
        self,
        *,
        pick: Pick | None = None,
        by_name: bool | None = None,
        by_round: bool | None = None,
        page: int = 1,
    ) -> str:
        """The end of the address that shows the same with one thing changed."""
        given = {
            "loc": self.pick if pick is None else pick,
            "sap": "ten" if (self.is_by_name if by_name is None else by_name) else "",
            "xem": "ky" if (self.is_by_round if by_round is None else by_round) else "",
            "trang": str(page) if page > 1 else "",
        }
        said = "&".join(f"{name}={value}" for name, value in given.items() if value)
        return f"?{said}" if said else "?"


@dataclass(frozen=True)
class PickLink:
    label: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True)
class Detail:
    """What the list of a commune says of one unit: in words, with the people to call where it is missing."""

    due: Chip
    due_on: str  # “hết ngày Thứ Tư 20/11/2024”; of what was returned, the day for its correction
    handed_in: str
    reminded: str
    to_do: list[tuple[str, str]]  # words and address
    contacts: list[Contact]

    @property
    def due_words(self) -> str:
        """“Quá hạn 2 ngày, hết ngày 20/11/2024”."""
        return f"{self.due.text}, {self.due_on}" if self.due_on else self.due.text


@dataclass(frozen=True)
class TrackingRow:
    """One unit: its name, the cells of its reporting units, and its own report."""

    name: str
    key: str
    address: str
    cells: list[Cell]
    own: Cell
    groups: list[tuple[Chip, str]]
    detail: Detail | None = None

    @property
    def detail_words(self) -> tuple[str, ...]:
        """What stands in the columns of the list behind the state."""
        detail = self.detail
        if detail is None:
            return ("—",) * (len(LIST_HEADS) - 1)
        to_do = ", ".join(words for words, _ in detail.to_do)
        people = "; ".join(contact.words for contact in detail.contacts)
        said = (detail.due_words, detail.handed_in, detail.reminded, to_do, people)
        return tuple(words or "—" for words in said)


@dataclass(frozen=True)
class RowGroup:
    heading: str
    rows: list[TrackingRow]


@dataclass(frozen=True)
class Tracking:
    """The whole page; files are written from the same."""

    place_name: str
    place_key: str
    round_: Round
    row_heading: str
    own_heading: str
    columns: list[Column]
    groups: list[RowGroup]
    tally: Tally
    figures: list[KeyFigure]
    noun: str
    remarks: list[str]
    picks: list[PickLink]
    choice: Choice
    pages: int
    made_at: str
    is_list: bool = False
    may_chase: bool = False

    @property
    def is_empty(self) -> bool:
        """Nobody one level down owes a report."""
        return not self.tally.expected

    @property
    def is_detailed(self) -> bool:
        """A list of units with one report each, in place of a matrix."""
        return self.is_list and not self.choice.is_by_round

    @property
    def rows(self) -> list[TrackingRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def width(self) -> int:
        """Columns of the matrix, with the names and the last one."""
        return len(self.columns) + (1 if self.choice.is_by_round else 2)

    @property
    def icons(self) -> list[str]:
        """Every outline the page draws, once: cells only point at them."""
        chips = [cell.chip for row in self.rows for cell in (*row.cells, row.own)]
        dues = [row.detail.due for row in self.rows if row.detail]
        grouped = [chip for row in self.rows for chip, _ in row.groups]
        return sorted({chip.code for chip in (*chips, *dues, *grouped) if chip is not None})

    @property
    def page_links(self) -> list[tuple[int, str]]:
        return [(number, self.choice.query(page=number)) for number in range(1, self.pages + 1)]

    @property
    def page_number(self) -> int:
        return min(self.choice.page or 1, self.pages)

    @property
    def file_query(self) -> str:
        """The same rows, all of them."""
        query = self.choice.query()
        return "" if query == "?" else query

    @property
    def everything_query(self) -> str:
        return self.choice.query(pick=Pick.ALL)

    @property
    def by_unit_query(self) -> str:
        return self.choice.query(by_round=False)

    @property
    def by_round_query(self) -> str:
        return self.choice.query(by_round=True)

    @property
    def by_name_query(self) -> str:
        return self.choice.query(by_name=True)

    @property
    def urgent_query(self) -> str:
        return self.choice.query(by_name=False)
