"""What does a file say? Values only: a table with its cells, and the document that a leader signs.

Page, Word, PDF and Excel are drawn from these and from nothing else, so that they cannot disagree. A document
is kept as JSON when it is issued (`reporting.documents.kept`) and drawn from that ever after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.answers import DASH


@dataclass(frozen=True)
class Column:
    """`key` names the column in style sheets; numbers stand right, words left."""

    key: str
    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in one place: the text of the page and, where that text is a number, the number shown.

    `number` is in the unit of its row (98 means 98%), with `decimals` digits after the comma; None where the
    text is no number, so a dash never becomes 0. `tone` is the code of a status, "partial" for figures that
    are still missing.
    """

    column: Column
    text: str = DASH
    number: Decimal | int | None = None
    decimals: int = 0
    tone: str = ""


@dataclass(frozen=True)
class ExportGroup:
    """Rows under one heading; the cells of a row stand in the order of the table's columns."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ExportWritings:
    """What units wrote for one component: each unit's name and its text."""

    code: str
    name: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DataTable:
    """Columns and rows, of whatever: what every format draws in the same way."""

    columns: tuple[Column, ...]
    groups: tuple[ExportGroup, ...]

    @property
    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Every row, whatever heading it stands under."""
        return (row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Annex:
    """Phụ lục: a table on pages of its own. `code` names it in the switches; `number` is Roman, empty where
    there is one annex only. `lead`: sentences over the table, `remarks`: notes under it."""

    code: str
    number: str
    title: str
    table: DataTable
    lead: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    writings: tuple[ExportWritings, ...] = ()
    is_landscape: bool = True


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a section. A list is paragraphs that begin with “- ”, as such reports are written.
    `is_generated`: it follows from the figures and nobody has touched it; only the preview shows that."""

    text: str
    is_generated: bool = False


@dataclass(frozen=True)
class Section:
    """Mục, khoản: a numbered heading, its paragraphs, and the headings below it."""

    code: str
    number: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Heading:
    """What stands above the title: ô số 1 to 4 of Nghị định 30/2020/NĐ-CP, Phụ lục I.

    `superior`: cơ quan chủ quản, empty where there is none. `issuer`: one or two lines. `number`: empty, the
    clerk writes it after signing. `dated`: “ngày      tháng 12 năm 2024”.
    """

    superior: str
    issuer: tuple[str, ...]
    number: str
    symbol: str
    place: str
    dated: str


@dataclass(frozen=True)
class Signature:
    """Ô số 7: quyền hạn and chức vụ, a line each, and the name."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Stamp:
    """Dấu tệp: what every file says of itself, in small print at its end.

    `edition`: which figures, in words. `code` leads back to the page at `address`. `digest` is over what a
    reader sees, without when, where and by whom the file was made.
    """

    unit: str
    round_name: str
    window: str
    edition: str
    made_at: str
    version: str = ""
    code: str = ""
    address: str = ""
    digest: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class Document:
    """Văn bản hành chính: the whole report as it is read and printed.

    `kind`: “BÁO CÁO”; `subject`: trích yếu. `addressed_to`, `grounds`, `recipients`: a line each. `notes`:
    what a reader of the figures has to know (which units are missing, that they are estimates), at the end of
    the text. `amends`: of a later edition, which one it stands for and why.
    """

    kind: str
    subject: str
    heading: Heading
    addressed_to: tuple[str, ...]
    grounds: tuple[str, ...]
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature
    annexes: tuple[Annex, ...]
    stamp: Stamp
    amends: str = ""
    is_draft: bool = False
