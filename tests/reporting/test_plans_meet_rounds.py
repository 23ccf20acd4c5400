"""What an opening and a merging take for granted of plans and units: is it still so when they write?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from indicators.models import Component, DataItem, Indicator
from plans.actions.states import back_to_draft
from plans.enums import PlanState
from plans.models import Goal, Plan
from reporting.actions import opening, updating
from reporting.actions.merging import merge_item
from reporting.actions.refusals import Refused
from reporting.actions.updating import update_forms
from reporting.enums import RoundKind
from reporting.models import Figure, Report
from reporting.summaries import form_plan as form_plans
from reporting.summaries.difficulties import indicators_for
from tests.reporting.test_merging import own, sum_of
from tests.world import (
    NOW,
    TODAY,
    World,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
)
from units.models import DirectKind

SignIn = Callable[[World, str], Client]


@pytest.fixture
def asked_both_ways(db: None) -> World:
    """In X the villages count “hoan-canh”; of X's own item for the same thing, taken into the round later,
    X types the sum itself."""
    world = World()
    build_places(world)
    build_people(world)
    build_catalogue(world)
    build_plan(world)
    build_round(world, 2024)
    like = world.items["hoan-canh"]
    mine = own(world, "rieng-1", "xa-x", source=like.source)
    component = world.components["1.1"]
    DirectKind.objects.create(place=world.units["xa-x"], kind="village")
    Component.objects.create(
        indicator=component.indicator,
        label="1.3",
        measure=component.measure,
        own_numerator=mine,
        short_name="Riêng",
        words="Riêng",
        position=9,
    )
    update_forms(round_=world.rounds[2024], unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    return world


def test_one_thing_of_one_place_is_never_counted_twice(asked_both_ways: World) -> None:
    """5 + 3 + 2 of the villages, and the 10 that X typed for all of them, are 10 and not 20."""
    world = asked_both_ways
    assert set(
        Figure.objects.filter(item=world.items["rieng-1"]).values_list("report__unit__key", flat=True)
    ) >= {"xa-x"}
    for village, count in (("thon-1", 5), ("thon-2", 3), ("thon-3", 2)):
        world.enter(village, f"truong-{village}", hoan_canh=count)
    world.enter("xa-x", "vhxh-x", rieng_1=10)
    assert (sum_of(world, "xa-x", "hoan-canh")[0], sum_of(world, "xa-x", "rieng-1")[0]) == (10, 10)
    with pytest.raises(Refused, match="xã Xuân"):
        merge_item(
            item=world.items["rieng-1"], into=world.items["hoan-canh"], by=world.people["quan-tri"], at=NOW
        )
    assert sum_of(world, "xa-x", "hoan-canh")[0] == 10
    assert DataItem.objects.get(code="rieng-1").merged_into is None


def test_a_draft_is_not_asked_by_a_round_that_looked_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plans that a round asks by are held before it reads them: nobody takes one back meanwhile."""
    held: list[str] = []
    real = form_plans.form_plan

    def looks(*args: object, **more: object) -> object:
        held.append("forms")
        return real(*args, **more)  # type: ignore[arg-type]

    def holds(*args: object) -> None:
        held.append("plans")

    monkeypatch.setattr(opening, "form_plan", looks)
    monkeypatch.setattr(opening, "hold_plans", holds)
    round_ = opening.new_round(RoundKind.YEAR, 2025, date(2024, 12, 15), date(2025, 12, 14))
    round_.save()
    opening.open_round(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    assert held == ["plans", "forms"]
    monkeypatch.setattr(updating, "hold_plans", holds)
    held.clear()
    update_forms(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    assert held == ["plans"]


def test_a_plan_goes_back_to_draft_only_before_it_is_asked(world: World) -> None:
    plan = build_plan(world, "xa-x", "ke-hoach-x")
    round_ = opening.new_round(RoundKind.YEAR, 2025, date(2024, 12, 15), date(2025, 12, 14))
    round_.save()
    opening.open_round(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    with pytest.raises(Refused, match="không đưa về nháp được nữa"):
        back_to_draft(plan=plan, by=world.people["vhxh-x"], at=NOW)
    assert Report.objects.filter(round=round_).exists()


def test_a_plan_that_ended_may_be_spoken_of_in_the_years_it_held(world: World) -> None:
    """Its last reports are still to come; a difficulty can be about its Chỉ tiêu."""
    units = [world.units["thon-1"]]
    user = world.people["truong-thon-1"]
    before = indicators_for(user, units, TODAY).count()
    assert before == 6
    Plan.objects.filter(pk=world.plan.pk).update(state=PlanState.ENDED, held_until=2024)
    assert indicators_for(user, units, TODAY).count() == before
    Plan.objects.filter(pk=world.plan.pk).update(held_until=2023)
    assert indicators_for(user, units, TODAY).count() == 0
    draft = build_plan(world, "xa-x", "nhap-x")
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.DRAFT)
    assert Indicator.objects.filter(plan=draft).exists() and Goal.objects.filter(plan=draft).exists()
    assert indicators_for(user, units, TODAY).count() == 0


def test_a_draft_has_no_table_for_those_above_it(world: World, sign_in: SignIn) -> None:
    draft = build_plan(world, "xa-x", "nhap-x")
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.DRAFT)
    for address in ("/ke-hoach/nhap-x/bieu-nam/2024-nam/", "/ke-hoach/nhap-x/bieu-nam/2024-nam/excel/"):
        for person in ("huyen-a", "lanh-dao-x", "vhxh-x"):
            assert sign_in(world, person).get(address).status_code == 404
