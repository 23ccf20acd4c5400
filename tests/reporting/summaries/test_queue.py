"""Who waits first? Worked out by hand on commune X's villages, station and police, over two years."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from reporting import actions, standing_in
from reporting.enums import Act, FigureState, ReportState, StandInSource
from reporting.models import Report, ReportEvent
from reporting.summaries.queue import Queue, around, next_waiting, queue, waiting_at
from tests.world import (
    NOW,
    SENDERS,
    World,
    at,
    build_round,
    fill_places,
    fill_villages,
    send_up,
)
from units.enums import Role
from units.models import Placement, Posting

VILLAGE = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}


def hand_in(world: World, unit: str, when: datetime, year: int = 2024) -> None:
    world.hand_in(unit, SENDERS[unit], year, when)


def of(world: World, who: str = "vhxh-x", now: datetime = NOW) -> Queue:
    return queue(world.people[who], now)


def units(found: Queue) -> list[str]:
    return [line.line.unit_key for line in found.lines]


def test_what_waits_longer_than_five_days_then_most_to_look_at_then_oldest(world: World) -> None:
    """On 15/11: the police wait since the 9th (six days), the station since the 10th (five), village 3 has
    two points, village 1 came before village 2."""
    build_round(world, 2023)
    world.enter("thon-3", "truong-thon-3", 2023, at(15, year=2023), **VILLAGE)
    send_up(world, "thon-3", year=2023)
    fill_villages(world)
    not_known = FigureState.NOT_COLLECTED
    world.enter("thon-3", "truong-thon-3", tre_em=100, hoan_canh=not_known, duoc_giup=not_known)
    hand_in(world, "tram", at(10, 8))
    hand_in(world, "cong-an", at(9, 23))
    hand_in(world, "thon-1", at(14, 8))
    hand_in(world, "thon-2", at(14, 9))
    hand_in(world, "thon-3", at(15, 8))
    found = of(world)
    assert units(found) == ["cong-an", "thon-3", "tram", "thon-1", "thon-2"]
    assert [(line.waited, line.waits_long, line.to_look_at) for line in found.lines[:3]] == [
        (6, True, 0),
        (0, False, 2),
        (5, False, 0),
    ]
    (group,) = found.groups
    assert (group.place_name, group.round_name, group.round_key) == ("xã Xuân", "Năm 2024", "2024-nam")


def test_every_round_that_has_something_waiting(world: World) -> None:
    """A report of 2023 that came late waits beside those of 2024."""
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE)
    hand_in(world, "thon-1", at(15, year=2023), 2023)
    fill_villages(world)
    hand_in(world, "thon-2", at(14))
    found = of(world)
    assert [(group.round_key, len(group.lines)) for group in found.groups] == [
        ("2023-nam", 1),
        ("2024-nam", 1),
    ]
    assert waiting_at([world.units["xa-x"].pk]) == 2


def test_one_person_who_checks_for_two_communes(world: World) -> None:
    Posting.objects.create(
        user=world.people["vhxh-x"], unit=world.units["huyen-a"], role=Role.DISTRICT_OFFICER
    )
    fill_villages(world)
    fill_places(world)
    hand_in(world, "thon-1", at(14))
    hand_in(world, "xa-y", at(13))
    assert [(group.unit_key, units(Queue([group]))) for group in of(world).groups] == [
        ("huyen-a", ["xa-y"]),
        ("xa-x", ["thon-1"]),
    ]


def test_others_wait_on_other_desks(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    hand_in(world, "thon-1", at(14))
    hand_in(world, "xa-y", at(14))
    assert {who: units(of(world, who)) for who in ("vhxh-y", "huyen-a", "tinh", "truong-thon-1")} == {
        "vhxh-y": [],  # its own report is the district's to check
        "huyen-a": ["xa-y"],
        "tinh": [],
        "truong-thon-1": [],
    }
    assert of(world, "vhxh-cu").first is None
    assert units(of(world, "vhxh-cu", at(14, 12))) == ["thon-1"]  # held the post until that day


def test_the_top_unit_checks_its_own(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, *[unit for unit in SENDERS if unit != "tinh"])
    hand_in(world, "tinh", NOW)
    assert units(of(world, "tinh")) == ["tinh"]
    assert waiting_at([world.units["tinh"].pk]) == 1
    assert units(of(world, "huyen-a")) == []


def test_each_round_by_its_own_tree(world: World) -> None:
    """Village 1 belonged to commune Y until the end of 2023: its late report of 2023 waits there."""
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE)
    spot = Placement.objects.get(unit=world.units["thon-1"])
    spot.starts_on = date(2024, 1, 1)
    spot.save()
    Placement.objects.create(
        unit=world.units["thon-1"], parent=world.units["xa-y"], name="Xóm Cũ", ends_on=date(2023, 12, 31)
    )
    hand_in(world, "thon-1", at(15), 2023)
    assert units(of(world, "vhxh-x")) == []
    (line,) = of(world, "vhxh-y").lines
    assert line.line.unit_name == "Xóm Cũ"
    world.enter("thon-1", "truong-thon-1", **VILLAGE)
    hand_in(world, "thon-1", NOW)
    assert units(of(world, "vhxh-x")) == ["thon-1"]
    assert len(of(world, "vhxh-y").lines) == 1


class TestPlain:
    """What may be accepted unopened."""

    @pytest.fixture
    def world(self, world: World) -> World:
        fill_villages(world)
        hand_in(world, "thon-1", at(14))
        return world

    def plain(self, world: World, who: str = "vhxh-x") -> list[str]:
        return [line.line.unit_key for line in of(world, who).plain]

    def test_nothing_to_look_at(self, world: World) -> None:
        assert self.plain(world) == ["thon-1"]
        (line,) = of(world).lines
        last = ReportEvent.objects.filter(report=world.report("thon-1")).order_by("-id")[0]
        assert line.ticket == f"{world.report('thon-1').pk}-{last.pk}"
        assert last.act == Act.SUBMITTED

    def test_my_own_check_hinders_nothing_and_a_colleagues_does(self, world: World) -> None:
        world.person("dong-nghiep", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Trần Thị Hoa")
        actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
        assert self.plain(world) == ["thon-1"]
        assert self.plain(world, "dong-nghiep") == []
        assert of(world, "dong-nghiep").first is None
        assert of(world).first is not None

    def test_a_cell_added_later_has_no_answer(self, world: World) -> None:
        world.figure("thon-1", "tre-em").report.figures.create(item=world.items["can-do"])
        (line,) = of(world).lines
        assert (line.is_plain, line.hindrance) == (False, "Còn 1 ô chưa có câu trả lời")

    def test_what_i_entered_for_the_unit(self, world: World) -> None:
        who = world.people["vhxh-x"]
        standing_in.start(report=world.report("thon-2"), by=who, at=NOW, source=StandInSource.PAPER)
        world.enter("thon-2", "vhxh-x", tre_em=81)
        actions.submit(report=world.report("thon-2"), by=who, at=NOW)
        assert self.plain(world) == ["thon-1"]

    def test_a_place_whose_units_are_open_again(self, world: World) -> None:
        fill_places(world)
        send_up(world, "thon-2", "thon-3", "tram", "cong-an")
        world.take("thon-1", "vhxh-x", when=at(16))
        hand_in(world, "xa-x", at(16))
        assert self.plain(world, "huyen-a") == ["xa-x"]
        actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(16), reason="nhầm"
        )
        (line,) = of(world, "huyen-a").lines
        assert (line.is_plain, line.hindrance) == (False, "Còn 1 báo cáo bên dưới chưa duyệt")
        actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(16), reason="bão lũ")
        (line,) = of(world, "huyen-a").lines
        assert (line.hindrance, line.to_look_at, line.is_plain) == ("", 1, False)


class TestAround:
    """Villages 1, 2, 3 handed in one after the other, nothing to look at in any."""

    @pytest.fixture
    def world(self, world: World) -> World:
        fill_villages(world)
        for number in (1, 2, 3):
            hand_in(world, f"thon-{number}", at(13, 7 + number))
        return world

    def steps(self, world: World, unit: str) -> tuple[int, int, str, str, str]:
        found = around(world.people["vhxh-x"], NOW, world.report(unit))
        lines = (found.previous, found.next, found.next_to_read)
        first, second, third = (line.unit_key if line is not None else "" for line in lines)
        return found.number, found.count, first, second, third

    def test_along_the_queue(self, world: World) -> None:
        assert self.steps(world, "thon-1") == (1, 3, "", "thon-2", "thon-2")
        assert self.steps(world, "thon-2") == (2, 3, "thon-1", "thon-3", "thon-3")
        assert self.steps(world, "thon-3") == (3, 3, "thon-2", "", "thon-1")

    def test_after_a_decision_what_came_after_it(self, world: World) -> None:
        world.take("thon-2", "vhxh-x")
        assert self.steps(world, "thon-2") == (0, 2, "thon-1", "thon-3", "thon-3")
        line = next_waiting(world.people["vhxh-x"], NOW, world.report("thon-2"))
        assert line is not None
        assert line.unit_key == "thon-3"

    def test_what_a_colleague_reads_is_shown_but_not_read_next(self, world: World) -> None:
        world.person("dong-nghiep", "xa-x", Role.COMMUNE_COORDINATOR)
        actions.start_check(report=world.report("thon-2"), by=world.people["dong-nghiep"], at=NOW)
        assert self.steps(world, "thon-1") == (1, 3, "", "thon-2", "thon-3")

    def test_from_the_top_and_at_the_end(self, world: World) -> None:
        user = world.people["vhxh-x"]
        line = next_waiting(user, NOW)
        assert line is not None
        assert line.unit_key == "thon-1"
        for number in (1, 2, 3):
            world.take(f"thon-{number}", "vhxh-x")
        assert next_waiting(user, NOW) is None
        assert next_waiting(user, NOW, world.report("thon-3")) is None
        assert self.steps(world, "thon-3") == (0, 0, "", "", "")

    def test_what_never_waited_here_stands_nowhere(self, world: World) -> None:
        assert self.steps(world, "xa-y") == (0, 3, "", "thon-1", "thon-1")

    def test_a_report_not_handed_in_yet_is_no_step(self, world: World) -> None:
        assert Report.objects.get(pk=world.report("tram").pk).state == ReportState.DRAFT
        assert self.steps(world, "tram")[:2] == (0, 3)
