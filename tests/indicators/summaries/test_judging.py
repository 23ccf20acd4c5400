"""Does the sentence say what the verdict will be, on the mark and on both sides of it?"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.assessment import Bar, Steps, judge, judge_from_zero, judge_steps, standing_in
from indicators.enums import Better, Method, Operator, Status
from indicators.models import Measure
from indicators.numbers import PERCENT
from indicators.summaries.judging import Measured, judged_years, judging_words, measured_by

HIGHER = Measured(Method.RATIO, 100, Better.HIGHER)
SHARE = Measured(Method.RATIO, 100, Better.HIGHER, is_share=True)
LOWER = Measured(Method.RATIO, 100, Better.LOWER)
PER_804 = Measured(Method.RATIO, 804, Better.LOWER)
COUNT = Measured(Method.COUNT, 1, Better.LOWER)
REDUCTION = Measured(Method.YEAR_ON_YEAR, 100, Better.HIGHER)
YES_NO = Measured(Method.YES_NO, 1, Better.HIGHER)
LEVEL = Measured(Method.LEVEL, 1, Better.HIGHER)
STATE = Measured(Method.STATE, 1, Better.HIGHER)
TEXT = Measured(Method.TEXT, 1, Better.HIGHER)
YEARS = range(2021, 2031)


def bar(
    operator: Operator, value: str | None = None, second: str | None = None, year: int | None = None
) -> Bar:
    return Bar(
        operator,
        None if value is None else Decimal(value),
        None if second is None else Decimal(second),
        year,
        year,
    )


@pytest.mark.parametrize(
    ("target", "measured", "words"),
    [
        (bar(Operator.AT_LEAST, "98"), HIGHER, "Đạt khi kết quả từ 98% trở lên; từ 102,9% trở lên là Vượt."),
        (bar(Operator.AT_LEAST, "98"), SHARE, "Đạt khi kết quả từ 98% trở lên."),
        (bar(Operator.AT_LEAST, "80"), SHARE, "Đạt khi kết quả từ 80% trở lên; từ 84% trở lên là Vượt."),
        (bar(Operator.MORE_THAN, "95"), SHARE, "Đạt khi kết quả trên 95%; từ 99,75% trở lên là Vượt."),
        (bar(Operator.AT_LEAST, "100"), HIGHER, "Đạt khi kết quả từ 100% trở lên."),
        (bar(Operator.LESS_THAN, "4.5"), LOWER, "Đạt khi kết quả dưới 4,5%."),
        (bar(Operator.AT_MOST, "5"), PER_804, "Đạt khi kết quả nhiều nhất 5 trên 804."),
        (bar(Operator.AT_MOST, "0"), LOWER, "Đạt khi không có trường hợp nào."),
        (bar(Operator.EQUAL, "5"), LOWER, "Đạt khi kết quả đúng 5%."),
        (bar(Operator.MAINTAIN), HIGHER, "Đạt khi không thấp hơn năm trước."),
        (bar(Operator.MAINTAIN), LOWER, "Đạt khi không cao hơn năm trước."),
        (
            bar(Operator.MAINTAIN, "98"),
            HIGHER,
            "Đạt khi kết quả từ 98% trở lên và không thấp hơn năm trước.",
        ),
        (
            bar(Operator.RISE),
            HIGHER,
            "Đạt khi cao hơn năm trước; năm trước đã 100% thì đạt khi vẫn 100%.",
        ),
        (
            bar(Operator.FALL),
            COUNT,
            "Đạt khi thấp hơn năm trước; năm trước đã là 0 thì đạt khi vẫn là 0.",
        ),
        (
            bar(Operator.BAND, "2", "3"),
            REDUCTION,
            "Đạt khi mức giảm so với năm trước từ 2% trở lên (văn bản ghi từ 2% đến 3%);"
            " năm trước không có trường hợp nào thì đạt khi năm nay cũng không có.",
        ),
        (bar(Operator.BAND, "2", "3"), LOWER, "Đạt khi kết quả nhiều nhất 3% (văn bản ghi từ 2% đến 3%)."),
        (bar(Operator.DONE), YES_NO, "Đạt khi có."),
        (
            bar(Operator.DONE),
            Measured(Method.SHARE_YES, 100, Better.HIGHER),
            "Đạt khi kết quả từ 100% trở lên.",
        ),
        (bar(Operator.DONE), STATE, "Đạt khi mọi đơn vị hoàn thành."),
        (bar(Operator.DONE), LEVEL, "Đạt khi mọi đơn vị từ mức độ I trở lên."),
        (bar(Operator.AT_LEAST, "3"), LEVEL, "Đạt khi mọi đơn vị từ mức độ III trở lên."),
        (bar(Operator.MAINTAIN), LEVEL, "Đạt khi không đơn vị nào thấp hơn năm trước."),
        (bar(Operator.RISE), LEVEL, "Không tự đánh giá: đọc nội dung."),
        (bar(Operator.NARRATIVE), HIGHER, "Không tự đánh giá: đọc nội dung."),
        (bar(Operator.AT_LEAST, "1"), TEXT, "Không tự đánh giá: đọc nội dung."),
        (bar(Operator.UNREADABLE, "1"), HIGHER, "Chưa đánh giá: chờ xác nhận cách đọc."),
    ],
)
def test_one_target_for_every_year(target: Bar, measured: Measured, words: str):
    assert judging_words([target], measured, YEARS) == words


def test_without_a_target():
    assert judging_words([], HIGHER, YEARS) == "Không giao chỉ tiêu."


def test_milestones_year_by_year():
    targets = [bar(Operator.LESS_THAN, "4.5", year=2025), bar(Operator.AT_MOST, "3", year=2030)]
    assert judging_words(targets, LOWER, YEARS) == (
        "Từ năm 2021 đến năm 2024: chưa đến mốc năm 2025. Năm 2025: đạt khi kết quả dưới 4,5%."
        " Từ năm 2026 đến năm 2029: chưa đến mốc năm 2030. Năm 2030: đạt khi kết quả nhiều nhất 3%."
    )
    after = judged_years([bar(Operator.LESS_THAN, "4.5", year=2025)], LOWER, YEARS)
    assert [(each.first_year, each.last_year, each.years) for each in after] == [
        (2021, 2024, "Từ năm 2021 đến năm 2024"),
        (2025, 2030, "Từ năm 2025 đến năm 2030"),
    ]


def test_what_is_measured_comes_from_the_measure_and_the_plans_own_base():
    measure = Measure(method=Method.RATIO, base=100_000, better=Better.LOWER, is_share=True)
    assert measured_by(measure, 804) == Measured(Method.RATIO, 804, Better.LOWER, is_share=True)
    assert measured_by(measure).base == 100_000


# --- The sentence and the verdict agree


NUMBER = r"([0-9][0-9.,]*)[%‰]?(?: trên 804)?"


def number(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", ".").rstrip("%‰"))


def claims(words: str, result: Fraction, previous: Fraction | None) -> Status:
    """What somebody expects who has read nothing but the sentence."""
    if found := re.search(r"từ (\S+) trở lên là Vượt", words):
        exceeding: Fraction | None = number(found[1])
    else:
        exceeding = None
    first = words.rstrip(".").split(";")[0].replace("mức giảm so với năm trước", "kết quả")
    met = []
    if found := re.search(rf"kết quả từ {NUMBER} trở lên", first):
        met.append(result >= number(found[1]))
    elif found := re.search(rf"kết quả nhiều nhất {NUMBER}", first):
        met.append(result <= number(found[1]))
    elif found := re.search(rf"kết quả trên {NUMBER}", first):
        met.append(result > number(found[1]))
    elif found := re.search(rf"kết quả dưới {NUMBER}", first):
        met.append(result < number(found[1]))
    elif found := re.search(rf"kết quả đúng {NUMBER}", first):
        met.append(result == number(found[1]))
    elif "không có trường hợp nào" in first:
        met.append(result == 0)
    if "năm trước" in first:
        if previous is None:
            # A number that is missed is missed; whether it was held cannot be said.
            return Status.NOT_MET if met == [False] else Status.MET if met else Status.NO_DATA
        if "không thấp hơn" in first:
            met.append(result >= previous)
        elif "không cao hơn" in first:
            met.append(result <= previous)
        elif "cao hơn" in first:
            met.append(result > previous or ("đã 100%" in words and result == previous == 100))
        elif "thấp hơn" in first:
            met.append(result < previous or ("đã là 0" in words and result == previous == 0))
    assert met, words
    if not all(met):
        return Status.NOT_MET
    return Status.EXCEEDED if exceeding is not None and result >= exceeding else Status.MET


TARGETS = [
    *[
        bar(operator, value)
        for operator in (
            Operator.AT_LEAST,
            Operator.MORE_THAN,
            Operator.AT_MOST,
            Operator.LESS_THAN,
            Operator.EQUAL,
        )
        for value in ("0", "0.71", "4.5", "90", "98", "100")
        if (operator, value) != (Operator.LESS_THAN, "0")
    ],
    bar(Operator.BAND, "2", "3"),
    bar(Operator.MAINTAIN),
    bar(Operator.MAINTAIN, "98"),
    bar(Operator.RISE),
    bar(Operator.FALL),
    bar(Operator.DONE),
]
TINY = Fraction(1, 1_000)
RESULTS = sorted(
    {
        mark + step
        for mark in map(Fraction, ["0", "0.71", "2", "3", "4.5", "90", "94.5", "98", "100", "102.9"])
        for step in (-TINY, 0, TINY)
        if mark + step >= 0
    }
)


@pytest.mark.parametrize("measured", [HIGHER, LOWER, COUNT, PER_804, REDUCTION])
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.operator} {target.value}")
def test_on_the_mark_and_beside_it_the_sentence_and_the_verdict_agree(target: Bar, measured: Measured):
    standing = standing_in(2024, [target], 2030)
    words = judging_words([target], measured, YEARS)
    for result in RESULTS:
        for previous in (None, Fraction(0), result, result + TINY, Fraction(100)):
            verdict = judge(
                standing,
                result,
                previous=previous,
                better=measured.better,
                is_percent=measured.unit == PERCENT,
            )
            assert verdict.status == claims(words, result, previous), (words, result, previous)


def test_from_nothing_a_reduction_is_met_by_nothing():
    target = bar(Operator.BAND, "2", "3")
    assert "năm trước không có trường hợp nào thì đạt khi năm nay cũng không có" in judging_words(
        [target], REDUCTION, YEARS
    )
    standing = standing_in(2024, [target], 2030)
    assert judge_from_zero(standing, 0).status == Status.MET
    assert judge_from_zero(standing, 1).status == Status.NOT_MET


@pytest.mark.parametrize(
    ("target", "measured", "met", "missed"),
    [
        (bar(Operator.DONE), STATE, Steps([0, 0, 2], done_from=2), Steps([0, 1, 2], done_from=2)),
        (bar(Operator.DONE), LEVEL, Steps([0, 1, 2, 0]), Steps([1, 0, 2, 0])),
        (bar(Operator.AT_LEAST, "3"), LEVEL, Steps([0, 0, 0, 9]), Steps([0, 0, 1, 8])),
        (
            bar(Operator.MAINTAIN),
            LEVEL,
            Steps([0, 1, 0, 0], matched=1),
            Steps([0, 1, 0, 0], matched=1, fell=1),
        ),
    ],
)
def test_steps_are_judged_unit_by_unit_as_said(target: Bar, measured: Measured, met: Steps, missed: Steps):
    standing = standing_in(2024, [target], 2030)
    assert "đơn vị" in judging_words([target], measured, YEARS)
    assert judge_steps(standing, met).status == Status.MET
    assert judge_steps(standing, missed).status == Status.NOT_MET
