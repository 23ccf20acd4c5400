"""Goals, tasks, reporting days and the document of a plan: what is kept, what is refused, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from plans.actions.deadlines import DeadlineWish, deadline_mark, remove_deadline, save_deadline
from plans.actions.documents import keep_file, keep_text, remove_file, text_mark
from plans.actions.goals import GoalWish, goals_mark, save_goals
from plans.actions.states import begin_amendment
from plans.actions.tasks import one_task_a_line, save_tasks, tasks_mark, tasks_under
from plans.enums import DutyKind, PlanState
from plans.kept_files import FileRefused
from plans.models import Plan, Task
from plans.word_files import MOST_XML, text_of
from reporting.actions.task_results import TaskWish, record_tasks
from reporting.enums import TaskState
from tests.papers import PDF, PNG, zipped
from tests.world import NOW, World, build_plan
from units.enums import Level, LogKind
from units.models import LogEntry
from units.refusals import Overtaken, Refused


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of commune X as a draft."""
    found = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    found.state = PlanState.DRAFT
    found.save()
    return found


def who(world: World) -> dict[str, Any]:
    return {"by": world.people["vhxh-x"], "at": NOW}


def in_force_amended(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, asked_at=NOW)
    begin_amendment(
        plan=plan, number="32/QĐ", signed_on=date(2024, 11, 1), title="Sửa", from_year=2025, **who(world)
    )


# --- Goals


def goals(plan: Plan) -> list[tuple[int, str]]:
    return list(plan.goals.order_by("number").values_list("number", "name"))


def save(world: World, plan: Plan, *wishes: GoalWish) -> bool:
    return save_goals(plan=plan, wishes=wishes, mark=goals_mark(plan), **who(world))


def test_goals_are_added_renamed_and_change_places(world: World, plan: Plan) -> None:
    first = GoalWish(1, 1, "Bảo vệ trẻ em", "Mục tiêu 1")
    assert save(world, plan, first, GoalWish(None, 2, "Giáo dục", "Mục tiêu 2")) is True
    ids = dict(plan.goals.values_list("number", "pk"))
    assert save(world, plan, GoalWish(1, 2, "Bảo vệ", "Mục tiêu 1"), GoalWish(2, 1, "Giáo dục", "Mục tiêu 2"))
    assert goals(plan) == [(1, "Giáo dục"), (2, "Bảo vệ")]
    assert dict(plan.goals.values_list("number", "pk")) == {1: ids[2], 2: ids[1]}
    assert plan.indicators.filter(goal__number=2).count() == 6  # the Chỉ tiêu moved with theirs
    assert not save(world, plan, GoalWish(1, 1, "Giáo dục", "Mục tiêu 2"))


def test_a_goal_with_indicators_stays(world: World, plan: Plan) -> None:
    with pytest.raises(Refused, match="Mục tiêu 1 còn chỉ tiêu"):
        save(world, plan, GoalWish(1, 1, "", "", is_removed=True))
    save(world, plan, GoalWish(None, 2, "Giáo dục", "Mục tiêu 2"))
    assert save(world, plan, GoalWish(2, 2, "", "", is_removed=True))
    assert goals(plan) == [(1, "Bảo vệ trẻ em")]


def test_two_goals_never_share_a_number(world: World, plan: Plan) -> None:
    first = GoalWish(1, 1, "Bảo vệ trẻ em", "Mục tiêu 1")
    with pytest.raises(Refused, match="Hai mục tiêu cùng mang số 1"):
        save(world, plan, first, GoalWish(None, 1, "Giáo dục", "Mục tiêu 2"))
    with pytest.raises(Refused, match="Số 1 đã có mục tiêu khác"):
        save(world, plan, GoalWish(None, 1, "Giáo dục", "Mục tiêu 2"))


def test_goals_of_two_people(world: World, plan: Plan) -> None:
    mark = goals_mark(plan)
    save(world, plan, GoalWish(1, 1, "Của người kia", "Mục tiêu 1"))
    with pytest.raises(Overtaken):
        save_goals(plan=plan, wishes=[GoalWish(1, 1, "Của tôi", "Mục tiêu 1")], mark=mark, **who(world))
    assert goals(plan) == [(1, "Của người kia")]


def test_goals_of_a_plan_in_force_are_logged(world: World, plan: Plan) -> None:
    in_force_amended(world, plan)
    save(world, plan, GoalWish(1, 1, "Bảo vệ", "Mục tiêu 1"), GoalWish(None, 2, "Giáo dục", "Lời"))
    rows = LogEntry.objects.filter(act__contains="mục tiêu").order_by("id")
    assert [(row.act, row.before, row.after, row.reason) for row in rows] == [
        (
            "sửa mục tiêu",
            "1. Bảo vệ trẻ em: Mục tiêu 1",
            "1. Bảo vệ: Mục tiêu 1",
            "theo 32/QĐ ngày 01/11/2024",
        ),
        ("thêm mục tiêu", "", "2. Giáo dục: Lời", "theo 32/QĐ ngày 01/11/2024"),
    ]


# --- Tasks


def give(world: World, plan: Plan, heading: str | None, *lines: str, units: tuple[str, ...] = ()) -> bool:
    """As if the form had just been opened."""
    mark = tasks_mark(tasks_under(plan, heading) if heading else [])
    return save_tasks(
        plan=plan,
        heading=heading,
        unit_words=heading or "Trạm Y tế",
        lines=lines,
        units=[world.units[key] for key in units],
        mark=mark,
        **who(world),
    )


def tasks(plan: Plan) -> list[tuple[int, str, str]]:
    return list(plan.tasks.order_by("position").values_list("position", "unit_words", "words"))


def ids(plan: Plan) -> dict[str, int]:
    return dict(plan.tasks.values_list("words", "pk"))


def test_tasks_of_a_heading_keep_their_rows(world: World, plan: Plan) -> None:
    assert give(world, plan, None, "Tiêm chủng", "  Cân   đo ", "", "Truyền thông", units=("tram",))
    plan.tasks.create(position=4, unit_words="Công an xã", words="Xử lý")
    before = ids(plan)
    # One new in front, one reworded, one moved to the end.
    give(world, plan, "Trạm Y tế", "Khám thai", "Cân đo trẻ", "Truyền thông", "Tiêm chủng", units=("tram",))
    assert tasks(plan) == [
        (1, "Trạm Y tế", "Khám thai"),
        (2, "Trạm Y tế", "Cân đo trẻ"),
        (3, "Trạm Y tế", "Truyền thông"),
        (4, "Trạm Y tế", "Tiêm chủng"),
        (5, "Công an xã", "Xử lý"),
    ]
    after = ids(plan)
    assert after["Truyền thông"] == before["Truyền thông"]
    assert after["Xử lý"] == before["Xử lý"]
    assert after["Cân đo trẻ"] == before["Cân đo"]
    assert after["Tiêm chủng"] == before["Tiêm chủng"]
    assert after["Khám thai"] not in before.values()
    assert {unit.key for task in plan.tasks.filter(unit_words="Trạm Y tế") for unit in task.units.all()} == {
        "tram"
    }
    assert not give(
        world, plan, "Trạm Y tế", "Khám thai", "Cân đo trẻ", "Truyền thông", "Tiêm chủng", units=("tram",)
    )


def test_a_heading_is_renamed_and_goes(world: World, plan: Plan) -> None:
    give(world, plan, None, "Tiêm chủng")
    plan.tasks.create(position=2, unit_words="Công an xã", words="Xử lý")
    mark = tasks_mark(tasks_under(plan, "Trạm Y tế"))
    said: dict[str, Any] = {"lines": ["Tiêm chủng"], "units": [], "mark": mark} | who(world)
    with pytest.raises(Refused, match="Đã có mục “Công an xã”"):
        save_tasks(plan=plan, heading="Trạm Y tế", unit_words="Công an xã", **said)
    assert save_tasks(plan=plan, heading="Trạm Y tế", unit_words="Trạm Y tế xã", **said)
    assert give(world, plan, "Trạm Y tế xã")
    assert tasks(plan) == [(1, "Công an xã", "Xử lý")]
    with pytest.raises(Refused, match="ít nhất một việc"):
        give(world, plan, None)


def test_an_answered_task_is_reworded_and_never_lost(world: World) -> None:
    plan = world.plan
    Plan.objects.filter(pk=plan.pk).update(issuer=world.units["xa-x"])
    task = Task.objects.create(plan=plan, position=1, unit_words="Trạm Y tế", words="Tiêm chủng")
    task.units.set([world.units["tram"]])
    record_tasks(
        unit=world.units["tram"],
        round_=world.rounds[2024],
        wishes=[TaskWish(task.pk, 0, TaskState.DONE, "")],
        by=world.people["y-te"],
        at=NOW,
    )
    assert task.results.count() == 1
    in_force_amended(world, plan)
    for line in ([], ["Xây sân chơi cho trẻ em"]):  # another task does not inherit the answer
        with pytest.raises(Refused, match="Đã có đơn vị trả lời việc “Tiêm chủng”; không xoá được"):
            give(world, plan, "Trạm Y tế", *line)
    assert give(world, plan, "Trạm Y tế", "Tiêm chủng đủ mũi", "Cân đo", units=("tram",))
    task.refresh_from_db()
    assert (task.words, task.results.count()) == ("Tiêm chủng đủ mũi", 1)
    row = LogEntry.objects.get(act="sửa nhiệm vụ")
    assert (row.kind, row.before, row.after) == (
        LogKind.ASSIGNMENT,
        "Trạm Y tế (tram): Tiêm chủng",
        "Trạm Y tế (tram): Tiêm chủng đủ mũi; Cân đo",
    )


def test_tasks_of_two_people(world: World, plan: Plan) -> None:
    give(world, plan, None, "Tiêm chủng")
    mark = tasks_mark(tasks_under(plan, "Trạm Y tế"))
    give(world, plan, "Trạm Y tế", "Của người kia")
    with pytest.raises(Overtaken):
        save_tasks(
            plan=plan,
            heading="Trạm Y tế",
            unit_words="Trạm Y tế",
            lines=["Của tôi"],
            units=[],
            mark=mark,
            **who(world),
        )


def test_a_task_of_several_lines_stands_on_one(world: World, plan: Plan) -> None:
    plan.tasks.create(position=1, unit_words="Trạm Y tế", words="Tiêm\n   chủng")
    assert one_task_a_line(tasks_under(plan, "Trạm Y tế")) == "Tiêm chủng"
    give(world, plan, "Trạm Y tế", "Tiêm chủng", "Cân đo")
    assert tasks(plan)[0] == (1, "Trạm Y tế", "Tiêm\n   chủng")  # as signed, though shown on one line


# --- Reporting days


def wish(**more: Any) -> DeadlineWish:
    said: dict[str, Any] = {
        "duty": DutyKind.YEAR,
        "reporter_level": Level.COMMUNE,
        "reporter_kind": "",
        "receiver_words": "UBND huyện",
        "day": 5,
        "month": 12,
        "year": None,
        "is_strict": False,
        "words": "trước ngày 05/12",
        "note": "",
    }
    return DeadlineWish(**(said | more))


def test_a_day_is_added_once_changed_and_taken_out(world: World, plan: Plan) -> None:
    row = save_deadline(plan=plan, position=None, wish=wish(day=1), mark="", **who(world))
    twin = save_deadline(plan=plan, position=None, wish=wish(day=1), mark="", **who(world))
    assert (row.position, twin.pk, plan.deadlines.count()) == (3, row.pk, 3)
    mark = deadline_mark(row)
    in_force_amended(world, plan)
    save_deadline(plan=plan, position=3, wish=wish(day=2, is_strict=True), mark=mark, **who(world))
    with pytest.raises(Overtaken):
        save_deadline(plan=plan, position=3, wish=wish(day=4), mark=mark, **who(world))
    with pytest.raises(Overtaken):
        remove_deadline(plan=plan, position=3, mark=mark, **who(world))
    mark = deadline_mark(plan.deadlines.get(position=3))
    assert remove_deadline(plan=plan, position=3, mark=mark, **who(world)) is True
    assert remove_deadline(plan=plan, position=3, mark=mark, **who(world)) is False
    with pytest.raises(Overtaken, match="vừa được xoá"):
        save_deadline(plan=plan, position=3, wish=wish(), mark=mark, **who(world))
    rows = LogEntry.objects.filter(act__contains="hạn").order_by("id")
    assert [(row.act, row.before, row.after) for row in rows] == [
        (
            "sửa hạn báo cáo",
            "Xã: 01/12 hằng năm, gửi UBND huyện: “trước ngày 05/12”",
            "Xã: 02/12 hằng năm, không tính ngày nêu, gửi UBND huyện: “trước ngày 05/12”",
        ),
        (
            "xoá hạn báo cáo",
            "Xã: 02/12 hằng năm, không tính ngày nêu, gửi UBND huyện: “trước ngày 05/12”",
            "",
        ),
    ]


# --- The document


def word_file(body: str) -> bytes:
    """A Word file whose main part has this body."""
    xml = (
        '<?xml version="1.0"?><w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("word/document.xml", xml)
    return file.getvalue()


PARAGRAPHS = (
    "<w:p><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p><w:p/>"
    "<w:p><w:r><w:t>Đến năm 2030, </w:t></w:r><w:r><w:t>95%</w:t><w:tab/><w:t>trẻ em</w:t></w:r>"
    "<w:del><w:r><w:delText>người lớn</w:delText></w:r></w:del></w:p>"
)


def test_the_words_of_a_word_file() -> None:
    assert text_of(word_file(PARAGRAPHS)) == "KẾ HOẠCH\n\nĐến năm 2030, 95%\ttrẻ em"


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        PDF,
        zipped("word/other.xml"),
        zipped("word/document.xml", content=b"<not closed"),
        zipped("word/document.xml", content=BOMB.encode()),
        zipped("word/document.xml", content=b" " * (MOST_XML + 1)),
        word_file(PARAGRAPHS)[:-40],
    ],
    ids=["empty", "pdf", "no words", "broken", "entities", "too long", "cut off"],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes) -> None:
    with pytest.raises(FileRefused, match="chép toàn văn rồi dán"):
        text_of(content)


def test_files_are_kept_and_taken_out(world: World, plan: Plan) -> None:
    first = keep_file(plan=plan, name="C:\\quet\\ke-hoach.pdf", content=PDF, **who(world))
    again = keep_file(plan=plan, name="khac.pdf", content=PDF, **who(world))
    assert (first.name, first.number, again.pk) == ("ke-hoach.pdf", 1, first.pk)
    with pytest.raises(FileRefused, match="không phải là tệp"):
        keep_file(plan=plan, name="anh.png", content=PDF, **who(world))
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, asked_at=NOW)
    with pytest.raises(Refused):
        remove_file(plan=plan, number=1, **who(world))
    begin_amendment(
        plan=plan, number="32/QĐ", signed_on=date(2024, 11, 1), title="Sửa", from_year=2025, **who(world)
    )
    scan = keep_file(plan=plan, name="sua-doi.png", content=PNG, **who(world))
    assert str(scan.amendment) == "32/QĐ ngày 01/11/2024"
    assert remove_file(plan=plan, number=1, **who(world)) is True
    assert remove_file(plan=plan, number=1, **who(world)) is False
    assert list(plan.files.values_list("name", flat=True)) == ["sua-doi.png"]
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ENDED, held_until=2024)
    with pytest.raises(Refused, match="hết hiệu lực"):
        keep_file(plan=plan, name="nua.pdf", content=PDF + b"1", **who(world))


def test_no_more_than_ten_files(world: World, plan: Plan) -> None:
    for number in range(10):
        keep_file(plan=plan, name=f"{number}.pdf", content=PDF + bytes([65 + number]), **who(world))
    with pytest.raises(FileRefused, match="nhiều nhất 10 tệp"):
        keep_file(plan=plan, name="11.pdf", content=PDF + b"Z", **who(world))


def test_a_plan_in_force_takes_its_first_text_and_no_second(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, asked_at=NOW)
    plan.refresh_from_db()
    empty = text_mark(plan)
    assert keep_text(plan=plan, text=" Một\r\ncâu ", mark=empty, **who(world)) is True
    plan.refresh_from_db()
    assert plan.document_text == "Một\ncâu"
    assert keep_text(plan=plan, text="Một\ncâu", mark=empty, **who(world)) is False
    with pytest.raises(Refused, match="Sửa đổi theo văn bản"):
        keep_text(plan=plan, text="Hai câu", mark=text_mark(plan), **who(world))
    in_force_amended(world, plan)
    with pytest.raises(Overtaken):
        keep_text(plan=plan, text="Hai câu", mark=empty, **who(world))
    assert keep_text(plan=plan, text="Hai câu", mark=text_mark(plan), **who(world)) is True


Changer = Callable[[World, Plan], object]
CHANGES: list[Changer] = [
    lambda world, plan: save(world, plan, GoalWish(None, 9, "a", "b")),
    lambda world, plan: give(world, plan, None, "Việc"),
    lambda world, plan: save_deadline(plan=plan, position=None, wish=wish(), mark="", **who(world)),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", [PlanState.IN_FORCE, PlanState.ENDED])
def test_a_closed_plan_takes_nothing(world: World, plan: Plan, change: Changer, state: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=state)
    before = (plan.goals.count(), plan.tasks.count(), plan.deadlines.count(), LogEntry.objects.count())
    with pytest.raises(Refused):
        change(world, plan)
    assert before == (
        plan.goals.count(),
        plan.tasks.count(),
        plan.deadlines.count(),
        LogEntry.objects.count(),
    )
