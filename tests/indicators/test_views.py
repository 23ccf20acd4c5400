"""What is the owner told after confirming a reading, and what does an address that means nothing answer?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.enums import Flag, Operator
from indicators.models import Target
from tests.world import World, build_plan


@pytest.fixture
def target(world: World) -> Target:
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    found: Target = Target.objects.get(component__indicator__plan=plan, component__label="2")
    found.flag, found.words = Flag.LOCAL_BASE, "xuống 5/804 trẻ em"
    found.save()
    return found


def address(*parts: str) -> str:
    return reverse("indicators:confirm_reading", args=["ke-hoach-x", *parts])


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_the_owner_is_told_and_the_words_stay(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "vhxh-x")
    response = client.post(address("2", "2", "moi-nam"))
    assert response["Location"] == "/ke-hoach/ke-hoach-x/#cach-doc-2-moi-nam"
    page = text(client.get("/ke-hoach/ke-hoach-x/"))
    assert "Đã xác nhận cách đọc nội dung 2. Chữ đã ký vẫn in nguyên như văn bản." in page
    assert "Đã xác nhận cách đọc: Vhxh-X, 09:00 ngày 15/11/2024" in page
    assert "“xuống 5/804 trẻ em”" in page
    assert "Xác nhận cách đọc này" not in page
    assert "chờ xác nhận cách đọc" not in page


def test_the_button_carries_what_the_browser_must_send(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "vhxh-x")
    client.handler.enforce_csrf_checks = True
    assert client.post(address("2", "2", "moi-nam")).status_code == 403
    page = client.get("/ke-hoach/ke-hoach-x/").content.decode()
    (form,) = re.findall(r'<form method="post"\s+action="([^"]+xac-nhan/)">(.*?)</form>', page, re.S)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[1])
    assert token
    client.post(form[0], {"csrfmiddlewaretoken": token.group(1)})
    target.refresh_from_db()
    assert target.confirmed_by == world.people["vhxh-x"]


def test_pressing_twice_is_once(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "vhxh-x")
    client.post(address("2", "2", "moi-nam"))
    response = client.post(address("2", "2", "moi-nam"), follow=True)
    assert "Cách đọc này đã được xác nhận từ trước: nội dung 2." in text(response)


def test_what_cannot_be_read_is_not_confirmed(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    target.operator = Operator.UNREADABLE
    target.save()
    response = sign_in(world, "vhxh-x").post(address("2", "2", "moi-nam"), follow=True)
    assert "hiểu được hai cách" in text(response)
    target.refresh_from_db()
    assert target.confirmed_at is None


@pytest.mark.parametrize(
    "parts", [("2", "2", "2025"), ("2", "9", "moi-nam"), ("1", "2", "moi-nam"), ("x", "x", "x")]
)
def test_an_address_without_a_target_is_not_there(
    world: World, target: Target, sign_in: Callable[[World, str], Client], parts: tuple[str, str, str]
) -> None:
    assert sign_in(world, "vhxh-x").post(address(*parts)).status_code == 404


def test_others_are_told_whose_word_it_is(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "huyen-a")
    page = text(client.get("/ke-hoach/ke-hoach-x/"))
    assert "Việc xác nhận là của UBND xã Xuân." in page
    assert "Xác nhận cách đọc này" not in page
    refused = client.post(address("2", "2", "moi-nam"))
    assert refused.status_code == 403
    assert "Chỉ nơi ban hành kế hoạch xác nhận cách đọc." in text(refused)


def test_a_part_without_anything_says_so(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "tinh")
    assert "Hệ thống chưa có kế hoạch cấp trên nào để so." in text(
        client.get("/ke-hoach/ke-hoach-tinh/so-voi-cap-tren/")
    )
    assert "Chưa có toàn văn trên hệ thống" in text(client.get("/ke-hoach/ke-hoach-tinh/van-ban/"))


def test_days_of_a_plan_above_in_a_common_year_are_held_against(
    world: World, target: Target, sign_in: Callable[[World, str], Client]
) -> None:
    """Commune X asks itself for 05/12; the district tells its communes 20/11."""
    district = build_plan(world, issuer="huyen-a", key="ke-hoach-huyen")
    district.deadlines.filter(position=2).update(day=20, month=11)
    client = sign_in(world, "vhxh-x")
    said = (
        "Cấp xã nộp báo cáo năm ngày 05/12, trong khi kế hoạch 2021–2030 của UBND huyện An đặt hạn 20/11 "
        "cho cấp xã: cấp dưới nộp sau hạn của cấp trên."
    )
    assert said in text(client.get("/ke-hoach/ke-hoach-x/han-bao-cao/"))
    district.first_year = district.last_year = 2020
    district.save()
    page = text(client.get("/ke-hoach/ke-hoach-x/han-bao-cao/"))
    assert said not in page
    assert "hai kế hoạch không có năm chung" in page
