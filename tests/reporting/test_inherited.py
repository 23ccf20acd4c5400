"""Last year's value of a unit that did not stand then: the sum of its whole predecessors, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from reporting.enums import FigureState
from reporting.models import Figure, Report
from reporting.totals import item_total, official_totals, provisional_totals
from reporting.totals_below import totals_of_children
from tests.world import World, build_round, fill_2023
from units.enums import Area, Level
from units.models import Placement, Succession

REFORM = date(2025, 7, 1)


def merge(world: World, new: str, *, wholes: tuple[str, ...], parts: tuple[str, ...] = ()) -> None:
    """On the day of the reform a new commune stands under the province for those that went into it."""
    unit = world.unit(new, Level.COMMUNE, "tinh", area=Area.RURAL)
    Placement.objects.filter(unit=unit).update(starts_on=REFORM)
    for key in wholes:
        Placement.objects.filter(unit=world.units[key]).update(ends_on=date(2025, 6, 30))
    for key in (*wholes, *parts):
        Succession.objects.create(
            predecessor=world.units[key],
            successor=unit,
            starts_on=REFORM,
            is_whole=key in wholes,
            decision="Nghị quyết thử",
        )


def enter_2025(world: World, unit: str, item: str, value: int) -> None:
    """A cell of the round of 2025 that says so; also where nobody was asked."""
    report, _ = Report.objects.get_or_create(
        round=world.rounds[2025], unit=world.units[unit], defaults={"area": Area.RURAL}
    )
    Figure.objects.update_or_create(
        report=report,
        item=world.items[item],
        defaults={"state": FigureState.ENTERED, "value": value, "is_check": False},
    )


def accept_2024(world: World, **marriages: int | None) -> None:
    """2024 accepted with so many child marriages; None: could not be collected."""
    for key, value in marriages.items():
        report = world.report(key.replace("_", "-"))
        state = FigureState.NOT_COLLECTED if value is None else FigureState.ENTERED
        Figure.objects.filter(report=report, item=world.items["tao-hon"]).update(state=state, value=value)
        Report.objects.filter(pk=report.pk).update(
            state="accepted",
            submissions=1,
            first_submitted_at="2024-12-16T00:00Z",
            submitted_at="2024-12-16T00:00Z",
            submitted_by=world.people["tinh"],
            accepted_at="2024-12-16T00:00Z",
            accepted_by=world.people["tinh"],
        )


def matched(world: World, unit: str = "tinh", item: str = "tao-hon") -> tuple[int, int, int]:
    found = item_total(provisional_totals(world.units[unit], world.rounds[2025]), world.items[item].pk)
    return found.matched_units, found.matched_value, found.matched_previous


@pytest.fixture
def world(world: World) -> World:
    """2024 accepted in X with 2 and in Y with 5 marriages; the round of 2025 is open."""
    accept_2024(world, xa_x=2, xa_y=5)
    build_round(world, 2025)
    Figure.objects.filter(report__round=world.rounds[2025]).delete()
    return world


def test_a_sum_of_wholes_is_last_years_value(world: World) -> None:
    merge(world, "xa-moi", wholes=("xa-x", "xa-y"))
    enter_2025(world, "xa-moi", "tao-hon", 3)
    # 2 + 5 → 3, one unit with both years; the same in the commune itself and among the rows above.
    assert matched(world) == (1, 3, 7)
    assert matched(world, "xa-moi") == (1, 3, 7)
    new = world.units["xa-moi"]
    rows = totals_of_children(world.units["tinh"], world.rounds[2025], official=False)
    row = item_total(rows[new.pk], world.items["tao-hon"].pk)
    assert (row.matched_units, row.matched_previous) == (1, 7)
    stored = item_total(official_totals(new, world.rounds[2025]), world.items["tao-hon"].pk)
    assert (stored.matched_units, stored.matched_value, stored.matched_previous) == (1, 3, 7)


def test_with_a_part_beside_it_is_not_matched(world: World) -> None:
    accept_2024(world, thi_tran_z=1)
    merge(world, "xa-moi", wholes=("xa-x", "xa-y"), parts=("thi-tran-z",))
    enter_2025(world, "xa-moi", "tao-hon", 3)
    assert matched(world) == (0, 0, 0)


def test_with_one_whole_that_has_no_accepted_answer_it_is_not_matched(world: World) -> None:
    merge(world, "xa-moi", wholes=("xa-x", "xa-y", "thi-tran-z"))
    enter_2025(world, "xa-moi", "tao-hon", 3)
    assert matched(world) == (0, 0, 0)
    accept_2024(world, thi_tran_z=None)
    assert matched(world) == (0, 0, 0)
    accept_2024(world, thi_tran_z=0)
    assert matched(world) == (1, 3, 7)


def test_over_two_steps(world: World) -> None:
    merge(world, "xa-giua", wholes=("xa-x",))
    merge(world, "xa-moi", wholes=("xa-y",))
    Succession.objects.create(
        predecessor=world.units["xa-giua"],
        successor=world.units["xa-moi"],
        starts_on=date(2025, 9, 1),
        is_whole=True,
        decision="Nghị quyết thử",
    )
    enter_2025(world, "xa-moi", "tao-hon", 1)
    assert matched(world) == (1, 1, 7)


def test_a_unit_that_stood_is_compared_with_itself(world: World) -> None:
    enter_2025(world, "xa-x", "tao-hon", 1)
    merge(world, "xa-moi", wholes=("xa-y",))
    enter_2025(world, "xa-moi", "tao-hon", 4)
    assert matched(world) == (2, 5, 7)


def test_a_level_of_several_predecessors_has_no_sum(world: World) -> None:
    item = world.items["tao-hon"]
    type(item).objects.filter(pk=item.pk).update(kind="level")
    accept_2024(world, xa_x=2, xa_y=3)
    merge(world, "xa-moi", wholes=("xa-x", "xa-y"))
    enter_2025(world, "xa-moi", "tao-hon", 1)
    assert matched(world) == (0, 0, 0)


def test_a_level_of_one_predecessor_may_have_fallen(world: World) -> None:
    item = world.items["tao-hon"]
    type(item).objects.filter(pk=item.pk).update(kind="level")
    merge(world, "xa-moi", wholes=("xa-x",))
    enter_2025(world, "xa-moi", "tao-hon", 1)
    found = item_total(provisional_totals(world.units["tinh"], world.rounds[2025]), item.pk)
    assert (found.matched_units, found.matched_previous, found.fell, found.steps) == (1, 2, 1, (0, 1, 0, 0))


@pytest.mark.parametrize("communes", [1, 3, 12])
def test_same_statements_for_more_new_communes(
    world: World, communes: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(communes):
        merge(world, f"xa-moi-{number}", wholes=("xa-x", "xa-y", "thi-tran-z")[number : number + 1])
        enter_2025(world, f"xa-moi-{number}", "tao-hon", 1)
    # Five as ever, who is new, what became of whom (two), what they say now, and what was said then.
    with django_assert_num_queries(10):
        provisional_totals(world.units["tinh"], world.rounds[2025])


def test_without_any_new_unit_nothing_more_is_asked(
    world: World, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    fill_2023(world)
    enter_2025(world, "xa-x", "tao-hon", 1)
    with django_assert_num_queries(5):
        provisional_totals(world.units["tinh"], world.rounds[2025])
