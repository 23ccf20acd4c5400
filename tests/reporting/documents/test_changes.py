"""Is everything that says something else now offered, with both sides, and nothing that only grew older?"""

from __future__ import annotations

import pytest

from indicators.enums import Flag
from indicators.models import Target
from plans.models import Plan, Task
from reporting.documents.assembling import assemble, tables_now
from reporting.documents.changes import FigureChanged, changes_between, offers
from reporting.enums import ExplainedBy, TaskState
from reporting.models import AnnualReport, Difficulty, Explanation, Figure, TaskResult
from tests.signed_reports import draft, texts_of, write
from tests.world import NOW, World, at, fill_places, fill_villages, send_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World) -> AnnualReport:
    """X has accepted two villages, its station and its police; village 3 is still writing."""
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    return draft(world, "xa-x", "vhxh-x")


def told(report: AnnualReport, day: int = 16) -> list[FigureChanged]:
    return changes_between(report.tables, tables_now(report, now=at(day)))


def test_days_that_pass_change_nothing(report: AnnualReport):
    assert told(report) == []
    assert told(report, day=29) == []  # village 3 is overdue by then


def test_a_village_that_comes_in_late_is_offered_number_by_number(world: World, report: AnnualReport):
    send_up(world, "thon-3")
    found = told(report)
    # 14 of 180 children; village 3 brings 6 of 120.
    assert FigureChanged("1.1 Nội dung HCDB", "Kết quả", "7,8% (14/180)", "6,7% (20/300)") in found
    assert FigureChanged("1.1 Nội dung HCDB", "Đủ số liệu", "2/3 thôn", "3/3 thôn") in found
    assert FigureChanged("3 Nội dung XH", "Kết quả", "0% (0/180)", "0% (0/300)", is_restricted=True) in found
    assert (
        FigureChanged(
            "Thôn 3", "Nộp báo cáo", "chưa nộp, chưa có trong số liệu", "đã duyệt, có trong số liệu"
        )
        in found
    )
    # What is read now still says what was taken; the new sentences stand ready beside it.
    assert texts_of(assemble(report, now=at(16)), "goal-1")[0].startswith("- 1.1. Nội dung HCDB: 7,8%")
    offered = offers(report, tables_now(report, now=at(16)))
    assert set(offered) == {"direction", "goal-1", "shortcomings"}
    assert offered["direction"] == "Tất cả 5 đơn vị đã nộp báo cáo."


def test_taking_the_new_figures_rewrites_only_what_nobody_has_touched(world: World, report: AnnualReport):
    write(report, "direction", "Xã đã họp bốn lần.", by=world.people["vhxh-x"])
    send_up(world, "thon-3")
    report.tables = tables_now(report, now=at(16))
    report.save()
    document = assemble(report, now=at(16))
    assert texts_of(document, "direction") == ["Xã đã họp bốn lần."]
    assert texts_of(document, "goal-1")[0] == "- 1.1. Nội dung HCDB: 6,7% (20/300); chỉ tiêu dưới 10%."
    assert told(report) == []


def test_a_confirmed_reading_and_a_new_target_are_offered(world: World, report: AnnualReport):
    target = Target.objects.get(component=world.components["1.1"])
    Target.objects.filter(pk=target.pk).update(value="9")
    assert told(report) == [
        FigureChanged("1.1 Nội dung HCDB", "Chỉ tiêu giao", "<\u00a010%", "<\u00a09%"),
    ]


def test_tasks_and_difficulties_are_offered(world: World, report: AnnualReport):
    task = Task.objects.create(plan=world.plan, position=1, unit_words="Trạm", words="Cân đo")
    task.units.add(world.units["tram"])
    report.tables = tables_now(report, now=NOW)
    TaskResult.objects.create(
        task=task,
        unit=world.units["tram"],
        round=world.rounds[2024],
        state=TaskState.DONE,
        words="Hai đợt",
        by=world.people["y-te"],
        at=NOW,
    )
    Difficulty.objects.create(
        unit=world.units["thon-1"],
        number=1,
        text="Thiếu sân chơi",
        by=world.people["truong-thon-1"],
        at=NOW,
        report_year=2024,
        drawn_by=world.people["vhxh-x"],
    )
    assert told(report) == [
        FigureChanged("Nhiệm vụ 1", "Nhiệm vụ", "Chưa báo cáo", "Đã làm xong; Trạm Y tế: Hai đợt"),
        FigureChanged("Thôn 1", "Vướng mắc đưa vào báo cáo", "—", "Thiếu sân chơi"),
    ]


def test_what_else_the_report_says_is_offered_too(world: World, report: AnnualReport):
    task = Task.objects.create(plan=world.plan, position=1, unit_words="Trạm", words="Cân đo")
    task.units.add(world.units["tram"])
    report.tables = tables_now(report, now=NOW)
    cell = Figure.objects.get(report__unit=world.units["thon-1"], item=world.items["hoan-canh"])
    Explanation.objects.create(
        figure=cell,
        code="B1",
        said="Tăng nhiều",
        reasons=f",{ExplainedBy.OTHER},",
        text="Rà soát lại",
        by=world.people["truong-thon-1"],
        at=NOW,
    )
    Target.objects.filter(component=world.components["1.1"]).update(
        flag=Flag.AMBIGUOUS_DIRECTION, reading="Đọc là dưới 10%"
    )
    Task.objects.filter(pk=task.pk).update(words="Cân đo hai đợt")
    found = [(one.where, one.what, one.old, one.new) for one in told(report)]
    assert ("Thôn 1", "Giải trình", "—", "Rà soát lại") in found
    assert ("Nhiệm vụ 1", "Nguyên văn", "Cân đo", "Cân đo hai đợt") in found
    assert ("Chỉ tiêu 1", "Cách đọc") in {one[:2] for one in found}
    # And gone again.
    report.tables = tables_now(report, now=NOW)
    task.delete()
    assert told(report) == [FigureChanged("Nhiệm vụ 1", "Nhiệm vụ", "Chưa báo cáo", "—")]


def test_words_around_the_figures_are_offered_as_such(world: World, report: AnnualReport):
    Plan.objects.filter(pk=world.plan.pk).update(title="Chương trình mới")
    report = AnnualReport.objects.get(pk=report.pk)
    assert told(report) == [FigureChanged("Báo cáo", "Tên gọi, cách ghi khác", "như khi soạn", "có thay đổi")]
    report.tables = tables_now(report, now=NOW)
    assert told(report, day=29) == []
