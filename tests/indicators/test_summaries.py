"""What the plan page says: the document as signed, as read, and what it tells each unit to do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.assessment import Bar
from indicators.enums import Method, Operator
from indicators.models import Component, Measure
from indicators.summaries import plan_page, plans_for, result_unit, target_words
from plans.models import Task
from tests.world import TODAY, World, build_plan


@pytest.mark.parametrize(
    ("bar", "base", "words"),
    [
        (Bar(Operator.AT_LEAST, Decimal("98.000000")), 100, "≥ 98%"),
        (Bar(Operator.LESS_THAN, Decimal("0.4")), 1000, "< 0,4‰"),
        (Bar(Operator.AT_MOST, Decimal("5")), 804, "≤ 5/804"),
        (Bar(Operator.MORE_THAN, Decimal("99.6")), 100, "> 99,6%"),
        (Bar(Operator.MAINTAIN), 100, "duy trì"),
        (Bar(Operator.MAINTAIN, Decimal("100")), 100, "duy trì 100%"),
        (Bar(Operator.RISE), 100, "tăng"),
        (Bar(Operator.UNREADABLE, Decimal("1")), 100, "chưa rõ cách đọc"),
    ],
)
def test_a_target_in_words(bar: Bar, base: int, words: str) -> None:
    component = Component(measure=Measure(method=Method.RATIO, base=base))
    assert target_words(bar, component).replace("\u00a0", " ") == words


def test_a_band_of_a_reduction_says_so() -> None:
    bar = Bar(Operator.BAND, Decimal("2"), Decimal("3"))
    reduction = Component(measure=Measure(method=Method.YEAR_ON_YEAR, base=100))
    assert target_words(bar, reduction) == "giảm 2–3%"
    assert target_words(bar, Component(measure=Measure(method=Method.RATIO, base=100))) == "2–3%"


def test_counts_and_money_have_no_unit_behind_the_number() -> None:
    assert result_unit(Method.COUNT, 100) is None
    assert result_unit(Method.MONEY, 100) is None
    bar = Bar(Operator.AT_MOST, Decimal("1200"))
    count = Component(measure=Measure(method=Method.COUNT, base=100))
    assert target_words(bar, count).replace("\u00a0", " ") == "≤ 1.200"


def test_tasks_stand_under_the_unit_that_the_document_names(world: World) -> None:
    for position, (unit, words) in enumerate(
        [("Trạm Y tế", "cân đo"), ("Trạm Y tế", "tiêm chủng"), ("Công an xã", "phòng ngừa")], start=1
    ):
        Task.objects.create(plan=world.plan, position=position, unit_words=unit, words=words)
    page = plan_page(world.plan, TODAY)
    assert [(group.unit_words, group.tasks) for group in page.tasks] == [
        ("Trạm Y tế", ["cân đo", "tiêm chủng"]),
        ("Công an xã", ["phòng ngừa"]),
    ]
    assert (page.indicator_count, page.component_count, page.open_readings) == (6, 8, 0)


def test_a_plan_is_read_where_it_binds_and_where_it_is_answered_for(world: World) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    seen = {
        who: [line.key for line in plans_for(world.people[who], TODAY)]
        for who in ("truong-thon-1", "vhxh-y", "huyen-a", "tinh", "vhxh-cu")
    }
    assert seen == {
        "truong-thon-1": ["ke-hoach-tinh", "ke-hoach-x"],
        "vhxh-y": ["ke-hoach-tinh"],
        "huyen-a": ["ke-hoach-tinh", "ke-hoach-x"],
        "tinh": ["ke-hoach-tinh", "ke-hoach-x"],
        "vhxh-cu": [],
    }


def test_a_plan_whose_years_have_passed_is_over(world: World) -> None:
    assert plan_page(world.plan, TODAY).state == "Đang áp dụng"
    world.plan.last_year = 2023
    world.plan.save()
    assert plan_page(world.plan, TODAY).state == "Đã hết giai đoạn"
    (line,) = plans_for(world.people["tinh"], TODAY)
    assert line.state == "Đã hết giai đoạn"
