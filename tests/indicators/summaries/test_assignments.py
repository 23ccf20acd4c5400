"""Who answers for which Chỉ tiêu, and which tasks stand under whom?"""

from __future__ import annotations

from indicators.enums import Part
from indicators.models import Indicator, Responsibility
from indicators.summaries.assignments import assignment_page
from plans.models import Task
from tests.world import TODAY, World


def assign(world: World, number: str, unit: str, part: Part) -> None:
    indicator = Indicator.objects.get(plan=world.plan, number=number)
    Responsibility.objects.create(indicator=indicator, unit=world.units[unit], part=part)


def test_the_grid_says_lead_and_support_in_words(world: World) -> None:
    assign(world, "2", "tram", Part.LEAD)
    assign(world, "3", "cong-an", Part.LEAD)
    assign(world, "3", "tram", Part.SUPPORT)
    page = assignment_page(world.plan, TODAY)
    assert page.assigns_numbers
    assert page.units == ["UBND tỉnh Thử", "Trạm Y tế", "Công an xã"]
    assert {row.number: row.parts for row in page.rows} == {
        "1": ["Chủ trì", "", ""],
        "2": ["", "Chủ trì", ""],
        "3": ["", "Phối hợp", "Chủ trì"],
        "4": ["", "", ""],
        "5": ["", "", ""],
        "6": ["", "", ""],
    }
    assert [(unit.name, unit.leads, unit.supports) for unit in page.others] == [
        ("UBND tỉnh Thử", ["1"], []),
        ("Trạm Y tế", ["2"], ["3"]),
        ("Công an xã", ["3"], []),
    ]


def test_tasks_stand_under_the_unit_that_the_document_names(world: World) -> None:
    assign(world, "2", "tram", Part.LEAD)
    for position, (unit, words) in enumerate(
        [("Trạm Y tế", "cân đo"), ("Trạm Y tế", "tiêm chủng"), ("Các hội", "vận động")], start=1
    ):
        task = Task.objects.create(plan=world.plan, position=position, unit_words=unit, words=words)
        if unit == "Trạm Y tế":
            task.units.set([world.units["tram"]])
    page = assignment_page(world.plan, TODAY)
    assert [(group.unit_words, group.tasks) for group in page.groups] == [
        ("Trạm Y tế", ["cân đo", "tiêm chủng"]),
        ("Các hội", ["vận động"]),
    ]
    assert [(unit.name, unit.leads) for unit in page.groups[0].units] == [("Trạm Y tế", ["2"])]
    assert page.groups[1].units == []
    assert [unit.name for unit in page.others] == ["UBND tỉnh Thử"]


def test_a_plan_may_hand_out_tasks_and_no_numbers(world: World) -> None:
    Responsibility.objects.all().delete()
    Task.objects.create(plan=world.plan, position=1, unit_words="Các sở", words="phối hợp")
    page = assignment_page(world.plan, TODAY)
    assert not page.assigns_numbers
    assert [group.unit_words for group in page.groups] == ["Các sở"]
