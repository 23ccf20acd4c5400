"""Is each result told in a sentence that an official would sign? Every expected one is written by hand."""

from __future__ import annotations

import pytest

from indicators.enums import Better, Method, Status
from reporting.chips import RATES_APART, TARGET_IN_WORDS
from reporting.documents.sentences import (
    is_unsaid,
    line_of,
    line_of_unsaid,
    said_of,
    target_in_words,
    with_target,
    year_words,
)
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText, TargetText, Verdict
from reporting.summaries.table_rows import Row, Writing
from tests.rows import count, rate, row, said, verdict

NOTHING = ResultText()


def told(one: Row) -> str:
    return said_of(one, then="năm 2023", when="trong năm")


def test_a_line_says_number_name_result_target_verdict_and_change():
    assert line_of(row(), then="năm 2023", when="trong năm") == (
        "- 3.1. Suy dinh dưỡng thể thấp còi: 11,4% (27/236); chỉ tiêu dưới 10%: chưa đạt; "
        "giảm 1,1 điểm % so với năm 2023 (12,5%)."
    )


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        ("<\u00a010%", "dưới 10%"),
        (">\u00a095%", "trên 95%"),
        ("≤\u00a05/804", "không quá 5/804"),
        ("≥\u00a099,8%", "từ 99,8% trở lên"),
        ("≥\u00a0100%", "100%"),
        ("≤\u00a00%", "0%"),
        ("≤\u00a00", "0"),
        ("=\u00a07", "7"),
        ("≥ mức độ III", "từ mức độ III trở lên"),
        ("≥ ≈6,67% (nội suy)", "từ ≈6,67% (nội suy) trở lên"),
        ("giảm 2–3%", "giảm 2–3%"),
        ("duy trì", "duy trì"),
        ("có", "có"),
    ],
)
def test_signs_are_told_in_words(signs: str, words: str):
    assert target_in_words(signs) == words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"verdict": verdict(Status.MET), "result": rate("9,7%", 23, 236)},
            "9,7% (23/236); chỉ tiêu dưới 10%: đạt; giảm 2,8 điểm % so với năm 2023 (12,5%).",
        ),
        (
            {
                "verdict": verdict(Status.EXCEEDED),
                "target": TargetText(">\u00a080%"),
                "result": rate("92,7%", 656, 708),
                "last_year": rate("76,5%", 620, 810),
                "better": Better.HIGHER.label,
            },
            "92,7% (656/708); chỉ tiêu trên 80%: vượt; tăng 16,2 điểm % so với năm 2023 (76,5%).",
        ),
        (
            {
                "verdict": verdict(Status.MILESTONE_LATER, "còn 1,4 điểm %"),
                "target": TargetText("<\u00a010%", milestone="mốc 2025"),
                "last_year": NOTHING,
            },
            "11,4% (27/236); chỉ tiêu đến năm 2025 dưới 10%: còn cách 1,4 điểm %.",
        ),
        (
            {
                "verdict": verdict(Status.MILESTONE_LATER, "đã đạt mức của mốc"),
                "target": TargetText("<\u00a015%", milestone="mốc 2025"),
                "last_year": NOTHING,
            },
            "11,4% (27/236); chỉ tiêu đến năm 2025 dưới 15%: đã đạt mức của mốc.",
        ),
        (
            {"verdict": verdict(None), "last_year": NOTHING},
            "11,4% (27/236); chỉ tiêu dưới 10%.",
        ),
        (
            {"verdict": verdict(Status.NO_TARGET), "target": TargetText(), "last_year": NOTHING},
            "11,4% (27/236).",
        ),
        (
            {
                "verdict": verdict(Status.NO_DATA),
                "target": TargetText("tăng"),
                "last_year": NOTHING,
            },
            "11,4% (27/236); yêu cầu tăng, chưa có số năm trước để so sánh.",
        ),
        (
            {"verdict": verdict(Status.UNREAD), "target": TargetText("chưa rõ cách đọc")},
            "11,4% (27/236); chỉ tiêu chờ xác nhận cách đọc, chưa đánh giá; "
            "giảm 1,1 điểm % so với năm 2023 (12,5%).",
        ),
        (
            {
                "verdict": Verdict(Status.NO_TARGET, RATES_APART),
                "result": ResultText("2 đơn vị, không cộng được", outcome=Outcome.APART),
                "last_year": NOTHING,
            },
            "2 đơn vị, không cộng được; không đánh giá.",
        ),
    ],
)
def test_every_verdict_has_its_words(changes: dict[str, object], sentence: str):
    assert told(row(**changes)) == sentence


def test_contents_of_which_nothing_is_known_stand_in_one_line():
    nothing = {"result": NOTHING, "verdict": verdict(Status.NO_DATA)}
    births = row(label="4", short_name="Tỷ suất tử vong sơ sinh", **nothing)
    assert line_of_unsaid([row(**nothing), births]) == (
        "- Chưa có số liệu: 3.1. suy dinh dưỡng thể thấp còi; 4. tỷ suất tử vong sơ sinh."
    )
    assert is_unsaid(births)
    # Where more is known than that, it is said of each.
    assert not is_unsaid(row())
    assert not is_unsaid(row(**nothing | {"not_collected": 1}))
    assert not is_unsaid(row(**nothing | {"is_partial": True, "coverage": "0/3 trường"}))
    assert not is_unsaid(row(**nothing | {"verdict": verdict(Status.NOT_APPLICABLE)}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"result": NOTHING, "verdict": verdict(Status.NO_DATA)}, "chưa có số liệu."),
        (
            {"result": NOTHING, "verdict": verdict(Status.NO_DATA), "not_collected": 1},
            "chưa thu thập được số liệu.",
        ),
        (
            {
                "result": NOTHING,
                "verdict": verdict(Status.NO_DATA),
                "is_partial": True,
                "coverage": "0/3 trường",
            },
            "chưa có số liệu (0/3 trường đã báo cáo).",
        ),
        (
            {
                "result": ResultText(parts="505/460"),
                "verdict": verdict(Status.NO_DATA),
                "is_partial": True,
                "coverage": "4/6 thôn",
            },
            "chưa tính được kết quả (505/460; mới có số liệu của 4/6 thôn).",
        ),
        (
            {
                "result": ResultText(parts="0/0", outcome=Outcome.NO_CASES),
                "verdict": verdict(Status.NO_CASES),
            },
            "không phát sinh trong năm.",
        ),
        (
            {
                "result": ResultText(parts="0/0", outcome=Outcome.NO_CASES),
                "verdict": verdict(Status.NO_CASES, partial=True),
                "is_partial": True,
                "coverage": "5/6 thôn",
            },
            "không phát sinh trong năm (số liệu của 5/6 thôn).",
        ),
        ({"verdict": verdict(Status.NOT_APPLICABLE)}, "không áp dụng trên địa bàn này."),
    ],
)
def test_four_kinds_of_nothing_are_four_sentences(changes: dict[str, object], sentence: str):
    assert told(row(**changes)) == sentence


def test_a_sum_from_which_units_are_missing_says_of_whom_it_is_and_claims_no_change():
    partial = row(is_partial=True, coverage="8/9 thôn")
    assert told(partial) == (
        "11,4% (27/236; số liệu của 8/9 thôn); chỉ tiêu dưới 10%: chưa đạt; năm 2023: 12,5% (30/240)."
    )


def test_yes_and_no_are_answers_and_no_rates():
    place = row(
        method=Method.SHARE_YES,
        unit_text="",
        target=TargetText("≥\u00a0100%"),
        result=said("Có"),
        last_year=said("Không"),
        verdict=verdict(Status.MET),
    )
    assert told(place) == "có; đạt chỉ tiêu; năm 2023: không."
    assert with_target(place) == "suy dinh dưỡng thể thấp còi"
    assert year_words(place) == "có"


def test_counts_say_from_how_many_and_never_a_percentage():
    marriages = row(
        method=Method.COUNT,
        unit_text="cuộc",
        target=TargetText("giảm"),
        result=count("1"),
        last_year=count("2"),
        verdict=verdict(Status.MET),
    )
    assert told(marriages) == "1; yêu cầu giảm: đạt; giảm 1 cuộc so với năm 2023 (2)."
    from_none = row(
        method=Method.COUNT,
        unit_text="cuộc",
        target=TargetText(),
        result=count("3"),
        last_year=count("0"),
        verdict=verdict(Status.NO_TARGET),
    )
    assert told(from_none) == "3; tăng 3 cuộc so với năm 2023 (0)."


def test_a_change_from_year_to_year_says_both_counts():
    fewer = row(
        method=Method.YEAR_ON_YEAR,
        target=TargetText("giảm 2–3%"),
        result=rate("50,0%", 1, 2),
        last_year=rate("33,3%", 2, 3),
        numerator="1",
        denominator="2",
        verdict=verdict(Status.MET),
    )
    assert told(fewer) == "50,0% (từ 2 xuống 1); chỉ tiêu giảm 2–3%: đạt."
    from_zero = row(
        method=Method.YEAR_ON_YEAR,
        target=TargetText("giảm 2–3%"),
        result=ResultText(
            "0 (năm trước 0)", parts="0/0", outcome=Outcome.FROM_ZERO, numerator=0, denominator=0
        ),
        last_year=NOTHING,
        verdict=verdict(Status.MET),
    )
    assert told(from_zero) == "0 (năm trước 0); chỉ tiêu giảm 2–3%: đạt."


def test_levels_are_counted_by_unit():
    levels = row(
        method=Method.LEVEL,
        unit_text="",
        target=TargetText("≥ mức độ III"),
        result=ResultText("Mức độ II: 1, mức độ III: 8", outcome=Outcome.STEPS),
        last_year=NOTHING,
        coverage="9/9 huyện",
        verdict=verdict(Status.NOT_MET),
    )
    assert told(levels) == (
        "mức độ II: 1, mức độ III: 8 (tính theo huyện); chỉ tiêu từ mức độ III trở lên: chưa đạt."
    )


def test_what_one_unit_wrote_stands_in_the_text_and_what_many_wrote_in_the_annex():
    own = row(
        method=Method.TEXT,
        target=TargetText("mô tả"),
        result=ResultText("Đã viết", outcome=Outcome.LISTED),
        last_year=NOTHING,
        verdict=Verdict(Status.NO_TARGET, TARGET_IN_WORDS),
        writings=(Writing("", "Ban điều hành họp đủ\nbốn quý."),),
    )
    assert told(own) == "Ban điều hành họp đủ bốn quý."
    many = row(
        method=Method.TEXT,
        target=TargetText(),
        result=ResultText("2 đơn vị đã viết", outcome=Outcome.LISTED),
        last_year=NOTHING,
        verdict=Verdict(Status.NO_TARGET, TARGET_IN_WORDS),
        writings=(Writing("Thôn 1", "Có."), Writing("Thôn 2", "Chưa.")),
    )
    assert told(many) == "2 đơn vị đã viết, nội dung tại biểu kèm theo."


def test_words_that_cannot_be_right_are_quoted_as_they_were_signed():
    target = TargetText(
        "≥\u00a0100%",
        words="duy trì trên 100% thôn;",
        reading="Không thể có trên 100% số thôn; đọc là từ 100% trở lên.",
        flag="Không thể đạt trên 100%",
        needs_confirmation=True,
    )
    odd = row(target=target, last_year=NOTHING)
    assert told(odd) == (
        "11,4% (27/236); chỉ tiêu 100%: chưa đạt. Văn bản ghi “duy trì trên 100% thôn”. Cách hiểu: Không thể "
        "có trên 100% số thôn; đọc là từ 100% trở lên. Cách hiểu này chưa được xác nhận."
    )


def test_a_small_number_that_is_not_for_everybody_is_told_as_such_and_nothing_else():
    few = row(
        is_withheld=True,
        numerator="<5",
        result=ResultText("ẩn"),
        last_year=ResultText("ẩn"),
        verdict=Verdict(),
    )
    assert told(few) == "dưới 5 trường hợp."
    hidden = row(is_withheld=True, numerator="ẩn", result=ResultText("ẩn"), verdict=Verdict())
    assert told(hidden) == "không công khai số liệu."
    only_last_year = row(is_withheld=True, last_year=ResultText("ẩn"))
    assert told(only_last_year) == "11,4% (27/236); chỉ tiêu dưới 10%: chưa đạt."


def test_one_year_among_several():
    assert year_words(row()) == "11,4% (27/236)"
    assert year_words(row(mark="◊")) == "11,4% ◊ (27/236)"
    assert year_words(None) == "chưa có số liệu"
    assert year_words(row(result=NOTHING)) == "chưa có số liệu"
    assert year_words(row(result=ResultText(outcome=Outcome.NO_CASES))) == "không phát sinh"
    assert year_words(row(verdict=verdict(Status.NOT_APPLICABLE))) == "không áp dụng"


def test_an_abbreviation_keeps_its_capitals_inside_a_sentence():
    assert with_target(row(short_name="HIV từ mẹ sang con")) == "HIV từ mẹ sang con 11,4% (chỉ tiêu dưới 10%)"
