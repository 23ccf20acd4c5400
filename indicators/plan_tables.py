"""What does a table of Chỉ tiêu say, as somebody keeps it in Excel or copies it from a document?

Pure: cells of text in, Chỉ tiêu with their parts and targets out, still as texts. Which measure is meant and
what a target asks is the business of `indicators.forms.imported_indicators`. The order of columns is free;
only the number and the signed words are needed. `docs/plan-tables.md` tells the columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from childplan.vietnamese import folded, nfc
from indicators.enums import Flag, Operator

MOST_ROWS = 1_000
MOST_INDICATORS = 100
MOST_CHARACTERS = 300_000
LONGEST_CELL = 2_500

NO_TARGET = "không giao"
UNSIGNED = "ngoài văn bản"

_TITLES = 15
"""Lines above the head in which a title may stand."""


class TableRefused(Exception):
    """The table as a whole is not read; the text says why and what to do."""


@dataclass(frozen=True)
class Column:
    """One column of the template. `needed`: the table is not read without it."""

    key: str
    head: str
    hint: str
    width: int = 12
    needed: bool = False


COLUMNS = (
    Column("goal", "Mục tiêu", "Số hoặc tên mục tiêu. Trống: như dòng trên.", 24),
    Column("goal_words", "Nguyên văn mục tiêu", "Chỉ cần ghi một lần.", 30),
    Column("number", "Số chỉ tiêu", "Như trong văn bản: 1, 2, 3 …", 9, needed=True),
    Column("short_name", "Tên gọn", "Nhiều nhất 60 ký tự. Trống: lấy từ nguyên văn.", 24),
    Column(
        "words",
        "Nguyên văn",
        "Chép đúng từng chữ. Dòng sau của cùng chỉ tiêu để trống.",
        52,
        needed=True,
    ),
    Column("label", "Nội dung (ký hiệu)", "3.1, 3.2 … khi một chỉ tiêu có nhiều nội dung đo.", 10),
    Column("component_name", "Tên gọn nội dung", "Nhiều nhất 60 ký tự.", 24),
    Column("component_words", "Nguyên văn nội dung", "Phần của câu nói về nội dung này. Trống: cả câu.", 40),
    Column("measure", "Mã cách đo", "Mã hoặc tên ở trang “Cách đo”. Trống: được gợi ý theo chữ.", 14),
    Column("base", "Tính trên", "Khi khác cách đo: 1.000, 10.000 …", 9),
    Column("first", "Từ năm", "Trống cả hai năm: mọi năm của kế hoạch.", 8),
    Column("last", "Đến năm", "Trống: chỉ năm ở cột bên.", 8),
    Column("operator", "Dấu", "≥, >, ≤, <, =, hoặc lời ở trang “Cách điền”. Trống: đọc từ nguyên văn.", 14),
    Column("value", "Giá trị", "98; 98%; 0,71‰; 5/804; mức độ II.", 10),
    Column("second", "Giá trị trên", "Chỉ khi dấu là “trong khoảng”.", 10),
    Column("target_words", "Chữ của mốc", "Phần của câu nói về mốc này. Trống: cả nội dung.", 28),
    Column("reading", "Cách đọc", "Hiểu mốc này thế nào, bằng lời. Trống: phần mềm viết.", 30),
    Column("flag", "Cần xem lại", "Vì sao phải hỏi lại nơi ban hành.", 18),
    Column("note", "Cách hiểu nội dung", "Ghi chú về cách đếm của kế hoạch này.", 28),
    Column("leads", "Chủ trì", "Tên đơn vị, cách nhau bằng dấu chấm phẩy.", 24),
    Column("supports", "Phối hợp", "Tên đơn vị, cách nhau bằng dấu chấm phẩy.", 24),
)
HEADS = {column.key: column.head for column in COLUMNS}


@dataclass(frozen=True)
class TargetCells:
    """One target as written. `row`: the line of the table; `unit`: what stood under “Đơn vị tính”."""

    row: int
    first: str = ""
    last: str = ""
    operator: str = ""
    value: str = ""
    second: str = ""
    words: str = ""
    reading: str = ""
    flag: str = ""
    unit: str = ""


@dataclass
class ComponentCells:
    """One measured part as written. `has_none`: the table says that no target was given."""

    row: int
    label: str = ""
    short_name: str = ""
    words: str = ""
    measure: str = ""
    base: str = ""
    note: str = ""
    has_none: bool = False
    targets: list[TargetCells] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Does the table say anything of the part itself, apart from its targets?"""
        return bool(self.label or self.short_name or self.words or self.measure or self.base or self.note)

    @property
    def says_targets(self) -> bool:
        return self.has_none or bool(self.targets)


@dataclass(frozen=True)
class RowProblem:
    """`row` as Excel counts it: the first line is 1."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"Dòng {self.row}: {self.message}"


@dataclass
class IndicatorCells:
    row: int
    number: str
    goal: str = ""
    goal_words: str = ""
    short_name: str = ""
    words: str = ""
    leads: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    components: list[ComponentCells] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True)
class PlanTable:
    """`ignored`: heads of columns that are not read. `problems`: lines that belong to no Chỉ tiêu."""

    indicators: list[IndicatorCells]
    ignored: list[str]
    problems: list[RowProblem]


# --- From text or a file of text to lines


def decoded(content: bytes) -> str:
    """Text of a CSV file: UTF-8 with or without its mark, or Excel's “Unicode Text”. Raises TableRefused."""
    if len(content) > 4 * MOST_CHARACTERS:
        raise TableRefused("Tệp CSV quá lớn. Chỉ để lại các dòng chỉ tiêu.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise TableRefused(
            "Tệp CSV không phải mã UTF-8 nên mất dấu. Trong Excel chọn Lưu thành (Save As) → "
            "CSV UTF-8, hoặc tải lên tệp .xlsx."
        ) from None
    if "\x00" in text:
        raise TableRefused("Tệp này không phải tệp CSV. Chọn tệp .xlsx hoặc .csv.")
    return text


def rows_of_text(text: str) -> list[list[str]]:
    """Lines of a pasted table or of CSV, whichever of TAB, “;” and “,” divides it. Raises TableRefused."""
    if len(text) > MOST_CHARACTERS:
        raise TableRefused("Bảng dài quá. Chia thành nhiều lần.")
    text = nfc(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    found: list[tuple[int, int, list[list[str]]]] = []
    for rank, sign in enumerate(("\t", ";", ",")):
        if sign in text or sign == "\t":
            rows = _divided(text, sign)
            found.append((-_known_heads(rows), rank, rows))
    return min(found, key=lambda each: each[:2])[2]


def _divided(text: str, sign: str) -> list[list[str]]:
    try:
        rows = [
            [_tidy(cell) for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=sign, strict=True)
        ]
    except csv.Error:  # quotation marks of the words themselves
        rows = [[_tidy(cell) for cell in line.split(sign)] for line in text.split("\n")]
    return _joined(rows) if sign == "\t" else rows


def _joined(rows: list[list[str]]) -> list[list[str]]:
    """Word gives the second paragraph of a cell a line of its own; put it back where it was.

    A line that lacks columns, and the next has just those that lack, are one; a line without any TAB below a
    whole one goes on with its last cell, unless it is the heading of a Mục tiêu.
    """
    width = max(map(len, rows), default=0)
    joined: list[list[str]] = []
    for row in rows:
        last = joined[-1] if joined else []
        lacks = width - len(last)
        if (
            1 < len(last) < width
            and row
            and (len(row) == lacks + 1 or len(row) == 1)
            and not _goal_of(row, exact=True)
        ):
            last[-1] = f"{last[-1]} {row[0]}".strip()
            last.extend(row[1:])
        elif len(row) == 1 and len(last) == width > 1 and row[0] and not _goal_of(row, exact=True):
            last[-1] = f"{last[-1]} {row[0]}".strip()
        else:
            joined.append(list(row))
    return joined


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """The lines as Excel would have copied them; `rows_of_text` reads the same lines from it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    lines = [[_tidy(cell) for cell in row] for row in rows]
    width = max(map(len, lines), default=0)
    for cells in lines:
        writer.writerow([*cells, *[""] * (width - len(cells))] if any(cells) else [])
    return written.getvalue().rstrip("\n")


def _tidy(cell: str) -> str:
    return " ".join(nfc(cell).split())[:LONGEST_CELL]


# --- Heads

_HEADS = (
    ("goal", r"(?:so |ten |thuoc |nhom )?muc tieu(?: so)?"),
    ("goal_words", r"nguyen van muc tieu"),
    ("number", r"so chi tieu|chi tieu so|ma chi tieu|so hieu chi tieu"),
    ("short_name", r"ten gon(?: chi tieu)?|ten ngan"),
    ("words", r"nguyen van(?: chi tieu)?|noi dung chi tieu"),
    ("label", r"noi dung ky hieu|ky hieu(?: noi dung)?"),
    ("component_name", r"ten gon noi dung"),
    ("component_words", r"nguyen van noi dung"),
    ("measure", r"ma cach do|cach do|ma do"),
    ("base", r"tinh tren"),
    ("unit", r"don vi tinh|dvt"),
    ("first", r"tu nam"),
    ("last", r"den nam"),
    ("operator", r"dau(?: so sanh)?"),
    ("value", r"gia tri"),
    ("second", r"gia tri tren"),
    ("target_words", r"chu cua moc|nguyen van moc"),
    ("reading", r"cach doc"),
    ("flag", r"can xem lai"),
    ("note", r"cach hieu(?: noi dung)?"),
    ("leads", r"(?:don vi |co quan )?chu tri(?: thuc hien)?"),
    ("supports", r"(?:don vi |co quan )?phoi hop(?: thuc hien)?"),
)
_SPARE = (
    ("number", r"stt|tt|so tt|so thu tu|so"),
    ("words", r"chi tieu(?: cu the)?|ten chi tieu|cac chi tieu|noi dung"),
    ("label", r"noi dung"),
    ("first", r"nam"),
)
"""Heads that mean it only where no other column does: “Chỉ tiêu” beside “STT” is the sentence."""
_YEARS = re.compile(
    r"(?:(?:den|vao|cuoi|nam|giai doan|muc tieu|chi tieu|ke hoach|moc)\s)*"
    r"((?:19|20)\d\d)(?:\s((?:19|20)\d\d))?"
)


@dataclass(frozen=True)
class _Head:
    """Which column holds what; `years`: columns that are one target each; `below`: the first line of data."""

    columns: dict[str, int]
    years: dict[int, tuple[str, str]]
    ignored: list[str]
    below: int

    def cell(self, row: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return row[place] if place is not None and place < len(row) else ""


def _plain(cell: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", folded(cell)))


def _known_heads(rows: Sequence[Sequence[str]]) -> int:
    head = _head(rows)
    return len(head.columns) + len(head.years) if head else 0


def _head(rows: Sequence[Sequence[str]]) -> _Head | None:
    for place, row in enumerate(rows[:_TITLES]):
        columns, years, ignored = _named(row)
        if "words" not in columns or "number" not in columns:
            continue
        below = place + 1
        if below < len(rows):  # “Mốc” over two columns, the years in the line below
            second = {at: _years(cell) for at, cell in enumerate(rows[below]) if cell}
            if second and all(second.values()) and not set(second) & set(columns.values()):
                years = {**years, **{at: found for at, found in second.items() if found}}
                ignored = [head for head in ignored if row.index(head) not in second]
                below += 1
        return _Head(columns, years, ignored, below)
    return None


def _named(row: Sequence[str]) -> tuple[dict[str, int], dict[int, tuple[str, str]], list[str]]:
    columns: dict[str, int] = {}
    years: dict[int, tuple[str, str]] = {}
    left: dict[int, str] = {}
    for place, cell in enumerate(row):
        plain = _plain(cell)
        key = next((key for key, words in _HEADS if re.fullmatch(words, plain)), "")
        if key and key not in columns:
            columns[key] = place
        elif found := _years(cell):
            years[place] = found
        elif plain:
            left[place] = plain
    for key, words in _SPARE:
        for place, plain in list(left.items()):
            if key not in columns and re.fullmatch(words, plain):
                columns[key] = place
                del left[place]
    return columns, years, [row[place] for place in left]


def _years(cell: str) -> tuple[str, str] | None:
    found = _YEARS.fullmatch(_plain(cell))
    return (found[1], found[2] or found[1]) if found else None


# --- Lines


def read_table(rows: Sequence[Sequence[str]]) -> PlanTable:
    """Every Chỉ tiêu of the table in its order. Raises TableRefused."""
    if not any(any(row) for row in rows):
        raise TableRefused("Bảng chưa có dòng nào.")
    if len(rows) > MOST_ROWS:
        raise TableRefused("Bảng có hơn 1.000 dòng. Chỉ để lại các dòng chỉ tiêu.")
    head = _head(rows) or _without_head(rows)
    if head is None:
        raise TableRefused(
            "Không thấy hàng tên cột. Hàng đầu của bảng cần có cột “Số chỉ tiêu” (hoặc “STT”) và cột "
            "“Nguyên văn” (hoặc “Chỉ tiêu”); tải tệp mẫu để xem."
        )
    reader = _Reader(head)
    for number, row in enumerate(rows[head.below :], start=head.below + 1):
        reader.read(number, [_tidy(cell) for cell in row])
    found = list(reader.found.values())
    if not found and not reader.problems:
        raise TableRefused("Bảng chỉ có tên cột, chưa có chỉ tiêu nào.")
    if len(found) > MOST_INDICATORS:
        raise TableRefused(f"Bảng có hơn {MOST_INDICATORS} chỉ tiêu. Chia thành nhiều lần.")
    return PlanTable(found, head.ignored, reader.problems)


def _without_head(rows: Sequence[Sequence[str]]) -> _Head | None:
    """Two columns need no head: a number, then a sentence."""
    filled = [row for row in rows if any(row)]
    are_pairs = all(
        len(row) == 2 and _number(row[0]) and len(row[1]) > len(row[0]) and re.search(r"\d", row[0])
        for row in filled
    )
    return _Head({"number": 0, "words": 1}, {}, [], 0) if are_pairs else None


class _Reader:
    """Line by line: what a line leaves empty is as in the line above, as it is under merged cells."""

    def __init__(self, head: _Head) -> None:
        self.head = head
        self.found: dict[str, IndicatorCells] = {}
        self.problems: list[RowProblem] = []
        self.goal = self.goal_words = ""
        self.current: IndicatorCells | None = None

    def read(self, at: int, row: list[str]) -> None:
        if not any(row):
            return
        if heading := self._heading(row):
            self.goal, self.goal_words = heading, ""
            return
        self._keep_goal(row)
        number, words = _number(self._cell(row, "number")), self._cell(row, "words")
        if number:
            self.current = self.found.setdefault(
                number, IndicatorCells(at, number, self.goal, self.goal_words)
            )
        elif words and not (self.current and self.current.words == words):
            self._refuse(
                at,
                "có chữ ở cột “Nguyên văn” mà chưa có số chỉ tiêu. Ghi số, hoặc đặt chữ này vào cột "
                "“Nguyên văn nội dung”.",
            )
            return
        if self.current is None:
            if any(self._cell(row, key) for key in self.head.columns):
                self._refuse(at, "đứng trước mọi chỉ tiêu. Ghi số chỉ tiêu ở dòng này, hoặc bỏ dòng.")
            return
        self._keep_indicator(self.current, at, row, words)
        self._keep_component(self.current, at, row)

    def _cell(self, row: Sequence[str], key: str) -> str:
        return self.head.cell(row, key)

    def _refuse(self, at: int, message: str) -> None:
        self.problems.append(RowProblem(at, message))

    def _heading(self, row: Sequence[str]) -> str:
        """A line that only names a Mục tiêu: one cell, or the same text over the whole width."""
        goal = self._cell(row, "goal")
        others = {cell for cell in row if cell}
        return "" if goal or len(others) > 2 else _goal_of(row, exact=len(others) == 1)

    def _keep_goal(self, row: Sequence[str]) -> None:
        goal, words = self._cell(row, "goal"), self._cell(row, "goal_words")
        if goal and goal != self.goal:
            self.goal, self.goal_words = goal, words
        elif words:
            self.goal_words = words

    def _keep_indicator(self, found: IndicatorCells, at: int, row: Sequence[str], words: str) -> None:
        for key, text in (("words", words), ("short_name", self._cell(row, "short_name"))):
            stands = getattr(found, key)
            if text and stands and text != stands:
                message = f"chỉ tiêu {found.number} có hai “{HEADS[key]}” khác nhau."
                found.problems.append(RowProblem(at, f"{message} Giữ một, để trống ô ở dòng sau."))
            elif text:
                setattr(found, key, text)
        if self.goal and not found.goal:
            found.goal, found.goal_words = self.goal, self.goal_words
        for key, names in (("leads", found.leads), ("supports", found.supports)):
            for name in re.split(r"\s*;\s*", self._cell(row, key)):
                if name and name not in names:
                    names.append(name)

    def _keep_component(self, found: IndicatorCells, at: int, row: Sequence[str]) -> None:
        said = ComponentCells(
            row=at,
            label=_number(self._cell(row, "label")),
            short_name=self._cell(row, "component_name"),
            words=self._cell(row, "component_words"),
            measure=self._cell(row, "measure"),
            base=self._cell(row, "base"),
            note=self._cell(row, "note"),
        )
        targets, has_none = self._targets(at, row)
        component = _same_component(found, said)
        if component is None:
            if not said.is_named and not targets and not has_none:
                return
            found.components.append(said)
            component = said
        else:
            _fill_in(component, said, found)
        component.targets += targets
        component.has_none |= has_none

    def _targets(self, at: int, row: Sequence[str]) -> tuple[list[TargetCells], bool]:
        unit = self._cell(row, "unit")
        told = TargetCells(
            at,
            **{key: self._cell(row, key) for key in ("first", "last", "operator", "value", "second")},
            words=self._cell(row, "target_words"),
            reading=self._cell(row, "reading"),
            flag=self._cell(row, "flag"),
            unit=unit,
        )
        if folded(told.operator) == folded(NO_TARGET):
            return [], True
        is_told = any((told.first, told.last, told.operator, told.value, told.second, told.words, told.flag))
        found = [told] if is_told else []
        for place, (first, last) in self.head.years.items():
            value = row[place] if place < len(row) else ""
            if value and value not in ("-", "–"):
                found.append(TargetCells(at, first=first, last=last, value=value, unit=unit))
        return found, False


def _same_component(found: IndicatorCells, said: ComponentCells) -> ComponentCells | None:
    """The part that a line goes on with: the one with its label; without any, the last one."""
    if said.label:
        return next((each for each in found.components if each.label == said.label), None)
    last = found.components[-1] if found.components else None
    if last is None or not said.words or said.words == last.words:
        return last
    return None


def _fill_in(component: ComponentCells, said: ComponentCells, found: IndicatorCells) -> None:
    for key in ("short_name", "words", "measure", "base", "note"):
        text, stands = getattr(said, key), getattr(component, key)
        if text and stands and text != stands:
            called = f"nội dung {component.label}" if component.label else f"chỉ tiêu {found.number}"
            head = HEADS[{"short_name": "component_name", "words": "component_words"}.get(key, key)]
            message = f"{called} có hai “{head}” khác nhau. Nội dung khác thì ghi ký hiệu khác, ví dụ: 3.2."
            found.problems.append(RowProblem(said.row, message))
        elif text:
            setattr(component, key, text)


def _number(cell: str) -> str:
    """“3”, “Chỉ tiêu số 3.”, “3,1” (Excel's way to write the number 3.1)."""
    text = re.sub(r"^(?:chỉ\s+tiêu|ct|nội\s+dung)?\s*(?:số\s+)?(?=[0-9A-Z])", "", cell, flags=re.IGNORECASE)
    text = text.strip().rstrip(".:)").strip()
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


_GOAL = re.compile(
    r"(?:[IVX]+\s*[.)\-–:]\s*)?(?:nhóm\s+)?mục\s+tiêu\s*(?:số\s*)?\d*\s*[.:)\-–]?\s*\S.*", re.IGNORECASE
)
_PART = re.compile(r"(?:[IVX]+|[A-H])\s*[.)\-–:]\s*\S.*")


def _goal_of(row: Sequence[str], *, exact: bool) -> str:
    """The heading in a line that has nothing else: “Mục tiêu 2. Bảo vệ trẻ em”, “II. Về bảo vệ trẻ em”."""
    filled = list(dict.fromkeys(cell for cell in row if cell))
    if exact and len(filled) == 1 and (_GOAL.fullmatch(filled[0]) or _PART.fullmatch(filled[0])):
        return filled[0]
    if len(filled) == 2 and re.fullmatch(r"[IVX]+\.?|[A-H]\.?", filled[0]):
        return f"{filled[0].rstrip('.')}. {filled[1]}"
    return ""


# --- Words of a cell

_OPERATORS = (
    (
        Operator.AT_LEAST,
        r">=|=>|≥|gte|(?:tu )?(?:…|\.{3})?\s*tro len|it nhat|toi thieu|tu|dat|khong duoi|khong thap hon",
    ),
    (Operator.MORE_THAN, r">|gt|tren|hon|vuot"),
    (
        Operator.AT_MOST,
        r"<=|=<|≤|lte|(?:tu )?(?:…|\.{3})?\s*tro xuong|nhieu nhat|toi da|khong qua|khong vuot|khong tren"
        r"|xuong con|con",
    ),
    (Operator.LESS_THAN, r"<|lt|duoi|thap hon"),
    (Operator.EQUAL, r"=|eq|bang|dung"),
    (Operator.BAND, r"band|trong khoang(?: hoac tot hon)?|khoang|tu den"),
    (Operator.MAINTAIN, r"maintain|duy tri|giu(?: vung)?"),
    (Operator.RISE, r"rise|tang(?: dan)?"),
    (Operator.FALL, r"fall|giam(?: dan)?"),
    (Operator.DONE, r"done|hoan thanh|co|thuc hien|x"),
    (Operator.NARRATIVE, r"narrative|mo ta"),
    (Operator.UNREADABLE, r"unreadable|chua ro(?: cach doc)?"),
)
_SIGNED = re.compile(r"(>=|=>|≥|<=|=<|≤|>|<|=)\s*(.+)")
_BETWEEN = re.compile(r"(?:từ\s+)?(\d[\d.,]*\s*[%‰]?)\s*(?:-|–|đến)\s*(\d[\d.,]*\s*[%‰]?)")


def read_operator(cell: str) -> Operator | None:
    """“≥”, “từ … trở lên”, “dưới”, “duy trì”; None where it is none of them."""
    said = folded(cell).strip()
    return next((operator for operator, words in _OPERATORS if re.fullmatch(words, said)), None)


def with_signs_apart(cells: TargetCells) -> TargetCells:
    """“≥ 98%” in the box of the value is a sign and a number, “90–95%” a span, “x” a yes; a unit goes with
    its number."""
    if not cells.operator and read_operator(cells.value) is not None:
        return replace(cells, operator=cells.value, value="")
    if not cells.operator and (found := _SIGNED.fullmatch(cells.value)):
        cells = replace(cells, operator=found[1], value=found[2])
    may_span = not cells.second and read_operator(cells.operator or "band") == Operator.BAND
    if may_span and (between := _BETWEEN.fullmatch(cells.value)):
        cells = replace(
            cells, operator=Operator.BAND.value, value=between[1].strip(), second=between[2].strip()
        )
    unit = cells.unit.strip()
    if unit in ("%", "‰"):
        cells = replace(
            cells,
            value=_with_unit(cells.value, unit),
            second=_with_unit(cells.second, unit),
        )
    return cells


def _with_unit(value: str, unit: str) -> str:
    return f"{value}{unit}" if re.fullmatch(r"\d[\d.,]*", value) else value


def read_flag(cell: str) -> Flag | None:
    """By its words or its code; None where it is none."""
    said = folded(cell)
    return next((flag for flag in Flag if said in (folded(flag.label), flag.value)), None)
