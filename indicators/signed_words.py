"""What do the signed words of a Chỉ tiêu ask for? Suggestions for its targets, each with its reason.

Pure. Never a guess without saying so: what can be read two ways carries the flag that asks the owner, and what
cannot be read at all is UNREADABLE or left out. The person who enters a plan takes or changes every line; the
words themselves are never changed. How documents word their targets: `fixtures/plans/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.assessment import Bar
from indicators.bar_words import bar_words, limit_words
from indicators.enums import Better, Flag, Method, Operator
from indicators.numbers import ResultUnit
from indicators.signed_marks import GAP, YEAR, Mark, Marks, Span, Years, find_marks
from indicators.steps import LEVELS


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the words, all of it optional: the measure chosen, the plan's years, and the
    whole sentence of which the words are a part (years and numbers are often said once for all parts).
    `is_commune`: the plan is one commune's own, where "tỷ lệ xã" can only be yes or no."""

    better: Better | None = None
    method: str = ""
    years: range | None = None
    sentence: str = ""
    is_commune: bool = False


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


# --- Which way is better

_FALLS = re.compile(
    r"(?<!\w)(?:giảm|hạ(?!\s+tầng)|xuống|x[óo][áa]\s+bỏ|hạn\s+chế|kiềm\s+chế|khống\s+chế|đẩy\s+lùi|loại\s+trừ|chấm\s+dứt)(?!\w)"
)
_HARM = re.compile(
    r"tử\s+vong|suy\s+dinh\s+dưỡng|thừa\s+cân|béo\s+phì|thấp\s+còi|nhẹ\s+cân|bỏ\s+học|tảo\s+hôn|xâm\s+hại|bạo\s+lực"
    r"|tai\s+nạn|đuối\s+nước|lây\s+truyền|nhiễm|mắc|nghiện|lao\s+động\s+trẻ\s+em|vi\s+phạm|hộ\s+nghèo|mù\s+chữ"
    r"|cận\s+huyết|trẻ\s+em\s+có\s+hoàn\s+cảnh\s+đặc\s+biệt"
)
_GOOD = re.compile(
    r"(?<!\w)(?:được|hoàn\s+thành|đăng\s+ký|tiếp\s+cận|hỗ\s+trợ|phòng|chống|can\s+thiệp|biết|đạt\s+(?:tiêu\s+)?chuẩn"
    r"|đạt\s+tiêu\s+chí|có\s+dịch\s+vụ|có\s+công\s+trình|tham\s+gia|trợ\s+giúp|huy\s+động)(?!\w)"
)


def _way(before: str, better: Better | None) -> tuple[Better | None, bool]:
    """Which way the words before a number point, and whether it is said rather than guessed."""
    if _FALLS.search(before):
        return Better.LOWER, True
    if re.search(r"(?<!\w)(?:tăng|nâng)(?!\w)", before):
        return Better.HIGHER, True
    if better is not None:
        return better, True
    if _HARM.search(before) and not _GOOD.search(before):
        return Better.LOWER, False
    return (Better.HIGHER, True) if _GOOD.search(before) else (None, False)


# --- The limit beside a number

_BEFORE = (
    (
        Operator.AT_LEAST,
        r"không\s+(?:dưới|thấp\s+hơn|ít\s+hơn|nhỏ\s+hơn)|ít\s+nhất|tối\s+thiểu|thấp\s+nhất|>=|≥",
    ),
    (
        Operator.AT_MOST,
        r"không\s+(?:quá|vượt(?:\s+quá)?|trên|cao\s+hơn|nhiều\s+hơn|lớn\s+hơn)|tối\s+đa|nhiều\s+nhất|cao\s+nhất|<=|≤",
    ),
    (
        Operator.LESS_THAN,
        r"dưới|thấp\s+hơn|ít\s+hơn|nhỏ\s+hơn|(?:chưa|không)\s+(?:đến|tới|đầy)|<",
    ),
    (Operator.MORE_THAN, r"trên|hơn|vượt(?:\s+quá|\s+mức)?|lớn\s+hơn|cao\s+hơn|nhiều\s+hơn|>"),
)
_LIMIT = re.compile(
    "|".join(f"(?P<{operator.name}>{words})" for operator, words in _BEFORE).join(
        (r"(?:^|(?<=[\s:;,(\x00\x01]))(?:", r")\s*(?:mức\s+)?$")
    )
)
_DOWN_TO = re.compile(r"(?<!\w)(?:xuống(?:\s+(?:còn|mức|ở\s+mức))?|(?:chỉ\s+)?còn|về(?:\s+mức)?)\s*$")
_UP_TO = re.compile(r"(?<!\w)(?:tăng|nâng|đưa)?.{0,60}?(?<!\w)lên(?:\s+(?:đến|tới|mức|đạt))?\s*$")
_REACHES = re.compile(
    r"(?<!\w)(?:đạt|có|đảm\s+bảo|bảo\s+đảm|phấn\s+đấu)(?:\s+(?:đạt|được|có|tỷ\s+lệ|tỉ\s+lệ|mức|ít\s+nhất|khoảng|từ))*\s*$"
)
_IS = re.compile(r"(?<!\w)(?:là|bằng|ở\s+mức)\s*$")
_ABOUT = re.compile(r"(?<!\w)(?:khoảng|gần|xấp\s+xỉ|ước)\s*$")
_BY = re.compile(
    r"(?<!\w)(?P<verb>tăng|giảm)(?:\s+(?:bớt|thêm|được|đi|ít\s+nhất|tối\s+thiểu|trên|hơn|từ|bình\s+quân|trung\s+bình"
    r"|mỗi\s+năm|hằng\s+năm|hàng\s+năm|[\x00\x01]+))*\s*$"
)
_BY_AMOUNT = re.compile(r"mức\s+giảm|tốc\s+độ\s+giảm")
_OPENING = re.compile(
    r"(?:ph[ấầ]n\s+đ[ấầ]u|đ[ảa]m\s+bảo|bảo\s+đảm|duy\s+trì|giữ\s+vững|tiếp\s+tục|huy\s+động|cơ\s+bản|trong\s+đó|riêng"
    r"|hằng\s+năm|hàng\s+năm|mỗi\s+năm|đạt|có|và|cho|tỷ\s+lệ|tỉ\s+lệ|[\s\x00\x01,:;.()+*\-–•“\"])*"
)
_AND_OPENING = re.compile(r"(?:[,;]|\svà)\s*(?:(?:có|đạt|duy\s+trì|đảm\s+bảo|ph[ấầ]n\s+đ[ấầ]u)\s+)*$")
_LINK = re.compile(r"(?:[\x01),;:]|(?<!\w)(?:và|còn))[\s,;:)]*(?:(?:và|là|còn|đạt|từ|tới|đến)\s+)*$")
_SAYS_NO_MORE = re.compile(
    r"\s*(?:trở\s+\w+\s*)?(?:(?:trẻ(?:\s+em)?|em|dân|ca|cháu|người|bà\s+mẹ)(?:\s+đẻ\s+sống)?\s*)?"
    r"(?:$|[\x01;.,)(]|đối\s+với|ở\s|tại\s|khu\s+vực|theo\s|và\s)"
)
_MORE_AFTER = re.compile(r"\s*(?:trở\s+lên|hoặc\s+(?:cao|nhiều|lớn)\s+hơn)")
_LESS_AFTER = re.compile(r"\s*(?:trở\s+xuống|hoặc\s+(?:thấp|ít|nhỏ)\s+hơn)")
_ENDS_BARE = re.compile(
    r"\s*(?:$|[;.,)\x00\x01]|trở\s+(?:lên|xuống)|và(?!\w)|vào(?!\w)|đến(?!\w)|(?:trẻ|em|cháu|ca|vụ|cuộc|người|trường\s+hợp"
    r"|thôn|xóm|bản|hộ|xã|trường|điểm|mô\s+hình|câu\s+lạc\s+bộ|lớp|cơ\s+sở|công\s+trình|lần|buổi|đợt|đồng|triệu|tỷ)(?!\w))"
)
_SETS_UP = re.compile(r"(?:^|[\s,;])(?:thành\s+lập|tổ\s+chức|xây\s+dựng|mở|duy\s+trì)(?:\s+được)?\s*$")
_OF_A_PLAN = re.compile(r"\s*(?:so\s+với\s+)?(?:kế\s+hoạch|chỉ\s+tiêu|dự\s+toán)(?!\w)")
_RESET = re.compile(r"[;]|\.\s|\+\s|,\s*(?:trong\s+đó|riêng)(?!\w)|\(\s*(?:trong\s+đó|riêng)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Limit:
    operator: Operator
    flag: Flag | None = None
    why: str = ""


_TO_OR_BY = _Limit(
    Operator.UNREADABLE, Flag.AMBIGUOUS_TO_OR_BY, "có thể là đến mức này hoặc thêm, bớt chừng này"
)
_WHICH_WAY = _Limit(Operator.UNREADABLE, Flag.AMBIGUOUS_DIRECTION, "không rõ phải cao hơn hay thấp hơn")


class _Sentence:
    """The words with their marks, read number by number from the left."""

    def __init__(self, words: str, marks: Marks, known: Known) -> None:
        self.words = words
        self.marks = marks
        self.known = known
        self.text = marks.bare
        self.starting: list[Span] = []
        self.numbers = self._targets_among(marks.numbers)

    def targets(self) -> list[ReadTarget]:
        found: list[ReadTarget] = []
        spans = self._spans_of_numbers()
        previous: tuple[Mark, _Limit] | None = None
        for place, mark in enumerate(self.numbers):
            given = spans[place]
            if mark.keeps:
                found += self._kept(mark, found, given)
                continue
            limit = self._checked(mark, self._limit(place, mark, previous))
            previous = (mark, limit)
            found += self._at(mark, limit, given, found)
        return found

    # Which numbers are targets at all

    def _targets_among(self, numbers: Sequence[Mark]) -> list[Mark]:
        """Bare numbers count only behind a limit; of "từ 10% xuống 5%" the second is the target."""
        kept: list[Mark] = []
        for place, mark in enumerate(numbers):
            if mark.is_bare and not self._is_limited(mark, kept):
                continue
            after = numbers[place + 1] if place + 1 < len(numbers) else None
            if after is not None and self._is_starting_point(mark, after):
                self.starting.append((mark.end, after.start))
                continue
            kept.append(mark)
        return kept

    def _is_limited(self, mark: Mark, kept: Sequence[Mark]) -> bool:
        if not _ENDS_BARE.match(self.text, mark.end):
            return False
        before = self.text[: mark.start]
        if _LIMIT.search(before) or _DOWN_TO.search(before) or _SETS_UP.search(before):
            return True
        # "… xuống 12,5 vào năm 2025 và 10 vào năm 2030"
        last = kept[-1] if kept else None
        return last is not None and last.is_bare and self._goes_on(mark)

    def _is_starting_point(self, mark: Mark, after: Mark) -> bool:
        if not re.search(r"(?<!\w)từ\s*$", self.text[: mark.start]):
            return False
        between = self.text[mark.end : after.start].replace(GAP, " ").replace(YEAR, " ")
        return (
            re.fullmatch(r"\s*(?:xuống|lên|còn)(?:\s+(?:còn|dưới|trên|đến|tới|mức))*\s*", between) is not None
        )

    # Which years a number speaks of

    def _spans_of_numbers(self) -> list[_Given]:
        """For each number the years that go with it, from the words after it or, where the document names the
        year first ("Đến năm 2025, 98% …"), from those before it."""
        dated = [
            years
            for years in self.marks.years
            if years.spans and not any(start <= years.start < end for start, end in self.starting)
        ]
        starts = [mark.start for mark in self.numbers]
        ends = [mark.end for mark in self.numbers]
        if not self.numbers:
            return []
        leading = any(years.start < starts[0] for years in dated)
        given: list[_Given] = []
        for place in range(len(self.numbers)):
            first = (ends[place - 1] if place else 0) if leading else ends[place]
            last = (
                starts[place]
                if leading
                else (starts[place + 1] if place + 1 < len(starts) else len(self.text))
            )
            if self.numbers[place].keeps:
                # "và duy trì đến năm 2030" names its own year, whichever way the others do.
                first, last = ends[place], starts[place + 1] if place + 1 < len(starts) else len(self.text)
            inside = [years for years in dated if first <= years.start < last]
            given.append(_Given(tuple(inside), is_clear=len(inside) < 2))
        if leading:
            return self._carried_forward(given, dated, ends[-1])
        return self._carried_back(given)

    def _carried_forward(self, given: list[_Given], dated: Sequence[Years], end: int) -> list[_Given]:
        kept = self.numbers[-1].keeps
        if not kept and any(years.start >= end for years in dated):
            return [replace(one, is_clear=False) for one in given]
        for place in range(1, len(given)):
            if not given[place].years:
                given[place] = given[place - 1]
        return given

    def _carried_back(self, given: list[_Given]) -> list[_Given]:
        """“Dưới 1% đối với nông thôn và dưới 0,5% đối với thành thị vào năm 2025”: said once, for both."""
        later = self._years_behind() if self.known.sentence else _Given(())
        for place in reversed(range(len(given))):
            after = self.numbers[place + 1].start if place + 1 < len(given) else len(self.text)
            if given[place].years or self._says_every_year(place, after):
                later = given[place]
            elif not self.numbers[place].keeps:
                given[place] = later
            if place and re.search(
                r";|\.\s", self.text[self.numbers[place - 1].end : self.numbers[place].start]
            ):
                later = _Given(())
        return given

    def _says_every_year(self, place: int, after: int) -> bool:
        end = self.numbers[place].end
        return any(not years.spans and end <= years.start < after for years in self.marks.years)

    def _years_behind(self) -> _Given:
        """The years that the rest of the sentence names for these words too."""
        _, found, rest = self.known.sentence.partition(self.words)
        clause = re.split(r";|\.\s|\+\s", rest)[0]
        if not found or not clause:
            return _Given(())
        dated = [years for years in find_marks(clause).years if years.spans]
        return _Given(tuple(dated[:1]), is_elsewhere=True)

    # What a number asks for

    def _limit(self, place: int, mark: Mark, previous: tuple[Mark, _Limit] | None) -> _Limit:
        if mark.is_unreadable:
            return _Limit(Operator.UNREADABLE, Flag.IMPLAUSIBLE, "không đọc được con số")
        if mark.is_zero:
            return _Limit(Operator.AT_MOST)
        if mark.is_level:
            return _Limit(Operator.AT_LEAST)
        if _OF_A_PLAN.match(self.text, mark.end):
            return _Limit(
                Operator.UNREADABLE, Flag.SCOPE, "tính trên kế hoạch được giao, không trên đối tượng"
            )
        start = self._clause_start(mark, previous)
        before = self.text[start : mark.start]
        if self._is_beside_another(mark):
            return _TO_OR_BY
        before = re.sub(r"(?<!\w)từ\s*$", "", before)
        way, is_said = _way(before, self.known.better)
        if mark.upper is not None:
            return self._band(before)
        if _MORE_AFTER.match(self.text, mark.end):
            return self._by_or_to(before, Operator.AT_LEAST)
        if _LESS_AFTER.match(self.text, mark.end):
            return _Limit(Operator.AT_MOST)
        if match := _LIMIT.search(before):
            return self._by_or_to(before, Operator[match.lastgroup or "EQUAL"])
        if _DOWN_TO.search(before):
            return _Limit(Operator.AT_MOST)
        if _BY.search(before):
            return self._by(before, Operator.AT_LEAST)
        if _BY_AMOUNT.search(before):
            return self._by(before, Operator.AT_LEAST)
        if mark.is_bare and _SETS_UP.search(before):
            return _Limit(Operator.AT_LEAST)
        if previous is not None and self._goes_on(mark):
            return _continued(previous[1])
        if _IS.search(before) or _ABOUT.search(before):
            return _plain(way, is_said=is_said)
        if _UP_TO.search(before):
            return _Limit(Operator.AT_LEAST)
        if _OPENING.fullmatch(before) or self._opens(mark, before):
            if self.known.better == Better.LOWER:
                return _Limit(
                    Operator.AT_MOST, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết “dưới” hay “xuống”"
                )
            return _Limit(Operator.AT_LEAST)
        if _REACHES.search(before) or before.rstrip().endswith(":"):
            return self._reached(before, way, is_said=is_said)
        return self._unsaid(before, way)

    def _goes_on(self, mark: Mark) -> bool:
        """“… vào năm 2025 và | 3% vào năm 2030”: a number that says nothing new but itself and its year."""
        return (
            _LINK.search(self.text, 0, mark.start) is not None
            and _SAYS_NO_MORE.match(self.text, mark.end) is not None
        )

    def _is_beside_another(self, mark: Mark) -> bool:
        """“Cao hơn 5% so với toàn tỉnh”: the number is a distance, not a mark."""
        clause = re.split(r"[;,]|\.\s|\d", self.text[mark.end :])[0]
        return re.search(r"so\s+với", clause) is not None

    def _opens(self, mark: Mark, before: str) -> bool:
        """“…, 95% trẻ em …”, "… và 90% trẻ em …": a new statement that begins with its number."""
        is_new = _AND_OPENING.search(before) is not None and _FALLS.search(before) is None
        return is_new and _SAYS_NO_MORE.match(self.text, mark.end) is None

    def _clause_start(self, mark: Mark, previous: tuple[Mark, _Limit] | None) -> int:
        """Where the words that can bear on the number begin: behind the number before it, or the last break."""
        start = previous[0].end if previous else 0
        for found in _RESET.finditer(self.text, start, mark.start):
            start = found.end()
        return start

    def _is_yearly(self) -> bool:
        """A step from each year to the next; "so với năm 2020" is none."""
        yearly = any(not years.spans for years in self.marks.years)
        return (yearly or self.marks.compares) and not self.marks.has_start

    def _band(self, before: str) -> _Limit:
        is_by = _BY.search(before) is not None or _BY_AMOUNT.search(before) is not None
        if is_by and self.known.method not in ("", Method.YEAR_ON_YEAR):
            return _TO_OR_BY
        if is_by and not self.known.method and not self._is_yearly():
            return replace(_TO_OR_BY, operator=Operator.BAND)
        return _Limit(Operator.BAND)

    def _by_or_to(self, before: str, operator: Operator) -> _Limit:
        """A limit that is written. "Giảm trên 10%" is still a step, "mức giảm dưới 1%" no clear demand."""
        if _BY_AMOUNT.search(before) and operator in (Operator.LESS_THAN, Operator.AT_MOST):
            return replace(
                _WHICH_WAY, why="“mức giảm” nhỏ là giảm ít: không rõ phải giảm nhiều hay giữ tỷ lệ thấp"
            )
        if operator in (Operator.AT_LEAST, Operator.MORE_THAN) and _BY.search(before):
            return self._by(before, operator)
        if operator == Operator.LESS_THAN and re.search(r"(?<!\w)(?:tăng|giảm)\s+dưới\s*$", before):
            return replace(_TO_OR_BY, operator=operator)
        if self.known.method != Method.YEAR_ON_YEAR and self._is_against(operator):
            return _Limit(
                operator, Flag.AMBIGUOUS_DIRECTION, "dấu so sánh ngược với chiều tốt của cách đo đã chọn"
            )
        return _Limit(operator)

    def _is_against(self, operator: Operator) -> bool:
        ceiling = operator in (Operator.LESS_THAN, Operator.AT_MOST)
        return self.known.better == (Better.HIGHER if ceiling else Better.LOWER)

    def _by(self, before: str, operator: Operator) -> _Limit:
        """“Giảm 5% so với năm trước”: a step from year to year, which only one way of measuring holds."""
        is_rise = "tăng" in before.rsplit("giảm", 1)[-1]
        if self.marks.has_start:
            return _TO_OR_BY
        if self.known.method == Method.YEAR_ON_YEAR and not is_rise:
            return _Limit(operator)
        if self.known.method in ("", Method.YEAR_ON_YEAR) and self._is_yearly() and not is_rise:
            return _Limit(operator, Flag.AMBIGUOUS_TO_OR_BY, "đọc là mức giảm so với năm trước")
        return _TO_OR_BY

    def _reached(self, before: str, way: Better | None, *, is_said: bool) -> _Limit:
        if way != Better.LOWER:
            return _Limit(Operator.AT_LEAST)
        if _FALLS.search(before):
            return _Limit(
                Operator.AT_MOST, Flag.AMBIGUOUS_TO_OR_BY, "“giảm” đi với “đạt”; đọc là còn nhiều nhất"
            )
        return _Limit(Operator.AT_MOST) if is_said else _WHICH_WAY

    def _unsaid(self, before: str, way: Better | None) -> _Limit:
        if _FALLS.search(before):
            if self._is_yearly() or self.marks.has_start:
                return _TO_OR_BY
            return replace(_TO_OR_BY, operator=Operator.AT_MOST)
        if way is None:
            return _WHICH_WAY
        if re.search(r"(?<!\w)(?:duy\s+trì|giữ\s+vững)(?!\w)", before) and way == Better.HIGHER:
            return _Limit(Operator.AT_LEAST)
        operator = Operator.AT_LEAST if way == Better.HIGHER else Operator.AT_MOST
        return _Limit(operator, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết dấu so sánh")

    def _checked(self, mark: Mark, limit: _Limit) -> _Limit:
        """Numbers that cannot be meant as they stand."""
        value = mark.value
        if limit.flag is not None or value is None:
            return limit
        if mark.base == 100 and not mark.is_level:
            if limit.operator == Operator.MORE_THAN and value >= 100:
                return _Limit(Operator.AT_LEAST, Flag.IMPOSSIBLE_OVER_100, "không thể có trên 100%")
            if value > 100:
                return replace(limit, flag=Flag.IMPLAUSIBLE, why="lớn hơn 100%")
        if limit.operator == Operator.LESS_THAN and value == 0:
            return _Limit(Operator.AT_MOST, Flag.IMPLAUSIBLE, "không thể dưới 0")
        if mark.has_space and re.search(r"\d\s+,|,\s", self.words[mark.start : mark.end]):
            return replace(limit, flag=Flag.SPACING, why="thừa khoảng trắng trong con số")
        if self.marks.has_odd_range:
            return replace(limit, flag=Flag.AMBIGUOUS_POPULATION, why="chưa rõ khoảng tuổi hay số người")
        if mark.base is not None and mark.base % 100:
            return replace(limit, flag=Flag.LOCAL_BASE, why=f"mẫu số {mark.base} là số của địa phương khi ký")
        return self._fitting(mark, limit)

    def _fitting(self, mark: Mark, limit: _Limit) -> _Limit:
        """Does the number go with the way of measuring that was chosen?"""
        method = self.known.method
        is_rate = (mark.base or self.marks.base) is not None
        if is_rate and method in (Method.COUNT, Method.MONEY, Method.LEVEL, Method.STATE, Method.TEXT):
            return replace(limit, flag=Flag.SCOPE, why="văn bản nêu tỷ lệ, cách đo đã chọn không phải tỷ lệ")
        if mark.is_bare and not is_rate and method in (Method.RATIO, Method.RATE_GIVEN, Method.SHARE_YES):
            return replace(limit, flag=Flag.SCOPE, why="văn bản không nêu con số tính trên bao nhiêu")
        return limit

    # The targets themselves

    def _at(
        self, mark: Mark, limit: _Limit, given: _Given, found: Sequence[ReadTarget]
    ) -> Iterable[ReadTarget]:
        base = mark.base
        if base is None and not mark.is_level and not mark.is_zero:
            base = self.marks.base
        words = self._slice(mark, given)
        if not given.is_clear or self.marks.has_loose_year:
            limit = _Limit(Operator.UNREADABLE, Flag.SCOPE, "không rõ con số nào của năm nào")
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

    def _spans(self, mark: Mark, given: _Given, found: Sequence[ReadTarget]) -> list[Span | None]:
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

    def _kept(self, mark: Mark, found: Sequence[ReadTarget], given: _Given) -> Iterable[ReadTarget]:
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

    def _slice(self, mark: Mark, given: _Given) -> str:
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
        if suffix := _MORE_AFTER.match(self.text, end) or _LESS_AFTER.match(self.text, end):
            end = suffix.end()
        if given.years and given.is_clear and not given.is_elsewhere:
            years = given.years[0]
            start, end = min(start, years.start), max(end, years.end)
        if self.words[end : end + 1] == ")" and "(" in self.words[start:end]:
            end += 1
        return self.words[start:end].strip(" ,;\n\t")

    def _worded(self, target: ReadTarget, mark: Mark, limit: _Limit) -> ReadTarget:
        words = _reading(target, self.known, is_level=mark.is_level)
        if limit.flag is not None:
            why = limit.why[:1].upper() + limit.why[1:]
            words = (
                f"{why}; {words[:1].lower()}{words[1:]}"
                if target.operator != Operator.UNREADABLE
                else f"{why}."
            )
        return replace(target, reading=words)


@dataclass(frozen=True, slots=True)
class _Given:
    """Years that go with a number; not clear when two different ones could. `is_elsewhere`: named in another
    part of the sentence, which the words do not quote."""

    years: tuple[Years, ...]
    is_clear: bool = True
    is_elsewhere: bool = False


def _continued(limit: _Limit) -> _Limit:
    """“Dưới 4,5% vào năm 2025 và 3% vào năm 2030”: the second says no "dưới" again, so 3% itself is enough."""
    eased = {Operator.LESS_THAN: Operator.AT_MOST, Operator.MORE_THAN: Operator.AT_LEAST}
    flag = None if limit.flag in (Flag.IMPOSSIBLE_OVER_100, Flag.SPACING, Flag.LOCAL_BASE) else limit.flag
    return _Limit(eased.get(limit.operator, limit.operator), flag, limit.why if flag else "")


def _plain(way: Better | None, *, is_said: bool) -> _Limit:
    if way is None:
        return _WHICH_WAY
    operator = Operator.AT_LEAST if way == Better.HIGHER else Operator.AT_MOST
    return (
        _Limit(operator)
        if is_said
        else _Limit(operator, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết dấu so sánh")
    )


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


def _asked(text: str, known: Known) -> _Limit | None:
    method = known.method
    unsure = None if method else Flag.NO_NUMBER
    if method == Method.TEXT:
        return _Limit(Operator.NARRATIVE)
    if method in _YES_OR_NO:
        return _Limit(Operator.DONE)
    if method == Method.MONEY:
        return _Limit(Operator.NARRATIVE, Flag.NO_NUMBER)
    if _KEEPS.search(text):
        return _Limit(Operator.MAINTAIN, unsure)
    if _RISES.search(text):
        return _Limit(Operator.RISE)
    if _SINKS.search(text):
        return _Limit(Operator.FALL)
    if _NARRATIVE.search(text):
        return _Limit(Operator.NARRATIVE, unsure)
    if _DOES.search(text):
        if method in _NUMBERED:
            return _Limit(Operator.UNREADABLE, Flag.NO_NUMBER)
        return _Limit(Operator.DONE, unsure)
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
