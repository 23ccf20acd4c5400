"""What do the signed words of a Chỉ tiêu ask for? Suggestions for its targets, each with its reason.

Pure. Never a guess without saying so: what can be read two ways carries the flag that asks the owner, and
what cannot be read at all is UNREADABLE or left out. Whoever enters a plan takes or changes every line; the
words themselves are never changed. How documents word their targets: `fixtures/plans/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.assessment import Bar
from indicators.bar_words import bar_words, limit_words
from indicators.enums import Flag, Method, Operator
from indicators.numbers import ResultUnit
from indicators.signed_limits import LESS_AFTER, MORE_AFTER, Known, Limit, LimitReader
from indicators.signed_marks import GAP, YEAR, Mark, Marks, Span, Years, find_marks
from indicators.signed_years import Given, years_of_numbers
from indicators.steps import LEVELS

NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """One target as the words seem to mean it. Both years None: it stands in every year of the plan.

    `base`: 100 for %, 1.000 for ‰, N for "x/N"; None where the words name none. `words` is an exact part of
    what was read. `reading` says in a sentence how it is understood; with a `flag` it also says why a person
    must look. In the component's base like `Target.value`: 98% is 98, "5/804" is 5.
    """

    operator: Operator
    words: str
    reading: str
    value: Decimal | None = None
    second_value: Decimal | None = None
    first_year: int | None = None
    last_year: int | None = None
    base: int | None = None
    flag: Flag | None = None

    @property
    def is_sure(self) -> bool:
        """Can it be taken over without a second look?"""
        return self.flag is None and self.operator != Operator.UNREADABLE


def read_targets(words: str, known: Known = NOTHING_KNOWN) -> tuple[ReadTarget, ...]:
    """Every target found in the words, in their order; empty where nothing says what is asked."""
    if not words.strip():
        return ()
    marks = find_marks(words)
    found = _Sentence(words, marks, known).targets()
    if not found:
        found = _said_before(words, known) or _without_number(words, marks, known)
    if known.is_commune and _SHARE_OF_COMMUNES.search(marks.text):
        found = [_out_of_scope(target) for target in found]
    # Said twice ("không có tình trạng tảo hôn, duy trì không có số cuộc tảo hôn …") it is one target.
    return tuple(
        {(each.operator, each.value, each.first_year, each.last_year): each for each in found}.values()
    )


_SHARE_OF_COMMUNES = re.compile(r"t[ỷỉ]\s+lệ\s+(?:các\s+)?(?:xã|phường|thị\s+trấn)(?!\w)")


def _out_of_scope(target: ReadTarget) -> ReadTarget:
    if target.flag is not None:
        return target
    words = f"“Tỷ lệ xã” trong kế hoạch của một xã: đọc là xã có đạt hay không. {target.reading}"
    return replace(target, flag=Flag.SCOPE, reading=words)


# --- With numbers


class _Sentence:
    """The words with their marks, read number by number from the left."""

    def __init__(self, words: str, marks: Marks, known: Known) -> None:
        self.words = words
        self.marks = marks
        self.known = known
        self.text = marks.bare
        self.limits = LimitReader(words, marks, known)
        self.starting: list[Span] = []
        self.numbers = self._targets_among(marks.numbers)

    def targets(self) -> list[ReadTarget]:
        found: list[ReadTarget] = []
        rest = self.known.sentence.partition(self.words)[2]
        given = years_of_numbers(self.marks, self.numbers, self.starting, rest)
        previous: tuple[Mark, Limit] | None = None
        for mark, years in zip(self.numbers, given, strict=True):
            if mark.keeps:
                found += self._kept(mark, found, years)
                continue
            limit = self.limits.limit(mark, previous)
            previous = (mark, limit)
            found += self._at(mark, limit, years, found)
        return found

    def _targets_among(self, numbers: Sequence[Mark]) -> list[Mark]:
        """Bare numbers count only behind a limit; of "từ 10% xuống 5%" the second is the target."""
        kept: list[Mark] = []
        for place, mark in enumerate(numbers):
            if mark.is_bare and not self.limits.is_limited(mark, kept[-1] if kept else None):
                continue
            after = numbers[place + 1] if place + 1 < len(numbers) else None
            if after is not None and self._is_starting_point(mark, after):
                self.starting.append((mark.end, after.start))
                continue
            kept.append(mark)
        return kept

    def _is_starting_point(self, mark: Mark, after: Mark) -> bool:
        if not re.search(r"(?<!\w)từ\s*$", self.text[: mark.start]):
            return False
        between = self.text[mark.end : after.start].replace(GAP, " ").replace(YEAR, " ")
        return (
            re.fullmatch(r"\s*(?:xuống|lên|còn)(?:\s+(?:còn|dưới|trên|đến|tới|mức))*\s*", between) is not None
        )

    def _at(
        self, mark: Mark, limit: Limit, given: Given, found: Sequence[ReadTarget]
    ) -> Iterable[ReadTarget]:
        base = mark.base
        if base is None and not mark.is_level and not mark.is_zero:
            base = self.marks.base
        words = self._slice(mark, given)
        if not given.is_clear or self.marks.has_loose_year:
            limit = Limit(Operator.UNREADABLE, Flag.SCOPE, "không rõ con số nào của năm nào")
        for span in self._spans(mark, given, found):
            target = ReadTarget(
                limit.operator,
                words,
                "",
                value=None if limit.operator == Operator.MAINTAIN else mark.value,
                second_value=mark.upper if limit.operator == Operator.BAND else None,
                first_year=span[0] if span else None,
                last_year=span[1] if span else None,
                base=base,
                flag=limit.flag,
            )
            years = self.known.years
            is_outside = span and years is not None and not (span[0] in years and span[1] in years)
            if is_outside and limit.flag is None:
                limit = replace(limit, flag=Flag.SCOPE, why="năm không nằm trong kế hoạch")
            yield self._worded(replace(target, flag=limit.flag), mark, limit)

    def _spans(self, mark: Mark, given: Given, found: Sequence[ReadTarget]) -> list[Span | None]:
        if not given.is_clear or not given.years:
            return [_only_year(self.known.years)]
        years = given.years[0]
        if years.is_open and self.known.years:
            return [(years.spans[0][0], max(self.known.years[-1], years.spans[0][0]))]
        if self._is_kept_until(mark, years):
            return [self._until(years.spans[-1][1], found)]
        return list(years.spans)

    def _is_kept_until(self, mark: Mark, years: Years) -> bool:
        """“Duy trì 100% đến năm 2030” holds in every year until then."""
        start = self.marks.text[years.start :].lstrip()
        before = self.text[: mark.start]
        return bool(
            len(years.spans) == 1
            and years.spans[0][0] == years.spans[0][1]
            and start.startswith(("đến", "tới"))
            and years.start >= mark.end
            and re.search(r"(?<!\w)(?:duy\s+trì|giữ(?:\s+vững)?)\s+(?:\w+\s+){0,2}$", before)
        )

    def _until(self, last: int, found: Sequence[ReadTarget]) -> Span | None:
        """From the year after the milestone before it; without one from the plan's first year."""
        earlier = [target.last_year for target in found if target.last_year is not None]
        if earlier and earlier[-1] < last:
            return earlier[-1] + 1, last
        if self.known.years is None or last == self.known.years[-1]:
            return _only_year(self.known.years)
        return self.known.years[0], last

    def _kept(self, mark: Mark, found: Sequence[ReadTarget], given: Given) -> Iterable[ReadTarget]:
        """“Và duy trì đến năm 2030”: what stands before, in every year from then on."""
        if not found:
            return
        last = found[-1]
        if not given.years:  # "duy trì những năm tiếp theo": after its last milestone a target stands anyway
            return
        span = self._until(given.years[0].spans[-1][1], found)
        if span is None:
            return
        kept = replace(last, words=self._slice(mark, given), first_year=span[0], last_year=span[1])
        words = _reading(kept, self.known, is_kept=True)
        yield replace(kept, reading=words if last.flag is None else f"{last.flag.label}. {words}")

    def _slice(self, mark: Mark, given: Given) -> str:
        """From the limit to the year: the part of the words that the target was read from."""
        before = self.text[: mark.start]
        start = mark.start
        lead = re.search(
            r"(?:(?<!\w)(?:xuống|còn|dưới|trên|đạt|là|từ|hơn|không|quá|vượt|ít\s+nhất|nhiều\s+nhất|tối\s+thiểu|tối\s+đa"
            r"|thấp\s+hơn|cao\s+hơn|ph[ấầ]n\s+đ[ấầ]u|duy\s+trì|có|tỷ\s+lệ)\s+)+$",
            before,
            re.DOTALL,
        )
        if lead:
            start = lead.start()
        end = mark.end
        if suffix := MORE_AFTER.match(self.text, end) or LESS_AFTER.match(self.text, end):
            end = suffix.end()
        if given.years and given.is_clear and not given.is_elsewhere:
            years = given.years[0]
            start, end = min(start, years.start), max(end, years.end)
        if self.words[end : end + 1] == ")" and "(" in self.words[start:end]:
            end += 1
        return self.words[start:end].strip(" ,;\n\t")

    def _worded(self, target: ReadTarget, mark: Mark, limit: Limit) -> ReadTarget:
        words = _reading(target, self.known, is_level=mark.is_level)
        if limit.flag is not None:
            why = limit.why[:1].upper() + limit.why[1:]
            read_as = "" if "đọc là" in why else "đọc là "
            is_read = target.operator != Operator.UNREADABLE
            words = f"{why}; {read_as}{words[:1].lower()}{words[1:]}" if is_read else f"{why}."
        return replace(target, reading=words)


def _only_year(years: range | None) -> Span | None:
    """In a plan of one year everything is asked in that year."""
    return (years[0], years[0]) if years is not None and len(years) == 1 else None


# --- Without a number

_NARRATIVE = re.compile(
    r"hiệu\s+quả|chất\s+lượng|kết\s+quả\s+(?:cao|tốt)|đẩy\s+mạnh|tăng\s+cường|quan\s+tâm|chú\s+trọng|nâng\s+cao|tích\s+cực"
)
_KEEPS = re.compile(
    r"^(?:duy\s+trì|giữ(?:\s+vững)?)(?!\w)|\(duy\s+trì\)|không\s+(?:kém|thấp\s+hơn|cao\s+hơn|tăng|giảm)(?!\w)"
)
_LEADS = re.compile(
    r"^(?:[\s\x00\x01+\-–•*(]|ph[ấầ]n\s+đ[ấầ]u|tiếp\s+tục|từng\s+bước|hằng\s+năm|hàng\s+năm|và|trong\s+đó|cơ\s+bản)*"
)
_RISES = re.compile(
    r"^(?:tăng|nâng|mở\s+rộng)(?:\s+dần)?(?:\s+(?:tỷ|tỉ)\s+lệ|\s+số)|:\s*tăng(?!\w)|^tăng\s+dần"
)
_SINKS = re.compile(
    r"^(?:giảm|hạn\s+chế|x[óo][áa]\s+bỏ|đẩy\s+lùi|kiềm\s+chế|kéo\s+giảm|ngăn\s+chặn)(?!\w)|:\s*giảm(?!\w)|giảm\s+dần"
)
_DOES = re.compile(
    r"^(?:triển\s+khai|xây\s+dựng|thành\s+lập|hình\s+thành|bố\s+trí|tổ\s+chức|ban\s+hành|kiện\s+toàn|hoàn\s+thành"
    r"|thực\s+hiện|thiết\s+lập|lập|bổ\s+sung)(?!\w)|đạt\s+(?:tiêu\s+)?chuẩn|đạt\s+tiêu\s+chí|được\s+công\s+nhận"
)
_YES_OR_NO = (Method.YES_NO, Method.STATE)
_NUMBERED = (Method.RATIO, Method.RATE_GIVEN, Method.COUNT, Method.MONEY, Method.YEAR_ON_YEAR)


def _without_number(words: str, marks: Marks, known: Known) -> list[ReadTarget]:
    """“Duy trì”, “tăng dần”, “triển khai …”, “đạt kết quả cao”: what is asked where no number is."""
    text = _LEADS.sub("", marks.bare)
    limit = _asked(text, known)
    if limit is None:
        return []
    if limit.flag is None and marks.has_odd_range:
        limit = replace(limit, flag=Flag.AMBIGUOUS_POPULATION)
    spans: list[Span | None] = [span for years in marks.years for span in years.spans]
    spans = spans or [_only_year(known.years)]
    reading = _WORDS_WITHOUT_NUMBER[limit.operator]
    if limit.flag is not None and limit.flag != Flag.NO_NUMBER:
        reading = f"{limit.flag.label}; {reading[:1].lower()}{reading[1:]}"
    return [
        ReadTarget(
            limit.operator,
            words.strip(),
            reading,
            first_year=span[0] if span else None,
            last_year=span[1] if span else None,
            flag=limit.flag,
        )
        for span in spans
    ]


_WORDS_WITHOUT_NUMBER = {
    Operator.MAINTAIN: "Không kém năm trước; không nêu con số.",
    Operator.RISE: "Tăng so với năm trước; không nêu con số.",
    Operator.FALL: "Giảm so với năm trước; không nêu con số.",
    Operator.DONE: "Có hoặc không: đã làm xong.",
    Operator.NARRATIVE: "Không có cách đo: tự mô tả, không đánh giá đạt hay chưa đạt.",
    Operator.UNREADABLE: "Không nêu con số; chờ xác nhận cách đọc.",
}


def _asked(text: str, known: Known) -> Limit | None:
    method = known.method
    unsure = None if method else Flag.NO_NUMBER
    if method == Method.TEXT:
        return Limit(Operator.NARRATIVE)
    if method in _YES_OR_NO:
        return Limit(Operator.DONE)
    if method == Method.MONEY:
        return Limit(Operator.NARRATIVE, Flag.NO_NUMBER)
    if _KEEPS.search(text):
        return Limit(Operator.MAINTAIN, unsure)
    if _RISES.search(text):
        return Limit(Operator.RISE)
    if _SINKS.search(text):
        return Limit(Operator.FALL)
    if _NARRATIVE.search(text):
        return Limit(Operator.NARRATIVE, unsure)
    if _DOES.search(text):
        if method in _NUMBERED:
            return Limit(Operator.UNREADABLE, Flag.NO_NUMBER)
        return Limit(Operator.DONE, unsure)
    return None


def _said_before(words: str, known: Known) -> list[ReadTarget]:
    """“100% trẻ em … được cấp thẻ … và | được khám, chữa bệnh”: the number of the first half holds on."""
    before, found, _ = known.sentence.partition(words)
    if not found or not before.strip() or not re.match(r"được(?!\w)", words.lower()):
        return []
    clause = re.split(r";|\.\s|\+\s", before)[-1]
    earlier = read_targets(clause, replace(known, sentence=""))
    return [
        replace(
            target,
            words=words.strip(),
            flag=target.flag or Flag.SCOPE,
            reading=f"Mức ở vế trước được hiểu là áp dụng cả cho vế này. {target.reading}",
        )
        for target in earlier
        if target.value is not None
    ]


# --- The reading in words


def _reading(target: ReadTarget, known: Known, *, is_level: bool = False, is_kept: bool = False) -> str:
    """“Dưới 4,5% vào năm 2025.”, “Giữ từ 100% trở lên mỗi năm từ 2026 đến 2030.”"""
    bar = Bar(target.operator, target.value, target.second_value)
    unit = ResultUnit(target.base) if target.base else None
    if target.operator == Operator.UNREADABLE:
        return "Chưa rõ cách đọc."
    if is_level and target.value is not None and target.value < len(LEVELS):
        words = limit_words(target.operator, LEVELS[int(target.value)])
    elif target.operator == Operator.AT_MOST and target.value == 0:
        words = "không có trường hợp nào"
    else:
        words = bar_words(bar, unit)
    if target.operator == Operator.BAND and known.method in ("", Method.YEAR_ON_YEAR):
        words = f"{words}, tốt hơn cũng là đạt"
    if is_kept:
        words = f"giữ {words}"
    words = f"{words}{_in_years(target.first_year, target.last_year)}."
    return words[:1].upper() + words[1:]


def _in_years(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ", mọi năm của kế hoạch"
    return f" vào năm {first}" if first == last else f" mỗi năm từ {first} đến {last}"
