"""What do the catalogue's two files say: which figures are asked of whom, what measures are made of them?

`fixtures/catalogue/README.md` explains the columns to the official who reviews them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indicators.enums import Better, ItemKind, Method, Nature, Source, Window
from indicators.numbers import ResultUnit
from indicators.source_files import NAME_LENGTH, Section
from units.csv_files import read_lines
from units.enums import Area

ITEM_HEADER = (
    "code,name,short_name,kind,unit_word,source,check_source,nature,window,window_day,is_base,restricted,"
    "suppress_public,stands_until_changed,contained_in,warn_percent,note"
)
MEASURE_HEADER = (
    "code,goal,name,short_name,method,numerator,denominator,base,is_share,better,area,decimals,tt13,"
    "definition,warn_percent,warn_cases,warn_few_cases,note"
)

# What kind of figure a method reads: a share of yes needs yes-or-no answers, a ratio needs counts.
KIND_OF_METHOD = {
    Method.RATIO: ItemKind.COUNT,
    Method.COUNT: ItemKind.COUNT,
    Method.YEAR_ON_YEAR: ItemKind.COUNT,
    Method.SHARE_YES: ItemKind.YES_NO,
    Method.YES_NO: ItemKind.YES_NO,
    Method.MONEY: ItemKind.MONEY,
    Method.LEVEL: ItemKind.LEVEL,
    Method.STATE: ItemKind.STATE,
    Method.TEXT: ItemKind.TEXT,
    Method.RATE_GIVEN: ItemKind.RATE,
}
_ITEM_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MEASURE_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_DAY_AND_MONTH = re.compile(r"(0[1-9]|[12][0-9]|3[01])-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class ItemRow:
    """One line of items.csv: a raw figure, its one source, and what it speaks of."""

    code: str
    name: str
    short_name: str
    kind: ItemKind
    unit_word: str
    source: Source
    check_source: Source | None
    nature: Nature
    window: Window
    window_day: str
    is_base: bool
    is_restricted: bool
    suppress_public: bool
    stands_until_changed: bool
    contained_in: str
    warn_percent: int | None
    note: str


@dataclass(frozen=True)
class MeasureRow:
    """One line of measures.csv: how a result is made of items, which are named by their codes."""

    code: str
    goal: int
    name: str
    short_name: str
    method: Method
    numerator: str
    denominator: str
    base: int
    is_share: bool
    better: Better
    area: Area | None
    decimals: int
    tt13: str
    definition: str
    warn_percent: int | None
    warn_cases: int | None
    warn_few_cases: int | None
    note: str


@dataclass(frozen=True)
class Catalogue:
    items: tuple[ItemRow, ...]
    measures: tuple[MeasureRow, ...]


def read_catalogue(folder: Path) -> Catalogue:
    """Both files of the folder, checked against each other. Raises BadFile."""
    lines = list(_lines(folder / "items.csv", ITEM_HEADER))
    items = tuple(read_item(line) for line in lines)
    by_code = {item.code: item for item in items}
    for line, item in zip(lines, items, strict=True):
        check_whole(line, item, by_code)
    measures = tuple(_read_measure(line, by_code) for line in _lines(folder / "measures.csv", MEASURE_HEADER))
    return Catalogue(items, measures)


def _lines(path: Path, header: str) -> Iterator[Section]:
    """The lines of a file, each code once."""
    codes: set[str] = set()
    for line in read_lines(path, header):
        code = line.text("code")
        section = Section(line.file, f"dòng {line.number} ({code or 'thiếu mã'})", line.values)
        if code in codes:
            raise section.problem(f"mã “{code}” đã có ở dòng trên.", "mỗi mã chỉ một dòng; bỏ hoặc đổi mã.")
        codes.add(code)
        yield section


def _code(line: Section, pattern: re.Pattern[str], example: str) -> str:
    code = line.text("code", longest=NAME_LENGTH)
    if not pattern.fullmatch(code):
        raise line.problem(f"mã “{code}” viết sai.", f"dùng chữ không dấu, số và gạch nối, như {example}.")
    return code


def read_item(line: Section) -> ItemRow:
    """One line of items.csv. Raises FileProblem."""
    row = ItemRow(
        code=_code(line, _ITEM_CODE, "tre-duoi-5"),
        name=line.text("name", longest=200),
        short_name=line.text("short_name", longest=NAME_LENGTH),
        kind=line.choice("kind", ItemKind),
        unit_word=line.maybe_text("unit_word", longest=30),
        source=line.choice("source", Source),
        check_source=line.maybe_choice("check_source", Source),
        nature=line.choice("nature", Nature),
        window=line.choice("window", Window),
        window_day=line.maybe_text("window_day"),
        is_base=line.flag("is_base"),
        is_restricted=line.flag("restricted"),
        suppress_public=line.flag("suppress_public"),
        stands_until_changed=line.flag("stands_until_changed"),
        contained_in=line.maybe_text("contained_in"),
        warn_percent=line.maybe_number("warn_percent"),
        note=line.maybe_text("note"),
    )
    if row.check_source == row.source:
        raise line.problem("nguồn đối chiếu trùng với nguồn.", "bỏ trống check_source hoặc chọn nguồn khác.")
    if (row.window == Window.DAY) != bool(_DAY_AND_MONTH.fullmatch(row.window_day)):
        raise line.problem(
            "window và window_day không khớp.", "window_day như 31-12 khi window là day, còn lại để trống."
        )
    if row.kind == ItemKind.RATE and (row.is_base or row.check_source):
        raise line.problem(
            "tỷ lệ cho sẵn không làm số liệu nền, không có nguồn đối chiếu.",
            "đặt is_base là 0, để trống check_source.",
        )
    if row.is_restricted and not row.suppress_public:
        raise line.problem("số liệu hạn chế xem mà không ẩn khi công khai.", "đặt suppress_public là 1.")
    return row


def check_whole(line: Section, item: ItemRow, items: dict[str, ItemRow]) -> None:
    """What contains an item is another counted item, and no item contains itself by a way round."""
    check_items(line, [item.contained_in], items)
    seen = {item.code}
    whole = item
    while whole.contained_in:
        whole = items[whole.contained_in]
        if whole.code in seen:
            raise line.problem("contained_in đi thành vòng.", "chỉ ghi số liệu rộng hơn.")
        seen.add(whole.code)
        if {item.kind, whole.kind} != {ItemKind.COUNT}:
            raise line.problem("contained_in chỉ dùng cho số lượng.", "để trống.")


def _read_measure(line: Section, items: dict[str, ItemRow]) -> MeasureRow:
    row = MeasureRow(
        code=_code(line, _MEASURE_CODE, "M1-05-VX1"),
        goal=line.number("goal"),
        name=line.text("name", longest=250),
        short_name=line.text("short_name", longest=NAME_LENGTH),
        method=line.choice("method", Method),
        numerator=line.text("numerator"),
        denominator=line.maybe_text("denominator"),
        base=line.number("base"),
        is_share=line.flag("is_share"),
        better=line.choice("better", Better),
        area=line.maybe_choice("area", Area),
        decimals=line.number("decimals"),
        tt13=line.maybe_text("tt13", longest=20),
        definition=line.text("definition"),
        warn_percent=line.maybe_number("warn_percent"),
        warn_cases=line.maybe_number("warn_cases"),
        warn_few_cases=line.maybe_number("warn_few_cases"),
        note=line.maybe_text("note"),
    )
    check_items(line, [row.numerator, row.denominator], items)
    if items[row.numerator].kind != KIND_OF_METHOD[row.method]:
        raise line.problem(
            f"cách tính “{row.method}” không dùng được số liệu “{row.numerator}”.",
            f"chọn số liệu loại {KIND_OF_METHOD[row.method]} hoặc đổi cách tính.",
        )
    if (row.method == Method.RATIO) != bool(row.denominator):
        raise line.problem(
            "mẫu số không khớp cách tính.", "ratio cần denominator; các cách tính khác để trống."
        )
    if row.base < 1:
        raise line.problem("base là 0.", "điền 100, 1000, 100000 …; không chia thì điền 1.")
    suffix = ResultUnit(row.base).suffix
    if row.method == Method.RATE_GIVEN and items[row.numerator].unit_word != suffix:
        # What stands behind the box is what the number typed into it is taken for.
        raise line.problem(
            f"số liệu “{row.numerator}” không ghi đơn vị tính “{suffix}” như base.",
            f"ghi unit_word là {suffix} hoặc sửa base.",
        )
    return row


def check_items(line: Section, codes: Sequence[str], known: Collection[str]) -> None:
    """Refuse a code that is not in the list of items; an empty one names none."""
    for code in filter(None, codes):
        if code not in known:
            raise line.problem(
                f"không có số liệu “{code}” trong items.csv.", "sửa mã hoặc thêm số liệu đó vào items.csv."
            )
