"""Fast by design: a page asks the database as often for 30 rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.enums import Operator, Part
from indicators.models import Component, DataItem, Indicator, Responsibility, Target
from plans.enums import DutyKind, PlanState
from plans.models import Plan, Task
from reporting.actions import recall, undo_acceptance
from reporting.actions.difficulties import answer_difficulty, report_difficulty
from reporting.actions.task_results import TaskWish, record_tasks
from reporting.enums import TaskState
from reporting.models import Difficulty
from reporting.views import annual_reports
from tests.annual import begun
from tests.finalising import open_final
from tests.papers import PDF, attach, build_duties, open_duty, report_of, write
from tests.world import (
    NOW,
    World,
    at,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
    fill_villages,
    send_up,
)
from units.enums import Level, Role

pytestmark = pytest.mark.slow

PAGES = {
    "home of a coordinator": ("vhxh-x", "home", []),
    "home of a district": ("huyen-a", "home", []),
    "home of a province": ("tinh", "home", []),
    "home of a village": ("thon-them-0", "home", []),
    "units of a commune": ("vhxh-x", "units:unit", ["xa-x"]),
    "one unit": ("vhxh-x", "units:unit", ["thon-1"]),
    "adding units": ("vhxh-x", "units:unit_add", ["xa-x"]),
    "who types for the units": ("vhxh-x", "units:unit_direct", ["xa-x"]),
    "units of a province": ("quan-tri", "units:units", []),
    "the tree of units": ("vhxh-x", "units:unit_tree", ["xa-x"]),
    "reorganisations": ("tinh", "units:reorganisations", []),
    "people": ("vhxh-x", "units:people", []),
    "people of a province": ("quan-tri", "units:people", []),
    "a person": ("vhxh-x", "units:person", ["truong-thon-1"]),
    "units for a new person": ("vhxh-x", "units:person_new", []),
    "many people": ("vhxh-x", "units:people_many", []),
    "notices": ("vhxh-x", "reporting:notices", []),
    "queue": ("vhxh-x", "reporting:review_queue", []),
    "review": ("vhxh-x", "reporting:review", ["2024-nam", "thon-them-0"]),
    "choosing between two sums": ("vhxh-x", "reporting:settle", ["2024-nam", "xa-x", "bi-thuong"]),
    "editions": ("vhxh-x", "reporting:editions", ["2024-nam", "xa-x"]),
    "log": ("vhxh-x", "reporting:log", []),
    "log of a province": ("tinh", "reporting:log", []),
    "difficulties": ("vhxh-x", "reporting:difficulties", []),
    "tasks of the units": ("vhxh-x", "reporting:task_summary", ["2024-nam", "xa-x"]),
    "tracking of a commune": ("vhxh-x", "reporting:tracking", ["2024-nam", "xa-x"]),
    "tracking of a commune as a file": ("vhxh-x", "reporting:tracking_excel", ["2024-nam", "xa-x"]),
    "tracking of a district": ("huyen-a", "reporting:tracking", ["2024-nam", "huyen-a"]),
    "tracking of a province": ("tinh", "reporting:tracking", ["2024-nam", "tinh"]),
    "chasing": ("vhxh-x", "reporting:chase", ["2024-nam", "xa-x"]),
    "list of Chỉ tiêu": ("vhxh-x", "reporting:measure_list", []),
    "one Chỉ tiêu": ("vhxh-x", "reporting:measure", ["HCDB"]),
    "one Chỉ tiêu of a province": ("tinh", "reporting:measure", ["HCDB"]),
    "comparison of the villages": ("vhxh-x", "reporting:comparison", ["2024-nam", "xa-x"]),
    "comparison of the districts": ("tinh", "reporting:comparison", ["2024-nam", "tinh"]),
    "roll-up": ("tinh", "reporting:rollup", ["2024-nam", "tinh"]),
    "roll-up of the commune": ("vhxh-x", "reporting:rollup", ["2024-nam", "xa-x"]),
    "annual table": ("tinh", "reporting:annual_table", ["ke-hoach-tinh", "2024-nam"]),
    "annual reports": ("vhxh-x", "reporting:annual_reports", []),
    "check of a place": ("vhxh-x", "reporting:check", ["2024-nam", "xa-x"]),
    "files taken out": ("vhxh-x", "reporting:exports", []),
    "data in and out": ("tinh", "reporting:bulk_data", []),
    "data in and out, of units": ("quan-tri", "reporting:bulk_data", []),
    "old years": ("vhxh-x", "reporting:history", ["xa-x"]),
    "old years of a province": ("tinh", "reporting:history", ["tinh"]),
    "catalogue": ("quan-tri", "indicators:catalogue", []),
    "rounds": ("huyen-a", "reporting:rounds", []),
    "round of a commune": ("vhxh-x", "reporting:round", ["2024-nam", "xa-x"]),
    "days of a commune": ("vhxh-x", "reporting:round_days", ["2024-nam", "xa-x"]),
    "forms to update": ("tinh", "reporting:round_update", ["2024-nam", "tinh"]),
    "entry": ("truong-thon-1", "reporting:entry", ["2024-nam", "thon-1"]),
    "template": ("truong-thon-1", "reporting:excel", ["2024-nam", "thon-1"]),
    "template as a file": ("truong-thon-1", "reporting:excel_template", ["2024-nam", "thon-1"]),
    "pasting": ("truong-thon-1", "reporting:paste", ["2024-nam", "thon-1"]),
}


def world_of(villages: int, **answers: Any) -> World:
    """The small world with so many villages more, each with a report handed in."""
    answers = {"tre_em": 10, "hoan_canh": 1, "duoc_giup": 1, "bi_thuong": 0, "san_choi": (1, 1)} | answers
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
        world.enter(key, key, **answers)
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


@pytest.mark.parametrize("villages", [3, 30])
def test_a_total_asks_as_often_however_many_are_behind_it(
    db: None, sign_in: Callable[[World, str], Client], villages: int
) -> None:
    """An open row, the same by unit, and the ledger, official and provisional, of a commune and of a province
    above it."""
    from django.db import transaction

    counts: dict[int, list[int]] = {}
    for number in (1, villages):
        with transaction.atomic():
            world = world_of(number)
            row = world.components["1.1"].pk
            counts[number] = []
            for person, unit in (("vhxh-x", "xa-x"), ("tinh", "tinh")):
                client = sign_in(world, person)
                page = reverse("reporting:rollup", args=["2024-nam", unit])
                ledger = reverse("reporting:ledger", args=["2024-nam", unit, row])
                for address in (f"{page}?mo={row}", f"{page}?xem=don-vi&mo={row}", f"{ledger}?"):
                    counts[number] += [
                        queries(client, address),
                        queries(client, f"{address}&so=tam-tinh"),
                    ]
            transaction.set_rollback(True)
    assert counts[villages] == counts[1]
    assert max(counts[1]) < 70


@pytest.mark.parametrize("communes", [3, 30])
def test_same_queries_for_more_communes(
    db: None,
    sign_in: Callable[[World, str], Client],
    moment: Callable[[datetime], None],
    communes: int,
) -> None:
    """The matrix of a district asks as often for thirty communes as for one, by unit, by round and as a file;
    so does the page from which they are chased when all of them are late."""
    from django.db import transaction

    from reporting.models import Report
    from units.enums import AgencyKind

    addresses = [
        reverse("reporting:tracking", args=["2024-nam", "huyen-a"]),
        reverse("reporting:tracking", args=["2024-nam", "huyen-a"]) + "?xem=ky",
        reverse("reporting:tracking_excel", args=["2024-nam", "huyen-a"]),
        reverse("reporting:chase", args=["2024-nam", "huyen-a"]),
        reverse("reporting:comparison", args=["2024-nam", "huyen-a"]),
        reverse("reporting:comparison", args=["2024-nam", "huyen-a"]) + "?so=tam-tinh&xem=bieu-do",
        reverse("reporting:measure", args=["HCDB"]),
    ]
    counts: dict[int, list[int]] = {}
    for number in (1, communes):
        with transaction.atomic():
            world = world_of(1)
            for place in range(number):
                commune = f"xa-them-{place}"
                world.unit(commune, Level.COMMUNE, "huyen-a", name=f"Thêm {place}", kind="xã")
                world.unit(f"tram-{place}", Level.AGENCY, commune, agency=AgencyKind.HEALTH_STATION)
                world.unit(f"thon-cua-{place}", Level.VILLAGE, commune, name="Thôn 1")
                for key in (commune, f"tram-{place}", f"thon-cua-{place}"):
                    Report.objects.create(round=world.rounds[2024], unit=world.units[key])
            client = sign_in(world, "huyen-a")
            moment(at(12, month=12))
            counts[number] = [queries(client, address) for address in addresses]
            transaction.set_rollback(True)
    assert counts[communes] == counts[1]


@pytest.mark.parametrize("rounds", [3, 10])
def test_same_queries_for_more_years(
    world: World, sign_in: Callable[[World, str], Client], rounds: int
) -> None:
    """The list of a unit's reports and its home cost the same after one year and after ten."""
    pages = [
        ("truong-thon-1", "home"),
        ("truong-thon-1", "reporting:report_list"),
        ("vhxh-x", "reporting:report_list"),
        ("vhxh-x", "reporting:rounds"),
        ("vhxh-x", "reporting:annual_reports"),
    ]
    before = [queries(sign_in(world, person), reverse(route)) for person, route in pages]
    world.plan.first_year = 2000
    world.plan.save()
    for year in range(2024 - rounds, 2024):
        build_round(world, year)
    assert [queries(sign_in(world, person), reverse(route)) for person, route in pages] == before


@pytest.mark.parametrize("rounds", [1, 3])
def test_same_queries_for_more_rounds_with_something_waiting(
    world: World, sign_in: Callable[[World, str], Client], rounds: int
) -> None:
    """Home and the queue cost the same whether one round has something waiting or several."""
    village = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
    pages = [
        ("vhxh-x", reverse("home")),
        ("vhxh-x", reverse("reporting:review_queue")),
        ("huyen-a", reverse("home")),
        ("tinh", reverse("home")),
    ]
    world.plan.first_year = 2000
    world.plan.save()
    build_round(world, 2023)
    for year in (2023, 2024):
        world.enter("thon-1", "truong-thon-1", year, NOW, **village)
        world.hand_in("thon-1", "truong-thon-1", year)
    before = [queries(sign_in(world, person), address) for person, address in pages]
    for year in range(2023 - rounds, 2023):
        build_round(world, year)
        world.enter("thon-1", "truong-thon-1", year, NOW, **village)
        world.hand_in("thon-1", "truong-thon-1", year)
    assert [queries(sign_in(world, person), address) for person, address in pages] == before


@pytest.mark.parametrize("villages", [3, 30])
def test_same_queries_for_more_to_look_at(db: None, villages: int) -> None:
    """What is to be looked at is found as cheaply in thirty reports as in one."""
    from django.db import transaction

    from reporting.models import Report
    from reporting.summaries.looking import look_at
    from tests.world import FigureState

    counts: dict[int, int] = {}
    for number in (1, villages):
        with transaction.atomic():
            world = world_of(number, san_choi=FigureState.NOT_COLLECTED)
            reports = list(
                Report.objects.select_related("round", "unit").filter(
                    unit__in=[
                        world.units[key] for key in world.units if key.startswith(("thon-t", "tram", "xa"))
                    ]
                )
            )
            with CaptureQueriesContext(connection) as found:
                points = look_at(reports, reader=world.people["vhxh-x"])
            assert sum(1 for lines in points.values() if lines) == number
            counts[number] = len(found)
            transaction.set_rollback(True)
    assert counts[villages] == counts[1]


@pytest.mark.parametrize("items", [3, 30])
def test_same_queries_for_longer_forms(
    world: World, sign_in: Callable[[World, str], Client], items: int
) -> None:
    """The saving of a form and its page cost the same however many cells it has."""
    from indicators.enums import Better, ItemKind, Method, Nature, Operator, Source, Window
    from indicators.models import Component, Indicator, Measure, Target
    from reporting.models import Figure

    village, everything = ["2024-nam", "thon-1"], "?xem=tat-ca"
    pages = [
        (sign_in(world, "truong-thon-1"), reverse("reporting:entry", args=village)),
        (sign_in(world, "vhxh-x"), reverse("reporting:review", args=village) + everything),
    ]
    before = [queries(client, address) for client, address in pages]
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
    assert [queries(client, address) for client, address in pages] == before


@pytest.mark.parametrize("more", [3, 30])
def test_same_queries_for_more_difficulties_and_tasks(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    pages = [
        ("vhxh-x", reverse("reporting:difficulties")),
        ("vhxh-x", reverse("reporting:difficulty", args=["thon-1", 1])),
        ("vhxh-x", reverse("reporting:log") + "?loai=vuong-mac"),
        ("vhxh-x", reverse("reporting:log") + "?loai=nhiem-vu"),
        ("vhxh-x", reverse("reporting:log") + "?so_lieu=1.1&ai=truong&don_vi=thon&ky=2024-nam&tu=1/1/2024"),
        ("truong-thon-1", reverse("reporting:tasks", args=["2024-nam", "thon-1"])),
        ("truong-thon-1", reverse("reporting:new_difficulty")),
        ("vhxh-x", reverse("reporting:task_summary", args=["2024-nam", "xa-x"])),
    ]
    world.enter("thon-1", "truong-thon-1", hoan_canh=3)
    trouble(world, 1)
    before = [queries(sign_in(world, person), address) for person, address in pages]
    trouble(world, more)
    assert [queries(sign_in(world, person), address) for person, address in pages] == before


def trouble(world: World, more: int) -> None:
    """So many difficulties more of every village, each answered, and so many tasks with a result."""
    first = Task.objects.count() + 1
    for key in ("thon-1", "thon-2"):
        unit, head = world.units[key], world.people[f"truong-{key}"]
        for number in range(more):
            row = report_difficulty(unit=unit, by=head, at=NOW, text=f"Việc {first} {number}")
            answer_difficulty(difficulty=row, by=world.people["vhxh-x"], at=NOW, text="Đã rõ.")
            answer_difficulty(difficulty=row, by=head, at=NOW, text="Cảm ơn.")
    told = Difficulty.objects.get(unit=world.units["thon-1"], number=1)
    for number in range(more):
        answer_difficulty(difficulty=told, by=world.people["vhxh-x"], at=NOW, text=f"Thêm {first} {number}")
        task = Task.objects.create(
            plan=world.plan, position=first + number, unit_words="Thôn", words=f"Việc {number}"
        )
        task.units.set([world.units["thon-1"], world.units["thon-2"]])
        record_tasks(
            unit=world.units["thon-1"],
            round_=world.rounds[2024],
            wishes=[TaskWish(task.pk, 0, TaskState.DONE, "xong")],
            by=world.people["truong-thon-1"],
            at=NOW,
        )


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


KEEPER_PAGES = ["plan_new", *PLAN_PAGES, "plan_facts", "plan_goals", "plan_duty_new", "plan_tasks_new"]
KEEPER_PAGES += ["plan_deadline_new", "plan_paper", "plan_import", "plan_import_template"]


@pytest.mark.parametrize("more", [3, 30])
def test_same_queries_for_the_keeper_of_a_longer_draft(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    """What is missing in a draft is listed, and its forms are drawn, as cheaply for many Chỉ tiêu."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    plan.document_text, plan.state = "Nguyên văn chỉ tiêu 1", PlanState.DRAFT
    plan.save()
    client = sign_in(world, "vhxh-x")
    addresses = [
        reverse(f"indicators:{route}", args=[] if route == "plan_new" else [plan.key])
        for route in KEEPER_PAGES
    ]
    lengthen(world, plan, "mot", 1)
    before = [queries(client, address) for address in addresses]
    lengthen(world, plan, "them", more)
    assert [queries(client, address) for address in addresses] == before


@pytest.mark.parametrize("more", [3, 30])
def test_same_queries_for_the_preview_of_a_longer_table(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    """Chỉ tiêu that stand and new ones, with proposals and units, cost the same however many there are."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    client = sign_in(world, "vhxh-x")
    address = reverse("indicators:plan_import", args=[plan.key])

    def asked(stored: int, new: int) -> int:
        lines = ["STT\tChỉ tiêu\tChủ trì"]
        lines += [f"{number}\tGiảm tỷ lệ HCDB dưới 9%\tTrạm Y tế" for number in range(1, stored + 1)]
        lines += [f"M{number}\tGiảm tỷ lệ HCDB dưới 9%\tTrạm Y tế" for number in range(new)]
        with CaptureQueriesContext(connection) as found:
            response = client.post(address, {"text": "\n".join(lines), "viec": "xem"})
        assert response.status_code == 200
        assert f"Xem trước {stored + new} chỉ tiêu" in response.content.decode()
        return len(found)

    asked(1, 1)
    assert asked(1, 1) == asked(6, more)


@pytest.mark.parametrize("more", [3, 15])
def test_same_queries_for_more_parts_of_an_indicator(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    """The page on which a Chỉ tiêu is changed costs the same for one part and for many."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    indicator = plan.indicators.get(number="1")
    client = sign_in(world, "vhxh-x")
    routes = ["indicator_edit", "indicator_remove"]
    addresses = [reverse(f"indicators:{route}", args=[plan.key, "1"]) for route in routes]
    before = [queries(client, address) for address in addresses]
    measures = list(world.measures.values())
    for number in range(more):
        component = Component.objects.create(
            indicator=indicator,
            label=f"1.{number + 9}",
            measure=measures[number % len(measures)],
            short_name="Thêm",
            words="Thêm",
            position=100 + number,
        )
        Target.objects.create(component=component, operator=Operator.FALL, words="giảm")
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


@pytest.mark.parametrize("more", [3, 10])
def test_same_queries_for_more_duties_and_longer_papers(
    world: World, sign_in: Callable[[World, str], Client], more: int
) -> None:
    """The duties of many plans are listed as cheaply as those of one; so is a report in words with all its
    versions and files, and the form that came from the year."""
    build_duties(world)
    round_ = open_duty(world).round
    report = report_of(world, round_, "xa-x")
    write(world, report, "vhxh-x", "bản 1")
    attach(world, report, "vhxh-x", "tep-0.pdf", PDF)
    open_final(world)
    pages = [
        ("tinh", reverse("reporting:duty_rounds")),
        ("vhxh-x", reverse("reporting:paper", args=[round_.key, "xa-x"])),
        ("huyen-a", reverse("reporting:review", args=[round_.key, "xa-x"])),
        ("truong-thon-1", reverse("reporting:entry", args=["2024-chinh-thuc", "thon-1"])),
    ]
    before = [queries(sign_in(world, person), address) for person, address in pages]
    for number in range(more):
        plan = build_plan(world, issuer="xa-x", key=f"them-{number}")
        plan.deadlines.create(
            position=50, duty=DutyKind.MID_TERM, reporter_level=Level.VILLAGE, words="sơ kết"
        )
        write(world, report, "vhxh-x", f"bản {number + 2}", base=number + 1)
    for number in range(1, 5):
        attach(world, report, "vhxh-x", f"tep-{number}.pdf", PDF + bytes([number]))
    assert [queries(sign_in(world, person), address) for person, address in pages] == before


@pytest.mark.parametrize("villages", [12])
def test_same_queries_for_more_that_changed_since(
    db: None, sign_in: Callable[[World, str], Client], villages: int
) -> None:
    """X handed in; then every village more was opened again and counted one child more."""
    pages = {"huyen-a": "reporting:editions", "huyen-a ": "reporting:review", "vhxh-x": "reporting:editions"}
    counts: dict[int, dict[str, int]] = {}
    for number in (1, villages):
        with transaction.atomic():
            world = world_of(number)
            fill_villages(world)
            world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
            more = [f"thon-them-{each}" for each in range(number)]
            for key in more:
                world.take(key, "vhxh-x", when=at(16))
            send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
            world.hand_in("xa-x", "vhxh-x", when=at(17))
            for key in more:
                boss = world.people["vhxh-x"]
                undo_acceptance(report=world.report(key), by=boss, at=at(18), reason="sót một em")
                recall(report=world.report(key), by=world.people[key], at=at(18))
                world.enter(key, key, when=at(18), tre_em=11)
                world.hand_in(key, key, when=at(18))
                world.take(key, "vhxh-x", when=at(18))
            counts[number] = {
                person + route: queries(
                    sign_in(world, person.strip()), reverse(route, args=["2024-nam", "xa-x"])
                )
                for person, route in pages.items()
            }
            transaction.set_rollback(True)
    assert counts[villages] == counts[1]


@pytest.mark.parametrize("villages", [3, 30])
def test_same_queries_for_a_report_on_more_units(
    db: None, sign_in: Callable[[World, str], Client], monkeypatch: pytest.MonkeyPatch, villages: int
) -> None:
    """Writing, reading and issuing an annual report; its pages are drawn elsewhere."""
    monkeypatch.setattr(annual_reports, "preview_pdf", lambda document: b"")
    monkeypatch.setattr(annual_reports, "page_count", lambda pdf: 1)
    place = ["2024-nam", "xa-x", "ke-hoach-tinh"]
    routes = ["annual_builder", "annual_figures", "annual_issue"]
    addresses = [reverse(f"reporting:{route}", args=place) for route in routes]
    addresses.append(reverse("reporting:annual_report", args=[*place, 1]))
    counts: dict[int, list[int]] = {}
    for number in (1, villages):
        with transaction.atomic():
            world = world_of(number)
            begun(world)
            client = sign_in(world, "vhxh-x")
            counts[number] = [queries(client, address) for address in addresses]
            transaction.set_rollback(True)
    assert counts[villages] == counts[1]
    assert max(counts[1]) < 80
