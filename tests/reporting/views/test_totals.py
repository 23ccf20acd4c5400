"""Whose totals have a page, what stands on it, and where its links lead?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Target
from plans.models import Plan
from tests.world import World, build_plan, fill_places, fill_villages, send_up, whole_year

SignIn = Callable[[World, str], Client]


def text(response: Any) -> str:
    """What is read on the page, without its tags."""
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def links(response: Any, word: str = "") -> list[str]:
    """Addresses on the page, those of links with the word."""
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [address.replace("&amp;", "&") for address, inside in found if word in inside]


def page_of(unit: str, query: str = "", round_key: str = "2024-nam") -> str:
    return reverse("reporting:rollup", args=[round_key, unit]) + query


@pytest.mark.parametrize(("unit", "status"), [("xa-x", 200), ("thon-1", 404), ("tram", 404), ("xa-y", 404)])
def test_only_places_have_totals(world: World, sign_in: SignIn, unit: str, status: int) -> None:
    """A village that has handed in stores no snapshot, so its "total" would say that nothing is there."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    assert sign_in(world, "vhxh-x").get(page_of(unit)).status_code == status


@pytest.mark.parametrize(
    ("person", "unit", "status"),
    [
        ("vhxh-x", "xa-x", 200),
        ("lanh-dao-x", "xa-x", 200),
        ("vhxh-y", "xa-x", 404),  # the neighbour
        ("vhxh-x", "huyen-a", 404),  # nobody sees a total above their own
        ("huyen-b", "xa-x", 404),
        ("truong-thon-1", "xa-x", 403),
        ("quan-tri", "tinh", 403),
    ],
)
@pytest.mark.parametrize("query", ["?xem=don-vi", "?so=tam-tinh", "cach-tinh"])
def test_every_view_of_a_total_is_for_the_same_people(
    world: World, sign_in: SignIn, person: str, unit: str, status: int, query: str
) -> None:
    address = page_of(unit, query if query[0] == "?" else "")
    if query == "cach-tinh":
        address = reverse("reporting:ledger", args=["2024-nam", unit, world.components["1.1"].pk])
    assert sign_in(world, person).get(address).status_code == status


def test_from_the_province_to_the_log_of_a_cell_in_four_clicks(world: World, sign_in: SignIn) -> None:
    whole_year(world)
    client = sign_in(world, "tinh")
    page = client.get(page_of("tinh"))
    row = world.components["1.2"].pk
    (opened,) = [address for address in links(page, "Nội dung TG") if "mo=" in address]
    assert opened == f"?mo={row}#muc-{row}"
    page = client.get(page_of("tinh", opened))  # 1
    assert f'id="muc-{row}"' in page.content.decode()
    (district,) = links(page, "Huyện An")[:1]
    page = client.get(district)  # 2
    assert "46" in text(page)
    (commune,) = links(page, "Xã Xuân")[:1]
    page = client.get(commune)  # 3
    cells = links(page, "Thôn 1")
    page = client.get(cells[0])  # 4
    assert page.status_code == 200
    assert "Nhật ký của ô" in text(page)
    assert "Truong-Thon-1" in text(page)
    assert "— → 9" in text(page)


def test_every_crumb_keeps_the_row_the_edition_and_the_round(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    client = sign_in(world, "tinh")
    row = world.components["1.1"].pk
    page = client.get(page_of("xa-x", f"?so=tam-tinh&mo={row}"))
    crumbs = page.content.decode().split('class="breadcrumbs"')[1].split("</nav>")[0]
    found = re.findall(r'href="([^"]*)"[^>]*>\s*([^<]*?)\s*<', crumbs)
    assert [(address.replace("&amp;", "&"), name) for address, name in found] == [
        (page_of("tinh", f"?so=tam-tinh&mo={row}#muc-{row}"), "Tỉnh Thử"),
        (page_of("huyen-a", f"?so=tam-tinh&mo={row}#muc-{row}"), "Huyện An"),
    ]
    for address, _ in found:
        above = client.get(address.replace("&amp;", "&"))
        assert above.status_code == 200
        assert "tạm tính, chưa duyệt" in text(above)
        assert 'aria-expanded="true"' in above.content.decode()


def test_a_missing_village_is_named_hatched_and_in_the_status(world: World, sign_in: SignIn) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    fill_villages(world)
    send_up(world, "thon-1", "thon-2")
    page = sign_in(world, "vhxh-x").get(page_of("xa-x", f"?mo={world.components['1.1'].pk}"))
    assert "14 180 7,8% &lt; 10% Đạt · tổng hợp chưa đủ 2/3 thôn Thôn" in text(page).replace("\xa0", " ")
    html = page.content.decode()
    missing = html.split(">Thôn 3</a>")[1].split("</tr>")[0]
    assert "is-partial" in missing
    assert "Chưa nộp" in missing
    assert "0/1 thôn" in missing
    there = html.split(">Thôn 1</a>")[1].split("</tr>")[0]
    assert "is-partial" not in there


def test_before_anything_is_accepted_the_page_offers_what_was_entered(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    client = sign_in(world, "vhxh-x")
    page = client.get(page_of("xa-x"))
    assert "Chưa có báo cáo nào được duyệt." in text(page)
    assert links(page, "Xem số tạm tính, chưa duyệt") == ["?so=tam-tinh"]
    provisional = client.get(page_of("xa-x", "?so=tam-tinh"))
    assert "Chưa có báo cáo nào được duyệt." not in text(provisional)
    assert "tạm tính, chưa duyệt" in text(provisional)
    send_up(world, "thon-1")
    assert "Chưa có báo cáo nào được duyệt." not in text(client.get(page_of("xa-x")))


def test_two_sources_that_differ_are_told_on_the_row(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.enter("tram", "y-te", bi_thuong=4)
    page = sign_in(world, "vhxh-x").get(page_of("xa-x", "?so=tam-tinh"))
    assert "Lệch: Các thôn cộng lại 3, Trạm Y tế ghi 4." in text(page)
    assert links(page, "Chọn số dùng") == [
        reverse("reporting:settle", args=["2024-nam", "xa-x", "bi-thuong"])
    ]


def test_by_unit_the_rows_lead_on_and_add_up(world: World, sign_in: SignIn) -> None:
    whole_year(world)
    client = sign_in(world, "tinh")
    row = world.components["1.2"].pk
    page = client.get(page_of("tinh", f"?xem=don-vi&mo={row}"))
    said = text(page)
    assert "Huyện An 46 50 92,0%" in said
    assert "Huyện Bình 1 1 100%" in said
    assert "Tỉnh Thử 47 51 92,2%" in said
    assert 'aria-sort="ascending"' in page.content.decode()
    assert links(page, "Kết quả")[0] == f"?xem=don-vi&mo={row}&sap=ket-qua"
    assert links(page, "Huyện An")[0] == page_of("huyen-a", f"?xem=don-vi&mo={row}#muc-{row}")
    # The choice is kept by the form as by the links.
    form = client.get(page_of("tinh", "?xem=don-vi&so=tam-tinh&sap=ket-qua")).content.decode()
    assert '<input type="hidden" name="so" value="tam-tinh">' in form
    assert '<input type="hidden" name="sap" value="ket-qua">' in form


@pytest.mark.parametrize("query", ["?mo=x", "?mo=99999999999999999999", "?mo=٣", "?xem=gi&sap=gi&so=gi"])
def test_an_address_that_asks_for_what_is_not_there_shows_the_usual(
    world: World, sign_in: SignIn, query: str
) -> None:
    page = sign_in(world, "tinh").get(page_of("tinh", query))
    assert page.status_code == 200
    assert 'aria-expanded="true"' not in page.content.decode()


def test_a_ledger_leads_to_the_ledgers_below_and_to_the_cells(world: World, sign_in: SignIn) -> None:
    whole_year(world)
    client = sign_in(world, "tinh")
    row = world.components["2"].pk
    page = client.get(reverse("reporting:ledger", args=["2024-nam", "huyen-a", row]))
    # 3/300 + 5/200 = 8/500: 8 × 10.000 ÷ 500.
    assert "8 × 10.000 ÷ 500 = 160" in text(page)
    below = reverse("reporting:ledger", args=["2024-nam", "xa-x", row])
    assert links(page, "Xã Xuân")[-1] == below
    cell = reverse("reporting:cell", args=["2024-nam", "tram", "bi-thuong"])
    assert cell in links(client.get(below), "Trạm Y tế")
    assert client.get(cell).status_code == 200


def test_the_annual_table_leads_to_the_ledger_of_each_number(world: World, sign_in: SignIn) -> None:
    whole_year(world)
    page = sign_in(world, "tinh").get(
        reverse("reporting:annual_table", args=["ke-hoach-tinh", "2024-nam"]) + "?so=tam-tinh"
    )
    row = world.components["1.1"].pk
    address = reverse("reporting:ledger", args=["2024-nam", "tinh", row]) + "?so=tam-tinh"
    assert links(page, "8,5%") == [address]


def test_a_target_beside_the_document_is_not_quoted(world: World, sign_in: SignIn) -> None:
    """95% are signed for 2025. What the owner sets for 2024 has no words, and no page makes any up."""
    whole_year(world)
    component = world.components["1.2"]
    address = reverse("reporting:ledger", args=["2024-nam", "tinh", component.pk])
    signed = text(sign_in(world, "tinh").get(address))
    assert "“" in signed and "ngoài văn bản" not in signed
    own = Target.objects.create(
        component=component, operator="gte", value=90, first_year=2024, last_year=2024, reading="Tự đặt."
    )
    said = text(sign_in(world, "tinh").get(address))
    assert "≥ 90%" in said
    assert "“”" not in said
    assert "Chương trình tỉnh Thử: mức ngoài văn bản, do nơi giữ kế hoạch tự đặt" in said
    # Below its issuer it is a reference all the same: on the table of the place, and among units.
    for query in ("", f"?xem=don-vi&mo={component.pk}"):
        page = sign_in(world, "huyen-a").get(page_of("huyen-a", query)).content.decode()
        row = page.split("≥\u00a090%")[1].split("</tr>")[0]
        assert "Để tham khảo" in row, query
    # Drawn between two that the owner set.
    Target.objects.filter(component=component).update(words="")
    Target.objects.filter(pk=own.pk).update(first_year=2023, last_year=2023, value=85)
    Plan.objects.update(interpolated_from=2021)
    said = text(sign_in(world, "tinh").get(address))
    assert "≥ 90% (nội suy)" in said
    assert "“”" not in said
    assert "mức ngoài văn bản" in said


def test_a_ledger_of_nothing_is_not_there(world: World, sign_in: SignIn) -> None:
    address = reverse("reporting:ledger", args=["2024-nam", "tinh", 10**9])
    assert sign_in(world, "tinh").get(address).status_code == 404


def test_places_that_type_for_themselves_are_no_dead_end(world: World, sign_in: SignIn) -> None:
    fill_places(world)
    row = world.components["1.1"].pk
    page = sign_in(world, "huyen-a").get(page_of("xa-y", f"?so=tam-tinh&mo={row}"))
    (first, *_) = links(page, "Xã Yên tự nhập")
    assert first == reverse("reporting:cell", args=["2024-nam", "xa-y", "hoan-canh"])
