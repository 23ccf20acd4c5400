"""Whom does a plan ask for its reviews and for plans of their own, and who may open the round?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from plans.enums import DutyKind, PlanState
from plans.models import Deadline
from reporting import actions
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Figure, Report, Round, RoundOpening
from reporting.summaries.duties import duties_in_reach
from tests.papers import OPENED, build_duties, open_duty
from tests.world import TODAY, World, build_plan
from units.models import LogEntry, Placement


@pytest.fixture
def world(world: World) -> World:
    build_duties(world)
    return world


def asked(round_: Round) -> list[str]:
    return sorted(Report.objects.filter(round=round_).values_list("unit__key", flat=True))


def open_at(world: World, kind: RoundKind, year: int, by: str = "tinh") -> Round:
    return open_duty(world, kind, year, by).round


# --- Who is asked


def test_the_units_that_the_plan_names_and_nobody_else(world: World) -> None:
    """Villages, and of the agencies the police only; not the places above them."""
    round_ = open_at(world, RoundKind.ACTION_PLAN, 2021)
    assert asked(round_) == ["cong-an", "thon-1", "thon-2", "thon-3"]


def test_a_level_is_asked_everywhere_below_the_issuer(world: World) -> None:
    assert asked(open_at(world, RoundKind.MID_TERM, 2024)) == ["thi-tran-z", "xa-x", "xa-y"]


def test_the_issuer_itself_may_be_named(world: World) -> None:
    assert asked(open_at(world, RoundKind.FINAL, 2030)) == ["tinh"]


def test_agencies_without_a_kind_are_all_agencies(world: World) -> None:
    """“Các ngành xã, thôn” of a commune's plan: its own, and nobody's of the next commune."""
    plan = build_plan(world, issuer="xa-x", key="000")
    for position, level in enumerate(("agency", "village")):
        Deadline.objects.create(
            plan=plan,
            position=20 + position,
            duty=DutyKind.ACTION_PLAN,
            reporter_level=level,
            day=20,
            month=8,
            year=2021,
            words="các ngành xã, thôn chủ động xây dựng Kế hoạch thực hiện cụ thể",
        )
    opened = actions.open_duty_round(
        plan=plan, kind=RoundKind.ACTION_PLAN, year=2021, by=world.people["vhxh-x"], at=OPENED
    )
    assert (opened.round.key, opened.reports) == ("000-ke-hoach-don-vi-2021", 5)
    assert asked(opened.round) == ["cong-an", "thon-1", "thon-2", "thon-3", "tram"]


def test_units_are_those_of_the_last_day(world: World) -> None:
    """Village 3 ended on 1/12/2024: asked for the middle of 2023, not for that of 2024."""
    Placement.objects.filter(unit=world.units["thi-tran-z"]).update(ends_on=date(2024, 12, 1))
    assert asked(open_at(world, RoundKind.MID_TERM, 2023)) == ["thi-tran-z", "xa-x", "xa-y"]
    assert asked(open_at(world, RoundKind.MID_TERM, 2024)) == ["xa-x", "xa-y"]


# --- What is written


def test_a_round_of_the_plan_without_a_single_cell(world: World) -> None:
    opened = open_duty(world, RoundKind.MID_TERM, 2024)
    round_ = opened.round
    assert (round_.key, round_.name) == ("ke-hoach-tinh-so-ket-2024", "Sơ kết giữa kỳ 2021–2024")
    assert (round_.plan, round_.data_from, round_.data_to) == (
        *(world.plan, date(2021, 1, 1), date(2024, 12, 31)),
    )
    assert (round_.asks_figures, round_.is_estimate, opened.reports) == (False, False, 3)
    assert not Figure.objects.filter(report__round=round_).exists()
    events = Report.objects.filter(round=round_).values_list("state", "events__act", "events__by__username")
    assert set(events) == {(ReportState.DRAFT, Act.OPENED, "tinh")}
    assert RoundOpening.objects.get(round=round_).unit == world.units["tinh"]
    entry = LogEntry.objects.get(subject="Sơ kết giữa kỳ 2021–2024 – Chương trình tỉnh Thử")
    assert (entry.by, entry.after) == (
        *(world.people["tinh"], "nói về 01/01/2021 đến hết 31/12/2024; 3 báo cáo bằng lời"),
    )


def test_a_year_of_its_own_has_a_name_of_its_own(world: World) -> None:
    assert open_at(world, RoundKind.ACTION_PLAN, 2021).name == "Kế hoạch thực hiện 2021"
    assert open_at(world, RoundKind.FINAL, 2030).key == "ke-hoach-tinh-tong-ket-2030"


def test_opened_twice_it_is_opened_once(world: World) -> None:
    first = open_duty(world, RoundKind.MID_TERM, 2024)
    world.unit("xa-moi", world.units["xa-x"].level, "huyen-a", name="Mới", kind="xã")
    again = open_duty(world, RoundKind.MID_TERM, 2024)
    assert (again.round, again.reports) == (first.round, 0)
    assert asked(first.round) == ["thi-tran-z", "xa-x", "xa-y"]
    assert Round.objects.filter(kind=RoundKind.MID_TERM).count() == 1


def test_the_database_knows_a_round_of_a_plan_from_one_with_figures(world: World) -> None:
    round_ = open_at(world, RoundKind.MID_TERM, 2024)
    for broken in ({"plan": None}, {"kind": RoundKind.YEAR}, {"data_to": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(
            key="hai-lan",
            kind=RoundKind.MID_TERM,
            plan=world.plan,
            year=2024,
            data_from=date(2021, 1, 1),
            data_to=date(2024, 12, 31),
        )


# --- What is refused


@pytest.mark.parametrize(
    ("kind", "year", "sentence"),
    [
        (RoundKind.ACTION_PLAN, 2022, "Kế hoạch không giao “kế hoạch thực hiện” năm 2022 cho đơn vị nào."),
        (RoundKind.MID_TERM, 2031, "Kế hoạch chỉ nói đến các năm 2021–2030."),
        (RoundKind.MID_TERM, 2020, "Kế hoạch chỉ nói đến các năm 2021–2030."),
    ],
)
def test_what_the_plan_does_not_ask(world: World, kind: RoundKind, year: int, sentence: str) -> None:
    with pytest.raises(actions.Refused) as caught:
        open_at(world, kind, year)
    assert str(caught.value) == sentence
    assert not Round.objects.filter(plan__isnull=False).exists()


def test_a_plan_that_asks_nobody_opens_nothing(world: World) -> None:
    Deadline.objects.filter(duty=DutyKind.MID_TERM).delete()
    with pytest.raises(actions.Refused, match="không giao “sơ kết giữa kỳ” năm 2024"):
        open_at(world, RoundKind.MID_TERM, 2024)


def test_a_draft_plan_opens_nothing(world: World) -> None:
    world.plan.state = PlanState.DRAFT
    world.plan.asked_at = None
    world.plan.save()
    with pytest.raises(actions.Refused, match="bản nháp"):
        open_at(world, RoundKind.MID_TERM, 2024)


def test_nobody_of_that_kind_is_there(world: World) -> None:
    Deadline.objects.filter(duty=DutyKind.FINAL).update(reporter_level="country")
    with pytest.raises(actions.Refused, match="không có đơn vị nào thuộc diện"):
        open_at(world, RoundKind.FINAL, 2030)


@pytest.mark.parametrize("by", ["vhxh-x", "huyen-a", "huyen-b", "lanh-dao-x", "truong-thon-1", "vhxh-cu"])
def test_who_runs_no_rounds_there_opens_none(world: World, by: str) -> None:
    with pytest.raises(actions.NotYours):
        open_at(world, RoundKind.MID_TERM, 2024, by)
    assert not Round.objects.filter(plan__isnull=False).exists()


@pytest.mark.parametrize("by", ["huyen-a", "tinh", "quan-tri"])
def test_whoever_runs_rounds_above_the_issuer_may(world: World, by: str) -> None:
    plan = build_plan(world, issuer="xa-x", key="cua-xa")
    Deadline.objects.create(
        plan=plan, position=30, duty=DutyKind.MID_TERM, reporter_level="commune", words="sơ kết"
    )
    opened = actions.open_duty_round(
        plan=plan, kind=RoundKind.MID_TERM, year=2023, by=world.people[by], at=OPENED
    )
    assert asked(opened.round) == ["xa-x"]


# --- The list to open from


def test_the_list_says_who_owes_what_and_what_is_open(world: World) -> None:
    open_duty(world, RoundKind.MID_TERM, 2023)
    (place,) = duties_in_reach(world.people["tinh"], TODAY)
    assert place.name == "tỉnh Thử"
    middle, final, own = place.duties
    assert (middle.name, middle.who, middle.by_when) == (
        *("Sơ kết giữa kỳ", "xã", "kế hoạch không nêu ngày"),
    )
    assert [(line.name, line.progress) for line in middle.opened] == [
        ("Sơ kết giữa kỳ 2021–2023", "0/3 báo cáo đã nộp")
    ]
    assert (2023 in middle.years, middle.likely_year) == (False, 2025)
    assert (final.who, final.by_when, final.likely_year) == ("tỉnh", "trước ngày 15/12 của năm", 2030)
    assert (own.who, own.by_when, own.years) == (*("các thôn, Công an xã", "trước ngày 20/8/2021", [2021]),)
    open_duty(world, RoundKind.ACTION_PLAN, 2021)
    own = duties_in_reach(world.people["tinh"], TODAY)[0].duties[2]
    assert (own.years, own.likely_year) == ([], None)


def test_the_list_holds_plans_at_and_below_the_own_post(world: World) -> None:
    build_plan(world, issuer="xa-x", key="cua-xa")
    assert duties_in_reach(world.people["vhxh-x"], TODAY) == []
    assert duties_in_reach(world.people["huyen-a"], TODAY) == []
    assert duties_in_reach(world.people["truong-thon-1"], TODAY) == []
    assert [place.name for place in duties_in_reach(world.people["quan-tri"], TODAY)] == ["tỉnh Thử"]
