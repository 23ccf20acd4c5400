"""Places, people and the real catalogue, with a draft to key Chỉ tiêu into; and how stored rows are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.test import Client

from indicators.catalogue_files import read_catalogue
from indicators.load_report import LoadReport
from indicators.loading import load_catalogue
from indicators.models import Component
from plans.enums import PlanKind, PlanState
from plans.models import Amendment, Goal, Plan
from tests.screens import Screen
from tests.world import NOW, World, build_people, build_places

FIXTURES = Path(__file__).parents[1] / "fixtures"
NEW = "/ke-hoach/nhap/chi-tieu/moi/"

Row = tuple[int | None, int | None, str, str | None, str | None]


def build_country() -> World:
    """The small world without rounds, the real catalogue, and "nhap": a draft of commune X for 2021–2030 with
    one Mục tiêu."""
    world = World()
    build_places(world)
    build_people(world)
    load_catalogue(read_catalogue(FIXTURES / "catalogue"), LoadReport(at=NOW))
    world.plan = build_draft(world, "xa-x", "nhap")
    Goal.objects.create(plan=world.plan, number=1, name="Phát triển", words="MỤC TIÊU 1")
    return world


def build_draft(world: World, issuer: str, key: str, first_year: int = 2021, last_year: int = 2030) -> Plan:
    plan: Plan = Plan.objects.create(
        key=key,
        issuer=world.units[issuer],
        kind=PlanKind.PLAN,
        title="Kế hoạch vì trẻ em",
        short_title=f"Kế hoạch {key}",
        first_year=first_year,
        last_year=last_year,
        state=PlanState.DRAFT,
    )
    return plan


def put_in_force(plan: Plan) -> None:
    """As if a round had asked for it."""
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, asked_at=NOW)


def amend(world: World, plan: Plan, by: str, from_year: int = 2024) -> Amendment:
    """Open a document that amends the plan."""
    amendment: Amendment = Amendment.objects.create(
        plan=plan,
        number="12/QĐ-UBND",
        signed_on=date(2024, 2, 3),
        title="Sửa đổi kế hoạch",
        from_year=from_year,
        opened_at=NOW,
        opened_by=world.people[by],
    )
    return amendment


def opened(client: Client, address: str = NEW) -> Screen:
    """The page on which a Chỉ tiêu is entered."""
    return Screen(client, client.get(address), "indicator-form")


def rows(component: Component) -> list[Row]:
    """Its targets in the order of years: first and last year, operator, values."""
    return [
        (
            target.first_year,
            target.last_year,
            target.operator,
            _plain(target.value),
            _plain(target.second_value),
        )
        for target in component.targets.order_by("first_year", "last_year")
    ]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
