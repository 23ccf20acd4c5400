"""What comes along when a plan starts from another one, and is the rest named?"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from indicators.actions.copying import copy_plan
from indicators.actions.drafts import delete_draft
from indicators.enums import Flag, Part
from indicators.loading import load_everything
from indicators.models import Component, DataItem, Measure, Responsibility, Target
from plans.actions.facts import PlanFacts, create_plan
from plans.enums import DutyKind, PlanKind, PlanState
from plans.models import Goal, Plan
from tests.world import NOW, TODAY, World, build_plan
from units.enums import AgencyKind, Level
from units.models import LogEntry, Unit
from units.refusals import NotYours, Refused


def draft(world: World, issuer: str = "xa-y", person: str = "vhxh-y", **more: Any) -> Plan:
    said: dict[str, Any] = {
        "kind": PlanKind.PLAN,
        "title": "Vì trẻ em giai đoạn 2026 - 2030",
        "short_title": "Kế hoạch mới",
        "number": "",
        "signed_on": None,
        "date_words": "",
        "first_year": 2026,
        "last_year": 2030,
        "above": None,
        "above_words": "",
        "collects": True,
    }
    return create_plan(
        issuer=world.units[issuer],
        facts=PlanFacts(**(said | more)),
        by=world.people[person],
        at=NOW,
        today=TODAY,
    )


def copy(world: World, source: Plan, plan: Plan, person: str = "vhxh-y") -> list[str]:
    return copy_plan(source=source, plan=plan, by=world.people[person], at=NOW)


# --- QĐ 23 for a commune


@pytest.fixture
def national(world: World, tmp_path: Path) -> Plan:
    """QĐ 23 and the catalogue, from the files of the product."""
    Component.objects.all().delete()
    for part in ("catalogue", "plans"):
        shutil.copytree(settings.BASE_DIR / "fixtures" / part, tmp_path / part)
    Unit.objects.create(key="viet-nam", level=Level.COUNTRY)
    load_everything(tmp_path)
    return Plan.objects.get(key="qd23")


def test_the_national_programme_for_a_commune_of_2026_to_2030(world: World, national: Plan) -> None:
    """Counted by hand in fixtures/plans/qd23.toml: 24 Chỉ tiêu, 36 components, 66 targets. Of these 32 are
    for 2030 and two name no year (12, 13.1); 31 are for 2025 and one for 2025–2030 (13.2)."""
    plan = draft(world)
    notes = copy(world, national, plan)
    targets = Target.objects.filter(component__indicator__plan=plan)
    assert (plan.goals.count(), plan.indicators.count()) == (4, 24)
    assert Component.objects.filter(indicator__plan=plan).count() == 36
    assert (targets.count(), targets.filter(first_year=2030).count()) == (34, 32)
    assert sorted(targets.filter(first_year=None).values_list("component__label", flat=True)) == [
        "12",
        "13.1",
    ]
    where, left = notes
    assert where.startswith("Chép từ Chương trình quốc gia vì trẻ em 2021–2030")
    assert "là tóm tắt, không phải nguyên văn" in where
    assert left.startswith("Không chép 32 mốc nằm ngoài giai đoạn 2026–2030: 1 2025 (≥ 65%); 2 2025 (≥ 90%)")
    assert left.count(";") == 31
    assert "13.2 2025–2030 (giảm 2–3%)" in left
    plan.refresh_from_db()
    assert plan.notes == notes
    # Word for word, measure for measure, in the order of the programme.
    rows = ("label", "measure__code", "words", "own_base", "indicator__number", "indicator__goal__number")
    said = [
        list(Component.objects.filter(indicator__plan=one).order_by("label").values_list(*rows))
        for one in (national, plan)
    ]
    assert said[0] == said[1]
    assert list(plan.indicators.order_by("position").values_list("number", flat=True)) == [
        str(number) for number in range(1, 25)
    ]
    row = LogEntry.objects.get(act="chép từ kế hoạch khác")
    assert (row.unit, row.after) == (world.units["xa-y"], "Chương trình quốc gia vì trẻ em 2021–2030")


def test_years_that_hold_both_milestones_take_everything(world: World, national: Plan) -> None:
    plan = draft(world, first_year=2025)
    notes = copy(world, national, plan)
    assert Target.objects.filter(component__indicator__plan=plan).count() == 66
    assert len(notes) == 1


# --- A plan of another commune


@pytest.fixture
def source(world: World) -> Plan:
    """The plan of commune X: leads, tasks, days, a target of 2025 and one of its own."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    plan.document_text = "Toàn văn"
    plan.save()
    first = plan.indicators.get(number="1")
    second = plan.indicators.get(number="2")
    for unit, indicator, part in (
        ("tram", second, Part.LEAD),
        ("cong-an", second, Part.SUPPORT),
        ("thon-1", first, Part.SUPPORT),
        ("thon-2", first, Part.SUPPORT),
    ):
        Responsibility.objects.create(
            indicator=indicator, unit=world.units[unit], part=part, words=f"giao {unit}"
        )
    for position, (heading, units) in enumerate(
        {
            "Công chức VH-XH": ["xa-x"],
            "Trạm Y tế": ["tram"],
            "Công an xã": ["cong-an"],
            "Nhà trường": [],
        }.items(),
        start=1,
    ):
        task = plan.tasks.create(position=position, unit_words=heading, words=f"Việc của {heading}")
        task.units.set([world.units[key] for key in units])
    plan.deadlines.create(
        position=3, duty=DutyKind.FINAL, reporter_level=Level.COMMUNE, year=2025, words="tổng kết năm 2025"
    )
    plan.deadlines.create(
        position=4,
        duty=DutyKind.YEAR,
        reporter_level=Level.AGENCY,
        reporter_kind=AgencyKind.HEALTH_STATION,
        day=10,
        month=11,
        is_strict=True,
        receiver_words="UBND xã",
        words="trước ngày 10/11",
        note="Trạm nộp trước",
    )
    Target.objects.create(
        component=world.components["2"], first_year=2027, last_year=2027, operator="lte", value=90, words=""
    )
    return plan


@pytest.fixture
def station(world: World) -> Unit:
    """Commune Y has a health station and two villages, and no police post."""
    for number in (1, 2):
        world.unit(f"y-thon-{number}", Level.VILLAGE, "xa-y", name=f"Thôn {number}")
    return world.unit("y-tram", Level.AGENCY, "xa-y", agency=AgencyKind.HEALTH_STATION)


def test_units_are_matched_by_their_kind(world: World, source: Plan, station: Unit) -> None:
    plan = draft(world)
    notes = copy(world, source, plan)
    rows = Responsibility.objects.filter(indicator__plan=plan).order_by("indicator__position", "unit__key")
    assert [(row.indicator.number, row.unit.key, row.part, row.words) for row in rows] == [
        ("1", "xa-y", Part.LEAD, "chủ trì"),
        ("1", "y-thon-1", Part.SUPPORT, "giao thon-1"),
        ("1", "y-thon-2", Part.SUPPORT, "giao thon-1"),
        ("2", "y-tram", Part.LEAD, "giao tram"),
    ]
    tasks = plan.tasks.prefetch_related("units").order_by("position")
    assert [(task.unit_words, [unit.key for unit in task.units.all()]) for task in tasks] == [
        ("Công chức VH-XH", ["xa-y"]),
        ("Trạm Y tế", ["y-tram"]),
        ("Công an xã", []),
        ("Nhà trường", []),
    ]
    assert "Chưa giao chỉ tiêu 2 cho Công an xã: nơi ban hành chưa có đơn vị loại này." in notes
    assert "Nhiệm vụ chưa gắn đơn vị nào: Công an xã." in notes


def test_days_and_targets_of_other_years_are_named(world: World, source: Plan, station: Unit) -> None:
    plan = draft(world)
    notes = copy(world, source, plan)
    assert notes[0] == "Chép từ Chương trình tỉnh Thử: đối chiếu từng câu với văn bản đã ký."
    assert notes[1] == "Không chép 1 mốc nằm ngoài giai đoạn 2026–2030: 1.2 2025 (≥ 95%)."
    assert "Không chép mức tự đặt 2 2027 (≤ 90/10.000): không có trong văn bản của kế hoạch đó." in notes
    assert "Không chép hạn tổng kết “tổng kết năm 2025”: năm 2025 ngoài giai đoạn." in notes
    days = plan.deadlines.order_by("position")
    assert [(row.day, row.month, row.reporter_kind, row.is_strict, row.note) for row in days] == [
        (20, 11, "", False, ""),
        (5, 12, "", False, ""),
        (10, 11, "health_station", True, "Trạm nộp trước"),
    ]


def test_a_copy_starts_without_interpolation_and_says_so(world: World, source: Plan) -> None:
    """Like targets that its owner set by hand, it is not of the document; a switch that is off is no news."""
    told = "Không chép nội suy: kế hoạch đó nội suy mức từng năm giữa hai mốc"
    assert not any(told in note for note in copy(world, source, draft(world, title="Một")))
    Plan.objects.filter(pk=source.pk).update(interpolated_from=2023)
    source.refresh_from_db()
    notes = copy(world, source, plan := draft(world))
    assert [note for note in notes if note.startswith(told)] == [
        f"{told}, văn bản không có. Muốn vậy thì bật ở trang kế hoạch."
    ]
    plan.refresh_from_db()
    assert (plan.interpolated_from, plan.interpolated_until, plan.notes) == (None, None, notes)
    # Switched off for the years to come: nothing is left behind that anybody would miss.
    Plan.objects.filter(pk=source.pk).update(interpolated_until=2024)
    source.refresh_from_db()
    assert not any(told in note for note in copy(world, source, draft(world, title="Hai")))


def test_days_of_a_level_above_stay_where_they_are(world: World, source: Plan) -> None:
    source.deadlines.create(
        position=5, duty=DutyKind.YEAR, reporter_level=Level.DISTRICT, day=15, month=12, words="huyện 15/12"
    )
    notes = copy(world, source, plan := draft(world))
    assert "Không chép hạn báo cáo năm “huyện 15/12”: là hạn của cấp trên nơi ban hành." in notes
    assert not plan.deadlines.filter(reporter_level=Level.DISTRICT).exists()


def test_a_confirmed_reading_waits_for_its_new_owner(world: World, source: Plan) -> None:
    Target.objects.filter(component=world.components["2"], first_year=None).update(
        flag=Flag.LOCAL_BASE, confirmed_by=world.people["vhxh-x"], confirmed_at=NOW
    )
    copy(world, source, plan := draft(world))
    target = Target.objects.get(component__indicator__plan=plan, component__label="2")
    assert (target.flag, target.confirmed_by, target.confirmed_at) == (Flag.LOCAL_BASE, None, None)


def test_what_an_amendment_dropped_stays_behind(world: World, source: Plan) -> None:
    Component.objects.filter(indicator__plan=source, label__in=["1.1", "3"]).update(last_year=2024)
    notes = copy(world, source, plan := draft(world))
    labels = Component.objects.filter(indicator__plan=plan).values_list("label", flat=True)
    assert sorted(labels) == ["1.2", "2", "4", "5", "6.1", "6.2"]
    assert not plan.indicators.filter(number="3").exists()
    assert "Không chép nội dung 1.1 (Nội dung HCDB): thôi áp dụng từ năm 2025." in notes
    assert "Không chép chỉ tiêu 3: đã thôi áp dụng trước 2026–2030." in notes


def test_nothing_is_built_on_what_was_merged_away(world: World, source: Plan) -> None:
    measure, item = world.measures["HCDB"], world.items["hoan-canh"]
    Measure.objects.filter(pk=measure.pk).update(merged_into=world.measures["TG"])
    DataItem.objects.filter(pk=item.pk).update(merged_into=world.items["duoc-giup"])
    Component.objects.filter(indicator__plan=source, label="2").update(own_numerator=item)
    copy(world, source, plan := draft(world))
    found = Component.objects.filter(indicator__plan=plan)
    assert found.get(label="1.1").measure == world.measures["TG"]
    assert found.get(label="2").own_numerator == world.items["duoc-giup"]


def test_only_an_empty_draft_is_filled(world: World, source: Plan) -> None:
    plan = draft(world)
    with pytest.raises(NotYours):
        copy(world, source, plan, person="vhxh-x")
    copy(world, source, plan)
    with pytest.raises(Refused, match="còn trống"):
        copy(world, source, plan)
    other = draft(world)
    Plan.objects.filter(pk=other.pk).update(state=PlanState.IN_FORCE)
    with pytest.raises(Refused):
        copy(world, source, other)


def test_a_draft_goes_with_all_its_parts(world: World, source: Plan) -> None:
    before = (Goal.objects.count(), Component.objects.count(), Target.objects.count())
    copy(world, source, plan := draft(world))
    plan.replaces = None
    delete_draft(plan=plan, by=world.people["vhxh-y"], at=NOW)
    assert (Goal.objects.count(), Component.objects.count(), Target.objects.count()) == before
    row = LogEntry.objects.get(act="xoá bản nháp")
    assert row.before == "Kế hoạch vì trẻ em giai đoạn 2026 - 2030, 2026–2030, 6 chỉ tiêu"


def test_a_draft_that_another_plan_names_stays(world: World, source: Plan) -> None:
    plan = draft(world)
    Plan.objects.filter(pk=source.pk).update(above=plan)
    with pytest.raises(Refused, match="Không xoá được: đã có kế hoạch gắn với bản nháp này"):
        delete_draft(plan=plan, by=world.people["vhxh-y"], at=NOW)
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_the_day_of_signing_is_the_new_document_s(world: World, source: Plan) -> None:
    Plan.objects.filter(pk=source.pk).update(signed_on=date(2021, 1, 7), number="1/KH")
    copy(world, source, plan := draft(world))
    plan.refresh_from_db()
    assert (plan.signed_on, plan.number, plan.document_text) == (None, "", "")
