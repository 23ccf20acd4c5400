"""Who answers for what: numbers as documents write them, unit by unit, nothing lost between two people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indicators.actions.assigning import Duty, assign, duty_mark, duty_of, read_numbers
from indicators.enums import Part
from indicators.models import Responsibility
from plans.actions.states import begin_amendment
from plans.enums import PlanState
from plans.models import Plan
from tests.world import NOW, World, build_plan
from units.enums import LogKind
from units.models import LogEntry
from units.refusals import NotYours, Overtaken, Refused

NUMBERS = ["1", "2", "3", "4", "5", "6", "7a", "16"]


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("", (), ()),
        ("3, 4, 5", ("3", "4", "5"), ()),
        ("chỉ tiêu số 5, 4 và 3", ("3", "4", "5"), ()),
        ("các chỉ tiêu 1;2 ; 16.", ("1", "2", "16"), ()),
        ("2-4", ("2", "3", "4"), ()),
        ("2 – 4, 6", ("2", "3", "4", "6"), ()),
        ("từ 5 đến 6", ("5", "6"), ()),
        ("5 đến 6", ("5", "6"), ()),
        ("7A", ("7a",), ()),
        ("5-9", ("5", "6"), ("7", "8", "9")),
        ("9-5", (), ("9-5",)),
        ("3, 3, 3", ("3",), ()),
        ("3 x 99", ("3",), ("x", "99")),
    ],
)
def test_numbers_as_documents_write_them(text: str, known: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    read = read_numbers(text, NUMBERS)
    assert (read.known, read.unknown) == (known, unknown)


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of commune X as a draft; X itself leads Chỉ tiêu 1."""
    found = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    found.state = PlanState.DRAFT
    found.save()
    return found


def duty(leads: str = "", supports: str = "", lead_words: str = "", support_words: str = "") -> Duty:
    return Duty(tuple(leads.split()), tuple(supports.split()), lead_words, support_words)


def give(world: World, plan: Plan, unit: str, said: Duty, person: str = "vhxh-x") -> int:
    mark = duty_mark(duty_of(plan, world.units[unit]))
    who: dict[str, Any] = {"by": world.people[person], "at": NOW}
    return assign(plan=plan, units=[world.units[unit]], duty=said, mark=mark, **who)


def rows(plan: Plan, unit: str) -> list[tuple[str, str, str]]:
    found = Responsibility.objects.filter(indicator__plan=plan, unit__key=unit)
    return [(row.indicator.number, row.part, row.words) for row in found.order_by("indicator__position")]


def test_a_unit_leads_and_supports(world: World, plan: Plan) -> None:
    assert give(world, plan, "tram", duty("2 3", "4", "Chủ trì 2, 3", "Phối hợp 4")) == 1
    assert rows(plan, "tram") == [
        ("2", Part.LEAD, "Chủ trì 2, 3"),
        ("3", Part.LEAD, "Chủ trì 2, 3"),
        ("4", Part.SUPPORT, "Phối hợp 4"),
    ]
    # One goes, one changes sides, one is new; the words of those that stay are as they were.
    give(world, plan, "tram", duty("3 5", "2", "Chủ trì 2, 3", "Phối hợp"))
    assert rows(plan, "tram") == [
        ("2", Part.SUPPORT, "Phối hợp"),
        ("3", Part.LEAD, "Chủ trì 2, 3"),
        ("5", Part.LEAD, "Chủ trì 2, 3"),
    ]
    give(world, plan, "tram", duty())
    assert rows(plan, "tram") == []
    assert give(world, plan, "tram", duty()) == 0


def test_rows_of_one_part_keep_sentences_of_their_own(world: World, plan: Plan) -> None:
    for number in ("2", "3"):
        plan.indicators.get(number=number).responsibilities.create(
            unit=world.units["tram"], part=Part.LEAD, words=f"Câu {number}"
        )
    assert duty_of(plan, world.units["tram"]) == duty("2 3", lead_words="Câu 2\nCâu 3")
    give(world, plan, "tram", duty("2 3 4", lead_words="Câu 2\nCâu 3"))
    assert rows(plan, "tram") == [
        ("2", "lead", "Câu 2"),
        ("3", "lead", "Câu 3"),
        ("4", "lead", "Câu 2"),
    ]


def test_several_units_at_once_are_added_to_what_they_have(world: World, plan: Plan) -> None:
    give(world, plan, "tram", duty("2", lead_words="Một"))
    who: dict[str, Any] = {"by": world.people["vhxh-x"], "at": NOW}
    both = [world.units["tram"], world.units["cong-an"]]
    said = duty("3", lead_words="Hai")
    assert assign(plan=plan, units=both, duty=said, mark=None, **who) == 2
    assert rows(plan, "tram") == [("2", "lead", "Một"), ("3", "lead", "Hai")]
    assert rows(plan, "cong-an") == [("3", "lead", "Hai")]
    assert assign(plan=plan, units=both, duty=said, mark=None, **who) == 0


def test_what_cannot_be_is_refused(world: World, plan: Plan) -> None:
    with pytest.raises(Refused, match="Chỉ tiêu 2 không thể vừa chủ trì vừa phối hợp"):
        give(world, plan, "tram", duty("2 3", "2"))
    with pytest.raises(Refused, match="không còn chỉ tiêu 9"):
        give(world, plan, "tram", duty("9"))
    with pytest.raises(NotYours):
        give(world, plan, "tram", duty("2"), person="vhxh-y")
    stale = duty_mark(duty_of(plan, world.units["tram"]))
    give(world, plan, "tram", duty("2"))
    with pytest.raises(Overtaken):
        assign(
            plan=plan,
            units=[world.units["tram"]],
            duty=duty("3"),
            mark=stale,
            by=world.people["vhxh-x"],
            at=NOW,
        )
    assert rows(plan, "tram") == [("2", "lead", "")]


def test_a_plan_in_force_tells_the_log(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, asked_at=NOW)
    with pytest.raises(Refused):
        give(world, plan, "tram", duty("2"))
    begin_amendment(
        plan=plan,
        number="32/QĐ",
        signed_on=date(2024, 11, 1),
        title="Sửa",
        from_year=2025,
        by=world.people["vhxh-x"],
        at=NOW,
    )
    give(world, plan, "tram", duty("2", "3"))
    row = LogEntry.objects.get(kind=LogKind.ASSIGNMENT)
    assert (row.subject, row.before, row.after, row.reason) == (
        "tram – Chương trình tỉnh Thử",
        "không được giao chỉ tiêu nào",
        "chủ trì 2; phối hợp 3",
        "theo 32/QĐ ngày 01/11/2024",
    )
