"""When is it known without a walk of the tree that kept sums hold, and what is done when it is not?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from reporting.enums import FigureState
from reporting.kept import BELOW_NO_COMMUNE, keep_sums, look_of, recheck_kept
from reporting.kept import _sealed as sealed_versions
from reporting.models import Figure, FormMark, KeptSums, Report, Round
from reporting.summing import looked_at
from reporting.totals import item_total, provisional_totals
from reporting.years import year_before
from tests.reporting.kept_or_read import all_the_same, keep
from tests.world import World, fill_2023, fill_places, fill_villages
from units.enums import Level
from units.models import Placement, Unit

ALL = {"xa-x", "xa-y", "thi-tran-z"}


@pytest.fixture(autouse=True)
def kept_sums_are_those_of_the_cells() -> None:
    """Here each test says itself when sums are kept."""


@pytest.fixture
def kept(world: World) -> World:
    fill_2023(world)
    fill_villages(world)
    fill_places(world)
    new_form(world, "thon-4", "xa-y")
    keep(world.rounds[2024])
    return world


def sealed(world: World) -> set[str]:
    round_ = world.rounds[2024]
    round_.refresh_from_db()
    communes = {world.units[key].pk: key for key in ALL}
    look = look_of(year_before(round_), looked_at(every=False))
    return {communes[commune] for commune in sealed_versions(list(communes), round_, look)}


def children(world: World, place: str = "tinh") -> int:
    totals = provisional_totals(world.units[place], world.rounds[2024])
    return item_total(totals, world.items["tre-em"].pk).value


def spoil(world: World) -> None:
    """On purpose, so that a page says whether the kept sums of Xã X were used: 300 becomes 999."""
    one = KeptSums.objects.get(unit=world.units["xa-x"], round=world.rounds[2024])
    KeptSums.objects.filter(pk=one.pk).update(sums=one.sums.replace("300", "999"))


def test_after_keeping_every_commune_is_sealed(kept: World) -> None:
    assert sealed(kept) == ALL


def test_a_cell_opens_its_commune_and_no_other(kept: World) -> None:
    kept.enter("thon-1", "truong-thon-1", tre_em=150)
    assert sealed(kept) == ALL - {"xa-x"}
    assert keep(kept.rounds[2024]) == (2, 1)
    assert sealed(kept) == ALL


def test_the_form_of_a_district_is_in_no_commune(kept: World) -> None:
    (mark,) = FormMark.objects.filter(unit=kept.units["huyen-a"], round=kept.rounds[2024])
    assert mark.kept_by == BELOW_NO_COMMUNE
    FormMark.objects.filter(pk=mark.pk).update(number=mark.number + 1)
    assert sealed(kept) == ALL


def new_form(world: World, village: str = "thon-9", place: str = "thi-tran-z") -> None:
    world.unit(village, Level.VILLAGE, place)
    add_form(world, village)


def add_form(world: World, village: str) -> None:
    report = Report.objects.create(round=world.rounds[2024], unit=world.units[village])
    Figure.objects.create(report=report, item=world.items["tre-em"], state=FigureState.ENTERED, value=7)


def move_a_village(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-4"]).update(parent=world.units["thi-tran-z"])


def end_a_village(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-4"]).update(ends_on=date(2030, 1, 1))


def close_earlier(world: World) -> None:
    round_ = world.rounds[2024]
    round_.data_to = date(2024, 12, 13)
    round_.save()


@pytest.mark.parametrize("change", [new_form, move_a_village, end_a_village, close_earlier])
def test_what_may_change_the_forms_of_a_place_breaks_every_seal(
    kept: World, change: Callable[[World], None]
) -> None:
    change(kept)
    assert sealed(kept) == set()
    all_the_same(kept.rounds[2024])


@pytest.mark.parametrize("change", [new_form, move_a_village, end_a_village, close_earlier])
def test_without_a_seal_the_tree_is_walked_and_what_holds_is_used(
    kept: World, change: Callable[[World], None]
) -> None:
    """None of these touches a form of Xã X, so its sums are still those that were kept."""
    before = children(kept)
    change(kept)
    spoil(kept)
    gained = 7 if change is new_form else 0
    assert children(kept) == before + 699 + gained


@pytest.mark.parametrize(
    ("change", "made"), [(new_form, 1), (move_a_village, 2), (end_a_village, 0), (close_earlier, 0)]
)
def test_the_next_keeping_seals_again_and_makes_only_what_changed(
    kept: World, change: Callable[[World], None], made: int
) -> None:
    change(kept)
    assert keep(kept.rounds[2024]) == (3 - made, made)
    assert sealed(kept) == ALL
    all_the_same(kept.rounds[2024])


def test_a_part_of_the_country_seals_nothing_while_other_forms_are_new(kept: World) -> None:
    """Forms that nobody has looked at may lie anywhere."""
    new_form(kept)
    for _ in keep_sums(kept.rounds[2024], [kept.units["huyen-a"]]):
        pass
    assert sealed(kept) == set()
    for _ in keep_sums(kept.rounds[2024], [kept.units["huyen-b"]]):
        pass
    assert sealed(kept) == ALL


def closes(world: World, day: date) -> None:
    Round.objects.filter(pk=world.rounds[2024].pk).update(data_to=day)
    world.rounds[2024].refresh_from_db()


@pytest.fixture
def kept_with_a_mover(world: World) -> World:
    """Thôn 9 stood below Xã X until the eve of the closing day, and has no form when sums are kept."""
    fill_villages(world)
    mover = world.unit("thon-9", Level.VILLAGE, "xa-x")
    Placement.objects.filter(unit=mover).update(ends_on=date(2024, 12, 13))
    Placement.objects.create(
        unit=mover, parent=world.units["thi-tran-z"], name="Thôn 9", starts_on=date(2024, 12, 14)
    )
    keep(world.rounds[2024])
    assert sealed(world) == ALL
    return world


def keep_at(place: Unit, round_: Round) -> None:
    for _ in keep_sums(round_, [place]):
        pass


def test_a_closing_day_that_comes_back_brings_no_old_seal(kept_with_a_mover: World) -> None:
    """In between the form of Thôn 9 is one of Xã X, where it was kept."""
    world = kept_with_a_mover
    closes(world, date(2024, 12, 13))
    add_form(world, "thon-9")
    keep_at(world.units["xa-x"], world.rounds[2024])
    closes(world, date(2024, 12, 14))
    all_the_same(world.rounds[2024])
    keep(world.rounds[2024])
    assert sealed(world) == ALL
    all_the_same(world.rounds[2024])


def test_who_keeps_by_a_closing_day_of_before_keeps_nothing(kept_with_a_mover: World) -> None:
    """As where it changed after the rounds to keep were read: forms would be told to belong where they do
    not, and be new no more."""
    world = kept_with_a_mover
    add_form(world, "thon-9")
    before = Round.objects.get(pk=world.rounds[2024].pk)
    before.data_to = date(2024, 12, 13)
    keep_at(world.units["xa-x"], before)
    all_the_same(world.rounds[2024])
    assert keep(before) == (0, 0)
    all_the_same(world.rounds[2024])


def test_a_place_that_was_no_commune_meanwhile_brings_no_old_seal(world: World) -> None:
    """In between its villages lie below no commune. The place has no form of its own."""
    fill_villages(world)
    world.unit("xa-w", Level.COMMUNE, "huyen-b")
    for village in ("thon-9", "thon-10"):
        world.unit(village, Level.VILLAGE, "xa-w")
    add_form(world, "thon-9")
    keep(world.rounds[2024])
    this = Unit.objects.filter(key="xa-w")
    this.update(level=Level.DISTRICT)
    add_form(world, "thon-10")
    keep(world.rounds[2024])
    this.update(level=Level.COMMUNE)
    all_the_same(world.rounds[2024])


def test_a_seal_that_lies_is_found(kept: World) -> None:
    """As it would be if something wrote past the triggers."""
    kept.enter("thon-1", "truong-thon-1", tre_em=150)
    mark = FormMark.objects.get(unit=kept.units["thon-1"], round=kept.rounds[2024])
    FormMark.objects.filter(pk=mark.pk).update(kept=mark.number)
    assert sealed(kept) == ALL
    assert [key for part in recheck_kept(kept.rounds[2024]) for key in part.wrong] == ["xa-x"]


def test_a_tree_that_lies_is_found(kept: World) -> None:
    """And is believed until then: a sealed place does not look at its villages."""
    before = children(kept, "huyen-a")
    move_a_village(kept)
    assert children(kept, "huyen-a") < before
    tree = KeptSums.objects.values_list("tree", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_treemark SET number = %s", [tree])
    assert sealed(kept) == ALL
    assert children(kept, "huyen-a") == before
    wrong = [key for part in recheck_kept(kept.rounds[2024]) for key in part.wrong]
    assert sorted(wrong) == ["thi-tran-z", "xa-y"]
