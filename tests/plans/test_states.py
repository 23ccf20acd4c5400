"""In which years does a plan hold, and what may never stand in the database about it?"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from indicators.models import Component
from plans.enums import PlanState
from plans.models import Amendment, Plan
from tests.world import NOW, World, build_plan


def held_years(plan: Plan) -> list[int]:
    """The database's answer for the years around the plan's span; Python's must be the same."""
    years = range(2019, 2033)
    found = [year for year in years if Plan.objects.in_year(year).filter(pk=plan.pk).exists()]
    assert found == [year for year in years if plan.holds_in(year)]
    return found


def test_a_plan_in_force_holds_in_its_years(world: World) -> None:
    assert held_years(world.plan) == list(range(2021, 2031))


def test_a_draft_holds_in_no_year(world: World) -> None:
    plan = build_plan(world, "xa-x", "ban-nhap")
    plan.state = PlanState.DRAFT
    plan.save()
    assert held_years(plan) == []
    assert plan not in Plan.objects.signed()
    assert world.plan in Plan.objects.signed()


def test_a_plan_that_ended_early_is_read_in_the_years_it_held(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state=PlanState.ENDED, held_until=2023)
    world.plan.refresh_from_db()
    assert held_years(world.plan) == [2021, 2022, 2023]


def test_a_plan_that_ended_without_a_year_holds_nowhere(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state=PlanState.ENDED)
    world.plan.refresh_from_db()
    assert held_years(world.plan) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"held_until": 2023},  # and still in force
        {"state": PlanState.ENDED, "held_until": 2031},  # after its last year
        {"state": PlanState.DRAFT},  # though a round has asked for it
    ],
)
def test_what_the_database_refuses_of_a_plan(world: World, broken: dict[str, Any]) -> None:
    assert Plan.objects.get(pk=world.plan.pk).asked_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=world.plan.pk).update(**broken)


def amendment(world: World, **fields: Any) -> Amendment:
    values = {
        "plan": world.plan,
        "number": "12/QĐ-UBND",
        "signed_on": date(2024, 3, 1),
        "title": "sửa chỉ tiêu 1",
        "from_year": 2024,
        "opened_at": NOW,
        "opened_by": world.people["tinh"],
    }
    return Amendment.objects.create(**(values | fields))


def test_one_amendment_is_open_at_a_time(world: World) -> None:
    first = amendment(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        amendment(world, number="13/QĐ-UBND")
    first.closed_at, first.closed_by = NOW, world.people["tinh"]
    first.save()
    amendment(world, number="13/QĐ-UBND")
    assert str(first) == "12/QĐ-UBND ngày 01/03/2024"


@pytest.mark.parametrize("broken", [{"number": ""}, {"title": ""}, {"closed_at": NOW}])
def test_an_amendment_names_its_document_and_who_closed_it(world: World, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        amendment(world, **broken)


def test_a_dropped_component_holds_until_its_last_year(world: World) -> None:
    Component.objects.filter(label="1.2").update(last_year=2023)
    assert "1.2" in Component.objects.in_year(2023).values_list("label", flat=True)
    assert "1.2" not in Component.objects.in_year(2024).values_list("label", flat=True)
    assert Component.objects.in_year(2024).count() == Component.objects.count() - 1


def test_plans_asked_before_plans_kept_it_are_marked(world: World) -> None:
    """The step of migration 0008: whoever had rounds opened is no longer free to change."""
    draft = build_plan(world, "xa-x", "ban-nhap")
    later = build_plan(world, "xa-y", "ke-hoach-sau")
    Plan.objects.update(asked_at=None)
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.DRAFT)
    Plan.objects.filter(pk=later.pk).update(first_year=2025)
    step = import_module("reporting.migrations.0008_rehearsals_and_history").say_who_was_asked
    step(apps, None)
    opened_at = world.rounds[2024].openings.get().opened_at
    assert dict(Plan.objects.values_list("key", "asked_at")) == {
        "ke-hoach-tinh": opened_at,
        "ban-nhap": None,
        "ke-hoach-sau": None,
    }
