"""Does it matter who reports first, who is accepted first, and how many tiers lie between? It never may.

The figures are those of the small world; the sums were added in the head and stand in SUMS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reporting import actions
from reporting.enums import ReportState
from reporting.models import Report
from reporting.totals import official_totals, provisional_totals, snapshot_of
from tests.world import (
    CHECKERS,
    NOW,
    SENDERS,
    World,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
    fill_places,
    fill_villages,
)
from units.models import Placement

# By item: value, cells answered, cells asked; all of them are in.
SUMS = {
    "tre-em": (600, 5, 5),  # 100 + 80 + 120, 200, 100
    "hoan-canh": (51, 5, 5),  # 10 + 4 + 6, 30, 1
    "duoc-giup": (47, 5, 5),  # 9 + 4 + 3, 30, 1
    "bi-thuong": (8, 3, 3),  # the station's 3, 5, 0
    "xam-hai": (1, 3, 3),  # 0, 1, 0
    "san-choi": (7, 5, 5),  # 1 + 0 + 1, 3 of 4, 2 of 2
    "tao-hon": (3, 3, 3),  # 2, 0, 1
    "can-do": (110, 3, 3),  # 50, 40, 20
    "beo-phi": (8, 3, 3),  # 2, 3, 3
}
BELOW = {
    "xa-x": ("thon-1", "thon-2", "thon-3", "tram", "cong-an"),
    "huyen-a": ("xa-x", "xa-y"),
    "huyen-b": ("thi-tran-z",),
    "tinh": ("huyen-a", "huyen-b"),
}
TWO_TIERS = {"xa-x": BELOW["xa-x"], "tinh": ("xa-x", "xa-y", "thi-tran-z")}
# An order that fails is told as it is: making it shorter would cost minutes in the database.
ORDERS = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CHANCE = st.randoms(use_true_random=False)

Step = tuple[str, str]  # what is done, and to whose report


@pytest.fixture
def flat(db: None) -> World:
    """The small world after its districts ended: communes stand right below the province."""
    world = World()
    build_places(world)
    for unit in ("xa-x", "xa-y", "thi-tran-z"):
        Placement.objects.filter(unit=world.units[unit]).update(parent=world.units["tinh"])
    Placement.objects.filter(unit__key__in=["huyen-a", "huyen-b"]).update(ends_on=date(2024, 6, 30))
    build_people(world)
    build_catalogue(world)
    build_plan(world)
    build_round(world, 2024)
    return world


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is as if it had not been: every example begins with the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shuffled(needs: dict[Step, list[Step]], chance: Random) -> list[Step]:
    """The steps in any order in which nothing comes before what it needs."""
    order: list[Step] = []
    left = dict(needs)
    while left:
        ready = [step for step, before in left.items() if all(one in order for one in before)]
        step = chance.choice(ready)
        order.append(step)
        del left[step]
    return order


def steps_of(below: dict[str, tuple[str, ...]], returned: set[str]) -> dict[Step, list[Step]]:
    """Every report is sent and accepted, a place's after those below it; some are returned once before."""
    units = {*below, *(unit for units in below.values() for unit in units)}
    needs: dict[Step, list[Step]] = {}
    for unit in units:
        needs["send", unit] = [("take", child) for child in below.get(unit, ())]
        if unit in returned:
            needs["return", unit] = [("send", unit)]
            needs["resend", unit] = [("return", unit)]
        needs["take", unit] = [("resend" if unit in returned else "send", unit)]
    return needs


def do(world: World, step: Step) -> None:
    act, unit = step
    checker = world.people[checker_of(world, unit)]
    if act in ("send", "resend"):
        world.hand_in(unit, SENDERS[unit])
    elif act == "take":
        world.take(unit, checker.username)
    else:
        report = world.report(unit)
        actions.start_check(report=report, by=checker, at=NOW)
        actions.send_back(report=report, by=checker, at=NOW, reason="xem lại biểu")


def checker_of(world: World, unit: str) -> str:
    """Who checks the unit's report: the officer of the place above it."""
    parent = Placement.objects.as_of(NOW.date()).get(unit=world.units[unit]).parent
    return "tinh" if parent == world.units["tinh"] else CHECKERS[unit]


def sums(world: World, find: Callable[..., object]) -> dict[str, tuple[int, int, int]]:
    totals = find(world.units["tinh"], world.rounds[2024])
    return by_item(world, totals)


def by_item(world: World, totals: object) -> dict[str, tuple[int, int, int]]:
    assert hasattr(totals, "items")
    codes = {item.pk: code for code, item in world.items.items()}
    found: dict[str, tuple[int, int, int]] = {}
    for key, total in totals.items():
        old = found.get(codes[key.item_id], (0, 0, 0))
        new = (total.value, total.answered, total.asked)
        found[codes[key.item_id]] = tuple(one + other for one, other in zip(old, new, strict=True))  # type: ignore[assignment]
    return {code: parts for code, parts in found.items() if code in SUMS}


@pytest.mark.django_db
@ORDERS
@given(
    chance=CHANCE,
    returned=st.sets(st.sampled_from(["thon-1", "tram", "xa-x", "xa-y", "huyen-a"]), max_size=3),
)
def test_the_order_of_sending_and_accepting_changes_nothing(
    world: World, chance: Random, returned: set[str]
) -> None:
    """Also when some of them are returned once and sent again; every edition of a snapshot is the same."""
    with undone():
        fill_villages(world)
        fill_places(world)
        for step in shuffled(steps_of(BELOW, returned), chance):
            do(world, step)
        assert sums(world, official_totals) == SUMS
        assert sums(world, provisional_totals) == SUMS
        assert by_item(world, snapshot_of(world.report("tinh"))) == SUMS


@pytest.mark.django_db
@ORDERS
@given(chance=CHANCE)
def test_without_districts_the_same_reports_give_the_same_total(flat: World, chance: Random) -> None:
    with undone():
        fill_villages(flat)
        fill_places(flat)
        for step in shuffled(steps_of(TWO_TIERS, set()), chance):
            do(flat, step)
        assert sums(flat, official_totals) == SUMS
        assert by_item(flat, snapshot_of(flat.report("tinh"))) == SUMS


@pytest.mark.django_db
@ORDERS
@given(chance=CHANCE)
def test_on_the_way_official_and_provisional_tell_what_has_come(world: World, chance: Random) -> None:
    """At any point of the way the official total is a part of the provisional one, and both ask the same."""
    with undone():
        fill_villages(world)
        fill_places(world)
        order = shuffled(steps_of(BELOW, set()), chance)
        for step in order[: chance.randrange(len(order))]:
            do(world, step)
        official, provisional = sums(world, official_totals), sums(world, provisional_totals)
        assert provisional == SUMS
        for code, (value, answered, asked) in official.items():
            assert value <= SUMS[code][0] and answered <= SUMS[code][1]
            assert asked == SUMS[code][2]
        taken = Report.objects.filter(unit__key="huyen-a", state=ReportState.ACCEPTED).exists()
        # 20 + 30 of huyện An, 1 of huyện Bình: whole districts or nothing.
        other = Report.objects.filter(unit__key="huyen-b", state=ReportState.ACCEPTED).exists()
        assert official["hoan-canh"][0] == 50 * taken + 1 * other
