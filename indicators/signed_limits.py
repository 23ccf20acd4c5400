"""What does one number in the signed words ask for: a floor, a ceiling, a yearly step, or nothing clear?

Pure. Looks at the words beside the number first, then at which way the thing counted should go. Where both
leave it open the limit is UNREADABLE or carries the flag that asks the owner; it never decides silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indicators.enums import Better, Flag, Method, Operator
from indicators.signed_marks import Mark, Marks


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


@dataclass(frozen=True, slots=True)
class Limit:
    """`flag` and `why`: what a person must look at, the reason as the first half of a sentence."""

    operator: Operator
    flag: Flag | None = None
    why: str = ""


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


# --- The words beside a number

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
MORE_AFTER = re.compile(r"\s*(?:trở\s+lên|hoặc\s+(?:cao|nhiều|lớn)\s+hơn)")
LESS_AFTER = re.compile(r"\s*(?:trở\s+xuống|hoặc\s+(?:thấp|ít|nhỏ)\s+hơn)")
_ENDS_BARE = re.compile(
    r"\s*(?:$|[;.,)\x00\x01]|trở\s+(?:lên|xuống)|và(?!\w)|vào(?!\w)|đến(?!\w)|(?:trẻ|em|cháu|ca|vụ|cuộc|người|trường\s+hợp"
    r"|thôn|xóm|bản|hộ|xã|trường|điểm|mô\s+hình|câu\s+lạc\s+bộ|lớp|cơ\s+sở|công\s+trình|lần|buổi|đợt|đồng|triệu|tỷ)(?!\w))"
)
_SETS_UP = re.compile(r"(?:^|[\s,;])(?:thành\s+lập|tổ\s+chức|xây\s+dựng|mở|duy\s+trì)(?:\s+được)?\s*$")
_OF_A_PLAN = re.compile(r"\s*(?:so\s+với\s+)?(?:kế\s+hoạch|chỉ\s+tiêu|dự\s+toán)(?!\w)")
_RESET = re.compile(r"[;]|\.\s|\+\s|,\s*(?:trong\s+đó|riêng)(?!\w)|\(\s*(?:trong\s+đó|riêng)(?!\w)")

_TO_OR_BY = Limit(
    Operator.UNREADABLE, Flag.AMBIGUOUS_TO_OR_BY, "có thể là đến mức này hoặc thêm, bớt chừng này"
)
_WHICH_WAY = Limit(Operator.UNREADABLE, Flag.AMBIGUOUS_DIRECTION, "không rõ phải cao hơn hay thấp hơn")


class LimitReader:
    """The numbers of one text, each with the words beside it."""

    def __init__(self, words: str, marks: Marks, known: Known) -> None:
        self.words = words
        self.marks = marks
        self.known = known
        self.text = marks.bare

    def limit(self, mark: Mark, previous: tuple[Mark, Limit] | None) -> Limit:
        """What the number asks for. `previous`: the target before it in the same text."""
        return self._checked(mark, self._limit(mark, previous))

    def is_limited(self, mark: Mark, last: Mark | None) -> bool:
        """Is a bare number ("dưới 9,5", no % or base behind it) a target? Only beside a limit, or going on
        with the bare one before it."""
        if not _ENDS_BARE.match(self.text, mark.end):
            return False
        before = self.text[: mark.start]
        if any(pattern.search(before) for pattern in (_LIMIT, _DOWN_TO, _SETS_UP)):
            return True
        # "… xuống 12,5 vào năm 2025 và 10 vào năm 2030"
        return last is not None and last.is_bare and self._goes_on(mark)

    def _limit(self, mark: Mark, previous: tuple[Mark, Limit] | None) -> Limit:
        if mark.is_unreadable:
            return Limit(Operator.UNREADABLE, Flag.IMPLAUSIBLE, "không đọc được con số")
        if mark.is_zero:
            return Limit(Operator.AT_MOST)
        if mark.is_level:
            return Limit(Operator.AT_LEAST)
        if _OF_A_PLAN.match(self.text, mark.end):
            return Limit(
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
        if MORE_AFTER.match(self.text, mark.end):
            return self._by_or_to(before, Operator.AT_LEAST)
        if LESS_AFTER.match(self.text, mark.end):
            return Limit(Operator.AT_MOST)
        if match := _LIMIT.search(before):
            return self._by_or_to(before, Operator[match.lastgroup or "EQUAL"])
        if _DOWN_TO.search(before):
            return Limit(Operator.AT_MOST)
        if _BY.search(before):
            return self._by(before, Operator.AT_LEAST)
        if _BY_AMOUNT.search(before):
            return self._by(before, Operator.AT_LEAST)
        if mark.is_bare and _SETS_UP.search(before):
            return Limit(Operator.AT_LEAST)
        if previous is not None and self._goes_on(mark):
            return _continued(previous[1])
        if _IS.search(before) or _ABOUT.search(before):
            return _plain(way, is_said=is_said)
        if _UP_TO.search(before):
            return Limit(Operator.AT_LEAST)
        if _OPENING.fullmatch(before) or self._opens(mark, before):
            if self.known.better == Better.LOWER:
                return Limit(
                    Operator.AT_MOST, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết “dưới” hay “xuống”"
                )
            return Limit(Operator.AT_LEAST)
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

    def _clause_start(self, mark: Mark, previous: tuple[Mark, Limit] | None) -> int:
        """Where the words that bear on the number begin: behind the last number or break."""
        start = previous[0].end if previous else 0
        for found in _RESET.finditer(self.text, start, mark.start):
            start = found.end()
        return start

    def _is_yearly(self) -> bool:
        """A step from each year to the next; "so với năm 2020" is none."""
        yearly = any(not years.spans for years in self.marks.years)
        return (yearly or self.marks.compares) and not self.marks.has_start

    def _band(self, before: str) -> Limit:
        is_by = _BY.search(before) is not None or _BY_AMOUNT.search(before) is not None
        if is_by and self.known.method not in ("", Method.YEAR_ON_YEAR):
            return _TO_OR_BY
        if is_by and not self.known.method and not self._is_yearly():
            return replace(_TO_OR_BY, operator=Operator.BAND)
        return Limit(Operator.BAND)

    def _by_or_to(self, before: str, operator: Operator) -> Limit:
        """A limit that is written. "Giảm trên 10%" is still a step, "mức giảm dưới 1%" no clear demand."""
        if _BY_AMOUNT.search(before) and operator in (Operator.LESS_THAN, Operator.AT_MOST):
            return replace(
                _WHICH_WAY, why="“Mức giảm” nhỏ là giảm ít: không rõ phải giảm nhiều hay giữ tỷ lệ thấp"
            )
        if operator in (Operator.AT_LEAST, Operator.MORE_THAN) and _BY.search(before):
            return self._by(before, operator)
        if operator == Operator.LESS_THAN and re.search(r"(?<!\w)(?:tăng|giảm)\s+dưới\s*$", before):
            return replace(_TO_OR_BY, operator=operator)
        if self.known.method != Method.YEAR_ON_YEAR and self._is_against(operator):
            return Limit(
                operator, Flag.AMBIGUOUS_DIRECTION, "dấu so sánh ngược với chiều tốt của cách đo đã chọn"
            )
        return Limit(operator)

    def _is_against(self, operator: Operator) -> bool:
        ceiling = operator in (Operator.LESS_THAN, Operator.AT_MOST)
        return self.known.better == (Better.HIGHER if ceiling else Better.LOWER)

    def _by(self, before: str, operator: Operator) -> Limit:
        """“Giảm 5% so với năm trước”: a step from year to year, which only one way of measuring holds."""
        is_rise = "tăng" in before.rsplit("giảm", 1)[-1]
        if self.marks.has_start:
            return _TO_OR_BY
        if self.known.method == Method.YEAR_ON_YEAR and not is_rise:
            return Limit(operator)
        if self.known.method in ("", Method.YEAR_ON_YEAR) and self._is_yearly() and not is_rise:
            return Limit(operator, Flag.AMBIGUOUS_TO_OR_BY, "đọc là mức giảm so với năm trước")
        return _TO_OR_BY

    def _reached(self, before: str, way: Better | None, *, is_said: bool) -> Limit:
        if way != Better.LOWER:
            return Limit(Operator.AT_LEAST)
        if _FALLS.search(before):
            return Limit(
                Operator.AT_MOST, Flag.AMBIGUOUS_TO_OR_BY, "“giảm” đi với “đạt”; đọc là còn nhiều nhất"
            )
        return Limit(Operator.AT_MOST) if is_said else _WHICH_WAY

    def _unsaid(self, before: str, way: Better | None) -> Limit:
        if _FALLS.search(before):
            if self._is_yearly() or self.marks.has_start:
                return _TO_OR_BY
            return replace(_TO_OR_BY, operator=Operator.AT_MOST)
        if way is None:
            return _WHICH_WAY
        if re.search(r"(?<!\w)(?:duy\s+trì|giữ\s+vững)(?!\w)", before) and way == Better.HIGHER:
            return Limit(Operator.AT_LEAST)
        operator = Operator.AT_LEAST if way == Better.HIGHER else Operator.AT_MOST
        return Limit(operator, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết dấu so sánh")

    def _checked(self, mark: Mark, limit: Limit) -> Limit:
        """Numbers that cannot be meant as they stand."""
        value = mark.value
        if limit.flag is not None or value is None:
            return limit
        if mark.base == 100 and not mark.is_level:
            if limit.operator == Operator.MORE_THAN and value >= 100:
                return Limit(Operator.AT_LEAST, Flag.IMPOSSIBLE_OVER_100, "không thể có trên 100%")
            if value > 100:
                return replace(limit, flag=Flag.IMPLAUSIBLE, why="lớn hơn 100%")
        if limit.operator == Operator.LESS_THAN and value == 0:
            return Limit(Operator.AT_MOST, Flag.IMPLAUSIBLE, "không thể dưới 0")
        if mark.has_space and re.search(r"\d\s+,|,\s", self.words[mark.start : mark.end]):
            return replace(limit, flag=Flag.SPACING, why="thừa khoảng trắng trong con số")
        if self.marks.has_odd_range:
            return replace(limit, flag=Flag.AMBIGUOUS_POPULATION, why="chưa rõ khoảng tuổi hay số người")
        if mark.base is not None and mark.base % 100:
            return replace(limit, flag=Flag.LOCAL_BASE, why=f"mẫu số {mark.base} là số của địa phương khi ký")
        return self._fitting(mark, limit)

    def _fitting(self, mark: Mark, limit: Limit) -> Limit:
        """Does the number go with the way of measuring that was chosen?"""
        method = self.known.method
        is_rate = (mark.base or self.marks.base) is not None
        if is_rate and method in (Method.COUNT, Method.MONEY, Method.LEVEL, Method.STATE, Method.TEXT):
            return replace(limit, flag=Flag.SCOPE, why="văn bản nêu tỷ lệ, cách đo đã chọn không phải tỷ lệ")
        if mark.is_bare and not is_rate and method in (Method.RATIO, Method.RATE_GIVEN, Method.SHARE_YES):
            return replace(limit, flag=Flag.SCOPE, why="văn bản không nêu con số tính trên bao nhiêu")
        return limit


def _continued(limit: Limit) -> Limit:
    """“Dưới 4,5% vào năm 2025 và 3% vào năm 2030”: without a second “dưới” 3% itself is enough."""
    eased = {Operator.LESS_THAN: Operator.AT_MOST, Operator.MORE_THAN: Operator.AT_LEAST}
    flag = None if limit.flag in (Flag.IMPOSSIBLE_OVER_100, Flag.SPACING, Flag.LOCAL_BASE) else limit.flag
    return Limit(eased.get(limit.operator, limit.operator), flag, limit.why if flag else "")


def _plain(way: Better | None, *, is_said: bool) -> Limit:
    if way is None:
        return _WHICH_WAY
    operator = Operator.AT_LEAST if way == Better.HIGHER else Operator.AT_MOST
    return (
        Limit(operator)
        if is_said
        else Limit(operator, Flag.AMBIGUOUS_DIRECTION, "văn bản không viết dấu so sánh")
    )
