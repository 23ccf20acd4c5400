"""Who sees and does what with the reports of old units after a reform? Nobody more than before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from html import unescape

import pytest
from django.test import Client

from indicators.summaries.deadlines import deadline_page
from indicators.summaries.plans import plans_for, visible_plans
from plans.models import Task
from reporting import actions
from reporting.actions import NotYours
from reporting.actions.difficulties import answer_difficulty, place_above, report_difficulty, side_of
from reporting.actions.reminding import remind_by_hand
from reporting.actions.task_results import TaskWish, record_tasks
from reporting.enums import Act, ReportState, TaskState
from reporting.models import Notice, Report
from reporting.permissions import gives_days, may_act, may_enter, may_see_totals, may_stand_in
from reporting.reminders import remind
from reporting.summaries.difficulties import visible_difficulties, waiting_count
from reporting.summaries.home import home_page
from reporting.summaries.log_scope import log_scope
from reporting.summaries.queue import checked_places, queue
from reporting.summaries.tables import rollup_table
from tests.reform import EVE, reform
from tests.world import World, at, build_plan, fill_places, fill_villages, whole_year
from units.models import Placement, Posting

SignIn = Callable[[World, str], Client]
WHEN = at(15, year=2025)
AFTER = WHEN.date()
EVERY = {
    *("tinh", "huyen-a", "huyen-b", "xa-x", "xa-y", "thi-tran-z"),
    *("thon-1", "thon-2", "thon-3", "tram", "cong-an"),
}
OF_THE_NEW = {"xa-x", "xa-y", "thon-1", "thon-2", "thon-3", "tram", "cong-an"}


@pytest.fixture
def after(moment: Callable[[datetime], None]) -> None:
    moment(WHEN)


def seen(world: World, username: str, today: date = AFTER) -> set[str]:
    found = Report.objects.visible_to(world.people[username], today, world.rounds[2024])
    return set(found.values_list("unit__key", flat=True))


def test_who_sees_which_old_report(world: World) -> None:
    reform(world)
    for username, expected in {
        "vhxh-m": OF_THE_NEW,
        "lanh-dao-m": OF_THE_NEW,
        "y-te-m": {"tram"},
        "truong-thon-1": {"thon-1"},
        "tinh": EVERY,
        # A unit made of a part sees nothing of the old one; an ended post sees nothing.
        "vhxh-n": set(),
        "vhxh-x": set(),
        "vhxh-y": set(),
        "vhxh-z": set(),
        "huyen-a": set(),
        "huyen-b": set(),
        "y-te": set(),
        "quan-tri": set(),
    }.items():
        assert seen(world, username) == expected, username


def test_until_the_day_everything_is_as_before(world: World) -> None:
    before = {username: seen(world, username, EVE) for username in world.people}
    reform(world)
    for username, expected in before.items():
        assert seen(world, username, EVE) == expected, username
    assert seen(world, "vhxh-m", EVE) == set()


def test_who_enters_hands_in_and_checks_for_what_is_gone(world: World) -> None:
    reform(world)

    def who(test: Callable[[str], bool]) -> set[str]:
        return {username for username in world.people if test(username)}

    def enters(unit: str) -> set[str]:
        return who(lambda name: may_enter(world.people[name], world.report(unit), AFTER))

    def accepts(unit: str) -> set[str]:
        return who(lambda name: may_act(world.people[name], Act.ACCEPTED, world.report(unit), AFTER))

    assert enters("xa-x") == {"vhxh-m"}
    assert enters("tram") == {"y-te-m"}
    assert enters("thon-1") == {"truong-thon-1"}
    assert enters("thi-tran-z") == {"tinh"}
    assert enters("huyen-a") == {"tinh"}
    assert accepts("thon-1") == {"vhxh-m"}
    assert accepts("tram") == {"vhxh-m"}
    assert accepts("xa-x") == {"tinh"}
    assert accepts("thi-tran-z") == {"tinh"}
    assert accepts("huyen-b") == {"tinh"}
    assert may_stand_in(world.people["vhxh-m"], world.report("thon-1"), AFTER)
    assert not may_stand_in(world.people["vhxh-n"], world.report("thon-1"), AFTER)
    round_ = world.rounds[2024]
    assert gives_days(world.people["vhxh-m"], world.units["xa-x"], round_, AFTER)
    assert not gives_days(world.people["vhxh-n"], world.units["thi-tran-z"], round_, AFTER)
    assert gives_days(world.people["tinh"], world.units["huyen-a"], round_, AFTER)


def test_the_old_year_is_finished_by_the_new_people(world: World) -> None:
    """Everything was entered before the reform and nothing handed in; the sums come out all the same."""
    fill_villages(world)
    fill_places(world)
    reform(world)
    senders = {
        **{f"thon-{number}": f"truong-thon-{number}" for number in (1, 2, 3)},
        "tram": "y-te-m",
        "cong-an": "vhxh-m",
        "xa-x": "vhxh-m",
        "xa-y": "vhxh-m",
        "thi-tran-z": "tinh",
        "huyen-a": "tinh",
        "huyen-b": "tinh",
        "tinh": "tinh",
    }
    Posting.objects.create(
        user=world.people["vhxh-m"],
        unit=world.units["cong-an-m"],
        role="unit_reporter",
        starts_on=date(2025, 7, 1),
    )
    for unit, sender in senders.items():
        checker = "vhxh-m" if unit.startswith("thon") or unit in ("tram", "cong-an") else "tinh"
        world.hand_in(unit, sender, 2024, WHEN, reason="đủ")
        world.take(unit, checker, 2024, WHEN)
    table = rollup_table(unit=world.units["tinh"], round_=world.rounds[2024], official=True, now=WHEN)
    parts = {row.label: row.result.parts for row in table.rows}
    assert (parts["1.1"], parts["1.2"], parts["4"]) == ("51/600", "47/51", "7/9")
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.ACCEPTED}


def test_neighbours_act_on_nothing(world: World) -> None:
    fill_places(world)
    reform(world)
    for username in ("vhxh-n", "vhxh-x", "vhxh-z", "huyen-b"):
        for unit in ("xa-x", "thi-tran-z"):
            with pytest.raises(NotYours):
                actions.submit(report=world.report(unit), by=world.people[username], at=WHEN, reason="đủ")


def test_pages_of_old_reports(world: World, sign_in: SignIn, after: None) -> None:
    whole_year(world)
    reform(world)
    for username, unit, status in (
        ("vhxh-m", "xa-x", 200),
        ("vhxh-m", "thon-1", 200),
        ("vhxh-m", "tram", 200),
        ("vhxh-m", "thi-tran-z", 404),
        ("vhxh-m", "huyen-a", 404),
        ("vhxh-n", "thi-tran-z", 404),
        ("vhxh-n", "xa-x", 404),
        ("vhxh-x", "xa-x", 404),
        ("tinh", "thi-tran-z", 200),
        ("truong-thon-1", "thon-1", 200),
        ("truong-thon-1", "thon-2", 404),
    ):
        client = sign_in(world, username)
        answer = client.get(f"/bao-cao/2024-nam/{unit}/bien-nhan/")
        assert answer.status_code == status, (username, unit, answer.status_code)
    assert may_see_totals(world.people["vhxh-m"], world.units["xa-x"], world.rounds[2024], AFTER)
    assert not may_see_totals(world.people["vhxh-m"], world.units["huyen-a"], world.rounds[2024], AFTER)


def test_what_waits_is_on_the_new_desk(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.hand_in("tram", "y-te")
    reform(world)
    place_ids = set(checked_places(world.people["vhxh-m"], AFTER))
    assert place_ids == {world.units[key].pk for key in ("xa-m", "xa-x", "xa-y")}
    found = queue(world.people["vhxh-m"], WHEN)
    assert sorted(line.line.unit_key for line in found.lines) == ["thon-1", "tram"]
    assert [group.place_name for group in found.groups] == ["xã Xuân"]
    assert queue(world.people["vhxh-n"], WHEN).lines == []
    assert queue(world.people["vhxh-x"], WHEN).lines == []
    home = home_page(world.people["vhxh-m"], WHEN)
    older = {(one.unit_key, one.waiting) for one in home.older}
    assert older == {("xa-x", 2), ("xa-y", 0)}
    # What is left of the districts is the province's.
    provincial = home_page(world.people["tinh"], WHEN)
    assert {"huyen-a", "huyen-b", "thi-tran-z"} <= {
        *(one.unit_key for one in provincial.older),
        *(line.unit_key for line in provincial.to_do),
    }


def test_the_log_goes_with_the_reports(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    reform(world)

    def reports(username: str) -> set[str]:
        scope = log_scope(world.people[username], AFTER)
        return set(scope.reports(world.rounds[2024]).values_list("unit__key", flat=True))

    def units(username: str) -> set[str]:
        return set(log_scope(world.people[username], AFTER).units().values_list("key", flat=True))

    assert reports("vhxh-m") == OF_THE_NEW
    assert units("vhxh-m") == OF_THE_NEW | {"xa-m", "tram-m", "cong-an-m"}
    assert reports("vhxh-n") == set()
    assert units("vhxh-n") == {"phuong-n"}
    assert reports("tinh") == EVERY
    assert units("tinh") == set(world.units)
    assert reports("vhxh-x") == set()


def test_difficulties_of_old_units(world: World) -> None:
    old = report_difficulty(
        unit=world.units["xa-x"], by=world.people["vhxh-x"], at=at(2), text="Thiếu cán bộ"
    )
    other = report_difficulty(
        unit=world.units["thi-tran-z"], by=world.people["vhxh-z"], at=at(2), text="Thiếu sân chơi"
    )
    reform(world)

    def visible(username: str) -> set[int]:
        return set(visible_difficulties(world.people[username], AFTER).values_list("pk", flat=True))

    assert visible("vhxh-m") == {old.pk}
    assert visible("vhxh-n") == visible("vhxh-x") == visible("huyen-a") == set()
    assert visible("tinh") == {old.pk, other.pk}
    # The district that should have answered is gone: the province does.
    assert waiting_count(world.people["tinh"], AFTER) == 2
    assert waiting_count(world.people["vhxh-m"], AFTER) == 0
    assert side_of(world.people["tinh"], old, AFTER) == world.units["tinh"]
    assert side_of(world.people["vhxh-m"], old, AFTER) == world.units["xa-x"]
    assert side_of(world.people["vhxh-n"], other, AFTER) is None
    answer_difficulty(difficulty=old, by=world.people["tinh"], at=WHEN, text="Sẽ bổ sung")
    told = Notice.objects.get(user=world.people["vhxh-m"])
    assert told.unit == world.units["xa-m"]
    assert waiting_count(world.people["tinh"], AFTER) == 1


def test_tasks_of_old_units(world: World, sign_in: SignIn, after: None) -> None:
    task = Task.objects.create(
        plan=world.plan, position=1, words="Tổ chức truyền thông", unit_words="UBND xã Xuân"
    )
    task.units.add(world.units["xa-x"])
    reform(world)
    assert sign_in(world, "vhxh-m").get("/nhiem-vu/2024-nam/xa-x/").status_code == 200
    assert sign_in(world, "vhxh-n").get("/nhiem-vu/2024-nam/xa-x/").status_code == 404
    wish = TaskWish(task.pk, 0, TaskState.DONE, "đã xong")

    def record(username: str) -> object:
        return record_tasks(
            unit=world.units["xa-x"],
            round_=world.rounds[2024],
            wishes=[wish],
            by=world.people[username],
            at=WHEN,
        )

    with pytest.raises(NotYours):
        record("vhxh-n")
    assert record("vhxh-m") == {}
    assert world.units["xa-x"].task_results.get().words == "đã xong"


def test_plans_of_old_units(world: World) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    build_plan(world, issuer="huyen-a", key="ke-hoach-a")
    build_plan(world, issuer="thi-tran-z", key="ke-hoach-z")
    reform(world)

    def plans(username: str, today: date = AFTER) -> set[str]:
        return set(visible_plans(world.people[username], today).values_list("key", flat=True))

    assert plans("vhxh-x", EVE) == {"ke-hoach-tinh", "ke-hoach-x", "ke-hoach-a"}
    assert plans("vhxh-m") == {"ke-hoach-tinh", "ke-hoach-x", "ke-hoach-a"}
    assert plans("truong-thon-1") == {"ke-hoach-tinh", "ke-hoach-x", "ke-hoach-a"}
    assert plans("vhxh-n") == {"ke-hoach-tinh"}
    assert plans("vhxh-x") == set()
    assert plans("tinh") == {"ke-hoach-tinh", "ke-hoach-x", "ke-hoach-a", "ke-hoach-z"}
    lines = {line.key: line for line in plans_for(world.people["tinh"], AFTER)}
    assert lines["ke-hoach-x"].state == "Hết hiệu lực do sắp xếp đơn vị"
    assert lines["ke-hoach-x"].ended == "Đơn vị ban hành không còn từ 01/07/2025; đã vào xã Xuân Yên"
    assert lines["ke-hoach-a"].ended == "Đơn vị ban hành không còn từ 01/07/2025"
    assert lines["ke-hoach-tinh"].ended == "" and lines["ke-hoach-tinh"].state == "Đang áp dụng"
    before = {line.key: line for line in plans_for(world.people["tinh"], EVE)}
    assert before["ke-hoach-x"].state == "Đang áp dụng"


def test_people_of_the_new_unit_are_told_and_reminded(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.hand_in("thon-1", "truong-thon-1")
    reform(world)
    # Overdue for a year: the villages hear of it, and whoever acts for the old communes.
    remind(WHEN)
    told = set(
        Notice.objects.filter(report__unit=world.units["xa-x"]).values_list("user__username", "unit__key")
    )
    assert told == {("vhxh-m", "xa-m")}
    assert not Notice.objects.filter(user__username__in=["vhxh-x", "vhxh-n", "huyen-a"]).exists()
    Notice.objects.all().delete()
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-m"], at=WHEN)
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-m"], at=WHEN, reason="xem lại")
    world.hand_in("thon-1", "truong-thon-1", 2024, WHEN)
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"truong-thon-1", "vhxh-m"}
    Notice.objects.all().delete()
    with pytest.raises(NotYours):
        remind_by_hand(
            reports=[world.report("xa-x")], by=world.people["vhxh-n"], at=at(17, year=2025), text="Nộp nhé"
        )
    remind_by_hand(
        reports=[world.report("xa-x")], by=world.people["tinh"], at=at(17, year=2025), text="Nộp nhé"
    )
    assert Notice.objects.get().user == world.people["vhxh-m"]


def test_a_day_that_names_the_district_says_to_whom_it_goes_now(world: World) -> None:
    row = world.plan.deadlines.get(position=2)
    row.receiver_words = "UBND huyện (qua Phòng LĐTBXH)"
    row.save()
    tinh = world.people["tinh"]
    assert deadline_page(world.plan, tinh, EVE).lines[1].receiver_now == ""
    reform(world)
    assert deadline_page(world.plan, tinh, EVE).lines[1].receiver_now == ""
    line = deadline_page(world.plan, tinh, AFTER).lines[1]
    assert line.receiver == "UBND huyện (qua Phòng LĐTBXH)"
    assert line.receiver_now == "Cấp huyện không còn từ 01/07/2025; nay gửi UBND tỉnh Thử."
    assert deadline_page(world.plan, tinh, AFTER).lines[0].receiver_now == ""


def test_without_districts_nobody_reads_of_their_days(world: World, sign_in: SignIn, after: None) -> None:
    reform(world)
    commune = sign_in(world, "vhxh-m").get("/ky-bao-cao/").content.decode()
    assert "Hạn xã" in commune and "Hạn huyện" not in commune
    # The province still has the round of 2024, with its districts.
    assert "Hạn huyện" in sign_in(world, "tinh").get("/ky-bao-cao/").content.decode()


def test_the_page_of_a_plan_whose_owner_is_gone(world: World, sign_in: SignIn, after: None) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    reform(world)
    text = unescape(sign_in(world, "vhxh-m").get("/ke-hoach/ke-hoach-x/").content.decode())
    assert "Đơn vị ban hành không còn từ 01/07/2025; đã vào xã Xuân Yên" in text
    assert "hết hiệu lực do sắp xếp đơn vị" in text
    listed = unescape(sign_in(world, "vhxh-m").get("/ke-hoach/").content.decode())
    assert "Hết hiệu lực do sắp xếp đơn vị" in listed
    # The new unit can begin its own plan from a copy.
    new = unescape(sign_in(world, "vhxh-m").get("/ke-hoach/moi/?chep=ke-hoach-x").content.decode())
    assert '<option value="ke-hoach-x" selected' in new


def test_above_a_unit_that_is_gone_stands_where_it_stood_last(world: World) -> None:
    """Thôn 3 lay in xã Yên until 2020 and in xã Xuân until it ended: its words are no longer Yên's affair."""
    spot = Placement.objects.get(unit=world.units["thon-3"])
    Placement.objects.filter(pk=spot.pk).update(starts_on=date(2021, 1, 1), ends_on=date(2024, 10, 31))
    Placement.objects.create(
        unit=spot.unit, parent=world.units["xa-y"], name="Thôn 3", kind="thôn", ends_on=date(2020, 12, 31)
    )
    assert place_above(world.units["thon-3"], at(15).date()) == world.units["xa-x"]
