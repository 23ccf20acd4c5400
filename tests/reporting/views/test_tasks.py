"""Nhiệm vụ: what a unit says of its tasks in a round, two pages at once, and the view from above."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Plan, Task
from reporting import actions
from reporting.actions import NotYours, Refused
from reporting.actions.task_results import TaskWish, record_tasks
from reporting.enums import TaskState
from reporting.models import RoundLock, TaskResult
from reporting.summaries.tasks import task_page, task_summary, tasks_lines
from tests.world import NOW, World, at, build_plan, build_round

SignIn = Callable[[World, str], Client]


@pytest.fixture
def tasks(world: World) -> list[Task]:
    """Commune X's plan gives the station two tasks and the police and the station one together."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    made = []
    for position, (heading, words, units) in enumerate(
        [
            ("Trạm y tế", "Tiêm chủng đầy đủ cho trẻ em.", ["tram"]),
            ("Trạm y tế", "Cân đo trẻ em dưới 5 tuổi.", ["tram"]),
            ("Các đơn vị", "Tuyên truyền phòng ngừa.", ["tram", "cong-an"]),
        ],
        start=1,
    ):
        task = Task.objects.create(plan=plan, position=position, unit_words=heading, words=words)
        task.units.set(world.units[key] for key in units)
        made.append(task)
    return made


ADDRESS = "/bao-cao/2024-nam/tram/nhiem-vu/"


def sent(task: Task, state: str, words: str = "", seen: int = 0) -> dict[str, str]:
    return {f"tinh-hinh-{task.pk}": state, f"ket-qua-{task.pk}": words, f"ban-{task.pk}": str(seen)}


def record(
    world: World, task: Task, state: TaskState, words: str = "", seen: int = 0, by: str = "y-te"
) -> object:
    return record_tasks(
        unit=world.units["tram"],
        round_=world.rounds[2024],
        wishes=[TaskWish(task.pk, seen, state, words)],
        by=world.people[by],
        at=NOW,
    )


def standing(task: Task, unit: str = "tram") -> list[tuple[str, str]]:
    rows = TaskResult.objects.filter(task=task, unit__key=unit).order_by("id")
    return list(rows.values_list("state", "words"))


def test_one_save_for_the_page(world: World, sign_in: SignIn, tasks: list[Task]) -> None:
    client = sign_in(world, "y-te")
    page = client.get(ADDRESS).content.decode()
    words = [task.words for task in tasks]
    assert sorted(words, key=page.index) == words
    assert "Đã làm xong 0/3 nhiệm vụ." in page
    response = client.post(
        ADDRESS, sent(tasks[0], "done", "98 trẻ em") | sent(tasks[1], "ongoing") | sent(tasks[2], "")
    )
    assert response["Location"] == ADDRESS
    assert standing(tasks[0]) == [("done", "98 trẻ em")]
    assert standing(tasks[1]) == [("ongoing", "")]
    assert standing(tasks[2]) == []
    page = client.get(ADDRESS).content.decode()
    assert "Đã làm xong 1/3 nhiệm vụ." in page
    assert "98 trẻ em" in page


def test_saving_again_writes_nothing_and_a_change_keeps_what_was(world: World, tasks: list[Task]) -> None:
    task = tasks[0]
    record(world, task, TaskState.ONGOING, "một nửa")
    record(world, task, TaskState.ONGOING, " một nửa ")
    assert standing(task) == [("ongoing", "một nửa")]
    first = TaskResult.objects.get()
    assert record(world, task, TaskState.DONE, "xong", seen=first.pk) == {}
    assert standing(task) == [("ongoing", "một nửa"), ("done", "xong")]


def test_two_pages_never_overwrite_each_other_silently(
    world: World, sign_in: SignIn, tasks: list[Task]
) -> None:
    """Both opened the empty page; the second sees both and decides."""
    task, other = tasks[0], tasks[1]
    record(world, task, TaskState.ONGOING, "của người trước")
    client = sign_in(world, "y-te")
    response = client.post(ADDRESS, sent(task, "done", "của tôi") | sent(other, "not_started"))
    page = response.content.decode()
    assert response.status_code == 422
    assert standing(task) == [("ongoing", "của người trước")]
    assert standing(other) == [("not_started", "")]
    assert "Y-Te vừa ghi “Đang làm – của người trước” lúc 09:00" in page
    assert "của tôi</textarea>" in page
    theirs = TaskResult.objects.get(task=task)
    assert f'name="ban-{task.pk}" value="{theirs.pk}"' in page
    client.post(ADDRESS, sent(task, "done", "của tôi", seen=theirs.pk))
    assert standing(task) == [("ongoing", "của người trước"), ("done", "của tôi")]


def test_equal_answers_of_two_pages_are_no_conflict(world: World, tasks: list[Task]) -> None:
    record(world, tasks[0], TaskState.DONE, "xong")
    assert record(world, tasks[0], TaskState.DONE, "xong", seen=0) == {}
    assert len(standing(tasks[0])) == 1


def test_words_without_a_state_are_asked_for(world: World, sign_in: SignIn, tasks: list[Task]) -> None:
    client = sign_in(world, "y-te")
    response = client.post(ADDRESS, sent(tasks[0], "", "đã tiêm") | sent(tasks[1], "done"))
    assert response.status_code == 422
    assert "Nhiệm vụ 1: chọn tình hình của việc này." in response.content.decode()
    assert "đã tiêm</textarea>" in response.content.decode()
    assert standing(tasks[1]) == [("done", "")]
    long = client.post(ADDRESS, sent(tasks[0], "done", "a" * 1001))
    assert long.status_code == 422
    strange = client.post(ADDRESS, sent(tasks[0], "gần xong") | {f"ban-{tasks[0].pk}": "²"})
    assert strange.status_code == 302
    assert standing(tasks[0]) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("y-te", 200),
        ("vhxh-x", 200),
        ("lanh-dao-x", 200),
        ("huyen-a", 200),
        ("cong-an", 404),
        ("vhxh-y", 404),
        ("huyen-b", 404),
        ("quan-tri", 404),
    ],
)
def test_who_reads_and_who_writes(
    world: World, sign_in: SignIn, tasks: list[Task], who: str, status: int
) -> None:
    client = sign_in(world, who)
    assert client.get(ADDRESS).status_code == status
    written = client.post(ADDRESS, sent(tasks[0], "done")).status_code
    assert written == {200: 403, 404: 404}[status] if who != "y-te" else written == 302
    if who == "vhxh-x":
        assert "<textarea" not in client.get(ADDRESS).content.decode()
        with pytest.raises(NotYours):
            record(world, tasks[0], TaskState.DONE, by=who)


def test_a_unit_without_a_report_in_the_round_is_served(world: World, sign_in: SignIn) -> None:
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    world.unit("doan-the", "agency", "xa-x", name="Hội Phụ nữ", agency="mass_organisation")  # type: ignore[arg-type]
    world.person("phu-nu", "doan-the", "unit_reporter")  # type: ignore[arg-type]
    task = Task.objects.create(plan=plan, position=1, unit_words="Hội Phụ nữ", words="Vận động.")
    task.units.add(world.units["doan-the"])
    client = sign_in(world, "phu-nu")
    address = reverse("reporting:tasks", args=["2024-nam", "doan-the"])
    assert client.get(reverse("reporting:entry", args=["2024-nam", "doan-the"])).status_code == 404
    assert client.post(address, sent(task, "done")).status_code == 302
    assert standing(task, "doan-the") == [("done", "")]


def test_tasks_of_other_units_and_years_are_not_written(world: World, tasks: list[Task]) -> None:
    only_police = Task.objects.create(
        plan=tasks[0].plan, position=9, unit_words="Công an xã", words="Tuần tra."
    )
    only_police.units.add(world.units["cong-an"])
    with pytest.raises(Refused, match="không còn nhiệm vụ"):
        record(world, only_police, TaskState.DONE)
    Plan.objects.filter(pk=tasks[0].plan_id).update(last_year=2023)
    assert task_page(world.units["tram"], world.rounds[2024]).groups == []
    with pytest.raises(Refused):
        record(world, tasks[0], TaskState.DONE)


def test_a_locked_round_stands_still(world: World, sign_in: SignIn, tasks: list[Task]) -> None:
    RoundLock.objects.create(
        round=world.rounds[2024],
        unit=world.units["xa-x"],
        reason="đã tổng hợp",
        locked_at=NOW,
        locked_by=world.people["huyen-a"],
    )
    client = sign_in(world, "y-te")
    page = client.post(ADDRESS, sent(tasks[0], "done"), follow=True).content.decode()
    assert "chưa được lưu" in page
    assert standing(tasks[0]) == []


def test_last_rounds_result_stands_beside(world: World, tasks: list[Task]) -> None:
    build_round(world, 2023)
    record_tasks(
        unit=world.units["tram"],
        round_=world.rounds[2023],
        wishes=[TaskWish(tasks[0].pk, 0, TaskState.ONGOING, "90%")],
        by=world.people["y-te"],
        at=at(20, year=2023),
    )
    [first, *_] = task_page(world.units["tram"], world.rounds[2024]).rows
    assert (first.before, first.state, first.seen) == ("Năm 2023: Đang làm – 90%", "", 0)


class TestFromAbove:
    def test_the_line(self, world: World, tasks: list[Task]) -> None:
        record(world, tasks[0], TaskState.DONE)
        record(world, tasks[1], TaskState.ONGOING)
        ids = [world.units[key].pk for key in ("tram", "cong-an", "thon-1")]
        found = tasks_lines(ids, world.rounds[2024])
        station = found[world.units["tram"].pk]
        assert (station.done, station.total, station.address) == (1, 3, ADDRESS)
        assert found[world.units["cong-an"].pk].total == 1
        assert world.units["thon-1"].pk not in found

    def test_the_summary(self, world: World, sign_in: SignIn, tasks: list[Task]) -> None:
        record(world, tasks[0], TaskState.DONE)
        record(world, tasks[1], TaskState.ONGOING)
        found = task_summary(world.units["xa-x"], world.rounds[2024])
        rows = {
            unit.unit_key: (unit.total, unit.done, unit.ongoing, unit.not_started, unit.unsaid)
            for unit in found.units
        }
        assert rows == {"tram": (3, 1, 1, 0, 1), "cong-an": (1, 0, 0, 0, 1)}
        assert (found.done, found.total) == (1, 4)
        page = sign_in(world, "lanh-dao-x").get(reverse("reporting:task_summary", args=["2024-nam", "xa-x"]))
        assert "Đã làm xong 1/4 nhiệm vụ." in page.content.decode()


def test_the_log_tells_from_what_to_what(world: World, tasks: list[Task]) -> None:
    from reporting.summaries.log import LogFilters, log_page
    from reporting.summaries.log_rows import Topic

    record(world, tasks[0], TaskState.ONGOING)
    record(world, tasks[0], TaskState.DONE, "98 em", seen=TaskResult.objects.get().pk)
    asked = LogFilters(topic=Topic.TASKS)
    shown = [
        (line.what, line.before, line.after, line.said)
        for line in log_page(world.people["vhxh-x"], asked, NOW.date()).lines
    ]
    assert shown == [
        ("nhiệm vụ 1, Chương trình tỉnh Thử", "Đang làm", "Đã làm xong", "98 em"),
        ("nhiệm vụ 1, Chương trình tỉnh Thử", "—", "Đang làm", ""),
    ]
    blind = log_page(world.people["quan-tri"], asked, NOW.date()).lines
    assert {line.said for line in blind} == {""}
    assert log_page(world.people["vhxh-y"], asked, NOW.date()).lines == []


def test_the_task_of_a_result_survives_a_shorter_file(world: World, tasks: list[Task]) -> None:
    """A task that the plan's file no longer has goes, except where somebody has told of it."""
    assert actions is not None
    record(world, tasks[0], TaskState.DONE)
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        tasks[0].delete()
    tasks[1].delete()
