"""Fast by design: a page asks the database as often for 30 rows as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.enums import Operator, Part
from indicators.models import Component, DataItem, Indicator, Responsibility, Target
from plans.enums import DutyKind
from plans.models import Plan
from tests.world import (
    NOW,
    World,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
)
from units.enums import Level, Role

pytestmark = pytest.mark.slow

PAGES = {
    "home of a coordinator": ("vhxh-x", "home", []),
    "home of a district": ("huyen-a", "home", []),
    "queue": ("vhxh-x", "reporting:review_queue", []),
    "roll-up": ("tinh", "reporting:rollup", ["2024-nam", "tinh"]),
    "roll-up of the commune": ("vhxh-x", "reporting:rollup", ["2024-nam", "xa-x"]),
    "annual table": ("tinh", "reporting:annual_table", ["ke-hoach-tinh", "2024-nam"]),
    "check of a place": ("vhxh-x", "reporting:check", ["2024-nam", "xa-x"]),
    "entry": ("truong-thon-1", "reporting:entry", ["2024-nam", "thon-1"]),
    "template": ("truong-thon-1", "reporting:excel", ["2024-nam", "thon-1"]),
    "template as a file": ("truong-thon-1", "reporting:excel_template", ["2024-nam", "thon-1"]),
    "pasting": ("truong-thon-1", "reporting:paste", ["2024-nam", "thon-1"]),
}


def world_of(villages: int) -> World:
    """The small world with so many villages more, each with a report handed in."""
    world = World()
    build_places(world)
    build_people(world)
    for number in range(villages):
        key = f"thon-them-{number}"
        world.unit(key, Level.VILLAGE, "xa-x", name=f"Thôn {number + 4}", kind="thôn")
        world.person(key, key, Role.VILLAGE_HEAD)
    build_catalogue(world)
    build_plan(world)
    build_round(world, 2024)
    for number in range(villages):
        key = f"thon-them-{number}"
        world.enter(key, key, tre_em=10, hoan_canh=1, duoc_giup=1, bi_thuong=0, san_choi=(1, 1))
        world.hand_in(key, key)
    return world


def queries(client: Client, address: str) -> int:
    client.get(address)  # the first visit may fill caches of the framework
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("villages", [3, 30])
def test_same_queries_for_more_rows(db: None, sign_in: Callable[[World, str], Client], villages: int) -> None:
    from django.db import transaction

    counts: dict[int, dict[str, int]] = {}
    for number in (1, villages):
        with transaction.atomic():
            world = world_of(number)
            counts[number] = {
                page: queries(sign_in(world, person), reverse(route, args=args))
                for page, (person, route, args) in PAGES.items()
            }
            transaction.set_rollback(True)
    assert counts[villages] == counts[1]


@pytest.mark.parametrize("rounds", [3, 10])
def test_same_queries_for_more_years(
    world: World, sign_in: Callable[[World, str], Client], rounds: int
) -> None:
    """The list of a unit's reports and its home cost the same after one year and after ten."""
    pages = [
        ("truong-thon-1", "home"),
        ("truong-thon-1", "reporting:report_list"),
        ("vhxh-x", "reporting:report_list"),
    ]
    before = [queries(sign_in(world, person), reverse(route)) for person, route in pages]
    world.plan.first_year = 2000
    world.plan.save()
    for year in range(2024 - rounds, 2024):
        build_round(world, year)
    assert [queries(sign_in(world, person), reverse(route)) for person, route in pages] == before


@pytest.mark.parametrize("items", [3, 30])
def test_same_queries_for_longer_forms(
    world: World, sign_in: Callable[[World, str], Client], items: int
) -> None:
    """The saving of a form and its page cost the same however many cells it has."""
    from indicators.enums import Better, ItemKind, Method, Nature, Operator, Source, Window
    from indicators.models import Component, Indicator, Measure, Target
    from reporting.models import Figure

    client = sign_in(world, "truong-thon-1")
    address = reverse("reporting:entry", args=["2024-nam", "thon-1"])
    before = queries(client, address)
    indicator = Indicator.objects.get(plan=world.plan, number="1")
    for number in range(items):
        item = DataItem.objects.create(
            code=f"them-{number}",
            name=f"Thêm {number}",
            short_name=f"Thêm {number}",
            kind=ItemKind.COUNT,
            source=Source.VILLAGE,
            nature=Nature.FLOW,
            window=Window.ROUND,
        )
        measure = Measure.objects.create(
            code=f"THEM-{number}",
            goal=1,
            name="Thêm",
            short_name="Thêm",
            method=Method.COUNT,
            numerator=item,
            better=Better.LOWER,
        )
        component = Component.objects.create(
            indicator=indicator,
            label=f"9.{number}",
            measure=measure,
            short_name="Thêm",
            words="Thêm",
            position=100 + number,
        )
        Target.objects.create(component=component, operator=Operator.FALL, words="giảm")
        Figure.objects.create(report=world.report("thon-1"), item=item)
    assert queries(client, address) == before


PLAN_PAGES = ["plan", "plan_assignments", "plan_deadlines", "plan_document", "plan_against_above"]


@pytest.mark.parametrize("more", [3, 30])
def test_same_queries_for_longer_plans(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    """Every part of a plan costs the same however many Chỉ tiêu, targets, tasks and days it has."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    plan.document_text = "Nguyên văn chỉ tiêu 1"
    plan.save()
    client = sign_in(world, "vhxh-x")
    addresses = [reverse(f"indicators:{route}", args=[plan.key]) for route in PLAN_PAGES]
    lengthen(world, plan, "mot", 1)
    before = [queries(client, address) for address in addresses]
    lengthen(world, plan, "them", more)
    assert [queries(client, address) for address in addresses] == before


@pytest.mark.parametrize("more", [3, 30])
def test_same_queries_for_more_plans(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    client = sign_in(world, "vhxh-x")
    before = queries(client, reverse("indicators:plan_list"))
    for number in range(more):
        build_plan(world, issuer="xa-x", key=f"ke-hoach-{number}")
    assert queries(client, reverse("indicators:plan_list")) == before


def lengthen(world: World, plan: Plan, prefix: str, more: int) -> None:
    """So many Chỉ tiêu more in the plan and in the one above, each confirmed, assigned, told of and due."""
    above = world.plan
    for number in range(more):
        for one in (plan, above):
            indicator = Indicator.objects.create(
                plan=one,
                goal=one.goals.get(),
                number=f"{prefix}-{number}",
                short_name="Thêm",
                official_text="Thêm",
                position=100 + number,
            )
            component = Component.objects.create(
                indicator=indicator,
                label=f"{prefix}-{number}",
                measure=world.measures["HCDB"],
                short_name="Thêm",
                words="Thêm",
                position=1,
            )
            Target.objects.create(
                component=component,
                operator=Operator.AT_MOST,
                value=5,
                words="Thêm",
                flag="scope",
                confirmed_by=world.people["vhxh-x"],
                confirmed_at=NOW,
            )
            Responsibility.objects.create(indicator=indicator, unit=world.units["tram"], part=Part.LEAD)
        position = plan.tasks.count() + 1
        task = plan.tasks.create(position=position, unit_words=f"{prefix} {number}", words="Thêm")
        task.units.set([world.units["tram"], world.units["cong-an"]])
        for one in (plan, above):
            one.deadlines.create(
                position=one.deadlines.count() + 1,
                duty=DutyKind.YEAR,
                reporter_level=Level.COMMUNE,
                day=1 + number % 28,
                month=12,
                words="Thêm",
            )


@pytest.mark.parametrize("communes", [3, 30])
def test_same_queries_for_more_levels_and_texts(
    db: None, sign_in: Callable[[World, str], Client], communes: int
) -> None:
    """The pages of a province list the words of one commune as cheaply as those of thirty."""
    from decimal import Decimal

    from django.db import transaction

    from tests.kinds import build_kinds, say

    counts: dict[int, list[int]] = {}
    for number in (1, communes):
        with transaction.atomic():
            world = build_kinds(communes=number, rates=True)
            for name in [key for key in world.units if key.startswith("xa-them")]:
                say(world, name, muc_do=2, tinh_trang=(1, "đang xây"), danh_gia="Một câu.", tien_quy=5)
                say(world, name, nuoc_sach=Decimal("97.5"))
            client = sign_in(world, "tinh")
            counts[number] = [
                queries(client, reverse("reporting:rollup", args=["2024-nam", "tinh"])),
                queries(client, reverse("reporting:rollup", args=["2024-nam", "tinh"]) + "?so=tam-tinh"),
                queries(client, reverse("reporting:annual_excel", args=["ke-hoach-tinh", "2024-nam"])),
                queries(sign_in(world, "vhxh-x"), reverse("reporting:entry", args=["2024-nam", "xa-x"])),
            ]
            transaction.set_rollback(True)
    assert counts[communes] == counts[1]
