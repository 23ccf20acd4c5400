"""The page from which rounds of a plan are opened: looked at first, opened once, by those who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from plans.enums import DutyKind
from plans.models import Deadline
from reporting.models import Report, Round
from tests.papers import build_duties
from tests.world import World, build_plan

SignIn = Callable[[World, str], Client]
LIST = "/ky-bao-cao/mo-theo-ke-hoach/"
OWN_PLANS = {"ke-hoach": "ke-hoach-tinh", "loai": "action_plan", "nam": "2021"}


@pytest.fixture
def world(world: World) -> World:
    build_duties(world)
    return world


def page_of(client: Client, query: dict[str, str] | None = None) -> str:
    response = client.get(LIST, query or {})
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_every_duty_of_the_plans(world: World, sign_in: SignIn) -> None:
    page = page_of(sign_in(world, "tinh"))
    for words in ("Sơ kết giữa kỳ", "Tổng kết", "Kế hoạch thực hiện", "Trước ngày 20/8/2021", "Chưa mở"):
        assert words in page
    assert "Kế hoạch không nêu ngày" in page


def test_it_is_looked_at_before_it_is_opened(world: World, sign_in: SignIn) -> None:
    page = page_of(sign_in(world, "tinh"), OWN_PLANS)
    assert "Kế hoạch thực hiện 2021: sẽ giao 4 đơn vị" in page
    assert "Thôn 1, Thôn 2, Thôn 3" in page
    assert "Công an xã" in page
    assert "Mở kỳ cho 4 đơn vị" in page
    assert not Round.objects.filter(plan__isnull=False).exists()


def test_opened_it_says_so_and_is_opened_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    response = client.post(reverse("reporting:open_duty_round"), OWN_PLANS, follow=True)
    page = response.content.decode()
    assert "Đã mở Kế hoạch thực hiện 2021: 4 đơn vị có báo cáo phải nộp." in page
    assert "Kế hoạch thực hiện 2021: 0/4 báo cáo đã nộp" in page
    assert "Đã mở đủ" in page
    response = client.post(reverse("reporting:open_duty_round"), OWN_PLANS, follow=True)
    assert "đã mở từ trước; không có gì thay đổi" in response.content.decode()
    assert Report.objects.filter(round__plan=world.plan).count() == 4


@pytest.mark.parametrize(
    "broken",
    [
        {"ke-hoach": "khong-co"},
        {"loai": "year"},
        {"loai": "gi-do"},
        {"nam": "hai nghìn"},
        {"nam": "99999"},
        {"nam": "9" * 5000},
        {"nam": ""},
    ],
)
def test_what_is_no_duty_is_not_there(world: World, sign_in: SignIn, broken: dict[str, str]) -> None:
    client = sign_in(world, "tinh")
    assert client.get(LIST, OWN_PLANS | broken).status_code == 404
    assert client.post(reverse("reporting:open_duty_round"), OWN_PLANS | broken).status_code == 404


def test_a_year_that_is_not_asked_says_so(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    response = client.post(reverse("reporting:open_duty_round"), OWN_PLANS | {"nam": "2023"}, follow=True)
    assert "không giao “kế hoạch thực hiện” năm 2023" in response.content.decode()
    assert "Không có đơn vị nào thuộc diện này" in page_of(client, OWN_PLANS | {"nam": "2023"})


def test_a_plan_of_the_unit_above_is_out_of_reach(world: World, sign_in: SignIn) -> None:
    """The coordinator of X opens what X's own plan asks, and nothing of the province's."""
    plan = build_plan(world, issuer="xa-x", key="cua-xa")
    Deadline.objects.create(
        plan=plan, position=30, duty=DutyKind.MID_TERM, reporter_level="village", words="các thôn sơ kết"
    )
    client = sign_in(world, "vhxh-x")
    assert "Các thôn" in page_of(client)
    assert client.get(LIST, OWN_PLANS).status_code == 404
    own = {"ke-hoach": "cua-xa", "loai": "mid_term", "nam": "2022"}
    assert client.post(reverse("reporting:open_duty_round"), own).status_code == 302
    assert Report.objects.filter(round__plan=plan).count() == 3
    assert sign_in(world, "vhxh-y").get(LIST, own).status_code == 404
