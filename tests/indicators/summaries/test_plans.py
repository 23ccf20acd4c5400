"""Which plans may a person read, and what stands at the head of one?"""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Target
from indicators.summaries.plans import day_of, issuer_names, plan_above, plan_head, plans_for, visible_plans
from plans.models import Plan
from tests.world import TODAY, World, build_plan
from units.enums import Level
from units.models import Placement


@pytest.fixture
def national(world: World) -> Plan:
    """A reference plan of the country, which is nobody's parent."""
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    plan = build_plan(world, issuer="viet-nam", key="ca-nuoc")
    plan.collects = False
    plan.save()
    return plan


def test_a_plan_is_read_where_it_binds_and_where_it_is_answered_for(world: World) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    seen = {
        who: [line.key for line in plans_for(world.people[who], TODAY)]
        for who in ("truong-thon-1", "vhxh-y", "huyen-a", "tinh", "vhxh-cu", "nguoi-ngoai")
    }
    assert seen == {
        "truong-thon-1": ["ke-hoach-tinh", "ke-hoach-x"],
        "vhxh-y": ["ke-hoach-tinh"],
        "huyen-a": ["ke-hoach-tinh", "ke-hoach-x"],
        "tinh": ["ke-hoach-tinh", "ke-hoach-x"],
        "vhxh-cu": [],
        "nguoi-ngoai": [],
    }


def test_the_national_reference_is_read_by_everybody_who_reads_plans(world: World, national: Plan) -> None:
    def reads(who: str) -> bool:
        return "ca-nuoc" in [line.key for line in plans_for(world.people[who], TODAY)]

    assert all(reads(who) for who in ("truong-thon-1", "y-te", "lanh-dao-x", "huyen-b", "tinh", "quan-tri"))
    assert not reads("vhxh-cu")
    assert not reads("nguoi-ngoai")
    national.collects = True  # a plan of the country that collects is no reference
    national.save()
    assert not reads("tinh")


def test_a_plan_whose_years_have_passed_is_over(world: World) -> None:
    head = plan_head(world.plan, world.people["tinh"], TODAY)
    assert head.state == "Đang áp dụng"
    world.plan.last_year = 2023
    world.plan.save()
    assert plan_head(world.plan, world.people["tinh"], TODAY).state == "Đã hết giai đoạn"
    (line,) = plans_for(world.people["tinh"], TODAY)
    assert line.state == "Đã hết giai đoạn"


def test_the_head_counts(world: World) -> None:
    head = plan_head(world.plan, world.people["tinh"], TODAY)
    assert (head.indicator_count, head.component_count, head.open_readings) == (6, 8, 0)
    # Its keeper finds the page where the document is added; who only reads it does not.
    assert [tab.label for tab in head.tabs] == ["Chỉ tiêu", "Phân công", "Hạn báo cáo", "Văn bản"]
    read = plan_head(world.plan, world.people["vhxh-x"], TODAY)
    assert [tab.label for tab in read.tabs] == ["Chỉ tiêu", "Phân công", "Hạn báo cáo"]
    assert (head.is_kept, read.is_kept) == (True, False)
    Target.objects.filter(component__indicator__plan=world.plan, component__label="2").update(flag="scope")
    assert plan_head(world.plan, world.people["tinh"], TODAY).open_readings == 1


def above(world: World, plan: Plan, who: str = "vhxh-x") -> str | None:
    found = plan_above(plan, visible_plans(world.people[who], TODAY), TODAY)
    return found.key if found else None


def test_the_plan_above_is_the_cited_one_else_the_nearest_else_the_countrys(
    world: World, national: Plan
) -> None:
    own = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    assert above(world, own) == "ke-hoach-tinh"
    district = build_plan(world, issuer="huyen-a", key="ke-hoach-huyen")
    assert above(world, own) == "ke-hoach-huyen"
    own.above = national
    assert above(world, own) == "ca-nuoc"
    own.above = None
    district.first_year = district.last_year = 2019
    district.save()
    world.plan.first_year, world.plan.last_year = 2020, 2020  # no year in common
    world.plan.save()
    assert above(world, own) == "ca-nuoc"
    assert above(world, national) is None


def test_a_unit_that_has_ended_is_still_named(world: World) -> None:
    spot = Placement.objects.get(unit=world.units["xa-x"])
    spot.ends_on = date(2025, 6, 30)
    spot.save()
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    for day in (TODAY, date(2026, 11, 22)):
        assert issuer_names([plan], day) == {plan.issuer_id: "UBND xã Xuân"}


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2024, 11, 15), date(2024, 11, 15)),
        (date(2019, 5, 1), date(2021, 1, 1)),
        (date(2031, 5, 1), date(2030, 12, 31)),
    ],
)
def test_units_are_called_as_on_a_day_of_the_plan(today: date, day: date) -> None:
    assert day_of(Plan(first_year=2021, last_year=2030), today) == day
