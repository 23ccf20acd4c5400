"""Where in the signed words of a Chỉ tiêu do numbers, years and limits stand?

Pure. It finds and weighs nothing: what a number means (a floor, a ceiling, not clear) is decided in
`indicators.signed_limits`. Numbers that can be no target (ages, dates, numbers of documents, “trên 1.000 trẻ
đẻ sống” as a base) are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.numbers import NumberKind, Outcome, read_number

Span = tuple[int, int]
"""First and last year."""


@dataclass(frozen=True, slots=True)
class Years:
    """Years named in the words; `spans` is empty for "hằng năm", which names none."""

    start: int
    end: int
    spans: tuple[Span, ...]
    is_open: bool = False
    """“Từ năm 2025” without an end."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One number, or words that stand for one. `base`: 100 for %, 1.000 for ‰, N for "x/N", None if not said.

    `upper`: the other end of "từ 2 đến 3%". `keeps`: "duy trì đến năm 2030", the number said before.
    `is_zero`: "không có". `is_level`: "mức độ III". `is_unreadable`: digits that are no one number.
    """

    start: int
    end: int
    value: Decimal | None = None
    upper: Decimal | None = None
    base: int | None = None
    is_level: bool = False
    is_zero: bool = False
    keeps: bool = False
    has_space: bool = False
    is_unreadable: bool = False
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything found in one text. `text` is the words in lower case, each sign where it stands in them;
    `bare` is the same with ages, dates and bases blanked out (`GAP`), and years too (`YEAR`).

    `base`: said beside the number ("trên 1.000 trẻ đẻ sống … dưới 9,5"). `has_odd_range`: "từ 10 -15 người",
    "từ 10 - 18 tuổi trở lên". `compares`: "so với năm trước"; `has_start`: "so với năm 2020", a year that is
    no target's. `has_loose_year`: a year is written in a way that is not understood.
    """

    text: str
    bare: str
    numbers: tuple[Mark, ...]
    years: tuple[Years, ...]
    base: int | None
    has_odd_range: bool
    compares: bool
    has_start: bool
    has_loose_year: bool


GAP, YEAR = "\x00", "\x01"
"""What stands in `Marks.bare` instead of what is blanked out, sign by sign."""

# --- Years

_Y = r"(20[0-5]\d)(?!\d|/)"
_TO = r"\s*(?:đến|tới|[-–—])\s*(?:hết\s+)?(?:năm\s+)?"
_NEXT_LIMIT = r"(?!\s*,?\s*(?:đạt|là\b|phải|trên|dưới|xuống|tăng|giảm|còn|từ|\d))"
_YEARS = (
    # Năm học 2024-2025 ends in 2025.
    ("school", re.compile(rf"(?:vào\s+|đến\s+|trong\s+)?năm\s+học\s+20[0-5]\d\s*[-–—]\s*{_Y}")),
    (
        "span",
        re.compile(
            r"(?:(?:trong\s+)?giai\s+đoạn\s+)?(?:(?:từ|vào|trong)\s+)?(?:(?:đầu\s+)?năm\s+)?"
            rf"(?<![\d/])(20[0-5]\d){_TO}{_Y}"
        ),
    ),
    (
        "two",
        re.compile(
            rf"(?:(?:vào|trong|đến)\s+)?(?:các\s+)?năm\s+{_Y}\s*(?:và|,)\s*(?:vào\s+)?(?:năm\s+)?{_Y}{_NEXT_LIMIT}"
        ),
    ),
    ("day", re.compile(rf"(?:đến|trước|tới)\s+(?:hết\s+)?(?:ngày\s+)?\d{{1,2}}/(?:\d{{1,2}}/)?{_Y}")),
    ("from", re.compile(rf"(?:kể\s+)?từ\s+năm\s+{_Y}(?:\s+trở\s+đi)?")),
    (
        "one",
        re.compile(
            rf"(?:(?:tính\s+)?(?:đến|tới|vào|trong)\s+)?(?:(?:hết|cuối)\s+)?(?:thời\s+điểm\s+)?năm\s+{_Y}"
        ),
    ),
    ("one", re.compile(rf"(?<![\d/.,]){_Y}(?=\s*:)|(?<=\(){_Y}(?=\))")),
    ("every", re.compile(r"(?:(?:hằng|hàng|mỗi|mọi|từng)\s+|/\s*)năm(?!\s*(?:học|\d|nay|sau))")),
)

# --- What is no target

_COMPARED = re.compile(
    r"so\s+với\s+(?:kết\s+quả\s+|cùng\s+kỳ\s+|số\s+liệu\s+)*(?:của\s+)?(?:năm|giai\s+đoạn)(?:\s+học)?"
    r"\s+(?:20\d\d(?:\s*[-–—]\s*20\d\d)?|trước)(?:\s+liền\s+kề)?"
    r"|so\s+với\s+cùng\s+kỳ"
)
_LOOSE_YEAR = re.compile(r"(?<![\d/.,])20[0-5]\d(?![\d%‰]|[.,/]\d|\s*[%‰])")
_AGES = re.compile(
    r"(?:(?:từ|dưới|trên|đến|đủ|độ\s+tuổi)\s+)*(?<![\d.,])\d{1,2}(?:\s*(?:đến|tới|và|[-–—])\s*(?:dưới\s+|đủ\s+)?\d{1,2})?"
    r"\s*(?:tháng\s+)?tuổi(?:\s+trở\s+(?:lên|xuống))?"
)
_ODD_AGES = re.compile(r"\d{1,2}\s*(?:đến|tới|[-–—])\s*\d{1,2}\s*tuổi\s+trở\s+(?:lên|xuống)")
_ODD_RANGE = re.compile(r"từ\s+\d+\s*(?:đến|tới|[-–—])\s*\d+\s*(?:người|trẻ|em|cháu)(?!\w)")
_REFERENCES = re.compile(
    r"(?<!\d)\d+/(?:20\d\d/)?[a-zđ][\w-]*"  # 170/KH-UBND, 07/2021/NQ-HĐND
    r"|(?<!\d)\d{1,2}/\d{1,2}/\d{4}"
    r"|ngày\s+\d{1,2}(?:/\d{1,2})?"
    r"|(?<!\d)\d{1,2}/20[0-5]\d(?!\d)"
    r"|(?:số|điều|khoản|mục|lớp|cấp|quý|tháng|độ\s+tuổi|chỉ\s+tiêu)\s+\d+(?!\s*[\d,.]*\s*[%‰])"
)
_BASE = re.compile(
    r"(?:\(?p/|trên\s*/?\s*|/)\s*(1\.?000|10\.?000|100\.?000)(?!\d)\)?(?=\s*(?:trẻ|ca|dân|người|em|bà|phụ|[(]|$|\)|[a-zđ]))"
)
_RATE_WORDS = re.compile(r"t[ỷỉ]\s+(?:suất|lệ|số)|tử\s+vong")

# --- Numbers

_N = r"\d+(?:\.\d{3})*(?:\s?,\s?\d+|\.\d{1,2}(?!\d))?"
_WHOLE = r"\d{1,3}(?:\.\d{3})+|\d+"
_SIGN = r"%[o0](?!\w)|%|‰|phần\s+trăm|phần\s+nghìn"
_NUMBERS = re.compile(
    rf"(?P<ratio>(?<![\d/.,])(?P<above>{_N})\s*(?:/\s*|trên\s+(?=10*(?:\.000)*(?!\d)))(?P<below>{_WHOLE})(?![\d/%]))"
    rf"|(?P<range>(?<![\d/.,])(?P<low>{_N})\s*(?:{_SIGN})?\s*(?:đến|tới|[-–—])\s*(?P<high>{_N})\s*(?P<range_sign>{_SIGN}))"
    rf"|(?P<part>(?<![\d/.,])(?P<number>{_N})\s*(?P<sign>{_SIGN}))"
    r"|(?P<level>mức(?:\s+độ)?\s+(?P<step>i{1,3}|[0-3])(?!\w))"
    r"|(?P<keep>duy\s+trì(?:\s+(?:ổn\s+định|vững\s+chắc|liên\s+tục|mức\s+này|kết\s+quả(?:\s+này)?))*"
    r"(?=\s*(?:cho\s+)?\x01|\s+(?:trong\s+|ở\s+|vào\s+)?(?:những|các)\s+năm\s+(?:tiếp|sau)))"
    r"|(?P<zero>không\s+(?:có|còn|để\s+(?:xảy\s+ra|phát\s+sinh)|xảy\s+ra|phát\s+sinh)(?!\s+nhu\s+cầu))"
    rf"|(?P<bare>(?<![\d/.,])(?P<plain>{_N})(?![\d/%]))"
)
_STEPS = {"i": 1, "ii": 2, "iii": 3, "0": 0, "1": 1, "2": 2, "3": 3}
_SPACED = re.compile(r"\d\s+,|,\s+\d")
_WISHES = (
    r"(?:ph[ấầ]n\s+đ[ấầ]u|duy\s+trì|(?:bảo|đảm)\s+(?:đảm|bảo)|cơ\s+bản|(?:tiến|hướng)\s+tới"
    r"|và|cả|năm|hàng|hằng)"
)
_BEFORE_ZERO = re.compile(rf"(?:^|[;:,.+\x00\x01]|{_WISHES})\s*$")


def find_marks(words: str) -> Marks:
    """What stands in the words, in their order. Never raises, whatever the text."""
    text = words.lower()
    if len(text) != len(words):  # a foreign letter that grows in lower case would move every place
        text = words
    compared = " ".join(found[0] for found in _COMPARED.finditer(text))
    # "từ 10 - 18 tuổi trở lên" contradicts itself, "từ 10 -15 người" may be ages or people.
    has_odd_range = _ODD_AGES.search(text) is not None or _ODD_RANGE.search(text) is not None
    bare = _blanked(_blanked(text, _COMPARED), _ODD_RANGE)
    years, bare = _years(_blanked(bare, _AGES))
    bare = _blanked(bare, _REFERENCES)
    base, bare = _base(bare)
    return Marks(
        text,
        bare,
        tuple(_numbers(bare)),
        years,
        base,
        has_odd_range,
        compares=bool(compared),
        has_start=_LOOSE_YEAR.search(compared) is not None,
        has_loose_year=_LOOSE_YEAR.search(bare) is not None,
    )


def _blanked(text: str, pattern: re.Pattern[str], by: str = GAP) -> str:
    return pattern.sub(lambda found: by * len(found[0]), text)


def _years(text: str) -> tuple[tuple[Years, ...], str]:
    found: list[Years] = []
    for kind, pattern in _YEARS:
        for match in pattern.finditer(text):
            named = [int(year) for year in match.groups() if year]
            match kind:
                case "span":
                    spans: tuple[Span, ...] = ((named[0], named[-1]),) if named[0] <= named[-1] else ()
                case _:
                    spans = tuple((year, year) for year in named)
            found.append(Years(match.start(), match.end(), spans, is_open=kind == "from"))
        text = _blanked(text, pattern, YEAR)
    return tuple(sorted(found, key=lambda years: years.start)), text


def _base(text: str) -> tuple[int | None, str]:
    """“Trên 1.000 trẻ đẻ sống” beside a rate is what it is counted on; "khám cho trên 1.000 trẻ" is not."""
    base: int | None = None
    place = 0
    while match := _BASE.search(text, place):
        place = match.end()
        before = text[: match.start()]
        is_ratio = re.search(rf"(?:{_N})\s*$", before) is not None
        if is_ratio or not ("/" in match[0] or _RATE_WORDS.search(before)):
            continue
        base = int(match[1].replace(".", ""))
        text = text[: match.start()] + GAP * len(match[0]) + text[match.end() :]
    return base, text


def _numbers(text: str) -> Iterator[Mark]:
    for match in _NUMBERS.finditer(text):
        mark = Mark(match.start(), match.end(), has_space=_SPACED.search(match[0]) is not None)
        match match.lastgroup and next(name for name in _KINDS if match[name] is not None):
            case "ratio":
                below = _number(match["below"], NumberKind.COUNT)
                base = int(below) if below else None
                yield _valued(mark, match["above"], base, is_unreadable=not base)
            case "range":
                low = _number(match["low"], NumberKind.DECIMAL)
                wide = _valued(mark, match["high"], _sign_base(match["range_sign"]))
                is_unreadable = low is None or wide.value is None or low > wide.value
                yield replace(wide, value=low, upper=wide.value, is_unreadable=is_unreadable)
            case "part":
                yield _valued(mark, match["number"], _sign_base(match["sign"]))
            case "level":
                yield replace(mark, value=Decimal(_STEPS[match["step"]]), is_level=True, has_space=False)
            case "keep":
                yield replace(mark, keeps=True)
            case "zero":
                # "Trẻ em không có nơi nương tựa" wishes for nothing.
                is_still = match[0].split()[-1] in ("còn", "ra", "sinh")
                if is_still or _BEFORE_ZERO.search(text[: match.start()]):
                    yield replace(mark, value=Decimal(0), is_zero=True)
            case "bare":
                yield replace(_valued(mark, match["plain"], None), is_bare=True)


_KINDS = ("ratio", "range", "part", "level", "keep", "zero", "bare")


def _valued(mark: Mark, typed: str, base: int | None, *, is_unreadable: bool = False) -> Mark:
    value = _number(typed, NumberKind.DECIMAL if base in (100, 1_000) else NumberKind.COUNT)
    if value is None and base not in (100, 1_000):
        value = _number(typed, NumberKind.DECIMAL)
    return replace(mark, value=value, base=base, is_unreadable=is_unreadable or value is None)


def _number(typed: str, kind: NumberKind) -> Decimal | None:
    """Read by the one number reader; None where it would have to ask."""
    reading = read_number(typed, kind=kind)
    return reading.value if reading.outcome == Outcome.NUMBER else None


def _sign_base(sign: str) -> int:
    return 1_000 if sign[:2] in ("‰", "%o", "%0") or "nghìn" in sign else 100
