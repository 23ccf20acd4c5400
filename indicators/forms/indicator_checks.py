"""Can what was typed about a Chỉ tiêu be kept? Plain Vietnamese for everything that cannot, or one wish.

Nothing is corrected silently: a number with a sign of its own ("5/804") sets the base only where none was
typed, and a demand that no result can meet must carry the flag that asks its owner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.actions.indicators import ComponentWish, GoalWish, IndicatorWish
from indicators.actions.own_measures import OwnMeasure, shortened
from indicators.amended_targets import TargetWish
from indicators.assessment import Bar, Standing
from indicators.enums import Better, Flag, Method, Nature, Operator, Source
from indicators.forms.target_values import NoValue, read_value
from indicators.forms.typed_indicators import (
    LONGEST_WORDS,
    MOST_COMPONENTS,
    MOST_TARGETS,
    OWN,
    TypedComponent,
    TypedIndicator,
    TypedOwn,
    TypedTarget,
)
from indicators.models import Measure
from indicators.numbers import format_number
from indicators.summaries.indicator_editing import Ground
from indicators.summaries.judging import Measured, standing_words

NUMBER = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ.\-]{0,9}")
LONGEST_NAME = 60

ONE_VALUE = frozenset(
    {Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN, Operator.EQUAL}
)
NO_VALUE = frozenset({Operator.RISE, Operator.FALL, Operator.DONE, Operator.NARRATIVE})

OWN_METHODS = {
    "count": "Đếm số lượng",
    "ratio": "Tỷ lệ: tử số chia mẫu số",
    "yes_no": "Có hoặc không",
    "money": "Số tiền",
    "state": "Tình trạng: chưa, đang thực hiện, hoàn thành",
    "level": "Mức độ I, II, III",
    "text": "Trả lời bằng lời",
}
OWN_BASES = {"100": "%", "1000": "‰", "10000": "trên 10.000", "100000": "trên 100.000"}


@dataclass(frozen=True)
class Problem:
    """One line of the error summary."""

    field_id: str
    message: str


@dataclass
class Checked:
    """`wish` is there only without problems. `measured`: by component, how it will be judged, as far as that
    can be said; `bars`: the targets that could be read, by component and row."""

    wish: IndicatorWish | None = None
    problems: list[Problem] = field(default_factory=list)
    measured: list[Measured | None] = field(default_factory=list)
    bars: list[dict[int, Bar]] = field(default_factory=list)

    def tell(self, field_id: str, message: str) -> None:
        self.problems.append(Problem(field_id, message))

    def call(self, first: int, called: str) -> None:
        """Say of the problems from the first on which part they are about."""
        for place, problem in enumerate(self.problems[first:], start=first):
            words = f"{called}: {problem.message[:1].lower()}{problem.message[1:]}"
            self.problems[place] = Problem(problem.field_id, words)


def check(typed: TypedIndicator, ground: Ground) -> Checked:
    """Everything at once, so that one look at the page shows all there is to put right."""
    said = Checked()
    goal = _goal(typed, ground, said)
    if not typed.number:
        said.tell("number", "Ghi số của chỉ tiêu như trong văn bản, ví dụ: 3.")
    elif not NUMBER.fullmatch(typed.number):
        said.tell("number", "Số chỉ tiêu dài nhất 10 ký tự, chỉ chữ, số, dấu chấm, gạch nối.")
    if not typed.words:
        said.tell("words", "Dán nguyên văn chỉ tiêu từ văn bản.")
    elif len(typed.words) > LONGEST_WORDS:
        said.tell("words", f"Nguyên văn dài quá {LONGEST_WORDS} ký tự; chỉ dán câu của một chỉ tiêu.")
    name = typed.short_name or shortened(typed.words)
    _refuse_long(name, "short_name", "Tên gọn của chỉ tiêu", said)
    if typed.is_cut:
        said.tell(
            "words",
            f"Nhiều nhất {MOST_COMPONENTS} nội dung, mỗi nội dung {MOST_TARGETS} mốc; tách chỉ tiêu ra.",
        )
    if 0 < len(typed.words) <= LONGEST_WORDS and not typed.components:
        said.tell("words", "Chỉ tiêu chưa có nội dung đo nào. Bấm “Thêm nội dung”.")
    components = [
        _component(component, place, ground, said) for place, component in enumerate(typed.components)
    ]
    position = int(typed.position) if typed.position.isdecimal() and len(typed.position) < 4 else None
    if typed.position and not position:
        said.tell("position", "Thứ tự là số từ 1.")
    if not said.problems and goal is not None:
        said.wish = IndicatorWish(
            goal=goal,
            number=typed.number,
            short_name=name,
            words=typed.words,
            components=tuple(each for each in components if each is not None),
            position=position,
            revived=frozenset(int(one) for one in typed.revived),
        )
    return said


def _goal(typed: TypedIndicator, ground: Ground, said: Checked) -> int | GoalWish | None:
    if not ground.goals:
        if not typed.goal_name:
            said.tell("goal_name", "Đặt tên mục tiêu, ví dụ: Bảo vệ trẻ em.")
            return None
        if len(typed.goal_name) > 120:
            said.tell("goal_name", "Tên mục tiêu dài quá 120 ký tự.")
        return GoalWish(typed.goal_name, typed.goal_words)
    for goal in ground.goals:
        if str(goal.pk) == typed.goal:
            return goal.pk
    said.tell("goal", "Chọn mục tiêu của chỉ tiêu này.")
    return None


def _refuse_long(name: str, field_id: str, what: str, said: Checked) -> None:
    if len(name) > LONGEST_NAME:
        said.tell(field_id, f"{what} dài {len(name)} ký tự; rút còn nhiều nhất {LONGEST_NAME}.")


# --- One component


def _component(typed: TypedComponent, place: int, ground: Ground, said: Checked) -> ComponentWish | None:
    at, called = f"c{place}-", f"Nội dung {place + 1}"
    before = len(said.problems)
    if not typed.words or len(typed.words) > LONGEST_WORDS:
        said.tell(f"{at}words", f"{called}: chép phần nguyên văn mà nội dung này đo.")
    measure, own, measured = _measure(typed, at, called, ground, said)
    name = typed.short_name or shortened(measure.short_name if measure else typed.words)
    _refuse_long(name, f"{at}short_name", f"{called}: tên gọn", said)
    written: set[int] = set()
    bars: dict[int, Bar] = {}
    method = measured.method if measured else ""
    wishes: dict[int, TargetWish] = {}
    for row, target in enumerate(typed.targets):
        if target.is_blank:
            continue
        first = len(said.problems)
        wish = _target(target, f"{at}t{row}-", method, ground, said, written)
        said.call(first, called)
        if wish is not None:
            wishes[row] = wish
            bars[row] = Bar(wish.operator, wish.value, wish.second_value, wish.first_year, wish.last_year)
    if typed.id.isdecimal() and int(typed.id) in ground.fixed:
        base = None
        _refuse_other_base(measured, written, f"{at}t0-value", called, said)
    else:
        base, measured = _base(typed, at, called, measured, written, said)
    said.measured.append(measured)
    said.bars.append(bars)
    first = len(said.problems)
    _refuse_impossible(wishes, measured, at, said)
    said.call(first, called)
    _refuse_overlap(wishes, at, called, said)
    if len(said.problems) > before:
        return None
    return ComponentWish(
        component_id=int(typed.id) if typed.id.isdecimal() else None,
        short_name=name,
        words=typed.words,
        measure_id=measure.pk if measure else None,
        own=own,
        base=base,
        note=typed.note,
        targets=tuple(_worded(wish, typed, typed.targets[row], measured) for row, wish in wishes.items()),
    )


def _measure(
    typed: TypedComponent, at: str, called: str, ground: Ground, said: Checked
) -> tuple[Measure | None, OwnMeasure | None, Measured | None]:
    """How it is measured: a fixed way, one of the measures offered, or something of the place's own."""
    fixed = ground.fixed.get(int(typed.id)) if typed.id.isdecimal() else None
    if fixed is not None:
        measure = fixed.measure
        measured = Measured(measure.method, fixed.base, Better(measure.better), measure.is_share)
        return measure, None, measured
    if typed.measure == OWN:
        own = _own(typed, at, called, ground, said)
        if own is None:
            return None, None, None
        base = own.base if own.method == Method.RATIO else 100
        return None, own, Measured(own.method, base, own.better, own.method == Method.RATIO and own.is_share)
    found = ground.measures.get(typed.measure)
    if found is None:
        said.tell(f"{at}measure", f"{called}: chọn cách đo, hoặc “Số liệu riêng”.")
        return None, None, None
    return found, None, Measured(found.method, found.base, Better(found.better), found.is_share)


def _base(
    typed: TypedComponent,
    at: str,
    called: str,
    measured: Measured | None,
    written: set[int],
    said: Checked,
) -> tuple[int | None, Measured | None]:
    """The base typed, else the one written behind the numbers; None where it is the measure's own."""
    if measured is None:
        return None, None
    base: int | None = None
    digits = typed.base.replace(".", "").replace(" ", "")
    if digits:
        if not digits.isdecimal() or not 0 < int(digits) <= 100_000_000:
            said.tell(f"{at}base", f"{called}: “tính trên” là số từ 1, ví dụ: 10.000.")
            return None, measured
        base = int(digits)
    is_given = measured.method in (Method.RATE_GIVEN, Method.SHARE_YES, Method.YES_NO, Method.YEAR_ON_YEAR)
    if is_given and (base or measured.base) != measured.base:
        said.tell(f"{at}base", f"{called}: cách đo này không tính lại trên cơ số khác; để trống.")
        return None, measured
    if base is None and len(written) == 1 and measured.method == Method.RATIO:
        base = next(iter(written))
    counted = base or measured.base
    counted_so = Measured(measured.method, counted, measured.better, measured.is_share)
    _refuse_other_base(counted_so, written, f"{at}base", called, said)
    if measured.method != Method.RATIO:
        return None, measured
    return None if base == measured.base else base, counted_so


def _refuse_other_base(
    measured: Measured | None, written: set[int], field_id: str, called: str, said: Checked
) -> None:
    """“5/804” in a target of a component that counts in %: one of the two is meant otherwise."""
    if measured is None or measured.method not in (Method.RATIO, Method.RATE_GIVEN):
        return
    others = sorted(written - {measured.base})
    if others:
        written_on, counted = ", ".join(map(format_number, others)), format_number(measured.base)
        said.tell(
            field_id,
            f"{called}: mốc viết trên {written_on}, nội dung tính trên {counted}; sửa một trong hai.",
        )


# --- The place's own


def _own(typed: TypedComponent, at: str, called: str, ground: Ground, said: Checked) -> OwnMeasure | None:
    own, at = typed.own, f"{at}own-"
    before = len(said.problems)
    if own.method not in OWN_METHODS:
        said.tell(f"{at}method", f"{called}: chọn loại số liệu riêng.")
        return None
    if not own.item:
        what = "tử số" if own.method == "ratio" else "cái được đếm, được hỏi"
        said.tell(f"{at}item", f"{called}: ghi tên {what}.")
    elif len(own.item) > 200:
        said.tell(f"{at}item", f"{called}: tên dài quá 200 ký tự.")
    if own.source not in dict(ground.sources):
        said.tell(f"{at}source", f"{called}: chọn nơi nhập số liệu.")
    if own.nature not in Nature.values:
        said.tell(f"{at}nature", f"{called}: chọn phát sinh trong kỳ hay có tại thời điểm.")
    if own.better not in Better.values:
        said.tell(f"{at}better", f"{called}: chọn càng cao hay càng thấp càng tốt.")
    if len(own.unit) > 30:
        said.tell(f"{at}unit", f"{called}: đơn vị tính dài quá 30 ký tự.")
    below = _below(own, at, called, ground, said) if own.method == "ratio" else None
    if len(said.problems) > before:
        return None
    return OwnMeasure(
        method=_own_method(own, ground),
        name=typed.short_name or own.item,
        item_name=own.item,
        unit_word=own.unit,
        source=Source(own.source),
        nature=Nature(own.nature),
        better=Better(own.better),
        base=int(own.base),
        is_share=bool(own.share),
        is_restricted=bool(own.restricted),
        below_id=below,
        below_name=own.below_name,
    )


def _own_method(own: TypedOwn, ground: Ground) -> Method:
    """A yes or no asked of many below is told as their share; asked of the place itself it is its answer."""
    if own.method == "yes_no" and own.source != ground.plan.issuer.level:
        return Method.SHARE_YES
    return Method(own.method)


def _below(own: TypedOwn, at: str, called: str, ground: Ground, said: Checked) -> int | None:
    if own.base not in OWN_BASES:
        said.tell(f"{at}base", f"{called}: chọn tính theo %, ‰ …")
    if own.below and own.below != OWN:
        item = ground.items.get(own.below)
        if item is None:
            said.tell(f"{at}below", f"{called}: chọn mẫu số.")
            return None
        return item.pk
    if not own.below_name:
        said.tell(f"{at}below_name", f"{called}: ghi tên mẫu số, hoặc tìm số liệu đã có.")
    elif len(own.below_name) > 200:
        said.tell(f"{at}below_name", f"{called}: tên mẫu số dài quá 200 ký tự.")
    return None


# --- One target


def _target(
    typed: TypedTarget, at: str, method: str, ground: Ground, said: Checked, written: set[int]
) -> TargetWish | None:
    before = len(said.problems)
    span = _span(typed, at, ground.years, said)
    if typed.operator not in Operator.values:
        said.tell(f"{at}operator", "chọn dấu so sánh.")
        return None
    operator = Operator(typed.operator)
    value = _value(typed.value, f"{at}value", "Giá trị", method, said, written)
    second = _value(typed.second, f"{at}second", "Giá trị trên", method, said, written)
    if len(said.problems) == before:
        _check_values(operator, value, second, at, said)
    if typed.flag and typed.flag not in Flag.values:
        said.tell(f"{at}flag", "chọn lại điều cần xem lại.")
    if operator == Operator.UNREADABLE and not typed.flag:
        said.tell(f"{at}flag", "Mốc chưa rõ cách đọc: chọn vì sao ở “cần xem lại”.")
    if len(said.problems) > before:
        return None
    flag = Flag(typed.flag) if typed.flag else None
    return TargetWish(*span, operator, value, second, "", "", flag)


def _span(typed: TypedTarget, at: str, years: range, said: Checked) -> tuple[int | None, int | None]:
    """One year alone is that year; none is every year."""
    found: list[int] = []
    for name, text in (("first", typed.first), ("last", typed.last)):
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            said.tell(f"{at}{name}", f"năm gồm 4 chữ số, từ {years[0]} đến {years[-1]}.")
        elif int(text) not in years:
            said.tell(f"{at}{name}", f"năm {text} ngoài kế hoạch {years[0]}–{years[-1]}.")
        else:
            found.append(int(text))
    if not found:
        return None, None
    if found[-1] < found[0]:
        said.tell(f"{at}last", "đến năm phải từ năm bắt đầu trở đi.")
    return found[0], found[-1]


def _value(
    text: str, field_id: str, name: str, method: str, said: Checked, written: set[int]
) -> Decimal | None:
    if not text:
        return None
    try:
        value, base = read_value(text, method, name)
    except NoValue as refusal:
        said.tell(field_id, str(refusal))
        return None
    if base is not None:
        written.add(base)
    return value


def _check_values(
    operator: Operator, value: Decimal | None, second: Decimal | None, at: str, said: Checked
) -> None:
    if operator in NO_VALUE and value is not None:
        said.tell(f"{at}value", f"Dấu “{operator.label}” không đi với con số: bỏ con số hoặc đổi dấu.")
    elif operator in ONE_VALUE and value is None:
        said.tell(f"{at}value", f"Dấu “{operator.label}” cần một con số.")
    if operator == Operator.BAND:
        if value is None or second is None:
            said.tell(f"{at}value" if value is None else f"{at}second", "Khoảng cần hai con số: từ và đến.")
        elif second < value:
            said.tell(f"{at}second", "Số sau của khoảng không được nhỏ hơn số trước.")
    elif second is not None:
        said.tell(f"{at}second", "Chỉ khoảng mới có hai con số: bỏ số thứ hai hoặc chọn dấu “trong khoảng”.")


def _refuse_impossible(
    wishes: dict[int, TargetWish], measured: Measured | None, at: str, said: Checked
) -> None:
    """No share is above the whole. The document may say so; then its owner must be asked."""
    if measured is None or not measured.is_share or measured.base != 100:
        return
    for row, wish in wishes.items():
        if wish.flag is not None or wish.value is None:
            continue
        most = max(wish.value, wish.second_value or wish.value)
        if most > 100 or (most == 100 and wish.operator == Operator.MORE_THAN):
            said.tell(
                f"{at}t{row}-value",
                "Không thể trên 100%. Sửa con số, hoặc giữ như văn bản và chọn “Cần xem lại”.",
            )


def _refuse_overlap(wishes: dict[int, TargetWish], at: str, called: str, said: Checked) -> None:
    """One year, one target; beside a target for every year stands no other."""
    seen: list[TargetWish] = []
    for row, wish in wishes.items():
        for other in seen:
            if wish.first_year is None or other.first_year is None:
                clash = "mốc cho mọi năm không đi cùng mốc khác; ghi rõ năm."
            elif wish.first_year <= (other.last_year or 0) and other.first_year <= (wish.last_year or 0):
                clash = f"năm {max(wish.first_year, other.first_year)} có hai mốc."
            else:
                continue
            said.tell(f"{at}t{row}-first", f"{called}: {clash}")
            break
        seen.append(wish)


def _worded(
    wish: TargetWish, component: TypedComponent, typed: TypedTarget, measured: Measured | None
) -> TargetWish:
    """With the words quoted and the reading: as typed, else as the page proposed it for this very demand."""
    words = "" if typed.unsigned else typed.words or component.words
    return TargetWish(
        *wish.span,
        wish.operator,
        wish.value,
        wish.second_value,
        words,
        reading_of(typed, wish, measured),
        wish.flag,
    )


def reading_of(typed: TypedTarget, wish: TargetWish, measured: Measured | None) -> str:
    """A reading that a person wrote stays; one the page wrote follows what is asked."""
    is_ours = not typed.reading or typed.reading == typed.read_as
    if not is_ours or (typed.reading and typed.read_for == typed.demand):
        return typed.reading
    if measured is None:
        return ""
    bar = Bar(wish.operator, wish.value, wish.second_value)
    return f"{standing_words(Standing(bar), measured)}."
