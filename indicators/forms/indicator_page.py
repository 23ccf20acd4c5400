"""What does the page of a Chỉ tiêu show around what was typed: choices, sentences, notes, refusals?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from indicators.assessment import Bar, Standing
from indicators.enums import Better, Flag, Method, Nature, Operator
from indicators.forms.indicator_checks import OWN_BASES, OWN_METHODS, Checked, Problem
from indicators.forms.typed_indicators import OWN, TypedComponent, TypedIndicator, TypedTarget
from indicators.models import Component, Indicator, Measure, Target
from indicators.numbers import format_number
from indicators.summaries.indicator_editing import Ground
from indicators.summaries.judging import JudgedYears, judged_years, standing_words
from indicators.summaries.wording import bar_of, span_words, target_words
from plans.quotations import one_line

OPERATORS = [
    (Operator.AT_LEAST.value, "≥ từ … trở lên, đạt"),
    (Operator.MORE_THAN.value, "> trên"),
    (Operator.AT_MOST.value, "≤ nhiều nhất, xuống còn"),
    (Operator.LESS_THAN.value, "< dưới"),
    (Operator.EQUAL.value, "= đúng"),
    (Operator.BAND.value, "trong khoảng từ … đến …"),
    (Operator.MAINTAIN.value, "duy trì, không kém năm trước"),
    (Operator.RISE.value, "tăng so với năm trước"),
    (Operator.FALL.value, "giảm so với năm trước"),
    (Operator.DONE.value, "có, hoàn thành"),
    (Operator.NARRATIVE.value, "mô tả, không tự đánh giá"),
    (Operator.UNREADABLE.value, "chưa rõ cách đọc"),
]


@dataclass(frozen=True)
class Box:
    """One field: `name` is its id too."""

    name: str
    value: str
    error: str = ""


@dataclass(frozen=True)
class MeasureOption:
    code: str
    name: str
    how: str
    source: str
    owner: str
    is_restricted: bool
    is_chosen: bool


@dataclass(frozen=True)
class TargetPart:
    """One row: its boxes, what is wrong in them, how the report will judge it alone, why to look at it."""

    prefix: str
    box: SimpleNamespace
    errors: list[Problem]
    sentence: str
    flag: str
    is_blank: bool


@dataclass(frozen=True)
class ComponentPart:
    place: int
    prefix: str
    label: str
    box: SimpleNamespace
    own: SimpleNamespace
    is_own: bool
    options: list[MeasureOption]
    items: list[tuple[str, str, bool]]
    fixed: MeasureOption | None
    past: list[str]
    targets: list[TargetPart]
    years: list[JudgedYears]
    notes: list[str]
    has_bases: bool
    measure_base: str
    is_settled: bool
    is_open: bool


@dataclass(frozen=True)
class EditPage:
    """`ended`: components that a document dropped; the id is there where the open one may take it back."""

    box: SimpleNamespace
    goals: list[tuple[str, str]]
    components: list[ComponentPart]
    ended: list[tuple[str, str, bool]]
    problems: list[Problem]
    notes: list[str]
    operators: list[tuple[str, str]]
    flags: list[tuple[str, str]]
    methods: list[tuple[str, str]]
    bases: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    natures: list[tuple[str, str]]
    betters: list[tuple[str, str]]
    issuer: str
    years: str
    from_year: int
    is_fixed: bool


def edit_page(
    typed: TypedIndicator,
    ground: Ground,
    checked: Checked,
    stored: Indicator | None = None,
    *,
    with_problems: bool,
) -> EditPage:
    """Sentences are told of whatever can be read already; refusals only where somebody wanted to keep it."""
    problems = checked.problems if with_problems else []
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.field_id, problem.message)
    count = len(typed.components)
    return EditPage(
        box=_boxes(typed, "", errors),
        goals=[(str(goal.pk), str(goal)) for goal in ground.goals],
        components=[
            _component(component, place, count, typed, ground, checked, errors)
            for place, component in enumerate(typed.components)
        ],
        ended=_ended(stored, ground, typed),
        problems=problems,
        notes=_head_notes(typed, ground),
        operators=OPERATORS,
        flags=list(Flag.choices),
        methods=list(OWN_METHODS.items()),
        bases=list(OWN_BASES.items()),
        sources=ground.sources,
        natures=list(Nature.choices),
        betters=list(Better.choices),
        issuer=ground.issuer,
        years=ground.plan.years,
        from_year=ground.from_year,
        is_fixed=ground.is_fixed,
    )


def _boxes(part: Any, prefix: str, errors: dict[str, str]) -> SimpleNamespace:
    """A box for each text of the part."""
    return SimpleNamespace(
        **{
            one.name: Box(f"{prefix}{one.name}", value, errors.get(f"{prefix}{one.name}", ""))
            for one in fields(part)
            if isinstance(value := getattr(part, one.name), str)
        }
    )


def _head_notes(typed: TypedIndicator, ground: Ground) -> list[str]:
    document = one_line(ground.plan.document_text)
    if document and typed.words and one_line(typed.words) not in document:
        return ["Không thấy câu này nguyên văn trong toàn văn của kế hoạch. Chép lại đúng từng chữ."]
    return []


def _ended(stored: Indicator | None, ground: Ground, typed: TypedIndicator) -> list[tuple[str, str, bool]]:
    if stored is None:
        return []
    shown = {component.id for component in typed.components}
    return [
        (
            str(component.pk) if component.last_year == ground.from_year - 1 else "",
            f"{component}: áp dụng đến hết năm {component.last_year}",
            str(component.pk) in typed.revived,
        )
        for component in stored.components.all()
        if component.last_year is not None
        and component.last_year < ground.from_year
        and str(component.pk) not in shown
    ]


# --- A component


def _component(
    typed: TypedComponent,
    place: int,
    count: int,
    whole: TypedIndicator,
    ground: Ground,
    checked: Checked,
    errors: dict[str, str],
) -> ComponentPart:
    prefix = f"c{place}-"
    measured, bars = checked.measured[place], checked.bars[place]
    fixed = ground.fixed.get(int(typed.id)) if typed.id.isdecimal() else None
    label = fixed.label if fixed else (whole.number if count == 1 else f"{whole.number}.{place + 1}")
    standing = [*(bar_of(target) for target in _past(fixed, ground)), *bars.values()]
    lines: list[JudgedYears] = []
    if measured is not None and bars and not _clash(standing):
        years = judged_years(standing, measured, ground.years, ground.interpolated)
        lines = [line for line in years if line.last_year >= ground.from_year]
    chosen = ground.measures.get(typed.measure)
    return ComponentPart(
        place=place,
        prefix=prefix,
        label=label,
        box=_boxes(typed, prefix, errors),
        own=_boxes(typed.own, f"{prefix}own-", errors),
        is_own=typed.measure == OWN,
        options=[
            _option(measure, ground, is_chosen=measure.code == typed.measure)
            for code in typed.offered.split()
            if (measure := ground.measures.get(code)) is not None
        ],
        items=[
            (item.code, f"{item.name} – {item.get_source_display()}", item.code == typed.own.below)
            for code in typed.own.below_offered.split()
            if (item := ground.items.get(code)) is not None
        ],
        fixed=_fixed(fixed, ground),
        past=[_told(target, fixed) for target in _past(fixed, ground)] if fixed else [],
        targets=[
            _target(target, f"{prefix}t{row}-", bars.get(row), measured, errors)
            for row, target in enumerate(typed.targets)
        ],
        years=lines if len(lines) > 1 else [],
        notes=_notes(typed, whole, chosen or (fixed.measure if fixed else None)),
        has_bases=chosen is None or chosen.method == Method.RATIO or bool(typed.base),
        measure_base=format_number(chosen.base) if chosen is not None else "",
        is_settled=chosen is not None and f"{prefix}measure" not in errors,
        is_open=any(name.startswith(f"{prefix}own-") for name in errors),
    )


def _clash(bars: list[Bar]) -> bool:
    """Two targets for one year: no sentence is true of them."""
    spans = [(bar.first_year, bar.last_year) for bar in bars]
    if any(first is None for first, _ in spans):
        return len(spans) > 1
    ordered = sorted((first or 0, last or 0) for first, last in spans)
    return any(one[1] >= other[0] for one, other in pairwise(ordered))


def _option(measure: Measure, ground: Ground, *, is_chosen: bool) -> MeasureOption:
    items = [measure.numerator, *([measure.denominator] if measure.denominator else [])]
    name = ground.owners.get(measure.owner_id or 0, "")
    return MeasureOption(
        code=measure.code,
        name=measure.name,
        how=measure.definition,
        source=measure.numerator.get_source_display(),
        owner=f"riêng của {name}" if measure.owner_id else "",
        is_restricted=any(item.is_restricted for item in items),
        is_chosen=is_chosen,
    )


def _fixed(component: Component | None, ground: Ground) -> MeasureOption | None:
    return _option(component.measure, ground, is_chosen=True) if component is not None else None


def _past(component: Component | None, ground: Ground) -> list[Target]:
    """Targets of the years before the document, which stay as they were."""
    if component is None:
        return []
    return [
        target
        for target in component.targets.all()
        if target.last_year is not None and target.last_year < ground.from_year
    ]


def _told(target: Target, component: Component) -> str:
    return f"{span_words(target.first_year, target.last_year)}: {target_words(bar_of(target), component)}"


def _notes(typed: TypedComponent, whole: TypedIndicator, measure: Measure | None) -> list[str]:
    notes = []
    if typed.words and one_line(typed.words) not in one_line(whole.words):
        notes.append("Phần này không có nguyên văn trong câu của chỉ tiêu.")
    if measure is None and typed.measure != OWN:
        notes.append("Chưa chọn cách đo: không cách đo nào khớp rõ với lời văn.")
    return notes


def _target(
    typed: TypedTarget, prefix: str, bar: Bar | None, measured: Any, errors: dict[str, str]
) -> TargetPart:
    sentence = ""
    if bar is not None and measured is not None:
        sentence = f"{standing_words(Standing(bar), measured)}."
    return TargetPart(
        prefix=prefix,
        box=_boxes(typed, prefix, errors),
        errors=[Problem(name, said) for name, said in errors.items() if name.startswith(prefix)],
        sentence=sentence,
        flag=Flag(typed.flag).label if typed.flag in Flag.values else "",
        is_blank=typed.is_blank,
    )
