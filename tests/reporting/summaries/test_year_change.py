"""Is a change against last year one that a reader with a calculator finds as well, or none at all?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from indicators.enums import Better, Method
from reporting.summaries.results import ResultText
from reporting.summaries.year_change import change_of, has_small_base
from tests.rows import count, rate, row


def test_points_are_taken_between_the_displayed_numbers():
    # 27/236 is 11,4407 and 30/240 is 12,5: exactly 1,0593 apart, but 12,5 − 11,4 is 1,1.
    change = change_of(row(), "năm 2023")
    assert change.words == "giảm 1,1 điểm % so với năm 2023 (12,5%)"
    assert change.is_better is True
    assert change.size == Fraction(11, 10)


def test_more_digits_on_one_side_are_not_rounded_away():
    change = change_of(row(result=rate("97,96%", 480, 490), last_year=rate("98,0%", 490, 500)), "năm 2023")
    assert change.words == "giảm 0,04 điểm % so với năm 2023 (98,0%)"


def test_what_is_better_depends_on_the_measure():
    higher = row(better=Better.HIGHER.label)
    assert change_of(higher, "năm 2023").is_better is False


@pytest.mark.parametrize(
    ("last", "now", "words"),
    [
        (rate("83,3%", 5, 6), rate("100%", 6, 6), "năm 2023: 83,3% (5/6)"),
        (rate("19,6‰", 1, 51), rate("0‰", 0, 48), "năm 2023: 19,6‰ (1/51)"),
        (rate("3,0%", 3, 100), rate("2,0%", 2, 100), "năm 2023: 3,0% (3/100)"),
        (rate("0‰", 0, 51), rate("0‰", 0, 48), "không đổi so với năm 2023"),
    ],
)
def test_a_small_base_and_a_handful_of_cases_make_no_points(last: ResultText, now: ResultText, words: str):
    change = change_of(row(unit_text=last.text[-1], last_year=last, result=now), "năm 2023")
    assert change.words == words
    assert change.is_better is None
    assert change.size is None


def test_other_bases_stand_beside_each_other():
    change = change_of(
        row(unit_text="/804", last_year=rate("6,9/804", 7, 810), result=rate("5,7/804", 5, 708)), "năm 2023"
    )
    assert change.words == "năm 2023: 6,9/804 (7/810)"


def test_per_thousand_has_points_and_no_rank_among_per_cent():
    change = change_of(
        row(unit_text="‰", last_year=rate("13,2‰", 37, 2800), result=rate("12,6‰", 29, 2301)), "năm 2023"
    )
    assert change.words == "giảm 0,6 điểm ‰ so với năm 2023 (13,2‰)"
    assert change.size is None


def test_money_changes_by_an_amount():
    money = row(
        method=Method.MONEY,
        unit_text="đồng",
        last_year=count("11.800.000 đồng"),
        result=count("13.000.000 đồng"),
        better=Better.HIGHER.label,
    )
    change = change_of(money, "năm 2023")
    assert change.words == "tăng 1.200.000 đồng so với năm 2023 (11.800.000)"
    assert change.is_better is True


def test_a_count_from_which_units_are_missing_is_held_against_nothing():
    partial = row(
        method=Method.COUNT, unit_text="ca", last_year=count("7"), result=count("3"), is_partial=True
    )
    assert change_of(partial, "năm 2023").words == ""


@pytest.mark.parametrize("field", ["last_year", "result"])
def test_nothing_is_said_where_one_side_has_no_number(field: str):
    assert change_of(row(**{field: ResultText()}), "năm 2023").words == ""


def test_the_mark_of_old_units_stays_beside_their_number():
    old = rate("12,5%", 30, 240)
    marked = row(last_year=ResultText(**(old.__dict__ | {"text": "12,5% ◊"})))
    assert change_of(marked, "năm 2024").words == "giảm 1,1 điểm % so với năm 2024 (12,5% ◊)"


def test_which_bases_are_small():
    assert has_small_base(rate("100%", 29, 29))
    assert not has_small_base(rate("100%", 30, 30))
    assert not has_small_base(count("3"))
