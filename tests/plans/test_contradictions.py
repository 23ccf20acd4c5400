"""Which reporting days contradict each other? Each case both ways: what must be said, and what must not."""

from __future__ import annotations

import pytest

from plans.contradictions import Due, with_plan_above, within_plan
from plans.enums import DutyKind
from units.enums import Level


def due(
    position: int,
    level: Level,
    day: int,
    month: int,
    *,
    who: str = "",
    duty: DutyKind = DutyKind.YEAR,
    year: int | None = None,
    receiver: str = "",
) -> Due:
    words = {Level.VILLAGE: "Thôn", Level.COMMUNE: "Cấp xã", Level.DISTRICT: "Cấp huyện"}
    return Due(position, duty, level, who or words.get(level, "Cấp tỉnh"), receiver, month, day, year)


def sentences(dues: list[Due], issuer: Level) -> list[str]:
    return [found.sentence for found in within_plan(dues, issuer)]


def test_one_person_with_two_days_as_in_000():
    (found,) = within_plan(
        [
            due(1, Level.VILLAGE, 20, 11),
            due(2, Level.COMMUNE, 30, 11, receiver="UBND xã"),
            due(3, Level.COMMUNE, 5, 12, receiver="UBND xã"),
        ],
        Level.COMMUNE,
    )
    assert found.sentence == (
        "Cấp xã có hai hạn khác nhau cho cùng một báo cáo năm: 30/11 và 05/12. "
        "Giữ cả hai: hạn 30/11 để nhắc, hạn 05/12 để tính quá hạn."
    )
    assert found.beside == "Hai hạn cho cùng một báo cáo: 30/11 và 05/12."
    assert found.positions == (2, 3)


@pytest.mark.parametrize(
    "other",
    [
        due(3, Level.COMMUNE, 30, 11, receiver="UBND xã"),  # the same day again
        due(3, Level.COMMUNE, 5, 12, receiver="UBND huyện"),  # told to somebody else
        due(3, Level.COMMUNE, 10, 6, receiver="UBND xã", duty=DutyKind.SIX_MONTHS),
        due(3, Level.COMMUNE, 5, 12, receiver="UBND xã", who="Công an xã"),
    ],
    ids=["same day", "other receiver", "other duty", "other person"],
)
def test_two_rows_that_are_no_contradiction(other: Due):
    rows = [due(2, Level.COMMUNE, 30, 11, receiver="UBND xã"), other]
    assert not any("hai hạn" in sentence for sentence in sentences(rows, Level.COMMUNE))


def test_villages_and_agencies_on_one_day_is_fine_as_in_000():
    rows = [
        due(1, Level.AGENCY, 20, 11, who="Các đơn vị chuyên môn"),
        due(2, Level.VILLAGE, 20, 11),
        due(3, Level.COMMUNE, 30, 11),
    ]
    assert sentences(rows, Level.COMMUNE) == []


def test_no_day_left_to_add_up_as_in_003():
    rows = [
        due(1, Level.AGENCY, 30, 11, who="Sở Y tế", year=2020),
        due(2, Level.DISTRICT, 30, 11, year=2020),
        due(3, Level.PROVINCE, 30, 11, year=2020),
        due(4, Level.DISTRICT, 10, 6, duty=DutyKind.SIX_MONTHS, year=2020),
        due(5, Level.PROVINCE, 15, 6, duty=DutyKind.SIX_MONTHS, year=2020),  # five days: enough
    ]
    (found,) = within_plan(rows, Level.PROVINCE)
    assert found.sentence == (
        "Sở Y tế và cấp huyện nộp báo cáo năm ngày 30/11/2020, đúng ngày cấp tỉnh phải nộp tổng hợp: "
        "không còn ngày nào để tổng hợp."
    )
    assert found.positions == (1, 2, 3)


def test_below_after_above():
    rows = [due(1, Level.VILLAGE, 6, 12), due(2, Level.COMMUNE, 5, 12)]
    (found,) = within_plan(rows, Level.COMMUNE)
    assert found.sentence == (
        "Thôn nộp báo cáo năm ngày 06/12, sau hạn 05/12 của cấp xã: cấp dưới nộp sau cấp trên."
    )
    assert found.positions == (1, 2)
    assert sentences([due(1, Level.VILLAGE, 4, 12), due(2, Level.COMMUNE, 5, 12)], Level.COMMUNE) == []


def test_agencies_of_the_province_and_districts_do_not_report_to_each_other():
    rows = [due(1, Level.AGENCY, 30, 11, who="Sở Y tế"), due(2, Level.DISTRICT, 20, 11)]
    assert sentences(rows, Level.PROVINCE) == []


def test_days_of_other_years_do_not_meet():
    rows = [due(1, Level.VILLAGE, 6, 12, year=2021), due(2, Level.COMMUNE, 5, 12, year=2022)]
    assert sentences(rows, Level.COMMUNE) == []
    recurring = [due(1, Level.VILLAGE, 6, 12, year=2021), due(2, Level.COMMUNE, 5, 12)]
    assert len(sentences(recurring, Level.COMMUNE)) == 1


def across(own: list[Due], above: list[Due]) -> list[str]:
    found = with_plan_above(own, Level.COMMUNE, above, Level.DISTRICT, "kế hoạch 2021–2030 của UBND huyện An")
    return [contradiction.sentence for contradiction in found]


def test_a_commune_after_the_day_its_district_sets_for_communes():
    assert across([due(6, Level.COMMUNE, 5, 12)], [due(1, Level.COMMUNE, 20, 11)]) == [
        "Cấp xã nộp báo cáo năm ngày 05/12, trong khi kế hoạch 2021–2030 của UBND huyện An đặt hạn 20/11 "
        "cho cấp xã: cấp dưới nộp sau hạn của cấp trên."
    ]
    assert across([due(6, Level.COMMUNE, 20, 11)], [due(1, Level.COMMUNE, 20, 11)]) == []
    assert across([due(6, Level.COMMUNE, 19, 11)], [due(1, Level.COMMUNE, 20, 11)]) == []


def test_villages_on_the_day_the_district_sets_for_communes():
    assert across([due(4, Level.VILLAGE, 20, 11)], [due(1, Level.COMMUNE, 20, 11)]) == [
        "Thôn nộp báo cáo năm ngày 20/11, trong khi kế hoạch 2021–2030 của UBND huyện An đặt hạn 20/11 "
        "cho cấp xã: đúng ngày, nên không còn ngày nào để tổng hợp."
    ]
    assert across([due(4, Level.VILLAGE, 19, 11)], [due(1, Level.COMMUNE, 20, 11)]) == []


def test_the_nearest_day_above_is_held_to():
    """The district's own day is behind that of its communes; only the nearer one is named."""
    above = [due(1, Level.COMMUNE, 20, 11), due(2, Level.DISTRICT, 30, 11)]
    assert len(across([due(6, Level.COMMUNE, 5, 12)], above)) == 1
    assert "cho cấp huyện" in across([due(6, Level.COMMUNE, 5, 12)], above[1:])[0]


def test_the_divisions_of_the_district_do_not_bind_a_commune():
    above = [due(1, Level.AGENCY, 1, 11, who="Phòng Y tế")]
    assert across([due(6, Level.COMMUNE, 5, 12)], above) == []
    assert across([due(5, Level.AGENCY, 5, 12, who="Trạm Y tế")], above) == []
