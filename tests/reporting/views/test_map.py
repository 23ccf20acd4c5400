"""Như báo cáo lúc đó | Trên bản đồ hôm nay: an old round on the units of a later day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.actions.opening import open_round
from reporting.models import Report
from reporting.summaries.form_plan import plans_asking
from reporting.summaries.mapped import CarriedBack, OnMap, some_of
from reporting.summaries.sources import AsReported
from reporting.summaries.tables import Table, rollup_table, table_from
from tests.reform import DAY, EVE, reform, succeed
from tests.reporting.test_carried import year_2025
from tests.world import NOW, World, at, build_plan, fill_places, fill_villages, send_up, whole_year
from units.actions.rearranging import schedule
from units.enums import Level
from units.models import Placement
from units.rearranging import Wanted
from units.rearranging_builders import abolish, merge
from units.summaries.places import PlaceName
from units.summaries.rearranging import tree_before

SignIn = Callable[[World, str], Client]
AFTER = at(15, year=2025)
TODAY = AFTER.date()


@pytest.fixture
def after(moment: Callable[[datetime], None]) -> None:
    moment(AFTER)


@pytest.fixture
def reformed(world: World) -> World:
    whole_year(world)
    return reform(world)


def words(page: str) -> str:
    """A page in plain text, without markup and line breaks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def page(client: Client, unit: str, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/tong-hop/2024-nam/{unit}/{query}")
    assert answer.status_code == status, answer.status_code
    return words(unescape(answer.content.decode()))


def parts(table: Table) -> dict[str, str]:
    """The sums of each component by its label, for the first plan that tells it."""
    return {row.label: row.result.parts for row in table.rows if row.label}


def test_a_new_unit_in_an_old_round_is_the_sum_of_the_old_ones(reformed: World) -> None:
    """1.1: 20/300 + 30/200; 1.2: 16/20 + 30/30; 2: 3/300 + 5/200; 4: 2/3 + 3/4 villages."""
    source = CarriedBack(reformed.units["xa-m"], reformed.rounds[2024], official=True, day=TODAY)
    table = table_from(source, now=AFTER)
    assert table.place == "xã Xuân Yên"
    found = parts(table)
    assert (found["1.1"], found["1.2"], found["2"], found["4"]) == ("50/500", "46/50", "8/500", "5/7")
    # The province's plan stood above the old communes: a reference, and no verdict.
    assert not any(row.is_judged for row in table.rows)
    assert source.remarks == [
        "◊ Số của 2 xã cũ cộng lại: xã Xuân, xã Yên.",
        "Một phần của thị trấn Đức cũng vào đây; số đó đứng riêng, không cộng.",
    ]


def test_the_page_of_a_new_unit_leads_to_the_old_ones(reformed: World, sign_in: SignIn, after: None) -> None:
    client = sign_in(reformed, "vhxh-m")
    answer = client.get("/tong-hop/2024-nam/xa-m/")
    text = words(unescape(answer.content.decode()))
    assert "◊ Số của 2 xã cũ cộng lại: xã Xuân" in text
    assert 'href="/tong-hop/2024-nam/xa-x/"' in answer.content.decode()
    assert 'href="/tong-hop/2024-nam/xa-y/"' in answer.content.decode()
    # The split town is no page of theirs, and its numbers stand nowhere here.
    assert "Một phần của thị trấn Đức cũng vào đây" in text
    assert "/tong-hop/2024-nam/thi-tran-z/" not in answer.content.decode()
    assert page(client, "xa-x") and page(client, "xa-y")
    page(client, "thi-tran-z", status=404)
    page(client, "huyen-a", status=404)


def test_the_province_sees_what_stands_beside(reformed: World, sign_in: SignIn, after: None) -> None:
    client = sign_in(reformed, "tinh")
    component = reformed.components["1.1"].pk
    text = page(client, "xa-m", f"?mo={component}")
    assert "Đã chia vào phường Đức, xã Xuân Yên; không cộng vào đây" in text
    assert "Thị trấn Đức" in text
    text = page(client, "phuong-n")
    assert "Một phần của thị trấn Đức cũng vào đây; số đó đứng riêng, không cộng." in text


def test_a_province_on_the_map_of_today(reformed: World) -> None:
    """Rows: xã Xuân Yên 50/500 ◊; the split town 1/100, in the sum and in no unit's row. Together 51/600."""
    source = OnMap(reformed.units["tinh"], reformed.rounds[2024], official=True, day=TODAY)
    names = [place.full_name for place in source.children]
    assert names == ["xã Xuân Yên", "thị trấn Đức"]
    children, item = reformed.items["tre-em"].pk, reformed.items["hoan-canh"].pk

    def sums(unit: str) -> tuple[int, int]:
        found = source.of_children[reformed.units[unit].pk]
        return (
            sum(total.value for key, total in found.items() if key.item_id == item),
            sum(total.value for key, total in found.items() if key.item_id == children),
        )

    assert sums("xa-m") == (50, 500)
    assert sums("thi-tran-z") == (1, 100)
    assert source.notes[reformed.units["xa-m"].pk] == "◊ xã Xuân, xã Yên"
    assert source.notes[reformed.units["thi-tran-z"].pk] == (
        "Đã chia vào phường Đức, xã Xuân Yên; có trong tổng, không thuộc riêng đơn vị nào"
    )
    table = table_from(source, now=AFTER)
    assert parts(table)["1.1"] == "51/600"
    assert not any(row.is_judged for row in table.rows)


def test_what_is_not_accepted_is_in_no_official_sum_of_the_map(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, *(key for key in ("thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x")))
    reform(world)
    source = OnMap(world.units["tinh"], world.rounds[2024], official=True, day=TODAY)
    assert source.notes[world.units["xa-m"].pk] == "◊ xã Xuân, xã Yên; chưa duyệt: xã Yên"
    assert "Tổng chưa có xã Xuân Yên, thị trấn Đức." in source.remarks
    provisional = OnMap(world.units["tinh"], world.rounds[2024], official=False, day=TODAY)
    assert parts(table_from(provisional, now=AFTER))["1.1"] == "51/600"


def test_one_switch_between_the_two(reformed: World, sign_in: SignIn, after: None) -> None:
    client = sign_in(reformed, "tinh")
    then = client.get("/tong-hop/2024-nam/tinh/").content.decode()
    assert "Trên bản đồ hôm nay" in then and "?ban-do=hom-nay" in then
    component = reformed.components["1.1"].pk
    mapped = page(client, "tinh", f"?ban-do=hom-nay&mo={component}")
    assert "◊ xã Xuân, xã Yên" in mapped
    assert "Huyện An" not in mapped.split("Báo cáo cấp dưới")[0]
    assert "Huyện An" in page(client, "tinh", f"?mo={component}")
    # A day says the same as a word; what is no day is not heard.
    assert "◊ xã Xuân, xã Yên" in page(client, "tinh", f"?ban-do=2025-08-01&mo={component}")
    assert "◊" not in page(client, "tinh", f"?ban-do=2025-13-01&mo={component}")
    # On the day before the reform the map was the one of the round.
    assert "◊" not in page(client, "tinh", f"?ban-do=2025-06-30&mo={component}")


def test_by_unit_and_the_ledger_follow_the_map(reformed: World, sign_in: SignIn, after: None) -> None:
    client = sign_in(reformed, "tinh")
    component = reformed.components["1.1"].pk
    text = page(client, "tinh", f"?ban-do=hom-nay&xem=don-vi&mo={component}")
    assert "Xã Xuân Yên" in text and "Thị trấn Đức" in text
    answer = client.get(f"/tong-hop/2024-nam/tinh/cach-tinh/{component}/?ban-do=hom-nay")
    assert answer.status_code == 200
    text = words(unescape(answer.content.decode()))
    assert "◊ xã Xuân, xã Yên" in text and "51" in text
    answer = client.get(f"/tong-hop/2024-nam/xa-m/cach-tinh/{component}/")
    assert answer.status_code == 200
    text = words(unescape(answer.content.decode()))
    assert "Xã Xuân" in text and "Xã Yên" in text and "50 × 100 ÷ 500 = 10" in text


def test_an_old_unit_names_its_successor_and_stays_as_it_was(
    reformed: World, sign_in: SignIn, after: None
) -> None:
    client = sign_in(reformed, "tinh")
    text = page(client, "xa-x")
    assert "Đơn vị không còn từ 01/07/2025; đã vào xã Xuân Yên." in text
    assert "/tong-hop/2024-nam/xa-m/" in client.get("/tong-hop/2024-nam/xa-x/").content.decode()
    assert "Đơn vị không còn từ 01/07/2025; đã chia vào phường Đức, xã Xuân Yên." in page(
        client, "thi-tran-z"
    )
    assert "Đơn vị không còn từ 01/07/2025." in page(client, "huyen-a")


def test_before_the_day_nothing_is_seen_of_it(reformed: World, sign_in: SignIn) -> None:
    client = sign_in(reformed, "tinh")  # in November 2024
    answer = client.get("/tong-hop/2024-nam/tinh/").content.decode()
    assert "bản đồ hôm nay" not in answer
    assert "không còn" not in page(client, "xa-x")


def test_the_rounds_of_a_new_unit_are_those_of_the_old_ones(
    reformed: World, sign_in: SignIn, after: None
) -> None:
    round_ = year_2025()
    open_round(round_=round_, unit=reformed.units["tinh"], by=reformed.people["tinh"], at=AFTER)
    client = sign_in(reformed, "vhxh-m")
    assert 'href="/tong-hop/2025-nam/xa-m/' in client.get("/tong-hop/2024-nam/xa-m/").content.decode()
    answer = client.get("/tong-hop/2025-nam/xa-m/")
    assert answer.status_code == 200
    assert 'href="/tong-hop/2024-nam/xa-m/' in answer.content.decode()
    assert "◊" not in answer.content.decode()


def test_who_sees_a_new_unit_before_it_stood(reformed: World, sign_in: SignIn, after: None) -> None:
    for username in ("vhxh-m", "lanh-dao-m", "tinh"):
        page(sign_in(reformed, username), "xa-m")
    for username in ("vhxh-n", "quan-tri"):
        client = sign_in(reformed, username)
        assert client.get("/tong-hop/2024-nam/xa-m/").status_code in (403, 404), username
    # Those of a part see its name on their own page, and no number.
    text = page(sign_in(reformed, "vhxh-n"), "phuong-n")
    assert "Một phần của thị trấn Đức" in text
    for username in ("vhxh-x", "huyen-a", "truong-thon-1"):
        assert sign_in(reformed, username).get("/tong-hop/2024-nam/xa-m/").status_code == 403, username


def test_the_plan_of_an_old_unit_is_a_reference_for_the_new_one(world: World) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    build_plan(world, issuer="xa-y", key="ke-hoach-y")
    whole_year(world)
    reform(world)
    round_ = year_2025()
    open_round(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=AFTER)
    table = rollup_table(unit=world.units["xa-m"], round_=round_, official=False, now=AFTER)
    headings = [group.heading for group in table.groups]
    assert sum("chỉ tiêu của đơn vị cũ, chỉ tham khảo" in heading for heading in headings) == 2
    old = [row for group in table.groups if "đơn vị cũ" in group.heading for row in group.rows]
    assert old and not any(row.is_judged for row in old)
    assert all(row.verdict.status is None or not row.is_judged for row in old)
    # Nothing collects for a plan whose owner is gone.
    assert [plan.key for plan in plans_asking(round_, world.units["tinh"])] == ["ke-hoach-tinh"]


@pytest.mark.parametrize("query", ["", "?ban-do=hom-nay"])
def test_as_many_queries_for_thirty_units(reformed: World, sign_in: SignIn, after: None, query: str) -> None:
    client = sign_in(reformed, "tinh")
    counts = []
    for number in range(30):
        old, new = f"xa-cu-{number}", f"xa-moi-{number}"
        reformed.unit(old, Level.COMMUNE, "huyen-a", name=f"Cũ {number}", kind="xã")
        reformed.unit(new, Level.COMMUNE, "tinh", name=f"Mới {number}", kind="xã")
        Placement.objects.filter(unit=reformed.units[old]).update(ends_on=EVE)
        Placement.objects.filter(unit=reformed.units[new]).update(starts_on=DAY)
        succeed(reformed, old, new, is_whole=True)
        Report.objects.create(round=reformed.rounds[2024], unit=reformed.units[old])
        if number in (0, 2, 29):
            address = (
                f"/tong-hop/2024-nam/tinh/{query}{'&' if query else '?'}mo={reformed.components['1.1'].pk}"
            )
            client.get(address)
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
    assert counts[0] == counts[1] == counts[2], counts


COMMUNES = ("thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x", "xa-y", "thi-tran-z")


def test_what_a_level_that_ended_had_not_brought_up_is_in_no_official_sum_of_the_map(world: World) -> None:
    """Both districts accepted their communes, the province only huyện An: 50/500, on either map."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *COMMUNES, "huyen-a")
    without_districts(world)
    tinh, round_ = world.units["tinh"], world.rounds[2024]
    then = table_from(AsReported(tinh, round_, official=True), now=AFTER)
    source = OnMap(tinh, round_, official=True, day=DAY)
    mapped = table_from(source, now=AFTER)
    assert parts(then)["1.1"] == parts(mapped)["1.1"] == "50/500"
    assert parts(then) == parts(mapped)
    assert [row.coverage for row in then.rows] == [row.coverage for row in mapped.rows]
    assert source.remarks[1:] == [
        "Tổng chưa có thị trấn Đức.",
        "Báo cáo chưa được duyệt: huyện Bình.",
    ]
    provisional = OnMap(tinh, round_, official=False, day=DAY)
    assert parts(table_from(provisional, now=AFTER))["1.1"] == "51/600"
    assert len(provisional.remarks) == 1


def test_once_the_districts_are_accepted_both_maps_agree(world: World) -> None:
    whole_year(world)
    without_districts(world)
    tinh, round_ = world.units["tinh"], world.rounds[2024]
    source = OnMap(tinh, round_, official=True, day=DAY)
    assert parts(table_from(source, now=AFTER))["1.1"] == "51/600"
    assert len(source.remarks) == 1


def without_districts(world: World) -> None:
    said = abolish(
        tree_before(DAY, {"tinh"}), day=DAY, decision="Nghị quyết 1", level=Level.DISTRICT, place="tinh"
    )
    schedule(rearrangement=said, by=world.people["tinh"], at=NOW)


def test_a_unit_that_gave_a_part_away_and_stands_on_has_one_row(world: World) -> None:
    """X went on standing after a part of it had gone to a new commune: 20/300 stand in its own row, once."""
    whole_year(world)
    new = world.unit("xa-k", Level.COMMUNE, "huyen-a", name="Khê", kind="xã")
    new.placements.update(starts_on=DAY)
    succeed(world, "xa-x", "xa-k", is_whole=False)
    source = OnMap(world.units["huyen-a"], world.rounds[2024], official=True, day=DAY)
    assert [place.full_name for place in source.children] == ["xã Xuân", "xã Yên"]
    assert world.units["xa-x"].pk not in source.notes
    assert parts(table_from(source, now=AFTER))["1.1"] == "50/500"


def agree(world: World, *, official: bool) -> OnMap:
    """Both maps of the province say the same sums and coverage."""
    tinh, round_ = world.units["tinh"], world.rounds[2024]
    source = OnMap(tinh, round_, official=official, day=DAY)
    then = table_from(AsReported(tinh, round_, official=official), now=AFTER)
    mapped = table_from(source, now=AFTER)
    assert parts(then) == parts(mapped)
    assert [row.coverage for row in then.rows] == [row.coverage for row in mapped.rows]
    assert [row.is_partial for row in then.rows] == [row.is_partial for row in mapped.rows]
    return source


@pytest.mark.parametrize("official", [True, False])
def test_villages_of_a_commune_without_a_form_are_in_the_sum_of_the_map(world: World, official: bool) -> None:
    """X and Y became one commune before the round closed, and its form is not written yet: provisionally the
    villages' 300 children stand under the place itself on the map, and the town's 100 in their own row."""
    fill_villages(world)
    fill_places(world)
    day = date(2024, 12, 1)
    said = merge(
        tree_before(day, {"xa-x"}),
        day=day,
        decision="Nghị quyết 1",
        units=["xa-x", "xa-y"],
        into=Wanted("Mới", "xã"),
    )
    schedule(rearrangement=said, by=world.people["tinh"], at=NOW)
    without_districts(world)
    source = agree(world, official=official)
    if not official:
        assert parts(table_from(source, now=AFTER))["1.1"] == "21/400"


@pytest.mark.parametrize("official", [True, False])
def test_a_commune_that_ended_without_an_heir_is_still_asked_on_the_map(world: World, official: bool) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, *COMMUNES[:-1], "huyen-a")
    without_districts(world)
    Placement.objects.filter(unit=world.units["thi-tran-z"], starts_on=DAY).delete()
    source = agree(world, official=official)
    assert source.remarks[1:] == (["Báo cáo chưa được duyệt: huyện Bình, thị trấn Đức."] if official else [])


def test_of_a_unit_made_of_a_part_alone_the_split_one_stands_beside(
    reformed: World, sign_in: SignIn, after: None
) -> None:
    """Phường Đức has no sum in 2024, and the split town's 1/100 beside, for whoever may see it."""
    source = CarriedBack(reformed.units["phuong-n"], reformed.rounds[2024], official=True, day=TODAY)
    assert parts(table_from(source, now=AFTER))["1.1"] == ""
    component = reformed.components["1.1"].pk
    text = page(sign_in(reformed, "tinh"), "phuong-n", f"?mo={component}")
    beside = text[text.index("Thị trấn Đức") :]
    assert "Đã chia vào phường Đức, xã Xuân Yên; không cộng vào đây" in beside
    assert "1,0%" in beside
    text = page(sign_in(reformed, "vhxh-n"), "phuong-n", f"?mo={component}")
    assert "không cộng vào đây" not in text
    assert "1,0%" not in text


def test_of_many_units_a_remark_names_some() -> None:
    places = [
        PlaceName(number, f"xa-{number}", Level.COMMUNE, "", f"xã {number}", None, "")
        for number in range(1, 12)
    ]
    assert some_of(places[:2]) == "xã 1, xã 2"
    assert some_of(places[:9]).endswith("xã 8, xã 9")
    assert some_of(places) == "xã 1, xã 2, xã 3, xã 4, xã 5, xã 6, xã 7, xã 8 và 3 đơn vị khác"
