"""How is a number that somebody typed or pasted read, and how is a number written on screen and paper?

The only number reader and the only number writer of the product: entry forms, pasted blocks and Excel files
read through `read_number`; pages, Excel, PDF and Word write through the functions of the second half. The
browser's own reader is held to the same vectors (`number_vectors.json`). `docs/numbers.md` tells the rules.

No float anywhere: `int`, `Decimal` and `Fraction` go in, exact arithmetic decides, rounding is half-up and
happens once, when a number is written.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

MAX_LENGTH = 60
"""Characters of typed text, without surrounding space, that can still be meant as one number."""
MAX_VALUE = 10**15
"""Largest figure taken: money of a whole country in đồng fits, a slipped finger on the zero key does not."""
MAX_DECIMALS = 15
"""Digits after the comma: as many as Excel holds."""


class NumberKind(StrEnum):
    """Số nguyên, số thập phân: what the cell asks for."""

    COUNT = "count"
    DECIMAL = "decimal"


class Outcome(StrEnum):
    BLANK = "blank"
    NUMBER = "number"
    QUESTION = "question"
    ERROR = "error"


class ErrorCode(StrEnum):
    NOT_A_NUMBER = "E1"
    NOT_WHOLE = "E2"


class Answer(StrEnum):
    """What a button under an unclear cell means; none of the answers ever stands for another."""

    NUMBER = "number"
    ZERO = "zero"
    NO_CASES = "no_cases"
    NOT_COLLECTED = "not_collected"
    RETYPE = "retype"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question; `value` is set for NUMBER and ZERO only."""

    answer: Answer
    label: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one typed text means.

    `value` is set only for a NUMBER. `denominator` is set when "5/804" was typed into a numerator cell, also
    beside a question about the numerator. `note` tells the person how the text was understood. `formula` is
    the sum as typed ("=12+15+9"), for the history of the cell.
    """

    outcome: Outcome
    value: Decimal | None = None
    denominator: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    error: ErrorCode | None = None
    note: str = ""
    formula: str = ""
    question: str = ""
    complaint: str = ""

    def message(self, name: str) -> str:
        """The sentence for the person, about the thing called `name`; empty when all is clear."""
        if self.outcome is Outcome.ERROR:
            return f"{name} {self.complaint}"
        if self.outcome is Outcome.QUESTION:
            return f"{name}: {self.question}"
        return ""


NOTE_POINT = "đã hiểu dấu chấm là dấu phẩy thập phân"
NOTE_ENGLISH = "đã hiểu theo kiểu Anh–Mỹ"

_EDGES = " \t\n\r\v\f\x85\u2028\u2029"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_CHARACTERS = (
    {
        code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
    }  # full-width signs and digits of East Asian keyboards
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(map(ord, _INVISIBLE))
    | {0x2212: "-"}
)
_UNIT = re.compile(
    r"(?<=[0-9]) *(?:%|‰|trẻ em|trẻ|cháu|em|ca|vụ|trường hợp|người|đồng)(?=/|$)", re.IGNORECASE
)
_DASHES = frozenset("-‐‑‒–—")

_BY_POINT = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"
_BY_SPACE = r"[1-9][0-9]{0,2}(?: [0-9]{3})+"
_BY_COMMA = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_PLAIN_WHOLE = re.compile(rf"[0-9]+|{_BY_SPACE}")
_POINT_WHOLE = re.compile(_BY_POINT)
_COMMA_WHOLE = re.compile(_BY_COMMA)
_VIETNAMESE = re.compile(rf"(?:[0-9]+|{_BY_POINT}|{_BY_SPACE}),[0-9]+")
_POINT = re.compile(rf"(?:[0-9]+|{_BY_SPACE}(?!\.[0-9]{{3}}$))\.[0-9]+")
_ENGLISH = re.compile(rf"{_BY_COMMA}\.[0-9]+")
_SUM = re.compile(r"=([0-9]+(?:\+[0-9]+)*)")
_NEGATIVE = re.compile(r"- ?[0-9][0-9., ]*")
_PAIR = re.compile(r"[0-9][0-9., ]*/[0-9][0-9., ]*")


def read_number(raw: str, *, kind: NumberKind, numerator: bool = False) -> Reading:
    """Read one cell, never guessing between two readings that are both plausible.

    `numerator` says that the cell is a Tử số with a Mẫu số beside it: only there is "5/804" split in two.
    Elsewhere it is an error, so that no half of it is lost. Never raises, whatever the text.
    """
    text = _tidy(raw)
    if not text:
        return Reading(Outcome.BLANK)
    if len(text) > MAX_LENGTH:
        return _not_a_number(f"phải là số, dài nhất {MAX_LENGTH} ký tự")
    if text in _DASHES:
        return _DASH_QUESTION
    typed, text = text, _bare(text)
    if _SUM.fullmatch(text):
        return _read_sum(text)
    if _NEGATIVE.fullmatch(text):
        return _not_a_number(f"không được là số âm. Bạn nhập {typed}")
    if _PAIR.fullmatch(text):
        if not numerator:
            return _not_a_number(f"phải là một số. Chỉ ô tử số nhận cách viết {typed}")
        return _read_pair(text, kind)
    return _read_plain(text, kind, typed)


def _tidy(raw: str) -> str:
    """Composed letters, plain spaces, minus and digits; a line break inside stays and is never read."""
    return unicodedata.normalize("NFC", raw).translate(_CHARACTERS).strip(_EDGES)


def _bare(text: str) -> str:
    """Without the unit behind a number and spaces beside a separator ("0, 01%" stands in a signed plan)."""
    text = re.sub(r" *([.,/+=]) *", r"\1", re.sub(r" +", " ", text))
    return _UNIT.sub("", text)


def _not_a_number(complaint: str) -> Reading:
    return Reading(Outcome.ERROR, error=ErrorCode.NOT_A_NUMBER, complaint=complaint)


_DASH_QUESTION = Reading(
    Outcome.QUESTION,
    question="Dấu gạch nghĩa là gì?",
    choices=(
        Choice(Answer.ZERO, "0 – không có trường hợp nào", Decimal(0)),
        Choice(Answer.NO_CASES, "Không phát sinh"),
        Choice(Answer.NOT_COLLECTED, "Chưa thu thập được"),
    ),
)


def _read_sum(text: str) -> Reading:
    total = sum(int(term) for term in text[1:].split("+"))
    reading = _number(Decimal(total))
    if reading.outcome is Outcome.ERROR:
        return reading
    return replace(reading, note=f"{format_number(total)} = {text[1:]}", formula=text)


def _read_pair(text: str, kind: NumberKind) -> Reading:
    """Tử số / mẫu số. Both are counts of things; only a decimal cell may have decimals above the stroke."""
    above, below = text.split("/")
    denominator = _read_plain(below, NumberKind.COUNT, below)
    numerator = _read_plain(above, NumberKind.COUNT, above)
    if kind is NumberKind.DECIMAL and numerator.outcome is not Outcome.NUMBER:
        numerator = _read_plain(above, kind, above)
    if numerator.outcome is Outcome.ERROR:
        return numerator
    if denominator.value is None:
        return _not_a_number(f"phải là số, ví dụ 5/804. Bạn nhập {text}")
    return replace(numerator, denominator=denominator.value)


def _read_plain(text: str, kind: NumberKind, typed: str) -> Reading:
    """One unsigned number, after leading zeros: "04" is 4, "0,5" stays."""
    text = re.sub(r"^0+(?=[0-9])", "", text)
    digits = re.sub(r"[., ]", "", text)
    count = kind is NumberKind.COUNT
    if _PLAIN_WHOLE.fullmatch(text):
        return _number(Decimal(digits))
    if _POINT_WHOLE.fullmatch(text):
        if count or text.count(".") > 1:
            return _number(Decimal(digits))
        return _thousand_or_thousandth(int(digits))
    if _COMMA_WHOLE.fullmatch(text):
        if text.count(",") > 1:
            return _number(Decimal(digits), NOTE_ENGLISH)
        if count:
            return _thousand_meant(int(digits))
    note = _decimal_note(text)
    if note is None:
        return _not_a_number(f"phải là số, ví dụ {'57' if count else '97,5'}")
    if count:
        return Reading(
            Outcome.ERROR, error=ErrorCode.NOT_WHOLE, complaint=f"phải là số nguyên. Bạn nhập {typed}"
        )
    whole, _, part = text.replace(" ", "").rpartition("." if note else ",")
    return _number(Decimal(f"{re.sub('[.,]', '', whole)}.{part}"), note)


def _decimal_note(text: str) -> str | None:
    """How a text with decimals is understood: empty for the Vietnamese way, None for no number at all."""
    if _VIETNAMESE.fullmatch(text):
        return ""
    if _POINT.fullmatch(text):
        return NOTE_POINT
    if _ENGLISH.fullmatch(text):
        return NOTE_ENGLISH
    return None


def _number(value: Decimal, note: str = "") -> Reading:
    if value > MAX_VALUE:
        return _not_a_number(f"quá lớn, nhiều nhất là {format_number(MAX_VALUE)}")
    _, _, exponent = value.as_tuple()
    if isinstance(exponent, int) and -exponent > MAX_DECIMALS:
        return _not_a_number(f"chỉ nhận nhiều nhất {MAX_DECIMALS} chữ số sau dấu phẩy")
    return Reading(Outcome.NUMBER, value=value, note=note)


def _thousand_meant(number: int) -> Reading:
    """ "1,234" in a cell for whole numbers: an English thousand, or a comma too many."""
    return Reading(
        Outcome.QUESTION,
        question=f"Ý bạn là {format_number(number)}?",
        choices=(Choice(Answer.NUMBER, "Đúng", Decimal(number)), Choice(Answer.RETYPE, "Sửa")),
    )


def _thousand_or_thousandth(number: int) -> Reading:
    """ "1.234" in a cell with decimals: a thousand by the rules, but often a decimal point by habit."""
    thousand = f"{format_number(number)} ({in_words(number)})"
    small = Decimal(number).scaleb(-3)
    decimal = format_number(small, 3)
    return Reading(
        Outcome.QUESTION,
        question=f"Ý bạn là {thousand} hay {decimal}?",
        choices=(
            Choice(Answer.NUMBER, thousand, Decimal(number)),
            Choice(Answer.NUMBER, decimal, small),
        ),
    )


_DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """A whole number from 0 to 999.999 as it is read aloud: 1234 → "một nghìn hai trăm ba mươi tư"."""
    if not 0 <= number < 1_000_000:
        raise ValueError("in_words reads 0 to 999.999")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, full=False)
    words = f"{_below_thousand(thousands, full=False)} nghìn"
    return f"{words} {_below_thousand(rest, full=True)}" if rest else words


def _below_thousand(number: int, *, full: bool) -> str:
    """`full` reads an empty hundreds place too: 1.005 is "một nghìn không trăm linh năm"."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGIT_WORDS[hundreds], "trăm"] if hundreds or full else []
    if tens > 1:
        words += [_DIGIT_WORDS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones or not words:
        words.append(_DIGIT_WORDS[ones])
    return " ".join(words)


# --- Writing

Number = int | Decimal | Fraction

DEFAULT_DECIMALS = 1
ENDLESS_DECIMALS = 2
"""So many digits of a stated number are shown when its own never end."""
MOST_DECIMALS = 6
"""How many digits a result may show so as not to contradict its status."""


@dataclass(frozen=True, slots=True)
class ResultUnit:
    """Per how many a result is told: the component's base, any whole number above 0 (100, 804, 4.000)."""

    base: int

    @property
    def suffix(self) -> str:
        """Stands directly after the number: 98%, 0,4‰, 74,6/10.000."""
        return {100: "%", 1_000: "‰"}.get(self.base) or f"/{format_number(self.base)}"

    @property
    def points(self) -> str:
        """Stands after a difference of two results: 1,3 điểm %; 2,1 điểm ‰; 5,0/10.000."""
        return f" điểm {self.suffix}" if self.suffix in "%‰" else self.suffix


PERCENT = ResultUnit(100)
PER_THOUSAND = ResultUnit(1_000)
PER_TEN_THOUSAND = ResultUnit(10_000)
PER_HUNDRED_THOUSAND = ResultUnit(100_000)


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A result as a reader sees it; `value` is the displayed number, from which sentences go on calculating.

    `is_whole` means that the result itself, not only its rounding, has nothing after the comma.
    `is_approximate` marks the rare result of which no rounding agrees with its status.
    """

    value: Fraction
    decimals: int
    unit: ResultUnit
    is_whole: bool = False
    is_approximate: bool = False

    def text(self, *, column: bool = False) -> str:
        """98%; in a column 98,0%, so that commas stand below each other. 0 and 100% are short in both."""
        short = self.is_whole and (not column or self.value == 0 or self._is_all())
        number = format_number(self.value, 0 if short else self.decimals)
        return f"{'≈' if self.is_approximate else ''}{number}{self.unit.suffix}"

    def _is_all(self) -> bool:
        return self.unit == PERCENT and self.value == 100


def round_half_up(value: Number, decimals: int) -> Fraction:
    """The nearest number with so many decimals; a half goes away from zero."""
    exact = _exact(value)
    scale = 10**decimals
    size = (2 * abs(exact.numerator) * scale + exact.denominator) // (2 * exact.denominator)
    return Fraction(size if exact >= 0 else -size, scale)


def format_number(value: Number, decimals: int | None = None) -> str:
    """1.234,5 with U+2212 as minus, rounded half-up; without `decimals` all the digits the number has.

    A fraction whose digits never end (1/3) then shows one decimal. A float is refused with TypeError.
    """
    if type(value) is int and not decimals:  # most are whole, and a page has hundreds
        whole_text = f"{abs(value):,}".replace(",", ".")
        return f"−{whole_text}" if value < 0 else whole_text
    exact = _exact(value)
    if decimals is None:
        decimals = _own_decimals(exact)
    scaled = round_half_up(exact, decimals) * 10**decimals
    whole, part = divmod(abs(int(scaled)), 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text += f",{part:0{decimals}}"
    return f"−{text}" if scaled < 0 else text


def format_entry(value: Decimal, kind: NumberKind) -> str:
    """A number as it stands in its cell, written so that `read_number` gives it back without a question."""
    text = format_number(value)
    if kind is NumberKind.DECIMAL and text.count(".") == 1 and "," not in text:
        return f"{text},0"
    return text


def format_money(value: Number) -> str:
    """1.234.567 đồng."""
    return f"{format_number(value, 0)} đồng"


def show_result(
    result: Fraction,
    unit: ResultUnit,
    *,
    decimals: int = DEFAULT_DECIMALS,
    verdict: Callable[[Fraction], object] | None = None,
) -> ShownResult:
    """Round a result (numerator × base ÷ denominator) for display, without contradicting its status.

    `verdict` judges a result; the number shown gets further digits until it is judged like the exact one:
    97,96 against ≥ 98 shows 97,96, not 98,0. When six digits do not do (97,99999999), the digits after the
    sixth are cut on the side that agrees, and the number is marked with ≈.
    """
    shown = ShownResult(round_half_up(result, decimals), decimals, unit, is_whole=result.denominator == 1)
    if verdict is None:
        return shown
    wanted = verdict(result)
    for digits in range(decimals, max(decimals, MOST_DECIMALS) + 1):
        rounded = round_half_up(result, digits)
        if verdict(rounded) == wanted:
            return replace(shown, value=rounded, decimals=digits)
    scale = 10**MOST_DECIMALS
    below = result * scale // 1
    for cut in (Fraction(below, scale), Fraction(below + 1, scale)):
        if verdict(cut) == wanted:
            return replace(shown, value=cut, decimals=MOST_DECIMALS, is_approximate=True)
    return replace(shown, is_approximate=True)


def show_stated(value: Number, unit: ResultUnit) -> ShownResult:
    """A number that is given, not calculated, such as a target: with exactly the digits it was given with.

    One drawn between two milestones may have digits that never end; it is rounded and marked with ≈.
    """
    exact = _exact(value)
    if not _ends(exact):
        return ShownResult(
            round_half_up(exact, ENDLESS_DECIMALS), ENDLESS_DECIMALS, unit, is_approximate=True
        )
    return ShownResult(exact, _own_decimals(exact), unit, is_whole=exact.denominator == 1)


def format_stated(value: Number) -> str:
    """The same without a unit: 12, 7,5, ≈6,67."""
    exact = _exact(value)
    return format_number(exact) if _ends(exact) else f"≈{format_number(exact, ENDLESS_DECIMALS)}"


def format_result(
    result: Fraction,
    unit: ResultUnit,
    *,
    decimals: int = DEFAULT_DECIMALS,
    column: bool = False,
    verdict: Callable[[Fraction], object] | None = None,
) -> str:
    """98%, 0,4‰, 74,6/10.000: `show_result` as text."""
    return show_result(result, unit, decimals=decimals, verdict=verdict).text(column=column)


def format_points(one: ShownResult, other: ShownResult) -> str:
    """The distance between two results, always positive: "1,3 điểm %".

    Taken between the displayed numbers, so that a reader with a calculator gets the same.
    """
    if one.unit != other.unit:
        raise ValueError("results per different bases have no difference")
    distance = abs(one.value - other.value)
    return f"{format_number(distance)}{one.unit.points}"


def _exact(value: Number) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"numbers are written from int, Decimal or Fraction, not {type(value).__name__}")
    return Fraction(value)


def _ends(exact: Fraction) -> bool:
    """Has the number a last digit?"""
    return pow(10, exact.denominator.bit_length(), exact.denominator) == 0


def _own_decimals(exact: Fraction) -> int:
    """How many digits after the comma write the number completely."""
    rest, digits = exact.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        digits = max(digits, power)
    return digits if rest == 1 else DEFAULT_DECIMALS
