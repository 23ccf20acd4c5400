"""The whole plan of An Sơn keyed in by its coordinator gives the rows that loading its file gives.

What a person does is what stands here: paste each sentence, look at what the page proposes, put right what
the document means otherwise, press “Ghi”. The file is loaded only afterwards, so that nothing can learn from
it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from indicators.catalogue_files import read_catalogue
from indicators.load_report import LoadReport
from indicators.loading import load_catalogue, load_plan
from indicators.models import Component, Indicator, Target
from indicators.plan_files import ComponentRow, IndicatorRow, PlanFile, TargetRow, read_plan
from plans.models import Deadline, Goal, Plan, Task
from tests.keyed_plans import FIXTURES
from tests.screens import Screen
from tests.world import NOW, World
from units.enums import AgencyKind, Area, Level, Role

pytestmark = pytest.mark.slow

SignIn = Callable[[World, str], Client]


@pytest.fixture
def an_son(db: None) -> World:
    """The commune with two villages, its accountant and its mass organisations; the country above it."""
    world = World()
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    world.unit("lang-son", Level.PROVINCE, name="Lạng Sơn", kind="tỉnh")
    world.unit("van-quan", Level.DISTRICT, "lang-son", name="Văn Quan", kind="huyện")
    world.unit("an-son", Level.COMMUNE, "van-quan", name="An Sơn", kind="xã", area=Area.RURAL)
    for number in (1, 2):
        world.unit(f"thon-{number}", Level.VILLAGE, "an-son", name=f"Thôn {number}", kind="thôn")
    world.unit("ke-toan", Level.AGENCY, "an-son", name="Kế toán", agency=AgencyKind.FINANCE)
    world.unit("doan-the", Level.AGENCY, "an-son", name="Đoàn thể", agency=AgencyKind.MASS_ORGANISATION)
    world.person("can-bo", "an-son", Role.COMMUNE_COORDINATOR)
    load_catalogue(read_catalogue(FIXTURES / "catalogue"), LoadReport(at=NOW))
    load_plan(read_plan(FIXTURES / "plans" / "qd23.toml"), LoadReport(at=NOW))
    return world


UNITS = {"self": ["an-son"], "finance": ["ke-toan"], "village": ["thon-1", "thon-2"]} | {
    "mass_organisation": ["doan-the"]
}


def test_the_same_rows_as_from_the_file(an_son: World, sign_in: SignIn) -> None:
    file = read_plan(FIXTURES / "plans" / "001.toml")
    client = sign_in(an_son, "can-bo")
    keyed = begin(client, file)
    untouched = [key_in(client, keyed, row, file) for row in file.indicators]
    for deadline in file.deadlines:
        page = screen(client, f"/ke-hoach/{keyed.key}/han-bao-cao/moi/", "plan-form")
        reporter = deadline.reporter_kind and f"agency:{deadline.reporter_kind}"
        page.press(
            "",
            duty=deadline.duty,
            reporter=reporter or deadline.reporter_level,
            receiver_words=deadline.receiver_words,
            day=str(deadline.day),
            month=str(deadline.month),
            words=deadline.words,
            note=deadline.note,
        )
    headings = list(dict.fromkeys(task.unit_words for task in file.tasks))
    for heading in headings:
        tasks = [task for task in file.tasks if task.unit_words == heading]
        page = screen(client, f"/ke-hoach/{keyed.key}/phan-cong/viec/", "plan-form")
        page.press(
            "",
            unit_words=heading,
            words="\n".join(task.words for task in tasks),
            units=[key for word in tasks[0].units for key in UNITS[word]],
        )
    loaded = load_plan(file, LoadReport(at=NOW))
    assert loaded is not None
    told, expected = rows_of(keyed), rows_of(loaded)
    for part, rows in expected.items():
        assert told[part] == rows, part
    # In five of the eight nothing but short names, quoted words and notes had to be put right.
    assert sum(untouched) >= 5


def begin(client: Client, file: PlanFile) -> Plan:
    """The head of the plan."""
    page = screen(client, "/ke-hoach/moi/", "plan-form")
    page.press(
        "",
        kind=file.kind,
        title=file.title,
        short_title=file.short_title,
        first_year=str(file.first_year),
        last_year=str(file.last_year),
        date_words=file.date_words,
        above="qd23",
        above_words=file.above_words,
        source="",
    )
    plan: Plan = Plan.objects.get(issuer__key="an-son")
    return plan


def key_in(client: Client, plan: Plan, row: IndicatorRow, file: PlanFile) -> bool:
    """Key one Chỉ tiêu in; were parts, measures and demands of the proposal right as they were?"""
    page = screen(client, f"/ke-hoach/{plan.key}/chi-tieu/moi/", "indicator-form")
    changes: dict[str, Any] = {"words": row.words}
    if "goal_name" in page.names:
        (goal,) = file.goals
        changes |= {"goal_name": goal.name, "goal_words": goal.words}
    page = page.press("doc", **changes)
    assert page.fields["number"] == row.number
    is_right = True
    while int(str(page.fields["components"])) > len(row.components):
        page, is_right = page.press(f"bo-noi-dung:{len(row.components)}"), False
    while int(str(page.fields["components"])) < len(row.components):
        page, is_right = page.press("them-noi-dung"), False
    for place, component in enumerate(row.components):
        page, is_as_proposed = put_right(page, place, component)
        is_right = is_right and is_as_proposed
    done = page.press("ghi", short_name=row.short_name)
    assert f"Đã ghi chỉ tiêu {row.number}." in done.text
    return is_right


def put_right(page: Screen, place: int, component: ComponentRow) -> tuple[Screen, bool]:
    """What the page proposed for one part is changed to what the document means."""
    prefix = f"c{place}-"
    is_right = page.fields[f"{prefix}words"] == component.words
    if not is_right:
        page = page.press(f"doc-lai:{place}", **{f"{prefix}words": component.words})
    if page.fields.get(f"{prefix}measure") != component.measure:
        is_right = False
        if component.measure not in page.radios[f"{prefix}measure"]:
            page = page.press(f"tim:{place}", **{f"{prefix}search": component.measure})
        page = page.press(f"doc-lai:{place}", **{f"{prefix}measure": component.measure})
    changes = {f"{prefix}short_name": component.short_name, f"{prefix}note": component.note}
    (target,) = component.targets
    typed = as_typed(target, component)
    for name, value in typed.items():
        if page.fields.get(f"{prefix}t0-{name}", "") != value and name not in ("reading", "words"):
            is_right = False
        changes[f"{prefix}t0-{name}"] = value
    return page.press("xem", **changes), is_right


def as_typed(target: TargetRow, component: ComponentRow) -> dict[str, str]:
    return {
        "first": str(target.first_year),
        "last": str(target.last_year),
        "operator": target.operator,
        "value": "" if target.value is None else f"{target.value.normalize():f}",
        "words": "" if target.words == component.words else target.words,
        "flag": target.flag or "",
        "reading": target.reading,
    }


def screen(client: Client, address: str, form_class: str) -> Screen:
    return Screen(client, client.get(address), form_class)


def rows_of(plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the file tells of the plan, row by row."""
    components = Component.objects.filter(indicator__plan=plan).order_by("indicator__position", "position")
    targets = Target.objects.filter(component__indicator__plan=plan).order_by(
        "component__indicator__position", "component__position"
    )
    return {
        "plan": list(
            Plan.objects.filter(pk=plan.pk).values_list(
                *("issuer__key", "kind", "title", "short_title", "number", "date_words", "signed_on"),
                *("first_year", "last_year", "above__key", "above_words", "collects"),
            )
        ),
        "goals": list(Goal.objects.filter(plan=plan).values_list("number", "name", "words")),
        "indicators": list(
            Indicator.objects.filter(plan=plan)
            .order_by("position")
            .values_list("number", "position", "goal__number", "short_name", "official_text")
        ),
        "components": list(
            components.values_list(
                *("indicator__number", "label", "position", "measure__code", "short_name", "words"),
                *("own_base", "own_numerator", "own_denominator", "note", "last_year"),
            )
        ),
        "targets": list(
            targets.values_list(
                *("component__label", "first_year", "last_year", "operator", "value", "second_value"),
                *("words", "reading", "flag", "confirmed_at"),
            )
        ),
        "tasks": [
            (task.position, task.unit_words, task.words, sorted(unit.key for unit in task.units.all()))
            for task in Task.objects.filter(plan=plan).order_by("position")
        ],
        "deadlines": list(
            Deadline.objects.filter(plan=plan)
            .order_by("position")
            .values_list(
                *("position", "duty", "reporter_level", "reporter_kind", "receiver_words", "day"),
                *("month", "year", "is_strict", "words", "note"),
            )
        ),
    }
