"""Between two milestones: nothing, until the owner wants a line drawn; then it is marked where it is read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from indicators.assessment import Bar, Standing, standing_in
from indicators.enums import Better, Operator, Status
from indicators.models import Target
from indicators.numbers import PERCENT, format_stated, show_stated
from indicators.summaries import standing_for, standing_target_words
from indicators.summaries.judging import Measured, judged_years
from plans.actions.facts import FACTS, PlanFacts, change_facts, facts_mark
from plans.actions.interpolation import switch_interpolation
from plans.actions.states import begin_amendment, close_amendment, put_in_force
from plans.enums import PlanState
from plans.models import Plan
from reporting.summaries.results import assessor_for, print_target
from tests.world import NOW, World, build_plan
from units.models import LogEntry
from units.refusals import NotYours, Refused

SignIn = Callable[[World, str], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def bar(operator: Operator, value: str | None, first: int, last: int, second: str | None = None) -> Bar:
    return Bar(
        operator,
        None if value is None else Decimal(value),
        None if second is None else Decimal(second),
        first,
        last,
    )


AT_90 = bar(Operator.AT_LEAST, "90", 2025, 2025)
AT_95 = bar(Operator.AT_LEAST, "95", 2030, 2030)
MARKS = [AT_95, AT_90]


@pytest.mark.parametrize(
    ("year", "value"),
    [(2025, 90), (2026, 91), (2027, 92), (2028, 93), (2029, 94), (2030, 95), (2031, 95)],
)
def test_the_line_between_two_milestones(year: int, value: int) -> None:
    standing = standing_in(year, MARKS, 2035, interpolates=True)
    assert standing.bar is not None
    assert (standing.bar.value, standing.later_year) == (value, None)
    assert standing.is_interpolated == (2025 < year < 2030)


def test_without_the_switch_nothing_is_drawn() -> None:
    assert standing_in(2027, MARKS, 2030) == Standing(AT_95, later_year=2030)


@pytest.mark.parametrize("year", [2021, 2024])
def test_before_the_first_milestone_nothing_is_drawn(year: int) -> None:
    assert standing_in(year, MARKS, 2030, interpolates=True) == Standing(AT_90, later_year=2025)


def test_a_third_stays_a_third() -> None:
    """From 10 in 2024 to 11 in 2027: 10 and 1/3, 10 and 2/3; no rounding before the verdict."""
    marks = [bar(Operator.AT_MOST, "10", 2024, 2024), bar(Operator.AT_MOST, "11", 2027, 2027)]
    found = [standing_in(year, marks, 2027, interpolates=True).bar for year in (2025, 2026)]
    assert [one.value for one in found if one] == [Fraction(31, 3), Fraction(32, 3)]


def test_the_line_starts_where_a_span_ends_and_ends_where_one_begins() -> None:
    """90 in 2021–2023, 96 in 2026–2030: 2024 is 92, 2025 is 94."""
    marks = [bar(Operator.AT_LEAST, "90", 2021, 2023), bar(Operator.AT_LEAST, "96", 2026, 2030)]
    found = [standing_in(year, marks, 2030, interpolates=True).bar for year in (2023, 2024, 2025, 2026)]
    assert [one.value for one in found if one] == [90, 92, 94, 96]


def test_both_ends_of_a_band_move() -> None:
    marks = [bar(Operator.BAND, "2", 2025, 2025, "3"), bar(Operator.BAND, "4", 2029, 2029, "6")]
    found = standing_in(2027, marks, 2030, interpolates=True).bar
    assert found == Bar(Operator.BAND, Fraction(3), Fraction(9, 2), 2027, 2027)


UNLIKE = [
    # two ways of asking have no middle
    (bar(Operator.AT_LEAST, "90", 2025, 2025), bar(Operator.AT_MOST, "95", 2030, 2030)),
    (bar(Operator.AT_LEAST, "90", 2025, 2025), bar(Operator.EQUAL, "95", 2030, 2030)),
    (bar(Operator.AT_LEAST, "90", 2025, 2025), bar(Operator.BAND, "95", 2030, 2030, "96")),
    # words that no number decides by itself
    (bar(Operator.MAINTAIN, "90", 2025, 2025), bar(Operator.MAINTAIN, "95", 2030, 2030)),
    (bar(Operator.DONE, None, 2025, 2025), bar(Operator.DONE, None, 2030, 2030)),
    (bar(Operator.NARRATIVE, None, 2025, 2025), bar(Operator.NARRATIVE, None, 2030, 2030)),
    (bar(Operator.UNREADABLE, None, 2025, 2025), bar(Operator.UNREADABLE, None, 2030, 2030)),
]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_cannot_be_drawn_stays_ahead(one: Bar, other: Bar) -> None:
    assert standing_in(2027, [one, other], 2030, interpolates=True) == Standing(other, later_year=2030)


@pytest.mark.parametrize(
    ("one", "other", "drawn"),
    [
        (Operator.MORE_THAN, Operator.MORE_THAN, Operator.MORE_THAN),
        (Operator.MORE_THAN, Operator.AT_LEAST, Operator.AT_LEAST),
        (Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_LEAST),
        (Operator.LESS_THAN, Operator.LESS_THAN, Operator.LESS_THAN),
        (Operator.LESS_THAN, Operator.AT_MOST, Operator.AT_MOST),
        (Operator.AT_MOST, Operator.LESS_THAN, Operator.AT_MOST),
        (Operator.EQUAL, Operator.EQUAL, Operator.EQUAL),
    ],
)
def test_two_limits_of_one_side_are_joined(one: Operator, other: Operator, drawn: Operator) -> None:
    found = standing_in(
        2026, [bar(one, "95", 2025, 2025), bar(other, "100", 2030, 2030)], 2030, interpolates=True
    )
    assert found.bar == Bar(drawn, Fraction(96), None, 2026, 2026)


def test_digits_that_never_end_are_marked() -> None:
    assert show_stated(Fraction(277, 3), PERCENT).text() == "≈92,33%"
    assert show_stated(Fraction(185, 2), PERCENT).text() == "92,5%"
    assert [format_stated(Fraction(20, 3)), format_stated(Fraction(15, 2))] == ["≈6,67", "7,5"]


def test_the_sentence_of_each_year_says_it() -> None:
    measured = Measured("ratio", 100, Better.HIGHER, is_share=True)
    found = judged_years(MARKS, measured, range(2024, 2031), interpolated=[2026, 2027, 2028, 2029])
    assert [(each.years, each.words) for each in found] == [
        ("Năm 2024", "Chưa đến mốc năm 2025"),
        ("Năm 2025", "Đạt khi kết quả từ 90% trở lên; từ 94,5% trở lên là Vượt"),
        ("Năm 2026", "Đạt khi kết quả từ 91% trở lên; từ 95,55% trở lên là Vượt (nội suy)"),
        ("Năm 2027", "Đạt khi kết quả từ 92% trở lên; từ 96,6% trở lên là Vượt (nội suy)"),
        ("Năm 2028", "Đạt khi kết quả từ 93% trở lên; từ 97,65% trở lên là Vượt (nội suy)"),
        ("Năm 2029", "Đạt khi kết quả từ 94% trở lên; từ 98,7% trở lên là Vượt (nội suy)"),
        ("Năm 2030", "Đạt khi kết quả từ 95% trở lên; từ 99,75% trở lên là Vượt"),
    ]


def test_between_two_levels_there_is_none() -> None:
    marks = [bar(Operator.AT_LEAST, "1", 2025, 2025), bar(Operator.AT_LEAST, "3", 2027, 2027)]
    found = judged_years(marks, Measured("level", 100, Better.HIGHER), range(2025, 2028), [2026])
    assert [each.words for each in found][1] == "Chưa đến mốc năm 2027"


# --- The owner's switch


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of commune X, 2021–2030: its 1.2 asks ≥ 90% in 2025 and ≥ 95% in 2030."""
    made = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    targets = Target.objects.filter(component=world.components["1.2"])
    targets.delete()
    for year, value in ((2025, "90"), (2030, "95")):
        Target.objects.create(
            component=world.components["1.2"],
            operator=Operator.AT_LEAST,
            value=Decimal(value),
            first_year=year,
            last_year=year,
            words=f"năm {year} đạt {value}%",
        )
    return made


def draft(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)


def amend(world: World, plan: Plan, from_year: int, number: str = "32/QĐ-UBND") -> None:
    begin_amendment(
        plan=plan,
        number=number,
        signed_on=NOW.date(),
        title="Sửa đổi",
        from_year=from_year,
        by=world.people["vhxh-x"],
        at=NOW,
    )


def switch(world: World, plan: Plan, *, is_on: bool, person: str = "vhxh-x") -> bool:
    return switch_interpolation(plan=plan, is_on=is_on, by=world.people[person], at=NOW)


def span(plan: Plan) -> tuple[int | None, int | None]:
    plan.refresh_from_db()
    return plan.interpolated_from, plan.interpolated_until


def test_a_draft_is_switched_freely(world: World, plan: Plan) -> None:
    draft(plan)
    assert switch(world, plan, is_on=True)
    assert span(plan) == (2021, None)
    assert not switch(world, plan, is_on=True)
    assert switch(world, plan, is_on=False)
    assert span(plan) == (None, None)
    assert not LogEntry.objects.filter(act="đổi mức giữa hai mốc").exists()


def test_putting_it_in_force_says_it(world: World, plan: Plan) -> None:
    draft(plan)
    switch(world, plan, is_on=True)
    put_in_force(plan=plan, by=world.people["vhxh-x"], at=NOW)
    entry = LogEntry.objects.get(act="đưa kế hoạch vào áp dụng")
    assert entry.after == "Đang áp dụng, 2021–2030, 6 chỉ tiêu, nội suy giữa hai mốc"


def test_in_force_it_takes_a_document_and_stands_in_the_log(world: World, plan: Plan) -> None:
    with pytest.raises(Refused):
        switch(world, plan, is_on=True)
    amend(world, plan, 2027)
    assert switch(world, plan, is_on=True)
    assert span(plan) == (2027, None)
    entry = LogEntry.objects.get(act="đổi mức giữa hai mốc")
    assert (entry.before, entry.after) == ("chưa đến mốc", "nội suy từ năm 2027")
    assert "32/QĐ-UBND" in entry.reason
    # 2026 was judged without it and stays so.
    assert [year for year in range(2021, 2031) if plan.interpolates_in(year)] == [2027, 2028, 2029, 2030]


def test_switched_off_later_the_years_before_stay_drawn(world: World, plan: Plan) -> None:
    amend(world, plan, 2026)
    switch(world, plan, is_on=True)
    close_amendment(plan=plan, by=world.people["vhxh-x"], at=NOW)
    amend(world, plan, 2028, "40/QĐ-UBND")
    assert switch(world, plan, is_on=False)
    assert span(plan) == (2026, 2027)
    assert not plan.interpolates
    # On again in the same document: as if nothing had been.
    assert switch(world, plan, is_on=True)
    assert span(plan) == (2026, None)


def test_a_gap_is_not_closed_behind_anybodys_back(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(interpolated_from=2025, interpolated_until=2026)
    amend(world, plan, 2028)
    with pytest.raises(Refused, match="Đã nội suy đến hết năm 2026"):
        switch(world, plan, is_on=True)
    assert span(plan) == (2025, 2026)


def test_a_document_for_earlier_years_takes_the_whole_span(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(interpolated_from=2027)
    amend(world, plan, 2026)
    switch(world, plan, is_on=False)
    assert span(plan) == (None, None)
    switch(world, plan, is_on=True)
    assert span(plan) == (2026, None)


def test_a_draft_that_gets_earlier_years_has_them_drawn_too(world: World, plan: Plan) -> None:
    draft(plan)
    switch(world, plan, is_on=True)
    plan.refresh_from_db()
    facts = PlanFacts(**({name: getattr(plan, name) for name in FACTS} | {"first_year": 2019}))
    change_facts(plan=plan, facts=facts, mark=facts_mark(plan), by=world.people["vhxh-x"], at=NOW)
    assert span(plan) == (2019, None)


@pytest.mark.parametrize("wrong", [(None, 2026), (2027, 2026)])
def test_the_database_holds_the_span_together(plan: Plan, wrong: tuple[int | None, int]) -> None:
    first, until = wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(interpolated_from=first, interpolated_until=until)


def test_nobody_else_switches(world: World, plan: Plan) -> None:
    draft(plan)
    for person in ("vhxh-y", "huyen-a"):
        with pytest.raises(NotYours):
            switch(world, plan, is_on=True, person=person)


# --- Where it is read


def test_what_a_table_says_of_it(world: World, plan: Plan) -> None:
    plan.interpolated_from = 2021
    component = world.components["1.2"]
    targets = list(component.targets.all())
    assessor = assessor_for(component, targets, 2027, plan, None)
    assert assessor.verdict(Fraction(9199, 100))[0] == Status.NOT_MET
    assert assessor.verdict(Fraction(92))[0] == Status.MET
    told = print_target(component, assessor.standing, targets)
    assert told.text == "≥\u00a092% (nội suy)"
    assert told.milestone == ""
    assert told.words == "năm 2030 đạt 95%"
    assert told.reading == ("Nội suy giữa ≥\u00a090% (2025) và ≥\u00a095% (2030), không có trong văn bản.")
    # In the milestone's own year nothing is drawn.
    standing = standing_for(component, targets, 2030, plan)
    assert standing_target_words(standing, component) == "≥\u00a095%"


def test_a_flag_of_either_end_is_carried_along(world: World, plan: Plan) -> None:
    plan.interpolated_from = 2021
    component = world.components["1.2"]
    component.targets.filter(first_year=2025).update(flag="scope")
    targets = list(component.targets.all())
    told = print_target(component, standing_for(component, targets, 2027, plan), targets)
    assert told.needs_confirmation
    assert told.flag == "Phạm vi không khớp"


def test_the_keeper_switches_it_on_the_page(world: World, plan: Plan, sign_in: SignIn) -> None:
    draft(plan)
    client = sign_in(world, "vhxh-x")
    page = text(client.get("/ke-hoach/ke-hoach-x/"))
    assert "Nội suy mức từng năm" in page and "≥\u00a092%" not in page
    said = client.post("/ke-hoach/ke-hoach-x/noi-suy/", {"noi-suy": "co"}, follow=True)
    page = text(said)
    assert "Giữa hai mốc nay nội suy mức từng năm." in page
    assert "Thôi nội suy" in page
    assert [f"≥\u00a0{value}%" in page for value in (90, 91, 92, 93, 94, 95)] == [True] * 6
    assert "“Nội suy”: mức của năm nằm trên đường thẳng" in page
    client.post("/ke-hoach/ke-hoach-x/noi-suy/", {"noi-suy": "khong"})
    assert span(plan) == (None, None)


def test_a_plan_without_two_milestones_offers_no_switch(world: World, plan: Plan, sign_in: SignIn) -> None:
    draft(plan)
    Target.objects.filter(component=world.components["1.2"], first_year=2025).delete()
    assert "Nội suy" not in text(sign_in(world, "vhxh-x").get("/ke-hoach/ke-hoach-x/"))


def test_in_force_without_a_document_no_switch_is_shown(world: World, plan: Plan, sign_in: SignIn) -> None:
    assert "Nội suy" not in text(sign_in(world, "vhxh-x").get("/ke-hoach/ke-hoach-x/"))
