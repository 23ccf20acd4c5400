"""How does one component read in a table? Totals and targets in, a finished row out.

The only place where a result, its target and its verdict become text: pages and exports print these rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from indicators.assessment import (
    Assessment,
    Standing,
    Steps,
    judge,
    judge_from_zero,
    judge_steps,
    judge_words,
)
from indicators.enums import Better, Method, Status
from indicators.models import Component, Measure, Target
from indicators.numbers import (
    PERCENT,
    ShownResult,
    format_money,
    format_number,
    format_points,
    show_result,
    show_stated,
)
from indicators.steps import DONE_FROM, capitalised, counted_words, step_words
from indicators.summaries import (
    bar_of,
    result_unit,
    span_words,
    standing_for,
    standing_target_words,
    target_words,
)
from plans.models import Plan
from reporting.answers import DASH
from reporting.chips import RATES_APART, TARGET_IN_WORDS, Chip, status_chip
from reporting.rollup import NOTHING, Outcome, Result, combine
from reporting.totals import Totals, item_total


@dataclass(frozen=True)
class ResultText:
    """A result ready to print. `number` is what is displayed, for spreadsheets; `exact`: before any rounding,
    on its base. None where there is none."""

    text: str = DASH
    parts: str = ""
    number: Decimal | None = None
    decimals: int = 0
    outcome: Outcome = Outcome.NO_DATA
    numerator: int | None = None
    denominator: int | None = None
    exact: Fraction | None = None

    @property
    def is_nothing(self) -> bool:
        """Is there no result to print, for whatever reason?"""
        return self.text == DASH

    @property
    def is_in_words(self) -> bool:
        """Is the result no number, so that it may take several lines?"""
        return self.outcome in (Outcome.STEPS, Outcome.LISTED, Outcome.APART)

    @property
    def words(self) -> str:
        """The result where no verdict stands beside it: “không phát sinh” is not the lack of a figure."""
        return Status.NO_CASES.label if self.outcome == Outcome.NO_CASES else self.text


@dataclass(frozen=True)
class TargetText:
    """A target ready to print: "< 5,5%", and the year when it is a later milestone. `words`: the signed ones;
    what the owner set beside the document has none."""

    text: str = DASH
    milestone: str = ""
    words: str = ""
    reading: str = ""
    flag: str = ""
    needs_confirmation: bool = False

    @property
    def is_nothing(self) -> bool:
        """Is no target set?"""
        return self.text == DASH

    @property
    def is_set(self) -> bool:
        """Is there one, in signed words or not?"""
        return not self.is_nothing


@dataclass(frozen=True)
class Verdict:
    """Status and the words around it. No chip: the target is a reference and judges nothing here."""

    status: Status | None = None
    chip: Chip | None = None
    distance: str = ""


def result_of(component: Component, totals: Totals, *, base: int | None = None) -> Result:
    """The component's result from the totals, over the area it filters on.

    A part that is larger than its whole while units are still missing is no result yet: the two came from
    different units, and 112% would be judged as if it were reached.
    """
    measure = component.measure
    area = measure.area
    numerator = item_total(totals, component.numerator.pk, area)
    denominator = (
        item_total(totals, component.denominator.pk, area) if component.denominator is not None else NOTHING
    )
    result = combine(Method(measure.method), numerator, denominator, base or component.base)
    is_above_whole = measure.is_share and (result.numerator or 0) > (result.denominator or 0)
    if result.outcome == Outcome.VALUE and is_above_whole and not result.coverage.is_complete:
        return replace(result, outcome=Outcome.NO_DATA, value=None)
    return result


def print_result(
    result: Result, measure: Measure, base: int, assessor: Assessor | None = None
) -> tuple[ResultText, ShownResult | None]:
    """The result in words and as a number; never rounded across its verdict."""
    parts = ""
    if result.numerator is not None and result.denominator is not None:
        parts = f"{format_number(result.numerator)}/{format_number(result.denominator)}"
    plain = ResultText(
        parts=parts,
        outcome=result.outcome,
        numerator=result.numerator,
        denominator=result.denominator,
        exact=result.value if result.outcome == Outcome.VALUE else None,
    )
    if result.outcome == Outcome.FROM_ZERO:
        return replace(plain, text=f"{format_number(result.numerator or 0)} (năm trước 0)"), None
    if result.outcome == Outcome.STEPS:
        return replace(plain, text=steps_text(result, measure.method)), None
    if result.outcome == Outcome.LISTED:
        return replace(plain, text=_listed_text(result)), None
    if result.outcome == Outcome.APART:
        answered = format_number(result.coverage.answered - result.no_cases)
        return replace(plain, text=f"{answered} đơn vị, không cộng được"), None
    if result.outcome != Outcome.VALUE or result.value is None:
        return plain, None
    if _is_one_answer(result, measure.method):
        return replace(plain, text="Có" if result.numerator else "Không", parts=""), None
    unit = result_unit(measure.method, base)
    if unit is None:
        whole = int(result.value)
        text = format_money(whole) if measure.method == Method.MONEY else format_number(whole)
        return replace(plain, text=text, number=Decimal(whole)), None
    shown = show_result(
        result.value,
        unit,
        decimals=measure.decimals,
        verdict=assessor.verdict if assessor is not None else None,
    )
    number = Decimal(shown.value.numerator) / Decimal(shown.value.denominator)
    return (
        replace(plain, text=shown.text(column=True), number=number, decimals=shown.decimals),
        shown,
    )


def asks_one_answer(result: Result, method: str) -> bool:
    """Is one unit asked for yes or no, and nobody else? Its answer is told in no unit."""
    return method in (Method.YES_NO, Method.SHARE_YES) and result.coverage.asked == 1


def _is_one_answer(result: Result, method: str) -> bool:
    """Did one unit answer yes or no, and was nobody else asked? Then it has no percentage."""
    return asks_one_answer(result, method) and result.denominator == 1


def steps_text(result: Result, kind: str) -> str:
    """“Mức độ II: 1, mức độ III: 8”; where only one unit is asked just its own, “Mức độ II”."""
    if result.coverage.asked == 1:
        return capitalised(step_words(kind, result.steps.index(1)))
    return counted_words(kind, result.steps)


def _listed_text(result: Result) -> str:
    """Texts have no sum; how many there are is said, and they stand below."""
    if result.coverage.asked == 1:
        return "Đã viết"
    return f"{format_number(result.coverage.answered)} đơn vị đã viết"


@dataclass(frozen=True)
class Assessor:
    """Everything that judges one component in one year, so that display and verdict ask the same question."""

    standing: Standing
    previous: Fraction | None
    better: Better
    is_percent: bool
    done_from: int = 1

    def verdict(self, value: Fraction) -> tuple[Status, bool]:
        """What a displayed number must not contradict: the status, and before a milestone whether its mark
        is reached already."""
        found = judge(
            self.standing,
            value,
            previous=self.previous,
            better=self.better,
            is_percent=self.is_percent,
        )
        return found.status, found.distance == 0

    def assess(self, result: Result) -> Assessment:
        if result.outcome == Outcome.LISTED:
            return judge_words(self.standing)
        if result.outcome == Outcome.STEPS:
            return judge_steps(
                self.standing,
                Steps(result.steps, matched=result.matched, fell=result.fell, done_from=self.done_from),
            )
        if result.outcome == Outcome.FROM_ZERO:
            return judge_from_zero(self.standing, result.numerator or 0)
        assert result.value is not None
        return judge(
            self.standing,
            result.value,
            previous=self.previous,
            better=self.better,
            is_percent=self.is_percent,
        )


def assessor_for(
    component: Component, targets: list[Target], year: int, plan: Plan, previous: Result | None
) -> Assessor:
    """The judge of a component in a year, with last year's unrounded result where there is one."""
    measure = component.measure
    unit = result_unit(measure.method, component.base)
    return Assessor(
        standing=standing_for(component, targets, year, plan),
        previous=previous.value if previous is not None and previous.outcome == Outcome.VALUE else None,
        better=Better(measure.better),
        is_percent=unit == PERCENT,
        done_from=DONE_FROM.get(measure.method, 1),
    )


def verdict_on(
    result: Result, shown: ShownResult | None, assessor: Assessor, *, applies: bool, has_verdict: bool
) -> Verdict:
    """The status of a result, as a reader asks: does it apply, is there a target, is there a figure?"""
    if not applies:
        return _verdict(Status.NOT_APPLICABLE)
    if assessor.standing.bar is None:
        return _verdict(Status.NO_TARGET)
    if result.outcome == Outcome.NO_CASES:
        return _verdict(Status.NO_CASES, is_partial=not result.coverage.is_complete)
    if result.outcome == Outcome.APART:
        return Verdict(Status.NO_TARGET, RATES_APART)
    if result.outcome not in (Outcome.VALUE, Outcome.FROM_ZERO, Outcome.STEPS, Outcome.LISTED):
        return _verdict(Status.NO_DATA)
    if not has_verdict:
        return Verdict()
    assessment = assessor.assess(result)
    if assessment.status == Status.NO_TARGET:
        return Verdict(assessment.status, TARGET_IN_WORDS)
    return Verdict(
        status=assessment.status,
        chip=status_chip(assessment.status, is_partial=not result.coverage.is_complete),
        distance=_distance(assessment, shown, assessor),
    )


def _verdict(status: Status, *, is_partial: bool = False) -> Verdict:
    return Verdict(status=status, chip=status_chip(status, is_partial=is_partial))


def _distance(assessment: Assessment, shown: ShownResult | None, assessor: Assessor) -> str:
    if assessment.distance is None or shown is None or assessor.standing.bar is None:
        return ""
    if assessment.distance == 0:
        return "đã đạt mức của mốc"
    value = assessor.standing.bar.value
    assert value is not None
    return f"còn {format_points(shown, show_stated(value, shown.unit))}"


def print_target(component: Component, standing: Standing, targets: list[Target]) -> TargetText:
    """The target that stands, as signs and numbers, with the signed words and our reading behind it."""
    bar = standing.bar
    if bar is None:
        return TargetText()
    if standing.between is not None:
        return _drawn_target(component, standing, targets)
    signed = next(target for target in targets if bar_of(target) == bar)
    return TargetText(
        text=target_words(bar, component),
        milestone=f"mốc {standing.later_year}" if standing.later_year else "",
        words=signed.words,
        reading=signed.reading,
        flag=signed.get_flag_display() if signed.flag else "",
        needs_confirmation=_waits(signed),
    )


def _drawn_target(component: Component, standing: Standing, targets: list[Target]) -> TargetText:
    """One that the owner has drawn between two milestones: the words are those of the milestone ahead, and
    the reading says between which two it lies."""
    assert standing.between is not None
    ends = [next(target for target in targets if bar_of(target) == bar) for bar in standing.between]
    marks = [
        f"{target_words(bar_of(end), component)} ({span_words(end.first_year, end.last_year)})"
        for end in ends
    ]
    flagged = next((end for end in ends if end.flag), None)
    return TargetText(
        text=standing_target_words(standing, component),
        words=ends[1].words,
        reading=f"Nội suy giữa {marks[0]} và {marks[1]}, không có trong văn bản.",
        flag=flagged.get_flag_display() if flagged is not None else "",
        needs_confirmation=any(_waits(end) for end in ends),
    )


def _waits(target: Target) -> bool:
    """Is its reading still to be confirmed by the owner?"""
    return bool(target.flag) and target.confirmed_at is None
