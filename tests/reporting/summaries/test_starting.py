"""What home says to a commune that has not begun, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from plans.enums import PlanKind, PlanState
from plans.models import Plan
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Report, ReportEvent, Round, RoundOpening
from reporting.summaries.history_years import SAID
from reporting.summaries.home import home_page
from reporting.summaries.starting import Start, first_steps
from tests.world import NOW, TODAY, World
from units.enums import AgencyKind, Level, Role
from units.models import Posting

SignIn = Callable[[World, str], Client]


@pytest.fixture
def new_world(db: None) -> World:
    """A commune with nobody but its coordinator, in a district and a province of which only the names are
    there."""
    world = World()
    world.unit("tinh-moi", Level.PROVINCE, name="Điện Biên", kind="tỉnh")
    world.unit("huyen-moi", Level.DISTRICT, "tinh-moi", name="Điện Biên Phủ", kind="thành phố")
    world.unit("xa-moi", Level.COMMUNE, "huyen-moi", name="Mường Phăng", kind="xã")
    world.person("mai", "xa-moi", Role.COMMUNE_COORDINATOR)
    return world


def start_of(world: World, who: str = "mai") -> Start:
    found = first_steps(list(world.people[who].postings.select_related("unit")), TODAY)
    assert found is not None
    return found


def plan_of(world: World, state: str, **more: object) -> Plan:
    return Plan.objects.create(
        key="ke-hoach-xa",
        kind=PlanKind.PLAN,
        title="Vì trẻ em",
        short_title="Kế hoạch trẻ em xã Mường Phăng",
        issuer=world.units["xa-moi"],
        first_year=2024,
        last_year=2028,
        state=state,
        **more,
    )


def test_every_step_follows_the_one_before(new_world: World) -> None:
    start = start_of(new_world)
    assert [(step.name, step.is_done, step.action) for step in start.steps] == [
        ("Thôn, đơn vị", False, "Thêm đơn vị"),
        ("Người phụ trách", False, ""),
        ("Kế hoạch", False, "Lập kế hoạch"),
        ("Kỳ báo cáo đầu tiên", False, ""),
    ]
    assert start.next == start.steps[0]
    new_world.unit("ban", Level.VILLAGE, "xa-moi", name="Co Mận", kind="bản")
    new_world.unit("tram", Level.AGENCY, "xa-moi", name="Trạm Y tế", agency=AgencyKind.HEALTH_STATION)
    start = start_of(new_world)
    assert start.steps[0].is_done
    assert start.steps[0].words == "2 đơn vị."
    assert start.steps[1].words.startswith("2/2 đơn vị chưa có người.")
    assert start.next == start.steps[1]
    new_world.person("hac", "ban", Role.VILLAGE_HEAD)
    new_world.person("huong", "tram", Role.UNIT_REPORTER)
    plan = plan_of(new_world, PlanState.DRAFT)
    start = start_of(new_world)
    assert (start.steps[1].is_done, start.steps[1].words) == (True, "Đơn vị nào cũng có người.")
    assert (start.steps[2].words, start.steps[2].action) == (f"{plan.short_title}: bản nháp.", "Nhập tiếp")
    assert start.next == start.steps[2]
    plan.state = PlanState.IN_FORCE
    plan.save()
    start = start_of(new_world)
    assert [step.is_done for step in start.steps] == [True, True, True, False]
    assert start.next is not None
    assert start.next.address == reverse("reporting:rounds")


@pytest.mark.parametrize(
    ("state", "more"),
    [(PlanState.ENDED, {}), (PlanState.IN_FORCE, {"collects": False})],
    ids=["ended", "only to compare with"],
)
def test_a_plan_that_asks_nothing_is_none(new_world: World, state: str, more: dict[str, object]) -> None:
    plan_of(new_world, state, **more)
    assert start_of(new_world).steps[2].action == "Lập kế hoạch"


def test_under_a_district_with_people_the_round_comes_from_there(new_world: World) -> None:
    plan_of(new_world, PlanState.IN_FORCE)
    new_world.person("huyen-moi", "huyen-moi", Role.DISTRICT_OFFICER)
    last = start_of(new_world).steps[-1]
    assert (last.action, last.words) == (
        "",
        "Cấp trên trên hệ thống mở kỳ; phiếu của xã hiện ở trang này.",
    )


def opened(world: World, kind: RoundKind) -> None:
    round_ = Round.objects.create(
        kind=kind, key=f"ky-{kind}", year=2024, data_from=date(2023, 12, 15), data_to=date(2024, 12, 14)
    )
    RoundOpening.objects.create(
        round=round_, unit=world.units["xa-moi"], opened_at=NOW, opened_by=world.people["mai"]
    )
    round_.reports.create(unit=world.units["xa-moi"])


def test_only_a_round_in_earnest_is_the_beginning(new_world: World) -> None:
    opened(new_world, RoundKind.REHEARSAL)
    assert start_of(new_world)
    opened(new_world, RoundKind.YEAR)
    postings = list(new_world.people["mai"].postings.select_related("unit"))
    assert first_steps(postings, TODAY) is None


def test_only_for_who_keeps_the_commune(new_world: World, world: World) -> None:
    for who in ("vhxh-x", "vhxh-y", "huyen-a", "tinh", "truong-thon-1", "quan-tri"):
        assert home_page(world.people[who], NOW).start is None, who
    # Rounds of others are nothing to read for a commune that has not begun.
    assert home_page(new_world.people["mai"], NOW).places == []


def test_of_two_communes_the_one_acted_for(new_world: World) -> None:
    new_world.unit("ben", Level.COMMUNE, "huyen-moi", name="Nà Nhạn", kind="xã")
    second = Posting.objects.create(
        user=new_world.people["mai"], unit=new_world.units["ben"], role=Role.COMMUNE_COORDINATOR
    )
    page = home_page(new_world.people["mai"], NOW, acted=second.pk)
    assert page.start is not None
    assert page.start.unit_key == "ben"


def test_the_page_has_one_filled_button_and_no_empty_sentence(new_world: World, sign_in: SignIn) -> None:
    page = sign_in(new_world, "mai").get(reverse("home")).content.decode()
    assert page.count("btn-primary") == 1
    assert "Không có việc nào đang chờ" not in page
    assert reverse("units:unit", args=["xa-moi"]) in page


def test_old_years_are_no_work(new_world: World) -> None:
    """A year typed for its trends neither ends the beginning nor stands on home as a report."""
    opened(new_world, RoundKind.YEAR)
    mai, report = new_world.people["mai"], Report.objects.get()
    report.state, report.submissions = ReportState.ACCEPTED, 1
    report.first_submitted_at = report.submitted_at = report.accepted_at = NOW
    report.submitted_by = report.accepted_by = mai
    report.save()
    ReportEvent.objects.create(report=report, act=Act.OPENED, at=NOW, by=mai, reason=SAID)
    page = home_page(new_world.people["mai"], NOW)
    assert page.start is not None
    assert (page.desks, page.done, page.to_do, page.is_empty) == ([], [], [], False)
