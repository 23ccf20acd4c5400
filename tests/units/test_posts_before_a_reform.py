"""Between the scheduling of a reorganisation and its day people come and go: who holds what then?

X and Y go whole into one commune on 1 July 2025; today is 15/11/2024. A post is worth what stands behind it:
who leaves before the day has nothing on the new unit, who takes over or comes new has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.world import NOW, TODAY, YESTERDAY, World
from units.actions.cancelling import cancel
from units.actions.people import About, Post, Wish
from units.actions.postings import change_role, end_post, give_post, hand_over, mark_of_posting
from units.actions.rearranging import schedule
from units.enums import Role
from units.keeping import Keeper
from units.models import Posting, Reorganisation, Unit, User
from units.rearranging import Wanted
from units.rearranging_builders import merge
from units.summaries.rearranging import tree_before

DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)
Posts = list[tuple[str, str, date | None, date | None]]


@pytest.fixture(autouse=True)
def stands(moment: Callable[..., None]) -> None:
    """The clock stands at NOW."""


@pytest.fixture
def row(world: World) -> Reorganisation:
    into = Wanted("Xuân Yên", "xã", area="rural")
    said = merge(
        tree_before(DAY, {"xa-x"}), day=DAY, decision="Nghị quyết 12", units=["xa-x", "xa-y"], into=into
    )
    return schedule(rearrangement=said, by=world.people["tinh"], at=NOW)


def held(world: World, username: str, unit: str) -> Posting:
    return Posting.objects.get(user=world.people[username], unit=world.units[unit])


def posts(user: User) -> Posts:
    """Of today and later, in the order of their days."""
    rows = user.postings.select_related("unit").exclude(ends_on=YESTERDAY, unit__key="xa-x", begun_by=None)
    found = sorted(rows, key=lambda one: (one.starts_on or date.min, one.pk))
    old = {"xa-x", "xa-y", "tram", "cong-an"}
    return [
        (one.unit.key if one.unit.key in old else "mới", one.role, one.starts_on, one.ends_on)
        for one in found
    ]


def by(world: World, person: str) -> dict[str, Any]:
    return {"by": world.people[person], "at": NOW}


def ended(world: World, post: Posting, last_day: date | None, person: str) -> None:
    end_post(posting=post, last_day=last_day, shown=mark_of_posting(post), **by(world, person))


def test_who_leaves_before_the_day_has_nothing_on_the_new_unit(world: World, row: Reorganisation) -> None:
    ended(world, held(world, "y-te", "tram"), TODAY, "vhxh-x")
    role = Role.UNIT_REPORTER
    assert posts(world.people["y-te"]) == [("tram", role, None, TODAY)]
    # Taken back as long as it can be: the way leads on again.
    ended(world, held(world, "y-te", "tram"), EVE, "vhxh-x")
    assert set(posts(world.people["y-te"])) == {("tram", role, None, EVE), ("mới", role, DAY, None)}


def test_who_held_two_of_the_posts_keeps_the_new_one_by_the_other(world: World) -> None:
    Posting.objects.create(
        user=world.people["vhxh-x"], unit=world.units["xa-y"], role=Role.COMMUNE_COORDINATOR
    )
    into = Wanted("Xuân Yên", "xã", area="rural")
    said = merge(
        tree_before(DAY, {"xa-x"}), day=DAY, decision="Nghị quyết 12", units=["xa-x", "xa-y"], into=into
    )
    schedule(rearrangement=said, by=world.people["tinh"], at=NOW)
    ended(world, held(world, "vhxh-x", "xa-x"), TODAY, "quan-tri")
    role = Role.COMMUNE_COORDINATOR
    assert ("mới", role, DAY, None) in posts(world.people["vhxh-x"])
    ended(world, held(world, "vhxh-x", "xa-y"), TODAY, "quan-tri")
    assert ("mới", role, DAY, None) not in posts(world.people["vhxh-x"])


def test_who_takes_over_goes_on_where_the_unit_goes(world: World, row: Reorganisation) -> None:
    other = world.people["vhxh-cu"]
    post = held(world, "vhxh-y", "xa-y")
    hand_over(posting=post, to=other, first_day=TODAY, shown=mark_of_posting(post), **by(world, "quan-tri"))
    role = Role.COMMUNE_COORDINATOR
    assert posts(world.people["vhxh-y"]) == [("xa-y", role, None, date(2024, 11, 14))]
    assert posts(other) == [("xa-y", role, TODAY, EVE), ("mới", role, DAY, None)]
    cancel(reorganisation=row, reason="hoãn", **by(world, "tinh"))
    assert posts(other) == [("xa-y", role, TODAY, None)]
    assert posts(world.people["vhxh-y"]) == [("xa-y", role, None, date(2024, 11, 14))]


def test_who_comes_new_goes_along_and_comes_back(world: World, row: Reorganisation) -> None:
    other, until = world.people["vhxh-cu"], date(2025, 12, 31)
    give_post(
        user=world.people["tinh"],
        post=Post(world.units["xa-x"], Role.LEADER, TODAY, date(2025, 3, 1)),
        **by(world, "quan-tri"),
    )
    give_post(user=other, post=Post(world.units["xa-x"], Role.LEADER, TODAY, until), **by(world, "quan-tri"))
    assert ("xa-x", Role.LEADER, TODAY, EVE) in posts(other)
    assert ("mới", Role.LEADER, DAY, until) in posts(other)
    # Who comes for some months only, does not.
    assert ("mới", Role.LEADER, DAY, None) not in posts(world.people["tinh"])
    cancel(reorganisation=row, reason="hoãn", **by(world, "tinh"))
    assert ("xa-x", Role.LEADER, TODAY, until) in posts(other)
    assert not Posting.objects.filter(begun_by=row).exists()
    assert not Unit.objects.filter(placements__name="Xuân Yên").exists()


def test_another_role_goes_along(world: World, row: Reorganisation) -> None:
    post = held(world, "lanh-dao-x", "xa-x")
    change_role(
        posting=post,
        role=Role.COMMUNE_COORDINATOR,
        first_day=TODAY,
        last_day=None,
        shown=mark_of_posting(post),
        **by(world, "quan-tri"),
    )
    assert posts(world.people["lanh-dao-x"]) == [
        ("xa-x", Role.COMMUNE_COORDINATOR, TODAY, EVE),
        ("mới", Role.COMMUNE_COORDINATOR, DAY, None),
    ]


def test_until_the_day_whoever_kept_an_account_keeps_it(world: World, row: Reorganisation) -> None:
    """The post to come on the new unit is no other keeper's, as long as it rests on posts kept here."""
    keeper = Keeper(world.people["vhxh-x"], TODAY)
    assert keeper.keeps_account(world.people["y-te"])
    Posting.objects.create(user=world.people["y-te"], unit=world.units["xa-y"], role=Role.COMMUNE_COORDINATOR)
    assert not keeper.keeps_account(world.people["y-te"])
    assert not Keeper(world.people["vhxh-y"], TODAY).keeps_account(world.people["cong-an"])


def test_somebody_new_who_takes_over_has_one_code_and_both_posts(world: World, row: Reorganisation) -> None:
    post = held(world, "vhxh-x", "xa-x")
    about = About("Trần Thị Mới", "Công chức", "0912 345 678")
    wish = Wish(about, Post(world.units["xa-x"], Role.COMMUNE_COORDINATOR, TODAY))
    done = hand_over(
        posting=post, to=wish, first_day=TODAY, shown=mark_of_posting(post), **by(world, "quan-tri")
    )
    assert done.person is not None
    role = Role.COMMUNE_COORDINATOR
    assert done.posting.unit == world.units["xa-x"]
    assert posts(done.person.user) == [("xa-x", role, TODAY, EVE), ("mới", role, DAY, None)]
    assert posts(world.people["vhxh-x"]) == []  # ended yesterday
